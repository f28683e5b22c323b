"""The chart of lengths, its marks read back."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import charts
from analysis.corpus import Corpus


def test_every_segment_is_a_dot_as_far_right_as_it_has_words(seed: Corpus):
    ax = charts.lengths(seed.segments)
    x = [point[0] for dots in ax.collections for point in dots.get_offsets()]
    n_words = seed.segments["n_words"]
    assert sorted(x) == pytest.approx(sorted(n_words[n_words > 0]))
    assert "caption" in charts.tell_lengths(seed.segments)


def test_an_article_without_words_says_so():
    empty = pd.DataFrame({"layer": ["body"], "n_words": [0]})
    assert "No words" in charts.lengths(empty).get_title(loc="left")
