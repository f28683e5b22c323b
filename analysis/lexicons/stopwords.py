"""English stop words: the list that scikit-learn ships."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path


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
    package = importlib.util.find_spec("sklearn")
    assert package is not None
    assert package.origin is not None
    file = Path(package.origin).parent / "feature_extraction" / "_stop_words.py"
    found = importlib.util.spec_from_file_location("_cutline_stop_words", file)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return frozenset(module.ENGLISH_STOP_WORDS)
