"""The chart of an article among ordinary ones: its marks, its words and its title."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from scipy.stats import norm

from analysis import charts

from .test_charts import points, row_names, text_beside, texts, title


def words(ax: Axes) -> str:
    """All that is written on a chart, without line breaks."""
    return " ".join(" ".join(texts(ax)).split())


def table(**changed: object) -> pd.DataFrame:
    rows = {
        "measure": "framing",
        "category": ["war", "peace", "tone", "mine"],
        "observed": [9.0, 0.0, -81.4, 3.0],
        "expected": [0.34, 0.5, 22.0, np.nan],
        "low": 0.0,
        "high": 2.0,
        "percentile": [99.99, 31.0, 2.0, np.nan],
        "unusual": ["more", "", "", ""],
        "n_pages": [334, 334, 334, np.nan],
        "n_beyond": pd.array([0, pd.NA, pd.NA, pd.NA], dtype="Int64"),
        "words_target": 42.0,
        "reason": ["", "", "", "no baseline for this list"],
    }
    return pd.DataFrame({**rows, **changed})


def test_a_dot_stands_at_the_normal_score_of_its_percentile_and_no_further_than_the_pages_reach():
    ax = charts.ordinary(table(), labels={"war": "War and fighting"})
    assert row_names(ax) == ["War and fighting", "Peace", "Tone"]
    assert points(ax, "usual")[:, 0] == pytest.approx([norm.ppf(0.31), norm.ppf(0.02)])
    assert points(ax, "caption").tolist() == [[pytest.approx(norm.ppf(0.997)), 0.0]]


def test_what_is_usual_is_said_to_be_and_what_no_page_reaches_is_no_smaller_share():
    ax = charts.ordinary(table())
    assert text_beside(ax, 0) == ["9", "0.3", "more than all 334"]
    assert text_beside(ax, 1) == ["0", "0.5", "usual"]
    assert text_beside(ax, 2) == ["−81", "+22", "less than 98%"]
    assert "1 row without a baseline is not drawn" in words(ax)


@pytest.mark.quick
def test_the_title_claims_only_what_is_unusual():
    assert (
        title(charts.ordinary(table()))
        == "These captions hold more of “war” than ordinary captions next to such bodies"
    )
    one = charts.ordinary(table(), target="headline")
    assert title(one).startswith("This headline holds more of “war” than ordinary headlines")
    assert {"this\nheadline", "this holds"} <= set(texts(one))
    nothing = charts.ordinary(table(unusual=""), target="headline")
    assert title(nothing) == (
        "No category is far enough from ordinary headlines next to such bodies to be called unusual"
    )


def test_a_table_without_a_baseline_says_why():
    ax = charts.ordinary(table(percentile=np.nan, reason="no baseline for this list"))
    assert "no baseline for this list" in title(ax)
    assert "nothing is drawn" in charts.tell_ordinary(table(percentile=np.nan))


def test_words_of_a_list_are_never_markup():
    ax = charts.ordinary(table(), labels={"war": r"$\\frac{x$ <b>"})
    ax.get_figure(root=True).canvas.draw()
    assert "<b>" in row_names(ax)[0]
