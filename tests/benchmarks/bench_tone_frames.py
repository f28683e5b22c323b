"""Tone and frame vocabulary against what people judged, beside what is used today.

Tone: Pearson's r of each lexicon's compound score with the mean human rating, sentence by sentence, with an interval from
resampling whole editorials (headlines one by one). No weight is fitted. Frames: how well the rate of a frame's vocabulary
ranks the articles that people coded as having the frame above the others (area under the curve), beside a text classifier
that is trained on the human codes, which the codebook is not.

Run with: uv run python tests/benchmarks/bench_tone_frames.py [folder of the labelled data]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import framing, read, read_text, sentiment  # noqa: E402
from analysis.corpus import Corpus  # noqa: E402
from analysis.lexicons.valence import known_lexicons  # noqa: E402

GOLD = ROOT.parent / "shared" / "gold"
DRAWS = 2_000
FRAMES = ("conflict", "economic", "human_interest", "morality", "responsibility")
# Of the whole set, as its makers' ratings give it; the single ratings are not among the labelled data.
ONE_HUMAN = {"editorials": 0.714}


def rows(path: Path) -> list[dict[str, str]]:
    """A table of the labelled data."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def one_sentence_each(texts: list[str]) -> Corpus:
    """A corpus whose sentences are these texts, in their order."""
    corpus = read_text("\n\n".join(" ".join(text.split()) for text in texts), split_sentences=False)
    if len(corpus.sentences) != len(texts):
        raise ValueError(f"{len(texts)} texts became {len(corpus.sentences)} sentences; an empty one is among them")
    return corpus


def rated(gold: Path) -> dict[str, tuple[list[str], np.ndarray, np.ndarray]]:
    """The sets: texts, mean human ratings, and the document that each text comes from."""
    editorials, headlines = (
        rows(gold / "nyt_editorials" / "sentences.csv"),
        rows(gold / "headline_valence" / "headlines.csv"),
    )
    return {
        "editorials": (
            [row["text"] for row in editorials],
            np.array([float(row["mean"]) for row in editorials]),
            np.array([row["id"].split("_")[0] for row in editorials]),
        ),
        "headlines": (
            [row["headline"] for row in headlines],
            np.array([float(row["valence"]) for row in headlines]),
            np.array([row["id"] for row in headlines]),
        ),
    }


def peers() -> dict[str, Callable[[str], float]]:
    """The packages themselves, a score per text."""
    from afinn import Afinn
    from textblob import TextBlob
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader, afinn = SentimentIntensityAnalyzer(), Afinn(language="en")
    return {
        "package vaderSentiment": lambda text: vader.polarity_scores(text)["compound"],
        "package afinn": afinn.score,
        "package textblob": lambda text: TextBlob(text).sentiment.polarity,
    }


def interval(score: np.ndarray, human: np.ndarray, document: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """The middle 95 % of r when whole documents are drawn with replacement."""
    rng = np.random.default_rng(seed)
    number = np.unique(document, return_inverse=True)[1]
    # Drawing documents is weighting them; r follows from weighted moments.
    products = np.column_stack([np.ones(len(score)), score, human, score**2, human**2, score * human])
    per_document = np.column_stack([np.bincount(number, weights=column) for column in products.T])
    weights = rng.multinomial(len(per_document), np.full(len(per_document), 1 / len(per_document)), size=DRAWS)
    n, x, y, xx, yy, xy = (weights @ per_document).T
    r = (xy - x * y / n) / np.sqrt((xx - x**2 / n) * (yy - y**2 / n))
    low, high = np.quantile(r, [0.025, 0.975])
    return float(low), float(high)


def tone_table(gold: Path) -> pd.DataFrame:
    """One row per set and score: n, r, and its interval."""
    found = []
    for name, (texts, human, document) in rated(gold).items():
        corpus = one_sentence_each(texts)
        scores = {label: np.array([score(text) for text in texts]) for label, score in peers().items()}
        scores |= {lexicon: sentiment.compound(corpus, lexicon=lexicon).to_numpy() for lexicon in known_lexicons()}
        for label, score in scores.items():
            low, high = interval(score, human, document)
            found.append((name, label, len(texts), np.corrcoef(score, human)[0, 1], low, high))
        if name in ONE_HUMAN:
            found.append((name, "one human against the others (whole set)", np.nan, ONE_HUMAN[name], np.nan, np.nan))
    return pd.DataFrame(found, columns=["set", "score", "n", "r", "from", "to"])


def frame_rates(texts: list[str], frames: str = "generic-news") -> pd.DataFrame:
    """Hits per 1,000 words of each frame, one row per text."""
    corpus = read_text("\n\n".join(" ".join(text.split()) for text in texts))
    if len(corpus.segments) != len(texts):
        raise ValueError(f"{len(texts)} texts became {len(corpus.segments)} segments; an empty one is among them")
    table = framing.hits(corpus, frames=frames)
    counts = pd.crosstab(table["segment"], table["category"]).reindex(corpus.segments.index, fill_value=0)
    return 1_000 * counts.div(corpus.segments["n_words"], axis=0)


def auc_interval(score: np.ndarray, human: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """The middle 95 % of the area when articles with and without the frame are drawn with replacement."""
    rng = np.random.default_rng(seed)
    there, absent = score[human], score[~human]
    beats = (there[:, None] > absent[None, :]) + 0.5 * (there[:, None] == absent[None, :])
    drawn = [
        beats[np.ix_(rng.integers(len(there), size=len(there)), rng.integers(len(absent), size=len(absent)))].mean()
        for _ in range(DRAWS // 4)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def frame_table(gold: Path) -> pd.DataFrame:
    """One row per frame: how many articles have it, and how well each score ranks them."""
    articles = rows(gold / "generic_frames" / "articles.csv")
    texts = [row["text"] for row in articles]
    rates = frame_rates(texts)
    length = np.array([len(text.split()) for text in texts])
    half = np.arange(len(texts)) % 2 == 0
    found = []
    for frame in FRAMES:
        human = np.array([row[frame] == "True" for row in articles])
        rate = rates[frame].to_numpy()
        low, high = auc_interval(rate, human)
        model = make_pipeline(
            TfidfVectorizer(sublinear_tf=True, min_df=2), LogisticRegression(C=10, class_weight="balanced")
        )
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        trained = cross_val_predict(model, texts, human, cv=folds, method="decision_function")
        found.append(
            (frame, len(texts), human.sum(), roc_auc_score(human, rate), low, high,
             roc_auc_score(human[half], rate[half]), roc_auc_score(human[~half], rate[~half]),
             roc_auc_score(human, length), roc_auc_score(human, trained))
        )  # fmt: skip
    columns = ["frame", "n", "n_with", "rate", "from", "to", "even rows", "odd rows", "length alone", "tf-idf trained"]
    return pd.DataFrame(found, columns=columns)


def seed_tone() -> pd.DataFrame:
    """The tone of the seed's layers, valence per 100 words."""
    corpus = read(ROOT / "seeds" / "nagorno-karabakh.txt")
    table = {name: 100 * sentiment.tone(corpus, sentiment.hits(corpus, lexicon=name)) for name in known_lexicons()}
    return pd.DataFrame(table).T


def main() -> None:
    """Print the tables."""
    gold = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD
    if not gold.is_dir():
        raise SystemExit(f"{gold}: no labelled data here; give the folder that holds nyt_editorials and generic_frames")
    print("Tone: Pearson's r of the compound score with the mean human rating\n")
    print(tone_table(gold).round(3).to_string(index=False))
    print("\nFrames: area under the curve of hits per word (generic-news) for what people coded\n")
    print(frame_table(gold).round(3).to_string(index=False))
    print("\nThe seed: valence per 100 words\n")
    print(seed_tone().round(2).to_string())


if __name__ == "__main__":
    main()
