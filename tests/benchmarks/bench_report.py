"""How long the report takes beside the comparison, and how large it is: `uv run python tests/benchmarks/bench_report.py`.

The least of five runs of each command, in CPU seconds of its process: start, reading and writing included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RUNS = 5


def seconds(*arguments: str) -> float:
    """The CPU time of the command, the least of some runs."""
    command = [sys.executable, "-m", "analysis", *arguments]
    taken = []
    for _ in range(RUNS):
        before = os.times()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        taken.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    return min(taken)


def main() -> None:
    """Print the table."""
    print(f"{'article':<22} {'compare s':>10} {'report s':>10} {'times':>6} {'kB':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("nagorno-karabakh.txt", "control.html"):
            article, page = str(ROOT / "seeds" / name), Path(folder) / "report.html"
            compare, report = (
                seconds("compare", article),
                seconds("report", article, "-o", str(page)),
            )
            size = page.stat().st_size / 1000
            print(
                f"{name:<22} {compare:>10.2f} {report:>10.2f} {report / compare:>6.2f} {size:>6.0f}"
            )


if __name__ == "__main__":
    main()
