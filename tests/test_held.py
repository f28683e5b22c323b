"""What the suite says of its own inputs moves only on purpose (see `held`)."""

from __future__ import annotations

import pytest

from . import held

REMEDY = "if it moves on purpose: uv run python -m tests.held, and a line in CHANGELOG.md"


@pytest.mark.parametrize("name", held.HELD)
def test_what_is_held_has_not_moved(name: str):
    stored = (held.FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    fresh = held.lines(held.HELD[name]())
    gone = [line for line in stored if line not in set(fresh)]
    new = [line for line in fresh if line not in set(stored)]
    assert (gone[:5], new[:5]) == ([], []), REMEDY
    assert fresh == stored, REMEDY


def test_what_is_held_is_of_many_inputs_and_rules():
    assert len(held.inputs()) > 40
    assert held.labels()["rule"].nunique() > 40
