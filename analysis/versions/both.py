"""Two versions of one article with all that is asked about them, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis import measures
from analysis.corpus import Corpus, check_article
from analysis.hits import why_not_measured
from analysis.options import DEFAULTS, Options
from analysis.versions import wording
from analysis.versions.aligning import align
from analysis.versions.inserted import inserted_segments, ordinary_insertions
from analysis.versions.shifting import VERSIONS, Hits, hits_of_both, settled_for_both, shift, totals


@dataclass(frozen=True)
class Versions:
    """Two versions of one article: what became of each sentence, and what that does to each rate.

    Attributes
    ----------
    first, second : Corpus
        of one article each.
    options : Options
        by which lists they are measured; a codebook that nobody named is chosen for both.

    Examples
    --------
    >>> from analysis import read
    >>> pair = Versions(read("seeds/reprint-original.txt"), read("seeds/reprint.html"))
    >>> print(pair.sentences[0].partition(";")[0])
    Of the 21 sentences of the first version, 14 are kept, 1 is moved, 2 are changed and 4 are deleted
    """

    first: Corpus
    second: Corpus
    options: Options = DEFAULTS

    def __post_init__(self) -> None:
        for corpus in (self.first, self.second):
            check_article(corpus)
        options = settled_for_both(self.options, self.first, self.second)
        object.__setattr__(self, "options", options)

    @cached_property
    def alignment(self) -> pd.DataFrame:
        """What became of each sentence (see `align`)."""
        return align(self.first, self.second)

    @cached_property
    def hits(self) -> tuple[Hits, Hits]:
        """The hits of both (see `hits_of_both`)."""
        return hits_of_both(self.first, self.second, self.options)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """The parts of the difference of each rate (see `shift`), of what is measured in both."""
        parts = shift(self.first, self.second, self.hits, alignment=self.alignment)
        return parts[~parts["measure"].isin(self.not_measured)]

    @cached_property
    def totals(self) -> pd.DataFrame:
        """The rates of both, and their differences (see `totals`)."""
        return totals(self.parts)

    @cached_property
    def inserted(self) -> list[int]:
        """The segments of the target layer that the second version inserted."""
        return inserted_segments(self.second, self.alignment, self.options.target)

    @cached_property
    def ordinary(self) -> pd.DataFrame:
        """How unusual those are next to ordinary pages (see `ordinary_insertions`)."""
        return ordinary_insertions(self.second, self.alignment, self.hits[1], self.options)

    @cached_property
    def labels(self) -> dict[str, str]:
        """How a reader is shown the categories."""
        return measures.labels(self.options)

    @cached_property
    def nothing_to_compare(self) -> str:
        """Why there are no differences to show (see `wording.nothing_to_compare`); "" otherwise."""
        return wording.nothing_to_compare(self.first, self.second, self.alignment)

    @cached_property
    def sentences(self) -> list[str]:
        """The answer in sentences: what changed, which rates differ most, and how unusual what was
        inserted is. One sentence for two versions that are the same, and where one is empty.
        """
        lines = wording.changes(self.first, self.second, self.alignment)
        if self.nothing_to_compare:
            return lines
        lines += dict.fromkeys(self.not_measured.values())
        lines += wording.shifts(self.totals, self.labels)
        return lines + self.insertions

    @cached_property
    def not_measured(self) -> dict[str, str]:
        """Measures whose lists are not for the language of a version, each with the sentence that
        says so.
        """
        return {
            measure: f"The {name} version is {reason}."
            for name, corpus, hits in zip(
                VERSIONS, (self.first, self.second), self.hits, strict=True
            )
            for measure, table in hits.items()
            if (reason := why_not_measured(corpus, table))
        }

    @cached_property
    def insertions(self) -> list[str]:
        """How unusual what was inserted is, in sentences."""
        return wording.insertions(
            self.ordinary, len(self.inserted), self.labels, self.options.target
        )
