"""Why a row cannot be tested: the same true reason in every output."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import Corpus, comparison, measures, read
from analysis.cli import app
from analysis.desk.labels import moved
from analysis.report import report
from analysis.words import sentences

from .conftest import ROOT

CAPTIONS = ("The town hall by the river.", "A drone over the hills.")


@pytest.fixture(scope="module")
def long_article(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Corpus]:
    """An article of 13,000 words: two captions among ten segments, and many frames in its body."""
    seed = read(ROOT / "seeds" / "nagorno-karabakh.txt")
    paragraphs = [text for text in seed.texts[0].split("\n\n") if len(text.split()) > 30]
    of_body = [" ".join([text] * (1_700 // len(text.split()))) for text in paragraphs[:8]]
    html = [f"<p>{text}</p>" for text in of_body]
    figures = [f"<figure><img><figcaption>{text}</figcaption></figure>" for text in CAPTIONS]
    page = f"<html><body><article><h1>Talks resume</h1>{''.join([*html, *figures])}</article></body></html>"
    path = tmp_path_factory.mktemp("long") / "long.html"
    path.write_text(page, encoding="utf-8")
    return path, read(path)


def test_many_rows_over_a_long_article_are_said_to_be_many(long_article: tuple[Path, Corpus]):
    _, corpus = long_article
    sizes = corpus.layer_sizes()
    assert sizes.loc["body", "words"] > 13_000
    assert sizes["segments"][["caption", "body"]].tolist() == [2, 8]
    table = measures.findings(corpus)
    many = table[table["reason"] == comparison.MANY_ROWS]
    assert len(many)
    assert (many["p_adjusted"] > comparison.LEVEL).all()
    lines = sentences.findings(table, sentences.LABELS)
    assert any("too many rows tested together): " in line for line in lines)
    read_table = sentences.readable(table, sentences.LABELS)["verdict"]
    assert "cannot be tested here (too many rows tested together)" in set(read_table)


def verdicts(terminal: str) -> str:
    """The words of the column of verdicts, whose cells go on in the next line where they are long."""
    words, column = [], slice(0)
    for line in terminal.splitlines():
        if header := re.search(r"verdict +(?=\S)|verdict$", line):
            column = slice(*header.span())
        words += line[column].split()
    return " ".join(words)


@pytest.mark.parametrize("file", ["long", "short"])
def test_no_output_gives_too_little_text_as_the_reason(
    file: str, long_article: tuple[Path, Corpus], tmp_path: Path
):
    path, _ = long_article
    if file == "short":
        path = tmp_path / "short.md"
        path.write_text("# Talks resume\n\nThey met. They parted.\n\n![](a.jpg)\n*A hall.*\n")
    page = report(read(path)).html
    terminal = CliRunner().invoke(app, ["compare", str(path), "--all"]).output
    rows = CliRunner().invoke(app, ["compare", str(path), "--format", "json"]).stdout
    for text in (page, terminal, rows):
        assert "not enough text" not in text.lower()
    reason = comparison.MANY_ROWS if file == "long" else comparison.ONE_SEGMENT[0]
    assert reason in {row["reason"] for row in json.loads(rows)["rows"]}
    why = (
        "cannot be tested here (too many rows tested together)"
        if file == "long"
        else "shown for information, not tested (only one caption)"
    )
    assert why in page.lower()
    assert why in verdicts(terminal)


def row(reason: str, verdict: str = comparison.NOT_TESTABLE) -> pd.Series:
    """A row of a comparison that was not tested."""
    counts = {"n_target": 0, "n_reference": 8, "per_1000_target": 0.0, "per_1000_reference": 9.4}
    return pd.Series(
        {"category": "a", "side": "", "p_adjusted": float("nan"), "verdict": verdict} | counts
        | {"reason": reason}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (comparison.FEW_HITS, "fewer than 4 hits in captions and body together"),
        (comparison.FEW_SEGMENTS[0], "too few captions"),
        (comparison.FEW_SEGMENTS[1], "too few paragraphs"),
        (comparison.MANY_ROWS, "too many rows tested together"),
        (comparison.ONE_SEGMENT[0], "only one caption"),
        (comparison.ONE_SEGMENT[1], "only one paragraph"),
        (comparison.NO_WORDS[0], "no captions"),
        (comparison.NO_WORDS[1], "no body"),
        (comparison.SAME_RATE, "the same rate in every segment"),
    ],
)
def test_a_reason_is_put_in_words_with_the_layer_it_lies_with(reason: str, words: str):
    assert sentences.because(reason) == words
    assert sentences.finding(row(reason), {}).startswith(f"A: cannot be tested here ({words}). ")


def test_rows_that_cannot_be_tested_are_listed_by_their_reason():
    reasons = [comparison.FEW_HITS, comparison.MANY_ROWS, comparison.FEW_HITS]
    table = pd.DataFrame([row(reason) for reason in reasons]).assign(category=["a", "b", "c"])
    assert sentences.findings(table, {}) == [
        "Cannot be tested here (fewer than 4 hits in captions and body together): a, c.",
        "Cannot be tested here (too many rows tested together): b.",
    ]


def test_the_answer_gives_the_reasons_the_commonest_first():
    reasons = [comparison.MANY_ROWS, comparison.FEW_HITS, comparison.FEW_HITS]
    table = pd.DataFrame([row(reason) for reason in reasons]).assign(measure="framing")
    assert sentences.answer(table, {}) == (
        "Captions and body cannot be compared here: fewer than 4 hits in some categories and too many rows tested together"
    )
    missing = pd.DataFrame([row(comparison.NO_WORDS[0])]).assign(measure="framing")
    assert sentences.answer(missing, {}) == "Captions and body cannot be compared here"


def test_a_verdict_that_moved_gives_its_reason():
    before = pd.DataFrame({"measure": ["m"], "category": ["a"], "verdict": ["more in captions"]})
    now = before.assign(verdict=comparison.NOT_TESTABLE, reason=comparison.FEW_SEGMENTS[0])
    assert moved(before.assign(reason=""), now, {}) == [
        "A: more in captions, now cannot be tested here (too few captions)."
    ]
