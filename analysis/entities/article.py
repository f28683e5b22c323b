"""Article: what the other mentions of an article tell about one: its full name, its long form, its
people, its type.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import EllipsisType
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus import Corpus
from analysis.entities.columns import Columns, row_in
from analysis.entities.forms import is_of_arms
from analysis.entities.naming import ACRONYM, LISTED, TYPES, WEAK
from analysis.entities.runs import FoundNames, first_rows, row_codes
from analysis.lexicons.names import LONGEST_ACRONYM, load_names, spellings
from analysis.tokens import TWINS, distinct_codes, run_starts, unroll

_PEOPLE_ENDINGS = tuple("i n is ns an ans ian ese ish ians".split())
_PERSON, _ORG, _PLACE, _GROUP, _WEAPON, _OTHER = (
    TYPES.index(name) for name in ("PERSON", "ORG", "PLACE", "GROUP", "WEAPON", "OTHER")
)
_SHORTEST_IN_CAPITALS = 4
_MIDDLE_INITIAL = re.compile(r"(?:[A-Z]\.?)+")
_NAME_SUFFIXES = frozenset("Jr Jr. Sr Sr. II II. III III. IV IV.".split())


@dataclass
class _Texts:
    """Distinct texts, each with its number."""

    number_of: dict[str, int] = field(default_factory=dict)
    _listed: list[str] = field(default_factory=list)
    _written: pa.Array = field(default_factory=lambda: pa.array([], type=pa.string()))

    @property
    def all(self) -> list[str]:
        if len(self._listed) < len(self.number_of):
            self._listed = list(self.number_of)
        return self._listed

    @property
    def written(self) -> pa.Array:
        """All texts, as Arrow holds strings."""
        if len(self._written) < len(self.number_of):
            new = pa.array(self.all[len(self._written) :], type=pa.string())
            self._written = pa.concat_arrays([self._written, new])
        return self._written

    def numbers(self, texts: Iterable[str | None]) -> np.ndarray:
        """The numbers of some texts, a new one for a new text; -1 for None.

        Examples
        --------
        >>> _Texts().numbers(["Iran", None, "Iraq", "Iran"]).tolist()
        [0, -1, 1, 0]
        """
        number_of = self.number_of
        return np.array(
            [-1 if text is None else number_of.setdefault(text, len(number_of)) for text in texts],
            dtype=np.int64,
        )

    def mapped(self, change: Callable[[str], str | None], numbers: np.ndarray) -> np.ndarray:
        """For each of some texts the number of the one that is made from it.

        Parameters
        ----------
        change : function
            makes a text of a text, or None for -1; it is asked once per distinct text.
        numbers : array of int
            of the texts.

        Examples
        --------
        >>> texts = _Texts()
        >>> own = texts.numbers(["Ann Roe", "Roe"])
        >>> last_name = texts.mapped(lambda text: text.rpartition(" ")[2], own)
        >>> [texts.all[number] for number in last_name]
        ['Roe', 'Roe']
        """
        of_text = np.empty(len(self.number_of), dtype=np.int64)
        distinct, texts = self._distinct(numbers)
        of_text[distinct] = self.numbers(map(change, texts))
        return of_text[numbers]

    def which(self, test: Callable[[pa.Array], pa.Array], numbers: np.ndarray) -> np.ndarray:
        """True for each of some texts that passes a test, which is asked of all texts at once.

        Examples
        --------
        >>> texts = _Texts()
        >>> texts.which(pc.utf8_is_upper, texts.numbers(["UN", "Iran", "UN"])).tolist()
        [True, False, True]
        """
        return test(self.written).to_numpy(zero_copy_only=False)[numbers]

    def spelled(self, numbers: np.ndarray) -> np.ndarray:
        """For each text, if it is one of some, the number of its spelling (see `names.spelling`),
        else -1.

        Examples
        --------
        >>> texts = _Texts()
        >>> texts.spelled(texts.numbers(["Ann", "ERDOGAN", "Erdoğan"])[1:]).tolist()
        [-1, 0, 0]
        """
        of_text = np.full(len(self.number_of), -1, dtype=np.int64)
        distinct, texts = self._distinct(numbers)
        of_text[distinct] = spellings(texts).dictionary_encode().indices.to_numpy()
        return of_text

    def _distinct(self, numbers: np.ndarray) -> tuple[np.ndarray, list[str]]:
        """The distinct numbers of some texts, and these texts."""
        is_asked = np.zeros(len(self.number_of), dtype=bool)
        is_asked[numbers] = True
        distinct, texts = np.flatnonzero(is_asked), self.all
        return distinct, [texts[text_number] for text_number in distinct.tolist()]


@dataclass
class Mentions:
    """All mentions of a corpus as columns; `surface` and `term` are numbers in `texts`, `rule` in
    `rules`.
    """

    article: np.ndarray
    first: np.ndarray
    last: np.ndarray
    start: np.ndarray
    end: np.ndarray
    surface: np.ndarray
    term: np.ndarray
    type: np.ndarray
    rule: np.ndarray
    stands_for: np.ndarray
    texts: _Texts
    rules: _Texts

    def key(self, text: np.ndarray, rows: np.ndarray | int | EllipsisType = ...) -> np.ndarray:
        """The pair of a mention's article and a text as one number; keys are equal where both are.

        Parameters
        ----------
        text : array of int
            a number in `texts` for each of the mentions.
        rows : array of int or bool, optional
            the mentions; by default all. Keys hold until `texts` grows.
        """
        return self.article[rows] * (len(self.texts.number_of) + 1) + text

    def having(self, texts: np.ndarray, column: np.ndarray) -> np.ndarray:
        """The rows of the mentions that have one of some texts in a column.

        Parameters
        ----------
        texts, column : arrays of int
            numbers in `texts`, those of the column one for each mention.
        """
        is_one = np.zeros(len(self.texts.number_of) + 1, dtype=bool)
        is_one[texts] = True
        return np.flatnonzero(is_one[column])

    def first_having(
        self, texts: np.ndarray, rows: np.ndarray, column: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """For each of some mentions the first one in its article that has a text in a column, or
        -1, and how many have it.

        Parameters
        ----------
        texts, rows : arrays of int
            what is looked for, a number in `texts`, and for which mention.
        column : array of int
            a number in `texts` for each mention.
        """
        near = self.having(texts, column)
        named, first, n = np.unique(
            self.key(column[near], near), return_index=True, return_counts=True
        )
        at = row_in(named, self.key(texts, rows))
        return np.append(near[first], -1)[at], np.append(n, 0)[at]

    def by_rule(self, *names: str) -> np.ndarray:
        """True for each mention that one of the rules found or changed last.

        Parameters
        ----------
        *names : str
            of the rules, as in the column `rule` of `entities.hits`.
        """
        wanted = np.zeros(len(self.rules.number_of) + len(names), dtype=bool)
        wanted[self.rules.numbers(names)] = True
        return wanted[self.rule]

    def change(self, rows: np.ndarray, rule: str, **columns: np.ndarray | int) -> None:
        """Give some mentions another term or type, and the rule that did it.

        Parameters
        ----------
        rows : array of int
            of the mentions.
        rule : str
            takes the place of the rule that found them.
        **columns : array of int or int
            term or type, for each of the rows.
        """
        for name, values in columns.items():
            getattr(self, name)[rows] = values
        self.rule[rows] = self.rules.numbers([rule])


def as_mentions(corpus: Corpus, columns: Columns, names: FoundNames) -> Mentions:
    """The names of a corpus as mentions, after each has been seen beside the others of its article.

    Parameters
    ----------
    names : FoundNames
        as `runs.read_runs`, `kinds.typed` or a pipeline give them.

    Returns
    -------
    Mentions
        one row per name, in the order of the names; `term` is one text for all mentions of a thing.
    """
    mentions = _read(corpus, columns, names)
    _parts_of_places(mentions, columns)
    _peoples(mentions)
    _abbreviations(mentions, columns)
    _initials(mentions)
    _described(mentions, columns)
    _plurals(mentions)
    _middle_initials(mentions)
    persons = _persons(mentions)
    spelled = mentions.texts.spelled(np.concatenate([mentions.term, persons.last, persons.given]))
    _in_full(mentions, persons, spelled)
    _one_name_one_type(mentions, spelled)
    return mentions


def _read(corpus: Corpus, columns: Columns, names: FoundNames) -> Mentions:
    article = columns.article[names.first]
    start, end = columns.words.start[names.first].copy(), columns.words.end[names.last].copy()
    # The full stop of "Jr." and "Inc." belongs to the name.
    end += (
        (columns.behind[names.last] == ord("."))
        & columns.at(names.last, "shortened")
        & (names.last > names.first)
    )
    surface, distinct = _surfaces(corpus, columns, names, end)
    texts, rules = _Texts(dict(zip(distinct.to_pylist(), itertools.count()))), _Texts()
    term = _terms(texts, distinct)[surface]
    stands_for = np.full(len(term), -1, dtype=np.int64)
    is_listed = names.listed >= 0
    back, which = pd.factorize(names.listed[is_listed])
    things = [load_names().names[row] for row in which]
    term[is_listed] = texts.numbers(thing.canonical for thing in things)[back]
    stands_for[is_listed] = texts.numbers(thing.stands_for or None for thing in things)[back]
    rule = rules.numbers(names.rules)
    return Mentions(
        article=article,
        first=names.first,
        last=names.last,
        start=start,
        end=end,
        surface=surface,
        term=term,
        type=names.type.copy(),
        rule=rule[names.rule] if len(rule) else names.rule.copy(),
        stands_for=stands_for,
        texts=texts,
        rules=rules,
    )


def _terms(texts: _Texts, surfaces: pa.Array) -> np.ndarray:
    """For each of the texts that stand in articles, which are the first, the number of the one that
    it counts for.
    """
    differs = pc.or_(pc.starts_with(surfaces, "The "), pc.ends_with(surfaces, "s"))
    differs = pc.or_(differs, pc.invert(pc.string_is_ascii(surfaces)))
    numbers, rows = np.arange(len(surfaces)), np.flatnonzero(differs)
    numbers[rows] = texts.mapped(_term, rows)
    return numbers


def _term(surface: str) -> str:
    plain = surface if surface.isascii() else surface.translate(TWINS)
    plain = plain.removeprefix("The ")
    # "Two F-16s crashed": the plural of a series of arms is the series.
    return plain[:-1] if plain.endswith("s") and is_of_arms(plain.rpartition(" ")[2]) else plain


def _are_words(columns: Columns, names: FoundNames, end: np.ndarray) -> np.ndarray:
    """True for the names of one word, and those of two with a blank between, that stand as their
    words are read.
    """
    words, first, last = columns.words, names.first, names.last
    near = (columns.before[last] == ord(" ")) & (words.start[last] - words.end[first] == 1)
    whole = (end == words.end[last]) & ~columns.piece[first] & ~columns.piece[last]
    return ((first == last) | (last == first + 1) & near) & whole


def _surfaces(
    corpus: Corpus, columns: Columns, names: FoundNames, end: np.ndarray
) -> tuple[np.ndarray, pa.Array]:
    """The texts of names, each blank one space: as numbers of the distinct ones, and these.

    Parameters
    ----------
    end : array of int
        of each name, in code points of its article.
    """
    words, plain = columns.words, _are_words(columns, names, end)
    rows, others = np.flatnonzero(plain), np.flatnonzero(~plain)
    one, two = words.key[names.first[rows]], words.key[names.last[rows]]
    is_single = names.first[rows] == names.last[rows]
    alike = row_codes(one, np.where(is_single, -1, two))
    sample = first_rows(alike)
    first, second = (words.written.take(pa.array(key[sample])) for key in (one, two))
    pairs = pc.binary_join_element_wise(first, second, " ")
    spans = zip(
        columns.article[names.first[others]].tolist(),
        words.start[names.first[others]].tolist(),
        end[others].tolist(),
        strict=True,
    )
    cut = [" ".join(corpus.texts[row][begin:until].split()) for row, begin, until in spans]
    texts = pa.concat_arrays(
        [pc.if_else(pa.array(is_single[sample]), first, pairs), pa.array(cut, type=pa.string())]
    ).dictionary_encode()
    number = texts.indices.to_numpy()
    surface = np.empty(len(end), dtype=np.int64)
    surface[rows], surface[others] = number[: len(sample)][alike], number[len(sample) :]
    return surface, texts.dictionary


def _parts_of_places(mentions: Mentions, columns: Columns) -> None:
    """ "Karvia", where the article names Lower Karvia, is a place, unless more than a guess says
    what it is.
    """
    part = np.flatnonzero(
        (mentions.type == _PLACE)
        & columns.at(mentions.first, "compass")
        & (mentions.last > mentions.first)
    )
    whole = mentions.texts.mapped(lambda text: text.partition(" ")[2], mentions.surface[part])
    named = distinct_codes(mentions.key(whole, part))
    guessed = np.flatnonzero(mentions.by_rule(*WEAK) & np.isin(mentions.type, [_PERSON, _OTHER]))
    rows = guessed[row_in(named, mentions.key(mentions.surface[guessed], guessed)) >= 0]
    mentions.change(rows, "part of it is named in the article", type=_PLACE)


def _peoples(mentions: Mentions) -> None:
    """ "Selmari", where the article names Selmar, is a people or an adjective, also before "tanks"."""
    last = _last_words(mentions.texts.written).dictionary_encode()
    people, stem = _stems(mentions.texts.written, last.dictionary)
    land = mentions.texts.numbers(last.dictionary.take(pa.array(stem)).to_pylist())
    land_of = np.full(len(last.dictionary), -1, dtype=np.int64)
    land_of[stem] = land
    last_word = land_of[last.indices.to_numpy()[mentions.surface]]
    may_be_land = np.isin(mentions.type, [_PLACE, _OTHER, _PERSON, _ORG])
    namable = np.flatnonzero(may_be_land & (last_word >= 0))
    named = distinct_codes(mentions.key(last_word[namable], namable))
    unlisted = mentions.having(people, np.where(mentions.by_rule(LISTED), -1, mentions.surface))
    low, high = (
        np.searchsorted(people, mentions.surface[unlisted], side=side) for side in ("left", "right")
    )
    owner, row = unroll(low, high - low)
    of_land = mentions.key(land[row], unlisted[owner])
    derived = row_in(named, of_land) >= 0
    mentions.change(unlisted[owner[derived]], "derived from a name in the article", type=_GROUP)
    guessed = (mentions.type == _PERSON) & mentions.by_rule(*WEAK) | (mentions.type == _OTHER)
    lands = mentions.having(land[row[derived]], np.where(guessed, mentions.surface, -1))
    own = mentions.key(mentions.surface[lands], lands)
    lands = lands[row_in(distinct_codes(of_land[derived]), own) >= 0]
    mentions.change(lands, "gives its people their name", type=_PLACE)


def _last_words(texts: pa.Array) -> pa.Array:
    """What stands behind the last blank of each text.

    Examples
    --------
    >>> _last_words(pa.array(["Lower Karvia", "Iran"])).to_pylist()
    ['Karvia', 'Iran']
    """
    parts = pc.split_pattern(texts, " ", max_splits=1, reverse=True)
    return parts.values.take(pc.subtract(parts.offsets[1:], 1))


def _stems(texts: pa.Array, words: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Those of some texts, by number and in order, that end as peoples do, and which of some words
    each may be the people of (Selmari, Selmar).
    """
    rows, stems = [], []
    for ending in _PEOPLE_ENDINGS:
        ends = pc.ends_with(texts, ending)
        rows.append(np.flatnonzero(ends))
        stems.append(pc.utf8_slice_codeunits(texts.filter(ends), 0, -len(ending)))
    stem = pc.index_in(pa.concat_arrays(stems), value_set=words).fill_null(-1).to_numpy()
    people = np.concatenate(rows)
    order = np.argsort(people, kind="stable")
    order = order[stem[order] >= 0]
    return people[order], stem[order].astype(np.int64)


def _abbreviations(mentions: Mentions, columns: Columns) -> None:
    """ "Long Form (LF)" makes LF another name of the long form, wherever it stands."""
    near = (mentions.first[1:] == mentions.last[:-1] + 1) & (
        mentions.article[1:] == mentions.article[:-1]
    )
    near &= (columns.before[mentions.first[1:]] == ord("(")) & (
        mentions.start[1:] - mentions.end[:-1] <= 3
    )
    pairs: dict[int, int] = {}
    texts = mentions.texts.all
    for row in np.flatnonzero(near).tolist():
        long, short = (texts[text_number] for text_number in mentions.surface[[row, row + 1]])
        capitals = initials(long)
        if short.replace(".", "") in (capitals, capitals[1:]) and len(short) > 1:
            pairs[int(mentions.key(mentions.surface[row + 1], row + 1))] = row
    _take_over(mentions, pairs, "abbreviation introduced in brackets")


def initials(name: str) -> str:
    """The capitals that open the words of a name.

    Examples
    --------
    >>> initials("Foundation for Defense of Democracies")
    'FDD'
    """
    return "".join([word[0] for word in name.replace("-", " ").split() if word[0].isupper()])


def _initials(mentions: Mentions) -> None:
    """An acronym counts for the one name in the article that has its initials."""
    short = np.flatnonzero(mentions.by_rule(ACRONYM))
    may_be_long = np.isin(mentions.type, [_ORG, _OTHER]) & (mentions.last > mentions.first)
    # Few articles have such an acronym; names of the others are not asked for their initials.
    may_be_long &= np.isin(mentions.article, mentions.article[short])
    may_be_long &= mentions.texts.which(_are_several_words, mentions.surface)
    long = np.flatnonzero(may_be_long & ~mentions.by_rule(ACRONYM))
    letters = mentions.texts.mapped(initials, mentions.surface[long])
    wanted = distinct_codes(mentions.key(mentions.surface[short], short))
    long_key = mentions.key(letters, long)
    meets = row_in(wanted, long_key) >= 0
    pairs: dict[int, int] = {}
    for key, row in zip(long_key[meets].tolist(), long[meets].tolist(), strict=True):
        pairs.setdefault(key, row)
    _take_over(mentions, pairs, "initials of a name in the article")


def _are_several_words(texts: pa.Array) -> pa.Array:
    return pc.match_substring(texts, " ")


def _are_in_capitals(texts: pa.Array) -> pa.Array:
    return pc.and_(pc.utf8_is_upper(texts), pc.greater(pc.utf8_length(texts), LONGEST_ACRONYM))


def _take_over(mentions: Mentions, pairs: dict[int, int], rule: str) -> None:
    """Mentions whose article and surface are among the pairs get term and type of the mention
    beside it.
    """
    of_pairs = np.array(sorted(pairs), dtype=np.int64)
    models = np.array([pairs[key] for key in of_pairs.tolist()], dtype=np.int64)
    pair = row_in(of_pairs, mentions.key(mentions.surface))
    rows = np.flatnonzero(pair >= 0)
    model = models[pair[rows]]
    mentions.change(rows, rule, term=mentions.term[model], type=mentions.type[model])


def _plurals(mentions: Mentions) -> None:
    """ "Shaheds" are what the article calls a Shahed elsewhere, where one of the two is known as a
    weapon.
    """
    unlisted = ~mentions.by_rule(LISTED)
    ends = mentions.texts.which(lambda texts: pc.ends_with(texts, "s"), mentions.surface)
    plural, surfaces = np.flatnonzero(unlisted & ends), frozenset(mentions.texts.all)
    singular = mentions.texts.mapped(
        lambda text: text[:-1] if text[:-1] in surfaces and len(text) > 3 else None,
        mentions.surface[plural],
    )
    plural, singular = plural[singular >= 0], singular[singular >= 0]
    model, _ = mentions.first_having(singular, plural, mentions.surface)
    arms = (mentions.type[plural] == _WEAPON) | (mentions.type[model] == _WEAPON)
    arms &= (model >= 0) & unlisted[model]
    plural, model = plural[arms], model[arms]
    rule = "plural of a name in the article"
    mentions.change(plural, rule, term=mentions.term[model], type=_WEAPON)
    named = distinct_codes(mentions.key(mentions.surface[model], model))
    rows = mentions.having(mentions.surface[model], mentions.surface)
    rows = rows[row_in(named, mentions.key(mentions.surface[rows], rows)) >= 0]
    mentions.type[rows] = _WEAPON


def _middle_initials(mentions: Mentions) -> None:
    """ "Donald J. Trump" counts for Donald Trump, where the article has both and no other initial
    between the two names.
    """
    persons = (mentions.type == _PERSON) & ~mentions.by_rule(LISTED)
    is_long = mentions.texts.which(
        lambda texts: pc.greater(pc.count_substring(texts, " "), 1), mentions.term
    )
    full = np.flatnonzero(persons & is_long)
    shorter = mentions.texts.mapped(without_initials, mentions.term[full])
    full, shorter = full[shorter >= 0], shorter[shorter >= 0]
    key = mentions.key(shorter, full)
    owner, _, of_several = _owners(key, mentions.term[full])
    model, _ = mentions.first_having(shorter, full, mentions.term)
    rows = (model >= 0) & persons[model] & ~of_several[row_in(owner, key)]
    mentions.change(full[rows], "name with a middle initial", term=mentions.term[model[rows]])


def without_initials(name: str) -> str | None:
    """A person's name without the initials in its middle, or None where it has none.

    Examples
    --------
    >>> without_initials("Donald J. Trump"), without_initials("J. Roe")
    ('Donald Trump', None)
    """
    if name.count(" ") < 2:
        return None
    first, *middle = name.split()
    kept = [word for word in middle[:-1] if not _MIDDLE_INITIAL.fullmatch(word)]
    return (
        " ".join([first, *kept, middle[-1]])
        if len(kept) < len(middle) - 1 and len(first) > 2
        else None
    )


class _Persons(NamedTuple):
    """The mentions that give the full name of a person, and those that may be a part of one."""

    full: np.ndarray
    last: np.ndarray  # the texts of their last names
    given: np.ndarray  # and of their first names
    alone: np.ndarray  # mentions of one word


def _persons(mentions: Mentions) -> _Persons:
    several = mentions.texts.which(_are_several_words, mentions.term)
    full = np.flatnonzero((mentions.type == _PERSON) & several)
    last = mentions.texts.mapped(_last_name, mentions.term[full])
    given = mentions.texts.mapped(lambda text: text.partition(" ")[0], mentions.term[full])
    return _Persons(full, last, given, np.flatnonzero(~several))


def _in_full(mentions: Mentions, persons: _Persons, spelled: np.ndarray) -> None:
    """A last or first name alone counts for the one person whose full name the article gives,
    however it is spelled.
    """
    full, last, given, alone = persons
    own = spelled[mentions.term]
    owner_terms = mentions.term[_models(mentions, mentions.key(own))][full]
    key = mentions.key(own[alone], alone)
    # Listed names keep their term: Paris is not Paris Hilton.
    taken = distinct_codes(mentions.key(own)[mentions.by_rule(LISTED) & (mentions.type != _PERSON)])
    free = row_in(taken, key) < 0
    last_owner, last_person, of_several = _owners(mentions.key(spelled[last], full), owner_terms)
    first_owner, first_person, shared = _owners(mentions.key(spelled[given], full), owner_terms)
    by_last, by_first = row_in(last_owner, key), row_in(first_owner, key)
    # "MERZ" is Friedrich Merz, but "SAM" may be a missile beside Sam Roe.
    letters = mentions.by_rule(ACRONYM)[alone]
    terms = mentions.term[alone]
    short = mentions.texts.which(
        lambda texts: pc.less(pc.utf8_length(texts), _SHORTEST_IN_CAPITALS), terms
    )
    by_last[letters & short], by_first[letters] = -1, -1
    rows = free & (by_last >= 0) & ~of_several[by_last]
    mentions.change(
        alone[rows],
        "last name of a person named in full",
        term=last_person[by_last[rows]],
        type=_PERSON,
    )
    rows = free & (by_last >= 0) & of_several[by_last]
    mentions.change(alone[rows], "last name of several persons", type=_PERSON)
    rows = free & (by_last < 0) & (by_first >= 0) & ~shared[by_first]
    mentions.change(
        alone[rows],
        "first name of a person named in full",
        term=first_person[by_first[rows]],
        type=_PERSON,
    )


def _last_name(name: str) -> str:
    before, _, last = name.rpartition(" ")
    return before.removesuffix(",").rpartition(" ")[2] if last in _NAME_SUFFIXES else last


def _owners(keys: np.ndarray, terms: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each distinct key, in order, one of its terms, and whether it has several."""
    order = np.lexsort((terms, keys))
    keys, terms = keys[order], terms[order]
    at = np.flatnonzero(run_starts(keys))
    final = np.append(at[1:], len(keys))[: len(at)] - 1
    # The row -1 of a missing key must exist.
    return keys[at], np.append(terms[at], 0), np.append(terms[at] != terms[final], False)


def _described(mentions: Mentions, columns: Columns) -> None:
    """ "Spacecraft Stardust" counts for Stardust, where the article names it more than once without
    its noun and has the noun.
    """
    long = np.flatnonzero(
        mentions.by_rule(*WEAK)
        & columns.lower_here[mentions.first]
        & (mentions.last > mentions.first)
    )
    tail = mentions.texts.mapped(lambda text: text.partition(" ")[2], mentions.surface[long])
    model, n = mentions.first_having(tail, long, mentions.surface)
    long, model = long[n > 1], model[n > 1]
    rule = "noun before a name of the article"
    mentions.change(long, rule, term=mentions.term[model], type=mentions.type[model])


def _one_name_one_type(mentions: Mentions, spelled: np.ndarray) -> None:
    """A name has one type and one spelling in an article: those of its surest mention."""
    model = _models(mentions, mentions.key(spelled[mentions.term]))
    rows = np.flatnonzero(~mentions.by_rule(LISTED))
    mentions.term[rows], mentions.type[rows] = (
        mentions.term[model[rows]],
        mentions.type[model[rows]],
    )


def _models(mentions: Mentions, key: np.ndarray) -> np.ndarray:
    """For each mention the surest one with its key: the first that is no guess and not in capitals."""
    capitals = mentions.texts.which(_are_in_capitals, mentions.term)
    # One number in place of three columns: the key, then a guess, then capitals.
    order = np.argsort((key * 2 + mentions.by_rule(*WEAK)) * 2 + capitals, kind="stable")
    first = run_starts(key[order])
    model = np.empty(len(key), dtype=np.int64)
    model[order] = order[first][np.cumsum(first) - 1]
    return model
