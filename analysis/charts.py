"""Charts: one table on one Axes.

A chart computes no statistic and saves nothing: it draws the table that it is given, words its title from that table's
numbers and verdicts, and returns the Axes. Without an `ax` it opens a fresh figure. Everything that comes from an
article (names, words, titles) is data: it is never read as mathematics or markup.
"""

from __future__ import annotations

import functools
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, ParamSpec

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.textpath import TextPath, TextToPath
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Affine2D, ScaledTranslation

from analysis.corpus import LAYERS, plural

WIDTH = 9.0  # inches, of a fresh figure
FONT = "DejaVu Sans"  # ships with matplotlib: the same shapes on every machine
BLACK, MUTED, GRID = "#1A1A1A", "#595959", "#DADADA"
TITLE, TEXT, SMALL = 12.5, 9.5, 8.5  # points

STYLE: dict[Any, Any] = {
    "font.family": [FONT],
    "font.size": TEXT,
    "text.parse_math": False,
    "text.usetex": False,
    "text.color": BLACK,
    "axes.edgecolor": MUTED,
    "axes.facecolor": "white",
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "axes.axisbelow": True,
    "axes.grid": False,
    "figure.facecolor": "white",
    "figure.dpi": 100,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
    "savefig.facecolor": "white",
}


class Look(NamedTuple):
    """How a layer looks in every chart.

    fill is the colour of its marks (after Okabe & Ito, 2008, told apart without colour vision); ink, of outlines and
    of words about it, is darker (at least 4.5 : 1 on white); marker and hatch carry the layer where colour does not.
    """

    fill: str
    ink: str
    marker: str
    hatch: str


LAYER_LOOKS = {
    "headline": Look("#1A1A1A", "#1A1A1A", "^", ""),
    "standfirst": Look("#CC79A7", "#8A3D68", "v", "\\\\\\\\"),
    "byline": Look("#8C8C8C", "#4D4D4D", "P", "...."),
    "subheading": Look("#009E73", "#00614A", "s", "||||"),
    "body": Look("#0072B2", "#005580", "o", ""),
    "caption": Look("#E69F00", "#8A4F00", "D", "////"),
    "credit": Look("#F0E442", "#6B6500", "X", "xxxx"),
    "boilerplate": Look("#D0D0D0", "#5A5A5A", "h", "----"),
}
_COUNTS = LinearSegmentedColormap.from_list("counts", ["#FFFFFF", "#C9C6DC", "#3D3A5C"])
_MEASURE = TextToPath()
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")  # direction marks
_LABEL = 180.0  # points that the name of a row may take
_KEYS = 6  # entries of a key on one line

P = ParamSpec("P")


def _styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """The chart under the project's style, whatever the reader's own settings are."""

    @functools.wraps(chart)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with matplotlib.rc_context(STYLE):
            return chart(*args, **kwargs)

    return styled


# --------------------------------------------------------------------------- the ten charts


@_styled
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
        layer, n_words (width of the segment), confidence (0 to 1; labels below `sure_from` get a question mark).
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
        return _say_nothing(ax, title, "No words in this article")
    ax = _axes(ax, 1.5 + 0.34 * (len(occurring) + 1))
    start = np.cumsum(n_words) - n_words
    layer_of = table["layer"].astype(str).to_numpy()
    unsure = table["confidence"].to_numpy(dtype=float) < sure_from
    edge = 0.6 if len(table) <= 80 else 0.0
    for row, layer in enumerate(occurring, start=1):
        here, look = layer_of == layer, LAYER_LOOKS[layer]
        for y in (0, row):
            bars = ax.barh(
                np.full(here.sum(), y), n_words[here], left=start[here], height=0.72, color=look.fill, label=layer
            )
            _outline(bars, look, edge)
            for bar in bars:
                if bar.get_width() < total / 500:
                    bar.set(edgecolor=look.fill, linewidth=0.8)
        asked = here & unsure
        middle, lane = (start + n_words / 2)[asked], np.full(asked.sum(), row)
        for color, rim in (("white", 2.6), (BLACK, 0.0)):
            ax.scatter(
                middle, lane, marker=_question_mark(), s=64, color=color, linewidths=rim, zorder=4, label="unsure"
            )
    _rows(ax, ["the article", *(_plural(layer) for layer in occurring)])
    ax.axhline(0.5, color=GRID, linewidth=0.8)
    ax.set_xlim(0, total)
    _x_axis(ax, "words from the beginning of the article →", whole=True)

    sizes = [(int((layer_of == layer).sum()), int(n_words[layer_of == layer].sum())) for layer in occurring]
    ys = range(len(sizes) + 1)
    sizes = [(len(table), total), *sizes]
    _columns(
        ax,
        [
            ("segments", [(y, f"{n:,}") for y, (n, _) in zip(ys, sizes, strict=True)]),
            ("words", [(y, f"{words:,}") for y, (_, words) in zip(ys, sizes, strict=True)]),
            ("share", [(y, percent(words, total)) for y, (_, words) in zip(ys, sizes, strict=True)]),
        ],
    )
    if unsure.any():
        n_unsure, n_target = int((unsure & (layer_of == target)).sum()), int((layer_of == target).sum())
        of_target = f", {n_unsure} of {n_target} {_plural(target, n_target)} among them" if n_unsure else ""
        _note(
            ax,
            f"? marks a label less sure than {sure_from:g} ({int(unsure.sum())} of {len(table)} segments{of_target}).",
        )
    if target in occurring:
        n, words = sizes[1 + occurring.index(target)]
        share = percent(words, total)
        wording = f"{n:,} {_plural(target, n)} hold{_s(n)} {words:,} of the article’s {total:,} words ({share})"
    else:
        wording = f"{_none(target)}: {counted(total, 'word')} in {counted(len(table), 'segment')}"
    return _head(ax, title or wording)


@_styled
def tone_along(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    reference: str = "body",
) -> Axes:
    """Draw the tone of every sentence along the article, the target's places shaded.

    Parameters
    ----------
    table : DataFrame, as `sentiment.along`
        one row per sentence: layer, position (words before its middle), n_words (width of its bar), compound (its
        height; -1 most negative, 0 balanced or without a charged word, 1 most positive).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the layers that the title speaks about.
    """
    rows = table.dropna(subset=["compound", "position"]) if len(table) else table
    if rows.empty:
        return _say_nothing(ax, title, "No sentences in this article")
    ax = _axes(ax, 4.6)
    layer_of = rows["layer"].astype(str).to_numpy()
    position, compound = rows["position"].to_numpy(dtype=float), rows["compound"].to_numpy(dtype=float)
    width = np.maximum(rows["n_words"].to_numpy(dtype=float), 0.5)
    _shade(ax, position - width / 2, width, layer_of == target, target)

    key, small = [], float(np.clip(2400 / len(rows), 5, 20))
    for layer in [name for name in LAYERS if (layer_of == name).any()]:
        here, look = layer_of == layer, LAYER_LOOKS[layer]
        size = 34.0 if layer == target else 26.0 if layer == "headline" else small
        ax.bar(
            position[here], compound[here], width[here], color=look.fill, alpha=0.35, linewidth=0, label=layer, zorder=2
        )
        _dots(ax, position[here], compound[here], layer, size, zorder=4 if layer == target else 3)
        key.append(_key_dot(layer, f"{layer} (n = {here.sum():,})"))
    ax.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
    ax.set_ylim(-1.08, 1.08)
    ax.set_xlim(0, float((position + width / 2).max()))
    ax.set_yticks([-1, -0.5, 0, 0.5, 1])
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    _number_axis(ax, "y", lambda value: f"{value:+g}".replace("-", "−") if value else "0")
    ax.set_ylabel("compound score of the sentence\n← negative     positive →", fontsize=TEXT, color=BLACK)
    _x_axis(ax, "words from the beginning of the article →", whole=True, grid=False)
    shaded = f"; shaded: {_plural(target)}" if (layer_of == target).any() else ""
    _note(ax, f"One mark per sentence, its bar as wide as the sentence is long{shaded}.")

    def negative(layer: str, noun: str) -> str:
        here = layer_of == layer
        whole = counted(int(here.sum()), noun) if noun else f"{here.sum():,}"
        return f"{int((compound[here] < 0).sum()):,} of {whole} in {the(layer)}"

    spoken = [layer for layer in (target, reference) if (layer_of == layer).any()]
    parts = [negative(layer, "" if number else "sentence") for number, layer in enumerate(spoken)]
    wording = ", ".join([f"{part} score negative" if not number else part for number, part in enumerate(parts)])
    if target not in spoken:
        wording = f"{_none(target)}{': ' if wording else ''}{wording}"
    return _head(ax, title or wording, key)


@_styled
def tone_by_layer(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    reference: str = "body",
) -> Axes:
    """Draw the tone of every layer and lexicon: each segment a dot, the layer's pooled tone an upright bar.

    Parameters
    ----------
    table : DataFrame, as `sentiment.tones`
        lexicon, scale (its largest valence), layer, segment (missing in the rows of a layer), n_words, tone (valence
        per word; nan without words). Drawn is tone / scale, so that lexicons of different scales stand side by side.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the layers that the title speaks about.
    """
    whole = table[table["segment"].isna() & table["tone"].notna()] if len(table) else table
    lexicons = list(dict.fromkeys(whole["lexicon"])) if len(whole) else []
    if whole.empty:
        return _say_nothing(ax, title, "No words in this article")
    ax = _axes(ax, 1.7 + 0.36 * (len(whole) + len(lexicons)))
    share = 100 * table["tone"] / table["scale"]
    span = float(share.max() - share.min()) or 1.0
    labels: list[str] = []
    heads: list[int] = []
    columns: list[list[tuple[float, str]]] = [[], [], []]
    for lexicon in lexicons:
        heads.append(len(labels))
        scale = float(whole.loc[whole["lexicon"] == lexicon, "scale"].iloc[0])
        labels.append(f"{one_line(lexicon, 24)} (−{scale:g} to {scale:g})")
        for layer in [name for name in LAYERS if ((whole["lexicon"] == lexicon) & (whole["layer"] == name)).any()]:
            y, here = len(labels), (table["lexicon"] == lexicon) & (table["layer"] == layer)
            labels.append(_plural(layer))
            single = here & table["segment"].notna() & table["tone"].notna()
            pooled = whole[(whole["lexicon"] == lexicon) & (whole["layer"] == layer)].iloc[0]
            x = share[single].to_numpy(dtype=float)
            few = layer == target or len(x) <= 6
            _dots(ax, x, y + _spread(x, span / 90, 0.16, 0.32), layer, 34 if few else 13, pale=not few)
            _rate_mark(ax, [share[pooled.name]], [y], layer, 17)
            columns[0].append((y, f"{len(x):,}"))
            columns[1].append((y, f"{int(pooled['n_words']):,}"))
            columns[2].append((y, signed(pooled["tone"])))
    _rows(ax, labels, heads=heads)
    ax.axvline(0, color=MUTED, linewidth=0.8, zorder=1)
    _x_axis(ax, "tone per word, in % of the lexicon’s largest valence", "← negative   positive →")
    _columns(ax, list(zip(("segments", "words", "valence\nper word"), columns, strict=True)))
    _note(
        ax,
        "A mark is one segment, an upright bar the whole layer: the sum of its valences by its words.",
    )
    return _head(ax, title or _tone_wording(whole, lexicons, target, reference))


def _tone_wording(whole: pd.DataFrame, lexicons: list[str], target: str, reference: str) -> str:
    tones = whole.assign(layer=whole["layer"].astype(str)).set_index(["lexicon", "layer"])["tone"]
    absent = [layer for layer in (target, reference) if layer not in tones.index.get_level_values("layer")]
    if absent:
        return f"{_none(absent[0])} to compare the tone of {the(reference if absent[0] == target else target)} with"
    signs = {name: int(np.sign(round(tones[name, target] - tones[name, reference], 9))) for name in lexicons}
    words = {1: "more positive than", 0: "neither more positive nor more negative than", -1: "more negative than"}
    lean = f"{_capital(target)} lean{_s(target)}"
    if len(set(signs.values())) == 1:
        by = (
            ""
            if len(lexicons) == 1
            else " by both lexicons"
            if len(lexicons) == 2
            else f" by all {len(lexicons)} lexicons"
        )
        return f"{lean} {words[signs[lexicons[0]]]} {the(reference)}{by} (described, not tested)"
    each = listed([f"{words[sign]} {the(reference)} by {one_line(name, 24)}" for name, sign in signs.items()], 6)
    return f"{lean} {each} (described, not tested)"


@_styled
def rates(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    reference: str = "body",
    what: str = "hits",
    rows: str = "categories",
    most: int = 12,
) -> Axes:
    """Draw how often each category stands in two layers: every segment a dot, the layer's rate an upright bar.

    The most decided rows stand first. Rows without a hit in either layer, and rows beyond `most`, are named below.

    Parameters
    ----------
    table : DataFrame, as `comparison.dots`
        segment (missing in the rows of a layer), layer, category, label, n (hits), n_words, per_1000 (per 1,000 words),
        verdict.
    ax : Axes, optional
    title : str, optional
        instead of the one that the verdicts give.
    target, reference : str
        the two layers.
    what : str
        what the hits are, for the axis ("frame words").
    rows : str
        what a row is, in the plural, for the title ("frames").
    most : int
        how many rows at most.
    """
    whole = table[table["segment"].isna()] if len(table) else table
    hit = list(dict.fromkeys(whole.loc[whole["n"] > 0, "category"])) if len(whole) else []
    drawn = sorted(hit, key=functools.partial(_decidedness, whole))[:most]
    sentence = verdict_sentence(table, target=target, reference=reference, rows=rows)
    if not drawn:
        nothing = f"No hit in {the(target)} or in {the(reference)}"
        return _say_nothing(ax, title, nothing if not len(whole) else f"{sentence}: {nothing[0].lower()}{nothing[1:]}")
    ax = _axes(ax, 1.95 + 0.54 * len(drawn))
    found = table[table["category"].isin(drawn) & table["per_1000"].notna()]
    span = float(max(found["per_1000"].max(), 0) - min(found["per_1000"].min(), 0)) or 1.0
    lanes = {target: -0.22, reference: 0.22}
    key: list[Artist] = []
    crowds: list[Text] = []
    for layer, lane in lanes.items():
        dots = found[(found["layer"] == layer) & found["segment"].notna()]
        n = dots["segment"].nunique()
        few, x, y = layer == target or n <= 6, [], []
        for row, category in enumerate(drawn):
            values = dots.loc[dots["category"] == category, "per_1000"].to_numpy(dtype=float)
            n_none = int((values == 0).sum())
            if n_none > 4:
                crowds.append(
                    _write(ax, 0, row + lane, f"{n_none:,}×", offset=(-7, 0), ha="right", size=7.5, color=MUTED)
                )
            x.append(values)
            y.append(row + lane + _spread(values, span / 90, 0.085, 0.13))
        _dots(ax, np.concatenate(x), np.concatenate(y), layer, 26 if few else 11, pale=not few)
        marks = found[(found["layer"] == layer) & found["segment"].isna()]
        _rate_mark(ax, marks["per_1000"], [drawn.index(name) + lane for name in marks["category"]], layer, 14)
        if n:
            key.append(_key_dot(layer, f"one {_unit(layer)} (n = {n:,})", pale=not few))
    if len(whole):
        key.append(
            Line2D(
                [],
                [],
                color=BLACK,
                marker="|",
                linestyle="",
                markersize=10,
                markeredgewidth=2.5,
                label="the layer’s rate",
            )
        )

    first = whole.drop_duplicates("category").set_index("category")
    _rows(ax, [_fold(first.loc[name, "label"], 24) for name in drawn], top=0.55)
    for row in range(1, len(drawn)):
        ax.axhline(row - 0.5, color=GRID, linewidth=0.6, zorder=0)
    ax.axvline(0, color="#A6A6A6", linewidth=0.8, zorder=1)
    left = min(float(found["per_1000"].min()), 0) - span / (10 if crowds else 40)
    ax.set_xlim(left, max(float(found["per_1000"].max()), 0) + span / 40)
    _x_axis(ax, f"{what} per 1,000 words", "more →")

    columns: list[list[tuple[float, str]]] = [[], [], []]
    for layer, lane in lanes.items():
        for row, category in enumerate(drawn):
            here = whole[(whole["category"] == category) & (whole["layer"] == layer)]
            columns[0].append((row + lane, f"{_plural(layer)}"))
            columns[1].append((row + lane, f"{int(here['n'].sum()):,}" if len(here) else "–"))
            per_1000 = float(here["per_1000"].iloc[0]) if len(here) else np.nan
            columns[2].append((row + lane, rate(per_1000)))
    verdicts = [(float(row), str(first.loc[name, "verdict"])) for row, name in enumerate(drawn)]
    texts = _columns(
        ax, [("", columns[0]), ("hits", columns[1]), ("per\n1,000", columns[2]), ("verdict", verdicts)], left=(0, 3)
    )
    for column in texts[:3]:
        for number, text in enumerate(column):
            text.set_color(LAYER_LOOKS[target if number < len(drawn) else reference].ink)
    for text in texts[3]:
        _verdict_text(text)

    rest = [_label(first.loc[name, "label"], 40) for name in hit if name not in drawn]
    absent = list(dict.fromkeys(_label(label, 40) for label in whole.loc[~whole["category"].isin(hit), "label"]))
    notes = [f"{crowds[0].get_text()}: so many marks lie together at 0."] if crowds else []
    notes += [f"{len(rest)} more with hits, not drawn: {listed(rest, 6)}."] if rest else []
    notes += [f"No hit in either layer: {listed(absent, 8)}."] if absent else []
    if notes:
        _note(ax, " ".join(notes))
    return _head(ax, title or sentence, key)


def verdict_sentence(
    table: pd.DataFrame, *, target: str = "caption", reference: str = "body", rows: str = "categories", most: int = 3
) -> str:
    """The verdicts of a `comparison.dots` table as one sentence; it claims no more than they do.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": [pd.NA] * 2, "layer": ["caption", "body"], "category": "war", "label": "War",
    ...                       "n": [9, 1], "verdict": "more in captions"})
    >>> verdict_sentence(table)
    'Per word, captions hold more of “War” than the body'
    """
    whole = table[table["segment"].isna()] if len(table) else table
    if whole.empty:
        return f"Neither {the(target)} nor {the(reference)} hold anything that is counted here"
    n_segments = {layer: table.loc[(table["layer"] == layer), "segment"].nunique() for layer in (target, reference)}
    for layer, other in ((target, reference), (reference, target)):
        if not (table["layer"] == layer).any():
            return f"{_none(layer)}: nothing to compare {the(other)} with"
    one = whole.drop_duplicates("category")
    verdicts = one["verdict"].astype(str)
    more = {
        layer: [f"“{_label(label, 40)}”" for label in one.loc[verdicts == f"more in {plural(layer)}", "label"]]
        for layer in (target, reference)
    }
    if more[target] or more[reference]:
        first, second = (target, reference) if more[target] else (reference, target)
        sentence = f"Per word, {the(first)} hold{_s(first)} more of {listed(more[first], most)}"
        return sentence + (
            f", {the(second)} more of {listed(more[second], most)}" if more[second] else f" than {the(second)}"
        )
    n_shown, n_all = int((verdicts == "no difference shown").sum()), len(one)
    if n_shown == n_all:
        return f"No difference shown between {the(target)} and {the(reference)} in any of {n_all} {rows}"
    if n_shown:
        return (
            f"No difference shown between {the(target)} and {the(reference)} in {n_shown} of {n_all} {rows};"
            " the rest: not enough text"
        )
    if (verdicts == "described, not tested").all():
        single = next((layer for layer in (target, reference) if n_segments[layer] == 1), target)
        return f"One {_unit(single)} only: {the(target)} and {the(reference)} are described, not tested"
    return f"Not enough text to tell {the(target)} from {the(reference)} in any of {n_all} {rows}"


@_styled
def along(
    table: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    most: int = 16,
) -> Axes:
    """Draw where in the article the hits of each category stand: a tick at each hit, the target's places shaded.

    Parameters
    ----------
    table : DataFrame, as `hits.along`
        position (words before the hit), layer, category, label.
    segments : DataFrame, as `corpus.segments`
        layer, n_words, in reading order.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target : str
        the layer that is shaded and that the title speaks about.
    most : int
        how many categories at most, those with most hits.
    """
    n_hits = table.groupby(table["category"].astype(str), sort=False).size() if len(table) else pd.Series(dtype=int)
    kept = n_hits.sort_values(ascending=False, kind="stable").index[:most]
    drawn = [name for name in n_hits.index if name in set(kept)]
    if len(table) and isinstance(table["category"].dtype, pd.CategoricalDtype):
        drawn = [str(name) for name in table["category"].cat.categories if str(name) in set(kept)]
    total = int(segments["n_words"].sum()) if len(segments) else 0
    if not drawn or not total:
        return _say_nothing(ax, title, "No hit in this article")
    ax = _axes(ax, 1.8 + 0.36 * max(len(drawn), 2))

    n_words = segments["n_words"].to_numpy(dtype=float)
    of_target = (segments["layer"] == target).to_numpy(dtype=bool)
    _shade(ax, np.cumsum(n_words) - n_words, n_words, of_target, target)
    row_of = table["category"].astype(str).map({name: row for row, name in enumerate(drawn)}).to_numpy(dtype=float)
    layer_of, x = table["layer"].astype(str).to_numpy(), table["position"].to_numpy(dtype=float)
    key, fine = [], float(np.clip(90 / n_hits.max(), 0.4, 1.3))
    for layer in [name for name in LAYERS if (layer_of == name).any()]:
        here, look = (layer_of == layer) & ~np.isnan(row_of), LAYER_LOOKS[layer]
        ax.scatter(
            x[here], row_of[here], marker="|", s=200, linewidths=fine, color=look.ink, label=f"{layer} ticks", zorder=3
        )
        size = (18 if layer == target else 9) * min(1, fine)
        _dots(ax, x[here], row_of[here], layer, size, zorder=5 if layer == target else 4)
        key.append(_key_dot(layer, f"{layer} ({counted(int(here.sum()), 'hit')})"))
    labels = table.drop_duplicates("category").assign(category=lambda t: t["category"].astype(str))
    label_of = labels.set_index("category")["label"]
    _rows(ax, [_label(label_of[name], 34) for name in drawn])
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    ax.set_xlim(0, total)
    _x_axis(ax, "words from the beginning of the article →", whole=True, grid=False)

    in_target = [int(((row_of == row) & (layer_of == target)).sum()) for row in range(len(drawn))]
    everywhere = [int((row_of == row).sum()) for row in range(len(drawn))]
    _columns(
        ax,
        [
            (f"in {_plural(target)}", [(row, f"{n:,}") for row, n in enumerate(in_target)]),
            ("in all", [(row, f"{n:,}") for row, n in enumerate(everywhere)]),
        ],
    )
    if len(n_hits) > len(drawn):
        _note(ax, f"{len(n_hits) - len(drawn)} categories with fewer hits are not drawn.")
    if not of_target.any():
        wording = f"{_none(target)}; {_label(label_of[n_hits.idxmax()], 40)} has most hits ({n_hits.max():,})"
    elif not max(in_target):
        wording = f"None of the {len(table):,} hits stands in {the(target)}"
    else:
        row = int(np.argmax(in_target))
        share = percent(float(n_words[of_target].sum()), total)
        stand = "stands" if in_target[row] == 1 else "stand"
        wording = (
            f"{in_target[row]:,} of {everywhere[row]:,} hits of “{_label(label_of[drawn[row]], 40)}” {stand} in"
            f" {the(target)}, {share} of the words"
        )
    return _head(ax, title or wording, key)


@_styled
def mirrored(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    reference: str = "body",
    most: int = 10,
) -> Axes:
    """Draw who and what two layers name, mirrored: the target to the left, the reference to the right.

    Parameters
    ----------
    table : DataFrame, as `entities.counts`
        term, category (its type), n_target, n_reference (mentions).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the two layers.
    most : int
        how many names of each side, those with most mentions.
    """
    named = table[(table["n_target"] > 0) | (table["n_reference"] > 0)] if len(table) else table
    if named.empty:
        return _say_nothing(ax, title, f"No names in {the(target)} or in {the(reference)}")
    named = named.assign(category=named["category"].astype(str), n=named["n_target"] + named["n_reference"])
    tops = [
        named[named[column] > 0].sort_values([column, "n"], ascending=False, kind="stable").head(most)
        for column in ("n_target", "n_reference")
    ]
    shown = named.loc[named.index.isin(tops[0].index.union(tops[1].index))]
    weight = shown.groupby("category")["n"].sum()
    shown = shown.assign(weight=shown["category"].map(weight))
    shown = shown.sort_values(["weight", "category", "n", "term"], ascending=[False, True, False, True], kind="stable")
    ax = _axes(ax, 1.6 + 0.245 * len(shown))

    y = np.arange(len(shown))
    sides = ((target, -shown["n_target"]), (reference, shown["n_reference"]))
    for layer, values in sides:
        look = LAYER_LOOKS[layer]
        bars = ax.barh(y, values.to_numpy(dtype=float), height=0.68, color=look.fill, label=layer)
        _outline(bars, look, 0.6)
        for row, value in enumerate(values):
            sign = -1 if layer == target else 1
            _write(
                ax, value, row, f"{abs(int(value))}", offset=(4 * sign, 0), ha="right" if sign < 0 else "left",
                color=look.ink if value else MUTED,
            )  # fmt: skip
    right = float(shown["n_reference"].max())
    left = max(float(shown["n_target"].max()), 0.32 * right)
    right = max(right, 0.32 * left)
    ax.set_xlim(-left - 0.09 * (left + right), right + 0.09 * (left + right))
    _rows(ax, [one_line(term, 30) for term in shown["term"]])
    ax.axvline(0, color=BLACK, linewidth=0.9, zorder=3)
    _x_axis(ax, f"← mentions in {the(target)}", f"mentions in {the(reference)} →", absolute=True, whole=True, at=0)
    kinds = shown["category"].to_numpy()
    opens = [row for row in range(len(kinds)) if row == 0 or kinds[row] != kinds[row - 1]]
    for row in opens[1:]:
        ax.axhline(row - 0.5, color=MUTED, linewidth=0.5, linestyle=(0, (2, 2)), zorder=0)
    _columns(ax, [("", [(row, _label(kinds[row], 22)) for row in opens])], left=(0,), color=MUTED)
    if len(named) > len(shown):
        _note(ax, f"The {most} names with most mentions on each side; {len(named) - len(shown):,} more are not drawn.")
    return _head(ax, title or names_sentence(table, target=target, reference=reference))


def names_sentence(table: pd.DataFrame, *, target: str = "caption", reference: str = "body") -> str:
    """What only one of the two layers names, as one sentence about an `entities.counts` table.

    Examples
    --------
    >>> names_sentence(pd.DataFrame({"term": ["Heron", "Iran"], "n_target": [1, 0], "n_reference": [0, 9]}))
    'Only captions name Heron; only the body names Iran'
    """
    order = {"kind": "stable", "ascending": [False, True]}
    sides = []
    for layer, own, other in ((target, "n_target", "n_reference"), (reference, "n_reference", "n_target")):
        alone = (
            table[(table[own] > 0) & (table[other] == 0)].sort_values([own, "term"], **order)["term"]
            if len(table)
            else []
        )
        sides.append(
            (layer, listed([one_line(term, 26) for term in alone], 3), int(table[own].sum()) if len(table) else 0)
        )
    if not any(n for _, _, n in sides):
        return f"No names in {the(target)} or in {the(reference)}"
    for (layer, _, n), (other, names, _) in (sides, sides[::-1]):
        if not n:
            return f"No names in {the(layer)}; {the(other)} name{_s(other)} {names}"
    parts = [f"only {the(layer)} name{_s(layer)} {names}" for layer, names, _ in sides if names]
    if not parts:
        return f"Every name stands both in {the(target)} and in {the(reference)}"
    sentence = "; ".join(parts)
    return sentence[0].upper() + sentence[1:]


@_styled
def together(table: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None, most: int = 12) -> Axes:
    """Draw who appears with whom: in how many segments two names stand together, as a square of counts.

    Parameters
    ----------
    table : square DataFrame, as `entities.together`
        index and columns: names; values: segments in which both stand; the diagonal: segments in which the name stands.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    most : int
        how many names at most, those in most segments.
    """
    if table.empty:
        return _say_nothing(ax, title, "No names in this article")
    values = table.to_numpy(dtype=float)
    chosen = np.sort(np.argsort(-np.nan_to_num(np.diag(values)), kind="stable")[:most])
    counts, names = values[np.ix_(chosen, chosen)], [one_line(name, 26) for name in table.index[chosen]]
    size = len(names)
    ax = _axes(ax, 2.2 + 0.42 * size, max(6.5, 3.0 + 0.42 * size))
    pairs = counts.copy()
    np.fill_diagonal(pairs, np.nan)
    largest = float(np.nanmax(pairs)) if size > 1 and np.isfinite(pairs).any() else 0.0
    ax.imshow(np.ma.masked_invalid(pairs), cmap=_COUNTS, vmin=0, vmax=max(largest, 1), aspect="equal")
    for row in range(size):
        ax.add_patch(
            Rectangle((row - 0.5, row - 0.5), 1, 1, facecolor="#F2F2F2", edgecolor=MUTED, hatch="", linewidth=0.8)
        )
        for column in range(size):
            value = counts[row, column]
            dark = row != column and sum(_COUNTS(np.nan_to_num(value) / max(largest, 1))[:3]) < 1.5
            colour = "white" if dark else BLACK if value > 0 else "#767676"
            text = "" if np.isnan(value) else f"{int(value):,}"
            weight = "bold" if row == column else "normal"
            _write(ax, column, row, text, ha="center", color=colour, weight=weight)
    for edge in np.arange(-0.5, size):
        ax.axhline(edge, color="white", linewidth=1, zorder=1)
        ax.axvline(edge, color="white", linewidth=1, zorder=1)
    _rows(ax, names, top=0.5, bottom=0.5)
    ax.xaxis.tick_top()
    ax.set_xticks(
        range(size),
        [fitting(name, 0.7 * _LABEL, TEXT) for name in names],
        rotation=45,
        ha="left",
        rotation_mode="anchor",
        fontsize=TEXT,
        color=BLACK,
        parse_math=False,
    )
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_anchor("W")
    rest = f" The {size} names in most segments are drawn, of {len(table)}." if len(table) > size else ""
    _note(
        ax,
        f"Segments in which both names stand; on the diagonal, segments in which the name stands at all.{rest}",
    )
    upper = np.triu(np.nan_to_num(counts), 1)
    where = np.argwhere(upper == upper.max())
    if not upper.max():
        wording = "No two of these names stand in the same segment"
    elif upper.max() == 1:
        wording = "No two of these names stand together in more than one segment"
    else:
        tied = [f"{names[a]} with {names[b]}" for a, b in where]
        n = int(upper.max())
        wording = f"Most often together: {listed(tied, 2)}, in {counted(n, 'segment')}"
        wording += " each" if len(tied) > 1 else ""
    return _head(ax, title or wording)


@_styled
def overused(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    reference: str = "body",
    most: int = 10,
) -> Axes:
    """Draw the words that each of two layers over-uses, from the target's (top) to the reference's (bottom).

    Parameters
    ----------
    table : DataFrame, as `comparison.overused_words`
        word, n_target, n_reference, z (positive: over-used in the target; it describes and does not test).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the two layers.
    most : int
        how many words of each side.
    """
    known = table.dropna(subset=["z"]).sort_values("z", ascending=False, kind="stable") if len(table) else table
    if known.empty:
        words = f"No words to compare: {the(target)} or {the(reference)} " + (
            "is empty" if _is_singular(reference) else "are empty"
        )
        return _say_nothing(ax, title, words)
    upper, lower = known[known["z"] > 0].head(most), known[known["z"] < 0].tail(most)
    shown = pd.concat([upper, lower])
    if shown.empty:
        words = f"{_capital(target)} and {the(reference)} use every word equally often"
        return _say_nothing(ax, title, words)
    ax = _axes(ax, 1.9 + 0.245 * len(shown))
    z = shown["z"].to_numpy(dtype=float)
    gap = 0.6 if len(upper) and len(lower) else 0.0
    y = np.arange(len(shown)) + np.where(z < 0, gap, 0)
    ax.hlines(y, 0, z, color=[LAYER_LOOKS[target if value > 0 else reference].fill for value in z], linewidth=1.8)
    for layer, here in ((target, z > 0), (reference, z < 0)):
        _dots(ax, z[here], y[here], layer, 34)
    _rows(ax, [one_line(word, 30) for word in shown["word"]], at=y)
    ax.axvline(0, color=BLACK, linewidth=0.9)
    reach = max(float(np.abs(z).max()), 1e-9)
    ax.set_xlim(min(z.min(), -0.15 * reach) - 0.06 * reach, max(z.max(), 0.15 * reach) + 0.06 * reach)
    _x_axis(ax, "z of the log-odds", f"← over-used in {the(reference)}     over-used in {the(target)} →")
    both = list(zip(y, shown["n_target"], shown["n_reference"], strict=True))
    _columns(
        ax,
        [
            (_plural(target), [(row, f"{int(n):,}") for row, n, _ in both]),
            (_plural(reference), [(row, f"{int(n):,}") for row, _, n in both]),
        ],
        heading="times in",
    )
    _note(
        ax,
        "z is the log-odds ratio by its standard error, drawn towards 0 for rare words (Monroe et al., 2008). It"
        " describes the words and tests nothing.",
    )
    # A word that stands once is over-used by chance of the alphabet: the title names those that stand twice.
    ends = [(target, upper[upper["n_target"] > 1]), (reference, lower[lower["n_reference"] > 1][::-1])]
    told = [(layer, [f"“{one_line(word, 26)}”" for word in part["word"]]) for layer, part in ends if len(part)]
    if not told:
        return _head(ax, title or f"No content word stands twice in {the(target)} or in {the(reference)}")
    first, most_used = told[0]
    wording = f"{_capital(first)} over-use{_s(first)} {listed(most_used, 3, more=False)}"
    for second, most_used in told[1:]:
        wording += f"; {the(second)} {listed(most_used, 3, more=False)}"
    return _head(ax, title or wording)


@_styled
def coverage(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    reference: str = "body",
) -> Axes:
    """Draw how much of each layer a lexicon can see.

    Parameters
    ----------
    table : DataFrame, as `sentiment.coverage` of several lexicons, one under the other
        lexicon, layer (column or index), n_words, n_scored, share_scored (0 to 1; nan without words), and perhaps
        unknown (lists of the most frequent content words without a valence, with their counts).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the layers that the title speaks about.
    """
    known = (table if "layer" in table else table.reset_index()).reset_index(drop=True) if len(table) else table
    known = known[known["share_scored"].notna()] if len(known) else known
    lexicons = list(dict.fromkeys(known["lexicon"])) if len(known) else []
    if known.empty:
        return _say_nothing(ax, title, "No words in this article")
    ax = _axes(ax, 1.5 + 0.3 * (len(known) + len(lexicons)))
    labels: list[str] = []
    heads: list[int] = []
    columns: list[list[tuple[float, str]]] = [[], [], []]
    for lexicon in lexicons:
        heads.append(len(labels))
        labels.append(one_line(lexicon, 30))
        rows = known[known["lexicon"] == lexicon]
        for layer in [name for name in LAYERS if (rows["layer"] == name).any()]:
            row, y, look = rows[rows["layer"] == layer].iloc[0], len(labels), LAYER_LOOKS[layer]
            labels.append(_plural(layer))
            bars = ax.barh([y], [100 * row["share_scored"]], height=0.66, color=look.fill, label=layer)
            _outline(bars, look, 0.6)
            columns[0].append((y, f"{int(row['n_scored']):,} of {int(row['n_words']):,}"))
            columns[1].append((y, percent(row["n_scored"], row["n_words"])))
            unknown = row.get("unknown")
            listed = ", ".join(f"{one_line(word, 18)} {n}" for word, n in unknown) if isinstance(unknown, list) else ""
            columns[2].append((y, one_line(listed, 44, at=", ")))
    _rows(ax, labels, heads=heads)
    ax.set_xlim(0, max(5.0, 108 * float(known["share_scored"].max())))
    _x_axis(ax, "words that the lexicon scores, in % of the layer’s words", "more →")
    shown = [("words scored", columns[0]), ("share", columns[1])]
    if any(text for _, text in columns[2]):
        shown.append(("not scored, most frequent first", columns[2]))
    _columns(ax, shown, left=(2,))
    return _head(ax, title or _coverage_wording(known, lexicons, target, reference))


def _coverage_wording(known: pd.DataFrame, lexicons: list[str], target: str, reference: str) -> str:
    sizes = known.assign(layer=known["layer"].astype(str)).set_index(["lexicon", "layer"])
    layer = next((name for name in (target, reference) if name in set(known["layer"].astype(str))), None)
    layer = str(known["layer"].iloc[0]) if layer is None else layer
    here = [name for name in lexicons if (name, layer) in sizes.index]
    scores = [f"{one_line(name, 24)} scores {int(sizes.loc[(name, layer), 'n_scored']):,}" for name in here]
    n_words = int(sizes.loc[(here[0], layer), "n_words"])
    sentence = f"Of the {counted(n_words, 'word')} in {the(layer)} {listed(scores, 4)}"
    return sentence if layer == target else f"{_none(target)}. {sentence}"


# --------------------------------------------------------------------------- words


def the(layer: str) -> str:
    """A layer in a sentence: captions, the body."""
    return f"the {layer}" if _is_singular(layer) else _plural(layer)


def _capital(layer: str) -> str:
    """A layer at the head of a sentence."""
    name = the(layer)
    return name[0].upper() + name[1:]


def _is_singular(layer: str) -> bool:
    return not plural(layer).endswith("s")


def _s(subject: int | str) -> str:
    """The ending of a verb whose subject is so many things, or a layer: captions hold, the body holds."""
    singular = _is_singular(subject) if isinstance(subject, str) else subject == 1
    return "s" if singular else ""


def _plural(layer: str, n: int = 2) -> str:
    return layer if n == 1 else plural(layer)


def _unit(layer: str) -> str:
    """What one segment of a layer is called."""
    return "paragraph" if layer == "body" else layer


def _none(layer: str) -> str:
    return f"No {plural(layer)} in this article"


def counted(n: int, noun: str) -> str:
    """A number of things.

    Examples
    --------
    >>> counted(1, "word"), counted(1234, "word")
    ('1 word', '1,234 words')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def listed(items: Sequence[str], most: int, *, more: bool = True) -> str:
    """Items as a sentence lists them; what goes beyond `most` is counted, or left out.

    Examples
    --------
    >>> listed(["Iran", "Israel"], 3)
    'Iran and Israel'
    >>> listed(["Iran", "Israel", "Armenia", "Russia"], 2)
    'Iran, Israel and 2 more'
    """
    items = list(items)
    if len(items) > most + 1 and more:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    items = items if more else items[:most]
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def one_line(text: object, most: int = 200, *, at: str = "") -> str:
    r"""A text of the article as one line that can be drawn and stored, shortened with an ellipsis (behind an `at`).

    Examples
    --------
    >>> one_line("  Why\nIsrael   wins ", most=10)
    'Why Israe…'
    """
    # Control characters break SVG, surrogates break every file, and direction marks would turn the words beside them.
    kept = (
        " " if char.isspace() and char != "\xa0" else char
        for char in str(text)
        if char.isspace() or _can_be_drawn(char)
    )
    line = " ".join(word for word in "".join(kept).split(" ") if word)
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut.rsplit(at, 1)[0]}{at.rstrip()} …" if at and at in cut else f"{cut.rstrip()}…"


def _can_be_drawn(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co") and char not in _TURNING


def _label(category: object, most: int) -> str:
    """A category or its label as a reader is shown it: 'PERSON' → 'Person'."""
    words = one_line(category, most).replace("_", " ").strip()
    words = {"ORG": "organisation"}.get(words, words)
    return words.capitalize() if len(words) > 3 and (words.isupper() or words.islower()) else words


def _fold(label: object, width: int) -> str:
    """A label on two lines where one would be long."""
    lines = [""]
    for word in _label(label, 2 * width).split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def percent(part: float, whole: float) -> str:
    r"""A share in words, with a digit behind the point where it is small.

    Examples
    --------
    >>> percent(42, 980), percent(1, 980)
    ('4\xa0%', '0.1\xa0%')
    """
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 0.05:
        return "<\xa00.1\xa0%"
    return f"{share:.1f}\xa0%" if 0 < share < 0.95 else f"{share:.0f}\xa0%"


def rate(value: float) -> str:
    """A rate with one digit behind the point; a dash where it is undefined.

    Examples
    --------
    >>> rate(285.714), rate(0.0), rate(-3.25), rate(float("nan"))
    ('285.7', '0', '−3.2', '–')
    """
    if np.isnan(value):
        return "–"
    return "0" if round(value, 1) == 0 else f"{value:,.1f}".replace("-", "−")


def signed(value: float, digits: int = 3) -> str:
    """A number with its sign.

    Examples
    --------
    >>> signed(0.0355), signed(-0.078), signed(0.0)
    ('+0.035', '−0.078', '0')
    """
    return "0" if round(value, digits) == 0 else f"{value:+.{digits}f}".replace("-", "−")


# --------------------------------------------------------------------------- axes and marks


def _axes(ax: Axes | None, height: float, width: float = WIDTH) -> Axes:
    if ax is None:
        _, ax = plt.subplots(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12))
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    return ax


def _say_nothing(ax: Axes | None, title: str | None, words: str) -> Axes:
    """An Axes without marks that says in words why it has none."""
    ax = _axes(ax, 0.9 if title is None else 1.2)
    ax.set_axis_off()
    if title is not None:
        text = wrapped(one_line(words), _room(ax), TEXT)
        ax.text(0, 1, text, transform=ax.transAxes, ha="left", va="top", color=MUTED, fontsize=TEXT, parse_math=False)
    return _head(ax, title or words)


def _dots(
    ax: Axes, x: np.ndarray, y: np.ndarray, layer: str, size: float, *, pale: bool = False, zorder: float = 3
) -> None:
    look = LAYER_LOOKS[layer]
    ax.scatter(
        x, y, s=size, marker=look.marker, facecolor=look.fill, edgecolor="none" if pale else look.ink, linewidths=0.8,
        alpha=0.45 if pale else 0.95, zorder=zorder, label=layer, clip_on=False,
    )  # fmt: skip


def _rate_mark(ax: Axes, x: Iterable[float], y: Iterable[float], layer: str, height: float) -> None:
    """The upright bar of a whole layer; it stands behind the dots, which are lower, so that neither hides the other."""
    ax.scatter(
        list(x), list(y), marker="|", s=height**2, linewidths=2.8, color=LAYER_LOOKS[layer].ink, zorder=2.5,
        clip_on=False, label=f"{layer} as a whole",
    )  # fmt: skip


def _key_dot(layer: str, label: str, *, pale: bool = False) -> Line2D:
    look = LAYER_LOOKS[layer]
    return Line2D(
        [], [], linestyle="", marker=look.marker, markersize=4 if pale else 6, markerfacecolor=look.fill,
        markeredgecolor="none" if pale else look.ink, alpha=0.6 if pale else 1, label=label,
    )  # fmt: skip


@functools.cache
def _question_mark() -> Path:
    path = TextPath((0, 0), "?", prop=FontProperties(family=FONT, weight="bold"))
    box = path.get_extents()
    return path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2))


def _outline(bars: Iterable[Artist], look: Look, width: float) -> None:
    for bar in bars:
        if isinstance(bar, Patch):
            bar.set(hatch=look.hatch or None, edgecolor=look.ink if look.hatch else "white", linewidth=width)


def _shade(ax: Axes, start: np.ndarray, width: np.ndarray, here: np.ndarray, layer: str) -> None:
    """Shade the places of a layer over the whole height."""
    look = LAYER_LOOKS[layer]
    for left, wide in zip(start[here], width[here], strict=True):
        ax.axvspan(left, left + wide, facecolor=look.fill, alpha=0.28, linewidth=0, zorder=0, label=f"{layer} place")


def _spread(x: np.ndarray, near: float, step: float, room: float) -> np.ndarray:
    """How far to move each dot off its line, so that dots of (nearly) one value stand beside each other."""
    offsets = np.zeros(len(x))
    order = np.argsort(x, kind="stable")
    first = 0
    for last in range(1, len(order) + 1):
        if last == len(order) or x[order[last]] - x[order[first]] > near:
            n = last - first
            gap = min(step, 2 * room / (n - 1)) if n > 1 else 0.0
            offsets[order[first:last]] = (np.arange(n) - (n - 1) / 2) * gap
            first = last
    return offsets


def _rows(
    ax: Axes,
    labels: Sequence[str],
    *,
    at: Sequence[float] | np.ndarray | None = None,
    heads: Sequence[int] = (),
    top: float = 0.6,
    bottom: float = 0.6,
) -> None:
    """Name the rows of a chart, from the top down."""
    places = list(range(len(labels))) if at is None else list(at)
    shown = ["\n".join(fitting(line, _LABEL, TEXT) for line in label.split("\n")) for label in labels]
    ax.set_yticks(places, shown, parse_math=False, fontsize=TEXT, color=BLACK)
    ax.tick_params(axis="y", length=0, pad=7)
    for number in heads:
        ax.get_yticklabels()[number].set_fontweight("bold")
    ax.set_ylim(places[-1] + bottom, places[0] - top)


def _x_axis(
    ax: Axes,
    label: str,
    direction: str = "",
    *,
    whole: bool = False,
    absolute: bool = False,
    grid: bool = True,
    at: float | None = None,
) -> None:
    """Name the axis and say which way it grows; with `at`, label and direction stand on either side of that value."""
    gap = "     "
    text = f"{label}{gap}{direction}".strip()
    if at is None and not _is_alone(ax) and _width(text, TEXT) > 0.5 * _room(ax):
        text = f"{label}\n{direction}"
    ax.set_xlabel(text, fontsize=TEXT, color=BLACK, labelpad=5, parse_math=False)
    if at is not None:
        left, right = ax.get_xlim()
        ax.xaxis.label.set_x((at - left) / (right - left))
        aside = (_width(direction, TEXT) - _width(label, TEXT)) / 2 / 72
        shift = ScaledTranslation(aside, 0, _figure(ax).dpi_scale_trans)
        ax.xaxis.label.set_transform(ax.xaxis.label.get_transform() + shift)
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=whole, steps=[1, 2, 5, 10]))

    def written(value: float) -> str:
        number = abs(value) if absolute else value
        return f"{number:,.6g}".replace("-", "−")

    _number_axis(ax, "x", written)
    if grid:
        ax.grid(axis="x", color=GRID, linewidth=0.6)


def _number_axis(ax: Axes, which: Literal["x", "y"], written: Callable[[float], str]) -> None:
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))
    ax.tick_params(axis=which, labelsize=SMALL, labelcolor=BLACK, color=MUTED, length=3 if which == "x" else 0)


def _columns(
    ax: Axes,
    columns: Sequence[tuple[str, list[tuple[float, str]]]],
    *,
    left: Sequence[int] = (),
    color: str = BLACK,
    heading: str = "",
) -> list[list[Text]]:
    """Print columns of words to the right of the rows, as in a table; numbers end flush, words (`left`) begin flush."""
    texts: list[list[Text]] = []
    x = 12.0
    top = max(ax.get_ylim()) if not ax.yaxis_inverted() else min(ax.get_ylim())
    for number, (head, cells) in enumerate(columns):
        width = max([_width(line, TEXT) for _, text in cells for line in text.split("\n")] or [0.0])
        width = max([width, *(_width(line, SMALL) for line in head.split("\n"))])
        flush = "left" if number in left else "right"
        place = x if number in left else x + width
        texts.append(
            [_write(ax, 1, y, text, offset=(place, 0), ha=flush, color=color, x_axes=True) for y, text in cells]
        )
        _write(ax, 1, top, head, offset=(place, 2), ha=flush, va="bottom", color=MUTED, x_axes=True, size=SMALL)
        x += width + 11
    if heading:
        _write(ax, 1, top, heading, offset=(12, 14), ha="left", va="bottom", color=MUTED, x_axes=True, size=SMALL)
    return texts


def _verdict_text(text: Text) -> None:
    """A claim stands out, the rest stays quiet."""
    if text.get_text().startswith("more in "):
        text.set_fontweight("bold")
    else:
        text.set_color(MUTED)


def _write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    offset: tuple[float, float] = (0, 0),
    ha: str = "left",
    va: str = "center_baseline",
    color: str = BLACK,
    size: float = TEXT,
    weight: str = "normal",
    x_axes: bool = False,
) -> Text:
    return ax.annotate(
        text,
        (x, y),
        xycoords=("axes fraction" if x_axes else "data", "data"),
        xytext=offset,
        textcoords="offset points",
        ha=ha,
        va=va,
        color=color,
        fontsize=size,
        fontweight=weight,
        annotation_clip=False,
        parse_math=False,
    )


def _note(ax: Axes, text: str) -> None:
    """A remark below the axis, as far left as the rows' names."""
    indent = _indent(ax)
    label = ax.get_xlabel()
    drop = 8 if not label else 40 + 13 * label.count("\n")
    note = ax.annotate(
        wrapped(text, _room(ax), SMALL), (0, 0), xycoords="axes fraction", xytext=(-indent, -drop),
        textcoords="offset points", ha="left", va="top", color=MUTED, fontsize=SMALL, annotation_clip=False,
        parse_math=False, linespacing=1.35,
    )  # fmt: skip
    note.set_gid("note")


def _head(ax: Axes, title: str, key: Sequence[Artist] = ()) -> Axes:
    """Set the title, and a key below it, flush with the names of the rows."""
    indent = _indent(ax)
    shift = ScaledTranslation(-indent / 72, 0, _figure(ax).dpi_scale_trans)
    written = [text for text in ax.texts if isinstance(text, Annotation) and text.get_text()]
    heads = [text for text in written if text.get_verticalalignment() == "bottom"]
    above = max((text.xyann[1] + 11.5 * (1 + text.get_text().count("\n")) for text in heads), default=0.0)
    pad = max(above + 7, 9 + 15 * -(-len(key) // _KEYS) + (13 if heads else 0))
    text = ax.set_title(
        wrapped(one_line(title, 400), _room(ax), TITLE, "bold", even=True),
        loc="left",
        fontsize=TITLE,
        fontweight="bold",
        color=BLACK,
        pad=pad,
        linespacing=1.25,
        parse_math=False,
    )
    text.set_transform(text.get_transform() + shift)
    if key:
        up = ScaledTranslation(-indent / 72, (13 if heads else 2) / 72, _figure(ax).dpi_scale_trans)
        legend = ax.legend(
            handles=list(key), loc="lower left", bbox_to_anchor=(0, 1), bbox_transform=ax.transAxes + up, ncols=_KEYS,
            fontsize=SMALL, handletextpad=0.3, columnspacing=1.4, borderaxespad=0, borderpad=0.2, handlelength=1.2,
        )  # fmt: skip
        for label in legend.get_texts():
            label.set_parse_math(False)
    return ax


def _indent(ax: Axes) -> float:
    """How far the names of the rows reach to the left of the axes, in points."""
    if not ax.axison:
        return 0.0
    box = ax.yaxis.get_tightbbox(None)
    return 0.0 if box is None else max(0.0, (ax.get_window_extent().x0 - box.x0) * 72 / _figure(ax).dpi)


def _room(ax: Axes) -> float:
    """How wide a title may be, in points: the figure for an Axes that is alone, its own place otherwise."""
    width = _figure(ax).get_figwidth() * 72
    return width - 24 if _is_alone(ax) else width * ax.get_position().width


def _is_alone(ax: Axes) -> bool:
    return len(_figure(ax).axes) == 1


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the Axes belongs to no figure; give one that does, or none")
    return figure


@functools.cache
def _width(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line in points."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a glyph that the font lacks is drawn as a box of its own width
        width, _, _ = _MEASURE.get_text_width_height_descent(
            text, FontProperties(family=FONT, size=size, weight=weight), False
        )
    return float(width)


def wrapped(text: str, room: float, size: float, weight: str = "normal", *, even: bool = False) -> str:
    """A text on as few lines as fit the room (in points); `even` makes them of about equal length."""
    text = " ".join(fitting(word, room, size, weight) for word in text.split(" "))
    lines = _filled(text, room, size, weight)
    while even and len(lines) > 1:
        room *= 0.97
        tried = _filled(text, room, size, weight)
        if len(tried) > len(lines):
            break
        lines = tried
    return "\n".join(lines)


def _filled(text: str, room: float, size: float, weight: str) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fitting(text: str, room: float, size: float, weight: str = "normal") -> str:
    """A line shortened with an ellipsis until it fits the room (in points)."""
    if _width(text, size, weight) <= room:
        return text
    kept = text[: max(1, int(len(text) * room / _width(text, size, weight)))]
    while len(kept) > 1 and _width(f"{kept}…", size, weight) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _decidedness(whole: pd.DataFrame, category: str) -> tuple[int, float]:
    """Sorts the rows of a comparison: claims first, what there is too little text for last, by falling difference."""
    rows = whole[whole["category"] == category]
    verdict = str(rows["verdict"].iloc[0])
    rank = 0 if verdict.startswith("more in ") else 2 if verdict == "not enough text" else 1
    rates = rows["per_1000"].fillna(0)
    return rank, float(rates.min() - rates.max())
