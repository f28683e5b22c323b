"""Refit the caption model: uv run python -m analysis.reading.refit [LINES.JSONL.GZ].

The pages' lines, with the label each has by its page's markup, stay outside the repository; what is kept is `form.json`. Every
page teaches twice: as its visible lines with whatever stands between them, and as the article alone (title, body, captions).
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
from analysis.reading.plain import FOOT, MODEL_FILE, RULES, Model, asked, blocks, design, labels, mostly_prose

LINES = Path(__file__).resolve().parents[3] / "shared" / "gold" / "pages" / "lines.jsonl.gz"
KINDS = {
    "lines": ("title", "body", "caption", "other"),
    "article": ("title", "body", "caption"),
    "body and captions": ("body", "caption"),
}
TAUGHT = ("lines", "article")
STRENGTH = 0.02  # inverse of the L2 penalty, on standardised features
MOST_OF_A_PAGE = 30  # blocks under one rule: a page of 500 list items is one witness, not 500
# Which of a page's labels a layer stands for; pages know no more than these four.
STANDS_FOR = {
    "headline": ("title", "body"), "standfirst": ("title", "body"), "subheading": ("body", "title"), "body": ("body", "title"),
    "caption": ("caption",), "byline": ("other",), "credit": ("other",), "boilerplate": ("other",),
}  # fmt: skip


class Document(NamedTuple):
    """One page's lines of one kind, read as a plain text."""

    page: str
    site: str
    kind: str
    corpus: Corpus
    features: np.ndarray
    labels: np.ndarray
    asked: np.ndarray


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
    return assemble([text], blocks(text))


def documents(path: Path = LINES, kinds: Sequence[str] = TAUGHT) -> Iterator[Document]:
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
            yield Document(page["id"], site(page["url"]), kind, corpus, design(corpus), labels, asked(corpus))


def folds(sites: Sequence[str], n: int = 10) -> np.ndarray:
    """The fold of each document; all pages of a site share one."""
    order = {name: number % n for number, name in enumerate(np.random.default_rng(0).permutation(sorted(set(sites))))}
    return np.array([order[name] for name in sites])


def fit(taught: Sequence[Document]) -> dict:
    """The model of some documents, as it is stored."""
    from sklearn.linear_model import LogisticRegression

    table = np.vstack([document.features[document.asked] for document in taught])
    caption = np.concatenate([document.labels[document.asked] == "caption" for document in taught])
    mean, scale = table.mean(axis=0), table.std(axis=0)
    scale[scale == 0] = 1
    model = LogisticRegression(C=STRENGTH, solver="newton-cholesky", max_iter=100).fit((table - mean) / scale, caption)
    columns = zip(FEATURES, model.coef_[0], mean, scale, strict=True)
    stored = {
        "intercept": round(float(model.intercept_[0]), 4),
        "features": {
            name: {"coefficient": round(float(w), 4), "mean": round(float(m), 4), "scale": round(float(s), 4)}
            for name, w, m, s in columns
        },
        "right": {rule.name: [rule.confidence] * 2 for rule in (*RULES, FOOT)},
    }
    return {**stored, "right": _right(taught, Model.of(stored))}


def _right(taught: Sequence[Document], model: Model) -> dict[str, list[float]]:
    """How often each rule labels a block rightly, in a page's lines and in prose.

    Where the model was asked first, shares count blocks that are no caption: its own probability covers the others. Ten
    imagined blocks at the share that the rule expects keep a rare rule from certainty.
    """
    rules = (*RULES, FOOT)
    held: dict[tuple[str, bool], float] = dict.fromkeys(
        ((rule.name, prose) for rule in rules for prose in (False, True)), 0.0
    )
    tried = held.copy()
    for document in taught:
        prose = mostly_prose(document.features)
        if prose != (document.kind == "article"):
            continue
        cases: dict[str, list[bool]] = {}
        for rule, label, free in zip(labels(document.corpus, model), document.labels, document.asked, strict=True):
            if label != "caption" or rule.layer == "caption" or not free:
                cases.setdefault(rule.name, []).append(label in STANDS_FOR[rule.layer])
        for name, right in cases.items():
            if (name, prose) in held:
                weight = min(1, MOST_OF_A_PAGE / len(right))
                held[name, prose] += weight * sum(right)
                tried[name, prose] += weight * len(right)
    return {
        rule.name: [
            round((held[rule.name, prose] + 10 * rule.confidence) / (tried[rule.name, prose] + 10), 3)
            for prose in (False, True)
        ]
        for rule in rules
    }


def main(path: Path = LINES) -> None:
    """Fit on all pages and store the coefficients."""
    MODEL_FILE.write_text(json.dumps(fit(list(documents(path))), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
