"""Refit the caption model: uv run python -m tests.benchmarks.refit_form.

The pages' lines, labelled as `page_lines` says, stay outside the repository; what is kept is
`form.json`. Every page teaches three times: as its visible lines with whatever stands between them,
as a clean paste (title, body, captions, credits), and as body and captions alone.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from analysis.corpus import Corpus, assemble
from analysis.reading.form import FEATURES
from analysis.reading.plain import (
    CERTAIN,
    CLASSES,
    FOOT,
    LIKELY,
    MODEL_FILE,
    STANDS_FOR,
    Rule,
    blocks_of_text,
    design,
    unaided,
)  # fmt: skip
from tests.benchmarks.page_lines import lines_of_more_pages, lines_of_pages

DOCUMENT_KINDS = {
    "lines": ("title", "body", "caption", "credit", "other"),
    "article": ("title", "body", "caption", "credit"),
    "body and captions": ("body", "caption"),
}
STRENGTH = 0.02  # inverse of the L2 penalty, on standardised features
_CROWD = 0.7  # a page's n blocks weigh together as n ** (1 - _CROWD): a page of 500 list items is one witness, not 500
_MOST_OF_A_PAGE = 30  # blocks under one rule that count
_IMAGINED = 10  # blocks at the share that a rule expects keep a rare rule from certainty
_AGREEMENT_STRENGTH = (
    0.3  # inverse of the L2 penalty on the slope of the model's log odds where a rule says caption
)
_TEMPERATURES = np.arange(0.8, 2.51, 0.1)
_INNER_FOLDS = 5


class Document(NamedTuple):
    """One page's lines of one kind, read as a plain text."""

    page: str
    site: str
    kind: str
    corpus: Corpus
    features: np.ndarray
    labels: np.ndarray
    rules: list[Rule]  # what labels each block without the model


def site(url: str) -> str:
    """The registered name in a page's address, so that a publisher's subdomains stay in one fold.

    Examples
    --------
    >>> site("https://www.news.example.co.uk/a"), site("https://example.com/b")
    ('example.co.uk', 'example.com')
    """
    parts = (urlsplit(url or "").hostname or "").split(".")
    country = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3:] if country else parts[-2:])


def corpus_of_lines(texts: Sequence[str]) -> Corpus:
    r"""Lines as blocks of one article, not yet labelled.

    Examples
    --------
    >>> corpus_of_lines(["Talks  resume", "They met."]).texts
    ('Talks resume\n\nThey met.',)
    """
    text = "\n\n".join(" ".join(text.split()) for text in texts)
    return assemble([text], blocks_of_text(text))


def documents(
    pages: Iterable[Mapping[str, Any]] | None = None, kinds: Sequence[str] = tuple(DOCUMENT_KINDS)
) -> Iterator[Document]:
    """Every page, once for each kind.

    Parameters
    ----------
    pages : iterable of dict, optional
        id, url, window (the first and last line that count) and lines (t, the text; label); by
        default those of both sets of `page_lines`.
    kinds : list of str
        of `DOCUMENT_KINDS`.
    """
    if pages is None:
        pages = itertools.chain(lines_of_pages(), lines_of_more_pages())
    for page in pages:
        first, last = page["window"]
        lines = [line for line in page["lines"][first : last + 1] if line["t"].strip()]
        for kind in kinds:
            kept = [line for line in lines if line["label"] in DOCUMENT_KINDS[kind]]
            corpus = corpus_of_lines([line["t"] for line in kept])
            if len(kept) == len(corpus.segments):  # two lines may be one wrapped sentence
                yield Document(
                    page["id"],
                    site(page["url"]) or page["id"],
                    kind,
                    corpus,
                    design(corpus),
                    np.array([line["label"] for line in kept]),
                    unaided(corpus),
                )


def folds(sites: Sequence[str], n: int = 10) -> np.ndarray:
    """The fold of each document; all pages of a site share one.

    Returns
    -------
    array of int
        0 to n - 1, the same at every call.

    Examples
    --------
    >>> fold = folds(["a.org", "b.org", "a.org"], n=2)
    >>> bool(fold[0] == fold[2]), bool(fold[0] == fold[1])
    (True, False)
    """
    names = np.random.default_rng(0).permutation(sorted(set(sites)))
    fold_of = {name: index % n for index, name in enumerate(names)}
    return np.array([fold_of[name] for name in sites])


def fit(teaching: Sequence[Document]) -> dict:
    """The model of some documents, as it is stored.

    How far the log odds are drawn towards 0 (a temperature), and what they are worth where a rule
    says caption, is learned from pages that a model without their sites has judged.

    Returns
    -------
    dict
        as JSON can hold it; `plain.Model.of` reads it.

    Raises
    ------
    ValueError
        for lines with other labels than `CLASSES`.
    """
    inner = folds([document.site for document in teaching], n=_INNER_FOLDS)
    held: list[np.ndarray] = [np.empty(0)] * len(teaching)
    for fold in np.unique(inner):
        others = np.flatnonzero(inner != fold).tolist()
        fitted = _regression([teaching[k] for k in others])
        for k in np.flatnonzero(inner == fold).tolist():
            held[k] = fitted.odds(teaching[k].features)
    y = np.concatenate(
        [[CLASSES.index(label) for label in document.labels] for document in teaching]
    )
    temperature = min(_TEMPERATURES, key=lambda t: _log_loss(np.vstack(held) / t, y))
    whole = _regression(teaching)
    return {
        "intercept": _by_class(whole.intercept / temperature),
        "features": {
            name: {**_by_class(row), "mean": round(float(mean), 4), "scale": round(float(scale), 4)}
            for name, row, mean, scale in zip(
                FEATURES, whole.coefficient / temperature, whole.mean, whole.scale, strict=True
            )
        },
        "right": _right(teaching),
        "agreed": _agreed(teaching, [odds / temperature for odds in held]),
    }


class _Regression(NamedTuple):
    intercept: np.ndarray
    coefficient: np.ndarray
    mean: np.ndarray
    scale: np.ndarray

    def odds(self, table: np.ndarray) -> np.ndarray:
        return self.intercept + ((table - self.mean) / self.scale) @ self.coefficient


def _regression(teaching: Sequence[Document]) -> _Regression:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    table = np.vstack([document.features for document in teaching])
    labels = np.concatenate([document.labels for document in teaching])
    weights = np.concatenate([np.full(len(d.labels), len(d.labels) ** -_CROWD) for d in teaching])
    mean, scale = table.mean(axis=0), table.std(axis=0)
    scale[scale == 0] = 1
    model = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-5)
    # More threads add in another order, and wait for each other on a busy machine.
    with threadpool_limits(1):
        model.fit((table - mean) / scale, labels, sample_weight=weights / weights.mean())
    if tuple(model.classes_) != CLASSES:
        raise ValueError(
            f"lines are labelled {', '.join(model.classes_)}; the model is for {', '.join(CLASSES)}"
        )
    return _Regression(model.intercept_, model.coef_.T, mean, scale)


def _by_class(values: np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(CLASSES, values, strict=True)}


def _log_loss(odds: np.ndarray, y: np.ndarray) -> float:
    odds = odds - odds.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(odds).sum(axis=1)) - odds[np.arange(len(y)), y]))


def _right(teaching: Sequence[Document]) -> dict[str, float]:
    """How often each rule that is asked first, but for captions, labels a line of a whole page
    rightly.
    """
    others = (rule for rule in (*CERTAIN, FOOT) if rule.layer != "caption")
    tried = {rule.name: [float(_IMAGINED), _IMAGINED * rule.confidence] for rule in others}
    for document in teaching:
        cases: dict[str, list[bool]] = {}
        if document.kind == "lines":
            for rule, label in zip(document.rules, document.labels, strict=True):
                cases.setdefault(rule.name, []).append(label in STANDS_FOR[rule.layer])
        for name, right in cases.items():
            if name in tried:
                weight = min(1, _MOST_OF_A_PAGE / len(right))
                tried[name][0] += weight * len(right)
                tried[name][1] += weight * sum(right)
    return {name: round(right / n, 3) for name, (n, right) in tried.items()}


def _agreed(teaching: Sequence[Document], held: Sequence[np.ndarray]) -> dict[str, float]:
    """Where a likely rule says caption: the log odds of a caption by the log odds that a model of
    other sites gives.
    """
    from sklearn.linear_model import LogisticRegression

    odds, right = [], []
    for document, rows in zip(teaching, held, strict=True):
        if document.kind == "article":
            for rule, row, label in zip(document.rules, rows, document.labels, strict=True):
                if rule in LIKELY and rule.layer == "caption":
                    others = np.delete(row, CLASSES.index("caption"))
                    odds.append(row[CLASSES.index("caption")] - np.log(np.exp(others).sum()))
                    right.append(label == "caption")
    model = LogisticRegression(C=_AGREEMENT_STRENGTH).fit(np.array(odds)[:, None], right)
    return {
        "intercept": round(float(model.intercept_[0]), 3),
        "slope": round(float(model.coef_[0, 0]), 3),
    }


def main() -> None:
    """Fit on all pages and store the coefficients."""
    MODEL_FILE.write_text(json.dumps(fit(list(documents())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
