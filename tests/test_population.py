"""One article among many, and many articles: counted by hand, by laws, and a second, slower way."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import population, synthetic
from analysis.population import base_rates, estimates, load, outlets, percentiles
from analysis.reading import InputError

from .conftest import ROOT


def table(
    values: dict[str, list[float]], words: list[tuple[int, int]] | None = None
) -> pd.DataFrame:
    """Differences by category, one per article in turn."""
    rows = [
        (article, "framing", category, value)
        for category, column in values.items()
        for article, value in enumerate(column)
    ]
    result = pd.DataFrame(rows, columns=["article", "measure", "category", "difference"])
    words = words or [(50, 500)] * len(next(iter(values.values())))
    for side, place in (("words_target", 0), ("words_reference", 1)):
        result[side] = [words[article][place] for article in result["article"]]
    return result


def drawn(n: int, seed: int = 0, *, rows: int = 3, mean: float = 5.0) -> pd.DataFrame:
    """Skewed differences of many articles, with words of unequal number."""
    random = np.random.default_rng(seed)
    words = [
        (int(here), int(there))
        for here, there in zip(
            random.integers(10, 150, n), random.integers(200, 900, n), strict=True
        )
    ]
    return table(
        {f"row {row}": list(random.gamma(1, mean, n) - mean) for row in range(rows)}, words
    )


def own(value: float, category: str = "war") -> pd.DataFrame:
    return pd.DataFrame({"measure": ["framing"], "category": [category], "difference": [value]})


def said(sources: list[str | None], published: list[str | None] | None = None) -> pd.DataFrame:
    published = published or [None] * len(sources)
    return pd.DataFrame({"article": range(len(sources)), "source": sources, "published": published})


def write_run(folder: Path, n: int = 4) -> Path:
    """The tables of a finished run of n articles: captions of 10 words and one more hit each, bodies of 100 words, two hits."""
    for name in ("articles", "rates", "differences"):
        (folder / name).mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"version": "0"}), encoding="utf-8")
    articles = said(["Post"] * n, ["2024-05-01"] * n)
    rates, differences = [], []
    for article in range(n):
        for category in ("war", "peace"):
            hits = article if category == "war" else 0
            rates += [
                (article, "caption", "framing", category, hits, 10, 1, 100.0 * hits),
                (article, "body", "framing", category, 2, 100, 4, 20.0),
            ]
            for target in ("caption", "headline"):
                difference = 100.0 * hits - 20 if target == "caption" else -20.0
                differences.append(
                    (
                        article,
                        target,
                        "body",
                        "framing",
                        category,
                        hits,
                        2,
                        difference,
                        "cannot be tested here",
                    )
                )
    columns = ["article", "layer", "measure", "category", "n", "n_words", "n_segments", "per_1000"]
    half = n // 2  # two parts, as a run writes them
    for part, here in enumerate((range(half), range(half, n))):
        rows = pd.DataFrame(rates, columns=columns)
        rows[rows["article"].isin(here)].to_parquet(
            folder / f"rates/part-{part:06d}.parquet", index=False
        )
        columns_of = [
            "article",
            "target",
            "reference",
            "measure",
            "category",
            "n_target",
            "n_reference",
            "difference",
            "verdict",
        ]
        rows = pd.DataFrame(differences, columns=columns_of)
        rows[rows["article"].isin(here)].to_parquet(
            folder / f"differences/part-{part:06d}.parquet", index=False
        )
        articles[articles["article"].isin(here)].to_parquet(
            folder / f"articles/part-{part:06d}.parquet", index=False
        )
    ranking = {
        "rank": [1],
        "article": [n - 1],
        "id": ["x"],
        "title": ["T"],
        "source": ["Post"],
        "published": [None],
    }
    numbers = {
        "p": [0.1],
        "q": [0.2],
        "divergence": [1.0],
        "strongest": ["framing/war"],
        "verdict": ["no difference shown"],
    }
    pd.DataFrame({**ranking, **numbers}).to_parquet(folder / "ranking.parquet", index=False)
    return folder


# --------------------------------------------------------------------------- reading a run


def test_a_run_is_read_from_its_parts(tmp_path: Path):
    run = load(write_run(tmp_path / "run"))
    assert run.articles["article"].tolist() == [0, 1, 2, 3]
    assert run.ranking["strongest"].tolist() == ["framing/war"]
    assert run.options == {"version": "0"}
    found = run.differences()
    assert len(found) == 4 * 2
    assert found.loc[found["category"] == "war", "difference"].tolist() == [
        -20.0,
        80.0,
        180.0,
        280.0,
    ]
    assert set(zip(found["words_target"], found["words_reference"], strict=True)) == {(10, 100)}
    headlines = run.differences("headline")
    assert set(headlines["difference"]) == {-20.0}


def test_functions_take_the_tables_of_a_run_as_they_are(tmp_path: Path):
    run = load(write_run(tmp_path / "run"))
    found = estimates(run.differences(), run.articles, by="source", least=2).set_index("category")
    assert found.loc["war", "estimate"] == pytest.approx((-20 + 80 + 180 + 280) / 4)
    assert found.loc["peace", "estimate"] == -20
    assert found["group"].tolist() == ["Post", "Post"]


@pytest.mark.parametrize("missing", ["folder", "ranking"])
def test_a_run_that_is_not_whole_is_refused_in_one_line_with_the_remedy(
    missing: str, tmp_path: Path
):
    folder = tmp_path / "run"
    if missing == "ranking":
        (write_run(folder) / "ranking.parquet").unlink()
    with pytest.raises(InputError) as error:
        load(folder)
    assert str(folder) in str(error.value)
    assert "cutline corpus" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_pair_that_the_run_did_not_compare_is_named(tmp_path: Path):
    with pytest.raises(ValueError, match="no article with credit against body"):
        load(write_run(tmp_path / "run")).differences("credit")


# --------------------------------------------------------------------------- base rates


def test_base_rates_are_counted_by_hand():
    found = base_rates(table({"war": [-10.0, 0.0, 0.0, 30.0, np.nan]}), least=4).iloc[0]
    assert found["n"] == 4
    assert (found["share_more"], found["share_less"]) == (1 / 4, 1 / 4)
    assert found["q50"] == 0
    assert found["q75"] == 30 / 4  # a quarter of the way from the third to the fourth
    assert np.isnan(found["share_shown"])


@pytest.mark.quick
def test_base_rates_count_the_verdicts_of_either_kind():
    verdicts = ["more in captions", "more in body", "no difference shown", "cannot be tested here"]
    found = base_rates(table({"war": [1.0, -1.0, 0.0, 0.0]}).assign(verdict=verdicts), least=4)
    assert found["share_shown"].item() == 2 / 4


def test_few_articles_have_no_quantile():
    found = base_rates(table({"war": [1.0] * 19})).iloc[0]
    assert found["n"] == 19
    assert found.drop(["measure", "category", "n"]).isna().all()
    assert base_rates(table({"war": [1.0] * 20})).iloc[0]["q50"] == 1


def test_a_percentile_is_counted_by_hand():
    found = percentiles(
        own(2.0), table({"war": [0.0, 0.0, 2.0, 9.0, np.nan]}), of="difference", least=4
    ).iloc[0]
    assert found["n"] == 4
    assert found["percentile"] == 100 * (2 + 1 / 2) / 4
    assert found["median"] == 1


@pytest.mark.parametrize("value", [-30.0, 0.0, 1.5, 4.0, 99.0])
def test_percentiles_are_those_of_scipy(value: float):
    many = np.random.default_rng(0).integers(-5, 6, 200).astype(float)
    found = percentiles(own(value), table({"war": list(many)}), of="difference")
    assert found["percentile"].item() == pytest.approx(
        stats.percentileofscore(many, value, kind="mean")
    )


@pytest.mark.parametrize("n", [21, 51])
def test_the_median_article_stands_at_50_among_the_others(n: int):
    values = np.random.default_rng(n).permutation(n).astype(float)
    middle = int(np.flatnonzero(values == n // 2)[0])
    found = percentiles(
        own(values[middle]), table({"war": list(values)}), of="difference", leave_out=middle
    )
    assert found["n"].item() == n - 1
    assert found["percentile"].item() == 50


def ordinary_pages(n: int, words: np.ndarray | int, seed: int) -> pd.DataFrame:
    """Pages whose rates in captions follow those of their bodies, give or take."""
    random = np.random.default_rng(seed)
    log_rate = random.normal(np.log(0.01), 0.8, n)
    own_rate = np.exp(log_rate + random.normal(0, 0.5, n))
    words_target, words_reference = np.broadcast_to(words, n), np.full(n, 500)
    hits = random.poisson(own_rate * words_target), random.poisson(np.exp(log_rate) * 500)
    return pd.DataFrame(
        {
            "article": range(n),
            "measure": "framing",
            "category": "war",
            "n_target": hits[0],
            "n_reference": hits[1],
            "words_target": words_target,
            "words_reference": words_reference,
            "difference": 1000 * (hits[0] / words_target - hits[1] / words_reference),
        }
    )


@pytest.mark.parametrize(("words", "raw"), [(15, "more"), (300, "fewer")])
def test_an_ordinary_article_is_as_seldom_far_out_whatever_the_length_of_its_captions(words, raw):
    lengths = np.random.default_rng(1).choice([15, 40, 120, 300], 300)
    others, own_pages = ordinary_pages(300, lengths, 2), ordinary_pages(1000, words, 3)
    share = (percentiles(own_pages, others)["percentile"] > 95).mean()
    of_differences = (percentiles(own_pages, others, of="difference")["percentile"] > 95).mean()
    assert 0.02 <= share <= 0.08
    assert (of_differences > share) == (raw == "more")


def test_fewer_than_sixty_others_make_nothing_ordinary():
    others, own_page = ordinary_pages(59, 40, 0), ordinary_pages(1, 40, 1)
    assert percentiles(own_page, others)[["n", "percentile"]].isna().values.tolist() == [
        [False, True]
    ]
    assert percentiles(own_page, ordinary_pages(60, 40, 0))["percentile"].notna().all()


def test_swapping_the_layers_turns_percentiles_and_estimates_round():
    many = drawn(60)
    turned = many.assign(
        difference=-many["difference"],
        words_target=many["words_reference"],
        words_reference=many["words_target"],
    )
    here, there = (
        percentiles(own(side, "row 0"), those, of="difference")
        for side, those in ((2.0, many), (-2.0, turned))
    )
    assert here["percentile"].item() == pytest.approx(100 - there["percentile"].item())
    found, mirrored = estimates(many), estimates(turned)
    assert found["estimate"].to_numpy() == pytest.approx(-mirrored["estimate"].to_numpy())
    # The quantile is that of one draw, counted from below: the 50th from either side but for one.
    assert found["low"].to_numpy() == pytest.approx(-mirrored["high"].to_numpy(), rel=0.1)


def test_an_article_like_the_one_asked_about_moves_it_half_a_place_up():
    many = table({"war": [float(n) for n in range(20)]})
    more = table({"war": [float(n) for n in range(20)] + [30.0]})
    assert percentiles(own(30.0), many, of="difference")["percentile"].item() == 100
    assert percentiles(own(30.0), more, of="difference")["percentile"].item() == 100 * 20.5 / 21


def test_too_few_others_or_no_difference_give_no_percentile():
    assert np.isnan(
        percentiles(own(1.0), table({"war": [1.0] * 19}), of="difference")["percentile"].item()
    )
    assert np.isnan(
        percentiles(own(np.nan), table({"war": [1.0] * 30}), of="difference")["percentile"].item()
    )
    unknown = percentiles(own(1.0, "other"), table({"war": [1.0] * 30}), of="difference").iloc[0]
    assert (unknown["n"], np.isnan(unknown["percentile"])) == (0, True)


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(
        ValueError, match="the article's own table has no column 'score'; it has: measure"
    ):
        percentiles(own(1.0), table({"war": [1.0]}), of="score")


# --------------------------------------------------------------------------- estimates


def test_an_estimate_is_counted_by_hand():
    two = table({"war": [10.0, 40.0]}, [(20, 80), (60, 240)])
    # The weights of Mantel and Haenszel: 20·80/100 = 16 and 60·240/300 = 48.
    found = estimates(two, least=2).iloc[0]
    assert found["estimate"] == pytest.approx((16 * 10 + 48 * 40) / (16 + 48))
    assert found["n_effective"] == pytest.approx((16 + 48) ** 2 / (16**2 + 48**2))
    assert estimates(two, weigh="article", least=2).iloc[0]["estimate"] == 25


def test_differences_are_taken_within_articles():
    """A war story of many captions beside a court story of few: within neither do captions and body differ."""
    rates = {
        "war": (50.0, 400, 400),
        "court": (0.0, 20, 1600),
    }  # per 1,000 words, words of captions, of body
    alike = table({"war": [0.0, 0.0]}, [(here, there) for _, here, there in rates.values()])
    assert estimates(alike, least=2)["estimate"].item() == 0
    hits = [sum(rate * words[side] for rate, *words in rates.values()) for side in (0, 1)]
    n_words = [sum(words[side] for _, *words in rates.values()) for side in (0, 1)]
    assert (
        hits[0] / n_words[0] - hits[1] / n_words[1] > 30
    )  # what adding up before dividing would tell


def test_every_article_twice_keeps_the_estimate_and_narrows_the_interval():
    once = drawn(60)
    twice = pd.concat([once, once.assign(article=once["article"] + 60)], ignore_index=True)
    here, there = estimates(once), estimates(twice)
    assert here["estimate"].to_numpy() == pytest.approx(there["estimate"].to_numpy())
    ratio = ((there["high"] - there["low"]) / (here["high"] - here["low"])).to_numpy()
    assert ratio == pytest.approx(1 / np.sqrt(2), rel=0.15)


def test_one_more_article_like_another_counts_it_twice():
    more = table({"war": [10.0, 40.0, 40.0]})
    assert estimates(more, least=2)["estimate"].item() == pytest.approx((10 + 40 + 40) / 3)


def test_the_interval_is_that_of_a_literal_bootstrap():
    """Bootstrap-t spelled out, one resample after another, with other random numbers."""
    many, random, draws = drawn(50, rows=1), np.random.default_rng(99), 4000
    d = many["difference"].to_numpy()
    here, there = many["words_target"].to_numpy(), many["words_reference"].to_numpy()
    w = here * there / (here + there)

    def mean_and_error(rows: np.ndarray) -> tuple[float, float]:
        mean = np.average(d[rows], weights=w[rows])
        return mean, np.sqrt(np.sum((w[rows] * (d[rows] - mean)) ** 2)) / w[rows].sum()

    mean, error = mean_and_error(np.arange(50))
    distances = []
    for _ in range(draws):
        drawn_mean, drawn_error = mean_and_error(random.integers(0, 50, 50))
        distances.append((drawn_mean - mean) / drawn_error)
    low, high = mean - error * np.quantile(distances, [0.975, 0.025])
    found = estimates(many, draws=draws).iloc[0]
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=0.12 * (high - low))


def test_the_draws_are_those_of_scipy_where_the_interval_is_the_plain_percentile():
    many = drawn(50, rows=1)
    sample = population._Sample(many["difference"].to_numpy()[:, None], np.ones(50), np.arange(50))
    means = sample.draw(5_000, np.random.default_rng(0)).mean[:, 0]
    theirs = stats.bootstrap(
        (many["difference"].to_numpy(),),
        np.mean,
        n_resamples=5_000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    ours = np.quantile(means, [0.025, 0.975])
    assert ours == pytest.approx([theirs.low, theirs.high], abs=0.05 * (theirs.high - theirs.low))


def test_intervals_cover_the_value_that_made_the_articles():
    """250 corpora of 60 articles: a nominal 95 % within four Monte-Carlo errors of what the documentation says at least."""
    n_corpora, n = 250, 60
    inside = 0
    for seed in range(n_corpora):
        random = np.random.default_rng(seed)
        words = random.integers(15, 120, n)
        hits = random.poisson(random.gamma(1, 12.0, n) * words / 1000)
        body = random.poisson(0.008 * 600, n) / 0.6
        many = table(
            {"war": list(1000 * hits / words - body)}, [(int(word), 600) for word in words]
        )
        found = estimates(many, draws=399, seed=seed).iloc[0]
        inside += found["low"] <= 12 - 8 <= found["high"]
    assert 0.90 - 4 * np.sqrt(0.9 * 0.1 / n_corpora) < inside / n_corpora < 0.995


def test_few_articles_and_articles_that_are_all_alike_have_no_interval():
    few = estimates(table({"war": [1.0] * 39})).iloc[0]
    assert (few["n"], few["remark"]) == (39, "not enough articles")
    assert few[["estimate", "low", "high", "n_effective"]].isna().all()
    alike = estimates(table({"war": [1.0] * 40})).iloc[0]
    assert alike["estimate"] == 1
    assert alike[["low", "high"]].isna().all()


def test_undefined_differences_are_left_out_row_by_row():
    values = [float(n) for n in range(50)]
    gaps = [np.nan if n < 5 else value for n, value in enumerate(values)]
    found = estimates(table({"war": values, "peace": gaps})).set_index("category")
    assert found["n"].to_dict() == {"war": 50, "peace": 45}
    assert found["estimate"].to_dict() == pytest.approx(
        {"war": np.mean(values), "peace": np.mean(values[5:])}
    )
    alone = estimates(table({"war": values}))
    assert found.loc["war", "estimate"] == pytest.approx(alone["estimate"].item())
    assert np.isfinite(found.loc["peace", "low"])


def test_outlets_stand_by_size_and_what_is_not_stated_last():
    found = estimates(
        table({"war": [1.0] * 8}),
        said(["B", "A", "A", "B", "C", "B", None, " "]),
        by="source",
        least=2,
    )
    assert found["group"].tolist() == ["B", "A", "C", "not stated"]
    assert found["n"].tolist() == [3, 2, 1, 2]


@pytest.mark.parametrize(
    ("by", "groups"),
    [("year", ["2023", "2024", "not stated"]), ("month", ["2024-02", "2024-11", "not stated"])],
)
def test_time_is_read_from_iso_dates_of_any_precision(by: str, groups: list[str]):
    published = ["2024-11-30T12:00:00+01:00", "2024-02-01", "2023", None, "last week", "2024-02"]
    found = estimates(table({"war": [1.0] * 6}), said(["A"] * 6, published), by=by, least=2)
    assert found["group"].tolist() == groups


@pytest.mark.quick
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "outlet"}, "unknown by 'outlet'; choose from: source, year, month"),
        ({"by": "source"}, "asks for the articles"),
        ({"weigh": "n"}, "unknown weigh 'n'; choose from: words, article"),
    ],
)
def test_a_wrong_choice_is_named_with_the_choices(options: dict[str, str], message: str):
    with pytest.raises(ValueError, match=message):
        estimates(table({"war": [1.0]}), **options)


def test_tables_that_do_not_fit_are_named():
    many = table({"war": [1.0, 2.0]})
    with pytest.raises(
        ValueError, match="no column 'words_target'; add it, or choose weigh='article'"
    ):
        estimates(many.drop(columns="words_target"))
    with pytest.raises(ValueError, match="differences of 2 pairs of layers"):
        estimates(many.assign(target=["caption", "headline"], reference="body"))
    with pytest.raises(ValueError, match="two rows of one category"):
        estimates(pd.concat([many, many]))


# --------------------------------------------------------------------------- outlets


def three_outlets(
    n: int, seed: int = 0, shift: float = 0.0, **options: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    many = drawn(3 * n, seed, **options)
    here = (many["article"] < n) & (many["category"] == "row 0")
    return many.assign(difference=many["difference"] + shift * here), said(
        ["A"] * n + ["B"] * n + ["C"] * n
    )


def test_a_difference_between_outlets_is_counted_by_hand():
    many = table({"war": [10.0, 40.0, 0.0, 4.0]}, [(20, 80), (60, 240), (50, 50), (50, 50)])
    found = outlets(many, said(["A", "A", "B", "B"]), least=2).set_index("group")
    first = (16 * 10 + 48 * 40) / (16 + 48)
    assert found["difference"].to_dict() == pytest.approx({"A": first - 2, "B": 2 - first})
    assert found["n_against"].to_dict() == {"A": 2, "B": 2}


def test_what_is_planted_in_one_outlet_is_found_and_nothing_else_is():
    found = outlets(*three_outlets(60, shift=6.0))
    shown = found[found["verdict"] != "no difference shown"]
    assert ("A", "row 0", "more than the others") in set(
        shown[["group", "category", "verdict"]].itertuples(index=False, name=None)
    )
    assert set(shown["category"]) == {"row 0"}
    planted = found[(found["group"] == "A") & (found["category"] == "row 0")].iloc[0]
    assert planted["low"] < 6 < planted["high"]


def test_outlets_that_are_alike_are_seldom_told_apart():
    """200 corpora without any difference between outlets: at most .05 of the tables show one, plus three Monte-Carlo errors."""
    n = 200
    wrong = sum(
        (outlets(*three_outlets(40, seed), draws=9, seed=seed)["p_adjusted"] <= 0.05).any()
        for seed in range(n)
    )
    assert 0 < wrong / n <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / n)


def test_against_one_outlet_is_the_mirror_of_that_one_against_it():
    many = three_outlets(50, shift=3.0)
    here = outlets(*many, against="B").set_index(["group", "category"])
    there = outlets(*many, against="A").set_index(["group", "category"])
    assert sorted(set(here.index.get_level_values(0))) == ["A", "C"]
    assert here.loc["A", "difference"].to_numpy() == pytest.approx(
        -there.loc["B", "difference"].to_numpy()
    )
    assert here.loc["A", "p"].to_numpy() == pytest.approx(there.loc["B", "p"].to_numpy())


def test_p_is_that_of_a_literal_permutation():
    many, articles = three_outlets(20, shift=3.0)
    found = outlets(many, articles, least=2).set_index(["group", "category"])
    one = many[many["category"] == "row 0"]
    d, here, there = (
        one[name].to_numpy(dtype=float)
        for name in ("difference", "words_target", "words_reference")
    )
    w = here * there / (here + there)
    u = w * (d - np.average(d, weights=w))
    common = np.mean(u**2)

    def distance(first: np.ndarray) -> float:
        parts = [(u[rows].sum() / w[rows].sum(), rows.sum() * ((u[rows] ** 2).sum() + 4 * common) / (rows.sum() + 4) / w[rows].sum() ** 2) for rows in (first, ~first)]  # fmt: skip
        return abs(parts[0][0] - parts[1][0]) / np.sqrt(parts[0][1] + parts[1][1])

    first, random = np.arange(60) < 20, np.random.default_rng(5)
    observed = distance(first)
    p = np.mean([distance(random.permutation(first)) >= observed for _ in range(3_000)])
    assert found.loc[("A", "row 0"), "p"] == pytest.approx(p, abs=0.03)


def test_an_outlet_without_any_of_a_rare_thing_is_not_told_with_certainty():
    """Its own variance is next to nothing; 4 articles' worth of the common one are added to that of its 2."""
    excess, squares, weight, n = (
        np.array([[[here], [there]]], dtype=float)
        for here, there in ((-2, 2), (2, 22), (2, 6), (2, 6))
    )
    common = (2 + 22) / (2 + 6)
    variances = 2 * (2 + 4 * common) / (2 + 4) / 2**2, 6 * (22 + 4 * common) / (6 + 4) / 6**2
    found = population._score([excess, squares, weight, n], None)
    assert found[0, :, 0] == pytest.approx((2 / 2 + 2 / 6) / np.sqrt(sum(variances)))


def test_a_small_outlet_is_not_compared_but_is_among_the_others():
    many, _ = three_outlets(50)
    articles = said(["A"] * 60 + ["B"] * 60 + ["C"] * 30)
    found = outlets(many, articles).drop_duplicates("group").set_index("group")
    assert found.loc["C", "verdict"] == "not enough articles"
    assert np.isnan(found.loc["C", ["difference", "low", "p", "p_adjusted"]].astype(float)).all()
    assert found.loc["A", "n_against"] == 60 + 30


def test_differences_that_are_all_alike_show_nothing():
    found = outlets(table({"war": [3.0] * 100}), said(["A"] * 50 + ["B"] * 50))
    assert found["verdict"].tolist() == ["no difference shown"] * 2
    assert found[["p", "low", "high"]].isna().all(axis=None)


@pytest.mark.quick
def test_an_unknown_outlet_is_named_with_the_known():
    with pytest.raises(ValueError, match="unknown outlet 'Z'; choose from: the others, A, B, C"):
        outlets(*three_outlets(5), against="Z")


def test_two_runs_give_the_same_tables():
    pd.testing.assert_frame_equal(outlets(*three_outlets(45)), outlets(*three_outlets(45)))
    pd.testing.assert_frame_equal(estimates(drawn(45), seed=3), estimates(drawn(45), seed=3))
    assert not estimates(drawn(45), seed=3)["low"].equals(estimates(drawn(45), seed=4)["low"])


def test_the_order_of_the_rows_changes_nothing():
    many, articles = three_outlets(45)
    shuffled = many.sample(frac=1, random_state=0)
    keys = ["group", "category"]
    here, there = (
        outlets(rows, articles).sort_values(keys, ignore_index=True) for rows in (many, shuffled)
    )
    pd.testing.assert_frame_equal(here[["difference", "verdict"]], there[["difference", "verdict"]])


# --------------------------------------------------------------------------- synthetic articles

SEEDS = [ROOT / "seeds" / "nagorno-karabakh.txt", ROOT / "seeds" / "control.html"]


def test_synthetic_articles_hold_sentences_of_their_sources_alone():
    made = synthetic.articles(SEEDS, 20)
    pool = synthetic._pool(SEEDS)
    assert all(caption in pool for captions in made["captions"] for caption in captions)
    assert made["source"].isin(synthetic.OUTLETS).all()
    assert made["published"].str.match(r"^202[345]-\d\d-\d\d$").all()
    pd.testing.assert_frame_equal(made, synthetic.articles(SEEDS, 20))
    assert not made.equals(synthetic.articles(SEEDS, 20, seed=1))


def test_the_planted_words_stand_in_one_outlets_captions_in_the_stated_number():
    plain, planted = (synthetic.articles(SEEDS, 800, planted=size) for size in (0.0, 50.0))

    def per_1000(made: pd.DataFrame, outlet: bool) -> float:
        captions = " ".join(
            made.loc[(made["source"] == "Harbour Post") == outlet, "captions"].sum()
        ).split()
        return 1000 * sum(word.strip(".") == "artillery" for word in captions) / len(captions)

    assert per_1000(planted, True) - per_1000(plain, True) == pytest.approx(50, abs=10)
    assert per_1000(planted, False) == pytest.approx(per_1000(plain, False), abs=3)


@pytest.mark.quick
def test_an_outlet_that_is_not_invented_is_named():
    with pytest.raises(
        ValueError, match="unknown outlet 'The Times'; choose from: The Morning Ledger"
    ):
        synthetic.articles(SEEDS, 1, outlet="The Times")
