"""How well captions are found in plain text, on the labelled pages and articles of ../shared/gold, beside the peers.

Run with: uv run python tests/benchmarks/bench_reading_text.py [GOLD]

The pages teach the model, so each is judged by a model (coefficients, threshold and the shares of the rules) that has seen none
of its site: ten folds by site. `news_layers` and `pages_without_captions` teach nothing, but their misses were looked at while the
rules were written; the other half of each set was not seen.
"""

from __future__ import annotations

import collections
import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from analysis.reading import refit
from analysis.reading.plain import Model, label, labels, stored_model

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
THRESHOLDS = np.arange(0.2, 0.71, 0.05)


def read_lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def f1(gold: np.ndarray, found: np.ndarray) -> float:
    return 2 * float((gold & found).sum()) / max(1, int(gold.sum() + found.sum()))


def calibration_error(confidence: np.ndarray, right: np.ndarray, n: int = 10) -> float:
    """Expected calibration error: the gap of mean confidence and share right, over bins of equal width."""
    bins = np.minimum((confidence * n).astype(int), n - 1)
    return float(
        sum(np.mean(bins == b) * abs(confidence[bins == b].mean() - right[bins == b].mean()) for b in np.unique(bins))
    )


def judged_out_of_fold(documents: list[refit.Document]) -> dict[str, collections.defaultdict[str, list]]:
    """Of each kind of document: gold, probability, the fold's threshold reached, label, confidence, right; fold by fold."""
    fold = refit.folds([document.site for document in documents])
    results: dict[str, collections.defaultdict[str, list]] = {
        kind: collections.defaultdict(list) for kind in refit.KINDS
    }
    for number in np.unique(fold):
        taught = [document for document, f in zip(documents, fold, strict=True) if f != number]
        model = Model.of(refit.fit([document for document in taught if document.kind in refit.TAUGHT]))
        for kind, result in results.items():
            held = [d for d, f in zip(documents, fold, strict=True) if f == number and d.kind == kind]
            gold = np.concatenate([document.labels == "caption" for document in held])
            caption = np.concatenate([model.probability(document.features) for document in held])
            found = [rule for document in held for rule in labels(document.corpus, model)]
            page = np.concatenate([document.labels for document in held])
            result["gold"].append(gold)
            result["caption"].append(caption)
            result["label"].append(np.array([rule.layer == "caption" for rule in found]))
            result["credit"].append(np.array([rule.layer in ("caption", "credit") for rule in found]))
            result["confidence"].append(np.array([rule.confidence for rule in found]))
            result["right"].append(
                np.array([p in refit.STANDS_FOR[rule.layer] for p, rule in zip(page, found, strict=True)])
            )
    for result in results.values():
        result["above"] = _above_threshold_of_other_folds(result["gold"], result["caption"])
    return results


def _above_threshold_of_other_folds(gold: list[np.ndarray], caption: list[np.ndarray]) -> list[np.ndarray]:
    """Each fold's probabilities cut where F1 was best on the held-out probabilities of the other folds."""
    above = []
    for number, held in enumerate(caption):
        others = [k for k in range(len(caption)) if k != number]
        y, p = (np.concatenate([columns[k] for k in others]) for columns in (gold, caption))
        least = max(THRESHOLDS, key=lambda cut: f1(y, p >= cut))
        above.append(held >= least)
    return above


def news_layers(path: Path) -> tuple[float, float, list[str]]:
    """F1 with a block a run of one layer in a paragraph, and with pure paragraphs alone; the misses."""
    gold, found, pure, misses = [], [], [], []
    for document in read_lines(path):
        runs: dict[tuple[int, bool], list[str]] = {}
        for sentence in document["sentences"]:
            runs.setdefault((sentence["par"], sentence["layer"] == "caption"), []).append(sentence["text"])
        corpus = label(refit.as_corpus([" ".join(texts) for texts in runs.values()]))
        layers = corpus.segments["layer"] == "caption"
        shared = {paragraph for paragraph, caption in runs if (paragraph, not caption) in runs}
        for (paragraph, caption), layer in zip(runs, layers, strict=True):
            gold.append(caption)
            found.append(layer)
            pure.append(paragraph not in shared)
            if caption != layer:
                misses.append(f"{document['doc']} paragraph {paragraph} {'missed' if caption else 'false'}")
    table = np.array([gold, found])
    return f1(*table), f1(*table[:, pure]), misses


def alarms(path: Path) -> tuple[int, int, list[str]]:
    """Articles without a caption that get one, articles, and which."""
    pages = [page for page in read_lines(path) if page["body_gold"].strip()]
    got = []
    for page in pages:
        corpus = label(refit.as_corpus([line for line in page["body_gold"].splitlines() if line.strip()]))
        rules = corpus.segments.loc[corpus.segments["layer"] == "caption", "rule"]
        if len(rules):
            got.append(f"{page['id'][:8]} ({'; '.join(rules)})")
    return len(got), len(pages), got


def _spread(golds: Iterable[np.ndarray], founds: Iterable[np.ndarray]) -> str:
    each = [f1(gold, found) for gold, found in zip(golds, founds, strict=True)]
    return f"{min(each):.2f}-{max(each):.2f}, sd {np.std(each):.2f}"


def main(gold: Path = GOLD) -> None:
    """Print the table, then the misses of the two smaller sets."""
    stored_model()
    documents = list(refit.documents(gold / "pages" / "lines.jsonl.gz", tuple(refit.KINDS)))
    results = judged_out_of_fold(documents)
    print(f"{'what':<62}{'peer':>6}{'reach':>7}{'here':>7}  folds")
    for kind, peer, reach in (("lines", ".45", ".60"), ("body and captions", ".52", ".65"), ("article", "", "")):
        result = results[kind]
        whole = np.concatenate(result["gold"])
        for column, name in (
            ("above", "probability, threshold by folds"),
            ("label", "labels as read"),
            ("credit", "labels as read, credit counted as caption"),
        ):
            here = f1(whole, np.concatenate(result[column]))
            print(
                f"{f'F1 {kind}: {name}':<62}{peer:>6}{reach:>7}{here:>7.3f}  {_spread(result['gold'], result[column])}"
            )
        ece = calibration_error(np.concatenate(result["caption"]), whole)
        print(f"{f'calibration error {kind}: probability of a caption':<62}{'':>6}{'.05':>7}{ece:>7.3f}")
        sure, right = np.concatenate(result["confidence"]), np.concatenate(result["right"])
        print(
            f"{f'calibration error {kind}: confidence of the label':<62}{'':>6}{'.05':>7}{calibration_error(sure, right):>7.3f}"
        )
        called = np.concatenate(result["label"])
        print(
            f"{f'calibration error {kind}: confidence of captions alone':<62}{'':>6}{'':>7}"
            f"{calibration_error(sure[called], right[called]):>7.3f}"
        )
    every, pure, misses = news_layers(gold / "news_layers" / "documents.jsonl.gz")
    print(f"{'F1 news_layers: every caption a block':<62}{'.675':>6}{'.78':>7}{every:>7.3f}")
    print(f"{'F1 news_layers: paragraphs of one layer':<62}{'.675':>6}{'.78':>7}{pure:>7.3f}")
    wrong, n, which = alarms(gold / "pages_without_captions" / "pages.jsonl.gz")
    print(
        f"{'pages_without_captions: body paragraphs, share with a caption':<62}{'.23':>6}{'.10':>7}{wrong / n:>7.3f}  {wrong} of {n}"
    )
    print("\nnews_layers:", *misses, sep="\n  ")
    print("pages_without_captions:", *which, sep="\n  ")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
