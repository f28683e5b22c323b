"""The folder of a run: what it holds, which parts are whole, and that nobody else writes into it."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import filelock
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.batch.measuring import SCHEMAS
from analysis.batch.ranking import write_ranking
from analysis.batch.reprinting import reprints_of
from analysis.batch.sealing import UNSEALED, is_sealed, seal
from analysis.publishing import write_whole
from analysis.reading.errors import InputError
from analysis.reading.listing import RUN

INPUTS, SUMMARY, RANKING, LOCK = (
    "inputs.parquet",
    "summary.json",
    "ranking.parquet",
    ".lock",
)
# For people: the list of the articles, the ranking for spreadsheets, and the reports that were made.
LIST, SHEETS, REPORTS = "index.html", ("ranking.csv", "ranking.xlsx"), "reports"
# What run.json says of the folder: its Parquet files are sealed, and the ranking names words.
_FORM = 3
_KEYS = {"cutline": str, "options": dict, "lists": dict, "batches": dict, "inputs": list}
_PART = re.compile(r"part-(\d{6,})\.parquet")
_TEMPORARY = re.compile(r"\..*\.part|\.ranking-.*")
_NOTE = b"cutline"
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
# The last of a batch: where it stands, the others stand.
_TABLES = ("problems", "rates", "differences", "sketches", "articles")


_write = partial(write_whole, durable=True)


@dataclass(frozen=True)
class Note:
    """What a part says of itself: its batch, the number of its first article, how many, and the
    hash of each piece.
    """

    batch: int
    first_article: int
    n_articles: int
    pieces: list[list[str]]  # file, fingerprint


class Store:
    """The folder of a run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """No other run writes here meanwhile. The lock dies with the process.

        Raises
        ------
        InputError
            for a folder in which a run is under way, one that holds other things, and one that
            cannot be written.
        """
        try:
            if self.folder.exists() and not self.folder.is_dir():
                raise InputError(f"{self.folder}: is a file; give a folder")
            self._refuse_others()
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self.folder / LOCK, timeout=0)
            lock.acquire()
        except filelock.Timeout:
            raise InputError(
                f"{self.folder}: another run writes here; wait for it, or give another folder"
            ) from None
        except OSError as error:
            raise InputError(
                f"{self.folder}: cannot be written ({error.strerror or error}); give another folder"
            ) from None
        try:
            self._tidy()
            self._refuse_wrong_kinds()
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise InputError(
                    f"{self.folder}: the disk is full; make room and run the same command again; it"
                    " continues where it stopped"
                ) from None
            raise InputError(
                f"{error.filename or self.folder}: cannot be read or written"
                f" ({error.strerror or error}); mend that and run the same command again; it"
                " continues where it stopped"
            ) from None
        finally:
            whole = self.is_whole()
            lock.release()
            if whole:  # nothing is written here again, so that it does not matter who holds it
                with contextlib.suppress(OSError):
                    (self.folder / LOCK).unlink()

    def _refuse_others(self) -> None:
        names = sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []
        names = [name for name in names if not _TEMPORARY.fullmatch(name)]
        own = {RUN, INPUTS, SUMMARY, RANKING, LOCK, LIST, *SHEETS, REPORTS, *_TABLES}
        others = [name for name in names if name not in own]
        if not others and RUN not in names:
            if "articles" in names:
                raise InputError(
                    f"{self.folder / RUN}: is missing; put it back from a copy, or give a new"
                    " folder"
                )
            # Before the configuration is written there is nothing but these.
            others = [name for name in names if name not in (INPUTS, LOCK)]
        if others:
            raise InputError(
                f"{self.folder}: holds {others[0]!r}, which is no part of a run; give an empty or a"
                " new folder"
            )

    def _refuse_wrong_kinds(self) -> None:
        folders = {*_TABLES, REPORTS}
        for name in (RUN, INPUTS, SUMMARY, RANKING, LIST, *SHEETS, *folders):
            path = self.folder / name
            if path.exists() and path.is_dir() != (name in folders):
                kind = "a folder" if path.is_dir() else "no folder"
                raise InputError(
                    f"{path}: is {kind}; move it away and run the same command again; it continues"
                    " from there"
                )

    def _tidy(self) -> None:
        """Remove what a stopped run has left half written."""
        for folder in (self.folder, *(self.folder / name for name in (*_TABLES, REPORTS))):
            for path in folder.iterdir() if folder.is_dir() else ():
                if _TEMPORARY.fullmatch(path.name):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    # The configuration

    def configuration(self) -> dict[str, Any] | None:
        """What run.json says, or None before the first start.

        Raises
        ------
        InputError
            for a file that no run, or an earlier cutline, has written.
        """
        path = self.folder / RUN
        try:
            content = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, RecursionError):
            raise InputError(
                f"{path}: is no JSON; put it back from a copy, or give a new folder"
            ) from None
        if not _is_configuration(content):
            raise InputError(
                f"{path}: is not what a run has written; put it back from a copy, or give a new"
                " folder"
            )
        if content.get("form") != _FORM:
            raise InputError(
                f"{self.folder}: was made by an earlier cutline, and its parts cannot be checked;"
                " give a new folder"
            )
        return content

    def begin(self, configuration: dict[str, Any], inputs: pa.Table) -> None:
        """Write down what is to be done; run.json is what makes the folder a run.

        Parameters
        ----------
        configuration : dict
            as JSON can hold it.
        inputs : pyarrow.Table
            the files that stand there at the first start, one a row.
        """
        self.write_inputs(inputs)
        _write(self.folder / RUN, _json({**configuration, "form": _FORM}))

    def write_inputs(self, inputs: pa.Table) -> None:
        """Write down the files that stand there at the first start."""
        _write(self.folder / INPUTS, _sealed(inputs))

    def inputs(self) -> pa.Table | None:
        """The files that stood there at the first start, or None where their table is missing.

        Raises
        ------
        InputError
            for a table that was cut or altered.
        """
        content = self._checked(self.folder / INPUTS)
        return None if content is None else pq.read_table(io.BytesIO(content))

    def _checked(self, path: Path) -> bytes | None:
        """The bytes of a sealed file, None for one that is missing, an InputError for one that was
        cut or altered.
        """
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except IsADirectoryError:
            content = b""
        if not is_sealed(content):
            raise damaged(path)
        return content

    # The parts

    def part(self, table: str, batch: int) -> Path:
        """Where the part of a table is.

        Examples
        --------
        >>> Store(Path("run")).part("rates", 7).as_posix()
        'run/rates/part-000007.parquet'
        """
        return self.folder / table / f"part-{batch:06d}.parquet"

    def _batches(self, table: str) -> list[int]:
        """The batches of which a part of this table is there."""
        names = (path.name for path in (self.folder / table).glob("part-*.parquet"))
        return sorted(int(match[1]) for name in names if (match := _PART.fullmatch(name)))

    def parts(self, table: str = "articles") -> list[Path]:
        """The parts of a table, in order."""
        return [self.part(table, batch) for batch in self._batches(table)]

    def n_begun(self) -> int:
        """How many batches have a part of any table, if the last of them stands for all before it."""
        return max((batch + 1 for table in _TABLES for batch in self._batches(table)), default=0)

    def n_finished(self) -> int:
        """How many batches were finished once: all up to the last part of the articles, which is
        written last of all.

        Raises
        ------
        InputError
            for a ranking that was cut or altered.
        """
        at_end = self.at_end() or {"n_batches": 0}
        return max([batch + 1 for batch in self._batches("articles")] + [at_end["n_batches"]])

    def written(self, batch: int) -> tuple[Note | None, list[Path]]:
        """What the parts of a batch say of themselves, None where there are none, and those that
        are missing.

        Raises
        ------
        InputError
            for a part that was cut or altered, by its name.
        """
        note: Note | None = None
        missing = []
        for name in _TABLES:
            path = self.part(name, batch)
            content = self._checked(path)
            if content is None:
                missing.append(path)
                continue
            try:
                metadata = pq.read_schema(io.BytesIO(content)).metadata
                of_part = Note(**json.loads(metadata[_NOTE]))
            except (pa.ArrowException, KeyError, TypeError, ValueError):
                raise damaged(path) from None
            # A part of another batch or run, under this name.
            if of_part.batch != batch or (note is not None and of_part != note):
                raise damaged(path)
            note = of_part
        return note, missing

    def note(self, batch: int) -> Note | None:
        """What the parts of a batch say of themselves, or None for a batch that is not whole.

        Raises
        ------
        InputError
            as `written`.
        """
        note, missing = self.written(batch)
        return None if missing else note

    def write(self, note: Note, tables: dict[str, pa.Table]) -> None:
        """Write the parts of a batch, each whole or not at all, that of the articles last.

        Parameters
        ----------
        note : Note
            what they say of themselves; their articles go on counting from its `first_article`.
        tables : dict of pyarrow.Table
            as `measuring.measure` gives them.
        """
        for name in _TABLES:
            table = counted_from(tables[name], note.first_article)
            written = json.dumps(vars(note), ensure_ascii=False).encode()
            table = table.cast(SCHEMAS[name]).replace_schema_metadata({_NOTE: written})
            _write(self.part(name, note.batch), _sealed(table))

    # The end

    def is_whole(self) -> bool:
        """Whether the run has been brought to its end."""
        return (self.folder / RANKING).is_file()

    def at_end(self) -> dict[str, Any] | None:
        """What was counted at the end of the run, or None before.

        Returns
        -------
        dict or None
            n_batches, and what summary.json holds.

        Raises
        ------
        InputError
            for a ranking that was cut or altered.
        """
        content = self._checked(self.folder / RANKING)
        if content is None:
            return None
        return dict(json.loads(pq.read_metadata(io.BytesIO(content)).metadata[_NOTE]))

    def write_end(self, counts: dict[str, Any]) -> None:
        """Write the counts of the run, and the ranking, whose presence says that the run is whole.

        Parameters
        ----------
        counts : dict
            the fields of `counting.Counts`.
        """
        self.write_summary(counts)
        at_end = json.dumps({"n_batches": len(self.parts()), **counts}, ensure_ascii=False)
        metadata = {_NOTE.decode(): at_end}
        reprints = reprints_of(self.parts(), self.parts("sketches"))
        write_ranking(self.parts(), self.folder / RANKING, self.folder, metadata, reprints)

    def write_summary(self, counts: dict[str, Any]) -> None:
        """The counts of the run, for people."""
        _write(self.folder / SUMMARY, _json(counts))

    def summary(self) -> Any:
        """What summary.json says, or None where it is missing.

        Raises
        ------
        InputError
            for a file that is no JSON.
        """
        path = self.folder / SUMMARY
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, RecursionError):
            raise damaged(path) from None


def _is_configuration(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and all(isinstance(content.get(key), kind) for key, kind in _KEYS.items())
        and all(
            isinstance(row, dict) and isinstance(row.get("given"), str) for row in content["inputs"]
        )
    )


def counted_from(table: pa.Table, first: int) -> pa.Table:
    """A table whose articles count from `first` in place of 0; one without articles as it is.

    Examples
    --------
    >>> counted_from(pa.table({"article": [0, 1]}), 7)["article"].to_pylist()
    [7, 8]
    """
    if "article" not in table.column_names:
        return table
    column = table.schema.get_field_index("article")
    return table.set_column(column, "article", pc.add(table["article"], first))


def damaged(path: Path) -> InputError:
    """What to say of a file of a run that was cut or altered.

    Examples
    --------
    >>> raise damaged(Path("summary.json"))
    Traceback (most recent call last):
    analysis.reading.errors.InputError: summary.json: is damaged; delete it, and the same command makes it again
    """
    return InputError(f"{path}: is damaged; delete it, and the same command makes it again")


def _sealed(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata(UNSEALED)
    content = bytearray(buffer.getvalue())
    seal(content)
    return bytes(content)


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
