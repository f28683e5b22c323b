"""Lexicoder's .lc3: +NAME opens a category, each line below is one of its words. (.lcd is XML, as
Yoshikoder's.)
"""

from __future__ import annotations

import re

from analysis.lexicons.dictionaries.draft import Draft, Path

_COLOUR = re.compile(
    r"(?<!\s)\s*(?:#[0-9a-fA-F]{6}|[\[(]\s*[0-9]{1,3}\s*,\s*[0-9]{1,3}\s*,\s*[0-9]{1,3}\s*[\])])$"
)


def read(draft: Draft) -> None:
    """Read the lines of the draft.

    Examples
    --------
    >>> draft = Draft(["+HARM", "war"])
    >>> read(draft)
    >>> draft.codebook("mine", "", "category").frames["HARM"].terms
    ('war',)
    """
    path: Path | None = None
    opened = False
    for number, line in enumerate(draft.lines, 1):
        text = line.strip()
        if text.startswith("+"):
            # Only the first + is a sign: "+STATE+" and "=STATE=" are names of categories (Laver &
            # Garry, 2000).
            name = _COLOUR.sub("", text[1:][-1000:]) if len(text) <= 1000 else text[1:]
            path, opened = draft.category([name], number), True
        elif text and path is not None:
            draft.add(path, text, number)
        elif text:
            draft.lose(
                number,
                (
                    "in a category that could not be read"
                    if opened
                    else "stands above the first category (+NAME)"
                ),
            )
