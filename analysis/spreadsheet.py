"""Spreadsheet: tables as files of other programs, in which whatever an article or a word list holds
is text.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from importlib.util import find_spec

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analysis.reading.corrections import no_formula
from analysis.terminal import clean
from analysis.words import shortened

FILE_ENDINGS = {"csv": ".csv", "excel": ".xlsx", "stata": ".dta", "parquet": ".parquet"}
# Excel's own limits: rows below the header, characters of a cell.
_MOST_ROWS, _LONGEST_CELL = 1_048_575, 32_767
# A text that begins with one of these could be a formula or an error (#N/A).
_READ_BY_EXCEL = "=", "#"
# The version of Stata's files that holds Unicode (Stata 14 and later).
_STATA_VERSION = 118
# A file says when it was made; a second run must change no byte.
_NO_TIME = datetime(1980, 1, 1)
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def check_writable(format: str) -> None:
    """A ValueError for a format that cannot be written here, before the long work for it is done.

    Parameters
    ----------
    format : str
        a key of `FILE_ENDINGS`.

    Raises
    ------
    ValueError
        for Excel where openpyxl is missing; the message says how to install it.
    """
    if format == "excel" and find_spec("openpyxl") is None:
        raise ValueError(
            "Excel files need the package openpyxl; install it with: pip install 'cutline[excel]',"
            " or choose csv, stata or parquet"
        )


def as_file(table: pd.DataFrame, format: str) -> bytes:
    """A table as the content of a file: csv, excel, stata or parquet. The same table gives the same
    bytes.

    Text stays text: no cell is run as a formula. Excel cuts a cell at 32,767 characters, which ends
    in "…" then.

    Parameters
    ----------
    table : DataFrame
        of numbers and texts; its index is left out.
    format : str
        a key of `FILE_ENDINGS`.

    Raises
    ------
    ValueError
        for Excel where openpyxl is missing, and for more rows than a sheet of Excel holds.

    Examples
    --------
    >>> rates = pd.DataFrame({"term": ["war", None], "rate": [-0.5, float("nan")]})
    >>> pd.read_stata(io.BytesIO(as_file(rates, "stata")))["term"].tolist()
    ['war', '']
    """
    if format == "csv":
        return as_csv(table).encode()
    if format == "excel":
        return _as_excel(table)
    buffer = io.BytesIO()
    if format == "parquet":
        table.to_parquet(buffer, index=False)
    else:
        texts = [name for name, column in table.items() if not is_numeric_dtype(column)]
        table = table.astype(dict.fromkeys(texts, object)).fillna(dict.fromkeys(texts, ""))
        table.to_stata(buffer, write_index=False, version=_STATA_VERSION, time_stamp=_NO_TIME)
    return buffer.getvalue()


def _as_excel(table: pd.DataFrame) -> bytes:
    check_writable("excel")
    if len(table) > _MOST_ROWS:
        raise ValueError(
            f"{len(table):,} rows are more than a sheet of Excel holds ({_MOST_ROWS:,}); choose csv"
            " or stata"
        )
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("cutline")

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        text = shortened(clean(value), _LONGEST_CELL)
        if text[:1] not in _READ_BY_EXCEL:
            return text
        held = WriteOnlyCell(sheet, text)
        held.data_type = "s"
        return held

    sheet.append([cell(name) for name in table.columns])
    columns = [
        column.astype(object).where(column.notna(), None).tolist() for _, column in table.items()
    ]
    for row in zip(*columns, strict=True):
        sheet.append([cell(value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_time(buffer)


def _without_time(packed: io.BytesIO) -> bytes:
    """The same parts in a packed file that does not say when it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(packed) as timed, zipfile.ZipFile(buffer, "w") as untimed:
        for name in timed.namelist():
            content = timed.read(name)
            if name == "docProps/core.xml":
                content = _TIME.sub(f"{_NO_TIME:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            untimed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def as_csv(table: pd.DataFrame, *, longest: int | None = None) -> str:
    r"""A table as CSV, with an apostrophe before every text that a spreadsheet would run as a
    formula.

    Parameters
    ----------
    table : DataFrame
        its index is left out.
    longest : int, optional
        how many characters of a text are kept; all by default.

    Examples
    --------
    >>> as_csv(pd.DataFrame({"term": ["war", "=1+1"], "rate": [-0.5, float("nan")]}))
    "term,rate\nwar,-0.5\n'=1+1,\n"
    """
    columns = {
        name: (
            column
            if is_numeric_dtype(column) or is_bool_dtype(column)
            else column.map(lambda v: _cell(v, longest))
        )
        for name, column in table.items()
    }
    named = pd.DataFrame(columns).rename(columns=lambda name: no_formula(str(name)))
    return named.to_csv(index=False, lineterminator="\n")


def _cell(value: object, longest: int | None) -> object:
    return no_formula(value[:longest]) if isinstance(value, str) else value
