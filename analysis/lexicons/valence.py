"""Valence lexicons: words and how charged they are, read from the packages that ship them or from a table."""

from __future__ import annotations

import csv
import functools
import importlib.util
import math
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Lexicon:
    """Valences of lower-case words (and emoticons), and the words that emoji stand for.

    `scale` is the largest valence that the list's makers allowed; valences run from -scale to scale, 0 neutral.
    """

    name: str
    title: str
    source: str
    scale: float
    valence: dict[str, float]
    emoji: dict[str, str]


def _package_file(package: str, *place: str) -> Path:
    # The data file is read without importing its package, whose import would cost more than the reading.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ValueError(f"the package {package} is not installed; install it, or give the path of a CSV file")
    return Path(spec.origin).parent.joinpath(*place)


def _tab_rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line.strip().split("\t") for line in lines if line.strip()]


def _vader() -> Lexicon:
    words = {row[0]: float(row[1]) for row in _tab_rows(_package_file("vaderSentiment", "vader_lexicon.txt"))}
    emoji = {row[0]: row[1] for row in _tab_rows(_package_file("vaderSentiment", "emoji_utf8_lexicon.txt"))}
    source = "Hutto & Gilbert (2014), VADER, ICWSM; read from the package vaderSentiment (MIT)"
    return Lexicon("vader", "VADER", source, 4.0, words, emoji)


def _afinn() -> Lexicon:
    words = {row[0]: float(row[1]) for row in _tab_rows(_package_file("afinn", "data", "AFINN-en-165.txt"))}
    source = "Nielsen (2011), AFINN-en-165; read from the package afinn (Apache 2.0)"
    return Lexicon("afinn", "AFINN", source, 5.0, words, {})


_SHIPPED = {"vader": _vader, "afinn": _afinn}


def known_lexicons() -> list[str]:
    """The names of the lexicons that can be used at once."""
    return list(_SHIPPED)


@functools.cache
def load_lexicon(name: str | Path) -> Lexicon:
    """A lexicon by its name, or from a CSV file with the columns word and valence.

    Raises
    ------
    ValueError
        for a name that is neither, and for a row that cannot be used; the message lists what is known, or names the
        row.

    Examples
    --------
    >>> load_lexicon("vader").valence["good"]
    1.9
    >>> load_lexicon("liwc")
    Traceback (most recent call last):
    ValueError: unknown lexicon 'liwc'; choose from: vader, afinn, or give the path of a .csv file
    """
    if str(name) in _SHIPPED:
        return _SHIPPED[str(name)]()
    path = Path(name)
    if path.suffix.lower() != ".csv" or not path.is_file():
        known = ", ".join(_SHIPPED)
        raise ValueError(f"unknown lexicon {str(name)!r}; choose from: {known}, or give the path of a .csv file")
    return _from_csv(path)


def _from_csv(path: Path) -> Lexicon:
    valence: dict[str, float] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not {"word", "valence"} <= set(rows.fieldnames or []):
                raise ValueError(f"{path}: row 1 must name the columns 'word' and 'valence'; add this header")
            for row in rows:
                word = (row["word"] or "").strip().lower()
                value = _number(row["valence"])
                if not word or not math.isfinite(value):
                    raise ValueError(f"{path}: row {rows.line_num}: a word and a number are needed; mend or drop it")
                if valence.setdefault(word, value) != value:
                    raise ValueError(f"{path}: row {rows.line_num}: {word!r} has two valences; keep one")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    if not valence:
        raise ValueError(f"{path}: the lexicon is empty; give at least one word with its valence")
    scale = max(abs(value) for value in valence.values())
    return Lexicon(path.stem, path.stem, str(path.name), scale, valence, {})


def _number(cell: str | None) -> float:
    try:
        return float(cell or "")
    except ValueError:
        return math.nan
