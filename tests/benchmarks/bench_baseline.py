"""How well the baseline is calibrated: do one in twenty ordinary pages lie beyond its 95th percentile?

Run with: uv run python tests/benchmarks/bench_baseline.py [--repetitions 5] [--seed 0]

Pages that a fit has not seen are held against it: in five folds by page, in five folds by site (no
page of a site is in the fit that judges it), and each of the two sets of pages against a fit to the
other. Each page is tried with its captions as they are, and with captions of 5, 15, 42 and 120 words
cut from its own: whole captions from a random one on, in their order and round to the first again,
the last cut off. So the words, their clusters and the body are real, and only the length is chosen;
nothing is drawn from the model. A page with fewer words has no such captions and is left out. The
headline against the body, and captions against the headline, are tried as they are.

A cell is a category and a length. Its share beyond is that of the randomised probability integral
transforms (PIT) above .95; the plain share is that of pages for which at least as many hits have a
probability of .05 or less, which is what a reader is shown. Each repetition draws folds, captions and
the random part of the PIT anew. The band of a cell is the 99 % binomial band around .05 of as many
pages as it has; the mean of the repetitions is held against it. A category is common that has at
least 60 hits in the captions (30 in the headlines) of all pages.

The last lines try rivals on the same pages, by the log of the probability that each gives to what is
there (a difference of 1 for all pages together is little), and count how many pages show anything
unusual after adjusting, of which most are ordinary.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
from scipy import optimize, special, stats
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "benchmarks")]

# The suite of this checkout, wherever Python was started: hence the imports below the path.
import make_baseline

from analysis.baseline import fitting, stored
from analysis.baseline.expecting import adjust
from analysis.baseline.fitting import CountFit
from analysis.baseline.predicting import Prediction, predict_counts
from analysis.hits import counted, measure_of

LENGTHS = (5, 15, 42, 120)
AS_THEY_ARE = 0
FOLDS = 5
LEAST_HITS = {"caption": 60, "headline": 30}
LEVEL = 0.05
CHOSEN = (("rules", "vader", "armed-conflict"), ("rules", "vader", "generic-news"))


class Category(NamedTuple):
    """A category: what each layer of each page holds, and where its hits lie in captions."""

    list: str
    category: str
    is_sum: bool
    layers: dict[str, np.ndarray]  # hits, words, sum of weights (three × page)
    page: np.ndarray  # of each hit in a caption
    first: np.ndarray  # its first and last word among those of the page's captions
    last: np.ndarray
    weight: np.ndarray

    @property
    def name(self) -> str:
        """As a line calls it."""
        return f"{self.list} {self.category}"


class Material(NamedTuple):
    """All that is tried."""

    categories: list[Category]
    begins: list[np.ndarray]  # of each page's captions, the first word of each
    site: np.ndarray
    set: np.ndarray


def material() -> Material:
    """The pages, read and counted."""
    corpus = make_baseline.pages()
    segments = corpus.segments
    article = segments["article"].to_numpy()
    layer = segments["layer"].astype(str).to_numpy()
    n_pages = len(corpus.texts)
    tokens = corpus.tokens
    segment = corpus.sentences["segment"].to_numpy()[tokens["sentence"].to_numpy()]
    is_word = corpus.shapes.is_word[tokens["word"].to_numpy()] & (layer[segment] == "caption")
    segment = segment[is_word].astype(np.int64)
    page = article[segment]
    within = np.arange(len(page)) - np.searchsorted(page, np.arange(n_pages))[page]
    opens = np.append(True, segment[1:] != segment[:-1])
    begins = [within[opens & (page == number)] for number in range(n_pages)]
    line = segment << 32
    ends = line + tokens["end"].to_numpy()[is_word]
    starts = line + tokens["start"].to_numpy()[is_word]
    words = {
        name: np.bincount(
            article[layer == name], segments["n_words"].to_numpy()[layer == name], n_pages
        )
        for name in {name for pair in make_baseline.PAIRS for name in pair}
    }
    categories = []
    for measure_list, all_hits in make_baseline.all_lists(corpus):
        hits = counted(all_hits)
        of = hits["segment"].to_numpy(dtype=np.int64)
        weight = hits["weight"].to_numpy()
        first = np.searchsorted(ends, (of << 32) + hits["start"].to_numpy(), "right")
        last = np.searchsorted(starts, (of << 32) + hits["end"].to_numpy(), "left") - 1
        weights_sum = measure_of(hits).sum
        rows = [(name, hits["category"] == name) for name in hits["category"].cat.categories]
        if weights_sum is not None:
            rows.append((weights_sum.name, np.ones(len(hits), dtype=bool)))
        for name, is_row in rows:
            is_sum = weights_sum is not None and name == weights_sum.name
            layers = {}
            for side, n_words in words.items():
                own = np.asarray(is_row) & (layer[of] == side)
                sums = np.bincount(article[of[own]], weight[own], n_pages)
                n = np.bincount(article[of[own]], minlength=n_pages)
                layers[side] = np.stack([n, n_words, sums if is_sum else np.full(n_pages, np.nan)])
            own = np.asarray(is_row) & (layer[of] == "caption")
            # Marks after the last word of a caption belong to that word.
            at = (
                within[np.maximum(np.minimum(first, last)[own], 0)],
                within[np.maximum(last[own], 0)],
            )
            categories.append(
                Category(
                    measure_list.list, name, is_sum, layers, article[of[own]], *at, weight[own]
                )
            )
    return Material(categories, begins, *sites())


def sites() -> tuple[np.ndarray, np.ndarray]:
    """The site and the set of every page."""
    site, of_set = [], []
    for number, name in enumerate(make_baseline.SETS):
        folder = make_baseline.GOLD / name
        with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = {Path(row["file"]).name: row for row in map(json.loads, lines)}
        for path in make_baseline.files():
            if path.parent.parent != folder:
                continue
            row = rows[path.name]
            host = urlsplit(row.get("url") or "").netloc.removeprefix("www.")
            site.append(row.get("site") or host or path.name)
            of_set.append(number)
    return np.array(site), np.array(of_set)


# --------------------------------------------------------------------------- trials


def is_tried(category: Category, target: str, reference: str) -> np.ndarray:
    """The pages that count."""
    words = {name: layer[1] for name, layer in category.layers.items()}
    return (words["body"] >= stored.LEAST_BODY_WORDS) & (words[target] > 0) & (words[reference] > 0)


def cut(category: Category, n_words: int, start: np.ndarray) -> np.ndarray:
    """Hits, words and sums of captions of so many words, from the given word of each page on."""
    all_words = category.layers["caption"][1].astype(int)
    first, last = (
        (word - start[category.page]) % all_words[category.page]
        for word in (category.first, category.last)
    )
    is_inside = (first <= last) & (last < n_words)
    page, n_pages = category.page[is_inside], len(all_words)
    sums = np.bincount(page, category.weight[is_inside], n_pages)
    return np.stack(
        [
            np.bincount(page, minlength=n_pages),
            np.full(n_pages, float(n_words)),
            sums if category.is_sum else np.full(n_pages, np.nan),
        ]
    )


class Trial(NamedTuple):
    """Pages that a fit has not seen: which, their numbers (six × page) and their own length."""

    n_words: int
    training: tuple[np.ndarray, ...]
    given: np.ndarray
    pages: np.ndarray


def trials(
    every: Material,
    category: Category,
    folds: np.ndarray,
    random: np.random.Generator,
    target: str = "caption",
    reference: str = "body",
    lengths: Sequence[int] = LENGTHS,
) -> Iterator[list[Trial]]:
    """The trials of each fold, one for each length."""
    kept = is_tried(category, target, reference)
    sides = category.layers[reference], category.layers[target]
    starts = {
        n_words: np.array([int(random.choice(of)) if len(of) else 0 for of in every.begins])
        for n_words in lengths
    }
    for fold in np.unique(folds[kept]):
        is_seen = kept & (folds != fold)
        training = tuple(row for side in sides for row in side[:, is_seen])
        made = []
        for n_words in (AS_THEY_ARE, *lengths):
            tried = kept & (folds == fold)
            of_target = sides[1]
            if n_words:
                tried = tried & (sides[1][1] >= n_words)
                of_target = cut(category, n_words, starts[n_words])
            given = np.concatenate([sides[0][:, tried], of_target[:, tried]])
            made.append(Trial(n_words, training, given, np.flatnonzero(tried)))
        yield made


def folds_of(every: Material, kind: str, random: np.random.Generator) -> np.ndarray:
    """The fold of every page."""
    if kind == "set":
        return every.set
    if kind == "page":
        return random.permutation(len(every.site)) % FOLDS
    _, of_site = np.unique(every.site, return_inverse=True)
    return (random.permutation(of_site.max() + 1) % FOLDS)[of_site]


class Cell(NamedTuple):
    """What a category and a length come to, over all repetitions."""

    category: Category
    n_words: int
    n_pages: float
    beyond: float
    plain: float
    below: float

    @property
    def band(self) -> tuple[float, float]:
        """The 99 % binomial band around .05 of as many pages."""
        low, high = stats.binom.interval(0.99, round(self.n_pages), LEVEL)
        return low / self.n_pages, high / self.n_pages

    @property
    def is_inside(self) -> bool:
        """Whether the share beyond lies in its band."""
        return self.band[0] <= self.beyond <= self.band[1]


def fitted(training: tuple[np.ndarray, ...]) -> stored.Fit:
    """The fit, without the bootstrap, which no trial needs."""
    reference, target = training[:3], training[3:]
    sums = None
    if not np.isnan(target[2]).all():
        sums = fitting.fit_sums(reference[0], reference[2], target[0], target[2])
    return stored.Fit(len(target[0]), fitting.fit_counts(*reference[:2], *target[:2]), sums)


def cells(
    every: Material, kind: str, repetitions: int, seed: int, target: str, reference: str
) -> Iterator[Cell]:
    """Every common category with every length."""
    lengths = LENGTHS if (target, reference) == ("caption", "body") else ()
    for number, category in enumerate(every.categories):
        kept = is_tried(category, target, reference)
        if category.layers[target][0][kept].sum() < LEAST_HITS[target]:
            continue
        shares: dict[int, list[np.ndarray]] = {n: [] for n in (AS_THEY_ARE, *lengths)}
        for repetition in range(repetitions):
            folds = folds_of(every, kind, np.random.default_rng([seed, repetition]))
            random = np.random.default_rng([seed, repetition, number])
            for fold in trials(every, category, folds, random, target, reference, lengths):
                fit = fitted(fold[0].training)
                for trial in fold:
                    made = stored.predict(fit, *trial.given)
                    pit = made.below + random.random(len(made.at)) * made.at
                    upper, lower = 1 - made.below <= LEVEL, made.below + made.at <= LEVEL
                    shares[trial.n_words].append(np.stack([pit > 1 - LEVEL, upper, lower]))
        for n_words, parts in shares.items():
            of_pages = np.concatenate(parts, axis=1)
            n_pages = of_pages.shape[1] / repetitions
            yield Cell(category, n_words, n_pages, *of_pages.mean(axis=1).tolist())


# --------------------------------------------------------------------------- rivals


def negative_binomial(training: tuple[np.ndarray, ...]) -> Callable[[np.ndarray], np.ndarray]:
    """A negative binomial regression of the target's hits on the log of the reference's rate."""
    n_reference, words_reference, _, n, words, _ = training
    pooled = max(n_reference.sum() / words_reference.sum(), 1e-6)

    def mean_of(given: Sequence[np.ndarray], alpha: float, beta: float) -> np.ndarray:
        log_rate = np.log((given[0] + 0.5) / (given[1] + 0.5 / pooled))
        return given[4] * np.exp(np.clip(alpha + beta * log_rate, -20, 3))

    def loss(numbers: np.ndarray) -> float:
        alpha, beta, log_size = numbers
        size, mean = np.exp(log_size), mean_of(training, alpha, beta)
        log = special.gammaln(n + size) - special.gammaln(size) - special.gammaln(n + 1)
        log = log + size * np.log(size / (size + mean)) + n * np.log(mean / (size + mean))
        return float(-log.sum() + ((beta - 0.7) / 0.4) ** 2 / 2 + (log_size / 1.5) ** 2 / 2)

    first = [np.log((n.sum() + 0.5) / words.sum()) - 0.7 * np.log(pooled), 0.7, 0.0]
    best = optimize.minimize(loss, first, method="Nelder-Mead", options={"maxiter": 800}).x

    def probability(given: np.ndarray) -> np.ndarray:
        size, mean = np.exp(best[2]), mean_of(given, best[0], best[1])
        return stats.nbinom.pmf(given[3], size, size / (size + mean))

    return probability


def heavy_tails(fit: CountFit, given: np.ndarray) -> np.ndarray:
    """The target's log rate around its line by a t distribution of four degrees of freedom."""
    z = np.linspace(-5, 5, 61)
    reference = fit.mu + fit.sigma * z
    nodes = fit.alpha + fit.beta * fit.mu + np.hypot(fit.beta * fit.sigma, fit.spread) * 2 * z
    centre = fit.alpha + fit.beta * reference
    kernel = stats.t.pdf((nodes - centre[:, None]) / (0.8 * fit.spread), 4)
    kernel /= kernel.sum(axis=1, keepdims=True)
    log = given[0][:, None] * reference - given[1][:, None] * np.exp(reference) - z**2 / 2
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    mean = fit.exposure(given[4])[:, None] * np.exp(nodes)
    return ((weight @ kernel) * stats.poisson.pmf(given[3][:, None], mean)).sum(axis=1)


def without_length(training: tuple[np.ndarray, ...]) -> CountFit:
    """The fit with five numbers: a rate that does not change with the length of the target."""
    kept = fitting._PRIOR_SPREADS[-1]
    fitting._PRIOR_SPREADS[-1] = 1e-4
    try:
        return fitting.fit_counts(*training[:2], *training[3:5])
    finally:
        fitting._PRIOR_SPREADS[-1] = kept


def rivals(every: Material, seed: int) -> Iterator[str]:
    """How much more, or less, probable each rival makes what pages hold."""
    gains: dict[int, dict[str, float]] = {n: {} for n in (AS_THEY_ARE, *LENGTHS)}
    for number, category in enumerate(every.categories):
        kept = is_tried(category, "caption", "body")
        is_rare = category.layers["caption"][0][kept].sum() < LEAST_HITS["caption"]
        if category.is_sum or is_rare or category.list in ("afinn", "news"):
            continue
        random = np.random.default_rng([seed, number])
        folds = folds_of(every, "page", np.random.default_rng(seed))
        for fold in trials(every, category, folds, random):
            training = fold[0].training
            fit = fitting.fit_counts(*training[:2], *training[3:5])
            five, rival = without_length(training), negative_binomial(training)
            for trial in fold:
                given = trial.given
                counts = given[0], given[1], given[3], given[4]
                own = predict_counts(fit, *counts).at
                others = {
                    "five numbers": predict_counts(five, *counts).at,
                    "negative binomial": rival(given),
                    "t of 4 degrees": heavy_tails(fit, given),
                }
                for name, other in others.items():
                    ratio = np.log(np.maximum(other, 1e-9) / np.maximum(own, 1e-9))
                    gains[trial.n_words][name] = gains[trial.n_words].get(name, 0.0) + ratio.sum()
    for n_words, of in gains.items():
        said = ", ".join(f"{name} {gain:+.1f}" for name, gain in of.items())
        yield f"{_length(n_words):<16}{said}"


def unusual_pages(every: Material, kind: str, seed: int) -> Iterator[str]:
    """How many pages that the fit has not seen show anything unusual, captions as they are."""
    predictions: dict[str, list[tuple[np.ndarray, Prediction]]] = {}
    for number, category in enumerate(every.categories):
        random = np.random.default_rng([seed, number])
        folds = folds_of(every, kind, np.random.default_rng(seed))
        for (trial,) in trials(every, category, folds, random, lengths=()):
            made = stored.predict(fitted(trial.training), *trial.given)
            predictions.setdefault(category.name, []).append((trial.pages, made))
    for lists in CHOSEN:
        page, p = (
            np.concatenate(column)
            for column in zip(
                *(
                    (pages, made.p)
                    for category in every.categories
                    if category.list in lists
                    for pages, made in predictions[category.name]
                ),
                strict=True,
            )
        )
        is_unusual = adjust(p, page) <= LEVEL
        n_pages = len(np.unique(page))
        n_unusual = len(np.unique(page[is_unusual]))
        share = n_unusual / n_pages
        yield f"{', '.join(lists):<36}{n_unusual} of {n_pages} pages ({share:.3f})"


# --------------------------------------------------------------------------- the tables


def _length(n_words: int) -> str:
    return f"{n_words} words" if n_words else "as they are"


def table(every: Material, repetitions: int, seed: int) -> Iterator[str]:
    """The lines of the calibration tables."""
    columns = ("cells", "inside", "plain above", "least", "most", "plain most", "below")
    yield f"{repetitions} repetitions; shares beyond the 95th percentile\n"
    for pair in make_baseline.PAIRS:
        for kind in ("page", "site", "set"):
            own = list(cells(every, kind, 1 if kind == "set" else repetitions, seed, *pair))
            yield f"\n{pair[0]} given {pair[1]}, folds by {kind}"
            yield f"{'':<16}{'pages':>7}" + "".join(f"{name:>12}" for name in columns)
            for n_words in dict.fromkeys(cell.n_words for cell in own):
                yield _line([cell for cell in own if cell.n_words == n_words])
            for cell in own:
                if not cell.is_inside or cell.plain > cell.band[1]:
                    said = f"{cell.beyond:.3f} (plain {cell.plain:.3f})"
                    yield f"    outside: {cell.category.name}, {_length(cell.n_words)}: {said}"
    yield "\npages that show anything unusual, adjusted, captions as they are"
    for kind in ("page", "site"):
        yield f"folds by {kind}"
        yield from unusual_pages(every, kind, seed)
    yield "\nrivals: gain of log probability over all common categories"
    yield from rivals(every, seed)


def _line(own: list[Cell]) -> str:
    beyond = [cell.beyond for cell in own]
    n_inside = sum(cell.is_inside for cell in own)
    n_above = sum(cell.plain > cell.band[1] for cell in own)
    plain, below = max(cell.plain for cell in own), max(cell.below for cell in own)
    shares = "".join(f"{share:>12.3f}" for share in (min(beyond), max(beyond), plain, below))
    counts = f"{own[0].n_pages:>7.0f}{len(own):>12}{n_inside:>12}{n_above:>12}"
    return f"{_length(own[0].n_words):<16}{counts}{shares}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    if not all((make_baseline.GOLD / name / "html").is_dir() for name in make_baseline.SETS):
        print("skipped: ../shared/gold holds no pages")
        return
    # The matrices are small: threads would only wait for each other.
    with threadpool_limits(1):
        for line in table(material(), chosen.repetitions, chosen.seed):
            print(line, flush=True)


if __name__ == "__main__":
    main()
