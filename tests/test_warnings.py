"""Where an article was hardly found, every way to look at it says so first, with what was called furniture and the remedy."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest

from analysis import read, read_text
from analysis.completeness import warnings
from analysis.corpus import concat
from analysis.desk import Desk
from analysis.desk.panel import Panel
from analysis.report import report

from .conftest import ROOT
from .test_cli import run

REFUSED = Path(__file__).parent / "cases" / "reading" / "x10-error-page" / "page.html"
LONG = "The two sides met again on Monday in the town hall, and they agreed on little before the evening came."
LOST = f"""<!doctype html><title>Talks resume</title><article><h1>Talks resume</h1><p>{LONG}</p><p>{LONG[4:]}</p>
<figure><img src=a><figcaption>Soldiers at the bridge (Photo: Ann Roe)</figcaption></figure></article>
<aside class=related><p>Harbour fees rise again this year.</p><p>A mill opens its doors.</p></aside>"""
STATE = "the body has only 2 paragraphs with 39 words. 11 words are labelled page furniture (menus, notices)."


@pytest.fixture
def lost(tmp_path: Path) -> Path:
    """A page whose body has two paragraphs, with two more called furniture."""
    place = tmp_path / "lost.html"
    place.write_text(LOST, encoding="utf-8")
    return place


@pytest.mark.quick
def test_the_warning_gives_the_words_called_furniture_and_the_remedy(lost: Path):
    assert warnings(read(lost), lost) == [
        f"lost: {STATE} Look at the labels with: cutline layers {lost}; to correct them, add --write and edit lost.layers.csv."
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["layers", "{}"],
        ["compare", "{}"],
        ["compare", "{}", "--format", "json"],
        ["compare", "{}", "--format", "csv"],
        ["report", "{}", "-o", "{}.report.html"],
        ["figures", "01-layers", "--article", "{}", "--folder", "{}.figures"],
        ["code", "{}", "--out", "{}.csv"],
    ],
    ids=lambda arguments: " ".join(arguments[:1] + arguments[2:]),
)
def test_every_command_says_first_that_the_body_is_hardly_there(
    capsys, lost: Path, arguments: list[str]
):
    code, _, error = run(capsys, *(argument.replace("{}", str(lost)) for argument in arguments))
    assert code == 0
    assert error.startswith(f"cutline: lost: {STATE}")
    assert error.count("page furniture") == 1


def test_agree_says_first_that_the_body_is_hardly_there(capsys, lost: Path, tmp_path: Path):
    sheets = [tmp_path / name for name in ("anna.csv", "bo.csv")]
    for sheet in sheets:
        run(capsys, "code", str(lost), "--out", str(sheet))
        head, *rows = csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig")))
        with sheet.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *[[*row[:2], "none"] for row in rows]])
    code, _, error = run(capsys, "agree", *map(str, sheets), "--article", str(lost))
    assert code == 0
    assert error.startswith(f"cutline: lost: {STATE}")


def test_the_report_says_so_above_its_verdicts(lost: Path):
    page = report(read(lost), file=lost).html
    assert page.index(STATE) < page.index('<p class="answer-line"')
    assert "cutline layers lost.html" in page
    assert str(lost.parent) not in page


@pytest.mark.quick
def test_the_panel_says_so_above_its_controls_until_the_labels_are_corrected(lost: Path):
    desk = Desk(lost)
    panel = Panel(desk)
    assert panel.widget.children[0] is panel.warning
    assert STATE in panel.warning.value
    assert desk.answer()._repr_mimebundle_()["text/plain"].startswith(f"lost: {STATE}")
    furniture = desk.corpus.segments.index[desk.corpus.segments["layer"] == "boilerplate"]
    desk.relabel(dict.fromkeys(map(int, furniture), "body"))
    assert "furniture" not in panel.warning.value


def test_the_panel_says_of_a_dictionary_what_the_command_says(capsys, tmp_path: Path):
    dictionary = tmp_path / "own.csv"
    dictionary.write_text('term,category,weight\nhall,place,2\n"+x +y",place,1\n', encoding="utf-8")
    planted = ROOT / "seeds" / "planted.txt"
    said = run(capsys, "compare", str(planted), "--frames", str(dictionary))[2].splitlines()
    assert [line.removeprefix(f"cutline: {dictionary}: ").split(";")[0].split(":")[0] for line in said] == [
        "1 line left out", "its weights are used",
    ]  # fmt: skip
    desk = Desk(planted, frames=dictionary)
    panel = Panel(desk)
    for line in said:
        shown = line.removeprefix("cutline: ")
        assert shown in panel.warning.value
        assert shown in desk.answer()._repr_mimebundle_()["text/plain"]
    assert Panel(Desk(planted)).warning.value.count("<p") == 0


def test_an_article_with_three_paragraphs_is_no_matter(capsys):
    code, _, error = run(capsys, "layers", str(ROOT / "seeds" / "control.html"))
    assert (code, error) == (0, "")
    assert "warnings" not in report(read(ROOT / "seeds" / "control.html")).html


def test_a_refusal_is_said_to_hold_no_article(capsys):
    code, _, error = run(capsys, "compare", str(REFUSED))
    assert code == 0
    assert error.startswith(
        'cutline: page: the page holds no article; its heading is "Access Denied".'
    )


@pytest.mark.quick
@pytest.mark.parametrize(
    "heading",
    [
        "403 Forbidden", "404", "Page not found", "Just a moment...", "Attention Required! | Cloudflare", "Before you continue to the news",
        "We value your privacy", "503 Service Temporarily Unavailable", "Verify you are human", "Seite nicht gefunden", "Accès refusé",
        "Your access to this site has been blocked", "Please enable JavaScript and cookies",
    ],
)  # fmt: skip
def test_error_pages_and_walls_hold_no_article(heading: str):
    paragraphs = "".join(
        f"<p>We and our partners {verb} data on this device.</p>"
        for verb in ("store", "read", "share", "keep")
    )
    page = f"<title>{heading}</title><h1>{heading}</h1>{paragraphs}<button>Accept all</button>"
    assert "holds no article" in warnings(read(page.encode(), format="html"))[0]


@pytest.mark.quick
def test_an_article_about_a_refusal_is_an_article():
    page = f"<title>Access denied: how towns close their doors</title><h1>Access denied: how towns close their doors</h1>{f'<p>{LONG}</p>' * 20}"
    assert warnings(read(page.encode(), format="html")) == []


def test_a_body_that_was_not_found_is_said_so():
    page = b"<title>Talks</title><nav><a href=/>Home</a></nav><h1>Talks resume in the hall</h1>"
    assert (
        "no body was found. 1 word is labelled page furniture"
        in warnings(read(page, format="html"))[0]
    )


def test_many_articles_are_one_line_and_records_cannot_be_corrected_in_place():
    short = [read_text(f"{LONG}", name=f"a{n}") for n in range(5)]
    assert len(warnings(concat(short))) == 1
    assert warnings(concat(short))[0].startswith(
        "5 of 5 articles have fewer than three paragraphs of body (a0, a1, a2, …)"
    )
    (warning,) = warnings(
        concat([short[0], read_text("\n\n".join([LONG] * 4), name="b")]), "all.csv"
    )
    assert (
        "cutline layers all.csv --only a0; to correct them, save the article as a text or a page first."
        in warning
    )


def test_standard_input_has_no_file_to_correct():
    (warning,) = warnings(read_text(LONG), "-")
    assert "Save the input as a file" in warning


def test_the_remedy_names_what_can_be_named(tmp_path: Path):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "lost.html").write_text(LOST, encoding="utf-8")
    of_folder = warnings(read(folder), folder)[0]
    assert (
        f"cutline layers {folder} --only lost; to correct them, give its own file, with --write."
        in of_folder
    )
    assert "Save the input as a file" in warnings(read_text(LONG), "-")[0]


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="this system has no such device")
def test_what_came_through_a_pipe_has_to_be_saved_first():
    assert "Save the input as a file" in warnings(read_text(LONG), "/dev/null")[0]


def test_a_word_of_megabytes_is_no_heading_that_refuses():
    corpus = read_text("x" * 5_000_000)
    start = time.process_time()
    assert len(warnings(corpus, "a.txt")) == 1
    assert time.process_time() - start < 2  # .1 s; five where the word was searched for refusals
