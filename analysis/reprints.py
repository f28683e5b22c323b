"""Reprints: texts that repeat each other, so that what is printed twice is evidence once."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.corpus import Corpus
from analysis.tokens import unroll

SIMILAR = 0.4  # of the words of the shorter text: see the table of `near_duplicates`
_RUN = 4  # words: names of three are in many texts
# Words that are copied at least, of a text that is long enough: a place, a date and a credit such as
# "Gaza, April 4, 2024. X/AFP" make no reprint of every caption that holds them.
_LEAST_COPIED = 7
# Of all runs of an article, those whose number divides by this are its sketch: some 26 of 420 words.
_SKETCHED = 16
# Two sketches are alike from here on: a share of runs, which is less than that of the words in them.
_SIMILAR_SKETCHES, _LEAST_SKETCHED = 0.35, 2
# What keeps the work in proportion to the input: a text is held against the last texts with one of
# its runs, and the first one, if so much of what they must share is met in this way.
_BACK = 3
_MET = 0.25
# Words whose runs are looked through at a time; of more words, a part of all possible runs after
# the other is, so that memory holds one part.
_AT_ONCE = 2**20
# Runs of sketches, of all articles of a corpus: not more than a batch holds of its words.
_SKETCHED_AT_ONCE = 2**18
# Pairs of texts whose meetings are counted exactly; of more, those that are met too seldom are left
# out on the way, and the others counted anew.
_PAIRS_A_TEXT = 8


def near_duplicates(
    word: np.ndarray,
    text: np.ndarray,
    scope: np.ndarray,
    *,
    n_run: int = _RUN,
    similar: float = SIMILAR,
    least: int = _LEAST_COPIED,
    at_once: int | None = None,
) -> np.ndarray:
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

    The work grows with the input: 20,000 captions that share a line take .2 s of CPU, 50,000
    articles of 440 words, of which 10,000 repeat others in part, 20 s and 0.4 GB.

    Parameters
    ----------
    word : array of int
        the words of all texts, as numbers of distinct words.
    text : array of int
        the text that each word belongs to, in rising order.
    scope : array of int, an entry per text
        only texts of one scope are compared (the segments of one layer of an article, say).
    n_run : int
        words of a run.
    similar : float
        the share of the words of the shorter text from which on two are near-duplicates.
    least : int
        words that are copied at least, of a text that is long enough.
    at_once : int, optional
        runs that are looked through at a time, by default a million: fewer take less memory, and
        give the same.

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
    n_words = np.bincount(text, minlength=len(scope))
    runs = WordRuns.of(word, text, scope, n_run)

    def enough_of(pairs: np.ndarray) -> np.ndarray:
        shorter, longer = np.sort(n_words[pairs], axis=0)
        return np.maximum(similar * shorter, np.minimum(similar * longer, least))

    pairs, n_met = _met_often(runs, len(scope), enough_of, at_once or _AT_ONCE)
    is_sure = n_met >= enough_of(pairs)  # of each run one word at least is copied
    first = _linked(np.arange(len(scope)), pairs[:, is_sure])
    doubtful = pairs[:, first[pairs[0]] != first[pairs[1]]]  # pairs that are linked need no count
    is_copied = _copied(word, scope, n_words, doubtful, n_run) >= enough_of(doubtful)
    return _linked(first, doubtful[:, is_copied])


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
    _, word, article = article_words(corpus)
    in_one_scope = np.zeros(len(corpus.texts), dtype=np.int64)
    return near_duplicates(word, article, in_one_scope)


def sketches(corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """A sample of the runs of four words of each article, the same wherever they stand: what
    `original_sketches` needs where no memory holds the words of all articles.

    Returns
    -------
    array of int, array of uint64
        the article of each run, in rising order, and the run, spread over 64 bits.

    Examples
    --------
    >>> from analysis import read_text
    >>> text = "They met in Geneva on Monday for talks on the border, and went home without one."
    >>> [column.tolist() for column in sketches(read_text(text))]
    [[0, 0], [8636063668473620704, 15041919755378496224]]
    """
    distinct, number, article = article_words(corpus)
    # The number of a word is another one in each corpus; its hash is not.
    hashed = pd.util.hash_array(distinct.to_numpy(zero_copy_only=False), categorize=False)
    in_one_scope = np.zeros(len(corpus.texts), dtype=np.int64)
    runs = WordRuns.of(hashed[number], article, in_one_scope, _RUN)
    is_sketched = runs.is_run & (runs.run % np.uint64(_SKETCHED) == 0)
    return article[is_sketched], runs.run[is_sketched]


def original_sketches(article: np.ndarray, run: np.ndarray, n_articles: int) -> np.ndarray:
    """The first article of those that each article reprints, by number, as `original_articles`, but
    from `sketches` of the articles.

    On 5,176 news articles: of the pairs of which one holds half of the runs of eight words of the
    other, 98% are in one group. Of the 647 articles that `original_articles` takes for reprints,
    78% are marked; of the marked ones, it takes 82% for reprints. The others have about two fifths
    of their words in common. Articles of fewer than some 50 words are rarely marked.

    Parameters
    ----------
    article, run : arrays
        as `sketches` gives them; articles in rising order.
    n_articles : int

    Examples
    --------
    >>> original_sketches(np.array([0, 0, 1, 2, 2]), np.array([16, 32, 48, 16, 32], dtype=np.uint64), 3).tolist()
    [0, 1, 0]
    """
    return near_duplicates(
        run,
        article,
        np.zeros(n_articles, dtype=np.int64),
        n_run=1,
        similar=_SIMILAR_SKETCHES,
        least=_LEAST_SKETCHED,
        at_once=_SKETCHED_AT_ONCE,
    )


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
    sums = np.add.reduceat(mixed(behind) * mixed(word), opening)
    with_words = text[opening]
    key = sums + mixed(scope[with_words])
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    result[with_words] = with_words[first][group]
    return result


def folded_words(corpus: Corpus) -> tuple[pa.Array, np.ndarray]:
    """The distinct words of a corpus in small letters, and of each word of it which one it is.

    Examples
    --------
    >>> from analysis import read_text
    >>> distinct, number = folded_words(read_text("The end of the war."))
    >>> distinct.to_pylist(), number.tolist()
    (['the', 'end', 'of', 'war'], [0, 1, 2, 0, 3])
    """
    written = corpus.words.folded
    if isinstance(written, pa.ChunkedArray):
        written = written.combine_chunks()
    folded = written.dictionary_encode()
    numbers = folded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return folded.dictionary, numbers[corpus.words.key]


def article_words(corpus: Corpus) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    r"""The words by which articles are known to repeat each other: all but those of page furniture,
    which all pages of a site share.

    Returns
    -------
    pyarrow.Array, array of int, array of int
        the distinct words in small letters; of each word which one it is; and its article, in
        rising order.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Menu\n\nThe end.").relabel({0: "boilerplate", 1: "body"})
    >>> [column.tolist() for column in article_words(corpus)]
    [['menu', 'the', 'end'], [1, 2], [0, 0]]
    """
    distinct, number = folded_words(corpus)
    segment = corpus.sentences["segment"].to_numpy()[corpus.words.sentence]
    article = corpus.segments["article"].to_numpy(dtype=np.int64)[segment]
    is_furniture = (corpus.segments["layer"] == "boilerplate").to_numpy()
    if is_furniture.any():
        is_own = ~is_furniture[segment]
        number, article = number[is_own], article[is_own]
    return distinct, number, article


def _words(corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """The words of a corpus in small letters, as numbers, and the sentence of each."""
    return folded_words(corpus)[1], corpus.words.sentence


class Held(NamedTuple):
    """The runs that several texts hold: each entry is a run, by its words, its text and its place."""

    run: np.ndarray  # numbers, in rising order
    text: np.ndarray
    start: np.ndarray  # among the words of all texts


class WordRuns(NamedTuple):
    """Every run of so many words, each as a number of 64 bits; a text of fewer words is one run.

    Examples
    --------
    >>> words, text = np.array([1, 2, 3, 1, 2, 4]), np.array([0, 0, 0, 1, 1, 1])
    >>> runs = WordRuns.of(words, text, np.zeros(2, dtype=int), 2)
    >>> runs.is_run.tolist(), runs.held().text.tolist()
    ([True, True, False, True, True, False], [0, 1])
    """

    run: np.ndarray  # that begins at each word
    is_run: np.ndarray  # False for a word behind which its text has too few
    text: np.ndarray  # of each word
    n_run: int

    @classmethod
    def of(cls, word: np.ndarray, text: np.ndarray, scope: np.ndarray, n_run: int) -> WordRuns:
        """The runs of `n_run` words of some texts, as `near_duplicates` takes them."""
        n = len(word)
        if n_run == 1 and not scope.any():  # a run is its word
            return cls(word, np.ones(n, dtype=bool), text, n_run)
        run, is_run = np.empty(n, dtype=np.uint64), np.empty(n, dtype=bool)
        factors = mixed(np.arange(n_run)) | np.uint64(1)
        of_scope = mixed(scope)
        for begin in range(0, n, _AT_ONCE):
            end = min(begin + _AT_ONCE, n)
            some = slice(begin, min(end + n_run - 1, n))  # runs reach over the end
            hashed, owner = mixed(word[some]), text[some]
            sums = of_scope[owner] + hashed
            opens = np.append(begin == 0 or text[begin - 1] != owner[0], owner[1:] != owner[:-1])
            for behind in range(1, min(n_run, len(owner))):
                # Behind a text of fewer words stands nothing.
                follows = owner[behind:] == owner[:-behind]
                sums[:-behind] += hashed[behind:] * factors[behind] * follows
                if behind == n_run - 1:
                    opens[:-behind] |= follows
            run[begin:end], is_run[begin:end] = sums[: end - begin], opens[: end - begin]
        return cls(run, is_run if n_run > 1 else np.ones(n, dtype=bool), text, n_run)

    def slices(self, at_once: int) -> list[np.ndarray]:
        """Where runs begin, in slices of all numbers that a run can have: some `at_once` a slice."""
        n_slices = -(-len(self.run) // at_once)
        if n_slices < 2:  # none where there is no run
            return [np.flatnonzero(self.is_run)] * n_slices
        width, inner = np.uint64(2**64 // n_slices + 1), np.arange(1, n_slices)
        starts: list[list[np.ndarray]] = [[] for _ in range(n_slices)]
        for begin in range(0, len(self.run), at_once):
            some = begin + np.flatnonzero(self.is_run[begin : begin + at_once])
            number = (self.run[some].astype(np.uint64, copy=False) // width).astype(np.uint16)
            order = np.argsort(number, kind="stable")
            portions = np.split(
                some[order].astype(np.uint32), np.searchsorted(number[order], inner)
            )
            for of_slice, portion in zip(starts, portions, strict=True):
                of_slice.append(portion)
        return [np.concatenate(of_slice) for of_slice in starts]

    def held(self, start: np.ndarray | None = None) -> Held:
        """The runs that several texts hold, of those that begin at some words; of all by default."""
        if start is None:
            start = np.flatnonzero(self.is_run)
        run = self.run[start]
        again = pd.Series(run).duplicated(keep=False).to_numpy()  # few, where little is reprinted
        run, start = run[again], start[again].astype(np.int64)
        in_order = np.argsort(run, kind="stable")
        run, start = run[in_order], start[in_order]
        opens = np.append(True, run[1:] != run[:-1])[: len(run)]
        number, owner = np.cumsum(opens) - 1, self.text[start].astype(np.int64)
        first = np.flatnonzero(opens)
        last = np.append(first[1:], len(run)) - 1
        is_shared = (owner[first] != owner[last])[number] if len(run) else opens
        return Held(number[is_shared], owner[is_shared], start[is_shared])


def mixed(number: np.ndarray) -> np.ndarray:
    """Numbers spread over 64 bits, so that two runs have one number by no accident.

    Examples
    --------
    >>> mixed(np.array([0, 1])).tolist()
    [6238072747940578789, 15839785061582574730]
    """
    # From 1: pandas gives 0 for 0, and a word that adds nothing to a run could not be seen in it.
    return pd.util.hash_array(number.astype(np.uint64) + np.uint64(1))


class _Met(NamedTuple):
    """Pairs of texts, each as one number, that of the first times `n_texts` and that of the other, in
    rising order; and how many runs each was met by.
    """

    code: np.ndarray
    n: np.ndarray


def _met_often(
    runs: WordRuns, n_texts: int, enough_of: Callable[[np.ndarray], np.ndarray], at_once: int
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of texts that are met by enough runs to be near-duplicates, and how many runs.

    Parameters
    ----------
    enough_of : function
        how many words the texts of each pair must share.
    at_once : int
        runs that are looked through at a time, and pairs that are counted.
    """
    slices = runs.slices(at_once)
    most = max(at_once, _PAIRS_A_TEXT * n_texts)

    def needed(code: np.ndarray) -> np.ndarray:
        return _MET * enough_of(np.array(np.divmod(code, n_texts))) - (runs.n_run - 1)

    def often(pairs: _Met, n_of_slices: int) -> np.ndarray:
        # Who is met so often in all slices together, is met by an equal part in some of them.
        return pairs.code[pairs.n * len(slices) >= needed(pairs.code) * n_of_slices]

    counted: list[_Met] = []
    n_counted, sieved = 0, []  # of so many slices; and of those before, what may be met often
    for start in slices:
        counted.append(_met(runs.held(start), n_texts))
        n_counted += 1
        if sum(len(pairs.code) for pairs in counted) > 2 * most:
            counted = [_together(counted)]
            if len(counted[0].code) > most:
                sieved.append(often(counted[0], n_counted))
                counted, n_counted = [], 0
    met = _together(counted)
    if sieved:
        met = _counted(runs, slices, n_texts, np.unique(_joined([*sieved, often(met, n_counted)])))
    is_often = met.n >= needed(met.code)
    return np.array(np.divmod(met.code[is_often], n_texts)), met.n[is_often]


def _together(some: Sequence[_Met]) -> _Met:
    """Pairs that were counted in several slices, each once."""
    if len(some) == 1:
        return some[0]
    code, row = np.unique(_joined([pairs.code for pairs in some]), return_inverse=True)
    n = np.bincount(row, _joined([pairs.n for pairs in some]), minlength=len(code))
    return _Met(code, n.astype(np.int64))


def _counted(runs: WordRuns, slices: Sequence[np.ndarray], n_texts: int, code: np.ndarray) -> _Met:
    """How many runs some pairs are met by in all slices."""
    n_met = np.zeros(len(code), dtype=np.int64)
    for start in slices:
        of_slice = _met(runs.held(start), n_texts)
        _, row, row_of_slice = np.intersect1d(
            code, of_slice.code, assume_unique=True, return_indices=True
        )
        n_met[row] += of_slice.n[row_of_slice]
    return _Met(code, n_met)


def _joined(numbers: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype=np.int64), *numbers])


def _met(held: Held, n_texts: int) -> _Met:
    """Pairs of texts that hold a run soon after one another, or first: some for each entry.

    All pairs that share a run would be the square of the texts for a line that every caption holds.
    """
    if not len(held.text):
        return _together([])
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
    return _Met(*np.unique(code, return_counts=True))


def _copied(
    word: np.ndarray, scope: np.ndarray, n_words: np.ndarray, pairs: np.ndarray, n_run: int
) -> np.ndarray:
    """How many words of the shorter text of each pair are in runs that the longer one holds: of so
    many pairs at a time as memory holds the words of.
    """
    n_copied = np.zeros(pairs.shape[1])
    opening = np.cumsum(n_words) - n_words
    portion = np.cumsum(n_words[pairs].sum(axis=0)) // _AT_ONCE
    for index in np.unique(portion):
        some = np.flatnonzero(portion == index)
        texts, row = np.unique(pairs[:, some], return_inverse=True)
        text, position = unroll(opening[texts], n_words[texts])
        held = WordRuns.of(word[position], text, scope[texts], n_run).held()
        n_copied[some] = _n_copied(held, row.reshape(2, -1), n_words[texts], n_run)
    return n_copied


def _n_copied(held: Held, pairs: np.ndarray, n_words: np.ndarray, n_run: int) -> np.ndarray:
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
    # WordRuns overlap: each adds the words up to the next one.
    length = np.minimum(n_words[shorter], n_run)[pair]
    reach = np.append(start[1:] - start[:-1], n_run)[: len(start)]
    reach[np.append(pair[1:] != pair[:-1], True)[: len(start)]] = n_run
    return np.bincount(pair, np.minimum(length, reach), minlength=len(shorter))


def _linked(first: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The first text of those that pairs link, for each text, where some are linked already.

    Examples
    --------
    >>> _linked(np.arange(6), np.array([[4, 1, 2], [5, 4, 3]])).tolist()
    [0, 1, 2, 2, 1, 1]
    """
    while True:
        lower = first.copy()
        for one, other in (pairs, pairs[::-1]):
            np.minimum.at(lower, first[one], first[other])
        lower = lower[lower]
        if (lower == first).all():
            return first
        first = lower
