from __future__ import annotations

import numpy as np
import pytest

from analysis import Corpus
from analysis.nearness import nearness

from .test_comparison import article


@pytest.mark.quick
def test_a_caption_is_nearest_to_the_paragraph_whose_words_it_shares():
    paragraphs = [
        "The orchard had apples. Apples were sold.",
        "The harbour had boats. Boats were mended.",
    ]
    corpus = article(["Boats in the harbour", "Apples"], paragraphs)
    table = nearness(corpus)
    assert table.idxmax(axis=1).tolist() == [1, 0]
    assert table.loc[3, 1] == 0.0


@pytest.mark.quick
def test_a_vector_without_a_direction_is_undefined(seed: Corpus):
    class Zero:
        def encode(self, texts: list[str]) -> np.ndarray:
            return np.zeros((len(texts), 3))

    assert nearness(seed, encoder=Zero()).isna().all(axis=None)


@pytest.mark.quick
@pytest.mark.parametrize(
    "vectors",
    [np.zeros(19), np.zeros((3, 2)), np.full((19, 2), np.nan)],
    ids=["flat", "few", "nan"],
)
def test_an_encoder_that_gives_no_vectors_is_one_clear_error(seed: Corpus, vectors: np.ndarray):
    class Broken:
        def encode(self, texts: list[str]) -> np.ndarray:
            return vectors

    with pytest.raises(ValueError, match="for 19 texts; it must give one finite vector each"):
        nearness(seed, encoder=Broken())
