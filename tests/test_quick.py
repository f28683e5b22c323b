"""The marks keep what they promise: the quick tests touch every module, and what is slow says why."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import touched
from .conftest import ROOT

PACKAGE = ROOT / "analysis"


def marks(path: Path, name: str) -> list[ast.expr]:
    """Where a test file says `pytest.mark.NAME`, each with its call if it is called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wanted = f"pytest.mark.{name}"
    attributes = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == name and ast.unparse(node) == wanted
    ]
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return [calls.get(id(attribute), attribute) for attribute in attributes]


def reason(mark: ast.expr) -> str:
    """The reason that stands beside a mark, or nothing."""
    given = {word.arg: word.value for word in mark.keywords} if isinstance(mark, ast.Call) else {}
    value = given.get("reason")
    return str(value.value).strip() if isinstance(value, ast.Constant) else ""


def has_functions(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree))


def test_what_is_slow_says_why_beside_its_mark():
    slow = {path.name: marks(path, "slow") for path in sorted((ROOT / "tests").glob("test_*.py"))}
    assert sum(map(len, slow.values())) > 10
    silent = [
        f"{name}:{mark.lineno}"
        for name, found in slow.items()
        for mark in found
        if len(reason(mark).split()) < 3
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("@pytest.mark.slow(reason='it builds a wheel')", "it builds a wheel"),
        ("@pytest.mark.slow", ""),
        ("@pytest.mark.slow()", ""),
    ],
)
def test_a_mark_without_a_reason_is_seen(tmp_path: Path, line: str, said: str):
    path = tmp_path / "test_a.py"
    path.write_text(f"{line}\ndef test_a():\n    pass\n", encoding="utf-8")
    assert [reason(mark) for mark in marks(path, "slow")] == [said]


@pytest.mark.slow(
    reason="all quick tests are run once more, and each call of a function is watched"
)
def test_the_quick_tests_touch_every_module(tmp_path: Path):
    file = tmp_path / "touched.txt"
    options = ["-q", "-m", "quick", "-n", "0", "-p", "tests.touched", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=ROOT,
        env={**os.environ, touched.VARIABLE: str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]
    names = file.read_text(encoding="utf-8").splitlines()
    every = [path for path in sorted(PACKAGE.rglob("*.py")) if has_functions(path)]
    assert len(every) > 100
    assert [
        str(path.relative_to(PACKAGE))
        for path in every
        if str(path.relative_to(PACKAGE)) not in names
    ] == []
