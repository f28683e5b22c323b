"""In what share of the segments a frame is present, estimated from codes of few segments and a
surrogate for all, so that the errors of the surrogate do not bias the estimate.

A surrogate is anything that finds frames without a person: a word list, a classifier, a language
model. People code a random sample, and their codes correct the surrogate for all segments: the
estimator of design-based supervised learning (Egami, Hinck, Stewart & Wei, 2023, arXiv 2306.04746).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import pandas as pd

from analysis.coding import estimating
from analysis.coding.drawing import CodedFrame, Surrogate, coded_frames, kinds_of
from analysis.coding.estimating import SURE, CodedSample, PopulationName, ShareEstimate, Values
from analysis.coding.segments import Articles, segment_table
from analysis.coding.sheets import Codes
from analysis.options import DEFAULTS

LEAST_CODED = 10  # of a layer, or of a layer in a group: with fewer an interval says nothing
# Codes with the frame, and without it: with fewer the error is not normal (of 60 codes of which none
# holds it, the interval would have no width).
LEAST_WITH_FRAME = 5
FEW_CODES, RARE = "few_codes", "rare"
DIFFERENCE = "difference"
# Of each layer: whether a segment is of it and holds the frame, and whether it is of it.
_Held: TypeAlias = dict[str, tuple[Values, Values]]


def corrected(
    articles: Articles | pd.DataFrame,
    codes: Codes,
    *,
    surrogate: Surrogate,
    target: str = DEFAULTS.target,
    reference: str | None = DEFAULTS.reference,
    by: str | None = None,
    labels: Codes | None = None,
    population: PopulationName = "articles",
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    r"""The share of captions and of paragraphs that hold each frame, and their difference, corrected
    for the errors of the surrogate.

    A logistic regression predicts the code of each segment from the surrogate and the layer, since
    errors differ by layer. It is fitted on the coded segments of other articles (five folds). The
    estimate is the sum of the predictions, to which the errors in the coded segments are added, each
    weighted by the number of segments that it represents. So the estimate is unbiased whatever the
    surrogate gets wrong. The better the surrogate, the narrower the interval compared with codes
    alone. In 18,000 simulations the 95 % intervals contain the truth in 93 to 97 % of the cases in
    every cell (`tests/benchmarks/bench_corrected.py`).

    Assumptions: the coded segments are a random sample with known probabilities, and what most
    coders say is true. Segments that were drawn but not coded are like the others of their stratum.

    Parameters
    ----------
    articles : Corpus, what becomes one, the folder of a finished run, or DataFrame
        the articles that the segments were drawn from; of a run (a path, or its name) they are read
        again; or one row per segment: article, layer, and the column that `by` names.
    codes : Codes
        of people, with the record of their sample.
    surrogate : DataFrame or sequence of DataFrame
        hits of one measure or several, of all segments: a codebook's words, `Learned.hits`, or
        `hits` of a model's codes.
    target, reference : str
        the layers; without a reference there is no difference.
    by : str, optional
        "outlet", "year", "month", "date", or a column of the articles ("language"; of a run also
        those of the tables that it read): estimates for each group apart.
    labels : Codes, optional
        what people say that the same segments are: "caption", "body" or "furniture". With them,
        the errors of the layers are corrected too.
    population : {"articles", "corpus"}
        what the intervals are for: articles like these, of which these are a sample (clustered by
        article), or these articles alone.
    seed : int
        of the folds.

    Returns
    -------
    DataFrame, one row per frame, group, and layer or their difference
        category; the column of `by`; what (a layer, or "difference": target less reference);
        n_segments; n_coded; n_held (coded segments that hold the frame); estimate (0 to 1, or -1 to
        1), low, high (95 %); naive, naive_low, naive_high (the surrogate taken for the truth: where
        there are several, the first); coded_only, coded_only_low, coded_only_high (the codes without
        a surrogate); n_more_to_halve (codes that would halve the interval; nan where no number
        would, since articles differ too much); reason (empty where there is an estimate;
        "few_codes": fewer than 10 segments of a layer are coded; "rare": fewer than 5 of them hold
        the frame, or lack it).

    Raises
    ------
    InputError
        for codes of which nobody knows how probable it was that they were drawn, a record of other
        articles, a layer of which nothing was drawn, a stratum with fewer than two codes, and codes
        of fewer than 10 articles where intervals are to speak of articles like these; for a run that
        is not finished, and one of which an input is missing or has changed.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M. & Wei, H. (2023). Using imperfect surrogates for downstream
    inference: design-based supervised learning. NeurIPS 36.

    Examples
    --------
    >>> segments = pd.DataFrame({"article": range(200), "layer": ["caption", "body"] * 100})
    >>> held = pd.DataFrame({"segment": range(50), "category": pd.Categorical(["war"] * 50)})
    >>> table = held.reindex(range(200)).assign(segment=range(200), coder="anna", category=pd.Categorical(["war"] * 200))
    >>> table["code"] = [1] * 60 + [0] * 140
    >>> sample = pd.DataFrame({"segment": range(200), "stratum": segments["layer"], "probability": 1.0})
    >>> codes = Codes(table, pd.DataFrame(), None, sample)
    >>> corrected(segments, codes, surrogate=held)[["what", "estimate", "naive"]].round(2).values.tolist()
    [['caption', 0.3, 0.25], ['body', 0.3, 0.25], ['difference', 0.0, 0.0]]
    """
    compared = [target] if reference is None else [target, reference]
    segments = segment_table(articles, by)
    kinds = None if labels is None else kinds_of(labels)
    labelled = None if kinds is None else kinds.index
    rows = []
    for frame in coded_frames(
        segments, codes, compared, surrogate, population=population, labelled=labelled
    ):
        sample = frame.sample
        kind = None if kinds is None else kinds[sample.coded].to_numpy()
        held = _held(frame, compared, kind, seed)
        for group in [None] if by is None else sorted(set(sample.group)):
            is_member = np.ones(len(segments), bool) if group is None else sample.group == group
            of_group = {} if by is None else {by: group}
            for row in _rows(sample, frame.code, held, compared, is_member, population):
                rows.append({"category": frame.category, **of_group, **row})
    return pd.DataFrame(rows)


# --------------------------------------------------------------------------- estimates


def _held(
    frame: CodedFrame, compared: list[str], kind: np.ndarray | None, seed: int
) -> dict[str, _Held]:
    """What each estimator takes for true: "corrected", "naive" and "coded_only"."""
    _, drawn, code, surrogates = frame
    no_error = np.zeros(len(drawn.coded))
    first = surrogates[:, 0] if surrogates.shape[1] else np.full(len(drawn.layer), np.nan)
    result: dict[str, _Held] = {"corrected": {}, "naive": {}, "coded_only": {}}
    predictions = _predictions(drawn, code, surrogates, seed) if kind is None else {}
    for name in compared:
        is_labelled = (drawn.layer == name).astype(float)
        there = Values(is_labelled, no_error)
        result["naive"][name] = Values(is_labelled * first, no_error), there
        if kind is None:
            held = code * is_labelled[drawn.coded]
            for estimator, prediction in predictions.items():
                values = estimating.combined(drawn, held, is_labelled * prediction)
                result[estimator][name] = values, there
            continue
        is_kind = (kind == name).astype(float)
        held_there = _predictions(drawn, code * is_kind, surrogates, seed)
        of_kind = _predictions(drawn, is_kind, surrogates[:, :0], seed)
        for estimator in of_kind:
            result[estimator][name] = (
                estimating.combined(drawn, code * is_kind, held_there[estimator]),
                estimating.combined(drawn, is_kind, of_kind[estimator]),
            )
    return result


def _predictions(
    drawn: CodedSample, code: np.ndarray, surrogates: np.ndarray, seed: int
) -> dict[str, np.ndarray]:
    """What an estimator predicts with the surrogates, and without them."""
    return {
        "corrected": estimating.predicted(drawn, code, surrogates, seed),
        "coded_only": estimating.layer_means(drawn, code),
    }


def _rows(
    drawn: CodedSample,
    code: np.ndarray,
    held: dict[str, _Held],
    compared: list[str],
    is_member: np.ndarray,
    population: PopulationName,
) -> Iterator[dict[str, object]]:
    """The rows of one frame and one group: each layer, and their difference."""
    estimates = {
        estimator: {
            name: estimating.estimated_share(*of_layer[name], is_member, drawn) for name in compared
        }
        for estimator, of_layer in held.items()
    }
    is_of = {name: (drawn.layer == name) & is_member for name in compared}
    n_coded = {name: int(is_layer[drawn.coded].sum()) for name, is_layer in is_of.items()}
    n_held = {name: int(code[is_layer[drawn.coded]].sum()) for name, is_layer in is_of.items()}
    for names in [[name] for name in compared] + [compared] * (len(compared) > 1):
        reasons = [
            _reason(is_of[name].sum(), n_coded[name], n_held[name], population) for name in names
        ]
        reason = next(filter(None, reasons), "")
        row: dict[str, object] = {
            "what": names[0] if len(names) == 1 else DIFFERENCE,
            "n_segments": sum(int(is_of[name].sum()) for name in names),
            "n_coded": sum(n_coded[name] for name in names),
            "n_held": sum(n_held[name] for name in names),
        }
        for estimator, of_layer in estimates.items():
            estimate = of_layer[names[0]]
            if len(names) > 1:
                estimate = estimating.less(estimate, of_layer[names[1]])
            is_known = not reason or estimator == "naive"
            row |= _columns(drawn, estimate, estimator, population, is_known)
        yield row | {"reason": reason}


def _reason(n_segments: int, n_coded: int, n_held: int, population: PopulationName) -> str:
    """Why there is no estimate, empty where there is one."""
    if population == "corpus" and n_coded == n_segments > 0:
        return ""  # all is coded, and nothing is estimated
    if n_coded < LEAST_CODED:
        return FEW_CODES
    return RARE if min(n_held, n_coded - n_held) < LEAST_WITH_FRAME else ""


def _columns(
    drawn: CodedSample,
    estimate: ShareEstimate,
    estimator: str,
    population: PopulationName,
    is_known: bool,
) -> dict[str, float]:
    """An estimate and its interval, under the names of their columns."""
    variance, from_codes = estimating.variances(drawn, estimate, population)
    value, width = (estimate.value, SURE * np.sqrt(variance)) if is_known else (np.nan, np.nan)
    if estimator != "corrected":
        ends = {f"{estimator}_low": value - width, f"{estimator}_high": value + width}
        return {estimator: value, **ends}
    more = estimating.n_more_to_halve(variance, from_codes, len(drawn.coded))
    columns = {"estimate": value, "low": value - width, "high": value + width}
    return {**columns, "n_more_to_halve": more if is_known else np.nan}
