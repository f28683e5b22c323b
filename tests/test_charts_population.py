from __future__ import annotations

from collections.abc import Callable

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import charts

from .test_charts import HOSTILE, bars, points, row_names, text_beside, texts, title

mpl.use("Agg")


def spread() -> pd.DataFrame:
    return pd.DataFrame({"difference": [-20.0, 0.0, 0.0, 5.0, 30.0, np.nan]})


def mark(difference: float = 12.0, percentile: float = 80.0, **told: object) -> pd.Series:
    return pd.Series(
        {
            "category": "war",
            "difference": difference,
            "median": 1.0,
            "n": 5,
            "percentile": percentile,
        }
        | told
    )


def by_outlet(**told: object) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "group": ["Post", "Echo", "Mail"],
            "category": "war",
            "n": [1200, 60, 8],
            "estimate": [12.0, -1.0, np.nan],
            "low": [9.0, -4.0, np.nan],
            "high": [15.0, 2.0, np.nan],
            "remark": ["", "", "not enough articles"],
        }
    )
    return table.assign(**told)


def compared() -> pd.DataFrame:
    verdicts = ["more than the others", "no difference shown", "not enough articles"]
    return pd.DataFrame(
        {
            "group": ["Post", "Echo", "Mail"],
            "against": "the others",
            "p_adjusted": [0.01, 0.6, np.nan],
            "verdict": verdicts,
        }
    )


def by_time(**told: object) -> pd.DataFrame:
    return by_outlet(group=["2023", "2024", "2025"], **told)


def ranked() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rank": [1, 2],
            "id": ["a", "b"],
            "title": ["Talks resume", None],
            "source": ["Post", None],
            "p_unusual": [0.0002, 0.4],
            "q": [0.0004, 0.4],
            "most_unusual": ["framing/war", "sentiment/tone"],
            "observed": [9.0, -81.3],
            "expected": [0.34, 22.0],
        }
    )


CHARTS: dict[str, Callable[..., Axes]] = {
    "distribution": lambda **kw: charts.distribution(spread(), mark(), **kw),
    "outlets": lambda **kw: charts.outlets(by_outlet(), compared=compared(), **kw),
    "over_time": lambda **kw: charts.over_time(by_time(), **kw),
    "ranking": lambda **kw: charts.ranking(ranked(), **kw),
}
NOTHING: dict[str, Callable[..., Axes]] = {
    "distribution": lambda **kw: charts.distribution(spread()[:0], mark(), **kw),
    "outlets": lambda **kw: charts.outlets(by_outlet(estimate=np.nan), **kw),
    "over_time": lambda **kw: charts.over_time(by_time(estimate=np.nan), **kw),
    "ranking": lambda **kw: charts.ranking(ranked()[:0], **kw),
}


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_chart_keeps_to_its_axes_its_given_title_and_the_readers_settings(
    draw: Callable[..., Axes],
):
    before = dict(mpl.rcParams)
    ax = Figure().add_subplot()
    assert draw(ax=ax) is ax
    assert plt.get_fignums() == []
    assert title(draw(title="Mine: 5 $ and _x_")) == "Mine: 5 $ and _x_"
    assert dict(mpl.rcParams) == before


@pytest.mark.quick
@pytest.mark.parametrize("draw", NOTHING.values(), ids=NOTHING)
def test_a_table_without_numbers_is_said_in_words(draw: Callable[..., Axes]):
    ax = draw()
    assert not ax.axison
    assert title(ax).startswith("No ")


def test_the_bars_hold_every_article_and_the_mark_stands_at_its_own():
    ax = charts.distribution(spread(), mark())
    counted = bars(ax, "articles")
    assert sum(bar.get_height() for bar in counted) == 5
    around_0 = next(bar for bar in counted if bar.get_x() < 0 < bar.get_x() + bar.get_width())
    assert around_0.get_height() == 2
    assert points(ax, "this article")[:, 0].tolist() == [12.0]
    assert "this article: +12.0" in texts(ax)
    (line,) = [lines for lines in ax.collections if lines.get_label() == "median"]
    assert line.get_segments()[0][0][0] == 1.0
    assert "more in captions →" in ax.get_xlabel()
    assert "per 1,000 words" in ax.get_xlabel()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            mark(),
            "“war”: this article is at the 80th percentile of 5 other articles (shown for information, not tested)",
        ),
        (
            mark(percentile=100.0),
            "“war”: this article is above all of 5 other articles (shown for information, not tested)",
        ),
        (
            mark(percentile=0.0),
            "“war”: this article is below all of 5 other articles (shown for information, not tested)",
        ),
        (
            mark(percentile=99.9),
            "“war”: this article is at the 99th percentile of 5 other articles (shown for information, not tested)",
        ),
        (mark(percentile=np.nan), "“war”: too few other articles (5) for a percentile"),
        (
            mark(np.nan, np.nan),
            "“war”: this article has no difference between captions and the body to place",
        ),
    ],
    ids=["among", "above", "below", "nearly above", "few", "undefined"],
)
def test_the_title_says_percentile_and_n(row: pd.Series, words: str):
    assert title(charts.distribution(spread(), row)) == words


def test_an_article_without_a_difference_has_no_mark():
    ax = charts.distribution(spread(), mark(np.nan, np.nan, median=np.nan))
    assert len(points(ax, "this article")) == 0


def test_outliers_are_counted_and_stand_in_the_outermost_bar():
    many = pd.DataFrame({"difference": [*np.linspace(-10, 10, 400), 900.0]})
    ax = charts.distribution(many, mark(3.0))
    assert ax.get_xlim()[1] < 20
    assert sum(bar.get_height() for bar in bars(ax, "articles")) == 401
    assert any("further out" in text for text in texts(ax))


@pytest.mark.quick
def test_each_outlet_has_its_dot_interval_n_and_verdict():
    ax = charts.outlets(by_outlet(), compared=compared())
    assert points(ax, "caption").tolist() == [[12.0, 0.0], [-1.0, 1.0]]
    (lines,) = [marks for marks in ax.collections if marks.get_label() == "interval"]
    assert [[x for x, _ in segment] for segment in lines.get_segments()] == [
        [9.0, 15.0],
        [-4.0, 2.0],
    ]
    assert row_names(ax) == ["Post", "Echo", "Mail"]
    assert text_beside(ax, 0) == ["1,200", "+12.0", "more than the others"]
    assert text_beside(ax, 2) == ["8", "–", "not enough articles"]
    bold = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert bold == ["more than the others"]
    assert title(ax) == "“war”: Post more than the others"


@pytest.mark.quick
def test_outlets_that_are_not_shown_to_differ_are_told_so():
    none = compared().assign(verdict="no difference shown")
    assert (
        title(charts.outlets(by_outlet(), compared=none))
        == "“war”: no outlet of 2 is shown to differ from the others"
    )


def test_many_outlets_are_counted_and_not_drawn():
    table = pd.concat([by_outlet()] * 10, ignore_index=True)
    ax = charts.outlets(table, most=5)
    assert len(row_names(ax)) == 5
    assert any("25 more outlets are not drawn" in text for text in texts(ax))


def test_years_stand_in_their_places_with_interval_and_n():
    ax = charts.over_time(by_time())
    places = points(ax, "caption")
    assert places[:, 1].tolist() == [12.0, -1.0]
    assert np.diff(places[:, 0]).tolist() == [12.0]  # months
    names = [label.get_text() for label in ax.get_xticklabels()]
    assert names == ["2023\nn = 1,200", "2024\nn = 60", "2025\nn = 8"]
    assert any("not enough articles (2025)" in text for text in texts(ax))
    assert title(ax) == "“war”: the interval of 1 of 2 periods leaves out 0"


def test_months_with_none_between_keep_their_distance_and_undated_articles_are_counted():
    ax = charts.over_time(
        by_outlet(group=["2024-01", "2024-04", "not stated"], estimate=[1.0, 2.0, 3.0])
    )
    assert np.diff(points(ax, "caption")[:, 0]).tolist() == [3.0]
    assert any("8 articles without a date" in text for text in texts(ax))


def test_the_ranking_sets_hits_beside_ordinary_ones_and_keeps_sums_off_their_axis():
    ax = charts.ranking(ranked(), labels={"war": "War and fighting"})
    assert points(ax, "shown").tolist() == [[9.0, 0.0]]
    assert points(ax, "ordinary")[0].tolist() == [0.34, 0.0]
    assert not np.isfinite(points(ax, "not shown")[:, 0].astype(float)).any()
    assert row_names(ax) == ["1\xa0 Talks resume Post", "2\xa0 b"]
    assert text_beside(ax, 0) == ["<\xa0.001", "War and fighting", "9", "0.3"]
    assert text_beside(ax, 1) == ["0.40", "Tone", "−81", "+22"]
    assert title(ax) == "Captions of 1 of 2 compared articles are unusual at q ≤ 0.05"


def test_articles_without_a_baseline_are_no_chart_of_what_is_unusual():
    ax = charts.ranking(ranked().assign(p_unusual=np.nan))
    assert "cutline baseline" in title(ax)


def test_the_words_hold_the_numbers_of_the_marks():
    told = charts.tell_distribution(spread(), mark())
    for words in (
        "80th percentile",
        "5 articles",
        "1 below zero, 2 at zero, 2 above",
        "−20.0 to +30.0",
        "+12.0",
    ):
        assert words in told
    told = charts.tell_outlets(by_outlet(), compared())
    for words in (
        "Post +12.0 (+9.0 to +15.0; n = 1,200), more than the others",
        "Mail not enough articles (n = 8)",
    ):
        assert words in told
    assert "2024 −1.0 (−4.0 to +2.0; n = 60)" in charts.tell_over_time(by_time())
    assert "b, tone −81, ordinary +22, q =\xa00.40" in charts.tell_ranking(ranked())


@pytest.mark.parametrize("draw", [charts.outlets, charts.over_time])
def test_a_table_of_several_categories_is_refused(draw: Callable[..., Axes]):
    with pytest.raises(ValueError, match="a table of 2 categories; choose one: war, peace"):
        draw(by_time(category=["war", "peace", "war"]))


@pytest.mark.parametrize("draw", [
    lambda ax: charts.distribution(spread(), mark(), ax=ax, label=HOSTILE),
    lambda ax: charts.outlets(by_outlet(group=[HOSTILE, "b", "c"]), ax=ax, label=HOSTILE),
    lambda ax: charts.ranking(ranked().assign(title=HOSTILE, source=HOSTILE), ax=ax),
], ids=["distribution", "outlets", "ranking"])  # fmt: skip
def test_words_of_the_articles_are_never_markup(draw: Callable[[Axes], Axes]):
    figure, ax = plt.subplots(figsize=(8, 5))
    draw(ax)
    figure.canvas.draw()
