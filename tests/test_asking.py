"""Which lines a person is asked about, in which order, and when the questions end."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis import cli, read, read_text
from analysis.cli import app
from analysis.reading.asking import (
    LEAST_LIKELY,
    MOST_NOES,
    answered,
    answers,
    doubtful_blocks,
    is_unchecked_text,
    next_line,
    ranked,
)
from analysis.reading.corrections import BY_HAND

from .conftest import ROOT

BODY = (
    "The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke"
    " to the press afterwards."
)
CAPTION = "Ann Roe, left, waits in the town hall in Oslo on Monday. (AP Photo/Jo Poe)"
PASTE = "\n\n".join(
    ["Talks resume in the north", CAPTION, BODY, BODY, "Delegates in Oslo", BODY, BODY]
)

LONG = "\n\n".join(  # with many lines that may be captions
    [
        "Talks resume in the north",
        *(part for n in range(8) for part in (f"Delegates {n} in Oslo on Monday", BODY, BODY)),
    ]
)


@pytest.fixture
def paste(tmp_path: Path) -> Path:
    file = tmp_path / "paste.txt"
    file.write_text(PASTE, encoding="utf-8")
    return file


def ask(file: Path, keys: str):
    return CliRunner().invoke(app, ["layers", str(file), "--ask"], input=keys)


@pytest.mark.quick
def test_lines_are_asked_from_the_likeliest_and_the_unlikely_not_at_all():
    assert ranked([0.1, LEAST_LIKELY, 0.9, LEAST_LIKELY - 1e-9, 0.1]) == [2, 0, 4, 1]
    assert ranked([]) == []


@pytest.mark.quick
def test_questions_end_after_four_noes_in_a_row_and_a_yes_starts_the_count_anew():
    captions = {3, 7}
    given = answers(range(20), captions.__contains__)
    assert MOST_NOES == 4
    assert list(given) == list(range(12))
    assert {line for line, is_caption in given.items() if is_caption} == captions


@pytest.mark.quick
@pytest.mark.quick
def test_a_skipped_line_is_neither_a_yes_nor_a_no():
    noes = [False] * (MOST_NOES - 1)
    assert next_line(range(9), [*noes, None]) == MOST_NOES
    assert next_line(range(9), [*noes, None, False]) is None
    assert next_line(range(9), [*noes, None, True, False]) == MOST_NOES + 2
    assert next_line(range(2), [None, None]) is None


def test_a_person_who_stops_keeps_what_was_answered():
    replies = iter([True, False, None])
    assert answers([5, 2, 8, 1], lambda line: next(replies)) == {5: True, 2: False}


def test_a_line_with_a_credit_is_asked_first_and_a_line_labelled_by_hand_never():
    corpus = read_text(PASTE)
    assert doubtful_blocks(corpus)[0] == 1
    assert 1 not in doubtful_blocks(corpus.relabel({1: "caption"}, rule=BY_HAND))


def test_what_the_markup_of_a_page_says_surely_is_not_asked_about():
    page = f"""<html><head><title>Talks resume</title></head><body><nav>Valley</nav><article>
    <h1>Talks resume</h1><p>{BODY}</p><figure><img src="a.jpg">
    <figcaption>{CAPTION}</figcaption></figure>
    <p>{BODY}</p><p>{BODY}</p></article></body></html>"""
    corpus = read(page.encode(), format="html", name="page")
    caption = corpus.segments.index[corpus.segments["layer"] == "caption"][0]
    assert caption not in doubtful_blocks(corpus)
    corpus.segments.loc[caption, "confidence"] = 0.85
    assert doubtful_blocks(corpus)[0] == caption


def test_a_block_that_is_no_caption_is_labelled_as_something_else():
    corpus = read_text(PASTE)
    assert corpus.segments["layer"][1] == "caption"
    layers = answered(corpus, {1: False, 3: False, 5: True}).segments["layer"].tolist()
    assert layers[1] != "caption"
    assert (layers[3], layers[5]) == ("body", "caption")


def test_answers_are_written_beside_the_article_and_win(paste: Path):
    result = ask(paste, "y\nn\nn\nn\nn\n")
    assert result.exit_code == 0
    table = paste.with_name("paste.layers.csv").read_text(encoding="utf-8").splitlines()
    assert table[0] == "block,layer,first_words"
    assert any(row.startswith("1,caption,") for row in table)
    corpus = read(paste)
    assert corpus.segments["rule"][1] == BY_HAND


@pytest.mark.parametrize("keys", ["y\n", "y\nq\n", "x\ny\nq\n", "Yes\n"])
def test_the_end_of_input_and_q_keep_what_was_answered(paste: Path, keys: str):
    assert ask(paste, keys).exit_code == 0
    rows = paste.with_name("paste.layers.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 2


def test_ctrl_c_keeps_what_was_answered(paste: Path, monkeypatch: pytest.MonkeyPatch):
    lines = iter(["y\n"])

    def readline() -> str:
        for line in lines:
            return line
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", type("Keys", (), {"readline": staticmethod(readline)}))
    corpus = read(paste)
    given = answers(doubtful_blocks(corpus), lambda block: cli._is_caption(corpus.text(block)))
    assert list(given.values()) == [True]


def test_without_an_answer_nothing_is_written(paste: Path):
    result = ask(paste, "")
    assert "no file was written" in result.output
    assert not paste.with_name("paste.layers.csv").exists()


def test_a_second_round_keeps_the_first_and_asks_about_other_lines(paste: Path):
    ask(paste, "y\nq\n")
    result = ask(paste, "n\nq\n")
    assert CAPTION not in result.output.split("Is this a caption?")[0]
    rows = paste.with_name("paste.layers.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 3
    assert any(row.startswith("1,caption,") for row in rows)


def test_questions_say_how_many_lines_there_are_when_they_end_and_what_is_left(paste: Path):
    n = len(doubtful_blocks(read(paste)))
    assert n > MOST_NOES
    said = " ".join(ask(paste, "n\n" * n).output.split())
    assert said.startswith(
        f"{n} lines may be captions. The likeliest come first; the questions end after {MOST_NOES} noes in a row."
    )
    assert f"{MOST_NOES} answers, 0 captions. {n - MOST_NOES} lines left." in said


def test_questions_need_a_file_and_leave_the_seed_alone():
    result = CliRunner().invoke(app, ["layers", "--ask"], input="y\n")
    assert result.exit_code != 0


def lines_of(command: str, *arguments: str) -> list[str]:
    result = CliRunner().invoke(app, [command, *arguments])
    assert result.exit_code == 0, result.output
    return [line for line in result.output.splitlines() if "may be" in line]


def test_layers_and_report_say_in_one_line_how_many_lines_may_be_captions(paste: Path):
    corpus = read(paste)
    blocks = doubtful_blocks(corpus)
    n_captions = int((corpus.segments.loc[blocks, "layer"] == "caption").sum())
    assert 0 < n_captions < len(blocks)
    expected = f"{len(blocks)} lines may be captions or not; {n_captions} "
    for arguments in (
        ["layers", str(paste)],
        ["report", str(paste), "-o", str(paste.with_name("r.html"))],
    ):
        (line,) = lines_of(*arguments)
        assert line.startswith(expected)
        assert line.endswith(f"cutline layers {paste} --ask")


def test_where_a_person_has_answered_the_other_lines_are_still_doubtful(paste: Path):
    before = len(doubtful_blocks(read(paste)))
    ask(paste, "y\nq\n")
    rest = len(doubtful_blocks(read(paste)))
    assert 0 < rest < before
    for more in ([], ["-o", str(paste.with_name("r.html"))]):
        (line,) = lines_of("report" if more else "layers", str(paste), *more)
        assert line.startswith(f"{rest} lines with another label may be captions.")


def test_no_command_is_offered_where_no_labels_can_be_kept(tmp_path: Path):
    table = tmp_path / "news.csv"
    table.write_text(f'title,text\nTalks,"{PASTE}"\n', encoding="utf-8")
    assert doubtful_blocks(read(table))
    assert lines_of("layers", str(table)) == []
    assert lines_of("layers") == []  # the article of the suite is never edited


@pytest.mark.quick
def test_a_text_is_unchecked_until_a_person_says_of_a_line_what_it_is():
    corpus = read_text(PASTE)
    assert is_unchecked_text(corpus)
    assert not is_unchecked_text(answered(corpus, {4: True}))
    assert not is_unchecked_text(answered(corpus, {1: True}))
    assert is_unchecked_text(read_text(BODY))


def test_what_markup_or_a_field_labels_is_no_unchecked_text():
    page = read(ROOT / "seeds" / "control.html")
    assert not is_unchecked_text(page)
    fields = read(
        json.dumps({"title": "Talks resume", "text": BODY, "captions": ["The hall."]}).encode()
    )
    assert not is_unchecked_text(fields)
    assert is_unchecked_text(read(json.dumps({"title": "Talks resume", "text": PASTE}).encode()))
