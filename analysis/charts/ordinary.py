"""A chart of one layer of an article among ordinary ones: what is usual for its kind, and what is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts import drawing, medium
from analysis.hits import is_sum
from analysis.options import DEFAULTS
from analysis.words import capitalised, drawable, grammar, numbers, short_label, uncapitalised

# Percentiles that are ticks, and how far out the outermost ones lie: beyond all pages compared.
_TICKS = (5, 25, 50, 75, 95)
_END = 99.7
_MIDDLE = 5, 95
_TITLE = 0.7  # inches, of what is unusual in the title of a narrow figure
_LEAST_EXPECTED = 0.05  # hits; fewer are written as "under 0.1"


@drawing.styled(
    "baseline.expected",
    "category observed expected low high percentile unusual n_pages n_beyond reason",
)
def ordinary(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    labels: dict[str, str] | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Axes:
    """Draw where one article's target layer lies among ordinary ones, a row a category.

    Each dot stands at its percentile, on the scale of a normal distribution, so that the tails have
    room. Rows go from what ordinary pages hold less of to what they hold more of.

    Parameters
    ----------
    table : DataFrame, as `baseline.expected`, of one article
        category, observed, expected, low, high, percentile, unusual, n_pages, n_beyond, reason.
        Rows without a baseline are counted in the note.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    labels : dict, optional
        how a reader is shown each category.
    target, reference : str
        the two layers.
    """
    known = _drawn(table)
    if known.empty:
        return drawing.say_nothing(ax, title, _why_nothing(table))
    drawn = _furthest(known, _most_ordinary(ax, len(known)))
    ax = drawing.axes(ax, 1.9 + 0.33 * len(drawn))
    if drawing.is_narrow(ax):
        drawing.heighten(ax, _TITLE)
    y = np.arange(len(drawn), dtype=float)
    x = _score(drawn["percentile"].to_numpy(dtype=float))
    is_unusual = (drawn["unusual"] != "").to_numpy()
    drawing.rows(ax, [_label(name, labels) for name in drawn["category"]], at=y, lines=2)
    ax.axvspan(*_score(np.array(_MIDDLE)), color=medium.grid(), alpha=0.6, linewidth=0, zorder=0)
    ax.axvline(0, color=medium.muted(), linewidth=1.1, linestyle=(0, (3, 2)), zorder=1)
    drawing.dots(ax, x[is_unusual], y[is_unusual], target, 52.0)
    look = medium.look(target)
    ax.scatter(
        x[~is_unusual], y[~is_unusual], s=40 * medium.scaled(1) ** 2, marker=look.marker, facecolor=medium.ground(),
        edgecolor=look.ink, linewidths=1.0, zorder=3, label="usual",
    )  # fmt: skip
    edge = float(_score(np.array([_END]))[0])
    ax.set_xlim(-1.06 * edge, 1.06 * edge)
    drawing.x_axis(
        ax,
        f"share of ordinary {grammar.noun(target, 2)} that hold less, ties halved",
        "more →",
        grid=False,
    )
    ticks = _TICKS[::4] if drawing.is_narrow(ax) else _TICKS
    ax.set_xticks(
        _score(np.array(ticks)), [f"{tick}%" for tick in ticks], fontsize=medium.small_size()
    )
    drawing.columns(ax, _columns(drawn, y, target), first=(0, 1, 2))
    rest, usual = int((table["reason"] != "").sum()), len(known) - len(drawn)
    n_pages = int(drawn["n_pages"].max())
    drawing.note(
        ax,
        "Dots at either end: beyond all pages compared." if (np.abs(x) >= edge).any() else "",
        f"Compared with {grammar.count(n_pages, 'page')}; adjusted for all rows (Benjamini-Hochberg).",
        f"{grammar.count(rest, 'row')} without a baseline {grammar.verb('are', rest)} not drawn."
        if rest
        else "",
        f"{grammar.count(usual, 'row')} nearer to the middle {grammar.verb('are', usual)} not drawn."
        if usual
        else "",
    )
    key = [
        drawing.key_dot(target, "unusual"),
        drawing.hollow_dot(target, "usual, or could be chance"),
        Patch(color=medium.grid(), label="90% of ordinary pages"),
        Line2D(
            [], [], color=medium.muted(), linewidth=1.1, linestyle=(0, (3, 2)), label="their middle"
        ),
    ]
    return drawing.head(ax, title or _sentence(known, labels, target, reference), key)


@drawing.tells
def tell_ordinary(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    labels: dict[str, str] | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 12,
) -> str:
    """The alternative text of `ordinary`, from the same numbers.

    Examples
    --------
    >>> row = {"category": "war", "observed": 9.0, "expected": 0.3, "low": 0.0, "high": 2.0, "percentile": 99.9,
    ...        "unusual": "more", "n_pages": 252, "n_beyond": 0, "words_target": 42.0, "reason": ""}
    >>> print(tell_ordinary(pd.DataFrame([row])))
    A row a category: what the captions hold, and what ordinary captions of 42 words next to such bodies
    would hold, compared with 252 pages: War 9, ordinary 0.3 (more than all 252).
    """
    known = _drawn(table)
    if known.empty:
        return f"{_why_nothing(table)}; nothing is drawn."
    drawn = _furthest(known, _most_ordinary(ax, len(known)))
    row_texts = [
        f"{_label(row['category'], labels)} {_amount(row, 'observed')}, ordinary"
        f" {_amount(row, 'expected')} ({_rank(row)})"
        for _, row in drawn.iterrows()
    ]
    words = grammar.count(int(drawn["words_target"].max()), "word")
    pages = grammar.count(int(drawn["n_pages"].max()), "page")
    return (
        f"A row a category: what the {grammar.plural(target)} {grammar.verb('hold', target)}, and what"
        f" ordinary {grammar.noun(target, 2)} of {words} next to such {grammar.noun(reference, 2)} would"
        f" hold, compared with {pages}: {grammar.listed(row_texts, most)}."
    )


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a baseline, from the most of them to the fewest."""
    known = table[table["percentile"].notna()]
    return known.sort_values("percentile", ascending=False, kind="stable", ignore_index=True)


def _most_ordinary(ax: Axes | None, most: int) -> int:
    """How many rows have room."""
    return drawing.most_rows(ax, most, 1.9 + _TITLE, 0.33)


def _furthest(known: pd.DataFrame, most: int) -> pd.DataFrame:
    """The rows that lie furthest from the middle of ordinary pages, in their order."""
    distance = (known["percentile"] - 50).abs()
    kept = distance.sort_values(ascending=False, kind="stable").index[:most]
    return known.loc[kept.sort_values()].reset_index(drop=True)


def _why_nothing(table: pd.DataFrame) -> str:
    reasons = table["reason"][table["reason"] != ""].unique()
    return f"Not compared with ordinary pages: {'; '.join(reasons) or 'no row'}"


def _score(percentile: np.ndarray) -> np.ndarray:
    """The normal score of each percentile; what lies further out stands at either end."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(percentile, 100 - _END, _END) / 100))


def _label(category: str, labels: dict[str, str] | None) -> str:
    return capitalised(drawable((labels or {}).get(category) or short_label(category, 40), 40))


def _amount(row: pd.Series, name: str) -> str:
    """Hits as they are counted, ordinary ones to a tenth; sums with their sign."""
    value = float(row[name])
    if is_sum(str(row["category"])):
        return numbers.signed(round(value), 0)
    if name == "expected" and value < _LEAST_EXPECTED:
        return "under 0.1"
    return numbers.plain(value, 1 if name == "expected" and value < 10 else 0)


def _rank(row: pd.Series) -> str:
    """How far out the row lies among the pages, no further than they reach."""
    percentile = float(row["percentile"])
    low, high = _MIDDLE
    if low <= percentile <= high and not row["unusual"]:
        return "usual"
    side = "more" if percentile > 50 else "less"
    if pd.notna(row["n_beyond"]) and not row["n_beyond"]:
        return f"{side} than all {int(row['n_pages']):,}"
    return f"{side} than {numbers.plain(min(max(percentile, 100 - percentile), 99), 0)}%"


def _columns(
    drawn: pd.DataFrame, y: np.ndarray, target: str
) -> list[tuple[str, list[tuple[float, str]]]]:
    cells = [
        (_amount(row, "observed"), _amount(row, "expected"), _rank(row))
        for _, row in drawn.iterrows()
    ]
    these = _these(target)
    heads = (
        f"{these}\n{grammar.plural(target)}",
        "ordinary\nones",
        f"{these} {grammar.verb('hold', target)}",
    )
    return [
        (head, list(zip(y.tolist(), column, strict=True)))
        for head, column in zip(heads, zip(*cells, strict=True), strict=True)
    ]


def _sentence(
    drawn: pd.DataFrame, labels: dict[str, str] | None, target: str, reference: str
) -> str:
    """What is unusual, as a title."""
    parts = []
    for side in ("more", "fewer"):
        names = [_label(name, labels) for name in drawn.loc[drawn["unusual"] == side, "category"]]
        if names:
            quoted = [f"“{uncapitalised(name)}”" for name in names]
            parts.append(f"{side} of {grammar.listed(quoted, 4)}")
    ordinary_ones = f"ordinary {grammar.noun(target, 2)} next to such {grammar.noun(reference, 2)}"
    if not parts:
        return f"No category is far enough from {ordinary_ones} to be called unusual"
    hold = f"{grammar.plural(target)} {grammar.verb('hold', target)}"
    own = f"{grammar.capitalised(_these(target))} {hold}"
    return f"{own} {'; '.join(parts)} than {ordinary_ones}"


def _these(layer: str) -> str:
    return "this" if grammar.is_singular(layer) else "these"
