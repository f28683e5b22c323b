"""The process of which the kernels of notebooks are copies: it has loaded what they import and
the lists of the suite, and has run nothing of theirs.

`python -m analysis.kernel` reads one order a line, and writes for each the number of the process
that becomes a kernel.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
import scipy.special
import sklearn.feature_extraction.text
import sklearn.linear_model
import sklearn.model_selection
from ipykernel.kernelapp import IPKernelApp

from analysis import batch, charts, coding, desk, measures, population, synthetic
from analysis.reading import read_text

# What notebooks import, and what the suite loads late.
LOADED = (
    *(pd, plt, scipy.special),
    *(sklearn.feature_extraction.text, sklearn.linear_model, sklearn.model_selection),
    *(batch, charts, coding, desk, population, synthetic),
)


class KernelOrder(NamedTuple):
    """What the next copy is to be: the arguments of its kernel, and where it runs."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]


# Whatever is asked of an article loads its lists once.
_ARTICLE = (
    "Army fires missiles at the town\n\nThe army of Turkey killed nine soldiers, Anna Berg said.\n\n"
    "It was a good day."
)
# What pandas shows of a wide table where a kernel loads it; here it sees none yet.
_MOST_COLUMNS = 20


def main() -> None:
    """Make a copy for each order until there are no more; in a copy, run its kernel."""
    pd.set_option("display.max_columns", _MOST_COLUMNS)
    measures.all_hits(read_text(_ARTICLE))
    signal.signal(signal.SIGCHLD, _bury)
    gc.freeze()  # what is loaded stays shared with the copies
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _run_kernel(KernelOrder(**json.loads(line)))
            return
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _bury(*_signal: object) -> None:
    """Let the system forget the kernels that have ended: until then they have a number."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _run_kernel(order: KernelOrder) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment)
    with Path(os.devnull).open("r+b") as nothing:
        for standard in range(3):
            os.dup2(nothing.fileno(), standard)
    # A kernel ends with the process that started it.
    IPKernelApp.launch_instance([*order.arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])


if __name__ == "__main__":
    main()
