"""Containers: files that hold a page, a text or several of them in a wrapping of their own. One
module a container, one row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from analysis.reading.sources import Source


class Container(NamedTuple):
    """One kind of container.

    Attributes
    ----------
    name : str
        as its users call it: "a Safari web archive".
    suffixes : tuple of str
        without the dot.
    recognises : callable
        of a file's first 4,096 bytes (unpacked): True only for what no other kind of file holds.
    opened : callable
        of the source: what it holds, each with its bytes (`held`), its name in messages (`label`),
        its `id`, and its format ("html", "text", "warc", …; "" where its bytes tell). At least
        one; an `InputError` that names the way out where nothing in it can be read.
    """

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    opened: Callable[[Source], Iterator[Source]]


CONTAINERS: tuple[Container, ...] = ()


def container_of(beginning: bytes) -> Container | None:
    """The kind of container that a file's first bytes tell, or None.

    Examples
    --------
    >>> container_of(b"Talks resume.") is None
    True
    """
    return next((kind for kind in CONTAINERS if kind.recognises(beginning)), None)
