"""The chart of corrected estimates: what the surrogate says, what the codes say, and both together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import drawing, medium
from analysis.words import grammar, numbers, segment_name

_ROW = 0.29  # inches
_GAP = 0.6  # rows, between two shares
_MARKS = {
    "naive": ("s", "surrogate alone"),
    "coded_only": ("D", "codes alone"),
    "corrected": ("o", "corrected"),
}


@drawing.styled("coding.corrected", "what estimate low high naive coded_only")
def shares(
    table: pd.DataFrame,
    *,
    truth: Mapping[str, float] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
) -> Axes:
    """Draw the shares of one frame and their difference, each by three estimators with their
    intervals.

    Parameters
    ----------
    table : DataFrame, as `coding.corrected`
        the rows of one frame (and one group): what, estimate, low, high, and those of "naive" and
        "coded_only"; 0 to 1.
    truth : mapping, optional
        the true value of each row, where it is known: a line that the intervals should cross.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    label : str, optional
        how a reader is shown the frame.
    """
    frame = grammar.capitalised(label or drawing.only_category(table))
    known = table.dropna(subset=["estimate"])
    if known.empty:
        return drawing.say_nothing(ax, title, f"{frame}: too few codes hold the frame, or lack it")
    n_rows = len(known) * (len(_MARKS) + _GAP)
    ax = drawing.axes(ax, _ROW * n_rows + 1.6)
    names, at = [], []
    for block, row in enumerate(known.to_dict("records")):
        top = block * (len(_MARKS) + _GAP)
        for place, (estimator, (marker, said)) in enumerate(_MARKS.items()):
            y = top + place
            _interval(ax, y, row, estimator, marker)
            names.append(f"{_what(row['what'])}: {said}" if place == 0 else said)
            at.append(y)
        if truth is not None:
            x = 100 * truth[str(row["what"])]
            ends = top - 0.45, top + len(_MARKS) - 0.55
            ax.plot(
                [x, x], ends, color=medium.ink(), linewidth=1.1, linestyle=(0, (4, 2)), zorder=1
            )
    drawing.rows(ax, names, at=at, heads=range(0, len(names), len(_MARKS)))
    ax.axvline(0, color=medium.grid(), linewidth=0.9, zorder=0)
    drawing.x_axis(ax, "% of segments that hold the frame; of the difference, percentage points")
    key = [] if truth is None else [Line2D([], [], color=medium.ink(), linestyle=(0, (4, 2)), label="the truth")]  # fmt: skip
    return drawing.head(ax, title or _title(known, frame), key)


@drawing.tells
def tell_shares(table: pd.DataFrame, *, truth: Mapping[str, float] | None = None) -> str:
    """What `shares` shows, in words.

    Returns
    -------
    str

    Examples
    --------
    >>> row = {"category": "war", "what": "caption", "estimate": 0.4, "low": 0.3, "high": 0.5}
    >>> row |= {"naive": 0.6, "naive_low": 0.5, "naive_high": 0.7}
    >>> row |= {"coded_only": 0.4, "coded_only_low": 0.2, "coded_only_high": 0.6}
    >>> tell_shares(pd.DataFrame([row]))
    'Captions: surrogate alone 60 (50 to 70), codes alone 40 (20 to 60), corrected 40 (30 to 50).'
    """
    lines = []
    for row in table.dropna(subset=["estimate"]).to_dict("records"):
        told = [f"{said} {_ends(row, estimator)}" for estimator, (_, said) in _MARKS.items()]
        true = "" if truth is None else f"; the truth is {_percent(truth[str(row['what'])])}"
        lines.append(f"{_what(row['what'])}: {', '.join(told)}{true}.")
    return " ".join(lines)


def _interval(ax: Axes, y: float, row: dict[str, float], estimator: str, marker: str) -> None:
    value, low, high = (100 * number for number in _numbers(row, estimator))
    is_best = estimator == "corrected"
    color = medium.ink() if is_best else medium.muted()
    ax.plot([low, high], [y, y], color=color, linewidth=2.2 if is_best else 1.4, zorder=2)
    fill = color if is_best else medium.ground()
    ax.scatter([value], [y], s=42, marker=marker, facecolor=fill, edgecolor=color, zorder=3, label=estimator)  # fmt: skip


def _numbers(row: dict[str, float], estimator: str) -> np.ndarray:
    """The estimate and the ends of its interval."""
    if estimator == "corrected":
        return np.array([row["estimate"], row["low"], row["high"]])
    return np.array([row[estimator], row[f"{estimator}_low"], row[f"{estimator}_high"]])


def _ends(row: dict[str, float], estimator: str) -> str:
    value, low, high = map(_percent, _numbers(row, estimator))
    return f"{value} ({low} to {high})"


def _percent(share: float) -> str:
    return numbers.decimal(100 * share, 0)


def _what(what: str) -> str:
    name = what if what == "difference" else grammar.noun(segment_name(what), 2)
    return grammar.capitalised(name)


def _title(table: pd.DataFrame, frame: str) -> str:
    """What the corrected intervals show."""
    row = table.iloc[-1]
    value, low, high = _numbers(row.to_dict(), "corrected")
    if row["what"] != "difference":
        share = f"{numbers.share(value)} ({numbers.share(low)} to {numbers.share(high)})"
        return f"{frame}: {share} of {grammar.noun(segment_name(str(row['what'])), 2)}"
    layers = [grammar.noun(segment_name(name), 2) for name in table["what"].iloc[:2]]
    if low <= 0 <= high:
        return f"{frame}: no clear difference between {layers[0]} and {layers[-1]}"
    more = layers[0] if value > 0 else layers[-1]
    ends = sorted(abs(end) for end in (low, high))
    size = f"{_percent(abs(value))} points ({_percent(ends[0])} to {_percent(ends[1])})"
    return f"{frame}: {more} hold it more often, by {size}"
