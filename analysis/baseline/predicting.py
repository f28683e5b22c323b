"""What an ordinary target layer holds beside a reference layer, given both lengths: the distribution
of its hits, or of the sum of their weights, for many articles at a time.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.baseline.fitting import CountFit, SumFit, posterior_mean

LOW, HIGH = 0.05, 0.95  # the ends of the central 90 %
_Z = np.linspace(-5, 5, 61)
_MOST_COUNTED = 400  # hits up to which each count is gone through
_MOST_EXPECTED = 150.0
_ROWS_AT_ONCE = 8_192
_FAR, _BISECTIONS = 8.0, 14  # standard deviations; to a thousandth of one
_NOTHING = 1e-9


class Prediction(NamedTuple):
    """An entry per article.

    expected: the mean; low, high: the ends of the central 90 %; below, at: the probability of fewer
    than the observed, and of exactly as many.
    """

    expected: np.ndarray
    low: np.ndarray
    high: np.ndarray
    below: np.ndarray
    at: np.ndarray

    @property
    def percentile(self) -> np.ndarray:
        """The share of ordinary layers that hold less, half of the equal ones among them; 0 to 100."""
        return 100 * (self.below + self.at / 2)

    @property
    def p(self) -> np.ndarray:
        """Two-sided: twice the smaller tail, the observed in it."""
        tails = np.minimum(self.below + self.at, 1 - self.below)
        return np.clip(2 * tails, 0.0, 1.0)


def predict_counts(
    fit: CountFit,
    n_reference: np.ndarray,
    words_reference: np.ndarray,
    n_target: np.ndarray,
    words_target: np.ndarray,
    *,
    ends: bool = True,
) -> Prediction:
    """How many hits ordinary target layers of as many words hold beside such reference layers.

    Parameters
    ----------
    fit : CountFit
    n_reference, words_reference, n_target, words_target : array
        hits and words, an entry per article.
    ends : bool
        whether low and high are asked for, the longest part of the work; nan where they are not.

    Returns
    -------
    Prediction

    Examples
    --------
    >>> fit = CountFit(mu=-6.0, sigma=1.0, alpha=-2.0, beta=0.5, spread=0.5)
    >>> made = predict_counts(fit, *(np.array([n]) for n in (10, 1000, 9, 42)))
    >>> made.expected.round(2).item(), made.high.item(), made.p.item() < 0.001
    (0.6, 2.0, True)
    """
    given = (n_reference, words_reference, n_target, words_target)
    return predict_each_count([(fit, given)], ends=ends)[0]


def predict_each_count(
    asked: Sequence[tuple[CountFit, Sequence[np.ndarray]]], *, ends: bool = True
) -> list[Prediction]:
    """`predict_counts` by several fits, each for articles of its own.

    They are worked out together, for one row takes as long as hundreds.

    Parameters
    ----------
    asked : sequence of (CountFit, sequence of array)
        each fit with n_reference, words_reference, n_target and words_target.
    ends : bool
        as of `predict_counts`.

    Returns
    -------
    list of Prediction
        one of each fit, in their order.

    Examples
    --------
    >>> fits = [CountFit(mu=mu, sigma=1.0, alpha=-2.0, beta=0.5, spread=0.5) for mu in (-6.0, -4.0)]
    >>> given = [np.array([n]) for n in (10, 1000, 9, 42)]
    >>> made = predict_each_count([(fit, given) for fit in fits])
    >>> [of_fit.expected.round(2).item() for of_fit in made]
    [0.6, 0.66]
    """
    pieces = [
        (number, fit, [np.asarray(of[start : start + _ROWS_AT_ONCE], dtype=float) for of in given])
        for number, (fit, given) in enumerate(asked)
        for start in range(0, max(len(given[0]), 1), _ROWS_AT_ONCE)
    ]
    n_before = itertools.accumulate((len(rows[0]) for *_, rows in pieces), initial=0)
    portion_of = (n // _ROWS_AT_ONCE for n in n_before)
    parts: list[list[Prediction]] = [[] for _ in asked]
    for _, portion in itertools.groupby(pieces, key=lambda _: next(portion_of)):
        numbers, *fits_and_rows = zip(*portion, strict=True)
        made = _predict_together(list(zip(*fits_and_rows, strict=True)), ends=ends)
        for number, of_piece in zip(numbers, made, strict=True):
            parts[number].append(of_piece)
    return [Prediction(*map(np.concatenate, zip(*made, strict=True))) for made in parts]


def _predict_together(
    asked: list[tuple[CountFit, list[np.ndarray]]], *, ends: bool
) -> list[Prediction]:
    levels, distributions = np.array([LOW, HIGH] if ends else []), []
    for fit, (n_reference, words_reference, n_target, words_target) in asked:
        weight, rate = target_rates(fit, n_reference, words_reference)
        rate = np.broadcast_to(rate, weight.shape)
        distributions.append((weight, rate, fit.exposure(words_target), n_target))
    weight, rate, words, n = (np.concatenate(of) for of in zip(*distributions, strict=True))
    counts = count_quantiles(weight, rate, words, levels, n)
    low_high = counts.quantiles.T if ends else np.full((2, len(n)), np.nan)
    columns = words * _mean(weight, rate), *low_high, counts.below, counts.at
    bounds = np.cumsum([len(of_fit[-1]) for of_fit in distributions])[:-1]
    of_fits = zip(*(np.split(of, bounds) for of in columns), strict=True)
    return list(itertools.starmap(Prediction, of_fits))


@functools.lru_cache(maxsize=1024)
def _kernel(fit: CountFit) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The nodes of the log rate in the reference with their log weights, the share that each sends
    to each node of the target's, and the rates at these.
    """
    reference = fit.mu + fit.sigma * _Z
    centre = fit.alpha + fit.beta * reference
    whole = np.hypot(fit.beta * fit.sigma, fit.spread)
    target = fit.alpha + fit.beta * fit.mu + whole * _Z
    kernel = np.exp(-(((target[None, :] - centre[:, None]) / fit.spread) ** 2) / 2)
    kernel /= kernel.sum(axis=1, keepdims=True)
    return reference, -(_Z**2) / 2, kernel, np.exp(target)


def target_rates(
    fit: CountFit, n_reference: np.ndarray, words_reference: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The distribution of the target's rate given what the reference holds.

    Returns
    -------
    array, array
        the weight of each node (article × node, a row sums to 1); the rate at each, hits per word.
    """
    nodes, log_weight, kernel, rate = _kernel(fit)
    log = n_reference[:, None] * nodes - words_reference[:, None] * np.exp(nodes) + log_weight
    posterior = np.exp(log - log.max(axis=1, keepdims=True))
    weight = np.einsum("an,nm->am", posterior / posterior.sum(axis=1, keepdims=True), kernel)
    return weight, rate


def _mean(of_node: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The weighted mean over the nodes of each article.

    A matrix product would give an article other last digits beside other articles.
    """
    return (of_node * weight).sum(axis=1)


def reference_log_likelihoods(
    fit: CountFit, n_reference: np.ndarray, words_reference: np.ndarray
) -> np.ndarray:
    """How probable a fit makes the reference's hits, but for a constant of each article."""
    nodes, log_weight, _, _ = _kernel(fit)
    log = n_reference[:, None] * nodes - words_reference[:, None] * np.exp(nodes) + log_weight
    most = log.max(axis=1)
    return np.asarray(most + np.log(np.exp(log - most[:, None]).sum(axis=1)))


class Counted(NamedTuple):
    """The smallest counts at which the distribution reaches some levels (article × level), and the
    probability of fewer than the observed, and of exactly as many.
    """

    quantiles: np.ndarray
    below: np.ndarray
    at: np.ndarray


def count_quantiles(
    weight: np.ndarray, rate: np.ndarray, words: np.ndarray, levels: np.ndarray, n: np.ndarray
) -> Counted:
    """The distribution of a count whose rate lies at some nodes with some weights.

    Parameters
    ----------
    weight : array, article × node
    rate : array, article × node
        hits per word at each node.
    words, n : array
        words and observed hits of each article.
    levels : array
        probabilities, ascending; none where only the observed is asked for.

    Returns
    -------
    Counted
    """
    is_large = (n > _MOST_COUNTED) | (words * _mean(weight, rate) > _MOST_EXPECTED)
    quantiles = np.zeros((len(n), len(levels)))
    below, at = np.zeros((2, len(n)))
    large = np.flatnonzero(is_large)
    if len(large):
        quantiles[large], below[large], at[large] = _large(
            weight[large], words[large, None] * rate[large], levels, n[large]
        )
    rows = np.flatnonzero(~is_large)
    mean = words[rows, None] * rate[rows]
    term = weight[rows] * np.exp(-mean)
    reached, highest = np.zeros(len(rows)), levels.max(initial=0.0)
    for count in range(_MOST_COUNTED + 1):
        probability = term.sum(axis=1)
        is_observed = n[rows] == count
        below[rows[is_observed]] = reached[is_observed]
        at[rows[is_observed]] = probability[is_observed]
        quantiles[rows] += (reached[:, None] < levels) & (count > 0)
        reached = reached + probability
        active = (reached < highest) | (n[rows] > count)
        if not active.all():
            # A level that is reached by this count is not raised again.
            rows, mean, term, reached = rows[active], mean[active], term[active], reached[active]
        if not len(rows):
            break
        term = term * mean / (count + 1)
    return Counted(quantiles, below, at)


def _large(weight: np.ndarray, mean: np.ndarray, levels: np.ndarray, n: np.ndarray) -> Counted:
    """The same by bisection, where counts are many."""
    from scipy import special

    def reached(count: np.ndarray) -> np.ndarray:
        return np.einsum("an,an->a", weight, special.pdtr(count[:, None], mean))

    below, up_to = (
        np.where(n - less < 0, 0.0, reached(np.maximum(n - less, 0))) for less in (1, 0)
    )
    most = np.full(len(n), 2.0 ** np.ceil(np.log2(mean.max() + 20 * np.sqrt(mean.max()) + 20)))
    quantiles = np.zeros((len(n), len(levels)))
    for column, level in enumerate(levels):
        least, top = np.full(len(n), -1.0), most.copy()
        while (top - least > 1).any():
            middle = np.floor((least + top) / 2)
            is_enough = reached(middle) >= level
            least, top = np.where(is_enough, least, middle), np.where(is_enough, middle, top)
        quantiles[:, column] = top
    return Counted(quantiles, below, np.maximum(up_to - below, 0.0))


# Hits of the target that stand for all numbers of them, given that there is one: the nodes and
# weights of a Gauss-Legendre rule over their quantiles.
_LEVELS, _SHARES = (half / 2 for half in np.polynomial.legendre.leggauss(24))
_LEVELS = _LEVELS + 0.5


def predict_sums(
    counts: CountFit,
    fit: SumFit,
    n_reference: np.ndarray,
    words_reference: np.ndarray,
    sum_reference: np.ndarray,
    words_target: np.ndarray,
    sum_target: np.ndarray,
    *,
    ends: bool = True,
) -> Prediction:
    """What the weights of ordinary target layers of as many words sum to beside such reference
    layers.

    Their number is that of `predict_counts`; given it, their mean follows a t distribution around
    what the reference's mean, shrunk to that of all pages, leads to expect.

    Parameters
    ----------
    counts : CountFit
        of the number of hits.
    fit : SumFit
    n_reference, words_reference, sum_reference, words_target, sum_target : array
        hits, words and summed weights, an entry per article.
    ends : bool
        as of `predict_counts`.

    Returns
    -------
    Prediction
        of the sum.
    """
    given = (n_reference, words_reference, sum_reference, words_target, sum_target)
    parts = [
        _predict_sums(
            counts,
            fit,
            *(np.asarray(column[start : start + _ROWS_AT_ONCE], float) for column in given),
            ends=ends,
        )
        for start in range(0, max(len(sum_target), 1), _ROWS_AT_ONCE)
    ]
    return Prediction(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _predict_sums(
    counts: CountFit,
    fit: SumFit,
    n_reference: np.ndarray,
    words_reference: np.ndarray,
    sum_reference: np.ndarray,
    words_target: np.ndarray,
    sum_target: np.ndarray,
    *,
    ends: bool,
) -> Prediction:
    weight, rate = target_rates(counts, n_reference, words_reference)
    words_target = counts.exposure(words_target)
    none = np.einsum("an,an->a", weight, np.exp(-words_target[:, None] * rate))
    mean = np.divide(
        sum_reference, n_reference, out=np.zeros(len(n_reference)), where=n_reference > 0
    )
    shrunk, unsure = posterior_mean(fit.mu, fit.sigma, fit.noise, n_reference, mean)
    centre = (fit.alpha + fit.beta * shrunk)[:, None]
    n = _numbers(weight, rate, words_target, none)
    spread = n * np.sqrt(fit.spread**2 + fit.beta**2 * unsure[:, None] + fit.target_noise / n)

    def reached(value: np.ndarray) -> np.ndarray:
        """The probability of a sum up to a value, but for no hit at all."""
        at_or_below = t_cdf((value[:, None] - n * centre) / spread, fit.degrees)
        return _mean(at_or_below, _SHARES) * (1 - none)

    middle = _mean(n * centre, _SHARES)
    deviation = np.sqrt(_mean((n * centre - middle[:, None]) ** 2 + spread**2, _SHARES))
    up_to_zero = reached(np.zeros(len(n)))

    def quantile(level: float) -> np.ndarray:
        """Without the sums of no hit at all, which are 0, the distribution has no step."""
        is_zero = (up_to_zero < level) & (up_to_zero + none >= level)
        wanted = np.where(up_to_zero >= level, level, level - none)
        least, most = middle - _FAR * deviation, middle + _FAR * deviation
        for _ in range(_BISECTIONS):
            half = (least + most) / 2
            is_enough = reached(half) >= wanted
            least, most = np.where(is_enough, least, half), np.where(is_enough, half, most)
        return np.where(is_zero, 0.0, (least + most) / 2)

    is_zero = np.abs(sum_target) < _NOTHING
    below = reached(sum_target) + none * ((sum_target > 0) & ~is_zero)
    low, high = (quantile(LOW), quantile(HIGH)) if ends else np.full((2, len(n)), np.nan)
    return Prediction((1 - none) * middle, low, high, below, none * is_zero)


def _numbers(
    weight: np.ndarray, rate: np.ndarray, words: np.ndarray, none: np.ndarray
) -> np.ndarray:
    """Numbers of hits that stand for all of them, given that there is one (article × node)."""
    # The levels differ from article to article: the distribution given one hit is that of all, cut.
    numbers = np.ones((len(words), len(_LEVELS)))
    levels = none[:, None] + (1 - none[:, None]) * _LEVELS
    mean = words[:, None] * rate
    is_large = words * _mean(weight, rate) > _MOST_EXPECTED
    if is_large.any():
        # So many that the Poisson part no longer matters: quantiles of the rate.
        at_nodes = np.cumsum(weight[is_large], axis=1)
        for row, share in zip(np.flatnonzero(is_large), at_nodes, strict=True):
            numbers[row] = np.maximum(np.interp(_LEVELS, share, mean[row]), 1.0)
    rows = np.flatnonzero(~is_large)
    mean = mean[rows]
    term = weight[rows] * np.exp(-mean) * mean
    reached = none[rows] + term.sum(axis=1)
    for count in range(2, 8 * _MOST_COUNTED):
        active = reached < levels[rows, -1]
        rows, mean, term, reached = rows[active], mean[active], term[active], reached[active]
        if not len(rows):
            break
        numbers[rows] += reached[:, None] < levels[rows]
        term = term * mean / count
        reached = reached + term.sum(axis=1)
    return numbers


def t_cdf(t: np.ndarray, degrees: int) -> np.ndarray:
    """The distribution function of Student's t with an even number of degrees of freedom, by its
    finite series (Abramowitz & Stegun, 1972, 26.7.4).

    Examples
    --------
    >>> t_cdf(np.array([0.0, 2.776]), 4).round(3).tolist()
    [0.5, 0.975]
    """
    square = degrees / (degrees + t**2)  # of the cosine
    term = series = np.ones_like(t)
    for step in range(1, degrees // 2):
        term = term * square * ((2 * step - 1) / (2 * step))
        series = series + term
    return 0.5 + t / np.sqrt(degrees + t**2) * series / 2
