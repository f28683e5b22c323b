"""What the suite says of the seeds, the cases and the pages of the tests, held line by line in `tests/held/`.

A rule's certainty, a name's type or a p-value that moves shows as a changed line. Where it moves on purpose, the files
are written anew, and CHANGELOG says what moved. Run with: uv run python -m tests.held
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import Corpus, InputError, entities, explanation, placement, power, read, vocabulary
from analysis.measures import all_hits, findings
from analysis.words import sentences

from .conftest import ROOT
from .test_pages import SYSTEMS

FOLDER = Path(__file__).parent / "held"
SEEDS = ("nagorno-karabakh.txt", "control.txt", "control.html", "planted.txt")
CASES = Path(__file__).parent / "cases"
_ENDINGS = (".html", ".txt", ".md")
_LARGEST = 60_000  # bytes of a case: larger ones are there for their size


@cache
def inputs() -> dict[str, Corpus]:
    """What is read: by its name, in order."""
    corpora = {name: read(ROOT / "seeds" / name) for name in SEEDS}
    for name, data in SYSTEMS.items():
        corpora[f"page of {name}"] = read(data)
    for path in sorted(CASES.rglob("*")):
        if path.suffix in _ENDINGS and path.stat().st_size <= _LARGEST:
            try:
                corpora[f"case {path.relative_to(CASES).as_posix()}"] = read(path)
            except InputError:
                continue
    return corpora


def labels() -> pd.DataFrame:
    """Each segment with the rule that labelled it, and how surely."""
    tables = [
        corpus.segments[["start", "end", "layer", "rule", "confidence"]].assign(input=name)
        for name, corpus in inputs().items()
    ]
    return pd.concat(tables, ignore_index=True).round({"confidence": 3})


def names() -> pd.DataFrame:
    """Each mention of a name with its type and the rule behind it."""
    tables = [entities.hits(corpus).assign(input=name) for name, corpus in inputs().items()]
    table = pd.concat([table.astype({"category": str}) for table in tables], ignore_index=True)
    return table[["input", "start", "end", "term", "category", "rule"]]


def numbers() -> pd.DataFrame:
    """The findings of the seeds, and what is worked out beside them."""
    rows: list[tuple[str, str, float]] = []
    for name in SEEDS:
        corpus = inputs()[name]
        hits = all_hits(corpus)
        table = findings(corpus, hits)
        for row in table.itertuples():
            for column in (
                *("difference", "p", "p_adjusted", "detectable", "shortfall"),
                *("expected", "p_unusual"),
            ):
                rows.append((name, f"{row.measure} {row.category} {column}", getattr(row, column)))
        for rate, least in power.detectable(corpus, per_1000=(3.0, 30.0))[
            ["per_1000_reference", "per_1000_target"]
        ].itertuples(index=False):
            rows.append((name, f"detectable beside {rate:g}", least))
        words = vocabulary.overused_words(corpus).head(12)
        rows += [(name, f"word {row.word}", row.z) for row in words.itertuples()]
        for measure, own in hits.items():
            sums = explanation.leave_one_out(corpus, own).groupby("category", observed=False)
            for category, value in sums["p_adjusted"].sum().items():
                rows.append((name, f"{measure} {category} left out", value))
        pairs = placement.pairs(corpus)
        for column in pairs.select_dtypes("number"):
            rows.append((name, f"placement {column}", float(pairs[column].sum())))
    return pd.DataFrame(rows, columns=["input", "what", "value"]).round({"value": 6})


def said() -> pd.DataFrame:
    """The sentences about the findings of the seeds."""
    rows = []
    for name in SEEDS:
        corpus = inputs()[name]
        table = findings(corpus)
        rows += [(name, sentences.finding(row, sentences.LABELS)) for _, row in table.iterrows()]
        rows += [(name, line) for line in sentences.limits(corpus, table)]
    return pd.DataFrame(rows, columns=["input", "sentence"])


HELD: dict[str, Callable[[], pd.DataFrame]] = {
    "labels": labels,
    "names": names,
    "numbers": numbers,
    "sentences": said,
}


def lines(table: pd.DataFrame) -> list[str]:
    """A table as it is held."""
    return table.to_csv(index=False, lineterminator="\n").splitlines()


def main() -> None:
    """Write what is held anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in HELD.items():
        content = "\n".join(lines(make())) + "\n"
        (FOLDER / f"{name}.csv").write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
