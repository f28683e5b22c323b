"""The shape of the code, in numbers that are held: `python tests/test_shape.py` prints them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ANALYSIS = Path(__file__).resolve().parent.parent / "analysis"
LONGEST_LINE, MOST_LONG_LINES = 100, 0.01
MOST_BRANCHES, MOST_BRANCHY = 15, 10
LEAST_WITH_SECTIONS = 0.60
_BRANCHES = (
    ast.If, ast.For, ast.While, ast.Try, ast.With, ast.BoolOp, ast.IfExp, ast.comprehension,
    ast.ExceptHandler, ast.Match, ast.match_case,
)  # fmt: skip
# One thing, one name: what every measure has, what every reader of a dictionary does, how plain text
# and pages are labelled, what loads or makes the table of a room, and what every reader of an export
# or a container has. A chart and a sentence have the name of the table that they show. All other
# public names are defined once.
SHARED_NAMES = {
    *("MEASURE", "RULES", "along", "hits", "label", "load", "main", "make", "read"),
    *("recognises", "documents", "opened", "related"),
}
SHOWS_TABLES = ("charts/", "words/sentences")


@dataclass
class Shape:
    """What is counted of a package: everything is a number of lines, statements or functions."""

    statements: int = 0
    lines: int = 0
    long_lines: int = 0
    branchy: list[str] = field(default_factory=list)
    public: int = 0
    with_sections: int = 0
    defined: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def share_long(self) -> float:
        return self.long_lines / self.lines

    @property
    def share_with_sections(self) -> float:
        return self.with_sections / self.public

    @property
    def twice(self) -> dict[str, list[str]]:
        """Public names that several modules define, but for those that show or share."""
        outside = {
            name: [module for module in modules if not module.startswith(SHOWS_TABLES)]
            for name, modules in self.defined.items()
        }
        several = {name: modules for name, modules in outside.items() if len(modules) > 1}
        return {name: found for name, found in several.items() if name not in SHARED_NAMES}


def shape_of(folder: Path) -> Shape:
    shape = Shape()
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        shape.lines += len(lines)
        shape.long_lines += sum(len(line) > LONGEST_LINE for line in lines)
        tree = ast.parse(text)
        shape.statements += sum(isinstance(node, ast.stmt) for node in ast.walk(tree))
        module = path.relative_to(folder).with_suffix("").as_posix()
        for name in public_names(tree):
            shape.defined[name].append(module)
        for function in functions_in(tree):
            n_branches = sum(isinstance(node, _BRANCHES) for node in ast.walk(function))
            if n_branches > MOST_BRANCHES:
                shape.branchy.append(f"{module}.{function.name} ({n_branches})")
            if not function.name.startswith("_"):
                shape.public += 1
                shape.with_sections += "----" in (ast.get_docstring(function) or "")
    return shape


def functions_in(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        names = [getattr(node, "name", "")]
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        yield from (name for name in names if name and not name.startswith("_"))


def test_lines_are_short():
    shape = shape_of(ANALYSIS)
    assert shape.share_long <= MOST_LONG_LINES, shape.long_lines


def test_few_functions_have_many_branches():
    branchy = shape_of(ANALYSIS).branchy
    assert len(branchy) <= MOST_BRANCHY, branchy


def test_most_public_functions_say_what_they_take_and_give():
    assert shape_of(ANALYSIS).share_with_sections >= LEAST_WITH_SECTIONS


def test_a_public_name_means_one_thing():
    assert shape_of(ANALYSIS).twice == {}


def test_the_counts_are_right(tmp_path: Path):
    (tmp_path / "a.py").write_text(
        'def plain(x):\n    """Say it.\n\n    Returns\n    -------\n    int\n    """\n'
        "    return [y for y in x if y and x]\n\n\ndef _private():\n    pass\n\n\nLIMIT = 1\n"
        + "# " + "x" * 100 + "\n"
    )  # fmt: skip
    (tmp_path / "b.py").write_text("def plain():\n" + "    if 1:\n        pass\n" * 16)
    shape = shape_of(tmp_path)
    assert (shape.statements, shape.public, shape.with_sections) == (39, 2, 1)
    assert (shape.long_lines, shape.branchy, shape.twice) == (
        1,
        ["b.plain (16)"],
        {"plain": ["a", "b"]},
    )


if __name__ == "__main__":
    code = shape_of(ANALYSIS)
    print(f"statements                          {code.statements:>7,}")
    print(f"lines                               {code.lines:>7,}")
    print(
        f"lines over {LONGEST_LINE} characters          {code.share_long:>7.1%}  at most {MOST_LONG_LINES:.0%}"
    )
    print(
        f"functions over {MOST_BRANCHES} branches          {len(code.branchy):>7}  at most {MOST_BRANCHY}"
    )
    share, least = code.share_with_sections, LEAST_WITH_SECTIONS
    print(f"public docstrings with sections     {share:>7.0%}  at least {least:.0%}")
    print(f"public names of several things      {len(code.twice):>7}  none")
    for name, modules in code.twice.items():
        print(f"    {name}: {', '.join(modules)}")
