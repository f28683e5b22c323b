"""Thumbnails: each caption is under a small copy of its picture, and nothing else is opened."""

from __future__ import annotations

import base64
import io
import random
import re
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from analysis import read
from analysis.report import pictures, report

from .containers import BODY
from .test_cli import run

CAPTION = "Delegates arrive at the town hall on Monday, number {}."


def picture(form: str = "PNG", size: tuple[int, int] = (640, 480), colour: str = "teal") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, form)
    return target.getvalue()


def saved(folder: Path, *addresses: str, files: dict[str, bytes] | None = None) -> Path:
    """A page with a figure for each address, saved with files around it."""
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    figures = "".join(
        f'<figure><img src="{address}"><figcaption>{CAPTION.format(number)}</figcaption></figure>'
        f"<p>{BODY[1]}</p>"
        for number, address in enumerate(addresses, start=1)
    )
    page = folder / "page.html"
    page.write_text(
        f"<!doctype html><html><head><title>Talks</title></head><body><article>"
        f"<h1>Talks resume in Brenn</h1><p>{BODY[0]}</p>{figures}</article></body></html>"
    )
    return page


def thumbnails_of(html: str) -> list[tuple[str, Image.Image]]:
    """The alternative text and the picture of each thumbnail of a page."""
    found = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)" alt="([^"]+)">', html)
    opened = [(alt, Image.open(io.BytesIO(base64.b64decode(data)))) for data, alt in found]
    assert html.count("<img") == len(found)
    return opened


def note(html: str) -> str:
    return next(iter(re.findall(r"\d+ of \d+ pictures? (?:is|are) not shown", html)), "")


@pytest.mark.quick
def test_each_caption_is_under_a_thumbnail_of_the_picture_beside_the_page(tmp_path: Path):
    files = {
        "page_files/hall.png": picture(),
        "page_files/quay.webp": picture("WEBP", (90, 60), "red"),
    }
    file = saved(tmp_path, *files, files=files)
    html = report(read(file), file=file).html
    shown = thumbnails_of(html)
    # Once above the caption of the answer, once above that of the article.
    assert [alt for alt, _ in shown] == ["Picture of caption 1", "Picture of caption 2"] * 2
    assert [one.size for _, one in shown[:2]] == [(240, 180), (90, 60)]
    assert [one.getpixel((5, 5))[0] > 200 for _, one in shown[:2]] == [False, True]
    first = html.partition('id="findings"')[0]
    assert first.index('alt="Picture of caption 1"') < first.index(
        '<span class="name">caption 1</span>'
    )
    assert report(read(file), file=file).html == html
    assert not note(html)


def test_pictures_within_the_page_and_within_a_saved_message_are_shown(tmp_path: Path):
    data = base64.b64encode(picture("GIF")).decode()
    file = saved(tmp_path, f"data:image/gif;base64,{data}")
    assert len(thumbnails_of(report(read(file), file=file).html)) == 2
    saved(tmp_path, "cid:hall@x")
    parts = [
        ("text/html", "page", (tmp_path / "page.html").read_bytes()),
        ("image/png", "hall@x", picture()),
    ]
    body = "".join(
        f"--b\r\nContent-Type: {kind}\r\nContent-ID: <{name}>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.b64encode(content).decode()}\r\n"
        for kind, name, content in parts
    )
    message = tmp_path / "page.mhtml"
    message.write_text(
        "From: <Saved by Blink>\r\nSubject: Talks\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n{body}--b--\r\n'
    )
    assert len(thumbnails_of(report(read(message), file=message).html)) == 2


def test_the_option_leaves_pictures_out_and_the_printed_command_says_so(
    tmp_path: Path, capsys, monkeypatch
):
    file = saved(tmp_path, "hall.png", files={"hall.png": picture()})
    html = report(read(file), file=file, pictures=False).html
    assert "<img" not in html
    assert not note(html)
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "report", "page.html", "-o", "with.html")[0] == 0
    assert run(capsys, "report", "page.html", "-o", "without.html", "--no-pictures")[0] == 0
    assert len(thumbnails_of((tmp_path / "with.html").read_text("utf-8"))) == 2
    without = (tmp_path / "without.html").read_text("utf-8")
    assert "<img" not in without
    assert "cutline report page.html -o report.html" in without
    assert "--no-pictures" in without.partition("<pre>")[2].partition("</pre>")[0]


def test_nothing_outside_of_the_folder_of_the_page_is_opened(tmp_path: Path):
    folder = tmp_path / "saved"
    folder.mkdir()
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture(colour="red"))
    (folder / "link.png").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path)
    addresses = [
        "../secret.png", "%2e%2e/secret.png", "..%2fsecret.png", "x/../../secret.png", "./../secret.png",
        "..\\secret.png", str(secret), secret.as_uri(), f"//{secret}", "link.png", "linked/secret.png",
        "/etc/passwd", "file:../secret.png", "page.html!/../secret.png",
    ]  # fmt: skip
    file = saved(folder, *addresses)
    html = report(read(file), file=file).html
    assert thumbnails_of(html) == []
    # The same addresses do lead to a picture that is within the folder.
    assert len(thumbnails_of(report(read(saved(folder, "in.png", files={"in.png": picture()})), file=file).html)) == 2  # fmt: skip


def bomb() -> bytes:
    """A PNG of a few bytes that would take 10 GB to open."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def test_broken_and_hostile_pictures_are_left_out_and_counted(tmp_path: Path):
    script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    files = {
        "cut.png": picture()[:60],
        "bomb.png": bomb(),
        "svg.svg": script,
        "no.jpg": b"\xff\xd8\xff" + b"x" * 500,
        "text.png": b"<script>alert(1)</script>",
        "large.png": picture(size=(7000, 5000)),
        "good.jpg": picture("JPEG"),
    }
    file = saved(tmp_path, *files, "missing.png", "https://example.org/far.png", files=files)
    html = report(read(file), file=file).html
    assert {alt for alt, _ in thumbnails_of(html)} == {"Picture of caption 7"}
    assert note(html) == "8 of 9 pictures are not shown"
    assert "alert(1)" not in html


def test_a_thumbnail_is_small_and_keeps_nothing_of_the_file(tmp_path: Path):
    noise = Image.frombytes("RGB", (900, 700), random.Random(3).randbytes(900 * 700 * 3))
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # turned by a quarter
    target = io.BytesIO()
    noise.save(target, "JPEG", quality=95, exif=exif, comment=b"a secret")
    small = pictures.thumbnail(target.getvalue())
    assert small is not None
    assert len(small) <= pictures.MOST_OF_THUMBNAIL
    opened = Image.open(io.BytesIO(small))
    assert opened.size == (140, 180)
    assert (dict(opened.getexif()), opened.info.get("comment")) == ({}, None)
    assert b"secret" not in small
    rough = Image.frombytes("RGB", (280, 180), random.Random(4).randbytes(280 * 180 * 3))
    target = io.BytesIO()
    rough.save(target, "PNG")
    small = pictures.thumbnail(target.getvalue())
    assert small is not None
    assert len(small) <= pictures.MOST_OF_THUMBNAIL


def test_no_more_than_a_bounded_number_of_pictures_is_opened(tmp_path: Path):
    files = {f"{n}.png": picture(size=(40 + n, 30)) for n in range(pictures.MOST_PICTURES + 3)}
    file = saved(tmp_path, *files, files=files)
    made = pictures.thumbnails(read(file), file)
    assert len(made.addresses) == pictures.MOST_PICTURES
    assert made.note.startswith(f"3 of {len(files)} pictures are not shown")


def test_a_file_that_is_not_there_has_no_pictures(tmp_path: Path):
    file = saved(tmp_path, "hall.png", files={"hall.png": picture()})
    corpus = read(file)
    for other in (None, "elsewhere.html", tmp_path):
        assert pictures.thumbnails(corpus, other) == pictures.Thumbnails({}, "")
