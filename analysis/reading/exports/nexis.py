"""Nexis Uni, out of its DOCX or RTF: documents that end with a line, with fields above and below
the body.
"""

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
    is_rights,
    numbered_documents,
    standfirst_parts,
)

_END = re.compile(
    r"(?i)end of document|ende des dokuments|fin du document|einde (?:van het )?document"
)
_COVER = (re.compile(r"(?i)job number:"), re.compile(r"(?i)documents? \(\d[\d.,]*\)"))
_LENGTH = re.compile(r"(?i)(?:length|länge|longueur|lengte|længde): ?\d[\d.,]{0,12} \w+")
_FIELD = re.compile(r"([^\W\d_][\w /&-]{1,30}):(?:\s|$)")
# What the pages of a download carry, and links to what was not downloaded.
_FURNITURE = re.compile(r"(?i)page \d{1,6} of \d{1,6}|link (?:to|zum|vers|naar|til) .{1,40}")
_HEADS = ("body", "graphic", "note", "classification")
_MOST_OF_HEADER = 4  # lines before the date, where no gap tells the cover from the headline


def recognises(beginning: str) -> bool:
    r"""True for the frame of Nexis Uni: its cover, or an article between "Body" and "End of
    Document".

    Examples
    --------
    >>> recognises("Talks resume\nThe Courier\nMay 2, 2026\nLength: 212 words\nBody\nThey met.")
    True
    >>> recognises("Body\nThey met.")
    False
    """
    lines = lines_of_beginning(beginning)
    if all(any(map(sign.match, lines)) for sign in _COVER):
        return True
    if not any(map(_LENGTH.fullmatch, lines)):
        return False
    return any(kind_of_field(line) == "body" and not line.isupper() for line in lines)


def documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of a download, one after another.

    The list of results before the first article is kept as its boilerplate.

    Raises
    ------
    InputError
        where no article is in it.
    """
    blocks = (
        blocks_of_html(text)
        if is_html_export(text)
        else blocks_of_plain_text(text, line_is_block=True)
    )
    styled = any(block.lead.endswith(":") for block in blocks)
    articles = (_article(record, styled) for record in _records(blocks))
    return numbered_documents(itertools.chain([ExportedArticle()], articles), stem, "Nexis Uni")


def _records(blocks: Sequence[ExportBlock]) -> list[list[ExportBlock]]:
    """Documents, each with the line that ends it; what stands behind the last is one more."""
    records: list[list[ExportBlock]] = [[]]
    for block in blocks:
        records[-1].append(block)
        if _END.fullmatch(block.text):
            records.append([])
    return records


def _article(record: Sequence[ExportBlock], styled: bool) -> ExportedArticle:
    article = ExportedArticle()
    body_at = next((n for n, block in enumerate(record) if _head(block, styled) == "body"), None)
    top = record[: body_at if body_at is not None else _end_of_top(record, styled)]
    start, end = _place_of_header(top)
    article.parts += about(top[:start], "cover")
    _read_names(top[start:end], article)
    _read_fields(top[end:], styled, article)
    _read_body(record[len(top) :], styled, article)
    return article


def _end_of_top(record: Sequence[ExportBlock], styled: bool) -> int:
    """Where fields end in a document without a body."""
    heads = (n for n, block in enumerate(record) if _head(block, styled) or _is_closing(block))
    return next(heads, len(record))


# Above the body: cover, headline, publication, date, fields


def _place_of_header(top: Sequence[ExportBlock]) -> tuple[int, int]:
    """Where headline, publication and date begin and end; an empty place where there are none.

    The date is the last line that is one and stands behind no field, as in a cover, whose titles
    may open with a date. Where there is none, the header stands before the rights.
    """
    dated = [
        n
        for n, block in enumerate(top)
        if printed_date(block.lines[0]) and not (n and _FIELD.match(top[n - 1].text))
    ]
    if dated:
        end = dated[-1] + 1
        start = _start_of_run(top, end)
        return (start if 1 < end - start <= _MOST_OF_HEADER + 1 else max(0, end - 3)), end
    end = next((n for n, block in enumerate(top) if is_rights(block.text)), 0)
    while end and end - (start := _start_of_run(top, end)) < 2:
        end = start
    return (start, end) if end and end - start <= _MOST_OF_HEADER else (0, 0)


def _start_of_run(top: Sequence[ExportBlock], end: int) -> int:
    """The first of the blocks that stand without a gap before a place."""
    start = end - 1
    while start and not top[start].after_gap:
        start -= 1
    return start


def _read_names(header: Sequence[ExportBlock], article: ExportedArticle) -> None:
    """Read headline, publication and date."""
    names = list(header)
    if names and (published := printed_date(names[-1].lines[0])):
        dated = names.pop()
        article.published = published
    if names:
        article.parts += headline_parts(names[0].lines, "headline")
        article.parts += about(names[1:], "publication")
        article.source = " ".join(block.text for block in names[1:]) or None
    if article.published:
        article.parts += about([dated], "date")


def _read_fields(blocks: Sequence[ExportBlock], styled: bool, article: ExportedArticle) -> None:
    """Read the fields between date and body; a line without a name goes on with the field above."""
    kind, name = "about", "below the date"
    for block in blocks:
        label = _label(block, styled)
        if label:
            name, text = label
            kind = kind_of_field(name) or "about"
        else:
            text = block.text
        if is_rights(block.text):
            article.parts += about([block], "copyright")
        elif kind == "byline" and text:
            article.parts.append(Part("byline", text, name))
        elif kind == "standfirst" and text:
            article.parts += standfirst_parts(text, name)
        elif kind == "headline" and text and not article.has("headline"):
            article.parts += headline_parts([text], name)
        else:
            article.parts += about([block], name)


# The body and what stands below


def _read_body(blocks: Sequence[ExportBlock], styled: bool, article: ExportedArticle) -> None:
    """Read the parts below their headings: body, pictures, notes; and the fields that close."""
    zone, name = "note", "frame"
    run: list[ExportBlock] = []
    for block in blocks:
        if _FURNITURE.fullmatch(block.text):
            article.parts += _parts_of_zone(zone, run, name)
            article.parts += about([block], "furniture")
            run = []
            continue
        kind = _head(block, styled)
        closes = zone in ("body", "graphic") and _is_closing(block)
        if kind or closes or _END.fullmatch(block.text):
            article.parts += _parts_of_zone(zone, run, name)
            run = []
            zone, name = kind or "closing", block.text.strip(" :") if kind else "below the article"
        if kind:
            article.parts += about([block], "heading")
        else:
            run.append(block)
    article.parts += _parts_of_zone(zone, run, name)


def _parts_of_zone(zone: str, run: Sequence[ExportBlock], name: str) -> list[Part]:
    if zone == "body":
        return body_parts(run, name)
    if zone == "graphic":
        return graphic_parts([line for block in run for line in block.lines], name)
    return list(about(run, name))


def _head(block: ExportBlock, styled: bool) -> str | None:
    """What stands below a line that is only the name of a part: "body", "graphic" or "note"."""
    name = block.text.strip(" :")
    kind = kind_of_field(name)
    if len(block.lines) > 1 or name.isupper() or kind not in _HEADS:
        return None
    # A subheading of an article may be "Notes": where the file has bold names, it must be one.
    return None if kind == "note" and styled and not block.bold else kind


def _label(block: ExportBlock, styled: bool) -> tuple[str, str] | None:
    """The name of a field, in bold where the file has bold ones, and what stands behind it."""
    opening = _FIELD.match(block.text)
    if not opening or (styled and not block.lead.startswith(opening[1])):
        return None
    return opening[1], block.text[opening.end() :].strip()


def _is_closing(block: ExportBlock) -> bool:
    """Is a line what the database says below an article: "Load-Date: May 3, 2026"?"""
    opening = _FIELD.match(block.text)
    if not opening or kind_of_field(opening[1]) != "closing":
        return False
    value = block.text[opening.end() :].strip()
    return block.lead.startswith(opening[1]) or printed_date(value) is not None
