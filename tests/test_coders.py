from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import Corpus, InputError, cli, read, read_text
from analysis.coding import (
    Codes,
    agreement,
    confusion,
    first_runs,
    layer_bias,
    stability,
    with_and_without,
)
from analysis.coding.bias import NOBODY_FINDS, holm, welch
from analysis.coding.coders import runs_of
from analysis.coding.sheets import segment_ids
from analysis.corpus import concat, no_problems
from analysis.words import coders as wording

Votes = dict[str, list[int | None]]


def coded(votes: Votes, category: str = "war", original: Sequence[int] | None = None) -> Codes:
    """The codes of each coder for segments 0, 1, …; None where there is none."""
    table = [
        {"segment": segment, "coder": coder, "category": category, "code": code}
        for coder, column in votes.items()
        for segment, code in enumerate(column)
        if code is not None
    ]
    first = None if original is None else np.array(original)
    return Codes(pd.DataFrame(table).astype({"category": "category"}), no_problems(), first)


def joined(*of_frames: Codes) -> Codes:
    """The codes of several frames."""
    table = pd.concat([codes.table.astype({"category": str}) for codes in of_frames])
    return Codes(table.astype({"category": "category"}).reset_index(drop=True), no_problems())


def of_layers(layers: str) -> Corpus:
    """An article whose segments are captions (c), paragraphs (b) and headlines (h)."""
    names = {"c": "caption", "b": "body", "h": "headline"}
    text = "\n\n".join(f"Segment number {number} says this." for number in range(len(layers)))
    return read_text(text).relabel({n: names[layer] for n, layer in enumerate(layers)})


def errors_as_votes(errors: Sequence[int]) -> Votes:
    """One person and a model that errs so: 1 a false alarm, -1 a miss, 0 none."""
    return {"anna": [int(e < 0) for e in errors], "gpt": [int(e > 0) for e in errors]}


# --------------------------------------------------------------------------- with and without


@pytest.mark.quick
def test_alpha_with_a_coder_is_that_of_all_and_alpha_without_that_of_the_people():
    votes: Votes = {"anna": [1, 0, 1, 0, 1], "ben": [1, 0, 1, 0, 0], "gpt": [1, 1, 0, 0, 0]}
    row = with_and_without(coded(votes), ["gpt"], n_resamples=0).loc[0]
    people = {name: column for name, column in votes.items() if name != "gpt"}
    assert row["alpha_with"] == agreement(coded(votes), n_resamples=0).loc[0, "alpha"]
    assert row["alpha_without"] == agreement(coded(people), n_resamples=0).loc[0, "alpha"]
    assert row["difference"] == row["alpha_with"] - row["alpha_without"]
    assert row["n_segments"] == 5


@pytest.mark.quick
def test_both_alphas_are_of_the_segments_that_the_coder_and_two_people_coded():
    votes: Votes = {
        "anna": [1, 0, 1, 0, 1, 0],
        "ben": [1, 0, None, 1, 1, 1],
        "gpt": [1, 0, 0, 0, None, 1],
    }
    row = with_and_without(coded(votes), ["gpt"], n_resamples=0).loc[0]
    kept = [0, 1, 3, 5]
    common = {name: [column[n] for n in kept] for name, column in votes.items()}
    assert row["n_segments"] == 4
    assert row["alpha_with"] == agreement(coded(common), n_resamples=0).loc[0, "alpha"]


@pytest.mark.quick
def test_next_to_one_person_alpha_without_is_undefined_and_alpha_with_is_that_of_the_pair():
    votes: Votes = {"anna": [1, 0, 1, 0], "gpt": [1, 0, 0, None]}
    row = with_and_without(coded(votes), ["gpt"], n_resamples=50).loc[0]
    assert row["n_segments"] == 3
    assert row["alpha_with"] == agreement(coded(votes), n_resamples=0).loc[0, "alpha"]
    assert row[["alpha_without", "difference", "low", "high"]].isna().all()
    lines = wording.alpha_changes(pd.DataFrame([row]))
    assert lines[0].startswith("Alpha without gpt is undefined")


def test_a_coder_who_repeats_a_person_raises_alpha_and_one_who_guesses_lowers_it():
    random = np.random.default_rng(0)
    anna = random.integers(2, size=80)
    ben = np.where(random.random(80) < 0.15, 1 - anna, anna)
    votes = {"anna": anna, "ben": ben, "echo": anna, "dice": random.integers(2, size=80)}
    codes = coded({name: column.tolist() for name, column in votes.items()})
    table = with_and_without(codes, ["echo", "dice"], n_resamples=300).set_index("coder")
    assert table.loc["echo", "low"] > 0
    assert table.loc["dice", "high"] < 0
    for _, row in table.iterrows():
        assert row["low"] < row["difference"] < row["high"]
        # One resample gives both: their difference varies less than both apart.
    echo = table.loc["echo"]
    assert echo["high"] - echo["low"] < echo["high_with"] - echo["low_with"]


@pytest.mark.quick
def test_reprints_are_drawn_together_in_the_interval_of_the_difference():
    votes: Votes = {"anna": [1, 0] * 10, "ben": [1, 0] * 9 + [0, 1], "gpt": [1, 1] * 5 + [0, 0] * 5}
    apart = with_and_without(coded(votes), ["gpt"], n_resamples=200).loc[0]
    pairs = with_and_without(
        coded(votes, original=[n - n % 2 for n in range(20)]), ["gpt"], n_resamples=200
    ).loc[0]
    assert apart["difference"] == pairs["difference"]
    assert apart["low"] != pairs["low"]


# --------------------------------------------------------------------------- confusion


@pytest.mark.quick
def test_the_confusion_counted_by_hand():
    # captions: both, missed, false alarm; paragraphs: neither, a tie, coded by gpt alone, both.
    corpus = of_layers("cccbbbb")
    votes: Votes = {
        "anna": [1, 1, 0, 0, 1, None, 1],
        "ben": [1, 1, 0, 0, 0, None, 1],
        "gpt": [1, 0, 1, 0, 1, 1, 1],
    }
    table = confusion(corpus, coded(votes), ["gpt"]).set_index("layer")
    cells = ["n_both", "n_missed", "n_false_alarms", "n_neither", "n_ties", "n_alone"]
    assert table.index.tolist() == ["body", "caption", "all"]
    assert table.loc["caption", cells].tolist() == [1, 1, 1, 0, 0, 0]
    assert table.loc["body", cells].tolist() == [1, 0, 0, 1, 1, 1]
    assert table.loc["all", cells].tolist() == [2, 1, 1, 1, 1, 1]
    scores = ["n_found", "precision", "n_coded", "recall", "n_segments", "accuracy"]
    assert table.loc["caption", scores].tolist() == pytest.approx([2, 1 / 2, 2, 1 / 2, 3, 1 / 3])
    assert table.loc["all", scores].tolist() == pytest.approx([3, 2 / 3, 3, 2 / 3, 5, 3 / 5])


@pytest.mark.quick
def test_swapping_the_coder_and_the_person_swaps_missed_and_false_alarms():
    corpus = of_layers("ccccbbbb")
    anna, gpt = [1, 1, 0, 0, 1, 0, 1, 0], [1, 0, 1, 1, 1, 0, 0, 0]
    one = confusion(corpus, coded({"anna": anna, "gpt": gpt}), ["gpt"])
    other = confusion(corpus, coded({"anna": gpt, "gpt": anna}), ["gpt"])
    swapped = {"n_missed": "n_false_alarms", "n_found": "n_coded", "precision": "recall"}
    swapped |= {new: old for old, new in swapped.items()}
    pd.testing.assert_frame_equal(one.rename(columns=swapped)[other.columns], other)


@pytest.mark.quick
def test_a_perfect_coder_misses_nothing_and_raises_no_false_alarm():
    corpus = of_layers("ccccbbbb")
    codes = coded({"anna": [1, 0, 1, 0, 1, 0, 0, 0], "gpt": [1, 0, 1, 0, 1, 0, 0, 0]})
    table = confusion(corpus, codes, ["gpt"])
    assert (table[["n_missed", "n_false_alarms"]] == 0).all(axis=None)
    assert (table[["precision", "recall", "accuracy"]] == 1).all(axis=None)
    row = layer_bias(corpus, codes, ["gpt"]).loc[0]
    assert row[["net_target", "net_reference", "difference", "p"]].tolist() == [0, 0, 0, 1]
    assert row["low"] < 0 < row["high"]  # eight segments without an error are no proof


@pytest.mark.quick
def test_two_equal_coders_have_equal_rows():
    corpus = of_layers("ccccbbbb")
    column: list[int | None] = [1, 0, 0, 0, 1, 1, 0, 0]
    codes = coded({"anna": [1, 1, 0, 0, 1, 0, 0, 0], "gpt": column, "llama": column})
    for table in (
        confusion(corpus, codes, ["gpt", "llama"]),
        layer_bias(corpus, codes, ["gpt", "llama"]),
        with_and_without(codes, ["gpt", "llama"], n_resamples=0),
    ):
        one, other = (
            table[table["coder"] == name].drop(columns="coder").reset_index(drop=True)
            for name in ("gpt", "llama")
        )
        pd.testing.assert_frame_equal(one, other)
    assert stability(codes, ["gpt", "llama"], n_resamples=0).loc[0, "share_agreeing"] == 1


@pytest.mark.quick
def test_undefined_scores_are_nan():
    row = confusion(of_layers("cb"), coded({"anna": [0, 0], "gpt": [0, 0]}), ["gpt"]).loc[0]
    assert row[["precision", "recall"]].isna().all()
    assert row["accuracy"] == 1
    tied = coded({"anna": [0, 1], "ben": [1, 0], "gpt": [0, 0]})
    assert np.isnan(confusion(of_layers("cb"), tied, ["gpt"]).loc[0, "accuracy"])


# --------------------------------------------------------------------------- layers


@pytest.mark.quick
def test_the_net_error_is_the_bias_of_the_difference_of_shares():
    corpus = of_layers("cccccbbbbbbh")
    anna, gpt = [1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1], [1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0]
    row = layer_bias(corpus, coded({"anna": anna, "gpt": gpt}), ["gpt"]).loc[0]
    # Captions: two false alarms and a miss of five; paragraphs: one of each of six.
    assert (row["net_target"], row["net_reference"]) == pytest.approx(((2 - 1) / 5, 0))
    people, model = ((np.mean(of[:5]) - np.mean(of[5:11])) for of in (anna, gpt))
    assert row["difference"] == pytest.approx(model - people)
    assert (row["n_target"], row["n_reference"], row["n_units"], row["unit"]) == (
        5,
        6,
        11,
        "segment",
    )
    turned = layer_bias(
        corpus, coded({"anna": anna, "gpt": gpt}), ["gpt"], target="body", reference="caption"
    ).loc[0]
    assert turned["difference"] == -row["difference"]
    assert (turned["low"], turned["p"]) == pytest.approx((-row["high"], row["p"]))


@pytest.mark.quick
def test_swapping_missed_and_false_alarms_turns_the_bias_round():
    corpus, errors = of_layers("ccccccbbbbbbbb"), [1, 1, 1, 0, 1, -1, 0, 0, -1, 0, 0, 0, 0, 1]
    row = layer_bias(corpus, coded(errors_as_votes(errors)), ["gpt"]).loc[0]
    other = layer_bias(corpus, coded(errors_as_votes([-e for e in errors])), ["gpt"]).loc[0]
    assert other["difference"] == -row["difference"]
    assert (other["low"], other["high"], other["p"]) == pytest.approx(
        (-row["high"], -row["low"], row["p"])
    )


@pytest.mark.quick
def test_the_order_of_segments_changes_nothing():
    random = np.random.default_rng(1)
    errors, is_target = random.integers(-1, 2, size=30).astype(float), np.arange(30) < 9
    unit, order = random.integers(6, size=30), random.permutation(30)
    assert welch(errors, is_target, unit) == pytest.approx(
        welch(errors[order], is_target[order], 7 * unit[order] + 3)
    )


@pytest.mark.quick
def test_within_one_article_the_test_is_welchs_with_one_segment_added_to_each_layer():
    errors = np.array([1, 1, 0, 1, -1, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1.0])
    is_target = np.arange(17) < 6
    low, high, p = welch(errors, is_target, np.arange(17))
    # A literal count: half a false alarm and half a miss are an error of 1 and one of -1 that weigh ½.
    means, variances, freedoms = [], [], []
    for layer in (errors[:6], errors[6:]):
        n = len(layer) + 1
        mean = layer.sum() / n
        # Only what was seen is scaled by n / (n - 1).
        squares = ((layer - mean) ** 2).sum() * n / (n - 1) + (
            (1 - mean) ** 2 + (1 + mean) ** 2
        ) / 2
        means.append(mean)
        variances.append(squares / n**2)
        freedoms.append(len(layer) - 1)
    freedom = sum(variances) ** 2 / sum(v**2 / f for v, f in zip(variances, freedoms, strict=True))
    t = (means[0] - means[1]) / sum(variances) ** 0.5
    assert p == pytest.approx(2 * stats.t.sf(abs(t), freedom))
    width = stats.t.ppf(0.975, freedom) * sum(variances) ** 0.5
    assert (low, high) == pytest.approx((means[0] - means[1] - width, means[0] - means[1] + width))


@pytest.mark.quick
def test_of_many_segments_the_interval_is_that_of_welch():
    random = np.random.default_rng(2)
    errors, is_target = random.integers(-1, 2, size=40_000).astype(float), np.arange(40_000) < 9_000
    low, high, p = welch(errors, is_target, np.arange(40_000))
    plain = stats.ttest_ind(errors[is_target], errors[~is_target], equal_var=False)
    interval = plain.confidence_interval()
    assert (low, high) == pytest.approx((interval.low, interval.high), abs=2e-5)
    assert p == pytest.approx(plain.pvalue, abs=2e-3)


@pytest.mark.quick
def test_errors_that_come_by_article_count_by_article():
    # Twelve captions in six articles; in each article both captions have the same error.
    errors = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1] + [0] * 24, dtype=float)
    is_target = np.arange(36) < 12
    article = np.concatenate([np.repeat(np.arange(6), 2), np.repeat(np.arange(6), 4)])
    apart = welch(errors, is_target, np.arange(36))
    together = welch(errors, is_target, article)
    assert together[1] - together[0] > 1.3 * (apart[1] - apart[0])
    assert apart[2] < 0.05 < together[2]


@pytest.mark.quick
def test_errors_that_both_layers_of_an_article_share_make_no_difference_between_them():
    # In three of six articles all is a false alarm; then captions in three, paragraphs in the others.
    is_target = np.tile([True, True, False, False], 6)
    article = np.repeat(np.arange(6), 4)
    shared = np.repeat([1.0, 0, 1, 0, 1, 0], 4)
    crossed = np.where(is_target, shared, 1 - shared)
    of_shared, of_crossed = (welch(errors, is_target, article) for errors in (shared, crossed))
    assert of_shared[1] - of_shared[0] < 0.5 * (of_crossed[1] - of_crossed[0])


@pytest.mark.quick
def test_two_articles_leave_one_degree_of_freedom_and_an_interval_of_all_that_is_possible():
    is_target = np.tile([True, True, False, False], 2)
    errors = np.array([1.0, 0, 0, 0, 1, 1, -1, 0])
    low, high, p = welch(errors, is_target, np.repeat([0, 1], 4))
    assert (low, high) == (-2, 2)
    # Each layer has n = 4 + 1: captions 3 / 5, paragraphs -1 / 5; the two articles' sums, and what is
    # added. Of two articles of one size, squares are scaled by (2 + 1) / 2.
    sums = np.array([(1 - 2 * 0.6) - (0 - 2 * -0.2), (2 - 2 * 0.6) - (-1 - 2 * -0.2)]) / 5
    added = (0.4**2 + 1.6**2 + 1.2**2 + 0.8**2) / 2 / 25
    error = (1.5 * (sums**2).sum() + added) ** 0.5
    assert p == pytest.approx(2 * stats.t.sf(0.8 / error, 1))


@pytest.mark.quick
def test_several_articles_are_the_units_and_a_reprint_belongs_to_the_article_that_it_repeats():
    one = of_layers("ccbb")
    corpus = concat([one, one, of_layers("cccbbb")])
    errors = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    votes = errors_as_votes(errors)
    row = layer_bias(corpus, coded(votes), ["gpt"]).loc[0]
    assert (row["unit"], row["n_units"]) == ("article", 3)
    repeated = [0, 1, 2, 3, 0, 1, 2, 3, *range(8, 14)]
    row = layer_bias(corpus, coded(votes, original=repeated), ["gpt"]).loc[0]
    assert (row["n_target"], row["n_units"]) == (7, 2)


@pytest.mark.quick
def test_within_one_article_segments_that_repeat_each_other_count_once():
    corpus, votes = of_layers("ccccbbbb"), errors_as_votes([1, 1, 1, 0, 0, 0, 0, 0])
    row = layer_bias(corpus, coded(votes, original=[0, 0, 0, 3, 4, 5, 6, 7]), ["gpt"]).loc[0]
    assert (row["n_target"], row["n_units"], row["unit"]) == (4, 6, "segment")
    assert row["p"] > layer_bias(corpus, coded(votes), ["gpt"]).loc[0, "p"]


@pytest.mark.quick
def test_ties_and_segments_that_nobody_else_coded_are_left_out():
    corpus = of_layers("cccbbb")
    votes: Votes = {
        "anna": [0, 0, 1, 0, 0, None],
        "ben": [0, 0, 0, 0, 0, None],
        "gpt": [1, 0, 1, 0, 0, 1],
    }
    row = layer_bias(corpus, coded(votes), ["gpt"]).loc[0]
    assert (row["n_target"], row["n_reference"]) == (2, 2)
    assert (row["net_target"], row["net_reference"]) == (1 / 2, 0)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("layers", "errors", "reason"),
    [
        ("cbbb", [1, 0, 0, 0], "fewer than 2 segments in one of the layers"),
        ("hhbb", [1, 0, 0, 0], "fewer than 2 segments in one of the layers"),
        ("ccbb", [0, 0, 0, 0], NOBODY_FINDS),
    ],
)
def test_what_cannot_be_compared_says_why(layers: str, errors: list[int], reason: str):
    table = layer_bias(of_layers(layers), coded(errors_as_votes(errors)), ["gpt"])
    row = table.loc[0]
    assert (row["verdict"], row["reason"]) == ("cannot be tested here", reason)
    assert row[["low", "high", "p", "p_adjusted"]].isna().all()
    (line,) = wording.biases(table, target="caption", reference="body")
    assert line == (f"gpt's errors in captions and in the body cannot be compared ({reason}): war.")


@pytest.mark.quick
@pytest.mark.parametrize(("n_articles", "is_tested"), [(5, False), (6, True)])
def test_five_articles_that_err_one_way_may_do_so_by_chance(n_articles: int, is_tested: bool):
    corpus = concat([of_layers("ccbb")] * n_articles)
    row = layer_bias(corpus, coded(errors_as_votes([1, 1, 0, 0] * n_articles)), ["gpt"]).loc[0]
    assert (row["verdict"] == "errs differently") == is_tested
    assert row["reason"] == ("" if is_tested else "fewer than 6 articles with one of the layers")


@pytest.mark.quick
def test_p_is_adjusted_over_the_frames_of_a_coder_by_holm():
    assert holm(np.array([0.01, 0.04, 0.03])).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert holm(np.array([0.9, 0.6])).tolist() == [1, 1]
    corpus, random = of_layers("c" * 20 + "b" * 30), np.random.default_rng(3)
    biased = [1] * 14 + [0] * 36
    frames = {"arms": biased, "war": random.integers(-1, 2, 50).tolist(), "none": [0] * 50}
    codes = joined(*(coded(errors_as_votes(e), name) for name, e in frames.items()))
    table = layer_bias(corpus, codes, ["gpt"]).set_index("category")
    assert table.loc["arms", "p_adjusted"] == 2 * table.loc["arms", "p"]  # nobody finds "none"
    assert table["verdict"].to_dict() == {
        "arms": "errs differently",
        "none": "cannot be tested here",
        "war": "no clear difference",
    }


@pytest.mark.quick
def test_an_interval_keeps_within_what_is_possible_and_agrees_with_its_p():
    for n_wrong in range(9):
        errors = np.array([1.0] * n_wrong + [0.0] * (8 - n_wrong) + [0.0] * 20)
        low, high, p = welch(errors, np.arange(28) < 8, np.arange(28))
        assert -2 <= low <= n_wrong / 8 <= high <= 2
        assert (low > 0) == (p < 0.05)


def test_a_layer_against_itself_or_unknown_is_refused():
    corpus, codes = of_layers("ccbb"), coded(errors_as_votes([0, 0, 0, 1]))
    with pytest.raises(ValueError, match="caption is compared with itself"):
        layer_bias(corpus, codes, ["gpt"], reference="caption")
    with pytest.raises(ValueError, match="photo"):
        layer_bias(corpus, codes, ["gpt"], target="photo")


# --------------------------------------------------------------------------- stability


@pytest.mark.quick
def test_the_runs_of_a_coder_are_its_columns():
    columns = ["gpt", "gpt run 2", "gpt run 11", "gpt run x", "gpt run", "mygpt run 2"]
    assert runs_of("gpt", columns) == ["gpt", "gpt run 2", "gpt run 11"]


@pytest.mark.quick
def test_stability_is_the_share_of_equal_codes_over_runs_and_over_wordings():
    votes: Votes = {
        "gpt": [1, 1, 0, 0],
        "gpt run 2": [1, 0, 0, 0],
        "gpt run 3": [1, 1, 0, None],
        "gpt short": [0, 1, 0, 0],
        "anna": [0, 0, 0, 0],
    }
    table = stability(coded(votes), ["gpt", "gpt short"], n_resamples=0)
    assert table[["coder", "other", "n_runs", "n_segments"]].to_numpy().tolist() == [
        ["gpt", "", 3, 4],
        ["gpt", "gpt short", 2, 4],
    ]
    # Of three runs, a pair of three is equal on the second segment, and all pairs on the others.
    assert table["share_agreeing"].tolist() == pytest.approx([(1 + 1 / 3 + 1 + 1) / 4, 3 / 4])
    pair = {name: votes[name] for name in ("gpt", "gpt short")}
    assert table.loc[1, "alpha"] == agreement(coded(pair), n_resamples=0).loc[0, "alpha"]


@pytest.mark.quick
def test_one_coder_with_one_run_has_no_stability():
    table = stability(coded({"gpt": [1, 0], "anna": [1, 0]}), ["gpt"])
    assert table.empty
    assert "share_agreeing" in table


@pytest.mark.quick
def test_further_runs_are_no_people_and_do_not_count_twice():
    votes: Votes = {"anna": [0, 0], "gpt": [1, 1], "gpt run 2": [1, 1], "gpt run 3": [1, 1]}
    for coder in ("gpt", "gpt run 2"):
        row = confusion(of_layers("cb"), coded(votes), [coder]).loc[0]
        assert row["n_false_alarms"] == 1
    assert set(first_runs(coded(votes)).table["coder"]) == {"anna", "gpt"}


# --------------------------------------------------------------------------- bad input


@pytest.mark.quick
@pytest.mark.parametrize(
    ("votes", "coders", "line"),
    [
        ({"anna": [1], "ben": [1]}, ["gpt"], "gpt: is no coder of these sheets; choose from: anna, ben"),
        ({"gpt": [1], "gpt run 2": [1]}, ["gpt"], "gpt, gpt run 2: are the only coders; add the sheet"),
        ({"gpt": [1]}, ["gpt"], "gpt: is the only coder; add the sheet of a person"),
        ({"anna": [1, None], "gpt": [None, 1]}, ["gpt"], "gpt: no segment in common with the other"),
        ({"anna": [1], "gpt": [1]}, ["gpt", "gpt"], "gpt: is named twice; name each coder once"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_said_in_one_line(votes: Votes, coders: list[str], line: str):
    codes, corpus = coded(votes), of_layers("cb")
    calls: list[Callable[[], object]] = [
        lambda: with_and_without(codes, coders),
        lambda: confusion(corpus, codes, coders),
        lambda: layer_bias(corpus, codes, coders),
    ]
    for call in calls:
        with pytest.raises(InputError) as caught:
            call()
        assert str(caught.value).startswith(line)
        assert "\n" not in str(caught.value)


@pytest.mark.quick
def test_runs_without_a_segment_in_common_say_so():
    codes = coded({"gpt": [1, None], "gpt run 2": [None, 1]})
    with pytest.raises(InputError, match="gpt and gpt run 2: no segment in common"):
        stability(codes, ["gpt"])


# --------------------------------------------------------------------------- words


@pytest.mark.quick
@pytest.mark.parametrize(
    ("nets", "sentence"),
    [
        ((0.12, 0.01), "adds 12 percentage points to the captions' share of war and 1 to the body's"),
        ((-0.12, -0.01), "takes 12 percentage points from the captions' share of war and 1 from the body's"),
        ((0.12, -0.05), "adds 12 percentage points to the captions' share of war and takes 5 from the body's"),
        ((0.12, 0.0), "adds 12 percentage points to the captions' share of war and nothing to the body's"),
        ((-0.12, 0.0), "takes 12 percentage points from the captions' share of war and adds nothing to the body's"),
        ((0.0, 0.004), "adds nothing to the captions' share of war and 0.4 percentage points to the body's"),
    ],
)  # fmt: skip
def test_a_bias_is_said_in_percentage_points_of_each_layer(
    nets: tuple[float, float], sentence: str
):
    row = {"coder": "gpt", "category": "war", "p_adjusted": 0.01, "verdict": "errs differently"}
    row |= {"net_target": nets[0], "net_reference": nets[1], "low": 0.0, "high": 0.0, "reason": ""}
    lines = wording.biases(pd.DataFrame([row]), target="caption", reference="body")
    assert lines[0] == f"gpt {sentence} (adjusted p = 0.01)."
    assert lines[1] == wording.BY_CODES_ALONE


# --------------------------------------------------------------------------- the command

FRAMES = ["military_capability", "victory_defeat"]
WORDS = "Talks continued slowly near the river after noon".split()


@pytest.fixture
def biased(tmp_path: Path) -> list[str]:
    """The command on 12 captions and 14 paragraphs; a model finds a frame in nine captions more than
    two people do, and in its second run in eight.
    """
    path, sheet = tmp_path / "talks.jsonl", tmp_path / "codes.csv"
    # No two share four words in a row: they would count as one.
    texts = [" ".join(f"{word}{chr(97 + n)}" for word in WORDS) + "." for n in range(26)]
    body, captions = texts[:14], texts[14:]
    record = {"id": "talks", "title": "Talks", "text": "\n\n".join(body), "captions": captions}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    corpus = read(path)
    layers, ids = corpus.segments["layer"], segment_ids(corpus)
    in_order = [*layers.index[layers == "caption"], *layers.index[layers == "body"]]
    assert len(in_order) == 26
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "anna", "ben", "gpt", "gpt run 2"])
        for number, segment in enumerate(in_order):
            people = FRAMES[1] if number % 2 else "none"
            runs = [FRAMES[0] if number < n else "none" for n in (9, 8)]
            writer.writerow([ids[segment], "", people, people, *runs])
    return ["agree", str(sheet), "--article", str(path), "--frames", "armed-conflict"]


def printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: list[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["cutline", *line])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    shown = capsys.readouterr()
    return int(stopped.value.code or 0), shown.out, shown.err


def test_the_command_says_what_a_model_adds_to_each_layer_within_80_columns(
    biased: list[str], capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, error = printed(capsys, monkeypatch, [*biased, "--model", "gpt"])
    assert code == 0
    own = out[out.index("Agreement (Krippendorff's alpha) with gpt among the people") :]
    assert max(map(len, own.splitlines())) <= 80
    joined_lines = " ".join(own.split())
    assert (
        "gpt adds 75 percentage points to the captions' share of military capability"
        in joined_lines
    )
    assert "and nothing to the body's (adjusted p " in joined_lines
    assert wording.BY_CODES_ALONE in joined_lines
    assert "(up to 12 captions and 14 paragraphs)" in own
    assert "Does gpt say the same in 2 runs?" in own
    assert "gpt run 2 repeats a coder" in error


def test_the_command_gives_the_tables_of_a_model_as_json_and_the_agreement_as_csv(
    biased: list[str], capsys, monkeypatch
):
    asked = [*biased, "--model", "gpt", "--format"]
    tables = json.loads(printed(capsys, monkeypatch, [*asked, "json"])[1])
    added = [*tables][3:]
    assert added == ["with_and_without", "confusion", "layer_bias", "stability"]
    row = next(row for row in tables["layer_bias"] if row["category"] == FRAMES[0])
    assert (row["net_target"], row["net_reference"]) == (9 / 12, 0)
    assert row["verdict"] == "errs differently"
    assert tables["agreement"][0]["n_coders"] == 3
    without = json.loads(printed(capsys, monkeypatch, [*biased, "--format", "json"])[1])
    assert [*without] == ["agreement", "disagreements", "codebook"]
    table = printed(capsys, monkeypatch, [*asked, "csv"])[1]
    assert table.startswith("category,n_segments,n_coders")


def test_layers_of_the_command_can_be_chosen(biased: list[str], capsys, monkeypatch):
    asked = [*biased, "--model", "gpt", "--target", "body", "--reference", "caption"]
    out = printed(capsys, monkeypatch, asked)[1]
    assert "gpt adds nothing to the body's share of military capability and 75" in out


def test_the_command_says_in_one_line_what_it_cannot_measure(
    biased: list[str], capsys, monkeypatch
):
    code, out, error = printed(capsys, monkeypatch, [*biased, "--model", "llama"])
    assert (code, out) == (2, "")
    assert error == (
        "cutline: llama: is no coder of these sheets; choose from: anna, ben, gpt, gpt run 2\n"
    )
