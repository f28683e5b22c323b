"""The headline of a page: the block most like what the page calls its title, in type and place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from analysis.reading.page.metadata import Metadata
from analysis.reading.page.signs import HEADLINE, LINK
from analysis.reading.page.walk import Block

_WORD = re.compile(r"\w+")
# The name of a site behind or before a title.
_SITE = re.compile(r"(?<!\s)\s+[|–—»·-]\s+[^|–—»·]{2,60}$|^[^|]{2,40}\s+[|»]\s+")
_TITLE_NAMES = frozenset(("title", "headline", "entry-title", "post-title"))
_LONGEST = 400  # characters
_TOP = 60  # blocks, or those up to the first paragraph: further down a headline is a heading

# What speaks for a headline: its level (sites set other headings in <h2> and below), its likeness
# to a title (the share of words that both hold), and more; and what speaks against it.
_LEVELS = {1: 0.5, 2: 0.25, 3: 0.15, 4: 0.05, 5: 0.05, 6: 0.05}
_POINTS = {
    "named as a title": 0.5,  # as likeness, where the page says no title
    "declared": 0.3,  # itemprop
    "apart": -0.3,  # nothing but a link, or in an element that is no part of the article
    "late": -0.35,  # below the first paragraph
}
_LEAST = {
    "likeness": 0.5,  # other articles on the matter share fewer words; an <h1> may share none
    "likeness of a caption": 0.9,  # "caption" may be a site's name for what stands over a story
    "words": 2,  # of an <h1> above a deck
    "words of a deck": 14,  # few headlines have as many
    "score": 0.4,  # an <h1> alone, or a title's words in any type
}
_TIE = 1e-9  # of two alike the first


def find_headline(blocks: list[Block], metadata: Metadata, first: int) -> int:
    """The position of the headline's block, -1 for none; `first` is that of the first paragraph."""
    titles = list(_titles(metadata.titles))
    best, best_score = -1, -math.inf
    for position, block in enumerate(blocks):
        if _may_be_headline(position, block, first):
            score = _score(position, block, titles, first)
            if score > best_score + _TIE:
                best, best_score = position, score
    if best_score < _LEAST["score"]:
        return -1
    return best - 1 if _is_below_headline(best, blocks, metadata) else best


def _is_below_headline(position: int, blocks: list[Block], metadata: Metadata) -> bool:
    """Is the heading like the page's title a deck, right below the only <h1> in the same element?

    Sites call an article for search engines and other sites by what its deck says. A blog or a
    section is named in its <h1> as well: its name is a link, a part of the page's title, or on the
    page once more.
    """
    block, above = blocks[position], blocks[position - 1]
    if position == 0 or block.level < 2 or above.level != 1 or above.parent != block.parent:
        return False
    if above.linked or above.root is not None or above.n_words < _LEAST["words"]:
        return False
    if block.n_words < _LEAST["words of a deck"]:
        return False
    name, site = above.text.lower(), metadata.source.lower()
    if any(name in title.lower() for title in metadata.titles) or (site and site in name):
        return False
    return not any(
        other is not above and (other.level == 1 or other.text.lower() == name) for other in blocks
    )


def likeness_to(titles: list[str], text: str) -> float:
    """How like a text is to a page's titles, 0 to 1: the share of words that both hold.

    Examples
    --------
    >>> likeness_to(["Talks resume - The Wenn Courier"], "Talks resume"), likeness_to(["Rain"], "Sun")
    (1.0, 0.0)
    """
    words = set(_WORD.findall(text.lower()))
    return max((_likeness(words, title) for title in _titles(titles)), default=0.0)


def _titles(titles: list[str]) -> Iterator[set[str]]:
    """The words of each title that the page says, as it is and without the name of the site."""
    for title in titles:
        for shape in (title, _SITE.sub("", title)):
            if words := set(_WORD.findall(shape.lower())):
                yield words


def _may_be_headline(position: int, block: Block, first: int) -> bool:
    if len(block.text) > _LONGEST or (block.caption and not block.level):
        return False
    return bool(block.level or block.flags & HEADLINE) or position <= max(first, _TOP)


def _score(position: int, block: Block, titles: list[set[str]], first: int) -> float:
    """How much speaks for a block as the headline; 0 where it cannot be one."""
    words = _WORD.findall(block.text.lower())
    if not words:
        return 0.0
    distinct = set(words)
    if titles and block.level != 1 and all(map(distinct.isdisjoint, titles)):
        return 0.0  # as for most blocks
    likeness = max((_likeness(distinct, title) for title in titles), default=0.0)
    if not titles and position < first:
        names = block.element.get("class", "").split()
        likeness = likeness if _TITLE_NAMES.isdisjoint(names) else _POINTS["named as a title"]
    if block.caption and likeness < _LEAST["likeness of a caption"]:
        return 0.0
    if likeness < _LEAST["likeness"] and not (block.level == 1 and len(words) >= 2):
        return 0.0
    score = likeness + _LEVELS.get(block.level, 0.0)
    score += _POINTS["declared"] if block.flags & HEADLINE else 0.0
    if block.root is not None or (block.flags & LINK and block.linked >= len(block.text)):
        score += _POINTS["apart"]
    return score + _POINTS["late"] if position > first else score


def _likeness(words: set[str], title: set[str]) -> float:
    n_all = len(words) + len(title)
    return 2 * len(words & title) / n_all if n_all else 0.0
