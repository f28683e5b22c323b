"""Which files of the package the quick tests touch: while one runs, the functions that run are noted.

A run of all tests, slow ones or not, fails where the quick ones leave out a file that holds a function. No test can
say so, since each worker of a parallel run sees a part of them: the process that started the workers does, at the end.
"""

from __future__ import annotations

import ast
import cProfile
import inspect
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "analysis"
QUICK = "quick"
# Expressions of marks. By themselves the quick tests are not watched, which takes half as long again.
_WATCHED = ("", "not slow")
_LEAVING_OUT = ("keyword", "deselect", "lf", "stepwise", "collectonly", "ignore_glob")
_KEY = "touched"
_LEFT_OUT = pytest.StashKey[list[str]]()
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
        threading.setprofile(None)  # type: ignore[arg-type]
        profiles[0].disable()
        files |= {code.co_filename for profile in profiles for code in _called(profile)}


def _called(profile: cProfile.Profile) -> Iterator[CodeType]:
    """The functions that were called; the bodies of modules and classes, and what a comprehension makes, are none."""
    for code in (entry.code for entry in profile.getstats()):
        is_function = isinstance(code, CodeType) and code.co_flags & inspect.CO_OPTIMIZED
        if is_function and not code.co_name.startswith("<"):
            yield code


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watch each quick test."""
    if item.config.option.markexpr not in _WATCHED or not item.get_closest_marker(QUICK):
        return (yield)
    with watched(_files):
        return (yield)


def is_judged(config: pytest.Config) -> bool:
    """Whether the quick tests were watched and none was left out: no file was named, and none chosen by its name."""
    given = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    chosen = [name for name in _LEAVING_OUT if config.getoption(name, None)]
    return given and not chosen and config.option.markexpr in _WATCHED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker noted."""
    _files.update(getattr(node, "workeroutput", {}).get(_KEY, ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was noted, or judge it."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput[_KEY] = sorted(_files)
    elif session.exitstatus == pytest.ExitCode.OK and is_judged(config):
        config.stash[_LEFT_OUT] = left_out(_files)
        if config.stash[_LEFT_OUT]:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what no quick test touches."""
    for name in config.stash.get(_LEFT_OUT, []):
        terminalreporter.write_line(f"FAILED: no quick test runs a function of analysis/{name}")
