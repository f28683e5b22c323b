"""Runs of a corpus that are killed, they or their workers, at random moments: do they end in the same bytes?

Then one on a disk that is really full (a small memory disk, where the user may mount one), and one of a million empty
articles. Run with: uv run python tests/benchmarks/bench_faults.py [KILLS] [SEED] [ARTICLES]
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from analysis import batch

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ("nagorno-karabakh", "control", "planted")
RUN = (
    "import sys; from analysis import batch; "
    "batch.run(sys.argv[4:], sys.argv[1], workers=int(sys.argv[2]), most_records=int(sys.argv[3]))"
)
SMALL = 6  # records a batch, so that a run has many moments to be killed at


def write_inputs(folder: Path, n: int, drawn: random.Random) -> list[Path]:
    """Articles of the seeds' paragraphs, shuffled, as lines in one file and as texts in a folder."""
    blocks = [
        block
        for name in TEXTS
        for block in (ROOT / "seeds" / f"{name}.txt").read_text(encoding="utf-8").split("\n\n")
    ]
    lines, pages = folder / "news.jsonl", folder / "pages"
    pages.mkdir()
    with lines.open("w", encoding="utf-8") as file:
        for number in range(n):
            text = "\n\n".join(drawn.sample(blocks, 8))
            captions = [" ".join(drawn.choice(blocks).split()[:12]) for _ in range(2)]
            if number % 3:
                file.write(
                    json.dumps({"title": f"Story {number}", "text": text, "captions": captions})
                    + "\n"
                )
            else:
                (pages / f"{number}.txt").write_text(text, encoding="utf-8")
    return [lines, pages]


def start(
    inputs: list[Path], out: Path, n_workers: int, most_records: int = SMALL
) -> subprocess.Popen[bytes]:
    """One start of the command, in a process group of its own."""
    given = [
        sys.executable,
        "-c",
        RUN,
        str(out),
        str(n_workers),
        str(most_records),
        *map(str, inputs),
    ]
    return subprocess.Popen(
        given, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def workers_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The workers that are there now."""
    try:
        found = psutil.Process(process.pid).children(recursive=True)
        return [child for child in found if "spawn_main" in " ".join(child.cmdline())]
    except psutil.Error:
        return []


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def n_parts(out: Path) -> int:
    """How many batches are whole."""
    return len(list((out / "articles").glob("part-*.parquet")))


def main(kills: int = 30, seed: int = 0, n_articles: int = 160) -> None:
    """Kill runs and workers in turn until so many kills are done; every run that comes to its end is compared."""
    drawn = random.Random(seed)
    count: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = write_inputs(folder, n_articles, drawn)
        begun = time.monotonic()
        whole = start(inputs, folder / "whole", 2)
        assert whole.wait() == 0, whole.stderr.read() if whole.stderr else ""
        seconds = time.monotonic() - begun
        expected = contents(folder / "whole")
        print(
            f"{n_articles} articles, {n_parts(folder / 'whole')} batches, undisturbed {seconds:.0f} s"
        )
        n_runs, out = 0, folder / "run-0"
        while count["run killed"] + count["worker killed"] < kills:
            process = start(inputs, out, drawn.choice((1, 2)))
            # Some batches further than it stood, and a moment more: now and then in the middle of start-up.
            aim = n_parts(out) + drawn.randint(0, 5)
            while process.poll() is None and n_parts(out) < aim:
                time.sleep(0.02)
            time.sleep(drawn.uniform(0, 0.5))
            if drawn.random() < 0.5 and (there := workers_of(process)):
                drawn.choice(there).kill()
                count["worker killed"] += 1
                time.sleep(drawn.uniform(0.1, 2.0))
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                count["run killed"] += 1
                count["of these with part of the batches done"] += (
                    0 < n_parts(out) < n_parts(folder / "whole")
                )
            process.wait()
            if process.returncode == 0:
                count["runs that came to their end"] += 1
                count["in the same bytes"] += contents(out) == expected
                n_runs += 1
                out = folder / f"run-{n_runs}"
            elif process.returncode != -signal.SIGKILL:
                told = process.stderr.read().decode(errors="replace") if process.stderr else ""
                print(f"exit code {process.returncode}: {told[-500:]}")
                count["failed"] += 1
        process = start(inputs, out, 2)
        count["runs that came to their end"] += process.wait() == 0
        count["in the same bytes"] += contents(out) == expected
    for what, n in count.items():
        print(f"{what:<42} {n:>4}")


def full_disk(n_articles: int, seed: int) -> None:
    """A run onto a disk that has room for half of it; more room, the same command again, and the bytes compared."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs, disk = write_inputs(folder, n_articles, random.Random(seed)), folder / "disk"
        assert start(inputs, folder / "whole", 1).wait() == 0
        expected = contents(folder / "whole")
        room = sum(map(len, expected.values())) // 2
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(disk)]
        if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
            print("full disk: not run, no memory disk can be mounted here")
            return
        try:
            process = start(inputs, disk / "out", 1)
            told = (
                (process.stderr.read() if process.stderr else b"")
                .decode(errors="replace")
                .splitlines()
            )
            print(
                f"full disk, room for {room:,} bytes: exit code {process.wait()}, “{told[-1] if told else ''}”"
            )
            subprocess.run(["mount", "-o", "remount,size=1g", str(disk)], check=True)
            again = start(inputs, disk / "out", 1).wait()
            print(
                f"    with more room: exit code {again}, same bytes: {contents(disk / 'out') == expected}"
            )
        finally:
            subprocess.run(["umount", str(disk)], check=True)


def empty_articles(n: int = 1_000_000) -> None:
    """So many lines that hold no article."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "empty.jsonl"
        path.write_text('{"text": ""}\n' * n, encoding="utf-8")
        begun = time.monotonic()
        process = start([path], Path(name) / "out", 1, batch.MOST_RECORDS)
        peak = 0
        while process.poll() is None:
            time.sleep(0.1)
            with contextlib.suppress(psutil.Error):
                peak = max(peak, psutil.Process(process.pid).memory_info().rss)
        summary = json.loads((Path(name) / "out" / "summary.json").read_text(encoding="utf-8"))
        print(
            f"{n:,} empty articles: {time.monotonic() - begun:.0f} s, at most {peak / 2**20:.0f} MB, {summary}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
    full_disk(160, 0)
    empty_articles()
