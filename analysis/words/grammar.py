"""Grammar: a number and its noun, a layer and its verb."""

from __future__ import annotations

_PLURALS = {"caption": "captions", "subheading": "subheadings"}
_IRREGULAR = {"are": "is", "have": "has", "were": "was"}


def plural(layer: str) -> str:
    """How a layer is named in a sentence: captions, subheadings, but headline and body."""
    return _PLURALS.get(layer, layer)


def is_singular(subject: int | str) -> bool:
    """True for one thing, and for a layer that is named in the singular.

    Examples
    --------
    >>> is_singular(1), is_singular(0), is_singular("headline"), is_singular("caption")
    (True, False, True, False)
    """
    return not plural(subject).endswith("s") if isinstance(subject, str) else subject == 1


def the(layer: str) -> str:
    """A layer in a sentence: captions, the body."""
    return f"the {layer}" if is_singular(layer) else plural(layer)


def more_in(layer: str) -> str:
    """The verdict that a layer is shown to hold more.

    Examples
    --------
    >>> more_in("caption")
    'more in captions'
    """
    return f"more in {plural(layer)}"


def verb(several: str, subject: int | str) -> str:
    """The verb of a subject that is so many things, or a layer, from its form for several.

    Examples
    --------
    >>> verb("hold", "caption"), verb("hold", "headline"), verb("are", 1), verb("are", 0)
    ('hold', 'holds', 'is', 'are')
    """
    if not is_singular(subject):
        return several
    return _IRREGULAR.get(several, f"{several}s")


def s(subject: int | str) -> str:
    """The ending of a verb: captions hold, the body holds."""
    return verb("", subject)


def noun(singular: str, n: int) -> str:
    """A noun for so many things: segment, segments."""
    return singular if n == 1 else f"{singular}s"


def count(n: int, singular: str) -> str:
    """A number and its noun.

    Examples
    --------
    >>> count(1, "word"), count(1234, "word")
    ('1 word', '1,234 words')
    """
    return f"{n:,} {noun(singular, n)}"
