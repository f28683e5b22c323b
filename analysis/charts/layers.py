"""The layers of an article as a strip."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts import drawing, medium
from analysis.corpus import DOUBTFUL_BELOW, LAYERS
from analysis.options import DEFAULTS
from analysis.words import grammar, none, numbers, segment_name


@drawing.styled("corpus.segments", "layer n_words confidence")
def layers(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    sure_from: float = DOUBTFUL_BELOW,
) -> Axes:
    """Draw the article as a strip of its layers in reading order, whole and then layer by layer.

    Page furniture is no part of the article: it is counted below and not drawn.

    Parameters
    ----------
    table : DataFrame, as `corpus.segments`
        layer, n_words (width of the segment), confidence (0 to 1; labels below `sure_from` get a
        question mark).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target : str
        the layer that the title speaks about.
    sure_from : float
        from which confidence on a label counts as certain; by default as everywhere else.
    """
    furniture, table = _parted(table)
    occurring = [layer for layer in LAYERS if (table["layer"] == layer).any()] if len(table) else []
    n_words = table["n_words"].to_numpy(dtype=float) if len(table) else np.array([])
    total = int(n_words.sum())
    if not total:
        return drawing.say_nothing(ax, title, "No words in this article")
    ax = drawing.axes(ax, 1.5 + 0.34 * (len(occurring) + 1))
    start = np.cumsum(n_words) - n_words
    layer_of = table["layer"].astype(str).to_numpy()
    unsure = table["confidence"].to_numpy(dtype=float) < sure_from
    for row, layer in enumerate(occurring, start=1):
        own = layer_of == layer
        for y in (0, row):
            bars = ax.barh(
                np.full(own.sum(), y),
                n_words[own],
                left=start[own],
                height=0.72,
                color=medium.look(layer).fill,
                label=layer,
            )
            _edge(bars, layer, total, 0.6 if len(table) <= 80 else 0.0)
        asked = own & unsure
        middle, lane = (start + n_words / 2)[asked], np.full(asked.sum(), row)
        for color, rim in ((medium.ground(), 2.6), (medium.ink(), 0.0)):
            ax.scatter(
                middle,
                lane,
                marker=drawing.question_mark(),
                s=medium.scaled(8) ** 2,
                color=color,
                linewidths=rim,
                zorder=4,
                label="unsure",
            )
    drawing.rows(ax, ["the article", *(grammar.plural(layer) for layer in occurring)])
    ax.axhline(0.5, color=medium.grid(), linewidth=0.8)
    ax.set_xlim(0, total)
    drawing.x_axis(ax, "words from the beginning of the article →", whole=True)

    n_segments = [len(table), *(int((layer_of == layer).sum()) for layer in occurring)]
    words = [total, *(int(n_words[layer_of == layer].sum()) for layer in occurring)]
    drawing.columns(
        ax,
        [
            ("blocks", [(y, f"{n:,}") for y, n in enumerate(n_segments)]),
            ("words", [(y, f"{n:,}") for y, n in enumerate(words)]),
            ("share", [(y, numbers.percent(n, total)) for y, n in enumerate(words)]),
        ],
        first=(1, 2, 0),
    )
    drawing.note(
        ax, _unsure_wording(unsure, layer_of == target, target, sure_from), _undrawn(furniture)
    )
    if target in occurring:
        row = 1 + occurring.index(target)
        segments = grammar.count(n_segments[row], segment_name(target))
        hold = f"{segments} {grammar.verb('hold', n_segments[row])}"
        share = numbers.percent(words[row], total)
        wording = f"{hold} {words[row]:,} of the article’s {total:,} words ({share})"
    else:
        size = f"{grammar.count(total, 'word')} in {grammar.count(len(table), 'block')}"
        wording = f"{none(target)}: {size}"
    return drawing.head(ax, title or wording)


def _parted(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The segments of the page furniture, and those of the article."""
    if not len(table):
        return table, table
    is_furniture = (table["layer"] == "boilerplate").to_numpy()
    return table[is_furniture], table[~is_furniture]


def _undrawn(furniture: pd.DataFrame) -> str:
    """How much page furniture there is; nothing where there is none."""
    if furniture.empty:
        return ""
    blocks = grammar.count(len(furniture), "block")
    n_words = grammar.count(int(furniture["n_words"].sum()), "word")
    return f"Not counted: {blocks} of page furniture (menus, notices) with {n_words}."


def _edge(bars: Iterable[Rectangle], layer: str, total: int, width: float) -> None:
    """Outline segments; one that would be too thin to be seen is as wide as its line."""
    look = medium.look(layer)
    drawing.outline(bars, look, width)
    for bar in bars:
        if bar.get_width() < total / 500:
            bar.set(edgecolor=look.fill, linewidth=0.8)


def _unsure_wording(
    unsure: np.ndarray, of_target: np.ndarray, target: str, sure_from: float
) -> str:
    """What the question marks mean, and how many segments have one; nothing where none has."""
    if not unsure.any():
        return ""
    n_unsure = int((unsure & of_target).sum())
    targets = grammar.count(int(of_target.sum()), segment_name(target))
    among_them = f", {n_unsure} of {targets} among them" if n_unsure else ""
    return (
        f"? marks a doubtful label: its confidence is below {numbers.shortest(sure_from)}"
        f" ({int(unsure.sum())} of {len(unsure)} blocks{among_them})."
    )


@drawing.tells
def tell_layers(table: pd.DataFrame, *, target: str = DEFAULTS.target) -> str:
    """The alternative text of `layers`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `corpus.segments`
        the one that the chart was drawn from.
    target : str
        the layer whose places are listed, in words before each.

    Returns
    -------
    str
        sizes of all layers, and at most twelve places.
    """
    furniture, own = _parted(table)
    sizes = [
        f"{layer} {grammar.count(len(rows), 'block')},"
        f" {grammar.count(int(rows['n_words'].sum()), 'word')}"
        for layer, rows in own.groupby("layer", observed=True)
    ]
    starts = (own["n_words"].cumsum() - own["n_words"])[own["layer"] == target]
    places = grammar.listed([f"{n:,}" for n in starts], 12)
    sentences = [
        f"A strip shows the {grammar.count(len(own), 'block')} of the article in reading order,"
        f" each as wide as it has words, and below it each layer by itself: {'; '.join(sizes)}.",
        f"Words before {grammar.the(target)}: {places}." if len(starts) else "",
        _undrawn(furniture),
    ]
    return " ".join(filter(None, sentences))
