"""A piece of HTML that holds one article's text and nothing else, as feeds, interfaces and tables
give it → the parts of the article. No headline is sought in it, and no place in it is a site's.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from analysis.reading import form
from analysis.reading.credits import has_credit, is_credit
from analysis.reading.documents import Part
from analysis.reading.errors import InputError
from analysis.reading.page.article import MOST_BESIDE, PLAYER
from analysis.reading.page.captions import is_credit_behind, parts_of
from analysis.reading.page.region import ends
from analysis.reading.page.signs import BYLINE, CREDIT, DATA, LIST, PARAGRAPH, QUOTE
from analysis.reading.page.source import tree_of
from analysis.reading.page.walk import Block, walk

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements that only HTML knows and that texts about it seldom show: a cell with one is HTML.
_ELEMENT = re.compile(
    r"""(?xi) <(?: (?:p|br|hr|h[1-6]|ul|ol|li|em|strong|blockquote|figure|figcaption|img|div|span|b|i)
      \s*/?> | (?:p|div|span|a|img|figure|figcaption|iframe|h[1-6]|ul|ol|blockquote|table|section
      |article)\s+[a-z][\w:-]{0,40}\s*=\s*["'] )"""
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});", re.I)
_INLINE = re.compile(
    r"(?i)</?(?:em|i|b|strong|span|sup|sub|small|a|br|q|cite|u|mark|wbr|font)\b[^<>]{0,500}>"
)
_PARAGRAPH = re.compile(r"(?i)<p[\s>]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"\w")
_NOT_WORD = re.compile(r"[\W_]+")
# An element that the page shows around words of its own, whatever is in it.
_CONTROLS = frozenset(("button", "select", "dialog", "nav", "form", "menu"))
_OF_CAPTION = ("a caption's marks and switches", "a player's settings")
_ATTRIBUTED = re.compile(
    r"(?i)^\W*(?:(?:image|photo|picture|bild|foto|imagen?)[\s-]+)?"
    r"(?:attribution|source|credits?|quelle|cr[ée]dit[os]?|courtesy(?: of)?)\s*[:–-]"
)
# A paper's note on what it published, which it sets below the text.
_OF_THE_ARTICLE = re.compile(
    r"(?i)^\W*(?:(?:this|the|an? (?:earlier|previous) version of (?:this|the))"
    r" (?:article|footnote|story|piece|post|report|column|essay|interview|headline)\b"
    r".{0,60}?\b(?:appended|amended|corrected|updated|(?:originally |first )?published|misstated)\b"
    r"|(?:originally|first) published (?:by|in|on|at|under)\b.{0,120}$)"
)
_SHARES = {
    "another's": 0.5,  # of an aside's characters in links, from: it points to other pages
    "linked": 0.95,  # of a line's, from: nothing but a link
    "styled": 0.8,  # in italics, from: dates and names in a caption may stand upright
    "bold": 0.95,
}
_MOST_WORDS = {
    "credit": 20,
    "subheading": 30,
    "line": 12,  # of a subheading that is no heading
    "cell": 3,  # of a table: more words are a sentence only where they end as one
    "rubric": 4,
    "link": 8,
    "phrase": 40,
}
_CAPTION_WORDS = range(4, 81)  # of one that only its place tells
_CREDITED_WORDS = range(3, 61)  # of one with a credit
_LONGEST_AROUND_TITLE = 120  # characters: "The post … appeared first on …"
_SHORTEST_TITLE = 8  # letters and digits


def letters(text: str) -> str:
    """The letters and digits of a text, in small letters: what two printings of it agree on.

    Examples
    --------
    >>> letters("Talks resume – again!"), letters("TALKS RESUME AGAIN")
    ('talksresumeagain', 'talksresumeagain')
    """
    return _NOT_WORD.sub("", text.casefold())


def is_html(text: str) -> bool:
    """Is a text written in HTML, rather than a text that mentions some?

    Examples
    --------
    >>> is_html("<p>Talks resume.</p>"), is_html("The tag <p> opens a paragraph; 2 < 3 > 1")
    (True, False)
    """
    elements = {match[0].casefold() for match in _ELEMENT.finditer(text)}
    if not elements:
        return False
    # A text about HTML names its elements; one in HTML closes them, or opens with one.
    return text.lstrip().startswith("<") or "</" in text or "/>" in text or "<br>" in elements


def line_of_html(text: str) -> str:
    """A title or a line of HTML as a reader sees it: marks of type and entities are resolved.

    Examples
    --------
    >>> line_of_html("Talks <em>resume</em> &#8211; again"), line_of_html("AT&T and <html> entities")
    ('Talks resume – again', 'AT&T and <html> entities')
    """
    bare = _INLINE.sub(lambda mark: " " if mark[0][1:3].lower() == "br" else "", text)
    return " ".join(_ENTITY.sub(lambda entity: unescape(entity[0]), bare).split())


def parts_of_html(
    html: str, field: str, *, title: str = "", blank_lines: bool | None = None
) -> list[Part]:
    """The parts of an article's text that is written in HTML.

    Parameters
    ----------
    html : str
        the inside of a page's body, or a whole page that holds nothing but the article.
    field : str
        what the file calls the field that holds it.
    title : str
        the article's: a last line that is little more than a link with this title says where the
        article comes from, and is no part of it.
    blank_lines : bool, optional
        whether they divide paragraphs, as in what a publishing system stores; by default where no
        element does.

    Examples
    --------
    >>> figure = "<figure><img src=a><figcaption>The hall. Photo: AP</figcaption></figure>"
    >>> parts = parts_of_html(f"<h2>Day two</h2>{figure}<p>They met.</p>", "body")
    >>> [(part.layer, part.text) for part in parts]
    [('subheading', 'Day two'), ('caption', 'The hall.'), ('credit', 'Photo: AP'), ('body', 'They met.')]
    >>> parts[1].field, parts[3].field
    ('figcaption in body', 'body')
    """
    if blank_lines is None:
        blank_lines = _PARAGRAPH.search(html) is None
    if blank_lines:
        html = _BLANK_LINES.sub("<br><br>", html)
    if _WORD.search(html) is None:
        return []
    blocks = _blocks_of(html)
    if blocks and _names_origin(blocks[-1], letters(title)):
        blocks[-1].layer = "boilerplate"
    parts: list[Part] = []
    for block, spans in zip(blocks, parts_of(blocks), strict=True):
        of_picture = block.layer in ("caption", "credit")
        name = f"{block.caption or 'picture'} in {field}" if of_picture else field
        parts += [Part(layer, block.text[start:end], name) for layer, start, end in spans]
    return [part for part in parts if letters(part.text)]


def text_of_html(html: str) -> str:
    r"""The words of a piece of HTML, its paragraphs in lines.

    Examples
    --------
    >>> text_of_html("<p>The <b>hall</b>.</p><p>At dusk.</p>")
    'The hall.\nAt dusk.'
    """
    if not is_html(html):
        return line_of_html(html)
    return "\n".join(part.text for part in parts_of_html(html, ""))


def _blocks_of(html: str) -> list[Block]:
    """The blocks of a piece of HTML with their layers; none where it shows nothing."""
    try:
        tree = tree_of(html, "HTML")
        walked = walk(tree)
    except InputError:
        return []  # a comment, or a script
    blocks, pictures = walked.blocks, 0
    for block in blocks:
        beside = block.pictures_above > pictures
        pictures = block.pictures
        block.layer = _layer(block, beside=beside)
    _label_headings(blocks, tree)
    _label_rubrics(blocks)
    if blocks and _points_on(blocks[-1]):
        blocks[-1].layer = "boilerplate"
    shown = {letters(block.text) for block in blocks}
    for position, block in reversed(walked.on_click):
        if letters(block.text) not in shown:
            block.layer = "credit" if block.flags & CREDIT else "caption"
            blocks.insert(position, block)
    return blocks


def _layer(block: Block, *, beside: bool) -> str:
    """The layer of a block, by its own markup and words and those of the picture beside it."""
    return (
        _of_controls(block)
        or _of_captions(block)
        or _of_pictures(block, beside=beside)
        or _of_notes(block)
        or "body"
    )


def _of_controls(block: Block) -> str:
    """Boilerplate where an element says that its words are none of the text."""
    root = block.root
    while root is not None:
        if root.why in _OF_CAPTION or root.tag in _CONTROLS or root.why == "a player":
            return "boilerplate"
        root = root.outer
    points_away = block.linked >= _SHARES["another's"] * len(block.text)
    is_embedded = block.linked >= _SHARES["linked"] * len(block.text) and not block.caption
    if (block.root is not None and points_away) or PLAYER.match(block.text):
        return "boilerplate"
    # A figure of nothing but a link stands for what another site or a script shows.
    return "boilerplate" if is_embedded and _is_in_figure(block) else ""


def _of_captions(block: Block) -> str:
    n_words = len(block.text.split())
    few = n_words <= _MOST_WORDS["credit"]
    if block.caption:
        named = block.flags & CREDIT or _ATTRIBUTED.match(block.text)
        return "credit" if is_credit(block.text) or (few and named) else "caption"
    return "credit" if block.flags & CREDIT and few else ""


def _of_pictures(block: Block, *, beside: bool) -> str:
    """A caption or credit that no element is named after: it is in or below a picture's box."""
    if block.level or not (beside or block.box):
        return ""
    in_box = _is_in_figure(block) and bool(block.box) and block.box_words <= MOST_BESIDE
    if _is_credit_of_picture(block, in_box=in_box, beside=beside):
        return "credit"
    if in_box and not block.flags & (QUOTE | LIST | DATA):
        return "caption"
    return "caption" if beside and _is_caption_beside(block) else ""


def _is_credit_of_picture(block: Block, *, in_box: bool, beside: bool) -> bool:
    if len(block.text.split()) > _MOST_WORDS["credit"]:
        return False
    credits = bool(block.flags & BYLINE) or _credits(block.text)
    return (in_box and credits) or (beside and is_credit(block.text))


def _is_caption_beside(block: Block) -> bool:
    """Is a block beside a picture its caption, by a credit in it or by its italics?"""
    n_words = len(block.text.split())
    if n_words in _CREDITED_WORDS and has_credit(block.text):
        return True
    styled = block.emphasised >= _SHARES["styled"] * len(block.text) and not block.linked
    close = block.below_picture or block.box
    return bool(styled and close) and n_words in _CAPTION_WORDS


def _is_in_figure(block: Block) -> bool:
    """Is a block in a <figure>? A box that is named after pictures may hold a whole text."""
    figure = next(block.element.iterancestors("figure"), None)
    return block.element.tag == "figure" or figure is not None


def _credits(text: str) -> bool:
    return is_credit_behind(text) or _ATTRIBUTED.match(text) is not None


def _of_notes(block: Block) -> str:
    n_words, links = len(block.text.split()), block.linked / len(block.text)
    if block.flags & DATA and (n_words <= _MOST_WORDS["cell"] or not ends(block.text)):
        return "boilerplate"
    phrase = form.FURNITURE.search(block.text) and n_words <= _MOST_WORDS["phrase"]
    is_text = ends(block.text) and links < _SHARES["another's"]
    if (phrase and not is_text) or _OF_THE_ARTICLE.match(block.text):
        return "boilerplate"
    return ""


def _label_headings(blocks: Sequence[Block], tree: HtmlElement) -> None:
    """The layers of subheadings. Where a text has headings, a line in bold or capitals is none."""
    headings = [block for block in blocks if block.level]
    bold = {letters("".join(element.itertext())) for element in tree.iter("b", "strong")}
    for block in headings or blocks:
        if block.layer == "body":
            block.layer = _of_headings(block, bold) or "body"


def _label_rubrics(blocks: Sequence[Block]) -> None:
    """A rubric above paragraphs is in a box of its own, and is no paragraph."""
    if not any(block.flags & PARAGRAPH for block in blocks):
        return
    for block in blocks:
        is_text = block.flags & (PARAGRAPH | LIST | QUOTE | DATA) or ends(block.text)
        if block.layer == "body" and (is_text or len(block.text.split()) > _MOST_WORDS["rubric"]):
            return
        if block.layer == "body":
            block.layer = "boilerplate"


def _of_headings(block: Block, bold: Container[str]) -> str:
    """A subheading: a heading, or a short line in bold or capitals."""
    n_words = len(block.text.split())
    if block.level:
        return "subheading" if n_words <= _MOST_WORDS["subheading"] else ""
    if n_words > _MOST_WORDS["line"] or ends(block.text) or block.flags & (LIST | QUOTE | DATA):
        return ""
    return "subheading" if block.text.isupper() or letters(block.text) in bold else ""


def _points_on(block: Block) -> bool:
    """Is a last line nothing but a link, as "Continue reading"?"""
    alone = block.linked >= _SHARES["linked"] * len(block.text)
    return block.layer == "body" and alone and len(block.text.split()) <= _MOST_WORDS["link"]


def _names_origin(block: Block, title: str) -> bool:
    """Does a last line say where the article of this title comes from?"""
    n_chars = len(letters(block.text))
    if len(title) < _SHORTEST_TITLE or not block.linked or title not in letters(block.text):
        return False
    return block.layer == "body" and len(title) < n_chars <= len(title) + _LONGEST_AROUND_TITLE


def _paragraphs_of(text: str) -> Iterator[str]:
    r"""The paragraphs of a plain text: divided by blank lines or, where there are none, by lines.

    Examples
    --------
    >>> list(_paragraphs_of("One line\nand the next.\n\nTwo.")), list(_paragraphs_of("One.\nTwo."))
    (['One line and the next.', 'Two.'], ['One.', 'Two.'])
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    pieces: Sequence[str] = _BLANK_LINES.split(text)
    if len(pieces) == 1:
        pieces = text.split("\n")
    for piece in pieces:
        if words := " ".join(piece.split()):
            yield words


def parts_of_text(text: str, field: str, *, title: str = "") -> list[Part]:
    r"""The parts of an article's text, in HTML or plain.

    Examples
    --------
    >>> [part.text for part in parts_of_text("One.\n\nTwo.", "body")]
    ['One.', 'Two.']
    """
    if is_html(text):
        return parts_of_html(text, field, title=title)
    plain = _ENTITY.sub(lambda entity: line_of_html(entity[0]), text)
    return [Part("body", paragraph, field) for paragraph in _paragraphs_of(plain)]
