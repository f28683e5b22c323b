"""Find thousands of terms at once: a trie walked over the columns of word ids, for all positions
together.

A term is one or more words separated by single spaces. `*` inside a word stands for any letters
(`missile*`, `sk?ll` for one of them); a lone `*` stands for any one word. Adjacent words match
across white space and quotation marks, never across other punctuation or the end of a sentence.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from fnmatch import translate
from typing import NamedTuple

import ahocorasick_rs
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.tokens import Words, distinct_codes, in_order, joined, run_starts, unroll

_WILD = re.compile(r"[*?]|\[[^\]]{0,100}\]")
_ROUNDS = 3  # settle nearly all knots of overlapping matches
_SIEVE = 2**18  # places in which an edge leaves its mark
_MIX = 0x9E3779B97F4A7C1  # odd, so that codes that lie near one another are spread
_ALONE, _HEAD, _INNER = 1, 2, 4  # bits: what a word may be in the terms
_EDGE = "\n"  # stands before and behind every distinct word, and in none (see `joined`)


class Matches(NamedTuple):
    """Where terms stand: the number of the term, its first and its last word (rows of `Words`)."""

    term: np.ndarray
    first: np.ndarray
    last: np.ndarray


def find_phrases(
    words: Words, terms: Sequence[str], *, distinct: pa.Array | None = None
) -> Matches:
    """Every place where a term stands, overlaps included, in the order of places (first word, last
    word) and terms.

    Parameters
    ----------
    words : Words
        of a corpus.
    terms : sequence of str
        the terms, written as the distinct words are read.
    distinct : array of strings, optional
        how each distinct word is read before it is compared; by default in lower case
        (`Words.folded`).

    Examples
    --------
    >>> from analysis import read_text
    >>> words = read_text("A ballistic missile hit. Missiles fell.").words
    >>> matches = find_phrases(words, ["missile*", "ballistic missile*"])
    >>> [(term, first, last) for term, first, last in zip(*(column.tolist() for column in matches))]
    [(1, 1, 2), (0, 2, 2), (0, 4, 4)]
    """
    trie = _trie(tuple(terms))
    distinct = words.folded if distinct is None else distinct
    edges = trie.edges(distinct)
    first = position = _openings(words, trie, edges)
    state = np.zeros(len(first), dtype=np.int64)
    key = words.key[first]
    left, right = edges.of_root[key], edges.of_root[key + 1]
    ended_at = [(np.array([], dtype=np.int64),) * 3]
    while len(position):
        source, taken = unroll(left, right - left)
        wild = np.flatnonzero(trie.has_any[state])
        if len(wild):
            origin = np.concatenate([source, wild])
            state = np.concatenate([edges.target[taken], trie.any_word[state[wild]]])
        else:
            origin, state = source, edges.target[taken]
        first, position = first[origin], position[origin]

        ended = np.flatnonzero(trie.is_end[state])
        row, term = unroll(trie.first_end[state[ended]], trie.n_ends[state[ended]])
        ended_at.append((trie.ends[term], first[ended[row]], position[ended[row]]))

        onward = np.flatnonzero(trie.has_edges[state])
        onward = onward[words.gap[position[onward]] == 0]
        first, position, state = first[onward], position[onward] + 1, state[onward]
        key = words.key[position]
        near = np.flatnonzero(edges.may_follow(state, key) | trie.has_any[state])
        first, position, state = first[near], position[near], state[near]
        left, right = edges.between(state, key[near])
    matches = Matches(*(np.concatenate(column) for column in zip(*ended_at, strict=True)))
    order = in_order(matches.first, matches.last - matches.first, matches.term)
    return Matches(*(column[order] for column in matches))


def _openings(words: Words, trie: _Trie, edges: _Edges) -> np.ndarray:
    """The words at which a term may begin: those that are a term, and those that begin one where
    the next word is inside of some term. Only from these the trie is walked.
    """
    if trie.has_any[0]:
        return np.arange(len(words.key))
    n_edges = np.diff(edges.of_root)
    head, state = np.repeat(np.arange(len(n_edges)), n_edges), edges.target[: edges.of_root[-1]]
    role = np.zeros(len(n_edges), dtype=np.uint8)
    role[head[trie.has_edges[state]]] |= _HEAD
    role[edges.inner] |= _INNER
    role[head[trie.is_end[state] | trie.has_any[state]]] |= _ALONE
    of_word = role.take(words.key)
    opens = of_word & _ALONE != 0
    opens[:-1] |= (of_word[:-1] & _HEAD != 0) & (of_word[1:] & _INNER != 0) & (words.gap[:-1] == 0)
    return np.flatnonzero(opens)


def longest(
    group: np.ndarray, first: np.ndarray, last: np.ndarray, rank: np.ndarray | None = None
) -> np.ndarray:
    """Rows that stay when, within each group, of overlapping matches the longest wins (then the
    first, then the lower rank).

    Examples
    --------
    >>> longest(np.array([0, 0, 1]), np.array([2, 1, 2]), np.array([2, 2, 2])).tolist()
    [1, 2]
    """
    if not len(group):
        return np.array([], dtype=np.int64)
    rank = np.arange(len(group)) if rank is None else rank
    order = np.argsort(first, kind="stable")
    # Groups are few: numbers of 16 bits are sorted several times as fast.
    narrow = np.int16 if group.max() < 2**15 else np.int64
    order = order[np.argsort(group[order].astype(narrow), kind="stable")]
    # One number line for all groups; a match that begins behind the end of all before it opens a
    # new knot.
    line = group[order] * (int(last.max()) + 2)
    reach = np.maximum.accumulate(line + last[order])
    opens = np.append(True, (line + first[order])[1:] > reach[:-1])
    alone = opens & np.append(opens[1:], True)
    stays = np.zeros(len(group), dtype=bool)
    stays[order[alone]] = True
    rows, knot = order[~alone], np.cumsum(opens)[~alone]
    for _ in range(_ROUNDS):  # the longest of each knot, and what it leaves
        by_choice = np.lexsort((rank[rows], first[rows], first[rows] - last[rows], knot))
        rows, knot = rows[by_choice], knot[by_choice]
        heads = run_starts(knot)
        best = rows[heads]
        stays[best] = True
        winner = best[np.cumsum(heads) - 1]
        clear = (last[rows] < first[winner]) | (first[rows] > last[winner])
        rows, knot = rows[clear], knot[clear]
    for some in np.split(rows, np.flatnonzero(np.diff(knot)) + 1) if len(rows) else ():
        stays[_longest_of(some[np.argsort(rank[some])], first, last)] = True
    return np.flatnonzero(stays)


def choice(term: str) -> tuple[bool, bool, int, str]:
    """The order of terms that fit a place of as many words: an exact one, then the longest glob,
    one that begins with * last.

    Examples
    --------
    >>> sorted(["*ing", "fail*", "failing", "failin*"], key=choice)
    ['failing', 'failin*', 'fail*', '*ing']
    """
    return "*" in term or "?" in term, term.startswith("*"), -len(term), term


def _longest_of(rows: np.ndarray, first: np.ndarray, last: np.ndarray) -> list[int]:
    """Of some matches that overlap, the longest ones that leave each other room."""
    spans: list[tuple[int, int]] = []
    kept = []
    for row in sorted(rows.tolist(), key=lambda row: (first[row] - last[row], first[row])):
        start, end = int(first[row]), int(last[row])
        behind = bisect.bisect(spans, (start, end))
        clear_before = behind == 0 or spans[behind - 1][1] < start
        clear_after = behind == len(spans) or spans[behind][0] > end
        if clear_before and clear_after:
            spans.insert(behind, (start, end))
            kept.append(row)
    return kept


def matching(
    patterns: Sequence[str], words: pa.Array | Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Which one-word patterns match which words: the numbers of the patterns and of the words, in
    their order.

    Examples
    --------
    >>> words = ["war", "missile", "xenophobia", "skill", "warm"]
    >>> [column.tolist() for column in matching(["war", "miss*", "*phobia", "sk?ll"], words)]
    [[0, 1, 2, 3], [0, 1, 2, 3]]
    """
    words = pa.array(words, type=pa.string()) if not isinstance(words, pa.Array) else words
    finder = _finder(tuple(patterns))
    both = zip(finder.exact(words), finder.wild(words), strict=True)
    pattern, word = (np.concatenate(columns) for columns in both)
    order = np.lexsort((word, pattern))
    return pattern[order], word[order]


class _Finder:
    """One-word patterns, made ready to be looked for: the plain ones as a set, the others by their
    longest plain part.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        written = pa.array(patterns, type=pa.string())
        has_wildcard = pc.match_substring_regex(written, pattern=_WILD.pattern).to_numpy(
            zero_copy_only=False
        )
        rough = np.flatnonzero(has_wildcard).tolist()
        self.plain = np.flatnonzero(~has_wildcard)
        self.plain_words = written.filter(pa.array(~has_wildcard))
        needles = [
            max(_WILD.split(f"{_EDGE}{patterns[pattern_number]}{_EDGE}"), key=len)
            for pattern_number in rough
        ]
        self.rough = np.array(rough, dtype=np.int64)
        # A pattern of one plain part and one star matches wherever its part stands; others are
        # looked at once more.
        self.tests = [
            (
                None
                if patterns[pattern_number] in (needle[1:] + "*", "*" + needle[:-1])
                else re.compile(translate(patterns[pattern_number])).match
            )
            for pattern_number, needle in zip(rough, needles, strict=True)
        ]
        self.sure = np.array([test is None for test in self.tests], dtype=bool)
        self.automaton = (
            ahocorasick_rs.BytesAhoCorasick([needle.encode() for needle in needles])
            if needles
            else None
        )

    def exact(self, words: pa.Array) -> tuple[np.ndarray, np.ndarray]:
        """The words that are a pattern without a wildcard.

        Returns
        -------
        two arrays of int
            the number of the pattern, and of the word; as `matching` gives them, in no order.
        """
        if len(words) < len(self.plain_words):
            numbers = [self.number_of.get(word, -1) for word in words.to_pylist()]
            pattern_number = np.array(numbers, dtype=np.int64)
        else:  # many at once, for which Arrow makes a set of the patterns with each call
            found = pc.index_in(words, value_set=self.plain_words)
            pattern_number = found.fill_null(-1).to_numpy(zero_copy_only=False)
        word = np.flatnonzero(pattern_number >= 0)
        return self.plain[pattern_number[word]], word

    @functools.cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each plain pattern among them; of equal ones that of the first, as in Arrow."""
        listed = self.plain_words.to_pylist()
        return {word: number for number, word in reversed([*enumerate(listed)])}

    def wild(self, words: pa.Array) -> tuple[np.ndarray, np.ndarray]:
        """The words that a pattern with a wildcard matches.

        Returns
        -------
        two arrays of int
            the number of the pattern, and of the word; a word may match several.
        """
        if self.automaton is None:
            return np.array([], dtype=np.int64), np.array([], dtype=np.int64)
        haystack, begins = _haystack(words)
        needles = self.automaton.find_matches_as_indexes(haystack, overlapping=True)
        rough, start, end = np.array(needles, dtype=np.int64).reshape(-1, 3).T
        # The last byte of a needle lies in its word, or is the edge behind it.
        word = np.searchsorted(begins, np.maximum(start, end - 2), "right") - 1
        inside = word < len(words)
        rough, word = np.divmod(
            distinct_codes(rough[inside] * len(words) + word[inside]), max(len(words), 1)
        )
        kept = self.sure[rough]
        doubtful = np.flatnonzero(~kept)
        listed = words.take(pa.array(word[doubtful])).to_pylist()
        kept[doubtful] = [
            (fits := self.tests[pattern_number]) is not None and fits(text) is not None
            for pattern_number, text in zip(rough[doubtful].tolist(), listed, strict=True)
        ]
        return self.rough[rough[kept]], word[kept]


def _haystack(words: pa.Array) -> tuple[bytes, np.ndarray]:
    """The words in one row, an edge before and behind each; and where each begins, edge included."""
    length = pc.binary_length(words).to_numpy(zero_copy_only=False)
    return f"{_EDGE}{joined(words)}{_EDGE}".encode(), np.concatenate([[0], np.cumsum(length + 1)])


_finder = functools.lru_cache(maxsize=64)(_Finder)


def _words_of(terms: Sequence[str]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """The words of all terms in one row, by their numbers; how many each term has; and the word of
    each number.
    """
    cut = pc.split_pattern(pa.array(terms, type=pa.string()), " ")
    words = cut.flatten().dictionary_encode()
    numbers = words.indices.to_numpy().astype(np.int64)
    return numbers, np.diff(cut.offsets.to_numpy()), words.dictionary.to_pylist()


class _Trie:
    """Terms as a tree of word patterns; state 0 is its root."""

    def __init__(self, terms: Sequence[str]) -> None:
        words, length, patterns = _words_of(terms)
        begins = np.cumsum(length) - length
        end = np.zeros(len(terms), dtype=np.int64)  # of each term the state that it has come to
        n_states, levels = 1, [np.zeros((3, 0), dtype=np.int64)]
        for depth in range(length.max(initial=0)):
            longer = np.flatnonzero(length > depth)
            codes = end[longer] * len(patterns) + words[begins[longer] + depth]
            steps, step = np.unique(codes, return_inverse=True)
            end[longer] = n_states + step
            state, word = np.divmod(steps, len(patterns))
            levels.append(np.stack([word, state, n_states + np.arange(len(steps))]))
            n_states += len(steps)
        word, source, target = np.concatenate(levels, axis=1)
        self.ends = np.argsort(end, kind="stable")
        self.n_ends = np.bincount(end, minlength=n_states)
        self.first_end = np.cumsum(self.n_ends) - self.n_ends
        self.is_end = self.n_ends > 0
        self.has_edges = np.zeros(n_states, dtype=bool)
        self.has_edges[source] = True
        # Where any word leads to; the root, to which nothing leads, stands for nowhere.
        is_any = np.array([pattern == "*" for pattern in patterns], dtype=bool)
        by_any = is_any[word]
        self.any_word = np.zeros(n_states, dtype=np.int64)
        self.any_word[source[by_any]] = target[by_any]
        self.has_any = self.any_word > 0
        # The other edges, by what is looked for in the distinct words.
        self.patterns = tuple(pattern for pattern in patterns if pattern != "*")
        edges = np.stack([(np.cumsum(~is_any) - 1)[word], source, target])[:, ~by_any]
        self.of_pattern, self.source, self.target = edges[:, np.lexsort(edges[::-1])]

    def edges(self, words: pa.Array) -> _Edges:
        """The edges that these distinct words can take.

        Parameters
        ----------
        words : array of strings
            as they are compared, each once.
        """
        pattern, word = matching(self.patterns, words)
        left, right = (
            np.searchsorted(self.of_pattern, pattern, side) for side in ("left", "right")
        )
        pair, edge = unroll(left, right - left)
        return _Edges(self.source[edge], word[pair], self.target[edge], len(words))


class _Edges:
    """The edges of a trie that some distinct words can take, in the order of their states and
    words.
    """

    def __init__(
        self, state: np.ndarray, word: np.ndarray, target: np.ndarray, n_words: int
    ) -> None:
        codes = state * n_words + word
        order = np.lexsort((target, codes))
        codes, self.n_words, self.target = codes[order], n_words, target[order]
        # Edges of the root are found by the number of the word, so these places are the whole
        # answer there; the others by state and word.
        n_of_root = np.bincount(word[state == 0], minlength=n_words)
        self.of_root = np.concatenate([[0], np.cumsum(n_of_root)])
        others = codes[self.of_root[-1] :]
        self.inner = others % max(n_words, 1)  # their words
        first = np.flatnonzero(run_starts(others))
        self._row_of = pd.Index(others[first])
        # The place at the end is that of a state and a word that no edge has.
        self._first = np.append(first + self.of_root[-1], 0)
        self._n = np.append(np.diff(np.append(first, len(others))), 0)
        self._seen = np.zeros(_SIEVE, dtype=bool)
        self._seen[self._sieve(others)] = True

    def _sieve(self, codes: np.ndarray) -> np.ndarray:
        return (codes * _MIX >> 20) & (_SIEVE - 1)

    def may_follow(self, state: np.ndarray, word: np.ndarray) -> np.ndarray:
        """False where surely no edge leads from the state by the word: most places, for a fraction
        of a search.

        Parameters
        ----------
        state, word : arrays of int
            of equal length.
        """
        return self._seen[self._sieve(state * self.n_words + word)]

    def between(self, state: np.ndarray, word: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The edges that lead from each state by a word.

        Returns
        -------
        two arrays of int
            the first edge, and the one behind the last: the same where none leads on.
        """
        row = self._row_of.get_indexer(state * self.n_words + word)
        return self._first[row], self._first[row] + self._n[row]


_trie = functools.lru_cache(maxsize=64)(_Trie)
