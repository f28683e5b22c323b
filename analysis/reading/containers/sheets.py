"""Workbooks (.xlsx, .xls, .ods) → a table of JSON Lines for each sheet that holds articles."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from lxml import etree

from analysis.reading.columns import COLUMNS, column_key
from analysis.reading.containers.trees import attribute, local
from analysis.reading.containers.zips import Members
from analysis.reading.errors import InputError
from analysis.reading.sources import MEGABYTE, WHOLE_LIMIT, Source

# A sheet is laid out whole, empty cells too: a single cell in the last corner of one would take
# all memory.
_MOST_CELLS = 20_000_000
_CELL_NAME = re.compile(rb"""<(?:\w+:)?c\b[^<>]{0,200}?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_HEADER_AMONG = 20  # rows; above the header may stand a title and a date
_KNOWN = frozenset(name for names in COLUMNS.values() for name in names)
_TEXTS = frozenset(COLUMNS["text"])


def opened_zipped(members: Members, source: Source, data: bytes) -> Iterator[Source]:
    """The tables of a workbook that is a zip file (.xlsx, .ods).

    Raises
    ------
    InputError
        for a workbook that is broken, too large or without a table.
    """
    for name in members.names():
        content = members.read(name, WHOLE_LIMIT)
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_extent(source.label, *_extent(content))
        elif name == "content.xml":
            _check_extent(source.label, *_repeated_extent(content))
    yield from opened(source, data)


def _extent(content: bytes) -> tuple[int, int]:
    """How many rows and columns the cells of a worksheet reach over."""
    n_rows = n_columns = 0
    first_row, first_column = 1 << 20, 1 << 14
    for cell in _CELL_NAME.finditer(content):
        column = 0
        for letter in cell[1]:
            column = column * 26 + letter - 64
        row = int(cell[2])
        n_rows, n_columns = max(n_rows, row), max(n_columns, column)
        first_row, first_column = min(first_row, row), min(first_column, column)
    return max(n_rows - first_row + 1, 0), max(n_columns - first_column + 1, 0)


def _repeated_extent(content: bytes) -> tuple[int, int]:
    """How many rows and columns the filled cells of an OpenDocument sheet take when repeated ones
    are written out.
    """
    n_rows = n_columns = width = waiting_width = 0
    is_filled = False
    try:
        for _, element in etree.iterparse(
            io.BytesIO(content), events=("end",), resolve_entities=False, no_network=True
        ):
            name = local(element)
            if name in ("table-cell", "covered-table-cell"):
                waiting_width += _count(element, "number-columns-repeated")
                if len(element) or attribute(element, "value-type"):
                    width, is_filled = waiting_width, True
            elif name == "table-row":
                repeated = _count(element, "number-rows-repeated")
                n_rows += repeated if is_filled or repeated < 1000 else 0
                n_columns = max(n_columns, width)
                width = waiting_width = 0
                is_filled = False
                element.clear()
    except (etree.XMLSyntaxError, ValueError):
        return n_rows, n_columns  # the library says what is broken
    return n_rows, n_columns


def _count(element: etree._Element, name: str) -> int:
    value = attribute(element, name)
    return int(value) if value.isdecimal() and len(value) < 10 else 1


def _check_extent(label: str, n_rows: int, n_columns: int) -> None:
    if n_rows * n_columns > _MOST_CELLS:
        raise InputError(
            f"{label}: a sheet of {n_rows:,} rows and {n_columns:,} columns, more than are read;"
            " delete the empty ones, or save the table as CSV"
        )


def opened(source: Source, data: bytes) -> Iterator[Source]:
    """The tables of a workbook: the sheets whose header names a text; where no header does, the
    only sheet.

    Raises
    ------
    InputError
        where the library is missing, for a workbook that is broken, and one of several sheets of
        which none is known to hold articles.
    """
    sheets = {name: rows for name, rows in _sheets(source.label, data) if rows}
    if not sheets:
        raise InputError(
            f"{source.label}: a workbook without a table; give one with a row an article"
        )
    headers = {name: _header_row(rows) for name, rows in sheets.items()}
    chosen = [name for name in sheets if _names_text(sheets[name][headers[name]])]
    if not chosen and len(sheets) > 1:
        names = ", ".join(repr(name) for name in islice(sheets, 10))
        raise InputError(
            f"{source.label}: a workbook of {len(sheets)} sheets ({names}), none with a column"
            " named text; name the column with the articles, or save their sheet as CSV"
        )
    for name in chosen or list(sheets):
        held = _json_lines(sheets[name][headers[name] :], source.label)
        is_only = len(chosen or sheets) == 1
        label = source.label if is_only else f"{source.label}, sheet {name!r}"
        id = source.id if is_only else f"{source.id}/{name}"
        yield replace(
            source, label=label, id=id, format="jsonl", path=None, address="", size=None, held=held
        )


def _sheets(label: str, data: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    """The name and the rows of every sheet that is shown."""
    try:
        import python_calamine
    except ImportError:
        raise InputError(
            f"{label}: a workbook; reading one needs the package python-calamine; install it with:"
            " pip install 'cutline[sheets]', or save the table as CSV"
        ) from None
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = [each for each in workbook.sheets_metadata]
        visible = [each.name for each in metadata if str(each.visible).endswith("Visible")]
        for name in visible or [each.name for each in metadata]:
            yield name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=True)
    except (InputError, MemoryError, GeneratorExit, KeyboardInterrupt):
        raise
    # A file that is broken stops the library (Rust) in ways that are no Exception of Python.
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        why = "has a password" if "assword" in str(error) else f"broken ({error})"
        raise InputError(
            f"{label}: a workbook that cannot be read, {why}; save it again, or the table as CSV"
        ) from None


def _header_row(rows: Sequence[Sequence[Any]]) -> int:
    """The row that names the columns: the first with a name for a text, or else the first that
    fills more than one cell.
    """
    among = rows[:_HEADER_AMONG]
    named = (n for n, row in enumerate(among) if _names_text(row))
    wide = (n for n, row in enumerate(among) if sum(cell not in ("", None) for cell in row) > 1)
    return next(named, next(wide, 0))


def _names_text(row: Sequence[Any]) -> bool:
    names = {column_key(cell) for cell in row if isinstance(cell, str)}
    return len(names & _KNOWN) > 1 and bool(names & _TEXTS)


def _json_lines(rows: Sequence[Sequence[Any]], label: str) -> bytes:
    """The rows below a header as JSON Lines under its names."""
    names = _unique([_cell_name(cell, n) for n, cell in enumerate(rows[0])])
    lines: list[str] = []
    n_bytes = 0
    for row in rows[1:]:
        values = {name: _value(cell) for name, cell in zip(names, row, strict=False)}
        if all(value is None for value in values.values()):
            continue
        lines.append(json.dumps(values, ensure_ascii=False, allow_nan=False))
        n_bytes += len(lines[-1])
        if n_bytes > WHOLE_LIMIT:
            raise InputError(
                f"{label}: a sheet of more than {WHOLE_LIMIT // MEGABYTE} MB; divide it"
            )
    return "\n".join(lines).encode("utf-8", errors="replace")


def _cell_name(cell: Any, n: int) -> str:
    return " ".join(str(cell).split()) or f"column {n + 1}"


def _unique(names: Sequence[str]) -> list[str]:
    """Names of columns; one that stands again gets a number behind it."""
    counts: dict[str, int] = {}
    unique: list[str] = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        unique.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return unique


def _value(cell: Any) -> str | int | float | bool | None:
    """A cell as JSON has it: dates as ISO 8601, whole numbers without a point, nothing as null."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return str(cell)
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return None
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell
    if cell is None or cell == "":
        return None
    return cell if isinstance(cell, str | int | bool) else str(cell)
