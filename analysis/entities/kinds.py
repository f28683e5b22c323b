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
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from analysis.entities.columns import Columns
from analysis.entities.forms import FLAG
from analysis.entities.naming import AT_PLACE, BEHIND_THE, GIVEN, JUDGED, SEVERAL, TYPES, WEAK
from analysis.entities.runs import Found, row_codes
from analysis.lexicons.names import load_names, name_keys
from analysis.tokens import unroll

CLASSES = ("PERSON", "PLACE", "ORG", "OTHER", "none")
_KINDS = np.array([TYPES.index(name) for name in CLASSES[:-1]], dtype=np.int64)
_OTHER = TYPES.index("OTHER")
MODEL_FILE = Path(__file__).with_name("kinds.json")
# The rules of `naming` whose types are judged again: guesses, and cues that err often.
GUESSES = tuple(sorted(WEAK - {JUDGED} | {GIVEN, AT_PLACE, BEHIND_THE}))
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
INSIDE = "all its words"
PLACES = {"first": 0, "last": 0, "before": -1, "before that": -2, "behind": 1, "behind that": 2}


_NO_OR_YES = ("no", "yes")
CHOICES = {
    "rule": GUESSES,
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


def word_features(known: Columns) -> np.ndarray:
    """What each distinct word tells, one column for each of `WORDS`."""
    lists, keys = load_names(), known.words.keys
    form = np.zeros(len(keys), dtype=np.int64)
    form[known.words.key] = known.form
    lower = [key.lower() for key in keys]
    place = {word: number for number, word in enumerate(_SMALL)}
    small = np.array([place.get(word, -1) for word in lower])
    plain = (form & FLAG["lower"] != 0) & (form & FLAG["function"] == 0)
    last = np.array([word[-3:] for word in lower], dtype="U3")
    of_key = dict(zip(lists.keys, lists.name_of_key, strict=True))
    listed = np.array(
        [
            lists.names[of_key[key]].type if key in of_key else ""
            for key in name_keys(keys).to_pylist()
        ]
    )
    cue = np.array([lists.cues.get(key, "") for key in keys])
    noun = np.array([lists.cues.get(key.capitalize(), "") for key in keys])
    columns = [form & FLAG[name] != 0 for name in _FLAGS]
    columns += [small == number for number in range(len(_SMALL))]
    columns += [plain & np.char.endswith(last, ending) for ending in _ENDINGS]
    columns += [listed == kind for kind in _TYPED]
    columns += [cue == kind for kind in _CUES]
    columns += [plain & (noun == kind) for kind in _CUES]
    columns.append(np.array([key in lists.towns for key in keys]))
    return np.column_stack(columns).astype(np.float32)


def slots(
    known: Columns, first: np.ndarray, last: np.ndarray
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """For each place in and around a name: which word stands there, and whether one of its sentence
    does.
    """
    n, sentence = len(known.form), known.words.sentence
    for name, step in PLACES.items():
        at = (last if step > 0 or name == "last" else first) + step
        word = np.clip(at, 0, n - 1)
        yield name, word, (at == word) & (sentence[word] == sentence[first])


def _mean_inside(
    table: np.ndarray, key: np.ndarray, first: np.ndarray, last: np.ndarray
) -> np.ndarray:
    """The mean of the rows of a table of distinct words over the words of each name."""
    length = last - first + 1
    _, word = unroll(first, length)
    return np.add.reduceat(table[key[word]], np.cumsum(length) - length, axis=0) / length[:, None]


def choices(known: Columns, found: Found, rows: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """What else is known of some names, each as one of several choices (see `CHOICES`)."""
    first, last = found.first[rows], found.last[rows]
    rule = np.array(
        [GUESSES.index(name) if name in GUESSES else -1 for name in found.rules], dtype=np.int64
    )
    yield "rule", rule[found.rule[rows]]
    yield "length", np.minimum(last - first, 3)
    yield "mark behind", _mark(known.behind[last])
    yield "mark before", _mark(known.before[first])
    ahead = np.maximum(first - 1, 0)
    same = known.words.sentence[ahead] == known.words.sentence[first]
    yield "mark ahead", np.where(same, _mark(known.behind[ahead]), len(_MARKS))
    for name, values in {
        "opens a sentence": known.opens[first],
        "possessive": known.possessive[last],
        "capital elsewhere": known.attested[first],
        "lower case elsewhere": known.lower_here[first],
    }.items():
        yield name, values.astype(np.int64)
    for name, step in (("in a row behind", -1), ("in a row before", 1)):
        yield name, _beside(known, found, rows, step)


def _mark(characters: np.ndarray) -> np.ndarray:
    codes = np.array([ord(mark) for mark in _MARKS])
    order = np.argsort(codes)
    at = np.minimum(np.searchsorted(codes[order], characters), len(codes) - 1)
    return np.where(codes[order][at] == characters, order[at], len(_MARKS))


def design(known: Columns, found: Found, rows: np.ndarray) -> np.ndarray:
    """All that is known of some names as one matrix, its columns as `columns_of_design` names them."""
    words, key = word_features(known), known.words.key
    first, last = found.first[rows], found.last[rows]
    parts = [_mean_inside(words, key, first, last)]
    parts += [words[key[word]] * present[:, None] for _, word, present in slots(known, first, last)]
    parts += [
        np.eye(len(CHOICES[name]), dtype=np.float32)[choice]
        for name, choice in choices(known, found, rows)
    ]
    return np.hstack(parts)


def columns_of_design() -> list[tuple[str, str]]:
    """The slot or choice of each column of a design, and which of its names the column stands for."""
    words = [(slot, name) for slot in (INSIDE, *PLACES) for name in WORDS]
    return words + [(choice, name) for choice, of in CHOICES.items() for name in of]


def _beside(known: Columns, found: Found, rows: np.ndarray, step: int) -> np.ndarray:
    """The type of the name before or behind each, where a comma or "and" joins the two."""
    other = rows + step
    inside = (other >= 0) & (other < len(found.first))
    other = np.clip(other, 0, len(found.first) - 1)
    left, right = (other, rows) if step < 0 else (rows, other)
    end, begin = found.last[left], found.first[right]
    between = np.minimum(end + 1, len(known.form) - 1)
    comma = (begin == end + 1) & (known.behind[end] == ord(","))
    joined = (begin == end + 2) & known.at(between, "and_")
    same = known.words.sentence[end] == known.words.sentence[begin]
    return np.where(inside & same & (comma | joined), found.type[other], len(TYPES))


@functools.cache
def model() -> dict:
    """The coefficients."""
    return json.loads(MODEL_FILE.read_text(encoding="utf-8"))


def _table(slot: str, names: tuple[str, ...]) -> np.ndarray:
    """The coefficients of a slot or a choice, one row for each of its names."""
    stored, zero = model()["features"].get(slot, {}), [0.0] * len(CLASSES)
    return np.array([stored.get(name, zero) for name in names], dtype=np.float32)


def log_odds(known: Columns, found: Found, rows: np.ndarray) -> np.ndarray:
    """The log odds of each class for some names, one row a name, before the article's mentions come
    together.
    """
    odds = np.tile(np.array(model()["intercept"], dtype=np.float32), (len(rows), 1))
    key, first, last = known.words.key, found.first[rows], found.last[rows]
    of_slots = np.hstack([_table(slot, WORDS) for slot in (INSIDE, *PLACES)])
    inside, *told = np.split(word_features(known) @ of_slots, 1 + len(PLACES), axis=1)
    odds += _mean_inside(inside, key, first, last)
    for table, (_, word, present) in zip(told, slots(known, first, last), strict=True):
        odds += table[key[word]] * present[:, None]
    for name, choice in choices(known, found, rows):
        odds += _table(name, CHOICES[name])[choice]
    return odds


def typed(known: Columns, found: Found) -> Found:
    """The names of a corpus with the types that form and neighbours tell; what is rather no name is
    left out.
    """
    rows = guessed(known, found)
    if not len(rows):
        return found
    odds, times = _together(known, found, rows, log_odds(known, found, rows))
    best = _KINDS[odds[:, :-1].argmax(axis=1)]
    type_, rule = found.type.copy(), found.rule.copy()
    changes = (best != type_[rows]) & ((best != _OTHER) | np.isin(type_[rows], _KINDS))
    type_[rows[changes]], rule[rows[changes]] = best[changes], len(found.rules)
    share = np.exp(odds - odds.max(axis=1, keepdims=True))
    stays = np.ones(len(type_), dtype=bool)
    # What an article writes as a name again and again is one.
    stays[rows] = (share[:, -1] < _DOUBT * share.sum(axis=1)) | (times > 2)
    stays[rows] |= _named_surely(known, found, rows) | _in_compound(known, found, rows)
    first, last, listed = found.first[stays], found.last[stays], found.listed[stays]
    return Found(first, last, type_[stays], rule[stays], listed, [*found.rules, JUDGED])


def guessed(known: Columns, found: Found) -> np.ndarray:
    """The names whose type is a guess; not those of headings, where capitals tell nothing, nor
    people with a last name alone.
    """
    if not len(found.rule):
        return found.rule
    guess = np.array([name in GUESSES for name in found.rules], dtype=bool)[found.rule]
    return np.flatnonzero(guess & ~known.cased[found.first] & ~_last_name_alone(known, found))


def _last_name_alone(known: Columns, found: Found) -> np.ndarray:
    """Several unknown words of which the last stands alone as well, as the last names of people do:
    "Zedrik Vallo", "Vallo".
    """
    several = np.array([name == SEVERAL for name in found.rules], dtype=bool)[found.rule]
    several &= ~known.lower_here[found.first]  # "Spacecraft Zorvex", a spacecraft
    place = row_codes(known.article[found.last], known.words.key[found.last])
    alone = np.zeros(int(place.max()) + 1, dtype=bool)
    alone[place[found.first == found.last]] = True
    return several & alone[place]


def _named_surely(known: Columns, found: Found, rows: np.ndarray) -> np.ndarray:
    """True for each guess whose words are surely a name elsewhere in its article: "A Javelin",
    "Javelin missiles".
    """
    key, first, last = known.words.key, found.first, found.last
    group = row_codes(known.article[first], key[first], key[last], last - first)
    sure = np.ones(len(first), dtype=bool)
    sure[rows] = False
    named = np.bincount(group[sure], minlength=int(group.max()) + 1) > 0
    return named[group[rows]]


def _in_compound(known: Columns, found: Found, rows: np.ndarray) -> np.ndarray:
    """True for each guess that stands at the hyphen of a compound, which is cut only where names
    are joined.
    """
    first, last = found.first[rows], found.last[rows]
    start, end = known.words.start, known.words.end
    behind, before = np.minimum(last + 1, len(start) - 1), np.maximum(first - 1, 0)
    ends = (known.behind[last] == ord("-")) & (start[behind] - end[last] == 1)
    return ends | (known.before[first] == ord("-")) & (start[first] - end[before] == 1)


def _together(
    known: Columns, found: Found, rows: np.ndarray, odds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The mean log odds of the mentions of one article that are the same words, and how many they
    are.
    """
    key, first, last = known.words.key, found.first[rows], found.last[rows]
    group = row_codes(known.article[first], key[first], key[last], last - first)
    n = np.bincount(group)
    mean = np.column_stack([np.bincount(group, column) / n for column in odds.T])
    return mean[group], n[group]
