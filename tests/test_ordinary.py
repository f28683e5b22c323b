"""Where an article lies among ordinary pages: its columns, its sentences, and that every output holds them."""

from __future__ import annotations

import io
import itertools
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis import baseline, measures, read_text, report
from analysis.comparison import ONE_SEGMENT, compare
from analysis.corpus import Corpus
from analysis.desk import Desk
from analysis.measures import all_hits, findings, labels
from analysis.options import Options
from analysis.sentiment import hits as charged
from analysis.spreadsheet import as_file
from analysis.words import ordinary, sentences

from .conftest import ROOT
from .test_cli import run, write

ONE_CAPTION = """Talks in the valley resume

The presidents met on Monday to resume talks on a peace treaty. Officials said that both sides wanted to agree on borders before the end of the year, and that observers would stay in the valley.

The war had ended with a ceasefire two years ago. Since then soldiers were killed on both sides in clashes on the border, and the army took the heights near the town. Diplomats called the mood good.

Drones, missiles and tanks on parade. (AP Photo/Ann Roe)

A spokeswoman said that another meeting would follow in October. The parliament will debate the treaty, she said, and the opposition has called for protests against it in all towns of the country.
"""
OWN_LIST = "category,term\nwar,war\nwar,drone*\npeace,peace\npeace,talks\n"


@pytest.fixture(scope="module")
def one_caption() -> Corpus:
    corpus = read_text(ONE_CAPTION)
    assert corpus.layer_sizes().loc["caption", "segments"] == 1
    return corpus


@pytest.fixture(scope="module")
def table(seed: Corpus) -> pd.DataFrame:
    return findings(seed)


def row(**values: object) -> pd.Series:
    """A row of findings: nine hits in 42 words of captions, where 0.3 are ordinary."""
    usual = {
        "measure": "framing", "category": "war", "n_target": 9, "words_target": 42, "reason": "",
        "per_1000_target": 214.3, "per_1000_reference": 4.7, "list": "armed-conflict", "baseline": "news", "expected": 0.32,
        "expected_low": 0.0, "expected_high": 2.0, "percentile": 99.9, "percentile_low": float("nan"),
        "percentile_high": float("nan"), "p_unusual": 0.0001, "p_unusual_adjusted": 0.001,
        "unusual": "more", "n_pages": 252, "n_beyond": 0, "no_baseline": "",
    }  # fmt: skip
    return pd.Series(usual | values)


# --------------------------------------------------------------------------- the columns


def test_every_column_of_the_findings_is_documented(table: pd.DataFrame):
    told = f"{findings.__doc__} {compare.__doc__}"
    for column in table.columns:
        assert re.search(rf"\b{column}\b", told), column


def test_the_seed_holds_more_weapons_than_any_ordinary_page(table: pd.DataFrame):
    weapons = table.set_index("category").loc["WEAPON"]
    assert (weapons["unusual"], weapons["n_beyond"], weapons["no_baseline"]) == ("more", 0, "")
    assert weapons["expected"] < 0.1 < weapons["n_target"]


def test_an_article_with_one_caption_lies_somewhere_among_ordinary_pages(one_caption: Corpus):
    table = findings(one_caption)
    assert (table["reason"] == ONE_SEGMENT[0]).all()
    assert table["percentile"].between(0, 100).all()
    assert (table["n_pages"] >= baseline.LEAST_PAGES).all()


@pytest.mark.parametrize(
    "pair",
    [("headline", "body"), ("caption", "headline")],
    ids=["headline", "headline as reference"],
)
def test_other_pairs_of_layers_have_a_baseline_too(seed: Corpus, pair: tuple[str, str]):
    table = findings(seed, target=pair[0], reference=pair[1])
    assert table["percentile"].notna().all()


def test_the_lists_that_made_the_hits_choose_the_baseline(seed: Corpus):
    by_afinn = findings(seed, all_hits(seed, lexicon="afinn"))
    asked = findings(seed, lexicon="afinn")
    pd.testing.assert_frame_equal(by_afinn, asked)
    assert by_afinn.loc[0, "list"] == "afinn"
    assert by_afinn.loc[0, "expected"] != findings(seed).loc[0, "expected"]


def test_a_list_of_ones_own_has_no_baseline_and_keeps_its_folder_to_itself(
    tmp_path: Path, one_caption: Corpus
):
    own = Path(write(tmp_path, OWN_LIST, "mine.csv"))
    table = findings(one_caption, frames=own).set_index("measure")
    assert set(table.loc["framing", "no_baseline"]) == {baseline.NO_LIST}
    assert set(table.loc["framing", "list"]) == {"mine.csv"}
    assert table.loc["framing", ["expected", "percentile"]].isna().all(axis=None)
    assert (table.loc["entities", "no_baseline"] == "").all()


def test_an_article_without_captions_says_so_and_nothing_of_pages():
    corpus = read_text("Talks resume\n\nThey met in the hall and talked of peace and war.")
    table = findings(corpus)
    assert set(table["no_baseline"]) == {baseline.NO_LAYER_WORDS}
    assert ordinary.answer(table, labels()) == ""
    assert "baseline" not in " ".join(sentences.findings(table, labels()))


def test_a_comparison_alone_knows_of_no_pages(seed: Corpus):
    table = compare(seed, charged(seed))
    assert ordinary.ordinary_lines(table, labels()) == []
    assert not any("rdinary" in line for line in sentences.findings(table, labels()))
    assert not any("rdinary" in name for name in sentences.readable(table, labels()))


# --------------------------------------------------------------------------- the sentences

_SIDES = [("caption", "body"), ("headline", "body"), ("caption", "headline"), ("body", "caption")]
_ROWS = {
    "many": {},
    "none": {"n_target": 0, "unusual": "fewer", "expected": 5.0, "expected_low": 1.0, "expected_high": 11.0},
    "one": {"n_target": 1, "unusual": "", "n_beyond": pd.NA},
    "usual none": {"n_target": 0, "unusual": "", "n_beyond": pd.NA, "expected_high": 0.0},
    "far out": {"unusual": "", "n_beyond": 7, "p_unusual_adjusted": 0.21},
    "names": {"measure": "entities"},
    "one caption": {"reason": ONE_SEGMENT[0], "words_target": 1},
    "tone": {"measure": "sentiment", "category": "tone", "per_1000_target": -81.0, "unusual": "fewer"},
    "usual tone": {"measure": "sentiment", "category": "tone", "per_1000_target": 1.0, "unusual": "", "n_beyond": pd.NA},
    "few pages": {"n_pages": 120, "percentile_low": 88.0, "percentile_high": 99.9},
    "pages of one's own": {"baseline": "run-2024"},
}  # fmt: skip


@pytest.mark.parametrize(("pair", "kind"), list(itertools.product(_SIDES, _ROWS)))
def test_a_sentence_about_a_row_is_short_and_its_verbs_agree(pair: tuple[str, str], kind: str):
    target, _ = pair
    told = ordinary.beside(row(**_ROWS[kind]), target=target)
    for sentence in re.split(r"(?<=[.)])\s+(?=[A-Z])", told):
        assert len(sentence.split()) <= 25, sentence
        assert sentence.count(":") <= 1
    assert not re.search(
        r"\b(these|captions) (uses|names|scores)\b|\b(one|headline) (use|name|score)\b", told
    )
    assert not re.search(r"\ban? [a-z]*s\b|\bsuch a captions|nan|\b1 words|(?<!run)-\d", told)
    assert told.endswith(".")


def test_a_row_far_out_says_what_is_ordinary_and_what_the_article_holds():
    assert ordinary.beside(row()) == (
        "Ordinary captions of this length would use 0.3; these use 9, more than on any of the 252 news pages"
        " compared."
    )


def test_what_captions_lack_is_said_by_the_word_none():
    places = row(
        measure="entities", category="PLACE", n_target=0, unusual="fewer", expected=5.0,
        expected_low=1.0, expected_high=11.0,
    )  # fmt: skip
    assert (
        "would name 5.0; these name none, fewer than on any of the 252 news pages"
        in ordinary.beside(places)
    )


def test_tone_is_told_in_points():
    tone = row(
        measure="sentiment", category="tone", per_1000_target=-81.2, unusual="fewer", expected=20.6,
        n_beyond=10,
    )  # fmt: skip
    told = ordinary.beside(tone)
    assert "would score +21 points per 1,000 words." in told
    assert "These captions score −81, more negative than on 242 of 252 news pages compared." in told


def test_a_tail_beyond_all_pages_is_never_a_smaller_number():
    told = ordinary.beside(row(p_unusual=1e-9, p_unusual_adjusted=1e-8))
    assert "more than on any of the 252 news pages" in told
    assert "%" not in told
    few = ordinary.beside(row(n_pages=80, percentile_low=97.0, percentile_high=99.99))
    assert "97 to 99% of ordinary captions would use fewer" in few  # 80 pages cannot tell 99.99


def test_what_is_far_out_among_many_categories_may_be_chance():
    far = row(unusual="", p_unusual_adjusted=0.21, n_beyond=4)
    assert ordinary.state(far) == ordinary.FAR
    assert "more than on 248 of 252 news pages" in ordinary.beside(far)
    assert ordinary.beside(far).endswith("could be chance (adjusted p = 0.21).")
    assert "could be chance" not in ordinary.beside(row())


def test_a_shown_difference_that_captions_make_everywhere_says_so():
    persons = row(category="PERSON", n_target=2, unusual="", n_beyond=pd.NA, side="target")
    shown = pd.DataFrame([persons, row(side="target")])
    answer = sentences.answers(shown, {"PERSON": "persons"})[0]
    war, persons = answer.split(". ")
    assert persons.endswith(
        "about persons more often than the body: 214 per 1,000 words against 5 (usual for captions)"
    )
    assert "usual" not in war


def test_the_answer_names_what_is_unusual_and_how_many_pages_there_were():
    none = ordinary.answer(pd.DataFrame([row(unusual="", n_beyond=pd.NA, n_target=1)]), {})
    assert none == "Compared with captions on 252 news pages, these captions are not unusual"
    some = ordinary.answer(pd.DataFrame([row(), row(category="tone", per_1000_target=-81.2, unusual="fewer")]), {"war": "War"})  # fmt: skip
    assert some == (
        "Unusual next to 252 news pages: more war (9, ordinary 0.3) and more negative tone (−81,"
        " ordinary +0.3)"
    )


def test_pages_of_ones_own_are_called_by_their_name():
    assert "on any of the 252 pages of run-2024" in ordinary.beside(row(baseline="run-2024"))


# --------------------------------------------------------------------------- every output


def outputs(article: Path, folder: Path, capsys, *options: str) -> dict[str, str]:
    """What each output says of an article, as text."""
    said = {}
    for name in ("table", "json", "csv"):
        code, said[name], _ = run(
            capsys, "compare", str(article), "--all", "--format", name, *options
        )
        assert code == 0
    page = folder / "report.html"
    assert run(capsys, "report", str(article), "-o", str(page), *options)[0] == 0
    said["report"] = page.read_text(encoding="utf-8")
    names = dict(itertools.batched(options, 2)) if hasattr(itertools, "batched") else dict(zip(options[::2], options[1::2], strict=True))  # fmt: skip
    desk = Desk(article, **{key.removeprefix("--"): value for key, value in names.items()})
    for name in ("answer", "verdicts", "limits"):
        said[f"panel's {name}"] = getattr(desk, name)()._repr_mimebundle_()["text/plain"]
    return said


def test_every_output_of_an_article_with_one_caption_holds_an_answer(tmp_path: Path, capsys):
    said = outputs(Path(write(tmp_path, ONE_CAPTION, "one.txt")), tmp_path, capsys)
    for name in ("table", "json", "report", "panel's answer"):
        assert "only one caption" in said[name], name
        assert re.search(
            r"Unusual next to \d+ news pages|Compared with captions on \d+ news pages, ", said[name]
        )
        assert "ot enough text" not in said[name]
    rows = pd.read_csv(io.StringIO(said["csv"]), keep_default_na=False)
    assert (rows["percentile"] != "").all()
    assert "usual" in said["panel's verdicts"]
    assert "Benjamini-Hochberg" in said["panel's limits"]
    assert "Benjamini-Hochberg" in said["report"]
    assert "Benjamini-Hochberg" in said["table"]


def test_every_output_says_that_a_list_of_ones_own_has_no_baseline(tmp_path: Path, capsys):
    own = Path(write(tmp_path, OWN_LIST, "mine.csv"))
    article = Path(write(tmp_path, ONE_CAPTION, "one.txt"))
    said = outputs(article, tmp_path, capsys, "--frames", str(own))
    for name in ("table", "report", "panel's answer"):
        assert "No baseline for the codebook mine.csv: run cutline corpus PAGES" in said[name], name
        assert "cutline baseline run --out mine.parquet" in said[name]
    assert "no baseline" in said["panel's verdicts"]
    assert "No baseline for the codebook mine.csv" in said["json"]
    assert baseline.NO_LIST in said["csv"]


def test_json_and_report_say_what_the_ordinary_pages_are(tmp_path: Path, capsys):
    said = outputs(Path(write(tmp_path, ONE_CAPTION, "one.txt")), tmp_path, capsys)
    content = json.loads(said["json"])
    news = baseline.load()
    assert content["options"]["baseline"] == content["baseline"]["name"] == "news"
    assert content["baseline"]["pages"] == news.n_pages
    told = ordinary.notes(news, target="caption", reference="body")
    assert str(report.report(read_text(ONE_CAPTION)).html).count("Ordinary captions") >= 1
    assert told.split("; ")[0] in said["report"]
    assert "--baseline news" in said["report"]


@pytest.mark.parametrize("command", ["compare", "report", "figures", "corpus"])
def test_a_baseline_that_does_not_exist_is_one_clear_line(tmp_path: Path, capsys, command: str):
    article = str(Path(write(tmp_path, ONE_CAPTION, "one.txt")))
    given = {
        "compare": [article], "report": [article, "-o", str(tmp_path / "page.html")],
        "figures": ["--article", article, "--folder", str(tmp_path / "figures")],
        "corpus": [article, "--out", str(tmp_path / "run")],
    }  # fmt: skip
    code, _, error = run(capsys, command, *given[command], "--baseline", "nowhere")
    assert code == 2
    lines = [line for line in error.splitlines() if "page furniture" not in line]
    assert len(lines) == 1
    assert lines[0].startswith("cutline: unknown baseline 'nowhere'; choose from: news")


def test_a_desk_keeps_its_baseline_where_another_does_not_exist():
    desk = Desk(ROOT / "seeds" / "nagorno-karabakh.txt")
    with pytest.raises(ValueError, match="unknown baseline 'nowhere'"):
        desk.use(baseline="nowhere")
    assert desk.options == Options()


@pytest.mark.parametrize("form", ["excel", "stata", "parquet"])
def test_the_findings_write_to_every_kind_of_file(table: pd.DataFrame, form: str):
    pytest.importorskip("openpyxl") if form == "excel" else None
    content = as_file(table, form)
    readers = {"excel": pd.read_excel, "stata": pd.read_stata, "parquet": pd.read_parquet}
    back = readers[form](io.BytesIO(content))
    assert back["n_beyond"].fillna(-1).tolist() == table["n_beyond"].fillna(-1).tolist()
    assert back["expected"].tolist() == pytest.approx(table["expected"].tolist())


def test_a_measure_of_ones_own_has_no_baseline_and_is_named(one_caption: Corpus):
    own = measures.Measure("questions", "question marks")
    made = charged(one_caption).assign(
        measure=pd.Categorical(["questions"] * len(charged(one_caption)))
    )
    table = findings(one_caption, {own.name: made})
    assert set(table["no_baseline"]) == {baseline.NO_LIST}
    assert ordinary.without(table) == ["No baseline for the measure questions."]
