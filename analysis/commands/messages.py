"""What a command says beside its result: notes on standard error, the exit code, and JSON."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from analysis import terminal
from analysis.options import Options
from analysis.printing import say

if TYPE_CHECKING:
    import pandas as pd

# What the command ends with, once all else is done.
exit_code: ContextVar[int] = ContextVar("exit_code", default=0)
# Where a tenth or more of a table or folder could not be read, or the tables of a run are out of date.
UNREAD = 1
# A table with a wrong encoding has a problem in every line.
_MOST_PROBLEMS, _MOST_NOTES = 10, 2


def tell_problems(problems: pd.DataFrame) -> None:
    """On standard error, what could not be read, by file and line."""
    import pandas as pd

    for problem in problems.head(_MOST_PROBLEMS).itertuples():
        place = "" if pd.isna(problem.line) else f" line {problem.line}:"
        line = " ".join(f"{problem.source}:{place} {problem.problem}".split())
        sys.stderr.write(f"cutline: left out: {line}\n")
    if len(problems) > _MOST_PROBLEMS:
        sys.stderr.write(f"cutline: left out: {len(problems) - _MOST_PROBLEMS} more\n")


def tell_first(lines: Sequence[str], rest: str) -> None:
    """The first of some lines on standard error, and how many more there are."""
    for line in lines[:_MOST_NOTES]:
        sys.stderr.write(f"cutline: {line}\n")
    if len(lines) > _MOST_NOTES:
        sys.stderr.write(f"cutline: and {len(lines) - _MOST_NOTES:,} {rest}\n")


def tell_unread(tables: Iterable[str]) -> None:
    """On standard error, which tables could largely not be read; the command then ends with an exit
    code of its own.
    """
    lines = list(tables)
    tell_first(lines, "more inputs of which much could not be read")
    if lines:
        exit_code.set(UNREAD)


def tell_lines(lines: Iterable[str], *, err: bool = False) -> None:
    """Each line as a paragraph of its own."""
    for line in lines:
        say(line, err=err)


def tell_codebook(options: Options, *, err: bool = False) -> None:
    """Print which codebook was chosen and how; nothing of one that was named."""
    if options.frames_reason:
        say(f"Codebook: {options.named('frames')}", err=err)


def as_json_text(content: dict[str, Any]) -> str:
    """JSON, which says the same whatever the encoding of the output carries."""
    text = json.dumps(
        content, ensure_ascii=not terminal.carries_unicode(), indent=2, allow_nan=False
    )
    return terminal.escaped(text)


def as_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON takes them."""
    return [
        {key: json_value(value) for key, value in row.items()} for row in table.to_dict("records")
    ]


def json_value(value: Any) -> Any:
    """A value as JSON takes it: what is undefined is null."""
    import pandas as pd

    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    if value is pd.NA:
        return None
    return value.item() if hasattr(value, "item") else value
