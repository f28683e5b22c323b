"""Containers: files that hold a page, a text or several of them in a wrapping of their own. One
module a container, one row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from analysis.reading.containers import foreign, mail, office, packages, pdf, rtf, webarchive
from analysis.reading.containers.zips import is_zip
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


def _zipped(name: str, suffixes: tuple[str, ...], *signs: bytes) -> Container:
    """A kind of zip file, by what stands near its beginning. All are opened by the list of their
    members, which says surely what they are and stands at their end.
    """

    def recognises(beginning: bytes) -> bool:
        return is_zip(beginning) and all(sign in beginning for sign in signs)

    return Container(name, suffixes, recognises, partial(packages.opened, suffixes=_SUFFIXES))


_SINGLE = (
    Container("a message or a page saved as MHTML", ("mhtml", "mht", "eml", "mbox"), mail.recognises, mail.opened),
    Container("a Safari web archive", ("webarchive",), webarchive.recognises, webarchive.opened),
    Container("an RTF document", ("rtf",), rtf.recognises, rtf.opened),
    Container("a PDF", ("pdf",), pdf.recognises, pdf.opened),
    Container("a workbook or document of Office before 2007", ("xls", "doc", "ppt", "msg"), office.recognises, office.opened),
)  # fmt: skip
REFUSED = tuple(
    Container(
        kind.name, kind.suffixes, partial(foreign.begins_as, kind), partial(foreign.opened, kind)
    )
    for kind in foreign.FOREIGN
)
_WORD, _ODT, _SHEETS = ("docx", "docm", "dotx"), ("odt", "ott"), ("xlsx", "xlsm", "ods")
_OTHERS = ("pptx", "xlsb", "odp", "pages", "numbers")
_SUFFIXES = frozenset(suffix for row in (*_SINGLE, *REFUSED) for suffix in row.suffixes).union(
    _WORD, _ODT, _SHEETS, _OTHERS, ("epub", "wacz", "zip")
)
CONTAINERS: tuple[Container, ...] = (
    *_SINGLE,
    _zipped("a Word document", _WORD, b"word/"),
    _zipped("an OpenDocument text", _ODT, b"mimetypeapplication/vnd.oasis.opendocument.text"),
    _zipped("a workbook", _SHEETS, b"xl/"),
    _zipped("an EPUB", ("epub",), b"mimetypeapplication/epub+zip"),
    _zipped("a web archive in a zip file (WACZ)", ("wacz",), b"archive/", b".warc"),
    _zipped("a zip file", ("zip", *_OTHERS)),
    *REFUSED,
)


def container_of(beginning: bytes) -> Container | None:
    r"""The kind of container that a file's first bytes tell, or None.

    Examples
    --------
    >>> container_of(b"Talks resume.") is None
    True
    >>> container_of(b"{\\rtf1 Talks resume.}").name
    'an RTF document'
    """
    return next((kind for kind in CONTAINERS if kind.recognises(beginning)), None)
