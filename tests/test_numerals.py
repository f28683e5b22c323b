"""Numerals, counted by hand."""

from __future__ import annotations

import pytest

from analysis import numerals, read_text
from analysis.comparison import rates


def test_years_and_amounts_are_counted_per_thousand_words():
    corpus = read_text("In 2020 they sent 15 drones and 3 ships.")
    found = rates(corpus, numerals.hits(corpus)).set_index("category")["per_1000"]
    assert found["year"] == pytest.approx(1000 * 1 / 9)
    assert found["amount"] == pytest.approx(1000 * 2 / 9)
