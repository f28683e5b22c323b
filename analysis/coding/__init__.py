"""Coding: which frames people find in each segment, how far they agree, how well a word list or a
model agrees with them, and in what share of the segments a frame is present when the errors of word
lists and models are corrected.

The steps: `sheet` gives coders shuffled segments without their layers, and `read_codes` reads the
filled sheets. `agreement` measures how far coders agree, `disagreements` lists where they differ,
`validity` compares a dictionary with them, and `learn` trains a classifier on their codes. `ask` lets
a model fill a sheet, as one coder among others: `with_and_without`, `confusion`, `layer_bias` and
`stability` compare its codes with those of people. Codes and predictions are hits like any other
(`hits`, `Learned.hits`), counted per segment. `corrected` estimates shares from a coded sample and
such hits, and `plan` says how many codes that takes. A `CodingSession` fills a sheet one text at a
time. With the frames "layers" people say what a text is; `kinds` gives what its label says.
`articles_of` reads the articles of a finished run again.
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
from analysis.coding.segments import articles_of
from analysis.coding.servers import Patience
from analysis.coding.session import CodingSession
from analysis.coding.sheets import Codes, read_codes, sheet, write_sheet

__all__ = [
    "Asked", "Codes", "CodingSession", "Estimate", "Learned", "Patience", "agreement", "articles_of",
    "ask", "confusion", "consensus", "corrected", "disagreements", "draw_sample", "first_runs",
    "further_runs", "hits", "kinds", "lacks_second_coder", "layer_bias", "learn", "plan", "read_codes", "read_sample",
    "record_of", "regression", "sample_record", "sheet", "stability", "validity", "with_and_without",
    "write_sheet",
]  # fmt: skip
