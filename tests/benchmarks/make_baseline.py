"""Make the shipped baseline anew from labelled news pages: counts alone, no text, title or address.

    uv run python tests/benchmarks/make_baseline.py

It reads the pages in ../shared/gold/pages and ../shared/gold/more_pages as the suite reads any page,
once where several repeat each other. It counts by every shipped codebook, three valence lexicons and
the rules for names, fits every category of every pair of layers, and writes
analysis/baseline/news.parquet. A second baseline, of pages whose body is about an armed conflict, is
written beside it if there are enough of them.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis import entities, framing, reprints, sentiment, validity
from analysis.baseline import stored
from analysis.baseline.lists import MeasureList, list_of
from analysis.comparison import rates_across
from analysis.corpus import Corpus
from analysis.hits import counted
from analysis.lexicons.codebook import known_codebooks
from analysis.options import DEFAULTS, Options
from analysis.reading.page import corpus_of_pages
from analysis.words import numbers

GOLD = ROOT.parent / "shared" / "gold"
SETS = ("pages", "more_pages")
FOLDER = ROOT / "analysis" / "baseline"
LEXICONS = ("vader", "afinn", "news")
PAIRS = (("caption", "body"), ("headline", "body"), ("caption", "headline"))
# A body is about an armed conflict that holds so many words of the codebook's frames on it, and so
# many per 1,000 words.
CONFLICT_FRAMES = ("military_capability", "casualties_destruction", "threat_destabilisation")
LEAST_CONFLICT_HITS, LEAST_CONFLICT_RATE = 5, 10.0


@functools.cache
def files() -> tuple[Path, ...]:
    """The files of the pages, set after set; of pages that repeat each other the first."""
    every = [path for name in SETS for path in sorted((GOLD / name / "html").iterdir())]
    original = reprints.original_articles(_read(every))
    return tuple(every[index] for index in np.unique(original))


def pages() -> Corpus:
    """Every page, as the suite reads it, in the order of its files."""
    return _read(files())


def _read(paths: Sequence[Path]) -> Corpus:
    return corpus_of_pages([(path.name, path.read_bytes()) for path in paths])


def choices() -> Iterator[Options]:
    """The options of every list that is counted."""
    yield from (DEFAULTS.but(lexicon=name) for name in LEXICONS)
    yield from (DEFAULTS.but(frames=name) for name in known_codebooks())


def all_lists(corpus: Corpus) -> Iterator[tuple[MeasureList, pd.DataFrame]]:
    """The hits of every list."""
    names = entities.hits(corpus)
    yield list_of(entities.MEASURE, DEFAULTS), names
    for lexicon in LEXICONS:
        hits = sentiment.hits(corpus, lexicon=lexicon, names=names)
        yield list_of(sentiment.MEASURE, DEFAULTS.but(lexicon=lexicon)), hits
    keywords = {"names": names} if framing.MEASURE.takes_names else {}
    for frames in known_codebooks():
        hits = framing.hits(corpus, frames=frames, **keywords)
        yield list_of(framing.MEASURE, DEFAULTS.but(frames=frames)), hits


def counted_layers(corpus: Corpus) -> tuple[pd.DataFrame, list[MeasureList]]:
    """Hits and words of each list, category, layer and page, for pages with a body; and the lists."""
    tables, lists = [], []
    layers = sorted({layer for pair in PAIRS for layer in pair})
    for measure_list, hits in all_lists(corpus):
        table = rates_across(corpus, counted(hits))
        table = table[table["layer"].isin(layers)]
        tables.append(table.assign(measure=measure_list.measure, list=measure_list.list))
        lists.append(measure_list)
    rates = pd.concat(tables, ignore_index=True)
    is_long = (rates["layer"] == "body") & (rates["n_words"] >= stored.LEAST_BODY_WORDS)
    kept = rates[rates["article"].isin(rates.loc[is_long, "article"].unique())]
    return kept, lists


def on_conflict(rates: pd.DataFrame) -> np.ndarray:
    """The articles whose body is about an armed conflict, by the words of the body alone."""
    of_body = rates[
        (rates["layer"] == "body")
        & (rates["list"] == "armed-conflict")
        & rates["category"].isin(CONFLICT_FRAMES)
    ]
    body = of_body.groupby("article").agg(n=("n", "sum"), n_words=("n_words", "first"))
    is_about = (body["n"] >= LEAST_CONFLICT_HITS) & (
        1000 * body["n"] / body["n_words"] >= LEAST_CONFLICT_RATE
    )
    return body.index[is_about].to_numpy()


def dates() -> str:
    """The years between which most pages were published, where an address or the list says so."""
    years = []
    for name in SETS:
        with gzip.open(GOLD / name / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
            for page in map(json.loads, lines):
                said = page.get("date") or page.get("url") or ""
                match = re.search(r"(?<!\d)(?:19[89]|20[012])\d(?=[/-]\d)", said)
                years += [int(match[0])] if match else []
    low, middle, high = np.quantile(years, (0.05, 0.5, 0.95)).astype(int)
    return f"most from {low} to {high}, half from before {middle} ({len(years)} pages say when)"


def quality() -> str:
    """How well captions are labelled on pages, as validity knows it."""
    rows = validity.worth("layers", "pages").set_index(["text", "statistic"])["value"]
    said = []
    for text in rows.index.unique("text"):
        precision, recall = (rows[text, f"{what} of captions"] for what in ("precision", "recall"))
        said.append(
            f"of {text}, {numbers.share(recall)} are labelled, and {numbers.share(precision)} of what"
            " is labelled is one"
        )
    return "; ".join(said)


def made_with() -> dict[str, Any]:
    """What the files say of their pages."""
    return {
        "labelling": {
            "how": "cutline's own reading of saved pages, uncorrected",
            "quality": quality(),
        },
        "dates": dates(),
        "kinds": "English news and news-like magazine pages of outlets of many countries",
        "rights": "counts of words; the pages belong to their publishers, and none is here",
    }


def main() -> None:
    """Write the files."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    if not all((GOLD / name / "html").is_dir() for name in SETS):
        print("skipped: ../shared/gold holds no pages; the shipped baseline stays as it is")
        return
    rates, lists = counted_layers(pages())
    chosen = {stored.NEWS: rates, "conflict": rates[rates["article"].isin(on_conflict(rates))]}
    for name, own in chosen.items():
        table = stored.counted_pages(own)
        captioned = table.loc[table["layer"] == "caption", "page"].nunique()
        print(f"{name}: {table['page'].nunique()} pages, {captioned} of them with captions")
        if captioned < stored.LEAST_PAGES:
            print(f"{name}: not written, for fewer than {stored.LEAST_PAGES} pages hold captions")
            continue
        path = FOLDER / f"{name}.parquet"
        stored.from_pages(name, table, lists, made_with(), PAIRS).save(path)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
