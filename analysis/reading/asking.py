"""Which lines of a text a person is asked about, in which order, and when the questions end.

Half of all captions in a text that has lost its layout carry no sign, so no rule names them. A
person sees at a glance which they are, if asked about the likeliest lines first: the questions go
on while the answers are yes, and end after a few noes in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from analysis.corpus import Corpus
from analysis.reading.corrections import BY_HAND
from analysis.reading.plain import CLASSES, design, stored_model

LEAST_LIKELY = 0.02  # the probability of a caption from which a line is asked about
MOST_NOES = 4  # noes in a row after which no line is asked about
_CAPTION = CLASSES.index("caption")
# What a block is labelled that was taken for a caption and is none, by its likeliest other class.
_LAYERS = {"body": "body", "credit": "credit", "other": "boilerplate", "title": "subheading"}


def ranked(likely: Sequence[float] | np.ndarray) -> list[int]:
    """The lines that may be captions, likeliest first.

    Parameters
    ----------
    likely : array
        how probably each line is a caption, 0 to 1.

    Returns
    -------
    list of int
        positions in `likely` of all that are at least `LEAST_LIKELY`; equally likely lines in order.

    Examples
    --------
    >>> ranked([0.3, 0.01, 0.9, 0.3])
    [2, 0, 3]
    """
    values = np.asarray(likely, dtype=float)
    order = np.argsort(-values, kind="stable")
    return order[values[order] >= LEAST_LIKELY].tolist()


def answers(lines: Iterable[int], is_caption: Callable[[int], bool | None]) -> dict[int, bool]:
    """What a person answers about lines, until `MOST_NOES` noes in a row.

    Parameters
    ----------
    lines : iterable of int
        as `ranked` gives them.
    is_caption : function of int
        the answer about a line; None ends the questions.

    Returns
    -------
    dict of int to bool
        for each line that was answered about, whether it is a caption.

    Examples
    --------
    >>> answers([3, 1, 2], lambda line: line == 3)
    {3: True, 1: False, 2: False}
    >>> len(answers(range(9), lambda line: False))
    4
    """
    given: dict[int, bool] = {}
    n_noes = 0
    for line in lines:
        answer = is_caption(line)
        if answer is None:
            break
        given[line] = answer
        n_noes = 0 if answer else n_noes + 1
        if n_noes == MOST_NOES:
            break
    return given


def doubtful_blocks(corpus: Corpus) -> list[int]:
    r"""The blocks of an article that may be captions, likeliest first.

    Blocks that a person has labelled are left out. A block that a rule calls a caption is at least
    as likely as the rule is sure.

    Examples
    --------
    >>> from analysis import read_text
    >>> doubtful_blocks(read_text("Talks resume\n\nThey met.\n\nAnn Roe, left, in May. (AP Photo)"))[0]
    2
    """
    segments = corpus.segments
    likely = stored_model().probability(design(corpus))[:, _CAPTION]
    called = (segments["layer"] == "caption").to_numpy()
    sure = np.nan_to_num(segments["confidence"].to_numpy(dtype=float), nan=1.0)
    likely = np.where(called, np.maximum(likely, sure), likely)
    likely[(segments["rule"] == BY_HAND).to_numpy()] = 0
    return [int(segments.index[position]) for position in ranked(likely)]


def answered(corpus: Corpus, given: Mapping[int, bool]) -> Corpus:
    r"""The corpus under a person's answers; a block that is no caption keeps its layer, or gets that
    of its likeliest other class.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks resume\n\nThey met.\n\nThe hall in May.")
    >>> answered(corpus, {2: True, 1: False}).segments["layer"].tolist()
    ['headline', 'body', 'caption']
    """
    others = stored_model().probability(design(corpus))
    others[:, _CAPTION] = 0
    layer = dict(corpus.segments["layer"].items())
    otherwise = {
        block: _LAYERS[CLASSES[int(row.argmax())]] for block, row in zip(layer, others, strict=True)
    }
    layers = {
        block: "caption"
        if is_caption
        else otherwise[block]
        if layer[block] == "caption"
        else str(layer[block])
        for block, is_caption in given.items()
    }
    return corpus.relabel(layers, rule=BY_HAND)
