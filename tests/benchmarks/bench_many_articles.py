"""From files to ranked tables: what an article and a page cost in CPU time, beside peers put together.

Run with: uv run --group bench python tests/benchmarks/bench_many_articles.py [--articles 5176] [--rounds 3]

Articles are those of `../shared/gold/corpus` as JSON Lines, pages those of `../shared/gold/pages` as files. All is measured in
one process, in turn, after a run over one article that pays for imports and lists; medians of the rounds. The peers read the
same file and do what can be put together from libraries: VADER on each sentence, the phrases of the codebook and the listed
names by spaCy's EntityRuler, words by CountVectorizer, a table in Parquet; no captions, no unlisted names, no tests. What was
added to the tables since 25 November 2026 is timed function by function while the run works, and taken off the first row.
"""

from __future__ import annotations

import argparse
import functools
import gc
import gzip
import importlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pandas as pd
import pyarrow as pa

from analysis.batch import run
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.names import load_names
from analysis.reading.page import signs
from analysis.terminal import OBJECTS_BETWEEN
from tests.benchmarks.bench_corpora import written
from tests.benchmarks.figure_rows import HEAD, Figure, line_of

PAGES = ROOT.parent / "shared" / "gold" / "pages" / "html"
# What was added since 25 November 2026, by the functions that do it.
ADDED = {
    "the baseline": ("analysis.baseline.expected_columns",),
    "near-duplicates": ("analysis.reprints.once", "analysis.comparison.in_pieces"),
    "language": ("analysis.corpus.languages_of",),
}


@contextmanager
def timed(function: str, taken: Counter[str], name: str) -> Iterator[None]:
    """Add the CPU seconds of each call of a function to what its name has `taken`."""
    module, _, attribute = function.rpartition(".")
    plain = getattr(importlib.import_module(module), attribute)

    @functools.wraps(plain)
    def watched(*arguments: Any, **options: Any) -> Any:
        begun = time.process_time()
        try:
            result = plain(*arguments, **options)
            # What comes in turn is made while it is asked for.
            return iter(list(result)) if isinstance(result, Iterator) else result
        finally:
            taken[name] += time.process_time() - begun

    with mock.patch(function, watched):
        yield


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def ranked(source: Path, folder: Path) -> None:
    """Measure, compare and rank all articles of a file or folder, in this process."""
    shutil.rmtree(folder, ignore_errors=True)
    run(source, folder, workers=1)


def peers(source: Path, folder: Path) -> None:
    """What can be put together from libraries, from the file to a table."""
    with source.open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    pipeline, vader, counting = _libraries()
    rows = []
    for article, doc in enumerate(pipeline.pipe(texts)):
        scores = [vader.polarity_scores(sentence.text)["compound"] for sentence in doc.sents]
        counts = Counter(entity.label_ for entity in doc.ents)
        rows.append({"article": article, "compound": sum(scores) / max(len(scores), 1), **counts})
    counting.fit_transform(texts)
    pd.DataFrame(rows).to_parquet(folder / "peers.parquet")


@functools.cache
def _libraries() -> tuple[Any, Any, Any]:
    import spacy
    from sklearn.feature_extraction.text import CountVectorizer
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    ruler = pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    frames = load_codebook("generic-news").frames
    phrases = [
        {"label": key, "pattern": term}
        for key, frame in frames.items()
        for term in frame.terms
        if "*" not in term and "?" not in term
    ]
    names = [{"label": "name", "pattern": key.replace("^", "")} for key in load_names().keys]
    ruler.add_patterns(phrases + names)
    return pipeline, SentimentIntensityAnalyzer(), CountVectorizer()


def articles(n: int, rounds: int) -> Iterator[Figure]:
    """What an article costs, the parts that were added, and the peers on the same file."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = written(n, folder)
        ranked(written(1, folder), folder / "first")
        peers(written(1, folder), folder)
        ours, theirs, added = [], [], []
        for _ in range(rounds):
            taken: Counter[str] = Counter()
            with ExitStack() as watching:
                for name, functions in ADDED.items():
                    for function in functions:
                        watching.enter_context(timed(function, taken, name))
                ours.append(1000 * seconds(lambda: ranked(source, folder / "run")) / n)
            added.append({name: 1000 * taken[name] / n for name in ADDED})
            theirs.append(1000 * seconds(lambda: peers(source, folder)) / n)
    prices = {name: statistics.median(each[name] for each in added) for name in ADDED}
    whole, of_peers = statistics.median(ours), statistics.median(theirs)
    then = whole - sum(prices.values())
    rows = f"{n:,} articles of JSON Lines"
    yield Figure(f"file to ranked tables, ms an article: {rows}, all of today", whole, None)
    yield Figure("    what stood in the tables on 25 November", then, 1.6, True)
    for name, price in prices.items():
        yield Figure(f"    {name}", price, None)
    yield Figure("    what was added since, together", sum(prices.values()), 0.6, True)
    peer = f"{of_peers:.2f} ms an article"
    for what, left_out, reach in (
        ("what stood then", sum(prices.values()), 3),
        ("all of today", 0, None),
    ):
        ratio = statistics.median(b / (a - left_out) for a, b in zip(ours, theirs, strict=True))
        yield Figure(
            f"    times as fast as the peers put together: {what}", ratio, reach, peer=peer
        )


def pages(rounds: int) -> Iterator[Figure]:
    """Pages a CPU second from a folder to ranked tables, beside the extraction of their texts alone."""
    import trafilatura

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pages"
        folder.mkdir()
        for path in sorted(PAGES.glob("*.gz")):
            (folder / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
        files = sorted(folder.iterdir())
        ranked(files[0], Path(place) / "first")

        def extracted() -> None:
            for path in files:
                trafilatura.extract(path.read_bytes())

        ours, theirs = [], []
        for _ in range(rounds):
            for cached in (signs.sign, signs._of_name):  # new pages bring class names of their own
                cached.cache_clear()
            ours.append(len(files) / seconds(lambda: ranked(folder, Path(place) / "run")))
            theirs.append(len(files) / seconds(extracted))
    peer = f"trafilatura.extract {statistics.median(theirs):.0f} pages/s"
    yield Figure(
        f"{len(files)} pages to ranked tables, pages/s", statistics.median(ours), 27, peer=peer
    )
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    yield Figure("    beside trafilatura.extract alone", ratio, 0.8, peer=peer)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=5176)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    pa.set_cpu_count(1)
    gc.set_threshold(OBJECTS_BETWEEN)  # as `cutline corpus` does
    print(HEAD)
    for figures in (articles(options.articles, options.rounds), pages(options.rounds)):
        for figure in figures:
            print(line_of(figure), flush=True)


if __name__ == "__main__":
    main()
