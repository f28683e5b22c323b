"""Workbooks (.xlsx, .xls, .ods) → a table of JSON Lines for each sheet that holds articles."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from analysis.reading.columns import COLUMNS, column_key
from analysis.reading.containers.contents import holding
from analysis.reading.containers.trees import attribute, local
from analysis.reading.containers.zips import Members, shown
from analysis.reading.errors import InputError
from analysis.reading.sources import MEGABYTE, WHOLE_LIMIT, Source
from analysis.words import shortened

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The library lays a sheet out whole, empty cells too: a single cell in the last corner would take
# all memory, and the process with it.
_MOST_CELLS, _ALWAYS_ALLOWED, _MOST_TIMES = 20_000_000, 1_000_000, 10
# No workbook has more: "XFD1048576".
_CELL_NAME = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_ROW_NAME = re.compile(r"\d{1,7}")
_REPEATS = re.compile(r"\d{1,7}")
_BEGINS_AS_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]{0,99}<")
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
    from lxml import etree

    # All that may be a sheet: one may have any name, and a name may be there twice.
    for info in members.infos:
        name, content = info.filename, members.read(info, WHOLE_LIMIT)
        if not (name.endswith((".xml", ".rels")) or _BEGINS_AS_XML.match(content)):
            continue
        try:
            extent = _repeated_extent(content) if name == "content.xml" else _extent(content)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise InputError(
                f"{source.label}/{shown(name)}: the workbook is broken ({error}); save it again, or"
                " its table as CSV"
            ) from None
        _check_extent(source.label, *extent)
    yield from _tables(source, _sheets_of_zip(source.label, data))


def opened_old(source: Source, data: bytes) -> Iterator[Source]:
    """The tables of a workbook of the old kind (.xls).

    Raises
    ------
    InputError
        as `opened_zipped`.
    """
    yield from _tables(source, _sheets_of_old(source.label, data))


def _extent(content: bytes) -> tuple[int, int, int]:
    """How many rows and columns the cells of a worksheet reach over, and how many cells it has;
    nothing for other XML.

    All of it is read, since the library waits for ever for the end of what is cut short.

    Raises
    ------
    ValueError
        for cells and rows where no workbook has any.
    """
    n_rows = n_columns = n_cells = row = column = 0
    for event, element in _events(content, "start", "end"):
        name = local(element)
        if event == "end":
            element.clear()
        elif name == "row":
            row, column = _row_at(attribute(element, "r"), row), 0
            n_rows = max(n_rows, row)
        elif name == "c":
            row, column = _cell_at(attribute(element, "r"), row, column)
            n_rows, n_columns, n_cells = max(n_rows, row), max(n_columns, column), n_cells + 1
    return n_rows, n_columns, n_cells


def _events(content: bytes, *events: str) -> Iterator[tuple[str, Element]]:
    """What a parser meets in an XML file, which it reads without entities and without network."""
    from lxml import etree

    return etree.iterparse(
        io.BytesIO(content), events=events, resolve_entities=False, no_network=True
    )


def _row_at(name: str, row: int) -> int:
    """The number of a row, which is the next one where it has no name."""
    if not name:
        return row + 1
    if not _ROW_NAME.fullmatch(name):
        raise ValueError(f"a row named {shortened(name, 40)!r}")
    return int(name)


def _cell_at(name: str, row: int, column: int) -> tuple[int, int]:
    """Row and column of a cell, which is the next one of its row where it has no name."""
    if not name:
        return row, column + 1
    match = _CELL_NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"a cell named {shortened(name, 40)!r}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _repeated_extent(content: bytes) -> tuple[int, int, int]:
    """How many rows and columns the filled cells of an OpenDocument sheet take when repeated ones
    are written out, and how many cells stand there.
    """
    n_rows = n_columns = n_cells = n_waiting = 0
    width = n_in_row = 0
    for _, element in _events(content, "end"):
        name = local(element)
        if name in ("table-cell", "covered-table-cell"):
            n_in_row += _repeats(element, "number-columns-repeated")
            n_cells += 1
            if len(element) or attribute(element, "value-type"):
                width = n_in_row
        elif name == "table-row":
            n_waiting += _repeats(element, "number-rows-repeated")
            if width:  # rows without words count only where others follow
                n_rows, n_waiting = n_rows + n_waiting, 0
            n_columns, width, n_in_row = max(n_columns, width), 0, 0
            element.clear()
    return n_rows, n_columns, n_cells


def _repeats(element: Element, name: str) -> int:
    """How often a cell or row stands there.

    Raises
    ------
    ValueError
        for more often than in any sheet.
    """
    value = attribute(element, name)
    if value and not _REPEATS.fullmatch(value):
        raise ValueError(f"a cell or row repeated {shortened(value, 40)!r} times")
    return int(value) if value else 1


def _check_extent(label: str, n_rows: int, n_columns: int, n_cells: int) -> None:
    """Refuse a sheet that would be too large, or that is almost empty and large."""
    allowed = max(_ALWAYS_ALLOWED, min(_MOST_TIMES * n_cells, _MOST_CELLS))
    if n_rows * n_columns > allowed:
        raise InputError(
            f"{label}: a sheet that reaches over {n_rows:,} rows and {n_columns:,} columns, more"
            " than are read; delete the empty ones, or save the table as CSV"
        )


_Sheet = list[list[Any]]


def _tables(source: Source, given: Iterable[tuple[str, _Sheet]]) -> Iterator[Source]:
    """The sheets whose header names a text; where no header does, the only sheet.

    Raises
    ------
    InputError
        for a workbook without a table, and one of several sheets of which none is known to hold
        articles.
    """
    sheets = {name: rows for name, rows in given if any(map(_is_filled, rows))}
    if not sheets:
        raise InputError(
            f"{source.label}: a workbook without a table; give one with a row an article"
        )
    headers = {name: _header_row(rows) for name, rows in sheets.items()}
    chosen = [name for name in sheets if _names_text(sheets[name][headers[name]])]
    if not chosen and len(sheets) > 1:
        names = ", ".join(repr(shown(name)) for name in islice(sheets, 10))
        raise InputError(
            f"{source.label}: a workbook of {len(sheets)} sheets ({names}), none with a column"
            " named text; name the column with the articles, or save their sheet as CSV"
        )
    for name in chosen or list(sheets):
        held = _json_lines(sheets[name][headers[name] :], source.label)
        is_only = len(chosen or sheets) == 1
        label = source.label if is_only else f"{source.label}, sheet {shown(name)!r}"
        id = source.id if is_only else f"{source.id}/{shown(name)}"
        yield holding(source, held, "jsonl", format="jsonl", label=label, id=id)


def _sheets_of_zip(label: str, data: bytes) -> Iterator[tuple[str, _Sheet]]:
    """The name and the rows of every sheet that is shown."""
    try:
        import python_calamine
    except ImportError:
        raise _missing(label, "python-calamine") from None
    sheets: list[tuple[str, _Sheet]] = []
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = workbook.sheets_metadata
        visible = [each.name for each in metadata if str(each.visible).endswith(".Visible")]
        for name in visible or [each.name for each in metadata]:
            sheets.append((name, workbook.get_sheet_by_name(name).to_python()))
    # A file that is broken stops the library (Rust) in a way that is no Exception of Python.
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _unreadable(label, error) from None
    yield from sheets


def _sheets_of_old(label: str, data: bytes) -> Iterator[tuple[str, _Sheet]]:
    """The same of a workbook of the old kind, by a library in Python: what is broken in such a file
    ends the process where calamine reads it.
    """
    try:
        import xlrd
    except ImportError:
        raise _missing(label, "xlrd") from None
    sheets: list[tuple[str, _Sheet]] = []
    try:
        workbook = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), ragged_rows=True, on_demand=True
        )
        for n in range(workbook.nsheets):
            sheet = workbook.sheet_by_index(n)
            rows = [
                [_old_value(cell, workbook.datemode) for cell in sheet.row(n)]
                for n in range(sheet.nrows)
            ]
            sheets.append((sheet.name, [] if sheet.visibility else rows))
    # It checks a file by assertions and what else goes wrong in it.
    except Exception as error:
        raise _unreadable(label, error) from None
    yield from sheets


def _old_value(cell: Any, first_day: int) -> Any:
    """The value of a cell, dates as such, errors as nothing."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        if 0 <= cell.value < 1:
            return (dt.datetime.min + dt.timedelta(cell.value)).time()
        return xlrd.xldate_as_datetime(cell.value, first_day)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _missing(label: str, package: str) -> InputError:
    return InputError(
        f"{label}: a workbook; reading one needs the package {package}; install it with: pip"
        " install 'cutline[sheets]', or save the table as CSV"
    )


def _unreadable(label: str, error: BaseException) -> InputError:
    reason = str(error) or type(error).__name__
    is_locked = "password" in reason.lower() or "encrypted" in reason.lower()
    why = "with a password" if is_locked else f"that is broken ({shortened(reason, 200)})"
    return InputError(f"{label}: a workbook {why}; save it again, or its table as CSV")


def _header_row(rows: Sequence[Sequence[Any]]) -> int:
    """The row that names the columns: the first with a name for a text, or else the first that
    fills more than one cell.
    """
    among = rows[:_HEADER_AMONG]
    named = (n for n, row in enumerate(among) if _names_text(row))
    wide = (n for n, row in enumerate(among) if sum(map(_is_cell, row)) > 1)
    filled = (n for n, row in enumerate(rows) if _is_filled(row))
    return next(named, next(wide, next(filled, 0)))


def _is_cell(value: Any) -> bool:
    return value not in ("", None)


def _is_filled(row: Sequence[Any]) -> bool:
    return any(map(_is_cell, row))


def _names_text(row: Sequence[Any]) -> bool:
    names = {column_key(cell) for cell in row if isinstance(cell, str)}
    return len(names & _KNOWN) > 1 and bool(names & _TEXTS)


def _json_lines(rows: Sequence[Sequence[Any]], label: str) -> bytes:
    """The rows below a header as JSON Lines under its names."""
    width = max(map(len, rows))
    header = [*rows[0], *[""] * (width - len(rows[0]))]
    names = _unique([_cell_name(cell, n) for n, cell in enumerate(header)])
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
