"""Comparison: a target layer against a reference layer, and how certain their difference is.

The unit is the segment (a caption, a paragraph), never the word: the words of one caption are not
independent.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis import permutation, reprints
from analysis.corpus import DOUBTFUL_BELOW, LAYERS, Corpus, check_pair
from analysis.hits import counted, judged, measure_of, tallies, why_not_measured
from analysis.options import DEFAULTS
from analysis.permutation import LEVEL as LEVEL
from analysis.vocabulary import missing_from as missing_from
from analysis.vocabulary import only_in as only_in
from analysis.vocabulary import overused_words as overused_words
from analysis.words import more_in, segment_names
from analysis.words.languages import is_not_measured
from analysis.words.tallies import as_tally

LEAST_HITS = 4  # of 3 alone, the test calls 12 % of articles different in which nothing differs
# The variance of a segment's rate by its mean squared: frame vocabulary on 279 real news pages.
OVERDISPERSION = 0.5

_ROUNDING = 1e-9  # of sums of parts

NO_DIFFERENCE = "no difference shown"
NOT_TESTABLE = "cannot be tested here"
DESCRIBED = "described, not tested"
# Why a row could not be tested; of a reason that lies with a layer, that of the target and that of
# the reference. Their sentences are made by `words.sentences.because`.
NO_WORDS = "no words in the target", "no words in the reference"
ONE_SEGMENT = "one segment in the target", "one segment in the reference"
# What is printed several times counts once (see `reprints`).
ONE_TEXT = (
    "one text in the target, printed several times",
    "one text in the reference, printed several times",
)
# Doubtful captions are left out (see `Corpus.doubtful`), and too few are certain.
DOUBTFUL = "too few certain segments in the target", "too few certain segments in the reference"
# Even the most extreme arrangement could not reach the level in this row alone.
FEW_SEGMENTS = "too few segments in the target", "too few segments in the reference"
FEW_HITS = f"fewer than {LEAST_HITS} hits"
FEW_DIFFERENT_HITS = f"fewer than {LEAST_HITS} hits that are not repeated"
SAME_RATE = "the same rate in every segment"
# Alone the row could reach the level, but not beside all others of its table.
MANY_ROWS = "too many rows tested together"


def compare(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    by: str = "category",
    least_confidence: float = DOUBTFUL_BELOW,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """Does the target layer hold more of something, per word, than the reference layer?

    The estimand is the pair of rates from which an editor's captions and a writer's paragraphs
    come; the test asks whether one common rate could have made this article. The statistic is the
    pooled score of the target: its hits beyond what the pooled rate expects of its words, by the
    standard deviation that a layer of that length has under one rate (see
    `permutation.pooled_score`). It is found anew for every arrangement of the segments that puts as
    many of them into the target: raw rates of short captions are noisier than those of long
    paragraphs and must not be permuted. Arrangements are enumerated up to 20,000 and otherwise
    drawn 9,999 times (of more than 2,000 segments less often, 249 times at least). Adjusted
    p-values hold for all rows of the table together (step-down minP; Westfall & Young, 1993,
    algorithm 2.8; of two rows with one p, that of the larger score counts as the more extreme): a
    row is held against the most extreme row of each arrangement. Categories of fewer than four hits
    are not tested: of three hits alone the test calls 12 % of articles different in which nothing
    differs.

    What is printed several times is evidence once: captions that repeat each other are one piece in
    every arrangement, and so are paragraphs; counts and rates are shown of all that is printed (see
    `reprints.once`, with its simulation).

    Calibration: the share of p ≤ .05 among 2,000 simulated articles a cell in which nothing
    differs; up to .060 is fine. Rates by this test and by three others, tone and mean compound by
    this one. The whole table, with power, is remade by `uv run python
    tests/benchmarks/bench_calibration.py`.

    captions of segments             rates  residuals  raw rates  binomial    tone  compound
    pages, labels shuffled            .049       .052       .034      .028
    2 of 10                           .032       .033       .064      .101    .041      .029
    2 of 30                           .037       .050       .045      .028    .048      .051
    3 of 10                           .041       .031       .051      .111    .047      .049
    3 of 30                           .029       .033       .054      .026    .048      .051
    4 of 10                           .050       .033       .056      .158    .053      .052
    4 of 19                           .034       .031       .075      .072    .041      .056
    4 of 40                           .032       .038       .065      .025    .057      .058
    6 of 20                           .041       .030       .076      .080    .044      .052
    6 of 60                           .032       .043       .060      .022    .056      .055
    10 of 30                          .029       .021       .059      .054    .043      .045
    10 of 60                          .036       .033       .090      .028    .045      .044

    Tables of ten rows that show any difference where none is (2,000 a cell), and those that show
    the one row in which the captions' rate is five times the body's (500 a cell), beside nine rows
    of 5 to 60 hits and beside nine of 5 to 8: by this adjustment; where rows of one p count as
    equal; by single-step max-T; by Bonferroni. Max-T sees more with two to four captions and
    beside rows of few hits; it sees less beside rows of many hits, with six captions and more.

                      nothing differs       beside 5 to 60 hits        beside 5 to 8 hits
               minP  by p max-T Bonf.    minP  by p max-T Bonf.    minP  by p max-T Bonf.
    2 of 10    .025  .000  .025  .000    .244  .000  .254  .000    .366  .000  .462  .000
    2 of 20    .035  .010  .026  .000    .190  .072  .270  .000    .166  .062  .328  .000
    3 of 15    .038  .034  .033  .034    .306  .256  .354  .256    .320  .264  .504  .262
    4 of 19    .043  .041  .028  .038    .386  .384  .400  .382    .406  .396  .592  .388
    6 of 30    .044  .043  .026  .043    .496  .492  .466  .488    .496  .494  .614  .490
    10 of 60   .046  .045  .035  .044    .574  .574  .532  .574    .556  .554  .630  .554

    No interval is given: of those tried, resampled segments cover the difference of the underlying
    rates in 44 to 86 % of articles, a quasi-Poisson interval in 51 to 94 %, an overdispersed
    binomial in 94 to 99 %; none keeps to 93 to 97 % in every cell. Captions are shown raw instead.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    hits : DataFrame
        of one measure, as `sentiment.hits`, `framing.hits` or `entities.hits` give it. Valences
        give one more row, `tone`, in which they are summed. The weights of a codebook are summed in
        the row of their frame. Codes (`coding.hits`, `Learned.hits`) are counted per segment,
        whatever its length: the question then is whether more of the target's segments hold a
        frame. Segments that nobody coded are left out.
    target, reference : str
        two layers.
    by : "category" or "term"
        what a row of the result is.
    least_confidence : float
        leave out captions whose label is less sure than this (0 to 1; see `Corpus.doubtful`).
    seed : int
        for arrangements that are drawn.

    Returns
    -------
    DataFrame, one row per category
        measure; category; n_target, n_reference (hits); per_1000_target, per_1000_reference (hits,
        or the sum of weights, per 1,000 words; nan for a layer without words), or for codes
        n_segments_target, n_segments_reference (that were coded and hold a word), share_target,
        share_reference (of these, 0 to 1); difference (target minus reference: positive means more
        in the target); p (two-sided, nan where nothing was tested); p_adjusted; verdict: *more in
        …* at an adjusted level of .05, *no difference shown*, *cannot be tested here*, *described,
        not tested* (a layer of one segment); side: "target" or "reference", the layer that is shown
        to hold more, or ""; reason: why a row could not be tested, or "": no words or one segment
        in a layer (`NO_WORDS`, `ONE_SEGMENT`), a language that the measure's list is not for (see
        `hits.why_not_measured` and `as_written`; the counts are then 0 and the rates nan),
        `FEW_HITS`, `SAME_RATE`, too few captions that are not doubtful (`DOUBTFUL`), where what is repeated
        counts once also `ONE_TEXT` and `FEW_DIFFERENT_HITS`, too few segments in a layer for even
        the most extreme arrangement of this row alone to reach the level (`FEW_SEGMENTS`), or so
        many rows that only beside the others it could not (`MANY_ROWS`).

    Raises
    ------
    ValueError
        for a layer that does not exist, or the same layer twice.

    Examples
    --------
    >>> from analysis import read, framing
    >>> table = compare(corpus := read("seeds/nagorno-karabakh.txt"), framing.hits(corpus))
    >>> table.set_index("category").loc["military_capability", "verdict"]
    'more in captions'
    """
    held = ComparedLayers.of(corpus, hits, target, reference, by, least_confidence)
    return to_table(columns_of(held, seed))


def columns_of(held: ComparedLayers, seed: int) -> dict[str, np.ndarray]:
    """The columns of `compare`, so that those of several measures become one table.

    Parameters
    ----------
    held : ComparedLayers
    seed : int

    Examples
    --------
    >>> from analysis import read, framing
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> columns = columns_of(ComparedLayers.of(corpus, framing.hits(corpus), "caption", "body"), 0)
    >>> set(columns["measure"]), len(columns["p"]) == len(columns["category"])
    ({'framing'}, True)
    """
    columns = _columns(held, np.zeros(len(held.units), dtype=np.int64), 1, seed)
    del columns["article"], columns["score"]
    reason = columns["reason"]
    if held.why_none:
        reason[:] = held.why_none
    elif held.leaves_doubtful:
        for side, layer in enumerate((held.target, held.reference)):
            if layer == "caption":
                reason[np.isin(reason, [NO_WORDS[side], FEW_SEGMENTS[side]])] = DOUBTFUL[side]
    return columns


def stacked(comparisons: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The columns of several comparisons, one under the other; nan where one has no such column.

    Examples
    --------
    >>> words = np.array(["a", "b"], dtype=object)
    >>> both = stacked([{"category": words, "n": np.array([1, 2])}, {"category": words[:1]}])
    >>> both["category"].tolist(), both["n"].tolist()
    (['a', 'b', 'a'], [1.0, 2.0, nan])
    """
    columns = {}
    for name in dict.fromkeys(itertools.chain(*comparisons)):
        missing = (np.full(len(own["category"]), np.nan) for own in comparisons)
        parts = [own.get(name, nan) for own, nan in zip(comparisons, missing, strict=True)]
        columns[name] = np.concatenate(parts)
    return columns


def to_table(columns: Mapping[str, Any]) -> pd.DataFrame:
    """The table of some columns; texts get the type that pandas gives them.

    Examples
    --------
    >>> to_table({"category": np.array(["a"], dtype=object)}).dtypes.astype(str).tolist()
    ['str']
    """
    typed = {
        name: pd.array(column, dtype="str") if column.dtype == object else column
        for name, column in columns.items()
    }
    return pd.DataFrame(typed, copy=False)


def as_written(table: pd.DataFrame) -> pd.DataFrame:
    """A comparison as it is written to a file: without counts where nothing was counted.

    Parameters
    ----------
    table : DataFrame
        of `compare` or `measures.findings`.

    Returns
    -------
    DataFrame
        the same; n_target and n_reference are missing in rows whose text is in a language that the
        measure's list is not for.

    Examples
    --------
    >>> reasons = ["not measured: the text is German (0.98)", FEW_HITS]
    >>> rows = {"reason": reasons, "n_target": [0, 3], "n_reference": 0}
    >>> as_written(pd.DataFrame(rows))["n_target"].isna().tolist()
    [True, False]
    """
    is_missing = table["reason"].astype(str).map(is_not_measured).astype(bool)
    if not is_missing.any():
        return table
    counts = {side: table[side].astype("Int64") for side in ("n_target", "n_reference")}
    return table.assign(**{side: n.mask(is_missing) for side, n in counts.items()})


def across(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """The comparison of `compare` for each article of a corpus, as if it had been read alone.

    Returns
    -------
    DataFrame, one row per category and article that has a word in both layers
        article (its number in the corpus), the columns of `compare`, and score: the pooled score of
        the target, in standard deviations (positive: more in the target; nan where nothing was
        tested).

    Examples
    --------
    >>> from analysis import read, framing
    >>> from analysis.corpus import concat
    >>> both = concat([read("seeds/control.html"), read("seeds/nagorno-karabakh.txt")])
    >>> table = across(both, framing.hits(both, frames="armed-conflict")).set_index(["article", "category"])
    >>> table.loc[(1, "military_capability"), "verdict"]
    'more in captions'
    """
    return to_table(columns_across(corpus, hits, target=target, reference=reference, seed=seed))


def columns_across(
    corpus: Corpus, hits: pd.DataFrame, *, target: str, reference: str, seed: int
) -> dict[str, np.ndarray]:
    """The columns of `across`, so that those of several measures become one table.

    Examples
    --------
    >>> from analysis import read, framing
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> pair = {"target": "caption", "reference": "body"}
    >>> columns = columns_across(corpus, framing.hits(corpus), **pair, seed=0)
    >>> set(columns["article"].tolist()), len(columns["p"]) == len(columns["category"])
    ({0}, True)
    """
    check_pair(target, reference)
    compared = units(corpus, target, reference, hits=hits)
    article = corpus.segments["article"].to_numpy(dtype=np.int64)[compared.index]
    is_target = (compared["layer"] == target).to_numpy()
    with_both = np.intersect1d(article[is_target], article[~is_target])
    has_both = np.isin(article, with_both)
    held = ComparedLayers(corpus, hits, compared[has_both], target, reference)
    owner = np.searchsorted(with_both, article[has_both])
    columns = _columns(held, owner, len(with_both), seed)
    return columns | {"article": with_both[columns["article"]]}


class ComparedLayers:
    """What is compared: segments of a target and of a reference, and what they hold of a measure.

    Parameters
    ----------
    corpus : Corpus
    hits : DataFrame
        of one measure.
    units : DataFrame
        the segments, as `units` gives them.
    target, reference : str
        two layers.
    by : "category" or "term"
        what a row of the comparison is.

    Attributes
    ----------
    hits : DataFrame
        those that count.
    measure : Measure
    in_target, n_words : arrays
        of each segment.
    counts, values, rows : array, array, list of str
        as of `matrices`.
    rate_name, times, exposure : str, int, array
        as of `rate_unit`.
    once : Once or None
    pieces : Pieces
        what is tested.
    why_none : str
        why the measure says nothing of the corpus, or "".
    leaves_doubtful : bool
        whether doubtful captions are left out.
    """

    def __init__(
        self,
        corpus: Corpus,
        hits: pd.DataFrame,
        units: pd.DataFrame,
        target: str,
        reference: str,
        by: str = "category",
    ) -> None:
        self.corpus, self.units, self.hits = corpus, units, counted(hits)
        self.target, self.reference = target, reference
        self.measure = measure_of(hits)
        self.why_none, self.leaves_doubtful = why_not_measured(corpus, hits), False
        self.in_target = (units["layer"] == target).to_numpy()
        self.n_words = units["n_words"].to_numpy(dtype=np.int64)
        self.counts, self.values, self.rows = matrices(self.hits, units.index, by)
        self.rate_name, self.times, self.exposure = rate_unit(self.hits, units["n_words"])
        self.once = reprints.once(corpus, units.index.to_numpy())
        self.pieces = (
            Pieces(self.counts, self.values, self.exposure, np.arange(len(units)))
            if self.once is None
            else in_pieces(self.hits, units, by, self.once)
        )

    @classmethod
    def of(
        cls,
        corpus: Corpus,
        hits: pd.DataFrame,
        target: str,
        reference: str,
        by: str = "category",
        least_confidence: float = DOUBTFUL_BELOW,
    ) -> ComparedLayers:
        """What `compare` compares.

        Raises
        ------
        ValueError
            for a layer that does not exist, or the same layer twice.

        Examples
        --------
        >>> from analysis import read, framing
        >>> corpus = read("seeds/nagorno-karabakh.txt")
        >>> held = ComparedLayers.of(corpus, framing.hits(corpus), "caption", "body")
        >>> int(held.in_target.sum()), held.rows[:2]
        (4, ['military_capability', 'victory_defeat'])
        """
        check_pair(target, reference)
        compared = units(corpus, target, reference, least_confidence, hits=hits)
        held = cls(corpus, hits, compared, target, reference, by)
        held.leaves_doubtful = bool(corpus.doubtful(least_confidence).any())
        return held


def _columns(
    held: ComparedLayers, article: np.ndarray, n_articles: int, seed: int
) -> dict[str, np.ndarray]:
    """The columns of the comparison of each article, whose number (from 0, in order) is given of each
    segment.
    """
    pieces, columns = held.pieces, np.array(held.rows, dtype=object)
    # The layers of article 0, target and reference, then those of article 1, and so on.
    layer = 2 * article + ~held.in_target
    piece_layer = pieces.of_pieces(layer)
    n, total = (_summed(of, layer, n_articles) for of in (held.counts, held.values))
    units_of_layers = _summed(held.exposure[:, None], layer, n_articles)
    rates = np.divide(
        held.times * total, units_of_layers, out=np.full(n.shape, np.nan), where=units_of_layers > 0
    )
    sizes, n_pieces = (
        np.repeat(np.bincount(of, minlength=2 * n_articles).reshape(-1, 2).T, len(columns), axis=1)
        for of in (layer, piece_layer)
    )
    testable = are_enough(_summed(pieces.counts, piece_layer, n_articles).sum(axis=0))
    tested = _tested(pieces, piece_layer, testable, seed, is_sum=held.measure.sum is not None)
    few = ~testable & are_enough(n.sum(axis=0))
    n, rates = n.reshape(2, -1), rates.reshape(2, -1)
    difference = rates[0] - rates[1]
    if held.once is not None:
        tested = unless_turned(tested, difference)
    judgement = verdicts(n_pieces, tested, difference > 0, held.target, held.reference)
    reason = of_repeats(judgement.reason, sizes.min(axis=0), few.ravel())
    judgement = judgement._replace(reason=reason)
    judged_sizes = (
        {"n_segments_target": sizes[0], "n_segments_reference": sizes[1]}
        if held.measure.per == "segment"
        else {}
    )
    return {
        "article": np.repeat(np.arange(n_articles), len(columns)),
        "measure": np.full(n_articles * len(columns), held.measure.name, dtype=object),
        "category": np.tile(columns, n_articles),
        "n_target": n[0].astype(np.int64),
        "n_reference": n[1].astype(np.int64),
        **judged_sizes,
        f"{held.rate_name}_target": rates[0],
        f"{held.rate_name}_reference": rates[1],
        "difference": difference,
        "p": tested.p,
        "p_adjusted": tested.p_adjusted,
        **{name: of.astype(object) for name, of in judgement._asdict().items()},
        "score": tested.score,
    }


def _summed(matrix: np.ndarray, layer: np.ndarray, n_articles: int) -> np.ndarray:
    """The sums of the target and of the reference of each article (2 × article × column), from
    segments whose layer is given: twice its article's number, and one more for the reference.

    Examples
    --------
    >>> _summed(np.array([[1.0], [2.0], [4.0]]), np.array([0, 1, 1]), 1).tolist()
    [[[1.0]], [[6.0]]]
    """
    n_columns = matrix.shape[1]
    cell = layer[:, None] * n_columns + np.arange(n_columns)
    sums = np.bincount(cell.ravel(), matrix.ravel(), 2 * n_articles * n_columns)
    return sums.reshape(n_articles, 2, n_columns).swapaxes(0, 1)


def _tested(
    held: Pieces, layer: np.ndarray, testable: np.ndarray, seed: int, *, is_sum: bool
) -> permutation.Tested:
    """The test of each article and row (`testable`, article × row).

    An article's pieces follow each other, for it repeats nothing of another.
    """
    n_articles, n_columns = testable.shape
    n_pieces = np.bincount(layer, minlength=2 * n_articles).reshape(-1, 2)
    has_pieces = n_pieces.min(axis=1) >= 2
    tested = permutation.untested((testable & has_pieces[:, None]).ravel())
    asked = np.flatnonzero(has_pieces & testable.any(axis=1))
    # Articles of one size are tested one after the other: the same arrangements do for all.
    asked = asked[np.lexsort((n_pieces[asked].min(axis=1), n_pieces[asked].sum(axis=1)))]
    bounds = np.searchsorted(layer // 2, np.arange(n_articles + 1))
    for article in asked.tolist():
        pieces = slice(bounds[article], bounds[article + 1])
        values = held.values[pieces]
        if not is_sum:
            values = _as_counts(values, held.counts[pieces])
        is_target = layer[pieces] % 2 == 0
        of_article = permutation.permute(
            values, held.exposure[pieces], is_target, seed, testable[article]
        )
        rows = slice(article * n_columns, (article + 1) * n_columns)
        for of, own in zip(tested, of_article, strict=True):
            of[rows] = own
    return tested


def compare_scores(
    corpus: Corpus,
    scores: pd.Series,
    *,
    measure: str,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """Does the mean score of the target's sentences differ from that of the reference's? For
    compound, say.

    A score of a sentence is no hit: it cannot be counted per word. The test is that of `compare`,
    with sentences for words.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    scores : Series
        a number for each sentence, by its id, as `sentiment.compound` gives it; nan is left out.
    measure : str
        what the row is called.
    target, reference, seed
        as for `compare`.

    Returns
    -------
    DataFrame, one row
        measure; n_target, n_reference (sentences); mean_target, mean_reference; difference (target
        minus reference; nan for a layer without sentences); p (two-sided, nan where nothing was
        tested); verdict, side, reason, as of `compare`.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> compare_scores(corpus, sentiment.compound(corpus), measure="compound")["verdict"].item()
    'no difference shown'
    """
    check_pair(target, reference)
    defined = scores.dropna()
    segment = corpus.sentences.loc[defined.index, "segment"]
    by_segment = defined.groupby(segment).agg(["sum", "size"]).join(corpus.segments["layer"])
    by_segment = by_segment[by_segment["layer"].isin((target, reference))]
    in_target = (by_segment["layer"] == target).to_numpy()
    sums, n = by_segment["sum"].to_numpy(dtype=float), by_segment["size"].to_numpy(dtype=float)
    once = reprints.once(corpus, by_segment.index.to_numpy())
    held_once = _scores_once(defined, segment, by_segment, once)
    piece_in_target = held_once.of_pieces(in_target)
    # Two segments of either layer hold at least as many sentences as are tested of hits.
    testable = np.array([are_enough(held_once.exposure.sum()) | (once is None)])
    tested = permutation.permute(
        held_once.values, held_once.exposure, piece_in_target, seed, testable
    )
    layers = in_target, ~in_target
    means = [sums[side].sum() / n[side].sum() if side.any() else math.nan for side in layers]
    difference = np.array([means[0] - means[1]])
    if once is not None:
        tested = unless_turned(tested, difference)
    n_segments, n_pieces = (
        np.array([[of.sum()], [(~of).sum()]]) for of in (in_target, piece_in_target)
    )
    judgement = verdicts(n_pieces, tested, difference > 0, target, reference)
    reason = of_repeats(
        judgement.reason, n_segments.min(axis=0), np.array([len(defined) >= LEAST_HITS])
    )
    judgement = judgement._replace(reason=reason)
    return pd.DataFrame(
        {
            "measure": [measure],
            "n_target": int(n[in_target].sum()),
            "n_reference": int(n[~in_target].sum()),
            "mean_target": means[0],
            "mean_reference": means[1],
            "difference": difference,
            "p": tested.p,
            **judgement._asdict(),
        }
    ).astype(dict.fromkeys(("measure", *Verdicts._fields), "str"))


def _scores_once(
    scores: pd.Series, segment: pd.Series, by_segment: pd.DataFrame, once: reprints.Once | None
) -> Pieces:
    """The scores of sentences, summed, and how many they are, of each piece of evidence."""
    if once is None:
        sums, n = (by_segment[name].to_numpy(dtype=float) for name in ("sum", "size"))
        return Pieces(n[:, None], sums[:, None], n, np.arange(len(n)))
    pieces, piece = np.unique(once.piece, return_inverse=True)
    row = by_segment.index.get_indexer(segment)
    is_compared = row >= 0
    row = row[is_compared]
    part = once.part[row] * once.sentence_part[scores.index.to_numpy()[is_compared]]
    values = scores.to_numpy(dtype=float)[is_compared] * part
    n, sums = (np.bincount(piece[row], of, len(pieces)) for of in (part, values))
    return Pieces(n[:, None], sums[:, None], n, piece)


def rates(corpus: Corpus, hits: pd.DataFrame, *, by: str = "category") -> pd.DataFrame:
    """Hits of every layer that occurs, beside the words that they are counted per.

    Returns
    -------
    DataFrame, one row per layer and category
        layer, category, n (hits), n_words, n_segments (of the layer), per_1000 (hits, or summed
        weights, per 1,000 words; nan for a layer without words), or for codes share (of the layer's
        coded segments that hold a word, 0 to 1; n_words and n_segments are those of the coded
        segments).

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("Good, good, bad.")
    >>> rates(corpus, sentiment.hits(corpus)).set_index("category")["per_1000"].round(1).to_dict()
    {'positive': 666.7, 'negative': 333.3, 'emphasis': 0.0, 'tone': 433.3}
    """
    in_one_article = np.zeros(len(corpus.segments), dtype=np.int64)
    return _rates(corpus, hits, in_one_article, by).drop(columns="article")


def rates_across(corpus: Corpus, hits: pd.DataFrame) -> pd.DataFrame:
    """The rates of `rates` for each article of a corpus.

    Returns
    -------
    DataFrame, one row per article, layer that occurs in it, and category
        article (its number in the corpus) and the columns of `rates`.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> from analysis.corpus import concat
    >>> both = concat([read_text("Good, good, bad."), read_text("A plan.")])
    >>> table = rates_across(both, sentiment.hits(both))
    >>> table[table["category"] == "positive"][["article", "n"]].to_numpy().tolist()
    [[0, 2], [1, 0]]
    """
    return _rates(corpus, hits, corpus.segments["article"].to_numpy(dtype=np.int64), "category")


def _rates(corpus: Corpus, hits: pd.DataFrame, article: np.ndarray, by: str) -> pd.DataFrame:
    """Hits and words of every layer of each article, whose number is given for every segment."""
    is_judged = judged(corpus, hits) & ~corpus.doubtful()
    n_words = corpus.segments["n_words"].where(is_judged, 0)
    counts, values, columns = matrices(hits, corpus.segments.index, by)
    counts, values = (matrix * is_judged.to_numpy()[:, None] for matrix in (counts, values))
    rate_name, per, exposure = rate_unit(hits, n_words)
    layers = corpus.segments["layer"]
    n_layers = len(layers.cat.categories)
    group, row = np.unique(article * n_layers + layers.cat.codes.to_numpy(), return_inverse=True)
    words, n_segments = (
        np.bincount(row, of, minlength=len(group)).astype(np.int64) for of in (n_words, is_judged)
    )
    order = np.argsort(row, kind="stable")
    first = np.searchsorted(row[order], np.arange(len(group)))
    n, total = (
        np.add.reduceat(matrix[order], first, axis=0) if len(group) else matrix[:0]
        for matrix in (counts, values)
    )
    units = np.bincount(row, exposure, minlength=len(group))[:, None]
    rate = np.divide(per * total, units, out=np.full(total.shape, np.nan), where=units > 0)
    times = len(columns)
    return pd.DataFrame(
        {
            "article": np.repeat(group // n_layers, times),
            "layer": pd.Categorical.from_codes(
                np.repeat(group % n_layers, times), dtype=layers.dtype
            ),
            "category": pd.array(columns * len(group), dtype="str"),
            "n": n.ravel().astype(np.int64),
            "n_words": np.repeat(words, times),
            "n_segments": np.repeat(n_segments, times),
            rate_name: rate.ravel(),
        }
    )


def by_segment(corpus: Corpus, hits: pd.DataFrame, *, by: str = "category") -> pd.DataFrame:
    """The raw material of every comparison: what each segment holds.

    Returns
    -------
    DataFrame, one row per segment (of codes, per coded segment; no doubtful caption) and category
        segment, layer, n_words, category, n (hits), value (hits, or summed weights), per_1000
        (value per 1,000 words of the segment; nan for a segment without words), or for codes share
        (1 where the segment holds the frame).

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("Good, good, bad.")
    >>> by_segment(corpus, sentiment.hits(corpus)).set_index("category")["n"].to_dict()
    {'positive': 2, 'negative': 1, 'emphasis': 0, 'tone': 3}
    """
    is_compared = judged(corpus, hits) & ~corpus.doubtful()
    segments = corpus.segments.loc[is_compared, ["layer", "n_words"]]
    counts, values, columns = matrices(hits, segments.index, by)
    table = segments.loc[segments.index.repeat(len(columns))].reset_index(names="segment")
    table["category"] = pd.array(columns * len(segments), dtype="str")
    table = table.assign(n=counts.ravel().astype(np.int64), value=values.ravel())
    rate_name, per, exposure = rate_unit(hits, table["n_words"])
    table[rate_name] = per * table["value"] / np.where(exposure > 0, exposure, np.nan)
    return table


def dots(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    labels: dict[str, str] | None = None,
    also: Sequence[str] = (),
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """What the chart of a comparison shows: every segment of the two layers raw, and the two layers
    themselves.

    Parameters
    ----------
    corpus : Corpus
    hits : DataFrame
        of one measure.
    target, reference : str
        the two layers.
    labels : dict, optional
        how a reader is shown each category.
    also : sequence of str
        further layers, which are shown and not compared, as the headline.
    seed : int
        of the comparison.

    Returns
    -------
    DataFrame, one row per segment and category, and one per layer and category
        segment (missing in the rows of a layer), name (of the segment: "caption 1"), layer,
        category, label (how a reader is shown the category), n (hits), n_words, per_1000 (hits, or
        summed weights, per 1,000 words) or for codes share, verdict (of `compare`), words (of a
        layer, with how often each occurs: "ballistic missile 2, drone 1"; empty in the rows of
        segments).

    Examples
    --------
    >>> from analysis import read, framing
    >>> table = dots(corpus := read("seeds/nagorno-karabakh.txt"), framing.hits(corpus))
    >>> table["segment"].nunique(), int(table["segment"].isna().sum() / table["category"].nunique())
    (19, 2)
    """
    result = compare(corpus, hits, target=target, reference=reference, seed=seed)
    kept = counted(hits)
    segments = by_segment(corpus, kept).drop(columns="value")
    layers = rates(corpus, kept).drop(columns="n_segments")
    table = pd.concat([segments, layers], ignore_index=True)
    table = table[table["layer"].isin((target, reference, *also))]
    table["segment"] = table["segment"].astype("Int64")
    names = segment_names(corpus.segments["layer"].astype(str))
    table["name"] = ["" if pd.isna(segment) else names[segment] for segment in table["segment"]]
    table["label"] = table["category"].map(lambda name: (labels or {}).get(name, name))
    table["verdict"] = table["category"].map(result.set_index("category")["verdict"])
    terms = tallies(corpus, kept)
    keys = zip(table["category"], table["layer"].astype(str), table["segment"].isna(), strict=True)
    table["words"] = pd.array(
        [as_tally(terms.get((name, layer), {})) if whole else "" for name, layer, whole in keys],
        dtype="str",
    )
    rate_name = rate_unit(kept, table["n_words"])[0]
    columns = ["segment", "name", "layer", "category", "label", "n", "n_words", rate_name]
    columns += ["verdict", "words"]
    return table[columns].reset_index(drop=True)


def left_out(corpus: Corpus, hits: pd.DataFrame) -> pd.DataFrame:
    """The hits that `compare` leaves out, with their layer and the reason: scored words inside a
    name are no feelings.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("He praised the United States.")
    >>> left_out(corpus, sentiment.hits(corpus))[["term", "layer", "left_out"]].astype(str).values.tolist()
    [['united', 'body', 'inside a name']]
    """
    rows = hits["left_out"].notna() if "left_out" in hits else np.zeros(len(hits), dtype=bool)
    table = hits.assign(left_out=hits.get("left_out", ""))[rows].reset_index(drop=True)
    return table.assign(layer=corpus.segments["layer"].array[table["segment"].to_numpy()])


def units(
    corpus: Corpus,
    target: str,
    reference: str,
    least_confidence: float = DOUBTFUL_BELOW,
    *,
    hits: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The segments that are compared: those of the two layers that hold a word, without doubtful
    captions; layer and n_words of each.

    Parameters
    ----------
    corpus : Corpus
    target, reference : str
        two layers.
    least_confidence : float
        leave out captions whose label is less sure than this (0 to 1).
    hits : DataFrame, optional
        of codes: leave out segments that were not coded.

    Returns
    -------
    DataFrame, one row per segment, with the index that it has in the corpus
        layer, n_words.
    """
    layer, n_words = (corpus.segments[name].array for name in ("layer", "n_words"))
    asked = [LAYERS.index(name) for name in (target, reference)]
    is_compared = (layer.codes == asked[0]) | (layer.codes == asked[1])
    is_compared &= n_words.to_numpy() > 0
    is_compared &= ~corpus.doubtful(least_confidence).to_numpy()
    if hits is not None:
        is_compared &= judged(corpus, hits)
    columns = {"layer": layer[is_compared], "n_words": n_words[is_compared]}
    return pd.DataFrame(columns, index=corpus.segments.index[is_compared], copy=False)


def matrices(
    hits: pd.DataFrame, segments: pd.Index, by: str, part: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Counts and values (segment × row), and the names of the rows.

    Values are sums of weights; of a summed measure they are counts, and one more row holds the sum.
    Of each hit a part may count.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("Good, good, bad.")
    >>> counts, values, rows = matrices(sentiment.hits(corpus), corpus.segments.index, "category")
    >>> rows, counts.tolist(), values.round(1).tolist()
    (['positive', 'negative', 'emphasis', 'tone'], [[2.0, 1.0, 0.0, 3.0]], [[2.0, 1.0, 0.0, 1.3]])
    """
    if by == "category":
        code = hits["category"].cat.codes.to_numpy(dtype=np.int64)
        columns = list(hits["category"].cat.categories)
    elif by == "term":
        code, terms = pd.factorize(hits["term"], sort=True)
        columns = [str(term) for term in terms]
    else:
        raise ValueError(f"unknown by {by!r}; choose from: category, term")
    row = segments.get_indexer(hits["segment"])
    is_compared = row >= 0
    row, weight = row[is_compared], hits["weight"].to_numpy(dtype=float)[is_compared]
    shape = len(segments), len(columns)
    cell = row * len(columns) + code[is_compared]
    counted_part = None if part is None else part[is_compared]
    counts = np.bincount(cell, counted_part, math.prod(shape)).reshape(shape).astype(float)
    weights_sum, is_weighted = measure_of(hits).sum, (weight != 1).any()
    weight = weight if counted_part is None else weight * counted_part
    if weights_sum is None and is_weighted:
        return counts, np.bincount(cell, weight, math.prod(shape)).reshape(shape), columns
    if weights_sum is None or by != "category":
        return counts, counts, columns
    sums = np.bincount(row, weight, minlength=len(segments))
    counts, sums = np.column_stack([counts, counts.sum(axis=1)]), np.column_stack([counts, sums])
    return counts, sums, [*columns, weights_sum.name]


def pieces(corpus: Corpus, compared: pd.DataFrame) -> pd.DataFrame:
    r"""The segments of `units` as pieces of evidence: layer and n_words, with what is printed
    several times counted once.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks go on in Geneva.\n\nTalks go on in Geneva.\n\nBad news.")
    >>> corpus = corpus.relabel(dict.fromkeys(range(3), "caption"))
    >>> pieces(corpus, units(corpus, "caption", "body"))["n_words"].tolist()
    [5.0, 2.0]
    """
    once = reprints.once(corpus, compared.index.to_numpy())
    if once is None:
        return compared
    n_words = compared["n_words"] * once.word_part
    grouped = compared.assign(n_words=n_words).groupby(once.piece)
    return grouped.agg({"layer": "first", "n_words": "sum"})


class Pieces(NamedTuple):
    """What is tested: pieces of evidence x rows, where what is printed several times counts once.

    counts, values, exposure: of each piece; piece: for each compared segment, the row of its piece.
    """

    counts: np.ndarray
    values: np.ndarray
    exposure: np.ndarray
    piece: np.ndarray

    def of_pieces(self, of_segments: np.ndarray) -> np.ndarray:
        """For each piece what is known of its segments, which are alike in it: their layer, say."""
        result = np.zeros(len(self.exposure), dtype=of_segments.dtype)
        result[self.piece] = of_segments
        return result


def in_pieces(
    hits: pd.DataFrame, compared: pd.DataFrame, by: str, once: reprints.Once | None
) -> Pieces:
    r"""What the compared segments hold (see `matrices`), with what is printed several times counted
    once.

    Parameters
    ----------
    hits : DataFrame
        of one measure.
    compared : DataFrame
        as `units` gives it.
    by : "category" or "term"
    once : Once or None
        of the compared segments (see `reprints.once`); None where nothing is repeated.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("Good news from the talks.\n\nGood news from the talks.\n\nBad news.")
    >>> corpus = corpus.relabel(dict.fromkeys(range(3), "caption"))
    >>> compared = units(corpus, "caption", "body")
    >>> once = reprints.once(corpus, compared.index.to_numpy())
    >>> held_once = in_pieces(sentiment.hits(corpus), compared, "category", once)
    >>> held_once.counts[:, :2].tolist(), held_once.exposure.tolist()
    ([[1.0, 0.0], [0.0, 1.0]], [5.0, 2.0])
    """
    _, _, exposure = rate_unit(hits, compared["n_words"])
    if once is None:
        counts, values, _ = matrices(hits, compared.index, by)
        return Pieces(counts, values, exposure, np.arange(len(compared)))
    per_segment = measure_of(hits).per == "segment"
    row = compared.index.get_indexer(hits["segment"])
    part = np.append(once.part, np.nan)[row]
    if not per_segment:
        part = part * once.sentence_part[hits["sentence"].to_numpy(dtype=np.int64)]
    counts, values, _ = matrices(hits, compared.index, by, part)
    exposure = exposure * (once.part if per_segment else once.word_part)
    pieces, piece = np.unique(once.piece, return_inverse=True)
    if len(pieces) == len(piece):
        return Pieces(counts, values, exposure, piece)
    in_order = np.argsort(piece, kind="stable")
    first = np.searchsorted(piece[in_order], np.arange(len(pieces)))
    counts, values, exposure = (
        np.add.reduceat(of[in_order], first, axis=0) for of in (counts, values, exposure)
    )
    return Pieces(counts, values, exposure, piece)


def are_enough(n_hits: np.ndarray) -> np.ndarray:
    """True for each row that has hits enough to be tested, where parts of hits are summed.

    Examples
    --------
    >>> are_enough(np.array([3.9, 4.0 - 1e-12])).tolist()
    [False, True]
    """
    return n_hits >= LEAST_HITS - _ROUNDING


def unless_turned(tested: permutation.Tested, difference: np.ndarray) -> permutation.Tested:
    """The test with p-values of 1 where only repetition makes the difference that is shown: counted
    once, the other layer holds more.

    Examples
    --------
    >>> p, score = np.array([0.01, 0.01]), np.array([2.0, 2.0])
    >>> unless_turned(permutation.Tested(p, p, p, p, score), np.array([5.0, -5.0])).p.tolist()
    [0.01, 1.0]
    """
    is_turned = tested.score * difference < 0
    p, p_adjusted = (np.where(is_turned, 1.0, of) for of in (tested.p, tested.p_adjusted))
    return tested._replace(p=p, p_adjusted=p_adjusted)


def of_repeats(reason: np.ndarray, fewest: np.ndarray, few: np.ndarray) -> np.ndarray:
    """The reasons of `verdicts`, true also where it is repetition that leaves too little.

    Parameters
    ----------
    reason : array of str
    fewest : array of int
        how many segments, repeated or not, the smaller of the two layers has.
    few : array of bool
        True for a row whose hits are enough only with those that are repeated.

    Examples
    --------
    >>> one_caption = np.array([ONE_SEGMENT[0]] * 2)
    >>> of_repeats(one_caption, np.array([1, 20]), np.array([False, False])).tolist()
    ['one segment in the target', 'one text in the target, printed several times']
    """
    is_several = fewest > 1
    conditions = [(reason == one) & is_several for one in ONE_SEGMENT]
    return np.select(
        [*conditions, (reason == FEW_HITS) & few], [*ONE_TEXT, FEW_DIFFERENT_HITS], reason
    )


def _as_counts(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Sums of weights in units of their mean weight, so that no row sets the bar of all by the size
    of its weights.
    """
    never_negative = np.all(values >= 0, axis=0)
    return values * permutation.per_hit(values.sum(axis=0), counts.sum(axis=0), never_negative)


def rate_unit(hits: pd.DataFrame, n_words: pd.Series) -> tuple[str, int, np.ndarray]:
    """What a measure is counted per: the name of its rate, how many units the rate is of, and the
    units of each segment.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("The plan is good.")
    >>> rate_name, times, exposure = rate_unit(sentiment.hits(corpus), corpus.segments["n_words"])
    >>> rate_name, times, exposure.tolist()
    ('per_1000', 1000, [4.0])
    """
    words = n_words.to_numpy(dtype=float)
    per_segment = measure_of(hits).per == "segment"
    return ("share", 1, (words > 0).astype(float)) if per_segment else ("per_1000", 1000, words)


class Verdicts(NamedTuple):
    """What a comparison of some rows comes to, an entry per row.

    verdict: as it is written; side: "target" or "reference", the layer that is shown to hold more,
    or "" where nothing is shown; reason: why nothing could be tested, or "".
    """

    verdict: np.ndarray
    side: np.ndarray
    reason: np.ndarray


def verdicts(
    n_segments: np.ndarray,
    tested: permutation.Tested,
    more: np.ndarray,
    target: str,
    reference: str,
) -> Verdicts:
    """The verdict of each row.

    Parameters
    ----------
    n_segments : array, 2 x rows
        the segments of the target, and those of the reference.
    tested : Tested
        the test of `permutation.permute`.
    more : array of bool
        where the target holds more.
    target, reference : str
        two layers.

    Examples
    --------
    >>> def tested(p, least, reachable):
    ...     return permutation.Tested(*(np.array([value]) for value in (p, p, least, reachable, 1)))
    >>> many, more = np.array([[4], [15]]), np.array([True])
    >>> def judged_as(*p):
    ...     return [part.item() for part in verdicts(many, tested(*p), more, "caption", "body")]
    >>> judged_as(0.01, 0.001, 0.01)
    ['more in captions', 'target', '']
    >>> judged_as(0.2, 0.001, 0.01)
    ['no difference shown', '', '']
    >>> judged_as(0.2, 0.001, 0.1)
    ['cannot be tested here', '', 'too many rows tested together']
    >>> judged_as(0.2, 0.1, 0.2)
    ['cannot be tested here', '', 'too few segments in the target']
    """
    fewest = n_segments.min(axis=0)
    is_shown = (fewest > 1) & (tested.p_adjusted <= LEVEL)
    side = _first_that_holds({"target": is_shown & more, "reference": is_shown}, "")
    is_tested = (fewest > 1) & (tested.reachable <= LEVEL)
    is_target = np.argmin(n_segments, axis=0) == 0  # the layer of fewer segments
    reason = _first_that_holds(
        {
            "": is_tested | is_shown,
            NO_WORDS[0]: (fewest == 0) & is_target,
            NO_WORDS[1]: fewest == 0,
            ONE_SEGMENT[0]: (fewest == 1) & is_target,
            ONE_SEGMENT[1]: fewest == 1,
            FEW_HITS: np.isnan(tested.least),
            SAME_RATE: np.isnan(tested.p_adjusted),
            FEW_SEGMENTS[0]: (tested.least > LEVEL) & is_target,
            FEW_SEGMENTS[1]: tested.least > LEVEL,
        },
        MANY_ROWS,
    )
    verdict = _first_that_holds(
        {
            more_in(target): is_shown & more,
            more_in(reference): is_shown,
            NO_DIFFERENCE: is_tested,
            DESCRIBED: fewest == 1,
        },
        NOT_TESTABLE,
    )
    return Verdicts(verdict, side, reason)


def _first_that_holds(cases: dict[str, np.ndarray], otherwise: str) -> np.ndarray:
    """Of each row the first text whose case holds; `np.select` takes many times as long."""
    chosen = np.full(next(iter(cases.values())).shape, otherwise, dtype=object)
    for text, holds in reversed(cases.items()):
        chosen[holds] = text
    return chosen
