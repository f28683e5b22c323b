"""Listed: the names of the lists alone, in one pass; several times as fast as reading every run of
capitals.
"""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import hits as hits_table
from analysis.corpus import Corpus
from analysis.entities.article import same_words, slices
from analysis.entities.columns import find_listed
from analysis.entities.compounds import parted
from analysis.entities.naming import LISTED, TYPES
from analysis.language import ENGLISH
from analysis.lexicons.names import load_names


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
    cut = parted(corpus.words, article[corpus.words.sentence])
    words = cut.words
    matches, kept = find_listed(words, load_names())
    name = load_names().rows_of_keys[matches.term[kept]]
    first, last = matches.first[kept], matches.last[kept]
    sure = ~lists.ambiguous[name]
    name, first, last = name[sure], first[sure], last[sure]
    start, end = words.start[first], words.end[last]
    # A word by itself stands as it is read, but for a piece of a compound.
    alike = same_words(words, first, last, (first == last) & ~cut.piece[first])
    surface, distinct = slices(corpus, article[words.sentence[first]], start, end, alike)
    surfaces = pa.array([" ".join(text.split()) for text in distinct], type=pa.string())
    return hits_table.make(
        corpus,
        measure="entities",
        language=ENGLISH,
        categories=TYPES,
        sentence=words.sentence[first],
        start=start,
        end=end,
        term=lists.canonical.take(pa.array(name)),
        category=lists.type[name],
        surface=surfaces.take(pa.array(surface)),
        stands_for=lists.stands_for.take(pa.array(name)),
        rule=pa.array([LISTED], type=pa.string()).take(
            pa.array(np.zeros(len(name), dtype=np.int64))
        ),
    )


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
