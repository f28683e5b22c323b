"""Step-down minP: held against the literal algorithm, arrangement by arrangement."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from analysis import permutation
from analysis.permutation import LEVEL, permute


def all_scores(values: np.ndarray, exposure: np.ndarray, n_target: int) -> np.ndarray:
    """The size of the pooled score of every choice of segments (rows) and column."""
    chosen = list(itertools.combinations(range(len(exposure)), n_target))
    matrix = np.array([[unit in target for unit in range(len(exposure))] for target in chosen])
    return np.abs(permutation.pooled_score(matrix, values, exposure)).round(9)


def raw_p(scores: np.ndarray) -> list[list[float]]:
    """The p of every arrangement and column: the share of arrangements as extreme as it."""
    n, n_columns = scores.shape
    return [
        [
            sum(scores[other, column] >= scores[row, column] for other in range(n)) / n
            for column in range(n_columns)
        ]
        for row in range(n)
    ]


def literal_min_p(p: list[list[float]], observed: int, scores: np.ndarray) -> list[float]:
    """Westfall & Young (1993), algorithm 2.8, box 4 of Ge, Dudoit & Speed (2003), word by word.

    Of two columns of one p, that of the larger score is the more extreme; with scores of 0, all that have one p are
    equal, as in the book.
    """
    own = [
        [(of_row[column], -scores[row, column]) for column in range(len(of_row))]
        for row, of_row in enumerate(p)
    ]
    columns = sorted(range(len(p[0])), key=lambda column: own[observed][column])
    adjusted, highest = dict[int, float](), 0.0
    for step, column in enumerate(columns):
        minima = [min(of_row[other] for other in columns[step:]) for of_row in own]
        share = sum(least <= own[observed][column] for least in minima) / len(p)
        highest = max(highest, share)
        adjusted[column] = highest
    return [adjusted[column] for column in range(len(columns))]


def small_table(seed: int, *, tied: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts, words and layers of a small article; of tied ones all segments are of one length."""
    rng = np.random.default_rng(seed)
    n_units, n_target = int(rng.integers(7, 10)), int(rng.integers(2, 4))
    exposure = np.full(n_units, 1.0) if tied else rng.integers(5, 60, n_units).astype(float)
    values = rng.poisson(rng.choice([0.5, 1, 3], 4), (n_units, 4)).astype(float)
    in_target = np.arange(n_units) < n_target
    values[in_target, 0] += rng.integers(0, 6)
    values[in_target, 1] += rng.integers(0, 6)
    if tied:
        values = np.minimum(values, 1)
    return values[:, ~permutation.is_flat(values, exposure)], exposure, in_target


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_adjusted_p_values_are_those_of_the_literal_algorithm(seed: int, tied: bool):
    values, exposure, in_target = small_table(seed, tied=tied)
    tested = permute(values, exposure, in_target, 0, np.ones(values.shape[1], dtype=bool))
    scores = all_scores(values, exposure, int(in_target.sum()))
    p = raw_p(scores)
    # The first combination is that of the first segments, which are the target.
    assert tested.p == pytest.approx(p[0])
    assert tested.p_adjusted == pytest.approx(literal_min_p(p, 0, scores))
    by_p_alone = literal_min_p(p, 0, np.zeros_like(scores))
    assert (tested.p_adjusted <= np.array(by_p_alone) + 1e-12).all()


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_what_is_reachable_is_the_smallest_adjusted_p_of_any_arrangement(seed: int, tied: bool):
    values, exposure, in_target = small_table(seed, tied=tied)
    tested = permute(values, exposure, in_target, 0, np.ones(values.shape[1], dtype=bool))
    scores = all_scores(values, exposure, int(in_target.sum()))
    p = raw_p(scores)
    smallest = np.min([literal_min_p(p, row, scores) for row in range(len(p))], axis=0)
    assert tested.least == pytest.approx(np.min(p, axis=0))
    reached = smallest <= LEVEL
    assert ((tested.reachable <= LEVEL) == reached).all()
    assert tested.reachable[reached] == pytest.approx(smallest[reached])
    assert (tested.reachable >= smallest - 1e-12).all()


def test_a_row_that_no_arrangement_could_show_first_may_be_shown_behind_others():
    # Codes of twelve segments, three of them the target: one frame in two segments, another in these and two more.
    # All three target segments hold the second frame in 4 of 220 arrangements, two of them the first in 10; either
    # holds in 12, which is above the level, but behind the second frame the first is held against its own 10.
    values = np.zeros((12, 2))
    values[:2, 0], values[:4, 1] = 1, 1
    tested = permute(values, np.ones(12), np.arange(12) < 3, 0, np.ones(2, dtype=bool))
    assert 12 / 220 > LEVEL >= 10 / 220
    assert tested.least == pytest.approx([10 / 220, 4 / 220])
    assert tested.reachable == pytest.approx([10 / 220, 4 / 220])
    assert tested.p_adjusted == pytest.approx([10 / 220, 4 / 220])


def drawn_table(seed: int, n_rows: int = 8) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An article of so many segments that its arrangements are drawn."""
    rng = np.random.default_rng(seed)
    exposure = rng.integers(5, 90, 40).astype(float)
    values = rng.poisson(rng.choice([0.2, 1, 3], n_rows), (40, n_rows)).astype(float)
    in_target = np.arange(40) < 12
    values[in_target, 0] += 2
    return values, exposure, in_target


@pytest.mark.parametrize("seed", range(4))
def test_adjusted_p_values_lie_between_the_raw_ones_and_bonferronis(seed: int):
    values, exposure, in_target = drawn_table(seed)
    tested = permute(values, exposure, in_target, 0, np.ones(8, dtype=bool))
    p, adjusted = tested.p, tested.p_adjusted
    assert (adjusted >= p).all()
    assert (adjusted <= np.minimum(1, 8 * p) + 1e-12).all()
    # A row of a smaller p is never the less certain one.
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert adjusted[np.argmax(p)] < 1 - 1e-12 or p.max() > 0.5
    assert p.min() >= 1 / (permutation.DRAWS + 1)


def test_step_down_never_exceeds_the_single_step_and_is_smaller_behind_a_difference():
    values, exposure, in_target = drawn_table(0)
    every = np.ones(8, dtype=bool)
    tested = permute(values, exposure, in_target, 0, every)
    blocks = permutation.arrangements(40, 12, 0)
    observed = np.abs(permutation.pooled_score(in_target[None].astype(float), values, exposure))
    scores = [np.abs(permutation.pooled_score(block, values, exposure)) for block in blocks]
    among = np.concatenate([observed, *scores])
    ordered = np.sort(among, axis=0)
    ranks = len(among) - np.array(
        [np.searchsorted(ordered[:, k], among[:, k] * (1 - 1e-9)) for k in range(8)]
    )
    single = (ranks.min(axis=0)[:, None] <= ranks[:, 0]).mean(axis=0)
    assert (tested.p_adjusted <= single + 1e-12).all()
    assert (tested.p_adjusted < single - 1e-12).any()


def test_one_row_is_not_adjusted():
    values, exposure, in_target = drawn_table(1, n_rows=1)
    tested = permute(values, exposure, in_target, 0, np.ones(1, dtype=bool))
    assert tested.p_adjusted == tested.p
    assert tested.reachable == tested.least


def test_the_order_of_the_rows_changes_nothing():
    values, exposure, in_target = drawn_table(2)
    every, turned = np.ones(8, dtype=bool), np.arange(8)[::-1]
    tested = permute(values, exposure, in_target, 0, every)
    again = permute(values[:, turned], exposure, in_target, 0, every)
    for name in permutation.Tested._fields:
        assert getattr(again, name)[turned] == pytest.approx(getattr(tested, name)), name


def test_two_captions_among_ten_segments_can_show_a_row_beside_nine_others():
    # 45 arrangements: the most extreme of each row has p = 1/45, so by p alone ten rows could show nothing.
    rng = np.random.default_rng(0)
    exposure, values = rng.integers(5, 60, 10).astype(float), rng.poisson(1, (10, 10)).astype(float)
    values[:2, 0] = 9, 12
    tested = permute(values, exposure, np.arange(10) < 2, 0, np.ones(10, dtype=bool))
    scores = all_scores(values, exposure, 2)
    by_p_alone = literal_min_p(raw_p(scores), 0, np.zeros_like(scores))
    assert tested.p[0] == 1 / 45
    assert tested.p_adjusted[0] == tested.reachable[0] == 2 / 45  # one other row goes as far
    assert by_p_alone[0] > LEVEL


def test_a_row_that_only_few_words_could_fill_does_not_set_the_bar_of_the_others():
    # Ten rows of 4 hits in one long segment each: their rare arrangements are far out, by score, but no rarer by rank.
    values, exposure, in_target = drawn_table(3, n_rows=2)
    sparse = np.zeros((40, 10))
    sparse[np.arange(20, 30), np.arange(10)] = 4
    exposure[20:30] = 500
    both = np.column_stack([values, sparse])
    tested = permute(both, exposure, in_target, 0, np.ones(12, dtype=bool))
    alone = permute(values, exposure, in_target, 0, np.ones(2, dtype=bool))
    assert tested.p[:2] == pytest.approx(alone.p)
    assert tested.p_adjusted[0] <= LEVEL


def test_rows_that_are_not_tested_have_no_p_value_and_weigh_on_no_other():
    values, exposure, in_target = drawn_table(2)
    some = np.arange(8) < 3
    tested = permute(values, exposure, in_target, 0, some)
    alone = permute(values[:, :3], exposure, in_target, 0, np.ones(3, dtype=bool))
    assert tested.p_adjusted[:3] == pytest.approx(alone.p_adjusted)
    assert np.isnan(tested.p_adjusted[3:]).all()
    assert np.isnan(tested.least[3:]).all()
    assert (tested.reachable[3:] == 1).all()


def test_a_row_that_is_the_same_everywhere_has_nothing_to_be_reached():
    values = np.column_stack([np.full(12, 2.0), np.arange(12.0)])
    tested = permute(values, np.full(12, 10.0), np.arange(12) < 4, 0, np.ones(2, dtype=bool))
    assert math.isnan(tested.p[0])
    assert tested.least[0] == tested.reachable[0] == 1
    assert tested.p_adjusted[1] == tested.p[1]


@pytest.mark.parametrize("lost", [0, 13, 39])
def test_leaving_a_segment_out_is_the_test_without_it(lost: int):
    values, exposure, in_target = drawn_table(1)
    every, stays = np.ones(8, dtype=bool), np.arange(40) != lost
    without = permutation.LeavingOut(values, exposure, in_target, 0).test(
        np.array([lost]), np.zeros((1, 8)), np.zeros(1), every
    )
    anew = permute(values[stays], exposure[stays], in_target[stays], 0, every)
    for name in permutation.Tested._fields:
        assert getattr(without, name) == pytest.approx(getattr(anew, name)), name
