"""What a reader sees of two versions: the command, its sentences and tables, and the page."""

from __future__ import annotations

import io
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from analysis import measures, read, read_text, report
from analysis.options import Options
from analysis.versions import FATES, READINGS, VERSIONS, Versions, align, inserted_segments, wording

from .conftest import ROOT
from .test_cli import run, write
from .test_report import hostile

FIRST, SECOND = ROOT / "seeds" / "reprint-original.txt", ROOT / "seeds" / "reprint.html"
HARDWARE = ("--frames", "armed-conflict")
CAPTION = "The warship Guardian carries guns and missiles."


class Parsed(HTMLParser):
    """The tags of a page: every id, every link within it, and which tags it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.places: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.places += [given["data-places"] or ""] if "data-places" in given else []
        if (given.get("href") or "").startswith("#"):
            self.links.append((given["href"] or "")[1:])


@pytest.fixture(scope="module")
def pair() -> Versions:
    return Versions(read(FIRST), read(SECOND), Options(frames="armed-conflict"))


@pytest.fixture(scope="module")
def page(pair: Versions) -> str:
    return report.versions_page(pair, files=[FIRST, SECOND]).html


def versions_of(first: str, second: str, captions: tuple[int, ...] = ()) -> Versions:
    other = read_text(second)
    return Versions(read_text(first), other.relabel(dict.fromkeys(captions, "caption")))


# --------------------------------------------------------------------------- sentences


@pytest.mark.quick
def test_the_answer_counts_what_was_done_to_the_seeds_pair(pair: Versions):
    counts, headline, whole, skimmed, *inserted = pair.sentences
    assert counts == (
        "Of the 21 sentences of the first version, 14 are kept, 1 is moved, 2 are changed and 4 are"
        " deleted; the second version inserts 3."
    )
    assert "became “Selmar wins a fleet to rule the Tarn delta”" in headline
    # 10 of the hits are in the captions, 1 in the changed sentence; 1,000 × 11 / 243 = 45.3.
    assert "0 in 244 words, then 11 in 243 (0 and 45.3 per 1,000)" in whole
    assert "inserted +41.2, changed +4.1" in whole
    assert "0 in 12 words, then 10 in 55" in skimmed
    assert "more than on any of the 325 news pages" in inserted[-1]


def test_the_same_article_twice_is_one_line():
    same = Versions(read(FIRST), read(FIRST))
    assert same.sentences == ["Both versions are the same text: 21 sentences, all of them kept."]


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        ("…", "Talks were held.", "The first version holds no sentence, so nothing is compared."),
        ("Talks were held.", "…", "The second version holds no sentence, so nothing is compared."),
        ("…", "…", "Neither version holds a sentence, so nothing is compared."),
    ],
)
def test_an_empty_version_is_one_line(first: str, second: str, line: str):
    assert versions_of(first, second).sentences == [line]


def test_of_two_unrelated_articles_it_is_said_first_and_the_rest_goes_on():
    pair = Versions(read(FIRST), read(ROOT / "seeds" / "control.txt"))
    assert pair.sentences[0].startswith("These two texts are probably not versions of one article")
    assert len(pair.sentences) > 3


def test_the_other_order_turns_the_signs(pair: Versions):
    other = Versions(pair.second, pair.first, pair.options)
    keys = ["reading", "measure", "category"]
    both = pair.totals.merge(other.totals, on=keys, suffixes=("", "_turned"))
    assert (both["difference"] + both["difference_turned"]).abs().max() < 1e-9
    assert (both["inserted"] + both["deleted_turned"]).abs().max() < 1e-9
    assert "inserts 4" in other.sentences[0]


def test_a_sentence_that_became_a_caption_is_said_and_listed():
    text = "Talks were held in Geneva on Monday.\n\n" + CAPTION
    pair = versions_of(text, text, captions=(1,))
    assert "1 sentence is in another layer: 1 from body to caption." in pair.sentences
    assert wording.readable_alignment(pair.alignment)["layer"].tolist() == ["body → caption"]


def test_a_rate_of_one_hit_does_not_lead_where_others_have_more():
    # 0 in 11 words, then 1 in 15, is a larger difference than 2 in 11, then 2 in 15.
    first = "A good plan and a good day, he said of it."
    totals = versions_of(first, f"{first} The war went on.").totals
    rows = wording.by_size(totals[totals["reading"] == "whole text"]).set_index("category")
    assert rows.index.tolist()[:3] == ["tone", "positive", "negative"]
    assert abs(rows.at["positive", "difference"]) < abs(rows.at["negative", "difference"])


def test_a_text_in_another_language_is_not_measured_and_it_is_said():
    german = "Der Krieg war lang, und die Stadt hat ihn nicht vergessen."
    pair = versions_of(german, f"{german} Die Armee ist noch in der Stadt und bleibt dort.")
    assert any("not measured: the text is German" in line for line in pair.sentences)


# --------------------------------------------------------------------------- what was inserted


@pytest.mark.quick
def test_the_captions_that_were_not_inserted_are_not_asked_about():
    body = "Talks were held in Geneva on Monday, and nobody knew what came of them.\n\n"
    old, second = (
        "Two delegates in Geneva.",
        read_text(f"{body}Two delegates in Geneva.\n\n{CAPTION}"),
    )
    first = read_text(f"{body}{old}").relabel({1: "caption"})
    second = second.relabel({1: "caption", 2: "caption"})
    pair = Versions(first, second, Options(frames="armed-conflict"))
    assert pair.inserted == [2]
    assert set(pair.ordinary["words_target"]) == {7}
    assert pair.ordinary.set_index("category").at["military_capability", "n_target"] == 3


def test_without_an_inserted_caption_there_is_nothing_unusual_to_ask_about(pair: Versions):
    other = Versions(pair.second, pair.first, pair.options)
    assert other.ordinary.empty
    assert other.insertions == [
        "The second version inserts no caption, so none is compared with ordinary pages."
    ]


def test_an_article_of_inserted_captions_alone_is_as_unusual_as_they_are(pair: Versions):
    # Nothing is relabelled where every caption was inserted: the same as for the article itself.
    table = measures.findings(pair.second, pair.hits[1], pair.options).set_index("category")
    inserted = pair.ordinary.set_index("category")
    both = inserted.index.intersection(table.index)
    assert inserted.loc[both, "expected"].tolist() == pytest.approx(
        table.loc[both, "expected"].tolist()
    )


@pytest.mark.parametrize(("n_new", "inserted"), [(1, []), (3, [1])])
def test_a_caption_is_inserted_where_most_of_its_words_are_new(n_new: int, inserted: list[int]):
    old = "Talks were held in Geneva.\n\nTwo delegates of both sides wait for news."
    new = "".join(f" The warship number {number} sailed." for number in range(n_new))
    first, second = (read_text(text).relabel({1: "caption"}) for text in (old, old + new))
    assert inserted_segments(second, align(first, second), "caption") == inserted


# --------------------------------------------------------------------------- the command


def test_the_command_prints_the_answer_first_and_then_both_tables(capsys):
    code, out, _ = run(capsys, "versions", str(FIRST), str(SECOND), *HARDWARE)
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("Of the 21 sentences")
    assert any(line.startswith("Whole text, per 1,000 words") for line in lines)
    assert any(line.startswith("+ inserted") for line in lines)
    assert "test nothing" in out


def test_on_eighty_columns_no_line_is_longer(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run(capsys, "versions", str(FIRST), str(SECOND))
    tables = out.partition("Whole text, per")[2].partition("\n\nThe parts")[0].splitlines()
    assert max(len(line.rstrip()) for line in tables[1:]) <= 80


def test_json_holds_sentences_parts_and_what_is_unusual(capsys):
    code, out, _ = run(capsys, "versions", str(FIRST), str(SECOND), *HARDWARE, "--format", "json")
    content = json.loads(out)
    assert code == 0
    assert len(content["sentences"]) == 24
    row = next(
        row
        for row in content["differences"]
        if (row["reading"], row["category"]) == ("whole text", "military_capability")
    )
    assert sum(row[fate] for fate in FATES) == pytest.approx(row["difference"], abs=1e-9)
    assert "more" in {row["unusual"] for row in content["ordinary"]}


def test_csv_holds_the_differences(capsys, tmp_path: Path):
    place = tmp_path / "differences.csv"
    code, _, _ = run(capsys, "versions", str(FIRST), str(SECOND), "-o", str(place))
    assert code == 0
    assert set(READINGS) == set(pd.read_csv(place)["reading"])


def test_two_records_of_one_table_are_two_versions(capsys, tmp_path: Path):
    table = write(
        tmp_path, "id,text\na,Talks were held.\nb,Talks were held. They failed.\n", "t.csv"
    )
    code, out, _ = run(capsys, "versions", table, "--only", "a", "--only", "b")
    assert code == 0
    assert "1 is kept; the second version inserts 1." in out


def test_one_only_is_for_the_input_that_holds_several_articles(capsys, tmp_path: Path):
    table = write(tmp_path, "id,text\na,Talks failed.\nb,Talks were held.\n", "t.csv")
    file = write(tmp_path, "Talks were held. They failed.")
    code, out, _ = run(capsys, "versions", file, table, "--only", "b")
    assert code == 0
    assert "1 is kept and 1 is deleted" in out


def test_one_version_may_come_from_standard_input(capsys, tmp_path: Path, monkeypatch):
    file = write(tmp_path, "Talks were held. They failed.")
    stream = io.TextIOWrapper(io.BytesIO(b"Talks were held."))
    monkeypatch.setattr(sys, "stdin", stream)
    code, out, _ = run(capsys, "versions", "-", file)
    assert code == 0
    assert "the second version inserts 1" in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "give two articles"),
        (("FIRST",), "give two articles"),
        (("-", "-"), "standard input holds one version"),
        (("FIRST", "nowhere.txt"), "no such file"),
        (("FIRST", "SECOND", "-o", "page.txt"), "ends in .html, .json or .csv"),
    ],
)
def test_what_cannot_be_compared_is_one_line(capsys, arguments: tuple[str, ...], reason: str):
    files = {"FIRST": str(FIRST), "SECOND": str(SECOND)}
    code, out, err = run(capsys, "versions", *(files.get(text, text) for text in arguments))
    assert (code, out) == (2, "")
    assert reason in err
    assert len(err.splitlines()) == 1


def test_no_page_is_written_over_one_of_the_versions(capsys, tmp_path: Path):
    file = write(tmp_path, "<p>Talks were held in Geneva.</p>", "a.html")
    code, _, err = run(capsys, "versions", str(FIRST), file, "-o", file)
    assert (code, "is the article itself" in err) == (2, True)
    assert "Geneva" in Path(file).read_text()


def test_the_page_is_written_and_the_answer_printed(capsys, tmp_path: Path):
    place = tmp_path / "page.html"
    code, out, _ = run(capsys, "versions", str(FIRST), str(SECOND), "-o", str(place))
    assert code == 0
    assert out.splitlines()[0].startswith("Of the 21 sentences")
    assert out.splitlines()[-1].startswith(f"Wrote {place}")
    assert place.read_text(encoding="utf-8").startswith("<!doctype html>")


# --------------------------------------------------------------------------- the page


@pytest.mark.quick
def test_every_link_of_the_page_leads_somewhere_and_no_id_stands_twice(page: str):
    parsed = Parsed(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert set(parsed.links) <= set(parsed.ids)
    named = {name for places in parsed.places for name in re.findall(r"#([\w-]+)", places)}
    assert named
    assert named <= set(parsed.ids)


@pytest.mark.quick
def test_a_second_page_has_the_same_bytes(pair: Versions, page: str):
    again = Versions(read(FIRST), read(SECOND), pair.options)
    assert report.versions_page(again, files=[FIRST, SECOND]).html == page


def test_the_headline_pair_stands_on_top_and_before_the_answer(page: str):
    heading = page.partition("<h1")[2].partition("</h1>")[0]
    assert heading.index("Harbour deal leaves") < heading.index("Selmar wins a fleet")
    assert page.index("</h1>") < page.index("Of the 21 sentences")


def test_what_was_inserted_and_deleted_is_said_in_words_and_by_a_sign(page: str):
    assert page.count('<span class="fate">+ inserted</span>') == 3
    assert page.count('<span class="fate">− deleted</span>') == 4


def test_only_the_words_that_changed_are_marked_within_a_changed_sentence(page: str):
    plain = re.sub(r"<i id=[^>]*>.*?</i>|<(?!/?(?:ins|del)\b)[^>]*>", "", page, flags=re.S)
    assert re.findall(r"<del[^>]*>(.*?)</del>", plain) == ["compromise."]
    assert re.findall(r"<ins[^>]*>(.*?)</ins>", plain) == ["triumph for the navy."]


def test_what_moved_stands_in_both_places_and_each_leads_to_the_other(page: str):
    pair = [row for row in page.split('<div class="pair ') if row.startswith("moved")]
    assert len(pair) == 2
    links = [re.findall(r'<a href="#([\w-]+)">', row) for row in pair]
    held = [re.findall(r'id="((?:first|second)-\d+)"', row)[0] for row in pair]
    assert links == [[held[1]], [held[0]]]


def test_both_texts_stand_whole_and_in_their_own_order(page: str, pair: Versions):
    for side in VERSIONS:
        numbers = [int(number) for number in re.findall(rf'id="{side}-(\d+)"', page)]
        assert numbers == sorted(numbers)
        assert len(numbers) == pair.alignment[f"sentence_{side}"].notna().sum()


def test_a_number_leads_to_the_hits_of_its_sentences_alone(pair: Versions, page: str):
    own = pair.parts
    own = own[(own["reading"] == "whole text") & (own["category"] == "military_capability")]
    sentences = own.set_index("fate").at["inserted", "sentences_second"].split()
    table = page.partition('id="differences"')[2]
    row = table[table.index("Military capability") :].partition("</tr>")[0]
    places = re.findall(r'data-places="([^"]*)">\+41\.2<', row)
    assert [re.findall(r"#second-(\d+)", places[0])] == [sentences]


def test_the_charts_have_alternative_texts(page: str):
    texts = re.findall(r'<img src="data:image/png;base64,[^"]+" alt="([^"]+)"', page)
    assert len(texts) == 3
    assert "46 inserted" in texts[0]
    assert all("inserted" in text for text in texts)


def test_nothing_of_a_hostile_article_is_markup():
    pair = Versions(read_text(hostile()), read_text(hostile() + "\n\n<script>alert(5)</script> x."))
    html = report.versions_page(pair, files=["<b>.txt", "y.txt"], only=["<i>", "2"]).html
    assert html.count("<script>") == 1
    assert "alert(5)&lt;/script&gt;" in html
    assert Parsed(html).tags.isdisjoint({"iframe", "object", "embed", "form", "base"})


@pytest.mark.parametrize(("first", "second"), [("Talks were held.",) * 2, ("…", "Talks.")])
def test_versions_with_nothing_to_compare_have_a_page_that_says_so(first: str, second: str):
    pair = versions_of(first, second)
    html = report.versions_page(pair).html
    assert pair.sentences[0] in html
    assert 'id="differences"' not in html


def test_the_command_on_the_page_names_two_records_of_one_table(pair: Versions):
    html = report.versions_page(
        pair, files=["t.csv"] * 2, only=["a", "b"], columns=["text=raw"], encoding="cp1252"
    ).html
    command = html.partition("<pre><code>")[2].partition("</code>")[0]
    assert command.startswith("cutline versions t.csv -o versions.html --frames armed-conflict")
    assert command.endswith("--only a --only b --column text=raw --encoding cp1252")


def test_the_command_on_the_page_names_files_without_their_folders(page: str):
    assert "cutline versions reprint-original.txt reprint.html -o versions.html" in page
    assert str(ROOT) not in page
