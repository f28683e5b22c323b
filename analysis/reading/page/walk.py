"""A page's tree → its blocks in reading order, each with what the markup says of it. Nothing is
dropped.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.page import slides

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What no reader sees.
_UNSEEN = frozenset(
    """head script style noscript template svg math iframe object embed applet audio canvas map param source track
    datalist input area base link meta title noframes frameset amp-analytics amp-ad amp-pixel amp-consent amp-state""".split()
)
_UNSEEN_ANYWHERE = ("script", "style", "noscript", "template", "svg", "math", "canvas")
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small
    span strike strong sub sup time tt u var wbr img picture amp-img button o-quote gu-atom""".split()
)
_PICTURES = frozenset(
    "img picture video amp-img amp-video amp-carousel amp-youtube amp-iframe iframe embed object".split()
)
_SHOWN = frozenset(("img", "picture", "amp-img"))  # players and frames hold words of their own
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
MOST_STANDFIRSTS = 2  # paragraphs
_MOST_LOOKED_AT = 300  # elements: a standfirst has few
_MOST_BOXED = 10_000  # blocks: a larger page is no article

# Marks of one element, inherited by what stands in it.
(
    LINK,
    EMPHASIS,
    SMALL,
    FIGURE,
    CREDIT,
    BYLINE,
    STANDFIRST,
    ARTICLE,
    BODY,
    LIST,
    QUOTE,
    TABLE,
    HEADER,
    PARAGRAPH,
    TIME,
    MAIN,
    HEADLINE,
    DESCRIBES,
    DATA,
    LEAD,
) = (1 << bit for bit in range(20))
_HANDED_ON = ~(PARAGRAPH)

_CAPTION_CLASS = re.compile(
    r"caption|cutline|(?:^|[\s_-])(?:l[ée]gende|didascalia|bijschrift|onderschrift|bildetekst|billedtekst|bildtext|pie-?de-?foto|leyenda)(?:$|[\s_-])|\bimg-?legend|photo-?legend|image-?legend|mediaDescription\b|bildunterschrift"
)
_NOT_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:no|hide|has|with|without|toggle|show|closed)[-_]?caption\w*|caption[-_]*(?:toggle|button|btn|icon|trigger|subject|switch|link|setting|menu|track|window|display)|captioned\b|subcaption"
)
_CREDIT_CLASS = re.compile(
    r"credit|attribution|copyright|photographer|(?:image|photo|img|media|picture|caption)[-_]*(?:source|author|byline|by\b|rights|owner|agency)|^source$|\bsource\b|rightsholder|author"
)
_SURE_CREDIT = re.compile(
    r"(?:photo|image|img|picture|media|caption|figure|lead|featured)[-_a-z]*?(?:credit|attribution|copyright|photographer)|credit[-_]?(?:line|photo|image)"
)
_FIGURE_CLASS = re.compile(
    r"wp-caption(?!-)|(?:^|[\s_-])(?:inline|article|story|lead|hero|featured|main|body|content|post)[-_]?(?:image|photo|picture|media|figure)(?:[\s_-]|$)|image[-_]?(?:wrap|container|block|with|holder)|media-?block|gallery|slideshow|carousel|(?:^|[\s_-])slide(?:[\s_-]|$)"
)
_BYLINE_CLASS = re.compile(
    r"byline|(?:^|[\s_-])(?:author|authors|dateline|timestamp|pubdate|pub-date|publish|published|publication-?date|posted|post-?date|post-?meta|entry-?meta|article-?meta|story-?meta|article-?info|article-?date|meta-?data|date|datetime|contributor|writer)s?(?:[\s_-]|$)|articledate|publishdate|author-?name|date-?time|last-?updated|time-?stamp"
)
_STANDFIRST_CLASS = re.compile(
    r"standfirst|(?:^|[\s_-])(?:dek|deck|subtitle|sub-?title|subheadline|sub-?headline|subhead|sub-?heading|summary|excerpt|strapline|lede|teaser-?text|article-?intro|post-?intro|kicker-?text)(?:[\s_-]|$)|article-?(?:description|summary|subtitle|dek|deck)|__dek|(?:^|[\s_-])c-?dek"
)
_FOREIGN_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:chap[oô]|chapeau|ingress|preamble|vorspann|sapo|sommario|occhiello|catenaccio|entradilla|bajada|copete|sous-?titre|untertitel|inleiding|samenvatting|manchet)(?:$|[\s_-])"
    r"|(?:^|[\s_-])intro(?:[\s_-]*te[xk]s?t)?(?:[\s_-]*(?:wrap(?:per)?|container|box|inner))?$"
)
# An article's lead or introduction: a standfirst by its place alone. A picture's lead
# ("lead-image") is none.
_LEAD_CLASS = re.compile(
    r"(?:^|[\s_-])(?:abstract|lead(?:[\s_-]*(?:text|para(?:graph)?))?|introduction)(?:[\s_-]*(?:wrap(?:per)?|container|box|inner))?$"
)
_BOILERPLATE = re.compile(r"""(?x)
    (?:^|[\s_-]) (?: related|recommend(?:ed|ations?)?|recirc(?:ulation)?|teasers?|promos?|newsletters?|subscribe|subscription|signup|sign-?up|comments?|respond|disqus|livefyre|social|share|sharing|sharebar|addthis
      |breadcrumbs?|nav|navbar|navigation|menu|submenu|footer|sidebar|side-bar|rail|widgets?|trending|popular|most-?(?:read|popular|viewed|shared)|advert(?:isement|s|ising)?|ads?|ad-?(?:slot|unit|wrapper|container)
      |sponsor(?:ed|s)?|cookies?|consent|gdpr|tags|tag-?list|taxonomy|topics|author-?(?:bio|info|box|card|profile|description|about)|about-?(?:the-?)?author|bio|outbrain|taboola|zergnet|revcontent|login|log-?in|search|toolbar|print-?only
      |more-?(?:from|on|stories|news|in|articles|like)|read-?(?:more|next|also)|readnext|up-?next|next-?(?:up|article|story|post)|prev(?:ious)?-?(?:article|story|post)|latest|also-?(?:read|like|see)|you-?may|must-?read|editors?-?picks?|headlines-?list|story-?list
      |pagination|pager|skip-?link|screen-?reader(?:-text)?|sr-only|visually-?hidden|modal|popup|overlay|lightbox-?nav|donate|donation|membership|mailing-?list|jp-relatedposts|sharedaddy|wp-block-latest-posts|follow-?us|follow|tooltip|copyright-?notice|legal|disclaimer
      |correction-?form|report-?(?:typo|error)|feedback|rating|poll|quiz|playlist|onward|river|masthead|site-?header|global-?header|page-?header|top-?bar|toggle|dropdown
    ) (?:$|[\s_-]|[A-Z])
    | relatedstor|relatedart|relatedcont|relatedlink|relatedtop|related-|-related|morestories|mostpopular|mostread|newsletter|recommended|outbrain|taboola|comment-?(?:list|form|area|section)|commentlist|socialshare|sharetools|share-?(?:tools|bar|buttons|links)|sharing-|breadcrumb|authorbio|author-?bio
    """)
# What a player says of itself; a caption in its box is named so.
_PLAYER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:video-?js|vjs-[\w-]{1,40}|jw-?player|jw-[\w-]{1,40}|audio-?player|plyr|mejs)(?=$|[\s_-])"
)
_BOILERPLATE_TAGS = frozenset("nav footer aside form select dialog menu button amp-sidebar".split())
_BOILERPLATE_ROLES = frozenset(
    "navigation search complementary contentinfo banner dialog alertdialog menu menubar toolbar"
    " form".split()
)
_OTHER_STORIES = ("relat", "recirc", "recommend", "newsletter", "comment")
_VARIANT = re.compile(r"truncat|collaps|expand|full|short|long|mobile|desktop|preview")
_CAPTION_TEXT = re.compile(r"caption[-_]?(?:and|text)")
# Words beside a caption that only a screen reader speaks, or that fold, count and refer.
_UNSEEN_CLASS = re.compile(
    r"sr-only|visually-?hidden|screen-?reader|off-?screen|assistive|a11y-(?:hidden|only)"
)
_UNSEEN_STYLE = re.compile(r"clip(?:-path)?\s*:|(?:left|top|text-indent)\s*:\s*-\d{3}")
SPOKEN = re.compile(
    r"(?i)^(?:(?:image|photo|picture|media|video)\s+caption\s*[,:]?|media playback is (?:un|not"
    r" )supported\b.{0,40})$"
)
_FOLDS = re.compile(
    r"(?i)^\W{0,9}(?:(?:(?:read|show|see|view) ?)?(?:more|less|full"
    r" caption)|expand|collapse|close|enlarge(?: (?:this )?(?:image|photo|picture))?"
    r"|(?:hide|show|toggle) caption|full ?screen|view (?:gallery|slideshow|full"
    r" size|larger?))\W{0,9}$"
)
_BUTTON = re.compile(r"(?:^|[\s_-])(?:button|btn)(?:$|[\s_-])")
_COUNTS = re.compile(r"^\(?\d{1,3}\s*(?:/|of)\s*\d{1,3}\)?$")
_NOTE = re.compile(r"^\[\w{1,3}\]$|^[*†‡§¶]{1,3}$")
_MARK_TAGS = frozenset("a abbr b button em i label p small span strong sup div textarea".split())
_CONTROLS = frozenset(("select", "option"))
_CONTROL_ROLES = frozenset("dialog menuitem menuitemradio option slider switch radio".split())
_BORDER = (  # stands for the beginning of an element until the block is whole; a code point that no text holds
    "\ufdd0"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DESCRIBES = re.compile(
    r"(?:^|[\s_-])(?:img|image|photo|foto|pic|picture|bild|media|figure)[-_]*(?:desc|description|text|legend|info|title|note|label)(?:[\s_-]|$)"
)
_BY_NAME = (
    (CREDIT, _SURE_CREDIT),
    (FIGURE, _FIGURE_CLASS),
    (BYLINE, _BYLINE_CLASS),
    (STANDFIRST, _STANDFIRST_CLASS),
    (STANDFIRST, _FOREIGN_STANDFIRST),
    (LEAD, _LEAD_CLASS),
    (DESCRIBES, _DESCRIBES),
)
# A quick look before the long patterns: most class names are about columns and colours.
_ANY = re.compile(
    "capt|cutl|lege|lég|dida|schrift|leye|pie-?de|cred|attr|copy|photo|foto|img|pic|imag|pict|medi|figu|gall|slid|caro|auth|date|time|publ|post|meta|byli|writ|contr|info"
    "|chap|ingr|prea|vors|sapo|somm|occh|cate|entr|baja|cope|sous|unter|inle|same|manc|abst|lead|stand|dek|deck|titl|head|summ|exce|stra|lede|intro|teas|desc|kick|bild|rela|reco|reci|prom|news|subs|sign|comm|resp|disq|live|soci"
    "|shar|addt|brea|nav|menu|foot|side|rail|widg|tren|popu|most|adv|ad|spon|cook|cons|gdpr|tag|taxo|topi|bio|about|outb|tabo|zerg|revc|log"
    "|sear|tool|prin|more|read|next|prev|late|also|you|must|edit|list|pag|skip|scre|sr-|hidd|moda|over|dona|memb|mail|follo|lega|discl|form"
    "|repo|feed|rati|poll|quiz|play|onwa|rive|mast|glob|top|togg|drop|box"
)
_TAG_FLAGS = {
    "a": LINK, "em": EMPHASIS, "i": EMPHASIS, "cite": EMPHASIS, "small": SMALL, "font": SMALL, "figure": FIGURE,
    "article": ARTICLE, "main": MAIN, "ul": LIST, "ol": LIST, "dl": LIST, "blockquote": QUOTE, "table": TABLE,
    "header": HEADER, "time": TIME, "p": PARAGRAPH,
}  # fmt: skip


class Sign(NamedTuple):
    """What tag, class and id of an element say, whatever stands in it."""

    flags: int
    caption: str | None  # what makes it look like a caption
    boilerplate: str | None  # what makes it look like no part of the article
    breaks: bool  # stands in a block of its own


class Root(NamedTuple):
    """An element that the markup takes out of the article, and the one around it that does so too."""

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
    caption_id: int
    root: Root | None
    level: int  # 1 to 6 in a heading, else 0
    linked: int  # characters inside links
    emphasised: int  # characters in italics, bold or small type
    pictures: int  # how many pictures the page has shown before its end
    figure: int  # the nearest figure around it, 0 for none
    pictures_above: int = 0  # how many before its first word
    borders: tuple[int, ...] = ()  # in a caption: where elements begin in its text
    below_picture: bool = False  # right below one, in the same element
    box: int = (
        0  # the smallest element that holds a picture and words, these among them; 0 for none
    )
    box_words: int = 0  # how many words that box holds
    path: str = ""  # the element's place in the page
    layer: str = ""
    rule: str = ""
    confidence: float = 0.0
    evidence: float = 0.0
    compact: str = ""


@dataclass(slots=True)
class Walk:
    """The blocks of a page, and the places of the elements that hold them."""

    blocks: list[Block]
    articles: list[tuple[int, int]]  # blocks from, to (excluded), of each <article>
    bodies: list[tuple[int, int]]  # and of each element declared as an article's body
    mains: list[tuple[int, int]]
    alts: dict[int, str]  # number of a picture → its alternative text
    figures: dict[int, tuple[int, int]] = field(default_factory=dict)
    # Captions that the page shows on a click, each with the number of the block that it stands
    # before.
    on_click: list[tuple[int, Block]] = field(default_factory=list)


@functools.lru_cache(maxsize=50_000)
def sign(tag: str, names: str, role: str, prop: str) -> Sign:
    """What tag, class and id (`names`), role and itemprop say of an element."""
    flags, caption, boilerplate = _TAG_FLAGS.get(tag, 0), None, None
    if tag in ("html", "body"):
        return Sign(flags, None, None, True)
    said, named, out = _names(names) if names else (0, None, None)
    if tag in _INLINE:
        said &= ~LEAD  # the first words of a paragraph
    if tag == "figcaption":
        caption = "figcaption"
    elif prop in ("caption", "thumbnailcaption"):
        caption = f"itemprop {prop}"
    elif named and tag not in ("img", "button", "input", "figure", "caption"):
        caption = f"class {named}"
    if said & CREDIT and caption and not _CAPTION_TEXT.search(names.lower()):
        caption = None
    if caption:
        said &= ~(CREDIT | FIGURE)
    flags |= said
    if "articlebody" in prop:
        flags |= BODY
    elif prop in ("author", "datepublished", "datemodified"):
        flags |= BYLINE
    elif prop in ("image", "associatedmedia"):
        flags |= FIGURE
    elif prop.startswith(("headline", "name headline")):
        flags |= HEADLINE
    if role == "main":
        flags |= MAIN
    if tag in _BOILERPLATE_TAGS and not caption:
        boilerplate = f"<{tag}>"
    elif role in _BOILERPLATE_ROLES:
        boilerplate = f"role {role}"
    elif names and not caption and _PLAYER_CLASS.search(names.lower()):
        boilerplate = "a player"
    # A caption is no related story because it is called caption--promo.
    elif out and (not caption or out.startswith(_OTHER_STORIES)) and tag not in ("article", "main"):
        boilerplate = f"class {out}"
    breaks = tag not in _INLINE or caption is not None or bool(flags & (CREDIT | DESCRIBES))
    return Sign(flags, caption, boilerplate, breaks)


def _names(names: str) -> tuple[int, str | None, str | None]:
    """What the class names and the id say together: flags, the name of a caption, the name of
    boilerplate.
    """
    flags, caption, boilerplate = 0, None, None
    for name in names[:400].split():
        said, named, out = _name(name)
        flags |= said
        caption = caption or named
        boilerplate = boilerplate or out
    return flags, caption, boilerplate


@functools.lru_cache(maxsize=50_000)
def _name(name: str) -> tuple[int, str | None, str | None]:
    lower = name.lower()
    if len(name) > 80 or not _ANY.search(lower):
        return 0, None, None
    spaced = lower if name == lower else _HUMP.sub("-", name).lower()
    flags = 0
    caption = name[:60] if _CAPTION_CLASS.search(_NOT_CAPTION.sub(" ", lower)) else None
    for flag, pattern in _BY_NAME:
        if pattern.search(spaced):
            flags |= flag
    found = _BOILERPLATE.search(spaced)
    return flags, caption, found.group().strip(" -_") if found else None


class _Walker:
    """One pass over the tree; keeps the block that is being filled."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked = self.emphasised = 0
        self.owner: _State | None = None
        self.pictures = 0
        self.alts: dict[int, str] = {}
        self.numbers = 0
        self.held: dict[str, list[tuple[int, int]]] = {"article": [], "body": [], "main": []}
        self.figures: dict[int, tuple[int, int]] = {}
        self.pictures_above = 0
        self.shown: dict[int, HtmlElement] = {}  # number of a picture → its element
        self.marks: list[Block] = []
        self.on_click: list[tuple[int, Block]] = []
        self.italics: frozenset[str] = frozenset()

    def text(self, text: str, state: _State) -> None:
        self.parts.append(text)
        if self.owner is None and not text.isspace():
            self.owner = state
            self.pictures_above = self.pictures
        if state.flags & LINK:
            self.linked += len(text)
        if state.flags & (EMPHASIS | SMALL):
            self.emphasised += len(text)

    def flush(self) -> None:
        if self.owner is not None:
            text = _tidy("".join(self.parts))
            borders: tuple[int, ...] = ()
            state = self.owner
            if _BORDER in text:
                text, borders = _without_borders(text)
            if text:
                block = self.block(text, state)
                block.linked, block.emphasised = self.linked, self.emphasised
                block.pictures_above, block.borders = self.pictures_above, borders
                self.blocks.append(block)
            self.owner = None
        self.blocks += self.marks
        self.marks = []
        self.parts = []
        self.linked = self.emphasised = 0

    def block(self, text: str, state: _State) -> Block:
        """A block with what its element says; its place is the end of what was read."""
        return Block(
            text=text,
            element=state.block,
            flags=state.flags | state.block_flags,
            caption=state.caption,
            caption_id=state.caption_id,
            root=state.root,
            level=state.level,
            linked=0,
            emphasised=0,
            pictures=self.pictures,
            figure=state.figure,
            pictures_above=self.pictures,
        )

    def set_apart(self, element: HtmlElement, text: str, state: _State) -> None:
        """A mark within a caption becomes a block of its own, beside the caption."""
        self.numbers += 1
        mark = self.block(text, state)
        mark.element, mark.caption = element, None
        mark.root = Root(self.numbers, "a caption's marks and switches", state.root)
        (self.blocks if self.owner is None else self.marks).append(mark)

    def add_on_click(
        self, texts: list[tuple[str, str]], name: str, element: HtmlElement, state: _State
    ) -> None:
        """Captions from an attribute, each with its credit or an empty string."""
        position = len(self.blocks) + (self.owner is not None)
        for caption, credit in texts:
            for text, flag in ((caption, 0), (credit, CREDIT)):
                if text:
                    self.numbers += 1
                    block = self.block(text, state)
                    block.element, block.caption, block.caption_id = element, name, self.numbers
                    block.flags |= flag
                    self.on_click.append((position, block))


@dataclass(slots=True)
class _State:
    """What an element hands on to what stands in it."""

    block: HtmlElement
    flags: int
    block_flags: int
    caption: str | None
    caption_id: int
    root: Root | None
    level: int
    figure: int
    merged: bool  # inside a caption: its paragraphs are one text


_SPACE = re.compile(r"[^\S\n]+")


def _tidy(text: str) -> str:
    # U+000B marks a <br>; line ends of the source are spaces like others.
    if "\v" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\v"))))


def _without_borders(text: str) -> tuple[str, tuple[int, ...]]:
    """A text without the signs of its elements' beginnings, and where these were."""
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

    walker = _Walker()
    walker.italics = slides.italic_classes(tree)
    slides.keep_captions(tree)
    etree.strip_elements(tree, *_UNSEEN_ANYWHERE, with_tail=False)
    # From the root, not from <body>: what stands behind </html> is shown as well.
    top = tree
    state = _State(top, 0, 0, None, 0, None, 0, 0, False)
    # An explicit stack, since pages are nested deeper than Python recurses. An entry is an element
    # to enter, or one to leave (with the state that held outside it and what to note at its end).
    stack: list[tuple[HtmlElement, _State, tuple[bool, list[tuple[str | int, int]]] | None]] = [
        (top, state, None)
    ]
    text, flush = walker.text, walker.flush
    while stack:
        element, outer, leaving = stack.pop()
        if leaving is not None:
            breaks, notes = leaving
            if breaks:
                flush()
            for kind, begin in notes:
                if isinstance(kind, int):
                    walker.figures[kind] = (begin, len(walker.blocks))
                elif begin < len(walker.blocks):
                    walker.held[kind].append((begin, len(walker.blocks)))
            if element.tail:
                text(element.tail, outer)
            continue
        tag = element.tag
        if type(tag) is not str:
            if element.tail:
                text(element.tail, outer)
            continue
        if tag == "br":
            _break(walker, element, outer)
            continue
        if "caption" in "".join(element.keys()) or element.get("data-sub-html"):
            for name, texts in slides.captions_of(element):
                walker.add_on_click(texts, name, element, outer)
        if tag in _PICTURES and not _is_icon(element):
            walker.pictures += 1
            if tag in _SHOWN:
                walker.shown[walker.pictures] = element
            alt = element.get("alt")
            if alt:
                walker.alts[walker.pictures] = alt
        if tag in _UNSEEN or (tag == "img"):
            if tag != "img" and tag not in _INLINE and tag in ("iframe", "object", "embed"):
                flush()
            if element.tail:
                text(element.tail, outer)
            continue
        get = element.get
        names = get("class", "")
        ident = get("id")
        if outer.caption is not None and tag in _MARK_TAGS and (mark := _mark(element, tag, names)):
            walker.set_apart(element, mark, outer)
            if element.tail:
                text(element.tail, outer)
            continue
        # What closes off the rest of the page is a dialog, with or without the role of one.
        role = "dialog" if get("aria-modal") == "true" else get("role", "").lower()
        said = sign(tag, f"{names} {ident}" if ident else names, role, get("itemprop", "").lower())
        if walker.italics and not walker.italics.isdisjoint(names.split()):
            said = said._replace(flags=said.flags | EMPHASIS)
        inner, breaks, notes = _entered(walker, element, tag, said, outer)
        if breaks:
            flush()
        elif outer.caption is not None and walker.owner is not None:
            walker.parts.append(_BORDER)
        if element.text:
            text(element.text, inner)
        children = element[:]
        if children or notes:
            stack.append((element, outer, (breaks, notes)))
            children.reverse()
            stack += [(child, inner, None) for child in children]
        else:
            if breaks:
                flush()
            if element.tail:
                text(element.tail, outer)
    flush()
    paths = _Paths()
    for block in [*walker.blocks, *(block for _, block in walker.on_click)]:
        block.path = paths.of(block.element)
    _set_boxes(tree, walker.blocks, walker.shown)
    return Walk(
        walker.blocks,
        walker.held["article"],
        walker.held["body"],
        walker.held["main"],
        walker.alts,
        walker.figures,
        walker.on_click,
    )


def _set_boxes(tree: HtmlElement, blocks: list[Block], pictures: dict[int, HtmlElement]) -> None:
    """Which blocks stand right below a picture, and which in the smallest box around one that holds
    any words.
    """
    if not pictures or len(blocks) > _MOST_BOXED:
        return
    elements = [element for element in tree.iter() if type(element.tag) is str]
    words: Counter[HtmlElement] = Counter()
    for block in blocks:
        words[block.element] += len(block.text.split())
    for element in reversed(elements):
        words[element.getparent()] += words[element]
    # In document order, so that what holds for an element above is settled before those below ask
    # for it.
    nearest_with_words: dict[HtmlElement, HtmlElement] = {}
    for element in elements:
        nearest_with_words[element] = (
            element if words[element] else nearest_with_words.get(element.getparent())
        )
    boxes = {nearest_with_words[picture]: number for number, picture in pictures.items()}
    box_of: dict[HtmlElement, HtmlElement] = {}
    for element in elements:
        box_of[element] = element if element in boxes else box_of.get(element.getparent())
    for block in blocks:
        box = box_of.get(block.element)
        # A paragraph with a picture in it is a paragraph.
        if box is not None and not (box is block.element and box.tag in ("p", "li", "dd")):
            block.box, block.box_words = boxes[box], words[box]
        picture = pictures.get(block.pictures_above)
        if picture is not None:
            block.below_picture = nearest_with_words[picture] in (
                block.element,
                block.element.getparent(),
            )


def _is_icon(element: HtmlElement) -> bool:
    """Is a picture so small that it illustrates nothing?"""
    sides = (element.get("width", ""), element.get("height", ""))
    return any(
        side.removesuffix("px").isdigit() and int(side.removesuffix("px")) < 50 for side in sides
    )


def _mark(element: HtmlElement, tag: str, names: str) -> str:
    """The words of an element within a caption that are no words of the caption; empty where they
    are.
    """
    hidden = _UNSEEN_CLASS.search(names.lower()) or _UNSEEN_STYLE.search(
        element.get("style", "")[:200].lower()
    )
    if not hidden and sum(1 for _ in zip(element.iterdescendants(), range(4), strict=False)) == 4:
        return ""
    words = " ".join("".join(element.itertext()).split())
    if (
        tag == "textarea"
        or hidden
        or SPOKEN.match(words)
        or _NOTE.match(words)
        or _COUNTS.match(words)
    ):
        return words
    if len(words) <= 40 and len(words.split()) > 1 and _FOLDS.match(words):
        return words
    folds = tag in ("a", "button", "label") or element.get("role") == "button"
    if (
        folds
        and len(words) <= 40
        and (tag == "button" or _BUTTON.search(names.lower()) or _FOLDS.match(words))
    ):
        return words
    return words if tag == "sup" and words.isdecimal() and element.find(".//a") is not None else ""


class _Paths:
    """The places of elements as XPath, each sibling counted once: lxml's own getpath counts again
    for every element.
    """

    def __init__(self) -> None:
        self.known: dict[HtmlElement, str] = {}

    def of(self, element: HtmlElement) -> str:
        known = self.known
        above = [element]
        while above[-1] not in known:
            parent = above[-1].getparent()
            if parent is None:
                known[above[-1]] = f"/{above[-1].tag}"
                break
            above.append(parent)
        for parent in above[:0:-1]:
            path = known[parent]
            children = [child for child in parent if type(child.tag) is str]
            total = Counter(child.tag for child in children)
            seen: Counter[str] = Counter()
            for child in children:
                tag = child.tag
                seen[tag] += 1
                known[child] = f"{path}/{tag}[{seen[tag]}]" if total[tag] > 1 else f"{path}/{tag}"
        return known[element]


def _break(walker: _Walker, element: HtmlElement, outer: _State) -> None:
    """A line break; two in a row, or one around a picture, divide paragraphs."""
    tail = element.tail
    last = "".join(walker.parts[-3:]).rstrip(" \t\r\n") if walker.parts else ""
    if last.endswith("\v") and not outer.merged:
        walker.flush()
    elif walker.parts:
        walker.parts.append("\v")
    if tail:
        walker.text(tail, outer)


def _entered(
    walker: _Walker, element: HtmlElement, tag: str, said: Sign, outer: _State
) -> tuple[_State, bool, list[tuple[str | int, int]]]:
    flags = (outer.flags & _HANDED_ON) | said.flags
    notes: list[tuple[str | int, int]] = []
    breaks = said.breaks
    caption, caption_id, merged = outer.caption, outer.caption_id, outer.merged
    root, figure, level = outer.root, outer.figure, _HEADINGS.get(tag, outer.level)
    if breaks and merged and not said.flags & CREDIT:
        # The paragraphs of one caption are one text.
        walker.parts.append(" ")
        breaks = False
    if said.flags & CREDIT and _is_box(element):
        # "image-credit-wrap" wraps caption and credit: it is a picture's box, and no credit itself.
        flags = (flags & ~CREDIT) | FIGURE
        said = said._replace(flags=(said.flags & ~CREDIT) | FIGURE)
    if said.flags & (STANDFIRST | LEAD) and _is_box_of_text(element):
        flags &= ~(said.flags & (STANDFIRST | LEAD))
    if said.caption and outer.caption is None:
        kind = _kind_of_caption(element)
        if kind == "caption":
            walker.numbers += 1
            caption, caption_id, merged, breaks = said.caption, walker.numbers, True, True
        elif kind == "figure":
            flags |= FIGURE
        elif kind == "controls":
            walker.numbers += 1
            root = Root(walker.numbers, "a player's settings", root)
        breaks = breaks or tag not in _INLINE
    elif (outer.caption is not None and not flags & CREDIT and _is_credit(element)) or (
        flags & FIGURE
        and outer.caption is None
        and _is_credit(element)
        and tag not in ("figure", "article")
    ):
        flags |= CREDIT
        breaks = True
    if said.boilerplate and outer.caption is None:
        walker.numbers += 1
        root = Root(walker.numbers, said.boilerplate, root, tag)
    if said.flags & FIGURE and caption is None:
        walker.numbers += 1
        figure = walker.numbers
        notes.append((figure, len(walker.blocks)))
    if tag == "table" and _holds_data(element):
        flags |= DATA
    if said.flags & (ARTICLE | BODY | MAIN):
        if breaks:
            walker.flush()
        begin = len(walker.blocks)
        for kind, flag in (("article", ARTICLE), ("body", BODY), ("main", MAIN)):
            if said.flags & flag:
                notes.append((kind, begin))
    block, block_flags = (element, said.flags) if breaks else (outer.block, outer.block_flags)
    return (
        _State(block, flags, block_flags, caption, caption_id, root, level, figure, merged),
        breaks,
        notes,
    )


@functools.lru_cache(maxsize=5_000)
def _credit_name(names: str) -> bool:
    return bool(_CREDIT_CLASS.search(names))


def _is_credit(element: HtmlElement) -> bool:
    names = element.get("class")
    if names and len(names) < 200 and _credit_name(names.lower()) and not _is_box(element):
        return not _CAPTION_CLASS.search(
            names.lower()
            .replace("caption-credit", "")
            .replace("captioncredit", "")
            .replace("caption__credit", "")
        ) or bool(re.search(r"(?i)caption[\w-]*?credit", names))
    prop = element.get("itemprop", "").lower()
    return prop in ("copyrightholder", "author", "creator", "credittext", "copyrightnotice")


def _holds_data(table: HtmlElement) -> bool:
    """Is a table one of data, and no layout of the page?"""
    if table.find("caption") is None and next(table.iter("th"), None) is None:
        return False
    return (
        next(table.iterdescendants("table"), None) is None
        and next(table.iterdescendants("img"), None) is None
    )


def _is_box_of_text(element: HtmlElement) -> bool:
    """Does an element named after standfirsts hold more paragraphs than a standfirst has?"""
    n_paragraphs = 0
    for number, below in enumerate(element.iterdescendants()):
        n_paragraphs += below.tag == "p"
        if n_paragraphs > MOST_STANDFIRSTS or number > _MOST_LOOKED_AT:
            return True
    return False


def _is_box(element: HtmlElement) -> bool:
    """Does an element named after credits hold more than a credit: a caption, a picture, or a
    credit of its own?
    """
    both = _CAPTION_CLASS.search(element.get("class", "").lower())
    for number, below in enumerate(element.iterdescendants()):
        if type(below.tag) is not str or number > 50:
            return False
        names = below.get("class", "").lower()[:200]
        if below.tag in _SHOWN or below.tag == "figcaption":
            return True
        credit = names and _credit_name(names)
        if (both and credit) or (
            not credit and names and _CAPTION_CLASS.search(_NOT_CAPTION.sub(" ", names))
        ):
            return True
    return False


def _kind_of_caption(element: HtmlElement) -> str:
    """Is an element named after captions one caption, a box around a picture, a player's controls,
    or something else?
    """
    pictures = inner = variants = 0
    size = len(element.text or "")
    for number, below in enumerate(element.iterdescendants()):
        tag = below.tag
        if type(tag) is not str or (
            tag in _UNSEEN and tag not in _PICTURES and tag not in _CONTROLS
        ):
            continue
        if tag in _PICTURES:
            pictures += 1
        elif tag == "figcaption" or (
            below.get("class") and _CAPTION_CLASS.search(below.get("class").lower())
        ):
            inner += 1
            variants += _VARIANT.search(below.get("class") or "") is not None
        if tag in _CONTROLS or below.get("role") in _CONTROL_ROLES:
            return "controls"
        if tag in ("article", "h1") or number > 300:
            return "other"
        size += len((below.text or "").strip()) + len((below.tail or "").strip())
        if size > 3000:
            return "other"
    if variants > 1:
        return "other"  # the same caption in a long and a short form: each for itself
    if pictures and element.tag != "figcaption":
        return "figure"
    if pictures and inner:
        return "figure"
    return "caption"
