"""Pipeline: the names that a spaCy pipeline finds, as the columns of our own recogniser."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np

from analysis.corpus import Corpus
from analysis.entities.columns import Columns
from analysis.entities.naming import LISTED, TYPES
from analysis.entities.runs import FoundNames
from analysis.lexicons.names import load_names

# Labels of OntoNotes, CoNLL-2003 and WikiNER; dates, amounts and numbers are no names.
_TYPE_OF_LABEL = {
    "PER": "PERSON", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "NORP": "GROUP",
    "PRODUCT": "OTHER", "WORK_OF_ART": "OTHER", "LAW": "OTHER", "LANGUAGE": "OTHER", "MISC": "OTHER",
} | {name: name for name in TYPES}  # fmt: skip
_PREFIX = "spacy:"
_LONGEST_MESSAGE = 200  # characters of what a library says
_STATISTICAL = frozenset(("ner", "beam_ner"))
_NAMES = "doc.ents"  # what a part assigns that finds names
_VECTORS = frozenset(("doc.tensor", "doc._.trf_data"))


def find_names(corpus: Corpus, columns: Columns, recogniser: str) -> FoundNames:
    """The names of a pipeline, each from its first to its last word; a listed name of the same type
    keeps its term.

    Raises
    ------
    ValueError
        for a recogniser that is unknown, or a pipeline that is not installed, cannot be loaded or
        finds no names.
    """
    if not recogniser.startswith(_PREFIX):
        raise ValueError(
            f"unknown recogniser {recogniser!r}; choose from: rules, lists, spacy:<name or folder"
            " of a pipeline>"
        )
    pipeline = _load(recogniser.removeprefix(_PREFIX))
    texts = map(corpus.text, range(len(corpus.segments)))
    spans = [
        (segment, begin + entity.start_char, begin + entity.end_char, entity.label_)
        for segment, (begin, document) in enumerate(
            zip(corpus.segments["start"].tolist(), pipeline.pipe(texts), strict=True)
        )
        for entity in document.ents
        if entity.label_ in _TYPE_OF_LABEL
    ]
    first, last = _words_of(columns, spans)
    kept = np.flatnonzero(first <= last)
    labels = [spans[row][3] for row in kept.tolist()]
    first, last = first[kept], last[kept]
    rules = [*(f"spaCy: {label}" for label in sorted(set(labels))), LISTED]
    kind = np.array([TYPES.index(_TYPE_OF_LABEL[label]) for label in labels], dtype=np.int64)
    rule = np.array([rules.index(f"spaCy: {label}") for label in labels], dtype=np.int64)
    listed = _listed(columns, first, last, kind)
    rule[listed >= 0] = len(rules) - 1
    return FoundNames(first, last, kind, rule, listed, rules)


def _words_of(
    columns: Columns, spans: list[tuple[int, int, int, str]]
) -> tuple[np.ndarray, np.ndarray]:
    """First and last words of spans given as segment, start and end; an article at the head is left
    out.
    """
    segment, start, end = (
        np.array([span[column] for span in spans], dtype=np.int64) for column in range(3)
    )
    line = columns.segment.astype(np.int64) << 32
    first = np.searchsorted(line + columns.words.end, (segment << 32) + start, side="right")
    last = np.searchsorted(line + columns.words.start, (segment << 32) + end, side="left") - 1
    begins = np.minimum(first, max(len(columns.form) - 1, 0))
    return first + (columns.has("the", "article")[begins] & (first < last)), last


def _listed(columns: Columns, first: np.ndarray, last: np.ndarray, kind: np.ndarray) -> np.ndarray:
    types = np.array([TYPES.index(name.type) for name in load_names().names], dtype=np.int64)
    listed = columns.listed[first]
    same = (columns.listed_last[first] == last) & (types[listed] == kind)
    return np.where(same, listed, -1)


@functools.lru_cache(maxsize=4)
def _load(name: str) -> Any:
    try:
        import spacy
    except ImportError:
        raise ValueError(
            f"recogniser 'spacy:{name}' needs the package spacy, which is not installed; install"
            " the extra: cutline[spacy]"
        ) from None
    folder = Path(name).expanduser()
    try:
        pipeline = spacy.load(folder if folder.is_dir() else name)
    except _CANNOT_LOAD as error:
        raise ValueError(f"recogniser 'spacy:{name}': {_reason(name, folder, error)}") from None
    metas = map(pipeline.get_pipe_meta, pipeline.pipe_names)
    if not any(_NAMES in meta.assigns for meta in metas):
        parts = ", ".join(pipeline.pipe_names) or "none"
        raise ValueError(
            f"recogniser 'spacy:{name}': the pipeline finds no names (its parts: {parts}); take one"
            " with 'ner'"
        )
    pipeline.select_pipes(enable=_needed(pipeline))
    return pipeline


# What spaCy and the packages that it loads raise for a pipeline that is not there, is broken, was
# made by another version, or needs a package that is missing.
_CANNOT_LOAD = (
    OSError,
    ImportError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    RuntimeError,
)


def _reason(name: str, folder: Path, error: Exception) -> str:
    """Why a pipeline cannot be loaded, and what to do, in one line."""
    message = " ".join(str(error).split())[:_LONGEST_MESSAGE] or type(error).__name__
    if folder.is_dir():
        return (
            f"the folder holds no pipeline that can be loaded ({message}); save one there with"
            " nlp.to_disk"
        )
    if "/" in name or "\\" in name or name.startswith("."):
        return "there is no such folder; give the folder of a pipeline that holds config.cfg"
    if isinstance(error, OSError):
        return (
            "no pipeline of that name is installed, and no folder holds one; get it with: python"
            f" -m spacy download {name}"
        )
    return (
        f"the pipeline cannot be loaded ({message}); get it for your spaCy with: python -m spacy"
        f" download {name}"
    )


def _needed(pipeline: Any) -> list[str]:
    """The parts of a pipeline that its names come from; a parser or a tagger takes most of the time
    and finds none.

    A statistical recogniser needs the vectors before it alone; any other, such as a ruler, may ask
    for whatever stands before it.
    """
    metas = {part: pipeline.get_pipe_meta(part) for part in pipeline.pipe_names}
    finders = [part for part, meta in metas.items() if _NAMES in meta.assigns]
    reading = [part for part in finders if metas[part].factory not in _STATISTICAL]
    last = pipeline.pipe_names.index(reading[-1]) if reading else -1
    return [
        part
        for position, (part, meta) in enumerate(metas.items())
        if position <= last or part in finders or not _VECTORS.isdisjoint(meta.assigns)
    ]
