"""quanteda's YAML: names of categories with lists of words, of categories, or of both; `word: 0.5`
gives a weight.
"""

from __future__ import annotations

from typing import NamedTuple

import yaml

from analysis.lexicons.dictionaries.draft import MOST_LEVELS, Draft, Path, number
from analysis.words import shortened

# Only its events are used, which leave every scalar the text that it is: "no" is a word, NO is
# Norway, 007 is no 7.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NO_BREAKS = dict.fromkeys(
    (0x85, 0x2028, 0x2029), " "
)  # line ends to YAML, not to an editor: they would shift the numbers
_OWN = ("", "__")  # quanteda writes the words that stand beside subcategories under such names


class _Node(NamedTuple):
    line: int
    text: str | None = None
    items: list[_Node] | None = None
    pairs: list[_Node] | None = None  # keys and values in turn


def read(draft: Draft) -> None:
    """Read the lines of the draft.

    Examples
    --------
    >>> draft = Draft(["harm:", "  - war"])
    >>> read(draft)
    >>> draft.codebook("mine", "", "category").frames["harm"].terms
    ('war',)
    """
    try:
        for root in _roots(draft):
            if root.pairs is None:
                raise ValueError(
                    f"line {root.line}: no names of categories; write 'name:' above a list of words"
                )
            _walk(draft, root, ())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ValueError(
            f"{line}not readable YAML ({problem}); mend that place, and put quotes round terms"
            " that begin with * or @"
        ) from None


def _roots(draft: Draft) -> list[_Node]:
    """The documents as trees. Events, since they expand no alias: nothing can multiply, and depth
    is bounded here.
    """
    roots: list[_Node] = []
    within: list[list[_Node]] = [roots]
    anchors: set[str] = set()
    for event in yaml.parse("\n".join(draft.lines).translate(_NO_BREAKS), Loader=_LOADER):
        line = event.start_mark.line + 1
        if anchor := getattr(event, "anchor", None):
            if not isinstance(event, yaml.AliasEvent):
                anchors.add(anchor)
                draft.lose(
                    line,
                    f"&{shortened(anchor, 40)} is a mark of YAML, no part of the word",
                    partly=True,
                )
            elif anchor in anchors:
                draft.lose(
                    line,
                    f"*{shortened(anchor, 40)} repeats what is marked &{shortened(anchor, 40)};"
                    " write the words out",
                )
                within[-1].append(_Node(line, items=[]))
            else:
                within[-1].append(
                    _Node(line, text=f"*{anchor}")
                )  # *phobia without quotes is meant as a glob
        elif isinstance(event, yaml.ScalarEvent):
            within[-1].append(_Node(line, text=event.value))
        if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            if len(within) > 3 * MOST_LEVELS:
                raise ValueError(
                    f"line {line}: lists within lists, deeper than any dictionary; mend that place"
                )
            inner: list[_Node] = []
            is_list = isinstance(event, yaml.SequenceStartEvent)
            within[-1].append(_Node(line, items=inner) if is_list else _Node(line, pairs=inner))
            within.append(inner)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            within.pop()
    return roots


def _walk(draft: Draft, node: _Node, path: Path) -> None:
    if node.text is not None:
        _word(draft, node, path)
    for item in node.items or []:
        _walk(draft, item, path)
    pairs = node.pairs or []
    named = list(zip(pairs[::2], pairs[1::2], strict=True))
    weights = [number(value.text or "") for _, value in named]
    if path and None not in weights:
        for (key, _), weight in zip(named, weights, strict=True):
            _word(draft, key, path, weight or 0.0)
        return
    for key, value in named:
        if key.text is None:
            draft.lose(key.line, "a list for a name of a category")
        elif key.text in _OWN and path:
            _walk(draft, value, path)
        elif below := draft.category([*path, key.text], key.line):
            _walk(draft, value, below)


def _word(draft: Draft, node: _Node, path: Path, weight: float = 1.0) -> None:
    text = node.text or ""
    if not path:
        draft.lose(node.line, "a word outside all categories")
    elif text.strip() and text != "~":  # an empty category is written name: or name: ~
        draft.add(path, text, node.line, weight)
