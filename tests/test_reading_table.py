"""The table of what reading is to reach: a row says what is measured, and what is missed."""

from __future__ import annotations

import pytest

from .benchmarks.bench_reading import Row
from .benchmarks.bench_reading_table import REASONS, failures_of, figure_of
from .benchmarks.figure_rows import Figure, line_of


@pytest.mark.parametrize(
    ("row", "value", "reach", "at_most"),
    [
        (Row("F1", ".35 (rule)", ">= .62", "0.501 (folds 0.40 to 0.61)"), 0.501, 0.62, False),
        (Row("error", "", "<= .08", "0.093 (all labels 0.05)"), 0.093, 0.08, True),
        (Row("body F1, a set (9 pages)", "0.912", ">= peer", "0.947"), 0.947, 0.912, False),
        (Row("speed", "9 pages/s", ">= .8 of peer", "8 pages/s = 0.89"), 0.89, 0.8, False),
        (Row("questions a page", "", "<= 7", "6.31"), 6.31, 7, True),
    ],
)
def test_a_row_of_the_benchmark_is_its_number_and_what_is_aimed_at(
    row: Row, value: float, reach: float, at_most: bool
):
    figure = figure_of(row)
    assert figure is not None
    assert (figure.value, figure.reach, figure.at_most) == (value, reach, at_most)


@pytest.mark.parametrize(
    "row", [Row("-- plain text:", "", "", ""), Row("F1 of credits", "", "", "0.71")]
)
def test_what_aims_at_nothing_is_no_row_of_the_table(row: Row):
    assert figure_of(row) is None


@pytest.mark.parametrize(
    ("value", "reach", "at_most", "ends"),
    [
        (0.9, 0.9, False, "| ≥ 0.9 | yes |"),
        (0.851, 0.9, False, "| ≥ 0.9 | missed by 0.049 |"),
        (0.12, 0.1, True, "| ≤ 0.1 | missed by 0.020 |"),
        (0, 0, True, "| ≤ 0 | yes |"),
        (0.5, None, False, "|  |  |"),
    ],
)
def test_a_figure_is_met_or_says_by_how_much_it_is_missed(
    value: float, reach: float | None, at_most: bool, ends: str
):
    assert line_of(Figure("recall", value, reach, at_most)).endswith(ends)


def test_a_miss_whose_reason_is_known_says_it():
    [start, *_] = REASONS
    assert line_of(Figure(f"{start}, p >= 0.5", 0.5, 0.62), REASONS).endswith(
        f": {REASONS[start]} |"
    )
    assert REASONS[start] not in line_of(Figure(f"{start}, p >= 0.5", 0.7, 0.62), REASONS)


def test_failures_of_all_formats_are_summed():
    printed = (
        "| format | inputs | refused in one line | read | failures | slowest (its number) |\n"
        "|---|--:|--:|--:|--:|--:|\n"
        "| rtf | 1,000 | 60 | 939 | 1 | 0.10 s (4) | 2 MB (7) |\n"
        "| .dic | 1,000 | 998 | 0 | 2 | 0.10 s (4) | 2 MB (7) |\n"
    )
    figure = failures_of(printed)
    assert (figure.value, figure.detail, figure.is_met) == (3, "2,000 inputs of 2 formats", False)
    with pytest.raises(SystemExit, match="printed no row"):
        failures_of("")
