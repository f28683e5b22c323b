"""What every chart is drawn with: the style, the looks of the layers, words, axes and marks."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

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
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation, Text
from matplotlib.textpath import TextPath, TextToPath
from matplotlib.ticker import FixedLocator, FuncFormatter, Locator, MaxNLocator
from matplotlib.transforms import Affine2D, ScaledTranslation

from analysis.charts import fonts, medium
from analysis.hits import sum_named
from analysis.looks import Look
from analysis.words import drawable, grammar, numbers, short_label

DPI = 144  # of a picture that is stored
COUNTS = LinearSegmentedColormap.from_list("counts", ["#FFFFFF", "#C9C6DC", "#3D3A5C"])
_MEASURE = TextToPath()
LABEL = 180.0  # points that the name of a row may take, of text of 9.5 points
_LABEL_SHARE = 0.36  # of the width of a figure, that it may take at most
_PLOT_SHARE, _NARROW_SHARE = 0.22, 0.3  # of the width of a figure, that its marks have at least
_KEYS = 6  # entries of a key on one line
_TALLER = 1.0  # inches, of a narrow figure: its title and notes have more lines
_HIGHEST = 5.0  # inches, that its rows may make a narrow figure high: about half a column
_FEWEST = 3  # rows that a narrow figure has room for, however high each is
_SCREEN = 0.95
_NARROW = 48  # ems, below which a figure is as narrow as a column of a journal
AREA = 2.0  # square points of a mark, for each word of its segment
# Layers that are no part of what an article says: they never set a scale.
APART = ("byline", "credit", "boilerplate")
_AREAS = 16.0, 150.0  # of the smallest and of the largest mark

P = ParamSpec("P")
R = TypeVar("R")
# What makes the table of each chart, and the columns that it has (see `styled`).
_TABLES: dict[str, tuple[str, str]] = {}


def styled(made_by: str, columns: str = "") -> Callable[[Callable[P, Axes]], Callable[P, Axes]]:
    """The chart in the style of this package (see `in_style`); given a table of another kind, it says
    which one it needs.

    Parameters
    ----------
    made_by : str
        what makes the table, the chart's first argument.
    columns : str
        those that every such table has, divided by blanks; "" for a square, whose columns are its
        rows.
    """

    def checked(chart: Callable[P, Axes]) -> Callable[P, Axes]:
        _TABLES[chart.__name__] = made_by, columns
        return _given_its_table(in_style(chart), chart.__name__, chart.__name__)

    return checked


def tells(alternative_text: Callable[P, str]) -> Callable[P, str]:
    """The function `tell_X`; given a table of another kind than the chart `X` draws, it says which one
    it needs.
    """
    name = alternative_text.__name__
    return _given_its_table(alternative_text, name, name.removeprefix("tell_"))


def _given_its_table(function: Callable[P, R], name: str, chart: str) -> Callable[P, R]:
    """The function, whose first argument is checked to be the table of a chart."""
    first = next(iter(inspect.signature(function).parameters))

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if args or first in kwargs:
            check_table(args[0] if args else kwargs[first], name, *_TABLES[chart])
        return function(*args, **kwargs)

    return checked


def in_style(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """The chart as this package draws it, with fonts, sizes and colours of a style in force."""

    @functools.wraps(chart)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> Axes:
        words = fonts.letters_of(*args, *kwargs.values(), medium.in_force().labels)
        with medium.settings(medium.style(words)), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            ax = chart(*args, **kwargs)
        step = Step(in_style, args, kwargs, medium.in_force())
        earlier = _STEPS[ax] if ax in _STEPS and args and args[0] is ax else []
        _STEPS[ax] = [*earlier, step]
        return ax

    return in_style


def check_table(table: object, chart: str, made_by: str, columns: str) -> None:
    """A ValueError for a table of another kind than a chart draws, or a text tells (see `styled`). An empty table may
    lack columns.

    Examples
    --------
    >>> check_table(pd.DataFrame({"category": ["war"]}), "layers", "corpus.segments", "layer n_words")
    Traceback (most recent call last):
    ValueError: charts.layers needs the table of corpus.segments; this one has no columns layer, n_words
    """
    needs = f"charts.{chart} needs the table of {made_by}"
    if not isinstance(table, pd.DataFrame):
        raise ValueError(f"{needs}, a DataFrame")
    if table.empty:
        return
    if not columns and not table.columns.equals(table.index):
        raise ValueError(f"{needs}, whose columns are its rows; those of this one differ")
    held = {*table.columns, *table.index.names}
    missing = [name for name in columns.split() if name not in held]
    if missing:
        columns = grammar.noun("column", len(missing))
        raise ValueError(f"{needs}; this one has no {columns} {', '.join(missing)}")


class Step(NamedTuple):
    """What drew an Axes, or added to one: the chart, its arguments by place and by name, the paper."""

    chart: Callable[..., Axes]
    given: tuple[Any, ...]
    options: dict[str, Any]
    paper: medium.Paper


# How each Axes was drawn, as long as there is the Axes.
_STEPS: WeakKeyDictionary[Axes, list[Step]] = WeakKeyDictionary()
# Why an Axes without marks has none, as long as there is the Axes.
_WHY_NOTHING: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()


def drawn_from(ax: Axes) -> Step:
    """The chart that drew an Axes, with its arguments and the paper that it was drawn on.

    Parameters
    ----------
    ax : Axes
        as a chart returned it.

    Returns
    -------
    Step
        the first: notes may have been added since.

    Raises
    ------
    ValueError
        for an Axes that no chart of this package drew.
    """
    if ax not in _STEPS:
        raise ValueError("no chart of this package drew these Axes; give what a chart returned")
    return _STEPS[ax][0]


def redrawn(ax: Axes) -> Axes | None:
    """A chart drawn once more in a fresh figure, in the style that is in force now.

    Parameters
    ----------
    ax : Axes
        as a chart returned it.

    Returns
    -------
    Axes or None
        None for a chart that was put on Axes of the caller's.
    """
    first, *further = _STEPS[ax]
    if first.options.get("ax") is not None:
        return None
    with medium.paper(**vars(first.paper)):
        again = first.chart(*first.given, **first.options)
    for step in further:
        with medium.paper(**vars(step.paper)):
            step.chart(again, *step.given[1:], **step.options)
    return again


def why_nothing(ax: Axes) -> str:
    """Why a chart has no marks, as it is drawn, without a full stop.

    Parameters
    ----------
    ax : Axes
        as a chart returned it.

    Returns
    -------
    str
        "" for a chart with marks.
    """
    return _WHY_NOTHING.get(ax, "")


def told_nothing(ax: Axes, title: str) -> str:
    """What the alternative text of a chart without marks says behind its title.

    Parameters
    ----------
    ax : Axes
        as a chart returned it.
    title : str
        the one that is drawn, on one line; "" for none.

    Returns
    -------
    str
        the reason, where the title is not it, and that nothing is drawn; "" for a chart with marks.
    """
    why = why_nothing(ax)
    if not why:
        return ""
    is_said = title == " ".join(medium.said(drawable(why, 400)).split())
    return "Nothing is drawn." if is_said else f"{why.removesuffix('.')}. Nothing is drawn."


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


def axes(ax: Axes | None, height: float, width: float = medium.WIDTH) -> Axes:
    """The Axes to draw on, without a frame: the one that is given, or that of a fresh figure.

    Parameters
    ----------
    ax : Axes or None
        None opens a figure.
    height, width : float
        of a fresh figure, in inches, for text of 9.5 points; the paper in force may have a width of
        its own. A given Axes keeps its size.

    Returns
    -------
    Axes
    """
    if ax is None:
        pad = medium.scaled(0.12)
        size = medium.in_force().width or medium.scaled(width), medium.scaled(height)
        _, ax = plt.subplots(figsize=size, layout=ConstrainedLayoutEngine(w_pad=pad, h_pad=pad))
        if is_narrow(ax):
            heighten(ax, _TALLER)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    return ax


def most_rows(ax: Axes | None, most: int, around: float, each: float) -> int:
    """How many rows a chart may have: `most`, or as many as keep a fresh narrow figure within five
    inches.

    Parameters
    ----------
    ax : Axes or None
        what the caller gave; a given Axes keeps all rows.
    most : int
        how many rows at most, on any paper.
    around, each : float
        the height of a figure without rows, and of a row, in inches, for text of 9.5 points.

    Returns
    -------
    int

    Examples
    --------
    >>> most_rows(None, 12, around=2.0, each=0.5)
    12
    """
    width = medium.in_force().width
    if ax is not None or width is None or not _is_column(width * 72):
        return most
    room = _HIGHEST / medium.scaled(1.0) - _TALLER - around
    return min(most, max(_FEWEST, int(room / each)))


def heighten(ax: Axes, inches: float) -> None:
    """Make a fresh figure higher by so many inches, for text of 9.5 points; a part of a figure has
    the height that it is given.
    """
    figure = ax.get_figure(root=False)
    if isinstance(figure, Figure):
        figure.set_figheight(figure.get_figheight() + medium.scaled(inches))


def say_nothing(ax: Axes | None, title: str | None, words: str) -> Axes:
    """An Axes without marks that says in words why it has none.

    Parameters
    ----------
    ax : Axes or None
        None opens a fresh figure.
    title : str or None
        a title of the caller's; the words then stand below it, as they do on paper without titles.
    words : str
        why there is nothing to draw, as a sentence without its full stop.

    Returns
    -------
    Axes
        its axis switched off.
    """
    ax = axes(ax, 0.9 if title is None else 1.2)
    ax.set_axis_off()
    _WHY_NOTHING[ax] = words
    if title is not None or not _is_titled(ax):
        text = wrapped(medium.said(drawable(words)), _room(ax), medium.text_size())
        ax.text(
            0,
            1,
            text,
            transform=ax.transAxes,
            ha="left",
            va="top",
            color=medium.muted(),
            fontsize=medium.text_size(),
            parse_math=False,
        )
    return head(ax, title or words)


def dots(
    ax: Axes,
    x: np.ndarray,
    y: np.ndarray,
    layer: str,
    size: float | np.ndarray,
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
    size : float or array of float
        in square points, as in `Axes.scatter`, beside text of 9.5 points (see `areas`).
    pale : bool
        True for a layer of many dots: they show through each other.
    zorder : float
        a higher one stands in front.
    """
    look = medium.look(layer)
    ax.scatter(
        x, y, s=size * medium.scaled(1) ** 2, marker=look.marker, facecolor=look.fill,
        edgecolor="none" if pale else look.ink, linewidths=0.8, alpha=0.45 if pale else 0.95,
        zorder=zorder, label=layer, clip_on=False,
    )  # fmt: skip


def areas(n_words: np.ndarray | pd.Series) -> np.ndarray:
    """The sizes of marks whose areas grow with the words of their segments.

    Parameters
    ----------
    n_words : array of int
        of each segment; the smallest and the largest marks stand for fewer and for more, too.

    Returns
    -------
    array of float
        in square points.

    Examples
    --------
    >>> areas(np.array([2, 20, 40, 900])).tolist()
    [16.0, 40.0, 80.0, 150.0]
    """
    return np.clip(AREA * np.asarray(n_words, dtype=float), *_AREAS)


def rate_mark(ax: Axes, x: Iterable[float], y: Iterable[float], layer: str, height: float) -> None:
    """The upright bar of a whole layer; it stands behind the dots, which are lower, so that neither
    hides the other. Without colours it stands before them, in ink, with an edge of the ground.

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
    is_grey = medium.in_force().grey
    bars = ax.scatter(
        list(x), list(y), marker="|", s=medium.scaled(height) ** 2, linewidths=medium.scaled(2.8),
        color=medium.ink() if is_grey else medium.look(layer).ink, zorder=4 if is_grey else 2.5,
        clip_on=False, label=f"{layer} as a whole",
    )  # fmt: skip
    if is_grey:
        edge = withStroke(linewidth=medium.scaled(4.6), foreground=medium.ground())
        bars.set_path_effects([edge])


def key_dot(layer: str, label: str, *, pale: bool = False) -> Line2D:
    look = medium.look(layer)
    return Line2D(
        [], [], linestyle="", marker=look.marker,
        markersize=medium.scaled(4 if pale else 6), markerfacecolor=look.fill,
        markeredgecolor="none" if pale else look.ink, alpha=0.6 if pale else 1, label=label,
    )  # fmt: skip


def hollow_dot(layer: str, label: str) -> Line2D:
    look = medium.look(layer)
    return Line2D(
        [], [], linestyle="", marker=look.marker, markersize=medium.scaled(6),
        markerfacecolor=medium.ground(),
        markeredgecolor=look.ink, label=label,
    )  # fmt: skip


@functools.cache
def question_mark() -> Path:
    path = TextPath((0, 0), "?", prop=FontProperties(family=fonts.SHIPPED, weight="bold"))
    box = path.get_extents()
    return path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2))


def outline(bars: Iterable[Artist], look: Look, width: float) -> None:
    for bar in bars:
        if isinstance(bar, Patch):
            bar.set(
                hatch=look.hatch or None,
                edgecolor=look.ink if look.hatch else medium.ground(),
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
        as "7 at 0".
    """
    return write(
        ax,
        0,
        y,
        f"{n:,} at 0",
        offset=(-7, 0),
        ha="right",
        size=medium.scaled(7.5),
        color=medium.muted(),
    )


def clear_of_crowds(ax: Axes, crowds: Sequence[Text]) -> None:
    """Move the labels of the rows away from what `crowd` wrote, where it wrote anything."""
    if crowds:
        longest = max(len(text.get_text()) for text in crowds)
        ax.tick_params(axis="y", pad=medium.scaled(4.8 * longest - 4.6))


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
    look = medium.look(layer)
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
    lines: int = 1,
    of_article: bool = False,
) -> None:
    """Name the rows of a chart, from the top down.

    Parameters
    ----------
    ax : Axes
    labels : sequence of str
        one a row, perhaps of several lines; what does not fit ends with an ellipsis.
    at : sequence of float, optional
        where the rows stand; 0, 1, 2 and so on by default.
    heads : sequence of int
        which rows are set bold, since they head those below.
    top, bottom : float
        room above the first and below the last row, in rows.
    lines : int
        how many lines a row has room for.
    of_article : bool
        True for words of the article, which are never replaced.
    """
    places = list(range(len(labels))) if at is None else list(at)
    shown = [label if of_article else medium.said(label) for label in labels]
    weights = ["bold" if row in heads else "normal" for row in range(len(shown))]
    shown = [
        "\n".join(_on_lines(line, label_room(ax), lines, weight) for line in label.split("\n"))
        for label, weight in zip(shown, weights, strict=True)
    ]
    size = medium.text_size()
    ax.set_yticks(places, shown, parse_math=False, fontsize=size, color=medium.ink())
    ax.tick_params(axis="y", length=0, pad=medium.scaled(7))
    for head_row in heads:
        ax.get_yticklabels()[head_row].set_fontweight("bold")
    ax.set_ylim(places[-1] + bottom, places[0] - top)


def label_room(ax: Axes) -> float:
    """How wide the name of a row may be, in points."""
    return min(medium.scaled(LABEL), _LABEL_SHARE * _figure_width(ax))


def _on_lines(label: str, room: float, most: int, weight: str = "normal") -> str:
    """A label on so many lines; the last ends with an ellipsis where more were needed."""
    size = medium.text_size()
    lines = wrapped(label, room, size, weight).split("\n") if most > 1 else [label]
    kept = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return "\n".join(fitting(line, room, size, weight) for line in kept if line)


def separate(ax: Axes, n_rows: int) -> None:
    """Draw a fine line between any two of so many rows, which stand at 0, 1, 2 and so on."""
    for row in range(1, n_rows):
        ax.axhline(row - 0.5, color=medium.grid(), linewidth=0.6, zorder=0)


def x_axis(
    ax: Axes,
    label: str,
    direction: str = "",
    *,
    whole: bool = False,
    absolute: bool = False,
    grid: bool = True,
    at: float | None = None,
    ticks_within: tuple[float, float] | None = None,
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
    ticks_within : tuple of float, optional
        from where to where ticks stand, where the rest of the axis is room for words.
    """
    size, gap = medium.text_size(), "     "
    label, direction = medium.said(label), medium.said(direction)
    text = f"{label}{gap}{direction}".strip()
    if is_narrow(ax) or (
        at is None and not _is_alone(ax) and line_width(text, size) > 0.5 * _room(ax)
    ):
        room = (0.75 if is_narrow(ax) else 0.9) * _room(ax)
        parts = [label, direction]
        if line_width(direction, size) > room:
            parts = [label, *direction.split(gap)]
        elif at is None and gap not in direction:
            # The numbers say which way is more; on a line of its own an arrow says nothing.
            parts = [text] if line_width(text, size) <= room else [label]
        at = None
        text = "\n".join(wrapped(part, room, size) for part in parts if part)
    text = spaced(text)
    ax.set_xlabel(text, fontsize=size, color=medium.ink(), labelpad=5, parse_math=False)
    if at is not None:
        left, right = ax.get_xlim()
        ax.xaxis.label.set_x((at - left) / (right - left))
        aside = (line_width(direction, size) - line_width(label, size)) / 2 / 72
        shift = ScaledTranslation(aside, 0, _figure(ax).dpi_scale_trans)
        ax.xaxis.label.set_transform(ax.xaxis.label.get_transform() + shift)
    n_ticks: Any = 4 if is_narrow(ax) else "auto"
    ticks: Locator = MaxNLocator(n_ticks, integer=whole, steps=[1, 2, 5, 10])
    if ticks_within:
        low, high = ticks_within
        between = MaxNLocator(4, integer=whole, steps=[1, 2, 5, 10]).tick_values(low, high)
        ticks = FixedLocator([tick for tick in between if low <= tick <= high])
    ax.xaxis.set_major_locator(ticks)

    number_axis(ax, "x", lambda value: numbers.shortest(abs(value) if absolute else value))
    if grid:
        ax.grid(axis="x", color=medium.grid(), linewidth=0.6)


def plot_room(ax: Axes) -> float:
    """How wide the marks of a chart come out, in points, once its columns are drawn."""
    if not _is_alone(ax):
        return float(ax.get_window_extent().width * 72 / _figure(ax).dpi)
    right = max((text.get_window_extent().x1 for text in ax.texts), default=0.0)
    beyond = max(0.0, right - ax.get_window_extent().x1) * 72 / _figure(ax).dpi
    return 0.92 * (_room(ax) - beyond - _indent(ax))


def unit_above(ax: Axes, unit: str) -> None:
    """Write what an upright axis measures above it; in a narrow figure below, under the other
    axis's label, which is set before.

    Parameters
    ----------
    ax : Axes
        its limits are set.
    unit : str
        with its directions.
    """
    unit = medium.said(unit)
    if is_narrow(ax):
        label = f"{ax.get_xlabel()}\n{wrapped(unit, 0.55 * _room(ax), medium.small_size())}"
        ax.xaxis.label.set_text(label)
        return
    x, y = ax.get_xlim()[0], ax.get_ylim()[1]
    write(ax, x, y, unit, offset=(0, 3), va="bottom", size=medium.small_size())


def spaced(text: str) -> str:
    r"""A text whose gaps stay as wide as they are where it is shown as text, in an SVG.

    Examples
    --------
    >>> spaced("less   more").split(" ")
    ['less\xa0\xa0', 'more']
    """
    return text.replace("  ", "\xa0\xa0")


def is_narrow(ax: Axes) -> bool:
    """Whether a chart has as little room as in a column of a journal."""
    return _is_alone(ax) and _is_column(_figure_width(ax))


def _is_column(width: float) -> bool:
    """Whether so many points are as narrow as a column of a journal."""
    return width < _NARROW * medium.text_size()


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


def difference_axis(
    ax: Axes, category: str, target: str, reference: str, what: str = "", **choices: Any
) -> None:
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
    **choices
        of `x_axis`.
    """
    more, other = f"more in {grammar.the(target)}", f"more in {grammar.the(reference)}"
    if whole := sum_named(category):
        what = whole.unit
        more, other = (f"{grammar.the(target)} {way}" for way in (whole.more, whole.less))
    label = f"difference in {what}" if what else "difference"
    x_axis(ax, f"{label} per 1,000 words", f"← {other}     {more} →", **choices)


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
        axis=which,
        labelsize=medium.small_size(),
        labelcolor=medium.ink(),
        color=medium.muted(),
        length=3 if which == "x" else 0,
    )


def columns(
    ax: Axes,
    columns: Sequence[tuple[str, list[tuple[float, str]]]],
    *,
    left: Sequence[int] = (),
    small: Sequence[int] = (),
    color: str | None = None,
    heading: str = "",
    of_article: Sequence[int] = (),
    first: Sequence[int] | None = None,
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
    color : str, optional
        of the cells.
    heading : str
        what stands over all heads.
    of_article : sequence of int
        which columns hold words of the article, which are never replaced.
    first : sequence of int, optional
        which columns are drawn where there is no room for all, the most needed first; from left to
        right by default.

    Returns
    -------
    list of list of Text
        the cells of each column, to be coloured; none for a column that has no room.
    """
    columns = [
        (
            medium.said(head),
            [(y, text if number in of_article else medium.said(text)) for y, text in cells],
        )
        for number, (head, cells) in enumerate(columns)
    ]
    sizes = [
        medium.small_size() if number in small else medium.text_size()
        for number in range(len(columns))
    ]
    widths = [_column_width(*column, size) for column, size in zip(columns, sizes, strict=True)]
    drawn = _having_room(ax, widths, range(len(columns)) if first is None else first)
    texts: list[list[Text]] = []
    x = medium.scaled(12.0)
    top = max(ax.get_ylim()) if not ax.yaxis_inverted() else min(ax.get_ylim())
    quiet: dict[str, Any] = {
        "va": "bottom", "color": medium.muted(), "x_axes": True, "size": medium.small_size()
    }  # fmt: skip
    for column, (head, cells) in enumerate(columns):
        texts.append([])
        if column not in drawn:
            continue
        width, flush = widths[column], "left" if column in left else "right"
        place = x if column in left else x + width
        texts[-1] = [
            write(
                ax, 1, y, text, offset=(place, 0), ha=flush, color=color, x_axes=True,
                size=sizes[column],
            )
            for y, text in cells
        ]  # fmt: skip
        write(ax, 1, top, head, offset=(place, 2), ha=flush, **quiet)
        x += width + medium.scaled(11)
    if heading:
        offset = (medium.scaled(12), medium.scaled(14))
        write(ax, 1, top, medium.said(heading), offset=offset, ha="left", **quiet)
    return texts


def _column_width(head: str, cells: list[tuple[float, str]], size: float) -> float:
    """The width of the widest line of a column, in points."""
    lines = [line_width(line, size) for _, text in cells for line in text.split("\n")]
    return max([0.0, *lines, *(line_width(line, medium.small_size()) for line in head.split("\n"))])


def _having_room(ax: Axes, widths: list[float], order: Iterable[int]) -> set[int]:
    """The columns that have room next to the marks, the most needed first."""
    drawn = set[int]()
    if not _is_alone(ax):
        return set(order)
    share = _NARROW_SHARE if is_narrow(ax) else _PLOT_SHARE
    left = (1 - share) * _room(ax) - _indent(ax) - medium.scaled(12)
    for column in order:
        left -= widths[column] + medium.scaled(11)
        if left + medium.scaled(11) < 0:
            break
        drawn.add(column)
    return drawn


def verdict_text(text: Text, is_shown: bool) -> None:
    """A claim stands out, the rest stays quiet.

    Parameters
    ----------
    text : Text
        a verdict, as it is drawn.
    is_shown : bool
        whether it says that one layer holds more.
    """
    if is_shown:
        text.set_fontweight("bold")
    else:
        text.set_color(medium.muted())


def leader(ax: Axes, x: float, y: float, length: float, color: str) -> None:
    """Draw a thin line from a place of the data upwards, to the words about it.

    Parameters
    ----------
    ax : Axes
    x, y : float
        in units of the data.
    length : float
        in points.
    color : str
    """
    ax.annotate("", (x, y), xytext=(0, length), textcoords="offset points",
                arrowprops={"arrowstyle": "-", "linewidth": 0.7, "color": color, "shrinkA": 0, "shrinkB": 0})  # fmt: skip


def write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    offset: tuple[float, float] = (0, 0),
    ha: str = "left",
    va: str = "center_baseline",
    color: str | None = None,
    size: float | None = None,
    weight: str = "normal",
    x_axes: bool = False,
) -> Text:
    """Write a short text at a place of the data.

    Words are drawn as they come: those of the package go through `medium.said` first.

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
        color=color or medium.ink(),
        fontsize=size or medium.text_size(),
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
    text = medium.said(" ".join(filter(None, remarks)))
    if not text:
        return
    indent = _indent(ax)
    label = ax.get_xlabel()
    drop = medium.scaled(8 if not label else 40 + 13 * label.count("\n"))
    note = ax.annotate(
        wrapped(text, _room(ax), medium.small_size()), (0, 0), xycoords="axes fraction", xytext=(-indent, -drop),
        textcoords="offset points", ha="left", va="top", color=medium.muted(), fontsize=medium.small_size(),
        annotation_clip=False, parse_math=False, linespacing=1.35,
    )  # fmt: skip
    note.set_gid("note")


@in_style
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
        (text.xyann[1] + medium.scaled(11.5) * (1 + text.get_text().count("\n")) for text in heads),
        default=0.0,
    )
    for artist in key:
        artist.set_label(medium.said(str(artist.get_label())))
    n_columns = _key_columns(key, _room(ax))
    n_lines = -(-len(key) // n_columns) if key else 0
    beside = above if is_narrow(ax) else medium.scaled(13)  # heads and key share a line if they can
    lift = beside if heads else 0.0
    pad = max(above + medium.scaled(7), medium.scaled(9 + 15 * n_lines) + lift)
    if key:
        up = ScaledTranslation(-indent / 72, (lift + 2) / 72, _figure(ax).dpi_scale_trans)
        legend = ax.legend(
            handles=list(key), loc="lower left", bbox_to_anchor=(0, 1),
            bbox_transform=ax.transAxes + up, ncols=n_columns, fontsize=medium.small_size(),
            labelcolor=medium.ink(), handletextpad=0.3, columnspacing=1.4, borderaxespad=0,
            borderpad=0.2, handlelength=1.2,
        )  # fmt: skip
        for label in legend.get_texts():
            label.set_parse_math(False)
    if not _is_titled(ax):
        return ax
    size, weight = medium.title_size(), matplotlib.rcParams["axes.titleweight"]
    weight = "bold" if weight == matplotlib.rcParamsDefault["axes.titleweight"] else weight
    color = matplotlib.rcParams["axes.titlecolor"]
    text = ax.set_title(
        wrapped(medium.said(drawable(title, 400)), _room(ax), size, weight, even=True),
        loc="left",
        fontsize=size,
        fontweight=weight,
        color=medium.ink() if color == "auto" else color,
        pad=pad,
        linespacing=1.25,
        parse_math=False,
    )
    text.set_transform(text.get_transform() + shift)
    return ax


def refilled(words: str, text: Text) -> str:
    """Words on as many lines as fit the figure of a title, in its place.

    Parameters
    ----------
    words : str
        of the caller.
    text : Text
        the title that is drawn.
    """
    figure = text.get_figure(root=True)
    room = figure.get_figwidth() * 72 - medium.scaled(24) if figure else 0.0
    return wrapped(drawable(words, 400), room, float(text.get_fontsize()), "bold", even=True)


def _key_columns(key: Sequence[Artist], room: float) -> int:
    """How many entries of a key stand on a line, so that the line fits the room (in points)."""
    size = medium.small_size()
    widths = [line_width(str(artist.get_label()), size) + 1.5 * size for artist in key]
    for n in range(min(_KEYS, len(key)), 1, -1):
        by_column = [float(max(column)) for column in np.array_split(widths, n)]
        if sum(by_column) + 1.4 * size * (n - 1) <= room:
            return n
    return 1


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
    width = _figure_width(ax)
    if not _is_alone(ax):
        return width * ax.get_position().width
    # On a screen small letters are wider than they are at the resolution of print.
    return (_SCREEN if is_narrow(ax) else 1.0) * (width - medium.scaled(24))


def _is_alone(ax: Axes) -> bool:
    """Whether an Axes has a figure, or the part of a figure that it is in, for itself."""
    figure = ax.get_figure(root=False)
    return figure is not None and len(figure.axes) == 1


def _is_titled(ax: Axes) -> bool:
    """Whether a title is drawn: on paper without titles, only those of the parts of a figure are."""
    return medium.in_force().titled or len(_figure(ax).axes) > 1


def _figure_width(ax: Axes) -> float:
    """How wide the figure of an Axes is, or the part of a figure that it is in, in points."""
    figure = ax.get_figure(root=False) or _figure(ax)
    return float(figure.bbox.width * 72 / _figure(ax).dpi)


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the Axes belongs to no figure; give one that does, or none")
    return figure


def line_width(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line in points."""
    return _width_in(text, size, weight, tuple(matplotlib.rcParams["font.family"]))


@functools.cache
def _width_in(text: str, size: float, weight: str, families: tuple[str, ...]) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # a glyph that the font lacks is drawn as a box of its own width
        width, _, _ = _MEASURE.get_text_width_height_descent(
            text, FontProperties(family=list(families), size=size, weight=weight), False
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
        if lines and line_width(longer, size, weight) <= room:
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
    if line_width(text, size, weight) <= room:
        return text
    kept = text[: max(1, int(len(text) * room / line_width(text, size, weight)))]
    while len(kept) > 1 and line_width(f"{kept}…", size, weight) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
