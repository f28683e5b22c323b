"""The layer of each block of a page, by markup, place and, where the markup is silent, by its words: a table of rules."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analysis.reading import form
from analysis.reading.credits import has_credit, is_credit
from analysis.reading.page.article import (
    MOST_BESIDE,
    PLAYER,
    SMALL_HEADING,
    STUDIO,
    Article,
    find_article,
)
from analysis.reading.page.captions import is_credit_behind
from analysis.reading.page.metadata import Metadata
from analysis.reading.page.region import EVIDENT, compact, ends, is_prose, is_solid
from analysis.reading.page.roots import ways_down
from analysis.reading.page.signs import (
    BYLINE,
    CREDIT,
    DATA,
    DESCRIBES,
    FIGURE,
    HEADER,
    LIST,
    PARAGRAPH,
    QUOTE,
    STANDFIRST,
    TIME,
)
from analysis.reading.page.walk import SPOKEN, Block, Root, Walk

NEVER_CLOSED = ", a box that the page does not close"  # ends the rule of a paragraph that may be the article's

_YEAR = re.compile(r"\b(?:19|20)\d\d\b\W+(?:at\b|\d)|(?i:\bby\b) [A-Z]")
_DATE_AT_END = re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d\W*$")
_CUT = re.compile(r"(?:…|\.\.\.)\s*(?:\w+(?:\s+\w+)?\s*)?$")
# The first words are spoken by a screen reader alone: "Image source, Getty Images".
_SPOKEN_CREDIT = re.compile(r"(?i)^(?:image|photo|picture|media|video) (?:source|credit|copyright)\s?[,:]\s?\w")
_UNSUPPORTED = re.compile(
    r"(?i)\byour browser (?:does not|doesn['’]t) support the\b"
    r"|\bto view this (?:video|audio|content) please enable javascript\b"
)
# What stands alone in a line around a story: how long it takes, and what to do with it.
_TOOLS = re.compile(
    r"""(?xi)^\W*(?: \d{1,3}[\ -]min(?:ute)?s?\.?(?:\ (?:read|listen|watch))?
    | (?:share|save|print|listen|copy\ link|bookmark|follow|subscribe|comments?|gift)
      (?:(?:\ to|\ on)?\ (?:this|the)\ (?:article|story|page|post|piece))?(?:\W{1,3}\d{1,3}:\d\d)? )\W*$"""
)
_POINTS = re.compile(r"^\W*\w+(?: \w+){0,2}\s?:\s")
_NO_WORD = re.compile(r"\W+")
_OF_THE_ARTICLE = re.compile(
    r"(?i)^\W*(?:this|the|an earlier version of this)"
    r" (?:story|article|piece|post|report|essay|column|interview)\b"
    r".{0,30}?\b(?:appear|publish|produc|report|updat|correct)"
)
_SENTENCES = re.compile(r"[.!?][\"'”’)\]]*\s+[A-ZÀ-Þ]")

# Words of a block, at the most: a longer one is a paragraph that only looks like it.
_OF_FURNITURE = 40  # a menu's longest sentence; and what a player says
_OF_BYLINE = 20  # with office and date
_OF_MARKED_BYLINE = 40  # with several authors, a date and its update
_OF_CREDIT = 20  # with the picture's agency and notes on its use
_OF_SPOKEN_CREDIT = 14
_OF_CREDIT_ALONE = 12  # marked as nothing: the words alone say so
_OF_SUBHEADING = 30
_OF_BOLD_LINE = 12  # a longer one stresses a sentence
_OF_CAPTION = 80
_OF_CREDITED_CAPTION = 60  # in no type of its own
# And at the least: a shorter one is a rubric, a name or a switch.
_FEWEST = 3  # of a caption
_FEWEST_UNMARKED = 4  # of a caption without a credit, and of any that markup alone vouches for
_FEWEST_OF_STANDFIRST = 5
_FEWEST_DECLARED = 5  # of a caption that the page declares elsewhere
_FEWEST_OF_PARAGRAPH = 8
# Shares of a block's characters.
_FEW_LINKED = 0.3  # in links, below: a paragraph with references
_HALF_LINKED = 0.5  # below: no teaser
_LINK_BEHIND_WORD = 0.7  # from: "Related:" and a headline
_LINKED_HEADING = 0.8  # from: another story's headline
_ALL_LINKED = 0.95
_STYLED = 0.8  # in italics or small type, from: names and dates in a caption may be upright
# Characters.
_LONGEST_CREDIT = 200
_FEWEST_TO_REPEAT = 20  # letters and digits: shorter beginnings are alike by chance
_SAME_BEGINNING = 100
_DESCRIBED = 60  # of a standfirst, that the page's description begins with: the end may be cut
# Blocks.
_BELOW_HEADLINE = 6  # a standfirst stands close to the headline
_BELOW_FIRST = 2  # and a byline to the first paragraph


class Placed:
    """A block of a page and what stands around it: what the rules ask of it.

    Attributes
    ----------
    position : int
        the number of the block on the page; of a caption shown on a click, that of the block behind it.
    near : bool
        whether it stands where the article's blocks do, its head and its pictures among them.
    """

    def __init__(self, article: Article, position: int, block: Block, near: bool) -> None:
        self.article, self.position, self.block, self.near = article, position, block, near
        self.text, self.flags, self.level = block.text, block.flags, block.level

    @functools.cached_property
    def n_words(self) -> int:
        return len(self.text.split())

    @property
    def link_share(self) -> float:
        return self.block.linked / len(self.text)

    @property
    def evident(self) -> bool:
        """Is it in the body that trafilatura finds?"""
        return self.block.evidence >= EVIDENT

    @functools.cached_property
    def ends(self) -> bool:
        return ends(self.text)

    @functools.cached_property
    def beside(self) -> bool:
        """Is a picture shown right above it?"""
        return self.article.shows_picture(self.position)

    @functools.cached_property
    def boxed(self) -> bool:
        """Does it stand in a box with a picture?"""
        return self.article.in_box_of_picture(self.block)

    @property
    def alone(self) -> bool:
        """Is it the only text of its picture's box, credits and headings aside?"""
        return self.article.n_texts[self.block.box] == 1

    @property
    def styled(self) -> bool:
        return self.block.emphasised >= _STYLED * len(self.text)

    @functools.cached_property
    def within(self) -> bool:
        """Is it in the element around the body?"""
        return self.article.begin <= self.position < self.article.end

    @property
    def between(self) -> bool:
        """Does it stand between paragraphs of the article?"""
        return self.within and self.article.first <= self.position <= self.article.last

    @functools.cached_property
    def other(self) -> Root | None:
        """What makes it another story's, None for the article's own."""
        return self.article.another_story(self.position, self.block)

    # ----------------------------------------------------------- what its words say

    @functools.cached_property
    def byline(self) -> bool:
        return form.BYLINE.search(self.text) is not None

    @functools.cached_property
    def furniture(self) -> bool:
        return form.FURNITURE.search(self.text) is not None

    @functools.cached_property
    def notice(self) -> bool:
        return form.NOTICE.search(self.text) is not None

    @functools.cached_property
    def credit(self) -> bool:
        """Is it nothing but a credit?"""
        return is_credit(self.text)

    @functools.cached_property
    def credit_behind(self) -> bool:
        """Is it what would be a credit behind a sentence?"""
        return is_credit_behind(self.text)

    @functools.cached_property
    def credited(self) -> bool:
        """Does it hold a credit, and stand beside a picture or in a caption's type?"""
        return (self.beside or self.styled) and has_credit(self.text) and not self.credit

    @property
    def of_author(self) -> bool:
        """Does it say who wrote the article, and when?"""
        dated = self.block.linked and _DATE_AT_END.search(self.text)
        return bool(self.flags & (BYLINE | TIME | STANDFIRST) or dated) or self.byline

    @functools.cached_property
    def small_heading(self) -> bool:
        """Is it an <h5> or <h6> below a picture, above a paragraph, on a page that sets no subheadings so?"""
        if self.level < SMALL_HEADING or self.block.root is not None or self.block.linked:
            return False
        if not (self.beside and self.article.small_headings_are_of_pictures):
            return False
        following = self.article.blocks[self.position : self.position + 2][-1]
        if following.level or following.root:
            return False
        fits = _FEWEST_UNMARKED <= self.n_words <= MOST_BESIDE
        return fits and not (self.furniture or self.of_author)

    # ----------------------------------------------------------- which rules are asked

    @functools.cached_property
    def in_head(self) -> bool:
        """Does it stand between the headline and the first paragraph?"""
        in_order = 0 <= self.article.headline < self.position < self.article.first
        return in_order and self.block.root is None

    @property
    def in_head_as_text(self) -> bool:
        few_linked = self.block.linked < _HALF_LINKED * len(self.text)
        return self.in_head and self.n_words >= _FEWEST_OF_STANDFIRST and few_linked

    @functools.cached_property
    def as_long_as_caption(self) -> bool:
        """May it be the caption of a picture by its size and the box that it stands in?"""
        if not self.near or self.level or not _FEWEST <= self.n_words <= _OF_CAPTION:
            return False
        if self.block.linked > _HALF_LINKED * len(self.text):
            return False
        return self.block.root is None or (bool(self.block.box) and self.other is None)

    @functools.cached_property
    def worded_as_caption(self) -> bool:
        of_page = self.as_long_as_caption and (
            self.furniture or _OF_THE_ARTICLE.match(self.text) or PLAYER.match(self.text)
        )
        return self.as_long_as_caption and not of_page

    @functools.cached_property
    def may_be_caption(self) -> bool:
        return self.worded_as_caption and not (self.notice or self.of_author)

    @property
    def may_be_uncredited_caption(self) -> bool:
        """May it be a caption, though no credit or name says so?"""
        placed = self.position <= self.article.last and self.n_words >= _FEWEST_UNMARKED
        return placed and self.may_be_caption

    @property
    def outside(self) -> bool:
        """Does the markup take it out of the article?"""
        root = self.block.root
        if root is None:
            return False
        return not (self.evident and self.between and root.why.startswith("class"))


@dataclass(frozen=True)
class PageRule:
    """One reason for a label, with the share of such blocks that it is expected to label rightly, and why so many."""

    layer: str
    name: str  # with what the block fills in
    confidence: float
    holds: Callable[[Placed], object]
    reason: str


@dataclass(frozen=True)
class Section:
    """Rules that are asked of some of the blocks."""

    asked: Callable[[Placed], object]
    rules: tuple[PageRule, ...]


def _is_tagged_byline(b: Placed) -> bool:
    """Without what a box for the article's "meta" data holds as well: headline, standfirst and byline alike."""
    if not b.flags & BYLINE or b.n_words > _OF_MARKED_BYLINE:
        return False
    in_meta = b.article.blocks[b.article.headline].flags & BYLINE
    as_text = b.n_words >= _FEWEST_OF_STANDFIRST and (b.flags & STANDFIRST or b.ends)
    return not (in_meta and as_text) and not (b.beside and has_credit(b.text))


def _is_lead_in_header(b: Placed) -> bool:
    in_header = b.article.blocks[b.article.headline].flags & b.flags & HEADER
    return bool(in_header and b.flags & PARAGRAPH) and not b.furniture


def _is_maker(b: Placed) -> bool:
    if not b.article.is_maker(b.text):
        return False
    return b.article.n_names_alone > 1 or STUDIO.search(b.text) is not None


def _is_spoken_credit(b: Placed) -> bool:
    if not _SPOKEN_CREDIT.match(b.text) or b.n_words > _OF_SPOKEN_CREDIT:
        return False
    return bool(b.flags & FIGURE or b.beside) and b.other is None


def _is_maker_and_agency(b: Placed) -> bool:
    in_figure = b.flags & FIGURE and b.block.root is None and not b.level
    return bool(in_figure) and "/" in b.text and b.n_words < _FEWEST and b.boxed and b.credit_behind


def _is_heading_of_figure(b: Placed) -> bool:
    """Is a heading all that a <figure> says of its picture?"""
    if not b.level or b.article.n_headings[b.block.box] != 1 or not b.boxed:
        return False
    if b.article.n_texts[b.block.box] or b.block.root is not None or b.block.linked:
        return False
    fits = b.beside and _FEWEST_UNMARKED <= b.n_words <= MOST_BESIDE
    return fits and next(b.block.element.iterancestors("figure"), None) is not None


def _is_styled_with_credit(b: Placed) -> bool:
    """A line of rights closes many a column; beside a picture it is the picture's."""
    own = b.beside or not (b.notice or "opyright" in b.text)
    return b.styled and own and b.credited


def _is_styled_below_picture(b: Placed) -> bool:
    if not (b.beside and b.styled) or b.block.linked:
        return False
    # A note that closes an article is italic as well, and longer.
    if b.position == b.article.last and _SENTENCES.search(b.text):
        return False
    return b.block.below_picture or (b.boxed and b.alone)


def _is_alone_in_box(b: Placed) -> bool:
    return b.boxed and b.alone and not (b.block.linked or form.SPEAKERS.search(b.text))


def _is_with_credit_in_box(b: Placed) -> bool:
    if not b.article.n_credits[b.block.box] or not _is_alone_in_box(b):
        return False
    # In a list of pictures, heading, picture, credit and paragraph stand in one box.
    in_gallery = b.flags & FIGURE and not b.evident
    return bool(in_gallery) or not b.article.n_headings[b.block.box]


def _may_be_swallowed(b: Placed) -> bool:
    """Is a paragraph, among those of the article, in a box that may hold more than it should?"""
    root = b.block.root
    if b.position <= b.article.first or root is None or root.number not in b.article.in_unclosed:
        return False
    if not is_prose(b.block) or b.notice:
        return False
    return any(place in b.article.parents for place, *_ in ways_down(b.block))


def _is_furniture(b: Placed) -> bool:
    if b.n_words > _OF_FURNITURE or not b.furniture:
        return False
    return not (b.evident and b.ends and b.link_share < _FEW_LINKED)


def _points_to_a_story(b: Placed) -> bool:
    """ "Related: …": at most three words and a colon, then nothing but a link."""
    if b.link_share < _LINK_BEHIND_WORD or b.ends or b.level or b.flags & LIST:
        return False
    opening = _POINTS.match(b.text)
    return opening is not None and b.block.linked >= len(b.text) - opening.end()


def _is_subheading(b: Placed) -> bool:
    placed = b.level and (b.between or b.evident)
    return bool(placed) and b.link_share < _LINKED_HEADING and b.n_words <= _OF_SUBHEADING


def _is_low_byline(b: Placed) -> bool:
    marked = b.flags & BYLINE and b.position <= b.article.first + _BELOW_FIRST
    return bool(marked) and b.n_words <= _OF_BYLINE and b.byline


def _is_bold_line(b: Placed) -> bool:
    if not (b.evident and b.between) or b.ends or b.n_words > _OF_BOLD_LINE:
        return False
    element = b.block.element
    return element.find(".//b") is not None or element.find(".//strong") is not None


def _is_set_apart(b: Placed) -> bool:
    if not (b.flags & BYLINE and b.flags & PARAGRAPH and b.between and b.beside):
        return False
    return b.n_words >= _FEWEST_UNMARKED and not (b.byline or _YEAR.search(b.text))


def _is_among_paragraphs(b: Placed) -> bool:
    if b.flags & (LIST | QUOTE) or not b.between or b.block.parent not in b.article.parents:
        return False
    worded = b.link_share < _HALF_LINKED and b.n_words >= _FEWEST_OF_PARAGRAPH
    return worded and (b.ends or bool(b.flags & PARAGRAPH))


def _every(_: Placed) -> bool:
    return True


CAPTION = PageRule("caption", "{b.block.caption}", 0.97, _every, "nothing but captions is called so in a picture's box")
REPEATED = PageRule("boilerplate", "repeats a caption", 0.9, _every, "two pictures may have captions that begin alike")
SHORTER = PageRule("boilerplate", "shorter form of a caption", 0.9, _every, "a caption may close in dots by itself")
# In order: the first rule that holds labels the block. The number is the share that is expected to be right.
SECTIONS = (
    Section(
        lambda b: b.position == b.article.headline,
        (
            PageRule(
                "headline",
                "heading that matches the page's title",
                0.97,
                _every,
                "a title and its type agree; a page may repeat it",
            ),
        ),
    ),
    Section(
        lambda b: b.block.caption,
        (
            PageRule(
                "boilerplate",
                "caption inside {b.other.why}",
                0.85,
                lambda b: b.other is not None,
                "sites also put an article's pictures into such boxes",
            ),
            PageRule(
                "boilerplate",
                "caption of a picture outside the article",
                0.85,
                lambda b: not b.near,
                "a leading picture may stand apart from its article",
            ),
            PageRule(
                "boilerplate",
                "switches of a picture or player",
                0.95,
                lambda b: PLAYER.match(b.text) or SPOKEN.match(b.text),
                "no word but those of switches",
            ),
            PageRule(
                "byline",
                "author or date line near the top",
                0.9,
                lambda b: b.position < b.article.first and b.byline and not b.beside,
                "a caption may open with a date as well",
            ),
            PageRule(
                "boilerplate",
                "note on the article under a picture",
                0.85,
                lambda b: _OF_THE_ARTICLE.match(b.text),
                "a caption may say where its story appeared",
            ),
            PageRule(
                "credit",
                "credit in {b.block.caption}",
                0.95,
                lambda b: b.credit or (b.flags & CREDIT and b.n_words <= _OF_CREDIT),
                "words or markup of a credit, in a picture's caption",
            ),
            PageRule(
                "credit",
                "name alone under a picture, in no paragraph",
                0.75,
                _is_maker,
                "the name may be that of whom the picture shows",
            ),
            PageRule(
                "boilerplate",
                "named after captions, but beside no picture",
                0.8,
                lambda b: (
                    b.n_words < _FEWEST_UNMARKED
                    and not (b.block.in_figure or b.block.caption == "figcaption" or b.beside)
                ),
                "the picture may be drawn by a script",
            ),
            PageRule(
                "boilerplate",
                "link in a caption",
                0.8,
                lambda b: b.n_words < _FEWEST_UNMARKED and b.block.linked >= _ALL_LINKED * len(b.text),
                "a short caption may be a link to its subject",
            ),
            CAPTION,
        ),
    ),
    Section(
        lambda b: b.flags & CREDIT and b.near,
        (
            PageRule(
                "credit",
                "marked as a picture's credit",
                0.95,
                lambda b: len(b.text) < _LONGEST_CREDIT and b.n_words <= _OF_CREDIT,
                "only credits are called so; some hold a caption too",
            ),
        ),
    ),
    Section(
        lambda b: b.in_head,
        (
            PageRule(
                "byline",
                "marked as author or date",
                0.9,
                _is_tagged_byline,
                "such a box may hold a section's name as well",
            ),
            PageRule(
                "byline",
                "marked as a time",
                0.9,
                lambda b: b.flags & TIME and b.n_words <= _OF_BYLINE,
                "the time may be that of an event",
            ),
            PageRule(
                "byline",
                "author or date line near the top",
                0.9,
                lambda b: b.n_words <= _OF_BYLINE and b.byline,
                "a standfirst may open with a date",
            ),
        ),
    ),
    Section(
        lambda b: b.in_head_as_text,
        (
            PageRule(
                "standfirst",
                "marked as a standfirst",
                0.9,
                lambda b: b.flags & STANDFIRST and not (b.article.standfirst_is_a_box and b.evident),
                "some sites call a rubric or a first paragraph so",
            ),
            PageRule(
                "standfirst",
                "repeats the page's description",
                0.85,
                lambda b: not b.evident and b.article.description.startswith(b.block.compact[:_DESCRIBED]),
                "many a description is the first paragraph",
            ),
            PageRule(
                "standfirst",
                "second heading below the headline",
                0.8,
                lambda b: b.level and b.position - b.article.headline <= _BELOW_HEADLINE and not b.small_heading,
                "it may be a first subheading",
            ),
            PageRule(
                "standfirst",
                "paragraph in the headline's <header>",
                0.8,
                _is_lead_in_header,
                "it may be a caption or a note",
            ),
        ),
    ),
    Section(
        lambda b: b.near,
        (
            PageRule(
                "credit",
                "named as a picture's source",
                0.9,
                _is_spoken_credit,
                "the words are a site's own; a caption may follow in the same block",
            ),
            PageRule(
                "credit",
                "nothing but a credit, in a picture's box",
                0.8,
                _is_maker_and_agency,
                "two words and a stroke may be a rubric",
            ),
            PageRule(
                "caption",
                "only text of a figure, in the type of a heading",
                0.8,
                _is_heading_of_figure,
                "it may be the title of a chart",
            ),
            PageRule(
                "caption",
                "right below a picture, in the type of a small heading",
                0.75,
                lambda b: b.small_heading,
                "it may be the heading of what follows",
            ),
        ),
    ),
    Section(
        lambda b: b.as_long_as_caption,
        (
            PageRule(
                "caption",
                "caption of a picture in JSON-LD",
                0.9,
                lambda b: (
                    b.block.compact in b.article.captions
                    and b.block.compact not in b.article.titles
                    and b.n_words >= _FEWEST_DECLARED
                ),
                "some pages declare a paragraph as a caption",
            ),
        ),
    ),
    Section(
        lambda b: b.worded_as_caption,
        (
            PageRule(
                "caption",
                "italic or small, with a credit",
                0.9,
                _is_styled_with_credit,
                "type and credit agree; a note on sources has both",
            ),
            PageRule(
                "caption",
                "beside a picture, with a credit",
                0.85,
                lambda b: b.beside and b.n_words <= _OF_CREDITED_CAPTION and b.credited,
                "a first paragraph may name its source",
            ),
            PageRule(
                "credit",
                "nothing but a credit, in a picture's box",
                0.8,
                lambda b: b.boxed and b.credit_behind,
                "a name may be part of the caption",
            ),
        ),
    ),
    Section(
        lambda b: b.may_be_caption,
        (
            PageRule(
                "caption",
                "named as a picture's description",
                0.85,
                lambda b: b.beside and b.flags & DESCRIBES,
                "such names are also given to a picture's title",
            ),
        ),
    ),
    Section(
        lambda b: b.may_be_uncredited_caption,
        (
            PageRule(
                "caption",
                "italic or small, right below a picture",
                0.8,
                _is_styled_below_picture,
                "it may be a note of the editors",
            ),
            PageRule(
                "caption",
                "with a picture and its credit in one box",
                0.85,
                _is_with_credit_in_box,
                "the credit says whose box it is",
            ),
            PageRule(
                "caption",
                "alone with a picture in its box",
                0.75,
                lambda b: b.beside and not b.article.n_headings[b.block.box] and _is_alone_in_box(b),
                "it may be a paragraph in a box of its own",
            ),
        ),
    ),
    Section(
        lambda b: b.outside,
        (
            PageRule(
                "boilerplate",
                "inside {b.block.root.why}" + NEVER_CLOSED,
                0.6,
                _may_be_swallowed,
                "the article may continue in the box",
            ),
            PageRule(
                "boilerplate",
                "inside {b.block.root.why}",
                0.95,
                _every,
                "the markup says so, and no body was found there",
            ),
        ),
    ),
    Section(
        lambda b: not b.within,
        (
            PageRule(
                "body",
                "paragraph outside the article's container, in trafilatura's body",
                0.7,
                lambda b: b.near and is_solid(b.block),
                "what two readings of the page do not agree on",
            ),
            PageRule(
                "boilerplate",
                "outside the article",
                0.9,
                _every,
                "an article may begin or end in a box of its own",
            ),
        ),
    ),
    Section(
        _every,
        (
            PageRule(
                "boilerplate",
                "site furniture phrase",
                0.9,
                _is_furniture,
                "a short paragraph may open with such words",
            ),
            PageRule(
                "boilerplate",
                "rights notice",
                0.95,
                lambda b: b.position and b.notice and not b.between,
                "above or below the paragraphs it is nobody's text",
            ),
            PageRule(
                "credit",
                "nothing but a credit, beside a picture",
                0.9,
                lambda b: b.n_words <= _OF_CREDIT_ALONE and b.beside and b.credit,
                "words and place agree, without markup",
            ),
            PageRule(
                "boilerplate",
                "switches of a picture or player",
                0.95,
                lambda b: PLAYER.match(b.text),
                "no word but those of switches",
            ),
            PageRule(
                "boilerplate",
                "what a player says to a browser",
                0.95,
                lambda b: b.n_words <= _OF_FURNITURE and _UNSUPPORTED.search(b.text),
                "the words are a player's own",
            ),
            PageRule(
                "boilerplate",
                "a tool of the page or the time of reading",
                0.9,
                lambda b: not b.ends and _TOOLS.match(b.text),
                "a subheading may be such a word",
            ),
            PageRule(
                "boilerplate",
                "a word and a link to another story",
                0.85,
                _points_to_a_story,
                "the word may open a sentence",
            ),
            PageRule(
                "boilerplate",
                "cell of a table",
                0.85,
                lambda b: b.flags & DATA and (b.n_words < _FEWEST_UNMARKED or not b.ends),
                "pages are also laid out by tables with heads",
            ),
            PageRule(
                "subheading",
                "heading between paragraphs",
                0.9,
                _is_subheading,
                "it may be the heading of a box",
            ),
            PageRule(
                "boilerplate",
                "heading outside the paragraphs",
                0.8,
                lambda b: b.level and not b.evident,
                "it may be the last subheading, above a list",
            ),
            PageRule(
                "byline",
                "author or date line near the top",
                0.9,
                _is_low_byline,
                "a first paragraph may open with a date",
            ),
            PageRule(
                "subheading",
                "bold line between paragraphs",
                0.8,
                _is_bold_line,
                "it may be a first sentence in bold",
            ),
            PageRule(
                "body",
                "in the body that trafilatura finds",
                0.95,
                lambda b: b.evident,
                "markup and density agree",
            ),
            PageRule(
                "caption",
                "set apart beside a picture, in no body",
                0.7,
                _is_set_apart,
                "the name that sets it apart is also a date's",
            ),
            PageRule(
                "body",
                "paragraph between paragraphs of the article",
                0.8,
                _is_among_paragraphs,
                "no body holds it, but its neighbours do",
            ),
            PageRule(
                "boilerplate",
                "no paragraph",
                0.7,
                _every,
                "what is left: a short line of the article may be among it",
            ),
        ),
    ),
)


def label(page: Walk, metadata: Metadata, body: str, unclosed: frozenset[str] = frozenset()) -> None:
    """Give every block of a page its layer, rule and confidence."""
    article = find_article(page, metadata, body, unclosed)
    blocks = article.blocks
    for position, block in enumerate(blocks):
        near = article.low <= position < article.high
        _label(Placed(article, position, block, near))
    shown = {block.compact for block in blocks}
    on_click: list[tuple[int, Block]] = []
    for position, block in page.on_click:
        block.compact = compact(block.text)
        if block.compact not in shown:
            near = article.low <= position < article.high
            _label(Placed(article, min(position, article.last), block, near))
            on_click.append((position, block))
    _label_repeats(
        blocks,
        [*enumerate(blocks), *((min(position, article.last), block) for position, block in on_click)],
    )
    # From the end, so that a block's position holds until its captions stand before it.
    for position, block in reversed(on_click):
        if block.layer != "boilerplate":
            blocks.insert(position, block)


def _label(b: Placed) -> None:
    """Label a block by the first rule that holds."""
    rule = next(rule for section in SECTIONS if section.asked(b) for rule in section.rules if rule.holds(b))
    _set(b.block, rule, rule.name.format(b=b))


def _set(block: Block, rule: PageRule, name: str) -> None:
    block.layer, block.rule, block.confidence = rule.layer, name, rule.confidence


def _label_repeats(blocks: list[Block], placed: Iterable[tuple[int, Block]]) -> None:
    """A caption that a page shows twice counts once, in its longer form."""
    kept: dict[int, str] = {}  # position of a caption → its letters and digits
    for position, block in placed:
        if not block.caption or block.layer != "caption":
            continue
        words = _NO_WORD.sub("", block.text.lower())
        for other, earlier in kept.items():
            if _is_cut(blocks[other].text, earlier, words):
                _set(blocks[other], SHORTER, SHORTER.name)
                del kept[other]
                break
            if earlier[:_SAME_BEGINNING] == words[:_SAME_BEGINNING] or _is_cut(block.text, words, earlier):
                _set(block, REPEATED, REPEATED.name)
                break
        if block.layer == "caption":
            kept[position] = words


def _is_cut(text: str, words: str, whole: str) -> bool:
    """Does a text end in dots, with words that are the beginning of a whole one?"""
    if len(words) < _FEWEST_TO_REPEAT or not whole.startswith(words):
        return False
    return _CUT.search(text) is not None
