"""Transformer: articles → the rates of every layer and category, as a step of a scikit-learn
pipeline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from analysis.comparison import rates_across
from analysis.corpus import Corpus, as_corpus, as_texts, check_layer, concat
from analysis.hits import counted
from analysis.lexicons.choice import settled
from analysis.measures import all_hits
from analysis.options import DEFAULTS
from analysis.reading import read, read_text
from analysis.reading.tables import ArrowTable


class LayerRates(TransformerMixin, BaseEstimator):
    """What each layer of an article holds of each category, per 1,000 words: the rates of
    `comparison.compare`.

    Nothing is learned from the articles: `fit` reads the lists, which name the columns.

    Parameters
    ----------
    layers : sequence of str
        whose rates are given.
    frames, lexicon, recogniser
        as for `measures.all_hits`; the codebook "auto" is "generic-news", so that all articles have
        the same columns.
    empty : float
        the rate of a layer without words, also of every layer of a blank text. It is undefined, so
        nan by default; most classifiers want an imputer behind this step, or a number here.

    Attributes
    ----------
    categories_ : dict
        the categories of each measure, in the order of the columns.

    Examples
    --------
    >>> rates = LayerRates(layers=["body"]).fit_transform(["They met on a good day.", "War."])
    >>> rates.shape, rates[:, 0].round(1).tolist()
    ((2, 16), [166.7, 0.0])
    >>> LayerRates(layers=["body"]).fit([]).get_feature_names_out()[0]
    'body__sentiment__positive'
    """

    def __init__(
        self,
        *,
        layers: Sequence[str] = ("headline", "body", "caption"),
        frames: str | Path = DEFAULTS.frames,
        lexicon: str | Path = DEFAULTS.lexicon,
        recogniser: str = DEFAULTS.recogniser,
        empty: float = math.nan,
    ) -> None:
        self.layers = layers
        self.frames = frames
        self.lexicon = lexicon
        self.recogniser = recogniser
        self.empty = empty

    def fit(self, X: object, y: object = None) -> Self:
        """Read the lists; `X` and `y` are not looked at.

        Raises
        ------
        ValueError
            for a layer, codebook, lexicon or recogniser that does not exist.
        """
        for layer in self.layers:
            check_layer(layer)
        self.categories_ = {
            measure: table["category"].tolist()
            for measure, table in self._rates(as_corpus([""])).items()
        }
        return self

    def transform(self, X: Iterable[str] | pd.DataFrame | ArrowTable | Corpus) -> np.ndarray:
        """The rates of each article.

        Parameters
        ----------
        X : list of str, DataFrame or Corpus
            texts, each an article that `read_text` labels; a table that `read` takes, which can
            name captions; or a corpus.

        Returns
        -------
        array, article × column
            the columns are those of `get_feature_names_out`.

        Raises
        ------
        ValueError
            for no texts, and for a row of a table that cannot be read; the message names it.
        """
        check_is_fitted(self)
        corpus = _corpus(X)
        articles, blocks = range(len(corpus.texts)), []
        for measure, table in self._rates(corpus).items():
            wide = table.astype({"layer": "str"}).pivot(
                index="article", columns=["layer", "category"], values=table.columns[-1]
            )
            columns = pd.MultiIndex.from_product([list(self.layers), self.categories_[measure]])
            blocks.append(wide.reindex(index=articles, columns=columns).to_numpy(dtype=float))
        rates = np.hstack(blocks)
        return np.where(np.isnan(rates), self.empty, rates)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """The names of the columns: layer, measure and category, as `caption__framing__arms_trade`.

        Returns
        -------
        array of str
            in the order of the columns of `transform`: by measure, in it by layer, in it by category.
        """
        check_is_fitted(self)
        names = [
            f"{layer}__{measure}__{category}"
            for measure, categories in self.categories_.items()
            for layer in self.layers
            for category in categories
        ]
        return np.array(names, dtype=object)

    def _rates(self, corpus: Corpus) -> dict[str, pd.DataFrame]:
        asked = DEFAULTS.but(frames=self.frames, lexicon=self.lexicon, recogniser=self.recogniser)
        hits = all_hits(corpus, settled(asked))
        return {measure: rates_across(corpus, counted(table)) for measure, table in hits.items()}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        return tags


def _corpus(articles: Any) -> Corpus:
    """The articles of what a pipeline hands on, none left out."""
    if isinstance(articles, Corpus):
        return articles
    if isinstance(articles, str):
        raise ValueError("one text where several articles are expected; give a list of texts")
    if hasattr(articles, "columns"):
        corpus = read(articles)
        if len(corpus.articles) < len(articles):
            lost = corpus.problems.iloc[0]
            raise ValueError(f"row {lost['line']}: {lost['problem']}; leave it out of the table")
        return corpus
    texts = as_texts(articles)
    if not texts:
        raise ValueError("no articles; give at least one text")
    return concat([read_text(text) if text.strip() else as_corpus(text) for text in texts])
