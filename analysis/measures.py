"""The measures: what each counts, and the findings of all of them on one corpus.

A new measure is a module with a function `hits(corpus, …)` and a `Measure` that says all about it,
its test, and one line in `MEASURES`; from elsewhere, `register` adds one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import entities, explanation, framing, power, sentiment
from analysis.comparison import NO_DIFFERENCE, UNCERTAIN_BELOW, compare
from analysis.corpus import Corpus, Readable, as_corpus
from analysis.hits import Measure, are_sums, by_measure, declare, is_weighted, measure_of
from analysis.lexicons.valence import load_lexicon
from analysis.options import DEFAULTS, Options, Pair

MEASURES: dict[str, Measure] = {
    measure.name: measure for measure in (sentiment.MEASURE, framing.MEASURE, entities.MEASURE)
}
SHIPPED = tuple(MEASURES)
_MOST_SIMULATED = 4  # rates at which the power of one measure's test is simulated


def register(measure: Measure) -> Measure:
    """Add a measure to those that every command, report, panel, figure and run walks.

    Raises
    ------
    ValueError
        for a measure without a hits function.

    Examples
    --------
    >>> _ = register(Measure("questions", "question marks", lambda corpus: ...))
    >>> list(MEASURES)
    ['sentiment', 'framing', 'entities', 'questions']
    >>> _ = MEASURES.pop("questions")
    """
    if measure.hits is None:
        raise ValueError(f"the measure {measure.name} has no hits function; give it one, as hits=")
    MEASURES[measure.name] = declare(measure)
    return measure


def all_hits(
    corpus: Readable, options: Options = DEFAULTS, **choices: str | Path
) -> dict[str, pd.DataFrame]:
    """The hits of every measure, by its name; choices as `lexicon="afinn"`, `frames="policy"` (see
    `Options`).

    Examples
    --------
    >>> from analysis import read_text
    >>> sorted(all_hits(read_text("The plan is good.")))
    ['entities', 'framing', 'sentiment']
    """
    corpus, options = as_corpus(corpus), options.but(**choices)
    names = _hits(corpus, entities.MEASURE, options)
    return {
        name: names
        if name == entities.MEASURE.name
        else _hits(corpus, measure, options, **({"names": names} if measure.takes_names else {}))
        for name, measure in MEASURES.items()
    }


def _hits(corpus: Corpus, measure: Measure, options: Options, **keywords: Any) -> pd.DataFrame:
    assert measure.hits is not None
    chosen = {} if measure.option is None else {measure.option: options.chosen(measure.option)}
    return measure.hits(corpus, **chosen, **keywords)


def labels(options: Options = DEFAULTS) -> dict[str, str]:
    """How a reader is shown the categories of all measures, by the lists of the options.

    Examples
    --------
    >>> labels(Options(frames="policy"))["PERSON"], labels(Options(frames="policy"))["economic"]
    ('persons', 'Economic')
    """
    return {
        category: label
        for measure in MEASURES.values()
        for category, label in measure.labels_of(options.chosen(measure.option)).items()
    }


def tone_verdicts(
    corpus: Corpus,
    names: pd.DataFrame,
    lexicons: Sequence[str | Path] = ("vader", "afinn"),
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    seed: int = DEFAULTS.seed,
) -> dict[str, str]:
    """The verdict on tone by each lexicon, under the lexicon's title; `names` as for
    `sentiment.hits`.

    Examples
    --------
    >>> from analysis import read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> tone_verdicts(corpus, entities.hits(corpus))
    {'VADER': 'no difference shown', 'AFINN': 'no difference shown'}
    """
    verdicts = {}
    for name in lexicons:
        charged = sentiment.hits(corpus, lexicon=name, names=names)
        table = compare(corpus, charged, target=target, reference=reference, seed=seed)
        verdicts[load_lexicon(name).title] = str(
            table.loc[table["category"] == "tone", "verdict"].item()
        )
    return verdicts


def findings(
    corpus: Corpus,
    hits: Mapping[str, pd.DataFrame] | pd.DataFrame | None = None,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """The comparison of every measure, one table under the other, with the verdicts that the sure
    labels alone carry.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : DataFrame, or mapping of DataFrame, optional
        of any measures, one's own as well; by default `all_hits` with its default options. Codes
        may stand in the place of frame vocabulary: `all_hits(corpus) | {"framing":
        coding.hits(corpus, codes)}`.
    target, reference, seed
        as for `comparison.compare`.

    Returns
    -------
    DataFrame, one row per measure and category
        the columns of `comparison.compare`; verdict_when_sure: the verdict without the segments
        whose label is less sure than `comparison.UNCERTAIN_BELOW`; detectable: where no difference
        is shown, the smallest surplus of the target that these segments could have shown with 80 %
        power beside all rows of the measure (per 1,000 words; nan elsewhere, where none could, and
        for codes); shortfall: the smallest shortfall in the same way (nan where not even a rate of
        0 could have been shown);
        hangs_on: the target segments without each of which the verdict is another, as a text ("3
        12", which `explanation.as_segments` reads), so that the table can be written as it is to
        any file; fragile: whether a shown difference hangs on one of them.

    Examples
    --------
    >>> from analysis import read
    >>> table = findings(read("seeds/nagorno-karabakh.txt"))
    >>> table.loc[table["category"] == "WEAPON", "verdict"].item()
    'more in captions'
    """
    pair = Pair(target=target, reference=reference)
    has_doubtful = (corpus.segments["confidence"] < UNCERTAIN_BELOW).any()
    tables = []
    for own in by_measure(all_hits(corpus) if hits is None else hits):
        table = compare(corpus, own, **pair, seed=seed)
        least = _detectable(corpus, own, table, **pair, seed=seed)
        sure = (
            compare(corpus, own, least_confidence=UNCERTAIN_BELOW, **pair, seed=seed)
            if has_doubtful
            else table
        )
        hangs_on = explanation.fragile(corpus, own, **pair, seed=seed)["hangs_on"]
        tables.append(
            table.assign(
                verdict_when_sure=sure["verdict"],
                detectable=least["detectable"],
                shortfall=least["shortfall"],
                hangs_on=hangs_on.map(explanation.as_text).astype("str"),
                fragile=(table["side"] != "") & hangs_on.map(bool),
            )
        )
    return pd.concat(tables, ignore_index=True)


def _detectable(
    corpus: Corpus, hits: pd.DataFrame, table: pd.DataFrame, target: str, reference: str, seed: int
) -> pd.DataFrame:
    """Of each row that shows no difference, the smallest surplus and the smallest shortfall that
    could have been shown, at the rate of the reference.
    """
    # The power is that of a count per word; of a share of segments and of summed weights it is not
    # worked out.
    least = pd.DataFrame(np.nan, index=table.index, columns=["detectable", "shortfall"])
    if measure_of(hits).per != "word" or is_weighted(hits):
        return least
    is_silent, is_sum = table["verdict"] == NO_DIFFERENCE, are_sums(table)
    n_tested = int(table["p"].notna().sum())
    rates = table.loc[is_silent & ~is_sum, "per_1000_reference"]
    if len(rates):
        least.loc[rates.index] = _least_beside(
            corpus,
            rates.clip(min(power.RATES), max(power.RATES)),
            n_tested,
            target,
            reference,
            seed,
        )
    if (is_silent & is_sum).any():
        least.loc[is_silent & is_sum] = power.detectable_sum(
            corpus, hits, target=target, reference=reference, rows=n_tested, seed=seed
        )
    return least


def _least_beside(
    corpus: Corpus, rates: pd.Series, n_tested: int, target: str, reference: str, seed: int
) -> np.ndarray:
    """The least differences at each rate; of more than four rates those between are read off the
    curve.
    """
    simulated = np.unique(rates)
    if len(simulated) > _MOST_SIMULATED:
        simulated = np.unique(np.quantile(rates, np.linspace(0, 1, _MOST_SIMULATED)))
    curve = power.detectable(
        corpus,
        target,
        reference,
        per_1000=tuple(simulated.tolist()),
        rows=n_tested,
        seed=seed,
    )
    differences = [
        np.interp(rates, curve["per_1000_reference"], curve[column])
        for column in ("difference", "shortfall")
    ]
    return np.column_stack(differences)
