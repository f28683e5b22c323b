"""Terminal: the one gate through which goes all that the command prints, and how Ctrl-C ends it.

Titles, words and file names come from strangers. Whoever prints them need not think of that: the
gate stands where the command's own streams were, and lets no control character through, whatever
the message, the table or the library.
"""

from __future__ import annotations

import codecs
import errno
import os
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO, cast

from analysis.failures import why

if TYPE_CHECKING:
    from rich.console import Console

STOPPED = 130  # the exit code of a shell's command that Ctrl-C ended
_STOPPED_LINE = "stopped; files that were finished are whole, run again for the rest"
# Whoever presses Ctrl-C a second time does not want to wait; within a second, it was one press that
# came twice.
_SECOND_PRESS, _LONGEST_END = 1.0, 10.0
# Objects made before Python looks for circles among them. What is loaded for one article stays, and
# to go through it at every 700 took a seventh of a comparison; of many articles, most goes.
OBJECTS_LOADED, OBJECTS_BETWEEN = 1_000_000, 50_000
FILE_WIDTH = 200  # of a table that goes to no terminal
_NARROWEST = 20  # columns; less is no terminal
# Control characters but for tab and line end, line ends of Unicode, what turns the direction of a
# line, and halves of surrogate pairs, which no encoding carries.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    r"""The text with a sign in place of each character that would command a terminal.

    Examples
    --------
    >>> clean("a\x1b]52;c;x\x07\tb\n\u202ec")
    'a�]52;c;x�\tb\n�c'
    """
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def escaped(json: str) -> str:
    r"""JSON with its escape in place of each character that would command a terminal: it says the
    same.

    Examples
    --------
    >>> print(escaped('"a\u202eb"'))
    "a\u202eb"
    """
    return _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json)


class Stopped(SystemExit):
    """The end by Ctrl-C of a command that says itself how to continue."""

    def __init__(self, line: str) -> None:
        super().__init__(STOPPED)
        self.line = line


class Gate:
    """A stream that prints text and no commands to the terminal.

    Parameters
    ----------
    stream : file
        where the text goes. What its encoding lacks is escaped: one such character is no reason to
        lose all the others.
    name : str
        how a message calls it.
    is_last : bool
        True for the stream that says what went wrong: nobody can be told that it cannot be written.
    """

    def __init__(self, stream: TextIO, name: str, *, is_last: bool = False) -> None:
        self.stream, self.name, self.is_last, self.muted = stream, name, is_last, False
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")

    def write(self, text: str) -> int:
        """Write text without its control characters."""
        if not self.muted:
            self.write_styled(clean(text))
        return len(text)

    def write_styled(self, text: str) -> None:
        """Write text that commands the terminal because we mean it to."""
        with self._failing():
            self.stream.write(text)

    def flush(self) -> None:
        """Hand on what was written."""
        with self._failing():
            self.stream.flush()

    def settle(self) -> None:
        """Hand on what was written, or give it up: Python would try once more at the end, and print
        a traceback.

        Where it is given up, the stream leads nowhere from now on; there is nobody left who could
        be told.
        """
        try:
            self.stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if self.is_last:
                return
            if error.errno == errno.EPIPE:
                raise
            raise OSError(error.errno, why(error), self.name) from None

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":  # nobody goes around the gate
            raise AttributeError(name)
        return getattr(self.stream, name)


class _Styled:
    """A gate as rich writes to it: its own styles pass, and what it is given to print was cleaned
    before.
    """

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def write(self, text: str) -> int:
        # A progress bar that Ctrl-C ends gives the terminal its cursor back; in a file, nobody
        # needs to see how far it came.
        if not self.gate.muted or self.gate.isatty():
            self.gate.write_styled(text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.gate, name)


def width() -> int | None:
    """How many columns a line of standard output has.

    Returns
    -------
    int or None
        those of the terminal, or what the variable COLUMNS says; None where neither is there: what
        goes to a file does not depend on the window it was made in.

    Examples
    --------
    >>> from unittest.mock import patch
    >>> with patch.dict(os.environ, {"COLUMNS": "60"}):
    ...     width()
    60
    """
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()):
        return None
    return max(shutil.get_terminal_size().columns, _NARROWEST)


def console(*, error: bool = False) -> Console:
    """Where rich prints: standard output, or standard error. Give it nothing of an article that is
    not `clean`.

    With NO_COLOR (https://no-color.org) it leaves no escape, neither for colours nor for a cursor.

    Parameters
    ----------
    error : bool
        True for standard error.

    Returns
    -------
    Console
        of rich, as wide as `width` says; of a file, 200 columns.
    """
    from rich.console import Console

    stream = sys.stderr if error else sys.stdout
    gate = cast(Any, stream if isinstance(stream, Gate) else Gate(stream, "the output"))
    is_plain = bool(os.environ.get("NO_COLOR"))
    return Console(
        file=cast(Any, _Styled(gate)),
        force_terminal=False if is_plain else None,
        width=None if error else width() or FILE_WIDTH,
    )


def carries_unicode() -> bool:
    """True where standard output takes every character as it is."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return codecs.lookup(encoding).name.startswith("utf")


class _CtrlC:
    """What Ctrl-C does: the first unwinds the command, which puts its things in order; a later one
    ends it at once.
    """

    def __init__(self, error: Gate) -> None:
        self.error, self.since = error, 0.0

    @property
    def pressed(self) -> bool:
        return self.since > 0

    def __call__(self, *_signal: object) -> None:
        if self.pressed:
            if time.monotonic() - self.since > _SECOND_PRESS:
                self.end_at_once()
            return
        self.since = time.monotonic()
        self.error.muted = (
            True  # what libraries and threads say of their sudden end is nobody's business
        )
        # An interruption can be swallowed, and a thread can wait for ever.
        last = threading.Timer(_LONGEST_END, self.end_at_once)
        last.daemon = True
        last.start()
        raise KeyboardInterrupt

    def say(self, line: str) -> None:
        with suppress(OSError, ValueError):
            self.error.stream.write(f"cutline: {line}\n")
            self.error.stream.flush()

    def end_at_once(self) -> None:
        self.say(_STOPPED_LINE)
        os._exit(STOPPED)


@contextmanager
def guarded() -> Iterator[None]:
    """Within it, all that is printed goes through the gate, and Ctrl-C ends with one line and the
    code 130.

    Raises
    ------
    SystemExit
        after Ctrl-C, and where standard output is closed.
    """
    if isinstance(sys.stdout, Gate):
        yield
        return
    # Python has None for a stream that was closed before it began.
    given = cast("tuple[TextIO | None, TextIO | None]", (sys.stdout, sys.stderr))
    error = Gate(
        given[1] or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"), "standard error", is_last=True
    )
    ctrl_c = _CtrlC(error)
    if given[0] is None:
        ctrl_c.say("standard output is closed; send it to a file, a pipe or /dev/null")
        raise SystemExit(2)
    output = Gate(given[0], "standard output")
    sys.stdout, sys.stderr = cast(TextIO, output), cast(TextIO, error)
    # A command in the background may have been told to ignore Ctrl-C; only the main thread may say
    # what it does.
    takes = threading.current_thread() is threading.main_thread()
    takes = takes and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if takes:
        signal.signal(signal.SIGINT, ctrl_c)
    try:
        yield
        if ctrl_c.pressed:
            raise Stopped(_STOPPED_LINE)
    except BaseException as end:
        # An import that is interrupted may fail with an error of its own.
        if not (ctrl_c.pressed or isinstance(end, KeyboardInterrupt | Stopped)):
            raise
        ctrl_c.say(end.line if isinstance(end, Stopped) else _STOPPED_LINE)
        # Where Ctrl-C interrupts code that is compiled from text, as that of a dataclass, Python
        # remembers it and ends by the signal, without the exit code. Other such code clears that.
        exec("")
        raise SystemExit(STOPPED) from None
    finally:
        output.settle()
        error.settle()
        sys.stdout = given[0]
        if takes:
            # Python's own end takes a moment, in which another press would kill it.
            signal.signal(
                signal.SIGINT, signal.SIG_IGN if ctrl_c.pressed else signal.default_int_handler
            )
        if not ctrl_c.pressed:
            sys.stderr = cast(TextIO, given[1])
