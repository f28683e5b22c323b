"""A frame classifier from a scholar's own codes: cross-validated by article, calibrated, and
refused where codes are few.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import hits as hits_table
from analysis import reprints
from analysis.coding.agreement import agreement, consensus, scores
from analysis.coding.frames import NONE
from analysis.coding.identity import article_keys
from analysis.coding.sheets import Codes
from analysis.corpus import Corpus, Readable, as_corpus
from analysis.options import DEFAULTS
from analysis.reading.errors import InputError
from analysis.words import numbers

FOLDS = 5
# The 95 % interval of an accuracy measured on fewer is wider than a tenth to either side.
LEAST_SEGMENTS = 100
# Two in each fold: a fold of one article says how odd that article is.
LEAST_CODED_ARTICLES = 2 * FOLDS
# Two segments of each class in each fold that is predicted, eight in those that teach.
LEAST_PER_CLASS = 2 * FOLDS
# Below it Krippendorff draws no conclusions; a classifier would learn the coders' dispute.
LEAST_ALPHA = 0.667
_BINS = 10
LEARNED = hits_table.declare(
    hits_table.Measure(
        "learned",
        "segments that a model says hold the frame",
        title="Predicted codes",
        per="segment",
    )
)


@dataclass(frozen=True, eq=False)
class Learned:
    """A classifier, and how good it is on articles that it has not seen.

    Attributes
    ----------
    categories : tuple of str
        the frames that it knows.
    exclusive : bool
        True: one frame a segment, or none (the codes never held two). False: a question for each
        frame.
    predictions : DataFrame
        segment, fold, category (and "none", where exclusive and coded), probability, predicted,
        coded (1 or 0): every coded segment, as a classifier says that was trained without its
        article.
    accuracy, macro_f1 : float
        of these predictions. Accuracy is the share of segments whose frame is right (exclusive), or
        of all pairs of a segment and a frame; macro-F1 is the mean F1 of the classes.
    scores : DataFrame
        class, n_coded, n_predicted, precision, recall, f1.
    confusion : DataFrame
        segments; rows: coded, columns: predicted classes (exclusive), or for each frame both,
        missed, false_alarm, neither.
    calibration : DataFrame
        low, high (bounds of the probability), n, mean_probability, share_right (of the n; nan where
        there are none): of the predicted class (exclusive), or of the frame being there.
    calibration_error : float
        0 to 1: the mean distance of the two, weighted by n (expected calibration error, ten bins).
    alpha : float
        the least alpha of the frames; nan for a single coder, whose reliability nobody knows.
    """

    categories: tuple[str, ...]
    exclusive: bool
    predictions: pd.DataFrame
    accuracy: float
    macro_f1: float
    scores: pd.DataFrame
    confusion: pd.DataFrame
    calibration: pd.DataFrame
    calibration_error: float
    alpha: float
    _models: tuple[_Model, ...]  # one for each fold, trained without it, and one of all
    _fold_of: dict[str, int]

    def hits(self, corpus: Readable) -> pd.DataFrame:
        """What the classifier says of every segment with a word, as hits that span it. Counted per
        segment.

        An article whose codes it was trained on is judged by the classifier of the fold without
        that article, and so are the reprints of it that the corpus holds.

        Returns
        -------
        DataFrame, one row per segment and predicted frame
            the columns of every measure (measure "learned"; sentence missing), and probability
            (calibrated, 0 to 1).
        """
        corpus = as_corpus(corpus)
        segments = corpus.segments.index[corpus.segments["n_words"] > 0].to_numpy(dtype=np.int64)
        texts, articles = _texts_and_articles(corpus, segments)
        fold = self._folds(corpus)[articles]
        probability = np.zeros((len(segments), self._models[-1].n_classes))
        for index in np.unique(fold):
            of_fold = fold == index
            probability[of_fold] = self._models[index].probabilities(texts[of_fold])
        chosen = _chosen(probability, self.exclusive)[:, : len(self.categories)]
        row, category = np.nonzero(chosen)
        return hits_table.of_segments(
            corpus,
            measure=LEARNED.name,
            categories=self.categories,
            segment=segments[row],
            category=category,
            judged=segments,
            probability=probability[row, category],
        )

    def _folds(self, corpus: Corpus) -> np.ndarray:
        """For each article of a corpus, which classifier was trained without it and its reprints."""
        of_all = len(self._models) - 1
        fold = np.array(
            [self._fold_of.get(key, of_all) for key in article_keys(corpus)], dtype=np.int64
        )
        original = reprints.original_articles(corpus)
        known = np.flatnonzero(fold != of_all)
        of_original = np.full(len(fold), of_all)
        of_original[original[known][::-1]] = fold[known][::-1]
        return np.where(fold == of_all, of_original[original], fold)


@dataclass(frozen=True, eq=False)
class _Model:
    """What turns texts into vectors, and a classifier of all classes or one for each frame."""

    vectorizer: Any
    classifiers: tuple[Any, ...]
    n_classes: int
    exclusive: bool

    def probabilities(self, texts: np.ndarray) -> np.ndarray:
        """What the classifiers say of some texts.

        Returns
        -------
        array, text × class
            0 to 1; of exclusive classes a row sums to 1.
        """
        vectors = self.vectorizer.transform(texts)
        result = np.zeros((len(texts), self.n_classes))
        if self.exclusive:
            (classifier,) = self.classifiers
            result[:, classifier.classes_] = classifier.predict_proba(vectors)
        else:
            for index, classifier in enumerate(self.classifiers):
                result[:, index] = classifier.predict_proba(vectors)[:, 1]
        return result


def learn(
    corpus: Corpus,
    codes: Codes,
    *,
    categories: Sequence[str] | None = None,
    seed: int = DEFAULTS.seed,
) -> Learned:
    """Train a frame classifier on codes, and say how good it is on articles that it has not seen.

    Its features are words, pairs of words, and runs of two to five letters within a word, by
    TF-IDF. It is a logistic regression in which every class weighs the same, whose scores are made
    into probabilities on texts that were kept from it (Platt's sigmoid). Folds never part an
    article, nor an article from its reprints (`reprints.near_duplicates`): their segments speak of
    the same things in the same words, and a classifier that has seen one knows too much of the
    others. What most coders say counts as true; segments in which coders are tied on one of the
    frames are left out.

    It is refused below 100 coded segments, 10 articles, 10 segments of a class, or an alpha of .667
    for one of the frames (`LEAST_SEGMENTS` and its neighbours, each with its reason). A single
    coder is accepted, but `alpha` then is nan.

    Parameters
    ----------
    corpus : Corpus
        of several articles.
    codes : Codes
    categories : sequence of str, optional
        the frames to learn; all that were coded by default. Segments of others count as "none".
    seed : int
        of the folds.

    Raises
    ------
    InputError
        (a ValueError) where there is too little to learn from; the line says what is missing.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.coding import read_codes
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> learn(corpus, read_codes(corpus, "seeds/nagorno-karabakh.codes.csv"))
    Traceback (most recent call last):
    analysis.reading.errors.InputError: 20 coded segments; a classifier needs 100 or more: code more segments
    """
    agreed = consensus(codes)
    frames = [str(name) for name in agreed.columns]
    asked = (
        [name for name in frames if (agreed[name] == 1).any()]
        if categories is None
        else list(dict.fromkeys(categories))
    )
    if wrong := [name for name in asked if name not in frames]:
        raise InputError(f"unknown frame {wrong[0]!r}; choose from: {', '.join(frames)}")
    if not asked:
        raise InputError("no segment was coded with a frame; code segments that hold one")
    truth = agreed[asked].dropna()
    texts, articles = _texts_and_articles(corpus, truth.index.to_numpy())
    article_key = np.array(article_keys(corpus), dtype=object)
    keys = article_key[reprints.original_articles(corpus)][articles]
    alpha = _enough(codes, truth, keys, len(set(articles)))
    labels, names = truth.to_numpy(dtype=np.int64), asked
    n_frames = labels.sum(axis=1)
    exclusive = bool((n_frames <= 1).all())
    if exclusive and (n_frames == 0).any():
        labels, names = np.column_stack([labels, 1 - n_frames]), [*asked, NONE]
    fold = _folds(labels, keys, exclusive, seed)
    models, probability = [], np.zeros(labels.shape)
    # On vectors as small as these, threads wait for each other most of the time, and sum in another
    # order.
    with threadpool_limits(1):
        for index in range(FOLDS):
            rest = fold != index
            model = _fit(texts[rest], labels[rest], keys[rest], exclusive, seed)
            probability[~rest] = model.probabilities(texts[~rest])
            models.append(model)
        models.append(_fit(texts, labels, keys, exclusive, seed))
    chosen = _chosen(probability, exclusive)
    # The probabilities that can come true, and whether they did.
    table = (
        reliability(probability.max(axis=1), (chosen * labels).sum(axis=1) == 1)
        if exclusive
        else reliability(probability.ravel(), labels.ravel() == 1)
    )
    by_class = _scores(names, labels, chosen)
    return Learned(
        categories=tuple(asked),
        exclusive=exclusive,
        predictions=_predictions(truth.index, names, fold, probability, chosen, labels),
        accuracy=float(
            (chosen * labels).sum(axis=1).mean() if exclusive else (chosen == labels).mean()
        ),
        macro_f1=float(by_class["f1"].mean()),
        scores=by_class,
        confusion=_confusion(names, labels, chosen, exclusive),
        calibration=table,
        calibration_error=calibration_error(table),
        alpha=alpha,
        _models=tuple(models),
        _fold_of=dict(zip(article_key[articles], fold.tolist(), strict=True)),
    )


def reliability(probability: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    """Do things come true as often as their probability says? In ten bins of equal width.

    Examples
    --------
    >>> table = reliability(np.array([0.95, 0.95, 0.05]), np.array([True, False, False]))
    >>> table.loc[9, ["n", "mean_probability", "share_right"]].tolist()
    [2.0, 0.95, 0.5]
    """
    bins = np.minimum((np.asarray(probability) * _BINS).astype(np.int64), _BINS - 1)
    n = np.bincount(bins, minlength=_BINS)
    sums = {
        "mean_probability": np.bincount(bins, probability, minlength=_BINS),
        "share_right": np.bincount(bins, right, minlength=_BINS),
    }
    means = {
        name: np.divide(total, n, out=np.full(_BINS, np.nan), where=n > 0)
        for name, total in sums.items()
    }
    edges = np.arange(_BINS + 1) / _BINS
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "n": n, **means})


def calibration_error(table: pd.DataFrame) -> float:
    """The expected calibration error of a `reliability` table: 0 where things come true as often as
    said.

    Examples
    --------
    >>> round(calibration_error(reliability(np.array([0.95, 0.95]), np.array([True, False]))), 2)
    0.45
    """
    distance = (table["mean_probability"] - table["share_right"]).abs().fillna(0)
    return float((distance * table["n"]).sum() / table["n"].sum())


def _texts_and_articles(corpus: Corpus, segments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The text of each segment, and the number of its article."""
    texts = np.array([corpus.text(int(segment)) for segment in segments], dtype=object)
    return texts, corpus.segments.loc[segments, "article"].to_numpy(dtype=np.int64)


def _enough(codes: Codes, truth: pd.DataFrame, keys: np.ndarray, n_printed: int) -> float:
    """The least alpha of the frames; an InputError where there is too little to learn from."""
    if len(truth) < LEAST_SEGMENTS:
        raise InputError(
            f"{len(truth)} coded segments; a classifier needs {LEAST_SEGMENTS} or more: code more"
            " segments"
        )
    n_articles = len(set(keys))
    if n_articles < LEAST_CODED_ARTICLES:
        reprinted = f" ({n_printed} with their reprints)" if n_printed > n_articles else ""
        raise InputError(
            f"codes of {n_articles} articles{reprinted}; a classifier needs {LEAST_CODED_ARTICLES} or"
            " more: code more articles"
        )
    n_of = {str(name): int(n) for name, n in (truth == 1).sum().items()}
    per_segment = truth.sum(axis=1)
    if per_segment.max() > 1:
        n_of |= {f"no {name}": int(n) for name, n in (truth == 0).sum().items()}
    elif len(n_of) == 1 or (per_segment == 0).any():
        n_of[NONE] = int((per_segment == 0).sum())
    fewest = min(n_of, key=lambda name: n_of[name])
    if n_of[fewest] < LEAST_PER_CLASS:
        raise InputError(
            f"{n_of[fewest]} segments of {fewest!r}; a class needs {LEAST_PER_CLASS} or more: code"
            " more segments, or leave the frame out of categories"
        )
    if codes.table["coder"].nunique() < 2:
        return float("nan")
    alphas = agreement(codes, n_resamples=0).set_index("category")["alpha"][list(truth.columns)]
    if alphas.min() < LEAST_ALPHA:
        raise InputError(
            f"the coders agree on {alphas.idxmin()!r} with an alpha of"
            f" {numbers.plain(alphas.min(), 2)}; a classifier needs {LEAST_ALPHA} or more: settle"
            " the disagreements first, or leave the frame out of categories"
        )
    return float(alphas.min())


def _folds(labels: np.ndarray, keys: np.ndarray, exclusive: bool, seed: int) -> np.ndarray:
    """The fold of each segment: whole articles, the classes spread as evenly as whole articles
    allow.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    # Where a segment may hold several frames, its rarest one is what has to be spread.
    rarest = np.argsort(np.argsort(labels.sum(axis=0), kind="stable"))
    kind = (
        np.where(labels == 1, rarest, labels.shape[1]).min(axis=1)
        if not exclusive
        else labels.argmax(axis=1)
    )
    fold = np.zeros(len(kind), dtype=np.int64)
    cutter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    # Of classes that a fold lacks the scores speak.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        for index, (_, rows) in enumerate(cutter.split(kind, kind, keys)):
            fold[rows] = index
    return fold


def _fit(
    texts: np.ndarray, labels: np.ndarray, keys: np.ndarray, exclusive: bool, seed: int
) -> _Model:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    vectorizer = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    vectors = vectorizer.fit_transform(texts)
    answers = [labels.argmax(axis=1)] if exclusive else list(labels.T)
    classifiers = tuple(_calibrated(vectors, answer, keys, seed) for answer in answers)
    return _Model(vectorizer, classifiers, labels.shape[1], exclusive)


def _calibrated(vectors: Any, answer: np.ndarray, keys: np.ndarray, seed: int) -> Any:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import PredefinedSplit

    inner = _folds(np.eye(answer.max() + 1, dtype=np.int64)[answer], keys, True, seed)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000, random_state=seed)
    calibrated = CalibratedClassifierCV(
        model, method="sigmoid", cv=PredefinedSplit(inner), ensemble=False
    )
    # Of classes that a fold lacks the scores speak.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        return calibrated.fit(vectors, answer)


def _chosen(probability: np.ndarray, exclusive: bool) -> np.ndarray:
    """1 for the likeliest class of each segment, or for every frame that is likelier there than
    not.
    """
    if not exclusive:
        return (probability > 0.5).astype(np.int64)
    return np.eye(probability.shape[1], dtype=np.int64)[probability.argmax(axis=1)]


def _scores(names: list[str], labels: np.ndarray, chosen: np.ndarray) -> pd.DataFrame:
    counts = (labels.sum(axis=0), chosen.sum(axis=0), (labels * chosen).sum(axis=0))
    rows = [
        {"class": name, "n_coded": n_coded, "n_predicted": n_predicted}
        | scores(n_coded, n_predicted, n_both)
        for name, n_coded, n_predicted, n_both in zip(
            names, *map(np.ndarray.tolist, counts), strict=True
        )
    ]
    return pd.DataFrame(rows)


def _confusion(
    names: list[str], labels: np.ndarray, chosen: np.ndarray, exclusive: bool
) -> pd.DataFrame:
    if exclusive:
        rows, columns = pd.Index(names, name="coded"), pd.Index(names, name="predicted")
        return pd.DataFrame(labels.T @ chosen, index=rows, columns=columns)
    kinds = {
        "both": labels * chosen,
        "missed": labels * (1 - chosen),
        "false_alarm": (1 - labels) * chosen,
        "neither": (1 - labels) * (1 - chosen),
    }
    return pd.DataFrame(
        {kind: cells.sum(axis=0) for kind, cells in kinds.items()},
        index=pd.Index(names, name="coded"),
    )


def _predictions(
    segments: pd.Index,
    names: list[str],
    fold: np.ndarray,
    probability: np.ndarray,
    chosen: np.ndarray,
    labels: np.ndarray,
) -> pd.DataFrame:
    times = len(names)
    return pd.DataFrame(
        {
            "segment": np.repeat(segments.to_numpy(dtype=np.int64), times),
            "fold": np.repeat(fold, times),
            "category": pd.Categorical.from_codes(
                np.tile(np.arange(times), len(segments)), categories=names
            ),
            "probability": probability.ravel(),
            "predicted": chosen.ravel(),
            "coded": labels.ravel(),
        }
    )
