"""The boxes of a database's page in the order of its words, each with the classes it is in.

A flat list, since such pages nest whole documents and close what they never opened: what stands
behind a stray end tag still follows its record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.reading.page.source import tree_of

_BOXES = frozenset(
    """p h1 h2 h3 h4 h5 h6 div li ul ol dl dt dd table tr td th section article header footer aside
    blockquote pre body hr center figure figcaption form text photo_caption""".split()
)
_BOLD = frozenset("b strong h1 h2 h3 h4 h5 h6".split())
_UNSEEN = ("script", "style", "template", "noscript", "title", "meta", "link")

Attributes = Mapping[str, str]

_BLANKS, _BLANKS_IN_LINE = re.compile(r"\s+"), re.compile(r"[^\S\n]+")


class Box(NamedTuple):
    """A box that holds words.

    Attributes
    ----------
    text : str
        its words, with single blanks; the lines of a `<pre>` and what `<br>` divides keep theirs.
    tag : str
        of the box; "@title" for the title of a link, which no box shows.
    marks : frozenset of str
        those classes, ids and tags of it and of what it is in that were asked for; an element
        that has one is a box of its own.
    lead : str
        the bold words that open it, without the colon behind them.
    record : int
        how many records were opened before its words.
    """

    text: str
    tag: str = "p"
    marks: frozenset[str] = frozenset()
    lead: str = ""
    record: int = 0

    @property
    def words(self) -> str:
        """All its lines as one."""
        return " ".join(self.text.split())

    @property
    def value(self) -> str:
        """Its words behind the lead."""
        words = self.words
        bare = words[len(self.lead) :] if words.startswith(self.lead) else words
        return bare.lstrip(" :\xa0")


def is_page(text: str) -> bool:
    r"""True for text that opens with a tag; a mail or a program may hold tags too.

    Examples
    --------
    >>> is_page("\ufeff <div>Talks</div>"), is_page("From: a <p>@courier.example")
    (True, False)
    """
    return text[:4096].lstrip("\ufeff \t\r\n").startswith("<")


def boxes_of(
    text: str, *, marks: re.Pattern[str], opens: Callable[[str, Attributes], bool]
) -> list[Box]:
    """The boxes of a page that hold words.

    Parameters
    ----------
    marks : pattern
        matches the whole of each class, id or tag that boxes are asked for.
    opens : callable
        of an element's tag and attributes: True where a new record begins.

    Examples
    --------
    >>> page = "<div class=item><h3>Talks</h3><p><b>Section:</b> World</p></div></div><p>They met."
    >>> boxes = boxes_of(page, marks=re.compile("item"), opens=lambda tag, _: tag == "h3")
    >>> [(box.tag, box.words, sorted(box.marks), box.lead, box.record) for box in boxes][:2]
    [('h3', 'Talks', ['item'], 'Talks', 1), ('p', 'Section: World', ['item'], 'Section', 1)]
    >>> boxes[1].value
    'World'
    """
    from lxml import etree

    tree = tree_of(text, "the export")
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    walk = _Walk(marks, opens)
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if not isinstance(element.tag, str):
            if event in ("comment", "pi"):
                walk.add(element.tail)
        elif event == "start":
            walk.enter(element.tag, element.attrib)
            walk.add(element.text)
        else:
            walk.leave()
            walk.add(element.tail)
    walk.close()
    return walk.boxes


class _Level(NamedTuple):
    """What holds inside of an element."""

    tag: str  # of the nearest box
    marks: frozenset[str]
    is_bold: bool
    keeps_lines: bool
    is_box: bool = True


@dataclass
class _Walk:
    """Gathers runs of words, and closes a box where one opens or ends."""

    asked: re.Pattern[str]
    opens: Callable[[str, Attributes], bool]
    boxes: list[Box] = field(default_factory=list)
    levels: list[_Level] = field(
        default_factory=lambda: [_Level("body", frozenset(), False, False)]
    )
    runs: list[tuple[str, bool]] = field(default_factory=list)
    record: int = 0

    def enter(self, tag: str, attributes: Attributes) -> None:
        level = self.levels[-1]
        opens_record = self.opens(tag, attributes)
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {tag}".split()
        own = frozenset(filter(self.asked.fullmatch, names))
        is_box = tag in _BOXES or bool(own)
        if is_box or opens_record:
            self.close()
        self.record += opens_record
        if tag == "br":
            self.runs.append(("\n", level.is_bold))
        within = level.marks | own if own else level.marks
        self.levels.append(
            _Level(
                tag if tag in _BOXES else level.tag,
                within,
                level.is_bold or tag in _BOLD,
                level.keeps_lines or tag == "pre",
                is_box,
            )
        )
        title = " ".join((attributes.get("title") or "").split())
        if title and tag == "a":
            self.boxes.append(Box(title, "@title", within, record=self.record))

    def add(self, text: str | None) -> None:
        if text:
            level = self.levels[-1]
            blanks = _BLANKS_IN_LINE if level.keeps_lines else _BLANKS
            self.runs.append((blanks.sub(" ", text), level.is_bold))

    def leave(self) -> None:
        if self.levels[-1].is_box:
            self.close()
        self.levels.pop()

    def close(self) -> None:
        """End the box."""
        runs, self.runs = self.runs, []
        lines = "".join(run for run, _ in runs).split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines if line.strip())
        if text:
            level = self.levels[-1]
            self.boxes.append(Box(text, level.tag, level.marks, _lead(runs), self.record))


def _lead(runs: list[tuple[str, bool]]) -> str:
    lead = ""
    for run, is_bold in runs:
        if not is_bold and run.strip():
            break
        lead += run
    return " ".join(lead.split()).rstrip(" :")
