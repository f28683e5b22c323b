"""Word documents (.docx) → the HTML of a page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.containers.contents import holding, member_of
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
from analysis.reading.sources import Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OFF = ("0", "false", "off", "none")
# Deleted and moved words, codes of fields, readings over words, and what is no content.
_SKIPPED = frozenset(
    """del moveFrom delText instrText delInstrText rt pPr rPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr
    sectPr bookmarkStart bookmarkEnd proofErr fldChar footnoteReference endnoteReference
    commentReference annotationRef footnoteRef endnoteRef rubyPr""".split()
)
_MARGINS = ("header", "footer", "footnotes", "endnotes")
_LONGEST_CHAIN = 20  # styles that are based on each other


class _Style(NamedTuple):
    name: str
    based_on: str
    outline: int | None
    bold: bool | None
    italic: bool | None


@dataclass
class _Part:
    """One file of the document and what it refers to."""

    root: Element
    folder: str
    targets: dict[str, str]
    styles: dict[str, _Style]


@dataclass
class _Line:
    """What a paragraph holds, in order."""

    part: _Part
    runs: list[TextRun] = field(default_factory=list)
    blocks: list[DocumentBlock] = field(default_factory=list)  # pictures, boxes, breaks


def opened(members: Members, source: Source) -> Iterator[Source]:
    """The document as the HTML of a page; the web pages in it where it has no words of its own.

    Raises
    ------
    InputError
        for a document that is broken.
    """
    name = _main_part(members)
    styles = _styles(members, posixpath.join(posixpath.dirname(name), "styles.xml"))
    part = _part(members, name, styles)
    blocks = list(_blocks(part.root, part))
    chunks = [
        part.targets.get(attribute(each, "id"), "") for each in each_below(part.root, "altChunk")
    ]
    chunks = [chunk for chunk in chunks if chunk in members]
    if chunks and not any(block.kind != "break" and block.html.strip() for block in blocks):
        for n, chunk in enumerate(chunks, start=1):
            label, id = f"{source.label}/{chunk}", f"{source.id}-{n}" if n > 1 else source.id
            changed = {"name": chunk, "label": label, "id": id, "member": member_of(source, chunk)}
            yield holding(source, members.read(chunk), "", **changed)
        return
    yield holding(source, page_of_blocks(blocks, _margins(members, part)), "html")


def _main_part(members: Members) -> str:
    """The name of the part that holds the text."""
    if "_rels/.rels" in members:
        relations = root_of(members.read("_rels/.rels"), members.label)
        for relation in each_below(relations, "Relationship"):
            if attribute(relation, "Type").endswith("/officeDocument"):
                return attribute(relation, "Target").lstrip("/")
    return "word/document.xml"


def _part(members: Members, name: str, styles: dict[str, _Style]) -> _Part:
    folder, file = posixpath.split(name)
    targets: dict[str, str] = {}
    relations = f"{folder}/_rels/{file}.rels"
    if relations in members:
        for relation in each_below(root_of(members.read(relations), members.label), "Relationship"):
            target = attribute(relation, "Target")
            is_outside = attribute(relation, "TargetMode") == "External"
            targets[attribute(relation, "Id")] = (
                target
                if is_outside
                else posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
            )
    return _Part(root_of(members.read(name), members.label), folder, targets, styles)


def _styles(members: Members, name: str) -> dict[str, _Style]:
    if name not in members:
        return {}
    return {
        attribute(style, "styleId"): _Style(
            attribute(child_at(style, "name"), "val"),
            attribute(child_at(style, "basedOn"), "val"),
            _outline(child_at(style, "pPr")),
            _is_on(child_at(style, "rPr", "b")),
            _is_on(child_at(style, "rPr", "i")),
        )
        for style in each_below(root_of(members.read(name), members.label), "style")
    }


def _outline(properties: Element | None) -> int | None:
    value = attribute(child_at(properties, "outlineLvl"), "val")
    return int(value) if value.isdecimal() and len(value) < 3 else None


def _is_on(mark: Element | None) -> bool | None:
    """Whether a mark as `<w:b/>` is set; None where it is not there."""
    return None if mark is None else attribute(mark, "val").lower() not in _OFF


def _chain(styles: dict[str, _Style], id: str) -> list[_Style]:
    """A style and those that it is based on, the nearest first."""
    chain: list[_Style] = []
    while id in styles and len(chain) < _LONGEST_CHAIN:
        chain.append(styles[id])
        id = styles[id].based_on
    # Styles of the program itself may be used without being described: the id is all there is.
    return [*chain, _Style(id, "", None, None, None)] if id not in styles and id else chain


def _margins(members: Members, part: _Part) -> list[str]:
    """The HTML of running heads and notes."""
    lines: list[str] = []
    for name in members.names():
        folder, file = posixpath.split(name)
        if folder == part.folder and file.startswith(_MARGINS) and file.endswith(".xml"):
            margin = _part(members, name, part.styles)
            lines += [block.html for block in _blocks(margin.root, margin) if block.kind != "break"]
    return lines


def _blocks(element: Element, part: _Part) -> Iterator[DocumentBlock]:
    """The blocks below an element: paragraphs, rows of tables, what is in boxes."""
    for each in element:
        name = local(each)
        if name == "p":
            yield from _paragraph(each, part)
        elif name == "tr":
            cells = [[*_blocks(cell, part)] for cell in each.iter() if _is_cell_of(cell, each)]
            yield from row_of(cells)
        elif name == "AlternateContent":
            yield from _blocks(_choice(each), part)
        elif name and name not in _SKIPPED:
            yield from _blocks(each, part)


def _is_cell_of(element: Element, row: Element) -> bool:
    if local(element) != "tc":
        return False
    parent = element.getparent()
    while parent is not None and local(parent) != "tr":
        parent = parent.getparent()
    return parent is row


def _choice(element: Element) -> Element:
    """Of alternatives the first: the others show the same again for older programs."""
    return next((each for each in element if local(each) in ("Choice", "Fallback")), element)


def _paragraph(element: Element, part: _Part) -> Iterator[DocumentBlock]:
    properties = child_at(element, "pPr")
    chain = _chain(part.styles, attribute(child_at(properties, "pStyle"), "val"))
    outlines = [_outline(properties), *(style.outline for style in chain)]
    outline = next((level for level in outlines if level is not None), None)
    kind, level = kind_of_style([style.name for style in chain], outline)
    line = _Line(part)
    _walk(element, line, TextRun("", *_look(chain)))
    text = paragraph(line.runs, kind, level)
    # A picture in a paragraph with words stands above them, as most editors show it.
    pictures = [block for block in line.blocks if block.kind == "picture"]
    yield from pictures
    if text.html.strip() or not pictures:
        yield text
    yield from (block for block in line.blocks if block.kind != "picture")
    if child_at(properties, "sectPr") is not None:
        yield DocumentBlock("break")


def _look(chain: list[_Style]) -> tuple[bool, bool]:
    """Whether the style of a paragraph makes its words bold, italic."""
    bold = next((style.bold for style in chain if style.bold is not None), False)
    italic = next((style.italic for style in chain if style.italic is not None), False)
    return bool(bold), bool(italic)


def _walk(element: Element, line: _Line, look: TextRun) -> None:
    """Add what is in a paragraph or run to its line."""
    for each in element:
        name = local(each)
        if name == "r":
            run = _look_of_run(each, line.part, look)
            if run is not None:
                _walk(each, line, run)
        elif name == "t":
            line.runs.append(look._replace(text=each.text or ""))
        elif name in _MARKS:
            line.runs.append(look._replace(text=_MARKS[name]))
        elif name == "br":
            is_page = attribute(each, "type") == "page"
            line.runs.append(look._replace(text="" if is_page else "\n"))
            line.blocks += [DocumentBlock("break")] if is_page else []
        elif name == "hyperlink":
            anchor = attribute(each, "anchor")
            target = line.part.targets.get(attribute(each, "id"), f"#{anchor}" if anchor else "")
            _walk(each, line, look._replace(href=target))
        elif name in ("drawing", "pict", "object"):
            line.blocks += _drawn(each, line.part)
        elif name == "AlternateContent":
            _walk(_choice(each), line, look)
        elif name and name not in _SKIPPED:
            _walk(each, line, look)


_MARKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def _look_of_run(run: Element, part: _Part, look: TextRun) -> TextRun | None:
    """How the words of a run look; None where they are hidden."""
    properties = child_at(run, "rPr")
    if properties is None:
        return look
    if _is_on(child_at(properties, "vanish")):
        return None
    chain = _chain(part.styles, attribute(child_at(properties, "rStyle"), "val"))
    bolds = [_is_on(child_at(properties, "b")), *(style.bold for style in chain), look.bold]
    italics = [_is_on(child_at(properties, "i")), *(style.italic for style in chain), look.italic]
    return look._replace(
        bold=next(value for value in bolds if value is not None),
        italic=next(value for value in italics if value is not None),
    )


def _drawn(element: Element, part: _Part) -> list[DocumentBlock]:
    """The pictures of a drawing, and the paragraphs of its boxes behind them."""
    alt = next((attribute(each, "descr") for each in each_below(element, "docPr")), "")
    pictures: list[DocumentBlock] = []
    boxes: list[DocumentBlock] = []
    waiting = [element]
    while waiting:
        each = waiting.pop()
        name = local(each)
        if name in ("blip", "imagedata"):
            id = attribute(each, "embed") or attribute(each, "link") or attribute(each, "id")
            if id in part.targets:
                pictures.append(picture_block(part.targets[id], alt or attribute(each, "title")))
        elif name == "txbxContent":
            boxes += _blocks(each, part)
        else:
            inside = _choice(each) if name == "AlternateContent" else each
            waiting += list(inside)[::-1]
    return pictures + boxes
