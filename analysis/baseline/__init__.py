"""Baseline: what ordinary pages hold in one layer, given another.

Captions are a genre: everywhere they name persons, places and organisations more than bodies do. An
article is therefore held against ordinary pages, also one with a single caption.
"""

from analysis.baseline.expecting import (
    FEWER,
    MORE,
    NO_LAYER_WORDS,
    NO_LIST,
    NO_PAIR,
    PER_SEGMENT,
    REASONS,
    UNKNOWN_WORDS,
    among,
    expected,
    expected_columns,
)
from analysis.baseline.stored import (
    LEAST_PAGES,
    MAKE,
    NEWS,
    SURE_FROM,
    Baseline,
    check_name,
    load,
    make,
    shipped,
)

__all__ = [
    "FEWER",
    "LEAST_PAGES",
    "MAKE",
    "MORE",
    "NEWS",
    "NO_LAYER_WORDS",
    "NO_LIST",
    "NO_PAIR",
    "PER_SEGMENT",
    "REASONS",
    "SURE_FROM",
    "UNKNOWN_WORDS",
    "Baseline",
    "among",
    "check_name",
    "expected",
    "expected_columns",
    "load",
    "make",
    "shipped",
]
