"""Listed: the names of the lists alone, in one pass; several times as fast as reading every run of
capitals.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import hits as hits_table
from analysis.corpus import Corpus
from analysis.entities.columns import find_listed
from analysis.entities.compounds import parted
from analysis.entities.naming import LISTED, TYPES
from analysis.language import ENGLISH
from analysis.lexicons.names import load_names
from analysis.tokens import Words


def hits(corpus: Corpus) -> pd.DataFrame:
    """Every listed name, the longest where they overlap; forms that mean other things too
    ("Georgia", "Chad") are left out.

    Returns
    -------
    DataFrame
        that of `entities.hits`; `term` is the name's own in the list, `rule` "listed name".

    Examples
    --------
    >>> from analysis import read_text
    >>> hits(read_text("They met the Iranians in Georgia and Iraq."))["term"].tolist()
    ['Iranian', 'Iraq']
    """
    lists = _columns()
    article = corpus.segments["article"].to_numpy()[corpus.sentences["segment"].to_numpy()]
    # Compounds are cut in few sentences: only these are read a second time.
    apart = parted(corpus.words, article, alone=True).words
    is_apart = np.zeros(len(article), dtype=bool)
    is_apart[apart.sentence] = True
    whole, pieces = _found(corpus.words), _found(apart)
    is_whole = ~is_apart[whole.sentence]
    whole = _Found(*(column[is_whole] for column in whole))
    name, sentence, start, end = (
        np.append(*columns) for columns in zip(whole[:4], pieces[:4], strict=True)
    )
    numbered = pa.DictionaryArray.from_arrays
    return hits_table.make(
        corpus,
        measure="entities",
        language=ENGLISH,
        categories=TYPES,
        sentence=sentence,
        start=start,
        end=end,
        term=numbered(name, lists.canonical),
        category=lists.type[name],
        surface=_surfaces(corpus, whole, pieces),
        stands_for=numbered(name, lists.stands_for),
        rule=numbered(np.zeros(len(name), dtype=np.int8), pa.array([LISTED], type=pa.string())),
    )


class _Found(NamedTuple):
    """Listed names: their rows in the lists, where they stand, and their first and last words."""

    name: np.ndarray
    sentence: np.ndarray
    start: np.ndarray
    end: np.ndarray
    first: np.ndarray
    last: np.ndarray


def _found(words: Words) -> _Found:
    """The listed names among some words, without those whose form means other things too."""
    lists = load_names()
    matches, kept = find_listed(words, lists)
    name = lists.rows_of_keys[matches.term[kept]]
    sure = ~_columns().ambiguous[name]
    name, first, last = name[sure], matches.first[kept][sure], matches.last[kept][sure]
    return _Found(name, words.sentence[first], words.start[first], words.end[last], first, last)


def _surfaces(corpus: Corpus, whole: _Found, pieces: _Found) -> pa.DictionaryArray:
    """The names as they stand: those among the words of the corpus by these, those among the
    pieces of compounds by the text, for a piece may be read as another word than stands there.
    """
    surfaces = hits_table.matched(corpus, whole.first, whole.last)
    segment = corpus.sentences["segment"].to_numpy()[pieces.sentence]
    spans = pd.DataFrame({"segment": segment, "start": pieces.start, "end": pieces.end})
    texts = [" ".join(text.split()) for text in hits_table.hit_texts(corpus, spans)]
    distinct = surfaces.dictionary
    number = np.append(surfaces.indices, len(distinct) + np.arange(len(texts)))
    distinct = pa.concat_arrays([distinct, pa.array(texts, type=pa.string())])
    return pa.DictionaryArray.from_arrays(number, distinct)


class _Columns:
    """The listed names as columns."""

    def __init__(self) -> None:
        lists = load_names()
        self.ambiguous = np.array([name.ambiguous for name in lists.names], dtype=bool)
        self.type = np.array([TYPES.index(name.type) for name in lists.names], dtype=np.int64)
        self.canonical = pa.array([name.canonical for name in lists.names], type=pa.string())
        self.stands_for = pa.array(
            [name.stands_for or None for name in lists.names], type=pa.string()
        )


_columns = functools.cache(_Columns)
