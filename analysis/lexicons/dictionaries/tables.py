"""Tables: LIWC-22's .dicx and CSV, a category a column (X or a weight) or a row for each word and category."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from analysis.lexicons.dictionaries.draft import Draft, number

_TERM = ("term", "dicterm", "word", "entry", "token", "feature", "pattern", "lemma")
_CATEGORY = ("category", "cat", "key", "label", "class", "frame", "dimension", "emotion", "topic", "sentiment")
_WEIGHT = ("weight", "score", "value", "valence", "strength", "intensity")
_MEMBER = {"x", "true", "yes", "✓", "✔"}
_LOOKED_AT = 100  # rows that tell whether a column names categories

Row = tuple[int, list[str]]


def read(draft: Draft) -> None:
    """Read a table of either shape."""
    names, rows = _rows(draft)
    lower = [name.lower() for name in names]
    category = next((at for at, name in enumerate(lower) if name in _CATEGORY and _holds_names(rows, at)), None)
    if category is None:
        _columns(draft, names, rows)
        return
    term = next((at for at, name in enumerate(lower) if name in _TERM), 1 if category == 0 else 0)
    weight = next((at for at, name in enumerate(lower) if name in _WEIGHT and at not in (term, category)), None)
    _long(draft, rows, (term, category, weight))


def read_columns(draft: Draft) -> None:
    """Read a table whose columns are categories, whatever their names: LIWC-22 has one called emotion."""
    _columns(draft, *_rows(draft))


def _rows(draft: Draft) -> tuple[list[str], list[Row]]:
    """The names of the columns, and the rows with their lines. A line is a row: an open quote spoils no other."""
    numbered = [(line, text) for line, text in enumerate(draft.lines, 1) if text.strip(" \t,;")]
    head = numbered[0][1] if numbered else ""
    divider = max(",;\t", key=head[:10_000].count)
    names = [" ".join(cell.split()) for cell in _cells(head, divider)]
    if len(names) < 2 or all(not name or _is_mark(name) for name in names[1:]):
        raise ValueError("row 1 names no categories; write 'term,first category,…' or 'term,category,weight' above")
    return names, [(line, _cells(text, divider)) for line, text in numbered[1:]]


def _cells(line: str, divider: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=divider), [])]
    except csv.Error:
        return [""]


def _is_mark(cell: str) -> bool:
    return cell.lower() in _MEMBER or number(cell) is not None


def _holds_names(rows: Sequence[Row], at: int) -> bool:
    return any(at < len(cells) and cells[at] and not _is_mark(cells[at]) for _, cells in rows[:_LOOKED_AT])


def _columns(draft: Draft, names: list[str], rows: Sequence[Row]) -> None:
    term_at = next((at for at, name in enumerate(names) if name.lower() in _TERM), 0)
    head = next(line for line, text in enumerate(draft.lines, 1) if text.strip(" \t,;"))
    paths = [draft.category([name], head) if name and at != term_at else None for at, name in enumerate(names)]
    if not all(names[:term_at] + names[term_at + 1 :]):
        draft.lose(head, "a column without a name is no category", partly=True)
    for line, cells in rows:
        term = cells[term_at] if term_at < len(cells) else ""
        marked = [(at, cell) for at, cell in enumerate(cells) if cell and at != term_at and number(cell) != 0]
        if not term:
            draft.lose(line, "no word")
            continue
        found = [(path, _weight(cell)) for at, cell in marked if at < len(paths) and (path := paths[at])]
        used = [draft.add(path, term, line, weight) for path, weight in found if weight is not None]
        wrong = [cell for at, cell in marked if at >= len(names) or (paths[at] and _weight(cell) is None)]
        if wrong:
            shown = ", ".join(repr(cell[:40]) for cell in wrong[:5])
            draft.lose(line, f"neither X nor a weight in the column of a category: {shown}", partly=any(used))
        elif not used:
            draft.lose(line, "in no category")


def _weight(cell: str) -> float | None:
    return 1.0 if cell.lower() in _MEMBER else number(cell)


def _long(draft: Draft, rows: Sequence[Row], places: tuple[int, int, int | None]) -> None:
    for line, cells in rows:
        term, category, weight = (cells[at] if at is not None and at < len(cells) else "" for at in places)
        value = number(weight) if weight else 1.0
        if value is None:
            draft.lose(line, f"the weight {weight[:40]!r} is no number")
        elif not term or not category:
            draft.lose(line, "no category" if term else "no word")
        elif path := draft.category([category], line):
            draft.add(path, term, line, value)
