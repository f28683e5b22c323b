"""Permutation: how certain it is that a target differs from its reference, when whole segments change places.

The statistic is a pooled score, found anew for every arrangement of the segments that puts as many
of them into the target (see `comparison.compare` for the test that is built on it, and how it is
calibrated).
"""

from __future__ import annotations

import bisect
import functools
import itertools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

LEVEL = 0.05
EXPONENT = 0.8  # brings the tails of short and of long layers near each other (see `pooled_score`)
MOST_ENUMERATED = 20_000
DRAWS, LEAST_DRAWS = 9_999, 249
# Segments of all drawn arrangements together: of articles with more than 2,000, fewer are drawn.
_MOST_DRAWN = 20_000_000
_BLOCK = 4_000_000  # segments of the arrangements that are drawn at once
# Segments of all arrangements of an article, so few that those of many sizes may be kept: 24 MB.
_SHORT = 1_500_000
_LAST_BIT = np.uint64(1)
_SURELY_MANY = 10  # segments of which the arrangements are too many to be enumerated
_NEARLY = 0.97  # the tail of the scores begins near where it did before a little was lost
_SLACK = 1 - 1e-9  # equal arrangements differ in their last bits
_WHOLE, _MOST_WHOLE = np.int16, 2**15 - 1  # numbers of hits or words, and their sums
_NO_COUNT = -1.0  # hits that a sum of weights loses
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
    """How certain it is that a target differs from its reference, for several columns tested together.

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

    values = values[:, tested]
    observed = pooled_score(asked[None, :].astype(float), values, exposure)[0]
    table = np.column_stack([exposure, values])
    sums = _Sums(table, int(asked.sum()), seed)
    sizes = np.abs(sums.score_all(asked @ table, _whole(values, exposure)))
    result = untested(testable)
    # By the same steps as all others: a score near 0 is nothing but the last bits.
    _write(result, sizes[:, 0], sizes[:, sums.first :], tested)
    result.score[tested] = observed if asked is in_target else -observed
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


def _write(result: Tested, observed: np.ndarray, sizes: np.ndarray, tested: np.ndarray) -> None:
    """Write p-values for the columns that are tested: how the sizes of the observed scores lie among
    those of all arrangements.
    """
    among = _Arranged(sizes)
    n_extreme, fewest = among.n_extreme(observed), among.n_extreme(among.largest)
    result.p[tested] = n_extreme / among.n
    result.p_adjusted[tested] = among.step_down(n_extreme, observed) / among.n
    result.least[tested] = fewest / among.n
    result.reachable[tested] = among.reachable(fewest) / among.n


class _Arranged:
    """The scores of all arrangements, by size.

    A p-value is the number of arrangements whose score is as large: the raw p-value of *every*
    arrangement is its rank, so that rows of few and of many hits are compared in one unit.

    Parameters
    ----------
    sizes : array, columns x arrangements
    """

    def __init__(self, sizes: np.ndarray) -> None:
        self.n, self.sizes = sizes.shape[1], sizes
        self.ordered = np.sort(sizes, axis=1)
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
            if most is not None and n_extreme[column] > most:
                break  # no adjusted p-value is below the raw one
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


class Losses(NamedTuple):
    """What segments hold once something is left out: an entry per segment that loses something.

    loss: the number of the loss, in rising order; rows: the segment; values (x columns), exposure:
    what it holds instead, 0 for a segment that goes altogether, of which a loss has one at most.
    """

    loss: np.ndarray
    rows: np.ndarray
    values: np.ndarray
    exposure: np.ndarray


class _Rest(NamedTuple):
    """What remains of the segments, an entry per loss."""

    n_segments: np.ndarray  # of the reference, of the target
    asked: np.ndarray  # the layer whose score is asked, 1 for the target
    lost: np.ndarray  # the segment that goes altogether, or -1
    held: np.ndarray  # by the layer that is asked: its exposure, and its sum of each column
    exposure: np.ndarray  # of all
    total: np.ndarray  # of each column
    is_count: np.ndarray  # the columns without a negative value
    is_spread: np.ndarray  # the columns whose segments are not all of one rate
    spread: np.ndarray  # of the sums (see `pooled_score`)

    def observed(self, cells: np.ndarray) -> np.ndarray:
        """The pooled scores of the layer that is asked, for some cells (loss x column)."""
        loss, is_count = np.nonzero(cells)[0], self.is_count[cells]
        share = self.held[loss, 0] / self.exposure[loss]
        held, expected = self.held[:, 1:][cells], share * self.total[cells]
        power = np.abs(expected) ** EXPONENT
        excess = np.where(is_count, np.maximum(held, 0) ** EXPONENT - power, held - expected)
        slope = EXPONENT * np.abs(expected) ** (EXPONENT - 0.5)
        spread = self.spread[cells] * np.sqrt(self.exposure[loss] * share)
        return excess / np.where(is_count, slope, spread) / np.sqrt(1 - share)


class LeavingOut:
    """The test of `permute` for an article that loses a little at a time.

    A segment more or less changes what an arrangement holds by that segment alone: the sums of all
    arrangements are kept and changed, and not formed anew for every loss. Where all words stay, a
    column that loses nothing keeps its scores.

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
        layers = [np.flatnonzero(~in_target), np.flatnonzero(in_target)]
        self.n_segments = np.array([len(rows) for rows in layers])
        self.first = [rows[:2].tolist() for rows in layers]
        self.held = np.array([self.table[rows].sum(axis=0) for rows in layers])
        self.sums: dict[tuple[int, int], _Sums] = {}
        self.nearly: dict[int, float] = {}  # beyond this begin the largest scores of a column

    def test(
        self,
        losses: Losses,
        testable: np.ndarray,
        n_hits: np.ndarray | None = None,
        *,
        at_level: bool = False,
    ) -> Tested:
        """The test of what remains after each loss.

        Parameters
        ----------
        losses : Losses
        testable : array of bool, losses x columns
            the columns that are tested at all.
        n_hits : array, losses x columns, optional
            the hits of each column that remain; sums of weights are then tested in units of their
            mean weight (see `per_hit`).
        at_level : bool
            True where it is enough to know on which side of `LEVEL` the values lie: all but the score
            are then bounds of what they are, which take a fraction of the time.

        Returns
        -------
        Tested, losses x columns
            as of `permute`.
        """
        rest = self._rest(losses, len(testable))
        testable = testable & (rest.n_segments.min(axis=1) > 1)[:, None]
        result = np.array(untested(testable.ravel())).reshape(-1, *testable.shape)
        tested = testable & rest.is_spread
        unit = np.ones(testable.shape)
        if n_hits is not None:
            flat = (of.ravel() for of in (rest.total, n_hits, rest.is_count))
            unit = per_hit(*flat).reshape(testable.shape)
        roots = np.sqrt(unit)
        scores = np.full(testable.shape, np.nan)
        scores[tested] = rest.observed(tested)
        result[4] = scores * roots * np.where(rest.asked, 1, -1)[:, None]
        steps = _Steps.of(losses, self.table, rest.lost)
        is_open = tested.any(axis=1)
        if at_level:
            is_open &= ~self._write_bounds(result, steps, rest, tested, np.abs(scores))
        for loss in np.flatnonzero(is_open).tolist():
            columns = np.flatnonzero(tested[loss]).tolist()
            of_columns = self._scores(steps, rest, loss, columns, roots[loss])
            if at_level:
                numbers = np.array(self._at_level(of_columns, columns))
                result[:4, loss, columns] = numbers / of_columns[0].n
            else:
                own, sizes = zip(*((of.observed, of.sizes) for of in of_columns), strict=True)
                _write(Tested(*result[:, loss]), np.array(own), np.array(sizes), tested[loss])
        return Tested(*result)

    def _rest(self, losses: Losses, n_losses: int) -> _Rest:
        before, after = self.table[losses.rows], _table_of(losses)
        moments = np.repeat(_moments(self.table).sum(axis=1)[None], n_losses, axis=0)
        np.subtract.at(moments, losses.loss, _moments(before).swapaxes(0, 1))
        np.add.at(moments, losses.loss, _moments(after).swapaxes(0, 1))
        summed, squared, by_exposure, n_negative, n_filled = np.moveaxis(moments[..., 1:], 1, 0)
        exposure = np.where(moments[:, 0, 0] > 0, moments[:, 0, 0], np.nan)
        rate = summed / exposure[:, None]
        # The squares of what the segments hold beyond one rate, summed, for each column.
        excess = squared - 2 * rate * by_exposure + rate**2 * moments[:, 1, :1]
        freedom = exposure - moments[:, 1, 0] / exposure
        spread = np.sqrt(np.maximum(excess, 0) / np.maximum(freedom, _FLAT)[:, None])

        layer, goes = self.layer[losses.rows], losses.exposure == 0
        lost = np.full(n_losses, -1)
        lost[losses.loss[goes]] = losses.rows[goes]
        n_segments = np.repeat(self.n_segments[None], n_losses, axis=0)
        np.subtract.at(n_segments, (losses.loss[goes], layer[goes]), 1)
        held = np.repeat(self.held[None], n_losses, axis=0)
        np.add.at(held, (losses.loss, layer), after - before)
        of_layers = zip(n_segments.tolist(), held[:, :, 0].tolist(), lost.tolist(), strict=True)
        asked = np.array([self._shorter(*of_loss) for of_loss in of_layers], dtype=np.int64)
        return _Rest(
            n_segments,
            asked,
            lost,
            held=held[np.arange(n_losses), asked],
            exposure=exposure,
            total=summed,
            is_count=n_negative == 0,
            is_spread=(excess > _FLAT * squared) & (n_filled > 0),
            spread=spread,
        )

    def _shorter(self, n_segments: list[int], exposure: list[float], lost: int) -> int:
        """The layer whose score is asked, 1 for the target (see `shorter_layer`)."""
        if min(n_segments) < 2:
            return 0
        first = [next(row for row in rows if row != lost) for rows in self.first]
        return min((0, 1), key=lambda layer: (n_segments[layer], exposure[layer], first[layer]))

    def _write_bounds(
        self, result: np.ndarray, steps: _Steps, rest: _Rest, tested: np.ndarray, sizes: np.ndarray
    ) -> np.ndarray:
        """Write the bounds of each loss that leaves all words where they are, and all columns so far
        from the level that bounds tell the side of it; True for these losses.

        At least so many arrangements are as extreme as the observed one, more than reach the level;
        at most so many are as extreme as the most extreme one, few enough for all columns together.
        """
        lost, moved = steps.lost[:, 1:], steps.moved[:, 1:]
        gains_hits = tested & rest.is_count & (lost != moved)
        is_far = (rest.lost < 0) & (steps.moved[:, 0] == 0) & tested.any(axis=1)
        is_far &= ~gains_hits.any(axis=1)
        if not is_far.any():
            return is_far
        asked = int(rest.asked[is_far][0])  # the same of all: the layers are as they were
        kept = self._kept(self.n_segments, asked, lost=-1)
        bounds = _Bounds(self._whole_shares(kept, asked), kept.first)
        most, n_columns = int(LEVEL * kept.n), tested.sum(axis=1)
        n_extreme, fewest = np.zeros((2, *tested.shape))
        # What loses nothing first: a column near the level by itself is so after most losses.
        n_lost = np.where(rest.is_count, lost, _NO_COUNT)
        cells = tested & is_far[:, None]
        groups = {*zip(n_lost[cells].tolist(), np.nonzero(cells)[1].tolist(), strict=True)}
        for n, column in sorted(groups):
            own = is_far & tested[:, column] & (n_lost[:, column] == n)
            if not own.any():
                continue
            held = kept.after([], column + 1, self.held[asked, column + 1])
            total, observed = self.held[:, column + 1].sum(), sizes[own, column]
            if n == _NO_COUNT:
                in_sums = observed * rest.spread[own, column]
                n_own, n_most = bounds.of_sums(held, total, moved[own, column], in_sums)
            else:
                n_own, n_most = bounds.of_counts(held, total, n, observed)
            n_extreme[own, column], fewest[own, column] = n_own, n_most
            is_far[own] = (n_own > most) & (n_columns[own] * n_most <= most)

        cells = tested & is_far[:, None]
        numbers = n_extreme, n_extreme, fewest, n_columns[:, None] * fewest
        result[:4, cells] = np.array(numbers)[:, cells] / kept.n
        return is_far

    def _kept(self, n_segments: np.ndarray, asked: int, lost: int) -> _Sums:
        """The sums of the arrangements of so many segments, without a segment that is lost (or -1)."""
        n_units, n_asked = int(n_segments.sum()), int(n_segments[asked])
        if (n_units, n_asked) not in self.sums:
            table = self.table if lost < 0 else np.delete(self.table, lost, axis=0)
            self.sums[n_units, n_asked] = _Sums(table, n_asked, self.seed, lost)
        kept = self.sums[n_units, n_asked]
        if lost != kept.lost:
            kept.without(self.table, lost)
        return kept

    def _whole_shares(self, kept: _Sums, asked: int) -> _Shares:
        """The shares of all words."""
        if kept.shares is None:
            exposure = kept.after([], 0, self.held[asked, 0])
            kept.shares = _Shares(exposure, self.table[:, 0].sum())
        return kept.shares

    def _scores(
        self, steps: _Steps, rest: _Rest, loss: int, columns: list[int], roots: np.ndarray
    ) -> list[_Scores]:
        """The scores of one loss, for each column that is tested; a score grows with the root of the
        column's unit.
        """
        asked, lost = int(rest.asked[loss]), int(rest.lost[loss])
        kept = self._kept(rest.n_segments[loss], asked, lost)
        same_words = lost < 0 and not steps.moved[loss, 0]
        if same_words:
            shares = self._whole_shares(kept, asked)
        else:
            exposure = kept.after(steps.of_column(loss, 0), 0, rest.held[loss, 0])
            shares = _Shares(exposure, rest.exposure[loss])

        scores = []
        for column in columns:
            of_rows = steps.of_column(loss, column + 1)
            # What loses nothing keeps its scores, and many words stand once in one segment.
            key = (column, *of_rows)
            if same_words and key in kept.scores:
                scores.append(kept.scores[key])
                continue
            own = rest, loss, column, roots[column]
            scored = functools.partial(_scored, kept, shares, of_rows, *own)
            scores.append(_Scores(scored, kept.first))
            if same_words:
                kept.scores[key] = scores[-1]
        return scores

    def _at_level(self, scores: list[_Scores], columns: list[int]) -> list[list[int]]:
        """What tells on which side of the level the observed scores lie among those of the
        arrangements: numbers of these, for the first four fields of `Tested`.

        In each column at most so many arrangements are as extreme as its p-value says, and in all
        of them no more than that times the columns: where these are few enough, none is ordered.
        """
        n_columns, most = len(scores), int(LEVEL * scores[0].n)
        n_extreme, fewest = [of.n_extreme for of in scores], [of.fewest for of in scores]

        def is_open(n_alone: list[int], n_together: list[int]) -> bool:
            """Whether the bounds of some column leave open on which side of the level it lies."""
            both = zip(n_alone, n_together, strict=True)
            return any(alone <= most < together for alone, together in both)

        # The most extreme column is held against all, the next against those that remain.
        adjusted, sizes = n_extreme.copy(), [of.observed for of in scores]
        in_order = sorted(range(n_columns), key=lambda of: (n_extreme[of], -sizes[of]))
        for n_remaining, column in zip(range(n_columns, 0, -1), in_order, strict=True):
            adjusted[column] *= n_remaining
        if is_open(n_extreme, adjusted):
            tails = self._tails(scores, columns)
            adjusted = tails.step_down(np.array(n_extreme), np.array(sizes), most).tolist()
        reachable = [n_columns * of for of in fewest]
        if is_open(fewest, reachable):
            every = _Arranged(np.array([column.sizes for column in scores]))
            reachable = every.reachable(np.array(fewest)).tolist()
        return [n_extreme, adjusted, fewest, reachable]

    def _tails(self, scores: list[_Scores], columns: list[int]) -> _Tails:
        """The largest scores of the columns: those of a loss begin near those of the last one."""
        tails = []
        for column, of_column in zip(columns, scores, strict=True):
            tails.append(of_column.tail(self.nearly.get(column, np.inf)))
            self.nearly[column] = float(tails[-1].sizes[0]) * _NEARLY
        return _Tails(scores, tails)


def _scored(
    kept: _Sums,
    shares: _Shares,
    of_rows: list[_Step],
    rest: _Rest,
    loss: int,
    column: int,
    root: float,
) -> np.ndarray:
    """The scores of a column in which some rows hold more."""
    held = kept.after(of_rows, column + 1, rest.held[loss, column + 1])
    of_column = rest.total[loss, column], rest.spread[loss, column]
    scores = shares.score(held, *of_column, is_count=rest.is_count[loss, column])
    if root != 1:
        scores *= root
    return scores


_Step = tuple[int, np.generic]  # a row, and how much more it holds


class _Steps(NamedTuple):
    """By how much the rows of a table change with each loss, the exposure as its first column."""

    rows: list[int]  # an entry per loss and row that changes
    by_column: list[list[np.generic]]  # of each column, the step of each entry
    entries: list[int]  # where those of each loss begin
    lost: np.ndarray  # loss x column: what all rows that lose something lose together
    moved: np.ndarray  # with what the others gain

    @classmethod
    def of(cls, losses: Losses, table: np.ndarray, lost: np.ndarray) -> _Steps:
        """The steps of some losses, each of which takes away one row, or none (-1)."""
        steps = _table_of(losses) - table[losses.rows]
        gone = lost[losses.loss]
        steps[losses.rows == gone] = 0  # see `_Sums.without`: the rows behind it move up
        are_whole = _are_whole(steps, np.abs(table).sum(axis=0))
        kinds = [_WHOLE if is_whole else np.float64 for is_whole in are_whole]
        n_lost, moved = np.zeros((2, len(lost), table.shape[1]))
        np.add.at(n_lost, losses.loss, np.maximum(-steps, 0))
        np.add.at(moved, losses.loss, np.abs(steps))
        return cls(
            (losses.rows - ((gone >= 0) & (losses.rows > gone))).tolist(),
            [list(column.astype(kind)) for column, kind in zip(steps.T, kinds, strict=True)],
            np.searchsorted(losses.loss, np.arange(len(lost) + 1)).tolist(),
            n_lost,
            moved,
        )

    def of_column(self, loss: int, column: int) -> list[_Step]:
        """The rows that change in a column with a loss, and their steps."""
        if not self.moved[loss, column]:
            return []
        entries = slice(self.entries[loss], self.entries[loss + 1])
        both = zip(self.rows[entries], self.by_column[column][entries], strict=True)
        return [(row, step) for row, step in both if step]


class _Sums:
    """What every arrangement of some segments puts into the target: sums of the columns of a table.

    Before them stands what the layer holds that is asked. Whole numbers are summed as such: to add
    one takes a fraction of the time, and each is raised to a power once.
    """

    def __init__(self, table: np.ndarray, n_target: int, seed: int, lost: int = -1) -> None:
        blocks = arrangements(len(table), n_target, seed)
        self.n = sum(map(len, blocks))
        are_whole = _are_whole(table, np.abs(table).sum(axis=0))
        kinds = [_WHOLE if is_whole else np.float64 for is_whole in are_whole]
        self.sums = [np.zeros(1 + self.n, dtype=kind) for kind in kinds]
        # Single precision holds such whole numbers as they are, and takes half the time.
        for columns, kind in ((are_whole, "float32"), (~are_whole, "float64")):
            if columns.any():
                summed = table.T[columns].astype(kind)
                first = 1
                for block in blocks:
                    sums = summed @ block.T.astype(kind)
                    for column, of_column in zip(np.flatnonzero(columns), sums, strict=True):
                        self.sums[column][first : first + len(block)] = of_column
                    first += len(block)
        # Drawn arrangements are joined by the observed one, so that no p-value is 0 (Phipson &
        # Smyth, 2010); of all that there are it is one.
        self.first = 0 if n_arrangements(len(table), n_target) > MOST_ENUMERATED else 1
        self.arranged = len(table), n_target, seed
        self.n += 1 - self.first
        self.lost = lost  # the row that a longer table has here, or -1
        # Of the table as it is, whatever little of it is lost.
        self.shares: _Shares | None = None
        self.scores: dict[tuple[Any, ...], _Scores] = {}

    @functools.cached_property
    def members(self) -> np.ndarray:
        return _members(*self.arranged)

    def score_all(self, held: np.ndarray, whole: _Whole) -> np.ndarray:
        """The pooled scores of the columns behind the exposure: columns x arrangements, the observed
        one before them.
        """
        shares = _Shares(self.after([], 0, held[0]), whole.exposure)
        of_columns = zip(whole.total, whole.spread, whole.is_count, strict=True)
        return np.array([
            shares.score(self.after([], column, held[column]), total, spread, is_count=is_count)
            for column, (total, spread, is_count) in enumerate(of_columns, start=1)
        ])  # fmt: skip

    def after(self, of_rows: list[_Step], column: int, held: float) -> np.ndarray:
        """The sums of a column where some rows hold more, and the layer that is asked so much."""
        kept = self.sums[column]
        kind: Any = np.result_type(kept, of_rows[0][1]) if of_rows else kept.dtype
        sums = kept.astype(kind)
        sums[0] = held
        for row, step in of_rows:
            sums[1:] += step * self.members[row]
        return sums

    def without(self, table: np.ndarray, lost: int) -> None:
        """Another row is lost of a table that is longer by one: those behind it move up."""
        first, last = sorted((self.lost, lost))
        steps = table[first:last] - table[first + 1 : last + 1]
        steps = steps if last == lost else -steps
        for row, column in zip(*(of.tolist() for of in np.nonzero(steps)), strict=True):
            sums = self.sums[column]
            sums[1:] += sums.dtype.type(steps[row, column]) * self.members[first + row]
        self.lost = lost


class _Shares:
    """The part of the exposure that every target holds, and what scores make of it.

    The parts are few where exposures are whole numbers: each is raised to its powers once.
    """

    def __init__(self, exposure: np.ndarray, whole: float) -> None:
        self.whole = whole
        least, most = exposure.min(), exposure.max()
        if exposure.dtype == _WHOLE and most - least < len(exposure):
            self.distinct = np.arange(least, most + 1) / whole
            self.index = (exposure - least).astype(np.intp)
        else:
            self.distinct, self.index = exposure / whole, np.arange(len(exposure))

    @functools.cached_property
    def share(self) -> np.ndarray:
        return self.distinct[self.index]

    @functools.cached_property
    def power(self) -> np.ndarray:
        return (self.distinct**EXPONENT)[self.index]

    @functools.cached_property
    def per_slope(self) -> np.ndarray:
        slope = EXPONENT * self.distinct ** (EXPONENT - 0.5) * np.sqrt(1 - self.distinct)
        return (1 / slope)[self.index]

    @functools.cached_property
    def per_root(self) -> np.ndarray:
        return (1 / np.sqrt(self.whole * self.distinct * (1 - self.distinct)))[self.index]

    def score(self, held: np.ndarray, total: float, spread: float, *, is_count: bool) -> np.ndarray:
        """Pooled scores of a column (see `pooled_score`)."""
        if is_count:
            return self.score_counts(held, total)
        return self.score_sums(held, total, spread)

    def score_counts(self, held: np.ndarray, total: float) -> np.ndarray:
        """Pooled scores of a column that is raised to a power (see `pooled_score`)."""
        unit = total ** (0.5 - EXPONENT)
        if held.dtype == _WHOLE and total < len(held):  # each whole number is raised once
            score = (unit * np.arange(total + 1) ** EXPONENT).take(held, mode="clip")
        else:
            score = unit * np.maximum(held, 0) ** EXPONENT
        score -= self.power * (unit * total**EXPONENT)
        score *= self.per_slope
        return score

    def score_sums(self, held: np.ndarray, total: float, spread: float) -> np.ndarray:
        """Pooled scores of a column of which some values are negative."""
        score = held / spread
        score -= self.share * (total / spread)
        score *= self.per_root
        return score


class _Bounds:
    """How many arrangements are as extreme once a little of a column is lost, without any score of it
    worked out anew: at least so many as the observed one, and at most so many as the most extreme.

    Parameters
    ----------
    shares : _Shares
        which no loss changes.
    first : int
        where the arrangements begin (see `_Sums`).
    """

    def __init__(self, shares: _Shares, first: int) -> None:
        self.shares, self.first = shares, first
        # One unit more in a row: in the target it adds what lies beyond its share, else it takes the share.
        self.unit = float((np.maximum(shares.share, 1 - shares.share) * shares.per_root).max())

    def of_counts(
        self, held: np.ndarray, total: float, lost: float, sizes: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Of counts that have lost so many hits, wherever these stood: an arrangement has lost none of
        them, or all, or some; `sizes` is that of each observed score.
        """
        kind = _WHOLE if lost == int(lost) else np.float64
        none, every = (
            self.shares.score_counts(held - kind(own), total - lost)[self.first :]
            for own in (0, lost)
        )
        least, most = np.maximum(every, -none), np.maximum(none, -every)
        # What loses as much mostly has one score.
        n_of = {size: np.count_nonzero(least >= size) for size in set(sizes.tolist())}
        n_extreme = np.array([n_of[size] for size in sizes.tolist()])
        fewest = np.count_nonzero(most >= least.max() * _SLACK**2)
        return n_extreme, np.full(len(sizes), fewest)

    def of_sums(
        self, held: np.ndarray, total: float, moved: np.ndarray, sizes: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Of sums of which some values are negative, and whose rows have moved by so much; in units of
        the sums.
        """
        ordered = np.sort(np.abs(self.shares.score_sums(held, total, 1.0))[self.first :])
        bounds = sizes + self.unit * moved, ordered[-1] - 2 * self.unit * moved
        n_extreme, fewest = (len(ordered) - np.searchsorted(ordered, bound) for bound in bounds)
        return n_extreme, fewest


class _Tail(NamedTuple):
    """The arrangements of the largest scores, as many as reach the level, and these scores, in
    rising order.
    """

    arrangement: np.ndarray
    sizes: np.ndarray


class _Scores:
    """The scores of one column: the observed one, then those of all arrangements.

    They are worked out again where more is asked than how many are as extreme, which is rare: to
    keep them all would take more memory, and more time, than that.

    Parameters
    ----------
    scored : function
        works out the scores.
    first : int
        where the arrangements begin: at the observed one, or behind it.
    """

    def __init__(self, scored: Callable[[], np.ndarray], first: int) -> None:
        self._scored, self._first = scored, first
        self._tail: _Tail | None = None
        scores = scored()
        sizes = np.abs(scores[first:])
        self.observed, self.n = abs(float(scores[0])), len(sizes)
        bounds = self.observed * _SLACK, float(sizes.max()) * _SLACK
        self.n_extreme, self.fewest = (int(np.count_nonzero(sizes >= of)) for of in bounds)

    @functools.cached_property
    def sizes(self) -> np.ndarray:
        return np.abs(self._scored()[self._first :])

    def tail(self, near: float) -> _Tail:
        """The largest scores, which are expected beyond some size."""
        if self._tail is None:
            self._tail = self._largest(near)
        return self._tail

    def _largest(self, near: float) -> _Tail:
        n = len(self.sizes)
        n_largest = min(n, int(LEVEL * n) + 2)
        beyond = np.flatnonzero(self.sizes >= near)
        if len(beyond) < n_largest:
            beyond = np.argpartition(self.sizes, n - n_largest)[n - n_largest :]
        sizes = self.sizes[beyond]
        order = np.argsort(sizes)[-n_largest:]
        return _Tail(beyond[order], sizes[order])


class _Tails(_Arranged):
    """The scores of all arrangements, of which only as many are in order as reach the level."""

    def __init__(self, scores: list[_Scores], tails: list[_Tail]) -> None:
        self.n, self.tails = scores[0].n, tails
        self.ordered = np.array([tail.sizes for tail in tails])

    def are_extreme(self, columns: np.ndarray, n_extreme: int, size: float = -np.inf) -> np.ndarray:
        """As of all arrangements, for a p-value that reaches the level."""
        are_extreme = np.zeros(self.n, dtype=bool)
        bounds = self._bounds(columns, n_extreme, size).tolist()
        for column, bound in zip(columns.tolist(), bounds, strict=True):
            tail = self.tails[column]
            are_extreme[tail.arrangement[tail.sizes > bound]] = True
        return are_extreme


def _are_whole(columns: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """True for each column of whole numbers of which no sum is larger than a small one may be."""
    return (columns == np.floor(columns)).all(axis=0) & (sizes <= _MOST_WHOLE)


def _table_of(losses: Losses) -> np.ndarray:
    return np.column_stack([losses.exposure, losses.values])


def _moments(table: np.ndarray) -> np.ndarray:
    """What is summed over segments, so that the sums of fewer segments are differences; the first
    column is the exposure.

    By row: values, their squares, values by exposure, whether they are negative, whether not 0.
    """
    return np.array([table, table**2, table * table[:, :1], table < 0, table != 0], dtype=float)


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
    arranged = np.asarray(arranged, dtype=float)
    return _standardised(arranged @ values, arranged @ exposure, _whole(values, exposure))


class _Whole(NamedTuple):
    """What all segments hold together."""

    exposure: float
    total: np.ndarray  # of each column
    is_count: np.ndarray  # the columns that are raised to a power
    spread: np.ndarray  # of the sums of the others


def _whole(values: np.ndarray, exposure: np.ndarray) -> _Whole:
    whole, total, is_sum = exposure.sum(), values.sum(axis=0), (values < 0).sum(axis=0) > 0
    excess = values[:, is_sum] - exposure[:, None] * (total[is_sum] / whole)
    spread = np.full(len(total), np.nan)
    spread[is_sum] = np.sqrt((excess**2).sum(axis=0) / (exposure * (1 - exposure / whole)).sum())
    return _Whole(whole, total, ~is_sum, spread)


def _standardised(held: np.ndarray, exposure: np.ndarray, whole: _Whole) -> np.ndarray:
    """Pooled scores, from what each target holds of each column and from its exposure."""
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
    score[:, ~counts] = (held - expected)[:, ~counts] / (
        whole.spread[~counts] * np.sqrt(whole.exposure * share)
    )
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
    if not _are_short(n_units, n_target):
        return _kept_of_long(n_units, n_target, seed)
    return (_members(n_units, n_target, seed).T,)


def _are_short(n_units: int, n_target: int) -> bool:
    """Whether the arrangements of an article are so small that those of many sizes are kept."""
    n = n_arrangements(n_units, n_target)
    return n_units * (n if n <= MOST_ENUMERATED else DRAWS) <= _SHORT


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
        shape = (min(size, draws - start), n_units)
        if draws == DRAWS:
            # A key for each segment, of which the last bit says whether it was in the target; in
            # the order of the keys these bits are an arrangement.
            keys = random.integers(0, 2**64, shape, dtype=np.uint64)
            keys[:, :n_target] |= _LAST_BIT
            keys[:, n_target:] &= ~_LAST_BIT
            keys.sort(axis=1)
            blocks.append((keys & _LAST_BIT).astype(bool))
        else:
            # Of a long article the lowest keys are parted from the others: a tenth of the time.
            drawn = random.random(shape)
            highest = np.partition(drawn, n_target - 1, axis=1)[:, n_target - 1 : n_target]
            blocks.append(drawn <= highest)
    return tuple(blocks)


@functools.lru_cache(maxsize=4)
def _members(n_units: int, n_target: int, seed: int) -> np.ndarray:
    """True for each segment and arrangement that puts it into the target (segment x arrangement)."""
    if not _are_short(n_units, n_target):
        return np.ascontiguousarray(np.concatenate(_kept_of_long(n_units, n_target, seed)).T)
    packed, n = _kept_of_short(n_units, n_target, seed)
    return np.unpackbits(packed, axis=1, count=n).view(bool)


# What is kept of a long article takes some megabytes.
_kept_of_long = functools.lru_cache(maxsize=4)(_arranged)


@functools.lru_cache(maxsize=128)
def _kept_of_short(n_units: int, n_target: int, seed: int) -> tuple[np.ndarray, int]:
    """The members of a short article, eight arrangements in a byte, and how many arrangements.

    A batch of pages holds articles of a hundred sizes or more, and each is tested once for each
    measure, when all others were tested for the one before.
    """
    members = np.ascontiguousarray(np.concatenate(_arranged(n_units, n_target, seed)).T)
    return np.packbits(members, axis=1), members.shape[1]
