"""Grammar: a number and its noun, a layer and its verb."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLURALS = {"caption": "captions", "subheading": "subheadings"}
_MORE_IN = "more in "
_IRREGULAR = {"are": "is", "do": "does", "have": "has", "were": "was"}
# Tables keep the values that they have always had, so that what others wrote continues to work.
_VERDICT_WORDS = {
    "no difference shown": "no clear difference",
    "described, not tested": "shown for information, not tested",
}


def plural(layer: str) -> str:
    """How a layer is named in a sentence: captions, subheadings, but headline and body.

    Examples
    --------
    >>> plural("caption"), plural("body")
    ('captions', 'body')
    """
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
    """A layer in a sentence: captions, the body.

    Examples
    --------
    >>> the("caption"), the("body")
    ('captions', 'the body')
    """
    return f"the {layer}" if is_singular(layer) else plural(layer)


def more_in(layer: str) -> str:
    """The verdict that a layer is shown to hold more.

    Examples
    --------
    >>> more_in("caption")
    'more in captions'
    """
    return f"{_MORE_IN}{plural(layer)}"


def is_claim(verdict: str) -> bool:
    """Whether a verdict says that one layer holds more.

    Examples
    --------
    >>> is_claim("more in captions"), is_claim("no difference shown")
    (True, False)
    """
    return verdict.startswith(_MORE_IN)


def verdict_words(verdict: str) -> str:
    """A verdict of a comparison as a reader is shown it.

    Examples
    --------
    >>> verdict_words("no difference shown"), verdict_words("more in captions")
    ('no clear difference', 'more in captions')
    """
    return _VERDICT_WORDS.get(verdict, verdict)


def of_a_sum(verdict: str, more: str) -> str:
    """The verdict about a sum, which is not more, but higher, or more positive.

    Examples
    --------
    >>> of_a_sum("more in captions", "more positive"), of_a_sum("cannot be tested here", "more positive")
    ('more positive in captions', 'cannot be tested here')
    """
    if is_claim(verdict):
        return f"{more} in {verdict.removeprefix(_MORE_IN)}"
    return verdict_words(verdict)


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


def noun(singular: str, n: int) -> str:
    """A noun for so many things: segment, segments; category, categories.

    Examples
    --------
    >>> noun("segment", 2), noun("category", 0), noun("day", 2), noun("day", 1)
    ('segments', 'categories', 'days', 'day')
    """
    if n == 1:
        return singular
    return re.sub(r"(?<=[^aeiou])y$", "ie", singular) + "s"


def count(n: int, singular: str) -> str:
    """A number and its noun.

    Examples
    --------
    >>> count(1, "word"), count(1234, "word")
    ('1 word', '1,234 words')
    """
    return f"{n:,} {noun(singular, n)}"


def listed(items: Sequence[str], most: int, *, more: bool = True) -> str:
    """Items as a sentence lists them; what goes beyond `most` is counted, or left out.

    Examples
    --------
    >>> listed(["Iran", "Israel"], 3)
    'Iran and Israel'
    >>> listed(["Iran", "Israel", "Armenia", "Russia"], 2)
    'Iran, Israel and 2 more'
    """
    items = list(items)
    if len(items) > most + 1 and more:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    items = items if more else items[:most]
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def capitalised(text: str) -> str:
    """A text as a sentence begins: with a capital, and the rest as it is.

    Examples
    --------
    >>> capitalised("captions name BBC"), capitalised("")
    ('Captions name BBC', '')
    """
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """A text as it goes on within a sentence: without the capital of its first word, unless that is
    one of an abbreviation.

    Examples
    --------
    >>> uncapitalised("Military hardware"), uncapitalised("NATO")
    ('military hardware', 'NATO')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
