"""Factiva: its pages of articles and its tables of fields, as HTML or as the text of a PDF or RTF
document, and its XML.

No field of a page is named, so that a place says what a line is: number of words, date and
publication follow each other in every language of the interface. Captions are in the last
paragraphs ("Photo: ...") or between the last paragraph and the publisher. No real RTF document was
at hand: what is read of it is what its words share with the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.documents import Document, Part
from analysis.reading.exports.boxes import Attributes, Box, boxes_of, is_page
from analysis.reading.exports.captions import caption_field_parts
from analysis.reading.exports.dates import printed_date
from analysis.reading.exports.graphic import is_labelled_credit
from analysis.reading.exports.nexis_blocks import (
    ExportBlock,
    blocks_of_plain_text,
    lines_of_beginning,
)
from analysis.reading.exports.nexis_parts import (
    ExportedArticle,
    body_parts,
    headline_parts,
    numbered_documents,
)
from analysis.reading.xml import (
    descendants_called,
    first_tag,
    name_of,
    read_xml,
    words_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ARTICLE = re.compile(r"[a-z]{2,6}Article")
_HEADLINE = re.compile(r"[a-z]{2,6}Headline")
_MARKS = re.compile(rf"hd|author|articleParagraph|index|counted|{_HEADLINE.pattern}")
_CLASS_OF_ARTICLE = re.compile(r"""class=["']?article [a-z]{2,6}Article\b""")
_CLASS_OF_HEADLINE = re.compile(r"""class=["']?[a-z]{2,6}Headline\b""")
# Styles and scripts may fill the beginning.
_TITLE = re.compile(r"<title>\s{0,20}(?:Dow Jones )?Factiva\s{0,20}</title>", re.I)
_OF_PAGE = re.compile(r"Headline\b|articleParagraph|factivalogo|PageBaseForm|fcpNavContainer")
_NUMBER_OF_LIST = re.compile(r"\d{1,4}\)\s+")
_WORDS = re.compile(r"\d[\d.,\s]{0,9}\s?[^\W\d_]{1,20}")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s[A-Z]{2,5})?")
_ACCESSION = re.compile(r"(?:[^\W\d_]{2,20}\s)?[A-Z]{2,8}[A-Z0-9]{0,4}\d{8}[0-9A-Za-z]{0,14}")
_EAST_ASIAN_DATE = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})")
_BYLINE = re.compile(r"(?i)(?:by|von|par|door|af|por|di|de)\s\S")
_PAGE_FOOT = re.compile(r"(?i)(?:page|seite|pagina|página)?\s?\d{1,4}(?:\s\S{1,4}\s\d{1,4})?\s*©.*")

# The codes of the table of fields. Those that are not listed are about the article.
_KINDS = {
    "HD": "headline",
    "BY": "byline",
    "CR": "credit",
    "SN": "source",
    "NGC": "source",
    "PD": "date",
    "LP": "body",
    "TD": "body",
    "ART": "art",
}
_ABOUT = "SE CLM CX WC ET SC ED PG VOL LA CY CT RF CO IN NS RE IPC IPD PUB AN DE GC DLN".split()
_CODE = re.compile(rf"({'|'.join([*_KINDS, *_ABOUT])})(?:\s+(?=\S)|$)")
_KINDS_OF_XML = {
    "headline": "headline",
    "byline": "byline",
    "credit": "credit",
    "sourceName": "source",
    "publicationDate": "date",
    "leadParagraph": "body",
    "tailParagraphs": "body",
    "artWork": "art",
    "artwork": "art",
}

_PHOTO = (
    "photos? photographs? pictures? images? fotos? bild(?:er)? photographies? légendes? beeld"
    " billeder? captions? bildunterschrift bijschrift bu"
).split()
_DRAWN = (
    "graphics? drawings? maps? charts? graphs? cartoons? illustrations? diagrams? tables? grafik"
    " grafiken karten? dessins? cartes? infographies? tekening(?:en)? tegning(?:er)?"
).split()
# "Photo: ...", "FOTOS: ...", "Map of ...", "Drawing"
_PICTURES = re.compile(
    rf"(?i)(?:(?:colou?r|file)\s)?(?:{'|'.join(_PHOTO + _DRAWN)})(?:\s?\(s\)|\s\d{{1,2}})?\s?:"
    r"|(?:maps?|charts?|graphs?|drawings?|photos?|photographs?|diagrams?|tables?)"
    r"\s(?:of|showing|shows?|indicating|indicates?|tracks?|tracking|lists?|listing)\s"
    r"|(?:drawings?|photos?|maps?|charts?|cartoons?|fotos?|grafik)\.?$"
)
_MOST_OF_PICTURES = 4  # paragraphs at the end
# A sentence that tells what to press: "Click to enlarge."
_PRESS = re.compile(
    r"(?i)(?:(?<=^)|(?<=[.!?]\s))[^.!?]{0,120}\b(?:klicken\ssie|click|cliquez|klik|haga\sclic)\b"
    r"[^.!?]{0,120}[.!?]\s*"
)


class _Field(NamedTuple):
    """One field of an article: what the file calls it, what it holds, and its words also by line."""

    name: str
    kind: str | None
    words: str
    lines: list[str]


def recognises(beginning: str) -> bool:
    """True for pages, fields and XML of Factiva.

    Examples
    --------
    >>> recognises('<div class="article enArticle"><span class="enHeadline">Talks</span></div>')
    True
    >>> recognises('<?xml version="1.0"?><PPSResponse><ppsArticleResponse>'
    ...     '<ppsarticle xmlns="http://global.factiva.com/pps/2.0"/>')
    True
    >>> recognises("<p>Factiva sells articles.</p>")
    False
    """
    if _is_xml(beginning):
        return "factiva.com/" in beginning
    if is_page(beginning):
        has_title = _TITLE.search(beginning) is not None and _OF_PAGE.search(beginning) is not None
        return has_title or (
            _CLASS_OF_ARTICLE.search(beginning) is not None
            and _CLASS_OF_HEADLINE.search(beginning) is not None
        )
    lines = lines_of_beginning(beginning)
    codes = {match[1] for line in lines if (match := _CODE.match(line))}
    if {"HD", "PD", "SN"} <= codes and codes & {"LP", "TD"}:
        return True
    n_counts = sum(_counts_words(lines, n) for n in range(len(lines) - 2))
    return n_counts > 0 and (
        any(_is_accession(line) for line in lines) or "factiva" in beginning.casefold()
    )


def documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of a download, one after another.

    Raises
    ------
    InputError
        where none is in it.
    """
    beginning = text[:4096]
    if _is_xml(beginning):
        return numbered_documents(_of_xml(text), stem, "Factiva")
    if is_page(text):
        boxes = boxes_of(text, marks=_MARKS, opens=_opens_article)
        records: list[list[Box]] = [[] for _ in range((boxes[-1].record if boxes else 0) + 1)]
        for box in boxes:
            if box.tag != "@title":
                records[box.record].append(box)
    else:
        records = _records_of_text(text)
    cover = ExportedArticle([Part("boilerplate", box.text, "cover") for box in records[0]])
    articles = (_article(record) for record in records[1:])
    return numbered_documents([cover, *articles], stem, "Factiva")


def _is_xml(beginning: str) -> bool:
    name = first_tag(beginning).name.casefold()
    return name not in ("", "html", "body", "div") and "<html" not in beginning[:2048].casefold()


def _opens_article(_tag: str, attributes: Attributes) -> bool:
    return any(map(_ARTICLE.fullmatch, (attributes.get("class") or "").split()))


def _is_accession(text: str) -> bool:
    """A document's number: "Document NPC0000020260502em520001x"."""
    return _ACCESSION.fullmatch(text) is not None


def _counts_words(lines: Sequence[str], n: int) -> bool:
    """Is a line the number of words, above a date and a publication?"""
    return n + 2 < len(lines) and bool(_WORDS.fullmatch(lines[n]) and _date(lines[n + 1]))


def _date(text: str) -> str | None:
    date = printed_date(text)
    if date is None and (match := _EAST_ASIAN_DATE.search(text[:40])):
        date = printed_date(f"{match[1]}-{match[2]}-{match[3]}")
    return date


# Text of a PDF or RTF document


def _records_of_text(text: str) -> list[list[Box]]:
    """What stands before the first article, then each article; a number of a document ends one."""
    blocks = blocks_of_plain_text(text, alone=_ACCESSION)
    boxes = [Box(line) for block in blocks for line in block.lines]
    records: list[list[Box]] = [[], []]
    for box in boxes:
        if _PAGE_FOOT.fullmatch(box.words):
            records[0].append(box)
            continue
        records[-1].append(box)
        value = _CODE.sub("", box.words, count=1)
        if _is_accession(value):
            records.append([])
    if records[-1] and len(records) > 2:
        records[-2] += records.pop()
    return [record for n, record in enumerate(records) if record or n == 0]


# One article


def _article(record: Sequence[Box]) -> ExportedArticle:
    has_codes = sum(_CODE.fullmatch(box.words) is not None for box in record) > 2 or (
        sum(_CODE.match(box.words) is not None for box in record) > 4
    )
    if has_codes and any("index" in box.marks or not box.marks for box in record):
        return _of_fields(_fields(record))
    return _of_page(record)


def _fields(record: Sequence[Box]) -> list[tuple[str, str]]:
    """Each line behind the code of its field."""
    fields: list[tuple[str, str]] = []
    has_cells = any("index" in box.marks for box in record)
    code = ""
    for box in record:
        match = _CODE.match(box.words)
        if has_cells:
            if "index" in box.marks:
                code = box.words
            else:
                fields.append((code, box.words))
        elif match and (match[1] != code or code not in ("LP", "TD", "ART")):
            code = match[1]
            if value := box.words[match.end() :]:
                fields.append((code, value))
        else:
            fields.append((code, box.words))
    return fields


def _of_fields(values: Sequence[tuple[str, str]]) -> ExportedArticle:
    fields = [_field_of_code(code, value) for code, value in values]
    # The name of the publication before that of its group.
    own_names = [field.words for field in reversed(fields) if field.name == "SN"]
    names = [field.words for field in fields if field.kind == "source"]
    dates = (_date(field.words) for field in fields if field.kind == "date")
    return ExportedArticle(
        _parts_of_fields(fields, "LP and TD"),
        source=next(iter([*own_names, *names]), None),
        published=next(filter(None, dates), None),
    )


def _field_of_code(code: str, value: str) -> _Field:
    kind = _KINDS.get(code)
    line = _NUMBER_OF_LIST.sub("", value) if kind == "headline" else value
    return _Field(code or "field", kind, value, [line])


def _parts_of_fields(fields: Sequence[_Field], name_of_body: str) -> list[Part]:
    """The parts of an article; the fields of the body are read as one where the first stands."""
    has_byline = any(field.kind == "byline" for field in fields)
    body = [line for field in fields if field.kind == "body" for line in field.lines]
    parts: list[Part] = []
    for field in fields:
        if field.kind == "body":
            parts += _paragraphs(body, name_of_body)
            body = []
        elif field.kind == "headline":
            parts += headline_parts(field.lines, field.name)
        elif field.kind == "byline" or (field.kind == "credit" and not has_byline):
            parts.append(Part("byline", field.words, field.name))
        elif field.kind == "art":
            parts += [part for line in field.lines for part in _art(line, field.name)]
        elif field.words:
            parts.append(Part("boilerplate", field.words, field.name))
    return parts


def _of_page(record: Sequence[Box]) -> ExportedArticle:
    article = ExportedArticle()
    marked = [n for n, box in enumerate(record) if "articleParagraph" in box.marks]
    texts = [box.words for box in record]
    header_end = marked[0] if marked else _end_of_header(texts)
    body_end = marked[-1] + 1 if marked else _end_of_body(texts, header_end)
    _read_header(record[:header_end], article)
    article.parts += _paragraphs(texts[header_end:body_end], "article")
    article.parts += _behind_body(texts[body_end:])
    return article


def _end_of_header(texts: Sequence[str]) -> int:
    """Where the header ends, by the copyright or the last short line."""
    count_at = next((n for n in range(len(texts)) if _counts_words(texts, n)), 0)
    for n in range(count_at, min(count_at + 14, len(texts))):
        if re.match(r"(?i)\(c\)|copyright|©", texts[n]):
            return n + 1
    return min(count_at + 3, len(texts)) if count_at else 0


def _end_of_body(texts: Sequence[str], start: int) -> int:
    """Where a body without marks ends: above the publisher and the document's number."""
    number_at = next((n for n in range(start, len(texts)) if _is_accession(texts[n])), len(texts))
    has_publisher = number_at - 1 > start and not texts[number_at - 1].endswith((".", "!", "?"))
    return number_at - 1 if has_publisher and number_at < len(texts) else number_at


def _read_header(header: Sequence[Box], article: ExportedArticle) -> None:
    texts = [box.words for box in header]
    count_at = next((n for n in range(len(texts)) if _counts_words(texts, n)), None)
    if count_at is None:
        count_at = next((n for n, text in enumerate(texts) if _WORDS.fullmatch(text)), None)
    date_at = count_at + 1 if count_at is not None else None
    if date_at is None or date_at >= len(texts) or not _date(texts[date_at]):
        date_at = next((n for n, text in enumerate(texts) if _date(text)), date_at)
    if date_at is not None and date_at < len(texts):
        article.published = _date(texts[date_at])
        behind = (text for text in texts[date_at + 1 :] if not _TIME.fullmatch(text))
        article.source = next(behind, None)
    layers = _layers_of_header(header, count_at if count_at is not None else len(header))
    for box, layer in zip(header, layers, strict=True):
        if layer == "headline":
            article.parts += headline_parts([_NUMBER_OF_LIST.sub("", box.words)], "headline")
        else:
            article.parts.append(
                Part(layer, box.words, "author" if layer == "byline" else "header")
            )


def _layers_of_header(header: Sequence[Box], count_at: int) -> list[str]:
    """The layer of each line of a header: by its marks, or else the lines above the number of words
    are a section, the headline and the byline.
    """
    layers = ["boilerplate"] * len(header)
    by_marks = False
    for n, box in enumerate(header):
        if "hd" in box.marks or any(map(_HEADLINE.fullmatch, box.marks)):
            layers[n], by_marks = "headline", True
        elif "author" in box.marks:
            layers[n] = "byline"
    if by_marks or not count_at:
        return layers
    last = count_at - 1
    names = [word[0].isupper() for word in header[last].words.split()]
    if last and (_BYLINE.match(header[last].words) or (all(names) and len(names) in (2, 3))):
        layers[last] = "byline"
        last -= 1
    layers[last] = "headline"
    return layers


def _paragraphs(texts: Sequence[str], field: str) -> list[Part]:
    """The parts of a body, whose last paragraphs may be captions."""
    n_body = len(texts)
    while n_body > 1 and len(texts) - n_body < _MOST_OF_PICTURES:
        if not _PICTURES.match(texts[n_body - 1]):
            break
        n_body -= 1
    parts = body_parts([ExportBlock((text,)) for text in texts[:n_body]], field)
    for text in texts[n_body:]:
        parts += _picture(text)
    return parts


def _picture(text: str) -> list[Part]:
    """The captions and credits of a paragraph "Photo: ..."."""
    label = _PICTURES.match(text)
    if label is None or ":" not in label[0]:
        is_bare = label is not None and label.end() == len(text)
        return (
            [Part("boilerplate", text, "last paragraph")]
            if is_bare
            else caption_field_parts(text, "last paragraph")
        )
    field = f'last paragraph, "{label[0]}"'
    rest = text[label.end() :].strip()
    if not rest:
        return [Part("boilerplate", text, field)]
    if is_labelled_credit(text):
        return [Part("credit", text, field)]
    return [Part("boilerplate", label[0], field), *caption_field_parts(rest, field)]


def _behind_body(texts: Sequence[str]) -> list[Part]:
    """The parts below the last paragraph: captions, publisher, number, and what the page ends with."""
    number_at = next((n for n, text in enumerate(texts) if _is_accession(text)), None)
    if number_at is None:
        return [Part("boilerplate", text, "below the article") for text in texts]
    parts = [part for text in texts[: max(number_at - 1, 0)] for part in _art(text, "ART")]
    furniture = texts[max(number_at - 1, 0) :]
    return parts + [Part("boilerplate", text, "below the article") for text in furniture]


def _art(text: str, field: str) -> list[Part]:
    """The parts of the field for pictures."""
    if " " not in text and "/" in text:  # the address of a file
        return [Part("boilerplate", text, field)]
    if is_labelled_credit(text):
        return [Part("credit", text, field)]
    parts: list[Part] = []
    start = 0
    for press in _PRESS.finditer(text):
        parts += caption_field_parts(text[start : press.start()], field)
        parts.append(Part("boilerplate", press[0], field))
        start = press.end()
    return [*parts, *caption_field_parts(text[start:], field)]


# XML


def _of_xml(text: str) -> Iterator[ExportedArticle]:
    """An empty cover, then the articles."""
    root, _ = read_xml(text)
    yield ExportedArticle()
    elements = [root, *descendants_called(root, "article")]
    for element in elements:
        if name_of(element) == "article":
            yield _article_of_xml(element)


def _article_of_xml(element: Element) -> ExportedArticle:
    fields = [_field_of_xml(field) for field in element]
    names = (field.words for field in reversed(fields) if field.kind == "source")
    dates = (_date(field.words) for field in reversed(fields) if field.kind == "date")
    return ExportedArticle(
        _parts_of_fields(fields, "leadParagraph and tailParagraphs"),
        source=next(filter(None, names), None),
        published=next(filter(None, dates), None),
    )


def _field_of_xml(element: Element) -> _Field:
    name = name_of(element)
    return _Field(name, _KINDS_OF_XML.get(name), words_of(element), _paragraphs_of_xml(element))


def _paragraphs_of_xml(element: Element) -> list[str]:
    return [words_of(paragraph) for paragraph in element] if len(element) else [words_of(element)]
