"""What news agencies send in XML: NITF, NewsML-G2 and NewsML 1.2."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis.reading.composing import Picture, compose, iso_date
from analysis.reading.documents import Document, Part, of_parts
from analysis.reading.errors import InputError
from analysis.reading.fragments import letters, parts_of_html, parts_of_text, text_of_html
from analysis.reading.xml import (
    as_html,
    child_called,
    children_called,
    descendants_called,
    first_tag,
    name_of,
    read_xml,
    words_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_G2 = "iptc.org/std/nar/"
_G2_ROOTS = frozenset(("newsItem", "newsMessage", "packageItem"))
# What NITF calls the elements of HTML, besides those that have the same name in both.
_NITF_IN_HTML = {
    "hl1": "h2",
    "hl2": "h3",
    "media": "figure",
    "media-reference": "img",
    "media-caption": "figcaption",
    "media-producer": "span.credit",
    "media-metadata": "template",
    "media-object": "template",
    "block": "div",
    "bq": "blockquote",
    "body.content": "div",
    "note": "nav",
    "fn": "nav",
    "nitf-table": "table",
    "tagline": "nav",
    "bibliography": "nav",
    "credit": "cite",
    **dict.fromkeys(
        """person name.given name.family org location sublocation city state region country event
        function object.title copyrite copyrite.year copyrite.holder num frac frac-num frac-sep
        frac-den chron classifier money postaddr addressee care.of virtloc alt-code pronounce lang
        delivery.point delivery.office postcode""".split(),
        "span",
    ),
}
_COMPONENTS = ("NewsComponent", "NewsItem")
_LINES = "abstract", "byline", "dateline"
# A description that says more than the headline holds so many letters and digits besides it.
_FEWEST_MORE = 40
_PICTURES = ("picture", "photo", "graphic", "image", "video", "audio", "animation", "illustration")


def recognises_nitf(beginning: str) -> bool:
    """Is a file a text in NITF, the format of the IPTC for single texts?

    Examples
    --------
    >>> recognises_nitf('<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><head/>')
    True
    """
    return first_tag(beginning).name == "nitf"


def recognises_newsml_g2(beginning: str) -> bool:
    """Is a file in NewsML-G2, the IPTC's format for items of any kind?

    Examples
    --------
    >>> recognises_newsml_g2('<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a">')
    True
    """
    tag = first_tag(beginning)
    return tag.name in _G2_ROOTS and _G2 in tag.attributes


def recognises_newsml_1(beginning: str) -> bool:
    """Is a file in NewsML 1, the older format of the IPTC?

    Examples
    --------
    >>> recognises_newsml_1('<?xml version="1.0"?><NewsML Version="1.2"><Catalog/>')
    True
    """
    return first_tag(beginning).name == "NewsML"


def nitf_documents(text: str, stem: str) -> Iterator[Document]:
    """The text of a file in NITF; more than one where a file wraps several.

    Raises
    ------
    InputError
        where it holds no text and no caption.

    Examples
    --------
    >>> media = "<media><media-caption>The hall.</media-caption></media>"
    >>> body = f"<body.content>{media}<p>They met.</p></body.content>"
    >>> document = next(nitf_documents(f"<nitf><body>{body}</body></nitf>", "news"))
    >>> [(part.layer, part.rule) for part in document.segments]
    [('caption', 'field media-caption'), ('body', 'field body.content')]
    """
    root, notices = read_xml(text)
    elements = [root] if name_of(root) == "nitf" else descendants_called(root, "nitf")
    documents = [_of_nitf(nitf, n, stem) for n, nitf in enumerate(elements, start=1)]
    return _checked(documents, notices, "NITF")


def _checked(
    documents: Iterable[Document | None], notices: Sequence[str], kind: str
) -> Iterator[Document]:
    """Those documents that hold something, the first with the notices on the file."""
    kept = [document for document in documents if document is not None and document.segments]
    if not kept:
        raise InputError(
            f"this file in {kind} holds no text and no caption; ask its sender for the items"
            " themselves"
        )
    kept[0].notices[:0] = notices
    return iter(kept)


def _of_nitf(nitf: Element, n: int, stem: str) -> Document:
    head = child_called(nitf, "head")
    docdata = child_called(head, "docdata")
    pubdata = child_called(head, "pubdata")
    dates = [
        _attribute(pubdata, "date.publication"),
        *(
            _attribute(child_called(docdata, f"date.{name}"), "norm")
            for name in ("issue", "release")
        ),
    ]
    body_head = next(iter(descendants_called(nitf, "body.head")), None)
    sources = [
        _attribute(pubdata, "name"),
        words_of(child_called(body_head, "distributor")),
        _attribute(child_called(docdata, "doc.copyright"), "holder"),
    ]
    return of_parts(
        _parts_of_nitf(nitf, title=words_of(child_called(head, "title"))),
        record=n,
        id=_attribute(child_called(docdata, "doc-id"), "id-string") or f"{stem}-{n}",
        source=next(filter(None, sources), None),
        published=next(filter(None, map(iso_date, dates)), None),
        unit="item",
    )


def _parts_of_nitf(
    nitf: Element,
    *,
    title: str = "",
    opening: Sequence[Part] = (),
    pictures: Sequence[Picture] = (),
) -> list[Part]:
    """The parts of a text in NITF.

    Parameters
    ----------
    nitf : Element
        its root, which is changed.
    title : str
        the headline where its own lines give none.
    opening : sequence of Part
        standfirsts and bylines that stand outside of it; its own byline comes first.
    pictures : sequence of Picture
        those that stand outside of it.

    Examples
    --------
    >>> nitf = read_xml("<nitf><body><body.content><p>They met.</p></body.content></body></nitf>")[0]
    >>> [part.text for part in _parts_of_nitf(nitf, title="Talks")]
    ['Talks', 'They met.']
    """
    head = next(iter(descendants_called(nitf, "body.head")), None)
    heading = words_of(next(iter(descendants_called(head, "hl1")), None))
    heading = heading or words_of(child_called(head, "hedline"))
    own = _opening_of_nitf(head)
    has_byline = any(part.field == "byline" for part in own)
    given = [part for part in opening if not (has_byline and part.layer == "byline")]
    listed = _pictures_of_nitf(nitf)
    closing = _closing_of_nitf(nitf, head)
    # Last, since it changes the elements.
    body = _body_of_nitf(nitf)
    return compose(
        headline=Part("headline", heading or title, "hl1" if heading else "title"),
        opening=[*own, *given],
        body=body,
        pictures=[*listed, *pictures],
        closing=closing,
    )


def _opening_of_nitf(head: Element | None) -> list[Part]:
    """The deck above a text, then what its other lines say."""
    opening = [
        Part("standfirst", words_of(line), "hl2") for line in descendants_called(head, "hl2")
    ]
    for name in _LINES:
        layer = "standfirst" if name == "abstract" else "byline"
        for line in children_called(head, name):
            opening += [Part(layer, words, name) for words in _lines_of(line)]
    return opening


def _pictures_of_nitf(nitf: Element) -> list[Picture]:
    """The pictures that stand outside of the text."""
    return [
        Picture(
            " ".join(map(words_of, descendants_called(media, "media-caption"))),
            " ".join(map(words_of, descendants_called(media, "media-producer"))),
            "media-caption",
            "media-producer",
        )
        for media in descendants_called(nitf, "media")
        if not _is_in(media, "body.content")
    ]


def _closing_of_nitf(nitf: Element, head: Element | None) -> list[Part]:
    """The notes above a text, and what stands below it."""
    notes = descendants_called(head, "note")
    ends = descendants_called(nitf, "body.end")
    lines = [line for end in ends for line in (list(end) or [end])]
    return [Part("boilerplate", words_of(line), name_of(line)) for line in (*notes, *lines)]


def _lines_of(element: Element) -> list[str]:
    """The words of an element, those of each of its paragraphs apart."""
    paragraphs = descendants_called(element, "p")
    for title in descendants_called(element, "byttl"):
        title.text = f" {title.text or ''}"
    return [words_of(line) for line in paragraphs or [element]]


def _body_of_nitf(nitf: Element) -> list[Part]:
    contents = descendants_called(nitf, "body.content")
    # All of them before the first changes: names are lost in what becomes HTML.
    contents = [content for content in contents if not _is_in(content, "note")]
    names = {"caption": "media-caption", "credit": "media-producer"}
    parts: list[Part] = []
    for content in contents:
        html = as_html(content, _NITF_IN_HTML)
        parts += parts_of_html(html, "body.content", blank_lines=False)
    return [part._replace(field=names.get(part.layer or "", part.field)) for part in parts]


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else " ".join(element.get(name, "").split())


def newsml_g2_documents(text: str, stem: str) -> Iterator[Document]:
    """The items of a file in NewsML-G2. A picture is an article whose description is the caption;
    one that a text of the same message names, or stands with it in a package, is the text's.

    Raises
    ------
    InputError
        where no item holds a text or caption.

    Examples
    --------
    >>> headline = "<contentMeta><headline>Talks</headline></contentMeta>"
    >>> data = "<contentSet><inlineData>They met.</inlineData></contentSet>"
    >>> item = f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>{headline}{data}</newsItem>"
    >>> document = next(newsml_g2_documents(item, "news"))
    >>> [(part.layer, part.rule) for part in document.segments]
    [('headline', 'field headline'), ('body', 'field inlineData')]
    """
    root, notices = read_xml(text)
    items = [root] if name_of(root) == "newsItem" else descendants_called(root, "newsItem")
    owner = _owners(items, descendants_called(root, "packageItem"))
    of_text: dict[str, list[Picture]] = defaultdict(list)
    for item in items:
        text_guid = owner.get(item.get("guid", ""))
        if text_guid is not None:
            of_text[text_guid] += _pictures_of_g2(item)
    documents = (
        _of_g2(item, n, stem, of_text.get(item.get("guid", ""), []))
        for n, item in enumerate(items, start=1)
        if item.get("guid", "") not in owner
    )
    return _checked(documents, notices, "NewsML-G2")


def _owners(items: Sequence[Element], packages: Sequence[Element]) -> dict[str, str]:
    """Of each picture that belongs to a text: that text's guid."""
    by_guid = {item.get("guid", ""): item for item in items}
    texts = {guid: None for guid, item in by_guid.items() if guid and not _is_picture(item)}
    groups = [(guid, _references(by_guid[guid])) for guid in texts]
    for package in packages:
        refs = _references(package)
        of_package = [ref for ref in refs if ref in texts]
        if len(of_package) == 1:
            groups.append((of_package[0], refs))
    owner: dict[str, str] = {}
    for text_guid, refs in groups:
        for ref in refs:
            if ref in by_guid and _is_picture(by_guid[ref]):
                owner.setdefault(ref, text_guid)
    return owner


def _references(item: Element) -> set[str]:
    links = descendants_called(item, "link", "itemRef")
    return {link.get("residref", "") for link in links} - {""}


def _is_picture(item: Element) -> bool:
    kind = child_called(child_called(item, "itemMeta"), "itemClass")
    name = _attribute(kind, "qcode") or _attribute(kind, "uri")
    return name.rpartition(":")[2].rpartition("/")[2].casefold() in _PICTURES


def _pictures_of_g2(item: Element) -> list[Picture]:
    """The captions of a picture's item: its descriptions, that called a caption first."""
    meta = child_called(item, "contentMeta")
    descriptions = children_called(meta, "description")
    called = [line for line in descriptions if "caption" in line.get("role", "").casefold()]
    credit = words_of(child_called(meta, "creditline"))
    if not descriptions:
        return []
    # Descriptions of one picture in several languages or lengths: one of them is the caption.
    line = (called or descriptions)[0]
    role = f' role="{line.get("role")}"' if line.get("role") else ""
    return [Picture(_words_of_line(line), credit, f"description{role}", "creditline")]


def _words_of_line(element: Element | None) -> str:
    return text_of_html(words_of(element)).replace("\n", " ")


def _of_g2(item: Element, n: int, stem: str, pictures: Sequence[Picture]) -> Document:
    meta, item_meta = child_called(item, "contentMeta"), child_called(item, "itemMeta")
    headline = _words_of_line(child_called(meta, "headline")) or words_of(
        child_called(item_meta, "title")
    )
    byline = [Part("byline", words, "by") for words in _bylines_of_g2(meta)]
    about: dict[str, Any] = {
        "record": n,
        "id": item.get("guid") or f"{stem}-{n}",
        "source": _source_of_g2(item),
        "published": _date_of_g2(item),
        "unit": "item",
    }
    if _is_picture(item):
        parts = compose(
            headline=Part("headline", headline, "headline"),
            opening=byline,
            body=_content_of_g2(item),
            pictures=_pictures_of_g2(item),
        )
        return of_parts(parts, **about)
    opening, closing = _descriptions_of_g2(meta, headline)
    nitf = next(iter(descendants_called(child_called(item, "contentSet"), "nitf")), None)
    if nitf is not None:
        parts = _parts_of_nitf(nitf, title=headline, opening=[*opening, *byline], pictures=pictures)
        return of_parts([*parts, *closing], **about)
    parts = compose(
        headline=Part("headline", headline, "headline"),
        opening=[*opening, *byline],
        body=_content_of_g2(item),
        pictures=pictures,
        closing=closing,
    )
    return of_parts(parts, **about)


def _bylines_of_g2(meta: Element | None) -> list[str]:
    lines = [words_of(line) for line in children_called(meta, "by")]
    if not any(lines):
        lines = [
            words_of(child_called(creator, "name")) for creator in children_called(meta, "creator")
        ]
    return list(dict.fromkeys(filter(None, lines)))


def _descriptions_of_g2(meta: Element | None, headline: str) -> tuple[list[Part], list[Part]]:
    """Standfirsts; and descriptions that say no more than the headline, which are none."""
    standfirsts: list[Part] = []
    repeats: list[Part] = []
    for line in children_called(meta, "description"):
        words = _words_of_line(line)
        role = f' role="{line.get("role")}"' if line.get("role") else ""
        more = len(letters(words)) - len(letters(headline))
        if letters(headline) and letters(headline) in letters(words) and more < _FEWEST_MORE:
            repeats.append(Part("boilerplate", words, f"description{role}"))
        else:
            standfirsts.append(Part("standfirst", words, f"description{role}"))
    return standfirsts, [part for part in repeats if letters(part.text) != letters(headline)]


def _content_of_g2(item: Element) -> list[Part]:
    """The text of an item, the first of its renditions that holds words."""
    for content in children_called(child_called(item, "contentSet"), "inlineXML", "inlineData"):
        name = name_of(content)
        if name == "inlineXML":
            parts = _of_inline_xml(content)
        elif content.get("encoding"):
            continue  # a file of another kind, in base64
        else:
            parts = parts_of_text(content.text or "", name)
        if any(letters(part.text) for part in parts):
            return parts
    return []


def _of_inline_xml(content: Element) -> list[Part]:
    bodies = descendants_called(content, "body")
    inside = bodies[0] if bodies else content
    return parts_of_html(as_html(inside, {}), "inlineXML", blank_lines=False)


def _date_of_g2(item: Element) -> str | None:
    item_meta, meta = child_called(item, "itemMeta"), child_called(item, "contentMeta")
    of_item = ("versionCreated", "firstCreated")
    of_content = ("contentModified", "contentCreated")
    dates = [words_of(child_called(item_meta, name)) for name in of_item]
    dates += [words_of(child_called(meta, name)) for name in of_content]
    return next(filter(None, map(iso_date, dates)), None)


def _source_of_g2(item: Element) -> str | None:
    item_meta, meta = child_called(item, "itemMeta"), child_called(item, "contentMeta")
    rights = child_called(item, "rightsInfo")
    holder = child_called(rights, "copyrightHolder")
    source, provider = child_called(meta, "infoSource"), child_called(item_meta, "provider")
    names = (
        words_of(child_called(provider, "name")),
        words_of(child_called(meta, "creditline")),
        words_of(child_called(holder, "name")),
        _attribute(source, "literal"),
        words_of(child_called(source, "name")),
        _attribute(holder, "literal"),
        _attribute(provider, "literal"),
    )
    return next(filter(None, names), None)


def newsml_1_documents(text: str, stem: str) -> Iterator[Document]:
    """The items of a file in NewsML 1; captions are components whose role says so, and the
    comments on photographs.

    Raises
    ------
    InputError
        where no item holds a text or caption.

    Examples
    --------
    >>> content = "<ContentItem><DataContent><p>They met.</p></DataContent></ContentItem>"
    >>> lines = "<NewsLines><HeadLine>Talks</HeadLine></NewsLines>"
    >>> component = f"<NewsComponent>{lines}{content}</NewsComponent>"
    >>> document = next(newsml_1_documents(f"<NewsML><NewsItem>{component}</NewsItem></NewsML>", "a"))
    >>> document.title, [part.rule for part in document.segments]
    ('Talks', ['field HeadLine', 'field DataContent'])
    """
    root, notices = read_xml(text)
    items = [item for item in descendants_called(root, "NewsItem") if not _is_in(item, "NewsItem")]
    documents = (_of_newsml_1(item, n, stem) for n, item in enumerate(items, start=1))
    return _checked(documents, notices, "NewsML")


def _is_in(element: Element, name: str) -> bool:
    return any(name_of(outer) == name for outer in element.iterancestors())


def _of_newsml_1(item: Element, n: int, stem: str) -> Document:
    lines = descendants_called(item, "NewsLines")
    about_texts = [line for line in lines if not _of_picture(line)] or lines
    headline = _first(about_texts, "HeadLine")
    opening = [
        Part("standfirst", words, "SubHeadLine")
        for words in [_first(about_texts, "SubHeadLine")]
        if words
    ]
    opening += [Part("byline", w, "ByLine") for w in [_first(about_texts, "ByLine")] if w]
    body, pictures = _contents(item)
    opening += [part for part in body if part.layer in ("headline", "byline", "standfirst")]
    headings = [part for part in opening if part.layer == "headline"]
    if not headline and headings:
        headline = headings[0].text
    parts = compose(
        headline=Part("headline", headline, "HeadLine"),
        opening=[part for part in opening if part.layer != "headline"],
        body=[part for part in body if part.layer not in ("headline", "byline", "standfirst")],
        pictures=pictures,
    )
    management = child_called(item, "NewsManagement")
    identifier = next(iter(descendants_called(item, "NewsIdentifier")), None)
    dates = [
        words_of(child_called(management, name)) for name in ("ThisRevisionCreated", "FirstCreated")
    ]
    dates.append(words_of(child_called(identifier, "DateId")))
    return of_parts(
        parts,
        record=n,
        id=words_of(child_called(identifier, "PublicIdentifier")) or f"{stem}-{n}",
        source=_source_of_newsml_1(item, identifier),
        published=next(filter(None, map(iso_date, dates)), None),
        unit="item",
    )


def _first(lines: Sequence[Element], name: str) -> str:
    """The words of the first line of this name, if any line has some."""
    return next((words for line in lines if (words := words_of(child_called(line, name)))), "")


def _of_picture(element: Element) -> bool:
    """Does an element of a component stand beside a picture's file, or a caption?"""
    component = element.getparent()
    if component is None:
        return False
    kinds = [
        kind.get("FormalName", "").casefold()
        for content in component
        if name_of(content) == "ContentItem"
        for kind in descendants_called(content, "MediaType")
    ]
    of_pictures = bool(kinds) and all(kind in _PICTURES for kind in kinds)
    return of_pictures or "caption" in _role(component)


def _role(component: Element) -> str:
    """The role of a component, or that of the nearest one around it."""
    for outer in (component, *component.iterancestors()):
        role = child_called(outer, "Role")
        if role is not None:
            return role.get("FormalName", "").casefold()
    return ""


def _contents(item: Element) -> tuple[list[Part], list[Picture]]:
    """The text of an item, and its pictures. Of renditions of one text the first is read."""
    body: list[Part] = []
    pictures: list[Picture] = []
    read: set[Element] = set()  # components of equivalents that have given their text
    for data in descendants_called(item, "DataContent"):
        around = list(data.iterancestors())
        equivalents = {outer for outer in around if outer.get("EquivalentsList") == "yes"}
        parts = [] if equivalents & read else _parts_of_data(data)
        if not parts:
            continue
        read |= equivalents
        component = next(outer for outer in around if name_of(outer) in _COMPONENTS)
        if "caption" in _role(component):
            caption = " ".join(p.text for p in parts if p.layer in ("body", "caption"))
            credit = " ".join(p.text for p in parts if p.layer == "credit")
            pictures.append(Picture(caption, credit, "DataContent of a caption"))
        else:
            body += parts
    return body, pictures


def _parts_of_data(data: Element) -> list[Part]:
    """The parts of what a component of NewsML 1 holds: a text in NITF, in HTML or plain."""
    nitf = next(iter(descendants_called(data, "nitf")), None)
    if nitf is not None:
        parts = _parts_of_nitf(nitf)
    elif len(data):
        parts = parts_of_html(as_html(data, _NITF_IN_HTML), "DataContent", blank_lines=False)
    else:
        parts = parts_of_text(data.text or "", "DataContent")
    return [part for part in parts if letters(part.text)]


def _source_of_newsml_1(item: Element, identifier: Element | None) -> str | None:
    parties = [
        party.get("FormalName", "")
        for name in ("Provider", "Source")
        for element in descendants_called(item, name)
        for party in descendants_called(element, "Party")
    ]
    return next(filter(None, [*parties, words_of(child_called(identifier, "ProviderId"))]), None)
