"""Which blocks are the article: by the element around its paragraphs, by trafilatura where they
are in several, by what the page declares, and by density.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.reading.page.signs import BYLINE, CREDIT, PARAGRAPH
from analysis.reading.page.walk import Block, Root

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Extractor

EVIDENT = 0.5  # half of a block's text stands in the body
_LINKED = 0.3  # share of a paragraph in links, at the most: lists of other stories have more
ALL_LINKED = 0.95  # of a block: a word or two around the link count as nothing
OF_ARTICLE = 0.25  # of the body's characters: a box of another story has less
_NEARLY_ALL = 0.85  # of the body's characters; the rest may stand in other elements
# Of the characters of a page's paragraphs, what one element holds of those that no element takes
# out, and of all. Where it is less, parts of the article may be elsewhere.
_IN_ONE_ELEMENT, _OF_ALL = 0.9, 0.5
_OF_TEXT = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table".split())
_CHARACTERS = {
    "long": 60,  # without white space: from here a block tells by itself
    "paragraph": 80,  # teasers and lines of menus have fewer
    "piece": 40,  # another reading of the page must repeat as many as they are
    "short body": 200,  # one paragraph, so that what else is dense is asked as well
    "long body": 400,  # an article in JSON-LD; fewer are its opening
    "page": 3_000_000,  # more is no article
}
# A page beyond this is no article; laying a body over it would take time with the square.
MOST_BLOCKS = 10_000
_ENDS = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_NEVER_BODY = (
    "nav", "footer", "button", "select", "input", "iframe", "source", "link", "meta", "aside", "img",
)  # fmt: skip
_MARKS = "-#*"  # of a list and a heading in trafilatura's text
_BOXES = ("div", "span", "li", "ul", "ol")
# Attributes that trafilatura asks nothing of the body by; it copies the tree with them several times.
_NOT_ASKED = (
    "href", "src", "srcset", "target", "rel", "width", "height", "tabindex", "onclick", "data-src",
    "aria-label", "aria-labelledby",
)  # fmt: skip


def body_text(tree: HtmlElement, blocks: list[Block]) -> str:
    """The article's body: what the element around its paragraphs holds, or else what trafilatura
    finds in the tree, which it takes apart; empty where neither finds one.
    """
    if len(blocks) > MOST_BLOCKS or sum(len(block.text) for block in blocks) > _CHARACTERS["page"]:
        return ""
    return _in_one_element(blocks) or _by_trafilatura(tree, blocks)


def _in_one_element(blocks: list[Block]) -> str:
    """The text of the element that holds the page's paragraphs, a line a block; empty where no one
    element does.

    Of what is deeper in it (boxes of other stories, forms, lists of links) only paragraphs are
    the article's.
    """
    around, shared = _around_paragraphs(blocks)
    if not around:
        return ""
    apart = (CREDIT | BYLINE) & ~shared
    inside = [
        block
        for block in blocks
        if block.path.startswith(f"{around}/") and not (block.caption or block.flags & apart)
    ]
    held: Counter[Root | None] = Counter()
    for block in filter(_is_long, inside):
        held[block.root] += len(block.compact)
    of_article = {root for root, size in held.items() if size > OF_ARTICLE * held.total()}
    lines = []
    for block in inside:
        if block.root is None or block.root in of_article:
            step = block.path[len(around) + 1 :].partition("/")[0]
            if step.partition("[")[0] in _OF_TEXT or is_prose(block):
                lines.append(block.text.replace("\n", " "))
    return "\n".join(lines)


def _around_paragraphs(blocks: list[Block]) -> tuple[str, int]:
    """The place of the element that holds nearly all of the page's paragraphs, and the flags that
    these share; empty where no one element does.
    """
    held: Counter[str] = Counter()
    shared: dict[str, int] = {}
    free = every = 0
    for block in filter(_is_long, blocks):
        size = len(block.compact)
        every += size
        if block.root is None:
            free += size
            if block.flags & PARAGRAPH:
                held[block.parent] += size
                shared[block.parent] = shared.get(block.parent, block.flags) & block.flags
    around = max(held, key=held.__getitem__, default="")
    least = max(_CHARACTERS["long body"], _IN_ONE_ELEMENT * free, _OF_ALL * every)
    return (around, shared[around]) if held[around] >= least else ("", 0)


def _by_trafilatura(tree: HtmlElement, blocks: list[Block]) -> str:
    """The body that trafilatura finds; empty where it finds none.

    Captions and credits leave the tree first, so that they are not stirred into the body, and so do
    links to other stories.
    """
    from lxml import etree
    from trafilatura import bare_extraction

    try:
        for block in (*_of_pictures(blocks), *_links_aside(blocks)):
            if block.element.getparent() is not None:  # two blocks may share an element
                block.element.drop_tree()
        # Smaller is faster: trafilatura would clean it away on every copy of the tree.
        etree.strip_elements(tree, *_NEVER_BODY, with_tail=False)
        etree.strip_attributes(tree, *_NOT_ASKED)
        _drop_empty(tree)
        document = bare_extraction(tree, options=_options())
    except Exception:  # what lxml or trafilatura cannot take is read by the density of its text
        return ""
    text = "" if document is None or isinstance(document, dict) else document.text
    return text or ""


def _of_pictures(blocks: list[Block]) -> list[Block]:
    """Captions and credits."""
    return [block for block in blocks if block.caption or block.flags & CREDIT]


def _links_aside(blocks: list[Block]) -> Iterator[Block]:
    """Links in elements that take out of the article, as menus and lists of other stories do: half
    of a page's blocks. What shows more than its link stays.
    """
    paths = ["", *(f"{block.path}/" for block in blocks), ""]
    for block, before, own, after in zip(blocks, paths, paths[1:], paths[2:], strict=False):
        is_link = block.root is not None and block.linked >= ALL_LINKED * len(block.text)
        if is_link and not (before.startswith(own) or after.startswith(own)):
            yield block


def _drop_empty(tree: HtmlElement) -> None:
    """Take out the boxes and lists without a word: what most of them held has left the tree."""
    # From the end, so that the inner boxes are settled before those around them.
    for box in reversed(list(tree.iterdescendants(*_BOXES))):
        if not len(box) and _is_blank(box.text) and _is_blank(box.tail):
            box.getparent().remove(box)


def _is_blank(text: str | None) -> bool:
    return text is None or not text.strip()


@functools.cache
def _options() -> Extractor:
    """The text alone, by trafilatura's own rules; made for every page anew, they take time."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False, with_metadata=False)


def compact(text: str) -> str:
    """A text without its white space: what two readings of one page agree on."""
    return "".join(text.split())


def lay_body(blocks: list[Block], body: str, declared: str) -> None:
    """The evidence of each block: the article's body, and that which the page declares."""
    if len(blocks) > MOST_BLOCKS:
        for block in blocks:
            block.evidence = float(_is_dense(block))
        return
    if len(declared) > _CHARACTERS["long body"]:
        body = f"{body}\n{declared}"
    whole = compact(body)
    if len(whole) < _CHARACTERS["short body"]:
        # Where nothing else says what the body is: the long paragraphs with few links.
        body = "\n".join([body, *(block.text for block in blocks if _is_dense(block))])
        whole = compact(body)
    _set_evidence(blocks, body, whole)


def ends(text: str) -> bool:
    """Does a text end as a sentence does, or what introduces one?"""
    return _ENDS.search(text) is not None


def is_solid(block: Block) -> bool:
    """Is a block a paragraph of the body, long enough to tell by itself?"""
    return _is_evident(block) and not block.caption


def is_prose(block: Block, least: int = _CHARACTERS["paragraph"]) -> bool:
    """Does a block read as a paragraph, wherever it stands?"""
    return _is_long(block, least) and ends(block.text)


def _is_long(block: Block, least: int = _CHARACTERS["paragraph"]) -> bool:
    """Is a block as long as a paragraph, with few links?"""
    return _has_few_links(block, least) and not (block.caption or block.level)


def _is_evident(block: Block) -> bool:
    return block.evidence >= EVIDENT and len(block.compact) >= _CHARACTERS["long"]


def _is_dense(block: Block) -> bool:
    return _has_few_links(block, _CHARACTERS["paragraph"]) and not (block.caption or block.root)


def _has_few_links(block: Block, least: int) -> bool:
    size = len(block.text)
    return size >= least and block.linked < _LINKED * size


def _set_evidence(blocks: list[Block], body: str, whole: str) -> None:
    """How much of each block stands in a body text, of which `whole` is the compact form, 0 to 1."""
    piece = _CHARACTERS["piece"]
    cells = {cell for line in body.split("\n") for cell in (line, *line.split("|"))}
    lines = {compact(cell).strip(_MARKS) for cell in cells}
    for block in blocks:
        size = len(block.compact)
        if size < _CHARACTERS["long"]:
            block.evidence = float(block.compact.strip(_MARKS) in lines)
        elif block.compact in whole:
            block.evidence = 1.0
        else:
            starts = range(0, size - piece + 1, piece)
            held = [block.compact[start : start + piece] in whole for start in starts]
            block.evidence = sum(held) / len(held)


def container(blocks: list[Block]) -> tuple[int, int]:
    """The smallest element with nearly all of the body's evidence: blocks from, to (excluded)."""
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
