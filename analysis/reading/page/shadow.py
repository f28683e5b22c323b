"""Shadow roots that a page declares → the tree that a reader sees, with its slots filled.

A browser shows a `<template shadowrootmode>` in place of what stands in the element around it, the
host. The host's own children stand where the template has a `<slot>` for them; those that fit no
slot are shown nowhere, as any other `<template>` (HTML and DOM Living Standards: declarative shadow
roots, slots).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    Node: TypeAlias = HtmlElement | str

# The standard's name; that of pages saved as MHTML by Chrome; that of Chrome 90 to 110.
_MODE_NAMES = ("shadowrootmode", "shadowmode", "shadowroot")
_MODES = frozenset(("open", "closed"))
# Elements that may be hosts, beside those with a hyphen in their names, which authors define.
_HOSTS = frozenset(
    """article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section
    span""".split()
)
# Slots within slots make a tree deeper than its source, and libraries recurse: an element further
# down stands before its words in place of around them.
_DEEPEST = 2_000
# What the parser takes from broken markup, and no tree may be built of.
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NOT_IN_TREES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fit_for_tree(text: str) -> str:
    r"""A text without the characters that the parser takes from a page and lxml refuses to set.

    Examples
    --------
    >>> fit_for_tree("a\x01b\ufffe")
    'ab'
    """
    return _NOT_IN_TREES.sub("", text)


def as_shown(tree: HtmlElement) -> HtmlElement:
    """The tree with each shadow root in its host; the same tree for a page that has none.

    Examples
    --------
    >>> from lxml import html
    >>> template = "<template shadowrootmode=open><h2><slot></slot></h2></template>"
    >>> page = html.document_fromstring(f"<news-head>{template}Talks resume</news-head>")
    >>> as_shown(page).find(".//h2").text_content()
    'Talks resume'
    """
    templates = _templates(tree)
    if not templates:
        return tree
    from lxml import etree

    assigned = _assigned(templates)
    shown = tree.makeelement(tree.tag, _attributes(tree))
    # An explicit stack, since pages are nested deeper than Python recurses.
    stack: list[tuple[Node, HtmlElement, int]] = [(tree, shown, 0)]
    while stack:
        node, parent, depth = stack.pop()
        if isinstance(node, str):
            _add_text(parent, node)
            continue
        if node is not tree:
            name = node.tag if _NAME.fullmatch(node.tag) else "div"
            element = etree.SubElement(parent, name, _attributes(node))
            parent = element if depth < _DEEPEST else parent
        below = assigned.get(node) or _nodes(templates.get(node, node))
        stack += [(each, parent, depth + 1) for each in reversed([*_joined(below)])]
    return shown


def _templates(tree: HtmlElement) -> dict[HtmlElement, HtmlElement]:
    """Each host, and the template that is its shadow root: the first of several."""
    templates: dict[HtmlElement, HtmlElement] = {}
    for template in tree.iter("template"):
        host = template.getparent()
        if host is not None and (host.tag in _HOSTS or "-" in host.tag) and _declares(template):
            templates.setdefault(host, template)
    return templates


def _declares(template: HtmlElement) -> bool:
    return any(template.get(name, "").lower() in _MODES for name in _MODE_NAMES)


def _assigned(templates: dict[HtmlElement, HtmlElement]) -> dict[HtmlElement, list[Node]]:
    """What stands in the slots: of each, the nodes of its host; a slot without any is left out."""
    assigned: dict[HtmlElement, list[Node]] = {}
    for host, template in templates.items():
        slots: dict[str, HtmlElement] = {}
        for slot in _slots(template):
            slots.setdefault(slot.get("name", ""), slot)
        for node in _nodes(host):
            name = "" if isinstance(node, str) else node.get("slot", "")
            if name in slots:
                assigned.setdefault(slots[name], []).append(node)
    return assigned


def _slots(template: HtmlElement) -> Iterator[HtmlElement]:
    """The slots of a shadow root, without those of the shadow roots within."""
    waiting = [template]
    while waiting:
        element = waiting.pop()
        if element.tag == "slot":
            yield element
        waiting += [child for child in reversed(element) if child.tag != "template"]


def _nodes(element: HtmlElement) -> Iterator[Node]:
    """The text and the elements in an element, without templates, which nobody sees."""
    if element.text:
        yield element.text
    for child in element:
        if type(child.tag) is str and child.tag != "template":
            yield child
        if child.tail:
            yield child.tail


def _joined(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes, with texts in a row as one: adding them one by one would copy them anew."""
    for is_text, row in groupby(nodes, key=lambda node: isinstance(node, str)):
        if is_text:
            yield "".join(map(str, row))
        else:
            yield from row


def _add_text(parent: HtmlElement, text: str) -> None:
    text = fit_for_tree(text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _attributes(element: HtmlElement) -> dict[str, str]:
    return {name: fit_for_tree(value) for name, value in element.items() if _NAME.fullmatch(name)}
