"""Power: how large a difference would have to be before so few captions could show it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis import comparison, permutation
from analysis import hits as hits_table
from analysis.corpus import Corpus

POWER = 0.8
RATES = (
    1.0,
    3.0,
    10.0,
    30.0,
    100.0,
)  # hits per 1,000 words of the reference, where none are asked for
MOST = 500.0  # hits per 1,000 words: more is no text
ARTICLES = 200  # simulated for each rate that is tried
_FEWEST, _MOST_SEGMENTS = (
    25,
    2_000_000,
)  # of articles of more than 10,000 segments fewer are simulated
_BLOCK = 4_000_000
_EXTREME = (
    10  # arrangements of those drawn that reach the level by chance: more tell its edge no better
)
_STEPS = 6


def detectable(
    corpus: Corpus,
    target: str = "caption",
    reference: str = "body",
    *,
    per_1000: tuple[float, ...] = RATES,
    rows: int = 1,
    seed: int = 0,
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
    units = comparison.units(corpus, target, reference)
    in_target, words = (units["layer"] == target).to_numpy(), units["n_words"].to_numpy(dtype=float)
    found = [_least(words, in_target, rate, comparison.LEVEL / rows, seed) for rate in per_1000]
    table = pd.DataFrame({"per_1000_reference": per_1000, "per_1000_target": found})
    return table.assign(difference=table["per_1000_target"] - table["per_1000_reference"])


def detectable_sum(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = "caption",
    reference: str = "body",
    rows: int = 1,
    seed: int = 0,
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
    kept = hits_table.counted(hits)
    sums = (
        kept.groupby("segment")["weight"]
        .sum()
        .reindex(units.index, fill_value=0.0)
        .to_numpy(dtype=float)
    )
    if min(n_target, len(words) - n_target) < 2 or not sums.any():
        return math.nan
    excess = sums - words * sums.sum() / words.sum()
    variance = (excess**2).sum() / (words * (1 - words / words.sum())).sum()
    blocks = permutation.arrangements(len(words), min(n_target, len(words) - n_target), seed)
    scores = np.abs(
        np.concatenate([permutation.pooled_score(block, sums[:, None], words) for block in blocks])
    )
    needed = float(np.quantile(scores, 1 - comparison.LEVEL / rows)) + 0.8416
    error = math.sqrt(variance * (1 / words[in_target].sum() + 1 / words[~in_target].sum()))
    return 1000 * needed * error


def _least(words: np.ndarray, in_target: np.ndarray, rate: float, level: float, seed: int) -> float:
    """The least rate of the target, by halving on a logarithmic scale."""
    n_units, n_target = len(words), int(in_target.sum())
    if (
        min(n_target, n_units - n_target) < 2
        or permutation.n_arrangements(n_units, n_target) * level < 1
    ):
        return math.nan
    matrix = np.concatenate(
        list(permutation.arrangements(n_units, min(n_target, n_units - n_target), seed))
    )
    enough = math.ceil(_EXTREME / level)
    if len(matrix) > enough:
        matrix = matrix[np.random.default_rng(seed).choice(len(matrix), enough, replace=False)]
    base = max(rate, 1e-3)
    low, high = math.log(base), math.log(MOST)
    if low >= high or _power(words, in_target, matrix, rate, MOST, level, seed) < POWER:
        return math.nan
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _power(words, in_target, matrix, rate, math.exp(middle), level, seed) >= POWER:
            high = middle
        else:
            low = middle
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
    articles = max(_FEWEST, min(ARTICLES, _MOST_SEGMENTS // len(words)))
    hits = rng.poisson(
        rates[:, None] * rng.gamma(1 / phi, phi, size=(len(words), articles))
    ).astype(float)
    asked = hits.sum(axis=0) >= comparison.LEAST_HITS
    if not asked.any():
        return 0.0
    asked_of = permutation.shorter(in_target, words)[None, :].astype(float)
    observed = np.abs(permutation.pooled_score(asked_of, hits[:, asked], words))
    size = max(
        1, _BLOCK // len(words)
    )  # arrangements at once, so that memory does not grow with the article
    n_extreme = np.zeros(observed.shape[1])
    for start in range(0, len(matrix), size):
        scores = permutation.pooled_score(matrix[start : start + size], hits[:, asked], words)
        n_extreme += (np.abs(scores) >= observed * (1 - 1e-9)).sum(axis=0)
    p = (n_extreme + 1) / (len(matrix) + 1)
    return float((p <= level).sum() / articles)
