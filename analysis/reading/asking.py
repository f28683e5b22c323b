"""Which lines of a text a person is asked about, in which order, and when the questions end.

Half of all captions in a text that has lost its layout carry no sign, so no rule names them. A
person sees at a glance which they are, if asked about the likeliest lines first: the questions go
on while the answers are yes, and end after a few noes in a row.
"""

from __future__ import annotations

import itertools
import operator
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from analysis.corpus import Corpus
from analysis.reading.corrections import BY_HAND
from analysis.reading.plain import CLASSES, OF_FORM, PLAIN_RULES, design, stored_model

LEAST_LIKELY = 0.02  # the probability of a caption from which a line is asked about
MOST_NOES = 4  # noes in a row after which no line is asked about
# The confidence of a label from the markup of a page or a named field from which it is settled.
SETTLED = 0.95
_CAPTION = CLASSES.index("caption")
_BY_FORM = frozenset(rule.name for rule in PLAIN_RULES)
# What a block is labelled that was taken for a caption and is none, by its likeliest other class.
_LAYERS = {"body": "body", "credit": "credit", "other": "boilerplate", "title": "subheading"}


def as_argument(article: str | Path) -> str:
    """An article as a command takes it: a name that begins with a dash would be an option.

    Examples
    --------
    >>> as_argument("war.txt"), as_argument("-war.txt")
    ('war.txt', './-war.txt')
    """
    return f"./{article}" if str(article).startswith("-") else str(article)


def command(article: str | Path) -> str:
    """The command that asks about the doubtful lines of an article.

    Examples
    --------
    >>> command("my war.txt"), command("-war.txt")
    ("cutline layers 'my war.txt' --ask", 'cutline layers ./-war.txt --ask')
    """
    return shlex.join(["cutline", "layers", as_argument(article), "--ask"])


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


def next_line(lines: Sequence[int], given: Sequence[bool | None]) -> int | None:
    """The line that a person is asked about next.

    Parameters
    ----------
    lines : sequence of int
        as `ranked` gives them.
    given : sequence of bool or None
        the answers about the first of these lines; None for a line that was skipped, which is
        neither a yes nor a no.

    Returns
    -------
    int or None
        None where the questions end: after `MOST_NOES` noes in a row, and behind the last line.

    Examples
    --------
    >>> next_line([3, 1, 2], [True]), next_line([3, 1, 2], [True, False, None])
    (1, None)
    >>> next_line(range(9), [False] * MOST_NOES) is None
    True
    """
    if len(given) >= len(lines):
        return None
    last_first = (answer for answer in reversed(given) if answer is not None)
    n_noes = sum(1 for _ in itertools.takewhile(operator.not_, last_first))
    return None if n_noes >= MOST_NOES else lines[len(given)]


def answers(lines: Sequence[int], is_caption: Callable[[int], bool | None]) -> dict[int, bool]:
    """What a person answers about lines, until the questions end as `next_line` says.

    Parameters
    ----------
    lines : sequence of int
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
    given: list[bool] = []
    while (line := next_line(lines, given)) is not None:
        answer = is_caption(line)
        if answer is None:
            break
        given.append(answer)
    return dict(zip(lines, given, strict=False))


def doubtful_blocks(corpus: Corpus) -> list[int]:
    r"""The blocks of an article that may be captions, likeliest first.

    Left out are blocks that a person has labelled, and those that the markup of a page or a named
    field labels with a confidence of at least `SETTLED`. A block that a rule calls a caption is at
    least as likely as the rule is sure.

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
    is_settled = segments["source_path"].notna().to_numpy() & (sure >= SETTLED)
    likely[is_settled | (segments["rule"] == BY_HAND).to_numpy()] = 0
    return [int(segments.index[position]) for position in ranked(likely)]


def is_unchecked_text(corpus: Corpus) -> bool:
    r"""Whether form alone says which lines of an article are captions, and no person has checked it.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks resume\n\nThey met.\n\nThe hall in May.")
    >>> is_unchecked_text(corpus), is_unchecked_text(corpus.relabel({2: "caption"}, rule=BY_HAND))
    (True, False)
    """
    rules, layers = corpus.segments["rule"], corpus.segments["layer"]
    by_form = rules.isin(_BY_FORM) | rules.str.startswith(OF_FORM)
    return bool(by_form[layers == "body"].any() and by_form[layers == "caption"].all())


def answered_layers(corpus: Corpus, given: Mapping[int, bool]) -> dict[int, str]:
    r"""The layer of each block that a person has answered about. A block that is no caption keeps
    its layer, or gets that of its likeliest other class.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks resume\n\nThey met.\n\nThe hall in May.")
    >>> answered_layers(corpus, {2: True, 1: False})
    {2: 'caption', 1: 'body'}
    """
    others = stored_model().probability(design(corpus))
    others[:, _CAPTION] = 0
    layer = dict(corpus.segments["layer"].items())
    otherwise = {
        block: _LAYERS[CLASSES[int(row.argmax())]] for block, row in zip(layer, others, strict=True)
    }
    return {
        block: "caption"
        if is_caption
        else otherwise[block]
        if layer[block] == "caption"
        else str(layer[block])
        for block, is_caption in given.items()
    }


def answered(corpus: Corpus, given: Mapping[int, bool]) -> Corpus:
    r"""The corpus under a person's answers, as `answered_layers` gives them.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks resume\n\nThey met.\n\nThe hall in May.")
    >>> answered(corpus, {2: True, 1: False}).segments["layer"].tolist()
    ['headline', 'body', 'caption']
    """
    return corpus.relabel(answered_layers(corpus, given), rule=BY_HAND)
