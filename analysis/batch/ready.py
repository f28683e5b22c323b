"""Imported by the one process from which workers are forked: it has then loaded whatever the first
article needs, once for all of them.
"""

from __future__ import annotations

import gc
import json
from concurrent.futures import ThreadPoolExecutor

from analysis.terminal import OBJECTS_BETWEEN

gc.set_threshold(OBJECTS_BETWEEN)  # before what is loaded, which stays

from analysis import language  # noqa: E402 (behind the threshold)

# The model of the languages is unpacked meanwhile, on a core that is free. No process is forked before
# the thread has ended.
with ThreadPoolExecutor(1) as meanwhile:
    meanwhile.submit(language.load)
    from analysis.batch.cutting import Batch, FilePart
    from analysis.batch.measuring import measure, order
    from analysis.options import DEFAULTS
    from analysis.reading.tables import RawLine

    # Long enough to be plainly English: the model, which is not there yet, is not asked.
    _TEXT = (
        "The army of Turkey killed nine soldiers, and this is what they said to Anna Berg. " * 20
    )
    _ARTICLE = {
        "title": "Army fires missiles at the town",
        "captions": ["Soldiers in Paris on Monday"],
        "text": _TEXT,
    }
    _LINE = RawLine(1, json.dumps(_ARTICLE))
    _PART = FilePart(
        "ready.jsonl", "ready", "jsonl", {name: name for name in _ARTICLE}, [(1, _LINE)]
    )
    MEASURED = measure(Batch(0, [_PART], 0), order(DEFAULTS))
# Workers that looked for circles among what is loaded would each copy it.
gc.freeze()
