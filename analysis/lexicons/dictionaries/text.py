"""The bytes of a dictionary → its lines: byte order marks, UTF-8, and what older programs wrote."""

from __future__ import annotations

import re

from analysis.reading.errors import InputError
from analysis.reading.marks import BYTE_ORDER_MARKS

MOST_BYTES = 64 * 1024 * 1024
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})""")
_OPEN = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes without a character in Windows-1252: controls, as in Latin-1


def decoded(data: bytes, file: str) -> tuple[str, int]:
    r"""The text, and the line from which it had to be read as Windows-1252 (0 where it had not).

    Examples
    --------
    >>> decoded("é\n".encode("utf-16"), "a.dic")
    ('é\n', 0)
    >>> decoded(b"a\n\xe9\n", "a.dic")
    ('a\né\n', 2)
    """
    if len(data) > MOST_BYTES:
        raise InputError(f"{file}: larger than {MOST_BYTES >> 20} MB; a dictionary is smaller, check the file")
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff"), 0
    if data.count(b"\0") > 0.01 * len(data):
        raise InputError(f"{file}: not a text, or UTF-16 without a byte order mark; save the dictionary as UTF-8")
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
