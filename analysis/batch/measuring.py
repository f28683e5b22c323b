"""One batch → its tables. This is what a worker runs; it reads no file and keeps nothing."""

from __future__ import annotations

import itertools
import math
import platform
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
from threadpoolctl import threadpool_limits

from analysis import baseline, comparison, measures
from analysis.batch.cutting import Batch, FilePart, HeldPage
from analysis.corpus import LAYERS, Corpus, concat
from analysis.hits import Measure, are_counted, judged, measure_of
from analysis.lexicons.choice import settled
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.valence import load_lexicon
from analysis.options import Options
from analysis.reading import archives, tables
from analysis.reading.documents import Document, corpus_of
from analysis.reading.errors import InputError, one_line
from analysis.reading.formats import page_of, plain_text_of, read_article, why_unreadable
from analysis.reading.page import Page, assembled_pages
from analysis.reading.recognising import DOCUMENTS, FORMATS_READ, TABLES
from analysis.reading.texts import PlainText, assembled_texts
from analysis.reprints import sketches
from analysis.words import sentences
from analysis.words.languages import not_measured
from analysis.words.tallies import as_tallies

_WHOLE, _TEXT, _REAL = pa.int64(), pa.large_string(), pa.float64()
SCHEMAS = {
    "articles": pa.schema(
        {
            "article": _WHOLE, "id": _TEXT, "title": _TEXT, "source": _TEXT, "published": _TEXT, "sha256": _TEXT,
            "language": _TEXT, "language_certainty": _REAL,
            "file": _TEXT, "line": _WHOLE, "n_words": _WHOLE, "n_segments": _WHOLE, "n_captions": _WHOLE,
            "p_unusual": _REAL, "most_unusual": _TEXT, "unusual": _TEXT, "p_of_row": _REAL,
            "observed": _REAL, "expected": _REAL, "words_target": _WHOLE, "words": _TEXT,
            "verdict": _TEXT, "reason": _TEXT, "p_adjusted": _REAL,
            "p": _REAL, "divergence": _REAL, "strongest": _TEXT, "not_tested": _TEXT,
        }
    ),
    "rates": pa.schema(
        {
            "article": _WHOLE, "layer": _TEXT, "measure": _TEXT, "category": _TEXT, "n": _WHOLE, "n_words": _WHOLE,
            "n_segments": _WHOLE, "per_1000": _REAL, "share": _REAL,
        }
    ),
    "differences": pa.schema(
        {
            "article": _WHOLE, "target": _TEXT, "reference": _TEXT, "measure": _TEXT, "category": _TEXT,
            "n_target": _WHOLE, "n_reference": _WHOLE, "per_1000_target": _REAL, "per_1000_reference": _REAL,
            "n_segments_target": _WHOLE, "n_segments_reference": _WHOLE, "share_target": _REAL, "share_reference": _REAL,
            "difference": _REAL, "p": _REAL, "p_adjusted": _REAL, "verdict": _TEXT, "side": _TEXT,
            "reason": _TEXT, "score": _REAL, "observed": _REAL, "expected": _REAL, "percentile": _REAL, "p_unusual": _REAL,
            "p_unusual_adjusted": _REAL, "unusual": _TEXT,
        }
    ),
    # Some runs of words of each article, by which the end of a run knows reprints (`reprints.sketches`).
    "sketches": pa.schema({"article": _WHOLE, "run": pa.uint64()}),
    "problems": pa.schema({"source": _TEXT, "line": _WHOLE, "problem": _TEXT}),
}  # fmt: skip


# What one part of a batch gives: its articles, the line of each, and the rows of problems.
_Article = Corpus | Page | PlainText  # pages and texts wait to be assembled together
_Taken = tuple[list[_Article], list[int | None], tables.ProblemRows]
_NONE, _EVERY = -2, -1  # of a measure's categories
_OF_BASELINE = ["observed", "expected", "percentile", "p_unusual", "p_unusual_adjusted", "unusual"]


@dataclass(frozen=True)
class Order:
    """What a worker is to do: the options, the list_hashes of their lists, and the measures that do not
    ship with the suite.
    """

    options: Options
    lists: dict[str, str]
    registered: tuple[Measure, ...] = ()


def order(options: Options) -> Order:
    """The order for these options, with the lists and the measures of this machine; the codebook
    "auto" is that of a corpus.

    Examples
    --------
    >>> sorted(order(Options()).lists), order(Options()).registered
    (['frames', 'lexicon'], ())
    """
    options = settled(options)
    registered = (one for name, one in measures.MEASURES.items() if name not in measures.SHIPPED)
    return Order(options, list_hashes(options), tuple(registered))


def list_hashes(options: Options) -> dict[str, str]:
    """The SHA-256 of the lists of these options as they are on this machine.

    Returns
    -------
    dict of str
        of the codebook (frames) and of the lexicon; of a file, that of its bytes.

    Raises
    ------
    ValueError
        for a list that is neither known nor a readable file.
    """
    return {
        "frames": load_codebook(options.frames).sha256,
        "lexicon": load_lexicon(options.lexicon).sha256,
    }


def measure(batch: Batch, asked: Order) -> dict[str, pa.Table]:
    """The tables of a batch.

    Returns
    -------
    dict of pyarrow.Table
        articles, rates, differences, sketches and problems, as in `SCHEMAS`; articles count from 0.

    Raises
    ------
    InputError
        where a list on this machine is not the one that the order names.
    """
    for registered in asked.registered:
        measures.register(registered)
    # The matrices of a batch are small: several threads wait for each other longer than they work.
    with threadpool_limits(1):
        made = _tables(batch, asked)
    return {
        name: (
            pa.Table.from_pandas(
                made[name].reindex(columns=schema.names),
                schema=schema,
                preserve_index=False,
                nthreads=1,
            )
            if name in made
            else schema.empty_table()
        )
        for name, schema in SCHEMAS.items()
    }


def _tables(batch: Batch, asked: Order) -> dict[str, pd.DataFrame]:
    corpus, files, lines, problems = corpus_of_batch(batch)
    rows = [(source, line, one_line(why)) for source, line, why in problems]
    problem_table = pd.DataFrame(rows, columns=SCHEMAS["problems"].names)
    made = {"problems": problem_table.astype({"line": "Int64"})}
    if corpus is not None:
        made |= _measured(corpus, asked)
        made["articles"] = made["articles"].assign(file=files, line=pd.array(lines, dtype="Int64"))
        made["sketches"] = pd.DataFrame(
            dict(zip(("article", "run"), sketches(corpus), strict=True))
        )
    return made


def corpus_of_batch(
    batch: Batch,
) -> tuple[Corpus | None, list[str], list[int | None], tables.ProblemRows]:
    """The articles of a batch.

    Returns
    -------
    Corpus or None, list of str, list of int or None, list of tuple
        the articles (None for none), whose ids stand as they are given; the file and the line (of
        a page None) of each; and the rows of problems.
    """
    articles: list[_Article] = []
    files: list[str] = []
    lines: list[int | None] = []
    problems: tables.ProblemRows = []
    for part in batch.parts:
        of_part, part_lines, part_problems = _reader_of(part)(part)
        articles += of_part
        files += [part.file] * len(part_lines)
        lines += part_lines
        problems += part_problems
        if part.broken:
            problems.append((part.file, None, part.broken))
    if not articles:
        return None, [], [], problems
    # An id that stands twice stays as it is given: whether it does depends on what else is in the
    # batch.
    corpora = list(_assembled(articles))
    ids = [id for corpus in corpora for id in corpus.articles["id"]]
    corpus = concat(corpora)
    return replace(corpus, articles=corpus.articles.assign(id=ids)), files, lines, problems


def _assembled(articles: Iterable[_Article]) -> Iterator[Corpus]:
    """The articles in their order, where pages or texts that follow each other are one corpus: to assemble
    them together is faster than one by one.
    """
    for kind, run in itertools.groupby(articles, key=type):
        if kind is Page:
            yield assembled_pages([page for page in run if isinstance(page, Page)])
        elif kind is PlainText:
            yield assembled_texts([text for text in run if isinstance(text, PlainText)])
        else:
            yield from (corpus for corpus in run if isinstance(corpus, Corpus))


def _reader_of(part: FilePart) -> Callable[[FilePart], _Taken]:
    if part.format in TABLES:
        return _of_table
    is_export = FORMATS_READ[part.format].holds == DOCUMENTS
    return _of_documents if is_export else _one_by_one


def _of_documents(part: FilePart) -> _Taken:
    """The articles of an export."""
    documents = [record for _, record in part.records if isinstance(record, Document)]
    problems: tables.ProblemRows = [
        (part.file, document.record, notice)
        for document in documents
        for notice in document.notices
    ]
    corpora: list[_Article] = [corpus_of(documents)] if documents else []
    return corpora, [document.record for document in documents], problems


def _of_table(part: FilePart) -> _Taken:
    numbered = (
        (record_number, record)
        for record_number, record in part.records
        if not isinstance(record, bytes | str | HeldPage | Document)
    )
    corpus, lines, problems = tables.corpus_of_records(
        numbered, part.chosen, label=part.file, stem=part.stem
    )
    return ([] if corpus is None else [corpus]), list(lines), problems


def _one_by_one(part: FilePart) -> _Taken:
    """The pages of a web archive, or one article in a file of its own."""
    articles: list[_Article] = []
    lines: list[int | None] = []
    problems: tables.ProblemRows = []
    for record_number, record in part.records:
        line = None if isinstance(record, HeldPage) else record_number
        try:
            if isinstance(record, HeldPage):
                article: _Article | None = _held_article(record)
            else:
                assert isinstance(record, bytes | str)
                article = archives.page_of_record(record)
        except (InputError, RecursionError) as error:
            problems.append((part.file, line, why_unreadable(error, part.file)))
            continue
        if article is not None:
            articles.append(article)
            lines.append(line)
    return articles, lines, problems


def _held_article(held: HeldPage) -> _Article:
    """One article; a page or text that nobody has corrected waits to be assembled with those beside
    it.
    """
    if held.problem:
        raise InputError(held.problem)
    if held.source.format == "html" and held.corrections is None:
        return page_of(held.source)
    if held.source.format == "text" and held.corrections is None:
        return plain_text_of(held.source)
    return read_article(held.source, held.corrections)


def _check_lists(asked: Order) -> None:
    """An InputError where a list on this machine is not the one that the run recorded."""
    own = list_hashes(asked.options)
    for name, recorded in asked.lists.items():
        if own[name] != recorded:
            where = f"on {platform.node() or 'this machine'} (sha256 {own[name][:12]})"
            raise InputError(
                f"{asked.options.chosen(name)}: the list {where} is not the one that the run"
                f" recorded ({recorded[:12]}); copy that one there"
            )


def _measured(corpus: Corpus, asked: Order) -> dict[str, pd.DataFrame]:
    _check_lists(asked)
    options = asked.options
    hits_of = measures.all_hits(corpus, options)
    pairs = [(target, options.reference) for target in dict.fromkeys((options.target, "headline"))]
    parts = [
        _compared(corpus, hits_of, options.but(target=target, reference=reference))
        for target, reference in pairs
        if target != reference
    ]
    rows = pd.concat(parts, ignore_index=True).sort_values(
        "article", kind="stable", ignore_index=True
    )
    rates = [
        comparison.rates_across(corpus, hits).assign(measure=name) for name, hits in hits_of.items()
    ]
    articles, listed = _articles(
        corpus, rows[rows["target"] == options.target], options.target, options.reference
    )
    articles["words"] = _words(corpus, hits_of, listed, options)
    articles["not_tested"] = _with_languages(corpus, articles["not_tested"], hits_of)
    return {
        "articles": articles,
        "rates": (
            pd.concat(rates)
            .sort_values("article", kind="stable", ignore_index=True)
            .astype({"layer": "str"})
        ),
        "differences": rows,
    }


def _compared(corpus: Corpus, hits_of: dict[str, pd.DataFrame], options: Options) -> pd.DataFrame:
    """One pair of layers of every article, compared with each other and with ordinary pages."""
    pair = options.pair
    columns = comparison.stacked([
        comparison.columns_across(corpus, hits, **pair, seed=options.seed)
        for hits in hits_of.values()
    ])  # fmt: skip
    article, n_words = columns["article"], _layer_words(corpus)
    words = {f"words_{side}": n_words[article, LAYERS.index(layer)] for side, layer in pair.items()}
    ordinary = baseline.expected_columns(
        columns | words, baseline.load(options.baseline), **pair, options=options, intervals=False
    )
    layers = {side: np.full(len(article), layer, dtype=object) for side, layer in pair.items()}
    beside = {name: ordinary[name] for name in _OF_BASELINE}
    return comparison.to_table(columns | beside | {"words_target": words["words_target"]} | layers)


def _layer_words(corpus: Corpus) -> np.ndarray:
    """The words of each layer, without those of doubtful captions (article × layer)."""
    article, n_words = (corpus.segments[name].to_numpy() for name in ("article", "n_words"))
    cell = article * len(LAYERS) + corpus.segments["layer"].array.codes
    shape = len(corpus.texts), len(LAYERS)
    sizes = np.bincount(cell, np.where(corpus.doubtful(), 0, n_words), math.prod(shape))
    return sizes.reshape(shape).astype(np.int64)


def _articles(
    corpus: Corpus, rows: pd.DataFrame, target: str, reference: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each article with its size and what the ranking needs of its rows; and of each article the row
    that the ranking names, the most unusual or else the strongest.
    """
    n = len(corpus.texts)
    owner, n_words = (corpus.segments[name].to_numpy() for name in ("article", "n_words"))
    of_target = corpus.segments["layer"].array.codes == LAYERS.index(target)
    table = corpus.articles.assign(
        article=np.arange(n),
        n_words=np.bincount(owner, n_words, minlength=n).astype(np.int64),
        n_segments=np.bincount(owner, minlength=n),
        n_captions=np.bincount(owner[of_target], minlength=n),
    )
    article, p_adjusted, p_unusual, p_unusual_adjusted, score = (
        rows[name].to_numpy()
        for name in ("article", "p_adjusted", "p_unusual", "p_unusual_adjusted", "score")
    )
    first = rows.iloc[_first_of_each(article, ~np.isnan(p_unusual_adjusted), p_unusual)]
    # Of rows with one p, that of the larger score is the more extreme.
    strongest = rows.iloc[_first_of_each(article, ~np.isnan(score), p_adjusted, -np.abs(score))]
    first, strongest = first.set_index("article"), strongest.set_index("article")
    # The row that the ranking names: its verdict and its words are those of the article.
    listed = pd.concat([first, strongest[~strongest.index.isin(first.index)]])
    p = _p_of_articles(rows, n)
    of_tests = pd.DataFrame(
        {
            # The least adjusted p-value of all rows is a test of all of them (Simes, 1986).
            "p_unusual": _least(p_unusual_adjusted, article, n),
            "most_unusual": first["measure"] + "/" + first["category"],
            "p_of_row": first["p_unusual"],
            **first[["unusual", "observed", "expected"]],
            **listed[["words_target", "verdict", "reason", "p_adjusted"]],
            "p": p,
            "divergence": strongest["score"].abs(),
            "strongest": strongest["measure"] + "/" + strongest["category"],
        },
        index=range(n),
    )
    not_tested = _why_not_tested(corpus, rows, ~np.isnan(p), target, reference)
    return table.join(of_tests).assign(not_tested=not_tested), listed


def _first_of_each(article: np.ndarray, asked: np.ndarray, *keys: np.ndarray) -> np.ndarray:
    """The row of each article that some keys put first, of the rows that are asked."""
    rows = np.flatnonzero(asked)
    rows = rows[np.lexsort([*(key[rows] for key in reversed(keys)), article[rows]])]
    return rows[np.unique(article[rows], return_index=True)[1]]


def _p_of_articles(rows: pd.DataFrame, n_articles: int) -> np.ndarray:
    """The least adjusted p-value of each article, of all measures together; nan where no row was
    tested.
    """
    article, p_adjusted = (rows[name].to_numpy() for name in ("article", "p_adjusted"))
    code, measures = pd.factorize(rows["measure"].array)
    of_measure = np.unique((article * len(measures) + code)[~np.isnan(p_adjusted)])
    n_measures = np.bincount(of_measure // max(1, len(measures)), minlength=n_articles)
    p = np.minimum(_least(p_adjusted, article, n_articles) * n_measures, 1.0)
    # A row that could not be tested may have a p, which no arrangement takes to the level.
    could_be_tested = np.zeros(n_articles, dtype=bool)
    could_be_tested[article[(rows["reason"] == "").to_numpy()]] = True
    return np.where(could_be_tested, p, np.nan)


def _least(p: np.ndarray, article: np.ndarray, n_articles: int) -> np.ndarray:
    """The least p-value of each article; nan where there is none."""
    least = np.full(n_articles, np.nan)
    np.fmin.at(least, article, p)
    return least


def _words(
    corpus: Corpus, hits_of: dict[str, pd.DataFrame], listed: pd.DataFrame, options: Options
) -> list[str]:
    """The words that make the row that is listed of each article, as `measures.findings` has them."""
    n_articles = len(corpus.texts)
    owner, layer = corpus.segments["article"].to_numpy(), corpus.segments["layer"].array.codes
    is_certain = np.isin(layer, [LAYERS.index(of_layer) for of_layer in options.layers])
    is_certain &= ~corpus.doubtful().to_numpy()
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for name, hits in hits_of.items():
        measure, of_measure = measure_of(hits), listed[listed["measure"] == name]
        category = hits["category"].array
        code_of = {name: code for code, name in enumerate(category.categories)}
        if measure.sum:
            code_of[measure.sum.name] = _EVERY
        wanted = np.full(n_articles, _NONE)
        wanted[of_measure.index] = [code_of[name] for name in of_measure["category"]]
        segment = hits["segment"].to_numpy()
        of_row = wanted[owner[segment]]
        is_listed = (category.codes == of_row) | (of_row == _EVERY)
        is_listed &= are_counted(hits) & is_certain[segment]
        segment = segment[is_listed]
        of_hits = owner[segment].tolist(), layer[segment].tolist()
        for article, of_layer, term in zip(*of_hits, hits["term"].array[is_listed], strict=True):
            counts[article, LAYERS[of_layer]][term] += 1
    return [
        as_tallies(*(counts.get((number, of_layer), {}) for of_layer in options.layers))
        for number in range(n_articles)
    ]


def _with_languages(
    corpus: Corpus, reasons: pd.Series, hits_of: dict[str, pd.DataFrame]
) -> pd.Series:
    """The reasons why articles were not tested; first of all a language that no measure is for."""
    is_judged = np.any([judged(corpus, hits) for hits in hits_of.values()], axis=0)
    owner = corpus.segments["article"].to_numpy()
    n_judged = np.bincount(owner, is_judged, minlength=len(reasons))
    is_foreign = (np.bincount(owner, minlength=len(reasons)) > 0) & (n_judged == 0)
    is_foreign &= corpus.articles["language"].notna().to_numpy()
    languages = zip(corpus.articles["language"], corpus.articles["language_certainty"], strict=True)
    whys = [
        not_measured(*language) if foreign else why
        for language, foreign, why in zip(languages, is_foreign, reasons, strict=True)
    ]
    return pd.Series(whys, reasons.index, dtype=object)


def _why_not_tested(
    corpus: Corpus, rows: pd.DataFrame, tested: np.ndarray, target: str, reference: str
) -> pd.Series:
    """Why an article could not be tested, missing for one that was."""
    with_words, is_doubtful = corpus.segments[corpus.segments["n_words"] > 0], corpus.doubtful()
    n_doubtful = np.bincount(corpus.segments.loc[is_doubtful, "article"], minlength=len(tested))
    certain = with_words[~is_doubtful[with_words.index]]
    n_of = {
        layer: np.bincount(certain.loc[certain["layer"] == layer, "article"], minlength=len(tested))
        for layer in (target, reference)
    }
    article, reason = rows["article"].to_numpy(), rows["reason"].to_numpy()
    asked = (
        *comparison.ONE_TEXT,
        *comparison.FEW_SEGMENTS,
        comparison.MANY_ROWS,
        comparison.FEW_DIFFERENT_HITS,
    )
    has_row = {why: np.bincount(article[reason == why], minlength=len(tested)) > 0 for why in asked}
    by_layer = list(n_of.values())
    holds = {
        # Doubts are about captions alone.
        **{
            comparison.DOUBTFUL[side]: (n_doubtful > 0) & (n == 0)
            for side, (layer, n) in enumerate(n_of.items())
            if layer == "caption"
        },
        **{reason: n == 0 for reason, n in zip(comparison.NO_WORDS, by_layer, strict=True)},
        **{reason: n == 1 for reason, n in zip(comparison.ONE_SEGMENT, by_layer, strict=True)},
        **has_row,
    }
    why = [
        sentences.because_of_article(reason, target=target, reference=reference)
        for reason in (*holds, comparison.FEW_HITS)
    ]
    chosen = np.select([tested, *holds.values()], ["", *why[:-1]], why[-1])
    return pd.Series(chosen, dtype=object).where(~tested, None)
