"""The code as a whole: formatter, linter and types can each fail the tests."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest

from .conftest import ROOT

TOP_LEVEL = {
    "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "seeds", "notebooks", "analysis", "figures", "tests",
}  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [("ruff", "format", "--check", "."), ("ruff", "check", "."), ("mypy",)],
    ids=["formatter", "linter", "types"],
)
def test_the_code_passes(command: tuple[str, ...]):
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_the_top_level_holds_what_it_should_and_nothing_else():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout: git ls-files cannot tell which files belong to the project")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL
    assert "uv.lock" not in listed.stdout.splitlines()


def test_every_dependency_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    for requirement in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert "# " in line, requirement


def test_imports_run_one_way():
    """words ← corpus ← reading; lexicons, corpus ← measures; tables ← comparison, charts; all of these ← figures ← cli."""
    import ast

    order = [
        "words",
        "looks",
        "failures",
        "terminal",
        "corpus",
        "reading",
        "spreadsheet",
        "lexicons",
        "hits",
        "sentiment",
        "framing",
        "entities",
        "vocabulary",
        "comparison",
        "nearness",
        "coding",
    ]
    order += [
        "explanation",
        "power",
        "measures",
        "sensitivity",
        "placement",
        "validity",
        "words.sentences",
        "completeness",
        "annotated",
    ]
    order += ["charts", "publishing", "figures", "browser", "report", "desk", "batch", "population", "synthetic", "cli"]

    def room_of(module: str) -> str:
        """The room of a module of the package: the sentences are a room of their own, above the rest of words."""
        parts = module.split(".")[1:]
        return ".".join(parts[:2]) if ".".join(parts[:2]) in order else parts[0]

    for path in (ROOT / "analysis").rglob("*.py"):
        room = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        if room == "__init__":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
        names = [f"{node.module}.{imported.name}" for node in imports for imported in node.names]
        for name in names:
            if name.startswith("analysis.") and room_of(name) in order and room_of(name) != room:
                assert order.index(room_of(name)) < order.index(room), f"{path.name} imports {name}"
