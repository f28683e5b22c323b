"""Terms whose marks count: "@home", "$100 million", "9/11", "c++" are found where the text says
exactly that.

Words carry no punctuation (see `tokens.Words`), so such a term is looked for by its words first,
and then by the characters that stand before, between and behind them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from analysis.corpus import Corpus
from analysis.lexicons.phrases import Matches, find_phrases
from analysis.tokens import fold, in_order, with_texts

BEFORE, BEHIND, JOINTS = "#@$€£", "%+#", "/:"
# A word as the corpus divides them, with * and ? for letters.
WORD = r"(?:(?:[^\W\d_]\.){2,}|[\w*?]+(?:[-'.&][\w*?]+)*)"
HAS_MARK = re.compile(rf"[{BEFORE}{BEHIND}{JOINTS}]|(?:^| )\.")
_PIECE = re.compile(rf"([{BEFORE}.]?)({WORD})([{BEHIND}{JOINTS}]*)")
_OTHER = 2  # punctuation other than a full stop (see `tokens.Words`)


_Asks = Callable[[str], re.Match[str] | None]


class _Marked(NamedTuple):
    """A term as the words that it holds and what has to stand around them in a text."""

    words: str
    before: _Asks  # of the two characters before the first word
    between: tuple[_Asks, ...]
    behind: _Asks  # of the three characters behind the last word
    n_before: int  # how many of these are marks of the term
    n_behind: int


def find_terms(
    corpus: Corpus, terms: Sequence[str], *, distinct: pa.Array | None = None
) -> Matches:
    """Every place of a corpus where a term stands, in the order of `phrases.find_phrases`; the marks of a
    term have to be there.

    `distinct` as for `phrases.find_phrases`.

    Examples
    --------
    >>> from analysis import read_text
    >>> matches = find_terms(read_text("At home, not @home: 9/11, and 11 or 9."), ["@home", "9/11"])
    >>> matches.term.tolist(), matches.first.tolist()
    ([0, 1], [3, 4])
    """
    marked = _marked_terms(tuple(terms))
    distinct = corpus.words.folded if distinct is None else distinct
    if not marked:
        return find_phrases(corpus.words, terms, distinct=distinct)
    plain = [term_number for term_number in range(len(terms)) if term_number not in marked]
    # Marks divide words for all other terms.
    open_words = replace(
        corpus.words, gap=np.where(corpus.words.gap == _OTHER, 0, corpus.words.gap)
    )
    rough = find_phrases(open_words, [term.words for term in marked.values()], distinct=distinct)
    numbers = list(marked)
    kept = [
        row
        for row, (term, first, last) in enumerate(
            zip(*(column.tolist() for column in rough), strict=True)
        )
        if _stands(corpus, marked[numbers[term]], first, last)
    ]
    sure = find_phrases(
        corpus.words, [terms[term_number] for term_number in plain], distinct=distinct
    )
    term = np.concatenate(
        [
            np.array(plain, dtype=np.int64)[sure.term],
            np.array(numbers, dtype=np.int64)[rough.term[kept]],
        ]
    )
    first, last = (
        np.concatenate([exact, rough_rows[kept]])
        for exact, rough_rows in ((sure.first, rough.first), (sure.last, rough.last))
    )
    order = in_order(first, last - first, term)
    return Matches(term[order], first[order], last[order])


class Spans(NamedTuple):
    """Where matches begin and end in their articles, marks included, and what the text says there,
    as lexicons read it.
    """

    start: np.ndarray
    end: np.ndarray
    text: pa.DictionaryArray


def match_spans(
    corpus: Corpus, matches: Matches, terms: Sequence[str], text: pa.DictionaryArray
) -> Spans:
    """The spans of matches, of which `matches.term` numbers the terms and `text` is what their
    words say without marks.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("At home, @Home, 9/11.")
    >>> terms = ["@home", "9/11", "at"]
    >>> text = pa.array(["at", "home", "9 11"]).dictionary_encode()
    >>> match_spans(corpus, find_terms(corpus, terms), terms, text).text.to_pylist()
    ['at', '@home', '9/11']
    """
    words = corpus.words
    start, end = words.start[matches.first], words.end[matches.last]
    marked = _marked_terms(tuple(terms))
    if not marked:
        return Spans(start, end, text)
    rows = np.flatnonzero(np.isin(matches.term, list(marked)))
    start, end, texts = start.copy(), end.copy(), []
    for row in rows.tolist():
        term = marked[int(matches.term[row])]
        start[row] -= term.n_before
        end[row] += term.n_behind
        written = _article(corpus, int(matches.first[row]))[start[row] : end[row]]
        texts.append(fold(" ".join(written.split())))
    return Spans(start, end, with_texts(text, rows, texts))


def _article(corpus: Corpus, word: int) -> str:
    """The text of the article that holds a word."""
    segment = corpus.sentences["segment"].iat[int(corpus.words.sentence[word])]
    return corpus.texts[corpus.segments["article"].iat[int(segment)]]


@functools.lru_cache(maxsize=64)
def _marked_terms(terms: tuple[str, ...]) -> dict[int, _Marked]:
    """The terms with marks, by their numbers."""
    return {
        term_number: _marked(term)
        for term_number, term in enumerate(terms)
        if HAS_MARK.search(term)
    }


def _marked(term: str) -> _Marked:
    pieces = [_PIECE.findall(part) for part in term.split(" ")]
    words = [word for part in pieces for _, word, _ in part]
    between: list[_Asks] = []
    for part_number, part in enumerate(pieces):
        between += [re.compile(re.escape(joint)).fullmatch for _, _, joint in part[:-1]]
        if part_number + 1 < len(pieces):
            ends, opens = part[-1][2], pieces[part_number + 1][0][0]
            spaced = rf"(?:['’][sS])?{re.escape(ends)}[\"'”’»%]{{0,3}}\s+[\"'“‘«{BEFORE}]{{0,3}}{re.escape(opens)}"
            between.append(re.compile(spaced).fullmatch)
    opens, ends = pieces[0][0][0], pieces[-1][-1][2]
    before = rf"(?:^|[^\w]){re.escape(opens)}$" if opens else rf"(?<!\w[{JOINTS}])$"
    behind = rf"{re.escape(ends)}(?![\w{BEHIND if ends else ''}])(?![{JOINTS}]\w)"
    return _Marked(
        " ".join(words),
        re.compile(before).search,
        tuple(between),
        re.compile(behind).match,
        len(opens),
        len(ends),
    )


def _stands(corpus: Corpus, term: _Marked, first: int, last: int) -> bool:
    """Whether the text says the term with all its marks, from its first word to its last."""
    words = corpus.words
    text = _article(corpus, first)
    start, end = int(words.start[first]), int(words.end[last])
    if not term.before(text[max(start - 2, 0) : start]) or not term.behind(text[end : end + 4]):
        return False
    return all(
        is_joint(text[int(words.end[row]) : int(words.start[row + 1])]) is not None
        for row, is_joint in enumerate(term.between, first)
    )
