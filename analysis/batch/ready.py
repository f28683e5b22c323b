"""Imported by the one process from which workers are forked: it has then loaded whatever the first
article needs, once for all of them.
"""

from __future__ import annotations

import gc

from analysis.batch.cutting import Batch, FilePart
from analysis.batch.measuring import measure, order
from analysis.options import DEFAULTS
from analysis.reading.tables import RawLine

_ARTICLE = (
    '{"title": "Army fires missiles at the town", "captions": ["Soldiers in Paris on Monday"],'
    ' "text": "The army of Turkey killed nine soldiers, Anna Berg said.\\n\\nIt was a good day."}'
)

_COLUMNS = {name: name for name in ("title", "captions", "text")}

measure(
    Batch(0, [FilePart("ready.jsonl", "ready", "jsonl", _COLUMNS, [(1, RawLine(1, _ARTICLE))])], 0),
    order(DEFAULTS),
)
# What is loaded stays. Workers that looked for circles among it would each copy it.
gc.freeze()
