"""Runs: ranges of adjacent words that may hold names, and what a name in them can depend on, once
per distinct run.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.entities.columns import Columns, quotations
from analysis.entities.naming import BIT, TITLE_SHIFT, Part, parts_of
from analysis.tokens import unroll

_LONGEST_RUN = 24  # words; a longer run is a list or a heading, and is cut


class Runs(NamedTuple):
    """First and last words of each run, and whether it is a quotation."""

    first: np.ndarray
    last: np.ndarray


class Found(NamedTuple):
    """Names as columns: first and last words, the words of title at the head, type and rule by
    number, listed name or -1.
    """

    first: np.ndarray
    last: np.ndarray
    type: np.ndarray
    rule: np.ndarray
    listed: np.ndarray
    rules: list[str]


def runs(known: Columns) -> tuple[Runs, np.ndarray]:
    """The runs of a corpus, and what the surroundings of each word say (bits, see `naming.BIT`)."""
    quoted_first, quoted_last = quotations(known)
    quoted = np.zeros(len(known.form), dtype=bool)
    quoted[unroll(quoted_first, quoted_last - quoted_first + 1)[1]] = True
    part = _parts(known) | quoted
    linked = _linked(known, part)
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
    found = _cut(Runs(np.flatnonzero(opens), np.flatnonzero(closes)))
    return found, _bits(known, found, begins_quote)


def _cut(found: Runs) -> Runs:
    n = (found.last - found.first) // _LONGEST_RUN + 1
    owner, piece = unroll(np.zeros_like(n), n)
    first = found.first[owner] + piece * _LONGEST_RUN
    return Runs(first, np.minimum(first + _LONGEST_RUN - 1, found.last[owner]))


def _parts(known: Columns) -> np.ndarray:
    """Each word that may be part of a name by its form and place."""
    upper = known.has("upper", "designation", "known")
    never = known.has("never") & ~(
        known.has("initial") & (known.words.gap == 1)
    )  # "John A. Corder"
    blocked = (
        known.has("calendar") & ~known.in_listed & ~known.surname & ~known.forename
        | known.tag
        | _sovereigns(known)
        | known.has("peer")
        & _next(known.has("and_"))
        & _next(_peers(known), 2)  # "the Duke and Duchess of Sussex"
        | never
        | _compounds(known)
        | _heads(known)
    )
    unknown = (
        ~known.has("dictionary") & ~known.lower_here
        | known.attested
        | known.has("given") & _next(~known.has("dictionary"))
        | _pairs_in_running_text(known)
    )
    named = np.where(known.cased, unknown & known.has("upper"), upper) & ~blocked
    ordinals = (
        known.has("ordinal")
        & _next(known.has("upper") & ~known.has("calendar") & ~known.cased & known.has("letter"))
        & known.joins
    )
    return named | ordinals | known.in_listed & ~known.tag


def _pairs_in_running_text(known: Columns) -> np.ndarray:
    """Two words joined by "&" that the article joins so outside of its headings, too: "Law &
    Order".
    """
    pair = np.flatnonzero(known.ampersand)
    code = row_codes(known.article[pair], known.words.key[pair], known.words.key[pair + 1])
    running = np.bincount(code, ~known.cased[pair], minlength=1) > 0
    both = np.zeros(len(known.form), dtype=bool)
    for step in (0, 1):
        both[pair[running[code]] + step] = True
    return both


def _compounds(known: Columns) -> np.ndarray:
    """Words that are made from a name ("Iran-led"); behind a family name a syllable is joined
    ("Leung Kwok-hung").
    """
    family = (
        known.has("upper") & ~known.has("cue") & ~known.in_listed & ~known.ordinary & known.joins
    )
    return known.has("compound") & ~np.concatenate([[False], family[:-1]])


def _next(column: np.ndarray, by: int = 1) -> np.ndarray:
    """The column's value at the next word (or the one after it); nothing follows the last."""
    return np.append(column[by:], np.zeros(min(by, len(column)), dtype=column.dtype))


def _peers(known: Columns) -> np.ndarray:
    """Nobles before "of" and the place that they are called by: "Duke of Sussex"."""
    return (
        known.has("peer")
        & known.joins
        & _next(known.has("join_cued"))
        & _next(known.has("upper"), 2)
    )


def _sovereigns(known: Columns) -> np.ndarray:
    """Kings and queens of a listed place, which is the name there: "the King of Jordan", "the Queen
    of the Netherlands".
    """
    of_listed = _next(known.listed >= 0, 2) | _next(known.has("the"), 2) & _next(
        known.listed >= 0, 3
    )
    return known.has("sovereign") & known.joins & _next(known.has("join_cued")) & of_listed


def _heads(known: Columns) -> np.ndarray:
    """Words that have their capital from the head of a sentence."""
    person_of_two = (
        known.has("also_given") & _next(known.has("upper") & ~known.has("dictionary")) & known.joins
    )
    single = (
        person_of_two
        | _peers(known)
        | known.forename
        | known.numbered
        | known.ampersand
        | known.has("caps", "designation")
        | (known.title > 0)
        | (known.listed >= 0)
        | known.in_listed
    )
    follows = _next(known.has("upper") & ~known.has("calendar")) & known.joins
    title = _next(known.title) > 0
    person = _next(
        known.has("given")
        | known.forename
        | ~known.ordinary & ~known.has("cue", "caps", "designation")
    )
    listed_next = _next(known.listed >= 0)
    # "Powerful Trident missiles", but "Spike LR missiles", "Storm Shadow missiles"
    adjective = _next(known.weapon & ~known.has("caps", "designation")) & (
        known.has("describes") | ~_next(known.ordinary)
    )
    opens_name = follows & ~title & ~person & ~listed_next & ~adjective & ~known.has("function")
    opens_name &= ~known.has("opener") | known.has(
        "place_head"
    )  # "Powerful Allies", but "New People Party"
    opens_name &= ~(
        known.lower_here & _next(known.attested) & ~known.has("cue", "place_head")
    )  # "Spacecraft Stardust", a spacecraft
    return known.opens & ~known.cased & ~single & known.plain & ~opens_name


def _linked(known: Columns, part: np.ndarray) -> np.ndarray:
    """True where a word and the next belong to one run, small words between names included."""
    near = (known.words.gap == 0) & ~known.possessive
    linked = known.joins & part & _next(part)
    linked |= known.ampersand & part & _next(part)
    apart = _next(known.words.start) - known.words.end
    suffix = (
        _next(known.has("suffix", "incorporated", "capital_district"))
        & (known.behind == ord(","))
        & part
    )
    linked |= suffix & _next(part) & (apart == 2)
    linked |= known.in_title & ~known.cased
    inside_listed = known.in_listed & _next(known.in_listed) & (_next(known.listed) < 0)
    linked |= inside_listed
    any_, cued, the, and_ = (
        known.has(name) & ~part for name in ("join_any", "join_cued", "the", "and_")
    )
    common = (
        part
        & (known.has("cue") | known.ordinary & ~known.has("given"))
        & (known.title == 0)
        & ~known.cased
    )
    common |= part & known.in_listed & known.has("cue") & ~known.cased
    bridges = [
        (_peers(known) & part & near, [cued]),
        (part & near & known.joins, [any_]),
        (part & near & known.joins, [any_, any_]),
        (common & near, [cued]),
        (common & near, [cued, the]),
        (common & near & known.ordinary & ~known.opens & ~known.has("suffix"), [and_]),
    ]
    for opens, between in bridges:
        bridged = opens
        for step, kind in enumerate(between, start=1):
            bridged = bridged & _next(kind & near, step)
        beyond = part & ~known.cased
        if between[-1] is and_:
            # "King Charles III and Queen Camilla", "Jay Gray and Josh Lederman": a person stands
            # there.
            person = known.has("royal") & _next(known.has("given"))
            person |= (
                known.has("also_given")
                & _next(known.has("family") | ~known.has("dictionary"))
                & known.joins
            )
            # "The Washington Post and The New York Times": an article with a capital begins another
            # name.
            beyond = common & (known.listed < 0) & ~person & ~known.has("the")
        bridged = np.flatnonzero(bridged & _next(beyond, len(between) + 1))
        for step in range(len(between) + 1):
            linked[bridged + step] = True
    return linked


def _before_office(known: Columns) -> np.ndarray:
    """Words with an office behind them that persons hold: "Trump administration", "Obama-era",
    "Bush White House".
    """
    family = known.has("family", "given")
    office = _next(known.has("office")) | _next(known.has("office_of_family")) & family
    keys, key = known.words.keys, known.words.key
    white, house = (
        np.array([word == name for word in keys], dtype=bool)[key] for name in ("White", "House")
    )
    office |= _next(white) & _next(house, 2)
    era = (known.words.gap == 2) & (known.behind == ord("-")) & _next(known.has("era"))
    return (known.words.gap == 0) & ~known.possessive & office | era


def _of_office(known: Columns) -> np.ndarray:
    """Words behind a title of a person and "of": "Mayor of London"."""
    ends = np.zeros(len(known.form) + 1, dtype=bool)
    titles = np.flatnonzero(known.title)
    ends[titles + known.title[titles] - 1] = True
    title = (
        ends[:-1] | known.has("role") | known.has("upper") & known.has("title_word")
    ) & known.joins
    of = known.has("join_cued") & (known.words.gap == 0)
    governed = title[:-2] & of[1:-1]
    return np.concatenate([np.zeros(min(2, len(known.form)), dtype=bool), governed]) & known.has(
        "upper"
    )


def _bits(known: Columns, found: Runs, quoted: np.ndarray) -> np.ndarray:
    """What the article and the neighbours say of each word of a run."""
    gap, n = known.words.gap, len(known.form)
    bits = (
        known.plain * BIT["plain"]
        + known.ordinary * BIT["ordinary"]
        + known.opens * BIT["opens"]
        + known.weapon * BIT["weapon"]
        + known.cased * BIT["cased"]
        + quoted * BIT["quoted"]
        + known.ampersand * BIT["ampersand"]
        + _before_office(known) * BIT["office"]
        + _of_office(known) * BIT["of_office"]
        + known.forename * BIT["forename"]
        + (known.title << TITLE_SHIFT)
    )
    before = np.maximum(found.first - 1, 0)
    touches = (found.first > 0) & (gap[before] == 0)
    two = np.maximum(found.first - 2, 0)
    of_place = known.at(before, "join_cued") & known.at(two, "place_noun")
    bits[found.first] += (touches & (known.at(before, "at_place") | of_place)) * BIT["at"]
    bits[found.first] += (touches & known.at(before, "the")) * BIT["the"]
    bits[found.first] += (touches & known.at(before, "role")) * BIT["role"]
    bits[found.first] += (
        ~touches | known.at(before, "upper") & ~known.at(before, "function")
    ) * BIT["apart"]
    bits[found.first] += (touches & known.at(before, "article")) * BIT["article"]
    bits[found.first] += (touches & known.at(before, "towards")) * BIT["towards"]
    beside = (
        touches & known.at(before, "beside")
        | (found.first > 0) & (known.behind[before] == ord(",")) & ~known.opens[found.first]
    )
    bits[found.first] += beside * BIT["beside"]
    for name, (noun_before, noun_behind) in _nouns(
        known, found, touches & ~known.at(before, "article", "the")
    ).items():
        bits[found.first] |= noun_before * BIT[name]
        bits[found.last] |= noun_behind * BIT[name]
    after = np.minimum(found.last + 1, n - 1)
    follows = (found.last + 1 < n) & (gap[found.last] == 0)
    bits[found.last] += (follows & known.at(after, "verb")) * BIT["verb"]
    bits[found.last] += (follows & known.at(after, "lower")) * BIT["lower_follows"]
    comma = (gap[found.last] == 2) & (known.behind[found.last] == ord(",")) & (found.last + 1 < n)
    bits[found.last] += (comma & (known.listed[after] >= 0) & known.at(after, "upper")) * BIT[
        "comma_listed"
    ]
    bits[found.last] += (comma & known.state[after]) * BIT["comma_state"]
    bits[found.last] += (
        comma
        & known.at(after, "cardinal")
        & (known.words.end[after] - known.words.start[after] == 2)
    ) * BIT["age"]
    bits[found.last] += known.possessive[found.last] * BIT["possessive"]
    return bits


def _nouns(
    known: Columns, found: Runs, touches: np.ndarray
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Nouns that say what a run names: right before it ("the company Caloi"), or behind "is a"
    ("Ansk is a small village").
    """
    kinds = {"is_person": "role", "is_place": "place_noun", "is_org": "org_noun"}
    n, gap = len(known.form), known.words.gap
    before = np.maximum(found.first - 1, 0)
    told = {
        name: [
            touches & known.at(before, "lower") & known.at(before, flag),
            np.zeros(len(found.first), dtype=bool),
        ]
        for name, flag in kinds.items()
    }
    runs_on = gap[found.last] == 0
    for step in range(1, 8):
        at = np.minimum(found.last + step, n - 1)
        if step <= 2:
            runs_on = (
                runs_on
                & known.at(at, *(("is_",) if step == 1 else ("article", "the")))
                & (gap[at] == 0)
            )
            continue
        for name, flag in kinds.items():
            told[name][1] |= runs_on & known.at(at, "lower") & known.at(at, flag)
        meets = np.any([known.at(at, flag) for flag in kinds.values()], axis=0)
        runs_on = (
            runs_on
            & ~meets
            & (gap[at] == 0)
            & known.at(at, "lower")
            & ~known.at(at, "join_cued", "at_place")
        )
    return {name: (before, behind) for name, (before, behind) in told.items()}


def read_runs(known: Columns) -> Found:
    """The names of every run; runs that are equal in all that counts are read once."""
    found, bits = runs(known)
    if not len(found.first):
        nothing = np.array([], dtype=np.int64)
        return Found(nothing, nothing, nothing, nothing, nothing, [])
    distinct = _distinct(known, found, bits)
    samples = np.zeros(int(distinct.max()) + 1, dtype=np.int64)
    samples[distinct[::-1]] = np.arange(len(distinct))[::-1]
    parts: list[Part] = []
    counts = []
    for own in _signatures(known, found, bits, samples):
        read = parts_of(*own)
        parts += read
        counts.append(len(read))
    rules: dict[str, int] = {}
    table = np.array(
        [
            (one.first, one.last, one.type, rules.setdefault(one.rule, len(rules)), one.listed)
            for one in parts
        ],
        dtype=np.int64,
    ).reshape(-1, 5)
    n_parts = np.array(counts, dtype=np.int64)
    run, row = unroll((np.cumsum(n_parts) - n_parts)[distinct], n_parts[distinct])
    first = found.first[run]
    return Found(
        first + table[row, 0],
        first + table[row, 1],
        table[row, 2],
        table[row, 3],
        table[row, 4],
        list(rules),
    )


def _signatures(known: Columns, found: Runs, bits: np.ndarray, samples: np.ndarray) -> list[tuple]:
    """For each sample run: its words, their bits and the listed names in it."""
    keys, key = known.words.keys, known.words.key
    first, last = found.first[samples], found.last[samples]
    _, row = unroll(first, last - first + 1)
    words, told, listed = (
        [keys[number] for number in key[row].tolist()],
        bits[row].tolist(),
        known.listed[row].tolist(),
    )
    length = (known.listed_last[row] - row).tolist()
    bounds = np.concatenate([[0], np.cumsum(last - first + 1)]).tolist()
    return [
        (tuple(words[a:b]), tuple(told[a:b]), tuple(listed[a:b]), tuple(length[a:b]))
        for a, b in itertools.pairwise(bounds)
    ]


def _distinct(known: Columns, found: Runs, bits: np.ndarray) -> np.ndarray:
    """A number for each run, the same for runs whose words, bits and listed names are the same."""
    length = found.last - found.first + 1
    _, row = unroll(found.first, length)
    place = row_codes(known.words.key[row], bits[row], known.listed[row])
    begins = np.cumsum(length) - length
    code = row_codes(length, place[begins])
    for step in range(1, int(length.max())):
        longer = np.flatnonzero(length > step)
        # Runs of other lengths differ by their codes already, so new numbers need only be new among
        # the longer ones.
        code[longer] = row_codes(code[longer], place[begins[longer] + step]) + int(code.max()) + 1
    return pd.factorize(code)[0]


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
