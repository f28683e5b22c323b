"""A plugin of pytest that writes down which files of the package no test touches: none of their functions ran.

The quick tests are tried so, in a process of their own: in one with other tests, what these have worked out and
kept would not run again. Run with: CUTLINE_LEFT_OUT=FILE pytest -p tests.touched -n 0 -m quick
"""

from __future__ import annotations

import ast
import cProfile
import inspect
import os
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "analysis"
VARIABLE = "CUTLINE_LEFT_OUT"
_files: set[str] = set()


def has_functions(path: Path) -> bool:
    """Whether a file has a function that a test could call."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree))


def left_out(files: set[str]) -> list[str]:
    """The files of the package with functions of which none is among these, by their names within it."""
    every = [path for path in sorted(PACKAGE.rglob("*.py")) if has_functions(path)]
    assert len(every) > 100
    return [str(path.relative_to(PACKAGE)) for path in every if str(path) not in files]


@contextmanager
def watched(files: set[str]) -> Iterator[None]:
    """Add the files whose functions run meanwhile, in any thread.

    The profiler of Python notes calls in C: less than a function of Python that is called for each.
    """
    profiles: list[cProfile.Profile] = []

    def watch(*_: FrameType | str | object) -> None:
        profiles.append(cProfile.Profile(subcalls=False, builtins=False))
        profiles[-1].enable()

    if sys.version_info < (3, 12):  # from then on a profiler sees all threads
        threading.setprofile(watch)
    watch()
    try:
        yield
    finally:
        threading.setprofile(None)
        profiles[0].disable()
        files |= {code.co_filename for profile in profiles for code in _called(profile)}


def _called(profile: cProfile.Profile) -> Iterator[CodeType]:
    """The functions that were called; the bodies of modules and classes, and what a comprehension makes, are none."""
    for code in (entry.code for entry in profile.getstats()):
        is_function = isinstance(code, CodeType) and code.co_flags & inspect.CO_OPTIMIZED
        if is_function and not code.co_name.startswith("<"):
            yield code


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Watch each test."""
    with watched(_files):
        return (yield)


def pytest_sessionfinish() -> None:
    """Write the files that were left out, a line each."""
    Path(os.environ[VARIABLE]).write_text("\n".join(left_out(_files)), encoding="utf-8")
