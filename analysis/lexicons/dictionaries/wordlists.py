"""Lists of words as plain text (.txt): one word or phrase a line, or a table or dictionary that was
given this ending.
"""

from __future__ import annotations

import re

from analysis.lexicons.dictionaries import lexicoder, liwc, tables
from analysis.lexicons.dictionaries.draft import Draft

_COMMENT = re.compile(r";|#(?:[#\s]|$)|//")
_MOST_WORDS = 8  # of an entry; a longer line is a sentence
_PROSE = 0.1  # share of such lines from which the text is an article and no list
_DIVIDED = 0.5  # share of lines with a tab, a comma or a semicolon beyond which the text is a table


def read(draft: Draft) -> None:
    """Read the lines of the draft. Lines that begin with ; or with # and a blank are comments.

    Raises
    ------
    ValueError
        for a text of sentences.

    Examples
    --------
    >>> draft = Draft(["# mine", "war", "civil war"], "harm")
    >>> read(draft)
    >>> draft.codebook("mine", "", "category").frames["harm"].terms
    ('war', 'civil war')
    """
    lines = [(number, line.strip()) for number, line in enumerate(draft.lines, 1) if line.strip()]
    first = lines[0][1] if lines else ""
    if first == "%":
        liwc.read(draft)
        return
    if len(first) > 1 and first.startswith("+"):
        lexicoder.read(draft)
        return
    entries = [(number, line) for number, line in lines if not _COMMENT.match(line)]
    if _is_table(entries, "\t"):
        tables.read(draft)
    else:
        _one_a_line(draft, entries)


def _is_table(lines: list[tuple[int, str]], divider: str) -> bool:
    return bool(lines) and sum(divider in line for _, line in lines) > _DIVIDED * len(lines)


def _one_a_line(draft: Draft, entries: list[tuple[int, str]]) -> None:
    long = [number for number, line in entries if len(line.split(None, _MOST_WORDS)) > _MOST_WORDS]
    if len(long) > _PROSE * len(entries):
        raise ValueError(
            f"line {long[0]}: sentences, no list of words; write one word or phrase on each line"
        )
    if _is_table(entries, ",") or _is_table(entries, ";"):
        tables.read(draft)
        return
    path = draft.category([draft.name], 1) if entries else None
    for number, line in entries:
        if path is not None:
            draft.add(path, line, number)
