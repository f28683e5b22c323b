"""The articles of a finished run, one or all, read again from the inputs that the run recorded."""

from __future__ import annotations

import itertools
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.batch.cutting import Batch, FilePart, HeldPage, Input, InputRecord, batches
from analysis.batch.measuring import corpus_of_batch, list_hashes
from analysis.batch.running import MOST_BYTES, MOST_RECORDS
from analysis.batch.store import INPUTS, LIST, Store
from analysis.corpus import Corpus, concat
from analysis.options import Options
from analysis.reading import tables
from analysis.reading.errors import InputError
from analysis.reading.problems import with_problems
from analysis.reading.recognising import TABLES

_ABOUT = ["article", "id", "sha256", "file", "line"]
_LONGEST_VALUE = 200  # characters of a variable of an article; what is longer is a text


class _Recorded(NamedTuple):
    """What a finished run says of itself: its folder, its configuration, and how tables are read."""

    store: Store
    configuration: dict[str, Any]
    columns: dict[str, str] | None
    encoding: str | None

    def batches_of(self, inputs: list[Input]) -> Iterator[Batch]:
        """Some of its inputs, cut as the run cut them."""
        return batches(
            inputs,
            columns=self.columns,
            encoding=self.encoding,
            most_bytes=MOST_BYTES,
            most_records=MOST_RECORDS,
        )


@dataclass(frozen=True)
class RereadRun:
    """All articles of a run, read again.

    Attributes
    ----------
    corpus : Corpus
        the articles in the order of the run and by its ids. Their table also holds the columns of
        the run's own table of articles ("file", "n_words" …), and the further columns of the tables
        that the run read, where a value has 200 characters at most.
    options : Options
        of the run, its codebook named.
    """

    corpus: Corpus
    options: Options


@dataclass(frozen=True)
class Reread:
    """An article of a run, read again.

    Attributes
    ----------
    corpus : Corpus
        of this article alone.
    number : int
        of the article in the run, from 0.
    id : str
    path : Path
        the file that it was read from; what lies in an archive is named as the run names it.
    options : Options
        of the run, its codebook named.
    columns : list of str
        of a table, as a command takes them ("text=body").
    encoding : str or None
    """

    corpus: Corpus
    number: int
    id: str
    path: Path
    options: Options
    columns: list[str]
    encoding: str | None


def reread(run: str | Path, only: str | int) -> Reread:
    """An article of a finished run, from its input.

    An input that was named by a path is looked for from where the command runs, then from the folder
    that holds the run. Only the file that holds the article is read.

    Parameters
    ----------
    run : str or Path
        the folder of the run.
    only : str or int
        the id of the article, or its number from 0; a text that is no id may be a number.

    Returns
    -------
    Reread
        labels that were corrected since the run are heeded.

    Raises
    ------
    InputError
        for a folder without a finished run, an article that the run lacks, an id that stands twice,
        an input that is missing or no longer holds what the run read, and lists that have changed.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import batch
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = batch.run("seeds/*.html", Path(folder) / "run", workers=1).folder
    ...     reread(out, "0").corpus.articles["id"].tolist()
    ['control']
    """
    recorded = _recorded(run)
    about = _about(recorded.store, only)
    options = options_of(recorded.configuration)
    if list_hashes(options) != recorded.configuration["lists"]:
        raise InputError(
            f"{run}: the codebook or lexicon is not the one that the run recorded; put that one back,"
            " or make a new run"
        )
    input = _found(_input_of(recorded.store, about["file"]), recorded.store.folder)
    return Reread(
        corpus=_read(input, about, recorded),
        number=about["article"],
        id=about["id"],
        path=input.source().path or Path(about["file"]),
        options=options,
        columns=[f"{column}={name}" for column, name in (recorded.columns or {}).items()],
        encoding=recorded.encoding,
    )


def reread_run(run: str | Path) -> RereadRun:
    """All articles of a finished run, from its inputs, which are looked for as `reread` looks for
    them. The articles stay in memory together.

    Parameters
    ----------
    run : str or Path
        the folder of the run.

    Returns
    -------
    RereadRun
        labels that were corrected since the run are heeded.

    Raises
    ------
    InputError
        for a folder without a finished run, and an input that is missing or no longer holds what the
        run read. What the run measured is not read, so its lists may have changed.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import batch
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = batch.run("seeds/*.html", Path(folder) / "run", workers=1).folder
    ...     reread_run(out).corpus.articles[["id", "n_captions"]].values.tolist()
    [['control', 6], ['reprint', 3]]
    """
    recorded = _recorded(run)
    articles = _articles_of(recorded.store)
    about = articles.select(_ABOUT).to_pylist()
    corpora: list[Corpus] = []
    problems: tables.ProblemRows = []
    cells: list[dict[str, Any]] = []
    for batch in recorded.batches_of(_all_found(recorded.store, {row["file"] for row in about})):
        corpus, files, lines, of_batch = corpus_of_batch(batch)
        problems += of_batch
        if corpus is not None:
            _check_same(about[len(cells) :], files, lines, corpus.articles["sha256"].tolist())
            of_file = _cells(batch)
            cells += [next(of_file[file], {}) for file in files]
            corpora.append(corpus)
    if len(cells) < len(about):
        raise _changed(about[len(cells)]["file"])
    corpus = with_problems(concat(corpora), problems)
    return RereadRun(
        replace(corpus, articles=_with_variables(corpus.articles, articles, cells)),
        options_of(recorded.configuration),
    )


def _recorded(run: str | Path) -> _Recorded:
    """What a run says of itself; an InputError where it is not finished."""
    store = Store(Path(run))
    configuration = store.configuration()
    if configuration is None or not store.is_whole():
        raise InputError(
            f"{run}: no finished run; run `cutline corpus … --out {run}` again, it continues where it"
            " stopped"
        )
    options = configuration["options"]
    return _Recorded(store, configuration, options.get("columns") or None, options.get("encoding"))


def _articles_of(store: Store) -> pa.Table:
    """The table of the articles of a run, in their order."""
    parts = []
    for part in store.parts():
        with pq.ParquetFile(part) as file:
            parts.append(file.read(use_threads=False))
    return pa.concat_tables(parts)


def _all_found(store: Store, files: set[str]) -> list[Input]:
    """All inputs where they are now, but for those that were not there for the run either."""
    result = []
    for row in _inputs_of(store).to_pylist():
        input = Input(**row)
        path = input.source().path
        is_there = path is None or path.exists() or input.file in files
        if is_there or any(file.startswith(f"{input.file}/") for file in files):
            result.append(_found(input, store.folder))
    return result


def _check_same(
    about: Sequence[Mapping[str, Any]],
    files: list[str],
    lines: list[int | None],
    hashes: list[str],
) -> None:
    """An InputError unless the first of the recorded articles are those that were read now."""
    now = zip(files, lines, hashes, strict=True)
    before = ((row["file"], row["line"], row["sha256"]) for row in about)
    for own, recorded in itertools.zip_longest(now, itertools.islice(before, len(files))):
        if own != recorded:
            raise _changed((recorded or own)[0])


def _cells(batch: Batch) -> Mapping[str, Iterator[dict[str, Any]]]:
    """The cells of the articles of each file that is a table, but for the texts."""
    of_file = defaultdict[str, list[dict[str, Any]]](list)
    for part in batch.parts:
        for number, raw in part.records if part.format in TABLES else ():
            record = tables.parsed(raw) if isinstance(raw, tables.RawLine) else raw
            if isinstance(record, tables.Record) and _is_article(number, record, part):
                of_file[part.file].append(
                    {
                        str(name): value
                        for name, value in record.cells.items()
                        if isinstance(value, str | int | float)
                        and len(str(value)) <= _LONGEST_VALUE
                    }
                )
    return defaultdict(lambda: iter(()), {file: iter(cells) for file, cells in of_file.items()})


def _is_article(number: int, record: tables.Record, part: FilePart) -> bool:
    """Whether a record of a table could be read as an article."""
    documents, _ = tables.documents_of_records(
        [(number, record)], part.chosen, label=part.file, stem=part.stem
    )
    return bool(documents)


def _with_variables(
    articles: pd.DataFrame, recorded: pa.Table, cells: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """The articles with their ids in the run, the columns of the tables that were read, and those of
    the run's own table.
    """
    result = articles.assign(id=recorded["id"].to_pylist())
    for name in dict.fromkeys(name for row in cells for name in row):
        if name not in result:
            result[name] = pd.Series([row.get(name) for row in cells], dtype=object)
    for name in recorded.column_names:
        if name not in result and name != "article":
            result[name] = recorded[name].to_pandas().to_numpy()
    return result


def options_of(configuration: Mapping[str, Any]) -> Options:
    """The options of a run, whose codebook is one that was named: an article by itself would choose
    its own.

    Parameters
    ----------
    configuration : mapping
        what run.json says.

    Returns
    -------
    Options
        without the columns and the encoding of the inputs.

    Examples
    --------
    >>> options_of({"options": {"frames": "policy", "frames_reason": "for a test", "encoding": None}}).asked()["frames"]
    'policy'
    """
    names = {option.name for option in fields(Options)} - {"frames_reason"}
    recorded = configuration["options"]
    return Options(**{name: value for name, value in recorded.items() if name in names})


def _about(store: Store, only: str | int) -> dict[str, Any]:
    """The row of an article in the tables of its run."""
    rows = [] if isinstance(only, int) else list(_rows(store, pc.field("id") == only))
    if not rows and (number := str(only)).isascii() and number.isdigit():
        rows = list(_rows(store, pc.field("article") == int(number)))
    if not rows:
        raise InputError(
            f"{only}: no article of {store.folder} has this id or number; {store.folder / LIST} lists"
            " the ids"
        )
    if len(rows) > 1:
        numbers = ", ".join(str(row["article"]) for row in rows[:3])
        raise InputError(
            f"{only}: several articles of {store.folder} have this id; give the number of one with"
            f" --only: {numbers}"
        )
    return rows[0]


def _rows(store: Store, wanted: pc.Expression) -> Iterator[dict[str, Any]]:
    for part in store.parts():
        with pq.ParquetFile(part) as file:
            yield from file.read(_ABOUT, use_threads=False).filter(wanted).to_pylist()


def _inputs_of(store: Store) -> pa.Table:
    """The table of the inputs of a run."""
    table = store.inputs()
    if table is None:
        raise InputError(
            f"{store.folder / INPUTS}: is missing; put it back, or run the same cutline corpus again"
        )
    return table


def _input_of(store: Store, file: str) -> Input:
    """The input that holds a file: itself, or an archive with the file in it."""
    table = _inputs_of(store)
    names = table["file"].to_pylist()
    if file not in names:  # it lies in an archive, or in an archive in one
        file = max((name for name in names if file.startswith(f"{name}/")), key=len)
    return Input(**table.slice(names.index(file), 1).to_pylist()[0])


def _found(input: Input, folder: Path) -> Input:
    """The input where it is now: from here, or from the folder that holds the run."""
    path = input.source().path
    if path is None or path.exists():
        return input
    beside = folder.absolute().parent / path
    if not beside.exists():
        raise InputError(
            f"{input.file}: is missing, and the run read it; put it back, or start the command where"
            " the run was started"
        )
    return replace(input, name_bytes=os.fsencode(beside).hex())


def _read(input: Input, about: dict[str, Any], recorded: _Recorded) -> Corpus:
    for part in _parts_with(recorded.batches_of([input]), about):
        corpus, _, _, problems = corpus_of_batch(Batch(0, [part], 0))
        if corpus is None:
            raise InputError(f"{about['file']}: {problems[0][2] if problems else 'is empty'}")
        hashes = corpus.articles["sha256"].tolist()
        if about["sha256"] in hashes:
            # A list of JSON may have several records in one line.
            return corpus if len(hashes) == 1 else corpus.article(hashes.index(about["sha256"]))
    raise _changed(about["file"])


def _changed(file: str) -> InputError:
    return InputError(f"{file}: no longer holds what the run read; put it back, or make a new run")


def _parts_with(cut: Iterator[Batch], about: dict[str, Any]) -> Iterator[FilePart]:
    """The record of an article, as a part of its file."""
    for batch in cut:
        for part in batch.parts:
            if part.file == about["file"]:
                records = [one for one in part.records if _line(one) == about["line"]]
                if records or part.broken:
                    yield replace(part, records=records)


def _line(numbered: tuple[int, InputRecord]) -> int | None:
    """The line of a record, as the table of articles has it."""
    number, record = numbered
    if isinstance(record, HeldPage):
        return None
    return int(getattr(record, "line", getattr(record, "record", number)))
