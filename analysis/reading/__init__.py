"""Reading: what people have → a Corpus whose every block carries a layer, the rule behind it and a
confidence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pandas as pd

from analysis.corpus import Corpus
from analysis.reading.errors import InputError
from analysis.reading.formats import read_any, text_corpus
from analysis.reading.tables import ArrowTable, is_frame, read_frame

__all__ = ["InputError", "read", "read_text"]


def read(
    path: str | Path | bytes | IO[Any] | pd.DataFrame | ArrowTable,
    *,
    title: str | None = None,
    source: str | None = None,
    corrections: bool = True,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    format: str | None = None,
    name: str | None = None,
) -> Corpus:
    """Read what there is: a text, Markdown, a saved page, a table of articles, a web archive, or a
    folder of these.

    Every block is kept and labelled; labels that a person has put into `<name>.layers.csv` beside
    an article win over the rules. Files may be packed (`.gz`).

    Parameters
    ----------
    path : str, Path, bytes, open file or DataFrame
        a file, a folder, a glob pattern ("pages/*.html"), "-" for standard input, or the content
        itself. A DataFrame (of pandas, polars, Arrow) is read as a table with the same columns, an
        article a row.
    title : str, optional
        the article's title; by default the words of its headline.
    source : str, optional
        where it comes from, as free text; articles that name their source keep it.
    corrections : bool
        False ignores `<name>.layers.csv`.
    columns : dict, optional
        which columns of a table to read, where their names are not the usual ones: `{"text":
        "body_raw"}`. The keys are text, title, captions, date, source and id.
    encoding : str, optional
        of a table of text that is not saved as UTF-8: "cp1252". A byte order mark wins over it.
    format : str, optional
        text, markdown, html, csv, tsv, json, jsonl, parquet or warc, or an ending that files of it
        have (txt, md); by default what the ending says, or else the first bytes.
    name : str, optional
        the id of an article, and how messages name content that has no file.

    Returns
    -------
    Corpus
        of one article or of several (`corpus.article(0)` takes one out). The id of an article is
        its file's name without the ending. Records and files that could not be read are listed in
        `corpus.problems`; a table or folder of which a tenth or more could not be read, in
        `corpus.unread_tables`.

    Raises
    ------
    InputError
        (a ValueError) for an input that is missing, empty, of another kind than its name says or
        without anything readable, and for a correction that does not fit; the message is one line
        that names the input, the problem and the remedy.

    Examples
    --------
    >>> read("seeds/nagorno-karabakh.txt").layer_sizes().loc["caption"].tolist()
    [4, 42]
    >>> read(b'{"title": "Talks resume", "text": "They met.", "captions": ["The hall."]}').layer_sizes()["words"].to_dict()
    {'headline': 2, 'body': 2, 'caption': 2}
    >>> read(pd.DataFrame({"headline": ["Talks"], "body": ["They met."]})).segments["layer"].tolist()
    ['headline', 'body']
    """
    if is_frame(path):
        if encoding is not None or format is not None:
            raise ValueError("a DataFrame has neither encoding nor format; leave them out")
        corpus = read_frame(path, columns, name)
    else:
        corpus = read_any(
            path,
            corrections=corrections,
            columns=columns,
            encoding=encoding,
            format=format,
            name=name,
        )
    if title is not None and len(corpus.articles) > 1:
        raise ValueError(
            f"the title {title!r} names one article; this input holds {len(corpus.articles)}"
        )
    articles = corpus.articles
    if title is not None:
        articles = articles.assign(title=title)
    if source is not None:
        articles = articles.assign(
            source=articles["source"].where(articles["source"].notna(), source)
        )
    return corpus if articles is corpus.articles else replace(corpus, articles=articles)


def read_text(
    text: str,
    *,
    name: str = "text",
    title: str | None = None,
    source: str | None = None,
    split_sentences: bool = True,
) -> Corpus:
    r"""Read an article from a string, its blocks separated by blank lines.

    Parameters
    ----------
    text : str
        the article; it is stored as it stands, but for a byte order mark at its head.
    name, title, source : str, optional
        the article's id, its title (by default the words of its headline) and where it comes from.
    split_sentences : bool
        False makes one sentence of each block.

    Raises
    ------
    InputError
        (a ValueError) for a text without a word, or with code points that no file can hold.

    Examples
    --------
    >>> corpus = read_text("Talks resume\n\nThe two sides met again on Monday. They agreed on little.")
    >>> corpus.segments["layer"].tolist()
    ['headline', 'body']
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise InputError(f"{name}: the text is empty; give a text with at least one word")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{name}: character {error.start} is half of a surrogate pair; decode the text from its"
            " file again"
        ) from None
    sha256 = hashlib.sha256(data).hexdigest()
    return text_corpus(
        text, name=name, title=title, source=source, sha256=sha256, split_sentences=split_sentences
    )
