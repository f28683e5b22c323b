"""Kinds of files that hold no text that is read here, by their first bytes, each with its way out:
so that nothing is read as text that is not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.reading.errors import InputError
from analysis.reading.sources import Source

_AS_TEXT = "save its text as .docx, .html or .txt"
_UNPACK = "unpack it and give the folder or its files"
_NO_WORDS = "give the article that it belongs to"
_TABLE_OUT = "export its table as CSV"

_SVG = (
    rb"(?:\xef\xbb\xbf)?\s{0,99}(?:<\?xml[^<>]{0,200}>\s{0,99})?"
    rb"(?:<!--[^<>]{0,500}-->\s{0,99}){0,3}<(?:!DOCTYPE )?svg\b"
)


class Foreign(NamedTuple):
    """A kind of file that is not read.

    Attributes
    ----------
    name : str
        with its article: "a JPEG picture".
    begins : bytes
        a pattern of its first bytes.
    remedy : str
        what to do, or to give in its place.
    suffixes : tuple of str
        under which people keep articles in such files; pictures and their like, which lie beside
        articles, have none.
    """

    name: str
    begins: bytes
    remedy: str
    suffixes: tuple[str, ...] = ()


FOREIGN = (
    # Pictures
    Foreign("a JPEG picture", rb"\xff\xd8\xff", _NO_WORDS),
    Foreign("a PNG picture", rb"\x89PNG\r\n\x1a\n", _NO_WORDS),
    Foreign("a GIF picture", rb"GIF8[79]a", _NO_WORDS),
    Foreign("a TIFF picture", rb"II\*\0|MM\0\*|II\+\0|MM\0\+", _NO_WORDS),
    Foreign("a BMP picture", rb"BM.{4}\0\0\0\0.{4}[\x0c-\x7c]\0\0\0", _NO_WORDS),
    Foreign("a WebP picture", rb"RIFF.{4}WEBP", _NO_WORDS),
    Foreign("an AVIF or HEIC picture", rb"\0.{3}ftyp(?:avi[fs]|hei[cmsx]|hev[cx]|mif1|msf1)", _NO_WORDS),
    Foreign("a JPEG 2000 picture", rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", _NO_WORDS),
    Foreign("a JPEG XL picture", rb"\xff\x0a(?=[^\x20-\x7e])|\0\0\0\x0cJXL \r\n\x87\n", _NO_WORDS),
    Foreign("an icon", rb"\0\0[\x01\x02]\0[\x01-\xff]\0.{2}[\0\x01]", _NO_WORDS),
    Foreign("an SVG picture", _SVG, _NO_WORDS),
    Foreign("a Photoshop picture", rb"8BPS\0[\x01\x02]", _NO_WORDS),
    Foreign("a DjVu document", rb"AT&TFORM.{4}DJV", "let a program recognise its text (OCR) and save it as text", ("djvu",)),
    # Sound and film
    Foreign("a film (MP4 or QuickTime)", rb"\0.{3}(?:ftyp|moov|mdat|wide)", "give its transcript as text"),
    Foreign("a film (Matroska or WebM)", rb"\x1a\x45\xdf\xa3", "give its transcript as text"),
    Foreign("a film (AVI)", rb"RIFF.{4}AVI ", "give its transcript as text"),
    Foreign("a film (MPEG)", rb"\0\0\x01[\xb3\xba]", "give its transcript as text"),
    Foreign("a film (Flash)", rb"FLV\x01|[CFZ]WS[\x01-\x08\x0e-\x1f]", "give its transcript as text"),
    Foreign("a recording (WAV)", rb"(?:RIFF|RF64).{4}WAVE", "give its transcript as text"),
    Foreign("a recording (MP3)", rb"ID3[\x02-\x04]|\xff[\xfb\xf3\xf2][^\xff\0\x20-\x7e]", "give its transcript as text"),
    Foreign("a recording (Ogg)", rb"OggS\0", "give its transcript as text"),
    Foreign("a recording (FLAC)", rb"fLaC\0", "give its transcript as text"),
    Foreign("a recording (AAC)", rb"\xff[\xf1\xf9][^\x20-\x7e]", "give its transcript as text"),
    Foreign("a recording or film (Windows Media)", rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "give its transcript as text"),
    Foreign("a recording (AIFF)", rb"FORM.{4}AIF[FC]", "give its transcript as text"),
    Foreign("a recording (MIDI)", rb"MThd\0\0\0\x06", _NO_WORDS),
    # Fonts
    Foreign("a font", rb"wOF[F2](?:\0\x01\0\0|OTTO|true)|OTTO\0|\0\x01\0\0\0[\x01-\x60]|ttcf\0|true\0", _NO_WORDS),
    # Programs
    Foreign("a program of Windows", rb"MZ[\0-\x08\x80-\xff]", "give an article"),
    Foreign("a program of Linux", rb"\x7fELF", "give an article"),
    Foreign("a program of macOS or Java", rb"\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe", "give an article"),
    Foreign("a WebAssembly program", rb"\0asm", "give an article"),
    Foreign("a compiled program of Python", rb".{2}\r\n[\0-\x03]\0\0\0", "give an article"),
    # Databases and tables
    Foreign("an SQLite database", rb"SQLite format 3\0", _TABLE_OUT, ("sqlite",)),
    Foreign("an Access database", rb"\0\x01\0\0Standard (?:Jet|ACE) DB", _TABLE_OUT, ("mdb", "accdb")),
    Foreign("an SPSS file", rb"\$FL[23]@\(#\)", _TABLE_OUT, ("sav",)),
    Foreign("a Stata file", rb"<stata_dta>|[\x6e-\x77][\x01\x02]\x01\0", _TABLE_OUT, ("dta",)),
    Foreign("an R data file", rb"RD[AX][23]\n|[XA]\n\0\0\0[\x02\x03]", _TABLE_OUT, ("rds", "rdata")),
    Foreign("an HDF5 file", rb"\x89HDF\r\n\x1a\n", _TABLE_OUT),
    Foreign("an Arrow file", rb"ARROW1\0\0", "save its table as Parquet or CSV", ("arrow", "feather")),
    Foreign("an Avro table", rb"Obj\x01", "save its table as Parquet or CSV"),
    Foreign("a pickle of Python", rb"\x80[\x02-\x05](?:[\x80-\xff]|c|\})", "save its table as CSV"),
    # Packed files
    Foreign("a 7z archive", rb"7z\xbc\xaf\x27\x1c", _UNPACK, ("7z",)),
    Foreign("a RAR archive", rb"Rar!\x1a\x07", _UNPACK, ("rar",)),
    Foreign("a tar archive", rb".{257}ustar(?:\0|  )", _UNPACK, ("tar", "tgz")),
    Foreign("a cabinet of Windows", rb"MSCF\0\0\0\0", _UNPACK),
    Foreign("an LZ4 or LZMA archive", rb"\x04\x22\x4d\x18|LZIP\x01", _UNPACK),
    Foreign("a packed file (compress)", rb"\x1f\x9d", _UNPACK),
    Foreign("an archive of Unix (ar)", rb"!<arch>\n", _UNPACK),
    # Documents of other programs
    Foreign("a Mobipocket or Kindle book", rb".{60}(?:BOOKMOBI|TEXtREAd)", "convert it to EPUB", ("mobi", "azw", "azw3", "prc")),
    Foreign("a Kindle book", rb"CONT\x02\0", "convert it to EPUB", ("kfx",)),
    Foreign("a help file of Windows (CHM)", rb"ITSF\x03\0", _AS_TEXT, ("chm",)),
    Foreign("a WordPerfect document", rb"\xffWPC", "save it as .docx", ("wpd",)),
    Foreign("a Word document of the old kind", rb"\xdb\xa5-\0|1\xbe\0\0|\x9b\xa5|\xfe7\0\x23", "save it as .docx"),
    Foreign("a PostScript document", rb"%!PS|\xc5\xd0\xd3\xc6", "convert it to PDF", ("ps", "eps")),
    Foreign("a shortcut of Windows", rb"L\0\0\0\x01\x14\x02\0", "give the file that it leads to"),
    Foreign("a mailbox of Outlook", rb"!BDN.{4}SM", "save its messages as .eml", ("pst", "ost")),
    Foreign("an encrypted file", rb"-----BEGIN PGP MESSAGE|\x85\x01\x0c|Salted__", "decrypt it first"),
)  # fmt: skip


def begins_as(kind: Foreign, beginning: bytes) -> bool:
    r"""Whether a file of these first bytes is of that kind.

    Examples
    --------
    >>> begins_as(FOREIGN[1], b"\x89PNG\r\n\x1a\n"), begins_as(FOREIGN[1], b"Talks resume.")
    (True, False)
    """
    return re.match(kind.begins, beginning, re.S) is not None


def opened(kind: Foreign, source: Source) -> Iterator[Source]:
    """Nothing can be: an InputError names the kind and the way out.

    Examples
    --------
    >>> opened(FOREIGN[1], Source("hall.png", "hall", "text"))
    Traceback (most recent call last):
    analysis.reading.errors.InputError: hall.png: a PNG picture; give the article that it belongs to
    """
    raise refusal(source.label, kind.name, kind.remedy)


def refusal(label: str, name: str, remedy: str) -> InputError:
    """The error for a file that is not read.

    Examples
    --------
    >>> str(refusal("talks.doc", "a Word document of the old kind", "save it as .docx"))
    'talks.doc: a Word document of the old kind; save it as .docx'
    """
    return InputError(f"{label}: {name}; {remedy}")


def foreign_of(beginning: bytes) -> Foreign | None:
    r"""The kind that a file's first bytes tell, or None.

    Examples
    --------
    >>> foreign_of(b"\xff\xd8\xff\xe0").name
    'a JPEG picture'
    >>> foreign_of(b"Talks resume.") is None
    True
    """
    return next((kind for kind in FOREIGN if begins_as(kind, beginning)), None)
