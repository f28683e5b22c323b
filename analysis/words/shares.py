"""What corrected estimates say, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analysis.words import numbers
from analysis.words.grammar import capitalised, count, noun
from analysis.words.labels import segment_name

if TYPE_CHECKING:
    import pandas as pd

_REMEDY = "Code more segments, or draw half of them by words (cutline code --by-words)."


def share_lines(table: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    """A line for each frame and group of an estimate: the shares, their difference, what the
    surrogate alone gives, and how many codes would halve the interval.

    Parameters
    ----------
    table : DataFrame
        as `coding.corrected` gives it.
    labels : mapping
        of frames.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"category": "war", "what": "caption", "estimate": 0.4, "low": 0.3, "high": 0.5}
    >>> row |= {"n_more_to_halve": 210.0, "reason": ""}
    >>> share_lines(pd.DataFrame([row]), {"war": "war words"})
    ['War words: 40% of captions (30% to 50%). 210 more codes would halve the interval.']
    """
    lines = []
    groups = list(table.columns[: list(table.columns).index("what")])
    for names, rows in table.groupby(groups, sort=False, observed=True):
        category, *group = names
        name = capitalised(labels.get(str(category), str(category)))
        head = name if not group else f"{name}, {group[0]}"
        of = {str(row["what"]): row for row in rows.to_dict("records")}
        lines.append(f"{head}: {_sentences(of)}")
    return lines


def _sentences(of: dict[str, Any]) -> str:
    layers = [name for name in of if name != "difference"]
    last = of.get("difference", of[layers[0]])
    if last["reason"]:
        held = " and ".join(
            f"{of[name]['n_held']} of {of[name]['n_coded']} coded {_segments(name)}"
            for name in layers
        )
        return f"{held} hold the frame. This is too few, or too many, for an estimate. {_REMEDY}"
    said = ", ".join(_layer(name, of[name]) for name in layers) + "."
    if "difference" in of:
        said += _difference(layers, of["difference"])
    if last["n_more_to_halve"] >= 1:  # nan where nothing is worked out
        more = count(int(last["n_more_to_halve"]), "more code")
        said += f" {capitalised(more)} would halve the interval."
    return said


def _segments(layer: str) -> str:
    return noun(segment_name(layer), 2)


def _layer(name: str, row: dict[str, Any]) -> str:
    low, high = (max(0.0, min(1.0, row[end])) for end in ("low", "high"))
    ends = f" ({numbers.share(low)} to {numbers.share(high)})" if low < high else ""
    return f"{numbers.share(row['estimate'])} of {_segments(name)}{ends}"


def _difference(layers: list[str], row: dict[str, Any]) -> str:
    """The difference of the first layer from the second, and what the surrogate alone makes of it."""
    value, low, high, naive = (100 * row[name] for name in ("estimate", "low", "high", "naive"))
    target, reference = map(_segments, layers)
    ends = _ends(-high, -low) if high < 0 else _ends(low, high)
    if low <= 0 <= high:
        said = f" No clear difference: {_points(value)}{ends}."
    else:
        more = target if value > 0 else reference
        said = f" {capitalised(more)} hold the frame more often, by {_points(abs(value))}{ends}."
    if naive == naive:
        said += f" The surrogate alone gives {_points(naive)}."
    return said


def _ends(low: float, high: float) -> str:
    return f" ({_points(low, '')} to {_points(high, '')})" if low < high else ""


def _points(value: float, unit: str = " points") -> str:
    return f"{numbers.minus(numbers.plain(value, 0))}{unit}"
