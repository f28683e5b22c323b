"""How everything is said: grammar, labels, lines cut short, `numbers`; above all, `sentences`."""

from __future__ import annotations

from analysis.words.grammar import (
    capitalised,
    count,
    is_claim,
    is_singular,
    listed,
    more_in,
    noun,
    of_a_sum,
    plural,
    the,
    uncapitalised,
    verb,
)
from analysis.words.labels import none, segment_name, short_label
from analysis.words.lines import beginning, cut_words, drawable, first_of, first_words, shortened

__all__ = [
    "beginning",
    "capitalised",
    "count",
    "cut_words",
    "drawable",
    "first_of",
    "first_words",
    "is_claim",
    "is_singular",
    "listed",
    "more_in",
    "none",
    "noun",
    "of_a_sum",
    "plural",
    "segment_name",
    "short_label",
    "shortened",
    "the",
    "uncapitalised",
    "verb",
]
