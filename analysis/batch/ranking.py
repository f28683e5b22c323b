"""The ranking of all articles, from parts that together may be larger than memory."""

from __future__ import annotations

import heapq
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
    "p",
    "divergence",
    "strongest",
    "verdict",
]
_ORDER = [("p", "ascending"), ("divergence", "descending"), ("article", "ascending")]
_SCHEMA = pa.schema(
    [
        pa.field("rank", pa.int64()),
        *(SCHEMAS["articles"].field(name) for name in _NEEDED[:6]),
        pa.field("q", pa.float64()),
        *(SCHEMAS["articles"].field(name) for name in _NEEDED[6:]),
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
    distinct, counts = _counted(parts)
    q = adjusted(distinct, counts)
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".ranking-") as folder:
        runs = [
            _laid_down(run, Path(folder) / f"{n}.parquet") for n, run in enumerate(_runs(parts))
        ]
        made = Path(folder) / "ranking.parquet"
        with pq.ParquetWriter(made, _SCHEMA) as writer:
            rows: list[tuple[Any, ...]] = []
            rank = 0
            for rank, row in enumerate(heapq.merge(*map(_rows, runs), key=_key), start=1):
                rows.append((rank, *row[:6], float(q[np.searchsorted(distinct, row[5])]), *row[6:]))
                if len(rows) == 16 * _ROWS_AT_ONCE:
                    writer.write_table(_table(rows))
                    rows = []
            if rows or not rank:
                writer.write_table(_table(rows))
            writer.add_key_value_metadata({**(metadata or {}), **sealing.UNSEALED})
        sealing.seal_file(made)
        publish(made, path)


def _counted(parts: Sequence[Path]) -> tuple[np.ndarray, np.ndarray]:
    distinct, counts = np.array([], dtype=float), np.array([], dtype=np.int64)
    for part in parts:
        p = pq.read_table(part, columns=["p"])["p"].drop_null().to_numpy()
        of_part, n_of_part = np.unique(p[~np.isnan(p)], return_counts=True)
        distinct, index = np.unique(np.concatenate([distinct, of_part]), return_inverse=True)
        n = np.concatenate([counts, n_of_part])
        counts = np.bincount(index, n, minlength=len(distinct)).astype(np.int64)
    return distinct, counts


def _runs(parts: Sequence[Path]) -> Iterator[pa.Table]:
    """The tested articles in sorted runs."""
    held: list[pa.Table] = []
    for part in parts:
        table = pq.read_table(part, columns=_NEEDED)
        p = table["p"].fill_null(float("nan"))
        held.append(table.filter(pc.invert(pc.is_nan(p))))
        if sum(map(len, held)) >= _RUN_ROWS or sum(table.nbytes for table in held) >= _RUN_BYTES:
            yield pa.concat_tables(held).sort_by(_ORDER)
            held = []
    if held:
        yield pa.concat_tables(held).sort_by(_ORDER)


def _laid_down(run: pa.Table, path: Path) -> Path:
    pq.write_table(run, path, row_group_size=16 * _ROWS_AT_ONCE)
    return path


def _rows(run: Path) -> Iterator[tuple[Any, ...]]:
    with pq.ParquetFile(run) as file:
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=_NEEDED):
            yield from zip(*(batch.column(name).to_pylist() for name in _NEEDED), strict=True)


def _key(row: tuple[Any, ...]) -> tuple[float, float, int]:
    p, divergence, article = row[5], row[6], row[0]
    return p, -(divergence if divergence is not None else 0.0), article


def _table(rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(columns, _SCHEMA, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)
