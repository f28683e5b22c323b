"""Walls: what stands before the article on a page that was fetched without a browser.

A page may be made by JavaScript, ask for consent, or sell the rest of its text. Names of classes
change from site to site; what is shown, and what sites tell search engines, does not.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from analysis.completeness import FEWEST_PARAGRAPHS
from analysis.corpus import Corpus
from analysis.reading import InputError, read
from analysis.reading.page.source import decoded
from analysis.words import count

# Words of a body: a wall has at most the first; a paywall leaves fewer than the second to read.
_WORDS_OF_WALL, _WORDS_OF_BEGINNING = 60, 300
_ALL_WORDS_OF_SHELL = 100  # with its menus
# A wall of cookies says little else; a notice at the end of an article is a small part of it, and
# a link to the rules of a site is no sentence.
_LEAST_SHARE_OF_ASKING, _LEAST_OF_SENTENCE = 0.4, 4
_BLOCKS_OF_OFFER = 6
_LONGEST_OF_OFFER = 40  # words of one of its blocks

_SCRIPT = re.compile(r"<script\b", re.I)
_NOSCRIPT = re.compile(r"<noscript\b[^<>]*>([^<]*(?:<(?!/?noscript\b)[^<]*)*)", re.I)
_IS_FREE = re.compile(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?(true|false)", re.I)
# Where every page may offer and ask.
_FURNITURE = re.compile(r"inside (?:<|class )(?:nav|footer|aside)")
_CONSENT_ADDRESS = re.compile(
    r"(?<![a-z])(?:consent|cookies?|privacy|gdpr|cmp)(?![a-z])", re.I | re.A
)
# The words by which a wall asks, as stems of the languages of Western Europe.
_CONSENT = re.compile(
    r"(?i)\b(?:cookie|consent|privacy|partners\b|datenschutz|einwillig|zustimm|akzeptier"
    r"|accepte[rz]\b|confidentialit|toestemming|accepteer|samtykke|privatliv|consentimiento"
    r"|aceptar|privacidad|consenso|accett|rgpd|gdpr|dsgvo)"
)
# Three kinds of words in an offer: going on, paying, an account.
_GOES_ON = re.compile(
    r"(?i)\b(?:(?:continue|keep|finish) reading|read (?:on|the (?:full|rest|whole))|weiterlesen"
    r"|lesen sie weiter|(?:lire|poursui\w+|continue[rz]) (?:la (?:suite|lecture)|à lire)"
    r"|lees verder|verder lezen|læs (?:videre|hele)|les videre|läs (?:vidare|hela)"
    r"|(?:seguir|sigue|continúa) leyendo|continua a leggere|continu[ae]r? lendo)"
)
_PAYS = re.compile(
    r"(?i)\b(?:subscri[bp]|suscri[bp]|abonn|abbon|assin(?:e|ante|atura)\b|prenumer|abo\b|paywall"
    r"|free trial|probemonat|premium\b|digital access)"
)
_HAS_ACCOUNT = re.compile(
    r"(?i)\b(?:log ?in\b|sign ?(?:in|up)\b|register (?:now|your|to|for|here)|registrier"
    r"|registreer|create (?:an|your|a free) account|anmelden|einloggen|se connecter|connectez"
    r"|inloggen|log ind\b|logga in\b|logg inn\b|inici\w+ sesión|accedi\b|already (?:a|have)\b)"
)


class Wall(NamedTuple):
    """What stands before an article.

    Attributes
    ----------
    says : str
        what the page does, to stand behind its address and a colon.
    hides_all : bool
        True where nothing of the article is shown.
    """

    says: str
    hides_all: bool


class _Shown(NamedTuple):
    """What a page shows, and what it says where no script runs."""

    corpus: Corpus | None  # None for a page that shows no word
    has_scripts: bool
    without_scripts: str

    def rows(self) -> list[tuple[str, str, int]]:
        """The layer, the text and the number of words of each block outside of the furniture."""
        if self.corpus is None:
            return []
        segments = self.corpus.segments
        inside = segments["rule"].str.contains(_FURNITURE)
        return [
            (str(segments.loc[row, "layer"]), self.corpus.text(row), int(n_words))
            for row, n_words in segments.loc[~inside, "n_words"].items()
        ]

    @property
    def text(self) -> str:
        """All words."""
        return "" if self.corpus is None else self.corpus.texts[0]


def wall_of(content: bytes, asked: str = "", address: str = "") -> Wall | None:
    """What stands before the article of a page; None where its article is shown.

    Parameters
    ----------
    content : bytes
        the page.
    asked, address : str
        the address that was asked for, and the one from which the page came.

    Examples
    --------
    >>> wall_of(b"<body><div id=root></div><script src=app.js></script></body>").hides_all
    True
    >>> wall_of(b"<h1>Talks</h1><p>The two sides met again in the hall on Monday.</p>") is None
    True
    """
    text = decoded(content, "page")
    try:
        corpus = read(content, format="html", name="page")
    except InputError:
        corpus = None
    without = " ".join(part[1] for part in _NOSCRIPT.finditer(text))
    page = _Shown(corpus, _SCRIPT.search(text) is not None, without)
    rows = page.rows()
    n_words = sum(n for layer, _, n in rows if layer == "body")
    if n_words <= _WORDS_OF_WALL and (says := _instead(page, rows, asked, address)):
        return Wall(says, hides_all=True)
    return _paywall(text, rows, n_words)


def _instead(page: _Shown, rows: list[tuple[str, str, int]], asked: str, address: str) -> str:
    """What a page with barely a word of an article shows instead; empty where nothing tells."""
    n_all = len(page.text.split())
    n_paragraphs = sum(layer == "body" for layer, _, _ in rows)
    is_sent = urlsplit(asked).hostname != urlsplit(address).hostname
    if (is_sent and _CONSENT_ADDRESS.search(address)) or _asks_consent(rows):
        return "shows a wall that asks for consent (cookies) in place of the article"
    wants_scripts = "javascript" in f"{page.text} {page.without_scripts}".lower()
    is_shell = n_all <= _ALL_WORDS_OF_SHELL and n_paragraphs < FEWEST_PARAGRAPHS
    if is_shell and page.has_scripts and (wants_scripts or not n_paragraphs):
        return (
            "is made by JavaScript, which does not run here; no article is in what the site sends"
        )
    return ""


def _asks_consent(rows: list[tuple[str, str, int]]) -> bool:
    """Whether most of what a page says is a request for consent, in two words for it at least."""
    if any(layer == "caption" for layer, _, _ in rows):
        return False
    asking = [(text, n) for _, text, n in rows if n >= _LEAST_OF_SENTENCE and _CONSENT.search(text)]
    stems = {stem.lower() for text, _ in asking for stem in _CONSENT.findall(text)}
    n_asking, n_all = sum(n for _, n in asking), sum(n for _, _, n in rows)
    return len(stems) > 1 and n_asking >= _LEAST_SHARE_OF_ASKING * n_all


def _paywall(text: str, rows: list[tuple[str, str, int]], n_words: int) -> Wall | None:
    """The paywall at which an article ends: by what the site tells search engines, or by an offer
    behind the little that is shown.
    """
    free = _IS_FREE.search(text)
    if n_words >= _WORDS_OF_BEGINNING or (free and free[1].lower() == "true"):
        return None
    bodies = [row for row, (layer, _, _) in enumerate(rows) if layer == "body"]
    # What stands over the article is offered on every page.
    behind = rows[bodies[0] + 1 :] if bodies else rows
    first_of_offer = _offer(behind, is_little=0 < len(bodies) < FEWEST_PARAGRAPHS)
    if first_of_offer is None and (free is None or not bodies):
        return None
    if not bodies:
        return Wall("shows a paywall in place of the article", hides_all=True)
    end = len(rows) if first_of_offer is None else bodies[0] + 1 + first_of_offer
    before = [n for layer, _, n in rows[:end] if layer == "body"]
    shown = f"{count(len(before), 'paragraph')} with {count(sum(before), 'word')}"
    ends = (
        "may end at a paywall, as its site sells it"
        if first_of_offer is None
        else "ends at a paywall"
    )
    return Wall(f"{ends}, after {shown}", hides_all=False)


def _offer(rows: list[tuple[str, str, int]], *, is_little: bool) -> int | None:
    """The first block of an offer to read on, to pay or to log in: two of these three within a few
    short blocks. Where more than a little is shown, reading on must be among them.
    """
    for first, (layer, text, n_words) in enumerate(rows):
        if layer == "headline" or n_words > _LONGEST_OF_OFFER:
            continue
        if not any(sign.search(text) for sign in (_GOES_ON, _PAYS, _HAS_ACCOUNT)):
            continue
        texts = [text for _, text, n in rows[first:] if n <= _LONGEST_OF_OFFER][:_BLOCKS_OF_OFFER]
        together = "\n".join(texts)
        signs = [sign.search(together) is not None for sign in (_GOES_ON, _PAYS, _HAS_ACCOUNT)]
        if sum(signs) > 1 and (signs[0] or is_little):
            return first
    return None
