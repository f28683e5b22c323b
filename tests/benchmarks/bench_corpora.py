"""What a corpus costs: time an article at each size, memory at ten times the corpus, two workers beside one.

The articles are those of `../shared/gold/corpus`, shuffled, so that each size holds the same mix, and again and again
under new ids. Run with:
uv run python tests/benchmarks/bench_corpora.py [--sizes 1000 5000 50000] [--workers 1] [--scale 10] [--elsewhere]
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "gold" / "corpus"
CUTLINE = [sys.executable, "-m", "analysis"]
MEGABYTE = 2**20
# So many articles load all that any article needs, the model of the languages too: what they cost is the start of a run.
FEW = 20
SMALL = 1_000


class Cost(NamedTuple):
    """What one run took: seconds on the clock, CPU seconds, the most bytes that one of its processes held, and all of them."""

    wall: float
    cpu: float
    peak: int
    total: int


def written(n: int, folder: Path) -> Path:
    """A file of so many articles."""
    place = folder / f"{n}.jsonl"
    if not place.exists():
        packed = [
            gzip.decompress(path.read_bytes()).decode()
            for path in sorted(FOLDER.glob("*.jsonl.gz"))
        ]
        lines = [line for text in packed for line in text.splitlines()]
        random.Random(0).shuffle(lines)
        with place.open("w", encoding="utf-8") as file:
            for number, line in enumerate(itertools.islice(itertools.cycle(lines), n)):
                file.write(json.dumps({**json.loads(line), "id": str(number)}) + "\n")
    return place


def run(source: Path, out: Path, *options: str) -> Cost:
    """Run `cutline corpus` on a file, watching its processes."""
    begun = time.perf_counter()
    process = psutil.Popen(
        [*CUTLINE, "corpus", str(source), "--out", str(out), *options],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    peak, cpu, totals = {}, {}, [0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            held = {}
            try:
                for one in [process, *process.children(recursive=True)]:
                    held[one.pid] = one.memory_info().rss
                    peak[one.pid] = max(peak.get(one.pid, 0), held[one.pid])
                    times = one.cpu_times()
                    cpu[one.pid] = times.user + times.system
            except psutil.NoSuchProcess:
                continue
            totals.append(sum(held.values()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    ended.set()
    watcher.join()
    if code:
        raise SystemExit(f"cutline corpus ended with {code}")
    return Cost(time.perf_counter() - begun, sum(cpu.values()), max(peak.values()), max(totals))


def halves_at_once(source: Path, folder: Path) -> float:
    """Seconds until two commands that know nothing of each other have each read one half of a file: what two workers would take if
    nothing had to be handed out, joined or ranked together.
    """
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    half = len(lines) // 2
    commands = []
    for name, part in (("first", lines[:half]), ("second", lines[half:])):
        place = folder / f"{name}.jsonl"
        place.write_text("".join(part), encoding="utf-8")
        out = str(folder / name)
        commands.append([*CUTLINE, "corpus", str(place), "--out", out, "--workers", "1"])
    begun = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, cwd=ROOT, **quiet) for command in commands]
    codes = [process.wait() for process in started]
    if any(codes):
        raise SystemExit(f"cutline corpus ended with {codes}")
    return time.perf_counter() - begun


def elsewhere(source: Path, folder: Path) -> None:
    """The same corpus with workers that were started by hand and joined to a scheduler, beside one process; byte for byte."""
    run(source, folder / "alone", "--workers", "1")
    address = "tcp://127.0.0.1:18786"
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "18786",
        "--no-dashboard",
    ]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads",
        "1",
        "--nworkers",
        "1",
        "--no-dashboard",
        "--host",
        "127.0.0.1",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, cwd=ROOT, **quiet) for command in (dask, worker, worker)]
    try:
        cost = run(source, folder / "joined", "--scheduler", address)
    finally:
        for process in started:
            process.terminate()
    same = all(
        path.read_bytes() == (folder / "joined" / path.relative_to(folder / "alone")).read_bytes()
        for path in sorted((folder / "alone").rglob("*.parquet"))
    )
    print(
        f"two workers joined by --scheduler: {cost.wall:.1f} s, every table {'the same' if same else 'NOT the same'} byte for byte"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 5_000, 20_000])
    parser.add_argument("--workers", default="1")
    parser.add_argument("--scale", type=int, default=10, help="times the corpus, for memory")
    parser.add_argument(
        "--base", type=int, default=2_000, help="articles of the corpus that is scaled"
    )
    parser.add_argument("--elsewhere", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print(
            f"{'articles':>10} {'workers':>8} {'wall s':>9} {'CPU s':>9} {'CPU ms/article':>15} {'behind the 20':>15} {'peak MB':>9} {'all MB':>8}",
            flush=True,
        )
        start = 0.0
        for n in [FEW, *options.sizes]:
            # What is small is measured more often: a start differs by a tenth from one to the next.
            n_times = 5 if n <= SMALL else 3 if n <= 5 * SMALL else 1
            place = [folder / f"out{n}-{number}" for number in range(n_times)]
            costs = [run(written(n, folder), out, "--workers", options.workers) for out in place]
            cost = Cost(*map(statistics.median, zip(*costs, strict=True)))
            start = start or cost.cpu
            less = 1000 * (cost.cpu - start) / (n - FEW) if n > FEW else 0
            print(
                f"{n:>10,} {options.workers:>8} {cost.wall:9.1f} {cost.cpu:9.1f} {1000 * cost.cpu / n:15.2f}"
                f" {less:15.2f} {cost.peak / MEGABYTE:9.0f} {cost.total / MEGABYTE:8.0f}",
                flush=True,
            )
        if options.scale > 1:
            small = run(written(options.base, folder), folder / "small", "--workers", "1")
            large = run(
                written(options.base * options.scale, folder), folder / "large", "--workers", "1"
            )
            print(
                f"memory at {options.scale} times: {small.peak / MEGABYTE:.0f} MB -> {large.peak / MEGABYTE:.0f} MB = {large.peak / small.peak - 1:+.1%} (reach +5 %, under 400 MB)"
            )
            two = run(
                written(options.base * options.scale, folder), folder / "two", "--workers", "2"
            )
            print(
                f"two workers beside one: {large.wall:.1f} s -> {two.wall:.1f} s = {large.wall / two.wall:.2f} times (reach 1.85); the largest process held {two.peak / MEGABYTE:.0f} MB"
            )
            apart = halves_at_once(written(options.base * options.scale, folder), folder)
            print(
                f"two commands at once, half of it each: {apart:.1f} s = {large.wall / apart:.2f} times, what this machine gives"
            )
        if options.elsewhere:
            elsewhere(written(options.base, folder), folder)


if __name__ == "__main__":
    main()
