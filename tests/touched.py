"""A plugin of pytest that writes down in which files of the package a function ran while tests ran.

Run with: CUTLINE_TOUCHED=FILE pytest -p tests.touched -n 0 ...
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from types import FrameType

import pytest

VARIABLE = "CUTLINE_TOUCHED"
_PACKAGE = f"{Path(__file__).resolve().parent.parent / 'analysis'}{os.sep}"
_files: set[str] = set()


def _note(frame: FrameType, event: str, arg: object) -> None:
    """Called for each call of a function; what runs at import, and what a comprehension makes, is none."""
    code = frame.f_code
    if not code.co_name.startswith("<"):
        _files.add(code.co_filename)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watch each test."""
    before = sys.gettrace()
    sys.settrace(_note)
    threading.settrace(_note)
    try:
        return (yield)
    finally:
        sys.settrace(before)
        threading.settrace(before)


def pytest_sessionfinish() -> None:
    """Write the files, a line each, by their names within the package."""
    names = [file.removeprefix(_PACKAGE) for file in _files if file.startswith(_PACKAGE)]
    Path(os.environ[VARIABLE]).write_text("\n".join(sorted(names)), encoding="utf-8")
