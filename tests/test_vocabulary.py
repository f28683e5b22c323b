from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest

from analysis import Corpus, comparison, entities, read_text
from analysis.vocabulary import (
    _variants,
    content_words,
    missing_from,
    named_alone,
    only_in,
    overused_words,
)


def test_the_comparison_offers_what_only_one_layer_uses():
    assert (comparison.only_in, comparison.missing_from) == (only_in, missing_from)
    assert comparison.overused_words is overused_words


@pytest.mark.quick
def test_log_odds_are_those_of_monroe_and_others(seed: Corpus):
    table = overused_words(seed, prior_words=100, stop_words=True).set_index("word")
    n_caption, n_body = 42, table["n_reference"].sum()
    assert table["n_target"].sum() == n_caption
    assert not {"the", "of"} & set(overused_words(seed)["word"])
    word = table.loc["missile"]
    pooled = table["n_target"] + table["n_reference"]
    prior = 100 * pooled["missile"] / pooled.sum()
    odds = [
        (word[column] + prior) / (total + 100 - word[column] - prior)
        for column, total in (("n_target", n_caption), ("n_reference", n_body))
    ]
    delta = math.log(odds[0]) - math.log(odds[1])
    assert word["log_odds"] == pytest.approx(delta)
    spread = 1 / (word["n_target"] + prior) + 1 / (word["n_reference"] + prior)
    assert word["z"] == pytest.approx(delta / math.sqrt(spread))


def test_words_and_segments_are_counted_as_scikit_learn_counts_them(seed: Corpus):
    from sklearn.feature_extraction.text import CountVectorizer  # loads scipy for two seconds

    texts = {
        layer: content_words(seed, seed.segments.index[seed.segments["layer"] == layer])
        for layer in ("caption", "body")
    }
    vectorizer = CountVectorizer(analyzer=list).fit(
        [list(itertools.chain.from_iterable(each)) for each in texts.values()]
    )
    table = overused_words(seed).set_index("word").loc[vectorizer.get_feature_names_out()]
    for name, layer in (("target", "caption"), ("reference", "body")):
        counts = vectorizer.transform(texts[layer]).toarray()
        assert table[f"n_{name}"].tolist() == counts.sum(axis=0).tolist()
        assert table[f"n_segments_{name}"].tolist() == (counts > 0).sum(axis=0).tolist()


def test_the_weight_of_what_both_layers_say_is_that_of_a_hundred_words(seed: Corpus):
    assert overused_words(seed).equals(overused_words(seed, prior_words=100))
    assert not overused_words(seed).equals(overused_words(seed, prior_words=101))


def test_beside_a_layer_without_words_no_word_is_overused():
    corpus = read_text("Talks resume\n\nThe two sides met. They agreed.").relabel({0: "caption"})
    of_nothing = corpus.relabel({0: "headline"})
    assert len(overused_words(corpus)) > 0
    assert overused_words(of_nothing).empty
    assert list(overused_words(of_nothing)) == list(overused_words(corpus))


@pytest.mark.quick
@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Donald J Trump", ["Donald Trump"]),
        ("Rex Wayne Tillerson", []),
        ("Anna B de Roehm", ["Anna de Roehm"]),
        ("J Trump", []),
        ("Catherine 2 Selmar", []),
        ("Javelins", ["Javelin"]),
        ("Selmar Javelins", ["Selmar Javelin"]),
        ("Williams", []),
        ("Gas", []),
    ],
)
def test_a_name_is_written_too_without_its_middle_initial_and_one_of_several(name, others):
    written = [" ".join(words) for words in _variants(tuple(name.lower().split()))]
    assert written == [other.lower() for other in others]


def alone(target: dict[str, str], reference: dict[str, str]) -> tuple[list[str], list[str]]:
    """The names that either layer holds alone, from its names and their types."""
    rows = [(name, kind, 1, 0) for name, kind in target.items()]
    rows += [(name, kind, 0, 1) for name, kind in reference.items()]
    return named_alone(pd.DataFrame(rows, columns=["term", "category", "n_target", "n_reference"]))


PERSON, PLACE, GROUP = "PERSON", "PLACE", "GROUP"
LONG = "n" * 22


@pytest.mark.quick
@pytest.mark.parametrize(
    ("name", "kind", "other", "other_kind", "is_shared"),
    [
        ("MERZ", PERSON, "Friedrich Merz", PERSON, True),
        ("Erdogan", PERSON, "Erdoğan", PERSON, True),
        ("Israel", PLACE, "Israel Police", "ORGANISATION", True),
        ("Azerbaijani", GROUP, "Azerbaijani Army", "ORGANISATION", False),
        ("Georgia (US state)", PLACE, "Georgia", PLACE, True),
        ("Javelins", "WEAPON", "Javelin", "WEAPON", True),
        ("Guns", "WEAPON", "Gun", "WEAPON", False),  # a word of three letters may be another one
        ("Donald J. Trump", PERSON, "Donald Trump", PERSON, True),
        ("Joe Biden", PERSON, "Jill Biden", PERSON, False),
        # A letter of a given name of five letters or more may be a slip.
        ("Kristin Roe", PERSON, "Kristen Roe", PERSON, True),
        ("Sarah Roe", PERSON, "Sarai Roe", PERSON, True),
        ("Sarah Roe", PERSON, "Tarah Roe", PERSON, True),
        ("Mark Roe", PERSON, "Mary Roe", PERSON, False),
        ("Kristin Roe", PERSON, "Kristen Doe", PERSON, False),
        ("Kristin Roe", PERSON, "Kristina Roe", PERSON, False),
        ("Kristin", PERSON, "Kristen", PERSON, False),
        ("Kristin Roe", PLACE, "Kristen Roe", PLACE, False),
        (f"X{LONG}a Roe", PERSON, f"X{LONG}b Roe", PERSON, True),  # 24 letters
        (f"X{LONG}na Roe", PERSON, f"X{LONG}nb Roe", PERSON, False),
        ("West Selmar Town", PLACE, "Selmar", PLACE, True),
        ("West Selmar Town", PLACE, "Selmar Town Hall", PLACE, False),
        ("West Town", PLACE, "West Selmar Town", PLACE, False),
        ("Iran", PLACE, "Iraq", PLACE, False),
    ],
)
def test_a_name_is_shared_however_it_is_spelled_and_another_persons_is_not(
    name: str, kind: str, other: str, other_kind: str, is_shared: bool
):
    names, others = {name: kind}, {other: other_kind}
    assert alone(names, others)[0] == ([] if is_shared else [name])
    assert alone(others, names)[1] == ([] if is_shared else [name])


@pytest.mark.quick
def test_the_last_name_of_another_person_does_not_name_a_person():
    biden = {"Joe Biden": PERSON, "Biden": PERSON}
    assert alone({"Jill Biden": PERSON}, biden) == (["Jill Biden"], ["Joe Biden"])
    assert alone({"Jill Biden": PERSON}, {"Biden": PERSON}) == ([], [])
    # What is called by that name is no other person.
    assert alone({"Biden Street": PLACE}, biden)[0] == []


@pytest.mark.quick
def test_names_that_one_layer_holds_alone_come_most_mentioned_first():
    counts = pd.DataFrame(
        {
            "term": ["Ukraine", "Baku", "Yerevan", "Iran", "Iraq", "Geneva"],
            "n_target": [1, 4, 4, 2, 0, 0],
            "n_reference": [0, 0, 0, 3, 1, 2],
        }
    )
    assert named_alone(counts) == (["Baku", "Yerevan", "Ukraine"], ["Geneva", "Iraq"])
    assert named_alone(pd.DataFrame()) == ([], [])


@pytest.mark.quick
def test_ten_protagonists_are_given_and_as_many_as_are_asked_for(seed: Corpus):
    names = entities.hits(seed)
    every = missing_from(seed, names, most=1_000)
    assert len(every) > 10
    assert missing_from(seed, names).equals(every.head(10))
    assert missing_from(seed, names, most=2).equals(every.head(2))
    assert every["n"].is_monotonic_decreasing


@pytest.mark.quick
def test_words_are_counted_once_in_each_segment_that_holds_them():
    corpus = read_text("Tanks, tanks and tanks.\n\nTanks in Baku.\n\nBaku sleeps.")
    corpus = corpus.relabel({0: "caption", 1: "caption", 2: "body"})
    table = overused_words(corpus).set_index("word")
    assert table.loc["tanks", ["n_target", "n_segments_target"]].tolist() == [4, 2]
    assert table.loc["baku", ["n_segments_target", "n_segments_reference"]].tolist() == [1, 1]
    assert table["z"].is_monotonic_decreasing


@pytest.mark.quick
@pytest.mark.parametrize(("n_words", "is_shared"), [(24, True), (25, False)])
def test_of_a_name_as_long_as_a_sentence_the_first_words_alone_are_looked_at(
    n_words: int, is_shared: bool
):
    words = [f"Ward{chr(97 + number)}" for number in range(n_words)]
    long = {" ".join(words): PLACE}
    assert alone({words[-1]: PLACE}, long)[0] == ([] if is_shared else [words[-1]])
    assert alone({words[0]: PLACE}, long)[0] == []


@pytest.mark.quick
@pytest.mark.parametrize(
    ("term", "others", "kind", "is_only"),
    [
        ("Azerbaijani Army", ["Azerbaijani"], "GROUP", True),
        ("Azerbaijani Army", ["Azerbaijani"], "PLACE", False),
        ("Jill Biden", ["Joe Biden", "Biden"], "PERSON", True),
        ("Jill Biden", ["Joe Biden", "Biden"], "PLACE", False),
    ],
)
def test_what_is_only_in_a_layer_depends_on_who_bears_the_name_elsewhere(
    term: str, others: list[str], kind: str, is_only: bool
):
    corpus = read_text("A caption here.\n\nA paragraph.").relabel({0: "caption", 1: "body"})
    own_kind = "PERSON" if kind == "PERSON" else "ORGANISATION"
    hits = pd.DataFrame(
        {
            "segment": [0, *[1] * len(others)],
            "term": [term, *others],
            "category": [own_kind, *[kind] * len(others)],
        }
    )
    assert only_in(corpus, hits)["term"].tolist() == ([term] if is_only else [])
