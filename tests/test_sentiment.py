from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import numpy as np
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis import Corpus, comparison, read_text, sentiment
from analysis.lexicons.valence import load_lexicon

VADER = SentimentIntensityAnalyzer()


def score(text: str, **options) -> float:
    return sentiment.compound(read_text(text, split_sentences=False), **options).iloc[0]


def weights(text: str, **options) -> list[tuple[str, float]]:
    table = sentiment.hits(read_text(text, split_sentences=False), **options)
    return list(zip(table["term"], table["weight"].round(3), strict=True))


def test_every_sentence_of_the_seed_scores_as_in_vadersentiment(seed: Corpus):
    scores = sentiment.compound(seed, normalise=False)
    text = seed.texts[0]
    expected = [
        VADER.polarity_scores(text[start:end])["compound"]
        for start, end in zip(seed.sentences["start"], seed.sentences["end"], strict=True)
    ]
    assert len(expected) == 55
    assert scores.to_numpy() == pytest.approx(expected, abs=1e-4)


def test_every_rated_sentence_of_the_editorials_scores_as_in_vadersentiment(gold: Path):
    rows = list(csv.DictReader((gold / "nyt_editorials" / "sentences.csv").open(encoding="utf-8")))
    differing = [
        row["id"]
        for row in rows
        if abs(score(row["text"], normalise=False) - VADER.polarity_scores(row["text"])["compound"]) > 1e-4
    ]
    assert len(rows) > 2_000
    assert differing == []


# Words on which the rules turn, so that a random text meets every rule and many meetings of rules.
TURNING = (
    "but no never so this without doubt least at very kind of sort just enough good bad GREAT NOT not isn't happy sad the shit"
    " bomb kiss death to die for yeah right ! ? !!! ?? :) 😁 good! ‼ VERY REALLY or nor ass “friendship” love love hate win less"
    " like beating heart bus stop X 👍🏽 great—bad $$$ cool,but SO barely HARDLY n't can't"
).split()


def test_random_texts_made_of_the_rules_own_words_score_as_in_vadersentiment():
    chance = random.Random(20140601)
    for _ in range(1_500):
        text = " ".join(chance.choices(TURNING, k=chance.randint(1, 14)))
        assert score(text, normalise=False) == pytest.approx(VADER.polarity_scores(text)["compound"], abs=1e-4), text


@pytest.mark.parametrize(
    "text",
    [
        "He is supreme but responsible",  # 2.6 halved is 1.3, so that the second score finds the first one's place
        "responsible but supreme, supreme but responsible",
        "A responsible, supreme, responsible man but a supreme, responsible one",
    ],
)
def test_but_moves_the_first_equal_score_as_published(text: str):
    assert score(text, normalise=False) == pytest.approx(VADER.polarity_scores(text)["compound"], abs=1e-4)


def test_typographic_quotes_are_read_as_straight_ones_by_default():
    curly, straight = "They praised “friendship” and didn’t lie.", 'They praised "friendship" and didn\'t lie.'
    assert score(curly) == pytest.approx(VADER.polarity_scores(straight)["compound"], abs=1e-4)
    assert score(curly, normalise=False) == pytest.approx(VADER.polarity_scores(curly)["compound"], abs=1e-4)
    assert score(curly) != score(curly, normalise=False)


def test_a_valence_is_the_lexicon_value_moved_by_the_words_before_it():
    assert weights("The plan is not good") == [("good", round(1.9 * -0.74, 3))]
    assert weights("The plan is very good") == [("good", round(1.9 + 0.293, 3))]
    assert weights("It is good but slow and bad") == [("good", round(1.9 * 0.5, 3)), ("bad", round(-2.5 * 1.5, 3))]


def test_exclamation_marks_are_hits_on_their_own_span():
    corpus = read_text("Good news!!", split_sentences=False)
    table = sentiment.hits(corpus)
    mark = table[table["category"] == "emphasis"].iloc[0]
    assert corpus.texts[0][mark["start"] : mark["end"]] == "!!"
    assert mark["weight"] == pytest.approx(2 * 0.292)


def test_compound_is_the_sum_of_the_hits_of_a_sentence(seed: Corpus):
    table = sentiment.hits(seed)
    sums = table.groupby("sentence")["weight"].sum().reindex(seed.sentences.index, fill_value=0.0)
    assert sentiment.compound(seed).to_numpy() == pytest.approx((sums / np.sqrt(sums**2 + 15)).to_numpy())


def test_every_hit_stands_where_it_says(seed: Corpus):
    table = sentiment.hits(seed)
    found = [seed.texts[0][start:end].lower() for start, end in zip(table["start"], table["end"], strict=True)]
    assert found == table["term"].tolist()


def test_tone_is_the_sum_of_valences_per_word():
    assert sentiment.tone(read_text("Good, good, bad."))["body"] == pytest.approx((1.9 + 1.9 - 2.5) / 3)


def test_tone_does_not_depend_on_length():
    once = "Talks fail\n\nA good plan, said the minister. It was not a good day for the bad loser!"
    headline, body = once.split("\n\n")
    often = "\n\n".join([headline, *[body] * 100])
    assert sentiment.tone(read_text(often))["body"] == pytest.approx(sentiment.tone(read_text(once))["body"], abs=1e-9)


def test_a_word_that_the_lexicon_lacks_is_absent_and_not_neutral():
    table = sentiment.coverage(read_text("A good missile, a bad missile, a good ceasefire."))
    assert table.loc["body", ["n_words", "n_scored"]].tolist() == [9, 3]
    assert table.loc["body", "unknown"] == [("missile", 2), ("ceasefire", 1)]


def test_afinn_stands_behind_the_same_functions():
    from afinn import Afinn

    listed = load_lexicon("afinn").valence
    assert listed["good"] == 3.0
    plain = "The agreement brought relief and hope after the killing and the loss"
    total = sum(weight for _, weight in weights(plain, lexicon="afinn"))
    assert total == Afinn(language="en").score(plain)


def test_a_table_of_ones_own_stands_behind_the_same_functions(tmp_path: Path):
    path = tmp_path / "mine.csv"
    path.write_text("word,valence\nceasefire,2\nshelling,-3\n", encoding="utf-8")
    assert weights("No ceasefire, more shelling", lexicon=path) == [("ceasefire", -1.48), ("shelling", -3.293)]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("word,valence\nwar,bad\n", "row 2: a word and a number are needed"),
        ("word,valence\nwar,-1\nWar,-2\n", "row 3: 'war' has two valences"),
        ("term,score\nwar,-1\n", "row 1 must name the columns 'word' and 'valence'"),
        ("word,valence\n", "the lexicon is empty"),
    ],
)
def test_a_lexicon_that_cannot_be_used_says_where(tmp_path: Path, table: str, message: str):
    path = tmp_path / "mine.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        load_lexicon(path)


def test_charged_words_inside_a_name_are_left_out_of_the_comparison(seed: Corpus):
    table = sentiment.hits(seed)
    left = comparison.left_out(seed, table)["term"].tolist()
    assert {"heron", "united", "supreme"} <= set(left)
    with_names = comparison.compare(seed, table, names=None).set_index("category")
    without = comparison.compare(seed, table).set_index("category")
    assert with_names.loc["positive", "n_target"] - without.loc["positive", "n_target"] == left.count("heron")


def test_total_destruction_in_a_caption_reads_as_negative(seed: Corpus):
    table = sentiment.hits(seed)
    assert table.loc[(table["segment"] == 8) & (table["term"] == "destruction"), "weight"].item() < -2.7
