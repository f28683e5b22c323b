"""Tables of articles: CSV, TSV, JSON, JSON Lines and Parquet, a record an article.

The same records give the same corpus in every format. A record that cannot be read is reported with
its line and left out, and the rest is read.
"""

from __future__ import annotations

import ast
import codecs
import csv
import hashlib
import io
import itertools
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus import Corpus
from analysis.reading.columns import COLUMNS, column_key, delimiter_of
from analysis.reading.composing import Picture, compose
from analysis.reading.credits import caption_parts
from analysis.reading.documents import Document, Labelled, Part, corpus_of, of_parts
from analysis.reading.errors import BrokenOffError, InputError, one_line
from analysis.reading.fragments import is_html, line_of_html, parts_of_html
from analysis.reading.plain import block_spans
from analysis.reading.problems import unread_line, with_problems
from analysis.reading.sources import (
    ARTICLE_LIMIT,
    LINES_LIMIT,
    MEGABYTE,
    WHOLE_LIMIT,
    Source,
    Wrapped,
    check_times,
    decode,
)
from analysis.words import beginning, first_of

if TYPE_CHECKING:
    from typing_extensions import TypeIs

_log = logging.getLogger(__name__)
_LISTS = (
    "articles",
    "data",
    "items",
    "results",
    "documents",
    "docs",
    "records",
    "rows",
    "entries",
    "posts",
    "news",
)
_IN_CAPTION = ("caption", "text", "description", "alt_text")
_SEPARATORS = re.compile(r"[\r\n]+|\s\|\|?\s|\s¦\s")
_BAR = re.compile(r"\|\|?|¦")
_SENTENCE_ENDS = (".", "!", "?", "…", ")", "]", '"', "'", "”", "’", "»", "“", "。", "！", "？")
# How NewsAPI and its like end a text that they cut.
_CUT_BY_SERVICE = re.compile(r"\[\+?(\d{1,9}) chars\]\s*$")
_LONGEST_QUOTE = 40  # characters on each side of a bar, in a message
_ADDRESSES = ("url", "link", "weburl", "sourceurl", "documentidentifier")
# What tables of articles hold besides their texts.
_NEVER_TEXT = frozenset(
    """url urlmobile link weburl urltoimage mediaurl sourceurl documentidentifier sourcecommonname
    id articleid docid documentid guid uuid storiesid processedstoriesid mediaid
    title headline date published publishdate publisheddate publicationdate publishedat pubdate
    datetime timestamp time indexeddate collectdate seendate language lang apsyndicated themes
    source publisher outlet newspaper publication medianame sitename site domain sourcedomain
    sourcecountry country image imageurl socialimage socialimageurl tone author authors byline
    section""".split()
)
_LISTS_OF_ADDRESSES = {
    "Media Cloud": {"medianame", "mediaurl"},
    "GDELT": {"seendate", "sourcecountry"},
}
# Objects and lists within each other, in a record. Deeper ones are no record of an article, and
# exhaust the stack.
_DEEPEST = 100
# Python refuses to read a number of more digits; it is kept as its digits.
_LONGEST_NUMBER = 4000
_NOT_TEXT = (
    "bytes that are not UTF-8, or not of the encoding given; save the table as UTF-8, or name its"
    " encoding, as in --encoding cp1252"
)
_BROKEN_TEXT = "half of a surrogate pair, or a zero, in the text; decode it from its file again"
_ZERO = "a zero byte, which no text holds; save the table again"
_TOO_DEEP = "nested too deeply"
# A quotation mark that nothing closes must not swallow the file.
_LONGEST_RECORD = 10_000_000
# A line of more is no record, and is not held.
_LONGEST_LINE = ARTICLE_LIMIT
# Few rows at a time: each may hold a long text.
_ROWS_AT_ONCE, _UNFOLDED_AT_ONCE = 64, 8
# What a cell takes at least, however it is packed.
_LEAST_BYTES = 8
# So many of the first records tell the columns of JSON.
_FIRST_RECORDS, _FIRST_CHARS = 1000, 100_000_000
# Behind so many broken records a JSON list is no list of articles.
_MOST_BROKEN = 1000
_LIST_OPENS, _LIST_CLOSES = re.compile(r"\s*\[\s*(?=\{)"), re.compile(r"\s*\]\s*\Z")
# The list of articles in an object that cannot be read as a whole.
_LIST_WITHIN = re.compile(rf'"(?:{"|".join(_LISTS)})"\s*:\s*\[\s*(?=\{{)', re.I)
_LIST_WITHIN_CLOSES = re.compile(r"\s*\]")
_LONGEST_ESCAPE = 16
_COMMA = re.compile(r"\s*,\s*|\s*(?=\{)")  # one that is forgotten between two objects costs neither
_NEXT_OPENS = re.compile(r"(?=\{)")
_NEXT_OBJECT = re.compile(r"\}\s*,\s*(?=\{)|\n[^\S\n]*(?=\{)")


@dataclass(frozen=True)
class Record:
    """A row as it stands in the file: its line (or number, where the file has no lines) and its
    cells by column.
    """

    line: int
    cells: Mapping[str, Any]
    unit: str = "line"  # or "record", of which `line` is then the number


@dataclass(frozen=True)
class Problem:
    """A record that cannot be read, and why."""

    line: int
    why: str
    unit: str = "line"


@dataclass(frozen=True)
class RawLine:
    """A line of JSON Lines as it stands, to be parsed; the first ones are parsed already, to know their
    columns.
    """

    line: int
    text: str
    record: Record | Problem | None = field(default=None, compare=False, repr=False)

    def __reduce__(self) -> tuple[type[RawLine], tuple[int, str]]:
        # A worker parses a line in less time than it takes to send both.
        return RawLine, (self.line, self.text)


Raw = RawLine | Record | Problem
ProblemRows = list[tuple[str, int | None, str]]  # rows of `Corpus.problems`


def read_table(
    source: Source, columns: Mapping[str, str] | None = None, encoding: str | None = None
) -> Corpus:
    """The corpus of a table.

    The title is the headline, the text is cut into blocks that the rules for plain text label,
    captions follow it. Where the table has a column of captions, the rules find no further ones in
    the text; a title or a caption that stands in the text as a block of its own is labelled there
    and not said twice.

    Raises
    ------
    InputError
        for a table without a record that can be read, and for a column that is missing or stands
        twice.
    """
    chosen: dict[str, str] = {}
    records = raw_records(source, columns, chosen, encoding)
    return _table_corpus(records, chosen, source.label, source.id)


class ArrowTable(Protocol):
    """A table in memory of any library that hands it over by Arrow's stream, as polars and DuckDB
    do.
    """

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


def read_frame(
    frame: pd.DataFrame | ArrowTable,
    columns: Mapping[str, str] | None = None,
    name: str | None = None,
) -> Corpus:
    """The corpus of a DataFrame, as `read_table` reads a file of the same records; a row is a
    record, from 1.

    Parameters
    ----------
    frame : DataFrame
        of pandas, polars, Arrow or any library that hands tables over by Arrow's stream or the
        interchange protocol.
    columns : dict, optional
        which columns to read, where their names are not the usual ones.
    name : str, optional
        with which the ids of articles begin that have none of their own, and how messages name the
        table.

    Raises
    ------
    InputError
        as for `read_table`.

    Examples
    --------
    >>> read_frame(pd.DataFrame({"title": ["Talks"], "text": ["They met."]})).articles[["id", "title"]].values.tolist()
    [['table-1', 'Talks']]
    """
    label = name or "table"
    chosen: dict[str, str] = {}
    read = _of_pandas if isinstance(frame, pd.DataFrame) else _of_arrow
    return _table_corpus(read(frame, _wanted(columns), chosen, label), chosen, label, label)


def is_frame(given: object) -> TypeIs[pd.DataFrame | ArrowTable]:
    """True for a table in memory: a DataFrame of any library.

    Examples
    --------
    >>> is_frame(pd.DataFrame()), is_frame("news.csv")
    (True, False)
    """
    return (
        isinstance(given, pd.DataFrame)
        or hasattr(given, "__arrow_c_stream__")
        or hasattr(given, "__dataframe__")
    )


def _of_pandas(
    frame: pd.DataFrame, wanted: Mapping[str, str], chosen: dict[str, str], label: str
) -> Iterator[Record | Problem]:
    if any(
        name is not None for name in frame.index.names
    ):  # a named index is a column, as in a file
        frame = frame.reset_index(allow_duplicates=True)
    names = [str(name) for name in frame.columns]
    chosen |= _choose(names, wanted, label)
    columns = list(dict.fromkeys(chosen.values()))
    cells = (frame.iloc[:, names.index(name)].tolist() for name in columns)
    for row_number, row in enumerate(zip(*cells, strict=True), start=1):
        yield Record(row_number, dict(zip(columns, map(_as_cell, row), strict=True)), "record")


def _as_cell(value: Any) -> Any:
    """A cell of pandas as JSON would hold it: lists for arrays and tuples, None for what is
    missing.
    """
    if isinstance(value, tuple | np.ndarray):
        return list(value)
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


def _of_arrow(
    frame: Any, wanted: Mapping[str, str], chosen: dict[str, str], label: str
) -> Iterator[Record | Problem]:
    from pyarrow.interchange import from_dataframe

    try:
        table = pa.table(frame) if hasattr(frame, "__arrow_c_stream__") else from_dataframe(frame)
    except (pa.ArrowException, TypeError, ValueError, NotImplementedError) as error:
        raise InputError(
            f"{label}: is no table that Arrow can take ({_first_line(error)}); give a DataFrame of"
            " pandas"
        ) from None
    chosen |= _choose(list(table.column_names), wanted, label)
    batches = table.select(list(dict.fromkeys(chosen.values()))).to_batches(_ROWS_AT_ONCE)
    rows = itertools.chain.from_iterable(map(_rows_of_parquet, batches))
    yield from map(_parquet_record, itertools.count(1), rows)


def _parquet_record(row_number: int, cells: dict[str, Any] | str) -> Record | Problem:
    """A row of Arrow or Parquet as `_rows_of_parquet` gives it: its cells, or why there are none."""
    if isinstance(cells, str):
        return Problem(row_number, cells, "record")
    return Record(row_number, cells, "record")


def _table_corpus(
    records: Iterable[Raw], chosen: Mapping[str, str], label: str, stem: str
) -> Corpus:
    """The corpus of all records of a table; an InputError where none can be read."""
    articles, problems, lost = _articles(enumerate(records, start=1), chosen, label, stem)
    _log.info("%s: %d articles, %d records left out", label, len(articles), len(lost))
    if not articles and lost:
        raise InputError(
            f"{label}: none of {len(lost)} records can be read; the first, {lost[0].unit}"
            f" {lost[0].line}: {lost[0].why}; correct the table"
        )
    if not articles:
        raise InputError(f"{label}: the table is empty; give at least one record below its header")
    unread = unread_line(
        label, len(lost), len(lost) + len(articles), Counter(problem.why for problem in lost)
    )
    if problems and problems[-1][1] is None:
        unread = one_line(f"{label}: cannot be read to its end, {problems[-1][2]}")
    unread_tables = (unread,) if unread else ()
    return with_problems(replace(corpus_of(articles), unread_tables=unread_tables), problems)


def corpus_of_records(
    numbered: Iterable[tuple[int, Raw]], chosen: Mapping[str, str], *, label: str, stem: str
) -> tuple[Corpus | None, list[int], ProblemRows]:
    """Some records of a table, each with its number in it from 1, as `read_table` reads them among
    all.

    Returns
    -------
    Corpus or None, list of int, list of tuple
        the articles (None for none), whose ids stand as they are given, also where one stands
        twice; the line of each; and the rows of problems.
    """
    articles, problems = documents_of_records(numbered, chosen, label=label, stem=stem)
    if not articles:
        return None, [], problems
    corpus = corpus_of(articles)
    corpus.articles["id"] = [article.id for article in articles]
    return corpus, [article.record for article in articles], problems


def documents_of_records(
    numbered: Iterable[tuple[int, Raw]], chosen: Mapping[str, str], *, label: str, stem: str
) -> tuple[list[Document], ProblemRows]:
    """The same articles before they are assembled and labelled, and the rows of problems."""
    articles, problems, _ = _articles(numbered, chosen, label, stem)
    return articles, problems


def _articles(
    numbered: Iterable[tuple[int, Raw]], chosen: Mapping[str, str], label: str, stem: str
) -> tuple[list[Document], ProblemRows, list[Problem]]:
    """The articles of some records, the rows of problems, and the records that are lost."""
    articles: list[Document] = []
    problems: ProblemRows = []
    lost: list[Problem] = []
    try:
        for row_number, raw in numbered:
            record = parsed(raw)
            try:
                articles.append(_article(record, chosen, stem, row_number))
                problems += [(label, record.line, notice) for notice in articles[-1].notices]
            except _UnreadableError as error:
                problems.append((label, record.line, str(error)))
                lost.append(Problem(record.line, str(error), record.unit))
    except BrokenOffError as error:
        if not articles:
            raise
        problems.append((label, None, str(error).removeprefix(f"{label}: ")))
    return articles, problems, lost


class _UnreadableError(Exception):
    """A record that cannot be used; the message says why."""


# From a file to records


def raw_records(
    source: Source,
    columns: Mapping[str, str] | None,
    chosen: dict[str, str],
    encoding: str | None = None,
) -> Iterator[Raw]:
    """The records of a table one by one, hardly parsed, of which no more are held than the first.

    Parameters
    ----------
    source : Source
        in the format csv, tsv, json, jsonl or parquet.
    columns : dict, optional
        the names that a person gave to columns: `{"text": "body_raw"}`.
    chosen : dict
        empty; it is filled with the file's name of each column before the first record comes.
    encoding : str, optional
        of a table of text; UTF-8, or what its byte order mark says, by default.

    Raises
    ------
    InputError
        while the records are read: for a table that is empty or cannot be read at all, and for a
        column that is missing or stands twice.
    """
    wanted = _wanted(columns)
    if source.format in ("csv", "tsv"):
        yield from _of_csv(source, wanted, chosen, encoding)
    elif source.format == "parquet":
        yield from _of_parquet(source, wanted, chosen)
    else:
        of_format = _of_json if source.format == "json" else _of_jsonl
        records = of_format(source, encoding)
        first, names, broken = _first_records(records)
        if names:
            chosen |= _choose(names, wanted, source.label)
        elif not first:
            raise broken or InputError(
                f"{source.label}: the table is empty; give at least one record with a text"
            )
        yield from first
        first.clear()  # not to be held until the last record
        if broken is not None:
            raise broken
        yield from records


def _wanted(columns: Mapping[str, str] | None) -> dict[str, str]:
    """The columns that were named, or a ValueError for one that no article has."""
    unknown = sorted(set(columns or {}) - set(COLUMNS))
    if unknown:
        raise ValueError(f"unknown column {unknown[0]!r}; choose from: {', '.join(COLUMNS)}")
    return {column: str(name) for column, name in (columns or {}).items()}


def _first_records(records: Iterator[Raw]) -> tuple[list[Raw], list[str], BrokenOffError | None]:
    """The first records of JSON, and their keys, which tell the columns; and why no more of them
    came.

    A key that only a later record has is not missed for text.
    """
    first, n_chars = list[Raw](), 0
    names: dict[str, None] = {}
    try:
        for raw in records:
            n_chars += record_size(raw)
            record = parsed(raw)
            first.append(replace(raw, record=record) if isinstance(raw, RawLine) else raw)
            names |= dict.fromkeys(record.cells) if isinstance(record, Record) else {}
            if len(first) == _FIRST_RECORDS or n_chars > _FIRST_CHARS:
                break
    except BrokenOffError as error:
        return first, list(names), error
    return first, list(names), None


def parsed(raw: Raw) -> Record | Problem:
    """A record as columns and cells, or why it is none.

    Examples
    --------
    >>> parsed(RawLine(3, '{"text": "Talks"}'))
    Record(line=3, cells={'text': 'Talks'}, unit='line')
    >>> parsed(RawLine(4, '["Talks"]'))
    Problem(line=4, why='a list where an object should be', unit='line')
    """
    if isinstance(raw, RawLine):
        return raw.record or _json_record(raw.text, raw.line)
    return raw


def record_size(raw: Raw) -> int:
    """About how much a record holds, in characters.

    Returns
    -------
    int
        the characters of a line, of the texts in all cells (8 for any other cell), or of why a
        record cannot be read.

    Examples
    --------
    >>> record_size(Record(1, {"text": "Talks", "captions": ["The hall"], "year": 1998}))
    21
    """
    if isinstance(raw, RawLine):
        return len(raw.text)
    return _length(raw.cells if isinstance(raw, Record) else raw.why)


def _length(cell: Any) -> int:
    if isinstance(cell, str | bytes):
        return len(cell)
    if isinstance(cell, list | Mapping):
        return sum(map(_length, cell.values() if isinstance(cell, Mapping) else cell))
    return 8


def _of_csv(
    source: Source, wanted: Mapping[str, str], chosen: dict[str, str], encoding: str | None
) -> Iterator[Record | Problem]:
    with source.open(_lines_limit(source)) as file, _wide_fields():
        lines = _Lines(_text_lines(file, source.label, encoding))
        first = lines.begin()
        if first is None:
            raise InputError(
                f"{source.label}: the table is empty; give a header and at least one record"
            )
        delimiter = "\t" if source.format == "tsv" and "\t" in first else delimiter_of(first)
        line, head = next(_rows(lines, delimiter), (1, "no header"))
        if isinstance(head, str):
            raise InputError(f"{source.label}: line {line}: {head}; correct the header")
        header = [cell.strip() for cell in head]
        chosen |= _choose(header, wanted, source.label)
        for line, row in _rows(lines, delimiter, len(header)):
            if isinstance(row, str):
                yield Problem(line, row)
            elif len(row) != len(header):
                yield Problem(line, f"{len(row)} cells where the header has {len(header)}")
            else:
                cells = dict(zip(header, row, strict=True))
                yield Record(line, {name: cells[name] for name in chosen.values()})


def _text_of(file: IO[bytes], encoding: str | None) -> io.TextIOWrapper:
    """A file as text. Bytes that are not of its encoding become lone surrogates, so that only their
    record is lost.
    """
    head = file.read(4)
    rest = io.BufferedReader(_Chained(head, file))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif encoding is None or head.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    errors = (
        "replace"
        if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
        else "surrogateescape"
    )
    return io.TextIOWrapper(rest, encoding=encoding, errors=errors, newline="")


def _text_lines(file: IO[bytes], label: str, encoding: str | None) -> Iterator[str]:
    """Lines with their ends; one that is longer than any record comes in pieces."""
    text = _text_of(file, encoding)
    lines = iter(lambda: text.readline(_LONGEST_LINE), "")
    try:
        for n_before, line in enumerate(lines):
            if n_before == 0 and "\0" in line:
                raise InputError(f"{label}: this is a binary file; give a table saved as UTF-8")
            yield line
    except UnicodeError as error:  # of an encoding that knows no lone surrogates
        raise InputError(
            f"{label}: is not {encoding} ({error}); give the encoding in which it was saved"
        ) from None


class _Chained(Wrapped):
    """A file whose first bytes have been read already."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        super().__init__(file)
        self.head = head

    def _piece(self, size: int) -> bytes:
        # No more than is there already: what stands before a broken part must not be lost with it.
        read = getattr(self.file, "read1", self.file.read)
        piece, self.head = self.head[:size] or read(size), self.head[size:]
        return piece


class _Lines:
    """Lines that can be given back, so that reading goes on right behind the first line of a broken
    record.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.back, self.taken = lines, list[str](), list[str]()
        self.line_number = 0  # of the last line taken
        self.n_chars = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.back.pop() if self.back else next(self.lines)
        self.line_number += 1
        self.n_chars += len(line)
        self.taken.append(line)
        if self.n_chars > _LONGEST_RECORD and len(self.taken) > 1:
            raise csv.Error(
                f"a quotation mark that nothing closes within {_LONGEST_RECORD:,} characters"
            )
        return line

    def begin(self) -> str | None:
        r"""Pass blank lines; what comes then is a new record, which begins with this line.

        Returns
        -------
        str or None
            the line, which is not taken yet; None at the end.

        Examples
        --------
        >>> lines = _Lines(iter(["\n", "id,text\n"]))
        >>> lines.begin(), lines.line_number, next(lines)
        ('id,text\n', 1, 'id,text\n')
        """
        line: str | None = ""
        while line is not None and not line.strip():
            self.line_number += 1
            line = self.back.pop() if self.back else next(self.lines, None)
        self.line_number -= 1
        self.back += [] if line is None else [line]
        self.taken, self.n_chars = [], 0
        return line

    def give_back(self) -> None:
        """All lines taken since `begin` but the first are to be read again."""
        self.line_number -= len(self.taken) - 1
        self.back += self.taken[:0:-1]


def _rows(
    lines: _Lines, delimiter: str, width: int | None = None
) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with its line, or why it is none. Behind a broken row reading goes on at the next
    line.
    """
    while lines.begin() is not None:
        line = lines.line_number + 1
        try:
            row: list[str] | str = next(csv.reader(lines, delimiter=delimiter, strict=True))
        except csv.Error as error:
            row = str(error)
        if isinstance(row, str):
            row = "a quotation mark that nothing closes" if "unexpected end of data" in row else row
            lines.give_back()
        elif len(lines.taken) > 1 and len(row) != width and _fits(lines.taken[1], delimiter, width):
            # A quotation mark too many has swallowed whole records: the next line is one by itself.
            lines.give_back()
        elif _broken_text(joined := "".join(row)):
            row = _ZERO if "\0" in joined else _NOT_TEXT
        yield line, row


def _fits(line: str, delimiter: str, width: int | None) -> bool:
    try:
        return len(next(csv.reader([line], delimiter=delimiter, strict=True), [])) == width
    except csv.Error:
        return False


class _wide_fields:  # noqa: N801 (a context, named as what it does)
    """Cells as long as an article; the csv module has one limit for all, so it is put back."""

    def __enter__(self) -> None:
        self.before = csv.field_size_limit(2 * _LONGEST_RECORD)

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self.before)


def _of_jsonl(source: Source, encoding: str | None) -> Iterator[RawLine | Problem]:
    with source.open(_lines_limit(source)) as file:
        line_number, is_rest = 1, False
        for line in _text_lines(file, source.label, encoding):
            is_end = line.endswith(("\n", "\r"))
            if not is_end and len(line) >= _LONGEST_LINE and not is_rest:
                yield Problem(line_number, f"a line of more than {_LONGEST_LINE // MEGABYTE} MB")
            elif not is_rest and line.strip():
                yield RawLine(line_number, line)
            is_rest = not is_end
            line_number += is_end


def _lines_limit(source: Source) -> int | None:
    """Of a source of known size records are taken one by one and never held together, whatever
    there are.
    """
    return LINES_LIMIT if source.size is None else None


def _json_record(text: str, line: int) -> Record | Problem:
    if _broken_text(text):
        return Problem(line, _ZERO if "\0" in text else _NOT_TEXT)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_integer)
    except json.JSONDecodeError as error:
        return Problem(line, f"no JSON ({error.msg} at character {error.pos + 1})")
    except (ValueError, RecursionError) as error:
        return Problem(line, _json_error(error))
    return _as_record(value, line)


def _as_record(value: Any, line: int, unit: str = "line") -> Record | Problem:
    if not isinstance(value, dict):
        return Problem(line, f"{_kind(value)} where an object should be", unit)
    if is_too_deep(value):
        return Problem(
            line, f"{_TOO_DEEP} (more than {_DEEPEST} lists or objects within each other)", unit
        )
    return Record(line, value, unit)


def is_too_deep(value: Any) -> bool:
    """Whether lists and objects are nested so deeply that a function that calls itself could not
    follow.

    Examples
    --------
    >>> is_too_deep([{"text": ["Talks"]}])
    False
    """
    level = [value]
    for _ in range(_DEEPEST):
        values = (outer.values() if isinstance(outer, dict) else outer for outer in level)
        parts = itertools.chain.from_iterable(values)
        level = [part for part in parts if isinstance(part, dict | list)]
        if not level:
            return False
    return True


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        doubled = next(key for key, n in Counter(key for key, _ in pairs).items() if n > 1)
        raise ValueError(f"the key {doubled!r} stands twice in an object")
    return table


def _json_error(error: Exception) -> str:
    """Why a text is no JSON, without the place where it stops being it."""
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON ({error.msg})"
    return _TOO_DEEP if isinstance(error, RecursionError) else str(error)


def _of_json(source: Source, encoding: str | None) -> Iterator[Record | Problem]:
    """The objects of a list, of the one list in an object, or one object by itself. Only a list is
    read as it comes.
    """
    with source.open(WHOLE_LIMIT if source.size is None else None) as file:
        text = _text_of(file, encoding)
        try:
            head = text.read(MEGABYTE)
            begin = _LIST_OPENS.match(head)
            if begin is not None:
                yield from _of_json_list(head, begin.end(), text.read, _LIST_CLOSES.match)
                return
        except UnicodeError as error:
            raise InputError(
                f"{source.label}: is not {encoding} ({error}); give the encoding in which it was"
                " saved"
            ) from None
    if source.size is not None and source.size > WHOLE_LIMIT:
        raise InputError(
            f"{source.label}: an object of more than {WHOLE_LIMIT // MEGABYTE} MB; save it as a"
            " list, or as JSON Lines"
        )
    yield from _of_json_whole(source, decode(source.read(WHOLE_LIMIT), source.label, encoding))


def _of_json_whole(source: Source, text: str) -> Iterator[Record | Problem]:
    if not text.strip():
        raise InputError(f"{source.label}: the file is empty; give a list of objects with a text")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and isinstance(_json_record(lines[0], 1), Record):
            numbered = enumerate(io.StringIO(text, newline=""), start=1)
            yield from (
                _json_record(line, line_number) for line_number, line in numbered if line.strip()
            )
            return
        opened = _LIST_WITHIN.search(text)
        if opened is not None:
            yield from _of_json_list(text, opened.end(), lambda _: "", _LIST_WITHIN_CLOSES.match)
            return
        why = (
            f"line {error.lineno}: {error.msg}"
            if isinstance(error, json.JSONDecodeError)
            else _json_error(error)
        )
        raise InputError(
            f"{source.label}: no JSON ({why}); give a list of objects with a text, or JSON Lines"
        ) from None
    rows = _the_list(value)
    if rows is None:
        raise InputError(
            f"{source.label}: {_shape(value)} where a list of objects with a text should be; save"
            " it as one, or as JSON Lines"
        )
    yield from (_as_record(row, n, "record") for n, row in enumerate(rows, start=1))


def _the_list(value: Any) -> list[Any] | None:
    if isinstance(value, list):
        return value if not value or any(isinstance(row, dict) for row in value) else None
    if not isinstance(value, dict):
        return None
    text_key = _guess(value, "text")
    if text_key and not isinstance(_rendered(value[text_key]), dict):
        return [value]
    named = [
        rows
        for key, rows in value.items()
        if column_key(key) in _LISTS and _is_list_of_objects(rows)
    ]
    lists = named or [rows for rows in value.values() if _is_list_of_objects(rows)]
    if len(lists) == 1:
        return list(lists[0])
    # A record whose text has an unusual name: the names of its columns are checked as those of any
    # table.
    is_record = value and all(isinstance(cell, str | int | float | None) for cell in value.values())
    return [value] if is_record else None


_Closes = Callable[[str, int], re.Match[str] | None]


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _of_json_list(
    text: str, begin: int, more: Callable[[int], str], closes: _Closes
) -> Iterator[Record | Problem]:
    """The objects of a list one by one, each with its line; behind a broken one the next that opens
    is searched.

    Of the text only a window is held, which grows by what `more` gives, where a record does not end
    within it.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer)
    line, counted, n_broken = 1, 0, 0
    while n_broken < _MOST_BROKEN:
        line, counted = line + text.count("\n", counted, begin), begin
        records, following, is_open = _next_in_list(decoder, text, begin, line, closes)
        at_end = is_open or following is None or following.end() == len(text)
        if at_end and len(text) - begin < _LONGEST_LINE:
            further = more(max(MEGABYTE, len(text) - begin))
            if further:
                text, begin, counted = text[begin:] + further, 0, 0
                continue
        n_broken += sum(isinstance(record, Problem) for record in records)
        yield from records
        if following is None:
            return
        begin = following.end()
    yield Problem(line, f"{n_broken:,} broken records; the rest of the file is not read")


def _next_in_list(
    decoder: json.JSONDecoder, text: str, begin: int, line: int, closes: _Closes
) -> tuple[list[Record | Problem], re.Match[str] | None, bool]:
    """What begins there in a list, where the next object opens, and whether more text might
    mend a broken one.
    """
    try:
        value, end = decoder.raw_decode(text, begin)
    except (ValueError, RecursionError) as broken:
        is_open = isinstance(broken, json.JSONDecodeError) and (
            broken.msg.startswith("Unterminated string") or broken.pos > len(text) - _LONGEST_ESCAPE
        )
        problem = Problem(line, _json_error(broken))
        return [problem], _NEXT_OBJECT.search(text, begin), is_open
    records: list[Record | Problem] = [_as_record(value, line)]
    following = _COMMA.match(text, end)
    if following is None and not closes(text, end):
        records.append(
            Problem(line, "neither a comma nor the end of the list stands behind this record")
        )
        following = _NEXT_OPENS.search(text, end)
    return records, following, False


def _of_parquet(
    source: Source, wanted: Mapping[str, str], chosen: dict[str, str]
) -> Iterator[Record | Problem]:
    import pyarrow.parquet as pq

    broken = (
        pa.ArrowException,
        OSError,
        ValueError,
        KeyError,
        NotImplementedError,
        MemoryError,
        OverflowError,
    )
    with source.open(_lines_limit(source)) as file:
        try:
            # A packed file cannot be read from its end, where Parquet has its table of contents.
            content = file if file.seekable() else io.BytesIO(source.read(WHOLE_LIMIT))
            table = pq.ParquetFile(content)
            # Each text once, as it lies there: a column may hold one long text a million times.
            texts = _texts_of_parquet(table.schema)
            folded = pq.ParquetFile(content, read_dictionary=texts)
            flat = pq.ParquetFile(
                content, read_dictionary=[path for path in texts if "." not in path]
            )
            names = list(table.schema_arrow.names)
        except InputError:
            raise
        except broken as error:
            raise InputError(
                f"{source.label}: no Parquet file ({_first_line(error)}); save the table again"
            ) from None
        chosen |= _choose(names, wanted, source.label)
        columns = list(dict.fromkeys(chosen.values()))
        row_number, n_read, n_packed = 0, 0, source.n_bytes()
        check_times(source.label, _claimed(table), n_packed)
        try:
            for batch in _batches_of_parquet(folded, flat, columns):
                n_read += sum(_unfolded(column) for column in batch.columns)
                check_times(source.label, n_read, n_packed)
                if n_read > LINES_LIMIT and source.size is None:
                    limit = f"{LINES_LIMIT // MEGABYTE} MB, the limit for a table"
                    raise InputError(f"{source.label}: unpacks to more than {limit}; divide it")
                for cells in _rows_of_parquet(batch):
                    row_number += 1
                    yield _parquet_record(row_number, cells)
        except InputError:
            raise
        except broken as error:
            # Pages of a column are packed together: behind a broken one nothing can be found again.
            yield Problem(row_number + 1, f"broken from here on ({_first_line(error)})", "record")


def _batches_of_parquet(folded: Any, flat: Any, columns: list[str]) -> Iterator[Any]:
    """Some rows at a time, each text once.

    Arrow cannot do that for lists whose texts did not all go into one dictionary; of these fewer
    rows are taken.
    """
    for group in range(folded.metadata.num_row_groups):
        n_rows = 0
        try:
            for batch in folded.iter_batches(
                batch_size=_ROWS_AT_ONCE, row_groups=[group], columns=columns
            ):
                yield batch
                n_rows += len(batch)
        except pa.ArrowNotImplementedError:
            for batch in flat.iter_batches(
                batch_size=_UNFOLDED_AT_ONCE, row_groups=[group], columns=columns
            ):
                if n_rows < len(batch):
                    yield batch.slice(n_rows)
                n_rows = max(n_rows - len(batch), 0)


def _texts_of_parquet(schema: Any) -> list[str]:
    columns = map(schema.column, range(len(schema)))
    return [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]


def _claimed(table: Any) -> int:
    """How many bytes the file holds unpacked, by what it says of itself: at least so many a row.

    What it says of single columns is not asked: pyarrow 26 ends the process where that is broken.
    """
    groups = map(table.metadata.row_group, range(table.metadata.num_row_groups))
    n_bytes = sum(group.total_byte_size for group in groups)
    return max(n_bytes, _LEAST_BYTES * table.metadata.num_rows)


def _unfolded(array: Any) -> int:
    """How many bytes a column takes once every text stands as often as it is said."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        lengths = pc.binary_length(array.dictionary).cast(pa.int64())
        return int(pc.sum(lengths.take(array.indices)).as_py() or 0) + _LEAST_BYTES * len(array)
    if pa.types.is_struct(kind):
        return sum(_unfolded(part) for part in array.flatten())
    if pa.types.is_map(kind):
        return _LEAST_BYTES * len(array) + _unfolded(array.keys) + _unfolded(array.items)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _LEAST_BYTES * len(array) + _unfolded(array.flatten())
    return max(int(array.nbytes), _LEAST_BYTES * len(array))


def _rows_of_parquet(batch: Any) -> Iterator[dict[str, Any] | str]:
    """The cells of each row, or why they are none: a date beyond the calendar costs its own row
    alone.
    """
    try:
        rows = batch.to_pylist()
    except (ValueError, OverflowError):
        for row in range(len(batch)):
            try:
                yield batch.slice(row, 1).to_pylist()[0]
            except (ValueError, OverflowError) as error:
                yield f"a cell that cannot be read ({_first_line(error)})"
        return
    yield from rows


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return beginning(lines[0].encode(errors="replace").decode(), 150).rstrip(" .")


# Which column is which


def _choose(names: list[str], wanted: Mapping[str, str], label: str) -> dict[str, str]:
    """The file's name of each column that is read, given or guessed."""
    if not names:
        raise InputError(f"{label}: the table is empty; give at least a column of texts")
    listed = f"found: {first_of(names, 12)}"
    chosen = {}
    for column in COLUMNS:
        if column in wanted:
            name = wanted[column]
            if name not in names:
                alike = [other for other in names if other.casefold() == name.casefold()]
                if len(alike) != 1:
                    raise InputError(f"{label}: there is no column {name!r}; {listed}")
                name = alike[0]
            chosen[column] = name
        elif guessed := _guess(names, column):
            chosen[column] = guessed
    if "text" not in chosen:
        raise InputError(f"{label}: {_no_text(names, listed)}")
    for column, name in chosen.items():
        twice = names if column in wanted else [column_key(other) for other in names]
        if twice.count(name if column in wanted else column_key(name)) > 1:
            raise InputError(
                f"{label}: the column {name!r} for the {column} stands twice; rename one of the two"
            )
    return chosen


def _no_text(names: list[str], listed: str) -> str:
    """Why a table has no column for the text, and what to do."""
    keys = {column_key(name): name for name in names}
    unknown = [name for key, name in keys.items() if key not in _NEVER_TEXT]
    if not keys.keys().isdisjoint(_ADDRESSES) and not unknown:
        kinds = (kind for kind, own in _LISTS_OF_ADDRESSES.items() if own <= keys.keys())
        kind = next((f" (as {kind} gives them)" for kind in kinds), "")
        return (
            f"the table lists addresses of articles, but no texts{kind}; save the pages"
            ' in a browser and give their folder, or add a column "text"'
        )
    name = unknown[-1] if unknown else names[-1]
    return f'no column for the text ({listed}); name it, as in columns={{"text": "{name}"}}'


def _guess(names: Iterable[str], column: str) -> str | None:
    by_key = {column_key(name): name for name in reversed(list(names))}  # the first of a key counts
    return next((by_key[key] for key in COLUMNS[column] if key in by_key), None)


# From records to a corpus


def _article(
    record: Record | Problem, chosen: Mapping[str, str], stem: str, row_number: int
) -> Document:
    if isinstance(record, Problem):
        raise _UnreadableError(record.why)
    if "text" not in chosen:
        raise _UnreadableError("a record without a text")
    cells = {column: record.cells.get(name) for column, name in chosen.items()}
    text = _text(cells["text"], chosen["text"]).strip()
    title = " ".join(_text(cells.get("title"), chosen.get("title", "")).split())
    notices: list[str] = []
    captions = _captions(cells.get("captions"), chosen.get("captions", ""), notices)
    if not text:
        raise _UnreadableError(f"the text ({chosen['text']!r}) is empty")
    text, cut = cut_by_service(text)
    notices += [cut] if cut else []
    as_received = [
        title,
        text,
        captions,
        *(_scalar(cells.get(column)) for column in ("date", "source", "id")),
    ]
    data = json.dumps(as_received, ensure_ascii=False)
    if _broken_text(data):
        raise _UnreadableError(_BROKEN_TEXT)
    about: dict[str, Any] = {
        "record": record.line,
        "id": _scalar(cells.get("id")) or f"{stem}-{row_number}",
        "source": _scalar(cells.get("source")),
        "published": _scalar(cells.get("date")),
        "notices": notices,
    }
    sha256 = hashlib.sha256(data.encode()).hexdigest()
    if is_html(text):
        parts = _parts_of_html(line_of_html(title), text, captions, chosen)
        return replace(of_parts(parts, **about, unit=record.unit), sha256=sha256)
    stored, segments = _segments(title, text, captions, chosen, f"{record.unit} {record.line}")
    if _broken_text(stored):
        raise _UnreadableError(_BROKEN_TEXT)
    return Document(
        **about,
        title=title,
        sha256=sha256,
        text=stored,
        segments=segments,
        has_captions="captions" in chosen,
    )


def _parts_of_html(
    title: str, text: str, captions: list[str], chosen: Mapping[str, str]
) -> list[Part]:
    """Title, text and captions of a record whose text is HTML."""
    body = parts_of_html(text, chosen["text"], title=title)
    if not title and body and body[0].layer == "subheading":
        body[0] = body[0]._replace(layer="headline")
    parts = compose(
        headline=Part("headline", title, chosen.get("title", "")),
        opening=(),
        body=body,
        pictures=[Picture(caption, "", chosen["captions"]) for caption in captions],
    )
    if any(_broken_text(part.text) for part in parts):
        raise _UnreadableError(_BROKEN_TEXT)
    if not any(part.layer != "headline" and part.text for part in parts):
        raise _UnreadableError(f"the text ({chosen['text']!r}) is HTML without a word")
    return parts


def _segments(
    title: str, text: str, captions: list[str], chosen: Mapping[str, str], record: str
) -> tuple[str, list[Labelled]]:
    """Title, text and captions as one stored text, and its segments; an empty layer is left to the
    rules.
    """
    blocks = block_spans(text)
    rows: list[Labelled] = []
    source_path = f"{record}, {chosen['text']}"
    waiting = {_plain(caption): caption for caption in captions}
    pieces, at = list[str](), 0
    if title and blocks and _plain(text[slice(*blocks[0])]) == _plain(title):
        start, end = blocks.pop(0)
        rows.append(Labelled("headline", start, end, "column of titles", 1.0, source_path))
    elif title:
        titles = f"{record}, {chosen['title']}"
        rows.append(Labelled("headline", 0, len(title), "column of titles", 1.0, titles))
        pieces, at = [title], len(title) + 2
    for start, end in blocks:
        block_text = _plain(text[start:end]) if waiting else ""
        if block_text in waiting:
            rows += _caption(text[start:end], at + start, source_path)
            del waiting[block_text]
        else:
            rows.append(Labelled(None, at + start, at + end, "", 0.0, source_path))
    pieces.append(text)
    at += len(text) + 2
    for caption in waiting.values():
        rows += _caption(caption, at, f"{record}, {chosen['captions']}")
        pieces.append(caption)
        at += len(caption) + 2
    return "\n\n".join(pieces), rows


def _caption(text: str, at: int, source_path: str) -> list[Labelled]:
    return [
        Labelled(layer, at + begin, at + end, "column of captions", 1.0, source_path)
        for layer, begin, end in caption_parts(text)
    ]


def _text(value: Any, name: str) -> str:
    """A cell as text; a list of paragraphs is joined by blank lines."""
    value = _rendered(value)
    if _missing(value):
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n\n".join(part.strip() for part in value if part.strip())
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise _UnreadableError(f"{name!r} holds bytes that are not UTF-8") from None
    if isinstance(value, dict | list | bool):
        raise _UnreadableError(f"{name!r} holds {_kind(value)} where a text should be")
    return str(value)


def _rendered(value: Any) -> Any:
    """What an object says that holds a text as a page shows it, as WordPress answers; anything
    else as it is.
    """
    shown = value.get("rendered") if isinstance(value, dict) else None
    return shown if isinstance(shown, str) else value


def _captions(value: Any, name: str, notices: list[str]) -> list[str]:
    """The captions of a cell: a list of texts or of objects with one, a list written out, or lines,
    or texts between bars.

    `notices` is added to where a bar may have been meant to divide two captions, and does not.
    """
    if _missing(value):
        return []
    if isinstance(value, str) and value.lstrip()[:1] == "[":
        value = _written_list(value)
    if isinstance(value, str):
        value = _divided(value, notices)
    captions: dict[str, None] = {}
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            part = next((part[key] for key in _IN_CAPTION if not _missing(part.get(key))), None)
        captions[" ".join(_text(part, name).split())] = None
    return [caption for caption in captions if caption]


def _divided(text: str, notices: list[str]) -> list[str]:
    """Texts that stand in lines or between bars.

    A bar without blanks around it may stand within a name ("AC|DC"): it divides where a sentence
    ends before it or where more than a word stands on both sides.
    """
    parts: list[str] = []
    for line in _SEPARATORS.split(text):
        pieces, bars = _BAR.split(line), _BAR.findall(line)
        joined = pieces[0]
        for before, bar, behind in zip(pieces, bars, pieces[1:], strict=False):
            if _divides(before, behind):
                parts.append(joined)
                joined = behind
            else:
                joined += bar + behind
                bar_in_words = f"{before[-_LONGEST_QUOTE:]}{bar}{behind[:_LONGEST_QUOTE]}"
                notices.append(
                    f"the bar in {bar_in_words!r} is read as part of one caption; put blanks around"
                    " it if it divides two"
                )
        parts.append(joined)
    return parts


def _divides(before: str, behind: str) -> bool:
    """Whether a bar between two texts divides captions."""
    has_blank = before[-1:].isspace() or behind[:1].isspace()
    if has_blank or not before.strip() or not behind.strip() or before.endswith(_SENTENCE_ENDS):
        return True
    return len(before.split(None, 1)) > 1 and len(behind.split(None, 1)) > 1


def _written_list(text: str) -> Any:
    """A list as JSON or as Python writes it, which is how pandas stores one in CSV; anything else
    as it is.
    """
    for parse in (json.loads, ast.literal_eval):
        try:
            value = parse(text.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        if isinstance(value, list) and all(isinstance(part, str | dict) for part in value):
            return value
    return text


def _scalar(value: Any) -> str | None:
    """A date, a source or an id as text: dates as ISO 8601, an object by its name."""
    if _missing(value):
        return None
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("name", "title", "id") if isinstance(value.get(key), str)), None
        )
    if value is None or isinstance(value, list | bytes):
        return None
    written = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return " ".join(written.split()) or None


def cut_by_service(text: str) -> tuple[str, str]:
    """A text without the mark of a service that cut it ("… [+2310 chars]"), and a notice of that;
    an empty one for a text that no service cut.

    Examples
    --------
    >>> cut_by_service("They met at dusk… [+2310 chars]")[0], cut_by_service("They met.")
    ('They met at dusk…', ('They met.', ''))
    """
    mark = _CUT_BY_SERVICE.search(text)
    if mark is None:
        return text, ""
    missing = f"of which {int(mark[1]):,} more characters are missing"
    return text[
        : mark.start()
    ].rstrip(), f"the service cut the text, {missing}; save the page itself"


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _broken_text(text: str) -> bool:
    """Lone surrogates, from bytes that were no UTF-8 or a broken escape in JSON, and zeros."""
    try:
        return b"\0" in text.encode()
    except UnicodeEncodeError:
        return True


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _kind(value: Any) -> str:
    kinds = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        type(None): "null",
    }
    return kinds.get(type(value), "a number")


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return f"an object with {', '.join(map(repr, list(value)[:6])) or 'no keys'}"
    if isinstance(value, list):
        return f"a list of {'lists' if value and isinstance(value[0], list) else 'single values'}"
    return _kind(value)
