"""Labels: how a reader is shown a layer, one of its segments, or a category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analysis.words.grammar import count, noun, plural, verb
from analysis.words.lines import drawable


def segment_name(layer: str) -> str:
    """What one segment of a layer is called.

    Examples
    --------
    >>> segment_name("body"), segment_name("caption")
    ('paragraph', 'caption')
    """
    return "paragraph" if layer == "body" else layer


def layer_name(layer: str) -> str:
    """What a reader is shown a layer as.

    Examples
    --------
    >>> layer_name("caption"), layer_name("boilerplate")
    ('caption', 'page furniture')
    """
    return "page furniture" if layer == "boilerplate" else layer


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
            names.append(layer_name(layer))
        elif layer == "headline" and n_of[layer] == 1:
            names.append(layer)
        else:
            names.append(f"{segment_name(layer)} {n_before[layer]}")
    return names


def may_be_captions(n_lines: int, n_captions: int) -> str:
    """How many lines of an article are doubtful, and how many of them are labelled as captions.

    Examples
    --------
    >>> may_be_captions(14, 4)
    '14 lines may be captions or not; 4 are labelled as captions, 10 are not.'
    >>> may_be_captions(3, 0), may_be_captions(1, 0)
    ('3 lines with another label may be captions.', '1 line with another label may be a caption.')
    >>> may_be_captions(2, 2), may_be_captions(1, 1)
    ('2 lines labelled as captions may be none.', '1 line labelled as a caption may be none.')
    """
    lines, of_kind = count(n_lines, "line"), "a caption" if n_lines == 1 else "captions"
    if not n_captions:
        return f"{lines} with another label may be {of_kind}."
    if n_captions == n_lines:
        return f"{lines} labelled as {of_kind} may be none."
    labelled = f"{n_captions:,} {verb('are', n_captions)} labelled as {noun('caption', n_captions)}"
    others = n_lines - n_captions
    return f"{lines} may be captions or not; {labelled}, {others:,} {verb('are', others)} not."


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
