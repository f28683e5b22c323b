"""Dates as papers and databases print them, in the languages of the exports."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence

# A row a language; the months in order, without accents, those with two names behind a stroke.
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar/janner/jaenner februar/feber marz/maerz april mai juni juli august september"
    " oktober november dezember",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre"
    " diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
}
_MONTH = {
    name: number
    for row in _MONTHS.values()
    for number, names in enumerate(row.split(), start=1)
    for name in names.split("/")
}
_MONTH |= {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
} | {"sept": 9, "okt": 10, "dez": 12}
_WEEKDAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    mandag tirsdag onsdag torsdag fredag lordag sondag
    lunes martes miercoles jueves viernes sabado domingo
    lunedi martedi mercoledi giovedi venerdi sabato domenica
    mon tue tues wed thu thur thurs fri sat sun""".split()
)
_SEASONS = frozenset(
    """spring summer autumn fall winter fruhling sommer herbst printemps ete automne hiver
    lente zomer herfst forar efterar vinter""".split()
)
_BETWEEN = frozenset("er st nd rd th de del di the den le".split())  # "1er mai", "3 de mayo"
_WORD = re.compile(r"\d+|[^\W\d_]+")
_LONGEST = 80  # characters of a line that a date opens
_LONGEST_WITHIN = 400  # characters of a line that a date is in
_FIRST_YEAR, _LAST_YEAR = 1600, 2200


def printed_date(line: str) -> str | None:
    """The date that opens a line, as ISO 8601; as exact as it is printed, None where none does.

    Parameters
    ----------
    line : str
        a weekday may stand before the date, the time or the edition behind it.

    Examples
    --------
    >>> printed_date("January 10, 2018 Wednesday, Late Edition"), printed_date("Mittwoch 31. März 2011")
    ('2018-01-10', '2011-03-31')
    >>> printed_date("Summer, 2008"), printed_date("January 2009"), printed_date("Talks in May 2009")
    ('2008', '2009-01', None)
    """
    plain = unicodedata.normalize("NFKD", line[:_LONGEST].replace("ø", "o").replace("Ø", "O"))
    letters = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    if not letters.lstrip()[:1].isalnum():
        return None
    words = [word for word in _WORD.findall(letters) if word not in _BETWEEN]
    if words and words[0] in _WEEKDAYS:
        words = words[1:]
    return _day(words) or _month_or_season(words)


def date_within(text: str) -> str | None:
    """The first date with a day in a line of other words, as ISO 8601, or None.

    Examples
    --------
    >>> date_within("World, Monday 2 November 2026, p. 4"), date_within("Northport]08 May 2010: 2.")
    ('2026-11-02', '2010-05-08')
    >>> date_within("World, p. 4") is None
    True
    """
    within = text[:_LONGEST_WITHIN]
    dates = (printed_date(within[word.start() :]) for word in _WORD.finditer(within))
    return next((date for date in dates if date and len(date) == len("2026-11-02")), None)


def _day(words: Sequence[str]) -> str | None:
    """A date with a day, from its first three words."""
    if len(words) < 3:
        return None
    first, second, third = words[:3]
    if first in _MONTH:
        return _iso(third, _MONTH[first], second)
    if second in _MONTH:
        return _iso(third, _MONTH[second], first)
    if not all(_is_number(word, most=4) for word in (first, second, third)):
        return None
    # 2018-01-10, or 31.12.2018; months before days, as in 12/31/2018, are distinguished where they can
    if len(first) == 4:
        return _iso(first, int(second), third)
    return _iso(third, int(second), first) or _iso(third, int(first), second)


def _month_or_season(words: Sequence[str]) -> str | None:
    if len(words) < 2 or not _is_year(words[1]):
        return None
    if words[0] in _MONTH:
        return f"{words[1]}-{str(_MONTH[words[0]]).zfill(2)}"
    return words[1] if words[0] in _SEASONS else None


def _is_year(word: str) -> bool:
    return len(word) == 4 and _is_number(word, most=4)


def _is_number(word: str, most: int) -> bool:
    """Is a word a number of at most so many digits?"""
    return len(word) <= most and word.isascii() and word.isdigit()


def _iso(year: str, month: int, day: str) -> str | None:
    if not (_is_year(year) and _FIRST_YEAR <= int(year) <= _LAST_YEAR and _is_number(day, most=2)):
        return None
    try:
        return datetime.date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None
