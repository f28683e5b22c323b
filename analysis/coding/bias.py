"""Whether a coder errs differently in two layers, so that comparing the layers by these codes
misleads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from analysis.coding.coders import votes_by_frame
from analysis.coding.sheets import Codes
from analysis.corpus import Corpus, check_layer
from analysis.options import DEFAULTS
from analysis.permutation import LEVEL

ERRS_DIFFERENTLY = "errs differently"
ERRS_ALIKE = "no clear difference"
NOT_COMPARED = "cannot be tested here"
# Why a frame is not compared.
NOBODY_FINDS = "nobody finds the frame"
FEW_UNITS = {
    "article": "fewer than 6 articles with one of the layers",
    "segment": "fewer than 2 segments in one of the layers",
}
# Five articles that each err wholly one way err the same way in one of 16 samples; six in one of 32.
_LEAST_UNITS = {"article": 6, "segment": 2}


def layer_bias(
    corpus: Corpus,
    codes: Codes,
    coders: Sequence[str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> pd.DataFrame:
    r"""What a coder's errors add to each layer's share of a frame, and whether they add more to one.

    The net error of a layer is its false alarms less its misses, per segment: how far the coder's
    share of segments with the frame lies above the share by most people. The difference of the net
    errors is exactly the bias in the difference of shares. Segments on which people are tied, or
    which nobody else coded, are left out.

    The test and the interval are one: Welch's t of the two net errors, with half a false alarm and
    half a miss added to each layer, as Agresti & Caffo (2000) and Agresti & Min (2005) add them to
    proportions. The added segment keeps an interval wide where few segments happen to show no
    error. The errors of one article are summed before they are squared, as errors of one text are
    alike; in a single article, segments that repeat each other are summed. Degrees of freedom are
    those of Satterthwaite, with the effective number of articles (Kish), and at most the larger of
    the two where articles hold both layers. Over the frames of a coder, p is adjusted by Holm's
    step-down, which holds whatever the frames have in common.

    Shuffling the layers among segments, as `comparison.compare` does, does not test this question:
    captions on which a coder errs both ways as often are noisier than paragraphs without an error.
    In simulations of one article with fewer captions than paragraphs it then finds a bias that is
    not there in 17 to 28% of samples, this test in at most 5%. Of six articles or more this test
    errs in at most 6%, but in 8% where eight articles each err wholly one way. With 20 captions and
    20 paragraphs it finds a bias of 30 points in 58% of samples, with 25 articles of 3 captions
    each in every sample; four captions show none. `tests/benchmarks/bench_layer_bias.py` prints
    all.

    Parameters
    ----------
    corpus : Corpus
        says the layer and the article of each segment.
    codes : Codes
    coders : sequence of str
        each is held against the people alone (see `coders.votes_by_frame`).
    target, reference : str
        layers.

    Returns
    -------
    DataFrame, one row per coder and frame
        coder; category; n_target, n_reference (segments that are compared); n_units (articles, or
        distinct segments where all are of one article); unit ("article" or "segment"); net_target,
        net_reference (-1 to 1: what the coder adds to the share of each layer; nan without a
        segment); difference (net_target minus net_reference: what the coder adds to the difference
        of shares; positive: towards the target); low, high (95%; the middle lies a little nearer to
        0 than the difference); p (two-sided), p_adjusted (over the frames); verdict: *errs
        differently* (adjusted p at most .05), *no clear difference*, *cannot be tested here* (low,
        high and p are then nan); reason (why not: a layer with fewer than six articles, or than two
        segments of a single article; a frame that neither the coder nor most people find; else "").

    Raises
    ------
    ValueError
        for an unknown layer, or one layer against itself; as InputError for an unknown coder,
        without people, and without a segment in common.

    References
    ----------
    Agresti, A., & Caffo, B. (2000). Simple and effective confidence intervals for proportions and
    differences of proportions result from adding two successes and two failures. The American
    Statistician, 54(4), 280-288.
    Agresti, A., & Min, Y. (2005). Simple improved confidence intervals for comparing matched
    proportions. Statistics in Medicine, 24(5), 729-740.
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics, 6(2), 65-70.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("\n\n".join(["A war."] * 6)).relabel({n: "caption" if n < 3 else "body" for n in range(6)})
    >>> table = pd.DataFrame({"segment": [*range(6)] * 2, "coder": ["anna"] * 6 + ["gpt"] * 6,
    ...                       "category": pd.Categorical(["war"] * 12), "code": [0] * 6 + [1, 1, 0, 1, 0, 0]})
    >>> added = layer_bias(corpus, Codes(table, pd.DataFrame()), ["gpt"])
    >>> added[["net_target", "net_reference", "difference"]].round(2).values.tolist()
    [[0.67, 0.33, 0.33]]
    """
    if check_layer(target) == check_layer(reference):
        raise ValueError(f"{target} is compared with itself; choose another target or reference")
    layers = corpus.segments["layer"].astype(str)
    rows = []
    for coder, category, votes in votes_by_frame(codes, coders):
        layer = layers.loc[votes.index]
        used = votes[(votes["there"] != votes["not_there"]) & layer.isin([target, reference])]
        is_target = (layer.loc[used.index] == target).to_numpy()
        row = {
            "coder": coder,
            "category": category,
            "n_target": int(is_target.sum()),
            "n_reference": int((~is_target).sum()),
        }
        unit_name, unit = _units(corpus, codes, used.index.to_numpy())
        rows.append(row | {"n_units": len(np.unique(unit)), "unit": unit_name})
        rows[-1] |= _compare(used, is_target, unit, unit_name)._asdict()
    table = pd.DataFrame(rows)
    by_coder = table.groupby("coder")["p"]
    table["p_adjusted"] = by_coder.transform(lambda p: holm(p.to_numpy()))
    verdict = np.where(table["p_adjusted"] <= LEVEL, ERRS_DIFFERENTLY, ERRS_ALIKE)
    table["verdict"] = np.where(table["p"].isna(), NOT_COMPARED, verdict)
    return table[[*table.columns.drop("reason"), "reason"]]


def holm(p: np.ndarray) -> np.ndarray:
    """p-values adjusted for all that are not nan (Holm, 1979).

    Examples
    --------
    >>> holm(np.array([0.04, 0.01, np.nan, 0.03])).round(3).tolist()
    [0.06, 0.03, nan, 0.06]
    """
    adjusted = np.full(len(p), np.nan)
    order = np.argsort(p, kind="stable")[: np.count_nonzero(~np.isnan(p))]
    n_left = len(order) - np.arange(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * n_left), 1.0)
    return adjusted


class Compared(NamedTuple):
    """The net errors of two layers, and their difference (see `layer_bias`)."""

    net_target: float
    net_reference: float
    difference: float
    low: float
    high: float
    p: float
    reason: str = ""


def _units(corpus: Corpus, codes: Codes, segments: np.ndarray) -> tuple[str, np.ndarray]:
    """What errs by itself: the article of each segment or, within one article, the segment; a
    segment that repeats an earlier one counts as that.
    """
    first = segments if codes.original is None else codes.original[segments]
    article = corpus.segments["article"].to_numpy()
    if len(np.unique(article[segments])) > 1:
        return "article", article[first]
    return "segment", first


class _Layer(NamedTuple):
    """One layer, with the half false alarm and the half miss that are added."""

    mean: float
    by_unit: np.ndarray  # what the errors of each unit add to the mean
    added: float  # what the added errors add to its variance
    n_effective: float  # units, as many as would be as sure if all had one size

    @property
    def variance(self) -> float:
        return float((self.by_unit**2).sum() + self.added)


def _layer(errors: np.ndarray, unit: np.ndarray, n_units: int) -> _Layer:
    n, sizes = len(errors) + 1, np.bincount(unit, minlength=n_units)
    n_effective = sizes.sum() ** 2 / (sizes**2).sum()
    mean = errors.sum() / n
    summed = np.bincount(unit, errors - mean, minlength=n_units) / n
    added = ((1 - mean) ** 2 + (1 + mean) ** 2) / 2 / n**2
    # Of so many units, one more than there are with the added one (as n / (n - 1) of a variance).
    return _Layer(mean, summed * np.sqrt((n_effective + 1) / n_effective), added, n_effective)


def _compare(
    votes: pd.DataFrame, is_target: np.ndarray, unit: np.ndarray, unit_name: str
) -> Compared:
    """The net errors of the target and of the reference, and their difference."""
    found = (votes["code"] == 1).to_numpy()
    coded = (votes["there"] > votes["not_there"]).to_numpy()
    errors = found.astype(float) - coded
    nets = [
        float(of.mean()) if len(of) else np.nan for of in (errors[is_target], errors[~is_target])
    ]
    held = [set(unit[own].tolist()) for own in (is_target, ~is_target)]
    few = min(map(len, held)) < _LEAST_UNITS[unit_name]
    reason = FEW_UNITS[unit_name] if few else ""
    if not (found | coded).any():
        reason = reason or NOBODY_FINDS
    if reason:
        undefined = dict.fromkeys(("low", "high", "p"), np.nan)
        return Compared(nets[0], nets[1], nets[0] - nets[1], **undefined, reason=reason)
    interval = welch(errors, is_target, unit)
    return Compared(nets[0], nets[1], nets[0] - nets[1], *interval)


def welch(
    errors: np.ndarray, is_target: np.ndarray, unit: np.ndarray
) -> tuple[float, float, float]:
    """The interval of the difference of two layers' net errors, and its p (see `layer_bias`).

    Parameters
    ----------
    errors : array
        of each segment: 1 a false alarm, -1 a miss, 0 none.
    is_target : array of bool
    unit : array of int
        what errs by itself; each layer needs two or more.

    Returns
    -------
    low, high, p

    Examples
    --------
    >>> is_target = np.arange(20) < 10
    >>> low, high, p = welch(is_target.astype(float), is_target, np.arange(20))
    >>> low > 0, p < 0.001
    (True, True)
    """
    names, unit = np.unique(unit, return_inverse=True)
    target, reference = (
        _layer(errors[own], unit[own], len(names)) for own in (is_target, ~is_target)
    )
    variance = ((target.by_unit - reference.by_unit) ** 2).sum() + target.added + reference.added
    is_shared = bool(np.isin(unit[is_target], unit[~is_target]).any())
    freedom = _freedom(target, reference, is_shared=is_shared)
    middle, error = target.mean - reference.mean, np.sqrt(variance)
    width = special.stdtrit(freedom, 0.975) * error
    low, high = np.clip([middle - width, middle + width], -2.0, 2.0)
    p = 2 * special.stdtr(freedom, -abs(middle) / error)
    return float(low), float(high), float(p)


def _freedom(target: _Layer, reference: _Layer, *, is_shared: bool) -> float:
    """Degrees of freedom (Satterthwaite, 1946), never more than those of the paired difference where
    units hold both layers.
    """
    layers = (target, reference)
    squares = sum(layer.variance**2 / (layer.n_effective - 1) for layer in layers)
    freedom = sum(layer.variance for layer in layers) ** 2 / squares
    most = max(layer.n_effective for layer in layers) - 1
    return min(freedom, most) if is_shared else freedom
