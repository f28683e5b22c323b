"""Press databases in German: APA-OnlineManager and DeFacto, whose records open with publication,
date and page, and wiso, where that line stands below the text, behind "Quelle:".

As text out of an RTF document, or as HTML. No real file of wiso was at hand: what is read follows
what programs that cut its prints apart look for. Captions stand last, unmarked behind a further
empty line, or as "Bild: ...".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.reading.documents import Document, Part
from analysis.reading.exports.boxes import Attributes, boxes_of, is_page
from analysis.reading.exports.captions import caption_field_parts
from analysis.reading.exports.dates import printed_date
from analysis.reading.exports.graphic import is_labelled_credit
from analysis.reading.exports.nexis_blocks import ExportBlock
from analysis.reading.exports.nexis_parts import ExportedArticle, body_parts, numbered_documents
from analysis.reading.fragments import letters

# '"Der Kurier" Nr. 14/2013 vom 02.04.2013   Seite: 23', "Frühnachrichten vom 02.04.2013 08.00 Uhr"
_HEAD = re.compile(
    r"(?P<quote>[\"„»])?(?P<source>[^\"“”«\n]{2,80}?)(?(quote)[\"“”«])"
    r"(?:,?\sNr\.?\s[\w/-]{1,12})?\s(?:vom|,\sden)\s(?P<date>\d{1,2}\.\d{1,2}\.\d{4})"
    r"(?P<rest>(?:[\s|]{0,40}(?:\(\w{2,12}\)|Seiten?:?\s?\S{1,12}|\d{1,2}[.:]\d{2}\sUhr)){0,3})"
)
_FIELD = re.compile(
    r"(Quelle|Ressort|Rubrik|Ausgabe|Dokumentnummer|ISSN|Autor(?:en)?|Verfasser|Schlagw[oö]rt(?:er)?"
    r"|Dauerhafte Adresse des Dokuments|Alle Rechte vorbehalten|Länge)\s?:[\s|]*(.*)"
)
_ADDRESS = "Dauerhafte Adresse des Dokuments"
# Every record holds one of these; to look for them is a hundred times as fast as to read its lines.
_SIGNS = ("Dauerhafte", "Ressort", "Quelle", "APA", "DeFacto")
_RIGHTS = re.compile(r"©\s|\(c\)\s|Alle Rechte vorbehalten")
_BYLINE = re.compile(r"(?i)(?:von|by|interview:)\s[^\W\d_]")
_CAPTION = re.compile(r"(?i)(?:im\s)?(?:bild|bilder|foto|fotos|bildtext|bu|grafik)(?:\s\d)?\s?:\s")
# What the service says at the end: "Dieses Dokument dient ...".
_OF_SERVICE = re.compile(
    r"(?i)APA-OnlineManager\b|Suche nach \"|Dieses Dokument dient|Seite(?: \d{1,4})? von\b"
)
_EDITION = re.compile(
    r"(?i)(?:(?:\w{2,12}\s)?(?:abend|morgen|früh|spät|land|stadt)(?:ausgabe)?,?\s?){1,4}"
    r"|[^\W\d_][\w.&/-]{0,24}+(?:(?:,\s?|\s)[^\W\d_][\w.&/-]{0,24}+){0,8},?\s?"
)
_SENTENCE_ENDS = (".", "!", "?", '."', ".“", ".«", "?“", "!“")
_MOST_OF_HEADLINE, _FEWEST_OF_PARAGRAPH, _MOST_ABOVE = 11, 20, 7
_MOST_OF_CREDIT, _GAP_OF_CAPTION = 3, 2


class _Line(NamedTuple):
    """A line, how many empty ones stand above it, and its tag where it has one."""

    text: str
    n_empty: int = 1
    tag: str = ""


def recognises(beginning: str) -> bool:
    r"""True for records that open with publication, date and page, or close as those of wiso.

    Examples
    --------
    >>> recognises('"Der Kurier" vom 23.10.2026 Seite: 2\nRessort: Politik\n\nGespräche\n\n')
    True
    >>> recognises('Das Buch "Der Kurier" vom 23.10.2026 liegt vor.')
    False
    """
    if not any(sign in beginning for sign in _SIGNS):
        return False
    if is_page(beginning):
        beginning = re.sub(r"<[^<>]*>", "\n", beginning)
    lines = [" ".join(line.split()) for line in beginning.splitlines()]
    names = {match[1] for line in lines if (match := _FIELD.match(line))}
    heads = [match for line in lines if (match := _HEAD.fullmatch(_value_of_source(line)))]
    if _ADDRESS in names and ("Quelle" in names or heads):
        return True
    return any(head["rest"].strip() for head in heads) and (
        bool(names & {"Ressort", "Quelle"}) or "APA" in beginning or "DeFacto" in beginning
    )


def documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of a download, one after another.

    Raises
    ------
    InputError
        where none is in it.
    """
    lines = list(_lines_of_html(text) if is_page(text) else _lines_of_text(text))
    closes = any(_closes(line.text) for line in lines)
    records = _records_by_end(lines) if closes else _records_by_head(lines)
    cover = ExportedArticle([Part("boilerplate", line.text, "cover") for line in records[0]])
    read = _of_wiso if closes else _article
    return numbered_documents([cover, *map(read, records[1:])], stem, "a press database")


# Lines and records


def _lines_of_text(text: str) -> Iterator[_Line]:
    n_empty = 0
    for line in text.removeprefix("\ufeff").splitlines():
        words = " ".join(line.split())
        if words:
            yield _Line(words, n_empty)
            n_empty = 0
        else:
            n_empty += 1


def _lines_of_html(text: str) -> Iterator[_Line]:
    """A line a box; those of a `<pre>`, and the words that are in no paragraph, by themselves."""
    for box in boxes_of(text, marks=re.compile("eintrag"), opens=_opens_nothing):
        if box.tag == "@title":
            continue
        if box.tag == "pre":
            yield from (_Line(line, tag="pre") for line in box.text.split("\n"))
        else:
            yield _Line(box.words, tag=box.tag)


def _opens_nothing(_tag: str, _attributes: Attributes) -> bool:
    return False


def _records_by_head(lines: Sequence[_Line]) -> list[list[_Line]]:
    records: list[list[_Line]] = [[]]
    for line in lines:
        head = _HEAD.fullmatch(line.text)
        if head and (head["rest"].strip() or line.tag == "pre"):
            records.append([])
        records[-1].append(line)
    return records


def _closes(text: str) -> bool:
    """Is a line one of those that wiso prints below a text?"""
    return text.startswith(_ADDRESS) or _value_of_source(text) != text


def _records_by_end(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Records that an address and rights close, or, where no record has an address, its fields; a
    further line of rights goes with the record before.
    """
    records: list[list[_Line]] = [[], []]
    has_address = any(line.text.startswith(_ADDRESS) for line in lines)
    is_closing = False
    for line in lines:
        field = _FIELD.match(line.text)
        is_end = _RIGHTS.match(line.text) is not None or (is_closing and field is not None)
        if is_closing and not is_end and not line.text.startswith("http"):
            records.append([])
            is_closing = False
        is_closing |= field is not None and (field[1] == _ADDRESS or not has_address)
        records[-1].append(line)
    return records


# A record that opens with its publication


def _article(record: Sequence[_Line]) -> ExportedArticle:
    article = ExportedArticle()
    n = _read_head(record, article)
    headings = (m for m in range(n, len(record)) if re.fullmatch("h[1-6]", record[m].tag))
    tagged = next(headings, None)
    n_above = _read_above(record, n, article) if tagged is None else 0
    n_text = n_above or _read_tagged(record, n, tagged or 0, article)
    _read_text(record[n_text:], article)
    return article


def _value_of_source(text: str) -> str:
    field = _FIELD.fullmatch(text)
    return field[2].strip() if field and field[1] == "Quelle" else text


def _read_head(record: Sequence[_Line], article: ExportedArticle) -> int:
    """Read publication, date and section; return how many lines that is."""
    n = 0
    for n, line in enumerate(record):
        head = _HEAD.fullmatch(_value_of_source(line.text))
        field = _FIELD.fullmatch(line.text)
        if head and article.source is None:
            article.source = head["source"].strip()
            article.published = printed_date(head["date"])
        elif not field and line.tag != "pre":
            return n
        article.parts.append(Part("boilerplate", line.text, field[1] if field else "heading"))
    return n + 1


def _read_tagged(record: Sequence[_Line], n: int, headline: int, article: ExportedArticle) -> int:
    """Read the lines around a headline that is a heading of HTML."""
    for line in record[n:headline]:
        is_deck = len(line.text.split()) > _MOST_OF_HEADLINE or line.text.endswith(_SENTENCE_ENDS)
        article.parts.append(Part("standfirst" if is_deck else "boilerplate", line.text, "kicker"))
    article.parts.append(Part("headline", record[headline].text, record[headline].tag))
    return headline + 1


def _read_above(record: Sequence[_Line], n: int, article: ExportedArticle) -> int:
    """Read edition, kicker, headline and deck, which nothing names; return where the text begins.

    The headline is the last line above the text that is short and no sentence; one that ends in
    dots was made of the first words of the text.
    """
    section = next((_FIELD.sub(r"\2", part.text) for part in article.parts[1:2]), "")
    start = n
    has_edition = start < len(record) and _is_edition(record[start], section)
    text_at = _start_of_text(record, start + has_edition)
    above = record[start:text_at]
    headline = _place_of_headline(above, has_edition=has_edition)
    for m, line in enumerate(above):
        if m == headline:
            article.parts.append(Part("headline", line.text, "headline"))
        elif _BYLINE.match(line.text):
            article.parts.append(Part("byline", line.text, "above the text"))
        elif m > headline and len(line.text.split()) > 3:
            article.parts.append(Part("standfirst", line.text, "below the headline"))
        else:
            article.parts.append(Part("boilerplate", line.text, "above the headline"))
    return text_at


def _is_edition(line: _Line, section: str) -> bool:
    """A line directly below the fields that names regions or the hour of print."""
    words = line.text.split()
    if line.n_empty != 1 or len(words) > 9 or line.text.endswith(_SENTENCE_ENDS):
        return False
    lists = "," in line.text or len(words) == 1
    return line.text == section or (lists and _EDITION.fullmatch(line.text) is not None)


def _start_of_text(record: Sequence[_Line], start: int) -> int:
    """The first line below the headline that is a paragraph of its own."""
    last = min(len(record) - 1, start + _MOST_ABOVE)
    for n in range(start + 1, last + 1):
        text = record[n].text
        if record[n - 1].text.endswith(("...", "…")):
            return n
        if len(text.split()) >= _FEWEST_OF_PARAGRAPH or record[n].n_empty >= _GAP_OF_CAPTION:
            return n
    return min(start + 1, len(record))


def _place_of_headline(above: Sequence[_Line], *, has_edition: bool) -> int:
    first = int(has_edition and len(above) > 1)
    short = [
        n
        for n, line in enumerate(above)
        if n >= first
        and 1 < len(line.text.split()) <= _MOST_OF_HEADLINE
        and not line.text.endswith((".", ":"))
        and not _BYLINE.match(line.text)
    ]
    dotted = [n for n, line in enumerate(above) if line.text.endswith(("...", "…"))]
    return (dotted or short or [len(above) - 1])[-1]


# The text


def _read_text(lines: Sequence[_Line], article: ExportedArticle) -> None:
    n_text = next((n for n, line in enumerate(lines) if _OF_SERVICE.match(line.text)), len(lines))
    text, service = list(lines[:n_text]), lines[n_text:]
    if not _read_caption_alone(text, article):
        _read_paragraphs(text, article)
    article.parts += [Part("boilerplate", line.text, "below the article") for line in service]


def _read_caption_alone(text: Sequence[_Line], article: ExportedArticle) -> bool:
    """A record that is a caption and its maker: the headline is its first words and dots."""
    headline = next((part.text for part in article.parts if part.layer == "headline"), "")
    if not headline.endswith(("...", "…")) or not text:
        return False
    whole = " ".join(line.text for line in text)
    opening = letters(headline)
    if len(text) > 2 or not letters(whole).startswith(opening) or len(text[0].text.split()) > 99:
        return False
    caption, maker = _cut_maker(text[-1].text)
    if not maker or (len(text) == 2 and len(text[0].text.split()) > 1):
        return False
    article.parts += [Part("boilerplate", line.text, "number of the picture") for line in text[:-1]]
    article.parts.append(Part("caption", caption, "whole text of the record"))
    article.parts.append(Part("credit", maker, "whole text of the record"))
    return True


def _cut_maker(text: str) -> tuple[str, str]:
    """A text without the words behind its last sentence, and these words."""
    ends = [match.end() for match in re.finditer(r"[.!?]\)?\s", text)]
    for end in ends[-1:]:
        maker = text[end:].strip()
        if 0 < len(maker.split()) <= _MOST_OF_CREDIT and not maker.endswith(_SENTENCE_ENDS):
            return text[:end].strip(), maker
    return text, ""


def _read_paragraphs(text: Sequence[_Line], article: ExportedArticle) -> None:
    """Read byline, paragraphs, and the captions at their end."""
    n = 0
    while n < min(2, len(text) - 1) and _BYLINE.match(text[n].text):
        if len(text[n].text.split()) > 6:
            break
        article.parts.append(Part("byline", text[n].text, "above the text"))
        n += 1
    body = list(text[n:])
    captions: list[Part] = []
    while len(body) > 1 and (parts := _parts_of_caption(body)):
        captions[:0] = parts
        body.pop()
    article.parts += body_parts([ExportBlock((line.text,)) for line in body], "text")
    article.parts += captions


def _parts_of_caption(body: Sequence[_Line]) -> list[Part]:
    """The parts of the last line where it is a caption or a credit; none where it is not."""
    line = body[-1]
    label = _CAPTION.match(line.text)
    if is_labelled_credit(line.text):
        return [Part("credit", line.text, "last paragraph")]
    if label:
        name = Part("boilerplate", label[0], "last paragraph")
        return [name, *caption_field_parts(line.text[label.end() :], label[0].rstrip(" :"))]
    # Only these services leave a further line empty above a caption.
    usual = sorted(other.n_empty for other in body[1:-1])
    is_apart = not line.tag and line.n_empty >= _GAP_OF_CAPTION
    if is_apart and (not usual or usual[len(usual) // 2] < line.n_empty):
        return caption_field_parts(line.text, "last block behind two empty lines")
    return []


# wiso: the publication stands below the text


def _of_wiso(record: Sequence[_Line]) -> ExportedArticle:
    article = ExportedArticle()
    end = next(
        (
            n
            for n, line in enumerate(record)
            if ((field := _FIELD.match(line.text)) and field[1] not in ("Autor", "Verfasser"))
            or (_HEAD.fullmatch(line.text) and n)
        ),
        len(record),
    )
    text, fields = list(record[:end]), record[end:]
    if text:
        article.parts.append(Part("headline", text[0].text, "headline"))
        n = 1
        while n < len(text) and (field := _FIELD.match(text[n].text)):
            article.parts.append(Part("byline", field[2], field[1]))
            n += 1
        _read_text(text[n:], article)
    for line in fields:
        value = _value_of_source(line.text)
        head = _HEAD.match(value)
        if article.source is None and (head or value != line.text):
            article.source = head["source"].strip(" ,") if head else value.partition(",")[0].strip()
            article.published = printed_date(head["date"]) if head else _date_of(value)
        article.parts.append(Part("boilerplate", line.text, "below the article"))
    return article


def _date_of(text: str) -> str | None:
    date = re.search(r"\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d_]{3,9})\s?\d{4}", text)
    return printed_date(date[0]) if date else None
