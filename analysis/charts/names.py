"""Charts of names: by layer, and which stand together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import vocabulary
from analysis.charts import drawing, medium
from analysis.corpus import ABSENT
from analysis.options import DEFAULTS
from analysis.words import drawable, grammar, none, short_label, uncapitalised

_MOST_ALONE = 2  # names of one side alone in a title


@drawing.styled("entities.counts", "term category n_target n_reference")
def mirrored(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 10,
) -> Axes:
    """Draw who and what two layers name, mirrored: the target to the left, the reference to the
    right.

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
        how many names of each side: those of the title, then those with most mentions.
    """
    named = table[(table["n_target"] > 0) | (table["n_reference"] > 0)] if len(table) else table
    sentence = names_sentence(table, target=target, reference=reference)
    if named.empty:
        return drawing.say_nothing(ax, title, sentence)
    absent = table.attrs.get(ABSENT, ())
    most = _most_names(ax, most)
    named = named.assign(
        category=named["category"].astype(str), n=named["n_target"] + named["n_reference"]
    )
    tops = [_first(named, column, most) for column in ("n_target", "n_reference")]
    shown = named.loc[named.index.isin(tops[0].index.union(tops[1].index))]
    weight = shown.groupby("category")["n"].sum()
    shown = shown.assign(weight=shown["category"].map(weight))
    shown = shown.sort_values(
        ["weight", "category", "n", "term"], ascending=[False, True, False, True], kind="stable"
    )
    ax = drawing.axes(ax, 1.6 + 0.245 * len(shown))

    for layer, values in ((target, -shown["n_target"]), (reference, shown["n_reference"])):
        _bars(
            ax, layer, values.to_numpy(dtype=float), -1 if layer == target else 1, layer in absent
        )
    right = float(shown["n_reference"].max())
    left = max(float(shown["n_target"].max()), 0.32 * right)
    right = max(right, 0.32 * left)
    ax.set_xlim(-left - 0.09 * (left + right), right + 0.09 * (left + right))
    drawing.rows(ax, [drawable(term, 30) for term in shown["term"]], of_article=True)
    ax.axvline(0, color=medium.ink(), linewidth=0.9, zorder=3)
    drawing.x_axis(
        ax,
        f"← {_counted(target, absent)}",
        f"{_counted(reference, absent)} →",
        absolute=True,
        whole=True,
        grid=False,  # each bar has its number
        at=0,
    )
    kinds = shown["category"].to_numpy()
    opens = [row for row in range(len(kinds)) if row == 0 or kinds[row] != kinds[row - 1]]
    for row in opens[1:]:
        ax.axhline(row - 0.5, color=medium.muted(), linewidth=0.5, linestyle=(0, (2, 2)), zorder=0)
    drawing.columns(
        ax,
        [("", [(row, short_label(kinds[row], 22)) for row in opens])],
        left=(0,),
        color=medium.muted(),
    )
    rest = len(named) - len(shown)
    drawing.note(
        ax,
        "These are counts, not rates: a longer layer has more mentions.",
        "" if title or not medium.in_force().titled else _alike(named, shown),
        f"Not drawn: {grammar.count(rest, 'name')}." if rest else "",
    )
    return drawing.head(ax, title or sentence)


def _alike(named: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Which names that are drawn on one side alone the title leaves out."""
    alone = {term for terms in vocabulary.named_alone(named) for term in terms}
    of_one_side = shown[(shown["n_target"] == 0) | (shown["n_reference"] == 0)]
    alike = [drawable(term, 26) for term in of_one_side["term"] if term not in alone]
    if not alike:
        return ""
    share = grammar.verb("share", len(alike))
    listed = grammar.listed(alike, 3)
    return f"The title leaves out {listed}, which {share} a word with a name of the other side."


def _first(table: pd.DataFrame, own: str, most: int) -> pd.DataFrame:
    """The names of one side that are drawn: those that the title says are on this side alone, then those
    with most mentions.
    """
    alone = vocabulary.named_alone(table)[own == "n_reference"]
    # Where one more would be left out, the title lists it.
    alone = alone[: _MOST_ALONE + (len(alone) == _MOST_ALONE + 1)]
    mentions = table["n_target"] + table["n_reference"]
    ordered = table.assign(is_titled=table["term"].isin(alone), mentions=mentions)
    ordered = ordered.sort_values(["is_titled", own, "mentions"], ascending=False, kind="stable")
    return table.loc[ordered.index[ordered[own] > 0][:most]]


def _bars(ax: Axes, layer: str, values: np.ndarray, sign: int, is_absent: bool) -> None:
    """Draw the bars of a side with their counts; a layer that is absent has none."""
    look = medium.look(layer)
    bars = ax.barh(np.arange(len(values)), values, height=0.68, color=look.fill, label=layer)
    drawing.outline(bars, look, 0.6)
    for row, value in enumerate(() if is_absent else values):
        drawing.write(
            ax, value, row, f"{abs(int(value))}", offset=(medium.scaled(4) * sign, 0),
            ha="right" if sign < 0 else "left", color=look.ink if value else medium.muted(),
        )  # fmt: skip


def _most_names(ax: Axes | None, most: int) -> int:
    """How many names of each side have room."""
    return drawing.most_rows(ax, 2 * most, 1.6, 0.245) // 2


def _counted(layer: str, absent: Sequence[str]) -> str:
    """What the bars of a side count, or that there is no such layer."""
    return uncapitalised(none(layer)) if layer in absent else f"mentions in {grammar.the(layer)}"


@drawing.tells
def tell_mirrored(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    most: int = 8,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The alternative text of `mirrored`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `entities.counts`
        the one that the chart was drawn from.
    ax : Axes, optional
        the one that the chart was given.
    most : int
        how many names of each side are listed, of those that are drawn.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        every name with both its counts, so that a name of both sides may be listed twice.
    """
    absent = table.attrs.get(ABSENT, ())
    sides = [
        uncapitalised(none(layer))
        if layer in absent
        else f"bars to the {side} {verb}mentions in {grammar.the(layer)}"
        for layer, side, verb in (
            (target, "left", "count "),
            (reference, "right", "count " if target in absent else ""),
        )
    ]
    told = told_names(table, _most_names(ax, most), target=target, reference=reference)
    return f"{grammar.capitalised(', '.join(sides))}. Mentions {told}."


def told_names(
    table: pd.DataFrame,
    most: int,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The first names of each side, with both counts.

    Parameters
    ----------
    table : DataFrame, as `entities.counts`
        term, n_target, n_reference.
    most : int
        how many names of each side.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        part of a sentence, as "(captions : the body), in captions Iran 2 : 9; …"; a side without
        names has "none", and one that the article lacks is left out.
    """
    absent, parts = table.attrs.get(ABSENT, ()), []
    sides = {"n_target": target, "n_reference": reference}
    held = {own: grammar.the(layer) for own, layer in sides.items() if layer not in absent}
    for own, layer in held.items():
        top = _first(table, own, most)
        counts = [" : ".join(map(str, row)) for row in top[list(held)].to_numpy().tolist()]
        names = [f"{drawable(term, 40)} {n}" for term, n in zip(top["term"], counts, strict=True)]
        parts.append(f"in {layer} {', '.join(names) or 'none'}")
    return f"({' : '.join(held.values())}), {'; '.join(parts)}"


def names_sentence(
    table: pd.DataFrame, *, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
) -> str:
    """What only one of the two layers names, as one sentence about an `entities.counts` table.

    Examples
    --------
    >>> names_sentence(pd.DataFrame({"term": ["Heron", "Iran"], "n_target": [1, 0], "n_reference": [0, 9]}))
    'Only captions name Heron; only the body names Iran'
    """
    sides = [
        (
            layer,
            grammar.listed([drawable(term, 26) for term in alone], _MOST_ALONE),
            int(table[n].sum()) if len(table) else 0,
        )
        for layer, n, alone in zip(
            (target, reference),
            ("n_target", "n_reference"),
            vocabulary.named_alone(table),
            strict=True,
        )
    ]
    absent = table.attrs.get(ABSENT, ())
    if not any(n for _, _, n in sides):
        held = [grammar.the(layer) for layer, _, _ in sides if layer not in absent]
        nameless = [f"no names in {' or in '.join(held)}"] if held else []
        return grammar.capitalised("; ".join([*map(none, absent), *nameless]))
    for (layer, _, n), (other, names, _) in (sides, sides[::-1]):
        if not n:
            why = none(layer) if layer in absent else f"No names in {grammar.the(layer)}"
            return f"{why}; {grammar.the(other)} {grammar.verb('name', other)} {names}"
    parts = [
        f"only {grammar.the(layer)} {grammar.verb('name', layer)} {names}"
        for layer, names, _ in sides
        if names
    ]
    if not parts:
        return f"Every name is both in {grammar.the(target)} and in {grammar.the(reference)}"
    return grammar.capitalised("; ".join(parts))


@drawing.styled("entities.together")
def together(
    table: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None, most: int = 12
) -> Axes:
    """Draw who appears with whom: in how many segments two names stand together, as a square of
    counts.

    Parameters
    ----------
    table : square DataFrame, as `entities.together`
        index and columns: names; values: segments in which both stand; the diagonal: segments in
        which the name stands.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    most : int
        how many names at most, those in most segments.
    """
    if table.empty:
        return drawing.say_nothing(ax, title, "No names in this article")
    values = table.to_numpy(dtype=float)
    chosen = np.sort(np.argsort(-np.nan_to_num(np.diag(values)), kind="stable")[:most])
    counts, names = (
        values[np.ix_(chosen, chosen)],
        [drawable(name, 26) for name in table.index[chosen]],
    )
    size = len(names)
    ax = drawing.axes(ax, 2.2 + 0.42 * size, max(6.5, 3.0 + 0.42 * size))
    pairs = counts.copy()
    np.fill_diagonal(pairs, np.nan)
    largest = float(np.nanmax(pairs)) if size > 1 and np.isfinite(pairs).any() else 0.0
    ax.imshow(
        np.ma.masked_invalid(pairs),
        cmap=drawing.COUNTS,
        vmin=0,
        vmax=max(largest, 1),
        aspect="equal",
    )
    for row in range(size):
        ax.add_patch(
            Rectangle(
                (row - 0.5, row - 0.5),
                1,
                1,
                facecolor="none",
                edgecolor=medium.muted(),
                hatch="",
                linewidth=0.8,
            )
        )
        for column in range(size):
            _cell(ax, row, column, counts[row, column], max(largest, 1))
    for edge in np.arange(-0.5, size):
        ax.axhline(edge, color=medium.ground(), linewidth=1, zorder=1)
        ax.axvline(edge, color=medium.ground(), linewidth=1, zorder=1)
    drawing.rows(ax, names, top=0.5, bottom=0.5, of_article=True)
    ax.xaxis.tick_top()
    ax.set_xticks(
        range(size),
        [drawing.fitting(name, 0.7 * drawing.label_room(ax), medium.text_size()) for name in names],
        rotation=45,
        ha="left",
        rotation_mode="anchor",
        fontsize=medium.text_size(),
        color=medium.ink(),
        parse_math=False,
    )
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_anchor("W")
    drawing.note(
        ax,
        "Blocks that hold both names; on the diagonal, blocks that hold the name at all.",
        f"The {size} names in most blocks are drawn, of {len(table)}." if len(table) > size else "",
    )
    return drawing.head(ax, title or _together_sentence(np.nan_to_num(counts), names))


def _cell(ax: Axes, row: int, column: int, value: float, largest: float) -> None:
    """Write a count into its square: white on a dark one, bold on the diagonal."""
    red, green, blue, _ = drawing.COUNTS(np.nan_to_num(value) / largest)
    is_diagonal = row == column
    colour = medium.ink() if is_diagonal else medium.BLACK if value > 0 else medium.MUTED
    if not is_diagonal and red + green + blue < 1.5:
        colour = "white"
    text = "" if np.isnan(value) else f"{int(value):,}"
    weight = "bold" if is_diagonal else "normal"
    drawing.write(ax, column, row, text, ha="center", color=colour, weight=weight)


def _together_sentence(counts: np.ndarray, names: list[str]) -> str:
    pairs = np.triu(counts, 1)
    n = int(pairs.max())
    if not n:
        return "No two of these names are in the same block"
    if n == 1:
        return "No two of these names are together in more than one block"
    tied = [f"{names[a]} with {names[b]}" for a, b in np.argwhere(pairs == n)]
    each = " each" if len(tied) > 1 else ""
    return f"Most often together: {grammar.listed(tied, 2)}, in {grammar.count(n, 'block')}{each}"


@drawing.tells
def tell_together(table: pd.DataFrame) -> str:
    """The alternative text of `together`, next to its title.

    Parameters
    ----------
    table : square DataFrame, as `entities.together`
        the one that the chart was drawn from.

    Returns
    -------
    str
        the ten pairs that share most segments, and how many more there are.
    """
    above = np.triu(table.to_numpy(dtype=float), 1) if len(table) else np.zeros((0, 0))
    names = [drawable(name, 40) for name in table.index]
    pairs = sorted(
        ((int(above[a, b]), a, b) for a, b in np.argwhere(above > 0)), key=lambda pair: -pair[0]
    )
    most_frequent = (
        grammar.listed([f"{names[a]} and {names[b]} {n}" for n, a, b in pairs], 10) or "none"
    )
    return (
        f"A square table counts in how many blocks two of {grammar.count(len(table), 'name')}"
        f" are together, the darker the more often. Pairs, most frequent first: {most_frequent}."
    )
