"""The picture of the dossier in the README: `uv run python -m tests.picture` takes it anew.

A screenshot: its bytes follow the browser and its fonts, so nothing compares them.
"""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from analysis import browser, read, report

from .conftest import ROOT

PLACE = ROOT / ".github" / "report.png"


def main() -> None:
    """Open the seed's report and take two parts of it, side by side."""
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
        page = chromium.new_page(viewport={"width": 860, "height": 1120})
        page.goto(file.as_uri())
        above = page.screenshot()
        row = page.locator("[aria-labelledby=t-framing] tr", has_text="Military capability")
        row.locator("a").first.click()
        page.mouse.move(0, 0)
        page.locator("#article-head").evaluate(
            "one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 20)"
        )
        article = page.screenshot()
        both = chromium.new_page(viewport={"width": 1740, "height": 1120})
        pictures = (
            f"data:image/png;base64,{base64.b64encode(part).decode()}" for part in (above, article)
        )
        images = "".join(f'<img src="{picture}">' for picture in pictures)
        both.set_content(
            f"<style>body{{margin:0;display:flex;gap:20px;background:#8a8a8a}}</style>{images}"
        )
        PLACE.parent.mkdir(exist_ok=True)
        both.screenshot(path=PLACE)
        chromium.close()


if __name__ == "__main__":
    main()
