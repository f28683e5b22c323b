"""The README's findings are what the suite computes, to the digit."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import Corpus, comparison, framing, measures
from analysis.cli import app
from analysis.lexicons.codebook import load_codebook
from analysis.reading.corrections import BY_HAND
from analysis.reading.plain import CLASSES, design, stored_model
from analysis.words import ordinary, sentences

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found(seed: Corpus):
    hits = measures.all_hits(seed)
    return hits, measures.findings(seed, hits).set_index("category")


def test_the_shown_differences_stand_word_for_word(found, seed: Corpus):
    labels = sentences.LABELS | load_codebook(framing.choose(seed)).labels
    _, table = found
    shown = table[table["verdict"].str.startswith("more in")].reset_index()
    assert len(shown) == 2
    for _, row in shown.iterrows():
        label = labels[row["category"]].capitalize()
        assert f"{label}: {row['per_1000_target']:.1f} per 1,000 words in the captions" in README
        assert f"(n = {row['n_target']}: " in README
        expected, observed = ordinary.beside(row).partition("would ")[2].split("; ")
        assert f"would {expected}; {observed.removesuffix(' compared.')}" in README
    hang = shown.set_index("category")["hangs_on"]
    assert hang["military_capability"] == ""
    assert hang["WEAPON"] == "3"  # the first caption


def test_the_protagonists_and_the_places_are_as_told(seed: Corpus, found):
    hits, table = found
    place = table.reset_index().set_index("category", drop=False).loc["PLACE"]
    missing = comparison.missing_from(seed, hits["entities"], most=4)
    named = [f"{row.term} ({row.n})" for row in missing.itertuples()]
    assert f"{', '.join(named[:3])} and {named[3]} are in no caption" in README
    assert table.loc["PLACE", "n_target"] == 0
    assert table.loc["PLACE", "verdict"] == comparison.NO_DIFFERENCE
    assert ordinary.state(place) == ordinary.FAR
    amounts = ordinary.beside(place).partition("would ")[2].partition(" compared.")[0]
    assert amounts.replace("; these", " places; these", 1) in README
    assert (
        f"for places as a type no difference is shown (adjusted p = {table.loc['PLACE', 'p_adjusted']:.2g})"
        in README
    )


def test_the_tone_is_as_told(found):
    hits, table = found
    tone = table.loc["tone"]
    assert tone["verdict"] == comparison.NO_DIFFERENCE
    rates = f"({tone['per_1000_target']:.1f} against {tone['per_1000_reference']:.1f} points of valence per 1,000 words"
    told = f"{rates}, adjusted p = {tone['p_adjusted']:.2g}; the captions could have shown only a tone of {tone['per_1000_reference'] + tone['detectable']:.0f} or more, or of {tone['per_1000_reference'] - tone['shortfall']:.0f} or less)"
    assert told in README
    charged = hits["sentiment"]
    total = charged.loc[
        (charged["segment"] == 8) & (charged["term"] == "destruction"), "weight"
    ].item()
    assert f"negative ({total:.2f}), not as praise" in README
    headline = charged[charged["segment"] == 0]
    assert (headline["term"].tolist(), headline["category"].tolist()) == (
        ["wins", "win"],
        ["positive"] * 2,
    )


def test_what_hangs_on_the_least_certain_captions_is_as_told(seed: Corpus):
    captions = seed.segments[seed.segments["layer"] == "caption"]
    likely = stored_model().probability(design(seed))[:, CLASSES.index("caption")]
    sure = pd.Series(likely).loc[captions.index]
    assert f"four captions of {captions['n_words'].sum()} words.**" in README
    assert f"with a probability of {sure.min():.2f} to {sure.max():.2f}," in README
    assert set(captions["rule"]) == {BY_HAND}
    told = []
    for layer in ("boilerplate", "body"):
        table = measures.findings(
            seed.relabel(dict.fromkeys(sure.nsmallest(2).index, layer))
        ).set_index("category")
        told.append(table.loc[["military_capability", "WEAPON"]])
    without, as_body = told
    for table, words, verdicts in (
        (without, "both differences stay", ["more in captions"] * 2),
        (
            as_body,
            "hardware stays and weapons do not",
            ["more in captions", comparison.NO_DIFFERENCE],
        ),
    ):
        assert table["verdict"].tolist() == verdicts
        p = table["p_adjusted"]
        assert f"{words} (adjusted p = {p.iloc[0]:.2g} and {p.iloc[1]:.2g})" in README


def test_the_adjectives_and_the_only_positive_word_of_the_captions_are_as_told(seed: Corpus, found):
    hits, _ = found
    groups = hits["entities"]
    groups = groups[
        groups["segment"].map(seed.segments["layer"]).eq("caption")
        & (groups["category"] == "GROUP")
    ]
    assert (
        f"({', '.join(f'{term} {n}' for term, n in sorted(groups.value_counts('term').items()))})"
        in README
    )
    charged = hits["sentiment"]
    charged = charged[
        charged["segment"].map(seed.segments["layer"]).eq("caption")
        & (charged["category"] == "positive")
    ]
    kept = charged[~charged["term"].isin(comparison.left_out(seed, hits["sentiment"])["term"])]
    assert kept["term"].tolist() == ["responsible"] * 2


def test_every_notebook_and_command_is_told():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"notebooks/{path.name}" in README
    for command in ("compare", "layers", "report", "figures", "notebooks", "reproduce"):
        assert f"`uv run cutline {command}" in README


def test_the_rows_of_the_saved_page_are_those_that_the_command_prints():
    output = CliRunner().invoke(app, ["layers", str(ROOT / "seeds" / "control.html")]).output
    printed = [line.rstrip() for line in output.splitlines()]
    shown = (
        README.split("$ uv run cutline layers seeds/control.html\n")[1].split("```")[0].splitlines()
    )
    assert shown == [line for line in printed if line in shown]
    assert len(shown) == 5
    assert f"of its {len(printed) - 1} rows" in README


def test_every_folder_says_what_lives_in_it():
    folders = {
        path.parent
        for top in ("analysis", "figures", "notebooks", "seeds", "tests")
        for path in (ROOT / top).rglob("*.*")
        if "__pycache__" not in path.parts and (ROOT / "tests" / "cases") not in path.parent.parents
    }
    assert len(folders) > 15
    for folder in folders:
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert text.startswith("# "), folder
        assert len(text.partition("\n\n")[2].partition("\n\n")[0]) > 60, folder
        if folder.is_relative_to(ROOT / "analysis"):
            unnamed = [
                path.stem
                for path in folder.glob("*.py")
                if path.stem != "__init__" and not re.search(rf"\b{path.stem}\b", text)
            ]
            assert unnamed == [], folder
