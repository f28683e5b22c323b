"""Reports of the articles of a run: which file each has, and how one is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.batch.rereading import Reread, reread
from analysis.batch.store import REPORTS, Store
from analysis.reading.formats import holds_records
from analysis.report.page import Report, last_changed, report

# A name that every file system and every address takes as it is. None holds the sign that the number
# of an article stands behind where its id is no such name.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")  # by Windows
_BEGIN = re.compile(r".{1,60}")


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


def report_names(run: Path, ids: Mapping[int, str]) -> dict[int, str]:
    """Where the reports of some articles belong, below the folder of their run.

    Parameters
    ----------
    run : Path
    ids : mapping
        the number of each article and its id.

    Returns
    -------
    dict of str
        reports/ID.html; where the id is no name for a file, or another article has it (in capitals
        or not), a part of it with the number of the article.
    """
    n_times = _n_times(Store(run), {id.lower() for id in ids.values()})
    return {
        number: f"{REPORTS}/{_file_name(id, number, is_unique=n_times[id.lower()] < 2)}.html"
        for number, id in ids.items()
    }


def _file_name(id: str, number: int, *, is_unique: bool) -> str:
    """The name of the file of a report.

    Examples
    --------
    >>> _file_name("news-7", 3, is_unique=True), _file_name("news-7", 3, is_unique=False)
    ('news-7', 'news-7~3')
    >>> _file_name("../deep/Über uns", 4, is_unique=True), _file_name("con", 5, is_unique=True)
    ('deep-ber-uns~4', 'con~5')
    """
    if is_unique and _SAFE.fullmatch(id) and not _RESERVED.fullmatch(id) and id[-1] != ".":
        return id
    begin = _BEGIN.match(_UNSAFE.sub("-", id).strip(".-"))
    return f"{begin[0] if begin else ''}~{number}"


def _n_times(store: Store, ids: set[str]) -> Counter[str]:
    """How many articles of a run have each id, small letters and capitals alike."""
    wanted = pa.array(sorted(ids), pa.large_string())
    n_times = Counter[str]()
    for part in store.parts():
        with pq.ParquetFile(part) as file:
            own = pc.utf8_lower(file.read(["id"], use_threads=False)["id"])
        n_times.update(own.filter(pc.is_in(own, wanted)).to_pylist())
    return n_times
