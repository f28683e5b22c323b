"""The picture of each caption: which one the page shows with it, and how the page names its file."""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import unquote_to_bytes, urljoin

from analysis.reading.page.walk import Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    Attributes: TypeAlias = list[tuple[str, str]]

# "src", "data-src", "data-lazy-srcset", "data-original"; a thumbnail is the small form.
_NAMES_FILE = re.compile(r"(?!.*thumb)(?:data-(?:[\w-]{1,60}-)?)?(?:src|srcset|original)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,40}:")
_SCHEMES = ("http:", "https:", "cid:", "data:")  # what others name lies on one machine alone
_DATA = re.compile(r"(?i)data:([\w.+-]{1,60}/[\w.+-]{1,60})?((?:;[^,;]{0,100}){0,9}),")
# A picture that waits to be loaded is no drawing: one is shown in its stead until then.
_STAND_IN = re.compile(r"(?i)\.(?:gif|svg)(?:[?#]|$)")
_NO_ADDRESS = frozenset(
    '"<>{}'
)  # JSON for a script, or a pattern that it fills: "hall-{width}.jpg"
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)[wx]")
_SHORTEST_DATA = 3_000  # characters: shorter data are a blurred or empty stand-in
_LONGEST_ADDRESS = 4_000
_LONGEST_SET = 100_000  # characters of an attribute that lists a picture's sizes
_MOST_SOURCES = 30  # of one picture
_MOST_OF_SWITCH = 5  # words of a switch between a picture and its caption: "Enlarge this image"


class Candidate(NamedTuple):
    """One address that a picture may be shown from.

    Attributes
    ----------
    address : str
    rank : int
        2 for what lies with the page, 1 for an address elsewhere, 0 for a stand-in.
    size : float
        a width in pixels or a factor, as the page says; 0 where it says nothing.
    """

    address: str
    rank: int
    size: float


def keep_fallbacks(tree: HtmlElement) -> None:
    """Note with a picture the address that a page gives where no script runs: the walk leaves
    such parts out, and the picture beside them may be a stand-in.
    """
    for fallback in tree.iter("noscript"):
        before, around = fallback.getprevious(), fallback.getparent()
        picture = next(fallback.iter("img"), None)
        beside = None if before is None else next(before.iter("img", "amp-img"), None)
        if beside is None and around is not None and around.tag == "picture":
            beside = around
        if picture is not None and beside is not None:
            beside.set("data-noscript-srcset", picture.get("srcset") or picture.get("src", ""))


class Addresses:
    """The addresses of the pictures that a page shows, by their numbers.

    What the tree says of them is taken at once, what it means when a picture is asked for: few are.
    """

    def __init__(self, tree: HtmlElement, shown: Mapping[int, HtmlElement]) -> None:
        self._base = base_of(tree)
        self._sources = {number: _sources_of(picture) for number, picture in shown.items()}

    def best_of(self, number: int) -> str:
        """The best address of a picture; empty for one without an address, and for no picture."""
        candidates = _candidates(self._sources.get(number, []), self._base)
        return candidates[0].address if candidates else ""


def base_of(tree: HtmlElement) -> str:
    """The address that a page says its others start from; empty where it says none."""
    base = next(tree.iter("base"), None)
    return "" if base is None else base.get("href", "").strip()[:_LONGEST_ADDRESS]


def candidates_of(picture: HtmlElement, base: str = "") -> list[Candidate]:
    """The addresses that a picture may be shown from, the best first: the largest of those that
    lie with the page, or else the largest.

    Parameters
    ----------
    picture : HtmlElement
        `<img>`, `<picture>` or an element that takes their place.
    base : str
        the address that the page's others start from, if it says one.

    Examples
    --------
    >>> from lxml.html import fromstring
    >>> picture = fromstring("<img src='/a.gif' data-srcset='/a-300.jpg 300w, /a-900.jpg 900w'>")
    >>> [candidate.address for candidate in candidates_of(picture)]
    ['/a-900.jpg', '/a-300.jpg', '/a.gif']
    """
    return _candidates(_sources_of(picture), base)


def _sources_of(picture: HtmlElement) -> list[Attributes]:
    """The attributes of each element that a picture may be shown from."""
    parent = picture.getparent()
    whole = parent if parent is not None and parent.tag == "picture" else picture
    below = islice(whole.iterdescendants("source", "img"), _MOST_SOURCES)
    return [element.items() for element in (whole, *below)]


def _candidates(sources: list[Attributes], base: str) -> list[Candidate]:
    candidates: dict[str, Candidate] = {}
    for attributes in sources:
        # In order: what waits ("data-src") before what is shown, which may be the smaller form.
        named = sorted(each for each in attributes if _NAMES_FILE.fullmatch(each[0]))
        is_lazy = any(name.startswith("data-") for name, _ in named)
        for name, value in named:
            sized = _sizes(value) if name.endswith("srcset") else [(value, 0.0)]
            for written, size in sized:
                address = _address(written, base)
                rank = _rank(address, is_lazy=is_lazy)
                if address:
                    candidates.setdefault(address, Candidate(address, rank, size))
    return sorted(candidates.values(), key=lambda each: (-each.rank, -each.size))


def _sizes(text: str) -> Iterator[tuple[str, float]]:
    """The addresses in a list "a.jpg 300w, b.jpg 600w", each with its size."""
    address, size = "", 0.0
    for word in text[:_LONGEST_SET].split():
        if not address:
            # An address may hold commas; the one behind it ends it.
            address, size = word.strip(","), 0.0
            is_last_word, rest = word.endswith(","), ""
        else:
            descriptor, comma, rest = word.partition(",")
            is_last_word, match = bool(comma), _SIZE.fullmatch(descriptor)
            size = float(match[1]) if match else size
        if is_last_word:
            yield address, size
            address, size = rest.strip(","), 0.0
    if address:
        yield address, size


def _address(written: str, base: str) -> str:
    """An address as it is kept; empty for one that says nothing away from one machine."""
    address = written.strip().translate(_NO_BREAKS)
    if address[:5].lower() == "data:":
        return address
    address = address.partition("#")[0].replace("\\", "/")[: _LONGEST_ADDRESS + 1]
    if base and not _SCHEME.match(address):
        try:
            address = urljoin(base, address)
        except ValueError:
            return ""
    if address.startswith("//"):
        address = f"https:{address}"
    scheme = _SCHEME.match(address)
    if scheme and scheme[0].lower() not in _SCHEMES:
        return ""
    while address.startswith("./"):
        address = address[2:]
    is_address = address.isprintable() and _NO_ADDRESS.isdisjoint(address)
    return address if is_address and len(address) <= _LONGEST_ADDRESS else ""


_NO_BREAKS = dict.fromkeys(map(ord, "\t\r\n"))


def _rank(address: str, *, is_lazy: bool) -> int:
    if address[:5].lower() == "data:":
        return 2 if len(address) >= _SHORTEST_DATA else 0
    if is_lazy and _STAND_IN.search(address):
        return 0
    is_elsewhere = address.startswith("/") or address[:5].lower() in ("http:", "https")
    return 1 if is_elsewhere else 2


def set_pictures(blocks: Sequence[Block], addresses: Addresses) -> None:
    """Give each caption the reference to its picture, where the page shows and names one.

    A caption is of the picture whose element it stands in, or whose box, if this holds nothing of
    the article's text; of the nearest one where there are several; or of the picture right above.

    Parameters
    ----------
    blocks : sequence of Block
        all of a page, labelled.
    addresses : Addresses
        of the pictures of the page.
    """
    of_article = {block.box for block in blocks if block.layer in ("headline", "body")}
    above = 0  # the picture right above, with nothing in between but what belongs to it
    for position, block in enumerate(blocks):
        before = blocks[position - 1] if position else None
        if block.pictures_above > (before.pictures if before else 0):
            above = block.pictures_above
        elif before is not None and not _belongs_to_picture(before, block):
            above = 0
        if block.layer != "caption":
            continue
        has_box = block.box not in of_article
        nearest = min(max(block.pictures_above, block.first_in_box), block.box) if has_box else 0
        address = addresses.best_of(block.own_picture or nearest or above)
        if address:
            block.picture = reference_to(address)


def _belongs_to_picture(before: Block, block: Block) -> bool:
    """May a picture be above a block as well, that is above the one before it?"""
    if before.layer == "caption":
        return before.parent == block.parent
    is_switch = before.layer == "boilerplate" and before.n_words <= _MOST_OF_SWITCH
    return before.layer == "credit" or is_switch


def reference_to(address: str) -> str | None:
    """How a picture is referred to: by its address or path, and one that the page itself holds by
    its media type and the sha256 of its bytes; None where these cannot be read.

    Examples
    --------
    >>> reference_to("page_files/hall.jpg")
    'page_files/hall.jpg'
    >>> reference_to("data:image/gif;base64,R0lGODlh")[:39]
    'data:image/gif;sha256=610f5ae4d76e33263'
    """
    if address[:5].lower() != "data:":
        return address
    content = bytes_of_data(address)
    if content is None:
        return None
    media = _DATA.match(address)
    kind = (media[1] if media else None) or "text/plain"
    return f"data:{kind.lower()};sha256={hashlib.sha256(content).hexdigest()}"


def bytes_of_data(address: str) -> bytes | None:
    """What an address holds that is its own content (`data:`); None where it cannot be read.

    Examples
    --------
    >>> bytes_of_data("data:image/gif;base64,R0lGODlh"), bytes_of_data("data:,a%20b")
    (b'GIF89a', b'a b')
    """
    head = _DATA.match(address)
    if head is None:
        return None
    content = unquote_to_bytes(address[head.end() :])
    if not head[2].lower().endswith(";base64"):
        return content
    try:
        return b64decode(b"".join(content.split()) + b"==")
    except binascii.Error:
        return None
