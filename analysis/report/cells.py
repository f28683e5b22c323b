"""The cells and tables of the page, and how a number, a text and a file are written in them."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd

from analysis.words.lines import beginning

_LONGEST = 200  # characters of a cell
LONGEST_CSV = 1000


class Cell(NamedTuple):
    """A cell of a table: its text, what it sorts by if not by its text, and the places of the article that make it."""

    text: str
    value: str | None = None
    number: bool = False
    first: str | None = None  # the id of the first place
    places: str | None = None  # a selector of all of them
    bar: float | None = None  # its size beside the largest, 0 to 1


class Table(NamedTuple):
    """A table of the page: a name for its file, a caption, the heads (True: numbers), the rows, and all of it as CSV."""

    name: str
    caption: str
    heads: list[tuple[str, bool]]
    rows: list[list[Cell]]
    n_rows: int
    csv: str


def _sortable(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.10g}"


def number_cell(text: str, value: float) -> Cell:
    return Cell(text, None if _sortable(value) == text else _sortable(value), True)


def text_cell(text: object) -> Cell:
    return Cell(shorter(text))


def shorter(value: Any) -> Any:
    if not isinstance(value, str):
        return None if pd.isna(value) else value
    return beginning(value, _LONGEST)


def data_address(text: str) -> str:
    """A file as an address that holds it."""
    return "data:text/csv;charset=utf-8," + quote(text.encode("utf-8", "replace"), safe=" ,;:()'".replace(" ", ""))
