"""Refit the caption model: uv run python -m analysis.reading.refit [LINES.JSONL.GZ].

The pages' lines, with the label each has by its page's markup, stay outside the repository; what is
kept is `form.json`. Every page teaches twice: as its visible lines with whatever stands between
them, and as the article alone (title, body, captions).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
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

LINES = Path(__file__).resolve().parents[3] / "shared" / "gold" / "pages" / "lines.jsonl.gz"
KINDS = {
    "lines": ("title", "body", "caption", "other"),
    "article": ("title", "body", "caption"),
    "body and captions": ("body", "caption"),
}
STRENGTH = 0.02  # inverse of the L2 penalty, on standardised features
CROWD = 0.7  # a page's n blocks weigh together as n ** (1 - CROWD): a page of 500 list items is one witness, not 500
MOST_OF_A_PAGE = 30  # blocks under one rule that count
IMAGINED = 10  # blocks at the share that a rule expects keep a rare rule from certainty
AGREEMENT = (
    0.3  # inverse of the L2 penalty on the slope of the model's log odds where a rule says caption
)
TEMPERATURES = np.arange(0.8, 2.51, 0.1)
INNER_FOLDS = 5


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


def as_corpus(texts: Sequence[str]) -> Corpus:
    """Lines as blocks of one article, not yet labelled."""
    text = "\n\n".join(" ".join(text.split()) for text in texts)
    return assemble([text], blocks_of_text(text))


def documents(path: Path = LINES, kinds: Sequence[str] = tuple(KINDS)) -> Iterator[Document]:
    """Every page of the file, once for each kind."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    for page in pages:
        first, last = page["window"]
        lines = [line for line in page["lines"][first : last + 1] if line["t"].strip()]
        for kind in kinds:
            kept = [line for line in lines if line["label"] in KINDS[kind]]
            corpus = as_corpus([line["t"] for line in kept])
            labels = np.array([line["label"] for line in kept])
            yield Document(
                page["id"], site(page["url"]), kind, corpus, design(corpus), labels, unaided(corpus)
            )


def folds(sites: Sequence[str], n: int = 10) -> np.ndarray:
    """The fold of each document; all pages of a site share one."""
    order = {
        name: number % n
        for number, name in enumerate(np.random.default_rng(0).permutation(sorted(set(sites))))
    }
    return np.array([order[name] for name in sites])


def fit(taught: Sequence[Document]) -> dict:
    """The model of some documents, as it is stored.

    How far the log odds are drawn towards 0 (a temperature), and what they are worth where a rule
    says caption, is learned from pages that a model without their sites has judged.
    """
    inner = folds([document.site for document in taught], n=INNER_FOLDS)
    held: list[np.ndarray] = [np.empty(0)] * len(taught)
    for number in np.unique(inner):
        fitted = _regression(
            [document for document, fold in zip(taught, inner, strict=True) if fold != number]
        )
        for k in np.flatnonzero(inner == number).tolist():
            held[k] = fitted.odds(taught[k].features)
    y = np.concatenate([[CLASSES.index(label) for label in document.labels] for document in taught])
    temperature = min(TEMPERATURES, key=lambda t: _log_loss(np.vstack(held) / t, y))
    whole = _regression(taught)
    stored = {
        "intercept": _by_class(whole.intercept / temperature),
        "features": {
            name: {**_by_class(row), "mean": round(float(mean), 4), "scale": round(float(scale), 4)}
            for name, row, mean, scale in zip(
                FEATURES, whole.coefficient / temperature, whole.mean, whole.scale, strict=True
            )
        },
    }
    return {
        **stored,
        "right": _right(taught),
        "agreed": _agreed(taught, [odds / temperature for odds in held]),
    }


class _Regression(NamedTuple):
    intercept: np.ndarray
    coefficient: np.ndarray
    mean: np.ndarray
    scale: np.ndarray

    def odds(self, table: np.ndarray) -> np.ndarray:
        return self.intercept + ((table - self.mean) / self.scale) @ self.coefficient


def _regression(taught: Sequence[Document]) -> _Regression:
    from sklearn.linear_model import LogisticRegression

    table = np.vstack([document.features for document in taught])
    labels = np.concatenate([document.labels for document in taught])
    weights = np.concatenate([np.full(len(d.labels), len(d.labels) ** -CROWD) for d in taught])
    mean, scale = table.mean(axis=0), table.std(axis=0)
    scale[scale == 0] = 1
    model = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-6)
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


def _right(taught: Sequence[Document]) -> dict[str, float]:
    """How often each rule that is asked first, but for captions, labels a line of a whole page
    rightly.
    """
    others = (rule for rule in (*CERTAIN, FOOT) if rule.layer != "caption")
    tried = {rule.name: [float(IMAGINED), IMAGINED * rule.confidence] for rule in others}
    for document in taught:
        cases: dict[str, list[bool]] = {}
        if document.kind == "lines":
            for rule, label in zip(document.rules, document.labels, strict=True):
                cases.setdefault(rule.name, []).append(label in STANDS_FOR[rule.layer])
        for name, right in cases.items():
            if name in tried:
                weight = min(1, MOST_OF_A_PAGE / len(right))
                tried[name][0] += weight * len(right)
                tried[name][1] += weight * sum(right)
    return {name: round(right / n, 3) for name, (n, right) in tried.items()}


def _agreed(taught: Sequence[Document], held: Sequence[np.ndarray]) -> dict[str, float]:
    """Where a likely rule says caption: the log odds of a caption by the log odds that a model of
    other sites gives.
    """
    from sklearn.linear_model import LogisticRegression

    odds, right = [], []
    for document, rows in zip(taught, held, strict=True):
        if document.kind == "article":
            for rule, row, label in zip(document.rules, rows, document.labels, strict=True):
                if rule in LIKELY and rule.layer == "caption":
                    others = np.delete(row, CLASSES.index("caption"))
                    odds.append(row[CLASSES.index("caption")] - np.log(np.exp(others).sum()))
                    right.append(label == "caption")
    model = LogisticRegression(C=AGREEMENT).fit(np.array(odds)[:, None], right)
    return {
        "intercept": round(float(model.intercept_[0]), 3),
        "slope": round(float(model.coef_[0, 0]), 3),
    }


def main(path: Path = LINES) -> None:
    """Fit on all pages and store the coefficients."""
    MODEL_FILE.write_text(json.dumps(fit(list(documents(path))), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
