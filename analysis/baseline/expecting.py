"""How far out an article lies: what it holds against what ordinary pages would hold in its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.baseline.lists import list_of
from analysis.baseline.predicting import Prediction
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
)
from analysis.comparison import LEVEL, rates_across
from analysis.corpus import Corpus, check_pair
from analysis.hits import by_measure, counted, is_sum, measure_named
from analysis.options import DEFAULTS, Options

# Why a row has no baseline.
NO_LIST = "no baseline for this list"
NO_PAIR = "no baseline for these two layers"
PER_SEGMENT = "no baseline for codes"
UNKNOWN_WORDS = "no number of words"
NO_WORDS = "no words in a layer"
REASONS = (NO_LIST, NO_PAIR, PER_SEGMENT, UNKNOWN_WORDS, NO_WORDS)
MORE, FEWER = "more", "fewer"

_KEY = ["article", "measure", "category"]
_SIDES = ("target", "reference")
_PREDICTED = [
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
) -> pd.DataFrame:
    """How much ordinary captions hold beside such a body, and how far out these captions lie.

    Captions are a genre: everywhere they name persons, places and organisations. So an article is
    compared with ordinary pages: given what its reference layer holds and how long both layers are,
    how many hits would an ordinary target layer hold? The question has an answer for an article
    with one caption, too. It speaks of what is usual, not of chance within the article; that is
    what `comparison.compare` tests.

    Parameters
    ----------
    findings : DataFrame or Corpus
        a table with a row per measure and category, as `measures.findings`, `comparison.across` or
        `Population.differences` give it, of one article or, with a column article, of many; with
        the columns words_target and words_reference, or else a layer's words are taken from its
        rates, which needs a hit of any kind in it. Or the articles themselves, with `hits`.
    baseline : Baseline, str or Path, optional
        what is ordinary; by default the shipped `news` (see `load`).
    hits : mapping of DataFrame, or DataFrame
        of a corpus, as `measures.all_hits` gives them.
    target, reference : str
        two layers.
    options : Options
        by which lists the findings were made; its layers are not used.

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
        n_beyond (how many of them lie as far out on the same side; where it is 0 say *beyond all n
        pages*, for a smaller share rests on the form of the curve alone); reason: why there is no
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
    if baseline is None or not isinstance(baseline, Baseline):
        baseline = load(NEWS if baseline is None else baseline)
    is_corpus = isinstance(findings, Corpus)
    rows = _of_corpus(findings, hits, target, reference) if is_corpus else _of_table(findings)
    rows = rows.reset_index(drop=True)
    predicted = pd.DataFrame(np.nan, index=rows.index, columns=_PREDICTED)
    reason = pd.Series("", index=rows.index, dtype="str")
    lists = {
        str(name): list_of(measure_named(str(name)), options) for name in rows["measure"].unique()
    }
    for (measure, category), own in rows.groupby(
        ["measure", "category"], sort=False, observed=True
    ):
        name = baseline.lists.get((str(measure), lists[str(measure)].sha256), "")
        key = Key(target, reference, str(measure), name, str(category))
        reason[own.index] = _why_none(baseline, key, own)
        has_words = own[reason[own.index] == ""]
        if len(has_words):
            predicted.loc[has_words.index] = _predicted(baseline, key, has_words)
    p_adjusted = adjust(predicted["p_unusual"].to_numpy(), rows["article"].to_numpy())
    side = np.where(predicted["percentile"] > 50, MORE, FEWER)
    n_target = rows["n_target"].astype(np.int64)
    table = rows[_KEY].assign(
        n_target=n_target,
        words_target=rows["words_target"],
        observed=np.where(
            rows["category"].map(is_sum).astype(bool),
            1000 * rows["sum_target"] / rows["words_target"].where(rows["words_target"] > 0),
            n_target,
        ),
        **predicted[_PREDICTED[:7]],
        p_unusual_adjusted=p_adjusted,
        unusual=np.where(p_adjusted <= LEVEL, side, ""),
        **predicted[_PREDICTED[7:]].astype("Int64"),
        reason=reason,
    )
    return table.astype(dict.fromkeys(("measure", "category", "unusual", "reason"), "str"))


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
    """
    rows, pages = _of_table(own).reset_index(drop=True), _of_table(others)
    pages = pages[(pages["words_target"] > 0) & (pages["words_reference"] > 0)]
    table = rows[_KEY[1:]].assign(n_pages=0, percentile=np.nan)
    by_category = dict(iter(pages.groupby(_KEY[1:], observed=True)))
    for key, row in rows.groupby(_KEY[1:], sort=False, observed=True):
        given = by_category.get(key, pages.head(0))
        table.loc[row.index, "n_pages"] = len(given)
        if len(given) >= LEAST_PAGES and (row[["words_target", "words_reference"]] > 0).all(
            axis=None
        ):
            fitted = fit(*_given(given), n_samples=0)
            table.loc[row.index, "percentile"] = predict(fitted, *_given(row)).percentile
    return table.astype(dict.fromkeys(_KEY[1:], "str"))


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
    # The least so far of each group: groups are laid apart, so that one running minimum does.
    far = 2.0 * np.arange(len(n))[::-1][owner]
    adjusted[tested[order]] = np.minimum.accumulate(reached + far) - far
    return adjusted


def _of_corpus(
    corpus: Corpus,
    hits: Mapping[str, pd.DataFrame] | pd.DataFrame | None,
    target: str,
    reference: str,
) -> pd.DataFrame:
    """Hits, words and sums of both layers of every article."""
    if hits is None:
        raise ValueError(
            "a corpus comes without hits; give them, as hits=measures.all_hits(corpus), or give the"
            " table of measures.findings"
        )
    tables = []
    for place, own in enumerate(by_measure(hits)):
        table = rates_across(corpus, counted(own)).rename(columns={"share": "per_1000"})
        columns = list(dict.fromkeys(table["category"]))
        of = pd.MultiIndex.from_product(
            [range(len(corpus.texts)), columns], names=["article", "category"]
        )
        made = pd.DataFrame(index=of)
        for side, layer in zip(_SIDES, (target, reference), strict=True):
            layer_rows = table[table["layer"] == layer].set_index(["article", "category"])
            made[f"n_{side}"] = layer_rows["n"].reindex(of, fill_value=0)
            made[f"words_{side}"] = layer_rows["n_words"].reindex(of, fill_value=0)
            made[f"sum_{side}"] = (layer_rows["per_1000"] * layer_rows["n_words"] / 1000).reindex(
                of
            )
        tables.append(
            made.reset_index().assign(measure=str(own["measure"].cat.categories[0]), place=place)
        )
    rows = pd.concat(tables, ignore_index=True)
    return rows.sort_values(["article", "place"], kind="stable")


def _of_table(findings: pd.DataFrame) -> pd.DataFrame:
    """The same of a table of findings."""
    needed = ["measure", "category", "n_target", "n_reference"]
    if missing := [name for name in needed if name not in findings]:
        raise ValueError(
            f"the table of findings has no column {missing[0]!r}; give the table of"
            " measures.findings or Population.differences"
        )
    rows = findings.assign(article=findings.get("article", 0))
    for side in _SIDES:
        rate = findings.get(f"per_1000_{side}", pd.Series(np.nan, index=findings.index))
        if f"words_{side}" not in findings:
            rows[f"words_{side}"] = _words(rows, rate, side)
        is_summed = findings["category"].map(is_sum).astype(bool)
        rows[f"sum_{side}"] = (rate * rows[f"words_{side}"] / 1000).where(is_summed)
    return rows


def _words(rows: pd.DataFrame, rate: pd.Series, side: str) -> pd.Series:
    """The words of a layer, from a rate and its hits: 0 where no rate is defined, nan where the
    layer has no hit that could tell.
    """
    is_count = ~rows["category"].map(is_sum).astype(bool) & (rate > 0)
    words = (1000 * rows[f"n_{side}"] / rate).where(is_count).round()
    by_article = words.groupby(rows["article"]).transform("median")
    return by_article.where(rate.groupby(rows["article"]).transform("count") > 0, 0.0)


def _why_none(baseline: Baseline, key: Key, rows: pd.DataFrame) -> pd.Series:
    """Why rows of one category have no baseline; "" for those that have one."""
    words = rows[["words_target", "words_reference"]]
    reasons = {
        PER_SEGMENT: np.full(len(rows), measure_named(key.measure).per != "word"),
        NO_PAIR: np.full(len(rows), (key.target, key.reference) not in baseline.pairs),
        NO_LIST: np.full(len(rows), key not in baseline.fits),
        NO_WORDS: (words == 0).any(axis=1).to_numpy(),
        UNKNOWN_WORDS: words.isna().any(axis=1).to_numpy(),
    }
    why = np.select(list(reasons.values()), list(reasons), "")
    return pd.Series(why, index=rows.index, dtype="str")


def _predicted(baseline: Baseline, key: Key, rows: pd.DataFrame) -> np.ndarray:
    fitted = baseline.fits[key]
    given = _given(rows)
    made = predict(fitted, *given)
    per_unit = 1000 / given[4] if fitted.sums is not None else 1.0
    low, high = _uncertain(fitted, given)
    columns = [
        made.expected * per_unit, made.low * per_unit, made.high * per_unit, made.percentile, low, high,
        made.p, np.full(len(rows), fitted.n_pages), _n_beyond(made, baseline.tails(key)),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _given(rows: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Hits, words and sums of the reference, then those of the target, an entry per row."""
    return tuple(
        rows[f"{what}_{side}"].to_numpy(dtype=float)
        for side in ("reference", "target")
        for what in ("n", "words", "sum")
    )


def _uncertain(fitted: Fit, given: tuple[np.ndarray, ...]) -> np.ndarray:
    """The central 90 % of the percentile over bootstrap samples of the pages, where they are few."""
    if fitted.n_pages >= SURE_FROM or not fitted.covariance:
        return np.full((2, len(given[0])), np.nan)
    percentiles = [predict(drawn, *given).percentile for drawn in drawn_fits(fitted)]
    return np.quantile(percentiles, (0.05, 0.95), axis=0)


def _n_beyond(made: Prediction, pages: Prediction) -> np.ndarray:
    """How many pages lie as far out as each article, on the same side."""
    upper, of_pages = 1 - made.below, np.sort(1 - pages.below)
    lower, lower_of_pages = made.below + made.at, np.sort(pages.below + pages.at)
    slack = 1 + 1e-9  # equal pages differ in their last bits
    more = np.searchsorted(of_pages, upper * slack, "right")
    fewer = np.searchsorted(lower_of_pages, lower * slack, "right")
    return np.where(made.percentile > 50, more, fewer)
