"""Language: which one a text is in, found offline; where it is not sure, none.

The words of a text are read by `py3langid` (Lui & Baldwin, 2012), among the languages in which news
is written. It was compared with `lingua` and with `pycld2` on paragraphs and captions of real files
(`tests/benchmarks/bench_language.py`). All three know the language of 20 words. Of 8 words, cld2
knows more, but it has no build for the newest Python or for ARM on Linux, and a share of the text in
place of a certainty; lingua takes 80 times as long and has 96 MB.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from analysis.words.languages import NAMES, WITHOUT_SPACES

ENGLISH = "en"
ANY = ""  # the language of a list that its user brought: it is taken to be that of the text
# Of windows of real paragraphs, in English, German, Dutch and Korean, the share that gets a language
# from a certainty of .5 on, and the share of these that is right (1,767 windows a row):
#    5 words   .87   .995
#    8 words   .97  1.000
#   12 words   .99  1.000
#   20 words   .99  1.000
LEAST_CERTAINTY = 0.5
LEAST_BYTES = 40  # in UTF-8: some 8 English words, 20 letters of Cyrillic, 13 Chinese characters

# What is looked at of an article: little where that is enough, and more where it is not.
_BODY, _OTHERS = ("body",), ("headline", "standfirst", "subheading", "caption")
# Of each of three places: a quotation, or a box in another language, is not the article.
_BYTES_OF_PLACE = 64
_ENOUGH = 0.9
_MOST_BYTES = 1000
_NO_LANGUAGE = "zxx"  # what the model calls numbers, addresses and the like


class Language(NamedTuple):
    """A language by its ISO 639-1 code, None where it is not sure; and how certain it is (0 to 1)."""

    code: str | None
    certainty: float


UNSURE = Language(None, float("nan"))


def find_language(text: str) -> Language:
    """The language of a text.

    Parameters
    ----------
    text : str
        of which the first thousand bytes are looked at.

    Returns
    -------
    Language
        without a code where the certainty is below .5, or the text below 40 bytes.

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
    if code == _NO_LANGUAGE or certainty < LEAST_CERTAINTY:
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
    first = find_language(" ".join(_beginning(paragraphs[place]) for place in places))
    if first.code is not None and first.certainty >= _ENOUGH:
        return first
    return find_language(" ".join(paragraphs)[:_MOST_BYTES])


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
        the language of the list, `ANY` for one that its user brought. Even such a list finds no
        words where none are cut.

    Examples
    --------
    >>> is_measured("de", ENGLISH), is_measured("de", ANY), is_measured("ja", ANY)
    (False, True, False)
    >>> is_measured(None, ENGLISH)
    True
    """
    if not isinstance(language, str):
        return True
    return language == of_list or (of_list == ANY and language not in WITHOUT_SPACES)


@functools.cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Small languages without news, as Venetian or Nigerian Pidgin, take a third of the short texts
    # that are not sure from their large neighbours.
    model.set_languages([*NAMES, _NO_LANGUAGE])
    return model
