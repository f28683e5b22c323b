"""Plain texts, an article each, as one corpus: to assemble and label them together is faster than one by
one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus, assemble
from analysis.reading.credits import caption_parts
from analysis.reading.plain import block_spans, label_plain
from analysis.reading.problems import with_problems


class PlainText(NamedTuple):
    """An article as a file of plain text holds it.

    Attributes
    ----------
    text : str
        with at least one word.
    id : str
    title, source : str or None
        an article without a title has the words of its headline, or else its id.
    sha256 : str
        of the bytes in which the text was received.
    problems : sequence of tuple
        rows of `Corpus.problems`.
    """

    text: str
    id: str
    title: str | None = None
    source: str | None = None
    sha256: str = ""
    problems: Sequence[tuple[str, int | None, str]] = ()


def assembled_texts(texts: Sequence[PlainText], *, split_sentences: bool = True) -> Corpus:
    r"""The corpus of some plain texts, whose blocks the rules label; credits are apart from captions.

    Parameters
    ----------
    texts : sequence of PlainText
    split_sentences : bool
        False makes one sentence of each block.

    Examples
    --------
    >>> text = "Talks resume\n\nThe hall. (AP Photo/Ann Roe)"
    >>> corpus = assembled_texts([PlainText(text, "a"), PlainText("They met.", "b")])
    >>> corpus.articles["title"].tolist(), corpus.segments["layer"].tolist()
    (['Talks resume', 'b'], ['headline', 'caption', 'credit', 'body'])
    """
    written = [text.text for text in texts]
    spans = [block_spans(text) for text in written]
    start, end = zip(*itertools.chain.from_iterable(spans), strict=True)
    n_blocks = len(start)
    blocks = {
        "article": np.repeat(np.arange(len(texts)), [len(of_text) for of_text in spans]),
        "layer": ["body"] * n_blocks,
        "start": start,
        "end": end,
        "rule": [""] * n_blocks,
        "confidence": np.full(n_blocks, np.nan),
    }
    about = pd.DataFrame({"id": [text.id for text in texts]})
    for name in ("title", "source", "published"):
        about[name] = pd.Series([getattr(text, name, None) for text in texts], dtype=object)
    about["sha256"] = [text.sha256 for text in texts]
    corpus = label_plain(assemble(written, blocks, articles=about, split_sentences=split_sentences))
    corpus = _with_credits_apart(corpus, about, split_sentences=split_sentences)
    articles = corpus.articles.assign(title=pd.Series(_titles(corpus, texts), dtype=object))
    problems = itertools.chain.from_iterable(text.problems for text in texts)
    return with_problems(replace(corpus, articles=articles), problems)


def _with_credits_apart(corpus: Corpus, about: pd.DataFrame, *, split_sentences: bool) -> Corpus:
    """The corpus in which credits are split from the captions that they open or close."""
    segments = corpus.segments[["article", "layer", "start", "end", "rule", "confidence"]]
    captions = segments[segments["layer"] == "caption"]
    spans = zip(*(captions[name].tolist() for name in ("article", "start", "end")), strict=True)
    divided = [caption_parts(corpus.texts[article][low:high]) for article, low, high in spans]
    n_parts = np.array([len(parts) for parts in divided], dtype=np.int64)
    # An article none of whose captions is divided stays as it is.
    is_divided = np.bincount(captions["article"][n_parts > 1], minlength=len(about)) > 0
    if not is_divided.any():
        return corpus
    is_asked = is_divided[captions["article"]]
    captions, n_parts = captions[is_asked], n_parts[is_asked]
    divided = list(itertools.compress(divided, is_asked.tolist()))
    layers, begins, ends = map(list, zip(*itertools.chain.from_iterable(divided), strict=True))
    parts = captions.loc[captions.index.repeat(n_parts)]
    top = parts["start"].to_numpy()
    parts = parts.assign(layer=layers, start=top + begins, end=top + ends)
    apart = pd.concat([segments.drop(captions.index), parts])
    apart = apart.sort_values(["article", "start"], ignore_index=True)
    again = assemble(corpus.texts, apart, articles=about, split_sentences=split_sentences)
    # The others keep their language as well, which their blocks had before they had layers.
    languages = {
        name: again.articles[name].where(is_divided, corpus.articles[name])
        for name in ("language", "language_certainty")
    }
    return replace(again, articles=again.articles.assign(**languages))


def _titles(corpus: Corpus, texts: Sequence[PlainText]) -> list[str]:
    """The title of each text: its own, or the words of its first headline, or its id."""
    segments = corpus.segments[corpus.segments["layer"] == "headline"]
    first = segments.index[~segments["article"].duplicated()]
    headlines = dict(zip(segments["article"][first], map(corpus.text, first), strict=True))
    return [
        (" ".join(headlines.get(number, "").split()) or text.id)
        if text.title is None
        else text.title
        for number, text in enumerate(texts)
    ]
