"""Press cuttings (Knipselkrant, Pressespiegel): one article below the other, as text out of a PDF.

No field is named. Each article has its publication twice: below the headline with its date and
page, and at its end in the line of rights. Only where both lines name one publication is the text
between them an article; the table of contents above the first one is kept with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.reading.documents import Document, Part
from analysis.reading.exports.boxes import is_page
from analysis.reading.exports.dates import printed_date
from analysis.reading.exports.nexis_blocks import ExportBlock, blocks_of_plain_text
from analysis.reading.exports.nexis_parts import (
    ExportedArticle,
    body_parts,
    is_rights,
    numbered_documents,
)

# "The Courier 21-06-2013 (p.03)", "Der Kurier, 2. November 2026, S. 4"
_SOURCE = re.compile(
    r"(?i)(?P<name>\S[^\n]{1,80}?)[,.]?\s{1,3}(?P<date>\d[^\n()]{5,30}?)"
    r"[,.]?\s{0,3}\(?(?:pp?|pag(?:ina)?|page|blz|s|seite)\.?\s{0,2}[\w/,-]{0,12}\)?"
)
_SIGN = re.compile(r"(?i)©|\(c\)|copyright\b")
_LONGEST_SOURCE, _LONGEST_RIGHTS = 140, 200  # characters
_MOST_OF_BYLINE = 12  # words before the sign of rights
_FEWEST_REPEATS = 3  # of a line that the pages of a file share
_SENTENCE_ENDS = (".", "!", "?", "…", ")", '"', "”", "'", "’")
_NUMBER = re.compile(r"\W{0,3}\d{1,4}(?:\s?/\s?\d{1,4})?\W{0,3}")


class _Cutting(NamedTuple):
    """Where an article is among the lines of a file, and what its source says."""

    source_at: int
    end: int  # behind its line of rights
    publication: str
    date: str


def recognises(beginning: str) -> bool:
    r"""True for text in which the source of an article and the line of rights below it name one
    publication.

    Examples
    --------
    >>> source, rights = "The Courier 21-06-2013 (p.03)", "© The Courier 2013 all rights reserved"
    >>> recognises("\n\n".join(["Talks resume", source, "They met on Monday.", rights]))
    True
    >>> recognises("\n\n".join(["Talks resume", source, "They met on Monday."]))
    False
    """
    if is_page(beginning):
        return False
    return next(_cuttings(_lines(beginning)), None) is not None


def documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of a file, one after another.

    Raises
    ------
    InputError
        where none is in it.
    """
    lines = _lines(text)
    repeats = Counter(lines)
    articles = [ExportedArticle()]
    begin = 0
    for cutting in _cuttings(lines):
        articles.append(_article(lines[begin : cutting.end], cutting, begin, repeats))
        begin = cutting.end
    articles[-1].parts += [
        Part("boilerplate", line, "behind the articles") for line in lines[begin:]
    ]
    return numbered_documents(articles, stem, "press cuttings")


def _lines(text: str) -> list[str]:
    return [line for block in blocks_of_plain_text(text) for line in block.lines if line.strip()]


def _cuttings(lines: Sequence[str]) -> Iterator[_Cutting]:
    """The articles of a file, in order: from each source to the line of rights that names it too."""
    source: re.Match[str] | None = None
    source_at, date = 0, ""
    for n, line in enumerate(lines):
        match = _SOURCE.fullmatch(line) if len(line) <= _LONGEST_SOURCE else None
        own_date = printed_date(match["date"]) if match else None
        if match and own_date and n:
            source, source_at, date = match, n, own_date
        elif source and source["name"].casefold() in _rights(line).casefold():
            yield _Cutting(source_at, n + 1, source["name"], date)
            source = None


def _rights(line: str) -> str:
    """What a line says of rights at its end, behind an author or the last words of the article;
    empty for nothing.
    """
    sign = next(reversed([*_SIGN.finditer(line[-_LONGEST_RIGHTS:])]), None)
    rights = line[-_LONGEST_RIGHTS:][sign.start() :] if sign else ""
    return rights if is_rights(rights) else ""


def _article(
    lines: Sequence[str], cutting: _Cutting, begin: int, repeats: Counter[str]
) -> ExportedArticle:
    """One article: its lines begin behind the one before and end with its rights."""
    source_at, rights = cutting.source_at - begin, _rights(lines[-1])
    above = [n for n in range(source_at) if not _is_of_page(lines[n], repeats)]
    headline_at = above[-1] if above else -1
    parts = [
        Part("headline", line, "above the source")
        if n == headline_at
        else Part("boilerplate", line, "around the article")
        for n, line in enumerate(lines[: source_at + 1])
    ]
    last = lines[-1][: len(lines[-1]) - len(rights)].strip()
    is_byline = len(last.split()) <= _MOST_OF_BYLINE and not last.endswith(_SENTENCE_ENDS)
    inside = [*lines[source_at + 1 : -1], *([] if is_byline else [last])]
    body = [ExportBlock((line,)) for line in inside if not _is_of_page(line, repeats)]
    of_pages = [line for line in inside if _is_of_page(line, repeats)]
    parts += body_parts(body, "below the source")
    parts += [Part("boilerplate", line, "of a page") for line in of_pages]
    parts.append(Part("byline", last if is_byline else "", "before the rights"))
    parts.append(Part("boilerplate", rights, "rights"))
    return ExportedArticle(parts, cutting.publication, cutting.date)


def _is_of_page(line: str, repeats: Counter[str]) -> bool:
    """Is a line the number of a page, or what several pages have in common?"""
    return _NUMBER.fullmatch(line) is not None or (
        repeats[line] >= _FEWEST_REPEATS and not _rights(line)
    )
