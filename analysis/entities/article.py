"""Article: what the other mentions of an article tell about one: its full name, its long form, its
people, its type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import EllipsisType
from typing import NamedTuple

import numpy as np

from analysis.corpus import Corpus
from analysis.entities.columns import Columns, row_in
from analysis.entities.forms import is_of_arms
from analysis.entities.naming import ACRONYM, LISTED, TYPES, WEAK
from analysis.entities.runs import FoundNames, first_rows, row_codes
from analysis.lexicons.names import load_names, spellings
from analysis.tokens import TWINS, Words, distinct_codes, run_starts, unroll

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

    @property
    def all(self) -> list[str]:
        if len(self._listed) < len(self.number_of):
            self._listed = list(self.number_of)
        return self._listed

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

    def which(self, test: Callable[[str], bool], numbers: np.ndarray) -> np.ndarray:
        """True for each of some texts that passes a test, which is asked once per distinct text.

        Examples
        --------
        >>> texts = _Texts()
        >>> texts.which(str.isupper, texts.numbers(["UN", "Iran", "UN"])).tolist()
        [True, False, True]
        """
        passes = np.empty(len(self.number_of), dtype=bool)
        distinct, texts = self._distinct(numbers)
        passes[distinct] = np.fromiter(map(test, texts), dtype=bool, count=len(texts))
        return passes[numbers]

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
    plain = _are_words(columns, names, end)
    alike = same_words(columns.words, names.first, names.last, plain)
    codes, distinct = slices(corpus, article, start, end, alike)
    texts, rules = _Texts(), _Texts()
    own = texts.numbers(" ".join(text.split()) for text in distinct)
    surface = own[codes] if len(codes) else codes
    term = texts.mapped(_term, surface)
    is_listed = names.listed >= 0
    which, back = np.unique(names.listed[is_listed], return_inverse=True)
    things = [load_names().names[row] for row in which]
    term[is_listed] = texts.numbers(thing.canonical for thing in things)[back]
    stands_for = np.full(len(term), -1, dtype=np.int64)
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


def same_words(words: Words, first: np.ndarray, last: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """A number for spans of one or two words, the same for the same words; -1 for those that are
    not plain.

    Parameters
    ----------
    first, last : arrays of int
        rows of the words.
    plain : array of bool
        spans of two words at most whose text their words tell.
    """
    code = np.full(len(first), -1, dtype=np.int64)
    second = np.where(first == last, -1, words.key[last])
    code[plain] = row_codes(words.key[first[plain]], second[plain])
    return code


def slices(
    corpus: Corpus, article: np.ndarray, start: np.ndarray, end: np.ndarray, alike: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """The texts of spans, as numbers of the distinct ones.

    Parameters
    ----------
    article, start, end : arrays of int
        row of the article, and code points in its text.
    alike : array of int
        the same number, from 0 on, for spans that surely have the same text, which is then cut
        once; -1 for spans of which that is not known.

    Returns
    -------
    array of int, list of str
        a number for each span, and the distinct texts by number, as they stand.
    """
    same = np.flatnonzero(alike >= 0)
    others = np.flatnonzero(alike < 0)
    sample = same[first_rows(alike[same])]
    cut = np.append(sample, others)
    spans = zip(article[cut].tolist(), start[cut].tolist(), end[cut].tolist(), strict=True)
    texts, number_of = corpus.texts, dict[str, int]()
    numbers = np.array(
        [
            number_of.setdefault(texts[row][first:last], len(number_of))
            for row, first, last in spans
        ],
        dtype=np.int64,
    )
    codes = np.empty(len(article), dtype=np.int64)
    codes[same], codes[others] = numbers[: len(sample)][alike[same]], numbers[len(sample) :]
    return codes, list(number_of)


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
    unlisted = np.flatnonzero(~mentions.by_rule(LISTED))
    text, stems = _stems(mentions.texts, distinct_codes(mentions.surface[unlisted]))
    wanted = frozenset(stems)
    namable = np.flatnonzero(np.isin(mentions.type, [_PLACE, _OTHER, _PERSON, _ORG]))
    last_word = mentions.texts.mapped(
        lambda text: last if (last := text.rpartition(" ")[2]) in wanted else None,
        mentions.surface[namable],
    )
    number_of = mentions.texts.number_of
    stem = np.array([number_of.get(own, -1) for own in stems], dtype=np.int64)
    text, stem = text[stem >= 0], stem[stem >= 0]
    named = distinct_codes(mentions.key(last_word, namable)[last_word >= 0])
    low, high = (
        np.searchsorted(text, mentions.surface[unlisted], side=side) for side in ("left", "right")
    )
    owner, row = unroll(low, high - low)
    land = mentions.key(stem[row], unlisted[owner])
    derived = row_in(named, land) >= 0
    mentions.change(unlisted[owner[derived]], "derived from a name in the article", type=_GROUP)
    own = mentions.key(mentions.surface)
    guessed = (mentions.type == _PERSON) & mentions.by_rule(*WEAK) | (mentions.type == _OTHER)
    lands = np.flatnonzero(guessed & (row_in(distinct_codes(land[derived]), own) >= 0))
    mentions.change(lands, "gives its people their name", type=_PLACE)


def _stems(texts: _Texts, peoples: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Those of some texts, by number, that end as peoples do, and what each may be the people of
    (Selmari, Selmar).
    """
    written = texts.all
    pairs = [
        (text_number, text.removesuffix(ending))
        for text_number, text in ((number, written[number]) for number in peoples.tolist())
        if text.endswith(_PEOPLE_ENDINGS)  # most do not
        for ending in _PEOPLE_ENDINGS
        if text.endswith(ending)
    ]
    return np.array([pair[0] for pair in pairs], dtype=np.int64), [pair[1] for pair in pairs]


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
    long = np.flatnonzero(may_be_long & ~mentions.by_rule(ACRONYM))
    letters = mentions.texts.mapped(
        lambda text: initials(text) if " " in text else None, mentions.surface[long]
    )
    wanted = distinct_codes(mentions.key(mentions.surface[short], short))
    long_key = mentions.key(letters, long)
    meets = (letters >= 0) & (row_in(wanted, long_key) >= 0)
    pairs: dict[int, int] = {}
    for key, row in zip(long_key[meets].tolist(), long[meets].tolist(), strict=True):
        pairs.setdefault(key, row)
    _take_over(mentions, pairs, "initials of a name in the article")


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
    plural, surfaces = np.flatnonzero(unlisted), frozenset(mentions.texts.all)
    singular = mentions.texts.mapped(
        lambda text: (
            text[:-1] if text[-1:] == "s" and text[:-1] in surfaces and len(text) > 3 else None
        ),
        mentions.surface[plural],
    )
    plural, singular = plural[singular >= 0], singular[singular >= 0]
    named, row = np.unique(mentions.key(mentions.surface), return_index=True)
    at = row_in(named, mentions.key(singular, plural))
    plural, model = plural[at >= 0], row[at[at >= 0]]
    arms = ((mentions.type[plural] == _WEAPON) | (mentions.type[model] == _WEAPON)) & unlisted[
        model
    ]
    plural, model = plural[arms], model[arms]
    rule = "plural of a name in the article"
    mentions.change(plural, rule, term=mentions.term[model], type=_WEAPON)
    own = mentions.key(mentions.surface)
    singulars = np.flatnonzero(row_in(distinct_codes(own[model]), own) >= 0)
    mentions.type[singulars] = _WEAPON


def _middle_initials(mentions: Mentions) -> None:
    """ "Donald J. Trump" counts for Donald Trump, where the article has both and no other initial
    between the two names.
    """
    persons = (mentions.type == _PERSON) & ~mentions.by_rule(LISTED)
    full = np.flatnonzero(persons)
    shorter = mentions.texts.mapped(without_initials, mentions.term[full])
    full, shorter = full[shorter >= 0], shorter[shorter >= 0]
    named, row = np.unique(mentions.key(mentions.term), return_index=True)
    key = mentions.key(shorter, full)
    at = row_in(named, key)
    owner, _, of_several = _owners(key, mentions.term[full])
    alone = ~of_several[row_in(owner, key)]
    model = row[at]
    rows = (at >= 0) & alone
    rows &= persons[model] if len(named) else rows
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
    is_single = mentions.texts.which(lambda text: " " not in text, mentions.term)
    full = np.flatnonzero((mentions.type == _PERSON) & ~is_single)
    last = mentions.texts.mapped(_last_name, mentions.term[full])
    given = mentions.texts.mapped(lambda text: text.partition(" ")[0], mentions.term[full])
    return _Persons(full, last, given, np.flatnonzero(is_single))


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
    short = mentions.texts.which(lambda text: len(text) < _SHORTEST_IN_CAPITALS, terms)
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
    named, row, n = np.unique(mentions.key(mentions.surface), return_index=True, return_counts=True)
    at = row_in(named, mentions.key(tail, long))
    meets = (at >= 0) & (n[at] > 1)
    model = row[at[meets]]
    rule = "noun before a name of the article"
    mentions.change(long[meets], rule, term=mentions.term[model], type=mentions.type[model])


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
    capitals = mentions.texts.which(lambda text: text.isupper() and len(text) > 5, mentions.term)
    # One number in place of three columns: the key, then a guess, then capitals.
    order = np.argsort((key * 2 + mentions.by_rule(*WEAK)) * 2 + capitals, kind="stable")
    first = run_starts(key[order])
    model = np.empty(len(key), dtype=np.int64)
    model[order] = order[first][np.cumsum(first) - 1]
    return model
