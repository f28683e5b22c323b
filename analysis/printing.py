"""Printing: sentences and tables of the command, set to the width of the terminal without breaking a
word.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import typer

from analysis import terminal
from analysis.words.lines import shortened

LONGEST_LINE = 2000  # characters of a sentence, which may quote a word of megabytes
LONGEST_SHOWN = 500  # characters of a table's cell
_GAP = "  "  # between two columns
_MOST_LINES = 4  # of a cell; a column that would need more goes below its row


def wrapped(text: str, width: int, *, breaks: bool = True) -> list[str]:
    """A text in lines of so many columns. Only a word that is longer than a line is broken.

    Parameters
    ----------
    text : str
        a letter of Chinese or Japanese takes two columns.
    width : int
        at least 2.
    breaks : bool
        False: no word is broken at all, so that the name of a file can be copied.

    Returns
    -------
    list of str
        one empty line for an empty text.

    Examples
    --------
    >>> wrapped("a gap of this size could be chance", 12)
    ['a gap of', 'this size', 'could be', 'chance']
    """
    from rich.cells import cell_len, chop_cells

    lines, room = [""], width
    for word in text.split():
        size = cell_len(word)
        pieces = chop_cells(word, width) if breaks and size > width else [word]
        for piece in pieces:
            size = cell_len(piece)
            if lines[-1] and size + 1 > room:
                lines, room = [*lines, ""], width
            elif lines[-1]:
                lines[-1], room = f"{lines[-1]} ", room - 1
            lines[-1], room = lines[-1] + piece, room - size
    return lines


def say(text: str, *, indent: str = "", err: bool = False) -> None:
    """Print sentences, set to the terminal; a file or a pipe gets each paragraph as one line.

    Parameters
    ----------
    text : str
        its line ends stay.
    indent : str, optional
        before the first line; spaces before the others.
    err : bool, optional
        True for standard error.
    """
    width = terminal.width()
    for paragraph in terminal.clean(text).split("\n"):
        line = shortened(paragraph, LONGEST_LINE)
        lines = [line] if width is None else wrapped(line, width - len(indent), breaks=False)
        for number, own in enumerate(lines):
            start = indent if not number else " " * len(indent)
            typer.echo(f"{start}{own}".rstrip(), err=err)


def print_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] = ()
) -> None:
    """Print a table. Columns that do not fit the width go below their row, as "head: cell".

    Parameters
    ----------
    heads : sequence of str
        a noun each.
    rows : iterable of sequence of str
        a cell per head.
    numeric : sequence of int, optional
        the columns that are set to the right and not cut into lines.
    """
    from rich.text import Text

    width = terminal.width() or terminal.FILE_WIDTH
    cells = [[shortened(terminal.clean(cell), LONGEST_SHOWN) for cell in row] for row in rows]
    widths = _widths(heads, cells, numeric, width)
    head = "\n".join(_set(heads[: len(widths)], widths, numeric))
    # Text: nothing in an article is markup.
    terminal.console().print(Text(head, style="bold"), soft_wrap=True)
    for row in cells:
        typer.echo("\n".join(_set(row[: len(widths)], widths, numeric)))
        pairs = zip(heads[len(widths) :], row[len(widths) :], strict=True)
        below = "; ".join(f"{head}: {cell}" for head, cell in pairs if cell)
        if below:
            typer.echo("\n".join(_GAP + line for line in wrapped(below, width - len(_GAP))))


def _set(row: Sequence[str], widths: list[int], numeric: Sequence[int]) -> list[str]:
    """The lines of a row."""
    from rich.cells import cell_len

    columns = [
        [cell] if cell_len(cell) <= width else wrapped(cell, width)
        for cell, width in zip(row, widths, strict=True)
    ]
    lines = []
    for number in range(max(map(len, columns))):
        parts = []
        for column, (own, width) in enumerate(zip(columns, widths, strict=True)):
            part = own[number] if number < len(own) else ""
            space = " " * (width - cell_len(part))
            parts.append(space + part if column in numeric else part + space)
        lines.append(_GAP.join(parts).rstrip())
    return lines


def _widths(
    heads: Sequence[str], rows: list[list[str]], numeric: Sequence[int], width: int
) -> list[int]:
    """The widths of the columns that fit, from the first on."""
    from rich.cells import cell_len

    columns = list(zip(heads, *rows, strict=True))
    natural = [max(map(cell_len, cells)) for cells in columns]
    if sum(natural) + len(_GAP) * (len(natural) - 1) <= width:
        return natural
    least = [
        min(width, _least(cells, own, column in numeric))
        for column, (cells, own) in enumerate(zip(columns, natural, strict=True))
    ]
    n = len(least)
    while n > 1 and sum(least[:n]) + len(_GAP) * (n - 1) > width:
        n -= 1
    room = width - len(_GAP) * (n - 1)
    # The widest columns give way first, all to the same width.
    for widest in range(max(natural), -1, -1):
        fitting = [max(least[column], min(natural[column], widest)) for column in range(n)]
        if sum(fitting) <= room:
            return fitting
    return least[:n]


def _least(cells: Sequence[str], natural: int, is_numeric: bool) -> int:
    """The width in which no word of a column is broken, and no cell has too many lines."""
    from rich.cells import cell_len

    head, *below = cells
    longest_of_head = max(map(cell_len, head.split()), default=0)
    if is_numeric:
        return max([longest_of_head, *map(cell_len, below)])
    longest = max((cell_len(word) for cell in below for word in cell.split()), default=0)
    return max(longest_of_head, longest, math.ceil(natural / _MOST_LINES))
