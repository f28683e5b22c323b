"""Which blocks are the article: trafilatura's body laid over the blocks, what the page declares, and density."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.reading.page.signs import CREDIT
from analysis.reading.page.walk import Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONG = 60  # characters (without white space) from which a block tells by itself
_PARAGRAPH = 80  # characters of a paragraph: teasers and lines of menus have fewer
_LINKED = 0.3  # share of a paragraph in links, at the most: lists of other stories have more
_PIECE = 40  # characters that another reading of the page must repeat as they are
EVIDENT = 0.5  # half of a block's text stands in the body
_SHORT_BODY = 200  # characters: one paragraph, so that what else is dense is asked as well
_LONG_BODY = 400  # characters of an article in JSON-LD; fewer are its opening
_NEARLY_ALL = 0.85  # of the body's characters; the rest may stand in other elements
MOST_BLOCKS = 10_000  # a page beyond this is no article; laying a body over it would take time with the square
_MOST_TEXT = 3_000_000
_ENDS = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_NEVER_BODY = ("nav", "footer", "button", "select", "input", "iframe", "source", "link", "meta")


def body_text(tree: HtmlElement, blocks: list[Block]) -> str:
    """The article's body as trafilatura finds it; empty where it finds none.

    Captions and picture credits leave the tree first, so that they are not stirred into the body. This changes the tree.
    """
    if len(blocks) > MOST_BLOCKS or sum(len(block.text) for block in blocks) > _MOST_TEXT:
        return ""
    from lxml import etree
    from trafilatura import bare_extraction

    try:
        for block in blocks:
            if block.caption or block.flags & CREDIT:
                parent = block.element.getparent()
                if parent is not None and block.element.tag not in ("body", "html"):
                    block.element.drop_tree()
        # Smaller is faster: what trafilatura would clean away on every copy that it makes of the tree.
        etree.strip_elements(tree, *_NEVER_BODY, with_tail=False)
        document = bare_extraction(tree, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # a page that lxml or trafilatura cannot take is read by the density of its text
        return ""
    text = "" if document is None or isinstance(document, dict) else document.text
    return text or ""


def compact(text: str) -> str:
    """A text without its white space: what two readings of one page agree on."""
    return "".join(text.split())


def lay_body(blocks: list[Block], body: str, declared: str) -> None:
    """Lay what trafilatura finds and what the page declares as its article over the blocks: the evidence of each."""
    if len(blocks) > MOST_BLOCKS:
        for block in blocks:
            block.evidence = float(_is_dense(block))
        return
    if len(declared) > _LONG_BODY:
        body = f"{body}\n{declared}"
    if len(compact(body)) < _SHORT_BODY:
        # Where nothing else says what the body is: the long paragraphs with few links.
        body = "\n".join([body, *(block.text for block in blocks if _is_dense(block))])
    _set_evidence(blocks, body)


def ends(text: str) -> bool:
    """Does a text end as a sentence does, or what introduces one?"""
    return _ENDS.search(text) is not None


def is_solid(block: Block) -> bool:
    """Is a block a paragraph of the body, long enough to tell by itself?"""
    return _is_evident(block) and not block.caption


def is_prose(block: Block, n_characters: int = _PARAGRAPH) -> bool:
    """Does a block read as a paragraph, wherever it stands?"""
    return _has_few_links(block, n_characters) and not (block.caption or block.level) and ends(block.text)


def _is_evident(block: Block) -> bool:
    return block.evidence >= EVIDENT and len(block.compact) >= _LONG


def _is_dense(block: Block) -> bool:
    return _has_few_links(block, _PARAGRAPH) and block.root is None and not block.caption


def _has_few_links(block: Block, n_characters: int) -> bool:
    size = len(block.text)
    return size >= n_characters and block.linked < _LINKED * size


def _set_evidence(blocks: list[Block], body: str) -> None:
    """How much of each block stands in a body text, 0 to 1."""
    whole = compact(body)
    lines = {compact(cell).strip("-#*") for line in body.split("\n") for cell in (line, *line.split("|"))}
    for block in blocks:
        size = len(block.compact)
        if size < _LONG:
            block.evidence = float(block.compact in lines)
        elif block.compact in whole:
            block.evidence = 1.0
        else:
            starts = range(0, size - _PIECE + 1, _PIECE)
            pieces = [block.compact[start : start + _PIECE] for start in starts]
            block.evidence = sum(piece in whole for piece in pieces) / len(pieces)


def container(blocks: list[Block]) -> tuple[int, int]:
    """The blocks from..to (excluded) of the smallest element that holds nearly all of the body's evidence."""
    weights: dict[str, int] = defaultdict(int)
    held_by_parent: dict[str, int] = defaultdict(int)
    for block in blocks:
        if _is_evident(block):
            size = len(block.compact)
            weights[block.path] += size
            held_by_parent[block.parent] += size
    total = sum(weights.values())
    # Paragraphs share their parent: what is above it is walked once for all of them.
    for parent, size in held_by_parent.items():
        path = parent
        while path:
            weights[path] += size
            path = path[: path.rfind("/")]
    if not total:
        return 0, 0
    holding = [path for path, weight in weights.items() if weight >= _NEARLY_ALL * total]
    best = max(holding, key=len)
    below = f"{best}/"
    inside = [n for n, block in enumerate(blocks) if f"{block.path}/".startswith(below)]
    return inside[0], inside[-1] + 1
