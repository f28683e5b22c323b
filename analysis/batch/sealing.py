"""Seals: a Parquet file that holds the hash of its own bytes, so that any change to it is seen."""

from __future__ import annotations

import hashlib
import mmap
from pathlib import Path

_MARK = b"cutline-seal-sha256:"
_EMPTY = b"0" * 64
# What a file carries among its metadata until it is sealed; the zeros then give way to the hash of
# the file with zeros.
UNSEALED = {"cutline-seal": (_MARK + _EMPTY).decode()}


def seal(content: bytearray | mmap.mmap) -> None:
    """Put the hash of a file's bytes where its metadata have left room for it.

    Parameters
    ----------
    content : bytearray or mmap
        of a file with `UNSEALED` among its metadata; it is changed in place.

    Examples
    --------
    >>> content = bytearray(b"words " + _MARK + _EMPTY)
    >>> seal(content)
    >>> content.endswith(_EMPTY), is_sealed(bytes(content))
    (False, True)
    """
    # The metadata stand behind all data, in which the same words might stand.
    begin = content.rfind(_MARK) + len(_MARK)
    content[begin : begin + len(_EMPTY)] = hashlib.sha256(content).hexdigest().encode()


def seal_file(path: Path) -> None:
    """Seal a file where it lies."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        seal(content)


def is_sealed(content: bytes) -> bool:
    """Whether a file is, byte for byte, what was sealed.

    Examples
    --------
    >>> content = bytearray(b"words " + _MARK + _EMPTY)
    >>> seal(content)
    >>> is_sealed(bytes(content)), is_sealed(bytes(content).replace(b"words", b"swords")), is_sealed(b"")
    (True, False, False)
    """
    begin = content.rfind(_MARK) + len(_MARK)
    end = begin + len(_EMPTY)
    hashed = hashlib.sha256(content[:begin])
    hashed.update(_EMPTY)
    hashed.update(content[end:])
    return _MARK in content and content[begin:end] == hashed.hexdigest().encode()
