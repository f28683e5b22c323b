"""Forms: what a distinct word tells by itself, as one integer of flags, worked out once per distinct
word of a corpus.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.entities.word_values import WordValues
from analysis.lexicons.names import load_names, name_keys
from analysis.reading.form import SMALL_WORDS
from analysis.tokens import plain_quotes

_JOIN_ANY = frozenset(
    "de del della di da do dos du des la le von van der den ten bin ibn bint abu al el ben al- y".split()
)
_AT_PLACES = frozenset(
    "in near around outside inside across throughout toward towards into at".split()
)
_PLACE_NOUNS = frozenset(
    "city town village port province region district county state island capital enclave exclave"
    " outskirts suburb valley parish commune municipality hamlet north south east west northeast"
    " northwest southeast southwest".split()
)
PLACE_HEADS = frozenset(
    "Lower Upper North South East West Northern Southern Eastern Western Central Greater Inner"
    " Outer New Old Great Little Mount Lake Fort Port Cape San Santa Saint St Los Las El".split()
)
# Verbs of communication and of feeling, whose subject is somebody (Levin, 1993, classes 31 and 37).
_PERSON_VERBS = frozenset(
    "said says told tells added adds explained wrote writes asked asks argued argues claimed denied"
    " replied tweeted noted admitted insisted believes thinks thought knew knows felt feels"
    " recalled hopes hoped married died resigned born who whose whom himself herself".split()
)
COMPASS = frozenset(
    "North South East West Northern Southern Eastern Western Central Upper Lower Greater Inner"
    " Outer New Old".split()
)
# Months that are family names too, and what stands before a month that is none.
_SURNAME_MONTHS = frozenset("March April May June August".split())
_DATES = frozenset(
    "in of since by until till from to between before after during through this last next early"
    " late mid every each on around about the a or".split()
)
_AUXILIARIES = frozenset("has had will would could should did does hopes wants also".split())
# What a person holds or heads: "the Trump administration"; behind a family name also "campaign" and
# the like.
_OFFICES = frozenset(
    "administration presidency premiership chancellorship government regime era family".split()
)
_OFFICES_OF_FAMILIES = frozenset("campaign camp team cabinet years dynasty clan".split())

_ROYAL = frozenset(("King", "Queen"))  # titles before a given name, and family names
# Nobles are called by their places: "Duke of Sussex"; of the King of Jordan the place is the name.
_PEERS = frozenset(
    "Duke Duchess Earl Count Countess Viscount Viscountess Marquess Marquis Marchioness Baron"
    " Baroness Prince Princess Archduke Archduchess".split()
)
_SOVEREIGNS = _ROYAL | frozenset("Emir Emperor Empress Sultan Tsar".split())
_ADJECTIVE = r"(?:able|al|ed|ful|ic|ing|ive|less|ly|ous)\z"

_FIRST_PERSON = frozenset(("I", "A", "I'm", "I've", "I'd", "I'll"))
_INCORPORATED = frozenset("Inc Ltd LLC Corp Co Plc PLC".split())
_SHORTENED = frozenset("Jr Sr Inc Ltd Corp Co".split())
_SUFFIXES = frozenset("Jr Sr II III IV".split())
_SHORT_PARTIES = frozenset("Con Cons Dem Ind Lab LD Lib Rep SLab SCon".split())

# What a word as a whole may be written like.
_PATTERNS = {
    "initial": re.compile(r"[A-Z]\.?|(?:[A-Z]\.)+[A-Z]?\.?"),
    "designation": re.compile(r"\A(?=.*[A-Z])(?=.*\d)[A-Za-z\d]+(?:[-/.][A-Za-z\d]+)*"),
    "acronym": re.compile(r"[A-Z][A-Z&.]{1,7}s?"),
    "ordinal": re.compile(r"\A\d+(?:st|nd|rd|d|th)"),
    "numeral": re.compile(r"[IVX]+|\d+"),
    # "(D-Minn.)", ", R-Texas,", "(Lab)": the party of the person before, and the place that sent them.
    "party_tag": re.compile(r"(?:[DGILR]|DFL)(?:-[A-Z].*)?"),
}
# Series of arms and of military aircraft and vehicles whose letters and digits say what they are,
# in the singular or plural.
_ARMS = re.compile(
    r"(?:"
    r"(?:AK|AKM|RPG|PKM|SPG|RPK|SVD|ZSU|ZU|BTR|BMP|BMD|BRDM|BM|RGD)-?\d{1,3}"  # small arms and vehicles of Soviet make
    r"|(?:MiG|Mig|MIG|Su|SU|Tu|Il|Mi|Ka|Yak|JF)-\d{2,3}"  # aircraft by their designers
    r"|S-[2-5]00|S-(?:75|125)|T-(?:34|5[45]|62|64|72|80|90|14)|2S\d{1,2}"
    r"|F-(?:[4-9]|1[0-8]|2[0-2]|3[5-6]|8[46]|10[0-6]|11[17])|F/A-18"  # not the trucks F-150 and F-250
    r"|B-(?:1B|2A?|17|2[1-9]|36|47|5[278])|C-(?:5|17|27|47|130|141)|KC-\d{2,3}|P-51|A-10|U-2|SR-71"
    r"|(?:AH|UH|CH|MH|OH|SH)-\d{1,2}|(?:MQ|RQ)-\d{1,3}|(?:EA|EF|RC|AC|EC|MC)-\d{1,3}|V-22|AR-1[05]|M-\d{2,3}|M(?:16|4A1|107|777)|MP-?[57]"
    r"|(?:SA|SS|AIM|AGM|BGM|FGM|FIM|MGM|RIM|DF|KN|KH|Kh)-\d{1,3}|PAC-[23]"  # missiles by their makers' and NATO's numbers
    r")(?:[A-Z]{1,3}|-\d)?s?"
)

_NAMES = (
    "upper", "caps", "lower", "function", "ordinary", "given", "family", "calendar", "join_any", "join_cued", "and_", "the",
    "article", "initial", "designation", "acronym", "ordinal", "numeral", "compound", "never", "suffix", "title_word", "role",
    "cue", "cue_heads", "at_place", "place_noun", "place_head", "compass", "verb", "modifier", "small", "letter", "al_name",
    "letters", "dotted", "cardinal", "towards", "beside", "incorporated",
    "capital_district", "shortened", "org_noun", "is_", "dictionary",
    "opener", "party_tag", "short_party", "arms",
    "month", "number", "dates", "auxiliary", "office", "office_of_family", "era", "royal", "also_given", "peer", "sovereign",
    "describes",
)  # fmt: skip
FLAG = {name: 1 << bit for bit, name in enumerate(_NAMES)}


def _flags_by_word(words_of: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """The flags of each word of some short lists, so that one look-up answers for all of them."""
    flags_of: dict[str, int] = {}
    for name, words in words_of.items():
        for word in words:
            flags_of[word] = flags_of.get(word, 0) | FLAG[name]
    return flags_of


@functools.cache
def _as_written() -> dict[str, int]:
    """The flags of words that have them as they are written."""
    lists = load_names()
    return _flags_by_word(
        {
            "never": _FIRST_PERSON,
            "suffix": _SUFFIXES,
            "place_head": PLACE_HEADS,
            "compass": COMPASS,
            "small": SMALL_WORDS,
            "short_party": _SHORT_PARTIES,
            "month": _SURNAME_MONTHS,
            "office_of_family": _OFFICES_OF_FAMILIES,
            "royal": _ROYAL,
            "peer": _PEERS,
            "sovereign": _SOVEREIGNS,
            "shortened": _SHORTENED,
            "incorporated": _INCORPORATED,
            "capital_district": ("D.C.", "D.C", "DC"),
            "calendar": lists.calendar,
            "title_word": lists.title_words,
            "cue": lists.cues,
            "cue_heads": lists.heading_cues,
            "modifier": lists.weapon_modifiers,
        }
    )


@functools.cache
def _in_any_case() -> dict[str, int]:
    """The flags of words that have them in small letters and in capitals."""
    lists = load_names()
    return _flags_by_word(
        {
            "join_any": _JOIN_ANY,
            "join_cued": ("of", "for"),
            "and_": ("and",),
            "the": ("the",),
            "article": ("a", "an"),
            "at_place": _AT_PLACES,
            "place_noun": _PLACE_NOUNS,
            "verb": _PERSON_VERBS,
            "towards": ("of", "from"),
            "beside": ("by", "and", "with"),
            "is_": ("is", "was", "are", "were"),
            "dates": _DATES,
            "auxiliary": _AUXILIARIES,
            "office": _OFFICES,
            "era": ("era",),
            "function": lists.function,
            "opener": lists.openers,
        }
    )


def flags(words: Sequence[str]) -> np.ndarray:
    """The flags of each distinct word, packed into one integer each (see `FLAG`).

    Parameters
    ----------
    words : sequence of str
        none of which may hold a line end.

    Examples
    --------
    >>> compound = flags(["Iran", "Iran-led", "Jong-un"]) & FLAG["compound"]
    >>> (compound != 0).tolist()
    [False, True, False]
    """
    return np.array(_KEPT.of(words), dtype=np.int64)


def _flags(words: Sequence[str]) -> list[int]:
    if not len(words):
        return []
    plain = plain_quotes("\n".join(words)).split("\n")
    lowered = list(map(str.lower, plain))
    n = len(plain)
    packed = np.fromiter(map(_as_written().get, plain, itertools.repeat(0)), np.int64, n)
    packed |= np.fromiter(map(_in_any_case().get, lowered, itertools.repeat(0)), np.int64, n)
    answers = _by_letters(plain, lowered) | _by_patterns(plain)
    answers["describes"] |= packed & FLAG["opener"] != 0
    function = packed & FLAG["function"] != 0
    answers |= _by_lists(plain, lowered, answers["upper"], answers["lower"], function)
    for name, holds in answers.items():
        packed |= holds * np.int64(FLAG[name])
    return packed.tolist()


_KEPT = WordValues(_flags)


def _each(test: Callable[[str], bool], words: Sequence[str]) -> np.ndarray:
    """The answer of a test for each word."""
    return np.fromiter(map(test, words), dtype=bool, count=len(words))


def _of_rows(rows: np.ndarray, test: Callable[[str], bool], words: Sequence[str]) -> np.ndarray:
    """The answer of a test for each word of some rows; False for the others, which are not asked."""
    holds = np.zeros(len(words), dtype=bool)
    holds[rows] = [test(words[row]) for row in rows.tolist()]
    return holds


def _as_mask(answers: pa.BooleanArray) -> np.ndarray:
    return answers.to_numpy(zero_copy_only=False)


def _by_letters(plain: list[str], lowered: list[str]) -> dict[str, np.ndarray]:
    """What the letters and marks of each word tell."""
    first = [word[:1] for word in plain]
    in_arrow = pa.array(plain, type=pa.string())
    joined = np.flatnonzero(_as_mask(pc.match_substring_regex(in_arrow, "['-]")))
    longer = np.fromiter(map(len, plain), np.int64, len(plain)) > 1
    return {
        "upper": _each(str.isupper, first),
        "caps": longer & _each(str.isupper, plain),
        "lower": _each(str.islower, plain),
        "letter": _each(str.isalpha, first),
        "letters": _each(str.isalpha, plain) | _of_rows(joined, _is_of_letters, plain),
        "number": _each(str.isdigit, first),
        "cardinal": _each(str.isdigit, plain),
        "al_name": _as_mask(pc.match_substring_regex(in_arrow, "^(?:al|el)-")),
        "dotted": _as_mask(pc.ends_with(in_arrow, ".")),
        "describes": _as_mask(pc.match_substring_regex(pa.array(lowered), _ADJECTIVE)),
    }


def _is_of_letters(word: str) -> bool:
    return word.replace("-", "").replace("'", "").isalpha()


def _by_patterns(plain: list[str]) -> dict[str, np.ndarray]:
    """What a pattern says of each word; all patterns ask for a mark, a digit or a capital at the
    head of which no small letter follows, and other words are spared them.
    """
    odd = np.flatnonzero(_each(lambda word: not word.isalpha() or word[:2].isupper(), plain))
    answers = {
        name: _of_rows(odd, functools.partial(_matches, pattern), plain)
        for name, pattern in _PATTERNS.items()
    }
    designation = np.flatnonzero(answers["designation"])
    return answers | {"arms": _of_rows(designation, is_of_arms, plain)}


def _matches(pattern: re.Pattern[str], word: str) -> bool:
    return pattern.fullmatch(word) is not None


def is_of_arms(word: str) -> bool:
    """Whether a word's letters and digits are those of a series of arms.

    Examples
    --------
    >>> is_of_arms("F-16"), is_of_arms("F-150")
    (True, False)
    """
    return _matches(_ARMS, word)


def _in_census(kind: str, word: str) -> bool:
    return kind in load_names().census.get(word, ())


def _by_lists(
    plain: list[str], lowered: list[str], upper: np.ndarray, lower: np.ndarray, function: np.ndarray
) -> dict[str, np.ndarray]:
    """What the lists of names and words say of each word."""
    lists = load_names()
    of_capitals, of_small = np.flatnonzero(upper), np.flatnonzero(lower)
    ordinary = _each(lists.ordinary.__contains__, lowered)
    family, census_given = (
        _of_rows(of_capitals, functools.partial(_in_census, kind), lowered)
        for kind in ("family", "given")
    )
    listed_given = _of_rows(
        of_capitals, lambda word: word in lists.given or word.title() in lists.given, plain
    )
    return {
        "ordinary": ordinary,
        "dictionary": _each(lists.dictionary.__contains__, lowered),
        "given": listed_given | census_given & ~ordinary,
        "family": family,
        # "Mark", "Josh": given names that are words too
        "also_given": census_given & ~function,
        "role": _of_rows(of_small, lists.roles.__contains__, lowered),
        "org_noun": _of_rows(
            of_small, lambda word: lists.cues.get(word.capitalize()) == "ORG", plain
        ),
        "compound": _compounds(plain, upper),
    }


def _compounds(plain: list[str], upper: np.ndarray) -> np.ndarray:
    """Words with a capital that a hyphen makes of a name, see `_are_compounds`."""
    hyphenated = [row for row in np.flatnonzero(upper).tolist() if "-" in plain[row]]
    compound = np.zeros(len(plain), dtype=bool)
    compound[hyphenated] = _are_compounds([plain[row] for row in hyphenated])
    return compound


def _are_compounds(words: Sequence[str]) -> list[bool]:
    """Names made into other words ("Russian-facilitated", "Iran-led"), or two joined
    ("Azerbaijani-Israeli" relations).

    "Jong-un" is none: there syllables are joined.
    """
    lists = load_names()
    parts = [word.partition("-") for word in words]
    heads, tails = [head for head, _, _ in parts], [tail for _, _, tail in parts]
    keys = name_keys([*words, *heads, *tails]).to_pylist()
    listed = np.array([key in lists.types_of for key in keys]).reshape(3, -1).T.tolist()
    return [
        # "R-Texas"; "US-Korea Institute" is whole where it was not cut
        not whole
        if tail_listed and len(head) == 1
        else tail[:1].islower()
        and (head_listed or len(head) == 1 or (len(tail) >= 4 and tail in lists.ordinary))
        for head, tail, (whole, head_listed, tail_listed) in zip(heads, tails, listed, strict=True)
    ]
