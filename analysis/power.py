"""Power: how large a difference would have to be before so few captions could show it."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import comparison, permutation
from analysis.corpus import Corpus
from analysis.options import DEFAULTS

POWER = 0.8
# Hits per 1,000 words of the reference, where none are asked for.
RATES = (1.0, 3.0, 10.0, 30.0, 100.0)
_HIGHEST_RATE = 500.0  # hits per 1,000 words: more is no text
# Articles that are simulated: to see whether there is an edge at all, to find it roughly, and at each
# of the differences around it through whose power a curve is laid, twice, the second time nearer.
_FAR, _ROUGH = 300, 60
_AROUND = ((np.linspace(0.7, 1.3, 6), 80), (np.linspace(0.88, 1.12, 8), 250))
# Of articles of more than 6,000 segments fewer are simulated.
_FEWEST_ARTICLES, _MOST_SEGMENTS = 25, 2_000_000
_HALVINGS = 4
_BLOCK = 32_768
# Arrangements that reach the level by chance among those of the first look and of the whole: a p
# that lies far from the level is told by the first.
_FIRST, _WHOLE = 6, 24
_SURELY_SHOWN, _SURELY_NOT = 0, 15  # of 6 that are expected at the level (Poisson: .002 and .001)
_EXACT = 2**24  # whole numbers below are exact in half the width
_NEARER = 1 - 1e-6  # rounding leaves out no arrangement
_WIDEST = 20  # standard errors: a larger difference in summed weights is not looked for


class Least(NamedTuple):
    """The least differences that would be shown, both above 0: `more` where the target holds more,
    `fewer` where it holds fewer; nan where none would.
    """

    more: float
    fewer: float


def detectable(
    corpus: Corpus,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    *,
    per_1000: tuple[float, ...] = RATES,
    rows: int = 1,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """The smallest differences that segments of these lengths could have shown with 80 % power, in
    both directions.

    Articles are simulated with the article's own segments: each segment's hits are Poisson with its
    layer's rate times a gamma variable of mean 1 and variance `comparison.OVERDISPERSION`, as
    between the paragraphs of real articles. Each is put to the test of `compare`: the same score,
    the same arrangements, four hits at least, and the difference on the side that is asked for. The
    rate of the target is moved until four of five such articles are called different.

    Other rows of the table are not known here. A row beside others is asked at the level that as
    many independent rows would leave it, 1 - .95 ** (1 / rows). Rows with few hits, and rows that
    go together, leave it a milder level in a step-down test: then smaller differences are shown
    than those given here.

    Power at the differences that are given here, in 2,000 other articles a cell, by the rate of the
    body per 1,000 words (-: no rate is shown; ±.018 by chance). Of 48 cells 44 lie between .78 and
    .82, the others between .757 and .825; tone on two seeds .776 to .810. Made anew by `uv run
    python tests/benchmarks/bench_power.py`.

    captions of segments  rows  way      3     10     30    100
    2 of 10                  1  more    .811   .800   .812      -
    4 of 19                  1  more    .808   .792   .799   .787
    4 of 19                 10  more    .808   .799   .812      -
    3 of 30                  1  more    .818   .802   .800   .814
    3 of 30                 10  more    .792   .798   .784      -
    6 of 20                  1  more    .805   .794   .777   .791
    6 of 20                  1  fewer      -      -      -   .757
    6 of 20                 10  more    .787   .825   .787   .780
    10 of 60                 1  more    .801   .788   .813   .806
    10 of 60                 1  fewer      -      -      -   .782
    10 of 60                10  more    .812   .804   .799   .796
    30 of 60                 1  more    .814   .773   .811   .800
    30 of 60                 1  fewer      -   .809   .793   .796
    30 of 60                10  more    .806   .802   .783   .802
    30 of 60                10  fewer      -      -   .806   .791

    Parameters
    ----------
    corpus : Corpus
        of one article.
    target, reference : str
        two layers.
    per_1000 : tuple of float
        rates of the reference, in hits per 1,000 words.
    rows : int
        how many rows the table tests together.
    seed : int
        of the simulation.

    Returns
    -------
    DataFrame, one row per rate of the reference
        per_1000_reference; per_1000_target (the least rate of the target that is shown as more);
        difference (between the two; nan where even 500 hits per 1,000 words would not be shown, or
        a layer has fewer than two segments with words); per_1000_fewer (the greatest rate of the
        target that is shown as fewer; nan where not even 0 would be); shortfall (the reference's
        rate minus it).

    Examples
    --------
    >>> from analysis import read
    >>> table = detectable(read("seeds/nagorno-karabakh.txt"), per_1000=(10.0,))
    >>> bool(50 < table["difference"].item() < 200), bool(table["shortfall"].isna().item())
    (True, True)
    """
    test = _test(corpus, comparison.units(corpus, target, reference), target, rows, seed)
    least = [test.least(rate) for rate in per_1000]
    table = pd.DataFrame({"per_1000_reference": per_1000})
    table["per_1000_target"] = table["per_1000_reference"] + [one.more for one in least]
    table["difference"] = [one.more for one in least]
    table["per_1000_fewer"] = table["per_1000_reference"] - [one.fewer for one in least]
    return table.assign(shortfall=[one.fewer for one in least])


def least_differences(
    held: comparison.ComparedLayers, *, per_1000: Sequence[float], rows: int, seed: int
) -> list[Least]:
    """The smallest differences of `detectable` alone, one entry per rate of the reference.

    Examples
    --------
    >>> from analysis import framing, read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> held = comparison.ComparedLayers.of(corpus, framing.hits(corpus), "caption", "body")
    >>> [least] = least_differences(held, per_1000=[10.0], rows=1, seed=0)
    >>> bool(50 < least.more < 200), least.fewer
    (True, nan)
    """
    test = _test(held.corpus, held.units, held.target, rows, seed)
    return [test.least(rate) for rate in per_1000]


def detectable_sum(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    rows: int = 1,
    seed: int = DEFAULTS.seed,
) -> Least:
    """The smallest differences in summed weights (tone) that these segments could have shown with
    80 % power.

    As `detectable`, but for how articles are simulated: what each segment holds beyond the rate of
    its layer, by the root of its words, is dealt out anew among the segments, with replacement; to
    the segments of the target a difference per word is added.

    Returns
    -------
    Least
        more (higher), fewer (lower): points per 1,000 words, above 0; nan where a layer has fewer
        than two segments with words, or all weights are 0.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> min(detectable_sum(corpus, sentiment.hits(corpus))) > 50
    True
    """
    held = comparison.ComparedLayers.of(corpus, hits, target, reference)
    return least_sum(held, rows=rows, seed=seed)


def least_sum(held: comparison.ComparedLayers, *, rows: int, seed: int) -> Least:
    """The smallest differences of `detectable_sum`, of what is compared.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> held = comparison.ComparedLayers.of(corpus, sentiment.hits(corpus), "caption", "body")
    >>> least_sum(held, rows=1, seed=0) == detectable_sum(corpus, sentiment.hits(corpus))
    True
    """
    test = _test(held.corpus, held.units, held.target, rows, seed)
    return test.least_sum(held.pieces.values[:, -1])  # the sum is the last column


def level_beside(rows: int) -> float:
    """The level at which one of so many independent rows is asked.

    Examples
    --------
    >>> round(level_beside(1), 4), round(level_beside(10), 4)
    (0.05, 0.0051)
    """
    return float(1 - (1 - comparison.LEVEL) ** (1 / rows))


def _test(corpus: Corpus, units: pd.DataFrame, target: str, rows: int, seed: int) -> _Test:
    pieces = comparison.pieces(corpus, units)
    in_target = (pieces["layer"] == target).to_numpy()
    words = pieces["n_words"].to_numpy(dtype=float)
    return _Test(words.tobytes(), in_target.tobytes(), level_beside(rows), seed)


class _Test(NamedTuple):
    """The test of `compare` for segments of these words, as bytes: so what was simulated of an
    article is kept, and the measures that ask the same share it.
    """

    words_bytes: bytes
    layer_bytes: bytes
    level: float
    seed: int

    @property
    def words(self) -> np.ndarray:
        return np.frombuffer(self.words_bytes)

    @property
    def in_target(self) -> np.ndarray:
        return np.frombuffer(self.layer_bytes, dtype=bool)

    def reaches(self) -> bool:
        """Whether any arrangement could reach the level."""
        n_units, n_fewer = self._sizes()
        return n_fewer >= 2 and permutation.n_arrangements(n_units, n_fewer) * self.level >= 1

    def _sizes(self) -> tuple[int, int]:
        n_target = int(self.in_target.sum())
        return len(self.words), min(n_target, len(self.words) - n_target)

    def least(self, rate: float) -> Least:
        """The least differences in hits per 1,000 words that are shown beside this rate."""
        return _least(self, float(rate))

    def least_sum(self, sums: np.ndarray) -> Least:
        """The least differences in summed weights that are shown, from the sums of the segments."""
        return _least_sum(self, np.asarray(sums, dtype=float).tobytes())

    def share_shown(self, values: np.ndarray, turn: int, *, is_more: bool) -> float:
        """The share of articles, each a column, whose target is shown to hold more, or fewer; each
        turn looks at other arrangements, so that their errors do not add up.
        """
        words, in_target = self.words, self.in_target
        n_articles = values.shape[1]
        values = values[:, ~permutation.is_flat(values, words)]
        asked = permutation.shorter_layer(in_target, words)
        score = permutation.pooled_score(asked[None, :].astype(float), values, words)[0]
        size = np.abs(score) * (1 - 1e-9)
        # The score is that of the layer which is asked, perhaps the reference.
        open_ = np.flatnonzero(((score > 0) == (is_more == (asked is in_target))) & (score != 0))
        first, rest = self._arranged(turn)
        n_first = _n_extreme(
            first, values[:, open_], words, size[open_], np.full(len(open_), _SURELY_NOT)
        )
        n_shown = int((n_first == _SURELY_SHOWN).sum())
        doubtful = (n_first > _SURELY_SHOWN) & (n_first < _SURELY_NOT)
        open_, n_first = open_[doubtful], n_first[doubtful]
        most = math.floor(self.level * (len(first.share) + len(rest.share)))
        n_rest = _n_extreme(rest, values[:, open_], words, size[open_], most + 1 - n_first)
        n_shown += int((n_first + n_rest <= most).sum())
        return n_shown / n_articles

    def _arranged(self, turn: int) -> tuple[_Arrangements, _Arrangements]:
        """The arrangements of the first look, and those behind them; as many as tell the level
        well.
        """
        matrix, share, rank = _shuffled(self.words_bytes, self._sizes()[1], self.seed)
        n_first, n_whole = (min(len(matrix), math.ceil(n / self.level)) for n in (_FIRST, _WHOLE))
        rows = (np.arange(n_whole) + turn * n_whole) % len(matrix)
        first, rest = (
            part[np.argsort(rank[part], kind="stable")] for part in np.split(rows, [n_first])
        )
        return _Arrangements(matrix[first], share[first]), _Arrangements(matrix[rest], share[rest])


class _Arrangements(NamedTuple):
    """Which segments each arrangement puts into the target, and the share of the words that it
    puts there, in rising order.
    """

    matrix: np.ndarray
    share: np.ndarray


@functools.lru_cache(maxsize=4)
def _shuffled(
    words_bytes: bytes, n_target: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All arrangements that `compare` looks at, in another order; the share of the words of each,
    and its rank by this share.
    """
    words = np.frombuffer(words_bytes)
    matrix = np.concatenate(permutation.arrangements(len(words), n_target, seed))
    matrix = np.random.default_rng(seed).permutation(matrix)
    share = matrix @ words / words.sum()
    rank = np.empty(len(share), dtype=np.uint16)
    rank[np.argsort(share)] = np.arange(len(share))
    return matrix, share, rank


def _n_extreme(
    arranged: _Arrangements,
    values: np.ndarray,
    words: np.ndarray,
    size: np.ndarray,
    enough: np.ndarray,
) -> np.ndarray:
    """Of each column, how many arrangements have a `permutation.pooled_score` as far out as this
    size; a column that has enough is looked at no longer.
    """
    n_extreme = np.zeros(len(size), dtype=np.int64)
    is_count = (values >= 0).all(axis=0)
    for are_counts, columns in ((True, is_count), (False, ~is_count)):
        if columns.any():
            asked = _Columns.of(values[:, columns], words, size[columns], are_counts=are_counts)
            n_extreme[columns] = _n_beyond(arranged, asked, enough[columns])
    return n_extreme


def _n_beyond(arranged: _Arrangements, asked: _Columns, enough: np.ndarray) -> np.ndarray:
    n_beyond, open_ = np.zeros(len(enough), dtype=np.int64), np.arange(len(enough))
    start, n_rows = 0, len(arranged.share)
    while start < n_rows and len(open_):
        # So many arrangements at once as stay near the processor.
        rows = slice(start, start + max(1, _BLOCK // len(open_)))
        n_beyond[open_] += asked.n_beyond(arranged.matrix[rows], arranged.share[rows])
        is_open = n_beyond[open_] < enough[open_]
        if not is_open.all():
            asked, open_ = asked.only(is_open), open_[is_open]
        start = rows.stop
    return n_beyond


class _Columns(NamedTuple):
    """What segments hold in some articles, and the size of the score that is asked of each.

    The score is what is held beyond the expected, by its spread. No quotient is formed: what is
    held is compared with what lies so many spreads above the expected, or below it.
    """

    values: np.ndarray  # segments x columns
    total: np.ndarray  # of each column, raised to the exponent
    distance: np.ndarray  # of each column: the size of its score, in units of what is held
    exponent: float

    @classmethod
    def of(
        cls, values: np.ndarray, words: np.ndarray, size: np.ndarray, *, are_counts: bool
    ) -> _Columns:
        """Columns of counts, or of sums of which some are negative."""
        total, exponent = values.sum(axis=0), permutation.EXPONENT if are_counts else 1.0
        if are_counts:
            unit = exponent * total ** (exponent - 0.5)
        else:
            part = (words / words.sum())[:, None]
            unit = np.sqrt(((values - part * total) ** 2).sum(axis=0) / (part * (1 - part)).sum())
        if are_counts and total.max() < _EXACT and (values == np.floor(values)).all():
            values = values.astype(np.float32)
        return cls(values, total**exponent, unit * size, exponent)

    def only(self, columns: np.ndarray) -> _Columns:
        """Some of the columns alone."""
        return _Columns(
            self.values[:, columns], self.total[columns], self.distance[columns], self.exponent
        )

    def n_beyond(self, matrix: np.ndarray, share: np.ndarray) -> np.ndarray:
        """Of each column, how many of the arrangements lie as far out."""
        held = matrix.astype(self.values.dtype) @ self.values
        expected, spread = share**self.exponent, share ** (self.exponent - 0.5) * np.sqrt(1 - share)
        # Arrangements with nearly the same share of the words have to hold nearly the same to lie as
        # far out: what none of these would be far enough with is not looked at singly.
        outermost = expected[[0, -1], None] * self.total
        nearest = spread.min() * self.distance * _NEARER
        may_be = held >= self._held(outermost.min(axis=0) + nearest)
        below = outermost.max(axis=0) - nearest
        if self.exponent == 1 or (below >= 0).any():  # no count is below 0
            may_be |= held <= self._held(below)
        row, column = np.divmod(np.flatnonzero(may_be), len(self.total))
        raised = held[row, column].astype(float) ** self.exponent
        beyond = np.abs(raised - expected[row] * self.total[column])
        is_beyond = beyond >= spread[row] * self.distance[column]
        return np.bincount(column[is_beyond], minlength=len(self.total))

    def _held(self, raised: np.ndarray) -> np.ndarray:
        """What is held, from what it is when raised; of less than nothing, less than nothing."""
        if self.exponent != 1:
            raised = np.where(raised < 0, -1.0, np.abs(raised) ** (1 / self.exponent))
        return raised.astype(self.values.dtype)


@functools.lru_cache(maxsize=256)
def _least(test: _Test, rate: float) -> Least:
    if not test.reaches():
        return Least(math.nan, math.nan)
    words, in_target, phi = test.words, test.in_target, comparison.OVERDISPERSION

    def simulated(root: float, random: np.random.Generator, n: int) -> np.ndarray:
        rates = np.where(in_target, root**2, rate) * words / 1000
        spread = random.gamma(1 / phi, phi, size=(len(words), n))
        counts = random.poisson(rates[:, None] * spread).astype(float)
        # As in `compare`: too few hits are not tested. A column without any shows nothing.
        counts[:, counts.sum(axis=0) < comparison.LEAST_HITS] = 0.0
        return counts

    # On the scale of roots, on which counts spread alike.
    near = math.sqrt(rate)
    farthest = (max(rate, _HIGHEST_RATE), 0.0)  # beyond the highest there is no more
    edges = [_edge(test, simulated, near, math.sqrt(far)) for far in farthest]
    return Least(*(abs(edge**2 - rate) for edge in edges))


@functools.lru_cache(maxsize=256)
def _least_sum(test: _Test, sums_bytes: bytes) -> Least:
    words, in_target, sums = test.words, test.in_target, np.frombuffer(sums_bytes)
    if not test.reaches() or not sums.any():
        return Least(math.nan, math.nan)
    layers = (in_target, ~in_target)
    rates = [sums[layer].sum() / words[layer].sum() for layer in layers]
    # Two rates are estimated.
    freedom = math.sqrt(len(words) / max(1, len(words) - 2))
    beyond = (sums - words * np.where(in_target, *rates)) / np.sqrt(words) * freedom
    error = float(np.std(beyond)) * math.sqrt(sum(1 / words[layer].sum() for layer in layers))

    def simulated(difference: float, random: np.random.Generator, n: int) -> np.ndarray:
        dealt = random.choice(beyond, size=(len(words), n))
        expected = words * (rates[1] + np.where(in_target, difference, 0.0))
        values: np.ndarray = expected[:, None] + np.sqrt(words)[:, None] * dealt
        return values

    if not error:
        return Least(math.nan, math.nan)
    edges = [_edge(test, simulated, 0.0, sign * _WIDEST * error) for sign in (1, -1)]
    return Least(*(1000 * abs(edge) for edge in edges))


_Simulated = Callable[[float, np.random.Generator, int], np.ndarray]


def _edge(test: _Test, simulated: _Simulated, near: float, far: float) -> float:
    """Between where nothing differs and what is far from there, the point from which on four of
    five articles are shown to differ; nan where fewer are at what is far.
    """
    if near == far:
        return math.nan

    turns = itertools.count()

    def power(distance: float, n: int) -> float:
        n = max(_FEWEST_ARTICLES, min(n, _MOST_SEGMENTS // len(test.words)))
        point = near + math.copysign(distance, far - near)
        return test.share_shown(simulated(point, random, n), next(turns), is_more=far > near)

    random, farthest = np.random.default_rng(test.seed), abs(far - near)
    if power(farthest, _FAR) < POWER:
        return math.nan
    low, high = 0.0, farthest
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle, _ROUGH) >= POWER else (middle, high)
    edge = (low + high) / 2
    for around, n in _AROUND:
        distances = np.unique(np.minimum(edge * around, farthest))
        edge = _crossing(distances, np.array([power(distance, n) for distance in distances]), n)
    return near + math.copysign(edge, far - near)


def _crossing(distances: np.ndarray, shares: np.ndarray, n: int) -> float:
    """Where a logistic curve through the shares reaches the power that is asked for."""
    # Shares of 0 and 1 have no logit; half an article keeps them finite.
    kept = np.clip(shares, 0.5 / n, 1 - 0.5 / n)
    weight = np.sqrt(kept * (1 - kept))
    slope, start = np.polyfit(distances, np.log(kept / (1 - kept)), 1, w=weight)
    asked = math.log(POWER / (1 - POWER))
    crossing = (asked - start) / slope if slope > 0 else math.inf
    return float(np.clip(crossing, distances[0], distances[-1]))
