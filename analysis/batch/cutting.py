"""Inputs → a stream of batches of raw records, bounded in bytes and in number, the same whoever
measures them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.reading import archives, sources, tables
from analysis.reading.errors import InputError, MissingError
from analysis.reading.formats import TABLES, TEXT_TABLES, corrections_of, why_unreadable, within
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
        """Where its bytes are, no more of them than there were at the first start."""
        if sources.is_address(self.file):
            return Source(self.file, self.id, self.format, address=self.file, size=self.bytes)
        path = os.fsdecode(bytes.fromhex(self.name_bytes)) if self.name_bytes else self.file
        return Source(self.file, self.id, self.format, Path(path), size=self.bytes)


@dataclass(frozen=True)
class Page:
    """A page, its bytes as they lay there, and the table of corrections beside it; or why it could
    not be read.
    """

    source: Source
    corrections: Source | None = None
    problem: str = ""


NOT_READ = "not read"  # in the place of the hash of a page that was not there

Record = tables.Raw | bytes | str | Page


@dataclass
class Piece:
    """Records of one file that follow each other, each with its number in the file, from 1."""

    file: str
    stem: str
    format: str
    chosen: Mapping[str, str]
    records: list[tuple[int, Record]] = field(default_factory=list)
    broken: str = ""  # why nothing follows, where the file cannot be read on

    def fingerprint(self) -> str:
        """A hash of what the records hold."""
        if len(self.records) == 1 and isinstance(page := self.records[0][1], Page) and page.problem:
            return NOT_READ
        hashed = hashlib.sha256(self.broken.encode(errors="surrogatepass"))
        for number, record in self.records:
            hashed.update(b"%d:" % number)
            hashed.update(_content(record))
        return hashed.hexdigest()[:32]

    def lines(self) -> str:
        """Which records these are, for a message."""
        if not self.records or isinstance(self.records[0][1], Page):
            return self.file
        first, last = (
            getattr(record, "line", number)
            for number, record in (self.records[0], self.records[-1])
        )
        unit = getattr(self.records[0][1], "unit", "line") if self.format in TABLES else "record"
        return (
            f"{self.file} {unit} {first}"
            if first == last
            else f"{self.file} {noun(unit, 2)} {first} to {last}"
        )


@dataclass(frozen=True)
class Batch:
    """What one worker measures at a time."""

    number: int
    pieces: list[Piece]
    place: int  # how many bytes of all inputs have been read behind it

    def name(self) -> str:
        """The files and lines that it holds, for a message."""
        first, last = self.pieces[0].lines(), self.pieces[-1].lines()
        return first if len(self.pieces) == 1 else f"{first} … {last}"


def _content(record: Record) -> bytes:
    if isinstance(record, bytes):
        return record
    if isinstance(record, Page):
        corrections = record.corrections.held if record.corrections else b""
        return (
            record.source.held
            + b"\0"
            + corrections
            + b"\0"
            + record.problem.encode(errors="surrogatepass")
        )
    if isinstance(record, tables.Line):
        return record.text.encode(errors="surrogatepass")
    return (record if isinstance(record, str) else repr(record)).encode(errors="surrogatepass")


def list_inputs(given: Iterable[str]) -> list[Input]:
    """The files that names, folders, patterns and addresses stand for, each once, by the names
    given in their order.

    Raises
    ------
    InputError
        for an input that is not there, and a folder or pattern without a file.
    """
    found: dict[str, Input] = {}
    for name in sorted(set(given)):
        if name == "-":
            raise InputError(
                "-: standard input cannot be read again where a run goes on; save it as a file"
            )
        if sources.was_handed_open(Path(name)):
            raise InputError(
                f"{name}: a pipe cannot be read again where a run goes on; save what it holds as a"
                " file"
            )
        for one in _of_address(name) if sources.is_address(name) else _of_path(Path(name)):
            found.setdefault(one.file, one)
    if not found:
        raise InputError("no input; give at least one file, folder, pattern or address")
    return list(found.values())


def _of_path(path: Path) -> Iterator[Input]:
    files = sources.expand(path)
    given = sources.shown_name(path)
    for file in [path] if files is None else files:
        shown = sources.shown_name(file)
        name_bytes = "" if shown == str(file) else os.fsencode(file).hex()
        try:
            source = within(sources.of_path(file), path)
            yield Input(given, shown, source.id, source.format, file.stat().st_size, name_bytes)
        except (InputError, OSError) as error:
            if files is None and isinstance(error, FileNotFoundError):
                raise MissingError(f"{shown}: no such file; check the name") from None
            if files is None:
                raise
            # It becomes a row of problems when its turn comes.
            yield Input(given, shown, sources.bare_name(Path(shown)), "text", 0, name_bytes)


def _of_address(address: str) -> Iterator[Input]:
    files = sources.expand_address(address)
    for file in [address] if files is None else files:
        source = sources.of_address(file)
        name = source.id
        if (
            files is not None
            and source.format not in TABLES | {"warc"}
            and file.startswith(address.rstrip("/") + "/")
        ):
            name = (
                PurePosixPath(file.removeprefix(address.rstrip("/") + "/"))
                .with_name(source.id)
                .as_posix()
            )
        yield Input(address, file, name, source.format, sources.address_size(file))


def batches(
    inputs: Sequence[Input],
    *,
    columns: Mapping[str, str] | None,
    encoding: str | None = None,
    most_bytes: int,
    most_records: int,
) -> Iterator[Batch]:
    """The records of all inputs in their order, so many at a time; a record that is larger has a
    batch of its own.

    Pages count with the bytes that they had at the first start, so that one that has vanished moves
    no other.

    Raises
    ------
    MissingError
        (an InputError) for a table or archive that is no longer there, or has shrunk.
    InputError
        for the only input, where it cannot be read at all; of several it is a row of problems.
    """
    pieces: list[Piece] = []
    number, n_bytes, n_records, before = 0, 0, 0, 0
    for one in inputs:
        source, chosen = one.source(), dict[str, str]()
        place = before
        piece = Piece(one.file, one.id, one.format, chosen)
        try:
            for ordinal, record, length in _records(one, source, columns, encoding, chosen):
                if n_records and (n_bytes + length > most_bytes or n_records == most_records):
                    yield Batch(number, pieces + [piece] * bool(piece.records), place)
                    number, n_bytes, n_records, pieces = number + 1, 0, 0, []
                    piece = Piece(one.file, one.id, one.format, chosen)
                piece.records.append((ordinal, record))
                n_bytes, n_records = n_bytes + length, n_records + 1
                place = before + min(source.meter.place, one.bytes)
        except MissingError:
            raise
        except (InputError, OSError) as error:
            if len(inputs) == 1 and number == 0 and not piece.records:
                raise
            piece.broken = why_unreadable(error, one.file)
            n_records += 1
        if piece.records or piece.broken:
            pieces.append(piece)
        before += one.bytes
    if pieces:
        yield Batch(number, pieces, before)


def _records(
    one: Input,
    source: Source,
    columns: Mapping[str, str] | None,
    encoding: str | None,
    chosen: dict[str, str],
) -> Iterator[tuple[int, Record, int]]:
    """Each record with its number and about how many bytes it holds."""
    if one.format in TABLES:
        of_text = encoding if one.format in TEXT_TABLES else None
        for number, raw in enumerate(tables.raw_records(source, columns, chosen, of_text), start=1):
            yield number, raw, tables.size(raw)
    elif one.format == "warc":
        for number, record in archives.records(source):
            yield number, record, len(record)
    else:
        yield 1, _page(one, source), one.bytes


def _page(one: Input, source: Source) -> Page:
    held: dict[str, Any] = {"label": one.file, "id": one.id, "format": one.format}
    if one.bytes > ARTICLE_LIMIT:
        return Page(
            Source(**held), problem=f"an article of more than {ARTICLE_LIMIT // MEGABYTE} MB"
        )
    try:
        with source.open_packed() as file:
            data = file.read()
        beside = corrections_of(source)
        if beside is not None:
            with beside.open_packed() as file:
                beside = Source(beside.label, "", "csv", held=file.read())
        return Page(Source(**held, held=data), beside)
    except (InputError, OSError) as error:
        return Page(Source(**held), problem=why_unreadable(error, one.file))
