"""OpenDocument texts (.odt) → the HTML of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.containers.contents import holding
from analysis.reading.containers.markup import (
    DocumentBlock,
    TextRun,
    kind_of_style,
    page_of_blocks,
    paragraph,
    picture_block,
    row_of,
)
from analysis.reading.containers.trees import attribute, child_at, each_below, local, root_of
from analysis.reading.containers.zips import Members
from analysis.reading.errors import InputError
from analysis.reading.sources import Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Deleted words, remarks, readings over words, and what is no content.
_SKIPPED = frozenset(
    "tracked-changes annotation annotation-end ruby-text sequence-decls forms note-citation"
    " title desc".split()
)
_INDEXES = ("table-of-content", "illustration-index", "table-index", "alphabetical-index")
_LONGEST_CHAIN = 20
_MOST_SPACES = 1000
_BOLD = ("bold", "600", "700", "800", "900")


class _Style(NamedTuple):
    name: str
    parent: str
    outline: int | None
    bold: bool | None
    italic: bool | None


@dataclass
class _Text:
    """What the walk through a document gathers."""

    styles: dict[str, _Style]
    notes: list[str] = field(default_factory=list)
    runs: list[TextRun] = field(default_factory=list)  # of the paragraph that is read
    blocks: list[DocumentBlock] = field(default_factory=list)  # pictures and boxes in it


def opened(members: Members, source: Source) -> Iterator[Source]:
    """The document as the HTML of a page.

    Raises
    ------
    InputError
        for a document that is broken or encrypted.
    """
    if "META-INF/manifest.xml" in members and b"encryption-data" in members.read(
        "META-INF/manifest.xml"
    ):
        raise InputError(
            f"{source.label}: an OpenDocument text with a password; save it without and try again"
        )
    content = root_of(members.read("content.xml"), members.label)
    trees = [content]
    if "styles.xml" in members:
        trees.append(root_of(members.read("styles.xml"), members.label))
    text = _Text({id: style for tree in trees[::-1] for id, style in _styles_in(tree)})
    body = child_at(content, "body", "text")
    blocks = [] if body is None else list(_blocks(body, text))
    margins = [block.html for tree in trees[1:] for block in _running_heads(tree, text)]
    held = page_of_blocks(blocks, [*margins, *text.notes])
    yield holding(source, held, "html")


def _styles_in(tree: Element) -> Iterator[tuple[str, _Style]]:
    for style in each_below(tree, "style"):
        look = child_at(style, "text-properties")
        weight, slant = attribute(look, "font-weight"), attribute(look, "font-style")
        outline = attribute(style, "default-outline-level")
        id = attribute(style, "name")
        yield (
            id,
            _Style(
                attribute(style, "display-name") or id,
                attribute(style, "parent-style-name"),
                int(outline) - 1 if outline.isdecimal() and len(outline) < 3 else None,
                weight in _BOLD if weight else None,
                slant in ("italic", "oblique") if slant else None,
            ),
        )


def _chain(styles: dict[str, _Style], id: str) -> list[_Style]:
    """A style and its parents, the nearest first."""
    chain: list[_Style] = []
    while id in styles and len(chain) < _LONGEST_CHAIN:
        chain.append(styles[id])
        id = styles[id].parent
    # Styles of the program itself may be used without being described: the name is all there is.
    return [*chain, _Style(id, "", None, None, None)] if id not in styles and id else chain


def _running_heads(tree: Element, text: _Text) -> Iterator[DocumentBlock]:
    for master in each_below(tree, "master-page"):
        for each in master:
            if local(each).startswith(("header", "footer")):
                yield from _blocks(each, text)


def _blocks(element: Element, text: _Text) -> Iterator[DocumentBlock]:
    """The blocks below an element: paragraphs, rows of tables, what is in frames."""
    for each in element:
        name = local(each)
        if name in ("p", "h"):
            yield from _paragraph(each, text)
        elif name == "table-row":
            cells = [cell for cell in each if local(cell) == "table-cell"]
            yield from row_of([[*_blocks(cell, text)] for cell in cells])
        elif name == "frame":
            yield from _framed(each, text)
        elif name in _INDEXES:
            text.notes += [block.html for block in _blocks(each, text)]
        elif name and name not in _SKIPPED:
            yield from _blocks(each, text)


def _paragraph(element: Element, text: _Text) -> Iterator[DocumentBlock]:
    chain = _chain(text.styles, attribute(element, "style-name"))
    outlines = [style.outline for style in chain]
    outline = next((level for level in outlines if level is not None), None)
    level = attribute(element, "outline-level")
    if local(element) == "h":
        outline = int(level) - 1 if level.isdecimal() and len(level) < 3 else 0
    kind, depth = kind_of_style([style.name for style in chain], outline)
    inner = _Text(text.styles, text.notes)
    look = TextRun(
        "",
        bool(next((style.bold for style in chain if style.bold is not None), False)),
        bool(next((style.italic for style in chain if style.italic is not None), False)),
    )
    _walk(element, inner, look)
    block = paragraph(inner.runs, kind, depth)
    pictures = [each for each in inner.blocks if each.kind == "picture"]
    yield from pictures
    if block.html.strip() or not inner.blocks:
        yield block
    yield from (each for each in inner.blocks if each.kind != "picture")


def _walk(element: Element, line: _Text, look: TextRun) -> None:
    """Add what is in a paragraph to its line."""
    line.runs.append(look._replace(text=_collapsed(element.text)))
    for each in element:
        _walk_into(each, local(each), line, look)
        line.runs.append(look._replace(text=_collapsed(each.tail)))


def _walk_into(each: Element, name: str, line: _Text, look: TextRun) -> None:
    """Add what an element of a paragraph holds to its line."""
    if name == "s":
        line.runs.append(look._replace(text=" " * _n_spaces(each)))
    elif name in ("tab", "line-break"):
        line.runs.append(look._replace(text="\n" if name == "line-break" else "\t"))
    elif name == "frame":
        line.blocks += _framed(each, line)
    elif name == "note":
        body = child_at(each, "note-body")
        line.notes += [] if body is None else [block.html for block in _blocks(body, line)]
    elif name == "a":
        _walk(each, line, look._replace(href=attribute(each, "href")))
    elif name == "span":
        _walk(each, line, _look_of_span(_chain(line.styles, attribute(each, "style-name")), look))
    elif name in ("p", "h"):  # in a shape
        line.blocks += _paragraph(each, line)
    elif name and name not in _SKIPPED:
        _walk(each, line, look)


def _n_spaces(element: Element) -> int:
    """How many blanks an element stands for."""
    count = attribute(element, "c")
    return min(int(count), _MOST_SPACES) if count.isdecimal() and len(count) < 9 else 1


def _look_of_span(chain: list[_Style], look: TextRun) -> TextRun:
    """How words of a style look within words that look otherwise."""
    bolds = [*(style.bold for style in chain), look.bold]
    italics = [*(style.italic for style in chain), look.italic]
    return look._replace(
        bold=next(value for value in bolds if value is not None),
        italic=next(value for value in italics if value is not None),
    )


def _collapsed(text: str | None) -> str:
    """White space as the format has it: any run of it is one blank."""
    if not text:
        return ""
    words = " ".join(text.split())
    if not words:
        return " "
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else "")


def _framed(frame: Element, text: _Text) -> list[DocumentBlock]:
    """The picture or the box of a frame. Of several renderings of a picture the first is shown."""
    alt = next((each.text or "" for each in frame if local(each) in ("desc", "title")), "")
    for each in frame:
        href = attribute(each, "href")
        if local(each) == "image" and href:
            return [picture_block(href, alt)]
        if local(each) == "text-box":
            return list(_blocks(each, text))
    return []
