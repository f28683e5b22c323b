"""Is what `power.detectable` gives shown in four of five articles? The power that the test of `compare` has at these differences.

For captions and paragraphs of several lengths, rates of the body, and rows tested together: the least rate of the captions that is shown as
more, the greatest that is shown as fewer, and the share of other simulated articles in which they are shown, by every arrangement that
`compare` would look at. Between .78 and .82 is fine; the last columns are the same for tone.

Run with: uv run python tests/benchmarks/bench_power.py [articles a cell, 2,000 if left out]
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import Corpus, comparison, permutation, power, read, read_text, sentiment

ARTICLES, AT_ONCE = 2_000, 250
RATES, ROWS = (3.0, 10.0, 30.0, 100.0), (1, 10)
# The words of captions, then those of paragraphs.
LAYOUTS = {
    "2 of 10": ([12, 18], [60] * 8),
    "4 of 19": ([6, 10, 12, 14], [57] * 15),
    "3 of 30": ([10, 15, 20], [25, 40, 60] * 9),
    "6 of 20": ([8, 12, 15, 20, 25, 40], [30, 60] * 7),
    "10 of 60": ([10, 20] * 5, [20, 40] * 25),
    "30 of 60": ([15, 25] * 15, [40, 60] * 15),
}


def article(captions: list[int], paragraphs: list[int]) -> Corpus:
    """A corpus of segments of these lengths."""
    corpus = read_text("\n\n".join(" ".join(["word"] * n) for n in [*paragraphs, *captions]))
    layers = ["body"] * len(paragraphs) + ["caption"] * len(captions)
    return corpus.relabel(dict(enumerate(layers)))


def achieved(
    corpus: Corpus, rate: float, target: float, rows: int, n: int, random: np.random.Generator
) -> float:
    """The share of articles in which captions of this rate are shown to differ, on their side, from a body of that rate."""
    units = comparison.units(corpus, "caption", "body")
    words, in_target = units["n_words"].to_numpy(float), (units["layer"] == "caption").to_numpy()
    phi, means = comparison.OVERDISPERSION, words * np.where(in_target, target, rate) / 1000
    n_shown = 0
    for _ in range(0, n, AT_ONCE):
        spread = random.gamma(1 / phi, phi, (len(words), AT_ONCE))
        counts = random.poisson(means[:, None] * spread).astype(float)
        n_shown += shown(counts, words, in_target, target > rate, rows)
    return n_shown / (n // AT_ONCE * AT_ONCE)


def shown(
    values: np.ndarray, words: np.ndarray, in_target: np.ndarray, is_more: bool, rows: int
) -> int:
    """How many articles, each a column, the test calls different on that side."""
    is_count = (values >= 0).all(axis=0)
    testable = ~is_count | (values.sum(axis=0) >= comparison.LEAST_HITS)
    tested = permutation.permute(values, words, in_target, 0, testable)
    right = (tested.score > 0) == is_more
    return int((right & (tested.p <= power.level_beside(rows))).sum())


def cells() -> Iterator[tuple[str, float, int, str, float, float]]:
    """Each cell whose difference can be shown at all: layout, rate of the body, rows, direction, rate of the captions, CPU seconds."""
    for name, lengths in LAYOUTS.items():
        corpus = article(*lengths)
        for rows in ROWS:
            for rate in RATES:
                begun = time.process_time()
                row = power.detectable(corpus, per_1000=(rate,), rows=rows).iloc[0]
                seconds = time.process_time() - begun
                yield name, rate, rows, "more", row["per_1000_target"], seconds
                yield name, rate, rows, "fewer", row["per_1000_fewer"], seconds


def of_tone(n: int, random: np.random.Generator) -> None:
    """Print the power at the differences of tone that are given for the seeds."""
    for seed in ("nagorno-karabakh.txt", "control.html"):
        corpus = read(ROOT / "seeds" / seed)
        units = comparison.units(corpus, "caption", "body")
        words = units["n_words"].to_numpy(float)
        in_target = (units["layer"] == "caption").to_numpy()
        hits = comparison.counted(sentiment.hits(corpus))
        sums = hits.groupby("segment")["weight"].sum().reindex(units.index, fill_value=0.0)
        rates = [sums[layer].sum() / words[layer].sum() for layer in (in_target, ~in_target)]
        own = sums.to_numpy() - words * np.where(in_target, *rates)
        beyond = own / np.sqrt(words) * math.sqrt(len(words) / (len(words) - 2))
        for rows in ROWS:
            least = power.detectable_sum(corpus, hits, rows=rows)
            for way, difference in (("more", least.more), ("fewer", -least.fewer)):
                expected = words * (rates[1] + in_target * difference / 1000)
                n_shown = 0
                for _ in range(0, n, AT_ONCE):
                    dealt = random.choice(beyond, (len(words), AT_ONCE))
                    values = expected[:, None] + np.sqrt(words)[:, None] * dealt
                    n_shown += shown(values, words, in_target, way == "more", rows)
                share = n_shown / (n // AT_ONCE * AT_ONCE)
                print(
                    f"tone, {seed:22} {rows:4} {way:6} {difference:8.1f} {share:6.3f}", flush=True
                )


def main() -> None:
    """Print the power of every cell, and how many lie outside .78 to .82."""
    n, random = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES, np.random.default_rng(1)
    print(f"{n:,} articles a cell\ncaptions of  body  rows  way    captions  power  CPU seconds")
    shares = []
    for name, rate, rows, way, target, seconds in cells():
        if math.isnan(target):
            continue
        share = achieved(article(*LAYOUTS[name]), rate, target, rows, n, random)
        shares.append(share)
        print(
            f"{name:11} {rate:5g} {rows:5} {way:6} {target:8.1f} {share:6.3f} {seconds:8.2f}",
            flush=True,
        )
    outside = sum(not 0.78 <= share <= 0.82 for share in shares)
    print(
        f"{len(shares)} cells, {min(shares):.3f} to {max(shares):.3f}, {outside} outside .78 to .82"
    )
    of_tone(n, random)


if __name__ == "__main__":
    main()
