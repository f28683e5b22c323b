"""Publishing: run the notebooks and store them executed; write files whole or not at all."""

from __future__ import annotations

import asyncio
import atexit
import copy
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

_PINNED_PYTHON = (3, 11)
# The live form of an output: its number is drawn anew in each run, and without a kernel it shows nothing.
_LIVE = "application/vnd.jupyter.widget-view+json"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def on_pinned_platform() -> bool:
    """True where stored figures and notebooks are expected byte for byte: the pinned Python on Linux x86-64."""
    return sys.version_info[:2] == _PINNED_PYTHON and sys.platform == "linux" and platform.machine() == "x86_64"


def write_whole(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write beside, then rename: a reader meets the old file or the new one, never a part. Equal bytes are left alone.

    Parameters
    ----------
    path : Path
    content : bytes
    durable : bool
        True waits until the disk has it, so that it outlasts the loss of power.
    """
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o644)
        if durable:
            publish(Path(beside), path)
        else:
            Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def publish(made: Path, path: Path) -> None:
    """Give a finished file its name, once the disk has all of it; then the name is on disk as well."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be opened, and renaming is as safe as it gets
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
        for a name that no notebook has; for a notebook in which a cell fails, with the notebook, the cell and the error.
    """
    chosen = choose(source, names)
    stored = []
    for number, path in enumerate(chosen):
        if progress:
            progress(number, len(chosen))
        content = execute(path, article)
        place = (folder or source) / path.name
        if on_pinned_platform() or not place.exists() or told(place.read_bytes()) != told(content):
            write_whole(place, content)
        stored.append(place)
    if progress:
        progress(len(chosen), len(chosen))
    return stored


def execute(path: Path, article: Path | None = None) -> bytes:
    """One notebook, run in a fresh kernel: its file as it is to be stored."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    if article is None:
        notebook = nbformat.read(path, as_version=4)
    else:
        from papermill.iorw import load_notebook_node
        from papermill.parameterize import parameterize_notebook

        notebook = parameterize_notebook(load_notebook_node(str(path)), {"article": str(article.resolve())})
    quiet = ["--IPKernelApp.log_level=40"]
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where, extra_arguments=quiet)
    try:
        _run(client)
    except CellExecutionError as error:
        raise ValueError(f"{path.name}: a cell fails with {error.ename}: {error.evalue}") from None
    return nbformat.writes(_without_volatile(notebook), version=4).encode() + b"\n"


def _run(client: Any) -> None:
    """Run a notebook in a thread of its own, so that Ctrl-C comes to us: nbclient would take it and fail in its own way."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(client.execute, stderr=subprocess.DEVNULL)
        try:
            running.result()
        except KeyboardInterrupt:
            asyncio.run(client.km.shutdown_kernel(now=True))
            running.exception()
            atexit.unregister(client._cleanup_kernel)  # it would look for the kernel that is gone
            raise


def told(content: bytes) -> list[object]:
    """What a stored notebook tells, apart from the bytes of its pictures: equal on every platform."""
    import nbformat

    notebook = nbformat.reads(content.decode(), as_version=4)
    return [(cell["source"], [_text_of(output) for output in cell.get("outputs", [])]) for cell in notebook["cells"]]


def _text_of(output: Any) -> object:
    data = {kind: text for kind, text in output.get("data", {}).items() if not kind.startswith("image/")}
    return data or output.get("text", "")


def _without_volatile(notebook: Any) -> Any:
    notebook = copy.deepcopy(notebook)
    notebook["metadata"] = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell-{number:02d}"
        cell["metadata"] = {"tags": cell["metadata"]["tags"]} if cell["metadata"].get("tags") else {}
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
            output.get("data", {}).pop(_LIVE, None)
    return notebook


def choose(source: Path, names: Sequence[str] | None) -> list[Path]:
    """The notebooks of a folder by the beginnings of their names; all where none is given. ValueError for others."""
    known = sorted(source.glob("*.ipynb"))
    if not names:
        return known
    chosen = []
    for name in names:
        found = [path for path in known if path.stem.startswith(name.removesuffix(".ipynb"))]
        if len(found) != 1:
            raise ValueError(f"unknown notebook {name!r}; choose from: {', '.join(path.stem for path in known)}")
        chosen += found
    return chosen
