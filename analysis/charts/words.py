"""Charts of words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import drawing
from analysis.words import drawable, grammar


@drawing.styled
def overused(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    reference: str = "body",
    most: int = 10,
) -> Axes:
    """Draw the words that each of two layers over-uses, from the target's (top) to the reference's
    (bottom).

    Parameters
    ----------
    table : DataFrame, as `vocabulary.overused_words`
        word, n_target, n_reference, z (positive: over-used in the target; it describes and does not
        test).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the two layers.
    most : int
        how many words of each side.
    """
    known = (
        table.dropna(subset=["z"]).sort_values("z", ascending=False, kind="stable")
        if len(table)
        else table
    )
    if known.empty:
        words = (
            f"No words to compare: {grammar.the(target)} or {grammar.the(reference)}"
            f" {grammar.verb('are', reference)} empty"
        )
        return drawing.say_nothing(ax, title, words)
    upper, lower = known[known["z"] > 0].head(most), known[known["z"] < 0].tail(most)
    shown = pd.concat([upper, lower])
    if shown.empty:
        words = (
            f"{grammar.capitalised(grammar.the(target))} and {grammar.the(reference)} use every"
            " word equally often"
        )
        return drawing.say_nothing(ax, title, words)
    ax = drawing.axes(ax, 1.9 + 0.245 * len(shown))
    z = shown["z"].to_numpy(dtype=float)
    gap = 0.6 if len(upper) and len(lower) else 0.0
    y = np.arange(len(shown)) + np.where(z < 0, gap, 0)
    ax.hlines(
        y,
        0,
        z,
        color=[drawing.LAYER_LOOKS[target if value > 0 else reference].fill for value in z],
        linewidth=1.8,
    )
    for layer, here in ((target, z > 0), (reference, z < 0)):
        drawing.dots(ax, z[here], y[here], layer, 34)
    drawing.rows(ax, [drawable(word, 30) for word in shown["word"]], at=y)
    ax.axvline(0, color=drawing.BLACK, linewidth=0.9)
    reach = max(float(np.abs(z).max()), 1e-9)
    ax.set_xlim(
        min(z.min(), -0.15 * reach) - 0.06 * reach, max(z.max(), 0.15 * reach) + 0.06 * reach
    )
    drawing.x_axis(
        ax,
        "z of the log-odds",
        f"← over-used in {grammar.the(reference)}     over-used in {grammar.the(target)} →",
    )
    both = list(zip(y, shown["n_target"], shown["n_reference"], strict=True))
    drawing.columns(
        ax,
        [
            (grammar.plural(target), [(row, f"{int(n):,}") for row, n, _ in both]),
            (grammar.plural(reference), [(row, f"{int(n):,}") for row, _, n in both]),
        ],
        heading="times in",
    )
    drawing.note(
        ax,
        "z is the log-odds ratio by its standard error, drawn towards 0 for rare words (Monroe et"
        " al., 2008). It describes the words and tests nothing.",
    )
    # A word that stands once is over-used by chance of the alphabet: the title names those that
    # stand twice.
    ends = [
        (target, upper[upper["n_target"] > 1]),
        (reference, lower[lower["n_reference"] > 1][::-1]),
    ]
    told = [
        (layer, [f"“{drawable(word, 26)}”" for word in part["word"]])
        for layer, part in ends
        if len(part)
    ]
    if not told:
        return drawing.head(
            ax,
            title
            or f"No content word stands twice in {grammar.the(target)} or in {grammar.the(reference)}",
        )
    first, most_used = told[0]
    wording = (
        f"{grammar.the(first)} {grammar.verb('over-use', first)}"
        f" {grammar.listed(most_used, 3, more=False)}"
    )
    for second, most_used in told[1:]:
        wording += f"; {grammar.the(second)} {grammar.listed(most_used, 3, more=False)}"
    return drawing.head(ax, title or grammar.capitalised(wording))


def tell_overused(table: pd.DataFrame, *, target: str = "caption", reference: str = "body") -> str:
    """The alternative text of `overused`, beside its title."""

    def told(rows: pd.DataFrame) -> str:
        words = [
            f"{drawable(row.word, 40)} ({row.n_target} : {row.n_reference})"
            for row in rows.itertuples()
        ]
        return grammar.listed(words, 10) or "none"

    first, second = grammar.the(target), grammar.the(reference)
    more, less = table[table["z"] > 0].head(10), table[table["z"] < 0].tail(10)[::-1]
    return (
        "Words in the order of z, their log-odds by its standard error, each with how often it"
        f" stands in {first} and in {second}. Over-used in {first}: {told(more)}. Over-used in"
        f" {second}: {told(less)}. z describes the words and tests nothing."
    )
