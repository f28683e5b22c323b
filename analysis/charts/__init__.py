"""Charts: one table on one Axes.

A chart computes no statistic and saves nothing: it draws the table that it is given, words its
title from that table's numbers and verdicts, and returns the Axes. Without an `ax` it opens a fresh
figure. Everything that comes from an article (names, words, titles) is data: it is never read as
mathematics or markup.
"""

from analysis.charts.drawing import (
    DPI,
    add_note,
    fitting,
    refilled,
    told_nothing,
    why_nothing,
    wrapped,
)
from analysis.charts.explanation import (
    detectable,
    forest,
    tell_detectable,
    tell_forest,
    tell_word_shift,
    word_shift,
)
from analysis.charts.fonts import MissingLetters, letters_of
from analysis.charts.layers import layers, tell_layers
from analysis.charts.medium import (
    BLACK,
    MUTED,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    Paper,
    in_force,
    inches,
    paper,
    said,
    settings,
)
from analysis.charts.names import mirrored, names_sentence, tell_mirrored, tell_together, together
from analysis.charts.ordinary import ordinary, tell_ordinary
from analysis.charts.placement import adjacency, tell_adjacency
from analysis.charts.population import (
    distribution,
    outlets,
    over_time,
    ranking,
    tell_distribution,
    tell_outlets,
    tell_over_time,
    tell_ranking,
)
from analysis.charts.rates import (
    along,
    clearest,
    finding_words,
    rates,
    tell_along,
    tell_rates,
    verdict_sentence,
)
from analysis.charts.sensitivity import specifications, tell_specifications
from analysis.charts.shares import shares, tell_shares
from analysis.charts.summary import summary, tell_summary
from analysis.charts.telling import alternative_text
from analysis.charts.tone import (
    coverage,
    tell_coverage,
    tell_tone_along,
    tell_tone_by_layer,
    tone_along,
    tone_by_layer,
)
from analysis.charts.validity import tell_worth, worth
from analysis.charts.versions import bridge, ribbon, tell_bridge, tell_ribbon
from analysis.charts.words import overused, tell_overused
from analysis.looks import LAYER_LOOKS, Look

__all__ = [
    "BLACK",
    "DPI",
    "LAYER_LOOKS",
    "MUTED",
    "SMALL",
    "TEXT",
    "TITLE",
    "WIDTH",
    "Look",
    "MissingLetters",
    "Paper",
    "add_note",
    "adjacency",
    "along",
    "alternative_text",
    "bridge",
    "clearest",
    "coverage",
    "detectable",
    "distribution",
    "finding_words",
    "fitting",
    "forest",
    "in_force",
    "inches",
    "layers",
    "letters_of",
    "mirrored",
    "names_sentence",
    "ordinary",
    "outlets",
    "over_time",
    "overused",
    "paper",
    "ranking",
    "rates",
    "refilled",
    "ribbon",
    "said",
    "settings",
    "shares",
    "specifications",
    "summary",
    "tell_adjacency",
    "tell_along",
    "tell_bridge",
    "tell_coverage",
    "tell_detectable",
    "tell_distribution",
    "tell_forest",
    "tell_layers",
    "tell_mirrored",
    "tell_ordinary",
    "tell_outlets",
    "tell_over_time",
    "tell_overused",
    "tell_ranking",
    "tell_rates",
    "tell_ribbon",
    "tell_shares",
    "tell_specifications",
    "tell_summary",
    "tell_together",
    "tell_tone_along",
    "tell_tone_by_layer",
    "tell_word_shift",
    "tell_worth",
    "together",
    "told_nothing",
    "tone_along",
    "tone_by_layer",
    "verdict_sentence",
    "why_nothing",
    "word_shift",
    "worth",
    "wrapped",
]  # fmt: skip
