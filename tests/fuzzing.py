"""Hostile inputs of every format: small samples, and what can be wrong with them on purpose.

A sample is mutated in its bytes, as accidents do (`tests/mutations.py`, `tests/containers.py`), or
made hostile: nested deeply, repeated without end, with lies about lengths, references that lead in
circles, entities that unfold without end or name files. Inputs of kinds for which a few bytes make
a whole attack are made by hand.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from analysis.reading.formats import opened
from analysis.reading.recognising import known
from analysis.reading.sources import Source
from tests import containers as made
from tests.containers import BODY, CAPTION, HEADLINE, mutated_container, zipped
from tests.mutations import EXAMPLES

CASES = Path(__file__).parent / "cases" / "reading"
MOST_BYTES = 200_000  # of an input: time goes into many of them, and not into long ones
_RARELY = 0.02  # how often what is deep or many is very deep or very many
_LINE = "_" * 60


def _case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def _inside(data: bytes) -> bytes:
    """What a document holds, as it is read."""
    return next(opened(known(Source("file", "file", "", held=data)))).held


def _newsml() -> str:
    def part(role: str, inside: str) -> str:
        content = f"<ContentItem><DataContent>{inside}</DataContent></ContentItem>"
        return f'<NewsComponent><Role FormalName="{role}"/>{content}</NewsComponent>'

    lines = f"<NewsLines><HeadLine>{HEADLINE}</HeadLine><ByLine>Ann Roe</ByLine></NewsLines>"
    photo = f'<NewsComponent><Role FormalName="Photo"/>{part("Caption", CAPTION)}</NewsComponent>'
    text = part("Main Text", f"<p>{BODY[0]}</p><p>{BODY[1]}</p>")
    return (
        "<NewsML Version='1.2'><NewsItem><NewsManagement><FirstCreated>20261102T040512Z"
        '</FirstCreated></NewsManagement><NewsComponent><Role FormalName="Main"/>'
        f"{lines}{text}{photo}</NewsComponent></NewsItem></NewsML>"
    )


def _proquest() -> str:
    record = (
        f"{_LINE}\n\n{HEADLINE}\n\nPublication info: Nov 2, 2026.\n\nAbstract: None available.\n\n"
        f"Links: https://library.example/?genre=article\n\nFull text: {BODY[0]}\n{BODY[1]}\n\n"
        f"CAPTION: {CAPTION}\n\nSubject: Talks\n\nTitle: {HEADLINE}\n\nPublication title: The"
        " Courier\n\nPublication date: Nov 2, 2026\n\nProQuest document ID: 26\n\n"
    )
    return 2 * record


def _proquest_page() -> str:
    fields = "".join(
        f"<p><strong>{name}: </strong>{value}</p>"
        for name, value in (
            ("Publication title", "The Courier"),
            ("Publication date", "Nov 2, 2026"),
            ("ProQuest document ID", "251"),
            ("Database", "Dailies"),
        )
    )
    return (
        f'<html><body><div><a name="DocID_MSTAR_1"></a><p style="font-weight:bold">{HEADLINE}</p>'
        f"<p><strong>Full text: </strong><Text WordCount='9'><p>{BODY[0]}</p></Text></p>"
        f"{fields}</div></body></html>"
    )


def _press() -> str:
    record = (
        f'"Der Kurier" vom 23.10.2026 Seite: 2\nRessort: Politik\n\nAbend\n\n{HEADLINE}\n\nvon Ilse'
        f" Marrow\n\n{BODY[0]}\n\n{BODY[1]}\n\n\n{CAPTION}\n\n\n\n"
    )
    return 2 * record + "APA-OnlineManager | 30.10.2026\n"


_NEWSAPI = (
    '{"status": "ok", "articles": [{"source": {"id": null, "name": "The Courier"}, "title": "Talks",'
    f' "url": "https://a.example", "urlToImage": null, "publishedAt": "2026-11-02T08:00:00Z", "description": "They met.",'
    f' "content": "{BODY[0]} [+2310 chars]"}}]}}'
)
_FACTIVA = (
    f"{HEADLINE}\n\nBy Ilse Marrow\n\n212 words\n\n2 November 2026\n\nThe Courier\n\nSELM\n\nEnglish"
    f"\n\nCopyright 2026 Courier Media.\n\n{BODY[0]}\n\n{BODY[1]}\n\nPhoto: {CAPTION}\n\nCourier Media"
    "\n\nDocument SELM000020261102emb20001x\n\nPage 1 of 2 © 2026 Factiva, Inc.\n\n"
)
_CUTTINGS = "\n\n".join(
    (
        f"{HEADLINE} (The Courier)............ 1",
        *(
            2
            * (
                HEADLINE,
                "The Courier 02-11-2026 (p.03)",
                *BODY,
                "© The Courier 2026 all rights reserved",
            )
        ),
    )
)


def _zip_bomb() -> bytes:
    """A zip file whose member unpacks to a thousand times its size."""
    return zipped({"news.txt": b"Talks resume. " * 4_000_000})


def _zip_of_zips() -> bytes:
    """Zip files in zip files, deeper than any that is opened."""
    data = zipped({"news.txt": BODY[0]})
    for depth in range(12):
        data = zipped({f"{depth}.zip": data, f"{depth}b.zip": data})
    return data


def _zip_that_lies() -> bytes:
    """A zip file whose list says of every member that it is of nearly no and of nearly all size."""
    data = bytearray(zipped({"news.txt": BODY[0], "more.txt": BODY[1]}))
    for n, match in enumerate(re.finditer(rb"PK\x01\x02", bytes(data))):
        size = 0xFFFFFFFE if n else 1
        struct.pack_into("<II", data, match.start() + 20, size, size)
    return bytes(data)


def _pdf_loop() -> bytes:
    """A PDF whose page tree holds itself."""
    return made.article_pdf().replace(b"/Kids [4 0 R 6 0 R]", b"/Kids [2 0 R 2 0 R]")


def _docx_loop() -> bytes:
    """A Word document whose styles are based on each other, and whose relations lead nowhere."""
    styles = "".join(
        f'<w:style w:styleId="{own}"><w:name w:val="{own}"/><w:basedOn w:val="{other}"/></w:style>'
        for own, other in (("a", "b"), ("b", "a"), ("c", "c"))
    )
    relation = '<Relationship Id="r1" Type="x/image" Target="../../../../etc/passwd"/>'
    body = made.p(BODY[0], "a") + made.PICTURE + made.p(CAPTION, "c")
    return made.docx(body, styles, relation)


def _odt_loop() -> bytes:
    """An OpenDocument text whose styles are each other's parents."""
    style = '<style:style style:name="{}" style:parent-style-name="{}"/>'
    body = f'<text:p text:style-name="a">{BODY[0]}</text:p>'
    return made.odt(body, style.format("a", "b") + style.format("b", "a"))


def _bplist_loop() -> bytes:
    """A property list in which a list holds itself."""
    body = b"bplist00" + bytes([0xA1, 0x00])
    return body + bytes([8]) + bytes(6) + bytes([1, 1]) + struct.pack(">QQQ", 1, 0, 10)


def _bplist_lie() -> bytes:
    """A property list that says that it holds more than any file."""
    body = b"bplist00" + b"\x5f\x13" + struct.pack(">Q", 2**62)
    return body + bytes([8]) + bytes(6) + bytes([1, 1]) + struct.pack(">QQQ", 1, 0, len(body))


def _mail_in_mail() -> bytes:
    """Messages in messages."""
    head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
    return "".join(head.format(n) for n in range(400)).encode() + made.eml()


# Samples by the name of their format in the table of formats.
SAMPLES: dict[str, list[bytes]] = {
    **EXAMPLES,
    "xml": [f"<news><item><p>{BODY[0]}</p></item></news>".encode()],
    "lexisnexis": [_case("c09-nexis-txt/nexis.TXT"), _case("c11-nexis-html/nexis.html")],
    "nexis-uni": [
        _inside(_case("c07-nexis-uni-docx/nexis.DOCX")),
        _case("c08-nexis-rtf/nexis.rtf"),
    ],
    "nitf": [_case("c14-nitf/story.xml")],
    "newsml-g2": [_case("c15-newsml-g2/item.xml")],
    "newsml-1": [_newsml().encode()],
    "tei": [_case("c19-tei/article.tei.xml")],
    "wordpress-export": [_case("c18-wordpress-wxr/export.xml")],
    "rss": [_case("c16-rss/feed.xml")],
    "atom": [_case("c17-atom/feed.atom")],
    "ninjs": [_case("c29-ninjs/ninjs.json")],
    "guardian-open-platform": [_case("c25-guardian/guardian.json")],
    "new-york-times-api": [_case("c28-nyt-archive/nyt.json")],
    "newsapi": [_NEWSAPI.encode()],
    "factiva": [_case("c12-factiva-html/factiva.html"), (2 * _FACTIVA).encode()],
    "europresse": [_case("c13-europresse/europresse.html")],
    "proquest": [_proquest().encode(), _proquest_page().encode()],
    "apa-defacto-or-wiso": [_press().encode()],
    "press-cuttings": [_CUTTINGS.encode()],
    "message-or-a-page-saved-as-mhtml": [made.mhtml(), made.eml()],
    "safari-web-archive": made.EXAMPLES["webarchive"],
    "rtf-document": [made.rtf()],
    "pdf": [made.article_pdf()],
    "workbook-or-document-of-office-before-2007": [made.xls()],
    "word-document": [made.article_docx()],
    "opendocument-text": [made.article_odt()],
    "workbook": [*made.EXAMPLES["xlsx"], *made.EXAMPLES["ods"]],
    "epub": [made.epub()],
    "web-archive-in-a-zip-file-wacz": [made.wacz()],
    "zip-file": made.EXAMPLES["zip"],
}
# Whole attacks, each tried once.
ATTACKS: dict[str, list[Callable[[], bytes]]] = {
    "message-or-a-page-saved-as-mhtml": [_mail_in_mail],
    "safari-web-archive": [_bplist_loop, _bplist_lie],
    "pdf": [_pdf_loop],
    "word-document": [_docx_loop],
    "opendocument-text": [_odt_loop],
    "zip-file": [_zip_bomb, _zip_of_zips, _zip_that_lies],
}


class _Nesting(NamedTuple):
    """What opens again and again, and what closes it."""

    opens: bytes
    closes: bytes


_NESTINGS = (
    _Nesting(b"<div>", b"</div>"),
    _Nesting(b"<p><b>", b"</b></p>"),
    _Nesting(b"<table><tr><td>", b"</td></tr></table>"),
    _Nesting(b"<figure><figcaption>", b"</figcaption></figure>"),
    _Nesting(b"<a:b xmlns:a='c'>", b"</a:b>"),
    _Nesting(b"[", b"]"),
    _Nesting(b'{"a":', b"}"),
    _Nesting(b"{\\b ", b"}"),
    _Nesting(b"<<", b">>"),
    _Nesting(b"(", b")"),
    _Nesting(b"> ", b""),
    _Nesting(b"<dict><key>a</key>", b"</dict>"),
)
_ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY e0 "lol">'
    + b"".join(b'<!ENTITY e%d "%s">' % (n + 1, b"&e%d;" % n * 10) for n in range(9))
    + b"]>",
    b'<!DOCTYPE a [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:9/a.dtd"> %e;]>',
    b'<!DOCTYPE a [<!ENTITY e9 "&e8;"><!ENTITY e8 "&e9;">]>',
)
_NUMBERS = re.compile(rb"\d{1,10}")
_QUOTED = re.compile(rb"(?<=[\"'])[^\"'<>\n]{1,60}(?=[\"'])|\b\d+ 0 R\b")
_LIES = (b"0", b"-1", b"1", b"255", b"65536", b"4294967295", b"99999999999999999999", b"1e9")
_TAG = re.compile(rb"<[A-Za-z][^<>]{0,200}>")


def _nested(data: bytes, chance: random.Random) -> bytes:
    nesting = chance.choice(_NESTINGS)
    depth = 20_000 if chance.random() < _RARELY else chance.choice((10, 40, 300))
    at = _between_tags(data, chance)
    closes = nesting.closes * depth if chance.random() < 0.5 else b""
    return data[:at] + nesting.opens * depth + data[at:] + closes


def _repeated(data: bytes, chance: random.Random) -> bytes:
    """A piece that comes again and again: a line, an element, some bytes."""
    begin, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    end = min(end, begin + chance.choice((1, 8, 60, 400)))
    times = 20_000 if chance.random() < _RARELY else chance.choice((3, 30, 100))
    return data[:begin] + data[begin:end] * times + data[end:]


def _lying(data: bytes, chance: random.Random) -> bytes:
    """Another number in the place of one, or of four bytes that may be one."""
    numbers = list(_NUMBERS.finditer(data))
    if numbers and chance.random() < 0.6:
        number = chance.choice(numbers)
        return data[: number.start()] + chance.choice(_LIES) + data[number.end() :]
    at = chance.randrange(max(len(data) - 4, 1))
    lie = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x10000))
    return data[:at] + struct.pack(chance.choice(("<I", ">I")), lie) + data[at + 4 :]


def _misled(data: bytes, chance: random.Random) -> bytes:
    """References that lead elsewhere, or in a circle: quoted values in each other's places."""
    values = list(_QUOTED.finditer(data))
    for _ in range(chance.choice((1, 3, 20))):
        if len(values) > 1:
            one, other = chance.choice(values), chance.choice(values)
            swapped = data[other.start() : other.end()].ljust(len(one[0]))[: len(one[0])]
            data = data[: one.start()] + swapped + data[one.end() :]
    return data


def _with_entities(data: bytes, chance: random.Random) -> bytes:
    """Entities that unfold without end, are each other's or name a file, and their use."""
    head = re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>)?\s*(?:<!DOCTYPE[^>]*>)?", data)
    begin = head.end() if head else 0
    at = max(_between_tags(data, chance), begin)
    return data[:begin] + chance.choice(_ENTITIES) + data[begin:at] + b"&e9;" + data[at:]


def _between_tags(data: bytes, chance: random.Random) -> int:
    """A place behind a tag, or anywhere in what has none."""
    tags = [tag.end() for tag in _TAG.finditer(data)]
    return chance.choice(tags) if tags else chance.randrange(len(data) + 1)


_HOSTILE = (_nested, _repeated, _lying, _misled, _with_entities)


def hostile(format: str, seed: int) -> bytes:
    """An input of a format, broken by accident or on purpose; the same for the same seed."""
    attacks, samples = ATTACKS.get(format, []), SAMPLES[format]
    if seed < len(attacks):
        return attacks[seed]()
    chance = random.Random(f"{format} {seed}")
    if chance.random() < 0.5:
        return mutated_container(samples, seed)[:MOST_BYTES]
    sample = chance.choice(samples)
    if not sample.startswith(b"PK"):
        return chance.choice(_HOSTILE)(sample, chance)[:MOST_BYTES]
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([*members])
    content = members[name]
    content = content if isinstance(content, bytes) else content.encode()
    members[name] = chance.choice(_HOSTILE)(content, chance)[:MOST_BYTES]
    return zipped(members)
