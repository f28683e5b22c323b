"""Coding: what people say a segment is about, how far they agree, what a word list is worth beside
them.

The loop: `sheet` gives coders shuffled segments without their layers, `read_codes` takes the sheets
back, `agreement` says how far the coders can be trusted, `disagreements` what they should talk
about, `validity` what a dictionary finds of what they found, and `learn` trains a classifier on
their codes. A model that codes is one coder among others: `with_and_without`, `confusion`,
`layer_bias` and `stability` say what its codes are worth. Codes and predictions are hits like any
other (`hits`, `Learned.hits`), counted per segment.
"""

from analysis.coding.agreement import (
    agreement,
    consensus,
    disagreements,
    hits,
    lacks_second_coder,
    validity,
)
from analysis.coding.bias import layer_bias
from analysis.coding.coders import (
    confusion,
    first_runs,
    further_runs,
    stability,
    with_and_without,
)
from analysis.coding.learning import Learned, learn
from analysis.coding.sheets import Codes, read_codes, sheet

__all__ = [
    "Codes", "Learned", "agreement", "confusion", "consensus", "disagreements", "first_runs", "further_runs", "hits",
    "lacks_second_coder", "layer_bias", "learn", "read_codes", "sheet", "stability", "validity", "with_and_without",
]  # fmt: skip
