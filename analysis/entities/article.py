"""Article: what the other mentions of an article tell about one: its full name, its long form, its
people, its type.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.corpus import Corpus
from analysis.entities.columns import Columns, in_order
from analysis.entities.forms import FLAG, form
from analysis.entities.naming import ACRONYM, LISTED, TYPES, WEAK
from analysis.entities.runs import Found
from analysis.lexicons.names import load_names, spelling
from analysis.tokens import TWINS, unroll

_PEOPLE_ENDINGS = ("i", "is", "n", "ns", "an", "ans", "ian", "ians", "ese", "ish")
_PERSON, _ORG, _PLACE, _GROUP, _WEAPON, _OTHER = (
    TYPES.index(name) for name in ("PERSON", "ORG", "PLACE", "GROUP", "WEAPON", "OTHER")
)
_SHORTEST_IN_CAPITALS = 4
_MIDDLE_INITIAL = re.compile(r"(?:[A-Z]\.?)+")
_NAME_SUFFIX = re.compile(r",? (?:Jr|Sr|II|III|IV)\.?$")


@dataclass
class Texts:
    """Distinct texts, each with its number."""

    all: list[str] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)

    def of(self, text: str) -> int:
        """The number of a text."""
        if text not in self.number:
            self.number[text] = len(self.all)
            self.all.append(text)
        return self.number[text]

    def mapped(self, change: Callable[[str], str | None], numbers: np.ndarray) -> np.ndarray:
        """For some texts the number of another one made from it, or -1 where there is none."""
        back, known = pd.factorize(numbers)
        changed = [change(self.all[number]) for number in known.tolist()]
        return np.array(
            [-1 if text is None else self.of(text) for text in changed], dtype=np.int64
        )[back]


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
    texts: Texts
    rules: Texts

    def ruled(self, *names: str) -> np.ndarray:
        """True for each mention that one of the rules found."""
        return np.isin(self.rule, [self.rules.of(name) for name in names])

    def change(self, rows: np.ndarray, rule: str, **columns: np.ndarray | int) -> None:
        """Give some mentions another term or type, and the rule that did it."""
        for name, values in columns.items():
            getattr(self, name)[rows] = values
        self.rule[rows] = self.rules.of(rule)


def mentions(corpus: Corpus, known: Columns, found: Found) -> Mentions:
    """The names of a corpus as mentions, after each has been seen beside the others of its article."""
    all_ = _read(corpus, known, found)
    _peoples(all_)
    _abbreviations(all_, known)
    _initials(all_)
    _described(all_, known)
    _plurals(all_)
    _middle_initials(all_)
    _persons(all_)
    _one_name_one_type(all_)
    return all_


def _read(corpus: Corpus, known: Columns, found: Found) -> Mentions:
    article = known.article[found.first]
    start, end = known.words.start[found.first].copy(), known.words.end[found.last].copy()
    # The full stop of "Jr." and "Inc." belongs to the name.
    end += (
        (known.behind[found.last] == ord("."))
        & known.has("shortened")[found.last]
        & (found.last > found.first)
    )
    codes, distinct = slices(corpus, article, start, end)
    texts, rules = Texts(), Texts()
    own = np.array([texts.of(" ".join(text.split())) for text in distinct], dtype=np.int64)
    surface = own[codes] if len(codes) else codes
    term = texts.mapped(_term, surface)
    names = load_names().names
    is_listed = found.listed >= 0
    which, back = np.unique(found.listed[is_listed], return_inverse=True)
    term[is_listed] = np.array([texts.of(names[row].canonical) for row in which], dtype=np.int64)[
        back
    ]
    stands_for = np.full(len(term), -1, dtype=np.int64)
    meant = [texts.of(names[row].stands_for) if names[row].stands_for else -1 for row in which]
    stands_for[is_listed] = np.array(meant, dtype=np.int64)[back]
    rule = np.array([rules.of(name) for name in found.rules], dtype=np.int64)
    return Mentions(
        article=article,
        first=found.first,
        last=found.last,
        start=start,
        end=end,
        surface=surface,
        term=term,
        type=found.type.copy(),
        rule=rule[found.rule] if len(rule) else found.rule.copy(),
        stands_for=stands_for,
        texts=texts,
        rules=rules,
    )


def _term(surface: str) -> str:
    plain = surface if surface.isascii() else surface.translate(TWINS)
    plain = plain.removeprefix("The ")
    # "Two F-16s crashed": the plural of a series of arms is the series.
    return (
        plain[:-1]
        if plain.endswith("s") and form(plain.rpartition(" ")[2]) & FLAG["arms"]
        else plain
    )


def slices(
    corpus: Corpus, article: np.ndarray, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """The texts of spans, as numbers of the distinct ones."""
    pieces = [
        corpus.texts[a][s:e]
        for a, s, e in zip(article.tolist(), start.tolist(), end.tolist(), strict=True)
    ]
    encoded = pa.array(pieces, type=pa.large_string()).dictionary_encode()
    return (
        encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        encoded.dictionary.to_pylist(),
    )


class _Keys:
    """Pairs of an article and a text as one number each."""

    def __init__(self, all_: Mentions) -> None:
        self.n = len(all_.texts.all) + 1

    def of(self, article: np.ndarray, text: np.ndarray) -> np.ndarray:
        return article * self.n + text


def _lookup(keys: np.ndarray, known: np.ndarray) -> np.ndarray:
    """For each key its row among the known ones, which are in order, or -1."""
    if not len(known):
        return np.full(len(keys), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, at, -1)


def _peoples(all_: Mentions) -> None:
    """ "Selmari", where the article names Selmar, is a people or an adjective, also before "tanks"."""
    namable = np.isin(all_.type, [_PLACE, _OTHER, _PERSON, _ORG])
    last_word = all_.texts.mapped(lambda text: text.rpartition(" ")[2], all_.surface[namable])
    text, stem = _stems(all_.texts)
    keys = _Keys(all_)
    named = in_order(keys.of(all_.article[namable], last_word))
    unlisted = np.flatnonzero(~all_.ruled(LISTED))
    low, high = (
        np.searchsorted(text, all_.surface[unlisted], side=side) for side in ("left", "right")
    )
    owner, row = unroll(low, high - low)
    land = keys.of(all_.article[unlisted[owner]], stem[row])
    derived = _lookup(land, named) >= 0
    all_.change(unlisted[owner[derived]], "derived from a name in the article", type=_GROUP)
    own = keys.of(all_.article, all_.surface)
    lands = np.flatnonzero((all_.type == _OTHER) & (_lookup(own, in_order(land[derived])) >= 0))
    all_.change(lands, "gives its people their name", type=_PLACE)


def _stems(texts: Texts) -> tuple[np.ndarray, np.ndarray]:
    """Texts that may be the people of another text (Selmari, Selmar), by number."""
    pairs = [
        (number, texts.number[text.removesuffix(ending)])
        for number, text in enumerate(texts.all)
        if text.endswith(_PEOPLE_ENDINGS)
        for ending in _PEOPLE_ENDINGS
        if text.endswith(ending) and text.removesuffix(ending) in texts.number
    ]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _abbreviations(all_: Mentions, known: Columns) -> None:
    """ "Long Form (LF)" makes LF another name of the long form, wherever it stands."""
    near = (all_.first[1:] == all_.last[:-1] + 1) & (all_.article[1:] == all_.article[:-1])
    near &= (known.before[all_.first[1:]] == ord("(")) & (all_.start[1:] - all_.end[:-1] <= 3)
    pairs: dict[int, int] = {}
    keys, texts = _Keys(all_), all_.texts.all
    for row in np.flatnonzero(near).tolist():
        long, short = texts[all_.surface[row]], texts[all_.surface[row + 1]]
        capitals = initials(long)
        if short.replace(".", "") in (capitals, capitals[1:]) and len(short) > 1:
            pairs[int(keys.of(all_.article[row + 1], all_.surface[row + 1]))] = row
    _take_over(all_, keys, pairs, "abbreviation introduced in brackets")


def initials(name: str) -> str:
    """The capitals that open the words of a name.

    Examples
    --------
    >>> initials("Foundation for Defense of Democracies")
    'FDD'
    """
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def _initials(all_: Mentions) -> None:
    """An acronym counts for the one name in the article that has its initials."""
    short = np.flatnonzero(all_.ruled(ACRONYM))
    long = np.flatnonzero(np.isin(all_.type, [_ORG, _OTHER]) & ~all_.ruled(ACRONYM))
    letters = all_.texts.mapped(
        lambda text: initials(text) if " " in text else None, all_.surface[long]
    )
    keys = _Keys(all_)
    wanted = in_order(keys.of(all_.article[short], all_.surface[short]))
    long_key = keys.of(all_.article[long], letters)
    meets = (letters >= 0) & (_lookup(long_key, wanted) >= 0)
    pairs: dict[int, int] = {}
    for key, row in zip(long_key[meets].tolist(), long[meets].tolist(), strict=True):
        pairs.setdefault(key, row)
    _take_over(all_, keys, pairs, "initials of a name in the article")


def _take_over(all_: Mentions, keys: _Keys, pairs: dict[int, int], rule: str) -> None:
    """Mentions whose article and surface are among the pairs get term and type of the mention
    beside it.
    """
    known = np.array(sorted(pairs), dtype=np.int64)
    models = np.array([pairs[key] for key in known.tolist()], dtype=np.int64)
    at = _lookup(keys.of(all_.article, all_.surface), known)
    rows = np.flatnonzero(at >= 0)
    if len(rows):
        model = models[at[rows]]
        all_.change(rows, rule, term=all_.term[model], type=all_.type[model])


def _plurals(all_: Mentions) -> None:
    """ "Shaheds" are what the article calls a Shahed elsewhere, where one of the two is known as a
    weapon.
    """
    singular = all_.texts.mapped(
        lambda text: text[:-1] if text.endswith("s") and len(text) > 3 else None, all_.surface
    )
    keys, unlisted = _Keys(all_), ~all_.ruled(LISTED)
    plural = np.flatnonzero(unlisted & (singular >= 0))
    named, row = np.unique(keys.of(all_.article, all_.surface), return_index=True)
    at = _lookup(keys.of(all_.article[plural], singular[plural]), named)
    plural, model = plural[at >= 0], row[at[at >= 0]]
    arms = ((all_.type[plural] == _WEAPON) | (all_.type[model] == _WEAPON)) & unlisted[model]
    plural, model = plural[arms], model[arms]
    rule = "plural of a name in the article"
    all_.change(plural, rule, term=all_.term[model], type=_WEAPON)
    own = keys.of(all_.article, all_.surface)
    singulars = np.flatnonzero(_lookup(own, in_order(own[model])) >= 0)
    all_.type[singulars] = _WEAPON


def _middle_initials(all_: Mentions) -> None:
    """ "Donald J. Trump" counts for Donald Trump, where the article has both and no other initial
    between the two names.
    """
    persons = (all_.type == _PERSON) & ~all_.ruled(LISTED)
    shorter = all_.texts.mapped(without_initials, all_.term)
    keys = _Keys(all_)
    full = np.flatnonzero(persons & (shorter >= 0))
    named, row = np.unique(keys.of(all_.article, all_.term), return_index=True)
    at = _lookup(keys.of(all_.article[full], shorter[full]), named)
    owner, _, of_several = _owners(keys.of(all_.article[full], shorter[full]), all_.term[full])
    alone = ~of_several[_lookup(keys.of(all_.article[full], shorter[full]), owner)]
    model = row[at]
    rows = (at >= 0) & alone
    rows &= persons[model] if len(named) else rows
    all_.change(full[rows], "name with a middle initial", term=all_.term[model[rows]])


def without_initials(name: str) -> str | None:
    """A person's name without the initials in its middle, or None where it has none.

    Examples
    --------
    >>> without_initials("Donald J. Trump"), without_initials("J. Roe")
    ('Donald Trump', None)
    """
    first, *middle = name.split()
    kept = [word for word in middle[:-1] if not _MIDDLE_INITIAL.fullmatch(word)]
    return (
        " ".join([first, *kept, middle[-1]])
        if len(kept) < len(middle) - 1 and len(first) > 2
        else None
    )


def _persons(all_: Mentions) -> None:
    """A last or first name alone counts for the one person whose full name the article gives,
    however it is spelled.
    """
    is_single = all_.texts.mapped(lambda text: None if " " in text else text, all_.term) >= 0
    full = np.flatnonzero((all_.type == _PERSON) & ~is_single)
    alone = np.flatnonzero(is_single)
    own = all_.texts.mapped(spelling, all_.term)
    last = all_.texts.mapped(
        lambda text: spelling(_NAME_SUFFIX.sub("", text).rpartition(" ")[2]), all_.term[full]
    )
    given = all_.texts.mapped(lambda text: spelling(text.partition(" ")[0]), all_.term[full])
    keys, article = _Keys(all_), all_.article[full]
    owner_terms = all_.term[_models(all_, keys.of(all_.article, own))][full]
    key = keys.of(all_.article[alone], own[alone])
    # Listed names keep their term: Paris is not Paris Hilton.
    taken = in_order(keys.of(all_.article, own)[all_.ruled(LISTED) & (all_.type != _PERSON)])
    free = _lookup(key, taken) < 0
    last_owner, last_person, of_several = _owners(keys.of(article, last), owner_terms)
    first_owner, first_person, shared = _owners(keys.of(article, given), owner_terms)
    by_last, by_first = _lookup(key, last_owner), _lookup(key, first_owner)
    # "MERZ" is Friedrich Merz, but "SAM" may be a missile beside Sam Roe.
    letters = all_.ruled(ACRONYM)[alone]
    short = (
        all_.texts.mapped(
            lambda text: text if len(text) < _SHORTEST_IN_CAPITALS else None, all_.term[alone]
        )
        >= 0
    )
    by_last[letters & short], by_first[letters] = -1, -1
    rows = free & (by_last >= 0) & ~of_several[by_last]
    all_.change(
        alone[rows],
        "last name of a person named in full",
        term=last_person[by_last[rows]],
        type=_PERSON,
    )
    rows = free & (by_last >= 0) & of_several[by_last]
    all_.change(alone[rows], "last name of several persons", type=_PERSON)
    rows = free & (by_last < 0) & (by_first >= 0) & ~shared[by_first]
    all_.change(
        alone[rows],
        "first name of a person named in full",
        term=first_person[by_first[rows]],
        type=_PERSON,
    )


def _owners(keys: np.ndarray, terms: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each distinct key, in order, one of its terms, and whether it has several."""
    order = np.lexsort((terms, keys))
    keys, terms = keys[order], terms[order]
    first = (
        np.concatenate([[True], keys[1:] != keys[:-1]]) if len(keys) else np.array([], dtype=bool)
    )
    at = np.flatnonzero(first)
    final = np.append(at[1:], len(keys)) - 1 if len(at) else at
    # The row -1 of a missing key must exist.
    return keys[at], np.append(terms[at], 0), np.append(terms[at] != terms[final], False)


def _described(all_: Mentions, known: Columns) -> None:
    """ "Spacecraft Stardust" counts for Stardust, where the article names it more than once without
    its noun and has the noun.
    """
    long = np.flatnonzero(
        all_.ruled(*WEAK) & known.lower_here[all_.first] & (all_.last > all_.first)
    )
    tail = all_.texts.mapped(lambda text: text.partition(" ")[2], all_.surface[long])
    keys = _Keys(all_)
    named, row, n = np.unique(
        keys.of(all_.article, all_.surface), return_index=True, return_counts=True
    )
    at = _lookup(keys.of(all_.article[long], tail), named)
    meets = (at >= 0) & (n[at] > 1)
    model = row[at[meets]]
    rule = "noun before a name of the article"
    all_.change(long[meets], rule, term=all_.term[model], type=all_.type[model])


def _one_name_one_type(all_: Mentions) -> None:
    """A name has one type and one spelling in an article: those of its surest mention."""
    if not len(all_.term):
        return
    alike = all_.texts.mapped(spelling, all_.term)
    model = _models(all_, _Keys(all_).of(all_.article, alike))
    rows = np.flatnonzero(~all_.ruled(LISTED))
    all_.term[rows], all_.type[rows] = all_.term[model[rows]], all_.type[model[rows]]


def _models(all_: Mentions, key: np.ndarray) -> np.ndarray:
    """For each mention the surest one with its key: the first that is no guess and not in capitals."""
    capitals = (
        all_.texts.mapped(
            lambda text: text if text.isupper() and len(text) > 5 else None, all_.term
        )
        >= 0
    )
    order = np.lexsort((np.arange(len(key)), capitals, all_.ruled(*WEAK), key))
    first = np.append(True, key[order][1:] != key[order][:-1])[: len(key)]
    model = np.empty(len(key), dtype=np.int64)
    model[order] = order[first][np.cumsum(first) - 1]
    return model
