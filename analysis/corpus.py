"""Corpus: articles → segments → sentences → tokens, as tables that refer to each other by id.

One article is a corpus of one. The tables hold offsets (code points) into the article's stored
text, so every number can be followed to its words; whatever depends only on a word is looked up
once per distinct word and then taken by id.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from markupsafe import Markup

from analysis import tokens
from analysis.language import languages_of
from analysis.templates import filled
from analysis.tokens import Shapes, Words
from analysis.words import first_of, first_words

LAYERS = (
    "headline",
    "standfirst",
    "byline",
    "subheading",
    "body",
    "caption",
    "credit",
    "boilerplate",
)
# A caption whose label is less sure is compared only once a person has confirmed it: of texts that
# have lost their layout the sign that a line is a caption is often weak, and some are none.
DOUBTFUL_BELOW = 0.7
_SPAN = ("article", "layer", "start", "end")
_OF_SOURCE = ("source_path", "picture")  # columns that say where a segment comes from
_NOTEBOOK_BLOCKS = 8
_LAYER_TYPE = pd.CategoricalDtype(LAYERS, ordered=True)

_NO_PROBLEMS = pd.DataFrame({"source": [], "line": [], "problem": []}).astype(
    {"source": "str", "line": "Int64", "problem": "str"}
)


def no_problems() -> pd.DataFrame:
    """An empty table of problems, as `Corpus.problems`."""
    return _NO_PROBLEMS.copy()


_OF_LABEL = ("layer", "rule", "confidence")  # columns that a relabelled segment keeps as they were


@dataclass(frozen=True, eq=False)
class Corpus:
    """Articles cut into labelled segments, sentences and tokens.

    Attributes
    ----------
    articles : DataFrame
        id, title, source, published, sha256 (of the input as received; missing for texts that were
        given as such, see `sha256`), language (ISO 639-1; missing where it is not sure, see
        `language`), language_certainty (0 to 1); one row per article.
    segments : DataFrame, index `segment`
        article (row number), layer (ordered category), start, end (code points in the article's
        text), rule (what labelled it), confidence (0 to 1), n_words, source_path (place in the
        source; missing for plain text), picture (of a caption: how the source refers to it, see
        `analysis.reading.pictures`; missing where none is known). Once segments were relabelled,
        also layer_before, rule_before and confidence_before: those of each before that.
    sentences : DataFrame, index `sentence`
        segment, start, end, n_words.
    tokens : DataFrame
        word (id in `vocabulary`), sentence, start, end: one row per token, between white space or
        em dashes; `text[start:end]` is the word without the punctuation around it.
    written : Arrow array of strings
        the distinct tokens as they stand, punctuation included; `vocabulary` is their list.
    texts : tuple of str
        the stored text of each article.
    problems : DataFrame
        what stood in the input and could not be read, one row each: source (file), line (of the
        file; the number of the record, from 1, where records have no lines of their own; missing
        where the whole file is meant), problem. Empty where all was read.
    unread_tables : tuple of str
        one line for each table or folder of which a tenth or more could not be read, with the
        commonest reason.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good. It works.")
    >>> corpus.text(0)
    'The plan is good. It works.'
    >>> len(corpus.sentences), len(corpus.tokens)
    (2, 6)
    """

    articles: pd.DataFrame
    segments: pd.DataFrame
    sentences: pd.DataFrame
    tokens: pd.DataFrame
    written: pa.Array
    texts: tuple[str, ...]
    problems: pd.DataFrame = field(default_factory=no_problems)
    unread_tables: tuple[str, ...] = ()

    def text(self, segment: int) -> str:
        """The stored text of one segment.

        Parameters
        ----------
        segment : int
            its number, from 0.
        """
        columns = self.segments.at
        return self.texts[columns[segment, "article"]][
            columns[segment, "start"] : columns[segment, "end"]
        ]

    def article(self, article: str | int) -> Corpus:
        """One article of a corpus of several, by its id or its number (from 0), as if it had been
        read alone.

        Raises
        ------
        ValueError
            for an article that the corpus lacks, or an id that stands twice.

        Examples
        --------
        >>> from analysis import read_text
        >>> both = concat([read_text("Good news.", name="a"), read_text("Bad news.", name="b")])
        >>> both.article("b").text(0)
        'Bad news.'
        """
        row = self._number(article)
        segments = _rows(self.segments["article"], row, row + 1)
        sentences = _rows(self.sentences["segment"], segments.start, segments.stop)
        tokens = _rows(self.tokens["sentence"], sentences.start, sentences.stop)
        own = self.tokens.iloc[tokens].reset_index(drop=True)
        # In order of first appearance, as a corpus of this article alone numbers them.
        codes, words = pd.factorize(own["word"].to_numpy())
        own = own.assign(word=codes, sentence=own["sentence"] - np.int32(sentences.start))
        return Corpus(
            articles=self.articles.iloc[row : row + 1].reset_index(drop=True),
            segments=_renumbered(self.segments.iloc[segments], "segment", article=np.int64(row)),
            sentences=_renumbered(
                self.sentences.iloc[sentences], "sentence", segment=np.int32(segments.start)
            ),
            tokens=own,
            written=self.written.take(pa.array(words)),
            texts=(self.texts[row],),
        )

    def sha256(self, article: str | int) -> str:
        """The hash of an article as it was received; of a text that was given as such, that of the
        text.

        Examples
        --------
        >>> as_corpus("Good news.").sha256(0)[:12]
        'ac202b1c0457'
        """
        row = self._number(article)
        received = self.articles["sha256"].iloc[row]
        if isinstance(received, str) and received:
            return received
        return hashlib.sha256(self.texts[row].encode()).hexdigest()

    def _number(self, article: str | int) -> int:
        if isinstance(article, str):
            rows = np.flatnonzero(self.articles["id"].to_numpy() == article)
            if len(rows) == 1:
                return int(rows[0])
            if len(rows):
                raise ValueError(
                    f"the id {article!r} stands {len(rows)} times; choose the article by its number"
                )
            examples = first_of(list(map(repr, self.articles["id"].head(4))), 3)
            raise ValueError(
                f"unknown article {article!r}; the corpus has {len(self.articles)}: {examples}"
            )
        if not 0 <= article < len(self.texts):
            raise ValueError(
                f"unknown article {article}; the corpus has {len(self.texts)} articles, from 0"
            )
        return int(article)

    def relabel(self, layers: Mapping[int, str], rule: str = "by hand") -> Corpus:
        """A new corpus in which the named segments carry other layers; this one stays as it is. The
        columns `layer_before`, `rule_before` and `confidence_before` keep what stood there first.

        Raises
        ------
        ValueError
            for a segment that the corpus lacks, or a layer that does not exist.

        Examples
        --------
        >>> from analysis import read_text
        >>> corpus = read_text("The plan is good. It works.")
        >>> corpus.relabel({0: "caption"}).segments["layer"].tolist()
        ['caption']
        """
        unknown = sorted(set(layers) - set(self.segments.index))
        if unknown:
            raise ValueError(
                f"unknown segment {unknown[0]!r}; the corpus has {len(self.segments)} segments,"
                " from 0"
            )
        rows, segments = list(layers), self.segments.copy()
        if rows:
            if "layer_before" not in segments:
                for name in _OF_LABEL:
                    segments[f"{name}_before"] = segments[name]
            segments.loc[rows, "layer"] = [check_layer(layer) for layer in layers.values()]
            segments.loc[rows, "rule"] = rule
            segments.loc[rows, "confidence"] = 1.0
        return replace(self, segments=segments)

    def before_relabelling(self) -> Corpus:
        """A corpus in which all segments carry the labels that stood there first.

        Examples
        --------
        >>> from analysis import read_text
        >>> corpus = read_text("The plan is good. It works.").relabel({0: "caption"})
        >>> corpus.before_relabelling().segments["layer"].tolist()
        ['body']
        """
        if "layer_before" not in self.segments:
            return self
        first = {name: self.segments[f"{name}_before"] for name in _OF_LABEL}
        kept = self.segments.drop(columns=[f"{name}_before" for name in _OF_LABEL])
        return replace(self, segments=kept.assign(**first))

    def blocks(self, layer: str | None = None, *, n_words: int | None = 8) -> pd.DataFrame:
        """The segments as a person reads them: layer, rule, confidence, words and the text or its
        first words.

        Parameters
        ----------
        layer : str, optional
            only the segments of this layer.
        n_words : int or None
            how many words of the text, of which long ones are cut (see `first_words`); None gives
            the whole text.

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("The plan is good. It works.").blocks(n_words=2)["text"].tolist()
        ['The plan …']
        """
        rows = (
            self.segments
            if layer is None
            else self.segments[self.segments["layer"] == check_layer(layer)]
        )
        spans = zip(
            rows["article"].tolist(), rows["start"].tolist(), rows["end"].tolist(), strict=True
        )
        texts = (self.texts[article][start:end] for article, start, end in spans)
        shown = [
            " ".join(text.split()) if n_words is None else first_words(text, n_words)
            for text in texts
        ]
        return (
            rows[["layer", "rule", "confidence", "n_words"]].assign(text=shown).rename_axis("block")
        )

    def doubtful(self, below: float = DOUBTFUL_BELOW) -> pd.Series:
        r"""Which segments are doubtful captions: labelled as captions, and less surely than a bound.

        Comparisons leave them out until a person confirms them (see `reading.asking`).

        Parameters
        ----------
        below : float
            the bound, 0 to 1. A label without a confidence is not doubtful.

        Returns
        -------
        Series of bool, with the index of the segments

        Examples
        --------
        >>> from analysis import read_text
        >>> corpus = read_text("Talks resume\n\nThe two sides met.\n\nPhoto: Ann Roe")
        >>> corpus.doubtful().any(), corpus.relabel({1: "caption"}).doubtful().any()
        (np.False_, np.False_)
        """
        layer = self.segments["layer"].array
        is_caption = layer.codes == LAYERS.index("caption")
        is_unsure = self.segments["confidence"].to_numpy() < below
        return pd.Series(is_caption & is_unsure, index=self.segments.index)

    def layer_sizes(self, *, doubtful: bool = True) -> pd.DataFrame:
        """Segments and words of each layer that occurs, in the order of the layers.

        Parameters
        ----------
        doubtful : bool
            whether doubtful captions count; in comparisons they do not.

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("The plan is good. It works.").layer_sizes()
               segments  words
        layer
        body          1      6
        """
        segments = self.segments if doubtful else self.segments[~self.doubtful()]
        grouped = segments.groupby("layer", observed=True)["n_words"]
        return grouped.agg(segments="size", words="sum")

    def _repr_html_(self) -> str:
        """How a notebook shows the corpus: its articles, the sizes of its layers, its first blocks.

        Examples
        --------
        >>> from analysis import read_text
        >>> "1 article" in read_text("The plan is good.")._repr_html_()
        True
        """
        first = self.segments.head(_NOTEBOOK_BLOCKS)
        shown = [
            {"number": segment, **row, "text": self.text(segment)[:2000]}
            for segment, row in zip(first.index, first.to_dict("records"), strict=True)
        ]
        return filled(
            "overview.html",
            articles=self.articles.head(_NOTEBOOK_BLOCKS).to_dict("records"),
            n_articles=len(self.articles),
            n_blocks=len(self.segments),
            n_problems=len(self.problems),
            blocks=shown,
            legend=self.layer_sizes().itertuples(name=None),
            style=Markup(filled("notebook.css")),
        )

    @functools.cached_property
    def shapes(self) -> Shapes:
        """What is known of each distinct token by its form: where its word begins and ends, whether
        it is one.
        """
        return tokens.shapes(self.written)

    @functools.cached_property
    def vocabulary(self) -> list[str]:
        """The distinct tokens as they stand.

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("Oh, so so.").vocabulary
        ['Oh,', 'so', 'so.']
        """
        return self.written.to_pylist()

    @functools.cached_property
    def first_tokens(self) -> np.ndarray:
        """The row of each sentence's first token, and behind the last the number of tokens; no
        sentence is without one.

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("It works. So it stays.").first_tokens.tolist()
        [0, 2, 5]
        """
        sentence = self.tokens["sentence"].to_numpy()
        opens = np.flatnonzero(sentence[1:] != sentence[:-1]) + 1
        return (
            np.concatenate([[0], opens, [len(sentence)]])
            if len(sentence)
            else np.zeros(1, dtype=np.int64)
        )

    @functools.cached_property
    def languages(self) -> tuple[list[str], np.ndarray]:
        """The languages that occur, and which of them each segment's article is in; -1 where none
        is sure.

        Examples
        --------
        >>> from analysis import read_text
        >>> corpus = read_text("The war was long, and the city has not forgotten it.")
        >>> corpus.languages
        (['en'], array([0]))
        """
        articles = self.articles
        if "language" not in articles:
            return [], np.full(len(self.segments), -1)
        codes, found = pd.factorize(articles["language"].array)
        return found.tolist(), codes[self.segments["article"].to_numpy(dtype=np.int64)]

    @functools.cached_property
    def words(self) -> Words:
        """The matchable words of the corpus (see `Words`).

        Examples
        --------
        >>> from analysis import read_text
        >>> read_text("Iran’s hawks and/or doves.").words.keys
        ['Iran', 'hawks', 'and', 'or', 'doves']
        """
        word, sentence, start = (
            self.tokens[name].to_numpy() for name in ("word", "sentence", "start")
        )
        return tokens.words(self.shapes, word, sentence, start)


def check_layer(layer: str) -> str:
    """The layer's own name, or a ValueError that lists the layers.

    Examples
    --------
    >>> check_layer("captions")
    Traceback (most recent call last):
    ValueError: unknown layer 'captions'; choose from: headline, standfirst, byline, ...
    """
    if layer not in LAYERS:
        raise ValueError(f"unknown layer {layer!r}; choose from: {', '.join(LAYERS)}")
    return layer


def check_pair(target: str, reference: str) -> None:
    """A ValueError unless these are two different layers.

    Examples
    --------
    >>> check_pair("body", "body")
    Traceback (most recent call last):
    ValueError: target and reference are both 'body'; choose two different layers
    """
    if check_layer(target) == check_layer(reference):
        raise ValueError(f"target and reference are both {target!r}; choose two different layers")


ABSENT = (
    "absent"  # under this name a table notes the layers that its article lacks (`DataFrame.attrs`)
)


def absent_layers(corpus: Corpus, layers: Iterable[str]) -> list[str]:
    """Those of the layers that no segment has: a count of what they hold would be no 0.

    Examples
    --------
    >>> from analysis import read_text
    >>> absent_layers(read_text("Good news."), ["caption", "body"])
    ['caption']
    """
    held = set(corpus.segments["layer"])
    return [layer for layer in layers if layer not in held]


def check_article(corpus: Corpus) -> None:
    """A ValueError for a corpus of several articles.

    Parameters
    ----------
    corpus : Corpus
        it may have no segment.

    Raises
    ------
    ValueError
        for none as well; the message has the number of articles.

    Examples
    --------
    >>> from analysis import read_text
    >>> check_article(concat([read_text("Good news."), read_text("Bad news.")]))
    Traceback (most recent call last):
    ValueError: a corpus of 2 articles; take one at a time, as corpus.article(0)
    """
    if len(corpus.articles) != 1:
        raise ValueError(
            f"a corpus of {len(corpus.articles)} articles; take one at a time, as corpus.article(0)"
        )


Readable = Corpus | str | Iterable[str]  # what a measure takes


def as_corpus(given: Readable) -> Corpus:
    """The corpus itself, or a corpus of plain texts, so that every measure takes a text or a list
    of texts as well.

    Nothing is labelled: each text is one segment of its own, a body, so that the `segment` of a hit
    is the place of its text in the list. For an article with headline and captions use `read_text`.

    Parameters
    ----------
    given : Corpus, str or iterable of str
        a text may be empty.

    Raises
    ------
    TypeError
        for anything else than text; the message names its place in the list.
    ValueError
        for a text with half of a surrogate pair, which no file can hold.

    Examples
    --------
    >>> from analysis import sentiment
    >>> sentiment.compound("good day").round(2).tolist()
    [0.44]
    >>> sentiment.hits(["A good day.", "", "A war."])[["segment", "term"]].values.tolist()
    [[0, 'good'], [2, 'war']]
    """
    if isinstance(given, Corpus):
        return given
    texts = as_texts(given)
    n_texts = len(texts)
    segments = {
        "article": np.arange(n_texts),
        "layer": ["body"] * n_texts,
        "start": np.zeros(n_texts, dtype=np.int64),
        "end": np.array([len(text) for text in texts], dtype=np.int64),
        "rule": ["given as a text"] * n_texts,
        "confidence": np.ones(n_texts),
    }
    return assemble(texts, segments)


def as_texts(given: str | Iterable[str]) -> list[str]:
    """One text or several as a list of texts.

    Raises
    ------
    TypeError, ValueError
        as `as_corpus`.

    Examples
    --------
    >>> as_texts("A war."), as_texts(iter(["A war.", ""]))
    (['A war.'], ['A war.', ''])
    """
    if not isinstance(given, Iterable) or isinstance(given, Mapping | pd.DataFrame):
        raise TypeError(
            f"{type(given).__name__}: is no text; give a corpus (of a table: analysis.read), a text"
            " or a list of texts"
        )
    texts = [given] if isinstance(given, str) else list(given)
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(
                f"text {number} is of type {type(text).__name__}; give a corpus, a text or a list"
                " of texts"
            )
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValueError(
                f"text {number}: character {error.start} is half of a surrogate pair; decode the"
                " text from its file again"
            ) from None
    return texts


def concat(corpora: Iterable[Corpus]) -> Corpus:
    """Several corpora as one: articles in the order given, offsets as they are, ids and vocabulary
    merged.

    An id that occurs more than once gets a number behind it ("page", "page (2)"), so that every
    article can be named.

    Raises
    ------
    ValueError
        for no corpora at all.

    Examples
    --------
    >>> from analysis import read_text
    >>> both = concat([read_text("Good news.", name="a"), read_text("Bad news.", name="a")])
    >>> both.articles["id"].tolist(), both.segments["article"].tolist(), both.vocabulary
    (['a', 'a (2)'], [0, 1], ['Good', 'news.', 'Bad'])
    """
    parts = list(corpora)
    if not parts:
        raise ValueError("no corpora to join; give at least one")
    if len(parts) == 1:
        return parts[0]
    words = [part.written for part in parts]
    merged = pa.chunked_array(words).dictionary_encode().combine_chunks()
    word_of = np.split(
        merged.indices.to_numpy().astype(np.int64), np.cumsum([*map(len, words)])[:-1]
    )
    tokens = [
        part.tokens.assign(word=ids[part.tokens["word"].to_numpy()])
        for part, ids in zip(parts, word_of, strict=True)
    ]
    articles = pd.concat([part.articles.astype(object) for part in parts], ignore_index=True)
    articles = articles.where(articles.notna(), None)
    articles = articles.assign(
        id=_distinct(articles["id"]),
        sha256=list(articles["sha256"]),
        language_certainty=articles["language_certainty"].astype(float),
    )
    return Corpus(
        articles=articles,
        segments=_joined(
            [part.segments for part in parts],
            "segment",
            article=[len(part.texts) for part in parts],
        ),
        sentences=_joined(
            [part.sentences for part in parts],
            "sentence",
            segment=[len(part.segments) for part in parts],
        ),
        tokens=_joined(tokens, None, sentence=[len(part.sentences) for part in parts]),
        written=merged.dictionary,
        texts=tuple(text for part in parts for text in part.texts),
        problems=pd.concat([part.problems for part in parts], ignore_index=True),
        unread_tables=tuple(line for part in parts for line in part.unread_tables),
    )


def _joined(tables: list[pd.DataFrame], name: str | None, **counts: list[int]) -> pd.DataFrame:
    """Tables one under the other; the ids of a column go on counting from table to table."""
    joined = pd.concat(tables, ignore_index=True).rename_axis(name)
    for column, sizes in counts.items():
        before = np.cumsum([0, *sizes[:-1]])
        shift = np.repeat(before, [len(table) for table in tables])
        joined[column] = joined[column] + shift.astype(joined[column].dtype)
    return joined


def _renumbered(table: pd.DataFrame, name: str, **first: np.integer) -> pd.DataFrame:
    """Some rows of a table as a table of their own, whose ids count from 0."""
    table = table.reset_index(drop=True).rename_axis(name)
    return table.assign(**{column: table[column] - shift for column, shift in first.items()})


def _rows(ids: pd.Series, first: int, stop: int) -> slice:
    """The rows whose id runs from `first` to before `stop`, in a column that is in order."""
    begin, end = np.searchsorted(ids.to_numpy(), [first, stop])
    return slice(int(begin), int(end))


def _distinct(ids: Iterable[str]) -> list[str]:
    taken, seen, result = set(ids), Counter[str](), []
    for name in ids:
        seen[name] += 1
        new = name
        if seen[name] > 1:
            while (new := f"{name} ({seen[name]})") in taken:
                seen[name] += 1
            taken.add(new)
        result.append(new)
    return result


def assemble(
    texts: Iterable[str],
    segments: pd.DataFrame | Mapping[str, Sequence[Any]],
    *,
    articles: pd.DataFrame | None = None,
    split_sentences: bool = True,
) -> Corpus:
    """Build a corpus from stored texts and the table of their labelled segments.

    Parameters
    ----------
    texts : iterable of str
        one stored text per article.
    segments : DataFrame or mapping of columns
        article (row number into `texts`), layer, start, end, rule, confidence and perhaps
        source_path and picture, in reading order.
    articles : DataFrame, optional
        id, title, source, published, sha256; made from the texts where it is not given, without
        hashes. The language of given articles is determined, that of texts alone is not.
    split_sentences : bool
        False makes one sentence of each segment.
    """
    texts = tuple(texts)
    if articles is None:
        articles = pd.DataFrame(
            {"id": [str(n) for n in range(len(texts))], "title": None, "source": None}
        )
        articles["published"] = None
        articles["sha256"] = None
        articles["language"], articles["language_certainty"] = None, np.nan
    else:
        found = list(languages_of(texts, {name: segments[name] for name in _SPAN}))
        articles = articles.assign(
            language=pd.Series([language.code for language in found], articles.index, dtype=object),
            language_certainty=[language.certainty for language in found],
        )
    # Plain arrays, and each table once: a table of a few hundred rows costs more to build than to
    # use.
    columns = {
        name: np.asarray(segments[name]) for name in ("article", "start", "end", "confidence")
    }
    n_segments = len(columns["start"])
    # One type whether there are places and pictures or none, so that corpora can be joined.
    of_source = {name: pd.Series([None] * n_segments, dtype=object) for name in _OF_SOURCE}
    for name in _OF_SOURCE:
        if name in segments:
            values = np.array(segments[name], dtype=object)
            values[pd.isna(values)] = None
            of_source[name] = pd.Series(values, dtype=object)
    cut, written = tokens.cut(texts, columns)
    word, shape = cut["word"], tokens.shapes(written)
    first = tokens.sentence_starts(cut["segment"], word, shape, split=split_sentences)
    opening = np.flatnonzero(first)
    closing = np.append(opening[1:], len(first)) - 1 if len(opening) else opening
    sentence = np.cumsum(first, dtype=np.int32) - np.int32(1)
    no_words = np.flatnonzero(~shape.is_word.take(word))
    n_words = closing + 1 - opening - np.bincount(sentence[no_words], minlength=len(opening))
    sentences = {
        "segment": cut["segment"][opening],
        "start": cut["start"][opening],
        "end": cut["end"][closing],
        "n_words": n_words,
    }
    labelled = {
        "article": columns["article"],
        "layer": pd.Categorical(segments["layer"], dtype=_LAYER_TYPE),
        **{name: columns[name] for name in ("start", "end")},
        "rule": segments["rule"],
        "confidence": columns["confidence"],
        "n_words": np.bincount(sentences["segment"], n_words, n_segments).astype(np.int64),
        **of_source,
    }
    # From here on a token's span is its word: the punctuation around it stays in the vocabulary.
    cut["start"] += shape.lead.take(word)
    cut["end"] -= shape.trail.take(word)
    words = {"word": word, "sentence": sentence, "start": cut["start"], "end": cut["end"]}
    corpus = Corpus(
        articles=articles,
        segments=pd.DataFrame(labelled, pd.RangeIndex(n_segments, name="segment"), copy=False),
        sentences=pd.DataFrame(sentences, pd.RangeIndex(len(opening), name="sentence"), copy=False),
        tokens=pd.DataFrame(words, copy=False),
        written=written,
        texts=texts,
    )
    # Known already: not to be worked out again.
    vars(corpus)["shapes"] = shape
    vars(corpus)["first_tokens"] = np.append(opening, len(word))
    return corpus
