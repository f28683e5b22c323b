"""What a notebook shows: tables that can be read, charts with their words, mistakes in one line."""

from __future__ import annotations

import base64
import io
import re
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.axes import Axes
from PIL import Image

from analysis import charts, figures, jupyter, measures
from analysis.charts.drawing import redrawn
from analysis.charts.shown import small
from analysis.charts.telling import _TELL
from analysis.corpus import Corpus
from analysis.publishing import STORED
from analysis.words import tables
from analysis.words.tables import table_to_read, verdict_table


@pytest.mark.quick
def test_a_table_has_labels_digits_and_dashes():
    table = pd.DataFrame({
        "category": ["PERSON"], "n_target": [1234], "per_1000_reference": [4.6783], "p_adjusted": [0.00004],
        "share_scored": [0.125], "difference": [-0.03456], "low": [np.nan], "known": [True], "verdict": ["no difference shown"],
    })  # fmt: skip
    assert table_to_read(table, {"PERSON": "persons"}).iloc[0].to_dict() == {
        "category": "persons", "count in captions": "1,234", "per 1,000 words in body": "4.7", "p, adjusted": "< 0.001",
        "share scored": "12%", "difference": "−0.035", "low": "–", "known": "yes", "verdict": "no clear difference",
    }  # fmt: skip


def test_an_index_is_shown_only_where_it_says_something():
    counted = pd.DataFrame({"n": [3]})
    named = pd.DataFrame({"n": [3]}, index=pd.Index(["caption"], name="layer"))
    assert list(table_to_read(counted)) == ["count"]
    assert table_to_read(named).iloc[0].tolist() == ["caption", "3"]
    nested = pd.DataFrame(
        {"n": [3]}, index=pd.MultiIndex.from_tuples([("a", "b")], names=["x", "y"])
    )
    assert table_to_read(nested).iloc[0].tolist() == ["a", "b", "3"]


@pytest.mark.quick
def test_words_of_an_article_are_no_markup_in_a_table():
    shown = jupyter.table_html(pd.DataFrame({"term": ["<b>x</b> $a$"]}))
    assert "&lt;b&gt;x&lt;/b&gt; $a$" in shown
    assert "mathjax_ignore" in shown


def test_text_is_to_the_left_and_numbers_to_the_right():
    shown = jupyter.table_html(pd.DataFrame({"term": ["war"], "n": [3], "p": [0.00001]}))
    assert re.findall(r"<td style=\"text-align: (\w+)", shown) == ["left", "right", "right"]


def test_of_a_long_table_the_middle_is_left_out_and_counted():
    shown = jupyter.table_html(pd.DataFrame({"n": range(100)}))
    assert shown.count("<tr>") == 81
    assert "20 rows in the middle are not shown" in shown


def test_findings_come_first_then_three_misses_and_all_others_are_folded(
    seed: Corpus,
):
    table = measures.findings(seed, measures.all_hits(seed))
    shown = verdict_table(table, measures.labels())
    n_findings = int((table["side"] != "").sum())
    assert (shown.first["verdict"] == "no clear difference").tolist() == [False] * n_findings + [
        True
    ] * 3
    rest = table.drop(index=table.index[table["side"] != ""])["p_adjusted"].dropna().nsmallest(3)
    last = [float(p.removeprefix("< ")) for p in shown.first["p, adjusted"].tail(3)]
    assert last == pytest.approx(rest.tolist(), abs=0.01)
    assert len(shown.first) + len(shown.rest) == len(table)
    page = jupyter.verdicts_to_read(table).html
    assert page.index("<details><summary>") > page.index("</table>")


def test_verdicts_without_any_rest_fold_nothing():
    table = pd.DataFrame({"category": ["a"], "side": ["target"], "verdict": ["more in captions"], "p_adjusted": [0.01],
                          "n_target": [4], "n_reference": [0], "reason": [""]})  # fmt: skip
    assert "<details" not in jupyter.verdicts_to_read(table, {"a": "War"}).html


@pytest.mark.quick
def test_a_chart_is_shown_with_its_words_and_closed(seed: Corpus, monkeypatch: pytest.MonkeyPatch):
    shown: list[Any] = []
    monkeypatch.setattr(jupyter, "display", shown.append)
    before = plt.get_fignums()
    ax = charts.layers(seed.segments)
    text = charts.alternative_text(ax)
    jupyter.show(ax)
    data, about = shown[0]._repr_mimebundle_()
    assert about == {"image/png": {"alt": text}}
    assert data["text/plain"] == text
    assert "The chart in words" in shown[1].html
    assert plt.get_fignums() == before


def contents(ax: Axes) -> dict[str, str]:
    return jupyter.ChartPicture(ax).bundle[0]


@pytest.mark.quick
def test_a_live_chart_has_a_dark_picture_and_a_stored_one_has_none(
    seed: Corpus, monkeypatch: pytest.MonkeyPatch
):
    live = contents(charts.layers(seed.segments))
    addresses = re.findall(r'src="data:image/png;base64,([^"]+)"', live["text/html"])
    grounds = [
        Image.open(io.BytesIO(base64.b64decode(one))).convert("RGB").getpixel((0, 0))
        for one in addresses
    ]
    assert grounds == [(255, 255, 255), (0x17, 0x19, 0x1C)]
    assert addresses[0] == live["image/png"]
    monkeypatch.setenv(STORED, "1")
    stored = contents(charts.layers(seed.segments))
    assert stored == {kind: live[kind] for kind in ("image/png", "text/plain")}


def test_a_chart_in_colours_of_the_reader_or_changed_by_them_has_one_picture(seed: Corpus):
    with plt.style.context("dark_background"):
        shown = [contents(charts.layers(seed.segments))]
    ax = charts.layers(seed.segments)
    ax.set_xlim(0, 100)
    _, own = plt.subplots()
    shown += [contents(ax), contents(charts.layers(seed.segments, ax=own))]
    assert [one["text/html"].count("<img") for one in shown] == [1, 1, 1]


def test_a_chart_with_a_note_has_its_words_and_the_note_in_both_pictures(seed: Corpus):
    ax = charts.add_note(charts.layers(seed.segments), "A note of one's own.")
    assert "42 of the article’s 907" in charts.alternative_text(ax)
    assert "A note of one's own." in " ".join(text.get_text() for text in redrawn(ax).texts)
    assert contents(ax)["text/html"].count("<img") == 2


def test_a_picture_in_few_colours_is_small_looks_the_same_and_keeps_its_words(seed: Corpus):
    drawn = figures.render(seed, "06-entities")
    few = small(drawn.png)
    before, after = (Image.open(io.BytesIO(png)) for png in (drawn.png, few))
    assert len(few) < len(drawn.png) / 2
    assert (after.size, after.text) == (before.size, before.text)
    pixels = [np.asarray(one.convert("RGB")).astype(int) for one in (before, after)]
    assert np.abs(pixels[0] - pixels[1]).mean() < 0.1


def test_axes_that_no_chart_drew_are_refused():
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="no chart of this package drew these Axes"):
        jupyter.show(ax)
    plt.close()


def test_every_chart_that_returns_axes_has_an_alternative_text():
    drawn = {name for name in charts.__all__ if f"tell_{name}" in charts.__all__} - {"summary"}
    assert drawn == set(_TELL)


def test_a_table_that_scrolls_is_reached_by_key_and_only_long_cells_keep_room():
    table = pd.DataFrame(
        {"layer": ["body"], "n": [3], "text": ["A tank stands near the river. " * 3]}
    )
    page = jupyter.table_html(table)
    assert page.count('tabindex="0"') == page.count('role="group"') == 1
    assert page.count("text-align: left; min-width") == page.count("text-align: right") == 2
    assert "min-width" not in jupyter.table_html(table[["layer", "n"]])


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    """A shell of IPython as a notebook has it, that keeps what it shows of an error."""
    shell = InteractiveShell()
    shell.shown = []
    shell._showtraceback = lambda kind, error, lines: shell.shown.append(lines)
    monkeypatch.setattr(jupyter, "get_ipython", lambda: shell)
    jupyter.set_up()
    return shell


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("from analysis import read; read('none.txt')", "none.txt: no such file"),
        (
            "from analysis import framing, read_text; framing.hits(read_text('War.'), frames='econ')",
            "econ",
        ),
    ],
    ids=["a file that is missing", "a codebook that does not exist"],
)
def test_a_wrong_choice_is_one_line(shell: InteractiveShell, cell: str, line: str):
    result = shell.run_cell(cell)
    assert not result.success
    ((shown,),) = shell.shown
    assert line in shown
    assert "\n" not in shown


def test_a_mistake_in_a_cell_keeps_its_whole_report(shell: InteractiveShell):
    shell.run_cell("int('x')")
    (lines,) = shell.shown
    assert "Traceback" in "".join(lines)


def test_outside_of_a_notebook_nothing_is_set_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jupyter, "get_ipython", lambda: None)
    jupyter.set_up()


def test_words_of_a_layer_are_a_number_and_are_headed_so(seed: Corpus):
    assert list(tables.table_to_read(seed.layer_sizes()).columns) == ["layer", "segments", "words"]
