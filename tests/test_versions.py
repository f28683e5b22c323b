"""Two versions of an article: what became of each sentence, and what each part does to the rates."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import coding, read, read_text
from analysis.corpus import Corpus, as_corpus, concat
from analysis.hits import Measure, declare, make
from analysis.options import DEFAULTS
from analysis.versions import (
    FATES,
    READINGS,
    Versions,
    align,
    hits_of_both,
    settled_for_both,
    share_in_common,
    shift,
    totals,
    wording,
)
from analysis.versions.aligning import _heaviest_rising

from .benchmarks.bench_versions import Editor, judged
from .conftest import ROOT
from .test_reprints import article

SEEDS = ROOT / "seeds"
PARAGRAPHS = [
    "Talks on the border were held in Geneva on Monday. They failed after nine hours.",
    "The minister left through a side door. Nobody on her staff would say when the two sides meet again.",
    "Prices of bread rose by 10,000 dinars. “We cannot pay this,” said a baker’s widow.",
]


def of(*paragraphs: str) -> Corpus:
    """Paragraphs that are all body."""
    return article([], list(paragraphs)) if paragraphs else as_corpus("")


def fates(first: Corpus, second: Corpus) -> list[str]:
    return align(first, second)["fate"].astype(str).tolist()


# --------------------------------------------------------------------------- what became of each sentence


def test_what_was_done_to_the_fictional_reprint_is_what_is_listed():
    table = align(read(SEEDS / "reprint-original.txt"), read(SEEDS / "reprint.html"))
    rows = table[table["fate"] != "kept"]
    by_fate = dict(iter(rows.groupby("fate", observed=True)))
    assert by_fate["inserted"]["layer_second"].tolist() == ["caption"] * 3
    assert by_fate["deleted"]["text_first"].str.split().str[0].tolist() == [
        "Fishermen",
        "“We",
        "“A",
        "The",
    ]
    assert by_fate["moved"]["text_first"].tolist() == by_fate["moved"]["text_second"].tolist()
    assert by_fate["moved"]["text_second"].str.startswith("Nobody could say").tolist() == [True]
    headline, sentence = by_fate["changed"].itertuples()
    assert (headline.layer_first, headline.layer_second) == ("headline", "headline")
    assert headline.text_second == "Selmar wins a fleet to rule the Tarn delta"
    assert "a compromise" in sentence.text_first
    assert "a triumph" in sentence.text_second
    assert (rows["is_moved"] == (rows["fate"] == "moved")).all()


@pytest.mark.parametrize(
    "second",
    [
        PARAGRAPHS,
        [" ".join(PARAGRAPHS)],
        [" ".join(PARAGRAPHS[:2]), PARAGRAPHS[2]],
        [*PARAGRAPHS[0].replace("Monday. ", "Monday.\n\n").split("\n\n"), *PARAGRAPHS[1:]],
        [text.upper() for text in PARAGRAPHS],
        [text.replace("“", '"').replace("”", '"').replace("’", "'") for text in PARAGRAPHS],
        [PARAGRAPHS[0], PARAGRAPHS[1].replace(" side door", " side\u00a0 door"), PARAGRAPHS[2]],
        [PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[2].replace("baker’s widow", "baker’s  widow ")],
        [PARAGRAPHS[0].removeprefix("Talks on "), *PARAGRAPHS[1:]],
        [*PARAGRAPHS[:2], PARAGRAPHS[2].removesuffix(" said a baker’s widow.") + " said a…"],
        [*PARAGRAPHS[:2], PARAGRAPHS[2].replace("10,000", "10 000")],
    ],
    ids=[
        "same",
        "merged",
        "two merged",
        "divided",
        "capitals",
        "quotes",
        "no-break",
        "spaces",
        "start cut off",
        "end cut off",
        "thousands",
    ],
)
def test_what_changes_no_word_is_no_change(second: list[str]):
    first, other = of(*PARAGRAPHS), of(*second)
    assert set(fates(first, other)) == {"kept"}
    assert set(fates(other, first)) == {"kept"}


def test_a_sentence_that_is_cut_in_two_in_one_version_is_one_row():
    first = of(
        "It rained on Sunday.", "He paid five for the old boat and rowed away.", "The town slept."
    )
    second = of(
        "It rained on Sunday.",
        "He paid five for the old boat",
        "and rowed away.",
        "The town slept.",
    )
    table = align(first, second)
    assert table["fate"].tolist() == ["kept"] * 3
    assert table["n_sentences_first"].tolist() == [1, 1, 1]
    assert table["n_sentences_second"].tolist() == [1, 2, 1]
    assert table["words_second"].tolist() == table["words_first"].tolist() == [4, 10, 3]


def test_letters_alone_decide_but_for_signs_that_change_a_number():
    first = of("It costs €5. The mercury fell to -5 degrees. Rates rose by 4% in a year.")
    second = of("It costs $5. The mercury fell to 5 degrees. Rates rose by 4 in a year.")
    assert fates(first, second) == ["changed"] * 3


def test_a_sentence_that_became_a_caption_is_kept_with_another_layer():
    first = of(*PARAGRAPHS)
    second = first.relabel({1: "caption"})
    row = align(first, second).iloc[2]
    assert (row["fate"], row["layer_first"], row["layer_second"]) == ("kept", "body", "caption")


def test_two_headlines_without_a_word_in_common_are_one_that_changed():
    first, second = of("Sun all week", *PARAGRAPHS), of("Rivers rise", *PARAGRAPHS)
    first, second = (corpus.relabel({0: "headline"}) for corpus in (first, second))
    row = align(first, second).iloc[0]
    assert (row["fate"], row["similarity"]) == ("changed", 0)
    as_body = [corpus.relabel({0: "body"}) for corpus in (first, second)]
    assert fates(*as_body)[:2] == ["deleted", "inserted"]


def test_of_two_parts_that_change_places_the_shorter_one_has_moved():
    sentences = [
        "The dam broke on Sunday night near the old mill and flooded the lower town.",
        "Nobody was hurt.",
        "The mayor had asked for money to mend the wall in each of the past nine years.",
    ]
    first = of(" ".join(sentences))
    table = align(first, of(" ".join([sentences[0], sentences[2], sentences[1]])))
    assert table.loc[table["is_moved"], "text_second"].tolist() == [sentences[1]]


def test_a_changed_sentence_can_have_moved_as_well():
    last = "Prices of bread rose by 12,000 dinars in a week."
    table = align(
        of(*PARAGRAPHS, "A last word."),
        of(last, *PARAGRAPHS[:2], "“We cannot pay this,” said a baker’s widow. A last word."),
    )
    row = table[table["text_second"] == last].iloc[0]
    assert (row["fate"], row["is_moved"]) == ("changed", True)
    assert 0.4 <= row["similarity"] < 1


def test_of_several_likely_sentences_the_pairs_with_the_largest_sum_are_chosen():
    first = of(
        "The red house by the river was sold on Monday. The red house by the hill was sold on Friday."
    )
    second = of(
        "The red house by the hill was sold late on Friday. The red house by the river was sold early on Monday."
    )
    table = align(first, second)
    for row in table.itertuples():
        assert ("river" in row.text_first) == ("river" in row.text_second)


def test_page_furniture_is_no_part_of_a_version_but_a_paragraph_that_became_furniture_is():
    first = of(*PARAGRAPHS, "All rights reserved.").relabel({3: "boilerplate"})
    second = of(*PARAGRAPHS, "Home and garden.").relabel({3: "boilerplate"})
    assert set(fates(first, second)) == {"kept"}
    table = align(first, second.relabel({1: "boilerplate"}))
    assert table["layer_second"].tolist().count("boilerplate") == 2


def test_an_article_without_words_is_all_inserted_or_all_deleted():
    assert set(fates(of(), of(*PARAGRAPHS))) == {"inserted"}
    assert set(fates(of(*PARAGRAPHS), of())) == {"deleted"}
    assert align(of(), of()).empty
    assert np.isnan(share_in_common(align(of(), of(*PARAGRAPHS))))


def test_two_articles_that_have_nothing_to_do_with_each_other_share_next_to_nothing():
    table = align(read(SEEDS / "nagorno-karabakh.txt"), read(SEEDS / "control.txt"))
    assert share_in_common(table) < 0.05
    assert share_in_common(align(read(SEEDS / "control.txt"), read(SEEDS / "control.html"))) == 1


def test_several_articles_are_refused_with_the_way_out():
    both = concat([of(*PARAGRAPHS), of(*PARAGRAPHS)])
    with pytest.raises(ValueError, match=r"a corpus of 2 articles; take one at a time"):
        align(both, of(*PARAGRAPHS))


def test_a_text_of_one_sentence_a_thousand_times_is_aligned_at_once():
    first, second = of("He said no. " * 1000), of("He said no. " * 999 + "He said yes.")
    counts = align(first, second)["fate"].value_counts()
    assert counts["kept"] == 999


# --------------------------------------------------------------------------- laws, over invented texts

SENTENCES = st.lists(
    st.sampled_from(
        [
            *itertools.chain.from_iterable(text.replace(". ", ".\n").split("\n") for text in PARAGRAPHS),
            "A drone fell.", "A drone fell!", "A good drone fell near the town.", "…", "Talks.", "是的。", "5%",
        ]
    ),
    max_size=9,
)  # fmt: skip


@settings(max_examples=60)
@given(SENTENCES, SENTENCES)
def test_every_sentence_has_one_fate_and_exchanging_the_versions_exchanges_the_fates(
    one: list[str], other: list[str]
):
    first, second = of(*one), of(*other)
    table, turned = align(first, second), align(second, first)
    for corpus, version in ((first, "first"), (second, "second")):
        assert table[f"words_{version}"].sum() == corpus.sentences["n_words"].sum()
        assert not table[f"sentence_{version}"].dropna().duplicated().any()
    counts, of_turned = (own["fate"].value_counts() for own in (table, turned))
    for fate, its_turn in {
        "kept": "kept",
        "moved": "moved",
        "changed": "changed",
        "inserted": "deleted",
        "deleted": "inserted",
    }.items():
        assert counts[fate] == of_turned[its_turn]
    assert (table[["n_sentences_first", "n_sentences_second"]].max(axis=1) >= 1).all()
    shown = table.loc[table["fate"] == "kept"]
    assert (shown["similarity"] == 1).all()


@settings(max_examples=20, deadline=None)
@given(SENTENCES, SENTENCES)
def test_the_parts_sum_to_the_difference_and_exchanging_the_versions_turns_every_sign(
    one: list[str], other: list[str]
):
    first, second = of(*one), of(*other)
    table, turned = (totals(shift(*pair)) for pair in ((first, second), (second, first)))
    parts = table[list(FATES)].sum(axis=1, skipna=False)
    assert np.allclose(parts, table["difference"], rtol=0, atol=1e-9, equal_nan=True)
    assert np.allclose(
        table["difference"], -turned["difference"], rtol=0, atol=1e-9, equal_nan=True
    )


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=8, unique_by=lambda own: own[0]
    )
)
def test_what_stays_is_the_heaviest_sequence_in_one_order(own: list[tuple[int, int]]):
    values, weights = [value for value, _ in own], [weight for _, weight in own]
    rising = [
        rows
        for n_rows in range(len(own) + 1)
        for rows in itertools.combinations(range(len(own)), n_rows)
        if [values[row] for row in rows] == sorted(values[row] for row in rows)
    ]
    heaviest = max(sum(weights[row] for row in rows) for rows in rising)
    chosen = sorted(_heaviest_rising(values, weights))
    assert tuple(chosen) in rising
    assert sum(weights[row] for row in chosen) == heaviest


def test_what_an_editor_does_by_chance_is_seen():
    paragraphs = [text.replace(". ", ".\n").split("\n") for text in PARAGRAPHS]
    paragraphs += [["The river rose by two metres in one night, and the bridge was closed.", "It opened on Friday."],
                   ["A court in the capital will hear the case of the nine fishermen in spring."]]  # fmt: skip
    others = [
        "A museum of clocks was opened by the queen.",
        "Snow fell on the southern slopes in early June.",
    ]
    pairs = [Editor(seed, others).edited(paragraphs) for seed in range(12)]
    total = sum((judged(pair)[0] for pair in pairs), start=Counter[tuple[str, str]]())
    right = sum(n for (fate, listed), n in total.items() if fate == listed)
    assert right / sum(total.values()) > 0.9


# --------------------------------------------------------------------------- what the parts do to the rates


def test_the_shift_of_the_seed_article_is_that_of_its_captions_and_headline():
    second = read(SEEDS / "nagorno-karabakh.txt")
    added = second.segments.index[second.segments["layer"].isin(["headline", "caption"])]
    first = second.relabel(dict.fromkeys(added, "boilerplate"))
    table = totals(shift(first, second, frames="armed-conflict")).set_index(["reading", "category"])
    row = table.loc[("whole text", "military_capability")]
    assert row["per_1000_first"] == pytest.approx(1000 * 4 / 855)
    assert row["per_1000_second"] == pytest.approx(1000 * 13 / (855 + 42 + 10))
    assert row["inserted"] == pytest.approx(1000 * 9 / 907)
    assert row["kept"] == pytest.approx(1000 * 4 / 907 - 1000 * 4 / 855)
    assert table.loc[("headline and captions", "military_capability"), "words_first"] == 0
    assert np.isnan(table.loc[("headline and captions", "military_capability"), "difference"])


def test_each_part_has_its_words_and_its_sentences():
    first, second = read(SEEDS / "reprint-original.txt"), read(SEEDS / "reprint.html")
    table = shift(first, second, frames="armed-conflict")
    part = table[
        (table["reading"] == "whole text")
        & (table["category"] == "military_capability")
        & (table["fate"] == "inserted")
    ].iloc[0]
    assert part["n_first"] == 0
    assert "missiles" in part["terms_second"]
    layers = second.segments["layer"].astype(str).to_numpy()[second.sentences["segment"]]
    assert {layers[int(sentence)] for sentence in part["sentences_second"].split()} == {"caption"}
    assert part["part"] == pytest.approx(
        1000
        * part["n_second"]
        / table.loc[
            (table["reading"] == "whole text") & (table["category"] == "military_capability"),
            "words_second",
        ].sum()
    )


def test_to_a_reader_of_captions_a_paragraph_that_became_a_caption_is_inserted():
    first = of("A drone fell near the town.", *PARAGRAPHS)
    second = first.relabel({0: "caption"})
    table = shift(first, second, frames="armed-conflict")
    own = table[(table["category"] == "military_capability") & (table["value_second"] > 0)]
    assert dict(zip(own["reading"], own["fate"].astype(str), strict=True)) == {
        "whole text": "kept",
        "headline and captions": "inserted",
    }
    assert set(READINGS) == set(table["reading"])


def test_a_name_is_of_one_type_in_both_versions():
    first, second = read(SEEDS / "reprint-original.txt"), read(SEEDS / "reprint.html")
    of_first, of_second = hits_of_both(first, second)
    for corpus, hits in ((first, of_first), (second, of_second)):
        for name, table in hits.items():
            spans = zip(table["segment"], table["start"], table["end"], strict=True)
            bounds = corpus.segments[["start", "end"]].to_numpy()
            assert all(
                bounds[segment][0] <= start < end <= bounds[segment][1]
                for segment, start, end in spans
            ), name
    kept = shift(first, second)
    kept = kept[
        (kept["fate"] == "kept")
        & (kept["measure"] == "entities")
        & (kept["reading"] == "whole text")
    ]
    assert (kept["n_first"] == kept["n_second"]).all()


def test_versions_in_two_languages_are_aligned_and_not_measured_by_lists_for_one_of_them():
    english = read(SEEDS / "reprint-original.txt")
    german = read_text("Das Parlament hat am Montag beschlossen, zwei Boote für den Hafen zu kaufen. Die Fischer sind nicht zufrieden damit.")  # fmt: skip
    pair = Versions(english, german)
    assert "The second version is not measured: the text is German (1.00)." in pair.sentences
    assert pair.parts.empty
    assert pair.totals.empty
    assert not any("differ most" in line for line in pair.sentences)


@pytest.mark.parametrize("german", ["Der Mann will gut sein, denn der Krieg ist die Not.", "Zwei sind gut und fast alle, denn der Krieg ist die Not."])  # fmt: skip
def test_no_version_is_measured_by_the_lists_of_the_language_of_the_other(german: str):
    # Either order of the texts: the one that comes first lends the joined text its language.
    english = read(SEEDS / "reprint-original.txt")
    of_english, of_german = hits_of_both(english, read_text(f"{german} Die Fischer sind damit nicht zufrieden."))  # fmt: skip
    assert len(of_english["sentiment"]) > 5
    assert of_german["sentiment"].empty


def test_a_long_sentence_that_changed_is_shown_from_its_change_on():
    head = "The council said on Monday after a long night of talks in the old town hall by the river that it would"
    first, second = (of(*PARAGRAPHS, f"{head} {end}") for end in ("ask the city for more money.", "ask the city for more boats."))  # fmt: skip
    row = wording.readable_alignment(align(first, second)).iloc[0]
    assert row["first version"].endswith("for more money.")
    assert row["second version"].endswith("for more boats.")
    assert row["first version"].startswith("… ")


def test_a_pair_that_differs_in_layout_alone_is_said_to():
    pair = Versions(of(*PARAGRAPHS), of(" ".join(PARAGRAPHS)))
    assert pair.sentences[0].endswith("all are kept. Only layout, capitals or punctuation differ.")


def test_headlines_of_unrelated_articles_are_no_words_in_common():
    first, second = (
        of("Sun all week", *PARAGRAPHS),
        of("Rivers rise", "A court will hear the case."),
    )
    table = align(*(corpus.relabel({0: "headline"}) for corpus in (first, second)))
    assert share_in_common(table) == 0


def test_both_versions_are_measured_by_one_codebook():
    war, peace = read(SEEDS / "nagorno-karabakh.txt"), of(*PARAGRAPHS)
    options = settled_for_both(DEFAULTS, war, peace)
    assert options.frames == "generic-news"
    assert "two codebooks" in options.frames_reason
    assert settled_for_both(DEFAULTS.but(frames="policy"), war, peace).frames == "policy"


def test_hits_of_a_measure_of_ones_own_are_split_like_any_other():
    declare(Measure("marks", "exclamation marks"))

    def marks(corpus: Corpus) -> pd.DataFrame:
        rows = [
            row
            for row, (start, end) in enumerate(corpus.sentences[["start", "end"]].to_numpy())
            if corpus.texts[0][start:end].endswith("!")
        ]
        end = corpus.sentences["end"].to_numpy()[rows]
        return make(
            corpus, measure="marks", categories=["mark"], sentence=np.array(rows, dtype=np.int64), start=end - 1, end=end,
            term=["!"] * len(rows), category=np.zeros(len(rows), dtype=np.int64), weight=1.0,
        )  # fmt: skip

    first, second = of("They left. It rained all day."), of("They left! It rained all day.")
    table = shift(first, second, ({"marks": marks(first)}, {"marks": marks(second)}))
    own = table[table["part"] != 0].iloc[0]
    assert (own["fate"], own["part"]) == ("kept", pytest.approx(1000 / 6))


def test_codes_of_whole_segments_are_refused():
    corpus = read(SEEDS / "nagorno-karabakh.txt")
    codes = coding.hits(corpus, coding.read_codes(corpus, SEEDS / "nagorno-karabakh.codes.csv"))
    with pytest.raises(ValueError, match="whole segments"):
        shift(corpus, corpus, ({"framing": codes}, {"framing": codes}))
