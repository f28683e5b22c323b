"""The parts of an article that LexisNexis and Nexis Uni print alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.reading.documents import Document, Part, of_parts
from analysis.reading.errors import InputError
from analysis.reading.exports.graphic import graphic_parts, is_labelled_credit, opens_with_picture
from analysis.reading.exports.nexis_blocks import ExportBlock
from analysis.reading.exports.nexis_fields import kind_of_field

_RIGHTS = re.compile(
    r"(?i)\s{0,9}(?:copyright[\s,:]{0,9}(?:©|\(c\)|\d{4})|©|\(c\)\s{0,9}\d{4}"
    r"|(?:all )?rights reserved|alle rechte vorbehalten|tous droits r[ée]serv[ée]s"
    r"|alle rechten voorbehouden|alle rettigheder)"
)
_ADDRESS = ("http://", "https://", "www.")
_SENTENCE_ENDS = (".", "!", "?", "…", '."', ".”", "?”", "!”", ".'", ".''", '?"', '!"')
_NO_SUBHEADING = (".", "!", "?", "…", ",", ";", ":", ")", "]", '"', "”", "'", "’", "-", "–", "*")
_FEWEST_OF_PARAGRAPH, _MOST_OF_SUBHEADING, _WIDEST_SUBHEADING = 10, 10, 70
_MOST_OF_BOLD = 16
_MOST_OF_PICTURES = 4  # paragraphs at the end of a body
_NO_HEADLINE = "no headline in original"


class _Paragraph(NamedTuple):
    """A line of a body as it was meant, and how it looks."""

    text: str
    bold: bool = False
    italic: bool = False


def is_rights(text: str) -> bool:
    """Does a text say who owns the article?

    Examples
    --------
    >>> is_rights("Copyright 2026 The Courier"), is_rights("Copyright reform was on the table.")
    (True, False)
    """
    return _RIGHTS.match(text) is not None


def is_address_of_page(text: str) -> bool:
    """Is a text the address of a page, perhaps broken in two by a line?

    Examples
    --------
    >>> is_address_of_page("https://courier.example/1"), is_address_of_page("See https://courier.example/1")
    (True, False)
    """
    words = text.split(None, 2)
    return 0 < len(words) <= 2 and words[0].startswith(_ADDRESS)


def headline_parts(lines: Sequence[str], field: str) -> list[Part]:
    """The headline and the deck that an export glues on with a semicolon: where a line ends with
    one, or no blank follows it.

    Examples
    --------
    >>> [part.text for part in headline_parts(["Talks resume;", "Both sides hope"], "HEADLINE")]
    ['Talks resume', 'Both sides hope']
    >>> [part.text for part in headline_parts(["War; what is it good for?"], "HEADLINE")]
    ['War; what is it good for?']
    """
    glued = "\n".join(lines)
    if glued.strip(" .").casefold() == _NO_HEADLINE:
        return [Part("boilerplate", glued, field)]
    pieces = re.split(r";\n|;(?=[^\s\d])", glued, maxsplit=1)
    headline, *deck = (" ".join(piece.split()) for piece in pieces)
    decks = [Part("standfirst", text, f"{field}, behind the semicolon") for text in deck]
    return [Part("headline", headline, field), *decks]


def standfirst_parts(text: str, field: str) -> list[Part]:
    """The standfirst, without the address of the page that may stand behind it."""
    words, _, address = text.rpartition(" ")
    if not address.startswith(_ADDRESS):
        return [Part("standfirst", text, field)]
    return [
        Part("standfirst", words.rstrip(" ;"), field),
        Part("boilerplate", address, field),
    ]


def body_parts(blocks: Sequence[ExportBlock], field: str) -> list[Part]:
    """The paragraphs, subheadings and pictures of a body, and what else the frame holds.

    Parameters
    ----------
    blocks : sequence of ExportBlock
    field : str
        what the file calls the body; a file without such a name: "body".
    """
    paragraphs = [
        _Paragraph(line, block.bold, block.italic) for block in blocks for line in block.lines
    ]
    n_body = len(paragraphs) - _n_related(paragraphs)
    paragraphs, related = paragraphs[:n_body], paragraphs[n_body:]
    parts: list[Part] = []
    layer = "body"
    for n, paragraph in enumerate(paragraphs):
        kind = _heads(paragraph)
        if kind:
            layer = "standfirst" if kind == "standfirst" else "body"
            parts.append(Part("boilerplate", paragraph.text, field))
        elif is_address_of_page(paragraph.text):
            parts.append(Part("boilerplate", paragraph.text, field))
        elif n and _is_picture_below(paragraphs, n):
            opening = paragraph.text.split(":", 1)[0]
            parts += graphic_parts([paragraph.text], f'{field}, line "{opening}:"')
        elif layer == "body" and _is_subheading(paragraphs, n):
            parts.append(Part("subheading", paragraph.text, field))
        else:
            parts.append(Part(layer, paragraph.text, field))
    return [*parts, *(Part("boilerplate", text, f"{field}, links") for text, *_ in related)]


def _is_picture_below(paragraphs: Sequence[_Paragraph], n: int) -> bool:
    """Does a body end with its pictures' captions or credits here?"""
    text = paragraphs[n].text
    at_end = len(paragraphs) - n <= _MOST_OF_PICTURES
    return at_end and (opens_with_picture(text) or is_labelled_credit(text))


def _heads(paragraph: _Paragraph) -> str | None:
    """What follows a line that is only the name of a part: "ABSTRACT", "FULL TEXT"."""
    if not (paragraph.bold or paragraph.text.isupper()):
        return None
    kind = kind_of_field(paragraph.text.rstrip(" :"))
    return kind if kind in ("standfirst", "body") else None


def _n_related(paragraphs: Sequence[_Paragraph]) -> int:
    """How many paragraphs at the end are a bold heading and the links below it."""
    for n_links, paragraph in enumerate(reversed(paragraphs)):
        if paragraph.bold and not paragraph.italic:
            return n_links + 1 if n_links else 0
        if not paragraph.italic or paragraph.text.endswith(_SENTENCE_ENDS):
            return 0
    return 0


def _is_subheading(paragraphs: Sequence[_Paragraph], n: int) -> bool:
    """A short line between paragraphs, bold or without the end of a sentence."""
    paragraph = paragraphs[n]
    if n + 1 == len(paragraphs) or not (paragraph.text[:1].isalnum() or paragraph.bold):
        return False
    n_words = len(paragraph.text.split())
    if "\n" in paragraph.text:  # a table
        return False
    if paragraph.bold and n_words <= _MOST_OF_BOLD:
        return True
    return (
        n > 0
        and n_words <= _MOST_OF_SUBHEADING
        and len(paragraph.text) <= _WIDEST_SUBHEADING
        and not paragraph.text[0].islower()
        and not paragraph.text.endswith(_NO_SUBHEADING)
        and all(map(_is_full, (paragraphs[n - 1], paragraphs[n + 1])))
    )


def _is_full(paragraph: _Paragraph) -> bool:
    """A paragraph of sentences."""
    return paragraph.text.endswith(_SENTENCE_ENDS) and (
        len(paragraph.text.split()) >= _FEWEST_OF_PARAGRAPH
    )


def about(blocks: Sequence[ExportBlock], field: str) -> Iterator[Part]:
    """Blocks of the frame, kept as they stand."""
    for block in blocks:
        yield Part("boilerplate", block.text, field)


@dataclass
class ExportedArticle:
    """What one document of a download says."""

    parts: list[Part] = field(default_factory=list)
    source: str | None = None
    published: str | None = None

    def has(self, *layers: str) -> bool:
        """Is a part of one of these layers in it?"""
        return any(part.layer in layers for part in self.parts)


def numbered_documents(
    articles: Iterable[ExportedArticle], stem: str, service: str
) -> Iterator[Document]:
    """The documents that hold an article, each with its number in the file.

    The parts of a document without headline, body and caption, as a cover or an empty record, are
    kept with the article behind it, or with the last one.

    Raises
    ------
    InputError
        where none holds an article.
    """
    waiting: list[Part] = []
    notices: list[str] = []
    held: ExportedArticle | None = None
    held_at = 0
    for number, article in enumerate(articles):
        if not article.has("headline", "body", "caption"):
            waiting += article.parts
            if number and article.parts:
                notices.append(f"document {number} holds no article; its words are kept here")
            continue
        if held:
            yield _document(held, held_at, stem, [])
        article.parts[:0] = waiting
        waiting, held, held_at = [], article, number
    if held is None:
        raise InputError(
            f"a download of {service} without an article, as a list of results; download the"
            " documents themselves, with their full text"
        )
    held.parts += waiting
    yield _document(held, held_at, stem, notices)


def _document(article: ExportedArticle, number: int, stem: str, notices: Sequence[str]) -> Document:
    return of_parts(
        article.parts,
        record=number,
        id=f"{stem}-{number}",
        source=article.source,
        published=article.published,
        notices=notices,
    )
