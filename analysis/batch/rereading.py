"""One article of a finished run, read again from the input that the run recorded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.batch.cutting import Batch, FilePart, HeldPage, Input, InputRecord, batches
from analysis.batch.measuring import corpus_of_batch, list_hashes
from analysis.batch.running import MOST_BYTES, MOST_RECORDS
from analysis.batch.store import INPUTS, LIST, Store
from analysis.corpus import Corpus
from analysis.options import Options
from analysis.reading.errors import InputError

_ABOUT = ["article", "id", "sha256", "file", "line"]


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
    store = Store(Path(run))
    configuration = store.configuration()
    if configuration is None or not store.is_whole():
        raise InputError(
            f"{run}: no finished run; run `cutline corpus … --out {run}` again, it continues where it"
            " stopped"
        )
    about = _about(store, only)
    recorded = configuration["options"]
    columns, encoding = recorded.get("columns") or None, recorded.get("encoding")
    options = options_of(configuration)
    if list_hashes(options) != configuration["lists"]:
        raise InputError(
            f"{run}: the codebook or lexicon is not the one that the run recorded; put that one back,"
            " or make a new run"
        )
    input = _found(_input_of(store, about["file"]), store.folder)
    corpus = _read(input, about, columns, encoding)
    return Reread(
        corpus=corpus,
        number=about["article"],
        id=about["id"],
        path=input.source().path or Path(about["file"]),
        options=options,
        columns=[f"{column}={name}" for column, name in (columns or {}).items()],
        encoding=encoding,
    )


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


def _input_of(store: Store, file: str) -> Input:
    """The input that holds a file: itself, or an archive with the file in it."""
    table = store.inputs()
    if table is None:
        raise InputError(
            f"{store.folder / INPUTS}: is missing; put it back, or run the same cutline corpus again"
        )
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


def _read(
    input: Input, about: dict[str, Any], columns: dict[str, str] | None, encoding: str | None
) -> Corpus:
    cut = batches(
        [input],
        columns=columns,
        encoding=encoding,
        most_bytes=MOST_BYTES,
        most_records=MOST_RECORDS,
    )
    changed = InputError(
        f"{about['file']}: no longer holds what the run read; put it back, or make a new run"
    )
    for part in _parts_with(cut, about):
        corpus, _, _, problems = corpus_of_batch(Batch(0, [part], 0))
        if corpus is None:
            raise InputError(f"{about['file']}: {problems[0][2] if problems else 'is empty'}")
        if corpus.articles["sha256"].tolist() != [about["sha256"]]:
            raise changed
        return corpus
    raise changed


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
