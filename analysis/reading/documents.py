"""Documents: articles whose parts their file names, as the records of a table or of an export, and
their corpus.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus, assemble
from analysis.reading.credits import caption_parts
from analysis.reading.plain import label_plain

# A field says what it holds; the paragraphs of a body may still hold a subheading or a note.
_BY_FIELD, _IN_BODY = 1.0, 0.9


class Part(NamedTuple):
    """One piece of an article as its file marks it.

    Attributes
    ----------
    layer : str or None
        one of the corpus's layers; None leaves it to the rules of plain text.
    text : str
        its words: one paragraph, one caption, one headline.
    field : str
        what the file calls the field that holds it, as "GRAPHIC" or "figcaption".
    """

    layer: str | None
    text: str
    field: str


class Labelled(NamedTuple):
    """A segment of a document's text; one whose rule is empty is left to the rules of plain text."""

    layer: str | None
    start: int
    end: int
    rule: str
    confidence: float
    source_path: str


@dataclass(frozen=True)
class Document:
    """An article as a record of its file says it: its text, the segments of the text, and what the
    record says about it.

    Attributes
    ----------
    record : int
        its line in the file, or its number, from 1, where the file has no lines.
    id, title, source, published, sha256 : str
        as in `Corpus.articles`; an empty title is taken from the headline, or else the id.
    text : str
    segments : list of Labelled
    has_captions : bool
        True where the record has a place for captions: the rules find no further ones in its text.
    notices : list of str
        what was read and may have been meant otherwise, or could not be read.
    """

    record: int
    id: str
    title: str
    source: str | None
    published: str | None
    sha256: str
    text: str
    segments: list[Labelled]
    has_captions: bool
    notices: list[str]


def of_parts(
    parts: Sequence[Part],
    *,
    record: int,
    id: str,
    source: str | None = None,
    published: str | None = None,
    unit: str = "document",
    notices: Sequence[str] = (),
) -> Document:
    """The document of an export whose parts are known.

    Parameters
    ----------
    parts : sequence of Part
        in reading order; those without a word are passed over. Credits are cut from captions.
    record, id, source, published, notices
        as in `Document`; the date as ISO 8601 where the file's can be read.
    unit : str
        what the file calls its records in messages and places: "document", "item".

    Examples
    --------
    >>> parts = [Part("headline", "Talks resume", "HEADLINE"), Part("caption", "The hall. (AP)", "GRAPHIC")]
    >>> document = of_parts(parts, record=1, id="news-1")
    >>> [(part.layer, part.rule) for part in document.segments]
    [('headline', 'field HEADLINE'), ('caption', 'field GRAPHIC'), ('credit', 'field GRAPHIC')]
    """
    kept = [part._replace(text=part.text.strip()) for part in parts if part.text.strip()]
    segments: list[Labelled] = []
    start = 0
    for part in kept:
        path = f"{unit} {record}, {part.field}"
        spans = (
            caption_parts(part.text)
            if part.layer == "caption"
            else [(part.layer, 0, len(part.text))]
        )
        confidence = _IN_BODY if part.layer == "body" else _BY_FIELD
        rule, confidence = ("", 0.0) if part.layer is None else (f"field {part.field}", confidence)
        segments += [
            Labelled(layer, start + begin, start + end, rule, confidence, path)
            for layer, begin, end in spans
        ]
        start += len(part.text) + 2
    headlines = (part.text for part in kept if part.layer == "headline")
    as_received = json.dumps([[*part] for part in kept] + [source, published], ensure_ascii=False)
    return Document(
        record=record,
        id=id,
        title=" ".join(next(headlines, "").split()),
        source=source,
        published=published,
        sha256=hashlib.sha256(as_received.encode(errors="surrogatepass")).hexdigest(),
        text="\n\n".join(part.text for part in kept),
        segments=segments,
        has_captions=True,
        notices=list(notices),
    )


def corpus_of(documents: Sequence[Document]) -> Corpus:
    """All documents assembled together; what their fields leave open is labelled as plain text.

    Parameters
    ----------
    documents : sequence of Document
        at least one, each with a segment.

    Examples
    --------
    >>> document = of_parts([Part("body", "They met.", "BODY")], record=1, id="news-1")
    >>> corpus_of([document]).segments["rule"].tolist()
    ['field BODY']
    """
    names = ("article", *Labelled._fields)
    rows = [(n, *row) for n, document in enumerate(documents) for row in document.segments]
    table = dict(zip(names, zip(*rows, strict=True), strict=True))
    corpus = assemble([document.text for document in documents], table, articles=_about(documents))
    plain = label_plain(corpus).segments
    owner = plain["article"].to_numpy()
    by_rules, layer = plain["layer"].to_numpy(), plain["layer"].to_numpy()
    rule, confidence = plain["rule"].to_numpy(dtype=object), plain["confidence"].to_numpy()
    has_captions = np.array([document.has_captions for document in documents])
    has_title = np.array([document.title != "" for document in documents])
    for doubled, kinds in (
        ((by_rules == "caption") & has_captions[owner], "captions"),
        ((by_rules == "headline") & has_title[owner], "titles"),
    ):
        layer = np.where(doubled, "body", layer)
        rule = np.where(doubled, f"column of the text, {kinds} have their own", rule)
        confidence = np.where(doubled, 0.75, confidence)
    given = {name: np.array(table[name], dtype=object) for name in ("layer", "rule")}
    is_given = given["rule"] != ""
    labels = {
        "layer": pd.Categorical(
            np.where(is_given, given["layer"], layer), dtype=plain["layer"].dtype
        ),
        "rule": np.where(is_given, given["rule"], rule).tolist(),
        "confidence": np.where(is_given, table["confidence"], confidence),
    }
    return replace(
        corpus,
        segments=corpus.segments.assign(**labels),
        articles=corpus.articles.assign(
            title=pd.Series(_titles(documents, table, by_rules == "headline"), dtype=object)
        ),
    )


def _titles(
    documents: Sequence[Document], table: Mapping[str, Sequence[Any]], is_headline: np.ndarray
) -> list[str]:
    """The title of each document: its own, or its first headline, or its id."""
    headlines = dict[int, str]()
    for row in np.flatnonzero(is_headline).tolist():
        number = table["article"][row]
        if not documents[number].title and number not in headlines:
            headline = documents[number].text[table["start"][row] : table["end"][row]]
            headlines[number] = " ".join(headline.split())
    return [
        document.title or headlines.get(number) or document.id
        for number, document in enumerate(documents)
    ]


def _about(documents: Iterable[Document]) -> pd.DataFrame:
    """The table of articles; an id that stands again gets a number behind it."""
    documents = list(documents)
    given = pd.Series([document.id for document in documents])
    repeats = given.groupby(given).cumcount()
    ids = [f"{id} ({n + 1})" if n else id for id, n in zip(given, repeats, strict=True)]
    table = pd.DataFrame({"id": ids})
    for name in ("title", "source", "published"):
        values = [getattr(document, name) or None for document in documents]
        table[name] = pd.Series(values, dtype=object)
    return table.assign(sha256=[document.sha256 for document in documents])
