"""Language: how often the language of few words is found, beside other libraries, and what it costs; and
whether the model says of an article what words that only English has say.

Run with: uv run python tests/benchmarks/bench_language.py [--peers]

Needs ../shared/gold/corpus (en), ../shared/gold/exports (en, de, fr, nl, da, ko, ru) and ../shared/cases/reading (ar, ja, zh). With --peers the
libraries lingua-language-detector and pycld2 as well, which have to be installed beforehand.

Plain definitions. A paragraph is the first 20 words of a block of an article of 20 words or more; of Japanese and Chinese,
which have no spaces, 40 characters. Captions are 8 words, or 16 characters: those that are labelled so, and the first 8
words of every paragraph. Of a file 150 are drawn; of the file in several languages each document counts with its own.
Texts by which makers of the files replaced the articles (Lorem ipsum) are left out. `right` is the share of all texts
whose language is found, `wrong` the share that gets another one; the rest is unsure. The mean is over languages: most
texts are English.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis import Corpus, InputError, read
from analysis import language as of_articles
from analysis.language import find_language, language_of

CORPUS, GOLD = (ROOT.parent / "shared" / "gold" / name for name in ("corpus", "exports"))
CASES = ROOT.parent / "shared" / "cases" / "reading"
OTHER_SCRIPTS = {"ar": "l04-arabic-page", "ja": "l05-japanese-page", "zh": "l06-chinese-page"}
WITHOUT_SPACES = {"ja", "zh"}
# The file in several languages, by what each document is called.
SEVERAL = "lexisnexis-mosaic"
BY_SOURCE = {
    "Börsen-Zeitung": "de", "Wirtschaftsblatt": "de", "Le Figaro": "fr", "Le Monde": "fr", "de Volkskrant": "nl",
    "De Telegraaf": "nl", "Ad / Algemeen Dagblad": "nl", "Trouw": "nl", "Politiken": "da",
}  # fmt: skip
PARAGRAPH, CAPTION = 20, 8  # words
MOST_OF_FILE = 150
REPLACED = re.compile(
    r"(?i)\b(?:lorem|ipsum|dolor|vestibulum|pellentesque|consectetur|nulla|cubilia)\b"
)
# Of an article of 420 words.
PARAGRAPHS_OF_ARTICLE = 8

Texts = dict[str, list[str]]  # by language
Finder = Callable[[str], str | None]


def files() -> Iterator[tuple[str, str, Path]]:
    """The files of gold: id, language and place."""
    for line in (GOLD / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        place = GOLD / "files" / Path(record["file"]).name
        yield record["id"], record["language"].split()[0].rstrip(","), place


def blocks(corpus: Corpus) -> Iterator[tuple[str, str, str]]:
    """The publication, layer and text of every block that is the article's."""
    sources = corpus.articles["source"].fillna("").tolist()
    for segment in corpus.segments.index:
        layer = str(corpus.segments.at[segment, "layer"])
        if layer in ("body", "caption", "standfirst", "headline"):
            yield sources[corpus.segments.at[segment, "article"]], layer, corpus.text(segment)


def raw_lines(path: Path) -> list[str]:
    """Lines of a file that the suite asks to name a column of: those of its cells."""
    import python_calamine

    if path.suffix != ".xlsx":
        return []
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    return [line for row in sheet.to_python() for cell in row for line in str(cell).split("\n")]


def texts() -> tuple[Texts, Texts, list[str]]:
    """Paragraphs and captions by language, and whole English paragraphs."""
    paragraphs: Texts = defaultdict(list)
    captions: Texts = defaultdict(list)
    whole: list[str] = []
    for id, language, path in files():
        try:
            found = list(blocks(read(path)))
        except InputError:
            found = [("", "body", line) for line in raw_lines(path)]
        own: dict[tuple[str, str], list[str]] = defaultdict(list)
        for source, layer, text in found:
            name = language
            if id == SEVERAL:
                name = next(
                    (code for title, code in BY_SOURCE.items() if source.startswith(title)), ""
                )
            if name and not REPLACED.search(text):
                own[name, "caption" if layer == "caption" else "body"].append(
                    " ".join(text.split())
                )
        for (name, kind), lines in own.items():
            chance = random.Random(id + name)
            words = [line.split() for line in chance.sample(lines, len(lines))]
            if kind == "body":
                long = [line for line in words if len(line) >= PARAGRAPH][:MOST_OF_FILE]
                paragraphs[name] += [" ".join(line[:PARAGRAPH]) for line in long]
                captions[name] += [" ".join(line[-CAPTION:]) for line in long]
                whole += [" ".join(line) for line in long if name == "en"]
            else:
                long = [line for line in words if len(line) >= CAPTION][:MOST_OF_FILE]
                captions[name] += [" ".join(line[:CAPTION]) for line in long]
    for name, case in OTHER_SCRIPTS.items():
        for _, _, text in blocks(read(CASES / case / "page.html")):
            units = list(text) if name in WITHOUT_SPACES else text.split()
            mark, times = ("", 2) if name in WITHOUT_SPACES else (" ", 1)
            for texts_of, n in ((paragraphs, PARAGRAPH), (captions, CAPTION)):
                if len(units) >= n * times:
                    texts_of[name].append(mark.join(units[: n * times]))
    return paragraphs, captions, whole


def finders(with_peers: bool) -> dict[str, Finder]:
    """Functions that give the code of a language, by the name of the library."""
    known: dict[str, Finder] = {"cutline (py3langid)": lambda text: find_language(text).code}
    if not with_peers:
        return known
    import py3langid

    known["py3langid as it comes"] = lambda text: str(py3langid.classify(text)[0])
    if importlib.util.find_spec("pycld2"):
        import pycld2

        known["cld2"] = lambda text: str(pycld2.detect(text, bestEffort=True)[2][0][1])
    if importlib.util.find_spec("lingua"):
        from lingua import LanguageDetectorBuilder

        detector = LanguageDetectorBuilder.from_all_languages().build()

        def by_lingua(text: str) -> str | None:
            language = detector.detect_language_of(text)
            return None if language is None else language.iso_code_639_1.name.lower()

        known["lingua"] = by_lingua
    return known


def print_rows(kind: str, given: Texts, known: dict[str, Finder]) -> None:
    """A row of figures for each library."""
    n = sum(map(len, given.values()))
    print(
        f"\n{kind}: {n:,} ({', '.join(f'{name} {len(own)}' for name, own in sorted(given.items()))})"
    )
    print(
        "| library | right | wrong | unsure | mean right over languages | ms a text | by language |"
    )
    print("|---|---|---|---|---|---|---|")
    for library, find in known.items():
        find("The first text loads the model of a library.")
        begun = time.process_time()
        codes = {name: [find(text) for text in own] for name, own in given.items()}
        cost = 1000 * (time.process_time() - begun) / n
        right = {name: sum(code == name for code in own) for name, own in codes.items()}
        unsure = sum(own.count(None) for own in codes.values())
        mean = sum(right[name] / len(own) for name, own in codes.items()) / len(codes)
        shares = ", ".join(
            f"{name} {right[name] / len(own):.2f}" for name, own in sorted(codes.items())
        )
        total = sum(right.values())
        print(
            f"| {library} | {total / n:.3f} | {(n - total - unsure) / n:.3f} | {unsure / n:.3f} | {mean:.3f}"
            f" | {cost:.3f} | {shares} |"
        )


def print_cost(whole: list[str]) -> None:
    """What an article costs."""
    articles = [
        whole[start : start + PARAGRAPHS_OF_ARTICLE]
        for start in range(0, len(whole), PARAGRAPHS_OF_ARTICLE)
    ]
    n_words = sum(len(text.split()) for text in whole) / len(articles)
    begun = time.process_time()
    codes = Counter(language_of(article).code for article in articles)
    cost = 1000 * (time.process_time() - begun) / len(articles)
    print(
        f"\n{len(articles)} English articles of {n_words:.0f} words: {cost:.2f} ms each; {dict(codes)}"
    )


def articles() -> Iterator[list[str]]:
    """The paragraphs of English articles, and those of the articles of every file."""
    for path in sorted(CORPUS.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"].split("\n") for line in lines)
    for path in [path for _, _, path in files()] + sorted(CASES.glob("*/page.html")):
        try:
            corpus = read(path)
        except InputError:
            continue
        body = corpus.segments[corpus.segments["layer"] == "body"]
        for segments in body.groupby("article").groups.values():
            yield [corpus.text(segment) for segment in segments]


def print_plainly_english() -> None:
    """Of how many articles words settle that they are English, and what the model says of these."""
    given = list(articles())
    settled = [article for article in given if of_articles._is_plainly_english(article)]
    codes = Counter(str(found.code) for found in of_articles._by_model(settled))
    print(
        f"\n{len(settled):,} of {len(given):,} articles are English by their words; by the model these are:"
        f" {', '.join(f'{code} {n:,}' for code, n in codes.most_common())}"
    )


def main() -> None:
    """Print the figures."""
    paragraphs, captions, whole = texts()
    known = finders("--peers" in sys.argv[1:])
    print_rows("paragraphs of 20 words", paragraphs, known)
    print_rows("captions of 8 words", captions, known)
    print_cost(whole)
    print_plainly_english()


if __name__ == "__main__":
    main()
