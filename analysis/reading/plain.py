"""Plain text: its blocks, and the layer of each by rules on form, position, credits and site furniture.

No rule looks at what a block is about. A caption that was recognised by its subject could not be tested for its
subject; so the rules see lengths beside the neighbours, punctuation, capitals, closed-class words (articles,
auxiliaries, pronouns, conjunctions), credits, notices and the phrases of comment forms, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.reading.form import (
    ANAPHORA,
    BYLINE,
    CAPTION_WORD,
    CREDIT,
    CREDIT_END,
    ENDS,
    FINITE,
    FURNITURE,
    MODAL,
    NOTICE,
    OPENS_SUBHEADING,
    POINTING,
    QUOTE,
    SAYS,
    title_case,
)

_BREAK = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*)+")
_LINE = re.compile(r"\r\n|\r|\n")


class Features(NamedTuple):
    """What the rules see of a block: its form and its place, never its subject."""

    number: int  # place among the blocks
    last: int  # place of the last block
    n_words: int
    n_sentences: int
    stop: bool  # ends in terminal punctuation
    title_case: bool  # every word but the small ones has a capital
    shorter_than: float  # words, as a share of the shorter neighbouring paragraph
    between: bool  # stands between two longer paragraphs
    text: str


@dataclass(frozen=True)
class Rule:
    """One reason for a label, with the share of such blocks that it is expected to label rightly."""

    layer: str
    name: str
    confidence: float
    holds: Callable[[Features], object]


def _caption_sentence(block: Features) -> bool:
    return (
        block.between
        and block.stop
        and block.n_sentences == 1
        and 4 <= block.n_words <= 30
        and block.shorter_than <= 0.6
        and not (ANAPHORA.search(block.text) or MODAL.search(block.text))
        and not (SAYS.search(block.text) or QUOTE.search(block.text))
    )


def _caption_phrase(block: Features) -> bool:
    return (
        block.between
        and not block.stop
        and 3 <= block.n_words <= 40
        and block.shorter_than <= 0.8
        and not block.title_case
        and not (block.n_words <= 7 and OPENS_SUBHEADING.search(block.text))
        and not block.text.rstrip().endswith((":", ",", ";"))
    )


# In order: the first rule that holds labels the block.
RULES = (
    Rule(
        "boilerplate",
        "rights notice",
        0.99,
        lambda b: b.number > 0 and NOTICE.search(b.text) and not CREDIT_END.search(b.text),
    ),
    Rule("boilerplate", "site furniture phrase", 0.95, lambda b: b.n_words <= 40 and FURNITURE.search(b.text)),
    Rule(
        "headline",
        "first block, short, without a full stop",
        0.95,
        lambda b: (
            b.number == 0 < b.last and b.n_words <= 30 and b.n_sentences <= 2 and not b.text.rstrip().endswith(".")
        ),
    ),
    Rule(
        "headline",
        "first block, one short sentence before longer ones",
        0.75,
        lambda b: b.number == 0 < b.last and b.n_words <= 20 and b.n_sentences == 1 and b.shorter_than <= 0.5,
    ),
    Rule(
        "byline",
        "author or date line near the top",
        0.95,
        lambda b: b.number <= 4 and b.n_words <= 20 and not (b.stop and b.n_words > 8) and BYLINE.search(b.text),
    ),
    Rule("credit", "nothing but a credit", 0.95, lambda b: b.n_words <= 12 and CREDIT.search(b.text)),
    Rule("caption", "opens as a caption does", 0.97, lambda b: b.n_words <= 80 and CAPTION_WORD.search(b.text)),
    Rule(
        "caption",
        "ends in a picture credit",
        0.95,
        lambda b: b.n_words <= 80 and b.n_sentences <= 4 and CREDIT_END.search(b.text),
    ),
    Rule(
        "caption",
        "points into a picture",
        0.90,
        lambda b: b.n_words <= 60 and b.n_sentences <= 3 and POINTING.search(b.text),
    ),
    Rule(
        "standfirst",
        "second block, one line without a full stop",
        0.70,
        lambda b: b.number == 1 < b.last and not b.stop and b.n_sentences == 1 and 6 <= b.n_words <= 50,
    ),
    Rule(
        "caption",
        "noun phrase without a finite verb between paragraphs",
        0.85,
        lambda b: _caption_phrase(b) and not FINITE.search(b.text),
    ),
    Rule(
        "caption", "line without a full stop between paragraphs", 0.70, lambda b: _caption_phrase(b) and b.n_words >= 8
    ),
    Rule(
        "subheading",
        "short line without a full stop",
        0.80,
        lambda b: b.number < b.last and b.n_words <= 12 and not b.text.rstrip().endswith((".", "!", "…", ",", ";")),
    ),
    Rule("caption", "lone short sentence between longer paragraphs", 0.60, _caption_sentence),
    Rule("body", "paragraph", 0.90, lambda b: b.n_sentences > 1 or b.n_words > 40),
    Rule("body", "short paragraph", 0.75, lambda b: True),
)


def blocks(text: str) -> pd.DataFrame:
    """The blocks of a text: spans of one article, divided by blank lines, or by line where no line is blank."""
    spans = _spans(text, _BREAK)
    if len(spans) == 1:
        lines = _spans(text, _LINE)
        ended = [bool(ENDS.search(text[start:end])) for start, end in lines[1:]]
        # Hard-wrapped prose breaks inside its sentences, a line a paragraph does not.
        if len(lines) > 1 and np.mean(ended) >= 0.5:
            spans = lines
    table = pd.DataFrame(spans, columns=["start", "end"])
    return table.assign(article=0, layer="body", rule="", confidence=np.nan)


def _spans(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    bounds = [0, *(edge for match in separator.finditer(text) for edge in match.span()), len(text)]
    spans = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        piece = text[start:end]
        if piece.strip():
            spans.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
    return spans


def label(corpus: Corpus) -> Corpus:
    """The corpus of one article under the rules: layer, rule and confidence of every block."""
    found = [next(rule for rule in RULES if rule.holds(block)) for block in _features(corpus)]
    found = _after_the_article(found)
    segments = corpus.segments.copy()
    segments["layer"] = pd.Categorical([rule.layer for rule in found], dtype=segments["layer"].dtype)
    segments["rule"] = [rule.name for rule in found]
    segments["confidence"] = [rule.confidence for rule in found]
    return replace(corpus, segments=segments)


def _after_the_article(found: list[Rule]) -> list[Rule]:
    """Where site furniture has begun at the foot and little follows it, the short rest belongs to it."""
    furniture = [number for number, rule in enumerate(found) if rule.layer == "boilerplate"]
    body = [number for number, rule in enumerate(found) if rule.name == "paragraph"]
    foot = [number for number in furniture if not body or number > body[-1]]
    if not foot:
        return found
    rest = Rule("boilerplate", "after site furniture at the foot", 0.80, lambda block: True)
    return [rest if number > foot[0] and rule.layer != "boilerplate" else rule for number, rule in enumerate(found)]


def _features(corpus: Corpus) -> list[Features]:
    texts = [corpus.text(segment) for segment in corpus.segments.index]
    n_words = corpus.segments["n_words"].to_numpy()
    n_sentences = corpus.sentences.groupby("segment").size().reindex(corpus.segments.index, fill_value=0).to_numpy()
    stop = [bool(ENDS.search(text)) for text in texts]
    furniture = [bool(FURNITURE.search(text) or (number and NOTICE.search(text))) for number, text in enumerate(texts)]
    paragraph = [
        ends and not odd and (sentences > 1 or words >= 25)
        for ends, odd, sentences, words in zip(stop, furniture, n_sentences, n_words, strict=True)
    ]
    rows = []
    for number, text in enumerate(texts):
        before = next((n_words[k] for k in range(number - 1, 0, -1) if paragraph[k]), 0)
        after = next((n_words[k] for k in range(number + 1, len(texts)) if paragraph[k] or furniture[k]), 0)
        closing = number + 1 < len(texts) and furniture[number + 1]
        neighbour = min((size for size in (before, after) if size), default=0)
        rows.append(
            Features(
                number=number,
                last=len(texts) - 1,
                n_words=int(n_words[number]),
                n_sentences=int(n_sentences[number]),
                stop=stop[number],
                title_case=title_case(text),
                shorter_than=float(n_words[number] / neighbour) if neighbour else np.inf,
                between=bool(before and after and not closing),
                text=text,
            )
        )
    return rows
