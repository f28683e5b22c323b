"""Framing: the vocabulary of each frame. It is not a frame until a human says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis import hits as hits_table
from analysis.corpus import Corpus
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.phrases import find, longest
from analysis.tokens import Words, fold, fold_all

DEFAULT_CODEBOOK = "armed-conflict"


def hits(corpus: Corpus, *, frames: str | Path = DEFAULT_CODEBOOK) -> pd.DataFrame:
    """Every place where the vocabulary of a frame stands.

    Counts how often a codebook's words and phrases occur; whether the text frames anything so, a person has to say.
    Each hit weighs 1. Within a frame the longest match wins ("ballistic missile" is one hit); a word that two frames
    share counts in both. A term inside a guard ("tank" in "think tank") is no hit. Counted per word.

    Parameters
    ----------
    corpus : Corpus
    frames : str or Path
        the name of a shipped codebook ("armed-conflict", "generic-news", "policy") or the path of a TOML file.

    Returns
    -------
    DataFrame, one row per hit
        segment, sentence (ids), start, end (character offsets in the article), term (the words found, lower case),
        category (frame; the categories are all frames of the codebook), weight (1), measure ("framing"), entry (the
        codebook's term).

    Raises
    ------
    ValueError
        for a codebook that is neither known nor a readable file; the message lists the known ones.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("A ballistic missile hit the think tank.")
    >>> hits(corpus)[["term", "category"]].values.tolist()
    [['ballistic missile', 'military_capability']]
    """
    codebook = load_codebook(frames)
    names = list(codebook.frames)
    rows = [
        (fold(term), number, guard)
        for number, frame in enumerate(codebook.frames.values())
        for guard, listed in ((False, frame.terms), (True, frame.guards))
        for term in listed
    ]
    entries = [entry for entry, _, _ in rows]
    frame = np.array([number for _, number, _ in rows], dtype=np.int64)
    guard = np.array([is_guard for _, _, is_guard in rows], dtype=bool)

    words = corpus.words
    found = find(words, entries)
    # A guard is sorted before a term of its length, so that it wins the place and is then dropped.
    order = np.argsort(~guard[found.term], kind="stable")
    term, first, last = found.term[order], found.first[order], found.last[order]
    kept = longest(frame[term], first, last)
    kept = kept[~guard[term[kept]]]
    term, first, last = term[kept], first[kept], last[kept]

    single = first == last
    spans = words.folded.take(pa.array(words.key[first]))
    text = pc.replace_with_mask(spans, pa.array(~single), _folded_spans(corpus, words, first[~single], last[~single]))
    return hits_table.make(
        corpus,
        measure="framing",
        categories=names,
        sentence=words.sentence[first],
        start=words.start[first],
        end=words.end[last],
        term=text,
        category=frame[term],
        entry=pa.array(entries, type=pa.string()).take(pa.array(term)),
    )


def _folded_spans(corpus: Corpus, words: Words, first: np.ndarray, last: np.ndarray) -> pa.Array:
    """The texts from some words to others, lower case, with single spaces."""
    article = corpus.segments["article"].to_numpy()[corpus.sentences["segment"].to_numpy()[words.sentence[first]]]
    places = zip(article.tolist(), words.start[first].tolist(), words.end[last].tolist(), strict=True)
    spans = [" ".join(corpus.texts[number][start:end].split()) for number, start, end in places]
    return pa.array(fold_all(spans), type=pa.string())
