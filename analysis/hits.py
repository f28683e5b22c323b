"""Hits: the one table that every measure produces, a row per place in the text; and what a measure
says of itself.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus import Corpus
from analysis.language import OF_THE_TEXT, is_measured
from analysis.tokens import fold_all, in_order
from analysis.words import capitalised, first_words
from analysis.words.languages import not_measured

# The segments that were judged at all, kept in `attrs`, which pandas hands on when rows are chosen.
_JUDGED = "judged"
# The list by which the hits were made, kept in the same way.
LIST = "list"
# The language of that list, kept in the same way.
_LANGUAGE = "language"
INSIDE_A_NAME = "inside a name"

COLUMNS = ("segment", "sentence", "start", "end", "term", "category", "weight", "measure")


class Sum(NamedTuple):
    """The sum of a measure's weights, a row of its own in every comparison.

    name: of the row; more, less: what a layer is whose sum is larger, or smaller; of: what is
    summed; unit: of a rate, without "per 1,000 words"; ends: what the two directions of an axis
    mean.
    """

    name: str
    more: str = "higher"
    less: str = "lower"
    of: str = "weights"
    unit: str = "points"
    ends: str = "right of 0 the sum is above 0, left of it below"


@dataclass(frozen=True)
class Measure:
    """All that the suite knows of a measure, declared in the measure's own module; everything else
    walks these.

    Attributes
    ----------
    name : str
        as the column `measure` of its hits has it.
    counts : str
        what it counts, in words.
    hits : function, optional
        corpus → its table of hits, by the option that it names as a keyword; None for one that
        needs more than a corpus.
    title : str
        of its section and its table.
    places, one_place : str
        what its marked places are called, and one of them.
    verb : str
        what a layer does with its places, as a layer of several segments: use, name.
    phrase : str
        what a category is in a sentence, {} being its label: captions use more "words about {}".
    option : str, optional
        the option of `Options` that chooses its list.
    list_name : str
        what such a list is called: a lexicon, a codebook.
    labels : mapping, or function of the list
        category → how a reader is shown it.
    per : "word" or "segment"
        what it is counted per.
    sum : Sum, optional
        the sum of its weights, which are then values and never negative counts; without one,
        weights are summed in the row of their category.
    mark : str
        how its places are marked on a page, as declarations of a style sheet; a line or a border
        holds in grey print.
    notes, source : function of the list, optional
        what stands above its numbers, and how a report names the list.
    takes_names : bool
        whether its hits function takes the article's names as `names`, inside which its words do
        not count.
    validity : function, optional
        (list or None, peers=False) → its rows of agreement with people, as of `validity.worth`;
        None: not measured.
    choices : mapping, optional
        for `sensitivity.multiverse`: choice → option of it → keywords of the hits function.

    Examples
    --------
    >>> Measure("numbers", "figures in the text").title
    'Numbers'
    """

    name: str
    counts: str
    hits: Callable[..., pd.DataFrame] | None = None
    title: str = ""
    places: str = ""
    one_place: str = "hit"
    verb: str = "use"
    phrase: str = "words for {}"
    option: str | None = None
    list_name: str = ""
    labels: Mapping[str, str] | Callable[[Any], Mapping[str, str]] = field(default_factory=dict)
    per: str = "word"
    sum: Sum | None = None
    mark: str = "outline: 1px dashed var(--name)"
    notes: Callable[[Any], list[str]] | None = None
    source: Callable[[Any], str] | None = None
    takes_names: bool = False
    validity: Callable[..., pd.DataFrame] | None = None
    choices: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.per not in ("word", "segment"):
            raise ValueError(
                f"unknown per {self.per!r} of the measure {self.name}; choose from: word, segment"
            )
        object.__setattr__(self, "title", self.title or capitalised(self.name))
        object.__setattr__(self, "places", self.places or self.name)

    def labels_of(self, chosen: Any) -> Mapping[str, str]:
        """How a reader is shown the categories, by the list that was chosen.

        Examples
        --------
        >>> from analysis import framing
        >>> framing.MEASURE.labels_of("policy")["economic"]
        'Economic'
        """
        return self.labels(chosen) if callable(self.labels) else self.labels

    def agreement(self, chosen: Any) -> pd.DataFrame | None:
        """How far it agrees with people by the list that was chosen.

        Returns
        -------
        DataFrame or None
            rows of `validity.worth`; None where nothing was measured.
        """
        return None if self.validity is None else self.validity(str(chosen))


_declared: dict[str, Measure] = {}


def declare(measure: Measure) -> Measure:
    """Make a measure known by its name, so that its hits are compared as it says.

    Examples
    --------
    >>> measure_named(declare(Measure("numbers", "figures in the text", sum=Sum("total"))).name).sum.name
    'total'
    >>> _ = _declared.pop("numbers")
    """
    _declared[measure.name] = measure
    return measure


def measure_named(name: str) -> Measure:
    """The measure of this name; of one that nobody has declared, hits that are counted per word.

    Examples
    --------
    >>> measure_named("numbers").per, measure_named("numbers").sum
    ('word', None)
    """
    return _declared.get(name) or Measure(name, f"hits of {name}")


def measure_of(table: pd.DataFrame) -> Measure:
    """The measure of a table of hits.

    Raises
    ------
    ValueError
        for hits of several measures.
    """
    column = table["measure"].array
    if not isinstance(column, pd.Categorical):
        column = pd.Categorical(column)
    names = column.categories if len(column.categories) == 1 else sorted(set(column))
    if len(names) != 1:
        raise ValueError(
            f"hits of {len(names)} measures ({', '.join(names)}); give the hits of one measure"
        )
    return measure_named(str(names[0]))


def by_measure(hits: Mapping[str, pd.DataFrame] | pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The hits of one measure after the other, whether they come in one table or in several.

    Examples
    --------
    >>> from analysis import framing, read_text, sentiment
    >>> corpus = read_text("A good ballistic missile.")
    >>> both = pd.concat([sentiment.hits(corpus), framing.hits(corpus, frames="armed-conflict")])
    >>> [measure_of(table).name for table in by_measure(both)]
    ['sentiment', 'framing']
    """
    if not isinstance(hits, pd.DataFrame):
        yield from hits.values()
        return
    if hits["measure"].nunique() < 2:
        yield hits
        return
    for name in dict.fromkeys(hits["measure"].astype(str)):
        own = hits[hits["measure"] == name]
        # Tables that were joined have lost the categories in which nothing was found.
        measure = measure_named(name)
        labels = () if callable(measure.labels) else measure.labels
        categories = [category for category in labels if not is_sum(category)]
        categories = list(dict.fromkeys([*categories, *own["category"].astype(str)]))
        yield own.assign(
            measure=pd.Categorical(own["measure"].astype(str), categories=[name]),
            category=pd.Categorical(own["category"].astype(str), categories=categories),
        )


def sum_named(category: str) -> Sum | None:
    """The sum that a row of a comparison is, or None for a category of a measure.

    Examples
    --------
    >>> from analysis import sentiment
    >>> sum_named("tone").of, sum_named("positive")
    ('scores', None)
    """
    sums = (measure.sum for measure in _declared.values() if measure.sum is not None)
    return next((declared for declared in sums if declared.name == category), None)


def is_sum(category: str) -> bool:
    """Whether a row of a comparison is the sum of a measure's weights, and no category of its own.

    Examples
    --------
    >>> from analysis import sentiment
    >>> is_sum("tone"), is_sum("positive")
    (True, False)
    """
    return sum_named(category) is not None


def make(
    corpus: Corpus,
    *,
    measure: str,
    categories: Sequence[str],
    sentence: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    term: Sequence[str] | pa.Array,
    category: np.ndarray,
    weight: np.ndarray | float = 1.0,
    language: str = OF_THE_TEXT,
    **extra: Sequence[object] | np.ndarray | pa.Array,
) -> pd.DataFrame:
    """A table of hits in reading order.

    Articles in a language that the list is not for have none, and are not measured: a word that
    means something else there (the German *war*, *die*) is no hit, and a count of 0 no result.

    Parameters
    ----------
    corpus : Corpus
    measure : str
        its name.
    categories : sequence of str
        every category that the measure knows, also those without a hit, which are a result.
    sentence : array of int
        the sentence of each hit.
    start, end : array of int
        where it is, as code points of the article.
    term : sequence of str, or Arrow array
        what the list calls it. Strings that recur are fastest as numbers of the distinct ones
        (an Arrow `DictionaryArray`), here and in further columns.
    category : array of int
        which of the categories it is, by index.
    weight : array or float
        what it adds to a sum.
    language : str
        of the list, as ISO 639-1; `language.OF_THE_TEXT` for one that fits any.
    **extra : sequence or array
        further columns, which follow the common ones.

    Returns
    -------
    DataFrame, one row per hit
        `COLUMNS`, and the further ones.
    """
    sentence = np.asarray(sentence, dtype=np.int64)
    segment = corpus.sentences["segment"].to_numpy(dtype=np.int64)[sentence]
    category = np.asarray(category, dtype=np.int64)
    start, end = (np.asarray(column, dtype=np.int64) for column in (start, end))
    order = in_order(segment << 32 | start, end - start, category)
    in_language = _in_language(corpus, language)
    if not in_language.all():
        order = order[in_language[segment[order]]]
    columns: dict[str, Any] = {
        "segment": segment[order],
        "sentence": sentence[order],
        "start": start[order],
        "end": end[order],
        "term": _strings(term, order),
        "category": as_categories(category[order], *categories),
        "weight": np.broadcast_to(np.asarray(weight, dtype=float), len(sentence))[order],
        "measure": as_categories(np.zeros(len(order), dtype=np.int8), measure),
    }
    for name, values in extra.items():
        if values is term:
            columns[name] = columns["term"].copy()
        elif isinstance(values, np.ndarray):
            columns[name] = values[order]
        else:
            columns[name] = _strings(values, order)
    table = pd.DataFrame(columns, copy=False)
    table.attrs[_LANGUAGE] = language
    return table


def as_categories(codes: np.ndarray, *categories: str) -> pd.Categorical:
    """A column of categories, from their numbers; -1 is missing.

    Examples
    --------
    >>> as_categories(np.array([1, -1]), "positive", "negative").tolist()
    ['negative', nan]
    """
    return pd.Categorical.from_codes(codes, dtype=_kind(categories))


# To check that categories are distinct takes longer than all the rest of a short table.
@functools.lru_cache(maxsize=64)
def _kind(categories: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(categories))


def _in_language(corpus: Corpus, language: str) -> np.ndarray:
    """True for each segment whose article a list of that language can measure."""
    languages, of_segment = corpus.languages
    # One that is not known, -1, is the last: such an article is measured.
    fits = np.array([*(is_measured(code, language) for code in languages), True])
    return fits[of_segment]


def why_not_measured(corpus: Corpus, table: pd.DataFrame) -> str:
    """Why a measure says nothing of a corpus, in a sentence with its language; "" where it does.

    Parameters
    ----------
    corpus : Corpus
        of one article; of several, one that can be measured is enough.
    table : DataFrame
        hits of one measure.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("Der Krieg war lang, und die Stadt hat ihn nicht vergessen.")
    >>> why_not_measured(corpus, sentiment.hits(corpus))
    'not measured: the text is German (1.00)'
    >>> corpus = read_text("The war was long, and the city has not forgotten it.")
    >>> why_not_measured(corpus, sentiment.hits(corpus))
    ''
    """
    if measure_of(table).per != "word" or _LANGUAGE not in table.attrs or not len(corpus.segments):
        return ""
    if _in_language(corpus, table.attrs[_LANGUAGE]).any():
        return ""
    first = corpus.articles.iloc[int(corpus.segments["article"].iloc[0])]
    return not_measured(first["language"], first["language_certainty"])


def _strings(values: Sequence[object] | pa.Array, order: np.ndarray) -> Any:
    """Strings in another order, in the type that pandas gives to strings."""
    strings = values if isinstance(values, pa.Array) else pa.array(values, type=pa.string())
    rows = pa.array(order)
    if isinstance(strings, pa.DictionaryArray):
        strings, rows = strings.dictionary, strings.indices.take(rows)
    return pd.StringDtype("pyarrow", na_value=np.nan).__from_arrow__(
        strings.cast(pa.large_string()).take(rows)
    )


def matched(
    corpus: Corpus, first: np.ndarray, last: np.ndarray, *, folded: bool = False
) -> pa.DictionaryArray:
    r"""The texts from some words to others, with single spaces; `folded` as the lexicons read them.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The  Golan\n Heights, “the line”")
    >>> matched(corpus, np.array([1, 0]), np.array([2, 0])).to_pylist()
    ['Golan Heights', 'The']
    """
    words = corpus.words
    distinct = words.folded if folded else words.written
    texts, number = [distinct], words.key[first]
    n_texts, length = len(distinct), last - first + 1
    others = []
    for n_words in (np.flatnonzero(np.bincount(length)[2:]) + 2).tolist():
        row = np.flatnonzero(length == n_words)
        steps = [first[row] + step for step in range(n_words)]
        # Where one character stands between the words, their text is the words.
        letters = sum(words.end[token] - words.start[token] for token in steps)
        plain = letters + n_words - 1 == words.end[last[row]] - words.start[first[row]]
        others.append(row[~plain])
        parts = [distinct.take(pa.array(words.key[token[plain]])) for token in steps]
        texts.append(pc.binary_join_element_wise(*parts, " "))
        number[row[plain]] = np.arange(n_texts, n_texts + len(texts[-1]))
        n_texts += len(texts[-1])
    other = np.concatenate([*others, np.array([], dtype=np.int64)])
    segment = corpus.sentences["segment"].to_numpy()[words.sentence[first[other]]]
    bounds = words.start[first[other]], words.end[last[other]]
    spaced = [" ".join(text.split()) for text in _texts(corpus, segment, *bounds)]
    texts.append(fold_all(spaced) if folded else pa.array(spaced, type=pa.string()))
    number[other] = np.arange(n_texts, n_texts + len(other))
    return pa.DictionaryArray.from_arrays(pa.array(number), pa.concat_arrays(texts))


def _texts(
    corpus: Corpus, segment: np.ndarray, start: np.ndarray, end: np.ndarray
) -> Iterator[str]:
    article = corpus.segments["article"].to_numpy()[segment]
    bounds = zip(article.tolist(), start.tolist(), end.tolist(), strict=True)
    return (corpus.texts[article][first:last] for article, first, last in bounds)


def of_segments(
    corpus: Corpus,
    *,
    measure: str,
    categories: Sequence[str],
    segment: np.ndarray,
    category: np.ndarray,
    judged: Sequence[int] | np.ndarray,
    **extra: np.ndarray,
) -> pd.DataFrame:
    """A table of hits that span whole segments, as codes do.

    Parameters
    ----------
    corpus : Corpus
    measure, categories
        as for `make`.
    segment, category : array of int
        the segment of each hit, and its category by index.
    judged : sequence of int
        every segment that was judged, also those without a hit.
    **extra : array
        further columns.

    Returns
    -------
    DataFrame, one row per hit
        `COLUMNS` (sentence missing, weight 1, the segment's first words as the term), and the
        further ones.
    """
    order = np.lexsort((category, segment))
    segment = np.asarray(segment, dtype=np.int64)[order]
    spans = corpus.segments.loc[segment]
    table = pd.DataFrame(
        {
            "segment": segment,
            "sentence": pd.array([pd.NA] * len(segment), dtype="Int64"),
            "start": spans["start"].to_numpy(dtype=np.int64),
            "end": spans["end"].to_numpy(dtype=np.int64),
            "term": pd.array([first_words(corpus.text(row)) for row in spans.index], dtype="str"),
            "category": pd.Categorical.from_codes(
                np.asarray(category, dtype=np.int64)[order], categories=list(categories)
            ),
            "weight": np.ones(len(segment)),
            "measure": pd.Categorical.from_codes(
                np.zeros(len(segment), dtype=np.int8), categories=[measure]
            ),
            **{name: values[order] for name, values in extra.items()},
        }
    )
    table.attrs[_JUDGED] = tuple(sorted(map(int, judged)))
    return table


def are_sums(table: pd.DataFrame) -> pd.Series:
    """True for each row of a comparison that is the sum of a measure's weights.

    Examples
    --------
    >>> from analysis import sentiment
    >>> are_sums(pd.DataFrame({"category": ["positive", "tone"]})).tolist()
    [False, True]
    """
    return table["category"].map(is_sum).astype(bool)


def judged(corpus: Corpus, table: pd.DataFrame) -> np.ndarray:
    """True for each segment that the measure has judged: all in a language of its list, or of codes
    those that were coded.

    A segment that nobody coded is not one without frames. Which were coded is known of a table from
    `coding.hits` or `Learned.hits`, and of rows chosen from it.

    Raises
    ------
    ValueError
        for codes of which this is not known, as after joining tables.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("The plan is good.")
    >>> judged(corpus, sentiment.hits(corpus)).tolist()
    [True]
    """
    if measure_of(table).per == "word":
        if _LANGUAGE in table.attrs:
            return _in_language(corpus, table.attrs[_LANGUAGE])
        return np.ones(len(corpus.segments), dtype=bool)
    if _JUDGED not in table.attrs:
        raise ValueError(
            "these codes do not say which segments were judged; give the table of coding.hits or"
            " Learned.hits, or rows of it"
        )
    return corpus.segments.index.isin(table.attrs[_JUDGED])


def judged_segments(table: pd.DataFrame) -> tuple[int, ...] | None:
    """The segments that somebody coded, or a classifier judged; None where a measure judges all.

    Examples
    --------
    >>> from analysis import framing, read_text
    >>> judged_segments(framing.hits(read_text("The plan is good."))) is None
    True
    """
    segments: tuple[int, ...] | None = table.attrs.get(_JUDGED)
    return segments


def is_weighted(table: pd.DataFrame) -> bool:
    """Whether hits that are counted have weights other than 1, so that a rate is a sum of weights
    and no count.

    Examples
    --------
    >>> from analysis import entities, read_text
    >>> is_weighted(entities.hits(read_text("Israel struck.")))
    False
    """
    return measure_of(table).sum is None and bool((table["weight"].to_numpy() != 1).any())


def counted(table: pd.DataFrame) -> pd.DataFrame:
    """The hits that a comparison counts: all that give no reason in `left_out`, with the index that
    they had.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("He praised the good United States.")
    >>> counted(sentiment.hits(corpus))["term"].tolist()
    ['praised', 'good']
    """
    is_counted = are_counted(table)
    return table if is_counted.all() else table[is_counted]


def are_counted(table: pd.DataFrame) -> np.ndarray:
    """True for each of the hits that `counted` gives.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> are_counted(sentiment.hits(read_text("He praised the good United States."))).tolist()
    [True, True, False]
    """
    if "left_out" not in table:
        return np.ones(len(table), dtype=bool)
    return np.asarray(table["left_out"].array.isna())


def tallies(corpus: Corpus, table: pd.DataFrame) -> dict[tuple[str, str], dict[str, int]]:
    """The terms that each number of a comparison counts.

    Returns
    -------
    dict
        (category, layer) → term → how many hits; the sum of a measure's weights is a category as
        well. Empty for codes, which are of whole segments.

    Examples
    --------
    >>> from analysis import framing, read_text
    >>> corpus = read_text("A drone, a drone, a tank.")
    >>> tallies(corpus, framing.hits(corpus, frames="armed-conflict"))
    {('military_capability', 'body'): {'drone': 2, 'tank': 1}}
    """
    measure = measure_of(table)
    if measure.per == "segment":
        return {}
    segment = table["segment"].to_numpy()
    rows = are_counted(table) & ~corpus.doubtful().to_numpy()[segment]
    category = _names(table["category"].array, rows)
    layer = _names(corpus.segments["layer"].array, segment[rows])
    term = table["term"].to_numpy(dtype=object)[rows].tolist()
    counts = Counter(zip(category, layer, term, strict=True))
    if measure.sum:
        for (_, of_layer, word), n in list(counts.items()):
            counts[measure.sum.name, of_layer, word] += n
    terms: dict[tuple[str, str], dict[str, int]] = {}
    for (name, of_layer, word), n in counts.items():
        terms.setdefault((name, of_layer), {})[word] = n
    return terms


def _names(column: pd.Categorical, rows: np.ndarray) -> list[str]:
    """The categories of some rows; pandas takes several times as long."""
    names: list[str] = column.categories.to_numpy(dtype=object)[column.codes[rows]].tolist()
    return names


def hit_texts(corpus: Corpus, table: pd.DataFrame) -> list[str]:
    """The text of every hit, as it stands in its article.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("The plan is GOOD.")
    >>> hit_texts(corpus, sentiment.hits(corpus))
    ['GOOD']
    """
    spans = (table[name].to_numpy() for name in ("segment", "start", "end"))
    return list(_texts(corpus, *spans))


def along(
    corpus: Corpus, table: pd.DataFrame, labels: dict[str, str] | None = None
) -> pd.DataFrame:
    """Where in the article the hits stand.

    Returns
    -------
    DataFrame, one row per hit, in reading order
        position (words of the article before the hit), layer, segment, category, label (how a
        reader is shown the category), term.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("A plan. It is good.")
    >>> along(corpus, sentiment.hits(corpus))[["position", "term"]].values.tolist()
    [[4, 'good']]
    """
    tokens = corpus.tokens
    segment = corpus.sentences["segment"].to_numpy(dtype=np.int64)[tokens["sentence"]]
    # Tokens are sorted by segment, then by end: all that end before a hit begins stand before it.
    ends = (segment << 32) + tokens["end"].to_numpy()
    starts = (table["segment"].to_numpy(dtype=np.int64) << 32) + table["start"].to_numpy()
    is_word = corpus.shapes.is_word[tokens["word"].to_numpy()]
    before = np.concatenate([[0], np.cumsum(is_word)])[np.searchsorted(ends, starts, "right")]
    return pd.DataFrame(
        {
            "position": before,
            "layer": corpus.segments["layer"].array[table["segment"].to_numpy()],
            "segment": table["segment"].to_numpy(),
            "category": table["category"].array,
            "label": [(labels or {}).get(name, name) for name in table["category"].astype(str)],
            "term": table["term"].array,
        }
    )


def inside(table: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """True for each hit that shares a character with one of the other hits.

    Examples
    --------
    >>> a = pd.DataFrame({"segment": [0, 0], "start": [0, 9], "end": [4, 12]})
    >>> b = pd.DataFrame({"segment": [0], "start": [3], "end": [6]})
    >>> inside(a, b).tolist()
    [True, False]
    """
    # One number line for all segments. A span meets none of the others when as many have ended
    # before it as have begun before its end.
    line = [rows["segment"].to_numpy(dtype=np.int64) << 32 for rows in (table, others)]
    left, right = (
        np.sort(line[1] + others[side].to_numpy(dtype=np.int64), kind="stable")
        for side in ("start", "end")
    )
    ended = np.searchsorted(right, line[0] + table["start"].to_numpy(dtype=np.int64), "right")
    begun = np.searchsorted(left, line[0] + table["end"].to_numpy(dtype=np.int64), "left")
    return begun > ended


def around(table: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """For each hit the position of the other hit that it lies within, -1 where it lies in none.

    Parameters
    ----------
    table, others : DataFrame
        hits; of the others no two may overlap.

    Examples
    --------
    >>> a = pd.DataFrame({"segment": [0, 0], "start": [0, 9], "end": [4, 12]})
    >>> b = pd.DataFrame({"segment": [0, 0], "start": [3, 8], "end": [6, 12]})
    >>> around(a, b).tolist()
    [-1, 1]
    """
    line = [rows["segment"].to_numpy(dtype=np.int64) << 32 for rows in (table, others)]
    starts, ends = (line[1] + others[side].to_numpy(dtype=np.int64) for side in ("start", "end"))
    order = np.argsort(starts, kind="stable")
    nearest = np.searchsorted(starts[order], line[0] + table["start"].to_numpy(), "right") - 1
    if not len(order):
        return nearest
    owner = order[np.maximum(nearest, 0)]
    lies_within = (nearest >= 0) & (line[0] + table["end"].to_numpy() <= ends[owner])
    return np.where(lies_within, owner, -1)
