"""Imported by the one process from which workers are forked: it has then loaded whatever the first
article needs, once for all of them.
"""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

from analysis.terminal import OBJECTS_BETWEEN

gc.set_threshold(OBJECTS_BETWEEN)  # before what is loaded, which stays

from analysis import language  # noqa: E402 (behind the threshold)

# The model of the languages is unpacked meanwhile, on a core that is free: no process is forked before
# the thread has ended.
with ThreadPoolExecutor(1) as meanwhile:
    meanwhile.submit(language.load)
    from analysis.batch.cutting import Batch, FilePart
    from analysis.batch.measuring import measure, order
    from analysis.options import DEFAULTS
    from analysis.reading.tables import RawLine

_ARTICLE = (
    '{"title": "Army fires missiles at the town", "captions": ["Soldiers in Paris on Monday"],'
    ' "text": "The army of Turkey killed nine soldiers, Anna Berg said.\\n\\nIt was a good day."}'
)
_COLUMNS = {name: name for name in ("title", "captions", "text")}

MEASURED = measure(
    Batch(0, [FilePart("ready.jsonl", "ready", "jsonl", _COLUMNS, [(1, RawLine(1, _ARTICLE))])], 0),
    order(DEFAULTS),
)
# Workers that looked for circles among what is loaded would each copy it.
gc.freeze()
