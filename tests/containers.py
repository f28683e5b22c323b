"""Small files of every container, made by code: what the tests of containers and their fuzz read."""

from __future__ import annotations

import base64
import gzip
import io
import plistlib
import random
import zipfile
import zlib
from email.message import EmailMessage

from tests.mutations import mutated

HEADLINE = "Talks resume in Brenn"
BODY = (
    "The two sides met again on Monday in the town hall of Brenn, and they agreed on little before the evening.",
    "“We were promised work,” said Oren Talm, a crane driver who has lived near the quay for thirty years.",
)
CAPTION = "Delegates arrive at the town hall. (AP Photo/Ann Roe)"
PAGE = (
    f"<!doctype html><html><head><meta charset='utf-8'><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>"
    f"<p>{BODY[0]}</p><figure><img src='cid:hall'><figcaption>{CAPTION}</figcaption></figure><p>{BODY[1]}</p></article></body></html>"
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# A workbook of Excel 97 with a header (Title, Text, Date) and one row.
_XLS = (
    "c-rk)O=uHA6#izDHfczkq^3eEl%;6Z+6v-DkTzASJ*8AB_(MTcvyhN<Bk4-52d&mz1VQkmcq!C_m#PT<pa;Eq5Gr~Q1R>F*CqcnOoAu4huB26="
    "0WDPKTjtICnK$!xes|~fLZmo*zpaE7=z|Aky8-o8Izg$y6~Z99ZA;e8{giBlb%h2$4P<>Co;JSn$uX4UU4n*t-WNoHkCaAn8bdkL(AN<AIfjIg"
    "G4v7@xJ8;Kv~pC<OiwZ0!1OMce8#k&HCLJTQrV(7j)mAz*B)mUAJsb8)&yDaBldaEnq6qYOF4@#ToaYDb=a3rC$j6z(C!Ul4m6;HhH2!b9Kvk`"
    "fMbN7c)Vv|pol09_8h+1I`Gw9)z5XMUt7HZ>Ax@6`~IN!(;%+YU)Q|AH0+bSND2sIuUA^U7&0a&7BNC|0&W^fTUmq5BgR>avVnwU1W8I{GZT8="
    "m^d?TY$h>fOzGo>rRPjNo->n)DLrlKR?5(=+@z_e64~s|fIJF#>j*E~IvRON1&JmRVm`tPD@?I3-udz-J~kXX!J274E-Hu07WodaaZ!4Za}!%M"
    "rXEUN%<o`&iEG`&d>hj!y&2`5!z~VTaE8lVW@{(4vzzfYwzZ1iMttG(p~vloPqFR9&kvT)Md#neX3;^1T$23dGlOo?EpFbBcoK7S;cP%3n7011"
    "8Tqxa6T9u4oFOd9<wuAxtw^$W#7{|c`bv6>-*^l5_BiDQd&_=1uSrRxn65m~(5E%yA$MJW)zKY*f`WpAf`WpAf`aq;tvR3BUgt+ae#rZrdz~dp"
    "Wpz#R-{LTG^jP#$c>pHmc}&$be>S2{xOItD`ndOn5=W@@JTe&LI5IWQU-}Uf)$g-v$MD}<LbbMEt|iWY-2M+WLg7{"
)


def zipped(members: dict[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return file.getvalue()


def xls() -> bytes:
    """A workbook of the old kind."""
    return zlib.decompress(base64.b85decode(_XLS))


def docx(
    body: str, styles: str = "", relations: str = "", others: dict[str, str | bytes] | None = None
) -> bytes:
    """A Word document: the inside of its body, of its styles and of its relations."""
    root = f'<w:document xmlns:w="{_W}" xmlns:r="{_R}" xmlns:a="{_A}" xmlns:mc="{_MC}">'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"{root}<w:body>{body}</w:body></w:document>",
            "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
            **(others or {}),
        }
    )


def p(text: str, style: str = "", look: str = "") -> str:
    """A paragraph of a Word document."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


PICTURE = '<w:p><w:r><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r></w:p>'
PICTURE_RELATION = '<Relationship Id="r1" Type="x/image" Target="media/hall.jpg"/>'
STYLES = (
    '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>'
)


def article_docx() -> bytes:
    """A Word document with a headline, a picture and its caption."""
    body = (
        p(HEADLINE, "berschrift1") + p(BODY[0]) + PICTURE + p(CAPTION, "Beschriftung") + p(BODY[1])
    )
    return docx(body, STYLES, PICTURE_RELATION)


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF = (
    f'xmlns:office="{_OFFICE}office:1.0" xmlns:text="{_OFFICE}text:1.0" xmlns:draw="{_OFFICE}drawing:1.0"'
    f' xmlns:style="{_OFFICE}style:1.0" xmlns:fo="{_OFFICE}xsl-fo-compatible:1.0" xmlns:table="{_OFFICE}table:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def odt(body: str, styles: str = "", automatic: str = "") -> bytes:
    """An OpenDocument text: the inside of its text, of its styles, of its own looks."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "styles.xml": f"<office:document-styles {_ODF}>{styles}</office:document-styles>",
        },
        zipfile.ZIP_STORED,
    )


def article_odt() -> bytes:
    """An OpenDocument text whose picture and caption are in a frame, as LibreOffice has them."""
    return odt(
        f'<text:h text:outline-level="1">{HEADLINE}</text:h><text:p>{BODY[0]}</text:p>'
        '<text:p><draw:frame><draw:text-box><text:p text:style-name="Illustration"><draw:frame>'
        f'<draw:image xlink:href="Pictures/hall.jpg"/></draw:frame>{CAPTION}</text:p></draw:text-box></draw:frame></text:p>'
        f"<text:p>{BODY[1]}</text:p>"
    )


def ods(rows: str) -> bytes:
    """An OpenDocument workbook of one sheet."""
    content = (
        f"<office:document-content {_ODF}><office:body><office:spreadsheet>"
        f'<table:table table:name="News">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
        }
    )


def ods_row(*cells: str) -> str:
    """A row of an OpenDocument workbook."""
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def xlsx(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook of these sheets."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


_OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml"'
    ' properties="nav"/><item id="a" href="b%20a.xhtml" media-type="application/xhtml+xml"/><item id="c" href="cover.xhtml"'
    ' media-type="application/xhtml+xml"/><item id="t" href="list.xhtml" media-type="application/xhtml+xml"/><item id="z" href="z.xhtml"'
    ' media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/><itemref idref="n"/><itemref idref="z"/>'
    '<itemref idref="t"/><itemref idref="a"/></spine></package>'
)


def epub(**others: str) -> bytes:
    """A book of two articles, a cover, a table of contents and a list of links."""
    page = PAGE.replace("<!doctype html>", "").replace("<meta charset='utf-8'>", "")
    page = page.replace("<img src='cid:hall'>", "<img src='hall.jpg'/>")
    links = "<html><body><a href='z.xhtml'>The first story</a> <a href='a.xhtml'>The second story</a> Today</body></html>"
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            "OEBPS/book.opf": _OPF,
            "OEBPS/nav.xhtml": links,
            "OEBPS/cover.xhtml": '<html xmlns:epub="e"><body epub:type="cover"><p>The Courier</p></body></html>',
            "OEBPS/list.xhtml": links,
            "OEBPS/b a.xhtml": page,
            "OEBPS/z.xhtml": page.replace("Talks", "Ferries"),
            **others,
        },
        zipfile.ZIP_STORED,
    )


def wacz() -> bytes:
    """A web archive of one page in a zip file."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1\r\nContent-Length: {len(answer)}\r\n\r\n"
    return zipped(
        {
            "datapackage.json": "{}",
            "archive/data.warc.gz": gzip.compress(head.encode() + answer + b"\r\n\r\n", mtime=0),
            "pages/pages.jsonl": "",
        },
        zipfile.ZIP_STORED,
    )


def mhtml() -> bytes:
    """A page saved as one file, as browsers do."""
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/talks\r\nSubject: Talks\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="xx"\r\n\r\n\r\n--xx\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding: 8bit\r\nContent-Location: https://a.example/talks\r\n\r\n{PAGE}\r\n--xx\r\n"
        "Content-Type: text/html\r\nContent-Location: cid:frame\r\n\r\n<html><body>An advert</body></html>\r\n--xx\r\n"
        "Content-Type: image/jpeg\r\nContent-ID: <hall>\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ\r\n--xx--\r\n"
    ).encode()


def eml() -> bytes:
    """A mail with a text, a page that says the same, and a mail attached to it."""
    message, attached = EmailMessage(), EmailMessage()
    for each, subject in ((message, "Talks"), (attached, "Ferries")):
        each["From"], each["To"], each["Subject"] = "a@a.example", "b@b.example", subject
    message.set_content("The text of the page.")
    message.add_alternative(PAGE, subtype="html")
    attached.set_content(f"Ferries run again\n\n{BODY[0]}\n")
    message.add_attachment(attached)
    return message.as_bytes()


def webarchive(format: plistlib.PlistFormat = plistlib.FMT_BINARY) -> bytes:
    """A web archive of Safari."""
    page = {
        "WebResourceURL": "https://a.example/talks",
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceData": PAGE.encode(),
    }
    return plistlib.dumps({"WebMainResource": page, "WebSubresources": []}, fmt=format)


def rtf() -> bytes:
    """An RTF document with a running head, a picture and letters of two code pages."""
    return (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\header The Courier\par}"
        rb"{\pict\jpegblip ffd8ffe0}" + HEADLINE.encode() + rb"\par By Jane Doe\par " + BODY[0].encode() + rb"\par "
        rb"\ldblquote Gl\'fcck\rdblquote , said {\f1 \'cc\'e8\'f0\'e0}, a crane driver who has lived here for years.\par}"
    )  # fmt: skip


def pdf(*pages: list[tuple[float, float, float, str]]) -> bytes:
    """A PDF of pages, each a list of lines: left, bottom, size, text in Latin letters."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    font = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>"
    for lines in pages:
        stream = "\n".join(
            f"BT /F {size} Tf {left} {bottom} Td ({_escaped(text)}) Tj ET"
            for left, bottom, size, text in lines
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {font} /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, offsets = b"%PDF-1.4\n", []
    for n, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{n} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return data + (end + f"startxref\n{len(data)}\n%%EOF\n").encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def article_pdf() -> bytes:
    """A PDF of one article over two pages, with a running head."""
    first = [(72, 800, 9, "The Courier, 3 March 2021, page 1"), (72, 740, 20, HEADLINE)]
    first += [(72, 700 - 14 * n, 11, line) for n, line in enumerate(_wrapped(BODY[0]))]
    second = [(72, 800, 9, "The Courier, 3 March 2021, page 2")]
    second += [(72, 740 - 14 * n, 11, line) for n, line in enumerate(_wrapped(BODY[1]))]
    return pdf(first, second)


def _wrapped(text: str) -> list[str]:
    words, lines = text.replace("“", '"').replace("”", '"').split(), [""]
    for word in words:
        lines = (
            [*lines[:-1], f"{lines[-1]} {word}".strip()] if len(lines[-1]) < 60 else [*lines, word]
        )
    return lines


TABLE: list[list[object]] = [["Title", "Text", "Date"], [HEADLINE, " ".join(BODY), "2021-03-03"]]

# One file or more of each container, by the name of the kind.
EXAMPLES: dict[str, list[bytes]] = {
    "mhtml": [mhtml()],
    "eml": [eml()],
    "webarchive": [webarchive(), webarchive(plistlib.FMT_XML)],
    "rtf": [rtf()],
    "docx": [article_docx()],
    "odt": [article_odt()],
    "epub": [epub()],
    "wacz": [wacz()],
    "xlsx": [xlsx({"News": TABLE})],
    "ods": [ods(ods_row("Title", "Text") + ods_row(HEADLINE, BODY[0]))],
    "xls": [xls()],
    "pdf": [article_pdf()],
    "zip": [
        zipped({"a/page.html": PAGE, "b.docx": article_docx(), "c.zip": zipped({"d.txt": BODY[0]})})
    ],
}


def mutated_container(examples: list[bytes], seed: int) -> bytes:
    """One of the examples after some mutations: of its bytes or, in a zip file, now and then of those
    of a member, of its name, or of what its end says of it.
    """
    chance = random.Random(seed)
    example = chance.choice(examples)
    if not example.startswith(b"PK") or chance.random() < 0.3:
        return mutated([example], seed)
    with zipfile.ZipFile(io.BytesIO(example)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([*members])
    content = members.pop(name)
    content = content if isinstance(content, bytes) else content.encode()
    kind = chance.randrange(8)
    if kind == 0:
        name = chance.choice(HOSTILE_NAMES)
    elif kind == 1:
        return zipped(members)
    elif kind == 2:
        content = content[:60] + bytes(200_000) + content[60:]
    else:
        content = mutated([content], seed)
    data = bytearray(zipped({**members, name: content}))
    if chance.random() < 0.1:
        end = data.rfind(b"PK\x01\x02")
        at = end + chance.randrange(46)
        data[at] ^= 1 << chance.randrange(8)
    return bytes(data)


HOSTILE_NAMES = (
    "../../etc/passwd.txt",
    "/etc/passwd.txt",
    "..\\..\\windows\\a.txt",
    "C:\\a.txt",
    "a\x1b[31m\n.txt",
    "../../../a.html",
    "x/" * 200 + "a.txt",
    "n" * 5000 + ".txt",
    ".txt",
    "...",
    "a\u202etxt.html",
    "con.txt",
)
