"""Tables: LIWC-22's .dicx and CSV, a category a column (X or a weight) or a row for each word and
category.

Some published lists mark membership in ways of their own, which their cells give away: Loughran &
McDonald's master dictionary by the year in which a word came into a category (negative: in which it
left), the General Inquirer by the name of the column once more, NRC's lists by 0 and 1 in rows
without names of columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from analysis.lexicons.dictionaries.draft import Draft, Path, number
from analysis.lexicons.dictionaries.text import ROWS_LOOKED_AT, TableRow, rows_of
from analysis.words import shortened

_TERM = ("term", "dicterm", "word", "entry", "token", "feature", "pattern", "lemma")
_CATEGORY = (
    "category", "cat", "key", "label", "class", "frame", "dimension", "emotion", "topic", "sentiment", "affectdimension",
)  # fmt: skip
_WEIGHT = ("weight", "score", "value", "valence", "strength", "intensity")
_MEMBER = {"x", "true", "yes", "✓", "✔"}
_MORE_WORDS = 5  # words for a category at the least
_YEAR = re.compile(r"-?(?:19|20)[0-9]{2}(?:\.0)?")
_SENSE = re.compile(r"(?<=\w)#[0-9]{1,3}$")
_NOT_A_LETTER = re.compile(r"[\W\d_]+")


class _Table(NamedTuple):
    """The line of the names and the names of the columns (none where the table has no such row),
    and the rows.
    """

    head: int
    names: list[str]
    rows: list[TableRow]


def read(draft: Draft) -> None:
    """Read a table of words and their categories, or one whose columns are categories.

    Parameters
    ----------
    draft : Draft
        takes what is read, and every line that is not.

    Raises
    ------
    ValueError
        for a table that names no categories, and for SentiWordNet.

    Examples
    --------
    >>> draft = Draft(["term,category", "war,harm"])
    >>> read(draft)
    >>> draft.codebook("mine", "", "category").frames["harm"].terms
    ('war',)
    """
    table = _table(draft)
    if not table.names:
        _without_names(draft, table.rows)
        return
    lower = [name.lower() for name in table.names]
    category = next(
        (at for at, name in enumerate(lower) if name in _CATEGORY and _holds_names(table.rows, at)),
        None,
    )
    if category is None:
        _columns(draft, table)
        return
    term = next((at for at, name in enumerate(lower) if name in _TERM), 1 if category == 0 else 0)
    others = [at for at in range(len(lower)) if at not in (term, category)]
    exact = [at for at in others if lower[at] in _WEIGHT]
    weight = next(
        iter(exact + [at for at in others if {*_NOT_A_LETTER.split(lower[at])} & {*_WEIGHT}]), None
    )
    for at in others:
        if at != weight and table.names[at] and _holds_numbers(table.rows, at):
            draft.lose(
                table.head,
                f"the column {table.names[at]!r} is not used; name it weight if it is one",
                partly=True,
            )
    _long(draft, table.rows, (term, category, weight))


def read_columns(draft: Draft) -> None:
    """Read a table whose columns are categories, whatever their names: LIWC-22 has one called
    emotion.

    Raises
    ------
    ValueError
        for a table without names of columns.

    Examples
    --------
    >>> draft = Draft(["DicTerm,harm,emotion", "war,X,", "joy,,X"])
    >>> read_columns(draft)
    >>> list(draft.codebook("mine", "", "entry").frames)
    ['harm', 'emotion']
    """
    table = _table(draft)
    if not table.names:
        raise ValueError(_NO_NAMES)
    _columns(draft, table)


SENTIWORDNET = (
    "SentiWordNet, which scores the senses of words (able#1), and a text does not tell senses"
    " apart; write one score for each word into a table word,valence and give it as the lexicon"
)
_NO_NAMES = (
    "row 1 names no categories; write 'term,first category,…' or 'term,category,weight' above"
)


def _table(draft: Draft) -> _Table:
    """The table of the lines, with what stands above it reported."""
    rows = rows_of(draft.lines)
    if any({"PosScore", "SynsetTerms"} <= {*cells} for _, cells in rows[:ROWS_LOOKED_AT]):
        raise ValueError(SENTIWORDNET)
    above = next((at for at, (_, cells) in enumerate(rows) if len(cells) > 1), 0)
    for line, _ in rows[:above]:
        draft.lose(line, "stands above the table")
    rows = rows[above:]
    names = [" ".join(cell.split()) for cell in rows[0][1]] if rows else []
    if len(names) >= 2 and not all(not name or _is_mark(name) for name in names[1:]):
        if all(number(name) is None for name in names[1:]):
            return _Table(rows[0][0], names, rows[1:])
    elif not _are_weighted(rows):
        raise ValueError(_NO_NAMES)
    return _Table(0, [], rows)


def _is_mark(cell: str) -> bool:
    return cell.lower() in _MEMBER or number(cell) is not None


def _cells_of(rows: Sequence[TableRow], at: int) -> list[str]:
    return [cells[at] for _, cells in rows[:ROWS_LOOKED_AT] if at < len(cells) and cells[at]]


def _holds_names(rows: Sequence[TableRow], at: int) -> bool:
    return any(not _is_mark(cell) for cell in _cells_of(rows, at))


def _holds_numbers(rows: Sequence[TableRow], at: int) -> bool:
    cells = _cells_of(rows, at)
    return bool(cells) and all(number(cell) is not None for cell in cells)


def _are_weighted(rows: Sequence[TableRow]) -> bool:
    """Whether the rows are words with a number each, as AFINN's."""
    return _holds_numbers(rows, 1) and all(len(cells) == 2 for _, cells in rows[:ROWS_LOOKED_AT])


def _without_names(draft: Draft, rows: Sequence[TableRow]) -> None:
    """Rows of a word and a number, which make a category of the file's name, or of a word, a
    category and a number.
    """
    if _are_weighted(rows):
        name = [draft.name]
        _long(draft, [(line, [*cells[:1], *name, *cells[1:]]) for line, cells in rows], (0, 1, 2))
        return
    if not _holds_numbers(rows, 2) or len(max((cells for _, cells in rows), key=len)) > 3:
        raise ValueError(_NO_NAMES)
    n_distinct = [len({cells[at] for _, cells in rows if at < len(cells)}) for at in (0, 1)]
    # NRC's list of hashtags names the emotion first; there are far more words than names of
    # categories.
    term, category = (1, 0) if _MORE_WORDS * n_distinct[0] <= n_distinct[1] else (0, 1)
    _long(draft, rows, (term, category, 2))


def _columns(draft: Draft, table: _Table) -> None:
    """Read a table whose columns are categories."""
    names = table.names
    term_at = next((at for at, name in enumerate(names) if name.lower() in _TERM), 0)
    others = [*range(term_at), *range(term_at + 1, len(names))]
    kinds = _kinds(names, table.rows, others)
    paths = _paths(draft, table, others, kinds)
    for line, cells in table.rows:
        term = _without_sense(draft, line, cells[term_at] if term_at < len(cells) else "")
        if not term:
            draft.lose(line, "no word")
            continue
        weights = [
            (at, cell, kinds.weight(cell, names[at] if at < len(names) else ""))
            for at, cell in enumerate(cells)
            if cell and at != term_at and at not in kinds.not_used
        ]
        used = [
            draft.add(path, term, line, weight)
            for at, _, weight in weights
            if weight and (path := paths.get(at))
        ]
        wrong = [
            repr(shortened(cell, 40))
            for at, cell, weight in weights
            if at >= len(names) or (paths.get(at) and weight is None)
        ]
        if wrong:
            problem = f"neither X nor a weight in the column of a category: {', '.join(wrong[:5])}"
            draft.lose(line, problem, partly=any(used))
        elif not used and not kinds.by_year:
            draft.lose(line, "in no category")


def _paths(
    draft: Draft, table: _Table, others: Sequence[int], kinds: _Kinds
) -> dict[int, Path | None]:
    """The category of each column that is one; the other columns are reported."""
    names = table.names
    if kinds.not_used:
        listed = ", ".join(names[at] or "(no name)" for at in kinds.not_used)
        problem = f"no categories, since their cells are {kinds.why}: {shortened(listed, 400)}"
        draft.lose(table.head, problem, partly=True)
    columns = [at for at in others if names[at] and at not in kinds.not_used]
    paths = {at: draft.category([names[at]], table.head) for at in columns}
    if not all(names[at] for at in others):
        draft.lose(table.head, "a column without a name is no category", partly=True)
    return paths


class _Kinds(NamedTuple):
    """How the cells of a table mark members, and which columns are no categories and why."""

    by_year: bool
    by_name: bool
    not_used: list[int]
    why: str

    def weight(self, cell: str, name: str) -> float | None:
        """The weight that a cell gives.

        Parameters
        ----------
        cell, name : str
            the cell, which is not empty, and the name of its column.

        Returns
        -------
        float or None
            0 for no member of the category; None for a cell that says neither.

        Examples
        --------
        >>> kinds = _Kinds(by_year=False, by_name=True, not_used=[], why="")
        >>> kinds.weight("X", "harm"), kinds.weight("Harm", "harm"), kinds.weight("0.5", "harm")
        (1.0, 1.0, 0.5)
        """
        if self.by_year:
            return 1.0 if _YEAR.fullmatch(cell) and not cell.startswith("-") else 0.0
        is_member = cell.lower() in _MEMBER or (self.by_name and _letters(cell) == _letters(name))
        return 1.0 if is_member else number(cell)


def _kinds(names: list[str], rows: Sequence[TableRow], others: Sequence[int]) -> _Kinds:
    held = {at: {cells[at] for _, cells in rows if at < len(cells)} - {""} for at in others}
    years = {
        at
        for at in others
        if any(map(_YEAR.fullmatch, held[at])) and all(map(_is_year_or_none, held[at]))
    }
    if any(any(number(cell) == 0 for cell in held[at]) for at in years):
        # A column without any word is a category that is empty.
        not_years = [at for at in others if not all(map(_is_year_or_none, held[at]))]
        return _Kinds(True, False, not_years, "no years, which mark members here")
    texts = {at for at in others if held[at] and not any(map(_is_mark, held[at]))}
    named = {at for at in texts if _letters(names[at]) in map(_letters, held[at])}
    if texts and texts == {at for at in others if held[at]} and not named:
        at = min(texts)
        raise ValueError(
            f"the column {names[at]!r} holds names ({shortened(min(held[at]), 40)!r}), no X and no"
            " weight; write 'term,category' above and a row for each word and name"
        )
    return _Kinds(False, bool(named), sorted(texts - named), "texts, no X and no weight")


def _letters(name: str) -> str:
    """A name without the signs that a program for tables may have changed (Econ@, Econ.)."""
    return _NOT_A_LETTER.sub("", name.lower())


def _is_year_or_none(cell: str) -> bool:
    return _YEAR.fullmatch(cell) is not None or number(cell) == 0


def _without_sense(draft: Draft, line: int, term: str) -> str:
    """A word without the number of its sense (ATTACK#1), as the General Inquirer writes it."""
    word = _SENSE.sub("", term)
    if word != term:
        draft.lose(
            line,
            "one sense of a word, which counts in all its senses: a text does not tell them apart",
            partly=True,
        )
    return word


def _long(draft: Draft, rows: Sequence[TableRow], places: tuple[int, int, int | None]) -> None:
    columns = [
        [cells[at] if at is not None and at < len(cells) else "" for _, cells in rows]
        for at in places
    ]
    values = [number(weight) if weight else 1.0 for weight in columns[2]]
    # Where weights are 0 and 1 alone, 0 says that the word is no member.
    is_membership = {*values} <= {0.0, 1.0, None}
    for (line, _), term, category, weight, value in zip(rows, *columns, values, strict=True):
        if value is None:
            draft.lose(line, f"the weight {shortened(weight, 40)!r} is no number")
        elif not term or not category:
            draft.lose(line, "no category" if term else "no word")
        elif (path := draft.category([category], line)) and (value or not is_membership):
            draft.add(path, _without_sense(draft, line, term), line, value)
