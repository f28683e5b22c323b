"""The field of an export that holds its pictures: medium, credit, caption and page in one string."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.reading.credits import is_credit, split_credit
from analysis.reading.documents import Part

# What the picture is. A chart or a map keeps its word, which belongs to its title.
_PICTURES = (
    "photos photo(s) photo photographs photograph pictures picture images image graphics graphic"
    " illustrations illustration fotos foto bilder bild grafiken grafik beeld afbeelding billede"
    " photographie illustratie archivfoto archivbild symbolfoto symbolbild arkivfoto"
).split()
_DRAWN = "charts chart maps map drawings drawing tables table diagram cartoons cartoon".split()
_PICTURE = rf"(?:{'|'.join(map(re.escape, _PICTURES))})"
_MEDIUM = rf"(?:{'|'.join(map(re.escape, [*_PICTURES, *_DRAWN]))})"
_HOW = r"(?:(?:colou?r|b/w|file|staff|archive)\s)?"
_WHICH = r"(?:\s?(?:\d{1,2}|[a-h]|\((?:colou?r|b/w|\d{1,2})\)))?"
# "PHOTOS:", "Color Photo 2:", "Caption:"
_LABEL = re.compile(
    rf"(?i)\s*(?:{_HOW}{_PICTURE}{_WHICH}|captions?|bildunterschrift|bijschrift|l[ée]gende"
    r"|billedtekst)\s?:\s*"
)
_ALONE = re.compile(rf"(?i)(?:{_HOW}{_MEDIUM}{_WHICH}[\s,;.]{{0,3}}){{1,6}}")
# "PHOTO, B/W, Ann Roe, Courier", "photo Ann Roe, Northern Press", "foto ann roe, anp"
_OPENS_WITH_MEDIUM = re.compile(rf"(?i){_HOW}{_MEDIUM}\b(?P<mark>\s?,)?\s*(?P<rest>.*)", re.S)
_OF_CREDIT = frozenset("b/w color colour via by for the of and source von van de".split())
_MOST_WORDS, _LONGEST_CREDIT = 16, 200
# "(B1)", "(pg. C4)", "(page 3)", "(S. 14)"
_PAGE = re.compile(
    r"(?i:(?:pgs?\.?|pages?|p\.|s\.|blz\.?)\s?[a-z]{0,2}\d{1,3}[a-z]?)|[A-Z]{1,2}\d{1,3}"
)
_BRACKETS = re.compile(r"\((?:[^()]|\([^()]{0,300}\)){1,300}\)|\[[^\[\]]{1,300}\]")
_NOTE = re.compile(r"\(\*{1,3}\)\s")
_INTERVIEWERS = re.compile(r"(?:Das Gespräch führten?|Interview by|Interview:|Propos recueillis)\b")
# "Photograph: Ann Roe/Northern Press The hall ..."
_LABELLED = re.compile(
    r"\b(?:Photographs?|Photos?|Pictures?|Images?|Credit|Fotos?|Bild|Illustration|Beeld"
    r"|PHOTOS?|PICTURES?|FOTOS?)(?:\s?:|\s(?:by|courtesy\ of))\s"
)
_CAPITALISED = re.compile(
    r"(?:[^\W\d_a-zß-öø-ÿ][\w.'’&-]*|de|van|von|der|la|for|via|the|of|/)(?:\s|$|/|,\s)"
)
_OPENERS = frozenset("A An The In On At Der Die Das Ein Eine Le La Les Un Une De Het Een".split())
_SEMICOLON = re.compile(r";\s")
_NEXT_LABEL = re.compile(r"(?<=[.!?)\]])\s{1,20}(?=(?:PHOTO|PICTURE|IMAGE|FOTO)S?(?:\s\d{1,2})?:)")
_SENTENCE_ENDS = (".", "!", "?", "…", '"', "”", "'", "’")


def graphic_parts(lines: Sequence[str], field: str) -> list[Part]:
    """The captions, credits and notes in a field for pictures, in reading order.

    Parameters
    ----------
    lines : sequence of str
        the lines of the field as they were meant; each may hold several captions.
    field : str
        what the file calls it.

    Examples
    --------
    >>> line = "PHOTOS: The hall in May. (B1); The quay. (PHOTOGRAPHS BY ANN ROE/COURIER) (B5)"
    >>> [(part.layer, part.text) for part in graphic_parts([line], "GRAPHIC")][1:4]
    [('caption', 'The hall in May.'), ('boilerplate', '(B1)'), ('caption', 'The quay.')]
    >>> [part.layer for part in graphic_parts(["PHOTO, B/W, Ann Roe, AFP; The other hall."], "GRAPHIC")]
    ['credit', 'caption']
    """
    labelled = [part for line in lines for part in _NEXT_LABEL.split(line)]
    pieces = [piece for part in labelled for unit in _units(part) for piece in _pieces(unit)]
    return [Part(layer, text, field) for layer, text in pieces if text.strip(" ;,.")]


def opens_with_picture(text: str) -> bool:
    """Does a paragraph open as the captions of a picture that a body holds: "PHOTOS: The hall"?

    Examples
    --------
    >>> opens_with_picture("PHOTOS: The hall."), opens_with_picture("Photos show the hall.")
    (True, False)
    """
    label = _LABEL.match(text)
    return label is not None and label[0].strip().isupper()


def is_labelled_credit(text: str) -> bool:
    """Does a paragraph only say who made a picture: "Foto: Ann Roe/dpa"?

    Examples
    --------
    >>> is_labelled_credit("Foto: Ann Roe/dpa"), is_labelled_credit("Ann Roe")
    (True, False)
    """
    return _LABEL.match(text) is not None and _is_only_credit(text)


def _units(line: str) -> Iterator[str]:
    """A line divided at semicolons which stand beside a credit, a medium or a bracket."""
    within = [bracket.span() for bracket in _BRACKETS.finditer(line)]
    pieces = [piece.strip() for piece in _cut(line, _SEMICOLON, within)]
    apart = [_is_only_credit(piece) or _ALONE.fullmatch(piece) is not None for piece in pieces]
    unit = pieces[:1]
    for n, piece in enumerate(pieces[1:], start=1):
        ended = apart[n - 1] or pieces[n - 1].endswith((")", "]"))
        if ended or apart[n] or _end_of_medium(piece):
            yield "; ".join(unit)
            unit = []
        unit.append(piece)
    yield "; ".join(unit)


def _cut(line: str, mark: re.Pattern[str], whole: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The pieces of a line between marks, but for marks within the spans that stay whole."""
    start = n = 0
    for cut in mark.finditer(line):
        while n < len(whole) and whole[n][1] <= cut.start():
            n += 1
        if n == len(whole) or cut.start() < whole[n][0]:
            yield line[start : cut.start()]
            start = cut.end()
    yield line[start:]


def _pieces(unit: str) -> Iterator[tuple[str, str]]:
    """The layers of a unit: its label, then captions divided by their credits and pages."""
    if _NOTE.match(unit) or _INTERVIEWERS.match(unit) or _ALONE.fullmatch(unit):
        yield "boilerplate", unit
        return
    if _is_only_credit(unit):
        yield "credit", unit
        return
    opening = _end_of_medium(unit)
    yield "boilerplate", unit[:opening].strip()
    start = opening
    for bracket in _BRACKETS.finditer(unit, opening):
        layer = _layer_of_bracket(unit[start : bracket.start()], bracket[0])
        if layer:
            yield from _captions(unit[start : bracket.start()])
            yield layer, bracket[0]
            start = bracket.end()
    yield from _captions(unit[start:])


def _end_of_medium(unit: str) -> int:
    """How far the medium reaches that opens a unit: "PHOTOS: ...", "Photo, The hall ..."."""
    label = _LABEL.match(unit)
    if label:
        return label.end()
    opening = _OPENS_WITH_MEDIUM.match(unit)
    if opening and opening["mark"] and not opening["rest"][:1].islower():
        return opening.start("rest")
    return 0


def _layer_of_bracket(before: str, bracket: str) -> str | None:
    """Whether a text in brackets is a credit or a page; None where it belongs to the sentence."""
    within = bracket[1:-1].strip()
    if _PAGE.fullmatch(within):
        return "boilerplate"
    if _is_only_credit(within.strip("()")):
        return "credit"
    # Names alone behind a sentence, or behind "by" or "for".
    words = within.split()
    closes = before.rstrip().endswith(_SENTENCE_ENDS) and len(words) > 1
    says_by = {"by", "for"} & {word.casefold() for word in words}
    if (closes or says_by) and _are_names(within):
        return "credit"
    sentence = f"The hall in May. ({within})"
    return "credit" if split_credit(sentence)[1] < len(sentence) else None


def _captions(text: str) -> Iterator[tuple[str, str]]:
    """Captions of running text, with credits that a label opens and the next caption ends."""
    text = text.strip(" ;")
    start = 0
    for label in _LABELLED.finditer(text):
        end = _end_of_credit(text, label.end()) if label.start() > start else 0
        if end:
            yield "caption", text[start : label.start()].strip()
            yield "credit", text[label.start() : end].strip()
            start = end
    rest = text[start:].strip(" ,")
    end = _end_before_maker(rest)
    if _is_only_credit(rest):
        yield "credit", rest
    elif end:
        yield "caption", rest[:end].rstrip(" ,")
        yield "credit", rest[end:].strip()
    else:
        yield "caption", rest


def _end_before_maker(text: str) -> int:
    """Where a caption ends before its maker: "... in May. foto ann roe, anp", "..., Ann Roe for The
    Post"; 0 where it does not.
    """
    before, _, last = text.rpartition(". ")
    if before and _is_only_credit(last):
        return len(before) + 1
    before, _, last = text.rpartition(", ")
    if before and " for the " in last.casefold() and _are_names(last):
        return len(before) + 1
    return 0


def _end_of_credit(text: str, start: int) -> int:
    """Where names and makers end and the next caption opens, at its first word, which is
    capitalised too; 0 where no names follow.
    """
    at = start
    words: list[tuple[int, str]] = []
    while word := _CAPITALISED.match(text, at):
        words.append((at, word[0].strip(" /,")))
        at = word.end()
    if not text[at:].strip(" ."):
        return len(text) if words else 0
    opener = next((n for n, (_, word) in enumerate(words) if n and word in _OPENERS), None)
    if opener is None:
        opener = len(words) - 1
    return words[opener][0] if opener > 0 else 0


def _is_only_credit(text: str) -> bool:
    """Nothing but a medium, its maker and who has the rights."""
    if not text or len(text) > _LONGEST_CREDIT:
        return False
    label = _LABEL.match(text)
    if label:
        made_by = text[label.end() :]
        if made_by.split(" ", 1)[0] in _OPENERS:  # "Photo: The Guardian", but not "Photo: The hall"
            return is_credit(made_by)
        return is_credit(made_by) or _are_names(made_by) or _is_bracketed_credit(made_by)
    return is_credit(text) or _is_medium_and_maker(text)


def _are_names(text: str) -> bool:
    """Capitalised words alone, as a maker and whom the picture was made for."""
    words = re.findall(r"[^\s,;:()]+", text)
    names = all(not word[0].islower() or word.casefold() in _OF_CREDIT for word in words)
    return names and 0 < len(words) <= _MOST_WORDS and not text.endswith((".", "!", "?", ")"))


def _is_bracketed_credit(text: str) -> bool:
    bracket = _BRACKETS.fullmatch(text.strip())
    return bracket is not None and is_credit(text.strip("()[] "))


def _is_medium_and_maker(text: str) -> bool:
    opening = _OPENS_WITH_MEDIUM.match(text)
    if not opening or len(text.split()) > _MOST_WORDS or text.endswith((".", "!", "?")):
        return False
    made_by = opening["rest"]
    if is_credit(made_by):
        return True
    if _are_names(made_by.replace("(", " ").replace(")", " ")):
        return bool(opening["mark"]) or "," in made_by or 1 < len(made_by.split()) <= 4
    # A name in small letters, and whom the picture was made for: "foto ann roe, anp".
    maker, comma, outlet = made_by.rpartition(",")
    return bool(comma) and len(maker.split()) <= 4 and len(outlet.split()) <= 2 and text.islower()
