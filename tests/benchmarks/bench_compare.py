"""The time of one comparison: 20 segments, 60 categories, every arrangement enumerated, beside SciPy category by category.

Run with: uv run python tests/benchmarks/bench_compare.py
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import comparison, hits, read_text
from analysis.corpus import Corpus

N_CATEGORIES = 60
ROUNDS = 7


def article() -> tuple[Corpus, pd.DataFrame]:
    """Sixteen paragraphs and four captions, with hits of sixty categories strewn over them."""
    rng = np.random.default_rng(0)
    body = ["The two sides met again in the town hall on the river and agreed on little. " * 4] * 16
    captions = ["Delegates of the two sides wait before the town hall on the river on Monday"] * 4
    corpus = read_text("\n\n".join([*body, *captions]))
    corpus = corpus.relabel({number: "body" if number < 16 else "caption" for number in range(20)})
    words = corpus.segments["n_words"].to_numpy(dtype=float)
    counts = np.column_stack(
        [rng.multinomial(rng.integers(5, 41), words / words.sum()) for _ in range(N_CATEGORIES)]
    )
    rows = [(s, c) for s in range(20) for c in range(N_CATEGORIES) for _ in range(counts[s, c])]
    first = (
        corpus.sentences.groupby("segment").head(1).reset_index().set_index("segment")["sentence"]
    )
    start = corpus.segments["start"].to_numpy()[[s for s, _ in rows]]
    names = [f"c{c:02d}" for c in range(N_CATEGORIES)]
    table = hits.make(
        corpus, measure="framing", categories=names, sentence=first.to_numpy()[[s for s, _ in rows]], start=start, end=start + 1,
        term=["x"] * len(rows), category=np.array([c for _, c in rows]),
    )  # fmt: skip
    return corpus, table


def cpu(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median CPU time of a call, in seconds."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def by_scipy(corpus: Corpus, table: pd.DataFrame) -> None:
    """The same score, one call of `scipy.stats.permutation_test` a category."""
    words = corpus.segments["n_words"].to_numpy(dtype=float)
    for _, rows in table.groupby("category", observed=True):
        counts = np.bincount(rows["segment"], minlength=20).astype(float)

        def score(
            x: np.ndarray, y: np.ndarray, axis: int, counts: np.ndarray = counts
        ) -> np.ndarray:
            share = words[x.astype(int)].sum(axis=axis) / words.sum()
            seen, expected = counts[x.astype(int)].sum(axis=axis), share * counts.sum()
            return np.abs(seen**0.8 - expected**0.8) / expected**0.3 / np.sqrt(1 - share)

        data = (np.arange(16, 20), np.arange(16))
        stats.permutation_test(
            data, score, vectorized=True, n_resamples=np.inf, alternative="greater"
        )


def main() -> None:
    """Print both times."""
    corpus, table = article()
    ours = cpu(lambda: comparison.compare(corpus, table))
    theirs = cpu(lambda: by_scipy(corpus, table), rounds=1)
    print(
        f"compare, {N_CATEGORIES} categories, 4 of 20 segments, 4,845 arrangements: {ours:.3f} s of CPU (reach < 0.3)"
    )
    print(
        f"scipy.stats.permutation_test, once a category: {theirs:.2f} s = {theirs / ours:.0f} times as long"
    )


if __name__ == "__main__":
    main()
