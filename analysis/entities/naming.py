"""Naming: one run of words → the names in it, typed by their own words and by what stands around
them.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from dataclasses import make_dataclass
from typing import NamedTuple

from analysis.entities.forms import COMPASS, FLAG, PLACE_HEADS
from analysis.lexicons.names import SHORTENED_HEADS, load_names
from analysis.tokens import plain_quotes

TYPES = ("PERSON", "ORG", "PLACE", "GROUP", "WEAPON", "EVENT", "OTHER")

# What the article and the neighbours say of a word (see `runs`), and in the last line what its
# letters say (see `looks`); the words of title that begin there stand above them.
_BITS = (
    "plain", "ordinary", "opens", "weapon", "cased", "quoted", "at", "the", "role", "verb", "lower_follows", "comma_listed",
    "age", "apart", "article", "towards", "beside",
    "is_person", "is_place", "is_org", "ampersand", "office", "of_office", "forename", "comma_state",
    "doctrine", "peoples", "member", "native", "any_role", "plural", "one_letter", "party",
)  # fmt: skip
BIT = {name: 1 << bit for bit, name in enumerate(_BITS)}
TITLE_SHIFT = len(_BITS)

LISTED = "listed name"
CAPITALISED = "capitalised word"
SEVERAL = "two to four capitalised words"
DESIGNATION = "designation of letters and digits"
ACRONYM = "acronym"
COMMON = "ordinary words with capitals"
FAMILY = "family name of the census"
CUE_ALONE = "cue word alone"
OPENING = "unknown word where persons stand"
TOWARDS = "stands after 'of' or 'from'"
TEAM = "plural behind 'the'"
GIVEN = "given name"
AT_PLACE = "stands after a preposition of place"
BEHIND_THE = "several words after 'the'"
ARMS = "letters and digits of a series of arms"
JUDGED = "form and neighbours together"
_BEFORE_WEAPON = "stands before a weapon word"
WEAK = frozenset(
    (
        TEAM,
        CAPITALISED,
        SEVERAL,
        DESIGNATION,
        ACRONYM,
        COMMON,
        FAMILY,
        CUE_ALONE,
        OPENING,
        TOWARDS,
        JUDGED,
    )
)


# Behind an ampersand these head the name of a firm, other cue words that of a work: "Henry & Sons",
# "Law & Order".
_OF_FIRMS = frozenset("Associates Brothers Co Company Corporation Partners Sons".split())


# The flags of its form that the rules ask of a word, and no others.
_ASKED = {
    name: FLAG[name]
    for name in (
        "upper", "given", "family", "join_any", "join_cued", "and_", "the", "initial", "designation", "acronym", "ordinal",
        "numeral", "title_word", "cue", "cue_heads", "place_head", "compass", "letters", "cardinal", "incorporated", "royal",
        "also_given", "peer", "arms",
    )
}  # fmt: skip
ASKED = sum(_ASKED.values())
# What a word is by its form, and how it stands in its article: `form[word] & IS.given`.
IS = make_dataclass("_Is", _ASKED, slots=True)(**_ASKED)
IN = make_dataclass("_In", BIT, slots=True)(**BIT)
_SMALL = IS.join_any | IS.join_cued | IS.and_ | IS.the

# The rules ask for these alone in a run of one word, and in one of several that is one name (see
# `runs`).
ASKED_OF_ONE_WORD = IS.given | IS.family | IS.acronym | IS.designation | IS.cue | IS.cardinal
BITS_OF_ONE_WORD = sum(
    BIT[name]
    for name in (
        "plain", "ordinary", "opens", "at", "the", "role", "verb", "comma_listed", "age", "apart", "towards", "beside",
        "is_person", "is_place", "is_org", "doctrine", "peoples", "member", "plural", "one_letter",
    )
)  # fmt: skip
ASKED_OF_ONE_NAME = sum(
    _ASKED[name]
    for name in (
        "given", "initial", "designation", "acronym", "ordinal", "cue", "cue_heads", "place_head", "compass", "letters",
        "incorporated",
    )
)  # fmt: skip
BITS_OF_ONE_NAME = sum(
    BIT[name]
    for name in (
        "ordinary", "at", "the", "article", "beside", "is_person", "is_place", "is_org", "forename", "comma_state", "peoples",
        "plural",
    )
)  # fmt: skip
# And for these alone of words that no dictionary has.
BITS_OF_UNKNOWN = IN.comma_listed | IN.verb | IN.role | IN.age | IN.towards
# What may part a run into several names, or decides before all rules, at any word and at an inner one.
PARTS = _SMALL | IS.royal | IS.peer | IS.arms
PARTING_BITS = (
    IN.quoted | IN.weapon | IN.cased | IN.ampersand | IN.office | IN.of_office | IN.lower_follows
)
PARTS_INSIDE = IS.given | IS.cue

# What the letters of a word say, by how it ends: "Marxism", "Salafists", "Syrian", "Maltese".
_ENDINGS = {
    "doctrine": ("ism",),
    "peoples": ("ists", "ites", "ians", "ese"),
    "member": ("ist", "ian"),
    "native": ("ese", "ite"),
}


class Listed(NamedTuple):
    """A listed name that begins at a word: what the rules ask of it, and how many words follow."""

    type: str
    ambiguous: bool
    length: int


class Word(NamedTuple):
    """A word of a run: all that the rules ask of it. Words that are equal here are read alike."""

    letters: str  # as the word stands, where the rules look it up in a list, or else nothing
    form: int  # its flags, of those in `ASKED`
    bits: int  # what is known of it in its article, see `BIT`
    listed: Listed | None = None


class Named(NamedTuple):
    """A name in a run: its first and last words, its type, what found it, and whether it is the
    listed name that begins there.
    """

    first: int
    last: int
    type: str
    rule: str
    listed: bool = False


@functools.cache
def looked_up() -> frozenset[str]:
    """The words that the rules look up in a list or write into the name of a rule: those whose
    letters tell more than their form.

    Examples
    --------
    >>> "Ministry" in looked_up(), "Milvan" in looked_up()
    (True, False)
    """
    lists = load_names()
    of_weapons = {word for words in lists.weapon_heads for word in words}
    abbreviations = lists.abbreviations
    own = {"The", "Hall", "Fame", "of", "Of", "OF"} | SHORTENED_HEADS | COMPASS | PLACE_HEADS
    return frozenset(own | of_weapons | abbreviations | set(lists.cues) | lists.title_modifiers)


def looks(word: str) -> int:
    """What the letters of a word say to the rules, as bits of `BIT`.

    Examples
    --------
    >>> [name for name, bit in BIT.items() if looks("Salafists") & bit]
    ['peoples', 'plural']
    """
    lists, lower = load_names(), word.lower()
    bits = sum(BIT[name] for name, endings in _ENDINGS.items() if word.endswith(endings))
    if lower in lists.roles:
        bits |= BIT["any_role"]
    if word in lists.parties:
        bits |= BIT["party"]
    # "The Bruins", but "the Clintons", a family
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        family = word[:1].isupper() and "family" in lists.census.get(plain_quotes(lower[:-1]), ())
        bits |= 0 if family else BIT["plural"]
    return bits | (BIT["one_letter"] if len(word) == 1 else 0)


def names_in(words: tuple[Word, ...]) -> tuple[Named, ...]:
    """The names of one run, from left to right.

    Examples
    --------
    >>> given, unknown = (Word("", FLAG[flag], 0) for flag in ("given", "letters"))
    >>> [name[:4] for name in names_in((given, unknown))]
    [(0, 1, 'PERSON', 'opens with a given name or an initial')]
    """
    return tuple(_Run(words).names())


class _Run:
    """The words of one run. Words are given by their numbers in it; a name by its first and last."""

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.end = len(words) - 1
        self.lists = load_names()
        self.words, form, bits, listed = zip(*words, strict=True)
        # Before the first word and behind the last there is nothing: the zeros at the end answer
        # for the number -1 too.
        self.form, self.bits = (*form, 0, 0, 0), (*bits, 0, 0, 0)
        self.listed = {
            first: (first + name.length, name)
            for first, name in enumerate(listed)
            if name and first + name.length <= self.end
        }
        # What no word of the run has is not asked of each: most runs are plain.
        self.any_form = functools.reduce(operator.or_, form)
        self.any_bits = functools.reduce(operator.or_, bits)
        self.has_titles = bool(
            self.any_bits >> TITLE_SHIFT or self.any_form & IS.royal or self.any_bits & IN.any_role
        )
        breaks = self.any_form & (IS.arms | IS.given) or self.any_bits & IN.office
        self.may_break = bool(self.listed) or self.has_titles or breaks

    def names(self) -> Iterator[Named]:
        """The names that count, from left to right.

        Returns
        -------
        iterator of Named
            none overlaps another; what is left of a title ("Chief Executive Officer of") names
            nobody.
        """
        first = 0
        while first <= self.end:
            named = self._quoted(first) or self._name_from(first)
            if named and self._counts(named):
                yield named
            first = named.last + 1 if named else first + max(self._title(first), 1)

    # Words

    def _small(self, at: int) -> bool:
        return self.form[at] & _SMALL != 0 and not self.form[at] & IS.upper

    def _trim(self, first: int, last: int) -> int:
        while last > first and self._small(last):
            last -= 1
        return last

    def _title(self, first: int) -> int:
        """How many words of title begin here, titles in a row together."""
        if not self.has_titles:
            return 0
        behind = first
        while behind <= self.end and (length := self._single_title(behind)):
            behind += length
        return behind - first

    def _single_title(self, at: int) -> int:
        """How many words of one title begin here."""
        length = self.bits[at] >> TITLE_SHIFT
        before_given = self.form[at + 1] & IS.given
        # "King" and "Queen" are family names too, but not before a given name: "Queen Camilla".
        if length or (self.form[at] & IS.royal and before_given):
            return length or 1
        modifier = at < self.end and self.words[at] in self.lists.title_modifiers
        if modifier and self.bits[at + 1] >> TITLE_SHIFT:
            return 1
        # "Democratic Leader Nancy Pelosi": behind a party a role is a title of one word.
        behind_party = at > 0 and self.bits[at - 1] & IN.party
        return 1 if behind_party and before_given and self.bits[at] & IN.any_role else 0

    # Names

    def _quoted(self, first: int) -> Named | None:
        """The name of a work, in quotation marks; a listed name and a person keep their own type."""
        if first or not self.bits[0] & IN.quoted:
            return None
        listed = 0 in self.listed and self.listed[0][0] == self.end
        given = self.form[0] & IS.given and not self.bits[0] & IN.ampersand  # "Tom & Jerry"
        person = given and 0 < self.end < 3 and not self.bits[self.end] & IN.ordinary
        if listed or person or self.bits[self.end] & IN.weapon:
            return None
        return Named(0, self.end, "OTHER", "stands in quotation marks")

    def _name_from(self, first: int) -> Named | None:
        """The name that begins at this word of the run."""
        listed = self.listed.get(first)
        if (self._small(first) and not listed) or self._before_office(first):
            return None
        weapon = self.bits[self.end] & IN.weapon and self.end <= first + 2
        if weapon and not listed and not self._title(first):
            return self._unlisted(first, self.end)
        if self.bits[first] & IN.cased:
            return self._in_title(first)
        if named := (
            self._peer(first)
            or (self._as_listed(first) if listed and listed[0] == self.end else None)
            or self._of_office(first)
            or self._person_of(first)
            or self._in_office(first)
            or self._cued(first)
        ):
            return named
        if title := self._title(first):
            return self._titled(first, title)
        if listed:
            return self._behind_listed(first)
        return self._unlisted(first, self._before_party(first, self._until_break(first, first + 1)))

    def _until_break(self, first: int, following: int) -> int:
        """The last word of a name whose words run on from `following` to what breaks it."""
        if not self.may_break:
            return self._trim(first, self.end)
        breaks = (step for step in range(following, self.end + 1) if self._breaks(step, first))
        return self._trim(first, next(breaks, self.end + 1) - 1)

    def _person_of(self, first: int) -> Named | None:
        """ "James To of the Democratic Party": what "of" joins to a person is another name."""
        if not self.any_form & IS.join_cued or first in self.listed:
            return None
        if not self.form[first] & IS.given or self.bits[first] & IN.ordinary:
            return None
        joints = (step for step in range(first + 1, self.end) if self.form[step] & IS.join_cued)
        joint = next(joints, None)
        if joint is None or any(
            self.form[step] & IS.cue or step in self.listed for step in range(first, joint)
        ):
            return None
        return self._unlisted(first, joint - 1)

    def _peer(self, first: int) -> Named | None:
        """ "The Duke of Sussex": a noble, by the name of the place."""
        seat = first + 2
        of_seat = self.form[first] & IS.peer and self.words[first + 1 : seat] == ("of",)
        if not of_seat or seat > self.end or self._small(seat):
            return None
        if any(self.form[step] & IS.cue for step in range(seat, self.end + 1)):
            return None  # "Prince of Wales Trust"
        last = self.listed[seat][0] if seat in self.listed else seat
        while last < self.end and not (
            self._small(last + 1) or self.form[last + 1] & IS.given or self._breaks(last + 1, seat)
        ):
            last += 1
        return Named(first, last, "PERSON", "noble with the name of a place")

    def _of_office(self, first: int) -> Named | None:
        """ "Mayor of London Sadiq Khan": what a title governs by "of", where the person who holds
        it stands behind.
        """
        last = self.listed[first][0] if first in self.listed else first
        if not self._before_holder(first, last):
            return None
        if first in self.listed:
            return self._as_listed(first)
        person = self.form[first + 1] & IS.given and not self.form[first] & IS.cue
        return self._unlisted(first, first) if person else None

    def _before_holder(self, first: int, last: int) -> bool:
        """Behind the place of an office stand two words or more, and no cue word that makes one
        name of them all.
        """
        if not self.bits[first] & IN.of_office or self.end < last + 2 or self._small(last + 1):
            return False
        return not any(
            self.form[step] & (IS.cue | IS.compass) or step in self.listed
            for step in (last + 1, last + 2)
        )

    def _before_office(self, at: int) -> bool:
        """The article of "The Trump administration", behind a dateline or a heading."""
        return self.words[at] == "The" and self.bits[at + 1] & IN.office != 0

    def _in_office(self, first: int) -> Named | None:
        """ "The Trump administration", "the Obama White House": one word that no list has, before
        an office of persons.
        """
        if not self.bits[first] & IN.office or first in self.listed:
            return None
        person = self.form[first] & IS.family or not self.bits[first] & IN.ordinary
        other = self.form[first] & (IS.acronym | IS.cue | IS.compass | IS.title_word)
        group = self.bits[first] & IN.member or self.bits[first] & IN.native
        if other or group or not person:
            return None
        return Named(first, first, "PERSON", "stands before an office")

    def _as_listed(self, first: int) -> Named:
        last, name = self.listed[first]
        if name.ambiguous and name.type in ("PLACE", "OTHER") and self.bits[last] & IN.weapon:
            return Named(first, last, "WEAPON", _BEFORE_WEAPON)
        return self._from_list(first)

    def _from_list(self, first: int) -> Named:
        last, name = self.listed[first]
        return Named(first, last, name.type, LISTED, listed=True)

    def _in_title(self, first: int) -> Named:
        """Where every word has a capital: listed names, and what no dictionary has."""
        if first in self.listed:
            return self._as_listed(first)
        following = (step for step in range(first + 1, self.end + 1) if step in self.listed)
        return self._unlisted(first, self._trim(first, next(following, self.end + 1) - 1))

    def _breaks(self, step: int, first: int) -> bool:
        """A listed name, a title or a weapon's letters and digits inside a run end the unlisted
        name before it.
        """
        if self.form[step] & IS.arms or self._before_office(step):
            return True
        if step in self.listed:
            last, name = self.listed[step]
            behind_given = self.form[step - 1] & (IS.given | IS.initial)
            personal = behind_given and step == last and self.form[step] & IS.family
            towards = step - first == 1 and self.form[first] & IS.compass and name.type == "PLACE"
            return not (name.ambiguous or personal or towards or self._of_place(first, step, name))
        if not self.form[step] & IS.given:
            return bool(self._title(step))
        saint = self.words[step - 1] in SHORTENED_HEADS  # "St. Louis Blues"
        joined = saint or self.bits[step] & IN.ordinary or self._small(step - 1)
        # "Scientologist Tom Cruise"
        return (
            not joined
            and step < self.end
            and all(
                self.bits[before] & IN.ordinary or self.bits[before] & IN.member
                for before in range(first, step)
            )
        )

    def _of_place(self, first: int, step: int, name: Listed) -> bool:
        """ "Boy Scouts of America": ordinary words with capitals before "of" and a listed place are
        one name with it.
        """
        head = range(first, step - 1)
        if name.type != "PLACE" or not head or self.words[step - 1].lower() != "of":
            return False
        return all(self.bits[before] & IN.ordinary and not self._title(before) for before in head)

    # Cue words

    def _cued(self, first: int) -> Named | None:
        """A run that holds the cue word of an organisation, an event or a place."""
        if not self.any_form & IS.cue or self._title(first):
            return None
        cues = self._cues(first)
        # "World Organization of the Scout Movement": what "of" joins to an organisation ends with
        # it.
        heading = [step for step in cues if step > first and self.form[step + 1] & IS.join_cued]
        named = (self._by_cue(first, step) for step in heading[:1] or reversed(cues))
        return next(filter(None, named), None)

    def _cues(self, first: int) -> list[int]:
        """The cue words of a run from its word `first` on."""
        # "Defense" of "Rex Tillerson Defense Secretary Jim Mattis" opens a title and heads no
        # organisation.
        cues = [
            step
            for step in range(first, self.end + 1)
            if self.form[step] & IS.cue and not (step > first and self._another_title(step))
        ]
        if not self.form[first] & IS.arms:
            return cues
        # "F-16 Desert Falcon"
        return [step for step in cues if self.lists.cues[self.words[step]] != "PLACE"]

    def _by_cue(self, first: int, step: int) -> Named | None:
        """The name that a cue word makes of the words before it, or of those behind it."""
        kind = self.lists.cues[self.words[step]]
        joined = self.bits[step - 1] & IN.ampersand and step == first + 1
        if joined and self.words[step] not in _OF_FIRMS:
            return self._unlisted(first, self.end)  # "Law & Order" is no order
        if step > first:
            return self._up_to_cue(first, step, kind) if self._is_whole(first, step) else None
        heads = kind == "PLACE" and first + 1 not in self.listed and self.form[first] & IS.cue_heads
        if first == self.end or not (heads or self.form[first + 1] & IS.join_cued):
            return None
        last = self._before_party(first, self.end)
        return Named(first, last, kind, f"opens with the cue word {self.words[step]!r}")

    def _before_party(self, first: int, last: int) -> int:
        """ "House Democratic leader": a party that describes who follows is no part of the chamber
        before it.
        """
        if not self.bits[last] & IN.party or self._small(last - 1):
            return last
        describes = self.bits[last] & IN.lower_follows or self._title(last + 1)
        chamber = any(self.form[step] & IS.cue for step in range(first, last))
        return last - 1 if describes and chamber else last

    def _up_to_cue(self, first: int, step: int, kind: str) -> Named:
        """A name up to its cue word, or with the one word behind it: "West Coast Eagles" are no
        coast.
        """
        last = self._before_party(first, self._behind_cue(step))
        if self.words[step : last + 1] == ("Hall", "of", "Fame"):
            return Named(first, last, "ORG", "hall of fame")
        follows = last + 1
        plain = follows == self.end and not (
            self._small(follows) or follows in self.listed or self._title(follows)
        )
        if kind == "PLACE" and last == step and plain and not self.form[follows] & IS.given:
            kind = "PLACE" if self.form[follows] & IS.compass else "ORG"
            return Named(first, follows, kind, "name that opens with a place")
        return Named(first, last, kind, f"holds the cue word {self.words[step]!r}")

    def _is_whole(self, first: int, step: int) -> bool:
        """Between the head of a name and its cue word stands no title of a person, and nothing that
        parts two names.
        """
        return not any(
            (
                self._title(between)
                and between not in self.listed
                and not self.form[between] & IS.cue
            )
            for between in range(first, step)
        )

    def _behind_cue(self, step: int) -> int:
        """What follows a cue word belongs to the name when "of" or "for" joins it, or it is a
        numeral or another cue.
        """
        if self.form[step + 1] & IS.join_cued:
            return self.end
        while self.form[step + 1] & IS.numeral and not self._small(step + 1):
            step += 1
        return step

    # Titles and listed names

    def _titled(self, first: int, title: int) -> Named | None:
        begin = first + title
        if begin > self.end or self._small(begin):
            return None
        last, name = self.listed.get(begin, (-1, None))
        if name and last == self.end and not name.ambiguous:
            return None  # "President of", "US President Georgia": a title and a listed thing are no person
        ends = (step for step in range(begin + 1, self.end + 1) if self._ends_person(step, begin))
        last = next(ends, self.end + 1) - 1
        return Named(begin, self._trim(begin, last), "PERSON", "stands after a title")

    def _ends_person(self, step: int, first: int) -> bool:
        """Whether the person whose name begins at `first` ends before a word."""
        last, name = self.listed.get(step, (-1, None))
        # "Chief of Staff John Kelly White House Counsel": several words are a listed thing,
        # whatever each may mean.
        if name and name.type != "PERSON" and (last > step or self._breaks(step, first)):
            return True
        return self._another_title(step)

    def _another_title(self, step: int) -> bool:
        """ "Rex Tillerson Defense Secretary Jim Mattis": a title inside a run begins another
        person.
        """
        own = self.form[step] & (
            IS.given | IS.family | IS.initial
        )  # "Philip M. Drew", and no Monsieur Drew
        return not own and 0 < self._title(step) <= self.end - step

    def _behind_listed(self, first: int) -> Named:
        """A listed name with more words behind it."""
        last, name = self.listed[first]
        following = last + 1
        if pair := self._two_listed(first, name, following):
            return pair
        if self._before_holder(first, last):
            return self._as_listed(first)
        apart = self._small(following) or following in self.listed or self._title(following)
        if apart or self.bits[self.end] & IN.weapon:
            return self._from_list(first)
        stop = self._until_break(first, following)
        if name.type == "PLACE":
            return self._behind_place(first, stop, name)
        behind = range(following, stop + 1)
        ordinary = all(self.bits[step] & IN.ordinary for step in behind)
        if name.type == "GROUP" and ordinary:
            return Named(first, stop, "ORG", "nationality before ordinary words with capitals")
        common = all(
            self.bits[step] & IN.ordinary or self.form[step] & IS.numeral for step in behind
        )
        role = self.bits[stop] & IN.any_role
        if name.type == "ORG" and common and not role:
            return Named(first, stop, "ORG", "listed name before ordinary words with capitals")
        return self._from_list(first)

    def _two_listed(self, first: int, name: Listed, following: int) -> Named | None:
        """A quarter of the compass or a nationality with the listed name behind it."""
        if following not in self.listed:
            return None
        end, behind = self.listed[following]
        if self.form[first] & IS.compass and behind.type == "PLACE":
            return Named(first, end, "PLACE", f"opens with {self.words[first]!r}")
        place = behind.type == "PLACE" and end == self.end
        if name.type == "GROUP" and (place or behind.type == "GROUP"):
            return Named(first, end, behind.type, "nationality before a listed name")
        return None

    def _behind_place(self, first: int, stop: int, name: Listed) -> Named:
        """A listed place with the words behind it, up to `stop`."""
        last, _ = self.listed[first]
        if last + 1 == stop and self.form[stop] & IS.compass:
            return Named(first, stop, "PLACE", "listed place with a quarter of the compass")
        if name.ambiguous or (first == last and self.form[first] & IS.given):
            return self._unlisted(first, stop)
        return Named(first, stop, "ORG", "name that opens with a listed place")

    # Names that no list has

    def _unlisted(self, first: int, last: int) -> Named:
        """Type a name that no list has by its own words and by those around it."""
        joint = self._small(first + 1) and self.form[first + 1] & (IS.join_cued | IS.and_)
        if joint and not self.bits[first] & IN.ordinary:
            last = first
        if named := self._weapon(first, last) or self._ampersand(first, last):
            return named
        if kind := self._by_noun(first, last):
            return Named(first, last, kind, "a noun beside it says so")
        own = range(first, last + 1)
        rules = _OF_ONE_WORD if first == last else _OF_SEVERAL_WORDS
        kind, rule = next((rule[1:] for rule in rules if rule[0](self, own)), _OTHERWISE)
        opening = self.words[first]
        return Named(first, last, kind or self.lists.cues[opening], rule.format(opening))

    def _by_noun(self, first: int, last: int) -> str:
        """The type that a noun beside the name gives it, if any."""
        if not self.any_bits & (IN.is_person | IN.is_place | IN.is_org):
            return ""
        for kind, noun in (("PERSON", IN.is_person), ("PLACE", IN.is_place), ("ORG", IN.is_org)):
            # "The town in Selmar is large": what stands behind a place's preposition is not what
            # the sentence speaks of.
            behind = self.bits[last] & noun and not self.bits[first] & IN.at
            if behind or self.bits[first] & noun:
                return kind
        return ""

    def _weapon(self, first: int, last: int) -> Named | None:
        own = self.words[first : last + 1]
        for tail in (1, 2):  # "S-300 SAM": the weapon word has capitals itself
            if len(own) > tail and own[-tail:] in self.lists.weapon_heads:
                return Named(first, last - tail, "WEAPON", _BEFORE_WEAPON)
        if self.bits[last] & IN.weapon:
            return Named(first, last, "WEAPON", _BEFORE_WEAPON)
        return Named(first, last, "WEAPON", ARMS) if self.form[first] & IS.arms else None

    def _ampersand(self, first: int, last: int) -> Named | None:
        """ "Johnson & Johnson" is a firm; "Bill & Hillary Clinton" are two persons."""
        if not self.any_bits & IN.ampersand:
            return None
        joints = (step for step in range(first, last) if self.bits[step] & IN.ampersand)
        joint = next(joints, None)
        if joint is None:
            return None
        own = range(first, last + 1)
        given = all(self.form[step] & (IS.given | IS.also_given) for step in (first, joint + 1))
        if given and joint + 1 < last and not any(self.form[step] & IS.cue for step in own):
            return self._unlisted(first, joint)
        families = all(self.form[step] & IS.family for step in own)
        named = families or not all(self.bits[step] & IN.ordinary for step in own)
        # "Law & Order" is a work.
        return Named(first, last, "ORG" if named else "OTHER", "joined by an ampersand")

    def _is_team(self, own: range) -> bool:
        """ "The Bruins": a plural behind "the" that is no family."""
        return bool(self.bits[own[-1]] & IN.plural and self.bits[own[0]] & IN.the)

    def _is_unknown(self, own: range, contexts: int) -> bool:
        """Whether no dictionary has a word that stands in one of these ways (see `BIT`)."""
        bits = self.bits[own[0]]
        return not bits & IN.ordinary and bits & contexts != 0

    # What counts

    def _counts(self, named: Named) -> bool:
        first, last = named.first, named.last
        own = self.words[first : last + 1]
        opens, ordinary = self.bits[first] & IN.opens, self.bits[first] & IN.ordinary
        if named.listed:
            # "Conservative MP Ann Roe": before a title it is no ordinary word that has its capital
            # from the sentence.
            alone = first == last and not self._title(last + 1)
            return not (self.listed[first][1].ambiguous and alone and opens and ordinary)
        if own in self.lists.weapon_heads:
            return False  # "SAM" by itself is a kind of weapon, not the name of one
        if first == last and own[0] in self.lists.abbreviations:
            return False  # "its GDP", "two TVs"
        if len(own) == 1 and named.rule in (CAPITALISED, CUE_ALONE):
            # An ordinary word is a name only where the sentence runs into it: not in a list, behind
            # a colon, in a heading.
            apart = self.bits[first] & IN.apart and not self.form[first] & (IS.family | IS.given)
            plain = (ordinary and apart) or self.bits[first] & IN.plain
            return not (plain or self.bits[first] & IN.one_letter or self.form[first] & IS.cardinal)
        if named.rule == COMMON and self.bits[first] & IN.article:
            return False
        return not (opens and named.rule in (SEVERAL, CAPITALISED)) or not all(
            self.bits[step] & IN.plain or self._small(step) for step in range(first, last + 1)
        )


# How a name that no list has is typed by its words and its neighbours: the first rule that holds.
# No type: the one of the cue word that it is. {0!r} stands for its first word.
_Rule = tuple[Callable[[_Run, range], bool], str, str]
_OTHERWISE = ("OTHER", CAPITALISED)
_OF_ONE_WORD: tuple[_Rule, ...] = (
    (
        lambda run, own: run.bits[own[0]] & IN.doctrine,
        "OTHER",
        "ending of a faith or a doctrine",
    ),
    (
        lambda run, own: run._is_unknown(own, IN.comma_listed) and not run.bits[own[0]] & IN.beside,
        "PLACE",
        "stands before a listed place",
    ),
    (
        lambda run, own: (
            run.form[own[0]] & IS.given
            and not (run.bits[own[0]] & IN.ordinary or run.bits[own[0]] & IN.at)
        ),
        "PERSON",
        GIVEN,
    ),
    (
        lambda run, own: run.form[own[0]] & IS.acronym and not run.bits[own[0]] & IN.cased,
        "ORG",
        ACRONYM,
    ),
    (
        lambda run, own: (
            run.bits[own[0]] & IN.peoples
            or (run.bits[own[0]] & IN.member and not run.bits[own[0]] & IN.at)
        ),
        "GROUP",
        "ending of a group's name",
    ),
    (lambda run, own: run.bits[own[0]] & IN.at, "PLACE", AT_PLACE),
    (lambda run, own: run.form[own[0]] & IS.designation, "OTHER", DESIGNATION),
    (
        lambda run, own: run._is_unknown(own, IN.verb | IN.role | IN.age),
        "PERSON",
        "stands as persons do",
    ),
    (
        lambda run, own: (
            run.form[own[0]] & IS.family
            and not (run.bits[own[0]] & IN.ordinary or run.bits[own[0]] & IN.the)
        ),
        "PERSON",
        FAMILY,
    ),
    (_Run._is_team, "ORG", TEAM),
    (lambda run, own: run.form[own[0]] & IS.cue, "", CUE_ALONE),
    (lambda run, own: run._is_unknown(own, IN.towards), "PLACE", TOWARDS),
    (
        lambda run, own: (
            run._is_unknown(own, IN.opens | IN.beside) and not run.bits[own[0]] & IN.the
        ),
        "PERSON",
        OPENING,
    ),
)
_OF_SEVERAL_WORDS: tuple[_Rule, ...] = (
    (
        lambda run, own: run.bits[own[-1]] & IN.comma_state and not run.bits[own[0]] & IN.beside,
        "PLACE",
        "stands before the short form of a state",
    ),
    (
        lambda run, own: (
            run.form[own[0]] & (IS.given | IS.initial)
            or run.bits[own[0]] & IN.forename
            or any(run.form[step] & IS.initial for step in own[1:-1])
        ),
        "PERSON",
        "opens with a given name or an initial",
    ),
    (
        lambda run, own: any(run.form[step] & IS.incorporated for step in own),
        "ORG",
        "holds the cue word of a company",
    ),
    (lambda run, own: run.bits[own[-1]] & IN.peoples, "GROUP", "ending of a group's name"),
    (_Run._is_team, "ORG", TEAM),
    (
        lambda run, own: (
            any(run.form[step] & IS.acronym for step in own) and not run.bits[own[0]] & IN.cased
        ),
        "ORG",
        "holds an acronym",
    ),
    (lambda run, own: run.form[own[0]] & IS.place_head, "PLACE", "opens with {0!r}"),
    (lambda run, own: run.bits[own[0]] & IN.at, "PLACE", AT_PLACE),
    (
        lambda run, own: any(run.form[step] & (IS.designation | IS.ordinal) for step in own),
        "OTHER",
        DESIGNATION,
    ),
    (
        lambda run, own: any(
            run._small(step) and run.form[step] & (IS.join_cued | IS.and_) for step in own
        ),
        "ORG",
        "joined by a small word",
    ),
    (lambda run, own: all(run.bits[step] & IN.ordinary for step in own), "OTHER", COMMON),
    (lambda run, own: run.bits[own[0]] & IN.the, "ORG", BEHIND_THE),
    (
        lambda run, own: len(own) <= 4 and all(run.form[step] & IS.letters for step in own),
        "PERSON",
        SEVERAL,
    ),
)
