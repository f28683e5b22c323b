"""Gemtext, the pages of Gemini: a line is a paragraph, a heading, a link or a quotation."""

from __future__ import annotations

import re

import pandas as pd

from analysis.corpus import Corpus, assemble
from analysis.reading.errors import InputError

_HEADING = re.compile(r"#{1,3}\s*(?=\S)")
_LINK = re.compile(r"=>\s*\S+\s*")
_MARK = re.compile(r"[*>]\s+")


def read_gemtext(text: str, *, name: str, label: str, sha256: str) -> Corpus:
    r"""One article: the first heading is its headline, others are subheadings, links are furniture.

    Parameters
    ----------
    text : str
        of the file.
    name, label : str
        the article's id, and the file as messages name it.
    sha256 : str
        of the file's bytes.

    Raises
    ------
    InputError
        where no line holds a word.

    Examples
    --------
    >>> corpus = read_gemtext("# A win\nThey met.\n=> /b Next", name="a", label="a.gmi", sha256="")
    >>> corpus.segments["layer"].tolist()
    ['headline', 'body', 'boilerplate']
    """
    segments: dict[str, list] = {"article": [], "layer": [], "start": [], "end": []}
    position, has_headline = 0, False
    for line in text.splitlines(keepends=True):
        mark = _HEADING.match(line) or _LINK.match(line) or _MARK.match(line)
        start, end = position + (mark.end() if mark else 0), position + len(line.rstrip())
        position += len(line)
        if end <= start or line.startswith("```"):
            continue
        layer = "body"
        if line.startswith("#"):
            layer = "subheading" if has_headline else "headline"
            has_headline = True
        elif line.startswith("=>"):
            layer = "boilerplate"
        for column, value in zip(segments, (0, layer, start, end), strict=True):
            segments[column].append(value)
    if not segments["start"]:
        raise InputError(f"{label}: the file is empty; give a text with at least one word")
    n = len(segments["start"])
    segments |= {"rule": ["mark of Gemtext"] * n, "confidence": [1.0] * n}
    layers = segments["layer"]
    first = layers.index("headline") if "headline" in layers else None
    title = name if first is None else text[slice(segments["start"][first], segments["end"][first])]
    article = {"id": name, "title": title, "source": None, "published": None, "sha256": sha256}
    return assemble([text], segments, articles=pd.DataFrame([article]))
