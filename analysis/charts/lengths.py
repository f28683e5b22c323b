"""How long the segments of each layer are."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import drawing
from analysis.corpus import LAYERS
from analysis.words import grammar


@drawing.styled
def lengths(table: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """Draw each segment as a dot on the line of its layer, as far right as it has words.

    Parameters
    ----------
    table : DataFrame, as `corpus.segments`
        layer, n_words.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.

    Returns
    -------
    Axes
    """
    with_words = table[table["n_words"] > 0]
    occurring = [layer for layer in LAYERS if (with_words["layer"] == layer).any()]
    if not occurring:
        return drawing.say_nothing(ax, title, "No words in this article")
    ax = drawing.axes(ax, 1.2 + 0.34 * len(occurring))
    for row, layer in enumerate(occurring):
        n_words = with_words.loc[with_words["layer"] == layer, "n_words"].to_numpy(dtype=float)
        drawing.dots(ax, n_words, [row] * len(n_words), layer, 34)
    drawing.rows(ax, [grammar.plural(layer) for layer in occurring])
    drawing.x_axis(ax, "words of a segment →", whole=True)
    return drawing.head(ax, title or tell_lengths(table))


def tell_lengths(table: pd.DataFrame) -> str:
    """The median length of each layer's segments in one sentence: the alternative text of `lengths`.

    Examples
    --------
    >>> tell_lengths(pd.DataFrame({"layer": ["body", "body", "caption"], "n_words": [40, 60, 9]}))
    'Half of the segments have at most so many words: body 50, caption 9'
    """
    medians = (
        table[table["n_words"] > 0].groupby("layer", observed=True, sort=False)["n_words"].median()
    )
    sizes = [f"{layer} {n_words:.0f}" for layer, n_words in medians.items()]
    return f"Half of the segments have at most so many words: {', '.join(sizes)}"
