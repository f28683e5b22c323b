"""The time of one article: the findings of galleries, and a page of 2,000 words from the file to its findings.

The texts are made by chance of words of the lexicons, so nothing is read but the suite. A figure is CPU time in a process that has
done the same before: *again* is the same article a second time, as a notebook or the panel asks for it; *first* is an article of
which nothing is kept, with the simulation of what its captions could have shown (the same draws as ever, so its floor is drawing).

Below the table stands where the page's time goes, in parts of the whole.

Run with: uv run python tests/benchmarks/bench_one_article.py [--captions 10 100 1000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import comparison, explanation, measures, read, read_text
from analysis.corpus import Corpus
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.valence import load_lexicon
from analysis.measures import findings

N_PARAGRAPHS = 20
PAGE_WORDS, PAGE_CAPTIONS = 2_000, 10
# The parts of `measures.findings`, each by the function that does it.
PARTS = {
    "hits": (measures, "all_hits"),
    "comparison": (comparison, "columns_of"),
    "leaving out each caption and each word": (explanation, "hangs_on"),
    "words": (measures, "_words"),
    "ordinary pages": (measures, "_beside_ordinary"),
    "detectable differences": (measures, "_with_power"),
}
REACH = {10: 0.1, 100: 0.3, 1_000: 3.0}  # seconds, by the number of captions
PAGE_REACH = 0.08

_PLAIN = (
    "the a of in and to on at was were said have has been from with by for after before near two three"
    " town street house river people officials report week month year day morning road bridge market"
    " school field water local next small large old new over under its their this that which who"
).split()
_NAMES = (
    "Iran Israel Armenia Azerbaijan Russia Ukraine Gaza Beirut Tehran Moscow Baku Yerevan Kyiv NATO"
    " Reuters Turkey"
).split()
# Of a hundred words so many are of a kind, as in news: frames, valences, names.
_SHARES = {"frames": 3, "valences": 6, "names": 5}


class Figure(NamedTuple):
    """One row: what was measured, its seconds again and at first, and the seconds to reach."""

    what: str
    again: float
    first: float
    reach: float


class Writer:
    """Sentences made by chance of words that the lexicons hold, and of words that they do not."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        frames = load_codebook("armed-conflict").frames.values()
        terms = sorted({term for frame in frames for term in frame.terms if term.isalpha()})
        valences = sorted(word for word in load_lexicon("vader").valence if word.isalpha())
        self.kinds = {"frames": terms, "valences": valences, "names": _NAMES, "plain": _PLAIN}
        self.weights = [*_SHARES.values(), 100 - sum(_SHARES.values())]

    def sentence(self, least: int, most: int) -> str:
        """A sentence of so many words."""
        n_words = self.random.randint(least, most)
        kinds = self.random.choices(list(self.kinds), self.weights, k=n_words)
        text = " ".join(self.random.choice(self.kinds[kind]) for kind in kinds)
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self) -> str:
        """Three sentences."""
        return " ".join(self.sentence(10, 25) for _ in range(3))


def gallery(n_captions: int, seed: int) -> Corpus:
    """So many captions beside twenty paragraphs."""
    writer = Writer(seed)
    paragraphs = [writer.paragraph() for _ in range(N_PARAGRAPHS)]
    captions = [writer.sentence(8, 22) for _ in range(n_captions)]
    corpus = read_text("\n\n".join([*paragraphs, *captions]))
    layers = ["body"] * N_PARAGRAPHS + ["caption"] * n_captions
    assert len(corpus.segments) == len(layers)
    return corpus.relabel(dict(enumerate(layers)))


def page(seed: int) -> str:
    """A page of 2,000 words: a headline, paragraphs, and captions between them."""
    writer, parts, n_words = Writer(seed), [], 0
    while n_words < PAGE_WORDS:
        parts.append(f"<p>{writer.paragraph()}</p>")
        if len(parts) % 3 == 0 and len(parts) // 3 <= PAGE_CAPTIONS:
            caption = writer.sentence(10, 20)
            parts.append(f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>")
        n_words = len(" ".join(parts).split())
    title = "Talks on the border resume"
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1><p class='byline'>By Jane Doe</p>{''.join(parts)}</article>"
        "<footer>Copyright 2026</footer></body></html>"
    )


def cpu(work: Callable[[], object]) -> float:
    """The CPU time of a call, in seconds."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def figure(what: str, reach: float, rounds: int, works: Sequence[Callable[[], object]]) -> Figure:
    """One row, from the same work on several articles: the first one warms the process."""
    works[0]()
    first = [cpu(work) for work in works[1:]]
    again = [cpu(works[-1]) for _ in range(rounds)]
    return Figure(what, statistics.median(again), statistics.median(first), reach)


def shares(path: Path, rounds: int) -> dict[str, float]:
    """The parts of the time from `read` to findings, of a page that has been read before."""
    spent = dict.fromkeys(["reading", *PARTS], 0.0)
    with contextlib.ExitStack() as parts:
        for part, (module, name) in PARTS.items():
            of_part = timed(getattr(module, name), part, spent)
            parts.enter_context(mock.patch.object(module, name, of_part))
        begun = time.process_time()
        for _ in range(rounds):
            findings(timed(read, "reading", spent)(path))
        whole = time.process_time() - begun
    return {part: seconds / whole for part, seconds in spent.items()}


def timed(function: Callable[..., Any], part: str, spent: dict[str, float]) -> Callable[..., Any]:
    """A function whose time is added to that of its part."""

    @functools.wraps(function)
    def call(*args: Any, **keywords: Any) -> Any:
        begun = time.process_time()
        result = function(*args, **keywords)
        spent[part] += time.process_time() - begun
        return result

    return call


def figures(captions: list[int], rounds: int, pages: list[Path]) -> Iterator[Figure]:
    """Every row; the first page warms the process for the others."""
    for n_captions in captions:
        articles = [gallery(n_captions, seed) for seed in (0, 1)]
        works = [lambda article=article: findings(article) for article in articles]
        what = f"findings, {n_captions:,} captions beside {N_PARAGRAPHS} paragraphs"
        yield figure(what, REACH.get(n_captions, 3.0), rounds, works)
    works = [lambda path=path: findings(read(path)) for path in pages]
    what = f"a page of {PAGE_WORDS:,} words, from read to findings"
    yield figure(what, PAGE_REACH, rounds, works)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--captions", type=int, nargs="*", default=list(REACH))
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = [Path(folder) / f"{seed}.html" for seed in (0, 1)]
        for seed, path in enumerate(pages):
            path.write_text(page(seed), encoding="utf-8")
        print(f"{'CPU seconds':<50} {'again':>8} {'first':>8} {'reach':>7}", flush=True)
        for row in figures(options.captions, options.rounds, pages):
            met = "" if row.again <= row.reach else "  missed"
            times = f"{row.again:8.3f} {row.first:8.3f} {row.reach:7.2f}{met}"
            print(f"{row.what:<50} {times}", flush=True)
        of_page = shares(pages[-1], options.rounds)
    print("of the page, again: " + ", ".join(f"{part} {of:.2f}" for part, of in of_page.items()))


if __name__ == "__main__":
    main()
