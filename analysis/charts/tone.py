"""Charts of tone: along the article, by layer, and how much of it the lexicons know."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis.charts import drawing, medium
from analysis.corpus import LAYERS
from analysis.options import DEFAULTS
from analysis.words import drawable, grammar, none, numbers, segment_name

_FEW = 6  # segments, up to which the dots of a layer are not pale
_PIECE, _MOST_PIECES = 40, 60  # words of a bar along the article, and bars at most
_POINTS = "points per 1,000 words"
_NOT_TESTED = "shown for information, not tested"
_NO_FURNITURE = "Page furniture, credits and bylines are not drawn."


@drawing.styled("sentiment.along", "segment layer n_words points")
def tone_along(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Axes:
    """Draw the tone along the article: the reference in pieces of about equal length, a bar each;
    the headline and each segment of the target a mark at its place, the target's places shaded.

    A piece has 40 words or more, and a long article has 60 pieces. Other layers are not drawn.

    Parameters
    ----------
    table : DataFrame, as `sentiment.along`
        one row per sentence: segment, layer, n_words, points (sum of the scores of its words).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the layers that the title speaks about.
    """
    rows = _of_the_article(table)
    if rows.empty:
        return drawing.say_nothing(ax, title, "No sentences in this article")
    ax = drawing.axes(ax, 4.2)
    pieces, marks = _pieces(rows[rows["layer"] == reference]), _marks(rows, target)
    shaded = marks[marks["layer"] == target]
    drawing.shade(
        ax,
        shaded["start"].to_numpy(),
        shaded["n_words"].to_numpy(),
        np.ones(len(shaded), bool),
        target,
    )
    ax.bar(
        pieces["start"], pieces["per_1000"], pieces["end"] - pieces["start"], align="edge",
        color=medium.look(reference).fill, edgecolor=medium.ground(), linewidth=0.5,
        label=reference, zorder=2,
    )  # fmt: skip
    key: list[Artist] = []
    if len(pieces):
        n_words = grammar.count(round(float(pieces["n_words"].mean())), "word")
        label = f"{grammar.the(reference)}, about {n_words} a bar"
        key.append(Patch(color=medium.look(reference).fill, label=label))
    for layer in [name for name in LAYERS if (marks["layer"] == name).any()]:
        own = marks[marks["layer"] == layer]
        middle = (own["start"] + own["n_words"] / 2).to_numpy(dtype=float)
        drawing.dots(
            ax, middle, own["per_1000"].to_numpy(), layer, drawing.areas(own["n_words"]),
            zorder=4 if layer == target else 3,
        )  # fmt: skip
        key.append(drawing.key_dot(layer, f"{segment_name(layer)} (n = {len(own):,})"))
    ax.axhline(0, color=medium.muted(), linewidth=0.8, zorder=1)
    ax.set_xlim(0, float(rows["end"].max()))
    ax.margins(y=0.1)
    low, high = ax.get_ylim()
    ticks = np.asarray(MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high))
    ax.set_yticks(ticks[(ticks > low) & (ticks < high - 0.07 * (high - low))])  # below the key
    ax.grid(axis="y", color=medium.grid(), linewidth=0.6)
    drawing.number_axis(
        ax, "y", lambda value: numbers.shortest(value, signed=True) if value else "0"
    )
    ax.set_ylabel(
        drawing.spaced(medium.said("points per 1,000 words\n← negative     positive →")),
        fontsize=medium.text_size(),
        color=medium.ink(),
    )
    drawing.x_axis(ax, "words from the beginning of the article →", whole=True, grid=False)
    where = f"The places of {grammar.the(target)} are shaded." if len(shaded) else ""
    drawing.note(
        ax,
        where,
        "The area of a mark grows with its words." if len(marks) > 1 else "",
        "Other layers are not drawn.",
    )
    return drawing.head(ax, title or _tone_sentence(rows, target, reference), key)


def _of_the_article(table: pd.DataFrame) -> pd.DataFrame:
    """The sentences with words that are the article's own, with start and end in its words."""
    rows = table.dropna(subset=["points"]) if len(table) else table
    rows = rows[~rows["layer"].astype(str).isin(drawing.APART)] if len(rows) else rows
    rows = rows[rows["n_words"] > 0] if len(rows) else rows
    end = rows["n_words"].cumsum()
    return rows.assign(layer=rows["layer"].astype(str), start=end - rows["n_words"], end=end)


def _pieces(rows: pd.DataFrame) -> pd.DataFrame:
    """Whole sentences of a layer in pieces of about equal length: start, end, n_words, per_1000."""
    n_words = rows["n_words"].to_numpy(dtype=float)
    n_pieces = int(np.clip(n_words.sum() // _PIECE, 1, _MOST_PIECES))
    middle = np.cumsum(n_words) - n_words / 2
    piece = np.floor(middle * n_pieces / max(n_words.sum(), 1)).astype(int)
    grouped = rows.groupby(piece)
    pieces = grouped.agg(start=("start", "min"), end=("end", "max"), n_words=("n_words", "sum"))
    return pieces.assign(per_1000=1000 * grouped["points"].sum() / pieces["n_words"])


def _marks(rows: pd.DataFrame, target: str) -> pd.DataFrame:
    """The headline and every segment of the target: layer, start, n_words, per_1000."""
    others = rows[rows["layer"].isin((target, "headline"))]
    grouped = others.groupby("segment", sort=False)
    marks = grouped.agg(
        layer=("layer", "first"), start=("start", "min"), n_words=("n_words", "sum")
    )
    return marks.assign(per_1000=1000 * grouped["points"].sum() / marks["n_words"])


def _tone_sentence(rows: pd.DataFrame, target: str, reference: str) -> str:
    """The tone of both layers, or which of them is missing."""
    tones = _per_1000(rows)
    if target not in tones:
        parts = [none(target)]
        if reference in tones:
            parts.append(
                f"{grammar.the(reference)} {grammar.verb('score', reference)}"
                f" {numbers.signed(tones[reference], 0)} {_POINTS}"
            )
        return ": ".join(parts)
    size = f"{numbers.signed(tones[target], 0)} {_POINTS}"
    sentence = f"{grammar.the(target)} {grammar.verb('score', target)} {size}"
    if reference in tones:
        sentence += f", {grammar.the(reference)} {numbers.signed(tones[reference], 0)}"
    return f"{grammar.capitalised(sentence)} ({_NOT_TESTED})"


def _per_1000(rows: pd.DataFrame) -> pd.Series:
    by_layer = rows.groupby("layer", sort=False)[["points", "n_words"]].sum()
    return 1000 * by_layer["points"] / by_layer["n_words"]


@drawing.tells
def tell_tone_along(
    table: pd.DataFrame, *, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
) -> str:
    """The alternative text of `tone_along`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `sentiment.along`
        the one that the chart was drawn from.
    target, reference : str
        the layer that is shaded, and the one that is drawn as bars.

    Returns
    -------
    str
        how many pieces are negative and positive, with their extremes; of each other layer its
        marks in the same way.
    """
    rows = _of_the_article(table)
    if rows.empty:
        return "Nothing is drawn."
    pieces, marks = _pieces(rows[rows["layer"] == reference]), _marks(rows, target)
    drawn = {f"{grammar.the(reference)}, {grammar.count(len(pieces), 'bar')}": pieces["per_1000"]}
    for layer in [name for name in LAYERS if (marks["layer"] == name).any()]:
        own = marks.loc[marks["layer"] == layer, "per_1000"]
        drawn[f"{grammar.the(layer)}, {grammar.count(len(own), 'mark')}"] = own
    parts = [
        f"{name}, {(score < 0).sum():,} negative, {(score > 0).sum():,} positive, from"
        f" {numbers.signed(score.min(), 0)} to {numbers.signed(score.max(), 0)}"
        for name, score in drawn.items()
        if len(score)
    ]
    return (
        f"Bars along the article show the tone of {grammar.the(reference)} in pieces of about equal"
        f" length, in {_POINTS}; marks show the headline and {grammar.the(target)}, whose places"
        f" are shaded. {grammar.capitalised('; '.join(parts))}."
    )


@drawing.styled("sentiment.tones", "lexicon scale layer segment n_words tone")
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

    Page furniture, credits and bylines are not drawn: their few words would set the scale.

    Parameters
    ----------
    table : DataFrame, as `sentiment.tones`
        lexicon, scale (its largest score), layer, segment (missing in the rows of a layer),
        n_words, tone (points per word; nan without words). Drawn are points per 1,000 words.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    target, reference : str
        the layers that the title speaks about.
    """
    table = table[~table["layer"].isin(drawing.APART)] if len(table) else table
    whole = table[table["segment"].isna() & table["tone"].notna()] if len(table) else table
    lexicons = list(dict.fromkeys(whole["lexicon"])) if len(whole) else []
    if whole.empty:
        return drawing.say_nothing(ax, title, "No words in this article")
    ax = drawing.axes(ax, 1.7 + 0.36 * (len(whole) + len(lexicons)))
    per_1000 = 1000 * table["tone"]
    span = float(per_1000.max() - per_1000.min()) or 1.0
    labels: list[str] = []
    heads: list[int] = []
    columns: list[list[tuple[float, str]]] = [[], [], []]
    for lexicon in lexicons:
        heads.append(len(labels))
        labels.append(drawable(lexicon, 24))
        of_lexicon = table[table["lexicon"] == lexicon]
        held = set(whole.loc[whole["lexicon"] == lexicon, "layer"])
        for layer in [name for name in LAYERS if name in held]:
            y, own = len(labels), of_lexicon[of_lexicon["layer"] == layer]
            labels.append(grammar.plural(layer))
            single = own[own["segment"].notna() & own["tone"].notna()]
            pooled = own[own["segment"].isna()].iloc[0]
            x = 1000 * single["tone"].to_numpy(dtype=float)
            drawing.dots(
                ax,
                x,
                y + drawing.spread(x, span / 90, 0.16, 0.32),
                layer,
                drawing.areas(single["n_words"]),
                pale=layer != target and len(x) > _FEW,
            )
            if len(x) != 1:  # of one segment, the mark is the tone
                drawing.rate_mark(ax, [1000 * pooled["tone"]], [y], layer, 17)
            columns[0].append((y, f"{len(x):,}"))
            columns[1].append((y, f"{int(pooled['n_words']):,}"))
            columns[2].append((y, numbers.signed(1000 * pooled["tone"], 0)))
    drawing.rows(ax, labels, heads=heads)
    ax.axvline(0, color=medium.muted(), linewidth=0.8, zorder=1)
    drawing.x_axis(ax, f"tone in {_POINTS}", "← negative     positive →")
    drawing.columns(
        ax,
        list(zip(("blocks", "words", "points per\n1,000 words"), columns, strict=True)),
        first=(2, 1, 0),
    )
    drawing.note(
        ax,
        "A mark is one block, its area grows with its words; an upright bar is the whole layer.",
        _scales(whole),
        _NO_FURNITURE,
    )
    return drawing.head(ax, title or _tone_wording(whole, lexicons, target, reference))


def _scales(whole: pd.DataFrame) -> str:
    """What the points of each lexicon may be, where there are several scales."""
    scales = whole.drop_duplicates("lexicon")
    if scales["scale"].nunique() < 2:
        return ""
    each = [
        f"{drawable(row.lexicon, 24)} from {numbers.shortest(-row.scale)} to"
        f" {numbers.shortest(row.scale)}"
        for row in scales.itertuples()
    ]
    return f"A word scores by {grammar.listed(each, 4)}: compare signs before sizes."


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
    subject = f"{grammar.capitalised(grammar.the(target))} {grammar.verb('are', target)}"
    if len(set(signs.values())) == 1:
        which = {1: "", 2: " by both lexicons"}.get(
            len(lexicons), f" by all {len(lexicons)} lexicons"
        )
        sentence = f"{subject} {words[signs[lexicons[0]]]} {grammar.the(reference)}{which}"
        return f"{sentence} ({_NOT_TESTED})"
    each = grammar.listed(
        [
            f"{words[sign]} {grammar.the(reference)} by {drawable(name, 24)}"
            for name, sign in signs.items()
        ],
        6,
    )
    return f"{subject} {each} ({_NOT_TESTED})"


@drawing.tells
def tell_tone_by_layer(table: pd.DataFrame) -> str:
    """The alternative text of `tone_by_layer`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `sentiment.tones`
        the one that the chart was drawn from, of one lexicon or several.

    Returns
    -------
    str
        of each lexicon and layer the tone in points per 1,000 words.
    """
    each = [
        f"{name}: {told_tones(table[table['lexicon'] == name])}."
        for name in dict.fromkeys(table["lexicon"])
    ]
    return (
        "For each lexicon and layer, a dot is a block, larger for more words, and an upright bar is"
        f" the layer as a whole, in {_POINTS}; 0 is balanced. {' '.join(each)}"
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
        part of a sentence: each layer with its points per 1,000 words, its blocks and its words;
        page furniture, credits and bylines are left out, as they are not drawn.
    """
    own = table[~table["layer"].isin(drawing.APART)]
    whole = own[own["segment"].isna() & own["tone"].notna()]
    n_segments = own[own["segment"].notna()].groupby("layer", observed=True).size()
    parts = []
    for row in whole.itertuples():
        n_blocks = grammar.count(int(n_segments.get(row.layer, 0)), "block")
        size = f"{n_blocks}, {grammar.count(int(row.n_words), 'word')}"
        parts.append(f"{row.layer} {numbers.signed(1000 * row.tone, 0)} ({size})")
    return "; ".join(parts)


@drawing.styled("sentiment.coverage", "lexicon layer n_words n_scored share_scored")
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
    known = known[~known["layer"].isin(drawing.APART)] if len(known) else known
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
                medium.look(layer),
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
    drawing.columns(ax, shown, left=(2,), of_article=(2,), first=(1, 0, 2)[: len(shown)])
    drawing.note(ax, _NO_FURNITURE)
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


@drawing.tells
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
    known = known[~known["layer"].isin(drawing.APART)]
    for name, rows in known.groupby("lexicon", sort=False):
        shares = [
            f"{row.layer} {row.n_scored:,} of {row.n_words:,}"
            f" ({numbers.percent(row.n_scored, row.n_words)})"
            for row in rows.itertuples()
        ]
        each.append(f"{name}: {'; '.join(shares)}.")
    return f"Bars show the share of each layer’s words that a lexicon scores. {' '.join(each)}"
