"""How far coders agree, and how well a word list agrees with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import krippendorff
import numpy as np
import pandas as pd

from analysis import hits as hits_table
from analysis.coding.sheets import Codes
from analysis.corpus import Corpus, Readable, as_corpus
from analysis.options import DEFAULTS
from analysis.reading.errors import one_line

_LEAST_DEFINED = 0.95  # of the resamples: an interval from the lucky rest would be too narrow
ALL = "all"
CODED = hits_table.declare(
    hits_table.Measure(
        "coded",
        "segments that people say hold the frame",
        title="Codes",
        places="hand codes",
        per="segment",
    )
)


def agreement(codes: Codes, *, n_resamples: int = 1000, seed: int = DEFAULTS.seed) -> pd.DataFrame:
    """How far several coders agree on each frame: Krippendorff's alpha.

    Alpha is 1 where coders always agree, 0 where they agree as often as by chance, below 0 where
    they agree less often. Each frame is a question of its own, there or not there (nominal); any
    number of coders and gaps are allowed. Krippendorff requires .800 and accepts .667 for tentative
    conclusions. The interval resamples segments, since these, not codes, are drawn; segments that
    repeat each other (`Codes.original`) are drawn together.

    Parameters
    ----------
    codes : Codes
    n_resamples : int
        of the interval.
    seed : int

    Returns
    -------
    DataFrame, one row per frame
        category; n_segments (coded by two coders or more: only these can agree); n_coders;
        share_coded (codes that say the frame is there, 0 to 1, of these segments); share_agreeing
        (pairs of codes of one segment that are equal, 0 to 1); alpha (nan where no segment has two
        codes or all codes are equal: then there is nothing to agree about); low, high (2.5th and
        97.5th percentile; nan where alpha is, or where it is undefined in more than one of twenty
        resamples); n_disagreed (segments).

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    Krippendorff, K. (2019). Content analysis (4th ed.). Sage.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": [0, 0, 1, 1], "coder": ["a", "b"] * 2, "category": pd.Categorical(["war"] * 4),
    ...                       "code": [1, 1, 0, 0]})
    >>> agreement(Codes(table, pd.DataFrame()), n_resamples=0)[["alpha", "share_agreeing"]].values.tolist()
    [[1.0, 1.0]]
    """
    random = np.random.default_rng(seed)
    n_coders = codes.table["coder"].nunique()
    rows = []
    for category, (segments, counts) in _counts(codes).items():
        n = counts.sum(axis=1)
        agreeing = (counts * (counts - 1)).sum(axis=1) / (n * (n - 1))
        resamples = drawn_segments(segments, codes.original, n_resamples, random)
        low, high = percentile_interval([alpha(counts[rows]) for rows in resamples])
        rows.append(
            {
                "category": category,
                "n_segments": len(counts),
                "n_coders": n_coders,
                "share_coded": counts[:, 1].sum() / n.sum() if len(counts) else np.nan,
                "share_agreeing": agreeing.mean() if len(counts) else np.nan,
                "alpha": alpha(counts),
                "low": low,
                "high": high,
                "n_disagreed": int((counts > 0).all(axis=1).sum()),
            }
        )
    return pd.DataFrame(rows)


def lacks_second_coder(codes: Codes) -> str:
    """Why agreement cannot be measured, and the remedy, in one line; empty where two coders coded
    the same segment.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": [0], "coder": ["anna"], "category": pd.Categorical(["war"]), "code": [1]})
    >>> lacks_second_coder(Codes(table, pd.DataFrame()))
    'No agreement to measure: anna is the only coder. Add the sheet of a second coder: cutline agree FIRST.csv SECOND.csv'
    """
    coders = sorted(codes.table["coder"].unique())
    if len(coders) == 1:
        return (
            f"No agreement to measure: {one_line(coders[0])} is the only coder. Add the sheet of a"
            " second coder: cutline agree FIRST.csv SECOND.csv"
        )
    if codes.table.groupby("segment")["coder"].nunique().max() < 2:
        return (
            f"No agreement to measure: no two of the {len(coders)} coders coded the same segment."
            " Let a second coder code some of the same rows"
        )
    return ""


def alpha(counts: np.ndarray) -> float:
    """Krippendorff's alpha for nominal codes; nan where no unit has two codes or all codes are
    equal.

    Parameters
    ----------
    counts : array, units × values
        how many coders gave each unit each value.

    Examples
    --------
    >>> alpha(np.array([[2, 0], [0, 2]]))
    1.0
    """
    paired = counts[counts.sum(axis=1) > 1]
    if (paired.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(krippendorff.alpha(value_counts=paired, level_of_measurement="nominal"))


def disagreements(corpus: Corpus, codes: Codes) -> pd.DataFrame:
    """Every segment and frame on which coders differ, with its text: what they should discuss.

    Returns
    -------
    DataFrame, one row per segment and frame, in reading order
        segment, category, there, not_there (the coders who say so), text.

    Examples
    --------
    >>> from analysis import read_text
    >>> table = pd.DataFrame({"segment": [0, 0], "coder": ["a", "b"], "category": pd.Categorical(["war"] * 2), "code": [1, 0]})
    >>> disagreements(read_text("A war."), Codes(table, pd.DataFrame())).to_dict("records")
    [{'segment': 0, 'category': 'war', 'there': 'a', 'not_there': 'b', 'text': 'A war.'}]
    """
    rows = []
    for (segment, category), group in codes.table.groupby(["segment", "category"], observed=True):
        there, not_there = (", ".join(sorted(group["coder"][group["code"] == n])) for n in (1, 0))
        if there and not_there:
            rows.append((segment, category, there, not_there, corpus.text(int(segment))))
    return pd.DataFrame(rows, columns=["segment", "category", "there", "not_there", "text"])


def consensus(codes: Codes) -> pd.DataFrame:
    """What most coders of a segment say: 1 the frame is there, 0 it is not, nan where as many say
    so as not.

    Returns
    -------
    DataFrame, rows: coded segments, columns: frames

    Examples
    --------
    >>> table = pd.DataFrame({"segment": 0, "coder": ["a", "b", "c"], "category": pd.Categorical(["war"] * 3), "code": [1, 0, 1]})
    >>> consensus(Codes(table, pd.DataFrame())).loc[0, "war"]
    np.float64(1.0)
    """
    share = codes.table.pivot_table(
        index="segment", columns="category", values="code", aggfunc="mean", observed=False
    )
    return (share > 0.5).astype(float).where(share != 0.5)


def hits(corpus: Readable, codes: Codes) -> pd.DataFrame:
    """What most coders say, as hits: each span is a whole segment. Counted per segment.

    Returns
    -------
    DataFrame, one row per segment and frame that is there
        the columns of every measure (measure "coded"; sentence missing), and n_coders,
        share_of_coders (who say so, above .5 to 1). A frame on which coders are tied counts as not
        there. The table knows which segments were coded: a comparison leaves out those that nobody
        coded (`hits.judged`).

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.coding import read_codes
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> codes = read_codes(corpus, "seeds/nagorno-karabakh.codes.csv")
    >>> set(hits(corpus, codes)["measure"])
    {'coded'}
    """
    corpus, agreed = as_corpus(corpus), consensus(codes)
    segment, category = np.nonzero(agreed.to_numpy() == 1)
    by_frame = codes.table.groupby(["segment", "category"], observed=False)["code"]
    coders = by_frame.agg(["size", "mean"]).loc[
        list(zip(agreed.index[segment], agreed.columns[category], strict=True))
    ]
    return hits_table.of_segments(
        corpus,
        measure=CODED.name,
        categories=list(agreed.columns),
        segment=agreed.index.to_numpy()[segment],
        category=category,
        judged=agreed.index,
        n_coders=coders["size"].to_numpy(dtype=np.int64),
        share_of_coders=coders["mean"].to_numpy(dtype=float),
    )


def validity(corpus: Corpus, codes: Codes, found: pd.DataFrame) -> pd.DataFrame:
    """How well a measure agrees with the codes: how much of what it finds coders find too, and the
    reverse.

    A measure finds a frame in a segment with at least one hit of the frame. What most coders say
    counts as true. Segments without codes and ties are left out, and so are frames that the measure
    or the codes do not know. If the findings of a measure follow the length of a segment and the
    codes do not, the measure finds long segments rather than frames.

    Parameters
    ----------
    corpus : Corpus
    codes : Codes
    found : DataFrame
        hits of one measure, as `framing.hits` gives them.

    Returns
    -------
    DataFrame, one row per layer that was coded (and "all") and frame
        layer; category; n_segments; n_coded, n_found, n_both (segments); precision (of the found,
        how many are coded; nan where none is found); recall (of the coded, how many are found; nan
        where none is coded); f1 (nan where none is found or coded); length_found, length_coded (-1
        to 1: Pearson's correlation of finding, and of the codes, with the logarithm of the
        segment's words; nan without variation).

    Raises
    ------
    ValueError
        where the measure and the codes know no frame in common.

    Examples
    --------
    >>> from analysis import read, framing
    >>> from analysis.coding import read_codes
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> table = validity(corpus, read_codes(corpus, "seeds/nagorno-karabakh.codes.csv"), framing.hits(corpus))
    >>> sorted(set(table["layer"]))
    ['all', 'body', 'caption', 'headline']
    """
    agreed = consensus(codes)
    common = [name for name in agreed.columns if name in set(found["category"].cat.categories)]
    if not common:
        raise ValueError(
            f"the measure knows none of the coded frames ({', '.join(agreed.columns)}); give hits"
            " of the same codebook"
        )
    segments = corpus.segments.loc[agreed.index]
    layer = segments["layer"].astype(str).to_numpy()
    words = np.log(segments["n_words"].to_numpy(dtype=float).clip(1))
    rows = []
    for name in [*segments["layer"].cat.remove_unused_categories().cat.categories, ALL]:
        for category in common:
            is_used = agreed[category].notna().to_numpy() & ((layer == name) | (name == ALL))
            coded = agreed.loc[is_used, category].to_numpy() == 1
            hit = agreed.index[is_used].isin(found.loc[found["category"] == category, "segment"])
            n = {
                "n_coded": int(coded.sum()),
                "n_found": int(hit.sum()),
                "n_both": int((coded & hit).sum()),
            }
            rows.append(
                {
                    "layer": name,
                    "category": category,
                    "n_segments": int(is_used.sum()),
                    **n,
                    **scores(**n),
                    "length_found": _correlation(hit, words[is_used]),
                    "length_coded": _correlation(coded, words[is_used]),
                }
            )
    return pd.DataFrame(rows)


def scores(n_coded: int, n_found: int, n_both: int) -> dict[str, float]:
    """Precision, recall and F1 from counts; nan where there is nothing to divide by.

    Examples
    --------
    >>> scores(4, 2, 1)
    {'precision': 0.5, 'recall': 0.25, 'f1': 0.3333333333333333}
    """
    whole = n_coded + n_found
    return {
        "precision": n_both / n_found if n_found else np.nan,
        "recall": n_both / n_coded if n_coded else np.nan,
        "f1": 2 * n_both / whole if whole else np.nan,
    }


def _correlation(there: np.ndarray, words: np.ndarray) -> float:
    if len(words) < 3 or there.all() or not there.any() or np.ptp(words) == 0:
        return float("nan")
    return float(np.corrcoef(there.astype(float), words)[0, 1])


def percentile_interval(values: Sequence[float] | np.ndarray) -> tuple[float, float]:
    """The 2.5th and the 97.5th percentile of resamples; nan where more than one in twenty is
    undefined.

    Examples
    --------
    >>> low, high = percentile_interval(list(range(101)))
    >>> float(low), float(high)
    (2.5, 97.5)
    """
    drawn = np.asarray(values, dtype=float)
    defined = drawn[~np.isnan(drawn)]
    if not len(defined) or len(defined) < _LEAST_DEFINED * len(drawn):
        return np.nan, np.nan
    low, high = np.quantile(defined, [0.025, 0.975])
    return low, high


def drawn_segments(
    segments: np.ndarray, original: np.ndarray | None, n: int, random: np.random.Generator
) -> Iterator[np.ndarray]:
    """Rows of the segments, drawn so many times with replacement; those that repeat each other come
    together.

    Parameters
    ----------
    segments : array of int
    original : array of int, optional
        as of `Codes`.
    n : int
        how often.
    random : Generator

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> [rows.tolist() for rows in drawn_segments(np.array([4, 7]), None, 2, random)]
    [[1, 1], [1, 0]]
    """
    alike = segments if original is None else original[segments]
    _, group, size = np.unique(alike, return_inverse=True, return_counts=True)
    by_group = np.argsort(group, kind="stable")
    first = np.cumsum(size) - size
    for _ in range(n):
        drawn = random.integers(len(size), size=len(size))
        before = np.cumsum(size[drawn]) - size[drawn]
        rows = np.repeat(first[drawn] - before, size[drawn])
        yield by_group[rows + np.arange(len(rows))]


def _counts(codes: Codes) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each frame, the segments with two codes or more, and how many coders said of each not
    there and there.
    """
    counts = pd.crosstab([codes.table["category"], codes.table["segment"]], codes.table["code"])
    counts = counts.reindex(columns=[0, 1], fill_value=0)
    counts = counts[counts.sum(axis=1) > 1]
    category, segment = (counts.index.get_level_values(level) for level in (0, 1))
    return {
        str(name): (segment[category == name].to_numpy(), counts[category == name].to_numpy())
        for name in codes.table["category"].cat.categories
    }
