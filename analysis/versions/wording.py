"""What two versions of an article differ in, as sentences and as tables to be read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.hits import are_sums, sum_named
from analysis.looks import FATE_LOOKS
from analysis.reprints import SIMILAR
from analysis.versions.aligning import FATES, share_in_common
from analysis.versions.shifting import READINGS, VERSIONS
from analysis.words import (
    beginning,
    capitalised,
    count,
    listed,
    numbers,
    ordinary,
    uncapitalised,
    verb,
)

ORDER = (
    "Rates leave out bylines, credits and page furniture. The largest difference comes first, a rate"
    " of a single hit last."
)
LIMIT = (
    "The parts add up to each difference. They describe two texts and test nothing: do not read them"
    " as a reason for a change."
)
_LEAST_HITS = 2  # one word among twelve is 83 per 1,000: a rate of one hit leads no list
_LONGEST = 120  # characters of a sentence in a table of the terminal
_WORDS_BEFORE = 5  # a change in a long sentence, which its excerpt begins with
_LONGEST_HEADLINE = 160


def changes(first: Corpus, second: Corpus, alignment: pd.DataFrame) -> list[str]:
    r"""What became of the sentences and of the headline, in sentences; first of all that two texts
    are probably not versions of one article, or that they are the same.

    Parameters
    ----------
    first, second : Corpus
        of one article each.
    alignment : DataFrame
        of `align(first, second)`.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from analysis import read_text
    >>> from analysis.versions import align
    >>> first, second = read_text("Talks were held. They failed."), read_text("Talks were held.")
    >>> print(*changes(first, second, align(first, second)), sep="\n")
    Of the 2 sentences of the first version, 1 is kept and 1 is deleted.
    >>> print(*changes(first, first, align(first, first)))
    Both versions are the same text: 2 sentences, all of them kept.
    """
    if one_line := nothing_to_compare(first, second, alignment):
        return [one_line]
    unlikely = _unlikely(alignment)
    headlines = "" if unlikely else _headlines(first, second)
    lines = [unlikely, _fates(alignment), _layers(alignment), headlines]
    return [line for line in lines if line]


def nothing_to_compare(first: Corpus, second: Corpus, alignment: pd.DataFrame) -> str:
    """Why two versions are not compared: one holds no sentence, or they are the same; "" otherwise.

    Parameters
    ----------
    first, second, alignment
        as for `changes`.

    Returns
    -------
    str
        a sentence.

    Examples
    --------
    >>> from analysis import read_text
    >>> from analysis.versions import align
    >>> first, second = read_text("Talks were held."), read_text("…")
    >>> nothing_to_compare(first, second, align(first, second))
    'The second version holds no sentence, so nothing is compared.'
    """
    empty = [name for name in VERSIONS if not alignment[f"n_sentences_{name}"].sum()]
    if empty:
        which = "Neither version holds a" if len(empty) > 1 else f"The {empty[0]} version holds no"
        return f"{which} sentence, so nothing is compared."
    if first.texts == second.texts and not is_another(alignment).any():
        n_sentences = count(int(alignment["n_sentences_first"].sum()), "sentence")
        return f"Both versions are the same text: {n_sentences}, all of them kept."
    return ""


def is_another(alignment: pd.DataFrame) -> pd.Series:
    """Which rows of an alignment a reader has to see: what is not kept, or kept in another layer.

    Parameters
    ----------
    alignment : DataFrame
        of `align`.

    Returns
    -------
    Series of bool
    """
    is_kept = alignment["fate"] == "kept"
    return ~is_kept | (alignment["layer_first"] != alignment["layer_second"])


def _unlikely(alignment: pd.DataFrame) -> str:
    share = share_in_common(alignment)
    if share >= SIMILAR or np.isnan(share):
        return ""
    return (
        "These two texts are probably not versions of one article: only"
        f" {numbers.share(share)} of the words of the shorter one are in sentences that are the same"
        " or similar in both."
    )


def _fates(alignment: pd.DataFrame) -> str:
    """How many sentences have each fate, counted in the version that holds them."""
    sums = alignment.groupby("fate", observed=False)[
        ["n_sentences_first", "n_sentences_second"]
    ].sum()
    n_first, n_second = sums["n_sentences_first"], sums["n_sentences_second"]
    of_first = [fate for fate in FATES if n_first[fate]]
    parts = [f"{n_first[fate]:,} {verb('are', int(n_first[fate]))} {fate}" for fate in of_first]
    parts = [f"all are {of_first[0]}"] if len(of_first) == 1 and n_first.sum() > 1 else parts
    n_all = count(int(n_first.sum()), "sentence")
    inserted = int(n_second["inserted"])
    added = f"; the second version inserts {inserted:,}" if inserted else ""
    is_same = not inserted and not is_another(alignment).any()
    layout = " Only layout, capitals or punctuation differ." if is_same else ""
    return f"Of the {n_all} of the first version, {listed(parts, len(parts))}{added}.{layout}"


def _layers(alignment: pd.DataFrame) -> str:
    """What was found in both versions, and in another layer."""
    both = alignment.dropna(subset=["layer_first", "layer_second"])
    other = both[both["layer_first"] != both["layer_second"]]
    if other.empty:
        return ""
    n_of = other.groupby(["layer_first", "layer_second"])["n_sentences_second"].sum()
    ways = [f"{n} from {first} to {second}" for (first, second), n in n_of.items()]
    n_all = int(n_of.sum())
    return f"{count(n_all, 'sentence')} {verb('are', n_all)} in another layer: {listed(ways, 4)}."


def headline_of(corpus: Corpus) -> str:
    """The first headline of an article; "" for one without any.

    Parameters
    ----------
    corpus : Corpus
        of one article.

    Returns
    -------
    str
        on one line.

    Examples
    --------
    >>> from analysis import read
    >>> headline_of(read("seeds/reprint.html"))
    'Selmar wins a fleet to rule the Tarn delta'
    """
    held = corpus.segments.index[corpus.segments["layer"] == "headline"]
    return " ".join(corpus.text(held[0]).split()) if len(held) else ""


def _headlines(first: Corpus, second: Corpus) -> str:
    pair = [beginning(headline_of(corpus), _LONGEST_HEADLINE) for corpus in (first, second)]
    if pair[0] == pair[1]:
        return f"The headline is the same: “{pair[0]}”." if pair[0] else ""
    if not all(pair):
        which, text = (VERSIONS[1], pair[1]) if pair[1] else (VERSIONS[0], pair[0])
        return f"Only the {which} version has a headline: “{text}”."
    return f"The headline “{pair[0]}” became “{pair[1]}”."


def shifts(totals: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    r"""Which rates differ most between two versions, with the parts of their differences: in the
    whole text, and in headline and captions.

    Rates of two hits or more in one of the versions come first. Sums have another unit, and are in
    the tables alone.

    Parameters
    ----------
    totals : DataFrame
        of `totals`.
    labels : mapping of str
        how a reader is shown the categories.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from analysis import read_text
    >>> from analysis.versions import shift, totals
    >>> first, second = read_text("Talks were held."), read_text("Good talks were held.")
    >>> print(*shifts(totals(shift(first, second)), {})[0].split(". "), sep="\n")
    In the whole text, “positive” differs most: 0 in 3 words, then 1 in 4 (0 and 250.0 per 1,000)
    Parts of the difference of +250.0: changed +250.0.
    """
    lines = []
    for reading in READINGS:
        own = totals[totals["reading"] == reading]
        if own.empty:
            continue
        missing = [name for name in VERSIONS if not own[f"words_{name}"].max()]
        if missing:
            which = "neither version" if len(missing) > 1 else f"the {missing[0]} version"
            has_no = "has" if len(missing) > 1 else "has no"
            lines.append(f"{capitalised(which)} {has_no} words in {reading_name(reading)}.")
            continue
        lines.append(f"In {reading_name(reading)}, {_largest(own, labels)}")
    return lines


def reading_name(reading: str) -> str:
    """A reading within a sentence.

    Parameters
    ----------
    reading : str
        one of `READINGS`.

    Returns
    -------
    str

    Examples
    --------
    >>> reading_name("whole text"), reading_name("headline and captions")
    ('the whole text', 'headline and captions')
    """
    return "the whole text" if reading == "whole text" else reading


def by_size(totals: pd.DataFrame) -> pd.DataFrame:
    """Rows with a hit in one of the versions, the largest differences first; rates of a single hit
    come last, and sums before all.

    Parameters
    ----------
    totals : DataFrame
        of `totals`.

    Returns
    -------
    DataFrame
        some of its rows.
    """
    most = totals[["n_first", "n_second"]].max(axis=1)
    keys = pd.DataFrame(
        {
            "is_sum": ~are_sums(totals),
            "is_rare": most < _LEAST_HITS,
            "size": -totals["difference"].abs().round(9),
        }
    )
    order = keys[most > 0].sort_values(["is_sum", "is_rare", "size"], kind="stable").index
    return totals.loc[order]


def leading(totals: pd.DataFrame) -> pd.Series | None:
    """The row whose rates differ most: the first of `by_size` that is no sum, and no difference that
    rounds to 0.

    Parameters
    ----------
    totals : DataFrame
        rows of `totals`, of one reading.

    Returns
    -------
    Series, or None where no rate differs
    """
    differing = by_size(totals[~are_sums(totals) & (totals["difference"].abs() >= 0.05)])
    return None if differing.empty else differing.iloc[0]


def _largest(rows: pd.DataFrame, labels: Mapping[str, str]) -> str:
    row = leading(rows)
    if row is None:
        return "no rate differs."
    is_rare = max(row["n_first"], row["n_second"]) < _LEAST_HITS
    among = "" if is_rare else f" of all rates with {_LEAST_HITS} hits or more"
    return (
        f"{_quoted(row, labels)} {verb('differ', 2 if _is_several(row, labels) else 1)} most{among}:"
        f" {row['n_first']:,} in {count(int(row['words_first']), 'word')}, then"
        f" {row['n_second']:,} in {row['words_second']:,}"
        f" ({numbers.rate(row['per_1000_first'])} and {numbers.rate(row['per_1000_second'])} per"
        f" 1,000). Parts of the difference of {numbers.signed(row['difference'], 1)}: {parts(row)}."
    )


def _is_several(row: pd.Series, labels: Mapping[str, str]) -> bool:
    return labels.get(row["category"], "")[-1:] == "s" and row["measure"] != "framing"


def _quoted(row: pd.Series, labels: Mapping[str, str]) -> str:
    """A category within a sentence: a frame by its name, others as what they are."""
    label = labels.get(row["category"], row["category"])
    is_plain = row["category"] in labels and label[:1].islower()
    return label if is_plain else f"“{label}”"


def parts(row: pd.Series) -> str:
    """The parts of a difference, the largest first, without those that round to 0.

    Parameters
    ----------
    row : Series
        of `totals`.

    Returns
    -------
    str
        a dash where all are 0.

    Examples
    --------
    >>> fates = dict(zip(FATES, [-0.2, 0.0, 0.0, 9.9, 0.0]))
    >>> parts(pd.Series(fates))
    'inserted +9.9, kept −0.2'
    """
    named = sorted(FATES, key=lambda fate: -abs(row[fate]))
    written = [(fate, numbers.signed(row[fate], 1)) for fate in named]
    shown = [f"{fate} {value}" for fate, value in written if value not in ("0", numbers.UNDEFINED)]
    return ", ".join(shown) or numbers.UNDEFINED


def insertions(
    table: pd.DataFrame, n_inserted: int, labels: dict[str, str], target: str
) -> list[str]:
    """How unusual the inserted captions are next to ordinary pages, in sentences.

    Parameters
    ----------
    table : DataFrame
        of `ordinary_insertions`.
    n_inserted : int
        how many captions were inserted.
    labels : dict
        how a reader is shown the categories.
    target : str
        the layer that was asked about.

    Returns
    -------
    list of str
        one that says so, where nothing was inserted.

    Examples
    --------
    >>> insertions(pd.DataFrame(), 0, {}, "caption")
    ['The second version inserts no caption, so none is compared with ordinary pages.']
    """
    if not n_inserted:
        return [f"The second version inserts no {target}, so none is compared with ordinary pages."]
    n_words = int(table["words_target"].fillna(0).max()) if len(table) else 0
    which = f"inserted {target}" if n_inserted == 1 else count(n_inserted, f"inserted {target}")
    lines = [
        f"The {which} {verb('have', n_inserted)} {count(n_words, 'word')}."
        f" {ordinary.answer(table, labels)}."
    ]
    unusual = table[table["unusual"] != ""].sort_values("p_unusual", kind="stable")
    for _, row in unusual.iterrows():
        label = labels.get(row["category"], row["category"])
        lines.append(f"{capitalised(label)}: {uncapitalised(ordinary.beside(row))}")
    return lines


def readable_totals(totals: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """The differences of one reading as a table to be read: per 1,000 words, the largest first.

    Parameters
    ----------
    totals : DataFrame
        rows of `totals`.
    labels : mapping of str
        how a reader is shown the categories.

    Returns
    -------
    DataFrame of str
        what, first, second, difference, parts of the difference.

    Examples
    --------
    >>> from analysis import read_text
    >>> from analysis.versions import shift, totals
    >>> table = totals(shift(read_text("Talks were held."), read_text("Good talks were held.")))
    >>> readable_totals(table[table["reading"] == "whole text"], {}).iloc[1].tolist()
    ['positive', '0', '250.0', '+250.0', 'changed +250.0']
    """
    rows = by_size(totals)
    return pd.DataFrame(
        {
            "what": [labels.get(name, name) for name in rows["category"]],
            "first": [rate_of(row, "first") for _, row in rows.iterrows()],
            "second": [rate_of(row, "second") for _, row in rows.iterrows()],
            "difference": [numbers.signed(value, 1) for value in rows["difference"]],
            "parts of the difference": [parts(row) for _, row in rows.iterrows()],
        },
        dtype=str,
    )


def rate_of(row: pd.Series, version: str) -> str:
    """The rate of a version as a reader is shown it: of a sum with its sign.

    Parameters
    ----------
    row : Series
        of `totals`.
    version : str
        "first" or "second".

    Returns
    -------
    str
    """
    value = row[f"per_1000_{version}"]
    return numbers.signed(value, 1) if sum_named(row["category"]) else numbers.rate(value)


def readable_alignment(alignment: pd.DataFrame) -> pd.DataFrame:
    """The sentences that are not kept, or kept in another layer, as a table to be read.

    Parameters
    ----------
    alignment : DataFrame
        of `align`.

    Returns
    -------
    DataFrame of str
        fate, layer, first version, second version; long sentences are cut.

    Examples
    --------
    >>> from analysis import read_text
    >>> from analysis.versions import align
    >>> table = align(read_text("Talks were held."), read_text("Talks were held. They failed."))
    >>> readable_alignment(table).to_numpy().tolist()
    [['+ inserted', 'body', '', 'They failed.']]
    """
    rows = alignment[is_another(alignment)]
    texts = [_excerpts(row.text_first, row.text_second, row.fate) for row in rows.itertuples()]
    return pd.DataFrame(
        {
            "fate": [fate_label(row.fate, row.is_moved) for row in rows.itertuples()],
            "layer": [layer_label(row.layer_first, row.layer_second) for row in rows.itertuples()],
            "first version": [first for first, _ in texts],
            "second version": [second for _, second in texts],
        },
        dtype=str,
    )


def _excerpts(first: object, second: object, fate: str) -> tuple[str, str]:
    """The beginnings of a sentence in both versions; of a long one that changed, from a few words
    before the first change on.
    """
    texts = [text if isinstance(text, str) else "" for text in (first, second)]
    if fate == "changed" and max(map(len, texts)) > _LONGEST:
        words = [text.split() for text in texts]
        pairs = enumerate(zip(*words, strict=False))
        n_same = next((n for n, (one, other) in pairs if one != other), min(map(len, words)))
        if n_same > _WORDS_BEFORE:
            texts = [" ".join(["…", *own[n_same - _WORDS_BEFORE :]]) for own in words]
    return beginning(texts[0], _LONGEST), beginning(texts[1], _LONGEST)


def fate_label(fate: str, is_moved: bool) -> str:
    """What became of a sentence, behind its sign.

    Parameters
    ----------
    fate : str
        one of `FATES`.
    is_moved : bool
        whether a changed one has moved as well.

    Returns
    -------
    str

    Examples
    --------
    >>> fate_label("inserted", False), fate_label("changed", True)
    ('+ inserted', '≈ changed, moved')
    """
    return f"{FATE_LOOKS[fate].sign} {fate}{', moved' if is_moved and fate != 'moved' else ''}"


def layer_label(first: object, second: object) -> str:
    """The layer of a sentence, or how it changed.

    Parameters
    ----------
    first, second : str or missing
        the layer in each version.

    Returns
    -------
    str

    Examples
    --------
    >>> layer_label("body", "caption"), layer_label(None, "body")
    ('body → caption', 'body')
    """
    held = [layer for layer in (first, second) if isinstance(layer, str)]
    return " → ".join(dict.fromkeys(held))
