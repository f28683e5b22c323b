"""Plain text: its blocks, and the layer of each by rules on form, position, credits and site
furniture, and a small model.

What a block says of itself (notices, furniture, bylines, credits, words that open a caption) is a
rule, and so is a lone short block between paragraphs of several sentences. Of every other block a
multinomial logistic regression on `form.FEATURES` says how likely it is body, caption, credit,
title or anything else on a page, with coefficients in `form.json` (see
`tests/benchmarks/refit_form.py`); it names captions that no rule names, and it is the confidence of
the labels that rules give as a last resort. Neither looks at what a block is about. A caption that
was recognised by its subject could not be tested for its subject; so rules and model see lengths
beside the neighbours, punctuation, capitals, closed-class words (articles, auxiliaries, pronouns,
conjunctions), endings of tense, credits, notices and the phrases of comment forms, and nothing else.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.reading import form
from analysis.reading.blocks import BlockColumn, Blocks, words_of_segments

OF_FORM = "form: "  # before the reasons of a label that the model has given
LEAST = 0.5  # the probability from which the model calls a block a caption
FEWEST = 2  # words of a block that the model may call a caption
CLASSES = (
    "body",
    "caption",
    "credit",
    "other",
    "title",
)  # what the model tells apart: the labels that pages have
# Which of these a layer stands for.
STANDS_FOR = {
    "headline": ("title", "body"), "standfirst": ("title", "body"), "subheading": ("body", "title"), "body": ("body", "title"),
    "caption": ("caption",), "byline": ("other",), "credit": ("credit",), "boilerplate": ("other",),
}  # fmt: skip
_LOCATES = re.compile(
    r"(?i)\b(?:in|at|on|of|by|with|during|near|outside|inside|from|for|after|before|beside|behind|over|under)\b"
)
_HEADLIKE = re.compile(r"[?!:;@]|\s[–—―-]|\w\.\s|^\W*\d")
MODEL_FILE = Path(__file__).with_name("form.json")

# Lines without a blank one between them. A page of print ends in a form feed; a blank line may be
# missing there. The end of a line of Windows is one and not two.
_PARAGRAPH = re.compile(r"\S[^\r\n\f]*(?:(?:\r\n?|\n)[^\S\r\n\f]*\S[^\r\n\f]*)*")
_LINE = re.compile(r"\S[^\r\n]*")
# The same in the texts that have line feeds alone, which most have: a third of the time.
_PARAGRAPH_OF_FEEDS = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
_LINE_OF_FEEDS = re.compile(r"\S[^\n]*")


@dataclass(frozen=True)
class Rule:
    """One reason for a label, with the share of such blocks that it is expected to label rightly."""

    layer: str
    name: str
    confidence: float
    holds: BlockColumn


def _caption_sentence(b: Blocks) -> np.ndarray:
    own = b["stop"] & (b.n_sentences == 1) & (b.n_words >= 4) & (b.n_words <= 30) & ~b["question"]
    speaks = b["anaphora"] | b["modal"] | b["says"] | b["quote"] | b["speakers"]
    return b["of_paragraphs"] & b["between"] & own & (b["shorter_than"] <= 0.6) & ~speaks


def _caption_phrase(b: Blocks) -> np.ndarray:
    """Without the punctuation and openings of subheadings and of other stories' headlines."""
    phrase = b["of_paragraphs"] & b["between_longer"] & ~b["anaphora"] & ~b["modal"]
    return phrase & ~b.of_which(_HEADLIKE.search, phrase)


def _short_phrase(b: Blocks) -> np.ndarray:
    """Without a verb; it says where, or another block of the article is surely a caption by its
    form.
    """
    phrase = b["caption_phrase"] & ~b["finite"] & (b.n_words >= 4)
    accompanied = b.total(b["long_phrase"] | b["caption_sentence"]) > 0
    return phrase & (
        accompanied | b.of_which(lambda text: len(_LOCATES.findall(text)) >= 2, phrase)
    )


COLUMNS: Mapping[str, BlockColumn] = {
    **form.COLUMNS,
    "opens_article": lambda b: (b["n_above"] == 0) & (b["n_above_last"] > 0),
    "caption_sentence": _caption_sentence,
    "caption_phrase": _caption_phrase,
    "long_phrase": lambda b: b["caption_phrase"] & (b.n_words >= 10),
}
PAGE = Rule("boilerplate", "page number or running head", 0.95, lambda b: b["page_number"])
# In order: the first rule that holds labels the block. The number is the share that is expected to
# be right before any page was seen; `refit_form` measures it for the certain rules.
CERTAIN = (
    PAGE,
    Rule(
        "boilerplate",
        "rights notice",
        0.99,
        lambda b: (b["n_above"] > 0) & b["notice"] & b["furniture"],
    ),
    Rule(
        "boilerplate",
        "site furniture phrase",
        0.95,
        lambda b: (b.n_words <= 40) & b["site_opening"],
    ),
    Rule(
        "headline",
        "first block, short, without a full stop",
        0.95,
        lambda b: b["opens_article"] & (b.n_words <= 30) & (b.n_sentences <= 2) & ~b["full_stop"],
    ),
    Rule(
        "headline",
        "first block, one short sentence before longer ones",
        0.75,
        lambda b: (
            b["opens_article"]
            & (b.n_words <= 20)
            & (b.n_sentences == 1)
            & (b["shorter_than"] <= 0.5)
        ),
    ),
    Rule(
        "byline",
        "author or date line near the top",
        0.95,
        lambda b: (b["n_above"] <= 4) & ~(b["stop"] & (b.n_words > 8)) & b["byline"],
    ),
    Rule("credit", "nothing but a credit", 0.95, lambda b: b["credit"]),
    Rule(
        "caption", "opens as a caption does", 0.97, lambda b: (b.n_words <= 80) & b["opens_caption"]
    ),
    Rule(
        "caption",
        "ends in a picture credit",
        0.95,
        lambda b: (b.n_words <= 60) & (b.n_sentences <= 4) & b["credited"],
    ),
    Rule(
        "caption",
        "points into a picture",
        0.90,
        lambda b: (b.n_words <= 60) & (b.n_sentences <= 3) & b["pointing"],
    ),
)
# Asked where none of the certain rules holds; where they see no caption, the model may.
LIKELY = (
    Rule(
        "caption",
        "lone short sentence in an article of paragraphs",
        0.75,
        lambda b: b["caption_sentence"],
    ),
    Rule(
        "caption",
        "line without a full stop in an article of paragraphs",
        0.75,
        lambda b: b["long_phrase"],
    ),
    Rule(
        "caption",
        "noun phrase without a finite verb in an article of paragraphs",
        0.75,
        _short_phrase,
    ),
    Rule(
        "standfirst",
        "second block, one line without a full stop",
        0.70,
        lambda b: (
            ((b["n_above"] == 1) & (b["n_above_last"] > 1))
            & (~b["stop"] & (b.n_sentences == 1) & (b.n_words >= 6) & (b.n_words <= 50))
        ),
    ),
    Rule(
        "subheading",
        "short line without a full stop",
        0.80,
        lambda b: (b["n_above"] < b["n_above_last"]) & (b.n_words <= 12) & ~b["closed"],
    ),
    Rule("body", "paragraph", 0.90, lambda b: (b.n_sentences > 1) | (b.n_words > 40)),
    Rule("body", "short paragraph", 0.75, COLUMNS["every"]),
)
FOOT = Rule("boilerplate", "after site furniture at the foot", 0.80, COLUMNS["every"])
PLAIN_RULES = CERTAIN + LIKELY
_LONGEST_END = 50_000  # characters at either end of a block
AT_ONCE = 20_000  # blocks of which the columns are held in memory, or those of one article


def blocks_of_text(text: str) -> pd.DataFrame:
    """The blocks of a text as segments of one article that nothing has labelled yet.

    Returns
    -------
    DataFrame, one row per block
        start, end (character offsets in the text), article (0), layer (body), rule (empty),
        confidence (missing); as `analysis.corpus.assemble` takes it.
    """
    table = pd.DataFrame(block_spans(text), columns=["start", "end"])
    return table.assign(article=0, layer="body", rule="", confidence=np.nan)


def block_spans(text: str) -> list[tuple[int, int]]:
    r"""Where the blocks of a text begin and end: divided by blank lines, or by line where no line is
    blank.

    Examples
    --------
    >>> block_spans("Talks resume\n\nThey met."), block_spans("One is so.\nTwo is so.")
    ([(0, 12), (14, 23)], [(0, 10), (11, 21)])
    >>> block_spans("The two sides\nmet on Monday.\nThey agreed on\nlittle and went")
    [(0, 59)]
    """
    has_other_ends = "\r" in text or "\f" in text
    spans = _spans(text, _PARAGRAPH if has_other_ends else _PARAGRAPH_OF_FEEDS)
    if len(spans) != 1:
        return spans
    lines = _spans(text, _LINE if has_other_ends else _LINE_OF_FEEDS)
    ended = [form.closes_sentence(text[start:end]) for start, end in lines[1:]]
    # Hard-wrapped prose breaks inside its sentences, a line a paragraph does not.
    return lines if ended and sum(ended) >= len(ended) / 2 else spans


def _spans(text: str, block: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where each block begins and ends, without the white space behind it."""
    spans = [match.span() for match in block.finditer(text)]
    return [
        (start, end if not text[end - 1].isspace() else start + len(text[start:end].rstrip()))
        for start, end in spans
    ]


class Model(NamedTuple):
    """The stored model: the log odds of each class = intercept + sum of coefficient * (feature -
    mean) / scale.
    """

    intercept: np.ndarray  # a number for each of `CLASSES`
    coefficient: np.ndarray  # features x classes
    mean: np.ndarray
    scale: np.ndarray
    right: dict[
        str, float
    ]  # how often a rule for another layer that is asked first labels a block rightly
    agreed: tuple[
        float, float
    ]  # intercept and slope on the model's log odds where a likely rule says caption

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Model:
        """The model as `form.json` or `refit_form.fit` gives it.

        Parameters
        ----------
        stored : dict
            intercept (by class), features (by feature: its coefficient by class, mean and scale),
            right (by rule, 0 to 1) and agreed (intercept and slope).
        """
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
        """What each feature of each block adds to the log odds of a class against the mean of the
        others.

        Parameters
        ----------
        design : array, blocks x features
            as `design` gives it.
        name : str
            one of `CLASSES`.

        Returns
        -------
        array, blocks x features
            positive speaks for the class, 0 neither for nor against it.
        """
        column = CLASSES.index(name)
        others = np.delete(self.coefficient, column, axis=1).mean(axis=1)
        return (self.coefficient[:, column] - others) * (design - self.mean) / self.scale

    def probability(self, design: np.ndarray) -> np.ndarray:
        """How likely each block is of each class.

        Returns
        -------
        array, blocks x `CLASSES`
            0 to 1; each row sums to 1.

        Examples
        --------
        >>> average = stored_model().mean[None, :]
        >>> float(stored_model().probability(average).sum().round(6))
        1.0
        """
        weights = self.coefficient / self.scale[:, None]
        odds = design @ weights + (self.intercept - self.mean @ weights)
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)


@functools.cache
def stored_model() -> Model:
    """The model of `form.json`."""
    return Model.of(json.loads(MODEL_FILE.read_text(encoding="utf-8")))


def design(corpus: Corpus) -> np.ndarray:
    r"""What the model sees of each block, beside the other blocks of its article.

    Returns
    -------
    array, blocks x features
        columns as in `form.FEATURES`; `form.COLUMNS` says what each is.

    Examples
    --------
    >>> from analysis import read_text
    >>> table = design(read_text("Talks resume\n\nThey met on Monday."))
    >>> table[:, list(form.FEATURES).index("stop")].tolist()
    [0.0, 1.0]
    """
    return np.vstack([form.features(blocks) for blocks in _batches(corpus)])


def label_plain(corpus: Corpus, *, model: Model | None = None) -> Corpus:
    r"""The corpus under rules and model: layer, rule and confidence of every block.

    Parameters
    ----------
    corpus : Corpus
        whatever its labels; all are replaced.
    model : Model, optional
        by default the stored one.

    Examples
    --------
    >>> from analysis import read_text
    >>> label_plain(read_text("Talks resume\n\nThey met on Monday.")).segments["rule"].tolist()[0]
    'first block, short, without a full stop'
    """
    rules, confidence = _labels(corpus, model or stored_model())
    segments = corpus.segments.copy()
    layers = segments["layer"].dtype
    code = {layer: number for number, layer in enumerate(layers.categories)}
    segments["layer"] = pd.Categorical.from_codes(
        [code[rule.layer] for rule in rules], dtype=layers
    )
    segments["rule"] = [rule.name for rule in rules]
    segments["confidence"] = confidence
    return replace(corpus, segments=segments)


def rules_of_blocks(corpus: Corpus, model: Model) -> list[Rule]:
    """What labels each block.

    Returns
    -------
    list of Rule, one per block
        its confidence (0 to 1) is how probably this label of this block is right.
    """
    labelled = zip(*_labels(corpus, model), strict=True)
    return [replace(rule, confidence=confidence) for rule, confidence in labelled]


def unaided(corpus: Corpus) -> list[Rule]:
    r"""What labels each block by rules alone.

    Returns
    -------
    list of Rule, one per block
        its confidence (0 to 1) is the share of such blocks that the rule is expected to label
        rightly.

    Examples
    --------
    >>> from analysis import read_text
    >>> [rule.layer for rule in unaided(read_text("Talks resume\n\nPhoto: Ann Roe"))]
    ['headline', 'credit']
    """
    return [
        rule
        for blocks in _batches(corpus)
        for rule in _with_foot(_by_rule(blocks), blocks).of_blocks()
    ]


class _Labelled(NamedTuple):
    """What labels each block: rules, and for each block the number of its rule among them."""

    rules: list[Rule]
    rule: np.ndarray

    def where(self, holds: Callable[[Rule], bool]) -> np.ndarray:
        """True for each block of whose rule something holds."""
        return np.array([holds(rule) for rule in self.rules])[self.rule]

    def of_blocks(self) -> list[Rule]:
        """The rule of each block."""
        return [self.rules[rule] for rule in self.rule.tolist()]


def _labels(corpus: Corpus, model: Model) -> tuple[list[Rule], list[float]]:
    rules: list[Rule] = []
    confidence: list[float] = []
    for blocks in _batches(corpus):
        table = form.features(blocks)
        likely = model.probability(table)
        by_rule = _without_unlikely(_by_rule(blocks), blocks, likely, model)
        labelled = _with_foot(_by_model(by_rule, blocks, table, likely, model), blocks)
        rules += labelled.of_blocks()
        confidence += _confidence(labelled, likely, model).tolist()
    return rules, confidence


def _by_rule(blocks: Blocks) -> _Labelled:
    """The first rule that holds; the model may still see a caption where it is none of the certain
    ones.
    """
    return _Labelled(
        [*PLAIN_RULES, FOOT], np.argmax([rule.holds(blocks) for rule in PLAIN_RULES], axis=0)
    )


def _without_unlikely(
    labelled: _Labelled, blocks: Blocks, likely: np.ndarray, model: Model
) -> _Labelled:
    """The next rule that holds where a likely one says caption and the model thinks it less likely
    than not.
    """
    says_caption = [rule in LIKELY and rule.layer == "caption" for rule in labelled.rules]
    unlikely = np.array(says_caption)[labelled.rule] & (_agreed(likely, model) < LEAST)
    others = [n for n, rule in enumerate(labelled.rules) if rule in LIKELY and not says_caption[n]]
    holds = [labelled.rules[n].holds(blocks) for n in others]
    otherwise = np.array(others)[np.argmax(holds, axis=0)]
    return labelled._replace(rule=np.where(unlikely, otherwise, labelled.rule))


def _agreed(likely: np.ndarray, model: Model) -> np.ndarray:
    """How probably each block is a caption if a likely rule says so."""
    caption = np.clip(likely[:, CLASSES.index("caption")], 1e-6, 1 - 1e-6)
    intercept, slope = model.agreed
    return 1 / (1 + np.exp(-intercept - slope * np.log(caption / (1 - caption))))


def _by_model(
    labelled: _Labelled, blocks: Blocks, table: np.ndarray, likely: np.ndarray, model: Model
) -> _Labelled:
    """Caption or boilerplate, where the model is surer of it than not; what else a block may be its
    form tells.
    """
    asked = (labelled.rule >= len(CERTAIN)) & labelled.where(lambda rule: rule.layer != "caption")
    # A word alone is no caption, and a caption hardly ever speaks to its reader.
    may_be = {
        "caption": ("caption", (blocks.n_words >= FEWEST) & ~blocks["speakers"]),
        "boilerplate": ("other", blocks["n_above"] > 0),
    }
    indices, rule_of = {rule: n for n, rule in enumerate(labelled.rules)}, labelled.rule.copy()
    for layer, (name, eligible) in may_be.items():
        rows = np.flatnonzero(asked & eligible & (likely[:, CLASSES.index(name)] >= LEAST))
        reasons = _reasons(table[rows] > model.mean, model.parts(table[rows], name))
        made = (Rule(layer, reason, LEAST, COLUMNS["every"]) for reason in reasons)
        rule_of[rows] = [indices.setdefault(rule, len(indices)) for rule in made]
        asked[rows] = False
    return _Labelled(list(indices), rule_of)


def _reasons(high: np.ndarray, parts: np.ndarray) -> list[str]:
    """For each row the three features that speak most for a class, in words."""
    words = [[low, high] for high, low in form.FEATURES.values()]
    order = np.argsort(-parts, axis=1, kind="stable")
    n_for = (parts > 0).sum(axis=1)
    reasons = []
    for row, n, is_high in zip(order.tolist(), n_for.tolist(), high.tolist(), strict=True):
        named = dict.fromkeys(words[feature][is_high[feature]] for feature in row[:n])
        reasons.append(OF_FORM + ", ".join(list(filter(None, named))[:3]))
    return reasons


def _confidence(labelled: _Labelled, likely: np.ndarray, model: Model) -> np.ndarray:
    stands_for = np.array(
        [[name in STANDS_FOR[rule.layer] for name in CLASSES] for rule in labelled.rules]
    )
    likely_right = (likely * stands_for[labelled.rule]).sum(axis=1)
    of_likely = (labelled.rule >= len(CERTAIN)) & (labelled.rule < len(PLAIN_RULES))
    agreeing = of_likely & labelled.where(lambda rule: rule.layer == "caption")
    right = np.array([model.right.get(rule.name, np.nan) for rule in labelled.rules])[labelled.rule]
    return np.where(
        np.isnan(right), np.where(agreeing, _agreed(likely, model), likely_right).round(3), right
    )


def _with_foot(labelled: _Labelled, blocks: Blocks) -> _Labelled:
    """Where page furniture has begun at the foot and little follows it, the short rest belongs to
    it.

    Furniture stands between paragraphs as well ("Advertisement"): what follows the foot is no
    paragraph of several sentences, and at most two single ones.
    """
    n_blocks = len(blocks.row)
    single = (
        labelled.where(lambda rule: rule.layer == "body") & blocks["stop"] & (blocks.n_words >= 12)
    )
    of_text = labelled.where(lambda rule: rule.name == "paragraph") | (
        single & (blocks.n_around(single, 1, n_blocks) >= 2)
    )
    site = labelled.where(lambda rule: rule.layer == "boilerplate")
    foot = (
        site
        & labelled.where(lambda rule: rule is not PAGE)
        & (blocks.position > blocks.last_position(of_text))
    )
    below_foot = (blocks.n_around(foot, -n_blocks, -1) > 0) & ~site
    return labelled._replace(rule=np.where(below_foot, labelled.rules.index(FOOT), labelled.rule))


def _batches(corpus: Corpus) -> Iterator[Blocks]:
    """The blocks of whole articles, as many at once as memory is kept for."""
    article, start, end, n_words = (
        corpus.segments[name].to_numpy() for name in ("article", "start", "end", "n_words")
    )
    n_sentences = np.bincount(corpus.sentences["segment"].to_numpy(), minlength=len(article))
    tops = np.flatnonzero(np.diff(article, prepend=-1))
    edges = tops[np.flatnonzero(np.diff(tops // AT_ONCE, prepend=-1))].tolist()
    for low, high in itertools.pairwise([*edges, len(article)]):
        rows = slice(low, high)
        spans = zip(article[rows].tolist(), start[rows].tolist(), end[rows].tolist(), strict=True)
        texts = [_ends_of(corpus.texts[owner], first, last) for owner, first, last in spans]
        is_cut = end[rows] - start[rows] > 2 * _LONGEST_END
        words = words_of_segments(corpus, low, texts, is_cut)
        yield Blocks(texts, article[rows], n_words[rows], n_sentences[rows], COLUMNS, words)


def _ends_of(text: str, start: int, end: int) -> str:
    """A block; of one that is longer than any paragraph its beginning and its end, which tell its
    form as well.
    """
    if end - start <= 2 * _LONGEST_END:
        return text[start:end]
    return f"{text[start : start + _LONGEST_END]} {text[end - _LONGEST_END : end]}"
