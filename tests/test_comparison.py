from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import (
    Corpus,
    comparison,
    entities,
    explanation,
    framing,
    hits,
    measures,
    permutation,
    read,
    read_text,
    reprints,
    sentiment,
)
from analysis.comparison import DESCRIBED, NO_DIFFERENCE, NOT_TESTABLE, compare
from analysis.corpus import concat

from .benchmarks import bench_calibration
from .conftest import ROOT

PARAGRAPH = "The two sides met again in the town hall on the river. They agreed on little and nobody spoke to the press afterwards, said a clerk."


def article(captions: list[str], paragraphs: list[str]) -> Corpus:
    """A corpus with these captions after these paragraphs, labelled as meant."""
    corpus = read_text("\n\n".join([*paragraphs, *captions]))
    body = dict.fromkeys(range(len(paragraphs)), "body")
    return corpus.relabel(
        {**body, **dict.fromkeys(range(len(paragraphs), len(corpus.segments)), "caption")}
    )


def unlike(text: str, n: int) -> list[str]:
    """So many texts of the length of one, that have no word in common: copies would be one piece of evidence."""
    letters = [chr(97 + i // 26) + chr(97 + i % 26) for i in range(n)]
    return [re.sub(r"\b(\w)", rf"\1{pair}", text) for pair in letters]


def planted_hits(corpus: Corpus, counts: dict[int, int], categories=("a",)) -> pd.DataFrame:
    """Hits of the first category: so many in each segment."""
    rows = [(segment, n) for segment, count in counts.items() for n in range(count)]
    sentence = [
        int(corpus.sentences.index[corpus.sentences["segment"] == segment][0])
        for segment, _ in rows
    ]
    start = [int(corpus.segments.loc[segment, "start"]) + n for segment, n in rows]
    return hits.make(
        corpus,
        measure="framing",
        categories=categories,
        sentence=np.array(sentence, dtype=np.int64),
        start=np.array(start),
        end=np.array(start) + 1,
        term=["x"] * len(rows),
        category=np.zeros(len(rows), dtype=int),
    )


def test_rates_are_hits_per_thousand_words_of_the_layer():
    corpus = article(["Good town hall", "Bad old bad river"], [PARAGRAPH, PARAGRAPH])
    table = compare(corpus, sentiment.hits(corpus)).set_index("category")
    assert table.loc["positive", "per_1000_target"] == pytest.approx(1000 * 1 / 7)
    assert table.loc["negative", "per_1000_target"] == pytest.approx(1000 * 2 / 7)
    assert table.loc["tone", "per_1000_target"] == pytest.approx(1000 * (1.9 - 2.5 - 2.5) / 7)
    agreed_once_in_each = 1000 * 2 / (2 * len(PARAGRAPH.split()))
    assert table.loc["positive", "difference"] == pytest.approx(1000 / 7 - agreed_once_in_each)


def pooled_score(
    counts: np.ndarray, n_words: np.ndarray, chosen: np.ndarray, axis: int = -1
) -> np.ndarray:
    """The distance of the chosen segments' hits from one rate, by hand: counts to the power 4/5."""
    share = n_words[chosen].sum(axis=axis) / n_words.sum()
    observed, expected = counts[chosen].sum(axis=axis), share * counts.sum()
    return np.abs(observed**0.8 - expected**0.8) / (0.8 * expected**0.3 * np.sqrt(1 - share))


def test_the_p_value_is_that_of_scipys_permutation_test_on_the_pooled_score(seed: Corpus):
    table = compare(seed, framing.hits(seed)).set_index("category")
    units = seed.segments[seed.segments["layer"].isin(["caption", "body"])]
    n_words = units["n_words"].to_numpy(dtype=float)
    for category in ("military_capability", "diplomacy_settlement", "sovereignty_territory"):
        found = framing.hits(seed)
        found = (
            found[found["category"] == category]
            .groupby("segment")
            .size()
            .reindex(units.index, fill_value=0)
        )
        counts = found.to_numpy(dtype=float)
        is_caption = (units["layer"] == "caption").to_numpy()
        slow = stats.permutation_test(
            (np.flatnonzero(is_caption), np.flatnonzero(~is_caption)),
            lambda x, y, axis, counts=counts: np.round(
                pooled_score(counts, n_words, x.astype(int), axis), 9
            ),
            vectorized=True,
            n_resamples=np.inf,
            alternative="greater",
        )
        assert table.loc[category, "p"] == pytest.approx(slow.pvalue, abs=1e-12)


def test_the_adjusted_p_value_is_the_share_of_arrangements_whose_smallest_p_is_as_small():
    corpus = article(unlike("Town hall river", 2), unlike(PARAGRAPH, 4))
    table = pd.concat(
        [planted_hits(corpus, {4: 4, 5: 2}), planted_hits(corpus, {0: 3, 1: 2}, ("b",))]
    )
    table["category"] = pd.Categorical(table["category"], ["a", "b"])
    n_words = corpus.segments["n_words"].to_numpy(dtype=float)
    rows = np.array([[0, 0, 0, 0, 4, 2], [3, 2, 0, 0, 0, 0]], dtype=float)
    chosen = list(itertools.combinations(range(6), 2))
    scores = np.array([
        [float(pooled_score(row, n_words, np.array(target))) for row in rows] for target in chosen
    ])  # fmt: skip
    # The p of every arrangement: how many of the 15 score as high in the same row.
    p = np.array([
        [np.mean([other[row] >= own[row] - 1e-12 for other in scores]) for row in (0, 1)]
        for own in scores
    ])  # fmt: skip

    def adjusted_where(target: tuple[int, int]) -> tuple[pd.Series, pd.Series]:
        """What is computed where two segments are captions, and the same by the definition."""
        own = chosen.index(target)
        layers = {n: "caption" if n in target else "body" for n in range(6)}
        computed = compare(corpus.relabel(layers), table).set_index("category")["p_adjusted"]
        first = p[own].argmin()
        as_small = p < p[own, first] - 1e-12
        # Where two have one p, the larger score is the more extreme.
        is_as_far = np.isclose(p, p[own, first]) & (scores >= scores[own, first] - 1e-12)
        adjusted = np.full(2, p[own].max())
        adjusted[first] = np.mean((as_small | is_as_far).any(axis=1))
        return computed, pd.Series(np.maximum(adjusted, adjusted[first]), ["a", "b"])

    of_larger, of_smaller = adjusted_where((4, 5)), adjusted_where((2, 3))
    for computed, defined in (of_larger, of_smaller):
        assert computed[["a", "b"]].tolist() == pytest.approx(defined.tolist())
    # Either row has an arrangement that no other equals; that of the second scores lower.
    assert scores[chosen.index((4, 5)), 0] > scores[chosen.index((2, 3)), 1]
    assert of_larger[0]["a"] == pytest.approx(1 / 15)
    assert of_smaller[0]["b"] == pytest.approx(2 / 15)


def test_arrangements_are_enumerated_where_they_can_be(seed: Corpus):
    p = compare(seed, framing.hits(seed)).set_index("category")["p"]
    assert p["military_capability"] == pytest.approx(1 / math.comb(19, 4))


def test_drawn_arrangements_depend_on_the_seed_alone_and_are_never_zero():
    corpus = article([f"Town hall number {n}" for n in range(10)], unlike(PARAGRAPH, 20))
    table = planted_hits(corpus, {20: 1, 24: 1, **dict.fromkeys(range(0, 20, 2), 3)})

    def p(seed: int) -> float:
        # Or the arrangements of before would be handed out again.
        permutation._kept_of_short.cache_clear()
        permutation._members.cache_clear()
        return compare(corpus, table, seed=seed)["p"].item()

    first, again, other = p(1), p(1), p(2)
    assert first == again
    assert other != first
    assert other == pytest.approx(first, abs=0.03)
    sure = planted_hits(corpus, dict.fromkeys(range(20, 30), 2))
    assert compare(corpus, sure)["p"].item() == 1 / (permutation.DRAWS + 1)


@pytest.fixture
def own_articles(monkeypatch) -> None:
    """The simulation on the lengths, valences and scores of the suite's own articles."""
    three = concat(
        [
            read(ROOT / "seeds" / f"{name}.txt")
            for name in ("nagorno-karabakh", "control", "planted")
        ]
    )
    for name in ("material", "lengths", "valences", "compounds"):
        getattr(bench_calibration, name).cache_clear()
    monkeypatch.setattr(bench_calibration, "material", lambda: three)
    monkeypatch.setattr(bench_calibration, "COUNTS", {"score": bench_calibration.score})
    monkeypatch.setattr(bench_calibration, "SUMS", {"score": bench_calibration.score})
    yield
    for name in ("lengths", "valences", "compounds"):
        getattr(bench_calibration, name).cache_clear()


@pytest.mark.parametrize("measure", ["rate", "tone", "compound"])
@pytest.mark.parametrize("cell", [(3, 15), (4, 19), (6, 30)])
def test_where_nothing_differs_a_difference_is_rarely_seen(
    own_articles, measure: str, cell: tuple[int, int]
):
    share = bench_calibration.shares(measure, cell, 300, 0)["score"]
    assert share <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 300)


def test_thirty_null_articles_show_nothing_beyond_the_level(own_articles):
    control = read(ROOT / "seeds" / "control.txt")
    frames, names = framing.hits(control), entities.hits(control)
    segments = control.segments.index[control.segments["layer"].isin(["caption", "body"])]
    rng, shown = np.random.default_rng(0), 0
    for _ in range(30):
        captions = rng.choice(segments, 6, replace=False)
        null = control.relabel(
            {**dict.fromkeys(segments, "body"), **dict.fromkeys(captions, "caption")}
        )
        for table in (frames, names):
            shown += compare(null, table)["verdict"].str.startswith("more in").any()
    assert shown <= 60 * 0.05 + 2 * math.sqrt(60 * 0.05 * 0.95)


def test_a_fivefold_rate_is_seen_more_often_than_not(own_articles):
    assert bench_calibration.shares("rate", (4, 19), 100, 0, times=5)["score"] > 0.5


def test_few_tables_of_ten_rows_show_any_difference_where_there_is_none(own_articles):
    shown = bench_calibration.tables_of_ten((4, 19), 150, 0)
    assert shown["minP"] <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 150)


def test_two_captions_show_more_beside_nine_other_rows_than_by_p_alone(own_articles):
    shown = bench_calibration.tables_of_ten((2, 10), 150, 0, times=5)
    assert shown["minP, ties"] == 0  # ten rows have ten most extreme arrangements of 45
    assert shown["minP"] > 0.1


def verdict(captions: list[str], paragraphs: list[str], counts: dict[int, int], **options) -> str:
    corpus = article(captions, paragraphs)
    return compare(corpus, planted_hits(corpus, counts), **options)["verdict"].item()


def test_the_five_verdicts():
    caption = unlike("Town hall by the river", 4)
    body = unlike(PARAGRAPH, 12)
    many = {12: 3, 13: 2, 14: 3, 15: 2}
    assert verdict(caption, body, many) == "more in captions"
    assert verdict(caption, body, many, target="body", reference="caption") == "more in captions"
    assert verdict(body[:6], body[6:], dict.fromkeys(range(6), 3)) == "more in body"
    assert verdict(caption, body, {0: 1, 2: 1, 5: 1, 9: 1, 10: 1}) == NO_DIFFERENCE
    assert verdict(caption[:2], body[:3], {3: 3, 4: 3}) == NOT_TESTABLE
    assert verdict(caption, body, {12: 3}) == NOT_TESTABLE
    assert verdict(caption[:1], body, {12: 9}) == DESCRIBED
    assert verdict([], body, {1: 9}) == NOT_TESTABLE


def judged_as(p: float, least: float, reachable: float, *, n_target: int = 4, n_reference: int = 9):
    """The verdict, its side and its reason, of one row."""
    tested = permutation.Tested(*(np.array([value]) for value in (p, p, least, reachable, 1.0)))
    verdict = comparison.verdicts(
        np.array([[n_target], [n_reference]]), tested, np.array([True]), "caption", "body"
    )
    return tuple(part.item() for part in verdict)


def test_a_p_value_at_the_level_is_a_difference_and_one_above_is_none():
    level, above = comparison.LEVEL, np.nextafter(comparison.LEVEL, 1)
    assert judged_as(level, 0.01, 0.01) == ("more in captions", "target", "")
    assert judged_as(above, 0.01, 0.01) == (NO_DIFFERENCE, "", "")
    assert judged_as(0.2, 0.01, level) == (NO_DIFFERENCE, "", "")
    assert judged_as(0.2, level, above) == (NOT_TESTABLE, "", comparison.MANY_ROWS)
    assert judged_as(0.2, above, above) == (NOT_TESTABLE, "", comparison.FEW_SEGMENTS[0])


def test_the_reason_why_a_row_cannot_be_tested_names_what_is_lacking():
    untested = math.nan, math.nan, 1.0
    flat = math.nan, 1.0, 1.0
    few = 0.2, 0.1, 0.1
    assert judged_as(*untested) == (NOT_TESTABLE, "", comparison.FEW_HITS)
    assert judged_as(*flat) == (NOT_TESTABLE, "", comparison.SAME_RATE)
    assert judged_as(*few, n_reference=3) == (NOT_TESTABLE, "", comparison.FEW_SEGMENTS[1])
    assert judged_as(*untested, n_target=1) == (DESCRIBED, "", comparison.ONE_SEGMENT[0])
    assert judged_as(*untested, n_reference=1) == (DESCRIBED, "", comparison.ONE_SEGMENT[1])
    sure = 0.01, 0.01, 0.01
    assert judged_as(*sure, n_target=1) == (DESCRIBED, "", comparison.ONE_SEGMENT[0])
    assert judged_as(*sure, n_target=2, n_reference=2) == ("more in captions", "target", "")
    assert judged_as(*untested, n_target=0) == (NOT_TESTABLE, "", comparison.NO_WORDS[0])
    assert judged_as(*untested, n_reference=0) == (NOT_TESTABLE, "", comparison.NO_WORDS[1])


def reasons(captions: list[str], paragraphs: list[str], counts: dict[str, dict[int, int]]):
    """The reason of each row of an article with these hits."""
    corpus = article(captions, paragraphs)
    rows = [planted_hits(corpus, places, (name,)) for name, places in counts.items()]
    table = pd.concat(rows)
    table["category"] = pd.Categorical(table["category"], list(counts))
    return compare(corpus, table).set_index("category")["reason"].to_dict()


def test_many_rows_are_to_blame_where_each_alone_could_have_been_tested():
    # Two captions among ten segments: 45 arrangements, of which each row has another most extreme one.
    captions, body = unlike("Town hall river", 2), unlike(PARAGRAPH, 8)
    spread = {f"row {n}": {n: 3, n + 1: 2} for n in range(6)}
    assert set(reasons(captions, body, {"row 0": spread["row 0"]}).values()) == {""}
    assert set(reasons(captions, body, spread).values()) == {comparison.MANY_ROWS}
    # Paragraphs of other lengths: a row whose most extreme score is beyond those of the others could still be shown.
    lengthened = [text + " Again." * n for n, text in enumerate(body)]
    assert set(reasons(captions, lengthened, spread).values()) == {"", comparison.MANY_ROWS}


def test_too_few_captions_are_to_blame_where_no_row_alone_could_have_been_tested():
    # Two of five: 10 arrangements, of which the most extreme has p = .1.
    spread = {"a": {0: 3, 1: 2}, "b": {3: 2, 4: 2}, "c": {0: 1}}
    captions, body = unlike("Town hall river", 2), unlike(PARAGRAPH, 3)
    found = reasons(captions, body, spread)
    few = comparison.FEW_SEGMENTS[0]
    assert found == {"a": few, "b": few, "c": comparison.FEW_HITS}
    turned = reasons(body, captions, spread)
    assert turned["a"] == comparison.FEW_SEGMENTS[1]


def test_a_row_that_is_the_same_in_every_segment_is_not_said_to_have_few_hits():
    texts = unlike(PARAGRAPH, 9)
    found = reasons(texts[:3], texts[3:], {"a": dict.fromkeys(range(9), 1)})
    assert found == {"a": comparison.SAME_RATE}


def test_mean_scores_of_four_sentences_are_too_few_segments_and_not_too_few_hits(seed: Corpus):
    scores = sentiment.compound(seed)
    layer = seed.segments["layer"].to_numpy()[seed.sentences["segment"].to_numpy()]
    captions, body = scores[layer == "caption"], scores[layer == "body"]
    four = pd.concat([captions.iloc[:2], body.iloc[[0, -1]]])
    assert set(seed.sentences.loc[four.index, "segment"].value_counts()) == {1}
    few = comparison.compare_scores(seed, four, measure="x")
    assert few["reason"].item() == comparison.FEW_SEGMENTS[0]
    single = comparison.compare_scores(seed, four.iloc[:3], measure="x")
    assert single["reason"].item() == comparison.ONE_SEGMENT[1]


def test_a_label_as_sure_as_asked_for_stays_and_one_less_sure_goes():
    corpus = article(["Town hall", "The river"], [PARAGRAPH] * 2)
    corpus = with_confidence(corpus, {3: 0.7})
    kept = {
        least: list(comparison.units(corpus, "caption", "body", least).index)
        for least in (0.7, np.nextafter(0.7, 1), 1.0)
    }
    assert list(kept.values()) == [[0, 1, 2, 3], [0, 1, 2], [0, 1, 2]]


def with_confidence(corpus: Corpus, confidence: dict[int, float]) -> Corpus:
    """The corpus with other confidences of the named segments."""
    segments = corpus.segments.copy()
    for segment, sure in confidence.items():
        segments.loc[segment, "confidence"] = sure
    return replace(corpus, segments=segments)


def test_doubtful_captions_are_compared_only_in_the_verdict_that_says_so():
    corpus = article(unlike("Town hall by the river", 4), unlike(PARAGRAPH, 12))
    hits_of_captions = planted_hits(corpus, {12: 3, 13: 2, 14: 3, 15: 2})
    verdicts = {}
    for confidence in (0.7, 0.69):
        doubtful = with_confidence(corpus, dict.fromkeys(range(12, 16), confidence))
        row = measures.findings(doubtful, hits_of_captions).iloc[0]
        verdicts[confidence] = row[["verdict", "verdict_with_doubtful", "reason"]].tolist()
    assert verdicts == {
        0.7: ["more in captions", "more in captions", ""],
        0.69: [NOT_TESTABLE, "more in captions", comparison.DOUBTFUL[0]],
    }


def test_too_few_certain_captions_are_a_reason_of_their_own():
    corpus = article(unlike("Town hall by the river", 4), unlike(PARAGRAPH, 12))
    table = planted_hits(corpus, {12: 3, 13: 2, 14: 3, 15: 2})
    reasons = [
        compare(with_confidence(corpus, dict.fromkeys(range(12, 12 + n), 0.6)), table).iloc[0]
        for n in (0, 2, 3, 4)
    ]
    assert [row["reason"] for row in reasons] == [
        "",
        "",
        comparison.ONE_SEGMENT[0],
        comparison.DOUBTFUL[0],
    ]
    turned = compare(
        with_confidence(corpus, dict.fromkeys(range(12, 16), 0.6)),
        table,
        target="body",
        reference="caption",
    )
    assert turned["reason"].item() == comparison.DOUBTFUL[1]


def test_no_number_of_a_comparison_counts_a_doubtful_caption():
    corpus = read_text("\n\n".join(["Talks resume", "Ann Roe praised the good plan."] * 3))
    corpus = corpus.relabel({1: "caption", 3: "caption", 5: "caption"})
    doubtful = with_confidence(corpus, {1: 0.69, 3: 0.69})
    alone = corpus.relabel({1: "boilerplate", 3: "boilerplate"})
    charged, names = sentiment.hits(corpus), entities.hits(corpus)
    for own in (charged, names):
        of_layer = comparison.rates(doubtful, own).query("layer == 'caption'")
        expected = comparison.rates(alone, own).query("layer == 'caption'")
        pd.testing.assert_frame_equal(of_layer, expected)
        captions = comparison.by_segment(doubtful, own).query("layer == 'caption'")
        assert set(captions["segment"]) == {5}
        key = (str(own["category"].iloc[0]), "caption")
        assert hits.tallies(doubtful, own)[key] == hits.tallies(alone, own)[key]
    assert entities.counts(doubtful, names)["n_target"].tolist() == [1]
    assert sentiment.tone(doubtful)["caption"] == sentiment.tone(alone)["caption"]
    words = comparison.overused_words(doubtful, target="caption", reference="headline")
    assert words.set_index("word").at["plan", "n_target"] == 1
    assert doubtful.layer_sizes(doubtful=False).loc["caption"].tolist() == [1, 6]
    assert doubtful.layer_sizes().loc["caption"].tolist() == [3, 18]


def test_what_was_not_tested_has_no_p_value():
    corpus = article(["Town hall"], [PARAGRAPH] * 5)
    row = compare(corpus, planted_hits(corpus, {5: 4})).iloc[0]
    assert math.isnan(row["p"])
    assert math.isnan(row["p_adjusted"])
    assert row["per_1000_target"] == pytest.approx(2000)


def test_a_layer_that_the_article_lacks_has_no_rate():
    corpus = article([], [PARAGRAPH] * 5)
    row = compare(corpus, planted_hits(corpus, {1: 4})).iloc[0]
    assert math.isnan(row["per_1000_target"])
    assert math.isnan(row["difference"])


@pytest.mark.quick
def test_captions_can_be_left_out_by_any_confidence(seed: Corpus):
    table = framing.hits(seed)
    seed = with_confidence(seed, {3: 0.8, 5: 0.9, 8: 0.95, 11: 0.97})
    captions = seed.segments[seed.segments["layer"] == "caption"]
    least = captions["confidence"].median()
    sure = compare(seed, table, least_confidence=least)
    rows = captions[captions["confidence"] >= least]
    assert 0 < len(rows) < 4
    here = table["segment"].isin(rows.index)
    assert sure["n_target"].sum() == here.sum()
    assert sure["n_target"].sum() < compare(seed, table)["n_target"].sum()


def test_a_wrong_choice_lists_the_choices(seed: Corpus):
    table = framing.hits(seed)
    with pytest.raises(ValueError, match="unknown layer 'photo'; choose from: headline"):
        compare(seed, table, target="photo")
    with pytest.raises(ValueError, match="both 'body'"):
        compare(seed, table, target="body")
    with pytest.raises(ValueError, match="unknown by 'word'; choose from: category, term"):
        compare(seed, table, by="word")
    with pytest.raises(ValueError, match="hits of 2 measures"):
        compare(seed, pd.concat([table, sentiment.hits(seed)]))


@pytest.mark.quick
def test_dots_hold_every_segment_and_both_layers(seed: Corpus):
    table = comparison.dots(seed, framing.hits(seed))
    one = table[table["category"] == "military_capability"]
    assert one["segment"].notna().sum() == 19
    assert one[one["segment"].isna()]["layer"].tolist() == ["body", "caption"]
    layer = one[one["segment"].isna() & (one["layer"] == "caption")]
    assert (
        one.loc[one["segment"].notna() & (one["layer"] == "caption"), "n"].sum()
        == layer["n"].item()
    )


def test_the_control_shows_nothing(control: Corpus):
    verdicts = measures.findings(control)["verdict"]
    assert not verdicts.str.startswith("more in").any()
    assert (verdicts == NO_DIFFERENCE).sum() >= 6  # silence, though these rows could have spoken


@pytest.mark.parametrize("target", ["caption", "headline"])
@pytest.mark.parametrize(
    "options", [{"frames": "generic-news"}, {"frames": "policy"}, {"lexicon": "afinn"}], ids=str
)
def test_the_control_shows_nothing_by_any_list(
    control: Corpus, options: dict[str, str], target: str
):
    table = measures.findings(control, measures.all_hits(control, **options), target=target)
    assert not table["verdict"].str.startswith("more in").any()


def test_what_was_planted_is_found(planted: Corpus):
    table = measures.findings(planted).set_index("category")["verdict"]
    assert table[["positive", "tone", "military_capability", "WEAPON"]].eq("more in captions").all()


@pytest.mark.quick
def test_a_mean_score_of_sentences_is_compared_by_sentences(seed: Corpus):
    scores = sentiment.compound(seed)
    row = comparison.compare_scores(seed, scores, measure="compound").iloc[0]
    layer = seed.segments["layer"].to_numpy()[seed.sentences["segment"].to_numpy()]
    assert row["n_target"] == (layer == "caption").sum()
    assert row["difference"] == pytest.approx(
        scores[layer == "caption"].mean() - scores[layer == "body"].mean()
    )
    assert 0 < row["p"] <= 1
    same = comparison.compare_scores(seed, scores * 0 + 0.5, measure="compound").iloc[0]
    assert math.isnan(same["p"])
    assert same["verdict"] == NOT_TESTABLE
    planted = scores.where(layer != "caption", scores - 5)
    assert comparison.compare_scores(seed, planted, measure="x")["verdict"].item() == "more in body"
    with pytest.raises(ValueError, match="both 'body'"):
        comparison.compare_scores(seed, scores, measure="x", target="body")


# --------------------------------------------------------------------------- many articles


@pytest.fixture(scope="module")
def several(seed: Corpus) -> Corpus:
    control = read(ROOT / "seeds" / "control.html")
    alone = read_text("Talks resume\n\nThe two sides met again on Monday. They agreed on little.")
    captioned = seed.relabel(dict.fromkeys(seed.segments.index[-3:], "caption"))
    return concat([control, alone, seed, captioned, control])


def hits_of(measure: str, corpus: Corpus) -> pd.DataFrame:
    """By one codebook, however many the articles."""
    chosen = {"frames": "armed-conflict"} if measure == "framing" else {}
    return measures.MEASURES[measure].hits(corpus, **chosen)


def test_many_articles_are_counted_and_tested_as_by_a_loop_over_them(several: Corpus):
    scored = hits.counted(hits_of("sentiment", several))
    table = comparison.across(several, scored)
    compared = comparison.units(several, "caption", "body", hits=scored)
    counts, values, names = comparison.matrices(scored, compared.index, "category")
    once = reprints.once(several, compared.index.to_numpy())
    held = comparison.in_pieces(scored, compared, "category", once)
    owner = several.segments.loc[compared.index, "article"].to_numpy()
    is_caption = (compared["layer"] == "caption").to_numpy()
    words = compared["n_words"].to_numpy()
    for number, rows in table.groupby("article"):
        assert rows["category"].tolist() == names
        for side, of_layer in (("target", is_caption), ("reference", ~is_caption)):
            mine = of_layer & (owner == number)
            assert rows[f"n_{side}"].tolist() == counts[mine].sum(axis=0).tolist()
            per_1000 = 1000 * values[mine].sum(axis=0) / words[mine].sum()
            np.testing.assert_allclose(rows[f"per_1000_{side}"], per_1000)
        pieces = np.unique(held.piece[owner == number])
        tested = permutation.permute(
            held.values[pieces],
            held.exposure[pieces],
            held.of_pieces(is_caption)[pieces],
            0,
            comparison.are_enough(held.counts[pieces].sum(axis=0)),
        )
        np.testing.assert_array_equal(rows["p"], tested.p)
        np.testing.assert_array_equal(rows["score"], tested.score)
    assert table["p"].notna().any()


@pytest.mark.parametrize("pair", [("caption", "body"), ("headline", "body"), ("body", "caption")])
@pytest.mark.parametrize("measure", measures.MEASURES)
def test_articles_compared_together_are_compared_as_each_alone(
    several: Corpus, measure: str, pair: tuple[str, str]
):
    pair = {"target": pair[0], "reference": pair[1]}
    found = hits_of(measure, several)
    together = comparison.across(several, found, **pair)
    for number in range(len(several.texts)):
        own = several.article(number)
        alone = compare(own, hits_of(measure, own), **pair)
        rows = together[together["article"] == number].reset_index(drop=True)
        if {*pair.values()} <= set(own.segments["layer"]):
            pd.testing.assert_frame_equal(rows[list(alone)], alone)
        else:
            assert rows.empty


@pytest.mark.parametrize("measure", measures.MEASURES)
def test_rates_of_articles_together_are_those_of_each_alone(several: Corpus, measure: str):
    together = comparison.rates_across(several, hits_of(measure, several))
    for number in range(len(several.texts)):
        own = several.article(number)
        alone = comparison.rates(own, hits_of(measure, own))
        rows = (
            together[together["article"] == number].drop(columns="article").reset_index(drop=True)
        )
        pd.testing.assert_frame_equal(rows, alone)


def test_the_score_is_positive_where_the_target_holds_more(several: Corpus):
    table = comparison.across(several, framing.hits(several)).dropna(subset="score")
    turned = comparison.across(
        several, framing.hits(several), target="body", reference="caption"
    ).dropna(subset="score")
    assert (np.sign(table["score"]) == np.sign(table["difference"])).all()
    assert turned["score"].to_numpy() == pytest.approx(-table["score"].to_numpy())


# --------------------------------------------------------------------------- the score, by hand


@pytest.mark.quick
def test_the_score_of_a_count_is_the_difference_of_powers_in_standard_deviations():
    values, words = np.array([3.0, 1.0, 2.0]), np.array([10.0, 20.0, 30.0])
    arranged = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])
    score = permutation.pooled_score(arranged, values[:, None], words)[:, 0]
    assert score[0] == pytest.approx(-score[1], rel=0.5)
    assert score[0] > 0 > score[1]
    # Without more than expected nothing remains.
    even = permutation.pooled_score(arranged, words[:, None] / 10, words)[:, 0]
    assert even == pytest.approx([0, 0])


@pytest.mark.quick
def test_the_score_of_a_sum_is_its_excess_in_standard_deviations():
    values, words = np.array([3.0, -1.0, 2.0]), np.array([10.0, 20.0, 30.0])
    excess = values - words * values.sum() / words.sum()
    spread = math.sqrt((excess**2).sum() / (words * (1 - words / words.sum())).sum())
    share = words[0] / words.sum()
    by_hand = excess[0] / (spread * math.sqrt(words.sum() * share * (1 - share)))
    arranged = np.array([[1.0, 0.0, 0.0]])
    score = permutation.pooled_score(arranged, values[:, None], words)
    assert score[0, 0] == pytest.approx(by_hand)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("in_target", "words", "asked"),
    [
        ([True, False, False], [9.0, 1.0, 1.0], [True, False, False]),
        ([False, True, True], [9.0, 1.0, 1.0], [True, False, False]),
        ([True, False], [5.0, 4.0], [False, True]),
        ([True, False], [4.0, 5.0], [True, False]),
        ([True, False], [4.0, 4.0], [True, False]),
        ([False, True], [4.0, 4.0], [True, False]),
    ],
)
def test_the_layer_of_fewer_segments_then_fewer_words_then_the_first_is_asked(
    in_target: list[bool], words: list[float], asked: list[bool]
):
    shorter = permutation.shorter_layer(np.array(in_target), np.array(words))
    assert shorter.tolist() == asked


@pytest.mark.quick
def test_a_sum_is_tested_in_units_of_its_mean_weight_where_all_weights_are_above_nothing():
    totals, n_hits = np.array([6.0, 6.0, 0.0, 6.0, 3.0, 0.5, 2.0]), np.array([3, 3, 3, 0, 3, 2, 1])
    never_negative = np.array([True, False, True, True, True, True, True])
    assert permutation.per_hit(totals, n_hits, never_negative).tolist() == [0.5, 1, 1, 1, 1, 4, 0.5]


@pytest.mark.quick
def test_moments_are_sums_of_values_squares_products_and_signs():
    table = np.array([[2.0, 3.0, -1.0], [4.0, 0.0, 5.0]])
    assert permutation._moments(table).sum(axis=1).tolist() == [
        [6, 3, 4],
        [20, 9, 26],
        [20, 6, 18],
        [0, 0, 1],
        [2, 1, 2],
    ]


@pytest.mark.quick
@pytest.mark.parametrize("are_whole", [True, False])
def test_sums_of_arrangements_follow_the_rows_that_change_or_go(are_whole: bool):
    random = np.random.default_rng(0)
    table = random.integers(1, 9, (6, 3)) + (0.0 if are_whole else random.random((6, 3)))
    sums = permutation._Sums(table[:5], 2, 0, lost=5)
    assert {of_column.dtype.kind for of_column in sums.sums} == {"i" if are_whole else "f"}
    for step in (1.0, 0.25):  # a part may go of what was whole
        changed = table[:5].copy()
        changed[[1, 3]] += [[step, 2, 3], [4, 5, 6]]
        losses = permutation.Losses(
            np.zeros(2, dtype=int), np.array([1, 3]), changed[[1, 3], 1:], changed[[1, 3], 0]
        )
        steps = permutation._Steps.of(losses, table, np.array([-1]))
        expected = permutation._Sums(changed, 2, 0).sums
        for column in range(3):
            own = sums.after(steps.of_column(0, column), column, 7.0)
            assert own == pytest.approx(np.array([7.0, *expected[column][1:]]))
    for lost in (2, 0, 5, 4, 1):
        sums.without(table, lost)
        rest = permutation._Sums(np.delete(table, lost, axis=0), 2, 0)
        assert np.array(sums.sums) == pytest.approx(np.array(rest.sums))


@pytest.mark.quick
def test_more_words_than_a_small_number_holds_are_summed_as_well():
    table = np.array([[20_000.0, 1.0], [15_000.0, 2.0], [9_000.0, 0.0], [5.0, 4.0]])
    sums = permutation._Sums(table, 2, 0).sums
    assert sorted(sums[0][1:]) == [9_005, 15_005, 20_005, 24_000, 29_000, 35_000]
    assert sums[1].dtype.kind == "i"


@pytest.mark.quick
def test_a_column_is_flat_that_has_one_rate_or_nothing():
    words = np.array([10.0, 20.0])
    columns = np.array([[1.0, 1.0, 0.0, 1.0], [2.0, 3.0, 0.0, 2.0 + 1e-9]])
    assert permutation.is_flat(columns, words).tolist() == [True, False, True, False]


# --------------------------------------------------------------------------- borders


@pytest.mark.quick
def test_with_a_least_confidence_of_0_captions_are_compared_however_doubtful():
    corpus = article(unlike("Town hall by the river", 4), unlike(PARAGRAPH, 8))
    doubtful = with_confidence(corpus, {0: 0.1, 8: 0.0, 9: 0.01, 10: 0.04, 11: 0.09})
    assert list(comparison.units(doubtful, "caption", "body", 0).index) == list(range(12))
    assert list(comparison.units(doubtful, "caption", "body").index) == list(range(8))
    table = planted_hits(doubtful, {8: 2, 9: 1, 10: 2, 11: 1})
    with_all = compare(doubtful, table, least_confidence=0)
    assert with_all["n_target"].item() == 6
    pd.testing.assert_frame_equal(with_all, compare(corpus, table))


def codes_of(corpus: Corpus, held: list[int], judged: list[int]) -> pd.DataFrame:
    """Codes: the segments that hold the frame, and those that somebody coded."""
    hits.declare(hits.Measure("coded", "segments", per="segment"))
    return hits.of_segments(
        corpus,
        measure="coded",
        categories=["a"],
        segment=np.array(held, dtype=np.int64),
        category=np.zeros(len(held), dtype=int),
        judged=judged,
    )


@pytest.mark.quick
def test_of_codes_each_segment_with_a_word_is_one_unit():
    corpus = article(["* * *", "Town"], ["The river is wide here.", "The hall."])
    table = codes_of(corpus, [0, 3], [0, 2, 3])
    name, times, exposure = comparison.rate_unit(table, corpus.segments["n_words"])
    assert (name, times, exposure.tolist()) == ("share", 1, [1, 1, 0, 1])
    row = compare(corpus, table).iloc[0]
    assert row[["n_segments_target", "n_segments_reference"]].tolist() == [1, 1]
    assert row[["share_target", "share_reference"]].tolist() == [1, 1]
    rates = comparison.rates(corpus, table).set_index("layer")
    assert rates.loc["body", ["n_words", "n_segments", "share"]].tolist() == [5, 1, 1]
    segments = comparison.by_segment(corpus, table).set_index("segment")["share"]
    assert segments.drop(2).to_dict() == {0: 1, 3: 1}
    assert math.isnan(segments[2])


@pytest.mark.quick
def test_a_segment_without_a_word_has_no_rate_of_its_own_and_takes_none_from_its_layer():
    corpus = article(["* * *", "Good town"], ["Good river here.", "A bad old hall."])
    table = sentiment.hits(corpus)
    raw = comparison.by_segment(corpus, table)
    assert raw.loc[raw["segment"] == 2, "per_1000"].isna().all()
    positive = raw[raw["category"] == "positive"].set_index("segment")
    assert positive["per_1000"].drop(2).to_dict() == {
        0: pytest.approx(1000 / 3),
        1: 0,
        3: pytest.approx(1000 / 2),
    }
    rates = comparison.rates(corpus, table).set_index(["layer", "category"])
    assert rates.loc[("caption", "positive"), ["n", "n_words", "n_segments"]].tolist() == [1, 2, 2]
    silent = article(["* * *"], ["Good river here."])
    rates = comparison.rates(silent, sentiment.hits(silent)).set_index("layer")
    assert rates.loc["caption", "per_1000"].isna().all()
    assert rates.loc["body", "n_segments"].tolist() == [1] * 4


@pytest.mark.quick
def test_rows_may_be_terms():
    corpus = article(["Good bad town"], ["Good good river here."])
    table = comparison.rates(corpus, sentiment.hits(corpus), by="term")
    n = table.set_index(["layer", "category"])["n"].to_dict()
    assert n == {
        ("caption", "bad"): 1, ("caption", "good"): 1, ("body", "bad"): 0, ("body", "good"): 2,
    }  # fmt: skip


@pytest.mark.quick
def test_of_each_hit_a_part_may_count_in_its_row_and_in_the_sum():
    corpus = read_text("Good, good, bad.\n\nA good plan.")
    table = sentiment.hits(corpus)
    part = np.array([1.0, 0.5, 0.25, 0.5])
    counts, values, rows = comparison.matrices(table, corpus.segments.index[:1], "category", part)
    assert rows == ["positive", "negative", "emphasis", "tone"]
    assert counts.tolist() == [[1.5, 0.25, 0, 1.75]]
    assert values.tolist() == [[1.5, 0.25, 0, pytest.approx(1.5 * 1.9 - 0.25 * 2.5)]]
    weighted = table.assign(measure="unheard of")
    counts, values, _ = comparison.matrices(weighted, corpus.segments.index, "category", part)
    assert counts.tolist() == [[1.5, 0.25, 0], [0.5, 0, 0]]
    assert values[:, 0].tolist() == pytest.approx([1.5 * 1.9, 0.5 * 1.9])


@pytest.mark.quick
def test_layers_that_are_compared_show_their_words_and_segments_show_none():
    corpus = article(["Good town", "Good good hall"], [PARAGRAPH, "A bad river."])
    table = comparison.dots(corpus, sentiment.hits(corpus), labels={"positive": "charm"})
    charm = table[table["label"] == "charm"]
    whole = charm[charm["segment"].isna()].set_index("layer")
    assert whole["words"].to_dict() == {"caption": "good 3", "body": "agreed 1"}
    assert set(charm.loc[charm["segment"].notna(), "words"]) == {""}
    assert set(table["label"]) == {"charm", "negative", "emphasis", "tone"}


@pytest.mark.quick
@pytest.mark.parametrize(
    ("reason", "fewest", "few", "wording"),
    [
        (comparison.ONE_SEGMENT[0], 2, False, comparison.ONE_TEXT[0]),
        (comparison.ONE_SEGMENT[1], 2, False, comparison.ONE_TEXT[1]),
        (comparison.ONE_SEGMENT[1], 1, True, comparison.ONE_SEGMENT[1]),
        (comparison.FEW_HITS, 1, True, comparison.FEW_DIFFERENT_HITS),
        (comparison.FEW_HITS, 2, False, comparison.FEW_HITS),
        (comparison.SAME_RATE, 2, True, comparison.SAME_RATE),
        ("", 9, True, ""),
    ],
)
def test_a_reason_that_repetition_makes_says_so(reason: str, fewest: int, few: bool, wording: str):
    reasons = comparison.of_repeats(np.array([reason]), np.array([fewest]), np.array([few]))
    assert reasons.tolist() == [wording]


@pytest.mark.quick
def test_a_layer_without_scores_has_no_mean():
    corpus = article([], [PARAGRAPH, "They met again."])
    row = comparison.compare_scores(corpus, sentiment.compound(corpus), measure="x").iloc[0]
    assert math.isnan(row["mean_target"])
    assert math.isnan(row["difference"])
    assert row[["n_target", "n_reference"]].tolist() == [0, 3]
    assert row["reason"] == comparison.NO_WORDS[0]


@pytest.mark.quick
def test_sums_of_weights_are_tested_in_units_of_their_mean():
    corpus = article(unlike("Town hall by the river", 4), unlike(PARAGRAPH, 12))
    light, heavy = (
        planted_hits(corpus, {1: 3, 12: 3, 13: 2, 14: 3, 15: 2}).assign(weight=weight)
        for weight in (0.001, 500.0)
    )
    tables = [compare(corpus, own) for own in (light, heavy)]
    assert tables[0]["p"].tolist() == pytest.approx(tables[1]["p"].tolist())
    assert tables[0]["per_1000_target"].item() == pytest.approx(1000 * 10 * 0.001 / 20)
    plain = compare(corpus, light.assign(weight=1.0))
    assert plain["p"].tolist() == pytest.approx(tables[0]["p"].tolist())


@pytest.mark.quick
def test_where_only_repetition_makes_the_difference_no_p_speaks_for_it():
    # Six captions alike with a hit each: 42 per 1,000 words as printed, 12 counted once, beside 25 in the body.
    alike = ["Children play near a bad house in the old town of Lahia"] * 6
    corpus = article([*alike, *unlike(PARAGRAPH, 3)], unlike(PARAGRAPH, 8))
    table = planted_hits(corpus, {**dict.fromkeys(range(5), 1), **dict.fromkeys(range(8, 14), 1)})
    row = compare(corpus, table).iloc[0]
    assert row["difference"] > 0
    assert row[["p", "p_adjusted"]].tolist() == [1, 1]
    assert row["verdict"] == NO_DIFFERENCE
    rest = explanation.leave_one_out(corpus, table)
    assert rest.loc[rest["left_out"] == 5, "p_adjusted"].item() == 1
    # The mean of their sentences is above that of the body as printed, and below it counted once.
    scores = pd.Series(0.5, index=corpus.sentences.index)
    segment = corpus.sentences["segment"]
    scores[segment.between(8, 13)] = 0.9
    scores[segment >= 14] = 0.1
    mean = comparison.compare_scores(corpus, scores, measure="x").iloc[0]
    assert mean["difference"] > 0
    assert mean["p"] == 1
