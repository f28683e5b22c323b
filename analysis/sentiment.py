"""Sentiment: how positive or negative the scored words are.

The rules are those of Hutto & Gilbert (2014), as the package vaderSentiment applies them, computed
for all words of a corpus together: what depends on one word is looked up once per distinct word,
what depends on the neighbours is read from the columns shifted by one, two and three places.
"""

from __future__ import annotations

import functools
import itertools
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from vaderSentiment import vaderSentiment

from analysis import hits as hits_table
from analysis import left_out, validity
from analysis.corpus import Corpus, Readable, as_corpus
from analysis.language import ENGLISH, OF_THE_TEXT
from analysis.lexicons.losses import said_of
from analysis.lexicons.marked import find_terms
from analysis.lexicons.phrases import Matches, choice, longest
from analysis.lexicons.stopwords import english_stop_words
from analysis.lexicons.valence import Lexicon, known_lexicons, load_lexicon
from analysis.options import DEFAULTS
from analysis.tokens import (
    Characters,
    fold,
    lower_case,
    per_token,
    plain_quotes,
    run_starts,
    unroll,
    with_texts,
)
from analysis.words import cut_words

CATEGORIES = ("positive", "negative", "emphasis")

# Hutto & Gilbert (2014): empirical means of how much capitals, negation and exclamation marks move
# a rating.
_CAPITALS = 0.733
_NEGATION = -0.74
_NEVER_SO = 1.25
_EXCLAMATION, _MOST_EXCLAMATIONS = 0.292, 4
_QUESTION, _MANY_QUESTIONS = 0.18, 0.96
_ALPHA = 15  # normalises a sum of valences to -1…1
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.5
_DISTANCE = (1.0, 0.95, 0.9)  # a degree word counts less the further it stands from its word
_WINDOW = range(-3, 3)  # an idiom is looked for in three words, the charged one and two behind it

_FLAGS = (
    "kind",
    "of",
    "no",
    "or",
    "nor",
    "never",
    "so",
    "this",
    "without",
    "doubt",
    "least",
    "at",
    "very",
    "but",
)
# What moves a valence and is neither a degree word nor a negation.
_MOVERS = ("no", "never", "so", "this", "without", "least")
_CHARGED, _LOUD, _IDIOM, _BUT, _MARKED, _MOVES = 1, 2, 4, 8, 16, 32  # bits


@dataclass(frozen=True, eq=False)
class _Items:
    """The words as the lexicon sees them, in reading order: the tokens, and behind them the further
    words of an emoji.
    """

    corpus: Corpus
    item: np.ndarray  # distinct item
    inserted: np.ndarray  # rows that are no token of their own, but belong to the one before
    first: np.ndarray  # of each sentence, its first row here; one more closes the last sentence
    answers: np.ndarray  # bits: what is asked of every word, looked up once
    opens: np.ndarray  # rows in which an entry of several words, or a glob, begins
    closes: np.ndarray  # and its last row

    @functools.cached_property
    def _answered(self) -> np.ndarray:
        """The rows of which anything is so."""
        return np.flatnonzero(self.answers != 0)

    def rows(self, bit: int) -> np.ndarray:
        """The rows of which something is so.

        Parameters
        ----------
        bit : int
            _CHARGED, _LOUD, _IDIOM, _BUT, _MARKED or _MOVES.
        """
        return self._answered[(self.answers[self._answered] & bit) != 0]

    def token(self, rows: np.ndarray) -> np.ndarray:
        """The tokens of the corpus in which rows stand.

        Returns
        -------
        array of int
            rows of `Corpus.tokens`; the further words of an emoji stand in the token before them.
        """
        return rows - np.searchsorted(self.inserted, rows, "right") if len(self.inserted) else rows

    def last(self, rows: np.ndarray) -> np.ndarray:
        """The last rows of the entries that begin in these.

        Returns
        -------
        array of int
            the rows themselves where no entry of several words begins.
        """
        if not len(self.opens):
            return rows
        entry = np.minimum(np.searchsorted(self.opens, rows), len(self.opens) - 1)
        return np.where(self.opens[entry] == rows, self.closes[entry], rows)

    def sentence(self, rows: np.ndarray) -> np.ndarray:
        """The sentences in which rows stand, as rows of `Corpus.sentences`."""
        return self.corpus.tokens["sentence"].to_numpy()[self.token(rows)]


class _Rulebook(NamedTuple):
    """What a lexicon and the rules know of a lower-case word; the last row stands for all that they
    do not know.
    """

    words: pa.Array
    valence: np.ndarray  # nan where the lexicon lacks it
    degree: np.ndarray  # 0 where it is no degree word
    negates: np.ndarray
    flag: np.ndarray  # number in `_FLAGS`, or -1
    idioms: tuple[
        tuple[tuple[int, ...], int], ...
    ]  # idioms and degree phrases, as rows, and the place of their rarest word


class _Vocabulary(NamedTuple):
    """What depends on the distinct item alone; the last row, reached by the index -1, stands for no
    item at all.
    """

    lower: pa.Array
    row: np.ndarray  # in the rulebook, or -1
    in_lexicon: np.ndarray
    valence: np.ndarray
    degree: np.ndarray
    negates: np.ndarray
    flag: np.ndarray
    capitals: np.ndarray

    def with_items(self, added: _Vocabulary) -> _Vocabulary:
        """With further items, before the one that stands for nothing.

        Parameters
        ----------
        added : _Vocabulary
            the new items alone.
        """
        lower = pa.concat_arrays([self.lower[:-1], added.lower, self.lower[-1:]])
        columns = zip(self[1:], added[1:], strict=True)
        return _Vocabulary(
            lower, *(np.concatenate([own[:-1], new, own[-1:]]) for own, new in columns)
        )

    def bits(self, rulebook: _Rulebook, marked: np.ndarray) -> np.ndarray:
        """What is asked of every word of a corpus, in one number.

        Parameters
        ----------
        marked : array of int
            the items whose token holds "!" or "?".

        Returns
        -------
        array of uint8, one per item
            bits: _CHARGED, _LOUD, _IDIOM, _BUT, _MARKED, _MOVES.
        """
        anchors = np.isin(self.row, [words[anchor] for words, anchor in rulebook.idioms])
        has_marks = np.zeros(len(self.row), dtype=bool)
        has_marks[marked] = True
        moves = (self.degree != 0) | self.negates
        moves |= np.isin(self.flag, [_FLAGS.index(word) for word in _MOVERS])
        answers = {
            _CHARGED: self.in_lexicon & (self.degree == 0),
            _LOUD: self.capitals,
            _IDIOM: anchors,
            _BUT: self.flag == _FLAGS.index("but"),
            _MARKED: has_marks,
            _MOVES: moves,
        }
        return np.bitwise_or.reduce(
            [np.where(is_so, np.uint8(bit), np.uint8(0)) for bit, is_so in answers.items()]
        )


def hits(
    corpus: Readable,
    *,
    lexicon: str | Path = DEFAULTS.lexicon,
    normalise: bool = True,
    names: pd.DataFrame | str | None = left_out.RECOGNISED,
) -> pd.DataFrame:
    """Every word of the corpus that the lexicon scores, with its valence in context.

    A word's valence (-4 to 4 in VADER before emphasis, 0 neutral) is its lexicon value after
    negation, degree words, capitals and "but" (Hutto & Gilbert, 2014). Words the lexicon lacks are
    not neutral, they are absent: see `coverage`. Emphasis that belongs to no word ("!!!") is a hit
    on its own span. Counted per word.

    Parameters
    ----------
    corpus : Corpus, str or list of str
    lexicon : str or Path
        "vader", "afinn", "news" (`load_lexicon` tells what it holds, and its two variants), or the
        path of a CSV file with the columns word and valence. An entry of several words ("does not
        work") is scored as one word; it takes the place of what its words score alone.
    normalise : bool
        True reads typographic quotes and dashes as their ASCII twins, and an em dash divides words;
        False is vaderSentiment's own behaviour, for which white space alone does.
    names : "recognised", DataFrame or None
        names in which a scored word is no feeling (*United* States, *Supreme* Leader): a
        comparison leaves such hits out. The default asks `entities.hits`; a table of hits is taken
        as it is; None keeps all, and is faster.

    Returns
    -------
    DataFrame, one row per scored word
        segment, sentence (ids), start, end (character offsets in the article), term (lower case),
        category (positive, negative, emphasis), weight (valence), measure ("sentiment"), entry (the
        lexicon's word), base (its lexicon value), left_out ("inside a name", or missing for a hit
        that counts).

    Raises
    ------
    ValueError
        for a lexicon that is neither known nor a readable file, and for names that are none of
        these; the message lists the choices.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is not good.")
    >>> hits(corpus)[["term", "weight"]].round(2).values.tolist()
    [['good', -1.41]]
    """
    corpus = as_corpus(corpus)
    charged = _charged(
        corpus if normalise else _as_spaced(corpus),
        load_lexicon(lexicon),
        normalise,
        ENGLISH if str(lexicon) in known_lexicons() else OF_THE_TEXT,
    )
    return left_out.outside_names(corpus, charged, names)


def _charged(corpus: Corpus, listed: Lexicon, normalise: bool, language: str) -> pd.DataFrame:
    """The scored words, whether or not they are inside a name."""
    items, vocabulary, marks = _read(corpus, listed, normalise)
    rows, valence = _in_context(items, vocabulary, _rulebook(listed))
    was_negative = vocabulary.valence[items.item[rows]] < 0
    # The lower of the two is what the share leaves of a valence that was turned positive.
    turned = np.minimum(valence, valence * listed.negated_negative)
    valence = np.where(was_negative, turned, valence)
    sentence = items.sentence(rows)
    valence = _contrast(items, rows, sentence, valence)
    rows, sentence, valence = (of[valence != 0] for of in (rows, sentence, valence))
    token, item = items.token(rows), items.item[rows]
    emphasis = _emphasis(items, marks, sentence, valence)

    distinct = pa.concat_arrays([vocabulary.lower, emphasis.term])
    number = np.append(item, len(vocabulary.lower) + np.arange(len(emphasis.term)))
    entry = pa.DictionaryArray.from_arrays(number, distinct)
    begin = corpus.tokens["start"].to_numpy()[token]
    end = corpus.tokens["end"].to_numpy()[items.token(items.last(rows))]
    term = entry
    if len(items.opens):
        of_entry = np.flatnonzero(np.isin(rows, items.opens))
        article = corpus.segments["article"].to_numpy()[
            corpus.sentences["segment"].to_numpy()[sentence[of_entry]]
        ]
        spans = zip(article.tolist(), begin[of_entry].tolist(), end[of_entry].tolist(), strict=True)
        texts = [fold(" ".join(corpus.texts[row][low:high].split())) for row, low, high in spans]
        term = with_texts(entry, of_entry, texts)
    return hits_table.make(
        corpus,
        measure="sentiment",
        language=language,
        categories=CATEGORIES,
        sentence=np.concatenate([sentence, emphasis.sentence]),
        start=np.concatenate([begin, emphasis.start]),
        end=np.concatenate([end, emphasis.end]),
        term=term,
        category=np.concatenate([np.signbit(valence), np.full(len(emphasis.start), 2)]),
        weight=np.concatenate([valence, emphasis.weight]),
        entry=entry,
        base=np.concatenate([vocabulary.valence[item], np.full(len(emphasis.start), np.nan)]),
    )


def compound(
    corpus: Readable, *, lexicon: str | Path = DEFAULTS.lexicon, normalise: bool = True
) -> pd.Series:
    """The compound score of every sentence, as Hutto & Gilbert (2014) define it.

    Runs from -1 (most negative) to 1 (most positive); 0 is balanced or without a scored word. It
    grows with the number of scored words, so compare sentences, not texts of different length; for
    layers use `tone`.

    Parameters
    ----------
    corpus, lexicon, normalise
        as for `hits`, also for plain texts; with `normalise=False` and VADER the scores are those
        of the package vaderSentiment.

    Returns
    -------
    Series, one value per sentence
        index: sentence.

    Examples
    --------
    >>> from analysis import read_text
    >>> compound(read_text("The plan is good! It is not good.")).round(4).tolist()
    [0.4926, -0.3412]
    """
    corpus = as_corpus(corpus)
    table = hits(corpus, lexicon=lexicon, normalise=normalise, names=None)
    total = np.bincount(table["sentence"], table["weight"], len(corpus.sentences))
    return pd.Series(
        total / np.sqrt(total**2 + _ALPHA), index=corpus.sentences.index, name="compound"
    )


def tone(corpus: Corpus, charged: pd.DataFrame | None = None) -> pd.Series:
    """The tone of each layer: the sum of its valences divided by its words.

    0 is balanced or without a scored word, positive values are positive. It does not depend on
    length: a layer said a hundred times has the tone of the layer said once.

    Parameters
    ----------
    corpus : Corpus
    charged : DataFrame, optional
        a table of `hits`, as of another lexicon or with some left out; by default all of VADER.

    Returns
    -------
    Series, one value per layer that occurs
        points per word; undefined (nan) for a layer without a word.

    Examples
    --------
    >>> from analysis import read_text
    >>> tone(read_text("Good, good, bad.")).round(4).to_dict()
    {'body': 0.4333}
    """
    table = hits(corpus, names=None) if charged is None else charged
    layer = corpus.segments["layer"].mask(corpus.doubtful())
    total = table["weight"].groupby(layer.to_numpy()[table["segment"].to_numpy()]).sum()
    n_words = corpus.layer_sizes(doubtful=False)["words"].astype(float)
    return (total.reindex(n_words.index, fill_value=0.0) / n_words.where(n_words > 0)).rename(
        "tone"
    )


def tones(
    corpus: Corpus,
    lexicons: Sequence[str | Path] = ("vader", "afinn"),
    *,
    leave_out: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The tone of every segment and of every layer, by lexicon.

    Parameters
    ----------
    corpus : Corpus
    lexicons : sequence of str or Path
        as for `hits`.
    leave_out : DataFrame, optional
        spans whose words are no feelings, as the names of `entities.hits`.

    Returns
    -------
    DataFrame, one row per lexicon and segment, and one per lexicon and layer
        lexicon, scale (the lexicon's largest valence), layer, segment (missing in the rows of a
        layer), n_words, value (sum of valences), tone (value per word; nan without words).

    Examples
    --------
    >>> from analysis import read_text
    >>> tones(read_text("Good, good, bad."), ["vader"])["tone"].round(2).tolist()
    [0.43, 0.43]
    """
    tables = []
    for name in lexicons:
        table = hits(corpus, lexicon=name, names=None)
        table = table if leave_out is None else table[~hits_table.inside(table, leave_out)]
        segments = corpus.segments[["layer", "n_words"]].reset_index()
        segments["value"] = np.bincount(
            table["segment"], weights=table["weight"], minlength=len(segments)
        )
        layers = segments.groupby("layer", observed=True)[["n_words", "value"]].sum().reset_index()
        both = pd.concat([segments.astype({"segment": "Int64"}), layers], ignore_index=True)
        lexicon = load_lexicon(name)
        tables.append(both.assign(lexicon=lexicon.title, scale=lexicon.scale))
    result = pd.concat(tables, ignore_index=True)
    result["tone"] = result["value"] / result["n_words"].where(result["n_words"] > 0)
    return result[["lexicon", "scale", "layer", "segment", "n_words", "value", "tone"]]


def along(
    corpus: Corpus,
    *,
    lexicon: str | Path = DEFAULTS.lexicon,
    leave_out: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The tone of every sentence and where in the article it stands.

    Parameters
    ----------
    corpus : Corpus
    lexicon : str or Path
        as for `hits`.
    leave_out : DataFrame, optional
        spans whose words are no feelings, as for `tones`; they count in `compound` all the same.

    Returns
    -------
    DataFrame, one row per sentence
        sentence, segment, layer, position (words of the article before the sentence's middle),
        n_words, points (sum of the scores of its words), compound (-1 to 1).

    Examples
    --------
    >>> from analysis import read_text
    >>> table = along(read_text("A good plan. It is bad."))
    >>> table[["position", "points", "compound"]].round(2).values.tolist()
    [[1.5, 1.9, 0.44], [4.5, -2.5, -0.54]]
    """
    scored = hits(corpus, lexicon=lexicon, names=None)
    scored = scored if leave_out is None else scored[~hits_table.inside(scored, leave_out)]
    table = corpus.sentences.reset_index()
    table["layer"] = corpus.segments["layer"].array[table["segment"].to_numpy()]
    table["position"] = table["n_words"].cumsum() - table["n_words"] / 2
    points = scored["weight"].groupby(scored["sentence"]).sum()
    table["points"] = table["sentence"].map(points).fillna(0.0)
    table["compound"] = compound(corpus, lexicon=lexicon).to_numpy()
    return table[["sentence", "segment", "layer", "position", "n_words", "points", "compound"]]


def coverage(
    corpus: Corpus, lexicon: str | Path = DEFAULTS.lexicon, *, n_unknown: int = 10
) -> pd.DataFrame:
    """How much of each layer a lexicon can see, and what it does not know.

    Parameters
    ----------
    corpus : Corpus
    lexicon : str or Path
        as for `hits`.
    n_unknown : int
        how many of the most frequent unscored content words to list.

    Returns
    -------
    DataFrame, index `layer`
        n_words; n_scored, the words with a valence; share_scored (0 to 1; nan for a layer without
        words); unknown, the most frequent content words that the lexicon lacks, with their counts.
        A content word is a word of three letters or more that is not in scikit-learn's list of
        English stop words.

    Examples
    --------
    >>> from analysis import read_text
    >>> coverage(read_text("A good missile, a bad missile."))[["n_words", "n_scored"]].values.tolist()
    [[6, 2]]
    """
    words = load_lexicon(lexicon)
    seen = pd.DataFrame(
        {
            "key": corpus.words.key,
            "layer": (
                corpus.segments["layer"].to_numpy()[
                    corpus.sentences["segment"].to_numpy()[corpus.words.sentence]
                ]
            ),
        }
    )
    lower = [fold(key) for key in corpus.words.keys]
    scored = np.array([word in words.valence for word in lower], dtype=bool)
    content = np.array(
        [
            len(word) > 2 and word[0].isalpha() and word not in english_stop_words()
            for word in lower
        ],
        dtype=bool,
    )
    seen["word"] = np.array(lower, dtype=object)[seen["key"]]
    is_scored = scored[seen["key"]]
    if words.phrases:
        matches = _matches(corpus, words, normalise=True)
        is_scored[unroll(matches.first, matches.last - matches.first + 1)[1]] = True
    seen["scored"], seen["unknown"] = is_scored, content[seen["key"]] & ~is_scored

    result = corpus.layer_sizes()[["words"]].rename(columns={"words": "n_words"})
    by_layer = seen.groupby("layer", observed=True)
    result["n_scored"] = by_layer["scored"].sum().reindex(result.index, fill_value=0)
    result["share_scored"] = result["n_scored"] / result["n_words"]
    result["unknown"] = [_most_frequent(seen, layer, n_unknown) for layer in result.index]
    return result


def _most_frequent(seen: pd.DataFrame, layer: str, most: int) -> list[tuple[str, int]]:
    counts = seen.loc[(seen["layer"] == layer) & seen["unknown"], "word"].value_counts()
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(cut_words(str(word)), int(count)) for word, count in ordered[:most]]


def _as_spaced(corpus: Corpus) -> Corpus:
    """The corpus with tokens that white space alone divides, as vaderSentiment cuts them."""
    table, shape = corpus.tokens, corpus.shapes
    word, sentence = table["word"].to_numpy(), table["sentence"].to_numpy()
    begin = table["start"].to_numpy() - shape.lead[word]
    finish = table["end"].to_numpy() + shape.trail[word]
    goes_on = np.append(False, (begin[1:] == finish[:-1]) & (sentence[1:] == sentence[:-1]))[
        : len(word)
    ]
    if not goes_on.any():
        return corpus
    first = np.flatnonzero(~goes_on)
    last = np.append(first[1:], len(word)) - 1
    article = corpus.segments["article"].to_numpy()[
        corpus.sentences["segment"].to_numpy()[sentence[first]]
    ]
    spans = zip(article.tolist(), begin[first].tolist(), finish[last].tolist(), strict=True)
    word_ids, vocabulary = pd.factorize(
        np.array([corpus.texts[text][low:high] for text, low, high in spans], dtype=object)
    )
    tokens = {
        "word": word_ids,
        "sentence": sentence[first],
        "start": table["start"].to_numpy()[first],
        "end": table["end"].to_numpy()[last],
    }
    return replace(
        corpus, tokens=pd.DataFrame(tokens), written=pa.array(vocabulary, type=pa.string())
    )


def _read(corpus: Corpus, listed: Lexicon, normalise: bool) -> tuple[_Items, _Vocabulary, _Marks]:
    characters = corpus.shapes.characters
    spelled = _spelled(characters, listed, normalise)
    read_out = {row: _read_out(characters.token(row), listed.emoji) for row in spelled}
    marks = _marks(characters, read_out)

    rulebook = _rulebook(listed)
    lower = lower_case(corpus.written, fold if normalise else str.lower)
    vocabulary = _look_up(lower, characters, spelled, rulebook)
    first_item, n_items = _of_tokens(corpus, spelled)
    item, inserted = _with_emoji(corpus, first_item, n_items)
    first = corpus.first_tokens
    if len(inserted):  # each row moves behind those inserted before it
        first = first + np.searchsorted(inserted - np.arange(len(inserted)), first, "right")
    marked = first_item[np.flatnonzero(marks.n_runs)]
    answers = vocabulary.bits(rulebook, marked).take(item)
    opens = closes = np.array([], dtype=np.int64)
    if listed.phrases:
        entries = _entries(corpus, listed, inserted, normalise)
        marks_of_words = answers & _MARKED
        vocabulary, item, opens, closes = _with_entries(vocabulary, item, entries, listed)
        answers = vocabulary.bits(rulebook, marked)[item] | marks_of_words
    return _Items(corpus, item, inserted, first, answers, opens, closes), vocabulary, marks


def _phrases(listed: Lexicon) -> list[str]:
    """The phrases and globs of a lexicon, first choices first."""
    return sorted(listed.phrases, key=choice)


def _matches(corpus: Corpus, listed: Lexicon, normalise: bool) -> Matches:
    """Where the phrases and globs of a lexicon stand, the longest ones, as words of the corpus."""
    distinct = None if normalise else pc.utf8_lower(corpus.words.written)
    matches = find_terms(corpus, _phrases(listed), distinct=distinct)
    kept = longest(
        np.zeros(len(matches.term), dtype=np.int64), matches.first, matches.last, matches.term
    )
    return Matches(*(column[kept] for column in matches))


def _entries(corpus: Corpus, listed: Lexicon, inserted: np.ndarray, normalise: bool) -> Matches:
    """Where entries of several words and globs stand, as rows of the items (see `_Items`)."""
    matches = _matches(corpus, listed, normalise)
    words, tokens = corpus.words, corpus.tokens
    segment = corpus.sentences["segment"].to_numpy(dtype=np.int64) << 32
    begins = segment[tokens["sentence"].to_numpy()] | tokens["start"].to_numpy(dtype=np.int64)
    first, last = (
        np.searchsorted(
            begins, segment[words.sentence[word]] | words.start[word].astype(np.int64), "right"
        )
        - 1
        for word in (matches.first, matches.last)
    )
    _, single = np.unique(first, return_index=True)  # two words of one token are one place
    behind = inserted - np.arange(len(inserted))
    rows = (
        token[single] + np.searchsorted(behind, token[single], "right") for token in (first, last)
    )
    return Matches(matches.term[single], *rows)


def _with_entries(
    vocabulary: _Vocabulary, item: np.ndarray, entries: Matches, listed: Lexicon
) -> tuple[_Vocabulary, np.ndarray, np.ndarray, np.ndarray]:
    """The vocabulary and the items with each entry of several words as one item, and where these
    begin and end.

    The further words of an entry are items of which nothing is so: they neither are charged nor
    change what is near. An entry that is all in capitals is loud, as a word is. A word that the
    lexicon holds itself keeps its own valence.
    """
    is_new = (entries.last > entries.first) | ~vocabulary.in_lexicon[item[entries.first]]
    entry, first, last = (column[is_new] for column in entries)
    owner, row = unroll(first, last - first + 1)
    loud = vocabulary.capitals[item[row]]
    is_loud = np.bincount(owner, ~loud, minlength=len(first)) == 0

    terms = _phrases(listed)
    values = np.array([listed.phrases[term] for term in terms])
    charged = values[entry] != 0  # an entry of 0 only keeps its words from being scored alone
    new = (
        len(vocabulary.lower) - 1
    )  # each entry quiet, then loud; behind them a word of one, quiet, then loud
    item = item.copy()
    item[row] = new + 2 * len(terms) + loud
    item[first[charged]] = new + 2 * entry[charged] + is_loud[charged]
    n_new = 2 * len(terms) + 2
    added = _Vocabulary(
        lower=pa.array([*(term for term in terms for _ in range(2)), "", ""], type=pa.string()),
        row=np.repeat(vocabulary.row[-1:], n_new),  # as of no word at all
        in_lexicon=np.arange(n_new) < n_new - 2,
        valence=np.append(np.repeat(values, 2), [np.nan, np.nan]),
        degree=np.zeros(n_new),
        negates=np.zeros(n_new, dtype=bool),
        flag=np.repeat(vocabulary.flag[-1:], n_new),
        capitals=np.arange(n_new) % 2 == 1,
    )
    return vocabulary.with_items(added), item, first[charged], last[charged]


def _of_tokens(corpus: Corpus, spelled: dict[int, list[str]]) -> tuple[np.ndarray, np.ndarray]:
    """Of each distinct token its first item, and how many: the token itself, or the words of its
    emoji behind all tokens.
    """
    first = np.arange(len(corpus.written))
    count = np.ones(len(corpus.written), dtype=np.int64)
    rows = sorted(spelled)
    count[rows] = [len(spelled[row]) for row in rows]
    first[rows] = len(first) + np.cumsum(count[rows]) - count[rows]
    return first, count


def _with_emoji(
    corpus: Corpus, first: np.ndarray, count: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The items in reading order, and which of them go on with the words of an emoji (see
    `_of_tokens`).
    """
    word = corpus.tokens["word"].to_numpy()
    odd = np.flatnonzero(first != np.arange(len(first)))
    if not len(odd):
        return word, np.array([], dtype=np.int64)
    is_odd = np.zeros(len(first), dtype=bool)
    is_odd[odd] = True
    token = np.flatnonzero(is_odd.take(word))
    owner, piece = unroll(first[word[token]], count[word[token]])
    opens = run_starts(owner)
    # Tokens with an emoji are few: what stands between them is copied as a whole.
    stretches = np.split(word, np.stack([token, token + 1], axis=1).ravel())
    stretches[1::2] = np.split(piece, np.flatnonzero(opens)[1:])
    inserted = token[owner[~opens]] + 1
    return np.concatenate(stretches), inserted + np.arange(len(inserted))


def _spelled(characters: Characters, listed: Lexicon, normalise: bool) -> dict[int, list[str]]:
    """The words of each token that holds an emoji, with the emoji as the words that it stands for."""
    wide = np.flatnonzero(characters.points > 0x7F)
    held = wide[np.isin(characters.points[wide], _code_points(listed))]
    spelled = {}
    for row in np.unique(characters.owner(held)).tolist():  # in the order of the vocabulary
        token = characters.token(row)
        read_out = _read_out(plain_quotes(token) if normalise else token, listed.emoji)
        spelled[row] = [_strip(piece) for piece in read_out.split()]
    return spelled


@functools.lru_cache(maxsize=8)
def _code_points(listed: Lexicon) -> np.ndarray:
    """The emoji of a lexicon."""
    return np.array([ord(char) for char in listed.emoji if len(char) == 1], dtype=np.uint32)


def _read_out(token: str, emoji: dict[str, str]) -> str:
    """A token with its emoji as the words that they stand for."""
    return "".join(f" {emoji[char]}" if char in emoji else char for char in token)


def _strip(piece: str) -> str:
    """Punctuation goes from both ends, unless two characters or fewer are left: it was an emoticon
    then.
    """
    stripped = piece.strip(string.punctuation)
    return piece if len(stripped) <= 2 else stripped


@functools.lru_cache(maxsize=8)
def _rulebook(listed: Lexicon) -> _Rulebook:
    valence, degrees, negations = (
        listed.valence,
        vaderSentiment.BOOSTER_DICT,
        {*vaderSentiment.NEGATE, *listed.reversing},
    )
    phrases = [
        phrase.split() for phrase in (*vaderSentiment.SPECIAL_CASES, *degrees) if " " in phrase
    ]
    words = sorted({*valence, *degrees, *negations, *_FLAGS, *itertools.chain(*phrases)})
    row = {word: index for index, word in enumerate(words)}
    return _Rulebook(
        words=pa.array(words, type=pa.string()),
        valence=np.array([*(valence.get(word, np.nan) for word in words), np.nan]),
        degree=np.array([*(degrees.get(word, 0.0) for word in words), 0.0]),
        negates=np.array([*(word in negations for word in words), False]),
        flag=np.array(
            [*(_FLAGS.index(word) if word in _FLAGS else -1 for word in words), -1], dtype=np.int8
        ),
        idioms=tuple(
            (tuple(row[word] for word in phrase), phrase.index(max(phrase, key=len)))
            for phrase in phrases
        ),
    )


def _look_up(
    lower: pa.Array, characters: Characters, spelled: dict[int, list[str]], rulebook: _Rulebook
) -> _Vocabulary:
    """The distinct items: the distinct tokens, behind them the words of each emoji, behind these
    nothing.
    """
    stripped = pc.utf8_trim(lower, characters=string.punctuation)
    lower = pc.if_else(pc.greater(pc.utf8_length(stripped), 2), stripped, lower)
    pieces = [piece for _, of_token in sorted(spelled.items()) for piece in of_token]
    listed = pa.concat_arrays([lower, pa.array([*map(str.lower, pieces), ""], type=pa.string())])
    row = pc.index_in(listed, value_set=rulebook.words).fill_null(-1).to_numpy(zero_copy_only=False)
    valence = rulebook.valence[row]
    contracted = pc.match_substring(listed, "n't").to_numpy(zero_copy_only=False)
    loud = [*map(str.isupper, pieces), False]  # punctuation around a word has no case
    return _Vocabulary(
        lower=listed,
        row=row,
        in_lexicon=~np.isnan(valence),
        valence=valence,
        degree=rulebook.degree[row],
        negates=rulebook.negates[row] | contracted,
        flag=rulebook.flag[row],
        capitals=np.concatenate([characters.in_capitals(), loud]),
    )


def _in_context(
    items: _Items, vocabulary: _Vocabulary, rulebook: _Rulebook
) -> tuple[np.ndarray, np.ndarray]:
    """The lexicon words (rows of the items) and their valences after all rules but "but"."""
    flag = vocabulary.flag
    rows = items.rows(_CHARGED)
    item, sentence = items.item[rows], items.sentence(rows)
    following = _beside(items, rows, sentence, 1)
    kept = np.flatnonzero(~(_is("kind", flag[item]) & _is("of", flag[following])))
    rows, item, sentence, following = (of[kept] for of in (rows, item, sentence, following))

    mixed = _mixed_capitals(items)[sentence]
    valence = _emphasised(vocabulary.valence[item], vocabulary.capitals[item] & mixed)
    near_idiom = _near(_idiom_places(items, vocabulary, rulebook), rows)
    # Nothing near most words moves them.
    some = np.flatnonzero(_has_movers(items, rows) | near_idiom)
    charged = _Charged(rows[some], item[some], sentence[some], following[some], mixed[some])
    valence[some] = _moved(items, vocabulary, charged, near_idiom[some])
    return rows, valence


class _Charged(NamedTuple):
    """Some scored words: rows of the items, and what each has in its sentence."""

    rows: np.ndarray
    item: np.ndarray
    sentence: np.ndarray
    following: np.ndarray  # the item behind it
    mixed: np.ndarray  # whether some words of the sentence, but not all, are in capitals


def _emphasised(valence: np.ndarray, loud: np.ndarray) -> np.ndarray:
    """Valences, those of words that stand out by their capitals moved away from 0."""
    return np.where(loud, valence + np.where(valence > 0, _CAPITALS, -_CAPITALS), valence)


def _near(begins: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """True for each row that has one of some ascending places in its window."""
    return np.searchsorted(begins, rows, "right") > np.searchsorted(begins, rows + _WINDOW.start)


def _has_movers(items: _Items, rows: np.ndarray) -> np.ndarray:
    """True for each row that is, or has among the three words before it, in whatever sentence, one
    that can move a valence.
    """
    nearest = [items.answers[np.maximum(rows - step, 0)] for step in range(4)]
    return np.bitwise_or.reduce(nearest) & _MOVES != 0


def _moved(
    items: _Items, vocabulary: _Vocabulary, charged: _Charged, near_idiom: np.ndarray
) -> np.ndarray:
    """The valences of some scored words after all rules but "but"."""
    in_lexicon, flag = vocabulary.in_lexicon, vocabulary.flag
    rows, item, sentence, following, mixed = charged
    before = [item, *(_beside(items, rows, sentence, -step) for step in (1, 2, 3))]
    from_start = rows - items.first[sentence]
    flags = [flag[word] for word in before]
    base = vocabulary.valence[item]
    valence = base.copy()

    # "no" before a scored word negates it and has no charge of its own.
    valence[_is("no", flags[0]) & in_lexicon[following]] = 0.0
    nor = _is("or", flags[1]) | _is("nor", flags[1])
    no = _is("no", flags[1]) | _is("no", flags[2]) | (_is("no", flags[3]) & nor)
    valence = np.where(no, base * _NEGATION, valence)

    valence = _emphasised(valence, vocabulary.capitals[item] & mixed)
    for distance in (1, 2, 3):
        acts = (from_start >= distance) & ~in_lexicon[before[distance]]
        degree = _degree(vocabulary, before[distance], valence, mixed) * _DISTANCE[distance - 1]
        valence = np.where(acts, valence + degree, valence)
        valence = np.where(
            acts,
            valence * _negation(vocabulary.negates[before[distance]], flags, distance),
            valence,
        )
        if distance == 3:
            valence = _idioms(items, vocabulary, charged, valence, acts & near_idiom)
    least = (from_start >= 1) & ~in_lexicon[before[1]] & _is("least", flags[1])
    excepted = (from_start >= 2) & (_is("at", flags[2]) | _is("very", flags[2]))
    return np.where(least & ~excepted, valence * _NEGATION, valence)


def _beside(items: _Items, rows: np.ndarray, sentence: np.ndarray, step: int) -> np.ndarray:
    """The item so many places behind (or before) each row, in the same sentence; -1 where none
    stands there.
    """
    neighbour = rows + step
    inside = (neighbour >= items.first[sentence]) & (neighbour < items.first[sentence + 1])
    return np.where(inside, items.item[np.where(inside, neighbour, 0)], -1)


def _mixed_capitals(items: _Items) -> np.ndarray:
    """True for each sentence in which some words, but not all, are in capitals."""
    capitals = np.bincount(items.sentence(items.rows(_LOUD)), minlength=len(items.first) - 1)
    return (capitals > 0) & (capitals < np.diff(items.first))


def _degree(
    vocabulary: _Vocabulary, word: np.ndarray, valence: np.ndarray, mixed: np.ndarray
) -> np.ndarray:
    degree = vocabulary.degree[word]
    signed = np.where(valence < 0, -degree, degree)
    loud = (degree != 0) & vocabulary.capitals[word] & mixed
    return np.where(loud, signed + np.where(valence > 0, _CAPITALS, -_CAPITALS), signed)


def _is(word: str, flag: np.ndarray) -> np.ndarray:
    """True where a flag is that of this word of the rules."""
    return flag == _FLAGS.index(word)


def _negation(negates: np.ndarray, flags: list[np.ndarray], distance: int) -> np.ndarray:
    """The factor by which a negation at this distance moves a valence."""
    factor = np.where(negates, _NEGATION, 1.0)
    if distance == 1:
        return factor
    so = [_is("so", flag) | _is("this", flag) for flag in flags]
    doubt = [_is("doubt", flag) for flag in flags]
    never, without = _is("never", flags[distance]), _is("without", flags[distance])
    if distance == 2:
        never_so, no_doubt = never & so[1], without & doubt[1]
    else:
        # As published: at distance three "so" or "this" just before the word is enough, with no
        # "never" at all.
        never_so, no_doubt = (never & so[2]) | so[1], without & (doubt[2] | doubt[1])
    return np.where(never_so, _NEVER_SO, np.where(no_doubt, 1.0, factor))


def _idiom_places(items: _Items, vocabulary: _Vocabulary, rulebook: _Rulebook) -> np.ndarray:
    """The rows in which an idiom or a degree phrase begins."""
    anchors = items.rows(_IDIOM)
    in_rulebook = vocabulary.row[items.item[anchors]]
    begins = []
    for words, anchor in rulebook.idioms:
        begin = anchors[in_rulebook == words[anchor]] - anchor
        begin = begin[(begin >= 0) & (begin + len(words) <= len(items.item))]
        for step, word in enumerate(words):
            begin = begin[vocabulary.row[items.item[begin + step]] == word]
        begins.append(begin)
    return np.sort(np.concatenate(begins))


def _idioms(
    items: _Items,
    vocabulary: _Vocabulary,
    charged: _Charged,
    valence: np.ndarray,
    near: np.ndarray,
) -> np.ndarray:
    """Idioms replace a valence, two-word degree phrases add to it; few places are concerned, so one
    by one.
    """
    special, degrees = vaderSentiment.SPECIAL_CASES, vaderSentiment.BOOSTER_DICT
    valence = valence.copy()
    near_rows = np.flatnonzero(near)
    # Words beyond the sentence are the nothing of the last row.
    nothing = len(vocabulary.lower) - 1
    rows, sentence = charged.rows[near_rows], charged.sentence[near_rows]
    places = (_beside(items, rows, sentence, step) for step in _WINDOW)
    columns = (
        vocabulary.lower.take(pa.array(np.where(place < 0, nothing, place))).to_pylist()
        for place in places
    )
    windows = zip(*columns, strict=True)
    for row, window in zip(near_rows.tolist(), windows, strict=True):
        third, second, first, own, behind, beyond = window
        after = [word for word in (behind, beyond) if word]
        backward = (
            f"{first} {own}",
            f"{second} {first} {own}",
            f"{second} {first}",
            f"{third} {second} {first}",
            f"{third} {second}",
        )
        forward = [" ".join([own, *words]) for words in (after[:1], after) if words]
        idiom = next((phrase for phrase in backward if phrase in special), None)
        for phrase in (idiom, *forward):
            if phrase in special:
                valence[row] = special[phrase]
        for phrase in (f"{third} {second} {first}", f"{third} {second}", f"{second} {first}"):
            valence[row] += degrees.get(phrase, 0.0)
    return valence


def _contrast(
    items: _Items, rows: np.ndarray, sentence: np.ndarray, valence: np.ndarray
) -> np.ndarray:
    """ "But" halves what stands before it and lifts what stands after it.

    As published, each score looks up the *first* equal score of its sentence and moves that one, so
    that of two equal scores one may be moved twice and the other never.
    """
    but = items.rows(_BUT)
    first = but[np.unique(items.sentence(but), return_index=True)[1]]
    left, right = (
        np.searchsorted(sentence, items.sentence(first), side) for side in ("left", "right")
    )
    owner, row = unroll(left, right - left)
    moved = valence[row] * np.where(rows[row] < first[owner], _BEFORE_BUT, _AFTER_BUT)
    result = valence.copy()
    result[row] = moved
    # Where a score equals another one of its sentence, before or after, they are moved as
    # published, one by one.
    for group in _with_equals(owner, valence[row], moved).tolist():
        low, high = left[group], right[group]
        scores = valence[low:high].tolist()
        for n in range(len(scores)):
            equal = scores.index(scores[n])
            scores[equal] *= _BEFORE_BUT if rows[low + equal] < first[group] else _AFTER_BUT
        result[low:high] = scores
    return result


def _with_equals(group: np.ndarray, *columns: np.ndarray) -> np.ndarray:
    """The groups that hold a value twice."""
    groups, values = np.tile(group, len(columns)), np.concatenate(columns)
    order = np.lexsort((values, groups))
    groups, values = groups[order], values[order]
    return np.unique(groups[1:][(groups[1:] == groups[:-1]) & (values[1:] == values[:-1])])


class _Marks(NamedTuple):
    """The runs of exclamation and question marks inside the distinct tokens: how many each holds,
    and per run its place.
    """

    n_runs: np.ndarray
    start: np.ndarray
    end: np.ndarray
    exclamations: np.ndarray
    questions: np.ndarray


class _Emphasis(NamedTuple):
    """The runs of marks that lift a sentence, each with its share."""

    sentence: np.ndarray
    start: np.ndarray
    end: np.ndarray
    weight: np.ndarray
    term: pa.Array


def _marks(characters: Characters, read_out: dict[int, str]) -> _Marks:
    exclaims, asks = (characters.points == ord(mark) for mark in "!?")
    marked = np.flatnonzero(exclaims | asks)
    opens = np.append(True, marked[1:] > marked[:-1] + 1)[: len(marked)]
    start = marked[opens]
    run = np.cumsum(opens) - 1
    counts = [np.bincount(run[mark[marked]], minlength=len(start)) for mark in (exclaims, asks)]
    owner = characters.owner(start)
    length = np.bincount(run, minlength=len(start))
    begin = start - characters.begin[owner]
    table = np.stack([owner, begin, begin + length, *counts], axis=1)
    for row, named in read_out.items():
        raw = characters.token(row)
        if named.count("!") + named.count("?") != raw.count("!") + raw.count("?"):
            # The name of an emoji holds the mark.
            whole = [row, 0, len(raw), named.count("!"), named.count("?")]
            table = np.concatenate([table[table[:, 0] != row], [whole]])
    table = table[np.argsort(table[:, 0], kind="stable")]
    n_runs = np.bincount(table[:, 0], minlength=len(characters.begin)).astype(np.int32)
    return _Marks(n_runs, *table[:, 1:].T)


def _emphasis(items: _Items, marks: _Marks, sentence: np.ndarray, valence: np.ndarray) -> _Emphasis:
    """Marks lift a sentence's sum away from 0; each run of marks carries its share."""
    corpus = items.corpus
    word = corpus.tokens["word"].to_numpy()
    token = items.token(items.rows(_MARKED))
    marked, run, _ = per_token(word[token], marks.n_runs)
    token = token[marked]
    exclamations, questions = marks.exclamations[run], marks.questions[run]
    owner = corpus.tokens["sentence"].to_numpy()[token]
    begin = corpus.tokens["start"].to_numpy()[token] - corpus.shapes.lead[word[token]]

    n_sentences = len(corpus.sentences)
    of_sentence = [
        np.bincount(owner, n_marks, n_sentences)[owner] for n_marks in (exclamations, questions)
    ]
    lift_exclamation = np.minimum(of_sentence[0], _MOST_EXCLAMATIONS) * _EXCLAMATION
    many = np.where(of_sentence[1] > 3, _MANY_QUESTIONS, of_sentence[1] * _QUESTION)
    lift_question = np.where(of_sentence[1] > 1, many, 0.0)
    share = lift_exclamation * (exclamations / np.maximum(of_sentence[0], 1))
    share += lift_question * (questions / np.maximum(of_sentence[1], 1))

    sums = np.bincount(sentence, valence, n_sentences)
    unsure = np.unique(owner[np.abs(sums[owner]) < 1e-9])
    left, right = np.searchsorted(sentence, unsure), np.searchsorted(sentence, unsure, "right")
    for n in np.flatnonzero(right > left).tolist():
        # Where scores cancel out, the sign hangs on rounding: add as Python adds.
        sums[unsure[n]] = sum(valence[left[n] : right[n]].tolist())
    weight = np.sign(sums[owner]) * share
    kept = np.flatnonzero(weight)
    terms = [
        "!" * e + "?" * q
        for e, q in zip(exclamations[kept].tolist(), questions[kept].tolist(), strict=True)
    ]
    term = pa.array(terms, type=pa.string())
    start, end = begin + marks.start[run], begin + marks.end[run]
    return _Emphasis(owner[kept], start[kept], end[kept], weight[kept], term)


def _source(lexicon: str | Path) -> str:
    """The lexicon as a report names it: of a list of one's own its file alone, for where that is is
    nobody else's business.
    """
    listed = load_lexicon(lexicon)
    source = Path(listed.source).name if Path(listed.source).is_absolute() else listed.source
    return f"{listed.title} ({source}){said_of(listed.lost)}"


SUM = hits_table.Sum(
    "tone",
    more="more positive",
    less="more negative",
    of="scores",
    unit="points",
    ends="right of 0 is positive, left of it negative",
)
MEASURE = hits_table.declare(
    hits_table.Measure(
        "sentiment",
        "words the lexicon scores; tone is the sum of their scores",
        hits,
        places="scored words",
        one_place="scored word",
        phrase="{}",
        option="lexicon",
        list_name="lexicon",
        labels={
            "positive": "positive words",
            "negative": "negative words",
            "emphasis": "exclamation and question marks",
            "tone": "tone (sum of scores)",
        },
        sum=SUM,
        mark=(
            "text-decoration: underline 2px; text-underline-offset: .2em; text-decoration-skip-ink:"
            " none"
        ),
        source=_source,
        takes_names=True,
        validity=functools.partial(validity.worth, "sentiment"),
        choices={
            "lexicon": {
                name: {"lexicon": name}
                for name in ("vader", "afinn", "news", "news-with-misleading")
            },
            "names": {"left out": {}, "counted": {"names": None}},
        },
    )
)
