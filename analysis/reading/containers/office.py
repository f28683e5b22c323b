"""Files of Office before 2007 and their relatives (OLE): workbooks are read, the others are refused
by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.reading.containers.foreign import refusal
from analysis.reading.containers.sheets import opened_old
from analysis.reading.errors import InputError
from analysis.reading.sources import ARTICLE_LIMIT, Source

_BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = ("Workbook", "Book")
# What is inside, by the name of its main stream; the first that is there counts.
_REFUSED = (
    ("EncryptedPackage", "a document of Office with a password", "save it without the password"),
    ("WordDocument", "a Word document of the old kind", "save it as .docx"),
    ("PowerPoint Document", "slides of PowerPoint", "save their text as .docx or .txt"),
    ("__properties_version1.0", "a message of Outlook (.msg)", "save it as .eml, HTML or text"),
    ("VisioDocument", "a drawing of Visio", "save its text as .txt"),
    ("Quill", "a Publisher document", "save its text as .docx or .txt"),
)


def recognises(beginning: bytes) -> bool:
    r"""Whether these are the first bytes of a file of this kind.

    Examples
    --------
    >>> recognises(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), recognises(b"Talks")
    (True, False)
    """
    return beginning.startswith(_BEGINS)


def opened(source: Source) -> Iterator[Source]:
    """The tables of a workbook.

    Raises
    ------
    InputError
        for what is no workbook, and one that is broken.
    """
    data = source.read(ARTICLE_LIMIT)
    for stream, name, remedy in _REFUSED:
        if _stands_in(stream, data):
            raise refusal(source.label, name, remedy)
    if not any(_stands_in(stream, data) for stream in _WORKBOOKS):
        raise InputError(
            f"{source.label}: a file of Office of the old kind, or broken; save it as .docx or .xlsx"
        )
    yield from opened_old(source, data)


def _stands_in(stream: str, data: bytes) -> bool:
    """Whether the file lists a stream of that name; names fill a field of 64 bytes with zeros."""
    return stream.encode("utf-16-le") + b"\0\0" in data
