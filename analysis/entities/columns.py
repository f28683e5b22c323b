"""Columns: what is known of every word of a corpus before names are looked for, as arrays of one
length.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus import Corpus
from analysis.entities.compounds import Parted, parted
from analysis.entities.forms import FLAG, flags
from analysis.lexicons.names import SHORTENED_HEADS, NameLists, load_names, name_keys
from analysis.lexicons.phrases import Matches, find_phrases, longest
from analysis.tokens import Words, lower_case, run_starts, unroll

_QUOTES = "\"'“”‘’«»"
_FORENAMES = frozenset(("Jan", "April", "June", "August", "Will"))
_LONGEST_TAG = 4  # words behind the first in "(R-West Virginia)"
_LONGEST_TITLE_IN_QUOTES = 8  # words of a work's name in quotation marks; longer ones are speech


@dataclass(frozen=True)
class Columns:
    """What is known of each word, one row per word of `Corpus.words`."""

    words: Words
    form: np.ndarray  # its flags, see `forms.FLAG`
    article: np.ndarray
    segment: np.ndarray
    before: np.ndarray  # the character before it
    behind: np.ndarray  # the character after it
    beyond: np.ndarray  # the one after that
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

    def has(self, *names: str) -> np.ndarray:
        """True for each word that has one of the flags.

        Parameters
        ----------
        *names : str
            of `forms.FLAG`.
        """
        return (self.form & sum(FLAG[name] for name in names)) != 0

    def at(self, rows: np.ndarray, *names: str) -> np.ndarray:
        """True for each of some words that has one of the flags: `has` of these rows alone.

        Parameters
        ----------
        rows : array of int
            of the words.
        *names : str
            of `forms.FLAG`.
        """
        return (self.form[rows] & sum(FLAG[name] for name in names)) != 0

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
    def ampersand(self) -> np.ndarray:
        """Words that "&" joins to the next."""
        spaced = (
            (self.behind == ord(" "))
            & (self.beyond == ord("&"))
            & (shifted(self.before) == ord(" "))
        )
        return spaced & (self.words.gap == 2) & (shifted(self.words.start) - self.words.end == 3)

    @functools.cached_property
    def joins(self) -> np.ndarray:
        """Nothing stands between this word and the next that would end a name; a possessive does."""
        gap = self.words.gap
        abbreviated = (gap == 1) & self.has("initial", "title_word", "place_head")
        ends = self.has("dotted") & self.has(
            "capital_district"
        )  # "in Washington, D.C. Milley said"
        bound = self.bound & ~self.has("given")  # "pro-Viktor Orbán"
        return ((gap == 0) & ~ends | abbreviated) & ~self.possessive & ~bound


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
    words, first_piece = cut.words, run_starts(cut.row)
    of_key = flags(words.keys)
    form = of_key[words.key]
    points, place = _characters(corpus, article)
    start, end = words.start + place, words.end + place
    opens = _opens(words, points[start - 1], points[start - 2], points[np.maximum(start - 3, 0)])
    possessive = _possessive(points, end) | _possessive(points, end + (points[end] == ord(" ")))
    before, behind = points[start - 1], points[end]
    title, in_title, weapon, numbered = _cues(words, form, lists)
    listed, listed_last, in_listed = _listed(words, lists, behind, form, title)
    personal = (title > 0) | shifted(in_title, -1) | in_listed
    personal |= shifted(form & (FLAG["given"] | FLAG["initial"]) != 0, -1) & (
        shifted(words.gap, -1) <= 1
    )
    cased = _cased(corpus, segment[first_piece], form[first_piece], personal[first_piece])[segment]
    lower_here, attested = _usage(words, article, form, opens, cased)
    beyond = points[end + 1]
    closed = (behind == ord(")")) | (behind == ord(".")) & (beyond == ord(")"))
    tag = _party_tags(words, form, before, behind, closed)
    return Columns(
        words=words,
        form=form,
        article=article,
        segment=segment,
        before=before,
        behind=behind,
        beyond=beyond,
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
        bound=cut.bound,
        surname=_surname_months(words, form, article, title, opens, possessive),
        forename=_forenames(words, form, behind) & ~in_listed & ~cased,
        numbered=numbered,
        state=_states(lists, listed, form),
    )


def _words(corpus: Corpus) -> tuple[np.ndarray, np.ndarray, Parted]:
    """The words of a corpus, compounds of names in their parts, and the segment and the article of
    each.
    """
    segment = corpus.sentences["segment"].to_numpy()[corpus.words.sentence]
    article = corpus.segments["article"].to_numpy()[segment]
    cut = parted(corpus.words, article)
    return segment[cut.row], article[cut.row], cut


def _codes(characters: str) -> np.ndarray:
    return np.array([ord(character) for character in characters], dtype=np.uint32)


def _characters(corpus: Corpus, article: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The characters of all articles, with line breaks between, and for each word what to add to
    its offsets.
    """
    joined = "\n\n\n".join(["", *corpus.texts, ""])
    lengths = np.array([len(text) + 3 for text in corpus.texts], dtype=np.int64)
    begins = 3 + np.cumsum(lengths) - lengths
    return (
        np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32),
        begins[article],
    )


def _opens(words: Words, before: np.ndarray, second: np.ndarray, third: np.ndarray) -> np.ndarray:
    """Each word that opens a sentence, stands after a colon, or opens a quotation."""
    sentence = run_starts(words.sentence)
    quoted = np.isin(before, _codes(_QUOTES + "(")) & ~_is_letter(second)
    quoted |= (before == ord(" ")) & np.isin(second, _codes(_QUOTES)) & (third == ord(" "))
    colon = np.where(np.isin(before, _codes(" \n\t\u00a0")), second, before) == ord(":")
    behind_quote = quoted & (np.where(second == ord(" "), third, second) == ord(":"))
    return sentence | quoted & (before != ord("(")) | colon | behind_quote


def _possessive(points: np.ndarray, end: np.ndarray) -> np.ndarray:
    mark, letter, after = points[end], points[end + 1], points[end + 2]
    return (
        ((mark == ord("'")) | (mark == ord("’"))) & (letter | 32 == ord("s")) & ~_is_letter(after)
    )


def _is_letter(points: np.ndarray) -> np.ndarray:
    return ((points | 32) >= ord("a")) & ((points | 32) <= ord("z")) | (points >= 0xC0) & (
        points < 0x2000
    )


def _cased(
    corpus: Corpus, segment: np.ndarray, form: np.ndarray, personal: np.ndarray
) -> np.ndarray:
    """True for each segment in which every word but the small ones has a capital, many words of the
    dictionary among them.

    "Wu Chi-wai of the Democratic Party" has its capitals because it is all names. Words of titles,
    of listed names and behind given names (`personal`) have theirs in any text: "French President
    Emmanuel Macron and Prime Minister Rishi Sunak".
    """
    upper = form & FLAG["upper"] != 0
    telling = (form & FLAG["letter"] != 0) & (upper | (form & FLAG["small"] == 0))
    n_segments = len(corpus.segments)
    n = np.bincount(segment, telling, n_segments)
    share = np.bincount(segment, telling & upper, n_segments) / np.maximum(n, 1)
    n_upper = np.maximum(np.bincount(segment, upper, n_segments), 1)
    common = (
        upper
        & (form & FLAG["dictionary"] != 0)
        & (form & (FLAG["cue"] | FLAG["given"]) == 0)
        & ~personal
    )
    title = np.bincount(segment, common, n_segments) / n_upper > 0.4
    title |= np.bincount(segment, form & FLAG["caps"] != 0, n_segments) / n_upper > 0.5
    cased = title & (share >= 0.9) & (n >= 4)
    for segment_number in np.flatnonzero(title & (share >= 0.9) & (n < 4)):
        end = corpus.text(int(segment_number))[-8:].rstrip("\"'”’)")
        cased[segment_number] = not end.endswith((".", "!", "?", "…"))
    return cased


def _usage(
    words: Words, article: np.ndarray, form: np.ndarray, opens: np.ndarray, cased: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How the article uses a capitalised word elsewhere: in lower case, or with a capital inside a
    sentence.
    """
    lower_of, stem_of, n_lower = _lower_ids(words.written)
    capital = np.flatnonzero(form & FLAG["upper"])
    key = words.key[capital]
    code, stem = (
        article[capital] * n_lower + lower_of[key],
        article[capital] * n_lower + stem_of[key],
    )
    # Only words that have a capital somewhere are ever asked for.
    asked = np.zeros(n_lower, dtype=bool)
    asked[lower_of[key]] = asked[stem_of[key]] = True
    lower = np.flatnonzero((form & FLAG["lower"] != 0) & asked[lower_of][words.key] & ~cased)
    seen = distinct_codes(article[lower] * n_lower + lower_of[words.key[lower]])
    lower_here, attested = np.zeros(len(form), dtype=bool), np.zeros(len(form), dtype=bool)
    as_it_is = row_in(seen, code) >= 0
    lower_here[capital] = as_it_is | (row_in(seen, stem) >= 0)
    inside = distinct_codes(code[~opens[capital] & ~cased[capital]])
    attested[capital] = (row_in(inside, code) >= 0) & ~as_it_is
    return lower_here, attested


def _lower_ids(written: pa.Array) -> tuple[np.ndarray, np.ndarray, int]:
    """For each distinct word the number of its lower-case form, and of that form without a plural
    s; how many there are.
    """
    lower = lower_case(written).dictionary_encode()
    forms, number = lower.dictionary, lower.indices.to_numpy().astype(np.int64)
    stem = pc.index_in(pc.utf8_rtrim(forms, characters="s"), value_set=forms).fill_null(len(forms))
    return number, stem.to_numpy().astype(np.int64)[number], len(forms) + 1


def distinct_codes(codes: np.ndarray) -> np.ndarray:
    """The distinct codes, in order; sorting beats the hash table of `np.unique` where most codes
    differ.

    Examples
    --------
    >>> distinct_codes(np.array([7, 3, 7])).tolist()
    [3, 7]
    """
    codes = np.sort(codes)
    return codes[run_starts(codes)]


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
    is_joined = (words.gap == 1) & words.among(SHORTENED_HEADS)
    plain = replace(words, gap=np.where(is_joined, 0, words.gap))
    matches = find_phrases(plain, lists.keys, distinct=name_keys(words.written))
    together = np.zeros(len(matches.term), dtype=np.int64)
    return matches, longest(together, matches.first, matches.last)


def _listed(
    words: Words, lists: NameLists, behind: np.ndarray, form: np.ndarray, title: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The listed name that begins at each word, where it ends, and the words inside one; the
    longest wins.
    """
    matches, kept = find_listed(words, lists)
    term, first, final = (column[kept] for column in matches)
    n = len(words.key)
    listed, last = np.full(n, -1, dtype=np.int64), np.arange(n)
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
    rows = rows[(title[rows] == 0) & (beside(title, rows, 1) > 0) & (words.gap[rows] == 0)]
    return rows, _rows_of(words, rows, lists.parties)


def _rows_of(words: Words, rows: np.ndarray, row_of: Mapping[str, int]) -> np.ndarray:
    """The rows of the names that some words mean."""
    return np.array([row_of[word] for word in _texts_at(words, rows)], dtype=np.int64)


def _short_places(
    words: Words, lists: NameLists, behind: np.ndarray, form: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The short forms of places behind a town and a comma ("San Jose, Calif.", "Austin, TX"), and
    the names they mean.
    """
    rows = np.flatnonzero(words.among(lists.short_places))
    before = np.maximum(rows - 1, 0)
    upper = form & FLAG["upper"] != 0
    behind_comma = (rows > 0) & (behind[before] == ord(",")) & upper[before]
    behind_comma &= words.gap[before] == 2
    # "Calif." is no word of the dictionary, so it needs no comma before it; "Miss." and "Ore." do.
    # "QC" is a lawyer too.
    unmistaken = (form[rows] & FLAG["dictionary"] == 0) & upper[rows]
    stopped = (behind[rows] == ord(".")) & (behind_comma | unmistaken)
    rows, behind_comma, stopped = (
        column[behind_comma | stopped] for column in (rows, behind_comma, stopped)
    )
    written, town = (_texts_at(words, at) for at in (rows, np.maximum(rows - 1, 0)))
    code = np.array([len(word) == 2 and word.isupper() for word in written], dtype=bool)
    behind_town = np.array([word.title() in lists.last_words_of_towns for word in town], dtype=bool)
    rows = rows[np.where(code, behind_comma & behind_town, stopped)]
    return rows, _rows_of(words, rows, lists.short_places)


def _texts_at(words: Words, rows: np.ndarray) -> list[str]:
    """Some words as they stand."""
    return [words.keys[key] for key in words.key[rows].tolist()]


def _party_tags(
    words: Words, form: np.ndarray, before: np.ndarray, behind: np.ndarray, closed: np.ndarray
) -> np.ndarray:
    """The words of party and place behind a member's name: all in the brackets, or those that a
    comma parts from it.
    """
    in_brackets = (form & FLAG["party_tag"] != 0) & (before == ord("("))
    short = (form & FLAG["short_party"] != 0) & (before == ord("(")) & np.isin(behind, _codes("),"))
    behind_comma = shifted(behind == ord(","), -1) & (form & FLAG["party_tag"] != 0)
    rows = np.flatnonzero(behind_comma)
    behind_comma[rows] = [
        "-" in word and not word.endswith("-Day") for word in _texts_at(words, rows)
    ]
    tag = short | in_brackets | behind_comma
    onward = in_brackets & ~closed
    upper = form & FLAG["upper"] != 0
    along = behind_comma & (words.gap == 0)
    for _ in range(_LONGEST_TAG):
        onward, along = (shifted(rows & (words.gap < 3), -1) for rows in (onward, along))
        along &= upper
        tag |= onward | along
        onward &= ~closed
        along &= words.gap == 0
    return tag


def _surname_months(
    words: Words,
    form: np.ndarray,
    article: np.ndarray,
    title: np.ndarray,
    opens: np.ndarray,
    possessive: np.ndarray,
) -> np.ndarray:
    """Months that are names of persons: "Theresa May", "Mrs May", and in such an article "May
    said", but not "in May".
    """
    rows = np.flatnonzero(form & FLAG["month"])
    before, after = beside(form, rows, -1), beside(form, rows, 1)
    gap_before = beside(words.gap, rows, -1)
    dated = (after & FLAG["number"] != 0) | (before & FLAG["number"] != 0)
    given = (
        (before & FLAG["given"] != 0)
        & (before & FLAG["month"] == 0)
        & (gap_before == 0)
        & ~beside(possessive, rows, -1)
    )
    titled = (beside(title, rows, -1) > 0) & (gap_before <= 1)
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
    written = np.array(_texts_at(words, rows), dtype=object)
    before, after = beside(form, rows, -1), beside(form, rows, 1)
    family = (after & FLAG["upper"] != 0) & (
        (after & FLAG["family"] != 0) | (after & FLAG["dictionary"] == 0)
    )
    family &= after & (FLAG["calendar"] | FLAG["cue"] | FLAG["acronym"] | FLAG["function"]) == 0
    dated = ((before & FLAG["dates"] != 0) & (beside(words.gap, rows, -1) == 0)) | (
        before & FLAG["number"] != 0
    )
    asks = np.isin(words.sentence[rows], words.sentence[behind == ord("?")])
    opens = run_starts(words.sentence)[rows]
    is_name = np.where(written == "Will", ~(opens & asks), (written == "Jan") | ~dated)
    forenames = np.zeros(len(form), dtype=bool)
    forenames[rows[family & is_name]] = True
    return forenames


def beside(column: np.ndarray, rows: np.ndarray, by: int) -> np.ndarray:
    """The column's value so many words behind some rows (before, if negative); 0 where there is
    none: `shifted` of these rows alone.

    Examples
    --------
    >>> beside(np.array([7, 8, 9]), np.array([0, 2]), -1).tolist()
    [0, 8]
    """
    at = rows + by
    inside = (at >= 0) & (at < len(column))
    return np.where(inside, column[np.where(inside, at, 0)], column.dtype.type(0))


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
    title, in_title = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
    np.maximum.at(title, titles.first, titles.last - titles.first + 1)
    in_title[unroll(titles.first, titles.last - titles.first)[1]] = True
    head, weak_head = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    is_weak = matches.term >= len(strong)
    head[matches.first[~is_weak]] = True
    weak_head[matches.first[is_weak]] = True
    modifier, joined = form & FLAG["modifier"] != 0, words.gap == 0
    designation = form & FLAG["designation"] != 0
    weapon, open_ = np.zeros(n, dtype=bool), np.ones(n, dtype=bool)
    mark = words.among("123456789")
    numbered = (form & FLAG["upper"] != 0) & (form & FLAG["function"] == 0) & joined
    numbered &= shifted(mark & joined) & shifted(head, 2)
    weapon |= numbered
    for step in range(1, 5):
        open_ = open_ & shifted(joined, step - 1)
        weapon |= open_ & (shifted(head, step) | designation & shifted(weak_head, step))
        open_ &= shifted(modifier, step)
    return title, in_title, weapon, numbered


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
    first = np.flatnonzero(
        np.isin(columns.before, _codes("\"“‘'«")) & columns.opens & columns.has("upper")
    )
    ends = np.isin(columns.behind, _codes("\"”’'»")) & ~columns.possessive
    last = np.flatnonzero(ends)
    if not len(first) or not len(last):
        return first[:0], first[:0]
    until = last[np.minimum(np.searchsorted(last, first), len(last) - 1)]
    small = columns.has("small", "join_any", "the", "article", "numeral")
    strange = np.concatenate([[0], np.cumsum(~(columns.has("upper") | small))])
    parted = np.concatenate([[0], np.cumsum((words.gap != 0) & ~columns.ampersand)])
    fits = (until >= first) & (until - first < _LONGEST_TITLE_IN_QUOTES) & ~columns.cased[first]
    until = np.maximum(until, first)
    fits &= (
        (strange[until + 1] == strange[first])
        & (parted[until] == parted[first])
        & columns.has("upper", "numeral")[until]
    )
    fits &= ~((until == first) & (columns.has("function")[first] | (columns.title[first] > 0)))
    return first[fits], until[fits]
