"""Europresse (Eureka) as HTML, in the layouts since 2010: a record opens with the publication.

Its parts have classes, but for the author, who stands below the headline, and the fields of the
older layout, which only their names tell: "Illustration(s) :", "Note(s) :".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis.reading.documents import Document, Part
from analysis.reading.exports.boxes import Attributes, Box, boxes_of, is_page
from analysis.reading.exports.captions import caption_field_parts
from analysis.reading.exports.dates import date_within
from analysis.reading.exports.graphic import is_labelled_credit
from analysis.reading.exports.nexis_blocks import ExportBlock
from analysis.reading.exports.nexis_parts import (
    ExportedArticle,
    body_parts,
    is_rights,
    numbered_documents,
)

_NAME = "DocPublicationName"
_MARKS = re.compile(
    r"(?i)DocPublicationName|DocHeader|titreArticle|titreArticleVisu|DocTitreSousSection|docAuthors"
    r"|DocText|docOcurrContainer|section|aside|footer|rdp__subtitle|sm-margin-bottomNews"
)
_CLASSES = re.compile(rf"\b{_NAME}\b")
_TITLE = re.compile(r"(?i)\btitreArticle(?:Visu)?\b|\bDocHeader\b")
_ISSUE = re.compile(r",\s(?:no|n°|nr)\.?\s.{0,60}$", re.I)
# What stands below an article, by its name.
_FIELD = re.compile(
    r"(?i)(?P<picture>illustration|légende|photo|abbildung|image|picture|caption|ilustraci[oó]n"
    r"|foto)(?:\(s\)|\(en\)|s)?\s?:"
    r"|(?P<other>note|encadr[ée]|cat[ée]gorie|category|sujet|subject|lieu|place|taille|size|length"
    r"|[ée]dition|type|langue|language|ressource|identificateur|num[ée]ro\sde\sdocument|doc\.)"
    r"(?:\(s\)|s)?[^:\n]{0,20}:"
)
_MOST_OF_BYLINE = 12
_SENTENCE_ENDS = (".", "!", "?", "…")


def recognises(beginning: str) -> bool:
    """True for pages with the classes of Europresse.

    Examples
    --------
    >>> recognises('<span class="DocPublicationName">The Courier</span><p class="titreArticleVisu">')
    True
    >>> recognises("<p>Europresse holds The Courier.</p>")
    False
    """
    if _NAME not in beginning or not is_page(beginning):
        return False
    return _CLASSES.search(beginning) is not None and _TITLE.search(beginning) is not None


def documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of a download, one after another.

    Raises
    ------
    InputError
        where none is in it.
    """
    boxes = boxes_of(text, marks=_MARKS, opens=_opens_article)
    records: list[list[Box]] = [[] for _ in range((boxes[-1].record if boxes else 0) + 1)]
    for box in boxes:
        if box.tag != "@title":
            records[box.record].append(box)
    cover = ExportedArticle([Part("boilerplate", box.text, "cover") for box in records[0]])
    return numbered_documents([cover, *map(_article, records[1:])], stem, "Europresse")


def _opens_article(_tag: str, attributes: Attributes) -> bool:
    return _NAME in (attributes.get("class") or "").split()


def _article(record: Sequence[Box]) -> ExportedArticle:
    reader = _Reader()
    for box in record:
        marks = frozenset(mark.casefold() for mark in box.marks)
        for line in box.text.split("\n"):
            reader.read(line, marks, is_lead=bool(box.lead) and line.startswith(box.lead))
    reader.close_body()
    return reader.article


@dataclass
class _Reader:
    """Reads the lines of a record in order."""

    article: ExportedArticle = field(default_factory=ExportedArticle)
    body: list[ExportBlock] = field(default_factory=list)
    name: str = ""  # of the field below the article that a line belongs to
    is_picture: bool = False
    is_below: bool = False  # below the body

    def read(self, line: str, marks: frozenset[str], *, is_lead: bool) -> None:
        """Read one line, by the classes that it is in."""
        article = self.article
        if "docpublicationname" in marks and article.source is None:
            article.source = _ISSUE.sub("", line).strip()
            self._about(line, _NAME)
        elif "docheader" in marks:
            article.published = article.published or date_within(line)
            self._about(line, "DocHeader")
        elif "titrearticlevisu" in marks and not article.has("headline"):
            article.parts.append(Part("headline", line, "titreArticleVisu"))
        elif not article.has("headline") and not {"doctext", "section"} & marks:
            article.published = article.published or date_within(line)
            self._about(line, "heading")
        elif {"footer", "aside"} & marks or self.is_below or self._closes(line, marks, is_lead):
            self._read_below(line, marks)
        elif {"doctext", "section", "dococurrcontainer"} & marks:
            self.body.append(ExportBlock((line,)))
        elif not self.body:
            self._read_below_headline(line, marks)
        else:
            self.body.append(ExportBlock((line,)))

    def _closes(self, line: str, marks: frozenset[str], is_lead: bool) -> bool:
        """Does a line without classes end the body: rights, or the name of a field?"""
        if {"doctext", "section", "dococurrcontainer"} & marks:
            return False
        return (
            is_rights(line)
            or (bool(self.body) and _FIELD.match(line) is not None)
            or (is_lead and _FIELD.match(line) is not None)
        )

    def _read_below_headline(self, line: str, marks: frozenset[str]) -> None:
        """A deck or the author, or the first paragraph of the older layout."""
        is_short = len(line.split()) <= _MOST_OF_BYLINE and not line.endswith(_SENTENCE_ENDS)
        parts = self.article.parts
        if "rdp__subtitle" in marks or "titrearticle" in marks:
            parts.append(Part("standfirst", line, "below the headline"))
        elif "docauthors" in marks or (is_short and not self.article.has("byline")):
            parts.append(Part("byline", line, "below the headline"))
        elif "sm-margin-bottomnews" in marks:
            parts.append(Part("standfirst", line, "below the headline"))
        else:
            self.body.append(ExportBlock((line,)))

    def _read_below(self, line: str, marks: frozenset[str]) -> None:
        self.close_body()
        self.is_below = True
        if "footer" in marks or is_rights(line):
            self.name, self.is_picture = "", False
        label = _FIELD.match(line)
        if label:
            self.name = label[0].rstrip(" :")
            self.is_picture = label["picture"] is not None
            self._about(label[0], "name of a field")
            line = line[label.end() :].strip()
        if self.is_picture and line:
            self.article.parts += (
                [Part("credit", line, self.name)]
                if is_labelled_credit(line)
                else caption_field_parts(line, self.name)
            )
        elif line:
            self._about(line, self.name or "below the article")

    def close_body(self) -> None:
        """Take the paragraphs that were read as the body."""
        self.article.parts += body_parts(self.body, "DocText")
        self.body = []

    def _about(self, line: str, name: str) -> None:
        self.article.parts.append(Part("boilerplate", line, name))
