from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import numpy as np
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis import Corpus, comparison, read_text, sentiment
from analysis.lexicons import valence
from analysis.lexicons.valence import _combined, known_lexicons, load_lexicon

VADER = SentimentIntensityAnalyzer()


@pytest.fixture
def lists_anew() -> None:
    """The shipped lexicons are read by this test, and not taken from where another one left them."""
    for load in (valence._vader, valence._afinn, valence._news_valences, valence._news):
        load.cache_clear()


def score(text: str, **options) -> float:
    return sentiment.compound(read_text(text, split_sentences=False), **options).iloc[0]


def weights(text: str, **options) -> list[tuple[str, float]]:
    table = sentiment.hits(read_text(text, split_sentences=False), **options)
    return list(zip(table["term"], table["weight"].round(3), strict=True))


@pytest.mark.quick
def test_every_sentence_of_the_seed_scores_as_in_vadersentiment(seed: Corpus):
    scores = sentiment.compound(seed, normalise=False)
    text = seed.texts[0]
    expected = [
        VADER.polarity_scores(text[start:end])["compound"]
        for start, end in zip(seed.sentences["start"], seed.sentences["end"], strict=True)
    ]
    assert len(expected) == 55
    assert scores.to_numpy() == pytest.approx(expected, abs=1e-4)


def scores(texts: list[str]) -> list[float]:
    """The score of each text, of one line each, as if it had been read alone."""
    corpus = read_text("\n\n".join(texts), split_sentences=False)
    assert [corpus.text(segment) for segment in corpus.segments.index] == texts
    return sentiment.compound(corpus, normalise=False).tolist()


def test_every_rated_sentence_of_the_editorials_scores_as_in_vadersentiment(gold: Path):
    rows = csv.DictReader(
        (gold / "nyt_editorials" / "sentences.csv").open(encoding="utf-8", newline="")
    )
    texts = [" ".join(row["text"].split()) for row in rows]
    assert len(texts) > 2_000
    expected = [VADER.polarity_scores(text)["compound"] for text in texts]
    assert scores(texts) == pytest.approx(expected, abs=1e-4)


# Words on which the rules turn, so that a random text meets every rule and many meetings of rules.
TURNING = (
    "but no never so this without doubt least at very kind of sort just enough good bad GREAT NOT not isn't happy sad the shit"
    " bomb kiss death to die for yeah right ! ? !!! ?? :) 😁 good! ‼ VERY REALLY or nor ass “friendship” love love hate win less"
    " like beating heart bus stop X 👍🏽 good®! 😁!? 🔛 great—bad $$$ cool,but SO barely HARDLY n't can't"
).split()


def test_random_texts_made_of_the_rules_own_words_score_as_in_vadersentiment():
    chance = random.Random(20140601)
    texts = [" ".join(chance.choices(TURNING, k=chance.randint(1, 14))) for _ in range(1_500)]
    expected = [VADER.polarity_scores(text)["compound"] for text in texts]
    differing = [
        text
        for text, ours, theirs in zip(texts, scores(texts), expected, strict=True)
        if ours != pytest.approx(theirs, abs=1e-4)
    ]
    assert differing == []


@pytest.mark.quick
@pytest.mark.parametrize(
    "text",
    [
        "He is supreme but responsible",  # 2.6 halved is 1.3, so that the second score finds the first one's place
        "responsible but supreme, supreme but responsible",
        "A responsible, supreme, responsible man but a supreme, responsible one",
    ],
)
def test_but_moves_the_first_equal_score_as_published(text: str):
    assert score(text, normalise=False) == pytest.approx(
        VADER.polarity_scores(text)["compound"], abs=1e-4
    )


def test_typographic_quotes_are_read_as_straight_ones_by_default():
    curly, straight = (
        "They praised “friendship” and didn’t lie.",
        'They praised "friendship" and didn\'t lie.',
    )
    assert score(curly) == pytest.approx(VADER.polarity_scores(straight)["compound"], abs=1e-4)
    assert score(curly, normalise=False) == pytest.approx(
        VADER.polarity_scores(curly)["compound"], abs=1e-4
    )
    assert score(curly) != score(curly, normalise=False)


def test_a_valence_is_the_lexicon_value_moved_by_the_words_before_it():
    assert weights("The plan is not good") == [("good", round(1.9 * -0.74, 3))]
    assert weights("The plan is very good") == [("good", round(1.9 + 0.293, 3))]
    assert weights("It is good but slow and bad") == [
        ("good", round(1.9 * 0.5, 3)),
        ("bad", round(-2.5 * 1.5, 3)),
    ]


def test_exclamation_marks_are_hits_on_their_own_span():
    corpus = read_text("Good news!!", split_sentences=False)
    table = sentiment.hits(corpus)
    mark = table[table["category"] == "emphasis"].iloc[0]
    assert corpus.texts[0][mark["start"] : mark["end"]] == "!!"
    assert mark["weight"] == pytest.approx(2 * 0.292)


def test_compound_is_the_sum_of_the_hits_of_a_sentence(seed: Corpus):
    table = sentiment.hits(seed)
    sums = table.groupby("sentence")["weight"].sum().reindex(seed.sentences.index, fill_value=0.0)
    assert sentiment.compound(seed).to_numpy() == pytest.approx(
        (sums / np.sqrt(sums**2 + 15)).to_numpy()
    )


def test_every_hit_stands_where_it_says(seed: Corpus):
    table = sentiment.hits(seed)
    found = [
        seed.texts[0][start:end].lower()
        for start, end in zip(table["start"], table["end"], strict=True)
    ]
    assert found == table["term"].tolist()


@pytest.mark.quick
def test_tone_is_the_sum_of_valences_per_word():
    assert sentiment.tone(read_text("Good, good, bad."))["body"] == pytest.approx(
        (1.9 + 1.9 - 2.5) / 3
    )


def test_a_layer_of_signs_alone_has_no_words_and_no_tone():
    corpus = read_text("It is a good day.\n\n:) !!").relabel({1: "caption"})
    assert corpus.layer_sizes()["words"].to_dict() == {"caption": 0, "body": 5}
    assert set(sentiment.hits(corpus)["term"]) == {":)", "!!", "good"}
    tone = sentiment.tone(corpus)
    assert np.isnan(tone["caption"])
    assert tone["body"] == pytest.approx(1.9 / 5)
    both = sentiment.tones(corpus, ["vader"])
    assert both["tone"].isna().tolist() == (both["layer"] == "caption").tolist()
    assert np.isnan(sentiment.coverage(corpus).loc["caption", "share_scored"])


def test_tone_does_not_depend_on_length():
    once = "Talks fail\n\nA good plan, said the minister. It was not a good day for the bad loser!"
    headline, body = once.split("\n\n")
    often = "\n\n".join([headline, *[body] * 100])
    assert sentiment.tone(read_text(often))["body"] == pytest.approx(
        sentiment.tone(read_text(once))["body"], abs=1e-9
    )


def test_a_word_that_the_lexicon_lacks_is_absent_and_not_neutral():
    table = sentiment.coverage(read_text("A good missile, a bad missile, a good ceasefire."))
    assert table.loc["body", ["n_words", "n_scored"]].tolist() == [9, 3]
    assert table.loc["body", "unknown"] == [("missile", 2), ("ceasefire", 1)]


@pytest.mark.usefixtures("lists_anew")
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
    assert weights("No ceasefire, more shelling", lexicon=path) == [
        ("ceasefire", -1.48),
        ("shelling", -3.293),
    ]


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
    with_names = comparison.compare(seed, sentiment.hits(seed, names=None)).set_index("category")
    without = comparison.compare(seed, table).set_index("category")
    assert with_names.loc["positive", "n_target"] - without.loc[
        "positive", "n_target"
    ] == left.count("heron")


def test_total_destruction_in_a_caption_reads_as_negative(seed: Corpus):
    table = sentiment.hits(seed)
    assert (
        table.loc[(table["segment"] == 8) & (table["term"] == "destruction"), "weight"].item()
        < -2.7
    )


NEWS = Path(__file__).resolve().parents[1] / "analysis" / "lexicons" / "news"


def news_table(name: str) -> list[dict[str, str]]:
    lines = (NEWS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split(":")[0] for line in lines[:4]] == [
        "# name",
        "# source",
        "# licence",
        "# note",
    ]
    return list(csv.DictReader(lines[4:], delimiter="\t"))


def test_every_lexicon_that_is_listed_stands_behind_the_same_functions(seed: Corpus):
    assert known_lexicons()[:3] == ["vader", "afinn", "news"]
    for name in known_lexicons():
        assert sentiment.coverage(seed, name).loc["body", "n_scored"] > 50


@pytest.mark.usefixtures("lists_anew")
def test_the_news_lexicon_charges_what_the_others_lack():
    lacking = [
        "casualties",
        "ceasefire",
        "deterrence",
        "missile",
        "shelling",
        "airstrike",
        "famine",
        "truce",
    ]
    vader, news = load_lexicon("vader").valence, load_lexicon("news").valence
    assert not any(word in vader for word in lacking)
    assert {word for word in lacking if news[word] > 0} == {"ceasefire", "deterrence", "truce"}
    assert len(set(news) - set(vader) - set(load_lexicon("afinn").valence)) > 5_000


def test_three_lists_of_one_factor_are_put_on_the_scale_of_the_first():
    """Lists made from one factor with known errors: the surest list leads, and the factor comes back."""
    chance = random.Random(7)
    truth = {f"word{number}": chance.gauss(0, 2) for number in range(4_000)}
    lists = [
        {word: loading * (value + chance.gauss(0, error)) for word, value in truth.items()}
        for loading, error in ((1.0, 0.3), (2.0, 0.6), (0.25, 1.2))
    ]
    combined = _combined(lists)
    words = list(truth)
    off = [
        np.sqrt(np.mean([(listed[word] / scale - truth[word]) ** 2 for word in words]))
        for listed, scale in zip([*lists, combined], (1, 2, 0.25, 1), strict=True)
    ]
    assert off[3] < min(off[:3])
    # Three independent ratings, weighted by their certainty, are off by 1 / sqrt(sum of certainties).
    assert off[3] == pytest.approx((0.3**-2 + 0.6**-2 + 1.2**-2) ** -0.5, rel=0.05)


def test_a_word_that_the_third_list_alone_holds_is_left_out():
    shared = {"a": 1.0, "b": -2.0, "c": 3.0, "d": 0.5}
    lists = [
        shared,
        {**{word: 1.1 * value + 0.1 for word, value in shared.items()}, "e": 1.0},
        {"a": 0.5, "b": -0.9, "c": 1.4, "d": 0.4, "f": 1.0},
    ]
    assert sorted(_combined(lists)) == ["a", "b", "c", "d", "e"]


@pytest.mark.usefixtures("lists_anew")
def test_a_word_that_no_one_rated_is_worth_a_share_of_its_kind():
    """The chance of having stayed in VADER's list, 7,500 of 9,000, times the mean of the kind's rated words."""
    lists = [load_lexicon("vader").valence, load_lexicon("afinn").valence]
    news = load_lexicon("news-with-misleading").valence
    reversing = {row["word"] for row in news_table("reversing")}
    kind = [row["word"] for row in news_table("words") if row["kind"] == "atrocity"]
    rated = [
        word for word in kind if any(word in listed for listed in lists) and word not in reversing
    ]
    unrated = {word for word in kind if not any(word in listed for listed in lists)}
    mean = np.mean([news[word] for word in rated])
    assert len(unrated) > 20
    assert [news[word] for word in unrated] == pytest.approx(
        [7_500 / 9_000 * mean] * len(unrated), abs=0.01
    )


def test_the_tables_of_the_news_lexicon_are_in_order():
    words, derived = news_table("words"), news_table("derived")
    kinds = {row["kind"]: row["reason"] for row in news_table("kinds")}
    assert {row["kind"] for row in words} == set(kinds)
    assert all(len(reason) > 10 for reason in kinds.values())
    listed = [row["word"] for row in words]
    assert len(set(listed)) == len(listed) > 8_000
    assert all(word == word.lower() and " " not in word for word in listed)
    assert not {row["word"] for row in derived} & set(listed)
    assert all(row["reason"] for row in news_table("misleading"))


@pytest.mark.usefixtures("lists_anew")
def test_words_whose_everyday_charge_misleads_are_left_out_and_can_be_kept():
    text = "The superior missile of the Defense Department secured the United Nations"
    assert [term for term, _ in weights(text, lexicon="news-with-misleading")][:3] == [
        "superior",
        "missile",
        "defense",
    ]
    assert weights(text, lexicon="news")[0][0] == "missile"
    assert not {"superior", "defense", "united"} & {
        term for term, _ in weights(text, lexicon="news")
    }


@pytest.mark.usefixtures("lists_anew")
def test_verbs_reverse_what_follows_them_under_news_alone():
    relief, attack = load_lexicon("news").valence["relief"], load_lexicon("news").valence["attack"]
    assert weights("They prevented relief", lexicon="news") == [
        ("relief", round(-0.74 * relief, 3))
    ]
    # What is prevented is not bad; it is not good for that either.
    assert weights("They prevented the attack", lexicon="news") == []
    assert ("attack", attack) in weights("They prevented the attack", lexicon="news-vader-rules")
    assert weights("No attack", lexicon="news") == []
    assert weights("No attack", lexicon="news-vader-rules") == [
        ("attack", round(-0.74 * attack, 3))
    ]


@pytest.mark.parametrize(
    ("name", "least"), [("sentences of editorials", 0.555), ("news headlines", 0.67)]
)
def test_the_news_lexicon_agrees_with_people_better_than_each_of_its_lists(
    gold: Path, name: str, least: float
):
    from .benchmarks.validity.tone import one_sentence_each, rated

    texts, human, _ = rated(gold)[name]
    corpus = one_sentence_each(texts)
    r = {
        lexicon: np.corrcoef(sentiment.compound(corpus, lexicon=lexicon), human)[0, 1]
        for lexicon in ("vader", "afinn", "news")
    }
    assert r["news"] > least
    assert r["news"] > max(r["vader"], r["afinn"]) + 0.05


@pytest.mark.usefixtures("lists_anew")
@pytest.mark.quick
def test_the_valences_of_the_news_lexicon_have_two_digits_and_are_none_of_nothing():
    valences = load_lexicon("news").valence.values()
    assert all(value == round(value, 2) != 0 for value in valences)
    assert any(value != round(value, 1) for value in valences)


@pytest.mark.parametrize(
    "text",
    [
        "bad ass",
        "kiss of death",
        "to die for",
        "the bomb",
        "The shit",
        "beating heart",
        "yeah right",
        "kind of good",
        "not so good",
        "VERY good idea",
        "never so good",
        "at least good",
        "very least good",
        "least good",
        "without doubt good",
        "yeah right man",
        "so yeah right man",
    ],
)
def test_a_rule_works_on_the_first_words_of_a_text_as_in_vadersentiment(text: str):
    assert score(text, normalise=False) == pytest.approx(
        VADER.polarity_scores(text)["compound"], abs=1e-4
    )


@pytest.mark.parametrize(
    "marks", ["!", "!!!!", "!!!!!", "?", "??", "???", "????", "?!", "??!!", " ‼ ?", " ⁉", " ❓ ??"]
)
def test_marks_lift_a_sentence_as_in_vadersentiment(marks: str):
    texts = [f"Good news{marks}", f"Bad news{marks}", f"No news{marks}"]
    expected = [VADER.polarity_scores(text)["compound"] for text in texts]
    assert scores(texts) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Good news!?!", ["!?!"]),
        ("Good (news!)!", ["!", "!"]),
        ("Good news! Good day!", ["!", "!"]),
        ("Good news !!", ["!!"]),
    ],
)
def test_marks_that_follow_each_other_are_one_hit(text: str, marks: list[str]):
    corpus = read_text(text, split_sentences=False)
    table = sentiment.hits(corpus)
    table = table[table["category"] == "emphasis"]
    spans = zip(table["start"], table["end"], strict=True)
    assert [corpus.texts[0][start:end] for start, end in spans] == marks


def test_the_share_of_scored_words_is_of_all_words_of_a_layer():
    table = sentiment.coverage(
        read_text("Talks\n\nA good missile, a bad missile, a good ceasefire.")
    )
    assert table.loc["body", "share_scored"] == pytest.approx(3 / 9)
    assert table.loc["headline", ["n_words", "n_scored", "share_scored"]].tolist() == [1, 0, 0]


def own_list(folder: Path, *entries: str) -> Path:
    path = folder / "mine.csv"
    path.write_text("\n".join(("word,valence", *entries)), encoding="utf-8")
    return path


def test_entries_of_several_words_are_charged_as_one_word_with_the_words_before_them(
    tmp_path: Path,
):
    path = own_list(
        tmp_path,
        "peace talks,2",
        "air strike*,-3",
        "cease fire,1.5",
        "sha?e,-1",
        "no man,0",
        "man,1",
        "good deal,1",
    )
    text = (
        "Good deal. PEACE TALKS stop air strikes and a cease fire in shade. The AIR STRIKE hit no man,"
        " not peace talks."
    )
    assert weights(text, lexicon=path) == [
        ("good deal", 1),
        ("peace talks", 2.733),
        ("air strikes", -3),
        ("cease fire", 1.5),
        ("shade", -1),
        ("air strike", -3.733),
        ("peace talks", round(2 * -0.74, 3)),
    ]
    table = sentiment.coverage(read_text(text), path).loc["body"]
    assert (table["n_words"], table["n_scored"]) == (2 + 11 + 9, 2 + 2 + 2 + 1 + 2 + 2 + 2 + 2)
    assert [word for word, _ in table["unknown"]] == ["hit", "stop"]


def test_words_before_and_behind_an_entry_of_several_words_are_scored_alone(tmp_path: Path):
    path = own_list(tmp_path, "good deal,2", "man,1")
    text = "A man, a good deal and a man"
    assert weights(text, lexicon=path) == [("man", 1), ("good deal", 2), ("man", 1)]


@pytest.mark.usefixtures("lists_anew")
def test_the_scale_of_a_lexicon_is_the_largest_valence_that_its_makers_allowed(tmp_path: Path):
    own = own_list(tmp_path, "peace,2", "air strike,-3")
    scales = [
        load_lexicon(name).scale for name in ("vader", "news", "news-vader-rules", "afinn", own)
    ]
    assert scales == [4, 4, 4, 5, 3]
    for name in ("vader", "afinn", own):
        lexicon = load_lexicon(name)
        valences = [*lexicon.valence.values(), *lexicon.phrases.values()]
        assert max(map(abs, valences)) <= lexicon.scale


def test_lists_of_equal_errors_are_averaged_with_one_more_rating_of_nothing():
    """The factor varies as much as each error: four equal certainties, of which the factor's own says 0."""
    factor = [1, 1, 1, 1, -1, -1, -1, -1]
    errors = (
        [1, 1, -1, -1, 1, 1, -1, -1],
        [1, -1, 1, -1, 1, -1, 1, -1],
        [1, -1, -1, 1, 1, -1, -1, 1],
    )
    lists = [
        {
            f"word{n}": float(truth + off)
            for n, (truth, off) in enumerate(zip(factor, error, strict=True))
        }
        for error in errors
    ]
    combined = _combined(lists)
    for word, value in combined.items():
        assert value == pytest.approx(sum(listed[word] for listed in lists) / 4)
    assert _combined([lists[0] | {"alone": 2.0}, *lists[1:]])["alone"] == pytest.approx(2 / 2)


def test_every_category_and_their_sum_are_named_for_the_reader():
    assert set(sentiment.MEASURE.labels) == {*sentiment.CATEGORIES, "tone"}
