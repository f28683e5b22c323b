"""By which list a measure counted, and the hash by which a baseline knows it again."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from analysis import entities
from analysis.hits import Measure
from analysis.lexicons.choice import settled
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.contents import sha256
from analysis.lexicons.names import CITIES_VERSION
from analysis.lexicons.valence import load_lexicon
from analysis.options import Options

_ROOMS = Path(__file__).resolve().parent.parent
_OF_NAMES = ("lexicons/names/*.tsv", "entities/kinds.json")
_CITIES = "cities.tsv"  # known by its version


class MeasureList(NamedTuple):
    """A measure with the list by which it counts.

    measure, list: their names; sha256: of what the list holds, what the measure says of itself, and
    of the lists of names where it needs names.
    """

    measure: str
    list: str
    sha256: str


def list_of(
    measure: Measure, options: Options, hashes: Mapping[str, str] | None = None
) -> MeasureList:
    """The list by which a measure counts under some options.

    Parameters
    ----------
    measure : Measure
    options : Options
        "auto" is the codebook of many articles.
    hashes : mapping, optional
        the hash of the codebook and of the lexicon, by the name of the option, as a run recorded
        them; by default those of this machine.

    Returns
    -------
    MeasureList

    Raises
    ------
    ValueError
        for a list that is neither known nor a readable file.

    Examples
    --------
    >>> from analysis import framing
    >>> from analysis.options import DEFAULTS
    >>> list_of(framing.MEASURE, DEFAULTS.but(frames="policy")).list
    'policy'
    """
    chosen = settled(options).chosen(measure.option)
    recorded = (hashes or {}).get(measure.option or "")
    if measure.option == "frames":
        content = recorded or load_codebook(chosen).sha256
    elif measure.option == "lexicon":
        content = recorded or load_lexicon(chosen).sha256
    else:
        content = str(chosen)
    needs_names = measure.takes_names or measure.name == entities.MEASURE.name
    names = (options.recogniser, _names_sha256()) if needs_names else ()
    said = measure.name, measure.per, measure.sum and measure.sum.name, content, names
    return MeasureList(measure.name, Path(str(chosen or "")).name, sha256(repr(said).encode()))


@functools.cache
def _names_sha256() -> str:
    """The hash of all that the recogniser of names reads."""
    files = sorted(path for pattern in _OF_NAMES for path in _ROOMS.glob(pattern))
    contents = [sha256(path.read_bytes()) for path in files if path.name != _CITIES]
    return sha256(" ".join([*contents, CITIES_VERSION]).encode())


@functools.cache
def labelling_sha256() -> str:
    """The hash of the model by which blocks of text get their layers."""
    return sha256((_ROOMS / "reading" / "form.json").read_bytes())
