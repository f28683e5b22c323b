"""Refit the types of names: how the coefficients of `kinds` are fitted on names that people typed,
and what they are worth.

The typed names stay outside the repository (tests/benchmarks/bench_kinds.py reads them and stores
the fit); what is kept is `kinds.json`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.corpus import Corpus
from analysis.entities import kinds, runs
from analysis.entities.columns import word_columns

_STRENGTH = 0.5  # inverse of the L2 penalty
N_FOLDS = 10
_UNLIKE = "?"  # a found name that people's names cut otherwise teaches nothing
_ALIKE = 0.6  # least share of common characters of a found name and one that people typed
_LEAST = 0.02  # coefficients below it are left out


class Span(NamedTuple):
    """A name as people typed it: where it stands in which article."""

    article: int
    start: int
    end: int
    type: str


class Lesson(NamedTuple):
    """The guessed names of some articles: what is known of each, its type for people, its article."""

    features: np.ndarray
    labels: np.ndarray
    article: np.ndarray


def lesson(corpus: Corpus, spans: Sequence[Span]) -> Lesson:
    """What the names that people typed in a corpus teach.

    Parameters
    ----------
    spans : sequence of Span
        all names of the corpus: a guess that none of them meets is no name.

    Returns
    -------
    Lesson
        of the guessed names; those that people cut otherwise are left out.
    """
    columns = word_columns(corpus)
    names = runs.read_runs(columns)
    rows = kinds.guessed(columns, names)
    first, last = names.first[rows], names.last[rows]
    article = columns.article[first]
    of_article: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        of_article[span.article].append(span)
    guesses = zip(
        article.tolist(),
        columns.words.start[first].tolist(),
        columns.words.end[last].tolist(),
        strict=True,
    )
    labels = np.array([_label(start, end, of_article[row]) for row, start, end in guesses])
    teaches = labels != _UNLIKE
    features = kinds.name_features(columns, names, rows)
    return Lesson(features[teaches], labels[teaches], article[teaches])


def _label(start: int, end: int, spans: Sequence[Span]) -> str:
    """People's type of the name that fits a found one best; none where no name of theirs meets it."""
    met = [span for span in spans if span.start < end and start < span.end]
    if not met:
        return "none"
    share = [
        (min(end, span.end) - max(start, span.start))
        / (max(end, span.end) - min(start, span.start))
        for span in met
    ]
    best = int(np.argmax(share))
    return met[best].type if share[best] >= _ALIKE else _UNLIKE


def fit_kinds(features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit the types of names.

    Parameters
    ----------
    features, labels : arrays
        of a `Lesson`; every class of `kinds.NAME_CLASSES` has to occur.

    Returns
    -------
    two arrays
        intercepts, and coefficients (features by classes), in the order of `kinds.NAME_CLASSES`.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, max_iter=500, tol=1e-3).fit(features, labels)
    order = [list(model.classes_).index(name) for name in kinds.NAME_CLASSES]
    return model.intercept_[order], model.coef_[order].T


def stored(fitted: tuple[np.ndarray, np.ndarray]) -> dict:
    """The model as `kinds.model` gives it back: for each slot or choice the coefficients of its
    names, by class.

    Parameters
    ----------
    fitted : two arrays
        as `fit_kinds` gives them; coefficients below 0.02 are left out.
    """
    (intercept, coefficients), names = fitted, kinds.feature_names()
    features: dict[str, dict[str, list[float]]] = {}
    for (slot, name), row in zip(names, coefficients, strict=True):
        if np.abs(row).max() >= _LEAST:
            features.setdefault(slot, {})[name] = [round(float(value), 3) for value in row]
    return {
        "classes": list(kinds.NAME_CLASSES),
        "intercept": [round(float(value), 3) for value in intercept],
        "features": features,
    }


def group_folds(groups: Sequence[int], n: int = N_FOLDS) -> np.ndarray:
    """The fold of each name; all names of a group share one.

    Examples
    --------
    >>> fold = group_folds([7, 7, 8, 9], n=2)
    >>> bool(fold[0] == fold[1]), sorted(set(fold.tolist()))
    (True, [0, 1])
    """
    distinct = np.random.default_rng(0).permutation(np.unique(groups))
    order = {group: number % n for number, group in enumerate(distinct.tolist())}
    return np.array([order[group] for group in groups])


def held_out(own: Lesson, groups: Sequence[int], more: Lesson) -> np.ndarray:
    """The log odds of each name by a fit without its group, and with all that other texts teach.

    Parameters
    ----------
    own, more : Lesson
        the names that are judged, and those that only teach.
    groups : sequence of int
        of each name of `own`; a group is judged whole.

    Returns
    -------
    array, one row per name of `own`
        one column for each of `kinds.NAME_CLASSES`.
    """
    fold_of = group_folds(groups)
    odds = np.zeros((len(own.labels), len(kinds.NAME_CLASSES)))
    for fold in range(N_FOLDS):
        is_out = fold_of == fold
        features, labels = (
            np.concatenate([a[~is_out], b]) for a, b in zip(own[:2], more[:2], strict=True)
        )
        intercept, coefficients = fit_kinds(features, labels)
        odds[is_out] = intercept + own.features[is_out] @ coefficients
    return odds
