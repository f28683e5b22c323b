"""Fonts: letters that the font of a chart lacks are drawn in another font of the machine."""

from __future__ import annotations

import functools
import unicodedata
import warnings
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from matplotlib import font_manager

SHIPPED = "DejaVu Sans"  # ships with matplotlib: the same shapes on every machine


class Script(NamedTuple):
    """Letters of one kind: how Unicode names them, fonts that have them, the one to install, and the
    package of Debian and Ubuntu that holds it.
    """

    begins: tuple[str, ...]
    families: tuple[str, ...]
    install: str
    package: str


# Fonts that systems ship, the best for short labels first.
_SCRIPTS = (
    Script(
        ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "KANGXI"),
        (
            *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC"),
            *("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei"),
            *("WenQuanYi Zen Hei", "SimHei", "Heiti TC", "Yu Gothic", "Malgun Gothic"),
            *("Noto Sans CJK KR", "Apple SD Gothic Neo", "Arial Unicode MS"),
        ),
        "Noto Sans CJK SC", "fonts-noto-cjk",
    ),
    Script(
        ("ARABIC",),
        ("Noto Sans Arabic", "Geeza Pro", "Segoe UI", "Arial"),
        "Noto Sans Arabic", "fonts-noto-core",
    ),
    Script(
        ("HEBREW",), ("Noto Sans Hebrew", "Arial Hebrew", "Segoe UI", "Arial"),
        "Noto Sans Hebrew", "fonts-noto-core",
    ),
    Script(
        ("DEVANAGARI",), ("Noto Sans Devanagari", "Kohinoor Devanagari", "Nirmala UI", "Mangal"),
        "Noto Sans Devanagari", "fonts-noto-core",
    ),
    Script(
        ("BENGALI",), ("Noto Sans Bengali", "Kohinoor Bangla", "Nirmala UI", "Vrinda"),
        "Noto Sans Bengali", "fonts-noto-core",
    ),
    Script(
        ("THAI",), ("Noto Sans Thai", "Thonburi", "Leelawadee UI", "Tahoma"),
        "Noto Sans Thai", "fonts-noto-core",
    ),
)  # fmt: skip
_OTHER = Script((), (), "Noto Sans", "fonts-noto")
_MOST_SHOWN = 6  # letters that a warning shows


class MissingLetters(UserWarning):
    """Letters that no font of the machine has: they are drawn as boxes."""


def letters_of(*values: object) -> frozenset[str]:
    """The letters beyond Latin in texts, tables and mappings of texts.

    Examples
    --------
    >>> sorted(letters_of("Iran 中文", pd.DataFrame({"term": ["Баку"], "n": [3]})))[:2]
    ['Б', 'а']
    """
    letters: set[str] = set()
    for value in values:
        for text in _texts(value):
            if not text.isascii():
                letters.update(text)
    return frozenset(letter for letter in letters if letter > "\u024f" and _is_letter(letter))


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [str(text) for text in value.values()]
    if isinstance(value, pd.Series):
        value = value.to_frame()
    if not isinstance(value, pd.DataFrame):
        return []
    numbers = {*value.select_dtypes("number").columns, *value.select_dtypes("bool").columns}
    words = [str(text) for name in value if name not in numbers for text in value[name]]
    return [*words, *map(str, value.columns), *(map(str, value.index) if not numbers else ())]


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"


@functools.cache
def fallback(letters: frozenset[str]) -> tuple[str, ...]:
    """The families of the machine that have the letters which the shipped font lacks.

    Parameters
    ----------
    letters : set of str
        of the words that are drawn.

    Returns
    -------
    tuple of str
        for the end of `font.family`; empty where the shipped font has them all.

    Warns
    -----
    MissingLetters
        once, for letters that no font has: it names a font to install.

    Examples
    --------
    >>> fallback(frozenset("Ж"))
    ()
    """
    missing = {letter for letter in letters if ord(letter) not in _charmap(SHIPPED)}
    families: list[str] = []
    for script in (*_SCRIPTS, _OTHER):
        of_script = {letter for letter in missing if _is_of(letter, script)}
        missing -= of_script
        for family in _candidates(script) if of_script else ():
            having = {letter for letter in of_script if ord(letter) in _charmap(family)}
            if having:
                families.append(family)
                of_script -= having
            if not of_script:
                break
        if of_script:
            _warn(of_script, script)
    return tuple(families)


def _is_of(letter: str, script: Script) -> bool:
    return unicodedata.name(letter, "").startswith(script.begins) if script.begins else True


def _candidates(script: Script) -> list[str]:
    """The fonts for a script that the machine has, then all its others."""
    installed = sorted({entry.name for entry in font_manager.fontManager.ttflist})
    known = [family for family in script.families if family in installed]
    return known + [family for family in installed if family not in known]


@functools.cache
def _charmap(family: str) -> frozenset[int]:
    try:
        path = font_manager.findfont(family, fallback_to_default=False)
        return frozenset(font_manager.get_font(path).get_charmap())
    except (OSError, RuntimeError, ValueError):  # FreeType cannot open it, or it is gone
        return frozenset()


def _warn(letters: set[str], script: Script) -> None:
    shown = "".join(sorted(letters)[:_MOST_SHOWN])
    warnings.warn(
        f"no font of this machine has the letters {shown}: they are drawn as boxes; install a font"
        f" that has them, as {script.install} (Debian, Ubuntu: {script.package})",
        MissingLetters,
        stacklevel=2,
    )
