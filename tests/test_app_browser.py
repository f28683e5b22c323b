"""`cutline app` in a real browser: from an uploaded page to a saved report, on this machine alone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analysis import read
from analysis.desk.app import NOTEBOOKS

from . import lab
from .browsing import need_browser, violations
from .conftest import ROOT

pytestmark = pytest.mark.slow(reason="Voilà, its kernels and a browser are started")
need_browser("voila")


_SECONDS = 180  # until a notebook has run, on a machine that is busy
# Voilà's page names two style sheets of icons on another host; the browser does not ask for them.
_ICONS = re.compile(r"https://cdn\.jsdelivr\.net/npm/@fortawesome/\S+\.css")


@dataclass(frozen=True)
class App:
    """The running app: its addresses, the folder in which it was started, its temporary files."""

    article: str
    coding: str
    folder: Path
    temporary: Path
    process: subprocess.Popen[str]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One app for all, started by the command; it leaves nothing behind."""
    place = tmp_path_factory.mktemp("app")
    folder, temporary, home = (place / name for name in ("folder", "temporary", "home"))
    for one in (folder, temporary, home):
        one.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(temporary),
        "HOME": str(home),
    }
    command = [sys.executable, "-u", "-m", "analysis", "app", "--no-browser"]
    with (place / "errors").open("w") as errors:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline() for _ in NOTEBOOKS]
        addresses = [line.strip().split(": ", 1)[-1] for line in lines]
        assert all(lines), (place / "errors").read_text()
        yield App(*addresses, folder, temporary, process)
        process.send_signal(signal.SIGINT)
        process.wait(60)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(60)
    assert list(temporary.glob("cutline-*")) == []
    assert list(temporary.glob("voila_*")) == []
    assert not (home / ".ipython").exists()
    said = (place / "errors").read_text()
    assert said == f"cutline: the app has ended; saved files are in {folder}\n"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, which asks this machine alone."""
    with lab.chromium() as chromium:
        yield chromium


def opened(started: Any, address: str, *, scheme: str = "light", width: int = 1280) -> Any:
    """The page of a notebook; what it complains of or asks of other hosts is kept in `said`."""
    size = {"width": width, "height": 900}
    page = started.new_context(viewport=size, color_scheme=scheme).new_page()
    page.set_default_timeout(1000 * _SECONDS)
    page.said = []
    page.on("console", lambda one: one.type == "error" and page.said.append(one.text))
    page.on("pageerror", lambda error: page.said.append(f"page error: {error}"))
    page.on(
        "response",
        lambda one: (
            one.url.startswith(("http://127.0.0.1:", "blob:", "data:")) or page.said.append(one.url)
        ),
    )
    page.goto(address)
    return page


def complaints(page: Any) -> list[str]:
    """What is said in a page but for the icons that the browser refused to ask for."""
    return [line for line in page.said if not (_ICONS.search(line) and "violates" in line)]


def test_a_page_is_uploaded_a_label_corrected_the_verdict_read_and_the_report_saved(
    app: App, chromium: Any
):
    page = opened(chromium, app.article)
    status = page.locator("[role=status]").last
    page.get_by_role("button", name="Upload a file").wait_for()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload a file").press("Enter")
    chooser.value.set_files(ROOT / "seeds" / "control.html")
    status.get_by_text("control.html: 28 blocks.").wait_for()
    assert list(app.folder.iterdir()) == []
    page.get_by_label("7", exact=True).select_option("body")
    status.get_by_text("1 label corrected or checked, not saved yet").wait_for()
    page.wait_for_function("!document.body.innerText.includes('Drawing')")
    sizes = page.locator("table", has_text="segments").last.inner_text()
    assert re.search(r"caption\s+5\s", sizes), sizes
    page.get_by_text("No clear difference between captions and body.").last.wait_for()
    page.get_by_role("button", name="Write report").click()
    status.get_by_text("Open the report in any browser.").wait_for()
    [kept] = [path for path in app.folder.iterdir() if path.name.count(".") == 1]
    assert kept.read_bytes() == (ROOT / "seeds" / "control.html").read_bytes()
    assert read(kept).segments.at[7, "layer"] == "body"
    report = kept.with_suffix(".cutline.html")
    assert "Truce in the Tarn Valley" in report.read_text(encoding="utf-8")
    assert len(list(app.folder.iterdir())) == 3
    # No code is shown.
    assert page.locator(".jp-CodeCell .jp-InputArea, .cm-editor").count() == 0
    assert "from analysis" not in page.content()
    assert complaints(page) == []
    page.context.close()


def test_texts_are_coded_in_the_app_by_keys(app: App, chromium: Any):
    page = opened(chromium, app.coding)
    panel = page.locator(".cutline-coding")
    panel.get_by_role("button", name="Next").wait_for()
    panel.focus()
    for key in ("0", "Enter"):
        page.keyboard.press(key)
    panel.get_by_role("status").get_by_text("Last: none").wait_for()
    assert complaints(page) == []
    page.context.close()
    # Nothing is lost: the sheet is where the app was started, and is continued.
    assert (app.folder / "anna.csv").is_file()
    page = opened(chromium, app.coding)
    page.locator(".cutline-coding").get_by_text("1 of 20 texts coded").wait_for()
    assert str(app.folder) in page.locator(".cutline-coding").inner_text()
    page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("dark", 390)])
def test_the_app_follows_the_scheme_of_the_browser_and_axe_finds_nothing(
    app: App, chromium: Any, axe: str, scheme: str, width: int
):
    page = opened(chromium, app.coding, scheme=scheme, width=width)
    page.locator(".cutline-coding").get_by_role("button", name="Next").wait_for()
    page.locator("img[alt]:visible").first.wait_for()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", ground))) < 60) == (scheme == "dark")
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert all(page.locator("img").evaluate_all("all => all.map(one => one.alt)"))
    seen = page.locator(".cutline-picture img").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.className)"
    )
    assert set(seen) == {scheme}
    assert complaints(page) == []
    page.context.close()


def test_without_its_token_the_app_shows_nothing_and_other_machines_do_not_reach_it(app: App):
    def status(path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(app.article.split("/voila/")[0] + path) as answer:
                return answer.status, answer.geturl()
        except urllib.error.HTTPError as error:
            return error.code, error.geturl()

    assert app.article.startswith("http://127.0.0.1:")
    assert len(app.article.split("token=")[1]) >= 32
    notebook = app.article.split("?")[0].partition("/voila/")[2]
    for path in ("/", "/voila/tree", f"/voila/{notebook}"):
        assert "/login" in status(path)[1]
    for path in ("/voila/api/contents/", "/voila/files/seeds/control.html", "/api/kernels/x"):
        assert status(path)[0] in (403, 404)
