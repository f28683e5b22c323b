"""Kinds: the type of a name that only its form and neighbours tell, as a regression fitted on names
that people typed.

A run of capitalised words that no list, title or cue word types is a person, a place, an
organisation, something else or no name at all: each has log odds that add up over what the words in
it and around it are (flags of `forms`, small words, endings), the marks beside it and the types of
the names it stands in a row with. Its mentions in an article decide together.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.entities.columns import Columns, row_in
from analysis.entities.forms import FLAG
from analysis.entities.naming import AT_PLACE, BEHIND_THE, GIVEN, JUDGED, SEVERAL, TYPES, WEAK
from analysis.entities.runs import FoundNames, first_rows, row_codes
from analysis.entities.word_values import WordValues
from analysis.lexicons.names import load_names, name_keys
from analysis.tokens import lower_case, run_starts, unroll

NAME_CLASSES = ("PERSON", "PLACE", "ORG", "OTHER", "none")
_KINDS = np.array([TYPES.index(name) for name in NAME_CLASSES[:-1]], dtype=np.int64)
_OTHER = TYPES.index("OTHER")
KINDS_FILE = Path(__file__).with_name("kinds.json")
# The rules of `naming` whose types are judged again: guesses, and cues that err often.
_GUESSES = tuple(sorted(WEAK - {JUDGED} | {GIVEN, AT_PLACE, BEHIND_THE}))
_DOUBT = 0.45  # a name that is more likely none is left out

_SMALL = (
    "in at near from to of for with by on against between and or but as the a an his her their its"
    " this that after before over under into during while when where who which is was are were has"
    " had be been will than like called named via since"
).split()
_ENDINGS = ("ed", "ing", "s", "ly", "er", "or", "ist", "ian", "al")
_FLAGS = (
    "upper", "lower", "caps", "function", "ordinary", "dictionary", "given", "family", "calendar", "initial", "designation",
    "acronym", "numeral", "cardinal", "compass", "place_head", "place_noun", "org_noun", "role", "title_word", "verb", "at_place",
    "cue_heads", "suffix",
)  # fmt: skip
_TYPED = ("PLACE", "ORG", "GROUP", "PERSON")
_CUES = ("ORG", "PLACE", "EVENT")
_MARKS = ",().:;-/\"'–“”’"
_LENGTHS = ("one word", "two words", "three words", "more words")
_NONE = "nothing"
WORDS = (
    *_FLAGS,
    *(f"{word!r}" for word in _SMALL),
    *(f"ends in -{ending}" for ending in _ENDINGS),
    *(f"listed {kind}" for kind in _TYPED),
    *(f"cue of {kind}" for kind in _CUES),
    *(f"noun of {kind}" for kind in _CUES),
    "town",
)  # fmt: skip
_INSIDE = "all its words"
_PLACES = {"first": 0, "last": 0, "before": -1, "before that": -2, "behind": 1, "behind that": 2}


_NO_OR_YES = ("no", "yes")
_CHOICES = {
    "rule": _GUESSES,
    "length": _LENGTHS,
    "mark behind": (*_MARKS, _NONE),
    "mark before": (*_MARKS, _NONE),
    "mark ahead": (*_MARKS, _NONE),
    "opens a sentence": _NO_OR_YES,
    "possessive": _NO_OR_YES,
    "capital elsewhere": _NO_OR_YES,
    "lower case elsewhere": _NO_OR_YES,
    "in a row behind": (*TYPES, _NONE),
    "in a row before": (*TYPES, _NONE),
}


def word_features(columns: Columns, numbers: np.ndarray) -> np.ndarray:
    """What some distinct words say by themselves.

    Parameters
    ----------
    numbers : array of int
        of the distinct words (see `Words.key`).

    Returns
    -------
    array of float32, one row per word
        one column for each of `WORDS`: 1 where it holds, else 0.
    """
    return _features(columns.form_of[numbers], _traits_of(columns, numbers))


def _traits_of(columns: Columns, numbers: np.ndarray) -> np.ndarray:
    keys = columns.words.keys
    return np.array(_TRAITS.of([keys[number] for number in numbers.tolist()]), dtype=np.int64)


def _features(form: np.ndarray, traits: np.ndarray) -> np.ndarray:
    """The columns of `WORDS` for words with some flags of `forms.FLAG` and traits of `_traits`."""
    form, small = form[:, None], traits[:, None] // 2**_N_TRAITS
    plain = (form & FLAG["lower"] != 0) & (form & FLAG["function"] == 0)
    traits = traits[:, None] >> np.arange(_N_TRAITS) & 1 != 0
    ends, types, cues, nouns, town = np.split(
        traits, np.cumsum([*map(len, _TRAITS_OF)])[:-1], axis=1
    )
    features = (
        form & np.array([FLAG[name] for name in _FLAGS]) != 0,
        small == np.arange(1, len(_SMALL) + 1),
        plain & ends,
        types,
        cues,
        plain & nouns,
        town,
    )
    return np.hstack(features).astype(np.float32)


# What may be true of a word beside its flags: its ending, the type of the listed name that it is,
# what it is the cue of, with a capital or without, and whether it is a town.
_TRAITS_OF = (_ENDINGS, _TYPED, _CUES, _CUES, ("town",))
_N_TRAITS = sum(map(len, _TRAITS_OF))


def _traits(words: Sequence[str]) -> list[int]:
    """What is true of each word, a bit each; above them the number of the small word that it is, 0
    for none.
    """
    lists, written = load_names(), pa.array(words, type=pa.string())
    lower = lower_case(written)
    small = pc.index_in(lower, value_set=pa.array(_SMALL)).fill_null(-1).to_numpy()
    ends = [pc.ends_with(lower, ending).to_numpy(zero_copy_only=False) for ending in _ENDINGS]
    traits = (
        np.column_stack(ends),
        _one_hot(map(lists.types_of.get, name_keys(written).to_pylist()), _TYPED),
        _one_hot(map(lists.cues.get, words), _CUES),
        _one_hot([lists.cues.get(word.capitalize()) for word in words], _CUES),
        np.array([word in lists.towns for word in words], dtype=bool)[:, None],
    )
    return (np.hstack((*traits, small[:, None] + 1)) @ 2 ** np.arange(_N_TRAITS + 1)).tolist()


_TRAITS = WordValues(_traits, most=2**13)


def _one_hot(values: Iterable[str | None], choices: Sequence[str]) -> np.ndarray:
    """A row for each value, with a column for each choice: True where the value is that choice."""
    number_of = {choice: number for number, choice in enumerate(choices)}
    numbers = np.array([number_of.get(value or "", -1) for value in values], dtype=np.int64)
    return numbers[:, None] == np.arange(len(choices))


def _slots(
    columns: Columns, first: np.ndarray, last: np.ndarray
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """For each place in and around a name: which word stands there, and whether one of its sentence
    does.
    """
    n, sentence = len(columns.form), columns.words.sentence
    for name, step in _PLACES.items():
        at = (last if step > 0 or name == "last" else first) + step
        word = np.clip(at, 0, n - 1)
        yield name, word, (at == word) & (sentence[word] == sentence[first])


def _means(values: np.ndarray, length: np.ndarray) -> np.ndarray:
    """The means of the rows of a table over names of some lengths, whose words follow one another."""
    return np.add.reduceat(values, np.cumsum(length) - length, axis=0) / length[:, None]


def _choices(columns: Columns, names: FoundNames, rows: np.ndarray) -> dict[str, np.ndarray]:
    """What else is known of some names, each as one of several choices (see `_CHOICES`)."""
    first, last = names.first[rows], names.last[rows]
    rule = np.array(
        [_GUESSES.index(name) if name in _GUESSES else -1 for name in names.rules], dtype=np.int64
    )
    opens = run_starts(columns.words.sentence)[first]
    return {
        "rule": rule[names.rule[rows]],
        "length": np.minimum(last - first, 3),
        "mark behind": _mark(columns.behind[last]),
        "mark before": _mark(columns.before[first]),
        "mark ahead": np.where(opens, len(_MARKS), _mark(columns.behind[first - 1])),
        "opens a sentence": columns.opens[first].astype(np.int64),
        "possessive": columns.possessive[last].astype(np.int64),
        "capital elsewhere": columns.attested[first].astype(np.int64),
        "lower case elsewhere": columns.lower_here[first].astype(np.int64),
        "in a row behind": _beside(columns, names, rows, -1),
        "in a row before": _beside(columns, names, rows, 1),
    }


def _mark(characters: np.ndarray) -> np.ndarray:
    codes = np.array([ord(mark) for mark in _MARKS])
    order = np.argsort(codes)
    row = row_in(codes[order], characters)
    return np.where(row >= 0, order[row], len(_MARKS))


def name_features(columns: Columns, names: FoundNames, rows: np.ndarray) -> np.ndarray:
    """All that is known of some names as one matrix, for a fit.

    Returns
    -------
    array of float32, one row per name
        columns as `feature_names` names them: 1 or 0, and shares of a name's words.
    """
    key = columns.words.key
    words = word_features(columns, np.arange(len(columns.words.written)))
    first, last = names.first[rows], names.last[rows]
    length = last - first + 1
    parts = [_means(words[key[unroll(first, length)[1]]], length)]
    parts += [
        words[key[word]] * present[:, None] for _, word, present in _slots(columns, first, last)
    ]
    parts += [
        np.eye(len(_CHOICES[name]), dtype=np.float32)[choice]
        for name, choice in _choices(columns, names, rows).items()
    ]
    return np.hstack(parts)


def feature_names() -> list[tuple[str, str]]:
    """What each column of `name_features` stands for.

    Returns
    -------
    list of pairs
        a slot and one of `WORDS`, then a choice and one of its names.

    Examples
    --------
    >>> feature_names()[0], feature_names()[-1]
    (('all its words', 'upper'), ('in a row before', 'nothing'))
    """
    words = [(slot, name) for slot in (_INSIDE, *_PLACES) for name in WORDS]
    return words + [(choice, name) for choice, of in _CHOICES.items() for name in of]


def _beside(columns: Columns, names: FoundNames, rows: np.ndarray, step: int) -> np.ndarray:
    """The type of the name before or behind each, where a comma or "and" joins the two."""
    other = rows + step
    inside = (other >= 0) & (other < len(names.first))
    other = np.clip(other, 0, len(names.first) - 1)
    left, right = (other, rows) if step < 0 else (rows, other)
    end, begin = names.last[left], names.first[right]
    between = np.minimum(end + 1, len(columns.form) - 1)
    comma = (begin == end + 1) & (columns.behind[end] == ord(","))
    joined = (begin == end + 2) & columns.at(between, "and_")
    same = columns.words.sentence[end] == columns.words.sentence[begin]
    return np.where(inside & same & (comma | joined), names.type[other], len(TYPES))


@functools.cache
def model() -> dict:
    """The fitted coefficients, as `refit_kinds.stored` gives them.

    Returns
    -------
    dict
        classes; intercept, one number per class; features, of each slot or choice the names that
        count with one number per class. What is missing is 0.
    """
    return json.loads(KINDS_FILE.read_text(encoding="utf-8"))


def _table(slot: str, names: tuple[str, ...]) -> np.ndarray:
    """The coefficients of a slot or a choice, one row for each of its names."""
    stored, zero = model()["features"].get(slot, {}), [0.0] * len(NAME_CLASSES)
    return np.array([stored.get(name, zero) for name in names], dtype=np.float32)


def log_odds(columns: Columns, names: FoundNames, rows: np.ndarray) -> np.ndarray:
    """The log odds of each class for some names, before the article's mentions come together.

    Parameters
    ----------
    rows : array of int
        which of the names; only a guess has a rule that the model knows, see `guessed`.

    Returns
    -------
    array of float32, one row per name
        one column for each of `NAME_CLASSES`; the last are the odds of being no name.
    """
    odds = np.tile(np.array(model()["intercept"], dtype=np.float32), (len(rows), 1))
    first, last = names.first[rows], names.last[rows]
    table, row_of = _odds_of_words(columns, first, last)
    inside, *around = np.split(table, 1 + len(_PLACES), axis=1)
    key = columns.words.key
    odds += _means(inside[row_of[key[unroll(first, last - first + 1)[1]]]], last - first + 1)
    for of_place, (_, word, present) in zip(around, _slots(columns, first, last), strict=True):
        odds += of_place[row_of[key[word]]] * present[:, None]
    for name, choice in _choices(columns, names, rows).items():
        odds += _table(name, _CHOICES[name])[choice]
    return odds


def _odds_of_words(
    columns: Columns, first: np.ndarray, last: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What words add to the log odds in each of the slots, and for each distinct word in and around
    some names its row of this table; words of which the same is known share a row.
    """
    near = _words_near(columns, first, last)
    form = columns.form_of[near] & sum(FLAG[name] for name in _FLAGS)
    traits = _traits_of(columns, near)
    row = row_codes(form, traits)
    sample = first_rows(row)
    of_slots = np.hstack([_table(slot, WORDS) for slot in (_INSIDE, *_PLACES)])
    row_of = np.zeros(len(columns.form_of), dtype=np.int64)
    row_of[near] = row
    return _features(form[sample], traits[sample]) @ of_slots, row_of


def _words_near(columns: Columns, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The numbers of the distinct words in and around some names."""
    key = columns.words.key
    is_near = np.zeros(len(columns.form_of), dtype=bool)
    is_near[key[unroll(first, last - first + 1)[1]]] = True
    for _, word, _ in _slots(columns, first, last):
        is_near[key[word]] = True
    return np.flatnonzero(is_near)


def typed(columns: Columns, names: FoundNames) -> FoundNames:
    """The names of a corpus with the types that form and neighbours give them.

    Returns
    -------
    FoundNames
        what is rather no name is left out; a type that was judged again has the rule "form and
        neighbours together".
    """
    rows = guessed(columns, names)
    if not len(rows):
        return names
    odds, times = _together(columns, names, rows, log_odds(columns, names, rows))
    best = _KINDS[odds[:, :-1].argmax(axis=1)]
    type_, rule = names.type.copy(), names.rule.copy()
    changes = (best != type_[rows]) & ((best != _OTHER) | np.isin(type_[rows], _KINDS))
    type_[rows[changes]], rule[rows[changes]] = best[changes], len(names.rules)
    share = np.exp(odds - odds.max(axis=1, keepdims=True))
    stays = np.ones(len(type_), dtype=bool)
    # What an article writes as a name again and again is one.
    stays[rows] = (share[:, -1] < _DOUBT * share.sum(axis=1)) | (times > 2)
    stays[rows] |= _named_surely(columns, names, rows) | _in_compound(columns, names, rows)
    first, last, listed = names.first[stays], names.last[stays], names.listed[stays]
    return FoundNames(first, last, type_[stays], rule[stays], listed, [*names.rules, JUDGED])


def guessed(columns: Columns, names: FoundNames) -> np.ndarray:
    """The names whose type is a guess; not those of headings, where capitals tell nothing, nor
    people with a last name alone.

    Returns
    -------
    array of int
        rows of the names, in order.
    """
    if not len(names.rule):
        return names.rule
    guess = np.array([name in _GUESSES for name in names.rules], dtype=bool)[names.rule]
    return np.flatnonzero(guess & ~columns.cased[names.first] & ~_last_name_alone(columns, names))


def _last_name_alone(columns: Columns, names: FoundNames) -> np.ndarray:
    """Several unknown words of which the last stands alone as well, as the last names of people do:
    "Zedrik Vallo", "Vallo".
    """
    several = np.array([name == SEVERAL for name in names.rules], dtype=bool)[names.rule]
    several &= ~columns.lower_here[names.first]  # "Spacecraft Zorvex", a spacecraft
    last_word = row_codes(columns.article[names.last], columns.words.key[names.last])
    alone = np.isin(last_word, last_word[names.first == names.last])
    return several & alone


def _named_surely(columns: Columns, names: FoundNames, rows: np.ndarray) -> np.ndarray:
    """True for each guess whose words are surely a name elsewhere in its article: "A Javelin",
    "Javelin missiles".
    """
    key, first, last = columns.words.key, names.first, names.last
    group = row_codes(columns.article[first], key[first], key[last], last - first)
    sure = np.ones(len(first), dtype=bool)
    sure[rows] = False
    named = np.bincount(group[sure], minlength=int(group.max()) + 1) > 0
    return named[group[rows]]


def _in_compound(columns: Columns, names: FoundNames, rows: np.ndarray) -> np.ndarray:
    """True for each guess that stands at the hyphen of a compound, which is cut only where names
    are joined.
    """
    first, last = names.first[rows], names.last[rows]
    start, end = columns.words.start, columns.words.end
    behind, before = np.minimum(last + 1, len(start) - 1), np.maximum(first - 1, 0)
    ends = (columns.behind[last] == ord("-")) & (start[behind] - end[last] == 1)
    return ends | (columns.before[first] == ord("-")) & (start[first] - end[before] == 1)


def _together(
    columns: Columns, names: FoundNames, rows: np.ndarray, odds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The mean log odds of the mentions of one article that are the same words, and how many they
    are.
    """
    key, first, last = columns.words.key, names.first[rows], names.last[rows]
    group = row_codes(columns.article[first], key[first], key[last], last - first)
    n = np.bincount(group)
    mean = np.column_stack([np.bincount(group, column) / n for column in odds.T])
    return mean[group], n[group]
