"""Report: one page about one article, which a person can read, check and send.

The page holds its style, charts, tables, thumbnails and script, and loads nothing. All that comes
from an article, a file name or a word list is data. The same input gives the same bytes.
"""

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
