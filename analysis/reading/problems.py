"""Problems: what stood in an input and could not be read, kept beside what could."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from analysis.corpus import Corpus, no_problems
from analysis.reading.errors import one_line


def with_problems(corpus: Corpus, rows: Iterable[tuple[str, int | None, str]]) -> Corpus:
    """The corpus with further rows (source, line, problem) in its table of problems."""
    rows = [(source, line, one_line(problem)) for source, line, problem in rows]
    if not rows:
        return corpus
    columns = no_problems()
    table = pd.DataFrame(rows, columns=list(columns)).astype(columns.dtypes.to_dict())
    return replace(corpus, problems=pd.concat([corpus.problems, table], ignore_index=True))
