"""Books (EPUB): the documents of the spine, each an article; navigation and covers left out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urldefrag

from analysis.reading.containers.contents import holding, member_of
from analysis.reading.containers.trees import attribute, each_below, root_of
from analysis.reading.containers.zips import Members, id_of, shown
from analysis.reading.errors import InputError
from analysis.reading.sources import Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PAGE_TYPES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
_PAGE_ENDINGS = (".xhtml", ".html", ".htm")
# What a book calls its parts that are no text of it, in `epub:type` and in the guide.
_FURNITURE = frozenset(
    """toc landmarks page-list cover title-page titlepage halftitlepage copyright-page copyright
    loi lot lof index""".split()
)
# Fonts may be disguised; nothing else may be encrypted in a book that is read here.
_DISGUISED_FONTS = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


class _Item(NamedTuple):
    """A file that the book lists."""

    name: str
    is_page: bool
    is_navigation: bool


def opened(members: Members, source: Source) -> Iterator[Source]:
    """The articles of a book, in the order in which they are read.

    Raises
    ------
    InputError
        for a book that is broken, copy-protected or holds no text.
    """
    _refuse_protected(members, source.label)
    names, furniture = _reading_order(members)
    n_articles = 0
    for name in names:
        data = members.read(name)
        if name in furniture or _is_furniture(data):
            continue
        n_articles += 1
        id = f"{source.id}/{id_of(name)}" if len(names) > 1 else source.id
        label, member = f"{source.label}/{shown(name)}", member_of(source, name)
        yield holding(source, data, "html", label=label, id=id, member=member)
    if not n_articles:
        raise InputError(
            f"{source.label}: an EPUB without a text, only covers and contents; give one with text"
        )


def _refuse_protected(members: Members, label: str) -> None:
    if "META-INF/encryption.xml" not in members:
        return
    encryption = members.read("META-INF/encryption.xml")
    methods = [
        attribute(each, "Algorithm").encode()
        for each in each_below(root_of(encryption, label), "EncryptionMethod")
    ]
    if any(method not in _DISGUISED_FONTS for method in methods):
        raise InputError(
            f"{label}: a copy-protected EPUB; save its articles as HTML or text from the program"
            " that shows it"
        )


def _reading_order(members: Members) -> tuple[list[str], set[str]]:
    """The names of the pages as they are read, and of those that are no text."""
    package = _package(members)
    items = dict(_items(package, members)) if package is not None else {}
    furniture = {item.name for item in items.values() if item.is_navigation}
    order: list[str] = []
    if package is not None:
        folder = posixpath.dirname(_package_name(members))
        for each in each_below(package, "itemref"):
            item = items.get(attribute(each, "idref"))
            if item is not None and item.is_page and item.name in members:
                order.append(item.name)
                if attribute(each, "linear") == "no":
                    furniture.add(item.name)
        for each in each_below(package, "reference"):
            if attribute(each, "type") in _FURNITURE:
                furniture.add(_target(folder, attribute(each, "href")))
    if not order:  # a book without a spine: all its pages, as they lie there
        order = [name for name in members.names() if name.lower().endswith(_PAGE_ENDINGS)]
    return list(dict.fromkeys(order)), furniture


def _package_name(members: Members) -> str:
    if "META-INF/container.xml" in members:
        container = root_of(members.read("META-INF/container.xml"), members.label)
        for each in each_below(container, "rootfile"):
            return unquote(attribute(each, "full-path"))
    return next((name for name in members.names() if name.lower().endswith(".opf")), "")


def _package(members: Members) -> Element | None:
    name = _package_name(members)
    return root_of(members.read(name), members.label) if name in members else None


def _items(package: Element, members: Members) -> Iterator[tuple[str, _Item]]:
    folder = posixpath.dirname(_package_name(members))
    for each in each_below(package, "item"):
        name = _target(folder, attribute(each, "href"))
        is_page = attribute(each, "media-type") in _PAGE_TYPES
        is_navigation = "nav" in attribute(each, "properties").split()
        yield attribute(each, "id"), _Item(name, is_page, is_navigation)


def _target(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(urldefrag(href)[0])))


def _is_furniture(data: bytes) -> bool:
    """Whether a page is a cover or contents: it says so, or most of its words are links within the
    book.
    """
    from lxml import etree

    parser = etree.HTMLParser(no_network=True)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False  # it is read, and said to be broken
    body = tree.find("body") if tree is not None else None
    if body is None:
        return False
    tops = [body, *(each for each in body if each.tag in ("section", "div", "nav"))][:2]
    if any(_FURNITURE.intersection(attribute(top, "epub:type").split()) for top in tops):
        return True
    n_all = _n_words(body)
    n_linked = sum(_n_words(link) for link in body.iter("a") if _is_inside(link.get("href") or ""))
    return not n_all or n_linked * 2 > n_all


def _n_words(element: Element) -> int:
    return sum(len(words.split()) for words in element.itertext())


def _is_inside(href: str) -> bool:
    """Whether a link leads to another page of the book."""
    return bool(href) and ":" not in href and not href.startswith("#")
