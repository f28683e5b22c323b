"""The bytes of a page → its tree: encoding, bounds, a parser that fetches and expands nothing."""

from __future__ import annotations

import codecs
import functools
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING

from analysis.reading.errors import InputError
from analysis.reading.marks import BYTE_ORDER_MARKS
from analysis.reading.page.shadow import as_shown, fit_for_tree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_BYTES = 64 * 1024 * 1024  # a saved page is a few MB; more than this is no article
_MOST = f"{MOST_BYTES >> 20} MB"
_ONE, _AGAIN = "give one article, not an archive", "save or download the page again"

_DECLARED = re.compile(
    rb"""(?ix) <meta[^>]{0,200}?charset\s*=\s*(?:["']\s*)?([\w.:-]{2,40})
    | ^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})"""
)
# What browsers read under these names (WHATWG Encoding Standard): the larger set each stands for.
_AS_BROWSERS_READ = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "x-user-defined": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "shift_jis": "cp932", "x-sjis": "cp932", "shift-jis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "big5": "big5hkscs", "utf-16": "utf-8", "utf-16le": "utf-8",
    "utf-16be": "utf-8", "utf8": "utf-8",
}  # fmt: skip
_NOT_TEXT = (
    b"%PDF-",
    b"\x89PNG",
    b"PK\x03\x04",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"PAR1",
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\v\x1b")
_SOME_BROKEN = 0.002  # bytes that fit no declared encoding: as a browser does, they become U+FFFD
# A second "<script" ends the search of the first, which is never closed: no byte is read twice.
_NOT_WORDS = re.compile(
    rb"(?i)<script\b[^<]*+(?:<(?!/?script\b)[^<]*+)*+</script>"
    rb"|<style\b[^<]*+(?:<(?!/?style\b)[^<]*+)*+</style>|<[^<>]*>"
)
_BOX = re.compile(r"(?i)<(/?)(aside|nav|footer|figure|div|section)\b")
_ENDS = re.compile(rb"(?i)</(?:body|html)\s*>")
_DEEP = re.compile(
    rb"(?is)<(?!/?(?:p|h[1-6]|li|br|hr|img|figure|figcaption|title|meta|script|style|!--)\b)"
    rb"/?[a-z][^<>]*>"
)
_DEEPEST = re.compile(rb"(?is)<(?!/?(?:p|title|script|style|!--)\b)/?[a-z][^<>]*>")

# Elements that end where they begin, of which HTML5 knows more than the parser; and all that a head
# may hold.
_VOID = ("area", "base", "col", "embed", "input", "link", "meta", "param", "source", "track", "wbr")
_IN_HEAD = frozenset(
    """title meta link script style base noscript template object bgsound
    command""".split()
)


def unpacked(data: bytes, name: str) -> bytes:
    """The bytes themselves, or what a gzip stream holds, within bounds."""
    if data[:2] != b"\x1f\x8b":
        if len(data) > MOST_BYTES:
            raise InputError(f"{name}: the page is larger than {_MOST}; {_ONE}")
        return data
    parts, size, rest = [], 0, data
    while rest[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(wbits=31)
        try:
            part = stream.decompress(rest, MOST_BYTES + 1 - size)
        except zlib.error:
            raise InputError(f"{name}: the gzip stream is damaged; {_AGAIN}") from None
        if not stream.eof and len(part) <= MOST_BYTES - size:
            raise InputError(f"{name}: the gzip stream is damaged (it ends early); {_AGAIN}")
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise InputError(f"{name}: unpacks to more than {_MOST}; {_ONE}")
        rest = stream.unused_data
    return b"".join(parts)


def decoded(data: bytes, name: str) -> str:
    """The page as text: by byte order mark, declared charset, then detection."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if data.startswith(_NOT_TEXT):
        raise InputError(f"{name}: this is a binary file, not a page; save the page as HTML")
    if b"\0" in data:
        # Half of UTF-16's bytes are zero where the text is Latin, and all on the same side.
        sample = data[: len(data) & ~1][:4096]
        even, odd = sample[::2].count(b"\0"), sample[1::2].count(b"\0")
        if max(even, odd) > 0.3 * len(sample) / 2:
            return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
        if data.count(b"\0") > 0.01 * len(data):
            raise InputError(f"{name}: this is a binary file, not a page; save the page as HTML")
        data = data.replace(b"\0", b"")
    head = data[:10_000]
    if len(head) - len(head.translate(None, _CONTROLS)) > 0.05 * len(head):
        raise InputError(f"{name}: this is a binary file, not a page; save the page as HTML")
    declared = _declared(data)
    for candidate in filter(None, (declared, "utf-8")):
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    if declared:
        text = data.decode(declared, errors="replace")
        if text.count("\ufffd") <= max(3, _SOME_BROKEN * len(text)):
            return text
    return _detected(data, declared)


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, 8192)
    if not found:
        return None
    label = (found[1] or found[2]).decode("ascii", errors="ignore").lower()
    try:
        return codecs.lookup(_AS_BROWSERS_READ.get(label, label)).name
    except LookupError:
        return None


def _detected(data: bytes, declared: str | None) -> str:
    from charset_normalizer import from_bytes

    # Tags are ASCII in every candidate: what tells the encodings apart are the other bytes.
    words = _NOT_WORDS.sub(b" ", data)
    lines = [line for line in re.split(rb"[\r\n]+", words) if not line.isascii()]
    best = from_bytes(b"\n".join(lines)[:100_000] or words[:100_000]).best()
    encoding = best.encoding if best else declared or "utf-8"
    return data.decode(encoding, errors="replace")


class UnclosedBoxes:
    """The tags of boxes that a page opens more often than it closes: one holds all that follows.

    They are counted when a rule first asks for one: for most pages none does.

    Parameters
    ----------
    text : str
        the page.

    Examples
    --------
    >>> boxes = UnclosedBoxes("<nav><a>Home</a></nav><p>The hall.</p><aside><p>Read more</p>")
    >>> "nav" in boxes, "aside" in boxes
    (False, True)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def __contains__(self, tag: object) -> bool:
        return self._n_open[tag] > 0

    @functools.cached_property
    def _n_open(self) -> Counter[object]:
        n_open: Counter[object] = Counter()
        for (closes, tag), n in Counter(_BOX.findall(self._text)).items():
            n_open[tag.lower()] += -n if closes else n
        return n_open


def tree_of(text: str, name: str) -> HtmlElement:
    """The element tree of a page. Nothing is fetched, run or expanded: HTML has no own entities."""
    if not text.strip():
        raise InputError(f"{name}: the page is empty; save it again")
    # Without the end tags the parser keeps what stands behind </body>, which browsers show.
    data = _ENDS.sub(b"", text.encode("utf-8", errors="replace"))
    # Deeper than the parser goes (2,048): the wrappers say nothing there, so they become breaks.
    for wrappers, huge in ((None, False), (None, True), (_DEEP, True), (_DEEPEST, True)):
        shallow = data if wrappers is None else wrappers.sub(b"<p>", data)
        tree, whole = _parsed(shallow, huge=huge)
        if whole and tree is not None:
            break
    if tree is None:
        raise InputError(f"{name}: no HTML could be read; save the page again as HTML")
    return as_shown(_as_browsers_build(tree))


def _as_browsers_build(tree: HtmlElement) -> HtmlElement:
    """The tree with the words in place that the parser, older than HTML5, puts where none show."""
    for element in list(tree.iter(*_VOID)):
        if element.text or len(element):
            for child in reversed(element):
                element.addnext(child)
            words = (element.text or "") + (element.tail or "")
            element.tail, element.text = fit_for_tree(words), None
    head = tree.find("head")
    if head is not None:
        children = list(head)
        in_body = (n for n, child in enumerate(children) if child.tag not in _IN_HEAD)
        first = next(in_body, len(children))
        if first < len(children):
            _open_body(tree, head, children[first:])
    return tree


def _open_body(tree: HtmlElement, head: HtmlElement, shown: list[HtmlElement]) -> None:
    """Move what the head cannot hold into the body, which its first such element opens."""
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        head.addnext(body)
    for element in reversed(shown):
        body.insert(0, element)
    if body.text:
        words = (shown[-1].tail or "") + body.text
        shown[-1].tail, body.text = fit_for_tree(words), None


def _parsed(data: bytes, *, huge: bool) -> tuple[HtmlElement | None, bool]:
    from lxml import etree, html

    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=huge,
        remove_comments=True,
        remove_pis=True,
        recover=True,
        collect_ids=False,  # nothing is looked up by its id
    )
    # lxml.html asks a function of Python for the class of every element that is touched; one class
    # for all is enough here and needs none.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        tree = None
    limits = (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_INTERNAL_ERROR)
    return tree, not any(entry.type in limits for entry in parser.error_log)
