"""What the page is made of: the hits and the findings of one article, and the places behind each
number.
"""

from __future__ import annotations

import numpy as np

from analysis import annotated, baseline, measures
from analysis.corpus import Corpus
from analysis.hits import Measure, counted, measure_of
from analysis.options import Options
from analysis.replication import replications


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
        self.places = annotated.numbered(self.hits)
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
