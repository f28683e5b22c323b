"""What the tests of exports share: a file's articles, as layers and words."""

from __future__ import annotations

from pathlib import Path

from analysis.reading.documents import Document
from analysis.reading.exports import BEGINNING, export_of

READING = Path(__file__).parent / "cases" / "reading"


def case(name: str) -> str:
    """The text of a case's file."""
    return (READING / name).read_text(encoding="utf-8")


def articles(text: str, stem: str = "file") -> tuple[str, list[Document]]:
    """What kind of export a text is, and its articles."""
    export = export_of(text[:BEGINNING])
    assert export is not None, "no export recognises the text"
    return export.name, list(export.documents(text, stem))


def article(text: str) -> Document:
    """The only article of a text."""
    _, documents = articles(text)
    assert len(documents) == 1
    return documents[0]


def texts(document: Document, layer: str) -> list[str]:
    """The words of all segments of a layer."""
    return [document.text[s.start : s.end] for s in document.segments if s.layer == layer]


def labels(document: Document) -> list[tuple[str | None, str]]:
    """Layer and words of each segment, in order."""
    return [(s.layer, document.text[s.start : s.end]) for s in document.segments]
