"""Runs: ranges of adjacent words that may hold names, and what a name in them can depend on, once
per distinct run.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from analysis.entities.columns import Columns, have, quotations, shifted
from analysis.entities.forms import FLAG
from analysis.entities.naming import (
    ASKED,
    ASKED_OF_ONE_NAME,
    ASKED_OF_ONE_WORD,
    BIT,
    BITS_OF_ONE_NAME,
    BITS_OF_ONE_WORD,
    BITS_OF_UNKNOWN,
    PARTING_BITS,
    PARTS,
    PARTS_INSIDE,
    TITLE_SHIFT,
    TYPES,
    Listed,
    Named,
    Word,
    looked_up,
    looks,
    names_in,
)
from analysis.entities.word_values import WordValues
from analysis.lexicons.names import load_names
from analysis.tokens import unroll

_MOST_NUMBERS = 2**32  # of a column that needs no numbers from 0 on without gaps
_LARGEST = np.iinfo(np.int64).max
_LONGEST_RUN = 24  # words; a longer run is a list or a heading, and is cut


class Runs(NamedTuple):
    """First and last words of each run."""

    first: np.ndarray
    last: np.ndarray


class FoundNames(NamedTuple):
    """Names as columns: first and last words, the words of title at the head, type and rule by
    number, listed name or -1.
    """

    first: np.ndarray
    last: np.ndarray
    type: np.ndarray
    rule: np.ndarray
    listed: np.ndarray
    rules: list[str]


class _Spots:
    """Some words of the columns, in order, and what is known of the words around each of them.

    Few words have a capital: what is asked of these alone is asked of a fifth of the text.
    """

    def __init__(self, columns: Columns, rows: np.ndarray) -> None:
        self.columns, self.rows = columns, rows
        self._forms: dict[int, np.ndarray] = {}

    def take(self, column: np.ndarray, ahead: int = 0) -> np.ndarray:
        """The column's value so many words behind each word (before, if negative); 0 where there is
        none.
        """
        at = self.rows + ahead
        values = column.take(at, mode="clip")
        values[: np.searchsorted(at, 0)] = 0
        values[np.searchsorted(at, len(column)) :] = 0
        return values

    def has(self, *names: str, ahead: int = 0) -> np.ndarray:
        """True where the word so many behind has one of the flags of `forms.FLAG`."""
        if ahead not in self._forms:
            self._forms[ahead] = self.take(self.columns.form, ahead)
        return self._forms[ahead] & sum(FLAG[name] for name in names) != 0

    def some(self, mask: np.ndarray) -> _Spots:
        """Those of the words for which a mask is true."""
        return _Spots(self.columns, self.rows[mask])

    def spread(self, mask: np.ndarray) -> np.ndarray:
        """A mask of these words as one of all words."""
        of_all = np.zeros(len(self.columns.form), dtype=bool)
        of_all[self.rows] = mask
        return of_all


def find_runs(columns: Columns) -> tuple[Runs, np.ndarray]:
    """Where the runs of a corpus are, and what is around each word of them.

    Returns
    -------
    Runs
        in order, without overlap, each of 24 words at most.
    array of int
        bits of each word of the runs, in order, see `naming.BIT`; those of the neighbours only
        where a run begins or ends.
    """
    # What the first works with is gone when the second begins: nowhere does a batch hold more.
    runs, begins_quote = _runs(columns)
    return runs, _bits(columns, runs, begins_quote)


def _runs(columns: Columns) -> tuple[Runs, np.ndarray]:
    """Where the runs are, and which words open a quotation."""
    quoted_first, quoted_last = quotations(columns)
    quoted = np.zeros(len(columns.form), dtype=bool)
    quoted[unroll(quoted_first, quoted_last - quoted_first + 1)[1]] = True
    peers = _peers(columns)
    pairs = _pairs_in_running_text(columns)
    part = _parts(columns, peers, pairs) | quoted
    linked = _linked(columns, part, peers)
    begins_quote, ends_quote = np.zeros_like(quoted), np.zeros_like(quoted)
    begins_quote[quoted_first], ends_quote[quoted_last] = True, True
    # A nickname between the parts of a name (William "Cowboy" Cowley) is no quotation of its own.
    inner = quoted & ~ends_quote
    linked = linked & ~ends_quote & ~np.append(begins_quote[1:], False) | inner
    in_run = part.copy()
    in_run[1:] |= linked[:-1]
    in_run[:-1] |= linked[:-1]
    opens = in_run & ~np.concatenate([[False], linked[:-1]])
    closes = in_run & ~linked
    return _cut(Runs(np.flatnonzero(opens), np.flatnonzero(closes))), begins_quote


def _cut(runs: Runs) -> Runs:
    n = (runs.last - runs.first) // _LONGEST_RUN + 1
    owner, piece = unroll(np.zeros_like(n), n)
    first = runs.first[owner] + piece * _LONGEST_RUN
    return Runs(first, np.minimum(first + _LONGEST_RUN - 1, runs.last[owner]))


def _parts(columns: Columns, peers: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Each word that may be part of a name by its form and place."""
    may_be = columns.has("upper", "designation", "al_name", "ordinal") | columns.in_listed
    spots = _Spots(columns, np.flatnonzero(may_be))
    in_listed, cased, tag = (
        spots.take(column) for column in (columns.in_listed, columns.cased, columns.tag)
    )
    lower_here, joins = spots.take(columns.lower_here), spots.take(columns.joins)
    # "John A. Corder"
    never = spots.has("never") & ~(spots.has("initial") & (spots.take(columns.words.gap) == 1))
    dated = spots.has("calendar") & ~in_listed
    dated &= ~spots.take(columns.surname) & ~spots.take(columns.forename)
    # "the Duke and Duchess of Sussex"
    with_peer = spots.has("peer") & spots.has("and_", ahead=1) & spots.take(peers, 2)
    blocked = dated | tag | never | with_peer | _sovereigns(spots) | _compounds(spots)
    blocked |= _heads(spots, peers, pairs)
    strange_next = ~spots.has("dictionary", ahead=1) & (spots.rows + 1 < len(columns.form))
    unknown = (
        ~spots.has("dictionary") & ~lower_here
        | spots.take(columns.attested)
        | spots.has("given") & strange_next
        | spots.take(pairs)
        | spots.take(pairs, -1)
    )
    upper = spots.has("upper")
    named = np.where(cased, unknown & upper, spots.has("upper", "designation", "al_name"))
    of_next = spots.has("upper", ahead=1) & ~spots.has("calendar", ahead=1)
    of_next &= spots.has("letter", ahead=1) & ~spots.take(columns.cased, 1)
    ordinals = spots.has("ordinal") & of_next & joins
    return spots.spread(named & ~blocked | ordinals | in_listed & ~tag)


def _pairs_in_running_text(columns: Columns) -> np.ndarray:
    """Words that the article joins to the next as a name does, with capitals in the middle of a
    sentence somewhere: "Home" of "Home Depot", "Law" of "Law & Order".

    A title is no part of a name ("President Roe").
    """
    upper = columns.has("upper")
    joined = (columns.joins | columns.ampersand) & upper
    pair = np.flatnonzero(joined[:-1] & upper[1:])
    parted = columns.at(pair, "function", "given") | (columns.title[pair] > 0)
    parted |= columns.at(pair + 1, "function", "given")
    pair = pair[~parted | columns.ampersand[pair]]
    code = row_codes(columns.article[pair], columns.words.key[pair], columns.words.key[pair + 1])
    running = ~columns.cased[pair] & (columns.ampersand[pair] | ~columns.opens[pair])
    named = np.zeros(len(columns.form), dtype=bool)
    named[pair] = np.bincount(code, running, minlength=1)[code] > 0
    return named


def _compounds(spots: _Spots) -> np.ndarray:
    """Words that are made from a name ("Iran-led"); behind a family name a syllable is joined
    ("Leung Kwok-hung").
    """
    compound = spots.has("compound")
    columns, made = spots.columns, spots.some(compound)
    family = (
        made.has("upper", ahead=-1)
        & ~made.has("cue", ahead=-1)
        & ~made.take(columns.in_listed, -1)
        & ~made.take(columns.ordinary, -1)
        & made.take(columns.joins, -1)
    )
    compound[compound] = ~family
    return compound


def _peers(columns: Columns) -> np.ndarray:
    """Nobles before "of" and the place that they are called by: "Duke of Sussex"."""
    nobles = _Spots(columns, np.flatnonzero(columns.has("peer")))
    of_seat = nobles.has("join_cued", ahead=1) & nobles.has("upper", ahead=2)
    return nobles.spread(of_seat & nobles.take(columns.joins))


def _sovereigns(spots: _Spots) -> np.ndarray:
    """Kings and queens of a listed place, which is the name there: "the King of Jordan", "the Queen
    of the Netherlands".
    """
    sovereign = spots.has("sovereign")
    columns, crowned = spots.columns, spots.some(sovereign)
    of_listed = crowned.take(columns.opens_listed, 2)
    of_listed |= crowned.has("the", ahead=2) & crowned.take(columns.opens_listed, 3)
    of_listed &= crowned.take(columns.joins) & crowned.has("join_cued", ahead=1)
    sovereign[sovereign] = of_listed
    return sovereign


def _heads(spots: _Spots, peers: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Words that have their capital from the head of a sentence."""
    columns = spots.columns
    head = spots.take(columns.opens & ~columns.cased & columns.plain)
    heads = spots.some(head)
    joins = heads.take(columns.joins)
    upper_next, strange_next = heads.has("upper", ahead=1), ~heads.has("dictionary", ahead=1)
    person_of_two = heads.has("also_given") & upper_next & strange_next & joins
    single = person_of_two | heads.take(peers) | heads.take(pairs)
    single |= heads.has("caps", "designation")
    for column in (columns.forename, columns.numbered, columns.ampersand, columns.in_listed):
        single |= heads.take(column)
    single |= heads.take(columns.opens_listed) | (heads.take(columns.title) > 0)
    follows = upper_next & ~heads.has("calendar", ahead=1) & joins
    lettered_next = heads.has("caps", "designation", ahead=1)
    ordinary_next = heads.take(columns.ordinary, 1)
    person = heads.has("given", ahead=1) | heads.take(columns.forename, 1)
    person |= ~ordinary_next & ~heads.has("cue", ahead=1) & ~lettered_next
    # "Powerful Trident missiles", but "Spike LR missiles", "Storm Shadow missiles"
    adjective = heads.take(columns.weapon, 1) & ~lettered_next
    adjective &= heads.has("describes") | ~ordinary_next
    opens_name = follows & ~person & ~adjective & ~heads.has("function")
    opens_name &= ~heads.take(columns.opens_listed, 1) & (heads.take(columns.title, 1) == 0)
    # "Powerful Allies", but "New People Party"
    opens_name &= ~heads.has("opener") | heads.has("place_head")
    # "Spacecraft Stardust", a spacecraft
    described = heads.take(columns.lower_here) & heads.take(columns.attested, 1)
    opens_name &= ~described | heads.has("cue", "place_head")
    head[head] = ~single & ~opens_name
    return head


def _linked(columns: Columns, part: np.ndarray, peers: np.ndarray) -> np.ndarray:
    """True where a word and the next belong to one run, small words between names included."""
    next_part = shifted(part)
    linked = part & next_part & (columns.joins | columns.ampersand)
    spots = _Spots(columns, np.flatnonzero(part & next_part & (columns.behind == ord(","))))
    apart = spots.take(columns.words.start, 1) - spots.take(columns.words.end)
    suffix = spots.has("suffix", "incorporated", "capital_district", ahead=1) & (apart == 2)
    linked |= spots.spread(suffix)
    linked |= columns.in_title & ~columns.cased
    linked |= columns.in_listed & shifted(columns.in_listed) & ~shifted(columns.opens_listed)
    for first, n_between in _bridges(columns, part, peers):
        for step in range(n_between + 1):
            linked[first + step] = True
    return linked


def _bridges(
    columns: Columns, part: np.ndarray, peers: np.ndarray
) -> Iterator[tuple[np.ndarray, int]]:
    """The words of names behind which one or two small words lead on to the next part of the name.

    Yields
    ------
    array of int, int
        rows of the words, and how many small words stand behind each.
    """
    near = (columns.words.gap == 0) & ~columns.possessive
    spots = _Spots(columns, np.flatnonzero(part & near & ~shifted(part)))
    joins, ordinary = spots.take(columns.joins), spots.take(columns.ordinary)
    common = _common(spots)
    pairs = common & ordinary & ~spots.take(columns.opens) & ~spots.has("suffix")
    bridges: list[tuple[np.ndarray, tuple[str, ...]]] = [
        (spots.take(peers), ("join_cued",)),
        (joins, ("join_any",)),
        (joins, ("join_any", "join_any")),
        (common, ("join_cued",)),
        (common, ("join_cued", "the")),
        (pairs, ("and_",)),
    ]
    for opens, between in bridges:
        first = spots.some(opens)
        leads_on = np.ones(len(first.rows), dtype=bool)
        for ahead, name in enumerate(between, start=1):
            leads_on &= first.has(name, ahead=ahead) & first.take(near, ahead)
            leads_on &= ~first.take(part, ahead)
        first = first.some(leads_on)
        behind = _Spots(columns, first.rows + len(between) + 1)
        goes_on = behind.take(part)
        goes_on &= _begins_no_name(behind) if between[-1] == "and_" else ~behind.take(columns.cased)
        yield first.rows[goes_on], len(between)


def _common(spots: _Spots) -> np.ndarray:
    """Words that "of" and "and" may join to what follows: ordinary words and cue words."""
    columns, cue = spots.columns, spots.has("cue")
    ordinary = spots.take(columns.ordinary) & ~spots.has("given")
    untitled = (cue | ordinary) & (spots.take(columns.title) == 0)
    return (untitled | cue & spots.take(columns.in_listed)) & ~spots.take(columns.cased)


def _begins_no_name(spots: _Spots) -> np.ndarray:
    """Words behind "and" that go on with a name: no listed name and no person stands there."""
    columns = spots.columns
    # "King Charles III and Queen Camilla", "Jay Gray and Josh Lederman"
    person = spots.has("royal") & spots.has("given", ahead=1)
    two = spots.has("family", ahead=1) | ~spots.has("dictionary", ahead=1)
    person |= spots.has("also_given") & two & spots.take(columns.joins)
    # "The Washington Post and The New York Times": an article with a capital begins another name.
    return _common(spots) & ~spots.take(columns.opens_listed) & ~person & ~spots.has("the")


def _before_office(spots: _Spots) -> np.ndarray:
    """Words with an office behind them that persons hold: "Trump administration", "Obama-era",
    "Bush White House".
    """
    columns = spots.columns
    family, near = spots.has("family", "given"), spots.take(columns.words.gap)
    office = spots.has("office", ahead=1) | spots.has("office_of_family", ahead=1) & family
    key, written = columns.words.key, columns.words.written
    white, house = (pc.index(written, name).as_py() for name in ("White", "House"))
    office |= (spots.take(key, 1) == white) & (spots.take(key, 2) == house)
    hyphen = (near == 2) & (spots.take(columns.behind) == ord("-"))
    era = hyphen & spots.has("era", ahead=1)
    return (near == 0) & ~spots.take(columns.possessive) & office | era


def _of_office(spots: _Spots) -> np.ndarray:
    """Words behind a title of a person and "of": "Mayor of London"."""
    columns = spots.columns
    ends = np.zeros(len(columns.form) + 1, dtype=bool)
    titles = np.flatnonzero(columns.title)
    ends[titles + columns.title[titles] - 1] = True
    title = spots.take(ends[:-1], -2) | spots.has("role", ahead=-2)
    title |= spots.has("upper", ahead=-2) & spots.has("title_word", ahead=-2)
    of = spots.has("join_cued", ahead=-1) & (spots.take(columns.words.gap, -1) == 0)
    return title & spots.take(columns.joins, -2) & of & spots.has("upper")


def _bits(columns: Columns, runs: Runs, quoted: np.ndarray) -> np.ndarray:
    """What the article and the neighbours say of each word of a run."""
    gap, n = columns.words.gap, len(columns.form)
    length = runs.last - runs.first + 1
    spots = _Spots(columns, unroll(runs.first, length)[1])
    of_each = {
        "plain": spots.take(columns.plain),
        "ordinary": spots.take(columns.ordinary),
        "opens": spots.take(columns.opens),
        "weapon": spots.take(columns.weapon),
        "cased": spots.take(columns.cased),
        "quoted": spots.take(quoted),
        "ampersand": spots.take(columns.ampersand),
        "office": _before_office(spots),
        "of_office": _of_office(spots),
        "forename": spots.take(columns.forename),
    }
    bits = spots.take(columns.title).astype(np.int64) << TITLE_SHIFT
    for name, holds in of_each.items():
        bits += holds * np.int64(BIT[name])
    before = np.maximum(runs.first - 1, 0)
    of_before = columns.form[before]
    touches = (runs.first > 0) & (gap[before] == 0)
    two = np.maximum(runs.first - 2, 0)
    of_place = have(of_before, "join_cued") & columns.at(two, "place_noun")
    behind_comma = columns.behind[before] == ord(",")
    at_first = {
        "at": touches & (have(of_before, "at_place") | of_place),
        "the": touches & have(of_before, "the"),
        "role": touches & have(of_before, "role"),
        "apart": ~touches | have(of_before, "upper") & ~have(of_before, "function"),
        "article": touches & have(of_before, "article"),
        "towards": touches & have(of_before, "towards"),
        "beside": touches & have(of_before, "beside") | behind_comma & ~columns.opens[runs.first],
    }
    after = np.minimum(runs.last + 1, n - 1)
    of_after = columns.form[after]
    # Behind the last word of a sentence, and so of all, the gap is neither.
    follows = gap[runs.last] == 0
    comma = (gap[runs.last] == 2) & (columns.behind[runs.last] == ord(","))
    of_two = columns.words.end[after] - columns.words.start[after] == 2
    at_last = {
        "verb": follows & have(of_after, "verb"),
        "lower_follows": follows & have(of_after, "lower"),
        "comma_listed": comma & columns.opens_listed[after] & have(of_after, "upper"),
        "comma_state": comma & columns.state[after],
        "age": comma & have(of_after, "cardinal") & of_two,
    }
    beside_noun = touches & ~have(of_before, "article", "the") & have(of_before, "lower")
    for name, noun in _NOUNS.items():
        at_first[name] = beside_noun & have(of_before, noun)
    at_last |= _nouns_behind(columns, runs)
    behind_last = np.cumsum(length)
    for words, answers in ((behind_last - length, at_first), (behind_last - 1, at_last)):
        for name, holds in answers.items():
            bits[words] |= holds * np.int64(BIT[name])
    return bits


# The flag of the nouns that say what a name is.
_NOUNS = {"is_person": "role", "is_place": "place_noun", "is_org": "org_noun"}


def _nouns_behind(columns: Columns, runs: Runs) -> dict[str, np.ndarray]:
    """Nouns behind "is a" that say what a run names: "Ansk is a small village"."""
    n, gap = len(columns.form), columns.words.gap
    nouns = {name: np.zeros(len(runs.first), dtype=bool) for name in _NOUNS}
    # Few runs have "is a" behind them: only these are followed.
    rows = np.flatnonzero(gap[runs.last] == 0)
    for step, opening in ((1, ("is_",)), (2, ("article", "the"))):
        at = np.minimum(runs.last[rows] + step, n - 1)
        rows = rows[columns.at(at, *opening) & (gap[at] == 0)]
    for step in range(3, 8):
        at = np.minimum(runs.last[rows] + step, n - 1)
        rows, at = (column[columns.at(at, "lower")] for column in (rows, at))
        for name, noun in _NOUNS.items():
            nouns[name][rows[columns.at(at, noun)]] = True
        ends = columns.at(at, "join_cued", "at_place", *_NOUNS.values())
        rows = rows[~ends & (gap[at] == 0)]
    return nouns


def read_runs(columns: Columns) -> FoundNames:
    """The names of every run; runs that are equal in all that counts are read once.

    Returns
    -------
    FoundNames
        in order, without overlap.

    Examples
    --------
    >>> from analysis import read_text
    >>> from analysis.entities.columns import word_columns
    >>> names = read_runs(word_columns(read_text("They met Ann Roe of the UN.")))
    >>> [(TYPES[type], names.rules[rule]) for type, rule in zip(names.type, names.rule)]
    [('PERSON', 'opens with a given name or an initial'), ('ORG', 'listed name')]
    """
    runs, bits = find_runs(columns)
    length = runs.last - runs.first + 1
    if not len(length):
        nothing = np.array([], dtype=np.int64)
        return FoundNames(nothing, nothing, nothing, nothing, nothing, [])
    code, words = _words(columns, runs, bits)
    begins = np.cumsum(length) - length
    distinct = _distinct(code, begins, length)
    sample = first_rows(distinct)
    words_of = [
        words[number] for number in code[unroll(begins[sample], length[sample])[1]].tolist()
    ]
    bounds = [0, *np.cumsum(length[sample]).tolist()]
    names_of = [names_in(tuple(words_of[low:high])) for low, high in itertools.pairwise(bounds)]
    n_names = np.array([*map(len, names_of)], dtype=np.int64)
    run, row = unroll((np.cumsum(n_names) - n_names)[distinct], n_names[distinct])
    table = _table(itertools.chain.from_iterable(names_of))
    first = table.first[row] + runs.first[run]
    return FoundNames(
        first,
        table.last[row] + runs.first[run],
        table.type[row],
        table.rule[row],
        np.where(table.listed[row], columns.listed[first], -1),
        table.rules,
    )


def _table(names: Iterable[Named]) -> FoundNames:
    """Names as columns, their words counted from the head of their run, listed ones with a 1."""
    first, last, types, rules, listed = list(zip(*names, strict=True)) or [()] * 5
    number_of = {rule: number for number, rule in enumerate(dict.fromkeys(rules))}
    kinds, numbers = map(TYPES.index, types), map(number_of.__getitem__, rules)
    columns = [
        np.fromiter(column, np.int64, len(first))
        for column in (first, last, kinds, numbers, listed)
    ]
    return FoundNames(
        first=columns[0],
        last=columns[1],
        type=columns[2],
        rule=columns[3],
        listed=columns[4],
        rules=[*number_of],
    )


def _words(columns: Columns, runs: Runs, bits: np.ndarray) -> tuple[np.ndarray, list[Word]]:
    """For each word of the runs a number, the same for words that are read alike; and these words.

    Parameters
    ----------
    bits : array of int
        what is known of each word of the runs, see `naming.BIT`.
    """
    types, type_of, _ = _types()
    run, row = unroll(runs.first, runs.last - runs.first + 1)
    letters, of_row, look = _letters(columns, row)
    of_runs = _OfRuns(run, row, columns.form[row] & ASKED, bits | look)
    form, bits = _asked(columns, runs, of_runs)
    type_, behind = type_of[columns.listed[row]], columns.listed_last[row] - row
    # Few of these numbers are large, so that one number holds all three.
    small = (of_row * (len(types) + 1) + type_ + 1) * (int(behind.max()) + 1) + behind
    code = row_codes(small, form, bits)
    sample = first_rows(code)
    listed = [
        types[number]._replace(length=n_behind) if number >= 0 else None
        for number, n_behind in zip(type_[sample].tolist(), behind[sample].tolist(), strict=True)
    ]
    spelled = [letters[number] for number in of_row[sample].tolist()]
    columns_of = zip(spelled, form[sample].tolist(), bits[sample].tolist(), listed, strict=True)
    return code, [*map(Word._make, columns_of)]


def _letters(columns: Columns, row: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The words that the rules look up, the number of the one that stands in each row (that of
    no letters for all others), and what the letters of each row say (see `naming.looks`).
    """
    keys, keeps = columns.words.keys, looked_up()
    key = columns.words.key[row]
    used = np.flatnonzero(np.bincount(key, minlength=len(keys)))
    numbers: dict[str, int] = {}
    number = np.zeros(len(keys), dtype=np.int64)
    number[used] = [
        numbers.setdefault(keys[at] if keys[at] in keeps else "", len(numbers))
        for at in used.tolist()
    ]
    look = np.zeros(len(keys), dtype=np.int64)
    look[used] = _LOOKS.of([keys[at] for at in used.tolist()])
    return list(numbers), number[key], look[key]


_LOOKS = WordValues(lambda words: map(looks, words))


class _OfRuns(NamedTuple):
    """The words of the runs, in order."""

    run: np.ndarray  # the run that each belongs to
    row: np.ndarray  # of the columns
    form: np.ndarray  # its flags, see `forms.FLAG`
    bits: np.ndarray  # what is known of it, see `naming.BIT`


def _asked(columns: Columns, runs: Runs, words: _OfRuns) -> tuple[np.ndarray, np.ndarray]:
    """The flags and bits of each word, but for those that decide nothing there: runs that differ in
    these alone are read alike.
    """
    run, _, form, bits = words
    known = bits & BIT["ordinary"] != 0
    person = form & (FLAG["given"] | FLAG["family"]) != 0
    party = bits & BIT["party"] != 0
    idle = known * BITS_OF_UNKNOWN | (person | ~known) * BIT["apart"]
    bits = bits & ~(idle | ~party * BIT["lower_follows"])
    length = runs.last - runs.first + 1
    first = np.cumsum(length) - length
    common = np.bitwise_and.reduceat(bits, first) & BIT["ordinary"] != 0
    before_state = bits[first + length - 1] & BIT["comma_state"] != 0
    idle = ~common * (BIT["ordinary"] | BIT["article"]) | ~before_state * BIT["beside"]
    of_one_name = BITS_OF_ONE_NAME & ~idle
    listed, titled, other = _one_name(columns, runs, words._replace(bits=bits))
    kinds = [listed, titled, other & (length == 1), other]
    flags = np.select(kinds, [0, 0, ASKED_OF_ONE_WORD, ASKED_OF_ONE_NAME], ASKED)
    answers = np.select(kinds, [0, -1 << TITLE_SHIFT, BITS_OF_ONE_WORD, of_one_name], -1)
    return form & flags[run], bits & answers[run]


class _OneName(NamedTuple):
    """Runs that are one name whatever else is known of them."""

    listed: np.ndarray  # a listed name
    titled: np.ndarray  # a person behind a title: "Prime Minister Ann Roe"
    other: np.ndarray


def _one_name(columns: Columns, runs: Runs, words: _OfRuns) -> _OneName:
    run, row, form, bits = words
    length = runs.last - runs.first + 1
    first = np.cumsum(length) - length

    def hold_any(mask: np.ndarray) -> np.ndarray:
        holds = np.zeros(len(length), dtype=bool)
        holds[run[np.flatnonzero(mask)]] = True
        return holds

    name = columns.listed[runs.first]
    # A listed name that means one thing; "The Hague" may stand before an office, a noble's title
    # before a person.
    listed = (name >= 0) & ~_types()[2][name] & (columns.listed_last[runs.first] == runs.last)
    listed &= form[first] & (FLAG["the"] | FLAG["peer"]) == 0
    n_title = bits[first] >> TITLE_SHIFT
    parts = (form & PARTS != 0) | (bits & PARTING_BITS != 0) | (columns.listed[row] >= 0)
    parts |= (bits >> TITLE_SHIFT > 0) & (row >= (runs.first + n_title)[run])
    inside = (form & PARTS_INSIDE != 0) | (bits & BIT["any_role"] != 0)
    inside[first] = inside[first + length - 1] = False
    whole = ~hold_any(parts)
    titled = whole & (n_title > 0) & ~hold_any(bits & BIT["party"] != 0)
    return _OneName(listed, titled, whole & (n_title == 0) & ~hold_any(inside))


@functools.cache
def _types() -> tuple[list[Listed], np.ndarray, np.ndarray]:
    """What listed names are to the rules, the number of it for each name, and which names are
    ambiguous; -1 and False for none, which stands last.
    """
    names = [Listed(name.type, name.ambiguous, 0) for name in load_names().names]
    types = sorted(set(names))
    number_of = {type_: number for number, type_ in enumerate(types)}
    ambiguous = np.array([*(name.ambiguous for name in names), False])
    return types, np.array([*map(number_of.__getitem__, names), -1], dtype=np.int64), ambiguous


def first_rows(code: np.ndarray) -> np.ndarray:
    """The first row that has each of some codes, which are numbered from 0 on.

    Examples
    --------
    >>> first_rows(np.array([0, 0, 1, 0, 2])).tolist()
    [0, 2, 4]
    """
    first = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    return first


def _distinct(code: np.ndarray, begins: np.ndarray, length: np.ndarray) -> np.ndarray:
    """A number for each run, the same for runs whose words have the same codes."""
    of_run = row_codes(length, code[begins])
    for step in range(1, int(length.max())):
        longer = np.flatnonzero(length > step)
        # Runs of other lengths differ by their codes already, so new numbers need only be new among
        # the longer ones.
        of_run[longer] = (
            row_codes(of_run[longer], code[begins[longer] + step]) + int(of_run.max()) + 1
        )
    return pd.factorize(of_run)[0]


def row_codes(*columns: np.ndarray) -> np.ndarray:
    """A number for each row of some integer columns, the same for equal rows.

    Examples
    --------
    >>> row_codes(np.array([3, 3, 1]), np.array([0, 0, 9])).tolist()
    [0, 0, 1]
    """
    code, n_codes = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        number, n_numbers = _from_zero(column)
        if n_codes * n_numbers > _LARGEST:
            code, n_codes = pd.factorize(code)[0], len(code)
        code, n_codes = code * n_numbers + number, n_codes * n_numbers
    return pd.factorize(code)[0]


def _from_zero(column: np.ndarray) -> tuple[np.ndarray, int]:
    """Whole numbers from 0 on, the same for the same ones of a column, and how many there may be."""
    least, most = (int(of(column)) for of in (np.min, np.max)) if len(column) else (0, 0)
    if most - least < _MOST_NUMBERS:
        return column - least, most - least + 1
    return pd.factorize(column)[0], len(column)
