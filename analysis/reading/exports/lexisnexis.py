"""LexisNexis, as plain text or HTML: documents behind their counters, with fields in capitals."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from analysis.reading.documents import Document, Part
from analysis.reading.exports.dates import printed_date
from analysis.reading.exports.graphic import graphic_parts
from analysis.reading.exports.nexis_blocks import (
    ExportBlock,
    blocks_of_html,
    blocks_of_plain_text,
    is_html_export,
    lines_of_beginning,
)
from analysis.reading.exports.nexis_fields import kind_of_field
from analysis.reading.exports.nexis_parts import (
    ExportedArticle,
    about,
    body_parts,
    headline_parts,
    is_address_of_page,
    is_rights,
    numbered_documents,
    standfirst_parts,
)

# "3 of 10 DOCUMENTS", "Dokument 3 von 10", "Document 3 de 10"
_COUNTER = re.compile(
    r"(?i)(?:focus\s-\s{0,4})?\d[\d.,]{0,9}\s(?:of|von|de|sur|van|af)\s\d[\d.,]{0,9}\s"
    r"do[ck]ument(?:s|e|en|er|os)?"
    r"|do[ck]umento?\s\d[\d.,]{0,9}\s(?:von|de|sur|van|af)\s\d[\d.,]{0,9}"
)
_HTML_MARKS = ("<docfull>", "lxncomment", "doc_id_")
_FIELD = re.compile(r"([^\W\d_][^:;,.()]{1,30}):(?:\s|$)")
_LENGTH = re.compile(
    r"(?i)\d[\d.,]{0,12}\s{1,9}(?:words|w[oö]e?rter|mots|woorden|ord|palabras|parole)"
)
_MOST_OF_HEADER, _LONGEST_HEADLINE, _LONGEST_BYLINE = 12, 60, 14
_MOST_OF_RIGHTS = 3
_DATED = frozenset("load-date update date-chargement laaddatum correction-date".split())
# Fields whose paragraphs go on until the next field, once the body is over.
_OPEN = ("graphic", "note")
_OF_ONE_BLOCK = ("headline", "standfirst", "byline", "about")


def recognises(beginning: str) -> bool:
    r"""True for documents behind counters of LexisNexis.

    Examples
    --------
    >>> recognises("   1 of 2 DOCUMENTS\n\n  The Courier\n\nLENGTH: 212 words")
    True
    >>> recognises("The archive keeps 1 of 2 DOCUMENTS.")
    False
    """
    lines = lines_of_beginning(beginning)
    if not any(map(_COUNTER.fullmatch, lines)):
        return False
    lowered = beginning.casefold() if is_html_export(beginning) else ""
    if any(mark in lowered for mark in _HTML_MARKS):
        return True
    names = {name for line in lines if (name := _name_of_field(line))}
    return any(kind_of_field(name) in ("about", "closing", "byline", "body") for name in names)


def documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of a download, one after another.

    The list of what was asked for, before the first document, is kept as boilerplate of the first
    article.

    Raises
    ------
    InputError
        where there is a counter but no article.
    """
    blocks = (
        blocks_of_html(text) if is_html_export(text) else blocks_of_plain_text(text, alone=_COUNTER)
    )
    cover, *records = _records(blocks)
    articles = itertools.chain(
        [ExportedArticle(list(about(cover, "cover")))], map(_article, records)
    )
    return numbered_documents(articles, stem, "LexisNexis")


def _records(blocks: Sequence[ExportBlock]) -> list[list[ExportBlock]]:
    """What stands before the first document, then each document."""
    has_marks = any(block.opens_record for block in blocks)
    records: list[list[ExportBlock]] = [[]]
    for block in blocks:
        if block.opens_record if has_marks else _is_counter(block):
            records.append([])
        records[-1].append(block)
    return records


def _is_counter(block: ExportBlock) -> bool:
    return len(block.lines) == 1 and _COUNTER.fullmatch(block.lines[0]) is not None


def _article(record: Sequence[ExportBlock]) -> ExportedArticle:
    article = ExportedArticle()
    n_header = _read_header(record, article)
    _read_fields(record[n_header:], article)
    return article


# The header: publication, date, edition and headline


def _read_header(record: Sequence[ExportBlock], article: ExportedArticle) -> int:
    """Read what stands before the fields; return how many blocks that is.

    Publication and date are centred. Where nothing is, the first block is the publication and what
    follows the date the headline.
    """
    header = _header_of(record)
    date_at = _place_of_date(header)
    centres = any(block.centred and not _is_counter(block) for block in header)
    named = False
    for n, block in enumerate(header):
        if n == date_at and not _is_counter(block):
            _read_date(block, article)
        elif name := _name_in_header(block):
            article.parts += about([block], name)
            if name == "copyright":
                _read_publication(_behind_rights(block), article, sure=False)
        elif block.centred or (not centres and _before(n, date_at, article)):
            names = not named and (article.source is None or (date_at or n) >= n)
            _read_heading(block, article, names_publication=names)
            named = True
        elif article.has("headline") or len(block.text.split()) > _LONGEST_HEADLINE:
            return n + _read_below_headline(record, n, article)
        else:
            article.parts += headline_parts(block.lines, "headline")
    return len(header)


def _header_of(record: Sequence[ExportBlock]) -> Sequence[ExportBlock]:
    """The blocks before the first field, of which there are not many."""
    fields = (n for n, block in enumerate(record) if _label(block) and not block.centred)
    return record[: min(next(fields, len(record)), _MOST_OF_HEADER)]


def _name_in_header(block: ExportBlock) -> str:
    """What a block of the header is by its words alone, or nothing."""
    if _is_counter(block):
        return "counter"
    if is_rights(block.text):
        return "copyright"
    is_about = is_address_of_page(block.text) or _LENGTH.fullmatch(block.text)
    return "header" if is_about else ""


def _read_heading(block: ExportBlock, article: ExportedArticle, *, names_publication: bool) -> None:
    """Read a line above the headline, which may name the publication."""
    article.parts += about([block], "publication" if names_publication else "header")
    if names_publication:
        _read_publication(block.lines, article, sure=True)


def _place_of_date(header: Sequence[ExportBlock]) -> int | None:
    """The block whose line is a date: a centred one before any other."""
    dated = [n for n, block in enumerate(header) if any(map(printed_date, block.lines))]
    centred = [n for n in dated if header[n].centred]
    return next(iter(centred or dated), None)


def _before(n: int, date_at: int | None, article: ExportedArticle) -> bool:
    return article.source is None and (date_at is None or n < date_at)


def _read_date(block: ExportBlock, article: ExportedArticle) -> None:
    """Read the date; lines before it name the publication, lines behind it the edition."""
    at = next(n for n, line in enumerate(block.lines) if printed_date(line))
    article.published = printed_date(block.lines[at])
    if at:
        _read_publication(block.lines[:at], article, sure=True)
    article.parts += about([block], "date")


def _read_publication(lines: Sequence[str], article: ExportedArticle, *, sure: bool) -> None:
    if lines and (article.source is None or sure):
        article.source = lines[0] if sure else lines[-1]


def _behind_rights(block: ExportBlock) -> list[str]:
    """The lines below a copyright, of which the last may name the publication."""
    below = list(block.lines)
    while below and is_rights(below[0]):
        below = below[1:]
    return [] if any(map(is_rights, below)) else below


def _read_below_headline(record: Sequence[ExportBlock], n: int, article: ExportedArticle) -> int:
    """A line between headline and fields is the byline, a longer one the standfirst, where the body
    stands below the fields; 1 where there is one.
    """
    block, rest = record[n], record[n + 1 :]
    if not rest or not _label(rest[0]):
        return 0
    if all(_label(later) or is_rights(later.text) for later in rest):
        return 0
    short = len(block.text.split()) <= _LONGEST_BYLINE and not block.text.endswith((".", "!", "?"))
    article.parts.append(
        Part("byline" if short else "standfirst", block.text, "below the headline")
    )
    return 1


# Fields and body


def _read_fields(blocks: Sequence[ExportBlock], article: ExportedArticle) -> None:
    """Read fields and the paragraphs of the body, which no field names."""
    labels = _labels(blocks)
    n = 0
    kind, name = None, "body"
    has_body = closed = False
    while n < len(blocks):
        if label := labels[n]:
            name, value = label
            kind = _kind(name)
            closed |= kind == "closing"
            article.parts += _parts_of_field(kind, name, value)
            has_body |= kind == "body" and bool(value)
            kind = kind if not value or (kind in _OPEN and has_body) else None
            n += 1
        elif kind and (kind in _OF_ONE_BLOCK or (kind in _OPEN and not has_body)):
            article.parts += _parts_of_field(kind, name, blocks[n].lines)
            kind = None
            n += 1
        else:
            end = next((m for m in range(n, len(blocks)) if labels[m]), len(blocks))
            kind = "closing" if kind not in _OPEN and closed and has_body else kind
            article.parts += _parts_of_run(blocks[n:end], kind, name)
            has_body |= kind in (None, "body")
            kind = None
            n = end


def _kind(name: str) -> str:
    return kind_of_field(name) or "about"


def _parts_of_run(blocks: Sequence[ExportBlock], kind: str | None, name: str) -> list[Part]:
    """The parts of blocks without a name: of the field before them, or of the body."""
    last = range(max(0, len(blocks) - _MOST_OF_RIGHTS), len(blocks))
    n_own = next((n for n in last if is_rights(blocks[n].text)), len(blocks))
    own, rights = blocks[:n_own], list(about(blocks[n_own:], "copyright"))
    if kind == "graphic":
        return [*graphic_parts([line for block in own for line in block.lines], name), *rights]
    if kind == "note":
        return [*about(own, name), *rights]
    if kind == "closing":
        return [*about(own, "below the article"), *rights]
    return [*body_parts(own, name if kind == "body" else "body"), *rights]


def _parts_of_field(kind: str | None, name: str, lines: Sequence[str]) -> list[Part]:
    text = " ".join(lines)
    if kind == "headline":
        return headline_parts(lines, name) if lines else []
    if kind == "standfirst":
        return standfirst_parts(text, name)
    if kind == "byline":
        return [Part("byline", text, name)]
    if kind == "graphic":
        return graphic_parts(lines, name)
    if kind == "body":
        return body_parts([ExportBlock(tuple(lines))], name)
    return [Part("boilerplate", f"{name}: {text}", name)]


def _labels(blocks: Sequence[ExportBlock]) -> list[tuple[str, tuple[str, ...]] | None]:
    """The name and value of each block that is a field.

    A name in capitals that is not listed names one where its neighbours are fields; inside a body
    it is a speaker or the place of a report. A listed one inside a body names one where the body
    ends.
    """
    listed = [_label(block) for block in blocks]
    labels: list[tuple[str, tuple[str, ...]] | None] = []
    has_body = closing = False
    for n, block in enumerate(blocks):
        label = listed[n]
        following = listed[n + 1] if n + 1 < len(blocks) else None
        if label and has_body and not closing and not _ends_body(blocks, listed, n):
            label = None
        if label is None and (unlisted := _unlisted(block)):
            before = labels[-1] if labels else None
            among_closing = closing and before
            among_opening = not has_body and following and _kind(following[0]) not in _ENDING
            alone = block.lead and (n + 1 == len(blocks) or blocks[n + 1].opens_box)
            label = unlisted if among_closing or among_opening or alone else None
        closing |= label is not None and has_body
        has_body |= label is None
        labels.append(label)
    return labels


_ENDING = ("closing", "graphic", "note")


def _ends_body(
    blocks: Sequence[ExportBlock], listed: Sequence[tuple[str, tuple[str, ...]] | None], n: int
) -> bool:
    """Is a listed name behind paragraphs of the body the end of the body?"""
    label = listed[n]
    if label and not label[1]:  # alone on its line, as ARTICLE: behind the paragraph of CHAPEAU:
        return True
    reach = 4 if label and _kind(label[0]) == "graphic" else 1
    window = range(n + 1, min(n + 1 + reach, len(blocks)))
    return n + reach >= len(blocks) or any(
        listed[m] is not None or is_rights(blocks[m].text) for m in window
    )


def _label(block: ExportBlock) -> tuple[str, tuple[str, ...]] | None:
    """The listed name of a field in capitals that opens a block, and the lines behind it."""
    name = _name_of_field(block.lines[0])
    if not name or not kind_of_field(name) or not block.may_be_field:
        return None
    value = _value(block, name)
    if name.casefold() in _DATED and not (value and printed_date(value[0])):
        return None
    return name, value


def _unlisted(block: ExportBlock) -> tuple[str, tuple[str, ...]] | None:
    """A name in capitals that is not listed; in HTML it is bold and opens a box."""
    name = _name_of_field(block.lines[0])
    if not name or len(name.split()) > 3 or not block.may_be_field:
        return None
    return name, _value(block, name)


def _name_of_field(line: str) -> str | None:
    opening = _FIELD.match(line)
    return opening[1].strip() if opening and opening[1].isupper() else None


def _value(block: ExportBlock, name: str) -> tuple[str, ...]:
    first = block.lines[0][len(name) :].lstrip(" :")
    return tuple(line for line in (first, *block.lines[1:]) if line)
