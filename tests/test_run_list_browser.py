"""The list of a run in a real browser: it sorts, filters and searches, and anyone can read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis import batch
from analysis.report import listing

from .browsing import need_browser, violations
from .conftest import ROOT
from .test_run_list import EVIL, page_of

pytestmark = pytest.mark.slow(reason="pages are opened in a browser, and judged by axe")
need_browser()

SHOWN = "table.ranked tbody tr:visible"
WEAPONS = ("An Abrams tank and a Patriot battery.", "Iskander missiles.", "A tank at night.")


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Four articles: a clear one, two of an outlet, one without captions and with a script."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "pages").mkdir()
    pages = {
        "library": page_of("Zoo and library", WEAPONS, day="2026-03-01"),
        "bridge": page_of("A bridge", outlet="The Post", day="2026-01-01"),
        "cafe": page_of("Café on the river", outlet="The Post", day="2026-02-01"),
        "none": page_of(f"Nothing {EVIL}", ()),
    }
    for name, content in pages.items():
        (folder / "pages" / f"{name}.html").write_text(content, encoding="utf-8")
    out = batch.run(folder / "pages", folder / "run", workers=1).folder
    (out / "reports").mkdir()
    (out / "reports" / "library.html").write_text("<title>report</title>")
    return listing.write_list(out).read_text(encoding="utf-8")


def titles(page: Any) -> list[str]:
    return [one.inner_text() for one in page.locator(f"{SHOWN} th.title > bdi, {SHOWN} th.title > a").all()]  # fmt: skip


def test_no_script_of_a_title_runs_and_nothing_is_asked_of_a_network(opened, html: str):
    page = opened(html)
    assert page.said == []
    assert page.locator("script").count() == 1
    assert f"Nothing {EVIL}" in titles(page)


def test_heads_sort_by_buttons_and_say_so(opened, html: str):
    page = opened(html)
    assert titles(page)[0] == "Zoo and library"
    assert page.locator("th[aria-sort]").inner_text().strip().startswith("Rank")
    head = page.get_by_role("columnheader", name="Article")
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert titles(page) == ["A bridge", "Café on the river", f"Nothing {EVIL}", "Zoo and library"]
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert titles(page)[0] == "Zoo and library"
    page.get_by_role("columnheader", name="Date").get_by_role("button").click()
    assert titles(page)[0] == "A bridge"
    assert titles(page)[-1] == f"Nothing {EVIL}"  # without a date
    assert page.locator("th[aria-sort]").count() == 1


def test_search_and_filters_leave_what_fits_and_count_it(opened, html: str):
    from playwright.sync_api import expect

    page = opened(html)
    status = page.get_by_role("status")
    assert status.inner_text() == "4 articles"
    page.get_by_label("Search").fill("CAFE river")
    expect(status).to_have_text("1 article of 4 shown")
    assert (titles(page), status.inner_text()) == (["Café on the river"], "1 article of 4 shown")
    page.get_by_role("button", name="Show all").click()
    assert len(titles(page)) == 4
    page.get_by_label("Outlet").select_option("The Post")
    assert set(titles(page)) == {"A bridge", "Café on the river"}
    page.get_by_label("Result").select_option("clear")
    assert (titles(page), status.inner_text()) == ([], "0 articles of 4 shown")
    page.get_by_label("Outlet").select_option("")
    assert titles(page) == ["Zoo and library"]


def test_articles_that_differ_from_their_own_body_are_filtered_and_sorted(opened, html: str):
    page = opened(html)
    everyone = titles(page)
    of_layers = page.get_by_label("Captions and body")
    counts = dict(
        option.inner_text().rsplit(" ", 1) for option in of_layers.locator("option").all()[1:]
    )
    of_layers.select_option("untested")
    assert 0 < len(titles(page)) < 4
    assert counts["cannot be tested here"] == f"({len(titles(page))})"
    of_layers.select_option("")
    head = page.get_by_role("columnheader", name="Compared with its own body").get_by_role("button")
    page.locator("tr", has_text="A bridge").evaluate("row => { row.dataset.layers = 'differs'; }")
    head.click()
    order = [row.get_attribute("data-layers") for row in page.locator(SHOWN).all()]
    assert order == ["differs", "untested", "untested", ""]
    assert titles(page) != everyone
    page.get_by_role("button", name="Show all").click()
    assert titles(page) == everyone
    assert page.locator("th[aria-sort]").inner_text().strip().startswith("Rank")


def test_one_button_shows_the_articles_that_differ_from_their_own_body(opened, tmp_path: Path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("nagorno-karabakh.txt", "nagorno-karabakh.layers.csv"):
        (pages / name).write_bytes((ROOT / "seeds" / name).read_bytes())
    (pages / "bridge.html").write_text(page_of("A bridge", outlet="The Post"))
    (pages / "none.html").write_text(page_of("No picture", ()))
    out = batch.run(pages, tmp_path / "run", workers=1, frames="armed-conflict").folder
    page = opened(listing.write_list(out).read_text(encoding="utf-8"))
    counts = "2 of 3 articles are compared with ordinary captions, 1 of 3 also with its own body."
    assert (
        page.locator(".counts").inner_text()
        == f"{counts} This one differs clearly from its own body."
    )
    hint = "In 1 article no caption was recognised. If you see captions in it, label them: cutline layers"
    assert hint in page.locator("header").inner_text()
    page.get_by_label("Outlet").select_option("The Post")
    page.get_by_role("button", name="Show the article whose captions and body differ").click()
    assert [title[:5] for title in titles(page)] == ["Why A"]
    # Its words differ, its names are unusual: both measures lead to it.
    page.get_by_role("button", name="Show all").click()
    for measure in (
        page.locator("tr[data-layers=differs]").get_attribute("data-measures").split("|")
    ):
        page.get_by_label("Measure").select_option(measure)
        assert "Why Azerbaijani Wins" in " ".join(titles(page))


def test_on_a_phone_the_filters_are_folded_and_the_first_article_is_on_the_first_screen(
    opened, html: str
):
    page = opened(html, width=390)
    assert not page.get_by_label("Outlet").is_visible()
    assert not page.get_by_role("button", name="Date").is_visible()
    assert page.locator(SHOWN).first.bounding_box()["y"] < 844
    fold = page.get_by_role("button", name="Filter")
    fold.press("Enter")
    assert fold.get_attribute("aria-expanded") == "true"
    assert all(
        button.bounding_box()["x"] + button.bounding_box()["width"] <= 390
        for button in page.locator("thead button").all()
    )
    page.get_by_label("Outlet").select_option("The Post")
    assert len(titles(page)) == 2
    fold.press("Enter")
    assert fold.inner_text() == "Filter and sort (1)"
    assert not page.get_by_label("Outlet").is_visible()


def test_a_title_leads_to_the_report_and_the_command_is_behind_the_others(opened, html: str):
    page = opened(html)
    link = page.get_by_role("link", name="Zoo and library")
    assert link.get_attribute("href") == "reports/library.html"
    row = page.locator("tr", has_text="A bridge")
    row.locator("summary").press("Enter")
    assert row.locator("code").inner_text() == "cutline report run --only bridge"


def test_the_list_can_be_read_without_its_script(opened, html: str):
    page = opened(html, java_script_enabled=False)
    assert len(titles(page)) == 4
    assert not page.get_by_label("Search").is_visible()
    assert page.locator("th button").count() == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_list_fits_every_width_and_rows_become_cards_on_a_phone(opened, html: str, width: int):
    page = opened(html, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    row = page.locator(SHOWN).first
    if width < 832:
        page.get_by_role("button", name="Filter and sort").click()
    assert (row.evaluate("one => getComputedStyle(one).display") == "block") == (width < 832)
    assert page.get_by_role("table").get_by_role("row").count() == 5
    assert page.get_by_role("columnheader").count() == 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(opened, axe: str, html: str, width: int, scheme: str):
    page = opened(html, width=width, color_scheme=scheme)
    page.locator("summary").first.click()
    assert violations(page, axe) == []


def test_paper_is_white_in_the_dark_and_has_no_switches(opened, html: str):
    page = opened(html, color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(media="print", color_scheme="dark")
    assert dark != page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"  # fmt: skip
    assert not page.locator("#tools").is_visible()
    assert len(titles(page)) == 4
