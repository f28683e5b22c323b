"""Charts of an explanation: the words that make a difference, and what is left of it without each
caption.
"""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import drawing, medium
from analysis.hits import sum_named
from analysis.options import DEFAULTS
from analysis.words import (
    drawable,
    grammar,
    none,
    numbers,
    of_a_sum,
    segment_name,
    short_label,
    verdict_words,
)

# The line of the difference with nothing left out, in the chart and in its key.
_WHOLE: dict[str, Any] = {"linewidth": 1.4, "linestyle": (0, (4, 2))}


@drawing.styled(
    "explanation.contributions",
    "category term n_target n_reference per_1000_target contribution difference",
)
def word_shift(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    what: str = "hits",
    most: int = 12,
) -> Axes:
    """Draw what each word adds to a difference: a bar a word, the largest first, its word at its end.

    As in the word-shift graphs of Gallagher et al. (2021), the totals come first: what words add to
    the side of the target, what they add to that of the reference, and the difference that both
    make. Words beyond `most` share one bar.

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
        what the hits are, for the axis ("frame words"); a summed row has points.
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
        return drawing.say_nothing(ax, title, _nothing_to_shift(table, target, reference))
    totals = _shift_totals(known, target, reference)
    shown = _shift_rows(known, _most_shifting(ax, most, totals))
    x = np.array([*totals.values(), *shown["contribution"]], dtype=float)
    y = np.arange(len(x), dtype=float) + _GAP * (np.arange(len(x)) >= len(totals))
    ax = drawing.axes(ax, 2.0 + 0.27 * len(x))
    is_total = np.arange(len(x)) < len(totals)
    for layer, own in ((target, x > 0), (reference, x < 0)):
        look = medium.look(layer)
        bars = ax.barh(y[own], x[own], height=0.68, color=look.fill, label=layer)
        drawing.outline(bars, look, 0.6)
    ax.axvline(0, color=medium.ink(), linewidth=0.9)
    ax.axhline(y[len(totals)] - 0.5 - _GAP / 2, color=medium.muted(), linewidth=0.8)
    ax.set_yticks([])
    ax.set_ylim(y[-1] + 0.6, -0.6)
    names = [*map(medium.said, totals), *shown["term"]]
    counts = [
        ("", ""),
        ("", ""),
        ("", ""),
        *(
            (f"{n:,}", f"{m:,}")
            for n, m in zip(shown["n_target"], shown["n_reference"], strict=True)
        ),
    ][-len(x) :]
    texts = (
        []
        if drawing.is_narrow(ax)
        else drawing.columns(
            ax,
            [
                (f"times in\n{grammar.plural(layer)}", list(zip(y.tolist(), column, strict=True)))
                for layer, column in zip(
                    (target, reference), zip(*counts, strict=True), strict=True
                )
            ],
        )
    )
    for column, layer in zip(texts, (target, reference), strict=False):
        plt.setp(column, color=medium.look(layer).ink)
    _name_bars(ax, names, x, y, is_total)
    reach = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
    # Each bar has its number.
    drawing.difference_axis(ax, category, target, reference, what, grid=False, ticks_within=reach)
    drawing.note(
        ax,
        "The bars of the words add up to the totals above them. They describe the difference and"
        " test nothing.",
    )
    return drawing.head(ax, title or _shift_wording(known, label or category, target, reference))


_GAP = 0.5  # rows, between the totals and the words


def _most_shifting(ax: Axes | None, most: int, totals: dict[str, float]) -> int:
    """How many terms have room."""
    return drawing.most_rows(ax, most, 2.0 + 0.27 * (len(totals) + 1), 0.27)


def _shift_rows(known: pd.DataFrame, most: int) -> pd.DataFrame:
    """The terms that are drawn, and the rest in one row; a rest of one has its own name."""
    rest = known.iloc[most:] if len(known) > most + 1 else known.iloc[:0]
    columns = ["contribution", "n_target", "n_reference"]
    shown = known.iloc[: len(known) - len(rest)][["term", *columns]]
    shown = shown.assign(term=[drawable(term, 40) for term in shown["term"]])
    if rest.empty:
        return shown
    sums = {name: rest[name].sum() for name in columns}
    return pd.concat([shown, pd.DataFrame([{"term": f"{len(rest):,} more", **sums}])])


def _shift_totals(known: pd.DataFrame, target: str, reference: str) -> dict[str, float]:
    """What the words add on either side, where both have some, and the difference."""
    values = known["contribution"].to_numpy(dtype=float)
    sides = {
        grammar.plural(target): float(values[values > 0].sum()),
        grammar.plural(reference): float(values[values < 0].sum()),
    }
    kept = sides if all(sides.values()) else {}
    return {**kept, "difference": float(known["difference"].iloc[0])}


def _name_bars(
    ax: Axes, names: list[str], x: np.ndarray, y: np.ndarray, is_total: np.ndarray
) -> None:
    """Write each word with its size at the end of its bar, and set limits that leave room for all."""
    room = drawing.plot_room(ax)
    for longest in _LONGEST_NAMES:  # shares of the room
        texts = _bar_texts(names, x, longest * room)
        low, high = _limits_with(texts, x, room)
        if np.ptp([0.0, *x]) >= _LEAST_BARS * (high - low):
            break
    ax.set_xlim(low, high)
    for text, value, row, total in zip(texts, x, y, is_total, strict=True):
        drawing.write(
            ax, value, row, text, offset=(medium.scaled(4 if value >= 0 else -4), 0),
            ha="left" if value >= 0 else "right", weight="bold" if total else "normal",
        )  # fmt: skip


_LONGEST_NAMES = 0.7, 0.55, 0.45
_LEAST_BARS = 0.2  # of the axis


def _bar_texts(names: list[str], x: np.ndarray, longest: float) -> list[str]:
    """What is written at each bar, its word cut where both are longer than so many points."""
    size, texts = medium.text_size(), []
    for name, value in zip(names, x, strict=True):
        number = f"\xa0\xa0{numbers.signed(value, 1)}"
        texts.append(
            drawing.fitting(name, longest - drawing.line_width(number, size), size) + number
        )
    return texts


def _limits_with(texts: list[str], x: np.ndarray, room: float) -> tuple[float, float]:
    """The limits of an axis of `room` points that has room for each text behind its bar."""
    points = np.array([drawing.line_width(text, medium.text_size()) for text in texts])
    points += medium.scaled(10)
    low, high = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
    for _ in range(40):  # each limit moves the other: they settle within a few rounds
        per_point = (high - low or 1.0) / room
        is_right = x >= 0
        high = max([0.0, *(x[is_right] + points[is_right] * per_point)])
        low = min([0.0, *(x[~is_right] - points[~is_right] * per_point)])
    return low, high


@drawing.tells
def tell_word_shift(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 12,
) -> str:
    """The alternative text of `word_shift`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `explanation.contributions` of one category
        the one that the chart was drawn from.
    ax : Axes, optional
        the one that the chart was given.
    target, reference : str
        the two layers.
    most : int
        how many words were drawn at most.

    Returns
    -------
    str
        the totals, then each word with what it adds and how often it is in either layer.
    """
    known = table[table["contribution"].notna()] if len(table) else table
    if known.empty:
        return "Nothing is drawn."
    totals = _shift_totals(known, target, reference)
    sums = [f"{name} {numbers.signed(value, 1)}" for name, value in totals.items()]
    words = [
        f"{row.term} {numbers.signed(row.contribution, 1)} ({row.n_target} : {row.n_reference})"
        for row in _shift_rows(known, _most_shifting(ax, most, totals)).itertuples()
    ]
    return (
        f"A bar for each word shows what it adds to the difference per 1,000 words, with how often"
        f" it is in {grammar.the(target)} and in {grammar.the(reference)}. Totals:"
        f" {', '.join(sums)}. Words: {', '.join(words)}."
    )


def _nothing_to_shift(table: pd.DataFrame, target: str, reference: str) -> str:
    if table.empty:
        return f"No hit in {grammar.the(target)} or in {grammar.the(reference)}"
    no_target = table["per_1000_target"].isna().all()
    absent, other = (target, reference) if no_target else (reference, target)
    return f"No words in {grammar.the(absent)}: nothing to compare {grammar.the(other)} with"


def _shift_wording(known: pd.DataFrame, label: str, target: str, reference: str) -> str:
    gap = float(known["difference"].iloc[0])
    name = short_label(label, 40)
    if round(gap, 1) == 0:
        return (
            f"“{name}”: no difference per word between {grammar.the(target)} and"
            f" {grammar.the(reference)}"
        )
    unit = "per 1,000 words"
    if whole := sum_named(known["category"].iloc[0]):
        unit = f"points {unit}"
    along = known[np.sign(known["contribution"]) == np.sign(gap)].head(2)
    words = [f"“{drawable(term, 26)}”" for term in along["term"]]
    first, second = (target, reference) if gap > 0 else (reference, target)
    size = f"{numbers.plain(abs(gap))} {unit}"
    if whole:
        subject = f"The {whole.name} of {grammar.the(first)} is {size} above that of"
    else:
        subject = f"“{name}”: {grammar.the(first)} {grammar.verb('hold', first)} {size} more than"
    return f"{subject} {grammar.the(second)}, most by {grammar.listed(words, 2)} (not tested here)"


@drawing.styled(
    "explanation.leave_one_out",
    "by left_out text layer category n difference verdict difference_whole verdict_whole changes",
)
def forest(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
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
    thing = _thing(by, target)
    concerned = table
    if len(table):
        concerned = table[(table["n"] > 0) if by == "term" else (table["layer"] == target)]
    if concerned.empty or concerned["difference"].isna().all():
        return drawing.say_nothing(ax, title, _nothing_to_leave_out(concerned, by, thing, target))
    whole = float(concerned["difference_whole"].iloc[0])
    moved = (concerned["difference"] - whole).abs().fillna(np.inf).round(9)
    order = concerned.assign(kept=~concerned["changes"], moved=-moved).sort_values(
        ["kept", "moved"], kind="stable"
    )
    row_height = 0.28 if by == "term" else 0.42
    most = drawing.most_rows(ax, most, 2.0, row_height)
    drawn = order.head(most) if len(order) > most + 1 else order
    ax = drawing.axes(ax, 2.0 + row_height * len(drawn))
    x, y = drawn["difference"].to_numpy(dtype=float), np.arange(len(drawn), dtype=float)
    defined = ~np.isnan(x)
    ax.axvline(0, color=medium.muted(), linewidth=0.8, zorder=1)
    ax.axvline(whole, label="whole", zorder=2, color=medium.ink(), **_WHOLE)
    ax.hlines(y[defined], whole, x[defined], color=medium.muted(), linewidth=1.0, zorder=2.5)
    key = _forest_dots(ax, drawn, x, y, thing, (target, reference))
    ringed = defined & drawn["changes"].to_numpy(dtype=bool)
    if ringed.any():
        ax.scatter(
            x[ringed], y[ringed], s=150, marker="o", facecolor="none", edgecolor=medium.ink(), linewidths=1.3, zorder=4,
            clip_on=False, label="another verdict",
        )  # fmt: skip
    drawing.rows(
        ax, [_row_name(row) for _, row in drawn.iterrows()], at=y, lines=2, of_article=True
    )
    low, high = (float(edge(np.append(x[defined], [0.0, whole]))) for edge in (np.min, np.max))
    reach = (high - low) or 1.0
    ax.set_xlim(low - 0.06 * reach, high + 0.06 * reach)
    drawing.difference_axis(ax, category, target, reference, what)
    _forest_columns(ax, drawn)
    drawing.note(
        ax,
        _rest_wording(order.iloc[len(drawn) :]),
        "" if defined.all() else "–: without it nothing is left to compare.",
    )
    key.append(
        Line2D([], [], label=f"with all: {numbers.signed(whole, 1)}", color=medium.ink(), **_WHOLE)
    )
    if ringed.any():
        key.append(
            Line2D([], [], linestyle="", marker="o", markersize=8, markerfacecolor="none", markeredgecolor=medium.ink(),
                   label="another verdict without it")
        )  # fmt: skip
    return drawing.head(ax, title or _forest_wording(order, label or category, thing), key)


def _thing(by: str, target: str) -> str:
    """What is left out, in the singular."""
    things = {"term": "word", "segment": segment_name(target)}
    return things.get(by, f"{target} sentence")


def _nothing_to_leave_out(concerned: pd.DataFrame, by: str, thing: str, target: str) -> str:
    if concerned.empty:
        return "No hit to leave out" if by == "term" else none(target)
    only = f" without the only {thing}" if len(concerned) == 1 else ""
    return f"No difference is defined{only}"


def _forest_dots(
    ax: Axes, drawn: pd.DataFrame, x: np.ndarray, y: np.ndarray, thing: str, pair: tuple[str, str]
) -> list[Artist]:
    """Draw a dot for what is left out, in the look of its layer, black for what both hold; their key."""
    defined = ~np.isnan(x)
    layers = drawn["layer"].astype(object).where(drawn["layer"].notna(), None)
    key: list[Artist] = []
    for layer in pair:
        of_layer = (layers == layer).to_numpy(dtype=bool)
        if of_layer.any():
            drawing.dots(ax, x[of_layer & defined], y[of_layer & defined], layer, 34)
            only = f"a word of {grammar.the(layer)} alone" if thing == "word" else f"one {thing}"
            key.append(drawing.key_dot(layer, f"without {only}"))
    in_both = layers.isna().to_numpy()
    if in_both.any():
        black: dict[str, Any] = {"color": medium.ink(), "marker": "o"}
        both = in_both & defined
        ax.scatter(x[both], y[both], s=34, zorder=3, label="both layers", **black)
        key.append(Line2D([], [], linestyle="", markersize=6, label="of both layers", **black))
    return key


def _forest_columns(ax: Axes, drawn: pd.DataFrame) -> None:
    """Print hits, difference and verdict beside each row; a verdict that changes stands out."""
    differences = [numbers.signed(value, 1) for value in drawn["difference"]]
    columns: list[tuple[str, list[tuple[float, str]]]] = [
        ("hits\nin it", [(row, f"{int(n):,}") for row, n in enumerate(drawn["n"])]),
        ("without\nit", list(enumerate(differences))),
        ("verdict without it", list(enumerate(map(verdict_words, drawn["verdict"])))),
    ]
    verdicts = drawing.columns(ax, columns, left=(2,), first=(1, 0, 2))[2]
    for text, changed in zip(verdicts, drawn["changes"], strict=False):
        text.set(
            fontweight="bold" if changed else "normal",
            color=medium.ink() if changed else medium.muted(),
        )


def _rest_wording(rest: pd.DataFrame) -> str:
    """What the rows that are not drawn come to; nothing where all are drawn."""
    if rest.empty:
        return ""
    n_changes = int(rest["changes"].sum())
    verdicts = f"{n_changes} with another verdict" if n_changes else "all with the same verdict"
    least, most = (
        numbers.signed(end, 1) for end in (rest["difference"].min(), rest["difference"].max())
    )
    are = grammar.verb("are", len(rest))
    return f"{len(rest):,} more {are} not drawn: {least} to {most}, {verdicts}."


def _forest_wording(rows: pd.DataFrame, label: str, thing: str) -> str:
    verdict, n_changes, n = (
        verdict_words(str(rows["verdict_whole"].iloc[0])),
        int(rows["changes"].sum()),
        len(rows),
    )
    if whole := sum_named(rows["category"].iloc[0]):
        verdict = of_a_sum(verdict, whole.more)
    whole_verdict = f"“{short_label(label, 40)}”: {verdict}"
    if not n_changes:
        return f"{whole_verdict}, whichever {thing} is left out"
    if n == 1:
        return f"{whole_verdict}; another verdict without the only {thing}"
    return (
        f"{whole_verdict}, but another verdict without {n_changes} of the {grammar.count(n, thing)}"
    )


def _row_name(row: pd.Series) -> str:
    """What is left out, behind the number that it has in the corpus."""
    text = drawable(row["text"], 90)
    return text if row["by"] == "term" else f"{row['left_out']}\xa0 {text}"


@drawing.styled("power.detectable", "per_1000_reference per_1000_target difference")
def detectable(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
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
    known = table.dropna(subset=["per_1000_target"])
    if known.empty:
        return drawing.say_nothing(
            ax, title, f"No difference of {grammar.the(target)} could have been shown"
        )
    look = medium.look(target)
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
        color=medium.muted(),
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
        medium.said(f"rate of {grammar.the(reference)}, per 1,000 words"),
        fontsize=medium.text_size(),
        color=medium.ink(),
    )
    ax.set_ylabel(
        medium.said(f"rate of {grammar.the(target)}"),
        fontsize=medium.text_size(),
        color=medium.ink(),
    )
    drawing.write(
        ax,
        x[-1],
        x[-1],
        medium.said("the same rate"),
        offset=(-4, -20),
        ha="right",
        color=medium.muted(),
    )
    first = known.iloc[len(known) // 2]
    wording = (
        f"At {numbers.shortest(first['per_1000_reference'])} per 1,000 words in"
        f" {grammar.the(reference)}, {grammar.the(target)} had to hold"
        f" {numbers.plain(first['per_1000_target'], 0)} before a difference could be shown"
    )
    return drawing.head(ax, title if title is not None else wording)


@drawing.tells
def tell_forest(table: pd.DataFrame, *, target: str = DEFAULTS.target, most: int = 12) -> str:
    """The alternative text of `forest`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `explanation.leave_one_out` of one category
        the one that the chart was drawn from.
    target : str
        the layer whose segments or sentences are left out.
    most : int
        how many are listed.

    Returns
    -------
    str
        the whole difference, then the difference and the verdict without each.
    """
    by = str(table["by"].iloc[0]) if len(table) else "segment"
    concerned = table
    if len(table):
        concerned = table[(table["n"] > 0) if by == "term" else (table["layer"] == target)]
    if concerned.empty or concerned["difference"].isna().all():
        return "Nothing is drawn."
    without = [
        f"{drawable(row.text, 60)} {numbers.signed(row.difference, 1)} ({row.verdict})"
        for row in concerned.itertuples()
    ]
    whole = numbers.signed(float(concerned["difference_whole"].iloc[0]), 1)
    return (
        f"A dot for each {_thing(by, target)} shows the difference per 1,000 words without it. With"
        f" all: {whole}. Without: {grammar.listed(without, most)}."
    )


@drawing.tells
def tell_detectable(
    table: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The alternative text of `detectable`, next to its title.

    Parameters
    ----------
    table : DataFrame, as `power.detectable`
        the one that the chart was drawn from.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        for each rate of the reference the least rate of the target that is detected.
    """
    known = table.dropna(subset=["per_1000_target"])
    if known.empty:
        return "Nothing is drawn."
    pairs = [
        f"{numbers.shortest(row.per_1000_reference)} : {numbers.plain(row.per_1000_target, 0)}"
        for row in known.itertuples()
    ]
    return (
        f"A line shows the least rate of {grammar.the(target)} that is detected at a rate of"
        f" {grammar.the(reference)} (per 1,000 words, {reference} : {target}): {', '.join(pairs)}."
        " A dashed line marks equal rates."
    )
