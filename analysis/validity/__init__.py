"""Validity: how far each shipped list, codebook and recogniser agrees with people, as measured on
texts that people judged; and how well captions are found, on which every comparison rests.

The figures are stored beside this file by `tests/benchmarks/bench_validity.py --write`, never by
hand. They hold for the kind of text that they name. For any other, and for a list of your own,
nobody knows before it is validated on it (`analysis.coding`).
"""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd

AGREEMENT_TABLE = Path(__file__).parent / "agreement.tsv"
ERRORS_TABLE = Path(__file__).parent / "errors.tsv"
# What `worth` calls the labels of plain text that comparisons count.
CERTAIN_IN_TEXT = "plain text without doubtful captions"
_NUMERIC = ["n", "value", "low", "high", "ceiling", "of"]


@functools.cache
def _stored(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, sep="\t", comment="#", keep_default_na=False, dtype=str)
    columns = table.columns.intersection(_NUMERIC)
    return table.assign(**{column: pd.to_numeric(table[column]) for column in columns})


def worth(
    measure: str | None = None, name: str | None = None, *, peers: bool = False
) -> pd.DataFrame:
    """How far the shipped measures agree with people.

    A codebook that nobody has held against people stands there with n 0 and nan; a list that does
    not ship with the suite has no row.

    Parameters
    ----------
    measure : str, optional
        "sentiment", "framing", "entities" or "coding" (the classifier that learns frames from
        codes); "layers" (no measure: how well captions are found); all by default.
    name : str, optional
        a lexicon, codebook or recogniser, as "news"; of layers "pages", "exports", "plain text" or
        `CERTAIN_IN_TEXT`; all by default.
    peers : bool
        True adds what others use for the same.

    Returns
    -------
    DataFrame, one row per figure
        measure, name, role (shipped, peer), statistic (Pearson, AUC, F1 …: 1 is perfect; of a
        guess, 0 for Pearson and Spearman, .5 for AUC), category (the frame, or empty), n and text
        (how many of what kind of text; of layers how many captions), value, low, high (the middle
        95 % of values when documents are drawn with replacement; of pages, sites), ceiling,
        ceiling_of (how well people do on it, where known; "published" by those who judged the
        texts, not measured here), data (who judged the texts), in_sight ("yes" where whoever made
        or improved the list could read these texts: expect somewhat less of it elsewhere).

    Raises
    ------
    ValueError
        for an unknown measure; the message lists the known ones.

    Examples
    --------
    >>> worth("framing", "armed-conflict")[["n", "value"]].values.tolist()
    [[0.0, nan]]
    >>> table = worth("sentiment").set_index(["name", "text"])["value"].unstack()
    >>> bool((table.loc["news"] > table.loc["vader"]).all())
    True
    """
    return _chosen(_stored(AGREEMENT_TABLE), measure, name, peers)


def errors(measure: str | None = None, name: str | None = None) -> pd.DataFrame:
    """How often the shipped measures err in which way, on the same texts.

    Returns
    -------
    DataFrame, one row per kind of error
        measure, name, text, kind, n (times), of (of how many that could err so), cases (what these
        are), share (n / of).

    Examples
    --------
    >>> errors("sentiment", "news").columns.tolist()
    ['measure', 'name', 'text', 'kind', 'n', 'of', 'cases', 'share']
    """
    table = _stored(ERRORS_TABLE)
    return _chosen(table.assign(share=table["n"] / table["of"]), measure, name, peers=True)


def _chosen(
    table: pd.DataFrame, measure: str | None, name: str | None, peers: bool
) -> pd.DataFrame:
    if measure is not None and measure not in set(table["measure"]):
        choices = ", ".join(dict.fromkeys(table["measure"]))
        raise ValueError(f"unknown measure {measure!r}; choose from: {choices}")
    wanted = {"measure": measure, "name": name, "role": None if peers else "shipped"}
    for column, value in wanted.items():
        if value is not None:
            table = table[table[column] == value]
    return table.reset_index(drop=True)
