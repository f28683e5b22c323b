"""Inputs → a stream of batches of raw records, bounded in bytes and in number, the same whoever
measures them.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from analysis.reading import archives, sources, tables
from analysis.reading.addresses import check_not_of_web
from analysis.reading.documents import Document
from analysis.reading.errors import InputError, MissingError
from analysis.reading.formats import (
    corrections_of,
    documents_of,
    is_export,
    opened,
    why_unreadable,
    with_id_in,
)
from analysis.reading.listing import expand, expand_address
from analysis.reading.recognising import (
    ARTICLE,
    DOCUMENTS,
    FORMATS_READ,
    TABLES,
    TEXT_TABLES,
    known,
)
from analysis.reading.sources import ARTICLE_LIMIT, MEGABYTE, Source
from analysis.words import noun


@dataclass(frozen=True)
class Input:
    """One file that is read: the name given for it, its own, its article's id, its format, its
    bytes at the first start.

    A name that is no UTF-8 is shown with its bytes escaped; `name_bytes` then holds them, in
    hexadecimal.
    """

    given: str
    file: str
    id: str
    format: str
    bytes: int
    name_bytes: str = field(default="", repr=False)

    def source(self) -> Source:
        """Where its bytes are, no more of them than there were at the first start.

        Examples
        --------
        >>> Input("news", "news/a.txt", "a", "text", 120).source().size
        120
        """
        if sources.is_address(self.file):
            return Source(self.file, self.id, self.format, address=self.file, size=self.bytes)
        path = os.fsdecode(bytes.fromhex(self.name_bytes)) if self.name_bytes else self.file
        return Source(self.file, self.id, self.format, Path(path), size=self.bytes)


@dataclass(frozen=True)
class HeldPage:
    """A page, its bytes as they lay there, and the table of corrections beside it; or why it could
    not be read.
    """

    source: Source
    corrections: Source | None = None
    problem: str = ""


NOT_READ = "not read"  # in the place of the hash of a page that was not there

# A page takes as long as a text of so many bytes, and holds far fewer of text: of 279 pages 11 kB.
# A batch holds the bytes of its pages too: those of one are at most so many times its room.
_MOST_TEXT, _MOST_ROOM, _MOST_PACKED = 48 * 1024, 16 * 1024, 64
_LITTLE = 1 / 16  # of a batch: the last one takes so much more

InputRecord = tables.Raw | Document | bytes | str | HeldPage


class RecordSize(NamedTuple):
    """How many bytes of text take as long to measure as a record, and how many fill a batch as much."""

    work: int
    room: int


@dataclass
class FilePart:
    """Records of one file that follow each other, each with its number in the file, from 1."""

    file: str
    stem: str
    format: str
    chosen: Mapping[str, str]
    records: list[tuple[int, InputRecord]] = field(default_factory=list)
    broken: str = ""  # why nothing follows, where the file cannot be read on

    def fingerprint(self) -> str:
        """A hash of what the records hold.

        Returns
        -------
        str
            of 32 hexadecimal digits; `NOT_READ` for a page that was not there.
        """
        if (
            len(self.records) == 1
            and isinstance(page := self.records[0][1], HeldPage)
            and page.problem
        ):
            return NOT_READ
        hashed = hashlib.sha256(self.broken.encode(errors="surrogatepass"))
        for record_number, record in self.records:
            hashed.update(b"%d:" % record_number)
            hashed.update(_content(record))
        return hashed.hexdigest()[:32]

    def lines(self) -> str:
        """Which records these are, for a message.

        Examples
        --------
        >>> records = [(n, tables.RawLine(n, "{}")) for n in (1, 2, 3)]
        >>> FilePart("news.jsonl", "news", "jsonl", {}, records).lines()
        'news.jsonl lines 1 to 3'
        """
        if not self.records or isinstance(self.records[0][1], HeldPage):
            return self.file
        ends = (self.records[0], self.records[-1])
        first, last = (getattr(record, "line", number) for number, record in ends)
        unit = getattr(self.records[0][1], "unit", "line") if self.format in TABLES else "record"
        span = f"{unit} {first}" if first == last else f"{noun(unit, 2)} {first} to {last}"
        return f"{self.file} {span}"


@dataclass(frozen=True)
class Batch:
    """What one worker measures at a time."""

    number: int
    parts: list[FilePart]
    n_read: int  # how many bytes of all inputs have been read behind it
    n_bytes: int = 0  # that its records hold, unpacked

    def portions(self, n: int) -> list[Batch]:
        """The same records as up to `n` batches of about as many records each, in order.

        Examples
        --------
        >>> part = FilePart("a.jsonl", "a", "jsonl", {}, [(n, str(n)) for n in range(1, 6)])
        >>> [[len(part.records) for part in portion.parts] for portion in Batch(0, [part], 9).portions(2)]
        [[3], [2]]
        """
        n_records = sum(len(part.records) for part in self.parts)
        if n < 2 or n_records < 2:
            return [self]
        size = math.ceil(n_records / n)
        portions: list[list[FilePart]] = [[]]
        n_free = size
        for part in self.parts:
            rest = part.records
            while len(rest) > n_free:
                if n_free:
                    portions[-1].append(replace(part, records=rest[:n_free], broken=""))
                rest, n_free = rest[n_free:], size
                portions.append([])
            portions[-1].append(replace(part, records=rest))
            n_free -= len(rest)
        return [replace(self, parts=parts) for parts in portions]

    def n_pages(self) -> int:
        """How many of its records are saved pages."""
        return sum(
            len(part.records)
            for part in self.parts
            if part.format not in TABLES and FORMATS_READ[part.format].holds != DOCUMENTS
        )

    def name(self) -> str:
        """The files and lines that it holds, for a message.

        Examples
        --------
        >>> parts = [FilePart(f"{name}.html", name, "html", {}) for name in "abc"]
        >>> Batch(0, parts, 300).name()
        'a.html … c.html'
        """
        first, last = self.parts[0].lines(), self.parts[-1].lines()
        return first if len(self.parts) == 1 else f"{first} … {last}"


def _content(record: InputRecord) -> bytes:
    if isinstance(record, bytes):
        return record
    if isinstance(record, Document):
        return record.sha256.encode()
    if isinstance(record, HeldPage):
        corrections = record.corrections.held if record.corrections else b""
        problem = record.problem.encode(errors="surrogatepass")
        return b"\0".join((record.source.held, corrections, problem))
    text = record.text if isinstance(record, tables.RawLine) else record
    return (text if isinstance(text, str) else repr(text)).encode(errors="surrogatepass")


def list_inputs(given: Iterable[str]) -> list[Input]:
    """The files that names, folders, patterns and addresses stand for, each once, by the names
    given in their order.

    Raises
    ------
    InputError
        for an input that is not there, and a folder or pattern without a file.
    """
    inputs: dict[str, Input] = {}
    for name in sorted(set(given)):
        if name == "-":
            raise InputError(
                "-: standard input cannot be read again where a run continues; save it as a file"
            )
        if sources.was_handed_open(Path(name)):
            raise InputError(
                f"{name}: a pipe cannot be read again where a run continues; save what it holds as a"
                " file"
            )
        check_not_of_web(name)
        for input in _of_address(name) if sources.is_address(name) else _of_path(Path(name)):
            inputs.setdefault(input.file, input)
    if not inputs:
        raise InputError("no input; give at least one file, folder, pattern or address")
    return list(inputs.values())


def sizes_of(name: str) -> dict[str, int]:
    """The bytes of each file that one name stands for; none is opened.

    Examples
    --------
    >>> sorted(sizes_of("seeds/control.*ml"))
    ['seeds/control.html']
    """
    if sources.is_address(name):
        files = expand_address(name)
        return {file: sources.n_bytes_at(file) for file in ([name] if files is None else files)}
    paths = expand(Path(name))
    return {
        sources.shown_name(path): path.stat().st_size if path.exists() else 0
        for path in ([Path(name)] if paths is None else paths)
    }


def _of_path(path: Path) -> Iterator[Input]:
    files = expand(path)
    given = sources.shown_name(path)
    for file in [path] if files is None else files:
        shown = sources.shown_name(file)
        name_bytes = "" if shown == str(file) else os.fsencode(file).hex()
        try:
            source = with_id_in(known(sources.of_path(file)), path)
            yield Input(given, shown, source.id, source.format, file.stat().st_size, name_bytes)
        except (InputError, OSError) as error:
            if files is None and isinstance(error, FileNotFoundError):
                raise MissingError(f"{shown}: no such file; check the name") from None
            if files is None:
                raise
            # It becomes a row of problems when its turn comes.
            yield Input(given, shown, sources.bare_name(Path(shown)), "text", 0, name_bytes)


def _of_address(address: str) -> Iterator[Input]:
    files = expand_address(address)
    root = f"{address.rstrip('/')}/"
    for file in [address] if files is None else files:
        source = known(sources.of_address(file))
        id = source.id
        if (
            files is not None
            and file.startswith(root)
            and FORMATS_READ[source.format].holds == ARTICLE
        ):
            id = PurePosixPath(file.removeprefix(root)).with_name(id).as_posix()
        yield Input(address, file, id, source.format, sources.n_bytes_at(file))


def counted_bytes(format: str, n_bytes: int) -> int:
    """How many bytes of a file count as text: of a page or document 48 kB at most, since the rest is
    markup and pictures.

    Examples
    --------
    >>> [counted_bytes(format, 300_000) for format in ("html", "text", "jsonl")]
    [49152, 300000, 300000]
    """
    return min(n_bytes, _MOST_TEXT) if has_markup(format) else n_bytes


def has_markup(format: str) -> bool:
    """Is most of a file of a format no text?

    Examples
    --------
    >>> has_markup("html"), has_markup("text")
    (True, False)
    """
    return FORMATS_READ[format].holds == ARTICLE and format not in ("text", "markdown")


def batches(
    inputs: Sequence[Input],
    *,
    columns: Mapping[str, str] | None,
    encoding: str | None = None,
    most_bytes: int,
    most_records: int,
) -> Iterator[Batch]:
    """The records of all inputs in their order, so many at a time; a record that is larger has a
    batch of its own, and the last batch takes a sixteenth more, if nothing else follows.

    Pages and documents count with the bytes that they had at the first start, so that one that has
    vanished moves no other, but with 16 kB at most, or the 64th part of their bytes if that is more.

    Raises
    ------
    MissingError
        (an InputError) for a table or archive that is no longer there, or has shrunk.
    InputError
        for the only input, where it cannot be read at all; of several it is a row of problems.
    """
    number, before = 0, 0
    full: _Filling | None = None  # a batch that takes no more, unless little follows
    last = _Filling(most_bytes, most_records)
    for input in inputs:
        n_read = before
        part = FilePart(input.file, input.id, input.format, {})
        try:
            for source in opened(input.source()):
                chosen = dict[str, str]()
                part = FilePart(source.label, source.id, source.format, chosen)
                for record, size in _records(source, columns, encoding, chosen):
                    if last.is_full_before(size):
                        if full is not None:  # a large record stands behind little
                            yield full.batch(number)
                            number += 1
                        full, last = last, _Filling(most_bytes, most_records)
                        full.n_read = n_read
                    last.add(part, record, size)
                    n_read = before + min(source.meter.n_read, input.bytes)
                    if full is not None and not full.may_take(last):
                        yield full.batch(number)
                        number, full = number + 1, None
        except MissingError:
            raise
        except (InputError, OSError) as error:
            if len(inputs) == 1 and number == 0 and full is None and not last.parts:
                raise
            last.add_broken(part, why_unreadable(error, part.file))
        before += input.bytes
    if full is not None:
        full.take(last)
        last = full
    if last.parts:
        last.n_read = before
        yield last.batch(number)


@dataclass
class _Filling:
    """A batch while it is filled."""

    most_bytes: int
    most_records: int
    parts: list[FilePart] = field(default_factory=list)
    n_bytes: int = 0
    n_room: int = 0
    n_records: int = 0
    n_read: int = 0

    def is_full_before(self, size: RecordSize) -> bool:
        """Whether another record has no room."""
        is_full = self.n_room + size.room > self.most_bytes or self.n_records == self.most_records
        return bool(self.n_records) and is_full

    def may_take(self, behind: _Filling) -> bool:
        """Whether what is behind is worth no batch of its own, which costs as much as 40 articles,
        and this is none of one large record.
        """
        n_room, n_records = behind.n_room / self.most_bytes, behind.n_records / self.most_records
        return self.n_room <= self.most_bytes and max(n_room, n_records) < _LITTLE

    def add(self, part: FilePart, record: tuple[int, InputRecord], size: RecordSize) -> None:
        """Add a record of a file, of which `part` says all but the records."""
        self._part_of(part).records.append(record)
        self.n_bytes, self.n_room = self.n_bytes + size.work, self.n_room + size.room
        self.n_records += 1

    def add_broken(self, part: FilePart, why: str) -> None:
        """Add that a file cannot be read on."""
        self._part_of(part).broken = why
        self.n_records += 1

    def _part_of(self, part: FilePart) -> FilePart:
        if not self.parts or self.parts[-1].chosen is not part.chosen:  # another file
            self.parts.append(replace(part, records=[]))
        return self.parts[-1]

    def take(self, behind: _Filling) -> None:
        """Take the records of the batch behind."""
        for part in behind.parts:
            own = self._part_of(part)
            own.records, own.broken = own.records + part.records, part.broken
        self.n_bytes += behind.n_bytes

    def batch(self, number: int) -> Batch:
        return Batch(number, self.parts, self.n_read, self.n_bytes)


def _records(
    source: Source,
    columns: Mapping[str, str] | None,
    encoding: str | None,
    chosen: dict[str, str],
) -> Iterator[tuple[tuple[int, InputRecord], RecordSize]]:
    """Each record with its number, and its size."""
    if source.format in TABLES:
        of_text = encoding if source.format in TEXT_TABLES else None
        raw_records = tables.raw_records(source, columns, chosen, of_text)
        for row in enumerate(raw_records, start=1):
            n_bytes = tables.record_size(row[1])
            yield row, RecordSize(n_bytes, n_bytes)
    elif source.format == "warc":
        for numbered in archives.records(source):
            yield numbered, _size_of_page(len(numbered[1]))
    elif is_export(source):
        for document in documents_of(source):
            n_bytes = len(document.text)
            yield (document.record, document), RecordSize(n_bytes, n_bytes)
    elif has_markup(source.format):
        yield (1, _held(source)), _size_of_page(source.n_bytes())
    else:
        yield (1, _held(source)), RecordSize(source.n_bytes(), source.n_bytes())


def _size_of_page(n_bytes: int) -> RecordSize:
    room = max(min(n_bytes, _MOST_ROOM), n_bytes // _MOST_PACKED)
    return RecordSize(min(n_bytes, _MOST_TEXT), room)


def _held(source: Source) -> HeldPage:
    held = Source(source.label, source.id, source.format)
    if source.n_bytes() > ARTICLE_LIMIT:
        return HeldPage(held, problem=f"an article of more than {ARTICLE_LIMIT // MEGABYTE} MB")
    try:
        content = _content_of(source)
        beside = corrections_of(source)
        if beside is not None:
            beside = Source(beside.label, "", "csv", held=_content_of(beside))
        return HeldPage(replace(held, held=content), beside)
    except (InputError, OSError) as error:
        return HeldPage(held, problem=why_unreadable(error, source.label))


def _content_of(source: Source) -> bytes:
    with source.open_packed() as file:
        return file.read()
