"""The questions of the panel: a key answers about one line, the labels follow.

In JupyterLab: test_lab_browser.py.
"""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from analysis import read, read_text
from analysis.desk import Desk
from analysis.desk.panel import Panel
from analysis.desk.questions import Questions
from analysis.reading.asking import MOST_NOES, doubtful_blocks
from analysis.reading.corrections import BY_HAND
from analysis.words import segment_names

from .test_asking import BODY, CAPTION, LONG, PASTE, ask


@pytest.fixture
def paste(tmp_path: Path) -> Path:
    file = tmp_path / "paste.txt"
    file.write_text(PASTE, encoding="utf-8")
    return file


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A text with many lines that may be captions."""
    file = tmp_path / "long.txt"
    file.write_text(LONG, encoding="utf-8")
    return file


def by_hand(desk: Desk) -> dict[int, str]:
    segments = desk.corpus.segments
    own = segments["layer"][segments["rule"] == BY_HAND]
    return {int(block): str(layer) for block, layer in own.items()}


def typed(panel: Panel, keys: str) -> None:
    """Type one key after the other, as a notebook sends them."""
    for key in keys:
        panel.asked.keys.value += key


# --------------------------------------------------------------------------- what keys mean


@pytest.mark.quick
def test_a_line_is_asked_after_the_other_in_the_order_of_asking():
    corpus = read_text(PASTE)
    questions = Questions(corpus)
    assert questions.lines == doubtful_blocks(corpus)
    seen = [questions.line(questions.answers("s" * n)) for n in range(len(questions.lines))]
    assert seen == questions.lines
    assert questions.line(questions.answers("s" * len(seen))) is None


@pytest.mark.quick
def test_undo_takes_back_one_answer_and_nothing_before_the_first():
    questions = Questions(read_text(PASTE))
    assert questions.answers("uyu") == []
    assert questions.answers("ynsuuu") == []
    assert questions.answers("YNusy") == [True, None, True]


@pytest.mark.quick
def test_other_keys_mean_nothing_and_no_key_answers_behind_the_end(long: Path):
    questions = Questions(read(long))
    assert len(questions.lines) > MOST_NOES + 2
    assert questions.answers("x 1\ny") == [True]
    ended = "n" * MOST_NOES
    assert questions.answers(f"{ended}yyy") == questions.answers(ended)
    assert questions.line(questions.answers(ended)) is None
    assert questions.answers(f"{ended}uy") == [False] * (MOST_NOES - 1) + [True]


# --------------------------------------------------------------------------- the panel


def test_the_panel_shows_the_likeliest_line_between_its_neighbours(paste: Path):
    panel = Panel(Desk(paste))
    shown = html.unescape(panel.asked.question.value)
    text, credit = CAPTION.split(" (")
    assert f">{text}</div>" in shown
    assert "Before: </span><bdi>Talks resume in the north</bdi>" in shown
    assert f"After: </span><bdi>({credit}</bdi>" in shown
    assert "labelled caption 1, confidence" in shown
    assert f"Line 1 of {len(panel.asked.questions.lines)}" in shown


def test_answers_are_labels_by_hand_and_the_verdicts_follow(paste: Path):
    desk = Desk(paste)
    panel = Panel(desk)
    table = desk.table
    sizes = desk.corpus.layer_sizes().loc["caption", "segments"]
    first, second = panel.asked.questions.lines[:2]
    typed(panel, "n")
    assert by_hand(desk).keys() == {first}
    assert by_hand(desk)[first] != "caption"
    assert desk.corpus.layer_sizes()["segments"].get("caption", 0) == sizes - 1
    assert desk.table is not table
    assert "1 label corrected or checked, not saved yet" in panel.status.value
    typed(panel, "y")
    assert by_hand(desk)[second] == "caption"


def test_the_labels_are_those_that_the_command_would_write(paste: Path):
    other = paste.with_name("other.txt")
    other.write_text(PASTE, encoding="utf-8")
    desk = Desk(paste)
    panel = Panel(desk)
    typed(panel, "ynnnn")
    panel.save.click()
    ask(other, "y\nn\nn\nn\nn\n")
    assert desk.labels.place().read_text(encoding="utf-8") == other.with_name(
        "other.layers.csv"
    ).read_text(encoding="utf-8")
    assert read(paste).segments["rule"].eq(BY_HAND).sum() == len(by_hand(desk)) > 2


def test_a_button_answers_as_its_key_does(paste: Path):
    desk = Desk(paste)
    panel = Panel(desk)
    buttons = {button.description: button for button in panel.asked.buttons.values()}
    assert list(buttons) == ["Caption (y)", "No caption (n)", "Skip (s)", "Undo (u)"]
    assert buttons["Undo (u)"].disabled
    first, second = panel.asked.questions.lines[:2]
    buttons["Caption (y)"].click()
    buttons["Skip (s)"].click()
    assert by_hand(desk) == {first: "caption"}
    buttons["Undo (u)"].click()
    assert by_hand(desk) == {first: "caption"}
    buttons["No caption (n)"].click()
    assert by_hand(desk).keys() == {first, second}
    buttons["Undo (u)"].click()
    buttons["Undo (u)"].click()
    assert by_hand(desk) == {}
    assert buttons["Undo (u)"].disabled


def test_keys_that_are_deleted_in_the_field_are_undone(paste: Path):
    desk = Desk(paste)
    panel = Panel(desk)
    panel.asked.keys.value = "yn"
    assert len(by_hand(desk)) == 2
    panel.asked.keys.value = "y"
    assert by_hand(desk) == {panel.asked.questions.lines[0]: "caption"}
    panel.asked.keys.value = ""
    assert by_hand(desk) == {}


def test_the_questions_end_after_four_noes_and_an_undo_takes_them_up_again(long: Path):
    panel = Panel(Desk(long))
    typed(panel, "n" * MOST_NOES)
    assert f"{MOST_NOES} noes in a row" in panel.asked.question.value
    assert [button.disabled for button in panel.asked.buttons.values()] == [True, True, True, False]
    typed(panel, "y")
    assert len(by_hand(panel.desk)) == MOST_NOES
    panel.asked.buttons["u"].click()  # what was typed behind the end meant nothing
    assert "Is this a caption?" in panel.asked.question.value


def test_the_questions_end_with_the_list(paste: Path):
    panel = Panel(Desk(paste))
    typed(panel, "s" * len(panel.asked.questions.lines))
    assert "That was the last doubtful line" in panel.asked.question.value
    assert by_hand(panel.desk) == {}


def test_a_line_that_is_labelled_elsewhere_in_the_panel_is_asked_no_more(paste: Path):
    desk = Desk(paste)
    panel = Panel(desk)
    first, second, third = panel.asked.questions.lines[:3]
    typed(panel, "y")
    desk.relabel({second: "credit"})
    assert panel.asked.questions.lines[:2] == [first, third]
    typed(panel, "y")
    assert by_hand(desk) == {first: "caption", second: "credit", third: "caption"}


def test_another_article_has_questions_of_its_own(paste: Path, long: Path):
    desk = Desk(paste)
    panel = Panel(desk)
    typed(panel, "y")
    desk.choose(long)
    assert panel.asked.keys.value == ""
    assert panel.asked.questions.lines == doubtful_blocks(read(long))
    assert by_hand(desk) == {}
    desk.choose(paste)
    assert len(by_hand(desk)) == 1  # what was answered waits, as every correction
    assert panel.asked.questions.lines == doubtful_blocks(desk.corpus)


def test_where_no_line_is_doubtful_nothing_is_asked(tmp_path: Path):
    file = tmp_path / "short.txt"
    file.write_text(f"{BODY}\n\n{BODY}\n\n{BODY}\n\n{BODY}", encoding="utf-8")
    desk = Desk(file)
    desk.relabel(dict.fromkeys(doubtful_blocks(desk.corpus), "body"))
    panel = Panel(desk)
    assert "No line is doubtful" in panel.asked.question.value
    assert panel.asked.controls.layout.display == "none"


@pytest.mark.quick
def test_segments_are_numbered_within_their_layer():
    layers = ["headline", "body", "caption", "boilerplate", "body", "caption"]
    names = ["headline", "paragraph 1", "caption 1", "page furniture", "paragraph 2", "caption 2"]
    assert segment_names(layers) == names
    assert segment_names(["headline", "headline"]) == ["headline 1", "headline 2"]


def test_markup_in_a_doubtful_line_is_shown_as_text(tmp_path: Path):
    evil = "<img src=x onerror=alert(1)> in Oslo \u202e on Monday"
    file = tmp_path / "evil.txt"
    file.write_text(f"Talks resume\n\n{BODY}\n\n{evil}\n\n{BODY}", encoding="utf-8")
    panel = Panel(Desk(file))
    seen = []
    while panel.asked.questions.line(panel.asked._given) is not None:
        seen.append(panel.asked.question.value)
        typed(panel, "s")
    assert any("&lt;img src=x" in shown for shown in seen)
    assert not any("<img" in shown or "\u202e" in shown for shown in seen)
