"""A stand-in for the reader of pages, so that archives and folders can be tried; drop it for the real one."""

from __future__ import annotations

import hashlib

import pandas as pd

from analysis.corpus import Corpus, assemble
from analysis.reading.errors import InputError

_LAYERS = {"h1": "headline", "h2": "subheading", "figcaption": "caption", "p": "body"}


def read_page(data: bytes, name: str) -> Corpus:
    """The headings, captions and paragraphs of a page."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(no_network=True, encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError):
        raise InputError(f"{name}: no page; give HTML") from None
    rows, pieces, at = [], [], 0
    for node in root.iter(*_LAYERS):
        text = " ".join("".join(node.itertext()).split())
        if text:
            rows.append(
                (0, _LAYERS[node.tag], at, at + len(text), f"<{node.tag}>", 0.9, node.getroottree().getpath(node))
            )
            pieces.append(text)
            at += len(text) + 2
    if not rows:
        raise InputError(f"{name}: no article in this page; give a page with paragraphs")
    table = pd.DataFrame(rows, columns=["article", "layer", "start", "end", "rule", "confidence", "source_path"])
    title = next((piece for row, piece in zip(rows, pieces, strict=True) if row[1] == "headline"), name)
    articles = pd.DataFrame({"id": [name], "title": [title], "source": [None], "published": [None]})
    articles["sha256"] = hashlib.sha256(data).hexdigest()
    return assemble(["\n\n".join(pieces)], table, articles=articles)
