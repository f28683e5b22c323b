"""The bytes of a dictionary → its lines and rows: byte order marks, UTF-8, and what older programs
wrote.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from analysis.lexicons.contents import MOST_BYTES_OF_LIST
from analysis.reading.errors import InputError
from analysis.reading.marks import BYTE_ORDER_MARKS

ROWS_LOOKED_AT = 100  # rows that tell what a table is
TableRow = tuple[int, list[str]]  # a line and its cells

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})""")
_OPEN = (
    0x81,
    0x8D,
    0x8F,
    0x90,
    0x9D,
)  # bytes without a character in Windows-1252: controls, as in Latin-1


def decoded_list(data: bytes, file: str) -> tuple[str, int]:
    r"""The text, and the line from which it had to be read as Windows-1252 (0 where it had not).

    Examples
    --------
    >>> decoded_list("é\n".encode("utf-16"), "a.dic")
    ('é\n', 0)
    >>> decoded_list(b"a\n\xe9\n", "a.dic")
    ('a\né\n', 2)
    """
    if len(data) > MOST_BYTES_OF_LIST:
        raise InputError(
            f"{file}: larger than {MOST_BYTES_OF_LIST >> 20} MB; a dictionary is smaller, check the file"
        )
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff"), 0
    if data.count(b"\0") > 0.01 * len(data):
        raise InputError(
            f"{file}: not a text, or UTF-16 without a byte order mark; save the dictionary as UTF-8"
        )
    declared = _DECLARED.match(data)
    for encoding in ([declared[1].decode("ascii")] if declared else []) + ["utf-8"]:
        try:
            return data.decode(encoding), 0
        except (UnicodeDecodeError, LookupError):
            continue
    text = data.decode("latin-1")
    high = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in _OPEN}
    return text.translate(high), len(lines_of(_valid(data)))


def _valid(data: bytes) -> str:
    """The text before the first byte that is no UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return data[: error.start].decode()


def lines_of(text: str) -> list[str]:
    r"""The lines as editors number them: ended by \n, \r\n or \r and nothing else."""
    return re.split(r"\r\n|\r|\n", text)


def rows_of(lines: Sequence[str]) -> list[TableRow]:
    """The rows of a table, each with its line. A line is a row: an open quote spoils no other.

    Examples
    --------
    >>> rows_of(["word;valence", "", "war;-2,5"])
    [(1, ['word', 'valence']), (3, ['war', '-2,5'])]
    """
    numbered = [(line, text) for line, text in enumerate(lines, 1) if text.strip(" \t,;")]
    shown = [text[:10_000] for _, text in numbered[:ROWS_LOOKED_AT]]
    # The mark that most lines hold divides cells; of equal ones the mark of which the first line
    # holds more.
    head = shown[0] if shown else ""
    divider = max(",;\t", key=lambda mark: (sum(mark in text for text in shown), head.count(mark)))
    return [(line, _cells(text, divider)) for line, text in numbered]


def _cells(line: str, divider: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=divider), [])]
    except csv.Error:
        return [""]
