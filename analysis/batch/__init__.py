"""Corpora larger than memory: in any format → Parquet tables out, on several processes or machines.

One process cuts the inputs into batches of raw records, bounded in bytes and in number; workers
turn each into tables; the same process writes them, in order, each part whole or not at all. A run
that is stopped at any moment goes on with what is missing, and ends in the same bytes.

Memory holds a few batches per worker and what a batch grows to while it is measured (some 100 times
its text), the list of the input files, and of a JSON list, a Parquet file or a web archive one
record, one row group or one record at a time. A JSON file that is no list is read whole, up to 256
MB.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.batch.progress import Pace, Progress, time_left
from analysis.batch.starting import cores, prepare

if TYPE_CHECKING:
    from analysis.batch.running import Result, run

__all__ = ["Pace", "Progress", "Result", "cores", "prepare", "run", "time_left"]


# Loaded when first asked for: workers are started before this process loads what measures.
def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(import_module("analysis.batch.running"), name)
    return value
