"""What lies in a zip file: a document, a workbook, a book, a web archive, or files of any kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from analysis.reading.containers import books, opendocument, sheets, word
from analysis.reading.containers.contents import member_of
from analysis.reading.containers.foreign import foreign_of, refusal
from analysis.reading.containers.zips import (
    Budget,
    Members,
    Unreadable,
    id_of,
    is_zip,
    members_of,
    shown,
)
from analysis.reading.endings import has_ending
from analysis.reading.errors import InputError
from analysis.reading.sources import WHOLE_LIMIT, Source

_MOST_NESTED = 3  # zip files in zip files
_LONGEST_MIMETYPE = 200
_WARC = re.compile(r"archive/[^/]+\.warc(?:\.gz)?", re.I)
_PAGES = (".html", ".htm", ".xhtml")
_ODF = "application/vnd.oasis.opendocument."
_Opened = Callable[[Members, Source], Iterator[Source]]


class _Refused(NamedTuple):
    """A kind of zip file that is not read: a member that tells it, its name, the way out."""

    member: str
    name: str
    remedy: str


_REFUSED = (
    _Refused("ppt/presentation.xml", "slides of PowerPoint", "save their text as .docx or .txt"),
    _Refused("xl/workbook.bin", "a binary workbook (.xlsb)", "save it as .xlsx or CSV"),
    _Refused("Index/Document.iwa", "a document of Pages, Numbers or Keynote", "export it as .docx"),
    _Refused("Index.zip", "a document of Pages, Numbers or Keynote", "export it as .docx"),
    _Refused("META-INF/MANIFEST.MF", "a program of Java", "give an article"),
    _Refused("AndroidManifest.xml", "a program of Android", "give an article"),
)
_ODF_REFUSED = {
    "presentation": ("slides of OpenDocument (.odp)", "save their text as .odt or .txt"),
    "graphics": ("a drawing of OpenDocument (.odg)", "save its text as .odt or .txt"),
}


def opened(source: Source, suffixes: Collection[str] = ()) -> Iterator[Source]:
    """What a zip file holds, by what lies in it and not by its name.

    Parameters
    ----------
    source : Source
    suffixes : collection of str
        of the containers that are read where a zip file holds files of any kind.

    Raises
    ------
    InputError
        for a file that is broken or encrypted, unpacks to too much, or holds nothing that is read.
    """
    yield from _opened(source, frozenset(suffixes), None, 0)


def _opened(
    source: Source, suffixes: frozenset[str], budget: Budget | None, depth: int
) -> Iterator[Source]:
    members = members_of(source, budget)
    kind = _mimetype(members)
    for refused in _REFUSED:
        if refused.member in members:
            raise refusal(source.label, refused.name, refused.remedy)
    if kind.startswith(_ODF):
        yield from _opendocument(kind, members, source)
    elif kind == "application/epub+zip" or "META-INF/container.xml" in members:
        yield from books.opened(members, source)
    elif "xl/workbook.xml" in members:
        yield from sheets.opened_zipped(members, source, source.read(WHOLE_LIMIT))
    elif _is_word(members):
        yield from word.opened(members, source)
    elif any(_WARC.fullmatch(name) for name in members.names()):
        yield from _crawled(members, source)
    else:
        yield from _files(members, source, suffixes, depth)


def _mimetype(members: Members) -> str:
    """What a zip file says that it is, as OpenDocument and EPUB do; else empty."""
    if "mimetype" not in members:
        return ""
    try:
        stated = members.read("mimetype", _LONGEST_MIMETYPE)
    except InputError:
        return ""
    return stated.decode("ascii", errors="replace").strip()


def _is_word(members: Members) -> bool:
    has_types = "[Content_Types].xml" in members
    return "word/document.xml" in members or (
        has_types and any(name.startswith("word/") for name in members.names())
    )


def _opendocument(kind: str, members: Members, source: Source) -> Iterator[Source]:
    family = kind.removeprefix(_ODF).removesuffix("-template")
    if family == "spreadsheet":
        return sheets.opened_zipped(members, source, source.read(WHOLE_LIMIT))
    if family in _ODF_REFUSED:
        raise refusal(source.label, *_ODF_REFUSED[family])
    return opendocument.opened(members, source)


def _crawled(members: Members, source: Source) -> Iterator[Source]:
    """The web archives of a WACZ file, each as its crawler wrote it."""
    names = [name for name in members.names() if _WARC.fullmatch(name)]
    for name in names:
        id = source.id if len(names) == 1 else f"{source.id}/{id_of(name)}"
        label = source.label if len(names) == 1 else f"{source.label}/{shown(name)}"
        yield Source(label, id, "warc", held=members.read(name, WHOLE_LIMIT))


def _files(
    members: Members, source: Source, suffixes: frozenset[str], depth: int
) -> Iterator[Source]:
    """The files of a zip file that are read in a folder, by their names in order; zip files in it
    are opened here, so that their number and depth stay bounded. One that cannot be read says so
    where it is read.
    """
    names = members.names()
    parts_of_pages = _folders_of_pages(names)
    n_given = 0
    for name in sorted(names):
        if not _is_wanted(name, suffixes) or any(map(name.startswith, parts_of_pages)):
            continue
        label, id = f"{source.label}/{shown(name)}", f"{source.id}/{id_of(name)}"
        inner = Source(label, id, "", name=name, member=member_of(source, name))
        try:
            inner = replace(inner, held=members.read(name))
            if is_zip(inner.held[:4]):
                if depth >= _MOST_NESTED:
                    raise InputError(f"{label}: more than {_MOST_NESTED} zip files in each other")
                for each in _opened(inner, suffixes, members.budget, depth + 1):
                    n_given += 1
                    yield each
                continue
        except InputError as error:
            inner = Unreadable(label, id, "text", problem=str(error).removeprefix(f"{label}: "))
        n_given += 1
        yield inner
    if not n_given:
        raise InputError(f"{source.label}: {_why_empty(members)}")


def _is_wanted(name: str, suffixes: frozenset[str]) -> bool:
    """Whether a member is read: by its ending, and not hidden or left behind by macOS."""
    parts = name.split("/")
    if any(part == "__MACOSX" or (part.startswith(".") and part.strip(".")) for part in parts):
        return False
    path = PurePosixPath(parts[-1] or "-")
    return has_ending(path.name) or path.suffix.lower().removeprefix(".") in suffixes


def _folders_of_pages(names: Collection[str]) -> tuple[str, ...]:
    """The folders in which a browser keeps the parts of a saved page: their names go on where the
    page's name ends, in the browser's language (`war_files`, `war-Dateien`).
    """
    folders = {name[: name.rindex("/")] for name in names if "/" in name}
    stems = {name[: -len(ending)] for name in names for ending in _PAGES if name.endswith(ending)}
    parts = [folder for folder in folders if _stem_of(folder) in stems]
    return tuple(f"{folder}/" for folder in sorted(parts))


def _stem_of(folder: str) -> str:
    """The name of a folder without its last word, which a line or a dot divides from the rest."""
    divided = re.fullmatch(r"(.+)[_.\- ][^\W\d_]{2,20}", folder)
    return divided[1] if divided else folder


def _why_empty(members: Members) -> str:
    """What to say of a zip file without a file that is read."""
    names = members.names()
    if not names:
        return "an empty zip file; give one with articles"
    begins = []
    for name in names[:1]:
        try:
            begins.append(members.read(name)[:4096])
        except InputError:
            continue
    kinds = [kind.name for kind in map(foreign_of, begins) if kind is not None]
    example = f"{shown(names[0])}, {kinds[0]}" if kinds else shown(names[0])
    return (
        f"a zip file without an article among its {len(names):,} files (the first: {example}); give"
        " one with texts, pages or documents"
    )
