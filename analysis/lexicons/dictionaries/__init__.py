"""Dictionaries that scholars own: one reader for the formats of their programs, which loses nothing
silently.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from analysis.lexicons.dictionaries import (
    lexicoder,
    liwc,
    quanteda,
    tables,
    wordlists,
    wordstat,
    yoshikoder,
)
from analysis.lexicons.dictionaries.draft import Draft
from analysis.lexicons.dictionaries.text import decoded_list, lines_of
from analysis.lexicons.frames import BY_CATEGORY, BY_ENTRY, Codebook
from analysis.reading.errors import InputError

__all__ = ["FORMATS", "parse_dictionary", "read_dictionary"]


class DictionaryFormat(NamedTuple):
    """A format: its name, its reader, and how its program looks words up (see `Codebook.lookup`)."""

    title: str
    read: Callable[[Draft], None]
    lookup: str


_LEXICODER = DictionaryFormat("Lexicoder", lexicoder.read, BY_CATEGORY)
_YOSHIKODER = DictionaryFormat("Yoshikoder", yoshikoder.read, BY_CATEGORY)
_YAML = DictionaryFormat("quanteda YAML", quanteda.read, BY_CATEGORY)
FORMATS = {
    ".dic": DictionaryFormat("LIWC", liwc.read, BY_ENTRY),
    ".dicx": DictionaryFormat("LIWC-22", tables.read_columns, BY_ENTRY),
    ".yml": _YAML,
    ".yaml": _YAML,
    ".lc3": _LEXICODER,
    ".lcd": _LEXICODER,
    ".ykd": _YOSHIKODER,
    ".cat": DictionaryFormat("WordStat", wordstat.read, BY_CATEGORY),
    ".csv": DictionaryFormat("table", tables.read, BY_CATEGORY),
    ".tsv": DictionaryFormat("table", tables.read, BY_CATEGORY),
    ".txt": DictionaryFormat("text", wordlists.read, BY_CATEGORY),
}


def read_dictionary(path: str | Path) -> Codebook:
    r"""A dictionary in a format of LIWC, quanteda, Lexicoder, Yoshikoder or WordStat, a table or a
    list of words, as a codebook.

    Terms are read as these programs read them: whatever their case, `*` for any letters and `?` for
    one, several words divided by spaces. What is readable is read: spaces for tabs, numbers with
    leading zeros, Windows line ends, a byte order mark, UTF-16, Windows-1252. What cannot be used
    stands in `Codebook.losses`, line by line.

    Returns
    -------
    Codebook
        of one frame per category, in the order of the file; a category below another is called
        "above/below".

    Raises
    ------
    ValueError
        for a file that is no dictionary of its format, or in which no word can be used; the message
        names the place.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "mine.dic"
    ...     _ = path.write_text("%\n01 harm\n%\nabandon*  1\nkind  <of>1/2\n")
    ...     mine = read_dictionary(path)
    >>> mine.frames["harm"].terms
    ('abandon*',)
    >>> mine.losses[["line", "text", "why"]].values.tolist()
    [[5, 'kind <of>1/2', 'a condition on the words around, which is not applied: <of>1/2']]
    """
    path = Path(path)
    return parse_dictionary(path, path.read_bytes())


def parse_dictionary(path: Path, data: bytes) -> Codebook:
    """The dictionary that a file of this name and these bytes is (see `read_dictionary`).

    Raises
    ------
    ValueError
        as `read_dictionary`, for the ending of the name too.
    """
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise ValueError(f"{path}: unknown kind of dictionary; choose from: {', '.join(FORMATS)}")
    text, from_line = decoded_list(data, str(path))
    if path.suffix.lower() == ".lcd" and text.lstrip().startswith("<"):
        format = _YOSHIKODER
    draft = Draft(lines_of(text), path.stem)
    if from_line:
        draft.lose(from_line, "not UTF-8: the file is read as Windows-1252", partly=True)
    try:
        format.read(draft)
        return draft.codebook(path.stem, f"{path.name}, {format.title}", format.lookup)
    except ValueError as error:
        raise InputError(f"{path}: {error}") from None
