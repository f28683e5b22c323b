"""Versions: what a second version of an article kept, moved, changed, inserted and deleted, and what
that does to its measures.
"""

from analysis.versions.aligning import FATES, align, share_in_common
from analysis.versions.both import Versions
from analysis.versions.finding import pairs_within
from analysis.versions.inserted import inserted_segments, ordinary_insertions
from analysis.versions.shifting import (
    READINGS,
    VERSIONS,
    hits_of_both,
    settled_for_both,
    shift,
    totals,
)

__all__ = [
    "FATES",
    "READINGS",
    "VERSIONS",
    "Versions",
    "align",
    "hits_of_both",
    "inserted_segments",
    "ordinary_insertions",
    "pairs_within",
    "settled_for_both",
    "share_in_common",
    "shift",
    "totals",
]
