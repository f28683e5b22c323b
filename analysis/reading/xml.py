"""XML → a tree, within bounds: nothing is fetched and no entity of a file's own is expanded."""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_REMEDY = "export the file again"
_FIRST_TAG = re.compile(
    r"""(?x) \s*+ (?: (?: <\?(?:[^?]|\?(?!>))*+\?> | <!--(?:[^-]|-(?!->))*+-->
      | <!DOCTYPE [^\[<>]*+ (?:\[ (?:[^\]]|\](?!\s*>))*+ \]\s*)? > ) \s*+ )*+
      <([A-Za-z_][\w.-]*+)(?::([\w.-]++))? ([^<>]*+) """
)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_STRAY = re.compile(r"&(?!#\d{1,9};|#x[0-9A-Fa-f]{1,8};|[A-Za-z][A-Za-z0-9]{1,31};)")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMBERED = re.compile(r"&#(?:(\d{1,9})|x([0-9A-Fa-f]{1,8}));")
_OF_HTML = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")  # what an element may be called there
_OF_XML = frozenset("<>&\"'")
# The vocabularies that exports mix, by a piece of their address, and what they are called here.
_VOCABULARIES = (
    ("purl.org/rss/1.0/modules/content", "content"),
    ("search.yahoo.com/mrss", "media"),
    ("purl.org/dc/", "dc"),
    ("wordpress.org/export/", "wp"),
    ("www.w3.org/2005/Atom", "atom"),
    ("purl.org/atom/", "atom"),
    ("itunes", "itunes"),
)


class Tag(NamedTuple):
    """The first element of a file: its name without a prefix, and its attributes as they stand."""

    name: str
    attributes: str


def first_tag(beginning: str) -> Tag:
    """The first element of a file of XML; an empty name for a file of anything else.

    Examples
    --------
    >>> first_tag('<?xml version="1.0"?><!-- a note --><rss version="2.0"><channel>')
    Tag(name='rss', attributes=' version="2.0"')
    >>> first_tag("Talks resume.").name
    ''
    """
    match = _FIRST_TAG.match(beginning.removeprefix("\ufeff"))
    return Tag(match[2] or match[1], match[3]) if match else Tag("", "")


def read_xml(text: str) -> tuple[Element, list[str]]:
    r"""The root of a file of XML, and a notice where the file is damaged.

    Raises
    ------
    InputError
        where no element can be read.

    Examples
    --------
    >>> root, notices = read_xml("<nitf><p>AT&T &nbsp;resumes</p></nitf>")
    >>> root[0].text, notices
    ('AT&T \xa0resumes', [])
    >>> read_xml("<nitf><p>Talks")[1]
    ['the XML is damaged (Premature end of data in tag p line 1), so the end of the file may be missing; export it again']
    """
    root, _ = _parsed(text, recover=False)
    if root is not None:
        return root, []
    # What feeds get wrong: entities of HTML, "&" by itself, control characters.
    mended = _NAMED.sub(_character, _FORBIDDEN.sub("", text))
    mended = _NUMBERED.sub(_allowed, mended)
    mended = _STRAY.sub("&amp;", mended)
    root, _ = _parsed(mended, recover=False)
    if root is not None:
        return root, []
    root, why = _parsed(mended, recover=True)
    if root is None:
        raise InputError(f"no XML can be read ({why}); {_REMEDY}")
    notice = f"the XML is damaged ({why}), so the end of the file may be missing; export it again"
    return root, [notice]


def _character(entity: re.Match[str]) -> str:
    character = html5.get(entity[1], "")
    return entity[0] if not character or _OF_XML & set(character) else character


def _allowed(reference: re.Match[str]) -> str:
    """A reference to a character; one that XML does not allow is a mark that it cannot be read."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    is_surrogate, is_control = 0xD800 <= code < 0xE000, code < 32 and code not in (9, 10, 13)
    fits = code < 0x110000 and not (is_surrogate or is_control or code in (0xFFFE, 0xFFFF))
    return reference[0] if fits else "\ufffd"


def _parsed(text: str, *, recover: bool) -> tuple[Element | None, str]:
    """The root, and the first thing that is wrong."""
    from lxml import etree

    # Without huge_tree the parser bounds depth (256), texts (10 MB) and what entities may grow to.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(text.strip().encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, str(error).partition(", line")[0] or "it is empty"
    why = parser.error_log[0].message if len(parser.error_log) else "it is empty"
    return root, why


def name_of(element: Element) -> str:
    """An element's name, with the vocabulary before it where exports mix several.

    Examples
    --------
    >>> media = 'xmlns:m="http://search.yahoo.com/mrss/"'
    >>> root, _ = read_xml(f"<rss {media}><m:description>The hall.</m:description></rss>")
    >>> name_of(root), name_of(root[0])
    ('rss', 'media:description')
    """
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag[0] != "{":
        return tag
    address, _, name = tag[1:].partition("}")
    if "wordpress.org/export/" in address and address.rstrip("/").endswith("excerpt"):
        return f"excerpt:{name}"
    prefixes = (prefix for part, prefix in _VOCABULARIES if part in address)
    prefix = next(prefixes, "")
    return f"{prefix}:{name}" if prefix else name


def words_of(element: Element | None) -> str:
    """All words inside an element, with single spaces between them; empty for none.

    Examples
    --------
    >>> words_of(read_xml("<by>By <person>Ann  Roe</person></by>")[0])
    'By Ann Roe'
    """
    return "" if element is None else " ".join("".join(element.itertext()).split())


def child_called(element: Element | None, *names: str) -> Element | None:
    """The first child of an element that is called so, the first name before the next; or None.

    Examples
    --------
    >>> item = read_xml("<item><title>Talks</title></item>")[0]
    >>> words_of(child_called(item, "headline", "title"))
    'Talks'
    """
    if element is None:
        return None
    for name in names:
        for inner in element:
            if name_of(inner) == name:
                return inner
    return None


def children_called(element: Element | None, *names: str) -> list[Element]:
    """The children of an element that are called so, in the file's order; none for no element.

    Examples
    --------
    >>> [words_of(by) for by in children_called(read_xml("<a><by>Ann</by><by>Bo</by></a>")[0], "by")]
    ['Ann', 'Bo']
    """
    return [inner for inner in (element if element is not None else ()) if name_of(inner) in names]


def descendants_called(element: Element | None, *names: str) -> list[Element]:
    """All elements inside one, at any depth, that are called so, in the file's order.

    Examples
    --------
    >>> [words_of(p) for p in descendants_called(read_xml("<a><b><p>One</p></b><p>Two</p></a>")[0], "p")]
    ['One', 'Two']
    """
    if element is None:
        return []
    return [inner for inner in element.iterdescendants() if name_of(inner) in names]


def as_html(element: Element, names: dict[str, str]) -> str:
    """The inside of an element written as HTML.

    Parameters
    ----------
    element : Element
        of any vocabulary; it is changed: its elements lose their namespaces.
    names : dict
        what elements become: another element, or one with a class behind a dot ("span.credit"). An
        element that is not listed keeps its name.

    Examples
    --------
    >>> as_html(read_xml("<x><hl2>Day two</hl2><p>They met.</p></x>")[0], {"hl2": "h2"})
    '<div><h2>Day two</h2><p>They met.</p></div>'
    """
    from lxml import etree

    for inner in element.iter():
        if isinstance(inner.tag, str):
            own = name_of(inner).rpartition(":")[2]
            tag, _, style = names.get(own, own).partition(".")
            inner.tag = tag if _OF_HTML.fullmatch(tag) else "span"
            if style:
                inner.set("class", style)
    element.tag, element.tail = "div", None
    etree.cleanup_namespaces(element)
    written: str = etree.tostring(element, method="html", encoding="unicode", with_tail=False)
    return written
