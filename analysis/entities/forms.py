"""Forms: what a distinct word tells by itself, as one integer of flags, looked up once per distinct
word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

import numpy as np

from analysis.lexicons.names import load_names, name_keys
from analysis.reading.form import SMALL_WORDS
from analysis.tokens import TWINS, plain_quotes

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
_PLACE_HEADS = frozenset(
    "Lower Upper North South East West Northern Southern Eastern Western Central Greater Inner"
    " Outer New Old Great Little Mount Lake Fort Port Cape San Santa Saint St Los Las El".split()
)
# Verbs of communication and of feeling, whose subject is somebody (Levin, 1993, classes 31 and 37).
_PERSON_VERBS = frozenset(
    "said says told tells added adds explained wrote writes asked asks argued argues claimed denied"
    " replied tweeted noted admitted insisted believes thinks thought knew knows felt feels"
    " recalled hopes hoped married died resigned born who whose whom himself herself".split()
)
_COMPASS = frozenset(
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
_ADJECTIVE_ENDINGS = ("able", "al", "ed", "ful", "ic", "ing", "ive", "less", "ly", "ous")

_INITIAL = re.compile(r"[A-Z]\.?|(?:[A-Z]\.)+[A-Z]?\.?")
_DESIGNATION = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Za-z\d]+(?:[-/.][A-Za-z\d]+)*")
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
_ACRONYM = re.compile(r"[A-Z][A-Z&.]{1,7}s?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|d|th)")
_NUMERAL = re.compile(r"[IVX]+|\d+")
_FIRST_PERSON = frozenset(("I", "A", "I'm", "I've", "I'd", "I'll"))
_INCORPORATED = frozenset("Inc Ltd LLC Corp Co Plc PLC".split())
_SHORTENED = frozenset("Jr Sr Inc Ltd Corp Co".split())
_SUFFIXES = frozenset("Jr Sr II III IV".split())

# "(D-Minn.)", ", R-Texas,", "(Lab)": the party of the person before, and the place that sent them.
_PARTY_TAG = re.compile(r"(?:[DGILR]|DFL)(?:-[A-Z].*)?")
_SHORT_PARTIES = frozenset("Con Cons Dem Ind Lab LD Lib Rep SLab SCon".split())

_MOST_KEPT = 2**16  # about the distinct words of a batch: more would hold what never comes again

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


def flags(words: Sequence[str]) -> np.ndarray:
    """The flags of each distinct word, packed into one integer each (see `FLAG`).

    Examples
    --------
    >>> compound = flags(["Iran", "Iran-led", "Jong-un"]) & FLAG["compound"]
    >>> (compound != 0).tolist()
    [False, True, False]
    """
    packed = np.fromiter(map(form, words), dtype=np.int64, count=len(words))
    plain = plain_quotes("\n".join(words)).split("\n")
    upper = packed & FLAG["upper"] != 0
    hyphenated = [row for row, word in enumerate(plain) if "-" in word and upper[row]]
    compound = _are_compounds([plain[row] for row in hyphenated])
    packed[hyphenated] |= np.where(compound, FLAG["compound"], 0)
    return packed


@functools.lru_cache(maxsize=_MOST_KEPT)
def form(word: str) -> int:
    """The flags of one word, all but `compound`, for which the lists are asked of many words at
    once.

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
        "join_any": lower in _JOIN_ANY,
        "join_cued": lower in ("of", "for"),
        "and_": lower == "and",
        "the": lower == "the",
        "article": lower in ("a", "an"),
        "initial": bool(_INITIAL.fullmatch(word)),
        "designation": designation,
        "acronym": bool(_ACRONYM.fullmatch(word)),
        "ordinal": bool(_ORDINAL.fullmatch(word)),
        "numeral": bool(_NUMERAL.fullmatch(word)),
        "cardinal": word.isdigit(),
        "never": word in _FIRST_PERSON,
        "suffix": word in _SUFFIXES,
        "title_word": word in lists.title_words,
        "role": word.islower() and lower in lists.roles,
        "cue": word in lists.cues,
        "cue_heads": word in lists.heading_cues,
        "at_place": lower in _AT_PLACES,
        "place_noun": lower in _PLACE_NOUNS,
        "place_head": word in _PLACE_HEADS,
        "compass": word in _COMPASS,
        "verb": lower in _PERSON_VERBS,
        "modifier": word in lists.weapon_modifiers,
        "small": word in SMALL_WORDS,
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
        "party_tag": bool(_PARTY_TAG.fullmatch(word)),
        "short_party": word in _SHORT_PARTIES,
        "month": word in _SURNAME_MONTHS,
        "number": word[:1].isdigit(),
        "dates": lower in _DATES,
        "auxiliary": lower in _AUXILIARIES,
        "office": lower in _OFFICES,
        "office_of_family": word in _OFFICES_OF_FAMILIES,
        "era": lower == "era",
        "royal": word in _ROYAL,
        "peer": word in _PEERS,
        "sovereign": word in _SOVEREIGNS,
        "describes": lower in lists.openers or lower.endswith(_ADJECTIVE_ENDINGS),
        # "Mark", "Josh": given names that are words too
        "also_given": upper and "given" in census and lower not in lists.function,
        "arms": designation and bool(_ARMS.fullmatch(word)),
        "shortened": word in _SHORTENED,
        "incorporated": word in _INCORPORATED,
        "capital_district": word in ("D.C.", "D.C", "DC"),
    }
    return sum(FLAG[name] for name, true in answers.items() if true)


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
