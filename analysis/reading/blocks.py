"""The blocks of articles as columns: what holds of each, and of those around it in its article.

No Python object stands for a block. What holds of a block exactly if it holds of one of its words, as a
pattern without white space does, or of its first or last word, is asked of each distinct word once.
Other patterns are searched by Arrow in all blocks at once.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus import Corpus

_LETTER = re.compile(r"\w")
_FEW = 200  # texts that are sooner asked one by one: Arrow reads a pattern anew each time
# Of other signs Python's patterns say more than Arrow's, which know the letters, digits and white space
# of ASCII alone.
KNOWN_MARKS = "“”‘’«»–—…©"
OTHER_SIGNS = rf"[^\x00-\x7F{KNOWN_MARKS}]|[\x0B\x1C-\x1F]"
Holds = Callable[[str], object]
BlockColumn = Callable[["Blocks"], np.ndarray]


class BlockWords(NamedTuple):
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
    def of(cls, texts: Sequence[str]) -> BlockWords:
        """The words of these texts, those at which `str.split` divides them."""
        divided = pc.utf8_split_whitespace(pa.array(texts, type=pa.large_string()))
        numbered = divided.flatten().dictionary_encode()
        word = numbered.indices.to_numpy(zero_copy_only=False)
        text = np.repeat(np.arange(len(texts)), np.diff(divided.offsets.to_numpy()))
        # White space at the edge of a text leaves an empty word there.
        filled = pc.binary_length(numbered.dictionary).to_numpy()[word] > 0
        return cls.of_numbers(
            numbered.dictionary.to_pylist(), word[filled], text[filled], len(texts)
        )

    @classmethod
    def of_numbers(
        cls, distinct: Sequence[str], word: np.ndarray, text: np.ndarray, n_texts: int
    ) -> BlockWords:
        """These words, in reading order.

        Parameters
        ----------
        distinct : sequence of str
        word, text : array of int
            of each word its number in `distinct`, and the number of its text.
        n_texts : int

        Examples
        --------
        >>> BlockWords.of_numbers(["met.", "They"], np.array([1, 0]), np.array([0, 0]), 1).last
        array([1])
        """
        distinct = ["", *distinct]
        strings = pa.array(distinct, type=pa.large_string())
        word = word.astype(np.int64) + 1
        lettered = _lettered(strings, distinct)[word]
        first, first_lettered, last = np.zeros((3, n_texts), dtype=np.int64)
        size = np.bincount(text, minlength=n_texts)
        end = np.cumsum(size)
        filled = size > 0
        first[filled], last[filled] = word[(end - size)[filled]], word[end[filled] - 1]
        lettered = np.flatnonzero(lettered)
        tops = lettered[np.diff(text[lettered], prepend=-1) > 0]
        first_lettered[text[tops]] = word[tops]
        position = np.arange(len(text)) - (end - size)[text]
        return cls(distinct, strings, word, text, position, first, first_lettered, last)


def _lettered(strings: pa.Array, distinct: Sequence[str]) -> np.ndarray:
    """Which words hold a letter or digit; Arrow knows those of ASCII."""
    held = strings_with(strings, r"\w")
    return held | _held(distinct, _LETTER.search, np.flatnonzero(~held))


def words_of_segments(
    corpus: Corpus, first: int, texts: Sequence[str], is_cut: np.ndarray
) -> BlockWords:
    """The words of some segments: their tokens, where these are what white space divides.

    Parameters
    ----------
    corpus : Corpus
    first : int
        the number of the first segment.
    texts : sequence of str
        of that segment and those behind it.
    is_cut : array of bool
        for each text, whether it is less than the whole segment.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The war—a long one.")
    >>> words_of_segments(corpus, 0, [corpus.text(0)], np.array([False])).distinct
    ['', 'The', 'war—a', 'long', 'one.']
    """
    article, start, end = (
        corpus.segments[name].to_numpy()[first : first + len(texts)]
        for name in ("article", "start", "end")
    )
    segment = corpus.sentences["segment"].to_numpy()
    rows = slice(*corpus.first_tokens[np.searchsorted(segment, [first, first + len(texts)])])
    word, sentence, begin, finish = (
        corpus.tokens[name].to_numpy()[rows] for name in ("word", "sentence", "start", "end")
    )
    text, shapes = segment[sentence] - first, corpus.shapes
    # A token's span is its word: the punctuation around it is counted again.
    begin, finish = begin - shapes.lead[word], finish + shapes.trail[word]
    is_odd = is_cut.copy()
    is_odd[:-1] |= (start[1:] < end[:-1]) & (article[1:] == article[:-1])
    is_odd[text[(begin < start[text]) | (finish > end[text])]] = True
    is_glued = (begin[1:] == finish[:-1]) & (text[1:] == text[:-1])  # a dash divides the tokens
    is_odd[text[1:][is_glued]] = True
    odd = np.flatnonzero(is_odd)
    divided = BlockWords.of([texts[row] for row in odd.tolist()])
    is_kept = ~is_odd[text]
    is_used = np.bincount(word[is_kept], minlength=len(corpus.written)) > 0
    distinct = corpus.written.filter(pa.array(is_used)).to_pylist()
    number = np.cumsum(is_used) - 1
    # The numbers of divided words count an empty one before them.
    word = np.concatenate([number[word[is_kept]], divided.word - 1 + len(distinct)])
    text = np.concatenate([text[is_kept], odd[divided.text]])
    order = np.argsort(text, kind="stable")
    return BlockWords.of_numbers(
        [*distinct, *divided.distinct[1:]], word[order], text[order], len(texts)
    )


class Blocks:
    """The blocks of some articles, those of an article one behind the other; a column has a value
    for each block.

    Attributes
    ----------
    texts : sequence of str
    n_words, n_sentences : array of int
        the size of each block.
    row : array of int
        the numbers of the blocks, from 0.
    position, n_below : array of int
        how many blocks of its article are above and below each block.
    words : BlockWords
        those between white space; divided here where they are not given.

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
        words: BlockWords | None = None,
    ) -> None:
        self.texts, self.n_words, self.n_sentences = texts, n_words, n_sentences
        self.words = BlockWords.of(texts) if words is None else words
        self._columns, self._made = columns, dict[str, np.ndarray]()
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
    def _strings(self) -> pa.Array:
        return pa.array(self.texts, type=pa.large_string())

    @functools.cached_property
    def _has_others(self) -> np.ndarray:
        # Before a line end at the end Python's "$" holds as well.
        return strings_with(self._strings, rf"{OTHER_SIGNS}|\n$")

    def of_which(self, holds: Holds, among: np.ndarray | None = None) -> np.ndarray:
        """True for each block of which something holds.

        Parameters
        ----------
        holds : function of str
        among : array of bool, optional
            the blocks that are asked; all others are False.
        """
        return _held(self.texts, holds, self.row if among is None else np.flatnonzero(among))

    def matching(self, pattern: re.Pattern[str], among: np.ndarray | None = None) -> np.ndarray:
        """True for each block in which a pattern is found.

        Parameters
        ----------
        pattern : re.Pattern
            without what Arrow cannot search, as it looks neither ahead nor behind.
        among : array of bool, optional
            the blocks that are searched; all others are False.
        """
        rows = self.row if among is None else np.flatnonzero(among)
        if len(rows) < _FEW:
            return _held(self.texts, pattern.search, rows)
        strings = self._strings if among is None else self._strings.take(pa.array(rows))
        held = np.zeros(len(self.row), dtype=bool)
        held[rows] = strings_with(strings, in_arrow(pattern))
        others = rows[self._has_others[rows]]
        held[others] = _held(self.texts, pattern.search, others)[others]
        return held

    def may_match(self, written: str, among: np.ndarray) -> np.ndarray:
        """True for each block, among some, in which Arrow finds a pattern, and for each that it cannot
        search as Python does.

        Parameters
        ----------
        written : str
            the pattern, as `in_arrow` writes it.
        among : array of bool
            where they are few all are True.
        """
        rows = np.flatnonzero(among)
        if len(rows) < _FEW:
            return among
        held = among & self._has_others
        held[rows] |= strings_with(self._strings.take(pa.array(rows)), written)
        return held

    def bits_of_words(self, bits: np.ndarray) -> np.ndarray:
        """The bits that any word of each block has.

        Parameters
        ----------
        bits : array of int
            for each word of `words.text`.
        """
        text = self.words.text
        tops = np.flatnonzero(np.diff(text, prepend=-1))
        held = np.zeros(len(self.row), dtype=bits.dtype)
        if len(tops):
            held[text[tops]] = np.bitwise_or.reduceat(bits, tops)
        return held

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
        return np.bincount(self.words.text[holds], minlength=len(self.row))

    def opening(self, holds: Holds) -> np.ndarray:
        """True for each block of whose first word with a letter or digit something holds."""
        words = self.words.first_lettered
        return _held(self.words.distinct, holds, words)[words]

    def closing(self, holds: Holds) -> np.ndarray:
        """True for each block of whose last word something holds."""
        words = self.words.last
        return _held(self.words.distinct, holds, words)[words]

    def starting_with(self, signs: str) -> np.ndarray:
        """True for each block whose first sign is one of these."""
        return np.isin(_codes([text[:1] for text in self.texts]), _codes(signs))

    def ending_in(self, signs: str) -> np.ndarray:
        """True for each block whose last word ends in one of these signs."""
        return np.isin(self._last_codes, _codes(signs))

    @functools.cached_property
    def _last_codes(self) -> np.ndarray:
        distinct = self.words.distinct
        return _codes([distinct[word][-1:] for word in self.words.last.tolist()])

    def sum_of_words(self, measured: np.ndarray, *, from_second: bool = False) -> np.ndarray:
        """What each block's words come to.

        Parameters
        ----------
        measured : array
            a number for each of `words.distinct`.
        from_second : bool
            True leaves out the first word of each block.
        """
        sums = np.bincount(self.words.text, measured[self.words.word], len(self.row))
        return sums - measured[self.words.first] if from_second else sums

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


def _held(values: Sequence[str], holds: Holds, asked: np.ndarray) -> np.ndarray:
    """Whether something holds, for each value; those whose numbers are not `asked` are left False."""
    held = np.zeros(len(values), dtype=bool)
    indices = np.flatnonzero(np.bincount(asked)).tolist()
    held[[index for index in indices if holds(values[index])]] = True
    return held


def _codes(signs: Sequence[str]) -> np.ndarray:
    """The code point of each sign, 0 where there is none."""
    return np.array([ord(sign) if sign else 0 for sign in signs], dtype=np.int64)


def in_arrow(pattern: re.Pattern[str]) -> str:
    r"""A pattern as Arrow takes it, alone or as one of several.

    Examples
    --------
    >>> in_arrow(re.compile(r"(?xi) photo \ by | \d"))
    '(?i:photo\\ by|\\d)'
    """
    return written_for_arrow(pattern.pattern, pattern.flags)


def written_for_arrow(pattern: str, flags: int) -> str:
    """A pattern that was never compiled, as `in_arrow` writes one.

    Examples
    --------
    >>> written_for_arrow("(?xi) a | b", re.VERBOSE)
    '(?:a|b)'
    """
    bare = re.sub(r"^\(\?[xi]+\)", "", pattern)
    if flags & re.VERBOSE:
        bare = re.sub(r"(\\.)|\s", lambda sign: sign[1] or "", bare)
    return f"(?i:{bare})" if flags & re.IGNORECASE else f"(?:{bare})"


def strings_with(strings: pa.Array, pattern: str) -> np.ndarray:
    """In which strings Arrow finds a pattern that is written as it takes it."""
    return pc.match_substring_regex(strings, pattern).to_numpy(zero_copy_only=False)
