"""Which hits do not count: the words inside names."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pandas as pd

from analysis import entities
from analysis.corpus import Corpus
from analysis.hits import INSIDE_A_NAME, around, as_categories, hit_texts, inside
from analysis.lexicons.names import load_names, name_keys
from analysis.reading.form import SMALL_WORDS
from analysis.tokens import Characters, are_among, distinct_codes, fold, lower_case

RECOGNISED = "recognised"
_QUOTED = "stands in quotation marks"  # the rule of a name that nothing else shows to be one
# So many words with capitals in a row are a heading in title case, if function words are among
# them: capitals tell no names there. Without this rule, names that run through whole headings
# lower the agreement with people who coded the frame of conflict.
_HEADING = 7


def outside_names(
    corpus: Corpus, table: pd.DataFrame, names: pd.DataFrame | str | None = RECOGNISED
) -> pd.DataFrame:
    """The same hits, each saying in `left_out` whether it is inside a name or a person's title, and
    then does not count: *United* States, *Supreme* Leader Ali Khamenei, the drone *Heron*.

    Parameters
    ----------
    corpus : Corpus
    table : DataFrame
        hits of any measure.
    names : "recognised", DataFrame or None
        the names: those of `entities.hits`, a table of such hits, or none, so that every hit
        counts.

    Raises
    ------
    ValueError
        for names that are none of these.

    Examples
    --------
    >>> from analysis import read_text, sentiment
    >>> corpus = read_text("He praised the United States.")
    >>> charged = outside_names(corpus, sentiment.hits(corpus, names=None))
    >>> charged[["term", "left_out"]].astype(object).fillna("").values.tolist()
    [['praised', ''], ['united', 'inside a name']]
    """
    spans = _spans(corpus, table, names)
    if spans is None:
        return _marked(table, np.zeros(len(table), dtype=bool))
    return _marked(table, inside(table, entities.titled(corpus, spans)))


def outside_longer_names(
    corpus: Corpus, table: pd.DataFrame, names: pd.DataFrame | str | None = RECOGNISED
) -> pd.DataFrame:
    """The same hits, each saying in `left_out` whether it is only a part of a name, and then does
    not count: *autonomy* in Terminal Autonomy, *defense* in Foundation for Defense of Democracies.

    A list of words may list names, so a hit that covers a whole name counts (NATO, Ministry of
    Defence). What goes before the rest of a name may be an article, a nationality or a place: such
    a name describes, and its description counts (*army* in Azerbaijani Army). Part of a name is
    also the family name of a person (*Price* where the article names Tom Price). A person's
    title stands outside the name. Hits count in a heading in title case, where capitals tell no
    names, and in what its quotation marks alone would make a name, which is a quotation.

    Parameters
    ----------
    corpus, table, names
        as for `outside_names`.

    Raises
    ------
    ValueError
        for names that are none of these.

    Examples
    --------
    >>> from analysis import framing, read_text
    >>> corpus = read_text("The drones of Terminal Autonomy gave the British Army a missile.")
    >>> hits = framing.hits(corpus, frames="armed-conflict", names=None)
    >>> hits = outside_longer_names(corpus, hits)
    >>> hits[["term", "left_out"]].astype(object).fillna("").values.tolist()
    [['drones', ''], ['autonomy', 'inside a name'], ['army', ''], ['missile', '']]
    """
    spans = _spans(corpus, table, names)
    if spans is None:
        return _marked(table, np.zeros(len(table), dtype=bool))
    owner = around(table, spans)
    rows = np.flatnonzero(owner >= 0)
    if "rule" in spans:
        rows = rows[(spans["rule"].iloc[owner[rows]] != _QUOTED).to_numpy()]
    names_of = spans[["segment", "start", "end", "category", "term"]].iloc[owner[rows]]
    opens = table["start"].to_numpy()[rows] - names_of["start"].to_numpy()
    closes = names_of["end"].to_numpy() - table["end"].to_numpy()[rows]
    is_part = np.zeros(len(table), dtype=bool)
    leaves_out = ~_covers(corpus, names_of, opens, closes)
    is_part[rows[leaves_out]] = ~_in_headings(corpus, names_of[leaves_out])
    return _marked(table, is_part)


def _spans(
    corpus: Corpus, table: pd.DataFrame, names: pd.DataFrame | str | None
) -> pd.DataFrame | None:
    """The names that may hold a hit, or None where none can."""
    if isinstance(names, str) and names != RECOGNISED:
        raise ValueError(
            f"unknown names {names!r}; choose from: {RECOGNISED}, a table of hits, None"
        )
    if names is None or table.empty:
        return None
    return entities.hits(corpus) if isinstance(names, str) else names


def _marked(table: pd.DataFrame, is_left_out: np.ndarray) -> pd.DataFrame:
    """The hits with the reason why some do not count."""
    return table.assign(left_out=as_categories(is_left_out.astype(np.int8) - 1, INSIDE_A_NAME))


def _covers(
    corpus: Corpus, names: pd.DataFrame, opens: np.ndarray, closes: np.ndarray
) -> np.ndarray:
    """True for each name of which a hit leaves out nothing but an article, a nationality or a
    place before it.

    `opens` is how many characters of the name go before the hit, `closes` how many follow.
    """
    covers = closes == 0
    names, opens = names[covers], opens[covers].tolist()
    texts = hit_texts(corpus, names)
    is_person = (names["category"] == "PERSON").tolist()
    openings = [text[:n] for text, n in zip(texts, opens, strict=True) if n]
    describing = _describing(list(dict.fromkeys(openings)))
    covers[covers] = [
        text[:n] in describing if n else not (person and _is_piece(text, term))
        for text, term, person, n in zip(texts, names["term"], is_person, opens, strict=True)
    ]
    return covers


def _describing(openings: list[str]) -> set[str]:
    """The openings of names that are an article, a listed place or nationality, or both."""
    words_of = []
    for opening in openings:
        words = opening.replace("’s", "").replace("'s", "").split()
        words_of.append(words[1:] if words and words[0].lower() == "the" else words)
    # All keys at once: one costs as much as a thousand.
    keys = iter(name_keys([*itertools.chain(*words_of)]).to_pylist())
    return {
        opening
        for opening, words in zip(openings, words_of, strict=True)
        if not words or " ".join(itertools.islice(keys, len(words))) in _listed()
    }


@functools.lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    types = load_names().types_of
    return frozenset(key for key, kind in types.items() if kind in ("PLACE", "GROUP"))


def _is_piece(text: str, term: str) -> bool:
    """Whether a name is some of the words, one behind the other, of the longer name it is for."""
    short, long = (f" {fold(' '.join(name.split()))} " for name in (text, term))
    return short != long and short in long


def _in_headings(corpus: Corpus, names: pd.DataFrame) -> np.ndarray:
    """True for each name in a heading in title case: a row of many words with capitals, small words
    between them, some of which no name would write with a capital ("To", "After").
    """
    if names.empty:
        return np.zeros(0, dtype=bool)
    # A row ends with its sentence, so only those of the names are looked at.
    sentence = _sentences(corpus, names)
    words, _ = corpus.words.of_sentences(distinct_codes(sentence))
    characters = Characters(words.written)
    is_function = are_among(lower_case(words.written), load_names().function)
    has_capital, is_small, is_function = (
        of_distinct[words.key]
        for of_distinct in (
            ~characters.at("lower", characters.begin),
            are_among(words.written, SMALL_WORDS),
            characters.at("upper", characters.begin) & is_function,
        )
    )
    in_row = has_capital | is_small
    begins = ~in_row[1:] | ~in_row[:-1] | (np.diff(words.sentence) != 0)
    row = np.concatenate([[0], np.cumsum(begins)])
    is_heading = (np.bincount(row, has_capital) >= _HEADING) & (np.bincount(row, is_function) > 0)
    # A name may begin inside a word: "Israel-Hamas".
    word_starts = (words.sentence.astype(np.int64) << 32) + words.start
    name_starts = (sentence << 32) + names["start"].to_numpy()
    word = np.maximum(np.searchsorted(word_starts, name_starts, "right") - 1, 0)
    return is_heading[row[word]]


def _sentences(corpus: Corpus, names: pd.DataFrame) -> np.ndarray:
    """The sentence in which each name begins."""
    segment, start = (corpus.sentences[column].to_numpy() for column in ("segment", "start"))
    sentence_starts = (segment.astype(np.int64) << 32) + start
    name_starts = (names["segment"].to_numpy(dtype=np.int64) << 32) + names["start"].to_numpy()
    return np.maximum(np.searchsorted(sentence_starts, name_starts, "right") - 1, 0)
