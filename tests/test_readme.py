"""The README's findings are what the suite computes, to the digit."""

from __future__ import annotations

import pytest

from analysis import Corpus, comparison, framing, measures, wording
from analysis.lexicons.codebook import load_codebook

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found(seed: Corpus):
    hits = measures.all_hits(seed)
    return hits, measures.findings(seed, hits).set_index("category")


def test_the_two_shown_differences_stand_word_for_word(found):
    labels = wording.LABELS | load_codebook(framing.DEFAULT_CODEBOOK).labels
    _, table = found
    shown = table[table["verdict"].str.startswith("more in")].reset_index()
    assert len(shown) == 2
    for _, row in shown.iterrows():
        assert wording.finding(row, labels) in README


def test_the_protagonists_and_the_places_are_as_told(seed: Corpus, found):
    hits, table = found
    missing = comparison.missing_from(seed, hits["entities"], most=4)
    named = [f"{row.term} ({row.n})" for row in missing.itertuples()]
    assert f"{', '.join(named[:3])} and {named[3]} stand in no caption" in README
    assert table.loc["PLACE", "n_target"] == 0
    assert table.loc["PLACE", "verdict"] == comparison.NO_DIFFERENCE
    assert (
        f"for places as a type no difference is shown (adjusted p = {table.loc['PLACE', 'p_adjusted']:.2g})" in README
    )


def test_the_tone_is_as_told(found):
    hits, table = found
    tone = table.loc["tone"]
    assert tone["verdict"] == comparison.NO_DIFFERENCE
    rates = f"({tone['per_1000_target']:.1f} against {tone['per_1000_reference']:.1f} points of valence per 1,000 words"
    assert f"{rates}, adjusted p = {tone['p_adjusted']:.2g})" in README
    charged = hits["sentiment"]
    total = charged.loc[(charged["segment"] == 8) & (charged["term"] == "destruction"), "weight"].item()
    assert f"negative ({total:.2f}), not as praise" in README
    headline = charged[charged["segment"] == 0]
    assert (headline["term"].tolist(), headline["category"].tolist()) == (["wins", "win"], ["positive"] * 2)


def test_what_hangs_on_the_uncertain_captions_is_as_told(seed: Corpus, found):
    _, table = found
    captions = seed.segments[seed.segments["layer"] == "caption"]
    unsure = int((captions["confidence"] < comparison.UNCERTAIN_BELOW).sum())
    assert f"four captions of {captions['n_words'].sum()} words**, {unsure} of them" in README
    assert table.loc["military_capability", "verdict_when_sure"] == "more in captions"
    assert table.loc["WEAPON", "verdict_when_sure"] == comparison.NOT_ENOUGH
    frames = comparison.compare(seed, framing.hits(seed), least_confidence=comparison.UNCERTAIN_BELOW)
    sure = frames.set_index("category").loc["military_capability"]
    assert f"stands on {sure['n_target']} words (adjusted p = {sure['p_adjusted']:.2g})" in README


def test_what_the_uncertain_captions_would_change_as_body_is_as_told(seed: Corpus):
    captions = seed.segments[seed.segments["layer"] == "caption"]
    unsure = captions.index[captions["confidence"] < comparison.UNCERTAIN_BELOW]
    table = measures.findings(seed.relabel(dict.fromkeys(unsure, "body"))).set_index("category")
    p = table["p_adjusted"]
    told = (
        f"read as body, neither difference is shown (adjusted p = {p['military_capability']:.2g} and {p['WEAPON']:.2g})"
    )
    assert told in README
    assert not table["verdict"].str.startswith("more in").any()


def test_the_adjectives_and_the_only_positive_word_of_the_captions_are_as_told(seed: Corpus, found):
    hits, _ = found
    groups = hits["entities"]
    groups = groups[groups["segment"].map(seed.segments["layer"]).eq("caption") & (groups["category"] == "GROUP")]
    assert f"({', '.join(f'{term} {n}' for term, n in sorted(groups.value_counts('term').items()))})" in README
    charged = hits["sentiment"]
    charged = charged[
        charged["segment"].map(seed.segments["layer"]).eq("caption") & (charged["category"] == "positive")
    ]
    kept = charged[~charged["term"].isin(comparison.left_out(seed, hits["sentiment"])["term"])]
    assert kept["term"].tolist() == ["responsible"] * 2


def test_every_notebook_and_command_is_told():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"notebooks/{path.name}" in README
    for command in ("compare", "layers", "figures", "notebooks", "reproduce"):
        assert f"`uv run cutline {command}" in README
