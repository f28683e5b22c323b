"""The paper that charts are drawn on: narrow, grey, dark, in other words, in other letters."""

from __future__ import annotations

import dataclasses
import re
import warnings
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.legend import Legend
from matplotlib.text import Text

from analysis import (
    Corpus,
    charts,
    comparison,
    entities,
    explanation,
    figures,
    framing,
    read,
    read_text,
)
from analysis.charts import fonts, medium
from analysis.looks import LAYER_LOOKS

from .test_charts import CHARTS, EMPTY, contrast, counts_table, dots_table, luminance, points, texts
from .test_charts import words_lie_apart as _words_lie_apart
from .test_charts_explanation import CHARTS as EXPLAINING

mpl.use("Agg")

DARK = {"text.color": "white", "axes.facecolor": "black", "figure.facecolor": "black"}
CLAIM = {"war": "more in captions", "peace": "no difference shown"}


def all_text(ax: Axes) -> str:
    found = [text.get_text() for text in ax.figure.findobj(Text) if text.get_visible()]
    return " ".join(" ".join(found).split())


# --------------------------------------------------------------------------- narrow


@pytest.mark.parametrize("draw", [*CHARTS.values(), *EXPLAINING.values()])
def test_nothing_is_cut_off_in_a_column_of_a_journal_and_no_text_is_below_6_points(
    draw: Callable[..., Axes],
):
    with charts.paper(width=3.3):
        ax = draw()
    assert ax.figure.get_figwidth() == 3.3
    _words_lie_apart(ax, slack=6)
    shown = [text for text in ax.findobj(Text) if text.get_visible() and text.get_text()]
    assert min(text.get_fontsize() for text in shown) >= 5.5
    legends = ax.findobj(Legend)
    assert all(box.get_window_extent().x1 <= ax.figure.bbox.x1 for box in legends)


@pytest.mark.parametrize("name", figures.FIGURES)
def test_every_figure_of_the_seed_fits_a_column(name: str, seed: Corpus):
    tables = figures.Tables(seed)
    with charts.paper(width=3.3), figures._made(tables, name) as (figure, *_):
        assert figure.get_figwidth() == 3.3
        # Half of a column of a page; the summary is three charts.
        assert figure.get_figheight() <= (9 if name == "00-summary" else 5)
        figure.draw_without_rendering()
        inner = figure.bbox.padded(1)
        for ax in figure.axes:
            for text in [*ax.texts, ax._left_title, ax.xaxis.label, *ax.get_yticklabels()]:
                if text.get_visible() and text.get_text() and ax.axison:
                    box = text.get_window_extent()
                    assert inner.x0 <= box.x0 <= box.x1 <= inner.x1, text
                    assert inner.y0 <= box.y0 <= box.y1 <= inner.y1, text
            box = ax.get_window_extent()
            assert box.width > 0.2 * figure.bbox.width, "marks have room"


def test_a_column_has_no_room_for_verdicts_so_the_rows_shown_to_differ_are_bold():
    table = dots_table(CLAIM).assign(words="")
    table.loc[table["segment"].isna() & (table["layer"] == "caption"), "words"] = "tank 1"
    with charts.paper(width=3.3):
        narrow = charts.rates(table)
    wide = charts.rates(table)
    assert "verdict" in texts(wide)
    assert "verdict" not in texts(narrow)
    below = " ".join(texts(narrow)[-1].split())
    assert "Peace" not in below
    with charts.paper(width=3.3):
        claim = charts.rates(table.assign(verdict="more in captions"))
        both = charts.rates(
            table.assign(
                verdict=table["label"].map({"War": "more in captions", "Peace": "more in body"})
            )
        )
    assert "Bold: more in captions." in " ".join(texts(claim)[-1].split())
    assert "Bold: more in captions: War; more in body: Peace." in " ".join(texts(both)[-1].split())
    for ax, n_bold in ((narrow, 1), (claim, 2), (both, 2), (wide, 0)):
        assert sum(name.get_fontweight() == "bold" for name in ax.get_yticklabels()) == n_bold


@pytest.mark.parametrize(
    ("of_peace", "said"),
    [
        ("no difference shown", "2 rows tested: no clear difference."),
        ("cannot be tested here", "1 row tested: no clear difference; 1 not tested."),
    ],
)
def test_a_narrow_figure_says_how_many_rows_were_tested(of_peace: str, said: str):
    with charts.paper(width=3.3):
        ax = charts.rates(dots_table({"war": "no difference shown", "peace": of_peace}))
    assert said in " ".join(texts(ax)[-1].split())


def test_rows_without_room_in_a_column_are_counted_below_and_every_lane_has_its_name(seed: Corpus):
    tables = figures.Tables(seed)
    with charts.paper(width=3.3):
        rates = charts.rates(tables.frame_dots, what="frame words")
        usual = charts.ordinary(tables.ordinary, labels=tables.labels)
    n_rows = len(rates.get_yticks())
    assert 3 <= n_rows < len(charts.rates(tables.frame_dots).get_yticks())
    assert (
        rates.get_yticklabels()[0].get_text().split() == "Military capability and hardware".split()
    )
    assert [texts(rates).count(lane) for lane in ("captions", "body")] == [n_rows, n_rows]
    assert f"{10 - n_rows} more with hits are not drawn." in all_text(rates)
    n_drawn, n_all = len(usual.get_yticks()), len(tables.ordinary)
    assert n_drawn < n_all
    assert f"{n_all - n_drawn} rows nearer to the middle are not drawn." in all_text(usual)
    furthest = [label.get_text() for label in usual.get_yticklabels()]
    assert (furthest[0], furthest[-1]) == ("Weapons", "Places")


def test_a_figure_of_the_caller_keeps_all_its_rows():
    _, ax = plt.subplots(figsize=(3.3, 9))
    with charts.paper(width=3.3):
        shown = charts.rates(dots_table(dict.fromkeys("abcdefgh", "no difference shown")), ax=ax)
    assert len(shown.get_yticks()) == 8


@pytest.mark.quick
@pytest.mark.parametrize(
    ("given", "expected"), [("3.3in", 3.3), ("84mm", 84 / 25.4), ("8.4 cm", 8.4 / 2.54), ("5", 5)]
)
def test_a_width_is_a_number_with_its_unit(given: str, expected: float):
    assert medium.inches(given) == pytest.approx(expected)


@pytest.mark.parametrize("given", ["", "3ft", "0.5in", "400in", "-3in", "3.3inches", "nan"])
def test_what_is_no_width_is_refused_with_an_example(given: str):
    with pytest.raises(ValueError, match=r"give a number from 2 to 40 inches, as 3\.3in or 84mm"):
        medium.inches(given)


# --------------------------------------------------------------------------- grey and dark


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_grey_paper_has_no_colour_and_layers_are_still_told_apart(draw: Callable[..., Axes]):
    with charts.paper(grey=True):
        ax = draw()
    ax.figure.canvas.draw()
    pixels = ax.figure.canvas.buffer_rgba()
    import numpy as np

    rgb = np.asarray(pixels)[..., :3].astype(int)
    if not ax.images:  # the squares of counts have a tint
        assert (rgb.max(axis=2) - rgb.min(axis=2)).max() <= 2
    with charts.paper(grey=True):
        greys = [medium.look(layer).fill for layer in ("headline", "body", "caption")]
    lightness = [116 * luminance(grey) ** (1 / 3) - 16 for grey in greys]
    assert min(abs(a - b) for n, a in enumerate(lightness) for b in lightness[:n]) > 20


@pytest.mark.parametrize("layer", LAYER_LOOKS)
def test_on_a_dark_background_marks_and_words_of_each_layer_stand_out(layer: str):
    with mpl.rc_context(DARK):
        look = medium.look(layer)
    assert contrast(to_hex(look.fill), "#000000") >= 3
    assert contrast(to_hex(look.ink), "#000000") >= 4.5
    assert (look.marker, look.hatch) == (LAYER_LOOKS[layer].marker, LAYER_LOOKS[layer].hatch)


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_dark_style_makes_every_chart_dark(draw: Callable[..., Axes]):
    with plt.style.context("dark_background"):
        ax = draw()
    ax.figure.canvas.draw()
    assert to_rgb(ax.figure.get_facecolor()) == (0, 0, 0)
    bright = [
        text
        for text in ax.findobj(Text)
        if text.get_visible()
        and text.get_text().strip()
        and contrast(to_hex(text.get_color()), "#000000") < 4.5
        and not (ax.images and getattr(text, "xycoords", "") == ("data", "data"))
    ]
    assert bright == []


def test_without_a_style_the_colours_are_those_of_the_package():
    with mpl.rc_context(medium.style()):
        assert medium.look("caption") == LAYER_LOOKS["caption"]
        assert (medium.ink(), medium.muted(), medium.grid()) == ("#1a1a1a", "#595959", "#dadada")


# --------------------------------------------------------------------------- other words


@pytest.mark.quick
def test_every_label_of_a_chart_can_be_replaced():
    german = {
        "captions": "Bildunterschriften", "the body": "der Haupttext", "body": "Haupttext",
        "frame words per 1,000 words": "Wörter je 1.000", "more →": "mehr →",
        "more in captions": "mehr in Bildunterschriften", "caption (n = 2)": "Unterschrift (n = 2)",
        "verdict": "Urteil", "War": "Krieg",
    }  # fmt: skip
    with charts.paper(labels=german):
        ax = charts.rates(dots_table(CLAIM), what="frame words")
    written = all_text(ax)
    for key, word in german.items():
        if key != "the body":
            assert word in written, key
    assert "captions" not in written
    assert "verdict" not in written
    again = all_text(charts.rates(dots_table(CLAIM), what="frame words"))
    assert "Urteil" not in again


def test_words_of_an_article_are_never_replaced():
    table = counts_table().assign(term=["body", "captions", "Baku", "mentions"])
    with charts.paper(labels={"body": "x", "captions": "y", "mentions": "z"}):
        ax = charts.mirrored(table)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert {"body", "captions", "mentions"} <= set(names)
    assert "z" in ax.get_xlabel()


def test_the_name_of_a_figure_stands_for_its_title(seed: Corpus):
    own = figures.render(
        seed, "01-layers", paper={"labels": {"01-layers": "Ebenen", "blocks": "Blöcke"}}
    )
    assert own.title == "Ebenen"
    assert own.alt.startswith("Ebenen. A strip shows the 20 Blöcke")
    svg = own.svg.decode()
    assert ">Ebenen<" in svg
    assert ">Blöcke<" in svg
    assert "hold 42 of" not in svg.split("</desc>")[1].split("</metadata>")[1]


def drawn_words(shown: figures.Drawn) -> str:
    return shown.svg.decode().split("</metadata>")[1]


def test_without_titles_a_caption_has_the_title_that_is_not_drawn(seed: Corpus):
    titled = figures.render(seed, "04-frames")
    bare = figures.render(seed, "04-frames", paper={"titled": False})
    assert (bare.title, bare.alt) == (titled.title, titled.alt)
    assert bare.caption == f"{titled.title}."
    assert titled.caption == ""
    assert "Captions hold more of" in drawn_words(titled)
    assert "Captions hold more of" not in drawn_words(bare)


@pytest.mark.parametrize("width", [None, 3.3])
def test_without_titles_each_chart_of_the_summary_has_a_letter_that_the_caption_names(
    seed: Corpus, width: float | None
):
    shown = figures.render(seed, "00-summary", paper={"titled": False, "width": width})
    letters = [f">{letter}<" in drawn_words(shown) for letter in "abc"]
    assert all(letters)
    assert "clearest differences first" not in drawn_words(shown)
    whole, of_frames, of_names, of_tone = re.split(r"\. \([abc]\) ", shown.caption)
    assert whole == shown.title
    assert of_frames == "Frame words, the clearest differences first"
    assert of_names.startswith("Only captions name Azerbaijani Army, ")
    assert of_tone == "Tone: no clear difference."


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
def test_without_titles_a_chart_with_nothing_to_draw_still_says_why(draw: Callable[..., Axes]):
    with charts.paper(titled=False):
        ax = draw()
    why = charts.why_nothing(ax)
    assert why.startswith(("No ", "Neither "))
    assert ax.get_title(loc="left") == ""
    assert [" ".join(text.get_text().split()) for text in ax.texts] == [why]
    assert charts.alternative_text(ax) == f"{why}. Nothing is drawn."


@pytest.mark.parametrize("width", [None, 3.3])
def test_the_text_of_the_rates_tells_the_rows_that_are_drawn(seed: Corpus, width: float | None):
    table = figures.Tables(seed).frame_dots
    with charts.paper(width=width):
        ax = charts.rates(table)
    told = charts.alternative_text(ax)  # after the paper: its width still counts
    rows = [" ".join(label.get_text().split()) for label in ax.get_yticklabels()]
    places = [told.find(f" {row} caption ") for row in rows]
    assert len(rows) == (10 if width is None else 5)
    assert -1 not in places
    assert places == sorted(places)
    assert told.count(" caption ") == len(rows)
    assert ("5 more with hits are not drawn" in told) == (width is not None)


def test_the_text_of_the_rates_has_the_labels_that_are_drawn(seed: Corpus):
    dots = comparison.dots(seed, entities.hits(seed))
    told = charts.alternative_text(charts.rates(dots))
    assert " Weapon caption 142.9 (6 in 42: " in told
    assert "Organisation caption" in told
    assert not re.search("WEAPON|ORG|GROUP", told)


@pytest.mark.parametrize(
    ("name", "between"),
    [
        ("05-frames-along", ", "),
        ("07-word-shift", ", "),
        ("08-words", "), "),
        ("10-ordinary", "), "),
    ],
)
def test_a_text_lists_no_row_that_a_column_has_no_room_for(
    seed: Corpus, name: str, between: str, monkeypatch
):
    monkeypatch.setattr(charts.drawing, "most_rows", lambda ax, most, around, each: min(most, 4))
    narrow = figures.render(seed, name).alt
    monkeypatch.undo()
    assert narrow.count(between) < figures.render(seed, name).alt.count(between)


# --------------------------------------------------------------------------- letters


def a_font(folder: Path, family: str, letters: str) -> Path:
    """A font with a box for each letter."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", *(f"g{n}" for n in range(len(letters)))]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): f"g{n}" for n, letter in enumerate(letters)})
    pen = TTGlyphPen(None)
    for n, place in enumerate([(100, 0), (900, 0), (900, 800), (100, 800)]):
        (pen.lineTo if n else pen.moveTo)(place)
    pen.closePath()
    glyph = pen.glyph()
    builder.setupGlyf(dict.fromkeys(names, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = folder / f"{family}.ttf"
    builder.save(path)
    return path


@pytest.fixture
def chinese_font(tmp_path: Path, monkeypatch) -> str:
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [*font_manager.fontManager.ttflist])
    fonts.fallback.cache_clear()
    fonts._charmap.cache_clear()
    font_manager.fontManager.addfont(a_font(tmp_path, "Noto Sans CJK SC", "中文新闻"))
    yield "Noto Sans CJK SC"
    fonts.fallback.cache_clear()
    fonts._charmap.cache_clear()


def test_letters_that_the_font_lacks_are_drawn_in_a_font_of_the_machine(chinese_font: str):
    table = counts_table().assign(term=["中文", "新闻", "Baku", "Iran"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = charts.mirrored(table)
        ax.figure.draw_without_rendering()
    (label,) = [label for label in ax.get_yticklabels() if label.get_text() == "中文"]
    assert label.get_fontfamily()[-1] == chinese_font
    assert label.get_fontfamily()[0] == "DejaVu Sans"


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
def test_letters_that_no_font_has_are_warned_of_with_a_font_to_install(monkeypatch):
    shipped = [e for e in font_manager.fontManager.ttflist if e.name.startswith("DejaVu")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", shipped)
    fonts.fallback.cache_clear()
    with pytest.warns(
        charts.MissingLetters,
        match=r"letters 中文: .* install a font that has them, as Noto Sans CJK SC .*fonts-noto-cjk",
    ):
        charts.mirrored(counts_table().assign(term=["中文", "a", "b", "c"]))
    fonts.fallback.cache_clear()


def test_arabic_is_written_from_right_to_left_in_joined_letters():
    """Letters that join take less room than letters apart: matplotlib 3.11 shapes them."""
    joined, apart = "مرحبا", "م\u200cر\u200cح\u200cب\u200cا"
    figure = plt.figure()
    widths = [figure.text(0, 0, words).get_window_extent().width for words in (joined, apart)]
    assert widths[0] < 0.9 * widths[1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = charts.mirrored(counts_table().assign(term=["إيران", "باكو", "هيرون", "علييف"]))
        ax.figure.draw_without_rendering()


def test_latin_and_cyrillic_need_no_other_font():
    letters = fonts.letters_of("Iran, Баку, Ελλάδα, naïve", pd.DataFrame({"term": ["Đà Nẵng"]}))
    assert fonts.fallback(letters) == ()


# --------------------------------------------------------------------------- the telling mark


def test_the_segment_with_most_hits_of_a_finding_has_its_name(seed: Corpus):
    found = framing.hits(seed, frames="armed-conflict")
    dots = comparison.dots(seed, found)
    ax = charts.rates(dots)
    (named,) = [text for text in ax.texts if text.get_gid() == "telling"]
    row = dots[(dots["category"] == "military_capability") & (dots["layer"] == "caption")]
    most = row[row["segment"].notna()].sort_values("n").iloc[-1]
    assert named.get_text() == f"{most['name']}: {most['n']} hits in {most['n_words']} words"
    assert named.xy[0] == pytest.approx(most["per_1000"])
    quiet = charts.rates(dots.assign(verdict="no difference shown"))
    assert not [text for text in quiet.texts if text.get_gid() == "telling"]


def test_the_area_of_a_mark_grows_with_its_words():
    table = dots_table(CLAIM)
    table.loc[table["segment"] == 0, "n_words"] = 40
    ax = charts.rates(table)
    (marks,) = [marks for marks in ax.collections if marks.get_label() == "caption"]
    assert sorted({round(size) for size in marks.get_sizes()}) == [20, 80]


def test_a_further_layer_has_a_lane_where_it_has_a_hit_and_a_remark_where_not():
    corpus = read_text(
        "Missiles and tanks\n\nTalks went on. A truce held.\n\nThey met.\n\nA tank.\n\nA missile."
    ).relabel({0: "headline", 1: "body", 2: "body", 3: "caption", 4: "caption"})
    found = framing.hits(corpus, frames="armed-conflict")
    table = comparison.dots(corpus, found, also=("headline",))
    assert table.loc[table["segment"] == 3, "name"].unique().tolist() == ["caption 1"]
    ax = charts.rates(table)
    assert "headline" in texts(ax)
    assert "headline" in charts.tell_rates(table)
    silent = table.assign(n=table["n"].where(table["layer"] != "headline", 0))
    ax = charts.rates(silent)
    assert "headline" not in texts(ax)
    assert "No hit of these rows in the headline (3 words)." in all_text(ax)


def test_the_figure_of_words_shifts_the_frame_that_differs_most_clearly(seed: Corpus):
    shift = figures.Tables(seed).shift
    found = framing.hits(seed, frames="armed-conflict", names=entities.hits(seed))
    expected = explanation.contributions(seed, found, category="military_capability")
    pd.testing.assert_frame_equal(shift.reset_index(drop=True), expected.reset_index(drop=True))
    drawn = figures.render(seed, "07-word-shift")
    assert "captions hold 209.6 per 1,000 words more than the body" in drawn.title
    assert "ballistic missile +47.6 (2 : 0)" in drawn.alt


def test_the_summary_is_titled_by_the_clearest_finding_of_any_measure(tmp_path: Path):
    captions = [
        "Ann Roe and Ben Low on the bridge.",
        "In June: Carla Diaz with Dan Webb.",
        "Readers listen to Eva Stone and to Fred Hall.",
        "Gina Moss waits for a bus.",
    ]
    sentences = [
        "The council met on the first floor of the town hall.",
        "A repair of the old bridge will cost more than the town has.",
        "Steel was cheaper when the plan was made three years ago.",
        "Nobody could say who had ordered the lamps.",
        "The rails are of wood, and several have rotted.",
        "A vote is expected before the end of the month.",
        "Trucks must take the long way round until it is done.",
        "Most of those who spoke wanted a ferry instead.",
    ]
    body = [f"<p>{sentence}</p>" for sentence in sentences]
    shown = [f"<figure><img src=x><figcaption>{text}</figcaption></figure>" for text in captions]
    blocks = [block for pair in zip(body[::2], shown, body[1::2], strict=True) for block in pair]
    path = tmp_path / "bridge.html"
    path.write_text(f"<title>A bridge</title><article><h1>A bridge</h1>{''.join(blocks)}</article>")
    corpus = read(path)
    drawn = figures.summary_figure(corpus)
    title = drawn.get_suptitle().replace("\n", " ")
    assert title.startswith(
        "Captions name persons more often than the body: 200 per 1,000 words against 0"
    )
    words = " ".join(text.get_text().replace("\n", " ") for text in drawn.texts)
    assert "Persons, more in captions: Ann Roe 1, Ben Low 1, Carla Diaz 1" in words
    shown = figures.render(corpus, "00-summary")
    assert shown.title == title
    # The upper chart has the rates of the title.
    upper = next(
        ax for ax in drawn.axes if ax.get_title(loc="left").startswith("Names, the clearest")
    )
    assert upper.get_yticklabels()[0].get_text() == "Persons"
    assert "First, names per 1,000 words: Persons caption 200.0 (6 in 30" in shown.alt


def test_the_summary_writes_the_words_of_the_finding(seed: Corpus):
    figure = figures.summary_figure(seed)
    words = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert "more in captions: ballistic missile 2, anti-tank missile 1, armored 1" in words
    assert "(9 hits in 42 words); body: weapons 2, attack drones 1, weaponry 1" in words
    assert "1 headline (10 words)" in words


def test_a_question_mark_is_drawn_at_each_caption_that_comparisons_leave_out():
    corpus = read_text("Talks\n\nThey met in the hall.\n\nA tank.\n\nA jet.").relabel(
        {0: "headline", 1: "body", 2: "caption", 3: "caption"}
    )
    for confidence in (0.49, 0.5, 0.69, 0.7, 0.71):
        segments = corpus.segments.assign(confidence=[1.0, 1.0, 1.0, confidence])
        doubtful = dataclasses.replace(corpus, segments=segments)
        ax = charts.layers(doubtful.segments)
        n_marked = len({tuple(place) for place in points(ax, "unsure")})
        assert n_marked == doubtful.doubtful().sum() == (confidence < 0.7)
