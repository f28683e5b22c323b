"""Addresses of pages: what is one, and what to say of a file that holds an address in place of a
text. Reading fetches nothing.
"""

from __future__ import annotations

import re
import shlex

from analysis.reading.errors import InputError
from analysis.words import shortened

# A Path has taken one of the two slashes. Behind a double colon, another file system would fetch.
_OF_WEB = re.compile(r"(?:.*::)?https?:/", re.I | re.S)
# Without a scheme, an address has a host before its first slash.
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?/|www\.[a-z0-9-]+\.", re.I)
_LONGEST_BOOKMARK = 64 * 1024
_LONGEST_ADDRESS = 300
# Windows writes the first head, Linux the second.
_SHORTCUT = re.compile(
    r"\s*\[(?:[^\0]*?^\[)?(?:InternetShortcut|Desktop Entry)\][^\0]*?^URL(?:\[[^\]\n]*\])?\s*=\s*(\S+)",
    re.I | re.M,
)
_BOOKMARKS = re.compile(r"\s*<!DOCTYPE\s+NETSCAPE-Bookmark-file", re.I)
_PLIST = re.compile(rb"bplist00|\s*<[?!p](?s:.){0,500}?<plist|\s*<plist")
_LINE_OF_LIST = re.compile(r"(?:https?://|www\.)[^\s,;|]+", re.I)


def is_of_web(given: object) -> bool:
    """True for the address of a page, as `https://www.example.org/news`.

    Examples
    --------
    >>> [is_of_web(given) for given in ("https://a.example/b", "s3://news/a.html", "news.html")]
    [True, False, False]
    """
    return _OF_WEB.match(str(given)) is not None


def looks_like_host(given: object) -> bool:
    """True for a name that begins as an address without its scheme does.

    Examples
    --------
    >>> [looks_like_host(given) for given in ("www.example.org/news", "example.org/a", "news.html")]
    [True, True, False]
    """
    return _HOST.match(str(given)) is not None


def with_scheme(bare: str) -> str:
    """What to say behind the name of a file that is not there and looks like an address.

    Examples
    --------
    >>> with_scheme("www.example.org/a")
    'no such file; if this is an address, fetch its page with: cutline layers https://www.example.org/a'
    """
    return (
        "no such file; if this is an address, fetch its page with: cutline layers"
        f" {_quoted(f'https://{bare}')}"
    )


def check_not_of_web(given: object) -> None:
    """Refuse the address of a page: functions and corpora fetch nothing.

    Raises
    ------
    InputError
        for an address with http or https, also behind another file system's.

    Examples
    --------
    >>> check_not_of_web("s3://news/a.html")
    >>> check_not_of_web("https://a.example/b")
    Traceback (most recent call last):
    analysis.reading.errors.InputError: https://a.example/b: is the address of a page, ...
    """
    if is_of_web(given):
        address = str(given)
        raise InputError(
            f"{shortened(address, _LONGEST_ADDRESS)}: is the address of a page, and only the"
            " commands report, compare and layers fetch one; fetch it with: cutline layers"
            f" {_quoted(address)}, then give the file that it keeps"
        )


def check_no_bookmark(data: bytes, label: str) -> None:
    r"""Refuse a file that holds addresses in place of a text: a bookmark, or a list of them.

    Parameters
    ----------
    data : bytes
        the file, or its beginning.
    label : str
        how messages name it.

    Raises
    ------
    InputError
        for a `.url`, `.webloc` or `.desktop` bookmark, the bookmarks of a browser, and a text of
        which every line is an address.

    Examples
    --------
    >>> check_no_bookmark(b"Talks resume: https://a.example/b", "news.txt")
    >>> check_no_bookmark(b"[InternetShortcut]\nURL=https://a.example/b", "news.url")
    Traceback (most recent call last):
    analysis.reading.errors.InputError: news.url: is a bookmark of https://a.example/b, ...
    """
    if len(data) > _LONGEST_BOOKMARK:
        return
    address = _of_plist(data)
    text = data.replace(b"\0", b"").decode("utf-8", errors="replace").lstrip("\ufeff\ufffd")
    if address is None and (shortcut := _SHORTCUT.match(text)):
        address = shortcut[1]
    if address is not None:
        raise InputError(
            f"{label}: is a bookmark of {shortened(address, _LONGEST_ADDRESS)}, without its page;"
            f" fetch the page with: cutline layers {_quoted(address)}, or save it in your browser"
        )
    if _BOOKMARKS.match(text):
        raise InputError(
            f"{label}: holds the bookmarks of a browser, and no page; fetch the pages one by one"
            " with: cutline layers https://…, or save them in your browser"
        )
    lines = text.split()
    if lines and all(map(_LINE_OF_LIST.fullmatch, lines)):
        first = lines[0] if is_of_web(lines[0]) else f"https://{lines[0]}"
        raise InputError(
            f"{label}: holds addresses alone ({len(lines):,}), and no text; fetch the pages one by"
            f" one with: cutline layers {_quoted(first)}, or save them in your browser"
        )


def _of_plist(data: bytes) -> str | None:
    """The address in a bookmark of macOS (`.webloc`), or None."""
    if not _PLIST.match(data):
        return None
    import plistlib

    try:
        content = plistlib.loads(data)
    # The parser answers with whatever goes wrong in it: the list of errors is not its promise.
    except Exception:
        return None  # another file, or a broken one, which its own reader names
    is_bookmark = isinstance(content, dict) and isinstance(content.get("URL"), str)
    return str(content["URL"]) if is_bookmark else None


def _quoted(address: str) -> str:
    return shlex.quote(shortened(address, _LONGEST_ADDRESS))
