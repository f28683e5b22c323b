"""Where the article of a page is, and what the labels of its blocks turn on: its paragraphs, pictures and boxes."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from analysis.reading import form
from analysis.reading.page import roots
from analysis.reading.page.captions import is_credit_behind
from analysis.reading.page.headline import find_headline
from analysis.reading.page.metadata import Metadata
from analysis.reading.page.region import compact, container, is_solid, lay_body
from analysis.reading.page.signs import CREDIT, LEAD, STANDFIRST
from analysis.reading.page.walk import MOST_STANDFIRSTS, Block, Root, Walk

_WORD = re.compile(r"\w+")
PLAYER = re.compile(
    r"(?i)^(?:\W|\d|\b(?:hide|toggle|show|view|enlarge|close|open|opens|expand|collapse|full|screen"
    r"|fullscreen|captions?|this|image|photos?|gallery|slideshow|subtitles|settings|off|on|selected|dialog"
    r"|play|pause|mute|video|of|next|previous|read|more|less|click|tap|to)\b)+$"
)
# Boxes of other stories; in any other box an article's own pictures stand as often as not.
_OTHER_STORIES = re.compile(
    r"""(?x) <(?:nav|footer|dialog)> | role\ (?!form) | class\ (?:
      relat|-related|recom|recirc|teaser|promo|newsletter|subscri|sign-?up|comment|respond|disqus
      |sidebar|side-bar|author|about|bio|footer|trending|popular|most|more|read|up-?next|next|prev|latest
      |also|you-?may|must|editors|headlines|story-?list|outbrain|taboola|zerg|revcontent|sponsor|onward
      |jp-|wp-block-latest|nav )"""
)
STUDIO = re.compile(r"(?i)\b(?:photograph\w*|photos?|studios?|images|pictures|fotograf\w*)\b|^studio")
_NAME_ALONE = re.compile(
    r"""(?x) ^[A-ZÀ-Þ][\w.'’&-]*
    (?:\ (?:[A-ZÀ-Þ][\w.'’&-]*|de|van|von|der|la|bin|al|el|of|&|and)){0,4}$"""
)
_FEWEST_LETTERS = 3  # of a name's word that would stand in an article on its bearer
_STANDFIRSTS_OF_BOX = 4  # blocks marked as standfirsts: the mark is that of a box around the text
_BELOW_FIRST = 4  # blocks: as far below the first paragraph such a box is looked for
SMALL_HEADING = 5  # of an <h5>: no site sets its subheadings so small
MOST_BESIDE = 90  # words in a picture's box: more are a part of the article
_BODY_OVER_BOX = 3  # an article is so many times longer than the box of one of its pictures
_LINKED = 0.5  # share of links in a caption or credit that is a teaser's


class _Bounds(NamedTuple):
    """Positions of blocks: the element around the body from, to (excluded); its first and last paragraph."""

    begin: int
    end: int
    first: int
    last: int


def find_article(page: Walk, metadata: Metadata, body: str, unclosed: frozenset[str] = frozenset()) -> Article:
    """The article of a page. This takes elements that hold it out of the chains above its blocks."""
    blocks = page.blocks
    every = [*blocks, *(block for _, block in page.on_click)]
    for block in every:
        block.compact = compact(block.text)
    lay_body(blocks, body, metadata.body)
    around_headline = roots.around_headline(blocks)
    roots.drop_notices(blocks, around_headline)
    roots.free(every, roots.holding_article(blocks, around_headline))
    roots.leave_unclosed(blocks, unclosed)
    begin, end = container(blocks)
    solid = [n for n in range(begin, end) if is_solid(blocks[n])]
    # A long heading above the first paragraph is a standfirst.
    solid = [n for n in solid if not blocks[n].level] or solid
    _mark_leads(blocks, solid)
    solid = solid[_n_standfirsts([blocks[n] for n in solid]) :]
    bounds = _Bounds(begin, end, *((solid[0], solid[-1]) if solid else (len(blocks), -1)))
    headline = find_headline(blocks, metadata, bounds.first)
    if headline >= 0:
        roots.free(every, roots.banners(blocks[headline]))
    if not solid and (headline >= 0 or page.articles):
        # A picture story has no paragraph: its article is the <article>, or all from the headline on.
        begin, end = max(page.articles, key=_length, default=(headline, len(blocks)))
        bounds = _Bounds(begin, end, begin, end - 1)
    return Article(page, metadata, bounds, headline, roots.in_unclosed(blocks, unclosed))


def _mark_leads(blocks: list[Block], solid: list[int]) -> None:
    """A lead is a standfirst right below a heading, in a box of its own, or with a byline or picture before the text.

    Behind the byline and in one box with what follows, it is the first paragraph in larger type.
    """
    if len(solid) < 2:
        return
    shown = [n for n in range(solid[1] + 1) if blocks[n].root is None]
    paragraphs = iter([*solid, len(blocks)])
    first = next(paragraphs)
    for above, lead, below in zip(shown, shown[1:], shown[2:], strict=False):
        block = blocks[lead]
        first = first if first > lead else next(paragraphs)
        if not block.flags & LEAD or first == len(blocks):
            continue
        apart = blocks[first].parent != block.parent
        between = below != first or blocks[first].pictures_above > block.pictures
        if apart or between or blocks[above].level:
            block.flags |= STANDFIRST


def _n_standfirsts(paragraphs: list[Block]) -> int:
    """How many of the first paragraphs are marked as standfirsts; 0 where the mark is that of a box around the text."""
    marked = itertools.takewhile(lambda block: block.flags & STANDFIRST, paragraphs)
    n_marked = len(list(marked))
    return n_marked if n_marked <= MOST_STANDFIRSTS and n_marked < len(paragraphs) else 0


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def is_of_picture(block: Block) -> bool:
    """Does the markup say that a block belongs to a picture?"""
    return bool(block.caption or block.flags & CREDIT) and block.linked < _LINKED * len(block.text)


class Article:
    """An article among the blocks of a page.

    Attributes
    ----------
    blocks : list of Block
        those of the whole page.
    headline : int
        the position of the headline's block, -1 for none.
    begin, end : int
        the element around the body: blocks from, to (excluded).
    low, high : int
        the blocks that may be the article's, its head and pictures among them: from, to (excluded).
    first, last : int
        the positions of the first and the last paragraph.
    """

    def __init__(self, page: Walk, metadata: Metadata, bounds: _Bounds, headline: int, unclosed: set[int]) -> None:
        self.blocks, self.headline = page.blocks, headline
        self.begin, self.end, first, last = bounds
        self.in_unclosed = unclosed
        self.description = compact(metadata.description)
        self.captions = {compact(caption) for caption in metadata.captions}
        self.titles = {*map(compact, metadata.titles), self.description}
        self.low, self.high = self._around(page.articles, first)
        paragraphs = self._paragraphs()
        self.first, self.last = min([first, *paragraphs]), max([last, *paragraphs])
        self.paragraphs = [self.blocks[n] for n in paragraphs]
        self.parents = {block.parent for block in self.paragraphs}
        self._reach_back()
        self.others = self._others([*self.blocks, *(block for _, block in page.on_click)])
        self.n_words = sum(len(block.text.split()) for block in self.paragraphs)
        self.n_credits, self.n_headings, self.n_texts = self._count_in_boxes()

    def _around(self, articles: Sequence[tuple[int, int]], first: int) -> tuple[int, int]:
        """The <article> around the body, where the page has one; else the container, from the headline on."""
        top = min(first, self.headline if 0 <= self.headline < first else self.begin)
        around = [span for span in articles if span[0] <= first < span[1]]
        low, high = max(around, key=_length, default=(top, self.end))
        return min(low, top), max(high, self.end)

    def _paragraphs(self) -> list[int]:
        """The positions of the body's paragraphs, which may stand in several boxes one after the other."""
        positions = [
            n
            for n in range(max(self.low, self.headline + 1), min(self.high, len(self.blocks)))
            if is_solid(self.blocks[n]) and self.blocks[n].root is None and not self.blocks[n].level
        ]
        # Without a headline a mark says little: what opens the text may be its first paragraph.
        if self.headline < 0:
            return positions
        return positions[_n_standfirsts([self.blocks[n] for n in positions]) :]

    def _reach_back(self) -> None:
        """A captioned picture that stands right before the headline or the <article> is the article's."""
        low = self.low
        while low and self._opens(self.blocks[low - 1]):
            low -= 1
        if low < self.low and self.shows_picture(low):
            self.low = low

    def _opens(self, block: Block) -> bool:
        return block.root is None and is_of_picture(block) and not form.BYLINE.search(block.text)

    def _others(self, blocks: list[Block]) -> dict[int, Root | None]:
        """Of each element that takes out of the article: the innermost around it that makes it another story's."""
        # A box of other stories has their headlines, as links.
        worded = set(roots.all_roots(block for block in self.blocks if not is_of_picture(block)))
        others: dict[int, Root | None] = {}
        for number, root in roots.all_roots(blocks).items():
            is_other = root.why == "<button>" or (number in worded and _OTHER_STORIES.match(root.why))
            outer = others[root.outer.number] if root.outer else None
            others[number] = root if is_other else outer
        return others

    def _count_in_boxes(self) -> tuple[Counter[int], Counter[int], Counter[int]]:
        """How many credits, headings and texts the box around each picture holds."""
        credits, headings, texts = Counter[int](), Counter[int](), Counter[int]()
        for block in self.blocks[self.low : self.high]:
            if 0 < block.box_words <= MOST_BESIDE:
                is_credit = bool(block.flags & CREDIT) or is_credit_behind(block.text)
                credits[block.box] += is_credit
                headings[block.box] += bool(block.level)
                texts[block.box] += not (block.level or is_credit or PLAYER.match(block.text))
        return credits, headings, texts

    @functools.cached_property
    def words(self) -> set[str]:
        """Every word of the paragraphs and the headline."""
        texts = [block.text for block in self.paragraphs]
        texts += [self.blocks[self.headline].text] if self.headline >= 0 else []
        return {word for text in texts for word in _WORD.findall(text)}

    @functools.cached_property
    def standfirst_is_a_box(self) -> bool:
        """Is it a box around the text that is marked as a standfirst?"""
        head = self.blocks[max(0, self.headline) : self.first + _BELOW_FIRST]
        return sum(bool(block.flags & STANDFIRST) for block in head) >= _STANDFIRSTS_OF_BOX

    @functools.cached_property
    def n_names_alone(self) -> int:
        """How many captions are nothing but the name of their picture's maker."""
        return sum(self.is_maker(block.text) for block in self.blocks if block.caption)

    @functools.cached_property
    def small_headings_are_of_pictures(self) -> bool:
        """Does every small heading of the article stand right below a picture?"""
        within = range(self.low, min(self.high, len(self.blocks)))
        small = (n for n in within if self.blocks[n].level >= SMALL_HEADING and self.blocks[n].root is None)
        return all(self.shows_picture(n) for n in small)

    def is_maker(self, text: str) -> bool:
        """Is a text nothing but a name that the article never mentions?"""
        if not _NAME_ALONE.match(text) or text[-1] in ".!?":
            return False
        if not (" " in text or STUDIO.search(text)):
            return False
        long = (word for word in _WORD.findall(text) if len(word) >= _FEWEST_LETTERS)
        return self.words.isdisjoint(long)

    def another_story(self, position: int, block: Block) -> Root | None:
        """The innermost element that makes a caption another story's, None for the article's own."""
        if block.root is None or position > self.last:
            return block.root
        return self.others[block.root.number]

    def shows_picture(self, position: int) -> bool:
        """Is a picture shown between the block at this position and the one before?"""
        above = self.blocks[position - 1].pictures if position else 0
        return self.blocks[position].pictures_above > above

    def in_box_of_picture(self, block: Block) -> bool:
        """Does a block stand in a box with a picture that is small beside the article and apart from its headline?"""
        if not block.box or block.box_words > min(MOST_BESIDE, self.n_words / _BODY_OVER_BOX):
            return False
        return self.headline < 0 or self.blocks[self.headline].box != block.box
