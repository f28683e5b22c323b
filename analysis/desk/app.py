"""App: the notebooks with a panel as an app in the browser, for one person on this machine."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from analysis.desk.incoming import FOLDER
from analysis.reading.errors import InputError

# The one place that says which notebooks the app opens, the first by itself.
NOTEBOOKS = ("*_your_article.ipynb", "*_coding.ipynb")
_NOTEBOOK_ONLY = "notebook-only"  # a tag of cells
PORT = 8866
_HERE = "127.0.0.1"
# Voilà's page asks other hosts for icons that no notebook here shows. The browser refuses that, and
# whatever else a page could ask of others.
_ONLY_FROM_HERE = (
    "default-src 'self' data: blob:; connect-src 'self' ws://127.0.0.1:* data: blob:;"
    " script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
# A page that follows the light or dark scheme of the browser; all else of it is Voilà's.
_TEMPLATE = Path(__file__).with_name("voila")
_LONGEST_ALONE = 600  # seconds that a kernel waits for its page to come back
_LARGEST_MESSAGE = 64_000_000  # an upload that is too large gets an answer, not a lost connection
_EXTENSIONS = [  # of the page: those that show the panels
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]
_WITHOUT = (
    "cutline app: needs the package voila, which is not installed; install it with:"
    " pip install 'cutline[app]'"
)


def serve(
    root: Path,
    folder: Path,
    *,
    port: int = PORT,
    ready: Callable[[list[str]], None],
) -> None:
    """Serve the notebooks as an app until Ctrl-C.

    The app listens on this machine alone and asks for a token. It works on copies, which end with
    it; what a person saves is written to `folder`.

    Parameters
    ----------
    root : Path
        where the folders notebooks and seeds are.
    folder : Path
        where saved articles, corrections and reports go.
    port : int
        the first port that is tried.
    ready : function
        takes the address of each notebook, with the token, once the app answers.

    Raises
    ------
    InputError
        where Voilà is not installed; the message says how to install it.
    """
    try:
        from voila.app import Voila
    except ImportError:
        raise InputError(_WITHOUT) from None
    with tempfile.TemporaryDirectory(prefix="cutline-") as place, _environment(folder, place):
        notebooks = _copied(root, Path(place, "app"))
        app = Voila()
        app.initialize([str(notebooks.parent)])
        app.template_paths.insert(0, str(_TEMPLATE))
        _restrict(app, port)

        def launched() -> None:
            address = f"http://{_HERE}:{app.port}/voila/render/{notebooks.name}"
            ready([f"{address}/{one.name}?token={app.token}" for one in _chosen(notebooks)])

        app.launch_browser = launched  # Voilà's own opens the page without the token
        app.start()


def _restrict(app: Any, port: int) -> None:
    """Let in this machine alone, with a token; show results without code, and nothing of other hosts."""
    app.ip, app.port, app.token = _HERE, port, secrets.token_urlsafe(24)
    app.open_browser = True
    app.log_level = logging.ERROR
    logging.getLogger("tornado").setLevel(logging.ERROR)  # it lists each request without a token
    app.tornado_settings = {
        "headers": {"Content-Security-Policy": _ONLY_FROM_HERE},
        "websocket_max_message_size": _LARGEST_MESSAGE,
    }
    # A page that is closed ends its kernel; of one that was lost nobody else would.
    app.config.MappingKernelManager.cull_idle_timeout = _LONGEST_ALONE
    app.config.MappingKernelManager.cull_interval = _LONGEST_ALONE // 10
    settings = app.voila_configuration
    settings.strip_sources, settings.show_tracebacks = True, False
    settings.allow_template_override = "NO"
    settings.file_allowlist, settings.file_denylist = [], [".*"]  # no file is served as it is
    settings.extension_allowlist = _EXTENSIONS


@contextmanager
def _environment(folder: Path, place: str) -> Iterator[None]:
    """What Voilà and its kernels take from the environment: no settings of the person for other
    notebooks, no history of what was run, and where saved files go.
    """
    before = dict(os.environ)
    profile = Path(place, "ipython", "profile_default")
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text("c.IPKernelApp.log_level = 40\n")
    os.environ |= {
        FOLDER: str(folder.resolve()),
        "JUPYTER_NO_CONFIG": "1",
        "IPYTHONDIR": str(profile.parent),
    }
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _chosen(notebooks: Path) -> list[Path]:
    """The notebooks of the app, in the order of `NOTEBOOKS`."""
    return [path for pattern in NOTEBOOKS for path in sorted(notebooks.glob(pattern))]


def _copied(root: Path, place: Path) -> Path:
    """Copies of the notebooks of the app and of the articles that they take; the folder of the notebooks."""
    shutil.copytree(root / "seeds", place / "seeds")
    notebooks = place / "notebooks"
    notebooks.mkdir()
    for path in _chosen(root / "notebooks"):
        nbformat.write(_for_app(nbformat.read(path, as_version=4)), notebooks / path.name)
    return notebooks


def _for_app(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook without the cells that speak to somebody who runs cells."""
    notebook.cells = [
        cell for cell in notebook.cells if _NOTEBOOK_ONLY not in cell.metadata.get("tags", ())
    ]
    return notebook
