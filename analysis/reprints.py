"""Reprints: texts that repeat each other, so that what is printed twice is evidence once."""

from __future__ import annotations

import weakref
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from analysis.corpus import Corpus

SIMILAR = 0.4  # of the words of the shorter text: see the table of `near_duplicates`
_RUN = 4  # words: names of three are in many texts
# Words that are copied at least, of a text that is long enough: a place, a date and a credit such as
# "Gaza, April 4, 2024. X/AFP" make no reprint of every caption that holds them.
_LEAST_COPIED = 7
# What keeps the work in proportion to the input: a text is held against the last texts with one of
# its runs, and the first one, if so much of what they must share is met in this way.
_BACK = 3
_MET = 0.25
# The constants of splitmix64 (Steele, Lea & Flood, 2014), by which numbers are spread over 64 bits.
_GOLDEN, _FIRST, _SECOND = map(
    np.uint64, (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


def near_duplicates(word: np.ndarray, text: np.ndarray, scope: np.ndarray) -> np.ndarray:
    """Which texts repeat each other: segments of an article, or articles of a corpus.

    Two texts are near-duplicates where two fifths of the words of the shorter one are in the longer one
    too, in runs of four words or more, and seven words at least or two fifths of the longer one. Texts
    that are linked by others are near-duplicates as well.

    Two fifths, since every copy of which half is another text is found, and no two captions of
    different pages are. Share of pairs that are called near-duplicates by the part that is asked
    for, made by `uv run python tests/benchmarks/bench_duplicates.py` on the captions of 279 news
    pages (copies of captions of ten words or more):

    pairs                            number      .3      .4      .5      .6      .7
    a copy, a word added                435   1.000   1.000   1.000   1.000    .963
    a copy, a word exchanged            435   1.000   1.000   1.000   1.000    .954
    a copy, its last third another      435   1.000   1.000   1.000   1.000    .324
    a copy, its first half another      435   1.000   1.000   1.000    .069    .023
    two captions of one page          1,601    .043    .021    .015    .010    .006
    captions of two pages            19,823       0       0       0       0       0

    The work grows with the input: 20,000 captions that share a line take .2 s of CPU, 40,000
    articles of 400 words, 20,000 and their reprints, 23 s.

    Parameters
    ----------
    word : array of int
        the words of all texts, as numbers of distinct words.
    text : array of int
        the text that each word belongs to, in rising order.
    scope : array of int, an entry per text
        only texts of one scope are compared (the segments of one layer of an article, say).

    Returns
    -------
    array of int, an entry per text
        the first text of its group; of a text that repeats no other, its own number.

    Examples
    --------
    >>> words = np.array([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    >>> texts = np.repeat([0, 1, 2], [5, 6, 3])
    >>> near_duplicates(words, texts, np.zeros(3, dtype=int)).tolist()
    [0, 0, 2]
    """
    first = np.arange(len(scope))
    if not len(word):
        return first
    held = _shared_runs(word, text, scope)
    if not len(held.text):
        return first
    n_words = np.bincount(text, minlength=len(scope))
    pairs, n_met = _met(held, len(scope))
    shorter, longer = np.sort(n_words[pairs], axis=0)
    least = np.maximum(SIMILAR * shorter, np.minimum(SIMILAR * longer, _LEAST_COPIED))
    is_similar = n_met >= least  # of each run one word at least is copied
    doubtful = np.flatnonzero(~is_similar & (n_met + _RUN - 1 >= _MET * least))
    is_similar[doubtful] = _n_copied(held, pairs[:, doubtful], n_words) >= least[doubtful]
    return _linked(first, pairs[:, is_similar])


def original_articles(corpus: Corpus) -> np.ndarray:
    """The first article of those that each article of a corpus reprints, by number; its own for an
    article that reprints no other.

    Examples
    --------
    >>> from analysis import read_text
    >>> from analysis.corpus import concat
    >>> text = "The two sides met in Geneva for talks on the border."
    >>> original_articles(concat([read_text(text), read_text("The plan is good."), read_text("Late: " + text)])).tolist()
    [0, 1, 0]
    """
    word, sentence = _words(corpus)
    article = corpus.segments["article"].to_numpy(dtype=np.int64)
    of_sentence = article[corpus.sentences["segment"].to_numpy()]
    in_one_scope = np.zeros(len(corpus.texts), dtype=np.int64)
    return near_duplicates(word, of_sentence[sentence], in_one_scope)


def original_segments(corpus: Corpus, *, anywhere: bool = False) -> np.ndarray:
    r"""The first segment of the same layer and article that each segment repeats; its own number for
    a segment that repeats no other.

    Parameters
    ----------
    corpus : Corpus
    anywhere : bool
        also a segment of another layer or another article.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("A house in Beit Lahia.\n\nA destroyed house in Beit Lahia.\n\nTalks resume.")
    >>> original_segments(corpus.relabel(dict.fromkeys(range(3), "caption"))).tolist()
    [0, 0, 2]
    """
    if not anywhere:
        return _repeats(corpus).segment
    word, sentence = _words(corpus)
    of_sentence = corpus.sentences["segment"].to_numpy(dtype=np.int64)
    return near_duplicates(word, of_sentence[sentence], np.zeros(len(corpus.segments), np.int64))


class Once(NamedTuple):
    """How far some segments are evidence (see `once`).

    piece: for each of the segments, the first one of its group; part: of each, the part that
    counts; word_part: the part of its words; sentence_part: for each sentence of the corpus, the
    part of its words and hits that counts; line: the first sentence with the same words.
    """

    piece: np.ndarray
    part: np.ndarray
    word_part: np.ndarray
    sentence_part: np.ndarray
    line: np.ndarray


def once(corpus: Corpus, compared: np.ndarray) -> Once | None:
    r"""How far some segments are evidence, where what is printed several times counts once.

    Segments that repeat each other are one piece, which holds what they hold on average: five
    captions alike say what one says. (Were their words summed, one caption with two hits would
    stand for ten.) A sentence of four words or more that several pieces hold counts in each by its
    part: eight captions that add their own to one line are eight pieces and one line.

    Share of p ≤ .05 among 2,000 simulated articles a cell in which nothing differs, 20 paragraphs
    beside the captions, at 10 and at 30 hits per 1,000 words (up to .060 is fine); by captions as
    they are, by copies whose words are summed, and counted once (the same benchmark):

    captions                                  as they are    summed         once
    6, all different                          .039  .040     .039  .040     .039  .040
    5 of 6 alike                              .150  .226     .144  .159     .054  .032
    20 of 20 alike                            .634  .886     one piece: not tested
    20 of 21 alike                            .302  .742     .182  .468     .038  .028
    20 of 22 alike but for a word             .277  .607     .180  .352     .028  .020
    8 of one scene of 12 words, 6 own         .146  .282     one piece: not tested
    the same and 2 others                     .155  .238     .114  .146     .036  .025
    8 of one scene of 10 words, 10 own        .131  .216     one piece: not tested
    the same and 3 others                     .148  .166     .080  .090     .026  .017
    8 with a sentence of 8 words, 16 own      .120  .164     .120  .164     .040  .039
    8 with a part of 4 words, 16 own          .064  .120     .064  .120     .064  .120

    The last row is the limit: what captions share within a sentence, and of less than two fifths of
    their words, still counts in each.

    Parameters
    ----------
    corpus : Corpus
    compared : array of int
        segments.

    Returns
    -------
    Once, or None where the corpus repeats nothing

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks resume in Geneva.\n\nTalks resume in Geneva.\n\nTroops stay.")
    >>> corpus = corpus.relabel(dict.fromkeys(range(3), "body"))
    >>> once(corpus, np.arange(3)).part.tolist()
    [0.5, 0.5, 1.0]
    """
    repeats = _repeats(corpus)
    if repeats.is_none:
        return None
    piece = repeats.segment[compared]
    part = 1 / np.bincount(piece, minlength=len(repeats.segment))[piece]

    sentences = corpus.sentences
    segment, n_words = (sentences[name].to_numpy() for name in ("segment", "n_words"))
    holder = np.full(len(repeats.segment), -1)
    holder[compared] = piece
    sentence_part = np.ones(len(sentences))
    again = repeats.again
    again = again[holder[segment[again]] >= 0]
    line = repeats.sentence[again]
    of_pieces = np.unique(np.stack([line, holder[segment[again]]]), axis=1)[0]
    sentence_part[again] = 1 / np.bincount(of_pieces, minlength=len(sentences))[line]

    of_segments = len(repeats.segment)
    whole = np.bincount(segment, n_words, of_segments)[compared]
    counted = np.bincount(segment, n_words * sentence_part, of_segments)[compared]
    word_part = part * np.divide(counted, whole, out=np.zeros(len(whole)), where=whole > 0)
    return Once(piece, part, word_part, sentence_part, repeats.sentence)


class _Repeats(NamedTuple):
    """What each segment and each sentence of a corpus repeats, within its layer and article."""

    segment: np.ndarray
    sentence: np.ndarray
    again: np.ndarray  # the sentences that repeat others or are repeated
    is_none: bool


# A corpus is compared many times, for each measure and each loss.
_KNOWN: weakref.WeakKeyDictionary[Corpus, _Repeats] = weakref.WeakKeyDictionary()


def _repeats(corpus: Corpus) -> _Repeats:
    if corpus not in _KNOWN:
        word, sentence = _words(corpus)
        of_sentence = corpus.sentences["segment"].to_numpy(dtype=np.int64)
        columns = corpus.segments
        layer = columns["layer"].cat.codes.to_numpy(dtype=np.int64)
        scope = columns["article"].to_numpy(dtype=np.int64) * (int(layer.max(initial=0)) + 1)
        scope += layer
        segment = near_duplicates(word, of_sentence[sentence], scope)
        alike = _same_words(word, sentence, scope[of_sentence])
        is_repeated = np.bincount(alike, minlength=len(alike))[alike] > 1
        is_repeated &= np.bincount(sentence, minlength=len(alike)) >= _RUN
        is_none = not is_repeated.any() and (segment == np.arange(len(segment))).all()
        _KNOWN[corpus] = _Repeats(segment, alike, np.flatnonzero(is_repeated), bool(is_none))
    return _KNOWN[corpus]


def _same_words(word: np.ndarray, text: np.ndarray, scope: np.ndarray) -> np.ndarray:
    """The first text of each scope that has the same words in the same order, for each text."""
    result = np.arange(len(scope))
    if not len(word):
        return result
    opening = np.flatnonzero(np.append(True, text[1:] != text[:-1]))
    n_words = np.diff(np.append(opening, len(word)))
    behind = np.arange(len(word)) - np.repeat(opening, n_words)
    by_place = _mixed(np.arange(n_words.max()))[behind]
    sums = np.add.reduceat(by_place * _mixed(np.arange(word.max() + 1))[word], opening)
    with_words = text[opening]
    key = sums + _mixed(scope[with_words])
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    result[with_words] = with_words[first][group]
    return result


def _words(corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """The words of a corpus in small letters, as numbers, and the sentence of each."""
    written = corpus.words.folded
    if isinstance(written, pa.ChunkedArray):
        written = written.combine_chunks()
    folded = written.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return folded.astype(np.int64)[corpus.words.key], corpus.words.sentence


class _Held(NamedTuple):
    """The runs that several texts hold: each entry is a run, by its words, its text and its place."""

    run: np.ndarray  # numbers, in rising order
    text: np.ndarray
    start: np.ndarray  # among the words of all texts


def _shared_runs(word: np.ndarray, text: np.ndarray, scope: np.ndarray) -> _Held:
    """The runs of four words that several texts hold; a text of fewer words is one run."""
    run, start = _runs(word, text, scope)
    in_order = np.argsort(run)
    same = run[in_order[1:]] == run[in_order[:-1]]
    again = np.sort(in_order[_either(same)])  # few, and from here on in the order of the texts
    run, start = run[again], start[again]
    in_order = np.argsort(run, kind="stable")
    run, start = run[in_order], start[in_order]
    opens = np.append(True, run[1:] != run[:-1])[: len(run)]
    number, owner = np.cumsum(opens) - 1, text[start]
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(run)) - 1
    is_shared = (owner[first] != owner[last])[number] if len(run) else opens
    return _Held(number[is_shared], owner[is_shared], start[is_shared])


def _runs(word: np.ndarray, text: np.ndarray, scope: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every run of four words as a number, and where it starts."""
    n = len(word)
    hashed = _mixed(np.arange(word.max(initial=-1) + 1))[word]
    factors = _mixed(np.arange(_RUN)) | np.uint64(1)
    run = _mixed(scope)[text] + hashed
    is_run = np.append(True, text[1:] != text[:-1])[:n]
    for behind in range(1, min(_RUN, n)):
        # Behind a text of fewer words stands nothing.
        follows = text[behind:] == text[:-behind]
        run[:-behind] += hashed[behind:] * factors[behind] * follows
        if behind == _RUN - 1:
            is_run[:-behind] |= follows
    start = np.flatnonzero(is_run)
    return run[start], start


def _mixed(number: np.ndarray) -> np.ndarray:
    """Numbers spread over 64 bits, so that two runs have one number by no accident."""
    number = number.astype(np.uint64) + _GOLDEN
    number = (number ^ (number >> np.uint64(30))) * _FIRST
    number = (number ^ (number >> np.uint64(27))) * _SECOND
    return number ^ (number >> np.uint64(31))


def _either(same: np.ndarray) -> np.ndarray:
    """True for each entry that equals its neighbour, before or behind."""
    return np.append(False, same) | np.append(same, False)


def _met(held: _Held, n_texts: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of texts that hold a run soon after one another, or first: some for each entry.

    All pairs that share a run would be the square of the texts for a line that every caption holds.

    Returns
    -------
    array, 2 x pairs, and array
        the texts, the one that comes first before the other, and how many runs they were met by.
    """
    is_new_run = np.append(True, held.run[1:] != held.run[:-1])
    is_new = is_new_run | np.append(True, held.text[1:] != held.text[:-1])
    text, opens = held.text[is_new], is_new_run[is_new]
    first = text[opens][np.cumsum(opens) - 1]
    start = np.flatnonzero(opens)[np.cumsum(opens) - 1]
    entry = np.arange(len(text))
    links = [
        (text[np.maximum(entry - back, 0)], entry - back >= start) for back in range(1, _BACK + 1)
    ]
    links.append((first, start < entry - _BACK))
    code = np.concatenate([other[is_link] * n_texts + text[is_link] for other, is_link in links])
    code, n_met = np.unique(code, return_counts=True)
    return np.array(np.divmod(code, n_texts)), n_met


def _n_copied(held: _Held, pairs: np.ndarray, n_words: np.ndarray) -> np.ndarray:
    """How many words of the shorter text of each pair are in runs that the longer one holds."""
    n_texts = len(n_words)
    by_text = np.argsort(held.start)
    bounds = np.searchsorted(held.text[by_text], np.arange(n_texts + 1))
    shorter, longer = np.where(n_words[pairs[0]] > n_words[pairs[1]], pairs[::-1], pairs)
    n_held = np.diff(bounds)[shorter]
    pair = np.repeat(np.arange(len(shorter)), n_held)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(n_held) - n_held, n_held)
    entry = by_text[bounds[shorter[pair]] + within]
    holders = held.run * n_texts + held.text  # in order, as the runs are and their texts
    wanted = held.run[entry] * n_texts + longer[pair]
    row = np.minimum(np.searchsorted(holders, wanted), len(holders) - 1)
    is_copied = holders[row] == wanted
    pair, start = pair[is_copied], held.start[entry[is_copied]]
    # Runs overlap: each adds the words up to the next one.
    length = np.minimum(n_words[shorter], _RUN)[pair]
    reach = np.append(start[1:] - start[:-1], _RUN)[: len(start)]
    reach[np.append(pair[1:] != pair[:-1], True)[: len(start)]] = _RUN
    return np.bincount(pair, np.minimum(length, reach), minlength=len(shorter))


def _linked(first: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The first text of those that pairs link, for each text."""
    parent = first.tolist()

    def root(text: int) -> int:
        while parent[text] != text:
            parent[text] = text = parent[parent[text]]
        return text

    for one, other in pairs.T.tolist():
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return np.array([root(text) for text in parent], dtype=np.int64)
