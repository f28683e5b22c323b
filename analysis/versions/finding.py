"""Which articles of a corpus are versions of one another, also where one holds the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus, Readable, as_corpus
from analysis.reprints import WordRuns, article_words, mixed, near_duplicates
from analysis.tokens import unroll
from analysis.versions.shifting import VERSIONS
from analysis.words import count, numbers

SHINGLE = 8  # words: two articles on one event share runs of four or five
SHARES = ("containment", "similarity")
LEAST_HELD = 0.5  # of the shingles of the shorter article
# A group of more articles is compared in portions: all pairs of a story that a thousand papers
# print would be half a million rows.
MOST_IN_GROUP = 300
_AT_ONCE = 2**20  # words whose shingles are compared at a time


class WordNumbers:
    """The words of many articles as numbers of one dictionary, some articles at a time: 4 bytes a
    word, whatever else is known of the articles.

    Examples
    --------
    >>> words = WordNumbers()
    >>> words.add(as_corpus(["The end.", "The war"]), ["a", "b"])
    >>> words.number.tolist(), words.n_words.tolist(), words.ids
    ([0, 1, 0, 2], [2, 2], ['a', 'b'])
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._portions: list[np.ndarray] = []
        self._sizes: list[np.ndarray] = []

    def add(self, corpus: Corpus, ids: list[str] | None = None) -> None:
        """The articles of a corpus behind those that are there.

        Parameters
        ----------
        corpus : Corpus
        ids : list of str, optional
            what its articles are called; their ids by default.
        """
        distinct, word, article = article_words(corpus)
        numbers = self._numbers
        of_distinct = [numbers.setdefault(text, len(numbers)) for text in distinct.to_pylist()]
        self._portions.append(np.array(of_distinct, dtype=np.int32)[word])
        self._sizes.append(np.bincount(article, minlength=len(corpus.texts)))
        self.ids += corpus.articles["id"].tolist() if ids is None else ids

    @property
    def number(self) -> np.ndarray:
        """Of each word of all articles, which one of the dictionary it is."""
        # Joined once, so that the words are not held twice.
        self._portions = [np.concatenate([*self._portions, np.zeros(0, dtype=np.int32)])]
        return self._portions[0]

    @property
    def n_words(self) -> np.ndarray:
        """Of each article."""
        return np.concatenate([*self._sizes, np.zeros(0, dtype=np.int64)])


class Pairs(NamedTuple):
    """The pairs of a corpus that are versions of one article (see `pairs_within`).

    table: one row a pair; n_articles: of the corpus; n_in_portions: articles of groups so large
    that not all their pairs were compared.
    """

    table: pd.DataFrame
    n_articles: int
    n_in_portions: int


def pairs_within(given: Readable | WordNumbers, *, least: float = LEAST_HELD) -> Pairs:
    """The pairs of articles that are near-duplicates, also where one holds the other.

    Candidates are the groups of `reprints.near_duplicates`, by which all comparisons know what is
    printed twice. Within a group two articles are compared by their shingles, distinct runs of
    eight words. The time grows with the words of the corpus: 50,000 articles of 440 words take 34 s
    of CPU and 0.8 GB, start and reading included. Of the 363 pairs that an exhaustive count finds
    in 5,176 news articles it lists 98%; the others, and the 4 of 360 listed pairs that the count
    lacks, lie between .48 and .53 and are cut into words in another way
    (`tests/benchmarks/bench_reprints.py`).

    Of a group of more than 300 articles each is compared with 299 others and with the first of the
    group; `n_in_portions` says of how many articles that is true.

    Parameters
    ----------
    given : Corpus, list of str or WordNumbers
        the articles.
    least : float
        the containment from which on a pair is listed, above 0 and up to 1. Below 0.4 the list has
        gaps: such pairs are no candidates, unless other articles link them.

    Returns
    -------
    Pairs
        whose table has one row a pair, those with most in common first: first, second (numbers of
        the articles, from 0), id_first, id_second, words_first, words_second, containment (share of
        the shingles of the article with fewer that the other one has too, 0 to 1), similarity
        (share of the shingles of both that both have, 0 to 1; 1 for the same shingles).

    Raises
    ------
    ValueError
        for a `least` out of its range.

    Examples
    --------
    >>> story = "The two sides met in Geneva on Monday for talks on the border."
    >>> pairs = pairs_within([story, "Nobody was hurt.", story + " They failed after three days of it."])
    >>> pairs.table[["first", "second", "containment", "similarity"]].round(2).values.tolist()
    [[0.0, 2.0, 1.0, 0.46]]
    """
    check_least(least)
    words = _numbered(given)
    number, n_words = words.number, words.n_words
    article = np.repeat(np.arange(len(n_words), dtype=np.int32), n_words)
    in_one_scope = np.zeros(len(n_words), dtype=np.int64)
    original = near_duplicates(number, article, in_one_scope)
    del article
    members, portion, n_in_portions = _portions(original)
    columns = [
        _compared(number, n_words, members[begin:end], portion[begin:end], least)
        for begin, end in _blocks(n_words[members], portion)
    ]
    first, second, containment, similarity = np.concatenate([np.zeros((4, 0)), *columns], axis=1)
    table = pd.DataFrame({"first": first, "second": second}).astype(np.int64)
    for side in VERSIONS:
        table[f"id_{side}"] = np.array(words.ids, dtype=object)[table[side]]
    for side in VERSIONS:
        table[f"words_{side}"] = n_words[table[side]]
    table = table.assign(containment=containment, similarity=similarity)
    # The first of a large group is in all of its portions.
    table = table.drop_duplicates(["first", "second"]).sort_values(
        ["containment", "similarity", "first", "second"],
        ascending=[False, False, True, True],
        ignore_index=True,
    )
    return Pairs(table, len(n_words), n_in_portions)


def check_least(least: float) -> None:
    """A ValueError for what is no share of an article, before the long work for it is done.

    Examples
    --------
    >>> check_least(50)
    Traceback (most recent call last):
    ValueError: least 50: is no share; give more than 0, and 1 at most
    """
    if not 0 < least <= 1:
        raise ValueError(f"least {least}: is no share; give more than 0, and 1 at most")


def pair_lines(pairs: Pairs, least: float = LEAST_HELD) -> list[str]:
    """How many pairs are listed, what that means, and what the list may lack, in sentences.

    Examples
    --------
    >>> print(*pair_lines(pairs_within(["The war ended.", "The plan failed."])))
    No near-duplicates among 2 articles: in no pair does the longer article hold 50% of the eight-word runs of the shorter one.
    """
    among = f"among {count(pairs.n_articles, 'article')}"
    part = f"{numbers.share(least)} of the eight-word runs of the shorter one"
    n_pairs = len(pairs.table)
    if n_pairs:
        counted = count(n_pairs, "pair")
        lines = [f"{counted} of near-duplicates {among}: the longer article holds {part} or more."]
    else:
        why = f"in no pair does the longer article hold {part}"
        lines = [f"No near-duplicates {among}: {why}."]
    if pairs.n_in_portions:
        lines.append(
            f"{count(pairs.n_in_portions, 'article')} are in groups of more than {MOST_IN_GROUP}:"
            f" each was compared with the first of its group and with {MOST_IN_GROUP - 1} others at"
            " most. Do not read the list as complete for them."
        )
    return lines


def _numbered(given: Readable | WordNumbers) -> WordNumbers:
    if isinstance(given, WordNumbers):
        return given
    words = WordNumbers()
    words.add(as_corpus(given))
    return words


def _portions(original: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """The articles of groups of several, the portion that each is compared within, in rising order,
    and how many articles are in groups of several portions.
    """
    size = np.bincount(original, minlength=len(original))[original]
    members = np.flatnonzero(size > 1)
    members = members[np.argsort(original[members], kind="stable")]
    group, size = original[members], size[members]
    opens = np.append(True, group[1:] != group[:-1])[: len(group)]
    rank = np.arange(len(group)) - np.flatnonzero(opens)[np.cumsum(opens) - 1]
    # The first article of a group, whose rank is 0, leads each of its portions.
    step = MOST_IN_GROUP - 1
    index = np.where(size > MOST_IN_GROUP, np.maximum(rank - 1, 0) // step, 0)
    new = opens | np.append(True, index[1:] != index[:-1])[: len(index)]
    portion = np.cumsum(new) - 1
    leads = new & ~opens
    members = np.append(members, group[leads])
    portion = np.append(portion, portion[leads])
    order = np.argsort(portion, kind="stable")
    return members[order], portion[order], int((size > MOST_IN_GROUP).sum())


def _blocks(n_words: np.ndarray, portion: np.ndarray) -> list[tuple[int, int]]:
    """Where blocks of whole portions begin and end, each of some million words at most, or of one
    portion.
    """
    opening = np.flatnonzero(np.append(True, portion[1:] != portion[:-1])[: len(portion)])
    if not len(opening):
        return []
    block = np.cumsum(np.add.reduceat(n_words, opening)) // _AT_ONCE
    begins = opening[np.append(True, block[1:] != block[:-1])]
    return list(zip(begins.tolist(), [*begins[1:].tolist(), len(portion)], strict=True))


def _compared(
    number: np.ndarray,
    n_words: np.ndarray,
    members: np.ndarray,
    portion: np.ndarray,
    least: float,
) -> np.ndarray:
    """The pairs within some portions that have so much in common.

    Returns
    -------
    array, 4 x pairs
        the articles, the one that comes first before the other, containment and similarity.
    """
    from scipy.sparse import csr_array, triu

    opening = np.cumsum(n_words) - n_words
    row, position = unroll(opening[members], n_words[members])
    # Only shingles of one portion are the same: each portion is a scope.
    runs = WordRuns.of(number[position], row, portion, SHINGLE)
    held = runs.held()
    shape = len(members), int(held.run.max(initial=-1)) + 1
    is_in = csr_array((np.ones(len(held.run), np.int32), (held.text, held.run)), shape=shape)
    is_in.data[:] = 1  # of a shingle that an article has twice too
    in_both = triu(is_in @ is_in.T, k=1, format="coo")
    first, second = in_both.row, in_both.col
    n_shingles = _n_shingles(runs, len(members))
    shorter = np.minimum(n_shingles[first], n_shingles[second])
    containment = in_both.data / shorter
    similarity = in_both.data / (n_shingles[first] + n_shingles[second] - in_both.data)
    pairs = np.sort(members[np.stack([first, second])], axis=0)
    return np.array([*pairs, containment, similarity])[:, containment >= least]


def _n_shingles(runs: WordRuns, n_texts: int) -> np.ndarray:
    """How many distinct shingles each text has."""
    text, run = runs.text[runs.is_run], runs.run[runs.is_run]
    _, first = np.unique(run + mixed(text), return_index=True)
    return np.bincount(text[first], minlength=n_texts)
