"""What is a repetition, and how often the test errs where captions repeat each other and nothing differs.

Run with: uv run python tests/benchmarks/bench_duplicates.py [--articles 2000] [--seed 0]

First table: pairs of captions of real news pages and the part of the shorter one that stands in the other, in runs of
four words or more. Copies are made from a caption of ten words or more: a word added or exchanged, its last third
or its first half replaced by that of a caption of another page. Without ../shared there are no pairs.

Second table: articles of words without meaning, in which a word is a hit by chance, at one rate in captions and
paragraphs, shared out with the overdispersion between texts of real articles (each text's rate is multiplied by a
gamma variable of mean 1 and variance .5). Captions repeat each other in the way that the row says. Each article goes
the whole way of `compare`: so it is also seen whether repetitions are found. Beside it, the same test with captions
as they are, and with the words of a group of copies summed. A share is fine up to .05 plus two standard errors: .060
of 2,000 articles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import comparison, hits, permutation, reprints
from analysis.corpus import Corpus, assemble

PAGES = ROOT.parent / "shared" / "gold" / "pages" / "pages.jsonl.gz"
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
PHI = 0.5  # framing on 279 real pages (see bench_calibration)
PARAGRAPHS = 20
RATES = (10, 30)  # hits per 1,000 words

# --------------------------------------------------------------------------- pairs


def captions_of_pages() -> list[list[list[str]]]:
    """The words of the captions of each page."""
    with gzip.open(PAGES, "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    return [
        [words for caption in page["captions"] if (words := caption["text"].lower().split())]
        for page in pages
    ]


def copied_part(pair: tuple[list[str], list[str]]) -> float:
    """The part of the shorter text that the longer one holds, as `near_duplicates` finds it."""
    numbers, _ = pd.factorize(np.array(pair[0] + pair[1], dtype=object))
    text = np.repeat([0, 1], [len(pair[0]), len(pair[1])])
    n_run = reprints._RUN
    held = reprints.WordRuns.of(numbers, text, np.zeros(2, dtype=np.int64), n_run).held()
    n_words = np.bincount(text)
    if not len(held.text):
        return 0.0
    copied = reprints._n_copied(held, np.array([[0], [1]]), n_words, n_run)[0]
    least = reprints._LEAST_COPIED / reprints.SIMILAR
    return float(copied / max(n_words.min(), min(n_words.max(), least)))


def pairs(rng: np.random.Generator) -> dict[str, list[tuple[list[str], list[str]]]]:
    pages = captions_of_pages()
    every = [(page, words) for page, captions in enumerate(pages) for words in captions]
    long = [words for _, words in every if len(words) >= 10]

    def other(words: list[str]) -> list[str]:
        return next(
            drawn for drawn in (long[rng.integers(len(long))] for _ in range(100)) if drawn != words
        )

    kinds: dict[str, list[tuple[list[str], list[str]]]] = {
        "a copy, a word added": [],
        "a copy, a word exchanged": [],
        "a copy, its last third another": [],
        "a copy, its first half another": [],
    }
    for words in long:
        place, stranger = int(rng.integers(len(words))), other(words)
        third, half = -(-2 * len(words) // 3), len(words) // 2
        kinds["a copy, a word added"].append((words, [*words[:place], "today", *words[place:]]))
        kinds["a copy, a word exchanged"].append(
            (words, [*words[:place], "today", *words[place + 1 :]])
        )
        kinds["a copy, its last third another"].append(
            (words, words[:third] + stranger[: len(words) - third])
        )
        kinds["a copy, its first half another"].append((words, stranger[:half] + words[half:]))
    kinds["two captions of one page"] = [
        (one, two)
        for captions in pages
        for index, one in enumerate(captions)
        for two in captions[:index]
    ]
    drawn = rng.integers(len(every), size=(20_000, 2))
    kinds["captions of two pages"] = [
        (every[one][1], every[two][1]) for one, two in drawn if every[one][0] != every[two][0]
    ]
    return kinds


def table_of_pairs(seed: int) -> pd.DataFrame:
    rows = {}
    for kind, of_kind in pairs(np.random.default_rng(seed)).items():
        parts = np.array(list(map(copied_part, of_kind)))
        rows[kind] = {"pairs": len(of_kind)} | {
            f"{threshold:.1f}": (parts >= threshold).mean() for threshold in THRESHOLDS
        }
    return pd.DataFrame(rows).T


# --------------------------------------------------------------------------- null


class Maker:
    """Texts of words without meaning, of which some are hits."""

    def __init__(self, rate: float, rng: np.random.Generator) -> None:
        self.rate, self.rng, self.n_words = rate / 1000, rng, 0

    def text(self, n: int) -> list[str]:
        is_hit = self.rng.random(n) < self.rate * self.rng.gamma(1 / PHI, PHI)
        first = self.n_words
        self.n_words += n
        return [f"{'hit' if hit else 'word'}{first + i}" for i, hit in enumerate(is_hit)]

    def texts(self, n: int, shortest: int = 10, longest: int = 24) -> list[list[str]]:
        lengths = self.rng.integers(shortest, longest + 1, size=n).tolist()
        return [self.text(length) for length in lengths]


def alike(maker: Maker, n: int, others: int, *, exchanged: bool = False) -> list[list[str]]:
    (caption,) = maker.texts(1)
    copies = [list(caption) for _ in range(n)]
    for copy in copies if exchanged else []:
        copy[int(maker.rng.integers(len(copy)))] = maker.text(1)[0]
    return copies + maker.texts(others)


def of_one_scene(
    maker: Maker, scene: int, own: int, others: int, *, is_sentence: bool = False
) -> list[list[str]]:
    """Eight captions that share so many words, at their end or at their beginning."""
    shared = maker.text(scene)
    if is_sentence:
        shared = ["The", *shared[:-1], f"{shared[-1]}."]
    captions = []
    for number in range(8):
        mine = maker.text(own)
        mine[0] = mine[0].capitalize() if is_sentence else mine[0]
        captions.append([*shared, *mine] if is_sentence or number % 2 else [*mine, *shared])
    return captions + maker.texts(others)


CASES: dict[str, Callable[[Maker], list[list[str]]]] = {
    "6, all different": lambda maker: maker.texts(6),
    "5 of 6 alike": lambda maker: alike(maker, 5, 1),
    "20 of 20 alike": lambda maker: alike(maker, 20, 0),
    "20 of 21 alike": lambda maker: alike(maker, 20, 1),
    "20 of 22 alike but for a word": lambda maker: alike(maker, 20, 2, exchanged=True),
    "8 of one scene: 12 words, 6 own": lambda maker: of_one_scene(maker, 12, 6, 0),
    "the same and 2 others": lambda maker: of_one_scene(maker, 12, 6, 2),
    "8 of one scene: 10 words, 10 own": lambda maker: of_one_scene(maker, 10, 10, 0),
    "the same and 3 others": lambda maker: of_one_scene(maker, 10, 10, 3),
    "8 with a sentence of 8 words, 16 own": lambda maker: of_one_scene(
        maker, 8, 16, 0, is_sentence=True
    ),
    "8 with a part of 4 words, 16 own": lambda maker: of_one_scene(maker, 4, 16, 0),
}


def articles(case: str, rate: float, n: int, seed: int) -> Corpus:
    """So many articles of a case, in which nothing differs between captions and body."""
    rng = np.random.default_rng(seed)
    texts, rows = [], []
    for article in range(n):
        maker = Maker(rate, rng)
        captions = CASES[case](maker)
        body = maker.texts(PARAGRAPHS, 25, 60)
        end = -2
        for layer, words in [("body", words) for words in body] + [
            ("caption", words) for words in captions
        ]:
            start, end = end + 2, end + 2 + len(" ".join(words))
            rows.append((article, layer, start, end, "by chance", 1.0))
        texts.append("\n\n".join(" ".join(words) for words in [*body, *captions]))
    names = ("article", "layer", "start", "end", "rule", "confidence")
    return assemble(texts, dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def planted(corpus: Corpus) -> pd.DataFrame:
    """The words that are hits."""
    is_hit = np.array([word.lower().startswith("hit") for word in corpus.vocabulary])
    rows = corpus.tokens[is_hit[corpus.tokens["word"].to_numpy()]]
    n = len(rows)
    return hits.make(
        corpus,
        measure="framing",
        categories=("hit",),
        sentence=rows["sentence"].to_numpy(),
        start=rows["start"].to_numpy(),
        end=rows["end"].to_numpy(),
        term=["hit"] * n,
        category=np.zeros(n, dtype=np.int64),
    )


def without_counting_once(corpus: Corpus, table: pd.DataFrame, *, summed: bool) -> float:
    """The share of p <= .05 of the same test with captions as they are, or copies summed."""
    compared = comparison.units(corpus, "caption", "body")
    counts, _, _ = comparison.matrices(table, compared.index, "category")
    words = compared["n_words"].to_numpy(dtype=float)
    in_target = (compared["layer"] == "caption").to_numpy()
    piece = (
        reprints.original_segments(corpus)[compared.index] if summed else compared.index.to_numpy()
    )
    article = corpus.segments["article"].to_numpy()[compared.index]
    n_shown = 0
    for number in range(len(corpus.texts)):
        rows = np.flatnonzero(article == number)
        pieces, row = np.unique(piece[rows], return_inverse=True)
        held, length = (np.bincount(row, of[rows], len(pieces)) for of in (counts[:, 0], words))
        layer = np.zeros(len(pieces), dtype=bool)
        layer[row] = in_target[rows]
        testable = np.array([held.sum() >= comparison.LEAST_HITS])
        n_shown += permutation.permute(held[:, None], length, layer, 0, testable).p[0] <= 0.05
    return n_shown / len(corpus.texts)


def table_of_errors(n: int, seed: int) -> pd.DataFrame:
    rows = []
    for case in CASES:
        for rate in RATES:
            corpus = articles(case, rate, n, seed)
            table = planted(corpus)
            found = comparison.across(corpus, table)
            rows.append(
                {
                    "captions": case,
                    "per_1000": rate,
                    "as they are": without_counting_once(corpus, table, summed=False),
                    "copies summed": without_counting_once(corpus, table, summed=True),
                    "counted once": (found["p"] <= 0.05).mean(),
                    "tested": found["p"].notna().mean(),
                }
            )
            print(f"{case}, {rate} per 1,000 words: done", file=sys.stderr, flush=True)
    return pd.DataFrame(rows).set_index(["captions", "per_1000"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    if PAGES.exists():
        print(table_of_pairs(asked.seed).round(4).to_string(), "\n")
    print(table_of_errors(asked.articles, asked.seed).round(3).to_string())


if __name__ == "__main__":
    main()
