"""WordStat's .cat: words end in their weight in brackets; what does not is a category of the lines
set in below it.
"""

from __future__ import annotations

import re

from analysis.lexicons.dictionaries.draft import Draft, Path, indent, number

_WEIGHT = re.compile(r"\(([^()]*)\)$")
# A rule names categories (#NAME), operators in capitals, or a reach (/S, /C5): WordStat user's
# guide, "Working with rules".
_RULE = re.compile(
    r"^@|#\w|^[^\[]*\[.*\]|(?<=\S) (?:NOT |AND )?(?:NEAR|AFTER|BEFORE)(?= \S)| AND NOT"
    r" |\s/\s?[A-Z]{1,2}\s?[0-9]*\b"
)


def read(draft: Draft) -> None:
    """Read the lines of the draft.

    Examples
    --------
    >>> draft = Draft(["harm", "    war (1)"])
    >>> read(draft)
    >>> draft.codebook("mine", "", "category").frames["harm"].terms
    ('war',)
    """
    above: list[tuple[int, Path | None, int]] = []
    filled: set[int] = set()
    opened: set[int] = set()
    for line, raw in enumerate(draft.lines, 1):
        text = raw.strip()
        if not text:
            continue
        depth, (name, weight) = indent(raw), _weighted(text)
        if weight is None and not _RULE.search(text[:2000]):
            while above and above[-1][0] >= depth:
                above.pop()
            parent = above[-1][1] if above else ()
            filled.update(row for _, _, row in above)
            path = None
            if parent is None:
                draft.lose(line, "in a category that could not be read")
            else:
                path = draft.category([*parent, name], line)
            above.append((depth, path, line))
            opened.add(line)
            continue
        inside = [row for row in above if row[0] < depth] or above[-1:]
        filled.update(row[2] for row in inside)
        _entry(draft, line, name, weight, inside[-1][1] if inside else None)
    for line in sorted(opened - filled):
        draft.lose(
            line,
            "neither a weight nor lines below it: a category without words; a word is written"
            " 'word (1)'",
        )


def _weighted(text: str) -> tuple[str, str | None]:
    """A line and the weight in brackets at its end, if it is one."""
    weight = _WEIGHT.search(text[-100:])
    if weight is None or not re.match(r"\s*[-+.,]?[0-9]", weight[1]):
        return text, None
    return text.removesuffix(weight[0]).rstrip(), weight[1]


def _entry(draft: Draft, line: int, text: str, weight: str | None, path: Path | None) -> None:
    value = 1.0 if weight is None else number(weight)
    if _RULE.search(text[:2000]):
        draft.lose(
            line,
            "a rule on the words around, which is not applied; write its word alone to count it"
            " everywhere, and a phrase in small letters",
        )
    elif value is None:
        draft.lose(line, f"the weight ({weight}) is no number")
    elif path is None:
        draft.lose(line, "a word outside all categories")
    else:
        # WordStat joins the words of a phrase by underscores.
        draft.add(path, text.replace("_", " "), line, value)
