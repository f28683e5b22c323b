from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from analysis import Corpus, InputError, batch, read, read_text
from analysis.reading.asking import doubtful_blocks
from analysis.reading.corrections import (
    BY_HAND,
    corrections_as_stored,
    corrections_table,
    new_corrections_path,
)
from analysis.reading.credits import caption_parts, has_credit, is_credit, split_credit
from analysis.reading.plain import LEAST, PLAIN_RULES
from analysis.reading.recognising import format_of
from analysis.words import sentences

from .conftest import ROOT

SEED = ROOT / "seeds" / "nagorno-karabakh.txt"
HAND = list(csv.DictReader((ROOT / "tests" / "seed_layers.csv").open(encoding="utf-8")))

# Every noun and name of the seed's captions and short blocks, and the commonest of its paragraphs, for others of
# other subjects: gardening, music, sport. Capitals stay as they are, since form is what the rules may see.
SWAPS = {
    "Azerbaijani": "Norwegian", "Azerbaijan": "Norway", "Azeris": "Bakers", "Azeri": "Baker", "Israeli": "Peruvian", "Israel": "Peru",
    "Armenian": "Danish", "Armenia": "Denmark", "Iranian": "Scottish", "Iran": "Scotland", "Nagorno-Karabakh": "Upper-Bavaria",
    "Nagorno-karabakh": "Upper-bavaria", "Karabakh": "Bavaria", "Russian-facilitated": "Spanish-catered", "Russian": "Spanish", "Russia": "Spain",
    "Harop": "Bosch", "drones": "mowers", "drone": "mower", "destruction": "decoration", "Iskandar": "Toyota", "ballistic": "evergreen",
    "missile": "hedge", "S-300": "B-52", "SAM": "JAM", "LORA": "FIFA", "Army": "Choir", "Spike": "Maple", "LR": "XL", "anti-tank": "box-tree",
    "tank": "lawn", "armored": "potted", "regiments": "borders", "Heron": "Robin", "surveillance": "irrigation", "war": "concert", "Wins": "Sings",
    "Win": "Song", "winner": "singer", "conflict": "recipe", "truce": "picnic", "weapons": "violins", "weaponry": "cutlery", "victory": "dessert",
    "hawks": "cooks", "Tehran": "Glasgow", "Baku": "Oslo", "Washington": "Sydney", "Jerusalem": "Lima", "Aliyev": "Hansen", "Ilham": "Peter",
    "relationship": "orchestra", "expediency": "melody", "interest": "rhythm", "interests": "rhythms", "relations": "gardens", "bargain": "blanket",
    "oil": "butter", "exports": "sandwiches", "territory": "kitchen", "territories": "kitchens", "region": "bakery", "support": "flour",
    "President": "Gardener", "Leader": "Drummer", "Minister": "Painter", "peacekeepers": "gardeners", "status": "colour", "forces": "spoons",
    "spies": "tenors", "uprising": "harvest", "state": "oven", "peace": "music", "speech": "song", "tour": "dance", "integrity": "balance",
    "reply": "reply", "pandemic": "frost", "corruption": "mildew", "repression": "drought", "regime": "nursery",
}  # fmt: skip


def layers(corpus: Corpus) -> list[str]:
    return corpus.segments["layer"].astype(str).tolist()


def test_the_seed_is_labelled_as_by_hand_once_its_captions_are_confirmed(seed: Corpus):
    assert layers(seed) == [row["layer"] for row in HAND]
    assert all(seed.text(n).startswith(row["first_words"]) for n, row in enumerate(HAND))


def test_with_no_help_only_captions_of_the_seed_are_in_doubt_and_all_of_them_are_asked_about():
    by_form = read(SEED, corrections=False)
    wrong = [n for n, row in enumerate(HAND) if layers(by_form)[n] != row["layer"]]
    captions = [n for n, row in enumerate(HAND) if row["layer"] == "caption"]
    assert set(wrong) < set(captions)
    assert set(captions) <= set(doubtful_blocks(by_form))


def test_the_seed_holds_the_words_that_were_counted_by_hand(seed: Corpus):
    assert seed.layer_sizes()["words"].to_dict() == {
        "headline": 10,
        "body": 855,
        "caption": 42,
        "boilerplate": 73,
    }


def test_every_label_names_its_rule_and_says_how_surely():
    seed = read(SEED, corrections=False)
    assert set(seed.segments["rule"]) <= {rule.name for rule in PLAIN_RULES}
    assert seed.segments.loc[seed.segments["layer"] == "caption", "confidence"].ge(LEAST).all()
    assert seed.segments["confidence"].between(0, 1).all()


def test_labels_do_not_depend_on_what_the_text_is_about():
    text = SEED.read_text(encoding="utf-8")
    swapped = re.sub(r"[\w-]+", lambda match: SWAPS.get(match.group(), match.group()), text)
    changed = sum(a != b for a, b in zip(text.split(), swapped.split(), strict=True))
    assert changed > 150
    for word in ("missile", "drone", "Israel", "Azerbaijan", "war"):
        assert not re.search(rf"\b{word}\b", swapped)
    assert layers(read_text(swapped)) == layers(read_text(text))


def test_labels_do_not_depend_on_names_at_all():
    text = SEED.read_text(encoding="utf-8")
    body, notice = text.split("©", 1)
    # Every word of four letters or more with a capital, other than the first of a sentence, becomes another.
    masked = re.sub(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", "Xander", body)
    assert masked.count("Xander") > 40
    assert layers(read_text(masked + "©" + notice)) == layers(read_text(text))


@pytest.mark.parametrize("name", ["control", "planted"])
def test_the_fictional_articles_have_six_captions_among_thirteen_paragraphs(name: str):
    sizes = read(ROOT / "seeds" / f"{name}.txt").layer_sizes()
    assert sizes["segments"].to_dict() == {"headline": 1, "body": 13, "caption": 6}
    assert sizes.loc["caption", "words"] >= 42


BODY = "The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke to the press afterwards."


@pytest.mark.parametrize(
    ("block", "layer"),
    [
        ("A view of the old town hall from across the river (Photo: Jane Doe)", "caption"),
        ("FILE - Delegates arrive for the first round of talks in March.", "caption"),
        ("Delegates, from left, Ann Roe, John Doe and Max Poe at the hall.", "caption"),
        ("Photo: Reuters", "credit"),
        ("Getty Images", "credit"),
        ("Share this article", "boilerplate"),
        ("Subscribe to our newsletter", "boilerplate"),
        ("All rights reserved.", "boilerplate"),
        ("The Road Ahead", "subheading"),
        ("What happens next?", "subheading"),
    ],
)
def test_form_position_and_credits_tell_the_layer(block: str, layer: str):
    corpus = read_text("\n\n".join(["Talks resume in the north", BODY, BODY, block, BODY, BODY]))
    assert layer in layers(corpus)[3:-2]  # a credit is split from its caption
    assert set(layers(corpus)[3:-2]) <= {layer, "credit"}


def test_a_byline_stands_near_the_top():
    corpus = read_text(
        "\n\n".join(["Talks resume in the north", "By Jane Doe", "March 3, 2021", BODY, BODY])
    )
    assert layers(corpus) == ["headline", "byline", "byline", "body", "body"]


def test_what_follows_site_furniture_at_the_foot_belongs_to_it():
    corpus = read_text(
        "\n\n".join(
            ["Talks resume in the north", BODY, BODY, "Leave a Reply", "Name", "Email", "Website"]
        )
    )
    assert layers(corpus) == ["headline", "body", "body"] + ["boilerplate"] * 4


def test_lines_are_blocks_where_no_line_is_blank():
    assert layers(read_text("\n".join(["Talks resume in the north", BODY, BODY]))) == [
        "headline",
        "body",
        "body",
    ]


@pytest.mark.quick
def test_hard_wrapped_prose_is_one_block():
    assert (
        len(
            read_text(
                "The two sides met\nagain on Monday in\nthe town hall and\nparted soon."
            ).segments
        )
        == 1
    )


@pytest.mark.parametrize("change", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_no_label(tmp_path: Path, change: str):
    path = tmp_path / "war.txt"
    path.write_bytes(
        b"\xef\xbb\xbf" + SEED.read_text(encoding="utf-8").replace("\n", change).encode()
    )
    corpus = read(path)
    assert layers(corpus) == layers(read(SEED, corrections=False))
    assert corpus.text(0).startswith("Why Azerbaijani")


@pytest.mark.quick
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_hard_wrapped_paragraphs_stay_whole_with_the_line_ends_of_other_systems(end: str):
    text = "Talks resume\n\nThe two sides met\nagain on Monday.\n \nThey parted\nsoon."
    corpus = read_text(text.replace("\n", end))
    assert (
        corpus.blocks()["text"].str.split().tolist()
        == read_text(text).blocks()["text"].str.split().tolist()
    )
    assert len(corpus.segments) == 3


def test_no_break_spaces_divide_words(seed: Corpus):
    first = seed.tokens[seed.tokens["sentence"] == 1]
    words = [
        seed.texts[0][start:end] for start, end in zip(first["start"], first["end"], strict=True)
    ]
    assert {"like", "Hudson", "Institute"} <= set(words)


def corrected(tmp_path: Path, table: str) -> Corpus:
    (tmp_path / "war.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "war.layers.csv").write_text(table, encoding="utf-8")
    return read(tmp_path / "war.txt")


def test_a_correction_wins_over_the_rules(tmp_path: Path):
    corpus = corrected(
        tmp_path, "block,layer,first_words\n7,caption,Azerbaijani-Israeli relations are\n"
    )
    assert layers(corpus)[7] == "caption"
    assert corpus.segments.loc[7, ["rule", "confidence"]].tolist() == ["corrected by hand", 1.0]
    assert layers(corpus)[6] == "body"


def test_of_a_table_of_all_labels_only_what_a_person_changed_or_ticked_counts(tmp_path: Path):
    """Nothing in the file, then a layer in block 7, a tick in block 8, a refusal in block 9."""
    written = corrections_table(read_text(SEED.read_text(encoding="utf-8")))
    assert not (corrected(tmp_path, written).segments["rule"] == BY_HAND).any()
    rows = written.split("\n")
    assert rows[0] == "block,layer,first_words,by_rules,checked"
    rows[8] = rows[8].replace("7,body,", "7,caption,")
    rows[9], rows[10] = f"{rows[9]}X", f"{rows[10]}no"
    corpus = corrected(tmp_path, "\n".join(rows))
    by_hand = corpus.segments.index[corpus.segments["rule"] == BY_HAND].tolist()
    assert (by_hand, layers(corpus)[7]) == ([7, 8], "caption")
    # Written again, the table keeps what was said.
    assert corrected(tmp_path, corrections_table(corpus)).segments.equals(corpus.segments)
    said = sentences.labels_by_hand(corpus, "war.layers.csv")
    words = " ".join(corpus.text(7).split())
    counted, quoted = said.split("“")[0], said.partition("“")[2].partition(" …”")
    assert counted == (
        "1 label was corrected and 1 checked by hand (war.layers.csv). Corrected: caption 2 "
    )
    assert words.startswith(quoted[0])
    assert quoted[2] == " (from body)."
    row = corrections_table(corpus).split("\n")[8]
    assert row.startswith("7,caption,")
    assert row.endswith(",body,yes")


def test_answers_keep_the_form_of_the_file_that_they_are_written_into(tmp_path: Path):
    corpus = read_text(SEED.read_text(encoding="utf-8")).relabel({7: "caption"})
    place = tmp_path / "war.layers.csv"
    assert corrections_as_stored(place, corpus, [7]) == corrections_table(corpus, [7])
    place.write_text(corrections_table(corpus, [7]), encoding="utf-8")
    assert corrections_as_stored(place, corpus, [7]) == corrections_table(corpus, [7])
    place.write_text(corrections_table(corpus), encoding="utf-8")
    assert corrections_as_stored(place, corpus, [7]) == corrections_table(corpus)


def test_the_hand_labels_themselves_are_a_valid_correction(tmp_path: Path):
    corpus = corrected(tmp_path, (ROOT / "tests" / "seed_layers.csv").read_text(encoding="utf-8"))
    assert (corpus.segments["confidence"] == 1.0).all()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("block,layer,first_words\n0,headline,Why\n7,caption,Something else\n", "row 3: block 7 begins with 'Azerbaijani-Israeli"),
        ("block,layer,first_words\n7,captions,Azerbaijani\n", "row 2: unknown layer 'captions'; choose from: headline"),
        ("block,layer,first_words\n99,body,Why\n", "row 2: there is no block '99'; blocks run from 0 to 23"),
        ("block,layer,first_words\n1,body,At\n1,caption,At\n", "row 3: block 1 stands twice"),
        ("block,layer,first_words\n1,body\n", "row 2: three cells are needed"),
        ("nr,what\n1,body\n", "row 1 must be 'block,layer,first_words'"),
        ("", "row 1 must be 'block,layer,first_words'"),
    ],
)  # fmt: skip
def test_a_correction_that_does_not_fit_names_its_row(tmp_path: Path, table: str, message: str):
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        corrected(tmp_path, table)
    assert "war.layers.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"", "the file is empty"),
        (b" \n\n\t", "the file is empty"),
        (b"\x00\x01\x02PNG", "this is a binary file"),
        ("Мюллер говорил".encode("cp1251"), "byte 0 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_one_clear_line(
    tmp_path: Path, content: bytes | None, message: str
):
    path = tmp_path / "a.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_readable_file_is_one_clear_line(tmp_path: Path):
    with pytest.raises(
        InputError, match=r"no file in this folder can be read; give pages \(\.html\), "
    ) as caught:
        read(tmp_path)
    assert len(str(caught.value)) < len(str(tmp_path)) + 200
    # What it names can be read.
    endings = re.findall(r"\.\w+(?=[,)])", str(caught.value).removeprefix(str(tmp_path)))
    assert len(endings) > 5
    assert all(format_of(Path(f"a{ending}")) for ending in endings)


def test_the_input_is_identified_by_the_hash_of_its_bytes(seed: Corpus):
    import hashlib

    assert seed.articles.loc[0, "sha256"] == hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert (
        seed.articles.loc[0, "title"]
        == "Why Azerbaijani Wins In Nagorno-karabakh Is A Win For Israel?"
    )


def test_the_seed_and_its_tables_are_those_received_byte_for_byte(gold: Path):
    received = gold.parent / "seed"
    assert SEED.read_bytes() == (received / "000_2e4681bc52934605.txt").read_bytes()
    for name in ("layers", "mentions"):
        assert (ROOT / "tests" / f"seed_{name}.csv").read_bytes() == (
            received / f"{name}.csv"
        ).read_bytes()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Mill. Photo: Ann Roe", ["caption"]),  # a word is no caption
        ("The mill. Photo: Ann Roe", ["caption", "credit"]),
        ("The (mill. Photo: Ann Roe", ["caption"]),  # the bracket is open
        ("(The) mill. Photo: Ann Roe", ["caption", "credit"]),
        ("The mill turns. Foto: Ann Roe", ["caption", "credit"]),
        ("The mill turns\nAnn Roe/Max Poe", ["caption", "credit"]),
        ("The mill turns. Ann Roe/Max Poe.", ["caption", "credit"]),
        ("The mill turns.  Getty Images . ", ["caption", "credit"]),
        ("The mill turns | Photo: Ann Roe", ["caption", "credit"]),
        ("The mill turns Photo: Ann Roe", ["caption", "credit"]),
        ("FILE - The mill turns.", ["credit", "caption"]),
        ("HANDOUT: The mill turns. Getty Images", ["credit", "caption", "credit"]),
        ("FILE - Getty Images", ["credit"]),
        ("(Reuters)", ["credit"]),
        ("The mill turns.", ["caption"]),
    ],
)
def test_a_caption_and_its_credits_are_parts_of_a_text(text: str, parts: list[str]):
    cut = caption_parts(text)
    assert [layer for layer, *_ in cut] == parts
    # The parts are in order, and only white space is between them.
    bounds = [0, *(bound for _, *span in cut for bound in span), len(text)]
    between = zip(bounds[::2], bounds[1::2], strict=True)
    assert all(start <= end and not text[start:end].strip() for start, end in between)


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("Photo: " + "a " * 12 + "a", True),  # fourteen words
        ("Photo: " + "a " * 13 + "a", False),
        (f"{'R' * 39} {'R' * 39} {'R' * 38} Photography", True),  # 130 characters
        (f"{'R' * 39} {'R' * 39} {'R' * 39} Photography", False),
        ("Photo: The mill turns. The wheel stands", False),
    ],
)
def test_a_credit_alone_is_short_and_no_sentence(text: str, is_whole: bool):
    assert is_credit(text) == is_whole


@pytest.mark.parametrize(("size", "is_cut"), [(199, True), (200, False)])
def test_a_credit_behind_a_caption_has_less_than_two_hundred_characters(size: int, is_cut: bool):
    name = " ".join(["R" * 30, "R" * 30, "R" * 28])
    credit = f"AFP / {name} ({'x' * (size - len(name) - 9)})"
    assert len(credit) == size
    text = f"{'word ' * 20}The mill turns. {credit}"
    assert (split_credit(text) == (0, len(text) - size - 1)) == is_cut


@pytest.mark.parametrize(
    ("caption", "credit", "is_cut"),
    [
        ("The hall.", " (Photo: Ann Roe)", True),
        ("Townhall.", " (Photo: Ann Roe)", False),
        ("一二三四五六七。", "（写真：山田）", True),
        ("一二三四五六。", "（写真：山田）", False),
    ],
)
def test_a_caption_before_a_credit_has_two_words_or_eight_signs(
    caption: str, credit: str, is_cut: bool
):
    text = caption + credit
    assert split_credit(text) == (0, len(caption if is_cut else text))


@pytest.mark.parametrize(
    ("between", "is_cut"), [(". ", True), (" | ", True), (" – ", True), (" ", False)]
)
def test_a_maker_in_small_letters_needs_a_sign_or_an_end_before_the_word_for_a_picture(
    between: str, is_cut: bool
):
    text = f"The hall opens{between}photo: ann roe"
    begin, end = split_credit(text)
    assert (text[begin:end].rstrip(".") == "The hall opens") == is_cut


def test_a_caption_is_reported_by_a_credit_at_either_end():
    assert has_credit("FILE - The mill turns.")
    assert has_credit("The mill turns. Getty Images")
    assert not has_credit("The mill turns. [Bloomberg]")  # that may be a source of news


def test_corrections_of_one_of_two_files_of_a_name_do_not_count_for_the_other(tmp_path: Path):
    text = "Talks resume\n\nThey met on Monday in the hall.\n\nAnn Roe waits outside the hall."
    files = [tmp_path / "war.txt", tmp_path / "war.md"]
    for file in files:
        file.write_text(text, encoding="utf-8")
    place = new_corrections_path(files[0])
    assert place.name == "war.txt.layers.csv"
    place.write_text("block,layer,first_words\n2,caption,Ann Roe waits\n", encoding="utf-8")
    layers = [read(file).segments["layer"].tolist()[2] for file in files]
    assert layers[0] == "caption" != layers[1]
    assert new_corrections_path(files[0]) == place


def test_corrections_stay_in_the_table_that_is_there(tmp_path: Path):
    for name in ("war.txt", "war.md", "war.layers.csv"):
        (tmp_path / name).write_text("block,layer,first_words\n", encoding="utf-8")
    assert new_corrections_path(tmp_path / "war.txt").name == "war.layers.csv"
    alone = tmp_path / "alone.txt"
    alone.write_text("Talks", encoding="utf-8")
    for beside in ("alone.codes.csv", "alone.cutline.html", "alone-2.txt"):
        (tmp_path / beside).write_text("", encoding="utf-8")
    assert new_corrections_path(alone).name == "alone.layers.csv"


def test_a_run_is_no_folder_of_articles_and_is_left_out_of_one(tmp_path: Path):
    page = tmp_path / "war.txt"
    page.write_text("Talks resume\n\nThe two sides met on Monday.\n")
    run = batch.run(page, tmp_path / "run", workers=1).folder
    assert read(tmp_path).articles["id"].tolist() == ["war"]
    with pytest.raises(
        InputError, match="is the folder of a run, which holds tables and no articles"
    ):
        read(run)
