"""Which blocks are the article: trafilatura's body laid over the blocks, what the page declares,
and density.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.reading.page.walk import CREDIT, Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONG = 60  # characters (without white space) from which a block tells by itself
_PIECE = 40
MOST_BLOCKS = 10_000  # a page beyond this is no article; laying a body over it would take time with the square
_MOST_TEXT = 3_000_000
_NEVER_BODY = ("nav", "footer", "button", "select", "input", "iframe", "source", "link", "meta")


def body_text(tree: HtmlElement, blocks: list[Block]) -> str:
    """The article's body as trafilatura finds it; empty where it finds none.

    Captions and picture credits leave the tree first, so that they are not stirred into the body.
    This changes the tree.
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
        # Smaller is faster: what trafilatura would clean away on every copy that it makes of the
        # tree.
        etree.strip_elements(tree, *_NEVER_BODY, with_tail=False)
        found = bare_extraction(tree, fast=True, include_comments=False, with_metadata=False)
    except (
        Exception
    ):  # a page that lxml or trafilatura cannot take is read by the density of its text
        return ""
    text = found.text if found is not None and not isinstance(found, dict) else ""
    return text or ""


def compact(text: str) -> str:
    """A text without its white space: what two readings of one page agree on."""
    return "".join(text.split())


def set_evidence(blocks: list[Block], body: str) -> None:
    """How much of each block stands in a body text, 0 to 1."""
    whole = compact(body)
    lines = {
        compact(cell).strip("-#*") for line in body.split("\n") for cell in (line, *line.split("|"))
    }
    for block in blocks:
        size = len(block.compact)
        if size >= _LONG:
            if block.compact in whole:
                block.evidence = 1.0
            else:
                pieces = [
                    block.compact[k : k + _PIECE] for k in range(0, size - _PIECE + 1, _PIECE)
                ]
                block.evidence = sum(piece in whole for piece in pieces) / len(pieces)
        else:
            block.evidence = float(block.compact in lines)


def by_density(blocks: list[Block]) -> str:
    """The long paragraphs with few links, where nothing else says what the body is."""
    return "\n".join(block.text for block in blocks if _is_dense(block))


def set_density(blocks: list[Block]) -> None:
    """Evidence by density alone, for pages that are too large to lay a body over."""
    for block in blocks:
        block.evidence = float(_is_dense(block))


def _is_dense(block: Block) -> bool:
    size = len(block.text)
    return size >= 80 and block.linked < 0.3 * size and block.root is None and not block.caption


def container(blocks: list[Block]) -> tuple[int, int]:
    """The blocks from..to (excluded) of the smallest element that holds nearly all of the body's
    evidence.
    """
    weights: dict[str, int] = defaultdict(int)
    held_by_parent: dict[str, int] = defaultdict(int)
    for block in blocks:
        if block.evidence >= 0.5 and len(block.compact) >= _LONG:
            size = len(block.compact)
            weights[block.path] += size
            held_by_parent[block.path.rpartition("/")[0]] += size
    total = sum(weights.values())
    # Paragraphs share their parent: what is above it is walked once for all of them.
    for parent, size in held_by_parent.items():
        path = parent
        while path:
            weights[path] += size
            path = path[: path.rfind("/")]
    if not total:
        return 0, 0
    best = max((path for path, weight in weights.items() if weight >= 0.85 * total), key=len)
    inside = [
        n
        for n, block in enumerate(blocks)
        if block.path.startswith(best) and block.path[len(best) :][:1] in ("", "/")
    ]
    return inside[0], inside[-1] + 1
