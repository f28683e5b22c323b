"""A JupyterLab server of one's own: on a free port, with a token, over a copy of the notebooks, leaving nothing behind."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import browser

from .conftest import ROOT

_SECONDS = 120  # until the server answers, on a machine that is busy
_SETTINGS: dict[str, dict[str, Any]] = {
    "apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}
_HERE_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@dataclass(frozen=True)
class Server:
    """A running server: its address, its token and the folder that it serves."""

    url: str
    token: str
    folder: Path


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """JupyterLab over copies of the notebooks and the seeds in `folder`."""
    served = folder / "served"
    put_back(served)
    for name, values in _SETTINGS.items():
        _set(folder, name, values)
    token = secrets.token_hex(16)
    homes = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
    }
    homes |= {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {
        **os.environ,
        **{name: str(folder / home) for name, home in homes.items()},
        "JUPYTER_TOKEN": token,
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
    ]
    command += ["--ServerApp.port=0", "--LabApp.news_url=None", "--ServerApp.quit_button=True"]
    command += [
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True",
    ]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={served}"], env=environment, stdout=log, stderr=log
        )
    try:
        url = _address(process, folder, token)
        yield Server(url, token, served)
    finally:
        _stop(process, folder, token)


def put_back(served: Path) -> None:
    """The notebooks and the seeds as they are in the repository, whatever has been written there."""
    for name in ("notebooks", "seeds"):
        shutil.rmtree(served / name, ignore_errors=True)
        shutil.copytree(
            ROOT / name, served / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )


def choose_theme(page: Any, theme: str) -> None:
    """Change the theme of an open page to "light" or "dark", as its menu does."""
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        f"JupyterLab {theme.capitalize()}",
    )
    is_light = str(theme == "light").lower()
    page.wait_for_function("one => document.body.dataset.jpThemeLight === one", arg=is_light)


def _set(folder: Path, name: str, values: dict[str, Any]) -> None:
    file = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values), encoding="utf-8")


def _address(process: subprocess.Popen[bytes], folder: Path, token: str) -> str:
    """Where it listens, once it answers."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and process.poll() is None:
        url = _noted(folder)
        if url:
            try:
                _ask(f"{url}api/status", token)
            except OSError:
                pass
            else:
                return url
        time.sleep(0.2)
    raise AssertionError(
        f"JupyterLab does not answer: {(folder / 'server.log').read_text(errors='replace')[-2000:]}"
    )


def _noted(folder: Path) -> str | None:
    """The address that the server notes in its runtime folder; the number of the process that notes it may be another."""
    for note in (folder / "runtime").glob("jpserver-*.json"):
        try:
            return str(json.loads(note.read_text(encoding="utf-8"))["url"])
        except (ValueError, KeyError):  # half written
            return None
    return None


def _ask(url: str, token: str, data: bytes | None = None) -> None:
    request = urllib.request.Request(url, data=data, headers={"Authorization": f"token {token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()


def _stop(process: subprocess.Popen[bytes], folder: Path, token: str) -> None:
    # Asked to, it ends its kernels first, on every system; killed, it would leave them behind.
    url = _noted(folder)
    if url and process.poll() is None:
        try:
            _ask(f"{url}api/shutdown", token, b"")
            process.wait(60)
        except (OSError, subprocess.TimeoutExpired):
            pass
    if process.poll() is None:
        process.kill()
    process.wait(60)


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser of this machine."""
    from playwright.sync_api import sync_playwright

    found = browser.find_browser()
    assert found, f"in CI the browser has to be there: install chromium, or set {browser.VARIABLE}"
    with sync_playwright() as playwright:
        options = [
            _HERE_ONLY if option.startswith("--host-resolver-rules") else option
            for option in browser.options()
        ]
        started = playwright.chromium.launch(executable_path=found, args=options)
        try:
            yield started
        finally:
            started.close()


def open_notebook(context: Any, server: Server, name: str) -> Any:
    """In a context of a browser, which keeps what JupyterLab loads, a page of JupyterLab with a notebook open; what the page complains of or asks of others is kept in `said`."""
    page = context.new_page()
    page.set_default_timeout(1000 * _SECONDS)
    page.said = []
    # Of the console the errors: its warnings tell how slow a busy machine is (“is taking too long to activate”).
    page.on("console", lambda one: one.type == "error" and page.said.append(one.text))
    page.on("pageerror", lambda error: page.said.append(f"page error: {error}"))
    page.on(
        "request",
        lambda one: (
            one.url.startswith((server.url, "data:", "blob:", "ws://127"))
            or page.said.append(one.url)
        ),
    )
    page.goto(f"{server.url}lab/tree/notebooks/{name}?reset&token={server.token}")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    wait_until_idle(page)
    return page


def wait_until_idle(page: Any) -> None:
    """Wait until the kernel has nothing to do; before it is there, JupyterLab would ask for one."""
    page.locator(".jp-StatusBar-Left").get_by_text("| Idle").wait_for()


def choose_from_menu(page: Any, menu: str, item: str) -> None:
    """Click an item of the menu bar, by its words."""
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=item).first.click()
