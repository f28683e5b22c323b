"""What a run counts: its articles, those that could not be tested and why, and what of its inputs
could not be read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.reading.errors import one_line
from analysis.reading.problems import unread_line
from analysis.reading.recognising import TABLES
from analysis.words.languages import without_certainty

# Broken records have few reasons; those that each name something else are not all held.
_MOST_REASONS = 1000


class Counts(NamedTuple):
    """The counts of a run."""

    n_articles: int
    n_problems: int
    n_tested: int
    not_tested: dict[str, int]  # articles that could not be tested, by the reason
    # A line for each table, and for all other files, of which a tenth or more is lost.
    unread_tables: list[str]
    commonest_problem: str = ""  # with how often it stands in the inputs, and where first


def count_parts(parts: Iterable[tuple[Path, Path]], formats: Mapping[str, str]) -> Counts:
    """Count the articles and problems of a run.

    Parameters
    ----------
    parts : iterable of pairs of Path
        the part of the articles and that of the problems of each batch.
    formats : dict
        the format of each input file.
    """
    n_articles, n_problems, not_tested, unread = 0, 0, Counter[str](), _Unread(formats)
    for articles_part, problems_part in parts:
        articles = _read(articles_part, ["file", "line", "not_tested"])
        problems = _read(problems_part)
        n_articles += len(articles)
        n_problems += len(problems)
        not_tested.update(map(without_certainty, articles["not_tested"].drop_null().to_pylist()))
        unread.add(articles, problems)
    n_tested = n_articles - not_tested.total()
    reasons = dict(sorted(not_tested.items()))
    return Counts(
        n_articles, n_problems, n_tested, reasons, list(unread.lines()), unread.commonest()
    )


def _read(part: Path, columns: list[str] | None = None) -> pa.Table:
    # `pq.read_table` would load what reads folders, 10 MB.
    with pq.ParquetFile(part) as file:
        return file.read(columns, use_threads=False)


class _Unread:
    """How much of each table and how many of the other files could not be read, and why."""

    def __init__(self, formats: Mapping[str, str]) -> None:
        self.n_files = len(formats)
        self.tables = {file for file, format in formats.items() if format in TABLES}
        self.n_articles = Counter[str]()
        self.reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.broken: dict[str, str] = {}  # why nothing more of a table could be read
        self.lost: dict[str, str] = {}  # why another file could not be read
        self.n_times: Counter[str] = Counter()  # of each problem
        self.first: dict[str, str] = {}  # and where it stands first

    def add(self, articles: Any, problems: Any) -> None:
        """Count the articles and problems of one batch.

        Parameters
        ----------
        articles, problems : pyarrow.Table
            with the columns file and line, and source, line and problem.
        """
        self.n_articles.update(articles["file"].to_pylist())
        if not len(problems):
            return
        # A problem of a record that is an article all the same says how it was read, not that it
        # was lost.
        are_read = set(zip(articles["file"].to_pylist(), articles["line"].to_pylist(), strict=True))
        columns = (problems[name].to_pylist() for name in problems.column_names)
        for source, line, problem in zip(*columns, strict=True):
            if _may_count(self.n_times, problem):
                self.n_times[problem] += 1
                self.first.setdefault(problem, source if line is None else f"{source}, line {line}")
            if source not in self.tables and line is None:
                self.lost[source] = problem
            elif source in self.tables and (source, line) not in are_read:
                reasons = self.reasons[source]
                if line is None:
                    self.broken[source] = problem
                else:
                    reasons[problem if _may_count(reasons, problem) else "other reasons"] += 1

    def commonest(self) -> str:
        """The problem that stands most often in the inputs, how often, and where first.

        Returns
        -------
        str
            one line, empty where there is no problem.
        """
        if not self.n_times:
            return ""
        [(problem, n)] = self.n_times.most_common(1)
        times = "once" if n == 1 else f"{n:,} times, first"
        return one_line(f"{problem} ({times} in {self.first[problem]})")

    def lines(self) -> Iterator[str]:
        """What to say of the files and of each table of which a tenth or more could not be read.

        Yields
        ------
        str
            one line for all files that are no tables, then one a table in the order of names.
        """
        lost = Counter(
            problem for source, problem in self.lost.items() if not self.n_articles[source]
        )
        if line := unread_line("inputs", lost.total(), self.n_files, lost, what="files"):
            yield line
        for source in sorted(self.reasons):
            reasons = self.reasons[source]
            if source in self.broken:
                broken_off = "cannot be read to its end, " if self.n_articles[source] else ""
                yield one_line(f"{source}: {broken_off}{self.broken[source]}")
            elif line := unread_line(
                source, reasons.total(), reasons.total() + self.n_articles[source], reasons
            ):
                yield line


def _may_count(reasons: Counter[str], problem: str) -> bool:
    """Whether a problem is counted by itself: those that came after many others are not."""
    return problem in reasons or len(reasons) < _MOST_REASONS
