from __future__ import annotations

import inspect
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import Corpus, comparison, entities, framing, read_text, sensitivity, sentiment
from analysis.lexicons.valence import load_lexicon
from analysis.sensitivity import CHOICES, multiverse, specification, summary

HITS = {"sentiment": sentiment.hits, "framing": framing.hits, "entities": entities.hits}
QUESTIONS = [
    ("sentiment", "tone"),
    ("sentiment", "positive"),
    ("framing", "military_capability"),
    ("entities", "WEAPON"),
]


def small(captions: dict[str, float], *, credit: str = "") -> Corpus:
    """One paragraph of five words, captions each with its confidence, perhaps a credit."""
    blocks = ["Nobody praised the old bridge.", *captions, *([credit] if credit else [])]
    corpus = read_text("\n\n".join(blocks))
    assert len(corpus.segments) == len(blocks)
    layers = ["body", *["caption"] * len(captions), *["credit"] * bool(credit)]
    corpus = corpus.relabel(dict(enumerate(layers)))
    corpus.segments["confidence"] = [0.9, *captions.values(), *[0.9] * bool(credit)]
    return corpus


def declared(tmp_path: Path, **changed: str) -> Path:
    path = tmp_path / "own.toml"
    lines = [f'{name} = "{choice}"' for name, choice in {**specification(), **changed}.items()]
    path.write_text("\n".join(["[primary]", *lines]), encoding="utf-8")
    return path


def chosen(table: pd.DataFrame, **choices: str) -> float:
    for name, choice in choices.items():
        table = table[table[name] == choice]
    return float(table["estimate"].item())


@pytest.mark.parametrize(("measure", "category"), QUESTIONS)
def test_the_primary_estimate_is_the_difference_that_the_comparison_finds(
    seed: Corpus, measure: str, category: str
):
    table = multiverse(seed, measure=measure, category=category)
    difference = (
        comparison.compare(seed, HITS[measure](seed))
        .set_index("category")
        .loc[category, "difference"]
    )
    assert table.loc[table["primary"], "estimate"].item() == pytest.approx(difference)


@pytest.mark.parametrize(("measure", "category"), [*QUESTIONS, ("entities", "Iran")])
def test_every_combination_of_choices_stands_once(seed: Corpus, measure: str, category: str):
    table = multiverse(seed, measure=measure, category=category)
    names = sensitivity.choice_columns(table)
    product = set(itertools.product(*(table[name].unique() for name in names)))
    assert len(table) == len(product) == np.prod([table[name].nunique() for name in names])
    assert set(table[names].itertuples(index=False, name=None)) == product
    assert table["primary"].sum() == 1


def test_only_choices_that_can_matter_are_made(seed: Corpus):
    assert sensitivity.choice_columns(multiverse(seed)) == [
        "lexicon",
        "words",
        "unit",
        "labels",
        "names",
    ]
    assert sensitivity.choice_columns(multiverse(seed, measure="entities", category="WEAPON")) == [
        "words",
        "unit",
        "labels",
    ]
    assert "metonyms" in multiverse(seed, measure="entities", category="Iran")
    assert "credits as captions" not in set(multiverse(seed)["labels"])
    equally_sure = small({"Good bridge": 0.8, "Bad town": 0.8})
    assert set(multiverse(equally_sure)["labels"]) == {"as labelled"}


def test_estimates_are_the_ones_counted_by_hand():
    corpus = small({"The good bridge": 0.8, "Good town": 0.75}, credit="Photo: Nobody")
    table = multiverse(corpus, category="positive")
    table = table[(table["lexicon"] == "vader") & (table["names"] == "left out")]
    praised = 1000 * 1 / 5
    assert chosen(table, words="all", unit="layer", labels="as labelled") == pytest.approx(
        1000 * 2 / 5 - praised
    )
    assert chosen(table, words="all", unit="segment", labels="as labelled") == pytest.approx(
        1000 * (1 / 3 + 1 / 2) / 2 - praised
    )
    assert chosen(
        table, words="all", unit="layer", labels="without the least certain"
    ) == pytest.approx(1000 / 3 - praised)
    assert chosen(table, words="all", unit="layer", labels="credits as captions") == pytest.approx(
        1000 * 2 / 7 - praised
    )
    # "the" in the caption, "nobody" and "the" in the paragraph are stop words.
    assert chosen(table, words="content", unit="layer", labels="as labelled") == pytest.approx(
        1000 * 2 / 4 - 1000 / 3
    )


def test_doubtful_captions_are_in_no_estimate():
    doubtful = small({"The good bridge": 0.8, "Good town": 0.6})
    without = small({"The good bridge": 0.8})
    tables = [multiverse(corpus, category="positive") for corpus in (doubtful, without)]
    pd.testing.assert_frame_equal(*tables)


def test_names_and_lexicons_are_choices():
    corpus = small({"United Nations convoy": 0.8, "Superb town hall": 0.75})
    table = multiverse(corpus, category="positive")
    table = table[
        (table["words"] == "all") & (table["unit"] == "layer") & (table["labels"] == "as labelled")
    ]
    praised = 1000 / 5
    assert chosen(table, lexicon="vader", names="left out") == pytest.approx(1000 * 1 / 6 - praised)
    assert chosen(table, lexicon="vader", names="counted") == pytest.approx(1000 * 2 / 6 - praised)
    tone = multiverse(corpus)
    tone = tone[
        (tone["words"] == "all") & (tone["unit"] == "layer") & (tone["labels"] == "as labelled")
    ]
    praise = {"vader": 2.2, "afinn": 3}
    superb = {"vader": 3.1, "afinn": 5}
    for lexicon in ("vader", "afinn"):
        by_hand = 1000 * superb[lexicon] / 6 - 1000 * praise[lexicon] / 5
        assert chosen(tone, lexicon=lexicon, names="left out") == pytest.approx(by_hand)


def test_the_lexicon_for_news_is_a_choice_with_and_without_its_misleading_words():
    corpus = small({"Security fails": 0.8})
    table = multiverse(corpus).query("words == 'all' and unit == 'layer' and names == 'left out'")
    fails = load_lexicon("news").valence["fails"]
    security = load_lexicon("news-with-misleading").valence["security"]
    assert security > 0 > fails
    praised = 1000 * load_lexicon("news").valence["praised"] / 5
    assert chosen(table, lexicon="news") == pytest.approx(1000 * fails / 2 - praised)
    assert chosen(table, lexicon="news-with-misleading") == pytest.approx(
        1000 * (security + fails) / 2 - praised
    )


def test_merged_metonyms_count_the_capital_for_the_country():
    corpus = small({"Tehran denied it again": 0.8, "Iran said so": 0.75})
    table = multiverse(corpus, measure="entities", category="Iran")
    table = table[
        (table["words"] == "all") & (table["unit"] == "layer") & (table["labels"] == "as labelled")
    ]
    assert chosen(table, metonyms="apart") == pytest.approx(1000 * 1 / 7)
    assert chosen(table, metonyms="merged") == pytest.approx(1000 * 2 / 7)


def test_a_layer_without_words_leaves_the_estimate_undefined():
    table = multiverse(read_text("The plan is good."))
    assert table["estimate"].isna().all()
    one = summary(table).iloc[0]
    assert np.isnan(one["share_same_sign"])
    assert np.isnan(one["least"])
    assert (one["n"], one["n_defined"]) == (len(table), 0)


@pytest.mark.quick
def test_an_article_without_any_name_has_a_difference_of_nothing():
    corpus = read_text("It is raining here.\n\nThat was rain.").relabel({0: "body", 1: "caption"})
    assert set(multiverse(corpus, measure="entities", category="PERSON")["estimate"]) == {0.0}


def test_saying_every_segment_twice_changes_no_estimate():
    once = small({"The good bridge": 0.8, "Bad town": 0.75})
    twice = read_text(f"{once.texts[0]}\n\n{once.texts[0]}")
    twice = twice.relabel(dict(enumerate(["body", "caption", "caption"] * 2)))
    table, again = (multiverse(corpus).query("labels == 'as labelled'") for corpus in (once, twice))
    assert again["estimate"].tolist() == pytest.approx(table["estimate"].tolist())


@pytest.mark.parametrize(
    ("estimates", "share"),
    [([2, 1, 3], 1.0), ([2, -1, 3], 2 / 3), ([2, 0, -1], 1 / 3), ([0, 0, 1], 2 / 3)],
)
def test_the_share_counts_the_estimates_of_the_primarys_sign(estimates: list[float], share: float):
    one = summary(
        pd.DataFrame({"estimate": estimates, "primary": [True, False, False]}).astype(
            {"estimate": float}
        )
    ).iloc[0]
    assert one["share_same_sign"] == pytest.approx(share)
    assert (one["least"], one["greatest"]) == (min(estimates), max(estimates))


@pytest.mark.parametrize(("measure", "category"), [*QUESTIONS, ("entities", "Iran")])
def test_the_share_is_a_share_and_the_primary_lies_in_the_range(
    seed: Corpus, measure: str, category: str
):
    one = summary(multiverse(seed, measure=measure, category=category)).iloc[0]
    assert 0 <= one["share_same_sign"] <= 1
    assert one["least"] <= one["primary"] <= one["greatest"]


@pytest.mark.quick
def test_another_file_declares_another_primary(seed: Corpus, tmp_path: Path):
    path = declared(tmp_path, words="content", labels="without the least certain")
    sure = seed.segments["confidence"].replace(1.0, 0.95)
    seed = replace(seed, segments=seed.segments.assign(confidence=sure.mask(sure.index == 3, 0.8)))
    table = multiverse(seed, measure="framing", category="military_capability", primary=path)
    marked = table[table["primary"]].iloc[0]
    assert (marked["words"], marked["labels"], marked["unit"]) == (
        "content",
        "without the least certain",
        "layer",
    )
    assert sorted(table["estimate"]) == sorted(
        multiverse(seed, measure="framing", category="military_capability")["estimate"]
    )


def test_a_declared_choice_stays_though_it_changes_nothing_here(seed: Corpus, tmp_path: Path):
    table = multiverse(seed, primary=declared(tmp_path, labels="credits as captions"))
    assert table.loc[table["primary"], "labels"].tolist() == ["credits as captions"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[primary]\nlexikon = 'vader'",
            "unknown choice 'lexikon' in .*choose from: lexicon, words, unit",
        ),
        ("[primary]\nlexicon = 'liwc'", "unknown lexicon 'liwc' in .*choose from: vader, afinn"),
        ("[primary]\nlexicon = ['vader']", "unknown lexicon .*choose from: vader, afinn"),
        ("[primary]\nlexicon = 'vader'", "does not say 'words'; choose from: all, content"),
        ("[secondary]", "must hold one table"),
        ("primary = 1", "must hold one table"),
        ("[primary", "cannot be read"),
    ],
)
def test_a_wrong_declaration_is_one_clear_error(
    seed: Corpus, tmp_path: Path, text: str, message: str
):
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        multiverse(seed, primary=path)
    with pytest.raises(ValueError, match="cannot be read"):
        specification(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measure": "mood"}, "unknown measure 'mood'; choose from: sentiment, framing, entities"),
        (
            {"category": "war"},
            "unknown category 'war' of sentiment; choose from: positive, negative, emphasis, tone",
        ),
        (
            {"measure": "framing"},
            "unknown category 'tone' of framing; choose from: military_capability",
        ),
        (
            {"measure": "entities", "category": "Atlantis"},
            "unknown category 'Atlantis' of entities; choose from: PERSON",
        ),
        ({"target": "captions"}, "unknown layer 'captions'"),
        ({"target": "body"}, "both 'body'"),
    ],
)
def test_a_wrong_question_is_one_clear_error(seed: Corpus, options: dict[str, str], message: str):
    with pytest.raises(ValueError, match=message):
        multiverse(seed, **options)


def test_the_shipped_declaration_is_what_the_comparison_does_and_names_every_choice():
    assert specification() == {
        "lexicon": inspect.signature(sentiment.hits).parameters["lexicon"].default,
        "words": "all",
        "unit": "layer",
        "labels": "as labelled",
        "names": "left out",
        "metonyms": "apart",
    }
    text = (Path(sensitivity.__file__).parent / "specification.toml").read_text(encoding="utf-8")
    assert all(option in text for options in CHOICES.values() for option in options)


def test_no_p_value_is_given(seed: Corpus):
    assert not {"p", "p_adjusted", "verdict"} & {
        *multiverse(seed).columns,
        *summary(multiverse(seed)).columns,
    }
