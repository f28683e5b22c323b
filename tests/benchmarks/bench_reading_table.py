"""One table of what reading is to reach: what is measured, beside which peer, and what is met.

Run with: uv run python tests/benchmarks/bench_reading_table.py [PART …] [--inputs 10000]

A part is one of: unseen (captions, credits and headlines on pages of sites not seen: a minute), pages (headline and body beside
trafilatura: a minute), exports (a minute), text (captions in plain text, a model a fold: minutes), language (half a minute),
speed (pages per CPU second: minutes), fuzz (hostile inputs of every format, `--inputs` of each: hours). All but fuzz are
measured where none is named. The figures are those of the benchmarks beside this file, which say what each means; nothing is
counted here but pages without a body.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

# Models of few columns are fitted ten times as fast by one thread: several wait for each other.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import completeness, read
from analysis.reading.page import blocks_of_page
from tests.benchmarks import (
    bench_exports,
    bench_language,
    bench_reading,
    bench_unseen_pages,
)
from tests.benchmarks.bench_reading import Row
from tests.benchmarks.figure_rows import HEAD, Figure, line_of

_FUZZ = Path(__file__).with_name("bench_fuzz.py")
# | format | inputs | refused | read | failures |
_FUZZED = re.compile(r"(?m)^\| [^|]+ \| ([\d,]+) \| [\d,]+ \| [\d,]+ \| ([\d,]+) \|")
_NUMBER = re.compile(r"\d*\.?\d+")
_EVERY = 4  # of the pages, for speed: each is read nine times
_HEADLINE = 0.99
_UNSEEN = "pages of sites not seen, first run"
_BODY_WARNED = "pages without a body and without a warning"
# Why a figure is missed, by how its row begins.
REASONS = {
    _UNSEEN: "kinds of pages that the rules did not know",
    "headline found": "pages that show another headline than the title given",
    "lines: F1": "half of the captions carry no cue but layout",
    "article: F1": "half of the captions carry no cue but layout",
    "exports: captions": "some databases keep all captions of an article in one text",
    "news_layers: F1": "one article, GUM_news_election, has most of the errors",
    "speed, page -> corpus, one by one": "each page pays for the tables of a corpus of its own",
}


def figure_of(row: Row) -> Figure | None:
    """A row of `bench_reading` as a figure; None for a heading, and for what aims at nothing.

    Examples
    --------
    >>> figure_of(Row("lines: F1", ".35 (rule)", ">= .62", "0.501 (folds .4 to .6)"))
    Figure(what='lines: F1', value=0.501, reach=0.62, at_most=False, detail='folds .4 to .6', peer='.35 (rule)')
    >>> figure_of(Row("speed", "9 pages/s", ">= .8 of peer", "8 pages/s = 0.89")).value
    0.89
    """
    of_peer = row.ours.rpartition("= ")[2] if row.reach.endswith("of peer") else ""
    value = _NUMBER.match(of_peer or row.ours)
    if not row.reach or value is None:
        return None
    bound = row.peers if row.reach.endswith("= peer") else row.reach
    number = _NUMBER.search(bound)
    detail = row.ours if of_peer else row.ours[value.end() :].strip(" ()")
    return Figure(
        row.what,
        float(value[0]),
        float(number[0]) if number else None,
        row.reach.startswith("<="),
        detail,
        row.peers,
    )


def figures_of(rows: Iterator[Row]) -> Iterator[Figure]:
    """The rows that aim at something, as figures."""
    return (figure for row in rows if (figure := figure_of(row)))


def unseen() -> Iterator[Figure]:
    """Captions, credits and headlines on the second sixty pages: before anybody read them, and since their errors were mended."""
    sets = bench_unseen_pages.counted_by_site()
    for start, name_of_set in (
        (_UNSEEN, bench_unseen_pages.UNSEEN),
        ("the same pages since their errors were mended", bench_unseen_pages.SECOND),
    ):
        by_site = sets[name_of_set]
        for name, value in bench_unseen_pages.scores(bench_unseen_pages.pages_of(by_site)).items():
            low, high = bench_unseen_pages.interval(by_site, name)
            reach = _NUMBER.search(bench_unseen_pages.REACH.get(name, ""))
            bound, detail = float(reach[0]) if reach else None, f"by site {low:.2f} to {high:.2f}"
            yield Figure(f"{start}: {name}", value, bound, False, detail, "none")


def pages() -> Iterator[Figure]:
    """Headline and body beside trafilatura, and pages whose missing body nothing says."""
    import trafilatura

    rows = bench_reading.rows_of("pages"), bench_reading.rows_of("pages_without_captions")
    bodies: Counter[str] = Counter()
    headlines = []
    for name, given in zip(("", " (pages without captions)"), rows, strict=True):
        layered = [(row, blocks_of_page(row["data"], name=row["short"])) for row in given]
        headlines += layered
        peers = {
            row["file"]: trafilatura.extract(row["data"]) or "" for row in given if row["body_gold"]
        }
        for figure in figures_of(bench_reading.body_rows(layered, peers)):
            if figure.what.startswith("body"):
                yield figure._replace(
                    what=f"{figure.what}{name}", peer=f"trafilatura {figure.peer}"
                )
        silent = [row for row, page in layered if not bench_reading.texts(page, "body")]
        bodies["missing"] += len(silent)
        bodies["unsaid"] += sum(not completeness.warnings(read(row["data"])) for row in silent)
    for figure in figures_of(bench_reading.headline_rows(headlines)):
        yield figure._replace(reach=_HEADLINE if "found" in figure.what else None)
    detail = f"{bodies['missing']} have none"
    yield Figure(_BODY_WARNED, bodies["unsaid"], 0, True, detail)


def exports() -> Iterator[Figure]:
    """Articles and their parts in the files that scholars and newsrooms bring."""
    total = bench_exports.Tally()
    for file in bench_exports.judged_files():
        total.add(file.tally)
    for name, (what, reach) in bench_exports.ROWS.items():
        right, of = total.right[name], total.of[name]
        peer = bench_exports.PEERS.get(name, "")
        reached = float(reach) if reach else None
        yield Figure(f"exports: {what}", right / of, reached, False, f"{right} of {of}", peer)


def text() -> Iterator[Figure]:
    """Captions in plain text, by models that have not seen the site."""
    return figures_of(bench_reading.text_rows())


def language() -> Iterator[Figure]:
    """The language of few words."""
    paragraphs, captions, _ = bench_language.texts()
    [(_, find)] = bench_language.finders(with_peers=False).items()
    for what, texts in (("paragraphs of 20 words", paragraphs), ("captions of 8 words", captions)):
        codes = [(name, find(text)) for name, own in texts.items() for text in own]
        right = sum(code == name for name, code in codes) / len(codes)
        unsure = sum(code is None for _, code in codes) / len(codes)
        detail = f"unsure {unsure:.3f}, of {len(codes):,}"
        yield Figure(f"language of {what}: right", right, 0.97, False, detail)
        # Said unsure rather than wrong.
        yield Figure(f"language of {what}: wrong", 1 - right - unsure, 0.03, True)


def speed() -> Iterator[Figure]:
    """Pages per CPU second beside trafilatura."""
    return figures_of(bench_reading.speed_rows(bench_reading.rows_of("pages")[::_EVERY]))


def fuzz(inputs: int) -> Iterator[Figure]:
    """Tracebacks, hangs and what is written outside, on hostile inputs of every format."""
    command = [sys.executable, str(_FUZZ), "--inputs", str(inputs)]
    # It watches its whole process, so that it has one of its own; its failures go to our errors.
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    yield failures_of(printed)


def failures_of(printed: str) -> Figure:
    """The table that `bench_fuzz.py` prints as one row.

    Examples
    --------
    >>> line_of(failures_of("| format | inputs | … |\\n| rtf | 1,000 | 60 | 939 | 1 | 0.1 s (4) | 2 MB (7) |"))
    '| fuzz: inputs that fail or hang | 1 (1,000 inputs of 1 format) |  | ≤ 0 | missed by 1.000 |'
    """
    counts = [
        [int(cell.replace(",", "")) for cell in row.groups()] for row in _FUZZED.finditer(printed)
    ]
    if not counts:
        raise SystemExit(f"{_FUZZ}: printed no row; run it by itself to see why")
    n_inputs, n_failed = (sum(column) for column in zip(*counts, strict=True))
    detail = f"{n_inputs:,} inputs of {len(counts)} {'format' if len(counts) == 1 else 'formats'}"
    return Figure("fuzz: inputs that fail or hang", n_failed, 0, True, detail)


PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "unseen": unseen,
    "pages": pages,
    "exports": exports,
    "text": text,
    "language": language,
    "speed": speed,
}
FUZZ = "fuzz"


def main() -> None:
    """Print the table, a part as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of: {', '.join([*PARTS, FUZZ])}")
    parser.add_argument("--inputs", type=int, default=10_000, help="of each format, for fuzz")
    asked = parser.parse_args()
    parts = {**PARTS, FUZZ: lambda: fuzz(asked.inputs)}
    if unknown := set(asked.parts) - set(parts):
        parser.error(f"unknown part {min(unknown)!r}; choose from: {', '.join(parts)}")
    if not bench_reading.GOLD.is_dir():
        parser.error(f"{bench_reading.GOLD}: the labelled data is not on this machine")
    print(HEAD)
    for part in asked.parts or PARTS:
        for figure in parts[part]():
            print(line_of(figure, REASONS), flush=True)
    for part in [part for part in parts if asked.parts and part not in asked.parts]:
        print(f"| {part} | not measured in this run | | | |")


if __name__ == "__main__":
    main()
