"""Plain text: its blocks, and the layer of each by rules on form, position, credits and site furniture, and a small model.

What a block says of itself (notices, furniture, bylines, credits, words that open a caption) is a rule, and so is a lone
short block between paragraphs of several sentences. Of every other block a multinomial logistic regression on
`form.FEATURES` says how likely it is body, caption, title or anything else on a page, with coefficients in `form.json`
(see `refit`); it names captions that no rule names, and it is the confidence of the labels that rules give as a last
resort. Neither looks at what a block is about. A caption that was recognised by its subject could not be tested for its
subject; so rules and model see lengths beside the neighbours, punctuation, capitals, closed-class words (articles,
auxiliaries, pronouns, conjunctions), credits, notices and the phrases of comment forms, and nothing else.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.reading import form
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
    PAGE_NUMBER,
    POINTING,
    QUOTE,
    SAYS,
    title_case,
)

LEAST = 0.5  # the probability from which the model calls a block a caption
FEWEST = 2  # words of a block that the model may call a caption
CLASSES = ("body", "caption", "other", "title")  # what the model tells apart: the labels that pages have
# Which of these a layer stands for. A credit below a picture is part of the caption in some pages' markup.
STANDS_FOR = {
    "headline": ("title", "body"), "standfirst": ("title", "body"), "subheading": ("body", "title"), "body": ("body", "title"),
    "caption": ("caption",), "byline": ("other",), "credit": ("other", "caption"), "boilerplate": ("other",),
}  # fmt: skip
_LOCATES = re.compile(
    r"(?i)\b(?:in|at|on|of|by|with|during|near|outside|inside|from|for|after|before|beside|behind|over|under)\b"
)
_HEADLIKE = re.compile(r"[?!:;@]|\s[–—―-]|\w\.\s|^\W*\d")
MODEL_FILE = Path(__file__).with_name("form.json")

# A page of print ends in a form feed; a blank line may be missing there.
_BREAK = re.compile(r"(?<!\s)\s*\f\s*|(?:\r\n|\r|\n)[^\S\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*)+")
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
    of_paragraphs: bool  # most blocks of the article are paragraphs, and most paragraphs several sentences
    accompanied: bool  # another block of the article is surely a caption by its form
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
        and not block.text.rstrip().endswith("?")
        and block.n_sentences == 1
        and 4 <= block.n_words <= 30
        and block.shorter_than <= 0.6
        and not (ANAPHORA.search(block.text) or MODAL.search(block.text))
        and not (SAYS.search(block.text) or QUOTE.search(block.text))
        and not form.SPEAKERS.search(block.text)
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


def _verbless_phrase(block: Features) -> bool:
    return _caption_phrase(block) and not FINITE.search(block.text)


def _headlike(block: Features) -> bool:
    """Punctuation and openings of subheadings and of other stories' headlines."""
    return bool(_HEADLIKE.search(block.text) or ANAPHORA.search(block.text) or MODAL.search(block.text))


def _long_phrase(block: Features) -> bool:
    return block.of_paragraphs and _caption_phrase(block) and block.n_words >= 10 and not _headlike(block)


def _short_phrase(block: Features) -> bool:
    located = len(_LOCATES.findall(block.text)) >= 2
    named = block.of_paragraphs and _verbless_phrase(block) and block.n_words >= 4 and not _headlike(block)
    return named and (located or block.accompanied)


PAGE = Rule("boilerplate", "page number or running head", 0.95, lambda b: PAGE_NUMBER.search(b.text))
# In order: the first rule that holds labels the block. The number is the share that is expected to be right before any
# page was seen; `refit` measures it for the certain rules.
CERTAIN = (
    PAGE,
    Rule(
        "boilerplate",
        "rights notice",
        0.99,
        lambda b: b.number > 0 and NOTICE.search(b.text) and form.site_phrase(b.text),
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
        lambda b: b.n_words <= 60 and b.n_sentences <= 4 and CREDIT_END.search(b.text),
    ),
    Rule(
        "caption",
        "points into a picture",
        0.90,
        lambda b: b.n_words <= 60 and b.n_sentences <= 3 and POINTING.search(b.text),
    ),
)
# Asked where none of the certain rules holds; where they see no caption, the model may.
LIKELY = (
    Rule(
        "caption",
        "lone short sentence in an article of paragraphs",
        0.75,
        lambda b: b.of_paragraphs and _caption_sentence(b),
    ),
    Rule("caption", "line without a full stop in an article of paragraphs", 0.75, _long_phrase),
    Rule("caption", "noun phrase without a finite verb in an article of paragraphs", 0.75, _short_phrase),
    Rule(
        "standfirst",
        "second block, one line without a full stop",
        0.70,
        lambda b: b.number == 1 < b.last and not b.stop and b.n_sentences == 1 and 6 <= b.n_words <= 50,
    ),
    Rule(
        "subheading",
        "short line without a full stop",
        0.80,
        lambda b: b.number < b.last and b.n_words <= 12 and not b.text.rstrip().endswith((".", "!", "…", ",", ";")),
    ),
    Rule("body", "paragraph", 0.90, lambda b: b.n_sentences > 1 or b.n_words > 40),
    Rule("body", "short paragraph", 0.75, lambda b: True),
)
LOOKED_AT = 50_000  # characters at either end of a block
FOOT = Rule("boilerplate", "after site furniture at the foot", 0.80, lambda block: True)
RULES = CERTAIN + LIKELY
_CERTAIN, _LIKELY = (frozenset(rule.name for rule in rules) for rules in (CERTAIN, LIKELY))


def blocks(text: str) -> pd.DataFrame:
    """The blocks of a text as segments of one article that nothing has labelled yet."""
    table = pd.DataFrame(spans(text), columns=["start", "end"])
    return table.assign(article=0, layer="body", rule="", confidence=np.nan)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the blocks of a text begin and end: divided by blank lines, or by line where no line is blank."""
    found = _spans(text, _BREAK)
    if len(found) == 1:
        lines = _spans(text, _LINE)
        ended = [bool(ENDS.search(text[start:end])) for start, end in lines[1:]]
        # Hard-wrapped prose breaks inside its sentences, a line a paragraph does not.
        if len(lines) > 1 and np.mean(ended) >= 0.5:
            found = lines
    return found


def _spans(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    bounds = [0, *(edge for match in separator.finditer(text) for edge in match.span()), len(text)]
    found = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        piece = text[start:end]
        if piece.strip():
            found.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
    return found


class Model(NamedTuple):
    """The stored model: the log odds of each class = intercept + sum of coefficient * (feature - mean) / scale."""

    intercept: np.ndarray  # a number for each of `CLASSES`
    coefficient: np.ndarray  # features x classes
    mean: np.ndarray
    scale: np.ndarray
    right: dict[str, float]  # how often a rule for another layer that is asked first labels a block rightly
    agreed: tuple[float, float]  # intercept and slope on the model's log odds where a likely rule says caption

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Model:
        """The model as `form.json` or `refit.fit` gives it."""
        rows = [stored["features"][name] for name in form.FEATURES]
        return cls(
            np.array([stored["intercept"][name] for name in CLASSES]),
            np.array([[row[name] for name in CLASSES] for row in rows]),
            np.array([row["mean"] for row in rows]),
            np.array([row["scale"] for row in rows]),
            stored["right"],
            (stored["agreed"]["intercept"], stored["agreed"]["slope"]),
        )

    def parts(self, design: np.ndarray, name: str) -> np.ndarray:
        """What each feature of each block adds to the log odds of a class against the mean of the others."""
        number = CLASSES.index(name)
        others = np.delete(self.coefficient, number, axis=1).mean(axis=1)
        return (self.coefficient[:, number] - others) * (design - self.mean) / self.scale

    def probability(self, design: np.ndarray) -> np.ndarray:
        """How likely each block is of each class: blocks x `CLASSES`, rows sum to 1."""
        odds = self.intercept + ((design - self.mean) / self.scale) @ self.coefficient
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)


@functools.cache
def stored_model() -> Model:
    """The model of `form.json`."""
    return Model.of(json.loads(MODEL_FILE.read_text(encoding="utf-8")))


def design(corpus: Corpus) -> np.ndarray:
    """What the model sees of each block, beside the other blocks of its article: columns as in `form.FEATURES`."""
    return np.vstack([_design(seen) for seen in _articles(corpus)])


def _design(seen: list[Features]) -> np.ndarray:
    phrase = np.array([_verbless_phrase(block) for block in seen], dtype=bool)
    sizes = np.array([(block.n_words, block.n_sentences) for block in seen])
    return form.features([block.text for block in seen], sizes[:, 0], sizes[:, 1], phrase)


def label(corpus: Corpus, *, model: Model | None = None) -> Corpus:
    """The corpus under rules and model: layer, rule and confidence of every block."""
    found = labels(corpus, model or stored_model())
    segments = corpus.segments.copy()
    segments["layer"] = pd.Categorical([rule.layer for rule in found], dtype=segments["layer"].dtype)
    segments["rule"] = [rule.name for rule in found]
    segments["confidence"] = [rule.confidence for rule in found]
    return replace(corpus, segments=segments)


def labels(corpus: Corpus, model: Model) -> list[Rule]:
    """What labels each block, and with which probability of being right."""
    found = []
    for seen in _articles(corpus):
        found += _labels(seen, model)
        form.forget()
    return found


def _labels(seen: list[Features], model: Model) -> list[Rule]:
    table = _design(seen)
    likely = model.probability(table)
    found = []
    for block, features, row in zip(seen, table, likely, strict=True):
        rule = _by_rule(block)
        if rule.name not in _CERTAIN and rule.layer != "caption":
            rule = _by_model(block, features, row, model) or rule
        found.append(rule)
    found = _after_the_article(found, seen)
    return [replace(rule, confidence=_confidence(rule, row, model)) for rule, row in zip(found, likely, strict=True)]


def _by_model(block: Features, features: np.ndarray, likely: np.ndarray, model: Model) -> Rule | None:
    """Caption or boilerplate, where the model is surer of it than not; what else a block may be its form tells."""
    for layer, name in (("caption", "caption"), ("boilerplate", "other")):
        refused = block.number == 0 if layer == "boilerplate" else not _may_be_caption(block)
        if likely[CLASSES.index(name)] >= LEAST and not refused:
            parts = model.parts(features[None, :], name)[0]
            return Rule(layer, _reasons(features > model.mean, parts), LEAST, lambda block: True)
    return None


def _by_rule(block: Features) -> Rule:
    """The first rule that holds; the model may still see a caption where it is none of the certain ones."""
    return next(rule for rule in RULES if rule.holds(block))


def _may_be_caption(block: Features) -> bool:
    """A word alone is no caption, and a caption hardly ever speaks to its reader."""
    return block.n_words >= FEWEST and not form.SPEAKERS.search(block.text)


def _confidence(rule: Rule, likely: np.ndarray, model: Model) -> float:
    if rule.name in model.right:
        return model.right[rule.name]
    if rule.name in _LIKELY and rule.layer == "caption":
        caption = float(np.clip(likely[CLASSES.index("caption")], 1e-6, 1 - 1e-6))
        intercept, slope = model.agreed
        return round(float(1 / (1 + np.exp(-intercept - slope * np.log(caption / (1 - caption))))), 3)
    return round(float(sum(likely[CLASSES.index(name)] for name in STANDS_FOR[rule.layer])), 3)


def unaided(corpus: Corpus) -> list[Rule]:
    """What labels each block by rules alone."""
    return [
        rule for seen in _articles(corpus) for rule in _after_the_article([_by_rule(block) for block in seen], seen)
    ]


def _reasons(high: np.ndarray, parts: np.ndarray) -> str:
    """The three features that speak most for a class, in words."""
    named: dict[str, None] = {}
    for number in np.argsort(-parts, kind="stable"):
        words = list(form.FEATURES.values())[number][0 if high[number] else 1]
        if parts[number] > 0 and words:
            named.setdefault(words)
    return "form: " + ", ".join(list(named)[:3])


def _after_the_article(found: list[Rule], seen: list[Features]) -> list[Rule]:
    """Where site furniture has begun at the foot and little follows it, the short rest belongs to it.

    Furniture stands between paragraphs as well ("Advertisement"): what follows the foot is no paragraph of several
    sentences, and at most two single ones.
    """
    body = [number for number, rule in enumerate(found) if rule.name == "paragraph"]
    single = [k for k, rule in enumerate(found) if rule.layer == "body" and seen[k].stop and seen[k].n_words >= 12]
    last = max([*body[-1:], *single[:-2][-1:], -1])
    below = (k for k, rule in enumerate(found) if rule.layer == "boilerplate" and rule is not PAGE and k > last)
    foot = next(below, len(found))
    return [FOOT if k > foot and rule.layer != "boilerplate" else rule for k, rule in enumerate(found)]


def _articles(corpus: Corpus) -> Iterator[list[Features]]:
    """What the rules see, article by article."""
    segments = corpus.segments
    places = (segments[column].tolist() for column in ("article", "start", "end"))
    texts = [_looked_at(corpus.texts[article], start, end) for article, start, end in zip(*places, strict=True)]
    n_words = segments["n_words"].to_numpy()
    n_sentences = np.bincount(corpus.sentences["segment"].to_numpy(), minlength=len(segments))
    bounds = np.flatnonzero(np.diff(segments["article"].to_numpy(), prepend=-1, append=np.iinfo(np.int64).max))
    for low, high in itertools.pairwise(bounds.tolist()):
        yield _features(texts[low:high], n_words[low:high].tolist(), n_sentences[low:high].tolist())


def _looked_at(text: str, start: int, end: int) -> str:
    """A block; of one that is longer than any paragraph its beginning and its end, which tell its form as well."""
    if end - start <= 2 * LOOKED_AT:
        return text[start:end]
    return f"{text[start : start + LOOKED_AT]} {text[end - LOOKED_AT : end]}"


def _features(texts: Sequence[str], n_words: Sequence[int], n_sentences: Sequence[int]) -> list[Features]:
    stop = [bool(ENDS.search(text)) for text in texts]
    furniture = [bool(FURNITURE.search(text) or (number and NOTICE.search(text))) for number, text in enumerate(texts)]
    paragraph = [
        ends and not odd and (sentences > 1 or words >= 25)
        for ends, odd, sentences, words in zip(stop, furniture, n_sentences, n_words, strict=True)
    ]
    content = [kind for kind, odd in zip(paragraph, furniture, strict=True) if not odd]
    several = [count > 1 for count, kind in zip(n_sentences, paragraph, strict=True) if kind]
    of_paragraphs = bool(several) and float(np.mean(content)) >= 0.6 and float(np.mean(several)) >= 0.75
    before, after = [0] * len(texts), [0] * len(texts)  # words of the next paragraph above, and of what closes below
    for k in range(2, len(texts)):
        before[k] = n_words[k - 1] if paragraph[k - 1] else before[k - 1]
    for k in range(len(texts) - 2, -1, -1):
        after[k] = n_words[k + 1] if paragraph[k + 1] or furniture[k + 1] else after[k + 1]
    rows = []
    # A running head above the headline is no block of the article.
    above = next((k for k, text in enumerate(texts) if not PAGE_NUMBER.search(text)), 0)
    for number, text in enumerate(texts):
        closing = number + 1 < len(texts) and furniture[number + 1]
        neighbour = min((size for size in (before[number], after[number]) if size), default=0)
        rows.append(
            Features(
                number=max(number - above, 0),
                last=len(texts) - 1 - above,
                n_words=n_words[number],
                n_sentences=n_sentences[number],
                stop=stop[number],
                title_case=title_case(text),
                shorter_than=float(n_words[number] / neighbour) if neighbour else np.inf,
                between=bool(before[number] and after[number] and not closing),
                of_paragraphs=of_paragraphs,
                accompanied=False,
                text=text,
            )
        )
    sure = sum(_long_phrase(block) or (of_paragraphs and _caption_sentence(block)) for block in rows)
    return [block._replace(accompanied=sure > 0) for block in rows]
