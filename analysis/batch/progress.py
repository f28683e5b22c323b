"""How far a run has come, how fast it goes, and when it will end."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

_WINDOW = 120.0  # seconds over which a speed is taken: inputs differ, and so does the machine
_WITH_START = 20.0  # seconds behind the first batch after which the start no longer counts
_FIRST_END = 10.0  # seconds before an end is named: workers begin and finish together at first
_MINUTE, _HOUR = 60, 3600


class Progress(NamedTuple):
    """How far a run has come."""

    bytes_done: int  # of the inputs
    bytes_all: int
    n_articles: int  # that these held
    n_measured: int  # of them, since this start
    bytes_measured: int = 0  # of the inputs, since this start
    n_pages: int = 0  # of the articles, those that were saved pages
    at_work: tuple[str, ...] = ()  # what each worker of this machine measures now


class _Sample(NamedTuple):
    at: float
    n_bytes: int
    n_articles: int


class Pace:
    """The speed of a run and its end, from what was measured in the last two minutes since this
    start. What a stopped run had done before is passed quickly, and counts for nothing.

    Parameters
    ----------
    clock : function
        the seconds since any moment.

    Examples
    --------
    >>> seconds = iter([0, 30, 60])
    >>> pace = Pace(lambda: next(seconds))
    >>> for n in (1, 2):
    ...     pace.add(Progress(100 * n, 1000, 30 * n, 30 * n, 100 * n))
    >>> pace.per_second(), pace.seconds_left()
    (1.0, 240.0)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.samples = deque([_Sample(clock(), 0, 0)])
        self.n_bytes_left = 0

    def add(self, now: Progress) -> None:
        """Take in how far the run has come now."""
        sample = _Sample(self.clock(), now.bytes_measured, now.n_measured)
        self.n_bytes_left = now.bytes_all - now.bytes_done
        if not sample.n_bytes:
            self.samples.clear()
        self.samples.append(sample)
        # The first may be older than the window, so that it holds at least one step.
        while len(self.samples) > 2 and self.samples[1].at <= sample.at - self._window():
            self.samples.popleft()

    def _window(self) -> float:
        """So many seconds count; the start, in which workers begin, no longer than it must."""
        return _WINDOW if self.samples[0].n_bytes else _WITH_START

    def per_second(self) -> float:
        """Articles measured a second; 0 before the first."""
        first, last = self.samples[0], self.samples[-1]
        return (last.n_articles - first.n_articles) / max(last.at - first.at, 1e-9)

    def seconds_left(self) -> float | None:
        """How long the rest of the inputs takes at this speed; None while nobody knows."""
        first, last = self.samples[0], self.samples[-1]
        n_bytes, seconds = last.n_bytes - first.n_bytes, last.at - first.at
        if not n_bytes or seconds < _FIRST_END:
            return None
        return self.n_bytes_left / n_bytes * seconds


def time_left(seconds: float) -> str:
    """A time that is left, as coarse as it is certain.

    Examples
    --------
    >>> [time_left(seconds) for seconds in (8, 100, 3000, 4000, 90_000)]
    ['less than a minute', '2 min', '50 min', '1 h 10 min', '25 h']
    """
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return f"{math.ceil(seconds / _MINUTE)} min"
    tens = math.ceil(seconds / (10 * _MINUTE))
    hours, minutes = divmod(10 * tens, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
