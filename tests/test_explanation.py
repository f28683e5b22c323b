from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

from analysis import (
    Corpus,
    entities,
    explanation,
    framing,
    hits,
    read_text,
    reprints,
    sentiment,
)
from analysis.comparison import DESCRIBED, NOT_TESTABLE, compare, counted
from analysis.explanation import (
    concordance,
    contributions,
    fragile,
    leave_one_out,
    leave_one_out_compound,
)

from .test_comparison import PARAGRAPH, article, codes_of, planted_hits, unlike

MEASURES = {"sentiment": sentiment.hits, "framing": framing.hits, "entities": entities.hits}
ARTICLES = ("seed", "control", "planted")


@pytest.fixture(params=ARTICLES)
def corpus(request: pytest.FixtureRequest) -> Corpus:
    return request.getfixturevalue(request.param)


@pytest.fixture(params=MEASURES)
def found(request: pytest.FixtureRequest, corpus: Corpus) -> pd.DataFrame:
    return MEASURES[request.param](corpus)


# --------------------------------------------------------------------------- contributions


@pytest.mark.parametrize(("target", "reference"), [("caption", "body"), ("headline", "body")])
def test_contributions_sum_to_the_difference_of_the_comparison(
    corpus: Corpus, found: pd.DataFrame, target: str, reference: str
):
    table = contributions(corpus, found, target=target, reference=reference)
    whole = compare(corpus, found, target=target, reference=reference).set_index("category")
    sums = (
        table.groupby("category")[["contribution", "n_target", "n_reference"]]
        .sum()
        .reindex(whole.index)
        .fillna(0)
    )
    np.testing.assert_allclose(sums["contribution"], whole["difference"], rtol=0, atol=1e-9)
    assert sums["n_target"].tolist() == whole["n_target"].tolist()
    assert sums["n_reference"].tolist() == whole["n_reference"].tolist()
    np.testing.assert_allclose(
        table["difference"], whole["difference"][table["category"]], rtol=0, atol=1e-9
    )
    parts = (
        table.dropna(subset=["part_of_difference"]).groupby("category")["part_of_difference"].sum()
    )
    np.testing.assert_allclose(parts, 1)


def test_a_contribution_is_the_terms_own_rate_in_the_target_minus_that_in_the_reference():
    corpus = article(["Good good bad river", "Bad town"], ["The good town is a town"])
    charged = sentiment.hits(corpus)
    table = contributions(corpus, charged).set_index(["category", "term"])
    assert table.loc[("positive", "good"), "contribution"] == pytest.approx(1000 * (2 / 6 - 1 / 6))
    assert table.loc[("negative", "bad"), "contribution"] == pytest.approx(1000 * 2 / 6)
    assert table.loc[("tone", "good"), "contribution"] == pytest.approx(
        1000 * 1.9 * (2 / 6 - 1 / 6)
    )
    assert table.loc[("tone", "bad"), "contribution"] == pytest.approx(1000 * -2.5 * 2 / 6)
    assert table.loc[("tone", "good"), "part_of_difference"] == pytest.approx(
        1.9 / 6 / (1.9 / 6 - 2.5 * 2 / 6)
    )
    only = contributions(corpus, charged, category="tone")
    assert only["term"].tolist() == ["bad", "good"]  # by falling size
    assert set(only["category"]) == {"tone"}


def test_words_in_names_contribute_only_where_the_comparison_counts_them(seed: Corpus):
    charged = sentiment.hits(seed)
    assert "united" not in set(contributions(seed, charged)["term"])
    assert "united" in set(contributions(seed, sentiment.hits(seed, names=None))["term"])


def test_an_undefined_difference_has_undefined_contributions():
    corpus = article([], [PARAGRAPH] * 2)
    table = contributions(corpus, planted_hits(corpus, {0: 2}))
    assert table["n_reference"].tolist() == [2]
    assert (
        table[["per_1000_target", "contribution", "difference", "part_of_difference"]]
        .isna()
        .all(axis=None)
    )
    equal = article([PARAGRAPH], [PARAGRAPH])
    nothing = contributions(equal, planted_hits(equal, {0: 1, 1: 1})).iloc[0]
    assert nothing["contribution"] == 0
    assert math.isnan(nothing["part_of_difference"])
    assert contributions(equal, planted_hits(equal, {})).empty
    even = article(["Bad town"], ["Awful town"])
    table = contributions(even, sentiment.hits(even), category="negative")
    assert table["contribution"].tolist() == [-500, 500]
    assert table["part_of_difference"].isna().all()  # and not infinite


# --------------------------------------------------------------------------- leave one out


@pytest.mark.parametrize(
    ("article", "measure"), [*((ARTICLES[0], name) for name in MEASURES), ("control", "framing")]
)
def test_leaving_out_a_segment_is_comparing_the_article_without_it(
    article: str, measure: str, request: pytest.FixtureRequest
):
    corpus: Corpus = request.getfixturevalue(article)
    found = MEASURES[measure](corpus)
    table = leave_one_out(corpus, found)
    units = corpus.segments[corpus.segments["layer"].isin(["caption", "body"])]
    assert list(dict.fromkeys(table["left_out"])) == list(units.index)
    kept = counted(found)
    for segment in units.index[::4]:
        without = compare(corpus.relabel({segment: "boilerplate"}), kept)
        rows = table[table["left_out"] == segment].reset_index(drop=True)
        pd.testing.assert_frame_equal(
            rows[["measure", "category", "difference", "p_adjusted", "verdict"]],
            without[["measure", "category", "difference", "p_adjusted", "verdict"]],
        )
        assert set(rows["n_words"]) == {units.at[segment, "n_words"]}
    whole = compare(corpus, found).set_index("category")
    assert table["verdict_whole"].tolist() == whole["verdict"][table["category"]].tolist()
    np.testing.assert_array_equal(table["difference_whole"], whole["difference"][table["category"]])
    assert table["changes"].tolist() == (table["verdict"] != table["verdict_whole"]).tolist()


def test_leaving_out_a_term_drops_its_hits_and_keeps_its_words(seed: Corpus):
    weapons = framing.hits(seed)
    table = leave_one_out(seed, weapons, by="term")
    rest = compare(seed, weapons[weapons["term"] != "ballistic missile"])
    rows = table[table["left_out"] == "ballistic missile"].set_index("category")
    np.testing.assert_array_equal(rows["difference"], rest["difference"])
    assert rows["verdict"].tolist() == rest["verdict"].tolist()
    assert rows.loc["military_capability", ["n", "n_words", "layer"]].tolist() == [2, 0, "caption"]
    gap = table[table["category"] == "military_capability"].set_index("left_out")
    shift = contributions(seed, weapons, category="military_capability").set_index("term")[
        "contribution"
    ]
    np.testing.assert_allclose(
        (gap["difference_whole"] - gap["difference"])[shift.index], shift, atol=1e-9
    )
    both = table.drop_duplicates("left_out").set_index("left_out")["layer"]
    in_both = [
        term for term, rows in weapons.groupby("term") if {3, 5, 8, 11} & set(rows["segment"])
    ]
    assert set(both[both == "caption"].index) | set(both[both.isna()].index) == set(in_both)


@pytest.mark.quick
def test_leaving_out_a_sentence_takes_its_hits_and_its_words():
    corpus = article(
        ["A bad town. A good old town", "A town"], ["The good town is a town. It is bad."]
    )
    charged = sentiment.hits(corpus)
    table = leave_one_out(corpus, charged, by="sentence").set_index(["text", "category"])
    assert table.index.levels[0].size == 5
    row = table.loc[("A bad town.", "negative")]
    assert row[["layer", "n", "n_words"]].tolist() == ["caption", 1, 3]
    assert row["difference"] == pytest.approx(0 - 1000 / 9)
    assert table.loc[("A bad town.", "tone"), ["n", "difference"]].tolist() == [
        1,
        pytest.approx(1000 * (1.9 / 6 - (1.9 - 2.5) / 9)),
    ]


@pytest.mark.quick
def test_a_segment_of_which_one_word_is_left_stays_and_one_of_none_goes():
    corpus = article(["Bad. A good old town"], ["The river is a river."])
    table = leave_one_out(corpus, sentiment.hits(corpus), by="sentence")
    negative = table[table["category"] == "negative"].set_index("text")["difference"]
    assert negative["A good old town"] == pytest.approx(1000)
    assert negative["Bad."] == 0
    assert math.isnan(negative["The river is a river."])


def test_a_term_that_stands_in_both_layers_belongs_to_neither():
    corpus = article(["A bad town"], ["It is a bad, awful town."])
    table = leave_one_out(corpus, sentiment.hits(corpus), by="term").drop_duplicates("left_out")
    assert table["left_out"].tolist() == ["bad", "awful"]  # by falling number of hits
    assert table["layer"].isna().tolist() == [True, False]


def test_hits_and_words_of_other_layers_are_no_part_of_what_is_left_out(seed: Corpus):
    table = leave_one_out(seed, entities.hits(seed), target="headline", by="term")
    names = entities.hits(seed)
    here = names[names["segment"].map(seed.segments["layer"]).isin(["headline", "body"])]
    assert set(table["left_out"]) == set(here["term"])
    assert table["n"].sum() == len(here)


def test_nothing_to_leave_out_is_an_empty_table():
    corpus = read_text("A town.").relabel({0: "byline"})
    for by in explanation.LEFT_OUT_BY:
        table = leave_one_out(corpus, sentiment.hits(corpus), by=by)
        assert table.empty
        assert "verdict_whole" in table


# --------------------------------------------------------------------------- what hangs on one caption


def of_words(hits: pd.DataFrame) -> pd.DataFrame:
    """The same hits, each of a word of its own."""
    return hits.assign(term=pd.array([f"word {row}" for row in range(len(hits))], dtype="str"))


def segments_of(hangs_on: list[int | str]) -> list[int]:
    return [part for part in hangs_on if isinstance(part, int)]


def test_what_one_caption_makes_hangs_on_it_and_what_all_make_survives():
    captions, body = unlike("Town hall by the river", 6), unlike(PARAGRAPH, 10)
    corpus = article(captions, body)
    planted = of_words(planted_hits(corpus, dict.fromkeys(range(10, 16), 2)))
    all_do = fragile(corpus, planted).iloc[0]
    assert all_do["verdict"] == "more in captions"
    assert all_do["survives"]
    assert all_do["hangs_on"] == []
    # Without a caption the others keep their rate, without a word 11 of 12 hits are left.
    assert all_do["difference_min"] == pytest.approx(1000 * 11 / 30)
    assert all_do["difference_max"] == pytest.approx(1000 * 2 / 5)

    corpus = article(unlike("Town hall by the river", 2), body)
    one_does = fragile(corpus, of_words(planted_hits(corpus, {10: 3, 11: 3}))).iloc[0]
    # One caption alone is described, not tested.
    assert segments_of(one_does["hangs_on"]) == [10, 11]
    assert not one_does["survives"]

    # Only where captions are few among many segments can one of them make a verdict at all: 3 of 83 is below .05.
    corpus = article(unlike("Town hall by the river", 3), unlike(PARAGRAPH, 80))
    one_does = fragile(corpus, of_words(planted_hits(corpus, {80: 5}))).iloc[0]
    assert one_does["verdict"] == "more in captions"
    assert one_does["hangs_on"] == [80]
    assert not one_does["survives"]
    assert (one_does["difference_min"], one_does["difference_max"]) == pytest.approx(
        (0, 1000 * 5 / 10)
    )


def test_what_one_word_makes_hangs_on_the_word_in_all_segments_at_once():
    corpus = article(unlike("Town hall by the river", 6), unlike(PARAGRAPH, 10))
    planted = of_words(planted_hits(corpus, dict.fromkeys(range(10, 16), 2)))
    frequent = planted.assign(term=planted["term"].where(planted.index % 6 == 0, "autonomy"))
    row = fragile(corpus, frequent).iloc[0]
    assert (row["verdict"], row["survives"]) == ("more in captions", False)
    assert row["hangs_on"] == ["autonomy"]


def test_fragile_is_what_leave_one_out_shows_of_the_target_and_of_its_words(seed: Corpus):
    found = entities.hits(seed)
    table = fragile(seed, found).set_index("category")
    captions = leave_one_out(seed, found).query("layer == 'caption'")
    both = pd.concat([captions, leave_one_out(seed, found, by="term")])
    for category, rows in both.groupby("category"):
        row = table.loc[category]
        assert row["hangs_on"] == rows.loc[rows["changes"], "left_out"].tolist()
        assert row["survives"] == (not rows["changes"].any())
        assert (row["difference_min"], row["difference_max"]) == (
            rows["difference"].min(),
            rows["difference"].max(),
        )


@pytest.mark.quick
def test_without_a_caption_it_is_unknown_whether_a_verdict_survives():
    corpus = article([], [PARAGRAPH] * 3)
    row = fragile(corpus, planted_hits(corpus, {0: 3})).iloc[0]
    assert row["survives"] is pd.NA
    assert row["hangs_on"] == []
    assert math.isnan(row["difference_min"])
    assert row["verdict"] == NOT_TESTABLE
    alone = article(["Town hall"], [PARAGRAPH] * 3)
    row = fragile(alone, of_words(planted_hits(alone, {3: 3}))).iloc[0]
    assert (row["verdict"], segments_of(row["hangs_on"])) == (DESCRIBED, [3])


def test_one_finding_of_the_seed_survives_and_one_hangs_on_a_caption(seed: Corpus):
    frames, names = (
        fragile(seed, measure(seed)).set_index("category")
        for measure in (framing.hits, entities.hits)
    )
    assert frames.loc["military_capability", "survives"]
    assert names.loc["WEAPON", ["verdict", "hangs_on"]].tolist() == ["more in captions", [3]]


# --------------------------------------------------------------------------- compound


def test_the_mean_compound_without_a_segment_is_that_of_the_other_sentences(seed: Corpus):
    table = leave_one_out_compound(seed).set_index("left_out")
    scores = sentiment.along(seed)
    units = seed.segments[seed.segments["layer"].isin(["caption", "body"])]
    assert list(table.index) == list(units.index)
    means = scores.groupby("layer", observed=True)["compound"].mean()
    for segment in units.index:
        rest = (
            scores[scores["segment"] != segment].groupby("layer", observed=True)["compound"].mean()
        )
        row = table.loc[segment]
        assert row[["compound_target", "compound_reference"]].tolist() == pytest.approx(
            [rest["caption"], rest["body"]]
        )
        assert row["difference"] == pytest.approx(rest["caption"] - rest["body"])
        assert row["difference_whole"] == pytest.approx(means["caption"] - means["body"])
        assert row["n_sentences"] == (scores["segment"] == segment).sum()


# --------------------------------------------------------------------------- concordance


@pytest.mark.parametrize("width", [0, 40, 10_000])
def test_every_hit_has_its_line(corpus: Corpus, found: pd.DataFrame, width: int):
    lines = concordance(corpus, found, width=width)
    assert len(lines) == len(found)
    assert lines["keyword"].tolist() == hits.hit_texts(corpus, found)
    for column in ("term", "category", "segment", "start", "end"):
        assert lines[column].tolist() == found[column].tolist()
    for row in lines.itertuples():
        whole = re.sub(r"\s+", " ", corpus.text(row.segment))
        line = row.left + re.sub(r"\s+", " ", row.keyword) + row.right
        assert line in whole
        assert max(len(row.left), len(row.right)) <= width
        assert line == whole.strip() or width < 10_000
        assert row.layer == corpus.segments.at[row.segment, "layer"]


def test_a_line_ends_with_its_segment_and_holds_whole_words():
    corpus = read_text("Bad news.\n\nOf   all\nthe good old towns, only one.\n\nBad news.")
    good = sentiment.hits(corpus).query("term == 'good'")
    assert concordance(corpus, good)[["left", "right"]].values.tolist() == [
        ["Of all the ", " old towns, only one."]
    ]
    assert concordance(corpus, good, width=9)[["left", "right"]].values.tolist() == [
        ["all the ", " old"]
    ]
    assert concordance(corpus, good, width=0)[["left", "right"]].values.tolist() == [["", ""]]
    far = read_text("Old" + " " * 500 + "good" + "\t " * 500 + "town")
    assert concordance(far, sentiment.hits(far), width=5)[["left", "right"]].values.tolist() == [
        ["Old ", " town"]
    ]


def test_a_line_keeps_the_index_of_its_hit(seed: Corpus):
    weapons = framing.hits(seed).query("category == 'military_capability'")
    lines = concordance(seed, weapons)
    assert lines.index.tolist() == weapons.index.tolist()
    assert concordance(seed, weapons[:0]).empty


# --------------------------------------------------------------------------- wrong choices


def test_a_wrong_choice_lists_the_choices(seed: Corpus):
    table = framing.hits(seed)
    with pytest.raises(ValueError, match="unknown by 'word'; choose from: segment, term, sentence"):
        leave_one_out(seed, table, by="word")
    with pytest.raises(
        ValueError, match="unknown category 'war'; choose from: military_capability"
    ):
        contributions(seed, table, category="war")
    with pytest.raises(ValueError, match="width is -1"):
        concordance(seed, table, width=-1)
    for explain in (contributions, leave_one_out, fragile):
        with pytest.raises(ValueError, match="unknown layer 'photo'; choose from: headline"):
            explain(seed, table, target="photo")
        with pytest.raises(ValueError, match="both 'body'"):
            explain(seed, table, target="body")
        with pytest.raises(ValueError, match="hits of 2 measures"):
            explain(seed, pd.concat([table, sentiment.hits(seed)]))
    with pytest.raises(ValueError, match="both 'body'"):
        leave_one_out_compound(seed, target="body")


def test_a_line_of_context_holds_whole_words_of_forty_characters_at_most(seed: Corpus):
    found = MEASURES["framing"](seed)
    usual, asked = (
        explanation.concordance(seed, found),
        explanation.concordance(seed, found, width=40),
    )
    pd.testing.assert_frame_equal(usual, asked)
    longest = max(len(text) for side in ("left", "right") for text in usual[side])
    assert 35 < longest <= 40
    wider = explanation.concordance(seed, found, width=41)
    assert not wider.equals(usual)
    assert explanation.concordance(seed, found, width=0)["left"].eq("").all()


@pytest.mark.quick
@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        (0, "", ""),
        (5, "mill", " is"),
        (9, "old mill", " is old"),
        (12, "old mill", " is old and"),
        (13, "The old mill", " is old and"),
        (40, "The old mill", " is old and wet"),
    ],
)
def test_the_words_beside_a_keyword_are_whole_and_within_the_width(
    width: int, left: str, right: str
):
    text = "xx The  old\n mill KEY is old   and wet xx"
    start = text.index("KEY")
    assert explanation._before(text, 3, start, width).strip() == left
    assert explanation._behind(text, start + 3, len(text) - 3, width).rstrip() == right


@pytest.mark.quick
def test_a_word_longer_than_the_width_is_cut_within():
    assert explanation._behind("KEYabcdefgh", 3, 11, 4) == "abcd"
    assert explanation._before("abcdefghKEY", 0, 8, 4) == "efgh"
    assert explanation._behind("KEYs longest", 3, 12, 4) == "s"


@pytest.mark.quick
def test_a_width_below_nothing_is_refused_and_nothing_is_a_width(seed: Corpus):
    table = framing.hits(seed).head(1)
    with pytest.raises(ValueError, match="width is -1"):
        concordance(seed, table, width=-1)
    assert concordance(seed, table, width=0)[["left", "right"]].values.tolist() == [["", ""]]


@pytest.mark.quick
def test_what_a_subtraction_leaves_in_the_last_bits_is_nothing():
    assert explanation._unrounded(np.array([1e-10, -1e-10, 1e-8, -1e-8])).tolist() == [
        0,
        0,
        1e-8,
        -1e-8,
    ]


# --------------------------------------------------------------------------- what is printed several times

REPEATING = [
    "Rockets were fired at the harbour of the old town. It burns.",
    "Rockets were fired at the old harbour of the old town.",
    "Soldiers hold the bridge to the airport and fear the next attack.",
    "Ships wait for peace in the bay. The cargo is still on board of each.",
    "A child looks at tanks in the field. The cargo is still on board of each.",
    "Nobody works in the mill. The cargo is still on board of each.",
]
TELLING = [
    "The two sides talked about a treaty and a border all night long.",
    "Troops left the town in the morning, said a clerk of the court.",
    "A court found no crime in the sale of the arms to the army.",
    "Prices rose again while the war went on in the hills of the north.",
    "The minister promised help for the poor and the sick of the town.",
    "The minister promised help for the poor and the old of the town.",
    "Nothing else was said of the missiles that hit the bridge.",
    "The parliament votes on sanctions and on tax in the spring.",
]


@pytest.mark.parametrize("measure", [sentiment, framing], ids=["tone", "frames"])
@pytest.mark.parametrize("left_out", range(len(TELLING + REPEATING)))
def test_without_one_of_several_alike_the_rest_is_compared_as_if_it_had_never_been(
    measure, left_out: int
):
    corpus = article(REPEATING, TELLING)
    table = leave_one_out(corpus, measure.hits(corpus))
    row = table[table["left_out"] == left_out].set_index("category")
    captions = [text for n, text in enumerate(REPEATING, len(TELLING)) if n != left_out]
    paragraphs = [text for n, text in enumerate(TELLING) if n != left_out]
    rest = article(captions, paragraphs)
    alone = compare(rest, measure.hits(rest)).set_index("category")
    np.testing.assert_allclose(row["p_adjusted"], alone["p_adjusted"][row.index])
    np.testing.assert_allclose(row["difference"], alone["difference"][row.index], atol=1e-9)
    assert row["verdict"].tolist() == alone["verdict"][row.index].tolist()


def same_comparison(row: pd.DataFrame, rest: Corpus, measure) -> None:
    """Hold the rows of what was left out against the comparison of an article that never held it."""
    alone = compare(rest, measure.hits(rest)).set_index("category")
    row = row.set_index("category")
    np.testing.assert_allclose(row["p_adjusted"], alone["p_adjusted"][row.index])
    np.testing.assert_allclose(row["difference"], alone["difference"][row.index], atol=1e-9)
    assert row["verdict"].tolist() == alone["verdict"][row.index].tolist()


LINE = "The army fears a terrible war and wants peace."
# So long, also without a sentence, that the line does not make them one: each holds a third of it.
WITH_A_LINE = [
    *(
        f"{TELLING[a][:-1]}, and {TELLING[b]} {own} {LINE}"
        for (a, b), own in zip([(0, 2), (1, 3), (4, 6)], unlike(PARAGRAPH, 3), strict=True)
    ),
    "A child looks at tanks in the field.",
]


@pytest.mark.quick
def test_a_line_that_captions_share_is_held_by_each_of_them_in_part():
    corpus = article(WITH_A_LINE, TELLING)
    once = reprints.once(corpus, corpus.segments.index.to_numpy())
    assert once is not None
    assert len(set(once.piece[len(TELLING) :].tolist())) == 4
    is_line = np.array(
        [corpus.texts[0][row.start : row.end] == LINE for row in corpus.sentences.itertuples()]
    )
    assert once.sentence_part[is_line] == pytest.approx([1 / 3] * 3)
    assert (once.sentence_part[~is_line] == 1).all()


@pytest.mark.parametrize("measure", [sentiment, framing], ids=["tone", "frames"])
@pytest.mark.parametrize("caption", range(4))
def test_without_a_caption_the_line_that_it_shared_counts_for_more_in_the_others(
    measure, caption: int
):
    corpus = article(WITH_A_LINE, TELLING)
    table = leave_one_out(corpus, measure.hits(corpus))
    rest = article([text for n, text in enumerate(WITH_A_LINE) if n != caption], TELLING)
    same_comparison(table[table["left_out"] == len(TELLING) + caption], rest, measure)


@pytest.mark.parametrize("left_out", range(3))
def test_a_line_of_the_first_paragraph_is_shared_like_that_of_any_other(left_out: int):
    corpus = article(TELLING, WITH_A_LINE)
    table = leave_one_out(corpus, sentiment.hits(corpus))
    rest = article(TELLING, [text for n, text in enumerate(WITH_A_LINE) if n != left_out])
    same_comparison(table[table["left_out"] == left_out], rest, sentiment)


@pytest.mark.parametrize("left_out", [0, 1, 4])
def test_without_one_of_two_captions_alike_a_line_stays_as_it_is_in_the_other(left_out: int):
    captions = [*WITH_A_LINE, WITH_A_LINE[0]]
    corpus = article(captions, TELLING)
    table = leave_one_out(corpus, sentiment.hits(corpus))
    rest = article([text for n, text in enumerate(captions) if n != left_out], TELLING)
    same_comparison(table[table["left_out"] == len(TELLING) + left_out], rest, sentiment)


@pytest.mark.quick
def test_codes_depend_on_no_word_and_lose_nothing_with_a_sentence():
    corpus = article([*WITH_A_LINE, WITH_A_LINE[0]], TELLING)
    table = codes_of(corpus, [0, 8, 9, 10, 11, 12], list(range(13)))
    whole = compare(corpus, table).iloc[0]
    rest = leave_one_out(corpus, table, by="sentence")
    segment = corpus.sentences.loc[rest["left_out"], "segment"]
    rest = rest[segment.duplicated(keep=False).to_numpy()]  # that is not all of its segment
    assert len(rest) == 4 * 4
    assert rest["p_adjusted"].tolist() == pytest.approx([whole["p_adjusted"]] * len(rest))
    assert rest["difference"].tolist() == pytest.approx([whole["difference"]] * len(rest))
    one_caption = codes_of(corpus, [8], [0, 1, 2, 8])
    assert fragile(corpus, one_caption)["hangs_on"].item() == [8]


@pytest.mark.parametrize("caption", range(3))
@pytest.mark.parametrize("sentence", [0, 1, 3])
def test_without_a_sentence_the_rest_is_compared_as_if_it_had_never_been(
    caption: int, sentence: int
):
    corpus = article(WITH_A_LINE, TELLING)
    table = leave_one_out(corpus, sentiment.hits(corpus), by="sentence")
    segment = len(TELLING) + caption
    gone = int(corpus.sentences.index[corpus.sentences["segment"] == segment][sentence])
    start, end = corpus.sentences.loc[gone, ["start", "end"]]
    captions = list(WITH_A_LINE)
    captions[caption] = captions[caption].replace(corpus.texts[0][start:end], "").strip()
    rest = article(captions, TELLING)
    same_comparison(table[table["left_out"] == gone], rest, sentiment)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("most", "tested"),
    [
        (None, [0, 1, 2, 3, 4]),
        (5, [0, 1, 2, 3, 4]),
        (4, [0, 1, 2, 4]),  # two of each category
        (3, [1, 2]),
        (1, [1, 2]),  # one of each at the least
    ],
)
def test_of_many_losses_those_are_tested_that_change_a_difference_most(
    most: int | None, tested: list[int]
):
    whole = np.array([1.0, 1.0])
    difference = np.array([[3, 1], [1, -9], [np.nan, 1], [1.5, 1.5], [2.0, 4]])
    assert explanation._most_changing(difference, whole, most) == tested


@pytest.mark.quick
def test_the_words_of_a_cell_go_on_in_a_count_where_they_do_not_fit():
    words = [f"word{number:02}" for number in range(40)]
    text = explanation.as_text([3, 12, *words])
    listed = explanation.as_words(text)
    assert explanation.as_segments(text) == [3, 12]
    assert listed == words[: len(listed)]
    assert text.endswith(f" {40 - len(listed)} more")
    assert 225 < len(text) <= 240
    # Beside many segments there is room for two words of the longest kind.
    beside = explanation.as_text([*range(100, 200), *words])
    assert len(explanation.as_segments(beside)) == 100
    n_beside = len(explanation.as_words(beside))
    assert 9 <= n_beside < len(listed)
    assert explanation.as_text(['a "b" c', "d" * 61]) == f'"a \'b\' c" "{"d" * 59}…"'


@pytest.mark.quick
def test_a_sentence_without_a_word_is_no_sentence_of_the_mean_compound():
    corpus = read_text("It is good. It is bad.\n\nIt is bad.\n\n* * *").relabel(
        {0: "body", 1: "caption", 2: "caption"}
    )
    table = leave_one_out_compound(corpus).set_index("left_out")
    assert table["n_sentences"].tolist() == [2, 1]
    assert table["compound_target"].isna().tolist() == [False, True]
    assert table["compound_reference"].isna().tolist() == [True, False]
    assert table["difference"].isna().all()
