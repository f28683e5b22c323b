"""Which sentence of one version of an article is which sentence of the other."""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus, check_article

if TYPE_CHECKING:
    from scipy.sparse import coo_array

FATES = ("kept", "moved", "changed", "inserted", "deleted")
FATE = pd.CategoricalDtype(FATES, ordered=True)
# Page furniture is aligned with the rest, so that a paragraph that one reader takes for furniture is
# not missed; what is furniture in all that there is of it, is no part of either version.
PAGE_FURNITURE = "boilerplate"
# From here on two sentences are one that was changed: see the table of `align`.
LEAST_SIMILARITY = 0.4
_LEAST_LETTERS = 20  # of a sentence whose other end was cut off
_NEAR = 1e-3  # what decides between sentences that are equally similar: the nearer one
_BEGINS_SMALL, _STOPS_SHORT = re.compile(r"^\W*[^\W\dA-Z_]"), re.compile(r"(?:\w|,|\.\.\.|…)\W?$")
_SIGN = re.compile(r"(?<!\S)[-\u2010-\u2015\u2212](?=\d)")  # of a number below 0


class _Pair(NamedTuple):
    """Sentences of both versions that are the same, by the positions where they begin, and how
    many they are.
    """

    first: int
    second: int
    n_first: int
    n_second: int
    similarity: float
    is_moved: bool = False

    def turned(self) -> _Pair:
        """The same, with the versions exchanged."""
        return self._replace(
            first=self.second, second=self.first, n_first=self.n_second, n_second=self.n_first
        )


class _Lines(NamedTuple):
    """The sentences of one version that hold letters or digits, in reading order."""

    sentence: np.ndarray
    layer: np.ndarray
    n_words: np.ndarray
    text: list[str]
    letters: list[str]  # of each sentence: all by which it is recognised

    def joined(self, column: str, start: int, n_lines: int) -> str:
        """Some sentences in a row as one text."""
        between = " " if column == "text" else ""
        return between.join(getattr(self, column)[start : start + n_lines])


def align(first: Corpus, second: Corpus) -> pd.DataFrame:
    """What became of each sentence of an article in another version of it.

    Sentences are recognised by their letters and digits alone, so that quotation marks, dashes,
    capitals, spaces and the division into paragraphs make no change. Runs of the same sentences are
    aligned first (`difflib`); then sentences that are cut at other places, and a first or last
    sentence of which the end of a version was cut off; then the rest by their similarity, so that
    the sum of similarities is largest (`scipy.optimize.linear_sum_assignment`). Two headlines that
    are left belong together, however different. Of the sentences that were found, those with most
    words that are in the same order in both versions stand where they stood; the others have moved.

    The similarity of two sentences is the share of words and of pairs of adjacent words that they
    have in common (Dice's coefficient, each kind counted once). From 0.4 on they are one sentence:
    the middle of the range in which it makes no difference. Share of the sentences of 500 pairs,
    made by a seeded editor, whose fate is right, over all and by their true fate (`uv run python
    tests/benchmarks/bench_versions.py`):

    similar from      all     kept    moved  changed inserted  deleted
    0.1             .9903    .9971    .9939    .9809    .9181    .9174
    0.2             .9955    .9973    .9939    .9799    .9911    .9957
    0.3             .9957    .9973    .9939    .9799    .9941    .9979
    0.4             .9957    .9973    .9939    .9799    .9941    .9979
    0.5             .9957    .9973    .9939    .9790    .9960    .9979
    0.6             .9950    .9973    .9939    .9685    .9980    .9979
    0.7             .9792    .9973    .9927    .7531    .9990    .9968

    Parameters
    ----------
    first, second : Corpus
        of one article each.

    Returns
    -------
    DataFrame, one row per sentence, or per run of sentences that is cut in another way
        fate (ordered category): kept, moved, changed (and perhaps moved, see `is_moved`), inserted,
        deleted; is_moved; similarity (0 to 1, 1 for the same letters; missing where one side is);
        and of each version, with `_first` or `_second` behind the name, missing or 0 where it lacks
        the sentence: sentence (its number in the corpus), n_sentences, layer, words, text. In the
        order of the second version; what was deleted is where it was. Without sentences that are
        page furniture in all versions that hold them.

    Raises
    ------
    ValueError
        for a corpus of several articles.

    Examples
    --------
    >>> from analysis import read_text
    >>> first = read_text("Talks were held in Geneva. They failed.")
    >>> second = read_text("Talks on the border were held in Geneva. “They failed!” Nobody spoke.")
    >>> align(first, second)[["fate", "text_second"]].values.tolist()
    [['changed', 'Talks on the border were held in Geneva.'], ['kept', '“They failed!”'], ['inserted', 'Nobody spoke.']]
    """
    left, right = _lines(first), _lines(second)
    # One order of the two, so that exchanging them exchanges what was inserted and what was deleted.
    if (len(left.letters), left.letters) <= (len(right.letters), right.letters):
        return _table(left, right, _placed(_matched(left, right), left))
    pairs = _placed(_matched(right, left), right)
    return _table(left, right, [pair.turned() for pair in pairs])


def share_in_common(alignment: pd.DataFrame) -> float:
    """The share of the words of the shorter version that are in sentences that were kept or moved, or
    are similar to one of the other version; 0 to 1, `nan` where a version holds no word.

    Examples
    --------
    >>> from analysis import read_text
    >>> share_in_common(align(read_text("They failed."), read_text("They failed. Nobody spoke.")))
    1.0
    """
    whole = alignment[["words_first", "words_second"]].sum()
    # A headline that took the place of another one need not be similar to it.
    is_common = alignment["similarity"] >= LEAST_SIMILARITY
    side = "words_first" if whole["words_first"] <= whole["words_second"] else "words_second"
    return float(alignment.loc[is_common, side].sum() / whole[side]) if whole[side] else np.nan


def _lines(corpus: Corpus) -> _Lines:
    check_article(corpus)
    sentences = corpus.sentences
    layers = corpus.segments["layer"].astype(str).to_numpy()[sentences["segment"].to_numpy()]
    text = corpus.texts[0] if corpus.texts else ""
    spans = zip(sentences["start"].tolist(), sentences["end"].tolist(), strict=True)
    texts = [" ".join(text[start:end].split()) for start, end in spans]
    letters = _letters(texts)
    held = [row for row, own in enumerate(letters) if own]
    return _Lines(
        sentence=sentences.index.to_numpy()[held],
        layer=layers[held],
        n_words=sentences["n_words"].to_numpy()[held],
        text=[texts[row] for row in held],
        letters=[letters[row] for row in held],
    )


def _letters(texts: Sequence[str]) -> list[str]:
    """What distinguishes a sentence from others: its letters, digits and signs that change what it
    says, in one case.
    """
    plain = [_SIGN.sub("\u2212", unicodedata.normalize("NFKC", text)).casefold() for text in texts]
    dropped = {ord(sign): None for sign in set().union(*plain) if not _distinguishes(sign)}
    return [text.translate(dropped) for text in plain]


def _distinguishes(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LMN" or category == "Sc" or sign in "%\u2212"


def _matched(first: _Lines, second: _Lines) -> list[_Pair]:
    """The sentences that both versions hold, in no order."""
    blocks = difflib.SequenceMatcher(None, first.letters, second.letters, autojunk=False)
    pairs = [
        _Pair(block.a + step, block.b + step, 1, 1, 1.0)
        for block in blocks.get_matching_blocks()
        for step in range(block.size)
    ]
    # Each way looks at what the ways before it have left.
    for way in (_cut_elsewhere, _cut_short, _similar, _headlines):
        left = _left(first, second, pairs)
        pairs += way(first, second, *left)
    return pairs


def _left(first: _Lines, second: _Lines, pairs: list[_Pair]) -> tuple[list[int], list[int]]:
    """The sentences of both versions that are in no pair."""
    taken: tuple[set[int], set[int]] = (set(), set())
    for pair in pairs:
        taken[0].update(range(pair.first, pair.first + pair.n_first))
        taken[1].update(range(pair.second, pair.second + pair.n_second))
    return (
        [row for row in range(len(first.letters)) if row not in taken[0]],
        [row for row in range(len(second.letters)) if row not in taken[1]],
    )


def _cut_elsewhere(
    first: _Lines, second: _Lines, left_first: list[int], left_second: list[int]
) -> Iterator[_Pair]:
    """Runs of sentences that are the same text, and are several sentences in one version alone."""
    used: tuple[set[int], set[int]] = (set(), set())
    for whole, rows, parts, part_rows, is_first in (
        (first, left_first, second, left_second, True),
        (second, left_second, first, left_first, False),
    ):
        runs = _runs_of(part_rows)
        for row in rows:
            run = _run_that_is(whole.letters[row], parts.letters, part_rows, runs)
            if run is None or row in used[not is_first]:
                continue
            start, n_lines = run
            if used[is_first].intersection(range(start, start + n_lines)):
                continue
            used[not is_first].add(row)
            used[is_first].update(range(start, start + n_lines))
            yield (
                _Pair(row, start, 1, n_lines, 1.0)
                if is_first
                else _Pair(start, row, n_lines, 1, 1.0)
            )


def _runs_of(rows: list[int]) -> set[int]:
    """The rows behind which the next row is one of them too."""
    return {row for row, after in itertools.pairwise(rows) if after == row + 1}


def _run_that_is(
    letters: str, parts: list[str], rows: list[int], runs: set[int]
) -> tuple[int, int] | None:
    """The run of rows whose letters are those of one sentence: where it starts, and its length."""
    for start in rows:
        joined, row = parts[start], start
        while len(joined) < len(letters) and letters.startswith(joined) and row in runs:
            row += 1
            joined += parts[row]
        if joined == letters and row > start:
            return start, row - start + 1
    return None


def _cut_short(
    first: _Lines, second: _Lines, left_first: list[int], left_second: list[int]
) -> Iterator[_Pair]:
    """The first or the last sentence of a body of which a version holds a part, as where a text was
    cut off: it begins with a small letter, or has no full stop.
    """
    for at, ends_alike, is_cut in (
        (0, str.endswith, _BEGINS_SMALL),
        (-1, str.startswith, _STOPS_SHORT),
    ):
        rows = [
            [row for row in left if lines.layer[row] == "body"]
            for lines, left in ((first, left_first), (second, left_second))
        ]
        if not all(rows):
            continue
        row, other = rows[0][at], rows[1][at]
        versions = [
            (first.letters[row], first.text[row]),
            (second.letters[other], second.text[other]),
        ]
        (short, text), (long, _) = sorted(versions, key=lambda version: len(version[0]))
        if len(short) >= _LEAST_LETTERS and ends_alike(long, short) and is_cut.search(text):
            yield _Pair(row, other, 1, 1, 1.0)


def _similar(
    first: _Lines, second: _Lines, left_first: list[int], left_second: list[int]
) -> Iterator[_Pair]:
    """The sentences left over that are similar enough, in the assignment with the largest sum."""
    if not left_first or not left_second:
        return
    likeness = _likeness(
        [first.text[row] for row in left_first], [second.text[row] for row in left_second]
    )
    is_close = likeness.data >= LEAST_SIMILARITY
    rows, columns, values = likeness.row[is_close], likeness.col[is_close], likeness.data[is_close]
    for row, column, value in _assigned(rows, columns, values, likeness.shape):
        own, other = left_first[row], left_second[column]
        is_same = first.letters[own] == second.letters[other]
        yield _Pair(own, other, 1, 1, 1.0 if is_same else min(float(value), 0.999))


def _likeness(first: list[str], second: list[str]) -> coo_array:
    """Dice's coefficient of words and pairs of words, for each two texts that share one."""
    from scipy.sparse import coo_array, csr_array
    from sklearn.feature_extraction.text import CountVectorizer

    count = CountVectorizer(ngram_range=(1, 2), binary=True, token_pattern=r"\w+", dtype=np.float64)
    kinds = csr_array(count.fit_transform([*first, *second]))
    n_kinds = kinds.sum(axis=1)
    common = coo_array(kinds[: len(first)] @ kinds[len(first) :].T)
    common.data = 2 * common.data / (n_kinds[common.row] + n_kinds[len(first) + common.col])
    return common


def _assigned(
    rows: np.ndarray, columns: np.ndarray, values: np.ndarray, shape: tuple[int, int]
) -> Iterator[tuple[int, int, float]]:
    """The pairs with the largest sum of values in which no row and no column stands twice.

    Rows and columns that no pair joins are assigned apart, so that the work stays small.
    """
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n_rows, n_columns = shape
    graph = coo_array((np.ones(len(rows)), (rows, n_rows + columns)), (sum(shape), sum(shape)))
    _, part = connected_components(graph, directed=False)
    place = np.abs(rows / n_rows - columns / n_columns)
    worth = values - _NEAR * place
    order = np.argsort(part[rows], kind="stable")
    for entries in np.split(order, np.flatnonzero(np.diff(part[rows][order])) + 1):
        if not len(entries):
            continue
        of_row, row = np.unique(rows[entries], return_inverse=True)
        of_column, column = np.unique(columns[entries], return_inverse=True)
        table = np.zeros((len(of_row), len(of_column)))
        table[row, column] = worth[entries]
        similarity = np.zeros_like(table)
        similarity[row, column] = values[entries]
        for chosen in zip(*linear_sum_assignment(table, maximize=True), strict=True):
            if similarity[chosen] > 0:
                yield int(of_row[chosen[0]]), int(of_column[chosen[1]]), similarity[chosen]


def _headlines(
    first: _Lines, second: _Lines, left_first: list[int], left_second: list[int]
) -> Iterator[_Pair]:
    """Two headlines that are left over: one stands in the place of the other."""
    rows = [
        [row for row in left if lines.layer[row] == "headline"][:1]
        for lines, left in ((first, left_first), (second, left_second))
    ]
    if all(rows):
        (row,), (other,) = rows
        likeness = _likeness([first.text[row]], [second.text[other]])
        yield _Pair(row, other, 1, 1, float(likeness.data.sum()))


def _placed(pairs: list[_Pair], first: _Lines) -> list[_Pair]:
    """The pairs, and which of them have moved: all but those with most words that come in one order
    in both versions.
    """
    pairs = sorted(pairs)
    # A sentence of no words weighs something too.
    weights = [
        1 + int(first.n_words[pair.first : pair.first + pair.n_first].sum()) for pair in pairs
    ]
    stays = _heaviest_rising([pair.second for pair in pairs], weights)
    return [pair._replace(is_moved=row not in stays) for row, pair in enumerate(pairs)]


def _heaviest_rising(values: list[int], weights: list[int]) -> set[int]:
    """The rows of the rising sequence of values with the largest sum of weights.

    Of the sequences that end with a value, only the heaviest is kept, and only while no sequence
    with a smaller end weighs as much.
    """
    ends: list[int] = []  # values, rising
    heaviest: list[tuple[int, int]] = []  # (weight, row) of the sequence that ends there, rising
    before: list[int] = []
    for row, (value, weight) in enumerate(zip(values, weights, strict=True)):
        at = bisect_left(ends, value)
        total, previous = heaviest[at - 1] if at else (0, -1)
        total += weight
        before.append(previous)
        stop = at
        while stop < len(ends) and heaviest[stop][0] <= total:
            stop += 1
        ends[at:stop], heaviest[at:stop] = [value], [(total, row)]
    rows, row = set(), heaviest[-1][1] if heaviest else -1
    while row >= 0:
        rows.add(row)
        row = before[row]
    return rows


def _table(first: _Lines, second: _Lines, pairs: list[_Pair]) -> pd.DataFrame:
    rows: list[tuple[tuple[int, int, int], str, _Pair]] = []
    anchors: list[tuple[int, int]] = [(-1, -1)]  # (first, second) of what is where it was
    for pair in sorted(pairs):
        fate = "changed" if pair.similarity < 1 else "moved" if pair.is_moved else "kept"
        rows.append(((pair.second, 0, 0), fate, pair))
        if not pair.is_moved:
            anchors.append((pair.first, pair.second))
    left_first, left_second = _left(first, second, pairs)
    for row in left_second:
        rows.append(((row, 0, 0), "inserted", _Pair(-1, row, 0, 1, np.nan)))
    for row in left_first:
        _, behind = anchors[bisect_right(anchors, (row, len(second.letters))) - 1]
        rows.append(((behind, 1, row), "deleted", _Pair(row, -1, 1, 0, np.nan)))
    rows.sort(key=lambda row: row[0])
    of = [pair for _, _, pair in rows]
    table = pd.DataFrame(
        {
            "fate": pd.Categorical([fate for _, fate, _ in rows], dtype=FATE),
            "is_moved": np.array([pair.is_moved for pair in of], dtype=bool),
            "similarity": [pair.similarity for pair in of],
            **_side(first, [(pair.first, pair.n_first) for pair in of], "first"),
            **_side(second, [(pair.second, pair.n_second) for pair in of], "second"),
        }
    )
    layers = table[["layer_first", "layer_second"]]
    is_furniture = (layers.isna() | (layers == PAGE_FURNITURE)).all(axis=1)
    return table[~is_furniture].reset_index(drop=True)


def _side(lines: _Lines, spans: list[tuple[int, int]], version: str) -> dict[str, object]:
    """The columns of one version."""
    has = [n_lines > 0 for _, n_lines in spans]
    return {
        f"sentence_{version}": pd.array(
            [int(lines.sentence[start]) if n_lines else pd.NA for start, n_lines in spans],
            dtype="Int64",
        ),
        f"n_sentences_{version}": np.array([n_lines for _, n_lines in spans], dtype=np.int64),
        f"layer_{version}": pd.array(
            [
                lines.layer[start] if own else None
                for (start, _), own in zip(spans, has, strict=True)
            ],
            dtype="str",
        ),
        f"words_{version}": np.array(
            [int(lines.n_words[start : start + n_lines].sum()) for start, n_lines in spans],
            dtype=np.int64,
        ),
        f"text_{version}": pd.array(
            [
                lines.joined("text", *span) if own else None
                for span, own in zip(spans, has, strict=True)
            ],
            dtype="str",
        ),
    }
