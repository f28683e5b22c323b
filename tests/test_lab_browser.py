"""The notebooks in JupyterLab itself, in a real browser: they run from its menu, show their charts, and the desk works."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from PIL import Image

from analysis import read
from analysis.charts import shown
from analysis.coding import read_codes
from analysis.reading.asking import doubtful_blocks

from . import lab
from .browsing import need_browser
from .conftest import ROOT
from .test_asking import LONG

pytestmark = pytest.mark.slow(reason="JupyterLab, its kernels and a browser are started")
need_browser()


WRONG = ", ".join(
    f'.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.{kind}"]'
    for kind in ("error", "stderr")
)
MONEY = """
money = read_text("Costs rise\\n\\nThey paid $300 million, got $500 back, and \\\\(x^2\\\\). " + "It was good for long. " * 12)
"""
# Texts with markup and a script, which are shown as they are.
CODED = """Talks <b>resume</b> in the capital

The two sides met on Monday <img src="x" onerror="window.attacked = 1"> for the first time in a year. It was raining.

<script>window.attacked = 1</script> They agreed on little, and the guns were heard at night.

Nobody knows how long the truce will hold &amp; what comes after it.

The guns were silent in the morning, and the shops of the capital opened as on any other day.
"""


# A page is opened once, in the light theme, and changes its theme: to open it anew takes longer than most tests do.
THEMES = ("light", "dark")


def notes(server: lab.Server) -> list[Path]:
    """What the server has noted of itself while it runs."""
    return list((server.folder.parent / "runtime").glob("jpserver-*.json"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[lab.Server]:
    """One server for all; it takes its note away itself, unless it was killed and left its kernels behind."""
    with lab.serve(tmp_path_factory.mktemp("lab")) as server:
        yield server
    assert notes(server) == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, which asks this machine alone; what JupyterLab is made of it loads once."""
    with lab.chromium() as chromium:
        yield chromium.new_context(viewport={"width": 1400, "height": 1000})


@pytest.fixture
def opened(server: lab.Server, chromium: Any) -> Iterator[Callable[..., Any]]:
    """A function that opens a notebook in JupyterLab; other notebooks may be put beside those of the suite."""
    lab.put_back(server.folder)
    pages = []

    def open_notebook(name: str, notebook: Any = None) -> Any:
        if notebook is not None:
            nbformat.write(notebook, server.folder / "notebooks" / name)
        page = lab.open_notebook(chromium, server, name)
        page.folder = server.folder
        pages.append(page)
        return page

    yield open_notebook
    for page in pages:
        page.close()


def notebook_of(sources: list[str]) -> Any:
    """A notebook of these cells, not yet run."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources]
    )
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    return notebook


def run_all(page: Any) -> list[str]:
    """Run all cells by the menu; the numbers that they have in the end."""
    lab.choose_from_menu(page, "Edit", "Clear Outputs of All Cells")
    page.wait_for_function("document.querySelectorAll('.jp-OutputArea-output').length === 0")
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
    lab.choose_from_menu(page, "Run", "Run All Cells")
    page.wait_for_function(
        "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(one => /\\[\\d+\\]/.test(one.textContent))"
    )
    lab.wait_until_idle(page)
    return [re.sub(r"\D", "", text) for text in prompts.all_text_contents()]


def stored(name: str) -> list[Any]:
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def pictures(page: Any) -> list[int]:
    """The pictures that are seen of each code cell; one that did not load is none."""
    return [
        cell.locator(".jp-OutputArea-output img").evaluate_all(
            "all => Promise.all(all.map(one => one.decode())).then(() => all.filter(one => one.naturalWidth > 0 && one.checkVisibility()).length)"
        )
        for cell in page.locator(".jp-CodeCell").all()
    ]


def dim(page: Any, axe: str, where: str) -> list[str]:
    """The words that can hardly be read, by WCAG AA."""
    # JupyterLab's body has no height and hides what overflows: axe would take all of it for hidden.
    page.add_style_tag(content="body { height: 100vh }")
    page.evaluate(axe)
    for _ in range(20):  # what a theme changes is laid out a moment later
        found = page.evaluate(
            "where => axe.run({include: [[where]]}, {runOnly: ['color-contrast'], iframes: false})",
            where,
        )
        if found["passes"]:
            break
        page.wait_for_timeout(500)
    assert found["passes"]
    return [node["html"][:200] for one in found["violations"] for node in one["nodes"]]


def test_notebook_01_runs_from_the_menu_and_shows_its_charts(opened):
    name = "01_captions_against_body.ipynb"
    page = opened(name)
    cells = stored(name)
    assert run_all(page) == [str(number) for number in range(1, len(cells) + 1)]
    assert page.locator(WRONG).count() == 0
    charts = [
        sum("image/png" in output.get("data", {}) for output in cell.outputs) for cell in cells
    ]
    assert sum(charts) > 2
    assert pictures(page) == charts
    # What is wide scrolls in its own cell.
    sideways = page.locator(".jp-NotebookPanel-notebook .jp-WindowedPanel-outer").evaluate(
        "one => one.scrollWidth - one.clientWidth"
    )
    assert sideways <= 0
    assert page.said == []


DRAWN = """
import matplotlib.pyplot as plt
from analysis import charts, figures, jupyter, read
from analysis.desk import Desk
jupyter.set_up()
article = "../seeds/nagorno-karabakh.txt"
jupyter.show(charts.add_note(charts.layers(read(article).segments), "A note."))
# ---
figures.render(read(article), "09-coverage")
# ---
Desk(article).chart("01-layers")
"""
# The grounds of the pictures that are seen, as their first pixel, and the words that they have.
SEEN = """all => Promise.all(all.filter(one => one.checkVisibility()).map(async one => {
  await one.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
  canvas.getContext("2d").drawImage(one, 0, 0);
  return [canvas.getContext("2d").getImageData(0, 0, 1, 1).data[0], one.alt];
}))"""


def test_a_chart_is_light_or_dark_as_the_theme_is_and_light_in_print(opened, axe: str):
    page = opened("drawn.ipynb", notebook_of(DRAWN.split("# ---\n")))
    run_all(page)
    for theme in THEMES:
        lab.choose_theme(page, theme)
        for cell in page.locator(".jp-CodeCell").all():
            images = cell.locator(".jp-OutputArea-output img")
            images.first.wait_for(state="attached")
            ((ground, alt),) = images.evaluate_all(SEEN)
            assert (ground < 60) == (theme == "dark")
            assert len(alt) > 60
            page.emulate_media(media="print")
            ((ground, _),) = images.evaluate_all(SEEN)
            assert ground == 255
            page.emulate_media(media="screen")
        # A picture alone has few things that a rule speaks of.
        assert faults(page, axe, ".jp-Notebook .jp-OutputArea", least=5) == [], theme
    assert page.locator(WRONG).count() == 0
    assert page.said == []


def plain_png(color: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 40), color).save(content, "PNG")
    return content.getvalue()


def test_without_trust_or_style_a_chart_is_its_light_picture(opened):
    html = shown.of_pictures(plain_png("white"), plain_png("black"), "Words.")
    notebook = notebook_of([""])
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", {"text/html": html})]
    page = opened("stranger.ipynb", notebook)
    for theme in THEMES:
        lab.choose_theme(page, theme)
        ((ground, alt),) = page.locator(".jp-OutputArea-output img").evaluate_all(SEEN)
        assert (ground, alt) == (255, "Words.")


def test_on_the_desk_of_notebook_07_a_label_is_corrected_and_saved(opened, axe: str):
    name = "07_your_article.ipynb"
    page = opened(name)
    lab.choose_theme(page, "dark")
    assert run_all(page) == [str(number) for number in range(1, len(stored(name)) + 1)]
    sources = [cell.source for cell in stored(name)]
    cells = dict(zip(sources, page.locator(".jp-CodeCell").all(), strict=True))
    assert sum(pictures(page)) == sum(source.startswith("desk.chart(") for source in cells) > 0
    desk = next(cell for source, cell in cells.items() if source.endswith("\ndesk"))
    status = desk.locator("[role=status]")

    def shown(source: str) -> str:
        return (
            next(cell for text, cell in cells.items() if source in text)
            .locator(".jp-OutputArea-output")
            .inner_html()
        )

    followed = ("layer_sizes", "verdicts", "changes", '"00-summary"')
    before = {source: shown(source) for source in followed}
    desk.get_by_label("3", exact=True).select_option("body")
    status.get_by_text("Verdicts that your corrections have changed").wait_for()
    for source in followed:
        assert shown(source) != before[source], source
    assert dim(page, axe, ".jp-OutputArea-output .widget-vbox") == []

    desk.get_by_role("button", name="Save corrections").click()
    status.get_by_text("These labels count whenever the article is read.").wait_for()
    seeds = page.folder / "seeds"
    table = (seeds / "nagorno-karabakh.layers.csv").read_text(encoding="utf-8")
    assert table.splitlines()[1].startswith("3,body,Israeli Harop drones")
    assert read(seeds / "nagorno-karabakh.txt").segments.at[3, "layer"] == "body"
    desk.get_by_role("button", name="Write report").click()
    status.get_by_text("Open the report in any browser.").wait_for()
    assert "<!doctype html>" in (seeds / "nagorno-karabakh.cutline.html").read_text(
        encoding="utf-8"
    )

    desk.get_by_label("Blocks").select_option("all blocks")
    desk.get_by_role("button", name="Next").click()
    desk.get_by_text("11 to 20 of 24 blocks").wait_for()
    desk.get_by_label("Article").select_option("control.html")
    status.get_by_text("control.html: 28 blocks.").wait_for()
    page.wait_for_function("!document.querySelector('[role=status]').innerText.includes('Drawing')")
    assert "Truce in the Tarn Valley" in desk.inner_text()
    assert page.locator(WRONG).count() == 0
    assert page.said == []


def test_doubtful_lines_are_answered_by_keys_and_buttons_however_fast_one_types(opened, axe: str):
    sources = [
        'from analysis.desk import Desk\ndesk = Desk("talks.txt")\ndesk',
        "desk.layer_sizes()",
    ]
    page = opened("questions.ipynb", notebook_of(sources))
    lab.choose_theme(page, "dark")
    article = page.folder / "notebooks" / "talks.txt"
    article.write_text(LONG, encoding="utf-8")
    assert len(run_all(page)) == len(sources)
    desk = page.locator(".jp-CodeCell").first
    lines = doubtful_blocks(read(article))

    def at(n: int) -> None:
        desk.get_by_text(f"Line {n} of {len(lines)}").wait_for()

    at(1)
    desk.get_by_label("Keys").click()
    page.keyboard.type("ynnyn")
    at(6)
    page.keyboard.press("Backspace")
    at(5)
    page.keyboard.type("u")
    at(4)
    desk.get_by_role("button", name="Skip (s)").click()
    at(5)
    desk.get_by_role("button", name="No caption (n)").click()
    at(6)
    assert dim(page, axe, ".jp-OutputArea-output .widget-vbox") == []
    desk.get_by_label("Keys").click()
    page.keyboard.press("End")
    page.keyboard.type("nyyy")
    desk.get_by_text("4 noes in a row").wait_for()
    assert desk.get_by_role("button", name="Caption (y)", exact=True).is_disabled()
    desk.get_by_role("button", name="Save corrections").click()
    desk.get_by_text("These labels count").wait_for()
    table = article.with_name("talks.layers.csv").read_text(encoding="utf-8")
    answered = sorted([*lines[:3], *lines[4:6]])
    assert [int(row.split(",")[0]) for row in table.splitlines()[1:]] == answered
    assert f"{lines[0]},caption," in table
    assert page.locator(WRONG).count() == 0
    assert page.said == []


def test_an_article_is_uploaded_and_pasted_and_lists_are_chosen_by_keys_alone(opened, axe: str):
    sources = [
        'from analysis.desk import Desk\ndesk = Desk("../seeds/nagorno-karabakh.txt")\ndesk',
        "1 + 1",
    ]
    page = opened("upload.ipynb", notebook_of(sources))
    folder = page.folder / "notebooks"
    run_all(page)
    desk = page.locator(".jp-CodeCell").first
    status = desk.locator("[role=status]").last
    there = {path.name for path in folder.iterdir()}

    def tab_to(name: str) -> None:
        """Reach a control by the Tab key, as a person without a mouse does."""
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = "one => (one.labels?.[0] ?? one).innerText"
            if (page.evaluate(f"({focused})(document.activeElement)") or "").startswith(name):
                return
        raise AssertionError(f"{name}: cannot be reached by Tab")

    def file_chooser() -> Any:
        """What Space opens; a busy machine may still draw the panel anew, and the focus is lost."""
        too_late = pytest.importorskip("playwright.sync_api").TimeoutError
        for _ in range(5):
            desk.get_by_label("Article").focus()
            tab_to("Upload a file")
            with contextlib.suppress(too_late):
                with page.expect_file_chooser(timeout=8_000) as one:
                    page.keyboard.press("Space")  # Enter is JupyterLab's: it goes into the cell
                return one.value
        raise AssertionError("Space opens no choice of a file")

    chooser = file_chooser()
    evil = {"name": "<b>evil.html", "mimeType": "text/html"}
    content = (ROOT / "seeds" / "control.html").read_bytes()
    chooser.set_files([{**evil, "buffer": content}])
    status.get_by_text("<b>evil.html: 28 blocks.").wait_for()
    assert status.locator("b").count() == 0

    tab_to("or its text")
    page.keyboard.insert_text("Talks resume\n\nThe two sides met <b>again</b>.")
    tab_to("Use this text")
    page.keyboard.press("Space")
    status.get_by_text("the pasted text: 2 blocks.").wait_for()

    tab_to("Codebook")
    page.keyboard.press("End")  # a file of your own
    desk.get_by_label("Its path").first.wait_for()
    tab_to("Its path")
    page.keyboard.type("nowhere.toml")
    page.keyboard.press("Enter")
    desk.locator("[role=status]").nth(1).get_by_text("nowhere.toml").wait_for()  # next to its field
    assert desk.get_by_label("Codebook").input_value() == "auto: the one that fits the body"
    desk.get_by_label("Lexicon").focus()
    page.keyboard.type("afinn")
    page.wait_for_function("!document.body.innerText.includes('Drawing')")
    for theme in THEMES:
        lab.choose_theme(page, theme)
        assert faults(page, axe, ".jp-OutputArea-output .widget-vbox") == [], theme
    page.locator(".jp-SideBar.jp-mod-left .lm-TabBar-tab.lm-mod-current").click()  # closes it
    panel = page.locator(".jp-OutputArea-output .widget-vbox").first
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert panel.evaluate("one => one.scrollWidth <= one.clientWidth"), width
    assert {path.name for path in folder.iterdir()} == there
    assert page.locator(WRONG).count() == 0
    assert page.said == []


def faults(page: Any, axe: str, where: str, *, least: int = 10) -> list[str]:
    """All that axe finds: names, roles, keys, contrast; more rules than the least must hold."""
    page.add_style_tag(content="body { height: 100vh }")
    page.evaluate(axe)
    seen = page.evaluate(
        "where => axe.run({include: [[where]]}, {iframes: false})",
        where,
    )
    assert len(seen["passes"]) > least
    return [
        f"{one['id']}: {node['html'][:200]}" for one in seen["violations"] for node in one["nodes"]
    ]


def test_texts_are_coded_by_keys_alone_and_the_sheet_reads_back(opened, axe: str):
    frames = {"talks": "Parties <b>negotiate</b>.", "war": "Armies fight.", "harm": ""}
    source = (
        "from analysis.desk import code\n"
        f'code("talks.txt", "talks.anna.csv", coder="anna", frames={frames})'
    )
    page = opened("coding.ipynb", notebook_of([source, "1 + 1"]))
    folder = page.folder / "notebooks"
    article = folder / "talks.txt"
    article.write_text(CODED, encoding="utf-8")
    assert len(run_all(page)) == 2
    panel, count = page.locator(".cutline-coding"), page.locator(".cutline-coding [role=status]")
    text = panel.get_by_role("region", name="Text to code")

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    def at(words: str) -> None:
        count.get_by_text(words).wait_for()

    at("0 of 5 texts coded.")
    panel.focus()
    seen = [text.inner_text()]
    press("2", "1", "Enter")
    at("1 of 5 texts coded. Last: talks; war.")
    seen.append(text.inner_text())
    press("Enter")
    panel.get_by_role("alert").get_by_text("Choose an answer first").wait_for()
    press("1", "2", "n", "ArrowRight")
    at("2 of 5 texts coded. Last: none.")
    press("s")
    at("2 of 5 texts coded, 1 skipped.")
    press("u")
    at("2 of 5 texts coded. Last: none.")
    # What JupyterLab would take for its own: delete, cut, insert, undo the cell, turn it into text.
    press("d", "d", "x", "x", "a", "b", "z", "m", "y", "Escape", "ArrowDown")
    assert page.locator(".jp-Cell").count() == 2
    seen.append(text.inner_text())
    press("w")
    page.keyboard.type("1 or 2, s or u")
    press("Enter", "3")
    assert panel.get_by_role("checkbox", name="harm").is_checked()
    press("3", "Tab", "Tab", "Space")  # without keys of its own: the text, then the first frame
    press("Enter")
    at("3 of 5 texts coded. Last: talks.")
    press("ArrowLeft")
    page.wait_for_function(
        "text => document.querySelector('.cutline-coding .text').textContent === text", arg=seen[2]
    )
    assert panel.get_by_label("Note").input_value() == "1 or 2, s or u"
    assert panel.get_by_role("checkbox", name="talks").is_checked()
    for theme in THEMES:
        lab.choose_theme(page, theme)
        assert faults(page, axe, ".cutline-coding") == [], theme

    assert page.evaluate("window.attacked") is None
    assert panel.locator("img, script, b").count() == 0
    assert "Parties <b>negotiate</b>." in panel.inner_text()
    page.locator(".jp-SideBar.jp-mod-left .lm-TabBar-tab.lm-mod-current").click()  # closes it
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert panel.evaluate("one => one.scrollWidth <= one.clientWidth")

    corpus = read(article)
    assert set(seen) <= {corpus.text(segment) for segment in corpus.segments.index}
    codes = read_codes(corpus, folder / "talks.anna.csv", frames=list(frames))
    assert codes.problems.empty
    coded = codes.table[codes.table["code"] == 1]
    by_text = coded.groupby(coded["segment"].map(corpus.text))["category"].agg(set)
    assert by_text.to_dict() == {seen[0]: {"talks", "war"}, seen[2]: {"talks"}}
    assert codes.table["segment"].nunique() == 3
    assert page.locator(WRONG).count() == 0
    assert page.said == []


def test_a_sheet_is_gone_on_with_by_mouse_and_without_a_kernel_the_panel_says_so(opened):
    sources = [
        'from analysis.desk import code\ncode("talks.txt", "talks.csv", frames="layers")',
        "1 + 1",
    ]
    page = opened("mouse.ipynb", notebook_of(sources))
    sheet = page.folder / "notebooks" / "talks.csv"
    sheet.with_suffix(".txt").write_text(CODED, encoding="utf-8")
    run_all(page)
    panel, count = page.locator(".cutline-coding"), page.locator(".cutline-coding [role=status]")
    panel.get_by_text("Caption", exact=True).click()
    panel.get_by_text("Body text").click()  # of an exclusive question the last answer counts
    panel.get_by_label("Note").fill("long")
    panel.get_by_role("button", name="Next").click()
    count.get_by_text("1 of 4 texts coded. Last: body.").wait_for()
    panel.get_by_role("button", name="Skip").click()
    count.get_by_text("1 of 4 texts coded, 1 skipped.").wait_for()

    run_all(page)
    count.get_by_text("1 of 4 texts coded.").wait_for()  # the one that was skipped is open again
    for n in (1, 2, 3):
        panel.get_by_role("button", name="Skip").click()
        count.get_by_text(f"1 of 4 texts coded, {n} skipped.").wait_for()
    panel.get_by_text("The end of the sheet. 3 texts left without a code.").wait_for()
    panel.get_by_role("button", name="Go to the texts left").click()
    panel.get_by_role("button", name="Skip").wait_for()

    lab.choose_from_menu(page, "Kernel", "Shut Down Kernel")
    page.locator(".jp-StatusBar-Left").get_by_text("No Kernel").wait_for()
    panel.focus()
    for key in ("1", "Enter", "2", "Enter"):
        page.keyboard.press(key)
    panel.get_by_role("alert").get_by_text("the kernel has ended").wait_for()
    count.get_by_text("1 of 4 texts coded.").wait_for()
    corpus = read(sheet.with_suffix(".txt"))
    assert read_codes(corpus, sheet, frames="layers").table["coder"].unique().tolist() == ["talks"]
    rows = sheet.read_text(encoding="utf-8-sig").splitlines()
    assert (rows[0], rows[1][-10:]) == ("id,text,codes,note", ",body,long")
    assert page.locator(WRONG).count() == 0
    assert page.said == []


def test_corpus_highlight_and_report_are_readable_in_a_cell(opened, axe: str):
    sources = [
        f"from analysis import measures, read, read_text\nfrom analysis.report import highlight, report\n{MONEY}",
        'corpus = read("../seeds/nagorno-karabakh.txt")\ncorpus',
        "highlight(corpus, measures.all_hits(corpus))",
        "report(corpus)",
        "money",
        "highlight(money, measures.all_hits(money))",
        "from IPython.display import Markdown\nfrom analysis.words import sentences\nMarkdown(sentences.as_markdown([money.text(1)]))",
    ]
    page = opened("cells.ipynb", notebook_of(sources))
    assert len(run_all(page)) == len(sources)
    assert page.locator(WRONG).count() == 0
    page.wait_for_timeout(1000)  # mathematics is set a moment later
    assert page.locator("mjx-container").count() == 0  # no dollar of an article is one of TeX
    assert page.get_by_text("They paid $300 million, got $500 back, and \\(x^2\\).").count() == 3
    for theme in THEMES:
        lab.choose_theme(page, theme)
        assert dim(page, axe, ".cutline") == [], theme
    cell = page.locator(".jp-CodeCell").nth(1)
    styles = cell.locator(".legend li, tbody td:last-child").evaluate_all(
        "all => all.map(one => [one.localName, getComputedStyle(one).listStyleType, getComputedStyle(one).textAlign])"
    )
    assert {tuple(style) for style in styles} <= {
        ("li", "none", "start"),
        ("li", "none", "left"),
        ("td", "disc", "left"),
    }
    page.frame_locator("iframe").get_by_role("link", name="Findings", exact=True).wait_for()
    wide = page.locator(".jp-OutputArea-output").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    )
    assert wide == 0
    assert page.said == []


def test_the_server_of_these_tests_serves_copies_and_notes_that_it_runs(server: lab.Server):
    name = "01_captions_against_body.ipynb"
    assert json.loads((server.folder / "notebooks" / name).read_text(encoding="utf-8"))
    assert notes(server)
