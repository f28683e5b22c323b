"""Sentiment: which way the charged words lean.

The rules are those of Hutto & Gilbert (2014), as the package vaderSentiment applies them, computed for all words of
a corpus together: what depends on one word is looked up once per distinct word, what depends on the neighbours is
read from the columns shifted by one, two and three places.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import hits as hits_table
from analysis.corpus import Corpus, unroll
from analysis.lexicons.phrases import TWINS, fold
from analysis.lexicons.valence import Lexicon, load_lexicon

CATEGORIES = ("positive", "negative", "emphasis")

# Hutto & Gilbert (2014): empirical means of how much capitals, negation and exclamation marks move a rating.
_CAPITALS = 0.733
_NEGATION = -0.74
_NEVER_SO = 1.25
_EXCLAMATION, _MOST_EXCLAMATIONS = 0.292, 4
_QUESTION, _MANY_QUESTIONS = 0.18, 0.96
_ALPHA = 15  # normalises a sum of valences to -1…1
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.5
_DISTANCE = (1.0, 0.95, 0.9)  # a degree word counts less the further it stands from its word

_FLAGS = ("kind", "of", "no", "or", "nor", "never", "so", "this", "without", "doubt", "least", "at", "very", "but")


class _Items(NamedTuple):
    """The words as the lexicon sees them, in reading order, and what is known of each."""

    token: np.ndarray  # row of the corpus' tokens
    item: np.ndarray  # distinct item
    sentence: np.ndarray
    place: np.ndarray  # number within its sentence
    length: np.ndarray  # items in its sentence


class _Vocabulary(NamedTuple):
    """What depends on the distinct item alone."""

    lower: list[str]
    valence: np.ndarray  # nan where the lexicon lacks it
    degree: np.ndarray  # 0 where it is no degree word
    capitals: np.ndarray
    negates: np.ndarray
    flags: dict[str, np.ndarray]


def hits(corpus: Corpus, *, lexicon: str | Path = "vader", normalise: bool = True) -> pd.DataFrame:
    """Every charged word of the corpus, with its valence in context.

    A word's valence (-4 to 4 in VADER before emphasis, 0 neutral) is its lexicon value after negation, degree words,
    capitals and "but" (Hutto & Gilbert, 2014). Words the lexicon lacks are not neutral, they are absent: see
    `coverage`. Emphasis that belongs to no word ("!!!") is a hit on its own span. Counted per word.

    Parameters
    ----------
    corpus : Corpus
    lexicon : str or Path
        "vader", "afinn", "news" (`load_lexicon` tells what it holds, and its two variants), or the path of a CSV file
        with the columns word and valence.
    normalise : bool
        True reads typographic quotes and dashes as their ASCII twins; False is vaderSentiment's own behaviour.

    Returns
    -------
    DataFrame, one row per charged word
        segment, sentence (ids), start, end (character offsets in the article), term (lower case), category (positive,
        negative, emphasis), weight (valence), measure ("sentiment"), entry (the lexicon's word), base (its lexicon
        value).

    Raises
    ------
    ValueError
        for a lexicon that is neither known nor a readable file; the message lists the known ones.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is not good.")
    >>> hits(corpus)[["term", "weight"]].round(2).values.tolist()
    [['good', -1.41]]
    """
    words = load_lexicon(lexicon)
    items, vocabulary, marks = _read(corpus, words, normalise)
    rows, valence = _in_context(items, vocabulary)
    was_negative = vocabulary.valence[items.item[rows]] < 0
    valence = np.where(was_negative & (valence > 0), valence * words.negated_negative, valence)
    valence = _contrast(items, vocabulary, rows, valence)
    rows, valence = rows[valence != 0], valence[valence != 0]
    emphasis = _emphasis(corpus, marks, items.sentence[rows], valence)

    token = items.token[rows]
    item = items.item[rows]
    entry = [vocabulary.lower[number] for number in item]
    return hits_table.make(
        corpus,
        measure="sentiment",
        categories=CATEGORIES,
        sentence=np.concatenate([items.sentence[rows], emphasis["sentence"].to_numpy()]),
        start=np.concatenate([corpus.tokens["start"].to_numpy()[token], emphasis["start"].to_numpy()]),
        end=np.concatenate([corpus.tokens["end"].to_numpy()[token], emphasis["end"].to_numpy()]),
        term=[*entry, *emphasis["term"]],
        category=[*np.where(valence > 0, "positive", "negative"), *["emphasis"] * len(emphasis)],
        weight=np.concatenate([valence, emphasis["weight"].to_numpy()]),
        entry=[*entry, *emphasis["term"]],
        base=np.concatenate([vocabulary.valence[item], np.full(len(emphasis), np.nan)]),
    )


def compound(corpus: Corpus, *, lexicon: str | Path = "vader", normalise: bool = True) -> pd.Series:
    """The compound score of every sentence, as Hutto & Gilbert (2014) define it.

    Runs from -1 (most negative) to 1 (most positive); 0 is balanced or without a charged word. It grows with the
    number of charged words, so compare sentences, not texts of different length; for layers use `tone`.

    Parameters
    ----------
    corpus, lexicon, normalise
        as for `hits`; with `normalise=False` and VADER the scores are those of the package vaderSentiment.

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
    table = hits(corpus, lexicon=lexicon, normalise=normalise)
    total = _sums(corpus, table["sentence"].to_numpy(), table["weight"].to_numpy())
    return pd.Series(total / np.sqrt(total**2 + _ALPHA), index=corpus.sentences.index, name="compound")


def tone(corpus: Corpus, charged: pd.DataFrame | None = None) -> pd.Series:
    """The tone of each layer: the sum of its valences divided by its words.

    0 is balanced or without a charged word, positive leans to the good. It does not depend on length: a layer said a
    hundred times has the tone of the layer said once. Undefined (nan) for a layer without a word. `charged` takes a
    table of `hits`, as of another lexicon or with some left out.

    Examples
    --------
    >>> from analysis import read_text
    >>> tone(read_text("Good, good, bad.")).round(4).to_dict()
    {'body': 0.4333}
    """
    table = hits(corpus) if charged is None else charged
    layer = corpus.segments["layer"]
    total = table["weight"].groupby(layer.to_numpy()[table["segment"].to_numpy()]).sum()
    n_words = corpus.layer_sizes()["words"].astype(float)
    return (total.reindex(n_words.index, fill_value=0.0) / n_words.where(n_words > 0)).rename("tone")


def tones(
    corpus: Corpus, lexicons: Sequence[str | Path] = ("vader", "afinn"), *, leave_out: pd.DataFrame | None = None
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
        lexicon, scale (the lexicon's largest valence), layer, segment (missing in the rows of a layer), n_words, value
        (sum of valences), tone (value per word; nan without words).

    Examples
    --------
    >>> from analysis import read_text
    >>> tones(read_text("Good, good, bad."), ["vader"])["tone"].round(2).tolist()
    [0.43, 0.43]
    """
    tables = []
    for name in lexicons:
        table = hits(corpus, lexicon=name)
        table = table if leave_out is None else table[~hits_table.inside(table, leave_out)]
        segments = corpus.segments[["layer", "n_words"]].reset_index()
        segments["value"] = np.bincount(table["segment"], weights=table["weight"], minlength=len(segments))
        layers = segments.groupby("layer", observed=True)[["n_words", "value"]].sum().reset_index()
        both = pd.concat([segments.astype({"segment": "Int64"}), layers], ignore_index=True)
        lexicon = load_lexicon(name)
        tables.append(both.assign(lexicon=lexicon.title, scale=lexicon.scale))
    result = pd.concat(tables, ignore_index=True)
    result["tone"] = result["value"] / result["n_words"].where(result["n_words"] > 0)
    return result[["lexicon", "scale", "layer", "segment", "n_words", "value", "tone"]]


def along(corpus: Corpus, *, lexicon: str | Path = "vader") -> pd.DataFrame:
    """The compound score of every sentence and where in the article it stands.

    Returns
    -------
    DataFrame, one row per sentence
        sentence, segment, layer, position (words of the article before the sentence's middle), n_words, compound (-1 to
        1).

    Examples
    --------
    >>> from analysis import read_text
    >>> along(read_text("A good plan. It is bad."))[["position", "compound"]].round(2).values.tolist()
    [[1.5, 0.44], [4.5, -0.54]]
    """
    table = corpus.sentences.reset_index()
    table["layer"] = corpus.segments["layer"].array[table["segment"].to_numpy()]
    table["position"] = table["n_words"].cumsum() - table["n_words"] / 2
    table["compound"] = compound(corpus, lexicon=lexicon).to_numpy()
    return table[["sentence", "segment", "layer", "position", "n_words", "compound"]]


def coverage(corpus: Corpus, lexicon: str | Path = "vader", *, n_unknown: int = 10) -> pd.DataFrame:
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
        n_words; n_scored, the words with a valence; share_scored (0 to 1; nan for a layer without words); unknown, the
        most frequent content words that the lexicon lacks, with their counts. A content word is a word of three
        letters or more that is not in scikit-learn's list of English stop words.

    Examples
    --------
    >>> from analysis import read_text
    >>> coverage(read_text("A good missile, a bad missile."))[["n_words", "n_scored"]].values.tolist()
    [[6, 2]]
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = load_lexicon(lexicon)
    seen = pd.DataFrame(
        {
            "key": corpus.words.key,
            "layer": corpus.segments["layer"].to_numpy()[corpus.sentences["segment"].to_numpy()[corpus.words.sentence]],
        }
    )
    lower = [fold(key) for key in corpus.words.keys]
    scored = np.array([word in words.valence for word in lower], dtype=bool)
    content = np.array(
        [len(word) > 2 and word[0].isalpha() and word not in ENGLISH_STOP_WORDS for word in lower], dtype=bool
    )
    seen["word"] = np.array(lower, dtype=object)[seen["key"]]
    seen["scored"], seen["unknown"] = scored[seen["key"]], (content & ~scored)[seen["key"]]

    result = corpus.layer_sizes()[["words"]].rename(columns={"words": "n_words"})
    by_layer = seen.groupby("layer", observed=True)
    result["n_scored"] = by_layer["scored"].sum().reindex(result.index, fill_value=0)
    result["share_scored"] = result["n_scored"] / result["n_words"].where(result["n_words"] > 0)
    result["unknown"] = [_most_frequent(seen, layer, n_unknown) for layer in result.index]
    return result


def _most_frequent(seen: pd.DataFrame, layer: str, most: int) -> list[tuple[str, int]]:
    counts = seen.loc[(seen["layer"] == layer) & seen["unknown"], "word"].value_counts()
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(str(word), int(count)) for word, count in ordered[:most]]


def _read(corpus: Corpus, lexicon: Lexicon, normalise: bool) -> tuple[_Items, _Vocabulary, list[list[_Mark]]]:
    distinct: dict[str, int] = {}
    rows, marks = [], []
    for raw in corpus.vocabulary:
        written = raw.translate(TWINS) if normalise else raw
        read = written if written.isascii() else _spell_emoji(written, lexicon.emoji)
        rows.append([distinct.setdefault(_strip(piece), len(distinct)) for piece in read.split()])
        marks.append(_marks(raw, read))

    word = corpus.tokens["word"].to_numpy()
    count = np.array([len(row) for row in rows], dtype=np.int64)
    flat = np.array([item for row in rows for item in row], dtype=np.int64)
    token, place = unroll(np.cumsum(count)[word] - count[word], count[word])
    item = flat[place]
    sentence = corpus.tokens["sentence"].to_numpy(dtype=np.int64)[token]
    length = np.bincount(sentence, minlength=len(corpus.sentences))
    place = np.arange(len(sentence)) - (np.cumsum(length) - length)[sentence]
    items = _Items(token, item, sentence, place, length[sentence])
    return items, _look_up(list(distinct), lexicon), marks


def _spell_emoji(token: str, emoji: dict[str, str]) -> str:
    pieces: list[str] = []
    for char in token:
        pieces.append(f" {emoji[char]}" if char in emoji else char)
    return "".join(pieces)


def _strip(piece: str) -> str:
    """Punctuation goes from both ends, unless two characters or fewer are left: it was an emoticon then."""
    stripped = piece.strip(string.punctuation)
    return piece if len(stripped) <= 2 else stripped


def _look_up(distinct: list[str], lexicon: Lexicon) -> _Vocabulary:
    degrees, negations = _rules().BOOSTER_DICT, frozenset(_rules().NEGATE)
    # One more row, reached by the index -1, stands for "no such neighbour".
    lower = [*(item.lower() for item in distinct), ""]
    return _Vocabulary(
        lower=lower,
        valence=np.array([lexicon.valence.get(item, np.nan) for item in lower]),
        degree=np.array([degrees.get(item, 0.0) for item in lower]),
        capitals=np.array([*(item.isupper() for item in distinct), False]),
        negates=np.array([item in negations or "n't" in item or item in lexicon.reversing for item in lower]),
        flags={flag: np.array([item == flag for item in lower]) for flag in _FLAGS},
    )


def _rules() -> ModuleType:
    """The rule constants as the package ships them: degree words, negations, idioms."""
    from vaderSentiment import vaderSentiment

    return vaderSentiment


def _in_context(items: _Items, vocabulary: _Vocabulary) -> tuple[np.ndarray, np.ndarray]:
    """The lexicon words (rows of the items) and their valences after all rules but "but"."""
    known, flags = ~np.isnan(vocabulary.valence), vocabulary.flags
    padded = np.concatenate([items.item, [-1]])  # behind the last item stands nothing
    is_last = items.place == items.length - 1
    following = np.where(is_last, -1, padded[1:])
    kind_of = flags["kind"][items.item] & flags["of"][following]
    rows = np.flatnonzero(known[items.item] & (vocabulary.degree[items.item] == 0) & ~kind_of)

    item, place = items.item[rows], items.place[rows]
    before = [np.where(place >= k, items.item[np.maximum(rows - k, 0)], -1) for k in range(4)]
    mixed = _mixed_capitals(items, vocabulary)[items.sentence[rows]]
    base = vocabulary.valence[item]
    valence = base.copy()

    # "no" before a charged word negates it and has no charge of its own.
    valence[flags["no"][item] & known[following[rows]]] = 0.0
    nor = flags["or"][before[1]] | flags["nor"][before[1]]
    no = flags["no"][before[1]] | flags["no"][before[2]] | (flags["no"][before[3]] & nor)
    valence = np.where(no, base * _NEGATION, valence)

    loud = vocabulary.capitals[item] & mixed
    valence = np.where(loud, valence + np.where(valence > 0, _CAPITALS, -_CAPITALS), valence)
    for distance in (1, 2, 3):
        acts = (place >= distance) & ~known[before[distance]]
        degree = _degree(vocabulary, before[distance], valence, mixed) * _DISTANCE[distance - 1]
        valence = np.where(acts, valence + degree, valence)
        valence = np.where(acts, valence * _negation(vocabulary, before, distance), valence)
        if distance == 3:
            valence = _idioms(items, vocabulary, rows, valence, acts)
    least = (place >= 1) & ~known[before[1]] & flags["least"][before[1]]
    excepted = (place >= 2) & (flags["at"][before[2]] | flags["very"][before[2]])
    return rows, np.where(least & ~excepted, valence * _NEGATION, valence)


def _mixed_capitals(items: _Items, vocabulary: _Vocabulary) -> np.ndarray:
    """True for each sentence in which some words, but not all, are in capitals."""
    capitals = np.bincount(items.sentence, weights=vocabulary.capitals[items.item])
    words = np.bincount(items.sentence)
    return (capitals > 0) & (capitals < words)


def _degree(vocabulary: _Vocabulary, word: np.ndarray, valence: np.ndarray, mixed: np.ndarray) -> np.ndarray:
    degree = vocabulary.degree[word]
    signed = np.where(valence < 0, -degree, degree)
    loud = (degree != 0) & vocabulary.capitals[word] & mixed
    return np.where(loud, signed + np.where(valence > 0, _CAPITALS, -_CAPITALS), signed)


def _negation(vocabulary: _Vocabulary, before: list[np.ndarray], distance: int) -> np.ndarray:
    """The factor by which a negation at this distance moves a valence."""
    flags = vocabulary.flags
    factor = np.where(vocabulary.negates[before[distance]], _NEGATION, 1.0)
    if distance == 1:
        return factor
    so = [flags["so"][word] | flags["this"][word] for word in before]
    doubt = [flags["doubt"][word] for word in before]
    never, without = flags["never"][before[distance]], flags["without"][before[distance]]
    if distance == 2:
        never_so, no_doubt = never & so[1], without & doubt[1]
    else:
        # As published: at distance three "so" or "this" just before the word is enough, with no "never" at all.
        never_so, no_doubt = (never & so[2]) | so[1], without & (doubt[2] | doubt[1])
    return np.where(never_so, _NEVER_SO, np.where(no_doubt, 1.0, factor))


@functools.cache
def _idiom_words() -> frozenset[str]:
    """One word of every idiom and two-word degree phrase: where none stands, none of them can."""
    phrases = [phrase for phrase in (*_rules().SPECIAL_CASES, *_rules().BOOSTER_DICT) if " " in phrase]
    return frozenset(max(phrase.split(), key=len) for phrase in phrases)


def _idioms(
    items: _Items, vocabulary: _Vocabulary, rows: np.ndarray, valence: np.ndarray, acts: np.ndarray
) -> np.ndarray:
    """Idioms replace a valence, two-word degree phrases add to it; few places are concerned, so one by one."""
    special, degrees = _rules().SPECIAL_CASES, _rules().BOOSTER_DICT
    telling = np.array([word in _idiom_words() for word in vocabulary.lower])[items.item]
    reach = np.concatenate([[0], np.cumsum(telling)])
    near = reach[np.minimum(rows + 3, len(telling))] - reach[np.maximum(rows - 3, 0)] > 0
    valence = valence.copy()
    for number in np.flatnonzero(acts & near):
        row = rows[number]
        end = row + items.length[row] - items.place[row]
        three, two, one, here = (vocabulary.lower[items.item[row - k]] for k in (3, 2, 1, 0))
        after = [vocabulary.lower[item] for item in items.item[row + 1 : min(row + 3, end)]]
        backward = (f"{one} {here}", f"{two} {one} {here}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
        forward = [" ".join([here, *after[:k]]) for k in range(1, len(after) + 1)]
        found = next((phrase for phrase in backward if phrase in special), None)
        for phrase in (found, *forward):
            if phrase in special:
                valence[number] = special[phrase]
        for phrase in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
            valence[number] += degrees.get(phrase, 0.0)
    return valence


def _contrast(items: _Items, vocabulary: _Vocabulary, rows: np.ndarray, valence: np.ndarray) -> np.ndarray:
    """ "But" halves what stands before it and lifts what stands after it.

    As published, each score looks up the *first* equal score of its sentence and moves that one, so that of two
    equal scores one may be moved twice and the other never.
    """
    but = np.flatnonzero(vocabulary.flags["but"][items.item])
    first = but[np.unique(items.sentence[but], return_index=True)[1]]
    valence = valence.copy()
    left = np.searchsorted(items.sentence[rows], items.sentence[first], "left")
    right = np.searchsorted(items.sentence[rows], items.sentence[first], "right")
    for at, begin, end in zip(first, left, right, strict=True):
        scores = valence[begin:end].tolist()
        for number in range(len(scores)):
            place = scores.index(scores[number])
            scores[place] *= _BEFORE_BUT if rows[begin + place] < at else _AFTER_BUT
        valence[begin:end] = scores
    return valence


class _Mark(NamedTuple):
    """A run of exclamation and question marks inside a distinct token."""

    start: int
    end: int
    exclamations: int
    questions: int


def _marks(token: str, read: str) -> list[_Mark]:
    if "!" not in read and "?" not in read:
        return []
    if read.count("!") + read.count("?") != token.count("!") + token.count("?"):
        return [_Mark(0, len(token), read.count("!"), read.count("?"))]  # the name of an emoji holds the mark
    runs = [(match.span(), match.group()) for match in re.finditer(r"[!?]+", token)]
    return [_Mark(start, end, run.count("!"), run.count("?")) for (start, end), run in runs]


def _emphasis(corpus: Corpus, marks: list[list[_Mark]], sentence: np.ndarray, valence: np.ndarray) -> pd.DataFrame:
    """Marks lift a sentence's sum away from 0; each run of marks carries its share."""
    marked = np.array([bool(runs) for runs in marks], dtype=bool)
    word, start = corpus.tokens["word"].to_numpy(), corpus.tokens["start"].to_numpy()
    owner = corpus.tokens["sentence"].to_numpy()
    found = [
        (owner[token], start[token] - corpus.leads[word[token]], run)
        for token in np.flatnonzero(marked[word])
        for run in marks[word[token]]
    ]
    table = pd.DataFrame(
        [(s, begin + run.start, begin + run.end, run.exclamations, run.questions) for s, begin, run in found],
        columns=["sentence", "start", "end", "exclamations", "questions"],
        dtype=np.int64,
    )
    if table.empty:
        return table.assign(weight=0.0, term="")
    totals = table.groupby("sentence")[["exclamations", "questions"]].transform("sum")
    lift_exclamation = np.minimum(totals["exclamations"], _MOST_EXCLAMATIONS) * _EXCLAMATION
    many = np.where(totals["questions"] > 3, _MANY_QUESTIONS, totals["questions"] * _QUESTION)
    lift_question = np.where(totals["questions"] > 1, many, 0.0)
    share = lift_exclamation * _share(table["exclamations"], totals["exclamations"])
    share += lift_question * _share(table["questions"], totals["questions"])

    sums = _sums(corpus, sentence, valence)
    for unsure in table["sentence"][np.abs(sums[table["sentence"]]) < 1e-9].unique():
        # Where scores cancel out, the sign hangs on rounding: add as Python adds.
        sums[unsure] = sum(valence[sentence == unsure].tolist())
    table["weight"] = np.sign(sums[table["sentence"]]) * share
    table["term"] = ["!" * row.exclamations + "?" * row.questions for row in table.itertuples()]
    return table[table["weight"] != 0]


def _share(part: pd.Series, whole: pd.Series) -> np.ndarray:
    return part.to_numpy() / np.maximum(whole.to_numpy(), 1)


def _sums(corpus: Corpus, sentence: np.ndarray, valence: np.ndarray) -> np.ndarray:
    return np.bincount(sentence, weights=valence, minlength=len(corpus.sentences))
