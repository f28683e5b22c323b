"""Fetching: the one page that a person gives by its address, within bounds, kept as a file that is
read like any other.

It is one person's one request, as a browser's: no script runs, and nothing that the page names is
fetched. Nothing else of the suite uses the network, but `coding.servers` where a person names the
server of a model.
"""

from __future__ import annotations

import codecs
import hashlib
import ipaddress
import itertools
import json
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpcore
import httpx

from analysis.publishing import write_whole
from analysis.reading.addresses import is_of_web
from analysis.reading.corrections import corrections_path
from analysis.reading.errors import InputError
from analysis.reading.page.source import decoded
from analysis.reading.recognising import FORMATS_READ, SOURCES, known
from analysis.reading.sources import MEGABYTE, Source, packing_of
from analysis.walls import wall_of
from analysis.words import numbers, shortened

MOST_BYTES, MOST_SECONDS, MOST_REDIRECTS = 20 * MEGABYTE, 30.0, 10
ORIGIN_ENDING = ".fetched.json"  # of the file that says where a kept page comes from
_ONE_CONNECTION = 10.0  # seconds for one of a host's numbers, of which another may answer
_LONGEST_SHOWN = 300  # characters of an address in a message
_LONGEST_NAME = 80
_IN_BROWSER = "open it in your browser, save the page there, then give the saved file"

_PAGES = ("text/html", "application/xhtml+xml")
# Servers that do not know say one of these; what the bytes are then decides.
_UNDECIDED = ("", "text/plain", "application/octet-stream", "application/xml", "text/xml")
_XML = ("application/xml", "text/xml")
_HEAD = 4096
_SUFFIXES = {"html": ".html", "text": ".txt"}
_KINDS = {
    "image/": "an image",
    "video/": "a video",
    "audio/": "a sound",
    "font/": "a font",
    "application/pdf": "a PDF",
    "application/json": "JSON",
    "application/ld+json": "JSON",
    "application/rss+xml": "a feed",
    "application/atom+xml": "a feed",
    "application/zip": "a zip file",
    "text/css": "a style sheet",
    "text/javascript": "a script",
    "application/javascript": "a script",
}
_REASONS = {
    401: "asks for a name and a password",
    402: "asks for money",
    403: "refuses this program",
    404: "has no such page",
    407: "asks for a proxy's password",
    410: "no longer has this page",
    429: "asks to come back later",
    451: "may not show this page where you are",
}
_CHECK, _LATER = "check the address", "try again later, or save the page in your browser"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I | re.A)

_SLUG = re.compile(r"[^\w-]+")
_PAGE_ENDING = re.compile(r"\.(?:x?html?|php|aspx?|jsp|cfm|txt)$", re.I)


class _SpentError(Exception):
    """The time for the whole page is used up."""


@dataclass(frozen=True)
class Kept:
    """A page that was fetched: the file that holds it, and what the reader must know of it.

    Attributes
    ----------
    path : Path
        the page; `origin_path(path)` says where it comes from.
    notices : tuple of str
        one line each.
    """

    path: Path
    notices: tuple[str, ...]


@dataclass(frozen=True)
class _Answer:
    """What a server sent at last: from which address, by which redirects, with which head."""

    address: str
    redirects: tuple[str, ...]
    content_type: str
    data: bytes

    @property
    def media_type(self) -> str:
        return self.content_type.split(";")[0].strip().lower()


def origin_path(page: Path) -> Path:
    """Where it is written whence a kept page comes.

    Examples
    --------
    >>> origin_path(Path("news/selmar.html")).as_posix()
    'news/selmar.fetched.json'
    """
    return page.with_name(f"{page.stem}{ORIGIN_ENDING}")


def user_agent() -> str:
    """What the suite calls itself when it asks for a page.

    Examples
    --------
    >>> user_agent().startswith("Cutline/")
    True
    """
    return f"Cutline/{version('cutline')} (text analysis; one page, asked for by one person)"


def fetch(
    address: str,
    folder: str | Path = ".",
    *,
    allow_local: bool = False,
    avoid: Iterable[Path] = (),
    most_bytes: int = MOST_BYTES,
    most_seconds: float = MOST_SECONDS,
) -> Kept:
    """Fetch one page and keep it as a file, with its origin beside it.

    Parameters
    ----------
    address : str
        with http or https.
    folder : str or Path
        where the page is kept. A file that is there already is never written over: the same page
        is found again, another one gets a number.
    allow_local : bool
        True also asks addresses of this machine and of its own network.
    avoid : iterable of Path
        names that are meant for other files.
    most_bytes, most_seconds : int, float
        the bounds for the page, unpacked, and for all that it takes, redirects included.

    Returns
    -------
    Kept
        with the page's path, a notice where it was kept, and one where it ends at a paywall.

    Raises
    ------
    InputError
        where nothing could be fetched, and for what is no page or shows no article (made by
        JavaScript, a cookie wall); one line that names the address, the problem and the remedy.
        Nothing is kept then.

    Examples
    --------
    >>> fetch("ftp://a.example/b")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    analysis.reading.errors.InputError: ftp://a.example/b: is no address with http or https; ...
    """
    asked = _checked(address)
    with _Connections(allow_local, time.monotonic() + most_seconds) as connections:
        answer = _answer(connections, asked, most_bytes, most_seconds)
    format = _format_of(answer, asked)
    content = _as_utf8(answer, format)
    problem = _problem(answer, asked, content) if format == "html" else ""
    taken = {path.absolute() for path in avoid}
    path = _free_path(Path(folder), _name_of(answer), _SUFFIXES[format], content, taken)
    write_whole(path, content)
    origin = origin_path(path)
    if not origin.exists():
        write_whole(origin, _origin(asked, answer, content))
    notice = (
        f"{_shown(asked)}: its page is kept as {path}, its sha256 and time in {origin.name}; give"
        " this file from now on"
    )
    return Kept(path, tuple(filter(None, (notice, problem))))


# The address and where it leads


def _checked(address: str) -> httpx.URL:
    """The address as it is asked for."""
    shown = shortened(address, _LONGEST_SHOWN)
    if not is_of_web(address):
        raise InputError(f"{shown}: is no address with http or https; {_CHECK}")
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise InputError(f"{shown}: is no address ({error}); {_CHECK}") from None
    _check_hop(url, url)
    return url


def _check_hop(url: httpx.URL, asked: httpx.URL) -> None:
    """Refuse what is asked for in no case, whether a person or a redirect leads there."""
    leads = "" if url is asked else f"leads to {_shown(url)}, which "
    if url.scheme not in ("http", "https"):
        raise InputError(f"{_shown(asked)}: {leads}is no page on the web; {_CHECK}")
    if not url.host:
        raise InputError(
            f"{_shown(asked)}: {leads}names no host; write it as https://www.example.org/news"
        )
    if url.userinfo:
        raise InputError(
            f"{_shown(asked)}: {leads}holds a name or a password, which is not sent; log in in your"
            " browser, save the page there, then give the saved file"
        )


def _shown(url: httpx.URL) -> str:
    """An address in a message, without a password."""
    return shortened(str(url.copy_with(userinfo=b"")), _LONGEST_SHOWN)


def is_public(number: str) -> bool:
    """True for the number of a machine that everyone can reach, and not for one of this machine or
    of its own network.

    Examples
    --------
    >>> [is_public(number) for number in ("93.184.216.34", "127.0.0.1", "10.0.0.8", "fe80::1")]
    [True, False, False, False]
    >>> is_public("::ffff:192.168.1.1"), is_public("64:ff9b::7f00:1"), is_public("169.254.169.254")
    (False, False, False)
    """
    parsed = ipaddress.ip_address(number)
    if isinstance(parsed, ipaddress.IPv6Address):
        # Networks carry the older numbers within the newer ones.
        carried = parsed.ipv4_mapped or parsed.sixtofour
        if carried is None and parsed in _TRANSLATED:
            carried = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
    return parsed.is_global and not parsed.is_multicast


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052


class _Network(httpcore.SyncBackend):
    """Connections to numbers that were checked, each with the time that is left for the page.

    The number that is checked is the one that is connected to: a name that is looked up twice may
    lead to two machines.
    """

    def __init__(self, allow_local: bool, deadline: float) -> None:
        self.allow_local, self.deadline = allow_local, deadline

    def left(self) -> float:
        """The seconds that are left."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise _SpentError
        return seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the time left for all counts alone
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        numbers = self._numbers(host, port)
        allowed = [number for number in numbers if self.allow_local or is_public(number)]
        if not allowed:
            raise _LocalError(host, numbers[0])
        problem: Exception = _UnknownError(host)
        for number in allowed:
            seconds = min(_ONE_CONNECTION, self.left())
            try:
                stream = super().connect_tcp(number, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _TimedStream(stream, self)
        raise problem

    def _numbers(self, host: str, port: int) -> list[str]:
        """The numbers of a host. The system may look for them longer than there is time."""
        results: list[Any] = []

        def look_up() -> None:
            try:
                results.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                results.append(error)

        looking = threading.Thread(target=look_up, daemon=True)
        looking.start()
        looking.join(self.left())
        if looking.is_alive():
            raise _SpentError
        if not results or isinstance(results[0], Exception):
            raise _UnknownError(host)
        return list(dict.fromkeys(str(row[4][0]) for row in results))


class _TimedStream(httpcore.NetworkStream):
    """A connection on which nothing takes longer than the time that is left for the page."""

    def __init__(self, stream: httpcore.NetworkStream, network: _Network) -> None:
        self.stream, self.network = stream, network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # as above
        return self.stream.read(max_bytes, self.network.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # as above
        self.stream.write(buffer, self.network.left())

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  # as above
    ) -> httpcore.NetworkStream:
        seconds = min(_ONE_CONNECTION, self.network.left())
        return _TimedStream(
            self.stream.start_tls(ssl_context, server_hostname, seconds), self.network
        )

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class _LocalError(Exception):
    """A host whose numbers are those of this machine or of its own network."""

    def __init__(self, host: str, number: str) -> None:
        super().__init__(host if host == number else f"{host}, {number}")


class _UnknownError(Exception):
    """A host that nobody knows."""


class _Connections(httpx.BaseTransport):
    """How httpx reaches a server: over connections of our own, and never by a proxy."""

    def __init__(self, allow_local: bool, deadline: float) -> None:
        self.pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_keepalive_connections=0,
            network_backend=_Network(allow_local, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request, whose content is read piece by piece."""
        url = request.url
        answer = self.pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=b"",
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Content(answer))

    def close(self) -> None:
        """End all connections."""
        self.pool.close()


class _Content(httpx.SyncByteStream):
    """The content of an answer as it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self.answer.iter_stream()

    def close(self) -> None:
        self.answer.close()


# The request and its answer


def _answer(
    connections: _Connections, asked: httpx.URL, most_bytes: int, most_seconds: float
) -> _Answer:
    """What is at an address, or at the one to which it leads."""
    try:
        return _followed(connections, asked, most_bytes)
    except InputError:
        raise
    except httpcore.ConnectTimeout:
        problem = f"nothing answers there in time; {_CHECK} and your connection"
    except (_SpentError, httpcore.TimeoutException):
        problem = (
            f"did not send the whole page within {numbers.shortest(most_seconds)} seconds; {_LATER}"
        )
    except _LocalError as error:
        problem = (
            f"leads into this machine or its own network ({error}); add --allow-local if that is"
            " what you want"
        )
    except _UnknownError as error:
        problem = f"the name {error} leads nowhere; {_CHECK} and your connection"
    except httpcore.ConnectError as error:
        problem = _of_connection(error)
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        why = shortened(str(error), _LONGEST_SHOWN) or type(error).__name__
        problem = f"the connection broke off before the page was whole ({why}); {_LATER}"
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # of a redirect's address
        problem = f"leads to what is no address ({error}); {_IN_BROWSER}"
    raise InputError(f"{_shown(asked)}: {problem}")


def _of_connection(error: Exception) -> str:
    reason = error.__cause__ or error.__context__ or error
    while not isinstance(reason, ssl.SSLError) and reason.__cause__ is not None:
        reason = reason.__cause__
    if isinstance(reason, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not to be trusted ({reason.verify_message}); {_CHECK}, and do not"
            " send anything there"
        )
    if isinstance(reason, ssl.SSLError) or "SSL" in str(error):
        why = getattr(reason, "reason", None) or str(error)
        return f"no safe connection can be made ({why}); {_CHECK}, or {_IN_BROWSER}"
    why = getattr(reason, "strerror", None) or str(error)
    return f"nothing answers there ({why}); {_CHECK} and your connection"


def _followed(connections: _Connections, asked: httpx.URL, most_bytes: int) -> _Answer:
    headers = {
        "User-Agent": user_agent(),
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.5,*/*;q=0.1",
        "Accept-Encoding": "gzip, deflate",
    }
    # A wall of cookies may ask to come back with one, which lives as long as this request.
    client = httpx.Client(transport=connections, headers=headers, trust_env=False)
    redirects: list[str] = []
    request = client.build_request("GET", asked)
    while True:
        response = client.send(request, stream=True)
        try:
            if response.next_request is None:
                return _taken(response, asked, tuple(redirects), most_bytes)
        finally:
            response.close()
        redirects.append(str(request.url))
        request = response.next_request
        _check_hop(request.url, asked)
        if len(redirects) > MOST_REDIRECTS:
            raise InputError(
                f"{_shown(asked)}: leads on more than {MOST_REDIRECTS} times, at last to"
                f" {_shown(request.url)}; {_IN_BROWSER}"
            )


def _taken(
    response: httpx.Response, asked: httpx.URL, redirects: tuple[str, ...], most_bytes: int
) -> _Answer:
    status = response.status_code
    if status != httpx.codes.OK:
        reason = _REASONS.get(status)
        if reason is None and status < 400:
            reason = "sends no page"
        phrase = httpx.codes.get_reason_phrase(status)
        code = f"{status} {phrase}".strip()
        if status >= 500:
            raise InputError(f"{_shown(asked)}: the site has an error ({code}); {_LATER}")
        remedy = _CHECK if status in (400, 404, 410) else _IN_BROWSER
        raise InputError(
            f"{_shown(asked)}: the site {reason or 'refuses the request'} ({code}); {remedy}"
        )
    answer = _Answer(str(response.url), redirects, response.headers.get("content-type", ""), b"")
    if answer.media_type not in _PAGES + _UNDECIDED:
        raise _no_page(asked, answer.media_type)
    data = b"".join(_pieces(response, asked, most_bytes))
    return replace(answer, data=data)


def _no_page(asked: httpx.URL, media_type: str) -> InputError:
    kind = next((kind for begins, kind in _KINDS.items() if media_type.startswith(begins)), None)
    kind = kind or shortened(media_type, 60)
    return InputError(
        f"{_shown(asked)}: is {kind}, no page; give the address of the article's page, or download"
        " the file in your browser and give its name"
    )


def _pieces(response: httpx.Response, asked: httpx.URL, most_bytes: int) -> Iterator[bytes]:
    """The page piece by piece, unpacked; no piece is unpacked to more than may still come."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in _PACKINGS:
        raise InputError(
            f"{_shown(asked)}: is packed as {shortened(packing, 60)}, which nobody asked for;"
            f" {_IN_BROWSER}"
        )
    unpacking: Any = None
    n_packed = n_bytes = 0
    for piece in response.iter_raw():
        if unpacking is None and _PACKINGS[packing] is not None:
            unpacking = _PACKINGS[packing](piece)
        try:
            content = unpacking.decompress(piece, most_bytes + 1 - n_bytes) if unpacking else piece
        except zlib.error as error:
            raise _broken(asked, str(error)) from None
        n_packed, n_bytes = n_packed + len(piece), n_bytes + len(content)
        if max(n_bytes, n_packed) > most_bytes:
            raise InputError(
                f"{_shown(asked)}: sends more than {numbers.shortest(most_bytes / MEGABYTE)} MB, as no page of an"
                f" article does; if it is one, {_IN_BROWSER}"
            )
        yield content
    if unpacking is not None and not unpacking.eof:
        raise _broken(asked, "it ends too early")


def _broken(asked: httpx.URL, why: str) -> InputError:
    return InputError(f"{_shown(asked)}: the page is packed and broken ({why}); {_IN_BROWSER}")


# What unpacks a page, by its first bytes: what servers call deflate has a head of zlib, or none.
_PACKINGS: dict[str, Any] = {
    "": None,
    "identity": None,
    "gzip": lambda _: zlib.decompressobj(16 + zlib.MAX_WBITS),
    "x-gzip": lambda _: zlib.decompressobj(16 + zlib.MAX_WBITS),
    "deflate": lambda first: zlib.decompressobj(
        zlib.MAX_WBITS if first.startswith(b"\x78") else -zlib.MAX_WBITS
    ),
}


def _format_of(answer: _Answer, asked: httpx.URL) -> str:
    """Whether it is a page ("html") or a plain text ("text"), whatever the server calls it.

    Raises
    ------
    InputError
        for anything else.
    """
    data, media_type = answer.data, answer.media_type
    if not data.strip():
        raise InputError(f"{_shown(asked)}: the site sends an empty page; {_LATER}")
    if packing_of(data[:16]) is not None or _is_binary(data):
        is_undecided = media_type in _PAGES + _UNDECIDED
        raise _no_page(asked, "a file that is no text" if is_undecided else media_type)
    recognised = known(Source(_shown(asked), "", "", held=data)).format
    if media_type in _PAGES and recognised not in ("json", "warc"):
        if FORMATS_READ[recognised].holds != SOURCES:
            return "html"
    elif recognised == "html" and (media_type not in _XML or b"<html" in data[:_HEAD].lower()):
        return "html"
    elif recognised in ("text", "csv") and media_type == "text/plain":
        return "text"
    says = media_type if recognised in ("html", "text") else FORMATS_READ[recognised].says
    raise _no_page(asked, says or "a file of an unknown kind")


def _is_binary(data: bytes) -> bool:
    try:
        decoded(data, "")
    except InputError:
        return True
    return False


# What the page is


def _as_utf8(answer: _Answer, format: str) -> bytes:
    """The page as it was sent, or as UTF-8 where its encoding is declared by the server alone, whose
    word a file would lose.
    """
    data, charset = answer.data, _CHARSET.search(answer.content_type)
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    # What the server declares wins over the page, as if the page said so first.
    declared = f'<meta charset="{charset[1]}">' if charset else ""
    text = decoded(declared.encode() + data, "").removeprefix(declared)
    is_page = format == "html"
    as_read = decoded(data, "") if is_page else data.decode("utf-8", errors="replace")
    return data if text == as_read else codecs.BOM_UTF8 + text.encode()


def _problem(answer: _Answer, asked: httpx.URL, content: bytes) -> str:
    """What stands between the reader and the article: an InputError where all of it is missing, a
    notice where a part may be.
    """
    wall = wall_of(content, str(asked), answer.address)
    if wall is None:
        return ""
    if wall.hides_all:
        raise InputError(f"{_shown(asked)}: {wall.says}; {_IN_BROWSER} when you see the article")
    return (
        f"{_shown(asked)}: {wall.says}; to compare all of it, log in in your browser, save the page"
        " there, then give the saved file"
    )


# Where it is kept


def _name_of(answer: _Answer) -> str:
    """A name for the page, by the last part of its address that says something, or by its host."""
    url = httpx.URL(answer.address)
    parts = reversed(url.path.split("/"))
    names = (_SLUG.sub("-", _PAGE_ENDING.sub("", part)).strip("-_") for part in parts)
    name = next((name for name in names if name and name.lower() != "index"), url.host)
    return _SLUG.sub("-", name[:_LONGEST_NAME]).strip("-_") or "page"


def _free_path(folder: Path, name: str, suffix: str, content: bytes, taken: set[Path]) -> Path:
    """The file that holds the page already, or else a name that no file has."""
    for n in itertools.count(1):
        path = folder / f"{name if n == 1 else f'{name}-{n}'}{suffix}"
        if path.is_file() and path.absolute() not in taken and _holds(path, content):
            return path
        # What stands beside another page would count for this one.
        beside = (path, origin_path(path), corrections_path(path))
        if path.absolute() not in taken and not any(map(Path.exists, beside)):
            return path
    raise AssertionError  # there is always a next number


def _holds(path: Path, content: bytes) -> bool:
    return path.stat().st_size == len(content) and path.read_bytes() == content


def _origin(asked: httpx.URL, answer: _Answer, content: bytes) -> bytes:
    """What is known of a page that was kept."""
    about = {
        "address": str(asked),
        "redirects": list(answer.redirects),
        "fetched_from": answer.address,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "sha256_as_sent": hashlib.sha256(answer.data).hexdigest(),
        "content_type": answer.content_type,
        "user_agent": user_agent(),
    }
    return f"{json.dumps(about, ensure_ascii=False, indent=2)}\n".encode()
