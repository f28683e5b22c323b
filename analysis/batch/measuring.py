"""One batch → its tables. This is what a worker runs; it reads no file and keeps nothing."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import comparison, measures
from analysis.batch.cutting import Batch, Page, Piece
from analysis.corpus import Corpus, concat
from analysis.hits import Measure
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.valence import load_lexicon
from analysis.options import Options
from analysis.reading import archives, tables
from analysis.reading.errors import InputError, one_line
from analysis.reading.formats import TABLES, read_article, why_unreadable

_NUMBER, _TEXT, _REAL = pa.int64(), pa.large_string(), pa.float64()
SCHEMAS = {
    "articles": pa.schema(
        {
            "article": _NUMBER, "id": _TEXT, "title": _TEXT, "source": _TEXT, "published": _TEXT, "sha256": _TEXT,
            "file": _TEXT, "line": _NUMBER, "n_words": _NUMBER, "n_segments": _NUMBER, "n_captions": _NUMBER,
            "p": _REAL, "divergence": _REAL, "strongest": _TEXT, "verdict": _TEXT, "not_tested": _TEXT,
        }
    ),
    "rates": pa.schema(
        {
            "article": _NUMBER, "layer": _TEXT, "measure": _TEXT, "category": _TEXT, "n": _NUMBER, "n_words": _NUMBER,
            "n_segments": _NUMBER, "per_1000": _REAL,
        }
    ),
    "differences": pa.schema(
        {
            "article": _NUMBER, "target": _TEXT, "reference": _TEXT, "measure": _TEXT, "category": _TEXT,
            "n_target": _NUMBER, "n_reference": _NUMBER, "per_1000_target": _REAL, "per_1000_reference": _REAL,
            "difference": _REAL, "p": _REAL, "p_adjusted": _REAL, "verdict": _TEXT, "side": _TEXT,
            "reason": _TEXT, "score": _REAL,
        }
    ),
    "problems": pa.schema({"source": _TEXT, "line": _NUMBER, "problem": _TEXT}),
}  # fmt: skip


# How one segment of a layer is called, where the layer's own name is not that of a segment.
_ONE_OF = {"body": "paragraph of body", "boilerplate": "piece of page furniture"}


@dataclass(frozen=True)
class Order:
    """What a worker is to do: the options, the hashes of their lists, and the measures that do not
    ship with the suite.
    """

    options: Options
    lists: dict[str, str]
    registered: tuple[Measure, ...] = ()


def order(options: Options) -> Order:
    """The order for these options, with the lists and the measures of this machine."""
    registered = (one for name, one in measures.MEASURES.items() if name not in measures.SHIPPED)
    return Order(options, hashes(options), tuple(registered))


def hashes(options: Options) -> dict[str, str]:
    """The SHA-256 of the codebook and of the lexicon as they are on this machine; of a file, that
    of its bytes.
    """
    return {
        "frames": load_codebook(options.frames).sha256,
        "lexicon": load_lexicon(options.lexicon).sha256,
    }


def measure(batch: Batch, asked: Order) -> dict[str, pa.Table]:
    """The tables of a batch, whose articles count from 0."""
    for one in asked.registered:
        measures.register(one)
    corpus, files, lines, problems = corpus_of(batch)
    rows = pd.DataFrame(
        [(source, line, one_line(why)) for source, line, why in problems],
        columns=SCHEMAS["problems"].names,
    )
    made = {"problems": rows.astype({"line": "Int64"})}
    if corpus is not None:
        made |= _measured(corpus, asked)
        made["articles"] = made["articles"].assign(file=files, line=pd.array(lines, dtype="Int64"))
    return {
        name: (
            pa.Table.from_pandas(
                made[name].reindex(columns=schema.names), schema=schema, preserve_index=False
            )
            if name in made
            else schema.empty_table()
        )
        for name, schema in SCHEMAS.items()
    }


def corpus_of(batch: Batch) -> tuple[Corpus | None, list[str], list[int | None], tables.Told]:
    """The articles of a batch, the file and the line of each, and the rows of problems."""
    parts: list[Corpus] = []
    files: list[str] = []
    lines: list[int | None] = []
    problems: tables.Told = []
    for piece in batch.pieces:
        found, places, told = _of_table(piece) if piece.format in TABLES else _one_by_one(piece)
        parts += found
        files += [piece.file] * len(places)
        lines += places
        problems += told
        if piece.broken:
            problems.append((piece.file, None, piece.broken))
    if not parts:
        return None, [], [], problems
    # An id that stands twice stays as it is given: whether it does depends on what else is in the
    # batch.
    ids = [name for part in parts for name in part.articles["id"]]
    corpus = concat(parts)
    return replace(corpus, articles=corpus.articles.assign(id=ids)), files, lines, problems


def _of_table(piece: Piece) -> tuple[list[Corpus], list[int | None], tables.Told]:
    numbered = (
        (number, record)
        for number, record in piece.records
        if not isinstance(record, bytes | str | Page)
    )
    corpus, lines, problems = tables.corpus_of_records(
        numbered, piece.chosen, label=piece.file, stem=piece.stem
    )
    return ([] if corpus is None else [corpus]), list(lines), problems


def _one_by_one(piece: Piece) -> tuple[list[Corpus], list[int | None], tables.Told]:
    """The pages of a web archive, or one page."""
    found: list[Corpus] = []
    lines: list[int | None] = []
    problems: tables.Told = []
    for number, record in piece.records:
        line = None if isinstance(record, Page) else number
        try:
            if isinstance(record, Page):
                if record.problem:
                    raise InputError(record.problem)
                corpus: Corpus | None = read_article(record.source, record.corrections)
            else:
                assert isinstance(record, bytes | str)
                corpus = archives.corpus_of_record(record)
        except (InputError, RecursionError) as error:
            problems.append((piece.file, line, why_unreadable(error, piece.file)))
            continue
        if corpus is not None:
            found.append(corpus)
            lines.append(line)
    return found, lines, problems


def _check_lists(asked: Order) -> None:
    """An InputError where a list on this machine is not the one that the run recorded."""
    for name, recorded in asked.lists.items():
        here = hashes(asked.options)[name]
        if here != recorded:
            where = f"on {platform.node() or 'this machine'} (sha256 {here[:12]})"
            raise InputError(
                f"{asked.options.chosen(name)}: the list {where} is not the one that the run"
                f" recorded ({recorded[:12]}); copy that one there"
            )


def _measured(corpus: Corpus, asked: Order) -> dict[str, pd.DataFrame]:
    _check_lists(asked)
    options = asked.options
    hits = measures.all_hits(corpus, options)
    pairs = [(target, options.reference) for target in dict.fromkeys((options.target, "headline"))]
    parts = [
        comparison.across(
            corpus, found, target=target, reference=reference, seed=options.seed
        ).assign(target=target, reference=reference)
        for target, reference in pairs
        if target != reference
        for found in hits.values()
    ]
    rows = pd.concat(parts, ignore_index=True).sort_values(
        "article", kind="stable", ignore_index=True
    )
    rates = [
        comparison.rates_across(corpus, found).assign(measure=name) for name, found in hits.items()
    ]
    return {
        "articles": _articles(
            corpus, rows[rows["target"] == options.target], options.target, options.reference
        ),
        "rates": (
            pd.concat(rates)
            .sort_values("article", kind="stable", ignore_index=True)
            .astype({"layer": "str"})
        ),
        "differences": rows,
    }


def _articles(corpus: Corpus, rows: pd.DataFrame, target: str, reference: str) -> pd.DataFrame:
    """Each article with its size and what the ranking needs of its rows."""
    n = len(corpus.texts)
    owner = corpus.segments["article"].to_numpy()
    n_words = np.bincount(owner, corpus.segments["n_words"].to_numpy(), minlength=n).astype(
        np.int64
    )
    of_target = (corpus.segments["layer"] == target).to_numpy()
    tested = rows[rows["p_adjusted"].notna()]
    by_article = tested.groupby("article")
    p = (by_article["p_adjusted"].min() * by_article["measure"].nunique()).clip(upper=1.0)
    size = rows["score"].astype(float).abs()
    strongest = rows.loc[size.dropna().groupby(rows["article"]).idxmax()].set_index("article")
    table = corpus.articles.assign(
        article=np.arange(n),
        n_words=n_words,
        n_segments=np.bincount(owner, minlength=n),
        n_captions=np.bincount(owner[of_target], minlength=n),
    )
    told = pd.DataFrame(
        {
            "p": p.astype(float),
            "divergence": strongest["score"].astype(float).abs(),
            "strongest": strongest["measure"].astype(str) + "/" + strongest["category"].astype(str),
            "verdict": strongest["verdict"],
        }
    )
    table = table.join(told.reindex(range(n)))
    return table.assign(
        not_tested=_why_not_tested(corpus, table["p"].notna().to_numpy(), target, reference)
    )


def _why_not_tested(corpus: Corpus, tested: np.ndarray, target: str, reference: str) -> pd.Series:
    """Why an article could not be tested, missing for one that was."""
    with_words = corpus.segments[corpus.segments["n_words"] > 0]
    n_of = {
        layer: np.bincount(
            with_words.loc[with_words["layer"] == layer, "article"], minlength=len(tested)
        )
        for layer in (target, reference)
    }
    reasons = {f"no {layer}": n == 0 for layer, n in n_of.items()}
    reasons |= {f"one {_ONE_OF.get(layer, layer)} only": n == 1 for layer, n in n_of.items()}
    few = f"fewer than {comparison.LEAST_HITS} hits of every kind"
    why = pd.Series(np.select([tested, *reasons.values()], ["", *reasons], few), dtype=object)
    return why.where(~tested, None)
