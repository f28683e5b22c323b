from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from analysis import Corpus, charts, read_text
from analysis.placement import adjacency, pairs
from analysis.sensitivity import multiverse, summary
from analysis.words import numbers

from .test_charts import HOSTILE, points, row_names, text_beside, texts, title

mpl.use("Agg")


def four(
    estimates: tuple[float, ...] = (3.0, 1.0, -2.0, 4.0), primary: int = 0, **told: str
) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "measure": "framing",
            "category": "war",
            "target": "caption",
            "reference": "body",
            "words": ["all", "all", "content", "content"],
            "unit": ["layer", "segment"] * 2,
            "estimate": estimates,
            "primary": [number == primary for number in range(4)],
        }
    )
    return table.assign(**told)


def grid(ax: Axes, option: str) -> list[int]:
    (below,) = ax.child_axes
    return sorted(int(x) for x in points(below, option)[:, 0])


def pairs_table(n: int = 2) -> pd.DataFrame:
    """Captions 1, 3, … after paragraphs 0, 2, …; each is nearest to the paragraph before it, but for the first."""
    rows = [
        (2 * c + 1, f"Caption {c}", 2 * p, c == p, 0.1 if c == 0 else 0.4 if c == p else 0.2)
        for c in range(n)
        for p in range(n + 1)
    ]
    table = pd.DataFrame(rows, columns=["segment", "label", "paragraph", "adjacent", "cosine"])
    table.loc[(table["segment"] == 1) & ~table["adjacent"], "cosine"] = 0.3
    return table


def test_estimates_stand_in_rising_order_and_the_primary_is_marked_by_shape_and_word():
    ax = charts.specifications(four())
    assert points(ax, "specification").tolist() == [[0, -2], [1, 1], [3, 4]]
    assert points(ax, "primary").tolist() == [[2, 3]]
    assert "primary: 3.0" in texts(ax)


@pytest.mark.quick
def test_the_grid_says_what_each_specification_chose():
    ax = charts.specifications(four())
    assert grid(ax, "all") == [1, 2]
    assert grid(ax, "content") == [0, 3]
    assert grid(ax, "layer") == [0, 2]
    assert grid(ax, "segment") == [1, 3]
    named = [label.get_text() for label in ax.get_yticklabels(minor=True)]
    assert named == ["per word", "per content word", "one rate for a layer", "mean of its segments"]


def test_the_grid_stands_below_every_estimate_and_its_names_beside_its_rows():
    ax = charts.specifications(four())
    ax.figure.canvas.draw()
    (below,) = ax.child_axes
    lowest = ax.transData.transform(points(ax, "specification"))[:, 1].min()
    rows = [
        below.transData.transform((0, points(below, option)[0, 1]))[1]
        for option in ("all", "content", "layer")
    ]
    assert lowest > rows[0] > rows[1] > rows[2]
    ticks = ax.transData.transform([(0, y) for y in ax.get_yticks(minor=True)])[:3, 1]
    assert ticks == pytest.approx(rows)


def test_zero_is_in_sight_and_the_axis_has_unit_and_direction():
    ax = charts.specifications(four((3.0, 5.0, 6.0, 4.0)))
    low, high = ax.get_ylim()
    assert low < 0 < high
    assert 0 in ax.get_yticks()
    assert "difference per 1,000 words (↑ more in captions, ↓ more in the body)" in texts(ax)
    assert ax.get_xlabel() == "4 specifications, by rising estimate"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (four(), "“war” in captions less in the body: above 0 in 3 of 4 specifications, −2.0 to 4.0 per 1,000 words (shown for information, not tested)"),
        (four((-3, -1, -2, -4)), "“war” in captions less in the body: below 0 in all 4 specifications, −4.0 to −1.0 per 1,000 words (shown for information, not tested)"),
        (four((3, 1, 2, 4), category="tone"), "Tone of captions less that of the body: above 0 in all 4 specifications, 1.0 to 4.0 per 1,000 words (shown for information, not tested)"),
        (four((3, 1, 2, 4), target="headline"), "“war” in the headline less in the body: above 0 in all 4 specifications, 1.0 to 4.0 per 1,000 words (shown for information, not tested)"),
        (four((0, 0, 2, 4)), "“war” in captions less in the body: 0 in the primary specification and in 1 of 3 others, 0 to 4.0 per 1,000 words (shown for information, not tested)"),
        (four((np.nan, 1, 2, 4)), "The primary specification has no estimate; the others run from 1.0 to 4.0 per 1,000 words"),
    ],
    ids=["some", "all", "tone", "headline", "zero", "undefined"],
)  # fmt: skip
def test_the_title_says_share_and_range(table: pd.DataFrame, words: str):
    assert title(charts.specifications(table)).replace("\xa0", " ") == words


def test_the_title_holds_the_numbers_of_the_summary(seed: Corpus):
    table = multiverse(seed, measure="framing", category="military_capability")
    one = summary(table).iloc[0]
    words = title(charts.specifications(table, label="Military capability"))
    assert words.startswith("“Military capability” in captions less in the body: above 0 in all")
    assert f"all {one['n']:.0f} specifications" in words
    assert numbers.rate(one["least"]) in words
    assert numbers.rate(one["greatest"]) in words


def test_undefined_specifications_are_counted_below_and_not_drawn():
    ax = charts.specifications(four((3.0, 1.0, np.nan, 4.0)))
    assert len(points(ax, "specification")) == 2
    assert any(text.startswith("1 specification without an estimate") for text in texts(ax))


def test_scales_of_lexicons_are_told_apart_for_tone_alone(seed: Corpus):
    told = [
        any(
            "different scales" in text
            for text in texts(charts.specifications(multiverse(seed, category=name)))
        )
        for name in ("tone", "positive")
    ]
    assert told == [True, False]


def test_without_captions_the_charts_say_so():
    corpus = read_text("The plan is good. It works.")
    assert title(charts.specifications(multiverse(corpus))).startswith(
        "Captions or the body holds no word"
    )
    assert (
        title(charts.adjacency(pairs(corpus)))
        == "No caption with content words stands among two paragraphs or more"
    )


@pytest.mark.quick
def test_each_caption_has_a_dot_for_the_paragraph_it_interrupts_and_marks_for_the_others():
    ax = charts.adjacency(pairs_table())
    assert points(ax, "body").tolist() == [[0.1, 0], [0.4, 1]]
    assert points(ax, "other").tolist() == [[0.3, 0], [0.3, 0], [0.2, 1], [0.2, 1]]
    assert points(ax, "mean of the others") == pytest.approx(np.array([[0.3, 0], [0.2, 1]]))
    assert row_names(ax) == ["“Caption 0”", "“Caption 1”"]
    assert text_beside(ax, 1) == ["0.400", "0.200"]
    assert (
        title(ax)
        == "1 of 2 captions is nearer to the paragraph it interrupts than to the others, on average"
    )
    assert "more alike →" in ax.get_xlabel()


def test_marks_that_lie_together_at_0_are_counted(seed: Corpus):
    table = pairs(seed)
    ax = charts.adjacency(table)
    zeros = table[(table["cosine"] == 0) & ~table["adjacent"]].groupby("segment").size()
    assert [text for text in texts(ax) if text.endswith(" at 0")] == [f"{n} at 0" for n in zeros]
    assert int((adjacency(seed)["difference"] > 0).sum()) == int(title(ax)[0])


def test_forty_captions_are_counted_and_sixteen_drawn():
    ax = charts.adjacency(pairs_table(40))
    assert len(points(ax, "body")) == 16
    assert title(ax).startswith("39 of 40 captions are nearer")
    assert any(text.startswith("24 captions further down") for text in texts(ax))


def test_a_caption_without_content_words_is_named_below():
    table = pairs_table(3)
    table.loc[table["segment"] == 3, "cosine"] = np.nan
    ax = charts.adjacency(table)
    assert len(points(ax, "body")) == 2
    assert any("1 caption without anything to compare" in text for text in texts(ax))


@pytest.mark.parametrize("draw", [
    lambda ax: charts.specifications(four(), ax=ax, label=HOSTILE),
    lambda ax: charts.adjacency(pairs_table().assign(label=HOSTILE), ax=ax),
], ids=["specifications", "adjacency"])  # fmt: skip
def test_a_given_axes_is_used_and_words_of_the_article_are_never_markup(draw):
    figure, ax = plt.subplots(figsize=(6, 5))
    assert draw(ax) is ax
    assert len(figure.axes) == 1
    figure.canvas.draw()


def test_a_given_title_wins():
    assert title(charts.specifications(four(), title="Mine")) == "Mine"
    assert title(charts.adjacency(pairs_table(), title="Mine")) == "Mine"
