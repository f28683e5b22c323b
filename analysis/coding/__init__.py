"""Coding: what people say a segment is about, how far they agree, what a word list is worth beside
them, and how often a frame is there when the errors of word lists and models are corrected.

The loop: `sheet` gives coders shuffled segments without their layers, `read_codes` takes the sheets
back, `agreement` says how far the coders can be trusted, `disagreements` what they should talk
about, `validity` what a dictionary finds of what they found, and `learn` trains a classifier on
their codes. `ask` lets a model fill a sheet; it is one coder among others: `with_and_without`,
`confusion`, `layer_bias` and `stability` say what its codes are worth. Codes and predictions are hits
like any other (`hits`, `Learned.hits`), counted per segment. `corrected` estimates shares from a
coded sample and such hits, `plan` says how many codes that takes. A `CodingSession` fills a sheet one
text at a time. With the frames "layers" people say what a text is, and `kinds` what its label says.
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
from analysis.coding.bias import layer_bias
from analysis.coding.coders import (
    confusion,
    first_runs,
    further_runs,
    stability,
    with_and_without,
)
from analysis.coding.correcting import corrected
from analysis.coding.costs import Estimate
from analysis.coding.kinds import kinds
from analysis.coding.learning import Learned, learn
from analysis.coding.planning import plan
from analysis.coding.regressing import regression
from analysis.coding.sampling import draw_sample, read_sample, record_of, sample_record
from analysis.coding.servers import Patience
from analysis.coding.session import CodingSession
from analysis.coding.sheets import Codes, read_codes, sheet, write_sheet

__all__ = [
    "Asked", "Codes", "CodingSession", "Estimate", "Learned", "Patience", "agreement", "ask",
    "confusion", "consensus", "corrected", "disagreements", "draw_sample", "first_runs", "further_runs",
    "hits", "kinds", "lacks_second_coder", "layer_bias", "learn", "plan", "read_codes", "read_sample",
    "record_of", "regression", "sample_record", "sheet", "stability", "validity", "with_and_without",
    "write_sheet",
]  # fmt: skip
