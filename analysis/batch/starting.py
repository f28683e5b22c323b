"""How workers on this machine are started; light to import, so that they start before all else.

On Linux one process loads the suite and its lists once, and the workers are copies of it (forks);
elsewhere each worker loads them for itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

# Forks of a process with threads of its own are safe with the libraries used on Linux; on macOS
# they are not.
METHOD = "forkserver" if sys.platform == "linux" else "spawn"
_LOADED_ONCE = "analysis.batch.ready"
# One thread a worker: they share the cores.
_SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# So many bytes one process measures in less time than a second one takes to begin.
FEW_BYTES = 2 * 2**20


def cores() -> int:
    """How many processors this process may use, at least 1.

    Examples
    --------
    >>> 1 <= cores() <= (os.cpu_count() or 1)
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepare(inputs: Iterable[str | Path], n_workers: int) -> bool:
    """Begin to load what workers need before this process loads what it needs itself, where the
    inputs are files that are worth them.

    Parameters
    ----------
    inputs : iterable of names
        files count with their bytes; of all else nobody knows yet.
    n_workers : int
        one measures in this process.

    Returns
    -------
    bool
        whether workers are to come. They are ready later than this process is.

    Examples
    --------
    >>> prepare(["seeds/control.html"], 2), prepare([], 2)
    (False, False)
    """
    n_bytes = sum(os.path.getsize(name) for name in inputs if os.path.isfile(name))  # noqa: PTH113, PTH202 (an address is no path)
    are_worth_them = n_workers > 1 and n_bytes > FEW_BYTES
    if are_worth_them:
        load()
    return are_worth_them


def load() -> None:
    """Begin to load, in the background, what workers need; they are then forked within
    milliseconds. Does nothing where workers are not forked.
    """
    if METHOD == "forkserver":
        with set_apart():
            forkserver.set_forkserver_preload([_LOADED_ONCE])
            forkserver.ensure_running()


@contextlib.contextmanager
def set_apart() -> Iterator[None]:
    """Processes started within have their settings, and are never reached by Ctrl-C, which waits
    for the end: this process tells them to stop.
    """
    before = {name: os.environ.get(name) for name in _SETTINGS}
    os.environ.update(_SETTINGS)
    try:
        with uninterrupted():
            yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits for the end, and never reaches the processes started within.

    A thread hands its mask of signals on to the threads and processes that it starts.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which, where it is started later, lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
