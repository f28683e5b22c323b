"""Sources: files, packed files, bytes and streams, each with its name and its format, unpacked
within bounds.
"""

from __future__ import annotations

import bz2
import codecs
import glob
import io
import lzma
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import pyarrow as pa

from analysis.reading.columns import is_header
from analysis.reading.errors import BrokenOffError, InputError, MissingError
from analysis.words import shortened

MEGABYTE = 2**20
# What a file may hold, unpacked: an article, a table that is read whole, a table that is read line
# by line.
ARTICLE_LIMIT, WHOLE_LIMIT, LINES_LIMIT = 100 * MEGABYTE, 256 * MEGABYTE, 1024 * MEGABYTE
# Text packs to a tenth or a thirtieth of its size, a bomb to a thousandth.
_MOST_TIMES, _ALWAYS_ALLOWED = 100, 20 * MEGABYTE
# A longer name is cut in messages: a text that was given in the place of a name is not quoted
# whole.
_LONGEST_NAME = 300
# What this process was handed open, as by the shell for `<(command)`.
_HANDED_OPEN = re.compile(r"/dev/(?:stdin|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")
_NO_FILES = {
    stat.S_ISFIFO: "a pipe (FIFO)",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
    stat.S_ISSOCK: "a socket",
}

_FORMATS = {
    "text": ("txt", "text"),
    "markdown": ("md", "markdown"),
    "html": ("html", "htm", "xhtml"),
    "csv": ("csv",),
    "tsv": ("tsv", "tab"),
    "json": ("json",),
    "jsonl": ("jsonl", "ndjson"),
    "parquet": ("parquet",),
    "warc": ("warc",),
}
_OF_ENDING = {f".{ending}": name for name, endings in _FORMATS.items() for ending in endings}
_MAGIC = re.compile(r"[*?[]")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.I)
# What the suite and its people put beside an article: corrections, codes, a report. None of them is
# an article.
OWN_ENDINGS = (".layers.csv", ".codes.csv", ".cutline.html")
_PACKED_ENDINGS = (".gz", ".bz2", ".xz", ".zst")
_gzip_stream: Callable[[], Any] = partial(zlib.decompressobj, 16 + zlib.MAX_WBITS)
# How a packed file begins; its name may end in anything.
_PACKINGS: dict[str, tuple[re.Pattern[bytes], Callable[[IO[bytes]], Any]]] = {
    "gzip": (re.compile(rb"\x1f\x8b"), lambda file: _Streams(file, _gzip_stream)),
    "bzip2": (
        re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
        lambda file: _Streams(file, bz2.BZ2Decompressor),
    ),
    "xz": (re.compile(rb"\xfd7zXZ\0"), lambda file: _Streams(file, lzma.LZMADecompressor)),
    "zstd": (
        re.compile(rb"\x28\xb5\x2f\xfd"),
        lambda file: pa.CompressedInputStream(file, "zstd"),
    ),
}
_MARKUP = re.compile(
    r"\s*(?:<\?xml\b|<!--|<!doctype\b|<(?:html|head|body|main|article|section|div|p|h1|figure|meta|title)\b[^<>]*>)",
    re.I,
)
_OBJECTS = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{\]\"]))")


@dataclass
class Meter:
    """How far a source has been read, in bytes of its file as it lies there."""

    n_read: int = 0


@dataclass(frozen=True)
class Source:
    """One input: how messages name it, the id of its article, its format, and where its bytes are.

    Of a source with a `size` no more bytes than these are read, and fewer are an error.
    """

    label: str
    id: str
    format: str
    path: Path | None = None
    held: bytes = b""
    address: str = ""
    size: int | None = None
    meter: Meter = field(default_factory=Meter, compare=False, repr=False)

    def open(self, limit: int | None) -> IO[bytes]:
        """The bytes, unpacked where they are packed.

        Parameters
        ----------
        limit : int or None
            how many bytes it may hold, unpacked; None for any number.

        Raises
        ------
        InputError
            for a file of more, also while a packed one is read, and for one that is not there or
            cannot be read; a packed file that is broken from a later part on is a BrokenOffError.

        Examples
        --------
        >>> import gzip
        >>> of_bytes(gzip.compress(b"words"), label="news", id="news").open(100).read()
        b'words'
        >>> of_bytes(b"words", label="news", id="news").open(4)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        analysis.reading.errors.InputError: news: holds more than 0 MB, the limit ...
        """
        file = self.open_packed()
        try:
            beginning = file.read(16)
            n_bytes = file.seek(0, io.SEEK_END)
            file.seek(0)
        except OSError as error:
            raise _unreadable(self.label, error) from None
        name = packing_of(beginning)
        if name is None:
            if limit is not None and n_bytes > limit:
                file.close()
                raise _too_large(self.label, limit)
            return file
        return io.BufferedReader(_Unpacked(file, self.label, limit, name), MEGABYTE)

    def open_packed(self) -> IO[bytes]:
        """The bytes as they lie there."""
        if self.address:
            file = _open_address(self.address)
        else:
            file = io.BytesIO(self.held) if self.path is None else _open(self.path, self.label)
        return file if self.size is None else io.BufferedReader(_Part(file, self), MEGABYTE)

    def read(self, limit: int) -> bytes:
        """All bytes, unpacked where they are packed.

        Raises
        ------
        InputError
            as `open`.
        """
        with self.open(limit) as file:
            try:
                return file.read()
            except OSError as error:
                raise _unreadable(self.label, error) from None

    def n_bytes(self) -> int:
        """How many bytes of it lie there, packed or not.

        Examples
        --------
        >>> import gzip
        >>> of_bytes(gzip.compress(b"word" * 1000), label="news", id="news").n_bytes() < 100
        True
        """
        if self.size is not None:
            return self.size
        if self.address:
            return n_bytes_at(self.address)
        return len(self.held) if self.path is None else self.path.stat().st_size


class Wrapped(io.RawIOBase):
    """A file that is read by way of another one, which it closes with itself."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        piece = self._piece(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _piece(self, size: int) -> bytes:
        """The next bytes, at most `size` of them; none at the end."""
        raise NotImplementedError  # each kind of stream has its own


class _Part(Wrapped):
    """The first bytes of a file that may have grown, with a note of how far they have been read."""

    def __init__(self, file: IO[bytes], source: Source) -> None:
        super().__init__(file)
        self.label, self.size, self.meter = source.label, source.size or 0, source.meter
        self.position = 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origins = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}
        self.position = offset + origins[whence]
        self.file.seek(self.position)
        return self.position

    def _piece(self, size: int) -> bytes:
        piece = self.file.read(min(size, max(self.size - self.position, 0)))
        if not piece and self.position < self.size and size:
            raise MissingError(
                f"{self.label}: has shrunk from {self.size:,} bytes to {self.position:,}; put it"
                " back as it was"
            )
        self.position += len(piece)
        self.meter.n_read = max(self.meter.n_read, self.position)
        return piece


class _Unpacked(Wrapped):
    """A packed file read as what it holds, up to a limit."""

    def __init__(self, file: IO[bytes], label: str, limit: int | None, packing: str) -> None:
        super().__init__(file)
        self.label, self.limit, self.packing = label, limit, packing
        self.unpacked, self.n_read = _PACKINGS[packing][1](file), 0

    def _piece(self, size: int) -> bytes:
        try:
            piece: bytes = self.unpacked.read(min(size, MEGABYTE))
        except InputError:
            raise
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            kind = BrokenOffError if getattr(self.unpacked, "n_whole", 0) else InputError
            raise kind(
                f"{self.label}: the {self.packing} file is broken ({error}); pack or download it"
                " again"
            ) from None
        self.n_read += len(piece)
        if self.limit is not None and self.n_read > self.limit:
            raise InputError(
                f"{self.label}: unpacks to more than {self.limit // MEGABYTE} MB, the limit for"
                " this format; unpack it yourself if you trust it"
            )
        check_times(self.label, self.n_read, self.file.tell())
        return piece


class _Streams:
    """What packed streams one behind the other hold. A broken stream is an error, and not the end."""

    def __init__(self, file: IO[bytes], new: Callable[[], Any]) -> None:
        self.file, self.new = file, new
        self.stream: Any = new()
        self.waiting = b""  # read from the file, and not yet unpacked
        self.n_whole = 0  # streams that came to their end

    def read(self, size: int) -> bytes:
        """Up to so many bytes; none at the end.

        Raises
        ------
        EOFError, OSError, zlib.error, LZMAError
            for a stream that is cut short or broken.
        """
        piece = b""
        while not piece and self.stream is not None:
            if self.stream.eof:
                self._begin_next()
                continue
            # What is not unpacked yet, zlib gives back; bz2 and lzma hold it.
            needs_input = getattr(self.stream, "needs_input", True)
            packed = self.waiting or (self.file.read(MEGABYTE) if needs_input else b"")
            if not packed and needs_input:
                raise EOFError("it stops before its marked end")
            piece = self.stream.decompress(packed, size)
            self.waiting = getattr(self.stream, "unconsumed_tail", b"")
        return piece

    def _begin_next(self) -> None:
        """Begin the next stream. Zeros may stand between two, and at the end."""
        self.n_whole += 1
        packed = self.stream.unused_data.lstrip(b"\0")
        while not packed and (more := self.file.read(MEGABYTE)):
            packed = more.lstrip(b"\0")
        self.stream, self.waiting = (self.new() if packed else None), packed


def check_times(label: str, n_unpacked: int, n_packed: int) -> None:
    """Refuse what unpacks to more than any text does, and soon would fill the memory.

    Raises
    ------
    InputError
        for more than 20 MB that are more than 100 times their packed bytes.

    Examples
    --------
    >>> check_times("news.gz", 10_000_000, 1_000)
    >>> check_times("news.gz", 100_000_000, 1_000)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    analysis.reading.errors.InputError: news.gz: unpacks to more than 100 times its size, ...
    """
    if n_unpacked > _ALWAYS_ALLOWED and n_unpacked > _MOST_TIMES * n_packed:
        raise InputError(
            f"{label}: unpacks to more than {_MOST_TIMES} times its size, as no text does; save it"
            " unpacked if you trust it"
        )


def packing_of(beginning: bytes) -> str | None:
    """How a file is packed, by its first bytes; None for one that is not.

    Examples
    --------
    >>> import gzip
    >>> packing_of(gzip.compress(b"words")), packing_of(b"words")
    ('gzip', None)
    """
    return next((name for name, (begins, _) in _PACKINGS.items() if begins.match(beginning)), None)


def decode(data: bytes, label: str, encoding: str | None = None) -> str:
    """The text that bytes are: UTF-8, UTF-16 with a byte order mark, or the encoding that is given.

    Raises
    ------
    InputError
        for bytes that are none of these; `label` names them.

    Examples
    --------
    >>> decode("Zoë".encode(), "news.txt"), decode("Zoë".encode("latin-1"), "news.txt", "latin-1")
    ('Zoë', 'Zoë')
    >>> decode("Zoë".encode("latin-1"), "news.txt")
    Traceback (most recent call last):
    analysis.reading.errors.InputError: news.txt: byte 2 is not UTF-8; save the file as UTF-8 and try again
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) % 2 == 0:
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError(
                f"{label}: begins as UTF-16 and is not; save the file as UTF-8 and try again"
            ) from None
    if encoding is not None and not data.startswith(codecs.BOM_UTF8):
        try:
            return data.decode(encoding)
        except UnicodeError as error:
            raise InputError(
                f"{label}: is not {encoding} ({error}); give the encoding in which it was saved"
            ) from None
    if b"\0" in data:
        raise InputError(f"{label}: this is a binary file; give a plain text, saved as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{label}: byte {error.start} is not UTF-8; save the file as UTF-8 and try again"
        ) from None


def check_encoding(encoding: str) -> str:
    """The encoding itself.

    Raises
    ------
    ValueError
        for one that Python does not know.

    Examples
    --------
    >>> check_encoding("cp1252")
    'cp1252'
    """
    try:
        "".encode(encoding)
    except (LookupError, ValueError):
        raise ValueError(
            f"unknown encoding {encoding!r}; give one as cp1252, latin-1, utf-16 or shift_jis"
        ) from None
    return encoding


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
    name = format if format in _FORMATS else _OF_ENDING.get(f".{format}")
    if name is None:
        raise ValueError(f"unknown format {format!r}; choose from: {', '.join(_FORMATS)}")
    return name


def bare_name(path: PurePosixPath | Path) -> str:
    """A file's name without its ending, also without `.gz` and its like.

    Examples
    --------
    >>> bare_name(Path("pages/war.html.gz"))
    'war'
    """
    return Path(_unpacked_name(path)).stem


def format_of(path: PurePosixPath | Path) -> str | None:
    """The format that a file's ending tells, or None.

    Examples
    --------
    >>> format_of(Path("war.jsonl.zst")), format_of(Path("war.pdf"))
    ('jsonl', None)
    """
    return _OF_ENDING.get(Path(_unpacked_name(path).lower()).suffix)


def _unpacked_name(path: PurePosixPath | Path) -> str:
    ending = next((ending for ending in _PACKED_ENDINGS if path.name.lower().endswith(ending)), "")
    return path.name[: len(path.name) - len(ending)]


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
    # UTF-16 is known well enough by its ASCII: without the zero bytes, and without its byte order
    # mark.
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)
    mark = next((mark for mark in marks if data.startswith(mark)), b"")
    head = data[len(mark) : 4096].replace(b"\0", b"").decode("utf-8", errors="replace")
    if _MARKUP.match(head):
        return "html"
    if _OBJECTS.match(head):
        return "json"
    return "csv" if is_header(re.split(r"[\r\n]", head, maxsplit=1)[0]) else "text"


def of_path(path: Path, *, label: str | None = None, format: str | None = None) -> Source:
    """The source that a file is.

    Parameters
    ----------
    path : Path
    label : str, optional
        how messages name it; by default by its path.
    format : str, optional
        by default what its ending says, or else its first bytes; of these anything is a text that
        is not clearly another format.

    Raises
    ------
    InputError
        for a folder, a pipe or a device, and for a file without a known ending that cannot be read.

    Examples
    --------
    >>> source = of_path(Path("seeds/nagorno-karabakh.txt"))
    >>> source.label, source.id, source.format
    ('seeds/nagorno-karabakh.txt', 'nagorno-karabakh', 'text')
    """
    label = label or shown_name(path)
    _refuse_others(path, label)
    if format is None and (format := format_of(path)) is None:
        format = _sniffed(Source(label, path.stem, "text", path))
    return Source(label, bare_name(Path(shown_name(path))), format, path)


def shown_name(path: str | Path) -> str:
    r"""The name of a file as text that can be stored and printed: bytes that are no UTF-8 are
    escaped.

    Examples
    --------
    >>> shown_name(Path("news/caf\udce9.txt"))
    'news/caf\\xe9.txt'
    """
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")


def was_handed_open(path: Path) -> bool:
    """True for a pipe or device that this process was handed open, as by `<(command)`: it can be
    read once, as a stream.

    Examples
    --------
    >>> was_handed_open(Path("news.txt"))
    False
    """
    status = _status(path) if _HANDED_OPEN.fullmatch(str(path)) else None
    return status is not None and not stat.S_ISREG(status.st_mode)


def _status(path: Path) -> os.stat_result | None:
    """What the system says of a file, or None for one that is not there; an InputError where it
    cannot say.
    """
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(shown_name(path), error) from None


def _refuse_others(path: Path, label: str) -> None:
    """An InputError for what is no file: reading from a pipe or a device may never end."""
    status = _status(path)
    if status is None:
        return
    if stat.S_ISDIR(status.st_mode):
        if not os.access(path, os.R_OK | os.X_OK):
            raise InputError(f"{label}: this folder cannot be listed; check its permissions")
        raise InputError(f"{label}: this is a folder; give a file")
    kind = next((kind for is_kind, kind in _NO_FILES.items() if is_kind(status.st_mode)), None)
    if kind is not None:
        raise InputError(
            f"{label}: is {kind}, no regular file; save what it holds as a file, or give - and pipe"
            " it in"
        )


def _unreadable(label: str, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or error
    return InputError(
        f"{shortened(label, _LONGEST_NAME)}: cannot be read ({reason}); check the name and its"
        " permissions"
    )


def _too_large(label: str, limit: int) -> InputError:
    remedy = (
        "divide it" if limit == ARTICLE_LIMIT else "divide it, or measure it with `cutline corpus`"
    )
    return InputError(
        f"{label}: holds more than {limit // MEGABYTE} MB, the limit for this format; {remedy}"
    )


def is_address(given: object) -> bool:
    """True for what names a file on another file system, as `s3://bucket/news.jsonl`.

    Examples
    --------
    >>> is_address("memory://news.jsonl"), is_address("news.jsonl")
    (True, False)
    """
    return isinstance(given, str) and _ADDRESS.match(given) is not None


def of_address(address: str, *, format: str | None = None) -> Source:
    """The source that a file on another file system is; its format as `of_path` takes it.

    Raises
    ------
    InputError
        for an address that cannot be reached, and a MissingError where nothing lies there, as far
        as its first bytes are needed.

    Examples
    --------
    >>> source = of_address("s3://bucket/news.jsonl.gz")
    >>> source.label, source.id, source.format
    ('s3://bucket/news.jsonl.gz', 'news', 'jsonl')
    """
    name = PurePosixPath(address)
    if format is None and (format := format_of(name)) is None:
        format = _sniffed(Source(address, name.stem, "text", address=address))
    return Source(address, bare_name(name), format, address=address)


def of_bytes(data: bytes, *, label: str, id: str, format: str | None = None) -> Source:
    """The source that bytes are; their format by their beginning, unpacked.

    Examples
    --------
    >>> of_bytes(b'{"text": "Talks"}', label="bytes", id="bytes").format
    'json'
    """
    source = Source(label, id, "text", held=data)
    return replace(source, format=format or _sniffed(source))


def _sniffed(source: Source) -> str:
    with source.open(None) as file:
        return _format_of_bytes(file.read(4096))


def of_stream(stream: IO[Any], *, label: str, id: str, format: str | None = None) -> Source:
    """The source that an open file or standard input is, read to its end.

    Raises
    ------
    InputError
        for more than an article (100 MB), or than a table or archive (1 GB), may hold.
    TypeError
        for what gives neither bytes nor text.

    Examples
    --------
    >>> of_stream(io.StringIO("Talks resume."), label="stream", id="stream").held
    b'Talks resume.'
    """
    data = _from_stream(stream, ARTICLE_LIMIT + 1, label)
    if len(data) > ARTICLE_LIMIT:
        format = format or _sniffed(Source(label, id, "text", held=data))
        limit = ARTICLE_LIMIT if format in ("text", "markdown", "html") else LINES_LIMIT
        data += _from_stream(stream, limit + 1 - len(data), label) if limit > len(data) else b""
        if len(data) > limit:
            raise InputError(
                f"{label}: more than {limit // MEGABYTE} MB; save it as a file and give its name"
            )
    return of_bytes(data, label=label, id=id, format=format)


def _from_stream(stream: IO[Any], size: int, label: str) -> bytes:
    data = stream.read(size)
    if isinstance(data, str):
        data = data.encode(errors="surrogatepass")
    if not isinstance(data, bytes | bytearray):
        raise TypeError(f"{label}: read() gives {type(data).__name__}, not bytes or str")
    return bytes(data)


def expand(path: Path) -> list[Path] | None:
    """The files that a folder or a glob pattern stands for, in the order of their names; None for a
    single file.

    A folder stands for all files below it whose ending is known. Hidden files, what the suite has
    put beside an article and the folders in which browsers keep the parts of a saved page
    (`page_files` beside `page.html`) are left out.

    Raises
    ------
    InputError
        for a folder without a readable file and a pattern that matches none.
    """
    status = _status(path)
    if status is not None and stat.S_ISDIR(status.st_mode):
        files = [file for file in _below(path) if _is_wanted(file.relative_to(path), path)]
    elif _MAGIC.search(str(path)) and status is None:
        matches = map(Path, glob.glob(str(path), recursive=True))  # noqa: PTH207 (Path cannot take a pattern with a root)
        files = [file for file in matches if _is_match(file)]
        files = [file for file in files if format_of(file)] or files
    else:
        return None
    if not files:
        raise _none_in(str(path), is_pattern=status is None)
    return sorted(files, key=lambda file: file.as_posix())


def _none_in(given: str, *, is_pattern: bool) -> InputError:
    if is_pattern:
        why = "no file matches this pattern; check it, and put it in quotation marks"
    else:
        endings = ", ".join(f".{endings[0]}" for endings in _FORMATS.values())
        why = f"no file in this folder can be read; give one with {endings} (each also packed)"
    return InputError(f"{given}: {why}")


def expand_address(address: str) -> list[str] | None:
    """The files that a folder or a pattern on another file system stands for, as `expand`; None for
    a single file.

    Raises
    ------
    InputError
        for an address that cannot be reached or listed, a folder without a readable file and a
        pattern that matches none.

    Examples
    --------
    >>> import fsspec
    >>> _ = fsspec.filesystem("memory").pipe({"/news/b.txt": b"B", "/news/a.txt": b"A"})
    >>> expand_address("memory://news"), expand_address("memory://news/a.txt")
    (['memory:///news/a.txt', 'memory:///news/b.txt'], None)
    """
    system, root = _system(address)
    is_pattern = _MAGIC.search(root) is not None
    try:
        if is_pattern:
            paths = [path for path in system.glob(root) if not path.lower().endswith(OWN_ENDINGS)]
            paths = [path for path in paths if format_of(PurePosixPath(path))] or paths
        elif system.isdir(root):
            paths = [path for path in system.find(root) if _is_wanted_below(path, root)]
        else:
            return None
    except OSError as error:
        raise InputError(
            f"{address}: cannot be listed ({error}); check the address and your rights"
        ) from None
    if not paths:
        raise _none_in(address, is_pattern=is_pattern)
    return sorted(system.unstrip_protocol(path) for path in paths)


def _is_wanted_below(path: str, root: str) -> bool:
    inside = PurePosixPath(path)
    if path.startswith(root):
        inside = inside.relative_to(PurePosixPath(root))
    hidden = any(part.startswith(".") for part in inside.parts)
    return format_of(inside) is not None and not hidden and not path.lower().endswith(OWN_ENDINGS)


def _system(address: str) -> tuple[Any, str]:
    import fsspec

    try:
        return cast(tuple[Any, str], fsspec.core.url_to_fs(address))
    except ImportError as error:
        raise InputError(
            f"{address}: cannot be reached ({error}); install that package beside cutline"
        ) from None
    except ValueError as error:
        raise InputError(f"{address}: cannot be reached ({error}); check the address") from None


def n_bytes_at(address: str) -> int:
    """How many bytes lie at an address.

    Raises
    ------
    MissingError
        (an InputError) where nothing lies there.
    """
    system, path = _system(address)
    try:
        return int(system.size(path))
    except FileNotFoundError:
        raise MissingError(f"{address}: no such file; check the address") from None


def _open_address(address: str) -> IO[bytes]:
    system, path = _system(address)
    try:
        return cast(IO[bytes], system.open(path, "rb"))
    except FileNotFoundError:
        raise MissingError(f"{address}: no such file; check the address") from None


def _below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, and every folder that cannot be listed, so that nothing in it is
    lost in silence.
    """
    unlisted: list[Path] = []
    for parent, _, names in os.walk(
        folder, onerror=lambda error: unlisted.append(Path(error.filename))
    ):
        yield from (Path(parent, name) for name in names)
    if folder in unlisted:
        raise InputError(
            f"{shown_name(folder)}: this folder cannot be listed; check its permissions"
        )
    yield from unlisted


def _is_match(file: Path) -> bool:
    """Whether what a pattern matches is read. A link to nothing is, so that it is reported."""
    if file.name.lower().endswith(OWN_ENDINGS):
        return False
    try:
        return file.is_file() or not file.exists()
    except OSError:
        return True


def _is_wanted(file: Path, folder: Path) -> bool:
    """Whether a file below a folder is read."""
    if file.name.lower().endswith(OWN_ENDINGS) or any(part.startswith(".") for part in file.parts):
        return False
    if any(map(_holds_parts_of_page, (folder / parent for parent in file.parents[:-1]))):
        return False
    try:
        mode = (folder / file).stat().st_mode
    except OSError:  # a link to nothing, or no right to look: it is reported where it is read
        return format_of(file) is not None
    # Of folders only those that cannot be listed come here.
    return stat.S_ISDIR(mode) or (format_of(file) is not None and stat.S_ISREG(mode))


def _holds_parts_of_page(folder: Path) -> bool:
    """Whether a browser keeps the parts of a saved page there: `page_files` beside `page.html`."""
    name = folder.name.removesuffix("_files")
    pages = (folder.with_name(name + ending) for ending in (".html", ".htm"))
    return folder.name.endswith("_files") and any(map(is_there, pages))


def is_there(path: Path) -> bool:
    """True for a file or folder that exists. A name that is too long for one cannot.

    Examples
    --------
    >>> is_there(Path("seeds")), is_there(Path("x" * 10_000))
    (True, False)
    """
    try:
        return path.exists()
    except OSError:
        return False


def _open(path: Path, label: str) -> IO[bytes]:
    _refuse_others(path, label)
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise MissingError(f"{label}: no such file; check the name") from None
    except (OSError, ValueError) as error:
        raise _unreadable(label, error) from None
