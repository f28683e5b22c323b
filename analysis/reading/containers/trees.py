"""XML inside of containers: parsed without network and entities, and read by local names, since
the same format is in more than one name space.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.reading.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def root_of(data: bytes, label: str) -> Element:
    """The root of an XML file.

    Raises
    ------
    InputError
        for what cannot be parsed; `label` names it.

    Examples
    --------
    >>> local(root_of(b"<w:p xmlns:w='a'/>", "a.docx"))
    'p'
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(
            f"{label}: broken, its XML cannot be read ({error}); save or download it again"
        ) from None


def local(element: Element) -> str:
    """The name of an element without its name space; empty for comments and entities.

    Examples
    --------
    >>> [local(each) for each in root_of(b"<a:b xmlns:a='c'><!-- note --></a:b>", "a").iter()]
    ['b', '']
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str:
    """The value of an attribute, in whatever name space; empty where it is missing.

    Examples
    --------
    >>> attribute(root_of(b"<p xmlns:a='b' a:val='1'/>", "a"), "val")
    '1'
    """
    if element is None:
        return ""
    # A name space has few attributes, a name may be in several: the bare one goes first.
    value = element.get(name)
    if value is not None:
        return str(value)
    return next((str(v) for key, v in element.attrib.items() if key.endswith("}" + name)), "")


def child_at(element: Element | None, *way: str) -> Element | None:
    """The first child of that name, and of it the next, as far as the names go.

    Examples
    --------
    >>> attribute(child_at(root_of(b"<p><a><b val='2'/></a></p>", "a"), "a", "b"), "val")
    '2'
    """
    for name in way:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def each_below(element: Element, name: str) -> Iterator[Element]:
    """Every element of that name below another one, in order.

    Examples
    --------
    >>> [each.text for each in each_below(root_of(b"<a><b>1</b><c><b>2</b></c></a>", "a"), "b")]
    ['1', '2']
    """
    return (each for each in element.iter() if local(each) == name)
