"""A page's tree → its blocks in reading order, each with what the markup says. All are kept."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.page import slides
from analysis.reading.page.signs import (
    CAPTION_CLASS,
    CREDIT,
    CREDIT_CLASS,
    DATA,
    EMPHASIS,
    FIGURE,
    INLINE,
    LEAD,
    LINK,
    LOOKED_INTO,
    NOT_CAPTION,
    PARAGRAPH,
    STANDFIRST,
    Sign,
    sign,
)  # fmt: skip

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What no reader sees.
_UNSEEN = frozenset(
    """head script style noscript template svg math iframe object embed applet audio canvas map
    param source track datalist input area base link meta title noframes frameset
    amp-analytics amp-ad amp-pixel amp-consent amp-state""".split()
)
_UNSEEN_ANYWHERE = ("script", "style", "noscript", "template", "svg", "math", "canvas")
_READINGS = ("rt", "rp", "rtc")  # of <ruby>: how a word sounds, above it, is no text of the article
_FRAMES = ("iframe", "object", "embed")
_PICTURES = frozenset(
    """img picture video amp-img amp-video amp-carousel amp-youtube amp-iframe iframe embed
    object""".split()
)
_SHOWN = frozenset(("img", "picture", "amp-img"))  # players and frames hold words of their own
_NO_PICTURES = frozenset(("blockquote", "table", "pre"))  # what else a <figure> may show
_CONTROLS = frozenset(("select", "option"))
_CONTROL_ROLES = frozenset("dialog menuitem menuitemradio option slider switch radio".split())
_WORDLESS = _UNSEEN - _PICTURES - _CONTROLS
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
MOST_STANDFIRSTS = 2  # paragraphs
_MOST = {
    "blocks": 10_000,  # a larger page is no article
    "elements": 300,  # of a caption or standfirst
    "elements of a credit": 50,
    "elements of a mark": 3,
    "characters": 3000,  # of a caption
    "characters of a mark": 40,
    "characters of names": 200,  # more classes were made by a machine
    "pixels of an icon": 49,  # a side
}
_HANDED_ON = ~PARAGRAPH
_COUNTED = LINK | EMPHASIS  # whose characters are counted
_NOT_READ = _UNSEEN | {"img"}  # nothing in them is text of the page
_INLINE = Sign(says_all=True)  # of an element that says nothing, in a line
_SAYS_MORE = frozenset(("id", "role", "itemprop", "aria-modal"))  # attributes beside the class
_SAYS_CAPTION = re.compile(r"caption|data-sub-html")  # among the names of attributes
_VARIANT = re.compile(r"truncat|collaps|expand|full|short|long|mobile|desktop|preview")
_CREDIT_OF_CAPTION = re.compile(r"caption[\w-]*?credit")
# Words beside a caption that only a screen reader speaks, or that fold, count and refer.
_UNSEEN_CLASS = re.compile(
    r"sr-only|visually-?hidden|screen-?reader|off-?screen|assistive"
    r"|a11y-(?:hidden|only)"
)
_UNSEEN_STYLE = re.compile(r"clip(?:-path)?\s*:|(?:left|top|text-indent)\s*:\s*-\d{3}")
SPOKEN = re.compile(
    r"(?i)^(?:(?:image|photo|picture|media|video)\s+caption\s*[,:]?"
    r"|media playback is (?:un|not )supported\b.{0,40})$"
)
_FOLDS = re.compile(
    r"(?i)^\W{0,9}(?:(?:(?:read|show|see|view) ?)?(?:more|less|full caption)|expand|collapse|close"
    r"|enlarge(?: (?:this )?(?:image|photo|picture))?|(?:hide|show|toggle) caption|full ?screen"
    r"|view (?:gallery|slideshow|full size|larger?))\W{0,9}$"
)
_BUTTON = re.compile(r"(?:^|[\s_-])(?:button|btn)(?:$|[\s_-])")
_COUNTS = re.compile(r"^\(?\d{1,3}\s*(?:/|of)\s*\d{1,3}\)?$")
_NOTE = re.compile(r"^\[\w{1,3}\]$|^[*†‡§¶]{1,3}$")
_MARK_TAGS = frozenset("a abbr b button em i label p small span strong sup div textarea".split())
_CREDIT_PROPERTIES = ("copyrightholder", "author", "creator", "credittext", "copyrightnotice")
_NONE = -1  # the number of the element around the outermost
# Stands for the beginning of an element until the block is whole; a code point that no text holds.
_BORDER = "\ufdd0"


class Root(NamedTuple):
    """An element that takes out of the article, and the one around it that does so too."""

    number: int
    why: str
    outer: Root | None
    tag: str = ""


@dataclass(slots=True)
class Block:
    """One visible block: its words and what the markup around them says."""

    text: str
    element: HtmlElement
    flags: int
    caption: str | None
    root: Root | None
    level: int  # 1 to 6 in a heading, else 0
    in_figure: bool
    pictures: int  # how many pictures the page has shown before its end
    pictures_above: int  # and before its first word
    number: int = 0  # the element's, as the walk counts them
    linked: int = 0  # characters inside links
    emphasised: int = 0  # characters in italics, bold or small type
    link: str = ""  # where the last link with its words leads
    link_of_picture: str = ""  # and that around the picture above it
    pictured: frozenset[str] = frozenset()  # names of that picture's files
    borders: tuple[int, ...] = ()  # in a caption: where elements begin in its text
    below_picture: bool = False  # right below one, in the same element
    box: int = 0  # the smallest element that holds a picture and these words; 0 for none
    box_words: int = 0  # how many words that box holds
    first_in_box: int = 0  # the number of its first picture; `box` is that of its last
    own_picture: int = 0  # the number of the picture whose element says a caption; 0 for none
    path: str = ""  # the element's place in the page
    picture: str | None = None  # of a caption: how the page refers to its picture
    layer: str = ""
    rule: str = ""
    confidence: float = 0.0
    evidence: float = 0.0
    compact: str = field(init=False)  # the text without its white space
    n_words: int = field(init=False)  # between white space

    def __post_init__(self) -> None:
        words = self.text.split()
        self.compact, self.n_words = "".join(words), len(words)

    @property
    def parent(self) -> str:
        """The place of the element around the block's own."""
        return self.path.rpartition("/")[0]


@dataclass(slots=True)
class Walk:
    """The blocks of a page, and the places of the elements that hold them."""

    blocks: list[Block]
    articles: list[tuple[int, int]]  # blocks from, to (excluded), of each <article>
    # Captions that the page shows on a click, each with the position of the block behind it.
    on_click: list[tuple[int, Block]]
    # Number of a picture → its element.
    shown: dict[int, HtmlElement] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """What an element hands on to what stands in it."""

    block: HtmlElement
    number: int  # the block's, as the walk counts elements
    flags: int
    block_flags: int
    caption: str | None  # inside a caption, whose paragraphs are one text: what makes it one
    root: Root | None
    level: int
    in_figure: bool
    link: str = ""


class _Walker:
    """One pass over the tree; keeps the block that is being filled."""

    def __init__(self, italics: frozenset[str]) -> None:
        self.italics = italics  # classes
        self.blocks: list[Block] = []
        self.articles: list[tuple[int, int]] = []
        self.begins: list[int] = []  # of each <article> around: how many blocks are before it
        self.on_click: list[tuple[int, Block]] = []
        # Of each element, in the order of the page: its tag, and the number of the one around it.
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.number = 0  # of the element that is being read
        self.shown: dict[int, HtmlElement] = {}  # number of a picture → its element
        self.shown_at: dict[int, int] = {}  # number of a picture → the number of its element
        self.links: dict[int, str] = {}  # number of a picture → where the link around it leads
        self.n_pictures = self.n_roots = 0
        # Of the block that is being filled:
        self.parts: list[str] = []
        self.owner: _State | None = None
        self.marks: list[Block] = []
        self.linked = self.emphasised = self.pictures_above = 0
        self.link = ""

    def text(self, text: str, state: _State) -> None:
        if self.owner is None:
            if not text.isspace():
                self.owner = state
                self.pictures_above = self.n_pictures
            elif not state.flags & _COUNTED:
                return  # what stands between two elements is no text
        self.parts.append(text)
        if state.flags & _COUNTED:
            if state.flags & LINK:
                self.linked += len(text)
                self.link = state.link if text.strip() else self.link
            if state.flags & EMPHASIS:
                self.emphasised += len(text)

    def flush(self) -> None:
        if not (self.parts or self.marks):
            return
        if self.owner is not None:
            text, borders = _without_borders(_tidy("".join(self.parts)))
            if text:
                block = self.block(text, self.owner)
                block.linked, block.emphasised = self.linked, self.emphasised
                block.link = self.link
                block.link_of_picture = self.links.get(self.pictures_above, "")
                if block.caption:
                    block.pictured = slides.names_of(self.shown.get(self.pictures_above))
                block.pictures_above, block.borders = self.pictures_above, borders
                self.blocks.append(block)
            self.owner = None
        self.blocks += self.marks
        self.marks, self.parts = [], []
        self.linked = self.emphasised = 0
        self.link = ""

    def block(self, text: str, state: _State) -> Block:
        """A block with what its element says; its place is the end of what was read."""
        return Block(
            text=text,
            element=state.block,
            flags=state.flags | state.block_flags,
            caption=state.caption,
            root=state.root,
            level=state.level,
            in_figure=state.in_figure,
            pictures=self.n_pictures,
            pictures_above=self.n_pictures,
            number=state.number,
        )

    def root(self, why: str, outer: Root | None, tag: str = "") -> Root:
        """The next element that takes out of the article; an outer one has the lower number."""
        self.n_roots += 1
        return Root(self.n_roots, why, outer, tag)

    def set_apart(self, element: HtmlElement, text: str, state: _State) -> None:
        """A mark within a caption becomes a block of its own, beside the caption."""
        mark = self.block(text, state)
        mark.element, mark.number, mark.caption = element, self.number, None
        mark.root = self.root("a caption's marks and switches", state.root)
        (self.blocks if self.owner is None else self.marks).append(mark)

    def add_on_click(self, element: HtmlElement, state: _State) -> None:
        """The captions that an element's attributes say, and their credits."""
        position = len(self.blocks) + (self.owner is not None)
        picture = next(element.iter(*_SHOWN), None)
        own_picture = 0 if picture is None or _is_icon(picture) else self.n_pictures + 1
        for name, text, flag in slides.captions_of(element):
            block = self.block(text, state)
            block.element, block.number, block.caption = element, self.number, name
            block.flags |= flag
            block.own_picture = own_picture
            self.on_click.append((position, block))

    def read(self, tree: HtmlElement) -> None:
        """Read every element of a tree that a reader sees."""
        from lxml import etree

        # From the root, not from <body>: what stands behind </html> is shown as well.
        state = _State(tree, 0, 0, 0, None, None, 0, False)
        tags, parents, number = self.tags, self.parents, _NONE
        # Of each element around: what holds outside of it, and whether it stands in a block of its own.
        around: list[tuple[_State, bool]] = []
        # Not by recursion, since pages are nested deeper than Python recurses.
        events = etree.iterwalk(tree, events=("start", "end"))
        for event, element in events:
            if event == "start":
                parents.append(number)
                number = self.number = len(tags)
                tags.append(element.tag)
                inner, breaks = self.enter(element, tags[number], state)
                around.append((state, breaks))
                if inner is None:
                    events.skip_subtree()
                else:
                    state = inner
            else:
                state, breaks = around.pop()
                if breaks and (self.parts or self.marks):
                    self.flush()
                if tags[number] == "article":
                    self.close_article()
                number = parents[number]
                if tail := element.tail:
                    self.text(tail, state)
        self.flush()

    def enter(self, element: HtmlElement, tag: str, outer: _State) -> tuple[_State | None, bool]:
        """Read the beginning of an element: what holds inside, None where nothing in it is read as
        the page's text; and whether it stands in a block of its own.
        """
        if tag == "br":
            self.line_break(outer)
            return None, False
        has_class, says_more, says_caption = _said_by(*element.keys())
        if says_caption:
            self.add_on_click(element, outer)
        if tag in _PICTURES and not _is_icon(element):
            self.add_picture(element, tag, outer)
        if tag in _NOT_READ:
            if tag in _FRAMES:
                self.flush()
            return None, False
        names = element.get("class", "") if has_class else ""
        if outer.caption is not None and tag in _MARK_TAGS and (mark := _mark(element, names)):
            self.set_apart(element, mark, outer)
            return None, False
        own = _sign_of(element, names) if says_more else sign(tag, names, "", "")
        if self.italics and not self.italics.isdisjoint(names.split()):
            own = own._replace(flags=own.flags | EMPHASIS)
        inner, breaks = self.inner(element, tag, own, outer)
        if breaks:
            if self.parts or self.marks:
                self.flush()
        elif outer.caption is not None and self.owner is not None:
            self.parts.append(_BORDER)
        if tag == "article":
            self.begins.append(len(self.blocks))
        if text := element.text:
            self.text(text, inner)
        return inner, breaks

    def add_picture(self, element: HtmlElement, tag: str, outer: _State) -> None:
        """The next picture of the page."""
        self.n_pictures += 1
        if tag in _SHOWN:
            self.shown[self.n_pictures] = element
            self.shown_at[self.n_pictures] = self.number
            self.links[self.n_pictures] = outer.link

    def close_article(self) -> None:
        """Note the blocks of an <article> that ends."""
        begin = self.begins.pop()
        if begin < len(self.blocks):
            self.articles.append((begin, len(self.blocks)))

    def line_break(self, state: _State) -> None:
        """A line break; two in a row, or one around a picture, divide paragraphs."""
        last = "".join(self.parts[-3:]).rstrip(" \t\r\n")
        if last.endswith("\v") and state.caption is None:
            self.flush()
        elif self.parts:
            self.parts.append("\v")

    def inner(
        self, element: HtmlElement, tag: str, own: Sign, outer: _State
    ) -> tuple[_State, bool]:
        """What holds inside an element, and whether it stands in a block of its own."""
        breaks, own_flags, flags = own.breaks, own.flags, (outer.flags & _HANDED_ON) | own.flags
        caption, root, in_figure = outer.caption, outer.root, outer.in_figure
        if not own.says_all or caption is not None or flags & FIGURE:
            if breaks and caption is not None and not own_flags & CREDIT:
                # The paragraphs of one caption are one text.
                self.parts.append(" ")
                breaks = False
            if own_flags & LOOKED_INTO or tag == "table":
                own_flags, flags = _flags(element, own_flags, flags)
            kind = _kind(element, own, flags, outer)
            flags |= _FLAGS_OF_KIND.get(kind, 0)
            breaks = breaks or kind in ("caption", "credit") or (bool(kind) and tag not in INLINE)
            root = self.root_of(own, tag, kind, outer)
            caption = own.caption if kind == "caption" else caption
            in_figure = in_figure or (bool(own_flags & FIGURE) and caption is None)
        elif own == _INLINE:
            return outer, False
        block = (
            (element, self.number, flags, own_flags)
            if breaks
            else (outer.block, outer.number, flags, outer.block_flags)
        )
        level = _HEADINGS.get(tag, outer.level)
        link = element.get("href", "") if tag == "a" else outer.link
        return _State(*block, caption, root, level, in_figure, link), breaks

    def root_of(self, own: Sign, tag: str, kind: str, outer: _State) -> Root | None:
        """The innermost element around that takes out of the article, once this one is entered."""
        root = outer.root
        if kind == "controls":
            root = self.root("a player's settings", root)
        if own.boilerplate and outer.caption is None:
            root = self.root(own.boilerplate, root, tag)
        return root


@functools.lru_cache(maxsize=5_000)
def _said_by(*attributes: str) -> tuple[bool, bool, bool]:
    """Whether an element with attributes of these names has a class, something else to read of what it
    is, and a caption.
    """
    says_caption = _SAYS_CAPTION.search(" ".join(attributes)) is not None
    return "class" in attributes, not _SAYS_MORE.isdisjoint(attributes), says_caption


def _sign_of(element: HtmlElement, names: str) -> Sign:
    """What tag and attributes of an element with these class names say."""
    get = element.get
    ident = get("id")
    # What closes off the rest of the page is a dialog, with or without the role of one.
    role = "dialog" if get("aria-modal") == "true" else get("role", "").lower()
    names_and_id = f"{names} {ident}" if ident else names
    return sign(element.tag, names_and_id, role, get("itemprop", "").lower())


def _tidy(text: str) -> str:
    # U+000B marks a <br>; line ends of the source are spaces like others.
    if "\v" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\v"))))


def _without_borders(text: str) -> tuple[str, tuple[int, ...]]:
    """A text without the signs of its elements' beginnings, and where these were."""
    if _BORDER not in text:
        return text, ()
    first, *rest = text.split(_BORDER)
    whole, borders = first.lstrip(), []
    for part in rest:
        if not whole or whole[-1].isspace():
            part = part.lstrip()
        borders.append(len(whole))
        whole += part
    return whole.rstrip(), tuple(borders)


def walk(tree: HtmlElement) -> Walk:
    """The blocks of a page in reading order."""
    from lxml import etree

    walker = _Walker(slides.italic_classes(tree))
    slides.keep_captions(tree)
    etree.strip_elements(tree, *_UNSEEN_ANYWHERE, *_READINGS, with_tail=False)
    walker.read(tree)
    blocks = [*walker.blocks, *(block for _, block in walker.on_click)]
    _set_paths(blocks, walker.tags, walker.parents)
    _set_boxes(walker.blocks, walker.parents, walker.shown_at)
    return Walk(walker.blocks, walker.articles, walker.on_click, walker.shown)


def _set_boxes(blocks: list[Block], parents: list[int], pictures: dict[int, int]) -> None:
    """Which blocks stand right below a picture, and which in the smallest box with one."""
    if not pictures or len(blocks) > _MOST["blocks"]:
        return
    words = [0] * len(parents)
    for block in blocks:
        words[block.number] += block.n_words
    for n in range(len(parents) - 1, 0, -1):
        words[parents[n]] += words[n]
    # In document order: what holds for an element is settled before those below ask for it.
    nearest_with_words: list[int] = []
    for n, parent in enumerate(parents):
        nearest_with_words.append(n if words[n] or not n else nearest_with_words[parent])
    shown_in = {picture: nearest_with_words[n] for picture, n in pictures.items()}
    # The last and the first picture of each.
    boxes = {box: number for number, box in shown_in.items()}
    firsts = {box: number for number, box in reversed(shown_in.items())}
    box_of: list[int | None] = []
    for n, parent in enumerate(parents):
        box_of.append(n if n in boxes else box_of[parent] if n else None)
    for block in blocks:
        n = block.number
        box = box_of[n]
        # A paragraph with a picture in it is a paragraph.
        if box is not None and not (box == n and block.element.tag in ("p", "li", "dd")):
            block.first_in_box, block.box = firsts[box], boxes[box]
            block.box_words = words[box]
        if block.pictures_above in shown_in:
            block.below_picture = shown_in[block.pictures_above] in (n, parents[n])


def _is_icon(element: HtmlElement) -> bool:
    """Is a picture so small that it illustrates nothing?"""
    sides = (element.get("width", ""), element.get("height", ""))
    pixels = (side.removesuffix("px") for side in sides)
    return any(n.isdigit() and int(n) <= _MOST["pixels of an icon"] for n in pixels)


def _mark(element: HtmlElement, names: str) -> str:
    """The words of an element in a caption that are none of the caption's; or an empty string."""
    style = element.get("style", "")[: _MOST["characters of names"]].lower()
    hidden = _UNSEEN_CLASS.search(names.lower()) or _UNSEEN_STYLE.search(style)
    below = itertools.islice(element.iterdescendants(), _MOST["elements of a mark"], None)
    if not hidden and next(below, None) is not None:
        return ""
    tag, words = element.tag, " ".join("".join(element.itertext()).split())
    named = any(pattern.match(words) for pattern in (SPOKEN, _NOTE, _COUNTS))
    is_button = tag == "button" or _BUTTON.search(names.lower())
    switches = tag in ("a", "button", "label") or element.get("role") == "button"
    folds = _FOLDS.match(words) and (switches or len(words.split()) > 1)
    short = len(words) <= _MOST["characters of a mark"] and (folds or (switches and is_button))
    note = tag == "sup" and words.isdecimal() and element.find(".//a") is not None
    return words if hidden or tag == "textarea" or named or short or note else ""


def _set_paths(blocks: list[Block], tags: list[str], parents: list[int]) -> None:
    """The places of the blocks as XPath, siblings counted once: lxml's own getpath counts anew."""
    # Alike for the elements of one tag in one parent: how many, and which of them each is.
    siblings = list(zip(parents, tags, strict=True))
    n_alike: dict[tuple[int, str], int] = {}
    nth = []
    for same in siblings:
        n_alike[same] = n_alike.get(same, 0) + 1
        nth.append(n_alike[same])
    paths = {0: f"/{tags[0]}"}
    for block in blocks:
        n, unnamed = block.number, []
        while n not in paths:
            unnamed.append(n)
            n = parents[n]
        path = paths[n]
        for n in reversed(unnamed):
            path = f"{path}/{tags[n]}"
            path = paths[n] = f"{path}[{nth[n]}]" if n_alike[siblings[n]] > 1 else path
        block.path = path


def _flags(element: HtmlElement, own_flags: int, flags: int) -> tuple[int, int]:
    """The flags of an element itself, and those that it hands on, by what it holds."""
    if own_flags & CREDIT and _is_box(element):
        # "image-credit-wrap" wraps caption and credit: it is a picture's box, and no credit itself.
        own_flags, flags = ((marked & ~CREDIT) | FIGURE for marked in (own_flags, flags))
    opening = own_flags & (STANDFIRST | LEAD)
    if opening and _is_box_of_text(element):
        flags &= ~opening
    if element.tag == "table" and _holds_data(element):
        flags |= DATA
    return own_flags, flags


_FLAGS_OF_KIND = {"figure": FIGURE, "credit": CREDIT}


def _kind(element: HtmlElement, own: Sign, flags: int, outer: _State) -> str:
    """What an element is that is named after captions, or is in a caption or figure; or empty."""
    if outer.caption is not None:
        may_be_credit = not flags & CREDIT
    elif own.caption:
        return _kind_of_caption(element)
    else:
        may_be_credit = bool(flags & FIGURE) and element.tag not in ("figure", "article")
    return "credit" if may_be_credit and _is_credit(element) else ""


@functools.lru_cache(maxsize=5_000)
def _credit_name(names: str) -> bool:
    return bool(CREDIT_CLASS.search(names))


def _is_credit(element: HtmlElement) -> bool:
    names = element.get("class", "").lower()
    named = names and len(names) < _MOST["characters of names"] and _credit_name(names)
    if named and not _is_box(element):
        return bool(_CREDIT_OF_CAPTION.search(names)) or not CAPTION_CLASS.search(names)
    return element.get("itemprop", "").lower() in _CREDIT_PROPERTIES


def _holds_data(table: HtmlElement) -> bool:
    """Is a table one of data, and no layout of the page?"""
    if table.find("caption") is None and next(table.iter("th"), None) is None:
        return False
    return next(table.iterdescendants("table", "img"), None) is None


def _is_box_of_text(element: HtmlElement) -> bool:
    """Does an element named after standfirsts hold more paragraphs than a standfirst has?"""
    most = _MOST["elements"] + 2
    tags = [below.tag for below in itertools.islice(element.iterdescendants(), most)]
    return len(tags) == most or tags.count("p") > MOST_STANDFIRSTS


def _is_box(element: HtmlElement) -> bool:
    """Does an element named after credits hold a caption, a picture, or a credit of its own?"""
    of_captions = CAPTION_CLASS.search(element.get("class", "").lower())
    for n_above, below in enumerate(element.iterdescendants()):
        if type(below.tag) is not str or n_above > _MOST["elements of a credit"]:
            return False
        names = below.get("class", "").lower()[: _MOST["characters of names"]]
        if below.tag in _SHOWN or below.tag == "figcaption":
            return True
        is_caption = not _credit_name(names) and CAPTION_CLASS.search(NOT_CAPTION.sub(" ", names))
        if names and (is_caption or (of_captions and _credit_name(names))):
            return True
    return False


def _kind_of_caption(element: HtmlElement) -> str:
    """Is an element named after captions one, a picture's box, a player's controls, or else?"""
    other = _kind_by_size(element)
    if other:
        return other
    if element.tag == "figcaption" and (other := _kind_without_picture(element)):
        return other
    n_pictures = n_captions = n_variants = 0
    for below in element.iterdescendants():
        tag = below.tag
        if type(tag) is not str or tag in _WORDLESS:
            continue
        names = below.get("class", "")
        if tag in _PICTURES:
            n_pictures += 1
        elif tag == "figcaption" or CAPTION_CLASS.search(names.lower()):
            n_captions += 1
            n_variants += _VARIANT.search(names) is not None
    if n_variants > 1:
        return "other"  # the same caption in a long and a short form: each for itself
    return "figure" if n_pictures and (n_captions or element.tag != "figcaption") else "caption"


def _kind_without_picture(figcaption: HtmlElement) -> str:
    """Is it what a figure without a picture says of sound ("Listen to this story"), or else of a quotation,
    a table or a piece of code? Empty where it is neither.
    """
    figure = next(figcaption.iterancestors("figure"), None)
    if figure is None:
        return ""
    below = itertools.islice(figure.iterdescendants(), _MOST["elements"])
    tags = {element.tag for element in below if type(element.tag) is str}
    if not tags.isdisjoint(_PICTURES):
        return ""
    return "controls" if "audio" in tags else "other" if tags & _NO_PICTURES else ""


def _kind_by_size(element: HtmlElement) -> str:
    """Is an element a player's controls, or larger than a caption? Empty where it is neither."""
    size = len(element.text or "")
    for n_above, below in enumerate(element.iterdescendants()):
        tag = below.tag
        if type(tag) is not str or tag in _WORDLESS:
            continue
        if tag in _CONTROLS or below.get("role") in _CONTROL_ROLES:
            return "controls"
        size += len((below.text or "").strip()) + len((below.tail or "").strip())
        if tag in ("article", "h1") or n_above > _MOST["elements"] or size > _MOST["characters"]:
            return "other"
    return ""
