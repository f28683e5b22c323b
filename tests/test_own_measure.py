"""A user's own measures, registered in one line each, go through every output with their own labels, sum and look."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis import (
    batch,
    charts,
    cli,
    comparison,
    entities,
    explanation,
    figures,
    framing,
    measures,
    placement,
    power,
    sensitivity,
)
from analysis import hits as hits_table
from analysis.comparison import compare
from analysis.corpus import Corpus
from analysis.desk import Desk
from analysis.hits import Measure, Sum
from analysis.report import highlight, report
from analysis.words import sentences

from .conftest import ROOT

SEED = ROOT / "seeds" / "nagorno-karabakh.txt"


def long_words(corpus: Corpus, *, least: int = 10) -> pd.DataFrame:
    """Words of ten letters or more, each weighing its letters beyond nine."""
    words = corpus.words
    length = words.end - words.start
    found = np.flatnonzero(length >= least)
    return hits_table.make(
        corpus,
        measure="readability",
        categories=["long", "very_long"],
        sentence=words.sentence[found],
        start=words.start[found],
        end=words.end[found],
        term=hits_table.matched(corpus, found, found, folded=True),
        category=(length[found] >= 13).astype(int),
        weight=(length[found] - 9).astype(float),
    )


def shouted(corpus: Corpus) -> pd.DataFrame:
    """Words in capitals."""
    words = corpus.words
    capitals = np.array([key.isupper() and len(key) > 1 for key in words.keys], dtype=bool)
    found = np.flatnonzero(capitals[words.key])
    return hits_table.make(
        corpus,
        measure="capitals",
        categories=["shouted"],
        sentence=words.sentence[found],
        start=words.start[found],
        end=words.end[found],
        term=hits_table.matched(corpus, found, found, folded=True),
        category=np.zeros(len(found), dtype=int),
    )


def shouting(corpus: Corpus) -> pd.DataFrame:
    """Segments in which a word stands in capitals, each once."""
    segments = shouted(corpus)["segment"].unique()
    return hits_table.of_segments(
        corpus,
        measure="shouting",
        categories=["shouted"],
        segment=segments,
        category=np.zeros(len(segments), dtype=int),
        judged=corpus.segments.index.to_numpy(),
    )


READABILITY = Measure(
    "readability",
    "long words; the burden is the sum of their letters beyond nine",
    long_words,
    title="Reading burden",
    places="long words",
    labels={
        "long": "words of 10 to 12 letters",
        "very_long": "words of 13 letters or more",
        "burden": "burden of letters",
    },
    sum=Sum("burden", more="heavier", less="lighter", of="letters", unit="letters"),
    mark="border-bottom: 3px double var(--ink)",
    choices={"least": {"ten": {}, "eight": {"least": 8}}},
)
CAPITALS = Measure("capitals", "words in capitals", shouted, labels={"shouted": "shouted words"})


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    for own in (READABILITY, CAPITALS):
        measures.register(own)
    yield
    for own in (READABILITY, CAPITALS):
        del measures.MEASURES[own.name]
        del hits_table._declared[own.name]


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["cutline", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
    assert not end.value.code
    return capsys.readouterr().out


def by_hand(corpus: Corpus, layer: str) -> tuple[int, int]:
    """Long words of a layer and their letters beyond nine."""
    words = corpus.words
    layers = corpus.segments["layer"].astype(str).to_numpy()
    here = layers[corpus.sentences["segment"].to_numpy()[words.sentence]] == layer
    length = (words.end - words.start)[here]
    return int((length >= 10).sum()), int((length[length >= 10] - 9).sum())


def test_findings_hold_the_rows_and_the_sum_of_both(seed: Corpus):
    table = measures.findings(seed).set_index(["measure", "category"])
    assert table.loc["readability"].index.tolist() == ["long", "very_long", "burden"]
    assert table.loc["capitals"].index.tolist() == ["shouted"]
    row = table.loc[("readability", "burden")]
    for side, layer in (("target", "caption"), ("reference", "body")):
        n, letters = by_hand(seed, layer)
        assert row[f"n_{side}"] == n
        words = seed.layer_sizes().loc[layer, "words"]
        assert row[f"per_1000_{side}"] == pytest.approx(1000 * letters / words)


@pytest.mark.quick
def test_findings_take_one_table_of_hits_of_several_measures(seed: Corpus):
    both = pd.concat([long_words(seed), shouted(seed)], ignore_index=True)
    table = measures.findings(seed, both)
    assert set(table["measure"]) == {"readability", "capitals"}
    alone = compare(seed, long_words(seed))
    own = table[table["measure"] == "readability"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own[alone.columns], alone)


@pytest.mark.quick
def test_no_power_is_claimed_for_shares_of_segments_nor_for_weighted_rates(seed: Corpus):
    weighted = long_words(seed).assign(
        measure=pd.Categorical(["undeclared"] * len(long_words(seed)))
    )
    judged = Measure("shouting", "segments with a word in capitals", shouting, per="segment")
    measures.register(judged)
    try:
        table = measures.findings(seed, {"shouting": shouting(seed), "undeclared": weighted})
    finally:
        del measures.MEASURES["shouting"], hits_table._declared["shouting"]
    assert set(table["measure"]) == {"shouting", "undeclared"}
    assert table[["detectable", "shortfall"]].isna().all(axis=None)


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What is asked of the simulation, whose answer is twice the rate and half of it."""
    asked: list[dict] = []

    def least_differences(held: comparison.ComparedLayers, **options) -> list[power.Least]:
        asked.append(options)
        return [power.Least(2 * rate, rate / 2) for rate in options["per_1000"]]

    monkeypatch.setattr(measures.power, "least_differences", least_differences)
    return asked


def silent(rates: list[float], n_untested: int = 0) -> dict[str, np.ndarray]:
    """Rows of a comparison that show nothing, at these rates of the reference."""
    names = [f"row {number}" for number in range(len(rates) + n_untested)]
    p, verdicts = [0.3] * len(rates), ["no difference shown"] * len(rates)
    columns = {
        "category": names,
        "per_1000_reference": [*rates, *[50.0] * n_untested],
        "p": [*p, *[np.nan] * n_untested],
        "verdict": [*verdicts, *["cannot be tested here"] * n_untested],
    }
    return {name: np.array(column) for name, column in columns.items()}


@pytest.mark.quick
@pytest.mark.parametrize(
    ("rates", "simulated_at"),
    [
        ([10.0, 2.0, 10.0, 30.0, 4.0], [2, 4, 10, 30]),
        ([1.0, 4.0, 7.0, 10.0, 13.0, 16.0, 19.0], [1, 7, 13, 19]),  # of more, four that span them
        ([0.0, 0.5, 3.0, 700.0], [1, 3, 100]),
    ],
)
def test_power_is_simulated_at_four_rates_and_read_off_the_curve_between_them(
    rates: list[float], simulated_at: list[float], simulated: list[dict], seed: Corpus
):
    held = comparison.ComparedLayers.of(seed, shouted(seed), "caption", "body")
    least = measures._detectable(held, silent(rates, n_untested=2), 0)
    assert [asked["per_1000"] for asked in simulated] == [pytest.approx(simulated_at)]
    assert simulated[0]["rows"] == len(rates)  # that are tested
    within = np.clip(rates, 1, 100)
    detectable, shortfall = least.T.tolist()
    assert detectable == pytest.approx([*2 * within, np.nan, np.nan], nan_ok=True)
    assert shortfall == pytest.approx([*within / 2, np.nan, np.nan], nan_ok=True)


@pytest.mark.quick
def test_power_is_simulated_of_no_row_that_is_not_silent(simulated: list[dict], seed: Corpus):
    held = comparison.ComparedLayers.of(seed, shouted(seed), "caption", "body")
    least = measures._detectable(held, silent([], n_untested=3), 0)
    assert not simulated
    assert np.isnan(least).all()


def test_only_a_difference_that_is_shown_is_fragile(seed: Corpus, simulated: list[dict]):
    own = {"framing": framing.hits(seed), "entities": entities.hits(seed)}
    table = measures.findings(seed, own).set_index("category")
    assert table.loc["WEAPON", ["fragile", "hangs_on"]].tolist() == [True, "3"]
    assert table.loc["military_capability", ["fragile", "hangs_on"]].tolist() == [False, ""]
    silent_rows = table[table["side"] == ""]
    assert (silent_rows["hangs_on"] != "").any()
    assert not silent_rows["fragile"].any()


@pytest.mark.quick
def test_hits_of_a_measure_that_nobody_declared_are_counted_per_word(seed: Corpus):
    hits = shouted(seed).assign(measure=pd.Categorical(["unheard of"] * len(shouted(seed))))
    table = measures.findings(seed, hits)
    expected = compare(seed, shouted(seed))
    assert table["per_1000_reference"].tolist() == expected["per_1000_reference"].tolist()
    assert set(table["measure"]) == {"unheard of"}


def test_the_command_prints_labels_counts_and_that_agreement_was_not_measured(
    capsys: pytest.CaptureFixture[str],
):
    printed = output(capsys, "compare", "--all")
    assert "readability: long words; the burden is the sum of their letters beyond nine" in printed
    # A label that is longer than its column goes on in the next line.
    first_column = " ".join(" ".join(line.split("  ")[0] for line in printed.splitlines()).split())
    for label in READABILITY.labels.values():  # type: ignore[union-attr]
        assert label in first_column
    assert "shouted words" in printed
    assert printed.count("Agreement with people: not measured") >= 2


def test_json_and_csv_hold_them(capsys: pytest.CaptureFixture[str]):
    content = json.loads(output(capsys, "compare", "--format", "json"))
    assert {"readability", "capitals"} <= {row["measure"] for row in content["rows"]}
    assert content["worth"]["readability"] == []
    assert "readability,burden," in output(capsys, "compare", "--format", "csv")


def test_the_report_titles_marks_sums_and_explains_them(seed: Corpus):
    page = report(seed).html
    assert "<summary>Reading burden: " in page
    assert "<summary>Capitals: " in page
    style = re.search(r"\.(m\d+) \{ border-bottom: 3px double var\(--ink\); \}", page)
    assert style
    n = len(long_words(seed))
    assert f"long words ({n})" in page.replace("</span>", "")
    assert "Sum of letters per 1,000 words" in page
    assert "words of 13 letters or more" in page
    assert 'download="readability.csv"' in page
    assert f'class="{style[1]} ' in page
    assert "shouted words" in page


@pytest.mark.quick
def test_a_notebook_marks_them(seed: Corpus):
    assert "border-bottom: 3px double" in highlight(seed, long_words(seed)).html


def test_each_has_a_figure_with_an_alternative_text(
    seed: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    drawn = figures.render(seed, "readability")
    assert "Words of 10 to 12 letters" in drawn.alt
    assert "long words; the burden is the sum" in drawn.alt
    output(capsys, "figures", "capitals", "--article", str(SEED), "--folder", str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "capitals.png",
        "capitals.svg",
        "capitals.txt",
    ]
    assert "readability" in figures.chosen_figures(None)


def test_the_panel_answers_with_them():
    desk = Desk(SEED)
    assert {"readability", "capitals"} <= set(desk.table["measure"])
    assert "Burden of letters" in desk.verdicts()._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_over_many_articles_measures_them(tmp_path: Path, workers: int):
    batch.run([str(SEED), str(ROOT / "seeds" / "planted.txt")], tmp_path / "run", workers=workers)
    differences = pd.read_parquet(tmp_path / "run" / "differences")
    rates = pd.read_parquet(tmp_path / "run" / "rates")
    for table in (differences, rates):
        assert set(table.loc[table["measure"] == "readability", "category"]) == {
            "long",
            "very_long",
            "burden",
        }
    asked = json.loads((tmp_path / "run" / "run.json").read_text())
    assert asked["measures"] == ["readability", "capitals"]
    assert any(
        line.startswith("Readability: agreement with people: not measured")
        for line in asked["worth"]
    )


def test_a_run_holds_the_shares_of_a_measure_that_is_counted_per_segment(
    tmp_path: Path, seed: Corpus
):
    judged = Measure("shouting", "segments with a word in capitals", shouting, per="segment")
    measures.register(judged)
    try:
        batch.run([SEED], tmp_path / "run", workers=1)
        alone = compare(seed, shouting(seed)).iloc[0]
    finally:
        del measures.MEASURES["shouting"], hits_table._declared["shouting"]
    rows = pd.read_parquet(tmp_path / "run" / "differences")
    row = rows[(rows["measure"] == "shouting") & (rows["target"] == "caption")].iloc[0]
    columns = ["n_segments_target", "n_segments_reference", "share_target", "share_reference"]
    assert row[columns].tolist() == alone[columns].tolist()
    rates = pd.read_parquet(tmp_path / "run" / "rates")
    of_captions = rates[(rates["measure"] == "shouting") & (rates["layer"] == "caption")]
    assert of_captions["share"].tolist() == [alone["share_target"]]


def test_a_run_is_not_taken_up_with_other_measures(tmp_path: Path):
    batch.run(str(SEED), tmp_path / "run", workers=1)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("capitals", "readability"):
            patch.delitem(measures.MEASURES, name)
            with pytest.raises(ValueError, match="holds a run with another list of measures"):
                batch.run(str(SEED), tmp_path / "run", workers=1)


def test_choices_losses_and_words_are_explained(seed: Corpus):
    table = sensitivity.multiverse(seed, measure="readability", category="burden")
    assert set(table["least"]) == {"ten", "eight"}
    assert int(table["primary"].sum()) == 1
    assert set(explanation.contributions(seed, long_words(seed))["category"]) == {
        "long",
        "very_long",
        "burden",
    }
    whole = explanation.leave_one_out(seed, long_words(seed)).query("category == 'burden'")
    assert charts.forest(whole, ax=Figure().add_subplot()) is not None
    assert "burden" in set(placement.skimmer(seed, long_words(seed))["category"])


def test_sentences_speak_of_its_sum_in_its_own_words():
    rates = {"per_1000_target": 70.0, "per_1000_reference": 40.0}
    rows = pd.DataFrame(
        [{"measure": "readability", "category": "burden", "side": "target"} | rates]
    )
    assert sentences.answer(rows, {}) == (
        "The burden is heavier in captions than in the body: +70 points per 1,000 words against +40"
    )
    assert (
        sentences.tone({"": "more in body"}, of=READABILITY.sum)
        == "The burden is heavier in the body than in captions"
    )


def test_a_measure_without_hits_cannot_be_registered():
    with pytest.raises(ValueError, match="numbers has no hits function"):
        measures.register(Measure("numbers", "figures"))
    with pytest.raises(ValueError, match="unknown per 'line'"):
        Measure("numbers", "figures", per="line")
