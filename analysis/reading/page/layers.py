"""The layer of each block of a page, by markup, place and, where the markup is silent, by its words."""

from __future__ import annotations

import re

from analysis.reading import form
from analysis.reading.credits import has_credit, is_credit
from analysis.reading.page.metadata import Metadata
from analysis.reading.page.region import MOST_BLOCKS, by_density, compact, container, set_density, set_evidence
from analysis.reading.page.walk import (
    BYLINE,
    CREDIT,
    HEADLINE,
    LINK,
    LIST,
    PARAGRAPH,
    QUOTE,
    STANDFIRST,
    TIME,
    Block,
    Walk,
)  # fmt: skip

_ENDS = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_WORD = re.compile(r"\w+")
_PLAYER = re.compile(
    r"(?i)^(?:\W|\d|\b(?:hide|toggle|show|view|enlarge|close|open|opens|expand|collapse|full|screen|fullscreen|captions?|this|image|photos?|gallery|slideshow"
    r"|subtitles|settings|off|on|selected|dialog|play|pause|mute|video|of|next|previous|read|more|less|click|tap|to)\b)+$"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b\W+(?:at\b|\d)|(?i:\bby\b) [A-Z]")
_CUT = re.compile(r"(?:…|\.\.\.)\s*(?:\w+(?:\s+\w+)?\s*)?$")
_NO_WORD = re.compile(r"\W+")
# Boxes of other stories; in any other box an article's own pictures stand as often as not.
_OTHER_STORIES = re.compile(
    r"<(?:nav|footer|dialog)>|role (?!form)|class (?:relat|recom|recirc|teaser|promo|newsletter|subscri|sign-?up|comment|respond|disqus|sidebar|side-bar|author|about|bio|footer|trending|popular"
    r"|most|more|read|up-?next|next|prev|latest|also|you-?may|must|editors|headlines|story-?list|outbrain|taboola|zerg|revcontent|sponsor|onward|jp-|wp-block-latest|nav|-related|related)"
)
_SITE = re.compile(r"(?<!\s)\s+[|–—»·-]\s+[^|–—»·]{2,60}$|^[^|]{2,40}\s+[|»]\s+")


def label(page: Walk, said: Metadata, body: str) -> None:
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
    _free_roots(blocks)
    begin, end = container(blocks)
    solid = [
        n
        for n, b in enumerate(blocks)
        if b.evidence >= 0.5 and len(b.compact) >= 60 and not b.caption and begin <= n < end
    ]
    first, last = (solid[0], solid[-1]) if solid else (len(blocks), -1)
    headline = _headline(blocks, said, first)
    if not solid and (headline >= 0 or page.articles):
        # A picture story has no paragraph: its article is the <article>, or all from the headline on.
        begin, end = max(page.articles, key=lambda span: span[1] - span[0], default=(headline, len(blocks)))
        first, last = begin, end - 1
    _Labels(page, said, begin, end, first, last, headline).run()


def _free_roots(blocks: list[Block]) -> None:
    """An element that holds much of the body is part of the article, whatever it is called."""
    total = sum(len(b.compact) for b in blocks if b.evidence >= 0.5 and len(b.compact) >= 60) or 1
    held: dict[int, int] = {}
    for block in blocks:
        if block.evidence >= 0.5 and len(block.compact) >= 60:
            root = block.root
            while root is not None:
                held[root.number] = held.get(root.number, 0) + len(block.compact)
                root = root.outer
    free = {number for number, size in held.items() if size > 0.25 * total}
    for block in blocks:
        while block.root is not None and block.root.number in free:
            block.root = block.root.outer


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
        if len(block.text) > 400 or block.caption:
            continue
        if block.level == 0 and not block.flags & HEADLINE and number > max(first, 60):
            continue
        words = _WORD.findall(block.text.lower())
        if not words:
            continue
        likeness = max((_likeness(words, title) for title in titles), default=0.0)
        heading = {1: 0.5, 2: 0.25, 3: 0.15}.get(block.level, 0.05 if block.level else 0.0)
        score = likeness + heading + (0.3 if block.flags & HEADLINE else 0)
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

    def __init__(self, page: Walk, said: Metadata, begin: int, end: int, first: int, last: int, headline: int) -> None:
        self.page, self.blocks, self.said = page, page.blocks, said
        self.begin, self.end, self.first, self.last, self.headline = begin, end, first, last, headline
        top = headline if 0 <= headline < first else begin
        self.top = min(top, first)
        inside = [span for span in page.articles if first < span[1] and span[0] <= first]
        # The <article> around the body, where the page has one; else the container, from the headline on.
        if inside:
            span = max(inside, key=lambda s: s[1] - s[0])
            self.low, self.high = min(span[0], self.top), max(span[1], end)
        else:
            self.low, self.high = self.top, end
        # An article may stand in several boxes one after the other: its paragraphs begin with the first of them.
        solid = [
            n
            for n, b in enumerate(self.blocks)
            if _solid(b) and b.root is None and max(self.low, headline + 1) <= n < self.high
        ]
        self.first, self.last = min([first, *solid]), max([last, *solid])
        self.parents = {self.blocks[n].path.rpartition("/")[0] for n in solid}
        standfirsts = [
            n
            for n in range(max(0, headline), self.first + 4)
            if n < len(self.blocks) and self.blocks[n].flags & STANDFIRST
        ]
        self.standfirst_is_a_box = len(standfirsts) > 3
        self.captions: dict[int, str] = {}
        self.known = {compact(caption) for caption in said.captions}
        self.titles = {compact(title) for title in said.titles} | {compact(said.description)}

    def run(self) -> None:
        for number, block in enumerate(self.blocks):
            block.layer, block.rule, block.confidence = self.label(number, block)

    def label(self, number: int, block: Block) -> tuple[str, str, float]:
        near = self.low <= number < self.high
        if block.caption:
            return self.caption(number, block, near)
        if number == self.headline:
            return "headline", "heading that matches the page's title", 0.97
        if block.flags & CREDIT and near and len(block.text) < 200 and len(block.text.split()) <= 20:
            return "credit", "marked as a picture's credit", 0.95
        inside = self.begin <= number < self.end and self.first <= number <= self.last
        if block.root is not None and not (block.evidence >= 0.5 and inside and block.root.why.startswith("class")):
            return "boilerplate", f"inside {block.root.why}", 0.95
        if self.headline >= 0 and number < self.first:
            found = self.head(number, block)
            if found:
                return found
        if not (self.begin <= number < self.end) and number != self.headline:
            if block.evidence >= 0.5 and len(block.compact) >= 60 and near:
                return "body", "paragraph outside the article's container, in trafilatura's body", 0.7
            return "boilerplate", "outside the article", 0.9
        return self.inside(number, block, inside)

    def caption(self, number: int, block: Block, near: bool) -> tuple[str, str, float]:
        root = block.root
        while root is not None and number <= self.last and not _OTHER_STORIES.match(root.why):
            root = root.outer
        if root is not None:
            return "boilerplate", f"caption inside {root.why}", 0.85
        if not near:
            return "boilerplate", "caption of a picture outside the article", 0.85
        n_words = len(block.text.split())
        if _PLAYER.match(block.text):
            return "boilerplate", "switches of a picture or player", 0.95
        if is_credit(block.text) or (block.flags & CREDIT and n_words <= 20):
            return "credit", f"credit in {block.caption}", 0.95
        if n_words < 4 and not (block.figure or block.caption == "figcaption" or self.by_picture(number)):
            return "boilerplate", "named after captions, but beside no picture", 0.8
        if n_words < 4 and block.linked >= 0.95 * len(block.text):
            return "boilerplate", "link in a caption", 0.8
        key = _NO_WORD.sub("", block.text.lower())
        for other, text in self.captions.items():
            if len(text) >= 20 and key.startswith(text) and _CUT.search(self.blocks[other].text):
                short = self.blocks[other]
                short.layer, short.rule, short.confidence = "boilerplate", "shorter form of a caption", 0.9
                del self.captions[other]
                break
            if text[:100] == key[:100] or (len(key) >= 20 and text.startswith(key) and _CUT.search(block.text)):
                return "boilerplate", "repeats a caption", 0.9
        self.captions[number] = key
        return "caption", str(block.caption), 0.97

    def head(self, number: int, block: Block) -> tuple[str, str, float] | None:
        n_words = len(block.text.split())
        if number < self.headline:
            return None
        if block.flags & BYLINE and n_words <= 40:
            return "byline", "marked as author or date", 0.9
        if block.flags & TIME and n_words <= 20:
            return "byline", "marked as a time", 0.9
        if n_words <= 20 and form.BYLINE.search(block.text):
            return "byline", "author or date line near the top", 0.9
        if n_words >= 5 and block.linked < 0.5 * len(block.text):
            if block.flags & STANDFIRST and not (self.standfirst_is_a_box and block.evidence >= 0.5):
                return "standfirst", "marked as a standfirst", 0.9
            if compact(self.said.description).startswith(block.compact[:60]) and block.evidence < 0.5:
                return "standfirst", "repeats the page's description", 0.85
            if block.level and number - self.headline <= 6:
                return "standfirst", "second heading below the headline", 0.8
        return None

    def inside(self, number: int, block: Block, between: bool) -> tuple[str, str, float]:
        text = block.text
        n_words = len(text.split())
        link_share = block.linked / max(1, len(text))
        ends = bool(_ENDS.search(text))
        if n_words <= 40 and form.FURNITURE.search(text) and not (block.evidence >= 0.5 and ends and link_share < 0.3):
            return "boilerplate", "site furniture phrase", 0.9
        if number and form.NOTICE.search(text) and not between:
            return "boilerplate", "rights notice", 0.95
        if is_credit(text) and n_words <= 12 and self.by_picture(number):
            return "credit", "nothing but a credit, beside a picture", 0.9
        found = self.silent(number, block, n_words)
        if found:
            return found
        if block.level:
            if (between or block.evidence >= 0.5) and link_share < 0.8 and n_words <= 30:
                return "subheading", "heading between paragraphs", 0.9
            if block.evidence < 0.5:
                return "boilerplate", "heading outside the paragraphs", 0.8
        if block.evidence >= 0.5:
            if n_words <= 12 and not ends and between and _all_bold(block):
                return "subheading", "bold line between paragraphs", 0.8
            return "body", "in the body that trafilatura finds", 0.95
        apart = (
            block.flags & BYLINE and block.flags & PARAGRAPH and not form.BYLINE.search(text) and not _YEAR.search(text)
        )
        if between and apart and n_words >= 4 and self.by_picture(number):
            return "caption", "set apart beside a picture, in no body", 0.7
        among = not block.flags & (LIST | QUOTE) and block.path.rpartition("/")[0] in self.parents
        if between and among and link_share < 0.5 and n_words >= 8 and (ends or block.flags & PARAGRAPH):
            return "body", "paragraph between paragraphs of the article", 0.8
        return "boilerplate", "no paragraph", 0.7

    def silent(self, number: int, block: Block, n_words: int) -> tuple[str, str, float] | None:
        """Captions where the markup says nothing."""
        text = block.text
        if _PLAYER.match(text):
            return "boilerplate", "switches of a picture or player", 0.95
        if not 3 <= n_words <= 80 or block.level or block.linked > 0.5 * len(text):
            return None
        if block.compact in self.known and block.compact not in self.titles and n_words >= 5:
            return "caption", "caption of a picture in JSON-LD", 0.9
        beside = self.by_picture(number)
        styled = block.emphasised >= 0.8 * len(text)
        if not (beside or styled) or not has_credit(text):
            return None
        # A line of rights closes many a column; beside a picture it is the picture's.
        if styled and (beside or (not form.NOTICE.search(text) and "opyright" not in text)):
            return "caption", "italic or small, with a credit", 0.9
        if beside and n_words <= 60:
            return "caption", "beside a picture, with a credit", 0.85
        return None

    def by_picture(self, number: int) -> bool:
        """Is a picture shown between this block and the one before?"""
        before = self.blocks[number - 1].pictures if number else 0
        return self.blocks[number].pictures > before


def _all_bold(block: Block) -> bool:
    return bool(block.element.find(".//b") is not None or block.element.find(".//strong") is not None)
