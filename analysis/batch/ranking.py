"""The ranking of all articles, from parts that together may be larger than memory.

What is unusual for its kind ranks an article, not what its kind does everywhere: captions name
persons on any page. Without a baseline for any list of the run, the tests within the articles do.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
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
    "n_captions",
    "p_unusual",
    "most_unusual",
    "unusual",
    "p_of_row",
    "observed",
    "expected",
    "words_target",
    "words",
    "verdict",
    "reason",
    "p_adjusted",
    "p",
    "divergence",
    "strongest",
]
_RANKED_BY = "p_unusual", "p"  # the first that any article has
_Q_AFTER = _NEEDED.index("p_unusual") + 1
_SCHEMA = pa.schema(
    [
        pa.field("rank", pa.int64()),
        *(SCHEMAS["articles"].field(name) for name in _NEEDED[:_Q_AFTER]),
        pa.field("q", pa.float64()),
        *(SCHEMAS["articles"].field(name) for name in _NEEDED[_Q_AFTER:]),
        pa.field("reprint_of", pa.large_string()),
    ]
)
_RUN_ROWS, _RUN_BYTES = 200_000, 128 * 2**20
_ROWS_AT_ONCE = 65_536


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
    parts: Sequence[Path],
    path: Path,
    scratch: Path,
    metadata: Mapping[str, str] | None = None,
    reprints: pa.Table | None = None,
) -> None:
    """Rank the articles of all parts into one sealed file.

    Memory holds three numbers of each article and its place, some 70 bytes while they are sorted;
    one run of at most 200,000 rows or about 128 MB while it is laid down; and 65,536 rows while
    runs are merged.

    Parameters
    ----------
    parts : list of Path
        the parts of the articles, as `SCHEMAS` has them.
    path : Path
        of the ranking; it is there whole or not at all.
    scratch : Path
        a folder for temporary files, on the same disk; as much room as all rows take in memory.
    metadata : dict, optional
        what the file says of itself.
    reprints : pyarrow.Table, optional
        article, reprint_of (see `reprinting.reprints_of`).
    """
    by = _ranked_by(parts)
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".ranking-") as folder:
        runs: list[Path] = []
        keys_of_runs = [np.zeros((3, 0))]
        for run in _runs(parts, by):
            order, keys = _sorted(_keys(run, by))
            runs.append(_laid_down(run.take(order), Path(folder) / f"{len(runs)}.arrow"))
            keys_of_runs.append(keys)
        made = Path(folder) / "ranking.parquet"
        # Articles that are equal stay in the order of the runs, which is that of their numbers.
        order, (p, _, _) = _sorted(np.concatenate(keys_of_runs, axis=1))
        distinct, n = np.unique(p, return_counts=True)
        q = np.repeat(adjusted(distinct, n), n)
        with pq.ParquetWriter(made, _SCHEMA) as writer:
            for first, rows in _merged(runs, order):
                rank = np.arange(first, first + len(rows))
                of_rows = dict(zip(rows.column_names, rows.columns, strict=True))
                of_rows |= {"rank": pa.array(rank + 1), "q": pa.array(q[rank])}
                of_rows["reprint_of"] = _reprint_of(rows["article"], reprints)
                writer.write_table(pa.table([of_rows[name] for name in _SCHEMA.names], _SCHEMA))
            writer.add_key_value_metadata({**(metadata or {}), **sealing.UNSEALED})
        sealing.seal_file(made)
        publish(made, path)


def _reprint_of(article: pa.ChunkedArray, reprints: pa.Table | None) -> pa.Array:
    """The article that each article repeats, missing where it repeats none."""
    if reprints is None:
        return pa.nulls(len(article), pa.large_string())
    row = pc.index_in(article, reprints["article"].combine_chunks())
    return reprints["reprint_of"].take(row.combine_chunks())


def _ranked_by(parts: Sequence[Path]) -> str:
    """The first of the columns by which articles may be ranked that any article has."""
    for by in _RANKED_BY:
        for part in parts:
            if not np.isnan(_read(part, [by])[by].to_numpy()).all():
                return by
    return _RANKED_BY[-1]


def _read(part: Path, columns: list[str]) -> pa.Table:
    with pq.ParquetFile(part) as file:
        return file.read(columns, use_threads=False)


def _runs(parts: Sequence[Path], by: str) -> Iterator[pa.Table]:
    """The articles that can be ranked, so many as are sorted at once."""
    held: list[pa.Table] = []
    n_rows, n_bytes = 0, 0
    for part in parts:
        table = _read(part, _NEEDED)
        table = table.filter(pa.array(~np.isnan(table[by].to_numpy())))
        held.append(table)
        n_rows, n_bytes = n_rows + len(table), n_bytes + table.nbytes
        if n_rows >= _RUN_ROWS or n_bytes >= _RUN_BYTES:
            yield pa.concat_tables(held)
            held, n_rows, n_bytes = [], 0, 0
    if held:
        yield pa.concat_tables(held)


def _keys(run: pa.Table, by: str) -> np.ndarray:
    """What the articles of a run are sorted by, one after the other, the least first; what an
    article lacks puts it last.
    """
    # Most adjusted p-values are 1: p_of_row tells those articles apart.
    p, p_of_row, divergence = (run[name].to_numpy() for name in (by, "p_of_row", "divergence"))
    return np.stack([p, p_of_row, -divergence]).astype(float)


def _sorted(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The order of some articles by their keys, and the keys in that order."""
    order = np.lexsort(keys[::-1])
    return order, keys[:, order]


def _laid_down(run: pa.Table, path: Path) -> Path:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, run.schema) as writer:
        writer.write_table(run)
    return path


def _merged(runs: Sequence[Path], order: np.ndarray) -> Iterator[tuple[int, pa.Table]]:
    """The rows of all sorted runs in an order that keeps that of each, some at a time, each time with
    the number of the first.
    """
    # What is mapped is read from the disk when it is taken.
    tables = [pa.ipc.open_file(pa.memory_map(str(run))).read_all() for run in runs]
    bounds = np.cumsum([0, *map(len, tables)])
    n_taken = np.zeros(len(tables), dtype=np.int64)
    for first in range(0, len(order), _ROWS_AT_ONCE):
        rows = order[first : first + _ROWS_AT_ONCE]
        run = np.searchsorted(bounds, rows, side="right") - 1
        n_next = np.bincount(run, minlength=len(tables))
        # The next rows of each run, one run behind the other; then each row in its turn.
        starts = np.cumsum(n_next) - n_next
        following = pa.concat_tables(
            table.slice(start, n)
            for table, start, n in zip(tables, n_taken.tolist(), n_next.tolist(), strict=True)
        )
        yield first, following.take(rows - (bounds[:-1] + n_taken - starts)[run])
        n_taken += n_next
