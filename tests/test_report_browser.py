"""The dossier in a real browser: no script of an article runs, marks and numbers work, anyone can read it."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import matplotlib.pyplot as plt
import numpy as np
import pytest

from analysis import Corpus, browser, measures, read, read_text
from analysis import report as dossier
from analysis.corpus import LAYERS
from analysis.options import Options
from analysis.reading.asking import answered, doubtful_blocks
from analysis.reading.corrections import BY_HAND, corrections_table
from analysis.versions import Versions
from analysis.words.grammar import plural

from .browsing import need_browser, violations
from .conftest import ROOT
from .test_asking import LONG
from .test_report import hostile

PLACE = ".text > b"
pytestmark = pytest.mark.slow(reason="pages are opened in a browser, and judged by axe")
need_browser()


@pytest.fixture(scope="module")
def html(seed: Corpus) -> str:
    return dossier.report(seed).html


@pytest.fixture(scope="module")
def control_html() -> str:
    return dossier.report(read(ROOT / "seeds" / "control.html"), frames="generic-news").html


@pytest.fixture(scope="module")
def printed(html: str) -> bytes:
    return browser.pdf(html)


# --------------------------------------------------------------------------- safety


def test_no_script_of_an_article_runs_and_nothing_is_fetched(opened):
    corpus = read_text(hostile(), name="<script>alert(4)</script>.txt")
    page = opened(dossier.report(corpus).html)
    for link in page.locator("a[data-places]").all()[:5]:
        link.click()
    page.evaluate("document.activeElement.blur()")
    for place in page.locator(PLACE).all()[:5]:
        page.mouse.move(0, 0)  # what the place before says covers the line below it
        place.hover()
    assert page.said == []
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, object, embed, base, form").count() == 0
    assert "<script>alert(1)</script>" in page.locator(".line-of.headline").inner_text()


def test_an_address_that_a_page_gives_for_itself_is_no_link(opened, tmp_path: Path):
    address = "javascript:document.title='run'//"
    file = tmp_path / "page.html"
    file.write_text(
        f"""<html><head><title>Talks</title><link rel="canonical" href="{address}"><meta property="og:url" content="{address}">
        <meta property="og:site_name" content="{address}&lt;a href={address}&gt;y&lt;/a&gt;">
        <meta name="author" content="&lt;script&gt;alert(1)&lt;/script&gt;"></head><body><article><h1>Talks resume \u202eeht</h1>
        <p>The war was long and nobody had won it when the talks began again on Monday, <a href="{address}">said</a> he.</p>
        <figure><img src="{address}"><figcaption><a href="{address}">Drones</a> over Baku</figcaption></figure>
        <p>Both sides wanted peace, and the army would leave the valley when the winter came to it.</p></article></body></html>""",
        encoding="utf-8",
    )
    corpus = read(file)
    assert corpus.articles.loc[0, "source"].startswith(
        "javascript:"
    )  # else the test would test nothing
    page = opened(dossier.report(corpus, file=file).html)
    schemes = page.locator("a").evaluate_all("all => [...new Set(all.map(one => one.protocol))]")
    assert set(schemes) == {"file:", "data:"}
    assert address in page.locator(".about").first.inner_text()
    assert page.said == []


def test_the_policy_stops_a_script_that_would_have_come_through(opened, html: str):
    # Were escaping to fail once, the page would still run nothing but its own script.
    inside = '<script>alert("in")</script><img src="x" onerror="alert(1)"><a id="bad" href="javascript:alert(2)">x</a>'
    page = opened(html.replace("</h1>", f"</h1>{inside}", 1))
    page.locator("#bad").click()
    assert "a dialog" not in page.said
    assert any("Content Security Policy" in message for message in page.said)


def test_a_frame_of_a_notebook_holds_the_page_and_its_script_cannot_leave_it(opened, seed: Corpus):
    page = opened(f"<!doctype html><title>n</title>{dossier.report(seed)._repr_html_()}")
    frame = page.frame_locator("iframe")
    frame.locator("#t-framing").wait_for(state="attached")
    frame.locator("a[data-places]").first.click()
    assert frame.locator(".finder").is_visible()
    assert page.said == []


# --------------------------------------------------------------------------- marks, numbers, tables


@pytest.mark.parametrize(
    ("kind", "look"), [(0, "textDecorationLine"), (1, "backgroundColor"), (2, "borderTopColor")]
)
def test_each_kind_of_mark_is_switched_off_and_on_without_script(
    opened, html: str, kind: int, look: str
):
    page = opened(html, java_script_enabled=False)
    mark = page.locator(f".article .m{kind}:not(.out):not(.f)").first
    looks = []
    for _ in range(3):
        looks.append(mark.evaluate(f"one => getComputedStyle(one).{look}"))
        page.locator(f"#off{kind}").click()
    assert looks[0] == looks[2] != looks[1]


def test_a_place_says_what_it_is_on_hover_and_on_focus(opened, html: str):
    page = opened(html)
    place = page.locator(f".caption {PLACE}", has_text="destruction").first
    tip = place.locator("i")
    assert not tip.is_visible()
    place.hover()
    assert tip.is_visible()
    page.mouse.move(0, 0)
    assert not tip.is_visible()
    place.focus()
    assert tip.is_visible()
    assert (
        "“destruction”: negative words, weight −2.99; entry “destruction” of value −2.7"
        in tip.inner_text()
    )
    assert "“destruction”: Casualties and destruction, weight 1" in tip.inner_text()
    # Right below the word: the pointer reaches it, and no line between them is hidden or skipped.
    gaps = page.locator(f".caption {PLACE}").evaluate_all(
        """all => all.map(one => { one.focus(); return one.querySelector("i").getBoundingClientRect().top
            - one.querySelector("u").getBoundingClientRect().bottom; })"""
    )
    assert min(gaps) >= -2
    assert max(gaps) <= 8


def test_a_number_leads_to_its_words_and_back(opened, html: str):
    page = opened(html)
    row = page.locator("[aria-labelledby=t-framing] tr", has_text="Military capability")
    number = row.locator("a").first
    n = int(number.inner_text())
    number.click()
    assert page.locator(".found[id]").count() == n
    assert page.locator(".finder").inner_text().startswith(f"Place 1 of {n}")
    first = page.evaluate("document.activeElement.innerText")
    assert page.locator(f"{PLACE}:focus").is_visible()
    assert page.evaluate("document.activeElement.closest('.block').classList.contains('caption')")
    page.get_by_role("button", name="Next place").click()
    assert f"Place 2 of {n}" in page.locator(".finder").inner_text()
    assert page.evaluate("document.activeElement.innerText") != first
    page.keyboard.press("Escape")
    assert page.locator(".found").count() == 0
    assert number.evaluate("one => one === document.activeElement")


def test_without_script_a_number_leads_to_its_first_word(opened, html: str):
    page = opened(html, java_script_enabled=False)
    number = (
        page.locator("[aria-labelledby=t-framing] tr", has_text="Military capability")
        .locator("a")
        .first
    )
    number.click()
    assert page.url.endswith(number.get_attribute("href"))
    assert page.locator(":target").count() == 1
    assert page.locator("th button").count() == 0  # no control that does nothing
    assert not page.locator(".finder").count()


def test_tables_sort_by_number_and_by_word(opened, html: str):
    page = opened(html)
    table = page.locator("[aria-labelledby=t-names] table")

    def column(number: int) -> list[str]:
        return [
            row.locator("th, td").nth(number).inner_text().lower()
            for row in table.locator("tbody tr").all()
        ]

    before = column(0)
    table.get_by_role("button", name="n body").click()
    falling = [float(value) for value in column(3)]
    assert falling == sorted(falling, reverse=True)
    table.get_by_role("button", name="n body").click()
    assert [float(value) for value in column(3)] == sorted(falling)
    assert table.locator("th[aria-sort=ascending]").inner_text().startswith("n body")
    table.get_by_role("button", name="name").click()
    assert column(0) == sorted(before)
    assert table.locator("th[aria-sort]").count() == 1


def test_a_table_is_downloaded_as_csv_from_within_the_page(opened, html: str):
    page = opened(html, accept_downloads=True)
    link = page.get_by_role("link", name="framing.csv")
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename == "framing.csv"
    content = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert content == unquote(link.get_attribute("href").partition(",")[2])
    assert (
        len(content.splitlines())
        == 1 + page.locator("[aria-labelledby=t-framing] tbody tr").count()
    )


# --------------------------------------------------------------------------- the first screen


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("kind", ["seed", "control"])
def test_the_first_screen_holds_answer_and_captions_and_on_a_wide_one_the_figure(
    opened, html: str, control_html: str, width: int, height: int, kind: str
):
    page = opened({"seed": html, "control": control_html}[kind], width=width, unfold=False)
    parts = [".question", ".answer-line", ".lines-of .line-of"]
    parts += [".line-of.headline", ".scope"] if kind == "seed" or width > 1000 else []
    parts += [".first .dots"] if width > 1000 else []
    for part in parts:
        lowest = page.locator(part).evaluate_all(
            "all => Math.max(...all.map(one => one.getBoundingClientRect().bottom))"
        )
        assert 0 < lowest <= height, part
    if width < 1000:
        top = page.locator(".first .dots").evaluate("one => one.getBoundingClientRect().top")
        assert top > page.locator(".scope").evaluate("one => one.getBoundingClientRect().bottom")


def test_the_report_of_the_seed_is_at_most_eight_screens_high(opened, html: str):
    page = opened(html, width=1280, unfold=False)
    assert page.evaluate("document.documentElement.scrollHeight") <= 8 * 800


def test_by_default_the_words_of_the_answer_alone_are_marked(opened, html: str):
    page = opened(html, java_script_enabled=False)
    look = """one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).textDecorationLine,
        getComputedStyle(one).borderTopColor].join()"""
    lead = page.locator(".article .body .m1.f").first
    other = page.locator(".article .body .m1:not(.f):not(.out)").first
    marked, plain = lead.evaluate(look), other.evaluate(look)
    assert marked != plain
    page.locator("#leads").click()
    assert lead.evaluate(look) == plain
    page.locator("#off1").click()
    assert [one.evaluate(look) for one in (lead, other)] == [marked, marked]


# --------------------------------------------------------------------------- the lines of a word


def columns(page: Any) -> list[str]:
    """The heads of the columns of the panel."""
    return page.locator(".concordance h3").all_inner_texts()


def test_a_click_on_a_mark_shows_its_lines_side_by_side_and_escape_leads_back(opened, html: str):
    page = opened(html, width=1280)
    place = page.locator(f".article .body {PLACE}", has_text="Iran").first
    place.click()
    assert columns(page) == ["Headline: none", "Captions: none", "Body: 16"]
    assert page.locator(".concordance mark").first.inner_text() == "Iran"
    tops = page.locator(".sides-of > div").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == 1
    below = page.locator(".concordance").evaluate("one => one.getBoundingClientRect().top")
    assert place.locator("u").first.evaluate("one => one.getBoundingClientRect().bottom") <= below
    page.keyboard.press("Escape")
    assert not page.locator(".concordance").is_visible()
    assert place.evaluate("one => one === document.activeElement")
    assert page.said == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_shows_the_lines_of_a_mark_too(opened, html: str, key: str):
    page = opened(html)
    place = page.locator(f".evidence {PLACE}", has_text="ballistic missile").first
    place.focus()
    page.keyboard.press(key)
    assert columns(page) == ["Headline: none", "Captions: 2", "Body: none"]
    assert page.evaluate("document.activeElement.className") == "concordance"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Close"
    page.keyboard.press("Enter")
    assert place.evaluate("one => one === document.activeElement")


def test_a_click_on_any_other_word_shows_its_lines(opened, html: str):
    page = opened(html)
    page.locator("#b0").scroll_into_view_if_needed()
    at = page.locator("#b0 .text").evaluate(
        """one => { const node = one.firstChild, range = document.createRange();
            range.setStart(node, 0); range.setEnd(node, 3);
            const box = range.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }"""
    )
    page.mouse.click(*at)
    assert page.locator(".concordance h2").inner_text() == "Lines with “Why”"
    assert columns(page)[0] == "Headline: 1"


def test_the_search_box_shows_lines_while_one_types(opened, html: str):
    page = opened(html)
    box = page.get_by_label("Search the article")
    box.fill("A")
    assert not page.locator(".concordance").is_visible()
    box.fill("azerbaijani")
    assert columns(page)[:2] == ["Headline: 1", "Captions: 1"]
    box.fill("(*")
    assert columns(page) == ["Headline: none", "Captions: none", "Body: none"]
    box.press("Escape")
    assert page.said == []


def test_without_script_there_is_no_search_box(opened, html: str):
    page = opened(html, java_script_enabled=False)
    assert page.locator("input[type=search]").count() == 0


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_no_violation_in_the_dark_nor_with_the_lines_of_a_word(
    opened, html: str, control_html: str, axe: str, width: int
):
    for text in (html, control_html):
        page = opened(text, width=width, color_scheme="dark")
        page.locator(f".article .body {PLACE}").first.click()
        page.mouse.move(0, 0)
        assert page.locator(".concordance").is_visible()
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# --------------------------------------------------------------------------- doubtful lines


@pytest.fixture(scope="module")
def doubtful() -> Corpus:
    """An article with many doubtful lines; a person has labelled its last block."""
    corpus = read_text(LONG, name="talks.txt")
    return corpus.relabel({int(corpus.segments.index[-1]): "body"}, rule=BY_HAND)


@pytest.fixture(scope="module")
def doubtful_html(doubtful: Corpus) -> str:
    return dossier.report(doubtful, file="talks.txt").html


def block_in_focus(page: Any) -> str | None:
    """The link of the doubtful line that has the focus."""
    return page.evaluate(
        "document.activeElement.closest('.asked li')?.querySelector('a').getAttribute('href')"
    )


def test_doubtful_lines_are_answered_by_keys_alone_and_the_file_is_that_of_the_command(
    opened, doubtful: Corpus, doubtful_html: str
):
    blocks = doubtful_blocks(doubtful)
    links = [f"#b{block}" for block in blocks]
    page = opened(doubtful_html, accept_downloads=True)
    page.get_by_role("button", name="Answer line by line").focus()
    page.keyboard.press("Enter")
    assert block_in_focus(page) == links[0]
    page.keyboard.press("y")
    assert block_in_focus(page) == links[1]
    page.keyboard.press("j")
    assert block_in_focus(page) == links[2]
    page.keyboard.press("n")
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert block_in_focus(page) == links[1]
    page.keyboard.press("y")
    assert block_in_focus(page) == links[3]  # a line that has its answer is passed over
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("u")
    assert block_in_focus(page) == links[1]
    assert page.locator(".tally").inner_text() == "2 answers, 1 caption."
    assert page.locator(".spoken").inner_text() == "2 answers, 1 caption."
    given = {blocks[0]: True, blocks[2]: False}
    by_hand = doubtful.segments.index[-1]
    table = corrections_table(answered(doubtful, given), [*given, by_hand])
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save talks.layers.csv").click()
    assert waiting.value.suggested_filename == "talks.layers.csv"
    assert Path(waiting.value.path()).read_text(encoding="utf-8") == table
    page.get_by_text("What to do with the file").click()
    assert page.get_by_label("the text of the file").input_value() == table
    assert page.said == []


def test_doubtful_lines_end_after_four_noes_in_a_row(opened, doubtful_html: str):
    page = opened(doubtful_html)
    page.get_by_role("button", name="Answer line by line").click()
    for key in "nYnNn":  # in either case
        page.keyboard.press(key)
    assert block_in_focus(page)
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.className") == "answers"
    assert page.locator(".tally").inner_text().startswith("4 noes in a row")
    assert page.locator(".spoken").inner_text() == page.locator(".tally").inner_text()


def test_doubtful_lines_are_answered_by_buttons_and_the_same_button_takes_back(
    opened, doubtful_html: str
):
    page = opened(doubtful_html, width=390, has_touch=True)
    line = page.locator(".asked li").nth(1)
    yes, no = (
        line.get_by_role("button", name=name, exact=True) for name in ("Caption", "No caption")
    )
    assert not page.locator(".answers").is_visible()
    yes.tap()
    assert (yes.get_attribute("aria-pressed"), no.get_attribute("aria-pressed")) == (
        "true",
        "false",
    )
    no.tap()
    assert (yes.get_attribute("aria-pressed"), no.get_attribute("aria-pressed")) == (
        "false",
        "true",
    )
    assert page.locator(".tally").inner_text() == "1 answer, 0 captions."
    no.tap()
    assert not page.locator(".answers").is_visible()
    assert min(box["height"] for box in (yes.bounding_box(), no.bounding_box())) >= 24


def test_keys_answer_nowhere_but_in_the_list_and_leave_those_of_the_browser_alone(
    opened, doubtful_html: str
):
    page = opened(doubtful_html)
    page.locator("#why-off").focus()
    page.keyboard.press("y")
    page.get_by_role("button", name="Answer line by line").click()
    page.keyboard.press("Control+y")
    assert page.locator("[aria-pressed=true]").count() == 0


def test_doubtful_lines_show_their_neighbours_on_demand(opened, doubtful_html: str):
    for script in (True, False):
        page = opened(doubtful_html, java_script_enabled=script)
        line = page.locator(".asked li").first
        assert not line.get_by_text("After:").is_visible()
        line.get_by_text("The lines around it").click()
        assert line.get_by_text("After:").is_visible()


def test_without_script_the_doubtful_lines_are_a_list_with_the_command_that_asks(
    opened, doubtful_html: str
):
    page = opened(doubtful_html, java_script_enabled=False)
    assert page.locator(".asked-text").first.is_visible()
    for part in ("#answer", "#doubtful"):
        assert page.locator(part).get_by_text("cutline layers talks.txt --ask").is_visible()
    assert page.locator("#doubtful button").count() == 0
    assert not page.locator(".answers").is_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_no_violation_in_doubtful_lines_and_they_never_scroll_sideways(
    opened, doubtful_html: str, axe: str, width: int
):
    page = opened(doubtful_html, width=width)
    page.get_by_role("button", name="Answer line by line").click()
    page.keyboard.press("y")
    page.locator(".asked summary").first.click()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# --------------------------------------------------------------------------- access


def test_axe_finds_no_violation(opened, html: str, axe: str):
    page = opened(html)
    assert violations(page, axe) == []
    page.locator(PLACE).nth(3).focus()
    page.locator("#why-off").click()
    page.locator("details").first.click()
    page.locator("a[data-places]").first.click()
    assert violations(page, axe) == []


def test_axe_finds_no_violation_in_a_page_of_layers(opened, seed: Corpus, axe: str):
    from analysis import annotated

    assert violations(opened(annotated.page(seed)), axe) == []


def test_axe_finds_what_is_wrong(opened, html: str, axe: str):
    page = opened(html.replace('<html lang="en">', "<html>"))
    assert any(one.startswith("html-has-lang") for one in violations(page, axe))


@pytest.mark.parametrize("width", [320, 390, 683])  # 683: a laptop at 200 %
def test_the_page_never_scrolls_sideways(opened, html: str, control_html: str, width: int):
    for text in (html, control_html):
        page = opened(text, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator(PLACE).last.evaluate("one => one.focus()")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        narrow = page.locator("main p, main li").evaluate_all(
            "(all, width) => all.filter(one => !one.closest('.scroll') && one.getBoundingClientRect().right > width).length",
            width,
        )
        assert narrow == 0


def test_a_word_without_end_does_not_widen_the_page(opened):
    corpus = read_text(
        "Talks " + "x" * 5000 + "\n\n" + "y" * 20_000 + " is good. It works.\n\n" + "=" * 3000
    )
    page = opened(dossier.report(corpus).html, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_alone_is_enough(opened, html: str):
    page = opened(html)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    stops = page.locator(f"a, button, input, summary, {PLACE}, .scroll").count()
    for _ in range(stops + 5):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(one => one.id || one.className || one.localName)(document.activeElement)"
            )
        )
        if {"off0", "why-off", "b"} <= reached:
            break
    assert {"search", "leads", "off0", "off1", "off2", "why-off", "b"} <= reached
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.locator("#off0").focus()
    page.keyboard.press("Space")
    assert page.locator("#off0").is_checked()
    page.locator("[aria-labelledby=t-names] th button").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").count() == 1
    page.locator("a[data-places]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".finder").is_visible()


def test_with_the_keyboard_one_goes_from_a_number_through_its_places_and_back(opened, html: str):
    page = opened(html)
    active = "(document.activeElement.closest('b, .block, a, button') || document.body)"
    number = (
        page.locator("[aria-labelledby=t-framing] tr", has_text="Military capability")
        .locator("a")
        .first
    )
    number.focus()
    seen = []
    page.keyboard.press("Enter")
    for _ in range(9):
        seen.append(page.evaluate(f"{active}.querySelector('u').id"))
        assert page.evaluate(f"{active}.querySelector('.found') !== null")
        assert page.locator(f"{PLACE}:focus i").is_visible()
        page.keyboard.press("Enter")
    assert len(set(seen)) == 9
    assert page.evaluate(f"{active}.querySelector('u').id") == seen[0]  # round again
    assert page.locator(".spoken").inner_text() == "Place 1 of 9"
    # The controls stand one step of the tab key behind the place.
    page.keyboard.press("Tab")
    assert page.evaluate(f"{active}.textContent") == "Next place"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{active}.querySelector('u').id") == seen[1]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert number.evaluate("one => one === document.activeElement")
    assert not page.locator(".finder").is_visible()
    # A segment that a verdict hangs on is such a place too.
    hangs = page.get_by_role("link", name="depends on caption 1")
    hangs.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "b3"
    page.keyboard.press("Escape")
    assert hangs.evaluate("one => one === document.activeElement")


def test_with_the_keyboard_marks_are_switched_and_tables_sorted_and_scrolled(opened, html: str):
    page = opened(html, width=390)
    for number in range(3):
        switch = page.locator(f"#off{number}")
        switch.focus()
        for wanted in (True, False):
            page.keyboard.press("Space")
            assert switch.is_checked() is wanted
    region = page.locator("[aria-labelledby=t-sentiment]").first
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=region.element_handle())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "category"
    page.keyboard.press("Space")
    assert region.locator("th[aria-sort=ascending]").inner_text().startswith("category")
    page.keyboard.press("Enter")
    assert region.locator("th[aria-sort=descending]").count() == 1


DEFICIENCIES = ("none", "protanopia", "deuteranopia", "tritanopia", "achromatopsia")
MARKS = {
    "plain text": "",
    "positive": "m0 plus",
    "negative": "m0 minus",
    "not counted": "m0 plus out",
    "frame vocabulary": "m1",
    "name": "m2",
}


def luminances(page: Any, deficiency: str, selector: str) -> list[np.ndarray]:
    """The elements of a page as someone with this vision sees them, in grey: the relative luminance of their pixels."""
    page.context.new_cdp_session(page).send(
        "Emulation.setEmulatedVisionDeficiency", {"type": deficiency}
    )
    pictures = []
    for element in page.locator(selector).all():
        picture = plt.imread(io.BytesIO(element.screenshot()))[:, :, :3]
        linear = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
        pictures.append(linear @ (0.2126, 0.7152, 0.0722))
    return pictures


def contrast(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The contrast of each pixel of two pictures, as WCAG reckons it: 3 is asked of what is no text."""
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_each_kind_of_mark_is_told_from_every_other_in_grey_and_by_every_eye(
    opened, html: str, deficiency: str
):
    page = opened(html)
    page.locator(".article").evaluate(
        """(article, marks) => {
            const line = mark => `<p class="text">to <b><u class="${mark}">governments</u></b> in</p>`;
            article.innerHTML = `<div class="block body">${marks.map(line).join("")}</div>`;
            // Whole pixels, so that the same letters are drawn from the same dots.
            const whole = "font: 18px/32px serif; position: absolute; left: 20px; width: 300px; background: #fff; top: ";
            article.querySelectorAll(".text").forEach((one, n) => { one.style.cssText = `${whole}${40 * n}px`; });
            document.body.replaceChildren(article);
            article.style.cssText = "position: absolute; top: 0; left: 0";
        }""",
        [*MARKS.values(), ""],
    )
    *pictures, again = luminances(page, deficiency, ".article .text")
    seen = dict(zip(MARKS, pictures, strict=True))
    assert (again == seen["plain text"]).all()
    for one, other in itertools.combinations(MARKS, 2):
        differing = int((contrast(seen[one], seen[other]) >= 3).sum())
        assert differing >= 40, f"{one} and {other}: {differing} pixels differ by 3 : 1"


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_each_layer_of_a_figure_is_told_from_every_other_in_grey_and_by_every_eye(
    opened, html: str, deficiency: str
):
    page = opened(html, device_scale_factor=4)
    page.locator(".dots").first.evaluate(
        """(figure, layers) => figure.innerHTML = layers.map(layer => `<div class="line ${layer}"><svg class="plot" width="20"
            height="20"><use href="#o-${layer}" x="10" y="10"></use></svg></div>`).join("")""",
        list(LAYERS),
    )
    seen = dict(zip(LAYERS, luminances(page, deficiency, ".first .dots .plot"), strict=True))
    for one, other in itertools.combinations(LAYERS, 2):
        drawn = (seen[one] < 0.9) | (seen[other] < 0.9)
        share = float((contrast(seen[one], seen[other]) >= 3)[drawn].mean())
        assert share >= 0.1, f"{one} and {other}: {share:.0%} of their marks differ by 3 : 1"


def test_every_line_of_a_figure_says_its_layer(opened, html: str):
    page = opened(html)
    lines = page.locator(".line:not(.axis)").all()
    assert len(lines) > 9
    for line in lines:
        layer = line.get_attribute("class").split()[1]
        named = {"boilerplate": "page furniture"}.get(layer, plural(layer))
        assert line.locator(".who").inner_text().startswith(named)


@pytest.mark.parametrize("width", [700, 900, 1280])
def test_the_box_of_a_switch_is_on_the_line_of_its_name(opened, html: str, width: int):
    page = opened(html, width=width)
    for box in page.locator("#article > input[type=checkbox]").all():
        name = page.locator(f"label[for={box.get_attribute('id')}]").bounding_box()
        place = box.bounding_box()
        assert place["x"] < name["x"]
        assert name["y"] <= place["y"] + place["height"] / 2 <= name["y"] + name["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_readable_in_a_cell_of_either_theme(opened, seed: Corpus, axe: str, scheme: str):
    hits = measures.all_hits(seed)
    cells = dossier.highlight(seed, hits).html + seed._repr_html_()
    page = opened(
        f'<!doctype html><html lang="en"><title>n</title><style>:root{{color-scheme:{scheme}}}'
        f"body{{background:Canvas;color:CanvasText}}</style><main><h1>Cells</h1>{cells}</main>",
        color_scheme=scheme,
    )
    assert [one for one in violations(page, axe) if "contrast" in one] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


# --------------------------------------------------------------------------- print


def test_the_page_is_printed_the_same_twice(html: str, printed: bytes):
    assert printed.startswith(b"%PDF-")
    assert browser.pdf(html) == printed
    n_pages = (
        printed.count(b"/Type /Page\n")
        or printed.count(b"/Type/Page/")
        or printed.count(b"/Type /Page")
    )
    assert n_pages > 3


def test_a_hostile_title_is_text_in_the_pdf_and_nothing_in_it_can_be_run_or_opened():
    printed = browser.pdf(
        dossier.report(read_text(hostile(), name="<script>alert(4)</script>.txt")).html
    )
    assert rb"/Title (Talks <script>alert\(1\)</script>" in printed
    for action in (
        b"/JavaScript",
        b"/JS",
        b"/Launch",
        b"/OpenAction",
        b"/AA",
        b"/EmbeddedFile",
        b"/URI",
        b"/SubmitForm",
    ):
        assert not re.search(re.escape(action) + rb"\b", printed)
    assert re.search(
        rb"/Dest\b", printed
    )  # what leads within the page is there, so links were not lost on the way


def test_the_pdf_is_of_size_a4(printed: bytes):
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert boxes
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_the_first_page_of_the_pdf_holds_answer_captions_headline_and_figure(printed: bytes):
    pdfium = pytest.importorskip(
        "pypdfium2", reason="pypdfium2, of the extra pdf, is not installed"
    )
    first = " ".join(pdfium.PdfDocument(printed)[0].get_textpage().get_text_bounded().split())
    parts = [
        "tell a different story",
        "Captions use words about",
        "Israeli Heron surveillance drone",
    ]
    parts += [
        "Why Azerbaijani Wins",
        "Do not read this as intention",
        "Each caption and each paragraph",
    ]
    assert [part for part in parts if part not in first] == []


def test_in_print_nothing_is_cut_off_and_no_control_is_left(opened, html: str):
    page = opened(html, width=700)
    page.emulate_media(media="print")
    for hidden in ("nav", f"{PLACE} i", "input", ".file", ".screen"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator(".switch").first.is_visible()  # it says what the marks mean
    heights = page.locator(".tall").evaluate_all(
        "all => all.map(one => one.scrollHeight - one.clientHeight)"
    )
    assert heights
    assert max(heights) <= 1
    page.emulate_media(media="print", color_scheme="light")
    assert page.locator(".answer-line").first.is_visible()


def test_the_command_prints_beside_the_page(tmp_path: Path, capsys):
    from .test_cli import run

    place = tmp_path / "seed.html"
    code, out, err = run(capsys, "report", "-o", str(place), "--pdf")
    assert (code, err) == (0, "")
    assert str(tmp_path / "seed.pdf") in out
    assert (tmp_path / "seed.pdf").read_bytes().startswith(b"%PDF-")
    assert io.BytesIO(place.read_bytes()).readline() == b"<!doctype html>\n"


# --------------------------------------------------------------------------- two versions


@pytest.fixture(scope="module")
def versions_html() -> str:
    first, second = (
        read(ROOT / "seeds" / name) for name in ("reprint-original.txt", "reprint.html")
    )
    return dossier.versions_page(Versions(first, second, Options(frames="armed-conflict"))).html


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_no_violation_in_two_versions_and_they_never_scroll_sideways(
    opened, versions_html: str, axe: str, width: int, scheme: str
):
    page = opened(versions_html, width=width, color_scheme=scheme)
    assert violations(page, axe) == []
    page.locator("#once").click()
    page.locator("#differences a[data-places]").first.click()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.said == []


def test_two_versions_are_dark_with_their_charts_and_printed_on_white(opened, versions_html: str):
    def looks(page: Any) -> list[Any]:
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        charts = page.locator("figure img").evaluate_all("all => all.map(one => one.currentSrc)")
        return [ground, charts]

    light = looks(opened(versions_html))
    page = opened(versions_html, color_scheme="dark")
    dark = looks(page)
    assert light[0] != dark[0]
    assert len(dark[1]) > 1
    assert not set(light[1]) & set(dark[1])
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_function("src => document.querySelector('figure img').currentSrc === src", arg=light[1][0])  # fmt: skip
    assert looks(page) == light


def test_two_versions_stand_side_by_side_and_on_a_phone_one_below_the_other(
    opened, versions_html: str
):
    for width, is_beside in ((1280, True), (390, False)):
        page = opened(versions_html, width=width)
        first, second = (
            page.locator(f".pair.changed .{side}").first.bounding_box()
            for side in ("first", "second")
        )
        assert (first["y"] == second["y"]) == is_beside
        assert (first["x"] == second["x"]) != is_beside


def test_a_part_of_a_difference_leads_to_the_hits_of_its_sentences(opened, versions_html: str):
    page = opened(versions_html)
    page.get_by_role("link", name="+41.2").click()
    assert page.locator(".finder").is_visible()
    assert page.locator(".found[id]").count() == 10  # a hit may lie in two pieces
    assert page.locator(".pair.inserted .found[id]").count() == 10


@pytest.mark.parametrize("width", [390, 1280])
def test_a_number_leads_to_a_hit_whose_sentence_was_hidden(opened, versions_html: str, width: int):
    page = opened(versions_html, width=width)
    kept = page.locator(".pair.plain .first").first
    page.locator("#once").click()
    assert not kept.is_visible()
    page.locator("#differences a[data-places]").first.click()
    assert page.locator(".finder").is_visible()


def test_marks_of_two_versions_are_switched_off_without_script(opened, versions_html: str):
    page = opened(versions_html, java_script_enabled=False)
    mark = page.locator(".second .m1:not(.out)").first
    looks = []
    for _ in range(3):
        looks.append(mark.evaluate("one => getComputedStyle(one).backgroundColor"))
        page.locator("#off1").click()
    assert looks[0] == looks[2] != looks[1]


def test_two_versions_of_a_hostile_article_run_nothing(opened, axe: str):
    pair = Versions(
        read_text(hostile()), read_text(f"{hostile()}\n\n<script>alert(5)</script> now.")
    )
    page = opened(dossier.versions_page(pair).html)
    for link in page.locator("a[data-places]").all()[:5]:
        link.click()
    assert page.said == []
    assert page.locator("script").count() == 1
    assert violations(page, axe) == []


def test_two_versions_are_printed_on_a4_without_controls(opened, versions_html: str):
    page = opened(versions_html, width=700)
    page.emulate_media(media="print")
    for hidden in ("nav", "input", ".file", ".screen", f"{PLACE} i"):
        assert not page.locator(hidden).first.is_visible()
    wide = page.locator("#texts, #differences table").evaluate_all(
        "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
    )
    assert wide <= 700
    assert re.search(rb"/MediaBox \[0 0 59[45][\d.]* 84[12]", browser.pdf(versions_html))
