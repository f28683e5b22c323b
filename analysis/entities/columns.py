"""Columns: what is known of every word of a corpus before names are looked for, as arrays of one
length.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus import Corpus
from analysis.entities.compounds import Parted, parted
from analysis.entities.forms import FLAG, flags
from analysis.lexicons.names import SHORTENED_HEADS, NameLists, load_names, name_keys
from analysis.lexicons.phrases import Matches, find_phrases, longest
from analysis.tokens import Words, distinct_codes, lower_case, run_starts, unroll

_QUOTES = "\"'“”‘’«»"
_FORENAMES = frozenset(("Jan", "April", "June", "August", "Will"))
_LONGEST_TAG = 4  # words behind the first in "(R-West Virginia)"
_FARTHEST_WEAPON = 4  # words behind the name of a weapon: "F-16 Block 70 fighter jets"
_FIGURES = frozenset("123456789")  # of two digits and more are years and amounts
_WIDEST = re.compile("[\U00010000-\U0010ffff]")
_MOST_PAIRS = 2**20  # articles times words that are looked at together
_LONGEST_TITLE_IN_QUOTES = 8  # words of a work's name in quotation marks; longer ones are speech


@dataclass(frozen=True)
class Columns:
    """What is known of each word, one row per word of `Corpus.words`."""

    words: Words
    form_of: np.ndarray  # the flags of each distinct word, see `forms.FLAG`
    form: np.ndarray  # those of each word
    article: np.ndarray
    segment: np.ndarray
    before: np.ndarray  # the character before it
    behind: np.ndarray  # the character after it
    possessive: np.ndarray  # 's stands behind it
    opens: np.ndarray  # opens a sentence, or stands behind a colon or an opening quotation mark
    cased: np.ndarray  # in a segment where every word has a capital, so that capitals tell nothing
    lower_here: np.ndarray  # stands in lower case, too, somewhere in the article
    attested: (
        np.ndarray
    )  # has its capital in the middle of a sentence somewhere in the article, and never lower case
    listed: np.ndarray  # the listed name that begins here, or -1
    listed_last: np.ndarray  # the last word of that name
    in_listed: np.ndarray
    title: np.ndarray  # how many words of a person's title begin here
    weapon: np.ndarray  # a weapon word comes next
    in_title: np.ndarray  # belongs to a title of several words together with the next word
    tag: np.ndarray  # in the party and place behind a member's name: "(D-Minn.)"
    bound: np.ndarray  # ends the name that it belongs to: "pro-Beijing New People Party"
    surname: np.ndarray  # a month's name that is a person's here: "Theresa May"
    forename: (
        np.ndarray
    )  # a given name that is a word too, before a family name: "Jan Holm", "Will Smith"
    numbered: np.ndarray  # a weapon by its mark: "Leopard 2 tanks"
    state: np.ndarray  # the short form of a state or province: "Calif.", "N.Y."
    ampersand: np.ndarray  # "&" joins it to the next word
    piece: np.ndarray  # a part of a compound, which may be read as another word than stands there

    def has(self, *names: str) -> np.ndarray:
        """True for each word that has one of the flags.

        Parameters
        ----------
        *names : str
            of `forms.FLAG`.
        """
        return have(self.form_of, *names)[self.words.key]

    def at(self, rows: np.ndarray, *names: str) -> np.ndarray:
        """True for each of some words that has one of the flags: `has` of these rows alone.

        Parameters
        ----------
        rows : array of int
            of the words.
        *names : str
            of `forms.FLAG`.
        """
        return have(self.form[rows], *names)

    @functools.cached_property
    def opens_listed(self) -> np.ndarray:
        """A listed name begins here."""
        return self.listed >= 0

    @functools.cached_property
    def ordinary(self) -> np.ndarray:
        """In the dictionary, or used in lower case in the article."""
        return (self.has("ordinary") | self.lower_here) & ~self.surname

    @functools.cached_property
    def plain(self) -> np.ndarray:
        """An ordinary word, and not one that the article uses as a name ("Smith was angry", after
        John Smith).
        """
        return self.ordinary & (self.has("function") | ~self.attested)

    @functools.cached_property
    def joins(self) -> np.ndarray:
        """Nothing stands between this word and the next that would end a name; a possessive does."""
        gap = self.words.gap
        # "in Washington, D.C. Milley said"
        joins = (gap == 0) & ~(self.has("dotted") & self.has("capital_district"))
        stopped = np.flatnonzero(gap == 1)
        joins[stopped] = self.at(stopped, "initial", "title_word", "place_head")
        ends_name = np.flatnonzero(self.bound)  # "pro-Viktor Orbán"
        joins[ends_name] &= self.at(ends_name, "given")
        return joins & ~self.possessive


def have(forms: np.ndarray, *names: str) -> np.ndarray:
    """True for each form that has one of the flags.

    Parameters
    ----------
    forms : array of int
        see `forms.flags`.
    *names : str
        of `forms.FLAG`.

    Examples
    --------
    >>> have(flags(["Ann", "saw", "NATO"]), "lower", "caps").tolist()
    [False, True, True]
    """
    return forms & sum(FLAG[name] for name in names) != 0


def word_columns(corpus: Corpus) -> Columns:
    """What is known of every word of a corpus before names are looked for.

    Returns
    -------
    Columns
        one row per word of `Corpus.words`, compounds of names ("Israel-Hamas") in their parts.

    Examples
    --------
    >>> from analysis import read_text
    >>> columns = word_columns(read_text("They saw the Heron, a heron."))
    >>> [columns.words.keys[key] for key in columns.words.key[columns.lower_here]]
    ['Heron']
    """
    lists = load_names()
    segment, article, cut = _words(corpus)
    words, piece, bound, goes_on = cut.words, cut.piece, cut.bound, ~run_starts(cut.row)
    form_of = flags(words.keys)
    form = form_of[words.key]
    around = _around(corpus, words, article)
    opens = _opens(words, around)
    possessive = _possessives(around)
    tag, ampersand = _party_tags(words, form_of, form, around), _ampersands(words, around)
    before, behind = around.before, around.behind
    # Of all characters of a batch nothing more is asked: they would be a tenth of what is held here.
    del around, cut
    title, in_title, weapon, numbered = _cues(words, form, lists)
    listed, listed_last, in_listed = _listed(words, lists, behind, form, title)
    capital = np.flatnonzero(have(form_of, "upper")[words.key])
    personal = (title[capital] > 0) | in_listed[capital] | shifted_at(in_title, capital, -1)
    behind_given = have(shifted_at(form, capital, -1), "given", "initial")
    personal |= behind_given & (shifted_at(words.gap, capital, -1) <= 1)
    cased = _cased(corpus, segment, form_of, words.key, capital, personal, goes_on)
    # Tags and addresses of a page are in lower case whatever they name.
    is_furniture = (corpus.segments["layer"] == "boilerplate").to_numpy()[segment]
    lower_here, attested = _usage(
        words, article, form_of, capital, opens=opens, cased=cased, silent=cased | is_furniture
    )
    return Columns(
        words=words,
        form_of=form_of,
        form=form,
        article=article,
        segment=segment,
        before=before,
        behind=behind,
        possessive=possessive,
        opens=opens,
        cased=cased,
        lower_here=lower_here,
        attested=attested,
        listed=listed,
        listed_last=listed_last,
        in_listed=in_listed,
        title=title,
        weapon=weapon,
        in_title=in_title,
        tag=tag,
        bound=bound,
        surname=_surname_months(words, form_of, form, article, title, opens, possessive),
        forename=_forenames(words, form, behind) & ~in_listed & ~cased,
        numbered=numbered,
        state=_states(lists, listed, form),
        ampersand=ampersand,
        piece=piece,
    )


def _words(corpus: Corpus) -> tuple[np.ndarray, np.ndarray, Parted]:
    """The words of a corpus, compounds of names in their parts, and the segment and the article of
    each.
    """
    segment = corpus.sentences["segment"].to_numpy()
    article = corpus.segments["article"].to_numpy()[segment]
    cut = parted(corpus.words, article)
    return segment[cut.words.sentence], article[cut.words.sentence], cut


def _codes(characters: str) -> np.ndarray:
    return np.array([ord(character) for character in characters], dtype=np.uint32)


class _Around(NamedTuple):
    """The characters around the words of a corpus.

    Most words have one blank before and behind them and need not be asked for more: the others are
    those of `opening` and of `closing`.
    """

    points: np.ndarray  # all characters of the articles
    before: np.ndarray  # the character before each word
    behind: np.ndarray  # the character after it
    opening: np.ndarray  # rows of the words before which anything but one blank stands
    start: np.ndarray  # where the first character of each of these is
    closing: np.ndarray  # rows of the words behind which anything but one blank stands
    end: np.ndarray  # where the character behind each of these is


def _around(corpus: Corpus, words: Words, article: np.ndarray) -> _Around:
    points, begins = _characters(corpus)
    start = words.start + begins[article]
    before = points[start - 1]
    is_apart = (before != ord(" ")) | run_starts(words.sentence)
    is_apart[1:] |= words.start[1:] - words.end[:-1] != 1
    opening = np.flatnonzero(is_apart)
    closing = np.append(opening, len(start))[1:] - 1
    end = words.end[closing] + begins[article[closing]]
    behind = np.full(len(start), ord(" "), dtype=points.dtype)
    behind[closing] = points[end]
    return _Around(points, before, behind, opening, start[opening], closing, end)


def _characters(corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """The characters of all articles, with line breaks between, and where each article begins."""
    between = "\n\n\n"
    joined = _two_bytes(between).join([b"", *map(_two_bytes, corpus.texts), b""])
    lengths = np.array([len(text) + len(between) for text in corpus.texts], dtype=np.int64)
    return np.frombuffer(joined, dtype="<u2"), len(between) + np.cumsum(lengths) - lengths


def _two_bytes(text: str) -> bytes:
    """The characters of a text, two bytes each; those that need four are one here, since none of
    them is asked for.
    """
    written = text.encode("utf-16-le", "surrogatepass")
    if len(written) == 2 * len(text):
        return written
    return _WIDEST.sub("\ufffd", text).encode("utf-16-le", "surrogatepass")


def _opens(words: Words, around: _Around) -> np.ndarray:
    """Each word that opens a sentence, stands after a colon, or opens a quotation."""
    points, start = around.points, around.start
    before, second, third = (points[start - distance] for distance in (1, 2, 3))
    quoted = np.isin(before, _codes(_QUOTES + "(")) & ~_is_letter(second)
    quoted |= (before == ord(" ")) & np.isin(second, _codes(_QUOTES)) & (third == ord(" "))
    colon = np.where(np.isin(before, _codes(" \n\t\u00a0")), second, before) == ord(":")
    behind_quote = quoted & (np.where(second == ord(" "), third, second) == ord(":"))
    opens = run_starts(words.sentence)
    opens[around.opening] |= quoted & (before != ord("(")) | colon | behind_quote
    return opens


def _possessives(around: _Around) -> np.ndarray:
    """Each word behind which 's stands, with or without a blank between."""
    points, end = around.points, around.end
    possessive = np.zeros(len(around.before), dtype=bool)
    behind_blank = end + (points[end] == ord(" "))
    possessive[around.closing] = _possessive(points, end) | _possessive(points, behind_blank)
    return possessive


def _possessive(points: np.ndarray, end: np.ndarray) -> np.ndarray:
    mark, letter, after = points[end], points[end + 1], points[end + 2]
    return (
        ((mark == ord("'")) | (mark == ord("’"))) & (letter | 32 == ord("s")) & ~_is_letter(after)
    )


def _ampersands(words: Words, around: _Around) -> np.ndarray:
    """Words that "&" joins to the next."""
    sign = around.points[around.end + 1] == ord("&")
    rows = around.closing[sign & (around.behind[around.closing] == ord(" "))]
    rows = rows[(words.gap[rows] == 2) & (shifted_at(around.before, rows, 1) == ord(" "))]
    joins = np.zeros(len(words.key), dtype=bool)
    joins[rows] = shifted_at(words.start, rows, 1) - words.end[rows] == 3
    return joins


def _is_letter(points: np.ndarray) -> np.ndarray:
    return ((points | 32) >= ord("a")) & ((points | 32) <= ord("z")) | (points >= 0xC0) & (
        points < 0x2000
    )


def _cased(
    corpus: Corpus,
    segment: np.ndarray,
    form_of: np.ndarray,
    key: np.ndarray,
    capital: np.ndarray,
    personal: np.ndarray,
    goes_on: np.ndarray,
) -> np.ndarray:
    """True for each word of a segment in which every word but the small ones has a capital, many
    words of the dictionary among them.

    "Wu Chi-wai of the Democratic Party" has its capitals because it is all names. Words of titles,
    of listed names and behind given names (`personal`, of the words with a capital) have theirs in
    any text: "French President Emmanuel Macron and Prime Minister Rishi Sunak". A compound is one
    word here: the pieces behind its first (`goes_on`) do not count.
    """
    n_segments = len(corpus.segments)
    first = np.flatnonzero(run_starts(segment))
    silent = have(form_of, "upper", "small") | ~have(form_of, "letter")
    n_lower = np.zeros(n_segments, dtype=np.int64)
    n_lower[segment[first]] = _sums(~(silent[key] | goes_on), first)
    whole = ~goes_on[capital]
    capital, personal = capital[whole], personal[whole]
    form, own = form_of[key[capital]], segment[capital]
    n_telling = np.bincount(own[have(form, "letter")], minlength=n_segments)
    n = n_lower + n_telling
    n_upper = np.maximum(np.bincount(own, minlength=n_segments), 1)
    common = have(form, "dictionary") & ~have(form, "cue", "given") & ~personal
    title = np.bincount(own[common], minlength=n_segments) / n_upper > 0.4
    # "10AM" is all capitals and opens with none.
    caps = np.flatnonzero(have(form_of, "caps")[key] & ~goes_on)
    title |= np.bincount(segment[caps], minlength=n_segments) / n_upper > 0.5
    cased = title & (n_telling / np.maximum(n, 1) >= 0.9)
    short = np.flatnonzero(cased & (n < 4))
    spans = (
        corpus.segments[name].to_numpy()[short].tolist() for name in ("article", "start", "end")
    )
    ends = [corpus.texts[row][begin:end][-8:] for row, begin, end in zip(*spans, strict=True)]
    cased[short] = [not end.rstrip("\"'”’)").endswith((".", "!", "?", "…")) for end in ends]
    return np.repeat(cased[segment[first]], np.diff(np.append(first, len(segment))))


def _sums(mask: np.ndarray, first: np.ndarray) -> np.ndarray:
    """How often a mask is true in each of the ranges that begin at some rows and fill the column."""
    return np.add.reduceat(mask, first, dtype=np.int64) if len(first) else first


def _usage(
    words: Words,
    article: np.ndarray,
    form_of: np.ndarray,
    capital: np.ndarray,
    *,
    opens: np.ndarray,
    cased: np.ndarray,
    silent: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """How the article uses a capitalised word elsewhere: in lower case, or with a capital inside a
    sentence.

    Words that are `silent` tell nothing of their lower case, words that are `cased` nothing of
    their capital.
    """
    lower_of, stem_of, n_lower = _lower_ids(words.written)
    key = words.key[capital]
    # Only words that have a capital somewhere are ever asked for.
    asked = np.zeros(n_lower, dtype=bool)
    asked[lower_of[key]] = asked[stem_of[key]] = True
    number_of, n_asked = np.cumsum(asked) - 1, int(asked.sum())
    own, stem = number_of[lower_of[key]], number_of[stem_of[key]]
    small = have(form_of, "lower") & asked[lower_of]
    small_of = np.where(small, number_of[lower_of], n_asked)
    inside = ~(opens[capital] | cased[capital])
    lower_here, attested = np.zeros(len(article), dtype=bool), np.zeros(len(article), dtype=bool)
    # A few articles at a time have a table of all words that stays in the processor's cache.
    n_articles = max(_MOST_PAIRS // (n_asked + 1), 1)
    seen = np.zeros(n_articles * (n_asked + 1), dtype=bool)
    for rows, of_capital in _articles_at_a_time(article, capital, n_articles):
        begins = (article[rows] - article[rows.start]) * (n_asked + 1)
        at = begins[capital[of_capital] - rows.start]
        asked_at = at + own[of_capital]
        seen[:] = False
        seen[begins + np.where(silent[rows], n_asked, small_of[words.key[rows]])] = True
        as_it_is = seen[asked_at]
        lower_here[capital[of_capital]] = as_it_is | seen[at + stem[of_capital]]
        seen[:] = False
        seen[asked_at[inside[of_capital]]] = True
        attested[capital[of_capital]] = seen[asked_at] & ~as_it_is
    return lower_here, attested


def _articles_at_a_time(
    article: np.ndarray, capital: np.ndarray, n_articles: int
) -> Iterator[tuple[slice, slice]]:
    """The words of a few articles at a time, and which of the words with a capital are theirs."""
    bounds = np.arange(0, int(article.max(initial=-1)) + 1 + n_articles, n_articles)
    row = np.searchsorted(article, bounds)
    for (low, high), of_capital in zip(
        itertools.pairwise(row.tolist()),
        itertools.pairwise(np.searchsorted(capital, row).tolist()),
        strict=True,
    ):
        if low < high:
            yield slice(low, high), slice(*of_capital)


def _lower_ids(written: pa.Array) -> tuple[np.ndarray, np.ndarray, int]:
    """For each distinct word the number of its lower-case form, and of that form without a plural
    s; how many there are.
    """
    lower = lower_case(written).dictionary_encode()
    forms, number = lower.dictionary, lower.indices.to_numpy().astype(np.int64)
    stem = np.arange(len(forms))
    plural = np.flatnonzero(pc.ends_with(forms, "s").to_numpy(zero_copy_only=False))
    stems = pc.utf8_rtrim(forms.take(pa.array(plural)), characters="s")
    stem[plural] = pc.index_in(stems, value_set=forms).fill_null(len(forms)).to_numpy()
    return number, stem[number], len(forms) + 1


def row_in(ordered: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """For each code its row among some others, which are in order, or -1.

    Examples
    --------
    >>> row_in(np.array([3, 7]), np.array([7, 5, 3])).tolist()
    [1, -1, 0]
    >>> row_in(np.array([], dtype=int), np.array([7])).tolist()
    [-1]
    """
    if not len(ordered):
        return np.full(len(codes), -1, dtype=np.int64)
    row = np.minimum(np.searchsorted(ordered, codes), len(ordered) - 1)
    return np.where(ordered[row] == codes, row, -1)


def find_listed(words: Words, lists: NameLists) -> tuple[Matches, np.ndarray]:
    """The listed forms in a text, and which of them stay where they overlap; "St. Louis" is "St
    Louis".

    Returns
    -------
    Matches, array
        `Matches.term` is a row of `NameLists.keys`; the rows of the matches that stay, of those
        that overlap the longest.
    """
    stopped = np.flatnonzero(words.gap == 1)
    is_head = np.array([text in SHORTENED_HEADS for text in words.texts(stopped)], dtype=bool)
    gap = words.gap.copy()
    gap[stopped[is_head]] = 0
    matches = find_phrases(replace(words, gap=gap), lists.keys, distinct=_listed_keys(words, lists))
    together = np.zeros(len(matches.term), dtype=np.int64)
    return matches, longest(together, matches.first, matches.last)


def _listed_keys(words: Words, lists: NameLists) -> pa.Array:
    """The keys of the distinct words that listed names hold; nothing for the others, which are
    most: a key takes longer to write than all else that is asked of a word. A few keys are written
    sooner than Arrow makes a set of the lists.
    """
    if len(words.written) < len(lists.words):
        return name_keys(words.written)
    is_held = pc.is_in(words.folded, value_set=lists.words)
    keys = name_keys(words.written.filter(is_held))
    held = is_held.to_numpy(zero_copy_only=False)
    return pa.concat_arrays([pa.array([""]), keys]).take(pa.array(np.cumsum(held) * held))


def _listed(
    words: Words, lists: NameLists, behind: np.ndarray, form: np.ndarray, title: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The listed name that begins at each word, where it ends, and the words inside one; the
    longest wins.
    """
    matches, kept = find_listed(words, lists)
    term, first, final = (column[kept] for column in matches)
    n = len(words.key)
    listed, last = np.full(n, -1, dtype=np.int32), np.arange(n, dtype=np.int32)
    listed[first] = lists.rows_of_keys[term]
    last[first] = final
    inside = np.zeros(n, dtype=bool)
    inside[unroll(first, final - first + 1)[1]] = True
    short, place = _short_places(words, lists, behind, form)
    listed[short], last[short], inside[short] = place, short, True
    head, party = _parties_before_titles(words, lists, title)
    head, party = head[~inside[head]], party[~inside[head]]
    listed[head], last[head], inside[head] = party, head, True
    return listed, last, inside


def _states(lists: NameLists, listed: np.ndarray, form: np.ndarray) -> np.ndarray:
    """The short forms of states and provinces, those of full stops ("N.Y.") and the others
    ("Calif.", "TX").
    """
    rows = np.flatnonzero(listed >= 0)
    is_short = np.isin(listed[rows], list(lists.short_places.values()))
    initials = form[rows] & FLAG["initial"] != 0
    states = np.zeros(len(listed), dtype=bool)
    states[rows] = is_short | np.isin(listed[rows], lists.states) & initials
    return states


def _parties_before_titles(
    words: Words, lists: NameLists, title: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The first words of parties' names where a title of a person follows ("Conservative MP Ann
    Roe"), and the parties.
    """
    rows = np.flatnonzero(words.among(lists.parties))
    rows = rows[(title[rows] == 0) & (shifted_at(title, rows, 1) > 0) & (words.gap[rows] == 0)]
    return rows, _rows_of(words, rows, lists.parties)


def _rows_of(words: Words, rows: np.ndarray, row_of: Mapping[str, int]) -> np.ndarray:
    """The rows of the names that some words mean."""
    return np.array([row_of[word] for word in words.texts(rows)], dtype=np.int64)


def _short_places(
    words: Words, lists: NameLists, behind: np.ndarray, form: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The short forms of places behind a town and a comma ("San Jose, Calif.", "Austin, TX"), and
    the names they mean.
    """
    rows = np.flatnonzero(words.among(lists.short_places))
    before = np.maximum(rows - 1, 0)
    upper = have(form[rows], "upper")
    behind_comma = (rows > 0) & (behind[before] == ord(",")) & have(form[before], "upper")
    behind_comma &= words.gap[before] == 2
    # "Calif." is no word of the dictionary, so it needs no comma before it; "Miss." and "Ore." do.
    # "QC" is a lawyer too.
    unmistaken = ~have(form[rows], "dictionary") & upper
    stopped = (behind[rows] == ord(".")) & (behind_comma | unmistaken)
    rows, behind_comma, stopped = (
        column[behind_comma | stopped] for column in (rows, behind_comma, stopped)
    )
    written, town = (words.texts(at) for at in (rows, np.maximum(rows - 1, 0)))
    code = np.array([len(word) == 2 and word.isupper() for word in written], dtype=bool)
    behind_town = np.array([word.title() in lists.last_words_of_towns for word in town], dtype=bool)
    rows = rows[np.where(code, behind_comma & behind_town, stopped)]
    return rows, _rows_of(words, rows, lists.short_places)


def _party_tags(words: Words, form_of: np.ndarray, form: np.ndarray, around: _Around) -> np.ndarray:
    """The words of party and place behind a member's name: all in the brackets, or those that a
    comma parts from it.
    """
    points, before, behind = around.points, around.before, around.behind
    closed, mark = np.zeros(len(form), dtype=bool), points[around.end]
    closed[around.closing] = (mark == ord(")")) | (
        (mark == ord(".")) & (points[around.end + 1] == ord(")"))
    )
    rows = np.flatnonzero(have(form_of, "party_tag", "short_party")[words.key])
    of_party, in_brackets = have(form[rows], "party_tag"), before[rows] == ord("(")
    short = have(form[rows], "short_party") & in_brackets & np.isin(behind[rows], _codes("),"))
    behind_comma = of_party & (shifted_at(behind, rows, -1) == ord(","))
    behind_comma[behind_comma] = [
        "-" in word and not word.endswith("-Day") for word in words.texts(rows[behind_comma])
    ]
    tag = np.zeros(len(form), dtype=bool)
    tag[rows[short | of_party & in_brackets | behind_comma]] = True
    onward, along = rows[of_party & in_brackets], rows[behind_comma]
    for _ in range(_LONGEST_TAG):
        onward = onward[~closed[onward] & (words.gap[onward] < 3)] + 1
        along = along[words.gap[along] == 0] + 1
        along = along[have(form[along], "upper")]
        tag[onward] = tag[along] = True
    return tag


def _surname_months(
    words: Words,
    form_of: np.ndarray,
    form: np.ndarray,
    article: np.ndarray,
    title: np.ndarray,
    opens: np.ndarray,
    possessive: np.ndarray,
) -> np.ndarray:
    """Months that are names of persons: "Theresa May", "Mrs May", and in such an article "May
    said", but not "in May".
    """
    rows = np.flatnonzero(have(form_of, "month")[words.key])
    before, after = shifted_at(form, rows, -1), shifted_at(form, rows, 1)
    gap_before = shifted_at(words.gap, rows, -1)
    dated = (after & FLAG["number"] != 0) | (before & FLAG["number"] != 0)
    given = (
        (before & FLAG["given"] != 0)
        & (before & FLAG["month"] == 0)
        & (gap_before == 0)
        & ~shifted_at(possessive, rows, -1)
    )
    titled = (shifted_at(title, rows, -1) > 0) & (gap_before <= 1)
    full = ~dated & (given | titled)
    code = article[rows] * len(words.written) + words.key[rows]
    among = ~dated & (row_in(distinct_codes(code[full]), code) >= 0)
    speaks = after & (FLAG["verb"] | FLAG["is_"] | FLAG["auxiliary"]) != 0
    speaks = speaks & (words.gap[rows] == 0) | possessive[rows]
    # Behind "in", "of", "since" or "last" it is the month, and at the head of a sentence mostly an
    # auxiliary.
    dates = before & (FLAG["dates"] | FLAG["and_"]) != 0
    surnames = np.zeros(len(form), dtype=bool)
    surnames[rows] = full | among & np.where(opens[rows], speaks, ~dates | speaks)
    return surnames


def _forenames(words: Words, form: np.ndarray, behind: np.ndarray) -> np.ndarray:
    """Given names that are months or auxiliaries too, where a family name follows and the words
    before speak of no date.

    "Jan Holm", "April Ryan", "Will Smith left", but not "in April Ryan", "Will Smith leave?".
    """
    rows = np.flatnonzero(words.among(_FORENAMES) & (words.gap == 0))
    written = np.array(words.texts(rows), dtype=object)
    before, after = shifted_at(form, rows, -1), shifted_at(form, rows, 1)
    family = (after & FLAG["upper"] != 0) & (
        (after & FLAG["family"] != 0) | (after & FLAG["dictionary"] == 0)
    )
    family &= after & (FLAG["calendar"] | FLAG["cue"] | FLAG["acronym"] | FLAG["function"]) == 0
    dated = ((before & FLAG["dates"] != 0) & (shifted_at(words.gap, rows, -1) == 0)) | (
        before & FLAG["number"] != 0
    )
    asks = np.isin(words.sentence[rows], words.sentence[behind == ord("?")])
    opens = run_starts(words.sentence)[rows]
    is_name = np.where(written == "Will", ~(opens & asks), (written == "Jan") | ~dated)
    forenames = np.zeros(len(form), dtype=bool)
    forenames[rows[family & is_name]] = True
    return forenames


def shifted_at(column: np.ndarray, rows: np.ndarray, by: int) -> np.ndarray:
    """The column's value so many words behind some rows (before, if negative); 0 where there is
    none: `shifted` of these rows alone.

    Examples
    --------
    >>> shifted_at(np.array([7, 8, 9]), np.array([0, 2]), -1).tolist()
    [0, 8]
    """
    at = rows + by
    values = column.take(at, mode="clip")
    values[(at < 0) | (at >= len(column))] = 0
    return values


def shifted(column: np.ndarray, by: int = 1) -> np.ndarray:
    """The column's value at the next word, or so many words behind (before, if negative); 0 where
    there is none.

    Examples
    --------
    >>> column = np.array([7, 8, 9])
    >>> shifted(column).tolist(), shifted(column, 2).tolist(), shifted(column, -1).tolist()
    ([8, 9, 0], [9, 0, 0], [0, 7, 8])
    """
    moved = np.zeros_like(column)
    if by < 0:
        moved[-by:] = column[:by]
    else:
        rest = column[by:]
        moved[: len(rest)] = rest
    return moved


def find_titles(words: Words, lists: NameLists) -> Matches:
    """The titles of persons in a text; a full stop is no part of one: "Sgt. 1st Class", "Lt. Gov.".

    Returns
    -------
    Matches
        `Matches.term` is a row of the sorted titles; titles inside longer ones are matches too.
    """
    is_joined = (words.gap == 1) & words.among(lists.title_words)
    plain = replace(words, gap=np.where(is_joined, 0, words.gap))
    return find_phrases(plain, sorted(lists.titles), distinct=words.written)


def _cues(
    words: Words, form: np.ndarray, lists: NameLists
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """How many words of title begin at each word, which words one goes on behind, whether a weapon
    word follows, and by a mark.

    A number below ten is written as a word, so "Leopard 2 tanks" are no two tanks: the figure is
    the weapon's mark.
    """
    heads = (lists.weapon_heads, lists.weak_weapon_heads)
    strong, weak = (sorted(map(" ".join, words_of)) for words_of in heads)
    titles = find_titles(words, lists)
    matches = find_phrases(words, [*strong, *weak], distinct=words.written)
    n = len(words.key)
    title, in_title = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=bool)
    np.maximum.at(title, titles.first, titles.last - titles.first + 1)
    in_title[unroll(titles.first, titles.last - titles.first)[1]] = True
    head, is_strong = matches.first, matches.term < len(strong)
    weapon, numbered = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    before = head - 1
    for _ in range(_FARTHEST_WEAPON):
        joined = (before >= 0) & (words.gap[before] == 0)
        before, is_strong = before[joined], is_strong[joined]
        weapon[before[is_strong | have(form[before], "designation")]] = True
        modifies = have(form[before], "modifier")
        before, is_strong = before[modifies] - 1, is_strong[modifies]
    marked = _before_marks(words, form, head[matches.term < len(strong)])
    weapon[marked] = numbered[marked] = True
    return title, in_title, weapon, numbered


def _before_marks(words: Words, form: np.ndarray, head: np.ndarray) -> np.ndarray:
    """The words with a capital before a figure and a weapon word, which is at one of some rows."""
    mark = head[head > 1] - 1
    mark = mark[have(form[mark], "cardinal") & (words.gap[mark] == 0)]
    is_figure = np.array([word in _FIGURES for word in words.texts(mark)], dtype=bool)
    rows = mark[is_figure] - 1
    named = have(form[rows], "upper") & ~have(form[rows], "function")
    return rows[named & (words.gap[rows] == 0)]


def quotations(columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """First and last words of what stands in quotation marks and is written as the name of a work:
    "A Beautiful Lie".

    Returns
    -------
    two arrays
        rows of the words; quotations are in order and do not overlap, and the longer ones, which
        are speech, are left out.
    """
    words = columns.words
    first = _marked(columns.before, "\"“‘'«")
    first = first[columns.opens[first] & columns.at(first, "upper")]
    last = _marked(columns.behind, "\"”’'»")
    last = last[~columns.possessive[last]]
    if not len(first) or not len(last):
        return first[:0], first[:0]
    until = last[np.minimum(np.searchsorted(last, first), len(last) - 1)]
    length = until - first + 1
    fits = (length > 0) & (length <= _LONGEST_TITLE_IN_QUOTES) & ~columns.cased[first]
    fits &= columns.at(until, "upper", "numeral")
    alone_plain = columns.at(first, "function") | (columns.title[first] > 0)
    fits &= (length > 1) | ~alone_plain
    first, until, length = first[fits], until[fits], length[fits]
    owner, inside = unroll(first, length)
    strange = ~columns.at(inside, "upper", "small", "join_any", "the", "article", "numeral")
    strange |= (inside < until[owner]) & (words.gap[inside] != 0) & ~columns.ampersand[inside]
    whole = np.bincount(owner[strange], minlength=len(first)) == 0
    return first[whole], until[whole]


def _marked(characters: np.ndarray, marks: str) -> np.ndarray:
    """The words beside which one of some marks stands."""
    rows = np.flatnonzero(characters != ord(" "))
    return rows[np.isin(characters[rows], _codes(marks))]
