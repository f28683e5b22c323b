"""A classifier that learns frames from people's codes, beside plain classifiers in the same folds.

On headlines about gun violence that people coded with one of nine frames: `coding.learn`, tf-idf with logistic regression as
it comes, the same tuned by hand, and the most frequent frame.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import coding
from analysis.coding import Codes, Learned
from analysis.corpus import Corpus, assemble, no_problems

from . import DRAWS, Agreement, Errors, middle, resampled

TEXT = "headlines on gun violence"
DATA = "Gun Violence Frame Corpus (Liu and others 2019; no licence stated), one half"
NAMES = {
    1: "gun rights", 2: "gun control", 3: "politics", 4: "mental health", 5: "public space safety", 6: "race or ethnicity",
    7: "public opinion", 8: "society or culture", 9: "economic consequences",
}  # fmt: skip


def coded_headlines(table: pd.DataFrame, *, second: bool = False) -> tuple[Corpus, Codes]:
    """Each headline an article of one segment; its first frame, or both of its frames, as the codes of one coder."""
    lengths = table["headline"].str.len().to_numpy()
    segments = {
        "article": np.arange(len(table)),
        "layer": ["headline"] * len(table),
        "start": 0 * lengths,
        "end": lengths,
    }
    segments |= {"rule": ["gold"] * len(table), "confidence": np.ones(len(table))}
    corpus = assemble(table["headline"].tolist(), segments)
    codes = pd.MultiIndex.from_product([table.index, NAMES], names=["segment", "frame"]).to_frame(
        index=False
    )
    first, other = (
        table[column].to_numpy()[codes["segment"]] for column in ("frame", "second_frame")
    )
    code = (codes["frame"] == first) | (second & (codes["frame"] == other))
    category = pd.Categorical.from_codes(
        codes["frame"].to_numpy() - 1, categories=list(NAMES.values())
    )
    return corpus, Codes(
        codes[["segment"]].assign(coder="gold", category=category, code=code.astype(int)),
        no_problems(),
    )


def plain(
    model: Any, texts: np.ndarray, coded: np.ndarray, fold: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What a classifier predicts for each fold from the others, and how sure it is."""
    predicted, sure = np.empty_like(coded), np.zeros(len(coded))
    for number in np.unique(fold):
        here = fold == number
        found = model.fit(texts[~here], coded[~here]).predict_proba(texts[here])
        predicted[here], sure[here] = model.classes_[found.argmax(axis=1)], found.max(axis=1)
    return predicted, sure


def baselines() -> dict[str, Any]:
    """Plain classifiers by what they are called in the table."""
    from sklearn.dummy import DummyClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = {"ngram_range": (1, 2), "sublinear_tf": True}
    return {
        "most frequent frame": DummyClassifier(),
        "tf-idf LR as it comes": make_pipeline(
            TfidfVectorizer(), LogisticRegression(max_iter=1000)
        ),
        "tf-idf LR, tuned": make_pipeline(
            TfidfVectorizer(**words), LogisticRegression(C=10, max_iter=1000)
        ),
        "tf-idf LR, tuned, balanced": make_pipeline(
            TfidfVectorizer(**words),
            LogisticRegression(C=10, max_iter=1000, class_weight="balanced"),
        ),
    }


def right_and_classes(coded: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """For each headline: is it right; then for each frame whether it is rightly called, called, coded."""
    classes = np.unique(coded)
    called, there = predicted[:, None] == classes, coded[:, None] == classes
    return np.column_stack([predicted == coded, called & there, called, there]).astype(float)


def accuracy_and_macro_f1(sums: np.ndarray, n: int) -> np.ndarray:
    """Both scores from sums of `right_and_classes`, a row each."""
    both, called, there = np.split(sums[:, 1:], 3, axis=1)
    f1 = np.divide(2 * both, called + there, out=np.zeros_like(both), where=called + there > 0)
    return np.column_stack([sums[:, 0] / n, f1.mean(axis=1)])


@cache
def learnt(gold: Path) -> tuple[pd.DataFrame, Corpus, Learned]:
    """The headlines as a table and as a corpus, and what `coding.learn` makes of them: it trains for each fold, so only once."""
    table = pd.read_csv(gold / "issue_frames" / "headlines.csv")
    corpus, codes = coded_headlines(table)
    return table, corpus, coding.learn(corpus, codes, seed=0)


def _predictions(gold: Path) -> tuple[Corpus, np.ndarray, np.ndarray, np.ndarray]:
    table, corpus, model = learnt(gold)
    told = model.predictions
    best = (
        told.loc[told.groupby("segment")["probability"].idxmax()].set_index("segment").sort_index()
    )
    predicted = best["category"].astype(str).to_numpy(dtype=object)
    return (
        corpus,
        table["frame"].map(NAMES).to_numpy(dtype=object),
        predicted,
        best["fold"].to_numpy(),
    )


def agreement(gold: Path, *, peers: bool = True, draws: int = DRAWS) -> list[Agreement]:
    """Accuracy and macro-F1 of each classifier on headlines that it has not seen."""
    corpus, coded, predicted, fold = _predictions(gold)
    told = {("coding.learn", "shipped"): predicted}
    if peers:
        texts = np.array(corpus.texts, dtype=object)
        told |= {
            (name, "peer"): plain(model, texts, coded, fold)[0]
            for name, model in baselines().items()
        }
    rows, n = [], len(coded)
    for (name, role), codes in told.items():
        counts = right_and_classes(coded, codes)
        values = accuracy_and_macro_f1(counts.sum(axis=0)[None], n)[0]
        drawn = accuracy_and_macro_f1(resampled(counts, draws), n)
        for number, statistic in enumerate(("accuracy", "macro-F1")):
            row = Agreement("coding", name, role, statistic, "", n, TEXT, float(values[number]))
            low, high = middle(drawn[:, number])
            rows.append(row._replace(low=low, high=high, data=DATA))
    return rows


def errors(gold: Path) -> list[Errors]:
    """The frames that are taken for others, the commonest confusions first."""
    _, coded, predicted, _ = _predictions(gold)
    pairs = pd.DataFrame({"coded": coded, "predicted": predicted})
    of = pairs["coded"].value_counts()
    wrong = (
        pairs[pairs["coded"] != pairs["predicted"]]
        .value_counts(["coded", "predicted"])
        .rename("n")
        .reset_index()
    )
    wrong = wrong.sort_values(["n", "coded", "predicted"], ascending=[False, True, True]).head(8)
    return [
        Errors(
            "coding",
            "coding.learn",
            TEXT,
            f"{row.coded}: taken for {row.predicted}",
            row.n,
            int(of[row.coded]),
            "headlines",
        )
        for row in wrong.itertuples()
    ]
