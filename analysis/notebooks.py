"""Notebooks: run them from top to bottom, several at once, and store them executed."""

from __future__ import annotations

import asyncio
import atexit
import copy
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.reader import NotJSONError

from analysis.batch import cores
from analysis.publishing import STORED, on_pinned_platform, write_whole
from analysis.reading.errors import BACKSLASHES, InputError

_log = logging.getLogger(__name__)
# The live form of an output: its number is drawn anew in each run, and without a kernel it shows
# nothing.
_LIVE = "application/vnd.jupyter.widget-view+json"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# What a notebook of the suite says of itself.
_OWN, _ANY_ARTICLE = "cutline", "any article"
_QUIET = "--IPKernelApp.log_level=40"
_LAUNCHER = "ipykernel_launcher"
_INLINE = "module://matplotlib_inline.backend_inline"  # the backend that a kernel takes
_MOST_AT_ONCE = 4  # kernels: each takes up to 400 MB


def run_notebooks(
    source: Path,
    names: Sequence[str] | None = None,
    article: Path | None = None,
    folder: Path | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> list[Path]:
    """Run notebooks from top to bottom and store them with their output, without volatile metadata.

    As many run at once as there are processors, at most four, each in a kernel of its own. The
    longest begin first.

    Parameters
    ----------
    source : Path
        the folder of the notebooks.
    names : sequence of str, optional
        which ones, as "01_captions_against_body" or its beginning; all by default.
    article : Path, optional
        another article for the parameter `article`; the notebooks' own by default.
    folder : Path, optional
        where they are stored; `source` by default.
    progress : function, optional
        is told how many are done, and of how many.
    meanwhile : function, optional
        what this process does while they run.

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
    places = {path: (folder or source) / path.name for path in chosen}
    stored: list[Path] = []

    def store(path: Path, content: bytes) -> None:
        place = places[path]
        if (
            on_pinned_platform()
            or not place.exists()
            or notebook_text(place.read_bytes()) != notebook_text(content)
        ):
            write_whole(place, content)
        stored.append(place)
        if progress:
            progress(len(stored), len(chosen))

    if progress:
        progress(0, len(chosen))
    with ExitStack() as opened:
        template = None
        # On macOS a copy of a process with threads of its own is not safe with all libraries.
        if len(chosen) > 1 and sys.platform == "linux":
            template = opened.enter_context(_Template())
        clients = {path: _client(path, article, template) for path in chosen}
        longest_first = sorted(clients, key=lambda path: -len(clients[path].nb["cells"]))
        _run({path: clients[path] for path in longest_first}, store, meanwhile)
    return list(places.values())


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
    contents: list[bytes] = []
    _run({path: _client(path, article)}, lambda _, content: contents.append(content))
    return contents[0]


def _client(path: Path, article: Path | None, template: _Template | None = None) -> NotebookClient:
    """What runs a notebook, in a kernel that is started from nothing or from the template."""
    manager = None
    if template is not None:
        manager = _CopyManager(kernel_name=_KERNEL["name"])
        manager.template = template
    client = NotebookClient(
        _notebook(path, article),
        km=manager,
        timeout=600,
        kernel_name=_KERNEL["name"],
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=[_QUIET],
    )
    client.owns_km = True  # the kernel ends with its notebook
    return client


def _run(
    clients: dict[Path, NotebookClient],
    store: Callable[[Path, bytes], None],
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Run notebooks in a thread of their own, so that Ctrl-C comes to us: nbclient would take it and
    fail in its own way.
    """
    loop = asyncio.SelectorEventLoop()  # on Windows, too, since its sockets need one
    at_once = asyncio.Semaphore(min(cores(), _MOST_AT_ONCE))

    async def run(path: Path, client: NotebookClient) -> None:
        async with at_once:
            _log.info("%s: runs", path.name)
            store(path, await _executed(path, client))

    running = loop.create_task(_all_of([run(*item) for item in clients.items()]))
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        done = pool.submit(loop.run_until_complete, running)
        if meanwhile:
            meanwhile()
        done.result()
    except BaseException:
        for client in clients.values():
            client.shutdown_kernel = "immediate"
        loop.call_soon_threadsafe(running.cancel)
        raise
    finally:
        pool.shutdown()
        loop.close()


async def _all_of(runs: list[Coroutine[Any, Any, None]]) -> None:
    """All of them; the first that fails ends the others."""
    tasks = {asyncio.create_task(run) for run in runs}
    try:
        await asyncio.gather(*tasks)
    finally:
        await _end(tasks)
        await _end(asyncio.all_tasks() - {asyncio.current_task()})  # what nbclient left behind


async def _end(tasks: Iterable[asyncio.Task[Any] | None]) -> None:
    own = [task for task in tasks if task is not None]
    for task in own:
        task.cancel()
    await asyncio.gather(*own, return_exceptions=True)


async def _executed(path: Path, client: NotebookClient) -> bytes:
    try:
        environment = {**os.environ, STORED: "1"}
        await client.async_execute(stderr=subprocess.DEVNULL, env=environment)
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
    finally:
        manager: Any = client.km
        if manager is not None:  # a start that was interrupted
            await manager.shutdown_kernel(now=True)
        atexit.unregister(client._cleanup_kernel)  # it would look for the kernel that is gone
    return nbformat.writes(_without_volatile(client.nb), version=4).encode() + b"\n"


class _Template:
    """A process that has loaded what notebooks import, which takes longer than a short notebook, and
    has run none. A copy of it becomes a kernel (`analysis.kernel`).
    """

    def __init__(self) -> None:
        # matplotlib asks for its backend when it is loaded.
        backend = os.environ.get("MPLBACKEND") or _INLINE
        # -P: a folder named analysis, from where the command is called, is not meant.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "analysis.kernel"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MPLBACKEND": backend},
            start_new_session=True,
            text=True,
        )

    def __enter__(self) -> _Template:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind:
            self._process.kill()
        self._process.communicate()  # it ends when no more orders can come

    def copy(self, arguments: list[str], folder: str, environment: dict[str, str]) -> int | None:
        """A copy that becomes a kernel with these arguments: the number of its process; None where
        the template is no longer there.
        """
        order = {"arguments": arguments, "folder": folder, "environment": environment}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(f"{json.dumps(order)}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return None
        answer = self._process.stdout.readline()
        return int(answer) if answer else None


class _Copy:
    """A copy of the template with what jupyter asks of a process that it started."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs. How it ended, only the template could know."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    wait = poll  # it is called once it has ended

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class _CopyManager(AsyncKernelManager):
    """Starts a kernel as a copy of the template; from nothing where that is another program."""

    template: _Template

    async def _async_launch_kernel(self, kernel_cmd: list[str], **given: Any) -> None:
        pid = None
        if kernel_cmd[0] == sys.executable and _LAUNCHER in kernel_cmd:
            arguments = kernel_cmd[kernel_cmd.index(_LAUNCHER) + 1 :]
            pid = self.template.copy(arguments, str(given["cwd"]), dict(given["env"]))
        if pid is None:
            await super()._async_launch_kernel(kernel_cmd, **given)
            return
        provisioner: Any = self.provisioner
        # The copy leads a group of processes of its own.
        provisioner.process, provisioner.pid, provisioner.pgid = _Copy(pid), pid, pid
        self._reconcile_connection_info(provisioner.connection_info)


def _notebook(path: Path, article: Path | None) -> Any:
    """A stored notebook, with the article as its parameter."""
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


def notebook_text(content: bytes) -> list[object]:
    """The text of a stored notebook, without its pictures: equal on every platform.

    Parameters
    ----------
    content : bytes
        the notebook's file.

    Returns
    -------
    list of tuple
        for each cell its source and its outputs as text.
    """
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
    own = {_OWN: notebook["metadata"][_OWN]} if _OWN in notebook["metadata"] else {}
    notebook["metadata"] = {**own, "kernelspec": _KERNEL, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell-{number:02d}"
        cell["metadata"] = (
            {"tags": cell["metadata"]["tags"]} if cell["metadata"].get("tags") else {}
        )
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = _alternative_texts(output)
            output.get("data", {}).pop(_LIVE, None)
    return notebook


def _alternative_texts(output: Any) -> dict[str, dict[str, str]]:
    """What an output says of its pictures, as readers of notebooks look for it; a picture of the
    panel says it as plain text alone.
    """
    plain = output.get("data", {}).get("text/plain", "")
    texts = {
        kind: output["metadata"].get(kind, {}).get("alt") or plain
        for kind in output.get("data", {})
        if kind.startswith("image/")
    }
    return {kind: {"alt": alt} for kind, alt in texts.items() if alt and not alt.startswith("<")}


def suiting_notebooks(source: Path) -> tuple[list[str], list[str]]:
    """The notebooks that suit any one article, and the others, by their names.

    A notebook says so of itself: its metadata hold `{"cutline": {"suits": "any article"}}`. The
    others are a panel to click on, or are about many articles, versions, coders or the lists.

    Parameters
    ----------
    source : Path
        the folder of the notebooks.

    Returns
    -------
    tuple of (list of str, list of str)
        those that suit, and the others; in the order of their names.

    Raises
    ------
    InputError
        for a folder without notebooks, and for a file that is no notebook.
    """
    suiting: list[str] = []
    others: list[str] = []
    for path in chosen_notebooks(source, None):
        about = _notebook(path, None)["metadata"].get(_OWN, {})
        (suiting if about.get("suits") == _ANY_ARTICLE else others).append(path.stem)
    return suiting, others


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
    notebooks = sorted(source.glob("*.ipynb"))
    if not notebooks:
        raise InputError(
            f"{source}: holds no notebooks; they come with the repository of cutline: run the"
            " command in a copy of it, as `uv run cutline notebooks`"
        )
    if not names:
        return notebooks
    chosen = []
    for name in names:
        matches = [path for path in notebooks if path.stem.startswith(name.removesuffix(".ipynb"))]
        if len(matches) != 1:
            raise ValueError(
                f"unknown notebook {name!r}; choose from: {', '.join(path.stem for path in notebooks)}"
            )
        chosen += matches
    return chosen
