"""A real browser for tests, and the pages that they open in it; `conftest` offers the fixtures to all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis import browser

FOUND = browser.find_browser()


def need_browser(*modules: str) -> None:
    """Skip a test file where this machine has no browser or lacks a module; in CI both have to be there.

    Called at the top of a file, before its tests are collected.
    """
    if os.environ.get("CI"):
        return
    if FOUND is None:
        pytest.skip(
            f"no browser on this machine: install chromium, or set {browser.VARIABLE} to its path",
            allow_module_level=True,
        )
    for module in ("playwright.sync_api", *modules):
        pytest.importorskip(module, reason=f"{module}, of the group dev, is not installed")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, which asks no network."""
    from playwright.sync_api import sync_playwright

    assert FOUND, f"in CI the browser has to be there: install chromium, or set {browser.VARIABLE}"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=FOUND, args=browser.options())
        yield started
        started.close()


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """A function that opens a page; whatever the page asks of a network, complains of or runs is kept in `said`."""
    contexts = []

    def open_page(html: str, *, width: int = 1366, unfold: bool = True, **options: Any) -> Any:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append("a dialog"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(("file:", "data:")) or page.said.append(request.url)
            ),
        )
        page.goto(file.as_uri())
        if unfold:
            page.locator("details.fold").evaluate_all(
                "all => all.forEach(one => { one.open = true; })"
            )
        return page

    yield open_page
    for context in contexts:
        context.close()


def axe_script() -> str:
    """The script of axe, which finds what keeps people from reading a page."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_script()


def violations(page: Any, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 10
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})"
        for one in found["violations"]
    ]
