"""Frames: how well the rate of a frame's vocabulary ranks the articles that people coded as having the frame.

The area under the curve (AUC), beside a text classifier that is trained on the human codes, which the codebook is not.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from analysis import framing, read_text
from analysis.hits import counted
from analysis.lexicons.codebook import known_codebooks

from . import DRAWS, Agreement, Errors, middle, rows

CODEBOOK = "generic-news"
FRAMES = ("conflict", "economic", "human_interest", "morality", "responsibility")
TEXT = "news articles on the climate"
DATA = "US articles on the climate coded for the frames of Semetko & Valkenburg (phenixace/narrative-framing, MIT), the half that was read when the codebook was revised"


def coded(gold: Path) -> tuple[list[str], pd.DataFrame]:
    """The texts, and for each whether people see a frame in it."""
    articles = rows(gold / "generic_frames" / "articles.csv")
    human = pd.DataFrame({frame: [row[frame] == "True" for row in articles] for frame in FRAMES})
    return [row["text"] for row in articles], human


def frame_rates(texts: list[str], frames: str = CODEBOOK) -> pd.DataFrame:
    """Hits per 1,000 words of each frame, one row per text."""
    corpus = read_text("\n\n".join(" ".join(text.split()) for text in texts))
    if len(corpus.segments) != len(texts):
        raise ValueError(
            f"{len(texts)} texts became {len(corpus.segments)} segments; an empty one is among them"
        )
    table = counted(framing.hits(corpus, frames=frames))
    counts = pd.crosstab(table["segment"], table["category"]).reindex(
        corpus.segments.index, fill_value=0
    )
    return 1_000 * counts.div(corpus.segments["n_words"], axis=0)


@cache
def measured(gold: Path) -> tuple[list[str], pd.DataFrame, pd.DataFrame]:
    """The texts, what people see in each, and the rates of the shipped codebook."""
    texts, human = coded(gold)
    return texts, human, frame_rates(texts)


def interval(score: np.ndarray, human: np.ndarray, draws: int) -> tuple[float, float]:
    """The middle 95 % of the area when articles with and without the frame are drawn with replacement."""
    rng = np.random.default_rng(0)
    there, absent = score[human], score[~human]
    beats = (there[:, None] > absent[None, :]) + 0.5 * (there[:, None] == absent[None, :])
    sizes = len(there), len(absent)
    drawn = [
        beats[np.ix_(*(rng.integers(size, size=size) for size in sizes))].mean()
        for _ in range(max(draws // 4, 1))
    ]
    return middle(np.array(drawn))


def trained(texts: list[str], human: np.ndarray) -> np.ndarray:
    """What a classifier makes of each article, trained on the codes of the other folds."""
    model = make_pipeline(
        TfidfVectorizer(sublinear_tf=True, min_df=2),
        LogisticRegression(C=10, class_weight="balanced"),
    )
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    return cross_val_predict(model, texts, human, cv=folds, method="decision_function")


def agreement(gold: Path, *, peers: bool = True, draws: int = DRAWS) -> list[Agreement]:
    """A row for each frame and score, and one for each codebook that nobody has measured."""
    texts, human, rates = measured(gold)
    scores = {"shipped": lambda frame: rates[frame].to_numpy()}
    if peers:
        length = np.array([len(text.split()) for text in texts])
        scores |= {"tf-idf LR, trained": lambda frame: trained(texts, human[frame].to_numpy()),
                   "length alone": lambda _: length}  # fmt: skip
    found = []
    for frame in FRAMES:
        there = human[frame].to_numpy()
        for name, score_of in scores.items():
            role = "shipped" if name == "shipped" else "peer"
            score = score_of(frame)
            row = Agreement("framing", CODEBOOK if role == "shipped" else name, role, "AUC", frame, len(texts), TEXT,
                            float(roc_auc_score(there, score)))  # fmt: skip
            low, high = interval(score, there, draws)
            found.append(row._replace(low=low, high=high, data=DATA))
    others = [name for name in known_codebooks() if name != CODEBOOK]
    return found + [Agreement("framing", name, "shipped", "", "", 0, "", np.nan) for name in others]


def errors(gold: Path) -> list[Errors]:
    """The articles that are misplaced when as many are called framed as people call framed."""
    texts, human, rates = measured(gold)
    found = []
    for frame in FRAMES:
        there, rate = human[frame].to_numpy(), rates[frame].to_numpy()
        called = np.zeros(len(texts), dtype=bool)
        called[np.argsort(-rate, kind="stable")[: there.sum()]] = True
        counts = {
            f"{frame}: seen by people, no word of it found": (there & (rate == 0), there),
            f"{frame}: seen by people, too few words of it": (there & (rate > 0) & ~called, there),
            f"{frame}: not seen by people, as many words of it": (~there & called, ~there),
        }
        for kind, (here, among) in counts.items():
            found.append(
                Errors(
                    "framing", CODEBOOK, TEXT, kind, int(here.sum()), int(among.sum()), "articles"
                )
            )
    return found
