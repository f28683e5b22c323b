"""Jupyter: how a notebook shows tables, charts, sentences and mistakes.

`set_up()` in the first cell is enough for tables and mistakes; `show` puts a chart in the notebook
with its words, and verdicts with the findings first.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from types import TracebackType
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from IPython import get_ipython
from IPython.display import Markdown, display
from markupsafe import Markup
from matplotlib.axes import Axes

from analysis import charts, figures, measures
from analysis.charts import shown, stored
from analysis.lexicons.codebook import known_codebooks
from analysis.options import DEFAULTS, Options
from analysis.reading.errors import one_line
from analysis.templates import filled
from analysis.words import numbers, sentences
from analysis.words.tables import table_to_read, verdict_table

_MOST_ROWS = 80  # of a table; of a longer one the first and the last are shown
_LONG = 40  # characters, from which a cell is a sentence
_NUMBER = re.compile(rf"[<−+]?\s?[\d.,]+%?|{numbers.UNDEFINED}")
_PACKAGE = __name__.partition(".")[0]


def set_up() -> None:
    """Show tables so that they can be read, and a wrong choice in one line. Call it in the first
    cell of a notebook; outside of one nothing happens.

    A table of pandas keeps its values: only what a notebook shows of it has labels for keys, no
    counting index, a dash for what is undefined, and two or three digits. The key of a column is
    seen when the pointer rests on its head.

    Examples
    --------
    >>> set_up()
    """
    shell = get_ipython()
    if shell is None:
        return
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(pd.DataFrame, table_html)
    formatter.for_type(pd.Series, lambda series: table_html(series.to_frame()))
    shell.set_custom_exc((ValueError,), _refuse)


def show(thing: Any) -> None:
    """Show a chart with its words, a figure, a table, or sentences as a list.

    Parameters
    ----------
    thing : Axes, Drawn, DataFrame, str or sequence of str
        what a chart returned (its figure is closed), `figures.render`, any table, or sentences.

    Raises
    ------
    ValueError
        for Axes that no chart of this package drew.
    """
    if isinstance(thing, Axes):
        display(ChartPicture(thing))
        _show_words(charts.alternative_text(thing))
    elif isinstance(thing, figures.Drawn):
        display(thing)
        _show_words(thing.alt)
    elif isinstance(thing, pd.DataFrame):
        display(ReadableTable(table_html(thing), thing.to_string(max_rows=_MOST_ROWS)))
    else:
        lines = [thing] if isinstance(thing, str) else list(thing)
        display(Markdown(sentences.as_markdown([*map(_closed, filter(None, lines))])))


def _closed(sentence: str) -> str:
    """A sentence with its full stop."""
    return sentence if sentence.endswith((".", ":", "?", "!", "…")) else f"{sentence}."


class ReadableTable:
    """A table as a notebook shows it, with its plain form for a terminal."""

    def __init__(self, html: str, plain: str) -> None:
        self.html, self.plain = html, plain

    def __repr__(self) -> str:
        return self.plain

    def _repr_html_(self) -> str:
        return self.html


class ChartPicture:
    """A chart as a notebook shows it, light or dark, with its alternative text; its figure is closed."""

    def __init__(self, ax: Axes) -> None:
        self.alt, figure = charts.alternative_text(ax), ax.get_figure(root=True)
        assert figure is not None
        about: dict[str, str | None] = {
            "Description": self.alt,
            "Software": f"cutline {version('cutline')}",
        }
        with stored.style_in_force():
            png = stored.written(figure, "png", about)
        self.bundle = shown.bundle(png, self.alt, lambda: shown.drawn_dark(ax, about))
        plt.close(figure)  # or the notebook would show it once more

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(
        self, **_kinds: object
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        return self.bundle


def _show_words(alt: str) -> None:
    """JupyterLab gives a picture no alternative text, so the words are in the notebook as well."""
    display(ReadableTable(filled("notebook_words.html", text=alt), alt))


# --------------------------------------------------------------------------- tables


def table_html(table: pd.DataFrame) -> str:
    """A table as HTML: text to the left, numbers to the right; what is too wide scrolls.

    Parameters
    ----------
    table : DataFrame
        any table of the suite, or one's own.

    Returns
    -------
    str

    Examples
    --------
    >>> "persons" in table_html(pd.DataFrame({"category": ["PERSON"]}))
    True
    """
    keys = [str(name) for name in table.columns]
    return _html(table_to_read(table, _labels()), keys)


def verdicts_to_read(
    table: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    names: Mapping[int, str] | None = None,
) -> ReadableTable:
    """The verdicts of a comparison: the findings, the three rows nearest to one, and all others
    folded.

    Parameters
    ----------
    table : DataFrame
        of `comparison.compare` or `measures.findings`.
    labels : mapping of str to str, optional
        for categories; those of the suite by default.
    target, reference : str
        the layers compared.
    names : mapping of int to str, optional
        what segments are called, as `wording.names_of` gives it.

    Returns
    -------
    ReadableTable
        a notebook shows it; printed, all rows follow each other.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> from analysis.comparison import compare
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> verdicts_to_read(compare(corpus, sentiment.hits(corpus))).html.count("<details")
    1
    """
    shown = verdict_table(
        table, dict(labels or _labels()), target=target, reference=reference, names=names
    )
    first = Markup(_html(shown.first)) if len(shown.first) else "No row was tested."
    rest = Markup(_html(shown.rest))
    page = filled("notebook_verdicts.html", about=shown.about_rest, first=first, rest=rest)
    whole = pd.concat([shown.first, shown.rest], ignore_index=True)
    return ReadableTable(page, whole.to_string(index=False))


def _html(shown: pd.DataFrame, keys: Iterable[str] = ()) -> str:
    """A table whose cells are words."""
    if not shown.columns.size or not len(shown):
        return filled("notebook_table.html", heads=[], rows=[], n_left_out=0, styles=[])
    rows = shown.to_numpy().tolist()
    left_out = max(0, len(rows) - _MOST_ROWS)
    if left_out:
        half = _MOST_ROWS // 2
        rows = rows[:half] + rows[-half:]
    styles = [_style_of([str(cell) for cell in column]) for column in zip(*rows, strict=True)]
    own = list(keys)
    titles = [""] * (len(shown.columns) - len(own)) + own
    heads = list(zip(shown.columns, titles, strict=True))
    return filled("notebook_table.html", heads=heads, rows=rows, n_left_out=left_out, styles=styles)


def _style_of(cells: list[str]) -> str:
    """How a column is set: numbers to the right, words to the left, sentences on lines of some words
    even on a phone.
    """
    if all(map(_NUMBER.fullmatch, cells)):
        return "text-align: right"
    room = "; min-width: 8em" if max(map(len, cells)) > _LONG else ""
    return f"text-align: left{room}"


@functools.cache
def _labels() -> dict[str, str]:
    """Labels of all categories that ship with the suite."""
    labels: dict[str, str] = {}
    for name in known_codebooks():
        labels |= measures.labels(Options(frames=name))
    return labels


# --------------------------------------------------------------------------- mistakes


def _refuse(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    """Show what this package says of a wrong choice as one line, any other error as always."""
    if _is_of_package(trace):
        # IPython asks an exception for this, which no type of exception declares.
        error._render_traceback_ = lambda: [f"{kind.__name__}: {one_line(str(error))}"]  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _is_of_package(trace: TracebackType | None) -> bool:
    """Whether the error was raised in this package, and not in the code of a cell."""
    module = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        trace = trace.tb_next
    return module.partition(".")[0] == _PACKAGE
