"""How often `coding.layer_bias` finds a bias between layers where there is none, and where there is one.

Run with: uv run python tests/benchmarks/bench_layer_bias.py [--samples 2000] [--seed 0]

Samples of segments on which a coder errs by chance: a false alarm, a miss, or none. In the first table the net error
(false alarms less misses, per segment) of captions and paragraphs is the same, though their errors may not be; in
the second it differs. A case names the false alarms and misses of captions, then those of paragraphs, in percent.
Errors that are "of an article" are all false alarms or all misses within one article and layer, and only in so large a
part of the articles.

Columns: shown (share of samples with p <= .05: false positives in the first table, power in the second), covered (share
of 95% intervals that hold the true difference), width (of the interval, mean), dealt (share of p <= .05 where layers
are dealt out anew among all segments, as `comparison.compare` does it, in every tenth sample). A share of false positives
is fine up to .05 plus two standard errors: .060 of 2,000 samples.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import permutation
from analysis.coding import bias

DEALT = 10  # one sample of so many is also tested by dealing the layers out anew


class Errors(NamedTuple):
    """How a coder errs on the segments of one layer."""

    false_alarms: float
    misses: float
    of_article: float = 0.0  # the part of the articles in which it errs, always the same way

    @property
    def net(self) -> float:
        return (self.false_alarms - self.misses) * (self.of_article or 1.0)

    def __str__(self) -> str:
        shares = f"{100 * self.false_alarms:.0f}/{100 * self.misses:.0f}"
        return f"{shares} of {100 * self.of_article:.0f}% articles" if self.of_article else shares

    def drawn(self, article: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """The error of each segment: 1, -1 or 0."""
        any_error = self.false_alarms + self.misses
        if not any_error:
            return np.zeros(len(article))
        is_error = random.random(len(article)) < any_error
        n_articles = article.max() + 1
        draws = (
            random.random(n_articles)[article] if self.of_article else random.random(len(article))
        )
        if self.of_article:
            is_error &= (random.random(n_articles) < self.of_article)[article]
        return is_error * np.where(draws < self.false_alarms / any_error, 1.0, -1.0)


# Articles, and captions and paragraphs of each.
SAMPLES = [
    (1, 4, 15), (1, 8, 30), (1, 20, 20), (1, 40, 160),
    (6, 3, 8), (8, 3, 8), (12, 3, 8), (25, 3, 8), (60, 1, 3), (100, 1, 2),
]  # fmt: skip
ALIKE = [
    (Errors(0.1, 0.05), Errors(0.1, 0.05)),
    (Errors(0.3, 0.0), Errors(0.3, 0.0)),
    (Errors(0.2, 0.2), Errors(0.02, 0.02)),
    (Errors(0.45, 0.45), Errors(0.02, 0.02)),
    (Errors(0.0, 0.0), Errors(0.2, 0.2)),
    (Errors(0.4, 0.4, 0.5), Errors(0.05, 0.05)),
    (Errors(0.4, 0.4, 0.5), Errors(0.4, 0.4, 0.5)),
    (Errors(0.5, 0.5, 1.0), Errors(0.0, 0.0)),
]
DIFFERENT = [
    (Errors(0.1, 0.0), Errors(0.0, 0.0)),
    (Errors(0.3, 0.1), Errors(0.1, 0.1)),
    (Errors(0.3, 0.0), Errors(0.0, 0.0)),
    (Errors(0.5, 0.0), Errors(0.05, 0.0)),
    (Errors(0.6, 0.1, 0.6), Errors(0.1, 0.1)),
]


def row(
    sizes: tuple[int, int, int], case: tuple[Errors, Errors], n: int, seed: int
) -> dict[str, object]:
    random = np.random.default_rng(seed)
    n_articles, n_captions, n_paragraphs = sizes
    is_target = np.tile(np.repeat([True, False], [n_captions, n_paragraphs]), n_articles)
    article = np.repeat(np.arange(n_articles), n_captions + n_paragraphs)
    unit = article if n_articles > 1 else np.arange(len(is_target))
    truth = case[0].net - case[1].net
    shown, covered, widths, dealt = [], [], [], []
    for sample in range(n):
        errors = np.empty(len(is_target))
        for own, of_layer in ((is_target, case[0]), (~is_target, case[1])):
            errors[own] = of_layer.drawn(article[own], random)
        low, high, p = bias.welch(errors, is_target, unit)
        shown.append(p <= permutation.LEVEL)
        covered.append(low <= truth <= high)
        widths.append(high - low)
        if sample % DEALT == 0:
            tested = permutation.permute(
                errors[:, None], np.ones(len(errors)), is_target, 0, np.array([True])
            )
            dealt.append(tested.p[0] <= permutation.LEVEL)
    return {
        "articles": n_articles,
        "captions": n_captions,
        "paragraphs": n_paragraphs,
        "captions err": str(case[0]),
        "paragraphs err": str(case[1]),
        "difference": truth,
        "shown": np.mean(shown),
        "covered": np.mean(covered),
        "width": np.mean(widths),
        "dealt": np.mean(dealt),
    }


def table(cases: list[tuple[Errors, Errors]], n: int, seed: int) -> pd.DataFrame:
    rows = [
        row(sizes, case, n, seed)
        for sizes in SAMPLES
        for case in cases
        if sizes[0] > 1 or not any(errors.of_article for errors in case)
    ]
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--samples", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for title, cases in (("No bias between layers", ALIKE), ("A bias between layers", DIFFERENT)):
        print(f"\n{title}\n")
        printed = table(cases, options.samples, options.seed)
        print(printed.to_string(index=False, float_format=lambda value: f"{value:.3f}"))
        print(
            f"\nshown: most {printed['shown'].max():.3f}; covered: least {printed['covered'].min():.3f}"
        )


if __name__ == "__main__":
    main()
