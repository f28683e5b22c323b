"""Web archives of Safari (.webarchive): a property list that holds a page and its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analysis.reading.containers.contents import as_utf8, holding, whole_address
from analysis.reading.errors import InputError
from analysis.reading.sources import ARTICLE_LIMIT, Source

_XML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?(?:<!DOCTYPE plist\b[^>]*>\s*)?<plist\b", re.S
)
_DATA = "WebResourceData"
_ENDINGS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "txt"}


def recognises(beginning: bytes) -> bool:
    """Whether a file is a property list. Those of macOS that hold no page are refused by name.

    Examples
    --------
    >>> recognises(b"bplist00"), recognises(b'<plist version="1.0"><dict>'), recognises(b"<p>Hi")
    (True, True, False)
    """
    return beginning.startswith(b"bplist0") or _XML.match(beginning) is not None


def opened(source: Source) -> Iterator[Source]:
    """The page of a web archive.

    Raises
    ------
    InputError
        for a property list that is broken or holds no page.
    """
    archive = _property_list(source.read(ARTICLE_LIMIT), source.label)
    main = _value_at(archive, "WebMainResource")
    page = _value_at(main, _DATA)
    if _text_at(archive, "URL") and page is None:
        raise InputError(
            f"{source.label}: a bookmark, which holds no page, only its address; open it and save"
            " the page as HTML"
        )
    if not isinstance(page, str | bytes):
        raise InputError(
            f"{source.label}: a property list of macOS without a page; in Safari save the page as"
            " a web archive"
        )
    held = page.encode("utf-8", errors="replace") if isinstance(page, str) else page
    kind = _text_at(main, "WebResourceMIMEType").lower()
    if kind in _ENDINGS:
        held = as_utf8(held, _text_at(main, "WebResourceTextEncodingName"))
    yield holding(source, held, _ENDINGS.get(kind, ""))


def related(data: bytes, label: str, reference: str) -> bytes | None:
    """What a web archive holds beside its page, by its address; None where it holds nothing there.

    Parameters
    ----------
    data : bytes
        of the archive.
    label : str
        what error messages call it.
    reference : str
        an address, relative to that of the page or whole.

    Examples
    --------
    >>> import plistlib
    >>> hall = {"WebResourceURL": "https://a.example/b.jpg", "WebResourceData": b"A picture"}
    >>> page = {"WebResourceURL": "https://a.example/1"}
    >>> archive = {"WebMainResource": page, "WebSubresources": [hall]}
    >>> related(plistlib.dumps(archive), "a.webarchive", "b.jpg")
    b'A picture'
    """
    archive = _property_list(data, label)
    base = _text_at(_value_at(archive, "WebMainResource"), "WebResourceURL")
    wanted = whole_address(base, reference)
    resources = _value_at(archive, "WebSubresources")
    for resource in resources if isinstance(resources, list) else []:
        address, content = _text_at(resource, "WebResourceURL"), _value_at(resource, _DATA)
        if isinstance(content, bytes) and address and whole_address(base, address) == wanted:
            return content
    return None


def _property_list(data: bytes, label: str) -> Any:
    """What a property list holds.

    Raises
    ------
    InputError
        for one that is broken; `label` names it.
    """
    import plistlib

    try:
        return plistlib.loads(data)
    except RecursionError:
        raise InputError(f"{label}: nested too deeply; save the page as HTML") from None
    # The parser answers with whatever goes wrong in it: the list of errors is not its promise.
    except Exception as error:
        raise InputError(
            f"{label}: a property list of macOS that is broken ({error}); save the page again"
        ) from None


def _value_at(thing: Any, name: str) -> Any:
    """What a property list has under a name; None where it has none or is no dictionary."""
    return thing.get(name) if isinstance(thing, dict) else None


def _text_at(thing: Any, name: str) -> str:
    value = _value_at(thing, name)
    return value if isinstance(value, str) else ""
