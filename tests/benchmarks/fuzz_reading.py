"""Mutated inputs of every format: no exception but InputError, its message one line, and no hang.

Run with: uv run python tests/benchmarks/fuzz_reading.py [FORMAT…] [--inputs 10000] [--seed 0]

The formats are those of `tests/mutations.py`, the containers of `tests/containers.py`, and those of dictionaries by their endings (`.dic`, `.toml` …), for which
`tests/test_dictionaries.py` says what has to hold. Pages are also made from the gold pages where these are on the machine,
dictionaries from the gold dictionaries.
"""

from __future__ import annotations

import argparse
import gzip
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import InputError, read
from tests.containers import EXAMPLES as CONTAINERS
from tests.containers import mutated_container
from tests.mutations import EXAMPLES, mutated
from tests.test_dictionaries import DICTIONARIES, check_dictionary

GOLD = ROOT.parent / "shared" / "gold" / "pages"
GOLD_DICTIONARIES = GOLD.parent / "dictionaries"
MOST_SECONDS = 20
_MOST_BYTES = 200_000  # of a gold page: time goes into many inputs, not into long ones


class HangError(BaseException):
    """An input that takes too long; no reader may catch it."""


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise HangError


def examples(format: str) -> list[bytes]:
    """The inputs that are mutated."""
    if format in DICTIONARIES:
        return DICTIONARIES[format] + [
            path.read_bytes() for path in sorted(GOLD_DICTIONARIES.glob(f"*{format}"))
        ]
    if format in CONTAINERS:
        return CONTAINERS[format]
    pages = sorted(GOLD.rglob("*.html*")) if format == "html" and GOLD.is_dir() else []
    found = [page.read_bytes() for page in pages[:50]]
    found = [gzip.decompress(page) if page.startswith(b"\x1f\x8b") else page for page in found]
    return EXAMPLES[format] + [page for page in found if len(page) <= _MOST_BYTES]


def reader(format: str, folder: Path) -> Callable[[bytes], None]:
    """What is done with each input of a format."""
    if format in CONTAINERS:  # by what is recognised in it, as a file without an ending
        return lambda data: (read(data), None)[1]
    if format not in DICTIONARIES:
        return lambda data: (read(data, format=format), None)[1]
    path = folder / f"mutated{format}"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        check_dictionary(path)

    return check


def fuzz(format: str, inputs: int, seed: int, attempt: Callable[[bytes], None]) -> int:
    """Read mutated inputs of one format; print what went wrong and how many were read; return the failures."""
    given, n_read, n_failed, slowest, begun = examples(format), 0, 0, 0.0, time.perf_counter()
    for number in range(seed, seed + inputs):
        data = (mutated_container if format in CONTAINERS else mutated)(given, number)
        start = time.perf_counter()
        signal.alarm(MOST_SECONDS)
        try:
            attempt(data)
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
    known = [*EXAMPLES, *CONTAINERS, *DICTIONARIES]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "formats", nargs="*", metavar="FORMAT", help=f"of: {', '.join(known)}; all if left out"
    )
    parser.add_argument("--inputs", type=int, default=10_000, help="of each format")
    parser.add_argument("--seed", type=int, default=0, help="the first input's number")
    chosen = parser.parse_args()
    unknown = set(chosen.formats) - set(known)
    if unknown:
        parser.error(f"unknown format {unknown.pop()!r}; choose from: {', '.join(known)}")
    signal.signal(signal.SIGALRM, _hang)
    with tempfile.TemporaryDirectory() as folder:
        failed = sum(
            fuzz(format, chosen.inputs, chosen.seed, reader(format, Path(folder)))
            for format in chosen.formats or known
        )
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
