"""A person's table of valences → words, phrases and globs, and every entry that no text could hold."""

from __future__ import annotations

import string
import unicodedata
from pathlib import Path
from typing import NamedTuple

from analysis.lexicons.dictionaries.draft import number
from analysis.lexicons.dictionaries.tables import SENTIWORDNET
from analysis.lexicons.dictionaries.terms import read_term
from analysis.lexicons.dictionaries.text import (
    ROWS_LOOKED_AT,
    TableRow,
    decoded_list,
    lines_of,
    rows_of,
)
from analysis.lexicons.losses import Loss, excerpt
from analysis.lexicons.marked import HAS_MARK
from analysis.reading.errors import InputError
from analysis.tokens import fold
from analysis.words import first_of, shortened

LEXICON_ENDINGS = (".csv", ".tsv", ".txt")
_LONGEST_LINE = 10_000
_LONGEST_NAME, _MOST_NAMED = 40, 4


class Valences(NamedTuple):
    """The words of a table, its phrases and globs, and its losses."""

    words: dict[str, float]
    phrases: dict[str, float]
    lost: tuple[Loss, ...]


def read(path: Path, data: bytes) -> Valences:
    """The valences of a table with the columns word and valence, or of words with their numbers and
    no names of columns.

    Raises
    ------
    InputError
        for a row without a word or a number, a word with two valences, and a table of another kind.
    """
    text, from_line = decoded_list(data, str(path))
    lines = lines_of(text)
    words: dict[str, float] = {}
    phrases: dict[str, float] = {}
    lost: list[Loss] = []
    if from_line:
        lost.append(
            _loss(lines, from_line, "not UTF-8: the file is read as Windows-1252", partly_used=True)
        )
    word_at, value_at, n_columns, rows = _columns(path, rows_of(lines))
    for line, cells in rows:
        written, value = (cells[at] if at < len(cells) else "" for at in (word_at, value_at))
        valence = number(value)
        if not written or valence is None:
            raise InputError(f"{path}: row {line}: {_lacking(lines[line - 1])}; mend or drop it")
        if any(cells[n_columns:]):
            raise InputError(
                f"{path}: row {line}: {len(cells)} cells where {n_columns} are named; write a"
                " decimal point for a comma, or put quotes around the cell"
            )
        entry, is_phrase, why = _entry(written)
        if why:
            lost.append(_loss(lines, line, why, partly_used=bool(entry)))
        if entry and (phrases if is_phrase else words).setdefault(entry, valence) != valence:
            raise InputError(f"{path}: row {line}: {excerpt(entry)!r} has two valences; keep one")
    if not words and not phrases:
        first = f" (row {lost[0].line}: {lost[0].why})" if lost else ""
        raise InputError(
            f"{path}: the lexicon is empty{first}; give at least one word with its valence"
        )
    return Valences(words, phrases, tuple(lost))


def _loss(lines: list[str], line: int, why: str, *, partly_used: bool) -> Loss:
    return Loss(line, excerpt(lines[line - 1]), why, partly_used)


def _lacking(line: str) -> str:
    """What a row without a word and a number lacks."""
    if len(line) > _LONGEST_LINE:
        return f"longer than {_LONGEST_LINE:,} characters, as no word is"
    return "a word and a number are needed"


def _columns(path: Path, rows: list[TableRow]) -> tuple[int, int, int, list[TableRow]]:
    """Where the words and where the valences are, how many columns there are, and the rows below
    their names.
    """
    if any({"PosScore", "SynsetTerms"} <= {*cells} for _, cells in rows[:ROWS_LOOKED_AT]):
        raise InputError(f"{path}: {SENTIWORDNET}")
    while rows and rows[0][1][0][:1] in ("#", ";") and number(rows[0][1][-1]) is None:
        rows = rows[1:]  # a comment above the list
    names = [cell.strip('“”"').lower() for cell in rows[0][1]] if rows else []
    if {"word", "valence"} <= {*names}:
        return names.index("word"), names.index("valence"), len(names), rows[1:]
    if len(names) == 2 and number(names[1]) is not None:
        return 0, 1, len(names), rows
    raise InputError(f"{path}: {_other_kind(rows)}")


def _other_kind(rows: list[TableRow]) -> str:
    """What a table is that has no columns of words and valences, and where it goes."""
    needed = "row 1 must name the columns 'word' and 'valence'"
    head = [cell for cell in rows[0][1] if cell] if rows else []
    if len(head) > 1 and all(number(cell) is None for cell in head):
        named = first_of([shortened(cell, _LONGEST_NAME) for cell in head], _MOST_NAMED)
        return f"{needed} (it names {named}); a list of categories is a dictionary, for --frames"
    return f"{needed}; add this header; a list of words or of categories is for --frames"


def _entry(written: str) -> tuple[str, bool, str]:
    """An entry as it is looked for ("" where it cannot be), whether as a phrase or glob, and what a
    reader has to know.

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
    if not entry.strip("*? "):
        return "", False, "no letter or digit: only words are counted"
    if not has_words:  # an emoticon stands in a text as it is
        return (
            ("", False, "several emoticons; write each as an entry")
            if " " in entry
            else (entry, False, "")
        )
    bare = entry.strip(string.punctuation)
    if bare == entry or len(bare) <= 2:  # as `sentiment` reads the words of a text
        return entry, False, ""
    return bare, False, f"read as {bare!r}: words carry no punctuation at their ends"
