"""Words: everything is said in one room, so nothing outside of it writes a number, cuts a line or makes a plural."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT

ANALYSIS = ROOT / "analysis"
COUNT = ","  # 1,234, as Python groups it
FIXED_WIDTH = re.compile(r"0\d[dx]")  # of names of files, of hours, of escapes
# What is written for a machine, or quoted as it stands in an input.
OTHER_FORMATS = {
    ("report/dots.py", "g"): "a place in a drawing",
    ("report/dots.py", ".2f"): "a place in a drawing",
    ("report/cells.py", ".10g"): "what the browser sorts a column by",
    ("lexicons/dictionaries/draft.py", "g"): "a weight as it is in the reader's file",
}
OTHER_CUTS = {
    ("annotated.py", "hashlib.sha256(content.encode()).hexdigest()[:8]"): "a hash",
    ("batch/workers.py", "uuid.uuid4().hex[:8]"): "a name by chance",
    ("batch/measuring.py", "here[:12]"): "a hash",
    ("batch/measuring.py", "recorded[:12]"): "a hash",
    ("charts/drawing.py", "f'{kept.rstrip()}…'"): "cut to a width in points",
    ("coding/sheets.py", "shown[:LONGEST_CELL]"): "says how much is cut",
    ("reading/tables.py", "behind[:_LONGEST_QUOTE]"): "both sides of a bar",
    ("vocabulary.py", "given[:place]"): "a part of a word",
}


def files() -> Iterator[tuple[str, ast.AST]]:
    """The files of the package outside the room of words."""
    for path in sorted(ANALYSIS.rglob("*.py")):
        if path.relative_to(ANALYSIS).parts[0] != "words":
            yield path.relative_to(ANALYSIS).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def formats(tree: ast.AST) -> Iterator[str]:
    """How numbers are written: in f-strings, by format() and by %."""
    for node in ast.walk(tree):
        match node:
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=values)):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in values)
            case ast.Call(func=ast.Name(id="format"), args=[_, ast.Constant(value=str(spec))]):
                yield spec
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(pattern)), attr="format")):
                yield from re.findall(r"\{[^{}:]*:([^{}]*)\}", pattern)
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(pattern))):
                yield from re.findall(r"%([-+ 0-9.]*[defg])", pattern)
            case ast.Call(func=ast.Attribute(attr="replace"), args=[ast.Constant(value="-"), ast.Constant(value="−")]):
                yield "−"


def cuts(tree: ast.AST) -> Iterator[str]:
    """Where the beginning of something is said, or an ellipsis put behind it."""
    for node in ast.walk(tree):
        match node:
            case ast.FormattedValue(value=ast.Subscript(slice=ast.Slice(lower=None, upper=ast.expr())) as part):
                yield ast.unparse(part)
            case ast.JoinedStr(values=[*_, ast.FormattedValue(), ast.Constant(value=str(end))]) if end.strip() == "…":
                # Of a line that is measured with its ellipsis, only what comes of it counts.
                if not isinstance(getattr(node, "parent", None), ast.Call):
                    yield ast.unparse(node)
            case ast.BinOp(op=ast.Add(), right=ast.Constant(value=str(end))) if end.strip(" ,;") == "…":
                yield ast.unparse(node)
            case ast.IfExp(body=ast.Constant(value=str(end)), orelse=ast.Constant(value="")) if end.strip(" ,") == "…":
                yield ast.unparse(node)


def plurals(tree: ast.AST) -> Iterator[str]:
    """Where a noun or a verb follows a number by hand, or a sentence gets its capital."""
    for node in ast.walk(tree):
        match node:
            case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
                pair = {one, other}
                if f"{one}s" == other or f"{other}s" == one or pair in ({"is", "are"}, {"has", "have"}, {"was", "were"}):
                    yield ast.unparse(node)
            case ast.JoinedStr(values=parts):
                for part, behind in zip(parts, parts[1:], strict=False):
                    if isinstance(part, ast.FormattedValue) and isinstance(behind, ast.Constant):
                        yield from [ast.unparse(node)] * bool(re.match(r"s\b", str(behind.value)))
            case ast.Call(func=ast.Attribute(value=ast.Subscript(value=ast.Name(id=name)), attr="upper")):
                yield f"{name}[…].upper()"


def with_parents(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    return tree


def test_numbers_are_written_in_the_room_of_words_alone():
    said = {
        (name, spec)
        for name, tree in files()
        for spec in formats(tree)
        if spec not in ("", COUNT) and not FIXED_WIDTH.fullmatch(spec)
    }
    assert said == set(OTHER_FORMATS)
