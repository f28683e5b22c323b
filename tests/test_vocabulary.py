from __future__ import annotations

import math

import pytest

from analysis import Corpus, comparison, read_text
from analysis.vocabulary import _variants, missing_from, only_in, overused_words


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


def test_the_weight_of_what_both_layers_say_is_that_of_a_hundred_words(seed: Corpus):
    assert overused_words(seed).equals(overused_words(seed, prior_words=100))
    assert not overused_words(seed).equals(overused_words(seed, prior_words=101))


def test_beside_a_layer_without_words_no_word_is_overused():
    corpus = read_text("Talks resume\n\nThe two sides met. They agreed.").relabel({0: "caption"})
    of_nothing = corpus.relabel({0: "headline"})
    assert len(overused_words(corpus)) > 0
    assert overused_words(of_nothing).empty
    assert list(overused_words(of_nothing)) == list(overused_words(corpus))


@pytest.mark.quick
@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Donald J Trump", ["Donald Trump"]),
        ("Rex Wayne Tillerson", []),
        ("J Trump", []),
        ("Catherine 2 Selmar", []),
        ("Javelins", ["Javelin"]),
        ("Selmar Javelins", ["Selmar Javelin"]),
        ("Williams", []),
        ("Gas", []),
    ],
)
def test_a_name_is_written_too_without_its_middle_initial_and_one_of_several(name, others):
    written = [" ".join(words) for words in _variants(tuple(name.lower().split()))]
    assert written == [other.lower() for other in others]
