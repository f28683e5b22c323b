"""A run: batches are cut, handed out, and written in their order."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from analysis.batch.counting import count_parts
from analysis.batch.cutting import (
    NOT_READ,
    Batch,
    Input,
    batches,
    counted_bytes,
    list_inputs,
    sizes_of,
)
from analysis.batch.measuring import Order, measure, order
from analysis.batch.processes import Pending
from analysis.batch.progress import Progress
from analysis.batch.starting import FEW_BYTES, cores
from analysis.batch.store import INPUTS, SUMMARY, Note, Store, counted_from, damaged
from analysis.batch.workers import HERE, Hands, pool
from analysis.corpus import check_pair
from analysis.options import DEFAULTS, Options
from analysis.reading.errors import InputError, one_line
from analysis.reading.listing import RUN
from analysis.reading.sources import check_encoding, shown_name
from analysis.words import sentences

_log = logging.getLogger(__name__)
# So much text one worker measures in about a second.
MOST_BYTES, MOST_RECORDS = 5 * 2**19, 1100
# Enough for a worker to find its next batch there when it has written its last, and where one batch
# takes long; of many workers all together.
_READY_PER_WORKER, _MOST_READY = 3, 200
# A portion is so much of what is left that each worker gets one; a smaller one costs more than
# it saves.
_PORTIONS_LEFT, _LEAST_BYTES = 1, 2**17


@dataclass(frozen=True)
class Result:
    """Where the tables of a run are, and what they count.

    Attributes
    ----------
    folder : Path
    n_articles, n_problems, n_tested : int
    not_tested : dict
        how many articles could not be tested, by the reason: {"no captions": 80}.
    unread_tables : list of str
        one line for each table, and one for all other files, of which a tenth or more could not be
        read, with the commonest reason.
    commonest_problem : str
        of the inputs, with how often and where it stands; empty where there is no problem.
    notes : list of str
        what of the inputs was left out or has changed, and which parts were made again.
    outdated : bool
        whether an input is no longer what the tables of a finished run were made from.
    """

    folder: Path
    n_articles: int
    n_problems: int
    n_tested: int
    not_tested: dict[str, int] = field(default_factory=dict)
    unread_tables: list[str] = field(default_factory=list)
    commonest_problem: str = ""
    notes: list[str] = field(default_factory=list)
    outdated: bool = False


def run(
    inputs: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    options: Options = DEFAULTS,
    workers: int | None = None,
    scheduler: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    most_bytes: int = MOST_BYTES,
    most_records: int = MOST_RECORDS,
    **choices: Any,
) -> Result:
    """Measure and compare every article of some inputs, and rank the articles by how certain it is that their
    layers differ.

    Called again with the same arguments after it was stopped, it goes on with what is missing.
    Called again after its end, it reads the inputs again, to say which of them has changed, makes a
    part again that was deleted, and refuses one that was altered.

    Parameters
    ----------
    inputs : names, or one name
        of files, folders and glob patterns, or addresses ("s3://bucket/news-*.jsonl.gz"), as
        `analysis.read` takes them. They are read in the order of their names.
    out : str or Path
        the folder of the run: new, empty, or that of the same run, stopped.
    options : Options, optional
        what is compared, and by which lists. A run has one codebook: "auto" is "generic-news".
    workers : int, optional
        processes on this machine; by default one per core. One measures in this process.
    scheduler : str, optional
        the address of a Dask scheduler whose workers measure instead; a codebook or lexicon that is
        a file must lie there too; a worker refuses one whose content is not that of this machine.
    columns, encoding : optional
        as for `analysis.read`.
    progress : function, optional
        is told after each batch how far the run has come (`Progress`).
    most_bytes, most_records : int
        how much a batch holds at most, the last one a sixteenth more; what comes out does not
        depend on it, only how it is divided into parts.
    **choices
        single options, as `frames="policy"`: any field of `Options`.

    Returns
    -------
    Result
        The folder then holds, in Parquet: `articles/`, `rates/`, `differences/`, `problems/` and
        `sketches/` (a sample of the runs of words of each article, by which reprints are known) in
        parts, `ranking.parquet` (articles in which something was tested, the surest first; its
        presence says that the run is whole) and `inputs.parquet` (the files read, with their sizes
        at the first start); in JSON: `run.json`, what was asked and how far its measures agree with
        people, and `summary.json`, what was counted.

    Raises
    ------
    InputError
        (a ValueError) for an input that is missing, one that changed in what was already done, a
        folder that is in use, holds other things or another run, and a batch that kills its
        workers; the message is one line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     result = run("seeds/*.txt", Path(folder) / "out", workers=1)
    ...     (result.n_articles, result.n_tested, result.n_problems)
    (8, 3, 0)
    """
    options = options.but(**choices)
    check_pair(**options.pair)
    if workers is not None and workers < 1:
        raise ValueError(f"{workers} workers cannot work; give at least one")
    if encoding is not None:
        check_encoding(encoding)
    given = (
        [str(inputs)] if isinstance(inputs, str | Path) else sorted({str(name) for name in inputs})
    )
    task = order(options)
    asked = {
        "cutline": version("cutline"),
        "lists": task.lists,
        "options": {
            **task.options.recorded(),
            "columns": dict(sorted((columns or {}).items())),
            "encoding": encoding,
        },
        "batches": {"most_bytes": most_bytes, "most_records": most_records},
    }
    if task.registered:
        asked["measures"] = [registered.name for registered in task.registered]
    worth = sentences.worths(task.options)
    store = Store(Path(out))
    with store.locked():
        before = store.configuration()
        _log.info("%s: %s", store.folder, "begins" if before is None else "goes on")
        files = list_inputs(given) if before is None else _files(store, given, asked, worth, before)
        cut = batches(
            files,
            columns=columns,
            encoding=encoding,
            most_bytes=most_bytes,
            most_records=most_records,
        )
        whole = _Run(store, task, files, progress)
        counts = None if before is None else _counts_of_whole(store)
        if counts is not None:
            whole.check(cut, counts.pop("n_batches"))
        else:
            # An input that cannot be used is reported before anything is written.
            first = list(itertools.islice(cut, 1))
            if before is None:
                inputs_given = _inputs_given(files)
                store.begin({**asked, "inputs": inputs_given, "worth": worth}, _as_table(files))
            counts = whole.measure(itertools.chain(first, cut), workers or cores(), scheduler)
        notes = [*map(one_line, whole.notes), *_grown(files, given)]
        return Result(store.folder, **counts, notes=notes, outdated=whole.outdated)


def _files(
    store: Store,
    given: Sequence[str],
    asked: Mapping[str, Any],
    worth: Any,
    before: Mapping[str, Any],
) -> list[Input]:
    """The files that the run reads, as they stood there at the first start; an InputError where
    nobody can know, and for a run that was begun `before` with something else.
    """
    _check_same(store.folder, before, {**asked, "given": [shown_name(name) for name in given]})
    table = store.inputs()
    files = [Input(**row) for row in table.to_pylist()] if table is not None else list_inputs(given)
    if _inputs_given(files) != before["inputs"]:
        if table is None:
            why = f"{INPUTS}: is missing, and the inputs have changed since; put it back"
        else:
            why = f"{RUN}: does not fit {INPUTS}; put back the one that was altered"
        raise InputError(f"{store.folder / why}, or give a new folder")
    if before.get("worth") != worth:
        raise InputError(
            f"{store.folder / RUN}: says otherwise than this cutline how far its measures agree"
            " with people; put it back from a copy, or give a new folder"
        )
    if table is None:
        store.write_inputs(_as_table(files))
    return files


def _counts_of_whole(store: Store) -> dict[str, Any] | None:
    """What a run counted that has come to its end, and its n_batches; None for a run that has not
    come there, or of which a part is missing.

    Raises
    ------
    InputError
        for a part that was altered, and one that is too many.
    """
    at_end = store.at_end() if store.is_whole() else None
    if at_end is None or any(store.note(batch) is None for batch in range(at_end["n_batches"])):
        return None
    _refuse_more(store, at_end["n_batches"])
    counts = {name: value for name, value in at_end.items() if name != "n_batches"}
    summary = store.summary()
    if summary is None:
        store.write_summary(counts)
    elif summary != counts:
        raise damaged(store.folder / SUMMARY)
    return at_end


def _refuse_more(store: Store, n_batches: int) -> None:
    if store.n_begun() > n_batches:
        raise InputError(
            f"{store.folder}: holds more than the inputs do now; put them back as they were"
        )


class _Waiting(NamedTuple):
    """A batch that has been handed out: what its parts will say, the bytes of the inputs read
    behind it, its pages, and its portions.
    """

    note: Note
    n_read: int
    n_pages: int
    portions: list[Pending]


class _Run:
    """Batches on their way: verified where they are done, handed out where they are not, written in
    their order.
    """

    def __init__(
        self,
        store: Store,
        task: Order,
        files: list[Input],
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.store, self.task, self.progress = store, task, progress
        self.n_bytes = sum(file.bytes for file in files)
        self.n_counted = sum(counted_bytes(file.format, file.bytes) for file in files)
        self.formats = {file.file: file.format for file in files}
        self.n_finished = store.n_finished()  # batches, at the start
        self.waiting: deque[_Waiting] = deque()
        self.n_cut = 0  # bytes of the inputs, behind the last batch
        self.hands: Hands | None = None
        self.n_articles, self.n_measured, self.n_batches = 0, 0, 0
        self.n_pages, self.n_bytes_measured, self.n_bytes_passed = 0, 0, 0
        self.notes: list[str] = []
        self.outdated = False

    def measure(
        self, cut: Iterable[Batch], n_workers: int, scheduler: str | None
    ) -> dict[str, Any]:
        """Measure what is missing, and write the counts and the ranking.

        Returns
        -------
        dict
            the fields of `counting.Counts`.

        Raises
        ------
        InputError
            for an input or a part that is no longer what it was, and work that killed its worker.
        """
        with contextlib.ExitStack() as opened:

            def open_pool(batch: Batch) -> Hands:
                share_left = 1 - self.n_cut / max(self.n_bytes, 1)
                n_left = max(self.n_counted * share_left, batch.n_bytes)
                if scheduler is None and n_left <= FEW_BYTES:
                    return HERE
                return opened.enter_context(pool(n_workers, scheduler))

            for batch in cut:
                self._take(batch, open_pool)
                self.n_cut = batch.n_read
            return self._finish()

    def _take(self, batch: Batch, open_pool: Callable[[Batch], Hands]) -> None:
        """Take the next batch of the stream; those who measure are called when first needed."""
        pieces = _fingerprints(batch)
        self.n_batches = batch.number + 1
        if batch.number < self.n_finished:
            done, missing = self.store.written(batch.number)
            if done is not None:
                self.notes += _compared(self.store.folder, done.pieces, pieces)
            if done is not None and not missing:
                self._pass(done, batch)
                return
            self.notes += [f"{path}: was missing, and has been made again" for path in missing]
        if self.hands is None:
            self.hands = open_pool(batch)
        submit, n_workers = self.hands.submit, self.hands.n_workers
        # What is under way is all that memory holds of the inputs.
        while len(self.waiting) >= most_under_way(n_workers()):
            self._write()
        pending = [
            submit(measure, portion, self.task, name=portion.name())
            for portion in batch.portions(self._n_portions(batch, self.hands))
        ]
        note = Note(batch.number, 0, 0, pieces)
        self.waiting.append(_Waiting(note, batch.n_read, batch.n_pages(), pending))
        if self.hands is HERE:  # a batch that waited would only be held
            self._write()

    def _n_portions(self, batch: Batch, hands: Hands) -> int:
        """Into how many portions a batch is divided: where little is left of the inputs, all workers
        have some of it, and end together.
        """
        if not hands.are_near:
            return 1
        share = (batch.n_read - self.n_cut) / max(self.n_bytes - self.n_cut, 1)
        n_useful = _PORTIONS_LEFT * hands.n_workers() * share
        return math.ceil(min(n_useful, batch.n_bytes / _LEAST_BYTES))

    def _pass(self, done: Note, batch: Batch) -> None:
        """Go on behind a batch that is done."""
        while self.waiting:
            self._write()
        if done.first_article != self.n_articles:
            raise InputError(
                f"{self.store.part('articles', done.batch)}: does not follow the parts before it;"
                " put back the inputs and parts as they were, or give a new folder"
            )
        self.n_articles += done.n_articles
        self.n_pages += batch.n_pages()
        self._report_progress(batch.n_read)

    def _write(self) -> None:
        note, n_read, n_pages, pending = self.waiting.popleft()
        tables = _joined([portion() for portion in pending])
        note = Note(note.batch, self.n_articles, len(tables["articles"]), note.pieces)
        self.store.write(note, tables)
        _log.debug("batch %d: written, %d articles", note.batch, note.n_articles)
        self.n_articles += note.n_articles
        self.n_measured += note.n_articles
        self.n_pages += n_pages
        self.n_bytes_measured += n_read - self.n_bytes_passed
        self._report_progress(n_read)

    def _report_progress(self, n_read: int) -> None:
        self.n_bytes_passed = n_read
        if self.progress is not None:
            at_work = () if self.hands is None else self.hands.at_work()
            self.progress(
                Progress(
                    n_read,
                    self.n_bytes,
                    self.n_articles,
                    self.n_measured,
                    self.n_bytes_measured,
                    self.n_pages,
                    tuple(at_work),
                )
            )

    def _finish(self) -> dict[str, Any]:
        """Write what is under way, the counts, and the ranking; return the counts."""
        while self.waiting:
            self._write()
        _refuse_more(self.store, self.n_batches)
        _give_memory_back()
        pairs = zip(self.store.parts("articles"), self.store.parts("problems"), strict=True)
        counts = count_parts(pairs, self.formats)._asdict()
        self.store.write_end(counts)
        _give_memory_back()
        return counts

    def check(self, cut: Iterable[Batch], n_batches: int) -> None:
        """Note what of the inputs of a run at its end is no longer what was read. The run holds
        what was read.

        Parameters
        ----------
        cut : iterable of Batch
            the inputs as they are now; one that cannot be read makes the run `outdated`.
        n_batches : int
            how many the run has measured.
        """
        try:
            for batch in cut:
                done = self.store.note(batch.number) if batch.number < n_batches else None
                done = done or Note(batch.number, self.n_articles, 0, [])
                self.n_batches = batch.number + 1
                self.notes += _compared(self.store.folder, done.pieces, _fingerprints(batch))
                self.n_articles += done.n_articles
                self.n_pages += batch.n_pages()
                self._report_progress(batch.n_read)
            if self.n_batches < n_batches:
                raise InputError(f"{self.store.folder}: holds more than the inputs do now")
        except InputError as error:
            self.notes.append(f"{error}; the tables hold what was read then")
            self.outdated = True


def _give_memory_back() -> None:
    """Give what is free back to the system, or what comes next would come on top of it."""
    pa.default_memory_pool().release_unused()


def most_under_way(n_workers: int) -> int:
    """How many batches are handed out and not yet written, at most: of 2.5 MB, and the tables of 6 MB.

    Examples
    --------
    >>> [most_under_way(n) for n in (1, 2, 1000)]
    [4, 8, 1200]
    """
    return n_workers + min(_READY_PER_WORKER * n_workers, _MOST_READY)


def _joined(portions: list[dict[str, pa.Table]]) -> dict[str, pa.Table]:
    """The tables of a batch, from those of its portions, the articles of each counted from 0."""
    n_articles = [len(tables["articles"]) for tables in portions]
    firsts = list(itertools.accumulate(n_articles, initial=0))
    return {
        name: pa.concat_tables(
            counted_from(tables[name], first)
            for tables, first in zip(portions, firsts, strict=False)
        ).combine_chunks()
        for name in portions[0]
    }


def _fingerprints(batch: Batch) -> list[list[str]]:
    return [[part.file, part.fingerprint()] for part in batch.parts]


def _compared(folder: Path, done: list[list[str]], now: list[list[str]]) -> list[str]:
    """Notes on inputs that are not as they were; an InputError where that would make another
    output.
    """
    notes = []
    changed = (done + now)[-1][0] if len(done) != len(now) else None
    for (file, was), (file_now, is_now) in zip(done, now, strict=False):
        if file == file_now and was != is_now and NOT_READ in (was, is_now):
            notes.append(
                f"{file}: could not be read when its turn came; that stays so in this run"
                if was == NOT_READ
                else f"{file}: is gone; it had been measured already"
            )
        elif [file, was] != [file_now, is_now]:
            changed = file_now
            break
    if changed is not None:
        raise InputError(
            f"{changed}: changed after it was read into {folder}; put it back, or give a new folder"
        )
    return notes


def _check_same(folder: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """An InputError that names the first difference between the configuration of a folder and this
    one.
    """
    was = _flat({**before, "given": [row["given"] for row in before["inputs"]]})
    for name, value in _flat(now).items():
        if was.get(name) != value:
            raise InputError(
                f"{folder}: holds a run with another {name}: {was.get(name)!r} there, {value!r}"
                " now; use the same, or give a new folder"
            )


def _flat(configuration: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "given": "list of inputs",
        "cutline": "version of cutline",
        "lists": "content of the",
        "measures": "list of measures",
    }
    flat: dict[str, Any] = {}
    for key in ("cutline", "options", "lists", "measures", "batches", "given"):
        value = configuration.get(key, [])
        for inner_key, inner in value.items() if isinstance(value, dict) else (("", value),):
            flat[" ".join(filter(None, (names.get(key, ""), inner_key)))] = inner
    return flat


def _inputs_given(files: Iterable[Input]) -> list[dict[str, Any]]:
    """Each input that was given, with what it stood for at the first start."""
    of_given: dict[str, list[Input]] = {}
    for file in files:
        of_given.setdefault(file.given, []).append(file)
    return [
        {
            "given": given,
            "files": len(inputs),
            "bytes": sum(file.bytes for file in inputs),
            "fingerprint": hashlib.sha256(repr(inputs).encode()).hexdigest()[:32],
        }
        for given, inputs in of_given.items()
    ]


def _as_table(files: list[Input]) -> pa.Table:
    names = [
        name
        for name in Input.__dataclass_fields__
        if name != "name_bytes" or any(file.name_bytes for file in files)
    ]
    return pa.table({name: [getattr(file, name) for file in files] for name in names})


def _grown(files: Iterable[Input], given: Iterable[str]) -> list[str]:
    """What of the inputs has been added since the first start, and is not read."""
    n_bytes_then = {file.file: file.bytes for file in files}
    n_bytes_now: dict[str, int] = {}
    for name in given:
        with contextlib.suppress(InputError, OSError):
            n_bytes_now |= sizes_of(name)
    new = [file for file in n_bytes_now if file not in n_bytes_then]
    notes = [
        f"{file}: has grown; read were the {n_bytes_then[file]:,} bytes that stood there at the first"
        " start"
        for file, n_bytes in n_bytes_now.items()
        if n_bytes > n_bytes_then.get(file, n_bytes)
    ]
    if new:
        notes.append(
            f"{new[0]}: {len(new)} new since the first start, not read; give a new folder to"
            " read all"
        )
    return [one_line(note) for note in notes]
