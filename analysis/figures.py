"""Figures: every published figure, its name and how it is made.

A figure is one recipe: which table, which chart, and the sentences that tell the same to a reader
who cannot see it. Two runs give the same bytes: fonts come with matplotlib, SVG ids from a fixed
salt, and no file holds a date.
"""

from __future__ import annotations

import functools
import html
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
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
    explanation,
    framing,
    measures,
    sentiment,
    vocabulary,
)
from analysis import hits as hits_table
from analysis.charts import medium, shown, stored
from analysis.corpus import Corpus, absent_layers, check_pair
from analysis.lexicons.choice import settled
from analysis.lexicons.codebook import Codebook, load_codebook
from analysis.options import DEFAULTS, Options, Pair, bare
from analysis.publishing import on_pinned_platform, write_whole
from analysis.words import drawable, none, of_a_sum, ordinary, sentences, uncapitalised

_NO_FRAME_YET = "Frame vocabulary is not a frame until a human says so."
_TAIL = 6  # the last bytes of a picture say that it is whole
LEXICONS = ("vader", "afinn")
PICTURE_KINDS = ("pdf", "png", "svg")
SHIPPED_KINDS = ("svg", "png")


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
        labels, also = self.codebook.labels, self.also
        return comparison.dots(
            self.corpus,
            self.frame_hits,
            labels=labels,
            also=also,
            seed=self.options.seed,
            **self.pair,
        )

    @property
    def also(self) -> tuple[str, ...]:
        """The headline, where it is neither of the two layers: it is shown beside them."""
        return () if "headline" in self.options.layers else ("headline",)

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
            self.corpus, hits, labels=labels, also=self.also, seed=self.options.seed, **self.pair
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
    def name_dots(self) -> pd.DataFrame:
        """`comparison.dots` of the names."""
        return self.measure_dots("entities")

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
        titled = entities.titled(self.corpus, self.names)
        return sentiment.along(self.corpus, lexicon=self.options.lexicon, leave_out=titled)

    @functools.cached_property
    def shift(self) -> pd.DataFrame:
        """`explanation.contributions` of the frame that differs most clearly."""
        shares = explanation.contributions(self.corpus, self.frame_hits, **self.pair)
        return shares[shares["category"] == self.clearest]

    @functools.cached_property
    def clearest(self) -> str:
        """The frame that differs most clearly: of those that are shown to, the first; else the one
        with the largest difference.
        """
        return charts.clearest(self.frame_dots, **self.pair)

    @functools.cached_property
    def ordinary(self) -> pd.DataFrame:
        """`baseline.expected` of every measure."""
        hits = measures.all_hits(self.corpus, self.options)
        return baseline.expected(
            self.corpus, self.options.baseline, hits=hits, options=self.options, **self.pair
        )

    @functools.cached_property
    def findings(self) -> pd.DataFrame:
        """`measures.findings`."""
        return measures.findings(self.corpus, options=self.options)

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
    def letters(self) -> frozenset[str]:
        """The letters of the article that need a font of their own, perhaps."""
        segments = self.corpus.segments
        own = segments.index[(segments["layer"] != "boilerplate").to_numpy()]
        return charts.letters_of(self.source, *map(self.corpus.text, own))

    @functools.cached_property
    def source(self) -> str:
        """The article's title and where it comes from, on one line."""
        article = self.corpus.articles.iloc[0]
        parts = [article["title"] or article["id"], article["source"]]
        return ", ".join(drawable(part) for part in parts if isinstance(part, str) and part.strip())

    @functools.cached_property
    def note(self) -> str:
        """The article and the options that a figure comes from."""
        book = self.codebook
        reason = f"({self.options.frames_reason})" if self.options.frames_reason else ""
        frames = f"{book.name} {book.version} {reason}".strip()
        return (
            f"Article: {self.source} (sha256 {self.corpus.sha256(0)}). Options: target {self.options.target},"
            f" reference {self.options.reference}, frames {frames}, lexicons"
            f" {' and '.join(map(str, self.lexicons))}, recogniser {self.options.recogniser},"
            f" baseline {bare(self.options.baseline)}, seed {self.options.seed}. Made by cutline {version('cutline')}."
        )


class Recipe(NamedTuple):
    """How a figure is made from the tables, what its alternative text says next to its title, and how
    to read it, in one line.
    """

    draw: Callable[[Tables], Figure | Axes]
    tell: Callable[[Tables], str]
    how: str


@dataclass(frozen=True)
class Drawn:
    """A finished figure: its title, its pictures by their kinds, its alternative text, the note of
    where it comes from, why nothing is drawn ("" where something is), and of a figure that is drawn
    without titles a caption that has them.

    A notebook shows the PNG, and on a dark page what `dark` gives, a PNG in the colours for it.
    """

    title: str
    pictures: Mapping[str, bytes]
    alt: str
    note: str
    why_nothing: str = ""
    caption: str = ""
    dark: Callable[[], bytes] = field(default=bytes, repr=False, compare=False)

    @property
    def svg(self) -> bytes:
        """The picture as SVG."""
        return self.pictures["svg"]

    @property
    def png(self) -> bytes:
        """The picture as PNG."""
        return self.pictures["png"]

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_kinds: object) -> tuple[dict[str, str], dict[str, Any]]:
        return shown.bundle(self.png, self.alt, self.dark)


def draw(
    corpus: Corpus,
    names: Sequence[str] | None = None,
    folder: str | Path = "figures",
    *,
    formats: Sequence[str] = SHIPPED_KINDS,
    paper: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
    options: Options = DEFAULTS,
    **choices: Any,
) -> list[Path]:
    """Draw the published figures of an article: a file for each format, as `<name>.svg`, and the
    alternative text `<name>.txt`; of all figures also a gallery, `README.md`. A figure with nothing
    to draw says why, in its picture, its text and a warning. Without titles, the text begins with a
    caption that has them.

    Each file is written whole or not at all, and a second run changes no byte. A style of
    matplotlib that is in force is obeyed: fonts, sizes, colours of text and background.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    names : sequence of str, optional
        which figures; all of `FIGURES` by default.
    folder : str or Path
        where they go; it is made if need be.
    formats : sequence of str
        of `PICTURE_KINDS`.
    paper : mapping, optional
        fields of `charts.Paper`: width (inches), grey, titled, labels (other words for those that
        are drawn).
    progress : function, optional
        is told how many figures are done, and of how many.
    options : Options, optional
        what is compared, and by which lists.
    **choices
        single options, as `frames="policy"`: any field of `Options`.

    Returns
    -------
    list of Path
        the pictures and texts, and the gallery.

    Raises
    ------
    ValueError
        for a figure or a format that does not exist (the message lists them), a layer or codebook
        that does not, or a corpus of several articles.
    """
    chosen, kinds = chosen_figures(names), _kinds_of(formats)
    tables = _tables(corpus, options.but(**choices))
    paths: list[Path] = []
    entries: dict[str, Drawn] = {}
    for number, name in enumerate(chosen):
        if progress:
            progress(number, len(chosen))
        drawn = entries[name] = _render(tables, name, kinds, paper)
        caption = [f"Caption: {drawn.caption}"] if drawn.caption else []
        text = "\n\n".join([*caption, drawn.alt, drawn.note]) + "\n"
        contents = {**drawn.pictures, "txt": text.encode()}
        files = {Path(folder) / f"{name}.{kind}": content for kind, content in contents.items()}
        if on_pinned_platform() or not _says_the_same(files):
            for path, content in files.items():
                write_whole(path, content)
        paths += files
    if progress:
        progress(len(chosen), len(chosen))
    _warn_of_absence(tables, entries)
    if set(chosen) == set(_recipes()):
        paths.append(Path(folder) / "README.md")
        write_whole(paths[-1], _gallery(entries, kinds, tables.source).encode())
    return paths


def _warn_of_absence(tables: Tables, entries: Mapping[str, Drawn]) -> None:
    """Warn once of each layer that the article lacks, and of each figure with nothing to draw."""
    for layer in absent_layers(tables.corpus, tables.options.layers):
        warnings.warn(uncapitalised(none(layer)), stacklevel=3)
    for name, drawn in entries.items():
        if drawn.why_nothing:
            warnings.warn(f"{name}: nothing to draw: {drawn.why_nothing}", stacklevel=3)


def draw_published(
    *args: Any, paper: Mapping[str, Any] | None = None, **keywords: Any
) -> list[Path]:
    """As `draw`, in the style of this package, whichever style of matplotlib is in force: the
    command draws with it, so that a file of settings changes no published figure.
    """
    # The paper comes first: a size of text set before it would pass for one that the reader chose.
    with charts.paper(**(paper or {})), stored.fixed_style():
        return draw(*args, paper=paper, **keywords)


def render(
    corpus: Corpus,
    name: str,
    *,
    paper: Mapping[str, Any] | None = None,
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
    paper, options, **choices
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
    return _render(_tables(corpus, options.but(**choices)), name, SHIPPED_KINDS, paper)


def _kinds_of(formats: Sequence[str]) -> tuple[str, ...]:
    for kind in formats:
        if kind not in PICTURE_KINDS:
            raise ValueError(f"unknown format {kind!r}; choose from: {', '.join(PICTURE_KINDS)}")
    return tuple(dict.fromkeys(formats))


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
            raise ValueError(
                f"{name}: a file is no figure; give an article as --article {name}"
                if Path(name).is_file()
                else f"unknown figure {name!r}; choose from: {', '.join(recipes)}"
            )
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

    return Recipe(draw, tell, _HOW_RATES)


def _tables(corpus: Corpus, options: Options) -> Tables:
    tables = Tables(corpus, options)
    _ = tables.codebook  # an unknown codebook is told before anything is drawn
    return tables


def _says_the_same(files: dict[Path, bytes]) -> bool:
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
    with _made(tables, chosen) as made:
        return _picture(made, "png", tables), made.alt


def dark_picture(tables: Tables, name: str) -> bytes:
    """As the PNG of `picture`, for dark pages.

    Parameters
    ----------
    tables, name
        as for `picture`.

    Returns
    -------
    bytes
        b"" where a style of matplotlib in force chose the colours.
    """
    if medium.has_own_colors():
        return b""
    with medium.settings(medium.DARK):
        return picture(tables, name)[0]


def _render(
    tables: Tables, name: str, kinds: Sequence[str], paper: Mapping[str, Any] | None
) -> Drawn:
    def dark() -> bytes:
        with charts.paper(**(paper or {})):
            return dark_picture(tables, name)

    with charts.paper(**(paper or {})), _made(tables, name) as made:
        pictures = {}
        for kind in sorted(kinds):  # the first picture says where everything stands
            pictures[kind] = _picture(made, kind, tables)
            made.figure.set_layout_engine("none")
    in_order = {kind: pictures[kind] for kind in kinds}
    return Drawn(made.title, in_order, made.alt, tables.note, made.why_nothing, made.caption, dark)


class _Made(NamedTuple):
    """A figure as matplotlib has it, with what `Drawn` says of it."""

    figure: Figure
    title: str
    alt: str
    why_nothing: str
    caption: str


@contextmanager
def _made(tables: Tables, name: str) -> Iterator[_Made]:
    """A figure, closed afterwards."""
    recipe, opened = _recipes()[name], set(plt.get_fignums())
    try:
        with stored.style_in_force(tables.letters):
            figure, caption = _figure_of(recipe, tables), ""
            title, *of_charts = _titles_of(figure)
            if not charts.in_force().titled:
                with charts.paper(titled=True):
                    title, *of_charts = _titles_of(_figure_of(recipe, tables))
            own = charts.in_force().labels.get(name)
            if own is not None:
                _retitle(figure, own)
                title = own
            whole = figure.axes[0] if len(figure.axes) == 1 else None
            nothing = charts.told_nothing(whole, title) if whole else ""
            told = charts.said(nothing or recipe.tell(tables))
            alt = f"{title.removesuffix('.')}. {told}" if title else told
            why_nothing = charts.why_nothing(whole) if whole else ""
            if not (charts.in_force().titled or why_nothing):
                caption = _caption(title, of_charts)
            yield _Made(figure, title, alt.strip(), why_nothing, caption)
    finally:
        for figure_number in set(plt.get_fignums()) - opened:
            plt.close(figure_number)


def _caption(title: str, of_charts: Sequence[str]) -> str:
    """What a figure without titles leaves to the caption of a journal: its title, and that of each of
    its charts, by its letter.
    """
    lettered = (
        f"({letter}) {of_chart}" for letter, of_chart in zip("abc", of_charts, strict=False)
    )
    return f"{'. '.join([title.removesuffix('.'), *lettered])}."


def _figure_of(recipe: Recipe, tables: Tables) -> Figure:
    made = recipe.draw(tables)
    figure = made if isinstance(made, Figure) else made.get_figure(root=True)
    assert figure is not None
    return figure


def _title_of(figure: Figure) -> str:
    return figure.get_suptitle() or figure.axes[0].get_title(loc="left")


def _titles_of(figure: Figure) -> list[str]:
    """The title of a figure, and of several charts in it those of each, on a line each."""
    of_charts = [ax.get_title(loc="left") for ax in figure.axes] if len(figure.axes) > 1 else []
    return [" ".join(title.split("\n")) for title in (_title_of(figure), *of_charts)]


def _retitle(figure: Figure, title: str) -> None:
    """Put a title of the caller's in the place of the one that is drawn, if one is."""
    if not _title_of(figure):
        return
    # matplotlib gives the words of a title, and the artist that draws them under these names alone.
    drawn = figure._suptitle if figure.get_suptitle() else figure.axes[0]._left_title  # type: ignore[attr-defined]
    drawn.set_text(charts.refilled(title, drawn))


def _picture(made: _Made, kind: str, tables: Tables) -> bytes:
    """A picture with its title, alternative text and note inside."""
    title, alt = made.title, made.alt
    said, maker = f"{alt} {tables.note}", f"cutline {version('cutline')}"
    about: dict[str, dict[str, str | None]] = {
        "png": {"Title": title, "Description": said, "Software": maker},
        "svg": {"Title": title, "Description": said, "Creator": maker, "Date": None},
        "pdf": {"Title": title, "Subject": said, "Creator": maker, "CreationDate": None},
    }
    picture = stored.written(made.figure, kind, about[kind])
    return _spoken(picture, title, alt) if kind == "svg" else picture


def _spoken(svg: bytes, title: str, alt: str) -> bytes:
    """An SVG with the title and description that screen readers look for."""
    head, mark, rest = svg.partition(b"<svg ")
    opening, end, body = rest.partition(b">")
    spoken = f"\n <title>{html.escape(title)}</title>\n <desc>{html.escape(alt)}</desc>"
    return head + mark + b'role="img" ' + opening + end + spoken.encode() + body


def _gallery(entries: Mapping[str, Drawn], kinds: Sequence[str], source: str) -> str:
    """A page of Markdown with every figure: its title, picture, alternative text, and how to read
    it. Words of an article are no markup.
    """
    shown = next((kind for kind in ("svg", "png") if kind in kinds), None)
    files = " and ".join(f"`.{kind}`" for kind in kinds)
    parts = [
        "# Figures",
        f"The figures of one article: {_as_text(source)}. Each is stored as {files}, with its"
        " alternative text and its options in a `.txt` of the same name. `cutline figures` draws"
        " them and writes this page.",
    ]
    for name, drawn in entries.items():
        alt = html.escape(" ".join(drawn.alt.split()))
        title = _as_text(drawn.title or name)
        picture = f'<img src="{name}.{shown}" alt="{alt}">' if shown else f"`{name}.{kinds[0]}`"
        parts += [
            f"## {title}",
            picture,
            f"*How to read it:* {_recipes()[name].how}",
            f"<details><summary>The figure in words</summary>{alt}</details>",
        ]
    return "\n\n".join(parts) + "\n"


def _as_text(words: str) -> str:
    """Words of an article in Markdown, without any effect."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|~$^-])", r"\\\1", " ".join(words.split()))
    return html.escape(escaped, quote=False)


# --------------------------------------------------------------------------- the summary


def summary_figure(
    corpus: Corpus,
    *,
    options: Options = DEFAULTS,
    **choices: Any,
) -> Figure:
    """One figure of 1,600 by 1,100 pixels: frame vocabulary, names and tone of two layers, under
    the clearest result.

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
    tables = _tables(corpus, options.but(**choices))
    with stored.style_in_force(tables.letters):
        return _summary(tables)


def _summary(tables: Tables) -> Figure:
    verdict = of_a_sum(next(iter(tables.tone_verdicts.values())), sentiment.SUM.more)
    return charts.summary(
        *_summarised(tables),
        answer=_answer(tables),
        what=_rated(tables)[0],
        verdict=verdict,
        source=tables.source,
        **tables.pair,
    )


def _answer(tables: Tables) -> list[str]:
    """The clearest result of any measure, and the words behind it and behind each frame that differs."""
    layers, _ = sentences.answers(tables.findings, tables.labels, **tables.pair)
    words = charts.finding_words(_rated(tables)[1], **tables.pair)
    shown = sentences.by_strength(tables.findings)
    if shown.empty:
        return [layers, *words]
    first = sentences.statement(shown.iloc[0], tables.labels, **tables.pair)
    if shown["measure"].iloc[0] not in _RATED:
        words.insert(0, first.evidence)
    usual = ordinary.beside(shown.iloc[0], target=tables.options.target)
    return [first.claim.removesuffix("."), *words, *([usual] if usual else [])]


def _summarised(tables: Tables) -> tuple[pd.DataFrame, ...]:
    tones = tables.tones[tables.tones["lexicon"] == tables.tones["lexicon"].iloc[0]]
    return tables.corpus.segments, _rated(tables)[1], tables.name_counts, tones


_RATED = {"framing": "frame words", "entities": "names"}


def _rated(tables: Tables) -> tuple[str, pd.DataFrame]:
    """What the upper chart counts, and its dots: the names where the clearest finding is in them, and
    else the frames.
    """
    shown = sentences.by_strength(tables.findings)
    if len(shown) and shown["measure"].iloc[0] == "entities":
        return _RATED["entities"], tables.name_dots
    return _RATED["framing"], tables.frame_dots


_HOW_RATES = (
    "Each mark is one block of the article, each upright bar a whole layer. Bars far apart mean that"
    " the layers differ; the verdict says whether chance could have done it."
)
FIGURES: dict[str, Recipe] = {
    "00-summary": Recipe(
        _summary,
        lambda t: charts.tell_summary(
            *_summarised(t), answer=_answer(t), what=_rated(t)[0], **t.pair
        ),
        "The title is the clearest result. Above: the rates of its measure, or of the frames. Below:"
        " who is named where, and the tone.",
    ),
    "01-layers": Recipe(
        lambda t: charts.layers(t.corpus.segments, target=t.options.target),
        lambda t: charts.tell_layers(t.corpus.segments, target=t.options.target),
        "Each bar is one block, as wide as it has words. A question mark is a label to check.",
    ),
    "02-tone-along": Recipe(
        lambda t: charts.tone_along(t.tone_places, **t.pair),
        lambda t: charts.tell_tone_along(t.tone_places, **t.pair),
        "Bars and marks above the line score positive, those below negative. A short block moves far"
        " by one word.",
    ),
    "03-tone-by-layer": Recipe(
        lambda t: charts.tone_by_layer(
            t.tones, title=sentences.tone(t.tone_verdicts, **t.pair), **t.pair
        ),
        lambda t: charts.tell_tone_by_layer(t.tones),
        "Compare the upright bars of two layers within one lexicon. The marks show how far single"
        " blocks lie apart.",
    ),
    "04-frames": Recipe(
        lambda t: charts.rates(t.frame_dots, what="frame words", rows="frames", **t.pair),
        lambda t: f"{charts.tell_rates(t.frame_dots, row='frame', **t.pair)} {_NO_FRAME_YET}",
        _HOW_RATES,
    ),
    "05-frames-along": Recipe(
        lambda t: charts.along(t.frame_places, t.corpus.segments, target=t.options.target),
        lambda t: charts.tell_along(t.frame_places, row="frame", target=t.options.target),
        "Each tick is a word of the frame, at its place in the article.",
    ),
    "06-entities": Recipe(
        lambda t: charts.mirrored(t.name_counts, **t.pair),
        lambda t: charts.tell_mirrored(t.name_counts, **t.pair),
        "Bars on one side only are names that the other layer does not mention.",
    ),
    "07-word-shift": Recipe(
        lambda t: charts.word_shift(
            t.shift, label=t.labels.get(t.clearest), what="frame words", **t.pair
        ),
        lambda t: charts.tell_word_shift(t.shift, **t.pair),
        "Each bar is what one word adds to the difference; the totals are above the line.",
    ),
    "08-words": Recipe(
        lambda t: charts.overused(t.words, **t.pair),
        lambda t: charts.tell_overused(t.words, **t.pair),
        "The longer the line, the more one layer prefers the word, given how rare it is.",
    ),
    "09-coverage": Recipe(
        lambda t: charts.coverage(t.coverage, **t.pair),
        lambda t: charts.tell_coverage(t.coverage),
        "A short bar means that the lexicon knows few words of the layer, so its tone says little.",
    ),
    "10-ordinary": Recipe(
        lambda t: charts.ordinary(t.ordinary, labels=t.labels, **t.pair),
        lambda t: charts.tell_ordinary(t.ordinary, labels=t.labels, **t.pair),
        "Marks outside of the grey band are rare on ordinary news pages; filled ones are rare even"
        " for so many rows.",
    ),
    "11-name-rates": Recipe(
        lambda t: charts.rates(t.name_dots, what="names", rows="types", **t.pair),
        lambda t: charts.tell_rates(t.name_dots, row="type", **t.pair),
        _HOW_RATES,
    ),
}
