"""The layers of an article as a strip."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import drawing
from analysis.corpus import LAYERS
from analysis.words import grammar, none, numbers, segment_name


@drawing.styled
def layers(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    sure_from: float = 0.7,
) -> Axes:
    """Draw the article as a strip of its layers in reading order, whole and then layer by layer.

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
        from which confidence on a label counts as sure.
    """
    occurring = [layer for layer in LAYERS if (table["layer"] == layer).any()] if len(table) else []
    n_words = table["n_words"].to_numpy(dtype=float) if len(table) else np.array([])
    total = int(n_words.sum())
    if not total:
        return drawing.say_nothing(ax, title, "No words in this article")
    ax = drawing.axes(ax, 1.5 + 0.34 * (len(occurring) + 1))
    start = np.cumsum(n_words) - n_words
    layer_of = table["layer"].astype(str).to_numpy()
    unsure = table["confidence"].to_numpy(dtype=float) < sure_from
    edge = 0.6 if len(table) <= 80 else 0.0
    for row, layer in enumerate(occurring, start=1):
        here, look = layer_of == layer, drawing.LAYER_LOOKS[layer]
        for y in (0, row):
            bars = ax.barh(
                np.full(here.sum(), y),
                n_words[here],
                left=start[here],
                height=0.72,
                color=look.fill,
                label=layer,
            )
            drawing.outline(bars, look, edge)
            for bar in bars:
                if bar.get_width() < total / 500:
                    bar.set(edgecolor=look.fill, linewidth=0.8)
        asked = here & unsure
        middle, lane = (start + n_words / 2)[asked], np.full(asked.sum(), row)
        for color, rim in (("white", 2.6), (drawing.BLACK, 0.0)):
            ax.scatter(
                middle,
                lane,
                marker=drawing.question_mark(),
                s=64,
                color=color,
                linewidths=rim,
                zorder=4,
                label="unsure",
            )
    drawing.rows(ax, ["the article", *(grammar.plural(layer) for layer in occurring)])
    ax.axhline(0.5, color=drawing.GRID, linewidth=0.8)
    ax.set_xlim(0, total)
    drawing.x_axis(ax, "words from the beginning of the article →", whole=True)

    sizes = [
        (int((layer_of == layer).sum()), int(n_words[layer_of == layer].sum()))
        for layer in occurring
    ]
    ys = range(len(sizes) + 1)
    sizes = [(len(table), total), *sizes]
    drawing.columns(
        ax,
        [
            ("segments", [(y, f"{n:,}") for y, (n, _) in zip(ys, sizes, strict=True)]),
            ("words", [(y, f"{words:,}") for y, (_, words) in zip(ys, sizes, strict=True)]),
            (
                "share",
                [
                    (y, numbers.percent(words, total))
                    for y, (_, words) in zip(ys, sizes, strict=True)
                ],
            ),
        ],
    )
    if unsure.any():
        n_unsure, n_target = (
            int((unsure & (layer_of == target)).sum()),
            int((layer_of == target).sum()),
        )
        of_target = (
            f", {n_unsure} of {grammar.count(n_target, segment_name(target))} among them"
            if n_unsure
            else ""
        )
        drawing.note(
            ax,
            f"? marks a label less sure than {numbers.shortest(sure_from)}"
            f" ({int(unsure.sum())} of {len(table)} segments{of_target}).",
        )
    if target in occurring:
        n, words = sizes[1 + occurring.index(target)]
        share = numbers.percent(words, total)
        hold = f"{grammar.count(n, segment_name(target))} {grammar.verb('hold', n)}"
        wording = f"{hold} {words:,} of the article’s {total:,} words ({share})"
    else:
        wording = (
            f"{none(target)}: {grammar.count(total, 'word')} in"
            f" {grammar.count(len(table), 'segment')}"
        )
    return drawing.head(ax, title or wording)


def tell_layers(table: pd.DataFrame, *, target: str = "caption") -> str:
    """The alternative text of `layers`, beside its title."""
    sizes = [
        f"{layer} {grammar.count(len(rows), 'segment')},"
        f" {grammar.count(int(rows['n_words'].sum()), 'word')}"
        for layer, rows in table.groupby("layer", observed=True)
    ]
    starts = (table["n_words"].cumsum() - table["n_words"])[table["layer"] == target]
    places = grammar.listed([f"{n:,}" for n in starts], 12)
    return (
        f"A strip shows the {grammar.count(len(table), 'segment')} of the article in reading order,"
        f" each as wide as it has words, and below it each layer by itself: {'; '.join(sizes)}."
        + (f" Words before {grammar.the(target)}: {places}." if len(starts) else "")
    )
