"""Medium: what a chart is drawn on, and with which words, sizes and colours.

A style of matplotlib that is in force (`plt.style.use`, `rcParams`, a context) says which fonts,
sizes and colours text and background have. All else is as this package draws it. Width, grey and
other words are asked for with `paper`.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import matplotlib
from matplotlib.colors import is_color_like, to_hex, to_rgb, to_rgba
from matplotlib.font_manager import FontProperties

from analysis.charts import fonts
from analysis.looks import FATE_LOOKS, LAYER_LOOKS, FateLook, Look
from analysis.words import numbers

WIDTH = 9.0  # inches, of a fresh figure
BLACK, MUTED, GRID = "#1A1A1A", "#595959", "#DADADA"
TITLE, TEXT, SMALL = 12.5, 9.5, 8.5  # points
_LEAST_TEXT = 7.0  # points, on narrow paper: what journals ask for
_FAINT = {"muted": 0.725, "grid": 0.16}  # how much of the ink is in the two fainter tones
_DARK = 0.18  # luminance of a background, below which it counts as dark
_CONTRAST = {"ink": 4.5, "fill": 3.0}  # WCAG 2.2, of text and of marks

STYLE: dict[Any, Any] = {
    "font.family": [fonts.SHIPPED],
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
    "savefig.facecolor": "auto",
}
# The colours of a picture on a dark page: paper and ink are those of report.css.
DARK: dict[Any, Any] = {
    "text.color": "#ececec",
    "axes.edgecolor": "#b4b4b4",
    "axes.facecolor": "#17191c",
    "figure.facecolor": "#17191c",
}
# What a style in force decides.
_OBEYED = (
    *("font.family", "font.serif", "font.sans-serif", "font.monospace", "font.cursive"),
    *("font.fantasy", "font.size", "text.color", "axes.facecolor", "axes.edgecolor"),
    *("figure.facecolor", "savefig.facecolor", "axes.titlesize", "axes.titleweight"),
    *("axes.titlecolor", "xtick.labelsize"),
)


@dataclass(frozen=True)
class Paper:
    """How charts come out where a caller asks for it.

    width: of a fresh figure, in inches; None for that of each chart. grey: without colours. titled:
    with a title. labels: other words for those of the package.
    """

    width: float | None = None
    grey: bool = False
    titled: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)


_AnyLook = TypeVar("_AnyLook", Look, FateLook)
_PLAIN = Paper()
_IN_FORCE: ContextVar[Paper] = ContextVar("paper", default=_PLAIN)


@contextlib.contextmanager
def paper(**changes: Any) -> Iterator[Paper]:
    """Draw charts for a place of their own: a column of a journal, print without colours, another
    language.

    Parameters
    ----------
    **changes
        fields of `Paper`. width (inches): text shrinks to 7 points, and columns of words that have
        no room are left out or set below. grey (bool). titled (bool): False where the caption of
        the journal has the words of the title. labels (mapping): a key is words as a chart draws
        them, a whole text or a part of one; its value is drawn instead. Longer keys go first. Words
        of an article are never replaced. The name of a figure as a key stands for its title.

    Yields
    ------
    Paper

    Examples
    --------
    >>> with paper(width=3.3, labels={"captions": "cutlines"}):
    ...     said("more in captions")
    'more in cutlines'
    """
    token = _IN_FORCE.set(replace(_IN_FORCE.get(), **changes))
    try:
        yield _IN_FORCE.get()
    finally:
        _IN_FORCE.reset(token)


_UNITS = {"": 1.0, "in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4}  # inches
_WIDTHS = 2.0, 40.0  # inches


def inches(width: str) -> float:
    """The width of a figure in inches, from a number with its unit.

    Parameters
    ----------
    width : str
        as "3.3in", "84mm" or "8.4cm"; a number alone counts inches.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        for what is no width, or narrower or wider than figures can be.

    Examples
    --------
    >>> inches("3.3in"), round(inches("84 mm"), 2)
    (3.3, 3.31)
    """
    match = re.fullmatch(r"(\d{1,4}(?:\.\d{1,4})?)\s*(in|cm|mm|)", width.strip())
    value = float(match[1]) * _UNITS[match[2]] if match else 0.0
    low, high = _WIDTHS
    if not low <= value <= high:
        raise ValueError(
            f"width {width!r}: give a number from {numbers.shortest(low)} to"
            f" {numbers.shortest(high)} inches, as 3.3in or 84mm"
        )
    return value


def in_force() -> Paper:
    """The paper that charts are drawn on now."""
    return _IN_FORCE.get()


def said(text: str) -> str:
    """Words of the package, in the words that the caller has for them.

    Examples
    --------
    >>> with paper(labels={"body": "Haupttext", "more in body": "mehr im Haupttext"}):
    ...     said("more in body"), said("nobody")
    ('mehr im Haupttext', 'nobody')
    """
    labels = _IN_FORCE.get().labels
    if not labels:
        return text
    return _any_of(tuple(labels)).sub(lambda words: labels[words[0]], text)


@functools.cache
def _any_of(keys: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(keys, key=len, reverse=True)
    any_of = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
    return re.compile(any_of)


# --------------------------------------------------------------------------- the style


@contextlib.contextmanager
def settings(*styles: Mapping[Any, Any]) -> Iterator[None]:
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


def house_style() -> dict[Any, Any]:
    """The settings of this package, for the paper in force."""
    width = _IN_FORCE.get().width or WIDTH
    return {**STYLE, "font.size": max(_LEAST_TEXT, TEXT * min(1.0, width / WIDTH))}


def style(letters: frozenset[str] = frozenset()) -> dict[Any, Any]:
    """The settings that a chart is drawn with: those of the package, then what a style in force says
    of text and background, then the fonts for letters that its font lacks.

    Parameters
    ----------
    letters : set of str
        of the words that are drawn.

    Returns
    -------
    dict
        values of `matplotlib.rcParams`.
    """
    ours, theirs = _settings_of_matplotlib()
    chosen = {name: theirs[name] for name in _OBEYED if theirs[name] != ours[name]}
    if "font.sans-serif" in chosen:
        chosen.setdefault("font.family", ["sans-serif"])
    result = {**house_style(), **chosen}
    families = [*result["font.family"]]
    if fonts.SHIPPED not in families:
        families.append(fonts.SHIPPED)
    return {**result, "font.family": [*families, *fonts.fallback(letters)]}


def has_own_colors() -> bool:
    """Whether a style in force chose colours of words or background."""
    ours, theirs = _settings_of_matplotlib()
    own = (*DARK, "savefig.facecolor", "axes.titlecolor")
    return any(theirs[name] != ours[name] for name in own)


def _settings_of_matplotlib() -> tuple[Any, Any]:
    """Those that it ships, and those in force."""
    return matplotlib.rcParamsDefault, matplotlib.rcParams


# --------------------------------------------------------------------------- sizes, in points


def text_size() -> float:
    """The size of most words."""
    return float(matplotlib.rcParams["font.size"])


def small_size() -> float:
    """The size of ticks, keys and notes."""
    return _size("xtick.labelsize", SMALL / TEXT)


def title_size() -> float:
    """The size of a chart's title."""
    return _size("axes.titlesize", TITLE / TEXT)


def _size(setting: str, share: float) -> float:
    ours, theirs = _settings_of_matplotlib()
    if theirs[setting] != ours[setting]:
        return float(FontProperties(size=theirs[setting]).get_size_in_points())
    return share * text_size()


def scaled(points: float) -> float:
    """A distance that grows with the text, given for text of 9.5 points."""
    return points * text_size() / TEXT


# --------------------------------------------------------------------------- colours


def ink() -> str:
    """The colour of words and of lines that matter."""
    return to_hex(matplotlib.rcParams["text.color"])


def ground() -> str:
    """The colour that charts lie on."""
    for setting in ("axes.facecolor", "figure.facecolor"):
        color = matplotlib.rcParams[setting]
        if is_color_like(color) and to_rgba(color)[3] > 0:
            return to_hex(color)
    return "#ffffff" if _luminance(ink()) < 0.5 else "#000000"


def is_light(color: Any) -> bool:
    """Whether a background, of any form that matplotlib takes, is no dark one."""
    return _luminance(to_hex(color)) >= _DARK


def muted() -> str:
    """The colour of words that matter less."""
    return _mixed(ink(), ground(), _FAINT["muted"])


def grid() -> str:
    """The colour of lines that help the eye."""
    return _mixed(ink(), ground(), _FAINT["grid"])


def look(layer: str) -> Look:
    """How a layer looks on this paper: its look, without colours in grey print, and lighter on a
    dark background.

    Examples
    --------
    >>> look("caption") == LAYER_LOOKS["caption"]
    True
    >>> with paper(grey=True):
    ...     look("caption").fill
    '#adadad'
    """
    return _adapted(LAYER_LOOKS[layer], _IN_FORCE.get().grey, ground())


def fate_look(fate: str) -> FateLook:
    """How what became of a sentence looks on this paper, as `look` for a layer."""
    return _adapted(FATE_LOOKS[fate], _IN_FORCE.get().grey, ground())


@functools.cache
def _adapted(own: _AnyLook, is_grey: bool, ground: str) -> _AnyLook:
    fill, ink_of = own.fill, own.ink
    if is_grey:
        fill, ink_of = _grey(fill), _grey(ink_of)
    if not is_light(ground):
        fill, ink_of = (
            _legible(_turned(color), ground, _CONTRAST[what])
            for what, color in (("fill", fill), ("ink", ink_of))
        )
    return own._replace(fill=fill, ink=ink_of)


def _legible(color: str, ground: str, contrast: float) -> str:
    """The colour, lightened until it stands out from a dark background."""
    for share in range(0, 101, 5):
        lighter = _mixed("white", color, share / 100)
        if _contrast(lighter, ground) >= contrast:
            return lighter
    return "#ffffff"


def _turned(color: str) -> str:
    """Greys change places with each other on a dark background: black is white there."""
    red, green, blue = to_rgb(color)
    return to_hex((1 - red, 1 - green, 1 - blue)) if red == green == blue else color


def _grey(color: str) -> str:
    lightness = _luminance(color)
    value = 12.92 * lightness if lightness <= 0.0031308 else 1.055 * lightness ** (1 / 2.4) - 0.055
    return to_hex((value, value, value))


def _mixed(color: str, other: str, share: float) -> str:
    red, green, blue = (
        share * a + (1 - share) * b for a, b in zip(to_rgb(color), to_rgb(other), strict=True)
    )
    return to_hex((red, green, blue))


def _luminance(color: str) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(color)
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _contrast(color: str, other: str) -> float:
    low, high = sorted((_luminance(color), _luminance(other)))
    return (high + 0.05) / (low + 0.05)
