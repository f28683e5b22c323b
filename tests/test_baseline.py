"""What ordinary pages hold: the curve by a second, slower way, by its limits, and as a file and a command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy import stats

from analysis import (
    baseline,
    batch,
    coding,
    framing,
    measures,
    read_text,
    sentiment,
    synthetic,
)
from analysis.baseline import expecting, fitting, lists, predicting, stored
from analysis.baseline.fitting import CountFit, SumFit
from analysis.baseline.lists import MeasureList
from analysis.baseline.stored import Key
from analysis.comparison import across
from analysis.corpus import Corpus, concat
from analysis.lexicons.choice import settled
from analysis.options import DEFAULTS
from analysis.reading import InputError

from .benchmarks import make_baseline
from .conftest import ROOT
from .test_cli import run

FIT = CountFit(mu=-5.0, sigma=0.8, alpha=-1.0, beta=0.8, spread=0.6, gamma=-0.1)
ON_CONFLICT = DEFAULTS.but(frames="armed-conflict")
SUMS = SumFit(
    mu=0.1, sigma=0.5, noise=4.0, alpha=0.2, beta=0.9, spread=0.4, target_noise=2.0, degrees=6
)


def arrays(*values: float) -> list[np.ndarray]:
    return [np.array([value], dtype=float) for value in values]


# --------------------------------------------------------------------------- the curve


def literal(
    fit: CountFit, n_reference: int, words_reference: int, words_target: int, most: int
) -> np.ndarray:
    """The probability of 0, 1, … hits, by a loop over a fine grid of both log rates."""
    weight, total = np.zeros(most + 1), 0.0
    exposure = words_target * (words_target / 30) ** fit.gamma
    for z in np.linspace(-6, 6, 241):
        theta = fit.mu + fit.sigma * z
        mass = np.exp(-z * z / 2) * stats.poisson.pmf(n_reference, words_reference * np.exp(theta))
        target = fit.alpha + fit.beta * theta + fit.spread * np.linspace(-6, 6, 121)
        share = np.exp(-(np.linspace(-6, 6, 121) ** 2) / 2)
        rate = exposure * np.exp(target)
        weight += (
            mass * (stats.poisson.pmf(np.arange(most + 1)[:, None], rate) @ share) / share.sum()
        )
        total += mass
    return weight / total


@pytest.mark.parametrize(
    ("n_reference", "words_reference", "n", "words"),
    [(0, 200, 0, 5), (3, 400, 2, 15), (40, 1200, 9, 42), (9, 300, 0, 120), (150, 2000, 3, 300)],
)
def test_the_curve_is_that_of_a_literal_double_sum(
    n_reference: int, words_reference: int, n: int, words: int
):
    slow = literal(FIT, n_reference, words_reference, words, 200)
    made = predicting.predict_counts(FIT, *arrays(n_reference, words_reference, n, words))
    assert made.below.item() == pytest.approx(slow[:n].sum(), abs=2e-3)
    assert made.at.item() == pytest.approx(slow[n], abs=2e-3)
    assert made.expected.item() == pytest.approx(slow @ np.arange(201), rel=0.01)
    reached = np.cumsum(slow)
    assert abs(made.low.item() - np.argmax(reached >= 0.05)) <= 0.02 * words
    assert abs(made.high.item() - np.argmax(reached >= 0.95)) <= 0.02 * words


def test_without_any_spread_the_curve_is_poisson():
    fit = CountFit(mu=-5.0, sigma=1e-6, alpha=-3.0, beta=0.0, spread=1e-6)
    made = predicting.predict_counts(fit, *arrays(3, 400, 4, 60))
    rate = 60 * np.exp(-3.0)
    assert made.at.item() == pytest.approx(stats.poisson.pmf(4, rate), rel=1e-3)
    assert made.below.item() == pytest.approx(stats.poisson.cdf(3, rate), rel=1e-3)
    assert made.high.item() == stats.poisson.ppf(0.95, rate)


def test_a_caption_may_hold_more_of_a_thing_because_the_body_does():
    few, many = (predicting.predict_counts(FIT, *arrays(n, 800, 2, 40)) for n in (1, 40))
    assert many.expected.item() > 2 * few.expected.item()
    assert many.percentile.item() < few.percentile.item()


def test_many_hits_are_reckoned_as_few_are(monkeypatch: pytest.MonkeyPatch):
    given = arrays(20, 900, 12, 80)
    gone_through = predicting.predict_counts(FIT, *given)
    monkeypatch.setattr(predicting, "_MOST_COUNTED", -1)
    bisected = predicting.predict_counts(FIT, *given)
    np.testing.assert_allclose(np.ravel(gone_through), np.ravel(bisected), rtol=1e-6, atol=1e-9)


def test_a_caption_of_thousands_of_words_is_no_trouble():
    made = predicting.predict_counts(FIT, *arrays(900, 9000, 5000, 60_000))
    assert np.isfinite(np.ravel(made)).all()
    assert made.low.item() < made.expected.item() < made.high.item()
    sums = predicting.predict_sums(FIT, SUMS, *arrays(900, 9000, 90.0, 60_000, 500.0))
    assert np.isfinite(np.ravel(sums)).all()


def test_articles_together_are_as_articles_alone(monkeypatch: pytest.MonkeyPatch):
    random = np.random.default_rng(0)
    given = [random.poisson(8, 50), random.integers(100, 900, 50), random.poisson(1, 50)]
    given.append(random.integers(5, 100, 50))
    monkeypatch.setattr(predicting, "_ROWS_AT_ONCE", 7)
    together = predicting.predict_counts(FIT, *given)
    alone = [
        predicting.predict_counts(FIT, *(row[at : at + 1] for row in given)) for at in range(50)
    ]
    for whole, *parts in zip(together, *alone, strict=True):
        np.testing.assert_allclose(whole, np.concatenate(parts), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("rows_at_once", [3, 1_000])
def test_fits_together_are_as_fits_alone(monkeypatch: pytest.MonkeyPatch, rows_at_once: int):
    random, asked = np.random.default_rng(0), []
    for n_articles, sums, mu in (
        (2, None, -6.0),
        (5, SUMS, -5.0),
        (0, None, -4.0),
        (4, None, -3.0),
    ):
        given = np.stack([random.integers(1, 400, n_articles).astype(float) for _ in range(6)])
        asked.append((stored.Fit(300, FIT._replace(mu=mu), sums), given))
    alone = [stored.predict(fit, *given) for fit, given in asked]
    monkeypatch.setattr(predicting, "_ROWS_AT_ONCE", rows_at_once)
    for together, own in zip(stored.predict_each(asked), alone, strict=True):
        np.testing.assert_array_equal(np.array(together), np.array(own))


def test_the_curve_of_a_sum_is_that_of_drawn_captions():
    n_reference, words_reference, sum_reference, words = 20, 500, -10.0, 42
    random = np.random.default_rng(0)
    z = predicting.target_rates(FIT, *arrays(n_reference, words_reference))
    rate = random.choice(z[1], 60_000, p=z[0][0])
    n = random.poisson(FIT.exposure(np.array(words)) * rate)
    mean, unsure = fitting.posterior_mean(0.1, 0.5, 4.0, *arrays(n_reference, -0.5))
    centre = SUMS.alpha + SUMS.beta * mean
    variance = SUMS.spread**2 + SUMS.beta**2 * unsure + SUMS.target_noise / np.maximum(n, 1)
    drawn = n * (centre + np.sqrt(variance) * stats.t.rvs(6, size=len(n), random_state=random))
    for observed in (-3.0, 0.0, 4.0):
        made = predicting.predict_sums(
            FIT, SUMS, *arrays(n_reference, words_reference, sum_reference, words, observed)
        )
        assert made.below.item() == pytest.approx((drawn < observed).mean(), abs=0.01)
        assert made.at.item() == pytest.approx((drawn == observed).mean(), abs=0.01)
    assert made.expected.item() == pytest.approx(drawn.mean(), abs=0.05)
    assert made.low.item() == pytest.approx(np.quantile(drawn, 0.05), abs=0.15)
    assert made.high.item() == pytest.approx(np.quantile(drawn, 0.95), abs=0.15)


@pytest.mark.parametrize("degrees", fitting.DEGREES)
def test_the_t_distribution_is_that_of_scipy(degrees: int):
    t = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(predicting.t_cdf(t, degrees), stats.t.cdf(t, degrees), atol=1e-12)


# --------------------------------------------------------------------------- the fit


def drawn_pages(n_pages: int, seed: int = 0, fit: CountFit = FIT) -> list[np.ndarray]:
    """Hits and words of both layers of pages that follow a fit."""
    random = np.random.default_rng(seed)
    words = random.integers(200, 1200, n_pages), random.integers(5, 150, n_pages)
    reference = fit.mu + fit.sigma * random.standard_normal(n_pages)
    target = fit.alpha + fit.beta * reference + fit.spread * random.standard_normal(n_pages)
    n_target = random.poisson(fit.exposure(words[1].astype(float)) * np.exp(target))
    return [random.poisson(words[0] * np.exp(reference)), words[0], n_target, words[1]]


def test_a_fit_gives_back_the_numbers_by_which_pages_were_drawn():
    made = fitting.fit_counts(*drawn_pages(4000))
    for name, tolerance in {
        "mu": 0.05,
        "sigma": 0.05,
        "beta": 0.1,
        "spread": 0.08,
        "gamma": 0.07,
    }.items():
        assert getattr(made, name) == pytest.approx(getattr(FIT, name), abs=tolerance), name
    usual = made.alpha + made.beta * FIT.mu
    assert usual == pytest.approx(FIT.alpha + FIT.beta * FIT.mu, abs=0.07)


def test_the_uncertainty_of_a_fit_is_about_that_of_fits_to_samples_of_its_pages():
    pages = drawn_pages(100)
    missing = np.full(100, np.nan)
    made = stored.fit(*pages[:2], missing, *pages[2:], missing)
    random = np.random.default_rng(0)
    numbers = []
    for _ in range(40):
        sample = random.integers(100, size=100)
        fit = fitting.fit_counts(*(row[sample] for row in pages))
        numbers.append([fit.mu, fit.alpha + fit.beta * FIT.mu])
    usual = np.array([0, 0, 1, FIT.mu, 0, 0])
    covariance = np.array(made.covariance)
    assert np.sqrt(covariance[0, 0]) == pytest.approx(np.std(numbers, axis=0)[0], rel=0.4)
    assert np.sqrt(usual @ covariance @ usual) == pytest.approx(np.std(numbers, axis=0)[1], rel=0.4)


def test_a_category_without_a_hit_is_rare_and_not_impossible():
    pages = drawn_pages(100)
    made = fitting.fit_counts(np.zeros(100), pages[1], np.zeros(100), pages[3])
    predicted = predicting.predict_counts(made, *arrays(0, 500, 1, 42))
    assert 0 < predicted.expected.item() < 0.05
    assert 0 < predicted.at.item() < 0.05


def test_pages_that_follow_the_fit_are_spread_evenly_over_it():
    pages = drawn_pages(600, seed=1)
    made = predicting.predict_counts(fitting.fit_counts(*drawn_pages(600)), *pages)
    pit = made.below + np.random.default_rng(0).random(600) * made.at
    assert stats.kstest(pit, "uniform").pvalue > 0.01


def test_the_fit_of_sums_gives_back_the_numbers_by_which_they_were_drawn():
    random = np.random.default_rng(0)
    n = random.poisson(15, 3000) + 1, random.poisson(4, 3000) + 1
    reference = SUMS.mu + SUMS.sigma * random.standard_normal(3000)
    target = SUMS.alpha + SUMS.beta * reference + SUMS.spread * random.standard_normal(3000)
    sums = [
        size * (mean + np.sqrt(noise / size) * random.standard_normal(3000))
        for size, mean, noise in zip(
            n, (reference, target), (SUMS.noise, SUMS.target_noise), strict=True
        )
    ]
    made = fitting.fit_sums(n[0], sums[0], n[1], sums[1])
    for name in ("mu", "sigma", "alpha", "beta", "spread"):
        assert getattr(made, name) == pytest.approx(getattr(SUMS, name), abs=0.1), name
    assert made.target_noise == pytest.approx(SUMS.target_noise, rel=0.2)
    assert made.degrees == max(fitting.DEGREES)


# --------------------------------------------------------------------------- articles


@pytest.fixture(scope="module")
def news() -> baseline.Baseline:
    return baseline.load()


def test_the_seed_holds_more_weapons_than_every_page_and_no_place_where_six_are_usual(seed: Corpus):
    table = baseline.expected(seed, hits=measures.all_hits(seed)).set_index("category")
    for category in ("WEAPON", "military_capability"):
        row = table.loc[category]
        assert (row["unusual"], row["n_beyond"], row["n_pages"]) == ("more", 0, 325)
        assert row["expected"] < 0.5
    places = table.loc["PLACE"]
    assert (places["observed"], places["n_beyond"]) == (0, 0)
    assert 5 < places["expected"] < 8
    assert table.loc["GROUP", "unusual"] == ""


def test_a_corpus_and_its_findings_have_one_answer(seed: Corpus, control: Corpus):
    for corpus in (seed, control):
        hits = measures.all_hits(corpus)
        of_corpus = baseline.expected(corpus, hits=hits)
        of_findings = baseline.expected(measures.findings(corpus, hits))
        pd.testing.assert_frame_equal(of_corpus, of_findings)
        assert (
            of_corpus["category"].tolist() == measures.findings(corpus, hits)["category"].tolist()
        )


def test_without_intervals_all_else_is_the_same(seed: Corpus, control: Corpus):
    both = concat([seed, control])
    whole, lean = (
        baseline.expected(both, hits=measures.all_hits(both), intervals=intervals)
        for intervals in (True, False)
    )
    left_out = ["low", "high", "percentile_low", "percentile_high", "n_beyond"]
    assert whole["n_beyond"].notna().any()
    assert lean[left_out].isna().all(axis=None)
    pd.testing.assert_frame_equal(
        lean.drop(columns=left_out), whole.drop(columns=left_out), check_exact=True
    )


def test_many_articles_are_as_each_alone(seed: Corpus, control: Corpus):
    both = concat([seed, control])
    together = baseline.expected(both, hits=measures.all_hits(both))
    # By the codebook of many articles, since that of one is chosen by its body.
    options = settled(DEFAULTS)
    alone = [
        baseline.expected(one, hits=measures.all_hits(one, options), options=options)
        for one in (seed, control)
    ]
    alone[1]["article"] = 1
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))
    across_all = pd.concat([across(both, hits) for hits in measures.all_hits(both).values()])
    mixed = baseline.expected(across_all.sample(frac=1, random_state=0))
    order = ["article", "measure", "category"]
    pd.testing.assert_frame_equal(
        mixed.sort_values(order, ignore_index=True), together.sort_values(order, ignore_index=True)
    )


def test_one_caption_is_enough():
    text = "Talks go on\n\n" + "The ministers met for talks on trade and prices today. " * 30
    corpus = read_text(text + "\n\nCaption: A drone, a missile and a tank near a howitzer.")
    hits = {"framing": framing.hits(corpus, frames="armed-conflict")}
    assert (corpus.segments["layer"] == "caption").sum() == 1
    table = baseline.expected(corpus, hits=hits, options=ON_CONFLICT).set_index("category")
    assert table.loc["military_capability", "unusual"] == "more"
    assert table["p_unusual"].notna().all()


def test_a_tail_is_doubled_and_holds_what_is_seen(news: baseline.Baseline, seed: Corpus):
    table = baseline.expected(seed, news, hits=measures.all_hits(seed)).set_index("category")
    key = Key("caption", "body", "entities", "rules", "PLACE")
    body = seed.segments.loc[seed.segments["layer"] == "body", "n_words"].sum()
    n_body = int((measures.findings(seed).set_index("category")).loc["PLACE", "n_reference"])
    none = predicting.predict_counts(news.fits[key].counts, *arrays(n_body, body, 0, 42)).at.item()
    assert table.loc["PLACE", "p_unusual"] == pytest.approx(2 * none)
    assert table.loc["PLACE", "percentile"] == pytest.approx(50 * none)


def test_adjusted_values_are_those_of_scipy_article_by_article():
    random = np.random.default_rng(0)
    p, article = random.random(60) ** 3, random.integers(0, 4, 60)
    p[::7] = np.nan
    adjusted = expecting.adjust(p, article)
    for number in range(4):
        own = (article == number) & ~np.isnan(p)
        np.testing.assert_allclose(adjusted[own], stats.false_discovery_control(p[own]))
    assert np.isnan(adjusted[::7]).all()


def test_how_many_pages_lie_beyond_is_counted_and_only_far_out(news: baseline.Baseline):
    key = Key("caption", "body", "entities", "rules", "PERSON")
    table = pd.DataFrame(
        {
            "measure": "entities",
            "category": "PERSON",
            "article": range(4),
            "n_target": [1, 6, 9, 40],
            "n_reference": 12,
            "words_target": 40,
            "words_reference": 700,
        }
    )
    made = baseline.expected(table, news)
    pages = 1 - news.tails(key).below
    for row, n in zip(made.itertuples(), table["n_target"], strict=True):
        given = arrays(12, 700, n, 40)
        upper = 1 - predicting.predict_counts(news.fits[key].counts, *given).below.item()
        if upper > 0.05:
            assert pd.isna(row.n_beyond)
        else:
            assert row.n_beyond == (pages <= upper * (1 + 1e-9)).sum()
    assert made["n_beyond"].isna().tolist()[0]
    assert made["n_beyond"].tolist()[-1] == 0
    assert made["percentile"].is_monotonic_increasing


def test_tone_is_held_against_tone_in_points(seed: Corpus):
    hits = measures.all_hits(seed)
    row = baseline.expected(seed, hits=hits).set_index("category").loc["tone"]
    rate = measures.findings(seed, hits).set_index("category").loc["tone", "per_1000_target"]
    assert row["observed"] == pytest.approx(rate)
    assert row["low"] < row["observed"] < row["expected"] < row["high"]


# --------------------------------------------------------------------------- why there is none


def reasons(table: pd.DataFrame) -> set[str]:
    empty = table[table["reason"] != ""]
    assert empty[["expected", "percentile", "p_unusual", "p_unusual_adjusted"]].isna().all().all()
    assert set(table["reason"]) <= {"", *baseline.REASONS}
    return set(table["reason"])


def test_a_list_of_ones_own_has_no_baseline(seed: Corpus, tmp_path: Path):
    book = tmp_path / "armed-conflict.toml"
    book.write_text('[frames.military_capability]\nterms = ["drone"]\n', encoding="utf-8")
    options = DEFAULTS.but(frames=book)
    hits = {"framing": framing.hits(seed, frames=book)}
    assert reasons(baseline.expected(seed, hits=hits, options=options)) == {baseline.NO_LIST}
    named = baseline.expected(
        seed, hits=measures.all_hits(seed), options=DEFAULTS.but(recogniser="lists")
    )
    without = named[named["reason"] == baseline.NO_LIST]["measure"]
    assert set(without) >= {"sentiment", "entities"}


def test_a_shipped_list_has_one_by_whatever_path(seed: Corpus):
    path = ROOT / "analysis" / "lexicons" / "codebooks" / "policy.toml"
    options = DEFAULTS.but(frames=path)
    hits = {"framing": framing.hits(seed, frames=path)}
    assert reasons(baseline.expected(seed, hits=hits, options=options)) == {""}


def test_layers_without_words_and_other_layers_have_none(seed: Corpus):
    hits = measures.all_hits(seed)
    table = baseline.expected(seed, hits=hits, target="standfirst")
    assert reasons(table) == {baseline.NO_PAIR}
    plain = read_text("They met in Baku today. The talks were good.")
    table = baseline.expected(plain, hits=measures.all_hits(plain))
    assert reasons(table) == {baseline.NO_LAYER_WORDS}
    assert reasons(baseline.expected(measures.findings(plain))) == {baseline.NO_LAYER_WORDS}


def test_a_table_that_cannot_say_how_long_a_layer_is_says_so(seed: Corpus):
    findings = measures.findings(seed)
    silent = findings[findings["n_target"] == 0].drop(columns=["words_target", "words_reference"])
    assert reasons(baseline.expected(silent)) == {baseline.UNKNOWN_WORDS}
    lengths = silent.assign(words_target=42, words_reference=855)
    assert reasons(baseline.expected(lengths)) == {""}


def test_codes_have_none(seed: Corpus):
    codes = coding.read_codes(seed, ROOT / "seeds" / "nagorno-karabakh.codes.csv")
    table = baseline.expected(seed, hits={"coding": coding.hits(seed, codes)})
    assert reasons(table) == {baseline.PER_SEGMENT}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda seed: baseline.expected(seed), "a corpus comes without hits; give them"),
        (lambda _: baseline.expected(pd.DataFrame({"measure": []})), "has no column 'category'"),
        (lambda _: baseline.load("newss"), "unknown baseline 'newss'; choose from: news"),
        (lambda seed: baseline.expected(seed, target="captions", hits={}), "captions"),
    ],
    ids=["no hits", "no column", "no baseline", "no layer"],
)
def test_what_cannot_be_used_is_refused_in_one_line(
    seed: Corpus, given: Callable[[Corpus], object], message: str
):
    with pytest.raises(ValueError, match=message) as refused:
        given(seed)
    assert "\n" not in str(refused.value)


# --------------------------------------------------------------------------- few pages, files


def few(n_pages: int, *, sums: bool = False) -> baseline.Baseline:
    """A baseline of pages by chance, of one category of its own or of tone."""
    drawn = drawn_pages(n_pages, seed=n_pages)
    random = np.random.default_rng(n_pages)
    tables = [
        pd.DataFrame(
            {
                "measure": "sentiment" if sums else "framing",
                "list": "vader" if sums else "armed-conflict",
                "category": "tone" if sums else "arms_trade",
                "layer": layer,
                "page": range(n_pages),
                "n_words": words,
                "n": n,
                "sum": n * random.normal(0.2, 1.0, n_pages) if sums else np.nan,
            }
        )
        for layer, n, words in (("body", *drawn[:2]), ("caption", *drawn[2:]))
    ]
    measure = sentiment.MEASURE if sums else framing.MEASURE
    made_with = {"labelling": {}, "dates": "", "kinds": "", "rights": ""}
    return stored.from_pages(
        "few",
        pd.concat(tables),
        [lists.list_of(measure, ON_CONFLICT)],
        made_with,
        [("caption", "body")],
    )


def held_against(made: baseline.Baseline) -> pd.Series:
    key = next(iter(made.fits))
    row = {"measure": key.measure, "category": key.category, "n_target": 6, "n_reference": 4}
    row |= {
        "per_1000_target": 100.0,
        "per_1000_reference": 5.0,
        "words_target": 40,
        "words_reference": 700,
    }
    return baseline.expected(pd.DataFrame([row]), made, options=ON_CONFLICT).iloc[0]


def test_fewer_than_sixty_pages_are_refused():
    with pytest.raises(InputError, match=r"few: 59 pages with words in both layers, and .* 60;"):
        few(59)


@pytest.mark.parametrize("sums", [False, True], ids=["hits", "tone"])
def test_fewer_than_250_pages_carry_their_uncertainty(sums: bool):
    uncertain, sure = held_against(few(60, sums=sums)), held_against(few(250, sums=sums))
    assert uncertain["percentile_low"] < uncertain["percentile"] < uncertain["percentile_high"]
    assert uncertain["n_pages"] == 60
    assert np.isnan([sure["percentile_low"], sure["percentile_high"]]).all()


def test_a_saved_baseline_is_read_back_as_it_was(tmp_path: Path):
    made = few(70, sums=True)
    made.save(tmp_path / "a.parquet")
    back = baseline.load(tmp_path / "a.parquet")
    assert (back.name, back.made_with, back.n_pages) == (made.name, made.made_with, 70)
    pd.testing.assert_frame_equal(
        back.pages.astype(dict.fromkeys(("measure", "list", "category", "layer"), "str")),
        made.pages,
        check_dtype=False,
    )
    pd.testing.assert_series_equal(held_against(back), held_against(made), rtol=1e-3)
    back.save(tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_what_is_no_baseline_or_another_cutlines_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "a.parquet"
    for content in (b"", b"PAR1", (ROOT / "LICENSE").read_bytes()):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"a\.parquet: is no baseline; give a file that"):
            baseline.load(path)
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(InputError, match="is no baseline"):
        baseline.load(path)
    few(60).save(path)
    monkeypatch.setattr(stored, "version", lambda _: "9.9")
    with pytest.raises(InputError, match=r"was made by cutline .*, and this is 9\.9, .* again"):
        baseline.load(path)
    with pytest.raises(InputError, match=r"mine\.csv: is no name for a baseline"):
        few(60).save(tmp_path / "mine.csv")


def test_a_list_is_known_by_what_it_holds_and_by_the_names_it_needs(
    monkeypatch: pytest.MonkeyPatch,
):
    before = lists.list_of(sentiment.MEASURE, DEFAULTS)
    assert before == lists.list_of(sentiment.MEASURE, DEFAULTS)
    others = [DEFAULTS.but(lexicon="afinn"), DEFAULTS.but(recogniser="lists")]
    assert all(lists.list_of(sentiment.MEASURE, other).sha256 != before.sha256 for other in others)
    monkeypatch.setattr(lists, "_names_sha256", lambda: "other names")
    assert lists.list_of(sentiment.MEASURE, DEFAULTS).sha256 != before.sha256


# --------------------------------------------------------------------------- a run of one's own


def write_articles(path: Path, n: int) -> pd.DataFrame:
    """Synthetic articles that share words and no sentence: none repeats another."""
    words = (ROOT / "seeds" / "control.txt").read_text(encoding="utf-8").split()
    random = np.random.default_rng(0)
    lines = [" ".join(random.choice(words, random.integers(8, 25))) + "." for _ in range(3_000)]
    made = synthetic.articles([read_text("\n\n".join(lines))], n)
    synthetic.write(made, path)
    return made


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("baseline")
    write_articles(folder / "news.jsonl", 75)
    batch.run(folder / "news.jsonl", folder / "run", workers=1)
    return folder / "run"


def test_a_baseline_from_a_run_holds_what_the_comparison_counted(finished: Path):
    made = baseline.load(finished)
    compared = pd.read_parquet(finished / "differences")
    own = compared[(compared["target"] == "caption") & (compared["category"] == "PERSON")]
    pages = made.pages[(made.pages["category"] == "PERSON") & (made.pages["layer"] == "caption")]
    assert pages["n"].sum() == own["n_target"].sum()
    tone = compared[(compared["target"] == "caption") & (compared["category"] == "tone")]
    sums = made.pages[(made.pages["category"] == "tone") & (made.pages["layer"] == "caption")]
    words = sums["n_words"].to_numpy()
    assert sums["sum"].to_numpy() == pytest.approx(
        tone["per_1000_target"].to_numpy() * words / 1000, abs=0.01
    )
    assert made.pairs == {("caption", "body"), ("headline", "body"), ("caption", "headline")}


def test_what_a_run_holds_twice_is_one_page(finished: Path, tmp_path: Path):
    once = write_articles(tmp_path / "news.jsonl", 75)
    again = once.assign(id=once["id"] + "-again", title="Another headline")
    synthetic.write(pd.concat([once, again]), tmp_path / "news.jsonl")
    batch.run(tmp_path / "news.jsonl", tmp_path / "run", workers=1)
    of_run, of_once = baseline.load(tmp_path / "run"), baseline.load(finished)
    pd.testing.assert_frame_equal(of_run.pages, of_once.pages)
    assert of_run.fits == of_once.fits


def test_the_articles_of_a_run_are_ordinary_beside_each_other(finished: Path):
    made = baseline.load(finished)
    differences = pd.read_parquet(finished / "differences")
    own = differences[differences["target"] == "caption"]
    table = baseline.expected(own, made)
    assert table["n_pages"].dropna().min() >= 60
    assert table["percentile_low"].notna().sum() == table["percentile"].notna().sum() > 0
    assert (table.groupby("article")["p_unusual_adjusted"].min() <= 0.05).mean() <= 0.1


def test_the_command_writes_a_baseline_and_refuses_in_one_line(
    finished: Path, tmp_path: Path, capsys
):
    out = tmp_path / "mine.parquet"
    code, said, _ = run(capsys, "baseline", str(finished), "--out", str(out))
    assert (code, said) == (0, f"Wrote {out}: what 75 articles of {finished} hold.\n")
    assert baseline.load(out).n_pages == 75
    for arguments, message in (
        ([str(tmp_path / "none"), "--out", str(out)], "no finished run"),
        ([str(finished), "--out", str(tmp_path / "a.csv")], "one that ends in .parquet"),
        ([str(finished), "--out", str(finished / "a.parquet")], "lies in the folder of the run"),
    ):
        code, said, error = run(capsys, "baseline", *arguments)
        assert (code, said, error.count("\n"), message in error) == (2, "", 1, True), error


def test_a_run_by_another_cutline_or_with_other_lists_is_not_taken_for_this(
    finished: Path, tmp_path: Path, seed: Corpus
):

    other = tmp_path / "run"
    shutil.copytree(finished, other)
    said = json.loads((other / "run.json").read_text(encoding="utf-8"))
    said["lists"]["frames"] = "0" * 64
    (other / "run.json").write_text(json.dumps(said), encoding="utf-8")
    table = baseline.expected(seed, baseline.make(other), hits=measures.all_hits(seed))
    assert set(table.loc[table["measure"] == "framing", "reason"]) == {baseline.NO_LIST}
    assert set(table.loc[table["measure"] != "framing", "reason"]) == {""}
    (other / "run.json").write_text(json.dumps(said | {"cutline": "0.0"}), encoding="utf-8")
    with pytest.raises(InputError, match=r"is a run by cutline 0\.0"):
        baseline.make(other)
    (other / "run.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="is not what a run has written"):
        baseline.make(other)


def test_a_file_whose_pages_were_labelled_by_other_rules_is_refused(
    news: baseline.Baseline, tmp_path: Path
):
    labelling = news.made_with["labelling"]
    path = tmp_path / "mine.parquet"
    for sha256, is_refused in ((labelling["sha256"], False), ("0" * 64, True)):
        made_with = news.made_with | {"labelling": labelling | {"sha256": sha256}}
        replace(news, made_with=made_with).save(path)
        if is_refused:
            with pytest.raises(InputError, match="its pages were labelled by other rules; run the"):
                baseline.load(path)
        else:
            assert baseline.load(path).n_pages == news.n_pages


# --------------------------------------------------------------------------- what ships


def test_what_ships_is_small_and_holds_counts_alone(news: baseline.Baseline):
    path = ROOT / "analysis" / "baseline" / "news.parquet"
    assert path.stat().st_size < 60_000
    assert pq.read_schema(path).names == [
        "measure",
        "list",
        "category",
        "layer",
        "page",
        "n_words",
        "n",
        "sum",
    ]
    said = {
        *news.pages["measure"],
        *news.pages["list"],
        *news.pages["category"],
        *news.pages["layer"],
    }
    known = {
        *lists_of_the_suite(),
        "sentiment",
        "framing",
        "entities",
        "caption",
        "body",
        "headline",
    }
    labels = {name for row in known_options() for name in measures.labels(row)}
    assert said <= known | labels
    assert "http" not in json.dumps(news.made_with)


def known_options() -> list:
    return list(make_baseline.choices())


def lists_of_the_suite() -> set[str]:
    return {"rules", *make_baseline.LEXICONS, *make_baseline.known_codebooks()}


def test_what_ships_was_made_with_these_lists_by_this_version(news: baseline.Baseline):
    remedy = "make it anew: uv run python tests/benchmarks/make_baseline.py"
    current = {
        lists.list_of(measure, options)
        for options in make_baseline.choices()
        for measure in measures.MEASURES.values()
    }
    assert {MeasureList(**row) for row in news.made_with["lists"]} == current, remedy
    assert news.made_with["cutline"] == stored.version("cutline"), remedy
    assert news.made_with["labelling"]["sha256"] == lists.labelling_sha256(), remedy


def test_what_ships_says_what_its_pages_say(news: baseline.Baseline):
    for key in list(news.fits)[::40]:
        given = stored.of_pages(news._columns, key)
        again = fitting.fit_counts(given[0], given[1], given[3], given[4])
        np.testing.assert_allclose(news.fits[key].counts, again, rtol=0.02, atol=0.02)


def test_without_the_pages_the_baseline_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setattr(make_baseline, "GOLD", tmp_path)
    monkeypatch.setattr(make_baseline, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["make_baseline.py"])
    make_baseline.main()
    assert capsys.readouterr().out.startswith("skipped: ../shared/gold holds no pages")
    assert not list(tmp_path.iterdir())


def test_pages_on_a_conflict_are_chosen_by_their_bodies_alone():
    rates = pd.DataFrame(
        [
            (article, layer, "armed-conflict", frame, n, words)
            for article, (in_body, in_caption, words) in enumerate(
                [(9, 0, 500), (1, 40, 500), (9, 0, 5000)]
            )
            for layer, n in (("body", in_body), ("caption", in_caption))
            for frame in make_baseline.CONFLICT_FRAMES[:1]
        ],
        columns=["article", "layer", "list", "category", "n", "n_words"],
    )
    assert make_baseline.on_conflict(rates).tolist() == [0]
