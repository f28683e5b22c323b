"""The arithmetic of corrected estimates: values of all segments whose sums no error of a surrogate
biases, and how far these sums may be off.
"""

from __future__ import annotations

import warnings
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from analysis.coding.learning import FOLDS

# Weak: it keeps the model finite where in no coded segment the surrogate is wrong.
_INVERSE_RIDGE = 10.0
SURE = float(special.ndtri(0.975))  # standard errors on each side of a 95 % interval
PopulationName = Literal["articles", "corpus"]


class CodedSample(NamedTuple):
    """The segments that could have been drawn, and those that were and have a code.

    article, layer, group: of each segment (reprints are one article; layer "" cannot be drawn).
    coded: the segments with a code; weight: how many segments each of them speaks for; stratum: of
    each of them; size: how many segments each stratum has.
    """

    article: np.ndarray
    layer: np.ndarray
    group: np.ndarray
    coded: np.ndarray
    weight: np.ndarray
    stratum: np.ndarray
    size: np.ndarray


class Values(NamedTuple):
    """Values of segments whose sum is unbiased.

    of_all: the prediction of each segment, to which in a coded one its weighted error is added;
    error: of each coded segment, the code less the prediction.
    """

    of_all: np.ndarray
    error: np.ndarray


class ShareEstimate(NamedTuple):
    """A share, or a difference of shares.

    of_all: what each segment adds to its error; error: what each code adds, before it is weighted.
    """

    value: float
    of_all: np.ndarray
    error: np.ndarray


def predicted(
    drawn: CodedSample, code: np.ndarray, surrogates: np.ndarray, seed: int
) -> np.ndarray:
    """How probable a code of 1 is in each segment, by models that have not seen its article (of fewer
    than five articles: that have not seen the segment).

    Parameters
    ----------
    drawn : CodedSample
    code : array of 0 and 1
        of the coded segments.
    surrogates : array, segments × surrogates
        what each of them says, 0 to 1.
    seed : int
        of the folds.

    Returns
    -------
    array, an entry per segment
        0 to 1.
    """
    layers = sorted(set(drawn.layer[drawn.coded]))[1:]
    of_layer = [drawn.layer == name for name in layers]
    # A surrogate may err differently in each layer.
    both = [column * is_layer for is_layer in of_layer for column in surrogates.T]
    none = np.zeros(len(drawn.layer))  # there is a column where there is no surrogate
    features = np.column_stack([*surrogates.T, *of_layer, *both, none])
    # Surrogates say few different things: each is predicted once.
    distinct, row = _distinct_rows(features)
    fold = _folds(drawn, seed)
    result = np.empty(len(row))
    for index in range(FOLDS):
        is_other = fold[drawn.coded] != index
        others = distinct[row[drawn.coded[is_other]]]
        model = _fitted(others, code[is_other], drawn.weight[is_other])
        of_fold = fold == index
        result[of_fold] = special.expit(distinct @ model[1:] + model[0])[row[of_fold]]
    return result


def _folds(drawn: CodedSample, seed: int) -> np.ndarray:
    """The fold of each segment: whole articles, or of a few articles single segments."""
    random = np.random.default_rng(seed)
    if len(np.unique(drawn.article[drawn.coded])) < FOLDS:
        return random.permutation(len(drawn.article)) % FOLDS
    return (random.permutation(int(drawn.article.max()) + 1) % FOLDS)[drawn.article]


def _distinct_rows(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct rows of a table, and for each row which of them it is."""
    row = np.zeros(len(table), dtype=np.int64)
    for column in table.T:
        value, values = pd.factorize(column)
        row = pd.factorize(row * len(values) + value)[0]
    first = np.empty(row.max(initial=-1) + 1, dtype=np.int64)
    first[row[::-1]] = np.arange(len(row))[::-1]
    return table[first], row


def _fitted(features: np.ndarray, code: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The intercept and the coefficients of a logistic regression."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    if len(set(code)) < 2 or not np.ptp(features, axis=0).any():  # there is nothing to learn from
        one = weight.mean() if len(weight) else 1.0
        share = (code @ weight + one / 2) / (weight.sum() + one)
        return np.append(special.logit(share), np.zeros(features.shape[1]))
    model = LogisticRegression(C=_INVERSE_RIDGE, solver="newton-cholesky")
    with warnings.catch_warnings():
        # A solver that finds no step hands over to another one. No prediction biases the estimate.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(features, code, sample_weight=weight / weight.mean())
    return np.append(model.intercept_, model.coef_[0])


def layer_means(drawn: CodedSample, code: np.ndarray) -> np.ndarray:
    """The weighted mean of the codes of its layer, for each segment: a prediction without a
    surrogate.
    """
    result = np.zeros(len(drawn.layer))
    of_coded = drawn.layer[drawn.coded]
    for name in set(of_coded):
        of_layer = of_coded == name
        result[drawn.layer == name] = np.average(code[of_layer], weights=drawn.weight[of_layer])
    return result


def combined(drawn: CodedSample, code: np.ndarray, prediction: np.ndarray) -> Values:
    """Codes and predictions together (Egami et al., 2023, eq. 4).

    Parameters
    ----------
    drawn : CodedSample
    code : array
        of the coded segments.
    prediction : array
        of all segments.

    Returns
    -------
    Values

    Examples
    --------
    >>> one, two = np.zeros(4, dtype=int), np.array([0, 2])
    >>> drawn = CodedSample(np.arange(4), one, one, two, np.array([2.0, 2.0]), one[:2], np.array([4.0]))
    >>> combined(drawn, np.array([1, 0]), np.full(4, 0.5)).of_all.tolist()
    [1.5, 0.5, -0.5, 0.5]
    """
    error = code - prediction[drawn.coded]
    of_all = prediction.astype(float)
    of_all[drawn.coded] += drawn.weight * error
    return Values(of_all, error)


def estimated_share(
    held: Values, there: Values, is_member: np.ndarray, drawn: CodedSample
) -> ShareEstimate:
    """How many of the segments that are there hold what is asked for.

    Parameters
    ----------
    held, there : Values
        of each segment: whether it is there and holds it; whether it is there.
    is_member : array of bool
        the segments of the group.
    drawn : CodedSample

    Returns
    -------
    ShareEstimate
        nan where nothing is there.
    """
    n_there = there.of_all @ is_member
    if n_there <= 0:
        nothing = np.full(len(is_member), np.nan)
        return ShareEstimate(np.nan, nothing, nothing[drawn.coded])
    value = float(held.of_all @ is_member / n_there)
    # The linear part of the error of a ratio.
    of_all = (held.of_all - value * there.of_all) * is_member / n_there
    error = (held.error - value * there.error) * is_member[drawn.coded] / n_there
    return ShareEstimate(value, of_all, error)


def less(one: ShareEstimate, other: ShareEstimate) -> ShareEstimate:
    """The difference of two estimates from the same segments."""
    return ShareEstimate(
        one.value - other.value, one.of_all - other.of_all, one.error - other.error
    )


def variances(
    drawn: CodedSample, estimate: ShareEstimate, population: PopulationName
) -> tuple[float, float]:
    """How far an estimate may be off.

    Parameters
    ----------
    drawn : CodedSample
    estimate : ShareEstimate
    population : {"articles", "corpus"}
        clustered by article, which are a sample; or of a stratified draw from these segments.

    Returns
    -------
    float, float
        the variance; and how much of it would be halved by twice as many codes.
    """
    n_coded = np.bincount(drawn.stratum, minlength=len(drawn.size))
    spread = np.zeros(len(drawn.size))
    for stratum in np.flatnonzero(n_coded > 1):
        spread[stratum] = drawn.size[stratum] ** 2 * estimate.error[drawn.stratum == stratum].var(
            ddof=1
        )
    n_coded = np.maximum(n_coded, 1)
    from_codes = float((spread / n_coded).sum())
    if population == "corpus":
        return float((spread * (1 / n_coded - 1 / drawn.size)).sum()), from_codes
    of_article = np.bincount(drawn.article, estimate.of_all)
    n_articles = int((np.bincount(drawn.article) > 0).sum())
    return float(of_article @ of_article * n_articles / (n_articles - 1)), from_codes


def n_more_to_halve(variance: float, from_codes: float, n_coded: int) -> float:
    """How many more codes would halve an interval; nan where no number would.

    Examples
    --------
    >>> n_more_to_halve(1.0, 1.0, 100), n_more_to_halve(1.0, 0.7, 100)
    (300.0, nan)
    """
    rest = variance - from_codes  # what more codes leave as it is
    left_for_codes = variance / 4 - rest
    if not left_for_codes > 0:
        return np.nan
    return float(np.ceil(from_codes * n_coded / left_for_codes - n_coded))


def logistic(
    design: np.ndarray, values: np.ndarray, article: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The coefficients that solve the equations of a logistic regression on combined values, which
    may lie outside 0 and 1, and their covariance, clustered by article.

    Returns
    -------
    array, array
        coefficients, and coefficients × coefficients; nan where there is no solution.
    """
    beta = np.zeros(design.shape[1])
    undefined = np.full(len(beta), np.nan), np.full((len(beta), len(beta)), np.nan)
    for _ in range(50):
        mean = special.expit(design @ beta)
        information = (design * (mean * (1 - mean))[:, None]).T @ design
        if np.linalg.cond(information) > 1e10:
            return undefined
        step = np.linalg.solve(information, design.T @ (values - mean))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    else:
        return undefined
    scores = design * (values - mean)[:, None]
    _, cluster = np.unique(article, return_inverse=True)
    summed = np.stack([np.bincount(cluster, column) for column in scores.T])
    n_clusters = summed.shape[1]
    inverse = np.linalg.inv(information)
    return beta, inverse @ (summed @ summed.T) @ inverse * n_clusters / (n_clusters - 1)
