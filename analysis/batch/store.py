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
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.batch.measuring import SCHEMAS
from analysis.publishing import write_whole
from analysis.reading.errors import InputError

RUN, INPUTS, SUMMARY, RANKING, LOCK = "run.json", "inputs.parquet", "summary.json", "ranking.parquet", ".lock"
_TEMPORARY = re.compile(r"\..*\.part|\.ranking-.*")
_NOTE = b"cutline"
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
# The last of a batch: where it stands, the others stand.
_TABLES = ("problems", "rates", "differences", "articles")


@dataclass(frozen=True)
class Note:
    """What a part says of itself: its batch, the number of its first article, how many, and the hash of each piece."""

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
            for a folder in which a run is under way, one that holds other things, and one that cannot be written.
        """
        import filelock

        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{self.folder}: is a file; give a folder")
        self._refuse_others()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self.folder / LOCK, timeout=0)
            lock.acquire()
        except filelock.Timeout:
            raise InputError(f"{self.folder}: another run writes here; wait for it, or give another folder") from None
        except OSError as error:
            raise InputError(
                f"{self.folder}: cannot be written ({error.strerror or error}); give another folder"
            ) from None
        try:
            self._tidy()
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise InputError(
                    f"{self.folder}: the disk is full; make room and run the same command again, it goes on where it stopped"
                ) from None
            raise
        finally:
            whole = self.is_whole()
            lock.release()
            if whole:  # nothing is written here again, so that it does not matter who holds it
                with contextlib.suppress(OSError):
                    (self.folder / LOCK).unlink()

    def _refuse_others(self) -> None:
        known = {RUN, INPUTS, SUMMARY, RANKING, LOCK, *_TABLES}
        found = sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []
        other = next((name for name in found if name not in known and not _TEMPORARY.fullmatch(name)), None)
        if other is None and RUN not in found:
            # Before the configuration is written there is nothing but these.
            other = next(
                (name for name in found if name not in (INPUTS, LOCK) and not _TEMPORARY.fullmatch(name)), None
            )
        if other is not None:
            raise InputError(
                f"{self.folder}: holds {other!r}, which is no part of a run; give an empty or a new folder"
            )

    def _tidy(self) -> None:
        """Remove what a stopped run has left half written."""
        for folder in (self.folder, *(self.folder / name for name in _TABLES)):
            for path in folder.iterdir() if folder.is_dir() else ():
                if _TEMPORARY.fullmatch(path.name):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    # The configuration

    def configuration(self) -> dict[str, Any] | None:
        """What run.json says, or None before the first start."""
        try:
            return dict(json.loads((self.folder / RUN).read_bytes()))
        except FileNotFoundError:
            return None
        except ValueError:
            raise InputError(f"{self.folder / RUN}: is no JSON; give another folder") from None

    def begin(self, configuration: dict[str, Any], inputs: pa.Table) -> None:
        """Write down what is to be done; run.json is what makes the folder a run."""
        _write(self.folder / INPUTS, _parquet(inputs))
        _write(self.folder / RUN, _json(configuration))

    def inputs(self) -> pa.Table:
        """The files that stood there at the first start."""
        return pq.read_table(self.folder / INPUTS)

    # The parts

    def part(self, table: str, batch: int) -> Path:
        """Where the part of a table is."""
        return self.folder / table / f"part-{batch:06d}.parquet"

    def parts(self, table: str = "articles") -> list[Path]:
        """The parts of a table, in order."""
        return sorted((self.folder / table).glob("part-*.parquet"), key=lambda path: (len(path.name), path.name))

    def note(self, batch: int) -> Note | None:
        """What the part of a batch says of itself, or None for a batch that is not whole."""
        try:
            metadata = pq.read_schema(self.part("articles", batch)).metadata
            return Note(**json.loads(metadata[_NOTE]))
        except FileNotFoundError:
            return None
        except (pa.ArrowException, KeyError, TypeError, ValueError):
            raise InputError(
                f"{self.part('articles', batch)}: is damaged; delete it, and the same command makes it again"
            ) from None

    def write(self, note: Note, tables: dict[str, pa.Table]) -> None:
        """The parts of a batch, whose articles go on counting from `note.first_article`."""
        for name in _TABLES:
            table = tables[name]
            if "article" in table.column_names:
                shifted = pc.add(table["article"], note.first_article)
                table = table.set_column(table.schema.get_field_index("article"), "article", shifted)
            written = json.dumps(vars(note), ensure_ascii=False).encode()
            table = table.cast(SCHEMAS[name]).replace_schema_metadata({_NOTE: written})
            _write(self.part(name, note.batch), _parquet(table))

    # The end

    def is_whole(self) -> bool:
        """Whether the run has been brought to its end."""
        return (self.folder / RANKING).exists()

    def write_summary(self, summary: dict[str, int]) -> None:
        """The counts of the run."""
        _write(self.folder / SUMMARY, _json(summary))

    def summary(self) -> dict[str, int]:
        """The counts of a run that is whole."""
        return dict(json.loads((self.folder / SUMMARY).read_bytes()))


def _write(path: Path, content: bytes) -> None:
    write_whole(path, content, durable=True)


def _parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
