"""Corpora larger than memory: in any format → Parquet tables out, on several processes or machines, by Dask.

One process cuts the inputs into batches of raw records, bounded in bytes and in number; workers turn each into tables;
the same process writes them, in order, each part whole or not at all. A run that is stopped at any moment goes on with
what is missing, and ends in the same bytes.

Memory holds a few batches per worker and what a batch grows to while it is measured (some 100 times its text), the
list of the input files, and of a JSON list, a Parquet file or a web archive one record, one row group or one record at a
time. A JSON file that is no list is read whole, up to 256 MB.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from analysis import wording
from analysis.batch import ranking
from analysis.batch.cutting import NOT_READ, Batch, Input, batches, list_inputs
from analysis.batch.measuring import Options, hashes, measure
from analysis.batch.store import RANKING, Note, Store
from analysis.batch.workers import Pending, cores, pool
from analysis.corpus import check_pair
from analysis.framing import DEFAULT_CODEBOOK
from analysis.reading.errors import InputError, one_line

__all__ = ["Progress", "Result", "cores", "run"]

# So much text one worker measures in about a second.
MOST_BYTES, MOST_RECORDS = 2 * 2**20, 1000
# Enough for a worker to find its next batch there when it has written its last.
_UNDER_WAY = 4


class Progress(NamedTuple):
    """How far a run has come."""

    bytes_done: int  # of the inputs
    bytes_all: int
    n_articles: int  # that these held
    n_measured: int  # of them, since this start


@dataclass(frozen=True)
class Result:
    """Where the tables of a run are, and what they count; `notes` tells what of the inputs was left out and why."""

    folder: Path
    n_articles: int
    n_problems: int
    n_tested: int
    notes: list[str] = field(default_factory=list)


def run(
    inputs: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    frames: str | Path = DEFAULT_CODEBOOK,
    lexicon: str | Path = "vader",
    recogniser: str = "rules",
    target: str = "caption",
    reference: str = "body",
    workers: int | None = None,
    scheduler: str | None = None,
    seed: int = 0,
    columns: Mapping[str, str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    most_bytes: int = MOST_BYTES,
    most_records: int = MOST_RECORDS,
) -> Result:
    """Measure and compare every article of some inputs, and rank the articles by how surely their layers differ.

    Called again with the same arguments after it was stopped, it goes on with what is missing.

    Parameters
    ----------
    inputs : names, or one name
        of files, folders and glob patterns, or addresses ("s3://bucket/news-*.jsonl.gz"), as `analysis.read` takes them.
        They are read in the order of their names.
    out : str or Path
        the folder of the run: new, empty, or that of the same run, stopped.
    frames, lexicon, recogniser, target, reference, seed
        as for `measures.findings`.
    workers : int, optional
        processes on this machine; by default one per core. One measures in this process.
    scheduler : str, optional
        the address of a Dask scheduler whose workers measure instead; a codebook or lexicon that is a file must lie there
        too; a worker refuses one whose content is not that of this machine.
    columns : dict, optional
        as for `analysis.read`.
    progress : function, optional
        is told after each batch how far the run has come (`Progress`).
    most_bytes, most_records : int
        how much a batch holds at most; what comes out does not depend on it, only how it is divided into parts.

    Returns
    -------
    Result
        The folder then holds, in Parquet: `articles/`, `rates/`, `differences/` and `problems/` in parts, `ranking.parquet`
        (articles in which something was tested, the surest first; its presence says that the run is whole) and
        `inputs.parquet` (the files read, with their sizes at the first start); in JSON: `run.json`, what was asked and how far
        its measures agree with people, and `summary.json`, what was counted.

    Raises
    ------
    InputError
        (a ValueError) for an input that is missing, one that changed in what was already done, a folder that is in use,
        holds other things or another run, and a batch that kills its workers; the message is one line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     result = run("seeds/*.txt", Path(folder) / "out", workers=1)
    ...     (result.n_articles, result.n_tested, result.n_problems)
    (3, 3, 0)
    """
    check_pair(target, reference)
    if workers is not None and workers < 1:
        raise ValueError(f"{workers} workers cannot work; give at least one")
    given = [str(inputs)] if isinstance(inputs, str | Path) else sorted({str(name) for name in inputs})
    options = Options(str(frames), str(lexicon), recogniser, target, reference, seed, hashes(frames, lexicon))
    chosen = asdict(options)
    asked = {
        "cutline": version("cutline"),
        "lists": chosen.pop("lists"),
        "options": {**chosen, "columns": dict(sorted((columns or {}).items()))},
        "batches": {"most_bytes": most_bytes, "most_records": most_records},
    }
    store = Store(Path(out))
    with store.locked():
        before = store.configuration()
        if before is not None:
            _check_same(store.folder, before, {**asked, "given": given})
            files = [Input(**row) for row in store.inputs().to_pylist()]
        else:
            files = list_inputs(given)
        if store.is_whole():
            return Result(store.folder, **store.summary(), notes=_grown(files, given))
        cut = batches(files, columns=columns, most_bytes=most_bytes, most_records=most_records)
        first = next(cut, None)  # an input that cannot be used is told before anything is written
        if before is None:
            worth = wording.worths(lexicon=options.lexicon, frames=options.frames, recogniser=options.recogniser)
            store.begin({**asked, "inputs": _told(files), "worth": worth}, _as_table(files))
        whole = _Run(store, options, sum(one.bytes for one in files), progress)
        with contextlib.ExitStack() as opened:
            open_pool = lambda: opened.enter_context(pool(workers or cores(), scheduler))  # noqa: E731 (opened when first needed)
            while first is not None:
                whole.take(first, open_pool)
                first = next(cut, None)
            whole.finish()
        return Result(store.folder, **store.summary(), notes=whole.notes + _grown(files, given))


class _Run:
    """Batches on their way: verified where they are done, handed out where they are not, written in their order."""

    def __init__(
        self, store: Store, options: Options, n_bytes: int, progress: Callable[[Progress], None] | None
    ) -> None:
        self.store, self.options, self.n_bytes, self.progress = store, options, n_bytes, progress
        self.waiting: deque[tuple[Note, int, Pending]] = deque()
        self.hands: tuple[Callable[..., Pending], Callable[[], int]] | None = None
        self.n_articles, self.n_measured, self.n_batches = 0, 0, 0
        self.notes: list[str] = []

    def take(self, batch: Batch, open_pool: Callable[[], Any]) -> None:
        """Take the next batch of the stream."""
        pieces = [[piece.file, piece.fingerprint()] for piece in batch.pieces]
        self.n_batches = batch.number + 1
        done = self.store.note(batch.number)
        if done is not None:
            self.notes += _compared(self.store.folder, done.pieces, pieces)
            while self.waiting:
                self._write()
            self.n_articles = done.first_article + done.n_articles
            self._tell(batch.place)
            return
        if self.hands is None:
            self.hands = open_pool()
        submit, n_workers = self.hands
        # What is under way is all that memory holds of the inputs.
        while len(self.waiting) >= _UNDER_WAY * n_workers():
            self._write()
        pending = submit(measure, batch, self.options, name=batch.name())
        self.waiting.append((Note(batch.number, 0, 0, pieces), batch.place, pending))

    def _write(self) -> None:
        note, place, pending = self.waiting.popleft()
        tables = pending.result()
        note = Note(note.batch, self.n_articles, len(tables["articles"]), note.pieces)
        self.store.write(note, tables)
        self.n_articles += note.n_articles
        self.n_measured += note.n_articles
        self._tell(place)

    def _tell(self, place: int) -> None:
        if self.progress is not None:
            self.progress(Progress(place, self.n_bytes, self.n_articles, self.n_measured))

    def finish(self) -> None:
        """Write what is under way, the counts, and the ranking."""
        while self.waiting:
            self._write()
        if self.store.note(self.n_batches) is not None:
            raise InputError(f"{self.store.folder}: holds more than the inputs do now; put them back as they were")
        parts = self.store.parts()
        n_problems = sum(pq.read_metadata(part).num_rows for part in self.store.parts("problems"))
        counts = {"n_articles": self.n_articles, "n_problems": n_problems, "n_tested": ranking.n_tested(parts)}
        self.store.write_summary(counts)
        ranking.write(parts, self.store.folder / RANKING, self.store.folder)


def _compared(folder: Path, done: list[list[str]], now: list[list[str]]) -> list[str]:
    """What to tell of inputs that are not as they were; an InputError where that would make another output."""
    notes = []
    for (file, was), (other, found) in zip(done, now, strict=False):
        if file == other and was != found and NOT_READ in (was, found):
            notes.append(
                f"{file}: could not be read when its turn came; that stays so in this run"
                if was == NOT_READ
                else f"{file}: is gone; it had been measured already"
            )
        elif [file, was] != [other, found]:
            raise InputError(f"{other}: changed after it was read into {folder}; put it back, or give a new folder")
    if len(done) != len(now):
        name = (done + now)[-1][0]
        raise InputError(f"{name}: changed after it was read into {folder}; put it back, or give a new folder")
    return notes


def _check_same(folder: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """An InputError that names the first difference between the configuration of a folder and this one."""
    was = _flat({**before, "given": [row["given"] for row in before["inputs"]]})
    for name, value in _flat(now).items():
        if was.get(name) != value:
            raise InputError(
                f"{folder}: holds a run with another {name}: {was.get(name)!r} there, {value!r} now; use the same, or give a"
                " new folder"
            )


def _flat(configuration: Mapping[str, Any]) -> dict[str, Any]:
    names = {"given": "list of inputs", "cutline": "version of cutline", "lists": "content of the"}
    flat: dict[str, Any] = {}
    for key in ("cutline", "options", "lists", "batches", "given"):
        value = configuration[key]
        for inner, found in value.items() if isinstance(value, dict) else (("", value),):
            flat[" ".join(part for part in (names.get(key, ""), inner) if part)] = found
    return flat


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:32]


def _told(files: Iterable[Input]) -> list[dict[str, Any]]:
    """Each input that was given, with what it stood for at the first start."""
    of_given: dict[str, list[Input]] = {}
    for one in files:
        of_given.setdefault(one.given, []).append(one)
    return [
        {"given": given, "files": len(here), "bytes": sum(one.bytes for one in here), "fingerprint": _hash(here)}
        for given, here in of_given.items()
    ]


def _as_table(files: list[Input]) -> pa.Table:
    names = list(Input.__dataclass_fields__)
    return pa.table({name: [getattr(one, name) for one in files] for name in names})


def _grown(files: Iterable[Input], given: Iterable[str]) -> list[str]:
    """What of the inputs has been added since the first start, and is not read."""
    then = {one.file: one for one in files}
    notes, new = [], list[str]()
    for name in given:
        try:
            found = list_inputs([name])
        except (InputError, OSError):
            continue
        for one in found:
            if one.file not in then:
                new.append(one.file)
            elif one.bytes > then[one.file].bytes:
                n_bytes = then[one.file].bytes
                notes.append(
                    f"{one.file}: has grown; read were the {n_bytes:,} bytes that stood there at the first start"
                )
    if new:
        notes.append(f"{new[0]}: {len(new)} new since the first start, not read; give a new folder to read all")
    return [one_line(note) for note in notes]
