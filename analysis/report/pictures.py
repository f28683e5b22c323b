"""Thumbnails of the pictures above the captions, out of what was saved with the page.

A picture of an article is input like its text: it is opened within bounds and written anew, so that
no byte of it comes into the page. What cannot be opened is left out and counted.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps

from analysis.corpus import Corpus
from analysis.reading.errors import InputError
from analysis.reading.pictures import picture_of
from analysis.words import count, verb

MOST_PICTURES = 24  # of a page, in reading order
MOST_PIXELS = 30_000_000  # of a picture, which a camera of today stays below
MOST_OF_THUMBNAIL = 24_000  # of a thumbnail
_BOX = (280, 180)  # pixels of a thumbnail
_QUALITIES = (72, 50, 30)  # of JPEG, until a thumbnail is small enough
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")


class Thumbnails(NamedTuple):
    """The thumbnails of an article: address by segment, and what is said of those that are missing."""

    addresses: dict[int, str]
    note: str


def thumbnails(corpus: Corpus, file: str | Path | None) -> Thumbnails:
    """The picture of each caption as a small JPEG, from the folder beside the page or from the file.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    file : str, Path or None
        what the article was read from; nothing is opened where this is no file.

    Returns
    -------
    Thumbnails
        addresses: of the segments with a picture, a data URI; note: how many pictures are not shown
        and why, "" for none.

    Examples
    --------
    >>> from analysis import read_text
    >>> thumbnails(read_text("Talks resume"), None)
    Thumbnails(addresses={}, note='')
    """
    if file is None or not Path(file).is_file():
        return Thumbnails({}, "")
    segments = corpus.segments
    references = segments.loc[segments["layer"] == "caption", "picture"].dropna()
    made: dict[str, str | None] = {}
    for reference in references.unique()[:MOST_PICTURES]:
        made[reference] = _address(Path(file), str(reference))
    addresses = {
        int(segment): address
        for segment, reference in references.items()
        if (address := made.get(reference)) is not None
    }
    return Thumbnails(addresses, _note(len(references), len(references) - len(addresses)))


def _note(n_pictures: int, n_missing: int) -> str:
    """What is said where pictures are missing.

    Examples
    --------
    >>> _note(4, 1)
    '1 of 4 pictures is not shown: not saved with the page, too large, or not readable.'
    """
    if not n_missing:
        return ""
    return (
        f"{n_missing:,} of {count(n_pictures, 'picture')} {verb('are', n_missing)} not shown: not saved"
        " with the page, too large, or not readable."
    )


def _address(file: Path, reference: str) -> str | None:
    """The thumbnail of a picture as an address that holds it."""
    try:
        content = picture_of(file, reference)
    except InputError:
        return None
    small = None if content is None else thumbnail(content)
    return None if small is None else f"data:image/jpeg;base64,{base64.b64encode(small).decode()}"


def thumbnail(content: bytes) -> bytes | None:
    """A picture as a JPEG of at most 280 by 180 pixels and 24,000 bytes, without its metadata.

    Parameters
    ----------
    content : bytes
        a JPEG, PNG, GIF, WebP or AVIF.

    Returns
    -------
    bytes or None
        None for what is broken, no picture of these kinds, or of more than 30 million pixels.

    Examples
    --------
    >>> thumbnail(b"GIF89a") is None
    True
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", _BOX)  # a large JPEG is decoded small
            return _written(_on_white(ImageOps.exif_transpose(picture)))
    except Exception:  # a decoder raises whatever a hostile file leads it to
        return None


def _on_white(picture: Image.Image) -> Image.Image:
    """A picture in the size of a thumbnail, its transparent parts white."""
    picture = picture.convert("RGBA")
    picture.thumbnail(_BOX)
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _written(picture: Image.Image) -> bytes | None:
    for quality in _QUALITIES:
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=quality, optimize=True)
        if target.tell() <= MOST_OF_THUMBNAIL:
            return target.getvalue()
    return None
