from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from analysis import Corpus, framing, placement, read_text, sentiment
from analysis.comparison import NO_DIFFERENCE, NOT_TESTABLE
from analysis.corpus import concat
from analysis.nearness import nearness
from analysis.placement import (
    NEARER,
    TOLD_APART,
    adjacency,
    adjacency_test,
    congruence,
    headline,
    separability,
    skimmer,
)

WORDS = [f"w{a}{b}x" for a in "abcdef" for b in "abcdef"]


@pytest.fixture(autouse=True)
def _few_refits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placement, "REFITS", 39)


class Letters:
    """An encoder of the simplest kind: how often each letter stands in a text."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> np.ndarray:
        assert isinstance(texts, list)
        self.asked += texts
        return np.array(
            [
                [text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"]
                for text in texts
            ]
        )


def article(blocks: list[tuple[str, str]], name: str = "article") -> Corpus:
    corpus = read_text("\n\n".join(text for _, text in blocks), name=name)
    assert len(corpus.segments) == len(blocks)
    return corpus.relabel({number: layer for number, (layer, _) in enumerate(blocks)})


def sentence(words: list[str]) -> str:
    return " ".join(words).capitalize() + "."


def with_captions_from(source: Callable[[int], int], n: int = 6, seed: int = 0) -> Corpus:
    """Paragraphs each followed by a caption, whose words come from the paragraph that `source` gives."""
    random = np.random.default_rng(seed)
    paragraphs = [list(random.choice(WORDS, 30)) for _ in range(n)]
    captions = [list(random.choice(paragraphs[source(number)], 6)) for number in range(n)]
    blocks = [
        (layer, sentence(words))
        for pair in zip(paragraphs, captions, strict=True)
        for layer, words in zip(("body", "caption"), pair, strict=True)
    ]
    return article(blocks)


def styled_article(
    random: np.random.Generator, styles: dict[str, str], name: str, n_blocks: int = 10
) -> Corpus:
    """Paragraphs and captions by turns, on the same topics, each with the function words of its layer's style."""
    blocks = []
    for number in range(n_blocks):
        layer = ("body", "caption")[number % 2]
        sentences = [
            sentence([*random.choice(styles[layer].split(), 4), *random.choice(WORDS, 5)])
            for _ in range(1 + number % 3)
        ]
        blocks.append((layer, " ".join(sentences)))
    return article(blocks, name)


def styled(n_articles: int, styles: dict[str, str], seed: int = 0, n_blocks: int = 10) -> Corpus:
    random = np.random.default_rng(seed)
    return concat(
        [styled_article(random, styles, f"a{number}", n_blocks) for number in range(n_articles)]
    )


TWO_STYLES = {
    "body": "because however although which and they",
    "caption": "pictured left right seen during file",
}
ONE_STYLE = dict.fromkeys(("body", "caption"), "because however although which and they")


# --------------------------------------------------------------------------- adjacency


@pytest.mark.quick
def test_a_caption_interrupts_the_paragraph_before_it_or_else_the_first():
    layers = ["caption", "body", "caption", "caption", "headline", "body", "caption"]
    corpus = article(
        [(layer, f"Bridge number {number} stands.") for number, layer in enumerate(layers)]
    )
    table = adjacency(corpus)
    assert table[["segment", "paragraph"]].values.tolist() == [[0, 1], [2, 1], [3, 1], [6, 5]]


def test_cosines_are_counted_against_the_interrupted_and_the_other_paragraphs(seed: Corpus):
    near = nearness(seed)
    for row in adjacency(seed).itertuples():
        before = [paragraph for paragraph in near.columns if paragraph < row.segment]
        own = near.loc[row.segment]
        assert row.paragraph == before[-1]
        assert row.cosine == pytest.approx(own[before[-1]])
        assert row.cosine_others == pytest.approx(own.drop(before[-1]).mean())
        assert row.difference == pytest.approx(row.cosine - row.cosine_others)


def test_captions_that_repeat_the_paragraph_they_interrupt_are_nearer_to_it():
    corpus = with_captions_from(lambda number: number)
    assert (adjacency(corpus)["difference"] > 0).all()
    test = adjacency_test(corpus).iloc[0]
    assert test["difference"] == pytest.approx(adjacency(corpus)["difference"].mean())
    assert test["verdict"] == NEARER


def test_captions_that_repeat_some_other_paragraph_are_not_nearer():
    corpus = with_captions_from(lambda number: (number + 2) % 6)
    test = adjacency_test(corpus).iloc[0]
    assert test["difference"] < 0
    assert test["verdict"] != NEARER


def test_the_p_value_is_the_share_of_all_arrangements_of_paragraphs():
    corpus = with_captions_from(lambda number: number, n=5)
    near = nearness(corpus).to_numpy()
    statistics = []
    for chosen in itertools.permutations(range(5)):
        gaps = [row[at] - np.delete(row, at).mean() for row, at in zip(near, chosen, strict=True)]
        statistics.append(abs(np.mean(gaps)))
    expected = np.mean(np.array(statistics) >= statistics[0] - 1e-12)
    assert adjacency_test(corpus)["p"].item() == pytest.approx(expected)


def test_captions_at_one_place_stay_together():
    """Two alike captions under one paragraph are one piece of evidence, not two."""
    random = np.random.default_rng(3)
    paragraphs = [list(random.choice(WORDS, 30)) for _ in range(6)]
    own = sentence(paragraphs[0][:6])
    blocks = [("body", sentence(paragraphs[0])), *[("caption", own)] * 4]
    corpus = article([*blocks, *(("body", sentence(words)) for words in paragraphs[1:])])
    test = adjacency_test(corpus).iloc[0]
    assert test["difference"] > 0
    assert (test["n_target"], test["n_reference"]) == (4, 6)
    assert test["p"] == pytest.approx(1 / 6)
    assert test["verdict"] == NOT_TESTABLE


def test_paragraphs_of_other_articles_are_not_compared():
    one, two = (with_captions_from(lambda number: number, n=4, seed=seed) for seed in (1, 2))
    both = concat([one, two])
    table = adjacency(both)
    alone = pd.concat([adjacency(one), adjacency(two)], ignore_index=True)
    assert table["difference"].tolist() == pytest.approx(alone["difference"].tolist())
    assert table["segment"].tolist() == [1, 3, 5, 7, 9, 11, 13, 15]
    assert table["paragraph"].tolist() == [0, 2, 4, 6, 8, 10, 12, 14]
    assert adjacency_test(both)["verdict"].item() == NEARER


@pytest.mark.parametrize(
    "layers", [["body"], ["caption"], ["body", "caption"], ["body", "caption"] * 2, ["headline"]]
)
def test_a_few_captions_are_not_enough_text(layers: list[str]):
    corpus = article(
        [(layer, f"Bridge number {number} stands.") for number, layer in enumerate(layers)]
    )
    test = adjacency_test(corpus).iloc[0]
    assert np.isnan(test["p"])
    assert test["verdict"] == NOT_TESTABLE


def test_a_caption_without_content_words_is_undefined_and_left_out():
    corpus = with_captions_from(lambda number: number)
    empty = article(
        [
            *((layer, corpus.text(n)) for n, layer in enumerate(corpus.segments["layer"])),
            ("caption", "It is."),
        ]
    )
    assert adjacency(empty)["difference"].isna().tolist() == [False] * 6 + [True]
    assert adjacency_test(empty)["n_target"].item() == 6


@pytest.mark.quick
def test_captions_and_paragraphs_without_a_word_in_common_cannot_be_arranged_better():
    blocks = [
        (("body", "caption")[n % 2], sentence([f"only{'abcdefghijkl'[n]}", "bridge"[: 3 + n % 2]]))
        for n in range(12)
    ]
    test = adjacency_test(article(blocks)).iloc[0]
    assert test["difference"] == 0
    assert test["verdict"] == NOT_TESTABLE


def test_drawn_arrangements_depend_on_the_seed_alone(seed: Corpus):
    p = [adjacency_test(seed, seed=number)["p"].item() for number in (1, 1, 2)]
    assert p[0] == p[1] != p[2]
    assert p[0] == pytest.approx(p[2], abs=0.02)


# --------------------------------------------------------------------------- encoders


def test_an_encoder_replaces_the_word_counts(seed: Corpus):
    encoder = Letters()
    table = nearness(seed, encoder=encoder)
    assert set(encoder.asked) == {seed.text(n) for n in [*table.index, *table.columns]}
    first, second = (
        Letters().encode([seed.text(n)])[0] for n in (table.index[0], table.columns[0])
    )
    assert table.iloc[0, 0] == pytest.approx(
        first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    )
    assert not np.allclose(table, nearness(seed))
    assert adjacency(seed, encoder=Letters())["cosine"].iloc[0] == pytest.approx(table.loc[3, 2])
    assert congruence(seed, encoder=Letters())["cosine"].item() > 0.8


def test_an_encoder_is_asked_for_the_sentences(seed: Corpus):
    corpus, encoder = styled(4, TWO_STYLES), Letters()
    found = separability(corpus, encoder=encoder).iloc[0]
    assert len(encoder.asked) == found["n_target"] + found["n_reference"]
    assert encoder.asked[0] in corpus.text(0)
    assert found["auc"] > 0.5


# --------------------------------------------------------------------------- separability


def test_the_seed_has_too_few_captions_to_learn_from(seed: Corpus):
    found = separability(seed).iloc[0]
    assert (found["n_target"], found["verdict"]) == (4, NOT_TESTABLE)
    assert np.isnan(found["auc"])
    assert np.isnan(found["p"])


def test_a_planted_style_is_told_apart():
    found = separability(styled(5, TWO_STYLES)).iloc[0]
    assert found["auc"] > 0.95
    assert found["p"] == pytest.approx(1 / 40)
    assert found["verdict"] == TOLD_APART


def test_one_style_is_not_told_apart():
    found = [separability(styled(5, ONE_STYLE, seed=seed)).iloc[0] for seed in (1, 2, 3)]
    assert np.mean([one["auc"] for one in found]) == pytest.approx(0.5, abs=0.1)
    assert {one["verdict"] for one in found} == {NO_DIFFERENCE}


def test_shuffled_labels_are_not_told_apart():
    corpus = styled(5, TWO_STYLES)
    random = np.random.default_rng(5)
    layers = corpus.segments["layer"].astype(str).to_numpy()
    found = [
        separability(corpus.relabel(dict(enumerate(random.permutation(layers))))).iloc[0]
        for _ in range(6)
    ]
    assert np.mean([one["auc"] for one in found]) == pytest.approx(0.5, abs=0.12)
    assert sum(one["verdict"] == TOLD_APART for one in found) <= 1


def test_the_area_under_the_curve_is_scikit_learns():
    random = np.random.default_rng(0)
    scores, is_target = random.integers(0, 9, 60).astype(float), random.random(60) < 0.3
    assert placement._auc(scores, is_target) == pytest.approx(roc_auc_score(is_target, scores))


def test_within_one_article_no_segment_stands_on_both_sides():
    """Every segment has a word of its own: whoever learns it from one half of a segment knows the other half."""
    random = np.random.default_rng(4)
    blocks = []
    for number in range(30):
        own = f"own{'abcdefghijklmnopqrstuvwxyzäöüß'[number]}"
        blocks.append(
            (
                ("body", "caption")[number % 2],
                " ".join(sentence([own] * 6 + list(random.choice(WORDS, 2))) for _ in "ab"),
            )
        )
    found = separability(article(blocks)).iloc[0]
    assert found["n_target"] == found["n_reference"] == 30
    assert found["auc"] < 0.75
    assert found["verdict"] == NO_DIFFERENCE


@pytest.mark.parametrize(
    ("n_articles", "n_blocks"), [(2, 40), (4, 2)], ids=["two articles", "few sentences"]
)
def test_below_the_minimum_nothing_is_fitted(n_articles: int, n_blocks: int):
    assert (
        separability(styled(n_articles, TWO_STYLES, n_blocks=n_blocks))["verdict"].item()
        == NOT_TESTABLE
    )


def test_permuted_layers_keep_segments_whole_and_counts_within_articles():
    corpus = styled(4, TWO_STYLES)
    segment = corpus.sentences["segment"].to_numpy()
    article_of = corpus.segments["article"].to_numpy()[segment]
    is_target = (corpus.segments["layer"] == "caption").to_numpy()[segment]
    dealt = placement._shuffled(is_target, segment, article_of, np.random.default_rng(0))
    table = pd.DataFrame({"article": article_of, "segment": segment, "dealt": dealt})
    assert (table.groupby("segment")["dealt"].nunique() == 1).all()
    by_segment = table.groupby("segment").first()
    assert (by_segment.groupby("article")["dealt"].sum() == 5).all()
    assert (dealt != is_target).any()


# --------------------------------------------------------------------------- the skimmer and the headline


def test_the_skimmer_reads_headline_and_captions_the_full_reader_all_three():
    corpus = article(
        [
            ("headline", "Good bridge"),
            ("body", "Nobody praised the old bridge."),
            ("caption", "Bad old town"),
            ("credit", "Good photo"),
        ]
    )
    table = skimmer(corpus, sentiment.hits(corpus)).set_index("category")
    assert table.loc[
        "positive", ["n_skimmer", "n_full", "words_skimmer", "words_full"]
    ].tolist() == [1, 2, 5, 10]
    assert table.loc["positive", "difference"] == pytest.approx(1000 * 1 / 5 - 1000 * 2 / 10)
    assert table.loc["tone", "per_1000_skimmer"] == pytest.approx(1000 * (1.9 - 2.5) / 5)
    assert table.loc["tone", "per_1000_full"] == pytest.approx(1000 * (1.9 + 2.2 - 2.5) / 10)


def test_the_skimmer_of_an_article_of_paragraphs_reads_nothing():
    corpus = article([("body", "Nobody praised the old bridge.")])
    table = skimmer(corpus, sentiment.hits(corpus))
    assert table["per_1000_skimmer"].isna().all()
    assert table["words_skimmer"].tolist() == [0] * len(table)


def test_charged_words_inside_names_are_left_out_unless_asked_for():
    corpus = article(
        [
            ("headline", "Envoys of the United Nations left"),
            ("body", "Nobody praised the old bridge."),
        ]
    )
    charged = sentiment.hits(corpus)
    for table in (skimmer, headline):
        n = "n_skimmer" if table is skimmer else "n"
        assert table(corpus, charged).set_index("category").loc["positive", n] == 0
        assert (
            table(corpus, sentiment.hits(corpus, names=None))
            .set_index("category")
            .loc["positive", n]
            == 1
        )


def of_headline(words: str, name: str) -> Corpus:
    return article(
        [("headline", words), ("body", "Nobody praised the old bridge over there.")], name
    )


def test_the_headline_is_described_by_its_words_and_its_place_among_others():
    corpus = of_headline("Good bridge a win", "own")
    charged = sentiment.hits(corpus)
    headlines = [
        "Bad bridge here now",
        "Some bridge here now",
        "Good bridge here now",
        "Good win best bridge",
        "Win here good bridge",
    ]
    others = concat(
        [
            corpus,
            *(of_headline(words, words) for words in headlines),
            article([("body", "No headline.")]),
        ]
    )
    table = headline(corpus, charged, others=(others, sentiment.hits(others))).set_index("category")
    positive = table.loc["positive"]
    assert (positive["words"], positive["n"], positive["n_words"]) == ("good, win", 2, 4)
    assert positive["difference"] == pytest.approx(1000 * 2 / 4 - 1000 * 1 / 7)
    # Three others hold fewer good words, one as many, one more; the article itself is passed over.
    assert positive["n_others"] == 5
    assert positive["percentile"] == pytest.approx(100 * (3 + 1 / 2) / 5)
    assert set(table["verdict"]) == {"described, not tested"}
    assert "p" not in table


def test_without_others_or_without_a_headline_there_is_no_place():
    corpus = of_headline("Good bridge", "own")
    assert headline(corpus, sentiment.hits(corpus))["percentile"].isna().all()
    bare = article([("body", "Nobody praised the old bridge.")])
    table = headline(bare, sentiment.hits(bare), others=(corpus, sentiment.hits(corpus)))
    assert table[["difference", "percentile"]].isna().all(axis=None)
    assert (table["words"] == "").all()


def test_others_must_be_counted_alike():
    corpus = of_headline("Good bridge", "own")
    with pytest.raises(ValueError, match="other categories"):
        headline(corpus, sentiment.hits(corpus), others=(corpus, framing.hits(corpus)))


@pytest.mark.quick
def test_congruence_counts_the_headlines_words_in_the_body():
    corpus = article(
        [
            ("headline", "The bridge wins again"),
            ("body", "A bridge stands."),
            ("caption", "It wins"),
        ]
    )
    found = congruence(corpus).iloc[0]
    assert (found["n_content_words"], found["not_in_reference"]) == (2, "wins")
    assert found["share_in_reference"] == 1 / 2
    idf_shared, idf_own = np.log(3 / 3) + 1, np.log(3 / 2) + 1
    assert found["cosine"] == pytest.approx(idf_shared**2 / (idf_shared**2 + idf_own**2))


@pytest.mark.parametrize(
    ("words", "cosine"),
    [("Bridge stands", 1), ("Ferry sinks", 0)],
    ids=["the same", "nothing in common"],
)
def test_congruence_runs_from_nothing_to_the_same(words: str, cosine: float):
    found = congruence(article([("headline", words), ("body", "A bridge stands.")])).iloc[0]
    assert found["cosine"] == pytest.approx(cosine)
    assert found["share_in_reference"] == cosine


def test_congruence_without_a_headline_is_undefined():
    found = congruence(article([("body", "A bridge stands.")])).iloc[0]
    assert np.isnan(found["share_in_reference"])
    assert np.isnan(found["cosine"])


@pytest.mark.parametrize("ask", [adjacency, adjacency_test, separability, congruence])
def test_a_wrong_layer_is_one_clear_error(seed: Corpus, ask: Callable[..., pd.DataFrame]):
    with pytest.raises(ValueError, match="unknown layer 'captions'; choose from"):
        ask(seed, target="captions")
    with pytest.raises(ValueError, match="both 'body'"):
        ask(seed, target="body", reference="body")


# --------------------------------------------------------------------------- borders

REFITS = placement.REFITS


@pytest.mark.quick
def test_a_p_value_of_five_in_a_thousand_is_the_smallest_that_refits_can_show():
    assert 1 / (1 + REFITS) == 0.005
    assert (placement.LEAST_CAPTIONS, placement.LEAST_PARAGRAPHS) == (3, 5)
    assert (placement.LEAST_SENTENCES, placement.LEAST_GROUPS, placement.MOST_FOLDS) == (20, 3, 5)


@pytest.mark.parametrize(
    ("n_captions", "n_paragraphs", "tested"), [(3, 5, True), (2, 5, False), (3, 4, False)]
)
def test_three_captions_among_five_paragraphs_are_tested(
    n_captions: int, n_paragraphs: int, tested: bool
):
    blocks = []
    for n in range(n_paragraphs):
        words = WORDS[4 * n : 4 * n + 4]
        blocks.append(("body", sentence(words)))
        if n < n_captions:
            blocks.append(("caption", sentence(words)))
    row = adjacency_test(article(blocks)).iloc[0]
    assert (row["n_target"], row["n_reference"]) == (n_captions, n_paragraphs)
    assert (row["verdict"] != NOT_TESTABLE) == tested
    assert (row["p"] == row["p"]) == tested


@pytest.mark.parametrize(
    ("aucs", "p", "verdict"),
    [
        ([0.7, 0.6, 0.8], 3 / 4, NO_DIFFERENCE),
        ([0.7 - 1e-12, 0.6, 0.6], 2 / 4, NO_DIFFERENCE),  # as large but for its last bits
        ([0.7 - 1.05e-9, 0.6, 0.6], 1 / 4, NO_DIFFERENCE),
        ([0.6] * 19, 1 / 20, TOLD_APART),
        ([0.6] * 18, 1 / 19, NO_DIFFERENCE),
    ],
)
def test_the_p_value_is_the_share_of_refits_that_reach_the_area(
    aucs: list[float], p: float, verdict: str, monkeypatch: pytest.MonkeyPatch
):
    areas = iter([0.7, *aucs])
    monkeypatch.setattr(placement, "REFITS", len(aucs))
    monkeypatch.setattr(placement, "_cross_validated", lambda *_: next(areas))
    row = separability(styled(4, TWO_STYLES)).iloc[0]
    assert row["p"] == pytest.approx(p)
    assert (row["verdict"], row["n_folds"]) == (verdict, 4)


def test_an_area_under_the_curve_counts_ties_as_halves():
    scores, is_target = np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False])
    assert placement._auc(scores, is_target) == (1 + 1 + 0.5 + 1) / 4


@pytest.mark.filterwarnings("error")  # a mean of nothing would warn
def test_a_percentile_counts_what_is_equal_as_half():
    theirs = np.array([[1.0], [2.0], [2.0], [3.0]])
    own = np.array([2.0])
    assert placement._percentile(own, theirs).tolist() == [100 * (1 + 2 / 2) / 4]
    assert np.isnan(placement._percentile(own, np.empty((0, 1)))).all()
    assert np.isnan(placement._percentile(np.array([np.nan]), theirs)).all()


@pytest.mark.parametrize(
    ("p", "reachable", "verdict"),
    [
        (0.05, 0.05, NEARER),
        (0.0501, 0.05, NO_DIFFERENCE),
        (0.05, 0.0501, NOT_TESTABLE),
        (1.0, 0.01, NO_DIFFERENCE),
    ],
)
def test_captions_are_nearer_where_p_is_at_most_the_level_and_could_be(
    p: float, reachable: float, verdict: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(placement, "_permute_slots", lambda *_: (p, reachable))
    nearer = adjacency_test(with_captions_from(lambda number: number)).iloc[0]
    assert (nearer["p"], nearer["verdict"]) == (p, verdict)
    farther = adjacency_test(with_captions_from(lambda number: (number + 2) % 6)).iloc[0]
    assert farther["verdict"] == (placement.FARTHER if verdict == NEARER else verdict)


@pytest.mark.parametrize("most", [120, 119])
def test_as_many_arrangements_as_may_be_enumerated_are_and_of_more_some_are_drawn(
    most: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(placement, "MOST_ENUMERATED", most)
    corpus = with_captions_from(lambda number: number, n=5)  # 5! = 120
    p = [adjacency_test(corpus, seed=seed)["p"].item() for seed in range(4)]
    n = 120 if most == 120 else placement.DRAWS + 1
    assert [share * n for share in p] == pytest.approx([round(share * n) for share in p])
    assert (len(set(p)) == 1) == (most == 120)
    assert p == pytest.approx([1 / 120] * 4, abs=0.005)


def test_articles_are_arranged_each_by_itself_and_together():
    one = with_captions_from(lambda number: number, n=3, seed=1)
    two = with_captions_from(lambda number: number, n=4, seed=2)
    gains = []
    for corpus in (one, two):
        near = nearness(corpus).to_numpy()
        n = len(near)
        of_each = (n * near - near.sum(axis=1, keepdims=True)) / (n - 1)
        gains.append([of_each[range(n), order].sum() for order in itertools.permutations(range(n))])
    sums = np.abs([a + b for a in gains[0] for b in gains[1]])
    observed = abs(gains[0][0] + gains[1][0])
    row = adjacency_test(concat([one, two])).iloc[0]
    assert (row["n_target"], row["n_reference"]) == (7, 7)
    assert row["p"] == pytest.approx((sums >= observed - 1e-9).mean())


def test_an_article_of_one_paragraph_says_nothing_of_the_paragraph_that_is_interrupted():
    short = article([("body", sentence(WORDS[:6])), ("caption", sentence(WORDS[:3]))])
    long = with_captions_from(lambda number: number, n=5)
    both, alone = adjacency_test(concat([long, short])), adjacency_test(long)
    pd.testing.assert_frame_equal(both, alone)


@pytest.mark.parametrize(
    ("n_captions", "n_groups", "n_folds"), [(20, 3, 3), (19, 3, 0), (20, 2, 0), (24, 6, 5)]
)
def test_twenty_sentences_of_three_articles_are_fitted_in_up_to_five_folds(
    n_captions: int, n_groups: int, n_folds: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(placement, "REFITS", 1)
    monkeypatch.setattr(placement, "_cross_validated", lambda *_: 0.7)
    of_each = [len(part) for part in np.array_split(np.arange(n_captions), n_groups)]
    corpus = concat(
        [
            article(
                [("body", sentence(WORDS[:5])) for _ in range(20)]
                + [("caption", sentence(WORDS[5:9])) for _ in range(n)],
                f"a{number}",
            )
            for number, n in enumerate(of_each)
        ]
    )
    row = separability(corpus).iloc[0]
    assert (row["n_target"], row["n_reference"]) == (n_captions, 20 * n_groups)
    assert row["n_folds"] == n_folds
    assert (row["verdict"] == NOT_TESTABLE) == (n_folds == 0)
    turned = separability(corpus, target="body", reference="caption").iloc[0]
    assert turned["n_folds"] == n_folds


def test_where_no_fold_holds_both_layers_nothing_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placement, "_cross_validated", lambda *_: np.nan)
    row = separability(styled(4, TWO_STYLES)).iloc[0]
    assert (row["n_folds"], row["verdict"]) == (0, NOT_TESTABLE)
    assert np.isnan(row["p"])


def test_a_fold_counts_where_its_learnt_and_its_judged_part_hold_both_layers():
    random = np.random.default_rng(0)
    vectors, group = random.random((40, 3)), np.repeat(np.arange(4), 10)
    is_target = np.tile([True, False], 20)
    vectors[is_target, 0] += 5
    assert placement._cross_validated(vectors, is_target, group, 4, 0) == 1
    # Of groups that hold one layer each, every judged part lacks the other.
    one_each = group < 2
    assert np.isnan(placement._cross_validated(vectors, one_each, group, 4, 0))
    in_one_group = is_target & (group == 0)
    assert np.isnan(placement._cross_validated(vectors, in_one_group, group, 4, 0))


def test_others_with_as_many_categories_of_other_names_are_refused():
    corpus = of_headline("Good bridge", "own")
    charged = sentiment.hits(corpus)
    renamed = charged.assign(category=charged["category"].cat.rename_categories({"positive": "x"}))
    with pytest.raises(ValueError, match="other categories"):
        headline(corpus, charged, others=(corpus, renamed))


def test_the_headline_of_codes_stands_among_others_by_its_share():
    theirs = np.array([[0.1 + 0.2], [0.3]])
    assert placement._percentile(np.array([0.3]), theirs).tolist() == [
        50
    ]  # equal but for last bits
    assert placement._percentile(np.array([0.3 + 2e-9]), theirs).tolist() == [100]


def test_congruence_reads_segments_that_hold_a_word_and_their_content_words_alone():
    corpus = article(
        [
            ("headline", "Ferry of the bridge"),
            ("headline", "* * *"),
            ("body", "Bridge and mill."),
            ("body", "It was so."),
        ]
    )
    row = congruence(corpus).iloc[0]
    assert (row["n_content_words"], row["not_in_reference"]) == (2, "ferry")
    assert 0 < row["cosine"] < 1
    empty = article([("headline", "It was so"), ("body", "Bridge and mill.")])
    assert congruence(empty)[["share_in_reference", "cosine"]].isna().all(axis=None)


def test_a_sum_of_headline_and_captions_is_of_the_words_that_they_hold_together():
    corpus = article(
        [
            ("headline", "Good bridge"),
            ("caption", "Bad old good mill"),
            ("body", "Good, fine and nice."),
        ]
    )
    table = skimmer(corpus, sentiment.hits(corpus)).set_index("category")
    assert table.loc[
        "positive", ["n_skimmer", "n_full", "words_skimmer", "words_full"]
    ].tolist() == [2, 5, 6, 10]
    assert table.loc["negative", "difference"] == pytest.approx(1000 / 6 - 1000 / 10)
