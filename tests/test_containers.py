"""Containers: what is in messages, web archives, documents, workbooks, books and zip files is read, and what holds no
text is refused by name.
"""

from __future__ import annotations

import builtins
import datetime as dt
import json
import plistlib
import struct
import sys
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from analysis import InputError, read
from analysis.reading.containers import CONTAINERS, container_of, foreign, pdf, rtf
from analysis.reading.sources import Source
from tests import containers as made
from tests.containers import BODY, CAPTION, EXAMPLES, HEADLINE, PAGE, p

CASES = Path(__file__).parent / "cases" / "reading"


def held(data: bytes) -> list[str]:
    """What a container holds, as text."""
    kind = container_of(data[:4096])
    assert kind is not None
    return [
        source.held.decode("utf-8-sig")
        for source in kind.opened(Source("file", "file", "", held=data))
    ]


def layers(data: bytes) -> dict[str, list[str]]:
    """The texts of each layer that an input is read as."""
    corpus = read(data)
    texts: dict[str, list[str]] = {}
    for segment, layer in corpus.segments["layer"].items():
        texts.setdefault(layer, []).append(corpus.text(segment))
    return texts


def attempt(data: bytes) -> str:
    """The error that an input gets; empty where it is read."""
    try:
        read(data)
    except InputError as error:
        return str(error)
    return ""


def refusal(data: bytes, name: str = "file") -> str:
    """The error that an input gets."""
    with pytest.raises(InputError) as error:
        read(data, name=name)
    assert str(error.value).isprintable()
    return str(error.value)


# All of them


@pytest.mark.parametrize(
    "kind", ["mhtml", "eml", "webarchive", "docx", "odt", "epub", "wacz", "zip"]
)
def test_a_container_of_a_page_is_read_as_its_page(kind):
    for data in EXAMPLES[kind]:
        read_as = layers(data)
        assert HEADLINE in read_as["headline"]
        assert set(read_as["caption"]) == {"Delegates arrive at the town hall."}
        assert set(read_as["credit"]) == {"(AP Photo/Ann Roe)"}
        assert BODY[0] in read_as["body"]


@pytest.mark.parametrize("kind", ["rtf", "pdf", "xlsx", "ods", "xls"])
def test_a_container_of_text_is_read_as_its_text(kind):
    for data in EXAMPLES[kind]:
        assert layers(data)["headline"] == ["Talks resume" if kind == "xls" else HEADLINE]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_container_that_is_cut_short_is_read_or_refused_in_one_line(kind):
    data = EXAMPLES[kind][0]
    for length in range(0, len(data), max(len(data) // 25, 1)):
        assert attempt(data[:length]).isprintable()


@pytest.mark.parametrize(
    "name",
    ["c01-mhtml", "c04-webarchive", "c06-pdf-printout", "c20-epub", "c20b-wacz"],
)
def test_a_page_kept_in_a_container_has_its_captions(name):
    case = next(path for path in (CASES / name).iterdir() if path.suffix != ".json")
    corpus = read(case)
    captions = corpus.segments.index[corpus.segments["layer"] == "caption"]
    assert corpus.articles["title"].tolist() == ["Harbour of Selmar reopens after the long siege"]
    assert [corpus.text(caption)[:12] for caption in captions] == [
        "Dock workers",
        "A soldier of",
        "Children wat",
    ]


@pytest.mark.parametrize("name", ["c07-nexis-uni-docx/nexis.DOCX", "c08-nexis-rtf/nexis.rtf"])
def test_an_export_in_a_document_is_read_as_its_articles(name):
    assert len(read(CASES / name).articles) == 2


def test_what_a_container_is_wins_over_its_ending(tmp_path):
    (tmp_path / "talks.txt").write_bytes(made.article_docx())
    assert read(tmp_path / "talks.txt").articles["title"].tolist() == [HEADLINE]


# Messages


def mail(*lines: str) -> bytes:
    return "\r\n".join(
        ("From: a@a.example", "To: b@b.example", "MIME-Version: 1.0", *lines)
    ).encode("cp1252")


def test_an_attached_message_is_an_article_of_its_own():
    page, attached = held(made.eml())
    assert HEADLINE in page
    assert attached.startswith("Ferries run again")


def test_the_frames_and_pictures_of_a_page_are_no_articles():
    (page,) = held(made.mhtml())
    assert "advert" not in page


@pytest.mark.quick
def test_the_head_of_a_part_says_its_encoding():
    data = mail("Content-Type: text/plain; charset=windows-1252", "", "Zoë “resumes” talks.")
    assert held(data) == ["Zoë “resumes” talks."]


def test_a_page_behind_a_boundary_that_never_comes_is_read():
    data = mail(
        'Content-Type: multipart/mixed; boundary="never"',
        "",
        "--other",
        "Content-Type: text/html",
        "",
        PAGE.replace("“", "").replace("”", ""),
    )
    assert held(data)[0].startswith("<!doctype html>")


def test_lines_that_flow_are_joined():
    data = mail("Content-Type: text/plain; format=flowed", "", "Talks ", "resume.", "They met.")
    assert held(data) == ["Talks resume.\nThey met.\n"]


def test_every_message_of_a_mailbox_is_an_article():
    line = b"From a@a.example Mon Mar  1 10:00:00 2021\r\n"
    first = mail("Content-Type: text/plain", "", "Talks resume.", "", "From now on they meet.", "")
    second = mail("Content-Type: text/plain", "", "Ferries run.", "")
    assert [text.split(".")[0] for text in held(line + first + b"\r\n" + line + second)] == [
        "Talks resume",
        "Ferries run",
    ]


def test_a_message_without_a_text_is_refused():
    assert "a message without a text" in refusal(mail("Content-Type: image/png", "", "x"))


def test_a_text_that_opens_with_one_header_is_a_text():
    assert read(b"Subject: talks\n\nThey met on Monday.").articles["id"].tolist() == ["bytes"]
    assert container_of(b"Note: they met.\nDate: Monday\n\nTalks resume.") is None


# Web archives of Safari


def test_a_property_list_without_a_page_is_refused_by_name():
    assert "a property list of macOS without a page" in refusal(plistlib.dumps({"a": 1}))
    bookmark = plistlib.dumps({"URL": "https://a.example"})
    assert "is a bookmark of https://a.example" in refusal(bookmark)
    assert "a property list of macOS that is broken" in refusal(b"bplist00" + bytes(40))


@pytest.mark.quick
def test_the_encoding_of_a_web_archive_is_that_of_its_page():
    page = {"WebResourceMIMEType": "text/html", "WebResourceData": "<p>Мира</p>".encode("cp1251")}
    archive = {"WebMainResource": {**page, "WebResourceTextEncodingName": "windows-1251"}}
    assert held(plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)) == ["<p>Мира</p>"]


# Documents


def body_of(page: str) -> list[str]:
    return page.split("<article>\n")[1].split("\n</article>")[0].split("\n")


def test_headings_are_known_by_the_name_or_level_of_their_style():
    styles = (
        '<w:style w:styleId="a"><w:name w:val="Zwischentitel"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="c"><w:name w:val="Overskrift"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    data = made.docx(p("Talks", "c") + p("They met", "a") + p("On Monday"), styles)
    assert body_of(held(data)[0]) == ["<h1>Talks</h1>", "<h2>They met</h2>", "<p>On Monday</p>"]


@pytest.mark.quick
def test_headings_stand_below_a_title():
    styles = '<w:style w:styleId="t"><w:name w:val="Title"/></w:style>' + made.STYLES
    data = made.docx(p("Talks", "t") + p("They met", "berschrift1"), styles)
    assert body_of(held(data)[0]) == ["<h1>Talks</h1>", "<h2>They met</h2>"]


def test_a_first_paragraph_all_bold_is_the_headline_where_no_style_makes_one():
    data = made.docx(p("Talks", look="<w:b/>") + p("They met."))
    assert body_of(held(data)[0]) == ["<h1><b>Talks</b></h1>", "<p>They met.</p>"]
    both_bold = made.docx(p("Talks", look="<w:b/>") + p("They met.", look="<w:b/>"))
    assert body_of(held(both_bold)[0])[0] == "<p><b>Talks</b></p>"


def test_bold_and_italic_words_keep_their_look():
    runs = "".join(
        f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"
        for text, look in (("A ", ""), ("b", "<w:b/>"), ("c", "<w:i/>"), ("d", '<w:b w:val="0"/>'))
    )
    assert body_of(held(made.docx(f"<w:p>{runs}</w:p>"))[0]) == ["<p>A <b>b</b><i>c</i>d</p>"]


def test_hidden_and_deleted_words_and_codes_of_fields_are_no_text():
    runs = (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>reading</w:t></w:r></w:rt><w:rubyBase><w:r><w:t> base</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    assert body_of(held(made.docx(f"<w:p>{runs}</w:p>"))[0]) == ["<p>new base</p>"]


def test_a_box_with_an_alternative_for_older_programs_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    data = made.docx(f"<w:p><w:r><w:t>Text</w:t></w:r><w:r>{both}</w:r></w:p>")
    assert body_of(held(data)[0]) == ["<p>Text</p>", "<p>In the box</p>"]


def test_a_caption_belongs_to_the_picture_above_it_or_below():
    caption = p("The hall", "Beschriftung")
    picture, html = made.PICTURE, '<img src="word/media/hall.jpg" alt="">'
    below = made.docx(picture + p("") + caption, made.STYLES, made.PICTURE_RELATION)
    above = made.docx(caption + picture + p("Text"), made.STYLES, made.PICTURE_RELATION)
    each = made.docx(caption + picture + caption, made.STYLES, made.PICTURE_RELATION)
    assert body_of(held(below)[0]) == [f"<figure>{html}<figcaption>The hall</figcaption></figure>"]
    assert body_of(held(above)[0])[0] == f"<figure><figcaption>The hall</figcaption>{html}</figure>"
    assert body_of(held(each)[0]) == [
        "<figure><figcaption>The hall</figcaption></figure>",
        f"<figure>{html}<figcaption>The hall</figcaption></figure>",
    ]


def test_a_table_is_its_rows_and_a_table_that_only_places_things_its_cells():
    def table(*cells):
        return f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"

    rows = made.docx(table(p("Brenn"), p("12")))
    assert body_of(held(rows)[0]) == ["<p>Brenn | 12</p>"]
    placed = made.docx(
        table(made.PICTURE, p("The hall", "Beschriftung")), made.STYLES, made.PICTURE_RELATION
    )
    assert "<figcaption>The hall</figcaption>" in body_of(held(placed)[0])[0]


def test_running_heads_and_notes_stand_in_the_footer_once():
    head = f'<w:hdr xmlns:w="{made._W}">{p("The Courier")}</w:hdr>'
    note = f'<w:footnotes xmlns:w="{made._W}">{p("As he said.")}</w:footnotes>'
    others = {"word/header1.xml": head, "word/header2.xml": head, "word/footnotes.xml": note}
    data = made.docx(p("Talks") + p("They met."), others=others)
    assert held(data)[0].endswith(
        "<footer>\n<p>The Courier</p>\n<p>As he said.</p>\n</footer>\n</body></html>"
    )


def test_a_document_that_only_wraps_a_page_is_the_page():
    relation = '<Relationship Id="c1" Type="x/aFChunk" Target="page.html"/>'
    data = made.docx('<w:altChunk r:id="c1"/>', relations=relation, others={"word/page.html": PAGE})
    assert held(data) == [PAGE]


@pytest.mark.quick
def test_an_opendocument_text_keeps_its_looks_and_leaves_out_what_was_deleted():
    automatic = (
        '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="P1" style:parent-style-name="Caption"/>'
    )
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">They\n met</text:h><text:p>On <text:span text:style-name="T1">Monday</text:span>'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>As he said.</text:p></text:note-body></text:note>"
        '<text:s text:c="2"/>again</text:p><text:p text:style-name="P1">The hall</text:p>'
    )
    (page,) = held(made.odt(body, automatic=automatic))
    assert body_of(page) == [
        "<h2>They met</h2>",
        "<p>On <b>Monday</b>  again</p>",
        "<figure><figcaption>The hall</figcaption></figure>",
    ]
    assert "<footer>\n<p>As he said.</p>" in page


def test_entities_of_a_document_are_neither_expanded_nor_fetched(tmp_path):
    (tmp_path / "secret").write_text("a secret")
    doctype = (
        f'<!DOCTYPE w:document [<!ENTITY e SYSTEM "file://{tmp_path}/secret"><!ENTITY i "inner">]>'
    )
    data = made.docx("<w:p><w:r><w:t>Talks &e;&i; resume</w:t></w:r></w:p>")
    with zipfile.ZipFile(made.io.BytesIO(data)) as archive:
        document = doctype + archive.read("word/document.xml").decode()
    (page,) = held(made.zipped({"word/document.xml": document}))
    assert "secret" not in page
    assert "inner" not in page


def test_a_broken_document_is_refused_with_its_name():
    data = made.zipped({"word/document.xml": "<w:document"})
    assert refusal(data, "talks.docx").startswith("talks.docx: broken, its XML cannot be read")


# RTF


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (rb"Gl\'fcck", "Glück"),
        (rb"{\f1 \'cc\'e8\'f0\'e0}", "Мира"),
        (rb"{\f2 \'93\'fa\'96\'7b}", "日本"),  # two bytes a letter
        (rb"{\f2 \'83A}", "ア"),  # the second of them as it is
        (rb"Gl\u252?ck", "Glück"),
        (rb"{\uc0 Gl\u252 ck}", "Glück"),
        (rb"{\uc2 Gl\u252\'81\'81ck}", "Glück"),
        (rb"\u-10179?\u-8704?", "😀"),
        (rb"seen{\v hidden}{\*\unknown hidden}", "seen"),
        (rb"{\field{\*\fldinst HYPERLINK a}{\fldrslt shown}}", "shown"),
        (rb"{\upr{ansi}{\*\ud{unicode}}}", "unicode"),
        (rb"a{\pict\bin4 }}}}b}c", "ac"),
        (rb"a~b\~c\_d\-e", "a~b c-de"),
        (rb"A\cell 12\cell\row B\cell 3\cell\row", "A | 12\nB | 3"),
        (rb"{\stylesheet{\s1 Heading;}}{\info{\title No text}}Text", "Text"),
    ],
)
def test_what_an_rtf_code_shows_is_its_text(code, text):
    fonts = rb"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}"
    document = rb"{\rtf1\ansi\ansicpg1252" + fonts + code + rb"}"
    assert rtf.text_of(document).strip() == text


def test_paragraphs_of_rtf_are_blocks_also_where_some_are_empty():
    data = (
        rb"{\rtf1 Talks resume\par\par "
        + b" ".join([b"They met on Monday."] * 6)
        + rb"\par They met.\par}"
    )
    assert held(data)[0].split("\n\n")[::2] == ["Talks resume", "They met."]


@pytest.mark.quick
def test_running_heads_of_rtf_stand_at_the_end():
    assert held(made.rtf())[0].endswith("\n\nThe Courier")


def test_an_rtf_document_without_words_is_refused():
    assert "without words" in refusal(rb"{\rtf1{\pict ffd8}}")


# PDF


@pytest.mark.quick
def test_paragraphs_of_a_pdf_are_whole_and_its_running_heads_stand_at_the_end():
    text = held(made.article_pdf())[0].split("\n\n")
    assert text[:2] == [HEADLINE, BODY[0]]
    assert text[3:] == ["The Courier, 3 March 2021, page 1"]


def test_columns_that_a_pdf_holds_row_by_row_are_read_one_after_the_other():
    left = ["The two sides met again on", "Monday in the town hall and", "agreed on little before the", "evening came over the quay", "and the boats had left."]  # fmt: skip
    right = ["Ferries run again between", "the islands and the old port,", "but the cranes stand still and", "the families wait for wages", "since the early spring."]  # fmt: skip
    rows = [line for n in range(5) for line in ((60, 700 - 13 * n, 10, left[n]), (320, 700 - 13 * n, 10, right[n]))]  # fmt: skip
    text = held(made.pdf(rows))[0]
    assert text.split("\n\n") == [" ".join(left), " ".join(right)]


def test_a_table_in_a_pdf_stays_in_its_rows():
    rows = [line for n in range(5) for line in ((60, 700 - 13 * n, 10, f"Town {n}"), (320, 700 - 13 * n, 10, f"{n}2"))]  # fmt: skip
    text = held(made.pdf(rows))[0]
    assert text.index("02") < text.index("Town 1") < text.index("12")


def test_words_that_a_hyphen_divides_are_joined_and_compounds_keep_theirs():
    lines = ["The delegates of the two sides agreed on a settle-", "ment that the well-", "known mayor of the town had asked for. The well-known"]  # fmt: skip
    text = held(made.pdf([(60, 700 - 13 * n, 10, line) for n, line in enumerate(lines)]))[0]
    assert "a settlement that the well-known mayor" in text


def test_a_short_line_ends_a_paragraph_of_a_pdf():
    lines = ["They met again on Monday in the town hall of Brenn and agreed", "on little.", "The mayor had asked for more time than the two sides wanted to", "give."]  # fmt: skip
    text = held(made.pdf([(60, 700 - 13 * n, 10, line) for n, line in enumerate(lines)]))[0]
    assert text.split("\n\n") == [" ".join(lines[:2]), " ".join(lines[2:])]


def test_a_paragraph_of_a_pdf_goes_on_over_the_page():
    first = [
        (60, 100, 10, "They met again on Monday in the town hall of Brenn, and the"),
        (300, 30, 10, "1"),
    ]
    second = [(60, 700, 10, "mayor had asked for more time."), (300, 30, 10, "2")]
    assert (
        held(made.pdf(first, second))[0]
        .split("\n\n")[0]
        .endswith("and the mayor had asked for more time.")
    )


def test_lines_that_two_pages_share_are_no_running_heads_in_the_middle_or_with_other_numbers():
    def page(n, pages):
        top = (60, 800, 10, f"Courier 2021 (p.{pages})")
        return [
            top,
            *(
                (60, 700 - 13 * line, 10, f"Line {line} of {n} says that they met")
                for line in range(8)
            ),
        ]

    pages = pdf._pages(made.pdf(page("one", 5), page("two", 17)), "file")
    assert pdf._running_heads(pages) == set()
    pages = pdf._pages(made.pdf(page("one", 5), page("two", 6)), "file")
    assert len(pdf._running_heads(pages)) == 2


def test_a_pdf_of_pictures_is_refused_with_the_way_out():
    assert "recognise the text (OCR)" in refusal(made.pdf([]))
    assert "a PDF that is broken" in refusal(b"%PDF-1.4 nothing")


@pytest.mark.parametrize(
    ("data", "package", "extra"),
    [
        (made.article_pdf(), "pypdfium2", "cutline[pdf]"),
        (EXAMPLES["xlsx"][0], "python_calamine", "cutline[sheets]"),
        (made.xls(), "xlrd", "cutline[sheets]"),
    ],
)
def test_a_missing_library_is_named_with_its_extra(monkeypatch, data, package, extra):
    def without(name, *args, **kwargs):
        if name == package:
            raise ImportError(name)
        return imported(name, *args, **kwargs)

    imported = builtins.__import__
    monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    assert extra in refusal(data)


# Workbooks


@pytest.mark.quick
def test_cells_of_a_workbook_are_json_with_dates_as_iso():
    day, moment = dt.datetime(2021, 3, 3), dt.datetime(2021, 3, 3, 10, 30)
    rows = [
        ["Title", "Text", "Date", "When", "Length", None],
        ["Talks", "They met.", day, moment, 12.0, True],
    ]
    (lines,) = held(made.xlsx({"News": rows}))
    assert json.loads(lines) == {
        "Title": "Talks",
        "Text": "They met.",
        "Date": "2021-03-03",
        "When": "2021-03-03T10:30:00",
        "Length": 12,
        "column 6": True,
    }
    assert json.loads(held(made.xls())[0])["Date"] == "2021-03-03"


def test_a_title_above_the_header_is_passed_over():
    (lines,) = held(made.xlsx({"News": [["Export of 3 March"], [], *made.TABLE]}))
    assert json.loads(lines)["Title"] == HEADLINE


def test_every_sheet_with_a_text_is_a_table_and_others_are_not():
    other = [["Year", "Number"], [2021, 3]]
    assert len(held(made.xlsx({"Notes": other, "March": made.TABLE, "April": made.TABLE}))) == 2
    assert len(held(made.xlsx({"Only": other}))) == 1
    assert "2 sheets ('Notes', 'More')" in refusal(made.xlsx({"Notes": other, "More": other}))
    assert "a workbook without a table" in refusal(made.xlsx({"Empty": []}))


def test_a_column_whose_name_stands_again_is_kept():
    (lines,) = held(made.xlsx({"News": [["Title", "Text", "Text"], ["a", "b", "c"]]}))
    assert json.loads(lines) == {"Title": "a", "Text": "b", "Text (2)": "c"}


def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_laid_out():
    data = made.xlsx({"News": made.TABLE})
    with zipfile.ZipFile(made.io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    members[sheet] = members[sheet].replace(b"</sheetData>", far)
    assert "reaches over 1,048,576 rows and 16,384 columns" in refusal(made.zipped(members))
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>a</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "reaches over" in refusal(made.ods(row))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'r="C1"', b'r="C4294967295"', "a cell named 'C4294967295'"),
        (b'r="C1"', b'r="ABCD1"', "a cell named 'ABCD1'"),
        (b'r="C1"', b'r="&#67;1048576"', "reaches over 1,048,576 rows"),
        (b'r="C1"', b'r="c1048576"', "reaches over 1,048,576 rows"),
        (b'<row r="2"', b'<row r="4294967295"', "a row named '4294967295'"),
        (b'<row r="2"><c r="A2"', b'<row r="1048576"><c', "reaches over 1,048,576 rows"),
    ],
)
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/worksheets/SHEET1.bin"])
def test_a_cell_where_no_workbook_has_one_is_refused_before_memory_is_taken(old, new, says, name):
    with zipfile.ZipFile(made.io.BytesIO(made.xlsx({"News": made.TABLE}))) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    sheet = members.pop("xl/worksheets/sheet1.xml")
    assert old in sheet
    assert says in refusal(made.zipped({**members, name: sheet.replace(old, new)}))


@pytest.mark.parametrize("times", ["99999999999", "+999999999", "-1", "many"])
def test_a_cell_that_says_to_be_repeated_more_often_than_any_is_refused(times):
    cell = f'<table:table-cell table:number-columns-repeated="{times}" office:value-type="string"><text:p>a</text:p></table:table-cell>'
    says = f"a cell or row repeated '{times}' times"
    assert says in refusal(made.ods(f"<table:table-row>{cell}</table:table-row>"))


def test_empty_rows_at_the_end_of_an_opendocument_sheet_do_not_count():
    end = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    data = made.ods(made.ods_row("Title", "Text") + made.ods_row(HEADLINE, BODY[0]) + end)
    assert layers(data)["headline"] == [HEADLINE]


@pytest.mark.parametrize(
    "name",
    ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"],
)
def test_a_workbook_of_which_a_part_is_cut_short_is_refused_by_the_part(name):
    with zipfile.ZipFile(made.io.BytesIO(EXAMPLES["xlsx"][0])) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    end_of_root = members[name].rindex(b"</")
    members[name] = members[name][:end_of_root]
    says = f"news.xlsx/{name}: the workbook is broken (Premature end of data"
    assert refusal(made.zipped(members), "news.xlsx").startswith(says)


def test_a_workbook_cut_short_inside_is_refused_and_not_waited_for():
    data = made.ods(made.ods_row("Title", "Text") + "<table:table-row><table:table-cell>")
    assert "is broken" in refusal(data)


# Books and web archives


def test_the_articles_of_a_book_come_in_the_order_of_its_spine_without_navigation():
    corpus = read(made.epub(), name="book")
    assert corpus.articles["title"].tolist() == ["Ferries resume in Brenn", HEADLINE]
    assert corpus.articles["id"].tolist() == ["book/OEBPS/z", "book/OEBPS/b a"]


@pytest.mark.quick
@pytest.mark.parametrize("properties", ["nav", "scripted nav"])
def test_what_a_book_declares_its_navigation_is_no_article_whatever_it_holds(properties):
    contents = f"<html><body><h1>In this issue</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></body></html>"
    package = made._OPF.replace('properties="nav"', f'properties="{properties}"')
    others = {"OEBPS/nav.xhtml": contents, "OEBPS/book.opf": package}
    assert not any("In this issue" in page for page in held(made.epub(**others)))
    others["OEBPS/book.opf"] = package.replace(f' properties="{properties}"', "")
    assert "In this issue" in held(made.epub(**others))[0]


def test_a_copy_protected_book_is_refused_and_one_with_disguised_fonts_is_not():
    method = '<encryption><EncryptionMethod Algorithm="{}"/></encryption>'
    protected = {"META-INF/encryption.xml": method.format("http://ns.adobe.com/adept")}
    fonts = {"META-INF/encryption.xml": method.format("http://www.idpf.org/2008/embedding")}
    assert "a copy-protected EPUB" in refusal(made.epub(**protected))
    assert len(read(made.epub(**fonts)).articles) == 2


# Zip files


def test_a_zip_file_is_read_as_a_folder_is():
    members = {
        "b.txt": "Talks resume.",
        "a/war.html": PAGE,
        "a/war-Dateien/advert.html": PAGE,
        "a/war_files/advert.html": PAGE,
        "__MACOSX/b.txt": "junk",
        ".hidden.txt": "hidden",
        "hall.png": "picture",
    }
    assert read(made.zipped(members), name="news").articles["id"].tolist() == [
        "news/a/war",
        "news/b",
    ]


def test_names_in_a_zip_file_do_no_harm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in made.HOSTILE_NAMES:
        try:
            ids = read(made.zipped({name: BODY[0]})).articles["id"].tolist()
        except InputError:
            continue
        assert all(".." not in id and not id.startswith("/") and id.isprintable() for id in ids)
    assert not list(tmp_path.iterdir())


def encrypted(data: bytes, name: bytes) -> bytes:
    """The zip file, in which a member says that it is encrypted."""
    file = bytearray(data)
    for head, flags, at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        start = next(
            n
            for n in range(len(file))
            if file[n : n + 4] == head and file[n + at :].startswith(name)
        )
        file[start + flags] |= 1
    return bytes(file)


def test_a_file_without_a_name_in_a_zip_file_stops_nothing():
    data = made.zipped({"x.txt": HEADLINE, "a.txt": BODY[0]})
    nameless = bytearray(data.replace(b"x.txt", b"\0.txt"))
    assert layers(bytes(nameless))["body"] == [BODY[0]]
    with zipfile.ZipFile(made.io.BytesIO(bytes(nameless))) as archive:
        assert archive.namelist() == ["", "a.txt"]


def test_an_encrypted_member_is_a_problem_and_the_others_are_read():
    data = encrypted(made.zipped({"a.txt": "Talks resume.", "b.txt": "Ferries run."}), b"a.txt")
    corpus = read(data, name="news.zip")
    assert corpus.articles["id"].tolist() == ["news.zip/b"]
    assert corpus.problems[["source", "problem"]].values.tolist() == [
        ["news.zip/a.txt", "is encrypted; unpack the zip file with its password"]
    ]


def test_zip_files_in_each_other_are_read_up_to_a_depth():
    data = made.zipped({"a.txt": "Talks resume."})
    for _ in range(3):
        data = made.zipped({"inner.zip": data})
    assert len(read(data).articles) == 1
    data = made.zipped({"inner.zip": made.zipped({"inner.zip": data})})
    assert "zip files in each other" in refusal(data)


def test_a_bomb_is_refused_before_it_fills_the_memory():
    bomb = made.zipped({f"{n}.txt": bytes(60_000_000) for n in range(4)})
    document = made.docx(p("a"), others={"word/header1.xml": b" " * 90_000_000})
    tracemalloc.start()
    for data in (bomb, document):
        assert "times its size" in refusal(data)
    assert tracemalloc.get_traced_memory()[1] < 200_000_000
    tracemalloc.stop()


def test_a_member_that_lies_about_its_length_is_refused():
    data = bytearray(made.zipped({"a.txt": BODY[0]}))
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 5)
    assert "the zip file is broken" in refusal(bytes(data))


def test_a_zip_file_without_an_article_says_what_is_in_it():
    data = made.zipped({"hall.png": b"\x89PNG\r\n\x1a\n"})
    assert "the first: hall.png, a PNG picture" in refusal(data)
    assert "an empty zip file" in refusal(made.zipped({}))


@pytest.mark.quick
def test_other_documents_in_zip_files_are_refused_by_name():
    slides = made.zipped({"ppt/presentation.xml": ""})
    drawing = made.zipped({"mimetype": "application/vnd.oasis.opendocument.graphics"})
    assert "slides of PowerPoint; save their text" in refusal(slides)
    assert "a drawing of OpenDocument" in refusal(drawing)


# What holds no text


@pytest.mark.parametrize(
    ("begins", "says"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture; give the article"),
        (b"GIF89a\1\0\1\0", "a GIF picture"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP picture"),
        (b"II*\0\x08\0\0\0", "a TIFF picture"),
        (b"\0\0\0\x1cftypavif", "an AVIF or HEIC picture"),
        (b"<?xml version='1.0'?><svg xmlns='x'><text>Talks</text></svg>", "an SVG picture"),
        (b"\0\0\0\x18ftypmp42", "a film (MP4 or QuickTime)"),
        (b"ID3\x03\0\0\0\0", "a recording (MP3); give its transcript"),
        (b"OggS\0\2", "a recording (Ogg)"),
        (b"wOF2\0\1\0\0", "a font"),
        (b"MZ\x90\0\3", "a program of Windows"),
        (b"\x7fELF\2\1\1", "a program of Linux"),
        (b"SQLite format 3\0\x10", "an SQLite database; export its table as CSV"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive; unpack it"),
        (b"Rar!\x1a\7\1\0", "a RAR archive; unpack it"),
        (b"a.txt" + bytes(252) + b"ustar\x0000", "a tar archive; unpack it"),
        (b"x" * 60 + b"BOOKMOBI", "a Mobipocket or Kindle book; convert it to EPUB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(9), "a Word document of the old kind; save it as .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(9), "a document of Office with a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "a file of Office of the old kind, or broken"),
    ],
)  # fmt: skip
def test_what_holds_no_text_is_refused_by_name_with_the_way_out(begins, says, tmp_path):
    assert says in refusal(begins + bytes(600))
    (tmp_path / "talks.txt").write_bytes(begins + bytes(600))
    with pytest.raises(InputError, match=r"talks\.txt: "):
        read(tmp_path / "talks.txt")


@pytest.mark.parametrize(
    "text",
    ["MZ is a code.", "BM said no.", "GIF files are old.", "PK met.", "CWS 2021\nNews", "RIFF raff", "OTTO met.", "Rar! they said.",
     "true colours", "ID3 and more", "ORC\nnews", "TPZ met", "%PDF is a format", "8BPS", "1 of 2", "II* or", "{rtf", "RDA2 news", "…", "€"],
)  # fmt: skip
def test_a_text_that_begins_alike_is_a_text(text):
    for encoding in ("utf-8", "cp1252", "utf-16"):
        assert (
            container_of(f"{text} Talks resume in Brenn on Monday. ".encode(encoding) * 40) is None
        )


def test_every_kind_has_a_name_a_remedy_and_first_bytes_of_its_own():
    names = [kind.name for kind in CONTAINERS]
    assert len(set(names)) == len(names)
    for kind in foreign.FOREIGN:
        assert kind.remedy
        assert not foreign.begins_as(kind, b"")
        assert not foreign.begins_as(kind, b"Talks resume in Brenn, they met on Monday. " * 10)


def test_captions_of_a_message_keep_their_words():
    assert CAPTION in held(made.mhtml())[0]


def test_a_style_that_a_document_does_not_describe_is_known_by_its_id():
    data = made.docx(p("Talks", "Heading1") + p("They met.") + p("The hall", "Caption"))
    assert body_of(held(data)[0]) == [
        "<h1>Talks</h1>",
        "<p>They met.</p>",
        "<figure><figcaption>The hall</figcaption></figure>",
    ]


@pytest.mark.parametrize(
    "data",
    [
        rb"{\rtf1" + b"{" * 1_000_000,
        b"From: a\r\nMIME-Version: 1.0\r\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)),
        made.docx("<w:p>" + "<w:smartTag>" * 240 + "<w:r><w:t>Talks</w:t></w:r>" + "</w:smartTag>" * 240 + "</w:p>"),
        made.docx("<w:p>" * 5000),
        b'<plist version="1.0">' + b"<array>" * 100_000,
        b"From a@a.example " + b"1" * 3_000_000 + b"\nFrom: a\nTo: b\nDate: c\n\nTalks",
    ],
    ids=["rtf", "mail", "tags", "paragraphs", "plist", "mailbox"],
)  # fmt: skip
def test_deep_and_long_containers_are_read_or_refused_in_time(data):
    begun = time.process_time()
    assert attempt(data).isprintable()
    assert time.process_time() - begun < 10


def test_a_line_that_two_pages_share_at_other_heights_is_no_running_head():
    first, second = [(60, 800, 10, "By Jane Doe")], [(60, 760, 10, "By Jane Doe")]
    pages = pdf._pages(made.pdf(first, second), "file")
    assert pdf._running_heads(pages) == set()
