"""What the page is made of: the hits and the findings of one article, and the places behind each
number.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import numpy as np
import pandas as pd

from analysis import annotated, baseline, measures
from analysis.comparison import NO_DIFFERENCE
from analysis.corpus import Corpus
from analysis.hits import Measure, are_sums, counted, measure_of
from analysis.options import Options
from analysis.replication import replications
from analysis.words import ordinary, sentences


class Evidence:
    """What the parts of the page are made from: one set of hits and findings."""

    def __init__(self, corpus: Corpus, options: Options) -> None:
        self.corpus, self.options, self.pair = corpus, options, options.pair
        self.hits = measures.all_hits(corpus, options)
        self.table = measures.findings(corpus, self.hits, options)
        self.baseline = baseline.load(options.baseline)
        self.replications = replications(
            corpus,
            frames=options.frames,
            names=self.hits["entities"],
            seed=options.seed,
            **options.pair,
        )
        self.measures: dict[str, Measure] = {
            name: measure_of(own) for name, own in self.hits.items()
        }
        self.labels = measures.labels(options)
        self.counted = {name: counted(own) for name, own in self.hits.items()}
        self.names = sentences.names_of(corpus)
        sizes = corpus.layer_sizes()["words"]
        self.missing_layers = [name for name in options.layers if not sizes.get(name, 0)]
        self.own_lists = measures.own_lists(options)
        self.leads = _leads(self.table, set(self.own_lists))
        places = annotated.numbered(self.hits)
        self.places = places.assign(lead=self._of_leads(places))
        layer = corpus.segments["layer"].astype(str).to_numpy()
        counting = self.places[self.places["counts"].astype(bool)]
        counting = counting.assign(
            layer=layer[counting["segment"].to_numpy(dtype=np.int64)], number=counting.index
        )
        keys = {
            "m": ["layer", "measure"],
            "c": ["layer", "measure", "category"],
            "t": ["layer", "measure", "category", "term"],
        }
        # For each kind of number, what it counts → its first place and the classes that all its
        # places carry.
        self.first: dict[tuple[str, ...], tuple[int, str]] = {}
        for kind, names in keys.items():
            for row in counting.drop_duplicates(names).to_dict("records"):
                classes = f".c{row['c']}.t{row['t']}" if kind == "t" else f".{kind}{row[kind]}"
                self.first[kind, *(row[name] for name in names)] = row["number"], classes

    def _of_leads(self, places: pd.DataFrame) -> pd.Series:
        """Which places are words of the answer's rows; of a row that is a sum, all of its measure."""
        rows = self.table.loc[self.leads]
        summed = set(rows.loc[are_sums(rows), "measure"])
        pairs = set(zip(rows["measure"], rows["category"], strict=True))
        own = pd.Series(zip(places["measure"], places["category"], strict=True), index=places.index)
        return places["counts"].astype(bool) & (own.isin(pairs) | places["measure"].isin(summed))


def _leads(table: pd.DataFrame, own: Set[str]) -> list[Any]:
    """The rows that the answer speaks of: those that show a difference, and those of a list of one's own
    with a hit in the target; or else those that are unusual next to ordinary pages, or else the one
    nearest to a difference; where nothing can be tested, the one that lies farthest from ordinary
    pages with what the target holds.
    """
    shown = list(sentences.by_strength(table).index)
    is_own = table["measure"].isin(own) & (table["n_target"] > 0) & ~are_sums(table)
    leads = [*shown, *table.index[is_own & (table["side"] == "")]]
    if leads:
        return leads
    unusual = table[table["unusual"] != ""].sort_values("p_unusual", kind="stable")
    if len(unusual):
        return list(unusual.index)
    nearest, farthest = sentences.nearest_row(table), ordinary.most_unusual(table)
    is_tested = nearest is not None and table.loc[nearest, "verdict"] == NO_DIFFERENCE
    if not is_tested and farthest is not None and farthest["n_target"] > 0:
        return [farthest.name]
    return [] if nearest is None else [nearest]
