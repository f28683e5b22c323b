"""Tables to be read: labels for keys, two or three digits, a dash where nothing is defined; of
verdicts the findings first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysis.comparison import NO_DIFFERENCE
from analysis.hits import sum_named
from analysis.options import DEFAULTS
from analysis.words import capitalised, count, layer_name, numbers, ordinary, plural, sentences
from analysis.words.tallies import short_tally, sides_of

_NEAREST = 3  # rows without a difference that stay in sight
# Heads that say more than their key; of all others an underscore is a space.
_HEADS = {
    "auc": "AUC",
    "cases": "out of",
    "cosine": "cosine",
    "difference_max": "greatest difference",
    "difference_min": "least difference",
    "hangs_on": "depends on",
    "difference_whole": "difference with all",
    "left_out": "without",
    "n": "count",
    "n_against": "articles compared with",
    "n_articles": "articles",
    "n_beyond": "pages further out",
    "n_captions": "captions",
    "n_coded": "coded by people",
    "n_coders": "coders",
    "n_content_words": "content words",
    "n_defined": "choices with a value",
    "n_found": "with a word",
    "n_both": "both",
    "n_held": "coded with it",
    "n_needed": "codes needed",
    "n_needed_without": "codes needed without help",
    "n_others": "articles compared with",
    "n_scored": "words scored",
    "n_segments": "segments",
    "n_sentences": "sentences",
    "n_words": "words",
    "naive": "word list alone",
    "not_in_reference": "not in the body",
    "p_adjusted": "p, adjusted",
    "p_unusual": "p",
    "per_1000": "per 1,000 words",
    "q05": "5th percentile",
    "q25": "25th percentile",
    "q50": "median",
    "q75": "75th percentile",
    "q95": "95th percentile",
    "share_in_reference": "share in the body",
    "share_scored": "share scored",
    "sha256": "SHA-256",
    "unknown": "frequent words without a score",
}
_OF_LAYERS = re.compile(r"(?P<what>\w+?)_(?P<side>target|reference|headline|body|skimmer|full)$")
_WHAT = {"n": "count in ", "per_1000": "per 1,000 words in ", "words": "words in "}
_SIDES = {"skimmer": "headline and captions", "full": "the whole article"}
_P = re.compile(r"(p|q)(_.*)?$")
# Columns whose values are keys with a label.
_KEYED = ("category", "most_unusual", "measure")


def table_to_read(
    table: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> pd.DataFrame:
    """Any table of the suite as a reader is shown it: every cell in words.

    Parameters
    ----------
    table : DataFrame
        an index with a name, or of words, becomes the first columns; another is left out.
    labels : mapping of str to str, optional
        for the keys of categories; a key without a label is shown as it is.
    target, reference : str
        the layers that columns such as `n_target` are about.

    Returns
    -------
    DataFrame
        of text, with a noun at the head of each column; nothing undefined but a dash.

    Examples
    --------
    >>> table = pd.DataFrame({"category": ["PERSON"], "n_target": [2], "share_scored": [float("nan")]})
    >>> table_to_read(table, {"PERSON": "persons"}).to_dict("records")
    [{'category': 'persons', 'count in captions': '2', 'share scored': '–'}]
    """
    whole = _with_index(table)
    shown = {}
    for number, name in enumerate(whole.columns):
        head = _head(name, target, reference)
        while head in shown:  # a table may hold one head twice
            head += "\u200b"
        shown[head] = [_cell(name, value, labels or {}) for value in whole.iloc[:, number]]
    return pd.DataFrame(shown, dtype=object)


def _with_index(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its index as columns, where the index says something."""
    index = table.index
    is_named = index.nlevels > 1 or index.name is not None
    if not is_named and pd.api.types.is_integer_dtype(index.dtype):
        return table
    kept = table.copy()
    kept.columns = pd.Index([*table.columns], dtype=object)  # categories take no further column
    if not is_named:
        kept.insert(0, "", index.astype(str))
        return kept
    return kept.reset_index(drop=bool({*index.names} & {*kept.columns}))


def _head(name: Any, target: str, reference: str) -> str:
    if isinstance(name, tuple):
        return " · ".join(_head(part, target, reference) for part in name if part != "")
    key = str(name)
    if key in _HEADS:
        return _HEADS[key]
    match = _OF_LAYERS.fullmatch(key)
    if match:
        side = {"target": plural(target), "reference": plural(reference), **_SIDES}.get(
            match["side"], match["side"]
        )
        what = _WHAT.get(match["what"], f"{match['what'].replace('_', ' ')} in ")
        return f"{what}{side}"
    return sentences.verdict_words(key).replace("_", " ")


def _cell(name: Any, value: Any, labels: Mapping[str, str]) -> str:
    key = str(name)
    if isinstance(value, list | tuple | set):
        return ", ".join(_entry(entry) for entry in value) or numbers.UNDEFINED
    if value is None or value is pd.NaT or value is pd.NA or str(value) in ("", "nan"):
        return numbers.UNDEFINED
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if pd.api.types.is_integer(value):
        return str(value) if key in ("year", "block", "segment") else f"{value:,}"
    if pd.api.types.is_float(value):
        return _number(key, float(value))
    text = sentences.verdict_words(str(value))
    if key in _KEYED:
        return labels.get(text, text)
    return layer_name(text) if key == "layer" else text


def _number(key: str, value: float) -> str:
    if _P.fullmatch(key):
        return numbers.p(value).removeprefix("= ")
    if key.startswith("share"):
        return numbers.share(value)
    if abs(value) >= 100 or value == int(value):
        return numbers.decimal(value, 0)
    return numbers.minus(numbers.significant(value, 3 if abs(value) >= 10 else 2))


def _entry(entry: Any) -> str:
    return " ".join(map(str, entry)) if isinstance(entry, tuple) else str(entry)


# --------------------------------------------------------------------------- verdicts


class VerdictTable(NamedTuple):
    """The rows of a comparison to be read: `first` the findings and the nearest misses, `rest` all
    others, and what is said of those.
    """

    first: pd.DataFrame
    rest: pd.DataFrame
    about_rest: str


def verdict_table(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    names: Mapping[int, str] | None = None,
) -> VerdictTable:
    """A comparison to be read: findings first, the most certain at the top, then the three rows
    nearest to a finding, then all others.

    Parameters
    ----------
    table : DataFrame
        of `comparison.compare` or `measures.findings`.
    labels : dict of str to str
        for the categories.
    target, reference : str
        the layers compared.
    names : mapping of int to str, optional
        what segments are called, as `sentences.names_of` gives it.

    Returns
    -------
    VerdictTable

    Examples
    --------
    >>> from analysis import measures, read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> shown = verdict_table(measures.findings(corpus, measures.all_hits(corpus)), {})
    >>> shown.first["verdict"].tolist()[:2], len(shown.first)
    (['more in captions', 'more in captions'], 5)
    """
    shown = sentences.by_strength(table)
    missed = table[(table["side"] == "") & (table["verdict"] == NO_DIFFERENCE)]
    nearest = missed.sort_values("p_adjusted", kind="stable").head(_NEAREST)
    first = pd.concat([shown, nearest])
    rest = table.drop(first.index)
    pair: dict[str, Any] = {"target": target, "reference": reference}
    first_rows, rest_rows = (
        _rows_to_read(part, labels, names=names, **pair) for part in (first, rest)
    )
    verdicts = [
        f"{n:,} × {sentences.verdict_words(verdict)}"
        for verdict, n in rest["verdict"].value_counts(sort=False).items()
    ]
    rows = "further row" if len(first) else "row"
    about = f"{count(len(rest), rows)}: {', '.join(verdicts)}" if len(rest) else ""
    return VerdictTable(first_rows, rest_rows, about)


def _rows_to_read(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str,
    reference: str,
    names: Mapping[int, str] | None,
) -> pd.DataFrame:
    rows = [row for _, row in table.iterrows()]
    pair = {"target": target, "reference": reference}
    sides = (("target", plural(target)), ("reference", plural(reference)))
    shown: dict[str, list[str]] = {
        "category": [capitalised(labels.get(row["category"], row["category"])) for row in rows]
    }
    for side, layer in sides:
        shown[f"in {layer}"] = [_amount(row, side) for row in rows]
    shown["verdict"] = [sentences.verdict_and_why(row, **pair) for row in rows]
    shown["p, adjusted"] = [_cell("p_adjusted", row["p_adjusted"], {}) for row in rows]
    doubtful = "verdict_with_doubtful"
    if doubtful in table and (table[doubtful] != table["verdict"]).any():
        shown["with doubtful captions"] = list(map(sentences.verdict_words, table[doubtful]))
    if "detectable" in table:
        shown["certainty"] = [
            sentences.how_surely(row, names, target=target) or numbers.UNDEFINED for row in rows
        ]
    if "no_baseline" in table:
        shown[f"ordinary {plural(target)}"] = ordinary.cells(table)
    if "words" in table and table["words"].any():
        for number, (_, layer) in enumerate(sides):
            tallies = [sides_of(words)[number] for words in table["words"]]
            shown[f"words of {layer}"] = [
                short_tally(tally) or numbers.UNDEFINED for tally in tallies
            ]
    return pd.DataFrame(shown, dtype=object)


def _amount(row: pd.Series, side: str) -> str:
    """Hits and rate of a side, or the points of a sum."""
    if row.get(f"n_segments_{side}", 0) > 0:
        return f"{int(row[f'n_{side}'])} ({numbers.share(row[f'share_{side}'])} of the coded)"
    rate = float(row.get(f"per_1000_{side}", float("nan")))
    if pd.isna(rate):
        return numbers.UNDEFINED
    if sum_named(row["category"]) is not None:
        return f"{numbers.whole(rate, with_sign=True)} points per 1,000 words"
    hits = int(row[f"n_{side}"])
    return f"{hits:,} ({numbers.whole(rate)} per 1,000 words)" if hits else "none"
