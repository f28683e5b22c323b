"""Charts of words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import drawing
from analysis.options import DEFAULTS
from analysis.words import drawable, grammar


@drawing.styled
def overused(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
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
    known = table.dropna(subset=["z"]) if len(table) else table
    known = known.sort_values("z", ascending=False, kind="stable") if len(known) else known
    if known.empty:
        words = (
            f"No words to compare: {grammar.the(target)} or {grammar.the(reference)}"
            f" {grammar.verb('are', reference)} empty"
        )
        return drawing.say_nothing(ax, title, words)
    upper, lower = known[known["z"] > 0].head(most), known[known["z"] < 0].tail(most)
    shown = pd.concat([upper, lower])
    if shown.empty:
        layers = f"{grammar.capitalised(grammar.the(target))} and {grammar.the(reference)}"
        return drawing.say_nothing(ax, title, f"{layers} use every word equally often")
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
    for layer, own in ((target, z > 0), (reference, z < 0)):
        drawing.dots(ax, z[own], y[own], layer, 34)
    drawing.rows(ax, [drawable(word, 30) for word in shown["word"]], at=y)
    ax.axvline(0, color=drawing.BLACK, linewidth=0.9)
    drawing.two_sided(ax, z)
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
    return drawing.head(ax, title or _overuse_sentence(upper, lower, target, reference))


def _overuse_sentence(upper: pd.DataFrame, lower: pd.DataFrame, target: str, reference: str) -> str:
    # A word that stands once is over-used by chance of the alphabet: the title names those that
    # stand twice.
    ends = {target: upper[upper["n_target"] > 1], reference: lower[lower["n_reference"] > 1][::-1]}
    parts: list[str] = []
    for layer, part in ends.items():
        names = grammar.listed([f"“{drawable(word, 26)}”" for word in part["word"]], 3, more=False)
        over_use = "" if parts else f"{grammar.verb('over-use', layer)} "
        parts += [f"{grammar.the(layer)} {over_use}{names}"] if names else []
    nothing = (
        f"No content word stands twice in {grammar.the(target)} or in {grammar.the(reference)}"
    )
    return grammar.capitalised("; ".join(parts)) or nothing


def tell_overused(
    table: pd.DataFrame, *, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
) -> str:
    """The alternative text of `overused`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `vocabulary.overused_words`
        the one that the chart was drawn from, in falling order of z.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        ten words of each side with both counts, and the reminder that z tests nothing.
    """

    def listed(rows: pd.DataFrame) -> str:
        words = [
            f"{drawable(row.word, 40)} ({row.n_target} : {row.n_reference})"
            for row in rows.itertuples()
        ]
        return grammar.listed(words, 10) or "none"

    first, second = grammar.the(target), grammar.the(reference)
    more, less = table[table["z"] > 0].head(10), table[table["z"] < 0].tail(10)[::-1]
    return (
        "Words in the order of z, their log-odds by its standard error, each with how often it"
        f" stands in {first} and in {second}. Over-used in {first}: {listed(more)}. Over-used in"
        f" {second}: {listed(less)}. z describes the words and tests nothing."
    )
