"""What is taken out of a container: its bytes, made to say themselves what the container says of
them.
"""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urljoin

from analysis.reading.marks import BYTE_ORDER_MARKS
from analysis.reading.sources import Source

WITHIN = "!/"  # between a file in a container and what is in that file, as in Java's addresses


def as_utf8(data: bytes, encoding: str | None) -> bytes:
    r"""The bytes as UTF-8 with its mark, where they are what the encoding says; else as they are.

    Parameters
    ----------
    data : bytes
    encoding : str or None
        None, and what no one knows, leave the bytes to what they say themselves.

    Examples
    --------
    >>> as_utf8("Zoë".encode("cp1252"), "windows-1252").decode("utf-8-sig")
    'Zoë'
    >>> as_utf8(b"Zo\xeb", "utf-8"), as_utf8(b"Zo\xeb", "klingon")
    (b'Zo\xeb', b'Zo\xeb')
    """
    if not encoding or any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS):
        return data
    try:
        # What calls itself Latin-1 or ASCII is Windows-1252, as every browser reads it.
        name = codecs.lookup(encoding.strip()).name
        name = "cp1252" if name in ("iso8859-1", "ascii") else name
        text = data.decode(name)
        return codecs.BOM_UTF8 + text.encode("utf-8")
    except (LookupError, ValueError, TypeError):
        return data


def holding(source: Source, held: bytes, ending: str, **changed: str) -> Source:
    """A source with what a container holds in the place of its file; its label and id stay, unless
    they are given.

    Its format is open, since a page or a text may be an export of many articles: it is called as
    what it is where nothing more is recognised in it.

    Parameters
    ----------
    source : Source
        the container.
    held : bytes
    ending : str
        of such files: "html", "txt"; empty where only the bytes tell.
    **changed
        `label`, `id`, `member`, or a `format` that is sure.

    Examples
    --------
    >>> holding(Source("a.rtf", "a", "rtf-document"), b"Talks", "txt").held
    b'Talks'
    """
    name = f"article.{ending}" if ending else ""
    inside: dict[str, Any] = {"name": name, "path": None, "address": "", "size": None}
    return replace(source, **{**inside, "format": "", "held": held, **changed})


def member_of(source: Source, name: str) -> str:
    """The way to a file of a container, from the outermost container on.

    Examples
    --------
    >>> member_of(Source("a.zip", "a", ""), "b.epub")
    'b.epub'
    >>> member_of(Source("a.zip/b.epub", "a/b", "", member="b.epub"), "text/1.xhtml")
    'b.epub!/text/1.xhtml'
    """
    return f"{source.member}{WITHIN}{name}" if source.member else name


def whole_address(base: str, address: str) -> str:
    """An address on a page as it is compared with others: whole, without what points into it,
    however its signs are escaped, and the same for http and https.

    Examples
    --------
    >>> whole_address("https://a.example/news/1", "b%20c.jpg#top")
    '//a.example/news/b c.jpg'
    >>> whole_address("https://a.example/news/1", "cid:hall")
    'cid:hall'
    """
    try:
        whole = urljoin(base, address)
    except ValueError:
        whole = address
    return unquote(whole.partition("#")[0].removeprefix("https:").removeprefix("http:"))
