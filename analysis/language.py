"""Language: which one a text is in, found offline; where it is not sure, none.

The words of a text are read by `py3langid` (Lui & Baldwin, 2012), among the languages in which news
is written. It was compared with `lingua` and with `pycld2` on paragraphs and captions of real files
(`tests/benchmarks/bench_language.py --peers`). All three know the language of 20 words (.995 to .999
right), and 98 of 100 captions of 8 words; what py3langid adds is a certainty by which it can say
that it is not sure. cld2 takes a tenth of the time, but has no build for the newest Python or for
ARM on Linux, and gives a share of the text in place of a certainty; lingua takes 50 times as long and
has 96 MB.

The model takes half a second to load, as long as everything else that is loaded for one article. Most
English articles do not need it: words of English grammar that no other language has (*the*, *which*,
*would*) settle what they are. The model is asked of all others. In `tests/benchmarks/bench_language.py`
words settle 3,744 of 6,226 articles, and the model calls each of these English.

The library reads one text at a time, byte by byte. Of many articles all are read together: the model's
automaton takes a step in each of them at once, and the scores of a text are its own sum of products, in
the order in which the library adds them, so that they are the same to the last digit.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

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
# Words of English grammar that are no word of another language in `NAMES`: without "are" (Romanian),
# "has" (Spanish), "have" (Danish), "of" and "was" (Dutch). Of English news they are an eighth.
_ONLY_ENGLISH = frozenset(
    "the and that with from were this which their they would who what when where there its she about"
    " after before said into between could should because while during against through other these"
    " those his".split()
)
# An article is plainly English if each of three stretches, its beginning, its middle and its end, has
# so many different ones of these words, and such a share of them. A shorter text goes to the model.
_LETTERS_OF_STRETCH = 400
_FEWEST_ONLY_ENGLISH, _LEAST_SHARE = 3, 0.08
_MOST_BYTES = 1000
_NO_LANGUAGE = "zxx"  # what the model calls numbers, addresses and the like


class Language(NamedTuple):
    """A language by its ISO 639-1 code, None where it is not sure; and how certain it is (0 to 1)."""

    code: str | None
    certainty: float


UNSURE = Language(None, float("nan"))
_PLAINLY_ENGLISH = Language(ENGLISH, 1.0)


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
    (language,) = _found([_start_of(text, _MOST_BYTES)], least)
    return language


def _found(texts: Sequence[str], least: float) -> list[Language]:
    """The language of each text, where it is so certain."""
    languages = [UNSURE] * len(texts)
    long = [row for row, text in enumerate(texts) if len(text.encode()) >= LEAST_BYTES]
    if long:
        codes, certainty = _classified([_as_model_reads(texts[row]) for row in long])
        for row, code, certain in zip(long, codes, certainty, strict=True):
            languages[row] = _named(code, certain, least)
    return languages


def _named(code: str, certainty: float, least: float) -> Language:
    """What the model says, where it is certain enough."""
    if code == _NO_LANGUAGE or certainty < least:
        return UNSURE
    # Its last digits differ from machine to machine.
    return Language(code, round(certainty, 4))


def language_of(paragraphs: Sequence[str]) -> Language:
    """The language of an article, from three places in it; where these are not enough, from its
    beginning. The certainty is 1 where words that only English has settle it.

    Examples
    --------
    >>> language_of(["Good news from the harbour.", "The first ship came in on Monday."]).code
    'en'
    """
    return _languages([paragraphs])[0]


def _languages(articles: Sequence[Sequence[str]]) -> list[Language]:
    """The language of each article, of which the paragraphs are given."""
    are_english = [_is_plainly_english(paragraphs) for paragraphs in articles]
    others = [
        article for article, is_known in zip(articles, are_english, strict=True) if not is_known
    ]
    by_model = iter(_by_model(others))
    return [_PLAINLY_ENGLISH if is_known else next(by_model) for is_known in are_english]


def _is_plainly_english(paragraphs: Sequence[str]) -> bool:
    """Whether words that only English has settle the language, so that the model need not be asked."""
    text, n = " ".join(paragraphs), _LETTERS_OF_STRETCH
    middle = max(0, len(text) - n) // 2
    stretches = (text[:n], text[middle : middle + n], text[-n:])
    return len(text) >= len(stretches) * n and all(map(_is_english_stretch, stretches))


def _is_english_stretch(text: str) -> bool:
    words = text.lower().split()
    english = [word for word in words if word in _ONLY_ENGLISH]
    return len(set(english)) >= _FEWEST_ONLY_ENGLISH and len(english) >= _LEAST_SHARE * len(words)


def _by_model(articles: Sequence[Sequence[str]]) -> list[Language]:
    """The language of each article, as the model says."""
    languages = _found([_places(paragraphs) for paragraphs in articles], _ENOUGH)
    unsure = [row for row, language in enumerate(languages) if language.code is None]
    of_beginnings = _found([_beginning(articles[row]) for row in unsure], _LEAST_OF_ARTICLE)
    for row, language in zip(unsure, of_beginnings, strict=True):
        languages[row] = language
    return languages


def _places(paragraphs: Sequence[str]) -> str:
    """The beginnings of the first, the middle and the last paragraph."""
    last = len(paragraphs) - 1
    chosen = sorted({0, last // 2, last}) if paragraphs else []
    return " ".join(_start_of(paragraphs[index], _BYTES_OF_PLACE) for index in chosen)


def _beginning(paragraphs: Sequence[str]) -> str:
    # A paragraph may be the whole of a novel: no more of each than can be looked at.
    text = " ".join(paragraph[:_MOST_BYTES] for paragraph in paragraphs[:_MOST_BYTES])
    return _start_of(text, _MOST_BYTES)


def _start_of(text: str, n_bytes: int) -> str:
    """The whole characters in the first bytes of a text; a "?" for half of a surrogate pair."""
    text = text[:n_bytes]  # no character has less than a byte
    if text.isascii():
        return text
    return text.encode(errors="replace")[:n_bytes].decode(errors="ignore")


def languages_of(texts: Sequence[str], segments: dict[str, Any]) -> list[Language]:
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
    >>> [language.code for language in languages_of(["The harbour opened its gates to the first ship of grain."], segments)]
    ['en']
    """
    layers = np.asarray(segments["layer"], dtype=object)
    article, start, end = (np.asarray(segments[name]) for name in ("article", "start", "end"))
    of_body, of_others = (
        np.array([layer in names for layer in layers], dtype=bool) for names in (_BODY, _OTHERS)
    )
    has_body = np.bincount(article[of_body], minlength=len(texts)) > 0
    rows = np.flatnonzero(of_body | (of_others & ~has_body[article]))
    bounds = np.searchsorted(article[rows], np.arange(len(texts) + 1)).tolist()
    spans = list(zip(start[rows].tolist(), end[rows].tolist(), strict=True))
    return _languages(
        [
            [text[low:high] for low, high in spans[first:behind]]
            for text, (first, behind) in zip(texts, itertools.pairwise(bounds), strict=True)
        ]
    )


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


class _Model(NamedTuple):
    """The model of the languages in which news is written, as arrays. Its automaton goes from a state
    and a byte to the next state, which may complete a feature.

    What follows a state is kept in blocks of a few bytes: most states share most of theirs.
    """

    classes: list[str]  # codes of languages; some have one for each of their scripts
    weights: np.ndarray  # of each feature for each class
    prior: np.ndarray  # of each class
    following: memoryview  # states, one for each byte of a block
    block: memoryview  # where each block begins, those of a row one behind the other
    row: memoryview  # where the blocks of each state begin
    feature: memoryview  # of each state; below 0 for none


def load() -> None:
    """Load the model of the languages, which is then there for the first text that needs it.

    Examples
    --------
    >>> load()
    """
    _model()


@functools.cache
def _model() -> _Model:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    # Small languages without news, as Venetian or Nigerian Pidgin, take a third of the short texts
    # that are not sure from their large neighbours.
    model.set_languages([*NAMES, _NO_LANGUAGE])
    # The library's own object would keep 27 MB of all languages, and 50 MB of lists of numbers.
    following, block = _in_blocks(np.array(model.tk_nextmove, dtype=np.uint32))
    return _Model(
        list(model.nb_classes),
        model.nb_ptc,
        model.nb_pc,
        # One number at a time is read from these in a quarter of the time.
        following.data,
        block.data,
        (np.array(model.tk_row, dtype=np.uint32) * np.uint32(256 // _BLOCK)).data,
        np.array(model.tk_output, dtype=np.int32).data,
    )


_BLOCK = 32  # bytes, of 256
_BLOCK_OF = bytes(byte // _BLOCK for byte in range(256))
_PLACE_OF = bytes(byte % _BLOCK for byte in range(256))


def _in_blocks(following: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers in blocks, each of which is kept once, and where every block begins among these.

    Examples
    --------
    >>> both = np.repeat(np.arange(2, dtype=np.uint32), _BLOCK)
    >>> kept, begins = _in_blocks(np.tile(both, 9))
    >>> len(kept), begins.tolist() == [0, _BLOCK] * 9
    (64, True)
    """
    # Each block as one number of 64 bits, which no two blocks share by accident.
    pairs = following.view(np.uint64).reshape(-1, _BLOCK // 2)
    number, kept = pd.factorize(pairs @ pd.util.hash_array(np.arange(1, _BLOCK // 2 + 1)))
    first = np.zeros(len(kept), dtype=np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    blocks = following.reshape(-1, _BLOCK)[first]
    return blocks.ravel(), (number * _BLOCK).astype(np.uint32)


def _as_model_reads(text: str) -> bytes:
    small = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", small).encode(errors="surrogatepass")


def _classified(encoded: Sequence[bytes]) -> tuple[list[str], list[float]]:
    """The code and certainty of each text, as the library's `classify` gives them for one."""
    model = _model()
    scores = _scores(encoded)
    # The model's certainty holds for texts of all lengths by the root of their bytes.
    n_bytes = np.array([max(len(text), 1) for text in encoded])
    scores *= (1 / np.sqrt(n_bytes)).astype(np.float32)[:, None]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    # Some languages have a column for each of their scripts.
    for column, code in enumerate(model.classes):
        first = model.classes.index(code)
        if first != column:
            odds[:, first] += odds[:, column]
            odds[:, column] = 0
    best = odds.argmax(axis=1)
    certainty = odds[np.arange(len(best)), best]
    return [model.classes[column] for column in best.tolist()], certainty.tolist()


def _scores(encoded: Sequence[bytes]) -> np.ndarray:
    """How much the features of each text speak for each class."""
    model, features = _model(), [_features(text) for text in encoded]
    text = np.repeat(np.arange(len(encoded)), [len(of_text) for of_text in features])
    feature = np.fromiter(itertools.chain.from_iterable(features), np.int64, len(text))
    width = len(model.weights)
    _, first, count = np.unique(text * width + feature, return_index=True, return_counts=True)
    in_order = np.argsort(first)  # as the text has them, for the last digits of a sum
    first, count = first[in_order], count[in_order]
    weight = np.log1p(count.astype(np.float32))
    used = np.bincount(feature, minlength=width) > 0
    table = np.ascontiguousarray(model.weights[used], dtype=np.float32)
    row = (np.cumsum(used) - 1)[feature[first]]
    bounds = np.searchsorted(text[first], np.arange(len(encoded) + 1)).tolist()
    # A text without a feature speaks for none.
    scores = np.zeros((len(encoded), len(model.classes)), dtype=np.float32)
    for number, (low, high) in enumerate(itertools.pairwise(bounds)):
        if low < high:
            scores[number] = weight[low:high] @ table[row[low:high]] + model.prior
    return scores


def _features(encoded: bytes) -> list[int]:
    """The features that the bytes of a text complete, in their order."""
    model = _model()
    following, block, row, feature = model.following, model.block, model.row, model.feature
    state, features = 0, []
    ways = zip(encoded.translate(_BLOCK_OF), encoded.translate(_PLACE_OF), strict=True)
    for of_row, of_block in ways:
        state = following[block[row[state] + of_row] + of_block]
        if (completed := feature[state]) >= 0:
            features.append(completed)
    return features
