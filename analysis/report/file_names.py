"""Which file the report of each article of a run has.

The list of a run asks for names alone: nothing here loads what makes a report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.batch.store import REPORTS, Store

# A name that every file system and every address takes as it is. None holds the sign that the number
# of an article stands behind where its id is no such name.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")  # by Windows
_BEGIN = re.compile(r".{1,60}")


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
