"""What attributes, scripts and style sheets hold: captions on a click, JSON, italic classes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from analysis.reading.page.signs import CREDIT

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_JSON = 2_000_000  # characters
_MOST_STYLE = 200_000
_MOST_SLIDES = 500
_MOST_THINGS = 5_000
_MOST_ADDRESSES = 5_000  # characters
_SHORTEST_FILE = 6  # characters of a name that belongs to one picture, as "image" does not
_ADDRESSES = ("src", "srcset", "data-src", "data-srcset", "data-original", "data-lazy-src")
# A match begins where a name begins, and is not tried at each of its letters.
_FILE = re.compile(r"(?i)(?<![^/\s?&=,])([^/\s?&=,]{1,200})\.(?:jpe?g|png|webp|avif|gif)\b")
_SIZE = re.compile(r"[-_.@](?:\d{2,4}x\d{2,4}|\d{2,4}w?|scaled|large|medium|small)$")
FEWEST_WORDS = 3  # a shorter value is a switch ("true") or the name of an element
_KEPT = "data-captions"  # where a slideshow's captions wait while its script leaves the tree
TAG = re.compile(r"<[^<>]{0,500}>")
_NAMES_PICTURE = re.compile(
    r"(?i)^(?:src|srcset|url|href|file|path"
    r"|(?:image|img|photo|thumb|picture)\w*)$"
)
_CREDIT_KEYS = ("credit", "photographer", "copyright", "attribution", "byline")
_ITALIC = re.compile(r"font-style\s*:\s*italic")
_CLASS_OF_RULE = re.compile(r"\.([\w-]{1,60})\s*\{[^{}]*$")
_LONGEST_RULE = 600  # characters from a class to what it sets


def italic_classes(tree: HtmlElement) -> frozenset[str]:
    """The classes that the page's own style sheet sets in italics."""
    names: set[str] = set()
    for style in tree.iter("style"):
        sheet = (style.text or "")[:_MOST_STYLE]
        # Back from what is set in italics: forth from every class would be most of the sheet.
        for italic in _ITALIC.finditer(sheet):
            rule = _CLASS_OF_RULE.search(
                sheet, max(0, italic.start() - _LONGEST_RULE), italic.start()
            )
            names |= {rule[1]} if rule else set()
    return frozenset(names)


def keep_captions(tree: HtmlElement) -> None:
    """Put the captions of slideshows, which stand as JSON in scripts, where the walk finds them."""
    for script in tree.iter("script"):
        if script.get("type", "").lower() != "application/json":
            continue
        text = script.text or ""
        if '"caption"' not in text:
            continue
        if slides := list(_slides(text)):
            script.tag, script.text = "data", None
            script.set(_KEPT, json.dumps(slides))


def captions_of(element: HtmlElement) -> Iterator[tuple[str, str, int]]:
    """What attributes say under a picture: their name, a caption or credit, and its flag."""
    for name, value in element.items():
        if name == _KEPT:
            for caption, credit in json.loads(value):
                yield "caption of a slide", caption, 0
                if credit:
                    yield "caption of a slide", credit, CREDIT
        elif name == "data-sub-html" or (name.startswith("data-") and name.endswith("caption")):
            text = without_tags(unescape(value))
            if len(text.split()) >= FEWEST_WORDS and text[0] not in "{[":
                yield f"attribute {name}", text, 0


def picture_names(text: str) -> frozenset[str]:
    """The names of the files in some addresses, without their endings and sizes.

    Examples
    --------
    >>> sorted(picture_names("/2024/mill-wheel-300x200.jpg?w=300 1x, /2024/mill-wheel.webp 2x"))
    ['mill-wheel']
    >>> sorted(picture_names("https://resized.example/900/https%3A%2F%2Fa.example%2Fmill-wheel.jpg"))
    ['mill-wheel']
    """
    # An address within another one has "%2F" for its slashes.
    addresses = text[:_MOST_ADDRESSES].replace("%2F", "/")
    names = (_SIZE.sub("", name) for name in _FILE.findall(addresses))
    return frozenset(name for name in names if len(name) >= _SHORTEST_FILE)


def names_of(picture: HtmlElement | None) -> frozenset[str]:
    """The names of the files that a picture may be shown from."""
    if picture is None:
        return frozenset()
    sources = [picture, *picture.iter("source", "img")]
    every = (source.get(name, "") for source in sources for name in _ADDRESSES)
    return picture_names(" ".join(every))


def read_json(text: str) -> Any:
    """What a script holds as JSON; None where it holds none, or more than any page needs."""
    try:
        return json.loads(text, strict=False) if len(text) <= _MOST_JSON else None
    except (ValueError, RecursionError):
        return None


def string(value: Any) -> str:
    """A value where it is a string; else an empty one."""
    return value if isinstance(value, str) else ""


def without_tags(text: str) -> str:
    """The words of a piece of HTML, with single spaces between them."""
    return " ".join(unescape(TAG.sub(" ", text)).split())


def _slides(text: str) -> Iterator[tuple[str, str]]:
    """Caption and credit of each object that also names a picture."""
    waiting = [read_json(text)]
    n_slides = 0
    for _ in range(_MOST_THINGS):
        if not waiting or n_slides == _MOST_SLIDES:
            return
        thing = waiting.pop()
        if isinstance(thing, dict):
            caption = without_tags(unescape(string(thing.get("caption"))))
            names_picture = any(_NAMES_PICTURE.match(key) for key in thing)
            if names_picture and len(caption.split()) >= FEWEST_WORDS:
                n_slides += 1
                credits = (thing[key] for key in _CREDIT_KEYS if isinstance(thing.get(key), str))
                yield caption, without_tags(unescape(next(credits, "")))
            thing = list(thing.values())
        if isinstance(thing, list):
            waiting += [part for part in reversed(thing) if isinstance(part, dict | list)]
