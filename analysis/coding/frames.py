"""What coders are asked: frames with their definitions, and how a coder writes them into a cell."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.corpus import Corpus
from analysis.lexicons.choice import resolved
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.frames import Codebook, Frame
from analysis.reading.corrections import no_formula
from analysis.reading.errors import InputError
from analysis.words import shortened

NONE = "none"  # the code of a segment in which no frame is
LAYERS_QUESTION = "layers"  # the codebook that asks what a text is
_NO_KIND = (
    "A headline, a heading, a byline, a credit, or a text of which you cannot say what it is."
)
Frames = str | Path | Sequence[str] | Mapping[str, str]


def frames_to_code(frames: Frames, corpus: Corpus) -> Codebook:
    """The codebook by which people code.

    Parameters
    ----------
    frames : str, Path, sequence of str, or mapping of str to str
        a codebook as for `framing.hits` ("auto" also), "layers", the names of the frames, or the
        names with their definitions. Names that are all in "layers" have the definitions of that
        codebook.
    corpus : Corpus
        by which "auto" chooses.

    Returns
    -------
    Codebook
        of names alone, its frames have no terms.

    Raises
    ------
    ValueError
        for no frame, for one that is named twice, and for a name that a cell cannot hold: one with
        a comma or a semicolon, or "none".

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good.")
    >>> frames_to_code({"war": "Armies fight."}, corpus).frames["war"].definition
    'Armies fight.'
    >>> frames_to_code(["caption", "body"], corpus).frames["body"].label
    'Body text'
    """
    if isinstance(frames, str | Path):
        return load_codebook(resolved(frames, corpus))
    definitions = dict(frames) if isinstance(frames, Mapping) else {}
    names = [str(name).strip() for name in frames]
    _check(names)
    kinds = load_codebook(LAYERS_QUESTION)
    if not definitions and kinds.frames.keys() >= set(names):
        return replace(kinds, frames={name: kinds.frames[name] for name in names})
    given = {
        name: Frame(name, name, str(definition), "", "", (), ())
        for name, definition in zip(names, definitions.values() or [""] * len(names), strict=True)
    }
    return Codebook("", "", "", "", "", "", given)


def _check(names: list[str]) -> None:
    folded = Counter(map(as_heading, names))
    wrong = [
        name
        for name in names
        if not name or ";" in name or "," in name or folded[as_heading(name)] > 1
    ]
    if wrong or not names or NONE in folded:
        raise ValueError(
            f"the frames {', '.join(names) or '(none)'}: give distinct names without commas, none"
            f" of them {NONE!r}"
        )


def is_about_layers(codebook: Codebook) -> bool:
    """True where coders say what a text is, not what it is about.

    Examples
    --------
    >>> is_about_layers(load_codebook("layers")), is_about_layers(load_codebook("policy"))
    (True, False)
    """
    return load_codebook(LAYERS_QUESTION).frames.keys() >= codebook.frames.keys()


def definition_of_none(codebook: Codebook) -> str:
    """When a coder answers none, where that is more than that no frame is there.

    Examples
    --------
    >>> definition_of_none(load_codebook("policy"))
    ''
    """
    return _NO_KIND if is_about_layers(codebook) else ""


def as_heading(text: str) -> str:
    """A name as it is compared with others: capitals, underscores and white space do not count.

    Examples
    --------
    >>> as_heading("Arms_Trade ")
    'arms trade'
    """
    return " ".join(text.replace("_", " ").casefold().split())


def codes_in(cell: str, codebook: Codebook) -> frozenset[str] | None:
    """The frames that a coder wrote into a cell.

    Parameters
    ----------
    cell : str
        names, labels or their beginnings, separated by semicolons, commas or line ends; or "none".
    codebook : Codebook

    Returns
    -------
    frozenset of str
        the keys of the frames, empty for "none"; None where nothing was written.

    Raises
    ------
    ValueError
        for what is no frame, for the beginning of several frames, for frames and "none" at once,
        and for several frames of an exclusive codebook.

    Examples
    --------
    >>> sorted(codes_in("conf; moral", load_codebook("generic-news")))
    ['conflict', 'morality']
    """
    parts = [as_heading(part) for part in re.split(r"[;,\n]", cell) if part.strip()]
    if not parts:
        return None
    if parts == [NONE]:
        return frozenset()
    if NONE in parts:
        raise ValueError(f"{shortened(cell.strip(), 60)!r} names frames and {NONE} at once")
    spellings = _spellings(codebook)
    frames = frozenset(_frame(part, spellings) for part in parts)
    if codebook.exclusive and len(frames) > 1:
        raise ValueError(f"{shortened(cell.strip(), 60)!r} names several frames; name one of them")
    return frames


def _frame(part: str, spellings: dict[str, str]) -> str:
    """The frame that a part of a cell names or begins."""
    if part in spellings:
        return spellings[part]
    fitting = {key for spelling, key in spellings.items() if spelling.startswith(part)}
    if len(fitting) != 1:
        mistake = "the beginning of several frames" if fitting else "no frame"
        choices = ", ".join(sorted(fitting or set(spellings.values())))
        raise ValueError(f"{shortened(part, 40)!r} is {mistake}; choose from: {choices}")
    return fitting.pop()


@functools.lru_cache(maxsize=8)
def _spellings(codebook: Codebook) -> dict[str, str]:
    """Every way to write a frame in full: its name and its label."""
    return {
        as_heading(spelling): key
        for key, frame in codebook.frames.items()
        for spelling in (frame.label or key, key)
    }


def cell_of(frames: Collection[str], codebook: Codebook) -> str:
    """The cell in which `codes_in` reads these frames.

    Parameters
    ----------
    frames : collection of str
        keys of the codebook; none for a text without a frame.
    codebook : Codebook

    Returns
    -------
    str
        the frames in the order of the codebook, or "none".

    Raises
    ------
    ValueError
        for a key that the codebook lacks, and for several of an exclusive codebook.

    Examples
    --------
    >>> cell_of(["morality", "conflict"], load_codebook("generic-news"))
    'conflict; morality'
    """
    if unknown := sorted(set(frames) - set(codebook.frames)):
        raise InputError(f"unknown frame {unknown[0]!r}; choose from: {', '.join(codebook.frames)}")
    cell = "; ".join(key for key in codebook.frames if key in frames) or NONE
    codes_in(cell, codebook)  # refuses several of an exclusive codebook
    return cell


def refuse_unwritable(codebook: Codebook) -> None:
    """An InputError for a frame that a coder could not write into a cell.

    Examples
    --------
    >>> refuse_unwritable(load_codebook("policy"))
    """
    for key in codebook.frames:
        try:
            reads_back = codes_in(no_formula(key), codebook) == {key}
        except ValueError:
            reads_back = False
        if not reads_back:
            raise InputError(
                f"the frame {shortened(key, 40)!r} cannot be written into a sheet; name it in the"
                " codebook without commas, semicolons and signs"
            )
