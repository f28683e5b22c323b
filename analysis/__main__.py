"""The command as it is started: Ctrl-C is taken care of before anything is loaded, which takes a
while.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal

# A setting of the user's own holds.
_SETTINGS = {
    # The matrices are small: of the comparison of one article, threads that wait for each other took
    # two thirds.
    "OPENBLAS_NUM_THREADS": "1",
    # Arrow takes its memory from where numpy takes it: two heaps would each keep what a batch of
    # articles has freed for the next one, a sixth of what a run holds.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}


def main() -> None:
    """Run the cutline command."""
    takes = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if takes:
        signal.signal(signal.SIGINT, _end_at_once)
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    from analysis import terminal

    gc.set_threshold(terminal.OBJECTS_LOADED)
    # The end of the process takes all memory back: that Python takes what is loaded apart first is
    # a tenth of a comparison.
    atexit.register(gc.freeze)

    if takes:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with terminal.guarded():
        from analysis import cli

        cli.main()


def _end_at_once(*_signal: object) -> None:
    os.write(2, b"cutline: stopped before it began\n")
    os._exit(130)


if __name__ == "__main__":
    main()
