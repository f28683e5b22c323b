"""How long the command takes to start, to compare the seed, and to draw and run all that is published.

Run with: uv run python tests/benchmarks/bench_start.py [PAIRS]

CPU time is the sum over all processes, and holds on a machine that others use too; wall-clock time
holds on a quiet one. Python keeps what it has compiled, as it does for its users. With
--without-reproduce the last row, of minutes, is left out.

Where the second row stands, in parts of `import pandas, scipy.stats` (medians of 2026-11-27): the
libraries that the command loads .28, its own modules .28, the lists of names .11, the other work for
one article .32. The command ends without taking apart what it has loaded, which the import does.
Nothing is simulated: the short answer works out what would have been detected only where no row
shows a difference.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CUTLINE = [sys.executable, "-c", "from analysis.__main__ import main; main()"]
# What a command of tables cannot do without, and what it is held against.
LIBRARIES = [sys.executable, "-c", "import pandas, scipy.stats"]
MOST_SECONDS_OF_HELP, MOST_BESIDE_LIBRARIES, MOST_SECONDS_OF_ALL = 0.3, 1.15, 45.0
CORES = 2
_COMPILES_ANEW = "PYTHONDONTWRITEBYTECODE"


class Times(NamedTuple):
    """Seconds of one run: of the clock, and of all processors."""

    wall: float
    cpu: float


def run(command: list[str]) -> Times:
    """Run a command to its end, quietly."""
    before, start = _cpu_of_children(), time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != _COMPILES_ANEW}
    subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return Times(time.perf_counter() - start, _cpu_of_children() - before)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_turn(pairs: int, *commands: list[str]) -> list[list[Times]]:
    """The commands one after the other, again and again; a first round warms the disk."""
    rounds = [[run(command) for command in commands] for _ in range(pairs + 1)]
    return [list(times) for times in zip(*rounds[1:], strict=True)]


def row(what: str, value: str, most: float, reached: bool) -> None:
    print(f"{what:<52} {value:>24}   at most {most:g}: {'yes' if reached else 'NO'}", flush=True)


def show_help(pairs: int) -> None:
    (times,) = in_turn(pairs, [*CUTLINE, "--help"])
    # The least: what other processes take is added to all others.
    wall, cpu = (min(each) for each in zip(*times, strict=True))
    row(
        "cutline --help, seconds",
        f"{wall:.2f} wall, {cpu:.2f} CPU",
        MOST_SECONDS_OF_HELP,
        wall <= MOST_SECONDS_OF_HELP,
    )


def show_compare(pairs: int) -> None:
    compared, imported = in_turn(pairs, [*CUTLINE, "compare"], LIBRARIES)
    ratio = statistics.median(
        own.cpu / other.cpu for own, other in zip(compared, imported, strict=True)
    )
    seconds = [statistics.median(each.cpu for each in times) for times in (compared, imported)]
    row(
        "cutline compare / import pandas, scipy.stats, CPU",
        f"{seconds[0]:.2f} / {seconds[1]:.2f} = {ratio:.2f}",
        MOST_BESIDE_LIBRARIES,
        ratio <= MOST_BESIDE_LIBRARIES,
    )


def show_reproduce() -> None:
    with tempfile.TemporaryDirectory() as folder:
        wall, cpu = run([*CUTLINE, "reproduce", "--folder", folder])
    n_figures = len(list((ROOT / "figures").glob("*.svg")))
    n_notebooks = len(list((ROOT / "notebooks").glob("*.ipynb")))
    row(
        f"cutline reproduce, {n_figures} figures, {n_notebooks} notebooks, seconds",
        f"{wall:.0f} wall, {cpu:.0f} CPU",
        MOST_SECONDS_OF_ALL,
        wall <= MOST_SECONDS_OF_ALL,
    )
    print(f"  on {CORES} quiet cores at least {cpu / CORES:.0f} wall; of {os.cpu_count()} here")


def main(pairs: int = 7, *, with_reproduce: bool = True) -> None:
    """Print each figure with its reach."""
    show_help(pairs)
    show_compare(pairs)
    if with_reproduce:
        show_reproduce()


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    main(*numbers, with_reproduce="--without-reproduce" not in sys.argv)
