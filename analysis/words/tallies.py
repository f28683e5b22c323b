"""Tallies: the words that make a number, each with how often, as a text that any file holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analysis.words.lines import shortened

# Bytes of a tally: two and what is between them fit the 244 of a text in Stata's files. Words beyond
# are counted; `explanation.contributions` lists all.
_LONGEST = 118
_LONGEST_WORD = 60
_REST = re.compile(r"(?:, |^)(\d+) more$")
_BETWEEN = ", "
_SIDES = " | "


def as_tally(counts: Mapping[str, int]) -> str:
    """Words and how often each occurs, the most frequent first.

    Examples
    --------
    >>> as_tally({"drone": 1, "ballistic missile": 2})
    'ballistic missile 2, drone 1'
    >>> as_tally({})
    ''
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    entries = [
        f"{shortened(' '.join(re.sub('[,|]', ' ', word).split()), _LONGEST_WORD)} {n}"
        for word, n in ordered
    ]
    return within(entries, _BETWEEN, _LONGEST)


def within(entries: Sequence[str], between: str, longest: int) -> str:
    """Entries in a row, as many as so many bytes hold, and how many more there are.

    Examples
    --------
    >>> within(["drone 2", "tank 1", "gun 1"], ", ", 40), within(["drone 2", "tank 1", "gun 1"], ", ", 16)
    ('drone 2, tank 1, gun 1', 'drone 2, 2 more')
    """
    whole = between.join(entries)
    if len(whole.encode()) <= longest:
        return whole
    kept, room = list[str](), longest - len(f"{between}{len(entries)} more")
    for entry in entries:
        room -= len(f"{between}{entry}".encode())
        if room + len(between) < 0:
            break
        kept.append(entry)
    return between.join([*kept, f"{len(entries) - len(kept)} more"])


def as_tallies(target: Mapping[str, int], reference: Mapping[str, int]) -> str:
    """The tallies of two layers in one text; empty where neither has a word.

    Examples
    --------
    >>> as_tallies({"drone": 2}, {"missile": 1}), as_tallies({}, {})
    ('drone 2 | missile 1', '')
    """
    return f"{as_tally(target)}{_SIDES}{as_tally(reference)}" if target or reference else ""


def sides_of(tallies: str) -> tuple[str, str]:
    """The tally of the target and that of the reference.

    Examples
    --------
    >>> sides_of("drone 2 | missile 1"), sides_of(" | missile 1"), sides_of("")
    (('drone 2', 'missile 1'), ('', 'missile 1'), ('', ''))
    """
    target, _, reference = tallies.partition(_SIDES)
    return target, reference


def counts_of(tally: str) -> dict[str, int]:
    """The words that a tally lists and how often each occurs; of many the most frequent alone.

    Examples
    --------
    >>> counts_of("ballistic missile 2, S-300 1")
    {'ballistic missile': 2, 'S-300': 1}
    """
    counts, begun = {}, list[str]()
    for part in _REST.sub("", tally).split(_BETWEEN):
        # A word may hold what divides entries: an entry ends with its number.
        begun.append(part)
        word, _, number = (
            _BETWEEN.join(begun).rpartition(" ") if part[-1:].isdigit() else ("", "", "")
        )
        if word and number.isdigit():
            counts[word], begun = int(number), []
    return counts


def short_tally(tally: str, most: int = 3) -> str:
    """A tally as a reader is shown it: a few words, and how many more there are.

    Examples
    --------
    >>> short_tally("missile 3, drone 2, tank 1, gun 1, radar 1", 2)
    'missile 3, drone 2 and 3 more'
    >>> short_tally("missile 3"), short_tally("")
    ('missile 3', '')
    >>> short_tally("missile 3, drone 2, 2 more", 6)
    'missile 3, drone 2 and 2 more'
    """
    rest = _REST.search(tally)
    entries = [f"{word} {n}" for word, n in counts_of(tally).items()]
    n = len(entries) + (int(rest[1]) if rest else 0)
    shown = entries if n <= most + 1 else entries[:most]
    more = f" and {n - len(shown)} more" if n > len(shown) else ""
    return _BETWEEN.join(shown) + more
