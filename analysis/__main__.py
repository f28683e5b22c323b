"""The command as it is started: Ctrl-C is taken care of before anything is loaded, which takes a
while.
"""

from __future__ import annotations

import gc
import os
import signal

# Objects made before Python looks for circles among them: what is loaded stays, and to go through it
# at every 700 took a fifteenth of a comparison.
OBJECTS_BETWEEN = 50_000
# The matrices are small: of the comparison of one article, threads that wait for each other took two
# thirds. A setting of the user's own holds.
_THREADS = "OPENBLAS_NUM_THREADS"


def main() -> None:
    """Run the cutline command."""
    takes = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if takes:
        signal.signal(signal.SIGINT, _end_at_once)
    gc.set_threshold(OBJECTS_BETWEEN)
    os.environ.setdefault(_THREADS, "1")
    from analysis import terminal

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
