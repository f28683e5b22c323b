"""Web archives of Safari (.webarchive): a property list that holds a page and its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.reading.containers.contents import as_utf8, holding
from analysis.reading.errors import InputError
from analysis.reading.sources import ARTICLE_LIMIT, Source

_XML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?(?:<!DOCTYPE plist\b[^>]*>\s*)?<plist\b", re.S
)
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
    import plistlib

    data = source.read(ARTICLE_LIMIT)
    try:
        archive = plistlib.loads(data)
    except RecursionError:
        raise InputError(f"{source.label}: nested too deeply; save the page as HTML") from None
    # The parser answers with whatever goes wrong in it: the list of errors is not its promise.
    except Exception as error:
        raise InputError(
            f"{source.label}: a property list of macOS that is broken ({error}); save the page again"
        ) from None
    main = archive.get("WebMainResource") if isinstance(archive, dict) else None
    page = main.get("WebResourceData") if isinstance(main, dict) else None
    if isinstance(archive, dict) and isinstance(archive.get("URL"), str) and page is None:
        raise InputError(
            f"{source.label}: a bookmark, which holds no page, only its address; open it and save"
            " the page as HTML"
        )
    if not isinstance(page, str | bytes) or not isinstance(main, dict):
        raise InputError(
            f"{source.label}: a property list of macOS without a page; in Safari save the page as"
            " a web archive"
        )
    held = page.encode("utf-8", errors="replace") if isinstance(page, str) else page
    encoding = main.get("WebResourceTextEncodingName")
    kind = str(main.get("WebResourceMIMEType", "")).lower()
    if kind in _ENDINGS:
        held = as_utf8(held, encoding if isinstance(encoding, str) else None)
    yield holding(source, held, _ENDINGS.get(kind, ""))
