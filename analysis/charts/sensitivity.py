"""The chart of a multiverse: a specification curve (Simonsohn, Simmons & Nelson, 2020)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis import sensitivity
from analysis.charts import drawing, medium
from analysis.words import grammar, numbers, short_label

_CURVE = 2.7  # inches, height of the estimates
_ROW = 0.215  # inches, height of a row of the grid
_GAP = 0.5  # rows, between two choices
_SCALES = (
    "The lexicons have different scales (AFINN −5 to 5, the others −4 to 4): compare signs before"
    " sizes."
)
_WORDS = {
    ("lexicon", "vader"): "VADER",
    ("lexicon", "afinn"): "AFINN",
    ("lexicon", "news"): "News",
    ("lexicon", "news-with-misleading"): "News, misleading words kept",
    ("words", "all"): "per word",
    ("words", "content"): "per content word",
    ("unit", "layer"): "one rate for a layer",
    ("unit", "segment"): "mean of its segments",
    ("labels", "as labelled"): "as labelled",
    ("labels", "without the least certain"): "without the least certain",
    ("labels", "credits as captions"): "credits as captions",
    ("names", "left out"): "without names",
    ("names", "counted"): "with names",
    ("metonyms", "apart"): "capitals apart",
    ("metonyms", "merged"): "capitals as countries",
}


@drawing.styled("sensitivity.multiverse", "category target reference estimate primary")
def specifications(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
) -> Axes:
    """Draw the estimates of a multiverse in rising order, and below them which choices made each.

    The primary specification is a square with its name beside it. The grid of choices fills the
    lower part of the Axes, as an inset (`ax.child_axes`).

    Parameters
    ----------
    table : DataFrame, as `sensitivity.multiverse`
        category, target, reference; a column for each choice; estimate (difference per 1,000 words;
        positive: more in the target); primary.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    label : str, optional
        how a reader is shown the category.
    """
    target, reference = str(table["target"].iloc[0]), str(table["reference"].iloc[0])
    known = table.dropna(subset=["estimate"])
    if known.empty:
        either = (
            f"{grammar.capitalised(grammar.the(target))} or {grammar.the(reference)}"
            f" {grammar.verb('hold', reference)}"
        )
        words = f"{either} no word: no specification has an estimate"
        return drawing.say_nothing(ax, title, words)
    # Of equal estimates the primary stands first, so that its place does not hang on the order of
    # the table.
    known = known.sort_values(
        ["estimate", "primary"], ascending=[True, False], kind="stable"
    ).reset_index(drop=True)
    options = [
        (name, option)
        for name in sensitivity.choice_columns(table)
        for option in dict.fromkeys(table[name])
    ]
    starts = np.cumsum([i > 0 and options[i - 1][0] != name for i, (name, _) in enumerate(options)])
    at = np.arange(len(options)) + _GAP * starts
    n_rows = float(at[-1]) + 1.4
    ax = drawing.axes(ax, _CURVE + _ROW * n_rows + 1.5)

    x, estimate = np.arange(len(known)), known["estimate"].to_numpy(dtype=float)
    primary = known["primary"].to_numpy(dtype=bool)
    ax.axhline(0, color=medium.ink(), linewidth=0.9, zorder=1)
    ax.scatter(
        x[~primary],
        estimate[~primary],
        s=20,
        color=medium.muted(),
        zorder=3,
        label="specification",
        clip_on=False,
    )
    ax.scatter(
        x[primary],
        estimate[primary],
        s=64,
        marker="s",
        color=medium.ink(),
        zorder=4,
        label="primary",
        clip_on=False,
    )
    share = _ROW * n_rows / (_CURVE + _ROW * n_rows)
    _scale(ax, estimate, len(known), share)
    _name_primary(ax, x[primary], estimate[primary])
    more = "higher" if (table["category"] == "tone").all() else "more"
    unit = (
        f"difference per 1,000 words (↑ {more} in {grammar.the(target)}, ↓ {more} in"
        f" {grammar.the(reference)})"
    )
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    _grid(ax, known, options, at, share)
    label_x = f"{grammar.count(len(known), 'specification')}, by rising estimate"
    ax.set_xlabel(medium.said(label_x), fontsize=medium.text_size(), color=medium.ink())
    drawing.unit_above(ax, unit)
    missing = len(table) - len(known)
    of_several_scales = "lexicon" in table and (table["category"] == "tone").all()
    drawing.note(
        ax,
        f"{grammar.count(missing, 'specification')} without an estimate, for want of words."
        if missing
        else "",
        _SCALES if of_several_scales else "",
    )
    return drawing.head(ax, title or _sentence(table, label))


@drawing.tells
def tell_specifications(table: pd.DataFrame) -> str:
    """The alternative text of `specifications`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `sensitivity.multiverse`
        the one that the chart was drawn from.

    Returns
    -------
    str
        the primary estimate, then the median estimate under each choice.
    """
    known = table.dropna(subset=["estimate"])
    if known.empty:
        return "Nothing is drawn."
    medians = [
        f"{_WORDS.get((name, str(option)), option)} {numbers.rate(float(rows.median()))}"
        for name in sensitivity.choice_columns(table)
        for option, rows in known.groupby(name, sort=False)["estimate"]
    ]
    primary = known.loc[known["primary"], "estimate"]
    first = (
        f" Primary specification: {numbers.rate(float(primary.iloc[0]))}." if len(primary) else ""
    )
    return (
        f"Dots show {grammar.count(len(known), 'estimate')} in rising order, a grid below shows the"
        f" choices behind each.{first} Median estimate under each choice: {', '.join(medians)}."
    )


def _name_primary(ax: Axes, x: np.ndarray, estimate: np.ndarray) -> None:
    """Estimates rise to the right, so there is room below to the right of a mark and above to the
    left of it.
    """
    for place, value in zip(x, estimate, strict=True):
        right = place < np.mean(ax.get_xlim())
        drawing.write(
            ax, place, value, medium.said(f"primary: {numbers.rate(value)}"), offset=(5, -6) if right else (-5, 6), weight="bold",
            ha="left" if right else "right", va="top" if right else "baseline",
        )  # fmt: skip


def _scale(ax: Axes, estimate: np.ndarray, n: int, share: float) -> None:
    """Estimates take the upper part of the Axes, the grid the rest; zero is always in sight, for
    the sign is the question.
    """
    low, high = min(float(estimate.min()), 0.0), max(float(estimate.max()), 0.0)
    room = 0.09 * ((high - low) or 1.0)
    low, high = low - room, high + room
    ax.set_ylim(low - (high - low) * share / (1 - share), high)
    ax.set_xlim(-0.8, n - 0.2)
    drawing.number_axis(ax, "y", numbers.shortest)
    ticks = np.asarray(MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high))
    ax.set_yticks(ticks[(ticks >= low) & (ticks <= high)])
    ax.grid(axis="y", color=medium.grid(), linewidth=0.6)


def _grid(
    ax: Axes, known: pd.DataFrame, options: list[tuple[str, str]], at: np.ndarray, share: float
) -> None:
    """Which option each specification chose, a row an option."""
    below = ax.inset_axes((0, 0, 1, share))
    below.set_facecolor("none")
    for side in ("top", "right", "left", "bottom"):
        below.spines[side].set_visible(False)
    below.set_xlim(ax.get_xlim())
    below.hlines(at, -0.5, len(known) - 0.5, color=medium.grid(), linewidth=0.6, zorder=0)
    primary = known["primary"].to_numpy(dtype=bool)
    for row, (name, option) in zip(at, options, strict=True):
        chose = (known[name] == option).to_numpy()
        for rows, marker, size, color in (
            (chose & ~primary, "o", 11, medium.muted()),
            (chose & primary, "s", 34, medium.ink()),
        ):
            below.scatter(
                np.flatnonzero(rows),
                np.full(rows.sum(), row),
                s=size,
                marker=marker,
                color=color,
                label=option,
            )
    for place in np.flatnonzero(primary):
        ax.axvspan(
            place - 0.5, place + 0.5, facecolor=medium.grid(), alpha=0.45, linewidth=0, zorder=0
        )
    below.set_ylim(at[-1] + 0.7, -0.7)
    below.set(xticks=[], yticks=[])
    # The names of the rows are ticks of the whole Axes, so that its label and title stand clear of
    # them.
    bottom, top = ax.get_ylim()
    places = bottom + (top - bottom) * share * (at[-1] + 0.7 - at) / (at[-1] + 1.4)
    names = [medium.said(_WORDS.get(choice, choice[1])) for choice in options]
    ax.set_yticks(
        places, names, minor=True, fontsize=medium.text_size(), color=medium.ink(), parse_math=False
    )
    ax.tick_params(axis="y", which="minor", length=0, pad=7)


def _sentence(table: pd.DataFrame, label: str | None) -> str:
    """What a multiverse comes to, in words that claim no more than its numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"category": "tone", "target": "caption", "reference": "body", "estimate": [-2.0, -1.0],
    ...                       "primary": [True, False]})
    >>> print(_sentence(table, None))
    Tone of captions less that of the body: below 0 in all 2 specifications,
    −2.0 to −1.0 per 1,000 words (shown for information, not tested)
    """
    whole = sensitivity.summary(table).iloc[0]
    first = table.iloc[0]
    target, reference = grammar.the(str(first["target"])), grammar.the(str(first["reference"]))
    least, greatest = float(whole["least"]), float(whole["greatest"])
    extent = f"{numbers.rate(least)} to {numbers.rate(greatest)} per 1,000 words"
    if np.isnan(whole["primary"]):
        return f"The primary specification has no estimate; the others run from {extent}"
    n = int(whole["n_defined"])
    same = round(n * whole["share_same_sign"])
    name = short_label(label or first["category"], 40)
    what = "Tone" if first["category"] == "tone" else f"“{name}”"
    that = "that of" if first["category"] == "tone" else ""
    gap = f"{what} {'of' if that else 'in'} {target} less {that or 'in'} {reference}"
    if round(float(whole["primary"]), 9) == 0:
        where = f"0 in the primary specification and in {same - 1} of {n - 1} others"
    else:
        side = "above" if whole["primary"] > 0 else "below"
        many = f"all {n}" if same == n else f"{same} of {n}"
        where = f"{side} 0 in {many} specifications"
    return f"{gap}: {where}, {extent} (shown for information, not tested)"
