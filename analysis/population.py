"""Population: one article among many, and what many articles tell of their outlets and years.

The unit is the article: the captions of one page are chosen by one desk. Every function reads the
table of differences that a finished run leaves, one row per article, measure and category.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from analysis import baseline, reprints
from analysis.comparison import LEVEL, NO_DIFFERENCE
from analysis.corpus import check_layer
from analysis.options import DEFAULTS
from analysis.reading import InputError
from analysis.reading.listing import RUN
from analysis.words import first_of, is_claim

if TYPE_CHECKING:
    import pyarrow.dataset as ds

# With fewer, the interval of a rare category covers its value in less than 90 % of corpora.
LEAST_ARTICLES = 40
LEAST_OTHERS = 20  # a percentile among fewer moves by more than five points with each
ORDINARY = "ordinary"
DRAWS = 1_999  # bootstrap samples: the ends of an interval of 95 % lie at the 50th from either side
ARRANGEMENTS = 999  # of articles among outlets
# Articles' worth of the common variance that each outlet's own is joined by (see `outlets`).
PRIOR = 4.0
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

NOT_ENOUGH_ARTICLES = "not enough articles"
NOT_STATED = "not stated"
KEY = ["measure", "category"]
PERIODS = {"year": 4, "month": 7}  # how much of an ISO date names it
OTHERS = "the others"
_BLOCK = 4_000_000  # numbers at a time
_SUMMED_AT_ONCE = 30_000  # sums that stay near the processor while all articles go by
_DRAWN_AT_ONCE = 250_000  # numbers that stay near the processor while they are drawn and counted
_MOST_KEPT = 16_000_000  # numbers of the bootstrap samples that are kept, 128 MB


@dataclass(frozen=True)
class Population:
    """The tables of a finished run, each read when it is first asked for.

    Attributes
    ----------
    folder : Path
        of the run.
    """

    folder: Path

    @functools.cached_property
    def options(self) -> dict[str, Any]:
        """What `run.json` says of the run.

        Returns
        -------
        dict
            its version, options and inputs.
        """
        content: dict[str, Any] = json.loads((self.folder / RUN).read_text(encoding="utf-8"))
        return content

    @functools.cached_property
    def articles(self) -> pd.DataFrame:
        """The articles of the run.

        Returns
        -------
        DataFrame, one row per article
            article, id, title, source, published and its sizes.
        """
        return self._dataset("articles").to_table().to_pandas()

    @functools.cached_property
    def ranking(self) -> pd.DataFrame:
        """The articles in which something was tested.

        Returns
        -------
        DataFrame, one row per article, the surest difference first
            as `ranking.parquet` of the run has it.
        """
        return pd.read_parquet(self.folder / "ranking.parquet")

    @functools.cached_property
    def originals(self) -> np.ndarray:
        """The first article of those that each article repeats, by number; its own for an article
        that repeats no other (see `reprints.original_sketches`), and in a run of an earlier cutline.
        """
        n_articles = self._dataset("articles").count_rows()
        if not (self.folder / "sketches").is_dir():
            return np.arange(n_articles)
        table = self._dataset("sketches").to_table()
        article, run = (table[name].to_numpy() for name in ("article", "run"))
        return reprints.original_sketches(article, run, n_articles)

    def differences(
        self, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
    ) -> pd.DataFrame:
        """The differences of one pair of layers, with the words that each is counted per.

        Returns
        -------
        DataFrame, one row per article, measure and category
            article, measure, category, n_target, n_reference, per_1000_target, per_1000_reference,
            difference (target minus reference, per 1,000 words), verdict;
            score where the run holds it; words_target, words_reference; original (the first
            article of those that the article repeats, or its own number).

        Raises
        ------
        ValueError
            for a layer that does not exist, or a pair that the run did not compare.
        """
        pair = check_layer(target), check_layer(reference)
        whole = self._dataset("differences")
        rates = ["per_1000_target", "per_1000_reference"]
        wanted = [
            "article",
            *KEY,
            "n_target",
            "n_reference",
            *rates,
            "difference",
            "score",
            "verdict",
        ]
        columns = [name for name in wanted if name in whole.schema.names]
        of_pair = (pc.field("target") == pair[0]) & (pc.field("reference") == pair[1])
        table = whole.to_table(columns, filter=of_pair).to_pandas()
        if table.empty:
            raise ValueError(
                f"{self.folder}: the run holds no article with {target} against {reference}; choose"
                " another pair"
            )
        words = self._words.reindex(columns=list(pair)).reindex(table["article"])
        return table.assign(
            words_target=words[target].to_numpy(),
            words_reference=words[reference].to_numpy(),
            original=self.originals[table["article"]],
        )

    @functools.cached_property
    def _words(self) -> pd.DataFrame:
        """The words of each layer (article × layer): the same in every row of the rates, so that
        one category tells them.
        """
        rates = self._dataset("rates")
        first = rates.head(1, columns=KEY).to_pandas().iloc[0]
        of_measure = pc.field("measure") == first["measure"]
        of_first = of_measure & (pc.field("category") == first["category"])
        table = rates.to_table(["article", "layer", "n_words"], filter=of_first).to_pandas()
        return table.pivot(index="article", columns="layer", values="n_words")

    def _dataset(self, name: str) -> ds.Dataset:
        import pyarrow.dataset as ds

        # Read as numbers into a short list of words: 100,000 articles repeat a category 100,000
        # times.
        repeated = ds.ParquetFileFormat(
            dictionary_columns=[*KEY, "target", "reference", "layer", "verdict"]
        )
        return ds.dataset(self.folder / name, format=repeated)


def load(folder: str | Path) -> Population:
    """The tables of a finished run.

    Raises
    ------
    InputError
        (a ValueError) for a folder that does not exist, or holds no finished run.

    Examples
    --------
    >>> load("seeds")
    Traceback (most recent call last):
    InputError: seeds: no finished run (ranking.parquet is missing); run `cutline corpus … --out seeds` again ...
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(
            f"{folder}: no such folder; give the folder that `cutline corpus … --out` wrote"
        )
    if not (folder / "ranking.parquet").is_file():
        raise InputError(
            f"{folder}: no finished run (ranking.parquet is missing); run `cutline corpus … --out"
            f" {folder}` again; it continues where it stopped"
        )
    return Population(folder)


# --------------------------------------------------------------------------- one article among many


def of_category(table: pd.DataFrame, category: str) -> pd.DataFrame:
    """The rows of one category.

    Parameters
    ----------
    table : DataFrame
        any table with a column category.
    category : str
        its key.

    Returns
    -------
    DataFrame

    Raises
    ------
    ValueError
        for a category that the table does not have; the message lists those that it has.

    Examples
    --------
    >>> table = pd.DataFrame({"category": ["war", "peace"], "n": [2, 3]})
    >>> of_category(table, "war")["n"].tolist()
    [2]
    """
    rows = table[table["category"] == category]
    if rows.empty:
        known = ", ".join(dict.fromkeys(map(str, table["category"])))
        raise ValueError(f"unknown category {category!r}; choose from: {known}")
    return rows


def base_rates(differences: pd.DataFrame, *, least: int = LEAST_OTHERS) -> pd.DataFrame:
    """How far captions and body lie apart in ordinary articles: the base rate of every difference.

    Captions are a genre: everywhere they say what a picture shows. A difference that most articles
    have is no finding about one of them. The quantiles are of the differences as they stand, each
    article counting once; those of articles with few caption words lie far out on either side.

    Parameters
    ----------
    differences : DataFrame
        article, measure, category, difference, of one pair of layers; verdict, if there.
    least : int
        of fewer articles no quantile is given.

    Returns
    -------
    DataFrame, one row per measure and category
        measure, category; n (articles in which the difference is defined); q05, q25, q50, q75, q95
        (of the difference, target minus reference per 1,000 words; nan of fewer articles than
        `least`); share_more, share_less (of the n: more in the target, more in the reference);
        share_shown (of the n: with a verdict of either kind; nan without verdicts).

    Examples
    --------
    >>> three = pd.DataFrame({"article": [0, 1, 2], "measure": "framing", "category": "war", "difference": [-4.0, 0.0, 8.0]})
    >>> base_rates(three, least=3)[["n", "q50", "share_more"]].round(2).values.tolist()
    [[3.0, 0.0, 0.33]]
    """
    wide = _wide(differences)
    n = (~np.isnan(wide.values)).sum(axis=0)
    enough = n >= max(least, 1)
    quantiles = np.full((len(QUANTILES), len(n)), np.nan)
    if enough.any():
        quantiles[:, enough] = np.nanquantile(wide.values[:, enough], QUANTILES, axis=0)
    columns = {
        f"q{round(100 * share):02d}": quantile
        for share, quantile in zip(QUANTILES, quantiles, strict=True)
    }
    holding = {"share_more": wide.values > 0, "share_less": wide.values < 0}
    if "verdict" in differences:
        shown = differences.assign(shown=_is_shown(differences["verdict"]))
        holding["share_shown"] = _wide(shown, "shown").values
    for name in ("share_more", "share_less", "share_shown"):
        columns[name] = np.full(len(n), np.nan)
        if name in holding:
            np.divide(np.nansum(holding[name], axis=0), n, out=columns[name], where=enough)
    return wide.rows.assign(n=n, **columns)


def percentiles(
    own: pd.DataFrame,
    differences: pd.DataFrame,
    *,
    of: str = ORDINARY,
    leave_out: int | None = None,
    least: int = LEAST_OTHERS,
) -> pd.DataFrame:
    """Where one article stands among many others.

    By default the percentile is among what the others would ordinarily hold in its place: given
    what its reference layer holds, and how long both layers are (`baseline.among`; fewer than 60
    others are too few). The raw difference of an article with few caption words lies far out by
    chance alone: of ordinary pages, its 95th percentile flags 8.7% of those with short captions and
    1.4% of those with long ones.

    Of a column, the percentile is that of the middle rank: the share of the others with a smaller
    value, equal ones counted half. 50 is an ordinary article, 0 and 100 the ends; a percentile is
    no test.

    Parameters
    ----------
    own : DataFrame
        the article's own row for each measure and category, as `comparison.compare` or
        `measures.findings` gives them.
    differences : DataFrame
        of many articles and one pair of layers, as `Population.differences`.
    of : str
        "ordinary", or a column that is ranked as it stands, as "difference" or "score".
    leave_out : int, optional
        the number of the article itself, where it is among the many.
    least : int
        among fewer others no percentile is given.

    Returns
    -------
    DataFrame, one row per row of `own`
        measure, category; the column `of` (by default difference: the article's own); median (of
        the others); n (others in which it is defined, or that hold both layers); percentile (0 to
        100; nan where the article's own is undefined, or n is too small).

    Raises
    ------
    ValueError
        for a column that a table lacks.

    Examples
    --------
    >>> many = pd.DataFrame({"article": range(4), "measure": "framing", "category": "war", "difference": [0.0, 0, 2, 9]})
    >>> own = pd.DataFrame({"measure": ["framing"], "category": ["war"], "difference": [2.0]})
    >>> percentiles(own, many, of="difference", least=4)[["n", "percentile"]].values.tolist()
    [[4.0, 62.5]]
    """
    others = differences if leave_out is None else differences[differences["article"] != leave_out]
    if of != ORDINARY:
        return _ranked(own, others, of, least)
    among = baseline.among(own, others)
    enough = among["n_pages"] >= least
    return _ranked(own, others, "difference", least).assign(
        n=among["n_pages"].to_numpy(), percentile=among["percentile"].where(enough).to_numpy()
    )


def _ranked(own: pd.DataFrame, others: pd.DataFrame, of: str, least: int) -> pd.DataFrame:
    """The middle rank of the article's own value of a column among those of the others."""
    for table, name in ((own, "the article's own table"), (others, "the table of many articles")):
        if of not in table:
            raise ValueError(
                f"{name} has no column {of!r}; it has: {', '.join(map(str, table.columns))}"
            )
    wide = _wide(others, of)
    result = own[[*KEY, of]].astype(dict.fromkeys(KEY, str)).reset_index(drop=True)
    row = pd.MultiIndex.from_frame(wide.rows).get_indexer(pd.MultiIndex.from_frame(result[KEY]))
    values = (
        np.where(row >= 0, wide.values[:, row], np.nan)
        if wide.values.size
        else np.full((0, len(result)), np.nan)
    )
    mine = result[of].to_numpy(dtype=float)
    n = (~np.isnan(values)).sum(axis=0)
    below, equal = (values < mine).sum(axis=0), (values == mine).sum(axis=0)
    enough = (n >= max(least, 1)) & ~np.isnan(mine)
    median, percentile = np.full((2, len(result)), np.nan)
    median[enough] = np.nanmedian(values[:, enough], axis=0)
    percentile[enough] = 100 * (below[enough] + equal[enough] / 2) / n[enough]
    return result.assign(median=median, n=n, percentile=percentile)


# --------------------------------------------------------------------------- many articles


def estimates(
    differences: pd.DataFrame,
    articles: pd.DataFrame | None = None,
    *,
    by: str | None = None,
    weigh: str = "words",
    least: int = LEAST_ARTICLES,
    draws: int = DRAWS,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """The difference between captions and body over many articles, with an interval that resamples
    articles.

    The estimand: how much more of something the target holds, per word, than the reference *of the
    same article*, in the articles of which these are a sample. Differences are taken within each
    article first, then averaged. Adding up all captions and all bodies before dividing would
    compare articles with each other: if war stories have more pictures than court stories, their
    words would fill the captions though no article differs within itself.

    `weigh="words"` averages with Mantel & Haenszel's weights, n·m / (n + m) for n words of the
    target and m of the reference: in effect by words of captions. `weigh="article"` lets each
    article count once. It answers another question, what a typical article does, and pays for it:
    the rates of short captions are noisy, and where a sentence's length goes with what it holds,
    their mean moves with the captions' length alone.

    The interval is the bootstrap-t of 95 % (Efron & Tibshirani, 1993, ch. 12): articles are drawn
    with replacement, and the estimate's distance from its value is measured in standard errors of
    each draw. Of the intervals tried (percentile, BCa, bootstrap-t, Student's t) it covers best;
    from 40 articles on it holds the value in about 90 to 96 % of simulated corpora, least where few
    articles hold any of the category. The table is remade by `uv run python
    tests/benchmarks/bench_population.py`. Each interval stands for itself: of twenty rows in which
    nothing differs, about one leaves out 0.

    Articles that repeat each other are drawn together, where the differences have the column
    original: what ten papers print from one agency is evidence once, with the weight of ten.

    Parameters
    ----------
    differences : DataFrame
        article, measure, category, difference, words_target, words_reference, of one pair of
        layers, as `Population.differences` gives it; the words are not asked for with
        `weigh="article"`. Rows of one `original` are drawn together; without that column each
        article stands for itself.
    articles : DataFrame, optional
        article, source, published; needed for `by`.
    by : None, "source", "year" or "month"
        one estimate over all, or one for each outlet, year or month. Articles that do not state it
        are told as one group, *not stated*.
    weigh : "words" or "article"
        see above.
    least : int
        of fewer articles that repeat none of the others no estimate is given.
    draws, seed : int
        of the bootstrap.

    Returns
    -------
    DataFrame, one row per group, measure and category; groups of outlets with most articles first, those of time in order
        group ("all" without `by`); measure; category; n (articles in which the difference is
        defined); n_effective (Kish's: as many articles of equal weight); estimate, low, high (per
        1,000 words; positive means more in the target; nan below `least`, and no interval where all
        articles are alike); remark (*not enough articles*, or nothing).

    Raises
    ------
    ValueError
        for an unknown `by` or `weigh`, a column that is missing, or several pairs of layers.

    Examples
    --------
    >>> two = pd.DataFrame({"article": [0, 1], "measure": "framing", "category": "war", "difference": [2.0, 5.0],
    ...                     "words_target": [30, 60], "words_reference": [300, 600]})
    >>> [round(estimates(two, weigh=how, least=2)["estimate"].item(), 6) for how in ("words", "article")]
    [4.0, 3.5]
    """
    wide = _wide(differences)
    weight, original = _weights(differences, wide, weigh), _originals(differences, wide)
    columns = ["n_effective", "estimate", "low", "high"]
    tables = []
    for index, (name, members) in enumerate(_groups(wide.articles, articles, by).items()):
        sample = _Sample(wide.values[members], weight[members], original[members])
        enough = sample.n_distinct >= max(least, 2)
        table = wide.rows.assign(n=sample.n, **dict.fromkeys(columns, np.nan))
        if enough.any():
            sample = _Sample(wide.values[members][:, enough], weight[members], original[members])
            drawn = sample.draw(draws, np.random.default_rng([seed, index]))
            ends = _interval(sample.moments, drawn)
            table.loc[enough, columns] = np.column_stack(
                [sample.n_effective, sample.moments.mean, *ends]
            )
        table["remark"] = np.where(enough, "", NOT_ENOUGH_ARTICLES)
        table.insert(0, "group", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def outlets(
    differences: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    against: str = "the others",
    by: str = "source",
    weigh: str = "words",
    least: int = LEAST_ARTICLES,
    draws: int = DRAWS,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """Do the captions of one outlet differ from its bodies as those of the others do?

    For each outlet, measure and category the difference between two differences: the outlet's own
    (see `estimates`) less that of all other outlets together, or of one. What all captions do,
    being captions, falls out.

    The test asks whether the articles could have changed places between the outlets: they are dealt
    out anew 999 times, each with all of its rows; those of one outlet that repeat each other stay
    together. The statistic is the difference by its standard
    error, in which the variance of an outlet is joined by 4 articles' worth of the common one, or a
    few articles that happen to hold none of a rare category would pass for certainty. Adjusted
    p-values hold for all rows of the result together (max-T; Westfall & Young, 1993): in a corpus
    without any difference between outlets, at most one table in twenty shows one. The interval
    (bootstrap-t, as of `estimates`) belongs to one row by itself and is not adjusted, so it may
    leave out 0 where there is no clear difference.

    Parameters
    ----------
    differences, articles, weigh, draws, seed
        as for `estimates`.
    against : str
        "the others", or the name of one outlet.
    by : "source", "year" or "month"
        what is compared.
    least : int
        outlets with fewer articles that repeat none of the others are not compared, but they are
        among the others.

    Returns
    -------
    DataFrame, one row per outlet, measure and category
        group, against; measure, category; n, n_against (articles); difference (of the differences,
        per 1,000 words; positive: more in the outlet's captions, beside its bodies, than in those
        it is compared with); low, high; p, p_adjusted (nan below `least`); verdict: *more than the
        others*, *less than the others* (adjusted p at most .05), *no difference shown*, *not enough
        articles*.

    Raises
    ------
    ValueError
        as `estimates`, and for an outlet that the articles lack.

    Examples
    --------
    >>> many = pd.DataFrame({"article": range(80), "measure": "framing", "category": "war",
    ...     "difference": [float(n % 7 + 10 * (n < 40)) for n in range(80)], "words_target": 40, "words_reference": 400})
    >>> articles = pd.DataFrame({"article": range(80), "source": ["Post"] * 40 + ["Echo"] * 40, "published": None})
    >>> outlets(many, articles)[["group", "difference", "verdict"]].round(1).values.tolist()
    [['Echo', -9.9, 'less than the others'], ['Post', 9.9, 'more than the others']]
    """
    wide = _wide(differences)
    weight, original = _weights(differences, wide, weigh), _originals(differences, wide)
    groups = _groups(wide.articles, articles, by)
    groups.pop(NOT_STATED, None)
    if against != OTHERS and against not in groups:
        raise ValueError(
            f"unknown outlet {against!r}; choose from: {first_of([OTHERS, *groups], 6)}"
        )
    samples = [_Sample(wide.values[rows], weight[rows], original[rows]) for rows in groups.values()]
    other = None if against == OTHERS else list(groups).index(against)
    n, n_against = _with_against([sample.n for sample in samples], other, len(wide.rows))
    n_distinct, n_distinct_against = _with_against(
        [sample.n_distinct for sample in samples], other, len(wide.rows)
    )
    enough = (n_distinct >= max(least, 2)) & (n_distinct_against >= max(least, 2))
    p, p_adjusted = _test(samples, other, enough, seed)
    difference, low, high = _between(samples, other, enough, draws, seed)

    side = np.where(difference > 0, f"more than {against}", f"less than {against}")
    verdict = np.where(p_adjusted <= LEVEL, side, NO_DIFFERENCE)
    columns = {
        "n": n,
        "n_against": n_against,
        "difference": difference,
        "low": low,
        "high": high,
        "p": p,
        "p_adjusted": p_adjusted,
        "verdict": np.where(enough, verdict, NOT_ENOUGH_ARTICLES),
    }
    tables = [
        wide.rows.assign(group=name, **{column: of[index] for column, of in columns.items()})
        for index, name in enumerate(groups)
        if index != other
    ]
    table = pd.concat(tables, ignore_index=True).assign(against=against)
    return table[["group", "against", *KEY, *columns]]


def _with_against(
    counts: list[np.ndarray], other: int | None, n_rows: int
) -> tuple[np.ndarray, np.ndarray]:
    """What is counted of each sample and row, and of that which the sample is compared with."""
    n = np.array(counts).reshape(len(counts), n_rows)
    return n, (n.sum(axis=0) - n) if other is None else np.broadcast_to(n[other], n.shape)


# --------------------------------------------------------------------------- the arithmetic


class _Wide(NamedTuple):
    """One column of a table of differences as a matrix, article × row; nan where an article lacks
    the row.
    """

    articles: np.ndarray
    rows: pd.DataFrame  # measure, category
    values: np.ndarray


def _wide(differences: pd.DataFrame, of: str = "difference") -> _Wide:
    for name in ("article", *KEY, of):
        if name not in differences:
            raise ValueError(
                f"the table of differences has no column {name!r}; it has:"
                f" {', '.join(map(str, differences))}"
            )
    if {"target", "reference"} <= set(differences):
        pairs = differences[["target", "reference"]].drop_duplicates()
        if len(pairs) > 1:
            named = ", ".join(
                f"{pair.target} against {pair.reference}" for pair in pairs.itertuples()
            )
            raise ValueError(
                f"differences of {len(pairs)} pairs of layers ({named}); choose the rows of one"
            )
    row_of, articles = pd.factorize(differences["article"], sort=True)
    measure, measures = pd.factorize(differences["measure"])
    category, categories = pd.factorize(differences["category"])
    n_categories = max(len(categories), 1)
    column_of, keys = pd.factorize(measure * n_categories + category)
    names = measures[keys // n_categories], categories[keys % n_categories]
    rows = pd.DataFrame(
        {
            column: np.asarray(values, dtype=object)
            for column, values in zip(KEY, names, strict=True)
        }
    )
    values = np.full((len(articles), len(rows)), np.nan)
    values[row_of, column_of] = differences[of].to_numpy(dtype=float)
    if (
        len(differences) > values.size
        or np.bincount(row_of * len(rows) + column_of).max(initial=0) > 1
    ):
        raise ValueError(
            "an article has two rows of one category; give the differences of one run and one pair"
            " of layers"
        )
    return _Wide(np.asarray(articles), rows.astype(str), values)


def _is_shown(verdict: pd.Series) -> np.ndarray:
    codes, verdicts = pd.factorize(verdict)
    return np.array([is_claim(str(name)) for name in verdicts], dtype=float)[codes]


def _weights(differences: pd.DataFrame, wide: _Wide, weigh: str) -> np.ndarray:
    if weigh == "article":
        return np.ones(len(wide.articles))
    if weigh != "words":
        raise ValueError(f"unknown weigh {weigh!r}; choose from: words, article")
    columns = ["words_target", "words_reference"]
    if missing := [name for name in columns if name not in differences]:
        raise ValueError(
            f"the table of differences has no column {missing[0]!r}; add it, or choose"
            " weigh='article'"
        )
    words = differences.drop_duplicates("article", keep="last").set_index("article")[columns]
    n, m = words.reindex(wide.articles).to_numpy(dtype=float).T
    # Rothman, Greenland & Lash (2008, eq. 15-21): the weights of Mantel & Haenszel for a difference
    # of rates.
    return np.divide(n * m, n + m, out=np.zeros(len(n)), where=n + m > 0)


def _originals(differences: pd.DataFrame, wide: _Wide) -> np.ndarray:
    """The article that each article repeats; its own where the table does not say."""
    if "original" not in differences:
        return wide.articles
    of_article = differences.drop_duplicates("article").set_index("article")["original"]
    return of_article.reindex(wide.articles).to_numpy()


def _groups(
    ids: np.ndarray, articles: pd.DataFrame | None, by: str | None
) -> dict[str, np.ndarray]:
    """The articles of each group, as rows of `ids`; outlets by falling size, times in order, what
    is not stated last.
    """
    if by is None:
        return {"all": np.arange(len(ids))}
    if by != "source" and by not in PERIODS:
        raise ValueError(f"unknown by {by!r}; choose from: source, {', '.join(PERIODS)}")
    column = "source" if by == "source" else "published"
    if articles is None or not {"article", column} <= set(articles):
        raise ValueError(
            f"by={by!r} asks for the articles: give their table, with the columns article and"
            f" {column}"
        )
    stated = articles.set_index("article")[column].reindex(ids).astype("string")
    if by == "source":
        stated = stated.str.strip().replace("", pd.NA)
    else:
        stated = stated.str.extract(r"^(\d{4}-\d{2}|\d{4})")[0].str[: PERIODS[by]]
        stated = stated.where(stated.str.len() == PERIODS[by])
    codes, names = pd.factorize(stated, sort=True)
    n = np.bincount(codes[codes >= 0], minlength=len(names))
    order = np.argsort(-n, kind="stable") if by == "source" else np.arange(len(names))
    groups = {str(names[code]): np.flatnonzero(codes == code) for code in order}
    return groups | ({NOT_STATED: np.flatnonzero(codes < 0)} if (codes < 0).any() else {})


class _Moments(NamedTuple):
    """Sums over units of W, W², D, W·D and D² (W: the sum of the weights w of the articles of a unit;
    D: that of w·d, with their differences d), for each row: what a mean and its error need.
    """

    w: np.ndarray
    ww: np.ndarray
    wd: np.ndarray
    wwd: np.ndarray
    wwdd: np.ndarray

    @property
    @np.errstate(invalid="ignore", divide="ignore")
    def mean(self) -> np.ndarray:
        return self.wd / self.w

    @property
    @np.errstate(invalid="ignore", divide="ignore")
    def variance(self) -> np.ndarray:
        """Of the mean, by linearisation: the sum of (D - W·mean)² over the square of the sum of W."""
        mean = self.mean
        return np.maximum(self.wwdd - 2 * mean * self.wwd + mean**2 * self.ww, 0) / self.w**2

    def plus(self, other: _Moments, sign: int = 1) -> _Moments:
        return _Moments(*(mine + sign * theirs for mine, theirs in zip(self, other, strict=True)))


def _summed(column: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """The sums of the articles of each unit, in the order of the first of each."""
    units, first, row = np.unique(unit, return_index=True, return_inverse=True)
    if len(units) == len(unit):
        return column
    order = np.argsort(np.argsort(first))
    sums = np.zeros((len(units), column.shape[1]))
    np.add.at(sums, order[row], column)
    return sums


class _Sample:
    """Articles with their weights and differences: units × row, where articles that repeat each
    other are one unit.
    """

    def __init__(self, values: np.ndarray, weight: np.ndarray, original: np.ndarray) -> None:
        is_defined = ~np.isnan(values)
        self.n = is_defined.sum(axis=0)
        # One column of weights does for all rows where every article has every row.
        weight = weight[:, None] * (1.0 if is_defined.all() else is_defined)
        weighted = weight * np.where(is_defined, values, 0.0)
        self.is_defined, self.weight, self.weighted = (
            _summed(column, original) for column in (is_defined, weight, weighted)
        )
        self.is_defined = self.is_defined > 0
        self.n_distinct = self.is_defined.sum(axis=0)

    @property
    def columns(self) -> list[np.ndarray]:
        w, wd = self.weight, self.weighted
        return [w, w**2, wd, w * wd, wd**2]

    @property
    def moments(self) -> _Moments:
        return _Moments(*(column.sum(axis=0) for column in self.columns))

    @property
    @np.errstate(invalid="ignore", divide="ignore")
    def n_effective(self) -> np.ndarray:
        moments = self.moments
        return np.broadcast_to(moments.w**2 / moments.ww, self.n.shape)

    def draw(self, draws: int, random: np.random.Generator) -> _Moments:
        """The moments of bootstrap samples: as many units, drawn with replacement.

        Returns
        -------
        _Moments, each draw × row
        """
        n, columns = len(self.weighted), self.columns
        bounds = np.cumsum([column.shape[1] for column in columns])[:-1]
        matrix, sums = np.concatenate(columns, axis=1), []
        for start in range(0, draws, step := max(1, _DRAWN_AT_ONCE // max(n, 1))):
            size = min(step, draws - start)
            drawn = random.integers(0, n, (size, n)) + n * np.arange(size)[:, None]
            times = np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n)
            sums.append(times.astype(float) @ matrix)
        return _Moments(*np.split(np.concatenate(sums), bounds, axis=1))


def _interval(
    own: _Moments,
    drawn: _Moments,
    other: _Moments | None = None,
    other_drawn: _Moments | None = None,
) -> np.ndarray:
    """Bootstrap-t: the ends of the interval of a mean, or of a mean less another."""
    mean, variance = own.mean, own.variance
    means, variances = drawn.mean, drawn.variance
    if other is not None and other_drawn is not None:
        mean, variance = mean - other.mean, variance + other.variance
        means, variances = means - other_drawn.mean, variances + other_drawn.variance
    error = np.sqrt(variance)
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = (means - mean) / np.sqrt(variances)
    # A draw of articles that are all alike has no error; it lies infinitely far out, or, on the
    # estimate itself, nowhere.
    distance = np.where(np.isnan(distance), 0.0, distance)
    least, most = np.quantile(distance, (LEVEL / 2, 1 - LEVEL / 2), axis=0, method="inverted_cdf")
    ends = np.stack([mean - most * error, mean - least * error])
    return np.where((error > 1e-12) & np.isfinite(ends), ends, np.nan)


def _between(
    samples: list[_Sample], other: int | None, enough: np.ndarray, draws: int, seed: int
) -> np.ndarray:
    """The difference of each sample to the others or to one, and the ends of its interval (these
    three × sample × row); articles are drawn within samples.
    """
    result = np.full((3, *enough.shape), np.nan)
    if not enough.any():
        return result

    # Each sample is wanted twice, for all together and for itself; of very many outlets it is drawn
    # twice.
    @functools.lru_cache(max(1, _MOST_KEPT // (len(_Moments._fields) * draws * enough.shape[1])))
    def drawn(index: int) -> _Moments:
        return samples[index].draw(draws, np.random.default_rng([seed, index]))

    everyone = range(len(samples)) if other is None else [other]
    whole = functools.reduce(_Moments.plus, (samples[index].moments for index in everyone))
    whole_drawn = functools.reduce(_Moments.plus, map(drawn, everyone))
    asked = np.flatnonzero(enough.any(axis=1)).tolist()
    for index in (index for index in asked if index != other):
        own, own_drawn = samples[index].moments, drawn(index)
        rest, rest_drawn = whole, whole_drawn
        if other is None:
            rest, rest_drawn = whole.plus(own, -1), whole_drawn.plus(own_drawn, -1)
        ends = _interval(own, own_drawn, rest, rest_drawn)
        result[:, index] = np.where(enough[index], [own.mean - rest.mean, *ends], np.nan)
    return result


def _test(
    samples: list[_Sample], other: int | None, enough: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """The p and the max-T adjusted p of each sample and row, by dealing the articles out anew among
    the samples.
    """
    p, p_adjusted = np.full((2, *enough.shape), np.nan)
    asked = enough.copy()
    if other is not None:
        asked[other] = False
    if not asked.any():
        return p, p_adjusted
    columns = _dealt_columns(samples)
    bounds = np.cumsum([column.shape[1] for column in columns])[:-1]
    single, units = _in_standard_units(columns)
    del columns  # of a million articles and 40 rows 0.7 GB
    dealt = _dealt(single, units, np.array([len(sample.weighted) for sample in samples]), seed)
    statistics = [_score(np.split(sums, bounds, axis=2), other) for sums in dealt]
    scores = np.where(asked, np.concatenate(statistics), np.nan)[:, asked]
    defined = ~np.isnan(scores[0])
    scores, slack = scores[:, defined], 1 - 1e-5  # equal arrangements differ in their last bits
    if scores.size:
        largest = scores.max(axis=1, keepdims=True)
        cells = tuple(axis[defined] for axis in np.nonzero(asked))
        p[cells] = (scores >= scores[0] * slack).mean(axis=0)
        p_adjusted[cells] = (largest >= scores[0] * slack).mean(axis=0)
    return p, p_adjusted


def _dealt_columns(samples: list[_Sample]) -> list[np.ndarray]:
    """What the score sums over articles, those of one sample behind those of the other: how far each
    lies from the common mean, weighed; the square; the weight; and whether it is defined.
    """
    whole = functools.reduce(_Moments.plus, (sample.moments for sample in samples))
    excess = np.concatenate([sample.weighted - sample.weight * whole.mean for sample in samples])
    weight = np.concatenate(
        [np.broadcast_to(sample.weight, sample.weighted.shape) for sample in samples]
    )
    is_defined = np.concatenate([sample.is_defined for sample in samples]).astype(float)
    if is_defined.all() and (weight == weight[:, :1]).all():  # as where no article lacks a row
        weight, is_defined = weight[:, :1], is_defined[:, :1]
    excess = np.where(weight > 0, excess, 0.0)
    return [excess, excess**2, weight, is_defined]


def _in_standard_units(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """All columns side by side in single precision, and the unit of each: to deal articles out reads
    every number a thousand times.
    """
    units = np.concatenate([np.sqrt((column**2).mean(axis=0)) for column in columns])
    single, behind = np.empty((len(columns[0]), len(units)), dtype=np.float32), 0
    for column in columns:
        own = slice(behind, behind := behind + column.shape[1])
        by = np.where(units[own] > 0, units[own], 1.0)
        np.divide(column, by, out=single[:, own], casting="same_kind")
    return single, units


def _dealt(
    single: np.ndarray, units: np.ndarray, sizes: np.ndarray, seed: int
) -> Iterator[np.ndarray]:
    """The sums of each sample (arrangement × sample × column): as observed first, then with the
    articles dealt out anew.
    """
    from scipy.sparse import csc_array

    n, n_samples = len(single), len(sizes)
    of_place = np.repeat(np.arange(n_samples, dtype=np.int32), sizes)

    def block(start: int) -> np.ndarray:
        size = min(step, ARRANGEMENTS + 1 - start)
        order = np.tile(np.arange(n, dtype=np.int32), (size, 1))
        anew = order[int(start == 0) :]
        np.random.default_rng([seed, start]).permuted(anew, axis=1, out=anew)
        sums = [summed(order[first : first + few]) for first in range(0, size, few)]
        return np.concatenate(sums).astype(float).reshape(size, n_samples, -1) * units

    def summed(order: np.ndarray) -> np.ndarray:
        """The sums of all samples of some arrangements; each article is read once for all of these."""
        sample = np.empty((n, len(order)), dtype=np.int32)
        for arrangement, dealt in enumerate(order):
            of_article = np.empty(n, dtype=np.int32)
            of_article[dealt] = of_place + arrangement * n_samples
            sample[:, arrangement] = of_article
        ones = np.ones(sample.size, dtype=np.float32)
        ends = np.arange(n + 1, dtype=np.int32) * np.int32(len(order))
        shape = len(order) * n_samples, n
        return csc_array((ones, sample.ravel(), ends), shape=shape) @ single

    step = max(1, _BLOCK // n)
    few = max(1, min(step, _SUMMED_AT_ONCE // (n_samples * len(units))))
    with ThreadPoolExecutor() as pool:
        yield from pool.map(block, range(0, ARRANGEMENTS + 1, step))


@np.errstate(invalid="ignore", divide="ignore")
def _score(parts: list[np.ndarray], other: int | None) -> np.ndarray:
    """How far each sample lies from the others, or from one, in standard errors (arrangement ×
    sample × row).
    """
    whole = [part.sum(axis=1, keepdims=True) for part in parts]
    theirs = [total - part for total, part in zip(whole, parts, strict=True)]
    if other is not None:
        theirs = [part[:, [other]] for part in parts]
    common = whole[1] / whole[3]
    distance, variance = np.zeros(()), np.zeros(())
    for sign, (excess, squares, weight, n) in ((1, parts), (-1, theirs)):
        distance = distance + sign * excess / weight
        variance = variance + n * (squares + PRIOR * common) / (n + PRIOR) / weight**2
    return np.abs(distance) / np.sqrt(np.where(common > 1e-18, variance, np.nan))
