"""Nearness: how alike the words of segments are, by TF-IDF or by an encoder of one's own."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd

from analysis.comparison import units
from analysis.corpus import Corpus, check_layer
from analysis.options import DEFAULTS
from analysis.vocabulary import content_words


class Encoder(Protocol):
    """Anything that turns texts into vectors, as a SentenceTransformer does."""

    def encode(self, texts: list[str], /) -> Any:
        """Turn texts into vectors.

        Returns
        -------
        array, text × dimension
            one vector of finite numbers per text.
        """


def nearness(
    corpus: Corpus,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    encoder: Encoder | None = None,
) -> pd.DataFrame:
    """How near each target segment is to each reference segment: cosine of their TF-IDF vectors.

    0 is no content word in common, 1 the same words in the same proportions; nan for a segment
    without content words. English stop words (scikit-learn's list) are left out, inverse document
    frequencies come from the article's segments. With an encoder, whose vectors may have negative
    entries, the cosine runs from -1 to 1.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    target, reference : str
        two layers.
    encoder : object with `encode(list[str])`, optional
        gives the vectors of the segments' texts instead of TF-IDF.

    Returns
    -------
    DataFrame, rows: target segments, columns: reference segments

    Raises
    ------
    ValueError
        for an encoder that does not give one vector per text.

    Examples
    --------
    >>> from analysis import read
    >>> table = nearness(read("seeds/nagorno-karabakh.txt"))
    >>> table.shape
    (4, 15)
    """
    from sklearn.metrics.pairwise import cosine_similarity

    compared = units(corpus, target, reference)
    is_target = (compared["layer"] == check_layer(target)).to_numpy()
    result = pd.DataFrame(
        np.nan,
        index=compared.index[is_target],
        columns=compared.index[~is_target].rename("reference_segment"),
    )
    vectors, full = segment_vectors(corpus, compared.index, encoder)
    if result.size and full.any():
        result[:] = cosine_similarity(vectors[is_target], vectors[~is_target])
        result[~full[is_target]] = np.nan
        result.loc[:, ~full[~is_target]] = np.nan
    return result


def segment_vectors(
    corpus: Corpus, segments: pd.Index, encoder: Encoder | None = None
) -> tuple[Any, np.ndarray]:
    """The vectors of some segments, and which of them say anything.

    Returns
    -------
    array or sparse matrix (segment × term or dimension), array of bool
        TF-IDF of the content words with inverse document frequencies from these segments, or what
        the encoder gives; False for a segment without content words, or with an encoder, without a
        direction.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good.")
    >>> vectors, full = segment_vectors(corpus, corpus.segments.index)
    >>> vectors.shape, full.tolist()
    ((1, 2), [True])
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    if encoder is not None:
        vectors = encoded([corpus.text(int(segment)) for segment in segments], encoder)
        return vectors, np.linalg.norm(vectors, axis=1) > 0
    texts = content_words(corpus, segments)
    full = np.array([bool(text) for text in texts], dtype=bool)
    if not full.any():
        return np.zeros((len(texts), 0)), full
    return TfidfVectorizer(analyzer=list).fit_transform(texts), full


def encoded(texts: list[str], encoder: Encoder) -> np.ndarray:
    """The encoder's vectors, checked.

    Returns
    -------
    array, text × dimension
        as floats.

    Raises
    ------
    ValueError
        for an encoder that does not give one finite vector per text; the message has the shape.
    """
    vectors = np.asarray(encoder.encode(texts), dtype=float) if texts else np.zeros((0, 1))
    if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
        raise ValueError(
            f"the encoder gave an array of shape {vectors.shape} for {len(texts)} texts; it must"
            " give one finite vector each"
        )
    return vectors
