"""Placement: what a reader of headline and captions alone gets, and how captions sit among
the paragraphs.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

import numpy as np
import pandas as pd

from analysis import comparison
from analysis.comparison import LEVEL, NO_DIFFERENCE, NOT_TESTABLE
from analysis.corpus import Corpus, check_pair
from analysis.hits import counted
from analysis.nearness import Encoder, encoded, nearness, segment_vectors
from analysis.options import DEFAULTS
from analysis.permutation import DRAWS, MOST_ENUMERATED
from analysis.tokens import fold
from analysis.vocabulary import content_words

SKIMMED = ("headline", "caption")
READ = ("headline", "caption", "body")

LEAST_CAPTIONS, LEAST_PARAGRAPHS = 3, 5  # with fewer there are hardly arrangements to compare with
LEAST_SENTENCES = 20  # of each layer
LEAST_GROUPS = 3  # articles, or segments of one article, that hold the layer
MOST_FOLDS = 5
REFITS = 199  # label permutations: the smallest p is .005

NEARER, FARTHER = (
    "nearer to the paragraph they interrupt",
    "farther from the paragraph they interrupt",
)
TOLD_APART = "told apart"


def pairs(
    corpus: Corpus,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    encoder: Encoder | None = None,
) -> pd.DataFrame:
    """How near each caption is to every paragraph of its article, and which paragraph it
    interrupts.

    The paragraph that a caption interrupts is the last one before it, or the first one after it
    where none stands before.

    Parameters
    ----------
    corpus : Corpus
        of one article or several.
    target, reference : str
        two layers; the default words of this module are captions and paragraphs.
    encoder : object with `encode(list[str])`, optional
        instead of TF-IDF, as for `nearness.nearness`.

    Returns
    -------
    DataFrame, one row per target segment and reference segment of the same article
        segment; label (the target segment's first words); paragraph (the reference segment);
        adjacent (True for the one that is interrupted); cosine (TF-IDF 0 to 1, encoder -1 to 1; nan
        for a segment without content words).

    Raises
    ------
    ValueError
        for a layer that does not exist, the same layer twice, or an encoder that does not give one
        vector per text.

    Examples
    --------
    >>> from analysis import read
    >>> table = pairs(read("seeds/nagorno-karabakh.txt"))
    >>> len(table), table.loc[table["adjacent"], "paragraph"].tolist()
    (60, [2, 4, 7, 10])
    """
    check_pair(target, reference)
    first = np.searchsorted(corpus.segments["article"].to_numpy(), np.arange(len(corpus.texts)))
    tables = [
        _pairs_of_article(corpus.article(index), first_segment, target, reference, encoder)
        for index, first_segment in enumerate(first)
    ]
    return pd.concat(tables, ignore_index=True)


def adjacency(
    corpus: Corpus,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    encoder: Encoder | None = None,
) -> pd.DataFrame:
    """Is a caption less like the paragraph that it interrupts than like the other paragraphs of its
    article?

    Parameters
    ----------
    corpus, target, reference, encoder
        as for `pairs`.

    Returns
    -------
    DataFrame, one row per target segment
        segment; paragraph (the one it interrupts); cosine (to that one); cosine_others (mean to the
        other paragraphs); difference (cosine minus cosine_others: positive means nearer to the
        paragraph it interrupts; nan without content words, or where there is no other paragraph).

    Examples
    --------
    >>> from analysis import read
    >>> adjacency(read("seeds/nagorno-karabakh.txt"))["difference"].round(3).tolist()
    [-0.016, 0.023, -0.006, 0.061]
    """
    return differences(pairs(corpus, target=target, reference=reference, encoder=encoder))


def differences(table: pd.DataFrame) -> pd.DataFrame:
    """The table of `adjacency` from the one of `pairs`.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": 5, "paragraph": [3, 4, 6], "adjacent": [False, True, False], "cosine": [0.1, 0.5, 0.3]})
    >>> differences(table)[["paragraph", "difference"]].round(2).values.tolist()
    [[4.0, 0.3]]
    """
    chosen = table[table["adjacent"]].set_index("segment")
    others = table[~table["adjacent"]].groupby("segment")["cosine"].mean()
    result = chosen[["paragraph", "cosine"]].assign(cosine_others=others.reindex(chosen.index))
    result["difference"] = result["cosine"] - result["cosine_others"]
    return result.reset_index()


def adjacency_test(
    corpus: Corpus,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    encoder: Encoder | None = None,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """The mean difference of `adjacency`, and whether any other paragraphs would have done as well.

    Which paragraphs are interrupted is permuted within each article; captions at one place stay
    together, for they are often alike. Arrangements are enumerated up to 20,000 and otherwise drawn
    9,999 times.

    Parameters
    ----------
    corpus, target, reference, encoder
        as for `pairs`.
    seed : int
        for arrangements that are drawn.

    Returns
    -------
    DataFrame, one row
        n_target, n_reference (segments with content words, of articles that hold both and two of
        the reference); difference (mean, in cosines: positive means nearer to the paragraph that is
        interrupted; nan without any); p (two-sided; nan where nothing was tested); verdict: *nearer
        to the paragraph they interrupt*, *farther from …* (at .05), *no difference shown*, or
        *cannot be tested here*: fewer than 3 captions or 5 paragraphs, or no arrangement could
        reach .05.

    Examples
    --------
    >>> from analysis import read
    >>> adjacency_test(read("seeds/nagorno-karabakh.txt"))["verdict"].item()
    'no difference shown'
    """
    table = pairs(corpus, target=target, reference=reference, encoder=encoder)
    table = table.assign(article=corpus.segments["article"].to_numpy()[table["segment"].to_numpy()])
    articles = [
        slots
        for _, rows in table.groupby("article")
        if (slots := _slots(rows.dropna(subset=["cosine"]))) is not None
    ]
    n_target = sum(slots.n_target for slots in articles)
    n_reference = sum(slots.gains.shape[1] for slots in articles)
    difference = sum(slots.observed for slots in articles) / n_target if n_target else np.nan
    is_tested = n_target >= LEAST_CAPTIONS and n_reference >= LEAST_PARAGRAPHS
    p, reachable = _permute_slots(articles, seed) if is_tested else (np.nan, np.nan)
    shown = NEARER if difference > 0 else FARTHER
    tested = shown if p <= LEVEL else NO_DIFFERENCE
    verdict = tested if reachable <= LEVEL else NOT_TESTABLE
    sizes = {"n_target": n_target, "n_reference": n_reference}
    return pd.DataFrame([{**sizes, "difference": difference, "p": p, "verdict": verdict}])


def separability(
    corpus: Corpus,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    encoder: Encoder | None = None,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """Can a classifier tell the sentences of two layers apart?

    A logistic regression on the TF-IDF of all words (function words carry style; no label enters
    the inverse document frequencies) or on the encoder's vectors, judged on sentences of articles
    that it has not seen; for one article, of segments that it has not seen. Sentences of one
    caption are not independent, so the p-value comes from permuting the layers of whole segments
    within their articles, 199 times, each time fitting anew. It tells that the layers differ, not
    in what: shorter sentences or other topics are enough.

    Parameters
    ----------
    corpus : Corpus
        of one article or several.
    target, reference : str
        two layers.
    encoder : object with `encode(list[str])`, optional
        instead of TF-IDF.
    seed : int
        for the folds and the permutations.

    Returns
    -------
    DataFrame, one row
        n_target, n_reference (sentences); n_folds; auc (area under the ROC curve, mean of the
        folds: .5 is guessing, 1 tells every sentence; nan where nothing was fitted); p (share of
        permutations, the observed one among them, that reach the auc); verdict: *told apart* (p at
        most .05), *no difference shown*, or *cannot be tested here*: fewer than 20 sentences, or
        fewer than 3 articles (for one article: segments) of either layer.

    Raises
    ------
    ValueError
        for a layer that does not exist, the same layer twice, or an encoder that does not give one
        vector per text.

    Examples
    --------
    >>> from analysis import read
    >>> separability(read("seeds/nagorno-karabakh.txt"))[["n_target", "verdict"]].values.tolist()
    [[4, 'cannot be tested here']]
    """
    check_pair(target, reference)
    sentences = corpus.sentences[corpus.sentences["n_words"] > 0]
    sentences = sentences.join(corpus.segments[["layer", "article"]], on="segment")
    sentences = sentences[sentences["layer"].isin((target, reference))]
    is_target = (sentences["layer"] == target).to_numpy()
    segment, article = sentences["segment"].to_numpy(), sentences["article"].to_numpy()
    group = article if len(corpus.texts) > 1 else segment
    n_groups = min(len(np.unique(group[is_target])), len(np.unique(group[~is_target])))
    sizes = int(is_target.sum()), int((~is_target).sum())
    result = {
        "n_target": sizes[0],
        "n_reference": sizes[1],
        "n_folds": 0,
        "auc": np.nan,
        "p": np.nan,
        "verdict": NOT_TESTABLE,
    }
    if min(sizes) < LEAST_SENTENCES or n_groups < LEAST_GROUPS:
        return pd.DataFrame([result])

    vectors = _sentence_vectors(corpus, sentences, encoder)
    n_folds = min(MOST_FOLDS, n_groups)
    auc = _cross_validated(vectors, is_target, group, n_folds, seed)
    if np.isnan(auc):  # no fold held both layers
        return pd.DataFrame([result])
    random = np.random.default_rng(seed)
    permuted = [
        _cross_validated(
            vectors, _shuffled(is_target, segment, article, random), group, n_folds, seed
        )
        for _ in range(REFITS)
    ]
    # The observed labels are one of the arrangements, so that no p-value is 0 (Phipson & Smyth,
    # 2010).
    p = (1 + sum(not other < auc - 1e-9 for other in permuted)) / (1 + REFITS)
    verdict = TOLD_APART if p <= LEVEL else NO_DIFFERENCE
    return pd.DataFrame([result | {"n_folds": n_folds, "auc": auc, "p": p, "verdict": verdict}])


def skimmer(corpus: Corpus, hits: pd.DataFrame) -> pd.DataFrame:
    """What one reads in headline and captions, against headline, captions and body.

    The words of headline and captions are part of the article's: this describes two ways of reading, and tests
    nothing.

    Parameters
    ----------
    corpus : Corpus
    hits : DataFrame
        of one measure.

    Returns
    -------
    DataFrame, one row per category
        category; n_skimmer, n_full (hits); words_skimmer, words_full; per_1000_skimmer,
        per_1000_full (hits, or summed weights for `tone`, per 1,000 words; nan without words), or
        for codes share_skimmer, share_full (of the coded segments, whose words these are);
        difference (positive: headline and captions have more).

    Examples
    --------
    >>> from analysis import read, framing
    >>> table = skimmer(corpus := read("seeds/nagorno-karabakh.txt"), framing.hits(corpus)).set_index("category")
    >>> table.loc["military_capability", ["n_skimmer", "words_skimmer"]].tolist()
    [9, 52]
    """
    rate_name, (skimmed, full) = _sums(corpus, counted(hits), SKIMMED, READ)
    table = pd.DataFrame(
        {
            "category": full.index.astype(str),
            "n_skimmer": skimmed["n"].to_numpy(),
            "n_full": full["n"].to_numpy(),
            "words_skimmer": skimmed["n_words"].to_numpy(),
            "words_full": full["n_words"].to_numpy(),
            f"{rate_name}_skimmer": skimmed["rate"].to_numpy(),
            f"{rate_name}_full": full["rate"].to_numpy(),
        }
    )
    return table.assign(difference=table[f"{rate_name}_skimmer"] - table[f"{rate_name}_full"])


def headline(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    others: tuple[Corpus, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """The headline, described: its words of each category, beside the body, and its place among
    other articles.

    A headline is one segment, so nothing is tested. How far it agrees with the body in words, see
    `congruence`.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : DataFrame
        of one measure.
    others : (Corpus, DataFrame), optional
        other articles and their hits of the same measure with the same options. An article with the
        same text is passed over.

    Returns
    -------
    DataFrame, one row per category
        category; words (the headline's hits, in reading order); n (how many); n_words (of the
        headline); per_1000_headline, per_1000_body, or for codes share_headline, share_body;
        difference (headline minus body); n_others (articles with a headline and a body); percentile
        (0 to 100: how many of them have a smaller difference, equal ones counted half; nan without
        others); verdict (*described, not tested*).

    Raises
    ------
    ValueError
        for others whose hits have other categories.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> table = headline(corpus := read("seeds/nagorno-karabakh.txt"), sentiment.hits(corpus))
    >>> table.set_index("category").loc["positive", "words"]
    'wins, win'
    """
    kept = counted(hits)
    layer = corpus.segments["layer"].to_numpy()[kept["segment"].to_numpy()]
    rate_name, (head, body) = _sums(corpus, kept, ("headline",), ("body",))
    difference = (head["rate"] - body["rate"]).to_numpy()
    theirs = np.empty((0, len(head)))
    if others is not None:
        theirs = _headline_differences(*others, apart_from=corpus.texts[0])
        if theirs.shape[1] != len(head) or list(others[1]["category"].cat.categories) != list(
            hits["category"].cat.categories
        ):
            raise ValueError(
                "the hits of the others have other categories; give those of the same measure and"
                " options"
            )
    return pd.DataFrame(
        {
            "category": head.index.astype(str),
            "words": [
                ", ".join(_of_category(kept[layer == "headline"], category)["term"])
                for category in head.index
            ],
            "n": head["n"].to_numpy(),
            "n_words": head["n_words"].to_numpy(),
            f"{rate_name}_headline": head["rate"].to_numpy(),
            f"{rate_name}_body": body["rate"].to_numpy(),
            "difference": difference,
            "n_others": len(theirs),
            "percentile": _percentile(difference, theirs),
            "verdict": comparison.DESCRIBED,
        }
    )


def congruence(
    corpus: Corpus,
    *,
    target: str = "headline",
    reference: str = DEFAULTS.reference,
    encoder: Encoder | None = None,
) -> pd.DataFrame:
    """How far the headline says what the body says.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    target, reference : str
        two layers.
    encoder : object with `encode(list[str])`, optional
        gives the vectors for the cosine.

    Returns
    -------
    DataFrame, one row
        n_content_words (distinct, of the target, without scikit-learn's English stop words);
        share_in_reference (0 to 1: how many of them the reference holds; nan without any);
        not_in_reference (the others, in reading order); cosine (mean vector of the target to mean
        vector of the reference's segments, TF-IDF 0 to 1, encoder -1 to 1; nan where one of them
        has no content word).

    Examples
    --------
    >>> from analysis import read
    >>> congruence(read("seeds/nagorno-karabakh.txt"))[["n_content_words", "not_in_reference"]].values.tolist()
    [[5, 'wins, win']]
    """
    check_pair(target, reference)
    layer = corpus.segments["layer"].to_numpy()
    segments = corpus.segments.index[
        np.isin(layer, (target, reference)) & (corpus.segments["n_words"] > 0).to_numpy()
    ]
    is_target = layer[segments.to_numpy()] == target
    words = content_words(corpus, segments)
    own = list(dict.fromkeys(itertools.chain.from_iterable(itertools.compress(words, is_target))))
    of_reference = set(itertools.chain.from_iterable(itertools.compress(words, ~is_target)))
    absent = [word for word in own if word not in of_reference]
    vectors, full = segment_vectors(corpus, segments, encoder)
    return pd.DataFrame(
        {
            "n_content_words": [len(own)],
            "share_in_reference": [1 - len(absent) / len(own) if own else np.nan],
            "not_in_reference": [", ".join(absent)],
            "cosine": [_cosine(vectors, full & is_target, full & ~is_target)],
        }
    )


def _pairs_of_article(
    corpus: Corpus, first_segment: int, target: str, reference: str, encoder: Encoder | None
) -> pd.DataFrame:
    """The pairs of one article, whose segments are numbered as in the corpus that it is from."""
    table = nearness(corpus, target=target, reference=reference, encoder=encoder)
    captions, paragraphs = table.index.to_numpy(), table.columns.to_numpy()
    before = np.searchsorted(paragraphs, captions) - 1
    interrupted = paragraphs[np.maximum(before, 0)] if len(paragraphs) else captions
    labels = [" ".join(corpus.text(int(caption)).split()) for caption in captions]
    n = len(paragraphs)
    return pd.DataFrame(
        {
            "segment": first_segment + np.repeat(captions, n).astype(np.int64),
            "label": pd.array(np.repeat(np.array(labels, dtype=object), n), dtype="str"),
            "paragraph": first_segment + np.tile(paragraphs, len(captions)).astype(np.int64),
            "adjacent": np.tile(paragraphs, len(captions)) == np.repeat(interrupted, n),
            "cosine": table.to_numpy(dtype=float).ravel(),
        }
    )


class _Slots:
    """The places of one article at which captions stand: what each would gain at each paragraph."""

    def __init__(self, cosines: pd.DataFrame, interrupted: pd.Series) -> None:
        values = cosines.to_numpy()
        n = values.shape[1]
        # The cosine to one paragraph minus the mean of the others; over all paragraphs these sum to
        # 0.
        gains = (n * values - values.sum(axis=1, keepdims=True)) / (n - 1)
        paragraph, slot = np.unique(cosines.columns.get_indexer(interrupted), return_inverse=True)
        self.n_target = len(values)
        self.gains = np.zeros((len(paragraph), n))
        np.add.at(self.gains, slot, gains)
        self.observed = float(self.gains[np.arange(len(paragraph)), paragraph].sum())

    def every(self) -> np.ndarray:
        """What is gained in all arrangements of distinct paragraphs at the slots.

        Returns
        -------
        array, an entry per arrangement
            sums of gains; the first is that of the first paragraphs in order.
        """
        chosen = np.array(list(itertools.permutations(range(self.gains.shape[1]), len(self.gains))))
        return self.gains[np.arange(len(self.gains)), chosen].sum(axis=1)

    def drawn(self, random: np.random.Generator) -> np.ndarray:
        order = random.random((DRAWS, self.gains.shape[1])).argsort(axis=1)[:, : len(self.gains)]
        return self.gains[np.arange(len(self.gains)), order].sum(axis=1)


def _slots(rows: pd.DataFrame) -> _Slots | None:
    """The slots of one article; None where no caption has a paragraph to interrupt and another to
    be compared with.
    """
    kept = rows.loc[rows["adjacent"]].set_index("segment")["paragraph"]
    cosines = rows.pivot(index="segment", columns="paragraph", values="cosine").reindex(kept.index)
    return _Slots(cosines, kept) if len(kept) and cosines.shape[1] > 1 else None


def _permute_slots(articles: list[_Slots], seed: int) -> tuple[float, float]:
    """p, and the smallest p that any arrangement could reach."""
    observed = abs(sum(slots.observed for slots in articles))
    n_ways = (math.perm(slots.gains.shape[1], len(slots.gains)) for slots in articles)
    if math.prod(n_ways) <= MOST_ENUMERATED:
        every = [slots.every() for slots in articles]
        statistics = np.abs(functools.reduce(lambda *sums: np.add.outer(*sums).ravel(), every))
    else:
        random = np.random.default_rng(seed)
        drawn = sum(slots.drawn(random) for slots in articles)
        statistics = np.abs(np.concatenate([[observed], drawn]))
    slack = 1e-9  # equal arrangements differ in their last bits
    p, reachable = ((statistics >= size - slack).mean() for size in (observed, statistics.max()))
    return float(p), float(reachable)


def _sentence_vectors(corpus: Corpus, sentences: pd.DataFrame, encoder: Encoder | None) -> Any:
    if encoder is not None:
        spans = zip(sentences["article"], sentences["start"], sentences["end"], strict=True)
        return encoded([corpus.texts[article][start:end] for article, start, end in spans], encoder)
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = corpus.words
    lower = [fold(key) for key in words.keys]
    bounds = np.searchsorted(
        words.sentence, [sentences.index.to_numpy(), sentences.index.to_numpy() + 1]
    )
    texts = [
        [lower[key] for key in words.key[start:end]] for start, end in zip(*bounds, strict=True)
    ]
    return TfidfVectorizer(analyzer=list).fit_transform(texts)


def _cross_validated(
    vectors: Any, is_target: np.ndarray, group: np.ndarray, n_folds: int, seed: int
) -> float:
    from sklearn import config_context
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold

    folds = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    aucs = []
    # A thousand small fits: scikit-learn's checks of the same input would take most of the time.
    with config_context(assume_finite=True, skip_parameter_validation=True):
        for train, test in folds.split(np.zeros(len(group)), is_target, group):
            if len(set(is_target[train])) == 2 and len(set(is_target[test])) == 2:
                model = LogisticRegression(
                    solver="liblinear", class_weight="balanced", random_state=0
                )
                model.fit(vectors[train], is_target[train])
                aucs.append(_auc(model.decision_function(vectors[test]), is_target[test]))
    return float(np.mean(aucs)) if aucs else np.nan


def _auc(scores: np.ndarray, is_target: np.ndarray) -> float:
    """How often a target scores above a reference, equal scores counted half: by ranks (Mann &
    Whitney, 1947).
    """
    _, row, n = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(n) - (n - 1) / 2)[row]
    n_target, n_reference = int(is_target.sum()), int((~is_target).sum())
    return float(
        (ranks[is_target].sum() - n_target * (n_target + 1) / 2) / (n_target * n_reference)
    )


def _shuffled(
    is_target: np.ndarray, segment: np.ndarray, article: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """The layers of whole segments, dealt anew within their article."""
    _, first, row = np.unique(segment, return_index=True, return_inverse=True)
    # Segments are numbered article by article, so sorting by article and chance deals within
    # articles.
    order = np.lexsort([random.random(len(first)), article[first]])
    return is_target[first][order][row]


def _sums(
    corpus: Corpus, hits: pd.DataFrame, *groups: tuple[str, ...]
) -> tuple[str, list[pd.DataFrame]]:
    """The name of the rate; and of each group of layers hits, values, words and rate, by category."""
    table = comparison.by_segment(corpus, hits)
    rate_name, times, units = comparison.rate_unit(hits, table["n_words"])
    table, order = table.assign(units=units), table["category"].drop_duplicates()
    columns, sums = ["n", "value", "n_words", "units"], []
    for layers in groups:
        of_layers = table[table["layer"].isin(layers)].groupby("category", observed=True)
        total = of_layers[columns].sum().reindex(order, fill_value=0)
        rate = times * total["value"] / total["units"].where(total["units"] > 0)
        sums.append(total.assign(rate=rate))
    return rate_name, sums


def _of_category(hits: pd.DataFrame, category: str) -> pd.DataFrame:
    """The hits of a category; a sum, as tone, is no category of its hits and made of all."""
    is_sum = category not in hits["category"].cat.categories
    return hits if is_sum else hits[hits["category"] == category]


def _headline_differences(corpus: Corpus, hits: pd.DataFrame, *, apart_from: str) -> np.ndarray:
    """Headline minus body per 1,000 words: an article a row, a category a column."""
    table = comparison.rates_across(corpus, counted(hits)).astype({"layer": "str"})
    columns = pd.MultiIndex.from_product([["headline", "body"], table["category"].unique()])
    rates = table.pivot(index="article", columns=["layer", "category"], values=table.columns[-1])
    rates = rates.reindex(columns=columns)
    difference = (rates["headline"] - rates["body"]).dropna()
    is_another = [corpus.texts[article] != apart_from for article in difference.index]
    return difference[is_another].to_numpy(dtype=float)


def _percentile(own: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    if not len(theirs):
        return np.full(len(own), np.nan)
    theirs, own = theirs.round(9), own.round(9)
    below = (theirs < own).mean(axis=0) + (theirs == own).mean(axis=0) / 2
    return np.where(np.isnan(own), np.nan, 100 * below)


def _cosine(vectors: Any, target: np.ndarray, reference: np.ndarray) -> float:
    if not target.any() or not reference.any():
        return np.nan
    means = [
        np.asarray(vectors[rows].mean(axis=0), dtype=float).ravel() for rows in (target, reference)
    ]
    length = np.linalg.norm(means[0]) * np.linalg.norm(means[1])
    return float(means[0] @ means[1] / length) if length else np.nan
