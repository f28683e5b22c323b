"""What the page is made of: the hits and the findings of one article, and the places behind each number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis import annotated, comparison
from analysis.corpus import Corpus
from analysis.lexicons.codebook import load_codebook
from analysis.words import sentences

TITLES = {"sentiment": "Sentiment", "framing": "Frame vocabulary", "entities": "Names"}


class Evidence:
    """What the parts of the page are made from: one set of hits and findings."""

    def __init__(
        self,
        corpus: Corpus,
        hits: dict[str, pd.DataFrame],
        table: pd.DataFrame,
        target: str,
        reference: str,
        frames: str | Path,
        lexicon: str | Path,
        recogniser: str,
    ) -> None:
        self.corpus, self.hits, self.table = corpus, hits, table
        self.used = {"sentiment": str(lexicon), "framing": str(frames), "entities": recogniser}
        self.target, self.reference, self.frames, self.lexicon = target, reference, frames, lexicon
        self.pair = {"target": target, "reference": reference}
        self.codebook = load_codebook(frames)
        self.labels = sentences.LABELS | self.codebook.labels
        self.counted = {name: comparison.counted(corpus, rows, hits["entities"]) for name, rows in hits.items()}
        uncounted = {name: rows.index.difference(self.counted[name].index) for name, rows in hits.items()}
        self.places = annotated.numbered(hits, uncounted)
        layer = corpus.segments["layer"].astype(str).to_numpy()
        here = self.places[self.places["counts"].astype(bool)]
        here = here.assign(layer=layer[here["segment"].to_numpy(dtype=np.int64)], number=here.index)
        keys = {
            "m": ["layer", "measure"],
            "c": ["layer", "measure", "category"],
            "t": ["layer", "measure", "category", "term"],
        }
        # For each kind of number, what it counts → its first place and the classes that all its places carry.
        self.first: dict[tuple[str, ...], tuple[int, str]] = {}
        for kind, names in keys.items():
            for row in here.drop_duplicates(names).to_dict("records"):
                classes = f".c{row['c']}.t{row['t']}" if kind == "t" else f".{kind}{row[kind]}"
                self.first[kind, *(row[name] for name in names)] = row["number"], classes
