"""Labels: how a reader is shown a layer, one of its segments, or a category."""

from __future__ import annotations

from analysis.words.grammar import plural
from analysis.words.lines import drawable


def segment_name(layer: str) -> str:
    """What one segment of a layer is called.

    Examples
    --------
    >>> segment_name("body"), segment_name("caption")
    ('paragraph', 'caption')
    """
    return "paragraph" if layer == "body" else layer


def none(layer: str) -> str:
    """What is said of an article without such a layer.

    Examples
    --------
    >>> none("caption"), none("body")
    ('No captions in this article', 'No body in this article')
    """
    return f"No {plural(layer)} in this article"


def short_label(category: object, longest: int) -> str:
    """A category or its label as a reader is shown it.

    Examples
    --------
    >>> short_label("PERSON", 40), short_label("military_capability", 40)
    ('Person', 'Military capability')
    """
    words = drawable(category, longest).replace("_", " ").strip()
    words = {"ORG": "organisation"}.get(words, words)
    return words.capitalize() if len(words) > 3 and (words.isupper() or words.islower()) else words
