"""What every chart is drawn with: the style, the looks of the layers, words, axes and marks."""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, ParamSpec

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.textpath import TextPath, TextToPath
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Affine2D, ScaledTranslation

from analysis.hits import sum_named
from analysis.looks import LAYER_LOOKS, Look
from analysis.words import drawable, grammar, is_claim, numbers, short_label

WIDTH = 9.0  # inches, of a fresh figure
DPI = 144  # of a picture that is stored
FONT = "DejaVu Sans"  # ships with matplotlib: the same shapes on every machine
BLACK, MUTED, GRID = "#1A1A1A", "#595959", "#DADADA"
TITLE, TEXT, SMALL = 12.5, 9.5, 8.5  # points

STYLE: dict[Any, Any] = {
    "font.family": [FONT],
    "font.size": TEXT,
    "text.parse_math": False,
    "text.usetex": False,
    "text.color": BLACK,
    "axes.edgecolor": MUTED,
    "axes.facecolor": "white",
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "axes.axisbelow": True,
    "axes.grid": False,
    "figure.facecolor": "white",
    "figure.dpi": 100,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
    "savefig.facecolor": "white",
}

COUNTS = LinearSegmentedColormap.from_list("counts", ["#FFFFFF", "#C9C6DC", "#3D3A5C"])
_MEASURE = TextToPath()
LABEL = 180.0  # points that the name of a row may take
_KEYS = 6  # entries of a key on one line

P = ParamSpec("P")


@contextlib.contextmanager
def settings(*styles: dict[Any, Any]) -> Iterator[None]:
    """Settings of matplotlib for a while.

    A notebook's backend turns interactive when the first figure is made: that has to last, or no
    later chart is shown.

    Parameters
    ----------
    *styles : dict
        values of `matplotlib.rcParams`, of which a later one wins. All are as before afterwards.
    """
    with matplotlib.rc_context():
        for style in styles:
            matplotlib.rcParams.update(style)
        yield
        interactive = matplotlib.is_interactive()
    matplotlib.interactive(interactive)


def styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """The chart under the project's style, whatever the reader's own settings are."""

    @functools.wraps(chart)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with settings(STYLE):
            return chart(*args, **kwargs)

    return styled


# --------------------------------------------------------------------------- words


def fold(label: object, width: int) -> str:
    """A label on two lines where one would be long.

    Parameters
    ----------
    label : object
        a category or its label.
    width : int
        characters on a line; the second takes what is left, and the whole at most twice as many.

    Returns
    -------
    str
        one line or two.
    """
    lines = [""]
    for word in short_label(label, 2 * width).split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


# --------------------------------------------------------------------------- axes and marks


def axes(ax: Axes | None, height: float, width: float = WIDTH) -> Axes:
    """The Axes to draw on, without a frame: the one that is given, or that of a fresh figure.

    Parameters
    ----------
    ax : Axes or None
        None opens a figure.
    height, width : float
        of a fresh figure, in inches; a given Axes keeps its size.

    Returns
    -------
    Axes
    """
    if ax is None:
        _, ax = plt.subplots(
            figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12)
        )
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    return ax


def say_nothing(ax: Axes | None, title: str | None, words: str) -> Axes:
    """An Axes without marks that says in words why it has none.

    Parameters
    ----------
    ax : Axes or None
        None opens a fresh figure.
    title : str or None
        a title of the caller's; the words then stand below it.
    words : str
        why there is nothing to draw, as a sentence without its full stop.

    Returns
    -------
    Axes
        its axis switched off.
    """
    ax = axes(ax, 0.9 if title is None else 1.2)
    ax.set_axis_off()
    if title is not None:
        text = wrapped(drawable(words), _room(ax), TEXT)
        ax.text(
            0,
            1,
            text,
            transform=ax.transAxes,
            ha="left",
            va="top",
            color=MUTED,
            fontsize=TEXT,
            parse_math=False,
        )
    return head(ax, title or words)


def dots(
    ax: Axes,
    x: np.ndarray,
    y: np.ndarray,
    layer: str,
    size: float,
    *,
    pale: bool = False,
    zorder: float = 3,
) -> None:
    """Draw segments of a layer as dots, in its colour and with its marker.

    Parameters
    ----------
    ax : Axes
    x, y : array of float
        the values, and where the rows stand.
    layer : str
        one of `LAYERS`.
    size : float
        in square points, as in `Axes.scatter`.
    pale : bool
        True for a layer of many dots: they show through each other.
    zorder : float
        a higher one stands in front.
    """
    look = LAYER_LOOKS[layer]
    ax.scatter(
        x, y, s=size, marker=look.marker, facecolor=look.fill, edgecolor="none" if pale else look.ink, linewidths=0.8,
        alpha=0.45 if pale else 0.95, zorder=zorder, label=layer, clip_on=False,
    )  # fmt: skip


def rate_mark(ax: Axes, x: Iterable[float], y: Iterable[float], layer: str, height: float) -> None:
    """The upright bar of a whole layer; it stands behind the dots, which are lower, so that neither
    hides the other.

    Parameters
    ----------
    ax : Axes
    x, y : iterable of float
        the rates, and the middles of their rows.
    layer : str
        whose colour the bars have.
    height : float
        in points.
    """
    ax.scatter(
        list(x), list(y), marker="|", s=height**2, linewidths=2.8, color=LAYER_LOOKS[layer].ink, zorder=2.5,
        clip_on=False, label=f"{layer} as a whole",
    )  # fmt: skip


def key_dot(layer: str, label: str, *, pale: bool = False) -> Line2D:
    look = LAYER_LOOKS[layer]
    return Line2D(
        [], [], linestyle="", marker=look.marker, markersize=4 if pale else 6, markerfacecolor=look.fill,
        markeredgecolor="none" if pale else look.ink, alpha=0.6 if pale else 1, label=label,
    )  # fmt: skip


def hollow_dot(layer: str, label: str) -> Line2D:
    look = LAYER_LOOKS[layer]
    return Line2D(
        [], [], linestyle="", marker=look.marker, markersize=6, markerfacecolor="white",
        markeredgecolor=look.ink, label=label,
    )  # fmt: skip


@functools.cache
def question_mark() -> Path:
    path = TextPath((0, 0), "?", prop=FontProperties(family=FONT, weight="bold"))
    box = path.get_extents()
    return path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2))


def outline(bars: Iterable[Artist], look: Look, width: float) -> None:
    for bar in bars:
        if isinstance(bar, Patch):
            bar.set(
                hatch=look.hatch or None,
                edgecolor=look.ink if look.hatch else "white",
                linewidth=width,
            )


def crowd(ax: Axes, y: float, n: int) -> Text:
    """Write how many dots lie on each other at 0, to the left of them.

    Parameters
    ----------
    ax : Axes
        whose limits leave room to the left of 0.
    y : float
        the row or lane of the dots.
    n : int
        how many they are.

    Returns
    -------
    Text
        as "7×".
    """
    return write(ax, 0, y, f"{n:,}×", offset=(-7, 0), ha="right", size=7.5, color=MUTED)


def shade(ax: Axes, start: np.ndarray, width: np.ndarray, here: np.ndarray, layer: str) -> None:
    """Shade the places of a layer over the whole height.

    Parameters
    ----------
    ax : Axes
    start, width : array of float
        of every segment, in words.
    here : array of bool
        which segments belong to the layer.
    layer : str
        whose colour shades them.
    """
    look = LAYER_LOOKS[layer]
    for left, wide in zip(start[here], width[here], strict=True):
        ax.axvspan(
            left,
            left + wide,
            facecolor=look.fill,
            alpha=0.28,
            linewidth=0,
            zorder=0,
            label=f"{layer} place",
        )


def spread(x: np.ndarray, near: float, step: float, room: float) -> np.ndarray:
    """How far to move each dot off its line, so that dots of (nearly) one value stand beside each
    other.

    Parameters
    ----------
    x : array of float
        the values of the dots, in any order.
    near : float
        up to which difference two values count as one.
    step : float
        between neighbours, in rows.
    room : float
        how far a dot may stand off its line; many dots stand closer than `step`.

    Returns
    -------
    array of float
        offsets in rows, in the order of `x`; 0 for a dot that stands alone.
    """
    offsets = np.zeros(len(x))
    order = np.argsort(x, kind="stable")
    first = 0
    for last in range(1, len(order) + 1):
        if last == len(order) or x[order[last]] - x[order[first]] > near:
            n = last - first
            gap = min(step, 2 * room / (n - 1)) if n > 1 else 0.0
            offsets[order[first:last]] = (np.arange(n) - (n - 1) / 2) * gap
            first = last
    return offsets


def rows(
    ax: Axes,
    labels: Sequence[str],
    *,
    at: Sequence[float] | np.ndarray | None = None,
    heads: Sequence[int] = (),
    top: float = 0.6,
    bottom: float = 0.6,
) -> None:
    """Name the rows of a chart, from the top down.

    Parameters
    ----------
    ax : Axes
    labels : sequence of str
        one a row, perhaps of two lines; what does not fit ends with an ellipsis.
    at : sequence of float, optional
        where the rows stand; 0, 1, 2 and so on by default.
    heads : sequence of int
        which rows are set bold, since they head those below.
    top, bottom : float
        room above the first and below the last row, in rows.
    """
    places = list(range(len(labels))) if at is None else list(at)
    shown = [
        "\n".join(fitting(line, LABEL, TEXT) for line in label.split("\n")) for label in labels
    ]
    ax.set_yticks(places, shown, parse_math=False, fontsize=TEXT, color=BLACK)
    ax.tick_params(axis="y", length=0, pad=7)
    for head_row in heads:
        ax.get_yticklabels()[head_row].set_fontweight("bold")
    ax.set_ylim(places[-1] + bottom, places[0] - top)


def separate(ax: Axes, n_rows: int) -> None:
    """Draw a fine line between any two of so many rows, which stand at 0, 1, 2 and so on."""
    for row in range(1, n_rows):
        ax.axhline(row - 0.5, color=GRID, linewidth=0.6, zorder=0)


def x_axis(
    ax: Axes,
    label: str,
    direction: str = "",
    *,
    whole: bool = False,
    absolute: bool = False,
    grid: bool = True,
    at: float | None = None,
) -> None:
    """Name the axis and say which way it grows; with `at`, label and direction stand on either side
    of that value.

    Parameters
    ----------
    ax : Axes
        its limits are set.
    label : str
        what is measured, with its unit.
    direction : str
        which way is more, as "more →".
    whole : bool
        True for counts: no tick stands between two.
    absolute : bool
        True where what lies to the left of 0 is counted as well.
    grid : bool
        whether a line stands at each tick.
    at : float, optional
        the value on whose two sides label and direction stand.
    """
    gap = "     "
    text = f"{label}{gap}{direction}".strip()
    if at is None and not _is_alone(ax) and _width(text, TEXT) > 0.5 * _room(ax):
        text = f"{label}\n{direction}"
    ax.set_xlabel(text, fontsize=TEXT, color=BLACK, labelpad=5, parse_math=False)
    if at is not None:
        left, right = ax.get_xlim()
        ax.xaxis.label.set_x((at - left) / (right - left))
        aside = (_width(direction, TEXT) - _width(label, TEXT)) / 2 / 72
        shift = ScaledTranslation(aside, 0, _figure(ax).dpi_scale_trans)
        ax.xaxis.label.set_transform(ax.xaxis.label.get_transform() + shift)
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=whole, steps=[1, 2, 5, 10]))

    number_axis(ax, "x", lambda value: numbers.shortest(abs(value) if absolute else value))
    if grid:
        ax.grid(axis="x", color=GRID, linewidth=0.6)


def two_sided(ax: Axes, x: np.ndarray) -> None:
    """Set limits that leave room on both sides of 0, also where all values have one sign.

    Parameters
    ----------
    ax : Axes
    x : array of float
        the ends of the bars or lines, which begin at 0.
    """
    reach = max(float(np.abs(x).max()), 1e-9)
    low, high = min(x.min(), -0.15 * reach), max(x.max(), 0.15 * reach)
    ax.set_xlim(low - 0.06 * reach, high + 0.06 * reach)


def difference_axis(ax: Axes, category: str, target: str, reference: str, what: str = "") -> None:
    """Name the axis of differences per 1,000 words, of a sum or of hits (`what` they are).

    Parameters
    ----------
    ax : Axes
    category : str
        what is compared; a category that is a sum has its own unit and directions.
    target, reference : str
        the layers that the two directions are named after; positive is the target's.
    what : str
        what the hits are, as "frame words".
    """
    more, other = f"more in {grammar.the(target)}", f"more in {grammar.the(reference)}"
    if whole := sum_named(category):
        what = whole.unit
        more, other = (f"{grammar.the(target)} {way}" for way in (whole.more, whole.less))
    label = f"difference in {what}" if what else "difference"
    x_axis(ax, f"{label} per 1,000 words", f"← {other}     {more} →")


def only_category(table: pd.DataFrame) -> str:
    """The category of a table of one; a ValueError for a table of several.

    Parameters
    ----------
    table : DataFrame
        with a column category.

    Returns
    -------
    str
        "" for a table without rows.

    Raises
    ------
    ValueError
        for several categories; the message lists them.
    """
    categories = list(dict.fromkeys(table["category"].astype(str))) if len(table) else []
    if len(categories) > 1:
        raise ValueError(
            f"a table of {len(categories)} categories; choose one: {', '.join(categories)}"
        )
    return categories[0] if categories else ""


def number_axis(ax: Axes, which: Literal["x", "y"], written: Callable[[float], str]) -> None:
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))
    ax.tick_params(
        axis=which, labelsize=SMALL, labelcolor=BLACK, color=MUTED, length=3 if which == "x" else 0
    )


def columns(
    ax: Axes,
    columns: Sequence[tuple[str, list[tuple[float, str]]]],
    *,
    left: Sequence[int] = (),
    small: Sequence[int] = (),
    color: str = BLACK,
    heading: str = "",
) -> list[list[Text]]:
    """Print columns of words to the right of the rows, as in a table; numbers end flush, words
    (`left`) begin flush.

    Parameters
    ----------
    ax : Axes
        its rows are drawn.
    columns : sequence of (head, cells)
        from left to right; a cell is the place of its row and its text, a head may have two lines.
    left : sequence of int
        which columns hold words.
    small : sequence of int
        which columns are set small, as they hold much.
    color : str
        of the cells.
    heading : str
        what stands over all heads.

    Returns
    -------
    list of list of Text
        the cells of each column, to be coloured.
    """
    texts: list[list[Text]] = []
    x = 12.0
    top = max(ax.get_ylim()) if not ax.yaxis_inverted() else min(ax.get_ylim())
    for column, (head, cells) in enumerate(columns):
        size = SMALL if column in small else TEXT
        width = max([_width(line, size) for _, text in cells for line in text.split("\n")] or [0.0])
        width = max([width, *(_width(line, SMALL) for line in head.split("\n"))])
        flush = "left" if column in left else "right"
        place = x if column in left else x + width
        texts.append(
            [
                write(
                    ax, 1, y, text, offset=(place, 0), ha=flush, color=color, x_axes=True, size=size
                )
                for y, text in cells
            ]
        )
        write(
            ax,
            1,
            top,
            head,
            offset=(place, 2),
            ha=flush,
            va="bottom",
            color=MUTED,
            x_axes=True,
            size=SMALL,
        )
        x += width + 11
    if heading:
        write(
            ax,
            1,
            top,
            heading,
            offset=(12, 14),
            ha="left",
            va="bottom",
            color=MUTED,
            x_axes=True,
            size=SMALL,
        )
    return texts


def verdict_text(text: Text) -> None:
    """A claim stands out, the rest stays quiet.

    Parameters
    ----------
    text : Text
        a verdict of `comparison.rates`.
    """
    if is_claim(text.get_text()):
        text.set_fontweight("bold")
    else:
        text.set_color(MUTED)


def write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    offset: tuple[float, float] = (0, 0),
    ha: str = "left",
    va: str = "center_baseline",
    color: str = BLACK,
    size: float = TEXT,
    weight: str = "normal",
    x_axes: bool = False,
) -> Text:
    """Write a short text at a place of the data.

    Parameters
    ----------
    ax : Axes
    x, y : float
        in units of the data.
    text : str
        nothing in it is markup or mathematics.
    offset : tuple of float
        how far to the right and up of the place it stands, in points.
    ha, va, color, size, weight
        as in matplotlib; size in points.
    x_axes : bool
        True where `x` runs from 0 (the left end of the Axes) to 1 instead.

    Returns
    -------
    Text
    """
    return ax.annotate(
        text,
        (x, y),
        xycoords=("axes fraction" if x_axes else "data", "data"),
        xytext=offset,
        textcoords="offset points",
        ha=ha,
        va=va,
        color=color,
        fontsize=size,
        fontweight=weight,
        annotation_clip=False,
        parse_math=False,
    )


def note(ax: Axes, *remarks: str) -> None:
    """Set remarks below the axis, as far left as the rows' names.

    Parameters
    ----------
    ax : Axes
        finished but for its notes: they stand below the label of its axis.
    *remarks : str
        whole sentences, one behind the other; empty ones are left out, and without any nothing is
        drawn.
    """
    text = " ".join(filter(None, remarks))
    if not text:
        return
    indent = _indent(ax)
    label = ax.get_xlabel()
    drop = 8 if not label else 40 + 13 * label.count("\n")
    note = ax.annotate(
        wrapped(text, _room(ax), SMALL), (0, 0), xycoords="axes fraction", xytext=(-indent, -drop),
        textcoords="offset points", ha="left", va="top", color=MUTED, fontsize=SMALL, annotation_clip=False,
        parse_math=False, linespacing=1.35,
    )  # fmt: skip
    note.set_gid("note")


@styled
def add_note(ax: Axes, text: str) -> Axes:
    """A further remark below a finished chart, behind the one that it has: what its measure is
    worth (`sentences.worth`).

    Parameters
    ----------
    ax : Axes
        a chart of this package.
    text : str
        a sentence; nothing in it is markup.

    Returns
    -------
    Axes
        the same.
    """
    for old in [written for written in ax.texts if written.get_gid() == "note"]:
        text = f"{old.get_text()} {text}".replace("\n", " ")
        old.remove()
    note(ax, drawable(text, 1_000))
    return ax


def head(ax: Axes, title: str, key: Sequence[Artist] = ()) -> Axes:
    """Set the title, and a key below it, flush with the names of the rows.

    Parameters
    ----------
    ax : Axes
        finished but for this: the title takes its place above all words that stand there.
    title : str
        folded to the width of the figure, or of the place that the Axes has among others.
    key : sequence of Artist
        what the marks mean; six stand on a line.

    Returns
    -------
    Axes
        the same.
    """
    indent = _indent(ax)
    shift = ScaledTranslation(-indent / 72, 0, _figure(ax).dpi_scale_trans)
    written = [text for text in ax.texts if isinstance(text, Annotation) and text.get_text()]
    heads = [text for text in written if text.get_verticalalignment() == "bottom"]
    above = max(
        (text.xyann[1] + 11.5 * (1 + text.get_text().count("\n")) for text in heads), default=0.0
    )
    pad = max(above + 7, 9 + 15 * -(-len(key) // _KEYS) + (13 if heads else 0))
    text = ax.set_title(
        wrapped(drawable(title, 400), _room(ax), TITLE, "bold", even=True),
        loc="left",
        fontsize=TITLE,
        fontweight="bold",
        color=BLACK,
        pad=pad,
        linespacing=1.25,
        parse_math=False,
    )
    text.set_transform(text.get_transform() + shift)
    if key:
        up = ScaledTranslation(-indent / 72, (13 if heads else 2) / 72, _figure(ax).dpi_scale_trans)
        legend = ax.legend(
            handles=list(key), loc="lower left", bbox_to_anchor=(0, 1), bbox_transform=ax.transAxes + up, ncols=_KEYS,
            fontsize=SMALL, handletextpad=0.3, columnspacing=1.4, borderaxespad=0, borderpad=0.2, handlelength=1.2,
        )  # fmt: skip
        for label in legend.get_texts():
            label.set_parse_math(False)
    return ax


def _indent(ax: Axes) -> float:
    """How far the names of the rows reach to the left of the axes, in points."""
    if not ax.axison:
        return 0.0
    box = ax.yaxis.get_tightbbox(None)
    return (
        0.0
        if box is None
        else max(0.0, (ax.get_window_extent().x0 - box.x0) * 72 / _figure(ax).dpi)
    )


def _room(ax: Axes) -> float:
    """How wide a title may be, in points: the figure for an Axes that is alone, its own place
    otherwise.
    """
    width = _figure(ax).get_figwidth() * 72
    return width - 24 if _is_alone(ax) else width * ax.get_position().width


def _is_alone(ax: Axes) -> bool:
    return len(_figure(ax).axes) == 1


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the Axes belongs to no figure; give one that does, or none")
    return figure


@functools.cache
def _width(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line in points."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # a glyph that the font lacks is drawn as a box of its own width
        width, _, _ = _MEASURE.get_text_width_height_descent(
            text, FontProperties(family=FONT, size=size, weight=weight), False
        )
    return float(width)


def wrapped(
    text: str, room: float, size: float, weight: str = "normal", *, even: bool = False
) -> str:
    """A text on as few lines as fit the room (in points); `even` makes them of about equal length.

    Parameters
    ----------
    text : str
        words, parted by spaces; one that is wider than the room ends with an ellipsis.
    room : float
        in points.
    size, weight
        of the font.
    even : bool
        as for a title.

    Returns
    -------
    str
        lines, parted by line ends.
    """
    text = " ".join(fitting(word, room, size, weight) for word in text.split(" "))
    lines = _filled(text, room, size, weight)
    while even and len(lines) > 1:
        room *= 0.97
        tried = _filled(text, room, size, weight)
        if len(tried) > len(lines):
            break
        lines = tried
    return "\n".join(lines)


def _filled(text: str, room: float, size: float, weight: str) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fitting(text: str, room: float, size: float, weight: str = "normal") -> str:
    """A line shortened with an ellipsis until it fits the room (in points).

    Parameters
    ----------
    text : str
        one line.
    room : float
        in points.
    size, weight
        of the font.

    Returns
    -------
    str
        at least one character of it, however little room there is.
    """
    if _width(text, size, weight) <= room:
        return text
    kept = text[: max(1, int(len(text) * room / _width(text, size, weight)))]
    while len(kept) > 1 and _width(f"{kept}…", size, weight) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
