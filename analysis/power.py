"""Power: how large a difference would have to be before so few captions could show it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis import comparison, permutation
from analysis import hits as hits_table
from analysis.corpus import Corpus
from analysis.options import DEFAULTS

POWER = 0.8
# Hits per 1,000 words of the reference, where none are asked for.
RATES = (1.0, 3.0, 10.0, 30.0, 100.0)
_HIGHEST_RATE = 500.0  # hits per 1,000 words: more is no text
ARTICLES = 200  # simulated for each rate that is tried
# Of articles of more than 10,000 segments fewer are simulated.
_FEWEST_ARTICLES, _MOST_SEGMENTS = 25, 2_000_000
_BLOCK = 4_000_000  # segments of the arrangements that are scored at once
# Arrangements of those drawn that reach the level by chance: more tell its edge no better.
_EXTREME = 10
_STEPS = 6  # of the halving
_BEYOND = 0.8416  # standard errors beyond the level's edge: 80 % of estimates then lie beyond it


def detectable(
    corpus: Corpus,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    *,
    per_1000: tuple[float, ...] = RATES,
    rows: int = 1,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """The smallest difference that segments of these lengths could have shown with 80 % power.

    Articles are simulated with the article's own segments: each segment's hits are Poisson with its
    layer's rate times a gamma variable of mean 1 and variance `comparison.OVERDISPERSION`, as
    between the paragraphs of real articles. The rate of the target is raised until four of five
    such articles are called different by the test of `compare`.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    target, reference : str
        two layers.
    per_1000 : tuple of float
        rates of the reference, in hits per 1,000 words.
    rows : int
        how many rows the table tests together: each is asked at the level of .05 divided by it.
    seed : int
        of the simulation.

    Returns
    -------
    DataFrame, one row per rate of the reference
        per_1000_reference; per_1000_target (the least rate of the target that is shown); difference
        (between the two; nan where even 500 hits per 1,000 words would not be shown, or a layer has
        fewer than two segments with words).

    Examples
    --------
    >>> from analysis import read
    >>> table = detectable(read("seeds/nagorno-karabakh.txt"), per_1000=(10.0,))
    >>> bool(50 < table["difference"].item() < 200)
    True
    """
    units = comparison.pieces(corpus, comparison.units(corpus, target, reference))
    in_target, words = (units["layer"] == target).to_numpy(), units["n_words"].to_numpy(dtype=float)
    level = comparison.LEVEL / rows
    least = [_least_rate(words, in_target, rate, level, seed) for rate in per_1000]
    table = pd.DataFrame({"per_1000_reference": per_1000, "per_1000_target": least})
    return table.assign(difference=table["per_1000_target"] - table["per_1000_reference"])


def detectable_sum(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    rows: int = 1,
    seed: int = DEFAULTS.seed,
) -> float:
    """The smallest difference in summed weights (tone) that these segments could have shown with 80
    % power.

    By the normal approximation: what the score has to exceed among the arrangements of this
    article, and .84 beyond, in standard deviations of the difference, which the segments' own
    spread gives.

    Returns
    -------
    float
        points per 1,000 words, above 0; nan where a layer has fewer than two segments with words,
        or all weights are 0.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> detectable_sum(corpus, sentiment.hits(corpus)) > 50
    True
    """
    units = comparison.units(corpus, target, reference)
    in_target, words = (units["layer"] == target).to_numpy(), units["n_words"].to_numpy(dtype=float)
    n_target = int(in_target.sum())
    weights = hits_table.counted(hits).groupby("segment")["weight"].sum()
    sums = weights.reindex(units.index, fill_value=0.0).to_numpy(dtype=float)
    if min(n_target, len(words) - n_target) < 2 or not sums.any():
        return math.nan
    excess = sums - words * sums.sum() / words.sum()
    variance = (excess**2).sum() / (words * (1 - words / words.sum())).sum()
    blocks = permutation.arrangements(len(words), min(n_target, len(words) - n_target), seed)
    scores = [permutation.pooled_score(block, sums[:, None], words) for block in blocks]
    edge = np.quantile(np.abs(np.concatenate(scores)), 1 - comparison.LEVEL / rows)
    error = math.sqrt(variance * (1 / words[in_target].sum() + 1 / words[~in_target].sum()))
    return 1000 * (float(edge) + _BEYOND) * error


def _least_rate(
    words: np.ndarray, in_target: np.ndarray, rate: float, level: float, seed: int
) -> float:
    """The least rate of the target, by halving on a logarithmic scale."""
    n_units, n_fewer = len(words), int(min(in_target.sum(), (~in_target).sum()))
    if n_fewer < 2 or permutation.n_arrangements(n_units, n_fewer) * level < 1:
        return math.nan
    matrix = np.concatenate(permutation.arrangements(n_units, n_fewer, seed))
    enough = math.ceil(_EXTREME / level)
    if len(matrix) > enough:
        matrix = matrix[np.random.default_rng(seed).choice(len(matrix), enough, replace=False)]

    def is_shown(target: float) -> bool:
        return _power(words, in_target, matrix, rate, target, level, seed) >= POWER

    low, high = math.log(max(rate, 1e-3)), math.log(_HIGHEST_RATE)
    if low >= high or not is_shown(_HIGHEST_RATE):
        return math.nan
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_shown(math.exp(middle)) else (middle, high)
    return math.exp(high)


def _power(
    words: np.ndarray,
    in_target: np.ndarray,
    matrix: np.ndarray,
    reference: float,
    target: float,
    level: float,
    seed: int,
) -> float:
    """The share of simulated articles that are called different."""
    rng = np.random.default_rng(seed)
    phi = comparison.OVERDISPERSION
    rates = np.where(in_target, target, reference) * words / 1000
    articles = max(_FEWEST_ARTICLES, min(ARTICLES, _MOST_SEGMENTS // len(words)))
    spread = rng.gamma(1 / phi, phi, size=(len(words), articles))
    hits = rng.poisson(rates[:, None] * spread).astype(float)
    hits = hits[:, hits.sum(axis=0) >= comparison.LEAST_HITS]
    if not hits.size:
        return 0.0
    asked = permutation.shorter_layer(in_target, words)[None, :].astype(float)
    observed = np.abs(permutation.pooled_score(asked, hits, words))
    # Some arrangements at once, so that memory does not grow with the article.
    size = max(1, _BLOCK // len(words))
    n_extreme = np.zeros(observed.shape[1])
    for start in range(0, len(matrix), size):
        scores = permutation.pooled_score(matrix[start : start + size], hits, words)
        n_extreme += (np.abs(scores) >= observed * (1 - 1e-9)).sum(axis=0)
    p = (n_extreme + 1) / (len(matrix) + 1)
    return float((p <= level).sum() / articles)
