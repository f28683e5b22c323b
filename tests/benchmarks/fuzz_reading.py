"""Mutated inputs of every format: no exception but InputError, its message one line, and no hang.

Run with: uv run python tests/benchmarks/fuzz_reading.py [FORMAT…] [--inputs 10000] [--seed 0]

The formats are those of `tests/mutations.py`; pages are also made from the gold pages where these are on the machine.
"""

from __future__ import annotations

import argparse
import gzip
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import InputError, read
from tests.mutations import EXAMPLES, mutated

GOLD = ROOT.parent / "shared" / "gold" / "pages"
MOST_SECONDS = 20
_MOST_BYTES = 200_000  # of a gold page: time goes into many inputs, not into long ones


class HangError(BaseException):
    """An input that takes too long; no reader may catch it."""


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise HangError


def examples(format: str) -> list[bytes]:
    """The inputs that are mutated."""
    pages = sorted(GOLD.rglob("*.html*")) if format == "html" and GOLD.is_dir() else []
    found = [page.read_bytes() for page in pages[:50]]
    found = [gzip.decompress(page) if page.startswith(b"\x1f\x8b") else page for page in found]
    return EXAMPLES[format] + [page for page in found if len(page) <= _MOST_BYTES]


def fuzz(format: str, inputs: int, seed: int) -> int:
    """Read mutated inputs of one format; print what went wrong and how many were read; return the failures."""
    given, n_read, n_failed, slowest, begun = examples(format), 0, 0, 0.0, time.perf_counter()
    for number in range(seed, seed + inputs):
        data = mutated(given, number)
        start = time.perf_counter()
        signal.alarm(MOST_SECONDS)
        try:
            read(data, format=format)
            n_read += 1
        except InputError as error:
            if not str(error).isprintable():
                n_failed += 1
                print(f"{format} {number}: the message is not one printable line: {error!r}")
        except HangError:
            n_failed += 1
            print(f"{format} {number}: no end after {MOST_SECONDS} s")
        except Exception:
            n_failed += 1
            print(f"{format} {number}: {traceback.format_exc()}")
        finally:
            signal.alarm(0)
        slowest = max(slowest, time.perf_counter() - start)
    print(
        f"{format:<9} {inputs:,} inputs, {n_read:,} read, {inputs - n_read - n_failed:,} refused, {n_failed:,} failed,"
        f" slowest {slowest:.2f} s, {time.perf_counter() - begun:.0f} s",
        flush=True,
    )
    return n_failed


def main() -> None:
    """Fuzz the formats that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of: {', '.join(EXAMPLES)}; all if left out")
    parser.add_argument("--inputs", type=int, default=10_000, help="of each format")
    parser.add_argument("--seed", type=int, default=0, help="the first input's number")
    chosen = parser.parse_args()
    unknown = set(chosen.formats) - set(EXAMPLES)
    if unknown:
        parser.error(f"unknown format {unknown.pop()!r}; choose from: {', '.join(EXAMPLES)}")
    signal.signal(signal.SIGALRM, _hang)
    failed = sum(fuzz(format, chosen.inputs, chosen.seed) for format in chosen.formats or EXAMPLES)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
