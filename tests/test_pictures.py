"""Pictures: each caption refers to its picture, and the picture opens from what was saved."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import plistlib
import socket
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml.html import fromstring

from analysis import InputError, read
from analysis.corpus import concat
from analysis.reading.page.pictures import candidates_of
from analysis.reading.pictures import MOST_OF_PICTURE, picture_of
from analysis.reading.sources import Source
from tests import containers as made
from tests.containers import BODY, PAGE, zipped

JPEG = b"\xff\xd8\xff\xe0 a picture of the hall"
OTHER = b"\x89PNG\r\n\x1a\n a picture of the quay"
WORDS = "Delegates arrive at the town hall on Monday."


def page(*figures: str, head: str = "") -> bytes:
    """A page of an article with these figures between its paragraphs."""
    inside = "".join(f"{figure}<p>{BODY[1]}</p>" for figure in figures)
    body = f"<article><h1>Talks resume in Brenn</h1><p>{BODY[0]}</p>{inside}</article>"
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def figure(picture: str, caption: str = WORDS) -> str:
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def references(data: bytes | Path) -> list[str | None]:
    """What the captions of an input refer to, in order."""
    segments = read(data).segments
    pictures = segments.loc[segments["layer"] == "caption", "picture"]
    return [None if picture is None else str(picture) for picture in pictures]


def opened(data: bytes, reference: str) -> bytes | None:
    """What an input that is no file has for a reference."""
    return picture_of(Source("file", "file", "", held=data), reference)


def saved(folder: Path, picture: str, files: dict[str, bytes]) -> Path:
    """A page with one picture, saved with files around it."""
    path = folder / "war.html"
    path.write_bytes(page(figure(picture)))
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return path


# Which picture a caption is of


@pytest.mark.quick
def test_a_caption_refers_to_the_picture_of_its_figure():
    figures = (figure("<img src='a.jpg'>"), figure("<img src='b.jpg'>", "Children at the quay."))
    assert references(page(*figures)) == ["a.jpg", "b.jpg"]


def test_a_caption_above_its_picture_refers_to_the_one_below():
    first = figure("<img src='a.jpg'>")
    second = f"<figure><figcaption>{WORDS} Again.</figcaption><img src='b.jpg'></figure>"
    assert references(page(first, second)) == ["a.jpg", "b.jpg"]


def test_of_several_pictures_in_a_figure_the_nearest_counts():
    assert references(page(figure("<img src='a.jpg'><img src='b.jpg'>"))) == ["b.jpg"]


def test_a_caption_between_two_pictures_of_a_figure_refers_to_the_one_above():
    between = f"<figure><img src='a.jpg'><figcaption>{WORDS}</figcaption><img src='b.jpg'></figure>"
    assert references(page(between)) == ["a.jpg"]


def test_a_figure_without_a_picture_right_below_another_one_has_none():
    row = figure("<img src='a.jpg'>") + figure("", "Children of the quay wave from a bus.")
    assert references(page(row)) == ["a.jpg", None]


def test_each_slide_of_a_gallery_has_its_own_picture():
    slides = "".join(
        f"<div class='slide'><img src='{name}.jpg'><p class='caption'>The {name} of the town"
        " hall on Monday.</p></div>"
        for name in ("roof", "door", "yard")
    )
    assert references(page(f"<div class='gallery'>{slides}</div>")) == [
        "roof.jpg",
        "door.jpg",
        "yard.jpg",
    ]


def test_a_caption_right_below_a_picture_without_a_figure_refers_to_it():
    flat = f"<img src='a.jpg'><p class='caption'>{WORDS}</p>"
    assert references(page(flat)) == ["a.jpg"]


def test_a_caption_in_two_paragraphs_refers_to_one_picture_twice():
    second = "<p class='caption'>Children of the quay wave from the roof of a bus.</p>"
    flat = f"<img src='a.jpg'><p class='caption'>{WORDS}</p>{second}"
    assert references(page(flat)) == ["a.jpg", "a.jpg"]


def test_a_caption_of_a_film_refers_to_no_picture_of_another_figure():
    figures = (figure("<img src='a.jpg'>"), figure("<video src='b.mp4'></video>", "The quay now."))
    assert references(page(*figures)) == ["a.jpg", None]


def test_a_caption_behind_a_paragraph_refers_to_no_picture_above_it():
    flat = f"<img src='a.jpg'><p>{BODY[1]}</p><p class='caption'>{WORDS}</p>"
    assert references(page(flat)) == [None]


def test_a_caption_that_an_attribute_says_refers_to_the_picture_of_its_element():
    slide = f"<a data-caption='{WORDS}'><img src='a.jpg'></a>"
    assert references(page(figure("<img src='b.jpg'>", "The quay now."), slide)) == [
        "b.jpg",
        "a.jpg",
    ]


def test_credits_and_paragraphs_have_no_picture():
    segments = read(page(figure("<img src='a.jpg'>", f"{WORDS} (Photo: Ann Roe/AP)"))).segments
    with_picture = segments.loc[segments["picture"].notna(), "layer"]
    assert with_picture.tolist() == ["caption"]
    assert "credit" in segments["layer"].tolist()


def test_corpora_with_and_without_pictures_are_joined():
    both = concat([read(page(figure("<img src='a.jpg'>"))), read(BODY[0].encode())])
    assert both.segments["picture"].dropna().tolist() == ["a.jpg"]
    assert both.article(1).segments["picture"].tolist() == [None]


# Under which address


@pytest.mark.parametrize(
    ("picture", "reference"),
    [
        ("<img src='/s.jpg' srcset='/a.jpg 300w, /b.jpg 900w, /c.jpg 600w'>", "/b.jpg"),
        ("<img src='/s.jpg' srcset='/a.jpg, /b.jpg 2x'>", "/b.jpg"),
        ("<img srcset='/w_300,h_200/a.jpg 300w,/w_900,h_600/a.jpg 900w'>", "/w_900,h_600/a.jpg"),
        ("<img src='data:image/gif;base64,R0lGODlh' data-src='/a.jpg'>", "/a.jpg"),
        ("<img src='blank.gif' data-src='https://a.example/a.jpg'>", "https://a.example/a.jpg"),
        ('<img src=\'/a.jpg\' data-src=\'{"default": {"src": "/b.jpg"}}\'>', "/a.jpg"),
        ("<img src='/a.jpg' data-src='/a-{width}.jpg'>", "/a.jpg"),
        ("<img src='/low.jpg' data-original='/a.jpg'>", "/a.jpg"),
        ("<img src='/a.jpg' data-thumb-src='/thumb.jpg'>", "/a.jpg"),
        ("<picture><source srcset='/a.webp 1200w'><img src='/a.jpg'></picture>", "/a.webp"),
        ("<img src='x.gif'><noscript><img src='/a.jpg'></noscript>", "/a.jpg"),
        ("<picture><noscript><img srcset='/a.jpg 9w, /b.jpg 4w'></noscript></picture>", "/a.jpg"),
        ("<img src='war_files/a.jpg' srcset='https://a.example/b.jpg 900w'>", "war_files/a.jpg"),
        ("<img src='./war_files\\a.jpg'>", "war_files/a.jpg"),
        ("<img src=' //a.example/a.jpg#top '>", "https://a.example/a.jpg"),
        ("<amp-img src='a.jpg'></amp-img>", "a.jpg"),
    ],
)
def test_the_reference_is_the_largest_of_what_lies_with_the_page_or_else_the_largest(
    picture, reference
):
    assert references(page(figure(picture))) == [reference]


@pytest.mark.parametrize(
    "address",
    [
        "file:///home/ann/a.jpg",
        "C:\\Users\\ann\\a.jpg",
        "blob:https://a.example/1",
        "javascript:go()",
        "",
        "a\u202egpj.exe",
        "a" * 5000,
        "data:image/gif;base64,R",
    ],
)
def test_an_address_that_says_nothing_elsewhere_is_no_reference(address):
    assert references(page(figure(f"<img src='{address}'>"))) == [None]


def test_addresses_start_from_the_base_that_a_page_says():
    data = page(figure("<img src='a.jpg'>"), head="<base href='https://a.example/news/'>")
    assert references(data) == ["https://a.example/news/a.jpg"]
    broken = page(figure("<img src='//[a.jpg'>"), head="<base href='https://a.example/news/'>")
    assert references(broken) == [None]


def test_a_list_of_sizes_is_read_in_time_whatever_it_holds():
    for junk in ("a" * 200_000, "a," * 100_000, "a 1x," * 40_000, "," * 200_000, "a 1w b " * 9_000):
        assert len(candidates_of(fromstring(f"<img srcset='{junk}'>"))) <= 2


def test_a_picture_of_many_sources_takes_time_in_step_with_their_number():
    many = "<img src='a.jpg' srcset='b.jpg 2x'>" * 4000
    begun = time.process_time()
    assert references(page(figure(f"<picture>{many}</picture>"))) == ["b.jpg"]
    assert time.process_time() - begun < 10


# Folders


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("war_files/a.jpg", "war_files/a.jpg"),
        ("War%20in%20Brenn-Dateien/a.jpg", "War in Brenn-Dateien/a.jpg"),
        ("war_files/a.jpg?w=300", "war_files/a.jpg"),
        ("a%3Fw=300.jpg", "a?w=300.jpg"),
        ("bücher/ä.jpg", "bücher/ä.jpg"),
    ],
)
def test_a_picture_in_the_folder_of_a_saved_page_is_opened(tmp_path, address, name):
    path = saved(tmp_path, f"<img src='{address}'>", {name: JPEG})
    (reference,) = references(path)
    assert reference == address
    assert picture_of(path, reference) == JPEG
    assert picture_of(str(path), reference) == JPEG


def test_another_size_of_a_picture_is_opened_where_the_largest_was_not_saved(tmp_path):
    sizes = "<img src='war_files/a.jpg' srcset='war_files/b.jpg 900w'>"
    path = saved(tmp_path, sizes, {"war_files/a.jpg": JPEG, "war_files/c.jpg": OTHER})
    assert references(path) == ["war_files/b.jpg"]
    assert picture_of(path, "war_files/b.jpg") == JPEG


@pytest.mark.quick
@pytest.mark.parametrize(
    "reference",
    [
        "../secret.jpg",
        "war_files/../../secret.jpg",
        "war_files/../war_files/a.jpg",
        "war_files/%2e%2e/%2e%2e/secret.jpg",
        "..\\secret.jpg",
        "%2Fetc/passwd",
        "link.jpg",
        "linked/secret.jpg",
        "loop.jpg",
        "pipe.jpg",
        "war_files",
        "letter.jpg",
        "large.jpg",
        "none.jpg",
        "a" * 5000,
        "a\0.jpg",
        "",
        "!/a.jpg",
        "https://a.example/a.jpg",
        "//a.example/a.jpg",
        "cid:hall",
        "data:image/jpeg;sha256=00",
    ],
)
def test_nothing_outside_of_the_folder_and_nothing_but_a_picture_is_opened(
    tmp_path, monkeypatch, reference
):
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the network is asked")

    folder = tmp_path / "pages"
    folder.mkdir()
    (tmp_path / "secret.jpg").write_bytes(JPEG)
    path = saved(folder, "<img src='a.jpg'>", {"war_files/a.jpg": JPEG, "letter.jpg": b"Dear Ann,"})
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "loop.jpg").symlink_to("loop.jpg")
    os.mkfifo(folder / "pipe.jpg")
    with (folder / "large.jpg").open("wb") as large:
        large.write(JPEG)
        large.truncate(MOST_OF_PICTURE + 1)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    secret, inside = tmp_path / "secret.jpg", folder / "war_files" / "a.jpg"
    for written in (reference, str(secret), str(inside), f"file://{inside}"):
        assert picture_of(path, written) is None


def test_a_link_within_the_folder_is_followed(tmp_path):
    path = saved(tmp_path, "<img src='a.jpg'>", {"war_files/b.jpg": JPEG})
    (tmp_path / "a.jpg").symlink_to("war_files/b.jpg")
    assert picture_of(path, "a.jpg") == JPEG


def test_a_source_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"none\.html: no such file"):
        picture_of(tmp_path / "none.html", "a.jpg")


# What the page itself holds


def test_a_picture_that_the_page_holds_is_known_by_its_sum_and_not_kept_twice(tmp_path):
    content = JPEG * 200
    address = f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"
    data = page(figure(f"<img src='{address}' data-src='https://a.example/a.jpg'>"))
    (reference,) = references(data)
    assert reference == f"data:image/jpeg;sha256={hashlib.sha256(content).hexdigest()}"
    assert opened(data, reference) == content
    assert opened(data, reference[:-1]) is None
    inside = zipped({"a/war.html": data})
    assert references(inside) == [f"a/war.html!/{reference}"]
    assert opened(inside, f"a/war.html!/{reference}") == content


def test_a_drawing_that_the_page_holds_as_words_is_opened():
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><title>" + "a" * 4000 + "</title></svg>"
    address = "data:image/svg+xml," + drawing.replace("<", "%3C").replace("'", "%27")
    data = page(figure(f'<img src="{address}">'))
    (reference,) = references(data)
    assert reference is not None
    assert reference.startswith("data:image/svg+xml;sha256=")
    assert opened(data, reference) == drawing.encode()


# Containers


def mhtml(picture: str, *parts: tuple[str, bytes]) -> bytes:
    """A page as one file, with parts that have these heads."""
    head = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"
        ' type="text/html"; boundary="xx"\r\n\r\n--xx\r\nContent-Type: text/html; charset=utf-8\r\n'
        "Content-Transfer-Encoding: 8bit\r\nContent-Location: https://a.example/news/1\r\n\r\n"
    )
    inside = [
        f"\r\n--xx\r\n{name}\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64"
        f"\r\n\r\n{base64.b64encode(content).decode()}"
        for name, content in parts
    ]
    return head.encode() + page(figure(picture)) + "".join(inside).encode() + b"\r\n--xx--\r\n"


@pytest.mark.parametrize(
    ("address", "head"),
    [
        ("cid:hall@a.example", "Content-ID: <hall@a.example>"),
        ("https://a.example/b%20c.jpg", "Content-Location: https://a.example/b%20c.jpg"),
        ("https://a.example/b.jpg", "Content-Location: http://a.example/b.jpg"),
        ("b.jpg", "Content-Location: https://a.example/news/b.jpg"),
        ("/b.jpg", "Content-Location: /b.jpg"),
        (
            "https://a.example/very/long.jpg",
            "Content-Location: https://a.example/very/\r\n long.jpg",
        ),
    ],
)
def test_a_picture_in_a_page_saved_as_one_file_is_opened_by_its_part(address, head):
    data = mhtml(f"<img src='{address}'>", ("Content-ID: <other>", OTHER), (head, JPEG))
    assert references(data) == [address]
    assert opened(data, address) == JPEG
    assert opened(data, "cid:none") is None
    inside = zipped({"a/war.mhtml": data})
    assert references(inside) == [f"a/war.mhtml!/{address}"]
    assert opened(inside, f"a/war.mhtml!/{address}") == JPEG


def test_a_picture_of_a_web_archive_is_opened_also_in_the_size_that_was_saved():
    picture = "<img src='//a.example/a.jpg' srcset='//a.example/b.jpg 2x'>"
    resource = {"WebResourceURL": "http://a.example/a.jpg", "WebResourceData": JPEG}
    main = {
        "WebResourceURL": "https://a.example/news/1",
        "WebResourceMIMEType": "text/html",
        "WebResourceData": page(figure(picture)),
    }
    archive = {"WebMainResource": main, "WebSubresources": ["no resource", {}, resource]}
    for format in (plistlib.FMT_BINARY, plistlib.FMT_XML):
        data = plistlib.dumps(archive, fmt=format)
        assert references(data) == ["https://a.example/b.jpg"]
        assert opened(data, "https://a.example/b.jpg") == JPEG
        assert opened(data, "https://a.example/c.jpg") is None


def with_files(data: bytes, files: dict[str, bytes]) -> bytes:
    """A zip file with further members."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**members, **files})


@pytest.mark.parametrize(
    ("document", "name", "reference"),
    [
        (made.article_docx(), "word/media/hall.jpg", "word/media/hall.jpg"),
        (made.article_odt(), "Pictures/hall.jpg", "Pictures/hall.jpg"),
        (made.epub(), "OEBPS/hall.jpg", "OEBPS/z.xhtml!/hall.jpg"),
    ],
    ids=["docx", "odt", "epub"],
)
def test_a_picture_of_a_document_is_opened_also_where_it_lies_in_a_zip_file(
    document, name, reference
):
    data = with_files(document, {name: JPEG})
    assert references(data)[0] == reference
    assert opened(data, reference) == JPEG
    assert opened(document, reference) is None
    inside = zipped({"a.zip": zipped({"b/article.bin": b"", "b/article.docx": data})})
    assert references(inside)[0] == f"a.zip!/b/article.docx!/{reference}"
    assert opened(inside, f"a.zip!/b/article.docx!/{reference}") == JPEG


def test_a_picture_of_a_book_may_lie_in_another_folder_of_it():
    text = PAGE.replace("<!doctype html>", "").replace("<meta charset='utf-8'>", "")
    text = text.replace("<img src='cid:hall'>", "<img src='../images/hall.jpg'/>")
    spine = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="text/1.xml"'
        ' media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
        "</package>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "book.opf": spine,
        "text/1.xml": text,
        "images/hall.jpg": JPEG,
    }
    data = zipped(members)
    assert references(data) == ["text/1.xml!/../images/hall.jpg"]
    assert opened(data, "text/1.xml!/../images/hall.jpg") == JPEG
    assert opened(data, "text/1.xml!/../../../etc/passwd") is None


def test_a_picture_beside_a_page_in_a_zip_file_is_opened():
    files = {"a/war.html": page(figure("<img src='war_files/a.jpg'>")), "a/war_files/a.jpg": JPEG}
    data = zipped({**files})
    assert references(data) == ["a/war.html!/war_files/a.jpg"]
    assert opened(data, "a/war.html!/war_files/a.jpg") == JPEG
    assert opened(data, "a/none.html!/war_files/a.jpg") is None


def test_a_picture_of_a_document_attached_to_a_message_is_opened():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@a.example", "b@b.example", "Talks"
    message.set_content("See what is attached.")
    document = with_files(made.article_docx(), {"word/media/hall.jpg": JPEG})
    message.add_attachment(
        document, maintype="application", subtype="octet-stream", filename="war.docx"
    )
    assert references(message.as_bytes()) == ["war.docx!/word/media/hall.jpg"]
    assert opened(message.as_bytes(), "war.docx!/word/media/hall.jpg") == JPEG


def test_a_picture_that_unpacks_to_too_much_is_not_opened():
    bomb = JPEG + bytes(MOST_OF_PICTURE)
    data = with_files(made.article_docx(), {"word/media/hall.jpg": bomb})
    assert opened(data, "word/media/hall.jpg") is None


def test_a_broken_container_is_refused_and_a_file_without_pictures_has_none():
    with pytest.raises(InputError, match="broken"):
        opened(b"PK\x03\x04 and no more", "a.jpg")
    for data in (made.article_pdf(), made.rtf(), BODY[0].encode(), b"", b"\0" * 100):
        assert opened(data, "a.jpg") is None
