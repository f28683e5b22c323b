"""RTF documents → text, a line a paragraph, with the empty ones only where it is an export.

Own code, since the library for it (striprtf) drops running heads and notes, prints hidden words,
knows no pairs of bytes across its escapes, and searches links in quadratic time.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from analysis.reading.containers.contents import holding
from analysis.reading.errors import InputError
from analysis.reading.exports import BEGINNING, export_of
from analysis.reading.sources import ARTICLE_LIMIT, Source

_BEGINS = re.compile(rb"\s*\{\s*\\rtf")
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<value>-?\d{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)"
    rb"|[\r\n]+|\\",
    re.S,
)
# Code pages by the character set of a font.
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_DEEPEST = 10_000  # groups in each other
_LATIN, _DOCUMENT = 0, 1  # character sets: Windows-1252, and whatever the document has
_PAGES_OF_SYSTEMS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_CELL = "\x1f"
_CHARACTERS = {
    "par": "\n", "line": "\n", "lbr": "\n", "row": "\n", "nestrow": "\n", "sect": "\n\n",
    "page": "\n", "column": "\n", "softline": "\n", "cell": _CELL, "nestcell": _CELL, "tab": "\t",
    "emdash": "—", "endash": "–", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_SYMBOLS = {"~": "\xa0", "-": "", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n", "\t": "\t"}  # fmt: skip
# Groups whose words belong to the margins of the document.
_MARGINS = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf footnote".split()
)
# Groups that hold no words of the document. Those that open with \* are passed over as well, but
# for those that are shown.
_SKIPPED = frozenset(
    """fonttbl colortbl stylesheet info pict nonshppict objdata fldinst listtable
    listoverridetable rsidtbl xe tc rxe txe annotation atnid atnauthor atrfstart atrfend ftnsep
    ftnsepc ftncn aftnsep aftnsepc aftncn shprslt nonesttables bkmkstart bkmkend themedata
    datafield formfield private filetbl revtbl generator sp""".split()
)
_SHOWN = frozenset(("shpinst", "shptxt", "fldrslt", "shpgrp", "result"))


@dataclass
class _Group:
    """What holds inside of a pair of braces."""

    goes_to: str = "body"  # "body", "margin", "fonts" or "" for nowhere
    outer: str = "body"
    n_skipped: int = 1  # characters behind a \u that stand for the same
    font: int = -1
    is_hidden: bool = False


@dataclass
class _Document:
    """What has been read so far."""

    page: str = "cp1252"
    default_font: int = -1
    charsets: dict[int, int] = field(default_factory=dict)
    pages: dict[int, str] = field(default_factory=dict)
    names_sets: bool = False  # some font has a character set of its own
    body: list[str] = field(default_factory=list)
    margin: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)  # bytes of one code page
    group: _Group = field(default_factory=_Group)
    groups: list[_Group] = field(default_factory=list)
    to_skip: int = 0
    is_starred: bool = False  # the last token was \*

    def flush(self) -> None:
        """Turn the bytes that wait into characters."""
        if self.waiting:
            self._put(self.waiting.decode(self._code_page(), errors="replace"))
            self.waiting.clear()

    def put(self, text: str) -> None:
        self.flush()
        self._put(text)

    def _put(self, text: str) -> None:
        if self.group.is_hidden:
            return
        if self.group.goes_to == "body":
            self.body.append(text)
        elif self.group.goes_to == "margin":
            self.margin.append(text)

    def _code_page(self) -> str:
        font = self.group.font if self.group.font >= 0 else self.default_font
        if font in self.pages:
            return self.pages[font]
        charset = self.charsets.get(font, _DOCUMENT)
        # Where other fonts name their sets, this one means Windows-1252; where none does, it was
        # written by a program that names no sets.
        if charset == _LATIN and self.names_sets:
            return "cp1252"
        return _CHARSETS.get(charset, self.page)


def recognises(beginning: bytes) -> bool:
    r"""Whether these are the first bytes of an RTF document.

    Examples
    --------
    >>> recognises(b"{\\rtf1\\ansi Talks}"), recognises(b"Talks")
    (True, False)
    """
    return _BEGINS.match(beginning) is not None


def opened(source: Source) -> Iterator[Source]:
    """The text of a document; running heads and notes stand at its end.

    Raises
    ------
    InputError
        for a document without words.
    """
    try:
        text = text_of(source.read(ARTICLE_LIMIT))
    except InputError as error:
        why = str(error).removeprefix(f"{source.label}: ")
        raise InputError(f"{source.label}: {why}") from None
    if not text.strip():
        raise InputError(
            f"{source.label}: an RTF document without words; save it again, or as .docx or .txt"
        )
    # An export is known by its lines, and by the empty ones among them. Elsewhere an empty line
    # divides paragraphs, and here each line is one.
    if export_of(text[:BEGINNING]) is None:
        text = "\n\n".join(line for line in text.split("\n") if line)
    yield holding(source, text.encode("utf-8"), "txt")


def text_of(data: bytes) -> str:
    r"""The text of an RTF document.

    Raises
    ------
    InputError
        for one that is nested too deeply.

    Examples
    --------
    >>> text_of(b"{\\rtf1\\ansi{\\header Page 1}Talks \\'93resume\\'94\\par They met.}")
    'Talks “resume”\nThey met.\n\nPage 1\n'
    """
    document = _Document()
    position = 0
    while position < len(data):
        token = _TOKEN.match(data, position)
        if token is None:  # cannot be: the pattern has a place for every byte
            break
        position = token.end()
        if token["brace"]:
            if _brace(document, token["brace"]) and not document.groups:
                break
        elif token["word"]:
            position += _word(document, token["word"].decode(), token["value"])
        elif token["hex"]:
            _characters(document, bytes.fromhex(token["hex"].decode()))
        elif token["symbol"]:
            _symbol(document, token["symbol"].decode("latin-1"))
        elif token["text"]:
            _characters(document, token["text"])
    document.flush()
    body = "\n".join(_lines("".join(document.body)))
    margin = dict.fromkeys(line for line in _lines("".join(document.margin)) if line)
    return _paired("\n".join([body.strip("\n"), *(["", *margin] if margin else []), ""]))


def _brace(document: _Document, brace: bytes) -> bool:
    """Open or close a group; True where one was closed."""
    document.flush()
    document.to_skip, document.is_starred = 0, False
    if brace == b"{":
        if len(document.groups) == _DEEPEST:
            raise InputError(
                "an RTF document nested too deeply; save it again, or as .docx or .txt"
            )
        document.groups.append(document.group)
        document.group = replace(document.group, outer=document.group.goes_to)
        return False
    was_margin = document.group.goes_to == "margin"
    if document.groups:
        document.group = document.groups.pop()
    if was_margin and document.group.goes_to != "margin":
        document.margin.append("\n")
    return True


def _word(document: _Document, word: str, given: bytes | None) -> int:
    """Do what a control word says; how many bytes of data stand behind it."""
    value = int(given) if given else None
    is_starred, document.is_starred = document.is_starred, False
    group = document.group
    if word == "bin":
        return max(value or 0, 0)
    if word == "u" and value is not None:
        document.put(_character(value))
        document.to_skip = group.n_skipped
        return 0
    document.to_skip = 0
    if word in _CHARACTERS:
        document.put(_CHARACTERS[word])
    elif _is_destination(word, is_starred):
        document.flush()
        if word == "ud":
            group.goes_to = document.groups[-1].outer if document.groups else "body"
        elif word in _MARGINS:
            group.goes_to = "margin" if group.goes_to else ""
        else:
            group.goes_to = "fonts" if word == "fonttbl" else ""
    else:
        _set(document, word, value)
    return 0


def _is_destination(word: str, is_starred: bool) -> bool:
    if word in _MARGINS or word in _SKIPPED or word == "upr":
        return True
    return is_starred and word not in _SHOWN


def _set(document: _Document, word: str, value: int | None) -> None:
    """What a control word says about the characters that follow."""
    group = document.group
    if word == "uc":
        group.n_skipped = min(max(value if value is not None else 1, 0), 8)
    elif word in ("v", "deleted"):
        document.flush()
        group.is_hidden = value != 0
    elif word == "plain":
        document.flush()
        group.is_hidden, group.font = False, document.default_font
    elif word in _PAGES_OF_SYSTEMS:
        document.page = _PAGES_OF_SYSTEMS[word]
    elif value is not None:
        _set_font(document, word, value)


def _set_font(document: _Document, word: str, value: int) -> None:
    """What a control word says about fonts and their code pages."""
    group = document.group
    if word == "f":
        document.flush()
        group.font = value
    elif word == "deff":
        document.default_font = value
    elif word == "ansicpg":
        document.page = _known_page(value) or document.page
    elif group.goes_to == "fonts" and word == "fcharset":
        document.charsets[group.font] = value
        document.names_sets = document.names_sets or value > _DOCUMENT
    elif group.goes_to == "fonts" and word == "cpg":
        page = _known_page(value)
        document.pages.update({group.font: page} if page else {})


def _known_page(value: int) -> str | None:
    """The name of a code page, or None for one that Python does not know."""
    name = {65001: "utf-8", 10000: "mac_roman"}.get(value, f"cp{value}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _symbol(document: _Document, symbol: str) -> None:
    document.is_starred = symbol == "*"
    if document.to_skip:
        document.to_skip -= 1
    elif symbol in _SYMBOLS:
        document.put(_SYMBOLS[symbol])


def _characters(document: _Document, data: bytes) -> None:
    skipped = min(document.to_skip, len(data))
    document.to_skip -= skipped
    document.is_starred = False
    if document.group.goes_to in ("body", "margin"):
        document.waiting += data[skipped:]


def _character(value: int) -> str:
    value = value + 0x10000 if value < 0 else value
    return chr(value) if 0 <= value < 0x110000 else "\ufffd"


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, the cells of a row divided by bars."""
    for line in text.split("\n"):
        cells = [" ".join(cell.split()) for cell in line.split(_CELL)]
        yield " | ".join(cell for cell in cells if cell)


def _paired(text: str) -> str:
    """The text, in which two halves of a character that stand one behind the other are one."""
    halves = text.encode("utf-16-le", errors="surrogatepass")
    return halves.decode("utf-16-le", errors="replace")
