from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from importlib import import_module
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import Corpus, charts, comparison, entities, framing, hits, read_text, sentiment
from analysis.charts import LAYER_LOOKS
from analysis.corpus import LAYERS
from analysis.lexicons.codebook import load_codebook
from analysis.population import Population

mpl.use("Agg")

HOSTILE = "$x^{ \\frac <b>_a_</b> 🚀 مرحبا 中文"
NA = pd.NA


def title(ax: Axes) -> str:
    return " ".join(ax.get_title(loc="left").split("\n"))


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def row_names(ax: Axes) -> list[str]:
    return [" ".join(label.get_text().split("\n")) for label in ax.get_yticklabels()]


def points(ax: Axes, label: str) -> np.ndarray:
    """The places of the marks with this label."""
    found = [marks.get_offsets() for marks in ax.collections if marks.get_label() == label]
    return np.concatenate([np.asarray(offsets) for offsets in found]) if found else np.empty((0, 2))


def bars(ax: Axes, label: str) -> list[Any]:
    return [
        bar for container in ax.containers if container.get_label() == label for bar in container
    ]


def shaded(ax: Axes, layer: str) -> list[tuple[float, float]]:
    places = [
        patch.get_extents().transformed(ax.transData.inverted())
        for patch in ax.patches
        if patch.get_label() == f"{layer} place"
    ]
    return [(round(place.x0, 6), round(place.x1, 6)) for place in places]


def text_beside(ax: Axes, row: float, near: float = 0.05) -> list[str]:
    """What is printed to the right of a row."""
    return [
        text.get_text()
        for text in ax.texts
        if getattr(text, "xycoords", "") == ("axes fraction", "data")
        and abs(text.xy[1] - row) < near
        and text.get_va() != "bottom"
    ]


def segments_table() -> pd.DataFrame:
    layers = ["headline", "body", "caption", "body", "caption"]
    table = pd.DataFrame(
        {
            "layer": layers,
            "n_words": [5, 40, 10, 30, 15],
            "rule": "by hand",
            "confidence": [0.9, 0.9, 0.6, 0.9, 0.8],
        }
    )
    return table.rename_axis("segment")


def sentences_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sentence": range(4),
            "segment": range(4),
            "layer": ["headline", "body", "caption", "body"],
            "position": [2.5, 15.0, 30.0, 45.0],
            "n_words": [5, 20, 10, 20],
            "points": [2.0, -0.5, -1.0, 0.0],
            "compound": [0.5, -0.25, -0.75, 0.0],
        }
    )


def tones_table(caption: float = -0.2, afinn_caption: float = -0.3) -> pd.DataFrame:
    rows = []
    for lexicon, scale, pooled in (("VADER", 4.0, caption), ("AFINN", 5.0, afinn_caption)):
        rows += [
            (lexicon, scale, "body", 0, 50, 0.1),
            (lexicon, scale, "body", 1, 30, 0.3),
            (lexicon, scale, "caption", 2, 10, pooled),
        ]
        rows += [(lexicon, scale, "credit", 3, 0, np.nan)]
        rows += [
            (lexicon, scale, "body", NA, 80, 0.175),
            (lexicon, scale, "caption", NA, 10, pooled),
            (lexicon, scale, "credit", NA, 0, np.nan),
        ]
    table = pd.DataFrame(rows, columns=["lexicon", "scale", "layer", "segment", "n_words", "tone"])
    return table.assign(value=table["tone"] * table["n_words"]).astype({"segment": "Int64"})


def dots_table(
    verdicts: dict[str, str], *, layers: tuple[str, ...] = ("caption", "body"), n_captions: int = 2
) -> pd.DataFrame:
    """Two captions of 10 words and three paragraphs of 50; category number k has k hits in the first caption, one in the body."""
    rows = []
    for number, (category, verdict) in enumerate(verdicts.items()):
        segments = (
            [("caption", number)]
            + [("caption", 0)] * (n_captions - 1)
            + [("body", 1), ("body", 0), ("body", 0)]
        )
        for segment, (layer, n) in enumerate(segments):
            words = 10 if layer == "caption" else 50
            rows.append((segment, layer, category, n, words, 1000 * n / words, verdict))
        rows.append(
            (
                NA,
                "caption",
                category,
                number,
                10 * n_captions,
                1000 * number / (10 * n_captions),
                verdict,
            )
        )
        rows.append((NA, "body", category, 1, 150, 1000 * 1 / 150, verdict))
    table = pd.DataFrame(
        rows, columns=["segment", "layer", "category", "n", "n_words", "per_1000", "verdict"]
    )
    table = table[table["layer"].isin(layers)]
    return table.assign(label=table["category"].str.capitalize()).astype({"segment": "Int64"})


def places_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "position": [7, 46, 50, 60],
            "layer": ["body", "caption", "caption", "body"],
            "segment": [1, 2, 2, 3],
            "category": pd.Categorical(
                ["peace", "war", "war", "war"], categories=["war", "peace", "law"]
            ),
            "label": ["Peace", "War", "War", "War"],
            "term": ["talks", "tank", "tank", "army"],
        }
    )


def counts_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "term": ["Iran", "Heron", "Baku", "Aliyev"],
            "category": ["PLACE", "WEAPON", "PLACE", "PERSON"],
            "n_target": [0, 2, 1, 0],
            "n_reference": [9, 0, 3, 4],
        }
    )


def pairs_table() -> pd.DataFrame:
    names = ["Iran", "Baku", "Heron"]
    return pd.DataFrame([[5, 3, 0], [3, 4, 1], [0, 1, 2]], index=names, columns=names)


def words_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "word": ["missile", "drone", "said", "the"],
            "n_target": [3, 2, 1, 0],
            "n_reference": [0, 0, 2, 40],
            "n_segments_target": [3, 2, 1, 0],
            "n_segments_reference": [0, 0, 2, 9],
            "log_odds": 0.0,
            "z": [2.5, 1.5, -0.5, -1.0],
        }
    )


def coverage_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "layer": ["body", "caption"] * 2,
            "n_words": [200, 40] * 2,
            "n_scored": [20, 3, 10, 2],
            "share_scored": [0.1, 0.075, 0.05, 0.05],
            "unknown": [[("truce", 4)], [("missile", 3)]] * 2,
            "lexicon": ["VADER"] * 2 + ["AFINN"] * 2,
        }
    )


CHARTS: dict[str, Callable[..., Axes]] = {
    "layers": lambda **kw: charts.layers(segments_table(), **kw),
    "tone_along": lambda **kw: charts.tone_along(sentences_table(), **kw),
    "tone_by_layer": lambda **kw: charts.tone_by_layer(tones_table(), **kw),
    "rates": lambda **kw: charts.rates(
        dots_table({"peace": "no difference shown", "war": "more in captions"}), **kw
    ),
    "along": lambda **kw: charts.along(places_table(), segments_table(), **kw),
    "mirrored": lambda **kw: charts.mirrored(counts_table(), **kw),
    "together": lambda **kw: charts.together(pairs_table(), **kw),
    "overused": lambda **kw: charts.overused(words_table(), **kw),
    "coverage": lambda **kw: charts.coverage(coverage_table(), **kw),
}
EMPTY: dict[str, Callable[..., Axes]] = {
    "layers": lambda **kw: charts.layers(segments_table()[:0], **kw),
    "tone_along": lambda **kw: charts.tone_along(sentences_table()[:0], **kw),
    "tone_by_layer": lambda **kw: charts.tone_by_layer(tones_table()[:0], **kw),
    "rates": lambda **kw: charts.rates(dots_table({"war": "x"})[:0], **kw),
    "along": lambda **kw: charts.along(places_table()[:0], segments_table()[:0], **kw),
    "mirrored": lambda **kw: charts.mirrored(counts_table()[:0], **kw),
    "together": lambda **kw: charts.together(pairs_table().iloc[:0, :0], **kw),
    "overused": lambda **kw: charts.overused(words_table()[:0], **kw),
    "coverage": lambda **kw: charts.coverage(coverage_table()[:0], **kw),
}
UNDEFINED: dict[str, Callable[..., Axes]] = {
    "tone_along": lambda: charts.tone_along(sentences_table().assign(points=np.nan)),
    "tone_by_layer": lambda: charts.tone_by_layer(tones_table().assign(tone=np.nan)),
    "rates": lambda: charts.rates(
        dots_table({"war": "cannot be tested here"}).assign(n=0, per_1000=np.nan)
    ),
    "overused": lambda: charts.overused(words_table().assign(z=np.nan)),
    "coverage": lambda: charts.coverage(
        coverage_table().assign(share_scored=np.nan, n_words=0, n_scored=0)
    ),
}


# --------------------------------------------------------------------------- what every chart keeps


@pytest.mark.quick
@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_chart_draws_on_the_axes_that_it_is_given(draw):
    import matplotlib.pyplot as plt

    ax = Figure().add_subplot()
    assert draw(ax=ax) is ax
    assert plt.get_fignums() == []
    assert draw() is not ax
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_given_title_stands_instead_of_the_worded_one(draw):
    assert title(draw()) != "Mine: 5 $ and _x_"
    assert title(draw(title="Mine: 5 $ and _x_")) == "Mine: 5 $ and _x_"


@pytest.mark.parametrize("draw", [draw for name, draw in CHARTS.items() if name != "together"])
def test_axes_carry_their_unit_and_direction(draw):
    ax = draw()
    assert "→" in ax.get_xlabel()
    assert any(unit in ax.get_xlabel() for unit in ("words", "%", "mentions", "log-odds"))


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
def test_an_empty_table_is_said_in_words(draw):
    ax = draw()
    assert not ax.axison
    assert title(ax).startswith(("No ", "Neither "))
    over = draw(title="Names")
    assert title(over) == "Names"
    assert texts(over)[0].startswith(("No ", "Neither "))


@pytest.mark.quick
@pytest.mark.parametrize("draw", UNDEFINED.values(), ids=UNDEFINED)
def test_undefined_numbers_are_said_in_words_and_not_drawn(draw):
    ax = draw()
    assert not ax.axison
    assert len(ax.collections) == len(ax.patches) == 0
    assert "no " in title(ax).lower()


@pytest.mark.parametrize("draw", [*CHARTS.values(), *EMPTY.values()])
def test_charts_leave_the_readers_settings_alone(draw):
    before = dict(mpl.rcParams)
    draw()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_style_in_force_says_which_fonts_sizes_and_colours_text_and_background_have(draw):
    style = {
        "font.size": 14, "font.family": ["monospace"], "text.color": "#eeeeee",
        "axes.facecolor": "#101020", "figure.facecolor": "#101020",
    }  # fmt: skip
    with mpl.rc_context({**style, "axes.grid": True, "text.parse_math": True}):
        ax = draw()
    left = ax._left_title
    assert left.get_fontname() == "DejaVu Sans Mono"
    assert left.get_color() == "#eeeeee"
    assert left.get_fontsize() == pytest.approx(14 * charts.TITLE / charts.TEXT)
    assert to_hex(ax.figure.get_facecolor()) == to_hex(ax.get_facecolor()) == "#101020"
    assert min(label.get_fontsize() for label in ax.get_yticklabels()) > charts.TITLE
    ax.figure.draw_without_rendering()
    for text in [*ax.texts, *ax.get_yticklabels(), left, ax.xaxis.label]:
        if text.get_text() and not is_in_a_cell(ax, text):
            assert contrast(to_hex(text.get_color()), "#101020") >= 4.5, text


def test_what_a_style_says_of_anything_else_does_not_reach_the_charts():
    with mpl.rc_context({"axes.grid": True, "text.parse_math": True, "axes.xmargin": 0.4}):
        ax = CHARTS["overused"]()
    assert {text.get_fontsize() for text in ax.get_yticklabels()} == {charts.TEXT}
    assert not any(
        text.get_parse_math() for text in ax.findobj(Text) if text.get_text() in ("missile", "3")
    )


def test_a_layer_keeps_its_colour_marker_and_hatch_in_every_chart():
    fills: dict[str, set[str]] = {"caption": set(), "body": set(), "headline": set()}
    hatches: dict[str, set[str]] = {layer: set() for layer in fills}
    shapes: dict[str, set[int]] = {layer: set() for layer in fills}
    for name, draw in CHARTS.items():
        ax = draw()
        for layer in fills:
            look = LAYER_LOOKS[layer]
            shape = mpl.markers.MarkerStyle(look.marker)
            outline = shape.get_path().transformed(shape.get_transform())
            for bar in bars(ax, layer):
                fills[layer].add(to_hex(bar.get_facecolor()).upper())
                if name != "tone_along":  # its bars are a pale ground for the dots
                    hatches[layer].add(bar.get_hatch() or "")
            for marks in ax.collections:
                if marks.get_label() == layer:
                    fills[layer].add(to_hex(marks.get_facecolor()[0]).upper())
                    np.testing.assert_allclose(marks.get_paths()[0].vertices, outline.vertices)
                    shapes[layer].add(len(outline.vertices))
    for layer in fills:
        assert fills[layer] == {LAYER_LOOKS[layer].fill}
        assert hatches[layer] == {LAYER_LOOKS[layer].hatch}
        assert len(shapes[layer]) == 1


def contrast(colour: str, other: str) -> float:
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_in_a_cell(ax: Axes, text: Text) -> bool:
    """Whether a text is a number on a square of its own shade."""
    return bool(ax.images) and getattr(text, "xycoords", "") == ("data", "data")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_layers_are_told_apart_without_colour_and_their_words_can_be_read():
    assert set(LAYER_LOOKS) == set(LAYERS)
    assert len({look.marker for look in LAYER_LOOKS.values()}) == len(LAYERS)
    assert len({(look.fill, look.hatch) for look in LAYER_LOOKS.values()}) == len(LAYERS)
    for ink in [*(look.ink for look in LAYER_LOOKS.values()), charts.BLACK, charts.MUTED]:
        assert 1.05 / (luminance(ink) + 0.05) >= 4.5
    lightness = {
        layer: 116 * luminance(look.fill) ** (1 / 3) - 16 for layer, look in LAYER_LOOKS.items()
    }
    compared = ("headline", "body", "caption")
    assert min(abs(lightness[a] - lightness[b]) for a in compared for b in compared if a < b) > 20


# --------------------------------------------------------------------------- the marks are the table's numbers


def test_the_strip_is_as_wide_as_the_words():
    ax = charts.layers(segments_table())
    whole = sorted(
        (bar.get_x(), bar.get_width())
        for layer in LAYERS
        for bar in bars(ax, layer)
        if bar.get_y() < 0
    )
    assert whole == [(0, 5), (5, 40), (45, 10), (55, 30), (85, 15)]
    captions = [(bar.get_x(), bar.get_width()) for bar in bars(ax, "caption") if bar.get_y() > 0]
    assert captions == [(45, 10), (85, 15)]
    assert row_names(ax) == ["the article", "headline", "body", "captions"]
    assert text_beside(ax, 3) == ["2", "25", "25\xa0%"]
    assert title(ax) == "2 captions hold 25 of the article’s 100 words (25\xa0%)"


def test_unsure_labels_get_a_question_mark():
    ax = charts.layers(segments_table())
    assert points(ax, "unsure")[0].tolist() == [50, 3]
    assert "1 of 5 blocks, 1 of 2 captions among them" in texts(ax)[-1]
    assert len(points(charts.layers(segments_table(), sure_from=0.5), "unsure")) == 0


def test_an_article_without_captions_says_so():
    table = segments_table()
    table = table[table["layer"] != "caption"]
    assert title(charts.layers(table)) == "No captions in this article: 75 words in 3 blocks"
    sentences = sentences_table()
    no_captions = charts.tone_along(sentences[sentences["layer"] != "caption"])
    assert (
        title(no_captions)
        == "No captions in this article: the body scores −12 points per 1,000 words"
    )
    assert shaded(no_captions, "caption") == []
    tones = tones_table()
    assert (
        title(charts.tone_by_layer(tones[tones["layer"] != "caption"]))
        == "No captions in this article to compare the tone of the body with"
    )
    places = places_table()
    along = charts.along(places[places["layer"] == "body"], table)
    assert title(along).startswith("No captions in this article; ")
    coverage = coverage_table()
    assert title(charts.coverage(coverage[coverage["layer"] == "body"])).startswith(
        "No captions in this article. Of the 200 words in the body"
    )
    dots = dots_table({"war": "cannot be tested here"}, layers=("body",))
    assert (
        title(charts.rates(dots)) == "No captions in this article: nothing to compare the body with"
    )


@pytest.mark.quick
def test_the_tone_along_the_article_is_in_points_per_1000_words_at_its_place():
    ax = charts.tone_along(sentences_table())
    (piece,) = bars(ax, "body")
    assert (piece.get_x(), piece.get_width()) == (5, 50)
    assert piece.get_height() == pytest.approx(1000 * -0.5 / 40)
    assert points(ax, "caption").tolist() == [[30, 1000 * -1 / 10]]
    assert points(ax, "headline").tolist() == [[2.5, 1000 * 2 / 5]]
    assert shaded(ax, "caption") == [(25, 35)]
    assert title(ax) == (
        "Captions score −100 points per 1,000 words, the body −12 (shown for information, not tested)"
    )
    told = charts.tell_tone_along(sentences_table())
    assert "The body, 1 bar, 1 negative, 0 positive, from −12 to −12" in told
    assert "captions, 1 mark, 1 negative, 0 positive, from −100 to −100" in told


def test_a_long_text_has_60_bars_and_each_of_its_words_is_in_one():
    n = 900
    table = pd.DataFrame(
        {
            "segment": range(n),
            "layer": "body",
            "n_words": 20,
            "points": np.tile([1.0, -2.0, 0.0], n // 3),
        }
    )
    ax = charts.tone_along(table)
    pieces = bars(ax, "body")
    assert len(pieces) == 60
    assert sum(bar.get_width() for bar in pieces) == 20 * n
    points_drawn = sum(bar.get_height() * bar.get_width() / 1000 for bar in pieces)
    assert points_drawn == pytest.approx(table["points"].sum())


def test_tone_is_drawn_in_points_per_1000_words():
    ax = charts.tone_by_layer(tones_table())
    assert points(ax, "body")[:, 0] == pytest.approx([100, 300, 100, 300])
    assert points(ax, "body as a whole")[:, 0] == pytest.approx([175, 175])
    assert points(ax, "caption")[:, 0] == pytest.approx([-200, -300])
    assert row_names(ax) == ["VADER", "body", "captions", "AFINN", "body", "captions"]
    assert text_beside(ax, 1) == ["2", "80", "+175"]
    assert "VADER from −4 to 4 and AFINN from −5 to 5" in " ".join(texts(ax)).replace("\n", " ")
    assert "points per 1,000 words" in ax.get_xlabel()
    assert "body +175 (2 blocks, 80 words)" in charts.tell_tone_by_layer(tones_table())


@pytest.mark.parametrize("apart", ["boilerplate", "credit", "byline"])
def test_page_furniture_and_credits_set_no_scale(apart: str):
    tones = tones_table()
    loud = tones[:1].assign(layer=apart, segment=9, n_words=2, tone=9.0, value=18.0)
    with_it = pd.concat([tones, loud, loud.assign(segment=NA)], ignore_index=True)
    assert charts.tone_by_layer(with_it).get_xlim() == charts.tone_by_layer(tones).get_xlim()
    assert apart not in charts.tell_tone_by_layer(with_it)
    menu = sentences_table()[:1].assign(layer=apart, segment=9, n_words=400, points=99.0)
    along = charts.tone_along(pd.concat([menu, sentences_table()], ignore_index=True))
    own = charts.tone_along(sentences_table())
    assert (along.get_xlim(), along.get_ylim()) == (own.get_xlim(), own.get_ylim())
    scored = coverage_table()
    seen = scored[:1].assign(layer=apart, share_scored=0.9)
    drawn = charts.coverage(pd.concat([scored, seen], ignore_index=True))
    assert drawn.get_xlim() == charts.coverage(scored).get_xlim()


def test_page_furniture_is_no_part_of_the_article_that_words_are_counted_of():
    segments = segments_table()
    menu = segments[:1].assign(layer="boilerplate", n_words=403)
    page = pd.concat([menu, segments], ignore_index=True)
    ax = charts.layers(page)
    assert title(ax) == "2 captions hold 25 of the article’s 100 words (25\xa0%)"
    assert ax.get_xlim() == (0, 100)
    assert row_names(ax) == ["the article", "headline", "body", "captions"]
    assert "Not counted: 1 block of page furniture (menus, notices) with 403 words." in " ".join(
        texts(ax)[-1].split("\n")
    )
    told = charts.tell_layers(page)
    assert "A strip shows the 5 blocks of the article" in told
    assert "Words before captions: 45 and 85." in told
    places = places_table().assign(
        position=lambda t: t["position"] + 403, segment=lambda t: t["segment"] + 1
    )
    menu_hit = places[:1].assign(position=3, layer="boilerplate", segment=0)
    along = charts.along(pd.concat([menu_hit, places], ignore_index=True), page)
    own = charts.along(places_table(), segments)
    assert along.get_xlim() == own.get_xlim()
    assert points(along, "caption").tolist() == points(own, "caption").tolist()
    assert title(along) == title(own)


@pytest.mark.parametrize(
    ("vader", "afinn", "expected"),
    [
        (-0.2, -0.3, "Captions are more negative than the body by both lexicons (shown for information, not tested)"),
        (0.5, 0.3, "Captions are more positive than the body by both lexicons (shown for information, not tested)"),
        (0.5, -0.3, "Captions are more positive than the body by VADER and more negative than the body by AFINN (shown for information, not tested)"),
    ],
)  # fmt: skip
def test_the_title_of_the_tone_follows_the_numbers(vader, afinn, expected):
    assert title(charts.tone_by_layer(tones_table(vader, afinn))) == expected


def test_every_caption_is_a_dot_at_its_rate_and_the_layer_a_bar_at_its_own():
    table = dots_table(
        {"law": "no difference shown", "war": "more in captions", "peace": "cannot be tested here"}
    )
    ax = charts.rates(table)
    rows = row_names(ax)
    assert rows == ["War", "Law", "Peace"]
    for layer, lane in (("caption", -0.22), ("body", 0.22)):
        for row, label in enumerate(rows):
            here = table[(table["label"] == label) & (table["layer"] == layer)]
            marks = points(ax, layer)
            x = marks[np.abs(marks[:, 1] - row - lane) < 0.2, 0]
            assert sorted(x) == pytest.approx(sorted(here.loc[here["segment"].notna(), "per_1000"]))
            bar = points(ax, f"{layer} as a whole")
            assert bar[np.isclose(bar[:, 1], row + lane), 0] == pytest.approx(
                here.loc[here["segment"].isna(), "per_1000"]
            )


def test_counts_rates_and_verdict_stand_in_the_row():
    ax = charts.rates(dots_table({"law": "no difference shown", "war": "more in captions"}))
    assert text_beside(ax, -0.22) == ["captions", "1", "50.0"]
    assert text_beside(ax, 0.22) == ["body", "1", "6.7"]
    assert text_beside(ax, 0) == ["more in captions"]
    assert text_beside(ax, 1) == ["no clear difference"]
    claim = next(text for text in ax.texts if text.get_text() == "more in captions")
    quiet = next(text for text in ax.texts if text.get_text() == "no clear difference")
    assert (claim.get_fontweight(), quiet.get_fontweight()) == ("bold", "normal")
    key = [text.get_text() for text in ax.get_legend().get_texts()]
    assert key == ["caption (n = 2)", "paragraph (n = 3)", "the layer’s rate"]


def test_rows_without_a_hit_and_rows_beyond_the_most_are_named_below():
    table = dots_table(
        {"law": "no difference shown", "war": "more in captions", "peace": "cannot be tested here"}
    )
    table.loc[table["category"] == "law", ["n", "per_1000"]] = 0
    ax = charts.rates(table, most=1)
    assert row_names(ax) == ["War"]
    assert "1 more with hits, not drawn: Peace. No hit in either layer: Law." in " ".join(
        texts(ax)[-1].split("\n")
    )


def test_dots_that_lie_together_at_zero_are_counted():
    few = charts.rates(dots_table({"law": "x", "war": "x"}))
    assert not any(" at 0" in text for text in texts(few))
    many = charts.rates(dots_table({"law": "x", "war": "x"}, n_captions=9))
    assert "8 at 0" in texts(many)
    assert "9 at 0" in texts(many)


def test_dots_of_one_value_do_not_hide_each_other():
    ax = charts.rates(dots_table({"law": "x", "war": "x"}, n_captions=4))
    marks = points(ax, "caption")
    assert len({(round(x, 6), round(y, 6)) for x, y in marks}) == len(marks) == 8


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({"war": "more in captions"}, "Captions hold more of “War” than the body: 0 per 1,000 words against 6.7"),
        ({"war": "more in body"}, "The body holds more of “War” than captions: 6.7 per 1,000 words against 0"),
        ({"war": "more in captions", "law": "more in captions", "art": "more in body"}, "Captions hold more of “War” and “Law”; the body holds more of “Art”"),
        ({"war": "more in captions", "law": "no difference shown"}, "Captions hold more of “War” than the body: 0 per 1,000 words against 6.7"),
        ({"war": "no difference shown", "law": "no difference shown"}, "No clear difference between captions and the body in any of 2 frames"),
        ({"war": "no difference shown", "law": "cannot be tested here"}, "No clear difference between captions and the body in 1 of 2 frames; the rest cannot be tested here"),
        ({"war": "cannot be tested here", "law": "cannot be tested here"}, "Captions and the body cannot be compared here in any of 2 frames"),
    ],
)  # fmt: skip
def test_the_title_of_the_rates_claims_what_the_verdicts_claim(verdicts, expected):
    assert title(charts.rates(dots_table(verdicts), rows="frames")) == expected


def test_a_layer_of_one_segment_is_described():
    table = dots_table({"war": "described, not tested"}, n_captions=1)
    assert (
        title(charts.rates(table))
        == "Only one caption: captions and the body are shown for information, not tested"
    )


def test_ticks_stand_where_the_hits_stand():
    ax, lane = charts.along(places_table(), segments_table()), 0.19  # the target's above the line
    assert row_names(ax) == ["War", "Peace"]
    assert (
        points(ax, "caption ticks").tolist()
        == points(ax, "caption").tolist()
        == [[46, -lane], [50, -lane]]
    )
    assert points(ax, "body ticks").tolist() == [[7, 1 + lane], [60, lane]]
    assert shaded(ax, "caption") == [(45, 55), (85, 100)]
    assert text_beside(ax, 0) == ["2", "3"]
    assert (
        title(ax)
        == "Captions hold 2 of 3 hits of “War” and 25\xa0% of the article’s words (not tested here)"
    )
    none = charts.along(places_table().assign(layer="body"), segments_table())
    assert title(none) == "None of the 4 hits is in captions"


def test_captions_are_mirrored_to_the_left():
    ax = charts.mirrored(counts_table())
    rows = row_names(ax)
    assert rows == ["Iran", "Baku", "Aliyev", "Heron"]
    table = counts_table().set_index("term").loc[rows]
    assert [bar.get_width() for bar in bars(ax, "caption")] == [-n for n in table["n_target"]]
    assert [bar.get_width() for bar in bars(ax, "body")] == table["n_reference"].tolist()
    printed = [(text.xy, text.get_text()) for text in ax.texts if text.xycoords == ("data", "data")]
    assert sorted(printed) == sorted(
        [((-n, row), str(n)) for row, n in enumerate(table["n_target"])]
        + [((n, row), str(n)) for row, n in enumerate(table["n_reference"])]
    )
    assert [text_beside(ax, row) for row in range(4)] == [["Place"], [], ["Person"], ["Weapon"]]
    assert title(ax) == "Only captions name Heron; only the body names Iran and Aliyev"
    right, left = (bar.get_width() for bar in (bars(ax, "body")[0], bars(ax, "caption")[0]))
    assert left <= 0 < right


@pytest.mark.quick
def test_the_most_mentioned_names_of_each_side_are_shown():
    table = pd.DataFrame(
        {
            "term": [f"t{n:02}" for n in range(40)],
            "category": "PLACE",
            "n_target": [0] * 20 + list(range(20, 0, -1)),
        }
    )
    table["n_reference"] = [*range(40, 20, -1), *([0] * 20)]
    ax = charts.mirrored(table, most=3)
    assert set(row_names(ax)) == {"t00", "t01", "t02", "t20", "t21", "t22"}
    assert "Not drawn: 34 names." in texts(ax)[-1]


def test_the_names_of_the_title_are_drawn_whatever_is_mentioned_more_often():
    both = [f"both{n}" for n in range(12)]
    table = pd.DataFrame({"term": [*both, "c1", "c2", "c3", "b1"], "category": "PLACE"})
    table["n_target"] = [9] * 12 + [1, 1, 1, 0]
    table["n_reference"] = [9] * 12 + [0, 0, 0, 1]
    ax = charts.mirrored(table, most=4)
    assert "name c1, c2 and c3; only the body names b1" in title(ax)
    assert {"c1", "c2", "c3", "b1"} <= set(row_names(ax))
    alt = charts.tell_mirrored(table, most=4)
    assert "in captions c1 1 : 0, c2 1 : 0, c3 1 : 0, both0 9 : 9; in the body b1 0 : 1" in alt


@pytest.mark.parametrize(
    ("target", "reference", "expected"),
    [
        ([1, 0], [0, 2], "Only captions name A; only the body names B"),
        ([1, 1], [1, 2], "Every name is both in captions and in the body"),
        ([0, 0], [1, 2], "No names in captions; the body names B and A"),
        ([2, 1], [0, 0], "No names in the body; captions name A and B"),
        ([2, 1], [0, 1], "Only captions name A"),
    ],
)
def test_the_title_of_the_names_follows_the_counts(target, reference, expected):
    table = pd.DataFrame(
        {"term": ["A", "B"], "category": "PLACE", "n_target": target, "n_reference": reference}
    )
    assert title(charts.mirrored(table)) == expected


def test_who_appears_with_whom_is_printed_in_the_cell():
    ax = charts.together(pairs_table())
    cells = {
        (text.xy[1], text.xy[0]): int(text.get_text())
        for text in ax.texts
        if text.xycoords == ("data", "data")
    }
    assert cells == {
        (row, column): pairs_table().iloc[row, column] for row in range(3) for column in range(3)
    }
    (image,) = ax.images
    drawn = image.get_array()
    assert drawn.mask.diagonal().all()
    assert drawn[0, 1] == 3
    assert title(ax) == "Most often together: Iran with Baku, in 3 blocks"
    assert (
        title(charts.together(pairs_table().clip(upper=1)))
        == "No two of these names are together in more than one block"
    )


def test_numbers_can_be_read_on_every_shade():
    names = [str(n) for n in range(9)]
    ax = charts.together(
        pd.DataFrame(
            [[abs(a - b) + 1 for a in range(9)] for b in range(9)], index=names, columns=names
        )
    )
    (image,) = ax.images
    for text in ax.texts:
        if text.xycoords == ("data", "data") and text.xy[0] != text.xy[1]:
            ground = luminance(to_hex(image.cmap(image.norm(int(text.get_text())))))
            ink = luminance(to_hex(text.get_color()))
            assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4


@pytest.mark.quick
def test_overused_words_stand_at_their_z_with_their_counts():
    ax = charts.overused(words_table())
    assert row_names(ax) == ["missile", "drone", "said", "the"]
    assert points(ax, "caption")[:, 0].tolist() == [2.5, 1.5]
    assert points(ax, "body")[:, 0].tolist() == [-0.5, -1.0]
    y = ax.get_yticks()
    assert [text_beside(ax, row) for row in y] == [
        ["3", "0", "3", "0"],
        ["2", "0", "2", "0"],
        ["1", "2", "1", "2"],
        ["0", "40", "0", "9"],
    ]
    assert title(ax) == (
        "Words and where they are: “missile” in 3 and “drone” in 2 captions; “the” in 9 and"
        " “said” in 2 paragraphs (shown for information, not tested)"
    )
    assert "tests nothing" in " ".join(texts(ax))
    assert row_names(charts.overused(words_table(), most=1)) == ["missile", "the"]


def test_a_word_of_one_segment_says_nothing_of_its_layer_and_is_not_drawn():
    table = words_table().assign(n_segments_target=[1, 2, 1, 0])
    ax = charts.overused(table)
    assert row_names(ax) == ["drone", "said", "the"]
    assert "missile" not in title(ax)
    assert "1 word of one block alone is not drawn." in " ".join(texts(ax)).replace("\n", " ")
    assert "missile" not in charts.tell_overused(table)
    alone = charts.overused(table.assign(n_segments_target=1, n_segments_reference=1))
    assert title(alone).startswith("No word is in two blocks of captions or of the body")


def test_a_name_inside_a_longer_one_of_the_other_layer_is_not_named_by_one_layer_alone():
    table = pd.DataFrame(
        {
            "term": ["Abu Hassan Amer", "Amer", "Iran"],
            "category": ["PERSON", "PERSON", "PLACE"],
            "n_target": [1, 0, 0],
            "n_reference": [0, 2, 9],
        }
    )
    assert title(charts.mirrored(table)) == "Only the body names Iran"
    note = "The title leaves out Amer and Abu Hassan Amer, which share a word with a name of the other side."
    assert note in " ".join(" ".join(texts(charts.mirrored(table))).split())
    # Of a title that is not drawn, or is another one, nothing is said.
    with charts.paper(titled=False):
        untitled = texts(charts.mirrored(table))
    for written in (untitled, texts(charts.mirrored(table, title="Names"))):
        assert "leaves out" not in " ".join(written)


def test_the_rates_show_the_commonest_words_of_either_layer(seed: Corpus):
    dots = comparison.dots(seed, framing.hits(seed))
    printed = texts(charts.rates(dots))
    assert "ballistic missile 2 and 7 more" in printed
    assert "weapons 2, attack drones 1, weaponry 1" in printed
    assert "words" not in texts(charts.rates(dots.drop(columns="words")))
    assert "(9 in 42: ballistic missile 2, anti-tank missile 1" in charts.tell_rates(dots)


def test_coverage_is_a_bar_as_long_as_its_share():
    ax = charts.coverage(coverage_table())
    assert [bar.get_width() for bar in bars(ax, "caption")] == pytest.approx([7.5, 5])
    assert [bar.get_width() for bar in bars(ax, "body")] == pytest.approx([10, 5])
    assert text_beside(ax, 2) == ["3 of 40", "8\xa0%", "missile 3"]
    assert title(ax) == "Of the 40 words in captions VADER scores 3 and AFINN scores 2"
    by_layer = charts.coverage(coverage_table().set_index("layer"))
    assert title(by_layer) == title(ax)


# --------------------------------------------------------------------------- words of an article are data


def hostile_charts() -> dict[str, Axes]:
    counts = counts_table().assign(term=[HOSTILE, "a" * 400, "", "\x07\u202e"])
    pairs = (
        pairs_table()
        .set_axis([HOSTILE, "W" * 300, "\x00"])
        .set_axis([HOSTILE, "W" * 300, "\x00"], axis=1)
    )
    dots = dots_table({"peace": "no difference shown", "war": "more in captions"}).assign(
        label=HOSTILE
    )
    return {
        "rates": charts.rates(dots),
        "along": charts.along(places_table().assign(label=HOSTILE), segments_table()),
        "mirrored": charts.mirrored(counts),
        "together": charts.together(pairs),
        "overused": charts.overused(words_table().assign(word=[HOSTILE, "b" * 500, "$", "_"])),
        "coverage": charts.coverage(
            coverage_table()[:2].assign(unknown=[[(HOSTILE, 1)]] * 2, lexicon=HOSTILE)
        ),
        "tone_by_layer": charts.tone_by_layer(tones_table()[:7].assign(lexicon=HOSTILE)),
        "layers": charts.layers(segments_table(), title=HOSTILE),
    }


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
def test_words_of_an_article_are_never_read_as_mathematics_or_markup():
    for name, ax in hostile_charts().items():
        ax.figure.draw_without_rendering()
        # Ticks that matplotlib makes later, and numbers, are its own; everything else must be literal.
        literal = [text for text in ax.findobj(Text) if "$" in text.get_text()]
        assert literal, name
        assert not any(text.get_parse_math() for text in literal), name
        assert any(
            text.get_text().replace("\n", " ").startswith(("$x^{", "“$x^{", "Only captions"))
            for text in literal
        ), name


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
def test_long_names_are_shortened_with_an_ellipsis():
    for ax in hostile_charts().values():
        figure = ax.figure
        figure.draw_without_rendering()
        for label in [*ax.get_yticklabels(), *ax.get_xticklabels()]:
            assert label.get_window_extent().width <= 190 * figure.dpi / 72
        for text in ax.texts:
            assert text.get_window_extent().width < 0.99 * figure.bbox.width
    assert any(name.endswith("a…") for name in row_names(hostile_charts()["mirrored"]))


# --------------------------------------------------------------------------- nothing is cut off, nothing overlaps


def real_charts(corpus: Corpus) -> dict[str, Axes]:
    frames, names, labels = (
        framing.hits(corpus, frames="armed-conflict"),
        entities.hits(corpus),
        load_codebook("armed-conflict").labels,
    )
    coverage = [
        sentiment.coverage(corpus, name).reset_index().assign(lexicon=name)
        for name in ("vader", "afinn")
    ]
    return {
        "layers": charts.layers(corpus.segments),
        "tone_along": charts.tone_along(sentiment.along(corpus)),
        "tone_by_layer": charts.tone_by_layer(sentiment.tones(corpus)),
        "rates": charts.rates(comparison.dots(corpus, frames, labels=labels)),
        "rates of tone": charts.rates(comparison.dots(corpus, sentiment.hits(corpus))),
        "along": charts.along(hits.along(corpus, frames, labels), corpus.segments),
        "mirrored": charts.mirrored(entities.counts(corpus, names)),
        "together": charts.together(entities.together(corpus, names)),
        "overused": charts.overused(comparison.overused_words(corpus)),
        "coverage": charts.coverage(pd.concat(coverage)),
    }


def captioned(n: int) -> Corpus:
    """An article of n paragraphs, each followed by a caption; no two are near-duplicates."""
    blocks = []
    for k in range(n):
        ending = "abcdefghij"[k // 10] + "abcdefghij"[k % 10]
        north, south = f"Vank{ending}", f"Tug{ending}"
        paragraph = f"Talks in {north} failed again. Ilham Aliyev in {south} said so. The {north} army shelled {south}, good old {north}, and Iran and {south} signed a truce. "
        blocks += [paragraph * (1 + 2 * k % 4), f"{north}, a Heron drone, {south}"]
    corpus = read_text("\n\n".join(["A headline", *blocks]))
    return corpus.relabel(
        {0: "headline", **{1 + k: "caption" if k % 2 else "body" for k in range(2 * n)}}
    )


def words_lie_apart(ax: Axes, *, slack: float = 3) -> None:
    """Every text of a chart stands inside the figure, and none on another (beyond a few pixels of ascenders)."""
    figure = ax.figure
    figure.draw_without_rendering()
    inner = figure.bbox.padded(1)
    low, high = sorted(ax.get_xlim())
    hidden = {
        tick.label1 for tick in ax.xaxis.get_major_ticks() if not low <= tick.get_loc() <= high
    }
    shown = [
        text
        for text in ax.findobj(Text)
        if text.get_visible() and text.get_text() and text not in hidden
    ]
    boxes = [(text, text.get_window_extent()) for text in shown if text.get_rotation() in (0, 90)]
    for number, (text, box) in enumerate(boxes):
        assert inner.x0 <= box.x0 <= box.x1 <= inner.x1, text
        assert inner.y0 <= box.y0 <= box.y1 <= inner.y1, text
        for other, beside in boxes[:number]:
            wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            tall = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert wide <= 1 or tall <= slack, (text, other)


@pytest.mark.parametrize("article", ["seed", "planted", "30 captions"])
def test_no_words_are_cut_off_and_none_overlap(article: str, request: pytest.FixtureRequest):
    corpus = captioned(30) if article == "30 captions" else request.getfixturevalue(article)
    for name, ax in real_charts(corpus).items():
        assert ax.axison, f"{name} has nothing to draw"
        words_lie_apart(ax)


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_title_as_wide_as_the_figure_lies_on_no_column_head(draw):
    words_lie_apart(draw(title="A title that runs on " * 8))


# --------------------------------------------------------------------------- a table of another kind

DRAWING = sorted(
    name for name in charts.__all__ if name != "summary" and f"tell_{name}" in charts.__all__
)


@pytest.mark.parametrize("name", DRAWING)
def test_a_table_of_another_kind_is_refused_by_the_name_of_the_one_that_is_drawn(name: str):
    others = {"along": (pd.DataFrame(),), "distribution": (pd.Series(dtype=float),)}.get(name, ())
    table = pd.DataFrame({"measure": ["framing"], "p": [0.2]})
    with pytest.raises(ValueError, match=rf"^charts\.{name} needs the table of ") as error:
        getattr(charts, name)(table, *others)
    maker, _, missing = (
        str(error.value).split(" table of ")[1].partition("; this one has no column")
    )
    assert missing or maker.endswith("those of this one differ")
    module, function = maker.split(",")[0].split(";")[0].split(".")
    owner = Corpus if module == "corpus" else Population if module == "Population" else None
    owner = owner or import_module(f"analysis.{module}")
    assert hasattr(owner, function) or function in {field.name for field in fields(owner)}
    message = str(error.value).replace(f"charts.{name} ", f"charts.tell_{name} ")
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        getattr(charts, f"tell_{name}")(table, *others)


def test_a_chart_takes_its_table_by_name_too(seed: Corpus):
    compared = comparison.compare(seed, framing.hits(seed))
    with pytest.raises(
        ValueError, match=r"comparison\.dots; this one has no columns segment, layer, "
    ):
        charts.rates(title="Frames", table=compared)
    with pytest.raises(ValueError, match=r"along needs the table of corpus\.segments"):
        charts.along(hits.along(seed, framing.hits(seed)), segments=compared)
