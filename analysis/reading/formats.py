"""Formats: which reader a source goes to, and several sources as one corpus."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pandas as pd

from analysis.corpus import Corpus, assemble, concat, no_problems
from analysis.reading import sources
from analysis.reading.corrections import apply_corrections, corrections_path
from analysis.reading.credits import caption_parts
from analysis.reading.errors import InputError, one_line
from analysis.reading.plain import blocks, label
from analysis.reading.sources import Source

TABLES = frozenset({"csv", "tsv", "json", "jsonl", "parquet"})
_Input = str | Path | bytes | bytearray | memoryview | IO[Any]


def read_any(
    given: _Input,
    *,
    corrections: bool = True,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,
    name: str | None = None,
) -> Corpus:
    """What `analysis.read` does, before title and source are set."""
    if format is not None:
        sources.check_format(format)
    if isinstance(given, bytes | bytearray | memoryview):
        return read_source(
            sources.of_bytes(bytes(given), label=name or "bytes", id=name or "bytes", format=format), columns=columns
        )
    if str(given) == "-":
        given, name = sources.standard_input(), name or "standard input"
    if not isinstance(given, str | Path):
        named = getattr(given, "name", None)
        called = name or (named if isinstance(named, str) else "stream")
        return read_source(
            sources.of_stream(given, label=called, id=name or sources.bare_name(Path(called)), format=format),
            columns=columns,
        )
    if isinstance(given, str) and sources.is_address(given):
        source = sources.of_address(given, format=format)
        return read_source(replace(source, id=name or source.id), columns=columns)
    path = Path(given)
    files = sources.expand(path)
    if files is not None:
        return read_files(files, path, corrections=corrections, columns=columns, format=format)
    source = sources.of_path(path, format=format)
    return read_source(replace(source, id=name or source.id), corrections=corrections, columns=columns)


def read_source(source: Source, *, corrections: bool = True, columns: Mapping[str, str] | None = None) -> Corpus:
    """The corpus of one source, under the corrections that stand beside it."""
    if columns and source.format not in TABLES:
        raise InputError(f"{source.label}: is read as {source.format}, which has no columns; leave the columns out")
    if source.format in TABLES:
        from analysis.reading.tables import read_table

        return read_table(source, columns)
    if source.format == "warc":
        from analysis.reading.archives import read_archive

        return read_archive(source)
    return read_article(source, corrections_of(source) if corrections else None)


def corrections_of(source: Source) -> Source | None:
    """The table of corrections that stands beside an article, if any."""
    beside = corrections_path(source.path) if source.path is not None else None
    return Source(str(beside), "", "csv", beside) if beside is not None and beside.exists() else None


def read_article(source: Source, corrections: Source | None = None) -> Corpus:
    """The corpus of a source that holds one article, under corrections."""
    corpus = _article(source)
    if corrections is None:
        return corpus
    return apply_corrections(corpus, corrections.text(sources.ARTICLE_LIMIT), name=corrections.label)


def read_files(
    files: Iterable[Path],
    root: Path,
    *,
    corrections: bool = True,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,
) -> Corpus:
    """All files as one corpus. A file that cannot be read is a row of `problems`, unless it is all of them."""
    parts: list[Corpus] = []
    problems: list[tuple[str, int | None, str]] = []
    for file in files:
        try:
            source = within(sources.of_path(file, format=format), root)
            of_table = columns if source.format in TABLES else None
            parts.append(read_source(source, corrections=corrections, columns=of_table))
        except InputError as error:
            problems.append((str(file), None, str(error).removeprefix(f"{file}: ")))
    if not parts:
        source_name, _, problem = problems[0]
        raise InputError(f"{root}: none of {len(problems)} files can be read; the first, {source_name}: {problem}")
    return with_problems(concat(parts), problems)


def within(source: Source, root: Path) -> Source:
    """The source with the id that its article has in a folder: its way from there, without the ending."""
    if source.format in TABLES | {"warc"} or source.path is None or not root.is_dir():
        return source
    return replace(source, id=source.path.relative_to(root).with_name(source.id).as_posix())


def with_problems(corpus: Corpus, rows: Iterable[tuple[str, int | None, str]]) -> Corpus:
    """The corpus with further rows (source, line, problem) in its table of problems."""
    rows = [(source, line, one_line(problem)) for source, line, problem in rows]
    if not rows:
        return corpus
    columns = no_problems()
    table = pd.DataFrame(rows, columns=list(columns)).astype(columns.dtypes.to_dict())
    return replace(corpus, problems=pd.concat([corpus.problems, table], ignore_index=True))


def text_corpus(
    text: str, *, name: str, title: str | None, source: str | None, sha256: str, split_sentences: bool = True
) -> Corpus:
    """The corpus of a plain text, whose blocks the rules label."""
    articles = pd.DataFrame(
        {"id": [name], "title": [title], "source": [source], "published": [None], "sha256": [sha256]}
    )
    corpus = label(assemble([text], blocks(text), articles=articles, split_sentences=split_sentences))
    apart = _credits_apart(corpus)
    if len(apart) > len(corpus.segments):
        corpus = assemble([text], apart, articles=articles, split_sentences=split_sentences)
    if title is None:
        articles.loc[0, "title"] = headline(corpus) or name
    return corpus


def _credits_apart(corpus: Corpus) -> pd.DataFrame:
    """The segments, in which credits are split from the captions that they open or close."""
    rows = []
    for number, row in zip(corpus.segments.index, corpus.segments.to_dict("records"), strict=True):
        if row["layer"] != "caption":
            rows.append(row)
            continue
        for layer, begin, end in caption_parts(corpus.text(number)):
            rows.append({**row, "layer": layer, "start": row["start"] + begin, "end": row["start"] + end})
    table = pd.DataFrame(rows, columns=list(corpus.segments.columns))
    return table[["article", "layer", "start", "end", "rule", "confidence"]]


def headline(corpus: Corpus) -> str:
    """The words of the first headline, or nothing."""
    found = corpus.segments.index[corpus.segments["layer"] == "headline"]
    return " ".join(corpus.text(found[0]).split()) if len(found) else ""


def _article(source: Source) -> Corpus:
    if source.format == "html":
        from analysis.reading.page import read_page

        page = read_page(source.read(sources.ARTICLE_LIMIT), source.label)
        titled = [source.id if title == source.label else title for title in page.articles["title"]]
        return replace(page, articles=page.articles.assign(id=source.id, title=titled))
    data = source.read(sources.ARTICLE_LIMIT)
    text = sources.decode(data, source.label)
    if not text.strip():
        raise InputError(f"{source.label}: the file is empty; give a text with at least one word")
    sha256 = hashlib.sha256(data).hexdigest()
    if source.format == "markdown":
        from analysis.reading.markdown import read_markdown

        return read_markdown(text, name=source.id, label=source.label, sha256=sha256)
    return text_corpus(text, name=source.id, title=None, source=None, sha256=sha256)
