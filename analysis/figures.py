"""Figures: every published figure, its name and how it is made.

A figure is one recipe: which table, which chart, and the sentences that tell the same to a reader who cannot see it.
Two runs give the same bytes: fonts come with matplotlib, SVG ids from a fixed salt, and no file holds a date.
"""

from __future__ import annotations

import base64
import functools
import html
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from analysis import charts, comparison, entities, framing, measures, sentiment, vocabulary
from analysis import hits as hits_table
from analysis.corpus import Corpus, check_pair
from analysis.lexicons.codebook import Codebook, load_codebook
from analysis.options import DEFAULTS, Options, Pair
from analysis.publishing import on_pinned_platform, write_whole
from analysis.words import grammar, numbers, sentences
from analysis.words.grammar import is_claim, of_a_sum
from analysis.words.lines import drawable

DPI = 144
_TAIL = 6  # the last bytes of a picture say that it is whole
LEXICONS = ("vader", "afinn")
_BYTES: dict[Any, Any] = {"svg.hashsalt": "cutline", "svg.fonttype": "path", "savefig.dpi": DPI, "path.simplify": False}


@dataclass(frozen=True)
class Tables:
    """The tables of one article, each made once, when the first figure asks for it."""

    corpus: Corpus
    options: Options = DEFAULTS

    def __post_init__(self) -> None:
        check_pair(self.target, self.reference)
        if len(self.corpus.articles) != 1:
            raise ValueError(
                f"a corpus of {len(self.corpus.articles)} articles; draw the figures of one article at a time"
            )

    @property
    def pair(self) -> Pair:
        """The two layers, as keyword arguments."""
        return self.options.pair

    @property
    def target(self) -> str:
        """The layer that is compared."""
        return self.options.target

    @property
    def reference(self) -> str:
        """The layer that it is compared with."""
        return self.options.reference

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
        return framing.hits(self.corpus, frames=self.options.frames)

    @functools.cached_property
    def frame_dots(self) -> pd.DataFrame:
        """`comparison.dots` of the frames."""
        labels = self.codebook.labels
        return comparison.dots(self.corpus, self.frame_hits, labels=labels, seed=self.options.seed, **self.pair)

    def measure_dots(self, name: str) -> pd.DataFrame:
        """`comparison.dots` of a registered measure."""
        own = measures.MEASURES[name]
        found = measures.all_hits(self.corpus, self.options)[name]
        labels = dict(own.labels_of(self.options.chosen(own.option)))
        return comparison.dots(self.corpus, found, labels=labels, seed=self.options.seed, **self.pair)

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
        return sentiment.tones(self.corpus, self.lexicons, leave_out=entities.titled(self.corpus, self.names))

    @functools.cached_property
    def tone_verdicts(self) -> dict[str, str]:
        """`measures.tone_verdicts`."""
        return measures.tone_verdicts(self.corpus, self.names, self.lexicons, seed=self.options.seed, **self.pair)

    @functools.cached_property
    def tone_places(self) -> pd.DataFrame:
        """`sentiment.along`."""
        return sentiment.along(self.corpus, lexicon=self.options.lexicon)

    @functools.cached_property
    def words(self) -> pd.DataFrame:
        """`vocabulary.overused_words`."""
        return vocabulary.overused_words(self.corpus, **self.pair)

    @functools.cached_property
    def coverage(self) -> pd.DataFrame:
        """`sentiment.coverage` of every lexicon, one under the other."""
        titles = dict(zip(self.lexicons, dict.fromkeys(self.tones["lexicon"]), strict=False))
        each = [
            sentiment.coverage(self.corpus, name).reset_index().assign(lexicon=titles[name]) for name in self.lexicons
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
        frames = f"{book.name} {book.version}".strip()
        return (
            f"Article: {self.source} (sha256 {article['sha256']}). Options: target {self.target}, reference"
            f" {self.reference}, frames {frames}, lexicons {' and '.join(map(str, self.lexicons))}, recogniser"
            f" {self.options.recogniser}, seed {self.options.seed}."
            f" Made by cutline {version('cutline')}."
        )


class Recipe(NamedTuple):
    """How a figure is made from the tables, and what it tells beside its title, in sentences."""

    draw: Callable[[Tables], Figure | Axes]
    tell: Callable[[Tables], str]


@dataclass(frozen=True)
class Drawn:
    """A finished figure: its title, its two pictures, its alternative text and the note of where it comes from.

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
    """Draw the published figures of an article: `<name>.svg`, `<name>.png` and the alternative text `<name>.txt`.

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
        for a figure that does not exist (the message lists them), a layer or codebook that does not, or a corpus of
        several articles.
    """
    chosen = choose(names)
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
    """One figure of an article, not written anywhere: its title, pictures, alternative text and note.

    Parameters and errors as for `draw`.
    """
    choose([name])
    return _render(_tables(corpus, options.but(**choices)), _recipes()[name])


def choose(names: Sequence[str] | None) -> list[str]:
    """The figures by their names; all where none is given. ValueError for others."""
    known = _recipes()
    chosen = list(names or known)
    for name in chosen:
        if name not in known:
            raise ValueError(f"unknown figure {name!r}; choose from: {', '.join(known)}")
    return chosen


def _recipes() -> dict[str, Recipe]:
    """The published figures, and one of each registered measure that does not ship with the suite."""
    return FIGURES | {name: _of_measure(name) for name in measures.MEASURES if name not in measures.SHIPPED}


def _of_measure(name: str) -> Recipe:
    own = measures.MEASURES[name]

    def draw(tables: Tables) -> Axes:
        return charts.rates(tables.measure_dots(name), what=own.places, rows="categories", **tables.pair)

    return Recipe(draw, lambda tables: f"Dots show {own.counts}: {_told_rates(tables.measure_dots(name), tables, 12)}.")


def _tables(corpus: Corpus, options: Options) -> Tables:
    tables = Tables(corpus, options)
    _ = tables.codebook  # an unknown codebook is told before anything is drawn
    return tables


def _told_already(files: dict[Path, bytes]) -> bool:
    """True where a whole figure that says the same is there: on other platforms only its antialiasing may differ."""
    if not all(path.exists() for path in files):
        return False
    there = {path: path.read_bytes() for path in files}
    return all(
        there[path] == content if path.suffix == ".txt" else there[path][-_TAIL:] == content[-_TAIL:]
        for path, content in files.items()
    )


def picture(tables: Tables, name: str) -> tuple[bytes, str]:
    """One figure of an article as a PNG and its alternative text; a ValueError for a figure that does not exist.

    The note of where it comes from stands in the PNG.
    """
    (chosen,) = choose([name])
    with _made(tables, _recipes()[chosen]) as (figure, title, alt):
        return _png(figure, title, alt, tables), alt


def _render(tables: Tables, recipe: Recipe) -> Drawn:
    with _made(tables, recipe) as (figure, title, alt):
        png = _png(figure, title, alt, tables)
        figure.set_layout_engine("none")  # the second picture keeps the places of the first
        about = {"Title": title, "Description": f"{alt} {tables.note}"}
        svg = _picture(figure, "svg", {**about, "Creator": f"cutline {version('cutline')}", "Date": None})
    return Drawn(title, _spoken(svg, title, alt), png, alt, tables.note)


@contextmanager
def _made(tables: Tables, recipe: Recipe) -> Iterator[tuple[Figure, str, str]]:
    """A figure with its title and its alternative text, closed afterwards."""
    opened = set(plt.get_fignums())
    try:
        with _fixed_style():
            made = recipe.draw(tables)
            figure = made if isinstance(made, Figure) else made.get_figure(root=True)
            assert figure is not None
            title = " ".join((figure.get_suptitle() or figure.axes[0].get_title(loc="left")).split("\n"))
            yield figure, title, f"{title.removesuffix('.')}. {recipe.tell(tables)}".strip()
    finally:
        for number in set(plt.get_fignums()) - opened:
            plt.close(number)


def _png(figure: Figure, title: str, alt: str, tables: Tables) -> bytes:
    about = {"Title": title, "Description": f"{alt} {tables.note}"}
    return _picture(figure, "png", {**about, "Software": f"cutline {version('cutline')}"})


@contextmanager
def _fixed_style() -> Iterator[None]:
    """Settings as matplotlib ships them, whatever the reader's own settings are."""
    with charts.settings(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({**charts.STYLE, **_BYTES})
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _picture(figure: Figure, kind: str, metadata: dict[str, str | None]) -> bytes:
    content = io.BytesIO()
    figure.savefig(content, format=kind, dpi=DPI, metadata=metadata)
    return content.getvalue()


def _spoken(svg: bytes, title: str, alt: str) -> bytes:
    """The SVG with the title and description that screen readers look for."""
    head, mark, rest = svg.partition(b"<svg ")
    opening, end, body = rest.partition(b">")
    told = f"\n <title>{html.escape(title)}</title>\n <desc>{html.escape(alt)}</desc>"
    return head + mark + b'role="img" ' + opening + end + told.encode() + body


# --------------------------------------------------------------------------- the summary


def summary(
    corpus: Corpus,
    *,
    options: Options = DEFAULTS,
    **choices: Any,
) -> Figure:
    """One figure of 1,600 by 1,000 pixels: frame vocabulary, names and tone of two layers, under what the verdicts say.

    Parameters and errors as for `draw`.
    """
    return _summary(_tables(corpus, options.but(**choices)))


def _summary(tables: Tables) -> Figure:
    pair, dots, counts = tables.pair, tables.frame_dots, tables.name_counts
    with _fixed_style():
        figure = Figure(figsize=(1600 / DPI, 1000 / DPI), dpi=DPI)
        wide, high, margin = 1600 / DPI * 72, 1000 / DPI * 72, 15.0
        head = charts.wrapped(
            charts.verdict_sentence(dots, rows="frames", **pair), wide - 2 * margin, 16, "bold", even=True
        )
        deck = f"{_sizes(tables)}. {charts.names_sentence(counts, **pair)}."
        deck = charts.wrapped(deck, wide - 2 * margin, 11)
        below_head = margin + 23 * (head.count("\n") + 1) + 3
        below_deck = below_head + 16.5 * (deck.count("\n") + 1) + 8
        middle = below_deck + 0.53 * (high - below_deck - 30)

        def panel(left: float, top: float, right: float, bottom: float) -> Axes:
            return figure.add_axes((left / wide, 1 - bottom / high, (right - left) / wide, (bottom - top) / high))

        upper = panel(margin, below_deck, wide - margin, middle)
        lower_left = panel(margin, middle + 12, 0.56 * wide, high - 30)
        lower_right = panel(0.56 * wide + 30, middle + 12, wide - margin, high - 30)
        places = {ax: ax.get_position() for ax in figure.axes}

        charts.rates(
            dots, ax=upper, title="Frame vocabulary, the clearest differences first", what="frame words", most=4, **pair
        )
        charts.mirrored(counts, ax=lower_left, title="Names, the most mentioned of each side", most=5, **pair)
        first, verdict = next(iter(tables.tone_verdicts.items()))
        verdict = of_a_sum(verdict, sentiment.SUM.more)
        one = tables.tones[tables.tones["lexicon"] == first]
        one = one[one["layer"].isin(("headline", tables.target, tables.reference))]
        charts.tone_by_layer(one, ax=lower_right, title=f"Tone: {verdict}", **pair)
        for ax, place in places.items():
            _settle(ax, place)

        x = margin / wide
        figure.suptitle(
            head, x=x, y=1 - margin / high, ha="left", va="top", fontsize=16, fontweight="bold", linespacing=1.2
        )
        figure.text(x, 1 - below_head / high, deck, ha="left", va="top", fontsize=11, linespacing=1.3)
        maker = f"  |  cutline {version('cutline')}"
        made = charts.fitting(f"Source: {tables.source}", wide - 2 * margin - 90, charts.SMALL) + maker
        figure.text(x, 11 / high, made, ha="left", va="bottom", fontsize=charts.SMALL, color=charts.MUTED)
    return figure


def _settle(ax: Axes, place: Bbox) -> None:
    """Shrink an Axes until it fits its place with all the words around it; the notes go, the summary has no room."""
    for note in ax.findobj(lambda artist: artist.get_gid() == "note"):
        note.remove()
    figure = ax.get_figure(root=True)
    assert figure is not None
    for _ in range(2):
        here, box = ax.get_position(), ax.get_tightbbox(for_layout_only=True)
        if box is None:
            return
        box = box.transformed(figure.transFigure.inverted())
        around = here.x0 - box.x0, here.y0 - box.y0, here.x1 - box.x1, here.y1 - box.y1
        x0, y0, x1, y1 = (edge + shift for edge, shift in zip(place.extents, around, strict=True))
        ax.set_position((x0, y0, max(x1 - x0, 0.02), max(y1 - y0, 0.02)))


def _sizes(tables: Tables) -> str:
    """'4 captions (42 words) beside 15 body paragraphs (855 words)'."""
    sizes = []
    for layer in (tables.target, tables.reference):
        n_words = tables.corpus.segments.loc[tables.corpus.segments["layer"] == layer, "n_words"]
        noun = "body paragraph" if layer == "body" else layer
        words = f" ({grammar.count(int(n_words.sum()), 'word')})"
        sizes.append(grammar.count(len(n_words), noun) + words if len(n_words) else f"no {noun}s")
    return grammar.capitalised(" beside ".join(sizes))


# --------------------------------------------------------------------------- the figures in words


def _tell_summary(tables: Tables) -> str:
    tones = tables.tones[tables.tones["lexicon"] == tables.tones["lexicon"].iloc[0]]
    return (
        f"{_sizes(tables)}. Above, the vocabulary of the frames, per 1,000 words: {_told_rates(tables.frame_dots, tables, 3)}."
        f" Below left, mentions of names {_told_names(tables, 4)}. Below right, the tone by {tones['lexicon'].iloc[0]}, in"
        f" valence per word: {_told_tones(tones)}."
    )


def _tell_layers(tables: Tables) -> str:
    segments = tables.corpus.segments
    sizes = [
        f"{layer} {grammar.count(len(rows), 'segment')}, {grammar.count(int(rows['n_words'].sum()), 'word')}"
        for layer, rows in segments.groupby("layer", observed=True)
    ]
    starts = (segments["n_words"].cumsum() - segments["n_words"])[segments["layer"] == tables.target]
    places = grammar.listed([f"{n:,}" for n in starts], 12)
    return (
        f"A strip shows the {grammar.count(len(segments), 'segment')} of the article in reading order, each as wide as it has"
        f" words, and below it each layer by itself: {'; '.join(sizes)}."
        + (f" Words before {grammar.the(tables.target)}: {places}." if len(starts) else "")
    )


def _tell_tone_along(tables: Tables) -> str:
    table, parts = tables.tone_places, []
    for layer, rows in table.groupby("layer", observed=True):
        score = rows["compound"]
        signs = f"{(score < 0).sum():,} negative, {(score == 0).sum():,} at zero, {(score > 0).sum():,} positive"
        parts.append(f"{layer} {signs}, from {numbers.signed(score.min(), 2)} to {numbers.signed(score.max(), 2)}")
    return (
        f"Bars along the article show the compound score of {grammar.count(len(table), 'sentence')}, from −1 (most negative) to"
        f" 1 (most positive); the places of {grammar.the(tables.target)} are shaded. By layer: {'; '.join(parts)}."
    )


def _tell_tone_by_layer(tables: Tables) -> str:
    tones = tables.tones
    each = [f"{name}: {_told_tones(tones[tones['lexicon'] == name])}." for name in dict.fromkeys(tones["lexicon"])]
    return (
        "For each lexicon and layer a dot stands for a segment and an upright bar for the layer as a whole, in valence per"
        f" word, 0 being balanced. {' '.join(each)}"
    )


def _tell_frames(tables: Tables) -> str:
    return (
        "Each frame has two rows of dots, one dot for a segment, and an upright bar for the rate of the layer, per 1,000"
        f" words. {_told_rates(tables.frame_dots, tables, 6)}. Frame vocabulary is not a frame until a human says so."
    )


def _tell_frames_along(tables: Tables) -> str:
    table = tables.frame_places
    of_target = (table["layer"] == tables.target).groupby(table["label"], sort=False)
    counted = of_target.agg(["size", "sum"]).sort_values("size", ascending=False, kind="stable")
    rows = [f"{label} {row['size']:,} ({row['sum']:,})" for label, row in counted.iterrows()]
    return (
        "A row for each frame has a tick at every place of the article where its vocabulary stands; the places of"
        f" {grammar.the(tables.target)} are shaded. Hits in all, and those in {grammar.the(tables.target)} in brackets:"
        f" {grammar.listed(rows, 12) or 'none'}."
    )


def _tell_names(tables: Tables) -> str:
    return (
        f"Bars to the left count mentions in {grammar.the(tables.target)}, bars to the right mentions in"
        f" {grammar.the(tables.reference)}. Mentions {_told_names(tables, 8)}."
    )


def _tell_together(tables: Tables) -> str:
    table = tables.name_pairs
    above = np.triu(table.to_numpy(dtype=float), 1) if len(table) else np.zeros((0, 0))
    names = [drawable(name, 40) for name in table.index]
    pairs = sorted(((int(above[a, b]), a, b) for a, b in np.argwhere(above > 0)), key=lambda pair: -pair[0])
    told = grammar.listed([f"{names[a]} and {names[b]} {n}" for n, a, b in pairs], 10) or "none"
    return (
        f"A square table counts in how many segments two of {grammar.count(len(table), 'name')} stand together, the darker the"
        f" more often. Pairs, most frequent first: {told}."
    )


def _tell_words(tables: Tables) -> str:
    def told(rows: pd.DataFrame) -> str:
        words = [f"{drawable(row.word, 40)} ({row.n_target} : {row.n_reference})" for row in rows.itertuples()]
        return grammar.listed(words, 10) or "none"

    table, target, reference = tables.words, grammar.the(tables.target), grammar.the(tables.reference)
    more, less = table[table["z"] > 0].head(10), table[table["z"] < 0].tail(10)[::-1]
    return (
        "Words in the order of z, their log-odds by its standard error, each with how often it stands in"
        f" {target} and in {reference}. Over-used in {target}: {told(more)}. Over-used in {reference}: {told(less)}. z"
        " describes the words and tests nothing."
    )


def _tell_coverage(tables: Tables) -> str:
    known, each = tables.coverage.dropna(subset=["share_scored"]), []
    for name, rows in known.groupby("lexicon", sort=False):
        told = [
            f"{row.layer} {row.n_scored:,} of {row.n_words:,} ({numbers.percent(row.n_scored, row.n_words)})"
            for row in rows.itertuples()
        ]
        each.append(f"{name}: {'; '.join(told)}.")
    return f"Bars show the share of each layer’s words that a lexicon scores. {' '.join(each)}"


def _told_rates(dots: pd.DataFrame, tables: Tables, most: int) -> str:
    """The rows of a comparison in words, claims first, then those with most hits."""
    whole = dots[dots["segment"].isna() & (dots["n_words"] > 0)]
    rows = []
    for _, both in whole.groupby("category", sort=False):
        verdict, n = str(both["verdict"].iloc[0]), int(both["n"].sum())
        sides = {
            row.layer: f"{numbers.rate(row.per_1000)} ({row.n:.0f} in {row.n_words:,})" for row in both.itertuples()
        }
        told = [f"{layer} {sides[layer]}" for layer in (tables.target, tables.reference) if layer in sides]
        text = f"{drawable(both['label'].iloc[0], 60)} {', '.join(told)}, {verdict}"
        rows.append((not is_claim(verdict), -n, text))
    texts = [text for _, n, text in sorted(rows, key=lambda row: row[:2]) if n]
    rest = len(texts) - most
    more = f"; {rest} more with hits {grammar.verb('are', rest)} not told" if rest > 0 else ""
    return ("; ".join(texts[:most]) or "no hit in either layer") + more


def _told_names(tables: Tables, most: int) -> str:
    """The most mentioned names of each side, with both counts."""
    counts, target, reference = tables.name_counts, grammar.the(tables.target), grammar.the(tables.reference)
    parts = []
    for own, layer in (("n_target", target), ("n_reference", reference)):
        top = counts[counts[own] > 0].sort_values(own, ascending=False, kind="stable").head(most)
        names = [f"{drawable(row.term, 40)} {row.n_target} : {row.n_reference}" for row in top.itertuples()]
        parts.append(f"most in {layer} {', '.join(names) or 'none'}")
    return f"({target} : {reference}), {'; '.join(parts)}"


def _told_tones(tones: pd.DataFrame) -> str:
    whole = tones[tones["segment"].isna() & tones["tone"].notna()]
    n_segments = tones[tones["segment"].notna()].groupby("layer", observed=True).size()
    told = []
    for row in whole.itertuples():
        size = f"n = {n_segments.get(row.layer, 0):,}, {grammar.count(int(row.n_words), 'word')}"
        told.append(f"{row.layer} {numbers.signed(row.tone)} ({size})")
    return "; ".join(told)


FIGURES: dict[str, Recipe] = {
    "00-summary": Recipe(_summary, _tell_summary),
    "01-layers": Recipe(lambda t: charts.layers(t.corpus.segments, target=t.target), _tell_layers),
    "02-tone-along": Recipe(lambda t: charts.tone_along(t.tone_places, **t.pair), _tell_tone_along),
    "03-tone-by-layer": Recipe(
        lambda t: charts.tone_by_layer(t.tones, title=sentences.tone(t.tone_verdicts, **t.pair), **t.pair),
        _tell_tone_by_layer,
    ),
    "04-frames": Recipe(
        lambda t: charts.rates(t.frame_dots, what="frame words", rows="frames", **t.pair), _tell_frames
    ),
    "05-frames-along": Recipe(
        lambda t: charts.along(t.frame_places, t.corpus.segments, target=t.target), _tell_frames_along
    ),
    "06-entities": Recipe(lambda t: charts.mirrored(t.name_counts, **t.pair), _tell_names),
    "07-together": Recipe(lambda t: charts.together(t.name_pairs), _tell_together),
    "08-words": Recipe(lambda t: charts.overused(t.words, **t.pair), _tell_words),
    "09-coverage": Recipe(lambda t: charts.coverage(t.coverage, **t.pair), _tell_coverage),
}
