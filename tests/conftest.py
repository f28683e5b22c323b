"""What several tests need: the articles, and the labelled data where it is present."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from analysis import Corpus, read

# For every file of tests that opens pages.
from .browsing import axe as axe
from .browsing import chromium as chromium
from .browsing import opened as opened

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT.parent / "shared" / "gold"

QUICK = "quick"

# The workers of a parallel run say how wide a terminal is that they do not have.
os.environ.pop("COLUMNS", None)

# No test judges time: a busy machine is no fault of the code.
settings.register_profile("cutline", deadline=None)
settings.load_profile("cutline")


def pytest_configure(config: pytest.Config) -> None:
    """`pytest -m quick` looks for quick tests where they can be: in the test files alone."""
    given = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if config.option.markexpr == QUICK and given:
        config.args = ["tests"]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file without a quick test need not be loaded to find none."""
    if config.option.markexpr != QUICK or collection_path.suffix != ".py":
        return None
    text = collection_path.read_text(encoding="utf-8")
    return True if f"mark.{QUICK}" not in text else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests go first, so that the workers, which take one file after another, end together."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _figures_closed() -> Iterator[None]:
    """No test finds the figures that another has left open, in whatever order they run."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


@pytest.fixture(scope="session")
def seed() -> Corpus:
    return read(ROOT / "seeds" / "nagorno-karabakh.txt")


@pytest.fixture(scope="session")
def control() -> Corpus:
    return read(ROOT / "seeds" / "control.txt")


@pytest.fixture(scope="session")
def planted() -> Corpus:
    return read(ROOT / "seeds" / "planted.txt")


@pytest.fixture(scope="session")
def gold() -> Path:
    if not GOLD.is_dir():
        pytest.skip(
            "the labelled data (../shared/gold) is not on this machine; it may not be copied into the repository"
        )
    return GOLD
