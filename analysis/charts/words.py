"""Charts of words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import drawing, medium
from analysis.options import DEFAULTS
from analysis.words import drawable, grammar, segment_name


@drawing.styled(
    "vocabulary.overused_words",
    "word n_target n_reference n_segments_target n_segments_reference z",
)
def overused(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 10,
) -> Axes:
    """Draw the words that each of two layers uses more often than the other, per word, from the
    target's (top) to the reference's (bottom), with the number of segments that hold them.

    A word of one segment alone says nothing of its layer and is not drawn.

    Parameters
    ----------
    table : DataFrame, as `vocabulary.overused_words`
        word, n_target, n_reference (how often), n_segments_target, n_segments_reference (in how many
        segments), z (positive: more often in the target; it describes and does not test).
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
    spread, n_single = _spread(known)
    most = _most_words(ax, most)
    upper, lower = spread[spread["z"] > 0].head(most), spread[spread["z"] < 0].tail(most)
    shown = pd.concat([upper, lower])
    if shown.empty:
        if n_single:
            return drawing.say_nothing(ax, title, _no_word(target, reference))
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
        color=[medium.look(target if value > 0 else reference).fill for value in z],
        linewidth=1.8,
    )
    for layer, own in ((target, z > 0), (reference, z < 0)):
        drawing.dots(ax, z[own], y[own], layer, 34)
    drawing.rows(ax, [drawable(word, 30) for word in shown["word"]], at=y, of_article=True)
    ax.axvline(0, color=medium.ink(), linewidth=0.9)
    drawing.two_sided(ax, z)
    drawing.x_axis(
        ax,
        "z of the log-odds",
        f"← more often in {grammar.the(reference)}     more often in {grammar.the(target)} →",
    )
    sides = [("target", target), ("reference", reference)]
    drawing.columns(
        ax,
        [
            (
                head.format(grammar.plural(layer)),
                [(row, f"{n:,}") for row, n in zip(y, shown[f"{what}_{side}"], strict=True)],
            )
            for what, head in (("n", "times in\n{}"), ("n_segments", "blocks\nof {}"))
            for side, layer in sides
        ],
    )
    drawing.note(
        ax,
        "z is the log-odds ratio by its standard error, drawn towards 0 for rare words (Monroe et"
        " al., 2008). It describes the words and tests nothing.",
        f"{grammar.count(n_single, 'word')} of one block alone {grammar.verb('are', n_single)} not"
        " drawn."
        if n_single
        else "",
    )
    return drawing.head(ax, title or _words_sentence(upper, lower, target, reference))


def _most_words(ax: Axes | None, most: int) -> int:
    """How many words of each side have room."""
    return drawing.most_rows(ax, 2 * most, 1.9, 0.245) // 2


def _spread(known: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The words of two segments or more of the layer that uses them more often, and how
    many do not.
    """
    n = np.where(known["z"] > 0, known["n_segments_target"], known["n_segments_reference"])
    return known[n > 1], int((n <= 1).sum())


def _no_word(target: str, reference: str) -> str:
    return (
        f"No word is in two blocks of {grammar.the(target)} or of {grammar.the(reference)}"
        " more often than in the other"
    )


def _words_sentence(upper: pd.DataFrame, lower: pd.DataFrame, target: str, reference: str) -> str:
    """The first words of each side, with the segments that hold them; it claims no difference."""
    parts = []
    for layer, side, rows in (
        (target, "target", upper.head(2)),
        (reference, "reference", lower[::-1].head(2)),
    ):
        words = [
            f"“{drawable(word, 26)}” in {n:,}"
            for word, n in zip(rows["word"], rows[f"n_segments_{side}"], strict=True)
        ]
        if words:
            last = int(rows[f"n_segments_{side}"].iloc[-1])
            segments = grammar.noun(segment_name(layer), last)
            parts.append(f"{grammar.listed(words, 2)} {segments}")
    return f"Words and where they are: {'; '.join(parts)} (shown for information, not tested)"


@drawing.tells
def tell_overused(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 10,
) -> str:
    """The alternative text of `overused`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `vocabulary.overused_words`
        the one that the chart was drawn from, in falling order of z.
    ax : Axes, optional
        the one that the chart was given.
    target, reference : str
        the two layers.
    most : int
        how many words of each side were drawn at most.

    Returns
    -------
    str
        the words that are drawn with both counts and the segments that hold them, and the reminder
        that z tests nothing.
    """

    def listed(rows: pd.DataFrame, side: str) -> str:
        words = [
            f"{drawable(row.word, 40)} ({row.n_target} : {row.n_reference}, in"
            f" {grammar.count(getattr(row, side), 'block')})"
            for row in rows.itertuples()
        ]
        return grammar.listed(words, most) or "none"

    first, second = grammar.the(target), grammar.the(reference)
    spread, n_single = _spread(table)
    most = _most_words(ax, most)
    more, less = spread[spread["z"] > 0].head(most), spread[spread["z"] < 0].tail(most)[::-1]
    return (
        "Words in the order of z, their log-odds by its standard error, each with how often it"
        f" is in {first} and in {second}. More often in {first}:"
        f" {listed(more, 'n_segments_target')}. More often in {second}:"
        f" {listed(less, 'n_segments_reference')}. {grammar.count(n_single, 'word')} of one block"
        f" alone {grammar.verb('are', n_single)} left out. z describes the words and tests nothing."
    )
