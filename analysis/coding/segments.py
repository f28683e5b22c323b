"""Articles, the folder of a run or a table → their segments, for drawing a sample and for estimates."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from analysis import reprints
from analysis.batch.rereading import reread_run
from analysis.corpus import Corpus, Readable, as_corpus
from analysis.reading.errors import InputError
from analysis.reading.listing import is_run

# What is coded: articles, or the folder of a finished run, whose inputs are read again.
Articles: TypeAlias = Readable | Path
# Of `by`: the column of the articles, and how many characters of it.
_VARIABLES = {
    "outlet": ("source", None),
    "date": ("published", 10),
    "month": ("published", 7),
    "year": ("published", 4),
}


def articles_of(articles: Articles) -> Corpus:
    """The articles that are meant, as a corpus.

    Parameters
    ----------
    articles : Corpus, what becomes one, or the folder of a finished run
        a path is the folder of a run (`cutline corpus … --out run`), and so is a text that names
        one. Its inputs are read again, as the run read them.

    Returns
    -------
    Corpus
        of a run with its variables in the table of articles (`batch.rereading.RereadRun`).

    Raises
    ------
    InputError
        for a folder without a finished run, and an input of the run that is missing or has changed.

    Examples
    --------
    >>> articles_of("The plan is good.").segments["layer"].tolist()
    ['body']
    """
    if isinstance(articles, Path) or is_run(articles):
        return reread_run(str(articles)).corpus
    return as_corpus(articles)


def layers_of(articles: Articles | pd.DataFrame) -> np.ndarray:
    """The layer of each segment.

    Parameters
    ----------
    articles
        as for `segment_table`.

    Returns
    -------
    array of str
        "" for a segment without a word, which nobody can code.

    Examples
    --------
    >>> layers_of(["The plan is good.", "…"]).tolist()
    ['body', '']
    """
    if isinstance(articles, pd.DataFrame):
        return articles["layer"].astype(str).to_numpy(dtype=object)
    segments = articles_of(articles).segments
    return np.where(segments["n_words"] > 0, segments["layer"].astype(str).to_numpy(), "")


def segment_table(articles: Articles | pd.DataFrame, by: str | None) -> pd.DataFrame:
    """The segments of articles.

    Parameters
    ----------
    articles : Corpus, what becomes one, the folder of a run, or DataFrame
        of a DataFrame with one row per segment the columns article and layer are used.
    by : str or None
        what makes groups: a column of the articles or of the DataFrame, or of articles "outlet",
        "date", "month" or "year".

    Returns
    -------
    DataFrame, one row per segment
        article (a number; reprints are one), in_order (the number without this), layer ("" for one
        without a word), group.

    Raises
    ------
    InputError
        for a column that is missing, and as `articles_of`.

    Examples
    --------
    >>> segment_table("The plan is good.", None)["layer"].tolist()
    ['body']
    """
    if isinstance(articles, pd.DataFrame):
        missing = [name for name in ("article", "layer", by) if name and name not in articles]
        if missing:
            raise InputError(f"the segments have no column {missing[0]!r}; give one")
        number = pd.factorize(articles["article"])[0]
        group = "" if by is None else articles[by].astype(str).to_numpy()
        columns = {"article": number, "in_order": number, "layer": layers_of(articles)}
        return pd.DataFrame({**columns, "group": group})
    corpus = articles_of(articles)
    number = corpus.segments["article"].to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "article": reprints.original_articles(corpus)[number],
            "in_order": number,
            "layer": layers_of(corpus),
            "group": _groups(corpus, by)[number],
        }
    )


def _groups(corpus: Corpus, by: str | None) -> np.ndarray:
    """The group of each article."""
    if by is None:
        return np.full(len(corpus.texts), "")
    column, length = (by, None) if by in corpus.articles else _VARIABLES.get(by, (by, None))
    if column not in corpus.articles:
        choices = dict.fromkeys([*corpus.articles.columns, *_VARIABLES])
        raise InputError(f"unknown column {by!r}; choose from: {', '.join(choices)}")
    written = corpus.articles[column].astype("str").fillna("not stated")
    return written.str[:length].to_numpy(dtype=object)
