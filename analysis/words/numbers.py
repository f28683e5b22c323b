"""Numbers with their unit: rates, shares, p, agreements, sizes and signs; a count is grouped as
Python does it (1,234).
"""

from __future__ import annotations

import math
import re

UNDEFINED = "–"


def plain(value: float, digits: int = 1) -> str:
    """A number with so many digits behind the point, in the signs that a keyboard has; a dash where
    it is undefined.

    Examples
    --------
    >>> plain(1285.714), plain(-3.25), plain(0.0149, 4), plain(9.0, 0), plain(float("nan"))
    ('1,285.7', '-3.2', '0.0149', '9', '–')
    """
    return UNDEFINED if math.isnan(value) else f"{value:,.{digits}f}"


def minus(text: str) -> str:
    """Words with the sign for minus before their numbers, for the hyphen that a keyboard has.

    Examples
    --------
    >>> minus("-3.2 to -.05 on 2024-05-01")
    '−3.2 to −.05 on 2024-05-01'
    """
    return re.sub(r"(?<![\w.,])-(?=\.?\d)", "−", text)


def decimal(value: float, digits: int = 1) -> str:
    """A number as in print: `plain` with the sign for minus.

    Examples
    --------
    >>> decimal(-3.25), decimal(float("nan"))
    ('−3.2', '–')
    """
    return minus(plain(value, digits))


def rate(value: float) -> str:
    """A rate with one digit behind the point, 0 without one; a dash where it is undefined.

    Examples
    --------
    >>> rate(285.714), rate(0.0), rate(-3.25), rate(float("nan"))
    ('285.7', '0', '−3.2', '–')
    """
    return "0" if round(value, 1) == 0 else decimal(value)


def signed(value: float, digits: int = 3) -> str:
    """A number with its sign, 0 without one; a dash where it is undefined.

    Examples
    --------
    >>> signed(0.0355), signed(-0.078), signed(0.0), signed(float("nan"))
    ('+0.035', '−0.078', '0', '–')
    """
    if round(value, digits) == 0:
        return "0"
    return f"+{plain(value, digits)}" if value > 0 else decimal(value, digits)


def shortest(value: float, *, signed: bool = False) -> str:
    """A number with no more digits than it needs, six at most: a tick of an axis, a threshold.

    Examples
    --------
    >>> shortest(0.7), shortest(-1000.0), shortest(0.5, signed=True)
    ('0.7', '−1,000', '+0.5')
    """
    return minus(f"{value:{'+' if signed else ''},.6g}")


def whole(value: float, *, with_sign: bool = False) -> str:
    """A number as a sentence gives it: without digits behind the point, with one where the number is
    small; a dash where it is undefined.

    Examples
    --------
    >>> whole(214.29), whole(4.68), whole(0.36), whole(0.0), whole(-80.6, with_sign=True)
    ('214', '5', '0.4', '0', '−81')
    """
    digits = 0 if abs(value) >= 3 or round(value, 1) == 0 else 1
    return signed(value, digits) if with_sign else decimal(value, digits)


def significant(value: float, digits: int = 3) -> str:
    """A number of so many digits, wherever its point is; a dash where it is undefined.

    Examples
    --------
    >>> significant(0.01234), significant(2.5), significant(float("nan"))
    ('0.0123', '2.5', '–')
    """
    return UNDEFINED if math.isnan(value) else f"{value:.{digits}g}"


def percent(part: float, whole: float) -> str:
    r"""A share in words, with a digit behind the point where it is small.

    Examples
    --------
    >>> percent(42, 980), percent(1, 980)
    ('4\xa0%', '0.1\xa0%')
    """
    if not whole:
        return UNDEFINED
    share = 100 * part / whole
    if 0 < share < 0.05:
        return "<\xa00.1\xa0%"
    return f"{plain(share, 1 if 0 < share < 0.95 else 0)}\xa0%"


def share(value: float, digits: int = 0) -> str:
    """A share of 1 in a cell of a table; a dash where it is undefined.

    Examples
    --------
    >>> share(0.25), share(0.0457, 1), share(float("nan"))
    ('25%', '4.6%', '–')
    """
    return UNDEFINED if math.isnan(value) else f"{value:.{digits}%}"


def p(value: float) -> str:
    """A p with the sign before it, of two digits.

    Examples
    --------
    >>> f"p {p(0.0123)}", f"p {p(0.2)}", f"p {p(0.0001)}"
    ('p = 0.012', 'p = 0.20', 'p < 0.001')
    """
    if value < 0.001:
        return "< 0.001"
    return f"= {plain(value, 2) if value >= 0.095 else significant(value, 2)}"


def q(value: float) -> str:
    r"""A q (or p) with the sign before it, as it is drawn: on one line, of two or three digits,
    last noughts kept.

    Examples
    --------
    >>> q(0.2), q(0.05), q(0.0001)
    ('=\xa00.20', '=\xa00.050', '<\xa0.001')
    """
    return "<\xa0.001" if value < 0.001 else f"=\xa0{plain(value, 2 if value >= 0.095 else 3)}"


def score(value: float) -> str:
    """An agreement with two digits behind the point; a dash where it is undefined.

    Examples
    --------
    >>> score(0.568), score(1.0), score(-0.05), score(float("nan"))
    ('.57', '1.00', '-.05', '–')
    """
    return re.sub(r"^(-?)0\.", r"\1.", plain(value, 2))


def file_size(n_bytes: int) -> str:
    """The size of a file.

    Examples
    --------
    >>> file_size(2_345_678)
    '2,346 kB'
    """
    return f"{plain(n_bytes / 1000, 0)} kB"
