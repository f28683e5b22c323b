"""The marks keep what they promise: what is slow says why, and the quick tests touch every module."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from . import CHANGING, touched
from .conftest import ROOT, pytest_collection_modifyitems


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


THREADS = "import sys, tests, threadpoolctl, numpy, sklearn.ensemble; print({pool['num_threads'] for pool in threadpoolctl.threadpool_info()})"


@pytest.mark.parametrize(("settings", "shown"), [({}, "{1}"), ({"n": "2"}, "{2}")])
def test_libraries_take_one_thread_unless_a_person_names_another_number(
    settings: dict[str, str], shown: str
):
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    others = {name: value for name, value in os.environ.items() if name not in names}
    run = subprocess.run(
        [sys.executable, "-c", THREADS],
        cwd=ROOT,
        env={**others, **{name: settings["n"] for name in names if settings}},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == shown


# --------------------------------------------------------------------------- what quick tests touch


def test_what_runs_in_any_thread_is_touched_and_what_is_loaded_or_no_function_is_not():
    files: set[str] = set()
    code = "class A:\n    numbers = [n for n in (1, 2)]\ndef f():\n    pass"
    names: dict[str, Any] = {}
    with touched.watched(files):
        exec(compile(code, "loaded.py", "exec"), {})
        exec(compile(code, "called.py", "exec"), names)
        names["f"]()
        exec(compile(code, "threaded.py", "exec"), names)
        thread = threading.Thread(target=names["f"])
        thread.start()
        thread.join()
    assert {name for name in files if name in ("called.py", "threaded.py")} == {
        "called.py",
        "threaded.py",
    }
    assert "loaded.py" not in files
    with touched.watched(later := set()):
        pass
    assert "called.py" not in later


def test_what_no_quick_test_touches_is_named():
    every = {str(path) for path in touched.PACKAGE.rglob("*.py")}
    assert touched.left_out(every) == []
    assert touched.left_out(every - {str(touched.PACKAGE / "reading" / "form.py")}) == [
        str(Path("reading", "form.py"))
    ]


@pytest.mark.slow(reason="all quick tests are run once more, and each call of a function is noted")
def test_the_quick_tests_touch_every_module(tmp_path: Path):
    file = tmp_path / "left_out.txt"
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
    assert file.read_text(encoding="utf-8") == ""
