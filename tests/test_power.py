"""How large a difference would have to be: the simulation of `power`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis import Corpus, comparison, measures, permutation, power, read_text, sentiment

from .test_comparison import unlike


def article(captions: list[int], paragraphs: list[int]) -> Corpus:
    """Captions and paragraphs of so many words; no two are alike."""
    sizes = [*paragraphs, *captions]
    own = unlike("word", len(sizes))
    texts = [" ".join([word] * n) for word, n in zip(own, sizes, strict=True)]
    corpus = read_text("\n\n".join(texts))
    layers = ["body"] * len(paragraphs) + ["caption"] * len(captions)
    return corpus.relabel(dict(enumerate(layers)))


def achieved(corpus: Corpus, target: float, reference: float, n: int = 1_000) -> float:
    """The share of articles in which the test of `compare` shows captions of that rate to differ, on their side."""
    units = comparison.units(corpus, "caption", "body")
    words, here = units["n_words"].to_numpy(float), (units["layer"] == "caption").to_numpy()
    rng, phi = np.random.default_rng(1), comparison.OVERDISPERSION
    means = words * np.where(here, target, reference) / 1000
    counts = rng.poisson(means[:, None] * rng.gamma(1 / phi, phi, (len(words), n))).astype(float)
    testable = counts.sum(axis=0) >= comparison.LEAST_HITS
    return share_shown(counts, words, here, 1 if target > reference else -1, testable)


def share_shown(
    values: np.ndarray,
    words: np.ndarray,
    in_target: np.ndarray,
    side: int,
    testable: np.ndarray | None = None,
) -> float:
    """The share of the columns that `permute` shows to differ on one side.

    A raw p-value is its column's own, while the adjusted ones, which nobody asks for here, take time by the square of
    the number of columns: a hundred at a time.
    """
    if testable is None:
        testable = np.ones(values.shape[1], dtype=bool)
    n_shown = 0
    for first in range(0, values.shape[1], 100):
        block = slice(first, first + 100)
        tested = permutation.permute(values[:, block], words, in_target, 0, testable[block])
        n_shown += ((np.sign(tested.score) == side) & (tested.p <= comparison.LEVEL)).sum()
    return float(n_shown / values.shape[1])


def test_four_of_five_articles_show_the_rate_that_is_detectable(seed: Corpus):
    least = power.detectable(seed, per_1000=(10.0,))["per_1000_target"].item()
    assert achieved(seed, least, 10.0) == pytest.approx(0.8, abs=0.04)
    assert achieved(seed, 10 + (least - 10) / 3, 10.0) < 0.4


def test_four_of_five_articles_show_the_shortfall_that_is_detectable():
    corpus = article([15, 25] * 6, [40, 60] * 8)
    row = power.detectable(corpus, per_1000=(100.0,)).iloc[0]
    assert 0 < row["per_1000_fewer"] < 100 < row["per_1000_target"]
    assert row["shortfall"] == pytest.approx(100 - row["per_1000_fewer"])
    assert achieved(corpus, row["per_1000_fewer"], 100.0) == pytest.approx(0.8, abs=0.04)
    assert achieved(corpus, row["per_1000_target"], 100.0) == pytest.approx(0.8, abs=0.04)


def test_it_does_not_matter_which_layer_is_the_shorter():
    corpus = article([40, 60] * 8, [15, 25] * 4)
    row = power.detectable(corpus, per_1000=(60.0,)).iloc[0]
    assert achieved(corpus, row["per_1000_target"], 60.0) == pytest.approx(0.8, abs=0.04)


def test_four_captions_cannot_show_that_they_hold_fewer_of_what_is_rare(seed: Corpus):
    table = power.detectable(seed, per_1000=(1.0, 30.0))
    assert table[["per_1000_fewer", "shortfall"]].isna().all(axis=None)
    assert table["difference"].notna().all()


def test_longer_articles_show_smaller_differences_on_both_sides():
    short, long = (
        power.detectable(article([15, 25] * n, [40, 60] * n), per_1000=(100.0,)).iloc[0]
        for n in (5, 12)
    )
    assert long["difference"] < short["difference"]
    assert long["shortfall"] < short["shortfall"]


@pytest.mark.quick
def test_the_level_beside_other_rows_is_that_of_as_many_independent_tests():
    assert power.level_beside(1) == pytest.approx(comparison.LEVEL)
    for rows in (2, 10):
        level = power.level_beside(rows)
        assert 1 - (1 - level) ** rows == pytest.approx(comparison.LEVEL)
        assert comparison.LEVEL / rows < level < comparison.LEVEL


def test_what_is_given_is_the_same_whenever_it_is_asked(seed: Corpus):
    first = power.detectable(seed, per_1000=(10.0,))
    power._least.cache_clear()
    assert power.detectable(seed, per_1000=(10.0,)).equals(first)
    other = power.detectable(seed, per_1000=(10.0,), seed=1)["difference"].item()
    assert other == pytest.approx(first["difference"].item(), rel=0.15)


def test_more_rows_need_larger_differences(seed: Corpus):
    alone, beside = (
        power.detectable(seed, per_1000=(10.0,), rows=n)["difference"].item() for n in (1, 20)
    )
    assert beside > alone > 0


@pytest.mark.quick
def test_two_captions_among_three_paragraphs_can_show_nothing():
    corpus = read_text("\n\n".join(["A short line of a few words here."] * 5))
    corpus = corpus.relabel({0: "caption", 1: "caption", 2: "body", 3: "body", 4: "body"})
    table = power.detectable(corpus)
    assert table["difference"].isna().all()
    assert table["per_1000_reference"].tolist() == [1, 3, 10, 30, 100]


def test_a_tone_that_is_detectable_lies_beyond_the_tone_that_is_not_shown(seed: Corpus):
    row = measures.findings(seed).set_index("category").loc["tone"]
    assert -row["shortfall"] < row["difference"] < row["detectable"]
    least = power.detectable_sum(seed, sentiment.hits(seed))
    assert row["detectable"] >= least.more > 0
    assert row["shortfall"] >= least.fewer > 0


@pytest.mark.parametrize("side", [1, -1])
def test_four_of_five_articles_show_the_tone_that_is_detectable(seed: Corpus, side: int):
    hits = comparison.counted(sentiment.hits(seed))
    least = power.detectable_sum(seed, hits)
    units = comparison.units(seed, "caption", "body")
    words, here = units["n_words"].to_numpy(float), (units["layer"] == "caption").to_numpy()
    sums = hits.groupby("segment")["weight"].sum().reindex(units.index, fill_value=0.0).to_numpy()
    rates = [sums[layer].sum() / words[layer].sum() for layer in (here, ~here)]
    beyond = (sums - words * np.where(here, *rates)) / np.sqrt(words)
    beyond *= np.sqrt(len(words) / (len(words) - 2))
    dealt = np.random.default_rng(3).choice(beyond, (len(words), 1_000))
    moved = words * np.where(here, side * (least.more if side > 0 else least.fewer) / 1000, 0)
    values = (words * rates[1] + moved)[:, None] + np.sqrt(words)[:, None] * dealt
    assert share_shown(values, words, here, side) == pytest.approx(0.8, abs=0.04)


@pytest.mark.quick
def test_a_tone_of_no_charged_word_is_undefined():
    corpus = article([10, 10, 10], [30, 30, 30, 30])
    assert np.isnan(power.detectable_sum(corpus, sentiment.hits(corpus))).all()


@pytest.mark.parametrize("verdict", ["more in captions", "cannot be tested here"])
def test_only_rows_without_a_difference_carry_what_could_have_been(seed: Corpus, verdict: str):
    table = measures.findings(seed)
    columns = ["detectable", "shortfall"]
    assert table.loc[table["verdict"] == verdict, columns].isna().all(axis=None)
    silent = table[table["verdict"] == comparison.NO_DIFFERENCE]
    # Where a layer is full of something already, even 500 per 1,000 words would not be more enough to be shown; what
    # lies between such a rate and the next that is simulated cannot be read off the curve.
    assert silent.loc[silent["per_1000_reference"] < 20, "detectable"].notna().all()


@pytest.mark.quick
def test_the_curve_is_asked_where_four_of_five_articles_would_be_shown():
    distances = np.linspace(1.0, 5.0, 9)
    shares = 1 / (1 + np.exp(-2 * (distances - 3)))
    crossing = power._crossing(distances, shares, 10**6)
    assert power.POWER == 0.8
    assert crossing == pytest.approx(3 + math.log(0.8 / 0.2) / 2)
    # What does not rise says no more than that the edge is not below the farthest point that was tried, and none is
    # given outside of the points.
    assert power._crossing(distances, np.full(9, 0.3), 80) == 5
    assert power._crossing(distances, np.linspace(0.3, 0.5, 9), 80) == 5
    assert power._crossing(distances, np.linspace(0.9, 0.99, 9), 80) == 1


@pytest.mark.quick
@pytest.mark.parametrize("n_captions", [3, 5], ids=["fewer captions", "fewer paragraphs"])
@pytest.mark.parametrize("is_more", [True, False])
def test_an_article_is_shown_exactly_where_the_test_of_a_comparison_shows_it(
    n_captions: int, is_more: bool
):
    words = np.array([40.0, 40.0, 40.0, 60.0, 60.0, 60.0, 60.0, 60.0])
    in_target = np.arange(8) < n_captions
    rates = np.where(in_target, *((0.3, 0.05) if is_more else (0.05, 0.3)))
    values = np.random.default_rng(0).poisson((words * rates)[:, None], (8, 500)).astype(float)
    values[:, :5] = 0.0  # nothing shows no difference
    tested = permutation.permute(values, words, in_target, 0, np.ones(500, dtype=bool))
    shown = (tested.p <= comparison.LEVEL) & ((tested.score > 0) == is_more)
    assert 0.2 < shown.mean() < 1
    test = power._Test(words.tobytes(), in_target.tobytes(), comparison.LEVEL, 0)
    assert test.share_shown(values, 0, is_more=is_more) == pytest.approx(shown.mean())


def test_nothing_is_detectable_where_nothing_could_be_shown():
    one_caption = article([20], [30] * 6)
    assert power.detectable(one_caption)[["difference", "shortfall"]].isna().all(axis=None)
    assert np.isnan(power.detectable_sum(one_caption, sentiment.hits(one_caption))).all()
    # Of ten arrangements none is as rare as one in twenty.
    texts = [
        "Good words of this day.",
        "A bad day here.",
        "The mill and the good river turn.",
        "A fine day.",
    ]
    corpus = read_text("\n\n".join([*texts, "Words of a terrible year."]))
    layers = ("caption", "caption", "body", "body", "body")
    corpus = corpus.relabel(dict(enumerate(layers)))
    hits = sentiment.hits(corpus)
    assert len(hits) == 5
    assert np.isnan(power.detectable_sum(corpus, hits)).all()


def test_beside_a_rate_as_high_as_any_that_is_tried_or_higher_no_rate_is_more():
    corpus = article([15, 25] * 6, [40, 60] * 8)
    table = power.detectable(corpus, per_1000=(500.0, 700.0, 3_000.0))
    assert table[["per_1000_target", "difference"]].isna().all(axis=None)
    assert (table["per_1000_fewer"] < table["per_1000_reference"]).all()


@pytest.mark.quick
@pytest.mark.parametrize(
    ("n_captions", "n_paragraphs", "reaches"),
    [(3, 3, True), (2, 4, False), (2, 5, True), (1, 40, False), (40, 1, False), (5, 2, True)],
)
def test_the_level_is_reached_where_one_of_the_arrangements_is_as_rare(
    n_captions: int, n_paragraphs: int, reaches: bool
):
    # Three of six segments: 20 arrangements, of which one is just the level.
    in_target = np.arange(n_captions + n_paragraphs) < n_captions
    words = np.full(len(in_target), 20.0)
    test = power._Test(words.tobytes(), in_target.tobytes(), comparison.LEVEL, 0)
    assert test.reaches() == reaches


@pytest.mark.quick
@pytest.mark.parametrize(("level", "n_first", "n_rest"), [(0.05, 120, 360), (0.01, 600, 1800)])
def test_each_turn_looks_at_arrangements_of_its_own_as_many_as_tell_the_level(
    level: float, n_first: int, n_rest: int
):
    in_target = np.arange(30) < 22
    test = power._Test(np.full(30, 20.0).tobytes(), in_target.tobytes(), level, 0)
    looked_at = []
    for turn in range(3):
        first, rest = test._arranged(turn)
        assert (len(first.share), len(rest.share)) == (n_first, n_rest)
        matrix = np.concatenate([first.matrix, rest.matrix])
        assert {int(n) for n in matrix.sum(axis=1)} == {8}
        looked_at += [row.tobytes() for row in matrix]
    assert len(set(looked_at)) > 0.99 * len(looked_at)
    # Of fewer arrangements all are looked at in every turn.
    few = power._Test(np.full(8, 20.0).tobytes(), (np.arange(8) < 3).tobytes(), level, 0)
    first, rest = few._arranged(1)
    assert len(np.unique(first.matrix, axis=0)) == 56
    assert not len(rest.share)


@pytest.mark.quick
@pytest.mark.parametrize("kind", ["counts", "weights", "sums"])
@pytest.mark.parametrize(("n_segments", "n_target"), [(12, 3), (30, 9), (24, 12)])
def test_arrangements_that_lie_as_far_out_are_those_of_the_pooled_score(
    kind: str, n_segments: int, n_target: int
):
    random = np.random.default_rng(n_segments)
    words = random.integers(3, 90, n_segments).astype(float)
    in_target = np.arange(n_segments) < n_target
    values = random.poisson(words[:, None] * random.uniform(0.005, 0.2, 200)).astype(float)
    values[0, :100] += random.poisson(6, 100)
    if kind != "counts":
        values *= random.uniform(0.5, 4, values.shape) * (
            1 if kind == "weights" else 1 - 2 * (values > 3)
        )
    values = values[:, ~permutation.is_flat(values, words)]
    test = power._Test(words.tobytes(), in_target.tobytes(), 0.01, 0)
    arranged, _ = test._arranged(1)
    # The scores of the arrangements themselves are among those that are asked for: ties count.
    scores = np.abs(permutation.pooled_score(arranged.matrix.astype(float), values, words))
    rank = len(scores) - random.integers(1, 40, values.shape[1])
    size = np.sort(scores, axis=0)[rank, range(values.shape[1])] * (1 - 1e-9)
    expected = (scores >= size).sum(axis=0)
    every = np.full(len(size), len(scores) + 1)
    assert (power._n_extreme(arranged, values, words, size, every) == expected).all()
    # Of what has enough nobody has to know how much more.
    counted = power._n_extreme(arranged, values, words, size, np.full(len(size), 15))
    assert (np.minimum(counted, 15) == np.minimum(expected, 15)).all()
    assert 0.1 < (expected < 15).mean() < 0.9


@pytest.mark.parametrize("is_more", [True, False])
def test_of_many_arrangements_a_part_tells_what_all_of_them_show(is_more: bool):
    words = np.linspace(10.0, 60.0, 24)
    in_target = np.arange(24) % 3 == 0
    rates = np.where(in_target, *((0.11, 0.06) if is_more else (0.06, 0.11)))
    values = np.random.default_rng(0).poisson((words * rates)[:, None], (24, 150)).astype(float)
    tested = permutation.permute(values, words, in_target, 0, np.ones(150, dtype=bool))
    shown = (tested.p <= comparison.LEVEL) & ((tested.score > 0) == is_more)
    test = power._Test(words.tobytes(), in_target.tobytes(), comparison.LEVEL, 0)
    assert 0.3 < shown.mean() < 0.9
    assert test.share_shown(values, 1, is_more=is_more) == pytest.approx(shown.mean(), abs=0.04)


class OfACurve:
    """A test whose power follows a curve of the distance, with a record of how many were simulated."""

    def __init__(self, middle: float, steepness: float, n_segments: int = 20) -> None:
        self.middle, self.steepness = middle, steepness
        self.words, self.seed = np.ones(n_segments), 0
        self.asked: list[tuple[float, int]] = []
        self.turns: list[int] = []

    def simulated(self, point: float, random: np.random.Generator, n: int) -> np.ndarray:
        self.asked.append((point, n))
        return np.full((1, n), point)

    def share_shown(self, values: np.ndarray, turn: int, *, is_more: bool) -> float:
        self.turns.append(turn)
        distance = abs(values[0, 0] - 1)
        assert is_more == (values[0, 0] > 1)
        return float(1 / (1 + np.exp(-self.steepness * (distance - self.middle))))


@pytest.mark.quick
@pytest.mark.parametrize("far", [11.0, -9.0])
def test_the_edge_lies_where_four_of_five_articles_are_shown(far: float):
    curve = OfACurve(middle=4.0, steepness=3.0)
    edge = power._edge(curve, curve.simulated, 1.0, far)
    expected = 4 + math.log(4) / 3
    assert edge == pytest.approx(1 + math.copysign(expected, far), abs=1e-6)
    assert curve.turns == list(range(len(curve.turns)))
    assert [n for _, n in curve.asked] == [300, *[60] * 4, *[80] * 6, *[250] * 8]
    assert max(abs(point - 1) for point, _ in curve.asked) == 10


@pytest.mark.quick
def test_there_is_no_edge_where_the_farthest_is_not_shown_or_nothing_is_far():
    at_the_power = OfACurve(middle=10 - math.log(4) + 1e-9, steepness=1.0)
    assert math.isnan(power._edge(at_the_power, at_the_power.simulated, 1.0, 11.0))
    just = OfACurve(middle=10 - math.log(4) - 1e-9, steepness=1.0)
    assert power._edge(just, just.simulated, 1.0, 11.0) == pytest.approx(11, abs=0.01)
    assert math.isnan(power._edge(just, just.simulated, 1.0, 1.0))
    assert len(at_the_power.asked) == 1


@pytest.mark.quick
@pytest.mark.parametrize(("n_segments", "most"), [(6_000, 300), (10_000, 200), (100_000, 25)])
def test_of_long_articles_fewer_are_simulated_and_25_at_the_least(n_segments: int, most: int):
    curve = OfACurve(4.0, 3.0, n_segments)
    power._edge(curve, curve.simulated, 1.0, 11.0)
    assert max(n for _, n in curve.asked) == most
    assert min(n for _, n in curve.asked) == min(60, most)


def test_a_table_of_detectable_rates_adds_up():
    table = power.detectable(article([20, 30] * 3, [40, 50] * 4), per_1000=(60.0,), rows=2)
    row = table.iloc[0]
    assert row["per_1000_target"] - row["per_1000_reference"] == pytest.approx(row["difference"])
    assert row["per_1000_reference"] - row["per_1000_fewer"] == pytest.approx(
        row["shortfall"], nan_ok=True
    )
    assert row["difference"] > 0


@pytest.mark.quick
def test_differences_in_sums_are_looked_for_within_twenty_standard_errors(
    monkeypatch: pytest.MonkeyPatch,
):
    words, sums = np.array([10.0, 40, 20, 30, 50]), np.array([2.0, -1, 3, 0.5, 1])
    in_target = np.arange(5) < 2
    test = power._Test(words.tobytes(), in_target.tobytes(), 0.2, 0)
    asked = []

    def edge(of, simulated, near: float, far: float) -> float:
        asked.append(simulated(0.1, np.random.default_rng(0), 20_000).mean(axis=1))
        assert near == 0
        return far

    monkeypatch.setattr(power, "_edge", edge)
    least = test.least_sum(sums)
    # Each segment beyond the rate of its layer, by the root of its words; two rates are estimated.
    beyond = (sums - words * np.where(in_target, 1 / 50, 4.5 / 100)) / np.sqrt(words)
    spread = np.sqrt(((beyond - beyond.mean()) ** 2).sum() / 3)
    error = spread * math.sqrt(1 / 50 + 1 / 100)
    assert least == pytest.approx((1000 * 20 * error, 1000 * 20 * error))
    freed = math.sqrt(5 / 3) * beyond.mean() * np.sqrt(words)
    expected = words * (0.045 + 0.1 * in_target) + freed
    assert asked[0] == pytest.approx(expected, abs=0.1)
    assert np.isnan(test.least_sum(np.zeros(5))).all()
