"""The segments that could have been drawn to be coded, which of them were, and what surrogates say of
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from analysis.coding.agreement import consensus
from analysis.coding.estimating import CodedSample, PopulationName
from analysis.coding.frames import NONE
from analysis.coding.kinds import KIND_OF_LAYER
from analysis.coding.sheets import Codes
from analysis.hits import judged_segments
from analysis.reading.errors import InputError
from analysis.words import count, grammar

LEAST_SAMPLED_ARTICLES = 10  # with a code: with fewer, nothing says how articles differ
_LAYER_OF_KIND = {kind: layer for layer, kind in KIND_OF_LAYER.items()}
Surrogate: TypeAlias = pd.DataFrame | Sequence[pd.DataFrame]


class CodedFrame(NamedTuple):
    """What is known of one frame.

    sample: the segments, and those with a code; code: of these, whether most coders say that the
    frame is there; surrogates: what each surrogate says of every segment (segments × columns).
    """

    category: str
    sample: CodedSample
    code: np.ndarray
    surrogates: np.ndarray


def coded_frames(
    segments: pd.DataFrame,
    codes: Codes,
    compared: list[str],
    surrogate: Surrogate,
    *,
    population: PopulationName = "articles",
    labelled: pd.Index | None = None,
) -> Iterator[CodedFrame]:
    """Each frame of some codes, with its sample and what the surrogates say of it.

    Parameters
    ----------
    segments : DataFrame
        as `segments.segment_table` gives them.
    codes : Codes
    compared : list of str
        the layers.
    surrogate : DataFrame or sequence of DataFrame
    population : {"articles", "corpus"}
        "articles" needs codes of enough of them.
    labelled : Index, optional
        the segments of which people say what they are: then these alone are used, of all layers that
        were drawn.

    Raises
    ------
    InputError
        see `correcting.corrected`.
    """
    agreed = consensus(codes)
    for category in agreed.columns:
        code = agreed[category].dropna()
        if labelled is not None:
            code = code[code.index.isin(labelled)]
        sample = coded_sample(
            segments, code.index.to_numpy(), codes, compared, other_layers=labelled is not None
        )
        if population == "articles":
            _check_articles(sample)
        surrogates = _surrogate_columns(surrogate, category, len(segments))
        yield CodedFrame(category, sample, code[sample.coded].to_numpy(), surrogates)


def coded_sample(
    segments: pd.DataFrame,
    coded: np.ndarray,
    codes: Codes,
    compared: list[str],
    *,
    other_layers: bool = False,
) -> CodedSample:
    """The segments that could have been drawn, and the weights of those that have a code.

    Parameters
    ----------
    segments : DataFrame
        as `segments.segment_table` gives them.
    coded : array of int
        the segments with a code.
    codes : Codes
        whose sample says how probable it was that a segment was drawn.
    compared : list of str
        layers of which something has to be drawn.
    other_layers : bool
        whether segments of other layers count too: where labels may be wrong.

    Raises
    ------
    InputError
        see `correcting.corrected`.
    """
    layer = segments["layer"].to_numpy(dtype=object)
    sample = codes.sample
    if sample is None:
        sample = _everything(segments, coded, compared)
    of_segment = sample.set_index("segment")
    of_segment = of_segment[~of_segment.index.duplicated()]
    if not other_layers:
        of_segment = of_segment[np.isin(layer[of_segment.index], compared)]
    coded = coded[np.isin(coded, of_segment.index)]
    drawn_layers = set(layer[of_segment.index])
    for name in compared:
        if name not in drawn_layers:
            raise InputError(f"no segment of the layer {name!r} was drawn to be coded; draw some")
    by_stratum = of_segment.groupby("stratum", sort=True)["probability"]
    size = np.rint(by_stratum.size() / by_stratum.first()).to_numpy()
    names = list(by_stratum.groups)
    stratum = np.searchsorted(names, of_segment.loc[coded, "stratum"].to_numpy(dtype=object))
    n_coded = np.bincount(stratum, minlength=len(names))
    is_eligible = np.isin(layer, list(drawn_layers))
    if abs(size.sum() - is_eligible.sum()) > len(names):
        raise InputError(
            f"the sample was drawn from {count(int(size.sum()), 'segment')}, and these articles hold"
            f" {int(is_eligible.sum()):,} of its layers; give the articles of which it was drawn"
        )
    few = np.flatnonzero(n_coded < np.minimum(2, size))
    if len(few):
        raise InputError(
            f"{count(int(n_coded[few[0]]), 'coded segment')} of the stratum {names[few[0]]!r}; code 2"
            " or more of each stratum of the sample"
        )
    weight = (size / np.maximum(n_coded, 1))[stratum]
    # What could not have been drawn belongs to no layer.
    layer = np.where(is_eligible, layer, "")
    article, group = segments["article"].to_numpy(), segments["group"].to_numpy(dtype=object)
    return CodedSample(article, layer, group, coded, weight, stratum, size)


def _everything(segments: pd.DataFrame, coded: np.ndarray, compared: list[str]) -> pd.DataFrame:
    """The sample of codes without a record, where they are of every segment of the layers."""
    layer = segments["layer"].to_numpy(dtype=object)
    of_layers = np.flatnonzero(np.isin(layer, compared))
    n_lacking = int((~np.isin(of_layers, coded)).sum())
    if n_lacking:
        raise InputError(
            "no record says how the coded segments were drawn, and"
            f" {count(n_lacking, 'segment')} {grammar.verb('have', n_lacking)} no code: an estimate"
            " for all segments needs a random sample. Write its sheet with `cutline code --n 50"
            " --out sheet.csv`, which records it in sheet.sample.csv, or code every segment"
        )
    return pd.DataFrame({"segment": of_layers, "stratum": layer[of_layers], "probability": 1.0})


def _check_articles(drawn: CodedSample) -> None:
    """An InputError where too few articles have a code to say how articles differ."""
    n_articles = len(np.unique(drawn.article[drawn.coded]))
    if n_articles < LEAST_SAMPLED_ARTICLES:
        raise InputError(
            f"codes of {count(n_articles, 'article')} (reprints count once); intervals for articles like"
            f" these need {LEAST_SAMPLED_ARTICLES} or more: code more articles, or ask about these articles alone"
            ' (population="corpus"; cutline estimate --these)'
        )


def kinds_of(labels: Codes) -> pd.Series:
    """What most coders say that a segment is, by its number, "none" of one that is nothing of it;
    segments of two kinds are left out, and those on which coders are tied.
    """
    agreed = consensus(labels).dropna()
    agreed = agreed[agreed.sum(axis=1) <= 1]
    kind = agreed.idxmax(axis=1).astype(str).replace(_LAYER_OF_KIND)
    return kind.where(agreed.any(axis=1), NONE)


def _surrogate_columns(surrogate: Surrogate, category: str, n_segments: int) -> np.ndarray:
    """What each surrogate says of each segment, 0 to 1, and of one that judged some only, whether it
    judged this one: an array, segments × columns.
    """
    tables = [surrogate] if isinstance(surrogate, pd.DataFrame) else surrogate
    columns = []
    for table in tables:
        value = np.zeros(n_segments)
        hits = table[(table["category"] == category).to_numpy()]
        segment = hits["segment"].to_numpy(dtype=np.int64)
        value[segment] = hits.get("probability", 1.0)
        columns.append(value)
        judged = judged_segments(table)
        if judged is not None and len(judged) < n_segments:
            columns.append(np.isin(np.arange(n_segments), judged).astype(float))
    return np.stack(columns, axis=1) if columns else np.zeros((n_segments, 0))
