"""What the fields of an export say, each once and in reading order, as the parts of an article."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from analysis.reading import form
from analysis.reading.credits import caption_parts
from analysis.reading.documents import Part
from analysis.reading.fragments import letters
from analysis.reading.page.region import ends

_DATE_ALONE = re.compile(r"\d{4}-?\d\d-?\d\d")
_CUT_END = re.compile(r"(?:…|\.\.\.)\W{0,9}$")
# Letters and digits, at the least: shorter beginnings are alike by chance, unless dots say that the
# text is a beginning.
_SHORTEST_REPEAT, _SHORTEST_CUT = 20, 8
_LONGEST_BYLINE = 12  # words
_SIGN_OFF = re.compile(
    r"""(?xi)^\W* (?: (?:additional\ )?(?:reporting|writing|editing|compiled|production)
        (?:\ and\ \w{4,12})? \ by\b
      | .{0,120}?\b(?:contributed\ (?:to|reporting|from)|can\ be\ reached\ (?:at|on|via))\b )"""
)
# Initials of who wrote and who edited, as agencies close a text: "hh/ph/ts/hd".
_INITIALS = re.compile(r"^\W{0,2}[a-z]{1,4}(?:\s?[/-]\s?[a-z]{1,5}){1,6}\W{0,2}$")
_FIRST = 5  # paragraphs whose beginning a deck may repeat
_LAST = 4  # blocks from the end in which an agency's closing lines stand
_LABEL = re.compile(
    r"(?i)\b(?:photo(?:graph)?|picture|image|credit|source|foto|bild|illustration)s?\s?(?:by|:|\|)$"
)
_LONGEST_LABEL = 20  # characters
_BETWEEN = " \t\r\n\f\v\xa0|/(–—-"  # what parts a caption from its credit


class Picture(NamedTuple):
    """What a file says of one picture.

    Attributes
    ----------
    caption, credit : str
        either may be empty.
    field, credit_field : str
        what the file calls the fields that hold them.
    """

    caption: str
    credit: str
    field: str
    credit_field: str = ""


def iso_date(printed: str | None) -> str | None:
    """A date as machines print it, in ISO 8601; None for none. What is no such date stays.

    Examples
    --------
    >>> iso_date("Mon, 02 Nov 2026 08:00:00 GMT"), iso_date("20261102T040512Z")
    ('2026-11-02T08:00:00+00:00', '2026-11-02T04:05:12+00:00')
    >>> iso_date("20261102"), iso_date("0000-00-00 00:00:00"), iso_date("in autumn")
    ('2026-11-02', None, 'in autumn')
    """
    text = " ".join((printed or "").split())
    if not text or text.startswith("0000"):
        return None
    from email.utils import parsedate_to_datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return text
    return moment.date().isoformat() if _DATE_ALONE.fullmatch(text) else moment.isoformat()


def compose(
    *,
    headline: Part,
    opening: Sequence[Part],
    body: Iterable[Part],
    pictures: Iterable[Picture] = (),
    closing: Sequence[Part] = (),
) -> list[Part]:
    """The parts of one article in reading order, what several fields repeat only once.

    Parameters
    ----------
    headline : Part
        may be empty.
    opening : sequence of Part
        standfirsts and bylines; one that repeats the headline or opens the body is passed over.
    body : iterable of Part
        what the text's own field holds, its captions among it.
    pictures : iterable of Picture
        those that the file lists beside the text; one whose caption is in the text is passed
        over.
    closing : sequence of Part
        what the file sets behind the text.

    Examples
    --------
    >>> parts = compose(
    ...     headline=Part("headline", "Talks resume", "title"),
    ...     opening=[Part("standfirst", "They met at dusk, far from…", "description")],
    ...     body=[Part("body", "They met at dusk, far from the city.", "content")],
    ...     pictures=[Picture("The hall.", "AP", "caption", "credit")],
    ... )
    >>> [(part.layer, part.text) for part in parts]
    [('headline', 'Talks resume'), ('body', 'They met at dusk, far from the city.'), ('caption', 'The hall.'), ('credit', 'AP')]
    """
    texts = [part for part in body if letters(part.text)]
    whole = [letters(part.text) for part in texts if part.layer == "body"]
    paragraphs, first = set(whole), whole[:_FIRST]
    shown = {letters(headline.text)}
    top: list[Part] = [headline]
    for part in opening:
        key = letters(part.text)
        if key and key not in shown and not _is_in(part.text, paragraphs, first):
            top.append(part)
            shown.add(key)
    shown.discard("")
    bylines = {letters(part.text) for part in top if part.layer == "byline"}
    texts = list(_without_repeats(texts, shown, bylines))
    _label_end(texts)
    captions = {letters(part.text) for part in texts if part.layer in ("caption", "credit")}
    return [*top, *texts, *_of_pictures(pictures, captions), *closing]


def _is_in(text: str, paragraphs: Container[str], first: Sequence[str]) -> bool:
    """Is a text in the body, or is it the cut beginning of one of the first paragraphs?"""
    cut = letters(text)
    if len(cut) < (_SHORTEST_CUT if _CUT_END.search(text) else _SHORTEST_REPEAT):
        return cut in paragraphs
    # A description may run on into the second paragraph.
    begins = any(paragraph.startswith(cut) for paragraph in first)
    return begins or cut in paragraphs or "".join(first).startswith(cut)


def _without_repeats(texts: Sequence[Part], shown: set[str], bylines: set[str]) -> Iterator[Part]:
    """The blocks of a text without a headline, byline or deck above it that fields have said."""
    for n_before, part in enumerate(texts):
        key, opens = letters(part.text), n_before < _LAST
        if not opens or part.layer not in ("body", "subheading"):
            yield part
        elif key in shown:
            continue
        elif _is_byline(part.text, key, bylines):
            yield part._replace(layer="byline")
        else:
            yield part


def _is_byline(text: str, key: str, bylines: set[str]) -> bool:
    if len(text.split()) > _LONGEST_BYLINE or ends(text):
        return False
    of_author = any(byline and (byline in key or key in byline) for byline in bylines)
    return of_author or form.BYLINE.search(text) is not None


def _label_end(texts: list[Part]) -> None:
    """The lines with which an agency closes a text are none of it."""
    for n in range(len(texts) - 1, max(-1, len(texts) - 1 - _LAST), -1):
        part = texts[n]
        signs_off = _SIGN_OFF.match(part.text) or _INITIALS.match(part.text)
        if part.layer == "body" and n > 0 and signs_off:
            texts[n] = part._replace(layer="boilerplate")


def _of_pictures(pictures: Iterable[Picture], shown: set[str]) -> Iterator[Part]:
    """Captions and credits, each once; a credit that closes its caption is cut off there."""
    for picture in pictures:
        caption, credit = (" ".join(text.split()) for text in (picture.caption, picture.credit))
        caption, within = _cut_credit(caption, credit)
        spans = caption_parts(caption) if caption else []
        words = "".join(letters(caption[a:b]) for layer, a, b in spans if layer == "caption")
        if letters(caption) in shown or (words and words in shown):
            continue
        if caption:
            shown |= {letters(caption), words} - {""}
            yield Part("caption", caption, picture.field)
        credit, key = within or credit, letters(within or credit)
        if key and key not in letters(caption) and (caption or key not in shown):
            shown.add(key)
            yield Part("credit", credit, picture.credit_field or picture.field)


def _without_label(text: str) -> str:
    """A caption without the word that announces its credit: "The hall (photo by"."""
    text = text.rstrip()
    label = _LABEL.search(text, max(0, len(text) - _LONGEST_LABEL))
    return (text[: label.start()] if label else text).rstrip(_BETWEEN)


def _cut_credit(caption: str, credit: str) -> tuple[str, str]:
    """A caption without the credit that it repeats at its end, and the credit as it stands there.

    Where the rules of captions find the credit, the caption is left to them.
    """
    if len(letters(credit)) < 2 or not caption.rstrip(" .)").endswith(credit.rstrip(" .)")):
        return caption, ""
    if any(layer == "credit" for layer, _, _ in caption_parts(caption)):
        return caption, ""
    begin = caption.rindex(credit.rstrip(" .)"))
    before = _without_label(caption[:begin])
    # "… says Ann Roe" names a person whom the picture shows: only what a sentence ends before is
    # a credit.
    if not before or before[-1] not in '.!?…"”’)':
        return caption, ""
    return before, caption[len(before) :].strip()
