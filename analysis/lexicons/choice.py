"""Which codebook an article is measured with where nobody names one: by the article's body alone."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.corpus import Corpus, Readable, as_corpus
from analysis.lexicons.codebook import known_subjects, load_codebook
from analysis.lexicons.frames import Codebook, Subject
from analysis.lexicons.marked import find_terms
from analysis.lexicons.phrases import choice, longest
from analysis.options import AUTO, DEFAULTS, GENERAL, Options
from analysis.tokens import fold
from analysis.words import count


def choose(corpus: Readable) -> str:
    """The codebook of the frames that fits an article: what `frames="auto"` comes to.

    A shipped codebook may declare a subject (see `lexicons.frames.Subject`). It is chosen where the
    body alone, before anything is compared, holds enough of its vocabulary: in all so many hits per
    1,000 words, of so many distinct terms, in such a share of its paragraphs. Of several that fit
    the one with most hits per 1,000 words is chosen, then the first by name. A place counts once,
    whatever its frames, also inside a name. Captions and headline are never looked at.

    Where no subject fits, the body is too short to tell, or there is none, it is "generic-news". So
    it is for several articles: a corpus is measured with one codebook, so that its articles can be
    compared.

    For `armed-conflict`: 100 words or more, 30 hits per 1,000 words, 7 distinct terms, half of the
    paragraphs; domestic politics is left out. A codebook of war over news on another subject
    misleads, where `generic-news` over news of a war only says less, so the numbers were chosen for
    few wrong choices. One reader labelled news by its first lines as about an armed conflict, about
    one in part (a coup, an alliance, an attack elsewhere) or not. The numbers were chosen on the
    first row and tried on the others; in the third, only what was chosen was labelled:

    ==============================  =====  ========  =========  =======  ========  =======
    texts                               n  about it  of these   chosen,  chosen,   chosen,
                                                     chosen     in all   in part   not
    ==============================  =====  ========  =========  =======  ========  =======
    news pages                        279        10          9        9         0        0
    articles of two other sets        180        18         13       14         1        0
    more of the same sets           1,400         -         93      114        12        9
    articles on the climate           220         0          0        1         0        1
    ==============================  =====  ========  =========  =======  ========  =======

    The nine are mostly on shootings and gun laws.

    Returns
    -------
    str
        the name of a shipped codebook.

    Examples
    --------
    >>> from analysis import read
    >>> choose(read("seeds/nagorno-karabakh.txt")), choose("The mayor opened a park.")
    ('armed-conflict', 'generic-news')
    """
    return str(settled(DEFAULTS.but(frames=AUTO), as_corpus(corpus)).frames)


def resolved(frames: str | Path, corpus: Corpus) -> str | Path:
    """The codebook that is asked for; for "auto" the one that fits the corpus.

    Examples
    --------
    >>> resolved("policy", as_corpus("War.")), resolved("auto", as_corpus("War."))
    ('policy', 'generic-news')
    """
    return choose(corpus) if frames == AUTO else frames


def eligible() -> list[str]:
    """The codebooks that "auto" chooses from.

    Examples
    --------
    >>> eligible()
    ['generic-news', 'armed-conflict']
    """
    return [GENERAL, *(name for name, _ in _subject_codebooks())]


def settled(options: Options, corpus: Corpus | None = None) -> Options:
    """The options with the codebook that "auto" comes to, and how; others as they are.

    Parameters
    ----------
    options : Options
    corpus : Corpus, optional
        of the article; without one, the options are those of a corpus of many articles.

    Returns
    -------
    Options
        the same for a codebook that was named.

    Examples
    --------
    >>> from analysis import read
    >>> settled(Options(), read("seeds/nagorno-karabakh.txt")).named("frames")
    'armed-conflict, chosen by the body: 34 hits of 24 terms in 855 words, in 12 of 15 paragraphs'
    >>> settled(Options()).named("frames")
    'generic-news, since several articles are measured with one codebook'
    """
    if options.frames != AUTO:
        return options
    if corpus is None or len(corpus.articles) > 1:
        return options.with_frames(GENERAL, "since several articles are measured with one codebook")
    uses = {name: _use(corpus, book) for name, book in _subject_codebooks()}
    fitting = {name: use for name, use in uses.items() if use.fits}
    if fitting:
        # Of equal ones the first by name.
        best = max(fitting, key=lambda name: fitting[name].per_1000)
        return options.with_frames(best, f"chosen by the body: {fitting[best]}")
    return options.with_frames(GENERAL, _why_none(list(uses.values())))


def _why_none(uses: list[_Use]) -> str:
    n_words = max((use.n_words for use in uses), default=0)
    if not n_words:
        return "since the article has no body"
    if n_words < min(use.subject.words for use in uses):
        return f"since a body of {count(n_words, 'word')} is too short to tell its subject"
    found = "; ".join(f"{use.subject.name}: {use}" for use in uses)
    return f"since the body fits no subject ({found})"


class _Use(NamedTuple):
    """How much of a subject's vocabulary a body holds."""

    subject: Subject
    n_hits: int
    n_terms: int
    n_words: int
    n_holding: int  # paragraphs that hold a hit
    n_paragraphs: int

    @property
    def per_1000(self) -> float:
        return 1000 * self.n_hits / self.n_words if self.n_words else 0.0

    @property
    def fits(self) -> bool:
        return (
            self.n_words >= max(1, self.subject.words)
            and self.per_1000 >= self.subject.per_1000
            and self.n_terms >= self.subject.terms
            and self.n_holding >= self.subject.share * self.n_paragraphs
        )

    def __str__(self) -> str:
        return (
            f"{count(self.n_hits, 'hit')} of {count(self.n_terms, 'term')} in"
            f" {count(self.n_words, 'word')}, in {self.n_holding:,} of"
            f" {count(self.n_paragraphs, 'paragraph')}"
        )


@functools.cache
def _subject_codebooks() -> tuple[tuple[str, Codebook], ...]:
    """The shipped codebooks that are meant for one subject, by name."""
    return tuple((name, load_codebook(name)) for name in known_subjects())


def _use(corpus: Corpus, codebook: Codebook) -> _Use:
    """What the body holds of a codebook's vocabulary: of overlapping terms the longest, whatever
    its frame, and none that is a guard.
    """
    subject = codebook.subject
    assert subject is not None
    layer, n_words = (corpus.segments[name] for name in ("layer", "n_words"))
    body = np.flatnonzero((layer == "body").to_numpy() & (n_words.to_numpy() > 0))
    terms, n_guards = _vocabulary(codebook)
    matches = find_terms(corpus, terms)
    segment = corpus.sentences["segment"].to_numpy()[corpus.words.sentence[matches.first]]
    # A guard goes before a term of its length, so that it wins the place and is then dropped.
    kept = longest(np.zeros_like(matches.term), matches.first, matches.last, matches.term)
    kept = kept[(matches.term[kept] >= n_guards) & np.isin(segment[kept], body)]
    return _Use(
        subject,
        len(kept),
        len(np.unique(matches.term[kept])),
        int(n_words.to_numpy()[body].sum()),
        len(np.unique(segment[kept])),
        len(body),
    )


@functools.lru_cache(maxsize=8)
def _vocabulary(codebook: Codebook) -> tuple[list[str], int]:
    """The guards and then the terms of the frames that speak for the subject, and how many are
    guards.
    """
    assert codebook.subject is not None
    frames = [
        frame for key, frame in codebook.frames.items() if key not in codebook.subject.without
    ]
    guards = {fold(guard) for frame in frames for guard in frame.guards}
    terms = {fold(term) for frame in frames for term in frame.terms} - guards
    return [*sorted(guards, key=choice), *sorted(terms, key=choice)], len(guards)
