"""The chart of what measures are worth: how far they agree with people, beside people and what
others use.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import drawing, medium
from analysis.words import drawable, grammar, numbers

_ONE_QUESTION = ["statistic", "category", "n", "text"]
_GAP = 0.45  # rows, between two questions
_HEAD = 1.2  # rows, from the middle of a question's two lines to its first answer


@drawing.styled(
    "validity.worth",
    "name role statistic category n text value low high ceiling ceiling_of in_sight",
)
def worth(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    labels: dict[str, str] | None = None,
) -> Axes:
    """Draw how far measures agree with people: a dot and its interval each, peers hollow, people as
    an upright line.

    Parameters
    ----------
    table : DataFrame, as `validity.worth(measure, peers=True)` of one measure
        name, role (shipped, peer), statistic, category, n, text, value, low, high, ceiling,
        ceiling_of, in_sight. Rows without a value are named below the chart, and so is what was
        made with the texts in sight.
    ax : Axes, optional
    title : str, optional
        instead of the one that the numbers give.
    labels : dict, optional
        how a reader is shown the categories.
    """
    known = table[table["value"].notna()] if len(table) else table
    absent = [str(name) for name in table.loc[table["value"].isna(), "name"]] if len(table) else []
    silent = f"Not measured against people: {', '.join(absent)}." if absent else ""
    seen = list(dict.fromkeys(known.loc[known["in_sight"] == "yes", "name"]))
    seen_too = f"Made with texts of these kinds in sight: {', '.join(seen)}." if seen else ""
    if known.empty:
        return drawing.say_nothing(ax, title, silent.removesuffix(".") or "No measure to show")
    questions = list(_questions(known, labels or {}))
    ax = drawing.axes(ax, 1.7 + 0.24 * (len(known) + (_HEAD + _GAP) * len(questions)))
    names: list[str] = []
    at: list[float] = []
    heads: list[int] = []
    columns: list[list[tuple[float, str]]] = [[], []]
    y = 0.0
    for question, rows in questions:
        heads.append(len(names))
        names.append(question)
        at.append(y)
        for number, row in enumerate(rows.itertuples()):
            y += 1 if number else _HEAD
            names.append(drawable(str(row.name), 32))
            at.append(y)
            _mark(ax, row, y)
            columns[0].append((y, numbers.minus(numbers.score(row.value))))
            columns[1].append(
                (y, numbers.minus(f"{numbers.score(row.low)} to {numbers.score(row.high)}"))
            )
        _people(ax, rows, y)
        y += 1 + _GAP
    drawing.rows(ax, names, at=at, heads=heads)
    lowest = float(np.nanmin([known["low"].min(), known["value"].min(), 0.0]))
    ax.set_xlim(lowest - (0.02 if lowest < 0 else 0), 1)
    drawing.x_axis(ax, "agreement with people (1: perfect)", "more →")
    ax.xaxis.set_major_formatter(
        lambda value, _: numbers.minus(numbers.score(value)) if value else "0"
    )
    drawing.columns(ax, list(zip(("value", "95 %"), columns, strict=True)))
    guess = "A guess has .5. " if (known["statistic"] == "AUC").any() else ""
    notes = [
        f"{guess}The intervals come from drawing documents with replacement.",
        seen_too,
        silent,
    ]
    drawing.note(ax, " ".join(filter(None, notes)))
    return drawing.head(ax, title or _sentence(known), _key(known))


def _questions(known: pd.DataFrame, labels: dict[str, str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """What is asked of the measures, in words, and the rows that answer it, the suite's own first."""
    for _, rows in known.groupby(_ONE_QUESTION, sort=False):
        row = rows.iloc[0]
        label = f"{labels.get(row['category'], row['category'])}, " if row["category"] else ""
        asked = f"{label}{row['statistic']}\n{int(row['n']):,} {row['text']}"
        yield asked, pd.concat([rows[rows["role"] == "shipped"], rows[rows["role"] == "peer"]])


def _mark(ax: Axes, row: object, y: float) -> None:
    value, low, high, role = (getattr(row, name) for name in ("value", "low", "high", "role"))
    own = role == "shipped"
    color = medium.ink() if own else medium.muted()
    if not np.isnan(low):
        ax.plot([low, high], [y, y], color=color, linewidth=1.4, zorder=2, label=f"interval {role}")
    ax.scatter(
        [value],
        [y],
        s=34,
        facecolor=color if own else medium.ground(),
        edgecolor=color,
        linewidths=1.1,
        zorder=3,
        label=role,
    )


def _people(ax: Axes, rows: pd.DataFrame, last: float) -> None:
    known = rows.dropna(subset=["ceiling"])
    if known.empty:
        return
    ceiling, whose = float(known["ceiling"].iloc[0]), str(known["ceiling_of"].iloc[0])
    top = last - len(rows)  # the row above the first answer
    ax.plot([ceiling, ceiling], [top + 0.4, last + 0.4], color=medium.ink(), linewidth=1.1, linestyle=(0, (3, 2)),
            zorder=1, label="people")  # fmt: skip
    drawing.write(
        ax,
        ceiling,
        top,
        medium.said(f"{whose} {numbers.score(ceiling)}"),
        ha="center",
        color=medium.muted(),
        size=medium.small_size(),
    )


def _key(known: pd.DataFrame) -> list[Line2D]:
    looks = {
        "shipped": (medium.ink(), medium.ink(), "in the suite"),
        "peer": (medium.ground(), medium.muted(), "peers"),
    }
    key = [
        Line2D(
            [],
            [],
            linestyle="",
            marker="o",
            markersize=6,
            markerfacecolor=fill,
            markeredgecolor=edge,
            label=label,
        )
        for role, (fill, edge, label) in looks.items()
        if (known["role"] == role).any()
    ]
    if known["ceiling"].notna().any():
        key.append(
            Line2D([], [], color=medium.ink(), linewidth=1.1, linestyle=(0, (3, 2)), label="people")
        )
    return key


def _sentence(known: pd.DataFrame) -> str:
    """In how many questions the best of the suite is ahead of the best peer, and by more than that
    one is unsure.
    """
    pairs = []
    for _, rows in known.groupby(_ONE_QUESTION, sort=False):
        own, peers = (rows[rows["role"] == role] for role in ("shipped", "peer"))
        if len(own) and len(peers):
            peer = peers.loc[peers["value"].idxmax()]
            pairs.append((own["value"].max() > peer["value"], own["value"].max() > peer["high"]))
    if not pairs:
        row = known.loc[known["value"].idxmax()]
        return (
            f"Closest to people: {row['name']}, {row['statistic']} {numbers.score(row['value'])} on"
            f" {row['text']}"
        )
    above, beyond = (int(sum(column)) for column in zip(*pairs, strict=True))
    wording = (
        f"In {above} of {grammar.count(len(pairs), 'comparison')} the best of the suite lies above"
        " the best peer"
    )
    return f"{wording}, in {beyond or 'none'} beyond that one’s interval" if above else wording


@drawing.tells
def tell_worth(table: pd.DataFrame, *, labels: dict[str, str] | None = None) -> str:
    """The chart in words, for those who cannot see it.

    Examples
    --------
    >>> from analysis import validity
    >>> print(tell_worth(validity.worth("framing", "policy")))
    Not measured against people: policy.
    """
    known = table[table["value"].notna()]
    answers = []
    for question, rows in _questions(known, labels or {}):
        values = [
            f"{row.name} {numbers.score(row.value)} ({numbers.score(row.low)} to"
            f" {numbers.score(row.high)})"
            for row in rows.itertuples()
        ]
        people = rows.dropna(subset=["ceiling"])
        values += [
            f"{row.ceiling_of} {numbers.score(row.ceiling)}" for row in people.head(1).itertuples()
        ]
        answers.append(f"{question.replace(chr(10), ' on ')}: {', '.join(values)}.")
    absent = table.loc[table["value"].isna(), "name"].tolist()
    return " ".join(
        [*answers, *([f"Not measured against people: {', '.join(absent)}."] if absent else [])]
    )
