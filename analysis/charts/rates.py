"""Charts of rates: a row a category, and along the article."""

from __future__ import annotations

import functools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from analysis.charts import drawing
from analysis.corpus import LAYERS
from analysis.options import DEFAULTS
from analysis.words import (
    drawable,
    grammar,
    is_claim,
    more_in,
    none,
    numbers,
    segment_name,
    short_label,
)
from analysis.words.tallies import short_tally

_FEW = 6  # segments, up to which the dots of the reference are not pale
# Words of a lane, characters of their column, and what it adds to the width of a figure.
_MOST_WORDS, _WORDS_WIDTH, _WORDS_INCHES = 3, 40, 2.5
_MOST_AT_ZERO = 4  # dots of a lane that can lie together at 0 and be told apart


@drawing.styled
def rates(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    what: str = "hits",
    rows: str = "categories",
    most: int = 12,
) -> Axes:
    """Draw how often each category stands in two layers: every segment a dot, the layer's rate an
    upright bar.

    The most decided rows stand first. Rows without a hit in either layer, and rows beyond `most`,
    are named below.

    Parameters
    ----------
    table : DataFrame, as `comparison.dots`
        segment (missing in the rows of a layer), layer, category, label, n (hits), n_words,
        per_1000 (per 1,000 words), verdict, perhaps words (of a layer, with counts); for codes
        share (of segments, 0 to 1) instead of per_1000.
    ax : Axes, optional
    title : str, optional
        instead of the one that the verdicts give.
    target, reference : str
        the two layers.
    what : str
        what the hits are, for the axis ("frame words"); for codes, what the segments hold ("a
        frame").
    rows : str
        what a row is, in the plural, for the title ("frames").
    most : int
        how many rows at most.
    """
    rate = "share" if "share" in table.columns else "per_1000"
    whole = table[table["segment"].isna()] if len(table) else table
    hit = list(dict.fromkeys(whole.loc[whole["n"] > 0, "category"])) if len(whole) else []
    drawn = sorted(hit, key=functools.partial(_decidedness, whole))[:most]
    sentence = verdict_sentence(table, target=target, reference=reference, rows=rows)
    if not drawn:
        nothing = f"No hit in {grammar.the(target)} or in {grammar.the(reference)}"
        return drawing.say_nothing(
            ax,
            title,
            nothing if not len(whole) else f"{sentence}: {nothing[0].lower()}{nothing[1:]}",
        )
    has_words = "words" in table and bool(whole["words"].any())
    width = drawing.WIDTH + (_WORDS_INCHES if has_words else 0)
    ax = drawing.axes(ax, 1.95 + 0.54 * len(drawn), width)
    shown = table[table["category"].isin(drawn) & table[rate].notna()]
    low, high = min(float(shown[rate].min()), 0.0), max(float(shown[rate].max()), 0.0)
    span = (high - low) or 1.0
    lanes = {target: -0.22, reference: 0.22}
    key: list[Artist] = []
    crowds: list[Text] = []
    for layer, lane in lanes.items():
        dots = shown[(shown["layer"] == layer) & shown["segment"].notna()]
        n = dots["segment"].nunique()
        pale = layer == reference and n > _FEW
        crowds += _lane(ax, dots, drawn, rate, layer, lane, span, pale)
        marks = shown[(shown["layer"] == layer) & shown["segment"].isna()]
        y = [drawn.index(name) + lane for name in marks["category"]]
        drawing.rate_mark(ax, marks[rate], y, layer, 14)
        if n:
            key.append(drawing.key_dot(layer, f"one {segment_name(layer)} (n = {n:,})", pale=pale))
    key.append(
        Line2D(
            [],
            [],
            color=drawing.BLACK,
            marker="|",
            linestyle="",
            markersize=10,
            markeredgewidth=2.5,
            label="the layer’s rate",
        )
    )

    first = whole.drop_duplicates("category").set_index("category")
    drawing.rows(ax, [drawing.fold(first.loc[name, "label"], 24) for name in drawn], top=0.55)
    drawing.separate(ax, len(drawn))
    ax.axvline(0, color="#A6A6A6", linewidth=0.8, zorder=1)
    ax.set_xlim(low - span / (10 if crowds else 40), high + span / 40)
    unit = f"{what} per 1,000 words" if rate == "per_1000" else f"share of segments with {what}"
    drawing.x_axis(ax, unit, "more →")
    _rate_columns(ax, whole, drawn, rate, lanes, first["verdict"].astype(str))
    drawing.note(
        ax,
        f"{crowds[0].get_text()}: so many marks lie together at 0." if crowds else "",
        *_not_drawn(first["label"], hit, drawn),
    )
    return drawing.head(ax, title or sentence, key)


def _lane(
    ax: Axes,
    dots: pd.DataFrame,
    drawn: list[str],
    rate: str,
    layer: str,
    lane: float,
    span: float,
    pale: bool,
) -> list[Text]:
    """Draw the segments of a layer in its lane of every row; the words where many lie at 0."""
    crowds, x, y = [], [], []
    for row, category in enumerate(drawn):
        values = dots.loc[dots["category"] == category, rate].to_numpy(dtype=float)
        n_none = int((values == 0).sum())
        if n_none > _MOST_AT_ZERO:
            crowds.append(drawing.crowd(ax, row + lane, n_none))
        x.append(values)
        y.append(row + lane + drawing.spread(values, span / 90, 0.085, 0.13))
    drawing.dots(ax, np.concatenate(x), np.concatenate(y), layer, 11 if pale else 26, pale=pale)
    return crowds


def _rate_columns(
    ax: Axes,
    whole: pd.DataFrame,
    drawn: list[str],
    rate: str,
    lanes: dict[str, float],
    verdicts: pd.Series,
) -> None:
    """Print layer, hits, rate and commonest words beside each lane, in the layer's colour, and the
    verdict of each row.
    """
    cells: list[list[tuple[float, str]]] = [[], [], [], []]
    for layer, lane in lanes.items():
        for row, category in enumerate(drawn):
            of_lane = whole[(whole["category"] == category) & (whole["layer"] == layer)]
            value = float(of_lane[rate].iloc[0]) if len(of_lane) else np.nan
            share = numbers.percent(value, 0 if np.isnan(value) else 1)
            n_hits = f"{int(of_lane['n'].sum()):,}" if len(of_lane) else "–"
            words = (
                grammar.plural(layer),
                n_hits,
                numbers.rate(value) if rate == "per_1000" else share,
                _words_of(of_lane),
            )
            for column, text in zip(cells, words, strict=True):
                column.append((row + lane, text))
    heads = ["", "hits", "per\n1,000" if rate == "per_1000" else "share", "words", "verdict"]
    cells.append([(float(row), verdicts[name]) for row, name in enumerate(drawn)])
    if not any(text for _, text in cells[3]):
        del heads[3], cells[3]
    left = [0, *range(3, len(heads))]
    small = [number for number, head in enumerate(heads) if head == "words"]
    texts = drawing.columns(ax, list(zip(heads, cells, strict=True)), left=left, small=small)
    for printed in texts[:-1]:
        for first, layer in zip((0, len(drawn)), lanes, strict=True):
            plt.setp(printed[first : first + len(drawn)], color=drawing.LAYER_LOOKS[layer].ink)
    for verdict in texts[-1]:
        drawing.verdict_text(verdict)


def _words_of(of_lane: pd.DataFrame) -> str:
    """The commonest words of a layer's hits, as many as their column has room for."""
    tally = str(of_lane["words"].iloc[0]) if len(of_lane) and "words" in of_lane else ""
    for most in range(_MOST_WORDS, 0, -1):
        text = short_tally(tally, most)
        if len(text) <= _WORDS_WIDTH:
            return drawable(text, _WORDS_WIDTH)
    return drawable(text, _WORDS_WIDTH)


def _not_drawn(labels: pd.Series, hit: list[str], drawn: list[str]) -> list[str]:
    """What to say of the rows with hits that are too many to draw, and of those without a hit."""
    rest = [short_label(labels[name], 40) for name in hit if name not in drawn]
    without = (short_label(label, 40) for label in labels[~labels.index.isin(hit)])
    absent = list(dict.fromkeys(without))
    return [
        f"{len(rest)} more with hits, not drawn: {grammar.listed(rest, 6)}." if rest else "",
        f"No hit in either layer: {grammar.listed(absent, 8)}." if absent else "",
    ]


def tell_rates(
    table: pd.DataFrame,
    *,
    row: str = "category",
    most: int = 6,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The alternative text of `rates`, next to its title; `row` is what a row is.

    Parameters
    ----------
    table : DataFrame, as `comparison.dots`
        the one that the chart was drawn from.
    row : str
        what a row is, in the singular ("frame").
    most : int
        how many rows are listed, claims first.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        each row with the rates, hits and words of both layers and its verdict.
    """
    return (
        f"Each {row} has two rows of dots, one dot for a segment, and an upright bar for the rate"
        " of the layer, per 1,000 words."
        f" {told_rates(table, most, target=target, reference=reference)}."
    )


def told_rates(
    table: pd.DataFrame,
    most: int,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The rows of a `comparison.dots` table in words, claims first, then those with most hits.

    Parameters
    ----------
    table : DataFrame, as `comparison.dots`
        rows of whole layers (without a segment) are listed, those without a hit are not.
    most : int
        how many rows; how many more have hits stands behind them.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        part of a sentence; "no hit in either layer" where there is none.
    """
    whole = table[table["segment"].isna() & (table["n_words"] > 0)]
    rows = []
    for _, both in whole.groupby("category", sort=False):
        verdict, n = str(both["verdict"].iloc[0]), int(both["n"].sum())
        sides = {
            row.layer: (
                f"{numbers.rate(row.per_1000)} ({numbers.plain(row.n, 0)} in {row.n_words:,}"
                f"{_told_words(getattr(row, 'words', ''))})"
            )
            for row in both.itertuples()
        }
        rates_in_words = [
            f"{layer} {sides[layer]}" for layer in (target, reference) if layer in sides
        ]
        text = f"{drawable(both['label'].iloc[0], 60)} {', '.join(rates_in_words)}, {verdict}"
        rows.append((not is_claim(verdict), -n, text))
    texts = [text for _, n, text in sorted(rows, key=lambda row: row[:2]) if n]
    rest = len(texts) - most
    more = f"; {rest} more with hits {grammar.verb('are', rest)} not told" if rest > 0 else ""
    return ("; ".join(texts[:most]) or "no hit in either layer") + more


def _told_words(tally: str) -> str:
    return f": {short_tally(tally)}" if tally else ""


def verdict_sentence(
    table: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    rows: str = "categories",
    most: int = 3,
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
        hold = grammar.verb("hold", reference)
        return (
            f"Neither {grammar.the(target)} nor {grammar.the(reference)} {hold} anything that is"
            " counted here"
        )
    for layer, other in ((target, reference), (reference, target)):
        if not (table["layer"] == layer).any():
            return f"{none(layer)}: nothing to compare {grammar.the(other)} with"
    categories = whole.drop_duplicates("category")
    verdicts = categories["verdict"].astype(str)
    more = {
        layer: [
            f"“{short_label(label, 40)}”"
            for label in categories.loc[verdicts == more_in(layer), "label"]
        ]
        for layer in (target, reference)
    }
    if more[target] or more[reference]:
        first, second = (target, reference) if more[target] else (reference, target)
        per = "Per segment" if "share" in table.columns else "Per word"
        sentence = (
            f"{per}, {grammar.the(first)} {grammar.verb('hold', first)} more of"
            f" {grammar.listed(more[first], most)}"
        )
        return sentence + (
            f", {grammar.the(second)} more of {grammar.listed(more[second], most)}"
            if more[second]
            else f" than {grammar.the(second)}"
        )
    n_shown, n_all = int((verdicts == "no difference shown").sum()), len(verdicts)
    if n_shown == n_all:
        return (
            f"No difference shown between {grammar.the(target)} and {grammar.the(reference)} in any"
            f" of {n_all} {rows}"
        )
    if n_shown:
        return (
            f"No difference shown between {grammar.the(target)} and {grammar.the(reference)} in"
            f" {n_shown} of {n_all} {rows}; the rest cannot be tested here"
        )
    if (verdicts == "described, not tested").all():
        n_target = table.loc[table["layer"] == target, "segment"].nunique()
        n_reference = table.loc[table["layer"] == reference, "segment"].nunique()
        single = reference if n_reference == 1 != n_target else target
        return (
            f"One {segment_name(single)} only: {grammar.the(target)} and {grammar.the(reference)} are"
            " described, not tested"
        )
    return (
        f"{grammar.capitalised(grammar.the(target))} and {grammar.the(reference)} cannot be compared"
        f" here in any of {n_all} {rows}"
    )


@drawing.styled
def along(
    table: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    most: int = 16,
) -> Axes:
    """Draw where in the article the hits of each category stand: a tick at each hit, the target's
    places shaded.

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
    n_hits = (
        table.groupby(table["category"].astype(str), sort=False).size()
        if len(table)
        else pd.Series(dtype=int)
    )
    drawn = _rows_of(table, n_hits, most)
    total = int(segments["n_words"].sum()) if len(segments) else 0
    if not drawn or not total:
        return drawing.say_nothing(ax, title, "No hit in this article")
    ax = drawing.axes(ax, 1.8 + 0.36 * max(len(drawn), 2))

    n_words = segments["n_words"].to_numpy(dtype=float)
    of_target = (segments["layer"] == target).to_numpy(dtype=bool)
    drawing.shade(ax, np.cumsum(n_words) - n_words, n_words, of_target, target)
    row_of = (
        table["category"]
        .astype(str)
        .map({name: row for row, name in enumerate(drawn)})
        .to_numpy(dtype=float)
    )
    layer_of = table["layer"].astype(str).to_numpy()
    x = table["position"].to_numpy(dtype=float)
    key = _ticks(ax, x, row_of, layer_of, target, float(np.clip(90 / n_hits.max(), 0.4, 1.3)))
    labels = table.drop_duplicates("category").assign(category=lambda t: t["category"].astype(str))
    label_of = labels.set_index("category")["label"]
    drawing.rows(ax, [short_label(label_of[name], 34) for name in drawn])
    ax.grid(axis="y", color=drawing.GRID, linewidth=0.6)
    ax.set_xlim(0, total)
    drawing.x_axis(ax, "words from the beginning of the article →", whole=True, grid=False)

    in_target = [int(((row_of == row) & (layer_of == target)).sum()) for row in range(len(drawn))]
    everywhere = [int((row_of == row).sum()) for row in range(len(drawn))]
    drawing.columns(
        ax,
        [
            (f"in {grammar.plural(target)}", [(row, f"{n:,}") for row, n in enumerate(in_target)]),
            ("in all", [(row, f"{n:,}") for row, n in enumerate(everywhere)]),
        ],
    )
    if len(n_hits) > len(drawn):
        rest = len(n_hits) - len(drawn)
        fewer = f"{grammar.count(rest, 'category')} with fewer hits"
        drawing.note(ax, f"{fewer} {grammar.verb('are', rest)} not drawn.")
    if not of_target.any():
        most_frequent = short_label(label_of[n_hits.idxmax()], 40)
        wording = f"{none(target)}; {most_frequent} has most hits ({n_hits.max():,})"
    elif not max(in_target):
        wording = f"None of the {len(table):,} hits stands in {grammar.the(target)}"
    else:
        row = int(np.argmax(in_target))
        share = f"{numbers.percent(float(n_words[of_target].sum()), total)} of the words"
        name, stand = short_label(label_of[drawn[row]], 40), grammar.verb("stand", in_target[row])
        wording = (
            f"{in_target[row]:,} of {everywhere[row]:,} hits of “{name}” {stand} in"
            f" {grammar.the(target)}, {share}"
        )
    return drawing.head(ax, title or wording, key)


def _ticks(
    ax: Axes, x: np.ndarray, row_of: np.ndarray, layer_of: np.ndarray, target: str, fine: float
) -> list[Artist]:
    """Draw a tick and a dot at each hit, finer the more there are, the target's above all; their key."""
    key: list[Artist] = []
    for layer in [name for name in LAYERS if (layer_of == name).any()]:
        own = (layer_of == layer) & ~np.isnan(row_of)
        ax.scatter(
            x[own],
            row_of[own],
            marker="|",
            s=200,
            linewidths=fine,
            color=drawing.LAYER_LOOKS[layer].ink,
            label=f"{layer} ticks",
            zorder=3,
        )
        size, zorder = (18, 5) if layer == target else (9, 4)
        drawing.dots(ax, x[own], row_of[own], layer, size * min(1, fine), zorder=zorder)
        key.append(drawing.key_dot(layer, f"{layer} ({grammar.count(int(own.sum()), 'hit')})"))
    return key


def _rows_of(table: pd.DataFrame, n_hits: pd.Series, most: int) -> list[str]:
    """The categories with most hits, in the order of their codebook where the table has it."""
    kept = set(n_hits.sort_values(ascending=False, kind="stable").index[:most])
    if len(table) and isinstance(table["category"].dtype, pd.CategoricalDtype):
        return [name for name in map(str, table["category"].cat.categories) if name in kept]
    return [name for name in n_hits.index if name in kept]


def tell_along(table: pd.DataFrame, *, target: str = DEFAULTS.target, row: str = "category") -> str:
    """The alternative text of `along`, next to its title; `row` is what a row is.

    Parameters
    ----------
    table : DataFrame, as `hits.along`
        the one that the chart was drawn from.
    target : str
        the layer that is shaded.
    row : str
        what a row is, in the singular ("frame").

    Returns
    -------
    str
        the twelve rows with most hits, each with its hits in all and in the target.
    """
    of_target = (table["layer"] == target).groupby(table["label"], sort=False)
    counted = of_target.agg(["size", "sum"]).sort_values("size", ascending=False, kind="stable")
    rows = [f"{label} {row['size']:,} ({row['sum']:,})" for label, row in counted.iterrows()]
    return (
        f"A row for each {row} has a tick at every place of the article where its vocabulary"
        f" stands; the places of {grammar.the(target)} are shaded. Hits in all, and those in"
        f" {grammar.the(target)} in brackets: {grammar.listed(rows, 12) or 'none'}."
    )


def _decidedness(whole: pd.DataFrame, category: str) -> tuple[int, float]:
    """Sorts the rows of a comparison: claims first, what cannot be tested last, by falling
    difference.
    """
    rows = whole[whole["category"] == category]
    verdict = str(rows["verdict"].iloc[0])
    rank = 0 if is_claim(verdict) else 2 if verdict == "cannot be tested here" else 1
    rates = rows["share" if "share" in rows.columns else "per_1000"].fillna(0)
    return rank, float(rates.min() - rates.max())
