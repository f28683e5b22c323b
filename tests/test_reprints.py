"""What is printed several times is evidence once."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pandas as pd
import pytest

from analysis import (
    comparison,
    framing,
    permutation,
    power,
    read_text,
    reprints,
    sentiment,
    versions,
)
from analysis.comparison import DESCRIBED, ONE_TEXT, across, compare, compare_scores
from analysis.corpus import Corpus, assemble, concat

from .benchmarks import bench_duplicates
from .test_comparison import PARAGRAPH, planted_hits, unlike

HOUSE = "A destroyed house in Beit Lahia, Gaza, April 4, 2024. X/AFP"


def article(captions: list[str], paragraphs: list[str]) -> Corpus:
    """A corpus with these captions after these paragraphs, uncut."""
    texts = [*paragraphs, *captions]
    ends = np.cumsum([len(text) + 2 for text in texts]) - 2
    n = len(texts)
    segments = {
        "article": [0] * n,
        "layer": ["body"] * len(paragraphs) + ["caption"] * len(captions),
        "start": [end - len(text) for end, text in zip(ends, texts, strict=True)],
        "end": ends.tolist(),
        "rule": ["made"] * n,
        "confidence": [1.0] * n,
    }
    return assemble(["\n\n".join(texts)], segments)


def groups(texts: list[str]) -> list[int]:
    return reprints.original_segments(article(texts, [])).tolist()


def near_duplicates(texts: list[list[int]]) -> list[int]:
    words = np.concatenate([np.array(text, dtype=np.int64) for text in texts])
    text = np.repeat(np.arange(len(texts)), list(map(len, texts)))
    return reprints.near_duplicates(words, text, np.zeros(len(texts), dtype=np.int64)).tolist()


# --------------------------------------------------------------------------- what repeats what


@pytest.mark.parametrize(
    "copy",
    [
        HOUSE,
        HOUSE.upper(),
        f"Photo 3 of 20: {HOUSE}",
        f"{HOUSE} Children play nearby, and nobody knows for how long.",
        "A destroyed house in Beit Lahia, Gaza.",
        "A damaged house in Beit Lahia, Gaza, April 5, 2024. Y/Reuters",
        "Children play near a destroyed house in Beit Lahia, Gaza, on Thursday afternoon.",
    ],
    ids=["same", "case", "numbered", "longer", "shorter", "edited", "half"],
)
def test_a_caption_that_shares_two_fifths_of_the_shorter_one_repeats_it(copy: str):
    assert groups([HOUSE, copy]) == [0, 0]


@pytest.mark.parametrize(
    "other",
    [
        "Soldiers look for the wounded under the ruins of a school for girls in Gaza, April 4, 2024. X/AFP",
        "X/AFP",
        "A house",
        "Beit Lahia, Gaza, after a night of rain; nobody was hurt and no house was destroyed there, X said.",
    ],
)
def test_a_place_and_a_date_and_a_credit_make_no_repetition(other: str):
    assert groups([HOUSE, other]) == [0, 1]


def test_captions_and_paragraphs_and_articles_are_compared_among_themselves():
    one = article([HOUSE, HOUSE], [HOUSE, PARAGRAPH])
    assert reprints.original_segments(one).tolist() == [0, 1, 2, 2]
    two = concat([one, one])
    assert reprints.original_segments(two).tolist() == [0, 1, 2, 2, 4, 5, 6, 6]
    assert reprints.original_segments(two, anywhere=True).tolist() == [0, 1, 0, 0, 0, 1, 0, 0]
    assert reprints.original_articles(two).tolist() == [0, 0]


def copied(shorter: list[int], longer: list[int]) -> int:
    """How many words of a text stand in runs of four that another holds, by hand."""
    held = {tuple(longer[at : at + 4]) for at in range(len(longer) - 3)}
    is_copied = [False] * len(shorter)
    for at in range(len(shorter) - 3):
        if tuple(shorter[at : at + 4]) in held:
            is_copied[at : at + 4] = [True] * 4
    return sum(is_copied)


def by_hand(texts: list[list[int]]) -> list[int]:
    first = list(range(len(texts)))
    for one, other in itertools.combinations(range(len(texts)), 2):
        shorter, longer = sorted((texts[one], texts[other]), key=len)
        if copied(shorter, longer) >= max(0.4 * len(shorter), min(0.4 * len(longer), 7)):
            low, high = sorted((first[one], first[other]))
            first = [low if of == high else of for of in first]
    return first


@pytest.mark.parametrize("seed", range(20))
def test_near_duplicates_are_those_of_all_pairs(seed: int):
    random = np.random.default_rng(seed)
    texts = [random.integers(60, size=random.integers(4, 30)).tolist() for _ in range(12)]
    for _ in range(18):  # parts of earlier texts, behind and before other words
        text = texts[random.integers(len(texts))]
        start = int(random.integers(len(text)))
        others = random.integers(60, size=random.integers(0, 12)).tolist()
        cut = int(random.integers(len(others) + 1))
        texts.append(
            others[:cut] + text[start : start + int(random.integers(4, 20))] + others[cut:]
        )
    texts = [text for text in texts if len(text) >= 4]
    random.shuffle(texts)
    assert near_duplicates(texts) == by_hand(texts)


@pytest.mark.parametrize("text", ["!!!", "word"])
def test_a_text_of_no_word_or_one_repeats_nothing(text: str):
    corpus = read_text(text)
    n = np.arange(len(corpus.segments))
    assert reprints.original_segments(corpus).tolist() == n.tolist()
    assert reprints.original_segments(corpus, anywhere=True).tolist() == n.tolist()
    assert reprints.original_articles(corpus).tolist() == [0]
    assert reprints.once(corpus, n) is None


def test_the_order_of_other_texts_does_not_matter():
    random = np.random.default_rng(0)
    texts = [random.integers(500, size=15).tolist() for _ in range(30)]
    texts += [[*text[:9], *random.integers(500, size=6).tolist()] for text in texts[:10]]
    turned = near_duplicates(texts[::-1])
    pairs = {tuple(sorted((39 - a, 39 - b))) for a, b in enumerate(turned) if a != b}
    assert pairs == {(n, 30 + n) for n in range(10)}


@pytest.mark.parametrize("kind", ["alike", "a scene", "a credit"])
def test_the_work_grows_with_the_text_and_not_with_its_square(kind: str):
    random = np.random.default_rng(0)

    def made(n: int) -> list[list[int]]:
        own = random.integers(10, 9_000, size=(n, 12)).tolist()
        parts = {"alike": ([1] * 12, False), "a scene": ([1, 2, 3, 4, 5, 6, 7, 8, 9], True)}
        shared, with_own = parts.get(kind, ([1, 2, 3, 4], True))
        return [[*shared, *mine] if with_own else shared for mine in own]

    def least_cpu(texts: list[list[int]]) -> float:
        """The least of three, since whatever else the machine does adds to it."""
        spent = []
        for _ in range(3):
            start = time.process_time()
            near_duplicates(texts)
            spent.append(time.process_time() - start)
        return min(spent)

    cpu = [least_cpu(made(n)) for n in (2_000, 16_000)]
    assert cpu[1] < 20 * cpu[0] + 0.3  # eight times the text; 64 times would be the square


# --------------------------------------------------------------------------- what is tested


def test_captions_alike_show_their_words_and_are_one_piece_of_evidence():
    captions = ["Soldiers fire a missile at the airport of the capital"] * 5
    other = "Children wait for the bus in the rain of the morning"
    body = unlike(PARAGRAPH, 20)
    corpus, alone = article([*captions, other], body), article([captions[0], other], body)
    table, once = (
        compare(of, framing.hits(of, frames="armed-conflict")).set_index("category")
        for of in (corpus, alone)
    )
    assert (
        table.loc["military_capability", "n_target"]
        == 5 * once.loc["military_capability", "n_target"]
    )
    assert (
        table.loc["military_capability", "per_1000_target"]
        > once.loc["military_capability", "per_1000_target"]
    )
    pd.testing.assert_series_equal(table["p_adjusted"], once["p_adjusted"])
    assert set(table["reason"]) <= {
        "",
        comparison.FEW_HITS,
        comparison.FEW_DIFFERENT_HITS,
        comparison.FEW_SEGMENTS[0],
    }


def test_twenty_captions_alike_are_described_for_a_true_reason():
    corpus = article([f"Photo {n} of 20: {HOUSE}" for n in range(1, 21)], unlike(PARAGRAPH, 10))
    table = compare(corpus, planted_hits(corpus, dict.fromkeys(range(10, 30), 1)))
    assert table[["verdict", "reason", "n_target"]].values.tolist() == [
        [DESCRIBED, ONE_TEXT[0], 20]
    ]
    assert table["p"].isna().all()


def test_hits_that_are_repeated_are_not_enough_to_be_tested():
    caption, other = "The missile hit the airport of the capital at night", "Children wait in rain"
    corpus = article([caption] * 6 + [other], unlike(PARAGRAPH, 10))
    hit = planted_hits(corpus, dict.fromkeys(range(10, 16), 1))
    row = compare(corpus, hit).iloc[0]
    assert (row["n_target"], row["reason"]) == (6, comparison.FEW_DIFFERENT_HITS)


def test_a_line_that_many_captions_add_to_is_one_line_and_they_are_many():
    line = "The war began in October after an attack on the south of the country."
    long = unlike(
        "Somebody stands before the gate with a bag and a dog and looks at nothing in the rain of a grey morning, as many do here now.",
        8,
    )
    corpus = article([f"{own} {line}" for own in long], unlike(PARAGRAPH, 12))
    once = reprints.once(corpus, corpus.segments.index.to_numpy())
    assert once is not None
    assert len(set(once.piece[12:].tolist())) == 8
    n_words = comparison.pieces(corpus, comparison.units(corpus, "caption", "body"))["n_words"]
    own_words, line_words = len(long[0].split()), len(line.split())
    np.testing.assert_allclose(n_words[12:], own_words + line_words / 8)


def test_an_article_that_repeats_nothing_is_tested_as_it_stands():
    corpus = article(unlike("Town hall by the river", 4), unlike(PARAGRAPH, 6))
    assert reprints.once(corpus, np.arange(10)) is None
    repeating = article([HOUSE] * 3, unlike(PARAGRAPH, 6))
    both = concat([corpus, repeating])
    hits = framing.hits(both)
    table = across(both, hits)
    first = compare(corpus, framing.hits(corpus))
    columns = [name for name in first.columns if name != "measure"]
    pd.testing.assert_frame_equal(
        table[table["article"] == 0][columns].reset_index(drop=True), first[columns]
    )
    second = compare(repeating, framing.hits(repeating))
    pd.testing.assert_frame_equal(
        table[table["article"] == 1][columns].reset_index(drop=True), second[columns]
    )


def test_scores_of_sentences_that_are_repeated_count_once():
    captions = ["The war is a terrible crime and a disaster"] * 4 + [
        "Happy children play and laugh"
    ]
    body = unlike(PARAGRAPH, 8)
    corpus, alone = article(captions, body), article(captions[3:], body)
    row, once = (
        compare_scores(of, sentiment.compound(of), measure="compound").iloc[0]
        for of in (corpus, alone)
    )
    assert row["n_target"] == 5
    assert row["mean_target"] < once["mean_target"]
    assert row["p"] == pytest.approx(once["p"])
    alike = article(captions[:4], body)
    row = compare_scores(alike, sentiment.compound(alike), measure="compound").iloc[0]
    assert (row["verdict"], row["reason"]) == (DESCRIBED, ONE_TEXT[0])


def test_a_difference_that_only_repetition_makes_is_not_shown():
    score, difference = np.array([3.0, 3.0, np.nan]), np.array([-8.0, 8.0, 8.0])
    p, p_adjusted = np.array([0.01, 0.01, np.nan]), np.array([0.02, 0.03, np.nan])
    tested = permutation.Tested(p, p_adjusted, p, p, score)
    unturned = comparison.unless_turned(tested, difference)
    np.testing.assert_array_equal(unturned.p, [1.0, 0.01, np.nan])
    np.testing.assert_array_equal(unturned.p_adjusted, [1.0, 0.03, np.nan])


def test_what_could_have_been_detected_counts_copies_once():
    body = unlike(PARAGRAPH, 12)
    alike, few = (
        article([HOUSE] * 9 + ["Children wait in the rain"], body),
        article([HOUSE, "Children wait in the rain"], body),
    )
    many = article(unlike(HOUSE, 9), body)
    smallest = [
        power.detectable(of, per_1000=(10.0,))["difference"].item() for of in (alike, few, many)
    ]
    assert smallest[0] == pytest.approx(smallest[1], nan_ok=True)
    assert not smallest[2] >= smallest[0]


@pytest.mark.parametrize("case", ["5 of 6 alike", "20 of 21 alike", "the same and 2 others"])
def test_repetition_calls_nothing_different_where_nothing_differs(case: str):
    corpus = bench_duplicates.articles(case, 30, 200, seed=1)
    hits = bench_duplicates.planted(corpus)
    once = (across(corpus, hits)["p"] <= 0.05).mean()
    as_they_are = bench_duplicates.without_counting_once(corpus, hits, summed=False)
    assert once <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)
    assert as_they_are > 0.1


def test_a_corpus_is_looked_through_once(monkeypatch: pytest.MonkeyPatch):
    corpus: Corpus = read_text("Talks resume\n\nThe two sides met.\n\nThey agreed on little.")
    calls = []
    original = reprints.near_duplicates
    monkeypatch.setattr(
        reprints, "near_duplicates", lambda *of: (calls.append(1), original(*of))[1]
    )
    for measure in (sentiment, framing):
        compare(corpus, measure.hits(corpus))
    assert len(calls) == 1


def test_the_menus_of_a_site_make_no_reprints_of_its_pages():
    menu = "Home News Sport Weather Opinion Letters Contact us and sign in to read every story we print"
    stories = ("The two sides met in Geneva.", "A storm has closed the roads to the coast.")
    pages = [
        read_text(f"{menu}\n\n{story}").relabel({0: "boilerplate", 1: "body"}) for story in stories
    ]
    corpus = concat(pages)
    assert reprints.original_articles(corpus).tolist() == [0, 1]
    article, run = reprints.sketches(corpus)
    assert not set(run[article == 0]) & set(run[article == 1])
    assert not len(versions.pairs_within(corpus).table)
