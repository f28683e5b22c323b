"""The summary: three charts of an article in one figure, under what their verdicts say."""

from __future__ import annotations

from importlib.metadata import version

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from analysis.charts import drawing
from analysis.charts.names import mirrored, names_sentence, told_names
from analysis.charts.rates import rates, told_rates, verdict_sentence
from analysis.charts.tone import told_tones, tone_by_layer
from analysis.options import DEFAULTS, Pair
from analysis.words import grammar


def summary(
    segments: pd.DataFrame,
    dots: pd.DataFrame,
    counts: pd.DataFrame,
    tones: pd.DataFrame,
    *,
    verdict: str,
    source: str,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Figure:
    """Draw frame vocabulary, names and tone of two layers in one figure of 1,600 by 1,000 pixels.

    Parameters
    ----------
    segments, dots, counts, tones : DataFrame
        as `corpus.segments`, `comparison.dots`, `entities.counts`, and `sentiment.tones` of one
        lexicon.
    verdict : str
        on the tone.
    source : str
        the article's title and where it comes from.
    target, reference : str
        the two layers.
    """
    pair: Pair = {"target": target, "reference": reference}
    figure = Figure(figsize=(1600 / drawing.DPI, 1000 / drawing.DPI), dpi=drawing.DPI)
    wide, high, margin = 1600 / drawing.DPI * 72, 1000 / drawing.DPI * 72, 15.0
    head = drawing.wrapped(
        verdict_sentence(dots, rows="frames", **pair), wide - 2 * margin, 16, "bold", even=True
    )
    deck = f"{_sizes(segments, **pair)}. {names_sentence(counts, **pair)}."
    deck = drawing.wrapped(deck, wide - 2 * margin, 11)
    below_head = margin + 23 * (head.count("\n") + 1) + 3
    below_deck = below_head + 16.5 * (deck.count("\n") + 1) + 8
    middle = below_deck + 0.53 * (high - below_deck - 30)

    def panel(left: float, top: float, right: float, bottom: float) -> Axes:
        return figure.add_axes(
            (left / wide, 1 - bottom / high, (right - left) / wide, (bottom - top) / high)
        )

    upper = panel(margin, below_deck, wide - margin, middle)
    lower_left = panel(margin, middle + 12, 0.56 * wide, high - 30)
    lower_right = panel(0.56 * wide + 30, middle + 12, wide - margin, high - 30)
    places = {ax: ax.get_position() for ax in figure.axes}

    rates(
        dots,
        ax=upper,
        title="Frame vocabulary, the clearest differences first",
        what="frame words",
        most=4,
        **pair,
    )
    mirrored(counts, ax=lower_left, title="Names, the most mentioned of each side", most=5, **pair)
    drawn_tones = tones[tones["layer"].isin(("headline", target, reference))]
    tone_by_layer(drawn_tones, ax=lower_right, title=f"Tone: {verdict}", **pair)
    for ax, place in places.items():
        _settle(ax, place)

    x = margin / wide
    figure.suptitle(
        head,
        x=x,
        y=1 - margin / high,
        ha="left",
        va="top",
        fontsize=16,
        fontweight="bold",
        linespacing=1.2,
    )
    figure.text(x, 1 - below_head / high, deck, ha="left", va="top", fontsize=11, linespacing=1.3)
    maker = f"  |  cutline {version('cutline')}"
    made = drawing.fitting(f"Source: {source}", wide - 2 * margin - 90, drawing.SMALL) + maker
    figure.text(
        x, 11 / high, made, ha="left", va="bottom", fontsize=drawing.SMALL, color=drawing.MUTED
    )
    return figure


def tell_summary(
    segments: pd.DataFrame,
    dots: pd.DataFrame,
    counts: pd.DataFrame,
    tones: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The alternative text of `summary`, next to its title.

    Parameters
    ----------
    segments, dots, counts, tones : DataFrame
        those that the figure was drawn from.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        sizes of both layers, then the three charts in turn, each shorter than its own alternative
        text.
    """
    pair: Pair = {"target": target, "reference": reference}
    return (
        f"{_sizes(segments, **pair)}. Above, the vocabulary of the frames, per 1,000 words:"
        f" {told_rates(dots, 3, **pair)}. Below left, mentions of names"
        f" {told_names(counts, 4, **pair)}. Below right, the tone by {tones['lexicon'].iloc[0]}, in"
        f" valence per word: {told_tones(tones)}."
    )


def _settle(ax: Axes, place: Bbox) -> None:
    """Shrink an Axes until it fits its place with all the words around it; the notes go, the
    summary has no room.
    """
    for note in ax.findobj(lambda artist: artist.get_gid() == "note"):
        note.remove()
    figure = ax.get_figure(root=True)
    assert figure is not None
    for _ in range(2):
        position, box = ax.get_position(), ax.get_tightbbox(for_layout_only=True)
        if box is None:
            return
        box = box.transformed(figure.transFigure.inverted())
        around = (
            position.x0 - box.x0,
            position.y0 - box.y0,
            position.x1 - box.x1,
            position.y1 - box.y1,
        )
        x0, y0, x1, y1 = (edge + shift for edge, shift in zip(place.extents, around, strict=True))
        ax.set_position((x0, y0, max(x1 - x0, 0.02), max(y1 - y0, 0.02)))


def _sizes(segments: pd.DataFrame, target: str, reference: str) -> str:
    """'4 captions (42 words) beside 15 body paragraphs (855 words)'."""
    sizes = []
    for layer in (target, reference):
        n_words = segments.loc[segments["layer"] == layer, "n_words"]
        noun = "body paragraph" if layer == "body" else layer
        words = f" ({grammar.count(int(n_words.sum()), 'word')})"
        sizes.append(
            grammar.count(len(n_words), noun) + words
            if len(n_words)
            else f"no {grammar.noun(noun, 0)}"
        )
    return grammar.capitalised(" beside ".join(sizes))
