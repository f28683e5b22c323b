"""The doubtful lines of the report, as the page is written.

How a browser shows them: test_report_browser.py.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest

from analysis import read, read_text
from analysis import report as dossier
from analysis.corpus import Corpus
from analysis.reading.asking import MOST_NOES, answered, doubtful_blocks
from analysis.reading.corrections import BY_HAND, corrections_table
from analysis.report.doubtful import doubtful_lines

from .conftest import ROOT
from .test_asking import BODY, CAPTION, PASTE
from .test_report import Page


def listed(page: Page) -> list[dict[str, str]]:
    return [held for _, held in page.all("li") if "data-words" in held]


def row(held: dict[str, str], is_caption: bool = True) -> str:
    """The row of a line in the file of labels, as the script of the page writes it."""
    layer = "caption" if is_caption else held["data-otherwise"]
    return f"{held['data-block']},{layer},{unquote(held['data-words'])}"


def asked(page: Page) -> dict[str, str]:
    ((_, held),) = [(n, held) for n, held in page.all("ol") if held.get("class") == "asked"]
    return held


@pytest.fixture(scope="module")
def paste() -> Corpus:
    return read_text(PASTE)


@pytest.fixture(scope="module")
def page(paste: Corpus) -> Page:
    return Page(dossier.report(paste, file="my paste.txt").html)


@pytest.mark.quick
def test_the_lines_stand_in_the_order_of_asking(paste: Corpus):
    lines = doubtful_lines(paste)["lines"]
    assert [line.block for line in lines] == doubtful_blocks(paste)
    text, credit = CAPTION.split(" (")
    assert (lines[0].text, lines[0].name) == (text, "caption 1")
    assert (lines[0].before, lines[0].after) == ("Talks resume in the north", f"({credit}")


def test_the_page_lists_them_with_their_neighbours_and_the_command_that_asks(
    page: Page, paste: Corpus
):
    texts = [page.texts[n] for n, held in page.all("p") if held.get("class") == "asked-text"]
    assert texts == [paste.text(block) for block in doubtful_blocks(paste)]
    around = [
        page.texts[n]
        for n, _ in page.all("p")
        if page.texts.get(n, "").startswith(("Before", "After"))
    ]
    assert around[:2] == ["Before: Talks resume in the north", "After: (AP Photo/Jo Poe)"]
    commands = [page.texts[n] for n, _ in page.all("code")]
    assert "cutline layers 'my paste.txt' --ask" in commands
    assert f"{len(texts)} lines may be captions or not;" in page.text
    hrefs = {held["href"] for _, held in page.all("a")}
    assert {"#doubtful", *(f"#b{block}" for block in doubtful_blocks(paste))} <= hrefs


def test_without_script_there_is_no_control_and_no_empty_box(page: Page):
    assert page.all("button") == []
    ((_, box),) = [(n, held) for n, held in page.all("div") if held.get("class") == "answers"]
    assert "hidden" in box


@pytest.mark.parametrize("answer", [True, False])
def test_the_rows_of_an_answer_are_those_that_the_command_writes(
    page: Page, paste: Corpus, answer: bool
):
    blocks = doubtful_blocks(paste)
    rows = [row(held, answer) for held in listed(page)]
    wanted = corrections_table(answered(paste, dict.fromkeys(blocks, answer)), blocks)
    assert sorted(rows) == sorted(wanted.splitlines()[1:])
    assert unquote(asked(page)["data-head"]) == "block,layer,first_words\n"
    assert asked(page)["data-most-noes"] == str(MOST_NOES)
    assert asked(page)["data-name"] == "my paste.layers.csv"


def test_labels_by_hand_stay_in_the_file_and_are_not_asked_about(paste: Corpus):
    corpus = paste.relabel({1: "credit"}, rule=BY_HAND)
    page = Page(dossier.report(corpus).html)
    assert unquote(asked(page)["data-head"]).splitlines()[1].startswith("1,credit,")
    assert not any(held["data-block"] == "1" for held in listed(page))


def test_rows_of_unreadable_signs_are_read_back(tmp_path: Path):
    odd = '\u202eDelegates "wait"\x07, in Oslo,\x85on Monday'
    file = tmp_path / "odd.txt"
    file.write_text(f"Talks resume\n\n{BODY}\n\n{odd}\n\n{BODY}", encoding="utf-8")
    corpus = read(file)
    assert 2 in doubtful_blocks(corpus)
    page = Page(dossier.report(corpus, file=file).html)
    rows = [row(held) for held in listed(page)]
    table = "\n".join([unquote(asked(page)["data-head"]).strip(), *rows])
    file.with_name("odd.layers.csv").write_text(table, encoding="utf-8")
    again = read(file)
    assert again.segments["layer"][2] == "caption"
    assert again.segments["rule"].eq(BY_HAND).sum() == len(rows)
    assert not re.search("[\x07\u202e]", page.text)


def test_of_very_many_lines_the_likeliest_twenty_are_listed():
    parts = [part for n in range(70) for part in (f"Delegates {n} in Oslo on Monday", BODY)]
    corpus = read_text("\n\n".join(["Talks resume", *parts]))
    n_lines = len(doubtful_blocks(corpus))
    assert n_lines > 20
    page = Page(dossier.report(corpus).html)
    assert len(listed(page)) == 20
    assert f"{n_lines} lines with another label may be captions" in page.text
    assert "The likeliest 20 are listed." in page.text


def test_a_file_of_several_articles_offers_no_file_of_labels(paste: Corpus):
    for options in ({"file": "news.jsonl", "only": "3"}, {"file": "news.csv"}, {"file": "-"}):
        page = Page(dossier.report(paste, **options).html)
        assert listed(page)
        assert "data-head" not in asked(page)
        assert "--ask" not in page.text
        assert "save this article as a text or a page of its own" in page.text


def test_a_page_whose_labels_are_settled_has_no_list(paste: Corpus):
    corpus = paste.relabel(dict.fromkeys(paste.segments.index, "body"), rule=BY_HAND)
    page = Page(dossier.report(corpus).html)
    assert "#doubtful" not in {held["href"] for _, held in page.all("a")}
    assert not [held for _, held in page.all("section") if held.get("id") == "doubtful"]


def test_the_printed_command_can_be_run(page: Page):
    command = next(page.texts[n] for n, _ in page.all("code") if "--ask" in page.texts[n])
    assert shlex.split(command) == ["cutline", "layers", "my paste.txt", "--ask"]


def test_doubts_of_labels_come_before_the_verdicts_and_lead_to_the_lines(tmp_path: Path):
    file = tmp_path / "truce.txt"
    file.write_bytes((ROOT / "seeds" / "control.txt").read_bytes())
    page = dossier.report(read(file), file=file).html
    said = page.partition('<p class="doubts">')[2].partition("</p>")[0]
    assert "Nobody has checked the labels of this plain text." in said
    assert "1 of 2 captions is doubtful and not compared" in said
    assert 'href="#doubtful"' in said
    assert page.index(said) < page.index('id="findings"')
    assert "1 caption with " in page
    confirmed = read(ROOT / "seeds" / "control.txt")
    assert 'class="doubts"' not in dossier.report(confirmed).html
