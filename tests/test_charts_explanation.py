from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import Corpus, charts, entities, explanation, framing, sentiment
from analysis.charts import LAYER_LOOKS

from .test_charts import (
    HOSTILE,
    bars,
    captioned,
    points,
    row_names,
    text_beside,
    texts,
    title,
    words_lie_apart,
)

mpl.use("Agg")


def shift_table(
    category: str = "warfare", contribution: tuple[float, ...] = (40.0, 20.0, -5.0, 1.0)
) -> pd.DataFrame:
    n = len(contribution)
    table = pd.DataFrame(
        {
            "category": category,
            "term": [f"word {k}" for k in range(n)],
            "contribution": contribution,
        }
    )
    return table.assign(
        n_target=range(n, 0, -1),
        n_reference=range(n),
        per_1000_target=1.0,
        difference=float(sum(contribution)),
    )


def loss_table(
    verdicts: tuple[str, ...] = ("more in captions", "no difference shown", "more in captions"),
    difference: tuple[float, ...] = (30.0, 10.0, 22.0),
    by: str = "segment",
) -> pd.DataFrame:
    """Captions 2, 4 and 6 left out in turn, and a paragraph."""
    table = pd.DataFrame(
        {"difference": [*difference, 21.0], "verdict": [*verdicts, "more in captions"]}
    )
    n = len(table)
    return table.assign(
        by=by, left_out=range(2, 2 * n + 2, 2), text=[f"Caption {k}" for k in range(n)],
        layer=["caption"] * (n - 1) + ["body"], category="warfare", n=range(n), difference_whole=20.0,
        verdict_whole="more in captions", changes=table["verdict"] != "more in captions",
    )  # fmt: skip


def dashed(ax: Axes) -> list[float]:
    return [line.get_xdata()[0] for line in ax.lines if line.get_label() == "whole"]


CHARTS = {
    "word_shift": lambda **kw: charts.word_shift(shift_table(), **kw),
    "forest": lambda **kw: charts.forest(loss_table(), **kw),
}


def bar_labels(ax: Axes) -> dict[str, Any]:
    """The words at the ends of the bars, from the top down."""
    named = [text for text in ax.texts if getattr(text, "xycoords", "") == ("data", "data")]
    return {text.get_text().replace("\xa0", " "): text for text in named}


EMPTY = {
    "word_shift": lambda **kw: charts.word_shift(shift_table()[:0], **kw),
    "forest": lambda **kw: charts.forest(loss_table()[:0], **kw),
}


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_chart_keeps_what_every_chart_keeps(draw):
    import matplotlib.pyplot as plt

    ax = Figure().add_subplot()
    before = dict(mpl.rcParams)
    assert draw(ax=ax) is ax
    assert plt.get_fignums() == []
    assert title(draw(title="Mine: 5 $ and _x_")) == "Mine: 5 $ and _x_"
    assert "→" in draw().get_xlabel()
    assert "per 1,000 words" in draw().get_xlabel()
    assert dict(mpl.rcParams) == before
    words_lie_apart(draw(title="A title that runs on " * 8))


@pytest.mark.quick
@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
def test_an_empty_table_is_said_in_words(draw):
    ax = draw()
    assert not ax.axison
    assert title(ax).startswith("No ")
    assert texts(draw(title="Names"))[0].startswith("No ")


@pytest.mark.parametrize(
    ("draw", "table"), [(charts.word_shift, shift_table()), (charts.forest, loss_table())]
)
def test_a_table_of_several_categories_is_refused(draw, table: pd.DataFrame):
    with pytest.raises(ValueError, match="a table of 2 categories; choose one: warfare, peace"):
        draw(pd.concat([table, table.assign(category="peace")]))


# --------------------------------------------------------------------------- word shift


@pytest.mark.quick
def test_a_bar_is_as_long_as_its_contribution_and_points_to_its_layer():
    ax = charts.word_shift(shift_table())
    assert list(bar_labels(ax)) == [
        "captions  +61.0", "body  −5.0", "difference  +56.0",
        "word 0  +40.0", "word 1  +20.0", "word 2  −5.0", "word 3  +1.0",
    ]  # fmt: skip
    drawn = {
        (layer, round(bar.get_y() + bar.get_height() / 2, 6)): bar.get_width()
        for layer in ("caption", "body")
        for bar in bars(ax, layer)
    }
    assert drawn == {
        ("caption", 0): 61, ("body", 1): -5, ("caption", 2): 56,
        ("caption", 3.5): 40, ("caption", 4.5): 20, ("body", 5.5): -5, ("caption", 6.5): 1,
    }  # fmt: skip
    for (x, y), text in zip(
        [(61, 0), (-5, 1), (56, 2), (40, 3.5), (20, 4.5), (-5, 5.5), (1, 6.5)],
        bar_labels(ax).values(),
        strict=True,
    ):
        assert text.xy == (x, y), "a word is at the end of its bar"
        assert text.get_ha() == ("left" if x > 0 else "right")
    for layer in ("caption", "body"):
        assert to_hex(bars(ax, layer)[0].get_facecolor()).upper() == LAYER_LOOKS[layer].fill
        assert (bars(ax, layer)[0].get_hatch() or "") == LAYER_LOOKS[layer].hatch
    assert [text_beside(ax, 3.5 + row) for row in range(4)] == [
        ["4", "0"], ["3", "1"], ["2", "2"], ["1", "3"],
    ]  # fmt: skip
    assert (
        title(ax)
        == "“Warfare”: captions hold 56.0 per 1,000 words more than the body, most by “word 0” and “word 1” (not tested here)"
    )
    told = charts.tell_word_shift(shift_table())
    assert "Totals: captions +61.0, body −5.0, difference +56.0." in told
    assert "word 2 −5.0 (2 : 2)" in told
    assert "test nothing" in " ".join(texts(ax)[-1].split())


def test_the_rest_is_one_bar_of_their_sum():
    ax = charts.word_shift(shift_table(contribution=(9.0, 8.0, -4.0, 3.0, -1.0)), most=2)
    assert list(bar_labels(ax)) == [
        "captions  +20.0", "body  −5.0", "difference  +15.0",
        "word 0  +9.0", "word 1  +8.0", "3 more  −2.0",
    ]  # fmt: skip
    assert [bar.get_width() for bar in bars(ax, "body")] == pytest.approx([-5, -2])
    assert text_beside(ax, 5.5) == [str(3 + 2 + 1), str(2 + 3 + 4)]
    whole = charts.word_shift(shift_table(), most=3)
    assert list(bar_labels(whole))[-1] == "word 3  +1.0"  # a rest of one has a name


def test_the_title_says_which_way_the_gap_goes():
    less = charts.word_shift(shift_table(contribution=(-40.0, 10.0)), label="War & peace")
    assert (
        title(less)
        == "“War & peace”: the body holds 30.0 per 1,000 words more than captions, most by “word 0” (not tested here)"
    )
    tone = charts.word_shift(shift_table("tone", (-40.0, 10.0)))
    assert (
        title(tone)
        == "The tone of the body is 30.0 points per 1,000 words above that of captions, most by “word 0” (not tested here)"
    )
    assert "captions more negative" in tone.get_xlabel()
    singular = charts.word_shift(shift_table("tone"), target="body", reference="caption")
    assert title(singular).startswith(
        "The tone of the body is 56.0 points per 1,000 words above that of captions"
    )
    even = charts.word_shift(shift_table(contribution=(1.0, -1.0)))
    assert title(even) == "“Warfare”: no difference per word between captions and the body"


def test_a_layer_without_words_is_said():
    lacking = shift_table().assign(per_1000_target=np.nan, contribution=np.nan, difference=np.nan)
    assert (
        title(charts.word_shift(lacking))
        == "No words in captions: nothing to compare the body with"
    )
    lacking["per_1000_target"] = 1.0
    assert (
        title(charts.word_shift(lacking))
        == "No words in the body: nothing to compare captions with"
    )


# --------------------------------------------------------------------------- forest


def test_a_dot_stands_at_the_difference_without_its_caption():
    ax = charts.forest(loss_table())
    assert row_names(ax) == [
        "4\xa0 Caption 1",
        "2\xa0 Caption 0",
        "6\xa0 Caption 2",
    ]  # changed, then by effect
    assert points(ax, "caption").tolist() == [[10, 0], [30, 1], [22, 2]]
    assert len(points(ax, "body")) == 0
    assert dashed(ax) == [20]
    assert points(ax, "another verdict").tolist() == [[10, 0]]
    assert [text_beside(ax, row) for row in range(3)] == [
        ["1", "+10.0", "no clear difference"], ["0", "+30.0", "more in captions"], ["2", "+22.0", "more in captions"],
    ]  # fmt: skip
    (changed,) = [text for text in ax.texts if text.get_text() == "no clear difference"]
    assert changed.get_fontweight() == "bold"
    assert (
        title(ax) == "“Warfare”: more in captions, but another verdict without 1 of the 3 captions"
    )
    key = [text.get_text() for text in ax.get_legend().get_texts()]
    assert key == ["without one caption", "with all: +20.0", "another verdict without it"]


def test_a_verdict_that_survives_is_said_to_and_nothing_is_ringed():
    ax = charts.forest(loss_table(("more in captions",) * 3))
    assert title(ax) == "“Warfare”: more in captions, whichever caption is left out"
    assert len(points(ax, "another verdict")) == 0
    tone = charts.forest(loss_table(("more in captions",) * 3).assign(category="tone"))
    assert title(tone) == "“Tone”: more positive in captions, whichever caption is left out"


def test_captions_that_are_not_drawn_are_counted_with_their_verdicts():
    verdicts = ("more in captions",) * 5
    ax = charts.forest(loss_table(verdicts, (20.0, 21.0, 22.0, 23.0, 24.0)), most=2)
    assert points(ax, "caption")[:, 0].tolist() == [24, 23]
    assert texts(ax)[-1] == "3 more are not drawn: +20.0 to +22.0, all with the same verdict."
    changed = charts.forest(
        loss_table(("cannot be tested here",) * 5, (20.0, 21.0, 22.0, 23.0, 24.0)), most=3
    )
    assert texts(changed)[-1] == "2 more are not drawn: +20.0 to +21.0, 2 with another verdict."
    assert (
        len(row_names(charts.forest(loss_table(verdicts, (20.0, 21.0, 22.0, 23.0, 24.0)), most=4)))
        == 5
    )


def test_a_difference_that_nothing_is_left_of_is_a_dash():
    ax = charts.forest(loss_table(difference=(30.0, np.nan, 22.0)))
    assert text_beside(ax, 0)[1] == "–"
    assert points(ax, "caption").tolist() == [[30, 1], [22, 2]]
    assert len(points(ax, "another verdict")) == 0
    one = charts.forest(loss_table(("cannot be tested here",), (np.nan,)))
    assert not one.axison
    assert title(one) == "No difference is defined without the only caption"
    assert title(charts.forest(loss_table()[-1:])) == "No captions in this article"


@pytest.mark.quick
def test_terms_have_the_look_of_the_layer_that_they_stand_in():
    table = loss_table(by="term").assign(left_out=list("abcd"), text=list("abcd"))
    table.loc[2, "layer"] = None
    ax = charts.forest(table)
    assert row_names(ax) == ["b", "c", "d"]  # the category has no hit of a
    assert points(ax, "caption").tolist() == [[10, 0]]
    assert points(ax, "both layers").tolist() == [[22, 1]]
    assert points(ax, "body").tolist() == [[21, 2]]
    assert "without 1 of the 3 words" in title(ax)


# --------------------------------------------------------------------------- real articles, hostile words


def armed_conflict(corpus: Corpus) -> pd.DataFrame:
    return framing.hits(corpus, frames="armed-conflict")


@pytest.mark.parametrize("article", ["seed", "planted", "40 captions"])
def test_the_marks_of_real_articles_are_their_tables_and_no_words_overlap(article: str, request):
    corpus: Corpus = captioned(40) if article == "40 captions" else request.getfixturevalue(article)
    for hits, category in (
        (armed_conflict, "military_capability"),
        (entities.hits, "WEAPON"),
        (sentiment.hits, "tone"),
    ):
        found = hits(corpus)
        shift = explanation.contributions(corpus, found, category=category)
        ax = charts.word_shift(shift, most=1000)
        drawn = {
            round(bar.get_y() + 0.34, 6): bar.get_width()
            for layer in ("caption", "body")
            for bar in bars(ax, layer)
        }
        words = {y: value for y, value in drawn.items() if y % 1 == 0.5}
        first = min(words)
        expected = {first + row: value for row, value in enumerate(shift["contribution"]) if value}
        assert words == pytest.approx(expected)
        assert sum(words.values()) == pytest.approx(drawn[first - 1.5]), "the difference"
        words_lie_apart(charts.word_shift(shift))
        if hits is armed_conflict:
            losses = explanation.leave_one_out(corpus, found)
            losses = losses[(losses["category"] == category) & (losses["layer"] == "caption")]
            forest = charts.forest(losses, most=1000)
            assert sorted(points(forest, "caption")[:, 0]) == pytest.approx(
                sorted(losses["difference"])
            )
            words_lie_apart(charts.forest(losses))


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
def test_words_of_an_article_are_never_read_as_mathematics_and_stay_in_their_place():
    shift = shift_table().assign(term=[HOSTILE, "w" * 400, "$", "<b>x</b>"], category=HOSTILE)
    loss = loss_table().assign(text=[HOSTILE * 3, "w" * 400, "$x$ " * 50, ""], category=HOSTILE)
    for ax in (charts.word_shift(shift), charts.forest(loss)):
        words_lie_apart(ax)
        literal = [text for text in ax.findobj(Text) if "$" in text.get_text()]
        assert len(literal) >= 2
        assert not any(text.get_parse_math() for text in literal)
        for label in ax.get_yticklabels():
            assert label.get_window_extent().width <= 190 * ax.figure.dpi / 72


def test_the_detectable_rates_are_those_of_the_table():
    table = pd.DataFrame(
        {
            "per_1000_reference": [1.0, 10.0, 100.0],
            "per_1000_target": [60.0, 112.0, np.nan],
            "per_1000_fewer": [np.nan] * 3,
        }
    )
    ax = charts.detectable(
        table.assign(difference=table["per_1000_target"] - table["per_1000_reference"])
    )
    line = next(line for line in ax.get_lines() if line.get_label() == "least rate that is shown")
    assert line.get_xdata().tolist() == [1.0, 10.0]
    assert line.get_ydata().tolist() == [60.0, 112.0]
    assert "At 10 per 1,000 words in the body, captions had to hold 112" in " ".join(
        title(ax).split()
    )
    nothing = charts.detectable(table.assign(per_1000_target=np.nan, difference=np.nan))
    said = " ".join([title(nothing), *texts(nothing), *(text.get_text() for text in nothing.texts)])
    assert "No difference of captions could have been shown" in " ".join(said.split())
