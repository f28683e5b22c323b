"""What a reader collects: categories with their words, and every line that could not be used, with
its reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from analysis.lexicons.dictionaries.terms import read_term
from analysis.lexicons.frames import Codebook, Frame
from analysis.lexicons.losses import LONGEST_EXCERPT, Loss, excerpt
from analysis.reading.errors import one_line

MOST_LEVELS = 20  # a word counts in each category above its own: the bound keeps a hostile file from multiplying
LONGEST_NAME = 200
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,18}(?:[.,][0-9]{0,18})?|[.,][0-9]{1,18})(?:[eE][-+]?[0-9]{1,3})?"
)

Path = tuple[str, ...]


class Draft:
    """A dictionary while it is read: `category` and `add` keep, `lose` reports."""

    def __init__(self, lines: Sequence[str], name: str = "") -> None:
        self.lines, self.name = lines, name
        self.lost: list[Loss] = []
        self._terms: dict[Path, dict[str, float]] = {}
        self._read: dict[str, tuple[str, str]] = {}

    def lose(self, line: int, why: str, *, text: str | None = None, partly: bool = False) -> None:
        """Report a line (of a long one, the text that is meant).

        Parameters
        ----------
        line : int
            from 1.
        partly : bool
            whether something of it counts all the same.
        """
        shown = self.lines[line - 1]
        shown = text if text is not None and len(shown) > LONGEST_EXCERPT else shown
        loss = Loss(line, excerpt(shown), one_line(why), partly)
        if self.lost[-1:] != [loss]:  # a word of several categories is reported once
            self.lost.append(loss)

    def category(self, names: Sequence[str], line: int) -> Path | None:
        """A category by its name and those above it.

        Parameters
        ----------
        names : sequence of str
            from the outermost to its own; those above it come to be with it.

        Returns
        -------
        tuple of str or None
            the names as they are kept; None where it cannot be one, which is reported.
        """
        names = [" ".join(name[: 4 * LONGEST_NAME].split()) for name in names]
        if not names or not names[-1]:
            self.lose(line, "a category without a name")
            return None
        if len(names) > MOST_LEVELS:
            self.lose(line, f"deeper than {MOST_LEVELS} categories")
            return None
        if len(names[-1]) > LONGEST_NAME:
            self.lose(
                line, f"the name of the category is cut to {LONGEST_NAME} characters", partly=True
            )
        path = tuple(name[:LONGEST_NAME] for name in names)
        for level in range(1, len(path) + 1):
            self._terms.setdefault(path[:level], {})
        return path

    def add(self, path: Path, text: str, line: int, weight: float = 1.0) -> bool:
        """A word or phrase of a category.

        Parameters
        ----------
        path : tuple of str
            as `category` gives it.
        text : str
            as the file writes the word (see `read_term`).
        line : int
            from 1.

        Returns
        -------
        bool
            False where it cannot be looked for, which is reported.
        """
        term, why = self._read.get(text) or read_term(text)
        self._read[text] = term, why
        if why:
            self.lose(line, why, text=text, partly=bool(term))
        if not term:
            return False
        terms = self._terms[path]
        if terms.setdefault(term, weight) != weight:
            why = (
                f"{term!r} stands in {path[-1]!r} with the weight {terms[term]:g} already; that one"
                " counts"
            )
            self.lose(line, why, text=text)
        return True

    def codebook(self, name: str, source: str, lookup: str) -> Codebook:
        """The codebook of all that was kept, its losses in the order of the lines.

        Raises
        ------
        ValueError
            where no word was kept; the message gives the first loss.
        """
        lost = tuple(sorted(self.lost, key=lambda loss: loss.line))
        if not any(self._terms.values()):
            first = f" (line {lost[0].line}: {lost[0].why})" if lost else ""
            raise ValueError(
                f"no word of a category in it{first}; check that it is a dictionary of this kind"
            )
        frames: dict[str, Frame] = {}
        keys: dict[Path, str] = {(): ""}
        for path, terms in self._terms.items():
            keys[path] = key = _free(
                "/".join(filter(None, [keys[path[:-1]], path[-1].replace("/", "-")])), frames
            )
            weights = {term: weight for term, weight in terms.items() if weight != 1}
            frames[key] = Frame(key, " / ".join(path), "", "", "", tuple(terms), (), weights)
        return Codebook(name, name, "", "", source, "", frames, lookup, lost=lost)


def _free(key: str, taken: dict[str, Frame]) -> str:
    """The key itself, or with a number where a slash in another name has made the two alike."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key} ({number})"
    return free


def number(text: str) -> float | None:
    """A weight, with a decimal point or comma; None where it is no finite number.

    Examples
    --------
    >>> number("0.5"), number("-1,5"), number("1e999"), number("x")
    (0.5, -1.5, None, None)
    """
    if not _NUMBER.fullmatch(text.strip()):
        return None
    value = float(text.strip().replace(",", "."))
    return value if math.isfinite(value) else None


def indent(line: str) -> int:
    r"""How far a line is set in, in columns; a tab is four, less than four columns of spaces are
    none.

    Examples
    --------
    >>> [indent(line) for line in ("word", " word", "    word", "\tword", "\t\tword", "   \tword")]
    [0, 0, 4, 4, 8, 4]
    """
    lead = line[: len(line) - len(line.lstrip(" \t"))][:1000].expandtabs(4)
    return len(lead) if len(lead) >= 4 else 0
