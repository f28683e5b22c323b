"""Refit the types of names: how the coefficients of `kinds` are fitted on names that people typed,
and what they are worth.

The typed names stay outside the repository (tests/benchmarks/bench_kinds.py reads them and stores
the fit); what is kept is `kinds.json`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.corpus import Corpus
from analysis.entities import columns, kinds, runs

STRENGTH = 0.5  # inverse of the L2 penalty
FOLDS = 10
UNLIKE = "?"  # a found name that people's names cut otherwise teaches nothing
_ALIKE = 0.6  # least share of common characters of a found name and one that people typed
_LEAST = 0.02  # coefficients below it are left out


class Span(NamedTuple):
    """A name as people typed it: where it stands in which article."""

    article: int
    start: int
    end: int
    type: str


class Taught(NamedTuple):
    """The guessed names of some articles: what is known of each, its type for people, its article."""

    features: np.ndarray
    labels: np.ndarray
    article: np.ndarray


def taught(corpus: Corpus, spans: Sequence[Span]) -> Taught:
    """What the names that people typed in a corpus teach."""
    known = columns.columns(corpus)
    found = runs.read_runs(known)
    rows = kinds.guessed(known, found)
    first, last = found.first[rows], found.last[rows]
    article = known.article[first]
    of_article: dict[int, list[Span]] = {}
    for span in spans:
        of_article.setdefault(span.article, []).append(span)
    places = zip(
        article.tolist(),
        known.words.start[first].tolist(),
        known.words.end[last].tolist(),
        strict=True,
    )
    labels = np.array(
        [_label(start, end, of_article.get(number, [])) for number, start, end in places]
    )
    teaches = labels != UNLIKE
    return Taught(kinds.design(known, found, rows)[teaches], labels[teaches], article[teaches])


def _label(start: int, end: int, spans: Sequence[Span]) -> str:
    """People's type of the name that fits a found one best; none where no name of theirs meets it."""
    met = [span for span in spans if span.start < end and start < span.end]
    if not met:
        return "none"
    share = [
        (min(end, one.end) - max(start, one.start)) / (max(end, one.end) - min(start, one.start))
        for one in met
    ]
    best = int(np.argmax(share))
    return met[best].type if share[best] >= _ALIKE else UNLIKE


def fit(features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intercepts and coefficients (features by classes), in the order of `kinds.CLASSES`."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-3).fit(features, labels)
    order = [list(model.classes_).index(name) for name in kinds.CLASSES]
    return model.intercept_[order], model.coef_[order].T


def stored(found: tuple[np.ndarray, np.ndarray]) -> dict:
    """The model as it is kept: for each slot or choice the coefficients of its names, by class."""
    (intercept, coefficients), names = found, kinds.columns_of_design()
    features: dict[str, dict[str, list[float]]] = {}
    for (slot, name), row in zip(names, coefficients, strict=True):
        if np.abs(row).max() >= _LEAST:
            features.setdefault(slot, {})[name] = [round(float(value), 3) for value in row]
    return {
        "classes": list(kinds.CLASSES),
        "intercept": [round(float(value), 3) for value in intercept],
        "features": features,
    }


def folds(groups: Sequence[int], n: int = FOLDS) -> np.ndarray:
    """The fold of each name; all names of a group share one.

    Examples
    --------
    >>> fold = folds([7, 7, 8, 9], n=2)
    >>> bool(fold[0] == fold[1]), sorted(set(fold.tolist()))
    (True, [0, 1])
    """
    distinct = np.random.default_rng(0).permutation(np.unique(groups))
    order = {group: number % n for number, group in enumerate(distinct.tolist())}
    return np.array([order[group] for group in groups])


def held_out(own: Taught, groups: Sequence[int], more: Taught) -> np.ndarray:
    """The log odds of each name by a fit without its group, and with all that other texts teach."""
    fold = folds(groups)
    odds = np.zeros((len(own.labels), len(kinds.CLASSES)))
    for number in range(FOLDS):
        here = fold == number
        features, labels = (
            np.concatenate([a[~here], b]) for a, b in zip(own[:2], more[:2], strict=True)
        )
        intercept, coefficients = fit(features, labels)
        odds[here] = intercept + own.features[here] @ coefficients
    return odds
