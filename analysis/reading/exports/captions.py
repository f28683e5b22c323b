"""The captions of databases: one field or paragraph, its credits, and the pages it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.reading.documents import Part
from analysis.reading.exports.graphic import graphic_parts

# "(A14-A15)", "(pg. 12-13)"
_PAGES = re.compile(
    r"\(?(?:pgs?\.?\s|pages?\s|pp?\.\s?|s\.\s|seiten?\s)?[A-Z]{0,2}\d{1,3}"
    r"(?:\s?[-–,]\s?[A-Z]{0,2}\d{1,3}){0,6}\)?"
)
# "The author (Ann Roe/Northern Books)": names with a stroke between maker and outlet.
_CLOSING_BRACKET = re.compile(r"(\(([^()]{3,120})\))\s*$")
_SMALL_WORDS = frozenset("for the via and of von de van".split())


def caption_field_parts(text: str, field: str) -> list[Part]:
    """The captions, credits and notes of a text for pictures, in reading order.

    Examples
    --------
    >>> parts = caption_field_parts("Bo Lee (Ann Roe/Northern Books); The quay. (AFP)(pg. 12-13)", "ART")
    >>> [part.layer for part in parts]
    ['caption', 'credit', 'caption', 'credit', 'boilerplate']
    """
    parts = graphic_parts([text], field) if text.strip() else []
    return [piece for part in parts for piece in _pieces(part)]


def _pieces(part: Part) -> Iterator[Part]:
    if part.layer != "caption":
        yield part
    elif _PAGES.fullmatch(part.text):
        yield part._replace(layer="boilerplate")
    else:
        bracket = _CLOSING_BRACKET.search(part.text, max(0, len(part.text) - 140))
        before = part.text[: bracket.start()].rstrip() if bracket else ""
        if bracket and before and _are_maker_and_outlet(bracket[2]):
            yield part._replace(text=before)
            yield part._replace(layer="credit", text=bracket[1])
        else:
            yield part


def _are_maker_and_outlet(text: str) -> bool:
    words = re.findall(r"[^\s/]+", text)
    names = (not word[0].islower() or word in _SMALL_WORDS for word in words)
    return re.search(r"[^\W\d_]/[^\W\d_\"]", text) is not None and all(names)
