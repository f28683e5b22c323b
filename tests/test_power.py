"""How large a difference would have to be: the simulation of `power`."""

from __future__ import annotations

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
