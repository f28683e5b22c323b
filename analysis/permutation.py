"""Permutation: how surely a target differs from its reference, when whole segments change places.

The statistic is a pooled score, found anew for every arrangement of the segments that puts as many of them into the
target (see `comparison.compare` for the test that is built on it, and how it is calibrated).
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import NamedTuple

import numpy as np

EXPONENT = 0.8  # brings the tails of short and of long layers near each other (see `pooled_score`)
MOST_ENUMERATED = 20_000
DRAWS = 9_999


class Tested(NamedTuple):
    """The outcome of a test for each column (see `permute`)."""

    p: np.ndarray
    p_adjusted: np.ndarray
    reachable: np.ndarray
    score: np.ndarray


def permute(values: np.ndarray, exposure: np.ndarray, in_target: np.ndarray, seed: int, testable: np.ndarray) -> Tested:
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
        p; p_adjusted (max-T over the columns); reachable (the smallest adjusted p that any arrangement could reach); score
        (the observed pooled score of the target, in standard deviations).
    """
    undefined = np.full(values.shape[1], np.nan)
    n_units, n_target = len(in_target), int(in_target.sum())
    if min(n_target, n_units - n_target) < 2:
        return Tested(undefined, undefined, undefined, undefined)
    tested = testable & ~is_flat(values, exposure)
    if not tested.any():
        return Tested(undefined, undefined, np.ones(values.shape[1]), undefined)
    asked = shorter(in_target, exposure)
    n_target = int(asked.sum())

    signed = pooled_score(asked[None, :].astype(float), values[:, tested], exposure)
    observed = np.abs(signed)
    blocks = []
    for arranged in arrangements(n_units, n_target, seed):
        blocks.append(np.abs(pooled_score(arranged, values[:, tested], exposure)))
    drawn = math.comb(n_units, n_target) > MOST_ENUMERATED
    # Drawn arrangements are joined by the observed one, so that no p-value is 0 (Phipson & Smyth, 2010).
    statistics = np.concatenate([observed, *blocks] if drawn else blocks)
    largest = statistics.max(axis=1, keepdims=True)
    slack = 1 - 1e-9  # equal arrangements differ in their last bits

    p, p_adjusted, reachable = undefined.copy(), undefined.copy(), np.ones(values.shape[1])
    p[tested] = (statistics >= observed * slack).mean(axis=0)
    p_adjusted[tested] = (largest >= observed * slack).mean(axis=0)
    reachable[tested] = (largest >= statistics.max(axis=0) * slack).mean(axis=0)
    score = undefined.copy()
    score[tested] = signed[0] if asked is in_target else -signed[0]
    return Tested(p, p_adjusted, reachable, score)


def shorter(in_target: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """The layer whose score is asked, as True for each of its segments: the same whichever of the two is the target.

    It is the one of fewer segments; of as many, the one of fewer words; of as many words, the first.
    """
    here, there = ((layer.sum(), exposure[layer].sum(), np.argmax(layer)) for layer in (in_target, ~in_target))
    return in_target if here < there else ~in_target


def is_flat(values: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """True for each column without any spread around one rate: nothing can be told from it."""
    excess = values - exposure[:, None] * (values.sum(axis=0) / exposure.sum())
    return (np.abs(excess).max(axis=0) <= 1e-12) | ~(np.abs(values) > 0).any(axis=0)


def pooled_score(arranged: np.ndarray, values: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """How far the target lies from one pooled rate, in standard deviations, for every arrangement and column.

    For counts the observed and the expected are raised to the power 4/5 before they are subtracted: the count of a
    short layer has a longer tail than that of a long one, and only with tails alike may their segments change places. For
    sums of valences, which may be negative, it is the excess itself.

    Parameters
    ----------
    arranged : array, arrangements x segments
        1 for each segment of the target, else 0.
    values : array, segments x columns
        counts, or sums of weights.
    exposure : array
        the words (or sentences) of each segment.
    """
    whole, total = exposure.sum(), values.sum(axis=0)
    share = ((arranged @ exposure) / whole)[:, None]
    observed, expected = arranged @ values, share * total
    counts = (values >= 0).all(axis=0) & (total > 0)
    score = np.empty_like(observed)
    raised = _powers(observed[:, counts]) if counts.any() else observed[:, counts]
    # The powers of what is expected, share times total, are products of powers: one power for each, not for each pair.
    power = share**EXPONENT * total[counts] ** EXPONENT
    slope = EXPONENT * share ** (EXPONENT - 0.5) * total[counts] ** (EXPONENT - 0.5)
    score[:, counts] = (raised - power) / slope
    excess = values[:, ~counts] - exposure[:, None] * (total[~counts] / whole)
    spread = np.sqrt((excess**2).sum(axis=0) / (exposure * (1 - exposure / whole)).sum())
    score[:, ~counts] = (observed - expected)[:, ~counts] / (spread * np.sqrt(whole * share))
    return score / np.sqrt(1 - share)


def _powers(counts: np.ndarray) -> np.ndarray:
    """The counts to the power 4/5; whole numbers are few, and each is raised once."""
    whole = counts.astype(np.int64)
    if len(counts) < 100 or counts.max() > 10_000 or (whole != counts).any():
        return counts**EXPONENT
    return (np.arange(whole.max() + 1, dtype=float) ** EXPONENT)[whole]


@functools.lru_cache(maxsize=4)  # a corpus holds many articles of one size; each entry takes some megabytes
def arrangements(n_units: int, n_target: int, seed: int) -> tuple[np.ndarray, ...]:
    """Indicator matrices (arrangement × segment): all there are, or as many as are drawn, in blocks."""
    if math.comb(n_units, n_target) <= MOST_ENUMERATED:
        chosen = np.array(list(itertools.combinations(range(n_units), n_target)))
        matrix = np.zeros((len(chosen), n_units))
        np.put_along_axis(matrix, chosen, 1.0, axis=1)
        return (matrix,)
    random, blocks = np.random.default_rng(seed), []
    for start in range(0, DRAWS, 1_000):
        order = random.random((min(1_000, DRAWS - start), n_units)).argsort(axis=1)
        blocks.append((order < n_target).astype(float))
    return tuple(blocks)
