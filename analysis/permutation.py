"""Permutation: how surely a target differs from its reference, when whole segments change places.

The statistic is a pooled score, found anew for every arrangement of the segments that puts as many
of them into the target (see `comparison.compare` for the test that is built on it, and how it is
calibrated).
"""

from __future__ import annotations

import bisect
import functools
import itertools
import math
from typing import NamedTuple

import numpy as np

LEVEL = 0.05
EXPONENT = 0.8  # brings the tails of short and of long layers near each other (see `pooled_score`)
MOST_ENUMERATED = 20_000
DRAWS, LEAST_DRAWS = 9_999, 249
# Segments of all drawn arrangements together: of articles with more than 2,000, fewer are drawn.
_MOST_DRAWN = 20_000_000
_BLOCK = 4_000_000  # segments of the arrangements that are drawn at once
# Segments of all arrangements of an article, so few that those of many sizes may be kept: 16 MB.
_SHORT = 500_000
_SURELY_MANY = 10  # segments of which the arrangements are too many to be enumerated
_SLACK = 1 - 1e-9  # equal arrangements differ in their last bits
_FLAT = 1e-12  # part of the squares that rounding may leave where all segments have one rate


class Tested(NamedTuple):
    """The outcome of a test for each column (see `permute`)."""

    p: np.ndarray
    p_adjusted: np.ndarray
    least: np.ndarray
    reachable: np.ndarray
    score: np.ndarray


def permute(
    values: np.ndarray, exposure: np.ndarray, in_target: np.ndarray, seed: int, testable: np.ndarray
) -> Tested:
    """How surely a target differs from its reference, for several columns tested together.

    Parameters
    ----------
    values : array, segments x columns
        counts, or sums of weights.
    exposure : array
        the words (or sentences) of each segment.
    in_target : array of bool
    seed : int
        for arrangements that are drawn.
    testable : array of bool
        the columns that are tested at all.

    Returns
    -------
    Tested, an entry per column; nan where nothing was tested
        p; p_adjusted (step-down minP over the columns, see `_Arranged.step_down`); least (the smallest p that any arrangement
        could reach in this column alone; 1 for a column whose segments all have one rate);
        reachable (no less than the smallest adjusted p that any arrangement could reach, and at most
        `LEVEL` exactly where that is);
        score (the observed pooled score of the target, in standard deviations).
    """
    n_units, n_target = len(in_target), int(in_target.sum())
    if min(n_target, n_units - n_target) < 2:
        return untested(np.zeros(values.shape[1], dtype=bool))
    tested = testable & ~is_flat(values, exposure)
    if not tested.any():
        return untested(testable)
    asked = shorter_layer(in_target, exposure)

    observed = pooled_score(asked[None, :].astype(float), values[:, tested], exposure)
    arranged = [
        pooled_score(block, values[:, tested], exposure)
        for block in arrangements(n_units, int(asked.sum()), seed)
    ]
    drawn = n_arrangements(n_units, n_target) > MOST_ENUMERATED
    result = untested(testable)
    _write(result, observed if asked is in_target else -observed, arranged, tested, drawn=drawn)
    return result


def untested(testable: np.ndarray) -> Tested:
    """The outcome where no column was tested; those that could have been show no spread.

    Parameters
    ----------
    testable : array of bool
        the columns that could have been tested.

    Examples
    --------
    >>> untested(np.array([True, False])).least.tolist()
    [1.0, nan]
    """
    result = Tested(*np.full((len(Tested._fields), len(testable)), np.nan))
    result.least[testable] = 1.0
    result.reachable[:] = 1.0
    return result


def _write(
    result: Tested,
    observed: np.ndarray,
    arranged: list[np.ndarray],
    tested: np.ndarray,
    *,
    drawn: bool,
) -> None:
    """Write how the observed scores lie among those of the arrangements, for the columns that are
    tested.
    """
    # Drawn arrangements are joined by the observed one, so that no p-value is 0 (Phipson & Smyth,
    # 2010).
    among = _Arranged([observed, *arranged] if drawn else arranged)
    sizes = np.abs(observed[0])
    n_extreme, fewest = among.n_extreme(sizes), among.n_extreme(among.largest)
    result.p[tested] = n_extreme / among.n
    result.p_adjusted[tested] = among.step_down(n_extreme, sizes) / among.n
    result.least[tested] = fewest / among.n
    result.reachable[tested] = among.reachable(fewest) / among.n
    result.score[tested] = observed[0]


class _Arranged:
    """The scores of all arrangements, by size.

    A p-value is the number of arrangements whose score is as large: the raw p-value of *every*
    arrangement is its rank, so that rows of few and of many hits are compared in one unit.

    Parameters
    ----------
    scores : list of array, arrangements x columns
        in blocks.
    """

    def __init__(self, scores: list[np.ndarray]) -> None:
        self.n = sum(map(len, scores))
        self.sizes = np.empty((scores[0].shape[1], self.n))
        np.abs(np.concatenate(scores).T, out=self.sizes)
        self.ordered = np.sort(self.sizes, axis=1)
        self.largest = self.ordered[:, -1]

    def n_extreme(self, sizes: np.ndarray) -> np.ndarray:
        """How many arrangements are as extreme as a score of this size (or each of these) in each
        column.
        """
        return np.array([
            self.n - np.searchsorted(ordered, size * _SLACK)
            for ordered, size in zip(self.ordered, sizes, strict=True)
        ])  # fmt: skip

    def are_extreme(self, columns: np.ndarray, n_extreme: int, size: float = -np.inf) -> np.ndarray:
        """True for each arrangement that is as extreme in one of the columns as a score of this
        size with this p-value.
        """
        are_extreme = np.zeros(self.n, dtype=bool)
        bounds = self._bounds(columns, n_extreme, size).tolist()
        for column, bound in zip(columns.tolist(), bounds, strict=True):
            are_extreme |= self.sizes[column] > bound
        return are_extreme

    def _bounds(self, columns: np.ndarray, n_extreme: int, size: float) -> np.ndarray:
        """What the score of an arrangement exceeds in each column where it is as extreme: its p is
        smaller there, or the same and its score no smaller.

        Few arrangements leave room for few p-values, and the most extreme one of every column has
        the smallest: without the score, two captions among ten segments could show nothing beside
        two other rows.
        """
        # Larger than the next below: arrangements of one size go in together or not at all.
        larger = self.ordered[columns, -n_extreme] / _SLACK
        as_large = (
            self.ordered[columns, -1 - n_extreme] / _SLACK
            if n_extreme < self.n
            else np.full(len(columns), -np.inf)
        )
        # A little below, for a score of 0 is as large as itself.
        own = np.nextafter(size * _SLACK, -np.inf)
        return np.minimum(larger, np.maximum(as_large, own))

    def step_down(
        self, n_extreme: np.ndarray, sizes: np.ndarray, most: int | None = None
    ) -> np.ndarray:
        """Adjusted p-values, as numbers of arrangements (step-down minP: Westfall & Young, 1993,
        algorithm 2.8, in the order of Ge, Dudoit & Speed, 2003; where two rows have one p, the
        larger score is the more extreme).

        The most extreme row is held against the most extreme of all rows in each arrangement, the
        next against that of the rows that remain, and no row may come out below the one before.

        Parameters
        ----------
        n_extreme : array of int
            the raw p-value of each column, as a number of arrangements.
        sizes : array
            the size of its score.
        most : int, optional
            a column that goes beyond ends the descent: the others are not adjusted, and count as
            all arrangements.
        """
        adjusted, highest = np.full(len(n_extreme), self.n), 0
        order = np.lexsort((-sizes, n_extreme))
        for step, column in enumerate(order.tolist()):
            size = float(sizes[column])
            remaining = self.are_extreme(order[step:], int(n_extreme[column]), size)
            highest = max(highest, int(remaining.sum()))
            if most is not None and highest > most:
                break
            adjusted[column] = highest
        return adjusted

    def reachable(self, fewest: np.ndarray) -> np.ndarray:
        """An upper bound of the smallest adjusted p-value of each column that any arrangement has, as
        a number of arrangements: at most the level exactly where that is.
        """
        columns, most = np.arange(len(fewest)), int(LEVEL * self.n)
        # The most extreme arrangement of each column, among those alone that may be as extreme.
        sizes = self.sizes[:, self.are_extreme(columns, int(fewest.max()))]
        reachable = np.array([
            (sizes > self._bounds(columns, *own)[:, None]).any(axis=0).sum()
            for own in zip(fewest.tolist(), self.largest.tolist(), strict=True)
        ])  # fmt: skip
        undecided = np.flatnonzero((reachable > most) & (fewest <= most))
        if not len(undecided) or reachable.min() > most:
            return reachable
        # A row that could not reach the level as the first may do so behind others, against fewer:
        # the arrangements that may reach it both in their first row and in this one are descended.
        beyond = bisect.bisect_right(
            range(1, most + 1), most, key=lambda n: self.are_extreme(columns, n).sum()
        )
        are_first = self.are_extreme(columns, min(beyond + 1, most))
        sizes = self.sizes[:, are_first & self.are_extreme(undecided, most)]
        ranks, first = np.unique(self.n_extreme(sizes), axis=1, return_index=True)
        for n_extreme, own in zip(ranks.T, sizes.T[first], strict=True):
            reachable = np.minimum(reachable, self.step_down(n_extreme, own, most))
        return reachable


class LeavingOut:
    """The test of `permute` for an article that loses a little at a time.

    A segment more or less changes what an arrangement holds by that segment alone: the sums of all
    arrangements are kept and changed, and not formed anew for every loss.

    Parameters
    ----------
    values, exposure, in_target, seed
        as for `permute`.
    """

    def __init__(
        self, values: np.ndarray, exposure: np.ndarray, in_target: np.ndarray, seed: int
    ) -> None:
        self.table = np.column_stack([exposure, values])
        self.layer = in_target.astype(np.int64)
        self.seed = seed
        self.moments = _moments(self.table)
        layers = [np.flatnonzero(~in_target), np.flatnonzero(in_target)]
        self.n_segments = np.array([len(rows) for rows in layers])
        self.first = [rows[:2].tolist() for rows in layers]
        self.held = np.array([self.table[rows].sum(axis=0) for rows in layers])
        self.sums: dict[tuple[int, int], _Sums] = {}

    def test(
        self,
        rows: np.ndarray,
        values: np.ndarray,
        exposure: np.ndarray,
        testable: np.ndarray,
        n_hits: np.ndarray | None = None,
    ) -> Tested:
        """The test where some segments hold other values; at most one has no exposure left and goes
        altogether.

        Parameters
        ----------
        rows : array of int
            the segments that hold something else.
        values, exposure : array, rows x columns, and rows
            what they hold instead; exposure 0 for the segment that goes.
        testable : array of bool
            the columns that are tested at all.
        n_hits : array, optional
            the hits of each column that remain; sums of weights are then tested in units of their
            mean weight (see `per_hit`).

        Returns
        -------
        Tested, an entry per column
            as of `permute`.
        """
        before, after = self.table[rows], np.column_stack([exposure, values])
        lost = rows[exposure == 0]
        n_segments = self.n_segments - np.bincount(self.layer[lost], minlength=2)
        if n_segments.min() < 2:
            return untested(np.zeros(len(testable), dtype=bool))
        moments = self.moments - _moments(before) + _moments(after)
        # The squares of what the segments hold beyond one rate, summed, for each column.
        rate = moments[0, 1:] / moments[0, 0]
        excess = moments[1, 1:] - 2 * rate * moments[2, 1:] + rate**2 * moments[1, 0]
        tested = testable & (excess > _FLAT * moments[1, 1:]) & (moments[4, 1:] > 0)
        if not tested.any():
            return untested(testable)

        held = self.held.copy()
        np.add.at(held, self.layer[rows], after - before)
        asked = self._shorter(n_segments, held[:, 0], lost)
        n_units, n_target = int(n_segments.sum()), int(n_segments[asked])
        if (n_units, n_target) not in self.sums:
            self.sums[n_units, n_target] = _Sums(self.table[:n_units], n_target, self.seed)
        kept = self.sums[n_units, n_target]
        if len(lost):
            kept.without(self.table, int(lost[0]))
        stays = exposure > 0
        moved_up = rows[stays] - np.searchsorted(lost, rows[stays])
        arranged = kept.with_changes(moved_up, (after - before)[stays])

        columns = np.flatnonzero(tested) + 1
        whole = _whole(moments[0, 0], moments[0, columns], moments[3, columns] == 0)
        spread = np.sqrt(excess[tested] / (whole.exposure - moments[1, 0] / whole.exposure))[
            ~whole.is_count
        ]
        observed, scores = (
            _standardised(sums[:, columns], sums[:, 0], whole, spread)
            for sums in (held[[asked]], arranged)
        )
        if n_hits is not None:  # a score grows with the root of the unit
            root = np.sqrt(per_hit(moments[0, columns], n_hits[tested], moments[3, columns] == 0))
            observed, scores = observed * root, scores * root
        drawn = n_arrangements(n_units, n_target) > MOST_ENUMERATED
        result = untested(testable)
        _write(result, observed if asked else -observed, [scores], tested, drawn=drawn)
        return result

    def _shorter(self, n_segments: np.ndarray, exposure: np.ndarray, lost: np.ndarray) -> int:
        """The layer whose score is asked, 1 for the target (see `shorter_layer`)."""
        first = [next(row for row in rows if row not in lost) for rows in self.first]
        return min((0, 1), key=lambda layer: (n_segments[layer], exposure[layer], first[layer]))


class _Sums:
    """What every arrangement of some segments puts into the target: sums of the rows of a table."""

    def __init__(self, table: np.ndarray, n_target: int, seed: int) -> None:
        blocks = arrangements(len(table), n_target, seed)
        self.sums = np.concatenate([block @ table for block in blocks])
        row, self.arrangement = np.concatenate([block.T for block in blocks], axis=1).nonzero()
        self.bounds = np.searchsorted(row, np.arange(len(table) + 1))
        self.lost = len(table)

    def with_changes(self, rows: np.ndarray, changes: np.ndarray) -> np.ndarray:
        """The sums where some rows hold more or less."""
        sums = self.sums.copy()
        for row, change in zip(rows.tolist(), changes, strict=True):
            sums[self._holding(row)] += change
        return sums

    def without(self, table: np.ndarray, lost: int) -> np.ndarray:
        """The sums of a table that is longer by one row, without that row: those behind it move up."""
        first, last = sorted((self.lost, lost))
        for row in range(first, last):
            step = table[row] - table[row + 1]
            self.sums[self._holding(row)] += step if last == lost else -step
        self.lost = lost
        return self.sums

    def _holding(self, row: int) -> np.ndarray:
        return self.arrangement[self.bounds[row] : self.bounds[row + 1]]


def _moments(table: np.ndarray) -> np.ndarray:
    """Sums over segments, of which those of fewer segments are differences; the first column is the
    exposure.

    By row: values, their squares, values by exposure, how many are negative, how many are not 0.
    """
    summed = (table, table**2, table * table[:, :1], table < 0, table != 0)
    return np.array([matrix.sum(axis=0) for matrix in summed], dtype=float)


def per_hit(total: np.ndarray, n_hits: np.ndarray, never_negative: np.ndarray) -> np.ndarray:
    """What brings each sum of weights to the number of its hits, so that scores of rows can be
    compared whatever their weights.

    1 for a count, and for sums of which some are negative.

    Examples
    --------
    >>> per_hit(np.array([6.0, 4.0, -1.0]), np.array([3, 4, 2]), np.array([True, True, False])).tolist()
    [0.5, 1.0, 1.0]
    """
    is_sum = never_negative & (total > 0) & (n_hits > 0) & (total != n_hits)
    return np.divide(n_hits, total, out=np.ones(len(total)), where=is_sum)


def shorter_layer(in_target: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """The layer whose score is asked, as True for each of its segments: the same whichever of the
    two is the target.

    It is the one of fewer segments; of as many, the one of fewer words; of as many words, the
    first.

    Examples
    --------
    >>> shorter_layer(np.array([True, True, False]), np.array([5.0, 5.0, 30.0])).tolist()
    [False, False, True]
    >>> shorter_layer(np.array([True, False]), np.array([5.0, 30.0])).tolist()
    [True, False]
    """
    return min(
        (in_target, ~in_target),
        key=lambda layer: (layer.sum(), exposure[layer].sum(), np.argmax(layer)),
    )


def is_flat(values: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """True for each column without any spread around one rate: it shows no difference.

    Examples
    --------
    >>> is_flat(np.array([[1.0, 1.0], [2.0, 3.0]]), np.array([10.0, 20.0])).tolist()
    [True, False]
    """
    excess = values - exposure[:, None] * (values.sum(axis=0) / exposure.sum())
    return (np.abs(excess).max(axis=0) <= 1e-12) | ~(np.abs(values) > 0).any(axis=0)


def pooled_score(arranged: np.ndarray, values: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """How far the target lies from one pooled rate, in standard deviations, for every arrangement
    and column.

    For counts the observed and the expected are raised to the power 4/5 before they are subtracted:
    the count of a short layer has a longer tail than that of a long one, and only with tails alike
    may their segments change places. For sums of valences, which may be negative, it is the excess
    itself.

    Parameters
    ----------
    arranged : array, arrangements x segments
        1 for each segment of the target, else 0.
    values : array, segments x columns
        counts, or sums of weights.
    exposure : array
        the words (or sentences) of each segment.
    """
    whole = _whole(exposure.sum(), values.sum(axis=0), (values < 0).sum(axis=0) == 0)
    excess = values[:, ~whole.is_count] - exposure[:, None] * (
        whole.total[~whole.is_count] / whole.exposure
    )
    spread = np.sqrt((excess**2).sum(axis=0) / (exposure * (1 - exposure / whole.exposure)).sum())
    arranged = np.asarray(arranged, dtype=float)
    return _standardised(arranged @ values, arranged @ exposure, whole, spread)


class _Whole(NamedTuple):
    """What all segments hold together."""

    exposure: float
    total: np.ndarray  # of each column
    is_count: np.ndarray  # the columns that are raised to a power


def _whole(exposure: float, total: np.ndarray, never_negative: np.ndarray) -> _Whole:
    return _Whole(exposure, total, never_negative)


def _standardised(
    held: np.ndarray, exposure: np.ndarray, whole: _Whole, spread: np.ndarray
) -> np.ndarray:
    """Pooled scores, from what each target holds of each column and from its exposure; `spread` is
    that of the sums.
    """
    total, counts = whole.total, whole.is_count
    share = (exposure / whole.exposure)[:, None]
    expected = share * total
    score = np.empty_like(held)
    raised = _powers(held[:, counts]) if counts.any() else held[:, counts]
    # The powers of what is expected, share times total, are products of powers: one power for each,
    # not for each pair.
    power = share**EXPONENT * total[counts] ** EXPONENT
    slope = EXPONENT * share ** (EXPONENT - 0.5) * total[counts] ** (EXPONENT - 0.5)
    score[:, counts] = (raised - power) / slope
    score[:, ~counts] = (held - expected)[:, ~counts] / (spread * np.sqrt(whole.exposure * share))
    return score / np.sqrt(1 - share)


def _powers(counts: np.ndarray) -> np.ndarray:
    """The counts to the power 4/5; whole numbers are few, and each is raised once."""
    # Sums of which parts were taken away may come out a little below.
    counts = np.maximum(counts, 0)
    whole = counts.astype(np.int64)
    if (whole != counts).any() or whole.max() > whole.size:
        return counts**EXPONENT
    return (np.arange(whole.max() + 1, dtype=float) ** EXPONENT)[whole]


def n_arrangements(n_units: int, n_target: int) -> int:
    """How many arrangements there are; where they are too many to be enumerated, a number that they
    exceed.

    Examples
    --------
    >>> n_arrangements(5, 2), n_arrangements(5, 3)
    (10, 10)
    """
    return math.comb(n_units, min(n_target, n_units - n_target, _SURELY_MANY))


def arrangements(n_units: int, n_target: int, seed: int) -> tuple[np.ndarray, ...]:
    """Which segments each arrangement puts into the target (arrangement × segment), in blocks.

    All there are, or as many as are drawn: 9,999, and of more than 2,000 segments fewer, down to
    249.

    Examples
    --------
    >>> [block.astype(int).tolist() for block in arrangements(3, 1, seed=0)]
    [[[1, 0, 0], [0, 1, 0], [0, 0, 1]]]
    >>> sum(len(block) for block in arrangements(40, 20, seed=0))
    9999
    """
    n = min(n_arrangements(n_units, n_target), DRAWS)
    kept = _kept_of_short if n_units * n <= _SHORT else _kept_of_long
    return kept(n_units, n_target, seed)


def _arranged(n_units: int, n_target: int, seed: int) -> tuple[np.ndarray, ...]:
    if (n := n_arrangements(n_units, n_target)) <= MOST_ENUMERATED:
        chosen = np.fromiter(
            itertools.chain.from_iterable(itertools.combinations(range(n_units), n_target)),
            dtype=np.int64,
            count=n * n_target,
        ).reshape(n, n_target)
        matrix = np.zeros((len(chosen), n_units), dtype=bool)
        np.put_along_axis(matrix, chosen, True, axis=1)
        return (matrix,)
    random, blocks = np.random.default_rng(seed), []
    draws = max(LEAST_DRAWS, min(DRAWS, _MOST_DRAWN // n_units))
    size = max(1, min(1_000, _BLOCK // n_units))
    for start in range(0, draws, size):
        keys = random.random((min(size, draws - start), n_units))
        # To part the lowest from the others takes a tenth of the time of sorting, which the
        # published draws were made by.
        blocks.append(
            keys.argsort(axis=1) < n_target
            if draws == DRAWS
            else keys <= np.partition(keys, n_target - 1, axis=1)[:, n_target - 1 : n_target]
        )
    return tuple(blocks)


# A corpus holds many articles of one size, and each is tested once for each measure; what is kept
# of a long article takes some megabytes.
_kept_of_short = functools.lru_cache(maxsize=32)(_arranged)
_kept_of_long = functools.lru_cache(maxsize=4)(_arranged)
