"""Tokens: a batch of texts → tokens, their sentences and their matchable words, as columns.

White space divides tokens, and so does an em dash between two words ("the war—a long one"), be it
written without blanks or as two hyphens: in print it is a pause. An en dash or a hyphen joins
("Israel–Hamas", "anti-tank").

No Python object stands for a token. Texts are cut by one pass over their bytes, Arrow numbers the
distinct tokens, and what depends only on a token (where its letters begin, whether it may end a
sentence, which words it holds) is worked out once per distinct token, from the classes of its
characters, and taken by number.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TWINS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})

# The white space at which str.split() splits, so that the words are the ones any Python user would
# count.
_SPACES = "".join(filter(str.isspace, map(chr, range(0x4000))))
_WIDE_SPACES = np.array([chr(code).isspace() for code in range(0x4000)]) & (
    np.arange(0x4000) > 0x7F
)
_NOWHERE = np.array([], dtype=np.int64)
_INSIDE = np.int8(-65)  # bytes 0x80 to 0xBF, as signed numbers, are at most this
_SHORT = 8  # a token of fewer bytes is a number, see `_coded`
_COUNT = np.uint64(8 * (_SHORT - 1))  # the bits of its letters; those above count its bytes
_LONG = np.uint64(_SHORT) << _COUNT
_LETTERS = np.array([*((1 << 8 * count) - 1 for count in range(_SHORT)), 0], dtype=np.uint64)
_MOST_POINTS = np.iinfo(np.int32).max  # what an offset can count
_NEAR = 3  # characters of punctuation that most tokens have at most before or behind their word
_SPARSE = 8  # below this share of all characters it pays to look at some one by one
_HEAPS = 23, 0.6  # Heaps' law: so many distinct tokens are expected, and room is made for them
_PIECE = (
    2**18
)  # code points that are cut at once, so that what is worked on stays in the processor's cache

_ABBREVIATIONS = frozenset(
    """adm al apr approx assn aug ave bros brig capt cf cmdr co col corp cpl dec dept dr ed est etc feb fr ft gen
    gov hon inc jan jr jun jul lt ltd maj mar messrs mr mrs ms mt nov oct pres prof pvt rep reps rev sen sens sep sept
    sgt sr st supt univ vs""".split()
)
# Titles stand before a name and never end a sentence; these may stand last in one.
_MAY_END = frozenset(
    """al apr assn aug ave bros co corp dec dept ed est etc feb inc jan jr jul jun ltd mar nov oct sep sept sr st
    univ""".split()
)
# "No." ends a sentence, but for "No. 5". So does no single small letter: "p. 5", "c. 1850".
_BEFORE_NUMBERS = frozenset(
    "ca chs eq eqs fig figs no nos op para paras pp sec secs vol vols".split()
)
_CLOCK = frozenset("a.m p.m".split())
_BEFORE_STOPS = _ABBREVIATIONS | _BEFORE_NUMBERS | _MAY_END
_LONGEST_ABBREVIATION = max(map(len, _BEFORE_STOPS))
_LONGEST_ITEM = 3  # digits of the number of an item
# Behind the hour these belong to the time: "10 a.m. Monday", "8 p.m. Eastern".
_OF_TIME = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun January
    February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept
    Oct Nov Dec Eastern Central Mountain Pacific Atlantic Greenwich London Moscow Beijing Tokyo ET EST EDT CT CST CDT MT
    MST MDT PT PST PDT GMT UTC BST CET CEST AEST IST JST""".split()
)
_BEFORE_TIME = frozenset(
    "about after around at before by from in just on shortly since until".split()
)
_LONGEST_TIME = (
    6  # tokens from the beginning of a sentence to its hour: "On Monday morning at 10 a.m."
)
# Written with a capital letter they open a sentence, for inside one they have a small letter. Some
# are family names too.
_OPENERS = frozenset(
    """Although Because But Despite Her His However If It Its Meanwhile Our That The Their Then There These They This
    Those Though Thus We What When Where Whether Which While Who Why You Your""".split()
)
_OPENERS_OR_NAMES = frozenset("A After An Another As Both He My She So".split())
_MAY_OPEN = _OPENERS | _OPENERS_OR_NAMES
# Things that a letter tells apart: behind them it is no initial ("vitamin C. Doctors say").
_LETTERED = frozenset(
    """appendix block category chapter class exhibit gate grade group hepatitis level option part phase plan point
    schedule section series team terminal type vitamin vitamins wing zone""".split()
)
_SAYING = frozenset(
    """added admitted announced answered argued asked asks began called complained concluded continued cried declared
    demanded exclaimed explained inquired insisted joked laughed murmured muttered noted observed persisted pleaded
    pressed quipped recalled remarked repeated replied replies responded said says screamed shouted sighed tweeted warned
    whispered wondered wonders writes wrote yelled""".split()
)
_NO_NAMES = frozenset("And At By For From In No On Or With".split())
_LONGEST_NAME = 4  # tokens of a speaker: "Dr. Anna Maria Weiss"
_LISTED = re.compile(r"(?:(\d{1,3})|\d{1,3}(?:\.\d{1,3})+|[IVX]+)\.")
_ROMAN = re.compile(r"[ivx]{2,}|i")  # other single letters are initials
# Behind a word or what closes it, before a word or what opens it. What stands before the dash is
# asked behind its first character.
_DASH = re.compile(
    r"""[—―-] (?:(?<=[—―])|(?=-)) (?:(?<=[\w.,;:!?…%)\]’”»].)|(?<=[\w.,;:!?…]["'].)) [—―-]*+ (?=["'“‘«(\[#@$€£]*\w)""",
    re.VERBOSE,
)
_DASH_BYTES = (0xE2, 0x80, 0x94, 0x95)  # of "—" and "―": the first two bytes, and either third
_PART = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[-'’.&]\w+)*")
_POSSESSIVE = re.compile(r"['’][sS]$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\.?")

# What a character can be, a bit each.
_CLASSES: dict[str, Callable[[str], bool]] = {
    "alnum": str.isalnum,
    "upper": str.isupper,
    "lower": lambda char: char.islower() or (char.istitle() and not char.isupper()),
    "digit": str.isdigit,
    "word": lambda char: char.isalnum() or char == "_",
    "closer": lambda char: char in "\"'”’»)]}",
    "opener": lambda char: char in "\"'“‘«([{",
    "stop": lambda char: char in ".!?…",
    "dot": lambda char: char == ".",
    "asking": lambda char: char in "!?",
    "joint": lambda char: char in "-'’.&",
    "letter": lambda char: char.isalpha(),
    "apostrophe": lambda char: char in "'’",
    "s": lambda char: char in "sS",
    "behind": lambda char: char in "\"'“”‘’«»%",
    "before": lambda char: char in "\"'“”‘’«»#@$€£",
}
_BIT = {name: np.uint16(1 << position) for position, name in enumerate(_CLASSES)}


_ABBREVIATED, _INITIAL, _HOUR, _ITEM, _QUOTED = (
    1,
    2,
    3,
    4,
    5,
)  # what makes the end of a sentence doubtful


class Shapes(NamedTuple):
    """What sentence splitting and counting need of each distinct token, as columns of equal length.

    `lead` and `trail` are the characters of punctuation around the token's word (0 where there is
    no letter or digit). `doubt` says why the neighbours decide whether the token ends a sentence:
    one of the numbers below, 0 for none.
    """

    lead: np.ndarray
    trail: np.ndarray
    is_word: np.ndarray
    ends_sentence: np.ndarray
    may_open: np.ndarray
    before_number: np.ndarray
    is_number: np.ndarray
    doubt: np.ndarray
    characters: Characters


@dataclass(frozen=True, eq=False)
class Words:
    """The matchable words of a corpus, in reading order, as columns of equal length.

    A token such as "and/or" or "Iran—Israel" holds two words; a hyphenated compound is one. `key`
    is the id of the distinct word (without a possessive 's) in `keys`, which `written` holds as
    Arrow does. `gap` says what stands between a word and the next one of its sentence: 0 nothing
    but white space and quotation marks, 1 a full stop, 2 other punctuation, 3 the end of the
    sentence.
    """

    key: np.ndarray
    sentence: np.ndarray
    start: np.ndarray
    end: np.ndarray
    gap: np.ndarray
    written: pa.Array

    @functools.cached_property
    def keys(self) -> list[str]:
        """The distinct words as they stand."""
        return self.written.to_pylist()

    @functools.cached_property
    def folded(self) -> pa.Array:
        """The distinct words as the lexicons read them (see `fold`), as Arrow holds strings."""
        return fold_all(self.written)

    def texts(self, rows: np.ndarray) -> list[str]:
        """Some words as they stand.

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("Will Ann Roe speak?").words.texts(np.array([2, 0]))
        ['Roe', 'Will']
        """
        texts: list[str] = self.written.take(pa.array(self.key[rows])).to_pylist()
        return texts

    def among(self, listed: Iterable[str]) -> np.ndarray:
        """True for each word that is one of a list, as it stands.

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("Will Ann Roe speak? She will.").words.among(["Will", "Roe"]).tolist()
        [True, False, True, False, False, False]
        """
        return self.distinct_among(listed).take(self.key)

    def distinct_among(self, listed: Iterable[str]) -> np.ndarray:
        """True for each distinct word that is one of a list, as it stands.

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("Talks about talks.").words.distinct_among(["Talks"]).tolist()
        [True, False, False]
        """
        return are_among(self.written, listed)

    def rows_of(self, chosen: np.ndarray) -> np.ndarray:
        """The rows of the words of some sentences, which are in order, each once.

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("It works. So it stays.").words.rows_of(np.array([1])).tolist()
        [2, 3, 4]
        """
        chosen = chosen.astype(self.sentence.dtype)  # else the whole column would be converted
        low, high = (np.searchsorted(self.sentence, chosen, side) for side in ("left", "right"))
        return unroll(low, high - low)[1]

    def of_sentences(self, chosen: np.ndarray) -> tuple[Words, np.ndarray]:
        """The words of some sentences, their distinct words numbered anew, and the rows that they
        have here.

        Parameters
        ----------
        chosen : array of int
            sentences in order, each once.

        Examples
        --------
        >>> from analysis import read_text
        >>> some, rows = read_text("It works. So it stays.").words.of_sentences(np.array([1]))
        >>> [some.keys[key] for key in some.key], rows.tolist()
        (['So', 'it', 'stays'], [2, 3, 4])
        """
        rows = self.rows_of(chosen)
        is_held = np.zeros(len(self.written), dtype=bool)
        is_held[self.key[rows]] = True
        number_of = np.cumsum(is_held) - 1
        some = Words(
            key=number_of[self.key[rows]],
            sentence=self.sentence[rows],
            start=self.start[rows],
            end=self.end[rows],
            gap=self.gap[rows],
            written=self.written.filter(pa.array(is_held)),
        )
        return some, rows


def fold(word: str) -> str:
    """A word as the lexicons read it: lower case, typographic quotes and dashes as their ASCII
    twins.

    Examples
    --------
    >>> fold("Arms’")
    "arms'"
    """
    return plain_quotes(word.lower())


def fold_all(words: Sequence[str] | pa.Array) -> pa.Array:
    """Many words as `fold` reads each, as Arrow holds strings; none of them may hold a line end.

    Examples
    --------
    >>> fold_all(["Arms’", "Talks"]).to_pylist()
    ["arms'", 'talks']
    """
    return lower_case(words, fold)


def lower_case(
    words: Sequence[str] | pa.Array, change: Callable[[str], str] = str.lower
) -> pa.Array:
    """Words in lower case, as Python has it; none of them may hold a line end.

    Parameters
    ----------
    words : sequence of str, or Arrow array
    change : function
        what is done with words of more than ASCII letters, of which many are given as one text.

    Examples
    --------
    >>> lower_case(pa.array(["NATO", "Straße"])).to_pylist()
    ['nato', 'straße']
    """
    written = words if isinstance(words, pa.Array) else pa.array(words, type=pa.string())
    lower, is_wide = pc.ascii_lower(written), pc.invert(pc.string_is_ascii(written))
    wide = written.filter(is_wide)
    if not len(wide):
        return lower
    return pc.replace_with_mask(lower, is_wide, lines(change(joined(wide))))


def are_among(words: pa.Array, listed: Iterable[str]) -> np.ndarray:
    """True for each word that is one of a list, as it stands.

    Examples
    --------
    >>> are_among(pa.array(["Talks", "war"]), ["war", "peace"]).tolist()
    [False, True]
    """
    is_listed = pc.is_in(words, value_set=pa.array([*listed], type=pa.string()))
    return is_listed.to_numpy(zero_copy_only=False)


def joined(words: pa.Array) -> str:
    r"""Words as the lines of one text: the way back from `lines`.

    Examples
    --------
    >>> joined(pa.array(["war", "peace"]))
    'war\npeace'
    """
    whole = pa.ListArray.from_arrays(pa.array([0, len(words)], type=pa.int32()), words)
    return pc.binary_join(whole, "\n")[0].as_py() if len(words) else ""


def lines(text: str) -> pa.Array:
    r"""The lines of a text, as Arrow holds strings: `text.split("\n")` without an object for each.

    Examples
    --------
    >>> lines("war\n\npeace").to_pylist()
    ['war', '', 'peace']
    """
    raw = text.encode()
    ends = np.append(np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) == ord("\n")), len(raw))
    bounds = np.append(0, ends - np.arange(len(ends))).astype(np.int32)
    return pa.StringArray.from_buffers(
        len(ends), pa.py_buffer(bounds), pa.py_buffer(raw.replace(b"\n", b""))
    )


def with_texts(
    numbered: pa.DictionaryArray, rows: np.ndarray, texts: Sequence[str]
) -> pa.DictionaryArray:
    """The same strings, but for some rows, which get texts of their own.

    Examples
    --------
    >>> said = pa.array(["war", "war", "peace"]).dictionary_encode()
    >>> with_texts(said, np.array([1]), ["a war"]).to_pylist()
    ['war', 'a war', 'peace']
    """
    number = numbered.indices.to_numpy().copy()
    number[rows] = len(numbered.dictionary) + np.arange(len(rows))
    distinct = pa.concat_arrays([numbered.dictionary, pa.array(texts, type=pa.string())])
    return pa.DictionaryArray.from_arrays(number, distinct)


def plain_quotes(text: str) -> str:
    """A text with typographic quotes and dashes as their ASCII twins.

    Examples
    --------
    >>> plain_quotes("“Arms”")
    '"Arms"'
    """
    if not text.isascii():
        for mark, twin in TWINS.items():  # many times as fast as translate()
            text = text.replace(chr(mark), twin)
    return text


def cut(
    texts: Sequence[str], segments: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], pa.Array]:
    """The tokens of the segments, and the distinct ones among them in order of first appearance.

    Parameters
    ----------
    texts : sequence of str
    segments : mapping of columns
        article (row of `texts`), start, end (code points); the segments of an article in reading
        order.

    Returns
    -------
    dict of arrays of int, Arrow array of strings
        word (number of the distinct token, of 64 bits, which choose rows several times as fast as
        32), segment, start, end (code points in the article's text, of 32 bits): a token belongs to
        the segment whose span holds its first character, and is cut where the next one starts.

    Examples
    --------
    >>> columns, distinct = cut(["Oh, so so."], {"article": np.array([0]), "start": np.array([0]), "end": np.array([10])})
    >>> columns["word"].tolist(), columns["start"].tolist(), distinct.to_pylist()
    ([0, 1, 2], [0, 4, 7], ['Oh,', 'so', 'so.'])
    """
    first_point = np.cumsum([0, *(len(text) + 1 for text in texts)])
    if first_point[-1] > _MOST_POINTS:
        raise ValueError(
            f"{first_point[-1]} characters in one batch; give at most {_MOST_POINTS} at once"
        )
    article = np.asarray(segments["article"], dtype=np.int64)
    order = np.argsort(article, kind="stable")
    base = first_point[article[order]].astype(np.int32)
    starts = base + np.asarray(segments["start"], dtype=np.int32)[order]
    begin, finish, code, long = _edges(texts, first_point, np.unique(starts))
    opens = np.searchsorted(begin, starts)
    closes = np.searchsorted(begin, base + np.asarray(segments["end"], dtype=np.int32)[order])
    # A token belongs to the last segment that begins at or before it.
    closes = np.maximum(np.minimum(closes, np.append(opens[1:], len(begin))), opens)
    count = closes - opens
    if count.sum() != len(begin):  # some stand between the segments
        _, inside = unroll(opens, count)
        begin, finish, code = begin[inside], finish[inside], code[inside]
    factor, power = _HEAPS
    number, distinct = pd.factorize(code, size_hint=int(factor * len(code) ** power))
    base = np.repeat(base, count)
    begin -= base
    finish -= base
    columns = {
        "word": number,
        "segment": np.repeat(order.astype(np.int32), count),
        "start": begin,
        "end": finish,
    }
    return columns, _written(distinct, long)


def unroll(start: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ranges of unequal length as two columns: the number of the range, and each of its members in
    turn.

    Examples
    --------
    >>> [column.tolist() for column in unroll(np.array([5, 0, 8]), np.array([2, 0, 1]))]
    [[0, 0, 2], [5, 6, 8]]
    """
    if (count == 1).all():
        return np.arange(len(count)), start
    owner = np.repeat(np.arange(len(count)), count)
    return owner, (start - np.cumsum(count) + count)[owner] + np.arange(len(owner))


def run_starts(column: np.ndarray) -> np.ndarray:
    """True for each row that begins a run of equal values: the first, and each that differs from
    the row before.

    Examples
    --------
    >>> run_starts(np.array([7, 7, 3, 7])).tolist()
    [True, False, True, True]
    >>> run_starts(np.array([])).tolist()
    []
    """
    starts = np.ones(len(column), dtype=bool)
    np.not_equal(column[1:], column[:-1], out=starts[1:])
    return starts


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


def in_order(first: np.ndarray, *others: np.ndarray) -> np.ndarray:
    """The numbers of the rows in the order of a column, where it is equal in that of the next ones,
    which hold small whole numbers; equal rows stay in turn.

    As `numpy.lexsort`, in a fraction of its time where few rows are equal in the first column.

    Examples
    --------
    >>> in_order(np.array([2, 1, 2]), np.array([9, 0, 8])).tolist()
    [1, 2, 0]
    """
    order = np.argsort(first, kind="stable")
    ordered = first[order]
    tied = ordered[1:] == ordered[:-1]
    if tied.any():
        rows = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
        some = order[rows]
        key = np.cumsum(run_starts(first[some]))  # one number in place of all columns
        for column in others:
            least = column[some].min()
            key = key * (column[some].max() - least + 1) + column[some] - least
        order[rows] = some[np.argsort(key, kind="stable")]
    return order


def per_token(word: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the distinct tokens hold, for all tokens: the number of the token, and the row of what
    it holds; behind these the tokens that hold nothing.

    `count` says how many rows each distinct token has; they stand one behind the other in the order
    of the tokens.

    Examples
    --------
    >>> columns = per_token(np.array([1, 0, 1, 2]), np.array([1, 2, 0]))
    >>> [column.tolist() for column in columns]
    [[0, 0, 1, 2, 2], [1, 2, 0, 1, 2], [3]]
    """
    first_row = np.cumsum(count, dtype=np.intp) - count
    odd = np.flatnonzero((count != 1).take(word))
    if not len(odd):
        return np.arange(len(word)), first_row[word], odd
    # Most tokens hold one: each row is the token behind that of the row before, but where a token
    # holds several or none.
    more = count[word[odd]] - 1
    position = odd + np.cumsum(more) - more
    step = np.ones(len(word) + int(more.sum()) + 1, dtype=np.intp)
    step[0] = 0
    several = more != -1
    np.add.at(step, position[~several], 1)
    owner, again = unroll(position[several] + 1, more[several])
    step[again] = 0
    token = np.cumsum(step[:-1], out=step[:-1])
    row = first_row.take(word.take(token))
    row[again] += again - position[several][owner]
    return token, row, odd[~several]


def _edges(
    texts: Sequence[str], first_point: np.ndarray, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, pa.Array]:
    """Where each token begins and ends, in code points of all texts joined by one character, the
    code of each (see `_coded`), and the long tokens.

    A token is cut where a segment starts: a credit may be glued to its caption ("The hall©Ann Roe").
    """
    pieces = np.unique(
        np.searchsorted(first_point, np.arange(0, first_point[-1] + _PIECE, _PIECE)).clip(
            0, len(texts)
        )
    )
    begins, finishes, codes, long, strings = [], [], [], [], []
    n_tokens = 0
    for low, high in itertools.pairwise(pieces.tolist()):
        first, behind = int(first_point[low]), int(first_point[high])
        raw = b"\n".join([*(text.encode() for text in texts[low:high]), bytes(_SHORT)])
        data = np.frombuffer(raw, dtype=np.uint8)[: -1 - _SHORT]
        # Arrow counts bytes, Python code points: every byte but those inside a code point begins
        # one.
        is_ascii = len(data) == behind - first - 1
        inside = _NOWHERE if is_ascii else np.flatnonzero(data.view(np.int8) <= _INSIDE)
        is_solid = _solid(data, inside)
        # False stands before the first byte and behind the last.
        edges = np.flatnonzero(is_solid[1:] != is_solid[:-1])
        near = starts[(starts >= first) & (starts < behind)] - first
        cuts = near + np.searchsorted(inside - np.arange(len(inside)), near, "right")
        cuts = cuts[is_solid[cuts] & is_solid[cuts + 1]]
        cuts = np.union1d(
            cuts, _behind_dashes(texts[low:high], data, inside, first_point[low:high])
        )
        if len(cuts):  # where one token ends another begins
            byte = np.repeat(cuts, 2)
            edges = np.insert(edges, np.searchsorted(edges, byte), byte)
        code, rows, written = _coded(raw, edges[::2], edges[1::2])
        codes.append(code)
        long.append(n_tokens + rows)
        strings.append(written)
        n_tokens += len(code)
        positions = _points(edges, inside, first)
        begins.append(positions[::2])
        finishes.append(positions[1::2])
    nothing = np.array([], dtype=np.int32)
    code = np.concatenate([*codes, np.array([], dtype=np.uint64)])
    numbered = pa.chunked_array(strings, type=pa.string()).dictionary_encode().combine_chunks()
    code[np.concatenate([*long, nothing])] = _LONG | numbered.indices.to_numpy().astype(np.uint64)
    return (
        np.concatenate([*begins, nothing]),
        np.concatenate([*finishes, nothing]),
        code,
        numbered.dictionary,
    )


def _coded(
    raw: bytes, begin: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, pa.Array]:
    """A number for each token, the same for the same letters; the rows of those that are too long
    to be one, and these.

    Most tokens have at most seven bytes. These are the number, their count its eighth byte: whole
    numbers are compared several times as fast as strings. The eighth byte of longer ones is 8;
    the other seven are a number that they get later.

    Parameters
    ----------
    raw : bytes
        with eight bytes behind the last token.
    begin, end : arrays of int
        bytes, in order.
    """
    n_bytes = np.minimum(end - begin, _SHORT)
    eight = np.ndarray(len(raw) - _SHORT, dtype="<u8", buffer=raw, strides=(1,)).take(begin)
    code = eight & _LETTERS.take(n_bytes, mode="clip") | n_bytes.view(np.uint64) << _COUNT
    long = np.flatnonzero(n_bytes == _SHORT)
    return code, long, _strings_at(raw, begin[long], end[long])


def _written(codes: np.ndarray, long: pa.Array) -> pa.Array:
    """The tokens that some codes stand for (see `_coded`)."""
    n_bytes = (codes >> _COUNT).astype(np.int64)
    is_short = n_bytes < _SHORT
    letters = codes[is_short].astype("<u8").view(np.uint8).reshape(-1, _SHORT)
    spelled = letters[np.arange(_SHORT) < n_bytes[is_short, None]]
    bounds = np.append(0, np.cumsum(n_bytes[is_short])).astype(np.int32)
    short = pa.StringArray.from_buffers(
        len(bounds) - 1, pa.py_buffer(bounds), pa.py_buffer(spelled)
    )
    of_long = (codes & ~_LONG).astype(np.int64) + len(short)
    row = np.where(is_short, np.cumsum(is_short) - 1, of_long)
    return pa.concat_arrays([short, long]).take(pa.array(row))


def _points(byte: np.ndarray, inside: np.ndarray, first: int) -> np.ndarray:
    """The code points that begin at some bytes in ascending order, counted on from a first one;
    `inside` are the bytes that begin none.
    """
    points = byte.astype(np.int32)
    points += np.int32(first)
    if len(inside):  # few are: they are looked for among the bytes, not the bytes among them
        bounds = np.concatenate([[0], np.searchsorted(byte, inside, "right"), [len(byte)]])
        points -= np.repeat(np.arange(len(inside) + 1, dtype=np.int32), np.diff(bounds))
    return points


def _behind_dashes(
    texts: Sequence[str], data: np.ndarray, inside: np.ndarray, first_point: np.ndarray
) -> np.ndarray:
    """The byte behind each dash that divides two words.

    Parameters
    ----------
    texts : sequence of str
    data : array of uint8
        the texts joined by one character.
    inside : array of int
        the bytes of `data` that begin no code point.
    first_point : array of int
        the code point at which each text begins, counted from anywhere.
    """
    hyphen = np.flatnonzero(data == ord("-"))
    two_hyphens = hyphen[:-1][hyphen[1:] == hyphen[:-1] + 1]
    wide = inside[data[inside - 1] == _DASH_BYTES[0]] - 1
    third = data[wide + 2]
    is_dash = (third == _DASH_BYTES[2]) | (third == _DASH_BYTES[3])
    is_dash &= data[wide + 1] == _DASH_BYTES[1]
    byte = np.sort(np.concatenate([two_hyphens, wide[is_dash]]))
    byte = byte[data[byte - 1] > ord(" ")]  # behind a blank stands no word that a dash divides
    if not len(byte):
        return byte
    point = int(first_point[0]) + byte - np.searchsorted(inside, byte)
    row = np.searchsorted(first_point, point, "right") - 1
    offset = point - first_point[row]
    places = zip(byte.tolist(), row.tolist(), offset.tolist(), strict=True)
    dashes = ((at, _DASH.match(texts[text], start)) for at, text, start in places)
    ends = [at + len(match[0].encode()) for at, match in dashes if match]
    return np.array(ends, dtype=np.int64)


def _solid(data: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """True for each byte that is no white space, with one False before and one behind; `inside` are
    the bytes that begin no code point.
    """
    is_solid = np.zeros(len(data) + 2, dtype=bool)
    np.greater(data, 0x20, out=is_solid[1:-1])
    odd = (data - np.uint8(0x0E) < 0x0E) | (
        data < 0x09
    )  # control characters that are no white space
    if odd.any():
        is_solid[1:-1] |= odd
    lead = data[inside - 1]
    two = inside[lead == 0xC2] - 1
    three = inside[(lead >= 0xE1) & (lead <= 0xE3)] - 1
    low = data[two + 1] & 0x3F
    high = (
        (data[three] & np.int32(0x0F)) << 12
        | (data[three + 1] & np.int32(0x3F)) << 6
        | data[three + 2] & 0x3F
    )
    two = two[_WIDE_SPACES[0x80 | low]]
    three = three[_WIDE_SPACES[high]]
    for position in (two, two + 1, three, three + 1, three + 2):
        is_solid[1 + position] = False
    return is_solid


class Characters:
    """The characters of all distinct tokens in one row, and what is asked of each token's."""

    def __init__(self, tokens: Sequence[str] | pa.Array) -> None:
        self.text = joined(tokens) if isinstance(tokens, pa.Array) else "\n".join(tokens)
        self.points = np.frombuffer(self.text.encode("utf-32-le"), dtype=np.uint32)
        ends = np.append(np.flatnonzero(self.points == ord("\n")), len(self.points))
        self.end = ends[: len(tokens)]
        self.begin = np.append(0, self.end + 1)[: len(tokens)]
        self.classes = _classes(self.points)

    def token(self, number: int) -> str:
        """A token, by its number.

        Examples
        --------
        >>> Characters(["war", "peace"]).token(1)
        'peace'
        """
        return self.text[self.begin[number] : self.end[number]]

    def owner(self, positions: np.ndarray) -> np.ndarray:
        """The number of the token in which each place of the row lies.

        Examples
        --------
        >>> Characters(["war", "peace"]).owner(np.array([0, 2, 4])).tolist()
        [0, 0, 1]
        """
        return np.searchsorted(self.begin, positions, "right") - 1

    def where(self, name: str) -> np.ndarray:
        """True for each character of a class.

        Parameters
        ----------
        name : str
            of the class: alnum, upper, lower, digit, stop …
        """
        return (self.classes & _BIT[name]) != 0

    def first(self, mask: np.ndarray) -> np.ndarray:
        """The first place of a mask in each token; the token's end where none is.

        Examples
        --------
        >>> characters = Characters(["a-b", "ab"])
        >>> characters.first(characters.where("joint")).tolist()
        [1, 6]
        """
        position = self.begin.copy()
        left = np.flatnonzero(position < self.end)
        for _ in range(_NEAR):  # most lie at the edge of the token
            left = left[~mask[position[left]]]
            position[left] += 1
            left = left[position[left] < self.end[left]]
        owner, places = unroll(position[left], self.end[left] - position[left])
        owner, places = owner[mask[places]], places[mask[places]]
        position[left] = self.end[left]
        position[left[owner[::-1]]] = places[::-1]  # the first of each is written last
        return position

    def last(self, mask: np.ndarray) -> np.ndarray:
        """The last place of a mask in each token; one before its beginning where none is.

        Examples
        --------
        >>> characters = Characters(["a-b", "ab"])
        >>> characters.last(characters.where("joint")).tolist()
        [1, 3]
        """
        position = self.end - 1
        left = np.flatnonzero(position >= self.begin)
        for _ in range(_NEAR):
            left = left[~mask[position[left]]]
            position[left] -= 1
            left = left[position[left] >= self.begin[left]]
        owner, places = unroll(self.begin[left], position[left] + 1 - self.begin[left])
        owner, places = owner[mask[places]], places[mask[places]]
        position[left] = self.begin[left] - 1
        position[left[owner]] = places  # the last of each is written last
        return position

    def count(self, mask: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """How many characters of a mask stand from `low` to before `high`.

        Parameters
        ----------
        mask : array of bool
            one entry per character of the row.
        low, high : arrays of int
            places in the row, of equal length; a range may be empty.
        """
        length = np.maximum(high - low, 0)
        if _SPARSE * length.sum() < len(mask):
            owner, position = unroll(low, length)
            return np.bincount(owner[mask[position]], minlength=len(low))
        before = np.concatenate([[0], np.cumsum(mask)])
        return before[low + length] - before[low]

    def within(self, positions: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Whether one of a few places of the row lies between two places of each token, from `low`
        to before `high`.

        Examples
        --------
        >>> characters = Characters(["a-b", "-a"])
        >>> characters.within(np.array([1, 4]), characters.begin + 1, characters.end).tolist()
        [True, False]
        """
        owner = self.owner(positions)
        lies_within = (positions >= low[owner]) & (positions < high[owner])
        holds = np.zeros(len(self.begin), dtype=bool)
        holds[owner[lies_within]] = True
        return holds

    def in_capitals(self) -> np.ndarray:
        """What `str.isupper` says of each token.

        Examples
        --------
        >>> Characters(["UN", "Un", "3"]).in_capitals().tolist()
        [True, False, False]
        """
        held = (
            np.bitwise_or.reduceat(np.append(self.classes, np.uint16(0)), self.begin)
            if len(self.begin)
            else self.classes
        )
        return ((held & _BIT["upper"]) != 0) & ((held & _BIT["lower"]) == 0)

    def at(self, name: str, position: np.ndarray) -> np.ndarray:
        """Whether the character at each place is of a class; places beyond the text are not.

        Parameters
        ----------
        name : str
            of the class, as for `where`.
        position : array of int
            in the row of characters.
        """
        inside = (position >= 0) & (position < len(self.classes))
        return inside & (
            (self.classes[np.where(inside, position, 0)] & _BIT[name]) != 0
            if len(self.classes)
            else inside
        )


_UNKNOWN = np.uint16(0xFFFF)  # no character is of all classes
_class_of = np.full(0x110000, _UNKNOWN)


def _classes(points: np.ndarray) -> np.ndarray:
    """The classes of characters; each distinct character is looked at once in the life of the
    program.
    """
    classes = _class_of.take(points)
    unknown = np.unique(points[classes == _UNKNOWN])
    for code in unknown.tolist():
        char = chr(code)
        _class_of[code] = sum(int(_BIT[name]) for name, holds in _CLASSES.items() if holds(char))
    return _class_of.take(points) if len(unknown) else classes


def shapes(tokens: Sequence[str] | pa.Array) -> Shapes:
    """What sentence splitting and counting need of each distinct token.

    Examples
    --------
    >>> shape = shapes(["“Talks", "ended.”", "U.S.", "Mr.", "—"])
    >>> shape.lead.tolist(), shape.trail.tolist(), shape.ends_sentence.tolist()
    ([1, 0, 0, 0, 0], [0, 2, 0, 1, 0], [False, True, False, False, False])
    """
    chars = Characters(tokens)
    alnum = chars.where("alnum")
    begin, end = chars.first(alnum), chars.last(alnum) + 1
    is_word = begin < end
    core = chars.last(~chars.where("closer")) + 1  # without quotes and brackets behind
    opened = chars.first(~chars.where("opener"))
    ends = (core > chars.begin) & chars.at("stop", core - 1)
    one_dot = (
        ends & chars.at("dot", core - 1) & ~((core - 2 >= chars.begin) & chars.at("dot", core - 2))
    )

    inner_dots = chars.within(np.flatnonzero(chars.where("dot")), begin, end)
    before_number = np.zeros(len(tokens), dtype=bool)
    doubt = np.zeros(len(tokens), dtype=np.int8)
    n_letters = end - begin
    short = np.flatnonzero(one_dot & is_word & ((n_letters <= _LONGEST_ABBREVIATION) | inner_dots))
    words = _slices(chars.text, begin[short], end[short])
    for token, word in zip(short.tolist(), words, strict=True):
        # Behind all other words a full stop ends the sentence.
        if len(word) == 1 or "." in word or word[0] in "ivxIVX" or word.lower() in _BEFORE_STOPS:
            ends[token], before_number[token], doubt[token] = _before_stop(word)
    # The full stop of "U.S." belongs to the word.
    stopped = np.flatnonzero(is_word & inner_dots & (end < chars.end) & chars.at("dot", end))
    words = _slices(chars.text, begin[stopped], end[stopped])
    end[stopped] += np.array(
        [_DOTTED.fullmatch(word) is not None for word in words], dtype=np.int64
    )
    asked = ends & chars.at("asking", core - 1) & (core < chars.end)
    doubt[asked] = _QUOTED
    may_count = one_dot & is_word & ((n_letters <= _LONGEST_ITEM) | inner_dots)
    doubt[may_count & chars.at("digit", begin) & chars.at("digit", end - 1)] = _ITEM
    after_opener = (opened < chars.end) & (chars.at("upper", opened) | chars.at("digit", opened))
    return Shapes(
        lead=np.where(is_word, begin - chars.begin, 0).astype(np.int32),
        trail=np.where(is_word, chars.end - end, 0).astype(np.int32),
        is_word=is_word,
        ends_sentence=ends,
        may_open=after_opener | ((opened < chars.end) & (opened > chars.begin)),
        before_number=before_number,
        is_number=is_word & chars.at("digit", begin),
        doubt=doubt,
        characters=chars,
    )


def _slices(text: str, begin: np.ndarray, end: np.ndarray) -> list[str]:
    return [text[low:high] for low, high in zip(begin.tolist(), end.tolist(), strict=True)]


def sentence_starts(
    segment: np.ndarray, word: np.ndarray, shape: Shapes, *, split: bool
) -> np.ndarray:
    """Where sentences begin.

    Parameters
    ----------
    segment, word : arrays, one entry per token
        the segment of the token, and the number of the distinct token.
    shape : Shapes
        of the distinct tokens.
    split : bool
        False makes one sentence of each segment.

    Returns
    -------
    array of bool, one per token
        True at each token that opens a sentence.

    Examples
    --------
    >>> shape, word = shapes(["Mr.", "Roe", "left.", "She", "stayed."]), np.arange(5)
    >>> sentence_starts(word * 0, word, shape, split=True).tolist()
    [True, False, False, True, False]
    """
    starts = np.ones(len(segment), dtype=bool)
    if len(segment) > 1:
        starts[1:] = segment[1:] != segment[:-1]
        if split:
            # Five answers in one number, so that they are taken for all tokens at once.
            packed = (
                shape.ends_sentence
                | shape.may_open << 1
                | shape.before_number << 2
                | shape.is_number << 3
            )
            of_token = (packed | (shape.doubt > 0) << 4).astype(np.uint8).take(word)
            before, after = of_token[:-1], of_token[1:]
            numbered = (before & 4 != 0) & (after & 8 != 0)
            may_open = (after & 2 != 0) & ~numbered
            starts[1:] |= (before & 1 != 0) & may_open
            doubtful = np.flatnonzero((before & 16 != 0) & may_open & (segment[1:] == segment[:-1]))
            _Doubts(starts, segment, word, shape.characters).settle(
                doubtful.tolist(), shape.doubt[word[doubtful]].tolist()
            )
    return starts


class _Doubts:
    """Tokens of which their neighbours say whether they end a sentence; few, so that each is looked
    at by itself.
    """

    def __init__(
        self, starts: np.ndarray, segment: np.ndarray, word: np.ndarray, characters: Characters
    ) -> None:
        self.starts, self.segment, self.word, self.characters = starts, segment, word, characters
        self.next_item = (
            -1,
            0,
        )  # the segment of the last item, and the number that would follow it

    def settle(self, positions: list[int], doubts: list[int]) -> None:
        """Say of each doubtful token whether a sentence opens behind it.

        Parameters
        ----------
        positions : list of int
            the tokens, in reading order: an item counts on from the one before it.
        doubts : list of int
            why each is doubtful, see `Shapes.doubt`.
        """
        rules = {
            _ABBREVIATED: self._behind_abbreviation,
            _INITIAL: self._behind_initial,
            _HOUR: self._behind_hour,
            _ITEM: self._behind_item,
            _QUOTED: self._behind_quoted,
        }
        for position, doubt in zip(positions, doubts, strict=True):
            self.starts[position + 1] = rules[doubt](position)

    def _bare(self, position: int) -> str:
        """A token without the punctuation around it; nothing beyond the sentence's segment."""
        return (
            self.characters.token(self.word[position]).strip("\"'“”‘’«»()[]{}.,;:!?…—")
            if position < len(self.word)
            else ""
        )

    def _behind_abbreviation(self, position: int) -> bool:
        """ "He lives in the U.S. She does not", but "the U.S. Army" and "P.S. You"."""
        return not self.starts[position] and self._bare(position + 1) in _MAY_OPEN

    def _behind_initial(self, position: int) -> bool:
        """ "Vitamin C. It helps", but "John F. Kennedy"."""
        if self.starts[position]:
            return False
        before, after = self._bare(position - 1), self._bare(position + 1)
        if self.characters.token(self.word[position + 1]) == f"{after}.":  # a second initial
            return False
        if before.lower() in _LETTERED or after in _OPENERS:
            return True
        return before.islower() and after in _OPENERS_OR_NAMES

    def _behind_hour(self, position: int) -> bool:
        """ "It began at 10 a.m. Lee spoke", but "At 10 a.m. Lee spoke" and "10 a.m. Monday"."""
        if not self._bare(position - 1)[:1].isdigit():  # the P.M. may be a minister
            return self._behind_abbreviation(position)
        after = self._bare(position + 1)
        if after in _OF_TIME or after[:1].isdigit() or self._bare(position + 2) == "time":
            return False
        near = range(position, max(position - _LONGEST_TIME, -1), -1)
        first = next((token for token in near if self.starts[token]), None)
        return first is None or not (
            position - first < 2 or self._bare(first).lower() in _BEFORE_TIME
        )

    def _behind_item(self, position: int) -> bool:
        """The number of an item ends no sentence: it opens its segment or a sentence, and goes on
        counting.
        """
        if not self.starts[position]:
            return True
        item = _LISTED.fullmatch(self.characters.token(self.word[position]))
        if item is None:
            return True
        item_number, segment = int(item[1] or 0), int(self.segment[position])
        opens_segment = position == 0 or self.segment[position - 1] != segment
        if not opens_segment and item_number != 1 and (segment, item_number) != self.next_item:
            return True
        self.next_item = (segment, item_number + 1)
        return False

    def _behind_quoted(self, position: int) -> bool:
        """ "“Why?” Harry asked" is one sentence; with a pronoun in capitals, "“Why?” He asked", a
        second one begins.
        """
        name = self._bare(position + 1)
        if not name[:1].isupper() or name in _MAY_OPEN | _NO_NAMES:
            return True
        behind = range(position + 2, min(position + 2 + _LONGEST_NAME, len(self.word)))
        of_sentence = itertools.takewhile(lambda at: not self.starts[at], behind)
        first_small = next((at for at in of_sentence if not self._bare(at)[:1].isupper()), None)
        return first_small is None or self._bare(first_small) not in _SAYING


def _before_stop(word: str) -> tuple[bool, bool, int]:
    """Of a word before a full stop: whether the sentence ends there, whether it continues before a
    number, and why the neighbours decide (see `Shapes.doubt`).
    """
    lower = word.lower()
    is_initial = len(word) == 1 and word.isupper()
    is_dotted = "." in word and _DOTTED.fullmatch(word) is not None
    doubt = _INITIAL if is_initial else 0
    if lower in _CLOCK:
        doubt = _HOUR
    elif _ROMAN.fullmatch(lower):
        doubt = _ITEM
    elif is_dotted or lower in _MAY_END:
        doubt = _ABBREVIATED
    is_small = len(word) == 1 and word.islower()
    return (
        not (lower in _ABBREVIATIONS or is_initial or is_dotted),
        lower in _BEFORE_NUMBERS or is_small,
        doubt,
    )


_OPENS = 2  # the bit behind those of a gap


class _Parts(NamedTuple):
    """The words of each distinct token: how many, and per word its key, span and gap."""

    n_words: np.ndarray
    key: np.ndarray
    start: np.ndarray
    end: np.ndarray
    gap: np.ndarray
    written: pa.Array
    opens: (
        np.ndarray
    )  # whether punctuation, other than quotation marks, stands before the token's first word


def words(shape: Shapes, word: np.ndarray, sentence: np.ndarray, start: np.ndarray) -> Words:
    """The matchable words of a corpus (see `Words`).

    Parameters
    ----------
    shape : Shapes
        of the distinct tokens.
    word, sentence, start : arrays, one entry per token
        the number of the distinct token, its sentence, and where it begins, punctuation before its
        first word left out.
    """
    parts = _parts(shape.characters)
    token, row, empty = per_token(word, parts.n_words)
    behind = np.searchsorted(token, empty[parts.opens[word[empty]]])
    of_word = sentence.take(token)
    lead = np.repeat(shape.lead, parts.n_words)
    of_token = start.take(token)
    start, end = (parts.start - lead).take(row), (parts.end - lead).take(row)
    start += of_token
    end += of_token
    return Words(
        key=parts.key.astype(np.intp).take(row),
        sentence=of_word,
        start=start,
        end=end,
        gap=_gaps_between(parts, row, of_word, behind),
        written=parts.written,
    )


def _gaps_between(
    parts: _Parts, row: np.ndarray, sentence: np.ndarray, behind: np.ndarray
) -> np.ndarray:
    """What stands between each word of a corpus and the next (see `Words`); `row` and `sentence`
    are the words' own, `behind` the words before which punctuation stands alone.
    """
    has_words = parts.n_words > 0
    opens = np.zeros(len(parts.gap), dtype=bool)
    opens[(np.cumsum(parts.n_words) - parts.n_words)[has_words]] = parts.opens[has_words]
    packed = (parts.gap | opens << _OPENS).astype(np.int8).take(row)
    gap = packed & np.int8((1 << _OPENS) - 1)
    # Punctuation that opens a later token, or stands alone, separates two words as well.
    is_divided = packed[1:] >> _OPENS != 0
    is_divided[behind[(behind > 0) & (behind < len(row))] - 1] = True
    np.copyto(gap[:-1], 2, where=is_divided & (gap[:-1] == 0))
    np.copyto(gap[:-1], 3, where=sentence[1:] != sentence[:-1])
    gap[-1:] = 3
    return gap


def _parts(chars: Characters) -> _Parts:
    n_tokens = len(chars.begin)
    is_word = np.concatenate([[False], chars.where("word"), [False]])
    within = is_word.copy()
    # A hyphen, an apostrophe or a full stop between two letters or digits joins them.
    within[1:-1] |= chars.where("joint") & is_word[:-2] & is_word[2:]
    edges = np.flatnonzero(within[1:] != within[:-1])
    begin, end = edges[::2], edges[1::2]
    owner = chars.owner(begin)
    # The "s" of "'s" alone has its apostrophe outside of the word.
    cut_off = (end - begin != 1) & chars.at("s", end - 1) & chars.at("apostrophe", end - 2)
    key_end = np.where(cut_off, end - 2, end)
    count = np.bincount(owner, minlength=n_tokens).astype(np.int32)
    has_words = np.flatnonzero(count)
    final = (np.cumsum(count) - 1)[has_words]
    gap, clear = np.full(len(begin), 2, dtype=np.int8), np.ones(n_tokens, dtype=bool)
    gap[final], clear[has_words] = _gaps(chars, end[final], chars.end[has_words])
    clear &= ~_with_initials(chars)

    odd = [
        (token, *part)
        for token in np.flatnonzero(~clear).tolist()
        for part in _odd_parts(chars.token(token))
    ]
    kept = clear[owner]
    others = list(zip(*odd, strict=True)) or [()] * 5
    strings = pa.concat_arrays(
        [_substrings(chars.text, begin[kept], key_end[kept]), pa.array(others[1], type=pa.string())]
    )
    start = (begin - chars.begin[owner])[kept], (key_end - chars.begin[owner])[kept]
    columns = [
        np.concatenate([whole, np.array(odd_column, dtype=np.int32)]).astype(np.int32)
        for whole, odd_column in zip(
            (owner[kept], *start, gap[kept]), (others[0], *others[2:]), strict=True
        )
    ]
    order = np.argsort(columns[0], kind="stable")
    in_order = [column[order] for column in columns]
    numbered = strings.dictionary_encode()
    return _Parts(
        n_words=np.bincount(in_order[0], minlength=n_tokens).astype(np.int32),
        key=numbered.indices.to_numpy(zero_copy_only=False)[order],
        start=in_order[1],
        end=in_order[2],
        gap=in_order[3].astype(np.int8),
        written=numbered.dictionary,
        opens=chars.count(~chars.where("before"), chars.begin, chars.first(is_word[1:-1])) > 0,
    )


def _substrings(text: str, begin: np.ndarray, end: np.ndarray) -> pa.Array:
    """The strings text[begin:end], as Arrow holds them; they follow one another without overlap."""
    raw = text.encode()
    data = np.frombuffer(raw, dtype=np.uint8)
    byte = np.append(np.flatnonzero((data & 0xC0) != 0x80), len(data))
    return _strings_at(raw, byte[begin], byte[end])


def _strings_at(raw: bytes, begin: np.ndarray, end: np.ndarray) -> pa.Array:
    """The strings at raw[begin:end], as Arrow holds them; they follow one another without overlap."""
    bounds = np.zeros(2 * len(begin) + 1, dtype=np.int32)
    bounds[0:-1:2], bounds[1::2] = begin, end
    bounds[-1] = bounds[-2] if len(begin) else 0
    pieces = pa.StringArray.from_buffers(2 * len(begin), pa.py_buffer(bounds), pa.py_buffer(raw))
    return pieces.take(pa.array(np.arange(0, 2 * len(begin), 2)))


def _with_initials(chars: Characters) -> np.ndarray:
    """True for each token with two initials in a row ("U.S.", "J.K.Rowling"), whose last full stop
    belongs to them.
    """
    letter, dot = chars.where("letter"), chars.where("dot")
    positions = np.flatnonzero(letter[:-3] & dot[1:-2] & letter[2:-1] & dot[3:])
    return np.isin(np.arange(len(chars.begin)), chars.owner(positions))


def _gaps(chars: Characters, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What stands behind a token's last word (0 nothing, 1 a full stop, 2 else), and whether that
    is sure.
    """
    owner, position = unroll(low, high - low)
    is_dot, is_mark = chars.at("dot", position), chars.at("behind", position)
    dots, marks, others = (
        np.bincount(owner[held], minlength=len(low))
        for held in (is_dot, is_mark, ~(is_dot | is_mark))
    )
    gap = np.where(others > 0, 2, np.where(dots > 0, 1, 0)).astype(np.int8)
    return gap, (dots < 2) | (
        marks == 0
    )  # a quotation mark between two full stops needs a second look


def _odd_parts(token: str) -> list[tuple[str, int, int, int]]:
    """The words of a token with initials and the like, one by one: key, start, end and the gap
    behind.
    """
    parts = list(_PART.finditer(token))
    behind = token[parts[-1].end() :].strip("\"'“”‘’«»%")
    last_gap = 0 if not behind else 1 if set(behind) == {"."} else 2
    rows = []
    for match in parts:
        gap = last_gap if match is parts[-1] else 2
        key = _POSSESSIVE.sub("", match.group())
        rows.append((key, match.start(), match.start() + len(key), gap))
    return rows
