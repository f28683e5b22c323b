"""The summary: three charts of an article in one figure, under what their verdicts say."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from analysis.charts import drawing, medium
from analysis.charts.names import mirrored, names_sentence, told_names
from analysis.charts.rates import rates, told_rates
from analysis.charts.tone import told_tones, tone_by_layer
from analysis.options import DEFAULTS, Pair
from analysis.words import grammar


def summary(
    segments: pd.DataFrame,
    dots: pd.DataFrame,
    counts: pd.DataFrame,
    tones: pd.DataFrame,
    *,
    answer: Sequence[str],
    verdict: str,
    source: str,
    what: str = "frame words",
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Figure:
    """Draw rates, names and tone of two layers in one figure of 1,600 by 1,100 pixels, or
    one below the other on narrow paper.

    Parameters
    ----------
    segments, dots, counts, tones : DataFrame
        as `corpus.segments`, `comparison.dots`, `entities.counts`, and `sentiment.tones` of one
        lexicon.
    answer : list of str
        the title, the clearest result of any measure, and the lines below it.
    verdict : str
        on the tone.
    source : str
        the article's title and where it comes from.
    what : str
        what `dots` counts: "frame words" or "names".
    target, reference : str
        the two layers.
    """
    pair: Pair = {"target": target, "reference": reference}
    drawn_tones = tones[tones["layer"].isin(("headline", target, reference))]
    tables = dots, counts, drawn_tones
    wanted = medium.in_force().width or _WIDTH
    if wanted * 72 < _LEAST * medium.text_size():
        return _stacked(*tables, answer=answer, verdict=verdict, what=what, width=wanted, **pair)
    figure = Figure(figsize=(wanted, wanted * _HEIGHT / _WIDTH), dpi=drawing.DPI)
    scale = wanted / _WIDTH
    wide, high, margin = wanted * 72, wanted * _HEIGHT / _WIDTH * 72, 15.0 * scale
    is_titled = medium.in_force().titled
    title, *lines = answer
    head = title if is_titled else ""
    head = drawing.wrapped(medium.said(head), wide - 2 * margin, 16 * scale, "bold", even=True)
    deck = "\n".join(
        drawing.wrapped(medium.said(line), wide - 2 * margin, 11 * scale)
        for line in _deck(segments, lines, **pair)
    )
    below_head = margin + (23 * scale * (head.count("\n") + 1) + 3 if head else 0)
    below_deck = below_head + 16.5 * scale * (deck.count("\n") + 1) + 8
    middle = below_deck + 0.5 * (high - below_deck - 30)

    def panel(left: float, top: float, right: float, bottom: float) -> Axes:
        return figure.add_axes(
            (left / wide, 1 - bottom / high, (right - left) / wide, (bottom - top) / high)
        )

    upper = panel(margin, below_deck, wide - margin, middle)
    lower_left = panel(margin, middle + 12, 0.56 * wide, high - 30)
    lower_right = panel(0.56 * wide + 30, middle + 12, wide - margin, high - 30)
    places = {ax: ax.get_position() for ax in figure.axes}

    _panels((upper, lower_left, lower_right), *tables, verdict=verdict, what=what, **pair)
    for ax, place in places.items():
        _settle(ax, place)

    x = margin / wide
    if head:
        figure.suptitle(
            head,
            x=x,
            y=1 - margin / high,
            ha="left",
            va="top",
            fontsize=16 * scale,
            fontweight="bold",
            linespacing=1.2,
        )
    figure.text(
        x, 1 - below_head / high, deck, ha="left", va="top", fontsize=11 * scale, linespacing=1.3
    )
    size = medium.small_size()
    maker = f"  |  cutline {version('cutline')}"
    room = wide - 2 * margin - drawing.line_width(maker, size)
    made = drawing.fitting(f"{medium.said('Source')}: {source}", room, size) + maker
    figure.text(
        x,
        11 / high,
        drawing.spaced(made),
        ha="left",
        va="bottom",
        fontsize=size,
        color=medium.muted(),
    )
    return figure


_WIDTH, _HEIGHT = 1600 / drawing.DPI, 1100 / drawing.DPI  # inches
_LEAST = 84  # ems, below which the charts stand one below the other
_MOST_ROWS, _MOST_NAMES = 3, 4


def _panels(
    places: Sequence[Axes],
    dots: pd.DataFrame,
    counts: pd.DataFrame,
    tones: pd.DataFrame,
    *,
    verdict: str,
    what: str,
    target: str,
    reference: str,
) -> None:
    """Draw the three charts, each on its Axes; without titles, with a letter that a caption can name."""
    pair: Pair = {"target": target, "reference": reference}
    first, second, third = places
    titles = [
        f"{grammar.capitalised(what)}, the clearest differences first",
        names_sentence(counts, **pair),
        f"Tone: {verdict}",
    ]
    of_first, of_second, of_third = titles if medium.in_force().titled else "abc"
    rates(dots, ax=first, title=of_first, what=what, most=_MOST_ROWS, **pair)
    mirrored(counts, ax=second, title=of_second, most=_MOST_NAMES, **pair)
    tone_by_layer(tones, ax=third, title=of_third, **pair)


def _stacked(
    dots: pd.DataFrame,
    counts: pd.DataFrame,
    tones: pd.DataFrame,
    *,
    answer: Sequence[str],
    verdict: str,
    what: str,
    width: float,
    target: str,
    reference: str,
) -> Figure:
    """The three charts one below the other, for a column of a journal."""
    pair: Pair = {"target": target, "reference": reference}
    heights = [medium.scaled(inches) for inches in (4.6, 3.5, 2.8)]
    head = drawing.wrapped(
        medium.said(answer[0]),
        width * 72 - medium.scaled(24),
        medium.title_size(),
        "bold",
    )
    above = (head.count("\n") + 2) * 1.25 * medium.title_size() / 72
    above = above if medium.in_force().titled else 0.0
    figure = Figure(figsize=(width, sum(heights) + above), dpi=drawing.DPI, layout="constrained")
    parts: Any = figure.subfigures(3, 1, height_ratios=heights)
    panels = [part.add_subplot() for part in parts]
    _panels(panels, dots, counts, tones, verdict=verdict, what=what, **pair)
    for ax in panels:
        _without_notes(ax)
    drawing.note(panels[0], *answer[1:])
    if medium.in_force().titled:
        figure.suptitle(
            head,
            x=0.02,
            ha="left",
            fontsize=medium.title_size(),
            fontweight="bold",
            linespacing=1.2,
        )
    return figure


def _deck(segments: pd.DataFrame, lines: Sequence[str], target: str, reference: str) -> list[str]:
    """What is written below the title: sizes, and the words of what is shown."""
    return [f"{_sizes(segments, target, reference)}.", *lines]


def tell_summary(
    segments: pd.DataFrame,
    dots: pd.DataFrame,
    counts: pd.DataFrame,
    tones: pd.DataFrame,
    *,
    answer: Sequence[str],
    what: str = "frame words",
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The alternative text of `summary`, next to its title.

    Parameters
    ----------
    segments, dots, counts, tones : DataFrame
        those that the figure was drawn from.
    answer : list of str
        its title and the lines below it.
    what : str
        what `dots` counts.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        sizes of both layers, then the three charts in turn, each shorter than its own alternative
        text.
    """
    pair: Pair = {"target": target, "reference": reference}
    drawn = tones[tones["layer"].isin(("headline", target, reference))]
    return (
        f"{' '.join(_deck(segments, answer[1:], **pair))} First, {what} per 1,000 words:"
        f" {told_rates(dots, _MOST_ROWS, **pair)}. Second, mentions of names"
        f" {told_names(counts, _MOST_NAMES, **pair)}. Third, the tone by {tones['lexicon'].iloc[0]}, in"
        f" points per 1,000 words: {told_tones(drawn)}."
    )


def _settle(ax: Axes, place: Bbox) -> None:
    """Shrink an Axes until it fits its place with all the words around it."""
    _without_notes(ax)
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


def _without_notes(ax: Axes) -> None:
    """Take the notes away: the summary has no room for them."""
    for note in ax.findobj(lambda artist: artist.get_gid() == "note"):
        note.remove()


def _sizes(segments: pd.DataFrame, target: str, reference: str) -> str:
    """'4 captions (42 words), 15 paragraphs of the body (855 words), 1 headline (10 words)'."""
    sizes = []
    for layer in dict.fromkeys((target, reference, "headline")):
        n_words = segments.loc[segments["layer"] == layer, "n_words"]
        noun = "body paragraph" if layer == "body" else layer
        words = f" ({grammar.count(int(n_words.sum()), 'word')})"
        sizes.append(
            grammar.count(len(n_words), noun) + words
            if len(n_words)
            else f"no {grammar.noun(noun, 0)}"
        )
    return grammar.capitalised(", ".join(sizes))
