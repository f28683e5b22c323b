"""Who measures: this process, processes of this machine, or whatever a Dask scheduler has."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import signal
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from functools import partial
from multiprocessing import resource_tracker
from typing import Any

from analysis.reading.errors import InputError

# The profiler samples each worker a hundred times a second, and malloc gives its memory back after
# each batch.
_SETTINGS: dict[str, Any] = {
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ": {
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    },
    # A batch travels with its task, so that it can be measured anew where a worker dies; few are
    # under way.
    "distributed.admin.large-graph-warning-threshold": "1GiB",
    "distributed.comm.timeouts.connect": "30s",
}
_STARTS, _LONGEST_CLOSE = 3, 5
_IN_WORKERS = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_LOGGING__DISTRIBUTED": "critical",
}


# What has been handed out: called, it waits for what the function gives. For work that killed its
# worker again and again, and a scheduler that is gone, it raises an InputError.
Pending = Callable[[], Any]


def _submit_here(function: Callable[..., Any], *arguments: Any, name: str) -> Pending:  # noqa: ARG001 (as of a pool)
    return partial(function, *arguments)


def cores() -> int:
    """How many processors this process may use, at least 1.

    Examples
    --------
    >>> 1 <= cores() <= (os.cpu_count() or 1)
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def pool(
    n_workers: int, scheduler: str | None
) -> Iterator[tuple[Callable[..., Pending], Callable[[], int]]]:
    """A function that hands out work, `submit(function, *arguments, name=)`, and one that tells how
    many workers there are.

    Raises
    ------
    InputError
        for a scheduler that does not answer; from what was handed out, for work that killed its worker again
        and again.
    """
    if n_workers == 1 and scheduler is None:
        yield _submit_here, lambda: 1
        return
    import dask.config
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with dask.config.set(_SETTINGS), contextlib.ExitStack() as opened:
        with _uninterrupted():
            address: Any = scheduler or _started(n_workers, opened)
        try:
            client = opened.enter_context(Client(address, set_as_default=False))
        except (OSError, ValueError) as error:
            raise InputError(
                f"{scheduler}: no scheduler answers ({error}); start one with `dask scheduler`"
            ) from None
        run = uuid.uuid4().hex[:8]

        def submit(function: Callable[..., Any], *arguments: Any, name: str) -> Pending:
            key = f"cutline-{run}-{uuid.uuid4().hex[:8]}"
            return partial(_result_of, client.submit(function, *arguments, key=key), name)

        yield submit, lambda: max(len(client.nthreads()) if scheduler else n_workers, 1)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits for the end, and never reaches the processes started within: this one tells them
    to stop.

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


def _started(n_workers: int, opened: contextlib.ExitStack) -> Any:
    """Workers on this machine. One that dies before it has begun ends the start of all, which is
    then tried anew.
    """
    from distributed import LocalCluster

    for attempt in range(_STARTS):
        try:
            cluster = LocalCluster(
                n_workers=n_workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",  # any port; none may be left where several run
                memory_limit=None,  # bounded by how many batches are under way; nothing is spilt to disk
                host="127.0.0.1",
                env=_IN_WORKERS,
                silence_logs=logging.CRITICAL,
            )
            opened.callback(_close, cluster)
            return cluster
        except RuntimeError as error:
            if attempt + 1 == _STARTS:
                raise InputError(
                    f"{n_workers} workers do not start ({error}); give fewer with --workers"
                ) from None
    raise AssertionError("unreachable")


def _close(cluster: Any) -> None:
    """Stop the workers; those that are just being started anew may take long, and end with this
    process anyway.
    """
    from distributed.deploy.spec import close_clusters

    try:
        cluster.close(timeout=_LONGEST_CLOSE)
    except TimeoutError:
        atexit.unregister(close_clusters)


def _result_of(future: Any, name: str) -> Any:
    """What a future holds; its failures are one line each."""
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except KilledWorker as error:
        times = getattr(error, "allowed_failures", 0) + 1
        raise InputError(
            f"{name}: killed its worker {times} times, most likely for want of memory; take it out"
            " of the input, or give the workers more memory"
        ) from None
    except CancelledError:
        raise InputError("the scheduler is gone; start it and run the same command again") from None
