"""XML inside of containers: parsed without network and entities, and read by local names, since
the same format stands in more than one name space.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from analysis.reading.errors import InputError


def parsed(data: bytes, label: str) -> etree._Element:
    """The root of an XML file.

    Raises
    ------
    InputError
        for what cannot be parsed; `label` names it.

    Examples
    --------
    >>> local(parsed(b"<w:p xmlns:w='a'/>", "a.docx"))
    'p'
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(
            f"{label}: broken, its XML cannot be read ({error}); save or download it again"
        ) from None


def local(element: etree._Element) -> str:
    """The name of an element without its name space; empty for comments and entities.

    Examples
    --------
    >>> local(etree.fromstring("<a:b xmlns:a='c'/>")), local(etree.Comment("note"))
    ('b', '')
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str:
    """The value of an attribute, in whatever name space; empty where it is missing.

    Examples
    --------
    >>> attribute(etree.fromstring("<p xmlns:a='b' a:val='1'/>"), "val")
    '1'
    """
    if element is None:
        return ""
    # A name space has few attributes, a name may stand in several: the bare one goes first.
    value = element.get(name)
    if value is not None:
        return str(value)
    return next((str(v) for key, v in element.attrib.items() if key.endswith("}" + name)), "")


def child(element: etree._Element | None, *way: str) -> etree._Element | None:
    """The first child of that name, and of it the next, as far as the names go.

    Examples
    --------
    >>> attribute(child(etree.fromstring("<p><a><b val='2'/></a></p>"), "a", "b"), "val")
    '2'
    """
    for name in way:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def below(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Every element of that name below another one, in order.

    Examples
    --------
    >>> [each.text for each in below(etree.fromstring("<a><b>1</b><c><b>2</b></c></a>"), "b")]
    ['1', '2']
    """
    return (each for each in element.iter() if local(each) == name)
