"""Hostile inputs of every format: each is read, or refused in one line, in time and within bounds.

Run with: uv run python tests/benchmarks/bench_fuzz.py [FORMAT …] [--inputs 10000] [--seed 0]

The formats are those of the table of formats (`tests/fuzzing.py` has a sample of each and says what
is done to it), and those of dictionaries by their endings (`.dic`, `.toml` …), for which
`tests/test_dictionaries.py` says what has to hold. Pages are also made from the gold pages where
these are on the machine, dictionaries from the gold dictionaries.

Two in ten exports and containers are read to the end with their pictures; of the others the articles
are taken out and not labelled, which is the same for all formats and takes most of the time.

A traceback, a message of more than one line, an input that takes more than 20 seconds, the end of
the process, and a file that is written or an address that is asked count as failures, and are
printed above the row of their format. Memory is what one input takes at its peak beyond what was taken before.
"""

from __future__ import annotations

import argparse
import ctypes
import gzip
import logging
import mmap
import os
import signal
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import InputError, read
from analysis.reading.formats import documents_of, is_export, opened
from analysis.reading.pictures import picture_of
from analysis.reading.recognising import known
from analysis.reading.sources import Source
from tests.containers import BODY
from tests.fuzzing import SAMPLES, hostile
from tests.mutations import mutated
from tests.test_dictionaries import DICTIONARIES, check_dictionary

GOLD = ROOT.parent / "shared" / "gold" / "pages"
GOLD_DICTIONARIES = GOLD.parent / "dictionaries"
MOST_SECONDS = 20
_MOST_BYTES = 200_000  # of a gold page: time goes into many inputs, not into long ones
_MOST_FAILURES_SHOWN = 5  # of a format
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_OUTSIDE = ("socket.connect", "subprocess.Popen", "os.mkdir", "os.remove", "os.rename", "os.system")
_SEED = struct.Struct("q")
_EACH_WHOLE = 10  # of so many exports and containers two are read to the end, all are taken apart
# By their bytes they may be anything.
_NAMED = ("text", "markdown", "html", "csv", "tsv", "json", "jsonl", "parquet", "warc")


class HangError(BaseException):
    """An input that takes too long; no reader may catch it."""


class Watch:
    """What an input does outside of the process: files written, addresses asked, programs run."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.is_on = False
        sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event that leaves something outside."""
        if not self.is_on:
            return
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(flags, int) and flags & _WRITES and path != "/proc/self/clear_refs":
                self.events.append(f"opens {path!r} to write")
        elif event in _OUTSIDE:
            self.events.append(f"{event} {arguments!r}"[:300])


@dataclass
class Row:
    """What came of the inputs of one format."""

    format: str
    n_inputs: int = 0
    n_read: int = 0
    n_refused: int = 0
    slowest: tuple[float, int] = (0.0, 0)  # seconds, number of the input
    largest: tuple[float, int] = (0.0, 0)  # megabytes, number of the input
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        (seconds, slow), (megabytes, large) = self.slowest, self.largest
        return (
            f"| {self.format} | {self.n_inputs:,} | {self.n_refused:,} | {self.n_read:,}"
            f" | {len(self.failures)} | {seconds:.2f} s ({slow}) | {megabytes:.0f} MB ({large}) |"
        )


HEAD = (
    "| format | inputs | refused in one line | read | failures | slowest (its number)"
    " | largest memory (its number) |\n|---|--:|--:|--:|--:|--:|--:|"
)


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise HangError


def memory(name: str) -> float:
    """What the system says of this process's memory, in megabytes: VmRSS now, VmHWM at its peak."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def begin_peak() -> None:
    """From here on the peak is counted anew, and what is free is given back."""
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def maker_of(format: str) -> Callable[[int], bytes]:
    """What makes an input of a format from a number."""
    if format in DICTIONARIES:
        gold = [path.read_bytes() for path in sorted(GOLD_DICTIONARIES.glob(f"*{format}"))]
        return lambda seed: mutated(DICTIONARIES[format] + gold, seed)
    if format == "html" and GOLD.is_dir():
        pages = [path.read_bytes() for path in sorted(GOLD.rglob("*.html*"))[:50]]
        pages = [gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page for page in pages]
        pages = [page for page in pages if len(page) <= _MOST_BYTES]
        return lambda seed: hostile(format, seed) if seed % 2 else mutated(pages, seed)
    return lambda seed: hostile(format, seed)


def take_apart(source: Source) -> None:
    """Open what a file holds, and find the articles of an export."""
    for inner in opened(source):
        if is_export(inner):
            list(documents_of(inner))


def reader_of(format: str, folder: Path) -> Callable[[bytes, int], None]:
    """What is done with each input of a format."""
    if format in DICTIONARIES:
        path = folder / f"mutated{format}"

        def check(data: bytes, _seed: int) -> None:
            path.write_bytes(data)
            check_dictionary(path)

        return check

    def attempt(data: bytes, seed: int) -> None:
        # In turn by its name, and by what is recognised in it.
        named = format if format in _NAMED or seed % 2 else ""
        if format in _NAMED or seed % _EACH_WHOLE < 2:
            corpus = read(data, format=named or None)
            for reference in corpus.segments["picture"].dropna().unique()[:5]:
                picture_of(Source("file", "file", "", held=data), str(reference))
        else:
            take_apart(known(Source("file", "file", named, held=data)))

    return attempt


def fuzz(format: str, seeds: range, folder: Path, watch: Watch, under_way: mmap.mmap) -> Row:
    """Read hostile inputs of one format; the number of the one under way is kept outside."""
    row, make, attempt = Row(format), maker_of(format), reader_of(format, folder)
    if format in SAMPLES:  # what is loaded once is no input's doing
        attempt(SAMPLES[format][0], 0)
    for seed in seeds:
        under_way[: _SEED.size] = _SEED.pack(seed)
        data = make(seed)
        begin_peak()
        before = memory("VmRSS")
        start = time.perf_counter()
        signal.alarm(MOST_SECONDS)
        watch.events.clear()
        watch.is_on = format not in DICTIONARIES
        failure = ""
        try:
            attempt(data, seed)
            row.n_read += 1
        except InputError as error:
            row.n_refused += 1
            failure = "" if str(error).isprintable() else f"not one line: {error!r}"
        except HangError:
            failure = f"no end after {MOST_SECONDS} s: {traceback.format_exc(limit=-6)}"
        except Exception:
            failure = traceback.format_exc(limit=-8)
        finally:
            signal.alarm(0)
            watch.is_on = False
        failure = failure or "; ".join(watch.events)
        row.failures += [f"{format} {seed}: {failure}"] if failure else []
        row.n_inputs += 1
        row.slowest = max(row.slowest, (time.perf_counter() - start, seed))
        row.largest = max(row.largest, (memory("VmHWM") - before, seed))
    return row


def fuzzed(format: str, seeds: range, folder: Path, watch: Watch) -> int:
    """Fuzz a format in a process of its own, print its row, and return how many inputs failed."""
    under_way = mmap.mmap(-1, _SEED.size)
    child = os.fork()
    if child == 0:
        row = fuzz(format, seeds, folder, watch, under_way)
        for failure in row.failures[:_MOST_FAILURES_SHOWN]:
            print(failure, file=sys.stderr, flush=True)
        print(row, flush=True)
        os._exit(min(len(row.failures), 100))
    n_failures = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if n_failures >= 0:
        return n_failures
    (seed,) = _SEED.unpack(under_way[: _SEED.size])
    print(f"{format} {seed}: the process ended by signal {-n_failures}", file=sys.stderr)
    return 1 + fuzzed(format, range(seed + 1, seeds.stop), folder, watch)


def main() -> None:
    """Fuzz the formats that are named, or all."""
    formats = [*SAMPLES, *DICTIONARIES]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "formats", nargs="*", metavar="FORMAT", help=f"of: {', '.join(formats)}; all if left out"
    )
    parser.add_argument("--inputs", type=int, default=10_000, help="of each format")
    parser.add_argument("--seed", type=int, default=0, help="the first input's number")
    chosen = parser.parse_args()
    unknown = set(chosen.formats) - set(formats)
    if unknown:
        parser.error(f"unknown format {unknown.pop()!r}; choose from: {', '.join(formats)}")
    signal.signal(signal.SIGALRM, _hang)
    logging.disable(logging.CRITICAL)
    sys.dont_write_bytecode = True  # what is imported late is no input's doing
    watch, n_failures = Watch(), 0
    read(" ".join(BODY).encode())
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for format in chosen.formats or formats:
            seeds = range(chosen.seed, chosen.seed + chosen.inputs)
            n_failures += fuzzed(format, seeds, Path(folder), watch)
    raise SystemExit(1 if n_failures else 0)


if __name__ == "__main__":
    main()
