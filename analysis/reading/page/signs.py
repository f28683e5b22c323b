"""What tag, class, id, role and itemprop of an element say of it, whatever stands in it."""

from __future__ import annotations

import functools
import itertools
import re
from typing import NamedTuple

# Marks of one element, inherited by what stands in it.
(
    LINK,
    EMPHASIS,  # italics, and small type
    FIGURE,
    CREDIT,
    BYLINE,
    STANDFIRST,
    LEAD,
    LIST,
    QUOTE,
    HEADER,
    PARAGRAPH,
    TIME,
    HEADLINE,
    DESCRIBES,
    DATA,
) = (1 << bit for bit in range(15))
# Marks that boxes are given as well: what stands in the element says which it is.
LOOKED_INTO = CREDIT | STANDFIRST | LEAD
_TAG_FLAGS = {
    "a": LINK, "em": EMPHASIS, "i": EMPHASIS, "cite": EMPHASIS, "small": EMPHASIS, "font": EMPHASIS,
    "figure": FIGURE, "ul": LIST, "ol": LIST, "dl": LIST, "blockquote": QUOTE,
    "header": HEADER, "time": TIME, "p": PARAGRAPH,
}  # fmt: skip
INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp
    rb rt rtc ruby s samp small span strike strong sub sup time tt u var wbr img picture amp-img
    button slot o-quote gu-atom""".split()
)
_BOILERPLATE_TAGS = frozenset("nav footer aside form select dialog menu button amp-sidebar".split())
_BOILERPLATE_ROLES = frozenset(
    """navigation search complementary contentinfo banner dialog alertdialog menu menubar toolbar
    form""".split()
)
_NO_CAPTION_TAGS = frozenset("img button input figure caption".split())
_LONGEST_NAME = 80  # characters: what is longer was made by a machine
_LONGEST_NAMES = 400


def _part(words: str) -> str:
    """A pattern of any of some words as a part of a name, which hyphens or blanks divide."""
    return rf"(?:^|[\s_-])(?:{'|'.join(words.split())})(?:[\s_-]|$)"


CAPTION_CLASS = re.compile(
    r"caption|cutline|\bimg-?legend|photo-?legend|image-?legend|bildunterschrift"
    + "|"
    + _part(
        """l[ée]gende didascalia bijschrift onderschrift bildetekst billedtekst bildtext
        pie-?de-?foto leyenda"""
    )
)
# Names that hold the word and are of a switch, a menu, or a box around a caption.
NOT_CAPTION = re.compile(
    r"""(?x) (?:^|[\s_-]) (?:no|hide|has|with|without|toggle|show|closed) [-_]?caption\w*
    | caption[-_]*(?:toggle|button|btn|icon|trigger|subject|switch|link|setting|menu|track|window
      |display)
    | captioned\b | subcaption"""
)
CREDIT_CLASS = re.compile(
    r"""(?x) credit | attribution | copyright | photographer | rightsholder | author
    | ^source$ | \bsource\b
    | (?:image|photo|img|media|picture|caption)
      [-_]*(?:source|author|byline|by\b|rights|owner|agency)"""
)
_SURE_CREDIT = re.compile(
    r"""(?x) credit[-_]?(?:line|photo|image)
    | (?:photo|image|img|picture|media|caption|figure|lead|featured)
      [-_a-z]*?(?:credit|attribution|copyright|photographer)"""
)
_FIGURE_CLASS = re.compile(
    r"""(?x) wp-caption(?!-) | image[-_]?(?:wrap|container|block|with|holder) | media-?block
    | gallery | slideshow | carousel | (?:^|[\s_-])slide(?:[\s_-]|$)
    | (?:^|[\s_-]) (?:inline|article|story|lead|hero|featured|main|body|content|post)
      [-_]? (?:image|photo|picture|media|figure) (?:[\s_-]|$)"""
)
_BYLINE_CLASS = re.compile(
    r"byline|articledate|publishdate|author-?name|date-?time|last-?updated|time-?stamp|"
    r"(?:^|[\s_-])(?:author|authors|dateline|timestamp|pubdate|pub-date|publish|published"
    r"|publication-?date|posted|post-?date|post-?meta|entry-?meta|article-?meta|story-?meta"
    r"|article-?info|article-?date|meta-?data|date|datetime|contributor|writer)s?(?:[\s_-]|$)"
)
# What a box around a standfirst adds to its name.
_BOX = r"(?:[\s_-]*(?:wrap(?:per)?|container|box|inner))?$"
_STANDFIRST_CLASS = re.compile(
    r"standfirst|article-?(?:description|summary|subtitle|dek|deck)|__dek|(?:^|[\s_-])c-?dek|"
    + _part(
        """dek deck subtitle sub-?title subheadline sub-?headline subhead sub-?heading summary
        excerpt strapline lede teaser-?text article-?intro post-?intro kicker-?text
        chap[oô] chapeau ingress preamble vorspann sapo sommario occhiello catenaccio
        entradilla bajada copete sous-?titre untertitel inleiding samenvatting manchet"""
    )
    + rf"|(?:^|[\s_-])intro(?:[\s_-]*te[xk]s?t)?{_BOX}"
)
# An article's lead or introduction: a standfirst by its place alone. A picture's lead
# ("lead-image") is none.
_LEAD_CLASS = re.compile(
    r"(?:^|[\s_-])(?:abstract|introduction|lead(?:[\s_-]*(?:text|para(?:graph)?))?)"
    rf"{_BOX}"
)
_DESCRIBES_CLASS = re.compile(
    r"""(?x) (?:^|[\s_-]) (?:img|image|photo|foto|pic|picture|bild|media|figure)
    [-_]* (?:desc|description|text|legend|info|title|note|label) (?:[\s_-]|$)"""
)
_BY_NAME = (
    (CREDIT, _SURE_CREDIT),
    (FIGURE, _FIGURE_CLASS),
    (BYLINE, _BYLINE_CLASS),
    (STANDFIRST, _STANDFIRST_CLASS),
    (LEAD, _LEAD_CLASS),
    (DESCRIBES, _DESCRIBES_CLASS),
)
_BY_PROPERTY = (
    (BYLINE, re.compile(r"(?:author|datepublished|datemodified)\Z")),
    (FIGURE, re.compile(r"(?:image|associatedmedia)\Z")),
    (HEADLINE, re.compile(r"(?:name )?headline")),
)
_BOILERPLATE = re.compile(
    r"""(?x)
    (?:^|[\s_-]) (?: related|recommend(?:ed|ations?)?|recirc(?:ulation)?|teasers?|promos?
      |newsletters?
      |subscribe|subscription|signup|sign-?up|comments?|respond|disqus|livefyre
      |social|share|sharing|sharebar|addthis
      |breadcrumbs?|nav|navbar|navigation|menu|submenu|footer|sidebar|side-bar|rail|widgets?
      |trending|popular|most-?(?:read|popular|viewed|shared)
      |advert(?:isement|s|ising)?|ads?|ad-?(?:slot|unit|wrapper|container)
      |sponsor(?:ed|s)?|cookies?|consent|gdpr|tags|tag-?list|taxonomy|topics
      |author-?(?:bio|info|box|card|profile|description|about)|about-?(?:the-?)?author|bio
      |outbrain|taboola|zergnet|revcontent|login|log-?in|search|toolbar|print-?only
      |more-?(?:from|on|stories|news|in|articles|like)|read-?(?:more|next|also)|readnext
      |up-?next|next-?(?:up|article|story|post)|prev(?:ious)?-?(?:article|story|post)
      |latest|also-?(?:read|like|see)|you-?may|must-?read|editors?-?picks?|headlines-?list
      |story-?list
      |pagination|pager|skip-?link|screen-?reader(?:-text)?|sr-only|visually-?hidden
      |modal|popup|overlay|lightbox-?nav|donate|donation|membership|mailing-?list
      |jp-relatedposts|sharedaddy|wp-block-latest-posts|follow-?us|follow|tooltip
      |copyright-?notice|legal|disclaimer
      |correction-?form|report-?(?:typo|error)|feedback|rating|poll|quiz|playlist|onward|river
      |masthead|site-?header|global-?header|page-?header|top-?bar|toggle|dropdown
    ) (?:$|[\s_-]|[A-Z])
    | relatedstor|relatedart|relatedcont|relatedlink|relatedtop|related-|-related|morestories
    | mostpopular|mostread|newsletter|recommended|outbrain|taboola
    | comment-?(?:list|form|area|section)|commentlist
    | socialshare|sharetools|share-?(?:tools|bar|buttons|links)|sharing-|breadcrumb
    | authorbio|author-?bio
    """
)
# What a player says of itself; a caption in its box is named so.
_PLAYER_CLASS = re.compile(
    r"""(?x) (?:^|[\s_-])
    (?:video-?js|vjs-[\w-]{1,40}|jw-?player|jw-[\w-]{1,40}|audio-?player|plyr|mejs) (?=$|[\s_-])"""
)
_OTHER_STORIES = ("relat", "recirc", "recommend", "newsletter", "comment")
_CAPTION_TEXT = re.compile(r"caption[-_]?(?:and|text)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS_OF_PLAYERS = ("js", "jw", "player", "plyr")


def _any_of(words: str) -> str:
    """A pattern of any of some words; by their first letters, so that of most it asks one letter."""
    groups = itertools.groupby(sorted(words.split()), key=lambda word: word[0])
    return "|".join(
        f"{letter}(?:{'|'.join(word[1:] for word in group)})" for letter, group in groups
    )


# A quick look before the long patterns: most class names are about columns and colours, and most
# of the others about menus and advertisements.
_PARTS_OF_ARTICLES = """
    capt cutl lege lég dida schrift leye pie-?de cred attr copy photo foto img pic imag
    pict medi figu gall slid caro auth date time publ post meta byli writ contr info
    chap ingr prea vors sapo somm occh cate entr baja cope sous unter inle same manc
    abst lead stand dek deck titl head summ exce stra lede intro teas desc kick bild
    bille
    """
_OF_ARTICLE = re.compile(_any_of(_PARTS_OF_ARTICLES))
_PARTS_OF_OTHERS = """
    rela reco reci prom news subs sign comm resp disq live soci shar addt brea nav menu
    foot side rail widg tren popu most adv ad spon cook cons gdpr tag taxo topi bio
    about outb tabo zerg revc log sear tool prin more read next prev late also you must
    edit list pag skip scre sr- hidd moda over dona memb mail follo lega discl form repo
    feed rati poll quiz play onwa rive mast glob top togg drop box
    """
_ANY = re.compile(_any_of(_PARTS_OF_ARTICLES + _PARTS_OF_OTHERS))


class Sign(NamedTuple):
    """What tag, class and id of an element say, whatever stands in it."""

    flags: int = 0
    caption: str | None = None  # what makes it look like a caption
    boilerplate: str | None = None  # what makes it look like no part of the article
    breaks: bool = False  # stands in a block of its own
    # Outside of captions and figures, what stands in the element need not be asked.
    says_all: bool = False


_NOTHING = Sign()


@functools.lru_cache(maxsize=50_000)
def sign(tag: str, names: str, role: str, prop: str) -> Sign:
    """What tag, class and id (`names`), role and itemprop say of an element."""
    if tag in ("html", "body"):
        return Sign(breaks=True, says_all=True)
    named = _of_names(names)
    flags = named.flags
    if tag in INLINE:
        flags &= ~LEAD  # the first words of a paragraph
    caption = _caption(tag, prop, named)
    if flags & CREDIT and caption and not _CAPTION_TEXT.search(names.lower()):
        caption = None
    if caption:
        flags &= ~(CREDIT | FIGURE)
    flags |= _TAG_FLAGS.get(tag, 0)
    if prop:
        flags |= next((flag for flag, pattern in _BY_PROPERTY if pattern.match(prop)), 0)
    breaks = tag not in INLINE or caption is not None or bool(flags & (CREDIT | DESCRIBES))
    boilerplate = _boilerplate(tag, names, role, caption, named.boilerplate)
    says_all = not (caption or boilerplate or flags & LOOKED_INTO or tag == "table")
    return Sign(flags, caption, boilerplate, breaks, says_all)


def _caption(tag: str, prop: str, named: Sign) -> str | None:
    if tag == "figcaption":
        return "figcaption"
    if prop in ("caption", "thumbnailcaption"):
        return f"itemprop {prop}"
    return f"class {named.caption}" if named.caption and tag not in _NO_CAPTION_TAGS else None


def _boilerplate(
    tag: str,
    names: str,
    role: str,
    caption: str | None,
    name: str | None,
) -> str | None:
    if tag in _BOILERPLATE_TAGS and not caption:
        return f"<{tag}>"
    if role in _BOILERPLATE_ROLES:
        return f"role {role}"
    if not caption and _is_of_player(names.lower()):
        return "a player"
    # A caption is no related story because it is called caption--promo.
    if not name or tag in ("article", "main") or (caption and not name.startswith(_OTHER_STORIES)):
        return None
    return f"class {name}"


def _is_of_player(names: str) -> bool:
    maybe = any(part in names for part in _PARTS_OF_PLAYERS)
    return maybe and _PLAYER_CLASS.search(names) is not None


def _of_names(names: str) -> Sign:
    """What the class names and the id say together."""
    flags = 0
    caption: str | None = None
    boilerplate: str | None = None
    for name in names[:_LONGEST_NAMES].split():
        named = _of_name(name)
        if named is _NOTHING:
            continue
        flags |= named.flags
        caption = caption or named.caption
        boilerplate = boilerplate or named.boilerplate
    return Sign(flags, caption, boilerplate)


@functools.lru_cache(maxsize=50_000)
def _of_name(name: str) -> Sign:
    lower = name.lower()
    if len(name) > _LONGEST_NAME or not _ANY.search(lower):
        return _NOTHING
    spaced = lower if name == lower else _HUMP.sub("-", name).lower()
    flags, caption = 0, None
    if _OF_ARTICLE.search(lower):
        flags = sum(flag for flag, pattern in _BY_NAME if pattern.search(spaced))
        caption = name[:60] if CAPTION_CLASS.search(NOT_CAPTION.sub(" ", lower)) else None
    boilerplate = _BOILERPLATE.search(spaced)
    return Sign(flags, caption, boilerplate.group().strip(" -_") if boilerplate else None)
