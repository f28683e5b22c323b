"""The chart of placement: captions among the paragraphs of their article."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis import placement
from analysis.charts import drawing, medium
from analysis.options import DEFAULTS
from analysis.words import drawable, grammar, numbers, segment_name


@drawing.styled("placement.pairs", "segment label paragraph adjacent cosine")
def adjacency(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 16,
) -> Axes:
    """Draw how near each caption is to the paragraph it interrupts (a dot) and to all others (small
    marks).

    Parameters
    ----------
    table : DataFrame, as `placement.pairs`
        segment, label, paragraph, adjacent, cosine (0: no content word in common, 1: the same
        words).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the two layers.
    most : int
        how many captions at most, in reading order.
    """
    each = (
        placement.differences(table)
        if len(table)
        else pd.DataFrame(columns=["segment", "difference"])
    )
    known = each.dropna(subset=["difference"])
    if known.empty:
        words = (
            f"No {segment_name(target)} with content words stands among two"
            f" {grammar.noun(segment_name(reference), 2)} or more"
        )
        return drawing.say_nothing(ax, title, words)
    shown = known.head(drawing.most_rows(ax, most, 1.9, 0.42))
    ax = drawing.axes(ax, 1.9 + 0.42 * len(shown))
    row_of = {segment: row for row, segment in enumerate(shown["segment"])}
    drawn = table[table["segment"].isin(list(row_of))].dropna(subset=["cosine"])
    y = drawn["segment"].map(row_of).to_numpy(dtype=float)
    cosine, adjacent = drawn["cosine"].to_numpy(dtype=float), drawn["adjacent"].to_numpy(dtype=bool)
    look = medium.look(reference)
    ax.scatter(
        cosine[~adjacent], y[~adjacent], marker="|", s=70, linewidths=1.1, color=look.fill, alpha=0.75, zorder=3,
        label="other", clip_on=False,
    )  # fmt: skip
    ax.scatter(
        shown["cosine_others"], np.arange(len(shown)), marker="|", s=330, linewidths=2.4, color=medium.ink(), zorder=2.5,
        label="mean of the others", clip_on=False,
    )  # fmt: skip
    drawing.dots(ax, cosine[adjacent], y[adjacent], reference, 46, zorder=4)

    first = table.drop_duplicates("segment").set_index("segment")["label"]
    crowds = [
        drawing.crowd(ax, row, n)
        for row in range(len(shown))
        if (n := int(((y == row) & (cosine == 0) & ~adjacent).sum())) > 1
    ]
    drawing.rows(
        ax, [f"“{drawable(first[segment], 48)}”" for segment in row_of], lines=2, of_article=True
    )
    drawing.separate(ax, len(shown))
    low, high = min(float(cosine.min()), 0.0), max(float(cosine.max()), 0.05)
    drawing.clear_of_crowds(ax, crowds)
    ax.set_xlim(low - (0.07 if crowds else 0.02) * (high - low), high + 0.04 * (high - low))
    drawing.x_axis(
        ax, f"cosine of {segment_name(target)} and {segment_name(reference)}", "more alike →"
    )
    drawing.columns(
        ax,
        [
            ("it\ninterrupts", [(row, numbers.decimal(value, 3)) for row, value in enumerate(shown["cosine"])]),
            ("mean of\nothers", [(row, numbers.decimal(value, 3)) for row, value in enumerate(shown["cosine_others"])]),
        ],
    )  # fmt: skip
    unsaid, rest = len(each) - len(known), len(known) - len(shown)
    what, are = segment_name(reference), grammar.verb("are", rest)
    drawing.note(
        ax,
        f"{grammar.count(rest, segment_name(target))} further down the article {are} not drawn."
        if rest
        else "",
        f"{grammar.count(unsaid, segment_name(target))} without anything to compare."
        if unsaid
        else "",
    )
    key = [
        drawing.key_dot(reference, f"the {what} it interrupts"),
        Line2D([], [], linestyle="", marker="|", markersize=7, color=look.fill, label=f"another {what}"),
        Line2D(
            [], [], linestyle="", marker="|", markersize=11, markeredgewidth=2.4, color=medium.ink(), label="mean of the others"
        ),
    ]  # fmt: skip
    n, n_nearer = len(known), int((known["difference"] > 0).sum())
    whose = (
        "it interrupts than to the others" if n_nearer == 1 else "they interrupt than to the others"
    )
    are = (
        f"{n_nearer:,} of {grammar.count(n, segment_name(target))} {grammar.verb('are', n_nearer)}"
    )
    words = f"{are} nearer to the {what} {whose}, on average"
    return drawing.head(ax, title or words, key)


@drawing.tells
def tell_adjacency(
    table: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 12,
) -> str:
    """The alternative text of `adjacency`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `placement.pairs`
        the one that the chart was drawn from.
    target, reference : str
        the two layers.
    most : int
        how many captions are listed.

    Returns
    -------
    str
        for each caption the cosine with the paragraph that it interrupts, and with the others.
    """
    known = placement.differences(table).dropna(subset=["difference"]) if len(table) else table
    if known.empty:
        return "Nothing is drawn."
    first = table.drop_duplicates("segment").set_index("segment")["label"]
    each = [
        f"“{drawable(first[row.segment], 48)}” {numbers.decimal(row.cosine, 3)} :"
        f" {numbers.decimal(row.cosine_others, 3)}"
        for row in known.itertuples()
    ]
    what = segment_name(reference)
    return (
        f"Marks show how alike each {segment_name(target)} and each {what} are (cosine, 0: no content"
        f" word in common). The {what} that it interrupts : mean of the others:"
        f" {grammar.listed(each, most)}."
    )
