"""Inputs → the texts of their articles, some at a time, without labels: all that it takes to know
which of them repeat each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.batch.cutting import Batch, FilePart, Input, batches, list_inputs
from analysis.batch.measuring import corpus_of_batch
from analysis.batch.progress import Progress
from analysis.batch.running import MOST_BYTES, MOST_RECORDS
from analysis.batch.store import INPUTS, Store
from analysis.reading import tables
from analysis.reading.documents import Document
from analysis.reading.errors import InputError, one_line
from analysis.reading.listing import is_run
from analysis.reading.recognising import DOCUMENTS, FORMATS_READ, TABLES


class Text(NamedTuple):
    """The text of an article, its id, its file, and its line or record there."""

    id: str
    file: str
    line: int | None
    text: str


class Given(NamedTuple):
    """What articles are read from: files, which of those that were given are missing, and how
    tables are read.
    """

    files: list[Input]
    missing: list[str]
    columns: dict[str, str] | None = None
    encoding: str | None = None


def inputs_of(
    given: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Given:
    """The files that names stand for, as `run` takes them; of the folder of a run, its inputs.

    Raises
    ------
    InputError
        for an input that is not there, a run together with other inputs, one whose list of inputs is
        missing or altered, and one of whose files none is there any more.

    Examples
    --------
    >>> [Path(file.file).name for file in inputs_of(["seeds/control.html"]).files]
    ['control.html']
    """
    runs = [name for name in given if is_run(name)]
    if not runs:
        return Given(list_inputs(given), [], dict(columns or {}) or None, encoding)
    if len(given) > 1:
        raise InputError(f"{runs[0]}: is the folder of a run; give no other input with it")
    store = Store(Path(runs[0]))
    table, options = store.inputs(), (store.configuration() or {}).get("options", {})
    if table is None:
        raise InputError(
            f"{runs[0]}: {INPUTS}, the list of the files that the run read, is missing; give the"
            " files themselves"
        )
    files = [Input(**row) for row in table.to_pylist()]
    missing = [file.file for file in files if _is_missing(file)]
    if len(missing) == len(files):
        raise InputError(
            f"{runs[0]}: {missing[0]}{' and the other files' * (len(files) > 1)} that the run read"
            " are missing; put them back, or give them where they are now"
        )
    return Given(
        [file for file in files if file.file not in set(missing)],
        missing,
        dict(columns or {}) or options.get("columns") or None,
        encoding or options.get("encoding"),
    )


def _is_missing(file: Input) -> bool:
    path = file.source().path
    return path is not None and not path.exists()


def texts(
    given: Given, *, progress: Callable[[Progress], None] | None = None
) -> Iterator[tuple[list[Text], tables.ProblemRows]]:
    """The texts of all articles, those of a batch at a time, and what could not be read.

    Yields
    ------
    list of Text, list of tuple
        the rows of problems as `corpus_of_batch` gives them.

    Examples
    --------
    >>> [len(some) for some, _ in texts(inputs_of(["seeds/control.*ml", "seeds/planted.txt"]))]
    [2]
    """
    n_bytes, n_articles = sum(file.bytes for file in given.files), 0
    for batch in batches(
        given.files,
        columns=given.columns,
        encoding=given.encoding,
        most_bytes=MOST_BYTES,
        most_records=MOST_RECORDS,
    ):
        some, problems = _texts_of_batch(batch)
        n_articles += len(some)
        if progress is not None:
            progress(Progress(batch.n_read, n_bytes, n_articles, n_articles, batch.n_read))
        yield some, problems


def _texts_of_batch(batch: Batch) -> tuple[list[Text], tables.ProblemRows]:
    some: list[Text] = []
    problems: tables.ProblemRows = []
    for read, parts in itertools.groupby(batch.parts, _reader_of):
        of_parts, problems_of_parts = read(list(parts))
        some += of_parts
        problems += problems_of_parts
    return some, problems


_Read = tuple[list[Text], tables.ProblemRows]


def _reader_of(part: FilePart) -> Callable[[list[FilePart]], _Read]:
    if part.format in TABLES:
        return _of_tables
    is_export = FORMATS_READ[part.format].holds == DOCUMENTS
    return _of_exports if is_export else _of_pages


def _of_tables(parts: list[FilePart]) -> _Read:
    some: list[Text] = []
    problems: tables.ProblemRows = []
    for part in parts:
        raw = ((n, record) for n, record in part.records if isinstance(record, tables.Raw))
        documents, of_part = tables.documents_of_records(
            raw, part.chosen, label=part.file, stem=part.stem
        )
        some += [Text(one.id, part.file, one.record, one.text) for one in documents]
        problems += [*of_part, *_broken(part)]
    return some, problems


def _of_exports(parts: list[FilePart]) -> _Read:
    some = [
        Text(one.id, part.file, one.record, one.text)
        for part in parts
        for _, one in part.records
        if isinstance(one, Document)
    ]
    return some, [row for part in parts for row in _broken(part)]


def _of_pages(parts: list[FilePart]) -> _Read:
    """Pages and files of one article must be read with their layers, to know what is text."""
    corpus, files, lines, problems = corpus_of_batch(Batch(0, parts, 0))
    if corpus is None:
        return [], problems
    rows = zip(corpus.articles["id"], files, lines, corpus.texts, strict=True)
    return [Text(*row) for row in rows], problems


def _broken(part: FilePart) -> tables.ProblemRows:
    return [(part.file, None, part.broken)] if part.broken else []


def problem_line(file: str, line: int | None, problem: str) -> str:
    """What could not be read, as one line.

    Examples
    --------
    >>> problem_line("news.csv", 7, "the text is empty")
    'left out: news.csv, line 7: the text is empty'
    """
    return one_line(f"left out: {file}{'' if line is None else f', line {line}'}: {problem}")
