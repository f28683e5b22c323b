"""Web archives (WARC): every HTML response a page. Broken records are reported, and reading goes on
behind them.
"""

from __future__ import annotations

import io
import logging
import mmap
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from analysis.corpus import Corpus, concat
from analysis.reading.errors import InputError
from analysis.reading.page import Page, assembled_pages, blocks_of_page
from analysis.reading.problems import with_problems
from analysis.reading.sources import ARTICLE_LIMIT, MEGABYTE, Meter, Source, packing_of
from analysis.words import beginning

_HEAD = b"WARC/"
# Not only at the head of a line: a record that is cut short ends anywhere.
_NEXT = re.compile(rb"WARC/[01]\.\d\r?\n(?=[A-Za-z-]+:)")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d{1,18})[ \t]*\r?$")
_PACKED = b"\x1f\x8b\x08"
# A head is a dozen lines. Behind a longer one the record is broken.
_LONGEST_HEAD = 64 * 1024
# With so many broken records in a row this is no web archive.
_MOST_BROKEN = 1000
# Stands in for a record that is passed over.
_NO_PAGE = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n"
_HTML = ("text/html", "application/xhtml+xml")


# warcio tells standard error what it mends; here problems are returned, and nothing is printed.
logging.getLogger("warcio").addHandler(logging.NullHandler())


def read_archive(source: Source) -> Corpus:
    """The corpus of a web archive: the pages that were answered with success, in the order of the
    archive.

    The id of an article is the address of its page. Records that are cut short, by the archive or
    by the crawler, and pages without an article are rows of `problems`, with the number of the
    record instead of a line.

    Raises
    ------
    InputError
        for an archive without a page that can be read.
    """
    pages: list[Page] = []
    problems: list[tuple[str, int | None, str]] = []
    n_records = 0
    for n_records, record in records(source):
        try:
            page = page_of_record(record)
            pages += [page] if page is not None else []
        except InputError as error:
            problems.append((source.label, n_records, str(error)))
    if not pages:
        why = f"; the first problem, record {problems[0][1]}: {problems[0][2]}" if problems else ""
        raise InputError(
            f"{source.label}: no page in a web archive of {n_records} records{why}; give a .warc or"
            " .warc.gz file with HTML responses"
        )
    return with_problems(concat(assembled_pages([page]) for page in pages), problems)


def records(source: Source) -> Iterator[tuple[int, bytes | str]]:
    """The records of a web archive as they stand there.

    Yields
    ------
    int, bytes or str
        the number of the record, from 1, and its bytes; a text says why a record is broken.

    Raises
    ------
    InputError
        for an empty file, before the first record.

    Examples
    --------
    >>> list(records(Source("a", "a", "warc", held=b"WARC/1.0")))
    [(1, "byte 0: the record's head has no end or no length")]
    """
    yield from enumerate(_records(source), start=1)


def page_of_record(record: bytes | str) -> Page | None:
    """The page of a record.

    Returns
    -------
    Page or None
        None for a record that holds no page; the id of a page is its address.

    Raises
    ------
    InputError
        for a record that is broken, cut short, or a page without an article.
    """
    if isinstance(record, str):
        raise InputError(record)
    response = _response(record)
    if response is None:
        return None
    address, data = response
    page = blocks_of_page(data, name=address)
    return replace(page, source=page.source or address)


def _response(record: bytes) -> tuple[str, bytes] | None:
    """The address and the content of a page, or None for a record that holds none."""
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.recordloader import ArcWarcRecordLoader
    from warcio.statusandheaders import StatusAndHeadersParserException

    try:
        parsed = ArcWarcRecordLoader().parse_record_stream(io.BytesIO(record), known_format="warc")
    except (
        ArchiveLoadFailed,
        StatusAndHeadersParserException,
        EOFError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:
        # The last two: a response without an address, which warcio does not expect.
        raise InputError(
            f"the record's head cannot be read ({beginning(str(error), 100)})"
        ) from None
    if parsed.rec_type not in ("response", "resource"):
        return None
    heads = parsed.http_headers
    address = " ".join((parsed.rec_headers.get_header("WARC-Target-URI") or "").split())
    kind = (heads.get_header("Content-Type") if heads else parsed.content_type) or ""
    if not address or kind.split(";")[0].strip().lower() not in _HTML:
        return None
    if heads and parsed.rec_type == "response" and not str(heads.get_statuscode()).startswith("2"):
        return None
    cut = parsed.rec_headers.get_header("WARC-Truncated")
    if cut:
        raise InputError(f"{address}: cut short by the crawler ({cut})")
    return address, _content(parsed, address)


def _content(parsed: Any, address: str) -> bytes:
    """The page's bytes, put together and unpacked as its HTTP head says."""
    from warcio.bufferedreaders import ChunkedDataReader

    heads, stream = parsed.http_headers, parsed.raw_stream
    if heads and (heads.get_header("Transfer-Encoding") or "").lower() == "chunked":
        stream = ChunkedDataReader(stream)
    data = bytes(stream.read() or b"")
    packing = (heads.get_header("Content-Encoding") or "").lower() if heads else ""
    # Many crawlers store the page unpacked and leave the head as it was.
    if packing in ("gzip", "x-gzip") and data.startswith(_PACKED[:2]):
        return _unpacked(data, 16 + zlib.MAX_WBITS, address)
    if packing == "deflate" and not data.lstrip().startswith(b"<"):
        return _unpacked(data, zlib.MAX_WBITS if data[:1] == b"\x78" else -zlib.MAX_WBITS, address)
    if packing in ("br", "zstd") and not data.lstrip().startswith(b"<"):
        raise InputError(
            f"{address}: packed as {packing}, which is not read here; unpack the archive's pages"
        )
    return data


def _unpacked(data: bytes, window: int, address: str) -> bytes:
    unpacker = zlib.decompressobj(window)
    try:
        content = unpacker.decompress(data, ARTICLE_LIMIT)
    except zlib.error as error:
        raise InputError(f"{address}: the page is packed and broken ({error})") from None
    if unpacker.unconsumed_tail:
        raise InputError(f"{address}: unpacks to more than {ARTICLE_LIMIT // MEGABYTE} MB")
    if not unpacker.eof:
        raise InputError(f"{address}: the packed page is cut short")
    return content


# Cutting the archive into records, so that a broken one ends nothing but itself


def _records(source: Source) -> Iterator[bytes | str]:
    if source.path is None and not source.address:
        yield from _cut(source.held, source.meter)
        return
    with source.open_packed() as file:
        beginning = file.read(16)
    if not beginning:
        raise InputError(f"{source.label}: the file is empty; give a web archive")
    is_local = source.path is not None and (
        beginning.startswith((_HEAD, _PACKED[:2])) or packing_of(beginning) is None
    )
    # What lies elsewhere, or is packed as a whole, is laid down unpacked: a map needs a file.
    with (
        source.path.open("rb") if is_local and source.path else _laid_down(source, beginning)
    ) as file:
        length = (source.size or 0) if is_local else 0
        with mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ) as content:
            yield from _cut(content, source.meter)


def _laid_down(source: Source, beginning: bytes) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    with (
        source.open_packed() if beginning.startswith(_PACKED[:2]) else source.open(None)
    ) as content:
        shutil.copyfileobj(content, file, MEGABYTE)
    file.flush()
    return file


def _cut(content: bytes | mmap.mmap, meter: Meter) -> Iterator[bytes | str]:
    if content[:2] != _PACKED[:2]:
        yield from _cut_plain(content, meter=meter)
        return
    # Each record is packed by itself; where one stream holds all, it is cut as an archive that is
    # not packed.
    begin, opened, n_broken = 0, 0, 0
    while begin < len(content) and n_broken < _MOST_BROKEN:
        unpacked, end, why = _member(content, begin)
        if why and not unpacked.startswith(_HEAD):
            if begin == opened:  # no chance match within a broken record
                yield f"byte {begin}: {why}"
        elif why:
            yield from _cut_plain(unpacked, cut_short=why)
        elif unpacked.strip():
            yield from _cut_plain(unpacked)
        n_broken = n_broken + 1 if why else 0
        if why:
            begin = content.find(_PACKED, begin + 1)
            if begin < 0:
                return
            continue
        begin = opened = meter.n_read = end


def _member(content: bytes | mmap.mmap, begin: int) -> tuple[bytes, int, str]:
    """One packed record: its bytes, where it ends, and what is wrong with it."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    pieces: list[bytes] = []
    size, at = 0, begin
    waiting: bytes = b""
    while not unpacker.eof:
        if not waiting:
            waiting = content[at : at + MEGABYTE]
            at += len(waiting)
            if not waiting:
                return b"".join(pieces), at, "the packed record is cut short"
        try:
            piece = unpacker.decompress(waiting, MEGABYTE)
        except zlib.error as error:
            return b"".join(pieces), at, f"the packed record is broken ({error})"
        waiting = unpacker.unconsumed_tail
        size += len(piece)
        pieces.append(piece)
        if size > ARTICLE_LIMIT:
            return pieces[0], at, f"unpacks to more than {ARTICLE_LIMIT // MEGABYTE} MB"
    return b"".join(pieces), at - len(unpacker.unused_data), ""


def _cut_plain(
    content: bytes | mmap.mmap, cut_short: str = "", meter: Meter | None = None
) -> Iterator[bytes | str]:
    """Records one behind the other; behind one whose length is wrong the next head is searched."""
    begin, n_broken = 0, 0
    while begin < len(content) and n_broken < _MOST_BROKEN:
        while content[begin : begin + 1] in (b"\r", b"\n"):
            begin += 1
        if begin >= len(content):
            return
        record, end = _record(content, begin)
        if isinstance(record, str):
            n_broken += 1
            yield f"{record}; {cut_short}" if cut_short else record
            following = _NEXT.search(content, begin + 1)
            if following is None:
                return
            begin = following.start()
        else:
            n_broken = 0
            begin = end
            if meter is not None:
                meter.n_read = begin
            yield record
    if cut_short:
        yield cut_short


def _record(content: bytes | mmap.mmap, begin: int) -> tuple[bytes | str, int]:
    head = bytes(content[begin : begin + _LONGEST_HEAD])
    if not head.startswith(_HEAD):
        return f"byte {begin}: no record begins here", begin
    end_of_head = _END_OF_HEAD.search(head)
    length = _LENGTH.search(head, 0, end_of_head.end()) if end_of_head else None
    if end_of_head is None or length is None:
        return f"byte {begin}: the record's head has no end or no length", begin
    if _NEXT.search(head, 1, end_of_head.end()):
        return f"byte {begin}: the record's head is cut short", begin
    end = begin + end_of_head.end() + int(length[1])
    if end > len(content):
        return f"byte {begin}: the record is cut short", begin
    behind = bytes(content[end : end + 8]).lstrip(b"\r\n")
    if not behind.startswith(_HEAD[: len(behind)]):
        return (
            f"byte {begin}: the record is longer or shorter than it says",
            begin,
        )
    if end - begin > ARTICLE_LIMIT:  # a film, as a rule
        is_page = b"text/html" in head
        too_long = f"byte {begin}: a page of more than {ARTICLE_LIMIT // MEGABYTE} MB"
        return (too_long if is_page else _NO_PAGE), end
    return bytes(content[begin:end]), end
