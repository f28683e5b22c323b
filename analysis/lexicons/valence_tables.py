"""A person's table of valences → words, phrases and globs, and every entry that no text could hold."""

from __future__ import annotations

import string
import unicodedata
from pathlib import Path
from typing import NamedTuple

from analysis.lexicons.dictionaries.draft import number
from analysis.lexicons.dictionaries.terms import read_term
from analysis.lexicons.dictionaries.text import Row, decoded, lines_of, rows_of
from analysis.lexicons.losses import Loss
from analysis.lexicons.marked import HAS_MARK
from analysis.reading.errors import InputError
from analysis.tokens import fold

ENDINGS = (".csv", ".tsv", ".txt")
_LONGEST_SHOWN = 200


class Valences(NamedTuple):
    """The words of a table, its phrases and globs, and its losses."""

    words: dict[str, float]
    phrases: dict[str, float]
    lost: tuple[Loss, ...]


def read(path: Path, data: bytes) -> Valences:
    """The valences of a table with the columns word and valence, or of words with their numbers and no names of columns.

    Raises
    ------
    InputError
        for a row without a word or a number, a word with two valences, and a table of another kind.
    """
    text, from_line = decoded(data, str(path))
    lines = lines_of(text)
    words: dict[str, float] = {}
    phrases: dict[str, float] = {}
    lost: list[Loss] = []
    if from_line:
        lost.append(_loss(lines, from_line, "not UTF-8: the file is read as Windows-1252", partly_used=True))
    word_at, value_at, rows = _columns(path, rows_of(lines))
    for line, cells in rows:
        written, value = (cells[at] if at < len(cells) else "" for at in (word_at, value_at))
        valence = number(value)
        if not written or valence is None:
            raise InputError(f"{path}: row {line}: a word and a number are needed; mend or drop it")
        entry, is_phrase, why = _entry(written)
        if why:
            lost.append(_loss(lines, line, why, partly_used=bool(entry)))
        if entry and (phrases if is_phrase else words).setdefault(entry, valence) != valence:
            raise InputError(f"{path}: row {line}: {entry[:_LONGEST_SHOWN]!r} has two valences; keep one")
    if not words and not phrases:
        first = f" (row {lost[0].line}: {lost[0].why})" if lost else ""
        raise InputError(f"{path}: the lexicon is empty{first}; give at least one word with its valence")
    return Valences(words, phrases, tuple(lost))


def _loss(lines: list[str], line: int, why: str, *, partly_used: bool) -> Loss:
    return Loss(line, " ".join(lines[line - 1][: 4 * _LONGEST_SHOWN].split())[:_LONGEST_SHOWN], why, partly_used)


def _columns(path: Path, rows: list[Row]) -> tuple[int, int, list[Row]]:
    """Where the words and where the valences are, and the rows below the names of the columns."""
    names = [cell.lower() for cell in rows[0][1]] if rows else []
    if {"word", "valence"} <= {*names}:
        return names.index("word"), names.index("valence"), rows[1:]
    if len(names) == 2 and number(names[1]) is not None:
        return 0, 1, rows
    raise InputError(f"{path}: row 1 must name the columns 'word' and 'valence'; add this header")


def _entry(written: str) -> tuple[str, bool, str]:
    """An entry as it is looked for ("" where it cannot be), whether as a phrase or glob, and what a reader has to know.

    Examples
    --------
    >>> _entry("War’s"), _entry("fail*"), _entry("Yahoo!")[:2]
    (("war's", False, ''), ('fail*', True, ''), ('yahoo', False))
    """
    entry = fold(unicodedata.normalize("NFC", " ".join(written.split())))
    has_words = any(char.isalnum() for char in entry)
    if has_words and (any(mark in entry for mark in " *?") or HAS_MARK.search(entry)):
        term, why = read_term(entry)
        return term, True, why
    if not has_words:  # an emoticon stands in a text as it is
        return ("", False, "several emoticons; write each as an entry") if " " in entry else (entry, False, "")
    bare = entry.strip(string.punctuation)
    if bare == entry or len(bare) <= 2:  # as `sentiment` reads the words of a text
        return entry, False, ""
    return bare, False, f"read as {bare!r}: words carry no punctuation at their ends"
