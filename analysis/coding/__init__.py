"""Coding: what people say a segment is about, how far they agree, what a word list is worth beside
them.

The loop: `sheet` gives coders shuffled segments without their layers, `read_codes` takes the sheets
back, `agreement` says how far the coders can be trusted, `disagreements` what they should talk
about, `validity` what a dictionary finds of what they found, and `learn` trains a classifier on
their codes. Codes and predictions are hits like any other (`hits`, `Learned.hits`), counted per
segment. `ask` lets a model fill a sheet, so that it can be measured like any other coder.
"""

from analysis.coding.agreement import (
    agreement,
    consensus,
    disagreements,
    hits,
    lacks_second_coder,
    validity,
)
from analysis.coding.asking import Asked, ask
from analysis.coding.costs import Estimate
from analysis.coding.learning import Learned, learn
from analysis.coding.servers import Patience
from analysis.coding.sheets import Codes, read_codes, sheet

__all__ = [
    "Asked", "Codes", "Estimate", "Learned", "Patience", "agreement", "ask", "consensus", "disagreements", "hits",
    "lacks_second_coder", "learn", "read_codes", "sheet", "validity",
]  # fmt: skip
