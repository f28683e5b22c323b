"""The annotated article: every block in the colour of its layer, every hit marked where it stands."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.corpus import DOUBTFUL_BELOW, Corpus, check_article
from analysis.hits import by_measure, counted, measure_named, measure_of
from analysis.templates import digest, filled
from analysis.words import numbers, segment_names
from analysis.words.sentences import LABELS

# Marks of these measures have the same number on every page; those of others follow.
_NUMBERED = ("sentiment", "framing", "entities")


class Switch(NamedTuple):
    """The marks of a measure: their number, what they are called, how many there are, their style,
    whether they have signs.
    """

    number: int
    places: str
    n: int
    style: Any
    signed: bool


class Mark(NamedTuple):
    """One hit as it is marked: its number, its classes for style and search, and what is said of
    it.
    """

    number: int
    classes: str
    term: str
    what: str
    weight: str
    rule: str
    counts: bool


class Run(NamedTuple):
    """A piece of text on which the same hits lie; `first` are those that begin on it, `last` those
    that end.
    """

    text: str
    marks: tuple[Mark, ...]
    first: frozenset[int]
    last: frozenset[int]


class Place(NamedTuple):
    """Hits that overlap, as one stop of the keyboard: the pieces of its text, and every hit once.

    plain: whether it is one hit that reads as its term, which then need not be named.
    """

    number: int
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]
    plain: bool


class MarkedBlock(NamedTuple):
    """A segment with its name and layer, why it has it, and its text in plain pieces and places."""

    number: int
    name: str
    layer: str
    rule: str
    confidence: float
    unsure: bool
    n_words: int
    source_path: str | None
    parts: tuple[str | Place, ...]


def numbered(hits: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The hits of several measures as one table in reading order, each row with a number of its
    own.

    Parameters
    ----------
    hits : mapping of DataFrame
        the hits of each measure, by its name.

    Returns
    -------
    DataFrame, index `number`
        the common columns of hits, `rule` (which entry or rule made it) and `counts` (False for an
        uncounted hit), and the numbers `m` (of the measure), `c` (of its category), `t` (of its
        term), by which a page finds its places.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("The plan is good. It works.")
    >>> numbered({"sentiment": sentiment.hits(corpus)})[["term", "m", "c", "t"]].values.tolist()
    [['good', 0, 0, 0]]
    """
    tables = []
    n_categories = n_terms = 0
    for measure, table in hits.items():
        terms, names = pd.factorize(table["term"].astype(object))
        tables.append(
            pd.DataFrame(
                {
                    **{
                        name: table[name].to_numpy()
                        for name in ("segment", "start", "end", "weight")
                    },
                    **{
                        name: table[name].astype(object).to_numpy() for name in ("term", "category")
                    },
                    "measure": measure,
                    "rule": _rules(table),
                    "counts": table.index.isin(counted(table).index),
                    "m": kind(measure, hits),
                    "c": table["category"].cat.codes.to_numpy(dtype=np.int64) + n_categories,
                    "t": terms + n_terms,
                }
            )
        )
        n_categories += len(table["category"].cat.categories)
        n_terms += len(names)
    if not tables:
        columns = [
            "segment",
            "start",
            "end",
            "weight",
            "term",
            "category",
            "measure",
            "rule",
            "counts",
            "m",
            "c",
            "t",
        ]
        return pd.DataFrame(columns=columns).rename_axis("number")
    joined = pd.concat(tables, ignore_index=True)
    return joined.sort_values(
        ["segment", "start", "end", "m"], kind="stable", ignore_index=True
    ).rename_axis("number")


def marked_blocks(
    corpus: Corpus, places: pd.DataFrame | None = None, labels: Mapping[str, str] | None = None
) -> list[MarkedBlock]:
    """The segments of an article with the hits of a `numbered` table marked in their text.

    Hits that overlap become one place, whose text is cut where one of them begins or ends; each hit
    is marked once. Where the table has a column `lead`, its marks can be told from the others (class
    `f`): words of the answer.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("The plan is good. It works.")
    >>> block, = marked_blocks(corpus, numbered({"sentiment": sentiment.hits(corpus)}))
    >>> [part if isinstance(part, str) else part.marks[0].weight for part in block.parts]
    ['The plan is ', '+1.90', '. It works.']
    """
    labels = LABELS | dict(labels or {})
    marks: dict[int, list[tuple[int, int, Mark]]] = {}
    if places is not None:
        for row in places.itertuples():
            mark = _mark(row, labels)
            marks.setdefault(int(row.segment), []).append((int(row.start), int(row.end), mark))
    result = []
    names = segment_names(corpus.segments["layer"])
    for (number, row), name in zip(corpus.segments.to_dict("index").items(), names, strict=True):
        text = corpus.texts[row["article"]]
        parts = tuple(_parts(text, row["start"], row["end"], marks.get(number, [])))
        reasons = (
            row["rule"],
            row["confidence"],
            row["confidence"] < DOUBTFUL_BELOW,
            row["n_words"],
        )
        where = None if pd.isna(row["source_path"]) else str(row["source_path"])
        result.append(MarkedBlock(int(number), name, str(row["layer"]), *reasons, where, parts))
    return result


def marked_text(
    text: str, start: int, end: int, places: pd.DataFrame, labels: Mapping[str, str] | None = None
) -> tuple[str | Place, ...]:
    """A stretch of an article with some of its hits marked, as the parts of a `MarkedBlock`.

    Parameters
    ----------
    text : str
        of the article.
    start, end : int
        where the stretch begins and ends.
    places : DataFrame
        rows of a `numbered` table that begin in it; what lies beyond its end is not marked.
    labels : mapping of str, optional
        how a reader is shown the categories.

    Returns
    -------
    tuple of str or Place

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("The plan is good. It works.")
    >>> places = numbered({"sentiment": sentiment.hits(corpus)})
    >>> marked_text(corpus.texts[0], 4, 16, places)[0]
    'plan is '
    """
    labels = LABELS | dict(labels or {})
    marks = [
        (int(row.start), min(int(row.end), end), _mark(row, labels)) for row in places.itertuples()
    ]
    return tuple(_parts(text, start, end, marks))


def page(corpus: Corpus) -> str:
    """An HTML page of one article: its blocks in their order, each with its layer, and on hover or
    focus the rule behind it.

    The page needs nothing else and loads nothing; it holds no script, and all that comes from the
    article is data.

    Raises
    ------
    ValueError
        for a corpus of several articles.

    Examples
    --------
    >>> from analysis import read_text
    >>> "&lt;b&gt;" in page(read_text("A <b>plan</b>. It works."))
    True
    """
    check_article(corpus)
    # The policy names the style by its hash, so the one style of the page is the only one that a
    # browser applies.
    style = filled("annotated.css")
    return filled(
        "annotated.html",
        article=corpus.articles.iloc[0].to_dict(),
        groups=folded(marked_blocks(corpus), fold=()),
        legend=corpus.layer_sizes().itertuples(name=None),
        style=Markup(style),
        style_hash=digest(style),
    )


@dataclass(frozen=True)
class Shown:
    """Something that a notebook shows as HTML in its cell."""

    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def highlight(
    corpus: Corpus,
    hits: pd.DataFrame | Mapping[str, pd.DataFrame],
    labels: Mapping[str, str] | None = None,
) -> Shown:
    """The article with its hits marked, for a cell of a notebook, in a light or a dark theme.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : DataFrame or mapping of DataFrame
        of one or several measures.
    labels : mapping of str, optional
        how categories are called, as `Codebook.labels`.

    Raises
    ------
    ValueError
        for a corpus of several articles.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("The plan is good. It works.")
    >>> "+1.90" in highlight(corpus, sentiment.hits(corpus)).html
    True
    """
    check_article(corpus)
    if isinstance(hits, pd.DataFrame):
        hits = {measure_of(own).name: own for own in by_measure(hits)}
    shown_blocks = marked_blocks(corpus, numbered(hits), labels)
    kinds = switches(hits)
    shown = {
        "groups": folded(shown_blocks),
        "kinds": kinds,
        "style": Markup(filled("notebook.css", kinds=kinds)),
    }
    content = filled("highlight.html", prefix="", **shown)
    # Several cells stand in one page: ids are told apart by what they show.
    prefix = f"x{hashlib.sha256(content.encode()).hexdigest()[:8]}-"
    return Shown(filled("highlight.html", prefix=prefix, **shown))


def kind(measure: str, measures: Iterable[str]) -> int:
    """The number by which the marks of a measure are styled: a known measure keeps its own, others
    follow in their order.

    Examples
    --------
    >>> [kind(name, ["entities", "hand codes"]) for name in ("entities", "hand codes")]
    [2, 3]
    """
    names = [*_NUMBERED, *(name for name in measures if name not in _NUMBERED)]
    return names.index(measure)


def switches(hits: Mapping[str, pd.DataFrame]) -> list[Switch]:
    """What is marked on a page, and how, measure by measure.

    Parameters
    ----------
    hits : mapping of DataFrame
        the hits of each measure, by its name.

    Returns
    -------
    list of Switch
        in the order of the mapping, each with its number on every page (`kind`).
    """
    measures = [(kind(name, hits), measure_named(name), len(table)) for name, table in hits.items()]
    return [
        Switch(number, one.places, n, Markup(one.mark), one.sum is not None)
        for number, one, n in measures
    ]


def folded(
    shown: Iterable[MarkedBlock], fold: Collection[str] = ("boilerplate",)
) -> list[tuple[bool, list[MarkedBlock]]]:
    """Neighbouring blocks in groups; True for a group of layers that are folded away.

    Parameters
    ----------
    shown : iterable of MarkedBlock
        in reading order.
    fold : collection of str
        the layers that are folded away.

    Returns
    -------
    list of tuple of (bool, list of MarkedBlock)
        the blocks keep their order; none is lost.
    """
    groups = itertools.groupby(shown, key=lambda block: block.layer in fold)
    return [(away, list(group)) for away, group in groups]


def _rules(table: pd.DataFrame) -> list[str]:
    """What made each hit: the recogniser's rule, or the entry of the list, with its own value where
    it has one.
    """
    if "rule" in table:
        return [str(rule) for rule in table["rule"]]
    if "entry" not in table:
        return [""] * len(table)
    entries = [f"entry “{entry}”" for entry in table["entry"]]
    if "base" not in table:
        return entries
    bases = [
        "" if np.isnan(base) else f" of value {numbers.signed(base, 1)}" for base in table["base"]
    ]
    return [entry + base for entry, base in zip(entries, bases, strict=True)]


def _mark(row: Any, labels: Mapping[str, str]) -> Mark:
    classes = f"m{row.m} c{row.c} t{row.t}{' f' if getattr(row, 'lead', False) else ''}"
    weight = numbers.shortest(row.weight)
    if measure_named(row.measure).sum is not None:
        classes += " plus" if row.weight > 0 else " minus"
        weight = numbers.signed(row.weight, 2)
    what = labels.get(str(row.category), str(row.category))
    return Mark(
        int(row.Index),
        classes + ("" if row.counts else " out"),
        str(row.term),
        what,
        weight,
        row.rule,
        bool(row.counts),
    )


def _parts(
    text: str, start: int, end: int, hits: list[tuple[int, int, Mark]]
) -> Iterable[str | Place]:
    at = start
    for cluster in _clusters(hits):
        first, last = cluster[0][0], max(stop for _, stop, _ in cluster)
        if first > at:
            yield text[at:first]
        marked = tuple(mark for *_, mark in cluster)
        plain = len(marked) == 1 and marked[0].term.casefold() == text[first:last].casefold()
        yield Place(marked[0].number, tuple(_runs(text, cluster)), marked, plain)
        at = max(at, last)
    if at < end:
        yield text[at:end]


def _clusters(marks: list[tuple[int, int, Mark]]) -> Iterable[list[tuple[int, int, Mark]]]:
    """Hits that share characters, together."""
    cluster: list[tuple[int, int, Mark]] = []
    reach = -1
    for hit in sorted(marks, key=lambda hit: (hit[0], hit[1], hit[2].number)):
        if cluster and hit[0] >= reach:
            yield cluster
            cluster = []
        cluster.append(hit)
        reach = max(reach, hit[1])
    if cluster:
        yield cluster


def _runs(text: str, cluster: list[tuple[int, int, Mark]]) -> Iterable[Run]:
    cuts = sorted({edge for start, end, _ in cluster for edge in (start, end)})
    for left, right in itertools.pairwise(cuts):
        covering = [hit for hit in cluster if hit[0] <= left and right <= hit[1]]
        first = frozenset(mark.number for start, _, mark in covering if start == left)
        last = frozenset(mark.number for _, end, mark in covering if end == right)
        yield Run(text[left:right], tuple(mark for *_, mark in covering), first, last)
