"""Yoshikoder's .ykd and Lexicoder 2's .lcd: XML, categories (cnode) that hold words (pnode) and
categories.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from analysis.lexicons.dictionaries.draft import Draft, Path, number
from analysis.words import shortened

_ANYTHING = re.compile(r"(?:\.|\\w|\[[a-z]+\])\*", re.IGNORECASE)
_REGEX = re.compile(r"[\[\](){}|^$\\+.]")


def read(draft: Draft) -> None:
    """Read the lines of the draft.

    Examples
    --------
    >>> draft = Draft(['<dictionary><cnode name="harm"><pnode name="war"/></cnode></dictionary>'])
    >>> read(draft)
    >>> draft.codebook("mine", "", "category").frames["harm"].terms
    ('war',)
    """
    # Expat fetches nothing and knows the line of every element; entities are refused, so that none
    # can multiply.
    parser = expat.ParserCreate("utf-8")
    parser.EntityDeclHandler = _refuse_entities
    nodes = _Nodes(draft, parser)
    parser.StartElementHandler, parser.EndElementHandler = nodes._open, nodes._close
    try:
        parser.Parse("\n".join(draft.lines).encode("utf-8", errors="replace"), True)
    except expat.ExpatError as error:
        problem = expat.ErrorString(error.code)
        raise ValueError(
            f"line {error.lineno}: not readable XML ({problem}); mend that place"
        ) from None


def _refuse_entities(*_: object) -> None:
    raise ValueError("it declares XML entities, which no dictionary needs; delete them")


class _Nodes:
    """The path to where the parser is."""

    def __init__(self, draft: Draft, parser: expat.XMLParserType) -> None:
        self.draft, self.parser = draft, parser
        self.paths: list[Path | None] = []
        self.as_glob: Callable[[str], str] = str

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        name = attributes.get("name", "").strip()
        if tag == "dictionary":
            if attributes.get("patternengine", "").lower().startswith("reg"):
                self.as_glob = _glob
        elif tag == "cnode":
            self.paths.append(self._category(name, line))
        elif tag == "pnode":
            self._word(name, attributes, line)
        else:
            self.draft.lose(line, f"<{shortened(tag, 40)}> is neither a category nor a word")

    def _close(self, tag: str) -> None:
        if tag == "cnode":
            self.paths.pop()

    def _category(self, name: str, line: int) -> Path | None:
        above = self.paths[-1] if self.paths else ()
        if above is None:
            self.draft.lose(line, "in a category that could not be read", text=name)
            return None
        return self.draft.category([*above, name], line)

    def _word(self, name: str, attributes: dict[str, str], line: int) -> None:
        path = self.paths[-1] if self.paths else None
        written = attributes.get("weight") or attributes.get("score") or "1"
        weight, term = number(written), self.as_glob(name)
        if path is None:
            why = (
                "in a category that could not be read"
                if self.paths
                else "a word outside all categories"
            )
            self.draft.lose(line, why, text=name)
        elif weight is None:
            self.draft.lose(line, f"the weight {shortened(written, 40)!r} is no number", text=name)
        elif not term:
            self.draft.lose(
                line,
                "a regular expression; write it with * and ?" if name else "a word without a name",
                text=name,
            )
        else:
            self.draft.add(path, term, line, weight)


def _glob(expression: str) -> str:
    """A regular expression as a term with *; "" where it says more than that.

    Examples
    --------
    >>> _glob("abandon.*"), _glob("tax"), _glob("(income|sales) tax")
    ('abandon*', 'tax', '')
    """
    term = _ANYTHING.sub("\0", expression)
    return "" if _REGEX.search(term) or {"*", "?"} & set(term) else term.replace("\0", "*")
