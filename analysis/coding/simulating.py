"""Simulated segments whose truth is known: what an estimate is tried on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.coding.sheets import Codes
from analysis.corpus import no_problems
from analysis.options import DEFAULTS

FRAME = "threat"
# Of captions and paragraphs in the ordinary article, as log-odds: 35 and 25%.
_LOG_ODDS = {"caption": -0.6, "body": -1.1}
_SPREAD = 0.7  # of the articles: their segments are alike
# A surrogate errs towards the frame in captions, and away from it in paragraphs, by these factors.
_MORE_OFTEN, _LESS_OFTEN = 1.4, 0.6


@dataclass(frozen=True, eq=False)
class Simulated:
    """Segments of articles, what they hold, and what a surrogate says.

    Attributes
    ----------
    segments : DataFrame, one row per segment
        article, layer (as it is labelled).
    kind : array
        what each segment is.
    code : array of 0 and 1
        whether it holds the frame "threat".
    surrogate : DataFrame
        hits of the frame where a surrogate says so.
    """

    segments: pd.DataFrame
    kind: np.ndarray
    code: np.ndarray
    surrogate: pd.DataFrame

    def share(self, layer: str) -> float:
        """The true share of a layer's segments that hold the frame."""
        return float(self.code[self.kind == layer].mean())

    def coded(self, n: int, *, by_words: bool = False, seed: int = DEFAULTS.seed) -> Codes:
        """What a coder without errors says of a random sample, and how it was drawn.

        Parameters
        ----------
        n : int
            segments of each layer.
        by_words : bool
            half of them where the surrogate says that the frame is there.
        seed : int
            of the draw.

        Returns
        -------
        Codes
        """
        stratum = self.segments["layer"].to_numpy(dtype=object)
        if by_words:
            has_hit = np.isin(np.arange(len(stratum)), self.surrogate["segment"])
            stratum = stratum + np.where(has_hit, " with hits", " without hits")
            n = n // 2
        return codes_of(sampled(stratum, n, seed), self.code)


def simulated(
    n_articles: int,
    *,
    accuracy: float = 0.8,
    labels_right: float = 1.0,
    seed: int | list[int] = DEFAULTS.seed,
) -> Simulated:
    """Articles of 1 to 6 captions and 5 to 25 paragraphs, in which captions hold a frame more often.

    The surrogate errs in another way in each layer, as word lists and models do: in captions it
    names the frame too often, in paragraphs too rarely.

    Parameters
    ----------
    n_articles : int
    accuracy : float
        of the surrogate: in which share of the segments it is right, about.
    labels_right : float
        in which share of the segments the layer is right.
    seed : int or list of int

    Returns
    -------
    Simulated

    Examples
    --------
    >>> made = simulated(500, seed=0)
    >>> made.share("caption") > made.share("body")
    True
    """
    random = np.random.default_rng(seed)
    n_captions, n_paragraphs = random.integers(1, 7, n_articles), random.integers(5, 26, n_articles)
    numbers = np.arange(n_articles)
    article = np.concatenate([np.repeat(numbers, n_captions), np.repeat(numbers, n_paragraphs)])
    is_caption = np.repeat([True, False], [n_captions.sum(), n_paragraphs.sum()])
    log_odds = np.where(is_caption, _LOG_ODDS["caption"], _LOG_ODDS["body"])
    log_odds = log_odds + random.normal(0, _SPREAD, n_articles)[article]
    code = (random.random(len(article)) < 1 / (1 + np.exp(-log_odds))).astype(int)
    is_favoured = is_caption == (code == 0)  # false alarms in captions, misses in paragraphs
    wrong = (1 - accuracy) * np.where(is_favoured, _MORE_OFTEN, _LESS_OFTEN)
    said = np.where(random.random(len(article)) < wrong, 1 - code, code)
    is_called_caption = is_caption ^ (random.random(len(article)) >= labels_right)
    layer = np.where(is_called_caption, "caption", "body")
    return Simulated(
        pd.DataFrame({"article": article, "layer": layer}),
        np.where(is_caption, "caption", "body"),
        code,
        hits_of(said),
    )


def hits_of(said: np.ndarray) -> pd.DataFrame:
    """Hits of the frame in the segments of which a surrogate says 1."""
    segment = np.flatnonzero(said)
    return pd.DataFrame({"segment": segment, "category": pd.Categorical([FRAME] * len(segment))})


def sampled(stratum: np.ndarray, n: int, seed: int = DEFAULTS.seed) -> pd.DataFrame:
    """So many segments of each stratum, as `sampling.draw_sample` gives them.

    Examples
    --------
    >>> sampled(np.array(["body"] * 4), 2)["probability"].tolist()
    [0.5, 0.5]
    """
    random, parts = np.random.default_rng(seed), []
    for name in np.unique(stratum):
        members = np.flatnonzero(stratum == name)
        drawn = random.choice(members, min(n, len(members)), replace=False)
        columns = {"stratum": name, "probability": len(drawn) / len(members)}
        parts.append(pd.DataFrame({"segment": drawn, **columns}))
    return pd.concat(parts, ignore_index=True)


def codes_of(sample: pd.DataFrame, code: np.ndarray, category: str = FRAME) -> Codes:
    """What a coder says of a sample, where the codes of all segments are known."""
    segment = sample["segment"].to_numpy()
    category_column = pd.Categorical([category] * len(segment))
    table = pd.DataFrame({"segment": segment, "coder": "people", "category": category_column})
    return Codes(table.assign(code=code[segment]), no_problems(), None, sample)
