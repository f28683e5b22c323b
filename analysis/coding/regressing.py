"""How frames depend on variables of the articles, corrected for the errors of a surrogate."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from analysis.coding import estimating
from analysis.coding.drawing import Surrogate, coded_frames
from analysis.coding.estimating import SURE
from analysis.coding.segments import Articles, segment_table
from analysis.coding.sheets import Codes
from analysis.options import DEFAULTS
from analysis.reading.errors import InputError
from analysis.words import count


def regression(
    articles: Articles | pd.DataFrame,
    codes: Codes,
    variables: pd.DataFrame,
    *,
    surrogate: Surrogate,
    layer: str = DEFAULTS.target,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """How the frames of a layer's segments depend on variables of their articles, corrected for the
    errors of the surrogate: logistic regressions.

    Codes and predictions are combined as `corrected` does it; the coefficients solve the equations
    of a logistic regression on these values. Standard errors are clustered by article.

    Parameters
    ----------
    articles, codes, surrogate, seed
        as for `corrected`.
    variables : DataFrame, one row per article
        numbers, in the order of the articles; an intercept is added.
    layer : str
        whose segments are the cases.

    Returns
    -------
    DataFrame, one row per frame and coefficient
        category, term ("intercept" and the variables), coefficient (log-odds a unit; positive: more
        segments hold the frame), standard_error, low, high (95 %), p (two-sided); nan where the
        equations have no solution.

    Raises
    ------
    InputError
        as `corrected`; and for variables that are not numbers, one for each article.

    Examples
    --------
    >>> segments = pd.DataFrame({"article": range(200), "layer": "caption"})
    >>> table = pd.DataFrame({"segment": range(200), "coder": "anna", "category": pd.Categorical(["war"] * 200)})
    >>> table["code"] = ([1] * 60 + [0] * 40) + ([1] * 40 + [0] * 60)
    >>> sample = pd.DataFrame({"segment": range(200), "stratum": "caption", "probability": 1.0})
    >>> late = pd.DataFrame({"late": [0] * 100 + [1] * 100})
    >>> codes = Codes(table, pd.DataFrame(), None, sample)
    >>> regression(segments, codes, late, surrogate=[])[["term", "coefficient"]].round(2).values.tolist()
    [['intercept', 0.41], ['late', -0.81]]
    """
    segments = segment_table(articles, None)
    of_article = segments["in_order"].to_numpy()
    design = _design(variables, int(of_article.max()) + 1)
    rows = []
    for category, drawn, coded, surrogates in coded_frames(segments, codes, [layer], surrogate):
        prediction = estimating.predicted(drawn, coded, surrogates, seed)
        values = estimating.combined(drawn, coded, prediction).of_all
        is_case = drawn.layer == layer
        beta, covariance = estimating.logistic(
            design[of_article[is_case]], values[is_case], drawn.article[is_case]
        )
        error = np.sqrt(np.diag(covariance))
        with np.errstate(invalid="ignore", divide="ignore"):
            p = 2 * special.ndtr(-np.abs(beta / error))
        width = SURE * error
        columns = {
            "term": ["intercept", *map(str, variables.columns)],
            "coefficient": beta,
            "standard_error": error,
            "low": beta - width,
            "high": beta + width,
            "p": p,
        }
        rows.append(pd.DataFrame({"category": category, **columns}))
    return pd.concat(rows, ignore_index=True)


def _design(variables: pd.DataFrame, n_articles: int) -> np.ndarray:
    """An intercept and the variables of each article."""
    try:
        columns = variables.to_numpy(dtype=float)
    except (TypeError, ValueError):
        raise InputError("the variables are not all numbers; replace each word by 0 or 1") from None
    if len(columns) != n_articles or not np.isfinite(columns).all():
        raise InputError(
            f"the variables have {count(len(columns), 'row')}, of which"
            f" {int(np.isfinite(columns).all(axis=1).sum()):,} have all numbers; give one row with"
            f" numbers for each of the {n_articles:,} articles"
        )
    return np.column_stack([np.ones(n_articles), columns])
