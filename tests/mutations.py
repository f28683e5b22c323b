"""Small inputs of every format, and what can go wrong with their bytes."""

from __future__ import annotations

import gzip
import io
import json
import random

_BODY = "The two sides met again on Monday in the “town hall”. They agreed on little; nobody spoke to the press."
_PAGE = f"""<!doctype html><html><head><title>Talks</title><meta charset="utf-8"></head><body><article><h1>Talks resume</h1>
<p class="byline">By Jane Doe</p><p>{_BODY}</p><figure><img src="a.jpg" alt="x"><figcaption>The hall (Photo: MoD)</figcaption></figure>
<p>{_BODY}</p><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Talks"}}</script></article></body></html>"""
_MARKDOWN = f"""---\ntitle: Talks\n---\n\n# Talks resume\n\nBy Jane Doe\n\n{_BODY}\n\n![alt](a.jpg "The hall (Photo: MoD)")\n\n> {_BODY}\n
![](b.jpg)\n*Soldiers. (AP)*\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| c | d |\n\n<figure><figcaption>Cap</figcaption></figure>\n\n*Caption:* x\n"""
_RECORDS = [
    {
        "title": f"Title {n}",
        "text": f"{_BODY}\n\n{_BODY}",
        "captions": ["The hall", "A bridge (AP)"],
        "date": "2021-03-03",
    }
    for n in range(3)
]


def _csv(delimiter: str) -> bytes:
    rows = [["title", "text", "captions", "date"]]
    rows += [
        [row["title"], row["text"], json.dumps(row["captions"]), row["date"]] for row in _RECORDS
    ]
    cell = '"{}"'.format
    return "\n".join(
        delimiter.join(cell(part.replace('"', '""')) for part in row) for row in rows
    ).encode()


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(_RECORDS), out)
    return out.getvalue()


def _warc() -> bytes:
    records = []
    for n in range(3):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _PAGE.encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.b/{n}\r\nContent-Length: {len(http)}\r\n"
        records.append(
            head.encode()
            + b"Content-Type: application/http; msgtype=response\r\n\r\n"
            + http
            + b"\r\n\r\n"
        )
    return (
        gzip.compress(records[0], mtime=0)
        + gzip.compress(records[1], mtime=0)
        + gzip.compress(records[2], mtime=0)
    )


# One input or more of each format, by the format's name.
EXAMPLES: dict[str, list[bytes]] = {
    "text": [
        f"Talks resume\n\nBy Jane Doe\n\n{_BODY}\n\nThe hall (Photo: MoD)\n\n{_BODY}\n\nShare this".encode()
    ],
    "markdown": [_MARKDOWN.encode()],
    "html": [_PAGE.encode()],
    "csv": [_csv(","), _csv(";")],
    "tsv": [_csv("\t")],
    "json": [json.dumps(_RECORDS, indent=1).encode(), json.dumps({"data": _RECORDS}).encode()],
    "jsonl": ["\n".join(json.dumps(row, ensure_ascii=False) for row in _RECORDS).encode()],
    "parquet": [_parquet()],
    "warc": [_warc(), gzip.decompress(_warc())],
}
_TELLING = (
    b'"', b'""', b"'", b",", b";", b"\t", b"\n", b"\r", b"\r\n\r\n", b"[", b"]", b"{", b"}", b"<", b">", b"</", b"<!--", b"![", b"](", b"*", b"**",
    b"_", b"`", b"```\n", b"# ", b"> ", b"- ", b"|", b"---\n", b"\\", b"\\u0000", b"\\ud800", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80",
    b"\x1f\x8b\x08", b"PAR1", b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"&#0;", b"&#x110000;", b"&amp", b"1e999", b"NaN", b"null", b"-",
)  # fmt: skip


def mutated(examples: list[bytes], seed: int, noise: bytes = b"") -> bytes:
    """One of the examples after one to eight mutations; the same for the same seed and noise."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(examples))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.choice((1, 2, 8, 64, 512)))
        match chance.randrange(8):
            case 0:
                data[at:at] = chance.choice(_TELLING) * chance.choice((1, 1, 1, 2, 50, 2000))
            case 1:
                del data[at:until]
            case 2:
                data[at:at] = data[at:until] * chance.choice((1, 2, 20))
            case 3:
                data[at:until] = chance.randbytes(until - at)
            case 4 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 5:
                data[at:at] = noise
            case 6 if chance.random() < 0.3:
                del data[at:]
            case 7 if chance.random() < 0.1:
                data = bytearray(gzip.compress(bytes(data), mtime=0))
    return bytes(data)
