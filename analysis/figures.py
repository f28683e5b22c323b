"""Figures: every published figure, its name and how it is made.

A figure is one recipe: which table, which chart, and the sentences that tell the same to a reader
who cannot see it. Two runs give the same bytes: fonts come with matplotlib, SVG ids from a fixed
salt, and no file holds a date.
"""

from __future__ import annotations

import base64
import functools
import html
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import (
    baseline,
    charts,
    comparison,
    entities,
    framing,
    measures,
    sentiment,
    vocabulary,
)
from analysis import hits as hits_table
from analysis.charts import stored
from analysis.corpus import Corpus, check_pair
from analysis.lexicons.choice import settled
from analysis.lexicons.codebook import Codebook, load_codebook
from analysis.options import DEFAULTS, Options, Pair, bare
from analysis.publishing import on_pinned_platform, write_whole
from analysis.words import drawable, of_a_sum, sentences

_NO_FRAME_YET = "Frame vocabulary is not a frame until a human says so."
_TAIL = 6  # the last bytes of a picture say that it is whole
LEXICONS = ("vader", "afinn")


@dataclass(frozen=True)
class Tables:
    """The tables of one article, each made once, when the first figure asks for it."""

    corpus: Corpus
    options: Options = DEFAULTS

    def __post_init__(self) -> None:
        check_pair(**self.pair)
        if len(self.corpus.articles) != 1:
            raise ValueError(
                f"a corpus of {len(self.corpus.articles)} articles; draw the figures of one article"
                " at a time"
            )
        object.__setattr__(self, "options", settled(self.options, self.corpus))

    @property
    def pair(self) -> Pair:
        """The two layers, as keyword arguments."""
        return self.options.pair

    @property
    def lexicons(self) -> tuple[str | Path, ...]:
        """The lexicon of the options, and a second opinion."""
        return tuple(dict.fromkeys((self.options.lexicon, *LEXICONS)))[: len(LEXICONS)]

    @functools.cached_property
    def codebook(self) -> Codebook:
        """The codebook of the frames."""
        return load_codebook(self.options.frames)

    @functools.cached_property
    def frame_hits(self) -> pd.DataFrame:
        """`framing.hits`."""
        return framing.hits(self.corpus, frames=self.options.frames, names=self.names)

    @functools.cached_property
    def frame_dots(self) -> pd.DataFrame:
        """`comparison.dots` of the frames."""
        labels = self.codebook.labels
        return comparison.dots(
            self.corpus, self.frame_hits, labels=labels, seed=self.options.seed, **self.pair
        )

    def measure_dots(self, name: str) -> pd.DataFrame:
        """`comparison.dots` of a registered measure.

        Parameters
        ----------
        name : str
            a key of `measures.MEASURES`.

        Returns
        -------
        DataFrame
            with the labels of the list that the options choose.
        """
        own = measures.MEASURES[name]
        hits = measures.all_hits(self.corpus, self.options)[name]
        labels = dict(own.labels_of(self.options.chosen(own.option)))
        return comparison.dots(
            self.corpus, hits, labels=labels, seed=self.options.seed, **self.pair
        )

    @functools.cached_property
    def frame_places(self) -> pd.DataFrame:
        """`hits.along` of the frames."""
        return hits_table.along(self.corpus, self.frame_hits, self.codebook.labels)

    @functools.cached_property
    def names(self) -> pd.DataFrame:
        """`entities.hits`."""
        return entities.hits(self.corpus, recogniser=self.options.recogniser)

    @functools.cached_property
    def name_counts(self) -> pd.DataFrame:
        """`entities.counts`."""
        return entities.counts(self.corpus, self.names, **self.pair)

    @functools.cached_property
    def name_pairs(self) -> pd.DataFrame:
        """`entities.together`."""
        return entities.together(self.corpus, self.names)

    @functools.cached_property
    def tones(self) -> pd.DataFrame:
        """`sentiment.tones`."""
        return sentiment.tones(
            self.corpus, self.lexicons, leave_out=entities.titled(self.corpus, self.names)
        )

    @functools.cached_property
    def tone_verdicts(self) -> dict[str, str]:
        """`measures.tone_verdicts`."""
        return measures.tone_verdicts(
            self.corpus, self.names, self.lexicons, seed=self.options.seed, **self.pair
        )

    @functools.cached_property
    def tone_places(self) -> pd.DataFrame:
        """`sentiment.along`."""
        return sentiment.along(self.corpus, lexicon=self.options.lexicon)

    @functools.cached_property
    def ordinary(self) -> pd.DataFrame:
        """`baseline.expected` of every measure."""
        hits = measures.all_hits(self.corpus, self.options)
        return baseline.expected(
            self.corpus, self.options.baseline, hits=hits, options=self.options, **self.pair
        )

    @functools.cached_property
    def labels(self) -> dict[str, str]:
        """`measures.labels` of the lists of the options."""
        return measures.labels(self.options)

    @functools.cached_property
    def words(self) -> pd.DataFrame:
        """`vocabulary.overused_words`."""
        return vocabulary.overused_words(self.corpus, **self.pair)

    @functools.cached_property
    def coverage(self) -> pd.DataFrame:
        """`sentiment.coverage` of every lexicon, one under the other."""
        titles = dict(zip(self.lexicons, dict.fromkeys(self.tones["lexicon"]), strict=False))
        each = [
            sentiment.coverage(self.corpus, name).reset_index().assign(lexicon=titles[name])
            for name in self.lexicons
        ]
        return pd.concat(each, ignore_index=True)

    @functools.cached_property
    def source(self) -> str:
        """The article's title and where it comes from, on one line."""
        article = self.corpus.articles.iloc[0]
        parts = [article["title"] or article["id"], article["source"]]
        return ", ".join(drawable(part) for part in parts if isinstance(part, str) and part.strip())

    @functools.cached_property
    def note(self) -> str:
        """The article and the options that a figure comes from."""
        article, book = self.corpus.articles.iloc[0], self.codebook
        reason = f"({self.options.frames_reason})" if self.options.frames_reason else ""
        frames = f"{book.name} {book.version} {reason}".strip()
        return (
            f"Article: {self.source} (sha256 {article['sha256']}). Options: target {self.options.target},"
            f" reference {self.options.reference}, frames {frames}, lexicons"
            f" {' and '.join(map(str, self.lexicons))}, recogniser {self.options.recogniser},"
            f" baseline {bare(self.options.baseline)}, seed {self.options.seed}. Made by cutline {version('cutline')}."
        )


class Recipe(NamedTuple):
    """How a figure is made from the tables, and what it tells beside its title, in sentences."""

    draw: Callable[[Tables], Figure | Axes]
    tell: Callable[[Tables], str]


@dataclass(frozen=True)
class Drawn:
    """A finished figure: its title, its two pictures, its alternative text and the note of where it
    comes from.

    A notebook shows the picture.
    """

    title: str
    svg: bytes
    png: bytes
    alt: str
    note: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_kinds: object) -> dict[str, str]:
        return {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.alt}


def draw(
    corpus: Corpus,
    names: Sequence[str] | None = None,
    folder: str | Path = "figures",
    *,
    progress: Callable[[int, int], None] | None = None,
    options: Options = DEFAULTS,
    **choices: Any,
) -> list[Path]:
    """Draw the published figures of an article: `<name>.svg`, `<name>.png` and the alternative text
    `<name>.txt`.

    Each file is written whole or not at all, and a second run changes no byte.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    names : sequence of str, optional
        which figures; all of `FIGURES` by default.
    folder : str or Path
        where they go; it is made if need be.
    progress : function, optional
        is told how many figures are done, and of how many.
    options : Options, optional
        what is compared, and by which lists.
    **choices
        single options, as `frames="policy"`: any field of `Options`.

    Returns
    -------
    list of Path
        the files, three for each figure.

    Raises
    ------
    ValueError
        for a figure that does not exist (the message lists them), a layer or codebook that does
        not, or a corpus of several articles.
    """
    chosen = chosen_figures(names)
    tables = _tables(corpus, options.but(**choices))
    paths: list[Path] = []
    for number, name in enumerate(chosen):
        if progress:
            progress(number, len(chosen))
        drawn = _render(tables, _recipes()[name])
        text = f"{drawn.alt}\n\n{drawn.note}\n".encode()
        files = {Path(folder) / f"{name}.{kind}": content for kind, content in zip(
            ("svg", "png", "txt"), (drawn.svg, drawn.png, text), strict=True)}  # fmt: skip
        if on_pinned_platform() or not _told_already(files):
            for path, content in files.items():
                write_whole(path, content)
        paths += files
    if progress:
        progress(len(chosen), len(chosen))
    return paths


def render(
    corpus: Corpus,
    name: str,
    *,
    options: Options = DEFAULTS,
    **choices: Any,
) -> Drawn:
    """One figure of an article, not written anywhere: its title, pictures, alternative text and
    note.

    Parameters and errors as for `draw`.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    name : str
        a key of `FIGURES`, or the name of a registered measure that does not ship with the suite.
    options, **choices
        as for `draw`.

    Returns
    -------
    Drawn
        a notebook shows its picture.

    Raises
    ------
    ValueError
        as for `draw`.
    """
    chosen_figures([name])
    return _render(_tables(corpus, options.but(**choices)), _recipes()[name])


def chosen_figures(names: Sequence[str] | None) -> list[str]:
    """The figures by their names; all where none is given. ValueError for others.

    Parameters
    ----------
    names : sequence of str or None
        None or none at all stands for all.

    Returns
    -------
    list of str
        in the order in which they are asked for.

    Raises
    ------
    ValueError
        for a name that no figure has; the message lists those that exist.
    """
    recipes = _recipes()
    chosen = list(names or recipes)
    for name in chosen:
        if name not in recipes:
            raise ValueError(f"unknown figure {name!r}; choose from: {', '.join(recipes)}")
    return chosen


def _recipes() -> dict[str, Recipe]:
    """The published figures, and one of each registered measure that does not ship with the suite."""
    return FIGURES | {
        name: _of_measure(name) for name in measures.MEASURES if name not in measures.SHIPPED
    }


def _of_measure(name: str) -> Recipe:
    own = measures.MEASURES[name]

    def draw(tables: Tables) -> Axes:
        return charts.rates(
            tables.measure_dots(name), what=own.places, rows="categories", **tables.pair
        )

    def tell(tables: Tables) -> str:
        return (
            f"Dots show {own.counts}."
            f" {charts.tell_rates(tables.measure_dots(name), most=12, **tables.pair)}"
        )

    return Recipe(draw, tell)


def _tables(corpus: Corpus, options: Options) -> Tables:
    tables = Tables(corpus, options)
    _ = tables.codebook  # an unknown codebook is told before anything is drawn
    return tables


def _told_already(files: dict[Path, bytes]) -> bool:
    """True where a whole figure that says the same is there: on other platforms only its
    antialiasing may differ.
    """
    if not all(path.exists() for path in files):
        return False
    there = {path: path.read_bytes() for path in files}
    return all(
        (
            there[path] == content
            if path.suffix == ".txt"
            else there[path][-_TAIL:] == content[-_TAIL:]
        )
        for path, content in files.items()
    )


def picture(tables: Tables, name: str) -> tuple[bytes, str]:
    """One figure of an article as a PNG and its alternative text; a ValueError for a figure that
    does not exist.

    The note of where it comes from stands in the PNG.

    Parameters
    ----------
    tables : Tables
        of the article; what the figure needs of them is made now.
    name : str
        a key of `FIGURES`.

    Returns
    -------
    tuple of (bytes, str)
        the PNG, and the alternative text.

    Raises
    ------
    ValueError
        for a name that no figure has.
    """
    (chosen,) = chosen_figures([name])
    with _made(tables, _recipes()[chosen]) as (figure, title, alt):
        return _png(figure, title, alt, tables), alt


def _render(tables: Tables, recipe: Recipe) -> Drawn:
    with _made(tables, recipe) as (figure, title, alt):
        png = _png(figure, title, alt, tables)
        figure.set_layout_engine("none")  # the second picture keeps the places of the first
        about = {"Title": title, "Description": f"{alt} {tables.note}"}
        svg = stored.written(
            figure, "svg", {**about, "Creator": f"cutline {version('cutline')}", "Date": None}
        )
    return Drawn(title, _spoken(svg, title, alt), png, alt, tables.note)


@contextmanager
def _made(tables: Tables, recipe: Recipe) -> Iterator[tuple[Figure, str, str]]:
    """A figure with its title and its alternative text, closed afterwards."""
    opened = set(plt.get_fignums())
    try:
        with stored.fixed_style():
            made = recipe.draw(tables)
            figure = made if isinstance(made, Figure) else made.get_figure(root=True)
            assert figure is not None
            title = " ".join(
                (figure.get_suptitle() or figure.axes[0].get_title(loc="left")).split("\n")
            )
            yield figure, title, f"{title.removesuffix('.')}. {recipe.tell(tables)}".strip()
    finally:
        for figure_number in set(plt.get_fignums()) - opened:
            plt.close(figure_number)


def _png(figure: Figure, title: str, alt: str, tables: Tables) -> bytes:
    about = {"Title": title, "Description": f"{alt} {tables.note}"}
    return stored.written(figure, "png", {**about, "Software": f"cutline {version('cutline')}"})


def _spoken(svg: bytes, title: str, alt: str) -> bytes:
    """The SVG with the title and description that screen readers look for."""
    head, mark, rest = svg.partition(b"<svg ")
    opening, end, body = rest.partition(b">")
    spoken = f"\n <title>{html.escape(title)}</title>\n <desc>{html.escape(alt)}</desc>"
    return head + mark + b'role="img" ' + opening + end + spoken.encode() + body


# --------------------------------------------------------------------------- the summary


def summary_figure(
    corpus: Corpus,
    *,
    options: Options = DEFAULTS,
    **choices: Any,
) -> Figure:
    """One figure of 1,600 by 1,000 pixels: frame vocabulary, names and tone of two layers, under
    what the verdicts say.

    Parameters and errors as for `draw`.

    Parameters
    ----------
    corpus, options, **choices
        as for `draw`.

    Returns
    -------
    Figure
        of matplotlib, to be shown or saved by the caller.

    Raises
    ------
    ValueError
        as for `draw`.
    """
    with stored.fixed_style():
        return _summary(_tables(corpus, options.but(**choices)))


def _summary(tables: Tables) -> Figure:
    verdict = of_a_sum(next(iter(tables.tone_verdicts.values())), sentiment.SUM.more)
    return charts.summary(
        *_summarised(tables), verdict=verdict, source=tables.source, **tables.pair
    )


def _summarised(tables: Tables) -> tuple[pd.DataFrame, ...]:
    tones = tables.tones[tables.tones["lexicon"] == tables.tones["lexicon"].iloc[0]]
    return tables.corpus.segments, tables.frame_dots, tables.name_counts, tones


FIGURES: dict[str, Recipe] = {
    "00-summary": Recipe(_summary, lambda t: charts.tell_summary(*_summarised(t), **t.pair)),
    "01-layers": Recipe(
        lambda t: charts.layers(t.corpus.segments, target=t.options.target),
        lambda t: charts.tell_layers(t.corpus.segments, target=t.options.target),
    ),
    "02-tone-along": Recipe(
        lambda t: charts.tone_along(t.tone_places, **t.pair),
        lambda t: charts.tell_tone_along(t.tone_places, target=t.options.target),
    ),
    "03-tone-by-layer": Recipe(
        lambda t: charts.tone_by_layer(
            t.tones, title=sentences.tone(t.tone_verdicts, **t.pair), **t.pair
        ),
        lambda t: charts.tell_tone_by_layer(t.tones),
    ),
    "04-frames": Recipe(
        lambda t: charts.rates(t.frame_dots, what="frame words", rows="frames", **t.pair),
        lambda t: f"{charts.tell_rates(t.frame_dots, row='frame', **t.pair)} {_NO_FRAME_YET}",
    ),
    "05-frames-along": Recipe(
        lambda t: charts.along(t.frame_places, t.corpus.segments, target=t.options.target),
        lambda t: charts.tell_along(t.frame_places, row="frame", target=t.options.target),
    ),
    "06-entities": Recipe(
        lambda t: charts.mirrored(t.name_counts, **t.pair),
        lambda t: charts.tell_mirrored(t.name_counts, **t.pair),
    ),
    "07-together": Recipe(
        lambda t: charts.together(t.name_pairs), lambda t: charts.tell_together(t.name_pairs)
    ),
    "08-words": Recipe(
        lambda t: charts.overused(t.words, **t.pair),
        lambda t: charts.tell_overused(t.words, **t.pair),
    ),
    "09-coverage": Recipe(
        lambda t: charts.coverage(t.coverage, **t.pair), lambda t: charts.tell_coverage(t.coverage)
    ),
    "10-ordinary": Recipe(
        lambda t: charts.ordinary(t.ordinary, labels=t.labels, **t.pair),
        lambda t: charts.tell_ordinary(t.ordinary, labels=t.labels, **t.pair),
    ),
}
