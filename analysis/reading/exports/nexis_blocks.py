"""The blocks of a LexisNexis or Nexis Uni export, the same from plain text and from HTML: lines as
they were meant, and how they look.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.reading.page.source import tree_of

_LOOKS_LIKE_HTML = re.compile(r"<(?:!doctype|html|head|body|p|div|h[1-6])\b", re.I)
# Lines that no program wrapped: each is a paragraph.
_NEVER_WRAPPED = 160
_USUAL_WIDTH = 78
# So many characters more than the next word needs: a line that short was ended on purpose.
_SURE_ROOM = 12
_CENTRED_INDENT = 4
_NEARLY_FULL = 70
_ENDS = (".", "!", "?", "…", ";", ":", '"', "”", "'", "’", ")")
_COLUMNS = re.compile(r"\S {3,}\S")


class ExportBlock(NamedTuple):
    """A paragraph, a field or a line of a frame.

    Attributes
    ----------
    lines : tuple of str
        its lines as they were meant: wrapped ones joined.
    centred, bold, italic : bool
        how all of it looks.
    lead : str
        the bold words that open it, where not all is bold: the name of a field.
    opens_box : bool
        True for the first block of a box of HTML.
    opens_record : bool
        True behind a mark of HTML for a new document.
    after_gap : bool
        True behind an empty line or paragraph.
    may_be_field : bool
        False inside a box, where a file has its fields in boxes of their own.
    """

    lines: tuple[str, ...]
    centred: bool = False
    bold: bool = False
    italic: bool = False
    lead: str = ""
    opens_box: bool = False
    opens_record: bool = False
    after_gap: bool = False
    may_be_field: bool = True

    @property
    def text(self) -> str:
        """All lines as one."""
        return " ".join(self.lines)


def is_html_export(text: str) -> bool:
    """True for text with the tags of a page.

    Examples
    --------
    >>> is_html_export("<p>Talks resume.</p>"), is_html_export("1 of 2 DOCUMENTS")
    (True, False)
    """
    return _LOOKS_LIKE_HTML.search(text, 0, 64 * 1024) is not None


# Several kinds of export ask for the lines of one file in turn.
@functools.lru_cache(maxsize=1)
def lines_of_beginning(text: str) -> tuple[str, ...]:
    """The lines of a text or of HTML as they are seen, roughly: enough to recognise an export.

    Examples
    --------
    >>> lines_of_beginning("<p><b>Body</b></p><p>They&nbsp;met.</p>")
    ('Body', 'They met.')
    """
    if is_html_export(text):
        text = re.sub(r"</(?:p|div|h[1-6])\s*>|<br\s*/?>", "\n", text, flags=re.I)
        text = re.sub(r"<[^<>]*>", "", text).replace("&nbsp;", " ")
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


# Plain text


def blocks_of_plain_text(
    text: str, *, line_is_block: bool = False, alone: re.Pattern[str] | None = None
) -> list[ExportBlock]:
    r"""The blocks of plain text between its empty lines.

    Parameters
    ----------
    line_is_block : bool
        True where each line is a paragraph, as in text out of a word processor.
    alone : pattern, optional
        of lines that are a block of their own, though no empty line stands beside them.

    Examples
    --------
    >>> blocks_of_plain_text("     The Courier\n\nTalks resume;\nA second line")[1].lines
    ('Talks resume;', 'A second line')
    """
    lines = [line.expandtabs().rstrip() for line in _lines(text)]
    if line_is_block or max(map(len, lines), default=0) > _NEVER_WRAPPED:
        groups: list[list[str]] = [[line] if line else [] for line in lines]
    else:
        groups = _between_blanks(lines, alone)
    width = _width(groups)
    blocks = []
    after_gap = True
    for group in groups:
        if group:
            blocks.append(_block_of_lines(group, width, after_gap))
        after_gap = not group
    return blocks


def _lines(text: str) -> list[str]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\f", "\n").replace("\xa0", " ").split("\n")


def _between_blanks(lines: Sequence[str], alone: re.Pattern[str] | None) -> list[list[str]]:
    """Runs of lines; an empty one for each gap."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if not line:
            groups.append([])
        elif alone and alone.fullmatch(line.strip()):
            groups += [[], [line], []]
        else:
            groups[-1].append(line)
    return groups


def _width(groups: Sequence[Sequence[str]]) -> int:
    """The width at which lines were wrapped: what most longer blocks reach."""
    widest = sorted(max(map(len, group)) for group in groups if len(group) >= 3)
    return widest[len(widest) // 2] if widest else _USUAL_WIDTH


def _block_of_lines(lines: Sequence[str], width: int, after_gap: bool) -> ExportBlock:
    centred = _are_centred(lines)
    has_columns = len(lines) > 1 and sum(
        _COLUMNS.search(line.strip()) is not None for line in lines
    ) * 2 >= len(lines)
    if has_columns and not centred:
        return ExportBlock(("\n".join(line.strip() for line in lines),), after_gap=after_gap)
    as_printed = (" ".join(line.split()) for line in lines)
    meant = as_printed if centred else _meant(lines, width)
    return ExportBlock(tuple(meant), centred=centred, after_gap=after_gap)


def _are_centred(lines: Sequence[str]) -> bool:
    """Every line is indented, but for those which fill the width and go on."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    if indents[-1] < _CENTRED_INDENT:
        return False
    return all(
        indent >= _CENTRED_INDENT or len(line) >= _NEARLY_FULL
        for indent, line in zip(indents, lines, strict=True)
    )


def _meant(lines: Sequence[str], width: int) -> Iterator[str]:
    """Wrapped lines joined: a line was ended on purpose where the next word had room on it."""
    joined = lines[0]
    for line, following in itertools.pairwise(lines):
        room = width - len(line) - 1 - len(following.split(None, 1)[0])
        on_purpose = room >= _SURE_ROOM or (room >= 0 and line.endswith(_ENDS))
        if on_purpose or following.startswith("  "):
            yield " ".join(joined.split())
            joined = following
        else:
            joined += " " + following
    yield " ".join(joined.split())


# HTML

_BOXES = frozenset(
    "p h1 h2 h3 h4 h5 h6 div li ul ol table tr td th section article header footer blockquote pre"
    " body hr center figure figcaption".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_PARAGRAPHS = _HEADINGS | {"p"}
_UNSEEN = ("script", "style", "head", "template", "noscript")
_RULE = re.compile(r"\.([\w-]{1,40})\s{0,9}\{([^{}]{0,2000})\}")
_RECORD_MARK = re.compile(r"DOC_ID_\d+_\d+")


def blocks_of_html(text: str) -> list[ExportBlock]:
    """The blocks of HTML, with what its styles and tags say of their look.

    Examples
    --------
    >>> [block] = blocks_of_html("<p><b>Section:</b> World<br>Page 4</p>")
    >>> block.lead, block.lines
    ('Section:', ('Section: World', 'Page 4'))
    """
    from lxml import etree

    tree = tree_of(text, "the export")
    walk = _Walk(_looks_by_class(tree.itertext("style")))
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            walk.add(element.tail if event == "end" else None)
        elif event == "start":
            walk.enter(element.tag, element.attrib)
            walk.add(element.text)
        else:
            walk.leave(element.tag)
            walk.add(element.tail)
    walk.close()
    if any(block.opens_box and block.lead.endswith(":") for block in walk.blocks):
        return [block._replace(may_be_field=block.opens_box) for block in walk.blocks]
    return walk.blocks


def _looks_by_class(styles: Iterator[str]) -> dict[str, frozenset[str]]:
    rules = (rule for style in styles for rule in _RULE.finditer(style))
    return {rule[1]: _looks(rule[2]) for rule in rules}


def _looks(style: str) -> frozenset[str]:
    squeezed = re.sub(r"\s", "", style.casefold())
    signs = {
        "bold": "font-weight:bold",
        "italic": "font-style:italic",
        "centred": "text-align:center",
    }
    return frozenset(look for look, sign in signs.items() if sign in squeezed)


@dataclass
class _Walk:
    """Gathers runs of words, and closes a block where a box opens or ends."""

    by_class: Mapping[str, frozenset[str]]
    blocks: list[ExportBlock] = field(default_factory=list)
    looks: list[frozenset[str]] = field(default_factory=lambda: [frozenset()])
    runs: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    opens_box: bool = False
    opens_record: bool = False
    after_gap: bool = True

    def enter(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _BOXES:
            self.close()
            self.opens_box |= tag == "div"
        if tag == "br":
            self.runs.append(("\n", self.looks[-1]))
        if tag == "a" and _RECORD_MARK.match(attributes.get("name") or ""):
            self.close()
            self.opens_record = True
        self.looks.append(self.looks[-1] | self._own_looks(tag, attributes))

    def _own_looks(self, tag: str, attributes: Mapping[str, str]) -> frozenset[str]:
        looks = _looks(attributes.get("style") or "")
        for name in (attributes.get("class") or "").split():
            looks |= self.by_class.get(name, frozenset())
        by_tag = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "center": "centred"}
        if tag in by_tag or tag in _HEADINGS:
            looks |= {by_tag.get(tag, "bold")}
        if (attributes.get("align") or "").casefold() == "center":
            looks |= {"centred"}
        return looks

    def add(self, text: str | None) -> None:
        if text:
            self.runs.append((re.sub(r"\s+", " ", text), self.looks[-1]))

    def leave(self, tag: str) -> None:
        if tag in _BOXES:
            was_empty = not self.close()
            if tag in _PARAGRAPHS and was_empty:
                self.after_gap = True
        self.looks.pop()

    def close(self) -> bool:
        """End the block; False where it holds no word."""
        runs, self.runs = self.runs, []
        text = "".join(run for run, _ in runs)
        lines = tuple(" ".join(line.split()) for line in text.split("\n") if line.strip())
        if not lines:
            return False
        seen = [(run, looks) for run, looks in runs if run.strip()]
        bold, italic, centred = (
            all(look in looks for _, looks in seen) for look in ("bold", "italic", "centred")
        )
        self.blocks.append(
            ExportBlock(
                lines,
                centred=centred,
                bold=bold,
                italic=italic,
                lead=_bold_lead(seen),
                opens_box=self.opens_box,
                opens_record=self.opens_record,
                after_gap=self.after_gap,
            )
        )
        self.opens_box = self.opens_record = self.after_gap = False
        return True


def _bold_lead(runs: Sequence[tuple[str, frozenset[str]]]) -> str:
    lead = ""
    for run, looks in runs:
        if "bold" not in looks:
            break
        lead += run
    return " ".join(lead.split())
