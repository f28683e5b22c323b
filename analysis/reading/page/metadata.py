"""What a page says of itself: title, site, date, and its article and pictures as JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"Article|BlogPosting|Report|Review\b|LiveBlog|OpinionPiece")
_MOST_JSON = 2_000_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TAG = re.compile(r"<[^<>]{0,500}>")


@dataclass
class Metadata:
    """What a page declares; an empty string where it says nothing."""

    titles: list[str] = field(default_factory=list)
    source: str = ""
    published: str = ""
    description: str = ""
    body: str = ""
    captions: list[str] = field(default_factory=list)


def metadata_of(tree: HtmlElement) -> Metadata:
    """Title, site, date and description from meta elements and JSON-LD."""
    found = Metadata()
    said: dict[str, str] = {}
    canonical = ""
    for element in tree.iter("meta", "link", "title", "script"):
        tag = element.tag
        if tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = element.get("content")
            if name and content:
                said.setdefault(name.lower(), " ".join(content.split()))
        elif tag == "link":
            if element.get("rel", "").lower() == "canonical":
                canonical = element.get("href", "")
        elif tag == "title":
            said.setdefault("<title>", " ".join("".join(element.itertext()).split()))
        elif (
            "ld+json" in element.get("type", "").lower()
            and element.text
            and len(element.text) < _MOST_JSON
        ):
            _read_json(element.text, found)

    def first(*names: str) -> str:
        return next((said[name] for name in names if said.get(name)), "")

    titles = [
        first("og:title"),
        *found.titles,
        first("twitter:title"),
        first("headline", "dc.title", "sailthru.title"),
        first("<title>"),
    ]
    found.titles = list(dict.fromkeys(unescape(title) for title in titles if title))
    host = re.match(
        r"(?i)(?:https?:)?//(?:www\.)?([^/:]+)", canonical or first("og:url", "twitter:url")
    )
    found.source = first("og:site_name") or found.source or (host[1].lower() if host else "")
    date = _DATE.match(
        first(
            "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
            "pubdate", "publishdate", "parsely-pub-date", "sailthru.date", "publication_date", "article.published",
        )
    )  # fmt: skip
    found.published = date.group() if date else found.published
    found.description = first("og:description", "description", "twitter:description")
    return found


def _read_json(text: str, found: Metadata) -> None:
    try:
        data = json.loads(text.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return
    for thing in _things(data):
        kind = str(thing.get("@type", ""))
        if _ARTICLE.search(kind):
            if isinstance(title := thing.get("headline") or thing.get("name"), str):
                found.titles.append(" ".join(title.split()))
            if isinstance(body := thing.get("articleBody"), str) and len(body) > len(found.body):
                found.body = unescape(_TAG.sub(" ", body))
            if isinstance(date := thing.get("datePublished"), str) and _DATE.match(date):
                found.published = found.published or date[:10]
            publisher = thing.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                found.source = found.source or publisher["name"]
        elif not kind.endswith("ImageObject"):
            continue
        for picture in [thing, *_pictures(thing)]:
            caption = picture.get("caption")
            if isinstance(caption, str) and len(caption.split()) >= 3:
                found.captions.append(" ".join(unescape(_TAG.sub(" ", caption)).split()))


def _pictures(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("image", "associatedMedia", "video"):
        value = thing.get(name)
        for picture in value if isinstance(value, list) else [value]:
            if isinstance(picture, dict):
                yield picture


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Every described thing at the top, in a list or under @graph or mainEntity."""
    waiting = [data]
    for _ in range(500):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            waiting.extend(
                thing[name]
                for name in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(thing.get(name), dict | list)
            )
