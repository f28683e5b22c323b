"""Runs: ranges of adjacent words that may hold names, and what a name in them can depend on, once
per distinct run.
"""

from __future__ import annotations

import functools
import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.entities.columns import Columns, quotations, shifted
from analysis.entities.naming import (
    ASKED,
    BIT,
    TITLE_SHIFT,
    TYPES,
    Listed,
    Word,
    looked_up,
    looks,
    names_in,
)
from analysis.lexicons.names import load_names
from analysis.tokens import unroll

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


def find_runs(columns: Columns) -> tuple[Runs, np.ndarray]:
    """Where the runs of a corpus are, and what is around each word.

    Returns
    -------
    Runs
        in order, without overlap, each of 24 words at most.
    array of int
        bits of each word, see `naming.BIT`; those of the neighbours only where a run begins or ends.
    """
    quoted_first, quoted_last = quotations(columns)
    quoted = np.zeros(len(columns.form), dtype=bool)
    quoted[unroll(quoted_first, quoted_last - quoted_first + 1)[1]] = True
    part = _parts(columns) | quoted
    linked = _linked(columns, part)
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
    runs = _cut(Runs(np.flatnonzero(opens), np.flatnonzero(closes)))
    return runs, _bits(columns, runs, begins_quote)


def _cut(runs: Runs) -> Runs:
    n = (runs.last - runs.first) // _LONGEST_RUN + 1
    owner, piece = unroll(np.zeros_like(n), n)
    first = runs.first[owner] + piece * _LONGEST_RUN
    return Runs(first, np.minimum(first + _LONGEST_RUN - 1, runs.last[owner]))


def _parts(columns: Columns) -> np.ndarray:
    """Each word that may be part of a name by its form and place."""
    upper = columns.has("upper", "designation", "al_name")
    never = columns.has("never") & ~(
        columns.has("initial") & (columns.words.gap == 1)
    )  # "John A. Corder"
    blocked = (
        columns.has("calendar") & ~columns.in_listed & ~columns.surname & ~columns.forename
        | columns.tag
        | _sovereigns(columns)
        | columns.has("peer")
        & shifted(columns.has("and_"))
        & shifted(_peers(columns), 2)  # "the Duke and Duchess of Sussex"
        | never
        | _compounds(columns)
        | _heads(columns)
    )
    unknown = (
        ~columns.has("dictionary") & ~columns.lower_here
        | columns.attested
        | columns.has("given") & shifted(~columns.has("dictionary"))
        | _pairs_in_running_text(columns)
    )
    named = np.where(columns.cased, unknown & columns.has("upper"), upper) & ~blocked
    ordinals = (
        columns.has("ordinal")
        & shifted(
            columns.has("upper") & ~columns.has("calendar") & ~columns.cased & columns.has("letter")
        )
        & columns.joins
    )
    return named | ordinals | columns.in_listed & ~columns.tag


def _pairs_in_running_text(columns: Columns) -> np.ndarray:
    """Two words joined by "&" that the article joins so outside of its headings, too: "Law &
    Order".
    """
    pair = np.flatnonzero(columns.ampersand)
    code = row_codes(columns.article[pair], columns.words.key[pair], columns.words.key[pair + 1])
    running = np.bincount(code, ~columns.cased[pair], minlength=1) > 0
    both = np.zeros(len(columns.form), dtype=bool)
    for step in (0, 1):
        both[pair[running[code]] + step] = True
    return both


def _compounds(columns: Columns) -> np.ndarray:
    """Words that are made from a name ("Iran-led"); behind a family name a syllable is joined
    ("Leung Kwok-hung").
    """
    family = (
        columns.has("upper")
        & ~columns.has("cue")
        & ~columns.in_listed
        & ~columns.ordinary
        & columns.joins
    )
    return columns.has("compound") & ~np.concatenate([[False], family[:-1]])


def _peers(columns: Columns) -> np.ndarray:
    """Nobles before "of" and the place that they are called by: "Duke of Sussex"."""
    return (
        columns.has("peer")
        & columns.joins
        & shifted(columns.has("join_cued"))
        & shifted(columns.has("upper"), 2)
    )


def _sovereigns(columns: Columns) -> np.ndarray:
    """Kings and queens of a listed place, which is the name there: "the King of Jordan", "the Queen
    of the Netherlands".
    """
    of_listed = shifted(columns.opens_listed, 2) | shifted(columns.has("the"), 2) & shifted(
        columns.opens_listed, 3
    )
    return columns.has("sovereign") & columns.joins & shifted(columns.has("join_cued")) & of_listed


def _heads(columns: Columns) -> np.ndarray:
    """Words that have their capital from the head of a sentence."""
    person_of_two = (
        columns.has("also_given")
        & shifted(columns.has("upper") & ~columns.has("dictionary"))
        & columns.joins
    )
    single = (
        person_of_two
        | _peers(columns)
        | columns.forename
        | columns.numbered
        | columns.ampersand
        | columns.has("caps", "designation")
        | (columns.title > 0)
        | columns.opens_listed
        | columns.in_listed
    )
    follows = shifted(columns.has("upper") & ~columns.has("calendar")) & columns.joins
    title = shifted(columns.title) > 0
    person = shifted(
        columns.has("given")
        | columns.forename
        | ~columns.ordinary & ~columns.has("cue", "caps", "designation")
    )
    listed_next = shifted(columns.opens_listed)
    # "Powerful Trident missiles", but "Spike LR missiles", "Storm Shadow missiles"
    adjective = shifted(columns.weapon & ~columns.has("caps", "designation")) & (
        columns.has("describes") | ~shifted(columns.ordinary)
    )
    opens_name = follows & ~title & ~person & ~listed_next & ~adjective & ~columns.has("function")
    opens_name &= ~columns.has("opener") | columns.has(
        "place_head"
    )  # "Powerful Allies", but "New People Party"
    opens_name &= ~(
        columns.lower_here & shifted(columns.attested) & ~columns.has("cue", "place_head")
    )  # "Spacecraft Stardust", a spacecraft
    return columns.opens & ~columns.cased & ~single & columns.plain & ~opens_name


def _linked(columns: Columns, part: np.ndarray) -> np.ndarray:
    """True where a word and the next belong to one run, small words between names included."""
    near = (columns.words.gap == 0) & ~columns.possessive
    linked = columns.joins & part & shifted(part)
    linked |= columns.ampersand & part & shifted(part)
    apart = shifted(columns.words.start) - columns.words.end
    suffix = (
        shifted(columns.has("suffix", "incorporated", "capital_district"))
        & (columns.behind == ord(","))
        & part
    )
    linked |= suffix & shifted(part) & (apart == 2)
    linked |= columns.in_title & ~columns.cased
    inside_listed = columns.in_listed & shifted(columns.in_listed) & ~shifted(columns.opens_listed)
    linked |= inside_listed
    any_, cued, the, and_ = (
        columns.has(name) & ~part for name in ("join_any", "join_cued", "the", "and_")
    )
    common = (
        part
        & (columns.has("cue") | columns.ordinary & ~columns.has("given"))
        & (columns.title == 0)
        & ~columns.cased
    )
    common |= part & columns.in_listed & columns.has("cue") & ~columns.cased
    bridges = [
        (_peers(columns) & part & near, [cued]),
        (part & near & columns.joins, [any_]),
        (part & near & columns.joins, [any_, any_]),
        (common & near, [cued]),
        (common & near, [cued, the]),
        (common & near & columns.ordinary & ~columns.opens & ~columns.has("suffix"), [and_]),
    ]
    for opens, between in bridges:
        bridged = opens
        for step, kind in enumerate(between, start=1):
            bridged = bridged & shifted(kind & near, step)
        beyond = part & ~columns.cased
        if between[-1] is and_:
            # "King Charles III and Queen Camilla", "Jay Gray and Josh Lederman": a person stands
            # there.
            person = columns.has("royal") & shifted(columns.has("given"))
            person |= (
                columns.has("also_given")
                & shifted(columns.has("family") | ~columns.has("dictionary"))
                & columns.joins
            )
            # "The Washington Post and The New York Times": an article with a capital begins another
            # name.
            beyond = common & ~columns.opens_listed & ~person & ~columns.has("the")
        bridged = np.flatnonzero(bridged & shifted(beyond, len(between) + 1))
        for step in range(len(between) + 1):
            linked[bridged + step] = True
    return linked


def _before_office(columns: Columns) -> np.ndarray:
    """Words with an office behind them that persons hold: "Trump administration", "Obama-era",
    "Bush White House".
    """
    family = columns.has("family", "given")
    office = shifted(columns.has("office")) | shifted(columns.has("office_of_family")) & family
    keys, key = columns.words.keys, columns.words.key
    white, house = (
        np.array([word == name for word in keys], dtype=bool)[key] for name in ("White", "House")
    )
    office |= shifted(white) & shifted(house, 2)
    era = (columns.words.gap == 2) & (columns.behind == ord("-")) & shifted(columns.has("era"))
    return (columns.words.gap == 0) & ~columns.possessive & office | era


def _of_office(columns: Columns) -> np.ndarray:
    """Words behind a title of a person and "of": "Mayor of London"."""
    ends = np.zeros(len(columns.form) + 1, dtype=bool)
    titles = np.flatnonzero(columns.title)
    ends[titles + columns.title[titles] - 1] = True
    title = (
        ends[:-1] | columns.has("role") | columns.has("upper") & columns.has("title_word")
    ) & columns.joins
    of = columns.has("join_cued") & (columns.words.gap == 0)
    governed = title[:-2] & of[1:-1]
    return np.concatenate(
        [np.zeros(min(2, len(columns.form)), dtype=bool), governed]
    ) & columns.has("upper")


def _bits(columns: Columns, runs: Runs, quoted: np.ndarray) -> np.ndarray:
    """What the article and the neighbours say of each word of a run."""
    gap, n = columns.words.gap, len(columns.form)
    bits = (
        columns.plain * BIT["plain"]
        + columns.ordinary * BIT["ordinary"]
        + columns.opens * BIT["opens"]
        + columns.weapon * BIT["weapon"]
        + columns.cased * BIT["cased"]
        + quoted * BIT["quoted"]
        + columns.ampersand * BIT["ampersand"]
        + _before_office(columns) * BIT["office"]
        + _of_office(columns) * BIT["of_office"]
        + columns.forename * BIT["forename"]
        + (columns.title << TITLE_SHIFT)
    )
    before = np.maximum(runs.first - 1, 0)
    touches = (runs.first > 0) & (gap[before] == 0)
    two = np.maximum(runs.first - 2, 0)
    of_place = columns.at(before, "join_cued") & columns.at(two, "place_noun")
    behind_comma = columns.behind[before] == ord(",")
    at_first = {
        "at": touches & (columns.at(before, "at_place") | of_place),
        "the": touches & columns.at(before, "the"),
        "role": touches & columns.at(before, "role"),
        "apart": ~touches | columns.at(before, "upper") & ~columns.at(before, "function"),
        "article": touches & columns.at(before, "article"),
        "towards": touches & columns.at(before, "towards"),
        "beside": touches & columns.at(before, "beside")
        | behind_comma & ~columns.opens[runs.first],
    }
    after = np.minimum(runs.last + 1, n - 1)
    # Behind the last word of a sentence, and so of all, the gap is neither.
    follows = gap[runs.last] == 0
    comma = (gap[runs.last] == 2) & (columns.behind[runs.last] == ord(","))
    of_two = columns.words.end[after] - columns.words.start[after] == 2
    at_last = {
        "verb": follows & columns.at(after, "verb"),
        "lower_follows": follows & columns.at(after, "lower"),
        "comma_listed": comma & columns.opens_listed[after] & columns.at(after, "upper"),
        "comma_state": comma & columns.state[after],
        "age": comma & columns.at(after, "cardinal") & of_two,
    }
    for name, noun in _NOUNS.items():
        at_first[name] = (
            touches & ~columns.at(before, "article", "the") & columns.at(before, "lower")
        ) & columns.at(before, noun)
    at_last |= _nouns_behind(columns, runs)
    for words, answers in ((runs.first, at_first), (runs.last, at_last)):
        for name, holds in answers.items():
            bits[words] |= holds * BIT[name]
    return bits


# The flag of the nouns that say what a name is.
_NOUNS = {"is_person": "role", "is_place": "place_noun", "is_org": "org_noun"}


def _nouns_behind(columns: Columns, runs: Runs) -> dict[str, np.ndarray]:
    """Nouns behind "is a" that say what a run names: "Ansk is a small village"."""
    n, gap = len(columns.form), columns.words.gap
    nouns = {name: np.zeros(len(runs.first), dtype=bool) for name in _NOUNS}
    runs_on = gap[runs.last] == 0
    for step, opening in ((1, ("is_",)), (2, ("article", "the"))):
        at = np.minimum(runs.last + step, n - 1)
        runs_on = runs_on & columns.at(at, *opening) & (gap[at] == 0)
    for step in range(3, 8):
        at = np.minimum(runs.last + step, n - 1)
        lower = columns.at(at, "lower")
        for name, noun in _NOUNS.items():
            nouns[name] |= runs_on & lower & columns.at(at, noun)
        ends = columns.at(at, "join_cued", "at_place", *_NOUNS.values())
        runs_on = runs_on & lower & ~ends & (gap[at] == 0)
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
    _, row = unroll(runs.first, length)
    code, words = _words(columns, bits[row], row)
    begins = np.cumsum(length) - length
    distinct = _distinct(code, begins, length)
    sample = _first_rows(distinct)
    bounds = zip(begins[sample].tolist(), (begins + length)[sample].tolist(), strict=True)
    words_of_row = [words[number] for number in code.tolist()]
    names_of = [names_in(tuple(words_of_row[low:high])) for low, high in bounds]
    rules: dict[str, int] = {}
    table = np.array(
        [
            (
                name.first,
                name.last,
                TYPES.index(name.type),
                rules.setdefault(name.rule, len(rules)),
                name.listed,
            )
            for name in itertools.chain.from_iterable(names_of)
        ],
        dtype=np.int64,
    ).reshape(-1, 5)
    n_names = np.array([len(names) for names in names_of], dtype=np.int64)
    run, row_of_table = unroll((np.cumsum(n_names) - n_names)[distinct], n_names[distinct])
    first, last, type_, rule, is_listed = table[row_of_table].T
    first = first + runs.first[run]
    return FoundNames(
        first,
        last + runs.first[run],
        type_,
        rule,
        np.where(is_listed, columns.listed[first], -1),
        list(rules),
    )


def _words(columns: Columns, bits: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, list[Word]]:
    """For each word of a run a number, the same for words that are read alike; and these words.

    Parameters
    ----------
    bits : array of int
        what is known of each of the words, see `naming.BIT`.
    row : array of int
        the row of each of them.
    """
    lists, words = load_names(), columns.words
    used, of_used = np.unique(words.key[row], return_inverse=True)
    keys = [words.keys[key] for key in used.tolist()]
    keeps = looked_up()
    letters = [word if word in keeps else "" for word in keys]
    look = np.array([looks(word, lists) for word in keys], dtype=np.int64)
    bits = bits | look[of_used]
    spelled: dict[str, int] = {}
    spelling = np.array([spelled.setdefault(word, len(spelled)) for word in letters])[of_used]
    form = columns.form[row] & ASKED
    types, type_of = _types()
    kind = type_of[columns.listed[row]]
    behind = columns.listed_last[row] - row
    code = row_codes(spelling, form, bits, kind, behind)
    sample = _first_rows(code)
    listed = [
        Listed(*types[number], n_behind) if number >= 0 else None
        for number, n_behind in zip(kind[sample].tolist(), behind[sample].tolist(), strict=True)
    ]
    columns_of = (form[sample].tolist(), bits[sample].tolist(), listed)
    spellings = [letters[key] for key in of_used[sample].tolist()]
    return code, list(map(Word, spellings, *columns_of))


@functools.cache
def _types() -> tuple[list[tuple[str, bool]], np.ndarray]:
    """The types of listed names, ambiguous or not, and the number of the one of each name; -1 for
    none, which stands last.
    """
    names = [(name.type, name.ambiguous) for name in load_names().names]
    types = sorted(set(names))
    return types, np.array([*map(types.index, names), -1], dtype=np.int64)


def _first_rows(code: np.ndarray) -> np.ndarray:
    """The first row that has each of some codes, which are numbered from 0 on."""
    first = np.zeros(int(code.max()) + 1, dtype=np.int64)
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
    code = pd.factorize(columns[0])[0]
    for column in columns[1:]:
        other = pd.factorize(column)[0]
        code = pd.factorize(code * (int(other.max(initial=0)) + 1) + other)[0]
    return code
