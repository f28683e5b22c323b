"""Framing: the vocabulary of each frame. It is not a frame until a human says so."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import hits as hits_table
from analysis import left_out, validity
from analysis.corpus import Readable, as_corpus
from analysis.language import ENGLISH, OF_THE_TEXT
from analysis.lexicons import empath
from analysis.lexicons.choice import choose, eligible, resolved, settled
from analysis.lexicons.codebook import (
    BY_CATEGORY,
    BY_ENTRY,
    Codebook,
    known_codebooks,
    load_codebook,
)
from analysis.lexicons.losses import said_of
from analysis.lexicons.marked import find_terms, match_spans
from analysis.lexicons.phrases import Matches, choice, longest
from analysis.options import AUTO, DEFAULTS
from analysis.tokens import fold, unroll

__all__ = ["MEASURE", "choose", "hits", "settled"]


def hits(
    corpus: Readable,
    *,
    frames: str | Path = DEFAULTS.frames,
    lookup: str | None = None,
    names: pd.DataFrame | str | None = left_out.RECOGNISED,
) -> pd.DataFrame:
    """Every place where the vocabulary of a frame stands.

    Counts how often a codebook's words and phrases occur; whether the text frames anything so, a
    person has to say. Within a frame the longest match wins ("ballistic missile" is one hit), of
    terms of one length an exact one, then the longest glob; a word that two frames share counts in
    both. A term inside a guard ("tank" in "think tank") is no hit. The terms of a frame
    "affect/posemo" count in "affect" too, once for a place. Counted per word.

    A dictionary of LIWC is looked up as LIWC does (see `Codebook.lookup`): one term alone speaks
    for a place.

    The weight is 1, or what the codebook says for the term in that frame. Where weights are not 1,
    the rate of a category is the sum of its weights per 1,000 words; `n` still counts hits.

    Parameters
    ----------
    corpus : Corpus, str or list of str
    frames : str or Path
        "auto", which chooses by the body of an article and takes "generic-news" for several (see
        `choose`), the name of a shipped codebook ("armed-conflict", "generic-news", "policy"), or
        the path of
        a TOML file or of a dictionary of LIWC (.dic, .dicx), quanteda (.yml), Lexicoder (.lc3,
        .lcd), Yoshikoder (.ykd), WordStat (.cat), a table (.csv, .tsv) or a list of words (.txt).
        What of such a file could not be used stands in `load_codebook(path).losses`.
    lookup : "category" or "entry", optional
        whether each frame looks for its own terms, or one term alone speaks for a place, the
        longest of all frames, so that "not amiable" in one keeps "amiable" out of another
        (quanteda's nested_scope="dictionary"); by default what the codebook says (see
        `Codebook.lookup`).
    names : "recognised", DataFrame or None
        names of which a word alone is no vocabulary (*autonomy* in Terminal Autonomy): a comparison
        leaves such hits out, see `left_out.outside_longer_names`. The default asks `entities.hits`;
        a table of hits is taken as it is; None keeps all, and is faster.

    Returns
    -------
    DataFrame, one row per hit
        segment, sentence (ids), start, end (character offsets in the article), term (the words
        found, lower case), category (frame; the categories are all frames of the codebook), weight,
        measure ("framing"), entry (the codebook's term), left_out ("inside a name", or missing for
        a hit that counts).

    Raises
    ------
    ValueError
        for a codebook that is neither known nor a readable file; the message lists the known ones;
        for a codebook without terms, an unknown lookup, and for names that are none of these.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("A ballistic missile hit the think tank.")
    >>> hits(corpus, frames="armed-conflict")[["term", "category"]].values.tolist()
    [['ballistic missile', 'military_capability']]
    """
    corpus = as_corpus(corpus)
    chosen_frames = resolved(frames, corpus)
    codebook = load_codebook(chosen_frames)
    if not codebook.has_terms:
        raise ValueError(
            f"the codebook {chosen_frames} lists no terms: people code by it (cutline code); measure"
            f" with another, as: {', '.join(known_codebooks())}"
        )
    if lookup not in (None, BY_CATEGORY, BY_ENTRY):
        raise ValueError(f"unknown lookup {lookup!r}; choose from: {BY_CATEGORY}, {BY_ENTRY}")
    by_entry = (lookup or codebook.lookup) == BY_ENTRY
    vocabulary = _vocabulary(codebook)
    words = corpus.words
    matches = find_terms(corpus, vocabulary.terms)
    chosen = _chosen(matches, vocabulary, by_entry=by_entry)
    row, first = chosen.term, chosen.first
    words_alone = hits_table.matched(corpus, first, chosen.last, folded=True)
    spans = match_spans(
        corpus, Matches(vocabulary.term[row], first, chosen.last), vocabulary.terms, words_alone
    )
    table = hits_table.make(
        corpus,
        measure="framing",
        categories=list(codebook.frames),
        sentence=words.sentence[first],
        start=spans.start,
        end=spans.end,
        term=spans.text,
        category=vocabulary.frame[row],
        weight=vocabulary.weight[row],
        language=_language(chosen_frames),
        entry=pa.DictionaryArray.from_arrays(vocabulary.term[row], vocabulary.written),
    )
    return left_out.outside_longer_names(corpus, table, names)


def _language(frames: str | Path) -> str:
    """The language of a codebook: English of those that come with the suite, any of one's own."""
    return ENGLISH if str(frames) in (*known_codebooks(), empath.NAME) else OF_THE_TEXT


class _Vocabulary(NamedTuple):
    """The distinct terms, first choices first, and rows that say in which frame each counts, sorted
    by term.
    """

    terms: list[str]
    written: pa.Array  # the terms, as Arrow holds strings
    term: np.ndarray
    frame: np.ndarray
    weight: np.ndarray
    guard: np.ndarray


@functools.lru_cache(maxsize=8)
def _vocabulary(codebook: Codebook) -> _Vocabulary:
    numbers = {key: frame_number for frame_number, key in enumerate(codebook.frames)}
    rows: dict[tuple[str, int], tuple[float, bool]] = {}
    # Deep frames last: what a frame says of a term itself goes before what it takes over from
    # below. Guards go first.
    for key, frame in sorted(codebook.frames.items(), key=lambda item: item[0].count("/")):
        parts = key.split("/")
        above = [
            numbers[name]
            for end in range(len(parts), 0, -1)
            if (name := "/".join(parts[:end])) in numbers
        ]
        for guard, listed in ((True, frame.guards), (False, frame.terms)):
            for term in listed:
                for frame_number in above:
                    rows.setdefault(
                        (fold(term), frame_number), (frame.weights.get(term, 1.0), guard)
                    )
    terms = sorted({term for term, _ in rows}, key=choice)
    term_number = {term: frame_number for frame_number, term in enumerate(terms)}
    table = sorted((term_number[term], frame, *role) for (term, frame), role in rows.items())
    columns = [
        np.array([row[column] for row in table], dtype=kind)
        for column, kind in enumerate((np.int64, np.int64, float, bool))
    ]
    return _Vocabulary(terms, pa.array(terms, type=pa.string()), *columns)


def _chosen(matches: Matches, vocabulary: _Vocabulary, *, by_entry: bool) -> Matches:
    """The matches that count, each once for every frame that it counts in: the longest among those
    of a frame, or by entry one term for each place, whatever its frames. `term` is the row of the
    vocabulary.
    """
    if by_entry:
        together = np.zeros(len(matches.term), dtype=np.int64)
        kept = longest(together, matches.first, matches.last, matches.term)
        matches = Matches(*(column[kept] for column in matches))
    row_of = np.searchsorted(vocabulary.term, np.arange(len(vocabulary.terms) + 1))
    match, row = unroll(row_of[matches.term], row_of[matches.term + 1] - row_of[matches.term])
    first, last = matches.first[match], matches.last[match]
    kept = np.arange(len(row))
    if not by_entry:
        # A guard goes before a term of its length, so that it wins the place and is then dropped.
        rank = np.where(vocabulary.guard[row], row - len(vocabulary.term), row)
        kept = longest(vocabulary.frame[row], first, last, rank)
    kept = kept[~vocabulary.guard[row[kept]]]
    return Matches(row[kept], first[kept], last[kept])


def _labels(frames: str | Path) -> dict[str, str]:
    """How the frames are shown; for "auto", those of all that it chooses from."""
    if frames != AUTO:
        return load_codebook(frames).labels
    return {key: label for name in eligible() for key, label in load_codebook(name).labels.items()}


_WEIGHTED = "a rate is the sum of weights per 1,000 words"


def _notes(frames: str | Path) -> list[str]:
    """What stands above the numbers of a codebook."""
    weighted = load_codebook(frames).is_weighted
    return (
        [f"The weights of the codebook are used: {_WEIGHTED}, n counts hits."] if weighted else []
    )


def _source(frames: str | Path) -> str:
    """The codebook as a report names it, with its version and what of it could not be used."""
    book = load_codebook(frames)
    named = " ".join(part for part in (book.title or book.name, book.version) if part)
    return f"{named}{said_of(book.lost)}" + (
        f"; its weights are used: {_WEIGHTED}" if book.is_weighted else ""
    )


MEASURE = hits_table.declare(
    hits_table.Measure(
        "framing",
        "words and phrases of each frame's vocabulary",
        hits,
        title="Frame vocabulary",
        places="frame vocabulary",
        phrase="words about {}",
        mark=(
            "background: var(--frame); text-decoration: overline 2px var(--frame-line);"
            " print-color-adjust: exact"
        ),
        option="frames",
        list_name="codebook",
        labels=_labels,
        notes=_notes,
        source=_source,
        takes_names=True,
        validity=functools.partial(validity.worth, "framing"),
    )
)
