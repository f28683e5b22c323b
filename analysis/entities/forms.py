"""Forms: what a distinct word tells by itself, as one integer of flags, looked up once per distinct word."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

import numpy as np

from analysis.lexicons.names import load_names, name_keys
from analysis.reading.form import SMALL_WORDS
from analysis.tokens import TWINS, plain_quotes

JOIN_ANY = frozenset(
    "de del della di da do dos du des la le von van der den ten bin ibn bint abu al el ben al- y".split()
)
AT_PLACES = frozenset("in near around outside inside across throughout toward towards into at".split())
PLACE_NOUNS = frozenset(
    "city town village port province region district county state island capital enclave exclave outskirts suburb valley"
    " parish commune municipality hamlet north south east west northeast northwest southeast southwest".split()
)
PLACE_HEADS = frozenset(
    "Lower Upper North South East West Northern Southern Eastern Western Central Greater Inner Outer New Old Great Little Mount"
    " Lake Fort Port Cape San Santa Saint St Los Las El".split()
)
# Verbs of communication and of feeling, whose subject is somebody (Levin, 1993, classes 31 and 37).
PERSON_VERBS = frozenset(
    "said says told tells added adds explained wrote writes asked asks argued argues claimed denied replied tweeted noted"
    " admitted insisted believes thinks thought knew knows felt feels recalled hopes hoped married died resigned born who whose"
    " whom himself herself".split()
)
COMPASS = frozenset(
    "North South East West Northern Southern Eastern Western Central Upper Lower Greater Inner Outer New Old".split()
)

_INITIAL = re.compile(r"[A-Z]\.?|(?:[A-Z]\.)+[A-Z]?\.?")
_DESIGNATION = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Za-z\d]+(?:[-/.][A-Za-z\d]+)*")
_ACRONYM = re.compile(r"[A-Z][A-Z&.]{1,7}s?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|d|th)")
_NUMERAL = re.compile(r"[IVX]+|\d+")
_FIRST_PERSON = frozenset(("I", "A", "I'm", "I've", "I'd", "I'll"))
_INCORPORATED = frozenset("Inc Ltd LLC Corp Co Plc PLC".split())
_SHORTENED = frozenset("Jr Sr Inc Ltd Corp Co".split())
_SUFFIXES = frozenset("Jr Sr II III IV".split())

_MOST_KEPT = 2**16  # about the distinct words of a batch: more would hold what never comes again

_NAMES = (
    "upper", "caps", "lower", "function", "ordinary", "given", "family", "calendar", "join_any", "join_cued", "and_", "the",
    "article", "initial", "designation", "acronym", "ordinal", "numeral", "compound", "never", "suffix", "title_word", "role",
    "cue", "cue_heads", "at_place", "place_noun", "place_head", "compass", "verb", "modifier", "small", "letter", "known",
    "letters", "dotted", "cardinal", "towards", "beside", "incorporated",
    "capital_district", "shortened", "org_noun", "is_", "dictionary",
    "opener",
)  # fmt: skip
FLAG = {name: 1 << number for number, name in enumerate(_NAMES)}


def flags(words: Sequence[str]) -> np.ndarray:
    """The flags of each distinct word, packed into one integer each (see `FLAG`)."""
    told = np.fromiter(map(form, words), dtype=np.int64, count=len(words))
    plain = plain_quotes("\n".join(words)).split("\n")
    upper = told & FLAG["upper"] != 0
    joined = np.array([number for number, word in enumerate(plain) if "-" in word and upper[number]], dtype=np.int64)
    told[joined] |= np.where(_are_compounds([plain[number] for number in joined.tolist()]), FLAG["compound"], 0)
    return told


@functools.lru_cache(maxsize=_MOST_KEPT)
def form(word: str) -> int:
    """The flags of one word, all but `compound`, for which the lists are asked of many words at once.

    Examples
    --------
    >>> [name for name, bit in FLAG.items() if form("Ministry") & bit]
    ['upper', 'ordinary', 'cue', 'cue_heads', 'letter', 'letters', 'dictionary']
    """
    lists = load_names()
    word = word.translate(TWINS)
    lower = word.lower()
    upper = word[:1].isupper()
    census = lists.census.get(lower, ())
    designation = bool(_DESIGNATION.fullmatch(word))
    told = {
        "upper": upper,
        "caps": len(word) > 1 and word.isupper(),
        "lower": word.islower(),
        "function": lower in lists.function,
        "ordinary": lower in lists.ordinary,
        "given": upper and (word in lists.given or word.title() in lists.given or _only_given(lower, census)),
        "family": upper and "family" in census,
        "calendar": word in lists.calendar,
        "join_any": lower in JOIN_ANY,
        "join_cued": lower in ("of", "for"),
        "and_": lower == "and",
        "the": lower == "the",
        "article": lower in ("a", "an"),
        "initial": bool(_INITIAL.fullmatch(word)),
        "designation": designation,
        "acronym": bool(_ACRONYM.fullmatch(word)) and not designation,
        "ordinal": bool(_ORDINAL.fullmatch(word)),
        "numeral": bool(_NUMERAL.fullmatch(word)),
        "cardinal": word.isdigit(),
        "never": word in _FIRST_PERSON,
        "suffix": word in _SUFFIXES,
        "title_word": word in lists.title_words,
        "role": word.islower() and lower in lists.roles,
        "cue": word in lists.cues,
        "cue_heads": word in lists.heading_cues,
        "at_place": lower in AT_PLACES,
        "place_noun": lower in PLACE_NOUNS,
        "place_head": word in PLACE_HEADS,
        "compass": word in COMPASS,
        "verb": lower in PERSON_VERBS,
        "modifier": word in lists.weapon_modifiers,
        "small": word in SMALL_WORDS,
        "letter": word[:1].isalpha(),
        "known": word.startswith(("al-", "el-")),
        "letters": word.replace("-", "").replace("'", "").isalpha(),
        "dotted": word.endswith("."),
        "towards": lower in ("of", "from"),
        "beside": lower in ("by", "and", "with"),
        "org_noun": word.islower() and lists.cues.get(word.capitalize()) == "ORG",
        "is_": lower in ("is", "was", "are", "were"),
        "dictionary": lower in lists.dictionary,
        "opener": lower in lists.openers,
        "shortened": word in _SHORTENED,
        "incorporated": word in _INCORPORATED,
        "capital_district": word in ("D.C.", "D.C", "DC"),
    }
    return sum(FLAG[name] for name, true in told.items() if true)


def _are_compounds(words: Sequence[str]) -> list[bool]:
    """Names made into other words ("Russian-facilitated", "Iran-led"), or two joined ("Azerbaijani-Israeli" relations).

    "Jong-un" is none: there syllables are joined.
    """
    lists = load_names()
    parts = [word.partition("-") for word in words]
    heads, tails = [head for head, _, _ in parts], [tail for _, _, tail in parts]
    known = [key in lists.types_of for key in name_keys([*words, *heads, *tails]).to_pylist()]
    whole, known_head, known_tail = (known[number * len(words) : (number + 1) * len(words)] for number in range(3))
    found = []
    for number, (head, tail) in enumerate(zip(heads, tails, strict=True)):
        opens = known_head[number] or len(head) == 1
        if known_tail[number] and opens:  # also "(R-Texas)"
            found.append(not whole[number])
        else:
            found.append(tail[:1].islower() and (opens or (len(tail) >= 4 and tail in lists.ordinary)))
    return found


def _only_given(lower: str, census: Sequence[str]) -> bool:
    """A given name of the census that is no ordinary word."""
    return "given" in census and lower not in load_names().ordinary
