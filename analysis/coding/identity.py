"""Names of segments and articles that stay the same wherever they are read from."""

from __future__ import annotations

import hashlib
from collections import Counter

from analysis.corpus import Corpus

# No digits or words: a spreadsheet would make numbers and dates of them.
_ID_LETTERS, _ID_LENGTH = "bcdfghjklmnpqrstvwxz", 12


def segment_ids(corpus: Corpus) -> dict[int, str]:
    """A name for each segment that tells neither its place nor its layer, and stays when layers are
    corrected.

    Examples
    --------
    >>> from analysis import read_text
    >>> segment_ids(read_text("The plan is good."))
    {0: 'sjsbvtckcjww'}
    """
    times: Counter[bytes] = Counter()
    articles = []
    for text in corpus.texts:
        digest = hashlib.sha256(text.encode()).digest()
        times[digest] += 1
        # The same article twice has different segments.
        articles.append(digest + str(times[digest]).encode())
    spans = corpus.segments[["article", "start", "end"]].itertuples()
    return {
        segment: _id(articles[article] + f" {start} {end}".encode())
        for segment, article, start, end in spans
    }


def article_keys(corpus: Corpus) -> list[str]:
    """What each article is known by, wherever it is read from: the digest of its text.

    Examples
    --------
    >>> from analysis import read_text
    >>> [key[:8] for key in article_keys(read_text("The plan is good."))]
    ['1fbc4de7']
    """
    return [hashlib.sha256(text.encode()).hexdigest() for text in corpus.texts]


def _id(span: bytes) -> str:
    digest, base = int.from_bytes(hashlib.sha256(span).digest()), len(_ID_LETTERS)
    return "".join(_ID_LETTERS[digest // base**power % base] for power in range(_ID_LENGTH))
