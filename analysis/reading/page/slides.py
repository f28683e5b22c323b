"""Captions that a page shows on a click only, from attributes and a slideshow's JSON; and which
classes are italic.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_JSON = 2_000_000
_MOST_SLIDES = 500
_MOST_THINGS = 5_000
_FEWEST_WORDS = 3  # a shorter value is a switch ("true") or the name of an element
_KEPT = "data-captions"  # where a slideshow's captions wait while its script leaves the tree
_TAG = re.compile(r"<[^<>]{0,500}>")
_NAMES_PICTURE = re.compile(
    r"(?i)^(?:src|srcset|url|href|file|path|image\w*|img\w*|photo\w*|thumb\w*|picture\w*)$"
)
_CREDIT_KEYS = ("credit", "photographer", "copyright", "attribution", "byline")
_ITALIC = re.compile(r"\.([\w-]{1,60})\s*\{[^{}]{0,500}?font-style\s*:\s*italic")


def italic_classes(tree: HtmlElement) -> frozenset[str]:
    """The classes that the page's own style sheet sets in italics."""
    return frozenset(
        name
        for style in tree.iter("style")
        for name in _ITALIC.findall((style.text or "")[:200_000])
    )


def keep_captions(tree: HtmlElement) -> None:
    """Put the captions of slideshows, which stand as JSON in scripts, where the walk finds them."""
    for script in tree.iter("script"):
        kind, text = script.get("type", "").lower(), script.text
        if (
            kind != "application/json"
            or not text
            or '"caption"' not in text
            or len(text) > _MOST_JSON
        ):
            continue
        slides = list(_slides(text))
        if slides:
            script.tag, script.text = "data", None
            script.set(_KEPT, json.dumps(slides))


def captions_of(element: HtmlElement) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What the attributes of an element say under a picture: their name, then captions, each with
    its credit.
    """
    for name, value in element.items():
        if name == _KEPT:
            yield "caption of a slide", [(caption, credit) for caption, credit in json.loads(value)]
        elif name == "data-sub-html" or (name.startswith("data-") and name.endswith("caption")):
            text = _plain(value)
            if len(text.split()) >= _FEWEST_WORDS and text[0] not in "{[":
                yield f"attribute {name}", [(text, "")]


def _slides(text: str) -> Iterator[tuple[str, str]]:
    """Caption and credit of each object that also names a picture."""
    try:
        waiting: list[Any] = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    n_slides = 0
    for _ in range(_MOST_THINGS):
        if not waiting or n_slides == _MOST_SLIDES:
            return
        thing = waiting.pop()
        if isinstance(thing, dict):
            caption = thing.get("caption")
            if isinstance(caption, str) and any(_NAMES_PICTURE.match(key) for key in thing):
                caption = _plain(caption)
                credit = next(
                    (thing[key] for key in _CREDIT_KEYS if isinstance(thing.get(key), str)), ""
                )
                if len(caption.split()) >= _FEWEST_WORDS:
                    n_slides += 1
                    yield caption, _plain(credit)
            thing = list(thing.values())
        if isinstance(thing, list):
            waiting += [part for part in reversed(thing) if isinstance(part, dict | list)]


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", unescape(text))).split())
