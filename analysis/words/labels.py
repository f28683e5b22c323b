"""Labels: how a reader is shown a layer, one of its segments, or a category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analysis.words.grammar import plural, verb
from analysis.words.lines import drawable


def segment_name(layer: str) -> str:
    """What one segment of a layer is called.

    Examples
    --------
    >>> segment_name("body"), segment_name("caption")
    ('paragraph', 'caption')
    """
    return "paragraph" if layer == "body" else layer


def segment_names(layers: Iterable[str]) -> list[str]:
    """What each segment of an article is called, from the layers of all its segments in order. Page
    furniture has no numbers, and a headline has none where it is the only one.

    Examples
    --------
    >>> segment_names(["headline", "body", "caption", "body", "boilerplate"])
    ['headline', 'paragraph 1', 'caption 1', 'paragraph 2', 'page furniture']
    """
    layers = list(layers)
    n_of, n_before = Counter(layers), Counter[str]()
    names = []
    for layer in layers:
        n_before[layer] += 1
        if layer == "boilerplate":
            names.append("page furniture")
        elif layer == "headline" and n_of[layer] == 1:
            names.append(layer)
        else:
            names.append(f"{segment_name(layer)} {n_before[layer]}")
    return names


def may_be_captions(n_lines: int, n_captions: int) -> str:
    """How many lines of an article are doubtful, and how many of them are labelled as captions.

    Examples
    --------
    >>> may_be_captions(14, 4), may_be_captions(3, 0)
    ('14 lines may be captions; 4 are labelled so.', '3 lines may be captions; none is labelled so.')
    >>> may_be_captions(1, 1), may_be_captions(1, 0)
    ('1 line may be a caption and is labelled so.', '1 line may be a caption and is not labelled so.')
    """
    if n_lines == 1:
        return f"1 line may be a caption and is {'' if n_captions else 'not '}labelled so."
    labelled = f"{n_captions:,} {verb('are', n_captions)}" if n_captions else "none is"
    return f"{n_lines:,} lines may be captions; {labelled} labelled so."


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
