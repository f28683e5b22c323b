"""Tone: Pearson's r of a lexicon's compound score with the mean human rating, sentence by sentence.

The interval comes from drawing whole editorials (headlines one by one). No weight is fitted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from analysis import read_text, sentiment
from analysis.corpus import Corpus
from analysis.lexicons.valence import known_lexicons

from . import DRAWS, Agreement, Errors, middle, resampled, rows

EDITORIALS, HEADLINES = "sentences of editorials", "news headlines"
DATA = {
    EDITORIALS: "New York Times editorials, 20 ratings a sentence (Hutto & Gilbert 2014, MIT), one half by editorial",
    HEADLINES: "SemEval-2007 task 14, trial part (Strapparava & Mihalcea 2007, research use); one human as published there",
}
# Neither can be measured here, for the single ratings are not among the labelled data. Editorials: one rater of twenty against
# the others, from the ratings of the whole set. Headlines: one of six against the others, as published for the test part
# (Strapparava & Mihalcea 2007, SemEval-2007 task 14: 78.01).
ONE_HUMAN = {EDITORIALS: (0.714, "one human"), HEADLINES: (0.7801, "one human, published")}
# How far from 0 a mean rating has to lie to be called charged, and how near to be called neutral, on each scale.
CHARGED, NEUTRAL = {EDITORIALS: 1.0, HEADLINES: 25.0}, {EDITORIALS: 0.5, HEADLINES: 12.5}


def one_sentence_each(texts: list[str]) -> Corpus:
    """A corpus whose sentences are these texts, in their order."""
    corpus = read_text("\n\n".join(" ".join(text.split()) for text in texts), split_sentences=False)
    if len(corpus.sentences) != len(texts):
        raise ValueError(
            f"{len(texts)} texts became {len(corpus.sentences)} sentences; an empty one is among them"
        )
    return corpus


@cache
def rated(gold: Path) -> dict[str, tuple[list[str], np.ndarray, np.ndarray]]:
    """The sets: texts, mean human ratings, and the document that each text comes from."""
    editorials, headlines = (
        rows(gold / "nyt_editorials" / "sentences.csv"),
        rows(gold / "headline_valence" / "headlines.csv"),
    )
    return {
        EDITORIALS: (
            [row["text"] for row in editorials],
            np.array([float(row["mean"]) for row in editorials]),
            np.array([row["id"].split("_")[0] for row in editorials]),
        ),
        HEADLINES: (
            [row["headline"] for row in headlines],
            np.array([float(row["valence"]) for row in headlines]),
            np.array([row["id"] for row in headlines]),
        ),
    }


@cache
def corpora(gold: Path) -> dict[str, Corpus]:
    """The sets as corpora of a sentence each."""
    return {text: one_sentence_each(texts) for text, (texts, _, _) in rated(gold).items()}


def packages() -> dict[str, Callable[[str], float]]:
    """The packages themselves, a score per text."""
    from afinn import Afinn
    from textblob import TextBlob
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader, afinn = SentimentIntensityAnalyzer(), Afinn(language="en")
    return {
        "vaderSentiment": lambda text: vader.polarity_scores(text)["compound"],
        "afinn (package)": afinn.score,
        "TextBlob": lambda text: TextBlob(text).sentiment.polarity,
    }


def interval(
    score: np.ndarray, human: np.ndarray, document: np.ndarray, draws: int
) -> tuple[float, float]:
    """The middle 95 % of r when whole documents are drawn with replacement."""
    number = np.unique(document, return_inverse=True)[1]
    # Drawing documents is weighting them; r follows from weighted moments.
    products = np.column_stack(
        [np.ones(len(score)), score, human, score**2, human**2, score * human]
    )
    per_document = np.column_stack([np.bincount(number, weights=column) for column in products.T])
    n, x, y, xx, yy, xy = resampled(per_document, draws).T
    return middle((xy - x * y / n) / np.sqrt((xx - x**2 / n) * (yy - y**2 / n)))


def agreement(gold: Path, *, peers: bool = True, draws: int = DRAWS) -> list[Agreement]:
    """A row for each set and score."""
    found = []
    for text, (texts, human, document) in rated(gold).items():
        corpus = corpora(gold)[text]
        scores = {
            ("shipped", name): sentiment.compound(corpus, lexicon=name).to_numpy()
            for name in known_lexicons()
        }
        if peers:
            scores |= {
                ("peer", name): np.array([score(one) for one in texts])
                for name, score in packages().items()
            }
        for (role, name), score in scores.items():
            r = float(np.corrcoef(score, human)[0, 1])
            row = Agreement("sentiment", name, role, "Pearson", "", len(texts), text, r)
            low, high = interval(score, human, document, draws)
            ceiling, whose = ONE_HUMAN.get(text, (np.nan, ""))
            found.append(
                row._replace(low=low, high=high, ceiling=ceiling, ceiling_of=whose, data=DATA[text])
            )
    return found


def errors(gold: Path) -> list[Errors]:
    """What a lexicon makes of sentences that people find charged, and of those that they do not."""
    found = []
    for text, (texts, human, _) in rated(gold).items():
        corpus = corpora(gold)[text]
        charged, neutral = np.abs(human) >= CHARGED[text], np.abs(human) < NEUTRAL[text]
        for name in ("vader", "afinn", "news"):
            table = sentiment.hits(corpus, lexicon=name)
            sums = (
                table.assign(size=table["weight"].abs())
                .groupby("sentence")[["weight", "size"]]
                .sum()
            )
            weight, size = sums.reindex(range(len(texts)), fill_value=0.0).to_numpy().T
            against = charged & (weight * human < 0)
            # A sentence holds words of both signs where its valences partly cancel.
            mixed = against & (np.abs(weight) < size - 1e-9)
            counts = {
                "scored by people, no word of the lexicon": (charged & (size == 0), charged),
                "scored by people, the words have the other sign": (against & ~mixed, charged),
                "scored by people, words of both signs sum to the other": (mixed, charged),
                "neutral for people, words of the lexicon": (neutral & (size > 0), neutral),
            }
            for kind, (here, among) in counts.items():
                cases = text.replace("news ", "")
                found.append(
                    Errors("sentiment", name, text, kind, int(here.sum()), int(among.sum()), cases)
                )
    return found
