"""What of a list could not be used: line by line for those who mend it, reason by reason for those
who read on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analysis.words import beginning, count, first_of, shortened

LONGEST_EXCERPT = 200  # characters of a line
_EXAMPLES, _LONGEST_EXAMPLE = 3, 40
# What a reason quotes of its line: a text in quotation marks, or codes and numbers behind a colon.
_QUOTED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']*'")
_CODES = re.compile(r": [^\w…]{0,20}[0-9(<].*$")
_LISTED = re.compile(r"…(?:, …)+")


class Loss(NamedTuple):
    """A line of a list that could not be used, or in part only."""

    line: int
    text: str
    why: str
    partly_used: bool


def excerpt(text: str) -> str:
    """What a message or a table quotes of a list, on one line.

    Examples
    --------
    >>> len(excerpt("war " * 100))
    200
    """
    return beginning(text, LONGEST_EXCERPT)


def as_table(lost: Sequence[Loss]) -> pd.DataFrame:
    """The losses as a table, in their order.

    Returns
    -------
    DataFrame, one row per loss
        line (number), text (of the line, at most 200 characters), why, partly_used.

    Examples
    --------
    >>> as_table([]).columns.tolist()
    ['line', 'text', 'why', 'partly_used']
    """
    rows = pd.DataFrame(lost, columns=list(Loss._fields))
    return rows.astype({"line": "int64", "text": "str", "why": "str", "partly_used": "bool"})


def by_reason(lost: Sequence[Loss]) -> pd.DataFrame:
    """The losses of one reason as one row.

    Returns
    -------
    DataFrame, one row per reason, in the order of the first lines
        n_lines, why (what it quotes of a line is left out where lines differ), partly_used,
        examples (the first lines).

    Examples
    --------
    >>> rows = [Loss(2, "a+b", "'a+b' holds several words", False), Loss(9, "c+d", "'c+d' holds several words", False)]
    >>> by_reason(rows)[["n_lines", "why", "examples"]].values.tolist()
    [[2, '… holds several words', '2: a+b; 9: c+d']]
    """
    kinds: dict[tuple[str, bool], list[Loss]] = {}
    for loss in lost:
        kinds.setdefault((_kind(loss.why), loss.partly_used), []).append(loss)
    rows = [
        (
            len({loss.line for loss in alike}),
            alike[0].why if len({loss.why for loss in alike}) == 1 else kind,
            partly_used,
            first_of(
                [
                    f"{loss.line}: {shortened(loss.text, _LONGEST_EXAMPLE)}"
                    for loss in alike[: _EXAMPLES + 1]
                ],
                _EXAMPLES,
                between="; ",
            ),
        )
        for (kind, partly_used), alike in kinds.items()
    ]
    return pd.DataFrame(rows, columns=["n_lines", "why", "partly_used", "examples"])


def said_of(lost: Sequence[Loss]) -> str:
    """How much of a list could not be used, as the end of a sentence about it; nothing where all of
    it was.

    Examples
    --------
    >>> said_of([Loss(2, "a+b", "holds several words", False)])
    '; 1 line of it could not be used in full'
    """
    return f"; {count(len(lost), 'line')} of it could not be used in full" if lost else ""


def _kind(why: str) -> str:
    return _LISTED.sub("…", _CODES.sub(": …", _QUOTED.sub("…", why)))
