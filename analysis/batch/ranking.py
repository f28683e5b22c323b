"""The ranking of all articles, from parts that together may be larger than memory.

What is unusual for its kind ranks an article, not what its kind does everywhere: captions name
persons on any page. Without a baseline for any list of the run, the tests within the articles do.
"""

from __future__ import annotations

import functools
import heapq
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.batch import sealing
from analysis.batch.measuring import SCHEMAS
from analysis.publishing import publish

_NEEDED = [
    "article",
    "id",
    "title",
    "source",
    "published",
    "p_unusual",
    "most_unusual",
    "unusual",
    "p_of_row",
    "observed",
    "expected",
    "p",
    "divergence",
    "strongest",
    "verdict",
]
_RANKED_BY = "p_unusual", "p"  # the first that any article has
_Q_AFTER = _NEEDED.index("p_unusual") + 1
_SCHEMA = pa.schema(
    [
        pa.field("rank", pa.int64()),
        *(SCHEMAS["articles"].field(name) for name in _NEEDED[:_Q_AFTER]),
        pa.field("q", pa.float64()),
        *(SCHEMAS["articles"].field(name) for name in _NEEDED[_Q_AFTER:]),
    ]
)
_RUN_ROWS, _RUN_BYTES = 200_000, 128 * 2**20
_ROWS_AT_ONCE = 256


def adjusted(p: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg q of each distinct p (ascending), each of which `n` articles have.

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.02, 0.5]), np.array([1, 2, 1])).round(4).tolist()
    [0.0267, 0.0267, 0.5]
    """
    reached = p * n.sum() / np.cumsum(n)
    return np.minimum(np.minimum.accumulate(reached[::-1])[::-1], 1.0)


def write_ranking(
    parts: Sequence[Path], path: Path, scratch: Path, metadata: Mapping[str, str] | None = None
) -> None:
    """Rank the articles of all parts into one sealed file.

    Memory holds, whatever the number of articles: the distinct p-values with their counts (they are
    shares of at most 20,000 arrangements, of which few differ), one run of at most 200,000 rows or
    about 128 MB while it is sorted, and 256 rows of each run while they are merged.

    Parameters
    ----------
    parts : list of Path
        the parts of the articles, as `SCHEMAS` has them.
    path : Path
        of the ranking; it is there whole or not at all.
    scratch : Path
        a folder for temporary files, on the same disk.
    metadata : dict, optional
        what the file says of itself.
    """
    for by in _RANKED_BY:
        distinct, counts = _counted(parts, by)
        if len(distinct):
            break
    q, at = adjusted(distinct, counts), _NEEDED.index(by)
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".ranking-") as folder:
        runs = [
            _laid_down(run, Path(folder) / f"{n}.parquet") for n, run in enumerate(_runs(parts, by))
        ]
        made = Path(folder) / "ranking.parquet"
        with pq.ParquetWriter(made, _SCHEMA) as writer:
            rows: list[tuple[Any, ...]] = []
            rank = 0
            merged = heapq.merge(*map(_rows, runs), key=functools.partial(_key, by=by))
            for rank, row in enumerate(merged, start=1):
                own_q = float(q[np.searchsorted(distinct, row[at])])
                rows.append((rank, *row[:_Q_AFTER], own_q, *row[_Q_AFTER:]))
                if len(rows) == 16 * _ROWS_AT_ONCE:
                    writer.write_table(_table(rows))
                    rows = []
            if rows or not rank:
                writer.write_table(_table(rows))
            writer.add_key_value_metadata({**(metadata or {}), **sealing.UNSEALED})
        sealing.seal_file(made)
        publish(made, path)


def _counted(parts: Sequence[Path], by: str) -> tuple[np.ndarray, np.ndarray]:
    distinct, counts = np.array([], dtype=float), np.array([], dtype=np.int64)
    for part in parts:
        p = pq.read_table(part, columns=[by])[by].drop_null().to_numpy()
        of_part, n_of_part = np.unique(p[~np.isnan(p)], return_counts=True)
        distinct, index = np.unique(np.concatenate([distinct, of_part]), return_inverse=True)
        n = np.concatenate([counts, n_of_part])
        counts = np.bincount(index, n, minlength=len(distinct)).astype(np.int64)
    return distinct, counts


def _runs(parts: Sequence[Path], by: str) -> Iterator[pa.Table]:
    """The articles that can be ranked, in sorted runs."""
    order = [
        (by, "ascending"),
        # Most adjusted p-values are 1.
        ("p_of_row", "ascending"),
        ("divergence", "descending"),
        ("article", "ascending"),
    ]
    held: list[pa.Table] = []
    for part in parts:
        table = pq.read_table(part, columns=_NEEDED)
        p = table[by].fill_null(float("nan"))
        held.append(table.filter(pc.invert(pc.is_nan(p))))
        if sum(map(len, held)) >= _RUN_ROWS or sum(table.nbytes for table in held) >= _RUN_BYTES:
            yield pa.concat_tables(held).sort_by(order)
            held = []
    if held:
        yield pa.concat_tables(held).sort_by(order)


def _laid_down(run: pa.Table, path: Path) -> Path:
    pq.write_table(run, path, row_group_size=16 * _ROWS_AT_ONCE)
    return path


def _rows(run: Path) -> Iterator[tuple[Any, ...]]:
    with pq.ParquetFile(run) as file:
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=_NEEDED):
            yield from zip(*(batch.column(name).to_pylist() for name in _NEEDED), strict=True)


def _key(row: tuple[Any, ...], by: str) -> tuple[float, float, float, int]:
    values = (row[_NEEDED.index(name)] for name in (by, "p_of_row", "divergence"))
    # What an article lacks puts it last, as in a sorted run.
    p, p_of_row, divergence = (math.nan if value is None else value for value in values)
    return (
        p,
        math.inf if math.isnan(p_of_row) else p_of_row,
        math.inf if math.isnan(divergence) else -divergence,
        row[_NEEDED.index("article")],
    )


def _table(rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(columns, _SCHEMA, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)
