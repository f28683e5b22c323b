"""How well the types of guessed names agree with people's, by a fit that has not seen the text, and the fit itself.

    uv run --group bench python tests/benchmarks/bench_kinds.py [--write] [folder of the labelled data]

Ten folds: a fold of the encyclopaedia is a run of 50 sentences (several articles), a fold of the news a document; each fit learns from the rest of its own
kind of text and all of the other. `--write` fits on all and stores analysis/entities/kinds.json. Data that others labelled (../shared/gold, see its
README); measured only, never copied.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis import entities
from analysis.entities import columns, kinds, refit, runs
from analysis.publishing import write_whole
from tests.benchmarks.validity import GOLD, names, read_lines

BLOCK = 50  # sentences of the encyclopaedia that stand together in the file
TYPE = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG", "MISC": "OTHER"}
TYPE |= {"person": "PERSON", "place": "PLACE", "organization": "ORG"}


def encyclopaedia(gold: Path) -> tuple[names.Labelled, list[refit.Span], np.ndarray]:
    """Sentences, people's names in them, and the block of each sentence."""
    labelled = names.wikigold(gold, alone=True)
    spans = [
        refit.Span(labelled.tokens[first][0], labelled.tokens[first][1], labelled.tokens[last][2], TYPE[kind])
        for (first, last), kind in labelled.spans.items()
    ]
    number = [sentence["n"] for sentence in read_lines(gold / "names" / "wikigold.jsonl.gz")]
    return labelled, spans, np.array(number) // BLOCK


def news(gold: Path) -> tuple[names.News, list[refit.Span]]:
    """Documents, and people's names in them, nested ones too."""
    documents = names.news(gold)
    spans = [
        refit.Span(number, *names.trimmed(one.text, one.start, one.end), TYPE.get(one.type, "OTHER"))
        for number, mentions in enumerate(documents.mentions)
        for one in mentions[mentions["proper"]].itertuples()
    ]
    return documents, spans


def right(odds: np.ndarray, labels: np.ndarray) -> float:
    """The share of people's names that get their type."""
    named = labels != "none"
    return float((np.array(kinds.CLASSES)[odds[named, :-1].argmax(axis=1)] == labels[named]).mean())


def f1_without_own_text(
    labelled: names.Labelled, block: np.ndarray, other: refit.Taught, spans: list[refit.Span]
) -> list[float]:
    """F1 of the names of sentences, each read with a model that its block did not teach: without and with type."""
    own = refit.taught(labelled.corpus, spans)
    fold = refit.folds(block.tolist())
    whole, kept = kinds._model(), []
    _, columns_of = features_of(labelled)
    for number in range(refit.FOLDS):
        here = fold[own.article] == number
        pair = (
            np.concatenate([own.features[~here], other.features]),
            np.concatenate([own.labels[~here], other.labels]),
        )
        whole.update(refit.stored(refit.fit(*pair), columns_of))
        table = entities.hits(labelled.corpus)
        kept.append(table[fold[table["segment"].to_numpy()] == number])
    found = names.found_spans(labelled, pd.concat(kept))
    return [names.scores(found, labelled.spans, typed=typed)[2] for typed in (False, True)]


def features_of(labelled: names.Labelled) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """The matrix of the sentences' guessed names, and its columns."""
    known = columns.columns(labelled.corpus)
    found = runs.read_runs(known)
    return kinds.design(known, found, kinds.guessed(found))


def main() -> None:
    """Print what the fit is worth; store it when asked."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    gold = Path(folders[0]) if folders else GOLD
    if not gold.is_dir():
        raise SystemExit(f"{gold}: no labelled data here; give the folder that holds names and news_layers")
    labelled, spans, block = encyclopaedia(gold)
    documents, news_spans = news(gold)
    own, other = refit.taught(labelled.corpus, spans), refit.taught(documents.corpus, news_spans)
    if "--write" in sys.argv:
        both = (np.concatenate([a, b]) for a, b in zip(own[:2], other[:2], strict=True))
        model = refit.stored(refit.fit(*both), features_of(labelled)[1])
        write_whole(kinds.MODEL_FILE, (json.dumps(model, indent=1) + "\n").encode())
        return
    told = right(refit.held_out(own, block[own.article].tolist(), other), own.labels)
    print(f"guessed names of the encyclopaedia with their type: {told:.3f} of {(own.labels != 'none').sum()}")
    told = right(refit.held_out(other, other.article.tolist(), own), other.labels)
    print(f"guessed names of the news with their type: {told:.3f} of {(other.labels != 'none').sum()}")
    f1 = f1_without_own_text(labelled, block, other, spans)
    print("F1 of names, without and with type, by models without the text:", *(f"{value:.4f}" for value in f1))


if __name__ == "__main__":
    main()
