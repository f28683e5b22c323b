"""How good a frame classifier from people's codes is, beside plain classifiers in the same folds.

On 659 headlines about gun violence that people coded with one of nine frames (one half of the Gun Violence Frame Corpus):
`coding.learn`, tf-idf with logistic regression as it comes, the same tuned by hand, and the most frequent frame.

Run with: OMP_NUM_THREADS=1 uv run python tests/benchmarks/bench_coding.py
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import coding  # noqa: E402
from analysis.coding import Codes  # noqa: E402
from analysis.coding.learning import calibration_error, reliability  # noqa: E402
from analysis.corpus import Corpus, assemble, no_problems  # noqa: E402

HEADLINES = ROOT.parent / "shared" / "gold" / "issue_frames" / "headlines.csv"
NAMES = {
    1: "gun rights", 2: "gun control", 3: "politics", 4: "mental health", 5: "public space safety", 6: "race or ethnicity",
    7: "public opinion", 8: "society or culture", 9: "economic consequences",
}  # fmt: skip
SEEDS = range(3)


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
    codes = pd.MultiIndex.from_product([table.index, NAMES], names=["segment", "frame"]).to_frame(index=False)
    first, other = (table[column].to_numpy()[codes["segment"]] for column in ("frame", "second_frame"))
    code = (codes["frame"] == first) | (second & (codes["frame"] == other))
    category = pd.Categorical.from_codes(codes["frame"].to_numpy() - 1, categories=list(NAMES.values()))
    return corpus, Codes(
        codes[["segment"]].assign(coder="gold", category=category, code=code.astype(int)), no_problems()
    )


def plain(model: Any, texts: np.ndarray, coded: np.ndarray, fold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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
        "tf-idf LR as it comes": make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000)),
        "tf-idf LR, 1-2-grams, C=10": make_pipeline(TfidfVectorizer(**words), LogisticRegression(C=10, max_iter=1000)),
        "the same, classes balanced": make_pipeline(
            TfidfVectorizer(**words), LogisticRegression(C=10, max_iter=1000, class_weight="balanced")
        ),
    }


def main() -> None:
    """Print the table, and for the last seed the scores, the confusions and the calibration."""
    from sklearn.metrics import accuracy_score, f1_score

    if not HEADLINES.exists():
        raise SystemExit(f"{HEADLINES} is not on this machine")
    table = pd.read_csv(HEADLINES)
    corpus, codes = coded_headlines(table)
    coded = table["frame"].map(NAMES).to_numpy(dtype=object)
    rows = []
    for seed in SEEDS:
        begun = time.process_time()
        learned = coding.learn(corpus, codes, seed=seed)
        fold = learned.predictions.groupby("segment")["fold"].first().to_numpy()
        rows.append(
            ["coding.learn", learned.accuracy, learned.macro_f1, learned.calibration_error, time.process_time() - begun]
        )
        for name, model in baselines().items():
            begun = time.process_time()
            predicted, sure = plain(model, table["headline"].to_numpy(dtype=object), coded, fold)
            told = [accuracy_score(coded, predicted), f1_score(coded, predicted, average="macro")]
            error = calibration_error(reliability(sure, predicted == coded))
            rows.append([name, *told, error, time.process_time() - begun])
    columns = ["classifier", "accuracy", "macro-F1", "calibration error", "CPU s"]
    means = pd.DataFrame(rows, columns=columns).groupby("classifier", sort=False).mean()
    print(
        f"{len(table)} headlines, 5 folds, mean of {len(SEEDS)} seeds (reach: accuracy .68, macro-F1 .57)\n{means.round(3)}\n"
    )
    print(learned.scores.round(2).to_string(index=False), learned.confusion.to_string(), sep="\n\n")
    print(f"\n{learned.calibration.round(3).to_string(index=False)}")
    both = coding.learn(*coded_headlines(table, second=True))
    print(
        f"\nboth frames of a headline, a question for each: accuracy {both.accuracy:.3f}, macro-F1 {both.macro_f1:.3f},"
        f" calibration error {both.calibration_error:.3f}"
    )


if __name__ == "__main__":
    main()
