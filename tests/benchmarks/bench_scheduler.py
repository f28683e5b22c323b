"""What holds up a run on many machines: a real Dask scheduler, workers that only pretend to measure, and the one process
that cuts, hands out and writes.

A batch of a file is measured once. Then many threads of one worker process take copies of that batch from the scheduler,
sleep as long as the batch took, and give its real tables back, which this process writes as a run does. Printed are the
batches and megabytes a second that went through, and what each process spent on a batch; from these, how many workers one
such process can feed. Run with:
uv run python tests/benchmarks/bench_scheduler.py news.jsonl [--threads 1000] [--batches 300]
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from analysis.batch.cutting import Batch, batches, list_inputs
from analysis.batch.measuring import measure, order
from analysis.batch.running import MOST_BYTES, MOST_RECORDS, most_under_way
from analysis.batch.store import Note, Store
from analysis.batch.workers import pool
from analysis.options import DEFAULTS

MEGABYTE, ARTICLES = 2**20, 10_000_000


def pretended(batch: Batch, seconds: float, path: str) -> Any:
    """What a worker does in place of measuring: it sleeps, and gives the tables that lie in a file.

    The batch travels, as in a run.
    """
    import pickle
    import time
    from pathlib import Path

    from distributed import get_worker

    worker = get_worker()
    if not hasattr(worker, "tables_of_batch"):
        worker.tables_of_batch = pickle.loads(Path(path).read_bytes())
    time.sleep(seconds)
    return worker.tables_of_batch


@contextmanager
def cluster(folder: Path, n_threads: int) -> Iterator[tuple[str, psutil.Process, psutil.Process]]:
    """The address of a scheduler that has so many workers, its process and theirs."""
    at = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    here = ["--scheduler-file", str(at), "--host", "127.0.0.1"]
    one_process = ["--no-nanny", "--nthreads", str(n_threads), "--memory-limit", "0"]
    commands = [
        [*dask, "scheduler", *here, "--port", "0", "--no-dashboard"],
        [*dask, "worker", *here, *one_process, "--no-dashboard"],
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    started = []
    try:
        for command in commands:
            started.append(psutil.Popen(command, **quiet))
            while not (at.exists() and at.stat().st_size):
                time.sleep(0.1)
        yield json.loads(at.read_text())["address"], *started
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def spent(process: psutil.Process) -> float:
    """CPU seconds of a process so far."""
    times = process.cpu_times()
    return times.user + times.system


def first_batch(path: str) -> tuple[Batch, float, float]:
    """The first batch of a file, and the CPU seconds that cutting and hashing take a batch."""
    inputs = list_inputs([path])
    begun = time.process_time()
    cut = list(batches(inputs, columns=None, most_bytes=MOST_BYTES, most_records=MOST_RECORDS))
    cutting = time.process_time() - begun
    begun = time.process_time()
    for part in itertools.chain.from_iterable(batch.parts for batch in cut):
        part.fingerprint()
    hashing = time.process_time() - begun
    return cut[0], cutting / len(cut), hashing / len(cut)


class Cost(NamedTuple):
    """What a run of pretended batches took: seconds on the clock, and milliseconds of CPU a batch."""

    wall: float
    handing: float  # of this process, to hand out and take back
    writing: float
    scheduler: float
    worker: float  # beside measuring


def pretended_run(
    batch: Batch, seconds: float, folder: Path, n_batches: int, n_threads: int
) -> Cost:
    """Hand out a batch again and again, and write what comes back, as a run does."""
    tables = folder / "tables.pickle"
    store = Store(folder / "run")
    n_articles = sum(len(part.records) for part in batch.parts)
    waiting: deque[Any] = deque()
    writing = 0.0

    def write() -> None:
        nonlocal writing
        number, pending = waiting.popleft()
        made = pending()
        begun = time.process_time()
        store.write(Note(number, number * n_articles, n_articles, []), made)
        writing += time.process_time() - begun

    with cluster(folder, n_threads) as (address, *others), pool(1, address) as hands:
        while hands.n_workers() < n_threads:
            time.sleep(0.1)
        processes = [psutil.Process(), *others]
        before = [spent(process) for process in processes]
        begun = time.perf_counter()
        for number in range(n_batches):
            while len(waiting) >= most_under_way(n_threads):
                write()
            own = dataclasses.replace(batch, number=number)
            pending = hands.submit(pretended, own, seconds, str(tables), name=own.name())
            waiting.append((number, pending))
        while waiting:
            write()
        wall = time.perf_counter() - begun
        spans = [spent(process) - was for process, was in zip(processes, before, strict=True)]
    mine, scheduler, worker = (1000 * span / n_batches for span in spans)
    written = 1000 * writing / n_batches
    return Cost(wall, mine - written, written, scheduler, worker)


def main() -> None:
    """Print what goes through, and what follows for ten million articles."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--threads", type=int, default=1000, help="workers that pretend")
    parser.add_argument("--batches", type=int, default=300)
    options = parser.parse_args()
    batch, cutting, hashing = first_batch(options.file)
    task = order(DEFAULTS)
    measure(batch, task)  # once, to load the lists
    begun = time.process_time()
    tables = measure(batch, task)
    seconds = time.process_time() - begun
    n_articles, n_bytes = len(tables["articles"]), sum(table.nbytes for table in tables.values())
    n = options.batches
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "tables.pickle").write_bytes(pickle.dumps(tables, 5))
        cost = pretended_run(batch, seconds, folder, n, options.threads)
        written = sum(path.stat().st_size for path in (folder / "run").rglob("*.parquet")) / n
    print(
        f"a batch: {n_articles} articles, {batch.n_bytes / MEGABYTE:.1f} MB in,"
        f" {n_bytes / MEGABYTE:.1f} MB of tables out, {written / MEGABYTE:.2f} MB on the disk,"
        f" {seconds:.2f} s of CPU to measure ({1000 * seconds / n_articles:.2f} ms an article)"
    )
    print(
        f"{n} batches, {options.threads} workers: {cost.wall:.1f} s, {n / cost.wall:.1f} batches"
        f" and {n * n_bytes / cost.wall / MEGABYTE:.0f} MB of tables a second"
    )
    print(
        f"CPU a batch, ms: {1000 * cutting:.0f} to cut, {1000 * hashing:.0f} to hash,"
        f" {cost.handing:.0f} to hand out and take back, {cost.writing:.0f} to write; the scheduler"
        f" {cost.scheduler:.0f}; a worker, beside measuring, {cost.worker:.0f}"
    )
    writer = cutting + hashing + (cost.handing + cost.writing) / 1000
    print(
        f"the process that cuts and writes feeds {seconds / writer:.0f} workers, the scheduler"
        f" {1000 * seconds / cost.scheduler:.0f}"
    )
    n_all = ARTICLES / n_articles
    print(
        f"ten million articles: {n_all * seconds / 3600:.1f} CPU hours,"
        f" {n_all * written / 1e9:.1f} GB on the disk; before the ranking"
    )
    for n_workers in (2, 16, 64, 256):
        minutes = n_all * max(seconds / n_workers, writer) / 60
        print(f"  with {n_workers} workers {minutes:.0f} min")


if __name__ == "__main__":
    main()
