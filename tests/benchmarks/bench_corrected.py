"""Do the intervals of corrected estimates cover the truth, and how narrow are they?

    uv run python tests/benchmarks/bench_corrected.py [--only simulated gold dsl size] [--times 2000]

First table: 2,000 simulated articles of 1 to 6 captions and 5 to 25 paragraphs, a surrogate that is
right in 60, 80 or 95% of the segments and errs towards false alarms in captions and towards misses
in paragraphs, and 200, 500 or 1,000 coded segments, half of them captions. Beside the corrected
interval of the difference between the layers stand the naive one, which takes the surrogate for the
truth, and the one from the codes alone. The last rows draw half of the segments among those with a
hit, and let labels be wrong that are coded too.

Second table: news articles and headlines whose frames people coded (../shared/gold), with the words
of the shipped codebook and with a classifier as surrogates, and 100 codes drawn a thousand times.

Third (`--only dsl`, two minutes): the design of Table 3 of Egami, Hinck, Stewart & Wei (2023, NeurIPS;
arXiv 2306.04746), our figures beside theirs. Of their nine tasks the three with two classes are drawn
again: the accuracy of the surrogate and its bias give the share of false alarms and of misses, and with
half of the documents in the class the surrogate has their F1. The other six are means over several
classes, whose own accuracies the paper does not print. Their simulated regression (Figure 1) is not drawn
again: how many documents and codes it has stands in a supplement that was not at hand. Of it the text
says that at an accuracy of 90% the naive intervals cover in 40%. All of it was read in a stored transcript of the paper.

Last: time and memory for 100,000 articles. Two cores take some forty minutes for all of it.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis import framing
from analysis.coding import Codes, corrected, learn
from analysis.coding.simulating import codes_of, hits_of, sampled, simulated
from analysis.corpus import Corpus, assemble, no_problems
from analysis.lexicons.codebook import load_codebook

GOLD = ROOT.parent / "shared" / "gold"
ACCURACIES, NUMBERS_OF_CODES = (0.6, 0.8, 0.95), (200, 500, 1000)
N_ARTICLES = 2_000
LEAST_SHARE = 0.1  # of the texts hold a frame of the second table


def difference(table: pd.DataFrame) -> np.ndarray:
    """Low and high of the three estimators' differences, each after the other, and more to halve."""
    row = table[table["what"] == "difference"].iloc[0]
    ends = [
        row[f"{head}{end}"] for head in ("", "naive_", "coded_only_") for end in ("low", "high")
    ]
    return np.array(ends, dtype=float)


def one_trial(
    seed: int, accuracy: float, n_codes: int, by_hits: bool, labels_right: float
) -> np.ndarray:
    """The ends of the intervals of one simulated corpus."""
    seeds = [seed, n_codes, int(100 * accuracy)]
    made = simulated(N_ARTICLES, accuracy=accuracy, labels_right=labels_right, seed=seeds)
    codes = made.coded(n_codes // 2, by_words=by_hits, seed=seed)
    labels = labels_of(codes, made.kind) if labels_right < 1 else None
    return difference(
        corrected(made.segments, codes, surrogate=made.surrogate, labels=labels, seed=seed)
    )


def labels_of(codes: Codes, kind: np.ndarray) -> Codes:
    """What a coder says that the coded segments are."""
    coded = codes.table["segment"].to_numpy()
    segment, category = np.repeat(coded, 2), np.tile(["body", "caption"], len(coded))
    table = pd.DataFrame(
        {"segment": segment, "coder": "people", "category": pd.Categorical(category)}
    )
    return Codes(table.assign(code=(kind[segment] == category).astype(int)), no_problems())


def true_difference(n_times: int = 20) -> float:
    """Of the articles of which the simulated ones are a sample."""
    made = [simulated(50_000, accuracy=1.0, seed=seed) for seed in range(n_times)]
    shares = [np.mean([one.share(layer) for one in made]) for layer in ("caption", "body")]
    return float(shares[0] - shares[1])


def print_simulated(times: int) -> None:
    truth = true_difference()
    print(f"{times:,} simulated corpora a row; the true difference is {truth:.4f}\n")
    print(f"{'':34}{'coverage of 95% intervals':>30}{'width beside':>14}{'bias of':>9}")
    print(
        f"{'surrogate right, codes':34}{'corrected':>10}{'naive':>10}{'codes':>10}{'codes':>14}{'naive':>9}"
    )
    cells = [(accuracy, n, False, 1.0) for accuracy in ACCURACIES for n in NUMBERS_OF_CODES]
    cells += [(0.8, 500, True, 1.0), (0.8, 500, False, 0.97)]
    with ProcessPoolExecutor() as pool:
        for accuracy, n_codes, by_hits, labels_right in cells:
            run = partial(
                one_trial,
                accuracy=accuracy,
                n_codes=n_codes,
                by_hits=by_hits,
                labels_right=labels_right,
            )
            ends = np.array(list(pool.map(run, range(times), chunksize=20))).reshape(times, 3, 2)
            covers = ((ends[:, :, 0] <= truth) & (truth <= ends[:, :, 1])).mean(axis=0)
            width = np.median(ends[:, 0, 1] - ends[:, 0, 0]) / np.median(
                ends[:, 2, 1] - ends[:, 2, 0]
            )
            bias = ends[:, 1].mean() - truth
            head = f"{accuracy:.2f}, {n_codes:,}"
            head += ", half with hits" * by_hits + ", wrong labels" * (labels_right < 1)
            print(
                f"{head:34}{covers[0]:10.3f}{covers[1]:10.3f}{covers[2]:10.3f}{width:14.2f}{bias:+9.3f}",
                flush=True,
            )


# --------------------------------------------------------------------------- what people coded


class Coded(NamedTuple):
    """Texts that people coded with a frame, and what the surrogates say of it."""

    texts: str
    frame: str
    code: np.ndarray
    surrogates: dict[str, pd.DataFrame]


def generic_frames() -> Iterator[Coded]:
    """News articles on climate."""
    table = pd.read_csv(GOLD / "generic_frames" / "articles.csv")
    frames = list(load_codebook("generic-news").frames)
    corpus = one_segment_each(table["text"])
    words = framing.hits(corpus, frames="generic-news")
    yield from coded_texts("climate articles", corpus, table[frames].astype(int), words)


def issue_frames() -> Iterator[Coded]:
    """Headlines on gun violence; the nearest frame of the shipped codebook is the surrogate."""
    nearest = {
        3: "political", 7: "public_opinion", 2: "policy_prescription", 6: "fairness_equality", 5: "security_defense",
        9: "economic", 4: "health_safety", 8: "cultural_identity", 1: "legality_constitutionality",
    }  # fmt: skip
    table = pd.read_csv(GOLD / "issue_frames" / "headlines.csv")
    codes = pd.DataFrame({name: (table["frame"] == n).astype(int) for n, name in nearest.items()})
    corpus = one_segment_each(table["headline"])
    words = framing.hits(corpus, frames="policy")
    yield from coded_texts("headlines on guns", corpus, codes, words)


def one_segment_each(texts: pd.Series) -> Corpus:
    """A corpus in which each text is an article of one segment."""
    n = len(texts)
    ends = texts.str.len().tolist()
    spans = {"article": range(n), "layer": ["body"] * n, "start": [0] * n, "end": ends}
    return assemble(texts.tolist(), {**spans, "rule": ["gold"] * n, "confidence": [1.0] * n})


def coded_texts(
    name: str, corpus: Corpus, codes: pd.DataFrame, words: pd.DataFrame
) -> Iterator[Coded]:
    """Each frame that a tenth or more of the texts hold."""
    everything = pd.DataFrame({"segment": codes.index, "stratum": "body", "probability": 1.0})
    by_frame = [codes_of(everything, codes[frame].to_numpy(), frame).table for frame in codes]
    people = pd.concat(by_frame).astype({"category": "category"})
    predictions = learn(corpus, Codes(people, no_problems())).predictions
    predictions = predictions[["segment", "category", "probability"]]
    for frame in codes:
        if codes[frame].mean() >= LEAST_SHARE:
            surrogates = {"words": words, "classifier": predictions}
            yield Coded(name, frame, codes[frame].to_numpy(), surrogates)


def one_draw(seed: int, coded: Coded, surrogate: str, n_codes: int) -> np.ndarray:
    """The ends of the intervals from some codes, and the estimate of the surrogate alone."""
    n = len(coded.code)
    segments = pd.DataFrame({"article": range(n), "layer": "body"})
    sample = sampled(segments["layer"].to_numpy(), n_codes, seed)
    table = corrected(
        segments,
        codes_of(sample, coded.code, coded.frame),
        surrogate=coded.surrogates[surrogate],
        target="body",
        reference=None,
        population="corpus",
        seed=seed,
    )
    return table[["low", "high", "coded_only_low", "coded_only_high", "naive"]].to_numpy(float)[0]


def print_gold(times: int, n_codes: int = 100) -> None:
    """Coverage where people coded everything, so that the truth is known."""
    if not GOLD.is_dir():
        print("not measured: ../shared/gold is absent")
        return
    print(f"\n{n_codes} codes, drawn {times:,} times; intervals for these texts alone\n")
    print(f"{'':50}{'coverage':>10}{'coverage':>10}{'width beside':>14}{'bias of':>9}")
    heads = f"{'corrected':>10}{'codes':>10}{'codes':>14}{'naive':>9}"
    print(f"{'texts':19}{'frame':20}{'surrogate':11}{heads}")
    with ProcessPoolExecutor() as pool:
        for coded in [*generic_frames(), *issue_frames()]:
            truth = coded.code.mean()
            for surrogate in coded.surrogates:
                run = partial(one_draw, coded=coded, surrogate=surrogate, n_codes=n_codes)
                drawn = np.array(list(pool.map(run, range(times), chunksize=50)))
                low, high, codes_low, codes_high, naive = drawn.T
                covers = ((low <= truth) & (truth <= high)).mean()
                codes_cover = ((codes_low <= truth) & (truth <= codes_high)).mean()
                # Where fewer than five codes hold the frame there is no interval, which covers nothing.
                width = np.nanmedian(high - low) / np.nanmedian(codes_high - codes_low)
                print(
                    f"{coded.texts:19}{coded.frame:20}{surrogate:11}{covers:10.3f}"
                    f"{codes_cover:10.3f}{width:14.2f}{naive.mean() - truth:+9.3f}",
                    flush=True,
                )


# --------------------------------------------------------------------------- as published


class Figures(NamedTuple):
    """How an estimator does, times 100: its bias, the coverage of its intervals, its error."""

    bias: float
    coverage: float
    rmse: float


class Task(NamedTuple):
    """A row of Table 3 of Egami et al. (2023): documents, accuracy and F1 of the surrogate, and what
    the paper prints of each estimator ("SO", "GSO" and "DSL" there).
    """

    name: str
    n_documents: int
    accuracy: float
    f1: float
    published: dict[str, Figures]

    def joint(self) -> np.ndarray:
        """The share of documents by their class (0, 1) and what the surrogate says (0, 1), if half of
        them are of the class.
        """
        wrong, bias = 1 - self.accuracy / 100, self.published["naive"].bias / 100
        false_alarms, misses = (wrong + bias) / 2, (wrong - bias) / 2
        return np.array([[0.5 - false_alarms, false_alarms], [misses, 0.5 - misses]])


TABLE_3 = [
    Task("misinformation", 500, 77.6, 77.4, {
        "naive": Figures(9.0, 0.6, 9.2), "coded_only": Figures(0.0, 94.8, 5.0), "corrected": Figures(0.0, 96.2, 4.3),
    }),
    Task("power", 500, 60.8, 57.8, {
        "naive": Figures(26.6, 0.0, 26.6), "coded_only": Figures(0.0, 94.8, 5.0), "corrected": Figures(0.1, 94.8, 4.9),
    }),
    Task("toxicity", 500, 56.6, 50.5, {
        "naive": Figures(34.8, 0.0, 34.9), "coded_only": Figures(0.0, 94.8, 5.0), "corrected": Figures(0.0, 94.8, 4.9),
    }),
]  # fmt: skip
N_GOLD = 100  # codes in Table 3
ESTIMATORS = {"naive": "surrogate alone", "coded_only": "codes alone", "corrected": "corrected"}


def mean_f1(joint: np.ndarray) -> float:
    """The mean of the F1 of both classes."""
    right, wrong = np.diag(joint), joint[0, 1] + joint[1, 0]
    return float((2 * right / (2 * right + wrong)).mean())


def one_task(seed: int, task: Task) -> np.ndarray:
    """Estimate, low and high of the three estimators, for documents drawn anew."""
    random = np.random.default_rng([seed, int(10 * task.accuracy)])
    cell = random.choice(4, task.n_documents, p=task.joint().ravel())
    code, said = cell // 2, cell % 2
    segments = pd.DataFrame({"article": range(task.n_documents), "layer": "body"})
    sample = sampled(segments["layer"].to_numpy(), N_GOLD, seed)
    table = corrected(
        segments,
        codes_of(sample, code),
        surrogate=hits_of(said),
        target="body",
        reference=None,
        seed=seed,
    )
    columns = [
        name
        for head in ESTIMATORS
        for name in (
            ["estimate", "low", "high"]
            if head == "corrected"
            else [head, f"{head}_low", f"{head}_high"]
        )
    ]
    return table[columns].to_numpy(float)[0]


def figures_of(task: Task, times: int) -> dict[str, Figures]:
    """How our estimators do in the design of a task."""
    with ProcessPoolExecutor() as pool:
        drawn = list(pool.map(partial(one_task, task=task), range(times), chunksize=50))
    result = {}
    for name, values in zip(
        ESTIMATORS, np.array(drawn).reshape(times, 3, 3).swapaxes(0, 1), strict=True
    ):
        value, low, high = values.T
        error = value - task.joint()[1].sum()
        covers = (low <= task.joint()[1].sum()) & (task.joint()[1].sum() <= high)
        root = np.sqrt((error**2).mean())
        result[name] = Figures(*(100 * np.array([abs(error.mean()), covers.mean(), root])))
    return result


def print_dsl(times: int) -> None:
    """Ours beside Table 3 of Egami et al. (2023)."""
    print(f"\n{N_GOLD} codes of 500 documents, {times:,} times: the share of a class, times 100")
    print("Published: Egami, Hinck, Stewart & Wei (2023), arXiv 2306.04746, Table 3\n")
    print(f"{'':35}{'bias':>16}{'coverage':>18}{'RMSE':>16}")
    heads = f"{'ours':>8}{'theirs':>8}{'ours':>10}{'theirs':>8}{'ours':>8}{'theirs':>8}"
    print(f"{'task':19}{'estimator':16}{heads}")
    for task in TABLE_3:
        ours = figures_of(task, times)
        for name, label in ESTIMATORS.items():
            own, theirs = ours[name], task.published[name]
            print(
                f"{task.name:19}{label:16}{own.bias:8.1f}{theirs.bias:8.1f}{own.coverage:10.1f}"
                f"{theirs.coverage:8.1f}{own.rmse:8.1f}{theirs.rmse:8.1f}",
                flush=True,
            )
        print(f"{'':19}F1 of the surrogate {100 * mean_f1(task.joint()):.1f}, theirs {task.f1}")


# --------------------------------------------------------------------------- many articles


def print_size(n_articles: int = 100_000) -> None:
    """Time and memory for the codes of many articles, in a process of its own."""
    with ProcessPoolExecutor(1) as pool:
        n_segments, seconds, megabytes = pool.submit(large, n_articles).result()
    print(f"\n{n_articles:,} articles, {n_segments:,} segments, 1,000 codes, by ten outlets:")
    print(f"{seconds:.1f} s of CPU, {megabytes:,.0f} MB at most")


def large(n_articles: int) -> tuple[int, float, float]:
    """Segments, CPU seconds and megabytes of one estimate; the simulation's own are in the memory."""
    made = simulated(n_articles)
    segments, codes = made.segments.assign(source=made.segments["article"] % 10), made.coded(500)
    started = time.process_time()
    corrected(segments, codes, surrogate=made.surrogate, by="source")
    seconds = time.process_time() - started
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return len(segments), seconds, kilobytes / 1024


PARTS: dict[str, Callable[[int], None]] = {
    "simulated": print_simulated,
    "gold": lambda times: print_gold(times // 2),
    "dsl": print_dsl,
    "size": lambda times: print_size(),
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--times", type=int, default=2_000, help="simulated corpora a row")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    given = parser.parse_args()
    # Threads would sum in another order, and wait for each other.
    with threadpool_limits(1):
        for part in given.only:
            PARTS[part](given.times)
