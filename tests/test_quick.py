"""The marks keep what they promise: the quick tests touch every module, and what is slow says why."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from . import CHANGING, touched
from .conftest import ROOT, pytest_collection_modifyitems

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


def test_files_with_slow_tests_go_first_and_keep_their_order():
    items = [
        SimpleNamespace(path=Path(path), get_closest_marker={"slow": slow}.get)
        for path, slow in (("a.py", None), ("b.py", None), ("b.py", "why"), ("c.py", None))
    ]
    ordered = [items[1], items[2], items[0], items[3]]
    pytest_collection_modifyitems(items)
    assert items == ordered


@pytest.mark.parametrize(("changing", "shown"), [({}, "False bytecode"), ({CHANGING: "1"}, "True")])
def test_where_python_may_keep_nothing_what_it_compiles_is_kept_with_pytests_own_files(
    changing: dict[str, str], shown: str
):
    settings = {k: v for k, v in os.environ.items() if k not in (CHANGING, "PYTHONPYCACHEPREFIX")}
    code = "import sys, tests; print(sys.dont_write_bytecode, (sys.pycache_prefix or '')[-8:])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**settings, "PYTHONDONTWRITEBYTECODE": "1", **changing},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == shown


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
