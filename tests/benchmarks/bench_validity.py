"""How far the measures agree with people, every figure beside its peers and what was aimed at.

    uv run python tests/benchmarks/bench_validity.py [--write] [--only MEASURE …] [--cases] [--gold FOLDER]

`--write` stores the tables that the suite shows (analysis/validity, its README.md). `--only layers` measures how well captions are
found, and keeps the stored rows of all else; so does `--only` for sentiment, framing, entities or coding. `--cases` prints every name that
people see otherwise. Data that others labelled (../shared/gold, see its README); measured only, never copied.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Models of few columns are fitted ten times as fast by one thread: several wait for each other.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import read, sentiment, validity
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.valence import known_lexicons
from analysis.publishing import write_whole
from analysis.words import sentences
from tests.benchmarks.validity import (
    GOLD,
    Agreement,
    Errors,
    captions,
    coded,
    frames,
    names,
    patterns,
    tone,
)

# What each measure is judged by; its rows stand in this order.
MODULES = {
    "sentiment": (tone,),
    "framing": (frames,),
    "entities": (names, patterns),
    "coding": (coded,),
    captions.MEASURE: (captions,),
}
README = ROOT / "analysis" / "validity" / "README.md"
MARKS = "<!-- validity: written by tests/benchmarks/bench_validity.py -->", "<!-- /validity -->"
# What the columns of the README's table are called.
HEADS = {
    "of": "list or rule",
    "agreement": "statistic",
    "95 %": "95% interval",
    "on": "texts",
    "in sight": "tuned",
    "best peer": "best other tool",
}
HEAD = "# Written by tests/benchmarks/bench_validity.py --write; never by hand.\n"
# What was aimed at before anything was measured.
AIMS = {
    ("news", "Pearson", tone.EDITORIALS): 0.56,
    ("news", "Pearson", tone.HEADLINES): 0.62,
    ("generic-news", "AUC", "conflict"): 0.75,
    ("generic-news", "AUC", "economic"): 0.83,
    ("generic-news", "AUC", "human_interest"): 0.72,
    ("generic-news", "AUC", "morality"): 0.80,
    ("generic-news", "AUC", "responsibility"): 0.68,
    ("rules", "F1 of names", names.SENTENCES): 0.82,
    ("rules", "F1 of names with type", names.SENTENCES): 0.68,
    ("rules", "Spearman of all mentions", names.NEWS): 0.72,
    ("rules", "precision of names only in captions", names.NEWS): 0.75,
    ("rules", "recall of names only in captions", names.NEWS): 0.75,
    ("coding.learn", "accuracy", coded.TEXT): 0.68,
    ("coding.learn", "macro-F1", coded.TEXT): 0.57,
}
# What this suite did not make: its words were fixed before these texts were at hand. All else could be improved on them.
MADE_BY_OTHERS = ("vader", "afinn")
# On the whole sets, of which one half is here; as published or as measured with all of it.
WHOLE = {
    "Pearson, editorials": "VADER .503, AFINN .462, TextBlob .299, the three by least squares .531; one human .714",
    "Pearson, headlines (test part)": "VADER .559, AFINN .528, TextBlob .273",
    "AUC": "tf-idf LR: conflict .77, economic .85, human interest .74, morality .88, responsibility .70",
    "F1 of names": "runs of capitals .746",
    "Spearman of all mentions": "capitalised names .49, people's own count of the names .75",
    "accuracy": "most frequent frame .29, Empath with LR .38, tf-idf LR .68",
}


def agreement(
    gold: Path, measures: Sequence[str] = tuple(MODULES), **options: bool | int
) -> pd.DataFrame:
    """Every figure of some measures, one row each."""
    rows = [
        row
        for measure in measures
        for module in MODULES[measure]
        for row in module.agreement(gold, **options)
    ]
    table = pd.DataFrame(rows, columns=Agreement._fields)
    own = (table["role"] == "shipped") & (table["n"] > 0) & ~table["name"].isin(MADE_BY_OTHERS)
    # Of each kind of text in which captions are found, its rows say themselves whether it was read.
    own &= table["measure"] != captions.MEASURE
    return table.assign(in_sight=table["in_sight"].mask(own, "yes"))


def errors(gold: Path, measures: Sequence[str] = tuple(MODULES)) -> pd.DataFrame:
    """How often each measure errs in which way."""
    rows = [
        row for measure in measures for module in MODULES[measure] for row in module.errors(gold)
    ]
    return pd.DataFrame(rows, columns=Errors._fields)


def among_stored(fresh: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Fresh rows of some measures, with the stored rows of all others, in the order of `MODULES`."""
    kept = pd.read_csv(
        path,
        sep="\t",
        comment="#",
        keep_default_na=False,
        na_values={"value": "", "low": "", "high": "", "ceiling": ""},
    )
    kept = kept[~kept["measure"].isin(fresh["measure"])]
    order = {measure: rank for rank, measure in enumerate(MODULES)}
    return pd.concat([kept, fresh]).sort_values(
        "measure", key=lambda column: column.map(order), kind="stable"
    )


def aimed(table: pd.DataFrame) -> pd.DataFrame:
    """The figures with what was aimed at, as they are printed: what was missed says so, and by how much."""
    keys = zip(
        table["name"],
        table["statistic"],
        table["category"].where(table["category"] != "", table["text"]),
        strict=True,
    )
    shown = table[
        ["name", "role", "statistic", "category", "n", "text", "value", "low", "high", "ceiling"]
    ].copy()
    shown["aim"] = [AIMS.get(key) for key in keys]
    far = zip(shown["aim"], shown["value"], strict=True)
    shown["reached"] = [
        "" if pd.isna(aim) else "yes" if value >= aim else f"MISSED by {aim - value:.3f}"
        for aim, value in far
    ]
    return shown


def missed(table: pd.DataFrame, wrong: pd.DataFrame) -> list[str]:
    """What was aimed at and missed, a line each, with the commonest kinds of error on the same texts."""
    lines = []
    shown = aimed(table)
    for row in shown[shown["reached"].str.startswith("MISSED")].itertuples():
        kinds = (
            wrong[(wrong["name"] == row.name) & (wrong["text"] == row.text)]
            .sort_values("n", ascending=False)
            .head(5)
        )
        told = ", ".join(
            f"{kind.kind} ({kind.n} of {kind.of} {kind.cases})" for kind in kinds.itertuples()
        )
        question = f"{row.name}, {row.statistic}{f' of {row.category}' if row.category else ''} on {row.text}"
        lines.append(
            f"{question}: {row.value:.3f}, aimed at {row.aim:.2f}. Commonest errors: {told or 'not counted by kind'}"
        )
    return lines


def seed_tone() -> pd.DataFrame:
    """The tone of the seed's layers, valence per 100 words."""
    corpus = read(ROOT / "seeds" / "nagorno-karabakh.txt")
    table = {
        name: 100 * sentiment.tone(corpus, sentiment.hits(corpus, lexicon=name))
        for name in known_lexicons()
    }
    return pd.DataFrame(table).T


def stored(table: pd.DataFrame) -> bytes:
    """A table as it is kept with the suite."""
    text = table.to_csv(sep="\t", index=False, float_format="%.4f", lineterminator="\n")
    return f"{HEAD}{text}".encode()


def readme_table() -> str:
    """The table of the README: what ships under a name of its own (not the switches of the lexicon for news)."""
    table = validity.worth(peers=True)
    labels = load_codebook(frames.CODEBOOK).labels
    shown = sentences.worth_table(table[~table["name"].str.startswith("news-")], labels)
    return sentences.markdown_table(shown.rename(columns=HEADS))


def with_table(readme: str) -> str:
    """The README with this table in place of the one between its marks."""
    before, _, after = readme.partition(MARKS[0])
    _, mark, after = after.partition(MARKS[1])
    if not mark:
        raise SystemExit(
            f"{README}: {MARKS[0]} … {MARKS[1]} is missing; put it where the table belongs"
        )
    return f"{before}{MARKS[0]}\n{readme_table()}\n{MARKS[1]}{after}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="store the tables")
    parser.add_argument("--only", nargs="+", choices=MODULES, default=[*MODULES], metavar="MEASURE")
    parser.add_argument("--cases", action="store_true", help="print the names that err")
    parser.add_argument("--gold", type=Path, default=GOLD, help="the folder of the labelled data")
    asked = parser.parse_args()
    gold = asked.gold
    if not gold.is_dir():
        raise SystemExit(
            f"{gold}: no labelled data here; give the folder that holds nyt_editorials and generic_frames"
        )
    if asked.cases:
        names.cases(gold)
        return
    measured, wrong = agreement(gold, asked.only), errors(gold, asked.only)
    show(measured, wrong)
    if len(asked.only) == len(MODULES):
        show_further(gold)
    if asked.write:
        measured = among_stored(measured, validity.AGREEMENT_TABLE)
        wrong = among_stored(wrong, validity.ERRORS_TABLE)
        write_whole(validity.AGREEMENT_TABLE, stored(measured))
        write_whole(validity.ERRORS_TABLE, stored(wrong))
        write_whole(README, with_table(README.read_text(encoding="utf-8")).encode())


def show(measured: pd.DataFrame, wrong: pd.DataFrame) -> None:
    """Print the figures, what was missed, and the errors."""
    for measure, table in measured.groupby("measure", sort=False):
        print(f"\n{measure}\n{aimed(table).round(3).to_string(index=False, na_rep='')}")
    print("\nMissed:", *(missed(measured, wrong) or ["nothing"]), sep="\n  ")
    print(f"\nErrors by kind\n{wrong.drop(columns='measure').to_string(index=False)}")


def show_further(gold: Path) -> None:
    """Print what is measured beside the tables that are stored."""
    print("\nOn the whole sets:", *(f"{key}: {told}" for key, told in WHOLE.items()), sep="\n  ")
    print(f"\nNames, further\n{names.further(gold).round(3).to_string(index=False)}")
    print(f"\nThe seed: valence per 100 words\n{seed_tone().round(2).to_string()}")


if __name__ == "__main__":
    main()
