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

from analysis.charts import drawing, medium
from analysis.comparison import DESCRIBED, NO_DIFFERENCE, NOT_TESTABLE
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
    verdict_words,
)
from analysis.words.tallies import short_tally

_FEW = 6  # segments, up to which the dots of the reference are not pale
# Inches: around the rows of `rates`, of a row beyond its lanes, and of a lane.
_AROUND, _APART, _LANE = 1.95, 0.16, 0.17
# Words of a lane, characters of their column, and what it adds to the width of a figure.
_MOST_WORDS, _WORDS_WIDTH, _WORDS_INCHES = 3, 40, 2.5
_NOTES = 0.9  # inches, of the words of the finding below a narrow figure
_ALONG_LANE = 0.19  # rows, from the line of a row to the hits of the target, and to all others
_MOST_AT_ZERO = 4  # dots of a lane that can lie together at 0 and be told apart
_VERDICT, _WORDS = "verdict", "words"


@drawing.styled("comparison.dots", "segment layer category label n n_words verdict")
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
    are named below. The area of a dot grows with the words of its segment. In a row that is shown
    to differ, the segment with most hits has its name.

    Parameters
    ----------
    table : DataFrame, as `comparison.dots`
        segment (missing in the rows of a layer), layer, category, label, n (hits), n_words,
        per_1000 (per 1,000 words), verdict, perhaps name (of the segment), perhaps words (of a
        layer, with counts); for codes share (of segments, 0 to 1) instead of per_1000. Layers
        beyond the two, as the headline, have a lane of their own.
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
    hit = _hit_rows(whole, target, reference)
    sentence = verdict_sentence(table, target=target, reference=reference, rows=rows)
    absent = _absent(whole, target, reference)
    if not hit:
        nothing = f"no hit in {_either(absent, target, reference)}"
        return drawing.say_nothing(ax, title, _why_no_row(whole, absent, sentence, nothing))
    drawn = _rows_with_room(ax, whole, hit, most, target, reference)
    lanes = _lanes_of(whole[whole["category"].isin(drawn)], target, reference)
    has_words = _WORDS in table and bool(whole[_WORDS].any())
    width = medium.WIDTH + (_WORDS_INCHES if has_words else 0)
    ax = drawing.axes(ax, _AROUND + _row_height(lanes) * len(drawn), width)
    if drawing.is_narrow(ax):
        drawing.heighten(ax, _NOTES)
    shown = table[table["category"].isin(drawn) & table[rate].notna() & table["layer"].isin(lanes)]
    low, high = min(float(shown[rate].min()), 0.0), max(float(shown[rate].max()), 0.0)
    span = (high - low) or 1.0
    key, crowds = _marks_of(ax, shown, drawn, rate, lanes, span, pale=reference)
    first = whole.drop_duplicates("category").set_index("category")
    labels = [short_label(first.loc[name, "label"], 60) for name in drawn]
    verdicts = first["verdict"].astype(str)
    bold = _rows_in_bold(ax, [verdicts[name] for name in drawn])
    drawing.rows(ax, labels, heads=bold, top=0.55, lines=3 if drawing.is_narrow(ax) else 2)
    drawing.clear_of_crowds(ax, crowds)
    drawing.separate(ax, len(drawn))
    ax.axvline(0, color=medium.muted(), linewidth=0.8, zorder=1)
    ax.set_xlim(low - span / (10 if crowds else 40), high + span / 40)
    unit = f"{what} per 1,000 words" if rate == "per_1000" else f"share of segments with {what}"
    drawing.x_axis(ax, unit, "more →")
    printed = _rate_columns(ax, whole, drawn, rate, lanes, verdicts)
    _name_telling(ax, shown, drawn, rate, lanes, verdicts)
    drawing.note(
        ax,
        *_not_printed(ax, whole, drawn, printed, target, reference),
        "The area of a mark grows with its words.",
        *_without_hits(whole, set(lanes)),
        *map(_none_sentence, absent),
        *_not_drawn(
            first["label"], hit, drawn, _either(absent, target, reference, "either layer"),
            is_brief=drawing.is_narrow(ax),
        ),
    )  # fmt: skip
    return drawing.head(ax, title or sentence, key)


def clearest(
    table: pd.DataFrame, *, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
) -> str:
    """The category that differs most clearly: the first row that `rates` draws.

    Parameters
    ----------
    table : DataFrame, as `comparison.dots`
    target, reference : str
        the two layers.

    Returns
    -------
    str
        "" where neither layer has a hit.
    """
    whole = table[table["segment"].isna()] if len(table) else table
    hit = _hit_rows(whole, target, reference)
    return min(hit, key=functools.partial(_decidedness, whole, (target, reference))) if hit else ""


def _marks_of(
    ax: Axes,
    shown: pd.DataFrame,
    drawn: list[str],
    rate: str,
    lanes: dict[str, float],
    span: float,
    *,
    pale: str,
) -> tuple[list[Artist], list[Text]]:
    """Draw the segments and the rate of each layer in its lane; their key, and the counts at 0. The
    dots of the layer `pale` show through each other where they are many.
    """
    key: list[Artist] = []
    crowds: list[Text] = []
    for layer, lane in lanes.items():
        dots = shown[(shown["layer"] == layer) & shown["segment"].notna()]
        n = dots["segment"].nunique()
        is_pale = layer == pale and n > _FEW
        crowds += _lane(ax, dots, drawn, rate, layer, lane, span, is_pale)
        marks = shown[(shown["layer"] == layer) & shown["segment"].isna()]
        y = [drawn.index(name) + lane for name in marks["category"]]
        if n != 1:  # of one segment, the mark is the rate
            drawing.rate_mark(ax, marks[rate], y, layer, 12)
        if n:
            key.append(drawing.key_dot(layer, f"{segment_name(layer)} (n = {n:,})", pale=is_pale))
    bar = Line2D(
        [], [], color=medium.ink(), marker="|", linestyle="", markersize=10, markeredgewidth=2.5,
        label="the layer’s rate",
    )  # fmt: skip
    return [*key, bar], crowds


def _hit_rows(whole: pd.DataFrame, target: str, reference: str) -> list[str]:
    """The categories with a hit in either layer that is compared."""
    if not len(whole):
        return []
    of_pair = whole["layer"].isin((target, reference))
    return list(dict.fromkeys(whole.loc[of_pair & (whole["n"] > 0), "category"]))


def _absent(whole: pd.DataFrame, target: str, reference: str) -> list[str]:
    """Those of the two layers that the article lacks."""
    held = set(whole["layer"]) if len(whole) else {target, reference}
    return [layer for layer in (target, reference) if layer not in held]


def _none_sentence(layer: str) -> str:
    return f"{none(layer)}."


def _why_no_row(whole: pd.DataFrame, absent: list[str], sentence: str, nothing: str) -> str:
    """Why no row is drawn: what the verdicts say, or the layer that is absent, then that there is no
    hit.
    """
    if whole.empty:
        return grammar.capitalised(nothing)
    return f"{none(absent[0]) if absent else sentence}: {nothing}"


def _either(absent: list[str], target: str, reference: str, both: str = "") -> str:
    """The layers that are compared, or the only one that there is, behind "in"."""
    held = [grammar.the(layer) for layer in (target, reference) if layer not in absent]
    return both if both and not absent else " or in ".join(held)


def _rows_with_room(
    ax: Axes | None, whole: pd.DataFrame, hit: list[str], most: int, target: str, reference: str
) -> list[str]:
    """The categories that are drawn: the most decided, as many as the paper has room for."""
    if not hit:
        return []
    decided = sorted(hit, key=functools.partial(_decidedness, whole, (target, reference)))[:most]
    lanes = _lanes_of(whole[whole["category"].isin(decided)], target, reference)
    return decided[: drawing.most_rows(ax, most, _AROUND + _NOTES, _row_height(lanes))]


def _row_height(lanes: dict[str, float]) -> float:
    return _APART + _LANE * len(lanes)


def _lanes_of(table: pd.DataFrame, target: str, reference: str) -> dict[str, float]:
    """Where in a row each layer of the article has its lane: the target's, the reference's, and
    those of others that have a hit.
    """
    hit = set(table.loc[table["n"] > 0, "layer"]) - {target, reference}
    others = [name for name in LAYERS if name in hit]
    held = [layer for layer in (target, reference) if (table["layer"] == layer).any()]
    layers = [*held, *others]
    step = 0.88 / len(layers)
    return {layer: step * (at - (len(layers) - 1) / 2) for at, layer in enumerate(layers)}


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
    sizes = [np.empty(0)]
    for row, category in enumerate(drawn):
        of_row = dots[dots["category"] == category]
        values = of_row[rate].to_numpy(dtype=float)
        n_none = int((values == 0).sum())
        if n_none > _MOST_AT_ZERO:
            crowds.append(drawing.crowd(ax, row + lane, n_none))
        x.append(values)
        y.append(row + lane + drawing.spread(values, span / 90, 0.085, 0.13))
        sizes.append(drawing.areas(of_row["n_words"]))
    drawing.dots(ax, np.concatenate(x), np.concatenate(y), layer, np.concatenate(sizes), pale=pale)
    return crowds


def _name_telling(
    ax: Axes,
    shown: pd.DataFrame,
    drawn: list[str],
    rate: str,
    lanes: dict[str, float],
    verdicts: pd.Series,
) -> None:
    """Write its name at the segment that holds most hits of a row that is shown to differ."""
    if "name" not in shown:
        return
    for row, category in enumerate(drawn):
        of_row = shown[(shown["category"] == category) & shown["segment"].notna()]
        own = of_row[[more_in(layer) == verdicts[category] for layer in of_row["layer"]]]
        if len(own):
            telling = own.sort_values(["n", rate], ascending=False, kind="stable").iloc[0]
            x, y = float(telling[rate]), row + lanes[telling["layer"]]
            is_right = x > sum(ax.get_xlim()) / 2
            drawing.write(
                ax, x, y, medium.said(_telling_words(telling)),
                offset=(medium.scaled(6 if is_right else -6), medium.scaled(7)),
                ha="right" if is_right else "left", va="bottom", size=medium.scaled(7.5),
                color=medium.look(telling["layer"]).ink,
            ).set_gid("telling")  # fmt: skip
            drawing.leader(ax, x, y, medium.scaled(6.5), medium.look(telling["layer"]).ink)


def _telling_words(row: pd.Series) -> str:
    return (
        f"{row['name']}: {grammar.count(int(row['n']), 'hit')} in"
        f" {grammar.count(int(row['n_words']), 'word')}"
    )


def _rate_columns(
    ax: Axes,
    whole: pd.DataFrame,
    drawn: list[str],
    rate: str,
    lanes: dict[str, float],
    verdicts: pd.Series,
) -> set[str]:
    """Print layer, hits, rate and commonest words beside each lane, in the layer's colour, and the
    verdict of each row; the heads of the columns that had room.
    """
    cells: list[list[tuple[float, str]]] = [[], [], [], []]
    for layer, lane in lanes.items():
        for row, category in enumerate(drawn):
            of_lane = whole[(whole["category"] == category) & (whole["layer"] == layer)]
            for column, text in zip(cells, _cells_of(of_lane, layer, rate), strict=True):
                column.append((row + lane, text))
    heads = ["", "hits", "per\n1,000" if rate == "per_1000" else "share", _WORDS, _VERDICT]
    cells.append([(float(row), verdict_words(verdicts[name])) for row, name in enumerate(drawn)])
    if not any(text for _, text in cells[3]):
        del heads[3], cells[3]
    last = len(heads) - 1
    of_words = [number for number, head in enumerate(heads) if head == _WORDS]
    texts = drawing.columns(
        ax,
        list(zip(heads, cells, strict=True)),
        left=[0, *range(3, len(heads))],
        small=of_words,
        of_article=of_words,
        first=(0, 2, 1, last, *of_words),
    )
    for printed in texts[:-1]:
        for first, layer in zip(range(0, len(printed), len(drawn)), lanes, strict=False):
            plt.setp(printed[first : first + len(drawn)], color=medium.look(layer).ink)
    for verdict, name in zip(texts[-1], drawn, strict=False):
        drawing.verdict_text(verdict, is_claim(verdicts[name]))
    return {head for head, printed in zip(heads, texts, strict=True) if printed}


def _cells_of(of_lane: pd.DataFrame, layer: str, rate: str) -> tuple[str, ...]:
    """Layer, hits, rate and words of one lane."""
    if of_lane.empty:
        return grammar.plural(layer), "–", "–", ""
    return (
        grammar.plural(layer),
        f"{int(of_lane['n'].sum()):,}",
        _written(float(of_lane[rate].iloc[0]), rate),
        _words_of(of_lane),
    )


def _written(value: float, rate: str) -> str:
    """A rate per 1,000 words, or a share."""
    if rate == "per_1000":
        return numbers.rate(value)
    return numbers.percent(value, 0 if np.isnan(value) else 1)


def _rows_in_bold(ax: Axes, verdicts: list[str]) -> list[int]:
    """The rows that are shown to differ, of a narrow figure, which has no room for verdicts."""
    if not drawing.is_narrow(ax):
        return []
    return [row for row, verdict in enumerate(verdicts) if is_claim(verdict)]


def _not_printed(
    ax: Axes,
    whole: pd.DataFrame,
    drawn: list[str],
    printed: set[str],
    target: str,
    reference: str,
) -> list[str]:
    """What is said below of the rows that are shown to differ, where their verdicts are not printed:
    which they are, of a figure for a column of a journal, whose caption gives the rest; else their
    words too.
    """
    if _VERDICT in printed:
        return []
    own = whole[whole["category"].isin(drawn)]
    if drawing.is_narrow(ax):
        remarks = _bold(own.drop_duplicates("category"))
    else:
        remarks = finding_words(own, target=target, reference=reference)
    return remarks or [_nothing_shown(own.drop_duplicates("category"))]


def _nothing_shown(rows: pd.DataFrame) -> str:
    """How many rows were tested, and that none of them is shown to differ."""
    n_tested = int((rows["verdict"].astype(str) == NO_DIFFERENCE).sum())
    tested = f"{grammar.count(n_tested, 'row')} tested: no clear difference"
    if n_tested == len(rows):
        return f"{tested}."
    untested = f"{len(rows) - n_tested} not tested"
    return f"{tested}; {untested}." if n_tested else "No row was tested."


def _bold(rows: pd.DataFrame) -> list[str]:
    """What the names of rows in bold say: which layer holds more."""
    claims = rows[[is_claim(str(verdict)) for verdict in rows["verdict"]]]
    sides = claims["verdict"].astype(str).unique()
    if len(sides) < 2:
        return [f"Bold: {side}." for side in sides]
    of_sides = [
        f"{side}: {', '.join(claims['label'][claims['verdict'].astype(str) == side])}"
        for side in sides
    ]
    return [f"Bold: {'; '.join(of_sides)}."]


def finding_words(
    table: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 8,
) -> list[str]:
    """The words behind each row that is shown to differ, a sentence a row.

    Parameters
    ----------
    table : DataFrame, as `comparison.dots`
    target, reference : str
        the two layers.
    most : int
        how many words of a layer.

    Returns
    -------
    list of str
        empty where no row is shown to differ.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": [pd.NA] * 2, "layer": ["caption", "body"], "category": "war", "label": "War",
    ...     "n": [9, 1], "n_words": [42, 855], "verdict": "more in captions", "words": ["drone 9", "tank 1"]})
    >>> finding_words(table)
    ['War, more in captions: drone 9 (9 hits in 42 words); body: tank 1 (1 hit in 855 words).']
    """
    whole = table[table["segment"].isna()] if len(table) else table
    lines = []
    for _, rows in whole.groupby("category", sort=False) if len(whole) else ():
        verdict = str(rows["verdict"].iloc[0])
        if is_claim(verdict):
            sides = [
                _side_words(rows[rows["layer"] == layer], layer, verdict, most)
                for layer in _by_side(rows, verdict, target, reference)
            ]
            label = short_label(rows["label"].iloc[0], 60)
            lines.append(f"{label}, {'; '.join(filter(None, sides))}.")
    return lines


def _by_side(rows: pd.DataFrame, verdict: str, target: str, reference: str) -> list[str]:
    """The layers of a row: the one that holds more, the other, and those that are not compared."""
    pair = sorted((target, reference), key=lambda layer: more_in(layer) != verdict)
    held = set(rows["layer"].astype(str))
    return [*pair, *(layer for layer in LAYERS if layer in held and layer not in pair)]


def _side_words(rows: pd.DataFrame, layer: str, verdict: str, most: int) -> str:
    """The words of one layer with their counts: "body: tank 1 (1 hit in 855 words)"."""
    if rows.empty:
        return ""
    row = rows.iloc[0]
    words = drawable(short_tally(str(row.get("words", "")), most), 200) or "none"
    size = f"{grammar.count(int(row['n']), 'hit')} in {grammar.count(int(row['n_words']), 'word')}"
    named = verdict if verdict == more_in(layer) else grammar.plural(layer)
    return f"{named}: {words} ({size})"


def _without_hits(whole: pd.DataFrame, lanes: set[str]) -> list[str]:
    """What is said of a further layer that has no lane, as it has no hit in the rows drawn."""
    others = whole[~whole["layer"].isin(lanes)].drop_duplicates("layer")
    return [
        f"No hit of these rows in {grammar.the(row.layer)}"
        f" ({grammar.count(int(row.n_words), 'word')})."
        for row in others.itertuples()
    ]


def _words_of(of_lane: pd.DataFrame) -> str:
    """The commonest words of a layer's hits, as many as their column has room for."""
    tally = str(of_lane["words"].iloc[0]) if len(of_lane) and "words" in of_lane else ""
    for most in range(_MOST_WORDS, 0, -1):
        text = short_tally(tally, most)
        if len(text) <= _WORDS_WIDTH:
            return drawable(text, _WORDS_WIDTH)
    return drawable(text, _WORDS_WIDTH)


def _not_drawn(
    labels: pd.Series, hit: list[str], drawn: list[str], either: str, *, is_brief: bool
) -> list[str]:
    """What to say of the rows with hits that are too many to draw, and of those without a hit; in brief
    how many the first are.
    """
    rest = [short_label(labels[name], 40) for name in hit if name not in drawn]
    without = (short_label(label, 40) for label in labels[~labels.index.isin(hit)])
    absent = list(dict.fromkeys(without))
    if is_brief:
        return [f"{len(rest)} more with hits are not drawn." if rest else ""]
    return [
        f"{len(rest)} more with hits, not drawn: {grammar.listed(rest, 6)}." if rest else "",
        f"No hit in {either}: {grammar.listed(absent, 8)}." if absent else "",
    ]


@drawing.tells
def tell_rates(
    table: pd.DataFrame,
    *,
    row: str = "category",
    ax: Axes | None = None,
    most: int = 12,
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
    ax : Axes, optional
        the one that the chart was given.
    most : int
        how many rows were drawn at most.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        each row that is drawn, with the rates, hits and words of both layers and its verdict.
    """
    whole = table[table["segment"].isna()] if len(table) else table
    unit = "in % of its segments" if "share" in table.columns else "per 1,000 words"
    absent = "".join(f" {_none_sentence(layer)}" for layer in _absent(whole, target, reference))
    return (
        f"Each {row} has a row of dots for each layer, one dot for a segment, larger for more words,"
        f" and an upright bar for the rate of the layer, {unit}.{absent}"
        f" {told_rates(table, most, ax=ax, target=target, reference=reference)}."
    )


def told_rates(
    table: pd.DataFrame,
    most: int,
    *,
    ax: Axes | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The rows that `rates` draws of a `comparison.dots` table, in words and in their order.

    Parameters
    ----------
    table : DataFrame, as `comparison.dots`
        rows of whole layers (without a segment) are listed, those without a hit are not.
    most : int
        how many rows at most; how many more have hits stands behind them.
    ax : Axes, optional
        the one that the chart was given.
    target, reference : str
        the two layers.

    Returns
    -------
    str
        part of a sentence; "no hit in either layer" where there is none.
    """
    whole = table[table["segment"].isna()] if len(table) else table
    hit = _hit_rows(whole, target, reference)
    if not hit:
        absent = _absent(whole, target, reference)
        return f"no hit in {_either(absent, target, reference, 'either layer')}"
    drawn = _rows_with_room(ax, whole, hit, most, target, reference)
    rows = [_told_row(whole[whole["category"] == name], target, reference) for name in drawn]
    rest = len(hit) - len(drawn)
    more = f"; {rest} more with hits {grammar.verb('are', rest)} not drawn" if rest else ""
    return "; ".join(rows) + more


def _told_row(row: pd.DataFrame, target: str, reference: str) -> str:
    """One row in words: of each layer its rate, hits and words, then the verdict."""
    rate = "share" if "share" in row.columns else "per_1000"
    hit = row.loc[~row["layer"].isin((target, reference)) & (row["n"] > 0), "layer"]
    sides = []
    for layer in (target, reference, *hit):
        for _, side in row[(row["layer"] == layer) & (row["n_words"] > 0)].iterrows():
            size = f"{numbers.plain(side['n'], 0)} in {side['n_words']:,}"
            words = _told_words(str(side.get(_WORDS, "")))
            sides.append(f"{layer} {_written(float(side[rate]), rate)} ({size}{words})")
    label, verdict = short_label(row["label"].iloc[0], 60), str(row["verdict"].iloc[0])
    return f"{label} {', '.join(sides)}, {verdict_words(verdict)}"


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
    'Captions hold more of “War” than the body'
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
        return _claims(table, more, target, reference, most)
    n_silent, n_all = int((verdicts == NO_DIFFERENCE).sum()), len(verdicts)
    if n_silent:
        untested = "" if n_silent == n_all else "; the rest cannot be tested here"
        which = f"any of {n_all}" if n_silent == n_all else f"{n_silent} of {n_all}"
        return (
            f"No clear difference between {grammar.the(target)} and {grammar.the(reference)} in"
            f" {which} {rows}{untested}"
        )
    if (verdicts == DESCRIBED).all():
        n_target = table.loc[table["layer"] == target, "segment"].nunique()
        n_reference = table.loc[table["layer"] == reference, "segment"].nunique()
        single = reference if n_reference == 1 != n_target else target
        return (
            f"Only one {segment_name(single)}: {grammar.the(target)} and {grammar.the(reference)} are"
            " shown for information, not tested"
        )
    return (
        f"{grammar.capitalised(grammar.the(target))} and {grammar.the(reference)} cannot be compared"
        f" here in any of {n_all} {rows}"
    )


def _claims(
    table: pd.DataFrame, more: dict[str, list[str]], target: str, reference: str, most: int
) -> str:
    """What is shown, with its size where it is one row."""
    first, second = (target, reference) if more[target] else (reference, target)
    sentence = (
        f"{grammar.capitalised(grammar.the(first))} {grammar.verb('hold', first)} more of"
        f" {grammar.listed(more[first], most)}"
    )
    if more[second]:
        other = f"{grammar.the(second)} {grammar.verb('hold', second)} more of"
        return f"{sentence}; {other} {grammar.listed(more[second], most)}"
    sentence = f"{sentence} than {grammar.the(second)}"
    shown = table[table["segment"].isna() & (table["verdict"].astype(str) == more_in(first))]
    if len(more[first]) > 1 or "per_1000" not in table:
        return sentence
    of_layer = shown.set_index(shown["layer"].astype(str))["per_1000"]
    sizes = [numbers.rate(of_layer[layer]) for layer in (first, second)]
    return f"{sentence}: {sizes[0]} per 1,000 words against {sizes[1]}"


@drawing.styled("hits.along", "position layer category label")
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
    drawing.check_table(segments, "along", "corpus.segments", "layer n_words")
    table, segments = _in_the_article(table, segments)
    n_hits = (
        table.groupby(table["category"].astype(str), sort=False).size()
        if len(table)
        else pd.Series(dtype=int)
    )
    drawn = _rows_of(table, n_hits, _most_along(ax, most))
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
    lane = row_of + np.where(layer_of == target, -_ALONG_LANE, _ALONG_LANE)
    key = _ticks(ax, x, lane, layer_of, target, float(np.clip(90 / n_hits.max(), 0.4, 1.3)))
    labels = table.drop_duplicates("category").assign(category=lambda t: t["category"].astype(str))
    label_of = labels.set_index("category")["label"]
    drawing.rows(ax, [short_label(label_of[name], 40) for name in drawn], lines=2)
    ax.grid(axis="y", color=medium.grid(), linewidth=0.6)
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
    shaded = (
        f"The places of {grammar.the(target)} are shaded, and the hits in them above the line."
        if of_target.any()
        else ""
    )
    rest = len(n_hits) - len(drawn)
    fewer = (
        f"{grammar.count(rest, 'category')} with fewer hits {grammar.verb('are', rest)} not drawn."
    )
    drawing.note(ax, shaded, fewer if rest else "")
    if not of_target.any():
        most_frequent = short_label(label_of[n_hits.idxmax()], 40)
        wording = f"{none(target)}; {most_frequent} has most hits ({n_hits.max():,})"
    elif not max(in_target):
        wording = f"None of the {grammar.count(len(table), 'hit')} is in {grammar.the(target)}"
    else:
        row = int(np.argmax(in_target))
        share = numbers.percent(float(n_words[of_target].sum()), total)
        name = short_label(label_of[drawn[row]], 40)
        wording = (
            f"{grammar.capitalised(grammar.the(target))} {grammar.verb('hold', target)}"
            f" {in_target[row]:,} of {grammar.count(everywhere[row], 'hit')} of “{name}” and {share}"
            " of the article’s words (not tested here)"
        )
    return drawing.head(ax, title or wording, key)


def _most_along(ax: Axes | None, most: int) -> int:
    """How many rows have room."""
    return drawing.most_rows(ax, most, 1.8, 0.36)


def _in_the_article(
    table: pd.DataFrame, segments: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hits and segments without those of the page furniture, and the places of the hits in words of
    the article.
    """
    if not len(table) or not len(segments):
        return table, segments
    is_furniture = (segments["layer"] == "boilerplate").to_numpy()
    before = np.cumsum(segments["n_words"].to_numpy() * is_furniture)
    own = table[(table["layer"] != "boilerplate").to_numpy()]
    rows = segments.index.get_indexer(own["segment"])
    return own.assign(position=own["position"] - before[rows]), segments[~is_furniture]


def _ticks(
    ax: Axes, x: np.ndarray, y: np.ndarray, layer_of: np.ndarray, target: str, fine: float
) -> list[Artist]:
    """Draw a tick and a dot at each hit, finer the more there are, the target's above all; their key."""
    key: list[Artist] = []
    for layer in [name for name in LAYERS if (layer_of == name).any()]:
        own = (layer_of == layer) & ~np.isnan(y)
        ax.scatter(
            x[own],
            y[own],
            marker="|",
            s=medium.scaled(9) ** 2,
            linewidths=fine,
            color=medium.look(layer).ink,
            label=f"{layer} ticks",
            zorder=3,
        )
        size, zorder = (18, 5) if layer == target else (9, 4)
        drawing.dots(ax, x[own], y[own], layer, size * min(1, fine), zorder=zorder)
        key.append(drawing.key_dot(layer, f"{layer} ({grammar.count(int(own.sum()), 'hit')})"))
    return key


def _rows_of(table: pd.DataFrame, n_hits: pd.Series, most: int) -> list[str]:
    """The categories with most hits, in the order of their codebook where the table has it."""
    kept = set(n_hits.sort_values(ascending=False, kind="stable").index[:most])
    if len(table) and isinstance(table["category"].dtype, pd.CategoricalDtype):
        return [name for name in map(str, table["category"].cat.categories) if name in kept]
    return [name for name in n_hits.index if name in kept]


@drawing.tells
def tell_along(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    target: str = DEFAULTS.target,
    row: str = "category",
) -> str:
    """The alternative text of `along`, next to its title; `row` is what a row is.

    Parameters
    ----------
    table : DataFrame, as `hits.along`
        the one that the chart was drawn from.
    ax : Axes, optional
        the one that the chart was given.
    target : str
        the layer that is shaded.
    row : str
        what a row is, in the singular ("frame").

    Returns
    -------
    str
        the twelve rows with most hits, or as many as have room, each with its hits in all and in the
        target.
    """
    table = table[table["layer"] != "boilerplate"]
    of_target = (table["layer"] == target).groupby(table["label"], sort=False)
    counted = of_target.agg(["size", "sum"]).sort_values("size", ascending=False, kind="stable")
    rows = [
        f"{short_label(label, 40)} {row['size']:,} ({row['sum']:,})"
        for label, row in counted.iterrows()
    ]
    most = _most_along(ax, 12)
    return (
        f"A row for each {row} has a tick at every place of the article where its vocabulary is"
        f" used; the places of {grammar.the(target)} are shaded. Hits in all, and those in"
        f" {grammar.the(target)} in brackets: {grammar.listed(rows, most) or 'none'}."
    )


def _decidedness(whole: pd.DataFrame, pair: tuple[str, str], category: str) -> tuple[int, float]:
    """Sorts the rows of a comparison: claims first, what cannot be tested last, by falling
    difference.
    """
    rows = whole[(whole["category"] == category) & whole["layer"].isin(pair)]
    verdict = str(rows["verdict"].iloc[0])
    rank = 0 if is_claim(verdict) else 2 if verdict == NOT_TESTABLE else 1
    rates = rows["share" if "share" in rows.columns else "per_1000"].fillna(0)
    return rank, float(rates.min() - rates.max())
