"""ProQuest, as plain text, HTML or the HTML of its mail: records with named fields.

Captions stand at the end of the full text (`CAPTION:`), in boxes of their own (`Photograph`), or in
no text at all but in the title of the link "Enlarge this image".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.reading.credits import is_credit
from analysis.reading.documents import Document, Part
from analysis.reading.exports.boxes import Box, boxes_of, is_page
from analysis.reading.exports.captions import caption_field_parts
from analysis.reading.exports.dates import date_within, printed_date
from analysis.reading.exports.nexis_blocks import ExportBlock, lines_of_beginning
from analysis.reading.exports.nexis_parts import (
    ExportedArticle,
    body_parts,
    headline_parts,
    numbered_documents,
)
from analysis.reading.fragments import letters

# What a field holds, by its names in the languages of the interface.
_NAMES = {
    "body": "full text|volltext|texte intégral|texto completo|testo completo|texto integral"
    "|fuldtekst|volledige tekst|fulltekst",
    "title": "title|titel|titre|título|titolo",
    "standfirst": "subtitle|untertitel|sous-titre|subtítulo|sottotitolo|ondertitel",
    "byline": "author|authors|autor|autoren|verfasser|auteur|auteurs|autores|autore|forfatter",
    "abstract": "abstract|abstrakt|zusammenfassung|résumé|resumen|riassunto|resumo|samenvatting",
    "source": "publication title|titel der publikation|publikationstitel|titre de la publication"
    "|título de publicación|título de la publicación|titolo della pubblicazione"
    "|título da publicação|titel van de publicatie|publicatietitel|publikationens titel",
    "date": "publication date|datum der publikation|publikationsdatum|erscheinungsdatum"
    "|veröffentlichungsdatum|date de publication|fecha de publicación|data di pubblicazione"
    "|data de publicação|publicatiedatum|udgivelsesdato",
    "info": "publication info|angaben zur publikation|informationen zur publikation"
    "|informations sur la publication|información de publicación|publicatiegegevens",
    "caption": "caption|captions|illustration|photograph|photographs|photo|bildunterschrift|légende"
    "|abbildung|bijschrift|billedtekst|leyenda|didascalia",
    "credit": "credit",
    "number": "proquest document id|proquest-dokument-id|dokument-id von proquest"
    "|id du document proquest|id de documento de proquest|proquest-document-id",
    "closing": "subject|business indexing term|location|people|company / organization"
    "|identifier / keyword|url|publication year|section|pages|first page|links|schlagwort|thema"
    "|sujet|lieu|materia|onderwerp|emne",
}
_KIND = {name: kind for kind, names in _NAMES.items() for name in names.split("|")}
_DIVIDER = re.compile(r"_{20,}")
_LABEL = re.compile(r"([^\W\d_][^:]{0,48}?)\s?:(?:\s+|$)")
# A caption or credit opens a line of the body in capitals, or stands behind its name alone.
_LINE_OF_BODY = re.compile(
    rf"(?:({'|'.join(_NAMES['caption'].split('|'))})|(credit))\s?:\s*", re.IGNORECASE
)
_MARKS = re.compile(r"(?:[A-Za-z]{1,40}_content|document_view_image|document_view_caption)")
_PICTURES = re.compile(
    r"(?:Photo(?:graph)?|Illustration|Picture|Image|Caption|Graphic|Cartoon|Map|Chart)s?_content"
)
_NO_TEXT = re.compile(
    r"(?i)(?:none|not) available\.?|nicht verfügbar\.?|(?:non|pas) disponible\.?|no disponible\.?"
)
_NOTE = re.compile(r"\s*(?:\*\*.{1,1000}?\*\*|--\s[^a-zß-ÿ]{8,400}\s--)\s*", re.S)
_STRAY_TAG = re.compile(r"<?/?(?:html|head|body)>")
_MAIL_ADDRESS = re.compile(r"[^\s@]{1,80}@[^\s@]{1,80}")
_MAKER = re.compile(r"(?i)\s?;\s?(?=(?:photographer|photo by|photo credit|credit)\s?:)")
_TITLES_OF_MAKER = re.compile(r"(?i)(?:photographer|photo credit|credit)\s?:\s*")
# A maker's name is glued to the end of the sentence: "... on Friday.Ann RoeTHE NORTHERN PRESS".
_GLUED = re.compile(r"(?<=[.!?])[\"”’']?(?=[^\s\d.!?,;:)\"”’'])|(?<=[.!?][\"”’'])(?=[^\W\d_])")
_OF_CREDIT = frozenset(
    "photo photos file for the via and by of illustration handout supplied".split()
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’']?\s")
_LONGEST_CREDIT, _WIDEST_CREDIT = 14, 160  # words, characters
_MOST_OF_FOOTER = 6
_NO_BODY = "holds no full text; export it again with its full text"


def recognises(beginning: str) -> bool:
    r"""True for records of ProQuest, whose fields say so.

    Examples
    --------
    >>> recognises("____________________________________________________________\n\nTalks resume\n\n"
    ...     "Full text: They met.\n\nProQuest document ID: 1\n")
    True
    >>> recognises("Full text: ProQuest holds no document of that name.")
    False
    """
    if is_page(beginning):
        if '"DocID_' in beginning and "<strong" in beginning:
            return True
    elif not any(map(_DIVIDER.fullmatch, map(str.strip, beginning[:4096].splitlines()))):
        return False
    lines = lines_of_beginning(beginning)
    if "proquest" not in beginning.casefold() and not any(
        line.startswith("Links:") for line in lines
    ):
        return False
    kinds = {_kind(line) for line in lines if _LABEL.match(line)}
    # The first record of a long article does not end within the beginning.
    return "body" in kinds and ("number" in kinds or {"abstract", "info"} <= kinds)


def documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of a download, one after another.

    Raises
    ------
    InputError
        where no record holds an article.
    """
    records = _records(_boxes(text))
    cover = ExportedArticle([Part("boilerplate", box.text, "cover") for box in records[0]])
    articles = [cover, *map(_article, records[1:])]
    return map(_with_notice, numbered_documents(articles, stem, "ProQuest"))


# Records


def _boxes(text: str) -> list[Box]:
    if not is_page(text):
        return list(_boxes_of_text(text))
    return boxes_of(
        text,
        marks=_MARKS,
        opens=lambda tag, attributes: (
            tag == "a" and (attributes.get("name") or "").startswith("DocID_")
        ),
    )


def _boxes_of_text(text: str) -> Iterator[Box]:
    """A box a line; the bold of a page is the name that opens a line."""
    record = 0
    for line in text.removeprefix("\ufeff").splitlines():
        words = " ".join(line.split())
        if _DIVIDER.fullmatch(words):
            record += 1
        elif words:
            label = _LABEL.match(words)
            yield Box(words, lead=label[1] if label else "", record=record)


def _records(boxes: Sequence[Box]) -> list[list[Box]]:
    """What stands before the first record, then each record. Words without any field, as those of
    the service at the end, belong to the record before.
    """
    records: list[list[Box]] = [[] for _ in range((boxes[-1].record if boxes else 0) + 1)]
    for box in boxes:
        records[box.record].append(box)
    if len(records) == 1:
        return [[], *_records_by_fields(records[0])]
    kept: list[list[Box]] = [records[0]]
    for record in records[1:]:
        is_own = any(_kind(box.lead) for box in record)
        if is_own or len(kept) == 1:
            kept.append(record)
        else:
            kept[-1] += record
    return kept


def _records_by_fields(boxes: Sequence[Box]) -> list[list[Box]]:
    """Records of a page without marks between them: a line without a name behind the fields that
    close a record opens the next one.
    """
    records: list[list[Box]] = [[]]
    has_number = False
    for box in boxes:
        if has_number and not box.lead and records[-1][-1].lead:
            records.append([])
            has_number = False
        has_number |= _kind(box.lead) == "number"
        records[-1].append(box)
    if len(records) > 1 and not any(_kind(box.lead) for box in records[-1]):
        records[-2:] = [records[-2] + records[-1]]
    return records


def _kind(name: str) -> str | None:
    label = _LABEL.match(name)
    return _KIND.get((label[1] if label else name).casefold().strip(" :"))


# One record


def _article(record: Sequence[Box]) -> ExportedArticle:
    article = ExportedArticle()
    text_at = next((n for n, box in enumerate(record) if _kind(box.lead) == "body"), None)
    n_closing = _n_closing(record if text_at is None else record[text_at + 1 :])
    closing_at = len(record) - n_closing
    opening = record[: text_at if text_at is not None else closing_at]
    fields = _fields([*opening, *record[closing_at:]])
    article.source = _source_of(fields)
    article.published = _date_of(fields)
    body = record[text_at:closing_at] if text_at is not None else []
    text = _body(body, has_byline="byline" in fields)
    is_read = letters(" ".join(part.text for part in text if part.layer == "body"))
    article.parts += _opening(opening, is_read)
    article.parts += text
    article.parts += [
        Part("boilerplate", box.words, box.lead or "below the record")
        for box in record[closing_at:]
    ]
    return article


def _with_notice(document: Document) -> Document:
    """The document; one without a body says so."""
    if any(segment.layer == "body" for segment in document.segments):
        return document
    return replace(document, notices=[*document.notices, _NO_BODY])


def _n_closing(boxes: Sequence[Box]) -> int:
    """How many boxes at the end are fields; what the service says below them goes with them."""
    n = 0
    while n < min(len(boxes), _MOST_OF_FOOTER) and not boxes[-1 - n].lead:
        n += 1
    if n == len(boxes) or not boxes[-1 - n].lead:
        return 0
    while n < len(boxes) and boxes[-1 - n].lead and not _is_of_body(boxes[-1 - n]):
        n += 1
    # A paragraph above the fields may open like one: "Twitter: @annroe".
    run = boxes[len(boxes) - n :]
    first = next((m for m, box in enumerate(run) if _kind(box.lead)), 0)
    return n - first


def _is_of_body(box: Box) -> bool:
    return _kind(box.lead) in ("caption", "credit", "body")


def _fields(boxes: Sequence[Box]) -> dict[str, str]:
    """The first value of each kind of field."""
    fields: dict[str, str] = {}
    for box in boxes:
        kind = _kind(box.lead)
        if kind and box.value:
            fields.setdefault(kind, box.value)
    return fields


def _source_of(fields: Mapping[str, str]) -> str | None:
    return fields.get("source") or fields.get("info", "").partition(" ;")[0].strip() or None


def _date_of(fields: Mapping[str, str]) -> str | None:
    """The date of publication; "... [Northport]08 May 2010: 2." has it among other words."""
    date = printed_date(fields.get("date", ""))
    if date:
        return date
    return date_within(fields.get("info", ""))


def _opening(boxes: Sequence[Box], body: str) -> Iterator[Part]:
    """The parts above the full text: the first words without a name are the headline."""
    has_headline = in_abstract = False
    title = next((box.value for box in boxes if _kind(box.lead) == "title"), "")
    for box in boxes:
        kind = _kind_of_opening(box)
        in_abstract = kind == "abstract" or (in_abstract and not box.lead)
        if not kind and not has_headline and not title:
            has_headline = True
            yield from headline_parts([box.words], "headline")
        elif kind == "title" and not has_headline:
            has_headline = True
            yield from headline_parts([box.value], box.lead)
        elif kind in ("byline", "standfirst") and box.value:
            yield Part(kind, box.value, box.lead)
        elif in_abstract and box.value:
            yield _abstract(box.value, body)
        else:
            yield Part("boilerplate", box.words, box.lead or "heading")


def _kind_of_opening(box: Box) -> str | None:
    """What field opens a box. Where the box is in bold as a whole, a colon tells a name from words."""
    has_value = bool(box.lead) and box.words != box.lead
    is_name = box.words.rstrip(" :") == box.lead and ":" in box.text
    return _kind(box.lead) if has_value or is_name else None


def _abstract(text: str, body: str) -> Part:
    """A standfirst, or sentences that the database took from the body."""
    pieces = [letters(piece) for piece in re.split(r"\[\.\.\.\]|(?<=[.!?])\s", text)]
    pieces = [piece for piece in pieces if piece]
    repeats = 2 * sum(piece in body for piece in pieces) >= len(pieces)
    is_none = _NO_TEXT.fullmatch(text) is not None
    return Part("boilerplate" if repeats or is_none else "standfirst", text, "Abstract")


def _body(boxes: Sequence[Box], *, has_byline: bool) -> list[Part]:
    """The parts of the full text in reading order."""
    parts: list[Part] = []
    waiting: list[ExportBlock] = []
    held: str | None = None  # the kind of lines behind a name that stands alone
    captions: set[str] = set()
    for n, box in enumerate(boxes):
        words = box.value if n == 0 else box.words
        following = boxes[n + 1] if n + 1 < len(boxes) else None
        special = _special(box, words, following, captions)
        if special is None and (label := _label_of_line(words, boxes, n)):
            special = _labelled(label, words, has_byline=has_byline)
        if special is None and held and words:
            special = _captions(words, held)
        if special is None and words and _is_name_alone(words, boxes, n):
            held = words.rstrip(" :")
            special = [Part("boilerplate", words, "name of a field")]
        if special is None:
            waiting += [ExportBlock((words,))] if words and not _NO_TEXT.fullmatch(words) else []
        else:
            parts += body_parts(waiting, "Full text")
            waiting = []
            parts += special
    return [*parts, *body_parts(waiting, "Full text")]


def _special(box: Box, words: str, following: Box | None, shown: set[str]) -> list[Part] | None:
    """The parts of a box that its marks or its words say to be no paragraph; None for another."""
    if box.tag == "@title":
        if "document_view_image" not in box.marks or len(words.split()) < 2:
            return []
        shown.add(letters(words))
        return _caption_of_title(words)
    if "document_view_caption" in box.marks and letters(words) not in shown:
        return caption_field_parts(words, "document_view_caption")
    content = next((mark for mark in box.marks if mark.endswith("_content")), None)
    if content:
        name = content.removesuffix("_content")
        return _captions(words, name) if _PICTURES.fullmatch(content) else [_about(words, name)]
    if {"document_view_image", "document_view_caption"} & box.marks:
        return [_about(words, "picture")]
    if following and box.lead == words and f"{words}_content" in following.marks:
        return [_about(words, "name of a field")]
    if _STRAY_TAG.fullmatch(words) or _MAIL_ADDRESS.fullmatch(words) or not letters(words):
        return [_about(words, "Full text")] if words else None
    return None


def _about(words: str, field: str) -> Part:
    return Part("boilerplate", words, field)


def _is_near_end(boxes: Sequence[Box], n: int) -> bool:
    """Do no more than names and captions follow?"""
    return (
        all(
            box.tag == "@title" or box.marks or _kind(box.lead) in ("caption", "credit") or box.lead
            for box in boxes[n + 1 :][:8]
        )
        and len(boxes) - n <= 8
    )


def _is_name_alone(words: str, boxes: Sequence[Box], n: int) -> bool:
    """The name of the captions alone on its line, below a body: "Illustration"."""
    return n > 0 and len(boxes) - n <= 6 and _kind(words.rstrip(" :")) == "caption"


def _label_of_line(words: str, boxes: Sequence[Box], n: int) -> re.Match[str] | None:
    """The name that opens a line of the body, in capitals or near the end."""
    label = _LINE_OF_BODY.match(words) if boxes[n].tag != "@title" else None
    if label is None:
        return None
    is_upper = (label[1] or label[2]).isupper()
    return label if is_upper or _is_near_end(boxes, n) else None


def _labelled(label: re.Match[str], words: str, *, has_byline: bool) -> list[Part]:
    """The parts of a line "CAPTION: ..." or "CREDIT: ...". The credit names who wrote the article,
    but for those who say that they made a picture.
    """
    value = words[label.end() :].strip(" ;")
    if label[1]:
        return _captions(value, label[1])
    if is_credit(value) and re.match(r"(?i)photo|picture|image", value):
        return [Part("credit", value, label[2])]
    return [Part("boilerplate" if has_byline else "byline", value, label[2])]


def _captions(text: str, field: str) -> list[Part]:
    """The captions and credits of a field."""
    label = _LINE_OF_BODY.match(text)
    text = text[label.end() :] if label and label[1] else text
    parts: list[Part] = []
    for piece in _MAKER.split(text):
        if _TITLES_OF_MAKER.match(piece):
            parts.append(Part("credit", piece.strip(" ;"), field))
        else:
            own, credit = _without_glued_credit(piece)
            parts += caption_field_parts(own, field)
            parts += [Part("credit", credit, field)] if credit else []
    return parts


def _without_glued_credit(text: str) -> tuple[str, str]:
    """A caption, and the names behind its last sentence that no full stop ends."""
    start = max(0, len(text) - _WIDEST_CREDIT)
    cuts = [*_GLUED.finditer(text, start), *_SENTENCE_END.finditer(text, start)]
    for cut in sorted(cuts, key=lambda cut: cut.end()):
        rest = text[cut.end() :].strip()
        if _names_maker(rest):
            return text[: cut.end()].strip(), rest
    return text, ""


def _names_maker(text: str) -> bool:
    words = text.split()
    if not 0 < len(words) <= _LONGEST_CREDIT or text.endswith((".", "!", "?", "”", '"', ")")):
        return False
    if is_credit(text):
        return True
    is_made = any(word.casefold() in _OF_CREDIT - {"the", "of", "and"} for word in words)
    if is_made and words[-1].casefold() in ("photo", "photos"):
        return True
    is_glued = re.search(r"[a-zß-ÿ][A-Z]|[A-Z]{3,}", text) is not None
    names = all(word[0].isupper() or word.casefold() in _OF_CREDIT for word in words)
    return names and len(words) > 1 and (is_made or is_glued or len(words) <= 4)


def _caption_of_title(text: str) -> list[Part]:
    """The caption of a link's title, behind the notes of its agency."""
    parts: list[Part] = []
    while note := _NOTE.match(text):
        parts.append(_about(note[0], "title of the link to a picture"))
        text = text[note.end() :]
    return [*parts, Part("caption", text, "title of the link to a picture")]
