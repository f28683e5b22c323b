"""Compounds: what a hyphen joins to a name, as words of their own ("Israel-Hamas war",
"Iran-backed", "anti-Putin").

"Coca-Cola", "Jean-Claude", "al-Assad" and every listed name stay one word. A compound is cut where
all of its parts are names, or where one of them is a word that makes an adjective of a name; a name
that no list has counts in "Trump-Putin" only where the article has it without the hyphen too.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.entities.word_values import WordValues
from analysis.lexicons.names import load_names, name_keys
from analysis.tokens import TWINS, Words, distinct_codes, lower_case, unroll

# Combining forms that stand before a name in its own capital: "pro-Trump", "post-Brexit".
_PREFIXES = frozenset(
    "all anti ex extra half inter intra mid multi near neo non now once pan post pre pro pseudo"
    " quasi semi sub then trans ultra un".split()
)
_TIMES = frozenset("ex now once then".split())  # "then-Secretary of State John Kerry"
# "Trans-Pacific Partnership", "Inter-American Court": with a capital these open the name of a body.
_OPEN_BODIES = frozenset("all inter mid pan trans".split())
# What stands behind a name and makes an adjective of it, beside participles in -ed and -ing.
_TAILS = frozenset(
    "area aware bound bred born built centric era esque first free friendly funded grown heavy held"
    " hit led like made native only owned run size style type wide".split()
)
_VERB_PREFIXES = frozenset("co de dis over re self under".split())
# The short form of a people in the first half of a compound, and its people.
_SHORT_PEOPLES = {
    "Anglo": "English", "Austro": "Austrian", "Franco": "French", "Graeco": "Greek", "Greco": "Greek", "Hispano": "Spanish",
    "Indo": "Indian", "Israelo": "Israeli", "Italo": "Italian", "Luso": "Portuguese", "Russo": "Russian", "Serbo": "Serbian",
    "Sino": "Chinese", "Turco": "Turkish", "Turko": "Turkish",
}  # fmt: skip


# Nouns of what two sides have with each other: "the Trump-Putin summit".
_TWO_SIDED = frozenset(
    "alliance axis bout call calls debate debates feud fight match meeting meetings merger phone"
    " relationship rematch rivalry showdown summit summits talks".split()
)
_MOST_HYPHENS = 4
_FEW = 3


class _Piece(NamedTuple):
    """A part of a compound: where it begins and ends in the word, and as which word it is read."""

    start: int
    end: int
    word: str


class _Cut(NamedTuple):
    pieces: list[_Piece]
    doubtful: list[str]  # parts that no list has: names where the article has each by itself
    if_alone: bool  # a capital behind it makes it part of a longer name
    in_body: bool  # "US-Korea Institute" is one name
    bound: bool  # its last name ends there: "pro-Beijing New People Party"


class Parted(NamedTuple):
    """Words with the names of compounds apart, the row that each had, whether it is a piece of a
    compound, and whether a name that holds it ends there.
    """

    words: Words
    row: np.ndarray
    piece: np.ndarray
    bound: np.ndarray


def parted(words: Words, article: np.ndarray, *, alone: bool = False) -> Parted:
    """The words of a corpus with compounds of names cut at their hyphens.

    Parameters
    ----------
    words : Words
        of the corpus.
    article : array of int
        of each sentence; a name that no list has is one where its article has it by itself, too.
    alone : bool
        True gives only the words of the sentences in which a compound is cut, a few of all.

    Examples
    --------
    >>> from analysis import read_text
    >>> words = read_text("The pro-Iran side of the Israel-Hamas war met Jean-Claude.").words
    >>> cut = parted(words, np.array([0])).words
    >>> [cut.keys[key] for key in cut.key[[1, 2, 6, 7, 10]]]
    ['pro', 'Iran', 'Israel', 'Hamas', 'Jean-Claude']
    """
    cuts = _cuts(words)
    rows = _rows_to_cut(words, article, cuts)
    cut = [cuts[key] for key in words.key[rows].tolist()]
    if not alone:
        return _cut_at(words, rows, cut)
    near, row = words.of_sentences(distinct_codes(words.sentence[rows]))
    apart = _cut_at(near, np.searchsorted(row, rows), cut)
    return apart._replace(row=row[apart.row])


def _cut_at(words: Words, rows: np.ndarray, cut: Sequence[_Cut]) -> Parted:
    """The words, some of them cut."""
    whole = np.arange(len(words.key))
    if not len(rows):
        nowhere = np.zeros(len(whole), dtype=bool)
        return Parted(words, whole, nowhere, nowhere)
    n = np.array([len(own.pieces) for own in cut], dtype=np.int64)
    last = rows + np.cumsum(n - 1)
    _, inner = unroll(last - n + 1, n)
    is_last = np.zeros(int(last[-1]) + len(whole) - int(rows[-1]), dtype=bool)
    bound, is_piece = is_last.copy(), is_last.copy()
    is_piece[inner], is_last[last], bound[last] = True, True, [own.bound for own in cut]
    goes_on = is_piece & ~is_last
    row: np.ndarray = np.cumsum(~goes_on) - ~goes_on
    columns = (words.key, words.start, words.end, words.gap, words.sentence)
    key, start, end, gap, sentence = (column.take(row) for column in columns)
    pieces = [piece for own in cut for piece in own.pieces]
    key[inner], written = _numbered([piece.word for piece in pieces], words.written)
    begin = start[inner]
    start[inner] = begin + [piece.start for piece in pieces]
    end[inner] = begin + [piece.end for piece in pieces]
    gap[goes_on] = 2  # the hyphen
    return Parted(Words(key, sentence, start, end, gap, written), row, is_piece, bound)


def _numbered(pieces: Sequence[str], written: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """The numbers of some pieces among the distinct words, and these with the new ones behind."""
    distinct = pa.array(pieces, type=written.type).dictionary_encode()
    # Pieces are few, so that the words are looked for among them.
    piece = pc.index_in(written, value_set=distinct.dictionary).fill_null(-1).to_numpy()
    number_of = np.full(len(distinct.dictionary), -1, dtype=np.int64)
    among = np.flatnonzero(piece >= 0)
    number_of[piece[among]] = among
    is_new = number_of < 0
    number_of[is_new] = len(written) + np.arange(np.count_nonzero(is_new))
    both = pa.concat_arrays([written, distinct.dictionary.filter(pa.array(is_new))])
    return number_of[distinct.indices.to_numpy()], both


def _cuts(words: Words) -> dict[int, _Cut]:
    """How each distinct word that is a compound of names is cut, by its number."""
    word_ids = np.flatnonzero(pc.match_substring(words.written, "-"))  # a word has no other hyphen
    hyphenated = words.written.take(pa.array(word_ids))
    with_capital = np.flatnonzero(pc.not_equal(hyphenated, lower_case(hyphenated)))  # as names have
    cuts = _KEPT.of(hyphenated.take(pa.array(with_capital)).to_pylist())
    numbered = zip(word_ids[with_capital].tolist(), cuts, strict=True)
    return {word_id: cut for word_id, cut in numbered if cut}


def _cut_all(words: Sequence[str]) -> list[_Cut | None]:
    """How each of some words with a hyphen is cut, None for those that stay whole."""
    parts = [word.translate(TWINS).split("-") if _has_hyphen(word) else [] for word in words]
    types = _listed_types([text for own in parts for text in _stretches(own)])
    return [_cut(own, types) if own else None for own in parts]


# A batch has some 2,000 words with a hyphen, and how one is cut takes 650 bytes.
_KEPT = WordValues(_cut_all, most=2**13)


def _has_hyphen(word: str) -> bool:
    # Every stretch of parts is looked up, so a word of a thousand hyphens would be looked up a
    # million times.
    return 0 < word.count("-") <= _MOST_HYPHENS


def _stretches(parts: Sequence[str]) -> Iterator[str]:
    """A compound's parts, and what some parts in a row are with their hyphens."""
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            yield _dotted("-".join(parts[first : last + 1]))


def _listed_types(texts: Sequence[str]) -> dict[str, str]:
    """The type of each text that is a listed name, or the empty text for a word of a longer listed
    name.
    """
    distinct, listed, within = list(dict.fromkeys(texts)), load_names().types_of, _words_of_listed()
    keys = dict(zip(distinct, name_keys(distinct).to_pylist(), strict=True))
    return {
        text: listed.get(key, "") for text, key in keys.items() if key in listed or key in within
    }


def _cut(parts: Sequence[str], types: dict[str, str]) -> _Cut | None:
    """The pieces of a compound, or None for one that stays a word."""
    if not all(parts) or "-".join(parts) in types:
        return None
    names, prefix, tail = [*parts], "", ""
    if names[0].lower() in _PREFIXES and not types.get(names[0]):  # "UN-backed"
        prefix = names.pop(0)
        listed = types.get(_dotted("-".join(names)))
        if not names[0][:1].isupper() or (prefix[:1].isupper() and not listed):
            return None  # "anti-war", "Anti-Defamation"
    if len(names) > 1 and _makes_adjective(names[-1]):
        tail = names.pop()
        if not types.get(_dotted("-".join(names))) and not _may_be_name(names[0]):
            return None
    if "-".join(names) in types or not _are_names(names, types):
        names = ["-".join(names)]  # "Jean-Claude", "Nagorno-Karabakh"
    several = len(names) > 1
    if not (several or prefix or tail):
        return None
    unlisted = [name for name in names if not types.get(_dotted(name))]
    doubtful = [name for name in unlisted if several and name not in _SHORT_PEOPLES]
    alone = prefix[:1].isupper() and prefix.lower() in _OPEN_BODIES
    bound = not tail and (several or (bool(prefix) and prefix.lower() not in _TIMES))
    return _Cut(_pieces(prefix, names, tail), doubtful, alone, several and not tail, bound)


def _makes_adjective(tail: str) -> bool:
    lower = tail.lower()
    # Shorter ones are syllables as well: "Wong Kwok-hing".
    participle = (len(lower) > 4 and lower.endswith("ed")) or (
        len(lower) > 5 and lower.endswith("ing")
    )
    return lower in _TAILS or (participle and lower in load_names().dictionary)


def _may_be_name(head: str) -> bool:
    """ "Obama" of "Obama-era", and not the "T" of "T-shaped", the "Co" of "Co-founded" or the
    "Award" of "Award-winning".
    """
    lists, lower = load_names(), head.lower()
    prefix = len(head) < 2 or lower in _PREFIXES | _VERB_PREFIXES
    return (
        head[:1].isupper() and not prefix and (lower not in lists.ordinary or lower in lists.census)
    )


def _are_names(names: Sequence[str], types: dict[str, str]) -> bool:
    """Each part may be a name by its form; a short form of a people has another people behind it."""
    if names[0] in _SHORT_PEOPLES:
        return len(names) == 2 and types.get(names[1]) == "GROUP"
    return all(
        len(name) > 1 and name[:1].isupper() and name.replace(".", "").isalpha() for name in names
    )


def _pieces(prefix: str, names: Sequence[str], tail: str) -> list[_Piece]:
    peoples = _SHORT_PEOPLES if len(names) > 1 else {}
    texts = [
        (prefix, prefix.lower()),
        *((name, _dotted(peoples.get(name, name))) for name in names),
        (tail, tail.lower()),
    ]
    pieces, start = [], 0
    for text, word in texts:
        if text:
            pieces.append(_Piece(start, start + len(text), word))
            start += len(text) + 1
    return pieces


def _dotted(name: str) -> str:
    """ "U.S" as "U.S.": the last full stop of a compound's part stands outside of the word."""
    return f"{name}." if set(name[1::2]) == {"."} else name


@functools.cache
def _words_of_listed() -> frozenset[str]:
    """The words with a hyphen in listed names of several words: "North Rhine-Westphalia"."""
    return frozenset(
        word for key in load_names().keys if " " in key for word in key.split() if "-" in word
    )


def _rows_to_cut(words: Words, article: np.ndarray, cuts: dict[int, _Cut]) -> np.ndarray:
    """The words that are cut where they stand."""
    names = list(dict.fromkeys(name for cut in cuts.values() for name in cut.doubtful))
    number = pc.index_in(words.written, value_set=pa.array(names, type=pa.string()))
    number = number.fill_null(-1).to_numpy()
    is_compound = np.zeros(len(words.written), dtype=bool)
    is_compound[list(cuts)] = True
    rows = np.flatnonzero((is_compound | (number >= 0)).take(words.key))
    key = words.key[rows]
    named = _by_themselves(words, article, names, rows[number[key] >= 0], number)
    rows, key = rows[is_compound[key]], key[is_compound[key]]
    articles = article[words.sentence[rows]]
    cut = [cuts[own] for own in key.tolist()]
    number_of = {name: row for row, name in enumerate(names)}
    doubtful = np.array([number_of[name] for own in cut for name in own.doubtful], dtype=np.int64)
    n_doubtful = np.array([len(own.doubtful) for own in cut], dtype=np.int64)
    owner = np.repeat(np.arange(len(cut)), n_doubtful)
    is_alone = pd.Series(articles[owner] * len(names) + doubtful).isin(named).to_numpy()
    is_cut = np.bincount(owner[is_alone], minlength=len(cut)) == n_doubtful
    is_cut |= _two_sided(words, articles, rows)
    # Before the first word the row -1 is the last one's, whose gap is no blank either.
    before = (words.gap[rows - 1] == 0) & _have_capitals(words, rows - 1)
    is_cut &= ~before | (n_doubtful == 0)
    behind = (words.gap[rows] == 0) & _have_capitals(words, (rows + 1) % max(len(words.key), 1))
    asked = np.flatnonzero(is_cut & behind)
    is_cut[asked] = [not _goes_on(words, int(rows[at]), cut[at]) for at in asked.tolist()]
    kept: np.ndarray = rows[is_cut]
    return kept


def _by_themselves(
    words: Words, article: np.ndarray, names: Sequence[str], rows: np.ndarray, number: np.ndarray
) -> np.ndarray:
    """The articles that have a doubtful name of a compound by itself, too: the article times all
    names, and the name.

    The names stand at some rows; `number` is that of each distinct word among them. At the head of
    a sentence an ordinary word has a capital without being a name.
    """
    ordinary = load_names().ordinary
    is_sure = np.array([name.lower() not in ordinary for name in names], dtype=bool)
    own = number[words.key[rows]]
    opens = (rows == 0) | (words.sentence[rows] != words.sentence[rows - 1])
    stays = is_sure[own] | ~opens
    codes: np.ndarray = article[words.sentence[rows[stays]]] * len(names) + own[stays]
    return codes


def _goes_on(words: Words, row: int, cut: _Cut) -> bool:
    """Whether a compound and the word with a capital behind it are one name: "Jean-Claude Juncker"."""
    return bool(cut.doubtful) or cut.if_alone or (cut.in_body and _opens_body(words, row))


def _two_sided(words: Words, articles: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """True for each compound before a noun of two sides, of which its article has no other use: the
    "Rolls-Royce merger" is one firm's.

    "Baden-Baden" has no two sides.
    """
    behind = words.texts(np.minimum(rows + 1, len(words.key) - 1))
    before_noun = np.array([text in _TWO_SIDED for text in behind], dtype=bool)
    before_noun &= words.gap[rows] == 0
    use = articles * len(words.written) + words.key[rows]
    two_sided = ~np.isin(use, use[~before_noun])
    texts = words.texts(rows[two_sided])
    two_sided[two_sided] = [len(set(text.split("-"))) > 1 for text in texts]
    return two_sided


def _opens_body(words: Words, row: int) -> bool:
    """A cue word of an organisation stands in the next few words with capitals."""
    texts = words.texts(np.arange(row + 1, min(row + 1 + _FEW, len(words.key))))
    for gap, text in zip(words.gap[row : row + _FEW], texts, strict=False):
        if gap != 0 or not _has_capital(text):
            return False
        if load_names().cues.get(text) == "ORG":
            return True
    return False


def _have_capitals(words: Words, rows: np.ndarray) -> np.ndarray:
    return np.array([_has_capital(text) for text in words.texts(rows)], dtype=bool)


def _has_capital(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in load_names().function
