"""Rows of the tables of benchmarks: a number, the number to reach, and what is met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

HEAD = "| what | measured | peer | reach | met |\n|---|--:|--:|--:|---|"


class Figure(NamedTuple):
    """One row: a number, and the number to reach, which is the least or the most that is allowed."""

    what: str
    value: float
    reach: float | None
    at_most: bool = False
    detail: str = ""
    peer: str = ""

    @property
    def is_met(self) -> bool:
        """Does the printed number reach what is aimed at?"""
        if self.reach is None:
            return True
        value = round(self.value, 3)
        return value <= self.reach if self.at_most else value >= self.reach


def line_of(figure: Figure, reasons: Mapping[str, str] | None = None) -> str:
    """A row as it is printed.

    Parameters
    ----------
    figure : Figure
    reasons : mapping, optional
        why a figure is missed, by how its row begins.

    Examples
    --------
    >>> line_of(Figure("recall", 0.8512, 0.9, detail="0.80 to 0.90", peer="none"))
    '| recall | 0.851 (0.80 to 0.90) | none | ≥ 0.9 | missed by 0.049 |'
    >>> line_of(Figure("pages without a body", 0, 0, at_most=True))
    '| pages without a body | 0 |  | ≤ 0 | yes |'
    """
    measured = f"{figure.value:.3f}" if figure.value % 1 else f"{figure.value:.0f}"
    measured += f" ({figure.detail})" if figure.detail else ""
    reach = f"{'≤' if figure.at_most else '≥'} {figure.reach:g}" if figure.reach is not None else ""
    return f"| {figure.what} | {measured} | {figure.peer} | {reach} | {outcome(figure, reasons)} |"


def outcome(figure: Figure, reasons: Mapping[str, str] | None = None) -> str:
    """Yes, or by how much a figure is missed and why.

    Examples
    --------
    >>> why = {"lines": "half of the captions carry no cue but layout"}
    >>> outcome(Figure("lines: F1, p >= 0.5", 0.5, 0.62), why)
    'missed by 0.120: half of the captions carry no cue but layout'
    """
    if figure.reach is None:
        return ""
    if figure.is_met:
        return "yes"
    whys = [why for start, why in (reasons or {}).items() if figure.what.startswith(start)]
    return ": ".join([f"missed by {abs(figure.value - figure.reach):.3f}", *whys])
