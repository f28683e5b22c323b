"""What a reader has to know of the lists that measure: what of them does not count, and what their
numbers mean.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.losses import by_reason
from analysis.lexicons.valence import load_lexicon
from analysis.reading.errors import one_line
from analysis.words import count

WEIGHTED = "a rate is the sum of weights per 1,000 words, n counts hits"


def notices(
    frames: str | Path, lexicon: str | Path | None = None, *, of_rates: bool = True
) -> list[str]:
    """How much of a dictionary and a lexicon does not count, whether weights do, and whether a
    scale has no neutral middle.

    Parameters
    ----------
    frames, lexicon : str or Path
        as for `framing.hits` and `sentiment.hits`; without a lexicon nothing is said of one.
    of_rates : bool
        whether rates are measured; codes of people have no weights.

    Returns
    -------
    list of str
        one line a notice; empty for lists of which everything counts.

    Examples
    --------
    >>> notices("armed-conflict", "vader")
    []
    """
    book = load_codebook(frames)
    lines = []
    if lost := count_lines(book.losses):
        shown = f'"{frames}"' if " " in str(frames) else frames
        lines.append(f"{frames}: {lost}; see them with: cutline dictionary {shown}")
    if book.is_weighted:
        use = (
            f"used: {WEIGHTED}"
            if of_rates
            else "not used: a frame is in a text that holds a word of it"
        )
        lines.append(f"{frames}: its weights are {use}")
    return lines if lexicon is None else lines + _of_lexicon(lexicon)


def count_lines(losses: pd.DataFrame) -> str:
    """How many lines of a list are left out, and how many are used in part; nothing where every
    line counts.

    Parameters
    ----------
    losses : DataFrame
        of `Codebook.losses` or `Lexicon.losses`.

    Examples
    --------
    >>> losses = pd.DataFrame({"line": [2, 2, 5], "partly_used": [True, False, False]})
    >>> count_lines(losses), count_lines(losses[:0])
    ('1 line left out, 1 line used in part', '')
    """
    partly = losses.groupby("line")["partly_used"].any()
    lines = [
        (count(int((~partly).sum()), "line"), "left out"),
        (count(int(partly.sum()), "line"), "used in part"),
    ]
    return ", ".join(f"{n} {use}" for n, use in lines if not n.startswith("0 "))


def _of_lexicon(name: str | Path) -> list[str]:
    lexicon = load_lexicon(name)
    lines = []
    if lexicon.lost:
        reasons = "; ".join(
            f"{row.why} (line {row.examples})" for row in by_reason(lexicon.lost).itertuples()
        )
        lines.append(one_line(f"{name}: {count_lines(lexicon.losses)}: {reasons}"))
    if lexicon.one_sided:
        lines.append(one_line(f"{name}: {lexicon.one_sided}"))
    return lines
