"""Bars on standard error that show how far long work has come."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from analysis import terminal

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn


def progress_bar() -> contextlib.AbstractContextManager[Progress]:
    """Bars of how much is done and how much there is, one for each `ticker`."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    return open_bar(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    )


@contextlib.contextmanager
def open_bar(*columns: ProgressColumn) -> Iterator[Progress]:
    """A bar on standard error that shows how far long work has come."""
    from rich.progress import Progress

    console = terminal.console(error=True)
    # It would put streams of its own where the gate is.
    with Progress(*columns, console=console, redirect_stdout=False, redirect_stderr=False) as shown:
        try:
            yield shown
        except BaseException:
            if not console.is_terminal:  # in a file, a bar that came to nothing says nothing
                shown.live.transient = True
                shown.live.stop()
                shown.disable = True
            raise


def ticker(progress: Progress, name: str) -> Callable[[int, int], None]:
    """A bar of that name, as a function that the long work calls with how much is done and how much
    there is.
    """
    task = progress.add_task(name, total=None)
    return lambda done, total: progress.update(task, completed=done, total=total)
