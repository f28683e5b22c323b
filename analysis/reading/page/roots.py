"""Elements that take out of the article: which hold it all the same, and which end too late."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator

from analysis.reading.page.region import OF_ARTICLE, is_prose, is_solid
from analysis.reading.page.signs import PARAGRAPH
from analysis.reading.page.walk import Block, Root

_COMMENTS = r"class .*(?:comment|respond|disqus)"
# What may hold more words than the article and is never it.
_NOTICES = r"class .*(?:cookie|consent|gdpr|legal|disclaimer)"
_IS_NOTICE = re.compile(_NOTICES)
_NEVER_ARTICLE = re.compile(
    rf"<(?:dialog|footer)>|role (?:dialog|alertdialog|contentinfo)"
    rf"|{_COMMENTS}|{_NOTICES}"
)
_NEVER_ENDS = re.compile(rf"<(?:dialog|form)>|role |{_COMMENTS}|{_NOTICES}")
_BANNER = re.compile(r"role banner|class (?:masthead|(?:site|global|page)-?header)")

# The share of characters from which an element that holds them is part of the article.
_SHARES = {
    "prose": 0.8,  # where a body of one or two paragraphs was found
    "prose without a body": 0.5,
}
# Paragraphs: a body of fewer may stand in an element that takes out, which then holds as many.
_FEWEST = 3
_FEWEST_CHARACTERS = 20  # of a paragraph in such an element
_MOST_LEVELS = 4  # from the box of the paragraphs down to the text of one


def roots_of(block: Block) -> Iterator[Root]:
    """The elements around a block that take it out of the article, from the inside."""
    root = block.root
    while root is not None:
        yield root
        root = root.outer


def all_roots(blocks: Iterable[Block]) -> dict[int, Root]:
    """Every element around some blocks that takes out of the article, the outer one first."""
    roots: dict[int, Root] = {}
    for block in blocks:
        root, chain = block.root, []
        # With an element that is there already, so is what is around it.
        while root is not None and root.number not in roots:
            chain.append(root)
            root = root.outer
        for root in reversed(chain):
            roots[root.number] = root
    return roots


def drop_notices(blocks: list[Block], around_headline: set[int]) -> None:
    """What stands in a notice on cookies or the law is no evidence of the article."""
    notices = _with_inner(
        all_roots(blocks),
        lambda root: bool(_IS_NOTICE.match(root.why)) and root.number not in around_headline,
    )
    for block in blocks:
        if block.root is not None and block.root.number in notices:
            block.evidence = 0.0


def holding_article(blocks: list[Block], around_headline: set[int]) -> set[int]:
    """An element that holds much of the body is part of the article, whatever it is called."""
    solid = [block for block in blocks if is_solid(block)]
    least = OF_ARTICLE * sum(len(block.compact) for block in solid)
    holding = {number for number, size in _held(solid).items() if size > least}
    if len(solid) < _FEWEST:
        holding |= _holding_prose(blocks, len(solid), around_headline)
    return holding


def banners(block: Block) -> set[int]:
    """The mastheads around a block: where it is the headline, they are the article's."""
    return {root.number for root in roots_of(block) if _BANNER.match(root.why)}


def free(blocks: list[Block], freed: set[int]) -> None:
    """Take some elements out of the chains of those that take blocks out of the article."""
    if not freed:
        return
    kept: dict[int, Root | None] = {}
    # An outer element is settled before its inner ones ask for it.
    for number, root in all_roots(blocks).items():
        outer = None if root.outer is None else kept[root.outer.number]
        kept[number] = outer if number in freed else root._replace(outer=outer)
    for block in blocks:
        if block.root is not None:
            block.root = kept[block.root.number]


def leave_unclosed(blocks: list[Block], unclosed: Container[str]) -> None:
    """A box among the paragraphs that is never closed holds the rest of them: all is the article's.

    A paragraph is a <p> right below the box, or stands in it as others stand in the element around
    it: the markup is that of the article, as if the box were not there.
    """
    last_of = _last_paragraphs(blocks)
    left: set[int | str] = set()  # numbers and places of such boxes
    for position, block in enumerate(blocks):
        root = block.root
        may_go_on = is_prose(block) and (root is None or not _NEVER_ENDS.match(root.why))
        if may_go_on and _goes_on(position, block, unclosed, last_of):
            left |= {block.parent} if root is None else {block.parent, root.number}
            block.evidence = 1.0
        if left and (block.parent in left or (root is not None and root.number in left)):
            block.root = None


def in_unclosed(blocks: list[Block], unclosed: Container[str]) -> set[int]:
    """The elements that stand in, or are, a box that may take out more than it should."""
    return _with_inner(
        all_roots(blocks),
        lambda root: root.tag in unclosed and not _NEVER_ENDS.match(root.why),
    )


def ways_down(block: Block) -> Iterator[tuple[str, ...]]:
    """Each element around a block's text: its place, then the way down from it to the text.

    A way is the tags, and the class of the last element unless that is a paragraph.
    """
    yield (block.path,)
    names = "" if block.flags & PARAGRAPH else block.element.get("class", "")
    place, way = block.path, [names]
    for _ in range(_MOST_LEVELS):
        place, way = _parent(place), [_tag(place), *way]
        yield (place, *way)


def _last_paragraphs(blocks: list[Block]) -> dict[object, int]:
    """Parents of paragraphs, and elements with the way down to them → the last position."""
    last_of: dict[object, int] = {}
    for position, block in enumerate(blocks):
        if is_solid(block) and block.root is None and not block.level:
            last_of[block.parent] = position
            last_of.update(dict.fromkeys(ways_down(block), position))
    return last_of


def _goes_on(
    position: int,
    block: Block,
    unclosed: Container[str],
    last_of: dict[object, int],
) -> bool:
    """Does a paragraph follow on those in the element around its box, marked up as they are?"""
    ways = ways_down(block) if block.root is not None else ()
    keys: list[tuple[str, object]] = [(box, (_parent(box), *way)) for box, *way in ways]
    if block.flags & PARAGRAPH:
        keys.append((block.parent, _parent(block.parent)))
    return any(position > last_of.get(key, position) and _tag(box) in unclosed for box, key in keys)


def _parent(place: str) -> str:
    return place.rpartition("/")[0]


def _tag(place: str) -> str:
    return place.rpartition("/")[2].partition("[")[0]


def _with_inner(roots: dict[int, Root], holds: Callable[[Root], bool]) -> set[int]:
    """The elements of which something holds, and those that stand in them."""
    numbers: set[int] = set()
    for number, root in roots.items():
        if (root.outer is not None and root.outer.number in numbers) or holds(root):
            numbers.add(number)
    return numbers


def _held(blocks: list[Block], *, each: bool = False) -> Counter[int]:
    """How many characters of some blocks (or, with `each`, how many) each element holds."""
    held: Counter[int] = Counter()
    for block in blocks:
        if block.root is not None:
            held[block.root.number] += 1 if each else len(block.compact)
    for number, root in reversed(all_roots(blocks).items()):
        if root.outer is not None:
            held[root.outer.number] += held[number]
    return held


def _holding_prose(blocks: list[Block], n_solid: int, around_headline: set[int]) -> set[int]:
    """Elements that hold the prose of a page without a body; it becomes the evidence."""
    prose = [block for block in blocks if is_prose(block)]
    share = _SHARES["prose" if n_solid else "prose without a body"]
    least = share * sum(len(block.compact) for block in prose)
    size, n_paragraphs, roots = _held(prose), _held(prose, each=True), all_roots(prose)
    likely = around_headline | {
        number
        for number, root in roots.items()
        if n_paragraphs[number] >= _FEWEST and not _NEVER_ARTICLE.match(root.why)
    }
    holding = {number for number in roots if size[number] > least and number in likely}
    wholly_free = holding - _with_inner(roots, lambda root: root.number not in holding)
    for block in blocks:
        in_article = block.root is not None and block.root.number in wholly_free
        if in_article and is_prose(block, _FEWEST_CHARACTERS):
            block.evidence = 1.0
    return holding
