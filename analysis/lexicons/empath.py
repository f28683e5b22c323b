"""Empath's word lists (Fast, Chen & Bernstein, 2016) as a codebook, read from their package."""

from __future__ import annotations

import functools
import importlib.util
from importlib.metadata import version
from pathlib import Path

from analysis.lexicons.contents import sha256
from analysis.lexicons.dictionaries.terms import read_term
from analysis.lexicons.frames import Codebook, Frame
from analysis.lexicons.losses import Loss

NAME = "empath"
_SOURCE = (
    "Fast, E., Chen, B., & Bernstein, M. S. (2016). Empath: Understanding topic signals in"
    " large-scale text. CHI '16, 4647-4657 (github.com/Ejhfast/empath-client)"
)


def load_empath() -> Codebook:
    """The categories of Empath, each a frame.

    Raises
    ------
    ValueError
        where the package is not installed; the message says how to install it.
    """
    found = importlib.util.find_spec(NAME)
    if found is None or found.origin is None:
        raise ValueError(
            "the codebook empath needs the package empath; install it with: pip install"
            " 'cutline[empath]'"
        )
    return _of_file(Path(found.origin).with_name("data") / "categories.tsv")


@functools.lru_cache(maxsize=1)
def _of_file(path: Path) -> Codebook:
    data = path.read_bytes()
    frames, lost = {}, []
    for line, row in enumerate(data.decode("utf-8").splitlines(), 1):
        key, *words = row.split("\t")
        terms = []
        for word in dict.fromkeys(word.replace("_", " ").strip() for word in words):
            term, why = read_term(word) if word else ("", "")
            terms += [term] if term else []
            if why:
                lost.append(Loss(line, word, why, bool(term)))
        label = key.replace("_", " ")
        frames[key] = Frame(key, label.capitalize(), "", _SOURCE, "", tuple(terms), ())
    return Codebook(
        NAME,
        "Empath",
        version(NAME),
        "MIT",
        _SOURCE,
        "",
        frames,
        lost=tuple(lost),
        sha256=sha256(data),
    )
