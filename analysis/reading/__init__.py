"""Reading: what people have → a Corpus whose every block carries a layer, the rule behind it and a confidence."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from analysis.corpus import Corpus, assemble
from analysis.reading.corrections import apply_corrections, corrections_path
from analysis.reading.errors import InputError
from analysis.reading.page import corpus_of_pages, is_page
from analysis.reading.plain import blocks, label

__all__ = ["InputError", "read", "read_text"]


def read(
    path: str | Path | bytes | BinaryIO,
    *,
    title: str | None = None,
    source: str | None = None,
    corrections: bool = True,
) -> Corpus:
    """Read an article: a saved page, or a UTF-8 text whose blocks are separated by blank lines.

    A page is known by its ending (.html, .htm, .xhtml, each also with .gz) or by its first bytes. Every block is kept
    and labelled; labels that a person has put into `<name>.layers.csv` beside the article win over the rules.

    Parameters
    ----------
    path : str, Path, bytes or binary file object
        the article; `-` reads standard input.
    title : str, optional
        its title; by default the words of its headline.
    source : str, optional
        where it comes from, as free text.
    corrections : bool
        False ignores `<name>.layers.csv`.

    Returns
    -------
    Corpus
        of one article, whose id is the file's name without its ending. For a page, `source_path` of a segment is the
        place of its element.

    Raises
    ------
    InputError
        (a ValueError) for a file that is missing, a folder, binary, empty or not UTF-8, and for a correction that
        does not fit; the message is one line that names the input, the problem and the remedy.

    Examples
    --------
    >>> read("seeds/nagorno-karabakh.txt").layer_sizes().loc["caption"].tolist()
    [4, 42]
    """
    path, data = _input(path)
    if is_page(path.name, data):
        corpus = corpus_of_pages([(str(path), data)])
        given = {"id": _stem(path), "title": title, "source": source}
        for column, value in given.items():
            if value is not None:
                corpus.articles.loc[0, column] = value
    else:
        text = _decode(data, path)
        if not text.strip():
            raise InputError(f"{path}: the file is empty; give a text with at least one word")
        corpus = _corpus(text, name=path.stem, title=title, source=source, sha256=hashlib.sha256(data).hexdigest())
    beside = corrections_path(path.with_name(_stem(path) + ".html"))
    if corrections and beside.exists():
        corpus = apply_corrections(corpus, _decode(_bytes(beside), beside), name=str(beside))
    return corpus


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
            f"{name}: character {error.start} is half of a surrogate pair; decode the text from its file again"
        ) from None
    sha256 = hashlib.sha256(data).hexdigest()
    return _corpus(text, name=name, title=title, source=source, sha256=sha256, split_sentences=split_sentences)


def _corpus(
    text: str, *, name: str, title: str | None, source: str | None, sha256: str, split_sentences: bool = True
) -> Corpus:
    articles = pd.DataFrame(
        {"id": [name], "title": [title], "source": [source], "published": [None], "sha256": [sha256]}
    )
    corpus = label(assemble([text], blocks(text), articles=articles, split_sentences=split_sentences))
    if title is None:
        headlines = corpus.segments.index[corpus.segments["layer"] == "headline"]
        articles.loc[0, "title"] = " ".join(corpus.text(headlines[0]).split()) if len(headlines) else name
    return corpus


def _input(given: str | Path | bytes | BinaryIO) -> tuple[Path, bytes]:
    """What the input is called, and its bytes."""
    if isinstance(given, bytes | bytearray | memoryview):
        return Path("input"), bytes(given)
    if isinstance(given, str) and given == "-":
        return Path("standard input"), sys.stdin.buffer.read()
    if isinstance(given, str | Path):
        return Path(given), _bytes(Path(given))
    name = getattr(given, "name", None)
    data: bytes | str = given.read()
    return Path(name if isinstance(name, str) else "input"), data.encode() if isinstance(data, str) else data


def _stem(path: Path) -> str:
    return Path(path.stem).stem if path.suffix.lower() == ".gz" else path.stem


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; give one text file")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read ({reason}); check the name and its permissions") from None


def _decode(data: bytes, path: Path) -> str:
    if b"\0" in data:
        raise InputError(f"{path}: this is a binary file; give a plain text, saved as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8 and try again") from None
