"""What several tests need: the articles, and the labelled data where it is present."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from analysis import Corpus, read

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT.parent / "shared" / "gold"

# No test judges time: a busy machine is no fault of the code.
settings.register_profile("cutline", deadline=None)
settings.load_profile("cutline")


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
