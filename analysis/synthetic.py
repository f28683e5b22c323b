"""Synthetic articles: assembled by chance, so that what differs among them is known beforehand.

No one published them. They show what a method finds where nothing differs, and whether it finds
what was planted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.options import DEFAULTS
from analysis.publishing import write_whole
from analysis.reading import read

OUTLETS = {
    "The Morning Ledger": 28,
    "Harbour Post": 24,
    "Northern Echo Daily": 22,
    "Valley Courier": 20,
    "Ansk Weekly": 6,
}
YEARS = (2023, 2024, 2025)
PLANTED_WORD = "artillery"  # military capability in the codebook, and in no other measure


def articles(
    sources: Sequence[str | Path | Corpus],
    n: int,
    *,
    planted: float = 0.0,
    outlet: str = "Harbour Post",
    outlets: Mapping[str, float] = OUTLETS,
    seed: int = DEFAULTS.seed,
) -> pd.DataFrame:
    """Articles assembled by chance from the sentences of real ones, under invented outlets and
    dates.

    Headlines, captions and paragraphs are drawn, sentence by sentence and with replacement, from
    one pool of all sentences that stand in the captions and the body of the sources. So they have
    the same rate of everything, in every outlet and year, but for what is planted: each word of one
    outlet's captions is exchanged for “artillery” by chance. Real captions are a genre and real
    outlets have subjects; these have neither.

    Parameters
    ----------
    sources : sequence of paths or Corpus
        the articles whose sentences are used.
    n : int
        how many articles are made.
    planted : float
        of 1,000 words of the outlet's captions, how many are exchanged.
    outlet : str
        into whose captions it is planted.
    outlets : mapping
        the invented outlets, with the share of articles that each has.
    seed : int
        of the chance.

    Returns
    -------
    DataFrame, one row per article
        id, title, source, published (ISO date), text (paragraphs with blank lines between),
        captions (list of str).

    Raises
    ------
    ValueError
        for an outlet that is not among the outlets.

    Examples
    --------
    >>> from analysis import read_text
    >>> made = articles([read_text("The plan is good. It works.")], 2)
    >>> sorted(set(" ".join(made["captions"].sum()).split(". ")[:-1]) - {"The plan is good", "It works"})
    []
    """
    if outlet not in outlets:
        raise ValueError(f"unknown outlet {outlet!r}; choose from: {', '.join(outlets)}")
    pool = _pool(sources)
    random = np.random.default_rng(seed)
    names, shares = list(outlets), np.array(list(outlets.values()), dtype=float)
    made = []
    for index in range(n):
        source = names[random.choice(len(names), p=shares / shares.sum())]
        paragraphs = [
            _drawn(pool, int(random.integers(2, 4)), random) for _ in range(random.integers(5, 10))
        ]
        captions = [_drawn(pool, 1, random) for _ in range(random.integers(2, 5))]
        if source == outlet and planted:
            captions = [_exchanged(caption, planted / 1000, random) for caption in captions]
        day = np.datetime64(f"{YEARS[0]}-01-01") + np.timedelta64(
            int(random.integers(0, 365 * len(YEARS))), "D"
        )
        made.append(
            {
                "id": f"synthetic-{index:05d}",
                "title": _drawn(pool, 1, random).rstrip("."),
                "source": source,
                "published": str(day),
                "text": "\n\n".join(paragraphs),
                "captions": captions,
            }
        )
    return pd.DataFrame(made)


def write(made: pd.DataFrame, path: str | Path) -> Path:
    """Write articles as JSON Lines, which `read` and `cutline corpus` take.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import read_text
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write(articles([read_text("The plan is good. It works.")], 3), f"{folder}/made.jsonl")
    ...     len(read(path).articles)
    3
    """
    content = "".join(
        f"{json.dumps(article, ensure_ascii=False)}\n" for article in made.to_dict("records")
    )
    write_whole(Path(path), content.encode())
    return Path(path)


def _pool(sources: Sequence[str | Path | Corpus]) -> list[str]:
    sentences = []
    for source in sources:
        corpus = source if isinstance(source, Corpus) else read(source)
        layers = corpus.segments[["article", "layer"]]
        for row in corpus.sentences.join(layers, on="segment").itertuples():
            text = " ".join(corpus.texts[row.article][row.start : row.end].split())
            if row.layer in ("body", "caption") and row.n_words:
                # A caption ends without a full stop; beside others in a paragraph it needs one.
                sentences.append(text if text[-1] in '.!?”"' else f"{text}.")
    return sentences


def _drawn(pool: list[str], n: int, random: np.random.Generator) -> str:
    return " ".join(pool[sentence] for sentence in random.integers(0, len(pool), n))


def _exchanged(text: str, share: float, random: np.random.Generator) -> str:
    words = text.split(" ")
    return " ".join(
        PLANTED_WORD + ("." if word.endswith(".") else "") if chance < share else word
        for word, chance in zip(words, random.random(len(words)), strict=True)
    )
