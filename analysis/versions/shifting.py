"""What the second version of an article does to its measures, and which sentences do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparison import matrices
from analysis.corpus import Corpus, concat
from analysis.hits import by_measure, counted, measure_of
from analysis.lexicons.choice import settled
from analysis.measures import all_hits
from analysis.options import AUTO, DEFAULTS, GENERAL, Options
from analysis.versions.aligning import FATE, FATES, align
from analysis.words.tallies import as_tally

# What is read of a version: the whole text, and what a reader of headline and captions alone gets.
READINGS = {
    "whole text": ("headline", "standfirst", "subheading", "body", "caption"),
    "headline and captions": ("headline", "caption"),
}
VERSIONS = ("first", "second")
_BETWEEN = "\n\n"
_KEYS = ["reading", "measure", "category"]
Hits = Mapping[str, pd.DataFrame]


def settled_for_both(options: Options, first: Corpus, second: Corpus) -> Options:
    """The options with one codebook for both versions: the one that both bodies lead to, or the
    general one.

    Examples
    --------
    >>> from analysis import read
    >>> first, second = read("seeds/control.txt"), read("seeds/planted.txt")
    >>> settled_for_both(DEFAULTS, first, second).frames
    'armed-conflict'
    """
    if options.frames != AUTO:
        return options
    of_first, of_second = (settled(options, corpus) for corpus in (first, second))
    if of_first.frames == of_second.frames:
        return of_second
    return options.with_frames(GENERAL, "since the two versions lead to two codebooks")


def hits_of_both(
    first: Corpus, second: Corpus, options: Options = DEFAULTS
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """The hits of every measure in two versions of an article, which are measured as one text.

    What a name is depends on the text around it. Measured apart, a sentence that was kept could name
    a place in one version and an organisation in the other. Versions in two languages are measured
    apart, each by the lists that are for its language.

    Returns
    -------
    pair of dict
        as `all_hits` of the first and of the second version.

    Examples
    --------
    >>> from analysis import read_text
    >>> of_first, of_second = hits_of_both(read_text("A good plan."), read_text("Indeed, a good plan."))
    >>> [hits["sentiment"]["start"].tolist() for hits in (of_first, of_second)]
    [[2], [10]]
    """
    options = settled_for_both(options, first, second)
    if _language(first) != _language(second):
        return all_hits(first, options), all_hits(second, options)
    # One order of the two, so that exchanging them changes no name.
    if first.texts > second.texts:
        of_second, of_first = _split(all_hits(_as_one(second, first), options), second)
    else:
        of_first, of_second = _split(all_hits(_as_one(first, second), options), first)
    return of_first, of_second


def _language(corpus: Corpus) -> str | None:
    code = corpus.articles["language"].iloc[0]
    return code if isinstance(code, str) else None


def _split(hits: Hits, first: Corpus) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """The hits of two articles that were measured as one, as those of each."""
    n_segments, n_sentences = len(first.segments), len(first.sentences)
    n_characters = len(first.texts[0]) + len(_BETWEEN)
    of_first, of_second = dict[str, pd.DataFrame](), dict[str, pd.DataFrame]()
    for name, table in hits.items():
        is_first = table["segment"] < n_segments
        of_first[name] = table[is_first].reset_index(drop=True)
        own = table[~is_first].reset_index(drop=True)
        of_second[name] = own.assign(
            segment=own["segment"] - n_segments,
            sentence=own["sentence"] - n_sentences,
            start=own["start"] - n_characters,
            end=own["end"] - n_characters,
        )
    return of_first, of_second


def _as_one(first: Corpus, second: Corpus) -> Corpus:
    """Two articles as one text."""
    both = concat([first, second])
    shift = len(first.texts[0]) + len(_BETWEEN)
    n_first = {
        "segments": len(first.segments),
        "sentences": len(first.sentences),
        "tokens": len(first.tokens),
    }
    moved = {
        name: table.assign(
            start=table["start"] + shift * (np.arange(len(table)) >= n_first[name]),
            end=table["end"] + shift * (np.arange(len(table)) >= n_first[name]),
        )
        for name, table in (
            ("segments", both.segments.assign(article=0)),
            ("sentences", both.sentences),
            ("tokens", both.tokens),
        )
    }
    return replace(
        both, articles=first.articles, texts=(first.texts[0] + _BETWEEN + second.texts[0],), **moved
    )


def shift(
    first: Corpus,
    second: Corpus,
    hits: tuple[Hits, Hits] | None = None,
    *,
    alignment: pd.DataFrame | None = None,
    options: Options = DEFAULTS,
    **choices: Any,
) -> pd.DataFrame:
    """How much each rate of an article differs between two versions, split exactly into what was
    kept, moved, changed, inserted and deleted.

    A rate is a number of hits (or a sum of weights) h per number of words w. The sentences of one
    fate hold a part of both, so the difference of the rates is the sum over the fates of h/w in the
    second version less h/w in the first, with w always the words of the whole version. Sentences
    that were kept are a part as well: the same hits among more words are a lower rate (dilution).
    The parts are a description of two texts; nothing is estimated, so there is no interval.

    Parameters
    ----------
    first, second : Corpus
        of one article each.
    hits : pair of mappings of DataFrame, optional
        the hits of both, as `hits_of_both` gives them; by default with the options.
    alignment : DataFrame, optional
        of `align(first, second)`, which is asked otherwise.
    options : Options, optional
        by which lists the hits are made; a codebook that nobody named is the same for both.
    **choices
        single options, as `frames="policy"`.

    Returns
    -------
    DataFrame, one row per reading, measure, category and fate
        reading ("whole text": without bylines, credits and page furniture; "headline and captions":
        what a reader of these alone gets, to whom a paragraph that became a caption is inserted);
        measure; category (of every hit in one of the versions, and of a measure's sum); fate;
        part (of the difference of the rates, per 1,000 words; `nan` where a version has no words in
        that reading); and of each version, with `_first` or `_second` behind the name: n (hits), value
        (hits, or the sum of their weights), words (of the sentences of that fate), terms ("drone 2,
        tank 1"), sentences (the numbers of those with hits, "3 7").

    Raises
    ------
    ValueError
        for a corpus of several articles, an option that does not exist, or codes, which are of whole
        segments.

    Examples
    --------
    >>> from analysis import read_text
    >>> first = read_text("Talks were held in Geneva. A drone fell near the town.")
    >>> second = read_text("Talks were held in Geneva. A drone fell near the town. The tank burned.")
    >>> table = shift(first, second, frames="armed-conflict")
    >>> rows = table[(table["category"] == "military_capability") & (table["reading"] == "whole text")]
    >>> rows.set_index("fate")["part"].round(1).to_dict()
    {'kept': -19.5, 'moved': 0.0, 'changed': 0.0, 'inserted': 71.4, 'deleted': 0.0}
    """
    alignment = align(first, second) if alignment is None else alignment
    if hits is None:
        hits = hits_of_both(first, second, options.but(**choices))
    tables, fates = [], alignment["fate"].cat.codes.to_numpy(dtype=np.int64)
    for own in zip(*map(by_measure, hits), strict=True):
        sides = [
            _Side.of(corpus, table, alignment, version)
            for corpus, table, version in zip((first, second), _alike(own), VERSIONS, strict=True)
        ]
        for reading, layers in READINGS.items():
            tables.append(
                _parts(sides, fates, layers).assign(reading=reading, measure=sides[0].measure)
            )
    table = pd.concat(tables, ignore_index=True)
    return table[[*_KEYS, *table.columns.difference(_KEYS, sort=False)]]


def totals(parts: pd.DataFrame) -> pd.DataFrame:
    """The rates of both versions and their difference, one row for the parts of `shift`.

    Parameters
    ----------
    parts : DataFrame
        of `shift`.

    Returns
    -------
    DataFrame, one row per reading, measure and category
        reading, measure, category; of each version n, value, words, per_1000 (`nan` without words);
        difference (second less first, per 1,000 words); and a column for the part of each fate.

    Examples
    --------
    >>> from analysis import read_text
    >>> first, second = read_text("Talks were held."), read_text("Good talks were held.")
    >>> row = totals(shift(first, second)).set_index(["reading", "category"]).loc[("whole text", "positive")]
    >>> row[["per_1000_first", "per_1000_second", "difference", "changed"]].astype(float).tolist()
    [0.0, 250.0, 250.0, 250.0]
    """
    sums = [f"{name}_{version}" for name in ("n", "value", "words") for version in VERSIONS]
    groups = parts.groupby(_KEYS, sort=False, observed=True)
    table = groups[sums].sum()
    for version in VERSIONS:
        words = table[f"words_{version}"]
        table[f"per_1000_{version}"] = 1000 * table[f"value_{version}"] / words.where(words > 0)
    table["difference"] = table["per_1000_second"] - table["per_1000_first"]
    by_fate = parts.pivot(index=_KEYS, columns="fate", values="part")
    return table.join(by_fate.rename(columns=str)).reset_index()


def _alike(tables: tuple[pd.DataFrame, ...]) -> list[pd.DataFrame]:
    """The hits of one measure in both versions that count, with the same categories."""
    measure = measure_of(tables[0])
    if measure.per != "word":
        raise ValueError(f"{measure.name}: counts whole segments; give measures that count words")
    kept = [counted(table) for table in tables]
    names = [name for table in kept for name in table["category"].cat.categories]
    same = list(dict.fromkeys(names))
    return [table.assign(category=table["category"].cat.set_categories(same)) for table in kept]


@dataclass(frozen=True)
class _Side:
    """What one version holds of one measure, by the rows of the alignment.

    layer, words: of each row; n, value: row x category; terms: the hits, each with its row, category,
    term and sentence.
    """

    measure: str
    layer: np.ndarray
    words: np.ndarray
    categories: list[str]
    n: np.ndarray
    value: np.ndarray
    terms: pd.DataFrame

    @classmethod
    def of(cls, corpus: Corpus, hits: pd.DataFrame, alignment: pd.DataFrame, version: str) -> _Side:
        """The side of a version."""
        start = alignment[f"sentence_{version}"]
        row_of = np.full(len(corpus.sentences), -1, dtype=np.int64)
        held = start.notna().to_numpy()
        rows, sentences = np.flatnonzero(held), start[held].to_numpy(dtype=np.int64)
        n_sentences = alignment[f"n_sentences_{version}"].to_numpy()[held]
        for row, sentence, n_lines in zip(rows, sentences, n_sentences, strict=True):
            row_of[sentence : sentence + n_lines] = row
        row = row_of[hits["sentence"].to_numpy(dtype=np.int64)]
        own = hits[row >= 0].assign(segment=row[row >= 0])
        n, value, categories = matrices(own, pd.RangeIndex(len(alignment)), "category")
        terms = own[["segment", "sentence", "term"]].rename(columns={"segment": "row"})
        terms["category"] = own["category"].astype(str)
        total = measure_of(hits).sum
        if total is not None:
            terms = pd.concat([terms, terms.assign(category=total.name)])
        layer = alignment[f"layer_{version}"].to_numpy(dtype=object)
        words = alignment[f"words_{version}"].to_numpy(dtype=np.int64)
        return cls(measure_of(hits).name, layer, words, categories, n, value, terms)


def _parts(sides: list[_Side], fates: np.ndarray, layers: tuple[str, ...]) -> pd.DataFrame:
    """The parts of every difference, of what is read in some layers."""
    is_read = [np.isin(side.layer, layers) for side in sides]
    fate = np.select(
        [is_read[0] & is_read[1], is_read[1], is_read[0]],
        [fates, FATES.index("inserted"), FATES.index("deleted")],
        default=-1,
    )
    n_fates, n_categories = len(FATES), len(sides[0].categories)
    columns: dict[str, Any] = {
        "category": pd.array(np.repeat(sides[0].categories, n_fates), dtype="str"),
        "fate": pd.Categorical(FATES * n_categories, dtype=FATE),
    }
    rates = []
    for side, own, version in zip(sides, is_read, VERSIONS, strict=True):
        of_fate = (fate[:, None] == np.arange(n_fates)) & own[:, None]  # row x fate
        words = side.words @ of_fate
        value = side.value.T @ of_fate
        columns |= {
            f"n_{version}": (side.n.T @ of_fate).astype(np.int64).ravel(),
            f"value_{version}": value.ravel(),
            f"words_{version}": np.tile(words, n_categories),
            **_of_terms(side, np.where(own, fate, -1), version),
        }
        whole = words.sum()
        rates.append(1000 * value.ravel() / (whole if whole else np.nan))
    columns["part"] = rates[1] - rates[0]
    return pd.DataFrame(columns)


def _of_terms(side: _Side, fate: np.ndarray, version: str) -> dict[str, Any]:
    """The words of each part, and the sentences that hold them."""
    of_term = fate[side.terms["row"].to_numpy()]
    terms: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for category, own, term, sentence in zip(
        side.terms["category"], of_term, side.terms["term"], side.terms["sentence"], strict=True
    ):
        terms.setdefault((category, int(own)), []).append((term, int(sentence)))
    parts = [
        terms.get((category, own), []) for category in side.categories for own in range(len(FATES))
    ]
    return {
        f"terms_{version}": pd.array(
            [as_tally(Counter(term for term, _ in part)) for part in parts], dtype="str"
        ),
        f"sentences_{version}": pd.array(
            [" ".join(map(str, sorted({sentence for _, sentence in part}))) for part in parts],
            dtype="str",
        ),
    }
