"""How long `cutline compare` takes on the seed, warm, beside the import of pandas and scipy.stats.

Run with: uv run python tests/benchmarks/bench_start.py [PAIRS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "cutline compare": [sys.executable, "-c", "from analysis.cli import main; main()", "compare"],
    "import pandas, scipy.stats": [sys.executable, "-c", "import pandas, scipy.stats"],
}
REACH = 2.0


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of one run."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(pairs: int = 7) -> None:
    """Alternate the two commands, after one run of each that warms the disk, and print the medians."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for round_number in range(pairs + 1):
        for name, command in COMMANDS.items():
            taken = seconds(command)
            if round_number:
                times[name].append(taken)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<28} median {median:.2f} s of {pairs} runs")
    ratio = medians["cutline compare"] / medians["import pandas, scipy.stats"]
    print(f"{'ratio':<28} {ratio:.2f} (to reach: at most {REACH})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
