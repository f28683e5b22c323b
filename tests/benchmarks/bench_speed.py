"""One table of how fast the suite is, each row beside the peer that people use now, on `../shared/gold/corpus`.

Every ratio is CPU time on one core for the same text, the median of pairs that take turns; what other benchmarks beside
this file measure comes at the end. Run with:
uv run --group bench python tests/benchmarks/bench_speed.py [--pairs 5] [--only NAME …]
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import entities, framing, measures, sentiment
from analysis.corpus import Corpus, assemble
from analysis.lexicons.codebook import known_codebooks, load_codebook
from analysis.lexicons.names import load_names
from analysis.terminal import OBJECTS_BETWEEN

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.figure_rows import HEAD, Figure, line_of

FOLDER = ROOT.parent / "shared" / "gold" / "corpus"
SAMPLE = 12  # the slow peers read every twelfth article


PROCESSORS = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def one_core() -> None:
    """Arrow's own threads off, and one processor for this process where the system allows it."""
    pa.set_cpu_count(1)
    if PROCESSORS:
        os.sched_setaffinity(0, {min(PROCESSORS)})


def articles() -> list[dict[str, str]]:
    """The records of the corpus: id, title, text."""
    paths = sorted(FOLDER.glob("*.jsonl.gz"))
    return [json.loads(line) for path in paths for line in gzip.open(path, "rt", encoding="utf-8")]


def corpus_of(texts: list[str]) -> Corpus:
    """Each text as one article of one segment."""
    n = len(texts)
    segments = pd.DataFrame(
        {"article": range(n), "layer": "body", "start": 0, "end": [len(text) for text in texts]}
    )
    # Of texts without a table of articles no language is asked: it is priced by itself.
    return assemble(texts, segments.assign(rule="text", confidence=1.0))


def every_frame() -> Path:
    """One codebook of all frames that come with the suite."""
    from analysis.lexicons.codebook import Codebook, as_toml

    books = [load_codebook(name) for name in known_codebooks()]
    named = [(f"{book.name}-{key}", frame) for book in books for key, frame in book.frames.items()]
    frames = {name: replace(frame, key=name) for name, frame in named}
    path = Path(tempfile.mkdtemp()) / "every.toml"
    about = {"title": "every frame", "version": "1", "licence": "", "source": "", "scope": ""}
    path.write_text(as_toml(Codebook(name="every", frames=frames, **about)), encoding="utf-8")
    return path


class Pair:
    """Two pieces of work on texts: ours and a peer's, each told as words a second."""

    def __init__(
        self, ours: Callable[[], object], peer: Callable[[], object], n_ours: int, n_peer: int
    ) -> None:
        self.work, self.words = (ours, peer), (n_ours, n_peer)

    def run(self, pairs: int) -> tuple[float, float, float]:
        """Median words a second of ours and of the peer, and the median of the ratios."""
        for work in self.work:
            work()  # warm
        speeds: list[tuple[float, float]] = []
        for _ in range(pairs):
            taken = []
            for work in self.work:
                begun = time.process_time()
                work()
                taken.append(time.process_time() - begun)
            speeds.append((self.words[0] / taken[0], self.words[1] / taken[1]))
        ours, peer = zip(*speeds, strict=True)
        return (
            statistics.median(ours),
            statistics.median(peer),
            statistics.median(a / b for a, b in speeds),
        )


def print_row(what: str, result: tuple[float, float, float], reach: float) -> None:
    """One line of the table: how many times as fast as the peer."""
    ours, peer, ratio = result
    detail = f"{ours / 1e3:,.0f} thousand words/s"
    figure = Figure(what, ratio, reach, detail=detail, peer=f"{peer / 1e3:,.0f} thousand words/s")
    print(line_of(figure), flush=True)


def n_words(texts: list[str]) -> int:
    """White-space words."""
    return sum(len(text.split()) for text in texts)


def sentences_of(texts: list[str]) -> list[str]:
    """The sentences as the suite cuts them."""
    corpus = corpus_of(texts)
    article = corpus.segments["article"].to_numpy()[corpus.sentences["segment"].to_numpy()]
    spans = zip(article, corpus.sentences["start"], corpus.sentences["end"], strict=True)
    return [texts[number][start:end] for number, start, end in spans]


def all_measures(texts: list[str], frames: Path, recogniser: str = "lists") -> object:
    """Text to hits, of every measure."""
    return measures.all_hits(corpus_of(texts), frames=frames, recogniser=recogniser)


def against_vader(texts: list[str], pairs: int) -> None:
    """All measures, and sentiment alone, beside vaderSentiment sentence by sentence."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    frames, analyzer = every_frame(), SentimentIntensityAnalyzer()
    sample = texts[::SAMPLE]
    sentences = sentences_of(sample)

    def vader() -> object:
        return [analyzer.polarity_scores(sentence) for sentence in sentences]

    n, n_sample = n_words(texts), n_words(sample)
    n_frames, n_names = len(load_codebook(frames).frames), len(load_names().keys)
    # A pair takes a second: of few, the median would be that of a slow moment of the machine.
    result = Pair(lambda: all_measures(texts, frames), vader, n, n_sample).run(5 * pairs)
    print_row(f"all measures, {n_frames} frames, {n_names:,} names | vaderSentiment", result, 9)
    result = Pair(lambda: all_measures(2 * texts, frames), vader, 2 * n, n_sample).run(pairs)
    print_row(
        f"    the corpus twice, {2 * n / 1e6:.1f} million words, no word more to look up", result, 9
    )
    result = Pair(lambda: all_measures(texts, frames, "rules"), vader, n, n_sample).run(pairs)
    print_row("    with the recogniser of unlisted names too", result, 3)
    result = Pair(lambda: sentiment.compound(corpus_of(texts)), vader, n, n_sample).run(pairs)
    print_row("sentiment alone | vaderSentiment", result, 12)


def equal_to_vader(texts: list[str]) -> None:
    """Compound beside vaderSentiment's on every sentence; what differs is listed."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    ours = sentiment.compound(corpus_of(texts), normalise=False).to_numpy()
    sentences = sentences_of(texts)
    theirs = np.array([analyzer.polarity_scores(sentence)["compound"] for sentence in sentences])
    apart = np.flatnonzero(np.abs(ours - theirs) > 1e-4)
    equal = 1 - len(apart) / len(sentences)
    print(
        f"compound equal to 1e-4 on {len(sentences) - len(apart):,} of {len(sentences):,} sentences = {equal:.4%} (reach 99.9 %)"
    )
    for number in apart[:20]:
        print(f"    {ours[number]:+.4f} {theirs[number]:+.4f} {sentences[number][:160]!r}")


def recogniser_alone(texts: list[str], pairs: int) -> None:
    """What finding unlisted names takes beyond finding the listed ones, in words a second."""
    n, taken = n_words(texts), []
    for _ in range(pairs):
        corpus = corpus_of(texts)
        len(corpus.words.folded)  # worked out once, whatever finds the names
        begun = time.process_time()
        entities.hits(corpus, recogniser="rules")
        taken.append(time.process_time() - begun)
    speed = n / statistics.median(taken) / 1e6
    print(line_of(Figure("the recogniser of unlisted names alone, million words/s", speed, 1.5)))


def against_count_vectorizer(texts: list[str], pairs: int) -> None:
    """Everything beside counting words alone."""
    from sklearn.feature_extraction.text import CountVectorizer

    frames, n = every_frame(), n_words(texts)
    result = Pair(
        lambda: all_measures(texts, frames), lambda: CountVectorizer().fit_transform(texts), n, n
    ).run(pairs)
    print_row("all measures | CountVectorizer, words counted alone", result, 1)


def against_spacy(texts: list[str], pairs: int) -> None:
    """The same phrases found by spaCy's EntityRuler, in a blank pipeline with a sentencizer."""
    import spacy

    frames = every_frame()
    terms = sorted(
        {
            term
            for frame in load_codebook(frames).frames.values()
            for term in frame.terms
            if "*" not in term and "?" not in term
        }
    )
    plain = Path(tempfile.mkdtemp()) / "plain.toml"
    plain.write_text(f"[frames.all]\nterms = {json.dumps(terms)}\n", encoding="utf-8")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    ruler = pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "FRAME", "pattern": term} for term in terms])
    sample = texts[::SAMPLE]
    ours = Pair(
        lambda: framing.hits(corpus_of(texts), frames=plain, names=None),
        lambda: [doc.ents for doc in pipeline.pipe(sample)],
        n_words(texts),
        n_words(sample),
    )
    print_row(f"the same {len(terms):,} phrases | spaCy EntityRuler", ours.run(pairs), 12)
    found = len(framing.hits(corpus_of(sample), frames=plain, names=None))
    theirs = sum(len(doc.ents) for doc in pipeline.pipe(sample))
    print(
        f"    found in the sample: {found:,} and {theirs:,} (spaCy splits hyphenated words, the suite does not)"
    )


def against_quanteda(texts: list[str], pairs: int) -> None:
    """The same dictionary counted by quanteda, where R has it."""
    program = shutil.which("Rscript")
    installed = (
        program
        and subprocess.run([program, "-e", "library(quanteda)"], capture_output=True).returncode
        == 0
    )
    if not installed:
        print(
            "the same dictionary | quanteda: not run, Rscript with quanteda is not installed here"
        )
        return
    book = {
        key: [term for term in frame.terms if held_by_quanteda(term)]
        for key, frame in load_codebook(every_frame()).frames.items()
    }
    folder = Path(tempfile.mkdtemp())
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    (folder / "book.json").write_text(json.dumps(book), encoding="utf-8")
    frames = folder / "book.toml"
    tables = (f"[frames.{key}]\nterms = {json.dumps(terms)}\n" for key, terms in book.items())
    frames.write_text("".join(tables), encoding="utf-8")
    script = """
        library(quanteda); quanteda_options(threads = 1); a <- commandArgs(TRUE)
        x <- jsonlite::fromJSON(file.path(a[1], "texts.json")); d <- dictionary(jsonlite::fromJSON(file.path(a[1], "book.json")))
        for (i in 1:as.integer(a[2])) cat(sum(system.time(dfm(tokens_lookup(tokens(x), d)))[c("user.self", "sys.self")]), "\\n")
    """
    command = [program, "-e", script, str(folder), str(pairs)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    n = n_words(texts)
    peer = [n / float(line) for line in ran.stdout.split()]
    ours = []
    for _ in range(pairs):
        begun = time.process_time()
        framing.hits(corpus_of(texts), frames=frames, names=None)
        ours.append(n / (time.process_time() - begun))
    both = statistics.median(ours), statistics.median(peer)
    print_row("the same dictionary | quanteda", (*both, both[0] / both[1]), 12)


def held_by_quanteda(term: str) -> bool:
    """Whether quanteda looks a term up at its usual speed: it writes each word of the texts in the place of a bare star.

    A term of one bare star becomes as many phrases as the texts have words, one of two as many as they have pairs of
    words, which ends R; neither side is given such terms.

    Examples
    --------
    >>> held_by_quanteda("price* of oil"), held_by_quanteda("price* of *"), held_by_quanteda("from * to *")
    (True, False, False)
    """
    return "*" not in term.split()


def where_time_goes(texts: list[str]) -> None:
    """The parts of all measures, and the floor: numbers for tokens, nothing else."""
    from analysis import tokens

    frames, spans = (
        every_frame(),
        {"article": np.arange(len(texts)), "start": np.zeros(len(texts), dtype=int)},
    )
    spans["end"] = np.array([len(text) for text in texts])
    corpus = corpus_of(texts)
    len(corpus.words.folded)  # worked out once, told apart
    steps: dict[str, Callable[[], object]] = {
        "floor: tokens as numbers": lambda: tokens.cut(texts, spans),
        "corpus": lambda: corpus_of(texts),
        "words": lambda: corpus_of(texts).words,
        "sentiment": lambda: sentiment.hits(corpus, names=None),
        "framing": lambda: framing.hits(corpus, frames=frames, names=None),
        "entities: lists": lambda: entities.hits(corpus, recogniser="lists"),
        "entities: rules": lambda: entities.hits(corpus),
    }
    print("\nwhere the time goes (CPU seconds, median of 3; words includes corpus)")
    for name, step in steps.items():
        taken = []
        for _ in range(3):
            begun = time.process_time()
            step()
            taken.append(time.process_time() - begun)
        print(
            f"    {name:<28} {statistics.median(taken):6.2f}   {n_words(texts) / statistics.median(taken) / 1e3:8,.0f} thousand words/s"
        )


def long_text(texts: list[str]) -> None:
    """One text of a million words beside a tenth of it: the time a word takes must not grow."""
    frames = every_frame()
    words = " ".join(texts).split()
    taken = {}
    for size in (100_000, 1_000_000):
        text = " ".join(words[:size])
        runs = []
        for _ in range(3):
            begun = time.process_time()
            all_measures([text], frames)
            runs.append(time.process_time() - begun)
        taken[size] = statistics.median(runs) / size * 1e6
    print(
        f"one text of 1,000,000 words: {taken[1_000_000]:.2f} µs a word, of 100,000: {taken[100_000]:.2f} (reach: at most 1.1 times)"
    )


def other(script: str, *arguments: str) -> None:
    """Another benchmark's table; it has all processors."""
    print(f"\n{script}", flush=True)
    if PROCESSORS:
        os.sched_setaffinity(0, PROCESSORS)
    subprocess.run(
        [sys.executable, str(Path(__file__).parent / script), *arguments], check=False, cwd=ROOT
    )
    one_core()


STEPS: dict[str, Callable[[list[str], int], None]] = {
    "vader": against_vader,
    "equal": lambda texts, _: equal_to_vader(texts),
    "spacy": against_spacy,
    "quanteda": against_quanteda,
    "count": against_count_vectorizer,
    "long": lambda texts, _: long_text(texts),
    "where": lambda texts, _: where_time_goes(texts),
    "recogniser": recogniser_alone,
    "many": lambda *_: other("bench_many_articles.py"),
    "one": lambda *_: other("bench_one_article.py"),
    "permutation": lambda *_: other("bench_compare.py"),
    "start": lambda *_: other("bench_start.py"),
    "corpora": lambda *_: other("bench_corpora.py"),
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=STEPS)
    options = parser.parse_args()
    one_core()
    gc.set_threshold(OBJECTS_BETWEEN)  # as the command does
    texts = [article["text"] for article in articles()]
    print(f"{len(texts):,} articles, {n_words(texts):,} words, {options.pairs} pairs\n\n{HEAD}")
    for name in options.only or STEPS:
        STEPS[name](texts, options.pairs)


if __name__ == "__main__":
    main()
