"""Charts of an explanation: the words that make a difference, and what is left of it without each
caption.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import drawing
from analysis.hits import sum_named
from analysis.words import drawable, grammar, none, numbers, of_a_sum, segment_name, short_label


@drawing.styled
def word_shift(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
    target: str = "caption",
    reference: str = "body",
    what: str = "hits",
    most: int = 12,
) -> Axes:
    """Draw what each term adds to a difference: a bar a term, the largest first, the rest in one
    bar.

    Parameters
    ----------
    table : DataFrame, as `explanation.contributions` of one category
        category, term, n_target, n_reference, per_1000_target (nan: the target has no word),
        contribution, difference (per 1,000 words; positive: more in the target).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    label : str, optional
        how a reader is shown the category.
    target, reference : str
        the two layers; a bar to the right has the target's look.
    what : str
        what the hits are, for the axis ("frame words"); a summed row has valences.
    most : int
        how many terms at most.

    Raises
    ------
    ValueError
        for a table of several categories.
    """
    category = drawing.only_category(table)
    known = table[table["contribution"].notna()] if len(table) else table
    if known.empty:
        if table.empty:
            return drawing.say_nothing(
                ax, title, f"No hit in {grammar.the(target)} or in {grammar.the(reference)}"
            )
        absent, other = (
            (target, reference) if table["per_1000_target"].isna().all() else (reference, target)
        )
        words = f"No words in {grammar.the(absent)}: nothing to compare {grammar.the(other)} with"
        return drawing.say_nothing(ax, title, words)
    rest = (
        known.iloc[most:] if len(known) > most + 1 else known.iloc[:0]
    )  # a rest of one is shown by its name
    shown = known.iloc[: len(known) - len(rest)]
    names = [drawable(term, 60) for term in shown["term"]]
    values = shown["contribution"].tolist()
    n = [shown["n_target"].tolist(), shown["n_reference"].tolist()]
    if len(rest):
        names.append(f"{len(rest):,} more")
        values.append(float(rest["contribution"].sum()))
        n = [
            [*column, int(rest[name].sum())]
            for column, name in zip(n, ("n_target", "n_reference"), strict=True)
        ]
    ax = drawing.axes(ax, 1.9 + 0.27 * len(names))
    x, y = np.array(values, dtype=float), np.arange(len(names), dtype=float)
    for layer, here in ((target, x > 0), (reference, x < 0)):
        look = drawing.LAYER_LOOKS[layer]
        if here.any():
            drawing.outline(
                ax.barh(y[here], x[here], height=0.68, color=look.fill, label=layer), look, 0.6
            )
    drawing.rows(ax, names, at=y)
    if len(rest):
        ax.get_yticklabels()[-1].set_color(drawing.MUTED)
    ax.axvline(0, color=drawing.BLACK, linewidth=0.9)
    reach = max(float(np.abs(x).max()), 1e-9)
    ax.set_xlim(
        min(x.min(), -0.15 * reach) - 0.06 * reach, max(x.max(), 0.15 * reach) + 0.06 * reach
    )
    drawing.difference_axis(ax, category, target, reference, what)
    texts = drawing.columns(
        ax,
        [
            (
                grammar.plural(target),
                [(row, f"{count:,}") for row, count in zip(y, n[0], strict=True)],
            ),
            (
                grammar.plural(reference),
                [(row, f"{count:,}") for row, count in zip(y, n[1], strict=True)],
            ),
            ("adds", [(row, numbers.signed(value, 1)) for row, value in zip(y, x, strict=True)]),
        ],
    )
    for column, layer in zip(texts, (target, reference), strict=False):
        for text in column:
            text.set_color(drawing.LAYER_LOOKS[layer].ink)
    gap = float(known["difference"].iloc[0])
    drawing.note(
        ax,
        f"The bars add up to the difference of {numbers.signed(gap, 1)}; beside them, how often"
        " each word stands in either layer. They describe the difference and test nothing.",
    )
    return drawing.head(ax, title or _shift_wording(known, label or category, target, reference))


def _shift_wording(known: pd.DataFrame, label: str, target: str, reference: str) -> str:
    gap = float(known["difference"].iloc[0])
    name = short_label(label, 40)
    if round(gap, 1) == 0:
        return (
            f"“{name}”: no difference per word between {grammar.the(target)} and"
            f" {grammar.the(reference)}"
        )
    size = numbers.rate(abs(gap))
    if whole := sum_named(known["category"].iloc[0]):
        more = whole.more if gap > 0 else whole.less
        points = "points" if whole.unit == "points" else f"points of {whole.unit}"
        are = grammar.verb("are", target)
        said = f"{grammar.the(target)} {are} {size} {points} {more} than {grammar.the(reference)}"
    else:
        first, second = (target, reference) if gap > 0 else (reference, target)
        said = (
            f"{grammar.the(first)} {grammar.verb('hold', first)} {size} more of “{name}” than"
            f" {grammar.the(second)}"
        )
    along = known[np.sign(known["contribution"]) == np.sign(gap)].head(2)
    words = [f"“{drawable(term, 26)}”" for term in along["term"]]
    return f"Per 1,000 words, {said}; most by {grammar.listed(words, 2)}"


@drawing.styled
def forest(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
    target: str = "caption",
    reference: str = "body",
    what: str = "hits",
    most: int = 16,
) -> Axes:
    """Draw what is left of a difference without each caption: a dot a caption, a line where the
    whole stands.

    Captions without which the verdict is another stand first and are ringed, then those that move
    the difference most.

    Parameters
    ----------
    table : DataFrame, as `explanation.leave_one_out` of one category
        by, left_out, text, layer, category, n, difference (per 1,000 words, without it; positive:
        more in the target), verdict, difference_whole, verdict_whole, changes. Of segments and
        sentences, those of the target are drawn; of terms, those that the category has.
    ax : Axes, optional
    title : str, optional
        instead of the one that the verdicts give.
    label : str, optional
        how a reader is shown the category.
    target, reference : str
        the two layers.
    what : str
        what the hits are, for the axis ("frame words"); a summed row has valences.
    most : int
        how many rows at most.

    Raises
    ------
    ValueError
        for a table of several categories.
    """
    category = drawing.only_category(table)
    by = str(table["by"].iloc[0]) if len(table) else "segment"
    here = (
        table[(table["n"] > 0) if by == "term" else (table["layer"] == target)]
        if len(table)
        else table
    )
    thing = (
        "word"
        if by == "term"
        else segment_name(target)
        if by == "segment"
        else f"{target} sentence"
    )
    if here.empty:
        return drawing.say_nothing(
            ax, title, "No hit to leave out" if by == "term" else none(target)
        )
    if here["difference"].isna().all():
        alone = (
            f"No difference is defined without the only {thing}"
            if len(here) == 1
            else "No difference is defined"
        )
        return drawing.say_nothing(ax, title, alone)
    whole = float(here["difference_whole"].iloc[0])
    moved = (here["difference"] - whole).abs().fillna(np.inf).round(9)
    order = here.assign(kept=~here["changes"], moved=-moved).sort_values(
        ["kept", "moved"], kind="stable"
    )
    drawn = order.head(most) if len(order) > most + 1 else order
    ax = drawing.axes(ax, 2.0 + (0.28 if by == "term" else 0.42) * len(drawn))
    x, y = drawn["difference"].to_numpy(dtype=float), np.arange(len(drawn), dtype=float)
    changes = drawn["changes"].to_numpy(dtype=bool)
    defined = ~np.isnan(x)
    ax.axvline(0, color="#A6A6A6", linewidth=0.8, zorder=1)
    ax.axvline(
        whole, color=drawing.BLACK, linewidth=1.4, linestyle=(0, (4, 2)), zorder=2, label="whole"
    )
    ax.hlines(y[defined], whole, x[defined], color=drawing.MUTED, linewidth=1.0, zorder=2.5)
    layers = drawn["layer"].astype(object).where(drawn["layer"].notna(), None)
    key: list[Artist] = []
    for layer in dict.fromkeys((target, reference)):
        of_layer = (layers == layer).to_numpy(dtype=bool)
        if of_layer.any():
            drawing.dots(ax, x[of_layer & defined], y[of_layer & defined], layer, 34)
            only = (
                f"without a word of {grammar.the(layer)} alone"
                if by == "term"
                else f"without one {thing}"
            )
            key.append(drawing.key_dot(layer, only))
    in_both = layers.isna().to_numpy()
    if in_both.any():
        ax.scatter(
            x[in_both & defined],
            y[in_both & defined],
            s=34,
            color=drawing.BLACK,
            zorder=3,
            label="both layers",
        )
        key.append(
            Line2D(
                [],
                [],
                linestyle="",
                marker="o",
                markersize=6,
                color=drawing.BLACK,
                label="of both layers",
            )
        )
    ringed = defined & changes
    if ringed.any():
        ax.scatter(
            x[ringed], y[ringed], s=150, marker="o", facecolor="none", edgecolor=drawing.BLACK, linewidths=1.3, zorder=4,
            clip_on=False, label="another verdict",
        )  # fmt: skip
    drawing.rows(ax, [_row_name(row) for _, row in drawn.iterrows()], at=y)
    low, high = (float(edge(np.append(x[defined], [0.0, whole]))) for edge in (np.min, np.max))
    reach = (high - low) or 1.0
    ax.set_xlim(low - 0.06 * reach, high + 0.06 * reach)
    drawing.difference_axis(ax, category, target, reference, what)
    cells = drawn[["n", "difference", "verdict"]].itertuples(index=False)
    columns: list[list[tuple[float, str]]] = [[], [], []]
    for row, (n, difference, verdict) in zip(y, cells, strict=True):
        columns[0].append((row, f"{int(n):,}"))
        columns[1].append((row, numbers.signed(difference, 1)))
        columns[2].append((row, str(verdict)))
    heads = ("hits\nin it", "without\nit", "verdict without it")
    texts = drawing.columns(ax, list(zip(heads, columns, strict=True)), left=(2,))
    for text, changed in zip(texts[2], changes, strict=True):
        text.set(
            fontweight="bold" if changed else "normal",
            color=drawing.BLACK if changed else drawing.MUTED,
        )
    notes = []
    if len(order) > len(drawn):
        rest = order.iloc[len(drawn) :]
        n_changes = int(rest["changes"].sum())
        verdicts = f"{n_changes} with another verdict" if n_changes else "all with the same verdict"
        span = (
            f"{numbers.signed(rest['difference'].min(), 1)} to"
            f" {numbers.signed(rest['difference'].max(), 1)}"
        )
        notes.append(
            f"{len(rest):,} more {grammar.verb('are', len(rest))} not drawn: {span}, {verdicts}."
        )
    if not defined.all():
        notes.append("–: without it nothing is left to compare.")
    if notes:
        drawing.note(ax, " ".join(notes))
    key.append(
        Line2D([], [], color=drawing.BLACK, linewidth=1.4, linestyle=(0, (4, 2)), label=f"with all: {numbers.signed(whole, 1)}")
    )  # fmt: skip
    if ringed.any():
        key.append(
            Line2D([], [], linestyle="", marker="o", markersize=8, markerfacecolor="none", markeredgecolor=drawing.BLACK,
                   label="another verdict without it")
        )  # fmt: skip
    return drawing.head(ax, title or _forest_wording(order, label or category, thing), key)


def _forest_wording(rows: pd.DataFrame, label: str, thing: str) -> str:
    verdict, n_changes, n = (
        str(rows["verdict_whole"].iloc[0]),
        int(rows["changes"].sum()),
        len(rows),
    )
    if whole := sum_named(rows["category"].iloc[0]):
        verdict = of_a_sum(verdict, whole.more)
    said = f"“{short_label(label, 40)}”: {verdict}"
    if not n_changes:
        return f"{said}, whichever {thing} is left out"
    if n == 1:
        return f"{said}; another verdict without the only {thing}"
    return f"{said}, but another verdict without {n_changes} of the {grammar.count(n, thing)}"


def _row_name(row: pd.Series) -> str:
    """What is left out, on two lines where one would be long, behind the number that it has in the
    corpus.
    """
    text = drawable(row["text"], 90)
    if row["by"] == "term":
        return text
    first, *rest = drawing.wrapped(
        f"{row['left_out']}\xa0 {text}", 0.96 * drawing.LABEL, drawing.TEXT
    ).split("\n")
    return "\n".join([first, " ".join(rest)]) if rest else first


@drawing.styled
def detectable(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = "caption",
    reference: str = "body",
) -> Axes:
    """Draw how large a difference had to be before segments of these lengths could have shown it.

    Parameters
    ----------
    table : DataFrame
        as `power.detectable` gives it: per_1000_reference, per_1000_target, difference (nan where
        nothing would show).
    ax, title
        the Axes to draw on, and a title instead of the one that the numbers give.
    target, reference : str
        the layers that were compared.
    """
    ax = drawing.axes(ax, 3.4)
    known = table.dropna()
    if known.empty:
        return drawing.say_nothing(
            ax, title, f"No difference of {grammar.the(target)} could have been shown"
        )
    look = drawing.LAYER_LOOKS[target]
    x, y = known["per_1000_reference"].to_numpy(), known["per_1000_target"].to_numpy()
    ax.plot(x, y, color=look.ink, linewidth=1.2, zorder=2, label="least rate that is shown")
    ax.plot(
        x,
        y,
        linestyle="",
        marker=look.marker,
        color=look.fill,
        markeredgecolor=look.ink,
        markersize=7,
        zorder=3,
    )
    for across, up in zip(x, y, strict=True):
        drawing.write(
            ax, across, up, numbers.plain(up, 0), offset=(0, 10), ha="center", color=look.ink
        )
    ax.plot(
        x,
        x,
        color=drawing.MUTED,
        linewidth=0.9,
        linestyle=(0, (3, 3)),
        zorder=1,
        label="the same rate",
    )
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_ylim(min(x.min(), y.min()) * 0.7, y.max() * 2.2)
    for which in ("x", "y"):
        drawing.number_axis(ax, which, numbers.shortest)
    ax.set_xticks(x, [numbers.shortest(value) for value in x])
    ax.minorticks_off()
    ax.set_xlabel(
        f"rate of {grammar.the(reference)}, per 1,000 words",
        fontsize=drawing.TEXT,
        color=drawing.BLACK,
    )
    ax.set_ylabel(f"rate of {grammar.the(target)}", fontsize=drawing.TEXT, color=drawing.BLACK)
    drawing.write(
        ax, x[-1], x[-1], "the same rate", offset=(-4, -20), ha="right", color=drawing.MUTED
    )
    first = known.iloc[len(known) // 2]
    told = (
        f"At {numbers.shortest(first['per_1000_reference'])} per 1,000 words in"
        f" {grammar.the(reference)}, {grammar.the(target)} had to hold"
        f" {numbers.plain(first['per_1000_target'], 0)} before a difference could be shown"
    )
    return drawing.head(ax, title if title is not None else told)
