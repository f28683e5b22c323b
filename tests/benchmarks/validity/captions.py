"""How well captions are found: on pages of sites not seen, in exports, and in plain text.

These rows are about the labels on which every comparison rests, and not about a measure. The benchmarks of reading count what is
right; here precision, recall and their F1 are made of it, with the middle 95 % of draws of sites, files and pages. The data
lies where those benchmarks look for it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.corpus import DOUBTFUL_BELOW
from analysis.validity import CERTAIN_IN_TEXT
from tests.benchmarks import bench_exports, bench_reading, bench_unseen_pages

from . import DRAWS, Agreement, Errors, middle, resampled

MEASURE = "layers"  # what is judged: not a measure, but what all measures compare
PAGES, EXPORTS, PLAIN_TEXT = "pages", "exports", "plain text"
MISSED, WRONG = "caption not found", "labelled a caption, and none"
STATISTICS = ("precision of captions", "recall of captions", "F1 of captions")
# The columns of `counts`: captions of gold that were found, and all of gold; labelled captions that
# are right, and all that count.
HIT, WANTED, RIGHT, CLAIMED = range(4)

_PAGES_DATA = (
    "saved news pages out of public repositories, drawn at random and labelled by hand in November"
    " 2026, one half; nobody has read the errors on those of sites not seen"
)
_EXPORTS_DATA = (
    "downloads of databases, agencies and feeds out of public repositories, labelled by hand in"
    " November 2026, one half"
)
_TEXT_DATA = (
    "lines of saved news pages, labelled by the pages’ own markup (November 2026), one half; each"
    " page is judged by a model that has seen no page of its site"
)


class Captions(NamedTuple):
    """What is counted of one kind of text."""

    name: str
    text: str
    counts: np.ndarray  # a row for what is drawn: hit, wanted, right, claimed
    data: str
    in_sight: str = ""


@cache
def counted() -> tuple[Captions, ...]:
    """The captions of every kind of text; what takes minutes is done once."""
    return (*on_pages(), in_exports(), in_plain_text(), in_plain_text(compared=True))


def on_pages() -> list[Captions]:
    """Pages by site: two sets whose errors were mended, and one whose errors nobody has read."""
    sets = bench_unseen_pages.counted_by_site()
    kinds = (
        (bench_unseen_pages.FIRST, "pages whose errors were mended", "yes"),
        (bench_unseen_pages.SECOND, "more pages whose errors were mended", "yes"),
        (bench_unseen_pages.UNSEEN, "pages of sites not seen", ""),
    )
    captions = []
    for name, kind, in_sight in kinds:
        pages = sets[name].values()
        counts = [
            [sum(page[what] for page in site) for what in ("hit", "wanted", "right", "wrong")]
            for site in pages
        ]
        n_pages = sum(map(len, pages))
        text = f"captions on {n_pages} {kind}"
        captions.append(Captions(PAGES, text, with_claimed(counts), _PAGES_DATA, in_sight))
    return captions


def in_exports() -> Captions:
    """Downloads of many articles, by file."""
    tallies = [file.tally for file in bench_exports.judged_files()]
    counts = [
        [tally.right["captions"], tally.of["captions"], tally.right["captions"], tally.extra]
        for tally in tallies
    ]
    text = f"captions in {len(tallies)} exports"
    return Captions(EXPORTS, text, with_claimed(counts), _EXPORTS_DATA, "yes")


@cache
def _judged_lines() -> list[bench_reading.Judged]:
    return bench_reading.judged_out_of_fold()["lines"]


def in_plain_text(*, compared: bool = False) -> Captions:
    """Pages as plain text, by page; only the captions that comparisons count, or all."""
    least = DOUBTFUL_BELOW if compared else 0
    pages: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(4))
    for block in _judged_lines():
        wanted = block.gold == "caption"
        claimed = block.layer == "caption" and block.confidence >= least
        hit = wanted and claimed
        pages[block.page] += (hit, wanted, hit, claimed)
    text = f"captions in the plain text of {len(pages)} pages"
    name = CERTAIN_IN_TEXT if compared else PLAIN_TEXT
    without = ", without doubtful captions" if compared else ""
    return Captions(name, f"{text}{without}", np.array([*pages.values()]), _TEXT_DATA)


def with_claimed(counts: list[list[int]]) -> np.ndarray:
    """Counts whose last column, what is wrongly labelled, becomes all that is labelled."""
    table = np.array(counts, dtype=float)
    table[:, CLAIMED] += table[:, RIGHT]
    return table


def scores(sums: np.ndarray) -> np.ndarray:
    """Precision, recall and their F1 of sums of counts, a row each; nan where nothing is labelled, or nothing was there.

    Examples
    --------
    >>> scores(np.array([[3.0, 4.0, 3.0, 3.0], [0.0, 0.0, 0.0, 0.0]])).round(2).tolist()
    [[1.0, 0.75, 0.86], [nan, nan, nan]]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = sums[:, RIGHT] / sums[:, CLAIMED]
        recall = sums[:, HIT] / sums[:, WANTED]
        f1 = 2 * precision * recall / (precision + recall)
    return np.column_stack([precision, recall, f1])


def agreement(gold: Path, *, peers: bool = True, draws: int = DRAWS) -> list[Agreement]:
    """Precision, recall and F1 of captions on each kind of text."""
    return [row for captions in counted() for row in rows_of(captions, draws)]


def rows_of(captions: Captions, draws: int = DRAWS) -> list[Agreement]:
    """The figures of one kind of text, with the middle 95 % of draws of its sites, files or pages."""
    n = int(captions.counts[:, WANTED].sum())
    values = scores(captions.counts.sum(axis=0)[None])[0]
    drawn = scores(resampled(captions.counts, draws))
    rows = []
    for column, statistic in enumerate(STATISTICS):
        low, high = middle(drawn[:, column])
        row = Agreement(
            MEASURE,
            captions.name,
            "shipped",
            statistic,
            "",
            n,
            captions.text,
            float(values[column]),
        )
        rows.append(
            row._replace(low=low, high=high, data=captions.data, in_sight=captions.in_sight)
        )
    return rows


def errors(gold: Path) -> list[Errors]:
    """How many captions are not found, and how many segments are wrongly labelled caption."""
    rows = []
    for captions in counted():
        hit, wanted, right, claimed = captions.counts.sum(axis=0).astype(int).tolist()
        kinds = (
            (MISSED, wanted - hit, wanted, "labelled captions"),
            (WRONG, claimed - right, claimed, "segments that are called captions"),
        )
        rows += [Errors(MEASURE, captions.name, captions.text, *kind) for kind in kinds]
    return rows
