"""Comparison: a target layer against a reference layer, and how surely they differ.

The unit is the segment (a caption, a paragraph), never the word: the words of one caption are not independent.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
import pandas as pd

from analysis.corpus import Corpus, check_layer, plural
from analysis.hits import SUMMED, inside
from analysis.tokens import fold

LEVEL = 0.05
LEAST_HITS = 4  # of three hits alone, the test calls 12 % of articles different in which nothing differs
EXPONENT = 0.8  # brings the tails of short and of long layers near each other (see `pooled_score`)
UNCERTAIN_BELOW = 0.5  # a label below is more likely wrong than right
OVERDISPERSION = 0.5  # variance of a segment's rate by its mean squared: frame vocabulary on 279 real news pages
MOST_ENUMERATED = 20_000
DRAWS = 9_999

NO_DIFFERENCE = "no difference shown"
NOT_ENOUGH = "not enough text"
DESCRIBED = "described, not tested"
COLUMNS = (
    "measure",
    "category",
    "n_target",
    "n_reference",
    "per_1000_target",
    "per_1000_reference",
    "difference",
    "p",
    "p_adjusted",
    "verdict",
)


class Encoder(Protocol):
    """Anything that turns texts into vectors, as a SentenceTransformer does."""

    def encode(self, texts: list[str], /) -> Any:
        """One vector per text: an array, text × dimension."""


def compare(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = "caption",
    reference: str = "body",
    by: str = "category",
    names: pd.DataFrame | str | None = "recognised",
    least_confidence: float = 0.0,
    seed: int = 0,
) -> pd.DataFrame:
    """Does the target layer hold more of something, per word, than the reference layer?

    The estimand is the pair of rates from which an editor's captions and a writer's paragraphs come; the test asks
    whether one common rate could have made this article. The statistic is the pooled score of the target: its hits
    beyond what the pooled rate expects of its words, by the standard deviation that a layer of that length has under
    one rate (see `pooled_score`). It is found anew for every arrangement of the segments that puts as many of them into
    the target: raw rates of short captions are noisier than those of long paragraphs and must not be permuted.
    Arrangements are enumerated up to 20,000 and otherwise drawn 9,999 times. Adjusted p-values hold for all rows of the
    table together (max-T; Westfall & Young, 1993). Categories of fewer than four hits are not tested: of three hits
    alone the test calls 12 % of articles different in which nothing differs.

    Calibration: the share of p ≤ .05 among 2,000 simulated articles a cell in which nothing differs; up to .060 is fine.
    Rates by this test and by three others, tone and mean compound by this one. The whole table, with power, is remade by
    `uv run python tests/benchmarks/bench_calibration.py`.

    captions of segments             rates  residuals  raw rates  binomial    tone  compound
    pages, labels shuffled            .049       .052       .034      .028
    2 of 10                           .032       .033       .064      .101    .041      .029
    2 of 30                           .037       .050       .045      .028    .048      .051
    3 of 10                           .041       .031       .051      .111    .047      .049
    3 of 30                           .029       .033       .054      .026    .048      .051
    4 of 10                           .050       .033       .056      .158    .053      .052
    4 of 19                           .034       .031       .075      .072    .041      .056
    4 of 40                           .032       .038       .065      .025    .057      .058
    6 of 20                           .041       .030       .076      .080    .044      .052
    6 of 60                           .032       .043       .060      .022    .056      .055
    10 of 30                          .029       .021       .059      .054    .043      .045
    10 of 60                          .036       .033       .090      .028    .045      .044

    Tables of ten rows that show any difference where none is: .022 (2 of 10), .032 (4 of 19), .030 (6 of 30), .034 (10 of 60).

    No interval is given: of those tried, resampled segments cover the difference of the underlying rates in 44 to 86 % of
    articles, a quasi-Poisson interval in 51 to 94 %, an overdispersed binomial in 94 to 99 %; none keeps to 93 to 97 % in
    every cell. Captions are shown raw instead.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : DataFrame
        of one measure, as `sentiment.hits`, `framing.hits` or `entities.hits` give it. Weights other than 1 give one
        more row, `tone`, in which the weights are summed.
    target, reference : str
        two layers.
    by : "category" or "term"
        what a row of the result is.
    names : "recognised", DataFrame or None
        spans in which a charged word is no feeling (*United* States, *Supreme* Leader): sentiment hits inside them are
        left out (see `left_out`). The default asks `entities.hits`; a table is taken as it is; None keeps all.
    least_confidence : float
        leave out segments whose label is less sure than this (0 to 1).
    seed : int
        for arrangements that are drawn.

    Returns
    -------
    DataFrame, one row per category
        measure; category; n_target, n_reference (hits); per_1000_target, per_1000_reference (hits, or the sum of
        weights, per 1,000 words; nan for a layer without words); difference (target minus reference: positive means
        more in the target); p (two-sided, nan where nothing was tested); p_adjusted; verdict: *more in …* at an
        adjusted level of .05, *no difference shown*, *not enough text* (even the most extreme arrangement of these
        segments could not reach the level), *described, not tested* (a layer of one segment).

    Raises
    ------
    ValueError
        for a layer that does not exist, or the same layer twice.

    Examples
    --------
    >>> from analysis import read, framing
    >>> table = compare(corpus := read("seeds/nagorno-karabakh.txt"), framing.hits(corpus))
    >>> table.set_index("category").loc["military_capability", "verdict"]
    'more in captions'
    """
    if check_layer(target) == check_layer(reference):
        raise ValueError(f"target and reference are both {target!r}; choose two different layers")
    measure = _only_measure(hits)
    kept = hits[~_in_names(corpus, hits, names)]
    compared = units(corpus, target, reference, least_confidence)
    counts, values = _per_segment(kept, compared, by, summed=SUMMED.get(measure))
    in_target = (compared["layer"] == target).to_numpy()
    n_words = compared["n_words"].to_numpy(dtype=float)

    rates = [_per_1000(values[rows], n_words[rows]) for rows in (in_target, ~in_target)]
    testable = counts.sum().to_numpy() >= LEAST_HITS
    p, p_adjusted, reachable = _permute(values.to_numpy(dtype=float), n_words, in_target, seed, testable)
    table = pd.DataFrame(
        {
            "measure": measure,
            "category": values.columns.astype(str),
            "n_target": counts[in_target].sum().to_numpy(dtype=np.int64),
            "n_reference": counts[~in_target].sum().to_numpy(dtype=np.int64),
            "per_1000_target": rates[0],
            "per_1000_reference": rates[1],
            "difference": rates[0] - rates[1],
            "p": p,
            "p_adjusted": p_adjusted,
        }
    )
    sizes = int(in_target.sum()), int((~in_target).sum())
    table["verdict"] = [
        _verdict(sizes, adjusted, best, target if difference > 0 else reference)
        for adjusted, best, difference in zip(p_adjusted, reachable, table["difference"], strict=True)
    ]
    return table[list(COLUMNS)]


def compare_scores(
    corpus: Corpus, scores: pd.Series, *, measure: str, target: str = "caption", reference: str = "body", seed: int = 0
) -> pd.DataFrame:
    """Does the mean score of the target's sentences differ from that of the reference's? For compound, say.

    A score of a sentence is no hit: it cannot be counted per word. The test is that of `compare`, with sentences for words.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    scores : Series
        a number for each sentence, by its id, as `sentiment.compound` gives it; nan is left out.
    measure : str
        what the row is called.
    target, reference, seed
        as for `compare`.

    Returns
    -------
    DataFrame, one row
        measure; n_target, n_reference (sentences); mean_target, mean_reference; difference (target minus reference; nan for
        a layer without sentences); p (two-sided, nan where nothing was tested); verdict, as of `compare`.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> compare_scores(corpus, sentiment.compound(corpus), measure="compound")["verdict"].item()
    'no difference shown'
    """
    if check_layer(target) == check_layer(reference):
        raise ValueError(f"target and reference are both {target!r}; choose two different layers")
    known = scores.dropna()
    by_segment = known.groupby(corpus.sentences.loc[known.index, "segment"]).agg(["sum", "size"])
    layer = corpus.segments.loc[by_segment.index, "layer"]
    by_segment = by_segment[layer.isin((target, reference))]
    here = (corpus.segments.loc[by_segment.index, "layer"] == target).to_numpy()
    sums, n = by_segment["sum"].to_numpy(dtype=float), by_segment["size"].to_numpy(dtype=float)
    testable = np.array([len(known) >= LEAST_HITS])
    p, adjusted, reachable = _permute(sums[:, None], n, here, seed, testable)
    means = [sums[rows].sum() / n[rows].sum() if rows.any() else math.nan for rows in (here, ~here)]
    row = {
        "measure": measure,
        "n_target": int(n[here].sum()),
        "n_reference": int(n[~here].sum()),
        "mean_target": means[0],
        "mean_reference": means[1],
        "difference": means[0] - means[1],
        "p": float(p[0]),
    }
    sizes = int(here.sum()), int((~here).sum())
    fuller = target if means[0] > means[1] else reference
    return pd.DataFrame([{**row, "verdict": _verdict(sizes, float(adjusted[0]), float(reachable[0]), fuller)}])


def rates(corpus: Corpus, hits: pd.DataFrame, *, by: str = "category") -> pd.DataFrame:
    """Hits of every layer that occurs, beside the words that they are counted per.

    Returns
    -------
    DataFrame, one row per layer and category
        layer, category, n (hits), n_words, n_segments (of the layer), per_1000 (hits, or summed weights for `tone`, per
        1,000 words; nan for a layer without words).

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("Good, good, bad.")
    >>> rates(corpus, sentiment.hits(corpus)).set_index("category")["per_1000"].round(1).to_dict()
    {'positive': 666.7, 'negative': 333.3, 'emphasis': 0.0, 'tone': 433.3}
    """
    units = corpus.segments[["layer", "n_words"]]
    counts, values = _per_segment(hits, units, by, summed=SUMMED.get(_only_measure(hits)))
    sizes = corpus.layer_sizes()
    tables = []
    for layer in sizes.index:
        rows = (units["layer"] == layer).to_numpy()
        n_words = units["n_words"].to_numpy(dtype=float)[rows]
        per_1000 = _per_1000(values[rows], n_words)
        table = pd.DataFrame(
            {"layer": layer, "category": values.columns.astype(str), "n": counts[rows].sum().to_numpy()}
        )
        tables.append(table.assign(n_words=int(n_words.sum()), n_segments=int(rows.sum()), per_1000=per_1000))
    result = pd.concat(tables, ignore_index=True)
    result["layer"] = pd.Categorical(result["layer"], dtype=corpus.segments["layer"].dtype)
    return result


def by_segment(corpus: Corpus, hits: pd.DataFrame, *, by: str = "category") -> pd.DataFrame:
    """The raw material of every comparison: what each segment holds.

    Returns
    -------
    DataFrame, one row per segment and category
        segment, layer, n_words, category, n (hits), value (hits, or summed weights for `tone`), per_1000 (value per 1,000
        words of the segment; nan for a segment without words).

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("Good, good, bad.")
    >>> by_segment(corpus, sentiment.hits(corpus)).set_index("category")["n"].to_dict()
    {'positive': 2, 'negative': 1, 'emphasis': 0, 'tone': 3}
    """
    units = corpus.segments[["layer", "n_words"]]
    counts, values = _per_segment(hits, units, by, summed=SUMMED.get(_only_measure(hits)))
    table = values.rename_axis(columns="category").stack().rename("value").reset_index()
    table["n"] = counts.rename_axis(columns="category").stack().to_numpy(dtype=np.int64)
    table = table.join(units, on="segment")
    table["per_1000"] = 1000 * table["value"] / table["n_words"].where(table["n_words"] > 0)
    return table[["segment", "layer", "n_words", "category", "n", "value", "per_1000"]]


def dots(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = "caption",
    reference: str = "body",
    labels: dict[str, str] | None = None,
    names: pd.DataFrame | str | None = "recognised",
    seed: int = 0,
) -> pd.DataFrame:
    """What the chart of a comparison shows: every segment of the two layers raw, and the two layers themselves.

    Returns
    -------
    DataFrame, one row per segment and category, and one per layer and category
        segment (missing in the rows of a layer), layer, category, label (how a reader is shown the category), n (hits),
        n_words, per_1000 (hits, or summed weights for `tone`, per 1,000 words), verdict (of `compare`).

    Examples
    --------
    >>> from analysis import read, framing
    >>> table = dots(corpus := read("seeds/nagorno-karabakh.txt"), framing.hits(corpus))
    >>> table["segment"].nunique(), int(table["segment"].isna().sum() / table["category"].nunique())
    (19, 2)
    """
    result = compare(corpus, hits, target=target, reference=reference, names=names, seed=seed)
    kept = hits[~_in_names(corpus, hits, names)]
    segments = by_segment(corpus, kept)
    layers = rates(corpus, kept)
    both = pd.concat([segments.drop(columns="value"), layers.drop(columns="n_segments")], ignore_index=True)
    both = both[both["layer"].isin((target, reference))]
    verdicts = result.set_index("category")["verdict"]
    both["segment"] = both["segment"].astype("Int64")
    both["label"] = both["category"].map(lambda name: (labels or {}).get(name, name))
    both["verdict"] = both["category"].map(verdicts)
    columns = ["segment", "layer", "category", "label", "n", "n_words", "per_1000", "verdict"]
    return both[columns].reset_index(drop=True)


def left_out(corpus: Corpus, hits: pd.DataFrame, names: pd.DataFrame | str | None = "recognised") -> pd.DataFrame:
    """The hits that `compare` leaves out: charged words inside a name are no feelings.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("He praised the United States.")
    >>> left_out(corpus, sentiment.hits(corpus))["term"].tolist()
    ['united']
    """
    return hits[_in_names(corpus, hits, names)].reset_index(drop=True)


def counted(corpus: Corpus, hits: pd.DataFrame, names: pd.DataFrame | str | None = "recognised") -> pd.DataFrame:
    """The hits that `compare` counts: all but those of `left_out`, with the index that they had.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("He praised the good United States.")
    >>> counted(corpus, sentiment.hits(corpus))["term"].tolist()
    ['praised', 'good']
    """
    return hits[~_in_names(corpus, hits, names)]


def overused_words(
    corpus: Corpus,
    *,
    target: str = "caption",
    reference: str = "body",
    prior_words: float = 100.0,
    stop_words: bool = False,
) -> pd.DataFrame:
    """Words that one layer uses more than the other, by log-odds with an informative Dirichlet prior.

    The prior acts as if both layers had been read together for `prior_words` words before the count began, which pulls
    rare words towards no difference (Monroe, Colaresi & Quinn, 2008, eqs. 16 and 22). z describes the words, it tests
    nothing: the words of one caption are not independent, and this is a choice among hundreds of words.

    Parameters
    ----------
    corpus : Corpus
    target, reference : str
        two layers.
    prior_words : float
        the weight of the prior, in words.
    stop_words : bool
        True keeps scikit-learn's English stop words in the count.

    Returns
    -------
    DataFrame, one row per word, by falling z
        word (lower case), n_target, n_reference (how often), log_odds (natural; positive: over-used in the target), z
        (log_odds by its standard error). Empty where one of the layers has no word.

    Examples
    --------
    >>> from analysis import read
    >>> overused_words(read("seeds/nagorno-karabakh.txt"))["word"].iloc[0]
    'missile'
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

    texts = _words_of_layers(corpus, (check_layer(target), check_layer(reference)))
    if not stop_words:
        texts = [[word for word in text if word not in ENGLISH_STOP_WORDS] for text in texts]
    if not all(texts):
        return pd.DataFrame(columns=["word", "n_target", "n_reference", "log_odds", "z"])
    vectorizer = CountVectorizer(analyzer=list)
    n_target, n_reference = vectorizer.fit_transform(texts).toarray().astype(float)
    pooled = n_target + n_reference
    prior = prior_words * pooled / pooled.sum()
    odds = [(n + prior) / (n.sum() + prior_words - n - prior) for n in (n_target, n_reference)]
    log_odds = np.log(odds[0]) - np.log(odds[1])
    # Without this division, rare words top the list by chance (Monroe et al., 2008, eq. 22).
    z = log_odds / np.sqrt(1 / (n_target + prior) + 1 / (n_reference + prior))
    table = pd.DataFrame(
        {
            "word": vectorizer.get_feature_names_out().astype(str),
            "n_target": n_target.astype(np.int64),
            "n_reference": n_reference.astype(np.int64),
            "log_odds": log_odds,
            "z": z,
        }
    )
    return table.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


def nearness(
    corpus: Corpus, *, target: str = "caption", reference: str = "body", encoder: Encoder | None = None
) -> pd.DataFrame:
    """How near each target segment is to each reference segment: cosine of their TF-IDF vectors.

    0 is no content word in common, 1 the same words in the same proportions; nan for a segment without content words.
    English stop words (scikit-learn's list) are left out, inverse document frequencies come from the article's
    segments. With an encoder, whose vectors may have negative entries, the cosine runs from -1 to 1.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    target, reference : str
        two layers.
    encoder : object with `encode(list[str])`, optional
        gives the vectors of the segments' texts instead of TF-IDF.

    Returns
    -------
    DataFrame, rows: target segments, columns: reference segments

    Raises
    ------
    ValueError
        for an encoder that does not give one vector per text.

    Examples
    --------
    >>> from analysis import read
    >>> table = nearness(read("seeds/nagorno-karabakh.txt"))
    >>> table.shape
    (4, 15)
    """
    from sklearn.metrics.pairwise import cosine_similarity

    compared = units(corpus, target, reference)
    is_target = (compared["layer"] == check_layer(target)).to_numpy()
    result = pd.DataFrame(
        np.nan, index=compared.index[is_target], columns=compared.index[~is_target].rename("reference_segment")
    )
    vectors, full = segment_vectors(corpus, compared.index, encoder)
    if result.size and full.any():
        result[:] = cosine_similarity(vectors[is_target], vectors[~is_target])
        result[~full[is_target]] = np.nan
        result.loc[:, ~full[~is_target]] = np.nan
    return result


def segment_vectors(corpus: Corpus, segments: pd.Index, encoder: Encoder | None = None) -> tuple[Any, np.ndarray]:
    """The vectors of some segments, and which of them say anything.

    Returns
    -------
    array or sparse matrix (segment × term or dimension), array of bool
        TF-IDF of the content words with inverse document frequencies from these segments, or what the encoder gives;
        False for a segment without content words, or with an encoder, without a direction.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good.")
    >>> vectors, full = segment_vectors(corpus, corpus.segments.index)
    >>> vectors.shape, full.tolist()
    ((1, 2), [True])
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    if encoder is not None:
        vectors = encoded([corpus.text(int(segment)) for segment in segments], encoder)
        return vectors, np.linalg.norm(vectors, axis=1) > 0
    texts = content_words(corpus, segments)
    full = np.array([bool(text) for text in texts], dtype=bool)
    if not full.any():
        return np.zeros((len(texts), 0)), full
    return TfidfVectorizer(analyzer=list).fit_transform(texts), full


def content_words(corpus: Corpus, segments: pd.Index) -> list[list[str]]:
    """The words of each segment in reading order, lower case, without scikit-learn's English stop words.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good.")
    >>> content_words(corpus, corpus.segments.index)
    [['plan', 'good']]
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = _words_of_segments(corpus, segments)
    return [[word for word in text if word not in ENGLISH_STOP_WORDS] for text in words]


def encoded(texts: list[str], encoder: Encoder) -> np.ndarray:
    """The encoder's vectors, checked: one finite vector per text."""
    vectors = np.asarray(encoder.encode(texts), dtype=float) if texts else np.zeros((0, 1))
    if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
        raise ValueError(
            f"the encoder gave an array of shape {vectors.shape} for {len(texts)} texts; it must give one finite vector each"
        )
    return vectors


def only_in(corpus: Corpus, hits: pd.DataFrame, *, target: str = "caption", reference: str = "body") -> pd.DataFrame:
    """The terms that the target names and the reference never does.

    Returns
    -------
    DataFrame, one row per term, most frequent first
        term, category, n (hits in the target).

    Examples
    --------
    >>> from analysis import read, entities
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> "Heron" in set(only_in(corpus, entities.hits(corpus))["term"])
    True
    """
    layer = corpus.segments["layer"].to_numpy()[hits["segment"].to_numpy()]
    known = set(hits.loc[layer == check_layer(reference), "term"])
    here = hits[(layer == check_layer(target)) & ~hits["term"].isin(known)]
    return _term_counts(here)


def missing_from(
    corpus: Corpus, hits: pd.DataFrame, *, target: str = "caption", reference: str = "body", most: int = 10
) -> pd.DataFrame:
    """The protagonists of the reference that the target never names: its most frequent terms, most frequent first.

    Returns
    -------
    DataFrame, at most `most` rows
        term, category, n (hits in the reference).

    Examples
    --------
    >>> from analysis import read, entities
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> missing_from(corpus, entities.hits(corpus), most=1)["term"].tolist()
    ['Azerbaijan']
    """
    return only_in(corpus, hits, target=reference, reference=target).head(most)


def _term_counts(hits: pd.DataFrame) -> pd.DataFrame:
    table = hits.groupby(["term", "category"], observed=True).size().rename("n").reset_index()
    return table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)


def _words_of_segments(corpus: Corpus, segments: pd.Index) -> list[list[str]]:
    words = corpus.words
    owner = corpus.sentences["segment"].to_numpy()[words.sentence]
    lower = [fold(key) for key in words.keys]
    bounds = np.searchsorted(owner, [segments.to_numpy(), segments.to_numpy() + 1])
    return [[lower[key] for key in words.key[start:end]] for start, end in zip(*bounds, strict=True)]


def _words_of_layers(corpus: Corpus, layers: tuple[str, str]) -> list[list[str]]:
    return [
        list(itertools.chain.from_iterable(_words_of_segments(corpus, rows.index)))
        for rows in (corpus.segments[corpus.segments["layer"] == layer] for layer in layers)
    ]


def _only_measure(hits: pd.DataFrame) -> str:
    measures = list(hits["measure"].cat.categories) if len(hits) == 0 else sorted(set(hits["measure"]))
    if len(measures) != 1:
        raise ValueError(f"hits of {len(measures)} measures ({', '.join(measures)}); give the hits of one measure")
    return measures[0]


def _in_names(corpus: Corpus, hits: pd.DataFrame, names: pd.DataFrame | str | None) -> np.ndarray:
    if names is None or _only_measure(hits) not in SUMMED or hits.empty:
        return np.zeros(len(hits), dtype=bool)
    from analysis import entities

    if isinstance(names, str):
        if names != "recognised":
            raise ValueError(f"unknown names {names!r}; choose from: recognised, a table of hits, None")
        names = entities.hits(corpus)
    return inside(hits, entities.titled(corpus, names))


def units(corpus: Corpus, target: str, reference: str, least_confidence: float = 0.0) -> pd.DataFrame:
    """The segments that are compared: those of the two layers, sure enough, that hold a word; layer and n_words of each."""
    segments = corpus.segments
    return segments.loc[
        segments["layer"].isin((target, reference))
        & (segments["n_words"] > 0)
        & (segments["confidence"] >= least_confidence),
        ["layer", "n_words"],
    ]


def _per_segment(
    hits: pd.DataFrame, units: pd.DataFrame, by: str, *, summed: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and values (segment × row); the last row of a summed measure holds the sum of its weights."""
    if by not in ("category", "term"):
        raise ValueError(f"unknown by {by!r}; choose from: category, term")
    columns = list(hits[by].cat.categories) if by == "category" else sorted(hits[by].unique())
    here = hits[hits["segment"].isin(units.index)]
    counts = pd.crosstab(here["segment"], here[by].astype(str)) if len(here) else pd.DataFrame()
    counts = counts.reindex(index=units.index, columns=columns, fill_value=0).astype(float)
    values = counts
    if summed and by == "category":
        sums = here.groupby("segment")["weight"].sum().reindex(units.index, fill_value=0.0)
        values = counts.assign(**{summed: sums})
        counts = counts.assign(**{summed: counts.sum(axis=1)})
    return counts, values


def _per_1000(values: pd.DataFrame, n_words: np.ndarray) -> np.ndarray:
    total = n_words.sum()
    return 1000 * values.sum().to_numpy(dtype=float) / total if total else np.full(values.shape[1], np.nan)


def _permute(
    values: np.ndarray, exposure: np.ndarray, in_target: np.ndarray, seed: int, testable: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """p, max-T adjusted p and the smallest adjusted p that any arrangement could reach, for each column of values."""
    undefined = np.full(values.shape[1], np.nan)
    n_units, n_target = len(in_target), int(in_target.sum())
    if min(n_target, n_units - n_target) < 2:
        return undefined, undefined, undefined
    tested = testable & ~is_flat(values, exposure)
    if not tested.any():
        return undefined, undefined, np.ones(values.shape[1])
    in_target = shorter(in_target, exposure)
    n_target = int(in_target.sum())

    observed = np.abs(pooled_score(in_target[None, :].astype(float), values[:, tested], exposure))
    blocks = []
    for arranged in arrangements(n_units, n_target, seed):
        blocks.append(np.abs(pooled_score(arranged, values[:, tested], exposure)))
    drawn = math.comb(n_units, n_target) > MOST_ENUMERATED
    # Drawn arrangements are joined by the observed one, so that no p-value is 0 (Phipson & Smyth, 2010).
    statistics = np.concatenate([observed, *blocks] if drawn else blocks)
    largest = statistics.max(axis=1, keepdims=True)
    slack = 1 - 1e-9  # equal arrangements differ in their last bits

    p, p_adjusted, reachable = undefined.copy(), undefined.copy(), np.ones(values.shape[1])
    p[tested] = (statistics >= observed * slack).mean(axis=0)
    p_adjusted[tested] = (largest >= observed * slack).mean(axis=0)
    reachable[tested] = (largest >= statistics.max(axis=0) * slack).mean(axis=0)
    return p, p_adjusted, reachable


def shorter(in_target: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """The layer whose score is asked, as True for each of its segments: the same whichever of the two is the target.

    It is the one of fewer segments; of as many, the one of fewer words; of as many words, the first.
    """
    here, there = ((layer.sum(), exposure[layer].sum(), np.argmax(layer)) for layer in (in_target, ~in_target))
    return in_target if here < there else ~in_target


def is_flat(values: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """True for each column without any spread around one rate: nothing can be told from it."""
    excess = values - exposure[:, None] * (values.sum(axis=0) / exposure.sum())
    return (np.abs(excess).max(axis=0) <= 1e-12) | ~(np.abs(values) > 0).any(axis=0)


def pooled_score(arranged: np.ndarray, values: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """How far the target lies from one pooled rate, in standard deviations, for every arrangement and column.

    For counts the observed and the expected are raised to the power 4/5 before they are subtracted: the count of a
    short layer has a longer tail than that of a long one, and only with tails alike may their segments change places. For
    sums of valences, which may be negative, it is the excess itself.

    Parameters
    ----------
    arranged : array, arrangements x segments
        1 for each segment of the target, else 0.
    values : array, segments x columns
        counts, or sums of weights.
    exposure : array
        the words (or sentences) of each segment.
    """
    whole, total = exposure.sum(), values.sum(axis=0)
    share = ((arranged @ exposure) / whole)[:, None]
    observed, expected = arranged @ values, share * total
    counts = (values >= 0).all(axis=0) & (total > 0)
    score = np.empty_like(observed)
    # The powers of what is expected, share times total, are products of powers: one power for each, not for each pair.
    power = share**EXPONENT * total[counts] ** EXPONENT
    slope = EXPONENT * share ** (EXPONENT - 0.5) * total[counts] ** (EXPONENT - 0.5)
    score[:, counts] = (observed[:, counts] ** EXPONENT - power) / slope
    excess = values[:, ~counts] - exposure[:, None] * (total[~counts] / whole)
    spread = np.sqrt((excess**2).sum(axis=0) / (exposure * (1 - exposure / whole)).sum())
    score[:, ~counts] = (observed - expected)[:, ~counts] / (spread * np.sqrt(whole * share))
    return score / np.sqrt(1 - share)


def arrangements(n_units: int, n_target: int, seed: int) -> Iterator[np.ndarray]:
    """Indicator matrices (arrangement × segment): all there are, or as many as are drawn, in blocks."""
    if math.comb(n_units, n_target) <= MOST_ENUMERATED:
        chosen = np.array(list(itertools.combinations(range(n_units), n_target)))
        matrix = np.zeros((len(chosen), n_units))
        np.put_along_axis(matrix, chosen, 1.0, axis=1)
        yield matrix
        return
    random = np.random.default_rng(seed)
    for start in range(0, DRAWS, 1_000):
        order = random.random((min(1_000, DRAWS - start), n_units)).argsort(axis=1)
        yield (order < n_target).astype(float)


def _verdict(sizes: tuple[int, int], p_adjusted: float, reachable: float, fuller: str) -> str:
    if min(sizes) == 0:
        return NOT_ENOUGH
    if min(sizes) == 1:
        return DESCRIBED
    if p_adjusted <= LEVEL:
        return f"more in {plural(fuller)}"
    return NO_DIFFERENCE if reachable <= LEVEL else NOT_ENOUGH
