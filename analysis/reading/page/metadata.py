"""What a page says of itself: title, site, date, and its article and pictures as JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from analysis.reading.page.slides import FEWEST_WORDS, TAG, read_json, string, without_tags

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"Article|BlogPosting|Report|Review\b|LiveBlog|OpinionPiece")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "pubdate", "publishdate", "parsely-pub-date", "sailthru.date",
    "publication_date", "article.published",
)  # fmt: skip
_HOST = re.compile(r"(?i)(?:https?:)?//(?:www\.)?([^/:]+)")
_MOST_THINGS = 500


@dataclass
class Metadata:
    """What a page declares; an empty string where it says nothing."""

    titles: list[str] = field(default_factory=list)
    source: str = ""
    published: str = ""
    description: str = ""
    body: str = ""
    captions: list[str] = field(default_factory=list)
    address: str = ""
    picture: str = ""  # the address of the article's own


def metadata_of(tree: HtmlElement) -> Metadata:
    """Title, site, date and description from meta elements and JSON-LD."""
    metadata = Metadata()
    declared: dict[str, str] = {}
    for element in tree.iter("meta", "link", "title", "script"):
        get = element.get
        if element.tag == "title":
            declared.setdefault("<title>", " ".join("".join(element.itertext()).split()))
        elif element.tag == "link" and get("rel", "").lower() == "canonical":
            declared["<canonical>"] = get("href", "")
        elif element.tag == "script" and "ld+json" in get("type", "").lower():
            _read_linked_data(element.text or "", metadata)
        elif element.tag == "meta" and get("content"):
            name = get("property") or get("name") or get("itemprop") or ""
            declared.setdefault(name.lower(), " ".join(get("content").split()))

    def first(*names: str) -> str:
        return next((declared[name] for name in names if declared.get(name)), "")

    titles = [
        first("og:title"),
        *metadata.titles,
        first("twitter:title"),
        first("headline", "dc.title", "sailthru.title"),
        first("<title>"),
    ]
    metadata.titles = list(dict.fromkeys(unescape(title) for title in titles if title))
    host = _HOST.match(first("<canonical>", "og:url", "twitter:url"))
    metadata.source = first("og:site_name") or metadata.source or (host[1].lower() if host else "")
    date = _DATE.match(first(*_DATES))
    metadata.published = date.group() if date else metadata.published
    metadata.address = first("<canonical>", "og:url", "twitter:url")
    metadata.picture = first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    metadata.description = first("og:description", "description", "twitter:description")
    return metadata


def _read_linked_data(text: str, metadata: Metadata) -> None:
    for thing in _things(read_json(text.strip().removeprefix("<!--").removesuffix("-->"))):
        kind = str(thing.get("@type", ""))
        is_article = _ARTICLE.search(kind) is not None
        if is_article:
            _read_article(thing, metadata)
        if is_article or kind.endswith("ImageObject"):
            pictures = [thing, *_pictures(thing)]
            captions = [string(picture.get("caption")) for picture in pictures]
            long = (text for text in captions if len(text.split()) >= FEWEST_WORDS)
            metadata.captions += map(without_tags, long)


def _read_article(thing: dict[str, Any], metadata: Metadata) -> None:
    metadata.titles.append(" ".join(string(thing.get("headline") or thing.get("name")).split()))
    body = string(thing.get("articleBody"))
    if len(body) > len(metadata.body):
        metadata.body = unescape(TAG.sub(" ", body))
    date = _DATE.match(string(thing.get("datePublished")))
    metadata.published = metadata.published or (date.group() if date else "")
    publisher = thing.get("publisher")
    if isinstance(publisher, dict):
        metadata.source = metadata.source or string(publisher.get("name"))


def _pictures(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("image", "associatedMedia", "video"):
        value = thing.get(name)
        for picture in value if isinstance(value, list) else [value]:
            if isinstance(picture, dict):
                yield picture


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Every described thing at the top, in a list or under @graph or mainEntity."""
    waiting = [data]
    for _ in range(_MOST_THINGS):
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
