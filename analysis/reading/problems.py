"""Problems: what stood in an input and could not be read, kept beside what could."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from analysis.corpus import Corpus, no_problems
from analysis.reading.errors import one_line

_LEAST_SHARE = 10  # one in so many records of a table or files of a folder, lost, is a failure


def with_problems(corpus: Corpus, rows: Iterable[tuple[str, int | None, str]]) -> Corpus:
    r"""The corpus with further rows (source, line, problem) in its table of problems.

    Examples
    --------
    >>> from analysis import read_text
    >>> with_problems(read_text("Talks."), [("news.csv", 3, "no\ntext")]).problems.values.tolist()
    [['news.csv', 3, 'no text']]
    """
    rows = [(source, line, one_line(problem)) for source, line, problem in rows]
    if not rows:
        return corpus
    columns = no_problems()
    table = pd.DataFrame(rows, columns=list(columns)).astype(columns.dtypes.to_dict())
    return replace(corpus, problems=pd.concat([corpus.problems, table], ignore_index=True))


def unread_line(
    label: str, n_lost: int, n_all: int, reasons: Mapping[str, int], *, what: str = "records"
) -> str | None:
    """What to say of a table or folder of which at least a tenth could not be read, or None for any
    other.

    Examples
    --------
    >>> unread_line("news.csv", 3, 20, {"the text ('body') is empty": 2, "2 cells where the header has 3": 1})
    "news.csv: 3 of 20 records cannot be read, 2 because of: the text ('body') is empty"
    >>> unread_line("news.csv", 1, 20, {"2 cells where the header has 3": 1}) is None
    True
    """
    if n_lost == 0 or n_lost * _LEAST_SHARE < n_all:
        return None
    reason, n_reason = max(reasons.items(), key=lambda item: (item[1], item[0]))
    return one_line(
        f"{label}: {n_lost:,} of {n_all:,} {what} cannot be read, {n_reason:,} because of: {reason}"
    )
