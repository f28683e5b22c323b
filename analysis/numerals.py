"""Numerals: figures in the text, years apart from amounts."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis import hits as hits_table
from analysis.corpus import Readable, as_corpus
from analysis.hits import Measure, declare, matched

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
CATEGORIES = ("year", "amount")


def hits(corpus: Readable) -> pd.DataFrame:
    """Every word that holds a digit.

    A word counts as a year from 1500 to 2099 where it is four digits, and as an amount otherwise.
    Counted per word.

    Returns
    -------
    DataFrame, one row per numeral
        the columns of every measure (measure "numerals"; category year or amount; weight 1).

    Examples
    --------
    >>> hits("In 2020 they sent 15 drones.")[["term", "category"]].values.tolist()
    [['2020', 'year'], ['15', 'amount']]
    """
    corpus = as_corpus(corpus)
    words = corpus.words
    has_digit = np.array([any(map(str.isdigit, word)) for word in words.keys], dtype=bool)
    is_year = np.array([bool(_YEAR.fullmatch(word)) for word in words.keys], dtype=bool)
    numerals = np.flatnonzero(has_digit[words.key]) if len(words.key) else np.array([], dtype=int)
    return hits_table.make(
        corpus,
        measure="numerals",
        categories=CATEGORIES,
        sentence=words.sentence[numerals],
        start=words.start[numerals],
        end=words.end[numerals],
        term=matched(corpus, numerals, numerals, folded=True),
        category=np.where(is_year[words.key[numerals]], 0, 1),
    )


MEASURE = declare(
    Measure(
        "numerals",
        "figures in the text",
        hits,
        places="numerals",
        one_place="numeral",
        labels={"year": "years", "amount": "amounts"},
    )
)
