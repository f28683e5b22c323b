"""The layer of each block of a page, by markup, place and, where the markup is silent, by its
words.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from analysis.reading import form
from analysis.reading.credits import has_credit, is_credit
from analysis.reading.page.captions import is_credit_behind
from analysis.reading.page.metadata import Metadata
from analysis.reading.page.region import (
    MOST_BLOCKS,
    by_density,
    compact,
    container,
    set_density,
    set_evidence,
)
from analysis.reading.page.walk import (
    BYLINE,
    CREDIT,
    DATA,
    DESCRIBES,
    FIGURE,
    HEADER,
    HEADLINE,
    LEAD,
    LINK,
    LIST,
    MOST_STANDFIRSTS,
    PARAGRAPH,
    QUOTE,
    SPOKEN,
    STANDFIRST,
    TIME,
    Block,
    Root,
    Walk,
)  # fmt: skip

_ENDS = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_WORD = re.compile(r"\w+")
_PLAYER = re.compile(
    r"(?i)^(?:\W|\d|\b(?:hide|toggle|show|view|enlarge|close|open|opens|expand|collapse|full|screen|fullscreen|captions?|this|image|photos?|gallery|slideshow"
    r"|subtitles|settings|off|on|selected|dialog|play|pause|mute|video|of|next|previous|read|more|less|click|tap|to)\b)+$"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b\W+(?:at\b|\d)|(?i:\bby\b) [A-Z]")
_DATE_AT_END = re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d\W*$")
_CUT = re.compile(r"(?:…|\.\.\.)\s*(?:\w+(?:\s+\w+)?\s*)?$")
_SPOKEN_CREDIT = re.compile(
    r"(?i)^(?:image|photo|picture|media|video) (?:source|credit|copyright)\s?[,:]\s?\w"
)
_MOST_WORDS_OF_CREDIT = 14
_UNSUPPORTED = re.compile(
    r"(?i)\byour browser (?:does not|doesn['’]t) support the\b|\bto view this"
    r" (?:video|audio|content) please enable javascript\b"
)
# What stands alone in a line around a story: how long it takes, and what to do with it.
_TOOLS = re.compile(
    r"(?i)^\W*(?:\d{1,3}[ -]min(?:ute)?s?\.?(?:"
    r" (?:read|listen|watch))?|(?:share|save|print|listen|copy"
    r" link|bookmark|follow|subscribe|comments?|gift)"
    r"(?:(?: to| on)? (?:this|the) (?:article|story|page|post|piece))?(?:\W{1,3}\d{1,3}:\d\d)?)\W*$"
)
_POINTS = re.compile(r"^\W*\w+(?: \w+){0,2}\s?:\s")
_NO_WORD = re.compile(r"\W+")
# Boxes of other stories; in any other box an article's own pictures stand as often as not.
_OTHER_STORIES = re.compile(
    r"<(?:nav|footer|dialog)>|role (?!form)|class"
    r" (?:relat|recom|recirc|teaser|promo|newsletter|subscri|sign-?up|comment|respond|disqus|sidebar|side-bar|author|about|bio|footer|trending|popular"
    r"|most|more|read|up-?next|next|prev|latest|also|you-?may|must|editors|headlines|story-?list|outbrain|taboola|zerg|revcontent|sponsor|onward|jp-|wp-block-latest|nav|-related|related)"
)
# What may hold more words than the article and is never it.
_NOTICES = re.compile(r"class .*(?:cookie|consent|gdpr|legal|disclaimer)")
_NEVER_ARTICLE = re.compile(
    r"<(?:dialog|footer)>|role (?:dialog|alertdialog|contentinfo)|class"
    rf" .*(?:comment|respond|disqus)|{_NOTICES.pattern}"
)
_NEVER_ENDS = re.compile(
    rf"<(?:dialog|form)>|role |class .*(?:comment|respond|disqus)|{_NOTICES.pattern}"
)
_BANNER = re.compile(r"role banner|class (?:masthead|(?:site|global|page)-?header)")
_OF_THE_ARTICLE = re.compile(
    r"(?i)^\W*(?:this|the|an earlier version of this)"
    r" (?:story|article|piece|post|report|essay|column|interview)\b.{0,30}?\b(?:appear|publish|produc|report|updat|correct)"
)
_STUDIO = re.compile(
    r"(?i)\b(?:photograph\w*|photos?|studios?|images|pictures|fotograf\w*)\b|^studio"
)
_NAME_ALONE = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.'’&-]*)(?: (?:[A-ZÀ-Þ][\w.'’&-]*|de|van|von|der|la|bin|al|el|of|&|and)){0,4}$"
)
_SMALL_HEADING = 5  # of an <h5>: no site sets its subheadings so small
_MOST_BESIDE = 90  # words in a picture's box: more are a part of the article
NEVER_CLOSED = (  # ends the rule of a paragraph that may be the article's
    ", a box that the page does not close"
)
_MOST_LEVELS = 4  # from the box of the paragraphs down to the text of one
_BODY_OVER_BOX = 3  # an article is so many times longer than the box of one of its pictures
_TITLE_NAMES = frozenset(("title", "headline", "entry-title", "post-title"))
_SENTENCES = re.compile(r"[.!?][\"'”’)\]]*\s+[A-ZÀ-Þ]")
_SITE = re.compile(r"(?<!\s)\s+[|–—»·-]\s+[^|–—»·]{2,60}$|^[^|]{2,40}\s+[|»]\s+")


def label(page: Walk, said: Metadata, body: str, unclosed: frozenset[str] = frozenset()) -> None:
    """Give every block of a page its layer, rule and confidence."""
    blocks = page.blocks
    for block in blocks:
        block.compact = compact(block.text)
    if said.body and len(said.body) > 400:
        body = f"{body}\n{said.body}"
    if len(blocks) > MOST_BLOCKS:
        set_density(blocks)
    elif len(compact(body)) < 200:
        body = f"{body}\n{by_density(blocks)}"
    if len(blocks) <= MOST_BLOCKS:
        set_evidence(blocks, body)
    around_headline = _around_headline(blocks)
    notices: set[int] = set()
    for number, root in sorted(_all_roots(blocks).items()):
        within = root.outer is not None and root.outer.number in notices
        if within or (_NOTICES.match(root.why) and number not in around_headline):
            notices.add(number)
    for block in blocks:
        if block.root is not None and block.root.number in notices:
            block.evidence = 0.0
    every = [*blocks, *(block for _, block in page.on_click)]
    _free(every, _free_roots(blocks, around_headline))
    _leave_unclosed(blocks, unclosed)
    begin, end = container(blocks)
    solid = [n for n in range(begin, end) if _solid(blocks[n])]
    # A long heading above the first paragraph is a standfirst.
    solid = [n for n in solid if not blocks[n].level] or solid
    _mark_leads(blocks, solid)
    solid = solid[_n_standfirsts([blocks[n] for n in solid]) :]
    first, last = (solid[0], solid[-1]) if solid else (len(blocks), -1)
    headline = _headline(blocks, said, first)
    if headline >= 0:
        _free(every, {root.number for root in _roots(blocks[headline]) if _BANNER.match(root.why)})
    if not solid and (headline >= 0 or page.articles):
        # A picture story has no paragraph: its article is the <article>, or all from the headline
        # on.
        begin, end = max(
            page.articles, key=lambda span: span[1] - span[0], default=(headline, len(blocks))
        )
        first, last = begin, end - 1
    _Labels(page, said, begin, end, first, last, headline, unclosed).run()


def _mark_leads(blocks: list[Block], solid: list[int]) -> None:
    """A lead is a standfirst right below a heading, in a box of its own, or with a byline or
    picture before the text.

    Behind the byline and in one box with what follows, it is the first paragraph in larger type.
    """
    if len(solid) < 2:
        return
    shown = [n for n in range(solid[1] + 1) if blocks[n].root is None]
    paragraphs = iter([*solid, len(blocks)])
    first = next(paragraphs)
    for above, number, below in zip(shown, shown[1:], shown[2:], strict=False):
        block = blocks[number]
        first = first if first > number else next(paragraphs)
        if not block.flags & LEAD or first == len(blocks):
            continue
        apart = blocks[first].path.rpartition("/")[0] != block.path.rpartition("/")[0]
        between = below != first or blocks[first].pictures_above > block.pictures
        if apart or between or blocks[above].level:
            block.flags |= STANDFIRST


def _n_standfirsts(paragraphs: list[Block]) -> int:
    """How many of the first paragraphs are marked as standfirsts; 0 where the mark is that of a box
    around the text.
    """
    n_marked = len(list(itertools.takewhile(lambda block: block.flags & STANDFIRST, paragraphs)))
    return n_marked if n_marked <= MOST_STANDFIRSTS and n_marked < len(paragraphs) else 0


def _leave_unclosed(blocks: list[Block], unclosed: frozenset[str]) -> None:
    """A box among the paragraphs that is never closed holds the rest of them: from its first on,
    all is the article's.

    A paragraph is a <p> right below the box, or stands in it as others stand in the element around
    it: the markup is that of the article, as if the box were not there.
    """
    last_of: dict[
        object, int
    ] = {}  # the place of a parent of paragraphs, or of one and their way down → the last of them
    for number, block in enumerate(blocks):
        if _solid(block) and block.root is None and not block.level:
            last_of[block.path.rpartition("/")[0]] = number
            last_of.update(dict.fromkeys(_ways_down(block), number))
    left: set[int | str] = set()  # numbers and places of such boxes
    for number, block in enumerate(blocks):
        box = block.path.rpartition("/")[0]
        root = block.root
        if not (root is not None and _NEVER_ENDS.match(root.why)) and _is_prose(block, 80):
            direct = (
                block.flags & PARAGRAPH
                and _tag(box) in unclosed
                and _is_behind(number, box.rpartition("/")[0], last_of)
            )
            alike = root is not None and any(
                _tag(place) in unclosed
                and _is_behind(number, (place.rpartition("/")[0], *way), last_of)
                for place, *way in _ways_down(block)
            )
            if direct or alike:
                left |= {box} if root is None else {box, root.number}
                block.evidence = 1.0
        if box in left or (root is not None and root.number in left):
            block.root = None


def _in_unclosed(blocks: list[Block], unclosed: frozenset[str]) -> set[int]:
    """The elements that take out of the article and stand in, or are, a box that may hold more than
    it should.
    """
    numbers: set[int] = set()
    # An outer element has the lower number.
    for number, root in sorted(_all_roots(blocks).items()):
        opens = root.tag in unclosed and not _NEVER_ENDS.match(root.why)
        if opens or (root.outer is not None and root.outer.number in numbers):
            numbers.add(number)
    return numbers


def _ways_down(block: Block) -> Iterator[tuple[str, ...]]:
    """Each element around a block's text up to some levels: its place, then the way down from it to
    the text.

    A way is the tags, and the class of the last element unless that is a paragraph.
    """
    yield (block.path,)
    names = "" if block.flags & PARAGRAPH else block.element.get("class", "")
    place: str = block.path
    way: tuple[str, ...] = (names,)
    for _ in range(_MOST_LEVELS):
        place, way = place.rpartition("/")[0], (_tag(place), *way)
        yield (place, *way)


def _tag(place: str) -> str:
    return place.rpartition("/")[2].partition("[")[0]


def _is_behind(number: int, key: object, last_of: dict[object, int]) -> bool:
    return number > last_of.get(key, number)


def _roots(block: Block) -> Iterator[Root]:
    """The elements around a block that take it out of the article, from the inside."""
    root = block.root
    while root is not None:
        yield root
        root = root.outer


def _around_headline(blocks: list[Block]) -> set[int]:
    """Elements that hold what the page sets as its headline."""
    return set(_all_roots(block for block in blocks if block.level == 1))


def _free_roots(blocks: list[Block], around_headline: set[int]) -> set[int]:
    """An element that holds much of the body is part of the article, whatever it is called."""
    solid = [block for block in blocks if _solid(block)]
    held = _held(solid)
    total = sum(len(block.compact) for block in solid)
    free = {number for number, size in held.items() if size > 0.25 * total}
    if len(solid) < 3:
        free |= _wrong_roots(blocks, len(solid), around_headline)
    return free


def _all_roots(blocks: Iterable[Block]) -> dict[int, Root]:
    """Every element around some blocks that takes out of the article; what is around a known one is
    known as well.
    """
    roots: dict[int, Root] = {}
    for block in blocks:
        root = block.root
        while root is not None and root.number not in roots:
            roots[root.number] = root
            root = root.outer
    return roots


def _held(blocks: list[Block], *, each: bool = False) -> Counter[int]:
    """How many characters (or, with `each`, how many) of some blocks every element holds that takes
    out of the article.
    """
    held: Counter[int] = Counter()
    for block in blocks:
        if block.root is not None:
            held[block.root.number] += 1 if each else len(block.compact)
    roots = _all_roots(blocks)
    # An outer element has the lower number: its inner ones are summed before it.
    for number in sorted(roots, reverse=True):
        outer = roots[number].outer
        if outer is not None:
            held[outer.number] += held[number]
    return held


def _wrong_roots(blocks: list[Block], n_solid: int, around_headline: set[int]) -> set[int]:
    """Elements that hold the prose of a page on which no body was found; their paragraphs become
    its evidence.
    """
    prose = [block for block in blocks if _is_prose(block, 80)]
    total = sum(len(block.compact) for block in prose)
    held, paragraphs = _held(prose), _held(prose, each=True)
    roots = _all_roots(prose)
    least = (0.8 if n_solid else 0.5) * total
    free: set[int] = set()
    kept: set[int] = set()  # and whatever stands in them
    for number, root in sorted(roots.items()):
        likely = number in around_headline or (
            paragraphs[number] >= 3 and not _NEVER_ARTICLE.match(root.why)
        )
        if held[number] > least and likely:
            free.add(number)
        if number not in free or (root.outer is not None and root.outer.number in kept):
            kept.add(number)
    wholly_free = free - kept
    for block in blocks:
        if block.root is not None and block.root.number in wholly_free and _is_prose(block, 20):
            block.evidence = 1.0
    return free


def _is_prose(block: Block, n_characters: int) -> bool:
    size = len(block.text)
    return (
        size >= n_characters
        and block.linked < 0.3 * size
        and not (block.caption or block.level)
        and bool(_ENDS.search(block.text))
    )


def _free(blocks: list[Block], free: set[int]) -> None:
    """Take some elements out of the chains of those that take blocks out of the article."""
    if not free:
        return
    kept: dict[int, Root | None] = {}

    def freed(root: Root | None) -> Root | None:
        chain = []
        while root is not None and root.number not in kept:
            chain.append(root)
            root = root.outer
        outer = kept[root.number] if root is not None else None
        for inner in reversed(chain):
            if inner.number not in free:
                outer = inner._replace(outer=outer)
            kept[inner.number] = outer
        return outer

    for block in blocks:
        block.root = freed(block.root)


def _headline(blocks: list[Block], said: Metadata, first: int) -> int:
    """The number of the headline's block, -1 for none."""
    titles = []
    for title in said.titles:
        for shape in (title, _SITE.sub("", title)):
            words = _WORD.findall(shape.lower())
            if words and words not in titles:
                titles.append(words)
    best, best_score = -1, 0.0
    for number, block in enumerate(blocks):
        if len(block.text) > 400 or (block.caption and not block.level):
            continue
        if block.level == 0 and not block.flags & HEADLINE and number > max(first, 60):
            continue
        words = _WORD.findall(block.text.lower())
        if not words:
            continue
        likeness = max((_likeness(words, title) for title in titles), default=0.0)
        if (
            not titles
            and number < first
            and not _TITLE_NAMES.isdisjoint(block.element.get("class", "").split())
        ):
            likeness = 0.5
        heading = {1: 0.5, 2: 0.25, 3: 0.15}.get(block.level, 0.05 if block.level else 0.0)
        score = likeness + heading + (0.3 if block.flags & HEADLINE else 0)
        # "caption" may be a site's name for what stands over a story.
        if block.caption and likeness < 0.9:
            continue
        if likeness < 0.5 and not (block.level == 1 and len(words) >= 2):
            continue
        if block.root is not None or (block.flags & LINK and block.linked >= len(block.text)):
            score -= 0.3
        if number > first:
            score -= 0.35
        if score > best_score + 1e-9:
            best, best_score = number, score
    return best if best_score >= 0.4 else -1


def _likeness(left: list[str], right: list[str]) -> float:
    a, b = set(left), set(right)
    return 2 * len(a & b) / (len(a) + len(b))


def _solid(block: Block) -> bool:
    return block.evidence >= 0.5 and len(block.compact) >= 60 and not block.caption


class _Labels:
    """The rules, in order: the first that holds labels the block."""

    def __init__(
        self,
        page: Walk,
        said: Metadata,
        begin: int,
        end: int,
        first: int,
        last: int,
        headline: int,
        unclosed: frozenset[str],
    ) -> None:
        self.page, self.blocks, self.said = page, page.blocks, said
        self.begin, self.end, self.first, self.last, self.headline = (
            begin,
            end,
            first,
            last,
            headline,
        )
        top = headline if 0 <= headline < first else begin
        self.top = min(top, first)
        inside = [span for span in page.articles if first < span[1] and span[0] <= first]
        # The <article> around the body, where the page has one; else the container, from the
        # headline on.
        if inside:
            span = max(inside, key=lambda s: s[1] - s[0])
            self.low, self.high = min(span[0], self.top), max(span[1], end)
        else:
            self.low, self.high = self.top, end
        # An article may stand in several boxes one after the other: its paragraphs begin with the
        # first of them.
        solid = [
            n
            for n, b in enumerate(self.blocks)
            if _solid(b)
            and b.root is None
            and not b.level
            and max(self.low, headline + 1) <= n < self.high
        ]
        # Without a headline a mark says little: what opens the text may be its first paragraph.
        n_standfirsts = _n_standfirsts([self.blocks[n] for n in solid]) if headline >= 0 else 0
        solid = solid[n_standfirsts:]
        self.first, self.last = min([first, *solid]), max([last, *solid])
        self.parents = {self.blocks[n].path.rpartition("/")[0] for n in solid}
        standfirsts = [
            n
            for n in range(max(0, headline), self.first + 4)
            if n < len(self.blocks) and self.blocks[n].flags & STANDFIRST
        ]
        self.standfirst_is_a_box = len(standfirsts) > 3
        self.in_unclosed = _in_unclosed(self.blocks, unclosed)
        self.captions: dict[int, str] = {}
        self.known = {compact(caption) for caption in said.captions}
        self.titles = {compact(title) for title in said.titles} | {compact(said.description)}
        self._reach_back()
        # A box of other stories has their headlines, as links.
        worded = set(_all_roots(block for block in self.blocks if not self._is_of_picture(block)))
        captioned = [*self.blocks, *(block for _, block in page.on_click)]
        # The innermost element around what stands in a root that makes it another story's.
        self.others: dict[int, Root | None] = {}
        for number, root in sorted(_all_roots(captioned).items()):
            other = root.why == "<button>" or (number in worded and _OTHER_STORIES.match(root.why))
            self.others[number] = (
                root if other else self.others[root.outer.number] if root.outer else None
            )
        body = [self.blocks[n] for n in solid]
        self.n_words = sum(len(block.text.split()) for block in body)
        self.words = {word for block in body for word in _WORD.findall(block.text)}
        if headline >= 0:
            self.words.update(_WORD.findall(self.blocks[headline].text))
        boxed = [
            block
            for block in self.blocks[self.low : self.high]
            if 0 < block.box_words <= _MOST_BESIDE
        ]
        self.credits = Counter(block.box for block in boxed if self._is_credit(block))
        self.headings = Counter(block.box for block in boxed if block.level)
        self.texts = Counter(
            block.box
            for block in boxed
            if not (block.level or self._is_credit(block) or _PLAYER.match(block.text))
        )
        self.n_names_alone = sum(
            self._is_maker(block.text) for block in self.blocks if block.caption
        )

    def _reach_back(self) -> None:
        """A captioned picture that stands right before the headline or the <article> is the
        article's.
        """
        low = self.low
        while low and self._opens(self.blocks[low - 1]):
            low -= 1
        if low < self.low and self.by_picture(low):
            self.low = low

    def _opens(self, block: Block) -> bool:
        return (
            block.root is None and self._is_of_picture(block) and not form.BYLINE.search(block.text)
        )

    def _is_of_picture(self, block: Block) -> bool:
        return bool(block.caption or block.flags & CREDIT) and block.linked < 0.5 * len(block.text)

    def run(self) -> None:
        for number, block in enumerate(self.blocks):
            block.layer, block.rule, block.confidence = self.label(number, block)
        shown = {block.compact for block in self.blocks}
        # From the end, so that a block's number holds until its captions stand before it.
        on_click = []
        for number, block in self.page.on_click:
            block.compact = compact(block.text)
            if block.compact not in shown:
                near = self.low <= number < self.high
                block.layer, block.rule, block.confidence = self.caption(
                    min(number, self.last), block, near
                )
                if block.layer != "boilerplate":
                    on_click.append((number, block))
        for number, block in reversed(on_click):
            self.blocks.insert(number, block)

    def label(self, number: int, block: Block) -> tuple[str, str, float]:
        near = self.low <= number < self.high
        if number == self.headline:
            return "headline", "heading that matches the page's title", 0.97
        if block.caption:
            return self.caption(number, block, near)
        if (
            block.flags & CREDIT
            and near
            and len(block.text) < 200
            and len(block.text.split()) <= 20
        ):
            return "credit", "marked as a picture's credit", 0.95
        of_head = self.head(number, block) if block.root is None else None
        if of_head:
            return of_head
        if near and self._is_spoken_credit(number, block):
            return "credit", "named as a picture's source", 0.9
        beside = self.beside_picture(number, block) if near else None
        if beside:
            return beside
        inside = self.begin <= number < self.end and self.first <= number <= self.last
        if block.root is not None and not (
            block.evidence >= 0.5 and inside and block.root.why.startswith("class")
        ):
            if number > self.first and self._may_be_swallowed(block):
                return "boilerplate", f"inside {block.root.why}{NEVER_CLOSED}", 0.6
            return "boilerplate", f"inside {block.root.why}", 0.95
        if not (self.begin <= number < self.end) and number != self.headline:
            if block.evidence >= 0.5 and len(block.compact) >= 60 and near:
                return (
                    "body",
                    "paragraph outside the article's container, in trafilatura's body",
                    0.7,
                )
            return "boilerplate", "outside the article", 0.9
        return self.inside(number, block, inside)

    def _may_be_swallowed(self, block: Block) -> bool:
        """Is a paragraph, among those of the article, in a box that may hold more than it should?"""
        if (
            block.root is None
            or block.root.number not in self.in_unclosed
            or not _is_prose(block, 80)
        ):
            return False
        return any(
            place in self.parents for place, *_ in _ways_down(block)
        ) and not form.NOTICE.search(block.text)

    def caption(self, number: int, block: Block, near: bool) -> tuple[str, str, float]:
        root = self.other_stories(number, block)
        if root is not None:
            return "boilerplate", f"caption inside {root.why}", 0.85
        if not near:
            return "boilerplate", "caption of a picture outside the article", 0.85
        n_words = len(block.text.split())
        if _PLAYER.match(block.text) or SPOKEN.match(block.text):
            return "boilerplate", "switches of a picture or player", 0.95
        if number < self.first and form.BYLINE.search(block.text) and not self.by_picture(number):
            return "byline", "author or date line near the top", 0.9
        if _OF_THE_ARTICLE.match(block.text):
            return "boilerplate", "note on the article under a picture", 0.85
        if is_credit(block.text) or (block.flags & CREDIT and n_words <= 20):
            return "credit", f"credit in {block.caption}", 0.95
        if self._is_maker(block.text) and (self.n_names_alone > 1 or _STUDIO.search(block.text)):
            return "credit", "name alone under a picture, in no paragraph", 0.75
        if n_words < 4 and not (
            block.figure or block.caption == "figcaption" or self.by_picture(number)
        ):
            return "boilerplate", "named after captions, but beside no picture", 0.8
        if n_words < 4 and block.linked >= 0.95 * len(block.text):
            return "boilerplate", "link in a caption", 0.8
        key = _NO_WORD.sub("", block.text.lower())
        for other, text in self.captions.items():
            if len(text) >= 20 and key.startswith(text) and _CUT.search(self.blocks[other].text):
                short = self.blocks[other]
                short.layer, short.rule, short.confidence = (
                    "boilerplate",
                    "shorter form of a caption",
                    0.9,
                )
                del self.captions[other]
                break
            if text[:100] == key[:100] or (
                len(key) >= 20 and text.startswith(key) and _CUT.search(block.text)
            ):
                return "boilerplate", "repeats a caption", 0.9
        self.captions[number] = key
        return "caption", str(block.caption), 0.97

    def other_stories(self, number: int, block: Block) -> Root | None:
        """The innermost element that makes a caption another story's, None for the article's own."""
        if block.root is None or number > self.last:
            return block.root
        return self.others[block.root.number]

    def _is_credit(self, block: Block) -> bool:
        return bool(block.flags & CREDIT) or is_credit_behind(block.text)

    def _is_spoken_credit(self, number: int, block: Block) -> bool:
        """ "Image source, Getty Images", whose first words only a screen reader speaks."""
        of_picture = block.flags & FIGURE or self.by_picture(number)
        short = (
            len(block.text.split()) <= _MOST_WORDS_OF_CREDIT
            and self.other_stories(number, block) is None
        )
        return bool(of_picture and short and _SPOKEN_CREDIT.match(block.text))

    def _is_maker(self, text: str) -> bool:
        """Is a text nothing but a name that the article never mentions?"""
        if (
            not _NAME_ALONE.match(text)
            or text[-1] in ".!?"
            or not (" " in text or _STUDIO.search(text))
        ):
            return False
        return not self.words.intersection(word for word in _WORD.findall(text) if len(word) > 2)

    def head(self, number: int, block: Block) -> tuple[str, str, float] | None:
        """What stands between the headline and the first paragraph."""
        n_words = len(block.text.split())
        if not 0 <= self.headline < number < self.first:
            return None
        # A box for the article's "meta" data holds headline, standfirst and byline alike.
        shared = self.blocks[self.headline].flags & BYLINE and (
            block.flags & STANDFIRST or _ENDS.search(block.text)
        )
        credited = self.by_picture(number) and has_credit(block.text)
        if (
            block.flags & BYLINE
            and n_words <= 40
            and not (shared and n_words >= 5)
            and not credited
        ):
            return "byline", "marked as author or date", 0.9
        if block.flags & TIME and n_words <= 20:
            return "byline", "marked as a time", 0.9
        if n_words <= 20 and form.BYLINE.search(block.text):
            return "byline", "author or date line near the top", 0.9
        if n_words >= 5 and block.linked < 0.5 * len(block.text):
            if block.flags & STANDFIRST and not (
                self.standfirst_is_a_box and block.evidence >= 0.5
            ):
                return "standfirst", "marked as a standfirst", 0.9
            if (
                compact(self.said.description).startswith(block.compact[:60])
                and block.evidence < 0.5
            ):
                return "standfirst", "repeats the page's description", 0.85
            below_picture = self._is_small_heading_of_picture(number, block)
            if block.level and number - self.headline <= 6 and not below_picture:
                return "standfirst", "second heading below the headline", 0.8
            over = self.blocks[self.headline].flags & block.flags & HEADER
            if over and block.flags & PARAGRAPH and not form.FURNITURE.search(block.text):
                return "standfirst", "paragraph in the headline's <header>", 0.8
        return None

    def inside(self, number: int, block: Block, between: bool) -> tuple[str, str, float]:
        text = block.text
        n_words = len(text.split())
        link_share = block.linked / max(1, len(text))
        ends = bool(_ENDS.search(text))
        if (
            n_words <= 40
            and form.FURNITURE.search(text)
            and not (block.evidence >= 0.5 and ends and link_share < 0.3)
        ):
            return "boilerplate", "site furniture phrase", 0.9
        if number and form.NOTICE.search(text) and not between:
            return "boilerplate", "rights notice", 0.95
        if is_credit(text) and n_words <= 12 and self.by_picture(number):
            return "credit", "nothing but a credit, beside a picture", 0.9
        if _PLAYER.match(text):
            return "boilerplate", "switches of a picture or player", 0.95
        if _UNSUPPORTED.search(text) and n_words <= 40:
            return "boilerplate", "what a player says to a browser", 0.95
        if _TOOLS.match(text) and not ends:
            return "boilerplate", "a tool of the page or the time of reading", 0.9
        listed = block.level or block.flags & LIST
        if link_share >= 0.7 and not (ends or listed) and self._points_to_a_story(block):
            return "boilerplate", "a word and a link to another story", 0.85
        if block.flags & DATA and (n_words < 4 or not ends):
            return "boilerplate", "cell of a table", 0.85
        if block.level:
            if (between or block.evidence >= 0.5) and link_share < 0.8 and n_words <= 30:
                return "subheading", "heading between paragraphs", 0.9
            if block.evidence < 0.5:
                return "boilerplate", "heading outside the paragraphs", 0.8
        if (
            block.flags & BYLINE
            and number <= self.first + 2
            and n_words <= 20
            and form.BYLINE.search(text)
        ):
            return "byline", "author or date line near the top", 0.9
        if block.evidence >= 0.5:
            if n_words <= 12 and not ends and between and _all_bold(block):
                return "subheading", "bold line between paragraphs", 0.8
            return "body", "in the body that trafilatura finds", 0.95
        apart = (
            block.flags & BYLINE
            and block.flags & PARAGRAPH
            and not form.BYLINE.search(text)
            and not _YEAR.search(text)
        )
        if between and apart and n_words >= 4 and self.by_picture(number):
            return "caption", "set apart beside a picture, in no body", 0.7
        among = not block.flags & (LIST | QUOTE) and block.path.rpartition("/")[0] in self.parents
        if (
            between
            and among
            and link_share < 0.5
            and n_words >= 8
            and (ends or block.flags & PARAGRAPH)
        ):
            return "body", "paragraph between paragraphs of the article", 0.8
        return "boilerplate", "no paragraph", 0.7

    def beside_picture(self, number: int, block: Block) -> tuple[str, str, float] | None:
        """Captions where the markup says nothing: by their place, their type and their credit."""
        text = block.text
        n_words = len(text.split())
        if (
            n_words < 3
            and block.flags & FIGURE
            and block.root is None
            and not block.level
            and "/" in text
        ):
            credit = self.in_box_of_picture(block) and is_credit_behind(text)
            return ("credit", "nothing but a credit, in a picture's box", 0.8) if credit else None
        if block.level and self._is_heading_of_figure(number, block):
            return "caption", "only text of a figure, in the type of a heading", 0.8
        if self._is_small_heading_of_picture(number, block):
            return "caption", "right below a picture, in the type of a small heading", 0.75
        if not 3 <= n_words <= 80 or block.level or block.linked > 0.5 * len(text):
            return None
        if block.root is not None and (
            not block.box or self.other_stories(number, block) is not None
        ):
            return None
        if block.compact in self.known and block.compact not in self.titles and n_words >= 5:
            return "caption", "caption of a picture in JSON-LD", 0.9
        if form.FURNITURE.search(text) or _OF_THE_ARTICLE.match(text) or _PLAYER.match(text):
            return None
        beside = self.by_picture(number)
        styled = block.emphasised >= 0.8 * len(text)
        credited = (beside or styled) and has_credit(text) and not is_credit(text)
        # A line of rights closes many a column; beside a picture it is the picture's.
        if (
            credited
            and styled
            and (beside or (not form.NOTICE.search(text) and "opyright" not in text))
        ):
            return "caption", "italic or small, with a credit", 0.9
        if credited and beside and n_words <= 60:
            return "caption", "beside a picture, with a credit", 0.85
        boxed, alone = self.in_box_of_picture(block), self.texts[block.box] == 1
        if boxed and is_credit_behind(text):
            return "credit", "nothing but a credit, in a picture's box", 0.8
        if form.NOTICE.search(text) or self._is_of_author(block):
            return None
        if beside and block.flags & DESCRIBES:
            return "caption", "named as a picture's description", 0.85
        if number > self.last or n_words < 4:
            return None
        # A note that closes an article is italic as well, and longer.
        closes = number == self.last and _SENTENCES.search(text)
        if (
            beside
            and styled
            and not (block.linked or closes)
            and (block.below_picture or (boxed and alone))
        ):
            return "caption", "italic or small, right below a picture", 0.8
        if boxed and not block.linked and not form.SPEAKERS.search(text):
            # In a list of pictures, heading, picture, credit and paragraph stand in one box.
            gallery = block.flags & FIGURE and block.evidence < 0.5
            if self.credits[block.box] and alone and (gallery or not self.headings[block.box]):
                return "caption", "with a picture and its credit in one box", 0.85
            if alone and beside and not self.headings[block.box]:
                return "caption", "alone with a picture in its box", 0.75
        return None

    def _is_heading_of_figure(self, number: int, block: Block) -> bool:
        """Is a heading all that a <figure> says of its picture?"""
        alone = (
            self.headings[block.box] == 1
            and not self.texts[block.box]
            and self.in_box_of_picture(block)
        )
        plain = (
            block.root is None and not block.linked and 4 <= len(block.text.split()) <= _MOST_BESIDE
        )
        return (
            alone
            and plain
            and self.by_picture(number)
            and next(block.element.iterancestors("figure"), None) is not None
        )

    def _is_small_heading_of_picture(self, number: int, block: Block) -> bool:
        """Is an <h5> or <h6> right below a picture and above a paragraph, on a page that sets no
        subheadings so?
        """
        if (
            block.level < _SMALL_HEADING
            or block.root is not None
            or block.linked
            or not self.by_picture(number)
        ):
            return False
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else block
        return (
            self.small_headings_are_of_pictures
            and 4 <= len(block.text.split()) <= _MOST_BESIDE
            and not (following.level or following.root)
            and not (form.FURNITURE.search(block.text) or self._is_of_author(block))
        )

    @functools.cached_property
    def small_headings_are_of_pictures(self) -> bool:
        """Does every small heading of the article stand right below a picture?"""
        within = range(self.low, min(self.high, len(self.blocks)))
        small = [
            n
            for n in within
            if self.blocks[n].level >= _SMALL_HEADING and self.blocks[n].root is None
        ]
        return all(self.by_picture(n) for n in small)

    def _is_of_author(self, block: Block) -> bool:
        dated = block.linked and _DATE_AT_END.search(block.text)
        return bool(
            block.flags & (BYLINE | TIME | STANDFIRST) or dated or form.BYLINE.search(block.text)
        )

    def _points_to_a_story(self, block: Block) -> bool:
        """ "Related: …": at most three words and a colon, then nothing but a link."""
        opening = _POINTS.match(block.text)
        return opening is not None and block.linked >= len(block.text) - opening.end()

    def in_box_of_picture(self, block: Block) -> bool:
        """Does a block stand in a box with a picture that is small beside the article and apart
        from its headline?
        """
        if not block.box or block.box_words > min(_MOST_BESIDE, self.n_words / _BODY_OVER_BOX):
            return False
        return self.headline < 0 or self.blocks[self.headline].box != block.box

    def by_picture(self, number: int) -> bool:
        """Is a picture shown between this block and the one before?"""
        above = self.blocks[number - 1].pictures if number else 0
        return self.blocks[number].pictures_above > above


def _all_bold(block: Block) -> bool:
    return bool(
        block.element.find(".//b") is not None or block.element.find(".//strong") is not None
    )
