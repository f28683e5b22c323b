"""How often each test errs where nothing differs, and how often it sees what differs: the comparison's method and its peers.

Run with: uv run python tests/benchmarks/bench_calibration.py [--articles 2000] [--seed 0] [--part rows tables intervals]

Two nulls. (a) Labels shuffled over the segments of real articles: any permutation test holds its level there. (b) Layer
lengths kept as they are, captions short and paragraphs long (drawn from real pages), one common rate, 5 to 60 hits in
all, shared out with the overdispersion between segments that real articles show: each segment's rate is multiplied by
a gamma variable of mean 1 and variance PHI. Tone: the hits carry valences, as real charged words do, and segments lean one
way or the other. Compound: the scores of real sentences, dealt out over the segments.
Tables of ten rows: their p-values adjusted by step-down minP as `compare` has it; with rows of one p taken as equal
(the smallest p of few arrangements is that of many rows); by single-step max-T; by Bonferroni.
An interval is asked to cover the difference of the underlying rates. A share is fine up to .05 plus two Monte-Carlo
standard errors. Without ../shared the lengths are those of the suite's own articles.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import comparison, framing, permutation, read, sentiment
from analysis.corpus import Corpus, concat

GOLD = ROOT.parent / "shared" / "gold" / "pages"
PHI = 0.5  # framing on 279 real pages: .5 in the body; entities .2, charged words .1
CELLS = (
    (2, 10),
    (2, 30),
    (3, 10),
    (3, 30),
    (4, 10),
    (4, 19),
    (4, 40),
    (6, 20),
    (6, 60),
    (10, 30),
    (10, 60),
)
TABLES = ((2, 10), (2, 20), (3, 15), (4, 19), (6, 30), (10, 60))
Test = Callable[[np.ndarray, np.ndarray, int], float]


@functools.cache
def arrangements(n_units: int, n_target: int) -> np.ndarray:
    """The arrangements that `compare` goes through."""
    return np.concatenate(list(permutation.arrangements(n_units, n_target, 0)))


def permuted(statistic: Callable[[np.ndarray], np.ndarray], n_units: int, n_target: int) -> float:
    """Share of arrangements as extreme as the observed, in which the target comes first."""
    matrix = arrangements(n_units, n_target)
    here = np.zeros((1, n_units))
    here[0, :n_target] = 1
    drawn = len(matrix) == permutation.DRAWS
    extreme = np.abs(statistic(matrix)) >= abs(statistic(here)[0]) * (1 - 1e-9)
    return float((extreme.sum() + drawn) / (len(matrix) + drawn))


def score(values: np.ndarray, exposure: np.ndarray, n_target: int) -> float:
    """What `compare` does: the pooled score of the layer, counts to the power 4/5."""
    if permutation.is_flat(values[:, None], exposure).any():
        return 1.0
    return permuted(
        lambda m: permutation.pooled_score(m, values[:, None], exposure)[:, 0],
        len(values),
        n_target,
    )


def plain_score(values: np.ndarray, exposure: np.ndarray, n_target: int) -> float:
    """The pooled score as it is, without the power."""
    excess = values - exposure * values.sum() / exposure.sum()

    def statistic(matrix: np.ndarray) -> np.ndarray:
        length = matrix @ exposure
        return matrix @ excess / np.sqrt(length * (1 - length / exposure.sum()))

    return permuted(statistic, len(values), n_target)


def _means(matrix: np.ndarray, each: np.ndarray) -> np.ndarray:
    n = matrix.sum(axis=1)
    return matrix @ each / n - (each.sum() - matrix @ each) / (len(each) - n)


def residuals(values: np.ndarray, exposure: np.ndarray, n_target: int) -> float:
    """Mean length-standardised residual against mean residual."""
    each = (values - exposure * values.sum() / exposure.sum()) / np.sqrt(exposure)
    return permuted(lambda m: _means(m, each), len(values), n_target)


def raw_rates(values: np.ndarray, exposure: np.ndarray, n_target: int) -> float:
    """Mean rate of the segments against mean rate."""
    return permuted(lambda m: _means(m, values / exposure), len(values), n_target)


def negative_binomial(values: np.ndarray, exposure: np.ndarray, n_target: int) -> float:
    """The score of a negative binomial with PHI known, permuted."""
    expected = exposure * values.sum() / exposure.sum()
    excess, weight = (values - expected) / (1 + PHI * expected), expected / (1 + PHI * expected)

    def statistic(matrix: np.ndarray) -> np.ndarray:
        w = matrix @ weight
        return (matrix @ excess - w / weight.sum() * excess.sum()) / np.sqrt(
            w * (1 - w / weight.sum())
        )

    return permuted(statistic, len(values), n_target)


def binomial(values: np.ndarray, exposure: np.ndarray, n_target: int) -> float:
    """The exact conditional binomial, twice the smaller tail."""
    n, k, share = (
        int(values.sum()),
        int(values[:n_target].sum()),
        exposure[:n_target].sum() / exposure.sum(),
    )
    return float(min(1, 2 * min(stats.binom.cdf(k, n, share), stats.binom.sf(k - 1, n, share))))


def mixed_binomial(values: np.ndarray, exposure: np.ndarray, n_target: int) -> float:
    """The conditional binomial under overdispersion PHI of the segments, mid-p."""
    rng = np.random.default_rng(0)
    weight = rng.gamma(1 / PHI, PHI, size=(400, len(exposure))) * exposure
    share = weight[:, :n_target].sum(axis=1) / weight.sum(axis=1)
    n, k = int(values.sum()), int(values[:n_target].sum())
    half = stats.binom.pmf(k, n, share).mean() / 2
    tails = (
        stats.binom.cdf(k, n, share).mean() - half,
        stats.binom.sf(k - 1, n, share).mean() - half,
    )
    return float(min(1, 2 * min(tails)))


COUNTS: dict[str, Test] = {
    "score": score, "plain score": plain_score, "residuals": residuals, "raw rates": raw_rates, "neg. binomial": negative_binomial,
    "binomial": binomial, "mixed binomial": mixed_binomial,
}  # fmt: skip
SUMS: dict[str, Test] = {"score": score, "residuals": residuals, "raw rates": raw_rates}


@functools.cache
def material() -> Corpus:
    """The articles that lend their lengths, valences and scores: real pages where they are on the machine."""
    if GOLD.is_dir():
        from analysis.reading.page import corpus_of_pages

        files = sorted(path for path in GOLD.rglob("*") if ".html" in path.name)
        return corpus_of_pages([(path.name, path.read_bytes()) for path in files])
    return concat(
        [
            read(ROOT / "seeds" / f"{name}.txt")
            for name in ("nagorno-karabakh", "control", "planted")
        ]
    )


@functools.cache
def lengths() -> dict[str, np.ndarray]:
    """Words of real captions and paragraphs."""
    segments = material().segments
    return {
        layer: segments.loc[
            (segments["layer"] == layer) & (segments["n_words"] >= least), "n_words"
        ].to_numpy(float)
        for layer, least in (("caption", 3), ("body", 8))
    }


@functools.cache
def valences() -> np.ndarray:
    """Of real charged words."""
    return sentiment.hits(material())["weight"].to_numpy()


@functools.cache
def compounds() -> np.ndarray:
    """Of real sentences."""
    return sentiment.compound(material()).dropna().to_numpy()


def drawn_lengths(rng: np.random.Generator, n_target: int, n_units: int) -> np.ndarray:
    """The words of some captions and paragraphs."""
    return np.concatenate(
        [
            rng.choice(lengths()["caption"], n_target),
            rng.choice(lengths()["body"], n_units - n_target),
        ]
    )


def hits_of(
    rng: np.random.Generator, words: np.ndarray, n_target: int, times: float, n: int
) -> np.ndarray:
    """So many hits shared out over segments, the target's rate being `times` the reference's."""
    weight = rng.gamma(1 / PHI, PHI, len(words)) * words
    weight[:n_target] *= times
    return rng.multinomial(n, weight / weight.sum()).astype(float)


def toned(rng: np.random.Generator, counts: np.ndarray) -> np.ndarray:
    """The hits with valences; a segment that has turned one way keeps to it in two of three cases."""
    magnitudes = np.abs(valences())
    positive = np.mean(valences() > 0)
    sums = []
    for n in counts.astype(int):
        lean = rng.random() < positive
        sign = np.where(rng.random(n) < 1 / 3, rng.random(n) < positive, lean) * 2 - 1
        sums.append(float((rng.choice(magnitudes, n) * sign).sum()))
    return np.array(sums)


def shares(
    measure: str, cell: tuple[int, int], articles: int, seed: int, *, times: float = 1.0
) -> dict[str, float]:
    """How many articles of a cell each test calls different at the level of .05."""
    rng = np.random.default_rng([seed, *cell, round(100 * times), len(measure)])
    n_target, n_units = cell
    tests = COUNTS if measure == "rate" else SUMS
    called = dict.fromkeys(tests, 0)
    for _ in range(articles):
        words = drawn_lengths(rng, n_target, n_units)
        values = hits_of(rng, words, n_target, times, int(rng.integers(5, 61)))
        if measure == "tone":
            values = toned(rng, values)
        if measure == "compound":
            words = np.maximum(1, np.round(words / 20))  # sentences
            values = np.array([rng.choice(compounds(), int(n)).sum() for n in words])
        for name, test in tests.items():
            called[name] += test(values, words, n_target) <= comparison.LEVEL
    return {name: n / articles for name, n in called.items()}


@functools.cache
def cases(measure: str) -> list[tuple[np.ndarray, np.ndarray, int]]:
    """Values, exposure and number of captions of real articles, the seed among them, captions and paragraphs together."""
    corpus = concat([material(), read(ROOT / "seeds" / "nagorno-karabakh.txt")])
    segments = corpus.segments[
        corpus.segments["layer"].isin(("caption", "body")) & (corpus.segments["n_words"] > 0)
    ]
    table = pd.DataFrame(
        {"value": 0.0, "exposure": segments["n_words"], "n": 0, "category": measure}
    )
    if measure == "rate":
        counts = comparison.by_segment(
            corpus, framing.hits(corpus, frames="generic-news")
        ).set_index("segment")
        table = counts.assign(value=counts["n"], exposure=counts["n_words"]).loc[
            lambda rows: rows.index.isin(segments.index)
        ]
    elif measure == "tone":
        charged = sentiment.hits(corpus).groupby("segment")["weight"].agg(["sum", "size"])
        table[["value", "n"]] = charged.reindex(segments.index, fill_value=0).to_numpy()
    else:
        scores = (
            sentiment.compound(corpus).groupby(corpus.sentences["segment"]).agg(["sum", "size"])
        )
        table[["value", "n"]] = scores.reindex(segments.index, fill_value=0).to_numpy()
        table["exposure"] = table["n"]
    table = table.join(corpus.segments[["article"]]).assign(
        caption=corpus.segments["layer"] == "caption"
    )
    found = []
    for _, rows in table[table["exposure"] > 0].groupby(["article", "category"], observed=True):
        n_target = int(rows["caption"].sum())
        if (
            rows["n"].sum() >= comparison.LEAST_HITS
            and 2 <= n_target <= len(rows) // 2
            and len(rows) <= 60
        ):
            found.append(
                (rows["value"].to_numpy(float), rows["exposure"].to_numpy(float), n_target)
            )
    return found


def shuffled(measure: str, articles: int, seed: int) -> dict[str, float]:
    """Null (a): the labels of real articles shuffled."""
    rng = np.random.default_rng(seed)
    tests = COUNTS if measure == "rate" else SUMS
    called = dict.fromkeys(tests, 0)
    for _ in range(articles):
        values, exposure, n_target = cases(measure)[int(rng.integers(len(cases(measure))))]
        order = rng.permutation(len(values))
        for name, test in tests.items():
            called[name] += test(values[order], exposure[order], n_target) <= comparison.LEVEL
    return {name: n / articles for name, n in called.items()}


def adjusted(values: np.ndarray, words: np.ndarray, n_target: int) -> dict[str, np.ndarray]:
    """The p-values of a table adjusted for its rows: by `compare` and in three other ways."""
    in_target = np.arange(len(words)) < n_target
    tested = permutation.permute(values, words, in_target, 0, np.ones(values.shape[1], dtype=bool))
    asked = permutation.shorter_layer(in_target, words)[None, :].astype(float)
    matrix = arrangements(len(words), n_target)
    observed = np.abs(permutation.pooled_score(asked, values, words))
    scores = np.abs(permutation.pooled_score(matrix, values, words))
    if len(matrix) == permutation.DRAWS:
        scores = np.concatenate([observed, scores])
    extreme = observed[0] * (1 - 1e-9)
    return {
        "minP": tested.p_adjusted,
        "minP, ties": by_p_alone(scores, extreme),
        "max-T": (scores.max(axis=1, keepdims=True) >= extreme).mean(axis=0),
        "Bonferroni": np.minimum(1, tested.p * values.shape[1]),
    }


def by_p_alone(scores: np.ndarray, extreme: np.ndarray) -> np.ndarray:
    """Step-down minP in which rows of one p are equal, whatever their scores."""
    ranks = np.array([
        len(scores) - np.searchsorted(np.sort(column), column * (1 - 1e-9)) for column in scores.T
    ])  # fmt: skip
    n_extreme = (scores >= extreme).sum(axis=0)
    order = np.argsort(n_extreme, kind="stable")
    shares = [
        (ranks[order[step:]].min(axis=0) <= n_extreme[row]).mean() for step, row in enumerate(order)
    ]
    result = np.empty(len(order))
    result[order] = np.maximum.accumulate(shares)
    return result


def tables_of_ten(
    cell: tuple[int, int],
    articles: int,
    seed: int,
    *,
    times: float = 1.0,
    most_hits: int = 60,
    rows: int = 10,
) -> dict[str, float]:
    """How many tables of ten categories show any difference where none is; with `times`, how many
    show the one row in which the captions' rate is so many times the body's.

    The row has 5 to 60 hits, the other nine 5 to `most_hits`.
    """
    rng = np.random.default_rng([seed, *cell, round(100 * times), most_hits])
    n_target, n_units = cell
    shown: dict[str, float] = {}
    for _ in range(articles):
        words = drawn_lengths(rng, n_target, n_units)
        own = hits_of(rng, words, n_target, times, int(rng.integers(5, 61)))
        others = [
            hits_of(rng, words, n_target, 1, int(rng.integers(5, most_hits + 1)))
            for _ in range(rows - 1)
        ]
        values = np.column_stack([own, *others])
        for name, p in adjusted(values, words, n_target).items():
            smallest = np.nanmin(p) if times == 1 else p[0]
            shown[name] = shown.get(name, 0) + bool(smallest <= comparison.LEVEL)
    return {name: n / articles for name, n in shown.items()}


def coverage(cell: tuple[int, int], articles: int, seed: int) -> dict[str, float]:
    """How often intervals for the difference of the underlying rates hold it (it is 0)."""
    rng = np.random.default_rng([seed, *cell, 7])
    n_target, n_units = cell
    held = {"resampled segments": 0, "quasi-Poisson": 0, "mixed binomial": 0}
    for _ in range(articles):
        words = drawn_lengths(rng, n_target, n_units)
        counts = hits_of(rng, words, n_target, 1, int(rng.integers(5, 61)))
        rates = []
        for layer in (slice(0, n_target), slice(n_target, n_units)):
            size = len(counts[layer])
            chosen = rng.integers(size, size=(400, size))
            rates.append(counts[layer][chosen].sum(axis=1) / words[layer][chosen].sum(axis=1))
        low, high = np.quantile(rates[0] - rates[1], [0.025, 0.975])
        held["resampled segments"] += low <= 0 <= high
        expected = words * counts.sum() / words.sum()
        spread = max(((counts - expected) ** 2 / expected).sum() / (n_units - 2), 1)
        sides = counts[:n_target].sum(), counts[n_target:].sum()
        sizes = words[:n_target].sum(), words[n_target:].sum()
        error = np.sqrt(spread * sum(n / size**2 for n, size in zip(sides, sizes, strict=True)))
        gap = abs(sides[0] / sizes[0] - sides[1] / sizes[1])
        held["quasi-Poisson"] += gap <= stats.t.ppf(0.975, n_units - 2) * error
        held["mixed binomial"] += mixed_binomial(counts, words, n_target) > comparison.LEVEL
    return {name: n / articles for name, n in held.items()}


def _row(name: str, found: dict[str, float]) -> str:
    return f"{name:<34}" + "".join(f"{value:>16.3f}" for value in found.values())


def row_lines(articles: int, seed: int) -> Iterator[str]:
    """How often a single row errs, by this test and by others, and how often it sees what differs."""
    for measure, tests in (("rate", COUNTS), ("tone", SUMS), ("compound", SUMS)):
        yield f"\n{f'{measure}, nothing differs':<34}" + "".join(f"{name:>16}" for name in tests)
        yield _row("(a) labels of articles shuffled", shuffled(measure, articles, seed))
        for cell in CELLS:
            yield _row(
                f"(b) {cell[0]} captions of {cell[1]} segments",
                shares(measure, cell, articles, seed),
            )
    yield "\npower: rate of the captions times"
    for times, cell in itertools.product((2, 3, 5), ((2, 20), (4, 19), (6, 30), (10, 60))):
        yield _row(
            f"{times} x, {cell[0]} of {cell[1]}", shares("rate", cell, articles, seed, times=times)
        )


def table_lines(articles: int, seed: int) -> Iterator[str]:
    """How often a table of ten rows errs, by each way of adjusting, and how often it sees what differs."""
    ways = ("minP", "minP, ties", "max-T", "Bonferroni")
    yield f"\n{'any of ten rows, nothing differs':<34}" + "".join(f"{way:>16}" for way in ways)
    for cell in TABLES:
        yield _row(f"{cell[0]} of {cell[1]}", tables_of_ten(cell, articles, seed))
    n = max(1, articles // 4)
    for most_hits in (60, 8):
        yield f"\npower ({n:,} tables): one row 5 x, the others with 5 to {most_hits} hits"
        for cell in TABLES:
            shown = tables_of_ten(cell, n, seed, times=5, most_hits=most_hits)
            yield _row(f"{cell[0]} of {cell[1]}", shown)


def interval_lines(articles: int, seed: int) -> Iterator[str]:
    """How often intervals hold the difference of the underlying rates."""
    yield "\ncoverage of 95 % intervals for the difference of the underlying rates (to be .93 to .97)"
    held = {cell: coverage(cell, articles, seed) for cell in CELLS}
    yield f"{'':<34}" + "".join(f"{name:>20}" for name in next(iter(held.values())))
    for cell, shares_of in held.items():
        yield f"{f'{cell[0]} of {cell[1]}':<34}" + "".join(
            f"{value:>20.3f}" for value in shares_of.values()
        )


PARTS = {"rows": row_lines, "tables": table_lines, "intervals": interval_lines}


def main() -> None:
    """Print the table, line by line as it is worked out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--part", choices=PARTS, nargs="+", default=list(PARTS))
    chosen = parser.parse_args()
    n = chosen.articles
    limit = comparison.LEVEL + 2 * np.sqrt(comparison.LEVEL * (1 - comparison.LEVEL) / n)
    print(
        f"{n:,} articles a cell; a share of p <= .05 is fine up to {limit:.3f} where nothing differs"
    )
    for part in chosen.part:
        for line in PARTS[part](n, chosen.seed):
            print(line, flush=True)


if __name__ == "__main__":
    main()
