"""The article that a page made by JavaScript holds as data: the scripts that show it do not run.

Frameworks send what they show as JSON (`__NEXT_DATA__` and its like). The names in it change from
site to site, so the shape alone is asked: an object has the title that the page declares, and one
of its values holds several paragraphs.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from analysis.reading.page.headline import likeness_to
from analysis.reading.page.region import ends
from analysis.reading.page.slides import FEWEST_WORDS, read_json, string, without_tags

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLES = ("headline", "title", "name")
_TEXTS = ("html", "text", "content", "body", "value")  # of a block among several
_LEAST_LIKENESS = 0.8  # of an object's title to the page's; other articles share fewer words
_FEWEST = 2  # paragraphs; a teaser has one
_SHORTEST = 80  # characters of a paragraph; what is shorter belongs to the article all the same
_MOST_THINGS = 50_000
_MOST_CANDIDATES = 20  # objects with the page's title: each is searched for pictures
_IS_HTML = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|figure|blockquote)\b[^<>]{0,500}>|<br\b[^<>]{0,50}>"
)

_FIGURE = re.compile(r"<figure><img><figcaption>[^<>]+</figcaption></figure>")


def article_of_data(tree: HtmlElement, titles: list[str]) -> str:
    """The article in a page's data, as HTML; empty where none has the page's title and a text.

    Examples
    --------
    >>> from lxml import html
    >>> gates = "The gates of the harbour opened on Monday for the first time in almost a year, and"
    >>> texts = f'"{gates} one ship came in.", "{gates} a second ship left."'
    >>> data = f'{{"story": {{"headline": "Gates open", "text": [{texts}]}}}}'
    >>> tree = html.document_fromstring(f"<script type=application/json>{data}</script>")
    >>> article_of_data(tree, ["Gates open"]).count("<p>"), article_of_data(tree, ["Rain"])
    (2, '')
    """
    for thing, title in islice(_titled(tree, titles), _MOST_CANDIDATES):
        bodies = [_html(value) for value in thing.values() if isinstance(value, str | list)]
        body = max(bodies, key=_n_paragraphs, default="")
        if _n_paragraphs(body) >= _FEWEST:
            return f"<article><h1>{escape(title)}</h1>{body}{_figures(thing, body)}</article>"
    return ""


def _titled(tree: HtmlElement, titles: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects that have the page's title, the outer ones first."""
    scripts = (script for script in tree.iter("script") if script.get("type", "").endswith("/json"))
    every = (thing for script in scripts for thing in _things(read_json(script.text or "")))
    for thing in islice(every, _MOST_THINGS):
        named = (without_tags(string(thing.get(name))) for name in _TITLES)
        likely = (title for title in named if likeness_to(titles, title) >= _LEAST_LIKENESS)
        if title := next(likely, ""):
            yield thing, title


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of some data, the outer ones first."""
    waiting = deque([data])
    while waiting:
        thing = waiting.popleft()
        if isinstance(thing, dict):
            yield thing
            thing = list(thing.values())
        if isinstance(thing, list):
            waiting.extend(part for part in thing if isinstance(part, dict | list))


def _html(value: Any) -> str:
    """A text, or a list of texts and of blocks that hold one, as HTML."""
    if isinstance(value, list):
        return "".join(_block(item) for item in value)
    if _IS_HTML.search(value):
        return str(value)
    lines = filter(None, map(without_tags, value.split("\n")))
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _block(item: Any) -> str:
    if isinstance(item, dict):
        caption = _figure(item)
        texts = (item[name] for name in _TEXTS if isinstance(item.get(name), str))
        return caption or _html(next(texts, ""))
    return _html(item) if isinstance(item, str) else ""


def _figures(thing: dict[str, Any], body: str) -> str:
    """The captions in an object that its text does not hold, in figures."""
    in_body = set(_FIGURE.findall(body))
    things = islice(_things(thing), _MOST_THINGS)
    figures = dict.fromkeys(_figure(part) for part in things)
    return "".join(figure for figure in figures if figure not in in_body)


def _figure(thing: dict[str, Any]) -> str:
    caption = without_tags(string(thing.get("caption")))
    if len(caption.split()) < FEWEST_WORDS:
        return ""
    return f"<figure><img><figcaption>{escape(caption)}</figcaption></figure>"


def _n_paragraphs(html: str) -> int:
    parts = (" ".join(without_tags(part).split()) for part in _IS_HTML.split(html))
    return sum(len(part) >= _SHORTEST and ends(part) for part in parts)
