"""Processes of this machine that measure: each has one task at a time, and is replaced if it dies."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from analysis.batch import starting
from analysis.reading.errors import InputError
from analysis.terminal import OBJECTS_BETWEEN

_MOST_FAILED_STARTS, _MOST_DEATHS = 3, 4
_LONGEST_END = 5  # seconds that a worker may take to end

# What has been handed out: called, it waits for what the function gives, or raises what it raised.
Pending = Callable[[], Any]


@dataclass(eq=False)
class _Task:
    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    n_deaths: int = 0
    is_done: bool = False
    value: Any = None
    error: Exception | None = None


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    is_ready: bool = False
    task: _Task | None = None


class Processes:
    """Up to `n_workers` processes, each started when there is a task for it.

    This process gives and takes only while it submits or waits. A worker that loses this process
    ends by itself.
    """

    def __init__(self, n_workers: int) -> None:
        starting.load()
        self.n_workers = n_workers
        self.tasks: deque[_Task] = deque()  # not handed out
        self.workers: list[_Worker] = []
        self.n_failed_starts = 0

    def submit(self, function: Callable[..., Any], *arguments: Any, name: str) -> Pending:
        """Hand out a call.

        Parameters
        ----------
        function : callable
            that another process can import.
        *arguments
            that can be pickled.
        name : str
            how a message calls this task.

        Returns
        -------
        callable
            it waits for the value and returns it, or raises the exception of the function, or an
            InputError for a task that killed its worker again and again.
        """
        task = _Task(name, function, arguments)
        self.tasks.append(task)
        self._advance(longest=0)
        return partial(self._value_of, task)

    def at_work(self) -> list[str]:
        """The names of the tasks that are under way."""
        return [worker.task.name for worker in self.workers if worker.task is not None]

    def close(self) -> None:
        """End all workers, whatever they do."""
        for worker in self.workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self.workers:
            worker.process.join(_LONGEST_END)
        self.workers = []

    def _value_of(self, task: _Task) -> Any:
        while not task.is_done:
            self._advance(longest=None)
        if task.error is not None:
            raise task.error
        return task.value

    def _advance(self, longest: float | None) -> None:
        """Take what workers have done, and give them more; wait for the first of them so many
        seconds, or without end (None).
        """
        self._hand_out()
        of_connection = {worker.connection: worker for worker in self.workers}
        ready = wait(list(of_connection), longest)
        for connection, worker in of_connection.items():
            if connection in ready:
                self._receive(worker)
                self._hand_out()  # its next task before anything else: it has nothing to do

    def _hand_out(self) -> None:
        for worker in list(self.workers):
            if self.tasks and worker.is_ready and worker.task is None:
                worker.task = task = self.tasks.popleft()
                try:
                    worker.connection.send((task.function, task.arguments))
                except OSError:
                    self._bury(worker)
        n_free = sum(worker.task is None for worker in self.workers)
        n_more = min(len(self.tasks) - n_free, self.n_workers - len(self.workers))
        self.workers += [self._started() for _ in range(n_more)]

    def _started(self) -> _Worker:
        context: Any = multiprocessing.get_context(starting.METHOD)
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs,), daemon=True)
        try:
            with starting.set_apart():
                process.start()
        except (OSError, EOFError) as error:
            raise InputError(self._why_not_started(error)) from None
        finally:
            theirs.close()
        return _Worker(process, ours)

    def _why_not_started(self, why: object) -> str:
        return f"{self.n_workers} workers do not start ({why}); give fewer with --workers"

    def _receive(self, worker: _Worker) -> None:
        try:
            answer = worker.connection.recv()
        except (OSError, EOFError):
            self._bury(worker)
            return
        if worker.task is None:
            worker.is_ready = True
            return
        worker.task.value, worker.task.error = answer
        worker.task.is_done, worker.task = True, None

    def _bury(self, worker: _Worker) -> None:
        """Take out a worker that has died. Its task is the next that is handed out."""
        self.workers.remove(worker)
        worker.connection.close()
        worker.process.join(_LONGEST_END)
        if not worker.is_ready:
            self.n_failed_starts += 1
            if self.n_failed_starts == _MOST_FAILED_STARTS:
                raise InputError(self._why_not_started(f"exit code {worker.process.exitcode}"))
        if worker.task is None:
            return
        worker.task.n_deaths += 1
        if worker.task.n_deaths < _MOST_DEATHS:
            self.tasks.appendleft(worker.task)
            return
        worker.task.is_done = True
        worker.task.error = killed_its_worker(worker.task.name, _MOST_DEATHS)


def killed_its_worker(name: str, n_times: int) -> InputError:
    """What to say of a batch that no worker survives.

    Examples
    --------
    >>> str(killed_its_worker("news.jsonl lines 1 to 9", 4)).partition(", ")[0]
    'news.jsonl lines 1 to 9: killed its worker 4 times'
    """
    return InputError(
        f"{name}: killed its worker {n_times} times, most likely for want of memory; take it out"
        " of the input, or give the workers more memory"
    )


def _work(connection: Connection) -> None:
    """What a worker does: it waits for a call, makes it, and sends what it gave or raised."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it tells it to stop
    gc.set_threshold(OBJECTS_BETWEEN)
    with contextlib.suppress(EOFError, OSError):  # that process is gone
        connection.send(None)
        while True:
            function, arguments = connection.recv()
            answer: tuple[Any, Exception | None]
            try:
                answer = function(*arguments), None
            except Exception as error:
                error.add_note(traceback.format_exc())
                answer = None, error
            connection.send(answer)
