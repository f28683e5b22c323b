"""How a chart becomes a file: the same bytes from the same numbers."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from analysis.charts.drawing import DPI, STYLE, settings

_BYTES: dict[Any, Any] = {
    "svg.hashsalt": "cutline",
    "svg.fonttype": "path",
    "savefig.dpi": DPI,
    "path.simplify": False,
}


@contextmanager
def fixed_style() -> Iterator[None]:
    """Settings as matplotlib ships them, whatever the reader's own settings are."""
    with settings(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({**STYLE, **_BYTES})
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def written(figure: Figure, kind: str, metadata: dict[str, str | None]) -> bytes:
    """A figure as a file.

    Parameters
    ----------
    figure : Figure
        drawn within `fixed_style`.
    kind : str
        "svg" or "png".
    metadata : dict
        what the file says of itself; of an SVG a Date of None, or it changes every second.

    Returns
    -------
    bytes
    """
    content = io.BytesIO()
    figure.savefig(content, format=kind, dpi=DPI, metadata=metadata)
    return content.getvalue()
