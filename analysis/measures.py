"""The measures: what each counts, and the findings of all of them on one corpus.

A new measure is a module with a function `hits(corpus, …)` and a `Measure` that says all about it,
its test, and one line in `MEASURES`; from elsewhere, `register` adds one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import baseline, comparison, entities, explanation, framing, power, sentiment
from analysis.comparison import NO_DIFFERENCE, ComparedLayers, compare
from analysis.corpus import Corpus, Readable, as_corpus
from analysis.hits import (
    LIST,
    Measure,
    by_measure,
    declare,
    is_sum,
    is_weighted,
    measure_named,
    tallies,
)
from analysis.lexicons import empath
from analysis.lexicons.choice import resolved, settled
from analysis.lexicons.codebook import known_codebooks
from analysis.lexicons.valence import known_lexicons, load_lexicon
from analysis.options import AUTO, DEFAULTS, Options, bare
from analysis.words.tallies import as_tallies

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
    corpus = as_corpus(corpus)
    options = settled(options.but(**choices), corpus)
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
    table = measure.hits(corpus, **chosen, **keywords)
    if measure.option is not None:
        table.attrs[LIST] = str(chosen[measure.option])
    return table


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
    options: Options = DEFAULTS,
    **choices: Any,
) -> pd.DataFrame:
    """The comparison of every measure, one table under the other: the layers with each other, and
    the target with that of ordinary pages.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : DataFrame, or mapping of DataFrame, optional
        of any measures, one's own as well; by default `all_hits` with the options. Codes may stand
        in the place of frame vocabulary: `all_hits(corpus) | {"framing": coding.hits(corpus,
        codes)}`.
    options : Options, optional
        what is compared, by which lists the hits were made (those of `all_hits` say so themselves),
        and with which ordinary pages.
    **choices
        single options, as `target="headline"`.

    Returns
    -------
    DataFrame, one row per measure and category
        the columns of `comparison.compare`, doubtful captions left out; verdict_with_doubtful: the
        verdict with them (see `Corpus.doubtful`); detectable: where no difference
        is shown, the smallest excess of the target that these segments could have shown with 80 %
        power beside all rows of the measure (per 1,000 words; nan elsewhere, where none could, and
        for codes); shortfall: the smallest shortfall in the same way (nan where not even a rate of
        0 could have been shown);
        hangs_on: the target segments and the words without each of which the verdict is another,
        as a text (`3 12 "drone"`, which `explanation.as_segments` and `explanation.as_words` read),
        so that the table can be written as it is to any file; fragile: whether a shown difference
        depends on one of them; words: the words of the target and of the reference with their counts
        ("ballistic missile 2, drone 1 | weaponry 1", which `words.tallies` reads; empty for codes).

        Then, also where nothing can be tested (see `baseline.expected`): list (by which the measure
        counted); words_target, words_reference; baseline (its name); expected (hits that ordinary
        target layers of so many words hold next to such a reference; of a sum, points per 1,000
        words); expected_low, expected_high (their central 90 %); percentile (0 to 100: the share of
        ordinary layers that hold less, half of the equal ones among them), percentile_low,
        percentile_high (what other pages would have made of it; nan where there are many);
        p_unusual, p_unusual_adjusted (for all rows; Benjamini & Hochberg, 1995); unusual: "more" or
        "fewer" than usual at an adjusted level of .05, or ""; n_pages (that were compared);
        n_beyond (how many of them lie as far out on the same side; missing in the central 90 %);
        no_baseline: why a row is
        compared with no page (one of `baseline.REASONS`), or "".

    Raises
    ------
    ValueError
        for a layer, an option or a baseline that does not exist.

    Examples
    --------
    >>> from analysis import read
    >>> table = findings(read("seeds/nagorno-karabakh.txt"))
    >>> table.loc[table["category"] == "WEAPON", ["verdict", "unusual"]].values.tolist()
    [['more in captions', 'more']]
    """
    options = options.but(**choices)
    if hits is None:
        options = settled(options, corpus)
        hits = all_hits(corpus, options)
    return _with_power(*_compared(corpus, hits, options), options.seed)


# The matrices are small: threads take more time to wait for each other than they save.
@threadpool_limits.wrap(limits=1)
def without_power(
    corpus: Corpus,
    hits: Mapping[str, pd.DataFrame] | pd.DataFrame,
    options: Options = DEFAULTS,
) -> pd.DataFrame:
    """The findings without how large a difference would have been detected, which takes longest.

    Returns
    -------
    DataFrame, one row per measure and category
        that of `findings`, without the columns detectable and shortfall.

    Examples
    --------
    >>> from analysis import read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> table = without_power(corpus, all_hits(corpus))
    >>> "detectable" in table, table.equals(findings(corpus)[table.columns])
    (False, True)
    """
    return _compared(corpus, hits, options)[1]


def _compared(
    corpus: Corpus, hits: Mapping[str, pd.DataFrame] | pd.DataFrame, options: Options
) -> tuple[list[ComparedLayers], pd.DataFrame]:
    """What is compared of each measure, and the table of `without_power`."""
    pair, seed = options.pair, options.seed
    all_held, columns, lists = [], [], {}
    more: dict[str, list[Any]] = {name: [] for name in _OF_MEASURE}
    for own in by_measure(hits):
        held = ComparedLayers.of(corpus, own, *options.layers)
        own_list = own.attrs.get(LIST) or resolved(
            options.chosen(held.measure.option) or "", corpus
        )
        lists[held.measure.name] = str(own_list)
        compared = comparison.columns_of(held, seed)
        verdict, categories = compared["verdict"], compared["category"].tolist()
        hangs_on = explanation.hangs_on(held, verdict, seed)
        of_measure = {
            "verdict_with_doubtful": compare(corpus, own, least_confidence=0, **pair, seed=seed)[
                "verdict"
            ]
            if held.leaves_doubtful
            else verdict,
            "hangs_on": map(explanation.as_text, hangs_on),
            "fragile": map(bool, hangs_on),
            "list": [bare(str(own_list))] * len(verdict),
            "words": _words(corpus, own, categories, options),
        }
        for name, values in of_measure.items():
            more[name].extend(values)
        columns.append(compared)
        all_held.append(held)
    table = comparison.stacked(columns) | {
        name: pd.array(more[name], dtype=kind) for name, kind in _OF_MEASURE.items()
    }
    table["fragile"] = np.array(more["fragile"], dtype=bool) & (table["side"] != "")
    by_lists = {
        option: lists[name] for name in lists if (option := measure_named(name).option) is not None
    }
    beside = _beside_ordinary(corpus, table, options.but(**by_lists))
    return all_held, comparison.to_table(table | beside)


# What `without_power` adds to the comparison of each measure.
_OF_MEASURE = {
    "verdict_with_doubtful": "str", "hangs_on": "str", "fragile": bool, "list": "str",
    "words": "str",
}  # fmt: skip


def lists_without_baseline(options: Options, hashes: Mapping[str, str] | None = None) -> list[str]:
    """The lists whose words the baseline did not count, a user's own as a rule.

    Parameters
    ----------
    options : Options
    hashes : mapping, optional
        of the lists of a run, as it recorded them; by default those of this machine.

    Returns
    -------
    list of str
        their names, in the order of the measures.

    Examples
    --------
    >>> lists_without_baseline(DEFAULTS), lists_without_baseline(DEFAULTS.but(frames="policy"))
    ([], [])
    """
    counted = [declared for declared in MEASURES.values() if declared.per == "word"]
    lists = [baseline.lists.list_of(declared, options, hashes) for declared in counted]
    known = baseline.load(options.baseline).lists
    return [own.list for own in lists if (own.measure, own.sha256) not in known]


def own_lists(options: Options) -> dict[str, str]:
    """The measures that count by a list of a person's own, or are a person's own.

    Parameters
    ----------
    options : Options

    Returns
    -------
    dict of str
        measure → the name of its list without the folder, or of itself; measures whose unit is the
        segment are left out.

    Examples
    --------
    >>> own_lists(DEFAULTS), own_lists(DEFAULTS.but(frames="lists/mine.dic"))
    ({}, {'framing': 'mine.dic'})
    """
    shipped = {*known_codebooks(), *known_lexicons(), empath.NAME, AUTO}
    own = {}
    for name, declared in MEASURES.items():
        chosen = options.chosen(declared.option)
        if declared.per != "word":
            continue
        if declared.option is None and name not in SHIPPED:
            own[name] = declared.title
        elif declared.option in ("frames", "lexicon") and str(chosen) not in shipped:
            own[name] = bare(str(chosen))
    return own


def _words(
    corpus: Corpus, hits: pd.DataFrame, categories: list[str], options: Options
) -> list[str]:
    """The words of the target and of the reference that each category counts."""
    terms = tallies(corpus, hits)
    return [
        as_tallies(*(terms.get((name, layer), {}) for layer in options.layers))
        for name in categories
    ]


def _beside_ordinary(corpus: Corpus, table: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """What findings say of ordinary pages, as columns."""
    n_rows = len(table["category"])
    n_words = _n_words(corpus, options.layers)
    words = {
        name: np.full(n_rows, n)
        for name, n in zip(("words_target", "words_reference"), n_words, strict=True)
    }
    ordinary = baseline.load(options.baseline)
    rows = baseline.expected_columns({**table, **words}, ordinary, **options.pair, options=options)
    taken = {name: rows[of] for name, of in _ORDINARY.items()}
    return words | {"baseline": np.full(n_rows, ordinary.name, dtype=object)} | taken


def _n_words(corpus: Corpus, layers: tuple[str, str]) -> list[int]:
    """The words of some layers, without those of doubtful captions."""
    layer, n_words = (corpus.segments[name].to_numpy() for name in ("layer", "n_words"))
    n_words = np.where(corpus.doubtful(), 0, n_words)
    return [int(n_words[layer == name].sum()) for name in layers]


# What `findings` takes from `baseline.expected`, by the name that it has in findings.
_ORDINARY = {
    "expected": "expected", "expected_low": "low", "expected_high": "high",
    "percentile": "percentile", "percentile_low": "percentile_low",
    "percentile_high": "percentile_high", "p_unusual": "p_unusual",
    "p_unusual_adjusted": "p_unusual_adjusted", "unusual": "unusual", "n_pages": "n_pages",
    "n_beyond": "n_beyond", "no_baseline": "reason",
}  # fmt: skip


@threadpool_limits.wrap(limits=1)
def with_power(
    corpus: Corpus,
    hits: Mapping[str, pd.DataFrame] | pd.DataFrame,
    table: pd.DataFrame,
    options: Options = DEFAULTS,
) -> pd.DataFrame:
    """The table of `without_power` with how large a difference would have been detected in each row
    that shows none.

    Parameters
    ----------
    hits : DataFrame, or mapping of DataFrame
        of the measures that are asked; rows of other measures get nan.
    table : DataFrame
        of `without_power`.

    Returns
    -------
    DataFrame
        that of `findings`, with its columns detectable and shortfall.

    Examples
    --------
    >>> from analysis import read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> hits = all_hits(corpus)
    >>> table = with_power(corpus, {"sentiment": hits["sentiment"]}, without_power(corpus, hits))
    >>> table.loc[table["detectable"].notna(), "measure"].unique().tolist()
    ['sentiment']
    """
    held = [ComparedLayers.of(corpus, own, *options.layers) for own in by_measure(hits)]
    return _with_power(held, table, options.seed)


def _with_power(held: Iterable[ComparedLayers], table: pd.DataFrame, seed: int) -> pd.DataFrame:
    least = np.full((len(table), 2), np.nan)
    measure, *asked = (table[name].to_numpy() for name in ("measure", *_OF_POWER))
    for of_measure in held:
        is_own = measure == of_measure.measure.name
        own = dict(zip(_OF_POWER, (of[is_own] for of in asked), strict=True))
        least[is_own] = _detectable(of_measure, own, seed)
    table = table.copy()
    behind = table.columns.get_loc("verdict_with_doubtful") + 1
    table.insert(behind, "detectable", least[:, 0])
    table.insert(behind + 1, "shortfall", least[:, 1])
    return table


# What the power of a row is worked out from.
_OF_POWER = ("category", "verdict", "p", "per_1000_reference")


def _detectable(held: ComparedLayers, compared: Mapping[str, np.ndarray], seed: int) -> np.ndarray:
    """Of each row that shows no difference, the smallest excess and the smallest shortfall that
    could have been shown, at the rate of the reference; rows x 2.
    """
    # The power is that of a count per word; of a share of segments and of summed weights it is not
    # worked out.
    verdict = compared["verdict"]
    least = np.full((len(verdict), 2), np.nan)
    if held.measure.per != "word" or is_weighted(held.hits):
        return least
    is_silent, n_tested = verdict == NO_DIFFERENCE, int((~np.isnan(compared["p"])).sum())
    is_a_sum = np.array([is_sum(str(name)) for name in compared["category"]], dtype=bool)
    rates = compared["per_1000_reference"][is_silent & ~is_a_sum]
    if len(rates):
        rates = rates.clip(min(power.RATES), max(power.RATES))
        least[is_silent & ~is_a_sum] = _least_differences(held, rates, n_tested, seed)
    if (is_silent & is_a_sum).any():
        least[is_silent & is_a_sum] = power.least_sum(held, rows=n_tested, seed=seed)
    return least


def _least_differences(
    held: ComparedLayers, rates: np.ndarray, n_tested: int, seed: int
) -> np.ndarray:
    """The least differences at each rate; of more than four rates those between are read off the
    curve.
    """
    simulated = np.unique(rates)
    if len(simulated) > _MOST_SIMULATED:
        simulated = np.unique(np.quantile(rates, np.linspace(0, 1, _MOST_SIMULATED)))
    curve = power.least_differences(held, per_1000=simulated.tolist(), rows=n_tested, seed=seed)
    return np.column_stack([np.interp(rates, simulated, of) for of in zip(*curve, strict=True)])
