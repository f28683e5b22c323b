"""Exports of many articles: what the reader gets right of the files that scholars and newsrooms bring.

Run with: uv run python tests/benchmarks/bench_exports.py [--errors] [file id ...]

Needs ../shared/gold/exports. Plain definitions. Two texts are the same where their letters and digits are, without
case. Articles of a file are counted right where their number is the file's; a document without a word of its own may be
left out. An article of gold is looked for by its headline, or else its first words, nearest to its place. A headline is right
with the deck glued on or without it. A caption is right where a segment labelled caption is the same; `extra` counts the
others. A paragraph of the body is right where its first words are in body or subheading, behind those of the paragraph
before. A date is right to the day, the month or the year that is printed; a publication where one of the two names holds
the other. A credit is right where a segment labelled credit holds it or is held by it.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis import Corpus, InputError, read

GOLD = ROOT.parent / "shared" / "gold" / "exports"
# What is measured, what no tool of others gives, and what is to be reached.
ROWS = {
    "articles": ("files whose articles are counted right", ".98"),
    "headline": ("headline", ".97"),
    "captions": ("captions as captions", ".92"),
    "body": ("body paragraphs in body", ".98"),
    "about": ("date and publication", ".95"),
    "credits": ("credits", ""),
}
PEERS = {"captions": "0 (LexisNexisTools, newspapers)"}
LAYERS = ("body or subheading", "caption", "credit", "headline", "any")
SHOWN_ERRORS = 12


def letters(text: str | None) -> str:
    """The letters and digits of a text, without case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "").casefold())


@dataclass
class Found:
    """One article as the reader gives it: the letters of its segments by layer."""

    layers: dict[str, list[str]]
    published: str
    source: str

    @property
    def body(self) -> str:
        return "".join(self.layers["body or subheading"])


@dataclass
class Tally:
    """How many of how many, by row; and what was missed."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    extra: int = 0
    errors: list[str] = field(default_factory=list)

    def count(self, row: str, right: bool, error: str) -> None:
        """Count one of a row, and keep what was missed."""
        self.of[row] += 1
        self.right[row] += right
        if not right:
            self.errors.append(f"{row}: {error}")

    def add(self, other: Tally) -> None:
        """Add the counts of another."""
        self.right += other.right
        self.of += other.of
        self.extra += other.extra

    def shares(self) -> list[str]:
        """The share of each row, as printed."""
        return [f"{self.right[row] / self.of[row]:.2f}" if self.of[row] else "-" for row in ROWS]


def articles_of(corpus: Corpus) -> list[Found]:
    """The articles of a corpus, in order."""
    articles = [
        Found(
            {name: [] for name in LAYERS},
            str(row.published or ""),
            letters(row.source),
        )
        for row in corpus.articles.itertuples()
    ]
    for segment, row in corpus.segments.iterrows():
        layers = articles[row["article"]].layers
        words = letters(corpus.text(segment))
        layer = str(row["layer"])
        layers["any"].append(words)
        if layer in ("body", "subheading"):
            layers["body or subheading"].append(words)
        if layer in layers:
            layers[layer].append(words)
    return articles


def aligned(found: list[Found], gold: dict[str, Any], used: set[int]) -> Found | None:
    """The article that a gold article means: of those with its headline, or else with its first
    words, the one nearest to its place.
    """
    headlines = {letters(gold["headline"]), letters(gold.get("headline_main"))} - {""}
    starts = [letters(start) for start in gold.get("body_starts", [])[:1]]
    starts += [letters(caption["text"]) for caption in gold["captions"][:1]]
    keys = [key for key in (*headlines, *starts) if key]
    order = sorted(set(range(len(found))) - used, key=lambda n: abs(n - (gold["n"] - 1)))
    same = [n for n in order if headlines & set(found[n].layers["headline"])]
    holding = (n for n in order if any(key in "".join(found[n].layers["any"]) for key in keys))
    place = same[0] if same else next(holding, None)
    if place is None:
        return None
    used.add(place)
    return found[place]


def has_words(gold: dict[str, Any]) -> bool:
    """Is there a headline, a paragraph or a caption in the article of gold?"""
    return bool(gold["headline"] or gold["body_paragraphs"] or gold["captions"])


def judge(record: dict[str, Any], found: list[Found]) -> Tally:
    """All rows of one file."""
    tally = Tally()
    empty = sum(not has_words(gold) for gold in record["gold"])
    if record["expected"] == "articles":
        allowed = {record["articles"], record["articles"] - empty}
        tally.count("articles", len(found) in allowed, f"{len(found)} for {record['articles']}")
    used: set[int] = set()
    for gold in record["gold"]:
        if has_words(gold) and record["expected"] == "articles":
            judge_article(gold, aligned(found, gold, used), tally)
    return tally


def judge_article(gold: dict[str, Any], article: Found | None, tally: Tally) -> None:
    """The rows of one article; one that was not found misses all of them."""
    article = article or Found({name: [] for name in LAYERS}, "", "")
    name = f"article {gold['n']}"
    if gold["headline"]:
        wanted = {letters(gold["headline"]), letters(gold.get("headline_main") or gold["headline"])}
        given = article.layers["headline"]
        right = bool(given) and (
            given[0] in wanted or "".join(given) in wanted or with_deck(article) & wanted != set()
        )
        tally.count("headline", right, f"{name}: {gold['headline'][:90]}")
    waiting = Counter(article.layers["caption"])
    either = "".join(map(letters, gold.get("either", [])))
    for caption in gold["captions"]:
        words = letters(caption["text"])
        tally.count("captions", waiting[words] > 0, f"{name}: {caption['text'][:110]}")
        waiting[words] -= waiting[words] > 0
    tally.extra += sum(
        n for words, n in waiting.items() if words not in either and words[:40] not in either
    )
    judge_body(gold, article, tally, name)
    judge_about(gold, article, tally, name)
    joined = article.layers["credit"]
    for credit in gold["credits"]:
        words = letters(credit["text"])
        right = any(words in given or (given and given in words) for given in joined)
        tally.count("credits", right, f"{name}: {credit['text'][:90]}")


def with_deck(article: Found) -> set[str]:
    """The headline with the segments behind it, as an export glues them."""
    whole = article.layers["any"]
    first = article.layers["headline"][0]
    at = whole.index(first)
    return {"".join(whole[at : at + n]) for n in (1, 2)}


def judge_body(gold: dict[str, Any], article: Found, tally: Tally, name: str) -> None:
    """Paragraphs by their first words, in order."""
    body, at = article.body, 0
    for start in gold.get("body_starts", []):
        words = letters(start)
        place = body.find(words, at) if words else at
        tally.count("body", place >= 0, f"{name}: {start}")
        at = place + len(words) if place >= 0 else at


def judge_about(gold: dict[str, Any], article: Found, tally: Tally, name: str) -> None:
    """Date and publication, as far as the file gives them."""
    if gold.get("date_iso"):
        right = article.published.startswith(gold["date_iso"])
        tally.count(
            "about", right, f"{name}: {gold['date_iso']}, not {article.published or 'none'}"
        )
    if gold.get("source"):
        wanted, given = letters(gold["source"]), article.source
        right = bool(given) and (wanted in given or given in wanted)
        tally.count("about", right, f"{name}: {gold['source']}, not {given or 'none'}")


def records(chosen: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The files of gold, or the chosen ones."""
    for line in (GOLD / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if not chosen or record["id"] in chosen:
            yield record


@dataclass
class FileTally:
    """What is right of one file, how many articles it gave, and why it gave none."""

    record: dict[str, Any]
    tally: Tally
    n_articles: int
    refusal: str = ""


def judged_files(chosen: Sequence[str] = ()) -> Iterator[FileTally]:
    """Every file of gold as the suite reads it, or the chosen ones."""
    for record in records(chosen):
        articles, refusal = [], ""
        try:
            articles = articles_of(read(GOLD / record["file"]))
        except InputError as error:
            refusal = str(error)
        yield FileTally(record, judge(record, articles), len(articles), refusal)


def main() -> None:
    """Print a row a file and the sums."""
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    total = Tally()
    print(
        f"{'file':28}{'articles':>12} " + "".join(f"{row:>9}" for row in [*ROWS][1:]) + "   extra"
    )
    for file in judged_files(chosen):
        record, tally = file.record, file.tally
        if file.refusal:
            print(f"{record['id']}: {file.refusal}")
        total.add(tally)
        counted = f"{file.n_articles} of {record['articles']}"
        shares = "".join(f"{share:>9}" for share in tally.shares()[1:])
        print(f"{record['id']:28}{counted:>12} {shares}{tally.extra:8}")
        if "--errors" in sys.argv:
            for error in tally.errors[:SHOWN_ERRORS]:
                print(f"    {error}")
    print("\n| what | peers | reach | now | of |\n|---|---|---|---|---:|")
    for (row, (what, reach)), share in zip(ROWS.items(), total.shares(), strict=True):
        print(f"| {what} | {PEERS.get(row, '')} | {reach} | {share} | {total.of[row]} |")
    print(f"| captions that gold does not have | | | {total.extra} | |")


if __name__ == "__main__":
    main()
