"""Messages: pages saved as one file (.mhtml, .mht) and mails (.eml, .mbox)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.reading.containers.contents import as_utf8, holding, member_of, whole_address
from analysis.reading.containers.zips import shown
from analysis.reading.errors import InputError
from analysis.reading.sources import ARTICLE_LIMIT, Source

if TYPE_CHECKING:
    from email.message import Message

_HEADER = re.compile(rb"[!-9;-~]{1,60}:[ \t]?")
_FOLDED = re.compile(rb"[ \t]+\S")
_FROM = rb"From \S{1,200} [^\r\n]{0,100}\d{4}[^\r\n]{0,100}\r?\n(?=[!-9;-~]{1,60}:)"
_MBOX = re.compile(_FROM)
_NEXT_MESSAGE = re.compile(rb"(?<=\n)\r?\n" + _FROM)
_SURE = (b"mime-version", b"message-id", b"received", b"return-path", b"delivered-to")
_USUAL = (b"from", b"to", b"subject", b"date", b"content-type")
_LEAST_USUAL = 3  # of the headers that people also write by hand
_HTML = ("text/html", "application/xhtml+xml")
_MOST_NESTED = 20
# What is attached and is itself an article or holds some.
_DOCUMENTS = tuple(
    ".pdf .docx .odt .rtf .epub .html .htm .txt .xlsx .xls .ods .zip .eml .mht .mhtml".split()
)


def recognises(beginning: bytes) -> bool:
    r"""Whether a file opens with the head of a message.

    Examples
    --------
    >>> recognises(b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\n")
    True
    >>> recognises(b"Subject: what a day\n\nTalks resume."), recognises(b"WARC/1.0\r\nA: b\r\n")
    (False, False)
    """
    if _MBOX.match(beginning):
        return True
    names: set[bytes] = set()
    for line in beginning.lstrip(b"\r\n").splitlines():
        if not line.strip():
            break
        header = _HEADER.match(line)
        if header:
            names.add(line[: line.index(b":")].lower())
        elif not (names and _FOLDED.match(line)):
            return False
    return bool(names.intersection(_SURE)) or len(names.intersection(_USUAL)) >= _LEAST_USUAL


def opened(source: Source) -> Iterator[Source]:
    """The articles of a message: its page or text, and what is attached to it.

    Raises
    ------
    InputError
        for messages without a text.
    """
    data = source.read(ARTICLE_LIMIT).lstrip(b"\r\n")
    sources = [
        part
        for message in _messages(data, source.label)
        for part in _articles(message, source, nested=0)
    ]
    if not sources:
        raise InputError(
            f"{source.label}: a message without a text; save it again with its text or as HTML"
        )
    if len(sources) == 1:
        label = sources[0].label
        yield replace(sources[0], label=label, id=source.id)
        return
    for n, part in enumerate(sources, start=1):
        label = part.label if part.label != source.label else f"{source.label}, part {n}"
        yield replace(part, label=label, id=f"{source.id}-{n}")


def related(data: bytes, label: str, reference: str) -> bytes | None:
    r"""A part of a message, as its page refers to it: by the part's address or its Content-ID.

    Parameters
    ----------
    data : bytes
        of the message or mailbox.
    label : str
        what error messages call it.
    reference : str
        an address, relative to that of the page or whole, or `cid:` and a Content-ID.

    Examples
    --------
    >>> head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    >>> related(head + b"Content-ID: <hall>\n\nA picture\n--x--\n", "a.mht", "cid:hall")
    b'A picture'
    """
    parts = [part for message in _messages(data, label) for part in _parts_below(message)]
    pages = [part for part in parts if part.get_content_type() in _HTML]
    base = next(filter(None, (_header(page, "Content-Location") for page in pages)), "")
    for part in parts:
        id, location = _header(part, "Content-ID").strip("<>"), _header(part, "Content-Location")
        own = [whole_address(base, each) for each in (id and f"cid:{id}", location) if each]
        if whole_address(base, reference) in own and not part.is_multipart():
            return _bytes_of(part)
    return None


def attached(data: bytes, label: str, name: str) -> bytes | None:
    """What is attached to a message under a name; None where nothing is."""
    parts = (part for message in _messages(data, label) for part in _parts_below(message))
    named = (part for part in parts if not part.is_multipart() and _file_name(part) == name)
    part = next(named, None)
    return None if part is None else _bytes_of(part)


def _parts_below(message: Message) -> Iterator[Message]:
    """A message and its parts, in order."""
    waiting = [(message, 0)]
    while waiting:
        part, nested = waiting.pop()
        yield part
        if part.is_multipart() and nested < _MOST_NESTED:
            inner = [each for each in part.get_payload() if not isinstance(each, str)]
            waiting += [(each, nested + 1) for each in reversed(inner)]


def _header(part: Message, name: str) -> str:
    """A header that holds an address: without the blanks where its line was folded."""
    return "".join(str(part.get(name) or "").split())


def _messages(data: bytes, label: str) -> Iterator[Message]:
    """The message of a file, or all messages of a mailbox."""
    begin = 0
    if _MBOX.match(data):
        for following in _NEXT_MESSAGE.finditer(data):
            yield _message(data[begin : following.start()], label)
            begin = following.start() + (2 if data[following.start() :][:1] == b"\r" else 1)
    yield _message(data[begin:], label)


def _message(data: bytes, label: str) -> Message:
    from email import message_from_bytes, policy

    mailbox_line = _MBOX.match(data)
    content = data[mailbox_line.end() :] if mailbox_line else data
    try:
        return message_from_bytes(content, policy=policy.compat32)
    except RecursionError:
        raise InputError(
            f"{label}: messages nested too deeply; save the innermost one by itself"
        ) from None


def _articles(message: Message, source: Source, nested: int) -> Iterator[Source]:
    """What a message or a part of one holds, in order."""
    if nested > _MOST_NESTED:
        return
    if not message.is_multipart():
        yield from _single(message, source)
        return
    for part in _read_parts(message):
        yield from _articles(part, source, nested + 1)


def _read_parts(message: Message) -> list[Message]:
    """The parts of a message that are read: of those that say or make up one thing only one."""
    parts = [part for part in message.get_payload() if not isinstance(part, str)]
    kind = message.get_content_type()
    if kind == "multipart/alternative":
        return _best(parts)
    return _root(parts, message) if kind == "multipart/related" else parts


def _single(message: Message, source: Source) -> Iterator[Source]:
    """The article that a part without parts of its own holds, if it holds one."""
    kind = message.get_content_type()
    data = _bytes_of(message)
    name = _file_name(message)
    if kind in (*_HTML, "text/plain") and not name.lower().endswith(_DOCUMENTS):
        is_html = kind in _HTML or _is_page(data)
        encoding = message.get_content_charset()
        held = as_utf8(data if is_html else _unwrapped(data, message), encoding)
        if held.strip():
            yield holding(source, held, "html" if is_html else "txt")
    elif kind.startswith("multipart/") and _is_page(data):
        # A boundary that never comes: the page stands behind the head of its part.
        yield holding(source, data[_page_begin(data) :], "html")
    elif name.lower().endswith(_DOCUMENTS) and data:
        label, member = f"{source.label}/{shown(name)}", member_of(source, name)
        yield holding(source, data, "", name=name, label=label, member=member)


def _best(parts: list[Message]) -> list[Message]:
    """Of alternatives the page, or else the text."""
    for kinds in (_HTML, ("multipart/related", "multipart/mixed"), ("text/plain",)):
        for part in parts:
            if part.get_content_type() in kinds and (
                part.is_multipart() or _bytes_of(part).strip()
            ):
                return [part]
    return parts


def _root(parts: list[Message], message: Message) -> list[Message]:
    """Of parts that make up one page the page itself; the others are its pictures and frames."""
    start = str(message.get_param("start") or "")
    named = [part for part in parts if start and str(part.get("Content-ID", "")).strip() == start]
    pages = [part for part in parts if part.get_content_type() in _HTML or part.is_multipart()]
    return (named or pages or parts)[:1]


def _bytes_of(part: Message) -> bytes:
    """The content of a part, decoded."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):  # an encoding of the transport that is none
        content = None
    if content is None:
        content = str(part.get_payload()).encode("utf-8", errors="surrogateescape")
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str:
    """The name under which a part is attached; empty for the text itself."""
    if part.get_content_disposition() != "attachment" and part.get_content_type() in (
        *_HTML,
        "text/plain",
    ):
        return ""
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


_PAGE = re.compile(rb"<!doctype html|<html\b", re.I)


def _is_page(data: bytes) -> bool:
    return _PAGE.search(data[:20_000]) is not None


def _page_begin(data: bytes) -> int:
    page = _PAGE.search(data)
    return page.start() if page else 0


def _unwrapped(data: bytes, part: Message) -> bytes:
    """The text of a part; where its lines flow (RFC 3676), a blank at the end joins the next."""
    if str(part.get_param("format") or "").lower() != "flowed":
        return data
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    deletes = str(part.get_param("delsp") or "").lower() == "yes"
    pieces: list[bytes] = []
    for line in lines:
        flows = line.endswith(b" ") and line != b"-- "
        line = line[1:] if line.startswith(b" ") else line
        pieces += [line[:-1] if flows and deletes else line, b"" if flows else b"\n"]
    return b"".join(pieces).rstrip(b"\n") + b"\n"
