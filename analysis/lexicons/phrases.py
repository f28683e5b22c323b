"""Find thousands of terms at once: a trie walked over the columns of word ids, for all positions together.

A term is one or more words separated by single spaces. `*` inside a word stands for any letters (`missile*`,
`sk?ll` for one of them); a lone `*` stands for any one word. Adjacent words match across white space and quotation
marks, never across other punctuation or the end of a sentence.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import translate
from typing import NamedTuple

import numpy as np

from analysis.corpus import unroll
from analysis.tokens import Words, fold


class Matches(NamedTuple):
    """Where terms stand: the number of the term, its first and its last word (rows of `Words`)."""

    term: np.ndarray
    first: np.ndarray
    last: np.ndarray


def find(words: Words, terms: Sequence[str], *, key: Callable[[str], str] = fold) -> Matches:
    """Every place where a term stands, overlaps included.

    Parameters
    ----------
    words : Words
        of a corpus.
    terms : sequence of str
        the terms, written as `key` writes words.
    key : function, optional
        how a distinct word is read before it is compared; by default lower case.

    Examples
    --------
    >>> from analysis import read_text
    >>> words = read_text("A ballistic missile hit. Missiles fell.").words
    >>> found = find(words, ["missile*", "ballistic missile*"])
    >>> [(term, first, last) for term, first, last in zip(*(column.tolist() for column in found))]
    [(0, 2, 2), (0, 4, 4), (1, 1, 2)]
    """
    trie = _Trie(terms)
    codes, targets = trie.edges([key(word) for word in words.keys])
    n_keys = len(words.keys)
    ends_term = np.array(trie.terms_at, dtype=object)

    first = position = np.arange(len(words.key))
    state = np.zeros(len(first), dtype=np.int64)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    while len(position):
        edge = state * n_keys + words.key[position]
        left, right = np.searchsorted(codes, edge, "left"), np.searchsorted(codes, edge, "right")
        source, taken = unroll(left, right - left)
        wild = np.flatnonzero(trie.any_word[state] >= 0)
        origin = np.concatenate([source, wild])
        state = np.concatenate([targets[taken], trie.any_word[state[wild]]])
        first, position = first[origin], position[origin]
        for row in np.flatnonzero(trie.is_end[state]):
            for term in ends_term[state[row]]:
                found.append((term, first[row], position[row]))
        onward = (words.gap[position] == 0) & trie.has_edges[state]
        first, position, state = first[onward], position[onward] + 1, state[onward]

    table = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
    return Matches(table[:, 0], table[:, 1], table[:, 2])


def longest(group: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Rows that stay when, within each group, of overlapping matches the longest wins (then the first).

    Examples
    --------
    >>> longest(np.array([0, 0, 1]), np.array([2, 1, 2]), np.array([2, 2, 2])).tolist()
    [1, 2]
    """
    order = np.lexsort((first, first - last, group))
    taken: dict[int, list[tuple[int, int]]] = {}
    kept = []
    for row in order:
        spans = taken.setdefault(int(group[row]), [])
        start, end = int(first[row]), int(last[row])
        at = bisect.bisect(spans, (start, end))
        clear_before = at == 0 or spans[at - 1][1] < start
        clear_after = at == len(spans) or spans[at][0] > end
        if clear_before and clear_after:
            spans.insert(at, (start, end))
            kept.append(row)
    return np.sort(np.array(kept, dtype=np.int64))


def matching(patterns: Iterable[str], words: Sequence[str]) -> dict[str, list[int]]:
    """For each one-word pattern, the numbers of the words that it matches.

    Examples
    --------
    >>> matching(["war", "miss*", "*phobia", "sk?ll"], ["war", "missile", "xenophobia", "skill", "warm"])
    {'war': [0], 'miss*': [1], '*phobia': [2], 'sk?ll': [3]}
    """
    order = sorted(range(len(words)), key=words.__getitem__)
    forward = [words[number] for number in order]
    backward_order = sorted(range(len(words)), key=lambda number: words[number][::-1])
    backward = [words[number][::-1] for number in backward_order]
    found = {}
    for pattern in patterns:
        head = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
        tail = re.split(r"[*?\]]", pattern[::-1], maxsplit=1)[0]
        # A sorted list finds all words with one beginning (or ending) without looking at the others.
        if len(head) >= len(tail):
            near = order[slice(*_with_prefix(forward, head))]
        else:
            near = backward_order[slice(*_with_prefix(backward, tail))]
        if head == pattern:
            found[pattern] = sorted(number for number in near if words[number] == pattern)
        else:
            fits = re.compile(translate(pattern)).match
            found[pattern] = sorted(number for number in near if fits(words[number]))
    return found


def _with_prefix(ordered: list[str], prefix: str) -> tuple[int, int]:
    return bisect.bisect_left(ordered, prefix), bisect.bisect_right(ordered, prefix + "\U0010ffff")


class _Trie:
    """Terms as a tree of word patterns; state 0 is its root."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.children: list[dict[str, int]] = [{}]
        self.terms_at: list[list[int]] = [[]]
        for number, term in enumerate(terms):
            state = 0
            for pattern in term.split(" "):
                if pattern not in self.children[state]:
                    self.children[state][pattern] = len(self.children)
                    self.children.append({})
                    self.terms_at.append([])
                state = self.children[state][pattern]
            self.terms_at[state].append(number)
        self.any_word = np.array([children.get("*", -1) for children in self.children], dtype=np.int64)
        self.is_end = np.array([bool(ends) for ends in self.terms_at])
        self.has_edges = np.array([bool(children) for children in self.children])

    def edges(self, words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """The edges that these distinct words can take: sorted codes state * n_words + word, and their targets."""
        patterns = {pattern for children in self.children for pattern in children} - {"*"}
        by_pattern = matching(patterns, words)
        pairs = [
            (state * len(words) + word, target)
            for state, children in enumerate(self.children)
            for pattern, target in children.items()
            if pattern != "*"
            for word in by_pattern[pattern]
        ]
        table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]
