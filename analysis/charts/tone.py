"""Charts of tone: along the article, by layer, and how much of it the lexicons know."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import drawing
from analysis.corpus import LAYERS
from analysis.options import DEFAULTS
from analysis.words import drawable, grammar, none, numbers


@drawing.styled
def tone_along(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Axes:
    """Draw the tone of every sentence along the article, the target's places shaded.

    Parameters
    ----------
    table : DataFrame, as `sentiment.along`
        one row per sentence: layer, position (words before its middle), n_words (width of its bar),
        compound (its height; -1 most negative, 0 balanced or without a charged word, 1 most
        positive).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the layers that the title speaks about.
    """
    rows = table.dropna(subset=["compound", "position"]) if len(table) else table
    if rows.empty:
        return drawing.say_nothing(ax, title, "No sentences in this article")
    ax = drawing.axes(ax, 4.6)
    layer_of = rows["layer"].astype(str).to_numpy()
    position, compound = (
        rows["position"].to_numpy(dtype=float),
        rows["compound"].to_numpy(dtype=float),
    )
    width = np.maximum(rows["n_words"].to_numpy(dtype=float), 0.5)
    drawing.shade(ax, position - width / 2, width, layer_of == target, target)

    key, small = [], float(np.clip(2400 / len(rows), 5, 20))
    for layer in [name for name in LAYERS if (layer_of == name).any()]:
        own = layer_of == layer
        size = {target: 34.0}.get(layer, 26.0 if layer == "headline" else small)
        ax.bar(
            position[own],
            compound[own],
            width[own],
            color=drawing.LAYER_LOOKS[layer].fill,
            alpha=0.35,
            linewidth=0,
            label=layer,
            zorder=2,
        )
        drawing.dots(
            ax, position[own], compound[own], layer, size, zorder=4 if layer == target else 3
        )
        key.append(drawing.key_dot(layer, f"{layer} (n = {own.sum():,})"))
    ax.axhline(0, color=drawing.MUTED, linewidth=0.8, zorder=1)
    ax.set_ylim(-1.08, 1.08)
    ax.set_xlim(0, float((position + width / 2).max()))
    ax.set_yticks([-1, -0.5, 0, 0.5, 1])
    ax.grid(axis="y", color=drawing.GRID, linewidth=0.6)
    drawing.number_axis(
        ax, "y", lambda value: numbers.shortest(value, signed=True) if value else "0"
    )
    ax.set_ylabel(
        "compound score of the sentence\n← negative     positive →",
        fontsize=drawing.TEXT,
        color=drawing.BLACK,
    )
    drawing.x_axis(ax, "words from the beginning of the article →", whole=True, grid=False)
    shaded = f"; shaded: {grammar.plural(target)}" if (layer_of == target).any() else ""
    drawing.note(ax, f"One mark per sentence, its bar as wide as the sentence is long{shaded}.")

    wording = _negative_wording(layer_of, compound < 0, target, reference)
    return drawing.head(ax, title or wording, key)


def _negative_wording(
    layer_of: np.ndarray, negative: np.ndarray, target: str, reference: str
) -> str:
    """How many sentences of the two layers score negative, and whether the target is missing."""
    parts: list[str] = []
    for layer in (target, reference):
        own = layer_of == layer
        if own.any():
            n = int(own.sum())
            whole = f"{n:,}" if parts else grammar.count(n, "sentence")
            score = "" if parts else " score negative"
            n_negative = int((own & negative).sum())
            parts.append(f"{n_negative:,} of {whole} in {grammar.the(layer)}{score}")
    if not (layer_of == target).any():
        return ": ".join([none(target), *parts])
    return ", ".join(parts)


def tell_tone_along(table: pd.DataFrame, *, target: str = DEFAULTS.target) -> str:
    """The alternative text of `tone_along`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `sentiment.along`
        the one that the chart was drawn from.
    target : str
        the layer that is shaded.

    Returns
    -------
    str
        of each layer, how many sentences are negative, at zero and positive, and its two extremes.
    """
    parts = []
    for layer, rows in table.groupby("layer", observed=True):
        score = rows["compound"]
        signs = (
            f"{(score < 0).sum():,} negative, {(score == 0).sum():,} at zero, {(score > 0).sum():,}"
            " positive"
        )
        parts.append(
            f"{layer} {signs}, from {numbers.signed(score.min(), 2)} to"
            f" {numbers.signed(score.max(), 2)}"
        )
    return (
        "Bars along the article show the compound score of"
        f" {grammar.count(len(table), 'sentence')}, from −1 (most negative) to 1 (most positive);"
        f" the places of {grammar.the(target)} are shaded. By layer: {'; '.join(parts)}."
    )


@drawing.styled
def tone_by_layer(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Axes:
    """Draw the tone of every layer and lexicon: each segment a dot, the layer's pooled tone an
    upright bar.

    Parameters
    ----------
    table : DataFrame, as `sentiment.tones`
        lexicon, scale (its largest valence), layer, segment (missing in the rows of a layer),
        n_words, tone (valence per word; nan without words). Drawn is tone / scale, so that lexicons
        of different scales stand side by side.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the layers that the title speaks about.
    """
    whole = table[table["segment"].isna() & table["tone"].notna()] if len(table) else table
    lexicons = list(dict.fromkeys(whole["lexicon"])) if len(whole) else []
    if whole.empty:
        return drawing.say_nothing(ax, title, "No words in this article")
    ax = drawing.axes(ax, 1.7 + 0.36 * (len(whole) + len(lexicons)))
    share = 100 * table["tone"] / table["scale"]
    span = float(share.max() - share.min()) or 1.0
    labels: list[str] = []
    heads: list[int] = []
    columns: list[list[tuple[float, str]]] = [[], [], []]
    for lexicon in lexicons:
        heads.append(len(labels))
        scale = float(whole.loc[whole["lexicon"] == lexicon, "scale"].iloc[0])
        labels.append(
            f"{drawable(lexicon, 24)} ({numbers.shortest(-scale)} to {numbers.shortest(scale)})"
        )
        for layer in [
            name
            for name in LAYERS
            if ((whole["lexicon"] == lexicon) & (whole["layer"] == name)).any()
        ]:
            y, of_layer = len(labels), (table["lexicon"] == lexicon) & (table["layer"] == layer)
            labels.append(grammar.plural(layer))
            single = of_layer & table["segment"].notna() & table["tone"].notna()
            pooled = whole[(whole["lexicon"] == lexicon) & (whole["layer"] == layer)].iloc[0]
            x = share[single].to_numpy(dtype=float)
            few = layer == target or len(x) <= 6
            drawing.dots(
                ax,
                x,
                y + drawing.spread(x, span / 90, 0.16, 0.32),
                layer,
                34 if few else 13,
                pale=not few,
            )
            drawing.rate_mark(ax, [share[pooled.name]], [y], layer, 17)
            columns[0].append((y, f"{len(x):,}"))
            columns[1].append((y, f"{int(pooled['n_words']):,}"))
            columns[2].append((y, numbers.signed(pooled["tone"])))
    drawing.rows(ax, labels, heads=heads)
    ax.axvline(0, color=drawing.MUTED, linewidth=0.8, zorder=1)
    drawing.x_axis(
        ax, "tone per word, in % of the lexicon’s largest valence", "← negative   positive →"
    )
    drawing.columns(ax, list(zip(("segments", "words", "valence\nper word"), columns, strict=True)))
    drawing.note(
        ax,
        "A mark is one segment, an upright bar the whole layer: the sum of its valences by its"
        " words.",
    )
    return drawing.head(ax, title or _tone_wording(whole, lexicons, target, reference))


def _tone_wording(whole: pd.DataFrame, lexicons: list[str], target: str, reference: str) -> str:
    tones = whole.assign(layer=whole["layer"].astype(str)).set_index(["lexicon", "layer"])["tone"]
    absent = [
        layer for layer in (target, reference) if layer not in tones.index.get_level_values("layer")
    ]
    if absent:
        other = grammar.the(reference if absent[0] == target else target)
        return f"{none(absent[0])} to compare the tone of {other} with"
    signs = {
        name: int(np.sign(round(tones[name, target] - tones[name, reference], 9)))
        for name in lexicons
    }
    words = {
        1: "more positive than",
        0: "neither more positive nor more negative than",
        -1: "more negative than",
    }
    lean = f"{grammar.capitalised(grammar.the(target))} {grammar.verb('lean', target)}"
    if len(set(signs.values())) == 1:
        by = (
            ""
            if len(lexicons) == 1
            else " by both lexicons"
            if len(lexicons) == 2
            else f" by all {len(lexicons)} lexicons"
        )
        return (
            f"{lean} {words[signs[lexicons[0]]]} {grammar.the(reference)}{by} (described, not"
            " tested)"
        )
    each = grammar.listed(
        [
            f"{words[sign]} {grammar.the(reference)} by {drawable(name, 24)}"
            for name, sign in signs.items()
        ],
        6,
    )
    return f"{lean} {each} (described, not tested)"


def tell_tone_by_layer(table: pd.DataFrame) -> str:
    """The alternative text of `tone_by_layer`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `sentiment.tones`
        the one that the chart was drawn from, of one lexicon or several.

    Returns
    -------
    str
        of each lexicon and layer the tone in that lexicon's own scale: two lexicons cannot be compared
        by these numbers.
    """
    each = [
        f"{name}: {told_tones(table[table['lexicon'] == name])}."
        for name in dict.fromkeys(table["lexicon"])
    ]
    return (
        "For each lexicon and layer a dot stands for a segment and an upright bar for the layer as"
        f" a whole, in valence per word, 0 being balanced. {' '.join(each)}"
    )


def told_tones(table: pd.DataFrame) -> str:
    """The tone of each layer of a `sentiment.tones` table of one lexicon, in words.

    Parameters
    ----------
    table : DataFrame, as `sentiment.tones`
        the rows of one lexicon.

    Returns
    -------
    str
        part of a sentence: each layer with its valence per word, its segments and its words.
    """
    whole = table[table["segment"].isna() & table["tone"].notna()]
    n_segments = table[table["segment"].notna()].groupby("layer", observed=True).size()
    parts = []
    for row in whole.itertuples():
        size = f"n = {n_segments.get(row.layer, 0):,}, {grammar.count(int(row.n_words), 'word')}"
        parts.append(f"{row.layer} {numbers.signed(row.tone)} ({size})")
    return "; ".join(parts)


@drawing.styled
def coverage(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Axes:
    """Draw how much of each layer a lexicon can see.

    Parameters
    ----------
    table : DataFrame, as `sentiment.coverage` of several lexicons, one under the other
        lexicon, layer (column or index), n_words, n_scored, share_scored (0 to 1; nan without
        words), and perhaps unknown (lists of the most frequent content words without a valence,
        with their counts).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the layers that the title speaks about.
    """
    known = (
        (table if "layer" in table else table.reset_index()).reset_index(drop=True)
        if len(table)
        else table
    )
    known = known[known["share_scored"].notna()] if len(known) else known
    lexicons = list(dict.fromkeys(known["lexicon"])) if len(known) else []
    if known.empty:
        return drawing.say_nothing(ax, title, "No words in this article")
    ax = drawing.axes(ax, 1.5 + 0.3 * (len(known) + len(lexicons)))
    labels: list[str] = []
    heads: list[int] = []
    columns: list[list[tuple[float, str]]] = [[], [], []]
    for lexicon in lexicons:
        heads.append(len(labels))
        labels.append(drawable(lexicon, 30))
        rows = known[known["lexicon"] == lexicon]
        for layer in [name for name in LAYERS if (rows["layer"] == name).any()]:
            row, y, look = (
                rows[rows["layer"] == layer].iloc[0],
                len(labels),
                drawing.LAYER_LOOKS[layer],
            )
            labels.append(grammar.plural(layer))
            bars = ax.barh(
                [y], [100 * row["share_scored"]], height=0.66, color=look.fill, label=layer
            )
            drawing.outline(bars, look, 0.6)
            columns[0].append((y, f"{int(row['n_scored']):,} of {int(row['n_words']):,}"))
            columns[1].append((y, numbers.percent(row["n_scored"], row["n_words"])))
            unknown = row.get("unknown")
            listed = (
                ", ".join(f"{drawable(word, 18)} {n}" for word, n in unknown)
                if isinstance(unknown, list)
                else ""
            )
            columns[2].append((y, drawable(listed, 44, at=", ")))
    drawing.rows(ax, labels, heads=heads)
    ax.set_xlim(0, max(5.0, 108 * float(known["share_scored"].max())))
    drawing.x_axis(ax, "words that the lexicon scores, in % of the layer’s words", "more →")
    shown = [("words scored", columns[0]), ("share", columns[1])]
    if any(text for _, text in columns[2]):
        shown.append(("not scored, most frequent first", columns[2]))
    drawing.columns(ax, shown, left=(2,))
    return drawing.head(ax, title or _coverage_wording(known, lexicons, target, reference))


def _coverage_wording(known: pd.DataFrame, lexicons: list[str], target: str, reference: str) -> str:
    sizes = known.assign(layer=known["layer"].astype(str)).set_index(["lexicon", "layer"])
    layer = next(
        (name for name in (target, reference) if name in set(known["layer"].astype(str))), None
    )
    layer = str(known["layer"].iloc[0]) if layer is None else layer
    covering = [name for name in lexicons if (name, layer) in sizes.index]
    scores = [
        f"{drawable(name, 24)} scores {int(sizes.loc[(name, layer), 'n_scored']):,}"
        for name in covering
    ]
    n_words = int(sizes.loc[(covering[0], layer), "n_words"])
    sentence = (
        f"Of the {grammar.count(n_words, 'word')} in {grammar.the(layer)}"
        f" {grammar.listed(scores, 4)}"
    )
    return sentence if layer == target else f"{none(target)}. {sentence}"


def tell_coverage(table: pd.DataFrame) -> str:
    """The alternative text of `coverage`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `sentiment.coverage`, with a column lexicon
        the one that the chart was drawn from; layers without words are left out.

    Returns
    -------
    str
        of each lexicon and layer, how many of its words have a score.
    """
    known, each = table.dropna(subset=["share_scored"]), []
    for name, rows in known.groupby("lexicon", sort=False):
        shares = [
            f"{row.layer} {row.n_scored:,} of {row.n_words:,}"
            f" ({numbers.percent(row.n_scored, row.n_words)})"
            for row in rows.itertuples()
        ]
        each.append(f"{name}: {'; '.join(shares)}.")
    return f"Bars show the share of each layer’s words that a lexicon scores. {' '.join(each)}"
