"""Views: what a notebook shows of a desk, and shows anew whenever a label changes.

Stored, a view is a plain table, list or picture. Where ipywidgets is installed, the same output has
a live form besides, which a notebook with a kernel prefers.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Callable
from typing import Any, NamedTuple, ParamSpec, TypeVar

import pandas as pd

from analysis import jupyter
from analysis.charts import shown
from analysis.reading.errors import InputError
from analysis.templates import filled

# As JupyterLab knows it: no sign of an article is typeset as mathematics.
_PLAIN = "mathjax_ignore"

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def in_one_line(method: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """A function whose ValueError a notebook shows as one line: it is about what a person wrote,
    not about the suite.
    """

    @functools.wraps(method)
    def called(*arguments: _Given.args, **options: _Given.kwargs) -> _Made:
        try:
            return method(*arguments, **options)
        except InputError:
            raise
        except ValueError as error:
            raise InputError(str(error)) from None

    return called


class Face(NamedTuple):
    """How something looks: stored, by the kind of content, and as the HTML of a live output."""

    stored: dict[str, str]
    live: str


def of_table(table: pd.DataFrame) -> Face:
    """A table, with its whole texts; what an article holds is text.

    Parameters
    ----------
    table : DataFrame
        of more than 80 rows, the first and the last are shown.

    Returns
    -------
    Face
    """
    # As wide as it needs to be, and what is wider than its cell scrolls there.
    return of_shown(jupyter.ReadableTable(jupyter.table_html(table), table.to_string(max_rows=80)))


def of_shown(shown: jupyter.ReadableTable) -> Face:
    """A table that is laid out already, as `jupyter.verdicts_to_read` gives it.

    Parameters
    ----------
    shown : ReadableTable

    Returns
    -------
    Face
    """
    return Face({"text/html": shown.html, "text/plain": shown.plain}, shown.html)


def of_sentences(sentences: list[str], empty: str = "") -> Face:
    """Sentences as a list, or the words for none.

    Parameters
    ----------
    sentences : list of str
        as `words.sentences` gives them.
    empty : str
        what is shown in place of an empty list.

    Returns
    -------
    Face
    """
    shown = filled("desk_sentences.html", sentences=sentences, empty=empty)
    return Face({"text/html": shown, "text/plain": "\n".join(sentences) or empty}, shown)


def of_picture(png: bytes, alt: str, dark: bytes = b"") -> Face:
    """A picture and its alternative text.

    Parameters
    ----------
    png, dark : bytes
        the picture, and another for dark pages.
    alt : str
        its alternative text, which is also what a plain terminal shows.

    Returns
    -------
    Face
    """
    light, dark = shown.small(png), shown.small(dark)
    content = base64.b64encode(light).decode()
    live = shown.of_pictures(light, dark, alt)
    return Face({"image/png": content, "text/plain": alt}, live)


class View:
    """Something of a desk that a notebook shows.

    Parameters
    ----------
    make : function
        gives the `Face` as it is now.
    """

    def __init__(self, make: Callable[[], Face]) -> None:
        self._make = make
        self._live: Any = None

    def redraw(self) -> None:
        """Show the present state, if the view is shown live."""
        if self._live is not None:
            self._live.value = self._make().live

    def close(self) -> None:
        """Take the live output away."""
        if self._live is not None:
            self._live.close()
            self._live = None

    def _repr_mimebundle_(self, **_kinds: object) -> dict[str, Any]:
        face = self._make()
        self.close()
        widgets = ipywidgets()
        if widgets is None:
            return dict(face.stored)
        self._live = widgets.HTML(face.live)
        # The class gives it the looks of other outputs of a notebook.
        self._live.add_class("jp-RenderedHTMLCommon").add_class(_PLAIN)
        return self._live._repr_mimebundle_() | face.stored


def ipywidgets() -> Any:
    """The module ipywidgets, or None where it is not installed."""
    try:
        import ipywidgets as module
    except ImportError:
        return None
    return module
