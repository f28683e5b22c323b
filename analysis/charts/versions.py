"""Charts of two versions: which sentence became what, and the parts of a difference."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from analysis.charts import drawing, medium
from analysis.hits import sum_named
from analysis.looks import LAYER_LOOKS, Look
from analysis.versions import FATES, totals, wording
from analysis.words import drawable, grammar, numbers, short_label
from analysis.words.tallies import counts_of

_SIDES = {"first": (0.0, 0.16), "second": (0.84, 1.0)}  # left and right edge of each version's bars
_STRIP = 0.035  # the width of a layer's strip, outside of the bars
_LEAST = 0.004  # of the height: a sentence without words is seen, too
_MOST_TERMS = 3  # words that a row names


@drawing.styled("versions.align", "fate layer_first words_first layer_second words_second")
def ribbon(alignment: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """Draw the sentences of the first version on the left, those of the second on the right, and a
    band between those that are the same; each in the look of its fate, as high as it has words.

    Parameters
    ----------
    alignment : DataFrame
        as `versions.align` gives it: fate; of each version layer and words.
    ax : Axes, optional
        the Axes to draw on; without one, a fresh figure.
    title : str, optional
        a title instead of the one that the numbers give.

    Returns
    -------
    Axes
    """
    n_words = {name: int(alignment[f"words_{name}"].sum()) for name in _SIDES}
    if not any(n_words.values()):
        return drawing.say_nothing(ax, title, "Neither version holds a word")
    ax = drawing.axes(ax, 5.6)
    tops = {name: _tops(alignment, name, max(n_words.values())) for name in _SIDES}
    for row, (_, line) in enumerate(alignment.iterrows()):
        spans = {name: (float(top[row, 0]), float(top[row, 1])) for name, top in tops.items()}
        held = [name for name in _SIDES if isinstance(line[f"layer_{name}"], str)]
        for name in held:
            _bar(ax, name, spans[name], line["fate"])
            _strip(ax, name, spans[name], line[f"layer_{name}"])
        if len(held) == 2:
            _band(ax, spans["first"], spans["second"], line["fate"])
    ax.set_xlim(-_STRIP - 0.01, 1 + _STRIP + 0.01)
    ax.set_ylim(max(n_words.values()) * 1.005, 0)
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_xticks([])
    for name, edges in _SIDES.items():
        words = medium.said(f"{name} version, {grammar.count(n_words[name], 'word')}")
        drawing.write(
            ax, edges[name == "second"], 0, words, offset=(0, 2), va="bottom", size=medium.small_size(),
            ha="left" if name == "first" else "right",
        )  # fmt: skip
    drawing.note(
        ax,
        "Each block is a sentence, as high as it has words. The strip next to a block is its layer.",
    )
    return drawing.head(ax, title or ribbon_title(alignment), _ribbon_key(alignment))


def _tops(alignment: pd.DataFrame, version: str, height: int) -> np.ndarray:
    """Where each row's sentences begin and end in a version, in words; rows x 2."""
    has = alignment[f"layer_{version}"].notna()
    words = alignment[f"words_{version}"].clip(lower=_LEAST * height).where(has, 0.0)
    start = alignment[f"sentence_{version}"].astype("Float64").fillna(np.inf).to_numpy(float)
    order = np.argsort(start, kind="stable")
    ends = np.empty(len(words))
    ends[order] = np.cumsum(words.to_numpy(float)[order])
    return np.stack([ends - words.to_numpy(float), ends], axis=1)


def _bar(ax: Axes, version: str, span: tuple[float, float], fate: str) -> None:
    look, (left, right), (top, bottom) = medium.fate_look(fate), _SIDES[version], span
    ax.add_patch(
        Rectangle(
            (left, top), right - left, bottom - top, facecolor=look.fill, edgecolor=look.ink,
            hatch=look.hatch, linewidth=0.5, label=f"{fate} {version}", zorder=3,
        )
    )  # fmt: skip


def _strip(ax: Axes, version: str, span: tuple[float, float], layer: str) -> None:
    look, (top, bottom) = medium.look(layer), span
    left = -_STRIP if version == "first" else 1.0
    ax.add_patch(
        Rectangle(
            (left, top), _STRIP, bottom - top, facecolor=look.fill, edgecolor=look.ink,
            hatch=look.hatch, linewidth=0.3, label=f"{layer} {version}", zorder=2,
        )
    )  # fmt: skip


def _band(ax: Axes, span: tuple[float, float], other: tuple[float, float], fate: str) -> None:
    """A band whose two edges are curves, level at both ends."""
    left, right = _SIDES["first"][1], _SIDES["second"][0]
    middle, look, is_kept = (left + right) / 2, medium.fate_look(fate), fate == "kept"
    points = [
        (left, span[0]), (middle, span[0]), (middle, other[0]), (right, other[0]),
        (right, other[1]), (middle, other[1]), (middle, span[1]), (left, span[1]),
        (left, span[0]),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    ax.add_patch(
        PathPatch(
            Path(points, codes), facecolor=look.fill, edgecolor="none" if is_kept else look.ink,
            linewidth=0.6, alpha=0.55 if is_kept else 0.8, label=f"{fate} band",
            zorder=1 if is_kept else 1.5,
        )
    )  # fmt: skip


def _ribbon_key(alignment: pd.DataFrame) -> list[Artist]:
    fates = [fate for fate in FATES if (alignment["fate"] == fate).any()]
    held = {*alignment["layer_first"].dropna(), *alignment["layer_second"].dropna()}
    layers = [layer for layer in LAYER_LOOKS if layer in held]
    return [
        *map(_fate_key, fates),
        *(_layer_key(medium.look(name), name) for name in layers),
    ]


def _fate_key(fate: str) -> Patch:
    look = medium.fate_look(fate)
    return Patch(
        facecolor=look.fill, edgecolor=look.ink, hatch=look.hatch, linewidth=0.5,
        label=f"{look.sign} {fate}",
    )  # fmt: skip


def _layer_key(look: Look, layer: str) -> Patch:
    return Patch(
        facecolor=look.fill, edgecolor=look.ink, hatch=look.hatch, linewidth=0.5,
        label=f"layer: {layer}",
    )  # fmt: skip


def ribbon_title(alignment: pd.DataFrame) -> str:
    """What `ribbon` shows, in one sentence without its full stop.

    Parameters
    ----------
    alignment : DataFrame
        of `versions.align`.

    Returns
    -------
    str
    """
    n_of = _n_of_fates(alignment)
    parts = [f"{n:,} {fate}" for fate, n in n_of.items() if n]
    return f"Sentences: {grammar.listed(parts, len(parts))}"


def _n_of_fates(alignment: pd.DataFrame) -> dict[str, int]:
    """How many sentences have each fate: of the second version, and of the first what it deletes."""
    n_of = {}
    for fate in FATES:
        version = "first" if fate == "deleted" else "second"
        own = alignment[alignment["fate"] == fate]
        n_of[fate] = int(own[f"n_sentences_{version}"].sum())
    return n_of


@drawing.tells
def tell_ribbon(alignment: pd.DataFrame) -> str:
    """The alternative text of `ribbon`, next to its title.

    Parameters
    ----------
    alignment : DataFrame
        that it is drawn from.

    Returns
    -------
    str
        the words of each version by fate, and the layers of what was inserted and deleted.
    """
    lines = []
    for version in _SIDES:
        words = alignment.groupby("fate", observed=False)[f"words_{version}"].sum()
        parts = [f"{int(words[fate]):,} {fate}" for fate in FATES if words[fate]]
        n_all = grammar.count(int(words.sum()), "word")
        shown = f": {grammar.listed(parts, len(parts))}" if parts else ""
        lines.append(f"The {version} version has {n_all}{shown}.")
    for fate, version in (("inserted", "second"), ("deleted", "first")):
        own = alignment[alignment["fate"] == fate]
        n_of = own.groupby(f"layer_{version}")[f"words_{version}"].sum()
        parts = [f"{int(n):,} in {grammar.the(str(layer))}" for layer, n in n_of.items()]
        if parts:
            lines.append(f"Words {fate}: {grammar.listed(parts, len(parts))}.")
    return " ".join(lines)


# --------------------------------------------------------------------------- the bridge


@drawing.styled("versions.shift", "reading category fate part n_first n_second")
def bridge(
    parts: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Axes:
    """Draw the rate of the first version, a step for each of the five fates, and the rate of the
    second version, to which the steps lead.

    Parameters
    ----------
    parts : DataFrame
        the five rows of one reading and category of `versions.shift`.
    ax : Axes, optional
        the Axes to draw on; without one, a fresh figure.
    title : str, optional
        a title instead of the one that the numbers give.
    labels : mapping of str, optional
        how a reader is shown the categories.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        for several categories or readings.
    """
    row, steps = _one_difference(parts)
    if row is None or np.isnan(row["difference"]):
        return drawing.say_nothing(ax, title, "A version without words has no rate")
    ax = drawing.axes(ax, 3.4)
    ends = np.cumsum([row["per_1000_first"], *steps])
    names = [
        "first version",
        *(f"{medium.fate_look(fate).sign} {fate}" for fate in FATES),
        "second version",
    ]
    y = np.arange(len(names), dtype=float)
    for at, rate in ((0, row["per_1000_first"]), (len(names) - 1, row["per_1000_second"])):
        ax.barh(y[at], rate, height=0.62, color=medium.muted(), label=names[at])
    for at, (fate, start, step) in enumerate(zip(FATES, ends, steps, strict=False), start=1):
        look = medium.fate_look(fate)
        ax.barh(
            y[at], step, left=start, height=0.62, facecolor=look.fill, edgecolor=look.ink,
            hatch=look.hatch, linewidth=0.8, label=fate,
        )  # fmt: skip
    # A thin line leads from the end of each bar to the beginning of the next.
    for at, end in enumerate(ends):
        ax.plot([end, end], [y[at], y[at] + 1], color=medium.muted(), linewidth=0.8, zorder=1)
    ax.axvline(0, color=medium.ink(), linewidth=0.9)
    drawing.two_sided(ax, np.array([*ends, row["per_1000_first"], row["per_1000_second"]]))
    drawing.rows(ax, names, at=y, heads=(0, len(names) - 1))
    drawing.x_axis(ax, f"{_unit(row)} per 1,000 words")
    drawing.columns(ax, _bridge_columns(row, steps, parts, y), left=(2,), small=(2,))
    drawing.note(
        ax,
        f"{grammar.capitalised(str(row['reading']))}. Sentences that are kept add or take away too:"
        " the same hits among more or fewer words are another rate. The steps describe two texts and test"
        " nothing.",
    )
    return drawing.head(ax, title or bridge_title(row, labels or {}))


def _one_difference(parts: pd.DataFrame) -> tuple[pd.Series | None, list[float]]:
    """The difference and its steps; None for a table without rows."""
    drawing.only_category(parts)
    if parts["reading"].nunique() > 1:
        raise ValueError(f"a table of {parts['reading'].nunique()} readings; choose one of them")
    if parts.empty:
        return None, []
    row = totals(parts).iloc[0]
    return row, [float(row[fate]) for fate in FATES]


def _unit(row: pd.Series) -> str:
    return "points" if sum_named(str(row["category"])) else "hits"


def _bridge_columns(
    row: pd.Series, steps: list[float], parts: pd.DataFrame, y: np.ndarray
) -> list[tuple[str, list[tuple[float, str]]]]:
    """Hits in the first and the second version, the rates and steps, and the words behind them."""
    written = [
        wording.rate_of(row, "first"),
        *(numbers.signed(step, 1) for step in steps),
        wording.rate_of(row, "second"),
    ]
    hits = [f"{int(row['n_first']):,}"]
    terms = [""]
    for part in parts.itertuples():
        hits.append(f"{int(part.n_first):,} → {int(part.n_second):,}")
        terms.append(_terms(part.terms_first, part.terms_second))
    hits.append(f"{int(row['n_second']):,}")
    terms.append("")
    columns = [("per\n1,000", written), ("hits", hits), ("words that come or go", terms)]
    return [(head, list(zip(y.tolist(), cells, strict=True))) for head, cells in columns]


def _terms(first: str, second: str) -> str:
    """The words that a fate brings or takes away; none where both versions hold the same."""
    of_first, of_second = counts_of(first), counts_of(second)
    changes = {
        term: of_second.get(term, 0) - of_first.get(term, 0) for term in {**of_first, **of_second}
    }
    order = sorted(changes, key=lambda term: (-abs(changes[term]), term))
    signed = [
        f"{numbers.shortest(changes[term], signed=True)} {drawable(term, 24)}"
        for term in order
        if changes[term]
    ]
    return grammar.listed(signed, _MOST_TERMS)


def bridge_title(row: pd.Series, labels: Mapping[str, str]) -> str:
    """What `bridge` shows, in one sentence without its full stop.

    Parameters
    ----------
    row : Series
        of `versions.totals`.
    labels : mapping of str
        how a reader is shown the categories.

    Returns
    -------
    str
    """
    whole = sum_named(str(row["category"]))
    name = short_label(whole.name if whole else labels.get(row["category"], row["category"]), 40)
    where = f"“{name}” in {wording.reading_name(row['reading'])}"
    if round(row["difference"], 1) == 0:
        return f"{where}: the same rate in both versions"
    largest = max(FATES, key=lambda fate: abs(row[fate]))
    return (
        f"{where}: {wording.rate_of(row, 'first')} {_unit(row)} per 1,000 words, then {wording.rate_of(row, 'second')};"
        f" most by sentences {largest} ({numbers.signed(row[largest], 1)})"
    )


@drawing.tells
def tell_bridge(parts: pd.DataFrame) -> str:
    """The alternative text of `bridge`, next to its title.

    Parameters
    ----------
    parts : DataFrame
        that it is drawn from.

    Returns
    -------
    str
        both rates, each step with its hits.
    """
    row, steps = _one_difference(parts)
    if row is None or np.isnan(row["difference"]):
        return "Nothing is drawn."
    lines = [f"{fate} {numbers.signed(step, 1)}" for fate, step in zip(FATES, steps, strict=True)]
    return (
        f"{grammar.capitalised(str(row['reading']))}: the first version has {row['n_first']:,} hits"
        f" in {grammar.count(int(row['words_first']), 'word')}, {wording.rate_of(row, 'first')} {_unit(row)} per"
        f" 1,000; the second has {row['n_second']:,} in {row['words_second']:,},"
        f" {wording.rate_of(row, 'second')}. Steps: {grammar.listed(lines, len(lines))}."
    )
