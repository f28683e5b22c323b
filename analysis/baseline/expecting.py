"""How far out an article lies: what it holds against what ordinary pages would hold in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.baseline.lists import list_of
from analysis.baseline.predicting import HIGH, Prediction
from analysis.baseline.stored import (
    LEAST_PAGES,
    NEWS,
    SURE_FROM,
    Baseline,
    Fit,
    Key,
    drawn_fits,
    fit,
    load,
    predict,
    predict_each,
)
from analysis.comparison import LEVEL, rates_across
from analysis.corpus import Corpus, check_pair
from analysis.hits import LIST, by_measure, counted, is_sum, measure_named, measure_of
from analysis.lexicons.choice import eligible, settled
from analysis.options import AUTO, DEFAULTS, Options
from analysis.words.languages import is_not_measured

# Why a row has no baseline.
NO_LIST = "no baseline for this list"
NO_PAIR = "no baseline for these two layers"
PER_SEGMENT = "no baseline for codes"
UNKNOWN_WORDS = "no number of words"
NO_LAYER_WORDS = "no words in a layer"
OTHER_LANGUAGE = "the text is in another language"
REASONS = (NO_LIST, NO_PAIR, PER_SEGMENT, UNKNOWN_WORDS, NO_LAYER_WORDS, OTHER_LANGUAGE)
MORE, FEWER = "more", "fewer"

_PREDICTED = [
    "observed",
    "expected", "low", "high", "percentile", "percentile_low", "percentile_high", "p_unusual",
    "n_pages", "n_beyond",
]  # fmt: skip


def expected(
    findings: pd.DataFrame | Corpus,
    baseline: Baseline | str | Path | None = None,
    *,
    hits: Mapping[str, pd.DataFrame] | pd.DataFrame | None = None,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    options: Options = DEFAULTS,
    intervals: bool = True,
) -> pd.DataFrame:
    """How much ordinary captions hold beside such a body, and how far out these captions lie.

    Captions are a genre: everywhere they name persons, places and organisations. So an article is
    compared with ordinary pages: given what its reference layer holds and how long both layers are,
    how many hits would an ordinary target layer hold? The question has an answer for an article
    with one caption, too. It speaks of what is usual, not of chance within the article; that is
    what `comparison.compare` tests.

    Calibration: the share of pages that the fit has not seen and that lie beyond its 95th
    percentile (to be .05), the least and the most of the common categories, by randomised
    probability integral transforms; and how many lie in the 99 % binomial band of as many pages.
    Captions of a length are cut from a page's own; five repetitions of five folds, in which no
    site is in the fit that judges it. The plain share, of pages with `p` of at least as many hits
    of .05 or less, is above the band in no cell. The whole table is remade by `uv run python
    tests/benchmarks/bench_baseline.py`.

    captions given body      pages    cells   in the band   least    most
    as they are                325       17            17    .036    .060
    5 words                    305       17            17    .026    .068
    15 words                   225       17            17    .021    .072
    42 words                    88       17            17    .027    .070
    120 words                   23       17            17    .000    .113
    headline given body        461       20            20    .028    .052
    captions given headline    325       17            17    .031    .065

    By one of two sets of pages and tried on the other, 82 of 85 cells of captions given body lie in
    the band. Of the same pages, 2 % show anything unusual (8 of 325 by names, tone and
    `armed-conflict`, 4 of 325 by `generic-news`). A negative binomial regression, a t distribution
    of the log rates and a rate that does not change with the length of the captions were tried, and
    make what those pages hold less probable.

    Parameters
    ----------
    findings : DataFrame or Corpus
        a table with a row per measure and category, as `measures.findings`, `comparison.across` or
        `Population.differences` give it, of one article or, with a column article, of many; with
        the columns words_target and words_reference, or else a layer's words are taken from its
        rates, which needs a hit of any kind in it; a column `list` names a codebook that was chosen.
        Or the articles themselves, with `hits`.
    baseline : Baseline, str or Path, optional
        what is ordinary; by default the shipped `news` (see `load`).
    hits : mapping of DataFrame, or DataFrame
        of a corpus, as `measures.all_hits` gives them.
    target, reference : str
        two layers.
    options : Options
        by which lists the findings were made; its layers are not used.
    intervals : bool
        whether low, high, percentile_low, percentile_high and n_beyond are asked for; a run of many
        articles keeps none of them, and they are most of the work.

    Returns
    -------
    DataFrame, one row per row of the findings, in their order (of a corpus: article, measure, category)
        article; measure; category; n_target (hits); words_target; observed (hits of the target; of
        a sum, points per 1,000 words); expected (the mean of ordinary layers, in the same unit);
        low, high (the central 90 %); percentile (0 to 100: the share of ordinary layers that hold
        less, half of the equal ones among them; 50 is usual); percentile_low, percentile_high (the
        central 90 % of what other pages would have made of it; nan from 250 pages on); p_unusual
        (two-sided: twice the smaller tail, the observed in it, so that it errs on the high side);
        p_unusual_adjusted (Benjamini & Hochberg, 1995, over all rows of an article); unusual:
        "more" or "fewer" at an adjusted level of .05, or ""; n_pages (that were compared);
        n_beyond (how many of them lie as far out on the same side; missing where the article lies
        in the central 90 %; where it is 0 say *beyond all n pages*, for a smaller share rests on
        the form of the curve alone); reason: why there is no
        baseline (one of `REASONS`), or "".

    Raises
    ------
    ValueError
        for a layer that does not exist, a corpus without hits, a table without a column that is
        needed, an unknown baseline.

    Examples
    --------
    >>> from analysis import measures, read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> table = expected(corpus, hits=measures.all_hits(corpus)).set_index("category")
    >>> table.loc[["GROUP", "WEAPON"], "unusual"].tolist()
    ['', 'more']
    >>> table.loc["PLACE", ["observed", "expected", "n_beyond"]].astype(float).round().tolist()
    [0.0, 6.0, 0.0]
    """
    check_pair(target, reference)
    if not isinstance(baseline, Baseline):
        baseline = load(NEWS if baseline is None else baseline)
    options = _settled(options, findings)
    if isinstance(findings, Corpus):
        rows = _of_corpus(findings, hits, target, reference)
    else:
        rows = _of_columns({name: column.array for name, column in findings.items()})
    columns = _columns(rows, baseline, target, reference, options, intervals=intervals)
    return pd.DataFrame(columns)


def expected_columns(
    findings: Mapping[str, Any],
    baseline: Baseline,
    *,
    target: str,
    reference: str,
    options: Options,
    intervals: bool = True,
) -> dict[str, Any]:
    """The columns of `expected` for findings that are not yet a table.

    Parameters
    ----------
    findings : mapping of arrays
        the columns of `comparison.compare` or `comparison.across`, with words_target and
        words_reference.
    baseline : Baseline
    target, reference : str
        two layers.
    options : Options
        with the codebook that was chosen.
    intervals : bool
        as of `expected`.

    Examples
    --------
    >>> from analysis import measures, read
    >>> table = measures.findings(read("seeds/nagorno-karabakh.txt"))
    >>> columns = {name: table[name].array for name in table}
    >>> asked = {"target": "caption", "reference": "body", "options": DEFAULTS.but(frames="armed-conflict")}
    >>> expected_columns(columns, load(), **asked)["unusual"].tolist() == table["unusual"].tolist()
    True
    """
    rows = _of_columns(findings)
    return _columns(rows, baseline, target, reference, settled(options), intervals=intervals)


def _columns(
    rows: _Rows,
    baseline: Baseline,
    target: str,
    reference: str,
    options: Options,
    *,
    intervals: bool,
) -> dict[str, Any]:
    lists = {
        name: baseline.lists.get((name, list_of(measure_named(name), options).sha256), "")
        for name in set(rows.measure)
    }
    predicted = np.full((len(_PREDICTED), len(rows.article)), np.nan)
    reason = _why_no_words(rows.given[[1, 4]])
    asked = {}
    for measure, category, own in rows.by_category():
        key = Key(target, reference, measure, lists[measure], category)
        if why_none := _why_none(baseline, key):
            reason[own] = why_none
        with_words = own[reason[own] == ""]
        if len(with_words):
            asked[key] = with_words
    given = [rows.given[:, own] for own in asked.values()]
    fits = [baseline.fits[key] for key in asked]
    made = predict_each(list(zip(fits, given, strict=True)), ends=intervals)
    for (key, own), of_key, of_rows in zip(asked.items(), given, made, strict=True):
        predicted[:, own] = _predicted(baseline, key, of_key, of_rows, intervals=intervals)
    reason[rows.not_measured] = OTHER_LANGUAGE
    columns = dict(zip(_PREDICTED, predicted, strict=True))
    p_adjusted = adjust(columns["p_unusual"], rows.article)
    side = np.where(columns["percentile"] > 50, MORE, FEWER)
    whole = {name: pd.array(columns.pop(name), dtype="Int64") for name in ("n_pages", "n_beyond")}
    return {
        "article": rows.article,
        "measure": pd.array(rows.measure, dtype="str"),
        "category": pd.array(rows.category, dtype="str"),
        "n_target": rows.given[3].astype(np.int64),
        "words_target": pd.array(rows.given[4], dtype="Int64"),
        **columns,
        "p_unusual_adjusted": p_adjusted,
        "unusual": pd.array(np.where(p_adjusted <= LEVEL, side, ""), dtype="str"),
        **whole,
        "reason": pd.array(reason, dtype="str"),
    }


def _settled(options: Options, findings: pd.DataFrame | Corpus) -> Options:
    """The options with the codebook that was chosen for the findings; a table names it."""
    if isinstance(findings, Corpus):
        return settled(options, findings)
    if options.frames == AUTO and LIST in findings:
        chosen = {*findings[LIST]} & {*eligible()}
        if len(chosen) == 1:
            return options.but(frames=chosen.pop())
    return settled(options)


def among(own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Where one article stands among what many others would ordinarily hold in its place.

    Parameters
    ----------
    own : DataFrame
        the article's own row for each measure and category, as `measures.findings` gives them.
    others : DataFrame
        of many articles, by the same lists, as `Population.differences`.

    Returns
    -------
    DataFrame, one row per row of `own`
        measure, category; n_pages (others with words in both layers); percentile (0 to 100, as of
        `expected`; nan of fewer than 60 others, and for a layer without words).

    Examples
    --------
    >>> page = {"measure": "framing", "category": "war", "words_target": 40, "words_reference": 500}
    >>> others = pd.DataFrame([page | {"article": n, "n_target": n % 2, "n_reference": n % 5} for n in range(60)])
    >>> among(pd.DataFrame([page | {"n_target": 8, "n_reference": 2}]), others).round(1).values.tolist()
    [['framing', 'war', 60, 100.0]]
    """
    rows, pages = (
        _of_columns({name: column.array for name, column in table.items()})
        for table in (own, others)
    )
    of_category = {(measure, category): row for measure, category, row in pages.by_category()}
    n_pages = np.zeros(len(rows.article), dtype=np.int64)
    percentile = np.full(len(rows.article), np.nan)
    for measure, category, row in rows.by_category():
        given = [pages.given[:, of_category.get((measure, category), [])], rows.given[:, row]]
        if not is_sum(category):
            for of in given:
                of[[2, 5]] = np.nan
        have_words = [(of[[1, 4]] > 0).all(axis=0) for of in given]
        n_pages[row] = have_words[0].sum()
        if have_words[0].sum() >= LEAST_PAGES:
            fitted = fit(*given[0][:, have_words[0]])
            asked = given[1][:, have_words[1]]
            percentile[row[have_words[1]]] = predict(fitted, *asked).percentile
    return pd.DataFrame(
        {
            "measure": pd.array(rows.measure, dtype="str"),
            "category": pd.array(rows.category, dtype="str"),
            "n_pages": n_pages,
            "percentile": percentile,
        }
    )


def adjust(p: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Adjusted p-values within groups (Benjamini & Hochberg, 1995); nan is no test.

    Examples
    --------
    >>> adjust(np.array([0.01, 0.04, 0.5, np.nan, 0.04]), np.array([0, 0, 0, 0, 1])).round(3).tolist()
    [0.03, 0.06, 0.5, nan, 0.04]
    """
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    _, owner, n = np.unique(group[tested], return_inverse=True, return_counts=True)
    order = np.lexsort((-p[tested], owner))  # the largest first
    owner, ordered = owner[order], p[tested][order]
    rank = n[owner] - (np.arange(len(order)) - (np.cumsum(n) - n)[owner])
    reached = np.minimum(ordered * n[owner] / rank, 1.0)
    # The least so far of each group: groups are laid apart, so that one running minimum does. Whole
    # numbers keep all digits where there are many groups.
    values, of_value = np.unique(reached, return_inverse=True)
    far = len(values) * np.arange(len(n))[::-1][owner]
    adjusted[tested[order]] = values[np.minimum.accumulate(of_value + far) - far]
    return adjusted


class _Rows(NamedTuple):
    """What is held against a baseline, an entry per row.

    given: hits, words and sum of weights of the reference, and of the target (six × row);
    not_measured: True where the text is in a language that the measure's list is not for.
    """

    article: np.ndarray
    measure: np.ndarray
    category: np.ndarray
    given: np.ndarray
    not_measured: np.ndarray

    def by_category(self) -> Iterator[tuple[str, str, np.ndarray]]:
        """The rows of each measure and category."""
        if not len(self.article):
            return
        (of_measure, measures), (of_category, categories) = map(
            pd.factorize, (self.measure, self.category)
        )
        code = of_measure * len(categories) + of_category
        order = np.argsort(code, kind="stable")
        distinct, first = np.unique(code[order], return_index=True)
        for number, own in zip(distinct.tolist(), np.split(order, first[1:]), strict=True):
            measure, category = divmod(number, len(categories))
            yield str(measures[measure]), str(categories[category]), own


def _of_corpus(
    corpus: Corpus,
    hits: Mapping[str, pd.DataFrame] | pd.DataFrame | None,
    target: str,
    reference: str,
) -> _Rows:
    """Every article of a corpus, and every category of all measures."""
    if hits is None:
        raise ValueError(
            "a corpus comes without hits; give them, as hits=measures.all_hits(corpus), or give the"
            " table of measures.findings"
        )
    names: list[tuple[str, str]] = []
    arrays: list[np.ndarray] = []
    for own in by_measure(hits):
        table = rates_across(corpus, counted(own))
        rate = table["per_1000"] if "per_1000" in table else pd.Series(np.nan, index=table.index)
        categories = list(dict.fromkeys(table["category"]))
        names += [(measure_of(own).name, category) for category in categories]
        # An article's layer has a row for each category, in their order.
        values = np.stack([table["n"], table["n_words"], rate * table["n_words"] / 1000])
        values = values.reshape(3, -1, max(len(categories), 1))
        first = table.iloc[:: max(len(categories), 1)]
        made = np.zeros((2, 3, len(corpus.texts), len(categories)))
        for side, layer in enumerate((reference, target)):
            is_side = (first["layer"] == layer).to_numpy()
            made[side][:, first["article"].to_numpy()[is_side]] = values[:, is_side]
        arrays.append(made.reshape(6, len(corpus.texts), -1))
    given = np.concatenate(arrays, axis=2) if arrays else np.zeros((6, len(corpus.texts), 0))
    measure, category = np.array(names, dtype=object).reshape(-1, 2).T
    return _Rows(
        np.repeat(np.arange(len(corpus.texts)), len(names)),
        np.tile(measure, len(corpus.texts)),
        np.tile(category, len(corpus.texts)),
        given.reshape(6, -1),
        np.zeros(len(corpus.texts) * len(names), dtype=bool),
    )


def _of_columns(findings: Mapping[str, Any]) -> _Rows:
    """The rows of findings, whose columns these are."""
    needed = ["measure", "category", "n_target", "n_reference"]
    if missing := [name for name in needed if name not in findings]:
        raise ValueError(
            f"the table of findings has no column {missing[0]!r}; give the table of"
            " measures.findings or Population.differences"
        )
    n_rows = len(findings["category"])
    measure, category = (
        np.asarray(findings[name]).astype(str).astype(object) for name in ("measure", "category")
    )
    article = np.asarray(findings.get("article", np.zeros(n_rows, dtype=np.int64)))
    given, not_measured = [], _not_measured(findings.get("reason"), n_rows)
    for side in ("reference", "target"):
        n = np.asarray(findings[f"n_{side}"], dtype=float)
        rate = np.asarray(findings.get(f"per_1000_{side}", np.full(n_rows, np.nan)), dtype=float)
        words = findings.get(f"words_{side}")
        if words is None:
            words = _words(category, article, n, rate)
        words = np.where(not_measured, 0.0, np.asarray(words, dtype=float))
        given += [n, words, rate * words / 1000]
    return _Rows(article, measure, category, np.stack(given), not_measured)


def _not_measured(reasons: Any, n_rows: int) -> np.ndarray:
    """True for each row of a text in a language that the measure's list is not for."""
    if reasons is None:
        return np.zeros(n_rows, dtype=bool)
    codes, distinct = pd.factorize(reasons)
    holds = [is_not_measured(str(reason)) for reason in distinct]
    return np.array([*holds, False], dtype=bool)[codes]


def _words(
    category: np.ndarray, article: np.ndarray, n: np.ndarray, rate: np.ndarray
) -> np.ndarray:
    """The words of a layer, from a rate and its hits: 0 where no rate is defined, nan where the
    layer has no hit that could tell.
    """
    codes, names = pd.factorize(category)
    are_sums = np.array([is_sum(str(name)) for name in names], dtype=bool)[codes]
    rates = pd.Series(rate)
    words = (1000 * pd.Series(n) / rates).where(~are_sums & (rates > 0)).round()
    by_article = words.groupby(article).transform("median")
    return by_article.where(rates.groupby(article).transform("count") > 0, 0.0).to_numpy()


def _why_no_words(words: np.ndarray) -> np.ndarray:
    """Why rows have no baseline for the words of their layers (2 x row); "" where both have some."""
    reasons = [(words == 0).any(axis=0), np.isnan(words).any(axis=0)]
    return np.select(reasons, [NO_LAYER_WORDS, UNKNOWN_WORDS], "").astype(object)


def _why_none(baseline: Baseline, key: Key) -> str:
    """Why no row of a category has a baseline; "" where rows with words have one."""
    everywhere = {
        PER_SEGMENT: measure_named(key.measure).per != "word",
        NO_PAIR: (key.target, key.reference) not in baseline.pairs,
        NO_LIST: key not in baseline.fits,
    }
    return next((reason for reason, holds in everywhere.items() if holds), "")


def _predicted(
    baseline: Baseline, key: Key, given: np.ndarray, made: Prediction, *, intervals: bool
) -> np.ndarray:
    """The values of `_PREDICTED` (each × row)."""
    fitted = baseline.fits[key]
    per_unit = 1.0 if fitted.sums is None else 1000 / given[4]
    observed = given[3] if fitted.sums is None else given[5] * per_unit
    low, high, n_beyond = np.full((3, given.shape[1]), np.nan)
    if intervals:
        low, high = _uncertain(fitted, given)
        n_beyond = _n_beyond(made, baseline, key)
    columns = [
        observed, made.expected * per_unit, made.low * per_unit, made.high * per_unit,
        made.percentile, low, high, made.p,
        np.full(given.shape[1], fitted.n_pages), n_beyond,
    ]  # fmt: skip
    return np.stack(columns)


def _uncertain(fitted: Fit, given: np.ndarray) -> np.ndarray:
    """The central 90 % of the percentile over bootstrap samples of the pages, where they are few."""
    if fitted.n_pages >= SURE_FROM or not fitted.covariance:
        return np.full((2, given.shape[1]), np.nan)
    percentiles = [predict(drawn, *given).percentile for drawn in drawn_fits(fitted)]
    return np.quantile(percentiles, (0.05, 0.95), axis=0)


def _n_beyond(made: Prediction, baseline: Baseline, key: Key) -> np.ndarray:
    """How many pages lie as far out as each article, on the same side; nan in the central 90 %."""
    upper, lower = 1 - made.below, made.below + made.at
    is_upper = made.percentile > 50
    far_out = np.where(is_upper, upper, lower) <= 1 - HIGH
    if not far_out.any():  # most often: where the pages lie is not asked for nothing
        return np.full(len(far_out), np.nan)
    pages = baseline.tails(key)
    slack = 1 + 1e-9  # equal pages differ in their last bits
    more = np.searchsorted(np.sort(1 - pages.below), upper * slack, "right")
    fewer = np.searchsorted(np.sort(pages.below + pages.at), lower * slack, "right")
    return np.where(far_out, np.where(is_upper, more, fewer), np.nan)
