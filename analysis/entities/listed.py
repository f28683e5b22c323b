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
from analysis.entities.article import slices
from analysis.entities.columns import find_listed
from analysis.entities.compounds import parted
from analysis.entities.naming import LISTED, TYPES
from analysis.entities.runs import row_codes
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
    whole = _Found(*(column[~is_apart[whole.sentence]] for column in whole))
    # A word by itself stands as it is read, but for a piece of a compound.
    pieces = pieces._replace(word=np.full(len(pieces.word), -1))
    columns = zip(whole, pieces, strict=True)
    name, sentence, start, end, word = (np.concatenate(column) for column in columns)
    word[word >= 0] = row_codes(word[word >= 0])
    surface, distinct = slices(corpus, article[sentence], start, end, word)
    surfaces = pa.array([" ".join(text.split()) for text in distinct], type=pa.string())
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
        surface=numbered(surface, surfaces),
        stands_for=numbered(name, lists.stands_for),
        rule=numbered(np.zeros(len(name), dtype=np.int8), pa.array([LISTED], type=pa.string())),
    )


class _Found(NamedTuple):
    """Listed names: their rows in the lists, where they stand, and the number of the distinct word
    of a name of one word, -1 of longer ones.
    """

    name: np.ndarray
    sentence: np.ndarray
    start: np.ndarray
    end: np.ndarray
    word: np.ndarray


def _found(words: Words) -> _Found:
    """The listed names among some words, without those whose form means other things too."""
    lists = load_names()
    matches, kept = find_listed(words, lists)
    name = lists.rows_of_keys[matches.term[kept]]
    sure = ~_columns().ambiguous[name]
    name, first, last = name[sure], matches.first[kept][sure], matches.last[kept][sure]
    word = np.where(first == last, words.key[first], -1)
    return _Found(name, words.sentence[first], words.start[first], words.end[last], word)


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
