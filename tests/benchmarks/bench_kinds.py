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

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# The suite of this checkout, wherever Python was started: hence the imports below the path.
from analysis.entities import kinds
from analysis.publishing import write_whole
from tests.benchmarks import refit_kinds as refit
from tests.benchmarks.validity import GOLD, names


def right(odds: np.ndarray, labels: np.ndarray) -> float:
    """The share of people's names that get their type."""
    named = labels != "none"
    return float(
        (np.array(kinds.NAME_CLASSES)[odds[named, :-1].argmax(axis=1)] == labels[named]).mean()
    )


def main() -> None:
    """Print what the fit is worth; store it when asked."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    gold = Path(folders[0]) if folders else GOLD
    if not gold.is_dir():
        raise SystemExit(
            f"{gold}: no labelled data here; give the folder that holds names and news_layers"
        )
    labelled, documents = names.wikigold(gold, alone=True), names.news(gold)
    block = names.blocks(gold)
    own, other = names.teaching(labelled), names.teaching_news(documents)
    if "--write" in sys.argv:
        both = (np.concatenate([a, b]) for a, b in zip(own[:2], other[:2], strict=True))
        model = refit.stored(refit.fit_kinds(*both))
        write_whole(kinds.KINDS_FILE, (json.dumps(model, indent=1) + "\n").encode())
        return
    told = right(refit.held_out(own, block[own.article].tolist(), other), own.labels)
    print(
        f"guessed names of the encyclopaedia with their type: {told:.3f} of {(own.labels != 'none').sum()}"
    )
    told = right(refit.held_out(other, other.article.tolist(), own), other.labels)
    print(
        f"guessed names of the news with their type: {told:.3f} of {(other.labels != 'none').sum()}"
    )
    unseen = names.found_spans(labelled, names.unseen_hits(gold))
    for typed in (False, True):
        f1 = names.scores(unseen, labelled.spans, typed=typed)[2]
        print(f"F1 of names{' with type' * typed}, by fits without the text: {f1:.4f}")


if __name__ == "__main__":
    main()
