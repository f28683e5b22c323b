"""Kinds: what the labels of a corpus say a text is, in the words of the question "layers"."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import hits as hits_table
from analysis.coding.frames import LAYERS_QUESTION
from analysis.corpus import Readable, as_corpus
from analysis.lexicons.codebook import load_codebook

# Other layers, as the headline, are none of the kinds.
KIND_OF_LAYER = {"caption": "caption", "body": "body", "boilerplate": "furniture"}


def kinds(corpus: Readable) -> pd.DataFrame:
    """What the labels say each segment is, as hits, to compare with people's codes.

    With `coding.validity(corpus, codes, kinds(corpus))` the precision of a kind is the share of the
    segments with its label that people code as this kind, and its recall the share of those that
    people code so that have the label. Both hold for the layers from which segments were drawn.

    Parameters
    ----------
    corpus : Readable
        a corpus, a text or texts.

    Returns
    -------
    DataFrame, one row per caption, body segment and segment of boilerplate
        the columns of every measure (measure "labels"; category caption, body or furniture).

    Examples
    --------
    >>> kinds(["The plan is good."])["category"].tolist()
    ['body']
    """
    corpus = as_corpus(corpus)
    categories = list(load_codebook(LAYERS_QUESTION).frames)
    kind = corpus.segments["layer"].astype(str).map(KIND_OF_LAYER)
    labelled = kind[kind.notna()]
    return hits_table.of_segments(
        corpus,
        measure="labels",
        categories=categories,
        segment=labelled.index.to_numpy(),
        category=np.array([categories.index(one) for one in labelled], dtype=np.int64),
        judged=corpus.segments.index.to_numpy(),
    )
