"""The picture of the report in the README: `uv run python -m tests.picture` takes it anew.

A screenshot: its bytes follow the browser and its fonts, so nothing compares them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from analysis import browser, read, report

from .conftest import ROOT

PLACE = ROOT / ".github" / "report.png"


def main() -> None:
    """Open the seed's report and take its first screen."""
    from playwright.sync_api import sync_playwright

    made = report.report(
        read(ROOT / "seeds" / "nagorno-karabakh.txt"), file="nagorno-karabakh.txt"
    ).html
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(made, encoding="utf-8")
        chromium = playwright.chromium.launch(
            executable_path=browser.find_browser(), args=browser.options()
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 600})
        page.goto(file.as_uri())
        PLACE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PLACE)
        chromium.close()


if __name__ == "__main__":
    main()
