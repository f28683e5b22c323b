"""The charts of two versions: the ribbon of an alignment, the bridge of a difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis import charts, read, read_text
from analysis.looks import FATE_LOOKS
from analysis.options import Options
from analysis.versions import FATES, Versions, totals

from .conftest import ROOT
from .test_charts import row_names, text_beside, title


@pytest.fixture(scope="module")
def pair() -> Versions:
    folder = ROOT / "seeds"
    first, second = read(folder / "reprint-original.txt"), read(folder / "reprint.html")
    return Versions(first, second, Options(frames="armed-conflict"))


def labelled(ax: Axes, label: str) -> list[Patch]:
    return [patch for patch in ax.patches if patch.get_label() == label]


def of(pair: Versions, reading: str, category: str) -> pd.DataFrame:
    rows = pair.parts["reading"] == reading
    return pair.parts[rows & (pair.parts["category"] == category)]


@pytest.mark.quick
def test_each_block_of_the_ribbon_is_as_high_as_its_sentence_has_words(pair):
    ax = charts.ribbon(pair.alignment)
    for fate, version in (("inserted", "second"), ("deleted", "first"), ("kept", "first")):
        own = pair.alignment[pair.alignment["fate"] == fate]
        heights = sorted(bar.get_height() for bar in labelled(ax, f"{fate} {version}"))
        assert heights == pytest.approx(sorted(own[f"words_{version}"]))


def test_a_band_joins_what_both_versions_hold_and_nothing_else(pair):
    ax = charts.ribbon(pair.alignment)
    counts = pair.alignment["fate"].value_counts()
    for fate in ("kept", "moved", "changed"):
        assert len(labelled(ax, f"{fate} band")) == counts[fate]
    assert not labelled(ax, "inserted band")
    assert not labelled(ax, "deleted band")


def test_the_blocks_of_a_version_follow_each_other_without_a_gap(pair):
    ax = charts.ribbon(pair.alignment)
    bars = [bar for fate in FATES for bar in labelled(ax, f"{fate} first")]
    edges = sorted((bar.get_y(), bar.get_y() + bar.get_height()) for bar in bars)
    assert [end for _, end in edges[:-1]] == pytest.approx([start for start, _ in edges[1:]])
    assert edges[-1][1] == pytest.approx(pair.alignment["words_first"].sum())


def test_every_fate_has_a_pattern_and_a_sign_of_its_own():
    assert len({look.hatch for look in FATE_LOOKS.values()}) == len(FATES)
    assert len({look.sign for look in FATE_LOOKS.values()}) == len(FATES)


def test_the_layers_stand_beside_the_blocks(pair):
    ax = charts.ribbon(pair.alignment)
    assert len(labelled(ax, "caption second")) == 3
    assert not labelled(ax, "caption first")


def test_the_ribbon_says_how_many_sentences_have_which_fate(pair):
    assert title(charts.ribbon(pair.alignment)) == (
        "Sentences: 14 kept, 1 moved, 2 changed, 3 inserted and 4 deleted"
    )
    assert "Words inserted: 46 in captions." in charts.tell_ribbon(pair.alignment)


def test_two_versions_without_words_make_a_ribbon_that_says_so():
    empty = Versions(read_text("…"), read_text("…"))
    assert title(charts.ribbon(empty.alignment)) == "Neither version holds a word"


@pytest.mark.quick
@pytest.mark.parametrize(
    ("reading", "category"),
    [
        ("whole text", "military_capability"),
        ("whole text", "negative"),
        ("headline and captions", "tone"),
    ],
)
def test_the_steps_of_the_bridge_lead_from_one_rate_to_the_other(pair, reading, category):
    own = of(pair, reading, category)
    ax, row = charts.bridge(own), totals(own).iloc[0]
    at = row["per_1000_first"]
    for fate in FATES:
        (bar,) = next(bars for bars in ax.containers if bars.get_label() == fate)
        edges = sorted([bar.get_x(), bar.get_x() + bar.get_width()])
        assert edges == pytest.approx(sorted([at, at + row[fate]]))
        at += row[fate]
    assert at == pytest.approx(row["per_1000_second"])


def test_the_bridge_writes_each_step_with_its_sign_and_its_words(pair):
    ax = charts.bridge(of(pair, "whole text", "military_capability"), labels=pair.labels)
    assert row_names(ax)[0] == "first version"
    assert row_names(ax)[4] == "+ inserted"
    step, hits, words = text_beside(ax, 4)
    assert (step, hits) == ("+41.2", "0 → 10")
    assert words.startswith("+1 anti-ship missiles")
    assert title(ax).startswith("“Military capability and hardware” in the whole text: 0 hits")


def test_the_bridge_of_a_sum_has_points(pair):
    own = of(pair, "headline and captions", "tone")
    assert charts.bridge(own).get_xlabel() == "points per 1,000 words"
    assert "−1.8" in charts.tell_bridge(own)


def test_the_alternative_text_of_the_bridge_holds_every_step(pair):
    alternative = charts.tell_bridge(of(pair, "whole text", "negative"))
    assert "inserted +12.3 and deleted −12.3" in alternative
    assert "5 hits in 244 words" in alternative


def test_a_version_without_words_in_a_reading_has_no_bridge():
    both = Versions(read_text("Talks were held."), read_text("…"))
    ax = charts.bridge(of(both, "whole text", "positive"))
    assert title(ax) == "A version without words has no rate"


def test_a_bridge_of_several_rates_is_refused(pair):
    with pytest.raises(ValueError, match="choose one"):
        charts.bridge(pair.parts[pair.parts["reading"] == "whole text"])
    with pytest.raises(ValueError, match="2 readings"):
        charts.bridge(pair.parts[pair.parts["category"] == "negative"])


def test_words_of_an_article_are_never_markup():
    first = read_text("Talks were held.")
    second = read_text("Talks were held. A $good$ plan_{2} is a good plan.")
    both = Versions(first, second)
    ax = charts.bridge(of(both, "whole text", "positive"))
    ax.get_figure(root=True).canvas.draw()
    assert np.isfinite(ax.get_xlim()).all()
