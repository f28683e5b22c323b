"""Words: everything is said in one room, so nothing outside of it writes a number, cuts a line or makes a plural."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from analysis.words import grammar, lines, numbers

from .conftest import ROOT

ANALYSIS = ROOT / "analysis"
COUNT = ","  # 1,234, as Python groups it
OTHER_THAN_SIZES = re.compile(r"0\d[dx]|%.*")  # numbers in names of files, hours, escapes; dates
# What is written for a machine, quoted as it stands in an input, or no sentence.
APART = {
    "formats": {
        ("baseline/stored.py", ".5g"): "a rounded number, not written",
        ("report/dots.py", "g"): "a place in a drawing",
        ("report/dots.py", ".2f"): "a place in a drawing",
        ("report/tables.py", ".10g"): "what the browser sorts a column by",
        ("lexicons/dictionaries/draft.py", "g"): "a weight as it is in the reader's file",
    },
    "cuts": {
        ("annotated.py", "hashlib.sha256(content.encode()).hexdigest()[:8]"): "a hash",
        ("batch/workers.py", "uuid.uuid4().hex[:8]"): "a name by chance",
        ("batch/measuring.py", "own[name][:12]"): "a hash",
        ("batch/measuring.py", "recorded[:12]"): "a hash",
        ("charts/drawing.py", "f'{kept}…'"): "cut to a width in points",
        ("charts/drawing.py", "f'{kept.rstrip()}…'"): "cut to a width in points",
        ("coding/sheets.py", "shown[:LONGEST_CELL]"): "says how much is cut",
        ("reading/tables.py", "behind[:_LONGEST_QUOTE]"): "both sides of a bar",
        ("vocabulary.py", "given[:at]"): "a part of a word",
    },
    "endings": {("lexicons/names.py", "word[:1].upper()"): "a name in a list"},
}


def formats(node: ast.AST) -> Iterator[str]:
    """How a number is written: in an f-string, by format() or %, or with another sign for minus."""
    match node:
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=values)):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "*" for part in values
            )
        case ast.Call(func=ast.Name(id="format"), args=[_, ast.Constant(value=str(spec))]):
            yield spec
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(pattern)), attr="format")):
            yield from re.findall(r"\{[^{}:]*:([^{}]*)\}", pattern)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(pattern))):
            yield from re.findall(r"%([-+ 0-9.]*[defg])", pattern)
        case ast.Call(
            func=ast.Attribute(attr="replace"),
            args=[ast.Constant(value="-"), ast.Constant(value="−")],
        ):
            yield "−"


def cuts(node: ast.AST) -> Iterator[str]:
    """Where the beginning of something is said, or an ellipsis put behind it."""
    match node:
        case ast.FormattedValue(
            value=ast.Subscript(slice=ast.Slice(lower=None, upper=ast.expr())) as part
        ):
            yield ast.unparse(part)
        case (
            ast.JoinedStr(values=[*_, ast.FormattedValue(), ast.Constant(value=str(end))])
            | ast.BinOp(op=ast.Add(), right=ast.Constant(value=str(end)))
            | ast.IfExp(body=ast.Constant(value=str(end)), orelse=ast.Constant(value=""))
        ) if end.strip(" ,;") == "…":
            yield ast.unparse(node)


def endings(node: ast.AST) -> Iterator[str]:
    """Where a noun or verb follows its number by hand, or a text gets its capital."""
    match node:
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            irregular = {one, other} in ({"is", "are"}, {"has", "have"}, {"was", "were"})
            if irregular or f"{one}s" == other or f"{other}s" == one:
                yield ast.unparse(node)
        case ast.JoinedStr(values=parts):
            for part, behind in pairwise(parts):
                if isinstance(part, ast.FormattedValue) and re.match(
                    r"s\b", str(getattr(behind, "value", ""))
                ):
                    yield ast.unparse(node)
        case ast.Call(
            func=ast.Attribute(
                value=ast.Subscript(slice=ast.Slice(lower=None, upper=ast.Constant(value=1))),
                attr="upper" | "lower",
            )
        ):
            yield ast.unparse(node)


@pytest.mark.parametrize(
    "said", [formats, cuts, endings], ids=["numbers", "cut lines", "plurals and capitals"]
)
def test_they_are_made_in_the_room_of_words_alone(said: Callable[[ast.AST], Iterator[str]]):
    made = set()
    for path in ANALYSIS.rglob("*.py"):
        name = path.relative_to(ANALYSIS).as_posix()
        if not name.startswith("words/"):
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            made |= {(name, text) for node in nodes for text in said(node)}
    made = {
        (name, text)
        for name, text in made
        if text not in ("", COUNT) and not OTHER_THAN_SIZES.fullmatch(text)
    }
    assert made == set(APART[said.__name__])


@pytest.mark.parametrize(
    "code", ["f'{x:.1f}'", "f'{x:,.0f} kB'", "format(x, '.2f')", "'{:.2f}'.format(x)", "'%.1f' % x"]
)
def test_the_guard_sees_a_number_written_elsewhere(code: str):
    assert any(spec != COUNT for node in ast.walk(ast.parse(code)) for spec in formats(node))


@pytest.mark.parametrize(
    "code",
    ["f'{text[:40]!r} is no word'", "text[:9] + '…'", "f'{text[:9]}…'", "a + (', …' if b else '')"],
)
def test_the_guard_sees_a_line_cut_elsewhere(code: str):
    assert any(text for node in ast.walk(ast.parse(code)) for text in cuts(node))


@pytest.mark.parametrize(
    "code",
    [
        "'is' if n == 1 else 'are'",
        "'word' if n == 1 else 'words'",
        "f'{n} {noun}s'",
        "x[:1].upper() + x[1:]",
    ],
)
def test_the_guard_sees_an_ending_made_elsewhere(code: str):
    assert any(text for node in ast.walk(ast.parse(code)) for text in endings(node))


@pytest.mark.parametrize(
    "write",
    [
        numbers.plain,
        numbers.decimal,
        numbers.rate,
        numbers.signed,
        numbers.share,
        numbers.score,
        numbers.significant,
    ],
)
def test_what_is_undefined_is_a_dash(write: Callable[[float], str]):
    assert write(float("nan")) == "–"


@pytest.mark.parametrize(
    "text",
    ["a" * 50, "war " * 50, "\n war " * 5_000, "x" * 1_000_000],
    ids=["word", "words", "lines", "endless"],
)
@pytest.mark.parametrize("cut", [lines.shortened, lines.beginning, lines.drawable])
def test_a_cut_line_says_so_and_is_no_longer_than_asked(text: str, cut: Callable[[str, int], str]):
    line = cut(text, 20)
    assert len(line) <= 20
    assert line.endswith("…")
    assert cut("war", 20) == "war"


def test_a_line_that_fits_but_whose_text_goes_on_says_so():
    assert lines.beginning("war" + " " * 1_000 + "peace", 20) == "war…"


@pytest.mark.parametrize(
    ("noun", "n", "counted"),
    [
        ("category", 2, "2 categories"),
        ("body paragraph", 15, "15 body paragraphs"),
        ("headline", 1, "1 headline"),
        ("day", 2, "2 days"),
    ],
)
def test_a_noun_agrees_with_its_number(noun: str, n: int, counted: str):
    assert grammar.count(n, noun) == counted
