"""Report: one page about one article, which a person can read, check and send.

The page holds its style, charts, tables, thumbnails and script, and loads nothing. All that comes
from an article, a file name or a word list is data. The same input gives the same bytes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.annotated import highlight
    from analysis.report.listing import write_list
    from analysis.report.of_runs import run_report
    from analysis.report.page import Report, last_changed, report
    from analysis.report.versions import versions_page

__all__ = [
    "Report",
    "highlight",
    "last_changed",
    "report",
    "run_report",
    "versions_page",
    "write_list",
]

# Loaded when first asked for: the list of a run needs none of what draws a page, which takes longer
# to load than a thousand articles to measure.
_ROOMS = {
    "Report": "analysis.report.page",
    "highlight": "analysis.annotated",
    "last_changed": "analysis.report.page",
    "report": "analysis.report.page",
    "run_report": "analysis.report.of_runs",
    "versions_page": "analysis.report.versions",
    "write_list": "analysis.report.listing",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(_ROOMS[name]), name)
    return value
