"""What a corpus costs: time an article at each size, memory at ten times the corpus, two workers compared with one.

The articles are those of `../shared/gold/corpus`, shuffled, so that each size holds the same mix, and again and again
under new ids. Run with:
uv run python tests/benchmarks/bench_corpora.py [--sizes 1000 5000 200000] [--two-workers 20000] [--elsewhere]
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
# So many articles of each size are measured together, in so many runs at most.
IN_ALL, MOST_TURNS = 20_000, 20


class Cost(NamedTuple):
    """What one run took: seconds on the clock, CPU seconds, and the most bytes that one of its processes held."""

    wall: float
    cpu: float
    peak: int


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
    peak: dict[int, int] = {}
    cpu: dict[int, float] = {}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            try:
                for one in [process, *process.children(recursive=True)]:
                    peak[one.pid] = max(peak.get(one.pid, 0), one.memory_info().rss)
                    times = one.cpu_times()
                    cpu[one.pid] = times.user + times.system
            except psutil.NoSuchProcess:
                continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    ended.set()
    watcher.join()
    if code:
        raise SystemExit(f"cutline corpus ended with {code}")
    return Cost(time.perf_counter() - begun, sum(cpu.values()), max(peak.values()))


def halves_at_once(source: Path, folder: Path) -> float:
    """Seconds until two commands that know nothing of each other have each read one half of a file: what two workers would take if
    nothing had to be handed out, joined or ranked together.
    """
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    half = len(lines) // 2
    folder.mkdir()
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


def print_sizes(sizes: list[int], workers: str, folder: Path) -> None:
    """A row a size. What is small is measured more often, in turns: the speed of a machine differs by a tenth from one minute to
    the next.
    """
    head = "articles", "runs", "wall s", "CPU s", "CPU ms/article", "less the start", "peak MB"
    print("".join(f"{name:>15}" for name in head), flush=True)
    n_runs = {n: max(min(IN_ALL // n, MOST_TURNS), 1) for n in [FEW, *sizes]}
    costs: dict[int, list[Cost]] = {n: [] for n in n_runs}
    for turn in range(MOST_TURNS):
        for n in [n for n in n_runs if turn < n_runs[n]]:
            out = folder / f"out{n}-{turn}"
            costs[n].append(run(written(n, folder), out, "--workers", workers))
    middle = {
        n: Cost(*map(statistics.median, zip(*of_n, strict=True))) for n, of_n in costs.items()
    }
    for n, cost in middle.items():
        less = (cost.cpu - middle[FEW].cpu) / max(n - FEW, 1)
        row = (
            f"{cost.wall:.2f}",
            f"{cost.cpu:.2f}",
            f"{1000 * cost.cpu / n:.2f}",
            f"{1000 * less:.2f}",
        )
        row = f"{n:,}", f"{n_runs[n]}", *row, f"{cost.peak / MEGABYTE:.0f}"
        print("".join(f"{cell:>15}" for cell in row), flush=True)


def print_workers(n: int, n_turns: int, folder: Path) -> None:
    """How much faster two workers are than one, and two commands that have nothing to hand out, join or rank together, which is
    about the most that this machine gives.
    """
    source = written(n, folder)
    turns = []
    for turn in range(n_turns):
        outs = [folder / f"of{n}-{workers}-{turn}" for workers in (1, 2)]
        one, two = (
            run(source, out, "--workers", str(workers)) for workers, out in enumerate(outs, 1)
        )
        apart = halves_at_once(source, folder / f"halves{n}-{turn}")
        turns.append((one.wall / two.wall, one.wall / apart, apart / two.wall, two.cpu / one.cpu))
    times, given, share, cpu = map(statistics.median, zip(*turns, strict=True))
    print(
        f"two workers, {n:,} articles, {n_turns} turns: {times:.2f} times as fast as one ({min(turns)[0]:.2f} to {max(turns)[0]:.2f});"
        f" two commands with half of the articles each: {given:.2f} times (the workers reach {share:.0%} of their speed); CPU of the workers: {cpu:.2f} times that of one",
        flush=True,
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 5_000, 20_000])
    parser.add_argument("--workers", default="1")
    parser.add_argument("--scale", type=int, default=10, help="times the corpus, for memory")
    parser.add_argument(
        "--base", type=int, default=2_000, help="articles of the corpus that is scaled"
    )
    parser.add_argument(
        "--two-workers",
        type=int,
        nargs="*",
        default=[200, 1_000, 20_000],
        help="sizes at which two workers are timed",
    )
    parser.add_argument("--elsewhere", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if options.sizes:
            print_sizes(sorted(options.sizes), options.workers, folder)
        if options.scale > 1:
            sizes = {"small": options.base, "large": options.base * options.scale}
            small, large = (
                run(written(n, folder), folder / name, "--workers", "1").peak / MEGABYTE
                for name, n in sizes.items()
            )
            print(
                f"memory at {options.scale} times: {small:.0f} MB -> {large:.0f} MB = {large / small - 1:+.1%} (reach +5 %, under 400 MB)"
            )
        for n in options.two_workers:
            print_workers(n, 3 if n > SMALL else 7, folder)
        if options.elsewhere:
            elsewhere(written(options.base, folder), folder)


if __name__ == "__main__":
    main()
