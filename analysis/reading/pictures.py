"""The pictures of captions: `Corpus.segments` refers to them, and `picture_of` opens their bytes
from the saved source.

A reference says the same on every machine. It is an address of the web, a path from the folder of
the page, `cid:` and the Content-ID of a part of a message, the path of a file in a document, or
`data:` with media type and sha256 for what the page itself holds. Behind `!/` follows what is in a
file of a container, in a zip file or a book: `book.epub` has `text/1.xhtml!/../images/hall.jpg`.
"""

from __future__ import annotations

import posixpath
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from analysis.reading.containers import mail, webarchive
from analysis.reading.containers.contents import WITHIN
from analysis.reading.containers.zips import Members, is_zip, members_of
from analysis.reading.errors import InputError
from analysis.reading.page.pictures import (
    base_of,
    bytes_of_data,
    candidates_of,
    keep_fallbacks,
    reference_to,
)
from analysis.reading.page.source import decoded, tree_of, unpacked
from analysis.reading.sources import MEGABYTE, WHOLE_LIMIT, Source, of_path

MOST_OF_PICTURE = 20 * MEGABYTE
_MOST_NESTED = 5  # files in containers in containers
# JPEG, PNG, GIF, WebP, AVIF and HEIC, BMP, TIFF, SVG.
_PICTURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|RIFF....WEBP|....ftyp(?:avi|hei|mif1)|BM....\0\0\0\0"
    rb"|II\*\0|MM\0\*|(?:\xef\xbb\xbf)?\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?"
    rb"(?:<!--[^>]{0,500}>\s{0,99}){0,3}(?:<!DOCTYPE svg[^>]{0,300}>\s{0,99})?<svg\b",
    re.S,
)


class _Opened(NamedTuple):
    """A page or document whose pictures are asked for.

    Attributes
    ----------
    pages : list of bytes
        the HTML of what is in it; none in a document.
    lookup : callable
        of an address: what is saved with the page; None for nothing.
    member : callable
        of the name of a file in it: that file, opened; None where it holds none.
    """

    pages: list[bytes]
    lookup: Callable[[str], bytes | None]
    member: Callable[[str], _Opened | None]


def picture_of(source: Source | str | Path, reference: str) -> bytes | None:
    r"""The picture that a caption refers to, out of the file in which the article was saved.

    Nothing is fetched, and nothing is opened outside of the page's folder or the file itself. Of a
    page that offers a picture in several sizes, another one is given where that of the reference
    was not saved.

    Parameters
    ----------
    source : Source, str or Path
        the file that was read: a page, or what holds it.
    reference : str
        as in the column `picture` of `Corpus.segments`.

    Returns
    -------
    bytes or None
        None where the source holds no picture of that name, or one of more than 20 MB.

    Raises
    ------
    InputError
        for a source that is not there or is broken.

    Examples
    --------
    >>> from analysis import read
    >>> picture = b"<img src='data:image/gif;base64,R0lGODlh'>"
    >>> caption = b"<figcaption>The hall in May.</figcaption>"
    >>> page = b"<h1>Talks resume</h1><figure>" + picture + caption + b"</figure>"
    >>> references = read(page).segments["picture"].dropna().tolist()
    >>> [picture_of(Source("page", "page", "", held=page), each) for each in references]
    [b'GIF89a']
    """
    whole = source if isinstance(source, Source) else of_path(Path(source))
    folder = None if whole.path is None else whole.path.parent
    opened = _opened(whole.read(WHOLE_LIMIT), whole.label, partial(_in_folder, folder))
    for _ in range(_MOST_NESTED):
        name, mark, rest = reference.partition(WITHIN)
        inner = opened.member(name) if mark else None
        if inner is None:
            break
        opened, reference = inner, rest
    contents = filter(None, _contents(opened, reference, whole.label))
    pictures = (each for each in contents if len(each) <= MOST_OF_PICTURE and _PICTURE.match(each))
    return next(pictures, None)


def from_outermost(references: Iterable[str | None], member: str) -> list[str | None]:
    """References from the outermost container, where a page is in one of its files.

    Examples
    --------
    >>> from_outermost(["hall.jpg", None], "2021/war.html"), from_outermost(["hall.jpg"], "")
    (['2021/war.html!/hall.jpg', None], ['hall.jpg'])
    """
    way = f"{member}{WITHIN}" if member else ""
    return [f"{way}{reference}" if isinstance(reference, str) else None for reference in references]


def _contents(opened: _Opened, reference: str, label: str) -> Iterator[bytes | None]:
    """What a reference may stand for: itself, then the same picture in its other sizes."""
    if not reference.startswith("data:"):
        yield opened.lookup(reference)
    for page in opened.pages:
        for address in _same_picture(page, reference, label):
            is_data = address[:5].lower() == "data:"
            yield bytes_of_data(address) if is_data else opened.lookup(address)


def _same_picture(page: bytes, reference: str, label: str) -> Iterator[str]:
    """The addresses of the picture of which one is referred to."""
    try:
        tree = tree_of(decoded(unpacked(page, label), label), label)
    except InputError:  # no page
        return
    keep_fallbacks(tree)
    base = base_of(tree)
    for picture in tree.iter("img", "amp-img"):
        addresses = [candidate.address for candidate in candidates_of(picture, base)]
        if reference in addresses:
            yield from (address for address in addresses if address != reference)
        elif reference.startswith("data:"):
            yield from (address for address in addresses if reference_to(address) == reference)


def _opened(data: bytes, label: str, beside: Callable[[str], bytes | None]) -> _Opened:
    """A file by its bytes; `beside` gives what is in the same folder."""
    beginning = data[:4096]
    if is_zip(beginning):
        members = members_of(Source(label, "", "", held=data))
        return _Opened([], partial(_in_zip, members, ""), partial(_member, members))
    if mail.recognises(beginning):
        pages = _pages(mail.opened, data, label)
        attached = partial(_attached, data, label)
        return _Opened(pages, partial(mail.related, data, label), attached)
    if webarchive.recognises(beginning):
        pages = _pages(webarchive.opened, data, label)
        return _Opened(pages, partial(webarchive.related, data, label), _none)
    return _Opened([data], beside, _none)


def _pages(opener: Callable[[Source], Iterator[Source]], data: bytes, label: str) -> list[bytes]:
    """The pages of a message or web archive."""
    return [page.held for page in opener(Source(label, "", "", held=data))]


def _none(_name: str) -> None:
    return None


def _attached(data: bytes, label: str, name: str) -> _Opened | None:
    content = mail.attached(data, label, name)
    return None if content is None else _opened(content, f"{label}/{name}", _none)


def _member(members: Members, name: str) -> _Opened | None:
    """A file in a zip file, opened."""
    if name not in members:
        return None
    beside = partial(_in_zip, members, posixpath.dirname(name))
    return _opened(members.read(name), f"{members.label}/{name}", beside)


def _in_zip(members: Members, folder: str, reference: str) -> bytes | None:
    """What a zip file holds at a path from one of its folders."""
    for path in _paths(reference):
        name = posixpath.normpath(posixpath.join(folder, path))
        if name in members:
            try:
                return members.read(name, MOST_OF_PICTURE)
            except InputError:  # too large, encrypted or broken: no picture to be shown
                return None
    return None


def _in_folder(folder: Path | None, reference: str) -> bytes | None:
    """What is in a page's folder, or in one below it, at a path from there."""
    if folder is None:
        return None
    for path in _paths(reference):
        if ".." in PurePosixPath(path).parts:
            continue
        try:
            file = (folder / path).resolve(strict=True)
            is_inside = file.is_relative_to(folder.resolve())
            status = file.stat()
            # A pipe or a device could be waited for without end.
            if is_inside and stat.S_ISREG(status.st_mode) and status.st_size <= MOST_OF_PICTURE:
                with file.open("rb") as opened:
                    return opened.read(MOST_OF_PICTURE + 1)
        except (OSError, ValueError, RuntimeError):  # not there, no name of a file, a loop of links
            continue
    return None


def _paths(reference: str) -> list[str]:
    """The relative paths that a reference may mean: as it is written, and as a browser reads it."""
    bare = re.split(r"[?#]", reference, maxsplit=1)[0]
    paths = dict.fromkeys([reference, unquote(reference), bare, unquote(bare)])
    return [path for path in paths if path and not _is_absolute(path)]


def _is_absolute(path: str) -> bool:
    """Does a path start at a root, at a drive or at an address?"""
    return path.startswith("/") or any(sign in path for sign in "\\:\0")
