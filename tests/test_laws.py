"""Laws that every measure keeps, over the one table of measures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis import Corpus, comparison, framing, hits, read_text
from analysis.measures import MEASURES, all_hits

from .conftest import ROOT

SEED = (ROOT / "seeds" / "nagorno-karabakh.txt").read_text(encoding="utf-8")
every_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)


def body(text: str) -> Corpus:
    """A corpus in which every block is body, so that doubling it doubles one layer."""
    corpus = read_text(text)
    return corpus.relabel(dict.fromkeys(corpus.segments.index, "body"))


@pytest.mark.quick
@every_measure
def test_a_table_of_hits_has_the_common_columns_first(measure, seed: Corpus):
    table = measure.hits(seed)
    assert tuple(table.columns[:8]) == hits.COLUMNS
    assert len(table) > 0
    assert isinstance(table["category"].dtype, pd.CategoricalDtype)


@every_measure
def test_hits_stand_in_their_sentence_and_in_reading_order(measure, seed: Corpus):
    table = measure.hits(seed)
    sentences = seed.sentences.loc[table["sentence"]].reset_index(drop=True)
    assert (table["segment"] == sentences["segment"]).all()
    assert (table["start"] >= sentences["start"]).all()
    assert (table["end"] <= sentences["end"]).all()
    assert (table["start"] < table["end"]).all()
    assert table["start"].is_monotonic_increasing


@every_measure
def test_saying_everything_twice_changes_no_rate(measure):
    paragraphs = SEED.split("\n\n")[1:8]
    once, twice = body("\n\n".join(paragraphs)), body("\n\n".join(paragraphs * 2))
    one, two = (
        comparison.rates(once, measure.hits(once)),
        comparison.rates(twice, measure.hits(twice)),
    )
    assert two["per_1000"].to_numpy() == pytest.approx(one["per_1000"].to_numpy())
    assert two["n"].tolist() == (2 * one["n"]).tolist()


@pytest.mark.quick
@every_measure
def test_a_text_without_anything_to_find_gives_an_empty_table_and_a_comparison(measure):
    corpus = read_text("of of of of")
    table = measure.hits(corpus)
    assert table.empty
    assert tuple(table.columns[:8]) == hits.COLUMNS
    assert set(comparison.compare(corpus, table)["verdict"]) == {"cannot be tested here"}


@every_measure
def test_white_space_and_line_ends_change_no_hit(measure):
    plain = SEED.replace("\u00a0", " ")
    other = SEED.replace("\n", "\r\n").replace(" Aliyev", "\u00a0\u00a0Aliyev")
    first, second = measure.hits(read_text(plain)), measure.hits(read_text(other))
    columns = ["segment", "sentence", "term", "category"]
    assert first[columns].to_numpy().tolist() == second[columns].to_numpy().tolist()
    assert second["weight"].to_numpy() == pytest.approx(first["weight"].to_numpy())


@every_measure
def test_relabelling_moves_hits_between_layers_and_changes_none(measure, seed: Corpus):
    other = seed.relabel({3: "body"})
    pd.testing.assert_frame_equal(measure.hits(seed), measure.hits(other))


@every_measure
def test_swapping_the_layers_turns_the_sign_and_keeps_the_p_value(measure, seed: Corpus):
    table = measure.hits(seed)
    there = comparison.compare(seed, table)
    back = comparison.compare(seed, table, target="body", reference="caption")
    assert back["difference"].to_numpy() == pytest.approx(-there["difference"].to_numpy())
    assert back["p"].to_numpy() == pytest.approx(there["p"].to_numpy(), nan_ok=True)
    assert back["verdict"].tolist() == there["verdict"].tolist()


@pytest.mark.quick
def test_swapping_keeps_the_p_value_also_where_both_layers_have_as_many_segments(seed: Corpus):
    body = seed.segments.index[seed.segments["layer"] == "body"]
    even = seed.relabel({**dict.fromkeys(body[:8], "caption"), **dict.fromkeys(body[8:], "body")})
    even = even.relabel(
        dict.fromkeys(seed.segments.index[seed.segments["layer"] == "caption"], "boilerplate")
    )
    even = even.relabel({int(body[0]): "boilerplate"})
    table = framing.hits(even, frames="armed-conflict")
    there, back = (
        comparison.compare(even, table, target=t, reference=r)
        for t, r in (("caption", "body"), ("body", "caption"))
    )
    assert (even.segments["layer"] == "caption").sum() == (even.segments["layer"] == "body").sum()
    assert there["p"].notna().any()
    assert back["p"].to_numpy() == pytest.approx(there["p"].to_numpy(), nan_ok=True)


@every_measure
def test_the_adjusted_p_value_is_never_the_smaller(measure, seed: Corpus):
    table = comparison.compare(seed, measure.hits(seed)).dropna()
    assert (table["p_adjusted"] >= table["p"] - 1e-12).all()
    assert table["p"].between(0, 1).all()


@every_measure
def test_a_long_text_is_measured(measure):
    corpus = read_text("The army of Iran won a good war in Baku but ruined the economy. " * 10_000)
    assert len(measure.hits(corpus)) >= 10_000


def test_options_reach_the_measure_that_they_belong_to(seed: Corpus, tmp_path: Path):
    lexicon = tmp_path / "mine.csv"
    lexicon.write_text("word,valence\nweapons,-3\n", encoding="utf-8")
    tables = all_hits(seed, lexicon=lexicon, frames="generic-news")
    assert set(tables["sentiment"]["entry"]) == {"weapons"}
    assert "human_interest" in tables["framing"]["category"].cat.categories
