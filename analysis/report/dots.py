"""The figures of the page: every segment a dot on an axis, and where each layer is in the article."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis import comparison
from analysis.hits import are_sums
from analysis.report.evidence import Evidence
from analysis.words import (
    capitalised,
    count,
    layer_name,
    noun,
    numbers,
    plural,
    segment_name,
    sentences,
    verdict_words,
)

_MOST_ROWS = 3  # of a figure of rates
_NEAR = 0.02  # of the width: dots that are nearer are drawn one above the other
_WHOLE = 100  # per 1,000 words, from which a rate needs no decimal
_CROWDED = 40  # dots on a line, from which each is drawn lighter


class Dot(NamedTuple):
    """A segment in a figure: its place from 0 to 100, how far off the line in pixels, what it is."""

    x: str
    y: int
    told: str


class LayerLine(NamedTuple):
    """A layer in a row of a figure: its dots, the place of its own rate, its numbers in words."""

    layer: str
    name: str
    rate: str
    x: str | None
    dots: list[Dot]
    crowded: bool
    alt: str


class FigureRow(NamedTuple):
    """A row of a figure."""

    label: str
    verdict: str
    lines: list[LayerLine]


class Figure(NamedTuple):
    """Rows of dots on one axis: ticks with their place from 0 to 100; measure: the one whose table the
    figure goes with; number: among the figures of the page.
    """

    measure: str
    number: int
    title: str
    note: str
    unit: str
    rows: list[FigureRow]
    ticks: list[tuple[str, str]]
    zero: str


def figures(evidence: Evidence) -> list[Figure]:
    """Every caption and paragraph as a mark, each layer as an upright bar: the figure of the answer's
    rows first.

    Parameters
    ----------
    evidence : Evidence
        of the article.

    Returns
    -------
    list of Figure
        one of rates, three rows at most (without any where no layer has a hit), and one for each
        measure whose weights are summed (tone, of sentiment), with the headline as well.
    """
    leads = evidence.table.loc[evidence.leads]
    all_figures = [_rates(evidence), *_sums(evidence)]
    is_sum_first = len(leads) > 0 and bool(are_sums(leads).iloc[0])
    ordered = all_figures[::-1] if is_sum_first else all_figures
    return [own._replace(number=number) for number, own in enumerate(ordered, start=1)]


def _rates(evidence: Evidence) -> Figure:
    """The rows that show a difference; where none does, those of the answer and of most hits."""
    rows = evidence.table[~are_sums(evidence.table)]
    size = rows["n_target"] + rows["n_reference"]
    rows = rows.assign(lead=rows.index.isin(evidence.leads), size=size)[size > 0]
    if (rows["side"] != "").any():
        rows = rows[rows["side"] != ""]
    rows = rows.sort_values(["lead", "size"], ascending=False, kind="stable").head(_MOST_ROWS)
    segments = {
        name: comparison.by_segment(evidence.corpus, kept)
        for name, kept in evidence.counted.items()
        if name in set(rows["measure"])
    }
    chosen = []
    for row in rows.itertuples():
        own = segments[row.measure]
        own = own[(own["category"] == row.category) & own["layer"].isin(evidence.options.layers)]
        chosen.append((row, own))
    nouns = [segment_name(layer) for layer in evidence.options.layers]
    title = f"Each {' and each '.join(nouns)}"
    note = (
        f"A mark is one {' or '.join(nouns)}; the black bar is the rate of the whole layer."
        if chosen
        else "No hit in either layer."
    )
    return _figure(evidence, title, f"{note} {_sizes(evidence)}.", "per 1,000 words", chosen)


def _sums(evidence: Evidence) -> list[Figure]:
    """Of each measure whose weights are summed, the sum of each segment per 1,000 words."""
    drawn = []
    for name, measure in evidence.measures.items():
        if measure.sum is not None:
            segments = comparison.by_segment(evidence.corpus, evidence.counted[name])
            row = evidence.table[evidence.table["category"] == measure.sum.name].iloc[0]
            is_drawn = segments["layer"].isin(("headline", *evidence.options.layers))
            own = segments[(segments["category"] == row["category"]) & is_drawn]
            title = sentences.tone({"": row["verdict"]}, of=measure.sum, **evidence.pair)
            note = f"Sum of {measure.sum.of} per 1,000 words; {measure.sum.ends}."
            chosen = [] if own["per_1000"].isna().all() else [(row, own)]
            drawn.append(
                _figure(evidence, title, note, f"{measure.sum.unit} per 1,000 words", chosen)
            )
    return drawn


def _figure(
    evidence: Evidence, title: str, note: str, unit: str, chosen: list[tuple[Any, pd.DataFrame]]
) -> Figure:
    values = np.concatenate(
        [own["per_1000"].dropna().to_numpy() for _, own in chosen] or [np.zeros(0)]
    )
    ticks = _ticks(values)
    low, high = ticks[0], ticks[-1]
    rows = [
        FigureRow(
            capitalised(evidence.labels.get(row.category, row.category)),
            verdict_words(row.verdict),
            _lines(evidence, own, low, high),
        )
        for row, own in chosen
    ]
    marks = [(_at(tick, low, high), numbers.shortest(tick)) for tick in ticks]
    measure = chosen[0][0].measure if chosen else ""
    return Figure(measure, 0, title, note, unit, rows, marks, _at(0.0, low, high))


def _lines(evidence: Evidence, segments: pd.DataFrame, low: float, high: float) -> list[LayerLine]:
    lines = []
    for layer in dict.fromkeys((*evidence.options.layers, "headline")):
        of_layer = segments[(segments["layer"] == layer) & (segments["n_words"] > 0)]
        if of_layer.empty:
            continue
        n_words = int(of_layer["n_words"].sum())
        rate = 1000 * of_layer["value"].sum() / n_words
        texts = [
            f"{evidence.names[row.segment]}: {numbers.decimal(row.per_1000)}"
            f" ({count(int(row.n), 'hit')} in {count(int(row.n_words), 'word')})"
            for row in of_layer.itertuples()
        ]
        x = (of_layer["per_1000"].to_numpy() - low) / (high - low)
        dots = [
            Dot(f"{round(100 * at, 1):g}", shift, text)
            for at, shift, text in zip(x, _shifts(x), texts, strict=True)
        ]
        whole = (
            f"{plural(layer)} as a whole {numbers.decimal(rate)}"
            f" ({count(int(of_layer['n'].sum()), 'hit')})"
        )
        alt = "; ".join([whole, *texts[:20]]) + (
            f"; and {len(texts) - 20} more" if len(texts) > 20 else ""
        )
        at = None if np.isnan(rate) else _at(rate, low, high)
        name = layer if len(dots) == 1 else plural(layer)
        shown = numbers.whole(rate) if abs(rate) >= _WHOLE else numbers.decimal(rate)
        lines.append(LayerLine(layer, name, shown, at, dots, len(dots) > _CROWDED, alt))
    return lines


def strip(evidence: Evidence) -> dict[str, Any]:
    """Where each layer stands: a line of bars, each as wide as its segment has words.

    Parameters
    ----------
    evidence : Evidence
        of the article.

    Returns
    -------
    dict
        width (words of the article), layers (layer, its size in words, and an SVG path in which a word
        is one unit wide).
    """
    segments = evidence.corpus.segments
    n_words = segments["n_words"].to_numpy()
    start = np.cumsum(n_words) - n_words
    layers = []
    for layer, n_segments, n_of_layer in evidence.corpus.layer_sizes().itertuples(name=None):
        of_layer = (segments["layer"] == layer).to_numpy() & (n_words > 0)
        bars = zip(start[of_layer].tolist(), n_words[of_layer].tolist(), strict=True)
        layers.append(
            (
                layer,
                f"{_shown_layer(layer)}: {count(n_of_layer, 'word')}, {n_segments:,}"
                f" {noun(_NOUNS.get(layer, 'block'), n_segments)}",
                "".join(f"M{left} 0h{width}v9h-{width}z" for left, width in bars),
            )
        )
    return {"width": max(int(n_words.sum()), 1), "layers": layers}


_NOUNS = {"caption": "caption", "body": "paragraph"}


def _shown_layer(layer: str) -> str:
    return plural(layer_name(layer))


def _sizes(evidence: Evidence) -> str:
    sizes = evidence.corpus.layer_sizes(doubtful=False)
    sizes = sizes.reindex(evidence.options.layers, fill_value=0)
    parts = [
        f"{count(int(row['segments']), segment_name(str(layer)))} with"
        f" {count(int(row['words']), 'word')}"
        for layer, row in sizes.iterrows()
    ]
    return capitalised("; ".join(parts))


def _ticks(values: np.ndarray) -> list[float]:
    """Three to six round numbers from below the smallest value (or 0) to above the largest."""
    low, high = min(0.0, values.min(initial=0.0)), max(0.0, values.max(initial=0.0))
    span = (high - low) or 1.0
    step = 10.0 ** np.floor(np.log10(span))
    step *= next(part for part in (0.2, 0.25, 0.5, 1.0, 2.0) if span / (part * step) <= 5)
    first, last = np.floor(low / step + 1e-9), np.ceil((high or low + span) / step - 1e-9)
    return [
        float(round(step * index, 10)) for index in range(int(first), int(max(last, first + 1)) + 1)
    ]


def _at(value: float, low: float, high: float) -> str:
    return f"{100 * (value - low) / (high - low):.2f}"


def _shifts(x: np.ndarray) -> list[int]:
    """How many pixels each dot stands off its line, so that dots of (nearly) one value do not hide
    each other.
    """
    shifts = [0] * len(x)
    ways = (0, -6, 6, -3, 3) if len(x) <= _CROWDED else (0, -8, 8, -4, 4, -10, 10, -6, 6, -2, 2)
    order = np.argsort(x, kind="stable")
    run: list[int] = []
    for at in order:
        if run and x[at] - x[run[-1]] > _NEAR:
            run = []
        run.append(int(at))
        shifts[at] = ways[(len(run) - 1) % len(ways)]
    return shifts
