"""A page's tree → its blocks in reading order, each with what the markup says of it. Nothing is dropped."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

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
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LAST_BREAK = 2

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
) = (1 << bit for bit in range(17))
_HANDED_ON = ~(PARAGRAPH)

_CAPTION_CLASS = re.compile(
    r"caption|cutline|\bimg-?legend|photo-?legend|image-?legend|mediaDescription\b|bildunterschrift"
)
_NOT_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:no|hide|has|with|without|toggle|show|closed)[-_]?caption\w*|caption[-_]?(?:toggle|button|btn|icon|trigger|subject|switch|link)|captioned\b|subcaption"
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
_BOILERPLATE = re.compile(
    r"""(?x)
    (?:^|[\s_-]) (?: related|recommend(?:ed|ations?)?|recirc(?:ulation)?|teasers?|promos?|newsletters?|subscribe|subscription|signup|sign-?up|comments?|respond|disqus|livefyre|social|share|sharing|sharebar|addthis
      |breadcrumbs?|nav|navbar|navigation|menu|submenu|footer|sidebar|side-bar|rail|widgets?|trending|popular|most-?(?:read|popular|viewed|shared)|advert(?:isement|s|ising)?|ads?|ad-?(?:slot|unit|wrapper|container)
      |sponsor(?:ed|s)?|cookies?|consent|gdpr|tags|tag-?list|taxonomy|topics|author-?(?:bio|info|box|card|profile|description|about)|about-?(?:the-?)?author|bio|outbrain|taboola|zergnet|revcontent|login|log-?in|search|toolbar|print-?only
      |more-?(?:from|on|stories|news|in|articles|like)|read-?(?:more|next|also)|readnext|up-?next|next-?(?:up|article|story|post)|prev(?:ious)?-?(?:article|story|post)|latest|also-?(?:read|like|see)|you-?may|must-?read|editors?-?picks?|headlines-?list|story-?list
      |pagination|pager|skip-?link|screen-?reader(?:-text)?|sr-only|visually-?hidden|modal|popup|overlay|lightbox-?nav|donate|donation|membership|mailing-?list|jp-relatedposts|sharedaddy|wp-block-latest-posts|follow-?us|follow|tooltip|copyright-?notice|legal|disclaimer
      |correction-?form|report-?(?:typo|error)|feedback|rating|poll|quiz|playlist|onward|river|masthead|site-?header|global-?header|page-?header|top-?bar|toggle|dropdown
    ) (?:$|[\s_-]|[A-Z])
    | relatedstor|relatedart|relatedcont|relatedlink|relatedtop|related-|-related|morestories|mostpopular|mostread|newsletter|recommended|outbrain|taboola|comment-?(?:list|form|area|section)|commentlist|socialshare|sharetools|share-?(?:tools|bar|buttons|links)|sharing-|breadcrumb|authorbio|author-?bio
    """
)
_BOILERPLATE_TAGS = frozenset("nav footer aside form select dialog menu amp-sidebar".split())
_BOILERPLATE_ROLES = frozenset(
    "navigation search complementary contentinfo banner dialog alertdialog menu menubar toolbar form".split()
)
_OTHER_STORIES = ("relat", "recirc", "recommend", "newsletter", "comment")
_VARIANT = re.compile(r"truncat|collaps|expand|full|short|long|mobile|desktop|preview")
_CAPTION_TEXT = re.compile(r"caption[-_]?(?:and|text)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BY_NAME = ((CREDIT, _SURE_CREDIT), (FIGURE, _FIGURE_CLASS), (BYLINE, _BYLINE_CLASS), (STANDFIRST, _STANDFIRST_CLASS))
# A quick look before the long patterns: most class names are about columns and colours.
_ANY = re.compile(
    "capt|cutl|lege|cred|attr|copy|photo|imag|pict|medi|figu|gall|slid|caro|auth|date|time|publ|post|meta|byli|writ|contr|info"
    "|stand|dek|deck|titl|head|summ|exce|stra|lede|intro|teas|desc|kick|bild|rela|reco|reci|prom|news|subs|sign|comm|resp|disq|live|soci"
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
    pictures: int  # how many pictures the page has shown before it
    figure: int  # the nearest figure around it, 0 for none
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


@functools.lru_cache(maxsize=50_000)
def sign(tag: str, names: str, role: str, prop: str) -> Sign:
    """What tag, class and id (`names`), role and itemprop say of an element."""
    flags, caption, boilerplate = _TAG_FLAGS.get(tag, 0), None, None
    if tag in ("html", "body"):
        return Sign(flags, None, None, True)
    said, named, out = _names(names) if names else (0, None, None)
    if tag == "figcaption":
        caption = "figcaption"
    elif prop in ("caption", "thumbnailcaption"):
        caption = f"itemprop {prop}"
    elif named and tag not in ("img", "button", "input"):
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
    # A caption is no related story because it is called caption--promo.
    elif out and (not caption or out.startswith(_OTHER_STORIES)) and tag not in ("article", "main"):
        boilerplate = f"class {out}"
    breaks = tag not in _INLINE or caption is not None or bool(flags & CREDIT)
    return Sign(flags, caption, boilerplate, breaks)


def _names(names: str) -> tuple[int, str | None, str | None]:
    """What the class names and the id say together: flags, the name of a caption, the name of boilerplate."""
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

    def text(self, text: str, state: _State) -> None:
        self.parts.append(text)
        if self.owner is None and not text.isspace():
            self.owner = state
        if state.flags & LINK:
            self.linked += len(text)
        if state.flags & (EMPHASIS | SMALL):
            self.emphasised += len(text)

    def flush(self) -> None:
        if self.owner is not None:
            text = _tidy("".join(self.parts))
            state = self.owner
            if text:
                self.blocks.append(
                    Block(
                        text=text,
                        element=state.block,
                        flags=state.flags | state.block_flags,
                        caption=state.caption,
                        caption_id=state.caption_id,
                        root=state.root,
                        level=state.level,
                        linked=self.linked,
                        emphasised=self.emphasised,
                        pictures=self.pictures,
                        figure=state.figure,
                    )
                )
            self.owner = None
        self.parts = []
        self.linked = self.emphasised = 0


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
_AROUND_BREAK = re.compile(r"(?<! ) *\n[ \n]*")


def _tidy(text: str) -> str:
    # U+000B marks a <br>; line ends of the source are spaces like others.
    if "\v" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\v"))))


def walk(tree: HtmlElement) -> Walk:
    """The blocks of a page in reading order."""
    from lxml import etree

    etree.strip_elements(tree, *_UNSEEN_ANYWHERE, with_tail=False)
    walker = _Walker()
    # From the root, not from <body>: what stands behind </html> is shown as well.
    top = tree
    state = _State(top, 0, 0, None, 0, None, 0, 0, False)
    # An explicit stack, since pages are nested deeper than Python recurses. An entry is an element to enter, or
    # one to leave (with the state that held outside it and what to note at its end).
    stack: list[tuple[HtmlElement, _State, tuple[bool, list[tuple[str | int, int]]] | None]] = [(top, state, None)]
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
        if tag in _PICTURES:
            walker.pictures += 1
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
        said = sign(tag, f"{names} {ident}" if ident else names, get("role", "").lower(), get("itemprop", "").lower())
        inner, breaks, notes = _entered(walker, element, tag, said, outer)
        if breaks:
            flush()
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
    for block in walker.blocks:
        block.path = paths.of(block.element)
    return Walk(
        walker.blocks, walker.held["article"], walker.held["body"], walker.held["main"], walker.alts, walker.figures
    )


class _Paths:
    """The places of elements as XPath, each sibling counted once: lxml's own getpath counts again for every element."""

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
    if said.caption and outer.caption is None:
        kind = _kind_of_caption(element)
        if kind == "caption":
            walker.numbers += 1
            caption, caption_id, merged, breaks = said.caption, walker.numbers, True, True
        elif kind == "figure":
            flags |= FIGURE
        breaks = breaks or tag not in _INLINE
    elif (outer.caption is not None and not flags & CREDIT and _is_credit(element)) or (
        flags & FIGURE and outer.caption is None and _is_credit(element) and tag not in ("figure", "article")
    ):
        flags |= CREDIT
        breaks = True
    if said.boilerplate and outer.caption is None:
        walker.numbers += 1
        root = Root(walker.numbers, said.boilerplate, outer.root)
    if said.flags & FIGURE and caption is None:
        walker.numbers += 1
        figure = walker.numbers
        notes.append((figure, len(walker.blocks)))
    if said.flags & (ARTICLE | BODY | MAIN):
        if breaks:
            walker.flush()
        begin = len(walker.blocks)
        for kind, flag in (("article", ARTICLE), ("body", BODY), ("main", MAIN)):
            if said.flags & flag:
                notes.append((kind, begin))
    block, block_flags = (element, said.flags) if breaks else (outer.block, outer.block_flags)
    return _State(block, flags, block_flags, caption, caption_id, root, level, figure, merged), breaks, notes


@functools.lru_cache(maxsize=5_000)
def _credit_name(names: str) -> bool:
    return bool(_CREDIT_CLASS.search(names))


def _is_credit(element: HtmlElement) -> bool:
    names = element.get("class")
    if names and len(names) < 200 and _credit_name(names.lower()):
        return not _CAPTION_CLASS.search(
            names.lower().replace("caption-credit", "").replace("captioncredit", "").replace("caption__credit", "")
        ) or bool(re.search(r"(?i)caption[\w-]*?credit", names))
    prop = element.get("itemprop", "").lower()
    return prop in ("copyrightholder", "author", "creator", "credittext", "copyrightnotice")


def _kind_of_caption(element: HtmlElement) -> str:
    """Is an element named after captions one caption, a box around a picture, or something else?"""
    pictures = inner = variants = 0
    size = len(element.text or "")
    for number, below in enumerate(element.iterdescendants()):
        tag = below.tag
        if type(tag) is not str or (tag in _UNSEEN and tag not in _PICTURES):
            continue
        if tag in _PICTURES:
            pictures += 1
        elif tag == "figcaption" or (below.get("class") and _CAPTION_CLASS.search(below.get("class").lower())):
            inner += 1
            variants += _VARIANT.search(below.get("class") or "") is not None
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
