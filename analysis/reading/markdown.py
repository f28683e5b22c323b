"""Markdown: the readable text of its blocks, markup gone, each block labelled by what its markup
says.

Alternative texts of images are left out: they stand for a picture that cannot be seen, no reader of
the page meets them. An image's title is a caption, since it is all that Markdown itself has for
one. So are emphasis right behind an image and a paragraph that opens with "Caption:"; that word is
markup here, and gone as "# " is from a headline.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.corpus import Corpus, assemble
from analysis.reading.credits import caption_parts
from analysis.reading.errors import InputError
from analysis.reading.plain import label_plain

if TYPE_CHECKING:
    from markdown_it.token import Token

_CAPTION = re.compile(r"\s*(?:(?:photo|image|picture|video|figure)\s+)?caption\s*:\s*(?=\S)", re.I)
_BREAKS = ("softbreak", "hardbreak")
_FENCE = re.compile(r"(---|\+\+\+)[^\S\n]*\n")
_CLOSES = {
    "---": re.compile(r"(?m)^---[^\S\n]*$\n?"),
    "+++": re.compile(r"(?m)^\+\+\+[^\S\n]*$\n?"),
}
_MOST_FRONT = 20_000  # characters
_YAML_LINE = re.compile(r"[\w.-]+\s*:|[^\S\n]|[-#\]}]|$")
_PAIR = re.compile(r"(?m)^(?P<key>[A-Za-z_]+)\s*:[^\S\n]*(?P<value>\S(?:.*\S)?)[^\S\n]*$")
# What the plain rules may say of a paragraph: its markup has told all else.
_FROM_PLAIN = ("byline", "boilerplate", "credit")
# Deeper than any article; below it, quotations and lists in each other take quadratic time.
_MOST_NESTED = 20


@dataclass
class _Block:
    """A readable block: its text, the line it opens on and what its markup says of it (an empty
    layer: nothing).
    """

    text: str
    line: int
    layer: str = ""
    rule: str = ""
    confidence: float = 0.0


@dataclass
class _Run:
    """A stretch of a paragraph between two images: the line it opens on, and its words."""

    line: int
    text: str = ""
    plain: str = ""  # the words outside emphasis


class _Title(NamedTuple):
    """The title of an image: its line, and the index of the run of words behind the image."""

    line: int
    text: str
    run: int


def read_markdown(text: str, *, name: str, label: str, sha256: str) -> Corpus:
    r"""The corpus of an article in Markdown; `source_path` holds the line on which a block opens.

    Raises
    ------
    InputError
        for a text without a readable word, and one that cannot be parsed; `label` names it.

    Examples
    --------
    >>> text = "# Talks\n\n![](hall.jpg)\n*Delegates arrive. (Photo: Ann Roe)*\n\nThey met on Monday. They agreed on little."
    >>> corpus = read_markdown(text, name="talks", label="talks.md", sha256="")
    >>> corpus.segments["layer"].tolist()
    ['headline', 'caption', 'credit', 'body']
    >>> corpus.text(1), corpus.segments.loc[1, "source_path"]
    ('Delegates arrive.', 'line 4')
    """
    # As CommonMark reads them; the line numbers count on the same.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    front, begin = _front_matter(text)
    try:
        blocks = list(_blocks(text[begin:], text.count("\n", 0, begin)))
    except (RecursionError, IndexError) as error:
        raise InputError(
            f"{label}: cannot be parsed as Markdown ({error}); save it as plain text (.txt)"
        ) from None
    blocks = [block for block in blocks if block.text.strip()]
    _find_headline(blocks, front.get("title"))
    _find_standfirst(blocks)
    if not blocks:
        raise InputError(
            f"{label}: no readable text in this Markdown; give a text with at least one word"
        )
    articles = pd.DataFrame({"id": [name], "title": [front.get("title")], "source": [None]})
    articles = articles.assign(published=[front.get("date")], sha256=[sha256])
    stored, segments = _segments(blocks)
    corpus = assemble([stored], segments, articles=articles)
    corpus = replace(corpus, segments=_with_plain_rules(corpus))
    if not front.get("title"):
        headlines = [block.text for block in blocks if block.layer == "headline"]
        titles = [" ".join(headlines[0].split()) if headlines else name]
        articles = corpus.articles.assign(title=pd.Series(titles, dtype=object))
        return replace(corpus, articles=articles)
    return corpus


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """What the lines between two fences at the head say (YAML or TOML, as blogs have them), and
    where they end.
    """
    fence = _FENCE.match(text)
    closed = _CLOSES[fence[1]].search(text, fence.end(), _MOST_FRONT) if fence else None
    if fence is None or closed is None:
        return {}, 0
    lines, end = text[fence.end() : closed.start()], closed.end()
    if fence[1] == "+++":
        try:
            table = tomllib.loads(lines)
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}, 0
        return {
            key.lower(): str(value)
            for key, value in table.items()
            if not isinstance(value, dict | list)
        }, end
    pairs = {pair["key"].lower(): _unquoted(pair["value"]) for pair in _PAIR.finditer(lines)}
    # "---" is a rule between paragraphs as well: every line has to be one that YAML could hold, the
    # first one too.
    is_front = (
        bool(pairs) and lines[:1].strip() != "" and all(map(_YAML_LINE.match, lines.splitlines()))
    )
    return (pairs, end) if is_front else ({}, 0)


def _unquoted(value: str) -> str:
    return (
        value[1:-1].strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        else value
    )


def _blocks(text: str, line_offset: int) -> Iterator[_Block]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _MOST_NESTED}).enable(
        ["table", "strikethrough"]
    )
    tokens = parser.parse(text)
    after_image = False
    cells: list[str] = []
    line_of_row = 0
    for opening, token in itertools.pairwise([tokens[-1], *tokens] if tokens else []):
        line = (token.map[0] if token.map else 0) + 1 + line_offset
        if token.type == "inline" and opening.type in ("th_open", "td_open"):
            cells.append(_visible(token))
        elif token.type == "tr_close":
            yield _Block("  ".join(cell for cell in cells if cell), line_of_row)
            cells, after_image = [], False
        elif token.type == "tr_open":
            line_of_row = line
        elif token.type == "inline" and opening.type == "heading_open":
            rule = f"heading of level {opening.tag[1:]}"
            yield _Block(_visible(token), line, "subheading", rule, 0.97)
            after_image = False
        elif token.type == "inline":
            yield from _paragraph(token, line, after_image)
            after_image = _ends_in_image(token)
        elif token.type in ("fence", "code_block"):
            yield _Block(token.content.strip("\n"), line)
            after_image = False
        elif token.type == "html_block":
            of_html = list(_of_html(token.content, line))
            after_image = "<img" in token.content.lower() and not of_html
            yield from of_html


def _paragraph(token: Token, line: int, after_image: bool) -> Iterator[_Block]:
    """A paragraph: its words and the titles of its images. What stands on a line behind an image is
    a run of its own.
    """
    runs, titles = _runs(token.children or [], line)
    for n_before, run in enumerate([*runs, _Run(line)]):
        for title in titles:
            if title.run == n_before and title.text and not _same(title.text, run.text):
                yield _Block(title.text, title.line, "caption", "title of an image", 0.95)
        if run.text.strip():
            yield _block_of_run(run, n_before > 0 or after_image)


def _runs(children: list[Token], line: int) -> tuple[list[_Run], list[_Title]]:
    """The stretches of words between images, the first of them perhaps empty, and the titles of the
    images.
    """
    runs, titles = [_Run(line)], list[_Title]()
    depth = 0
    for n_before, child in enumerate(children):
        run = runs[-1]
        if child.type == "image":
            if not run.text.strip() or _ends_line(children[n_before + 1 :]):
                runs.append(_Run(line))
            title = str(child.attrs.get("title") or "").strip()
            titles.append(_Title(line, title, len(runs) - (0 if runs[-1].text.strip() else 1)))
            continue
        line += child.type in _BREAKS
        depth += child.nesting if child.type.startswith(("em_", "strong_")) else 0
        words = _words(child)
        if not run.text.strip() and words.strip():
            run.line = line
        run.text += words
        run.plain += "" if depth else words
    return runs, titles


def _ends_line(tokens: list[Token]) -> bool:
    """Nothing visible stands before the end of the line with which these tokens begin."""
    stops = (t.type for t in tokens if t.type in (*_BREAKS, "image") or _words(t).strip())
    return next(stops, "softbreak") in _BREAKS


def _block_of_run(run: _Run, behind_image: bool) -> _Block:
    """What a stretch of words says of itself by its first word and its emphasis."""
    text = run.text.strip()
    opening = _CAPTION.match(text)
    if opening:
        return _Block(text[opening.end() :], run.line, "caption", "opens with 'Caption:'", 0.99)
    emphasised = not any(char.isalnum() for char in run.plain)
    if emphasised and behind_image:
        return _Block(text, run.line, "caption", "emphasis right behind an image", 0.95)
    return _Block(text, run.line, rule="emphasis" if emphasised else "")


def _words(token: Token) -> str:
    """The visible words of one inline token."""
    if token.type in ("text", "code_inline", "text_special"):
        return token.content
    if token.type == "html_inline":
        return " " if token.content.lower().startswith("<br") else ""
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, "")


def _visible(token: Token) -> str:
    return "".join(_words(child) for child in token.children or []).strip()


def _ends_in_image(token: Token) -> bool:
    """Nothing but white space and the ends of links and emphasis stand behind the last image."""
    children = reversed(token.children or [])
    return next((t.type for t in children if t.type == "image" or _words(t).strip()), "") == "image"


def _of_html(content: str, line: int) -> Iterator[_Block]:
    """The visible text of raw HTML; what stands in `figcaption` is a caption."""
    from lxml import etree, html

    if not re.search(r"[^\s<>]", re.sub(r"<[^<>]*>", "", content)):
        return
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(b"<div>" + content.encode() + b"</div>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        yield _Block(content.strip(), line, "boilerplate", "markup that cannot be parsed", 0.6)
        return
    etree.strip_elements(root, "script", "style", "template", "noscript", with_tail=False)
    captions = [" ".join("".join(node.itertext()).split()) for node in root.iter("figcaption")]
    etree.strip_elements(root, "figcaption", with_tail=False)
    for caption in captions:
        yield _Block(caption, line, "caption", "figcaption", 0.99)
    for piece in re.split(r"\n[^\S\n]*\n", "".join(root.itertext())):
        if piece.strip():
            yield _Block(" ".join(piece.split()), line)


def _same(text: str, other: str) -> bool:
    return " ".join(text.split()).casefold() == " ".join(other.split()).casefold()


def _find_headline(blocks: list[_Block], title: str | None) -> None:
    """The first heading is the headline; where there is none, the title that the front matter
    gives.
    """
    headings = [block for block in blocks if block.rule.startswith("heading of level")]
    first = headings[0] if headings else None
    if first and not first.rule.endswith(" 1"):
        before = itertools.takewhile(lambda block: block is not first, blocks)
        first = first if not title and all(block.layer == "caption" for block in before) else None
    if first:
        first.layer, first.rule, first.confidence = "headline", f"first {first.rule}", 0.98
    elif title and any(char.isalnum() for char in title):
        blocks.insert(0, _Block(title, 1, "headline", "title in the front matter", 0.97))


def _find_standfirst(blocks: list[_Block]) -> None:
    """A line of emphasis right below the headline is its standfirst."""
    for head, block in itertools.pairwise(blocks):
        if (
            head.layer == "headline"
            and block.rule == "emphasis"
            and not block.layer
            and len(block.text.split()) > 5
        ):
            block.layer, block.rule, block.confidence = (
                "standfirst",
                "emphasis right below the headline",
                0.75,
            )


def _segments(blocks: list[_Block]) -> tuple[str, pd.DataFrame]:
    """The stored text, blocks joined by blank lines, and its segments; credits are split from
    captions.
    """
    rows, pieces, at = [], [], 0
    for block in blocks:
        text, about = block.text.strip(), (block.rule, block.confidence, f"line {block.line}")
        whole = [(block.layer, 0, len(text))]
        for layer, begin, end in caption_parts(text) if block.layer == "caption" else whole:
            rows.append((layer or None, at + begin, at + end, *about))
        pieces.append(text)
        at += len(text) + 2
    table = pd.DataFrame(
        rows, columns=["layer", "start", "end", "rule", "confidence", "source_path"]
    )
    table.insert(0, "article", 0)
    return "\n\n".join(pieces), table


def _with_plain_rules(corpus: Corpus) -> pd.DataFrame:
    """The segments, in which paragraphs that markup says nothing of are body, byline, credit or
    boilerplate.
    """
    by_markup = corpus.segments["layer"].notna().to_numpy()
    plain = label_plain(corpus).segments
    by_plain = ~by_markup & plain["layer"].isin(_FROM_PLAIN).to_numpy()
    segments, columns = corpus.segments.copy(), ["layer", "rule", "confidence"]
    segments.loc[by_plain, columns] = plain.loc[by_plain, columns]
    segments.loc[~by_markup & ~by_plain, columns] = ["body", "paragraph of Markdown", 0.9]
    return segments
