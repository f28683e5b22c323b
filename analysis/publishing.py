"""Publishing: run the notebooks and store them executed; write files whole or not at all."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import copy
import logging
import os
import platform
import secrets
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from analysis.failures import why
from analysis.reading.errors import BACKSLASHES, InputError

_log = logging.getLogger(__name__)
_STANDARD_OUTPUT = 1
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write its own line ends
_PINNED_PYTHON = (3, 11)
# The live form of an output: its number is drawn anew in each run, and without a kernel it shows
# nothing.
_LIVE = "application/vnd.jupyter.widget-view+json"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


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


def run_notebooks(
    source: Path,
    names: Sequence[str] | None = None,
    article: Path | None = None,
    folder: Path | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Run notebooks from top to bottom and store them with their output, without volatile metadata.

    Parameters
    ----------
    source : Path
        the folder of the notebooks.
    names : sequence of str, optional
        which ones, as "05_captions_against_body" or its beginning; all by default.
    article : Path, optional
        another article for the parameter `article`; the notebooks' own by default.
    folder : Path, optional
        where they are stored; `source` by default.
    progress : function, optional
        is told how many are done, and of how many.

    Returns
    -------
    list of Path
        the stored notebooks.

    Raises
    ------
    ValueError
        for a name that no notebook has; for a notebook in which a cell fails, with the notebook,
        the cell and the error.
    """
    chosen = chosen_notebooks(source, names)
    stored = []
    for number, path in enumerate(chosen):
        if progress:
            progress(number, len(chosen))
        _log.info("%s: runs", path.name)
        content = execute(path, article)
        place = (folder or source) / path.name
        if on_pinned_platform() or not place.exists() or told(place.read_bytes()) != told(content):
            write_whole(place, content)
        stored.append(place)
    if progress:
        progress(len(chosen), len(chosen))
    return stored


def execute(path: Path, article: Path | None = None) -> bytes:
    """One notebook, run in a fresh kernel: its file as it is to be stored.

    Parameters
    ----------
    path : Path
        the notebook; it runs in its folder.
    article : Path, optional
        another article for its parameter.

    Returns
    -------
    bytes
        without what changes from run to run (times, numbers of outputs).

    Raises
    ------
    InputError
        for a cell that fails, a kernel that dies, and a file that is no notebook.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    notebook = _notebook(path, article)
    quiet = ["--IPKernelApp.log_level=40"]
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources=where, extra_arguments=quiet
    )
    try:
        _run(client)
    except CellExecutionError as error:
        remedy = (
            BACKSLASHES if error.ename == "SyntaxError" and "unicodeescape" in error.evalue else ""
        )
        raise InputError(
            f"{path.name}: a cell fails with {error.ename}: {error.evalue}{remedy}"
        ) from None
    except DeadKernelError:
        raise InputError(
            f"{path.name}: its Python died, most likely for want of memory; close other programs"
            " and run it again"
        ) from None
    return nbformat.writes(_without_volatile(notebook), version=4).encode() + b"\n"


def _notebook(path: Path, article: Path | None) -> Any:
    """A stored notebook, with the article as its parameter."""
    import nbformat
    from nbformat.reader import NotJSONError

    try:
        if article is None:
            return nbformat.read(path, as_version=4)
        from papermill.iorw import load_notebook_node
        from papermill.parameterize import parameterize_notebook

        return parameterize_notebook(
            load_notebook_node(str(path)), {"article": str(article.resolve())}
        )
    except (NotJSONError, UnicodeDecodeError, AttributeError, KeyError):
        raise InputError(f"{path}: is no notebook; get it from the repository again") from None


def _run(client: Any) -> None:
    """Run a notebook in a thread of its own, so that Ctrl-C comes to us: nbclient would take it and
    fail in its own way.
    """
    loop = asyncio.SelectorEventLoop()  # on Windows, too, since its sockets need one
    running = loop.create_task(client.async_execute(stderr=subprocess.DEVNULL))
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        pool.submit(loop.run_until_complete, running).result()
    except KeyboardInterrupt:
        client.shutdown_kernel = "immediate"
        loop.call_soon_threadsafe(running.cancel)
        raise
    finally:
        pool.shutdown()
        if client.km is not None:  # a start that was interrupted
            loop.run_until_complete(client.km.shutdown_kernel(now=True))
        loop.close()
        atexit.unregister(client._cleanup_kernel)  # it would look for the kernel that is gone


def told(content: bytes) -> list[object]:
    """What a stored notebook tells, apart from the bytes of its pictures: equal on every platform.

    Parameters
    ----------
    content : bytes
        the notebook's file.

    Returns
    -------
    list of tuple
        for each cell its source and its outputs as text.
    """
    import nbformat

    notebook = nbformat.reads(content.decode(), as_version=4)
    return [
        (cell["source"], [_text_of(output) for output in cell.get("outputs", [])])
        for cell in notebook["cells"]
    ]


def _text_of(output: Any) -> object:
    data = {
        kind: text for kind, text in output.get("data", {}).items() if not kind.startswith("image/")
    }
    return data or output.get("text", "")


def _without_volatile(notebook: Any) -> Any:
    notebook = copy.deepcopy(notebook)
    notebook["metadata"] = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell-{number:02d}"
        cell["metadata"] = (
            {"tags": cell["metadata"]["tags"]} if cell["metadata"].get("tags") else {}
        )
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
            output.get("data", {}).pop(_LIVE, None)
    return notebook


def chosen_notebooks(source: Path, names: Sequence[str] | None) -> list[Path]:
    """The notebooks of a folder by the beginnings of their names; all where none is given.
    ValueError for others.

    Parameters
    ----------
    source : Path
        the folder.
    names : sequence of str or None
        each with or without ".ipynb"; a beginning is enough where it fits one notebook alone.

    Returns
    -------
    list of Path
        in the order in which they are asked for; all in the order of their names.

    Raises
    ------
    InputError
        for a folder without notebooks.
    ValueError
        for a name that fits none, or several; the message lists those that exist.
    """
    known = sorted(source.glob("*.ipynb"))
    if not known:
        raise InputError(
            f"{source}: holds no notebooks; they come with the repository of cutline: run the"
            " command in a copy of it, as `uv run cutline notebooks`"
        )
    if not names:
        return known
    chosen = []
    for name in names:
        matches = [path for path in known if path.stem.startswith(name.removesuffix(".ipynb"))]
        if len(matches) != 1:
            raise ValueError(
                f"unknown notebook {name!r}; choose from: {', '.join(path.stem for path in known)}"
            )
        chosen += matches
    return chosen
