"""How a chart becomes a file: the same bytes from the same numbers."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from analysis.charts import medium
from analysis.charts.drawing import DPI

_BYTES: dict[Any, Any] = {
    "svg.hashsalt": "cutline",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "savefig.dpi": DPI,
    "path.simplify": False,
}
PRINT_DPI = 600  # of a picture for a column of a journal
# Letters stay letters in an SVG. Verdana has the widths of DejaVu Sans, where that is missing.
_FAMILY, _FAMILIES = b"'DejaVu Sans'", b"'DejaVu Sans', Verdana, sans-serif"


@contextmanager
def fixed_style() -> Iterator[None]:
    """Settings as matplotlib ships them, whatever the reader's own settings are."""
    with medium.settings(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({**medium.house_style(), **_BYTES})
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


@contextmanager
def style_in_force(letters: frozenset[str] = frozenset()) -> Iterator[None]:
    """Settings for a figure that is stored: those of a style in force where it says how text and
    background look (`medium.style`), those of matplotlib and of this package for all else.

    Parameters
    ----------
    letters : set of str
        that are drawn, perhaps.
    """
    chosen = medium.style(letters)
    with fixed_style():
        matplotlib.rcParams.update(chosen)
        yield


def written(figure: Figure, kind: str, metadata: dict[str, str | None]) -> bytes:
    """A figure as a file.

    Parameters
    ----------
    figure : Figure
        drawn within `fixed_style`.
    kind : str
        "svg", "png" or "pdf".
    metadata : dict
        what the file says of itself; of an SVG a Date of None, or it changes every second.

    Returns
    -------
    bytes
    """
    content = io.BytesIO()
    dpi = DPI if medium.in_force().width is None else PRINT_DPI
    figure.savefig(content, format=kind, dpi=dpi, metadata=metadata)
    return content.getvalue().replace(_FAMILY, _FAMILIES) if kind == "svg" else content.getvalue()
