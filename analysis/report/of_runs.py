"""Reports of the articles of a run: how one is made."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from analysis.batch.rereading import Reread, reread
from analysis.reading.formats import holds_records
from analysis.report.file_names import report_names
from analysis.report.page import Report, last_changed, report


class RunReport(NamedTuple):
    """The report of an article of a run: the page, where it belongs, and the article."""

    report: Report
    path: Path
    article: Reread


def run_report(
    run: str | Path, only: str | int, *, read_on: date | None = None, **choices: Any
) -> RunReport:
    """The report of one article of a finished run, by the lists and options of the run.

    Parameters
    ----------
    run : str or Path
        the folder of the run.
    only : str or int
        the id of the article, or its number from 0.
    read_on : date, optional
        when the article was read; by default the day on which its file was last changed.
    **choices
        single options that are to differ from those of the run, as `lexicon="afinn"`.

    Returns
    -------
    RunReport
        nothing is written yet: `report.write(path)` puts it where the list of the run links to it.

    Raises
    ------
    InputError
        as `batch.rereading.reread`.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import batch
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = batch.run("seeds/*.html", Path(folder) / "run", workers=1).folder
    ...     made = run_report(out, "control")
    ...     made.path.relative_to(out).as_posix(), "<h1" in made.report.html
    ('reports/control.html', True)
    """
    again = reread(run, only)
    # An article in an archive is no file that a command could name.
    is_record = holds_records(again.path) or len(again.corpus.articles) > 1
    made = report(
        again.corpus,
        options=again.options,
        read_on=read_on or last_changed(again.path),
        file=again.path,
        only=again.id if is_record else None,
        columns=again.columns,
        encoding=again.encoding,
        **choices,
    )
    folder = Path(run)
    path = folder / report_names(folder, {again.number: again.id})[again.number]
    return RunReport(made, path, again)
