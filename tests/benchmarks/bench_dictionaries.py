"""How long dictionaries take: 100,000 entries in every format and their hits, and 1 MB of hostile input for each reader.

uv run python tests/benchmarks/bench_dictionaries.py
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from analysis import framing, read
from analysis.lexicons.codebook import as_toml
from analysis.lexicons.dictionaries import read_dictionary
from tests.conftest import ROOT

ENTRIES, CATEGORIES, MEGABYTE = 100_000, 50, 1_000_000
LEGEND = "%\n1\tharm\n2\tcare\n%\n"


def entries() -> list[tuple[str, int]]:
    """Invented words: one in five a glob, one in ten a phrase."""
    draw = random.Random(0)
    rows = []
    for number in range(ENTRIES):
        word = "".join(draw.choices("abcdefghiklmnoprstuvw", k=draw.randint(4, 10)))
        word += "*" if number % 5 == 0 else " of" if number % 10 == 1 else ""
        rows.append((word, draw.randrange(CATEGORIES)))
    return rows


def formats(rows: list[tuple[str, int]]) -> dict[str, str]:
    """The same dictionary, written in every format."""
    listed: dict[int, list[str]] = {}
    for word, category in rows:
        listed.setdefault(category, []).append(word)
    legend = "".join(f"{number}\tc{number}\n" for number in range(CATEGORIES))
    return {
        "big.dic": f"%\n{legend}%\n" + "".join(f"{word}\t{category}\n" for word, category in rows),
        "big.dicx": "DicTerm," + ",".join(f"c{number}" for number in range(CATEGORIES)) + "\n"
        + "".join(f"{word}{',' * (category + 1)}X{',' * (CATEGORIES - category - 1)}\n" for word, category in rows),
        "big.csv": "term,category,weight\n" + "".join(f"{word},c{category},0.5\n" for word, category in rows),
        "big.lc3": "".join(f"+c{category}\n" + "".join(f" {word}\n" for word in words) for category, words in listed.items()),
        "big.cat": "".join(f"c{category}\n" + "".join(f"\t{word} (1)\n" for word in words) for category, words in listed.items()),
        "big.yml": "".join(f"c{category}:\n" + "".join(f"  - '{word}'\n" for word in words) for category, words in listed.items()),
        "big.ykd": "<dictionary>" + "".join(
            f'<cnode name="c{category}">' + "".join(f'<pnode name="{word}"/>\n' for word in words) + "</cnode>"
            for category, words in listed.items()
        ) + "</dictionary>",
    }  # fmt: skip


def filled(piece: str) -> str:
    return piece * (MEGABYTE // len(piece.encode()))


HOSTILE = {
    "nothing but %.dic": filled("%\n"),
    "undefined ids.dic": LEGEND + filled("a 9\n"),
    "ids in a line.dic": LEGEND + "a\t" + filled("1 "),
    "undefined ids in a line.dic": LEGEND + "a\t" + filled("9 "),
    "open brackets.dic": LEGEND + "a\t" + filled("("),
    "brackets.dic": LEGEND + "a\t" + filled("() "),
    "open angles.dic": LEGEND + "a\t" + filled("<"),
    "spaces.dic": LEGEND + "a" + filled(" ") + "b",
    "tabs.dic": "%\n" + filled("\t") + "1 a\n%\na\t1\n",
    "legend.dic": "%\n" + "".join(f"{n}\tc\n" for n in range(100_000)) + "%\na\t1\n",
    "no line ends.dic": LEGEND + filled("a"),
    "carriage returns.dic": LEGEND + filled("\r"),
    "latin-1.dic": (LEGEND + filled("\xe9\n")).encode("latin-1"),
    "zeros.dic": filled("0\0"),
    "columns.dicx": "t," + filled("c,") + "\n" + "a,X\n",
    "rows.dicx": "t,c\n" + filled("a,X\n"),
    "open quotes.csv": "term,category\n" + filled('"\n'),
    "quotes.csv": "term,category\n" + filled('"'),
    "brackets.yml": filled("["),
    "braces.yml": "a: " + filled("{b: "),
    "dashes.yml": "a:\n" + filled("- "),
    "keys.yml": filled("? "),
    "tabs.yml": "a:\n" + filled("\t"),
    "anchors.yml": "a: [" + ",".join(f"&a{n} b" for n in range(100_000)) + "]",
    "aliases.yml": "a: &a [b]\nc: [" + filled("*a, ") + "]",
    "merge.yml": "a:\n" + filled("  <<: b\n"),
    "quotes.yml": "a: '" + filled("''"),
    "indents.yml": "".join(" " * n + "a:\n" for n in range(1400)),
    "nodes.ykd": "<dictionary>" + filled('<cnode name="a">'),
    "words.ykd": '<dictionary><cnode name="a">' + filled('<pnode name="a"/>') + "</cnode></dictionary>",
    "attribute.ykd": '<dictionary><cnode name="' + filled("a ") + '"><pnode name="b"/></cnode></dictionary>',
    "attributes.ykd": "<dictionary " + " ".join(f'a{n}="b"' for n in range(80_000)) + "/>",
    "comments.ykd": "<dictionary><!-- " + filled("<!- "),
    "names.lc3": filled("+a\n"),
    "name.lc3": "+" + filled("[1,1,") + "\nb",
    "stars.lc3": "+a\n" + filled("*a"),
    "globs.lc3": "+a\n" + "".join(f"*{n}*\n" for n in range(120_000)),
    "punctuation.lc3": "+a\n" + filled("-'"),
    "dots.lc3": "+a\n" + filled("a."),
    "phrase.lc3": "+a\n" + filled("a "),
    "levels.cat": "".join("\t" * n + "c\n" for n in range(1_400)),
    "long names.cat": "a" * 200 + "\n" + "".join(f"\t{'b' * 190}{n}\n" for n in range(5_000)) + "\ta (1)\n",
    "open brackets.cat": "a\n\t" + filled("("),
    "slashes.cat": "a\n\t" + filled(" /"),
    "near.cat": "a\n\t" + filled(" NOT"),
}  # fmt: skip


def timed(path: Path, content: str | bytes) -> tuple[float, str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    begun = time.perf_counter()
    try:
        book = read_dictionary(path)
        told = f"{sum(len(frame.terms) for frame in book.frames.values())} terms, {len(book.lost)} losses"
    except ValueError as error:
        told = str(error).split(": ", 1)[1][:90]
    return time.perf_counter() - begun, told


def main() -> None:
    corpus = read(ROOT / "seeds" / "nagorno-karabakh.txt")
    _ = corpus.words
    with tempfile.TemporaryDirectory() as folder:
        print(
            f"{ENTRIES} entries: seconds to read, and for the hits of the seed article (read again among them)"
        )
        for name, content in formats(entries()).items():
            path = Path(folder) / name
            seconds, told = timed(path, content)
            begun = time.perf_counter()
            found = framing.hits(corpus, frames=path)
            print(
                f"{name:10} {seconds:6.2f} {time.perf_counter() - begun:6.2f}  {told}, {len(found)} hits"
            )
        path = Path(folder) / "big.toml"
        path.write_text(as_toml(read_dictionary(Path(folder) / "big.dic")), encoding="utf-8")
        begun = time.perf_counter()
        found = framing.hits(corpus, frames=path)
        print(f"{path.name:10} {'':6} {time.perf_counter() - begun:6.2f}  {len(found)} hits")
        print("\n1 MB of hostile input: seconds to read")
        for name, content in HOSTILE.items():
            seconds, told = timed(Path(folder) / name, content)
            print(f"{name:28} {seconds:6.2f}  {told}")


if __name__ == "__main__":
    main()
