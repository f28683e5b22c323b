"""The findings of many articles at once: the comparisons and the rates of each, as of the article by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from analysis import comparison
from analysis.corpus import Corpus
from analysis.hits import SUMMED

Hits = Mapping[str, pd.DataFrame]


def differences(corpus: Corpus, hits: Hits, *, target: str, reference: str, seed: int) -> pd.DataFrame:
    """`comparison.compare` of every measure for every article that has both layers.

    Returns
    -------
    DataFrame, one row per article, measure and category
        article (row number), the columns of `comparison.COLUMNS`, score (the pooled score of the target; nan where
        nothing was tested).
    """
    parts = []
    for number, article, own in _one_by_one(corpus, hits):
        if not {target, reference} <= set(article.segments["layer"]):
            continue
        for found in own.values():
            table = comparison.compare(
                article, found, target=target, reference=reference, names=own["entities"], seed=seed
            )
            tested = table["p"].notna().to_numpy()
            scores = _scores(article, found, own["entities"], target, reference) if tested.any() else np.nan
            table["score"] = np.where(tested, scores, np.nan)
            parts.append(table.assign(article=number))
    columns = ["article", *comparison.COLUMNS, "score"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def rates(corpus: Corpus, hits: Hits) -> pd.DataFrame:
    """`comparison.rates` of every measure for every article: article, layer, measure, category, n, … per_1000."""
    layers = corpus.segments["layer"].cat
    n_layers = len(layers.categories)
    owner = corpus.segments["article"].to_numpy() * n_layers + layers.codes.to_numpy()
    here, row = np.unique(owner, return_inverse=True)
    n_words = np.bincount(row, corpus.segments["n_words"].to_numpy()).astype(np.int64)
    sizes = pd.DataFrame(
        {
            "article": here // n_layers,
            "layer": layers.categories.to_numpy()[here % n_layers].astype(str),
            "n_words": n_words,
            "n_segments": np.bincount(row),
        }
    )
    parts = []
    for number, (measure, table) in enumerate(hits.items()):
        category = table["category"].cat
        names, shape = list(category.categories), (len(here), len(category.categories))
        place = row[table["segment"].to_numpy()] * shape[1] + category.codes.to_numpy()
        n = np.bincount(place, minlength=len(here) * shape[1]).reshape(shape)
        value = n.astype(float)
        if measure in SUMMED:
            summed = np.bincount(row[table["segment"].to_numpy()], table["weight"].to_numpy(), minlength=len(here))
            names.append(SUMMED[measure])
            n, value = np.column_stack([n, n.sum(axis=1)]), np.column_stack([value, summed])
        part = sizes.loc[sizes.index.repeat(len(names))]
        part = part.assign(measure=measure, category=np.tile(names, len(here)), n=n.ravel(), value=value.ravel())
        parts.append(part.assign(order=number))
    whole = pd.concat(parts, ignore_index=True).sort_values(["article", "order"], kind="stable", ignore_index=True)
    whole["per_1000"] = 1000 * whole["value"] / whole["n_words"].where(whole["n_words"] > 0)
    return whole[["article", "layer", "measure", "category", "n", "n_words", "n_segments", "per_1000"]]


def _one_by_one(corpus: Corpus, hits: Hits) -> Iterator[tuple[int, Corpus, dict[str, pd.DataFrame]]]:
    of_article = corpus.segments["article"].to_numpy()
    of_sentence = corpus.sentences["segment"].to_numpy()
    for number in range(len(corpus.texts)):
        first, stop = np.searchsorted(of_article, [number, number + 1])
        first_sentence = np.searchsorted(of_sentence, first)
        own = {}
        for measure, table in hits.items():
            rows = table[(table["segment"] >= first) & (table["segment"] < stop)].reset_index(drop=True)
            own[measure] = rows.assign(segment=rows["segment"] - first, sentence=rows["sentence"] - first_sentence)
        yield number, corpus.article(number), own


def _scores(corpus: Corpus, hits: pd.DataFrame, names: pd.DataFrame, target: str, reference: str) -> np.ndarray:
    kept = hits[~comparison._in_names(corpus, hits, names)]
    compared = comparison.units(corpus, target, reference)
    measure = comparison._only_measure(hits)
    _, table = comparison._per_segment(kept, compared, "category", summed=SUMMED.get(measure))
    values, n_words = table.to_numpy(dtype=float), compared["n_words"].to_numpy(dtype=float)
    here = (compared["layer"] == target).to_numpy()
    scores = np.full(values.shape[1], np.nan)
    if here.any() and not here.all():
        told = ~comparison.is_flat(values, n_words)
        scores[told] = comparison.pooled_score(here[None, :].astype(float), values[:, told], n_words)[0]
    return scores
