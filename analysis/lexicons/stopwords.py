"""English stop words: the list that scikit-learn ships."""

from __future__ import annotations

import functools
import runpy

from analysis.lexicons.contents import package_file


@functools.cache
def english_stop_words() -> frozenset[str]:
    """scikit-learn's English stop words, without importing scikit-learn, which would take longer
    than most comparisons.

    Examples
    --------
    >>> from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
    >>> english_stop_words() == ENGLISH_STOP_WORDS
    True
    """
    file = package_file("sklearn", "feature_extraction", "_stop_words.py")
    return frozenset(runpy.run_path(str(file))["ENGLISH_STOP_WORDS"])
