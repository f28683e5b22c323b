"""Own: where the words of a list of one's own are, in sentences.

Whoever brings a list asks first which of its words an article has, and where. That is answered
also where too few words are there for any test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.hits import are_sums, counted, hit_texts
from analysis.options import DEFAULTS
from analysis.words import capitalised, count, listed, noun, the, verb
from analysis.words.sentences import names_of, verdict_and_why

MOST_CATEGORIES = 6  # that are listed, those with most hits in the target first
_MOST_WORDS, _MOST_PLACES = 4, 3  # of a category in a layer, and of a word


def own_lines(
    corpus: Corpus,
    hits: Mapping[str, pd.DataFrame],
    table: pd.DataFrame,
    lists: Mapping[str, str],
    labels: Mapping[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = MOST_CATEGORIES,
) -> list[str]:
    """Which words of a person's own lists both layers have, and in which segments.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : mapping of DataFrame
        of every measure, as `measures.all_hits`.
    table : DataFrame
        of `measures.findings`, or of `measures.without_power`.
    lists : mapping of str
        measure → the name of its list, as `measures.own_lists`.
    labels : mapping of str
        how a reader is shown the categories.
    target, reference : str
        the two layers.
    most : int
        categories that are listed; the others are counted.

    Returns
    -------
    list of str
        for each list a line with its hits in both layers, and whether they could be tested; then a line for
        each category without a clear difference that has a hit. Empty without such a list.

    Examples
    --------
    >>> from analysis import measures, read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> hits = measures.all_hits(corpus)
    >>> table = measures.findings(corpus, hits)
    >>> lines = own_lines(corpus, hits, table, {"framing": "mine.dic"}, {}, most=1)
    >>> for line in lines[:2]:
    ...     print(line)
    mine.dic has 11 hits in captions, 38 in the body.
    Casualties_destruction: “destruction” (captions 1 and 3).
    """
    pair = {"target": target, "reference": reference}
    names, lines = names_of(corpus), list[str]()
    for measure, own_list in lists.items():
        rows = table[(table["measure"] == measure) & ~are_sums(table)]
        lines.append(_sizes(rows, own_list, pair))
        rows = rows[(rows["side"] == "") & (rows["n_target"] + rows["n_reference"] > 0)]
        rows = rows.sort_values(["n_target", "n_reference"], ascending=False, kind="stable")
        places = _places(corpus, hits[measure])
        for row in rows.head(most).itertuples():
            of_row = places[places["category"] == row.category]
            sides = [_side(of_row, layer, names) for layer in pair.values()]
            label = capitalised(labels.get(row.category, row.category))
            lines.append(f"{label}: {'; '.join(filter(None, sides))}.")
        if len(rows) > most:
            n_more = len(rows) - most
            more = f"{count(n_more, 'more category')} of {own_list} {verb('have', n_more)} hits"
            lines.append(f"{more}: see --all.")
    return lines


def _sizes(rows: pd.DataFrame, own_list: str, pair: Mapping[str, str]) -> str:
    """How many hits of a list either layer has, and whether they could be tested."""
    n_target, n_reference = (int(rows[f"n_{side}"].sum()) for side in ("target", "reference"))
    target, reference = map(the, pair.values())
    if not n_target + n_reference:
        return f"{own_list} has no hit in {target} or {reference}."
    sizes = f"{own_list} has {count(n_target, 'hit')} in {target}, {n_reference:,} in {reference}"
    held = rows[rows["n_target"] + rows["n_reference"] > 0]
    verdicts = {verdict_and_why(row, **pair) for _, row in held.iterrows()}
    return f"{sizes}: {verdicts.pop()}." if len(verdicts) == 1 else f"{sizes}."


def _places(corpus: Corpus, hits: pd.DataFrame) -> pd.DataFrame:
    """The hits that a comparison counts, with their words as the article has them, and their layer."""
    table = counted(hits)
    segment = table["segment"].to_numpy(dtype=np.int64)
    table = table.assign(
        word=hit_texts(corpus, table),
        layer=corpus.segments["layer"].astype(str).to_numpy()[segment],
        category=table["category"].astype(str),
    )
    return table[~corpus.doubtful().to_numpy()[segment]]


def _side(places: pd.DataFrame, layer: str, names: Mapping[int, str]) -> str:
    """The words of one category in a layer, each with its segments."""
    own = places[places["layer"] == layer]
    words = [
        f"“{word}” ({_segments([names[segment] for segment in of_word['segment']])})"
        for word, of_word in own.groupby("word", sort=False)
    ]
    return listed(words, _MOST_WORDS)


def _segments(names: Iterable[str]) -> str:
    """Segments of one layer, their kind named once.

    Examples
    --------
    >>> _segments(["caption 1", "caption 3", "caption 3"]), _segments(["headline"])
    ('captions 1 and 3', 'headline')
    """
    distinct = list(dict.fromkeys(names))
    kind, _, number = distinct[0].rpartition(" ")
    if len(distinct) == 1 or not number.isdigit():
        return distinct[0]
    numbers = [name.rpartition(" ")[2] for name in distinct]
    return f"{noun(kind, len(distinct))} {listed(numbers, _MOST_PLACES)}"
