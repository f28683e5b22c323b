"""What a run counts: its articles, those that could not be tested and why, and what of its inputs could not be read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from analysis.reading.errors import one_line
from analysis.reading.tables import unread_line

# Broken records have few reasons; those that each name something else are not all held.
_MOST_REASONS = 1000


class Counts(NamedTuple):
    """The counts of a run."""

    n_articles: int
    n_problems: int
    n_tested: int
    not_tested: dict[str, int]  # articles that could not be tested, by the reason
    unread_tables: list[str]  # a line for each table of which a tenth or more could not be read


def count(parts: Iterable[tuple[Path, Path]], tables: Set[str]) -> Counts:
    """Count the articles and problems of some parts, given in pairs; `tables` names the input files that are tables."""
    n_articles, n_problems, not_tested, unread = 0, 0, Counter[str](), _Unread(tables)
    for articles_part, problems_part in parts:
        articles = pq.read_table(articles_part, columns=["file", "line", "not_tested"])
        problems = pq.read_table(problems_part)
        n_articles += len(articles)
        n_problems += len(problems)
        not_tested.update(reason for reason in articles["not_tested"].to_pylist() if reason is not None)
        unread.add(articles, problems)
    n_tested = n_articles - not_tested.total()
    return Counts(n_articles, n_problems, n_tested, dict(sorted(not_tested.items())), list(unread.lines()))


class _Unread:
    """How much of each table could not be read."""

    def __init__(self, tables: Set[str]) -> None:
        self.tables = tables
        self.n_articles = Counter[str]()
        self.reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.broken: dict[str, str] = {}  # why nothing more of a table could be read

    def add(self, articles: Any, problems: Any) -> None:
        """Count the articles and problems of one batch."""
        self.n_articles.update(articles["file"].to_pylist())
        if not len(problems):
            return
        # A problem of a record that is an article all the same says how it was read, not that it was lost.
        are_read = set(zip(articles["file"].to_pylist(), articles["line"].to_pylist(), strict=True))
        for source, line, problem in zip(*(problems[name].to_pylist() for name in problems.column_names), strict=True):
            if source not in self.tables or (source, line) in are_read:
                continue
            reasons = self.reasons[source]
            if line is None:
                self.broken[source] = problem
            else:
                reasons[problem if problem in reasons or len(reasons) < _MOST_REASONS else "other reasons"] += 1

    def lines(self) -> Iterator[str]:
        """What to say of each table of which a tenth or more could not be read, in the order of their names."""
        for source in sorted(self.reasons):
            reasons = self.reasons[source]
            if source in self.broken:
                broken_off = "cannot be read to its end, " if self.n_articles[source] else ""
                yield one_line(f"{source}: {broken_off}{self.broken[source]}")
            elif line := unread_line(source, reasons.total(), reasons.total() + self.n_articles[source], reasons):
                yield line
