"""Charts of many articles: one among them, their outlets, their years, and those that differ most."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import drawing, medium
from analysis.hits import is_sum
from analysis.options import DEFAULTS
from analysis.words import capitalised, drawable, grammar, numbers, short_label, verdict_words

_BINS = 40
_NOT_RANKED = "No article has a baseline: `cutline baseline` makes one from a run"
_TAIL = 0.01  # of the articles on either side that may share the outermost bar


@drawing.styled("Population.differences", "difference")
def distribution(
    table: pd.DataFrame,
    mark: pd.Series,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Axes:
    """Draw the differences of many articles as a histogram, and where one article stands among
    them.

    Parameters
    ----------
    table : DataFrame, as `Population.differences`, of one category
        difference (per 1,000 words; positive: more in the target).
    mark : Series, a row of `population.percentiles`
        category; difference (the article's own), median, n, percentile (nan: too few others).
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    label : str, optional
        how a reader is shown the category.
    target, reference : str
        the two layers.
    """
    values = table["difference"].dropna().to_numpy(dtype=float)
    if not len(values):
        return drawing.say_nothing(
            ax,
            title,
            f"No article with words in {grammar.the(target)} and {grammar.the(reference)}",
        )
    ax = drawing.axes(ax, 3.6)
    own = float(mark["difference"])
    edges, counts, beyond = _histogram(values, own)
    ax.bar(
        edges[:-1], counts, width=np.diff(edges), align="edge", color=medium.grid(), edgecolor=medium.ground(), linewidth=0.6,
        label="articles", zorder=2,
    )  # fmt: skip
    top = float(counts.max())
    ax.set_ylim(0, 1.22 * top)
    ax.set_xlim(edges[0], edges[-1])
    ax.axvline(0, ymax=1 / 1.22, color=medium.ink(), linewidth=0.9, zorder=3)
    median = float(mark["median"])
    key: list[Artist] = []
    if not np.isnan(median):
        ax.vlines(
            median,
            0,
            top,
            color=medium.muted(),
            linewidth=1.4,
            linestyle=(0, (3, 2)),
            zorder=3,
            label="median",
        )
        median_words = (
            f"median of {grammar.count(int(mark['n']), 'other article')}:"
            f" {numbers.signed(median, 1)}"
        )
        key.append(
            Line2D(
                [],
                [],
                color=medium.muted(),
                linewidth=1.4,
                linestyle=(0, (3, 2)),
                label=median_words,
            )
        )
    if not np.isnan(own):
        look = medium.look(target)
        ax.vlines(own, 0, 1.06 * top, color=look.ink, linewidth=1.6, zorder=4)
        ax.scatter([own], [1.06 * top], s=52, marker=look.marker, facecolor=look.fill, edgecolor=look.ink, zorder=5,
                   clip_on=False, label="this article")  # fmt: skip
        right = own < (edges[0] + edges[-1]) / 2
        drawing.write(ax, own, 1.06 * top, medium.said(f"this article: {numbers.signed(own, 1)}"), offset=(9 if right else -9, 0),
                      ha="left" if right else "right", color=look.ink, weight="bold")  # fmt: skip
    drawing.number_axis(ax, "y", lambda value: numbers.plain(value, 0))
    ax.grid(axis="y", color=medium.grid(), linewidth=0.6)
    drawing.difference_axis(ax, str(mark["category"]), target, reference)
    drawing.write(
        ax,
        edges[0],
        1.22 * top,
        medium.said("articles"),
        va="top",
        size=medium.small_size(),
        color=medium.muted(),
        offset=(3, 0),
    )
    outer = f"{grammar.count(beyond, 'article')} further out, counted in the outermost bars."
    drawing.note(ax, outer if beyond else "")
    return drawing.head(ax, title or _place_sentence(mark, label, target, reference), key)


@drawing.tells
def tell_distribution(
    table: pd.DataFrame,
    mark: pd.Series,
    *,
    label: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The alternative text of `distribution`, from the same numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"difference": [-2.0, 0.0, 4.0]})
    >>> mark = pd.Series({"category": "war", "difference": 3.0, "median": 0.0, "n": 3, "percentile": float("nan")})
    >>> print(tell_distribution(table, mark))
    “war”: too few other articles (3) for a percentile. A histogram of the difference between captions and the body per 1,000
    words in 3 articles: 1 below zero, 1 at zero, 1 above; from −2.0 to +4.0, median of the others 0. This article: +3.0.
    """
    values = table["difference"].dropna()
    if values.empty:
        return "No article has both layers; nothing is drawn."
    signs = (
        f"{(values < 0).sum():,} below zero, {(values == 0).sum():,} at zero,"
        f" {(values > 0).sum():,} above"
    )
    return (
        f"{_place_sentence(mark, label, target, reference)}. A histogram of the difference between"
        f" {grammar.the(target)} and {grammar.the(reference)} per 1,000 words in"
        f" {grammar.count(len(values), 'article')}: {signs}; from {numbers.signed(values.min(), 1)}"
        f" to {numbers.signed(values.max(), 1)}, median of the others"
        f" {numbers.signed(mark['median'], 1)}. This article:"
        f" {numbers.signed(mark['difference'], 1)}."
    )


@drawing.styled("population.estimates", "group category n estimate low high remark")
def outlets(
    table: pd.DataFrame,
    *,
    compared: pd.DataFrame | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 20,
) -> Axes:
    """Draw the difference of each outlet with its interval, a row an outlet, and how each compares
    with the others.

    Parameters
    ----------
    table : DataFrame, as `population.estimates(…, by="source")`, of one category
        group, category, n, estimate, low, high (per 1,000 words), remark.
    compared : DataFrame, optional, as `population.outlets`, of the same category
        group, against, p_adjusted, verdict.
    ax : Axes, optional
    title : str, optional
        instead of the one that the verdicts give.
    label : str, optional
        how a reader is shown the category.
    target, reference : str
        the two layers.
    most : int
        how many outlets at most, in the order of the table.

    Raises
    ------
    ValueError
        for a table of several categories.
    """
    category = drawing.only_category(table)
    if table["estimate"].isna().all():
        return drawing.say_nothing(ax, title, "No outlet with enough articles")
    drawn = table.head(drawing.most_rows(ax, most, 1.8, 0.34))
    ax = drawing.axes(ax, 1.8 + 0.34 * len(drawn))
    y, known = np.arange(len(drawn), dtype=float), drawn["estimate"].notna().to_numpy()
    low, high, x = (drawn[name].to_numpy(dtype=float) for name in ("low", "high", "estimate"))
    look = medium.look(target)
    ax.axvline(0, color=medium.ink(), linewidth=0.9, zorder=1)
    ax.hlines(
        y[known], low[known], high[known], color=look.ink, linewidth=1.8, zorder=2, label="interval"
    )
    drawing.dots(ax, x[known], y[known], target, 44)
    drawing.rows(ax, [drawable(name, 40) for name in drawn["group"]], at=y, of_article=True)
    least, greatest = _ends(low, high, x)
    room = 0.06 * ((greatest - least) or 1.0)
    ax.set_xlim(least - room, greatest + room)
    drawing.difference_axis(ax, category, target, reference)
    columns: list[tuple[str, list[tuple[float, str]]]] = [
        ("articles", [(row, f"{n:,}") for row, n in zip(y, drawn["n"], strict=True)]),
        ("difference", [(row, numbers.signed(value, 1)) for row, value in zip(y, x, strict=True)]),
    ]
    if compared is not None:
        verdicts = compared.set_index("group")["verdict"]
        verdict_cells = [verdict_words(str(verdicts.get(name, "–"))) for name in drawn["group"]]
        whom = drawable(compared["against"].iloc[0], 30) if len(compared) else "the others"
        columns.append((f"beside {whom}", list(zip(y.tolist(), verdict_cells, strict=True))))
    texts = drawing.columns(ax, columns, left=(2,))
    for text in texts[2] if compared is not None else []:
        if text.get_text().startswith(("more than", "less than")):
            text.set_fontweight("bold")
        else:
            text.set_color(medium.muted())
    rest = len(table) - len(drawn)
    undrawn = f"{grammar.count(rest, 'more outlet')} {grammar.verb('are', rest)} not drawn."
    drawing.note(
        ax,
        "Lines: 95 % intervals, each for its row alone.",
        "–: not enough articles." if drawn["remark"].ne("").any() else "",
        undrawn if rest else "",
    )
    return drawing.head(ax, title or _outlet_sentence(table, compared, label, target, reference))


@drawing.tells
def tell_outlets(
    table: pd.DataFrame,
    compared: pd.DataFrame | None = None,
    *,
    label: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 20,
) -> str:
    """The alternative text of `outlets`, from the same numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["Post"], "category": ["war"], "n": [50], "estimate": [4.0], "low": [1.0], "high": [7.0],
    ...                       "remark": ""})
    >>> print(tell_outlets(table))
    “war” in captions and the body of 1 outlet. A row an outlet, the difference per 1,000 words with its 95 % interval: Post
    +4.0 (+1.0 to +7.0; n = 50).
    """
    verdicts = {} if compared is None else compared.set_index("group")["verdict"].to_dict()
    rows = [_told(row, verdicts.get(row.group)) for row in table.itertuples()]
    return (
        f"{_outlet_sentence(table, compared, label, target, reference)}. A row an outlet, the"
        f" difference per 1,000 words with its 95 % interval: {grammar.listed(rows, most)}."
    )


@drawing.styled("population.estimates", "group category n estimate low high remark")
def over_time(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    label: str | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> Axes:
    """Draw the difference of each year or month with its interval.

    Parameters
    ----------
    table : DataFrame, as `population.estimates(…, by="month")` or `by="year"`, of one category
        group (2024 or 2024-05; *not stated* is told below), category, n, estimate, low, high (per
        1,000 words), remark.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    label : str, optional
        how a reader is shown the category.
    target, reference : str
        the two layers.

    Raises
    ------
    ValueError
        for a table of several categories.
    """
    category = drawing.only_category(table)
    dated = table[table["group"].str.match(r"\d{4}")].reset_index(drop=True)
    if dated["estimate"].isna().all():
        return drawing.say_nothing(ax, title, "No year or month with enough articles")
    ax = drawing.axes(ax, 3.8)
    x = _months(dated["group"])
    known = dated["estimate"].notna().to_numpy()
    low, high, y = (dated[name].to_numpy(dtype=float) for name in ("low", "high", "estimate"))
    look = medium.look(target)
    ax.axhline(0, color=medium.ink(), linewidth=0.9, zorder=1)
    ax.vlines(
        x[known], low[known], high[known], color=look.ink, linewidth=1.6, zorder=2, label="interval"
    )
    drawing.dots(ax, x[known], y[known], target, 36)
    step = 12 if dated["group"].str.len().eq(4).all() else 1
    ax.set_xlim(x.min() - 0.8 * step, x.max() + 0.8 * step)
    least, greatest = _ends(low, high, y)
    room = 0.08 * ((greatest - least) or 1.0)
    ax.set_ylim(least - room, greatest + 2 * room)
    drawing.number_axis(ax, "y", numbers.shortest)
    ax.grid(axis="y", color=medium.grid(), linewidth=0.6)
    every = max(1, -(-len(dated) // 12))
    names = [f"{name}\nn = {n:,}" for name, n in zip(dated["group"], dated["n"], strict=True)][
        ::every
    ]
    ax.set_xticks(
        x[::every], names, fontsize=medium.small_size(), color=medium.ink(), parse_math=False
    )
    more = "higher" if is_sum(category) else "more"
    unit = (
        f"difference per 1,000 words (↑ {more} in {grammar.the(target)}, ↓ {more} in"
        f" {grammar.the(reference)})"
    )
    ax.set_xlabel(
        medium.said("published\n(n: articles in which both layers hold words)"),
        fontsize=medium.text_size(),
        color=medium.ink(),
    )
    drawing.unit_above(ax, unit)
    unmarked = grammar.listed(list(dated.loc[~known, "group"]), 4)
    undated = int(table.loc[~table["group"].str.match(r"\d{4}"), "n"].sum())
    drawing.note(
        ax,
        "Lines: 95 % intervals, each for itself.",
        f"No mark: not enough articles ({unmarked})." if unmarked else "",
        f"{grammar.count(undated, 'article')} without a date." if undated else "",
    )
    return drawing.head(ax, title or _time_sentence(dated, label))


@drawing.tells
def tell_over_time(table: pd.DataFrame, *, label: str | None = None, most: int = 24) -> str:
    """The alternative text of `over_time`, from the same numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["2024"], "category": ["war"], "n": [50], "estimate": [4.0], "low": [1.0], "high": [7.0],
    ...                       "remark": ""})
    >>> print(tell_over_time(table))
    “war”: the interval of 1 of 1 period leaves out 0. Differences per 1,000 words with their 95 % intervals, in order of time:
    2024 +4.0 (+1.0 to +7.0; n = 50).
    """
    dated = table[table["group"].str.match(r"\d{4}")]
    rows = [_told(row, None) for row in dated.itertuples()]
    return (
        f"{_time_sentence(dated, label)}. Differences per 1,000 words with their 95 % intervals, in"
        f" order of time: {grammar.listed(rows, most)}."
    )


@drawing.styled(
    "Population.ranking", "rank id title source q p_unusual most_unusual observed expected"
)
def ranking(
    table: pd.DataFrame,
    *,
    labels: dict[str, str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    most: int = 12,
    n: int | None = None,
    level: float = 0.05,
    target: str = DEFAULTS.target,
) -> Axes:
    """Draw the most unusual articles of a run, a row an article: what its most unusual category
    holds, and what ordinary layers of that length would hold.

    Parameters
    ----------
    table : DataFrame, as `Population.ranking`
        rank, id, title, source, q, p_unusual, most_unusual (measure/category), observed, expected
        (hits; of a sum, points per 1,000 words).
    labels : dict, optional
        how a reader is shown the categories.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    most : int
        how many articles at most.
    n : int, optional
        how many articles the run compared; those of the table by default.
    level : float
        an article is dark where its q is at most this.
    target : str
        the layer that the run compares.
    """
    compared = table[table["p_unusual"].notna()]
    if compared.empty:
        return drawing.say_nothing(ax, title, _NOT_RANKED)
    most = drawing.most_rows(ax, most, 1.7, 0.42)
    drawn = compared.sort_values("rank", kind="stable").head(most)
    ax = drawing.axes(ax, 1.7 + 0.42 * len(drawn))
    y, q = np.arange(len(drawn), dtype=float), drawn["q"].to_numpy(dtype=float)
    # A sum has a unit of its own, and no place on an axis of hits.
    of_hits = ~drawn["most_unusual"].map(_category).map(is_sum).to_numpy(dtype=bool)
    observed, expected = (
        np.where(of_hits, drawn[name].to_numpy(dtype=float), np.nan)
        for name in ("observed", "expected")
    )
    look = medium.look(target)
    ax.hlines(y, expected, observed, color=medium.grid(), linewidth=2.2, zorder=1, label="gap")
    ax.scatter(
        expected,
        y,
        marker="|",
        s=150,
        linewidths=1.8,
        color=medium.muted(),
        zorder=2,
        label="ordinary",
    )
    for shown, fill, name in (
        (q <= level, look.fill, "shown"),
        (~(q <= level), medium.ground(), "not shown"),
    ):
        ax.scatter(
            observed[shown], y[shown], s=46, marker=look.marker, facecolor=fill, edgecolor=look.ink,
            linewidths=1.0, zorder=3, label=name, clip_on=False,
        )  # fmt: skip
    drawing.rows(ax, [_article(row) for row in drawn.itertuples()], at=y, of_article=True)
    ax.set_xlim(
        0, 1.08 * max(np.nanmax(np.append(observed, 0)), np.nanmax(np.append(expected, 0)), 1)
    )
    drawing.x_axis(ax, "hits of the most unusual row", "more →")
    names = [drawing.fold(_row_label(name, labels or {}), 26) for name in drawn["most_unusual"]]
    cells = [
        [numbers.q(value).removeprefix("=\xa0") for value in q],
        names,
        [_amount(row, "observed") for row in drawn.itertuples()],
        [_amount(row, "expected") for row in drawn.itertuples()],
    ]
    heads = "q", "most unusual row", f"these\n{grammar.plural(target)}", "ordinary\nones"
    drawing.columns(
        ax,
        [
            (head, list(zip(y.tolist(), column, strict=True)))
            for head, column in zip(heads, cells, strict=True)
        ],
        left=(1,),
    )
    drawing.note(
        ax,
        "q: of the articles that rank at least as high, the share expected there by chance"
        " (Benjamini & Hochberg).",
    )
    key: list[Artist] = [
        drawing.key_dot(target, f"q ≤ {numbers.shortest(level)}"),
        drawing.hollow_dot(target, "less certain"),
        Line2D([], [], linestyle="", marker="|", markersize=9, markeredgewidth=1.8, color=medium.muted(),
               label="what ordinary ones would hold"),
    ]  # fmt: skip
    return drawing.head(ax, title or _rank_sentence(compared, n, level, target), key)


@drawing.tells
def tell_ranking(
    table: pd.DataFrame,
    *,
    labels: dict[str, str] | None = None,
    most: int = 12,
    n: int | None = None,
    level: float = 0.05,
    target: str = DEFAULTS.target,
) -> str:
    """The alternative text of `ranking`, from the same numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"rank": [1], "id": ["a"], "title": ["Talks"], "source": [None], "q": [0.2], "p_unusual": [0.2],
    ...                       "most_unusual": ["framing/war"], "observed": [9.0], "expected": [2.5]})
    >>> print(tell_ranking(table).replace(chr(160), " "))
    Captions of none of 1 compared article are unusual at q ≤ 0.05. A row an article, with its most unusual category:
    Talks, war 9, ordinary 2.5, q = 0.20.
    """
    compared = table[table["p_unusual"].notna()]
    if compared.empty:
        return f"{_NOT_RANKED}; nothing is drawn."
    rows = [
        f"{drawable(_title(row), 60)}, {_row_label(row.most_unusual, labels or {})}"
        f" {_amount(row, 'observed')}, ordinary {_amount(row, 'expected')}, q {numbers.q(row.q)}"
        for row in compared.sort_values("rank", kind="stable").head(most).itertuples()
    ]
    return (
        f"{_rank_sentence(compared, n, level, target)}. A row an article, with its most unusual"
        f" category: {'; '.join(rows)}."
    )


# --------------------------------------------------------------------------- words and numbers


def _histogram(values: np.ndarray, own: float) -> tuple[np.ndarray, np.ndarray, int]:
    """Edges and heights of the bars, one of which stands around 0, and how many articles lie
    further out than the edges.
    """
    low, high = np.quantile(values, (_TAIL, 1 - _TAIL))
    low, high = np.nanmin([low, own, 0.0]), np.nanmax([high, own, 0.0])
    width = (high - low) / _BINS or 1.0
    edges = (np.arange(np.floor(low / width + 0.5), np.ceil(high / width - 0.5) + 2) - 0.5) * width
    inside = np.clip(values, edges[0], np.nextafter(edges[-1], -np.inf))
    counts, _ = np.histogram(inside, edges)
    return edges, counts, int(((values < edges[0]) | (values > edges[-1])).sum())


def _ends(*values: np.ndarray) -> tuple[float, float]:
    """The least and the greatest of all values that are known, and of 0."""
    ends = np.append(np.concatenate(values), 0.0)
    return float(np.nanmin(ends)), float(np.nanmax(ends))


def _name(category: object, label: str | None) -> str:
    return f"“{short_label(label or category, 40)}”"


def _told(row: Any, verdict: str | None) -> str:
    name, n = drawable(row.group, 60), f"n = {row.n:,}"
    if np.isnan(row.estimate):
        return f"{name} not enough articles ({n})"
    span = f"{numbers.signed(row.low, 1)} to {numbers.signed(row.high, 1)}"
    return f"{name} {numbers.signed(row.estimate, 1)} ({span}; {n})" + (
        f", {verdict_words(verdict)}" if verdict else ""
    )


def _place_sentence(mark: pd.Series, label: str | None, target: str, reference: str) -> str:
    name, n, share = _name(mark["category"], label), int(mark["n"]), float(mark["percentile"])
    if np.isnan(float(mark["difference"])):
        return (
            f"{name}: this article has no difference between {grammar.the(target)} and"
            f" {grammar.the(reference)} to place"
        )
    if np.isnan(share):
        return f"{name}: too few other articles ({n:,}) for a percentile"
    others = grammar.count(n, "other article")
    if share in (0, 100):
        place = f"{'above' if share else 'below'} all of {others}"
    else:
        place = f"at the {_ordinal(share)} percentile of {others}"
    # A place among others is no test: some article is always the first.
    return f"{name}: this article is {place} (shown for information, not tested)"


def _ordinal(share: float) -> str:
    """A percentile in words; between the ends it is never rounded to them.

    Examples
    --------
    >>> _ordinal(50.0), _ordinal(92.3), _ordinal(99.97), _ordinal(11.0)
    ('50th', '92nd', '99th', '11th')
    """
    whole = int(np.clip(round(share), 1, 99))
    ending = (
        "th" if whole % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    )
    return f"{whole}{ending}"


def _outlet_sentence(
    table: pd.DataFrame,
    compared: pd.DataFrame | None,
    label: str | None,
    target: str,
    reference: str,
) -> str:
    name, n = _name(table["category"].iloc[0], label), table["group"].nunique()
    if compared is None:
        return (
            f"{name} in {grammar.the(target)} and {grammar.the(reference)} of"
            f" {grammar.count(n, 'outlet')}"
        )
    parts = []
    for verdict in ("more than", "less than"):
        rows = compared[compared["verdict"].str.startswith(verdict)]
        if len(rows):
            whom = rows["verdict"].iloc[0].removeprefix(verdict).strip()
            parts.append(
                f"{grammar.listed([drawable(group, 30) for group in rows['group']], 3)} {verdict}"
                f" {whom}"
            )
    n_tested = int(compared["p_adjusted"].notna().sum())
    return (
        f"{name}: {'; '.join(parts)}"
        if parts
        else (
            f"{name}: no outlet of {n_tested} is shown to differ from {compared['against'].iloc[0]}"
        )
    )


def _time_sentence(dated: pd.DataFrame, label: str | None) -> str:
    known = dated.dropna(subset=["low"])
    off = int(((known["low"] > 0) | (known["high"] < 0)).sum())
    name = _name(dated["category"].iloc[0], label)
    periods = f"{off} of {grammar.count(len(known), 'period')}"
    return (
        f"{name}: the {grammar.noun('interval', off)} of {periods} {grammar.verb('leave', off)}"
        " out 0"
    )


def _rank_sentence(table: pd.DataFrame, n: int | None, level: float, target: str) -> str:
    n_compared, n_shown = len(table) if n is None else n, int((table["q"] <= level).sum())
    return (
        f"{capitalised(grammar.the(target))} of {f'{n_shown:,}' if n_shown else 'none'} of"
        f" {grammar.count(n_compared, 'compared article')}"
        f" {grammar.verb('are', target)} unusual at q ≤"
        f" {numbers.shortest(level)}"
    )


def _category(measured: object) -> str:
    """The category of a row, given as measure/category."""
    return str(measured).split("/", 1)[-1]


def _amount(row: Any, name: str) -> str:
    value = float(getattr(row, name))
    if is_sum(_category(row.most_unusual)):
        return numbers.signed(round(value), 0)
    return numbers.plain(value, 1 if name == "expected" and value < 10 else 0)


def _article(row: Any) -> str:
    title, source = _title(row), row.source
    first = f"{row.rank}\xa0 {drawable(title, 60)}"
    return (
        f"{first}\n{drawable(source, 40)}" if isinstance(source, str) and source.strip() else first
    )


def _title(row: Any) -> str:
    return row.title if isinstance(row.title, str) and row.title.strip() else str(row.id)


def _row_label(measured: object, labels: dict[str, str]) -> str:
    category = _category(measured)
    return labels.get(category, category)


def _months(groups: pd.Series) -> np.ndarray:
    years = groups.str[:4].astype(int).to_numpy()
    months = groups.str[5:7].replace("", "7").astype(int).to_numpy()
    return (12 * years + months).astype(float)
