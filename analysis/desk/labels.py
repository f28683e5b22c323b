"""Labels: those that the rules give to the blocks of one article, and those that a person gives,
who wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.corpus import DOUBTFUL_BELOW, Corpus, check_layer
from analysis.options import DEFAULTS
from analysis.publishing import write_whole
from analysis.reading import InputError, read
from analysis.reading.corrections import (
    BY_HAND,
    corrections_as_stored,
    corrections_path,
    new_corrections_path,
)
from analysis.reading.formats import check_correctable
from analysis.reading.listing import OWN_ENDINGS
from analysis.reading.recognising import format_of
from analysis.words import capitalised, noun, ordinary, segment_name, sentences, verdict_words

# What a person looks at first: all that is neither body nor page furniture, and every label that is
# hardly sure.
_SELDOM_WRONG = ("body", "boilerplate")
_MOST_FILES = 1000


class LabelSheet:
    """The labels of one article, as a person corrects them.

    Attributes
    ----------
    article : Path
        the file.
    n_articles : int
        how many articles it holds.
    rules : Corpus
        the chosen one under the labels of the rules alone.
    said : dict
        block → layer, for every block that a person has corrected or checked.
    """

    def __init__(self, article: str | Path, record: int = 0) -> None:
        self.article, self.record = Path(article), record
        corpus = read(self.article)
        self.n_articles = len(corpus.articles)
        chosen = corpus.article(record)
        by_hand = chosen.segments["layer"][chosen.segments["rule"] == BY_HAND]
        self.said = {int(block): str(layer) for block, layer in by_hand.items()}
        self.saved = dict(self.said)
        self.rules = read(self.article, corrections=False).article(record) if self.said else chosen
        self._on_disk = self._stored()

    @property
    def corpus(self) -> Corpus:
        """The article under the labels of the rules and of the person."""
        return self.rules.relabel(self.said, rule=BY_HAND)

    @property
    def identity(self) -> object:
        """Which article this is, in which state: its place, and what it and its corrections hold."""
        return (
            self.article.resolve(),
            self.record,
            self.rules.articles.loc[0, "sha256"],
            self._on_disk,
        )

    def say(self, layers: Mapping[int, str | None]) -> None:
        """Take a person's labels of some blocks; None takes back what was said of a block.

        Raises
        ------
        ValueError
            for a block that the article lacks, or a layer that does not exist; then nothing is
            taken.
        """
        for block, layer in layers.items():
            if block not in self.rules.segments.index:
                last = len(self.rules.segments) - 1
                raise ValueError(
                    f"{self.article}: there is no block {block!r}; blocks run from 0 to {last}"
                )
            if layer is not None:
                check_layer(layer)
        both = {**self.said, **layers}
        self.said = {int(block): layer for block, layer in both.items() if layer is not None}

    def to_look_at(self) -> list[int]:
        """The blocks that a person looks at first: those that are neither body nor boilerplate, and
        the unsure.

        Returns
        -------
        list of int
            numbers of blocks, in reading order; by the labels of the rules, so that a correction takes no
            block away.
        """
        segments = self.rules.segments
        unsure = segments["confidence"] < DOUBTFUL_BELOW
        return [
            int(block) for block in segments.index[unsure | ~segments["layer"].isin(_SELDOM_WRONG)]
        ]

    def place(self) -> Path:
        """Where the corrections go; an InputError where none can stand beside this article.

        Returns
        -------
        Path
            which need not exist yet.

        Raises
        ------
        InputError
            for an article that is no text, Markdown or page file of its own.
        """
        return new_corrections_path(check_correctable(self.article))

    def save(self) -> Path:
        """Write `<name>.layers.csv` beside the article, whole or not at all: a row for each block
        that was corrected or checked.

        Raises
        ------
        InputError
            where nothing was corrected, where no corrections can stand beside the article, or where
            somebody has changed them since they were read.
        """
        place = self.check_saving()
        if self._stored() != self._on_disk:
            raise InputError(
                f"{place}: was changed since it was read; choose the article again, then correct it"
            )
        write_whole(place, corrections_as_stored(place, self.corpus, self.said).encode())
        self._on_disk, self.saved = self._stored(), dict(self.said)
        return place

    def check_saving(self) -> Path:
        """Where the corrections go; an InputError where there are none to save, or no place for them."""
        place = self.place()
        if not self.said and self._on_disk is None:
            raise InputError(
                f"{self.article}: no label is corrected or checked yet; do that first, then save"
            )
        return place

    def _stored(self) -> bytes | None:
        place = corrections_path(self.article)
        return place.read_bytes() if place.is_file() else None


def files(folder: str | Path) -> list[Path]:
    """The files of a folder that can be read as articles, in the order of their names; folders
    below it are left out.

    Examples
    --------
    >>> [file.name for file in files("seeds")]
    ['control.html', 'control.txt', 'export.txt', 'nagorno-karabakh.txt', 'planted.txt', 'reprint-original.txt', 'reprint.html']
    """
    try:
        articles = [
            file for file in sorted(Path(folder).iterdir()) if _is_article(file) and file.is_file()
        ]
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be listed ({error.strerror or error}); check the folder"
        ) from None
    return articles[:_MOST_FILES]


def _is_article(file: Path) -> bool:
    name = file.name.lower()
    # README.md is Markdown, and no article.
    return (
        format_of(file) is not None
        and not name.startswith((".", "readme."))
        and not name.endswith(OWN_ENDINGS)
    )


def moved(
    before: pd.DataFrame,
    now: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> list[str]:
    """In sentences, the verdicts of `measures.findings` that differ from those before, the differences
    that now depend on something else, and what lies elsewhere among ordinary pages.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": ["framing"], "category": ["a"], "verdict": ["more in captions"]})
    >>> moved(table, table.assign(verdict="cannot be tested here", reason="fewer than 4 hits"), {"a": "Weapons"})
    ['Weapons: more in captions, now cannot be tested here (fewer than 4 hits in captions and body together).']
    >>> moved(table.assign(unusual="more"), table.assign(unusual=""), {"a": "Weapons"})
    ['Weapons: more than is usual on ordinary pages, now not unusual.']
    """
    both = before.merge(now, on=["measure", "category"], suffixes=("_before", ""))
    lines = [
        f"{capitalised(labels.get(row['category'], row['category']))}:"
        f" {verdict_words(row['verdict_before'])}, now"
        f" {sentences.verdict_and_why(row, target=target, reference=reference)}."
        for _, row in both[both["verdict_before"] != both["verdict"]].iterrows()
    ]
    if "hangs_on" in both:
        lines += _other_support(both, labels, target)
    if "unusual" not in both:
        return lines
    return lines + [
        f"{capitalised(labels.get(row['category'], row['category']))}:"
        f" {ordinary.compared(row['unusual_before'])}, now {ordinary.compared(row['unusual'])}."
        for _, row in both[both["unusual_before"] != both["unusual"]].iterrows()
    ]


def _other_support(both: pd.DataFrame, labels: Mapping[str, str], target: str) -> list[str]:
    """The differences that are shown before and now, where one of the two depends on some segments or
    words and the other does not.
    """
    is_shown = (both["side_before"] != "") & (both["side"] == both["side_before"])
    was, is_fragile = both["hangs_on_before"] != "", both["hangs_on"] != ""
    held = f"holds without any single {segment_name(target)} or word"
    depends = f"depends on single {noun(segment_name(target), 2)} or words"
    return [
        f"{capitalised(labels.get(row['category'], row['category']))}:"
        f" {depends if row['hangs_on_before'] else held}, now {depends if row['hangs_on'] else held}."
        for _, row in both[is_shown & (was != is_fragile)].iterrows()
    ]
