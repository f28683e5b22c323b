"""Which format a file has: by its first bytes, by what is in it, by its ending. The one table of
formats.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from analysis.reading import sources
from analysis.reading.addresses import check_no_bookmark
from analysis.reading.columns import is_header
from analysis.reading.containers import CONTAINERS, REFUSED, container_of
from analysis.reading.documents import Document
from analysis.reading.endings import (
    ARTICLE,
    DOCUMENTS,
    RECORDS,
    SOURCES,
    WITHOUT_WRAPPING,
    Format,
)
from analysis.reading.errors import InputError, MissingError
from analysis.reading.exports import BEGINNING, EXPORTS, export_of
from analysis.reading.sources import Source, unpacked_name

_FIRST_BYTES = 4096


def _key(says: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", says.lower().removeprefix("a ").removeprefix("an ")).strip(
        "-"
    )


_EXPORT_OF = {_key(export.name): export for export in EXPORTS}
_CONTAINER_OF = {_key(container.name): container for container in CONTAINERS}
_ROWS = (
    *WITHOUT_WRAPPING,
    *(Format(name, export.name, (), DOCUMENTS) for name, export in _EXPORT_OF.items()),
    *(Format(name, kind.name, kind.suffixes, SOURCES) for name, kind in _CONTAINER_OF.items()),
)
FORMATS_READ = {row.name: row for row in _ROWS}
TABLES = frozenset(row.name for row in _ROWS if row.holds == RECORDS)
TEXT_TABLES = TABLES - {"parquet"}
_OF_SUFFIX = {f".{suffix}": row.name for row in _ROWS for suffix in row.suffixes}
# Their first bytes may be those of anything: a text that begins as an export is still a table.
_BY_SUFFIX_ALONE = TABLES - {"json"} | {"warc"}
_MARKUP = re.compile(
    r"\s*(?:<\?xml\b|<!--|<!doctype\b|<(?:html|head|body|main|article|section|div|p|h1|figure|meta|title)\b[^<>]*>)",
    re.I,
)
# What a page says of itself for other sites (Open Graph, Twitter cards); no database writes it.
_OF_SITE = (b'property="og:', b"property='og:", b'name="twitter:', b"name='twitter:")
_OBJECTS = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{\]\"]))")


def input_format(format: str) -> str:
    """The format's own name, also for an ending of its files.

    Raises
    ------
    ValueError
        for an unknown one; the message lists the formats.

    Examples
    --------
    >>> input_format("txt"), input_format("html")
    ('text', 'html')
    """
    name = format if format in FORMATS_READ else _OF_SUFFIX.get(f".{format}")
    if name is None:
        raise ValueError(f"unknown format {format!r}; choose from: {', '.join(FORMATS_READ)}")
    return name


def format_of(path: PurePosixPath | Path) -> str | None:
    """The format that a file's ending tells, or None.

    Examples
    --------
    >>> format_of(Path("war.jsonl.zst")), format_of(Path("war.mp3"))
    ('jsonl', None)
    """
    return _OF_SUFFIX.get(Path(unpacked_name(path).lower()).suffix)


def formats_table() -> str:
    """The table of formats in Markdown, as the README of this folder shows it.

    Examples
    --------
    >>> formats_table().splitlines()[0]
    '| format | endings | what a file holds |'
    """
    lines = ["| format | endings | what a file holds |", "|---|---|---|"]
    refused = {kind.name for kind in REFUSED}
    for row in FORMATS_READ.values():
        if row.says in refused:
            continue
        endings = " ".join(f"`.{suffix}`" for suffix in row.suffixes)
        lines.append(f"| {row.says} | {endings or 'known by what is in it'} | {row.holds} |")
    lines += ["", f"Known by their first bytes and refused with the way out: {len(refused)} kinds."]
    return "\n".join(lines)


def export_named(format: str) -> Callable[[str, str], Iterator[Document]]:
    """What reads the documents of an export."""
    return _EXPORT_OF[format].documents


def opener_of(format: str) -> Callable[[Source], Iterator[Source]]:
    """What opens a container."""
    return _CONTAINER_OF[format].opened


def kind_of(path: Path) -> str:
    """What the users of a file call its format, empty for a folder and what is no file.

    Examples
    --------
    >>> kind_of(Path("seeds/nagorno-karabakh.txt")), kind_of(Path("seeds"))
    ('a plain text', '')
    """
    if not path.is_file():
        return ""
    return FORMATS_READ[known(sources.of_path(path)).format].says


def known(source: Source) -> Source:
    """The source with its format; one that has it already is given back.

    What is recognised in a file wins over its ending. An address is asked for its bytes only where
    its ending says nothing.

    Raises
    ------
    InputError
        for a file that cannot be read.

    Examples
    --------
    >>> known(Source("news", "news", "", held=b'{"text": "Talks"}')).format
    'json'
    """
    if source.format:
        return source
    name = PurePosixPath(source.address or source.name) if source.path is None else source.path
    by_suffix = format_of(name)
    if by_suffix and source.address:
        return replace(source, format=by_suffix)
    try:
        return replace(source, format=_recognised(source, by_suffix))
    except MissingError:
        raise
    except InputError:
        if by_suffix is None:
            raise
        return replace(source, format=by_suffix)  # why it cannot be read is said where it is read


def known_inside(source: Source) -> Source:
    """What a container holds, with its format: a page or a text in it may be an export.

    Examples
    --------
    >>> known_inside(Source("news.docx", "news", "html", held=b"<p>Talks")).format
    'html'
    """
    if not source.format:
        return known(source)
    export = export_of(_as_text(source.held[:BEGINNING])) if source.held else None
    return source if export is None else replace(source, format=_key(export.name))


def _recognised(source: Source, by_suffix: str | None) -> str:
    with source.open(None) as file:
        data = file.read(_FIRST_BYTES)
        if len(data) < _FIRST_BYTES:  # a bookmark is short, and may begin as anything does
            check_no_bookmark(data, source.label)
        container = container_of(data)
        if container is not None:
            return _key(container.name)
        if by_suffix in _BY_SUFFIX_ALONE:
            return by_suffix
        data += file.read(BEGINNING - len(data))
    if by_suffix == "html" and any(mark in data for mark in _OF_SITE):
        return by_suffix
    export = export_of(_as_text(data))
    if export is not None:
        return _key(export.name)
    return by_suffix or _format_of_bytes(data)


def _as_text(data: bytes) -> str:
    """The beginning of a file as text, for what is known by its ASCII: UTF-16 without its zero
    bytes, and without a byte order mark.
    """
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)
    mark = next((mark for mark in marks if data.startswith(mark)), b"")
    return data[len(mark) :].replace(b"\0", b"").decode("utf-8", errors="replace")


def most_bytes(source: Source) -> int:
    """How many bytes a source may hold: an article fewer than a table.

    Examples
    --------
    >>> most_bytes(Source("news", "news", "jsonl")) > most_bytes(Source("news", "news", "text"))
    True
    """
    is_article = FORMATS_READ[known(source).format].holds == ARTICLE
    return sources.ARTICLE_LIMIT if is_article else sources.LINES_LIMIT


def _format_of_bytes(data: bytes) -> str:
    r"""The format that the first bytes tell: web archive, Parquet, HTML, JSON, a table by its
    header, or else plain text.

    Examples
    --------
    >>> [_format_of_bytes(data) for data in (b"<!doctype html><p>Hi", b'{"text": "Hi"}', b"Hi <b>you</b>", b"id,text\n1,Hi")]
    ['html', 'json', 'text', 'csv']
    """
    if data.startswith(b"WARC/"):
        return "warc"
    if data.startswith(b"PAR1"):
        return "parquet"
    head = _as_text(data[:_FIRST_BYTES])
    if _MARKUP.match(head):
        return "html"
    if _OBJECTS.match(head):
        return "json"
    return "csv" if is_header(re.split(r"[\r\n]", head, maxsplit=1)[0]) else "text"
