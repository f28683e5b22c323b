"""Distinct words and runs are worked out together; each by itself, asked in turn, says the same."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from analysis import read_text
from analysis.corpus import Corpus, as_corpus
from analysis.entities import forms, runs
from analysis.entities.columns import word_columns
from analysis.entities.naming import ASKED, BIT, TITLE_SHIFT, TYPES, Listed, Word, looks, names_in
from analysis.lexicons.names import load_names
from analysis.tokens import TWINS, run_starts, unroll

ADJECTIVE_ENDINGS = ("able", "al", "ed", "ful", "ic", "ing", "ive", "less", "ly", "ous")


def flags_of_one(word: str) -> set[str]:
    """The flags of one word, all but `compound`, asked one after the other."""
    lists = load_names()
    word = word.translate(TWINS)
    lower = word.lower()
    upper = word[:1].isupper()
    census = lists.census.get(lower, ())
    designation = bool(forms._PATTERNS["designation"].fullmatch(word))
    answers = {
        "upper": upper,
        "caps": len(word) > 1 and word.isupper(),
        "lower": word.islower(),
        "function": lower in lists.function,
        "ordinary": lower in lists.ordinary,
        "given": (
            upper
            and (
                word in lists.given
                or word.title() in lists.given
                or ("given" in census and lower not in lists.ordinary)
            )
        ),
        "family": upper and "family" in census,
        "calendar": word in lists.calendar,
        "join_any": lower in forms._JOIN_ANY,
        "join_cued": lower in ("of", "for"),
        "and_": lower == "and",
        "the": lower == "the",
        "article": lower in ("a", "an"),
        "initial": bool(forms._PATTERNS["initial"].fullmatch(word)),
        "designation": designation,
        "acronym": bool(forms._PATTERNS["acronym"].fullmatch(word)),
        "ordinal": bool(forms._PATTERNS["ordinal"].fullmatch(word)),
        "numeral": bool(forms._PATTERNS["numeral"].fullmatch(word)),
        "cardinal": word.isdigit(),
        "never": word in forms._FIRST_PERSON,
        "suffix": word in forms._SUFFIXES,
        "title_word": word in lists.title_words,
        "role": word.islower() and lower in lists.roles,
        "cue": word in lists.cues,
        "cue_heads": word in lists.heading_cues,
        "at_place": lower in forms._AT_PLACES,
        "place_noun": lower in forms._PLACE_NOUNS,
        "place_head": word in forms.PLACE_HEADS,
        "compass": word in forms.COMPASS,
        "verb": lower in forms._PERSON_VERBS,
        "modifier": word in lists.weapon_modifiers,
        "small": word in forms.SMALL_WORDS,
        "letter": word[:1].isalpha(),
        "al_name": word.startswith(("al-", "el-")),
        "letters": word.replace("-", "").replace("'", "").isalpha(),
        "dotted": word.endswith("."),
        "towards": lower in ("of", "from"),
        "beside": lower in ("by", "and", "with"),
        "org_noun": word.islower() and lists.cues.get(word.capitalize()) == "ORG",
        "is_": lower in ("is", "was", "are", "were"),
        "dictionary": lower in lists.dictionary,
        "opener": lower in lists.openers,
        "party_tag": bool(forms._PATTERNS["party_tag"].fullmatch(word)),
        "short_party": word in forms._SHORT_PARTIES,
        "month": word in forms._SURNAME_MONTHS,
        "number": word[:1].isdigit(),
        "dates": lower in forms._DATES,
        "auxiliary": lower in forms._AUXILIARIES,
        "office": lower in forms._OFFICES,
        "office_of_family": word in forms._OFFICES_OF_FAMILIES,
        "era": lower == "era",
        "royal": word in forms._ROYAL,
        "peer": word in forms._PEERS,
        "sovereign": word in forms._SOVEREIGNS,
        "describes": lower in lists.openers or lower.endswith(ADJECTIVE_ENDINGS),
        # "Mark", "Josh": given names that are words too
        "also_given": upper and "given" in census and lower not in lists.function,
        "arms": designation and bool(forms._ARMS.fullmatch(word)),
        "shortened": word in forms._SHORTENED,
        "incorporated": word in forms._INCORPORATED,
        "capital_district": word in ("D.C.", "D.C", "DC"),
    }
    return {name for name, true in answers.items() if true}


# What stands at the borders of what the patterns and the lists ask for: marks, digits and letters
# of several scripts, capitals without a small letter.
LETTERS = "aAbBsStTiI.&-'’–/0123456789ǅßİΣςéÉ²٣ﬁ"
TELLING = (
    "U.S. UNs F-16 F–16s al-Assad O’Neill D-Minn. 22nd XIV Iran-led Of THE Minister ministry D.C. "
    "Jean-Claude A&B 9/11 McDonald’s March Mark Josh Will Ann ANN quickly Powerful St St. e-mail"
).split()


def test_all_words_together_have_the_flags_of_each_by_itself():
    random = np.random.default_rng(17)
    drawn = ["".join(random.choice(list(LETTERS), random.integers(1, 7))) for _ in range(3_000)]
    lists = load_names()
    listed = [*sorted(lists.dictionary)[::40], *sorted(lists.given)[::20], *sorted(lists.cues)]
    words = [*TELLING, *drawn, *listed, *(word.title() for word in listed)]
    compound = forms.FLAG["compound"]
    for word, packed in zip(words, forms.flags(words).tolist(), strict=True):
        together = {name for name, bit in forms.FLAG.items() if packed & bit & ~compound}
        assert together == flags_of_one(word), word


def test_no_words_have_no_flags():
    assert forms.flags([]).tolist() == []


VOCABULARY = (
    "Zorvex Milvanist Talvese Marxism Syrians Bruins Clintons Ann Mark Smith Ministry Institute Lake "
    "Party West Mount Of of for and the The Hall Fame UN F-16 K-9 22nd IV 12 Inc Sons Labour Senior "
    "King Duke Minister SAM St J. de Democratic Leader Harbor New Court O'Neill é"
).split()


PLAIN = "Zorvex Milvan Talvan Palvan Mill Stone Green Talvese Bruins Clintons Hope UNs".split()

FORM_OF = dict(zip(VOCABULARY + PLAIN, forms.flags(VOCABULARY + PLAIN).tolist(), strict=True))


def drawn_word(random: np.random.Generator) -> Word:
    """A word of the vocabulary with few of the bits, some of them listed names of one word."""
    word = str(random.choice([*VOCABULARY, *PLAIN, *PLAIN]))
    bits = sum(1 << at for at in range(TITLE_SHIFT + 2) if random.random() < 0.06)
    bits |= BIT["ordinary"] if bits & BIT["plain"] else 0
    listed = None
    if random.random() < 0.15:
        listed = Listed(str(random.choice(TYPES)), bool(random.random() < 0.4), 0)
    form = FORM_OF[word] & ASKED
    return Word(word, form, bits & ~LOOKS | looks(word), listed)


LOOKS = sum(
    BIT[name] for name in "doctrine peoples member native any_role plural one_letter party".split()
)


# "Minister Zorvex Democratic Minister Ann": behind a party a role is a title, and ends the first person.
TWO_PERSONS = tuple(
    Word(word, FORM_OF[word] & ASKED, title << TITLE_SHIFT | looks(word))
    for word, title in zip(
        "Minister Zorvex Democratic Minister Ann".split(), (1, 0, 0, 0, 0), strict=True
    )
)


def test_what_is_not_asked_of_a_run_changes_no_name():
    assert len(names_in(TWO_PERSONS)) == 2
    random = np.random.default_rng(4)
    drawn = [
        TWO_PERSONS,
        *(tuple(drawn_word(random) for _ in range(random.integers(1, 5))) for _ in range(6_000)),
    ]
    length = np.array([len(run) for run in drawn])
    names = [(name.type, name.ambiguous) for name in load_names().names]
    words = [
        word if word.listed is None or word.listed[:2] in names else word._replace(listed=None)
        for run in drawn
        for word in run
    ]
    listed = [names.index(word.listed[:2]) if word.listed else -1 for word in words]
    columns = SimpleNamespace(listed=np.array(listed), listed_last=np.arange(len(words)))
    form, bits = (np.array([word[at] for word in words]) for at in (1, 2))
    run, row = unroll(np.cumsum(length) - length, length)
    first = np.flatnonzero(run_starts(run))
    asked = runs._asked(
        columns, runs.Runs(first, first + length - 1), runs._OfRuns(run, row, form, bits)
    )
    shortened = [
        word._replace(form=form, bits=bits)
        for word, form, bits in zip(words, *(column.tolist() for column in asked), strict=True)
    ]
    n_shorter = 0
    for low, high in itertools.pairwise([*first.tolist(), len(words)]):
        whole, less = tuple(words[low:high]), tuple(shortened[low:high])
        assert names_in(less) == names_in(whole), whole
        n_shorter += less != whole
    assert n_shorter > 2_000


def names_of_each_run(corpus: Corpus) -> list[tuple]:
    """The names of a corpus, each run read by itself with all that is known of its words."""
    columns, lists = word_columns(corpus), load_names()
    found_runs, bits = runs.find_runs(columns)
    bits_of_word = iter(bits.tolist())
    names = []
    for first, last in zip(*(column.tolist() for column in found_runs), strict=True):
        words = []
        for row in range(first, last + 1):
            word, name = columns.words.keys[columns.words.key[row]], columns.listed[row]
            listed = None
            if name >= 0:
                length = int(columns.listed_last[row]) - row
                listed = Listed(lists.names[name].type, lists.names[name].ambiguous, length)
            known = next(bits_of_word) | looks(word)
            words.append(Word(word, int(columns.form[row]), known, listed))
        for name in names_in(tuple(words)):
            listed_row = int(columns.listed[first + name.first]) if name.listed else -1
            names.append((first + name.first, first + name.last, name.type, name.rule, listed_row))
    return names


def drawn_text(random: np.random.Generator) -> str:
    """Sentences of names, small words and marks in any order."""
    small = "in of the and near said is a an by from at & , : “ ” - minister town missiles".split()
    more = "Iran French Hamas Georgia London Bank of England Aliyev Jong-un 2 tanks U.S. Calif.".split()
    words = random.choice([*VOCABULARY, *small, *small, *more, *more], random.integers(4, 40))
    return f"They saw {' '.join(words)}."


@pytest.mark.parametrize("seed", range(3))
def test_runs_read_together_have_the_names_of_each_read_by_itself(seed: int):
    random = np.random.default_rng(seed)
    corpus = as_corpus([drawn_text(random) for _ in range(400)])
    names = runs.read_runs(word_columns(corpus))
    types = [TYPES[number] for number in names.type.tolist()]
    rules = [names.rules[number] for number in names.rule.tolist()]
    columns = (names.first.tolist(), names.last.tolist(), types, rules, names.listed.tolist())
    assert list(zip(*columns, strict=True)) == names_of_each_run(corpus)
    assert len(set(rules)) > 25


def test_a_text_without_capitals_has_no_names():
    assert len(runs.read_runs(word_columns(read_text("they saw nothing of it."))).first) == 0
