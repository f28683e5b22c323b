"""How many near-duplicate articles are found, how many of those are none, and what 50,000 articles cost.

Run with: uv run python tests/benchmarks/bench_reprints.py [--articles 50000] [--seed 0]

First table: the articles of ../shared/gold/corpus. All pairs are counted exhaustively, by sets of eight words in a row
(\\w+ in small letters, so not the words of the suite): a pair is a near-duplicate where the article with fewer of them
shares half of them. Beside it what `cutline versions --within` lists. A listed pair is false where the sets say less
than half; the least share among those is printed, and 200 listed pairs are drawn for the row of false ones.

Second table: what a run marks from its sketches, against `original_articles`, which has all words.

Third table: articles of some 420 words, made of the sentences of the same corpus, in which a quarter of the words is
exchanged; every fifth is an earlier one without its last third, with 20 words more, or with 160 words more. CPU and
memory are those of the whole command, start and reading included.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import itertools
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import reprints
from analysis.batch.texts import inputs_of, texts
from analysis.corpus import as_corpus
from analysis.versions.finding import LEAST_HELD, SHINGLE, pairs_within

GOLD = ROOT.parent / "shared" / "gold" / "corpus"
N_WORDS = 420
LOOKED_AT = 200


def gold_texts() -> list[str]:
    held = []
    for path in sorted(GOLD.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            held += [str(row["text"]) for row in map(json.loads, file) if "text" in row]
    return held


def exhaustive(articles: list[str]) -> dict[tuple[int, int], float]:
    """The containment of every pair that shares eight words in a row."""
    sets = []
    for article in articles:
        words = re.findall(r"\w+", article.lower())
        n_shingles = max(1, len(words) - SHINGLE + 1) if words else 0
        sets.append({tuple(words[start : start + SHINGLE]) for start in range(n_shingles)})
    holders = collections.defaultdict(list)
    for number, own in enumerate(sets):
        for shingle in own:
            holders[shingle].append(number)
    n_shared = collections.Counter(
        pair for held in holders.values() for pair in itertools.combinations(held, 2)
    )
    return {pair: n / min(len(sets[pair[0]]), len(sets[pair[1]])) for pair, n in n_shared.items()}


def table_of_pairs(articles: list[str], seed: int) -> pd.DataFrame:
    containment = exhaustive(articles)
    wanted = {pair for pair, share in containment.items() if share >= LEAST_HELD}
    start = time.process_time()
    table = pairs_within(articles).table
    seconds = time.process_time() - start
    listed = list(zip(table["first"].tolist(), table["second"].tolist(), strict=True))
    false = {pair: containment.get(pair, 0.0) for pair in listed if pair not in wanted}
    random = np.random.default_rng(seed)
    drawn = random.permutation(len(listed))[:LOOKED_AT]
    rows = {
        "articles": len(articles),
        "near-duplicate pairs, exhaustively": len(wanted),
        "of these listed": f"{len(wanted & set(listed)) / len(wanted):.1%}",
        "listed pairs": len(listed),
        f"false among {len(drawn)} drawn": sum(listed[row] in false for row in drawn),
        "false among all": len(false),
        "least containment of a false one": f"{min(false.values(), default=np.nan):.3f}",
        "CPU, s": f"{seconds:.1f}",
    }
    return pd.DataFrame({"gold corpus": rows})


def pairs_of(original: np.ndarray) -> set[tuple[int, int]]:
    groups = collections.defaultdict(list)
    for number, first in enumerate(original.tolist()):
        groups[first].append(number)
    return {pair for group in groups.values() for pair in itertools.combinations(group, 2)}


def table_of_sketches(articles: list[str]) -> pd.DataFrame:
    corpus = as_corpus(articles)
    whole = reprints.original_articles(corpus)
    article, run = reprints.sketches(corpus)
    marked = reprints.original_sketches(article, run, len(articles))
    table = pairs_within(corpus).table
    versions = set(zip(table["first"].tolist(), table["second"].tolist(), strict=True))
    is_reprint, is_marked = (own != np.arange(len(own)) for own in (whole, marked))
    rows = {
        "runs kept of an article": f"{len(run) / len(articles):.0f}",
        "listed pairs in one group": f"{len(versions & pairs_of(marked)) / len(versions):.1%}",
        "reprints by all words": int(is_reprint.sum()),
        "of these marked": f"{(is_reprint & is_marked).sum() / is_reprint.sum():.1%}",
        "marked that are reprints by all words": (
            f"{(is_reprint & is_marked).sum() / is_marked.sum():.1%}"
        ),
    }
    return pd.DataFrame({"sketches": rows})


def write_articles(articles: list[str], n: int, path: Path, seed: int) -> None:
    """Articles that share sentences without being copies, and a fifth that are copies in part."""
    random = np.random.default_rng(seed)
    cut = (line.split() for text in articles for line in re.split(r"(?<=[.!?])\s+", text))
    sentences = [words for words in cut if 5 <= len(words) <= 60]
    vocabulary = np.array([word for words in sentences for word in words], dtype=object)

    def invented(n_words: int) -> str:
        return " ".join(random.choice(vocabulary, n_words))

    def own_article() -> list[str]:
        lines: list[str] = []
        n_words = 0
        while n_words < N_WORDS:
            words = list(sentences[random.integers(len(sentences))])
            for place in np.flatnonzero(random.random(len(words)) < 0.25):
                words[place] = vocabulary[random.integers(len(vocabulary))]
            lines.append(" ".join(words))
            n_words += len(words)
        return lines

    def reprint(lines: list[str]) -> list[str]:
        kind = random.integers(3)
        if kind == 0:
            return lines[: max(2, 2 * len(lines) // 3)]
        return [*lines, *(invented(20) for _ in range(1 if kind == 1 else 8))]

    latest: collections.deque[list[str]] = collections.deque(maxlen=5000)
    with path.open("w", encoding="utf-8") as file:
        for number in range(n):
            if number > 100 and random.random() < 0.2:
                lines = reprint(latest[random.integers(len(latest))])
            else:
                latest.append(lines := own_article())
            row = {"id": str(number), "text": "\n\n".join([lines[0], " ".join(lines[1:])])}
            file.write(json.dumps(row) + "\n")


_COSTS = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
own = resource.getrusage(resource.RUSAGE_CHILDREN)
print(own.ru_utime + own.ru_stime, own.ru_maxrss, file=sys.stderr)
"""


def table_of_costs(articles: list[str], n: int, seed: int) -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        write_articles(articles, n, path, seed)
        n_bytes = path.stat().st_size
        command = [sys.executable, "-m", "analysis", "versions", "--within", str(path)]
        # A process of its own starts it: what a child holds at most begins with what its parent holds.
        done = subprocess.run(
            [sys.executable, "-c", _COSTS, *command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, most = map(float, done.stderr.splitlines()[-1].split())
        n_read = sum(len(some) for some, _ in texts(inputs_of([str(path)])))
    rows = {
        "articles": n_read,
        "MB of text": f"{n_bytes / 1e6:.0f}",
        "CPU of the command, s": f"{seconds:.1f}",
        "most memory, MB": f"{most * 1024 / 1e6:.0f}",
        "its last line": done.stdout.splitlines()[-1],
    }
    return pd.DataFrame({"made articles": rows})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    articles = gold_texts()
    tables = (
        table_of_pairs(articles, chosen.seed),
        table_of_sketches(articles),
        table_of_costs(articles, chosen.articles, chosen.seed),
    )
    with pd.option_context("display.max_colwidth", None, "display.width", None):
        for table in tables:
            print(f"{table.to_string()}\n")


if __name__ == "__main__":
    main()
