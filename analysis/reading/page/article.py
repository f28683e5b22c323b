"""Where the article of a page is, and what its labels turn on: paragraphs, pictures and boxes."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Container, Sequence

from analysis.reading import form
from analysis.reading.page import roots
from analysis.reading.page.captions import is_credit_behind
from analysis.reading.page.headline import find_headline
from analysis.reading.page.metadata import Metadata
from analysis.reading.page.region import compact, container, is_solid, lay_body
from analysis.reading.page.signs import BYLINE, CREDIT, LEAD, STANDFIRST
from analysis.reading.page.slides import picture_names
from analysis.reading.page.walk import MOST_STANDFIRSTS, Block, Root, Walk

_WORD = re.compile(r"\w+")
PLAYER = re.compile(
    r"(?i)^(?:\W|\d|\b(?:buy|purchase|order|prints?|reprints|hide|toggle|show|view|enlarge|close|open|opens|expand|collapse|full|screen"
    r"|fullscreen|captions?|this|image|photos?|gallery|slideshow|subtitles|settings|off|on|selected"
    r"|dialog|play|pause|mute|video|of|next|previous|read|more|less|click|tap|to)\b)+$"
)
# Boxes of other stories; in any other box an article's own pictures stand as often as not.
_OTHER_STORIES = re.compile(
    r"""(?x) <(?:nav|footer|dialog)> | role\ (?!form) | class\ (?:
      relat|-related|recom|recirc|teaser|promo|newsletter|subscri|sign-?up|comment|respond|disqus
      |sidebar|side-bar|author|about|bio|footer|trending|popular|most|more|read|up-?next|next|prev
      |latest|also|you-?may|must|editors|headlines|story-?list|outbrain|taboola|zerg|revcontent
      |sponsor|onward|jp-|wp-block-latest|nav )"""
)
STUDIO = re.compile(
    r"(?i)\b(?:photograph\w*|photos?|studios?|images|pictures|fotograf\w*)\b"
    r"|^studio"
)
_NAME_ALONE = re.compile(
    r"""(?x) ^[A-ZÀ-Þ][\w.'’&-]*
    (?:\ (?:[A-ZÀ-Þ][\w.'’&-]*|de|van|von|der|la|bin|al|el|of|&|and)){0,4}$"""
)
# Blocks marked as standfirsts, down to as far below the first paragraph: the mark is that of a box.
# An article in slides: so many boxes of a picture and a text, whose middle length is that of a
# paragraph.
_FEWEST_SLIDES, _WORDS_OF_A_SLIDE = 5, 40
_STANDFIRSTS_OF_BOX = 4
_ROW = 3  # names alone under pictures, and barely another caption: makers of a row of pictures
_NEARLY_ALL = 0.8
_LONGEST_NAME = 6  # words
_FULL_NAME = re.compile(
    r"(?<!\w)[A-ZÀ-Þ][\w.'’-]{1,40}+(?: (?:[A-ZÀ-Þ][\w.'’-]{0,40}|de|van|von|der|la|bin|al|el)){1,3}"
)
_FEWEST_LETTERS = 3  # of a name's word that would stand in an article on its bearer
SMALL_HEADING = 5  # of an <h5>: no site sets its subheadings so small
MOST_BESIDE = 90  # words in a picture's box: more are a part of the article
_BODY_OVER_BOX = 3  # an article is so many times longer than the box of one of its pictures
_LINKED = 0.5  # share of links in a caption or credit that is a teaser's


def find_article(
    page: Walk,
    metadata: Metadata,
    body: str,
    unclosed: Container[str],
) -> Article:
    """The article of a page. Elements that hold it leave the chains above its blocks."""
    blocks = page.blocks
    every = [*blocks, *(block for _, block in page.on_click)]
    lay_body(blocks, body, metadata.body)
    # What the page sets as its headline is in no notice and no other story.
    around_headline = set(roots.all_roots(block for block in blocks if block.level == 1))
    roots.drop_notices(blocks, around_headline)
    roots.free(every, roots.holding_article(blocks, around_headline))
    roots.leave_unclosed(blocks, unclosed)
    begin, end = container(blocks)
    solid = [n for n in range(begin, end) if is_solid(blocks[n])]
    # A long heading above the first paragraph is a standfirst.
    solid = [n for n in solid if not blocks[n].level] or solid
    _mark_leads(blocks, solid)
    solid = _without_standfirsts(blocks, solid)
    first, last = (solid[0], solid[-1]) if solid else (len(blocks), -1)
    headline = find_headline(blocks, metadata, first)
    if headline >= 0:
        roots.free(every, roots.banners(blocks[headline]))
    if not solid and (headline >= 0 or page.articles):
        # A picture story has no paragraph: it is the <article>, or all from the headline on.
        begin, end = max(page.articles, key=_length, default=(headline, len(blocks)))
        first, last = begin, end - 1
    return Article(page, metadata, headline, (begin, end), (first, last), unclosed)


def _mark_leads(blocks: list[Block], solid: list[int]) -> None:
    """A lead is a standfirst below a heading, in a box of its own, or before a byline or picture.

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


def _without_standfirsts(blocks: list[Block], solid: list[int]) -> list[int]:
    """Paragraphs without marked standfirsts at their top, unless a box around all has the mark."""
    marked = list(itertools.takewhile(lambda n: blocks[n].flags & STANDFIRST, solid))
    of_box = len(marked) > MOST_STANDFIRSTS or len(marked) == len(solid)
    return solid if of_box else solid[len(marked) :]


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _is_short_name(text: str) -> bool:
    """May a text be the name of a person or a studio, and nothing else?"""
    words = text.split()
    few = 2 <= len(words) <= _LONGEST_NAME
    return (
        few and text[-1] not in ".!?" and sum(word[0].isupper() for word in words) > len(words) / 2
    )


def _is_of_picture(block: Block) -> bool:
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

    def __init__(
        self,
        page: Walk,
        metadata: Metadata,
        headline: int,
        around_body: tuple[int, int],
        paragraphs: tuple[int, int],
        unclosed: Container[str],
    ) -> None:
        self.blocks, self.headline, self._unclosed = page.blocks, headline, unclosed
        (self.begin, self.end), (self.first, self.last) = around_body, paragraphs
        self.description = compact(metadata.description)
        self.captions = {compact(caption) for caption in metadata.captions}
        self.titles = {*map(compact, metadata.titles), self.description}
        self.low, self.high = self._around(page.articles)
        self._solid = solid = self._paragraphs()
        self.first, self.last = min([self.first, *solid]), max([self.last, *solid])
        self._reach_back()
        self.parents = {self.blocks[n].parent for n in solid}
        self.n_words = sum(self.blocks[n].n_words for n in solid)
        self.authors = self._authors()
        self.address = metadata.address
        self.lead_picture = picture_names(metadata.picture)
        head = self.blocks[max(0, headline) : self.first + _STANDFIRSTS_OF_BOX]
        n_marked = sum(bool(block.flags & STANDFIRST) for block in head)
        self.standfirst_is_a_box = n_marked >= _STANDFIRSTS_OF_BOX

    def _around(self, articles: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """The <article> around the body; without one, the container, from the headline on."""
        top = min(self.first, self.headline if 0 <= self.headline < self.first else self.begin)
        around = [span for span in articles if span[0] <= self.first < span[1]]
        low, high = max(around, key=_length, default=(top, self.end))
        return min(low, top), max(high, self.end)

    def _paragraphs(self) -> list[int]:
        """The positions of the body's paragraphs, which may stand in several boxes."""
        low, high = max(self.low, self.headline + 1), min(self.high, len(self.blocks))
        solid = [n for n in range(low, high) if is_solid(self.blocks[n])]
        solid = [n for n in solid if not (self.blocks[n].root or self.blocks[n].level)]
        # Without a headline a mark says little: what opens the text may be its first paragraph.
        return solid if self.headline < 0 else _without_standfirsts(self.blocks, solid)

    def _reach_back(self) -> None:
        """A captioned picture right before the headline or the <article> is the article's."""
        above = itertools.takewhile(self._opens, reversed(self.blocks[: self.low]))
        low = self.low - len(list(above))
        if self.shows_picture(low):
            self.low = low

    def _opens(self, block: Block) -> bool:
        return block.root is None and _is_of_picture(block) and not form.BYLINE.search(block.text)

    # What few pages are asked is worked out when a rule asks for it.

    @functools.cached_property
    def _worded(self) -> dict[int, Root]:
        """The elements that take out and hold more than pictures."""
        return roots.all_roots(block for block in self.blocks if not _is_of_picture(block))

    @functools.cached_property
    def in_unclosed(self) -> set[int]:
        """The elements that may hold more than they should, since the page does not close them."""
        return roots.in_unclosed(self.blocks, self._unclosed)

    @functools.cached_property
    def words(self) -> set[str]:
        """The words of the article's paragraphs and headline."""
        texts = [self.blocks[n].text for n in self._solid]
        texts += [self.blocks[self.headline].text] if self.headline >= 0 else []
        return {word for text in texts for word in _WORD.findall(text)}

    @functools.cached_property
    def _captioned(self) -> list[str]:
        return [block.text for block in self.blocks if block.caption]

    @functools.cached_property
    def n_names_alone(self) -> int:
        """Of how many captions nothing but a name is left, which the article never mentions."""
        return sum(map(self.is_maker, self._captioned))

    @functools.cached_property
    def is_row_of_makers(self) -> bool:
        """Do the captions name the makers of a row of pictures, and nearly nothing else?"""
        if self.n_names_alone < _ROW:
            return False
        return sum(map(_is_short_name, self._captioned)) >= _NEARLY_ALL * len(self._captioned)

    @functools.cached_property
    def small_headings_are_of_pictures(self) -> bool:
        """Does each heading in the smallest types stand below a picture?"""
        return all(
            self.shows_picture(n)
            for n, block in enumerate(self.blocks[: self.high])
            if n >= self.low and block.level >= SMALL_HEADING and block.root is None
        )

    @functools.cached_property
    def _in_boxes(self) -> tuple[Counter[int], Counter[int], Counter[int]]:
        """How many credits, headings and texts the box around each picture holds."""
        credits, headings, texts = Counter[int](), Counter[int](), Counter[int]()
        for block in self.blocks[self.low : self.high]:
            if 0 < block.box_words <= MOST_BESIDE:
                is_credit = bool(block.flags & CREDIT) or is_credit_behind(block.text)
                credits[block.box] += is_credit
                headings[block.box] += bool(block.level)
                texts[block.box] += not (block.level or is_credit or PLAYER.match(block.text))
        return credits, headings, texts

    @property
    def n_credits(self) -> Counter[int]:
        """How many credits each box of a picture holds."""
        return self._in_boxes[0]

    @property
    def n_headings(self) -> Counter[int]:
        """How many headings each box of a picture holds."""
        return self._in_boxes[1]

    @property
    def n_texts(self) -> Counter[int]:
        """How many other texts each box of a picture holds."""
        return self._in_boxes[2]

    @functools.cached_property
    def is_in_slides(self) -> bool:
        """Does the article go on in boxes of one picture and one paragraph each?

        Captions are shorter than the text between them: many that are as long as paragraphs are
        the article's own.
        """
        lengths = [
            block.n_words
            for block in self.blocks[self.low : self.high]
            if self.in_box_of_picture(block) and self.n_texts[block.box] == 1
        ]
        if len(lengths) < _FEWEST_SLIDES:
            return False
        return sorted(lengths)[len(lengths) // 2] >= _WORDS_OF_A_SLIDE

    def _authors(self) -> set[str]:
        """The full names in the article's bylines."""
        head = self.blocks[max(0, self.headline) : self.first + _STANDFIRSTS_OF_BOX]
        lines = (block for block in head if not (block.caption or block.level))
        names = {
            name.removeprefix("By ")
            for block in lines
            if block.flags & BYLINE or form.BYLINE.search(block.text)
            for name in _FULL_NAME.findall(block.text)
        }
        # Whom the headline names is written about.
        headline = self.blocks[self.headline].text if self.headline >= 0 else ""
        return {name for name in names if name not in headline}

    def is_maker(self, text: str) -> bool:
        """Is a text nothing but a name that the article never mentions?"""
        is_name = _NAME_ALONE.match(text) and text[-1] not in ".!?"
        if not is_name or not (" " in text or STUDIO.search(text)):
            return False
        return self.words.isdisjoint(w for w in _WORD.findall(text) if len(w) >= _FEWEST_LETTERS)

    def another_story(self, position: int, block: Block) -> Root | None:
        """The innermost element that makes a caption another story's; None for the article's."""
        if block.root is None or position > self.last:
            return block.root
        return next(filter(self._holds_others, roots.roots_of(block)), None)

    def _holds_others(self, root: Root) -> bool:
        if root.why == "<button>":
            return True
        # A box of other stories has their headlines, as links.
        return _OTHER_STORIES.match(root.why) is not None and root.number in self._worded

    def precedes_picture(self, position: int) -> bool:
        """Is a picture shown between the block at this position and the next?"""
        below = self.blocks[position + 1 : position + 2]
        return bool(below) and below[0].pictures_above > self.blocks[position].pictures

    def shares_element_with_credit(self, position: int) -> bool:
        """Is the credit marked right behind a text in the text's own element?"""
        block, behind = self.blocks[position], self.blocks[position + 1 : position + 2]
        return bool(behind) and bool(
            behind[0].flags & CREDIT
            and behind[0].box == block.box
            and behind[0].path.startswith(f"{block.path}/")
        )

    def shows_picture(self, position: int) -> bool:
        """Is a picture shown between the block at this position and the one before?"""
        above = self.blocks[position - 1].pictures if position else 0
        return self.blocks[position].pictures_above > above

    def in_box_of_picture(self, block: Block) -> bool:
        """Does a block stand in a picture's box, small beside the article, without its headline?"""
        if not block.box or block.box_words > min(MOST_BESIDE, self.n_words / _BODY_OVER_BOX):
            return False
        return self.headline < 0 or self.blocks[self.headline].box != block.box
