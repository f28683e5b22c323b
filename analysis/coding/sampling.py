"""Which segments a coder gets, and how probable it was that each of them was drawn."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.coding.identity import segment_ids
from analysis.coding.segments import Articles, layers_of
from analysis.corpus import Corpus, check_layer
from analysis.options import DEFAULTS
from analysis.reading.errors import InputError
from analysis.reading.sources import decode

SAMPLE = ".sample.csv"  # the end of the name of a sheet's record
_COLUMNS = ["id", "stratum", "probability"]


def draw_sample(
    articles: Articles | pd.DataFrame,
    *,
    layers: Sequence[str] = ("headline", "caption", "body"),
    n: int | None = None,
    hits: pd.DataFrame | None = None,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    r"""A random sample of segments, whose probabilities are known.

    Segments are drawn without replacement, `n` of each layer (there are fewer captions than
    paragraphs). With hits, half of them are drawn among the segments with a hit, and half among the
    others: where a frame is rare, few segments of a plain sample would contain it.

    Parameters
    ----------
    articles : Corpus, what becomes one, the folder of a finished run, or DataFrame
        as for `corrected`.
    layers : sequence of str
        from which segments are drawn, if they hold a word.
    n : int, optional
        how many of each layer; all by default.
    hits : DataFrame, optional
        of any measure: what divides each layer into two strata.
    seed : int
        of the draw and of the order.

    Returns
    -------
    DataFrame, one row per segment, in a shuffled order
        segment, stratum (its layer, and "with hits" or "without hits"), probability (that it was
        drawn, above 0 to 1: the share of its stratum that was drawn).

    Raises
    ------
    ValueError
        for a layer that does not exist, `n` below 1, and a corpus without such a segment.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks resume\n\nThe two sides met.\n\nThey agreed on little.")
    >>> draw_sample(corpus, layers=["body"], n=1)[["stratum", "probability"]].values.tolist()
    [['body', 0.5]]
    """
    if n is not None and n < 1:
        raise ValueError(
            f"n is {n}; ask for 1 segment of each layer or more, or leave it out for all"
        )
    chosen = list(dict.fromkeys(check_layer(layer) for layer in layers))
    layer_of = layers_of(articles)
    has_hit = np.zeros(len(layer_of), dtype=bool)
    if hits is not None:
        has_hit[hits["segment"].to_numpy()] = True
    random, parts = np.random.default_rng(seed), []
    for layer in chosen:
        of_layer = np.flatnonzero(layer_of == layer)
        strata = {layer: of_layer}
        if hits is not None:
            strata = {
                f"{layer} with hits": of_layer[has_hit[of_layer]],
                f"{layer} without hits": of_layer[~has_hit[of_layer]],
            }
        sizes = _shared_out(n, [len(members) for members in strata.values()])
        for (stratum, members), size in zip(strata.items(), sizes, strict=True):
            drawn = random.permutation(members)[:size]
            parts.append((drawn, stratum, size / max(len(members), 1)))
    sample = pd.DataFrame(
        {
            "segment": np.concatenate([drawn for drawn, _, _ in parts]),
            "stratum": np.repeat([name for _, name, _ in parts], [len(row[0]) for row in parts]),
            "probability": np.repeat([p for _, _, p in parts], [len(row[0]) for row in parts]),
        }
    )
    if sample.empty:
        raise ValueError(
            f"no segment of the layers {', '.join(chosen)} holds a word; choose other layers"
        )
    return sample.iloc[random.permutation(len(sample))].reset_index(drop=True)


def _shared_out(n: int | None, sizes: list[int]) -> list[int]:
    """How many of each stratum are drawn: equally many, and where one has too few, more of the
    others.
    """
    if n is None or n >= sum(sizes):
        return sizes
    result = [0] * len(sizes)
    for place, stratum in enumerate(sorted(range(len(sizes)), key=lambda index: sizes[index])):
        result[stratum] = min(sizes[stratum], (n - sum(result)) // (len(sizes) - place))
    return result


def sample_record(corpus: Corpus, sample: pd.DataFrame) -> str:
    """The record of a sample as a table (CSV), for whoever reads the codes; no coder needs it.

    Parameters
    ----------
    corpus : Corpus
    sample : DataFrame
        as `draw_sample` gives it.

    Returns
    -------
    str
        of the columns id, stratum and probability.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good.")
    >>> print(sample_record(corpus, draw_sample(corpus)).strip())
    id,stratum,probability
    sjsbvtckcjww,body,1.0
    """
    ids = segment_ids(corpus)
    rows = sample.assign(id=[ids[segment] for segment in sample["segment"]])
    return rows[_COLUMNS].to_csv(index=False, lineterminator="\n")


def record_of(sheet: Path) -> Path:
    """Where the record of a sheet is.

    Examples
    --------
    >>> record_of(Path("my.csv")).name
    'my.sample.csv'
    """
    return sheet.with_suffix(SAMPLE)


def read_sample(corpus: Corpus, path: str | Path) -> pd.DataFrame:
    """A sample from its record.

    Returns
    -------
    DataFrame
        as `draw_sample` gives it; segments that the corpus lacks are left out.

    Raises
    ------
    InputError
        for a file that is missing, and one that is no record of a sample.
    """
    path = Path(path)
    try:
        rows = list(csv.DictReader(io.StringIO(decode(path.read_bytes(), str(path)))))
        table = pd.DataFrame(rows, columns=_COLUMNS).astype({"probability": float})
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give the record that `cutline code` wrote"
        ) from None
    except (ValueError, csv.Error):
        table = pd.DataFrame({"probability": [np.nan]})
    if not table["probability"].between(0, 1, inclusive="right").all():
        raise InputError(
            f"{path}: is no record of a sample; give the file {SAMPLE} that `cutline code` wrote"
        )
    segment_of = {name: segment for segment, name in segment_ids(corpus).items()}
    table = table[table["id"].isin(segment_of)]
    segment = table["id"].map(segment_of).astype(np.int64)
    return table.assign(segment=segment)[["segment", *_COLUMNS[1:]]].reset_index(drop=True)
