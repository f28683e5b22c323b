"""Vocabulary: which words and names one layer uses and the other does not."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd

from analysis.corpus import Corpus, check_layer
from analysis.lexicons.names import load_names, spelling
from analysis.lexicons.stopwords import english_stop_words
from analysis.options import DEFAULTS
from analysis.tokens import fold
from analysis.words import cut_words

_MOST_WORDS_OF_NAME = 24  # a longer one is no name, and it has too many parts
_KEYNESS = [
    "word",
    "n_target",
    "n_reference",
    "n_segments_target",
    "n_segments_reference",
    "log_odds",
    "z",
]
_SHORTEST_SLIP, _LONGEST_GIVEN = 5, 24  # letters; Mark and Mary, Joan and John are two
_SHORTEST_SINGULAR = 3  # letters that a plural must have more than


def overused_words(
    corpus: Corpus,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    prior_words: float = 100.0,
    stop_words: bool = False,
) -> pd.DataFrame:
    """Words that one layer uses more than the other, by log-odds with an informative Dirichlet
    prior.

    The prior acts as if both layers had been read together for `prior_words` words before the count
    began, which pulls rare words towards no difference (Monroe, Colaresi & Quinn, 2008, eqs. 16 and
    22). z describes the words, it tests nothing: the words of one caption are not independent, and
    this is a choice among hundreds of words. In how many segments a word stands says whether it is
    a word of the layer or of one caption alone.

    Parameters
    ----------
    corpus : Corpus
    target, reference : str
        two layers.
    prior_words : float
        the weight of the prior, in words.
    stop_words : bool
        True keeps scikit-learn's English stop words in the count.

    Returns
    -------
    DataFrame, one row per word, by falling z
        word (lower case), n_target, n_reference (how often), n_segments_target,
        n_segments_reference (in how many segments), log_odds (natural; positive: more often in the
        target), z (log_odds by its standard error). Empty where one of the layers has no word.

    Examples
    --------
    >>> from analysis import read
    >>> overused_words(read("seeds/nagorno-karabakh.txt"))["word"].iloc[0]
    'missile'
    """
    dropped = frozenset() if stop_words else english_stop_words()
    compared = corpus.segments["layer"][~corpus.doubtful()]
    layers = [
        _words_of_segments(corpus, compared.index[compared == layer])
        for layer in (check_layer(target), check_layer(reference))
    ]
    segments = [
        [[word for word in text if word not in dropped] for text in layer] for layer in layers
    ]
    texts = [list(itertools.chain.from_iterable(layer)) for layer in segments]
    if not all(texts):
        return pd.DataFrame(columns=_KEYNESS)
    counts = [Counter(words) for words in texts]
    n_segments = [Counter(itertools.chain.from_iterable(map(set, layer))) for layer in segments]
    words = sorted(set().union(*counts))
    n_target, n_reference = (np.array([of[word] for word in words], float) for of in counts)
    dispersion = [[of[word] for word in words] for of in n_segments]
    pooled = n_target + n_reference
    prior = prior_words * pooled / pooled.sum()
    odds = [(n + prior) / (n.sum() + prior_words - n - prior) for n in (n_target, n_reference)]
    log_odds = np.log(odds[0]) - np.log(odds[1])
    # Without this division, rare words top the list by chance (Monroe et al., 2008, eq. 22).
    z = log_odds / np.sqrt(1 / (n_target + prior) + 1 / (n_reference + prior))
    table = pd.DataFrame(
        {
            "word": list(map(cut_words, words)),
            "n_target": n_target.astype(np.int64),
            "n_reference": n_reference.astype(np.int64),
            "n_segments_target": np.array(dispersion[0], dtype=np.int64),
            "n_segments_reference": np.array(dispersion[1], dtype=np.int64),
            "log_odds": log_odds,
            "z": z,
        }
    )
    return table.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


def content_words(corpus: Corpus, segments: pd.Index) -> list[list[str]]:
    """The words of each segment in reading order, lower case, without scikit-learn's English stop
    words.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good.")
    >>> content_words(corpus, corpus.segments.index)
    [['plan', 'good']]
    """
    return [
        [word for word in text if word not in english_stop_words()]
        for text in _words_of_segments(corpus, segments)
    ]


def only_in(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> pd.DataFrame:
    """The terms that the target names and the reference never does.

    A term counts as named wherever its words stand in a term of the reference, or the other way
    round, however they are spelled: "MERZ" beside Friedrich Merz, "Erdogan" beside Erdoğan,
    "Israel" beside the Israel Police. A people inside another name does not count: who writes of
    Azerbaijani towns has not named the Azerbaijani Army. Nor does the last name of another person:
    who writes of Joe Biden, and then of Biden, has not named Jill Biden. "Javelins" are what
    "Javelin" is, and "Donald J. Trump" is Donald Trump.

    Returns
    -------
    DataFrame, one row per term, most frequent first
        term, category, n (hits in the target).

    Examples
    --------
    >>> from analysis import read, entities
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> "Heron" in set(only_in(corpus, entities.hits(corpus))["term"])
    True
    """
    layer = corpus.segments["layer"].to_numpy()[hits["segment"].to_numpy()]
    of_target = hits[layer == check_layer(target)]
    peoples, persons = (
        set(hits.loc[hits["category"] == kind, "term"]) for kind in ("GROUP", "PERSON")
    )
    others = set(hits.loc[layer == check_layer(reference), "term"])
    shared = _shared_names(set(of_target["term"]), others, peoples, persons)
    return _term_counts(of_target[~of_target["term"].isin(shared)])


def named_alone(counts: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The names that the target alone holds, and those that the reference alone holds, however they
    are spelled (see `only_in`): a body that says Amer has named Abu Hassan Amer.

    Parameters
    ----------
    counts : DataFrame
        of `entities.counts`.

    Returns
    -------
    pair of lists
        of terms, most mentioned first.

    Examples
    --------
    >>> rows = {"term": ["Abu Hassan Amer", "Amer", "Iran"], "category": ["PERSON", "PERSON", "PLACE"]}
    >>> named_alone(pd.DataFrame(rows | {"n_target": [1, 0, 0], "n_reference": [0, 2, 9]}))
    ([], ['Iran'])
    """
    if counts.empty:
        return [], []
    kinds = counts["category"] if "category" in counts else pd.Series("", index=counts.index)
    peoples, persons = (set(counts.loc[kinds == kind, "term"]) for kind in ("GROUP", "PERSON"))
    target, reference = (
        counts[counts[n] > 0].sort_values([n, "term"], ascending=[False, True], kind="stable")[
            "term"
        ]
        for n in ("n_target", "n_reference")
    )
    shared = [
        _shared_names(set(own), set(others), peoples, persons)
        for own, others in ((target, reference), (reference, target))
    ]
    return (
        [term for term in target if term not in shared[0]],
        [term for term in reference if term not in shared[1]],
    )


def _shared_names(
    terms: set[str], others: set[str], peoples: set[str], persons: set[str]
) -> set[str]:
    """The terms whose words, however spelled, are or stand in those of one of the others, or hold
    them.
    """
    words = {term: _spelled_words(term) for term in terms | others}
    whole = {words[term] for term in others}
    varied = _all_of(_variants, (words[term] for term in others))
    within = _all_of(_stretches, (words[term] for term in others))
    slips = _all_of(_slips, (words[term] for term in others & persons))
    # "Biden" is Joe Biden's last name where the others name him in full.
    surnames = {words[term][-1:] for term in others & persons if len(words[term]) > 1}
    holdable = {words[term] for term in others - peoples}
    holdable_by_person = holdable - surnames

    def is_shared(term: str) -> bool:
        own, is_person = words[term], term in persons
        parts = holdable_by_person if is_person else holdable
        return (
            own in whole
            or own in varied
            or not whole.isdisjoint(_variants(own))
            or not parts.isdisjoint(_stretches(own))
            or (is_person and not slips.isdisjoint(_slips(own)))
            or (term not in peoples and own in within)
        )

    return set(filter(is_shared, terms))


def _all_of(
    ways: Callable[[tuple[str, ...]], Iterator[tuple[str, ...]]], names: Iterable[tuple[str, ...]]
) -> set[tuple[str, ...]]:
    return set(itertools.chain.from_iterable(map(ways, names)))


def _spelled_words(term: str) -> tuple[str, ...]:
    """The words of a name, without the label of "Georgia (US state)"."""
    return tuple(re.findall(r"\w+", spelling(term.partition(" (")[0])))


def _variants(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """How a name is written, too: one of several ("Javelins"), a person without the initial in the
    middle.
    """
    singular = words[-1][:-1] if words and words[-1].endswith("s") else ""
    # "Williams" are not several of William.
    if len(singular) > _SHORTEST_SINGULAR and "given" not in load_names().census.get(singular, ()):
        yield (*words[:-1], singular)
    if any(len(word) == 1 and word.isalpha() for word in words[1:-1]):
        yield (words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1])


def _slips(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A person's name with each letter of a longer given name left open: Kristin and Kristen Roe
    are one person.
    """
    given = words[0] if len(words) > 1 else ""
    if _SHORTEST_SLIP <= len(given) <= _LONGEST_GIVEN:
        for at in range(len(given)):
            yield f"{given[:at]}?{given[at + 1 :]}", *words[1:]


def _stretches(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Some words of a name in a row."""
    n = min(len(words), _MOST_WORDS_OF_NAME)
    return (words[start:stop] for start in range(n) for stop in range(start + 1, n + 1))


def missing_from(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    most: int = 10,
) -> pd.DataFrame:
    """The protagonists of the reference that the target never names: its most frequent terms, most
    frequent first.

    Returns
    -------
    DataFrame, at most `most` rows
        term, category, n (hits in the reference).

    Examples
    --------
    >>> from analysis import read, entities
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> missing_from(corpus, entities.hits(corpus), most=1)["term"].tolist()
    ['Azerbaijan']
    """
    return only_in(corpus, hits, target=reference, reference=target).head(most)


def _term_counts(hits: pd.DataFrame) -> pd.DataFrame:
    table = hits.groupby(["term", "category"], observed=True).size().rename("n").reset_index()
    return table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)


def _words_of_segments(corpus: Corpus, segments: pd.Index) -> list[list[str]]:
    words = corpus.words
    owner = corpus.sentences["segment"].to_numpy()[words.sentence]
    lower = [fold(key) for key in words.keys]
    bounds = np.searchsorted(owner, [segments.to_numpy(), segments.to_numpy() + 1])
    return [
        [lower[key] for key in words.key[start:end]] for start, end in zip(*bounds, strict=True)
    ]
