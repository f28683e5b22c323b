"""Pages: the stored text of each, its labelled segments, and what it says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus, assemble
from analysis.reading.errors import InputError
from analysis.reading.page.application import article_of_data
from analysis.reading.page.captions import parts_of
from analysis.reading.page.layers import label
from analysis.reading.page.metadata import Metadata, metadata_of
from analysis.reading.page.pictures import Addresses, keep_fallbacks, set_pictures
from analysis.reading.page.region import body_text, is_prose
from analysis.reading.page.slides import without_tags
from analysis.reading.page.source import UnclosedBoxes, decoded, tree_of, unpacked
from analysis.reading.page.walk import Block, walk

# Of an article that a page does not show, the share of characters that its menus have at the most.
_MOST_SHOWN = 0.5


class Segment(NamedTuple):
    """One row of the segment table."""

    article: int
    layer: str
    start: int
    end: int
    rule: str
    confidence: float
    source_path: str
    picture: str | None


@dataclass(frozen=True)
class Page:
    """A page as read: its text, the rows of its segments, what it says of itself, its name, and the
    sha256 of its bytes as they were given.
    """

    text: str
    rows: list[Segment]
    title: str | None
    source: str | None
    published: str | None
    id: str = ""
    sha256: str = ""

    @property
    def segments(self) -> pd.DataFrame:
        """The segments as a table: article, layer, start, end, rule, confidence, source_path,
        picture.
        """
        return pd.DataFrame(self.rows, columns=list(Segment._fields))


def blocks_of_page(data: bytes, *, name: str = "page", article: int = 0) -> Page:
    """Read a page: every visible block once, in reading order, with its layer.

    Parameters
    ----------
    data : bytes
        the page as saved, or gzip-compressed.
    name : str
        what error messages call it, and its id.
    article : int
        the row number of the article in a larger corpus.

    Returns
    -------
    Page
        whose `text` is the blocks joined by blank lines; `segments` index it.

    Raises
    ------
    InputError
        for bytes that are no page, or hold no word.

    Examples
    --------
    >>> figure = b"<figure><img><figcaption>The hall (Photo: MoD)</figcaption></figure>"
    >>> page = blocks_of_page(b"<h1>Talks resume</h1>" + figure)
    >>> [(row.layer, page.text[row.start:row.end]) for row in page.rows]
    [('headline', 'Talks resume'), ('caption', 'The hall'), ('credit', '(Photo: MoD)')]
    """
    text = decoded(unpacked(data, name), name)
    tree = tree_of(text, name)
    said = metadata_of(tree)
    keep_fallbacks(tree)
    walked = walk(tree)
    if article_unshown := _unshown(text, name, said, walked.blocks):
        # Another tree, since the walk has taken apart the first.
        tree = tree_of(text, name)
        body = tree.find("body")
        (tree if body is None else body).append(tree_of(article_unshown, name).find(".//article"))
        keep_fallbacks(tree)
        walked = walk(tree)
    if not walked.blocks:
        remedy = "save it again from a browser, as a complete page"
        raise InputError(f"{name}: the page shows no word; {remedy}")
    addresses = Addresses(tree, walked.shown)  # looking for the body takes the tree apart
    label(walked, said, body_text(tree, walked.blocks), UnclosedBoxes(text))
    set_pictures(walked.blocks, addresses)
    page = _page(walked.blocks, said, article)
    return replace(page, id=name, sha256=hashlib.sha256(data).hexdigest())


def _unshown(text: str, name: str, said: Metadata, shown: list[Block]) -> str:
    """The article that a page holds for scripts or search engines and does not show, as HTML.

    Such a page shows no paragraph and no caption, but menus at most; of what else it shows the
    article might be a part.
    """
    if any(block.caption or is_prose(block) for block in shown):
        return ""
    article = _described(said) if said.body else article_of_data(tree_of(text, name), said.titles)
    n_shown = sum(len(block.text) for block in shown)
    return article if n_shown < _MOST_SHOWN * len(without_tags(article)) else ""


def _described(said: Metadata) -> str:
    """The article as a page describes it for search engines."""
    paragraphs = [text for text in said.body.splitlines() if text.strip()]
    figures = [
        f"<figure><img><figcaption>{escape(text)}</figcaption></figure>"
        for text in dict.fromkeys(said.captions)
    ]
    title = f"<h1>{escape(said.titles[0])}</h1>" if said.titles else ""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return f"<article>{title}{body}{''.join(figures)}</article>"


def corpus_of_pages(pages: Iterable[tuple[str, bytes]]) -> Corpus:
    """A corpus of pages, given as name and bytes.

    Raises
    ------
    InputError
        for the first input that is no page.

    Examples
    --------
    >>> corpus_of_pages([("a", b"<h1>Talks resume</h1>"), ("b", b"<p>Rain")]).articles["title"].tolist()
    ['Talks resume', 'b']
    """
    return assembled_pages([blocks_of_page(data, name=name) for name, data in pages])


def assembled_pages(pages: Sequence[Page]) -> Corpus:
    """A corpus of pages that are read, in their order; one assembly for all is faster than many.

    Examples
    --------
    >>> page = blocks_of_page(b"<h1>Talks resume</h1>", name="talks")
    >>> assembled_pages([page, page]).segments["article"].tolist()
    [0, 1]
    """
    about = [
        (page.id, page.title or page.id, page.source, page.published, page.sha256) for page in pages
    ]
    names = ("id", "title", "source", "published", "sha256")
    articles = pd.DataFrame(dict(zip(names, zip(*about, strict=True), strict=True)), copy=False)
    rows = zip(*(row for page in pages for row in page.rows), strict=True)
    columns = dict(zip(Segment._fields, rows, strict=True))
    numbers = np.repeat(np.arange(len(pages)), [len(page.rows) for page in pages])
    return assemble(
        (page.text for page in pages), columns | {"article": numbers}, articles=articles
    )


def _page(blocks: list[Block], said: Metadata, article: int) -> Page:
    rows: list[Segment] = []
    offset = 0
    title = None
    for block, parts in zip(blocks, parts_of(blocks), strict=True):
        why = (block.rule, block.confidence)
        for layer, begin, end in parts:
            picture = block.picture if layer == "caption" else None
            rows.append(
                Segment(article, layer, offset + begin, offset + end, *why, block.path, picture)
            )
        if block.layer == "headline" and title is None:
            title = " ".join(block.text.split())
        offset += len(block.text) + 2
    return Page(
        text="\n\n".join(block.text for block in blocks),
        rows=rows,
        title=title or (said.titles[0] if said.titles else None),
        source=said.source or None,
        published=said.published or None,
    )
