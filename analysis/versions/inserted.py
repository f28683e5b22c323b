"""What a second version inserted, next to what ordinary pages hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import baseline
from analysis.comparison import ONE_SEGMENT
from analysis.corpus import Corpus
from analysis.hits import are_sums, measure_named
from analysis.options import DEFAULTS, Options, bare
from analysis.versions.aligning import PAGE_FURNITURE


def inserted_segments(second: Corpus, alignment: pd.DataFrame, layer: str) -> list[int]:
    """The segments of a layer of the second version of which more than half of the words were
    inserted: a credit that both versions hold makes no old caption.

    Parameters
    ----------
    second : Corpus
        the second version.
    alignment : DataFrame
        of `align`.
    layer : str
        which layer's segments are asked for.

    Returns
    -------
    list of int
        their numbers, in reading order.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.versions import align
    >>> first, second = read("seeds/reprint-original.txt"), read("seeds/reprint.html")
    >>> inserted_segments(second, align(first, second), "caption")
    [6, 9, 11]
    """
    rows = alignment[(alignment["fate"] == "inserted") & (alignment["layer_second"] == layer)]
    segment = second.sentences["segment"].to_numpy()[rows["sentence_second"].to_numpy(np.int64)]
    n_inserted = np.bincount(segment, rows["words_second"], len(second.segments))
    is_new = 2 * n_inserted > second.segments["n_words"].to_numpy()
    return np.flatnonzero(is_new & (second.segments["layer"] == layer).to_numpy()).tolist()


def ordinary_insertions(
    second: Corpus,
    alignment: pd.DataFrame,
    hits: Mapping[str, pd.DataFrame],
    options: Options = DEFAULTS,
) -> pd.DataFrame:
    """How much of what the second version inserted is in captions, and how unusual that would be on
    ordinary pages with its body.

    The captions that were not inserted count as page furniture, so that those inserted are asked
    about alone (see `baseline.expected`). The first version has no part in this: a page is ordinary
    or not as it is read.

    Parameters
    ----------
    second : Corpus
        the second version.
    alignment : DataFrame
        of `align`.
    hits : mapping of DataFrame
        of the second version, as `hits_of_both` gives them.
    options : Options, optional
        by which lists the hits were made, which layers are compared, and with which baseline.

    Returns
    -------
    DataFrame, one row per measure and category
        the columns that `words.ordinary` reads, as in `measures.findings`: measure, category, list,
        n_target, words_target, per_1000_target (of a sum), reason, baseline, expected,
        expected_low, expected_high, percentile, p_unusual, p_unusual_adjusted, unusual, n_pages,
        n_beyond, no_baseline. Empty where no caption was inserted.

    Raises
    ------
    ValueError
        for a layer or a baseline that does not exist.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.versions import align, hits_of_both
    >>> options = Options(frames="armed-conflict")
    >>> first, second = read("seeds/reprint-original.txt"), read("seeds/reprint.html")
    >>> _, hits = hits_of_both(first, second, options)
    >>> table = ordinary_insertions(second, align(first, second), hits, options)
    >>> table.set_index("category").loc["military_capability", "unusual"]
    'more'
    """
    ordinary = baseline.load(options.baseline)
    inserted = inserted_segments(second, alignment, options.target)
    of_layer = second.segments.index[second.segments["layer"] == options.target]
    others = dict.fromkeys(set(of_layer) - set(inserted), PAGE_FURNITURE)
    alone = second.relabel(others, rule="a caption of both versions")
    rows = baseline.expected(alone, ordinary, hits=hits, options=options, **options.pair)
    rows = rows if inserted else rows.iloc[:0]
    chosen = {name: options.chosen(measure_named(name).option) for name in rows["measure"].unique()}
    return rows.rename(
        columns={"low": "expected_low", "high": "expected_high", "reason": "no_baseline"}
    ).assign(
        list=[bare(chosen[name] or "") for name in rows["measure"]],
        per_1000_target=rows["observed"].where(are_sums(rows)),
        reason=ONE_SEGMENT[0] if len(inserted) == 1 else "",
        baseline=ordinary.name,
    )
