"""Spreadsheet: tables as CSV files, in which whatever an article or a word list holds is text."""

from __future__ import annotations

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analysis.reading.corrections import no_formula


def as_csv(table: pd.DataFrame, *, longest: int | None = None) -> str:
    r"""A table as CSV, with an apostrophe before every text that a spreadsheet would run as a formula.

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
        name: column if is_numeric_dtype(column) or is_bool_dtype(column) else column.map(lambda v: _cell(v, longest))
        for name, column in table.items()
    }
    named = pd.DataFrame(columns).rename(columns=lambda name: no_formula(str(name)))
    return named.to_csv(index=False, lineterminator="\n")


def _cell(value: object, longest: int | None) -> object:
    return no_formula(value[:longest]) if isinstance(value, str) else value
