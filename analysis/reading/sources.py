"""Sources: files, packed files, bytes and streams, each with its name, unpacked within bounds."""

from __future__ import annotations

import bz2
import codecs
import io
import lzma
import os
import re
import stat
import string
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import pyarrow as pa

from analysis.reading.addresses import check_not_of_web, looks_like_host, with_scheme
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
_ASCII_LETTERS = string.ascii_letters.encode()
_HIGH = bytes(range(128, 256))
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\v\x1a")
_UNUSED_IN_1252 = b"\x81\x8d\x8f\x90\x9d"
_MOST_ACCENTED = 0.25
_NO_FILES = {
    stat.S_ISFIFO: "a pipe (FIFO)",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
    stat.S_ISSOCK: "a socket",
}

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.I)
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


@dataclass
class Meter:
    """How far a source has been read, in bytes of its file as it lies there."""

    n_read: int = 0


@dataclass(frozen=True)
class Source:
    """One input: how messages name it, the id of its article, its format, and where its bytes are.

    What lies in a container has its `name` there, whose ending may tell its format, and `member` says
    in which of the container's files it is, where it is in one. Of a source with a `size` no more
    bytes than these are read, and fewer are an error.
    """

    label: str
    id: str
    format: str
    path: Path | None = None
    held: bytes = b""
    address: str = ""
    size: int | None = None
    name: str = ""
    member: str = ""
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
        >>> Source("news", "news", "text", held=gzip.compress(b"words")).open(100).read()
        b'words'
        >>> Source("news", "news", "text", held=b"words").open(4)  # doctest: +ELLIPSIS
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
        >>> Source("news", "news", "text", held=gzip.compress(b"word" * 1000)).n_bytes() < 100
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


def decode_text(data: bytes, label: str) -> tuple[str, str]:
    """The text that the bytes of an article are, and what is to be said of how they were read.

    Returns
    -------
    str, str
        the notice is empty for UTF-8 and UTF-16. Bytes that are neither are read as Windows-1252
        where this gives a text of Latin letters with some accents and quotation marks.

    Raises
    ------
    InputError
        for bytes that are none of these.

    Examples
    --------
    >>> decode_text("Zoë spoke first.".encode("latin-1"), "news.txt")
    ('Zoë spoke first.', 'not UTF-8: the file is read as Windows-1252')
    """
    try:
        return decode(data, label), ""
    except InputError:
        if not _is_western(data):
            raise
        return data.decode("cp1252"), "not UTF-8: the file is read as Windows-1252"


def _is_western(data: bytes) -> bool:
    """Whether bytes are Windows-1252 for all one can tell: no controls, and one letter in five at
    most beyond ASCII. Other alphabets have most of their letters there.
    """
    n_ascii_letters = len(data) - len(data.translate(None, _ASCII_LETTERS))
    n_high = len(data) - len(data.translate(None, _HIGH))
    is_text = len(data.translate(None, _CONTROLS + _UNUSED_IN_1252)) == len(data)
    return is_text and 0 < n_high <= _MOST_ACCENTED * n_ascii_letters


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


def bare_name(path: PurePosixPath | Path) -> str:
    """A file's name without its ending, also without `.gz` and its like.

    Examples
    --------
    >>> bare_name(Path("pages/war.html.gz"))
    'war'
    """
    return Path(unpacked_name(path)).stem


def unpacked_name(path: PurePosixPath | Path) -> str:
    """A file's name without the ending that says how it is packed.

    Examples
    --------
    >>> unpacked_name(Path("pages/war.html.gz"))
    'war.html'
    """
    ending = next((ending for ending in _PACKED_ENDINGS if path.name.lower().endswith(ending)), "")
    return path.name[: len(path.name) - len(ending)]


def of_path(path: Path, *, label: str | None = None, format: str = "") -> Source:
    """The source that a file is.

    Parameters
    ----------
    path : Path
    label : str, optional
        how messages name it; by default by its path.
    format : str
        empty where `recognising.known` is to say it.

    Raises
    ------
    InputError
        for a folder, a pipe or a device.

    Examples
    --------
    >>> source = of_path(Path("seeds/nagorno-karabakh.txt"))
    >>> source.label, source.id
    ('seeds/nagorno-karabakh.txt', 'nagorno-karabakh')
    """
    label = label or shown_name(path)
    _refuse_others(path, label)
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
    status = status_of(path) if _HANDED_OPEN.fullmatch(str(path)) else None
    return status is not None and not stat.S_ISREG(status.st_mode)


def status_of(path: Path) -> os.stat_result | None:
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
    status = status_of(path)
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


def of_address(address: str, *, format: str = "") -> Source:
    """The source that a file on another file system is; its format as `of_path` takes it.

    Examples
    --------
    >>> source = of_address("s3://bucket/news.jsonl.gz")
    >>> source.label, source.id
    ('s3://bucket/news.jsonl.gz', 'news')
    """
    return Source(address, bare_name(PurePosixPath(address)), format, address=address)


def of_stream(
    stream: IO[Any], *, label: str, id: str, format: str, limit_of: Callable[[Source], int]
) -> Source:
    """The source that an open file or standard input is, read to its end.

    Parameters
    ----------
    limit_of : callable
        how many bytes a source may hold whose beginning is this.

    Raises
    ------
    InputError
        for more than that.
    TypeError
        for what gives neither bytes nor text.

    Examples
    --------
    >>> words = io.StringIO("Talks resume.")
    >>> of_stream(words, label="stream", id="stream", format="text", limit_of=len).held
    b'Talks resume.'
    """
    data = _from_stream(stream, ARTICLE_LIMIT + 1, label)
    if len(data) > ARTICLE_LIMIT:
        limit = limit_of(Source(label, id, format, held=data))
        data += _from_stream(stream, limit + 1 - len(data), label) if limit > len(data) else b""
        if len(data) > limit:
            raise InputError(
                f"{label}: more than {limit // MEGABYTE} MB; save it as a file and give its name"
            )
    return Source(label, id, format, held=data)


def _from_stream(stream: IO[Any], size: int, label: str) -> bytes:
    data = stream.read(size)
    if isinstance(data, str):
        data = data.encode(errors="surrogatepass")
    if not isinstance(data, bytes | bytearray):
        raise TypeError(f"{label}: read() gives {type(data).__name__}, not bytes or str")
    return bytes(data)


def system_of(address: str) -> tuple[Any, str]:
    import fsspec

    check_not_of_web(address)
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
    system, path = system_of(address)
    try:
        return int(system.size(path))
    except FileNotFoundError:
        raise MissingError(f"{address}: no such file; check the address") from None


def _open_address(address: str) -> IO[bytes]:
    system, path = system_of(address)
    try:
        return cast(IO[bytes], system.open(path, "rb"))
    except FileNotFoundError:
        raise MissingError(f"{address}: no such file; check the address") from None


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
        problem = with_scheme(label) if looks_like_host(label) else "no such file; check the name"
        raise MissingError(f"{label}: {problem}") from None
    except (OSError, ValueError) as error:
        raise _unreadable(label, error) from None
