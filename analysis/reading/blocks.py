"""The blocks of articles as columns: what holds of each, and of those around it in its article.

No Python object stands for a block. A pattern is asked of each distinct text once, and of each
distinct word once where it holds in a text exactly if it holds in one of its words, as a pattern
without white space does, or in the first or last. Arrow divides the texts and numbers the words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_LETTER = re.compile(r"\w")
Holds = Callable[[str], object]
BlockColumn = Callable[["Blocks"], np.ndarray]


class _BlockWords(NamedTuple):
    """The words between white space of some texts. The first of `distinct` is empty: the edge of a
    text without words.
    """

    distinct: list[str]
    strings: pa.Array  # these as Arrow holds them
    word: np.ndarray  # of every word its number among `distinct`
    text: np.ndarray  # of every word the number of its text
    position: np.ndarray  # of every word how many of its text are before it
    first: np.ndarray  # of every text the number of its first word
    first_lettered: np.ndarray  # that of the first one with a letter or digit
    last: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> _BlockWords:
        """The words of these texts, those at which `str.split` divides them."""
        divided = pc.utf8_split_whitespace(pa.array(texts, type=pa.large_string()))
        numbered = divided.flatten().dictionary_encode()
        strings = pa.concat_arrays([pa.array([""], type=pa.large_string()), numbered.dictionary])
        distinct = strings.to_pylist()
        word = numbered.indices.to_numpy(zero_copy_only=False).astype(np.int64) + 1
        text = np.repeat(np.arange(len(texts)), np.diff(divided.offsets.to_numpy()))
        # White space at the edge of a text leaves an empty word there.
        filled = pc.binary_length(strings).to_numpy()[word] > 0
        word, text = word[filled], text[filled]
        lettered = _lettered(strings, distinct)[word]
        # Where a row is set more than once, the last time counts.
        first, first_lettered, last = np.zeros((3, len(texts)), dtype=np.int64)
        first[text[::-1]] = word[::-1]
        first_lettered[text[lettered][::-1]] = word[lettered][::-1]
        last[text] = word
        size = np.bincount(text, minlength=len(texts))
        position = np.arange(len(text)) - (np.cumsum(size) - size)[text]
        return cls(distinct, strings, word, text, position, first, first_lettered, last)


def _lettered(strings: pa.Array, distinct: Sequence[str]) -> np.ndarray:
    """Which words hold a letter or digit; Arrow knows those of ASCII."""
    held = pc.match_substring_regex(strings, r"\w").to_numpy(zero_copy_only=False)
    others = np.flatnonzero(~held)
    return held | _held(distinct, _LETTER.search, others)


class Blocks:
    """The blocks of some articles, those of an article one behind the other; a column has a value
    for each block.

    Attributes
    ----------
    n_words, n_sentences : array of int
        the size of each block.
    text : array of int
        the index of its text among `distinct`, for each block.
    row : array of int
        the numbers of the blocks, from 0.
    position, n_below : array of int
        how many blocks of its article are above and below each block.

    Examples
    --------
    >>> blocks = Blocks(["Talks", "The hall.", "They met."], *np.array([[0] * 3, [1, 2, 2], [1] * 3]), {})
    >>> stops = blocks.closing(lambda word: word.endswith("."))
    >>> stops.tolist(), blocks.runs(stops).tolist(), blocks.beside(stops, -1).tolist()
    ([False, True, True], [0, 2, 2], [False, False, True])
    """

    def __init__(
        self,
        texts: Sequence[str],
        article: np.ndarray,
        n_words: np.ndarray,
        n_sentences: np.ndarray,
        columns: Mapping[str, BlockColumn],
    ) -> None:
        self.n_words, self.n_sentences = n_words, n_sentences
        self._columns, self._made = columns, dict[str, np.ndarray]()
        indices: dict[str, int] = {}
        self.text = np.array(
            [indices.setdefault(text, len(indices)) for text in texts], dtype=np.int64
        )
        self.distinct = list(indices)
        self._tops = np.flatnonzero(np.diff(article, prepend=-1))
        size = np.diff(self._tops, append=len(texts))
        self.article = np.repeat(np.arange(len(size)), size)
        self.row = np.arange(len(texts))
        self.position = self.row - self._tops[self.article]
        self.n_below = size[self.article] - 1 - self.position

    def __getitem__(self, name: str) -> np.ndarray:
        """The column of this name, worked out when it is asked for first."""
        if name not in self._made:
            self._made[name] = self._columns[name](self)
        return self._made[name]

    @functools.cached_property
    def words(self) -> _BlockWords:
        """The words of the distinct texts."""
        return _BlockWords.of(self.distinct)

    def of_which(self, holds: Holds, among: np.ndarray | None = None) -> np.ndarray:
        """True for each block of which something holds.

        Parameters
        ----------
        holds : function of str
            asked of each distinct text once.
        among : array of bool, optional
            the blocks that are asked; all others are False.
        """
        if among is None:
            return _held(self.distinct, holds)[self.text]
        if not among.any():
            return np.zeros(len(among), dtype=bool)
        return _held(self.distinct, holds, self.text[among])[self.text] & among

    def bits_of_words(self, bits: np.ndarray) -> np.ndarray:
        """The bits that any word of each block has.

        Parameters
        ----------
        bits : array of int
            for each word of `words.text`.
        """
        text = self.words.text
        tops = np.flatnonzero(np.diff(text, prepend=-1))
        held = np.zeros(len(self.distinct), dtype=bits.dtype)
        if len(tops):
            held[text[tops]] = np.bitwise_or.reduceat(bits, tops)
        return held[self.text]

    def next_word(self, holds: np.ndarray) -> np.ndarray:
        """What holds of the next word of its text, for each word of `words.text`."""
        text, following = self.words.text, np.zeros(len(holds), dtype=bool)
        following[:-1] = holds[1:] & (text[1:] == text[:-1])
        return following

    def n_words_with(self, holds: np.ndarray) -> np.ndarray:
        """Of how many words of each block something holds.

        Parameters
        ----------
        holds : array of bool
            for each word of `words.text`.
        """
        return np.bincount(self.words.text[holds], minlength=len(self.distinct))[self.text]

    def opening(self, holds: Holds) -> np.ndarray:
        """True for each block of whose first word with a letter or digit something holds."""
        words = self.words.first_lettered
        return _held(self.words.distinct, holds, words)[words][self.text]

    def closing(self, holds: Holds) -> np.ndarray:
        """True for each block of whose last word something holds."""
        words = self.words.last
        return _held(self.words.distinct, holds, words)[words][self.text]

    def sum_of_words(self, measured: np.ndarray, *, from_second: bool = False) -> np.ndarray:
        """What each block's words come to.

        Parameters
        ----------
        measured : array
            a number for each of `words.distinct`.
        from_second : bool
            True leaves out the first word of each block.
        """
        sums = np.bincount(self.words.text, measured[self.words.word], len(self.distinct))
        return (sums - measured[self.words.first] if from_second else sums)[self.text]

    def total(self, values: np.ndarray) -> np.ndarray:
        """What the values of all blocks of its article come to, for each block."""
        return np.bincount(self.article, values)[self.article]

    def share(self, holds: np.ndarray, among: np.ndarray, *, without: float = 0.0) -> np.ndarray:
        """Of what share of some blocks of its article something holds, for each block.

        Parameters
        ----------
        holds, among : array of bool
            for each block: whether it holds, and whether the block counts.
        without : float
            for the blocks of an article without any that counts.

        Returns
        -------
        array of float
            0 to 1.
        """
        n = self.total(among)
        return np.where(n > 0, self.total(holds & among) / np.maximum(n, 1), without)

    def median(self, values: np.ndarray, among: np.ndarray, *, without: float) -> np.ndarray:
        """The median of the values of some blocks of its article, for each block.

        Parameters
        ----------
        values : array
            a number for each block.
        among : array of bool
            the blocks that count.
        without : float
            for the blocks of an article without any.
        """
        rows, n = np.flatnonzero(among), np.bincount(self.article[among], minlength=len(self._tops))
        ordered = np.append(values[rows[np.lexsort((values[rows], self.article[rows]))]], without)
        top = np.cumsum(n) - n
        middle = (ordered[top + np.maximum(n - 1, 0) // 2] + ordered[top + n // 2]) / 2
        return np.where(n > 0, middle, without)[self.article]

    def first_position(self, holds: np.ndarray) -> np.ndarray:
        """The position of the first block in its article of which something holds, for each block;
        0 where there is none.
        """
        far = len(self.row)
        first = np.minimum.reduceat(np.where(holds, self.position, far), self._tops)
        return np.where(first < far, first, 0)[self.article]

    def last_position(self, holds: np.ndarray) -> np.ndarray:
        """The position of the last block in its article of which something holds, for each block;
        -1 where there is none.
        """
        return np.maximum.reduceat(np.where(holds, self.position, -1), self._tops)[self.article]

    def words_above(self, holds: np.ndarray) -> np.ndarray:
        """The words of the nearest block above, in its article, of which something holds, for each
        block; or 0.
        """
        nearest = np.maximum.accumulate(np.where(holds, self.row, -1))
        nearest = np.concatenate([[-1], nearest[:-1]])
        return np.where(nearest >= self.row - self.position, self.n_words[nearest], 0)

    def words_below(self, holds: np.ndarray) -> np.ndarray:
        """The words of the nearest block below, in its article, of which something holds, for each
        block; or 0.
        """
        far = len(self.row)
        nearest = np.minimum.accumulate(np.where(holds, self.row, far)[::-1])[::-1]
        nearest = np.concatenate([nearest[1:], [far]])
        return np.where(
            nearest <= self.row + self.n_below, self.n_words[np.minimum(nearest, far - 1)], 0
        )

    def beside(self, holds: np.ndarray, offset: int) -> np.ndarray:
        """What holds of the block `offset` further on, for each block; False beyond the ends of its
        article.
        """
        shifted = np.concatenate([holds[offset:], holds[:offset]])
        return shifted & (self.position >= -offset) & (self.n_below >= offset)

    def n_around(self, holds: np.ndarray, low: int, high: int) -> np.ndarray:
        """Of how many of the blocks around it, in its article, something holds, for each block.

        Parameters
        ----------
        holds : array of bool
            for each block.
        low, high : int
            from which to which block further on is counted: -4 and -1 are the four above.
        """
        n_before = np.concatenate([[0], np.cumsum(holds)])
        top, end = self.row - self.position, self.row + self.n_below + 1
        return (
            n_before[np.clip(self.row + high + 1, top, end)]
            - n_before[np.clip(self.row + low, top, end)]
        )

    def runs(self, holds: np.ndarray) -> np.ndarray:
        """How many blocks in a row, in its article, each block is among; 0 for a block of which
        something does not hold.
        """
        edges = np.concatenate([[True], (holds[1:] != holds[:-1]) | (self.position[1:] == 0)])
        run = np.cumsum(edges) - 1
        return np.where(holds, np.bincount(run)[run], 0)


def _held(values: Sequence[str], holds: Holds, asked: np.ndarray | None = None) -> np.ndarray:
    """Whether something holds, for each value; those whose numbers are not `asked` are left False."""
    indices = range(len(values)) if asked is None else np.flatnonzero(np.bincount(asked)).tolist()
    held = np.zeros(len(values), dtype=bool)
    held[[index for index in indices if holds(values[index])]] = True
    return held
