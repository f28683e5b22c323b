"""What the measures are worth: the stored figures are what a fresh measurement gives, and are shown where a measure is."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import charts, entities, sentiment, validity
from analysis.cli import app
from analysis.lexicons.codebook import known_codebooks, load_codebook
from analysis.lexicons.valence import known_lexicons
from analysis.words import sentences

from .conftest import ROOT
from .test_charts import HOSTILE, points, row_names, texts, title

mpl.use("Agg")
QUESTION = ["measure", "name", "statistic", "category", "text"]


def figures(**told: object) -> pd.DataFrame:
    """A list of one's own between a worse and a better peer, and a person above all."""
    rows = pd.DataFrame(
        {
            "measure": "sentiment",
            "name": ["mine", "worse", "better"],
            "role": ["shipped", "peer", "peer"],
            "statistic": "Pearson",
            "category": "",
            "n": 40,
            "text": "letters",
            "value": [0.5, 0.25, 0.625],
            "low": [0.375, 0.125, 0.5],
            "high": [0.6, 0.375, 0.75],
            "in_sight": "",
            "ceiling": 0.875,
            "ceiling_of": "one human",
        }
    )
    return rows.assign(**told)


@pytest.mark.quick
def test_everything_that_ships_has_its_rows_and_what_nobody_measured_says_so():
    table = validity.worth()
    shipped = {measure: set(rows["name"]) for measure, rows in table.groupby("measure")}
    assert shipped["sentiment"] == set(known_lexicons())
    assert shipped["framing"] == set(known_codebooks())
    assert shipped["entities"] == {"rules", "lists"}
    silent = table[table["value"].isna()]
    assert set(silent["name"]) == {"armed-conflict", "policy"}
    assert (silent["n"] == 0).all()
    for name in silent["name"]:
        assert "not measured" in sentences.worth(validity.worth("framing", name))


def test_a_figure_lies_within_its_interval_and_names_its_texts():
    table = validity.worth(peers=True).dropna(subset=["value"])
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert (table["high"] <= 1).all()
    assert (table["n"] > 0).all()
    assert table[["text", "data", "statistic"]].ne("").all(axis=None)


def test_an_unknown_measure_is_told_with_the_known_ones():
    with pytest.raises(
        ValueError,
        match=r"unknown measure 'tone'; choose from: sentiment, framing, entities, coding",
    ):
        validity.worth("tone")
    with pytest.raises(ValueError, match=r"unknown measure 'tone'"):
        validity.errors("tone")


@pytest.mark.slow(reason="the labelled articles are all measured")
def test_the_stored_figures_are_those_of_a_fresh_measurement(gold: Path):
    """Without peers and with few draws: the values, not their intervals."""
    from .benchmarks.validity import frames, names, tone

    fresh = [
        row
        for module in (tone, frames, names)
        for row in module.agreement(gold, peers=False, draws=20)
    ]
    stored = validity.worth().set_index(QUESTION)[["n", "value"]]
    for row in fresh:
        n, value = stored.loc[tuple(getattr(row, column) for column in QUESTION)]
        assert n == row.n
        assert value == pytest.approx(row.value, abs=0.001, nan_ok=True), row
    others = stored.index.get_level_values("measure").isin(["coding", "layers"])
    assert len(fresh) == (~others).sum()


@pytest.mark.slow(reason="the labelled articles are all measured")
def test_the_stored_errors_are_those_of_a_fresh_count(gold: Path):
    from .benchmarks.validity import frames, names, patterns, tone

    fresh = [row for module in (tone, frames, names, patterns) for row in module.errors(gold)]
    stored = validity.errors()
    stored = stored[~stored["measure"].isin(["coding", "layers"])]
    assert [tuple(row) for row in fresh] == list(
        stored.drop(columns="share").itertuples(index=False, name=None)
    )


@pytest.mark.slow(reason="a classifier is trained for each fold")
def test_the_stored_figures_of_the_classifier_are_those_of_a_fresh_measurement(gold: Path):
    from .benchmarks.validity import coded

    stored = validity.worth("coding").set_index("statistic")["value"]
    for row in coded.agreement(gold, peers=False, draws=20):
        assert stored[row.statistic] == pytest.approx(row.value, abs=0.005)


@pytest.mark.slow(reason="a classifier is trained for each fold")
def test_a_classifier_reaches_what_tf_idf_reaches_on_coded_headlines(gold: Path):
    """Frames of 659 headlines: accuracy .68 and macro-F1 .57 are what tf-idf with logistic regression reaches."""
    from .benchmarks.validity import coded

    _, _, model = coded.learnt(gold)
    assert model.accuracy >= 0.68
    assert model.macro_f1 >= 0.57
    assert model.calibration_error < 0.12


# --------------------------------------------------------------------------- captions


def caption_rows(**changed: object) -> pd.DataFrame:
    """Precision and recall of captions on one kind of text."""
    rows = pd.DataFrame(
        {
            "name": "pages",
            "statistic": ["precision of captions", "recall of captions"],
            "value": [0.75, 0.5],
            "n": 1200,
            "text": "captions on 60 pages",
            "in_sight": "",
        }
    )
    return rows.assign(**changed)


@pytest.mark.quick
def test_captions_have_rows_for_pages_exports_and_plain_text_and_say_which_were_tuned_on():
    table = validity.worth("layers")
    tuned = table.groupby("name", sort=False)["in_sight"].agg(
        lambda column: [*dict.fromkeys(column)]
    )
    assert tuned.to_dict() == {
        "pages": ["yes", ""],
        "exports": ["yes"],
        "plain text": [""],
        "plain text without doubtful captions": [""],
    }
    assert table["text"].str.match(r"captions (on|in) .*\d").all()
    assert table["data"].str.contains("2026").all()
    for _, rows in table.groupby("text"):
        value = rows.set_index("statistic")["value"]
        precision, recall = value["precision of captions"], value["recall of captions"]
        harmonic = 2 * precision * recall / (precision + recall)
        assert value["F1 of captions"] == pytest.approx(harmonic, abs=0.0002)
        assert rows["n"].nunique() == 1


def test_the_errors_of_captions_are_what_their_precision_and_recall_lack():
    shares = validity.errors("layers").set_index(["text", "kind"])["share"]
    for row in validity.worth("layers").itertuples():
        kind = {
            "precision of captions": "labelled a caption, and none",
            "recall of captions": "caption not found",
        }
        if row.statistic in kind:
            assert row.value == pytest.approx(1 - shares[row.text, kind[row.statistic]], abs=0.0001)


@pytest.mark.quick
def test_one_line_says_how_well_captions_are_found_on_texts_that_nobody_read():
    assert sentences.captions_worth(caption_rows()) == (
        "How well captions are found: 50% of 1,200 on 60 pages; 75% of those found are captions"
    )
    read_before = caption_rows(text="captions on 9 pages", in_sight="yes", value=1.0)
    exports = caption_rows(name="exports", text="captions in 3 exports", in_sight="yes", n=7)
    told = sentences.captions_worth(pd.concat([caption_rows(), read_before, exports]))
    assert told == (
        "How well captions are found: 50% of 1,200 on 60 pages, 50% of 7 in 3 exports"
        " (tuned on these texts); 75% and 75% of those found are captions"
    )


def test_compare_says_once_how_well_captions_are_found_and_gives_the_figures_as_json():
    line = f"{sentences.captions_worth(validity.worth('layers'))}."
    assert CliRunner().invoke(app, ["compare", "--all"]).output.splitlines().count(line) == 1
    written = CliRunner().invoke(app, ["compare", "--format", "json"]).output
    rows = json.loads(written)["worth"]["layers"]
    assert {row["name"] for row in rows} == set(validity.worth("layers")["name"])


@pytest.mark.quick
def test_captions_are_scored_by_what_is_found_and_by_what_is_labelled():
    from .benchmarks.validity.captions import Captions, rows_of

    # Found, wanted, right and labelled of two sites: one gallery caption is found by two labels.
    counts = np.array([[3.0, 4.0, 4.0, 5.0], [0.0, 2.0, 0.0, 0.0]])
    precision, recall, f1 = rows_of(
        Captions("pages", "captions on 2 pages", counts, "mine"), draws=50
    )
    assert [row.n for row in (precision, recall, f1)] == [6, 6, 6]
    assert (precision.value, recall.value) == (4 / 5, 3 / 6)
    assert f1.value == pytest.approx(2 * 0.8 * 0.5 / (0.8 + 0.5))
    assert (recall.low, recall.high) == (0, 3 / 4)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        pytest.param(
            "on_pages", "captions on", marks=pytest.mark.slow(reason="120 pages are read")
        ),
        pytest.param(
            "in_exports",
            "captions in",
            marks=pytest.mark.slow(reason="39 files of many articles are read"),
        ),
    ],
)
def test_the_stored_figures_of_captions_are_those_of_a_fresh_measurement(
    gold: Path, part: str, text: str
):
    """Those of plain text take ten models: `bench_validity.py --only layers --write` stores them."""
    from .benchmarks.validity import captions

    made = getattr(captions, part)()
    stored = validity.worth("layers").set_index(QUESTION)[["n", "value"]]
    for kind in made if isinstance(made, list) else [made]:
        for row in captions.rows_of(kind, draws=20):
            n, value = stored.loc[tuple(getattr(row, column) for column in QUESTION)]
            assert (n, value) == (row.n, pytest.approx(row.value, abs=0.001)), row


def test_rows_that_are_measured_anew_stand_among_the_stored_ones_of_all_else():
    from .benchmarks.bench_validity import among_stored, stored

    whole = validity.AGREEMENT_TABLE
    fresh = validity.worth("framing", peers=True).assign(value=0.5)
    table = among_stored(fresh, whole)
    assert table["measure"].tolist() == validity.worth(peers=True)["measure"].tolist()
    assert (table.loc[table["measure"] == "framing", "value"] == 0.5).all()
    for measure, path in ((whole, whole), (validity.ERRORS_TABLE, validity.ERRORS_TABLE)):
        own = pd.read_csv(path, sep="\t", comment="#").iloc[:0]
        assert stored(among_stored(own, measure)) == path.read_bytes()


# --------------------------------------------------------------------------- the other measures


def test_f1_by_article_sums_up_to_f1_of_the_spans(gold: Path):
    from .benchmarks.validity import names

    labelled = names.wikigold(gold, alone=True)
    found = names.found_spans(labelled, entities.hits(labelled.corpus))
    for typed in (False, True):
        counts = names.per_article(labelled, found, typed=typed).sum(axis=0)[None]
        assert names.f1(counts)[0] == pytest.approx(
            names.scores(found, labelled.spans, typed=typed)[2]
        )


def test_accuracy_and_macro_f1_from_counts_are_those_of_scikit_learn():
    from sklearn.metrics import accuracy_score, f1_score

    from .benchmarks.validity.coded import accuracy_and_macro_f1, right_and_classes

    coded, predicted = np.array(list("aabbcc")), np.array(list("aabacb"))
    counts = right_and_classes(coded, predicted).sum(axis=0)[None]
    expected = [accuracy_score(coded, predicted), f1_score(coded, predicted, average="macro")]
    assert accuracy_and_macro_f1(counts, 6)[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("found", "fate"),
    [
        ([], "not found"),
        ([(5, 9, "PER")], "right"),
        ([(5, 9, "ORG")], "found with another type"),
        ([(3, 9, "PER")], "found too long"),
        ([(5, 7, "PER")], "found too short"),
        ([(3, 7, "PER")], "found with other ends"),
        ([(5, 6, "PER"), (7, 9, "PER")], "found in pieces"),
    ],
)
def test_every_labelled_name_has_one_fate(found: list[tuple[int, int, str]], fate: str):
    from .benchmarks.validity.names import _fate

    assert _fate(5, 9, "PER", found) == fate


def test_drawing_documents_keeps_their_number_and_their_mean():
    from .benchmarks.validity import middle, resampled

    values = np.arange(50.0)
    drawn = resampled(np.column_stack([np.ones(50), values]), draws=4_000)
    assert (drawn[:, 0] == 50).all()
    error = values.std() / np.sqrt(50)
    assert middle(drawn[:, 1] / 50) == pytest.approx(
        (24.5 - 1.96 * error, 24.5 + 1.96 * error), abs=0.3
    )


def test_the_table_of_the_readme_is_the_stored_one():
    from .benchmarks.bench_validity import with_table

    readme = (ROOT / "analysis" / "validity" / "README.md").read_text(encoding="utf-8")
    assert with_table(readme) == readme
    assert readme.count("| rules |") == 6


def test_what_the_notebook_says_of_the_errors_is_so():
    tone = validity.errors("sentiment").set_index(["text", "kind", "name"])["share"].unstack()
    for text in ("sentences of editorials", "news headlines"):
        silent = tone.loc[(text, "scored by people, no word of the lexicon")]
        loud = tone.loc[(text, "neutral for people, words of the lexicon")]
        assert silent.idxmin() == "news"
        assert loud.idxmax() == "news"
        assert loud["news"] > 0.5
    frames = validity.errors("framing")
    assert (frames.loc[frames["kind"].str.endswith("no word of it found"), "n"] == 0).all()
    names = validity.errors("entities").query("cases == 'labelled names'")
    mistyped = names["kind"].str.endswith("another type")
    assert names.loc[mistyped, "n"].sum() == pytest.approx(names["n"].sum() / 2, rel=0.1)
    ceiling = validity.worth("sentiment")["ceiling"].dropna()
    assert len(ceiling) == 2 * len(known_lexicons())


@pytest.mark.quick
def test_the_made_up_sentences_of_the_notebook_err_as_told():
    from .benchmarks.validity.tone import one_sentence_each

    told = one_sentence_each([
        "Nobody came home from the bridge.", "A united front of free and proud citizens was fooled.",
        "The army did not stop the attack.", "The committee reviews the security budget.",
    ])  # fmt: skip
    vader, news = (sentiment.compound(told, lexicon=name).to_numpy() for name in ("vader", "news"))
    assert vader[0] == news[0] == 0
    assert (vader[1:] > 0).all()
    assert news[3] == 0


def test_compare_prints_one_line_of_worth_for_each_measure():
    def told(*options: str) -> list[str]:
        lines = CliRunner().invoke(app, ["compare", "--all", *options]).output.splitlines()
        return [line for line in lines if line.startswith("Agreement with people: ")]

    tone, frames, names = told()
    assert tone == sentences.worth(validity.worth("sentiment", "vader"))
    assert "not measured" in frames
    assert names == sentences.worth(validity.worth("entities", "rules"))
    tone, frames, _ = told("--lexicon", "news", "--frames", "generic-news")
    assert tone == sentences.worth(validity.worth("sentiment", "news"))
    assert "(responsibility) to " in frames


def test_compare_gives_the_figures_of_each_measure_as_json(tmp_path: Path):
    mine = tmp_path / "mine.csv"
    mine.write_text("word,valence\nwar,-2\n", encoding="utf-8")
    options = ["compare", "--format", "json", "--frames", "generic-news", "--lexicon", str(mine)]
    told = json.loads(CliRunner().invoke(app, options).output)["worth"]
    known = validity.worth("framing", "generic-news").set_index("category")["value"]
    assert {row["category"]: row["value"] for row in told["framing"]} == known.to_dict()
    assert told["sentiment"] == []
    assert {row["name"] for row in told["entities"]} == {"rules"}


def test_a_corpus_is_told_with_what_its_measures_are_worth(tmp_path: Path):
    out = tmp_path / "run"
    seeds = str(ROOT / "seeds" / "*.txt")
    lists = "--lexicon", "news", "--frames", "armed-conflict"
    told = (
        CliRunner()
        .invoke(
            app,
            ["corpus", seeds, "--out", str(out), "--workers", "1", *lists],
        )
        .output
    )
    lines = sentences.worths(lexicon="news", frames="armed-conflict")
    assert "How well the measures agree with people: run.json" in told
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["worth"] == lines
    assert lines[0].startswith("Sentiment (news): agreement with people: Pearson ")
    assert "not measured" in lines[1]


def test_what_was_made_with_the_texts_in_sight_says_so_wherever_its_worth_is_shown():
    table = validity.worth(peers=True)
    seen = set(table.loc[table["in_sight"] == "yes", "name"])
    assert {"news", "generic-news", "rules", "coding.learn"} <= seen
    assert not seen & {"vader", "afinn", "vaderSentiment", "armed-conflict"}
    assert "texts that its makers had seen" in sentences.worth(
        validity.worth("framing", "generic-news")
    )
    assert "in sight" not in sentences.worth(validity.worth("sentiment", "vader"))
    shown = sentences.worth_table(table, {}).set_index("of")["in sight"]
    assert set(shown["news"]) == {"yes"}
    assert set(shown["vader"]) == {""}
    note = next(
        text for text in texts(charts.worth(validity.worth("sentiment"))) if "intervals" in text
    )
    assert "in sight: news, news-with-misleading, news-vader-rules." in note.replace("\n", " ")


def test_what_is_missed_is_marked_with_its_distance_and_its_errors():
    from .benchmarks.bench_validity import aimed, missed
    from .benchmarks.validity import names

    rows = pd.concat([figures().iloc[:1]] * 2, ignore_index=True)
    rows = rows.assign(
        name=["rules", "lists"], statistic="F1 of names", text=names.SENTENCES, value=[0.5, 0.5]
    )
    assert aimed(rows)["reached"].tolist() == ["MISSED by 0.320", ""]
    assert aimed(rows.assign(value=0.9))["reached"].tolist() == ["yes", ""]
    (line,) = missed(rows, validity.errors("entities"))
    most = validity.errors("entities").sort_values("n", ascending=False).iloc[0]
    assert line.startswith("rules, F1 of names on sentences of Wikipedia: 0.500, aimed at 0.82. ")
    assert f"{most['kind']} ({most['n']} of {most['of']} {most['cases']})" in line
    assert missed(rows.assign(value=0.9), validity.errors("entities")) == []


def test_how_well_one_human_does_on_headlines_is_said_to_be_published():
    rows = validity.worth("sentiment").query("text == 'news headlines'")
    assert set(rows["ceiling_of"]) == {"one human, published"}
    assert (rows["ceiling"] > rows["value"].max()).all()


def test_a_list_of_ones_own_has_no_worth_until_it_is_validated(tmp_path: Path):
    mine = tmp_path / "news.csv"  # called as a shipped one, and not it
    mine.write_text("word,valence\nwar,-2\n", encoding="utf-8")
    output = CliRunner().invoke(app, ["compare", "--all", "--lexicon", str(mine)]).output
    assert output.count("Agreement with people: not measured") == 2


def test_the_line_has_one_value_or_the_least_and_the_greatest_of_the_categories():
    row = figures().iloc[:1]
    assert (
        sentences.worth(row) == "Agreement with people: Pearson .50 (one human .88) on 40 letters"
    )
    three = pd.concat([row] * 3).assign(
        category=["a", "b_c", "d"], value=[0.5, 0.25, 0.75], ceiling=np.nan
    )
    assert (
        sentences.worth(three)
        == "Agreement with people: Pearson .25 (b c) to .75 (d) on 40 letters"
    )


@pytest.mark.quick
def test_a_row_of_the_table_stands_beside_its_best_peer():
    (row,) = sentences.worth_table(figures(), {}).to_dict("records")
    assert row["best peer"] == "better .62"
    assert (row["value"], row["95 %"], row["people"]) == (".50", ".38 to .60", "one human .88")


def test_the_chart_marks_values_intervals_and_people():
    ax = charts.worth(figures())
    assert row_names(ax) == ["Pearson 40 letters", "mine", "worse", "better"]
    assert points(ax, "shipped")[:, 0].tolist() == [0.5]
    assert sorted(points(ax, "peer")[:, 0]) == [0.25, 0.625]
    lines = {line.get_label(): line.get_xdata() for line in ax.lines}
    assert list(lines["interval shipped"]) == [0.375, 0.6]
    assert list(lines["people"]) == [0.875, 0.875]
    assert "one human .88" in texts(ax)
    assert title(ax).startswith("In 0 of 1 comparison")


def test_the_title_counts_what_is_ahead_and_by_more_than_the_peer_is_unsure():
    assert title(charts.worth(figures(value=[0.7, 0.25, 0.625]))).endswith(
        "best peer, in none beyond that one’s interval"
    )
    assert title(charts.worth(figures(value=[0.8, 0.25, 0.625]))).endswith(
        "best peer, in 1 beyond that one’s interval"
    )
    assert (
        title(charts.worth(figures().iloc[:1])) == "Closest to people: mine, Pearson .50 on letters"
    )


def test_what_nobody_measured_is_named_and_not_drawn():
    some = pd.concat([figures(), figures(name="mute", value=np.nan).iloc[:1]])
    assert any("Not measured against people: mute." in text for text in texts(charts.worth(some)))
    ax = charts.worth(figures(value=np.nan))
    assert title(ax) == "Not measured against people: mine, worse, better"
    assert not ax.lines


def test_the_chart_in_words_tells_every_value():
    told = charts.tell_worth(figures(), labels={})
    assert told == (
        "Pearson on 40 letters: mine .50 (.38 to .60), worse .25 (.12 to .38), better .62 (.50 to .75), one human .88."
    )


def test_names_are_data_in_the_chart():
    ax = charts.worth(figures(name=[HOSTILE, "a", "b"]))
    ax.figure.canvas.draw()
    assert any(name.startswith("$x^{") for name in row_names(ax))


@pytest.mark.quick
def test_a_chart_carries_the_worth_of_its_measure_behind_its_own_note():
    ax = charts.worth(figures())
    before = [text for text in texts(ax) if text.startswith("The intervals")]
    charts.add_note(ax, "Agreement with people: unknown.")
    after = [text.replace("\n", " ") for text in texts(ax) if text.startswith("The intervals")]
    assert after == [f"{before[0]} Agreement with people: unknown.".replace("\n", " ")]


def test_labels_of_frames_stand_in_the_chart_and_the_table():
    labels = load_codebook("generic-news").labels
    frames = validity.worth("framing", peers=True)
    heads = [name for name in row_names(charts.worth(frames, labels=labels)) if ", AUC" in name]
    assert [head.split(",")[0] for head in heads] == [
        labels[key] for key in dict.fromkeys(frames["category"]) if key
    ]
