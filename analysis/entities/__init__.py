"""Entities: who and what is named.

Names come from lists (states and their people, capitals, cities, regions, organisations) and from a
recogniser for the names that no list has: runs of capitalised words, joined and typed by the words
around them. What a word tells by itself stands in `forms`, what its article and neighbours say of
it in `columns`, the runs in `runs`, how one run is read in `naming`, how a guessed type is judged
again in `kinds`, what the article's other mentions add in `article`; `pipeline` takes the names of
a spaCy pipeline instead.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import hits as hits_table
from analysis import validity
from analysis.corpus import ABSENT, Corpus, Readable, absent_layers, as_corpus, check_layer
from analysis.entities import article, kinds, listed, pipeline, runs
from analysis.entities.columns import find_titles, word_columns
from analysis.entities.naming import TYPES
from analysis.language import ENGLISH, OF_THE_TEXT
from analysis.lexicons.names import load_names
from analysis.lexicons.phrases import find_phrases
from analysis.options import DEFAULTS
from analysis.tokens import Words, distinct_codes, plain_quotes

__all__ = ["RECOGNISERS", "TYPES", "counts", "hits", "mentions", "titled", "together"]

RECOGNISERS = ("rules", "spacy:<pipeline>")


def hits(
    corpus: Readable, *, merge_metonyms: bool = False, recogniser: str = DEFAULTS.recogniser
) -> pd.DataFrame:
    """Every mention of a named person, organisation, place, group, weapon or event.

    One mention is one hit of weight 1. Mentions of one thing share their term: "Aliyev" counts for
    Ilham Aliyev where the article names him in full, "FDD" for the long form that stands before it
    in the article, "Nagorno-karabakh" for Nagorno-Karabakh. A nationality ("Armenian", "Iranian
    Azeris") is a GROUP, not the country. Calendar words and ordinary words at the head of a
    sentence are no names; where every word of a segment has a capital, only listed names, names
    from elsewhere in the article and words that no dictionary has count. Counted per word.

    Parameters
    ----------
    corpus : Corpus, str or list of str
    merge_metonyms : bool
        True counts a capital that may stand for its government (Tehran, Washington) for the
        country. Off by default: it is a judgement about each sentence.
    recogniser : str
        "rules", this module's own; "lists", the listed names alone, several times as fast; or
        "spacy:" and the name or the folder of a spaCy pipeline, whose names are taken instead
        (needs the extra `spacy`): its labels as our types, its spans, then the same joining of an
        article's mentions.

    Returns
    -------
    DataFrame, one row per mention
        segment, sentence (ids), start, end (character offsets in the article; a person's title
        stands outside), term (the entity's name), category (type: PERSON, ORG, PLACE, GROUP,
        WEAPON, EVENT, OTHER), weight (1), measure ("entities"), surface (the name as it stands
        there), stands_for (the country or body that a place may stand for, or missing), rule (what
        found or typed it).

    Raises
    ------
    ValueError
        for a recogniser that is unknown, or a pipeline that is not installed, cannot be loaded or
        finds no names.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Tehran denied it. The Iranian Azeris saw Harop drones.")
    >>> hits(corpus)[["term", "category", "stands_for"]].fillna("").values.tolist()
    [['Tehran', 'PLACE', 'Iran'], ['Iranian Azeris', 'GROUP', ''], ['Harop', 'WEAPON', '']]
    """
    corpus = as_corpus(corpus)
    if recogniser == "lists" and not merge_metonyms:
        return listed.hits(corpus)
    columns = word_columns(corpus)
    if recogniser == "rules":
        names = kinds.typed(columns, runs.read_runs(columns))
    else:
        names = pipeline.find_names(corpus, columns, recogniser)
    named = article.as_mentions(corpus, columns, names)
    sentence = columns.words.sentence[named.first]
    del columns, names  # the largest of all that a batch holds, while the table is made
    if merge_metonyms:
        named.term = np.where(named.stands_for >= 0, named.stands_for, named.term)
    numbered = pa.DictionaryArray.from_arrays
    texts, rules = (pa.array(texts.all, type=pa.string()) for texts in (named.texts, named.rules))
    stands_for = pa.array(named.stands_for, mask=named.stands_for < 0)
    return hits_table.make(
        corpus,
        measure="entities",
        categories=TYPES,
        # The rules and lists are for English; a pipeline is its user's choice.
        language=ENGLISH if recogniser in ("rules", "lists") else OF_THE_TEXT,
        sentence=sentence,
        start=named.start,
        end=named.end,
        term=numbered(named.term, texts),
        category=named.type,
        surface=numbered(named.surface, texts),
        stands_for=numbered(stands_for, texts),
        rule=numbered(named.rule, rules),
    )


def titled(corpus: Corpus, hits: pd.DataFrame) -> pd.DataFrame:
    """The same hits, those of persons from the title before the name on: scored words in a title
    are no feelings either.

    Parameters
    ----------
    corpus : Corpus
    hits : DataFrame
        of this corpus, as `hits` gives them.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("They met Supreme Leader Ali Hosseini.")
    >>> titled(corpus, hits(corpus))[["start", "end"]].values.tolist()
    [[9, 36]]
    """
    start, sentence = (hits[name].to_numpy(dtype=np.int64) for name in ("start", "sentence"))
    persons = _behind_titles(corpus.words, hits)
    words, _ = corpus.words.of_sentences(distinct_codes(sentence[persons]))
    titles = find_titles(words, load_names())
    near = words.gap[titles.last] <= 1  # white space, or the full stop of "Gen."
    head = np.arange(len(words.key) + 1)
    np.minimum.at(head, titles.last[near] + 1, titles.first[near])
    head = head[head]  # two titles in a row: "Acting President"
    line = (words.sentence.astype(np.int64) << 32) + words.start
    first_word = np.searchsorted(line, (sentence[persons] << 32) + start[persons])
    has_title = head[first_word] < first_word
    titled_start = start.copy()
    titled_start[persons[has_title]] = words.start[head[first_word[has_title]]]
    return hits.assign(start=titled_start)


def _behind_titles(words: Words, hits: pd.DataFrame) -> np.ndarray:
    """The rows of the hits that are persons behind the last word of a title, or what reads as one."""
    persons = np.flatnonzero((hits["category"] == "PERSON").to_numpy())
    start, sentence = (
        hits[name].to_numpy(dtype=np.int64)[persons] for name in ("start", "sentence")
    )
    near = words.rows_of(distinct_codes(sentence))
    line = (words.sentence[near].astype(np.int64) << 32) + words.start[near]
    first_word = np.searchsorted(line, (sentence << 32) + start)
    last_words = words.distinct_among(title.rpartition(" ")[2] for title in load_names().titles)
    # The word before the first is that of another sentence, which decides nothing.
    return persons[last_words[words.key[near[first_word - 1]]]]


def mentions(corpus: Corpus, forms: Sequence[str]) -> pd.DataFrame:
    """How often surface forms stand in each layer, as written, not inside a longer word or a
    hyphenated compound.

    A count of forms, not of entities: "Iranian Azerbaijan" holds the form "Azerbaijan", though it
    is another place. Possessives count.

    Returns
    -------
    DataFrame, rows: forms, columns: the layers that occur

    Examples
    --------
    >>> from analysis import read_text
    >>> int(mentions(read_text("Iran’s hawks saw Iran—and the Iran-backed army."), ["Iran"]).loc["Iran", "body"])
    2
    """
    plain = pa.array([plain_quotes(word) for word in corpus.words.keys], type=pa.string())
    matches = find_phrases(corpus.words, [plain_quotes(form) for form in forms], distinct=plain)
    segment = corpus.sentences["segment"].to_numpy()[corpus.words.sentence[matches.first]]
    table = pd.crosstab(matches.term, corpus.segments["layer"].astype(str).to_numpy()[segment])
    layers = [str(layer) for layer in corpus.layer_sizes().index]
    table = table.reindex(index=range(len(forms)), columns=layers, fill_value=0)
    return table.set_axis(pd.Index(forms, name="surface_form")).rename_axis(columns="layer")


def counts(
    corpus: Corpus,
    hits: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> pd.DataFrame:
    """How often each entity is named in two layers, most frequent first.

    Returns
    -------
    DataFrame, one row per entity that either layer names
        term, category (type), n_target, n_reference. Its `attrs` name the layers that the corpus
        lacks, under `corpus.ABSENT`: their 0 says nothing.

    Examples
    --------
    >>> from analysis import read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> counts(corpus, hits(corpus)).loc[0, ["term", "category"]].tolist()
    ['Azerbaijan', 'PLACE']
    """
    layer = corpus.segments["layer"].mask(corpus.doubtful())
    layer = layer.to_numpy()[hits["segment"].to_numpy()]
    table = hits[["term"]].assign(category=hits["category"].astype(str))
    table["n_target"] = layer == check_layer(target)
    table["n_reference"] = layer == check_layer(reference)
    table = table.groupby(["term", "category"], as_index=False)[["n_target", "n_reference"]].sum()
    total = table["n_target"] + table["n_reference"]
    order = table.assign(n=-total)[total > 0].sort_values(["n", "term"]).index
    table = table.loc[order].reset_index(drop=True)
    table.attrs[ABSENT] = absent_layers(corpus, (target, reference))
    return table


def together(corpus: Corpus, hits: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """Who appears with whom: in how many segments two entities are both named.

    Returns
    -------
    DataFrame, square, rows and columns: the `most` entities that most segments name
        the diagonal holds the number of segments that name the entity.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Iran met Israel.")
    >>> int(together(corpus, hits(corpus)).loc["Iran", "Israel"])
    1
    """
    layer = corpus.segments["layer"].to_numpy()[hits["segment"].to_numpy()]
    shown = hits[layer != "boilerplate"]
    named = pd.crosstab(shown["segment"], shown["term"]).gt(0).astype(int)
    order = sorted(named.columns, key=lambda term: (-named[term].sum(), term))[:most]
    table = named[order].T @ named[order] if order else pd.DataFrame(dtype=int)
    return table.rename_axis(index="term", columns="with")


MEASURE = hits_table.declare(
    hits_table.Measure(
        "entities",
        "mentions of named things, by type",
        hits,
        title="Names",
        places="names",
        one_place="mention",
        verb="name",
        phrase="{}",
        mark="border: 1px solid var(--name); border-radius: .2em",
        option="recogniser",
        list_name="recogniser",
        labels={
            "PERSON": "persons",
            "ORG": "organisations",
            "PLACE": "places",
            "GROUP": "nationalities and groups",
            "WEAPON": "weapons",
            "EVENT": "events",
            "OTHER": "other names",
        },
        validity=functools.partial(validity.worth, "entities"),
        choices={"metonyms": {"apart": {}, "merged": {"merge_metonyms": True}}},
    )
)
