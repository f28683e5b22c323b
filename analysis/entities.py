"""Entities: who and what is named.

Names come from lists (states and their people, capitals, cities, regions, organisations) and from a recogniser for
the names that no list has: runs of capitalised words, joined and typed by the words around them.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analysis import hits as hits_table
from analysis.corpus import Corpus, check_layer
from analysis.lexicons.names import Name, NameLists, load_names, name_key
from analysis.lexicons.phrases import find, longest
from analysis.reading.form import SMALL_WORDS
from analysis.tokens import TWINS, Words

TYPES = ("PERSON", "ORG", "PLACE", "GROUP", "WEAPON", "EVENT", "OTHER")

_JOIN_ANY = frozenset(
    "de del della di da do dos du des la le von van der den ten bin ibn bint abu al el ben al- y".split()
)
_JOIN_CUED = frozenset("of for the".split())
_AT_PLACES = frozenset("in near around outside inside across throughout toward towards into at".split())
_PLACE_HEADS = frozenset(
    "Lower Upper North South East West Northern Southern Eastern Western Central Greater Inner Outer New Old Great Little Mount"
    " Lake Fort Port Cape San Santa Saint St".split()
)
_PEOPLE_ENDINGS = ("i", "is", "n", "ns", "an", "ans", "ian", "ians", "ese", "ish")
_PLACE_NOUNS = frozenset(
    "city town village port province region district county state island capital enclave exclave outskirts suburb valley".split()
)
_INITIAL = re.compile(r"[A-Z]\.?|(?:[A-Z]\.)+[A-Z]?\.?")
_DESIGNATION = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Za-z\d]+(?:[-/.][A-Za-z\d]+)*")
_ACRONYM = re.compile(r"[A-Z][A-Z&.]{1,7}s?")
_OPENERS = "\"'“‘«(["


def hits(corpus: Corpus, *, merge_metonyms: bool = False) -> pd.DataFrame:
    """Every mention of a named person, organisation, place, group, weapon or event.

    One mention is one hit of weight 1. Mentions of one thing share their term: "Aliyev" counts for Ilham Aliyev where
    the article names him in full, "FDD" for the long form that stands before it in the article, "Nagorno-karabakh"
    for Nagorno-Karabakh. A nationality ("Armenian", "Iranian Azeris") is a GROUP, not the country. Calendar words and
    ordinary words at the head of a sentence are no names; where every word of a segment has a capital, only listed
    names and names from elsewhere in the article count. Counted per word.

    Parameters
    ----------
    corpus : Corpus
    merge_metonyms : bool
        True counts a capital that may stand for its government (Tehran, Washington) for the country. Off by default:
        it is a judgement about each sentence.

    Returns
    -------
    DataFrame, one row per mention
        segment, sentence (ids), start, end (character offsets in the article), term (the entity's name), category (type:
        PERSON, ORG, PLACE, GROUP, WEAPON, EVENT, OTHER), weight (1), measure ("entities"), surface (the name as it
        stands there, without titles), stands_for (the country or body that a place may stand for, or missing), rule
        (what found or typed it).

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Tehran denied it. The Iranian Azeris saw Harop drones.")
    >>> hits(corpus)[["term", "category", "stands_for"]].fillna("").values.tolist()
    [['Tehran', 'PLACE', 'Iran'], ['Iranian Azeris', 'GROUP', ''], ['Harop', 'WEAPON', '']]
    """
    lists = load_names()
    found: list[_Mention] = []
    article_of = corpus.segments["article"].to_numpy()[corpus.sentences["segment"].to_numpy()]
    words = corpus.words
    listed = _listed(words, lists)
    bounds = np.searchsorted(article_of[words.sentence], np.arange(len(corpus.texts) + 1))
    for begin, stop in itertools.pairwise(bounds.tolist()):
        if begin < stop:
            found += _Recogniser(corpus, lists, listed, begin, stop).mentions()
    if merge_metonyms:
        found = [replace(one, term=one.stands_for) if one.stands_for else one for one in found]
    return hits_table.make(
        corpus,
        measure="entities",
        categories=TYPES,
        sentence=words.sentence[[one.first for one in found]] if found else np.array([], dtype=np.int64),
        start=np.array([one.start for one in found], dtype=np.int64),
        end=np.array([one.end for one in found], dtype=np.int64),
        term=[one.term for one in found],
        category=np.array([TYPES.index(one.type) for one in found], dtype=np.int64),
        surface=[one.surface for one in found],
        stands_for=[one.stands_for or None for one in found],
        rule=[one.rule for one in found],
    )


def mentions(corpus: Corpus, forms: Sequence[str]) -> pd.DataFrame:
    """How often surface forms stand in each layer, as written, not inside a longer word or a hyphenated compound.

    A count of forms, not of entities: "Iranian Azerbaijan" holds the form "Azerbaijan", though it is another place.
    Possessives count.

    Returns
    -------
    DataFrame, rows: forms, columns: the layers that occur

    Examples
    --------
    >>> from analysis import read_text
    >>> int(mentions(read_text("Iran’s hawks saw Iran—and the Iran-backed army."), ["Iran"]).loc["Iran", "body"])
    2
    """
    found = find(corpus.words, [form.translate(TWINS) for form in forms], key=lambda word: word.translate(TWINS))
    segment = corpus.sentences["segment"].to_numpy()[corpus.words.sentence[found.first]]
    table = pd.crosstab(found.term, corpus.segments["layer"].astype(str).to_numpy()[segment])
    layers = [str(layer) for layer in corpus.layer_sizes().index]
    table = table.reindex(index=range(len(forms)), columns=layers, fill_value=0)
    return table.set_axis(pd.Index(forms, name="surface_form")).rename_axis(columns="layer")


def counts(corpus: Corpus, hits: pd.DataFrame, *, target: str = "caption", reference: str = "body") -> pd.DataFrame:
    """How often each entity is named in two layers, most frequent first.

    Returns
    -------
    DataFrame, one row per entity that either layer names
        term, category (type), n_target, n_reference.

    Examples
    --------
    >>> from analysis import read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> counts(corpus, hits(corpus)).loc[0, ["term", "category"]].tolist()
    ['Azerbaijan', 'PLACE']
    """
    layer = corpus.segments["layer"].to_numpy()[hits["segment"].to_numpy()]
    table = hits[["term"]].assign(category=hits["category"].astype(str))
    table["n_target"], table["n_reference"] = layer == check_layer(target), layer == check_layer(reference)
    table = table.groupby(["term", "category"], as_index=False)[["n_target", "n_reference"]].sum()
    table = table[table["n_target"] + table["n_reference"] > 0]
    order = pd.DataFrame({"n": -(table["n_target"] + table["n_reference"]), "term": table["term"]})
    return table.loc[order.sort_values(["n", "term"]).index].reset_index(drop=True)


def together(corpus: Corpus, hits: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """Who appears with whom: in how many segments two entities are both named.

    Returns
    -------
    DataFrame, square, rows and columns: the `most` entities that most segments name
        the diagonal holds the number of segments that name the entity.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Iran met Israel.")
    >>> int(together(corpus, hits(corpus)).loc["Iran", "Israel"])
    1
    """
    article = hits[corpus.segments["layer"].to_numpy()[hits["segment"].to_numpy()] != "boilerplate"]
    named = pd.crosstab(article["segment"], article["term"]).gt(0).astype(int)
    order = sorted(named.columns, key=lambda term: (-named[term].sum(), term))[:most]
    table = named[order].T @ named[order] if order else pd.DataFrame(dtype=int)
    return table.rename_axis(index="term", columns="with")


@dataclass(frozen=True)
class _Mention:
    """One mention: its words (first to last, last included), its span without titles, and what it is."""

    first: int
    last: int
    start: int
    end: int
    surface: str
    term: str
    type: str
    rule: str
    stands_for: str = ""


@dataclass
class _Run:
    """Adjacent capitalised words that may be one name."""

    first: int
    last: int
    type: str = ""
    rule: str = ""
    name: Name | None = None
    title: int = 0  # words of title at its head
    parts: list[int] = field(default_factory=list)


def _listed(words: Words, lists: NameLists) -> dict[int, tuple[int, Name]]:
    """First word → (last word, name) of every listed name, the longest where they overlap."""
    found = find(words, lists.keys, key=name_key)
    kept = longest(np.zeros(len(found.term), dtype=np.int64), found.first, found.last)
    return {
        int(found.first[row]): (int(found.last[row]), lists.names[lists.name_of_key[int(found.term[row])]])
        for row in kept
    }


class _Recogniser:
    """Finds the mentions of one article, whose words are the rows `begin` to `stop` of the corpus' words."""

    def __init__(
        self, corpus: Corpus, lists: NameLists, listed: dict[int, tuple[int, Name]], begin: int, stop: int
    ) -> None:
        self.lists, self.listed, self.begin, self.stop = lists, listed, begin, stop
        self.words = words = corpus.words
        segment = corpus.sentences["segment"].to_numpy()
        self.text = corpus.texts[int(corpus.segments["article"].iloc[int(segment[words.sentence[begin]])])]
        self.word = [words.keys[key] for key in words.key[begin:stop]]
        self.segment = segment[words.sentence[begin:stop]]
        self.ends = {number: corpus.text(int(number))[-8:] for number in set(self.segment)}
        self.cased = self._cased_segments()
        self.lower_here = {
            word
            for word, segment in zip(self.word, self.segment, strict=True)
            if word.islower() and not self.cased[segment]
        }

    def mentions(self) -> list[_Mention]:
        """All mentions of the article, in reading order."""
        runs = [run for run in self._runs() if self._counts(run)]
        found = [self._mention(run) for run in runs]
        found = self._peoples(found)
        found = self._abbreviations(found)
        found = self._surnames(found)
        found = self._one_name_one_type(found)
        return sorted([*found, *self._attested_in_titles(found)], key=lambda one: (one.first, one.last))

    # Words

    def at(self, place: int) -> str:
        """The word at a row of the corpus' words, or nothing beyond the article."""
        return self.word[place - self.begin] if self.begin <= place < self.stop else ""

    def gap(self, place: int) -> int:
        return int(self.words.gap[place])

    def _cased_segments(self) -> dict[int, bool]:
        """True for each segment in which every word but the small ones has a capital, so that capitals tell nothing."""
        telling: dict[int, list[bool]] = defaultdict(list)
        for word, segment in zip(self.word, self.segment, strict=True):
            if word[:1].isalpha() and (word[0].isupper() or word not in SMALL_WORDS):
                telling[segment].append(word[0].isupper())
        return {
            segment: float(np.mean(telling[segment] or [False])) >= 0.9
            and (len(telling[segment]) >= 4 or not self._stops(segment))
            for segment in set(self.segment)
        }

    def _stops(self, segment: int) -> bool:
        """The segment ends as a sentence does."""
        return self.ends[segment].rstrip("\"'”’)").endswith((".", "!", "?", "…"))

    def _opens_sentence(self, place: int) -> bool:
        if place == self.begin or self.words.sentence[place] != self.words.sentence[place - 1]:
            return True
        between = self.text[int(self.words.end[place - 1]) : int(self.words.start[place])]
        return any(mark in between for mark in ':“"‘') and between.strip("’'s \u00a0") != ""

    def _name_like(self, place: int) -> bool:
        """May this word be part of a name by its form?"""
        word = self.at(place)
        if not word or place in self.blocked:
            return False
        return word[0].isupper() or bool(_DESIGNATION.fullmatch(word)) or word.startswith(("al-", "el-"))

    def _ordinary(self, word: str) -> bool:
        lower = word.lower()
        return lower in self.lists.ordinary or lower in self.lower_here or lower.rstrip("s") in self.lower_here

    def _plain(self, word: str) -> bool:
        """An ordinary word, and not one that the article uses as a name ("Smith was angry", after John Smith)."""
        attested = word in self.capital_elsewhere and word.lower() not in self.lower_here
        return self._ordinary(word) and (word.lower() in self.lists.function or not attested)

    # Runs

    def _runs(self) -> list[_Run]:
        self.blocked: set[int] = set()
        for place in range(self.begin, self.stop):
            word = self.at(place)
            calendar = word in self.lists.calendar and not self._in_listed(place)
            heads = self._opens_sentence(place) and place not in self.listed and self._is_sentence_word(place)
            if calendar or heads or (len(word) == 1 and word in "IA") or word in ("I'm", "I've", "I'd", "I'll"):
                self.blocked.add(place)
        runs, place = [], self.begin
        while place < self.stop:
            if place in self.listed or self._name_like(place):
                last = self._extend(place)
                runs += self._split(place, last)
                place = last + 1
            else:
                place += 1
        return runs

    def _in_listed(self, place: int) -> bool:
        return any(start in self.listed and self.listed[start][0] >= place for start in range(place - 4, place + 1))

    def _is_sentence_word(self, place: int) -> bool:
        """An ordinary word that has its capital from the head of a sentence."""
        word = self.at(place)
        if _DESIGNATION.fullmatch(word) or (len(word) > 1 and word.isupper()):
            return False
        if self._title_length(place):
            return False
        if self._plain(word):
            return True
        follows = place + 1 < self.stop and self.gap(place) == 0
        after = self.at(place + 1) if follows else ""
        if place + 1 in self.listed and follows:
            return self.listed[place + 1][1].type == "GROUP"
        if after[:1].isupper() or after.lower() in _JOIN_ANY:
            return False
        return word not in self.capital_elsewhere and not self._weapon_follows(place)

    @property
    def capital_elsewhere(self) -> set[str]:
        """Words that have a capital in the middle of a sentence somewhere in the article."""
        if not hasattr(self, "_elsewhere"):
            self._elsewhere = {
                self.at(place)
                for place in range(self.begin, self.stop)
                if self.at(place)[:1].isupper()
                and not self._opens_sentence(place)
                and not self.cased[self.segment[place - self.begin]]
            }
        return self._elsewhere

    def _extend(self, place: int) -> int:
        """The last word of the run that begins here."""
        last = self._part_end(place)
        while True:
            following = self._next_part(place, last)
            if following is None:
                return last
            last = self._part_end(following)

    def _part_end(self, place: int) -> int:
        """The last word of the listed name or the title that begins here, or the word itself."""
        title_end = place + max(self._title_length(place), 1) - 1
        return max(self.listed[place][0], title_end) if place in self.listed else title_end

    def _next_part(self, first: int, last: int) -> int | None:
        ahead = last + 1
        if ahead >= self.stop or not self._joins(last):
            return None
        if ahead in self.listed or self._name_like(ahead):
            return ahead
        word = self.at(ahead).lower()
        beyond = ahead + 1
        while beyond < self.stop and (
            (word in _JOIN_CUED and self.at(beyond) == "the") or (word in _JOIN_ANY and self.at(beyond) in _JOIN_ANY)
        ):
            beyond += 1  # "of the", "von der"
        if beyond >= self.stop or any(self.gap(step) for step in range(ahead, beyond)):
            return None
        if not (beyond in self.listed or self._name_like(beyond)):
            return None
        if word in _JOIN_ANY:
            return beyond
        cued = any(self.at(step) in self.lists.cues for step in range(first, last + 1))
        if word in _JOIN_CUED and word != "the" and cued:
            return beyond
        return None

    def _joins(self, place: int) -> bool:
        """Nothing stands between this word and the next that would end a name; a possessive does."""
        behind = int(self.words.end[place])
        if self.text[behind : behind + 2].lower() in ("'s", "’s"):
            return False
        if self.at(place).endswith("."):
            return False  # "in Washington, D.C. Milley said"
        gap = self.gap(place)
        word = self.at(place)
        abbreviated = bool(_INITIAL.fullmatch(word)) or word in self.lists.title_words
        return gap == 0 or (gap == 1 and abbreviated)

    def _split(self, first: int, last: int) -> list[_Run]:
        """One run of capitalised words → the names in it."""
        if self.cased[self.segment[first - self.begin]]:
            return self._listed_in(first, last)
        runs, place = [], first
        while place <= last:
            run = self._name_from(place, last)
            if run is None:
                place += 1
                continue
            runs.append(run)
            place = run.last + 1
        return runs

    def _listed_in(self, first: int, last: int) -> list[_Run]:
        listed = ((place, *self.listed[place]) for place in range(first, last + 1) if place in self.listed)
        return [_Run(place, end, name.type, "listed name", name) for place, end, name in listed if end <= last]

    def _name_from(self, place: int, last: int) -> _Run | None:
        """The name that begins at this word of a run."""
        listed = self.listed.get(place)
        if listed and listed[0] == last:
            return self._with_weapon_cue(_Run(place, last, listed[1].type, "listed name", listed[1]))
        cued = self._cued(place, last)
        if cued:
            return cued
        title = self._title_length(place)
        if title:
            return self._titled(place, last, title)
        if listed:
            return self._after_listed(place, last, *listed)
        end = next((start - 1 for start in range(place + 1, last + 1) if self._breaks_at(start, place)), last)
        return self._unlisted(place, self._trim(place, end))

    def _breaks_at(self, start: int, first: int) -> bool:
        """A listed name or a title inside a run ends the unlisted name before it."""
        if start in self.listed:
            return not (self.listed[start][1].ambiguous and start - first >= 1)
        return bool(self._title_length(start)) and self.at(start) not in self.lists.given

    def _trim(self, place: int, end: int) -> int:
        while end > place and self.at(end).lower() in (_JOIN_ANY | _JOIN_CUED):
            end -= 1
        return end

    def _cued(self, place: int, last: int) -> _Run | None:
        """A run that holds the cue word of an organisation, an event or a place."""
        ends = [
            (step, self.lists.cues[self.at(step)])
            for step in range(place, last + 1)
            if self.at(step) in self.lists.cues and step not in self.blocked
        ]
        title = self._title_length(place)
        if title and not any(step >= place + title for step, _ in ends):
            return None
        if title and title < last - place + 1:
            return None
        for step, kind in reversed(ends):
            if step > place and self._joined(place, step):
                end = self._cue_tail(step, last)
                return _Run(place, end, kind, f"holds the cue word {self.at(step)!r}")
            joined = step == place < last and self.at(place + 1).lower() in _JOIN_CUED
            headed = (
                step == place < last
                and kind == "PLACE"
                and place + 1 not in self.listed
                and self.at(step) in self.lists.heading_cues
            )
            if joined or headed:
                return _Run(place, last, kind, f"opens with the cue word {self.at(step)!r}")
        return None

    def _joined(self, place: int, step: int) -> bool:
        """Between the head of a name and its cue word stands no title of a person."""
        return not any(self._title_length(between) for between in range(place, step) if between not in self.listed)

    def _cue_tail(self, step: int, last: int) -> int:
        """What follows a cue word belongs to the name when "of" or "for" joins it, or it is a numeral."""
        if step < last and (self.at(step + 1).lower() in _JOIN_CUED or re.fullmatch(r"[IVX]+|\d+", self.at(step + 1))):
            return last
        return step

    def _title_length(self, place: int) -> int:
        """How many words of title begin here."""
        for length in range(min(5, self.stop - place), 0, -1):
            phrase = " ".join(self.at(step) for step in range(place, place + length))
            inner_gaps = all(self._joins(step) for step in range(place, place + length - 1))
            if phrase in self.lists.titles and inner_gaps:
                return length
        if self.at(place) in self.lists.title_modifiers and self._joins(place):
            joined = self._title_length(place + 1) if place + 1 < self.stop else 0
            return joined + 1 if joined else 0
        return 0

    def _titled(self, place: int, last: int, title: int) -> _Run | None:
        begin = place + title
        while begin <= last and self._title_length(begin):
            begin += self._title_length(begin)
        joined = all(self._joins(step) for step in range(place, min(begin, last)))
        if begin > last or not joined:
            return None
        end = last
        if begin in self.listed and self.listed[begin][0] == last and not self.listed[begin][1].ambiguous:
            return None  # "President of", "US President Georgia": a title and a listed thing are no person
        for step in range(begin + 1, last + 1):
            if step in self.listed and not self.listed[step][1].ambiguous and self.listed[step][1].type != "PERSON":
                end = step - 1
                break
        return _Run(place, self._trim(begin, end), "PERSON", "stands after a title", title=begin - place)

    def _after_listed(self, place: int, last: int, end: int, name: Name) -> _Run:
        """A listed name with more capitalised words behind it."""
        following = end + 1
        following_listed = self.listed.get(following)
        if name.type == "GROUP" and following_listed and self._joins(end):
            behind = following_listed[1].type
            if behind == "GROUP" or (behind == "PLACE" and following_listed[0] == last):
                whole = self.surface(place, following_listed[0])
                return _Run(place, following_listed[0], behind, "nationality before a listed name", Name(whole, behind))
        unlisted = following <= last and following not in self.listed and not self._title_length(following)
        if unlisted and name.type == "PLACE" and (name.ambiguous or self.at(place) in self.lists.given):
            stop = next((step - 1 for step in range(following, last + 1) if step in self.listed), last)
            return self._unlisted(place, self._trim(place, stop))
        if unlisted and name.type == "PLACE" and not self._weapon_follows(last):
            stop = next((step - 1 for step in range(following, last + 1) if step in self.listed), last)
            return _Run(place, self._trim(place, stop), "ORG", "name that opens with a listed place")
        return _Run(place, end, name.type, "listed name", name)

    def _unlisted(self, place: int, end: int) -> _Run:
        """Type a name that no list has by its own words and by those around it."""
        own = [self.at(step) for step in range(place, end + 1)]
        before = self.at(place - 1).lower() if place > self.begin and self.gap(place - 1) == 0 else ""
        for tail in (1, 2):  # "S-300 SAM": the weapon word has capitals itself
            if len(own) > tail and tuple(own[-tail:]) in self.lists.weapon_heads:
                return _Run(place, end - tail, "WEAPON", "stands before a weapon word")
        if self._weapon_follows(end):
            return _Run(place, end, "WEAPON", "stands before a weapon word")
        if len(own) > 1 and (
            own[0] in self.lists.given
            or _INITIAL.fullmatch(own[0])
            or any(_INITIAL.fullmatch(word) for word in own[1:-1])
        ):
            return _Run(place, end, "PERSON", "opens with a given name or an initial")
        if len(own) == 1 and own[0] in self.lists.given and not self._ordinary(own[0]):
            return _Run(place, end, "PERSON", "given name")
        if len(own) == 1 and _ACRONYM.fullmatch(own[0]) and not _DESIGNATION.fullmatch(own[0]):
            return _Run(place, end, "ORG", "acronym")
        if own[-1].endswith(("ists", "ites", "ians", "ese")) or (
            len(own) == 1 and own[0].endswith(("ist", "ian")) and before != "in"
        ):
            return _Run(place, end, "GROUP", "ending of a group's name")
        if len(own) > 1 and own[0] in _PLACE_HEADS:
            return _Run(place, end, "PLACE", f"opens with {own[0]!r}")
        if before in _AT_PLACES or (before == "of" and self.at(place - 2).lower() in _PLACE_NOUNS):
            return _Run(place, end, "PLACE", f"stands after {before!r}")
        if any(_DESIGNATION.fullmatch(word) for word in own):
            return _Run(place, end, "OTHER", "designation of letters and digits")
        if 2 <= len(own) <= 4 and all(
            word.replace("-", "").replace("'", "").replace("’", "").isalpha() for word in own
        ):
            return _Run(place, end, "PERSON", "two to four capitalised words")
        return _Run(place, end, "OTHER", "capitalised word")

    def _with_weapon_cue(self, run: _Run) -> _Run:
        if run.name and run.name.ambiguous and run.type in ("PLACE", "OTHER") and self._weapon_follows(run.last):
            return _Run(run.first, run.last, "WEAPON", "stands before a weapon word")
        return run

    def _weapon_follows(self, last: int) -> bool:
        """A weapon word comes next, perhaps behind words such as "ballistic" or "surveillance"."""
        for place in range(last + 1, min(last + 5, self.stop)):
            if self.gap(place - 1):
                return False
            if self._head_at(place, self.lists.weapon_heads):
                return True
            if _DESIGNATION.fullmatch(self.at(last)) and self._head_at(place, self.lists.weak_weapon_heads):
                return True
            if self.at(place) not in self.lists.weapon_modifiers:
                return False
        return False

    def _head_at(self, place: int, heads: set[tuple[str, ...]]) -> bool:
        return any(tuple(self.at(place + step) for step in range(length)) in heads for length in (3, 2, 1))

    # What counts, and under which name

    def _counts(self, run: _Run) -> bool:
        if run.name is not None:
            return not (
                run.name.ambiguous
                and run.first == run.last
                and self._opens_sentence(run.first)
                and self._ordinary(self.at(run.first))
            )
        own = [self.at(step) for step in range(run.first + run.title, run.last + 1)]
        if run.rule == "capitalised word" and self._compound_of_listed(own[0]):
            return False
        if tuple(own) in self.lists.weapon_heads:
            return False  # "SAM" by itself is a kind of weapon, not the name of one
        if run.type == "OTHER" and len(own) == 1:
            return not self._plain(own[0]) and len(own[0]) > 1 and not own[0].isdigit()
        weak = run.rule in ("two to four capitalised words", "capitalised word") and self._opens_sentence(run.first)
        return bool(own) and not (weak and all(self._plain(word) or word.lower() in _JOIN_CUED for word in own))

    def _compound_of_listed(self, word: str) -> bool:
        """ "Russian-facilitated", "Asia-wide": a word with a name in it is not a name."""
        head, _, tail = word.partition("-")
        return bool(tail) and tail[0].islower() and name_key(head) in self.lists.known

    def surface(self, first: int, last: int) -> str:
        """The words as they stand in the article, with white space made single spaces."""
        return " ".join(self.text[int(self.words.start[first]) : int(self.words.end[last])].split())

    def _mention(self, run: _Run) -> _Mention:
        head = run.first + run.title
        surface = self.surface(head, run.last)
        term = run.name.canonical if run.name else surface
        return _Mention(
            first=run.first,
            last=run.last,
            start=int(self.words.start[run.first]),
            end=int(self.words.end[run.last]),
            surface=surface,
            term=term.translate(TWINS) if not run.name else term,
            type=run.type,
            rule=run.rule,
            stands_for=run.name.stands_for if run.name else "",
        )

    def _peoples(self, found: list[_Mention]) -> list[_Mention]:
        """ "Selmari", where the article names Selmar, is a people or an adjective, also before "tanks"."""
        named = {one.surface.split()[-1] for one in found if one.type in ("PLACE", "OTHER", "PERSON", "ORG")}
        land: dict[str, str] = {}
        for one in found:
            stems = [one.surface.removesuffix(ending) for ending in _PEOPLE_ENDINGS if one.surface.endswith(ending)]
            if one.rule != "listed name":
                land |= {
                    derived: stem
                    for derived, stem in zip([one.surface] * len(stems), stems, strict=True)
                    if stem in named
                }
        lands = set(land.values())
        return [
            replace(one, type="GROUP", rule="derived from a name in the article")
            if one.surface in land
            else replace(one, type="PLACE", rule="gives its people their name")
            if one.surface in lands and one.type == "OTHER"
            else one
            for one in found
        ]

    def _abbreviations(self, found: list[_Mention]) -> list[_Mention]:
        """ "Long Form (LF)" makes LF another name of the long form, wherever it stands."""
        long_form: dict[str, _Mention] = {}
        at_start = {one.first: one for one in found}
        for one in found:
            short = at_start.get(one.last + 1)
            if short is None or not re.fullmatch(r"\s*\(\s*", self.text[one.end : short.start]):
                continue
            capitals = "".join(word[0] for word in re.split(r"[\s-]+", one.surface) if word[:1].isupper())
            if short.surface.replace(".", "") in (capitals, capitals[1:]) and len(short.surface) > 1:
                long_form[short.surface] = one
        return [
            replace(
                one,
                term=long_form[one.surface].term,
                type=long_form[one.surface].type,
                rule="abbreviation introduced in brackets",
            )
            if one.surface in long_form
            else one
            for one in found
        ]

    def _surnames(self, found: list[_Mention]) -> list[_Mention]:
        """A last name alone counts for the one person whose full name the article gives."""
        full: dict[str, set[str]] = defaultdict(set)
        for one in found:
            if one.type == "PERSON" and " " in one.term:
                full[one.term.split()[-1]].add(one.term)
        taken = {one.term for one in found if one.rule == "listed name" and one.type != "PERSON"}
        resolved = []
        for one in found:
            people = full.get(one.term, set())
            if len(people) == 1 and " " not in one.term and one.term not in taken:
                one = replace(one, term=next(iter(people)), type="PERSON", rule="last name of a person named in full")
            elif people and " " not in one.term and one.term not in taken:
                one = replace(one, type="PERSON", rule="last name of several persons")
            resolved.append(one)
        return resolved

    def _one_name_one_type(self, found: list[_Mention]) -> list[_Mention]:
        """A name has one type and one spelling in an article: those of its surest mention."""
        weak = ("capitalised word", "two to four capitalised words", "designation of letters and digits", "acronym")
        sure: dict[str, _Mention] = {}
        for one in found:
            known = sure.get(one.term.lower())
            if known is None or (known.rule in weak and one.rule not in weak):
                sure[one.term.lower()] = one
        return [
            one
            if one.rule == "listed name"
            else replace(one, term=sure[one.term.lower()].term, type=sure[one.term.lower()].type)
            for one in found
        ]

    def _attested_in_titles(self, found: list[_Mention]) -> list[_Mention]:
        """Names from elsewhere in the article that stand in a segment where every word has a capital."""
        cased = [segment for segment, is_cased in self.cased.items() if is_cased]
        if not cased:
            return []
        taken = {step for one in found for step in range(one.first, one.last + 1)}
        known: dict[tuple[str, ...], _Mention] = {}
        for one in found:
            known.setdefault(tuple(one.surface.lower().split()), one)
        extra = []
        for place in range(self.begin, self.stop):
            if not self.cased[self.segment[place - self.begin]] or place in taken:
                continue
            for length in range(5, 0, -1):
                own = tuple(self.at(step).lower() for step in range(place, place + length))
                last = place + length - 1
                joined = last < self.stop and all(self.gap(step) == 0 for step in range(place, last))
                if own in known and joined and not taken & set(range(place, last + 1)) and self.at(place)[:1].isupper():
                    model = known[own]
                    taken |= set(range(place, last + 1))
                    extra.append(
                        replace(
                            model,
                            first=place,
                            last=last,
                            start=int(self.words.start[place]),
                            end=int(self.words.end[last]),
                            surface=self.surface(place, last),
                            rule="named elsewhere in the article",
                        )
                    )
                    break
        return extra
