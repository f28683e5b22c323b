"""Naming: one run of words → the names in it, typed by their own words and by what stands around
them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from analysis.entities.forms import FLAG, form
from analysis.lexicons.names import SHORTENED_HEADS, Name, load_names

TYPES = ("PERSON", "ORG", "PLACE", "GROUP", "WEAPON", "EVENT", "OTHER")
_NUMBER = {name: number for number, name in enumerate(TYPES)}

# What the article and the neighbours say of a word (see `runs`); the words of title that begin
# there stand above them.
_MOST_KEPT = 2**15  # about the distinct runs of a batch: more would hold what never comes again
_BITS = (
    "plain", "ordinary", "opens", "weapon", "cased", "quoted", "at", "the", "role", "verb", "lower_follows", "comma_listed",
    "age", "possessive", "apart", "article", "towards", "beside",
    "is_person", "is_place", "is_org", "ampersand", "office", "of_office", "forename", "comma_state",
)  # fmt: skip
BIT = {name: 1 << number for number, name in enumerate(_BITS)}
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


class Part(NamedTuple):
    """A name in a run: its first and last words, its type (by number), what found it, and the
    listed name or -1.
    """

    first: int
    last: int
    type: int
    rule: str
    listed: int


class _Part(NamedTuple):
    first: int
    last: int
    type: str
    rule: str
    listed: int = -1


@functools.lru_cache(maxsize=_MOST_KEPT)
def parts_of(
    words: tuple[str, ...], bits: tuple[int, ...], listed: tuple[int, ...], length: tuple[int, ...]
) -> tuple[Part, ...]:
    """The names of one run, from left to right.

    Parameters
    ----------
    words : tuple of str
    bits : tuple of int
        what is known of each word here, see `BIT`.
    listed : tuple of int
        the listed name that begins at each word, or -1.
    length : tuple of int
        how many words follow the first of that name.
    """
    found = _Run(words, bits, listed, length).names()
    return tuple(
        Part(one.first, one.last, _NUMBER[one.type], one.rule, one.listed) for one in found
    )


@functools.cache
def _any_of(names: tuple[str, ...]) -> int:
    return sum(FLAG[name] for name in set(names))


class _Run:
    """The words of one run."""

    def __init__(
        self,
        words: tuple[str, ...],
        bits: tuple[int, ...],
        listed: tuple[int, ...],
        length: tuple[int, ...],
    ) -> None:
        self.words, self.bits, self.end = words, bits, len(words) - 1
        self.lists = load_names()
        self.form = [form(word) for word in words]
        self.listed = {
            place: (place + length[place], self.lists.names[number])
            for place, number in enumerate(listed)
            if number >= 0 and place + length[place] <= self.end
        }
        self.number = listed

    def names(self) -> Iterator[_Part]:
        place = 0
        while place <= self.end:
            part = self.quoted(place) or self.name_from(place)
            if part and self.counts(part):
                yield part
            # "Chief Executive Officer of": what is left of a title names nobody.
            place = part.last + 1 if part else place + max(self.title(place), 1)

    # Words

    def has(self, place: int, *names: str) -> bool:
        return 0 <= place <= self.end and self.form[place] & _any_of(names) != 0

    def here(self, place: int, name: str) -> bool:
        return 0 <= place <= self.end and bool(self.bits[place] & BIT[name])

    def small(self, place: int) -> bool:
        return self.has(place, "join_any", "join_cued", "and_", "the") and not self.has(
            place, "upper"
        )

    def trim(self, first: int, last: int) -> int:
        while last > first and self.small(last):
            last -= 1
        return last

    def title(self, place: int) -> int:
        """How many words of title begin here, titles in a row together."""
        total = 0
        while place + total <= self.end:
            length = self.bits[place + total] >> TITLE_SHIFT or self.royal(place + total)
            if not length and self.words[place + total] in self.lists.title_modifiers:
                length = (
                    1
                    if place + total < self.end and self.bits[place + total + 1] >> TITLE_SHIFT
                    else 0
                )
            if not length and place + total < self.end:
                length = self.of_party(place + total)
            if not length:
                break
            total += length
        return total

    def of_party(self, place: int) -> int:
        """ "Democratic Leader Nancy Pelosi": behind a party a role is a title of one word."""
        role = (
            place > 0
            and self.words[place - 1] in self.lists.parties
            and self.words[place].lower() in self.lists.roles
        )
        return int(role and self.has(place + 1, "given"))

    def royal(self, place: int) -> int:
        """ "King" and "Queen" are family names too, but not before a given name: "Queen Camilla"."""
        return int(self.has(place, "royal") and place < self.end and self.has(place + 1, "given"))

    # Names

    def quoted(self, place: int) -> _Part | None:
        """The name of a work, in quotation marks; a listed name and a person keep their own type."""
        if place or not self.here(0, "quoted"):
            return None
        if 0 in self.listed and self.listed[0][0] == self.end:
            return None
        person = self.has(0, "given") and not self.here(0, "ampersand")  # "Tom & Jerry" is a work
        if person and 0 < self.end < 3 and not self.here(self.end, "ordinary"):
            return None
        if self.here(self.end, "weapon"):
            return None
        return _Part(0, self.end, "OTHER", "stands in quotation marks")

    def name_from(self, place: int) -> _Part | None:
        """The name that begins at this word of the run."""
        if (self.small(place) and place not in self.listed) or self.before_office(place):
            return None
        listed = self.listed.get(place)
        if (
            self.here(self.end, "weapon")
            and not listed
            and self.end <= place + 2
            and not self.title(place)
        ):
            return self.unlisted(place, self.end)
        if self.here(place, "cased"):
            return self.in_title(place)
        if peer := self.peer(place):
            return peer
        if listed and listed[0] == self.end:
            return self.as_listed(place)
        if holder := self.of_office(place):
            return holder
        if person := self.person_of(place) or self.in_office(place):
            return person
        if cued := self.cued(place):
            return cued
        if title := self.title(place):
            return self.titled(place, title)
        if listed:
            return self.behind_listed(place)
        stop = next(
            (step - 1 for step in range(place + 1, self.end + 1) if self.breaks(step, place)),
            self.end,
        )
        return self.unlisted(place, self.before_party(place, self.trim(place, stop)))

    def person_of(self, place: int) -> _Part | None:
        """ "James To of the Democratic Party": what "of" joins to a person is another name."""
        joint = next(
            (step for step in range(place + 1, self.end) if self.has(step, "join_cued")), None
        )
        if (
            joint is None
            or not self.has(place, "given")
            or self.here(place, "ordinary")
            or place in self.listed
        ):
            return None
        if any(self.has(step, "cue") or step in self.listed for step in range(place, joint)):
            return None
        return self.unlisted(place, joint - 1)

    def peer(self, place: int) -> _Part | None:
        """ "The Duke of Sussex": a noble, by the name of the place."""
        seat = place + 2
        if (
            not self.has(place, "peer")
            or self.words[place + 1 : seat] != ("of",)
            or seat > self.end
            or self.small(seat)
        ):
            return None
        if any(self.has(step, "cue") for step in range(seat, self.end + 1)):
            return None  # "Prince of Wales Trust"
        last = self.listed[seat][0] if seat in self.listed else seat
        while last < self.end and not (
            self.small(last + 1) or self.has(last + 1, "given") or self.breaks(last + 1, seat)
        ):
            last += 1
        return _Part(place, last, "PERSON", "noble with the name of a place")

    def of_office(self, place: int) -> _Part | None:
        """ "Mayor of London Sadiq Khan": what a title governs by "of", where the person who holds
        it stands behind.
        """
        if not self.here(place, "of_office"):
            return None
        if place in self.listed:
            return (
                self.as_listed(place) if self.before_holder(place, self.listed[place][0]) else None
            )
        if (
            self.before_holder(place, place)
            and self.has(place + 1, "given")
            and not self.has(place, "cue")
        ):
            return self.unlisted(place, place)
        return None

    def before_holder(self, place: int, last: int) -> bool:
        """Behind the place of an office stand two words or more, and no cue word that makes one
        name of them all.
        """
        if not self.here(place, "of_office") or self.end < last + 2 or self.small(last + 1):
            return False
        behind = range(last + 1, self.end + 1)
        return not any(
            self.has(step, "cue", "compass") or step in self.listed for step in behind[:2]
        )

    def before_office(self, place: int) -> bool:
        """The article of "The Trump administration", behind a dateline or a heading."""
        return self.words[place] == "The" and self.here(place + 1, "office")

    def in_office(self, place: int) -> _Part | None:
        """ "The Trump administration", "the Obama White House": one word that no list has, before
        an office of persons.
        """
        if (
            not self.here(place, "office")
            or place in self.listed
            or self.has(place, "acronym", "cue", "compass", "title_word")
        ):
            return None
        if self.here(place, "ordinary") and not self.has(place, "family"):
            return None
        group = self.words[place].endswith(("ist", "ian", "ese", "ite"))
        return None if group else _Part(place, place, "PERSON", "stands before an office")

    def as_listed(self, place: int) -> _Part:
        last, name = self.listed[place]
        if name.ambiguous and name.type in ("PLACE", "OTHER") and self.here(last, "weapon"):
            return _Part(place, last, "WEAPON", "stands before a weapon word")
        return _Part(place, last, name.type, LISTED, self.number[place])

    def in_title(self, place: int) -> _Part:
        """Where every word has a capital: listed names, and what no dictionary has."""
        if place in self.listed:
            return self.as_listed(place)
        stop = next(
            (step - 1 for step in range(place + 1, self.end + 1) if step in self.listed), self.end
        )
        return self.unlisted(place, self.trim(place, stop))

    def breaks(self, step: int, first: int) -> bool:
        """A listed name, a title or a weapon's letters and digits inside a run end the unlisted
        name before it.
        """
        if self.has(step, "arms") or self.before_office(step):
            return True
        if step in self.listed:
            last, name = self.listed[step]
            personal = (
                self.has(step - 1, "given", "initial") and step == last and self.has(step, "family")
            )
            towards = step - first == 1 and self.has(first, "compass") and name.type == "PLACE"
            return not (name.ambiguous or personal or towards or self.of_place(first, step, name))
        saint = self.words[step - 1] in SHORTENED_HEADS  # "St. Louis Blues"
        if (
            self.has(step, "given")
            and not (saint or self.here(step, "ordinary") or self.small(step - 1))
            and step < self.end
        ):
            # "Scientologist Tom Cruise"
            return all(
                self.here(before, "ordinary") or self.words[before].endswith(("ist", "ian"))
                for before in range(first, step)
            )
        return bool(self.title(step)) and not self.has(step, "given")

    def of_place(self, first: int, step: int, name: Name) -> bool:
        """ "Boy Scouts of America": ordinary words with capitals before "of" and a listed place are
        one name with it.
        """
        head = range(first, step - 1)
        ordinary = all(self.here(before, "ordinary") and not self.title(before) for before in head)
        return (
            name.type == "PLACE"
            and bool(head)
            and ordinary
            and self.words[step - 1].lower() == "of"
        )

    def cued(self, place: int) -> _Part | None:
        """A run that holds the cue word of an organisation, an event or a place."""
        # "Defense" of "Rex Tillerson Defense Secretary Jim Mattis" opens a title and heads no
        # organisation.
        own = range(place, self.end + 1)
        ends = [
            step
            for step in own
            if self.has(step, "cue") and not (step > place and self.another_title(step))
        ]
        if self.has(place, "arms"):
            ends = [
                step for step in ends if self.lists.cues[self.words[step]] != "PLACE"
            ]  # "F-16 Desert Falcon"
        title = self.title(place)
        if title and (title <= self.end - place or not any(step >= place + title for step in ends)):
            return None
        # "World Organization of the Scout Movement": what "of" joins to an organisation ends with
        # it.
        heading = [step for step in ends if step > place and self.has(step + 1, "join_cued")]
        for step in heading[:1] or reversed(ends):
            kind = self.lists.cues[self.words[step]]
            if (
                self.here(step - 1, "ampersand")
                and step == place + 1
                and self.words[step] not in _OF_FIRMS
            ):
                return self.unlisted(place, self.end)  # "Law & Order" is no order
            if step > place and self.joined(place, step):
                return self.behind_cue(place, step, kind)
            if step > place or place == self.end:
                continue
            headed = (
                kind == "PLACE" and place + 1 not in self.listed and self.has(place, "cue_heads")
            )
            if self.has(place + 1, "join_cued") or headed:
                end = self.before_party(place, self.end)
                return _Part(place, end, kind, f"opens with the cue word {self.words[step]!r}")
        return None

    def before_party(self, place: int, last: int) -> int:
        """ "House Democratic leader": a party that describes who follows is no part of the chamber
        before it.
        """
        describes = self.words[last] in self.lists.parties and (
            self.here(last, "lower_follows") or self.title(last + 1)
        )
        chamber = any(self.has(step, "cue") for step in range(place, last))
        return last - 1 if describes and chamber and not self.small(last - 1) else last

    def behind_cue(self, place: int, step: int, kind: str) -> _Part:
        """A name up to its cue word, or with the one word behind it: "West Coast Eagles" are no
        coast.
        """
        last = self.before_party(place, self.tail(step))
        if self.words[step : last + 1] == ("Hall", "of", "Fame"):
            return _Part(place, last, "ORG", "hall of fame")
        follows = last + 1
        plain = follows == self.end and not (
            self.small(follows) or follows in self.listed or self.title(follows)
        )
        if kind == "PLACE" and last == step and plain and not self.has(follows, "given"):
            return _Part(
                place,
                follows,
                "PLACE" if self.has(follows, "compass") else "ORG",
                "name that opens with a place",
            )
        return _Part(place, last, kind, f"holds the cue word {self.words[step]!r}")

    def joined(self, place: int, step: int) -> bool:
        """Between the head of a name and its cue word stands no title of a person, and nothing that
        parts two names.
        """
        return not any(
            (self.title(between) and between not in self.listed and not self.has(between, "cue"))
            for between in range(place, step)
        )

    def tail(self, step: int) -> int:
        """What follows a cue word belongs to the name when "of" or "for" joins it, or it is a
        numeral or another cue.
        """
        if self.has(step + 1, "join_cued"):
            return self.end
        while self.has(step + 1, "numeral") and not self.small(step + 1):
            step += 1
        return step

    def titled(self, place: int, title: int) -> _Part | None:
        begin = place + title
        if begin > self.end or self.small(begin):
            return None
        if (
            begin in self.listed
            and self.listed[begin][0] == self.end
            and not self.listed[begin][1].ambiguous
        ):
            return None  # "President of", "US President Georgia": a title and a listed thing are no person
        end = self.end
        for step in range(begin + 1, self.end + 1):
            listed = step in self.listed and self.listed[step][1].type != "PERSON"
            # "Chief of Staff John Kelly White House Counsel": several words are a listed thing,
            # whatever each may mean.
            if (
                listed and (self.listed[step][0] > step or self.breaks(step, begin))
            ) or self.another_title(step):
                end = step - 1
                break
        return _Part(begin, self.trim(begin, end), "PERSON", "stands after a title")

    def another_title(self, step: int) -> bool:
        """ "Rex Tillerson Defense Secretary Jim Mattis": a title inside a run begins another
        person.
        """
        own = self.has(step, "given", "family", "initial")  # "Philip M. Drew", and no Monsieur Drew
        return not own and 0 < self.title(step) <= self.end - step

    def behind_listed(self, place: int) -> _Part:
        """A listed name with more words behind it."""
        last, name = self.listed[place]
        following = last + 1
        if (
            self.has(place, "compass")
            and following in self.listed
            and self.listed[following][1].type == "PLACE"
        ):
            return _Part(
                place, self.listed[following][0], "PLACE", f"opens with {self.words[place]!r}"
            )
        if name.type == "GROUP" and following in self.listed:
            end, behind = self.listed[following]
            if behind.type == "GROUP" or (behind.type == "PLACE" and end == self.end):
                return _Part(place, end, behind.type, "nationality before a listed name")
        if self.before_holder(place, last):
            return self.as_listed(place)
        unlisted = (
            not self.small(following) and following not in self.listed and not self.title(following)
        )
        if not unlisted or self.here(self.end, "weapon"):
            return _Part(place, last, name.type, LISTED, self.number[place])
        stop = next(
            (step - 1 for step in range(following, self.end + 1) if self.breaks(step, place)),
            self.end,
        )
        stop = self.trim(place, stop)
        if name.type == "PLACE" and following == stop and self.has(following, "compass"):
            return _Part(place, stop, "PLACE", "listed place with a quarter of the compass")
        if name.type == "PLACE":
            person = place == last and (
                self.has(place, "given") or (self.has(place, "family") and name.ambiguous)
            )
            if name.ambiguous or person:
                return self.unlisted(place, stop)
            return _Part(place, stop, "ORG", "name that opens with a listed place")
        if name.type == "GROUP" and all(
            self.here(step, "ordinary") for step in range(following, stop + 1)
        ):
            return _Part(place, stop, "ORG", "nationality before ordinary words with capitals")
        common = all(
            self.here(step, "ordinary") or self.has(step, "numeral")
            for step in range(following, stop + 1)
        )
        if name.type == "ORG" and common and self.words[stop].lower() not in self.lists.roles:
            return _Part(place, stop, "ORG", "listed name before ordinary words with capitals")
        return _Part(place, last, name.type, LISTED, self.number[place])

    def unlisted(self, first: int, last: int) -> _Part:
        """Type a name that no list has by its own words and by those around it."""
        if (
            self.small(first + 1)
            and self.has(first + 1, "join_cued", "and_")
            and not self.here(first, "ordinary")
        ):
            last = first
        own = self.words[first : last + 1]
        for tail in (1, 2):  # "S-300 SAM": the weapon word has capitals itself
            if len(own) > tail and own[-tail:] in self.lists.weapon_heads:
                return _Part(first, last - tail, "WEAPON", "stands before a weapon word")
        if self.here(last, "weapon"):
            return _Part(first, last, "WEAPON", "stands before a weapon word")
        if self.has(first, "arms"):
            return _Part(first, last, "WEAPON", ARMS)
        if joint := self.ampersand(first, last):
            return joint
        told = self.told(first, last)
        kind, rule = told or (
            self.one_word(first) if first == last else self.several_words(first, last)
        )
        return _Part(first, last, kind, rule)

    def ampersand(self, first: int, last: int) -> _Part | None:
        """ "Johnson & Johnson" is a firm; "Bill & Hillary Clinton" are two persons."""
        if not any(self.here(step, "ampersand") for step in range(first, last)):
            return None
        joint = next(step for step in range(first, last) if self.here(step, "ampersand"))
        own = range(first, last + 1)
        persons = (
            all(self.has(step, "given", "also_given") for step in (first, joint + 1))
            and joint + 1 < last
        )
        if persons and not any(self.has(step, "cue") for step in own):
            return self.unlisted(first, joint)
        named = any(not self.here(step, "ordinary") for step in own) or all(
            self.has(step, "family") for step in own
        )
        # "Law & Order" is a work.
        return _Part(first, last, "ORG" if named else "OTHER", "joined by an ampersand")

    def told(self, first: int, last: int) -> tuple[str, str] | None:
        """What a noun beside the name says it is: "the company Caloi", "Ansk is a small village"."""
        for kind, bit in (("PERSON", "is_person"), ("PLACE", "is_place"), ("ORG", "is_org")):
            # "The town in Selmar is large": what stands behind a place's preposition is not what
            # the sentence speaks of.
            if self.here(first, bit) or (self.here(last, bit) and not self.here(first, "at")):
                return kind, "a noun beside it says so"
        return None

    def team(self, first: int, last: int) -> bool:
        """ "The Bruins": a plural behind "the" that is no family."""
        word = self.words[last]
        plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
        return plural and self.here(first, "the") and not form(word[:-1]) & FLAG["family"]

    def one_word(self, place: int) -> tuple[str, str]:
        word, ordinary = self.words[place], self.here(place, "ordinary")
        if word.endswith("ism"):
            return "OTHER", "ending of a faith or a doctrine"
        if not ordinary and self.here(place, "comma_listed") and not self.here(place, "beside"):
            return "PLACE", "stands before a listed place"
        if self.has(place, "given") and not ordinary and not self.here(place, "at"):
            return "PERSON", GIVEN
        if self.has(place, "acronym") and not self.here(place, "cased"):
            return "ORG", ACRONYM
        if word.endswith(("ists", "ites", "ians", "ese")) or (
            word.endswith(("ist", "ian")) and not self.here(place, "at")
        ):
            return "GROUP", "ending of a group's name"
        if self.here(place, "at"):
            return "PLACE", AT_PLACE
        if self.has(place, "designation"):
            return "OTHER", DESIGNATION
        if not ordinary and (
            self.here(place, "verb") or self.here(place, "role") or self.here(place, "age")
        ):
            return "PERSON", "stands as persons do"
        if self.has(place, "family") and not ordinary and not self.here(place, "the"):
            return "PERSON", FAMILY
        if self.team(place, place):
            return "ORG", TEAM
        if self.has(place, "cue"):
            return self.lists.cues[word], CUE_ALONE
        if not ordinary and self.here(place, "towards"):
            return "PLACE", TOWARDS
        if (
            not ordinary
            and not self.here(place, "the")
            and (self.here(place, "opens") or self.here(place, "beside"))
        ):
            return "PERSON", OPENING
        return "OTHER", CAPITALISED

    def several_words(self, first: int, last: int) -> tuple[str, str]:
        own = range(first, last + 1)
        if self.here(last, "comma_state") and not self.here(first, "beside"):
            return "PLACE", "stands before the short form of a state"
        if (
            self.has(first, "given", "initial")
            or self.here(first, "forename")
            or any(self.has(step, "initial") for step in own[1:-1])
        ):
            return "PERSON", "opens with a given name or an initial"
        if any(self.has(step, "incorporated") for step in own):
            return "ORG", "holds the cue word of a company"
        if self.words[last].endswith(("ists", "ites", "ians", "ese")):
            return "GROUP", "ending of a group's name"
        if self.team(first, last):
            return "ORG", TEAM
        if any(self.has(step, "acronym") for step in own) and not self.here(first, "cased"):
            return "ORG", "holds an acronym"
        if self.has(first, "place_head"):
            return "PLACE", f"opens with {self.words[first]!r}"
        if self.here(first, "at"):
            return "PLACE", AT_PLACE
        if any(self.has(step, "designation", "ordinal") for step in own):
            return "OTHER", DESIGNATION
        if any(self.small(step) and self.has(step, "join_cued", "and_") for step in own):
            return "ORG", "joined by a small word"
        if all(self.here(step, "ordinary") for step in own):
            return "OTHER", COMMON
        if self.here(first, "the"):
            return "ORG", BEHIND_THE
        if len(own) <= 4 and all(self.has(step, "letters") for step in own):
            return "PERSON", SEVERAL
        return "OTHER", CAPITALISED

    # What counts

    def counts(self, part: _Part) -> bool:
        first, last = part.first, part.last
        own = self.words[first : last + 1]
        if part.listed >= 0:
            ambiguous: Name = self.lists.names[part.listed]
            # "Conservative MP Ann Roe": before a title it is no ordinary word that has its capital
            # from the sentence.
            alone = first == last and not self.title(last + 1)
            return not (
                ambiguous.ambiguous
                and alone
                and self.here(first, "opens")
                and self.here(first, "ordinary")
            )
        if own in self.lists.weapon_heads:
            return False  # "SAM" by itself is a kind of weapon, not the name of one
        if len(own) == 1 and part.rule in (CAPITALISED, CUE_ALONE):
            # An ordinary word is a name only where the sentence runs into it: not in a list, behind
            # a colon, in a heading.
            apart = (
                self.here(first, "apart")
                and self.here(first, "ordinary")
                and not self.has(first, "family", "given")
            )
            return (
                not (apart or self.here(first, "plain"))
                and len(own[0]) > 1
                and not own[0].isdigit()
            )
        if part.rule == COMMON and self.here(first, "article"):
            return False
        weak = part.rule in (SEVERAL, CAPITALISED) and self.here(first, "opens")
        return not (
            weak
            and all(self.here(step, "plain") or self.small(step) for step in range(first, last + 1))
        )
