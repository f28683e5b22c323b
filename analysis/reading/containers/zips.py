"""Zip files, read within bounds: how much they hold, how much one member holds, how deep they lie
in each other. Nothing is written, so that no name of a member can do harm.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from analysis.reading.errors import InputError, one_line
from analysis.reading.sources import (
    ARTICLE_LIMIT,
    MEGABYTE,
    WHOLE_LIMIT,
    Source,
    bare_name,
    check_times,
)
from analysis.words import shortened

_BEGINS = b"PK\x03\x04"
_EMPTY = b"PK\x05\x06"
_MOST_MEMBERS = 10_000
_LONGEST_NAME = 120
_ENCRYPTED = 0x1
# What the library raises for bytes that are no zip file, or one that was changed.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
)


@dataclass
class Budget:
    """How much may still be unpacked of a file and of all zip files in it."""

    label: str
    n_packed: int
    n_unpacked: int = 0

    def take(self, n_bytes: int) -> None:
        """Note that so many bytes were unpacked.

        Raises
        ------
        InputError
            for more than a file may hold.
        """
        self.n_unpacked += n_bytes
        if self.n_unpacked > WHOLE_LIMIT:
            raise InputError(
                f"{self.label}: unpacks to more than {WHOLE_LIMIT // MEGABYTE} MB; divide it, or"
                " unpack it yourself if you trust it"
            )
        check_times(self.label, self.n_unpacked, self.n_packed)


@dataclass(frozen=True)
class Unreadable(Source):
    """A member that cannot be read, and why; it says so where it is opened."""

    problem: str = ""

    def open_packed(self) -> io.BytesIO:
        """Nothing: the problem is raised."""
        raise InputError(f"{self.label}: {self.problem}")


@dataclass
class Members:
    """The members of a zip file by their names.

    Attributes
    ----------
    label : str
        how messages name the file.
    infos : list of ZipInfo
        files only, in the order of the archive.
    """

    label: str
    archive: zipfile.ZipFile
    budget: Budget
    infos: list[zipfile.ZipInfo] = field(default_factory=list)
    _by_name: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A file may lack a name, for which the library's own question fails.
        self.infos = [info for info in self.archive.infolist() if info.filename[-1:] != "/"]
        self._by_name = {info.filename.replace("\\", "/"): info for info in self.infos}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def names(self) -> list[str]:
        """Their names, in the order of the archive."""
        return list(self._by_name)

    def read(self, name: str | zipfile.ZipInfo, limit: int = ARTICLE_LIMIT) -> bytes:
        """The bytes of a member.

        Raises
        ------
        InputError
            for one that is not there, encrypted, broken or too large.
        """
        info = self._by_name.get(name) if isinstance(name, str) else name
        if info is None:
            raise InputError(f"{self.label}: broken, it has no {name}; save or download it again")
        label = f"{self.label}/{shown(info.filename)}"
        if info.flag_bits & _ENCRYPTED:
            raise InputError(f"{label}: is encrypted; unpack the zip file with its password")
        pieces: list[bytes] = []
        n_bytes = 0
        try:
            with self.archive.open(info) as member:
                while piece := member.read(MEGABYTE):
                    n_bytes += len(piece)
                    self.budget.take(len(piece))
                    if n_bytes > limit:
                        raise InputError(
                            f"{label}: holds more than {limit // MEGABYTE} MB; divide it"
                        )
                    pieces.append(piece)
        except InputError:
            raise
        except NotImplementedError as error:
            raise InputError(
                f"{label}: is packed in a way that is not read here ({error}); unpack the zip file"
            ) from None
        except (*_BROKEN, RuntimeError) as error:
            raise InputError(
                f"{label}: the zip file is broken ({error}); save or download it again"
            ) from None
        return b"".join(pieces)


def members_of(source: Source, budget: Budget | None = None) -> Members:
    """What a zip file holds.

    Parameters
    ----------
    source : Source
    budget : Budget, optional
        of the zip file around it.

    Raises
    ------
    InputError
        for a file that is broken, and one of too many members.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> with zipfile.ZipFile(file, "w") as archive:
    ...     archive.writestr("news.txt", "Talks resume.")
    >>> members = members_of(Source("a.zip", "a", "", held=file.getvalue()))
    >>> members.names(), members.read("news.txt")
    (['news.txt'], b'Talks resume.')
    """
    data = source.read(WHOLE_LIMIT)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*_BROKEN, NotImplementedError) as error:
        raise InputError(
            f"{source.label}: the zip file is broken ({error}); save or download it again"
        ) from None
    if len(archive.filelist) > _MOST_MEMBERS:
        raise InputError(
            f"{source.label}: holds more than {_MOST_MEMBERS:,} files; unpack it and give the folder"
        )
    return Members(source.label, archive, budget or Budget(source.label, len(data)))


def is_zip(beginning: bytes) -> bool:
    r"""Whether these are the first bytes of a zip file.

    Examples
    --------
    >>> is_zip(b"PK\x03\x04\x14"), is_zip(b"PK or not")
    (True, False)
    """
    return beginning.startswith((_BEGINS, _EMPTY))


def shown(name: str) -> str:
    """The name of a member as messages show it.

    Examples
    --------
    >>> shown("news/war.txt")
    'news/war.txt'
    """
    return shortened(one_line(name), _LONGEST_NAME)


def id_of(name: str) -> str:
    """The id of what a member holds: its way in the zip file, without the ending.

    Examples
    --------
    >>> id_of("2021/war.html"), id_of("../../etc/war.txt")
    ('2021/war', 'etc/war')
    """
    way = one_line(name).replace("\\", "/").split("/")
    parts = [shortened(part, _LONGEST_NAME) for part in way if part not in ("", ".", "..")]
    if not parts:
        return "article"
    return "/".join([*parts[:-1], bare_name(PurePosixPath(parts[-1]))])
