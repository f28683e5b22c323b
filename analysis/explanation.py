"""Explanation: which words make a difference, what it hangs on, and the lines behind every number."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis import comparison, permutation, reprints, sentiment
from analysis.corpus import LAYERS, Corpus, check_pair
from analysis.hits import counted, hit_texts, is_weighted, measure_of
from analysis.options import DEFAULTS
from analysis.words import cut_words, first_words, shortened
from analysis.words.tallies import within

LEFT_OUT_BY = ("segment", "term", "sentence")
MOST_LEFT_OUT = 300  # target segments that `fragile` leaves out of an article of more
_NOT_ASKED = ""  # the verdict without what was not tested
_MANY_PIECES = 20  # that hold a line: a twentieth more or less of it is not seen
_SPACE = re.compile(r"\s+")
# Bytes: a text in Stata's files holds 244.
_LONGEST_TEXT, _LONGEST_WORD = 240, 60
_QUOTE, _APOSTROPHE = '"', "'"


class _Losses(NamedTuple):
    """The things that are left out, one at a time."""

    left_out: np.ndarray  # segments, sentences or terms
    segment: np.ndarray  # whose words go; -1 where words stay
    n_words: np.ndarray  # that go
    loss: np.ndarray  # of each hit that goes, in rising order: with which of the things
    hits: np.ndarray  # the rows of these hits


class _Changes(NamedTuple):
    """What segments hold once something is left out: an entry per thing and segment that loses.

    Those without exposure are no segments any more.
    """

    loss: np.ndarray  # in rising order
    rows: np.ndarray
    values: np.ndarray
    exposure: np.ndarray
    counts: np.ndarray

    def of(self, wanted: np.ndarray) -> _Changes:
        """Those of some losses, in rising order, which are numbered anew."""
        is_wanted = np.isin(self.loss, wanted)
        kept = _Changes(*(of[is_wanted] for of in self))
        return kept._replace(loss=np.searchsorted(wanted, kept.loss))


class _Rest(NamedTuple):
    """The comparison of what remains, an entry per loss and category."""

    difference: np.ndarray
    p_adjusted: np.ndarray
    verdict: np.ndarray
    n: np.ndarray  # hits that went


def contributions(
    corpus: Corpus,
    hits: pd.DataFrame,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    *,
    category: str | None = None,
) -> pd.DataFrame:
    r"""How much of a difference each term makes.

    A rate is a sum over terms, and so is a difference of two rates: a term's contribution is its
    own rate in the target minus its own rate in the reference (a word shift with the reference
    value 0; Gallagher et al., 2021). The contributions of a category sum to the `difference` of
    `comparison.compare`. Positive: the term raises the target above the reference; negative: it
    lowers it; 0: equally frequent in both. For `tone` the weights (valences in context) are summed,
    so a term contributes by how often it stands and by how charged it is. Contributions describe a
    difference, they do not test it. `sentiment.compound` is no sum over words: see
    `leave_one_out_compound`.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : DataFrame
        of one measure.
    target, reference : str
        two layers.
    category : str, optional
        only this row of the comparison ("tone" for the summed valences of sentiment hits); all by
        default.

    Returns
    -------
    DataFrame, one row per category and term, in each category by falling size of the contribution
        category; term; n_target, n_reference (hits); per_1000_target, per_1000_reference (hits, or
        the sum of weights for `tone`, per 1,000 words of the layer); contribution (per 1,000 words;
        target minus reference); difference (of the whole category, per 1,000 words);
        part_of_difference (contribution by difference: sums to 1, negative for terms that pull the
        other way, beyond 1 where others pull back; nan where the difference is 0). Rates,
        contributions and the difference are nan where one of the layers has no word. A category
        without a hit in the two layers has no rows.

    Raises
    ------
    ValueError
        for a layer or category that does not exist, the same layer twice, hits of several measures,
        or of whole segments.

    References
    ----------
    Gallagher, R. J., Frank, M. R., Mitchell, L., Schwartz, A. J., Reagan, A. J., Danforth, C. M., & Dodds, P. S. (2021).
    Generalized word shift graphs. EPJ Data Science, 10(4).

    Examples
    --------
    >>> from analysis import read, framing
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> table = contributions(corpus, framing.hits(corpus), category="military_capability")
    >>> table[["term", "n_target", "n_reference", "contribution"]].round(1).values.tolist()[0]
    ['ballistic missile', 2, 0, 47.6]
    >>> bool(abs(table["contribution"].sum() - table["difference"].iloc[0]) < 1e-9)
    True

    A term as frequent in both layers contributes nothing:

    >>> from analysis import read_text
    >>> corpus = read_text("Good day.\n\nGood day.").relabel({0: "body", 1: "caption"})
    >>> from analysis import sentiment
    >>> contributions(corpus, sentiment.hits(corpus), category="tone")["contribution"].tolist()
    [0.0]
    """
    check_pair(target, reference)
    measure = measure_of(hits)
    if measure.per == "segment":
        raise ValueError(
            "codes are of whole segments: no word has a part in them; give hits that are counted"
            " per word"
        )
    units = comparison.units(corpus, target, reference)
    kept = counted(hits)
    kept = kept[kept["segment"].isin(units.index)]
    whole = comparison.rates(corpus, kept).astype({"layer": "str"})
    categories = list(dict.fromkeys(whole["category"]))
    if category is not None and category not in categories:
        raise ValueError(f"unknown category {category!r}; choose from: {', '.join(categories)}")
    per_layer = whole.pivot(index="category", columns="layer", values="per_1000")
    per_layer = per_layer.reindex(columns=[target, reference])
    kept = kept.assign(category=kept["category"].astype(str))
    # As in `compare`: valences are summed in a row of their own, the weights of a codebook in that
    # of their frame.
    parts = [kept.assign(value=kept["weight"] if is_weighted(kept) else 1.0)]
    if measure.sum:
        parts.append(kept.assign(category=measure.sum.name, value=kept["weight"]))
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["category"].isin(categories if category is None else [category])]
    layer = units["layer"].astype(str)[rows["segment"]].to_numpy()
    for side, name in (("target", target), ("reference", reference)):
        n_words = units.loc[units["layer"] == name, "n_words"].sum() or np.nan
        rows[f"n_{side}"] = (layer == name).astype(np.int64)
        rows[f"per_1000_{side}"] = np.where(layer == name, 1000 * rows["value"], 0.0) / n_words
    columns = ["n_target", "n_reference", "per_1000_target", "per_1000_reference"]
    # Without a word in a layer its rates are undefined, and a sum that skipped nan would make them
    # 0.
    table = rows.groupby(["category", "term"], sort=False)[columns].sum(skipna=False).reset_index()
    table["contribution"] = table["per_1000_target"] - table["per_1000_reference"]
    table["difference"] = (
        table["category"].map(per_layer[target] - per_layer[reference]).astype(float)
    )
    defined = table["difference"].where(table["difference"].abs() > 1e-9)
    table["part_of_difference"] = table["contribution"] / defined
    table["order"] = table["category"].map(categories.index)
    table["size"] = -table["contribution"].abs().round(9)  # equal sizes differ in their last bits
    table = table.sort_values(["order", "size", "term"], ignore_index=True)
    return table[["category", "term", *columns, "contribution", "difference", "part_of_difference"]]


def leave_one_out(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    by: str = "segment",
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """The comparison again and again, each time without one segment, term or sentence of the two
    layers.

    What is left out of the article is left out of the whole comparison: a segment or a sentence
    takes its words with it, a term its hits in every category (its words stay, as words that are
    not counted). The rest is compared as `comparison.compare` does, with its verdict. Where the
    article then has too little text, the verdict says so.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : DataFrame
        of one measure.
    by : "segment", "term" or "sentence"
        what is left out.
    target, reference, seed
        as for `comparison.compare`.

    Returns
    -------
    DataFrame, one row per left-out thing (in reading order; terms by falling number of hits) and category
        measure; by; left_out (the segment, the sentence or the term); text (its first words); layer
        (of the left-out thing; missing for a term that stands in both); category; n (hits of the
        category that went with it), n_words (words that went); difference (of the rest, per 1,000
        words; positive: more in the target; nan for a layer without words); p_adjusted, verdict (of
        the rest); difference_whole, verdict_whole (with everything); changes (True where the
        verdict is another). Empty where neither layer holds such a thing.

    Raises
    ------
    ValueError
        for an unknown `by`, a layer that does not exist, the same layer twice, or hits of several
        measures.

    Examples
    --------
    >>> from analysis import read, framing
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> table = leave_one_out(corpus, framing.hits(corpus))
    >>> captions = table[(table["layer"] == "caption") & (table["category"] == "military_capability")]
    >>> captions[["left_out", "n", "verdict", "changes"]].values.tolist()[0]
    [3, 2, 'more in captions', False]
    """
    if by not in LEFT_OUT_BY:
        raise ValueError(f"unknown by {by!r}; choose from: {', '.join(LEFT_OUT_BY)}")
    held = comparison.ComparedLayers.of(corpus, hits, target, reference)
    whole = comparison.to_table(comparison.columns_of(held, seed))
    is_term, article = by == "term", _LeavingOut(held, seed)
    losses = article.terms() if is_term else article.texts(by)
    rest = article.without(losses)
    left_out, n_words = losses.left_out, losses.n_words
    text, layer = _texts_and_layers(article, losses, by)
    times = len(whole)
    table = whole.iloc[np.tile(np.arange(times), len(left_out))].reset_index(drop=True)
    table = table.rename(columns={"difference": "difference_whole", "verdict": "verdict_whole"})
    table = table.assign(
        by=by,
        left_out=np.repeat(left_out, times),
        text=np.repeat(np.array(text, dtype=object), times),
        layer=pd.Categorical(
            np.repeat(np.array(layer, dtype=object), times), categories=LAYERS, ordered=True
        ),
        n=rest.n.ravel(),
        n_words=np.repeat(n_words, times),
        difference=rest.difference.ravel(),
        p_adjusted=rest.p_adjusted.ravel(),
        verdict=rest.verdict.ravel(),
        changes=lambda table: table["verdict"] != table["verdict_whole"],
    ).astype(
        {"by": "str", "text": "str", "verdict": "str"}
        | ({"left_out": "str"} if by == "term" else {})
    )
    left = ["measure", "by", "left_out", "text", "layer", "category", "n", "n_words"]
    rest_columns = ["difference", "p_adjusted", "verdict"]
    return table[[*left, *rest_columns, "difference_whole", "verdict_whole", "changes"]]


def fragile(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """Which verdicts survive the loss of any one target segment and of any one word, and which
    depend on one.

    A verdict that changes with one caption speaks of that caption, not of the captions; one that
    changes with one word speaks of that word. A word goes with all its hits in both layers, as in
    `leave_one_out` by term. The loss of a caption also leaves less text to tell from chance, so
    verdicts over few captions depend on many of them. Of more than 300 target segments, and of more
    than 300 words, only those are tested whose loss changes a difference most.

    Parameters
    ----------
    corpus, hits, target, reference, seed
        as for `comparison.compare`.

    Returns
    -------
    DataFrame, one row per category
        measure; category; difference (with everything, per 1,000 words; positive: more in the
        target); difference_min, difference_max (the smallest and the largest without one target
        segment or one word; nan where none is defined); verdict (with everything); survives (True:
        the same verdict without any one of them; missing where the target has no segment with a
        word); hangs_on (list of what the verdict is another without: segments by their number, then
        words as text).

    Raises
    ------
    ValueError
        for a layer that does not exist, the same layer twice, or hits of several measures.

    Examples
    --------
    >>> from analysis import read, framing
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> table = fragile(corpus, framing.hits(corpus)).set_index("category")
    >>> bool(table.loc["military_capability", "survives"]), table.loc["military_capability", "hangs_on"]
    (True, [])
    """
    held = comparison.ComparedLayers.of(corpus, hits, target, reference)
    whole = comparison.to_table(comparison.columns_of(held, seed))
    difference, hanging = _single_losses(held, whole["verdict"].to_numpy(dtype=object), seed)
    differences = pd.DataFrame(difference)
    has_target = bool(held.in_target.any())
    survives = [not things if has_target else pd.NA for things in hanging]
    return pd.DataFrame(
        {
            **{name: whole[name] for name in ("measure", "category", "difference")},
            "difference_min": differences.min().to_numpy(dtype=float),
            "difference_max": differences.max().to_numpy(dtype=float),
            "verdict": whole["verdict"],
            "survives": pd.array(survives, dtype="boolean"),
            "hangs_on": hanging,
        }
    )


def hangs_on(held: comparison.ComparedLayers, verdict: np.ndarray, seed: int) -> list[list[Any]]:
    """What each verdict is another without, as `fragile` lists it.

    Parameters
    ----------
    held : ComparedLayers
    verdict : array of str
        of the comparison with everything, an entry per category.
    seed : int

    Examples
    --------
    >>> from analysis import read, framing
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> held = comparison.ComparedLayers.of(corpus, framing.hits(corpus), "caption", "body")
    >>> hangs_on(held, comparison.columns_of(held, 0)["verdict"], 0)[0]
    []
    """
    return _single_losses(held, verdict, seed)[1]


def _single_losses(
    held: comparison.ComparedLayers, verdict: np.ndarray, seed: int
) -> tuple[np.ndarray, list[list[Any]]]:
    """The differences without each target segment and each word (loss x category), and for each
    category those of them without which its verdict is another.
    """
    article = _LeavingOut(held, seed)
    segments = article.texts("segment", of_target=True)
    losses = [segments]
    # A code is of a whole segment and has no words; without a segment there is nothing to compare.
    if len(segments.left_out) and held.measure.per == "word":
        losses.append(article.terms())
    rest = [article.without(of_kind, MOST_LEFT_OUT, at_level=True) for of_kind in losses]
    left_out = [thing for of_kind in losses for thing in of_kind.left_out.tolist()]
    verdicts = np.concatenate([of_kind.verdict for of_kind in rest])
    changes = (verdicts != _NOT_ASKED) & (verdicts != verdict)
    hanging = [[left_out[loss] for loss in np.flatnonzero(of)] for of in changes.T]
    return np.concatenate([of_kind.difference for of_kind in rest]), hanging


def as_text(hangs_on: Sequence[int | str]) -> str:
    """What a verdict depends on as a cell of any table file holds it: the numbers of segments, then
    words in quotation marks, between blanks; of many words, how many more there are.

    Examples
    --------
    >>> as_text([3, 12, "ballistic missile"]), as_text([])
    ('3 12 "ballistic missile"', '')
    """
    segments = [str(part) for part in hangs_on if not isinstance(part, str)]
    words = [
        f'"{shortened(part, _LONGEST_WORD).replace(_QUOTE, _APOSTROPHE)}"'
        for part in hangs_on
        if isinstance(part, str)
    ]
    numbered = " ".join(segments)
    listed = within(words, " ", max(_LONGEST_TEXT - len(numbered), 2 * _LONGEST_WORD))
    return f"{numbered} {listed}".strip()


def as_segments(text: str) -> list[int]:
    """The segments of `as_text`.

    Examples
    --------
    >>> as_segments('3 12 "ballistic missile"'), as_segments("")
    ([3, 12], [])
    """
    numbered = text.partition(_QUOTE)[0].split()
    return [int(number) for number in numbered if number.isdigit()]


def as_words(text: str) -> list[str]:
    """The words of `as_text`.

    Examples
    --------
    >>> as_words('3 12 "ballistic missile" "drone"'), as_words("3")
    (['ballistic missile', 'drone'], [])
    """
    return text.split(_QUOTE)[1::2]


def leave_one_out_compound(
    corpus: Corpus,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    lexicon: str | Path = DEFAULTS.lexicon,
) -> pd.DataFrame:
    r"""The mean compound of two layers, each time without one of their segments.

    Compound squeezes the sum of a sentence's valences into -1 to 1, so it is no sum over words and
    words have no share in it; what a segment does to a layer's mean is seen without it. The mean is
    over sentences that hold a word. Compound grows with the length of a sentence, so captions and
    paragraphs are better compared by tone.

    Parameters
    ----------
    corpus : Corpus
    target, reference : str
        two layers.
    lexicon : str
        as for `sentiment.compound`.

    Returns
    -------
    DataFrame, one row per segment with a word of the two layers, in reading order
        left_out (the segment); text (its first words); layer; n_sentences (that went);
        compound_target, compound_reference (mean of the rest, -1 to 1; nan for a layer without
        sentences); difference (target minus reference, -2 to 2; positive: the target's sentences
        are more positive); difference_whole (with everything).

    Raises
    ------
    ValueError
        for a layer that does not exist, the same layer twice, or an unknown lexicon.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("It is good.\n\nIt is bad.").relabel({0: "body", 1: "caption"})
    >>> leave_one_out_compound(corpus)[["layer", "compound_target", "compound_reference"]].round(2).values.tolist()
    [['body', -0.54, nan], ['caption', nan, 0.44]]
    >>> leave_one_out_compound(corpus)["difference_whole"].round(2).tolist()
    [-0.98, -0.98]
    """
    check_pair(target, reference)
    scores = sentiment.along(corpus, lexicon=lexicon)
    scores = scores[(scores["n_words"] > 0) & scores["layer"].isin((target, reference))]
    compound = scores.groupby(scores["layer"].astype(str))["compound"]
    layers = compound.agg(["mean", "sum", "size"]).reindex([target, reference])
    own = scores.groupby("segment").agg(
        layer=("layer", "first"), sum=("compound", "sum"), n=("compound", "size")
    )
    of_layer = layers.loc[own["layer"].astype(str)].set_axis(own.index)
    rest = (of_layer["sum"] - own["sum"]) / (of_layer["size"] - own["n"]).where(lambda n: n > 0)
    means = {
        side: rest.where(own["layer"] == layer, layers.at[layer, "mean"])
        for side, layer in (("target", target), ("reference", reference))
    }
    return pd.DataFrame(
        {
            "left_out": own.index.astype(np.int64),
            "text": pd.array([first_words(corpus.text(row)) for row in own.index], dtype="str"),
            "layer": own["layer"].array,
            "n_sentences": own["n"].array,
            "compound_target": means["target"].array,
            "compound_reference": means["reference"].array,
            "difference": (means["target"] - means["reference"]).array,
            "difference_whole": layers.at[target, "mean"] - layers.at[reference, "mean"],
        }
    )


def concordance(corpus: Corpus, hits: pd.DataFrame, *, width: int = 40) -> pd.DataFrame:
    """The line of text around every hit: the key word in context (KWIC; Luhn, 1960).

    Any number of a table can be followed to its lines: take the rows of the hits that it counts, by
    term, category or segment, and ask for their concordance. Contexts hold whole words, never reach
    beyond the hit's segment, and show white space as single spaces: `left + keyword + right` reads
    on as the article does.

    Parameters
    ----------
    corpus : Corpus
    hits : DataFrame
        of any measures, all or some.
    width : int
        how many characters of context on either side at most.

    Returns
    -------
    DataFrame, one row per hit, with the index and the order of the hits
        term, category; left, keyword (as it stands in the text; of a word too long to be read its
        beginning), right; layer, segment; start, end (code points in the article:
        `corpus.texts[article][start:end]` is the keyword).

    Raises
    ------
    ValueError
        for a width below 0.

    References
    ----------
    Luhn, H. P. (1960). Key word-in-context index for technical literature. American Documentation, 11(4).

    Examples
    --------
    >>> from analysis import read, framing
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> hits = framing.hits(corpus)
    >>> lines = concordance(corpus, hits[hits["term"] == "ballistic missile"], width=20)
    >>> lines[["left", "keyword", "right", "segment"]].values.tolist()[0]
    ['Armenian Iskandar ', 'ballistic missile', ' and S-300 SAM.', 3]
    """
    if width < 0:
        raise ValueError(f"width is {width}; choose 0 or more characters")
    segments = corpus.segments.loc[hits["segment"].to_numpy()]
    texts = [corpus.texts[article] for article in segments["article"]]
    starts, ends = hits["start"].tolist(), hits["end"].tolist()
    left = map(_before, texts, segments["start"].tolist(), starts, [width] * len(hits))
    right = map(_behind, texts, ends, segments["end"].tolist(), [width] * len(hits))
    return pd.DataFrame(
        {
            "term": hits["term"].array,
            "category": hits["category"].array,
            "left": pd.array(list(left), dtype="str"),
            "keyword": pd.array(list(map(cut_words, hit_texts(corpus, hits))), dtype="str"),
            "right": pd.array(list(right), dtype="str"),
            "layer": segments["layer"].array,
            "segment": hits["segment"].array,
            "start": hits["start"].array,
            "end": hits["end"].array,
        },
        index=hits.index,
    )


def _texts_and_layers(
    article: _LeavingOut, losses: _Losses, by: str
) -> tuple[list[str], list[str | None]]:
    """The first words of each thing that is left out, and the layer that it is of; no layer for a
    term of both.
    """
    held, corpus = article.held, article.held.corpus
    if by == "term":
        row = article.row[losses.hits]
        n_target = np.bincount(losses.loss, held.in_target[row], len(losses.left_out))
        n_hits = np.bincount(losses.loss, minlength=len(losses.left_out))
        layers = [
            held.target if n == of else None if n else held.reference
            for n, of in zip(n_target.tolist(), n_hits.tolist(), strict=True)
        ]
        return [first_words(term) for term in losses.left_out.tolist()], layers
    spans = (corpus.segments if by == "segment" else corpus.sentences).loc[losses.left_out]
    texts = map(corpus.texts.__getitem__, corpus.segments["article"][losses.segment])
    bounds = zip(texts, spans["start"], spans["end"], strict=True)
    in_target = held.in_target[np.searchsorted(article.segments, losses.segment)].tolist()
    layers = [held.target if of_target else held.reference for of_target in in_target]
    return [first_words(text[start:end]) for text, start, end in bounds], layers


def _most_changing(difference: np.ndarray, whole: np.ndarray, most: int | None) -> list[int]:
    """The losses that are tested: of many, those that change the difference of some category most."""
    if most is None or len(difference) <= most:
        return list(range(len(difference)))
    size = np.nan_to_num(np.abs(difference - whole), nan=np.inf)
    first = np.argsort(-size, axis=0, kind="stable")[: max(1, most // difference.shape[1])]
    return sorted(set(first.ravel().tolist()))


class _LeavingOut:
    """An article as it is compared, of which something is left out."""

    def __init__(self, held: comparison.ComparedLayers, seed: int) -> None:
        self.held, hits = held, held.hits
        self.segments = held.units.index.to_numpy(dtype=np.int64)
        self.summed = held.measure.sum is not None
        self.row = held.units.index.get_indexer(hits["segment"])
        self.category = hits["category"].cat.codes.to_numpy(dtype=np.int64)
        self.weight = hits["weight"].to_numpy(dtype=float)
        layers = ~held.in_target, held.in_target
        self._exposures = np.array([held.exposure[layer].sum() for layer in layers])
        self._sums = np.array([held.values[layer].sum(axis=0) for layer in layers])
        self.repeated = None if held.once is None else _Repeated(self, held.once)
        pieces = held.pieces
        self._n_hits = pieces.counts.sum(axis=0)
        in_target = pieces.of_pieces(held.in_target)
        self._piece_in_target = in_target.astype(np.int64)
        self._n_pieces = np.bincount(self._piece_in_target, minlength=2)
        self.whole = self._difference(self._exposures, self._sums)
        self._test = permutation.LeavingOut(pieces.values, pieces.exposure, in_target, seed)

    def texts(self, by: str, *, of_target: bool = False) -> _Losses:
        """Every segment or sentence that holds a word, of both layers or of the target."""
        asked = self.held.in_target if of_target else np.ones(len(self.segments), dtype=bool)
        segments = self.segments[asked]
        if by == "segment":
            left_out, segment, n_words = segments, segments, self.held.n_words[asked]
        else:
            sentences = self.held.corpus.sentences
            owner, words = (
                sentences[name].to_numpy(dtype=np.int64) for name in ("segment", "n_words")
            )
            left_out = np.flatnonzero(np.isin(owner, segments) & (words > 0))
            segment, n_words = owner[left_out], words[left_out]
        # A code of a whole segment belongs to none of its sentences.
        of_hits = self.held.hits[by].to_numpy(dtype=np.int64, na_value=-1)
        loss = pd.Index(left_out).get_indexer(of_hits)
        return _Losses(left_out, segment, n_words, *_in_order(loss))

    def terms(self) -> _Losses:
        """Every term with a hit in the layers, most frequent first."""
        of_hits = self.held.hits["term"].tolist()
        terms = np.array(sorted(set(of_hits)), dtype=object)
        code_of = {term: code for code, term in enumerate(terms.tolist())}
        code = np.array([code_of[term] for term in of_hits], dtype=np.int64)
        n_hits = np.bincount(code[self.row >= 0], minlength=len(terms))
        by_frequency = np.argsort(-n_hits, kind="stable")[: np.count_nonzero(n_hits)]
        loss_of = np.full(len(terms), -1)
        loss_of[by_frequency] = np.arange(len(by_frequency))
        left_out = terms[by_frequency]
        no_words = np.zeros(len(left_out), dtype=np.int64)
        loss = np.where(self.row >= 0, loss_of[code], -1)
        return _Losses(left_out, no_words - 1, no_words, *_in_order(loss))

    def without(self, losses: _Losses, most: int | None = None, *, at_level: bool = False) -> _Rest:
        """The comparison of what remains after each loss; segments that lost their last word are no
        units of it.

        Of more losses than `most` only those are tested that change a difference most; the others
        have no verdict. Where verdicts are enough, p-values are only as exact as these ask.
        """
        shape = len(losses.left_out), len(self.held.rows)
        changes, n = self._changes(losses)
        difference = self._without(changes, shape[0])
        adjusted, verdict = np.full(shape, np.nan), np.full(shape, _NOT_ASKED, dtype=object)
        tested_losses = np.array(_most_changing(difference, self.whole, most), dtype=np.int64)
        if not len(tested_losses):
            return _Rest(difference, adjusted, verdict, n)
        pieces = changes.of(tested_losses)
        if self.repeated is not None:
            pieces = self.repeated.without(losses, pieces, tested_losses)
        n_hits, n_pieces = self._left(pieces, len(tested_losses))
        tested = self._test.test(
            permutation.Losses(pieces.loss, pieces.rows, pieces.values, pieces.exposure),
            comparison.are_enough(n_hits),
            None if self.summed else n_hits,
            at_level=at_level,
        )
        rest = difference[tested_losses]
        if self.held.once is not None:
            tested = comparison.unless_turned(tested, rest)
        adjusted[tested_losses] = tested.p_adjusted
        judged = comparison.verdicts(
            np.repeat(n_pieces.T[::-1], shape[1], axis=1),
            permutation.Tested(*(of.ravel() for of in tested)),
            (rest > 0).ravel(),
            self.held.target,
            self.held.reference,
        )
        verdict[tested_losses] = judged.verdict.reshape(rest.shape)
        return _Rest(difference, adjusted, verdict, n)

    def _changes(self, losses: _Losses) -> tuple[_Changes, np.ndarray]:
        """What is left of the segments that lose something, and the hits of each category that go
        with each loss.
        """
        n_units, n_losses = len(self.segments), len(losses.left_out)
        is_compared = self.row[losses.hits] >= 0
        loss, hits = losses.loss[is_compared], losses.hits[is_compared]
        # Of a text its segment loses; of a term each segment that holds it.
        own = np.searchsorted(self.segments, losses.segment) + np.arange(n_losses) * n_units
        of_hits = loss * n_units + self.row[hits]
        losing = np.unique(np.concatenate([own[losses.segment >= 0], of_hits]))
        loss_of, rows = np.divmod(losing, max(1, n_units))

        n_categories = len(self.held.rows) - self.summed
        lost = np.searchsorted(losing, of_hits)
        cell, shape = lost * n_categories + self.category[hits], (len(losing), n_categories)
        n = np.bincount(cell, minlength=math.prod(shape)).reshape(shape).astype(float)
        values = np.bincount(cell, self.weight[hits], math.prod(shape)).reshape(shape)
        if self.summed:
            sums = np.bincount(lost, self.weight[hits], minlength=len(losing))
            n, values = np.column_stack([n, n.sum(axis=1)]), np.column_stack([n, sums])
        exposure = np.minimum(
            self.held.exposure[rows], self.held.n_words[rows] - losses.n_words[loss_of]
        )
        stays = (exposure > 0)[:, None]
        counts = np.where(stays, self.held.counts[rows] - n, 0.0)
        values = np.where(stays, _unrounded(self.held.values[rows] - values), 0.0)
        n_gone = np.zeros((n_losses, len(self.held.rows)), dtype=np.int64)
        np.add.at(n_gone, loss_of, n.astype(np.int64))
        return _Changes(loss_of, rows, values, exposure, counts), n_gone

    def _without(self, changes: _Changes, n_losses: int) -> np.ndarray:
        """What is left of the differences between the layers, target minus reference, for each loss
        and category; nan where one of them has no word.
        """
        of_layer = changes.loss, self.held.in_target[changes.rows].astype(np.int64)
        exposures = np.repeat(self._exposures[None], n_losses, axis=0)
        sums = np.repeat(self._sums[None], n_losses, axis=0)
        np.subtract.at(exposures, of_layer, self.held.exposure[changes.rows] - changes.exposure)
        np.subtract.at(sums, of_layer, self.held.values[changes.rows] - changes.values)
        return self._difference(exposures, _unrounded(sums))

    def _difference(self, exposures: np.ndarray, sums: np.ndarray) -> np.ndarray:
        rates = self.held.times * sums / np.where(exposures > 0, exposures, np.nan)[..., None]
        return rates[..., 1, :] - rates[..., 0, :]

    def _left(self, pieces: _Changes, n_losses: int) -> tuple[np.ndarray, np.ndarray]:
        """The hits of each category that are left after each loss, counted once, and the pieces of
        evidence, of the reference and of the target.
        """
        gone = np.zeros((n_losses, len(self.held.rows)))
        np.add.at(gone, pieces.loss, self.held.pieces.counts[pieces.rows] - pieces.counts)
        n_pieces = np.repeat(self._n_pieces[None], n_losses, axis=0)
        goes = pieces.exposure == 0
        of_layer = pieces.loss[goes], self._piece_in_target[pieces.rows[goes]]
        np.subtract.at(n_pieces, of_layer, 1)
        return self._n_hits - gone, n_pieces


def _in_order(owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The owners in rising order, and the rows that they have; none where the owner is -1."""
    rows = np.argsort(owner, kind="stable")[np.count_nonzero(owner < 0) :]
    return owner[rows], rows


def _of_each(owner: np.ndarray, wanted: np.ndarray) -> Iterator[np.ndarray]:
    """The rows of each owner that is asked for."""
    order = np.argsort(owner, kind="stable")
    first, end = (np.searchsorted(owner[order], wanted, side) for side in ("left", "right"))
    return (order[rows] for rows in map(slice, first, end))


class _Held(dict[int, list[Any]]):
    """The exposure, the counts and the values of pieces: what they hold until it is changed."""

    def __init__(self, held_once: comparison.Pieces) -> None:
        super().__init__()
        self.whole = held_once.exposure, held_once.counts, held_once.values

    def __missing__(self, piece: int) -> list[Any]:
        self[piece] = held = [of[piece] for of in self.whole]
        return held


class _Repeated:
    """The pieces of evidence of an article that repeats itself, of which something is left out (see
    `reprints.once`).

    Of captions that repeat each other the rest stays, and holds what it holds on average. A line
    that one piece less holds counts for more in the others.
    """

    def __init__(self, article: _LeavingOut, once: reprints.Once) -> None:
        sentences, hits = article.held.corpus.sentences, article.held.hits
        per_segment = measure_of(hits).per == "segment"
        self.article, self.once = article, once
        self.n_members = np.bincount(article.held.pieces.piece)
        self.exposure = article.held.exposure * (once.part if per_segment else once.word_part)
        self.segments = article.segments
        segment = sentences["segment"].to_numpy(dtype=np.int64)
        self.bounds = np.searchsorted(segment, [self.segments, self.segments + 1])
        self.row = article.held.units.index.get_indexer(segment)
        self.n_words = sentences["n_words"].to_numpy(dtype=float)

        of_hit = hits["sentence"].fillna(-1).to_numpy(dtype=np.int64)
        sentence_part = np.ones(len(hits)) if per_segment else once.sentence_part[of_hit]
        self.part = np.append(once.part, np.nan)[article.row] * sentence_part
        self.hits_of_row = list(_of_each(article.row, np.arange(len(self.segments))))
        self.is_shared = (once.sentence_part < 1) & (self.row >= 0) & (not per_segment)
        shared = np.flatnonzero(self.is_shared)
        self.hits_of_line = dict(zip(shared.tolist(), _of_each(of_hit, shared), strict=True))
        lines = pd.Series(shared).groupby(once.line[shared])
        self.of_line = {line: group.tolist() for line, group in lines}

    def without(self, losses: _Losses, changes: _Changes, tested_losses: np.ndarray) -> _Changes:
        """What is left of the pieces that lose something, or hold a line that counts for more, after
        each of the losses that are tested; `changes` is what is left of their segments.
        """
        bounds = np.searchsorted(losses.loss, [tested_losses, tested_losses + 1]).T.tolist()
        first_change = np.searchsorted(changes.loss, np.arange(len(tested_losses))).tolist()
        rest = []
        for index, loss in enumerate(tested_losses.tolist()):
            hits = losses.hits[slice(*bounds[index])]
            if losses.segment[loss] < 0:
                rest.append(self._without_term(hits))
            else:
                change = first_change[index]
                row, left = int(changes.rows[change]), float(changes.exposure[change])
                rest.append(self._without_text(row, left, hits, losses.left_out[loss]))
        pieces = [sorted(held) for held in rest]
        held = [of_loss[piece] for of_loss, own in zip(rest, pieces, strict=True) for piece in own]
        exposure, counts, values = (
            _unrounded(np.array([of_piece[of] for of_piece in held])) for of in range(3)
        )
        loss = np.repeat(np.arange(len(rest)), list(map(len, pieces)))
        rows = np.array(list(itertools.chain(*pieces)), dtype=np.int64)
        return _Changes(loss, rows, values, exposure, counts)

    def _without_term(self, hits: np.ndarray) -> dict[int, list[Any]]:
        rest = _Held(self.article.held.pieces)
        lost = hits[self.article.row[hits] >= 0]
        pieces = self.article.held.pieces.piece[self.article.row[lost]]
        for piece in np.unique(pieces).tolist():
            self._add(rest[piece], lost[pieces == piece], -1.0)
        return rest

    def _without_text(
        self, row: int, exposure: float, hits: np.ndarray, left_out: int
    ) -> dict[int, list[Any]]:
        """Without a segment, or without one of its sentences, of which so much exposure is left."""
        rest = _Held(self.article.held.pieces)
        piece = int(self.article.held.pieces.piece[row])
        held = rest[piece]
        if exposure == 0:
            sentences = list(range(*self.bounds[:, row]))
            held[0] = held[0] - self.exposure[row]
            self._add(held, self.hits_of_row[row], -1.0)
            n_members = self.n_members[piece]
            factor = n_members / (n_members - 1) if n_members > 1 else 0.0
            held[:] = [factor * of for of in held]
        else:
            sentences = [int(left_out)]
            self._add(held, hits, -1.0)
            if exposure < self.article.held.exposure[row]:
                held[0] = held[0] - self._words(sentences[0])
        self._count_lines_for_more(sentences, piece, rest)
        return rest

    def _count_lines_for_more(
        self, lost: list[int], piece: int, rest: dict[int, list[Any]]
    ) -> None:
        """Where a piece has lost its last sentence of a line, the line counts for more in others."""
        pieces, gone = self.article.held.pieces.piece, set(lost)
        for line in {
            int(self.once.line[sentence]) for sentence in lost if self.is_shared[sentence]
        }:
            n_pieces = round(1 / self.once.sentence_part[self.of_line[line][0]])
            if n_pieces > _MANY_PIECES:
                continue
            left = [sentence for sentence in self.of_line[line] if sentence not in gone]
            others = [sentence for sentence in left if pieces[self.row[sentence]] != piece]
            if len(others) < len(left):
                continue
            more = n_pieces / (n_pieces - 1) - 1
            for sentence in others:
                held = rest[int(pieces[self.row[sentence]])]
                held[0] = held[0] + more * self._words(sentence)
                self._add(held, self.hits_of_line[sentence], more)

    def _words(self, sentence: int) -> float:
        """The words of a sentence that count."""
        part = self.once.part[self.row[sentence]] * self.once.sentence_part[sentence]
        return float(self.n_words[sentence] * part)

    def _add(self, held: list[Any], hits: np.ndarray, times: float) -> None:
        """Add some hits, so many times, to the counts and values of a piece."""
        article, part = self.article, times * self.part[hits]
        n_categories = len(article.held.rows) - article.summed
        category, weights = article.category[hits], article.weight[hits] * part
        counts = np.bincount(category, part, n_categories)
        values = np.bincount(category, weights, n_categories)
        if article.summed:
            values = np.append(counts, weights.sum())
            counts = np.append(counts, part.sum())
        held[1:] = [held[1] + counts, held[2] + values]


def _unrounded(sums: np.ndarray) -> np.ndarray:
    """Sums without the last bits that a subtraction may leave where nothing remains."""
    return np.where(np.abs(sums) < 1e-9, 0.0, sums)


def _before(text: str, bound: int, start: int, width: int) -> str:
    """Up to so many characters before a place, white space as single spaces, from the beginning of
    a word.
    """
    return _context(
        lambda reach: text[max(start - reach, bound) : start][::-1], start - bound, width
    )[::-1]


def _behind(text: str, end: int, bound: int, width: int) -> str:
    """Up to so many characters behind a place, white space as single spaces, to the end of a word."""
    return _context(lambda reach: text[end : min(end + reach, bound)], bound - end, width)


def _context(within: Callable[[int], str], most: int, width: int) -> str:
    """What lies within reach of a place, away from it; never more of the text than is needed."""
    reach = width + 1
    while len(context := _SPACE.sub(" ", within(reach))) <= width and reach < most:
        reach += reach  # there was more white space than words
    if len(context) > width:
        cut = context[: width + 1]
        context = cut[: cut.rfind(" ")] if cut.rfind(" ") > 0 else cut[:width]
    return context.rstrip()
