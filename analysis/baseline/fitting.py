"""How ordinary pages relate two layers: six numbers a category, from the hits and words of each page.

The log of a page's rate in the reference is normal over pages; given it, the log of its rate in the
target is normal around a line; hits are Poisson given rate and words. (A bivariate
Poisson-lognormal distribution: Aitchison & Ho, 1989.) The sixth number lets the rate change with the
length of the target: a caption names persons first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

# The nodes of a log rate, hits per word: from one hit in nine million words to a hit a word.
_STEP = 0.15
_LEAST_LOG_RATE = -16.0
# Weak priors, as centre and spread: of the two log rates around those of all pages together, of the
# slope, of the logs of the two spreads, and of the power of the length.
_PRIOR_CENTRES = np.array([0.0, np.log(0.8), 0.0, 0.7, np.log(0.6), 0.0])
_PRIOR_SPREADS = np.array([2.0, 0.7, 1.0, 0.4, 0.5, 0.1])
_BOUNDS = [(-14.0, -0.5), (-3.0, 1.2), (-14.0, 0.0), (-1.0, 2.5), (-2.5, 1.2), (-0.5, 0.5)]
USUAL_WORDS = 30  # of a target of which a rate is meant
DEGREES = (4, 6, 8, 12, 20)  # of freedom, for which the distribution of t has a closed form


class CountFit(NamedTuple):
    """What the pages say of one category.

    mu, sigma: mean and spread of the log rate in the reference; alpha, beta: the log rate in a
    target of 30 words is alpha + beta × that of the reference, give or take spread; gamma: by which
    power of its length the rate in the target changes.
    """

    mu: float
    sigma: float
    alpha: float
    beta: float
    spread: float
    gamma: float = 0.0

    def exposure(self, words: np.ndarray) -> np.ndarray:
        """The words of a target as the words of one of usual length that would hold as many hits.

        Examples
        --------
        >>> fit = CountFit(mu=-6.0, sigma=1.0, alpha=-2.0, beta=0.5, spread=0.5, gamma=-0.5)
        >>> fit.exposure(np.array([30.0, 120.0])).tolist()
        [30.0, 60.0]
        """
        return words * (words / USUAL_WORDS) ** self.gamma


class SumFit(NamedTuple):
    """What the pages say of the mean weight of a hit, for a measure whose weights are summed.

    mu, sigma: mean and spread over pages in the reference; noise: the variance of one hit there;
    alpha, beta: the target's mean is alpha + beta × that of the reference, give or take spread;
    target_noise: the variance of one hit in the target; degrees: of freedom of the t distribution.
    """

    mu: float
    sigma: float
    noise: float
    alpha: float
    beta: float
    spread: float
    target_noise: float
    degrees: int


def fit_counts(
    n_reference: np.ndarray,
    words_reference: np.ndarray,
    n_target: np.ndarray,
    words_target: np.ndarray,
) -> CountFit:
    """The five numbers of a category, where the posterior density is highest.

    Parameters
    ----------
    n_reference, words_reference, n_target, words_target : array
        hits and words of the two layers, an entry per page; every layer has a word.

    Returns
    -------
    CountFit
    """
    from scipy import optimize

    sides = (n_reference, words_reference), (n_target, words_target)
    # Half a hit more: a category without any is rare, not impossible.
    pooled = [float(np.log((n.sum() + 0.5) / words.sum())) for n, words in sides]
    nodes = np.arange(_LEAST_LOG_RATE, _STEP / 2, _STEP)
    of_reference = _poisson(n_reference, words_reference, nodes)
    length = np.log(words_target / USUAL_WORDS)
    centre = _PRIOR_CENTRES + np.array([pooled[0], 0, pooled[1], 0, 0, 0])
    from_pooled = nodes - pooled[0]

    def objective(numbers: np.ndarray) -> tuple[float, np.ndarray]:
        mu, log_sigma, alpha, beta, log_spread, gamma = numbers
        sigma, spread = np.exp(log_sigma), np.exp(log_spread)
        z = (nodes - mu) / sigma
        prior = np.exp(-(z**2) / 2) * (_STEP / sigma)
        error = (nodes[None, :] - alpha - beta * from_pooled[:, None]) / spread
        kernel = np.exp(-(error**2) / 2) * (_STEP / spread)
        exposure = words_target * np.exp(gamma * length)
        of_target = _poisson(n_target, exposure, nodes)
        at_target = ((of_reference * prior) @ kernel) * of_target  # page × node of the target
        of_page = np.maximum(at_target.sum(axis=1), 1e-300)
        # How much of each page lies at each pair of nodes, summed over pages.
        share = (of_reference / of_page[:, None]).T @ of_target
        share *= prior[:, None] * kernel
        at_reference = share.sum(axis=1)
        pull = share * error
        expected = exposure * (at_target @ np.exp(nodes)) / of_page
        distance = (numbers - centre) / _PRIOR_SPREADS
        gradient = np.array(
            [
                at_reference @ z / sigma,
                at_reference @ (z**2 - 1),
                pull.sum() / spread,
                from_pooled @ pull.sum(axis=1) / spread,
                (pull * error).sum() - at_reference.sum(),
                (n_target - expected) @ length,
            ]
        )
        value = np.log(of_page).sum() - distance @ distance / 2
        return -value, -(gradient - distance / _PRIOR_SPREADS)

    first = np.clip(centre, *np.transpose(_BOUNDS))
    # The matrices are small: threads would only wait for each other.
    with threadpool_limits(1):
        best = optimize.minimize(objective, first, jac=True, method="L-BFGS-B", bounds=_BOUNDS)
    mu, log_sigma, alpha, beta, log_spread, gamma = best.x.tolist()
    sigma, spread = float(np.exp(log_sigma)), float(np.exp(log_spread))
    return CountFit(mu, sigma, alpha - beta * pooled[0], beta, spread, gamma)


def _poisson(n: np.ndarray, words: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """The likelihood of each page's hits at each log rate, by that at the page's own rate."""
    rate = np.log(np.maximum(n, 0.5) / words)
    log = n[:, None] * (nodes - rate[:, None]) - words[:, None] * np.exp(nodes) + n[:, None]
    return np.exp(log)


def fit_sums(
    n_reference: np.ndarray,
    sum_reference: np.ndarray,
    n_target: np.ndarray,
    sum_target: np.ndarray,
) -> SumFit:
    """The numbers of a measure whose weights are summed, where the likelihood is highest.

    Parameters
    ----------
    n_reference, sum_reference, n_target, sum_target : array
        hits, and the sum of their weights, of the two layers, an entry per page. Only pages with a
        hit in both say anything.

    Returns
    -------
    SumFit
    """
    from scipy import optimize, special

    has_hits = (n_reference > 0) & (n_target > 0)
    n_reference, n_target = n_reference[has_hits], n_target[has_hits]
    mean_reference = sum_reference[has_hits] / n_reference
    mean_target = sum_target[has_hits] / n_target
    # A value of 0 to 5: the scale of all spreads.
    scale = max(float(np.sqrt((mean_target**2).sum() / max(len(mean_target), 1))), 1e-6)

    def of_reference(numbers: np.ndarray) -> float:
        mu, log_sigma, log_noise = numbers
        variance = np.exp(2 * log_sigma) + np.exp(log_noise) / n_reference
        loss = np.log(variance) / 2 + (mean_reference - mu) ** 2 / (2 * variance)
        return float(loss.sum())

    bounds = [
        (None, None),
        (np.log(scale) - 4, np.log(scale) + 2),
        (2 * np.log(scale) - 4, 2 * np.log(scale) + 4),
    ]
    first = np.array([mean_reference.mean(), np.log(scale) - 1, 2 * np.log(scale)])
    mu, log_sigma, log_noise = optimize.minimize(
        of_reference, first, method="L-BFGS-B", bounds=bounds
    ).x
    sigma, noise = np.exp(log_sigma), np.exp(log_noise)
    shrunk, unsure = posterior_mean(mu, sigma, noise, n_reference, mean_reference)

    def of_target(numbers: np.ndarray, degree: int) -> float:
        alpha, beta, log_spread, log_noise = numbers
        variance = np.exp(2 * log_spread) + beta**2 * unsure + np.exp(log_noise) / n_target
        z = (mean_target - alpha - beta * (shrunk - mu)) ** 2 / variance
        loss = np.log(variance) / 2 + (degree + 1) / 2 * np.log1p(z / degree)
        whole = special.gammaln((degree + 1) / 2) - special.gammaln(degree / 2)
        loss = loss - whole + np.log(degree) / 2
        slope = (beta - _PRIOR_CENTRES[3]) / _PRIOR_SPREADS[3]
        return float(loss.sum() + slope**2 / 2)

    first = np.array([mean_target.mean(), 0.7, np.log(scale) - 1, 2 * np.log(scale)])
    bounds = [(None, None), (-1.0, 3.0), *bounds[1:]]
    with threadpool_limits(1):
        fits = {
            degree: optimize.minimize(
                of_target, first, args=(degree,), method="L-BFGS-B", bounds=bounds
            )
            for degree in DEGREES
        }
    degree = min(fits, key=lambda tried: float(fits[tried].fun))
    alpha, beta, log_spread, log_target_noise = fits[degree].x.tolist()
    of_target_hits = float(np.exp(log_spread)), float(np.exp(log_target_noise)), degree
    mu, sigma, noise = float(mu), float(sigma), float(noise)
    return SumFit(mu, sigma, noise, alpha - beta * mu, beta, *of_target_hits)


def sum_log_likelihoods(
    fit: SumFit,
    n_reference: np.ndarray,
    sum_reference: np.ndarray,
    n_target: np.ndarray,
    sum_target: np.ndarray,
) -> np.ndarray:
    """How probable a fit makes each page, but for a constant; 0 for one that says nothing."""
    has_hits = (n_reference > 0) & (n_target > 0)
    sizes = np.maximum(n_reference, 1), np.maximum(n_target, 1)
    means = sum_reference / sizes[0], sum_target / sizes[1]
    variance = fit.sigma**2 + fit.noise / sizes[0]
    loss = np.log(variance) / 2 + (means[0] - fit.mu) ** 2 / (2 * variance)
    shrunk, unsure = posterior_mean(fit.mu, fit.sigma, fit.noise, sizes[0], means[0])
    variance = fit.spread**2 + fit.beta**2 * unsure + fit.target_noise / sizes[1]
    z = (means[1] - fit.alpha - fit.beta * shrunk) ** 2 / variance
    loss = loss + np.log(variance) / 2 + (fit.degrees + 1) / 2 * np.log1p(z / fit.degrees)
    return np.where(has_hits, -loss, 0.0)


def posterior_mean(
    mu: float, sigma: float, noise: float, n: np.ndarray, mean: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A layer's underlying mean weight and its variance, given the mean of n hits (0 of no hit).

    Examples
    --------
    >>> mean, variance = posterior_mean(0.0, 1.0, 4.0, np.array([0, 4]), np.array([0.0, 1.0]))
    >>> mean.tolist(), variance.tolist()
    ([0.0, 0.5], [1.0, 0.5])
    """
    trust = sigma**2 * n / (sigma**2 * n + noise)
    return mu + trust * (mean - mu), sigma**2 * (1 - trust)
