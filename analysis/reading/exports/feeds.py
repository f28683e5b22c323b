"""RSS, Atom and WordPress's export (WXR): an item an article.

The full text is `content:encoded` (RSS) or `content` (Atom); where an item has none, its
description is all there is, and a notice says so. Captions are in the text, as elements or as
WordPress's `[caption]`, and in `media:description`. For feeds with `media:description` no real file
was at hand: what is read follows the public description of Media RSS.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.composing import Picture, compose, iso_date
from analysis.reading.documents import Document, Part, of_parts
from analysis.reading.errors import InputError
from analysis.reading.fragments import (
    is_html,
    letters,
    line_of_html,
    parts_of_html,
    parts_of_text,
    text_of_html,
)
from analysis.reading.xml import (
    as_html,
    child_called,
    descendants_called,
    first_tag,
    name_of,
    read_xml,
    words_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SAVE_PAGES = (
    "open the addresses in a browser, save each page as HTML, and give the folder of pages"
)
_WORDPRESS = re.compile(r"wordpress\.org/export/|<wp:")
_TEXTS = ("content:encoded", "content", "atom:content", "body")
_DESCRIPTIONS = (
    "excerpt:encoded",
    "description",
    "atom:summary",
    "summary",
    "dc:description",
    "itunes:summary",
)
_SHORTCODE = re.compile(r"\[(?:wp_)?caption\b")
_CAPTION_ENDS = re.compile(r"\[/(?:wp_)?caption\]")
_ATTRIBUTE = re.compile(
    r"""\s*+([\w-]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'|([^\s"'\]]*+))""", re.S
)
_IMAGE = re.compile(r"<img\b[^<>]*>", re.I)
_OPENS_LINK = re.compile(r"</?a\b[^<>]*>", re.I)
_SHORTCODES_ALONE = re.compile(
    r"(?m)^[^\S\n]*+(?:\[/?[a-z][\w-]{1,40}+(?:\s[^\[\]\n]{0,1000}+|/?)\][^\S\n]*+)++$"
)
_GALLERY = re.compile(r"\[gallery\b([^\]]{0,1000})\]")
_IDS = re.compile(r"""\bids\s*=\s*["']?([\d,\s]+)""")
_NUMBERS = re.compile(r"\d{1,12}")
_TYPES_OF_WORDPRESS = frozenset(
    """post page attachment revision nav_menu_item custom_css customize_changeset oembed_cache
    user_request wp_block wp_template wp_template_part wp_global_styles wp_navigation
    wp_font_family wp_font_face""".split()
)
_ONLY_A_DESCRIPTION = (
    "the item holds only a description, which may be the beginning of a longer text"
)
_WITHOUT_TEXT = "posts without a text"
_EMBED = re.compile(r"\[embed\b[^\]]{0,500}\][^\[]{0,1000}\[/embed\]")


class _Feed(NamedTuple):
    """What holds for all items of a feed."""

    title: str
    stem: str
    attached: dict[str, Picture]  # WordPress's pictures, by their number
    children: dict[str, list[str]]  # the numbers of the pictures that belong to a post


def recognises_rss(beginning: str) -> bool:
    """Is a file an RSS feed of any version?

    Examples
    --------
    >>> recognises_rss('<?xml version="1.0"?><rss version="2.0">'), recognises_rss("<html><p>rss")
    (True, False)
    """
    tag = first_tag(beginning)
    return tag.name == "rss" or (tag.name == "RDF" and "purl.org/rss/1.0" in tag.attributes)


def recognises_atom(beginning: str) -> bool:
    """Is a file an Atom feed, or one entry of such a feed?

    Examples
    --------
    >>> recognises_atom('<feed xmlns="http://www.w3.org/2005/Atom">'), recognises_atom("<feed>")
    (True, False)
    """
    tag = first_tag(beginning)
    is_atom = "www.w3.org/2005/Atom" in tag.attributes or "purl.org/atom/" in tag.attributes
    return tag.name in ("feed", "entry") and is_atom


def recognises_wordpress(beginning: str) -> bool:
    """Is a file what WordPress exports?

    Examples
    --------
    >>> recognises_wordpress('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>')
    True
    """
    return first_tag(beginning).name == "rss" and _WORDPRESS.search(beginning) is not None


def feed_documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of an RSS or Atom feed.

    Parameters
    ----------
    text : str
        the whole file.
    stem : str
        with which the ids of items begin that have none.

    Raises
    ------
    InputError
        for a feed none of whose items holds a text.

    Examples
    --------
    >>> item = "<item><title>Talks</title><description>They met.</description></item>"
    >>> document = next(feed_documents(f"<rss><channel>{item}</channel></rss>", "feed"))
    >>> document.title, document.id, document.notices
    ('Talks', 'feed-1', ['the item holds only a description, which may be the beginning of a longer text'])
    """
    root, notices = read_xml(text)
    items = (
        [root] if name_of(root) == "atom:entry" else descendants_called(root, "item", "atom:entry")
    )
    if not items:
        raise InputError("the feed has no items; download it again")
    channel = child_called(root, "channel", "atom:feed")
    about = root if channel is None else channel
    title = line_of_html(words_of(child_called(about, "title", "atom:title")))
    feed = _Feed(title, stem, {}, {})
    read = (_item(item, n, feed) for n, item in enumerate(items, start=1))
    documents = [document for document in read if document is not None]
    if not documents:
        raise InputError(f"the feed lists titles and addresses, but no texts; {_SAVE_PAGES}")
    if len(documents) < len(items):
        n_empty = len(items) - len(documents)
        notices.append(f"{n_empty} of {len(items)} items hold no text and are left out")
    return _with_notices(documents, notices)


def wordpress_documents(text: str, stem: str) -> Iterator[Document]:
    """The published posts of a WordPress export. Drafts, pages, attachments and what else a site
    stores are left out, and a notice counts them; captions of attachments are those of the posts
    that show them.

    Raises
    ------
    InputError
        for an export without a published post.

    Examples
    --------
    >>> item = "<item><title>Talks</title><content>They met.</content></item>"
    >>> [post.title for post in wordpress_documents(f"<rss><channel>{item}</channel></rss>", "blog")]
    ['Talks']
    """
    root, notices = read_xml(text)
    items = descendants_called(root, "item")
    reasons = [_why_left_out(item) for item in items]
    if all(reasons):
        # A site of news may call its articles otherwise than posts.
        own = map(_is_of_own_type, items)
        reasons = ["" if is_own else why for is_own, why in zip(own, reasons, strict=True)]
    feed = _feed_of_wordpress(root, items, stem)
    documents: list[Document] = []
    for n, item in enumerate(items, start=1):
        document = None if reasons[n - 1] else _item(item, n, feed)
        if document is not None:
            documents.append(document)
        reasons[n - 1] = reasons[n - 1] or ("" if document else _WITHOUT_TEXT)
    if not documents:
        raise InputError(
            "the export holds no published post with a text; export posts from WordPress (Tools,"
            " Export, Posts)"
        )
    left_out = Counter(filter(None, reasons))
    if left_out:
        kinds = ", ".join(f"{n} {kind}" for kind, n in left_out.most_common())
        notices.append(f"{left_out.total()} of {len(items)} items are left out: {kinds}")
    return _with_notices(documents, notices)


def _with_notices(documents: Sequence[Document], notices: Sequence[str]) -> Iterator[Document]:
    """The documents, of which the first bears the notices on the whole file."""
    documents[0].notices[:0] = notices
    return iter(documents)


def _why_left_out(item: Element) -> str:
    """What an item of WordPress is, where it is no published post with a text; else nothing."""
    kind = words_of(child_called(item, "wp:post_type")) or "post"
    status = words_of(child_called(item, "wp:status")) or "publish"
    if kind != "post":
        kinds = {"attachment": "attachments", "page": "pages"}
        return kinds.get(kind, f"of type {kind}")
    if status != "publish":
        return {"draft": "drafts"}.get(status, f"posts of status {status}")
    return "" if words_of(child_called(item, *_TEXTS)) else _WITHOUT_TEXT


def _is_of_own_type(item: Element) -> bool:
    """Is an item a published text of a type that the site made up?"""
    kind, status = (
        words_of(child_called(item, "wp:post_type")),
        words_of(child_called(item, "wp:status")),
    )
    own = kind not in _TYPES_OF_WORDPRESS and status in ("", "publish")
    return own and bool(words_of(child_called(item, *_TEXTS)))


def _feed_of_wordpress(root: Element, items: Sequence[Element], stem: str) -> _Feed:
    attached: dict[str, Picture] = {}
    children: dict[str, list[str]] = {}
    for item in items:
        if words_of(child_called(item, "wp:post_type")) != "attachment":
            continue
        number = words_of(child_called(item, "wp:post_id"))
        caption = text_of_html(words_of(child_called(item, "excerpt:encoded")))
        if number and caption:
            attached[number] = Picture(caption, "", "excerpt:encoded of an attachment")
            parent = words_of(child_called(item, "wp:post_parent"))
            children.setdefault(parent, []).append(number)
    title = line_of_html(words_of(child_called(child_called(root, "channel"), "title")))
    return _Feed(title, stem, attached, children)


def _item(item: Element, n: int, feed: _Feed) -> Document | None:
    """The article of an item; None where the item has no text."""
    title = line_of_html(words_of(child_called(item, "title", "atom:title")))
    pictures = [*_media(item), *_attached(item, feed)]
    body, descriptions = _text(item, title), _descriptions(item, title)
    notices = []
    if not _is_text(body):
        body = [*(part._replace(layer=part.layer or "body") for part in descriptions), *body]
        descriptions = []
        notices = [_ONLY_A_DESCRIPTION] if _is_text(body) else []
    if not _is_text(body) and not any(picture.caption for picture in pictures):
        return None
    opening = [*_standfirsts(descriptions), *_bylines(item)]
    shown = {letters(part.text) for part in (*body, *opening)}
    parts = compose(
        headline=Part("headline", title, "title"),
        opening=opening,
        body=body,
        pictures=(picture for picture in pictures if letters(picture.caption) not in shown),
        closing=[part for part in descriptions if part.layer == "boilerplate"],
    )
    return of_parts(
        parts,
        record=n,
        id=_id(item) or f"{feed.stem}-{n}",
        source=_source(item) or feed.title or None,
        published=_date(item),
        unit="item",
        notices=notices,
    )


def _is_text(parts: Sequence[Part]) -> bool:
    """Do parts hold a paragraph or a caption, rather than shortcodes and notes alone?"""
    return any(part.layer in ("body", "caption") for part in parts)


def _standfirsts(descriptions: Sequence[Part]) -> list[Part]:
    return [part._replace(layer="standfirst") for part in descriptions if part.layer is None]


def _bylines(item: Element) -> list[Part]:
    """The names of an item's authors, each once."""
    names = (line_of_html(words_of(author)) for author in _authors(item))
    return [Part("byline", name, "author") for name in dict.fromkeys(names) if name]


def _source(item: Element) -> str:
    """Where an item says that it comes from, if it does."""
    source = child_called(item, "source", "atom:source")
    inner = child_called(source, "atom:title", "title")
    return line_of_html(words_of(source if inner is None else inner))


def _text(item: Element, title: str) -> list[Part]:
    """The parts of an item's full text; none where it has none."""
    from_wordpress = child_called(item, "wp:post_type", "wp:post_id") is not None
    for name in _TEXTS:
        element = child_called(item, name)
        if element is None:
            continue
        html = _markup(element)
        if name == "content:encoded" or from_wordpress:
            html = with_captions(html)
            own_breaks = True if from_wordpress else None
            parts = parts_of_html(html, name, title=title, blank_lines=own_breaks)
        else:
            parts = parts_of_text(with_captions(html), name, title=title)
        if parts:
            return parts
    return []


def _markup(element: Element) -> str:
    """What an element holds, as HTML: written as such (XHTML), or as text that is HTML."""
    if len(element):
        return as_html(element, {})
    return element.text or ""


def _descriptions(item: Element, title: str) -> list[Part]:
    """What an item says in short; its paragraphs have no layer yet, since they may be all it has.

    A line that names where the item comes from is boilerplate.
    """
    elements = (child_called(item, name) for name in _DESCRIPTIONS)
    written = (element for element in elements if element is not None and words_of(element))
    element = next(written, None)
    if element is None:
        return []
    name = name_of(element)
    html = with_captions(_markup(element))
    if not is_html(html):
        text = line_of_html(html)
        return [Part(None, text, name)] if letters(text) else []
    parts = parts_of_html(html, name, title=title)
    return [
        part._replace(layer=None) if part.layer in ("body", "subheading") else part
        for part in parts
        if letters(part.text)
    ]


def _media(item: Element) -> Iterator[Picture]:
    """The captions of Media RSS: those beside a picture or film, or of the whole item."""
    descriptions = descendants_called(item, "media:description", "media:caption")
    beside: dict[Element | None, list[str]] = {}
    for credit in descendants_called(item, "media:credit") if descriptions else ():
        beside.setdefault(credit.getparent(), []).append(words_of(credit))
    whole = [words for credits in beside.values() for words in credits]
    for element in descriptions:
        around = element.getparent()
        credits = beside.get(around, whole if around is item else [])
        credit_words = line_of_html(", ".join(filter(None, credits)))
        yield Picture(
            text_of_html(words_of(element)), credit_words, name_of(element), "media:credit"
        )


def _attached(item: Element, feed: _Feed) -> Iterator[Picture]:
    """The captions of WordPress's attachments that a post shows: in front of it, or in a gallery."""
    numbers: list[str] = []
    shows_all = False
    for meta in descendants_called(item, "wp:postmeta"):
        if words_of(child_called(meta, "wp:meta_key")) == "_thumbnail_id":
            numbers.append(words_of(child_called(meta, "wp:meta_value")))
    content = child_called(item, "content:encoded")
    for gallery in _GALLERY.finditer("" if content is None else content.text or ""):
        listed = _IDS.search(gallery[1])
        shows_all = shows_all or listed is None
        numbers += _NUMBERS.findall(listed[1]) if listed else []
    if shows_all:
        numbers += feed.children.get(words_of(child_called(item, "wp:post_id")), [])
    for number in dict.fromkeys(numbers):
        if number in feed.attached:
            yield feed.attached[number]


def _authors(item: Element) -> list[Element]:
    """The elements that name an item's authors."""
    names = [
        element
        for author in item
        if name_of(author) == "atom:author"
        for element in author
        if name_of(element) == "atom:name"
    ]
    if not names:
        names = [element for element in item if name_of(element) == "dc:creator"]
    if not names:
        names = [element for element in item if name_of(element) in ("author", "itunes:author")]
    return names


def _id(item: Element) -> str:
    words = words_of(child_called(item, "guid", "atom:id", "link"))
    link = child_called(item, "atom:link")
    return words or ("" if link is None else link.get("href", ""))


def _date(item: Element) -> str | None:
    """When an item was published; WordPress's own date before that of the feed, which is none for
    a post that was never sent.
    """
    names = ("wp:post_date", "pubDate", "atom:published", "atom:issued", "dc:date", "atom:updated")
    dates = (iso_date(words_of(child_called(item, name))) for name in names)
    return next((date for date in dates if date), None)


def with_captions(html: str) -> str:
    """A text of WordPress whose `[caption]` are figures of HTML, in each of their three forms.

    Examples
    --------
    >>> with_captions('[caption id="a" caption="The hall."]<img src=b>[/caption]')
    '<figure><img src=b><figcaption>The hall.</figcaption></figure>'
    >>> with_captions("[caption width=3]<a href=c><img src=b></a> The hall.[/caption]")
    '<figure><img src=b><figcaption>The hall.</figcaption></figure>'
    """
    pieces, at = [], 0
    for opening in _SHORTCODE.finditer(html):
        if opening.start() < at:
            continue
        closing = _CAPTION_ENDS.search(html, opening.end())
        if closing is None:
            break
        pieces += [html[at : opening.start()], _figure(html[opening.end() : closing.start()])]
        at = closing.end()
    without = "".join(pieces) + html[at:]
    without = _EMBED.sub(_apart, without)
    return _SHORTCODES_ALONE.sub(_apart, without)


def _apart(shortcodes: re.Match[str]) -> str:
    """Shortcodes that are a line of their own, marked as words that are none of the text."""
    return f"<nav>{shortcodes[0].strip()}</nav>"


def _figure(inside: str) -> str:
    """The figure of what stands between `[caption` and `[/caption]`: its attributes, a bracket, and
    a picture that a link may hold, with the caption among them or behind.
    """
    at, caption = 0, ""
    while attribute := _ATTRIBUTE.match(inside, at):
        # The value may hold brackets, so that the next one need not be the end.
        at = attribute.end()
        if attribute[1] == "caption":
            caption = next(filter(None, attribute.groups()[1:]), "").replace('\\"', '"')
    content = inside[at:].partition("]")[2]
    images = "".join(_IMAGE.findall(content))
    caption = caption or _OPENS_LINK.sub("", _IMAGE.sub("", content)).strip()
    return f"<figure>{images}<figcaption>{caption}</figcaption></figure>"
