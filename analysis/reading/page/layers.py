"""The layer of each block of a page: a table of rules on markup, place and words."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Container, Mapping
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

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
from analysis.reading.page.region import ALL_LINKED, EVIDENT, ends, is_prose, is_solid
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
from analysis.reading.page.walk import SPOKEN, Block, Walk

# Ends the rule of a paragraph that may be the article's.
NEVER_CLOSED = ", a box that the page does not close"
MANY = sys.maxsize
Test = Callable[["Placed"], Any]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b\W+(?:at\b|\d)|(?i:\bby\b) [A-Z]")
_DATE_AT_END = re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d\W*$")
_CUT = re.compile(r"(?:…|\.\.\.)\s*(?:\w+(?:\s+\w+)?\s*)?$")
# The first words are spoken by a screen reader alone: "Image source, Getty Images".
_SPOKEN_CREDIT = re.compile(
    r"(?i)^(?:image|photo|picture|media|video) "
    r"(?:source|credit|copyright)\s?[,:]\s?\w"
)
_UNSUPPORTED = re.compile(
    r"(?i)\byour browser (?:does not|doesn['’]t) support the\b"
    r"|\bto view this (?:video|audio|content) please enable javascript\b"
)
# What stands alone in a line around a story: how long it takes, and what to do with it.
_TOOLS = re.compile(
    r"""(?xi)^\W*(?: \d{1,3}[\ -]min(?:ute)?s?\.?(?:\ (?:read|listen|watch))?
    | (?:share|save|print|listen|copy\ link|bookmark|follow|subscribe|comments?|gift)
      (?:(?:\ to|\ on)?\ (?:this|the)\ (?:article|story|page|post|piece))?
      (?:\W{1,3}\d{1,3}:\d\d)? )\W*$"""
)
_POINTS = re.compile(r"^\W*\w+(?: \w+){0,2}\s?:\s")
_NO_WORD = re.compile(r"\W+")
_OF_THE_ARTICLE = re.compile(
    r"(?i)^\W*(?:this|the|an earlier version of this)"
    r" (?:story|article|piece|post|report|essay|column|interview)\b"
    r".{0,30}?\b(?:appear|publish|produc|report|updat|correct)"
)
_SENTENCES = re.compile(r"[.!?][\"'”’)\]]*\s+[A-ZÀ-Þ]")

# A pointer to a picture above, below or beside it, which opens its caption.
_POINTER = re.compile(
    r"(?i)^[\[(]?\s?(?:(?:image|photo|picture)s? )?"
    r"(?:pictured|above|below|left|right|top|bottom)"
    r"(?:,? (?:left|right|above|below|center|top|bottom))?\s?[:,]\s"
)
# "Figure 3 - …", "Abb. 2: …": what counts pictures names one.
_NUMBERED = re.compile(
    r"(?i)^[\[(]?\s?(?:fig(?:ure)?s?|abb(?:ildung)?|exhibit|chart|graph(?:ic)?|map|photo|image|picture|plate"
    r"|bild|foto|figur[ae]?)\.?\s{0,2}(?:\d{1,3}|[ivx]{1,4})[a-z]?\s{0,2}[-–—:.|)]\s{0,2}\S"
)
_IN_BRACKETS = re.compile(r"^\s*(?:\[[^\[\]]+\]|\([^()]+\))\W*$")
# What a line says of a picture's maker, and not of a text's.
_OF_PICTURE = re.compile(
    r"(?i)photo|image|picture|illustrat|artwork|screen(?:shot|grab)|\bcredits?\b|getty|shutterstock"
    r"|i?stock\b|flickr|wikimedia|unsplash|pixabay|pexels"
)
# Words of a credit: names, addresses, and what stands between them.
_NAMED = re.compile(
    r"^\W*(?:[A-ZÀ-Þ\d@©]|https?:|www\.|$"
    r"|(?:photos?|images?|pictures?|credits?|file|used|courtesy|by|via|of|from|for|and)\W*$)"
)
_BIO = re.compile(r"(?:,| (?:is|was) (?:an?|the|our)\b| (?:covers|writes|reports|can be)\b)")
_PICTURE_FILE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif|svg)$")
_CENTRED = re.compile(r"(?i)center|centre")
# Signs of Chinese and Japanese, which set no blanks between words: two are about a word.
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

# Shares of a block's characters.
_SHARES = {
    "few linked": 0.3,  # in links, below: a paragraph with references
    "half linked": 0.5,  # below: no teaser
    "link behind a word": 0.7,  # from: "Related:" and a headline
    "linked heading": 0.8,  # from: another story's headline
    "named": 0.7,  # of a credit's words that are names or stand between them, from
    "styled": 0.8,  # italic or small, from: names and dates in a caption may be upright
}
_FEWEST = 3  # words of a caption: less is a switch or a name
_FEWEST_UNCREDITED = 4  # and of one that no credit vouches for
_AS_TEXT = (5, MANY)  # words of a standfirst, or of a sentence in a box for author and date
_LIMITS = {
    "credit": 200,  # characters, below: a credit with the agency's notes
    "description": 60,  # characters of a standfirst that it begins with: its end may be cut
    "card": 3,  # blocks from the words under a teaser's picture to its headline, at the most
    "short line": 30,  # words, at the most: a paragraph has more
    "below headline": 6,  # blocks, at the most: a standfirst stands close to it
    "below first": 2,  # blocks, at the most, of a byline: the first paragraph may be a rubric
    "cut caption": 20,  # letters and digits, at the least: shorter beginnings are alike by chance
    "long beginning": 60,  # letters and digits of a form without dots, at the least
    "same beginning": 100,  # letters and digits: two captions as long that begin alike are one
}


class Placed(dict[str, Any]):
    """A block of a page and what stands around it; each of `FACTS` is worked out when asked for.

    Attributes
    ----------
    position : int
        that of the block; of a caption shown on a click, that of one beside it in the article.
    near : bool
        whether it stands where the article's blocks do, its head and its pictures among them.
    """

    def __init__(self, article: Article, block: Block, position: int, *, near: bool) -> None:
        self.article, self.position, self.block, self.near = article, position, block, near
        self.text, self.flags = block.text, block.flags
        self.level, self.root = block.level, block.root

    def __missing__(self, name: str) -> Any:
        self[name] = value = FACTS[name](self)
        return value


class PageRule(NamedTuple):
    """One reason for a label, with the share that it is expected to label rightly, and why."""

    among: str  # the fact that holds of the blocks it is asked of
    layer: str
    name: str  # with what the block fills in
    confidence: float
    words: tuple[int, int] | None  # fewest and most; None: any number
    holds: Test
    reason: str


def _is_small_heading(b: Placed) -> bool:
    """Is it an <h5> or <h6> below a picture, above a paragraph, in an article of no others?"""
    if b.level < SMALL_HEADING or b.root is not None or b.block.linked or not b["beside"]:
        return False
    following = b.article.blocks[b.position : b.position + 2][-1]
    in_type = b.article.small_headings_are_of_pictures and not (following.level or following.root)
    fits = _FEWEST_UNCREDITED <= b["n_words"] <= MOST_BESIDE
    return in_type and fits and not (b["furniture"] or b["of_author"])


def _is_marked_byline(b: Placed) -> bool:
    # A box for the article's "meta" data holds headline, standfirst and byline alike.
    in_meta = b.article.blocks[b.article.headline].flags & BYLINE
    as_text = b["n_words"] >= _AS_TEXT[0] and (b.flags & STANDFIRST or b["ends"])
    if not b.flags & BYLINE or (in_meta and as_text):
        return False
    return not (b["beside"] and has_credit(b.text))


def _points_to_a_story(b: Placed) -> bool:
    """ "Related: …": at most three words and a colon, then nothing but a link."""
    if b["links"] < _SHARES["link behind a word"] or b["ends"] or b.level or b.flags & LIST:
        return False
    opening = _POINTS.match(b.text)
    return opening is not None and b.block.linked >= len(b.text) - opening.end()


def _is_of_another_page(b: Placed) -> bool:
    """Is it, or a line beside it, a link to another page, as its picture is if there is one?"""
    link, of_picture = b.block.link.strip(), b.block.link_of_picture.strip()
    if b["links"] >= ALL_LINKED and (not b["beside"] or link == of_picture):
        return _leads_elsewhere(link, b.article.address)
    if not (b["beside"] and of_picture and _leads_elsewhere(of_picture, b.article.address)):
        return False
    around = b.article.blocks[max(0, b.position - _LIMITS["card"]) :][: 2 * _LIMITS["card"] + 1]
    return any(
        other.link.strip() == of_picture
        and other.linked >= ALL_LINKED * len(other.text)
        and other.n_words >= _FEWEST_UNCREDITED
        for other in around
    )


def _leads_elsewhere(link: str, address: str) -> bool:
    """Does a link lead to another page, and not to a picture or a part of this page?"""
    if not link or link.startswith(("#", "javascript:")):
        return False
    try:
        path, own = urlsplit(link).path, urlsplit(address).path
    except ValueError:  # no address: "http://["
        return False
    own = own.rstrip("/").rpartition(".")[0] or own.rstrip("/")
    return bool(path.strip("/")) and not (
        _PICTURE_FILE.search(path) or (own and path.startswith(own))
    )


def _is_of_the_author(b: Placed) -> bool:
    """Is it the name of the article's author, or does it open with that name as a portrait does?"""
    name = next((name for name in b.article.authors if b.text.startswith(name)), None)
    return name is not None and (b.text == name or _BIO.match(b.text, len(name)) is not None)


def _is_credit_line(b: Placed) -> bool:
    """Is every line of it a credit of a picture, of names and not of a sentence?"""
    # In the order of what they take: nearly every short paragraph is asked.
    words = b.text.split()
    if sum(_NAMED.match(word) is not None for word in words) < _SHARES["named"] * len(words):
        return False
    lines = b.text.split("\n")
    if not all(_OF_PICTURE.search(line) for line in lines):
        return False
    return all(is_credit(line) or is_credit_behind(line) for line in lines)


def _n_words(b: Placed) -> int:
    n_words = b.block.n_words
    return n_words if b.text.isascii() else max(n_words, len(_SIGN.findall(b.text)) // 2)


def _is_centred(block: Block) -> bool:
    get = block.element.get
    return _CENTRED.search(f"{get('align', '')} {get('style', '')} {get('class', '')}") is not None


def _is_short_line(b: Placed) -> bool:
    """Is it a line without an end, or set in the middle as no paragraph is, right below a picture?"""
    if not (b["beside"] and b.block.below_picture and b.flags & PARAGRAPH) or b.block.linked:
        return False
    if b["n_words"] > _LIMITS["short line"] or b["bold"] or b.root or b.position >= b.article.last:
        return False
    return b.article.first < b.position and (_is_centred(b.block) or not b["ends"])


# What the rules ask of a block.
FACTS: Mapping[str, Test] = {
    "every": lambda _: True,
    "n_words": _n_words,
    "links": lambda b: b.block.linked / len(b.text),
    "styled": lambda b: b.block.emphasised >= _SHARES["styled"] * len(b.text),
    "bold": lambda b: next(b.block.element.iterdescendants("b", "strong"), None) is not None,
    # In the article's body; in the element around it; between its paragraphs.
    "evident": lambda b: b.block.evidence >= EVIDENT,
    "within": lambda b: b.article.begin <= b.position < b.article.end,
    "between": lambda b: b["within"] and b.article.first <= b.position <= b.article.last,
    "other": lambda b: b.article.another_story(b.position, b.block),
    # Below a picture; in a box with one; the only text there, and with a heading or without.
    "beside": lambda b: b.article.shows_picture(b.position),
    "boxed": lambda b: b.article.in_box_of_picture(b.block),
    "alone": lambda b: b.article.n_texts[b.block.box] == 1,
    "headed": lambda b: b.article.n_headings[b.block.box] > 0,
    "maybe_of_picture": lambda b: b["beside"] or b["boxed"] or b["styled"],
    "caption_of_box": lambda b: (
        b["boxed"] and b["alone"] and not (b.block.linked or form.SPEAKERS.search(b.text))
    ),
    # Its words.
    "ends": lambda b: ends(b.text),
    "byline": lambda b: form.BYLINE.search(b.text),
    "furniture": lambda b: form.FURNITURE.search(b.text),
    "notice": lambda b: form.NOTICE.search(b.text),
    "player": lambda b: PLAYER.match(b.text),
    "credit": lambda b: is_credit(b.text),
    "credit_behind": lambda b: is_credit_behind(b.text),
    "credited": lambda b: (b["beside"] or b["styled"]) and has_credit(b.text) and not b["credit"],
    "of_author": lambda b: (
        b.flags & (BYLINE | TIME | STANDFIRST)
        or b["byline"]
        or (b.block.linked and _DATE_AT_END.search(b.text))
        or b["portrait"]
    ),
    "portrait": _is_of_the_author,
    "of_lead_picture": lambda b: not b.article.lead_picture.isdisjoint(b.block.pictured),
    "elsewhere": _is_of_another_page,
    "credit_line": _is_credit_line,
    "short_line": _is_short_line,
    "points": lambda b: (
        _POINTER.match(b.text)
        and (_IN_BRACKETS.match(b.text) or b["beside"] or b.article.precedes_picture(b.position))
    ),
    "numbered": lambda b: (
        _NUMBERED.match(b.text) and (b["beside"] or b.article.precedes_picture(b.position))
    ),
    "small_heading": _is_small_heading,
    "shares_element_with_credit": lambda b: (
        b["boxed"] and b["placed_as_caption"] and b.article.shares_element_with_credit(b.position)
    ),
    # Which rules it is asked.
    "headline": lambda b: b.position == b.article.headline,
    "captioned": lambda b: b.block.caption,
    "near": lambda b: b.near,
    "in_head": lambda b: (
        b.root is None and 0 <= b.article.headline < b.position < b.article.first
    ),
    "text_in_head": lambda b: b["in_head"] and b["links"] < _SHARES["half linked"],
    "placed_as_caption": lambda b: (
        (b.near and not b.level)
        and b.block.linked <= _SHARES["half linked"] * len(b.text)
        and (b.root is None or (b.block.box and b["other"] is None))
    ),
    # The long patterns of words are asked last, and only of what some rule might take.
    "worded_as_caption": lambda b: (
        (b["placed_as_caption"] and (b["maybe_of_picture"] or b["points"] or b["numbered"]))
        and not (b["furniture"] or _OF_THE_ARTICLE.match(b.text) or b["player"])
        and not (b.flags & QUOTE or b["portrait"] or b["elsewhere"])
    ),
    "maybe_caption": lambda b: (
        (b["beside"] or b["boxed"])
        and b["worded_as_caption"]
        and not (b["of_author"] or b["notice"])
    ),
    "maybe_caption_above_end": lambda b: b.position <= b.article.last and b["maybe_caption"],
    "taken_out": lambda b: (
        b.root is not None
        and not (b.root.why.startswith("class") and b["evident"] and b["between"])
    ),
    "unclosed": lambda b: b.root is not None and b.root.number in b.article.in_unclosed,
    "outside": lambda b: not b["within"],
}  # fmt: skip
ANY = None
# In order: the first rule that holds labels the block. A block with more words is a paragraph that
# only looks like it, one with fewer a rubric, a name or a switch. The number before them is the
# share of labels that is expected to be right, for the reason at the end.
CAPTION = PageRule(
    "captioned", "caption", "{b.block.caption}", 0.97, ANY, FACTS["every"],
    "nothing but captions is called so in a picture's box",
)  # fmt: skip
RULES = (
    PageRule(
        "headline", "headline", "heading that matches the page's title", 0.97, ANY, FACTS["every"],
        "title and type agree, but a page may repeat them",
    ),
    PageRule(
        "captioned", "boilerplate", "caption inside {b[other].why}", 0.85, ANY,
        lambda b: b["other"] is not None and not b["of_lead_picture"],
        "sites put an article's pictures into such boxes as well",
    ),
    PageRule(
        "captioned", "boilerplate", "caption of a picture outside the article", 0.85, ANY,
        # The page itself says which picture is the article's.
        lambda b: not (b.near or b["of_lead_picture"]),
        "a leading picture may stand apart from its article",
    ),
    PageRule(
        "captioned", "boilerplate", "switches of a picture or player", 0.95, ANY,
        lambda b: b["player"] or SPOKEN.match(b.text),
        "no word but those of switches",
    ),
    PageRule(
        "captioned", "boilerplate", "the author's name under a portrait", 0.85, ANY,
        lambda b: b["portrait"],
        "an author may be shown in an article of their own",
    ),
    PageRule(
        "captioned", "byline", "author or date line near the top", 0.90, ANY,
        lambda b: b.position < b.article.first and b["byline"] and not b["beside"],
        "a caption may open with a date as well",
    ),
    PageRule(
        "captioned", "boilerplate", "note on the article under a picture", 0.85, ANY,
        lambda b: _OF_THE_ARTICLE.match(b.text),
        "a caption may say where a story appeared",
    ),
    PageRule(
        "captioned", "credit", "credit in {b.block.caption}", 0.95, ANY,
        lambda b: b["credit"] or (b.flags & CREDIT and b["n_words"] <= 20),
        "words or markup of a credit, in a caption",
    ),
    PageRule(
        "captioned", "credit", "name alone under a picture, in no paragraph", 0.75, ANY,
        lambda b: (
            b.article.is_maker(b.text) and (b.article.n_names_alone > 1 or STUDIO.search(b.text))
        ),
        "the name may be that of whom the picture shows",
    ),
    PageRule(
        "captioned", "credit", "one of a row of names under pictures", 0.75, (1, 6),
        lambda b: b.article.is_row_of_makers and not b["ends"],
        "most of them are in no paragraph, so that they made the pictures",
    ),
    PageRule(
        "captioned", "boilerplate", "named after captions, but beside no picture", 0.80, (1, 3),
        lambda b: not (b.block.in_figure or b.block.caption == "figcaption" or b["beside"]),
        "a script may draw the picture",
    ),
    PageRule(
        "captioned", "boilerplate", "link in a caption", 0.80, (1, 3),
        lambda b: b.block.linked >= ALL_LINKED * len(b.text),
        "a short caption may link to whom it names",
    ),
    PageRule(
        "captioned", "boilerplate", "of a picture that leads to another page, as a line beside it", 0.90,
        (_FEWEST_UNCREDITED, MANY),
        # What is one link and its picture none names its source.
        lambda b: b["elsewhere"],
        "picture and words of another story lead to it",
    ),
    CAPTION,
    PageRule(
        "near", "credit", "marked as a picture's credit", 0.95, (1, 20),
        lambda b: b.flags & CREDIT and len(b.text) < _LIMITS["credit"],
        "only credits are called so, some with a caption inside",
    ),
    PageRule(
        "in_head", "byline", "marked as author or date", 0.90, (1, 40), _is_marked_byline,
        "such a box may hold a rubric as well",
    ),
    PageRule(
        "in_head", "byline", "marked as a time", 0.90, (1, 20), lambda b: b.flags & TIME,
        "the time may be that of an event",
    ),
    PageRule(
        "in_head", "byline", "author or date line near the top", 0.90, (1, 20),
        lambda b: b["byline"],
        "a standfirst may open with a date",
    ),
    PageRule(
        "text_in_head", "standfirst", "marked as a standfirst", 0.90, _AS_TEXT,
        lambda b: b.flags & STANDFIRST and not (b.article.standfirst_is_a_box and b["evident"]),
        "some sites call a rubric or a first paragraph so",
    ),
    PageRule(
        "text_in_head", "standfirst", "repeats the page's description", 0.85, _AS_TEXT,
        lambda b: (
            b.article.description.startswith(b.block.compact[: _LIMITS["description"]])
            and not b["evident"]
        ),
        "many a description is the first paragraph",
    ),
    PageRule(
        "text_in_head", "standfirst", "second heading below the headline", 0.80, _AS_TEXT,
        lambda b: (
            (b.level and not b["small_heading"])
            and b.position - b.article.headline <= _LIMITS["below headline"]
        ),
        "it may be a first subheading",
    ),
    PageRule(
        "text_in_head", "standfirst", "paragraph in the headline's <header>", 0.80, _AS_TEXT,
        lambda b: (
            (b.article.blocks[b.article.headline].flags & b.flags & HEADER and b.flags & PARAGRAPH)
            and not b["furniture"]
        ),
        "it may be a caption or a note",
    ),
    PageRule(
        "near", "credit", "named as a picture's source", 0.90, (1, 14),
        lambda b: (
            (_SPOKEN_CREDIT.match(b.text) and b["other"] is None)
            and (b.flags & FIGURE or b["beside"])
        ),
        "a site's own words, with a caption behind them at times",
    ),
    PageRule(
        "near", "credit", "nothing but a picture's credit, in a line of its own", 0.85, (2, 25),
        # Above the paragraphs it may be the byline.
        lambda b: (
            (b.position > b.article.first and b.root is None and not b.flags & QUOTE)
            and (b["within"] and b["credit_line"])
        ),
        "words of a credit; a paragraph may name who sent a picture",
    ),
    PageRule(
        "near", "caption", "next to its credit in one element, in a picture's box", 0.85, (1, 80),
        lambda b: b["shares_element_with_credit"],
        "the credit says that the words are the picture's",
    ),
    PageRule(
        "near", "credit", "nothing but a credit, in a picture's box", 0.80, (1, _FEWEST - 1),
        lambda b: (
            (b.flags & FIGURE and "/" in b.text and b.root is None and not b.level)
            and b["boxed"]
            and b["credit_behind"]
        ),
        "two words and a stroke may be a rubric",
    ),
    PageRule(
        "near", "caption", "only text of a figure, in the type of a heading", 0.80,
        (_FEWEST_UNCREDITED, MOST_BESIDE),
        # A heading that is all that a <figure> says of its picture.
        lambda b: (
            (b.level and b["boxed"] and b.root is None and not b.block.linked)
            and (b["beside"] or b.article.precedes_picture(b.position))
            and (b.article.n_headings[b.block.box] == 1 and not b.article.n_texts[b.block.box])
            and next(b.block.element.iterancestors("figure"), None) is not None
        ),
        "it may be the title of a chart",
    ),
    PageRule(
        "near", "caption", "right below a picture, in the type of a small heading", 0.75, ANY,
        lambda b: b["small_heading"],
        "it may be the heading of what follows",
    ),
    PageRule(
        "placed_as_caption", "caption", "caption of a picture in JSON-LD", 0.90, (5, 80),
        lambda b: (
            b.block.compact in b.article.captions and b.block.compact not in b.article.titles
        ),
        "some pages declare a paragraph as a caption",
    ),
    PageRule(
        "worded_as_caption", "caption", "italic or small, with a credit", 0.90, (_FEWEST, 80),
        # A line of rights closes many a column; beside a picture it is the picture's.
        lambda b: (
            (b["styled"] and b["credited"])
            and (b["beside"] or not (b["notice"] or "opyright" in b.text))
        ),
        "type and credit agree, as in a note on sources",
    ),
    PageRule(
        "worded_as_caption", "caption", "beside a picture, with a credit", 0.85, (_FEWEST, 60),
        lambda b: b["beside"] and b["credited"],
        "a first paragraph may name its source",
    ),
    PageRule(
        "worded_as_caption", "credit", "nothing but a credit, in a picture's box", 0.80,
        (_FEWEST, 80),
        lambda b: b["boxed"] and b["credit_behind"],
        "a name may be a whole caption",
    ),
    PageRule(
        "worded_as_caption", "caption", "points to a picture", 0.85, (_FEWEST_UNCREDITED, 80),
        lambda b: b["points"],
        "a list of instructions may point as well",
    ),
    PageRule(
        "worded_as_caption", "caption", "next to a picture, with its number", 0.90, (_FEWEST, 80),
        lambda b: b["numbered"],
        "a sentence may begin with the figure that it speaks of",
    ),
    PageRule(
        "maybe_caption", "caption", "named as a picture's description", 0.85, (_FEWEST, 80),
        lambda b: b["beside"] and b.flags & DESCRIBES,
        "a picture's title may be called so",
    ),
    PageRule(
        "maybe_caption_above_end", "caption", "italic or small, right below a picture", 0.80,
        (_FEWEST_UNCREDITED, 80),
        # A note that closes an article is italic as well, and longer.
        lambda b: (
            (b["beside"] and b["styled"] and not b.block.linked)
            and (b.block.below_picture or (b["boxed"] and b["alone"]))
            and not (b.position == b.article.last and _SENTENCES.search(b.text))
        ),
        "it may be a note of the editors",
    ),
    PageRule(
        "maybe_caption_above_end", "caption", "with a picture and its credit in one box", 0.85,
        (_FEWEST_UNCREDITED, 80),
        # In a list of pictures, heading, picture, credit and paragraph stand in one box.
        lambda b: (
            (b["caption_of_box"] and b.article.n_credits[b.block.box])
            and (not b["headed"] or (b.flags & FIGURE and not b["evident"]))
        ),
        "the credit says that the box is the picture's",
    ),
    PageRule(
        "maybe_caption_above_end", "caption", "alone with a picture in its box", 0.75,
        (_FEWEST_UNCREDITED, 80),
        lambda b: (
            (b["beside"] and b["caption_of_box"] and not b["headed"])
            and not (b.article.is_in_slides and _SENTENCES.search(b.text))
        ),
        "it may be a paragraph in a box of its own",
    ),
    PageRule(
        "maybe_caption_above_end", "caption", "a short line right below a picture", 0.65,
        (_FEWEST_UNCREDITED, MANY),
        lambda b: b["short_line"] and not form.SPEAKERS.search(b.text),
        "it may be a verse or a line of a list",
    ),
    PageRule(
        "taken_out", "boilerplate", "inside {b.root.why}" + NEVER_CLOSED, 0.60, ANY,
        # A paragraph, among those of the article, in a box that may hold more than it should.
        lambda b: (
            (b.position > b.article.first and is_prose(b.block) and not b["notice"])
            and any(place in b.article.parents for place, *_ in ways_down(b.block))
            and b["unclosed"]
        ),
        "the article may continue in the box",
    ),
    PageRule(
        "taken_out", "boilerplate", "inside {b.root.why}", 0.95, ANY, FACTS["every"],
        "the markup says so, and no body was found there",
    ),
    PageRule(
        "outside", "body", "paragraph outside the article's container, but in its body", 0.70,
        ANY,
        lambda b: b.near and is_solid(b.block),
        "two readings of the page disagree",
    ),
    PageRule(
        "outside", "boilerplate", "outside the article", 0.90, ANY, FACTS["every"],
        "an article may begin or end in a box of its own",
    ),
    PageRule(
        "every", "boilerplate", "site furniture phrase", 0.90, (1, 40),
        lambda b: (
            b["furniture"]
            and not (b["evident"] and b["ends"] and b["links"] < _SHARES["few linked"])
        ),
        "a short paragraph may open with such words",
    ),
    PageRule(
        "every", "boilerplate", "rights notice", 0.95, ANY,
        lambda b: b.position and not b["between"] and b["notice"],
        "above and below the paragraphs such words are the site's",
    ),
    PageRule(
        "every", "credit", "nothing but a credit, beside a picture", 0.90, (1, 12),
        lambda b: b["beside"] and b["credit"],
        "words and place agree, without markup",
    ),
    PageRule(
        "every", "boilerplate", "switches of a picture or player", 0.95, ANY, lambda b: b["player"],
        "no word but those of switches",
    ),
    PageRule(
        "every", "boilerplate", "what a player says to a browser", 0.95, (1, 40),
        lambda b: _UNSUPPORTED.search(b.text),
        "the words are a player's own",
    ),
    PageRule(
        "every", "boilerplate", "a tool of the page or the time of reading", 0.90, ANY,
        lambda b: not b["ends"] and _TOOLS.match(b.text),
        "a subheading may be such a word",
    ),
    PageRule(
        "every", "boilerplate", "a word and a link to another story", 0.85, ANY, _points_to_a_story,
        "the word may open a sentence",
    ),
    PageRule(
        "every", "boilerplate", "cell of a table", 0.85, ANY,
        lambda b: b.flags & DATA and (b["n_words"] <= 3 or not b["ends"]),
        "a page may be laid out by a table with heads",
    ),
    PageRule(
        "every", "subheading", "heading between paragraphs", 0.90, (1, 30),
        lambda b: (
            (b.level and b["links"] < _SHARES["linked heading"]) and (b["between"] or b["evident"])
        ),
        "it may be the heading of a box",
    ),
    PageRule(
        "every", "boilerplate", "heading outside the paragraphs", 0.80, ANY,
        lambda b: b.level and not b["evident"],
        "it may be the last subheading, above a list",
    ),
    PageRule(
        "every", "byline", "author or date line near the top", 0.90, (1, 20),
        lambda b: (
            (b.flags & BYLINE and b["byline"])
            and b.position <= b.article.first + _LIMITS["below first"]
        ),
        "a first paragraph may open with a date",
    ),
    PageRule(
        "every", "subheading", "bold line between paragraphs", 0.80, (1, 12),
        lambda b: b["evident"] and b["between"] and not b["ends"] and b["bold"],
        "it may be a first sentence in bold",
    ),
    PageRule(
        "every", "body", "where the article's paragraphs are", 0.95, ANY, lambda b: b["evident"],
        "place and density agree",
    ),
    PageRule(
        "every", "caption", "set apart beside a picture, in no body", 0.70,
        (_FEWEST_UNCREDITED, MANY),
        lambda b: (
            (b.flags & BYLINE and b.flags & PARAGRAPH and b["between"] and b["beside"])
            and not (b["byline"] or _YEAR.search(b.text))
        ),
        "the name that sets it apart is that of bylines",
    ),
    PageRule(
        "every", "body", "paragraph between paragraphs of the article", 0.80, (8, MANY),
        lambda b: (
            (b["between"] and not b.flags & (LIST | QUOTE) and b.block.parent in b.article.parents)
            and (b["ends"] or b.flags & PARAGRAPH)
            and b["links"] < _SHARES["half linked"]
        ),
        "no body holds it, but its neighbours do",
    ),
    PageRule(
        "every", "boilerplate", "no paragraph", 0.70, ANY, FACTS["every"],
        "what is left may be a short line of the article",
    ),
)  # fmt: skip
# Whether a fact holds is asked once for all the rules in a row that name it.
_SECTIONS = [(among, [*rules]) for among, rules in groupby(RULES, key=lambda rule: rule.among)]
# Facts that hold of no block but one near the article, in a caption, and so on: of most blocks they
# need not be asked.
_OF_NEAR = frozenset(
    """near placed_as_caption worded_as_caption maybe_caption maybe_caption_above_end""".split()
)
_OF_HEADLINE, _OF_CAPTION = frozenset(["headline"]), frozenset(["captioned"])
_OF_FREE, _OF_TAKEN_OUT = frozenset(["in_head", "text_in_head"]), frozenset(["taken_out"])
REPEATED = CAPTION._replace(
    layer="boilerplate",
    name="repeats a caption",
    confidence=0.9,
    reason="two captions may begin alike",
)
SHORTER = CAPTION._replace(
    layer="boilerplate",
    name="shorter form of a caption",
    confidence=0.9,
    reason="a caption may close in dots by itself",
)


def label(page: Walk, metadata: Metadata, body: str, unclosed: Container[str]) -> None:
    """Give every block of a page its layer, rule and confidence."""
    article = find_article(page, metadata, body, unclosed)
    blocks = article.blocks
    shown = {block.compact for block in blocks}
    on_click = [(n, block) for n, block in page.on_click if block.compact not in shown]
    near, last = range(article.low, article.high), article.last
    placed = [Placed(article, block, n, near=n in near) for n, block in enumerate(blocks)]
    placed += [Placed(article, block, min(n, last), near=n in near) for n, block in on_click]
    for b in placed:
        _set(b, rule_of(b))
    _label_repeats(placed)
    # From the end, so that a block's position holds until its captions stand before it.
    for n, block in reversed(on_click):
        if block.layer != "boilerplate":
            blocks.insert(n, block)


def rule_of(b: Placed) -> PageRule:
    """The first rule that holds."""
    is_headline, is_captioned = b.position == b.article.headline, b.block.caption is not None
    sections = _sections_of(
        near=b.near, headline=is_headline, captioned=is_captioned, free=b.root is None
    )
    for among, rules in sections:
        for rule in rules if b[among] else ():
            fits = rule.words is None or rule.words[0] <= b["n_words"] <= rule.words[1]
            if fits and rule.holds(b):
                return rule
    raise AssertionError("the last rule holds of every block")


@functools.cache
def _sections_of(
    *, near: bool, headline: bool, captioned: bool, free: bool
) -> list[tuple[str, list[PageRule]]]:
    """The rules that may hold of a block, free where no element takes it out of the article."""
    never = _OF_TAKEN_OUT if free else _OF_FREE
    for holds, facts in ((near, _OF_NEAR), (headline, _OF_HEADLINE), (captioned, _OF_CAPTION)):
        never = never if holds else never | facts
    return [(among, rules) for among, rules in _SECTIONS if among not in never]


def _set(b: Placed, rule: PageRule) -> None:
    b.block.layer, b.block.confidence = rule.layer, rule.confidence
    b.block.rule = rule.name.format(b=b) if "{" in rule.name else rule.name


def _label_repeats(placed: list[Placed]) -> None:
    """A caption that a page shows twice counts once, in its longer form."""
    same = _LIMITS["same beginning"]
    credits = {_letters(b.text) for b in placed if b.block.layer == "credit"}
    sizes = {len(credit) for credit in credits}
    kept: dict[int, str] = {}  # which of the placed is a caption → its letters and digits
    for number, b in enumerate(placed):
        if b.block.layer != "caption":
            continue
        words = _letters(b.text)
        # A rendering may hold the credit that another has in an element of its own.
        size = max((n for n in sizes if 0 < n < len(words) and words[-n:] in credits), default=0)
        words = words[: len(words) - size]
        for other, earlier in kept.items():
            if _is_cut(placed[other].text, earlier, words):
                _set(placed[other], SHORTER)
                del kept[other]
                break
            if earlier[:same] == words[:same] or _is_cut(b.text, words, earlier):
                _set(b, REPEATED)
                break
        if b.block.layer == "caption":
            kept[number] = words


def _letters(text: str) -> str:
    return _NO_WORD.sub("", text.lower())


def _is_cut(text: str, words: str, whole: str) -> bool:
    """Are a text's words the beginning of a whole one, long or with dots at their end?"""
    if len(words) < _LIMITS["cut caption"] or not whole.startswith(words):
        return False
    long = _LIMITS["long beginning"] <= len(words) < len(whole)
    return long or _CUT.search(text) is not None
