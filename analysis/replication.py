"""Replication: a verdict on a frame beside that of an independent word list, which the codebook
declares before anything is compared.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import comparison, framing
from analysis.corpus import Corpus
from analysis.hits import counted, tallies
from analysis.left_out import RECOGNISED
from analysis.lexicons.choice import resolved
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.frames import divided
from analysis.options import DEFAULTS
from analysis.words.tallies import as_tallies

_COLUMNS = ["category", "list", "list_category", "label", "list_label"]
_ROW = ["n_target", "n_reference", "per_1000_target", "per_1000_reference", "difference", "p"]
_VERDICT = ["verdict", "side"]


def replications(
    corpus: Corpus,
    *,
    frames: str | Path = DEFAULTS.frames,
    names: pd.DataFrame | str | None = RECOGNISED,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """Each frame that declares an independent list, compared by that list.

    A frame's `replicated_by` names the list and its category ("policy: security_defense"). All that
    are declared are reported, whatever they show. Each is one question that was asked beforehand,
    so its p is not adjusted for other rows.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    frames : str or Path
        a codebook, as for `framing.hits`.
    names : "recognised", DataFrame or None
        as for `framing.hits`.
    target, reference, seed
        as for `comparison.compare`.

    Returns
    -------
    DataFrame, one row per declared pair
        category (the frame), list, list_category, label, list_label (how a reader is shown the
        two); n_target, n_reference (hits), per_1000_target, per_1000_reference, difference (per
        1,000 words; positive: more in the target), p (of this row alone), verdict, side; words (as
        in `measures.findings`); missing: why the list could not be used (then there is no verdict),
        otherwise empty. Empty where the codebook declares none.

    Raises
    ------
    ValueError
        for a codebook or layer that does not exist.

    Examples
    --------
    >>> from analysis import read
    >>> table = replications(read("seeds/nagorno-karabakh.txt"))
    >>> table.loc[0, ["category", "list", "list_category", "verdict"]].tolist()
    ['military_capability', 'policy', 'security_defense', 'more in captions']
    """
    book = load_codebook(resolved(frames, corpus))
    rows = []
    for frame in book.frames.values():
        for declared in frame.replicated_by:
            list_name, category = divided(declared)
            row = {"category": frame.key, "list": list_name, "list_category": category}
            row |= {"label": frame.label, "list_label": category, "words": "", "missing": ""}
            try:
                label = load_codebook(list_name).labels.get(category)
            except ValueError as error:
                rows.append(row | {"missing": str(error)})
                continue
            if label is None:
                rows.append(row | {"missing": f"{list_name} has no frame {category!r}"})
                continue
            hits = framing.hits(corpus, frames=list_name, names=names)
            own = hits[hits["category"] == category].reset_index(drop=True)
            own["category"] = own["category"].cat.set_categories([category])
            table = comparison.compare(corpus, own, target=target, reference=reference, seed=seed)
            words = tallies(corpus, counted(own))
            sides = [words.get((category, layer), {}) for layer in (target, reference)]
            rows.append(
                row
                | table.iloc[0][[*_ROW, *_VERDICT]].to_dict()
                | {"list_label": label, "words": as_tallies(*sides)}
            )
    return pd.DataFrame(rows, columns=[*_COLUMNS, *_ROW, *_VERDICT, "words", "missing"])
