"""Frames: what a codebook holds, with definitions, sources and terms."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysis.lexicons.losses import Loss, as_table

BY_CATEGORY, BY_ENTRY = "category", "entry"
_WINS = (
    "Of terms that overlap, the one with most words counts; of two equally long, an exact one before"
    " a pattern (abandon before abandon*)."
)
# Which term counts, by `Codebook.lookup`, as a reader is told.
WHICH_TERM_COUNTS = {
    BY_ENTRY: f"{_WINS} This holds across all categories; the term counts in each category that lists it.",
    BY_CATEGORY: f"{_WINS} This holds within each category, so a place may count in several.",
}


@dataclass(frozen=True)
class Frame:
    """One frame: what counts, where its terms were taken from, what is left out, its terms and
    guards.

    A guard is a longer phrase in which a term does not count ("think tank*" for "tank*"). `weights`
    holds the weights other than 1. The terms of a frame "affect/posemo" count in the frame "affect"
    as well, if there is one. `replicated_by` names the frames of independent lists by which a
    comparison of this one is repeated ("policy: security_defense", "empath: weapon").
    """

    key: str
    label: str
    definition: str
    source: str
    scope: str
    terms: tuple[str, ...]
    guards: tuple[str, ...]
    weights: dict[str, float] = field(default_factory=dict)
    replicated_by: tuple[str, ...] = ()


def divided(declared: str) -> tuple[str, str]:
    """The list and the frame of a declared replication; empty where one of them is missing.

    Examples
    --------
    >>> divided("policy: security_defense"), divided("policy")
    (('policy', 'security_defense'), ('', 'policy'))
    """
    name, _, frame = declared.rpartition(":")
    return name.strip(), frame.strip()


@dataclass(frozen=True)
class Subject:
    """The subject that a codebook is meant for, and how much of its vocabulary a body holds that is
    about this subject.

    Attributes
    ----------
    name : str
        of the subject, as "armed conflict".
    words : int
        so many words the body has at least: of fewer no subject can be told.
    per_1000 : float
        hits per 1,000 words of the body, at least.
    terms : int
        distinct terms in the body, at least.
    share : float
        of the body's paragraphs that hold a hit, 0 to 1, at least.
    without : tuple of str
        frames whose words do not count here, since news on other subjects uses them as well.
    """

    name: str
    words: int
    per_1000: float
    terms: int
    share: float
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """A named set of frames with its source and the texts it is meant for.

    A codebook with a `subject` is for news on this subject alone (see `lexicons.choice.choose`). Of
    an `exclusive` one, people give a text one code at most.

    `lookup` says how a place in a text is looked up. By "category", as quanteda, Yoshikoder,
    Lexicoder and WordStat do: each frame looks for its own terms, so that with "abandon" in one
    frame and "abandon*" in another, the word abandon counts in both. By "entry", as LIWC does: one
    term alone speaks for a place, in all its frames, so that abandon counts in the first frame
    only, and "harmless*" keeps harmless out of "harm*" (Boyd's ContentCoder, by an author of
    LIWC-22, looks for the most words, then for an exact term, then for the longest glob, and takes
    the categories of that one term: github.com/ryanboyd/ContentCoder-Py; it goes from left to
    right, where here the longest of all goes first).
    """

    name: str
    title: str
    version: str
    licence: str
    source: str
    scope: str
    frames: dict[str, Frame]
    lookup: str = BY_CATEGORY
    subject: Subject | None = None
    exclusive: bool = False
    lost: tuple[Loss, ...] = field(default=(), compare=False)
    sha256: str = field(default="", compare=False)  # of its file

    def __hash__(self) -> int:
        return hash((self.name, self.version, tuple(self.frames)))

    @property
    def losses(self) -> pd.DataFrame:
        """What of the dictionary's file does not count.

        Returns
        -------
        DataFrame, one row per line and reason, in the order of the file
            line (number), text (of the line, at most 200 characters), why, partly_used (whether
            something of the line counts all the same).
        """
        return as_table(self.lost)

    @property
    def has_terms(self) -> bool:
        """Whether a frame lists a term; without terms, people alone can code by it.

        Examples
        --------
        >>> from analysis.lexicons.codebook import load_codebook
        >>> load_codebook("policy").has_terms, load_codebook("layers").has_terms
        (True, False)
        """
        return any(frame.terms for frame in self.frames.values())

    @property
    def is_weighted(self) -> bool:
        """Whether a term has a weight other than 1, so that a rate is the sum of weights per 1,000
        words.

        Examples
        --------
        >>> from analysis.lexicons.codebook import load_codebook
        >>> load_codebook("policy").is_weighted
        False
        """
        return any(frame.weights for frame in self.frames.values())

    def overview(self) -> pd.DataFrame:
        """What each frame counts, how many terms and guards it has, and where its terms were taken
        from.

        Returns
        -------
        DataFrame, one row per frame
            frame (its label), what counts, terms, guards (how many), source.
        """
        rows = [
            (frame.label, frame.definition, len(frame.terms), len(frame.guards), frame.source)
            for frame in self.frames.values()
        ]
        return pd.DataFrame(rows, columns=["frame", "what counts", "terms", "guards", "source"])

    @property
    def labels(self) -> dict[str, str]:
        """Frame keys and what a reader is shown."""
        return {key: frame.label for key, frame in self.frames.items()}
