"""No pattern and no loop of the package takes more time than in step with its input."""

from __future__ import annotations

import logging
import re
import warnings

import pytest

from analysis import read_text
from analysis.reading.credits import caption_parts, has_credit, is_credit

from .worst_cases import (
    Collected,
    OutOfTimeError,
    collected,
    cpu_seconds,
    grows_too_fast,
    patterns_of_code,
    rooms,
    too_slow,
    worst_cases,
)

with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore", DeprecationWarning
    )  # it imports the parser of `re` by its old name
    from regexploit.ast.repeat import FiniteRepeat
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find

logging.getLogger().setLevel(logging.WARNING)
EXPONENTIAL = 10  # stars from which regexploit calls a pattern exponential


class Parser(SreOpParser):
    """Regexploit's parser with what Python has had since 3.11: what never gives back what it took cannot be slow."""

    def from_POSSESSIVE_REPEAT(self, data):  # noqa: N802 - the name is looked up
        least, _, elements = data
        repeated = self.sequence_or_singleton(elements)
        return repeated and FiniteRepeat(repeated, least, least + 1)

    def from_ATOMIC_GROUP(self, elements):  # noqa: N802
        return self.sequence_or_singleton(elements)


def stars(pattern: re.Pattern) -> list:
    """What regexploit sees in a pattern, the worst first."""
    text = (
        pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    )
    sequence = Parser().parse_sre(text, pattern.flags & (re.X | re.I | re.S | re.M))
    return find(sequence) if sequence is not None else []


# Patterns are collected by the tests: each worker of a parallel run has to find the tests first, and one runs these.
every_room = pytest.mark.parametrize("room", rooms())


@pytest.mark.slow(reason="each of some hundred patterns is timed on its worst inputs")
@every_room
def test_no_pattern_takes_more_than_linear_time(room: str):
    problems = {str(entry): too_slow(entry) for entry in collected() if entry.room == room}
    assert {where: problem for where, problem in problems.items() if problem} == {}


@pytest.mark.slow(reason="each of some hundred patterns is taken apart")
@every_room
def test_no_pattern_has_stars_within_stars(room: str):
    problems: list = []
    for entry in collected():
        if entry.room == room:
            # A pattern of very many alternatives takes regexploit too long; its timed worst cases stand.
            cpu_seconds(lambda pattern=entry.pattern: problems.extend(stars(pattern)), most=5.0)
    assert [problem.example() for problem in problems if problem.starriness > EXPONENTIAL] == []


def test_every_pattern_is_of_a_room():
    assert {entry.room for entry in collected()} <= set(rooms())


@pytest.mark.parametrize(
    ("pattern", "operation"),
    [
        (r"(a+)+$", "search"),
        (r"(?:A/|[A-Z]/)*!", "match"),
        (r"(?:\w+|\d)*;", "match"),
        (r"\s*x\s*$", "search"),
        (r"\s*$", "search"),
        (r"\[.*\]", "search"),
        (r"<[^>]*>", "sub"),
        (r"^\W*\s*\d+", "search"),
        (r"(?:[\w.]{0,40}[-.]?){0,6}!", "search"),
        (r"[^.]+\.com", "finditer"),
    ],
)
def test_the_judge_sees_what_is_slow(pattern: str, operation: str):
    assert too_slow(Collected("here", re.compile(pattern), frozenset({operation}))) != ""


@pytest.mark.parametrize(
    ("pattern", "operation"),
    [
        (r"\s*x", "match"),
        (r"(?<!\s)\s*x(?<!\s)\s*$", "search"),
        (r"(?:a|b)*+;", "match"),
        (r"<[^<>]*>", "sub"),
        (r"\b[^.]{1,60}[.]", "search"),
    ],
)
def test_the_judge_lets_pass_what_is_linear(pattern: str, operation: str):
    assert too_slow(Collected("here", re.compile(pattern), frozenset({operation}))) == ""


def test_the_static_analyser_sees_stars_within_stars():
    assert stars(re.compile(r"^(a+)+$"))[0].starriness > EXPONENTIAL


def test_the_worst_cases_of_a_pattern_come_from_its_own_tree():
    cases = worst_cases(re.compile(r"Photo:\s*(?:qx|zy)*;"))
    assert any(prefix.startswith("Photo:") and "qx" in pump for prefix, pump, _ in cases)
    assert any("zy" in pump for _, pump, _ in cases)


def test_every_call_of_a_pattern_is_collected():
    code = "def f(x):\n    re.sub(r'a+b', '', x)\n    return table['c'].str.contains('d+e')"
    assert [pattern.pattern for _, pattern, _ in patterns_of_code(code, "m", {})] == ["a+b", "d+e"]


@pytest.mark.parametrize(
    "code",
    [
        "def f(x, y):\n    return re.search(x, y)",
        "from re import search",
        "import re as r",
        "A = re.compile(unknown)",
    ],
)
def test_a_pattern_that_cannot_be_collected_fails(code: str):
    with pytest.raises(ValueError, match="line"):
        list(patterns_of_code(code, "m", {}))


def test_patterns_within_tables_are_collected():
    names = {entry.where for entry in collected()}
    assert {
        "analysis.reading.credits._AT_END",
        "analysis.reading.form.NOTICE",
        "analysis.reading.markdown._CLOSES",
    } <= names
    assert any(isinstance(entry.pattern.pattern, bytes) for entry in collected())


def test_the_clock_ends_a_run_that_would_not_end():
    assert cpu_seconds(lambda: re.search(r"(a+)+$", "a" * 40 + "!"), most=0.2) == float("inf")
    assert issubclass(OutOfTimeError, Exception)


CAPTIONS = {
    "fourteen names": " / ".join(["Ann Lee"] * 14),
    "letters and slashes": "The hall. " + "A/" * 30,
    "many letters and slashes": "A/" * 50_000,
    "hyphens": "A-b-" * 25_000,
    "initials": "A.B." * 25_000,
    "an address": "https://a.b/" + "c" * 100_000,
    "one word": "x" * 100_000,
    "blanks": "A hall" + " " * 100_000 + "x",
    "brackets": "(photo " * 15_000,
    "credits": "The hall. Photo: Ann Roe/Reuters. " * 3_000,
}


@pytest.mark.parametrize("text", CAPTIONS.values(), ids=CAPTIONS)
def test_a_caption_of_any_words_is_split_at_once(text: str):
    assert (
        cpu_seconds(lambda: (caption_parts(text), has_credit(text), is_credit(text)), most=5.0)
        < 0.5
    )


def test_a_caption_without_a_blank_is_read_within_a_second():
    corpus_seconds = cpu_seconds(
        lambda: read_text("A hall.\n\n" + "x" * 100_000 + "\n\nA door."), most=20.0
    )
    assert corpus_seconds < 2


@pytest.mark.parametrize(
    "line",
    [
        "Line {} of the town and the river.",  # paragraphs
        "Item {}",  # what the model names
        "Photo: Ann Roe {}",  # credits
    ],
)
def test_a_text_of_many_blocks_takes_time_in_step_with_their_number(line: str):
    def run(text: str) -> None:
        read_text(text)

    def text(n_blocks: int) -> str:
        return "\n\n".join(line.format(k) for k in range(n_blocks))

    assert grows_too_fast(run, text, (5_000, 20_000), most=20.0) == ""
