"""Lines: a text cut short where it is longer than a reader reads, with an ellipsis that says so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_ENDLESS = re.compile(r"(\S{60})\S+")
_TURNING = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)  # direction marks


def shortened(text: str, longest: int, *, at: str = "") -> str:
    """The text, cut where it is longer than anybody reads (behind an `at`, if it has one).

    Examples
    --------
    >>> shortened("a" * 50, 5), shortened("war 3, peace 2, arms 1", 18, at=", ")
    ('aaaa…', 'war 3, peace 2, …')
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return f"{cut.rsplit(at, 1)[0]}{at.rstrip()} …" if at and at in cut else f"{cut.rstrip()}…"


def beginning(text: str, longest: int) -> str:
    r"""The beginning of a text, which may be one of megabytes, on one line.

    Examples
    --------
    >>> beginning("Why\n\nIsrael wins ", 10), beginning("a" * 1_000_000, 5)
    ('Why Israe…', 'aaaa…')
    """
    line = " ".join(text[: 4 * longest].split())
    return shortened(line, longest) if len(text) <= 4 * longest else f"{line[: longest - 1]}…"


def whole_words(text: str, longest: int) -> str:
    """The beginning of a text, cut between two words; within its first word if that is too long.

    Examples
    --------
    >>> whole_words("Why Israel wins", 13), whole_words("Why Israel", 12), whole_words("Azerbaijan", 5)
    ('Why Israel …', 'Why Israel', 'Azer…')
    """
    start = beginning(text, longest)
    words = start.rpartition(" ")[0]
    return f"{words} …" if start.endswith("…") and words else start


def drawable(text: object, longest: int = 200, *, at: str = "") -> str:
    r"""A text of the article as one line that can be drawn and stored, shortened as `shortened`
    does it.

    Examples
    --------
    >>> drawable("  Why\nIsrael   wins ", 10)
    'Why Israe…'
    """
    # Control characters break SVG, surrogates break every file, and direction marks would turn the
    # words beside them.
    kept = (
        " " if char.isspace() and char != "\xa0" else char
        for char in str(text)
        if char.isspace() or _can_be_drawn(char)
    )
    return shortened(" ".join(word for word in "".join(kept).split(" ") if word), longest, at=at)


def _can_be_drawn(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co") and char not in _TURNING


def cut_words(text: str) -> str:
    """A text to be shown: of a word that no reader would read to its end only the beginning.

    Examples
    --------
    >>> cut_words("Oh " + 1000 * "x" + "!") == "Oh " + 60 * "x" + "…"
    True
    """
    return _ENDLESS.sub(r"\1…", text)


def first_words(text: str, n_words: int = 8) -> str:
    """The words by which a text is recognised; words that no reader would read to their end are
    cut.

    Examples
    --------
    >>> first_words("One two three four five six seven eight nine.")
    'One two three four five six seven eight …'
    >>> len(first_words("x" * 1_000_000))
    61
    """
    words = text.split(maxsplit=n_words)
    return cut_words(" ".join(words[:n_words])) + (" …" if len(words) > n_words else "")


def first_of(items: Sequence[str], most: int, *, between: str = ", ") -> str:
    """The first of the items, and a sign that there are more.

    Examples
    --------
    >>> first_of(["a", "b"], 2), first_of(["a", "b", "c"], 2)
    ('a, b', 'a, b, …')
    """
    return between.join([*items[:most], "…"] if len(items) > most else items)
