"""Questions: the doubtful lines of the article in the panel, and a person's answers by one key
each.

What a person has typed is the whole state: each key answers about one line, and one key takes the
last answer back. So no answer is lost or counted twice, however fast a person types.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analysis.corpus import Corpus
from analysis.reading.asking import MOST_NOES, answered_layers, doubtful_blocks, next_line
from analysis.words import count

YES, NO, SKIP, UNDO = "y", "n", "s", "u"
_ANSWERS = {YES: True, NO: False, SKIP: None}


class Questions:
    r"""The doubtful lines of one article, and what the keys mean that a person has typed about
    them.

    Parameters
    ----------
    corpus : Corpus
        of one article. Blocks that a person has labelled are not asked about.

    Attributes
    ----------
    lines : list of int
        the blocks that are asked about, likeliest first.

    Examples
    --------
    >>> from analysis import read_text
    >>> text = "Talks resume\n\nThey met.\n\nAnn Roe, left, in May. (AP Photo)"
    >>> questions = Questions(read_text(text))
    >>> questions.lines[0], questions.layers(questions.answers("y"))
    (2, {2: 'caption'})
    >>> questions.answers("yu")
    []
    """

    def __init__(self, corpus: Corpus) -> None:
        self.lines = doubtful_blocks(corpus)
        self._otherwise = answered_layers(corpus, dict.fromkeys(self.lines, False))

    def answers(self, keys: str) -> list[bool | None]:
        """The answers about the first lines; None for a line that was skipped.

        Parameters
        ----------
        keys : str
            what was typed: y (a caption), n (no caption), s (skip), u (undo), in either case. Other
            signs mean nothing, and so does an answer behind the end of the questions.
        """
        given: list[bool | None] = []
        for key in keys.lower():
            if key == UNDO:
                del given[-1:]
            elif key in _ANSWERS and next_line(self.lines, given) is not None:
                given.append(_ANSWERS[key])
        return given

    def line(self, given: Sequence[bool | None]) -> int | None:
        """The block that is asked about after these answers; None where the questions end."""
        return next_line(self.lines, given)

    def layers(self, given: Sequence[bool | None]) -> dict[int, str]:
        """The layer of each block that was answered about."""
        return {
            block: "caption" if is_caption else self._otherwise[block]
            for block, is_caption in zip(self.lines, given, strict=False)
            if is_caption is not None
        }

    def drop(self, blocks: Collection[int], n_answered: int) -> None:
        """Ask no more about blocks that a person has labelled elsewhere.

        Parameters
        ----------
        blocks : collection of int
            the blocks that have a label by hand.
        n_answered : int
            how many of the first lines were answered about or skipped; these stay.
        """
        open_lines = [block for block in self.lines[n_answered:] if block not in blocks]
        self.lines = self.lines[:n_answered] + open_lines

    def state(self, given: Sequence[bool | None]) -> str:
        """How far the questions are, and what comes of them, in a sentence or two."""
        if not self.lines:
            return "No line is doubtful: there is nothing to ask."
        n_answers, n_captions = sum(answer is not None for answer in given), given.count(True)
        answered = (
            f"{count(n_answers, 'answer')}, {count(n_captions, 'caption')}."
            if n_answers
            else "No answer yet."
        )
        n_open = len(self.lines) - len(given)
        if self.line(given) is not None:
            return f"Is this a caption? Line {len(given) + 1} of {len(self.lines)}. {answered}"
        rest = (
            f"{MOST_NOES} noes in a row: {count(n_open, 'less likely line')} can stay as labelled."
            if n_open
            else "That was the last doubtful line."
        )
        saving = " “Save corrections” keeps the answers." if n_answers else ""
        return f"{rest} {answered}{saving}"
