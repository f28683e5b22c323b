"""The blocks of a text document as HTML, so that a document is read by the rules of a page:
headings, paragraphs, pictures in order, each with its caption; what is in the margins of the
document at its end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

# What word processors and their users call the style of a caption. "Illustration", "Figure" and
# "Drawing" are LibreOffice's own names for captions by what they stand under.
_CAPTION_STYLE = re.compile(
    r"""captions? | cutlines? | illustration(?:\s+(?:index)?\d*)? | figure | drawing
    | (?:picture|photo|image|figure|table)\s*captions? | (?:bild|foto)?(?:beschriftung|unterschrift)
    | bild(?:text|legende|zeile) | (?:image)?l[ée]gende(?:\s+photo)? | bijschrift | fotobijschrift
    | didascalia | leyenda | pie\s+de\s+(?:foto|imagen|figura) | epígrafe | billed(?:tekst|forklaring)
    | bildetekst | kuvateksti | podpis | legenda | подпись""",
    re.X | re.I,
)
_TABLE_OF_CONTENTS = re.compile(
    r"toc\s+\d|contents?\s+(?:heading|\d)|table of (?:figures|authorities)", re.I
)
_HEADING = re.compile(r"heading\s*([1-9])", re.I)


class TextRun(NamedTuple):
    """Words of one look; a line feed breaks the line."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


class DocumentBlock(NamedTuple):
    """A block of a document.

    Attributes
    ----------
    kind : str
        "p", "title", "heading", "caption", "picture", "break" (of a page or section) or "margin"
        (a note, a running head, a table of contents).
    html : str
        what stands between its tags, or its tag itself.
    level : int
        of a heading, from 1.
    is_prominent : bool
        True for a paragraph whose words are all bold.
    """

    kind: str
    html: str = ""
    level: int = 0
    is_prominent: bool = False


def kind_of_style(names: Iterable[str], outline: int | None) -> tuple[str, int]:
    """The kind and level of a paragraph, by the names of its style and of those it is based on, the
    nearest first, and by its outline level.

    Examples
    --------
    >>> kind_of_style(["Zwischentitel", "heading 2"], None), kind_of_style(["Bildunterschrift"], None)
    (('heading', 2), ('caption', 0))
    >>> kind_of_style(["Overskrift"], 0), kind_of_style(["Normal"], None)
    (('heading', 1), ('p', 0))
    """
    for name in (name.strip().replace("_20_", " ") for name in names):
        if name.lower() == "title":
            return "title", 0
        if heading := _HEADING.fullmatch(name):
            return "heading", int(heading[1])
        if _CAPTION_STYLE.fullmatch(name):
            return "caption", 0
        if _TABLE_OF_CONTENTS.match(name):
            return "margin", 0
    return ("heading", outline + 1) if outline is not None and 0 <= outline <= 8 else ("p", 0)


def _inline(runs: Sequence[TextRun]) -> str:
    r"""The HTML of runs; neighbours of one look in one element.

    Examples
    --------
    >>> bold = [TextRun("re", bold=True), TextRun("sume", bold=True)]
    >>> _inline([TextRun("Talks "), *bold, TextRun("\n"), TextRun("A & B")])
    'Talks <b>resume</b><br>A &amp; B'
    """
    pieces = []
    for (bold, italic, href), group in itertools.groupby(runs, key=lambda run: run[1:]):
        words = escape("".join(run.text for run in group), quote=False).replace("\n", "<br>")
        if italic and words.strip():
            words = f"<i>{words}</i>"
        if bold and words.strip():
            words = f"<b>{words}</b>"
        pieces.append(f'<a href="{escape(href)}">{words}</a>' if href else words)
    return "".join(pieces)


def paragraph(runs: Sequence[TextRun], kind: str = "p", level: int = 0) -> DocumentBlock:
    """The block that runs make.

    Examples
    --------
    >>> paragraph([TextRun("Talks", bold=True), TextRun(" ")]).is_prominent
    True
    """
    words = [run for run in runs if run.text.strip()]
    return DocumentBlock(kind, _inline(runs), level, bool(words) and all(run.bold for run in words))


def picture_block(src: str, alt: str = "") -> DocumentBlock:
    """A picture, by the name of its file.

    Examples
    --------
    >>> picture_block("media/image1.png", 'The "hall"').html
    '<img src="media/image1.png" alt="The &quot;hall&quot;">'
    """
    return DocumentBlock("picture", f'<img src="{escape(src)}" alt="{escape(alt)}">')


def row_of(cells: Sequence[Sequence[DocumentBlock]]) -> list[DocumentBlock]:
    """A row of a table: one line of its cells where each is a line, and otherwise the blocks of its
    cells, since such a table only places them.

    Examples
    --------
    >>> cells = [[DocumentBlock("p", "Berlin")], [DocumentBlock("p", "12")]]
    >>> [block.html for block in row_of(cells)]
    ['Berlin | 12']
    """
    filled = [
        [block for block in cell if block.kind != "p" or block.html.strip()] for cell in cells
    ]
    filled = [cell for cell in filled if cell]
    if len(filled) > 1 and all(len(cell) == 1 and cell[0].kind == "p" for cell in filled):
        return [DocumentBlock("p", " | ".join(cell[0].html for cell in filled))]
    return list(itertools.chain.from_iterable(filled))


def page_of_blocks(blocks: Sequence[DocumentBlock], margins: Sequence[str] = ()) -> bytes:
    """The page that shows the blocks, in UTF-8.

    Parameters
    ----------
    blocks : sequence of DocumentBlock
    margins : sequence of str
        the HTML of running heads and notes; each is kept once.

    Examples
    --------
    >>> title, caption = DocumentBlock("title", "Talks"), DocumentBlock("caption", "The hall")
    >>> print(page_of_blocks([title, picture_block("a.png"), caption]).decode())
    <!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article>
    <h1>Talks</h1>
    <figure><img src="a.png" alt=""><figcaption>The hall</figcaption></figure>
    </article></body></html>
    """
    has_title = any(block.kind == "title" for block in blocks)
    body = _with_headline([block for block in blocks if block.kind != "margin"])
    lines = list(_lines(body, shift=1 if has_title else 0))
    margins = [block.html for block in blocks if block.kind == "margin"] + list(margins)
    furniture = [f"<p>{html}</p>" for html in dict.fromkeys(margins) if html.strip()]
    footer = ["<footer>", *furniture, "</footer>"] if furniture else []
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article>'
    text = "\n".join([head, *lines, "</article>", *footer, "</body></html>"])
    # A file may hold half of a surrogate pair, which no encoding has.
    text = text.replace("</article>\n</body>", "</article></body>")
    return text.encode("utf-8", errors="replace")


def _with_headline(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """The blocks; where no style makes a heading, the first paragraph is one if it is all bold and
    the next one is not.
    """
    if any(block.kind in ("title", "heading") for block in blocks):
        return list(blocks)
    filled = [n for n, block in enumerate(blocks) if block.kind == "p" and block.html.strip()]
    is_headline = [blocks[n].is_prominent for n in filled[:2]] == [True, False]
    return [
        block._replace(kind="heading", level=1) if is_headline and n == filled[0] else block
        for n, block in enumerate(blocks)
    ]


def _lines(blocks: Sequence[DocumentBlock], shift: int) -> Iterator[str]:
    """The HTML of blocks, pictures and captions in figures."""
    waiting = list(blocks)[::-1]
    while waiting:
        block = waiting.pop()
        if block.kind in ("picture", "caption"):
            parts = [block, *_rest_of_figure(block, waiting)]
            yield f"<figure>{_figure(parts)}</figure>"
        elif block.kind == "break":
            yield "<hr>"
        elif block.kind in ("title", "heading"):
            level = min(block.level + shift, 6) if block.kind == "heading" else 1
            yield f"<h{level}>{block.html}</h{level}>" if block.html.strip() else "<p></p>"
        else:
            yield f"<p>{block.html}</p>"


def _rest_of_figure(first: DocumentBlock, waiting: list[DocumentBlock]) -> list[DocumentBlock]:
    """What belongs to the figure that a picture or caption opens, taken from the blocks that wait:
    pictures and then their captions; behind a caption that opens it, one picture.
    """
    parts: list[DocumentBlock] = []
    kinds = ["picture", "caption"] if first.kind == "picture" else ["picture"]
    for kind in kinds:
        while _next_kind(waiting) == kind:
            parts.append(_next(waiting))
    if first.kind == "caption" and parts and _next_kind(waiting) == "caption":
        # These pictures have a caption of their own below.
        waiting.extend(reversed(parts))
        parts = []
    return parts


def _next_kind(waiting: Sequence[DocumentBlock]) -> str:
    """The kind of the next block (blocks wait in reverse) that is no empty paragraph.

    Examples
    --------
    >>> _next_kind([DocumentBlock("caption", "The hall"), DocumentBlock("p", "")])
    'caption'
    """
    filled = (block.kind for block in reversed(waiting) if block.kind != "p" or block.html.strip())
    return next(filled, "")


def _next(waiting: list[DocumentBlock]) -> DocumentBlock:
    block = waiting.pop()
    while block.kind == "p" and not block.html.strip():
        block = waiting.pop()
    return block


def _figure(parts: Sequence[DocumentBlock]) -> str:
    pictures = "".join(part.html for part in parts if part.kind == "picture")
    captions = [part.html for part in parts if part.kind == "caption" and part.html.strip()]
    caption = f"<figcaption>{'<br>'.join(captions)}</figcaption>" if captions else ""
    is_above = parts[0].kind == "caption"
    return caption + pictures if is_above else pictures + caption
