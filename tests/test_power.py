"""How large a difference would have to be: the simulation of `power`."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from analysis import Corpus, comparison, measures, permutation, power, read_text, sentiment


def test_a_rate_that_is_detectable_is_mostly_shown_and_half_of_it_is_not(seed: Corpus):
    least = power.detectable(seed, per_1000=(10.0,))["per_1000_target"].item()
    units = comparison.units(seed, "caption", "body")
    words, here = units["n_words"].to_numpy(float), (units["layer"] == "caption").to_numpy()
    rng, phi, shown = np.random.default_rng(1), comparison.OVERDISPERSION, {}
    for rate in (least, least / 3):
        called = 0
        for _ in range(150):
            means = words * np.where(here, rate, 10.0) / 1000 * rng.gamma(1 / phi, phi, len(words))
            counts = rng.poisson(means).astype(float)[:, None]
            p = permutation.permute(
                counts, words, here, 0, counts.sum(axis=0) >= comparison.LEAST_HITS
            ).p[0]
            called += bool(p <= comparison.LEVEL)
        shown[rate] = called / 150
    assert 0.7 <= shown[least] <= 0.92
    assert shown[least / 3] < 0.6


def test_more_rows_need_larger_differences(seed: Corpus):
    alone, beside = (
        power.detectable(seed, per_1000=(10.0,), rows=n)["difference"].item() for n in (1, 20)
    )
    assert beside > alone > 0


@pytest.mark.quick
def test_two_captions_among_three_paragraphs_can_show_nothing():
    corpus = read_text("\n\n".join(["A short line of a few words here."] * 5))
    corpus = corpus.relabel({0: "caption", 1: "caption", 2: "body", 3: "body", 4: "body"})
    assert power.detectable(corpus)["difference"].isna().all()


def test_a_tone_that_is_detectable_lies_beyond_the_tone_that_is_not_shown(seed: Corpus):
    table = measures.findings(seed).set_index("category")
    assert abs(table.loc["tone", "difference"]) < table.loc["tone", "detectable"]
    least = power.detectable_sum(seed, sentiment.hits(seed))
    assert table.loc["tone", "detectable"] >= least > 0


@pytest.mark.parametrize("verdict", ["more in captions", "cannot be tested here"])
def test_only_rows_without_a_difference_carry_what_could_have_been(seed: Corpus, verdict: str):
    table = measures.findings(seed)
    assert table.loc[table["verdict"] == verdict, "detectable"].isna().all()
    silent = table[table["verdict"] == comparison.NO_DIFFERENCE]
    # Where a layer is full of something already, even 500 per 1,000 words would not be more enough to be shown; what
    # lies between such a rate and the next that is simulated cannot be read off the curve.
    assert silent.loc[silent["per_1000_reference"] < 20, "detectable"].notna().all()


@pytest.mark.quick
def test_four_of_five_articles_lie_beyond_the_edge_by_the_normal_approximation():
    from scipy.stats import norm

    assert power.POWER == 0.8
    assert pytest.approx(norm.ppf(power.POWER), abs=5e-5) == power._BEYOND


def test_the_tone_that_is_detectable_is_worked_out_by_hand():
    texts = [
        "Good words of this day.",
        "A bad day here.",
        "The mill and the good river turn.",
        "A day.",
        "Words of a terrible year.",
    ]
    corpus = read_text("\n\n".join(texts))
    corpus = corpus.relabel(dict(enumerate(("caption", "caption", "body", "body", "body"))))
    hits = sentiment.hits(corpus)
    words = corpus.segments["n_words"].to_numpy(float)
    sums = np.array([hits.loc[hits["segment"] == n, "weight"].sum() for n in range(5)])
    excess = sums - words * sums.sum() / words.sum()
    variance = (excess**2).sum() / (words * (1 - words / words.sum())).sum()
    scores = []
    for pair in itertools.combinations(range(5), 2):
        asked = np.isin(np.arange(5), pair).astype(float)[None, :]
        scores.append(abs(permutation.pooled_score(asked, sums[:, None], words)[0, 0]))
    edge = np.quantile(scores, 1 - comparison.LEVEL)
    error = math.sqrt(variance * (1 / words[:2].sum() + 1 / words[2:].sum()))
    assert power.detectable_sum(corpus, hits) == pytest.approx(1000 * (edge + 0.8416) * error)
    one_caption = corpus.relabel({1: "body"})
    assert math.isnan(power.detectable_sum(one_caption, sentiment.hits(one_caption)))


def test_the_rate_that_is_detectable_is_shown_and_a_lower_one_is_not():
    words = np.array([40.0, 40.0, 40.0, 60.0, 60.0, 60.0, 60.0, 60.0])
    in_target = np.arange(8) < 3
    matrix = np.concatenate(permutation.arrangements(8, 3, 0))

    def shown(target: float) -> float:
        return power._power(words, in_target, matrix, 10.0, target, comparison.LEVEL, 0)

    least = power._least_rate(words, in_target, 10.0, comparison.LEVEL, 0)
    step = math.exp((math.log(500) - math.log(10)) / 2**6)  # the last of six halvings
    assert shown(least) >= power.POWER > shown(least / step)
    assert math.isnan(power._least_rate(words, in_target, 500.0, comparison.LEVEL, 0))
    assert math.isnan(power._least_rate(words, np.arange(8) < 1, 10.0, comparison.LEVEL, 0))
    # Of ten arrangements none is as rare as one in twenty.
    assert math.isnan(power._least_rate(words[:5], np.arange(5) < 2, 10.0, comparison.LEVEL, 0))
