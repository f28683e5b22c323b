"""Hits: the common table, and what is asked of it, on tables made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import Corpus, hits, read_text, sentiment

pytestmark = pytest.mark.quick

TEXT = "Tanks roll in.\n\nThe “old  mill”\nand the\ttown burn. Tanks leave."


@pytest.fixture
def corpus() -> Corpus:
    return read_text(TEXT).relabel({0: "caption", 1: "body"})


def made(corpus: Corpus, spans: list[tuple[int, int, int, int]], **extra) -> pd.DataFrame:
    """Hits of "a" (0) and "b" (1) from (sentence, start, end, category)."""
    sentence, start, end, category = np.array(spans).reshape(-1, 4).T
    return hits.make(
        corpus,
        measure="made",
        categories=["a", "b"],
        sentence=sentence,
        start=start,
        end=end,
        term=[f"t{n}" for n in range(len(spans))],
        category=category,
        **extra,
    )


def test_hits_are_put_in_reading_order_and_further_columns_with_them(corpus: Corpus):
    spans = [(2, 50, 55, 0), (0, 6, 10, 1), (0, 0, 5, 1), (0, 0, 5, 0), (0, 0, 4, 1)]
    table = made(corpus, spans, weight=np.arange(5), rank=np.arange(5), note=list("uvxyz"))
    assert table["term"].tolist() == ["t4", "t3", "t2", "t1", "t0"]
    assert table["segment"].tolist() == [0, 0, 0, 0, 1]
    assert table["weight"].tolist() == table["rank"].tolist() == [4, 3, 2, 1, 0]
    assert table["note"].tolist() == list("zyxvu")
    assert made(corpus, []).empty
    assert made(corpus, spans)["weight"].tolist() == [1.0] * 5


def test_words_are_matched_with_single_spaces_whatever_stands_between(corpus: Corpus):
    keys = [corpus.words.keys[key] for key in corpus.words.key]
    first = np.array([keys.index("old"), keys.index("Tanks"), keys.index("the"), keys.index("and")])
    last = np.array([first[0] + 1, first[1], first[2] + 1, first[3]])
    assert hits.matched(corpus, first, last).to_pylist() == ["old mill", "Tanks", "the town", "and"]
    folded = hits.matched(corpus, first, last, folded=True).to_pylist()
    assert folded == ["old mill", "tanks", "the town", "and"]
    assert hits.matched(corpus, first[:0], last[:0]).to_pylist() == []


@pytest.mark.parametrize(
    ("span", "touches"),
    [
        ((10, 20), True),
        ((0, 11), True),
        ((19, 30), True),
        ((12, 13), True),
        ((0, 40), True),
        ((0, 10), False),
        ((20, 25), False),
    ],
)
def test_a_hit_is_inside_another_where_they_share_a_character(span: tuple[int, int], touches: bool):
    other = pd.DataFrame({"segment": [0, 1, 1], "start": [50, 10, 70], "end": [60, 20, 80]})
    own = pd.DataFrame({"segment": [1, 2, 0], "start": span[0], "end": span[1]})
    assert hits.inside(own, other).tolist() == [touches, False, False]
    assert hits.inside(own, other[:0]).tolist() == [False] * 3


@pytest.mark.parametrize(
    ("span", "owner"),
    [((10, 20), 2), ((11, 19), 2), ((9, 20), -1), ((10, 21), -1), ((20, 22), -1), ((5, 9), -1), ((0, 3), 0)],
)  # fmt: skip
def test_a_hit_lies_within_another_that_holds_all_of_it(span: tuple[int, int], owner: int):
    others = pd.DataFrame({"segment": [1, 3, 1], "start": [0, 10, 10], "end": [3, 20, 20]})
    own = pd.DataFrame({"segment": [1, 2, 0], "start": span[0], "end": span[1]})
    assert hits.around(own, others).tolist() == [owner, -1, -1]
    assert hits.around(own, others[:0]).tolist() == [-1, -1, -1]


def test_a_hit_stands_behind_as_many_words_as_the_article_holds_before_it(corpus: Corpus):
    charged = [(TEXT.index(word), word) for word in ("Tanks", "roll", "old", "town")]
    sentence = [0, 0, 1, 1]
    spans = [(n, at, at + len(word), 0) for n, (at, word) in zip(sentence, charged, strict=True)]
    table = hits.along(corpus, made(corpus, spans), {"a": "Label"})
    assert table["position"].tolist() == [0, 1, 4, 8]
    assert table["layer"].tolist() == ["caption", "caption", "body", "body"]
    assert set(table["label"]) == {"Label"}
    assert hits.along(corpus, made(corpus, [])).empty


def test_terms_are_tallied_by_layer_and_once_more_for_a_sum():
    corpus = read_text("Good, good, bad.\n\nGood town.").relabel({0: "caption", 1: "body"})
    good_and_bad = {"good": 2, "bad": 1}
    assert hits.tallies(corpus, sentiment.hits(corpus)) == {
        ("positive", "caption"): {"good": 2},
        ("negative", "caption"): {"bad": 1},
        ("positive", "body"): {"good": 1},
        ("tone", "caption"): good_and_bad,
        ("tone", "body"): {"good": 1},
    }


def test_only_weights_other_than_one_of_what_is_counted_make_weighted_rates(corpus: Corpus):
    spans = [(0, 0, 5, 0), (0, 6, 10, 1)]
    assert not hits.is_weighted(made(corpus, spans))
    assert hits.is_weighted(made(corpus, spans, weight=np.array([1.0, 0.5])))
    assert not hits.is_weighted(sentiment.hits(read_text("A good town.")))  # summed, not counted


def test_of_joined_measures_each_comes_with_the_categories_that_it_declares(corpus: Corpus):
    charged = sentiment.hits(read_text("A good town."))
    both = pd.concat([made(corpus, [(0, 0, 5, 1)]), charged], ignore_index=True)
    own, tone = hits.by_measure(both)
    assert (hits.measure_of(own).name, list(own["category"].cat.categories)) == ("made", ["b"])
    assert list(tone["category"].cat.categories) == list(charged["category"].cat.categories)
    assert [table is charged for table in hits.by_measure(charged)] == [True]
    assert [table is charged for table in hits.by_measure({"x": charged})] == [True]


def test_hits_of_no_measure_or_of_several_are_refused_with_their_names(corpus: Corpus):
    own = made(corpus, [(0, 0, 5, 0)])
    both = pd.concat([own, sentiment.hits(read_text("A good town."))])
    with pytest.raises(ValueError, match=r"hits of 2 measures \(made, sentiment\)"):
        hits.measure_of(both)
    with pytest.raises(ValueError, match="hits of 0 measures"):
        hits.measure_of(both[:0])
    assert hits.measure_of(own[:0]).name == "made"


def test_codes_come_in_the_order_of_segments_and_know_what_was_judged(corpus: Corpus):
    hits.declare(hits.Measure("held", "segments", per="segment"))
    try:
        table = hits.of_segments(
            corpus,
            measure="held",
            categories=["a", "b"],
            segment=np.array([1, 0, 1]),
            category=np.array([1, 0, 0]),
            judged=[1, 0],
            sure=np.array([0.3, 0.2, 0.1]),
        )
        assert table["segment"].tolist() == [0, 1, 1]
        assert table["category"].tolist() == ["a", "a", "b"]
        assert table["sure"].tolist() == [0.2, 0.1, 0.3]
        assert hits.judged(corpus, table).tolist() == [True, True]
        assert hits.tallies(corpus, table) == {}
        table.attrs.clear()
        with pytest.raises(ValueError, match="do not say which segments were judged"):
            hits.judged(corpus, table)
    finally:
        del hits._declared["held"]


def test_a_measure_is_called_as_it_says_and_else_by_its_name():
    bare = hits.Measure("long words", "words")
    assert (bare.title, bare.places) == ("Long words", "long words")
    named = hits.Measure("long words", "words", title="Burden", places="places")
    assert (named.title, named.places) == ("Burden", "places")
    assert bare.labels_of("a list") == {}
    of_list = hits.Measure("x", "words", labels=lambda chosen: {"a": f"by {chosen}"})
    assert of_list.labels_of("mine") == {"a": "by mine"}
    assert bare.agreement("a list") is None
