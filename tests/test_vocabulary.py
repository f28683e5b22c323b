from __future__ import annotations

import math

import pytest

from analysis import Corpus, comparison
from analysis.vocabulary import missing_from, only_in, overused_words


def test_the_comparison_offers_what_only_one_layer_uses():
    assert (comparison.only_in, comparison.missing_from) == (only_in, missing_from)
    assert comparison.overused_words is overused_words


@pytest.mark.quick
def test_log_odds_are_those_of_monroe_and_others(seed: Corpus):
    table = overused_words(seed, prior_words=100, stop_words=True).set_index("word")
    n_caption, n_body = 42, table["n_reference"].sum()
    assert table["n_target"].sum() == n_caption
    assert not {"the", "of"} & set(overused_words(seed)["word"])
    word = table.loc["missile"]
    pooled = table["n_target"] + table["n_reference"]
    prior = 100 * pooled["missile"] / pooled.sum()
    odds = [
        (word[column] + prior) / (total + 100 - word[column] - prior)
        for column, total in (("n_target", n_caption), ("n_reference", n_body))
    ]
    delta = math.log(odds[0]) - math.log(odds[1])
    assert word["log_odds"] == pytest.approx(delta)
    spread = 1 / (word["n_target"] + prior) + 1 / (word["n_reference"] + prior)
    assert word["z"] == pytest.approx(delta / math.sqrt(spread))
