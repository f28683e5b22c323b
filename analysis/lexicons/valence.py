"""Valence lexicons: words and how charged they are, read from the packages that ship them or from a
table.
"""

from __future__ import annotations

import functools
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from statistics import covariance, fmean, variance

import pandas as pd

from analysis.lexicons import valence_tables
from analysis.lexicons.contents import by_content, package_file, refuse_other_than_file, sha256
from analysis.lexicons.losses import Loss, as_table
from analysis.words.numbers import shortest

_NEWS = Path(__file__).parent / "news"
# Hutto & Gilbert (2014): of some 9,000 candidates raters left 7,500, the others being without a
# charge or one that they disputed. A word that no one rated is such a candidate: it is worth its
# kind's mean times the chance of having stayed.
_KEPT_BY_RATERS = 7_500 / 9_000


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Valences of lower-case words (and emoticons), and the words that emoji stand for.

    `phrases` holds the valences of entries of several words and of entries with * for any letters
    or ? for one.

    `scale` is the largest valence that the list's makers allowed; valences run from -scale to
    scale, 0 neutral. `reversing` words act as a negation on what follows ("prevent an attack"). A
    negative word that a negation turns positive keeps the share `negated_negative` of what it
    became: 1 in VADER's rules, where "no attack" is as good as an attack is bad, 0 where it is
    merely not bad.
    """

    name: str
    title: str
    source: str
    scale: float
    valence: dict[str, float]
    emoji: dict[str, str]
    reversing: frozenset[str] = frozenset()
    negated_negative: float = 1.0
    phrases: dict[str, float] = field(default_factory=dict)
    lost: tuple[Loss, ...] = ()
    file_sha256: str = ""  # of a lexicon that is a file

    @property
    def losses(self) -> pd.DataFrame:
        """What of the lexicon's file does not count.

        Returns
        -------
        DataFrame
            as `Codebook.losses`; empty for a lexicon that is shipped.
        """
        return as_table(self.lost)

    @functools.cached_property
    def one_sided(self) -> str:
        """Why no word can count as negative, and the remedy; empty where the list holds a negative
        valence.

        Lists of norms (NRC VAD, ANEW) run from 0 to 1 or from 1 to 9, and their neutral words have
        the middle.

        Examples
        --------
        >>> load_lexicon("afinn").one_sided
        ''
        """
        valences = [*self.valence.values(), *self.phrases.values()]
        if min(valences) < 0:
            return ""
        return (
            f"no valence is below 0 (they run from {shortest(min(valences))} to {shortest(max(valences))}), so every"
            " word counts as positive or neutral; where the scale has a neutral middle, as 0.5 of 0 to 1 or 5 of 1 to 9,"
            " subtract it from each valence"
        )

    @functools.cached_property
    def sha256(self) -> str:
        """The hash of the lexicon's file, or of all that a shipped lexicon holds.

        Examples
        --------
        >>> len(load_lexicon("vader").sha256)
        64
        """
        content = (
            self.scale,
            self.valence,
            self.phrases,
            self.emoji,
            sorted(self.reversing),
            self.negated_negative,
        )
        return self.file_sha256 or sha256(repr(content).encode())


def _tab_rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line.strip().split("\t") for line in lines if line.strip()]


@functools.cache
def _vader() -> Lexicon:
    words = {
        row[0]: float(row[1])
        for row in _tab_rows(package_file("vaderSentiment", "vader_lexicon.txt"))
    }
    emoji = {
        row[0]: row[1]
        for row in _tab_rows(package_file("vaderSentiment", "emoji_utf8_lexicon.txt"))
    }
    source = "Hutto & Gilbert (2014), VADER, ICWSM; read from the package vaderSentiment (MIT)"
    return Lexicon("vader", "VADER", source, 4.0, words, emoji)


@functools.cache
def _afinn() -> Lexicon:
    words = {
        row[0]: float(row[1])
        for row in _tab_rows(package_file("afinn", "data", "AFINN-en-165.txt"))
    }
    source = "Nielsen (2011), AFINN-en-165; read from the package afinn (Apache 2.0)"
    phrases = {entry: value for entry, value in words.items() if " " in entry}
    single = {entry: value for entry, value in words.items() if entry not in phrases}
    return Lexicon("afinn", "AFINN", source, 5.0, single, {}, phrases=phrases)


def _textblob() -> dict[str, float]:
    """The polarities (-1 to 1) of the list that TextBlob ships, of a word's senses the mean."""
    senses: dict[str, list[float]] = defaultdict(list)
    for word in ElementTree.parse(package_file("textblob", "en", "en-sentiment.xml")).getroot():
        senses[word.attrib["form"].lower()].append(float(word.attrib["polarity"]))
    return {word: fmean(values) for word, values in senses.items()}


def _combined(lists: list[dict[str, float]]) -> dict[str, float]:
    """Three lists on the scale of the first, each weighted by how well it agrees with the other
    two.

    Over the words that all three hold, one common factor makes their covariances (Spearman's
    triad): cov(i, j) = loading(i) loading(j) var(factor). What a list varies beyond it is its
    error. A word's valence is the mean of its ratings weighted by 1 / error, with the factor's own
    variance as one more rating of 0 (regression factor score). Words that the third list alone
    holds are left out: it was made for reviews, and holds degree words and colours.
    """
    shared = sorted(set.intersection(*map(set, lists)))
    columns = [[listed[word] for word in shared] for listed in lists]
    covary = {
        pair: covariance(columns[pair[0]], columns[pair[1]]) for pair in combinations(range(3), 2)
    }
    factor = covary[0, 1] * covary[0, 2] / covary[1, 2]
    loading = [1.0, covary[1, 2] / covary[0, 2], covary[1, 2] / covary[0, 1]]
    certainty = [1 / (variance(columns[n]) / loading[n] ** 2 - factor) for n in range(3)]
    valence = {}
    for word in sorted({*lists[0], *lists[1]}):
        held = [n for n in range(3) if word in lists[n]]
        total = sum(certainty[n] * lists[n][word] / loading[n] for n in held)
        valence[word] = total / (sum(certainty[n] for n in held) + 1 / factor)
    return valence


def _news_table(name: str) -> Iterable[list[str]]:
    rows = [row for row in _tab_rows(_NEWS / f"{name}.tsv") if not row[0].startswith("# ")]
    return rows[1:]


@functools.cache
def _news_valences() -> dict[str, float]:
    """What people rated, then the words of each kind, then regular forms of both."""
    valence = _combined([_vader().valence, _afinn().valence, _textblob()])
    rated: dict[str, list[float]] = defaultdict(list)
    unrated = []
    for word, kind in _news_table("words"):
        if word in valence:
            rated[kind].append(valence[word])
        else:
            unrated.append((word, kind))
    valence.update((word, _KEPT_BY_RATERS * fmean(rated[kind])) for word, kind in unrated)
    for form, base in _news_table("derived"):
        valence.setdefault(form, valence[base])
    rounded = {word: round(value, 2) for word, value in valence.items()}
    possessives = {f"{word}'s": value for word, value in rounded.items() if word.isalpha()}
    return {word: value for word, value in (possessives | rounded).items() if value}


@functools.cache
def _news(name: str, title: str, *, misleading: bool = False, vader_rules: bool = False) -> Lexicon:
    """The lexicon for news; `misleading` keeps words whose everyday charge misleads there,
    `vader_rules` VADER's rules.
    """
    valence = dict(_news_valences())
    left_out = set() if misleading else {row[0] for row in _news_table("misleading")}
    reversing = (
        frozenset() if vader_rules else frozenset(row[0] for row in _news_table("reversing"))
    )
    for word in left_out | reversing:
        valence.pop(word, None)
        valence.pop(f"{word}'s", None)
    source = (
        "VADER, AFINN and the list of TextBlob (De Smedt & Daelemans 2012, PDDL; read from the"
        " package textblob, MIT) on one scale, and 6,000 words for news by kinds"
        " (analysis/lexicons/news, CC0)"
    )
    return Lexicon(
        name, title, source, 4.0, valence, _vader().emoji, reversing, 1.0 if vader_rules else 0.0
    )


_SHIPPED: dict[str, Callable[[], Lexicon]] = {
    "vader": _vader,
    "afinn": _afinn,
    "news": lambda: _news("news", "News"),
    "news-with-misleading": lambda: _news(
        "news-with-misleading", "News, misleading words kept", misleading=True
    ),
    "news-vader-rules": lambda: _news("news-vader-rules", "News, VADER's rules", vader_rules=True),
}


def known_lexicons() -> list[str]:
    """The names of the lexicons that can be used at once.

    Examples
    --------
    >>> known_lexicons()[:3]
    ['vader', 'afinn', 'news']
    """
    return list(_SHIPPED)


def load_lexicon(name: str | Path) -> Lexicon:
    """A lexicon by its name, or from a table (.csv, .tsv or .txt) with the columns word and
    valence.

    A table without names of columns is read as words with their valences, as AFINN is published.
    Entries of several words and entries with * or ? are looked for as in a dictionary; an entry
    that no text could hold is left out, and stands in `losses`.

    "news" puts VADER, AFINN and TextBlob's list on one scale, adds the words of news by kinds,
    leaves out words whose everyday charge misleads in news (Defense Department, Supreme Court), and
    lets verbs reverse what follows them (prevent an attack). "news-with-misleading" keeps the
    misleading words, "news-vader-rules" has VADER's rules alone.

    Raises
    ------
    ValueError
        for a name that is neither, and for a row that cannot be used; the message lists what is
        known, or names the row.

    Examples
    --------
    >>> load_lexicon("vader").valence["good"]
    1.9
    >>> load_lexicon("liwc")
    Traceback (most recent call last):
    ValueError: unknown lexicon 'liwc'; choose from: vader, afinn, news, news-with-misleading, news-vader-rules, or give
    the path of a .csv file
    """
    if str(name) in _SHIPPED:
        return _SHIPPED[str(name)]()
    path = Path(name)
    refuse_other_than_file(path)
    if path.suffix.lower() not in valence_tables.LEXICON_ENDINGS or not path.is_file():
        kind = (
            f", a file of an unknown kind ({path.suffix or 'no ending'})" if path.is_file() else ""
        )
        raise ValueError(
            f"unknown lexicon {str(name)!r}{kind}; choose from: {', '.join(_SHIPPED)}, or give the"
            " path of a .csv file (or .tsv, .txt)"
        )
    return _of_file(path)


@by_content
def _of_file(path: Path, data: bytes) -> Lexicon:
    words, phrases, lost = valence_tables.read(path, data)
    scale = max(abs(value) for value in [*words.values(), *phrases.values()])
    return Lexicon(
        path.stem,
        path.stem,
        path.name,
        scale,
        words,
        {},
        phrases=phrases,
        lost=lost,
        file_sha256=sha256(data),
    )
