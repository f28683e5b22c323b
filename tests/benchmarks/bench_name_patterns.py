"""The names of ways of writing that news is full of: in how many of 40 articles each is read wrongly.

    uv run python tests/benchmarks/bench_name_patterns.py [--cases] [--all] [folder of the labelled data]

`--cases` prints every sentence whose names are wrong, `--all` takes every article that holds the pattern. The counts stand in the
table of errors of `bench_validity.py`. Beside them stands what reading fifty sentences of each pattern by eye found (fewer where
fewer articles hold the pattern), and what the rule found in the same sentences: `patterns.BY_EYE`. Data of others (../shared/gold, see its README); measured only, never copied.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from tests.benchmarks.validity import GOLD, patterns

EVERY = 10**9


def main() -> None:
    """Print the counts, and the sentences when asked."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    gold = Path(folders[0]) if folders else GOLD
    if not gold.is_dir():
        raise SystemExit(f"{gold}: no articles here; give the folder that holds corpus")
    most = EVERY if "--all" in sys.argv else patterns.MOST
    table = pd.DataFrame(patterns.places(gold, most=most), columns=patterns.Place._fields)
    if "--cases" in sys.argv:
        for place in table[~table["is_right"]].itertuples():
            names = "; ".join(f"{hit.type} {hit.term}" for hit in place.hits) or "no name"
            print(f"{place.pattern}: {place.sentence}  [{names}]")
    counts = table.groupby("pattern", sort=False)["is_right"].agg(
        wrong=lambda right: int((~right).sum()), of="size"
    )
    by_eye = pd.DataFrame(
        patterns.BY_EYE, index=["read by eye", "wrong by eye", "wrong by the rule in these"]
    ).T
    print(counts.join(by_eye).to_string())


if __name__ == "__main__":
    main()
