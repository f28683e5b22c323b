"""Fetching one page: from a server that behaves, and from one that does all that it should not."""

from __future__ import annotations

import gzip
import hashlib
import json
import plistlib
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis import batch, fetching, read
from analysis.cli import main
from analysis.fetching import fetch, is_public, origin_path
from analysis.reading import InputError, addresses, sources
from analysis.walls import wall_of

PARAGRAPH = "<p>The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke to the press.</p>"
HEADLINE = "Talks in Selmar resume"
FIGURE = "<figure><img src=a.jpg><figcaption>Delegates at the hall on Monday (Photo: Ann Roe)</figcaption></figure>"
PAGE = f"<!doctype html><html><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>{FIGURE}{PARAGRAPH * 6}</article></body></html>"
SHELL = "<!doctype html><html><head><title>Selmar</title></head><body>{}</body></html>"

Answer = Callable[[socket.socket, str], None]


def head(
    status: str = "200 OK", media: str | None = "text/html; charset=utf-8", **more: str
) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"Content-Type: {media}"] if media is not None else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def sends(body: str | bytes, status: str = "200 OK", media: str | None = "text/html; charset=utf-8", **more: str) -> Answer:  # fmt: skip
    data = body.encode() if isinstance(body, str) else body
    return lambda connection, _asked: connection.sendall(head(status, media, **more) + data)


def leads_to(address: str) -> Answer:
    return sends("", "302 Found", Location=address)


def drips(before: bytes, piece: bytes, seconds: float) -> Answer:
    def answer(connection: socket.socket, _asked: str) -> None:
        connection.sendall(before)
        while True:
            connection.sendall(piece)
            time.sleep(seconds)

    return answer


class Server(socketserver.ThreadingTCPServer):
    """A server of the tests: an answer for each path, and what was asked for."""

    daemon_threads, allow_reuse_address, block_on_close = True, True, False

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def address(self, path: str, answer: Answer | None = None) -> str:
        """The address of a path, which from now on gives this answer."""
        if answer is not None:
            self.answers[path] = answer
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        if self.request.recv(1, socket.MSG_PEEK) == b"\x16":  # TLS, which this server lacks
            self.request.sendall(head("400 Bad Request"))
            return
        asked = b""
        while b"\r\n\r\n" not in asked and (piece := self.request.recv(65536)):
            asked += piece
        self.server.requests.append(asked.decode())
        path = asked.split(b" ")[1].decode() if b" " in asked else ""
        with suppress(OSError):
            self.server.answers.get(path, sends("none", "404 Not Found"))(self.request, path)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CUTLINE_NO_FETCH", raising=False)


class Run(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def run(*arguments: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["cutline", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        return Run(int(stopped.value.code or 0), *capsys.readouterr())

    return run


def refused(address: str, **options) -> str:
    """The one line with which an address is refused; nothing is kept then."""
    with pytest.raises(InputError) as error:
        fetch(address, allow_local=True, **options)
    line = str(error.value)
    assert line.startswith(f"{address}: ")
    assert "\n" not in line
    assert list(Path().iterdir()) == []
    return line.removeprefix(f"{address}: ")


# --------------------------------------------------------------------------- a page that is there


@pytest.mark.quick
def test_a_page_is_kept_with_its_sha256_and_time_and_read(server: Server, command):
    address = server.address("/news/selmar.html?id=7", sends(PAGE))
    shown = command("layers", address, "--allow-local")
    assert shown.code == 0
    assert "Delegates at the hall" in shown.out
    assert shown.err.startswith(f"cutline: {address}: its page is kept as selmar.html")
    assert shown.err.count("\n") == 1
    page = Path("selmar.html").read_bytes()
    origin = json.loads(Path("selmar.fetched.json").read_text(encoding="utf-8"))
    assert page == PAGE.encode()
    assert origin["sha256"] == hashlib.sha256(page).hexdigest() == origin["sha256_as_sent"]
    assert origin["address"] == origin["fetched_from"] == address
    assert origin["time"].endswith("+00:00")
    assert sorted(path.name for path in Path().iterdir()) == ["selmar.fetched.json", "selmar.html"]


def test_the_request_says_who_asks_and_for_one_page_alone(server: Server):
    server.requests.clear()
    fetch(server.address("/who", sends(PAGE)), allow_local=True)
    assert len(server.requests) == 1
    assert f"user-agent: {fetching.user_agent()}" in server.requests[0].replace("User-Agent", "user-agent")  # fmt: skip
    assert fetching.user_agent().startswith("Cutline/")


def test_report_and_compare_keep_the_page_beside_what_they_write(server: Server, command):
    Path("out").mkdir()
    address = server.address("/a/report", sends(PAGE))
    shown = command("compare", address, "--allow-local", "-o", "out/findings.csv")
    assert shown.code == 0
    # The name of the page is that of the report, which gets it.
    shown = command("report", address, "--allow-local", "-o", "out/report-2.html")
    assert shown.code == 0, shown.err
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "findings.csv", "report-2.html", "report.fetched.json", "report.html",
    ]  # fmt: skip
    assert HEADLINE in Path("out/report-2.html").read_text(encoding="utf-8")
    assert Path("out/report.html").read_bytes() == PAGE.encode()


def test_a_page_is_never_kept_under_the_name_of_the_output(server: Server, command):
    shown = command("report", server.address("/b/report", sends(PAGE)), "--allow-local")
    assert shown.code == 0, shown.err
    assert Path("report-2.html").read_bytes() == PAGE.encode()


def test_the_same_page_is_kept_once_and_another_one_beside_it(server: Server):
    address = server.address("/twice", sends(PAGE))
    first = fetch(address, allow_local=True).path
    origin = origin_path(first).read_bytes()
    assert fetch(address, allow_local=True).path == first
    assert origin_path(first).read_bytes() == origin
    server.address("/twice", sends(PAGE.replace("Monday", "Friday")))
    assert fetch(address, allow_local=True).path == Path("twice-2.html")
    assert first.read_bytes() == PAGE.encode()


def test_corrections_of_a_page_that_is_gone_are_not_those_of_the_next(server: Server):
    Path("gone.layers.csv").write_text("block,layer,first_words\n", encoding="utf-8")
    kept = fetch(server.address("/gone", sends(PAGE)), allow_local=True)
    assert kept.path == Path("gone-2.html")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "127-0-0-1.html"),
        ("/news/index.html", "news.html"),
        ("/a/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "passwd.html"),
        ("/-rf", "rf.html"),
        ("/caf%C3%A9.php", "café.html"),
        (f"/{'x' * 500}", f"{'x' * 80}.html"),
    ],
)
def test_the_name_of_the_file_is_harmless(server: Server, path: str, name: str):
    assert fetch(server.address(path, sends(PAGE)), allow_local=True).path == Path(name)


def test_where_a_page_comes_from_is_no_article_of_its_folder(server: Server):
    fetch(server.address("/folder", sends(PAGE)), allow_local=True)
    corpus = read(".")
    assert corpus.articles["id"].tolist() == ["folder"]
    assert corpus.problems.empty


def test_an_encoding_that_only_the_server_names_is_not_lost(server: Server):
    russian = PAGE.replace("Delegates at the hall", "Делегаты в зале")
    data = russian.encode("cp1251")
    address = server.address("/ru", sends(data, media="text/html; charset=windows-1251"))
    kept = fetch(address, allow_local=True).path
    assert "Делегаты в зале" in read(kept).texts[0]
    origin = json.loads(origin_path(kept).read_text(encoding="utf-8"))
    assert origin["sha256"] == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert origin["sha256_as_sent"] == hashlib.sha256(data).hexdigest()
    marked = b"\xef\xbb\xbf" + russian.encode()
    server.address("/ru", sends(marked, media="text/html; charset=windows-1251"))
    assert fetch(address, allow_local=True).path.read_bytes() == marked


@pytest.mark.parametrize(
    ("packing", "packed"),
    [
        ("gzip", gzip.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode(), wbits=-zlib.MAX_WBITS)),
        ("identity", PAGE.encode()),
    ],
)
def test_a_packed_page_is_unpacked(server: Server, packing: str, packed: bytes):
    address = server.address("/packed", sends(packed, Content_Encoding=packing))
    assert fetch(address, allow_local=True).path.read_bytes() == PAGE.encode()


@pytest.mark.parametrize("media", [None, "application/xhtml+xml", "text/plain", "text/xml"])
def test_a_page_is_known_by_its_bytes_where_the_server_does_not_know(server: Server, media):
    address = server.address("/known", sends(PAGE, media=media))
    assert fetch(address, allow_local=True).path == Path("known.html")


def test_a_plain_text_is_read_as_one(server: Server):
    text = f"{HEADLINE}\n\nThe two sides met again. Zoë was there.\n"
    address = server.address(
        "/a.txt", sends(text.encode("latin-1"), media="text/plain; charset=latin-1")
    )
    kept = fetch(address, allow_local=True).path
    assert kept == Path("a.txt")
    assert "Zoë" in read(kept).texts[0]


def test_a_redirect_is_followed_with_the_cookie_that_it_gives(server: Server):
    def counts(connection: socket.socket, asked: str) -> None:
        has_cookie = "seen=1" in server.requests[-1]
        answer = sends(PAGE) if has_cookie else sends("", "302 Found", Location="/door", Set_Cookie="seen=1")  # fmt: skip
        answer(connection, asked)

    server.answers["/door"] = counts
    kept = fetch(server.address("/start", leads_to("/door")), allow_local=True)
    origin = json.loads(origin_path(kept.path).read_text(encoding="utf-8"))
    assert kept.path == Path("door.html")
    assert origin["redirects"] == [server.address("/start"), server.address("/door")]


# --------------------------------------------------------------------------- forbidden


def test_fetching_can_be_forbidden_once_and_for_good(
    server: Server, command, monkeypatch: pytest.MonkeyPatch
):
    address = server.address("/forbidden", sends(PAGE))
    server.requests.clear()
    line = f"cutline: {address}: is an address, and --no-fetch or CUTLINE_NO_FETCH forbids fetching; save the page in your browser first, then give the saved file\n"
    for name in ("report", "compare", "layers"):
        assert command(name, address, "--allow-local", "--no-fetch") == (2, "", line)
    monkeypatch.setenv("CUTLINE_NO_FETCH", "1")
    assert command("layers", address, "--allow-local") == (2, "", line)
    assert server.requests == []
    assert list(Path().iterdir()) == []


def test_a_machine_of_ones_own_network_is_asked_only_when_told_to(server: Server, command):
    server.requests.clear()
    port = server.server_address[1]
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"):
        shown = command("layers", f"http://{host}:{port}/a")
        assert (shown.code, shown.out) == (2, "")
        assert shown.err.count("\n") == 1
        assert "its own network" in shown.err, host
        assert "add --allow-local" in shown.err
    assert server.requests == []


def test_numbers_that_not_everyone_reaches_are_local():
    local = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fe80::1%lo", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "224.0.0.1", "255.255.255.255", "ff02::1"]  # fmt: skip
    assert [number for number in local if is_public(number)] == []
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1::1")


def test_the_number_that_is_checked_is_the_one_that_is_connected_to(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    looked_up = []

    def rebinds(host: str, port: int, **_: object):
        looked_up.append(host)
        number = "93.184.216.34" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    connected = []

    def connects(address: tuple[str, int], *_: object, **__: object):
        connected.append(address[0])
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", rebinds)
    monkeypatch.setattr(socket, "create_connection", connects)
    with pytest.raises(InputError, match="nothing answers there"):
        fetch("http://rebinds.example/a")
    assert (looked_up, connected) == (["rebinds.example"], ["93.184.216.34"])


def test_a_redirect_into_ones_own_network_is_not_followed(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    # The first server counts as one that everyone reaches, and leads to one that does not.
    port = server.server_address[1]
    monkeypatch.setattr(fetching, "is_public", lambda number: number == "127.0.0.1")
    server.address("/inward", leads_to(f"http://127.0.0.2:{port}/secret"))
    server.address("/secret", sends(PAGE))
    server.requests.clear()
    with pytest.raises(InputError, match=r"inward: leads into .*127\.0\.0\.2.*--allow-local"):
        fetch(server.address("/inward"))
    assert len(server.requests) == 1
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("file:///etc/passwd", "no page on the web"),
        ("ftp://a.example/b", "no page on the web"),
        ("data:text/html,hi", "leads to what is no address"),
        ("javascript:alert(1)", "leads to what is no address"),
    ],
)
def test_a_redirect_leaves_the_web_in_no_case(server: Server, target: str, problem: str):
    assert problem in refused(server.address("/out", leads_to(target)))


def test_a_password_is_neither_sent_nor_shown(server: Server):
    address = server.address("/secret-page", sends(PAGE)).replace("//", "//anna:hunter2@")
    server.requests.clear()
    with pytest.raises(InputError, match="a password, which is not sent") as error:
        fetch(address, allow_local=True)
    assert "hunter2" not in str(error.value)
    assert server.requests == []


# --------------------------------------------------------------------------- servers that misbehave


def sleeps(_connection: socket.socket, _asked: str) -> None:
    time.sleep(20)


@pytest.mark.parametrize(
    "before", [b"", head(), head()[:-2], b"HTTP/1.1 200 OK\r\nX: "], ids=["at once", "in the page", "in the heads", "in a head"]
)  # fmt: skip
def test_a_server_that_drips_is_left_in_time(server: Server, before: bytes):
    begun = time.monotonic()
    piece = b"X: y\r\n" if before == head()[:-2] else b"x"
    if before == b"":
        answer: Answer = sleeps
    else:
        answer = drips(before, piece, 0.05)
    line = refused(server.address("/drip", answer), most_seconds=0.7)
    assert "did not send the whole page within 0.7 seconds" in line
    assert time.monotonic() - begun < 5


def test_a_name_that_is_looked_up_for_ever_is_left_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [time.sleep(5)])
    assert "within 0.3 seconds" in refused("http://slow.example/a", most_seconds=0.3)


def test_a_body_without_end_is_left_at_the_bound(server: Server):
    line = refused(server.address("/endless", drips(head(), b"<p>word</p>" * 5_000, 0)))
    assert "sends more than 20 MB" in line


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(server: Server, packing: str):
    packer = zlib.compressobj(9, wbits=31 if packing == "gzip" else 15)
    bomb = packer.compress(b"<p>" + b"a" * 60_000_000) + packer.flush()
    assert len(bomb) < 100_000
    line = refused(server.address("/bomb", sends(bomb, Content_Encoding=packing)))
    assert "sends more than 20 MB" in line


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (sends(b"not gzip", Content_Encoding="gzip"), "the page is packed and broken"),
        (sends(gzip.compress(PAGE.encode() * 9)[:-200], Content_Encoding="gzip"), "the page is packed and broken"),
        (sends(PAGE, Content_Encoding="br"), "is packed as br, which nobody asked for"),
        (sends(PAGE, Content_Length="999999"), "the connection broke off before the page was whole"),
        (lambda connection, _asked: connection.close(), "the connection broke off before the page was whole"),
        (lambda connection, _asked: connection.sendall(b"SSH-2.0-OpenSSH\r\n"), "the connection broke off"),
        (lambda connection, _asked: connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000), "the connection broke off"),
        (sends(""), "the site sends an empty page"),
        (sends("", "204 No Content"), "the site sends no page (204 No Content)"),
        (sends("", "302 Found"), "the site sends no page (302 Found)"),
        (leads_to("http://a.example:port/"), "leads to what is no address"),
        (sends("x", "404 Not Found"), "the site has no such page (404 Not Found); check the address"),
        (sends("x", "403 Forbidden"), "the site refuses this program (403 Forbidden); open it in your browser"),
        (sends("x", "429 Too Many Requests"), "asks to come back later (429"),
        (sends("x", "503 Service Unavailable"), "the site has an error (503 Service Unavailable); try again later"),
        (sends("x", "418 I'm a teapot"), "the site refuses the request (418"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_line(server: Server, answer: Answer, problem: str):
    assert problem in refused(server.address("/wrong", answer))


def test_a_loop_of_redirects_ends(server: Server):
    server.address("/ping", leads_to("/pong"))
    server.requests.clear()
    line = refused(server.address("/pong", leads_to("/ping")))
    assert "leads on more than 10 times" in line
    assert len(server.requests) == 11


@pytest.mark.parametrize(
    ("body", "media", "says"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png", "an image"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "text/html", "a file that is no text"),
        (b"%PDF-1.7 \xff\xfe", "application/pdf", "a PDF"),
        (b"%PDF-1.7 \xff\xfe", "application/octet-stream", "a file that is no text"),
        (gzip.compress(PAGE.encode()), "application/octet-stream", "a file that is no text"),
        (b'{"a": 1}', "application/json", "JSON"),
        (b'{"a": 1}', "text/html", "JSON"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "text/xml", "RSS"),
        (b"<?xml version='1.0'?><rss/>", "application/rss+xml", "a feed"),
        (PAGE.encode(), "video/mp4", "a video"),
        (b"words", "text/x-unheard-of", "text/x-unheard-of"),
    ],
)
def test_what_is_no_page_is_named(server: Server, body: bytes, media: str, says: str):
    line = refused(server.address("/other", sends(body, media=media)))
    assert line.startswith(f"is {says}, no page; give the address of the article's page")


def test_nobody_answers_and_names_that_lead_nowhere_are_one_line(monkeypatch: pytest.MonkeyPatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/a"
    assert "nothing answers there (Connection refused); check the address" in refused(address)

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    line = refused("http://nowhere.example/a")
    assert line.startswith("the name nowhere.example leads nowhere; check the address")


def test_a_server_without_tls_is_one_line(server: Server):
    plain = server.address("/a", sends(PAGE)).replace("http:", "https:")
    assert "no safe connection can be made" in refused(plain)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_that_nobody_trusts_is_one_line(tmp_path_factory: pytest.TempPathFactory):
    pem = tmp_path_factory.mktemp("certificate") / "own.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 -subj /CN=localhost"
    subprocess.run(
        [*make.split(), "-keyout", pem, "-out", f"{pem}.crt"], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{pem}.crt", pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                context.wrap_socket(listening.accept()[0], server_side=True)

        threading.Thread(target=serve, daemon=True).start()
        line = refused(f"https://127.0.0.1:{listening.getsockname()[1]}/a")
    assert line.startswith("its certificate is not to be trusted (self-signed certificate)")


@pytest.mark.parametrize(
    "address", ["https:/a.example/b", "http://", "http://a.example:99999/", "http://a\x01b/", "https://[::1"]
)  # fmt: skip
def test_a_broken_address_is_one_line(command, address: str):
    shown = command("layers", address)
    assert (shown.code, shown.out, shown.err.count("\n")) == (2, "", 1)
    assert "address" in shown.err or "names no host" in shown.err


# --------------------------------------------------------------------------- walls


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<div id=root></div><noscript>You need to enable JavaScript.</noscript><script src=a.js></script>", "JavaScript"),
        ("<div id=app></div><script>start()</script>", "JavaScript"),
        ("<header>Selmar Courier</header><main></main><script src=a.js></script><footer>About us</footer>", "JavaScript"),
        ("<h1>We value your privacy</h1><p>We and our partners use cookies. Do you consent?</p><button>Accept</button>", "a wall that asks for consent"),
        ("<h1>Ihre Daten</h1><p>Mit Cookies finanzieren wir die Seite. Ihre Einwilligung k\u00f6nnen Sie \u00e4ndern: Datenschutz.</p><button>Akzeptieren</button>", "a wall that asks for consent"),
    ],
)  # fmt: skip
def test_a_page_without_its_article_says_what_stands_before_it(
    server: Server, body: str, says: str
):
    line = refused(server.address("/wall", sends(SHELL.format(body))))
    assert says in line
    assert "open it in your browser" in line


OFFER = "<div><h2>Continue reading for free</h2><p>Subscribed already? Register your account with the same address.</p></div>"
ANGEBOT = "<section><h3>Weiterlesen mit unserem Abo</h3><p>Sie haben bereits ein Konto? Hier anmelden.</p></section>"


@pytest.mark.parametrize(
    "behind",
    [
        OFFER,
        ANGEBOT,
        '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>',
    ],
)
def test_a_paywall_is_a_line_of_its_own(server: Server, command, behind: str):
    page = SHELL.format(f"<article><h1>{HEADLINE}</h1>{FIGURE}{PARAGRAPH * 2}{behind}</article>")
    shown = command("compare", server.address("/sold", sends(page)), "--allow-local")
    lines = [line for line in shown.err.splitlines() if "paywall" in line]
    assert (shown.code, len(lines)) == (0, 1), shown.err
    assert "after 2 paragraphs with 42 words" in lines[0]
    assert ("ends at a paywall" in lines[0]) == ("isAccessibleForFree" not in behind)


@pytest.mark.parametrize(
    "behind",
    [
        "",
        OFFER,
        '<script type="application/ld+json">{"isAccessibleForFree": true}</script>',
        "<p>We use cookies.</p>",
    ],
)
def test_a_whole_article_has_no_wall(server: Server, behind: str):
    page = PAGE.replace("</article>", f"{PARAGRAPH * 9}{behind}</article>")
    kept = fetch(server.address("/whole", sends(page)), allow_local=True)
    assert len(kept.notices) == 1


NOTICE = "<p>If you register for an account you consent to our rules: your privacy and the cookies that we and our partners set are described there.</p>"


@pytest.mark.parametrize(
    "behind",
    [
        NOTICE,
        "<footer><p>Subscribe to our paper</p><p>Already a subscriber? Log in</p></footer>",
        "<p>Subscribe to our newsletter</p>",
    ],
)
@pytest.mark.parametrize(
    "before", ["", "<div><p>Subscribe to read on</p><p>Log in here now</p></div>"]
)
def test_a_short_article_has_no_wall_for_what_every_page_says(before: str, behind: str):
    page = SHELL.format(
        f"{before}<article><h1>{HEADLINE}</h1>{FIGURE}{PARAGRAPH * 2}</article>{behind}"
    )
    assert wall_of(page.encode()) is None


def test_a_brief_with_a_caption_is_no_wall_of_cookies():
    brief = f"<article><h1>{HEADLINE}</h1>{FIGURE}{PARAGRAPH}</article>{NOTICE}"
    assert wall_of(SHELL.format(brief).encode()) is None


def test_a_page_to_which_one_is_sent_to_consent_is_a_wall(server: Server):
    page = SHELL.format("<h1>Bevor Sie weiterlesen</h1><p>Bitte entscheiden Sie sich.</p>")
    port = server.server_address[1]
    server.address("/consent?to=a", sends(page))
    line = refused(server.address("/asks", leads_to(f"http://localhost:{port}/consent?to=a")))
    assert "a wall that asks for consent" in line


# --------------------------------------------------------------------------- what fetches nothing


@pytest.mark.parametrize(
    "address",
    ["https://a.example/b.html", "HTTP://a.example", Path("https://a.example/b"), "simplecache::https://a.example/b", "zip://a.html::https://a.example/b.zip"],
    ids=str,
)  # fmt: skip
def test_reading_and_a_corpus_fetch_nothing(address, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "socket", None)
    with pytest.raises(InputError, match="only the commands report, compare and layers fetch one"):
        read(address)
    if isinstance(address, str):  # a Path has lost a slash
        with pytest.raises(InputError, match="only the commands report"):
            batch.run([address], Path("run"))


def test_no_source_of_another_file_system_fetches_a_page(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "socket", None)
    with pytest.raises(InputError, match="only the commands report"):
        sources.of_address("https://a.example/b").open(10)


def test_other_file_systems_are_read_as_before():
    import fsspec

    fsspec.filesystem("memory").pipe("/fetching/a.txt", f"{HEADLINE}\n\nThey met.".encode())
    assert read("memory://fetching/a.txt").articles["id"].tolist() == ["a"]


def test_a_bare_address_is_said_to_look_like_one(command):
    remedy = "if this is an address, fetch its page with: cutline layers https://www.example.com/x"
    for name in ("report", "compare", "layers"):
        shown = command(name, "www.example.com/x")
        assert shown == (2, "", f"cutline: www.example.com/x: no such file; {remedy}\n")
    assert remedy in command("corpus", "www.example.com/x", "--out", "run").err
    with pytest.raises(InputError, match="if this is an address"):
        read("www.example.com/x")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.url", b"[InternetShortcut]\r\nIDList=\r\nURL=https://a.example/b?c=1\r\n"),
        ("a.url", b"[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n[InternetShortcut]\r\nURL=https://a.example/b?c=1\r\n"),
        ("a.url", "[InternetShortcut]\r\nURL=https://a.example/b?c=1\r\n".encode("utf-16")),
        ("a.webloc", plistlib.dumps({"URL": "https://a.example/b?c=1"})),
        ("a.webloc", plistlib.dumps({"URL": "https://a.example/b?c=1"}, fmt=plistlib.FMT_BINARY)),
        ("a.desktop", b"[Desktop Entry]\nType=Link\nURL[$e]=https://a.example/b?c=1\n"),
    ],
)  # fmt: skip
def test_a_bookmark_says_what_to_do(command, name: str, content: bytes):
    Path(name).write_bytes(content)
    shown = command("compare", name)
    assert shown.err.startswith(f"cutline: {name}: is a bookmark of https://a.example/b?c=1, without its page; ")  # fmt: skip
    assert "cutline layers 'https://a.example/b?c=1'" in shown.err
    assert (shown.code, shown.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("https://a.example/b\n\nwww.b.example/c\n", "holds addresses alone (2), and no text"),
        ("https://a.example/b", "holds addresses alone (1), and no text"),
        ("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><DL><p><DT><A HREF='https://a.example'>A</A></DL>", "holds the bookmarks of a browser"),
    ],
)  # fmt: skip
def test_a_list_of_addresses_says_what_to_do(command, text: str, says: str):
    Path("list.txt").write_text(text, encoding="utf-8")
    shown = command("layers", "list.txt")
    assert says in shown.err
    assert "one by one with: cutline layers https://" in shown.err
    assert (shown.code, shown.err.count("\n")) == (2, 1)


def test_a_text_with_addresses_in_it_is_a_text():
    text = f"{HEADLINE}\n\nhttps://a.example/b\n\nURL=https://a.example/b\n"
    assert len(read(text.encode()).segments) == 3
    addresses.check_no_bookmark(b"bplist00" + b"\xff" * 50, "a.webarchive")
