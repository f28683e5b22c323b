"""How many segments to code for an interval of a given width, from a pilot."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.coding import estimating
from analysis.coding.correcting import LEAST_CODED
from analysis.coding.drawing import Surrogate, coded_frames
from analysis.coding.estimating import SURE, CodedSample, PopulationName, Values
from analysis.coding.segments import Articles, segment_table
from analysis.coding.sheets import Codes
from analysis.options import DEFAULTS
from analysis.reading.errors import InputError
from analysis.words import count


def plan(
    articles: Articles | pd.DataFrame,
    pilot: Codes,
    *,
    surrogate: Surrogate,
    width: float = 0.2,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    population: PopulationName = "articles",
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """How many captions and paragraphs to code, so that the 95 % interval of the difference of their
    shares has a given width.

    The errors of the surrogate in the pilot show how much codes vary around it. A layer in which the
    surrogate errs more needs more codes (the allocation that needs fewest codes; Neyman, 1934). A
    small pilot shows this only roughly: plan again when more is coded.

    Parameters
    ----------
    articles, surrogate, target, reference, population, seed
        as for `corrected`.
    pilot : Codes
        ten segments of each layer or more, drawn at random (`cutline code --n`).
    width : float
        of the whole interval, above 0 and up to 2: 0.2 is ten points to either side.

    Returns
    -------
    DataFrame, one row per frame and layer
        category, layer, n_segments, n_coded (in the pilot), n_needed (codes of this layer, those of
        the pilot among them), n_needed_without (had there been no surrogate). Nan where no number
        is enough: articles differ by more than such a width, or the layer has too few segments.

    Raises
    ------
    ValueError
        for a width out of its range; an InputError as for `corrected`, and for a pilot of fewer
        than ten codes of a layer.

    Examples
    --------
    >>> segments = pd.DataFrame({"article": range(2000), "layer": ["caption", "body"] * 1000})
    >>> table = pd.DataFrame({"segment": range(100), "coder": "anna", "category": pd.Categorical(["war"] * 100)})
    >>> table["code"] = [1, 1, 0, 0] * 25
    >>> sample = table.assign(stratum=["caption", "body"] * 50, probability=0.05)[["segment", "stratum", "probability"]]
    >>> held = pd.DataFrame({"segment": range(0, 2000, 4), "category": pd.Categorical(["war"] * 500)})
    >>> needed = plan(segments, Codes(table, pd.DataFrame(), None, sample), surrogate=held)
    >>> needed[["layer", "n_coded"]].values.tolist()
    [['caption', 50], ['body', 50]]
    >>> (needed["n_needed"] <= needed["n_needed_without"]).tolist()
    [True, True]
    """
    if not 0 < width <= 2:
        raise ValueError(
            f"width {width}: is no width of a difference; give a number above 0, at most 2"
        )
    compared = [target, reference]
    segments = segment_table(articles, None)
    rows = []
    for category, drawn, coded, surrogates in coded_frames(
        segments, pilot, compared, surrogate, population=population
    ):
        table = _sizes(drawn, compared)
        for column, prediction in (
            ("n_needed", estimating.predicted(drawn, coded, surrogates, seed)),
            ("n_needed_without", estimating.layer_means(drawn, coded)),
        ):
            values = estimating.combined(drawn, coded, prediction)
            table[column] = _needed(drawn, values, table, width, population)
        rows.append(table.assign(category=category))
    plans = pd.concat(rows, ignore_index=True)
    return plans[["category", *plans.columns.drop("category")]]


def _sizes(drawn: CodedSample, compared: list[str]) -> pd.DataFrame:
    """How many segments of each layer there are, and how many the pilot has."""
    of_coded = drawn.layer[drawn.coded]
    sizes = [[int((drawn.layer == name).sum()), int((of_coded == name).sum())] for name in compared]
    for name, (_, n_coded) in zip(compared, sizes, strict=True):
        if n_coded < LEAST_CODED:
            raise InputError(
                f"{count(n_coded, 'code')} of the layer {name!r}; a pilot needs {LEAST_CODED} or more"
                " of each layer: code more segments"
            )
    return pd.DataFrame(sizes, columns=["n_segments", "n_coded"]).assign(layer=compared)[
        ["layer", "n_segments", "n_coded"]
    ]


def _needed(
    drawn: CodedSample,
    values: Values,
    sizes: pd.DataFrame,
    width: float,
    population: PopulationName,
) -> np.ndarray:
    """How many codes of each layer, nan where no number is enough."""
    n_of_layer = sizes["n_segments"].to_numpy(dtype=float)
    of_coded = drawn.layer[drawn.coded]
    spread = np.array([values.error[of_coded == name].std(ddof=1) for name in sizes["layer"]])
    allowed = (width / (2 * SURE)) ** 2
    if population == "corpus":
        allowed += (spread**2 / n_of_layer).sum()  # all codes of a layer leave nothing to guess
    else:
        allowed -= _between_articles(drawn, values, sizes["layer"].tolist())
    if allowed <= 0:
        return np.full(len(spread), np.nan)
    needed = np.ceil(spread * spread.sum() / allowed)
    needed = np.maximum(needed, np.minimum(LEAST_CODED, n_of_layer))
    return np.asarray(np.where(needed <= n_of_layer, needed, np.nan))


def _between_articles(drawn: CodedSample, values: Values, compared: list[str]) -> float:
    """The part of the variance of the difference that no number of codes makes smaller."""
    no_error = np.zeros(len(drawn.coded))
    everyone = np.ones(len(drawn.layer), dtype=bool)
    shares = []
    for name in compared:
        is_layer = (drawn.layer == name).astype(float)
        held = Values(values.of_all * is_layer, values.error * is_layer[drawn.coded])
        shares.append(estimating.estimated_share(held, Values(is_layer, no_error), everyone, drawn))
    variance, from_codes = estimating.variances(drawn, estimating.less(*shares), "articles")
    return max(variance - from_codes, 0.0)
