"""How a notebook shows a picture: light or dark as its page is, with its words.

A kernel does not know the theme of the page, so a live output holds both pictures, and the page
shows one: JupyterLab by the rule that comes with them, `cutline app` by its own. Where outputs are
stored there is the light one alone.
"""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable, Mapping
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.charts import drawing, medium, stored
from analysis.publishing import STORED
from analysis.templates import filled

_COLORS = 256  # of a picture: its letters have edges in some hundred shades of few colours


def bundle(
    png: bytes, alt: str, dark: Callable[[], bytes]
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """A picture for a notebook, by the kinds of content, and what an output says of it.

    Parameters
    ----------
    png : bytes
        the light picture.
    alt : str
        its alternative text.
    dark : function
        gives the picture for dark pages, b"" for none; it is not asked where outputs are stored.

    Returns
    -------
    tuple of (dict, dict)
        the contents, with HTML only in a live notebook; the metadata, with the alternative text.
    """
    light = small(png)
    contents = {"image/png": _base64(light), "text/plain": alt}
    if not os.environ.get(STORED):
        contents["text/html"] = of_pictures(light, small(dark()), alt)
    return contents, {"image/png": {"alt": alt}}


def of_pictures(light: bytes, dark: bytes, alt: str) -> str:
    """Two pictures of one thing as HTML, of which a page shows the one that suits it.

    Parameters
    ----------
    light, dark : bytes
        as PNG; b"" for no dark one.
    alt : str
        the words of both.

    Returns
    -------
    str
        a page that takes away its style shows the light one.
    """
    pictures = {"light": _base64(light), "dark": _base64(dark)}
    return filled("notebook_picture.html", alt=alt, **pictures)


def small(png: bytes) -> bytes:
    """A picture in 256 colours, with a third of the bytes.

    Parameters
    ----------
    png : bytes
        a chart; a transparent one stays as it is, and so does b"".

    Returns
    -------
    bytes
        the same size in pixels, the same words inside.
    """
    if not png:
        return png
    picture: Any = Image.open(io.BytesIO(png))
    if picture.mode != "RGB" and picture.convert("RGBA").getextrema()[3][0] < 255:
        return png
    about, content = PngInfo(), io.BytesIO()
    for name, text in picture.text.items():
        about.add_itxt(name, text)
    few = picture.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    few.save(content, "PNG", optimize=True, pnginfo=about, dpi=picture.info["dpi"])
    return content.getvalue()


def drawn_dark(ax: Axes, about: Mapping[str, str | None]) -> bytes:
    """A chart whose picture is drawn, once more for dark pages.

    Parameters
    ----------
    ax : Axes
        as a chart returned it.
    about : mapping
        what the picture says of itself.

    Returns
    -------
    bytes
        as PNG; b"" where a style in force chose the colours, or where the caller put the chart into
        a figure of their own or has changed it since: then its one picture is what they want.
    """
    figure = ax.get_figure(root=True)
    if figure is None or medium.has_own_colors() or not medium.is_light(figure.get_facecolor()):
        return b""
    with medium.settings(medium.DARK):
        again = drawing.redrawn(ax)
        if again is None:
            return b""
        other = again.get_figure(root=True)
        assert other is not None
        with stored.style_in_force():
            png = stored.written(other, "png", dict(about))
        plt.close(other)
    # Numbers on an axis are there once both are drawn.
    return png if _content(other) == _content(figure) else b""


def _content(figure: Figure) -> tuple[object, ...]:
    """What a figure shows, without its colours."""
    words = [text.get_text() for text in figure.findobj(Text)]
    size = tuple(figure.get_size_inches())
    frames = [
        (ax.get_xlim(), ax.get_ylim(), len(ax.get_children()), len(ax.lines)) for ax in figure.axes
    ]
    return size, frames, words


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
