"""Publishing: write files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import stat
import sys
from pathlib import Path

from analysis.failures import why
from analysis.reading.errors import InputError

STORED = "CUTLINE_STORED"  # set for kernels whose notebooks are stored for every reader
_STANDARD_OUTPUT = 1
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write its own line ends
_PINNED_PYTHON = (3, 11)


def on_pinned_platform() -> bool:
    """True where stored figures and notebooks are expected byte for byte: the pinned Python on
    Linux x86-64.
    """
    return (
        sys.version_info[:2] == _PINNED_PYTHON
        and sys.platform == "linux"
        and platform.machine() == "x86_64"
    )


def write_whole(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write beside, then rename: a reader meets the old file or the new one, never a part. Equal
    bytes are left alone.

    A link stays, and the file that it leads to is written. A file keeps its permissions; a new one
    has those that the system gives to new files (umask). A pipe or a device (/dev/stdout) is
    written through.

    Parameters
    ----------
    path : Path
    content : bytes
    durable : bool
        True waits until the disk has it, so that it outlasts the loss of power.

    Raises
    ------
    InputError
        where it cannot be written; the message names `path`, the problem and the remedy.
    """
    try:
        there = _state(path)
        if there is not None and (not stat.S_ISREG(there.st_mode) or is_standard_output(path)):
            _write_through(path, content)
        elif there is None or there.st_size != len(content) or path.read_bytes() != content:
            _replace(Path(os.path.realpath(path)), content, there, durable)
    except BrokenPipeError:  # who reads has read enough
        raise
    except OSError as error:
        raise InputError(f"{path}: {why(error)}") from None


def is_standard_output(path: Path) -> bool:
    """True where a name leads to what standard output leads to: /dev/stdout, or the terminal.

    Parameters
    ----------
    path : Path
        it need not exist.

    Returns
    -------
    bool
        True also for a file to which standard output is sent: writing it as a file of its own would
        begin it anew.
    """
    try:
        return os.path.samestat(path.stat(), os.fstat(_STANDARD_OUTPUT))
    except OSError:
        return False


def _state(path: Path) -> os.stat_result | None:
    """What a name leads to; None where there is nothing yet."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def write_standard_output(content: bytes) -> None:
    """Write bytes to standard output as they are.

    Parameters
    ----------
    content : bytes
        of a file that is no text. They go around `terminal.Gate`, which lets text pass alone.
    """
    with os.fdopen(os.dup(_STANDARD_OUTPUT), "wb") as file:
        file.write(content)


def _write_through(path: Path, content: bytes) -> None:
    # A socket cannot be opened by its name, and a file that standard output is written to would
    # begin anew.
    if is_standard_output(path):
        write_standard_output(content)
        return
    with os.fdopen(os.open(path, os.O_WRONLY | _BINARY), "wb") as file:
        file.write(content)


def _replace(path: Path, content: bytes, there: os.stat_result | None, durable: bool) -> None:
    """Give the name to a new file with these bytes, and with the permissions of the file that had
    it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".cutline-{secrets.token_hex(8)}.part")
    try:
        handle = os.open(
            beside,
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY,
            0o666 if there is None else 0o600,
        )
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if there is not None:
            _keep_owner(beside, there)
            beside.chmod(stat.S_IMODE(there.st_mode))
        if durable:
            publish(beside, path)
        else:
            beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _keep_owner(beside: Path, there: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):  # only root may give files away
            os.chown(beside, there.st_uid, there.st_gid)


def publish(made: Path, path: Path) -> None:
    """Give a finished file its name, once the disk has all of it; then the name is on disk as well.

    Parameters
    ----------
    made : Path
        the finished file, in the folder of `path`.
    path : Path
        its name; a file that has it already is replaced.

    Raises
    ------
    OSError
        where the disk refuses; the name never leads to a part of a file.
    """
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(path)
    if (
        os.name == "posix"
    ):  # elsewhere a folder cannot be opened, and renaming is as safe as it gets
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
