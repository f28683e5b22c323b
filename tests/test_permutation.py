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


def table_of_codes(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Frames that few segments hold, most of them the same few: rows that hide behind each other."""
    rng = np.random.default_rng(seed)
    n_units = int(rng.integers(8, 14))
    in_target, n_rows = np.arange(n_units) < int(rng.integers(2, 5)), int(rng.integers(2, 4))
    values, order = np.zeros((n_units, n_rows)), rng.permutation(n_units)
    for row in range(n_rows):
        own = order if rng.random() < 0.6 else rng.permutation(n_units)
        values[own[: int(rng.integers(1, 6))], row] = 1
    return values, in_target


# In each of these tables a row can reach the level behind others alone, or only just.
@pytest.mark.parametrize("seed", [342, 886, 1134, 1282])
def test_a_row_counts_as_reachable_exactly_where_some_arrangement_shows_it(seed: int):
    values, in_target = table_of_codes(seed)
    words, every = np.ones(len(in_target)), np.ones(values.shape[1], dtype=bool)
    tested = permute(values, words, in_target, 0, every)
    scores = all_scores(values, words, int(in_target.sum()))
    p = raw_p(scores)
    smallest = np.min([literal_min_p(p, row, scores) for row in range(len(p))], axis=0)
    assert (tested.reachable <= LEVEL).tolist() == (smallest <= LEVEL).tolist()
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


def after_loss(
    leaving_out: permutation.LeavingOut,
    rows: np.ndarray,
    values: np.ndarray,
    exposure: np.ndarray,
    testable: np.ndarray,
    n_hits: np.ndarray | None = None,
) -> permutation.Tested:
    """The test after one loss alone."""
    losses = permutation.Losses(np.zeros(len(rows), dtype=int), rows, values, exposure)
    tested = leaving_out.test(losses, testable[None], None if n_hits is None else n_hits[None])
    return permutation.Tested(*(of[0] for of in tested))


@pytest.mark.parametrize("lost", [0, 13, 39])
def test_leaving_a_segment_out_is_the_test_without_it(lost: int):
    values, exposure, in_target = drawn_table(1)
    every, stays = np.ones(8, dtype=bool), np.arange(40) != lost
    leaving_out = permutation.LeavingOut(values, exposure, in_target, 0)
    without = after_loss(leaving_out, np.array([lost]), np.zeros((1, 8)), np.zeros(1), every)
    anew = permute(values[stays], exposure[stays], in_target[stays], 0, every)
    for name in permutation.Tested._fields:
        assert getattr(without, name) == pytest.approx(getattr(anew, name)), name


def one_column(values: list[float], n_target: int) -> permutation.Tested:
    """The test of one row whose segments are of one length; the first ones are the target."""
    column = np.array(values, dtype=float)[:, None]
    in_target = np.arange(len(values)) < n_target
    return permute(column, np.ones(len(values)), in_target, 0, np.ones(1, dtype=bool))


@pytest.mark.quick
@pytest.mark.parametrize(
    "values", [[1, -1, 0, 1, -1, 0], [2, -2, 0, 1, -1, 0], [1, -1, 1, -1, 1, -1]]
)
def test_a_target_that_holds_what_it_is_expected_to_is_no_less_certain_than_by_itself(values):
    tested = one_column(values, 2)
    assert tested.score == 0
    assert tested.p == tested.p_adjusted == 1


@pytest.mark.quick
@pytest.mark.parametrize(("n_target", "is_tested"), [(1, False), (2, True), (4, True), (5, False)])
def test_two_segments_of_either_layer_are_tested_and_one_is_not(n_target: int, is_tested: bool):
    tested = one_column([3, 2, 0, 1, 0, 0], n_target)
    assert (tested.p >= 0) == (tested.least < 1) == is_tested
    assert tested.reachable < 1 if is_tested else tested.reachable == 1


@pytest.mark.quick
def test_as_many_arrangements_as_may_be_enumerated_are_and_of_more_the_observed_one_is_added(
    monkeypatch: pytest.MonkeyPatch,
):
    p = []
    for most in (10, 9):
        monkeypatch.setattr(permutation, "MOST_ENUMERATED", most)
        permutation._kept_of_short.cache_clear()
        permutation._members.cache_clear()
        p.append(one_column([9, 9, 0, 0, 0], 2).p.item())
        n_arranged = sum(map(len, permutation.arrangements(5, 2, 0)))
        assert n_arranged == (10 if most == 10 else permutation.DRAWS)
    permutation._kept_of_short.cache_clear()
    permutation._members.cache_clear()
    assert p[0] == 1 / 10
    assert p[1] != p[0]
    assert p[1] * (permutation.DRAWS + 1) == pytest.approx(round(p[1] * (permutation.DRAWS + 1)))


@pytest.mark.parametrize(
    ("n_units", "n_drawn"), [(2_000, 9_999), (2_001, 9_995), (80_000, 250), (81_000, 249)]
)
def test_of_articles_of_more_than_two_thousand_segments_fewer_arrangements_are_drawn(
    n_units: int, n_drawn: int
):
    blocks = permutation.arrangements(n_units, 12, 0)
    permutation._kept_of_long.cache_clear()  # it would keep these in memory
    assert sum(map(len, blocks)) == n_drawn
    assert {int(n) for block in blocks for n in block.sum(axis=1)} == {12}
    assert max(map(len, blocks)) == min(1_000, 4_000_000 // n_units)


@pytest.mark.quick
def test_scores_that_differ_by_less_than_a_billionth_are_as_extreme_as_each_other():
    column = np.array([1.0, 1 - 0.95e-9, 1 - 1.05e-9, 0.5])
    among = permutation._Arranged(column[None])
    assert among.n_extreme(np.array([1.0])).tolist() == [2]
    assert among.n_extreme(np.array([0.5])).tolist() == [4]


@pytest.mark.quick
@pytest.mark.parametrize(
    "counts",
    [[0.0, 1.0, 2.0, 7.0], [0.5, 1.5, 2.25, 1.75], [1e7, 3.0, 0.0, 2.0], [-1e-15, 1, 2, 3]],
)
def test_counts_are_raised_to_four_fifths_whole_ones_and_parts_alike(counts: list[float]):
    raised = permutation._powers(np.array(counts)[:, None])[:, 0]
    assert raised.tolist() == pytest.approx([max(count, 0) ** 0.8 for count in counts])


def losing(values: np.ndarray, exposure: np.ndarray, in_target: np.ndarray, changes: dict):
    """The test in which some segments have changed, and that of segments that were so from the first."""
    rows = np.array(changes["rows"])
    left, kept = np.array(changes["values"], dtype=float), np.array(changes["exposure"], float)
    every = np.ones(values.shape[1], dtype=bool)
    leaving_out = permutation.LeavingOut(values, exposure, in_target, 0)
    leaving = after_loss(leaving_out, rows, left, kept, every)
    values, exposure = values.copy(), exposure.copy()
    values[rows], exposure[rows] = left, kept
    stays = exposure > 0
    return leaving, permute(values[stays], exposure[stays], in_target[stays], 0, every)


@pytest.mark.quick
@pytest.mark.parametrize(
    "changes",
    [
        {"rows": [0], "values": [[0, 0, -1, 0]], "exposure": [4]},
        {"rows": [0, 7], "values": [[1, 2, 3, 0], [0, 0, 1, 1]], "exposure": [9, 20]},
        {"rows": [2], "values": [[0, 0, 0, 0]], "exposure": [0]},  # three of either layer remain
        {"rows": [7], "values": [[0, 0, 0, 0]], "exposure": [0]},
        {"rows": [1, 6], "values": [[1, 0, 0, 0], [0, 0, 0, 0]], "exposure": [10, 0]},
        {"rows": [3], "values": [[0, 2, 1, 0]], "exposure": [12]},  # a row without a hit left
    ],
    ids=[
        "words go",
        "two change",
        "a caption goes",
        "a paragraph goes",
        "both",
        "the only hit goes",
    ],
)
@pytest.mark.parametrize("n_target", [3, 4, 5])
def test_what_changes_in_some_segments_is_tested_as_if_it_had_been_so_from_the_first(
    changes: dict, n_target: int
):
    exposure = np.array([5.0, 10, 7, 12, 30, 25, 40, 28])
    values = np.array(
        [
            [2, 3, 1.5, 0], [1, 1, 2.0, 0], [3, 0, 0.5, 0], [0, 2, 1.0, 4],
            [1, 2, -1.5, 0], [0, 1, 2.5, 0], [2, 1, 0.5, 0], [0, 2, 1.0, 0],
        ]
    )  # fmt: skip
    leaving, anew = losing(values, exposure, np.arange(8) < n_target, changes)
    for name in permutation.Tested._fields:
        assert getattr(leaving, name) == pytest.approx(getattr(anew, name), nan_ok=True), name


@pytest.mark.quick
@pytest.mark.parametrize(("n_target", "is_tested"), [(2, False), (3, True), (6, True), (7, False)])
def test_where_a_layer_is_left_with_one_segment_nothing_is_tested(n_target: int, is_tested: bool):
    in_target = np.arange(9) < n_target
    values, lost = np.arange(9.0)[:, None] ** 2, 0 if n_target < 5 else 8
    changes = {"rows": [lost], "values": [[0]], "exposure": [0]}
    leaving, _ = losing(values, np.ones(9), in_target, changes)
    assert (leaving.p >= 0) == is_tested
    assert np.isnan(leaving.least) == (not is_tested)


@pytest.mark.quick
def test_what_is_left_out_is_tested_in_units_of_the_weights_that_remain():
    values, exposure, in_target = drawn_table(1, n_rows=2)
    values, rows, left = values * [0.5, 3.0], np.array([0]), np.array([[0.0, 3.0]])
    changed = values.copy()
    changed[0] = left
    n_hits = np.array([60, 41])
    units = permutation.per_hit(changed.sum(axis=0), n_hits, np.ones(2, dtype=bool))
    leaving = permutation.LeavingOut(values, exposure, in_target, 0)
    every = np.ones(2, dtype=bool)
    tested = after_loss(leaving, rows, left, exposure[:1], every, n_hits)
    anew = permute(changed * units, exposure, in_target, 0, every)
    for name in permutation.Tested._fields:
        assert getattr(tested, name) == pytest.approx(getattr(anew, name)), name


@pytest.mark.quick
def test_sums_of_which_some_are_negative_are_no_counts():
    words = np.ones(6)
    target = np.array([[1.0, 1, 0, 0, 0, 0]])
    sums = np.array([[3.0, 2, 1, 0, 0, 0], [3, 2, 2, 0, 0, -1]]).T
    score = permutation.pooled_score(target, sums, words)[0]
    # Of 6 hits a third is expected in a third of the words; the sum's spread is that of its segments.
    power = (5**0.8 - 2**0.8) / (0.8 * 2**0.3)
    excess = sums[:, 1] - 1
    spread = np.sqrt((excess**2).sum() / 5)
    assert score == pytest.approx([power / math.sqrt(2 / 3), 3 / (spread * math.sqrt(2 * 2 / 3))])


@pytest.mark.quick
@pytest.mark.parametrize("testable", [[False, False], [True, False], [False, True]])
def test_where_no_row_is_tested_nothing_is_reached(testable: list[bool]):
    values = np.array([[1.0, 2, 0, 1, 0], [1, 1, 1, 1, 1]]).T
    in_target, words = np.arange(5) < 2, np.ones(5)
    asked = np.array(testable)
    tested = permute(values, words, in_target, 0, asked)
    assert np.isnan(tested.p).tolist() == [not testable[0], True]
    # Of a row that could have been tested, but is the same everywhere, nothing beyond is possible.
    assert (tested.least == 1).tolist() == [False, testable[1]]
    assert (tested.reachable == 1).tolist() == [not testable[0], True]
    leaving = permutation.LeavingOut(values, words, in_target, 0)
    again = after_loss(leaving, np.array([0]), values[:1], words[:1], asked)
    for name in permutation.Tested._fields:
        of_both = getattr(again, name), getattr(tested, name)
        assert of_both[0] == pytest.approx(of_both[1], nan_ok=True), name


@pytest.mark.quick
def test_a_row_that_comes_to_one_rate_but_for_its_last_bits_is_the_same_everywhere():
    exposure = np.array([101.3, 1_023.7, 503.1, 77.7, 2_001.9, 333.3])
    column = exposure * 0.3
    assert permutation.is_flat(column[:, None], exposure).all()
    values = np.column_stack([column, column])
    values[0, 0] += 9
    in_target, rows = np.arange(6) < 2, np.array([0])
    leaving = permutation.LeavingOut(values, exposure, in_target, 0)
    both = np.ones(2, dtype=bool)
    whole = after_loss(leaving, rows, values[:1], exposure[:1], both)
    assert np.isnan(whole.p).tolist() == [False, True]
    rest = after_loss(leaving, rows, values[:1, [1, 1]], exposure[:1], both)
    assert np.isnan(rest.p).all()
    assert (rest.least == 1).all()


def drawn_losses(
    n_target: int, n_reference: int, unequal: float, seed: int
) -> tuple[permutation.LeavingOut, permutation.Losses, np.ndarray]:
    """Six rows, two of them unequal, one of valences, of which segments and parts of them are lost."""
    random = np.random.default_rng(seed)
    n_units = n_target + n_reference
    in_target = np.arange(n_units) >= n_reference
    words = random.integers(8, 30 if seed % 2 else 9, n_units).astype(float)
    rates = np.where(
        in_target[:, None],
        [0.1, 0.1 * unequal, 0.2, 0.05 * unequal, 0.02],
        [0.1, 0.1, 0.2, 0.05, 0.02],
    )
    counts = random.poisson(words[:, None] * rates).astype(float)
    values = np.column_stack([counts, random.normal(0.3, 1, n_units) * counts[:, 2]])
    gone = np.arange(n_units)[:: max(1, n_units // 12)]
    less = np.maximum(values[:10] - 1, 0)
    losses = permutation.Losses(
        np.concatenate([np.arange(len(gone)), len(gone) + np.arange(10) // 2]),
        np.concatenate([gone, np.arange(10) % n_units]),
        np.concatenate([np.zeros((len(gone), 6)), np.where(np.arange(6) < 5, less, values[:10])]),
        np.concatenate([np.zeros(len(gone)), words[:10]]),
    )
    return permutation.LeavingOut(values, words, in_target, 0), losses, in_target


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("n_target", "n_reference", "unequal"),
    [(2, 8, 3.0), (3, 9, 1.0), (4, 15, 3.0), (6, 14, 2.0), (10, 20, 2.0), (30, 12, 1.7)],
)
def test_at_the_level_alone_the_same_is_shown_and_reached_as_by_exact_p_values(
    n_target: int, n_reference: int, unequal: float, seed: int
):
    leaving_out, losses, _ = drawn_losses(n_target, n_reference, unequal, seed)
    every = np.ones((losses.loss.max() + 1, 6), dtype=bool)
    exact = leaving_out.test(losses, every)
    at_level = leaving_out.test(losses, every, at_level=True)
    assert at_level.score == pytest.approx(exact.score, nan_ok=True)
    for name in ("p", "p_adjusted", "least", "reachable"):
        sides = [getattr(of, name) <= permutation.LEVEL for of in (at_level, exact)]
        assert (sides[0] == sides[1]).all(), name
        assert (np.isnan(getattr(at_level, name)) == np.isnan(getattr(exact, name))).all()
    # Where words are lost each score is worked out.
    loses_words = np.isin(losses.loss, losses.loss[losses.exposure == 0])
    gone = np.unique(losses.loss[loses_words])
    for name in ("p", "least"):
        both = (getattr(of, name)[gone] for of in (at_level, exact))
        assert next(both) == pytest.approx(next(both), nan_ok=True), name


def both_ways(
    values: np.ndarray, words: np.ndarray, in_target: np.ndarray, losses: permutation.Losses
) -> tuple[permutation.Tested, permutation.Tested]:
    """The test after each loss, exact and by bounds, once both lie on the same side of the level."""
    every = np.ones((losses.loss.max() + 1, values.shape[1]), dtype=bool)
    exact, at_level = (
        permutation.LeavingOut(values, words, in_target, 0).test(losses, every, at_level=of)
        for of in (False, True)
    )
    for name in ("p", "p_adjusted", "least", "reachable"):
        sides = [getattr(of, name) <= permutation.LEVEL for of in (at_level, exact)]
        assert (sides[0] == sides[1]).all(), name
    assert at_level.score == pytest.approx(exact.score)
    return exact, at_level


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("difference", [0.0, 0.35, 0.5])
def test_sums_that_lose_a_little_lie_on_the_side_of_the_level_that_exact_p_values_tell(
    seed: int, difference: float
):
    random = np.random.default_rng(seed)
    n_units, in_target = 40, np.arange(40) < 12
    words = random.integers(8, 30, n_units).astype(float)
    counts = random.poisson(words * 0.1).astype(float)
    sums = random.normal(0.1 + difference * in_target, 1, n_units) * np.sqrt(words)
    values = np.column_stack([counts, sums])
    rows = np.repeat(np.arange(n_units), 3)
    lost = random.choice([0.1, 0.5, 4.0, 20.0], len(rows)) * random.choice([-1, 1], len(rows))
    losses = permutation.Losses(
        np.arange(len(rows)), rows, values[rows] - np.outer(lost, [0, 1]), words[rows]
    )
    exact, at_level = both_ways(values, words, in_target, losses)
    assert (at_level.p[:, 1] <= exact.p[:, 1]).all()
    is_far = (exact.p[:, 1] > 0.4) & (np.abs(lost) < 1)  # of these no score is worked out
    assert (at_level.p < exact.p)[is_far, 1].any() == is_far.any()


@pytest.mark.parametrize("part", [1.0, 0.3])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("unequal", [1.0, 1.6, 2.5])
def test_counts_that_lose_a_little_lie_on_the_side_of_the_level_that_exact_p_values_tell(
    seed: int, unequal: float, part: float
):
    # A word of one segment, of two, or of one that stands there three times; one column has few hits.
    random = np.random.default_rng(seed)
    n_units, in_target = 40, np.arange(40) < 12
    words = random.integers(8, 30, n_units).astype(float)
    rates = np.outer(1 + (unequal - 1) * in_target, [0.1, 0.2, 0.01]) * words[:, None]
    values = part * random.poisson(rates)
    values[[5, 30], :2] += 3 * part
    rows, loss = np.arange(80) // 2, np.arange(80) // 2
    rows[1::2], column = (rows[1::2] + 7) % n_units, random.integers(0, 2, 40)
    left = values[rows]
    left[::2][np.arange(40), column] -= part * random.choice([1, 3], 40)
    left[1::2][np.arange(40), column] -= part * random.choice([0, 1], 40)
    losses = permutation.Losses(loss, rows, np.maximum(left, 0), words[rows])
    exact, at_level = both_ways(values, words, in_target, losses)
    assert (at_level.p <= exact.p + 1e-12).all()
    assert (at_level.least >= exact.least - 1e-12).all()
    is_far = (exact.p > 0.4).all(axis=1) & (3 * exact.least < 0.01).all(axis=1)
    assert (at_level.p < exact.p)[is_far].any() == is_far.any()  # of these no score is worked out


@pytest.mark.quick
@pytest.mark.parametrize("lost", [0.0, 1.0, 2.0, 0.5])
def test_what_is_said_of_lost_hits_holds_wherever_they_stood(lost: float):
    random = np.random.default_rng(0)
    exposure = random.integers(20, 24, 300).astype(np.int16)
    held, total = random.binomial(9, 0.3, 300).astype(np.int16), 12.0
    bounds = permutation._Bounds(permutation._Shares(exposure, 80.0), 0)
    kept, gone = (np.abs(bounds.shares.score_counts(held - own, total - lost)) for own in (0, lost))
    mixed = [np.where(random.random(300) < 0.5, kept, gone) for _ in range(50)]
    for size in (0.1, 0.8, 1.5):
        n_extreme, fewest = bounds.of_counts(held, total, lost, np.array([size, size]))
        assert n_extreme[0] == n_extreme[1] <= (np.minimum(kept, gone) >= size).sum()
        assert max((own >= own.max()).sum() for own in (kept, gone, *mixed)) <= fewest[0] < 300
        if not lost:  # nothing is unsure
            assert (n_extreme[0], fewest[0]) == ((kept >= size).sum(), (kept >= kept.max()).sum())


@pytest.mark.parametrize(
    ("fewer_words", "more_hits", "is_told"), [(0, 0, True), (1, 0, False), (0, 1, False)]
)
def test_where_words_go_or_hits_come_each_loss_is_worked_out(
    fewer_words: int, more_hits: int, is_told: bool
):
    random = np.random.default_rng(3)
    words, in_target = random.integers(8, 30, 40).astype(float), np.arange(40) < 12
    values = random.poisson(np.outer(words, [0.1, 0.2])).astype(float)
    rows, left = np.arange(40), values - [1, 0] * (values > 0) + [0, more_hits]
    losses = permutation.Losses(rows, rows, left, words - fewer_words)
    every = np.ones((40, 2), dtype=bool)
    exact, at_level = (
        permutation.LeavingOut(values, words, in_target, 0).test(losses, every, at_level=of)
        for of in (False, True)
    )
    assert (exact.p > 0.2).all()
    differ = (at_level.p != exact.p).any(), (at_level.least != exact.least).any()
    assert differ == (is_told, is_told)


@pytest.mark.parametrize(("n_target", "n_reference"), [(4, 9), (12, 20)])
def test_losses_are_tested_together_as_they_are_one_by_one(n_target: int, n_reference: int):
    leaving_out, losses, in_target = drawn_losses(n_target, n_reference, 2.0, 1)
    every = np.ones((losses.loss.max() + 1, 6), dtype=bool)
    together = leaving_out.test(losses, every)
    table = leaving_out.table
    for loss in range(len(every)):
        own = losses.loss == loss
        changed = table.copy()
        changed[losses.rows[own]] = np.column_stack([losses.exposure, losses.values])[own]
        stays = changed[:, 0] > 0
        alone = permute(changed[stays, 1:], changed[stays, 0], in_target[stays], 0, every[loss])
        for name in permutation.Tested._fields:
            of_loss = getattr(together, name)[loss]
            assert of_loss == pytest.approx(getattr(alone, name), nan_ok=True), name


def test_the_arrangements_of_many_short_articles_and_of_few_long_ones_are_kept():
    permutation._kept_of_short.cache_clear()
    permutation._members.cache_clear()
    for n_units in (8, 12, 30):
        made = np.concatenate(permutation._arranged(n_units, 5, 0))
        for _ in range(2):
            assert np.array_equal(np.concatenate(permutation.arrangements(n_units, 5, 0)), made)
    assert permutation._members.cache_info().hits == 3
    for n_units, seed in itertools.product(range(20, 60), range(4)):
        permutation.arrangements(n_units, 2, seed)
    for n_units in range(2_001, 2_007):
        permutation.arrangements(n_units, 2, 0)
    kept = permutation._kept_of_short.cache_info(), permutation._kept_of_long.cache_info()
    assert [info.currsize for info in kept] == [128, 4]
    permutation._kept_of_long.cache_clear()
