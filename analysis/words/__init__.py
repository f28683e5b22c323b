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
    verdict_words,
)
from analysis.words.labels import (
    layer_name,
    may_be_captions,
    none,
    segment_name,
    segment_names,
    short_label,
)
from analysis.words.lines import (
    beginning,
    cut_words,
    drawable,
    first_of,
    first_words,
    shortened,
    whole_words,
)

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
    "layer_name",
    "listed",
    "may_be_captions",
    "more_in",
    "none",
    "noun",
    "of_a_sum",
    "plural",
    "segment_name",
    "segment_names",
    "short_label",
    "shortened",
    "the",
    "uncapitalised",
    "verb",
    "verdict_words",
    "whole_words",
]
