"""Tables: LIWC-22's .dicx and CSV, a category a column (X or a weight) or a row for each word and category."""

from __future__ import annotations

import csv

from analysis.lexicons.dictionaries.draft import Draft, number

_TERM = ("term", "dicterm", "word", "entry", "token", "feature", "pattern", "lemma")
_CATEGORY = ("category", "cat", "key", "label", "class", "frame", "dimension", "emotion", "topic")
_WEIGHT = ("weight", "score", "value", "valence", "strength", "intensity")
_MEMBER = {"x", "true", "yes", "✓", "✔"}


def read(draft: Draft) -> None:
    """Read the lines of the draft."""
    first = next((at for at, line in enumerate(draft.lines) if line.strip()), 0)
    head = draft.lines[first] if draft.lines else ""
    divider = max(",;\t", key=head.count)
    names = [" ".join(cell.split()) for cell in _cells(head, divider)]
    if len(names) < 2 or all(not name or name.lower() in _MEMBER or number(name) is not None for name in names[1:]):
        raise ValueError(
            "row 1 names no categories; write 'term,first category,…' or 'term,category,weight' above the words"
        )
    lower = [name.lower() for name in names]
    category = next((at for at, name in enumerate(lower) if name in _CATEGORY), None)
    rows = ((at, line) for at, line in enumerate(draft.lines[first + 1 :], first + 2) if line.strip(f" \r\n{divider}"))
    if category is None:
        _columns(draft, names, rows, divider, first + 1)
    else:
        term = next((at for at, name in enumerate(lower) if name in _TERM), 1 if category == 0 else 0)
        weight = next((at for at, name in enumerate(lower) if name in _WEIGHT and at != category), None)
        _long(draft, rows, divider, (term, category, weight))


def _cells(line: str, divider: str) -> list[str]:
    # A line is a row: a quote left open spoils its own line and no other.
    try:
        return next(csv.reader([line], delimiter=divider), [])
    except csv.Error:
        return []


def _columns(draft: Draft, names: list[str], rows, divider: str, head: int) -> None:  # type: ignore[no-untyped-def]
    paths = [draft.category([name], head) if name else None for name in names[1:]]
    for line, text in rows:
        term, *cells = _cells(text, divider) or [""]
        used, wrong = False, []
        for at, cell in enumerate(cells):
            mark = cell.strip()
            weight = 1.0 if mark.lower() in _MEMBER else number(mark)
            path = paths[at] if at < len(paths) else None
            if not mark or weight == 0:
                continue
            if weight is None or path is None:
                wrong.append(mark)
            elif not draft.add(path, term, line, weight):
                break
            else:
                used = True
        else:
            if wrong:
                shown = ", ".join(repr(mark[:40]) for mark in wrong[:5])
                draft.lose(line, f"neither X nor a weight in a column with a name: {shown}", partly=used)
            elif not used:
                draft.lose(line, "in no category" if term.strip() else "no word in the first column")


def _long(draft: Draft, rows, divider: str, places: tuple[int, int, int | None]) -> None:  # type: ignore[no-untyped-def]
    for line, text in rows:
        cells = _cells(text, divider)
        term, category, weight = (cells[at].strip() if at is not None and at < len(cells) else "" for at in places)
        value = number(weight) if weight else 1.0
        if value is None:
            draft.lose(line, f"the weight {weight[:40]!r} is no number")
        elif not term or not category:
            draft.lose(line, "no word" if not term else "no category")
        elif path := draft.category([category], line):
            draft.add(path, term, line, value)
