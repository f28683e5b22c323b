"""What a block labelled as a caption is made of: a counter of slides, the caption, its credit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from analysis.reading.credits import caption_parts, is_credit, split_credit
from analysis.reading.page.walk import Block

CaptionPart = tuple[str, int, int]

# "1 / 3", "Image 2 of 14": before a caption, which opens with a capital, digit or quotation mark.
_COUNTER = re.compile(
    r"^\W{0,3}(?:(?i:image|photo|picture|slide)\s+)?(\d{1,3})\s*(/|of)\s*(\d{1,3})\b"
    r"[\s:.|)\]–—-]*(?=[^\W\d_a-zß-ÿ]|[\"“‘'(]|\d|$)"
)
_COUNTER_BEHIND = re.compile(r"(?:(?<=[.!?…\"”’)])\s*|\n)\(?(\d{1,3})\s*(/|of)\s*(\d{1,3})\)?$")
_SPOKEN = re.compile(
    r"^(?:(?i:image|photo|picture|media|video) (?i:caption)[,:]?|(?i:caption):)"
    r"\s+(?=[A-ZÀ-Þ\"“‘'])"
)
_MOST_CREDIT = 130  # characters
_FEWEST = 2  # words of a caption before a credit that is repeated
_NEAR = 3  # blocks from a caption to the credit of its picture, at the most
_MOST_AGENCY = 3  # words before a bar that belong to the credit: "FPG // Getty Images"
_OPENS_CREDIT = re.compile(r"[:/|©]|(?i:\b(?:courtesy|handout|getty|reuters)\b)")
_BETWEEN_NAMES = re.compile(r"[\s/|,&]+")
_SMALL_WORDS = frozenset("and the of for via at de van von der la bin al el".split())
_MOST_NAMES = 10  # words
_OPENS = re.compile(r"\s*[A-ZÀ-Þ\"“‘]\S*\s+\S+\s+\S")
_PROBE = "A sentence."  # a credit is what would be split off behind a sentence


def parts_of(blocks: list[Block]) -> Iterator[list[CaptionPart]]:
    """The layers within each block, each with its place in the block's text."""
    captions = [block for block in blocks if block.layer == "caption"]
    totals = Counter(counter[3] for block in captions if (counter := _COUNTER.match(block.text)))
    for number, block in enumerate(blocks):
        if block.layer == "caption":
            beside = blocks[max(0, number - _NEAR) : number + _NEAR + 1]
            credits = [other.text for other in beside if other.layer == "credit"]
            yield list(_caption_parts(block, totals, credits))
        else:
            yield [(block.layer, 0, len(block.text))]


def _caption_parts(block: Block, totals: Counter[str], credits: list[str]) -> Iterator[CaptionPart]:
    text = block.text
    begin, end = 0, len(text)
    counter = _COUNTER.match(text)
    if counter and _counts(counter, totals) and counter.end() < end:
        begin = counter.end()
        yield "boilerplate", 0, len(counter[0].rstrip())
    spoken = _SPOKEN.match(text)
    if spoken:
        begin = spoken.end()
        yield "boilerplate", 0, len(spoken[0].rstrip())
    behind = _COUNTER_BEHIND.search(text, begin)
    if behind and behind.start() > begin and int(behind[1]) <= int(behind[3]):
        end = behind.start()
    # What parted the caption from its switch.
    begin += len(text[begin:end]) - len(text[begin:end].lstrip(" \n/|"))
    borders = [border - begin for border in block.borders]
    whole = text[begin:end]
    # The credit that the page shows beside the caption, and once more at its end.
    repeated = max((len(credit) for credit in credits if whole.endswith(credit)), default=0)
    rest = whole[: len(whole) - repeated].rstrip()
    if repeated and len(rest.split()) >= _FEWEST:
        yield "caption", begin, begin + len(rest)
        yield "credit", begin + len(whole) - repeated, end
    else:
        for layer, start, stop in _with_credit(whole, borders):
            yield layer, begin + start, begin + stop
    if counted := text[end:].lstrip():
        yield "boilerplate", len(text) - len(counted), len(text)


def _counts(counter: re.Match[str], totals: Counter[str]) -> bool:
    """Does "2 of 3" count slides? With "of" it names them, or another one counts as well."""
    if not 1 <= int(counter[1]) <= int(counter[3]):
        return False
    named = any(map(str.isalpha, counter[0][: counter.start(1)]))
    return named or counter[2] == "/" or totals[counter[3]] > 1


def _with_credit(text: str, borders: list[int]) -> list[CaptionPart]:
    """Caption and credit, cut where an element or line holds a credit, else by punctuation."""
    lines = [line.end() for line in re.finditer("\n", text)]
    for border in sorted({*borders, *lines}):
        opening, rest = text[:border].rstrip(), text[border:]
        # A credit that opens, in an element of its own, before a caption that opens as one does.
        if 0 < border <= _MOST_CREDIT and _OPENS.match(rest) and is_credit_behind(opening):
            begin = border + len(rest) - len(rest.lstrip())
            behind = _with_credit(rest.lstrip(), [b - begin for b in borders if b > begin])
            shifted = [(layer, begin + start, begin + end) for layer, start, end in behind]
            if any(layer == "caption" for layer, _, _ in behind):
                return [("credit", 0, len(opening)), *shifted]
    for border in sorted({*borders, *lines}):
        if not max(0, len(text) - _MOST_CREDIT) <= border < len(text) or not border:
            continue
        caption, credit = text[:border].rstrip(), text[border:].lstrip()
        ended = text[border - 1] == "\n" or caption[-1:] in tuple('.!?…"”’)')
        apart = border > len(caption) and not ended
        # In "a portrait made by <em>image by Ann Roe</em>" the element goes on with the sentence.
        if (not apart or _OPENS_CREDIT.search(credit)) and is_credit_behind(credit):
            parts = caption_parts(caption)
            if credit[0] in "/|" and len(caption.split()) <= _MOST_AGENCY:
                return [("credit", 0, len(text))]
            if any(layer == "caption" for layer, _, _ in parts):
                return [*parts, ("credit", len(text) - len(credit), len(text))]
    return caption_parts(text)


def is_credit_behind(text: str) -> bool:
    """Is a text what would be split off as a credit, if it stood behind a sentence?

    Examples
    --------
    >>> is_credit_behind("Leah Mayer/The Chronicle"), is_credit_behind("Leah Mayer at the harbour")
    (True, False)
    """
    if len(text) > _MOST_CREDIT:
        return False
    words = _BETWEEN_NAMES.split(text.strip())
    named = all(word[:1].isupper() or word in _SMALL_WORDS for word in words if word)
    if (named and "/" in text and len(words) <= _MOST_NAMES) or is_credit(text):
        return True
    return split_credit(f"{_PROBE} {text}") == (0, len(_PROBE))
