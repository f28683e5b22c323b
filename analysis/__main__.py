"""The command as it is started: Ctrl-C is taken care of before anything is loaded, which takes a
while.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal

# The matrices are small: of the comparison of one article, threads that wait for each other took two
# thirds. A setting of the user's own holds.
_THREADS = "OPENBLAS_NUM_THREADS"


def main() -> None:
    """Run the cutline command."""
    takes = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if takes:
        signal.signal(signal.SIGINT, _end_at_once)
    os.environ.setdefault(_THREADS, "1")
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
