"""Who measures: this process, processes of this machine, or whatever a Dask scheduler has."""

from __future__ import annotations

import contextlib
import logging
import pickle
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from functools import partial
from typing import Any, NamedTuple

from analysis.batch.processes import Pending, Processes, killed_its_worker
from analysis.reading.errors import InputError

_SETTINGS: dict[str, Any] = {
    # A batch travels with its task, so that it can be measured anew where a worker dies; few are
    # under way.
    "distributed.admin.large-graph-warning-threshold": "1GiB",
    "distributed.comm.timeouts.connect": "30s",
}


class Hands(NamedTuple):
    """Those who measure.

    Attributes
    ----------
    submit : function
        hands out a call: `submit(function, *arguments, name=)`. What it returns waits for the value,
        and raises an InputError for work that killed its worker again and again and for a scheduler
        that is gone.
    n_workers : function
        how many there are now, at least 1.
    are_near : bool
        whether handing out costs little, so that the last batches may be divided among them.
    at_work : function
        what each of them measures now, where this process knows.
    """

    submit: Callable[..., Pending]
    n_workers: Callable[[], int]
    are_near: bool
    at_work: Callable[[], Sequence[str]] = tuple


def _submit_here(function: Callable[..., Any], *arguments: Any, name: str) -> Pending:  # noqa: ARG001 (as of a pool)
    return partial(function, *arguments)


HERE = Hands(_submit_here, lambda: 1, are_near=False)


@contextlib.contextmanager
def pool(n_workers: int, scheduler: str | None) -> Iterator[Hands]:
    """Those who measure: the workers of a scheduler, so many of this machine, or for one this
    process.

    Raises
    ------
    InputError
        for a scheduler that does not answer.
    """
    if scheduler is not None:
        with _joined_to(scheduler) as hands:
            yield hands
    elif n_workers == 1:
        yield HERE
    else:
        with contextlib.closing(Processes(n_workers)) as processes:
            yield Hands(processes.submit, lambda: n_workers, True, processes.at_work)


@contextlib.contextmanager
def _joined_to(scheduler: str) -> Iterator[Hands]:
    import dask.config
    from distributed import Client
    from distributed.protocol.pickle import dumps

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with dask.config.set(_SETTINGS), contextlib.ExitStack() as opened:
        try:
            # Tables come straight from the worker that has them: the scheduler would be the first
            # that has no time left. Where that worker cannot be reached, they come through it.
            client = opened.enter_context(
                Client(scheduler, set_as_default=False, direct_to_workers=True)
            )
        except (OSError, ValueError) as error:
            raise InputError(
                f"{scheduler}: no scheduler answers ({error}); start one with `dask scheduler`"
            ) from None
        run = uuid.uuid4().hex[:8]

        def submit(function: Callable[..., Any], *arguments: Any, name: str) -> Pending:
            key = f"cutline-{run}-{uuid.uuid4().hex[:8]}"
            packed = dumps((function, arguments))
            return partial(_result_of, client.submit(_called, packed, key=key), name)

        yield Hands(submit, lambda: max(sum(client.nthreads().values()), 1), are_near=False)


def _called(packed: bytes) -> Any:
    """What a worker does. The scheduler would otherwise unpack each record and pack it again."""
    function, arguments = pickle.loads(packed)
    return function(*arguments)


def _result_of(future: Any, name: str) -> Any:
    """What a future holds; its failures are one line each."""
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except KilledWorker as error:
        n_times = getattr(error, "allowed_failures", 0) + 1
        raise killed_its_worker(name, n_times) from None
    except CancelledError:
        raise InputError("the scheduler is gone; start it and run the same command again") from None
