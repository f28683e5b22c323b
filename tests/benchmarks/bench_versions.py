"""Two versions of an article: how often the fate of a sentence is right, and what the work costs.

A seeded editor makes a second version of an article by what editors do: it inserts, deletes, moves and rewrites sentences by rules,
merges paragraphs, changes case and quotation marks. So it is known what became of each sentence. Articles are those of
`../shared/gold/corpus` and the bodies of `../shared/gold/pages`. The table of versions within a corpus follows (`bench_reprints.py`).

Run with: uv run python tests/benchmarks/bench_versions.py [--pairs 500] [--errors 20]
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import read_text
from analysis.corpus import Corpus
from analysis.versions import FATES, align, shift, totals
from analysis.versions.aligning import LEAST_SIMILARITY

GOLD = ROOT.parent / "shared" / "gold"
SOURCES = (
    "corpus/fnc1_bodies.jsonl.gz",
    "corpus/persent_docs.jsonl.gz",
    "corpus/web_articles_gold.jsonl.gz",
)
LEAST_SENTENCES = 12


@dataclass(frozen=True)
class Sentence:
    """A sentence as the editor has it: its text, which one of the first version it was, and its fate."""

    text: str
    source: int | None
    fate: str = "kept"


@dataclass(frozen=True)
class Edited:
    """Two versions, and of each sentence of either where it stands and its fate."""

    first: str
    second: str
    of_first: list[tuple[int, int, str]]
    of_second: list[tuple[int, int, str, int | None]]


def articles(n_articles: int, chance: random.Random) -> list[list[list[str]]]:
    """The paragraphs of so many articles that are long enough, as sentences."""
    texts = []
    for name in SOURCES:
        with gzip.open(GOLD / name, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
    chance.shuffle(texts)
    read = (sentences_of(read_text(text)) for text in texts)
    long = (own for own in read if len(own) >= 4 and sum(map(len, own)) >= LEAST_SENTENCES)
    return list(itertools.islice(long, n_articles))


def sentences_of(corpus: Corpus) -> list[list[str]]:
    """The sentences of each segment."""
    text, rows = corpus.texts[0], corpus.sentences
    spans = zip(rows["segment"], rows["start"], rows["end"], strict=True)
    return [
        [" ".join(text[start:end].split()) for _, start, end in group]
        for _, group in itertools.groupby(spans, key=lambda span: span[0])
    ]


class Editor:
    """What is done to an article, by chance."""

    def __init__(self, seed: int, others: list[str]) -> None:
        self.random = random.Random(seed)
        self.others = others

    def rewritten(self, text: str) -> str:
        """A sentence in other words, by one of five rules."""
        words, rule = text.rstrip(" .!?”\"'’)").split(), self.random.randrange(5)
        ending = text[len(" ".join(words)) :] or "."
        if rule == 0:  # a quarter of the words are others
            for place in self.random.sample(range(len(words)), max(1, len(words) // 4)):
                words[place] = self.random.choice(self.random.choice(self.others).split())
        elif rule == 1:  # a third of the words is left out
            gone = set(self.random.sample(range(len(words)), max(1, len(words) // 3)))
            words = [word for place, word in enumerate(words) if place not in gone]
        elif rule == 2:  # a clause is added
            words += ["after", *self.random.choice(self.others).split()[: max(2, len(words) // 2)]]
        elif rule == 3:  # the halves change places
            middle = len(words) // 2
            words = words[middle:] + words[:middle]
        else:  # the first words are replaced by a clause
            words = self.random.choice(self.others).split()[:3] + words[max(1, len(words) // 4) :]
        # It stays a sentence: a capital at its beginning, and what it ended with.
        whole = " ".join(words).rstrip(" .,;:")
        return f"{whole[0].upper()}{whole[1:]}{ending}"

    def quoted(self, text: str) -> str:
        """The same sentence in another typography."""
        if self.random.random() < 0.3:
            return text.upper()
        twins = {'"': "“", "'": "’", "-": "–", "“": '"', "”": '"', "’": "'", "—": "-"}
        return "".join(twins.get(sign, sign) for sign in text)

    def edited(self, article: list[list[str]]) -> Edited:
        """An article in two versions."""
        numbers = itertools.count()
        paragraphs = [[Sentence(text, next(numbers)) for text in own] for own in article]
        first = [list(own) for own in paragraphs]
        flat = [sentence for own in paragraphs for sentence in own]
        long = [s.source for s in flat if len(s.text.split()) >= 6]
        picked = self.random.sample(long, min(len(long), max(4, len(long) // 4)))
        deleted = set(picked[: len(picked) // 3])
        changed = set(picked[len(picked) // 3 : 2 * len(picked) // 3])
        same = set(picked[2 * len(picked) // 3 :])
        paragraphs = [
            [self.touched(s, changed, same) for s in own if s.source not in deleted]
            for own in paragraphs
        ]
        paragraphs = self.moved([own for own in paragraphs if own])
        for _ in range(self.random.randint(1, 3)):
            at = self.random.randrange(len(paragraphs) + 1)
            paragraphs.insert(at, [Sentence(self.random.choice(self.others), None, "inserted")])
        if len(paragraphs) > 3:
            at = self.random.randrange(len(paragraphs) - 1)
            paragraphs[at : at + 2] = [paragraphs[at] + paragraphs[at + 1]]
        of_first = [
            [replace(s, fate="deleted") if s.source in deleted else s for s in own] for own in first
        ]
        text, rows = written(of_first)
        other, other_rows = written(paragraphs)
        return Edited(text, other, [row[:3] for row in rows], other_rows)

    def touched(
        self, sentence: Sentence, changed: set[int | None], same: set[int | None]
    ) -> Sentence:
        """A sentence rewritten, in another typography, or as it is."""
        if sentence.source in changed:
            return replace(sentence, text=self.rewritten(sentence.text), fate="changed")
        if sentence.source in same:
            return replace(sentence, text=self.quoted(sentence.text))
        return sentence

    def moved(self, paragraphs: list[list[Sentence]]) -> list[list[Sentence]]:
        """One paragraph at another place, past more words than it has itself."""
        sizes = [sum(len(s.text.split()) for s in own) for own in paragraphs]
        for start in self.random.sample(range(len(paragraphs)), len(paragraphs)):
            ends = [
                stop
                for stop in range(start + 1, len(paragraphs))
                if sum(sizes[start + 1 : stop + 1]) > 1.5 * sizes[start]
            ]
            if not ends or sizes[start] < 5:
                continue
            stop = self.random.choice(ends)
            own = [replace(s, fate="moved") if s.fate == "kept" else s for s in paragraphs[start]]
            rest = paragraphs[:start] + paragraphs[start + 1 :]
            return [*rest[:stop], own, *rest[stop:]]
        return paragraphs


def written(paragraphs: list[list[Sentence]]) -> tuple[str, list[tuple[int, int, str, int | None]]]:
    """The text of paragraphs, and where each sentence is in it."""
    rows, parts, at = [], [], 0
    for own in paragraphs:
        for sentence in own:
            rows.append((at, at + len(sentence.text), sentence.fate, sentence.source))
            at += len(sentence.text) + 1
        at += 1
        parts.append(" ".join(sentence.text for sentence in own))
    return "\n\n".join(parts), rows


def judged(pair: Edited) -> tuple[Counter[tuple[str, str]], list[str]]:
    """How often each true fate got each fate, over the sentences of both versions."""
    first, second = read_text(pair.first), read_text(pair.second)
    table = align(first, second)
    confusion, errors = Counter[tuple[str, str]](), []
    for version, corpus, truth in (
        ("first", first, pair.of_first),
        ("second", second, pair.of_second),
    ):
        start = corpus.sentences["start"].to_numpy()
        end = corpus.sentences["end"].to_numpy()
        for row in table[table[f"sentence_{version}"].notna()].itertuples():
            sentence = int(getattr(row, f"sentence_{version}"))
            last = sentence + getattr(row, f"n_sentences_{version}") - 1
            middle = (start[sentence] + end[last]) // 2
            fate = next((own[2] for own in truth if own[0] <= middle <= own[1]), None)
            if fate is None:
                continue
            if version == "first" and fate == "kept":
                # What the second version says of the same sentence.
                source = next(
                    n for n, own in enumerate(pair.of_first) if own[0] <= middle <= own[1]
                )
                fate = next((own[2] for own in pair.of_second if own[3] == source), "deleted")
            confusion[fate, str(row.fate)] += 1
            if fate != row.fate:
                errors.append(
                    f"{fate} → {row.fate} ({row.similarity:.2f}): {row.text_first} | {row.text_second}"
                )
    return confusion, errors


def pairs(n_pairs: int, seed: int) -> Iterator[Edited]:
    """So many pairs."""
    chosen = articles(n_pairs, random.Random(seed))
    others = [s for own in chosen[:400] for p in own for s in p if 8 <= len(s.split()) <= 40]
    for number, article in enumerate(chosen):
        yield Editor(seed + number, others).edited(article)


def measured(made: list[Edited], threshold: float) -> tuple[dict[str, float], list[str]]:
    """Of all pairs the share of sentences whose fate is right, over all and by their true fate."""
    with mock.patch("analysis.versions.aligning.LEAST_SIMILARITY", threshold):
        judgements = [judged(pair) for pair in made]
    total = sum((confusion for confusion, _ in judgements), start=Counter[tuple[str, str]]())
    shares = {"all": sum(n for (fate, got), n in total.items() if fate == got) / total.total()}
    for fate in FATES:
        n = sum(n for (own, _), n in total.items() if own == fate)
        shares[fate] = total[fate, fate] / n
    return {"sentences": total.total(), **shares}, [line for _, own in judgements for line in own]


def largest_gap(made: list[Edited]) -> float:
    """How far at most the parts of a shift are from the difference that they are parts of."""
    gaps = [0.0]
    for pair in made:
        table = totals(shift(read_text(pair.first), read_text(pair.second)))
        gap = (table[list(FATES)].sum(axis=1) - table["difference"]).abs().max()
        gaps.append(float(gap) if gap == gap else 0.0)
    return max(gaps)


def seconds_of_long_articles(made: list[Edited], n_words: int = 5_000) -> dict[str, float]:
    """CPU seconds of two versions of so many words, and of two articles of so many that are not."""
    parts: tuple[list[str], list[str]] = ([], [])
    for pair in made:
        for own, text in zip(parts, (pair.first, pair.second), strict=True):
            own.append(text)
        if len(" ".join(parts[0]).split()) >= n_words:
            break
    others = " ".join(pair.first for pair in reversed(made)).split()[:n_words]
    first, second, other = map(
        read_text, ("\n\n".join(parts[0]), "\n\n".join(parts[1]), " ".join(others))
    )
    shift(first, second)  # pays for imports and lists
    times = {}
    for what, pair in {"two versions": (first, second), "two articles": (first, other)}.items():
        runs = []
        for _ in range(3):
            begun = time.process_time()
            shift(*pair)
            runs.append(time.process_time() - begun)
        times[what] = statistics.median(runs)
    return times


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--thresholds", type=float, nargs="*", default=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    )
    parser.add_argument("--errors", type=int, default=0, help="how many errors are shown")
    parser.add_argument("--without-corpus", action="store_true", help="no pairs within a corpus")
    options = parser.parse_args()
    made = list(pairs(options.pairs, options.seed))
    print(
        f"{len(made)} pairs made by an editor; share of sentences whose fate is right, by their fate"
    )
    head = ["all", *FATES]
    print(f"{'similar from':<14}{'sentences':>10}" + "".join(f"{name:>10}" for name in head))
    errors: list[str] = []
    for threshold in options.thresholds:
        shares, wrong = measured(made, threshold)
        errors = wrong if threshold == LEAST_SIMILARITY else errors
        row = "".join(f"{shares[name]:>10.4f}" for name in head)
        print(f"{threshold:<14}{shares['sentences']:>10,}{row}", flush=True)
    print(f"the parts less the difference, at most: {largest_gap(made):.1e} (1e-9 to reach)")
    for what, taken in seconds_of_long_articles(made).items():
        print(f"{what} of 5,000 words, aligned and measured: {taken:.2f} s of CPU (1 to reach)")
    for line in random.Random(0).sample(errors, min(options.errors, len(errors))):
        print(line)
    if not options.without_corpus:
        print("\nbench_reprints.py", flush=True)
        script = Path(__file__).with_name("bench_reprints.py")
        subprocess.run([sys.executable, str(script)], check=False, cwd=ROOT)


if __name__ == "__main__":
    main()
