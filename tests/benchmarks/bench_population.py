"""How often each interval over articles covers its value, how often outlets that are alike are told apart, and how long it takes.

Run with: uv run python tests/benchmarks/bench_population.py [--corpora 400] [--articles 100000] [--categories 40]

Articles are simulated: one to eight captions of 8 to 40 words, a body of 200 to 1,500; an article's subject multiplies both
rates by an exponential variable, its captions' rate by a log-normal one more; segments are overdispersed as those of real
pages are. An interval is asked to cover the difference, weighed by words, of 400,000 such articles.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis import population

RATES = (
    (3, 3, 0.5),
    (30, 10, 0.5),
    (1, 1, 0.5),
    (10, 3, 1.0),
    (0.2, 3, 0.5),
)  # captions, body (per 1,000), log spread
SIZES = (20, 40, 80, 160)
PHI = 0.5


def simulated(
    n: int, caption: float, body: float, spread: float, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The differences of n articles, and their weights."""
    k = np.minimum(1 + random.poisson(3, n), 8)
    here = np.where(np.arange(8) < k[:, None], random.integers(8, 41, (n, 8)), 0).sum(axis=1)
    there = random.integers(200, 1500, n)
    subject = random.gamma(1, 1.0, n)
    own = subject * random.lognormal(-(spread**2) / 2, spread, n)
    hits = random.poisson(caption * own * random.gamma(k / PHI, PHI / k) * here / 1000)
    behind = random.poisson(body * subject * random.gamma(15 / PHI, PHI / 15, n) * there / 1000)
    return 1000 * (hits / here - behind / there), here * there / (here + there)


def intervals(
    d: np.ndarray, w: np.ndarray, random: np.random.Generator
) -> dict[str, tuple[float, float]]:
    """Percentile, BCa, bootstrap-t and Student's t of the weighted mean."""
    n, sample = len(d), population._Sample(d[:, None], w, np.arange(len(d)))
    drawn = sample.draw(999, random)
    mean, error, means = (
        float(sample.moments.mean[0]),
        float(np.sqrt(sample.moments.variance[0])),
        drawn.mean[:, 0],
    )
    u = w * (d - mean)
    z0 = stats.norm.ppf(np.clip((means < mean).mean() + (means == mean).mean() / 2, 1e-6, 1 - 1e-6))
    skew, z = (u**3).sum() / (6 * (u**2).sum() ** 1.5), stats.norm.ppf([0.025, 0.975])
    student = stats.t.ppf(0.975, n - 1) * np.sqrt(n / (n - 1)) * error
    ends = population._interval(sample.moments, drawn)
    return {
        "percentile": tuple(np.quantile(means, [0.025, 0.975])),
        "BCa": tuple(np.quantile(means, stats.norm.cdf(z0 + (z0 + z) / (1 - skew * (z0 + z))))),
        "bootstrap-t": (float(ends[0, 0]), float(ends[1, 0])),
        "Student": (mean - student, mean + student),
    }


def coverage(corpora: int) -> None:
    print(
        "captions  body  spread  articles   "
        + "  ".join(f"{name:>11}" for name in ("percentile", "BCa", "bootstrap-t", "Student"))
    )
    random = np.random.default_rng(0)
    for rates in RATES:
        many, weight = simulated(400_000, *rates, np.random.default_rng(99))
        value = np.average(many, weights=weight)
        for n in SIZES:
            held: dict[str, list[bool]] = {}
            while len(held.get("Student", [])) < corpora:
                d, w = simulated(n, *rates, random)
                if np.ptp(d):
                    for name, (low, high) in intervals(d, w, random).items():
                        held.setdefault(name, []).append(low <= value <= high)
            shares = "  ".join(f"{np.mean(column):11.3f}" for column in held.values())
            print(f"{rates[0]:8g}  {rates[1]:4g}  {rates[2]:6g}  {n:8d}   {shares}", flush=True)


def false_tables(corpora: int) -> None:
    """Four outlets of 40, 40, 80 and 160 articles and twelve rows, nothing between them; and with the first one's captions short."""
    for name, cut in (("alike", 1.0), ("captions of the first a third as long", 1 / 3)):
        wrong = 0
        for seed in range(corpora):
            random, sizes = np.random.default_rng(seed), (40, 40, 80, 160)
            source = np.repeat(list("ABCD"), sizes)
            words = np.maximum(
                random.integers(20, 150, 320) * np.where(source == "A", cut, 1), 5
            ).astype(int)
            body, tables = random.integers(200, 1500, 320), []
            for row in range(12):
                rate = (1, 3, 10, 30)[row % 4] * random.gamma(1, 1.0, 320)
                d = 1000 * (
                    random.poisson(rate * words / 1000) / words
                    - random.poisson(rate * body / 1000) / body
                )
                tables.append(pd.DataFrame({"article": range(320), "measure": "m", "category": f"{row}", "difference": d,
                                            "words_target": words, "words_reference": body}))  # fmt: skip
            said = pd.DataFrame({"article": range(320), "source": source})
            wrong += (
                population.outlets(pd.concat(tables), said, draws=9, seed=seed)["p_adjusted"]
                <= 0.05
            ).any()
        print(
            f"tables of outlets that show a difference, {name}: {wrong / corpora:.3f} of {corpora}",
            flush=True,
        )


def timed(name: str, call: Callable[[], object]) -> None:
    start = time.perf_counter()
    call()
    print(f"{name:24} {time.perf_counter() - start:6.2f} s", flush=True)


def speed(n: int, categories: int) -> None:
    random = np.random.default_rng(0)
    here, there = random.integers(15, 200, n), random.integers(200, 1500, n)
    d = random.poisson(0.01 * here[:, None], (n, categories)) / here[:, None]
    d = 1000 * (d - random.poisson(0.008 * there[:, None], (n, categories)) / there[:, None])
    names = pd.Categorical(np.tile([f"c{k:02d}" for k in range(categories)], n))
    table = pd.DataFrame({"article": np.repeat(np.arange(n), categories), "measure": pd.Categorical(["m"] * n * categories),
                          "category": names, "difference": d.ravel(), "words_target": np.repeat(here, categories),
                          "words_reference": np.repeat(there, categories)})  # fmt: skip
    outlet = random.choice(20, n, p=np.arange(20, 0, -1) / 210)
    said = pd.DataFrame({"article": np.arange(n), "source": [f"Outlet {k}" for k in outlet],
                         "published": [f"{year}-05-01" for year in random.integers(2015, 2025, n)]})  # fmt: skip
    print(f"{n:,} articles, {categories} categories, 20 outlets")
    timed("base_rates", lambda: population.base_rates(table))
    timed(
        "percentiles",
        lambda: population.percentiles(table[table["article"] == 5], table, leave_out=5),
    )
    timed("estimates", lambda: population.estimates(table))
    timed("estimates by source", lambda: population.estimates(table, said, by="source"))
    timed("estimates by year", lambda: population.estimates(table, said, by="year"))
    timed("outlets", lambda: population.outlets(table, said))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=int, default=400)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--categories", type=int, default=40)
    asked = parser.parse_args()
    coverage(asked.corpora)
    false_tables(asked.corpora)
    speed(asked.articles, asked.categories)
