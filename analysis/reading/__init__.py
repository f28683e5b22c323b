"""Reading: what people have → a Corpus whose every block carries a layer, the rule behind it and a confidence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from analysis.corpus import Corpus, assemble
from analysis.reading.corrections import apply_corrections, corrections_path
from analysis.reading.errors import InputError
from analysis.reading.plain import blocks, label

__all__ = ["InputError", "read", "read_text"]


def read(path: str | Path, *, title: str | None = None, source: str | None = None, corrections: bool = True) -> Corpus:
    """Read an article from a UTF-8 text file, its blocks separated by blank lines.

    Every block is kept and labelled; labels that a person has put into `<name>.layers.csv` beside the article win
    over the rules.

    Parameters
    ----------
    path : str or Path
        the article.
    title : str, optional
        its title; by default the words of its headline.
    source : str, optional
        where it comes from, as free text.
    corrections : bool
        False ignores `<name>.layers.csv`.

    Returns
    -------
    Corpus
        of one article, whose id is the file's name without its ending.

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
    path = Path(path)
    data = _bytes(path)
    text = _decode(data, path)
    if not text.strip():
        raise InputError(f"{path}: the file is empty; give a text with at least one word")
    corpus = _corpus(text, name=path.stem, title=title, source=source, sha256=hashlib.sha256(data).hexdigest())
    beside = corrections_path(path)
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
