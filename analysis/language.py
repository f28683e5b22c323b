"""Language: which one a text is in, found offline; where it is not sure, none.

The words of a text are read by `py3langid` (Lui & Baldwin, 2012), among the languages in which news
is written. It was compared with `lingua` and with `pycld2` on paragraphs and captions of real files
(`tests/benchmarks/bench_language.py --peers`). All three know the language of 20 words (.995 to .999
right), and 98 of 100 captions of 8 words; what py3langid adds is a certainty by which it can say
that it is not sure. cld2 takes a tenth of the time, but has no build for the newest Python or for
ARM on Linux, and gives a share of the text in place of a certainty; lingua takes 50 times as long and
has 96 MB.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from analysis.words.languages import NAMES, WITHOUT_SPACES

ENGLISH = "en"
OF_THE_TEXT = ""  # the language of a list that its user brought: it is taken to be that of the text
# Of real texts in ten languages, the share that gets its language from a certainty on, and the
# share that gets a wrong one; the rest is unsure (`tests/benchmarks/bench_language.py`).
#                                   .3               .4               .5
#   1,822 paragraphs of 20 words   .999   .001      .999   .001      .997   .001
#   2,133 captions of 8 words      .972   .005      .962   .002      .950   .001
LEAST_CERTAINTY = 0.3
# Of an article more is asked: if it is wrong, nothing of it is measured.
_LEAST_OF_ARTICLE = 0.5
LEAST_BYTES = 32  # in UTF-8: some 6 English words, 16 letters of Cyrillic, 11 Chinese characters

# What is looked at of an article: little where that is enough, and more where it is not.
_OTHERS = ("headline", "standfirst", "subheading", "caption")
# What nothing has labelled yet, as the text of a record, is body for the most part.
_BODY = ("body", None)
# Of each of three places: a quotation, or a box in another language, is not the article.
_BYTES_OF_PLACE = 48
_ENOUGH = 0.9
_MOST_BYTES = 1000
_NO_LANGUAGE = "zxx"  # what the model calls numbers, addresses and the like


class Language(NamedTuple):
    """A language by its ISO 639-1 code, None where it is not sure; and how certain it is (0 to 1)."""

    code: str | None
    certainty: float


UNSURE = Language(None, float("nan"))


def find_language(text: str, *, least: float = LEAST_CERTAINTY) -> Language:
    """The language of a text.

    Parameters
    ----------
    text : str
        of which the first thousand bytes are looked at.
    least : float
        the certainty from which on a language is named.

    Returns
    -------
    Language
        without a code where the certainty is less, or the text has fewer than 32 bytes.

    Examples
    --------
    >>> find_language("Der Hafen ist am Montag zum ersten Mal wieder geöffnet.").code
    'de'
    >>> find_language("OK."), find_language("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17").code
    (Language(code=None, certainty=nan), None)
    """
    data = text[:_MOST_BYTES].encode(errors="replace")[:_MOST_BYTES]
    if len(data) < LEAST_BYTES:
        return UNSURE
    code, certainty = _model().classify(data.decode(errors="ignore"))
    if code == _NO_LANGUAGE or certainty < least:
        return UNSURE
    # Its last digits differ from machine to machine.
    return Language(code, round(certainty, 4))


def language_of(paragraphs: Sequence[str]) -> Language:
    """The language of an article, from three places in it; where these are not enough, from its
    beginning.

    Examples
    --------
    >>> language_of(["Good news from the harbour.", "The first ship came in on Monday."]).code
    'en'
    """
    last = len(paragraphs) - 1
    places = sorted({0, last // 2, last}) if paragraphs else []
    first = find_language(
        " ".join(_beginning(paragraphs[place]) for place in places), least=_ENOUGH
    )
    if first.code is not None:
        return first
    # A paragraph may be the whole of a novel: no more of each than can be looked at.
    text = " ".join(paragraph[:_MOST_BYTES] for paragraph in paragraphs[:_MOST_BYTES])
    return find_language(text, least=_LEAST_OF_ARTICLE)


def _beginning(text: str) -> str:
    # No character has less than a byte.
    data = text[:_BYTES_OF_PLACE].encode(errors="replace")
    return data[:_BYTES_OF_PLACE].decode(errors="ignore")


def languages_of(texts: Sequence[str], segments: dict[str, Any]) -> Iterator[Language]:
    """The language of each article: of its body, or of headline and captions where it has none.

    Parameters
    ----------
    texts : sequence of str
        of the articles.
    segments : mapping of columns
        article, layer, start and end of each segment, article by article.

    Examples
    --------
    >>> segments = {"article": [0], "layer": ["body"], "start": [0], "end": [55]}
    >>> [found.code for found in languages_of(["The harbour opened its gates to the first ship of grain."], segments)]
    ['en']
    """
    layers = np.asarray(segments["layer"], dtype=object)
    article, start, end = (np.asarray(segments[name]) for name in ("article", "start", "end"))
    bounds = np.searchsorted(article, np.arange(len(texts) + 1))
    for number, text in enumerate(texts):
        own = slice(bounds[number], bounds[number + 1])
        spans = list(zip(layers[own], start[own].tolist(), end[own].tolist(), strict=True))
        chosen: list[str] = []
        for names in (_BODY, _OTHERS):
            chosen = chosen or [text[low:high] for layer, low, high in spans if layer in names]
        yield language_of(chosen)


def is_measured(language: str | None, of_list: str) -> bool:
    """Whether a list can count in a text: its language is that of the text, or nobody knows better.

    Parameters
    ----------
    language : str or None
        of the text; None, unsure, is measured.
    of_list : str
        the language of the list, `OF_THE_TEXT` for one that its user brought. Even such a list finds no
        words where none are cut.

    Examples
    --------
    >>> is_measured("de", ENGLISH), is_measured("de", OF_THE_TEXT), is_measured("ja", OF_THE_TEXT)
    (False, True, False)
    >>> is_measured(None, ENGLISH)
    True
    """
    if not isinstance(language, str):
        return True
    return language == of_list or (of_list == OF_THE_TEXT and language not in WITHOUT_SPACES)


@functools.cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Small languages without news, as Venetian or Nigerian Pidgin, take a third of the short texts
    # that are not sure from their large neighbours.
    model.set_languages([*NAMES, _NO_LANGUAGE])
    # A second one of these languages alone: the first keeps 27 MB of all languages beside them.
    return LanguageIdentifier(
        model.nb_ptc,
        model.nb_pc,
        model.nb_classes,
        model.tk_nextmove,
        model.tk_output,
        norm_probs=True,
        tk_row=model.tk_row,
    )
