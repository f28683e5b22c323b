"""PDF documents → text: lines as the page places them, joined to paragraphs; running heads and page
numbers apart, at the end.
"""

from __future__ import annotations

import ctypes
import itertools
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from analysis.reading.containers.contents import holding
from analysis.reading.errors import InputError
from analysis.reading.exports import BEGINNING, export_of
from analysis.reading.sources import ARTICLE_LIMIT, Source

_MOST_PAGES = 5_000
_MOST_CHARACTERS = 20_000_000
_SOFT_HYPHENS = "\x02\ufffe\xad"
# In sizes of the type: what divides two columns, indents a line, and is the blank between words.
_GUTTER, _INDENT, _BLANK = 2.5, 0.8, 0.25
_SAME_SIZE = 0.08  # two sizes that differ by less are one
_WIDE_PITCH = 1.25  # lines further apart than so many usual distances belong to two paragraphs
_LEAST_ROWS = 4  # rows of columns, where the file holds a page row by row
_LEAST_WIDTH = 9  # of a column of text, in sizes of the type
_OUTERMOST = 3  # rows at the top and bottom of a page, among which running heads are sought
_SAME_HEIGHT = 6.0  # points by which running heads may differ from page to page
_NEAR_PAGES = 2  # left and right pages may have heads of their own
_MOST_NUMBERS = 6  # in a running head
_HEADLINE, _MOST_ABOVE = 1.3, 30  # times the size of the text; words of a menu above it
_DROPPED_CAP = 1.6  # times the size of the text beside it
_PAGE_NUMBER = re.compile(r"[\W_]*\d{1,4}(?:\s*[/|]\s*\d{1,4})?[\W_]*")
_LONGEST_NUMBER = 40  # characters of the number of a page, with what adorns it
_DIGITS = re.compile(r"[0-9]+")
_LEADER = re.compile(r"(?:(?<!\.)\.{4,}+|(?<!…)…{2,}+|(?<!\. )(?:\. ){3,}+\.?)\s*\d{1,4}$")
_LONGEST_LEADER = 300  # characters: the end of an entry of a table of contents
_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W\d_]{1,60}$")
_FIRST_WORD = re.compile(r"[^\W\d_]{1,60}")
# The library may not be entered by two threads at once.
_LOCK = threading.Lock()


@dataclass
class _Line:
    """A piece of a line that is in one column, and its box in points, y upwards."""

    page: int
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    first_word: float  # its width
    is_hyphenated: bool = False

    def is_beside(self, other: _Line) -> bool:
        """Whether both stand on one height."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > 0.5 * min(self.top - self.bottom, other.top - other.bottom)

    def is_as_large_as(self, other: _Line) -> bool:
        """Whether both are set in one size."""
        return self.is_of_size(other.size)

    def is_of_size(self, size: float) -> bool:
        """Whether it is set in that size, or nearly."""
        return abs(self.size - size) <= _SAME_SIZE * max(self.size, size)


def recognises(beginning: bytes) -> bool:
    """Whether these are the first bytes of a PDF document; a few bytes may stand before it.

    Examples
    --------
    >>> recognises(b"%PDF-1.7"), recognises(b"On %PDF files")
    (True, False)
    """
    return re.match(rb"[\s\0\xef\xbb\xbf]{0,1000}%PDF-\d", beginning) is not None


def opened(source: Source) -> Iterator[Source]:
    """The text of a document, a blank line between two paragraphs.

    Raises
    ------
    InputError
        where the library is missing, and for a document that is broken, locked or made of pictures.
    """
    data = source.read(ARTICLE_LIMIT)
    with _LOCK:
        pages = _pages(data, source.label)
    if not any(pages):
        raise InputError(
            f"{source.label}: a PDF without words, only pictures of pages; let a program recognise"
            " the text (OCR) and save it as text"
        )
    blocks = list(_paragraphs(pages))
    text = "\n\n".join(block for block, _ in blocks)
    # In an export the heads of pages stay where they come, among its articles.
    if export_of(text[:BEGINNING]) is None:
        body = [block for block, is_head in blocks if not is_head]
        heads = {_DIGITS.sub("0", block): block for block, is_head in reversed(blocks) if is_head}
        text = "\n\n".join([*body, *reversed(heads.values())])
    held = text.encode("utf-8", errors="replace")
    yield holding(source, held, "txt")


def _pages(data: bytes, label: str) -> list[list[_Line]]:
    """The lines of every page."""
    try:
        import pypdfium2
    except ImportError:
        raise InputError(
            f"{label}: a PDF; reading one needs the package pypdfium2; install it with:"
            " pip install 'cutline[pdf]', or save the text as .docx, .html or .txt"
        ) from None
    pages: list[list[_Line]] = []
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > _MOST_PAGES:
                raise InputError(f"{label}: a PDF of more than {_MOST_PAGES:,} pages; divide it")
            n_characters = 0
            for n in range(len(document)):
                characters = _characters(document, n)
                n_characters += len(characters)
                if n_characters > _MOST_CHARACTERS:
                    raise InputError(f"{label}: a PDF of too many characters; divide it")
                pages.append(_in_reading_order(list(_lines(characters, n))))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(
                f"{label}: a PDF with a password; save it without, or as text"
            ) from None
        raise InputError(
            f"{label}: a PDF that is broken ({error}); download or save it again"
        ) from None
    return pages


_Character = tuple[str, float, float, float, float, float]  # itself, left, right, bottom, top, size


def _characters(document: Any, n: int) -> list[_Character]:
    """The characters of a page in the order of the file, with their boxes. A page that cannot be
    loaded has none.
    """
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[n]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    characters: list[_Character] = []
    for i in range(raw.FPDFText_CountChars(text.raw)):
        code = raw.FPDFText_GetUnicode(text.raw, i)
        has_box = raw.FPDFText_GetCharBox(text.raw, i, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(text.raw, i)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if raw.FPDFText_IsHyphen(text.raw, i) == 1:
            char = "\x02"
        box = (left.value, right.value, bottom.value, top.value) if has_box else (0.0,) * 4
        characters.append((char, *box, size))
    text.close()
    page.close()
    return characters


def _lines(characters: Sequence[_Character], page: int) -> Iterator[_Line]:
    """The pieces of lines in the order of the file: a line ends at its end, at a hyphen that
    divides a word, and at a gap as wide as between columns.
    """
    line: list[_Character] = []
    for each in characters:
        char, left, right, bottom, top, _ = each
        if char in ("\r", "\n"):
            yield from _line(line, page)
            line = []
        elif char and char in _SOFT_HYPHENS:
            yield from _line(line, page, is_hyphenated=True)
            line = []
        elif char.isspace():
            line.append((" ", left, right, bottom, top, 0.0))
        elif char:
            # A font may be set in points of another scale: the box is what a reader sees.
            height = max(each[5], top - bottom, 1.0)
            last = next((other for other in reversed(line[-2:]) if other[0] != " "), None)
            if last is not None and left - last[2] > _GUTTER * max(height, last[4] - last[3]):
                yield from _line(line, page)
                line = []
            line.append(each)
    yield from _line(line, page)


def _line(
    characters: Sequence[_Character], page: int, *, is_hyphenated: bool = False
) -> Iterator[_Line]:
    inked = [each for each in characters if each[0] != " "]
    if not inked:
        return
    text = " ".join("".join(each[0] for each in characters).split())
    n_first = len(text.split(" ", 1)[0])
    left, right = min(each[1] for each in inked), max(each[2] for each in inked)
    bottom, top = min(each[3] for each in inked), max(each[4] for each in inked)
    first = inked[:n_first]
    size = median(each[5] for each in inked)
    if size < 2:  # the scale is in the matrix of the text
        size = max(top - bottom, 1.0)
    width = max(each[2] for each in first) - min(each[1] for each in first)
    yield _Line(page, text, left, right, bottom, top, size, width, is_hyphenated)


def _in_reading_order(lines: list[_Line]) -> list[_Line]:
    """The lines, where a file holds the rows of columns one by one sorted column by column."""
    rows: list[list[_Line]] = []
    for line in lines:
        if rows and line.is_beside(rows[-1][-1]) and line.left > rows[-1][-1].right:
            rows[-1].append(line)
        else:
            rows.append([line])
    ordered: list[_Line] = []
    begin = 0
    while begin < len(rows):
        end, columns = _run_of_columns(rows, begin)
        if end - begin >= _LEAST_ROWS and _are_text(rows[begin:end], columns):
            pieces = [piece for row in rows[begin:end] for piece in row]
            ordered += sorted(pieces, key=lambda piece: _column_of(piece, columns))
        else:
            end = begin + 1
            ordered += rows[begin]
        begin = end
    return ordered


_Span = tuple[float, float]


def _run_of_columns(rows: Sequence[list[_Line]], begin: int) -> tuple[int, list[_Span]]:
    """Where a run of rows that are in the same columns ends, and the columns."""
    columns: list[_Span] = []
    end = begin
    for row in rows[begin:]:
        merged = columns
        for piece in row:
            merged = _with_span(merged, (piece.left, piece.right))
        if len(merged) < 2 or (columns and len(merged) < len(columns)):
            break
        columns, end = merged, end + 1
    n_trailing = 0
    for row in reversed(rows[begin:end]):
        if len(row) > 1:
            break
        n_trailing += 1
    # Lines of the last column only may be a paragraph below; what is long and alone is.
    return (end - n_trailing if n_trailing * 2 > end - begin else end), columns


def _with_span(spans: Sequence[_Span], span: _Span) -> list[_Span]:
    """Spans that do not touch, and a further one, joined with those that it touches."""
    apart = [each for each in spans if each[1] < span[0] or each[0] > span[1]]
    touched = [each for each in spans if not (each[1] < span[0] or each[0] > span[1])]
    joined = (min([span[0], *(s[0] for s in touched)]), max([span[1], *(s[1] for s in touched)]))
    return sorted([*apart, joined])


def _column_of(piece: _Line, columns: Sequence[_Span]) -> int:
    return sum(piece.left > right for _, right in columns)


def _are_text(rows: Sequence[Sequence[_Line]], columns: Sequence[_Span]) -> bool:
    """Whether columns hold running text, and not the cells of a table: most of their lines are
    full.
    """
    pieces: dict[int, list[_Line]] = defaultdict(list)
    for row in rows:
        for piece in row:
            pieces[_column_of(piece, columns)].append(piece)
    if len(pieces) < 2 or any(len(column) < 2 for column in pieces.values()):
        return False
    widths = [
        median(piece.right - piece.left for piece in column) / max(column[0].size, 1.0)
        for column in pieces.values()
    ]
    return min(widths) >= _LEAST_WIDTH


# From lines to paragraphs


def _paragraphs(pages: Sequence[Sequence[_Line]]) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a document, and (True) what is none of them: running heads and page numbers,
    behind the paragraph during which they come; what stands above the headline, at the end.
    """
    furniture = _running_heads(pages)
    above = _above_headline(pages, furniture)
    words = _words(pages)
    paragraph: list[_Line] = []
    waiting: list[str] = []
    for page in pages:
        body = [line for line in page if id(line) not in furniture | above]
        layout = _Layout(body)
        for line in body:
            if paragraph and not layout.goes_on(paragraph[-1], line):
                yield _joined(paragraph, words), False
                paragraph = []
                yield from ((text, True) for text in waiting)
                waiting = []
            paragraph.append(line)
        waiting += [line.text for line in page if id(line) in furniture]
    if paragraph:
        yield _joined(paragraph, words), False
    yield from ((text, True) for text in waiting)
    yield from ((line.text, True) for page in pages for line in page if id(line) in above)


def _above_headline(pages: Sequence[Sequence[_Line]], heads: Collection[int]) -> set[int]:
    """The few words (by `id` of their lines) above the headline: a page's menu, a section. The
    headline is the largest line of the first page, where it is clearly larger than the text.
    """
    first = [line for line in next((page for page in pages if page), ()) if id(line) not in heads]
    sizes = [line.size for page in pages for line in page for _ in line.text.split()]
    if not first or not sizes:
        return set()
    largest = max(line.size for line in first)
    n_above = next(n for n, line in enumerate(first) if line.is_of_size(largest))
    above = first[:n_above]
    n_words = sum(len(line.text.split()) for line in above)
    is_headline = largest > _HEADLINE * median(sizes) and len(first[n_above].text.split()) > 1
    return {id(line) for line in above} if is_headline and n_words <= _MOST_ABOVE else set()


def _running_heads(pages: Sequence[Sequence[_Line]]) -> set[int]:
    """The lines (by `id`) at the top and bottom of pages that come again on others at the same
    height, but for the number of the page; and the number of a page alone.

    They are sought from the edge inwards: what stands below the first row of text is text.
    """
    edges = [(n, _rows(page, top)) for n, page in enumerate(pages) for top in (True, False)]
    heights = _heights(edges)
    repeated = {key for key, places in heights.items() if len({n for _, n in places}) > 1}
    heads: set[int] = set()
    for n, rows in edges:
        for row in rows:
            if not all(_is_head(line, n, pages[n], heights, repeated) for line in row):
                break
            heads.update(id(line) for line in row)
    return heads


def _heights(edges: Iterable[tuple[int, list[list[_Line]]]]) -> dict[str, list[tuple[float, int]]]:
    """At which heights and on which pages each text is in the outermost rows."""
    heights: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for n, rows in edges:
        for line in itertools.chain.from_iterable(rows):
            for key in _keys_of_head(line.text, n):
                heights[key].append((line.bottom, n))
    return heights


def _is_head(
    line: _Line,
    page_number: int,
    page: Sequence[_Line],
    heights: Mapping[str, Sequence[tuple[float, int]]],
    repeated: Collection[str],
) -> bool:
    """Whether a line comes again near by: on a page close to this one (articles and chapters have
    heads of their own), or on several.
    """
    for key in _keys_of_head(line.text, page_number):
        if key not in repeated:
            continue
        others = {
            n
            for height, n in heights[key]
            if n != page_number and abs(height - line.bottom) <= _SAME_HEIGHT
        }
        if len(others) > 1 or any(abs(n - page_number) <= _NEAR_PAGES for n in others):
            return True
    return _is_page_number(line, page)


def _keys_of_head(text: str, page: int) -> list[str]:
    """What a running head is known by: its text, as it stands and with one of its numbers counted
    from the number of the page.
    """
    runs = list(itertools.islice(_DIGITS.finditer(text), _MOST_NUMBERS))
    counted = [
        text[: run.start()] + f"\0{int(run[0]) - page}\0" + text[run.end() :]
        for run in runs
        if len(run[0]) < 7
    ]
    return [text, *counted]


def _rows(page: Sequence[_Line], from_top: bool) -> list[list[_Line]]:
    """The outermost rows of a page, from its edge inwards."""
    ordered = sorted(page, key=lambda line: -line.top if from_top else line.bottom)
    rows: list[list[_Line]] = []
    for line in ordered:
        if rows and line.is_beside(rows[-1][0]):
            rows[-1].append(line)
        elif len(rows) == _OUTERMOST:
            break
        else:
            rows.append([line])
    return rows


def _is_page_number(line: _Line, page: Sequence[_Line]) -> bool:
    """Whether a line is a number alone, above or below all others of its page."""
    if len(line.text) > _LONGEST_NUMBER or not _PAGE_NUMBER.fullmatch(line.text):
        return False
    others = [other for other in page if other is not line]
    return bool(others) and (
        all(other.bottom >= line.top for other in others)
        or all(other.top <= line.bottom for other in others)
    )


def _words(pages: Sequence[Sequence[_Line]]) -> Counter[str]:
    """How often each word is in the document, those with a hyphen in them whole."""
    counts: Counter[str] = Counter()
    for page in pages:
        for line in page:
            counts.update(word.lower() for word in _WORD.findall(line.text))
    return counts


class _Layout:
    """How the lines of a page are set: their usual distance and the right edge of their columns."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.edges: dict[tuple[int, int], float] = {}
        pitches: dict[int, list[float]] = defaultdict(list)
        for line in lines:
            for key in self._keys(line):
                self.edges[key] = max(self.edges.get(key, 0.0), line.right)
        for line, following in itertools.pairwise(lines):
            if line.is_as_large_as(following) and following.bottom < line.bottom:
                pitches[round(line.size)].append(line.bottom - following.bottom)
        self.pitches = {size: _usual(values) for size, values in pitches.items()}

    @staticmethod
    def _keys(line: _Line) -> list[tuple[int, int]]:
        """Columns that a line may be in: those of lines that begin within two sizes of it."""
        step = max(round(2 * line.size), 1)
        column = int(line.left // step)
        return [(round(line.size), step * near) for near in (column - 1, column, column + 1)]

    def _right_edge(self, line: _Line) -> float:
        step = max(round(2 * line.size), 1)
        return self.edges.get((round(line.size), step * int(line.left // step)), line.right)

    def goes_on(self, line: _Line, following: _Line) -> bool:
        """Whether the following line belongs to the same paragraph."""
        if _is_dropped_cap(line, following):
            return True
        if not line.is_as_large_as(following) or _LEADER.search(line.text[-_LONGEST_LEADER:]):
            return False
        if line.is_hyphenated:
            return True
        is_below = (
            line.page == following.page
            and following.bottom < line.bottom
            and min(line.right, following.right) > max(line.left, following.left)
        )
        if not is_below:
            starts_low = following.text[:1].islower()
            return starts_low and not _ENDS_SENTENCE.search(line.text)
        usual = self.pitches.get(round(line.size), 1.2 * line.size)
        if line.bottom - following.bottom > _WIDE_PITCH * usual:
            return False
        if following.left - line.left > _INDENT * line.size:
            return False
        # A line ends early where the next word did not fit; where it did, the paragraph ended.
        free = self._right_edge(line) - line.right
        return following.first_word + _BLANK * line.size > free - 0.5 * line.size


def _usual(pitches: Sequence[float]) -> float:
    """The usual distance of lines: paragraphs may lie further apart, so the lower half counts."""
    ordered = sorted(pitches)
    return median(ordered[: len(ordered) // 2 + 1])


def _is_dropped_cap(line: _Line, following: _Line) -> bool:
    return (
        len(line.text) <= 2
        and line.text.isalpha()
        and line.page == following.page
        and line.size > _DROPPED_CAP * following.size
        and line.bottom - following.size < following.bottom < line.top
        and following.left > line.left
    )


def _joined(paragraph: Sequence[_Line], words: Counter[str]) -> str:
    """The text of a paragraph; words that a hyphen divided are whole again."""
    text = ""
    for n, line in enumerate(paragraph):
        last = paragraph[n - 1] if n else None
        if last is None or _is_dropped_cap(last, line):
            text += line.text
        elif last.is_hyphenated:
            text += ("-" if _keeps_hyphen(last.text, line.text, words) else "") + line.text
        else:
            is_dense = _is_dense(text[-1:]) and _is_dense(line.text[:1])
            text += ("" if is_dense else " ") + line.text
    return text + ("-" if paragraph[-1].is_hyphenated else "")


def _keeps_hyphen(before: str, after: str, words: Counter[str]) -> bool:
    """Whether a hyphen at the end of a line belongs to the word: before capitals and digits, and
    where the document has the word with it more often than without.
    """
    head, tail = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if head is None or tail is None or not after[:1].islower():
        return True
    with_hyphen = words[f"{head[0]}-{tail[0]}".lower()]
    return with_hyphen > words[(head[0] + tail[0]).lower()]


def _is_dense(char: str) -> bool:
    """Whether a character is written without blanks, as Chinese and Japanese are."""
    return (
        "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uffef"
    )
