"""The measures: what each counts, and the findings of all of them on one corpus.

A new measure is a module with a function `hits(corpus, …)`, its test, and one line in `MEASURES`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import entities, explanation, framing, power, sentiment
from analysis.comparison import NO_DIFFERENCE, UNCERTAIN_BELOW, compare
from analysis.corpus import Corpus, Readable, as_corpus
from analysis.hits import PER_SEGMENT, SUMMED, is_weighted
from analysis.lexicons.valence import load_lexicon


class Measure(NamedTuple):
    """A measure: its hits, the option of `findings` that chooses its list, and what it counts, in words."""

    hits: Callable[..., pd.DataFrame]
    option: str | None
    counts: str


MEASURES = {
    "sentiment": Measure(sentiment.hits, "lexicon", "charged words; tone is the sum of their valences"),
    "framing": Measure(framing.hits, "frames", "words and phrases of each frame's vocabulary"),
    "entities": Measure(entities.hits, "recogniser", "mentions of named things, by type"),
}


def all_hits(corpus: Readable, **options: str | Path) -> dict[str, pd.DataFrame]:
    """The hits of every measure, by its name; options as `lexicon="afinn"`, `frames="policy"`.

    Examples
    --------
    >>> from analysis import read_text
    >>> sorted(all_hits(read_text("The plan is good.")))
    ['entities', 'framing', 'sentiment']
    """
    corpus = as_corpus(corpus)
    return {
        name: measure.hits(corpus, **({measure.option: options[measure.option]} if measure.option in options else {}))
        for name, measure in MEASURES.items()
    }


def tone_verdicts(
    corpus: Corpus,
    names: pd.DataFrame,
    lexicons: Sequence[str | Path] = ("vader", "afinn"),
    *,
    target: str = "caption",
    reference: str = "body",
    seed: int = 0,
) -> dict[str, str]:
    """The verdict on tone by each lexicon, under the lexicon's title; `names` as for `comparison.compare`.

    Examples
    --------
    >>> from analysis import read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> tone_verdicts(corpus, entities.hits(corpus))
    {'VADER': 'no difference shown', 'AFINN': 'no difference shown'}
    """
    verdicts = {}
    for name in lexicons:
        charged = sentiment.hits(corpus, lexicon=name)
        table = compare(corpus, charged, target=target, reference=reference, names=names, seed=seed)
        verdicts[load_lexicon(name).title] = str(table.loc[table["category"] == "tone", "verdict"].item())
    return verdicts


def findings(
    corpus: Corpus,
    hits: dict[str, pd.DataFrame] | None = None,
    *,
    target: str = "caption",
    reference: str = "body",
    seed: int = 0,
) -> pd.DataFrame:
    """The comparison of every measure, one table under the other, with the verdicts that the sure labels alone carry.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : dict of DataFrame, optional
        of `all_hits`, by default with its default options. Codes may stand in the place of frame vocabulary:
        `all_hits(corpus) | {"framing": coding.hits(corpus, codes)}`.
    target, reference, seed
        as for `comparison.compare`.

    Returns
    -------
    DataFrame, one row per measure and category
        the columns of `comparison.compare`; verdict_when_sure: the verdict without the segments whose label is less sure
        than `comparison.UNCERTAIN_BELOW`; detectable: where no difference is shown, the smallest one that these segments
        could have shown with 80 % power beside all rows of the measure (per 1,000 words; nan elsewhere, where none
        could, and for codes); hangs_on: the target segments without each of which the verdict is another, as a text ("3 12",
        which `explanation.as_segments` reads), so that the table can be written as it is to any file; fragile: whether a
        shown difference hangs on one of them.

    Examples
    --------
    >>> from analysis import read
    >>> table = findings(read("seeds/nagorno-karabakh.txt"))
    >>> table.loc[table["category"] == "WEAPON", "verdict"].item()
    'more in captions'
    """
    hits = all_hits(corpus) if hits is None else hits
    names = hits["entities"]
    tables = []
    for name in MEASURES:
        choice = {"target": target, "reference": reference, "names": names, "seed": seed}
        table = compare(corpus, hits[name], **choice)
        doubted = (corpus.segments["confidence"] < UNCERTAIN_BELOW).any()
        sure = compare(corpus, hits[name], least_confidence=UNCERTAIN_BELOW, **choice) if doubted else table
        table = table.assign(verdict_when_sure=sure["verdict"])
        table["detectable"] = _detectable(corpus, hits[name], table, target, reference, names, seed)
        hangs_on = explanation.fragile(corpus, hits[name], **choice)["hangs_on"]
        shown = table["verdict"].str.startswith("more in")
        as_text = hangs_on.map(explanation.as_text).astype("str")
        tables.append(table.assign(hangs_on=as_text, fragile=shown & hangs_on.map(bool)))
    return pd.concat(tables, ignore_index=True)


def _detectable(
    corpus: Corpus, hits: pd.DataFrame, table: pd.DataFrame, target: str, reference: str, names: pd.DataFrame, seed: int
) -> pd.Series:
    """Of each row that shows no difference, the smallest that could have been shown, at the rate of the reference."""
    # The power is that of a count per word; of a share of segments and of summed weights it is not worked out.
    silent = (table["verdict"] == NO_DIFFERENCE) & ~table["measure"].isin(PER_SEGMENT) & (not is_weighted(hits))
    found = pd.Series(np.nan, index=table.index)
    if silent.any():
        rows = int(table["p"].notna().sum())
        counted = silent & (table["category"] != SUMMED.get(str(table["measure"].iloc[0])))
        rates = table.loc[counted, "per_1000_reference"].clip(*power.RATES[:: len(power.RATES) - 1])
        # Simulated at the ends and in the middle; what lies between is read off the curve.
        places = tuple(sorted({float(np.quantile(rates, share)) for share in (0, 0.5, 1)})) if len(rates) else ()
        curve = power.detectable(corpus, target, reference, per_1000=places, rows=rows, seed=seed).dropna()
        if len(curve):
            found[counted] = np.interp(rates, curve["per_1000_reference"], curve["difference"], right=np.nan)
        if (silent & ~counted).any():
            found[silent & ~counted] = power.detectable_sum(
                corpus, hits, target=target, reference=reference, names=names, rows=rows, seed=seed
            )
    return found
