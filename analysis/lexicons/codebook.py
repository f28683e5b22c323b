"""Codebooks: the vocabulary of frames, as TOML with definitions and sources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

_FOLDER = Path(__file__).parent / "codebooks"


@dataclass(frozen=True)
class Frame:
    """One frame: what counts, where its terms were taken from, what is left out, its terms and guards.

    A guard is a longer phrase in which a term does not count ("think tank*" for "tank*").
    """

    key: str
    label: str
    definition: str
    source: str
    scope: str
    terms: tuple[str, ...]
    guards: tuple[str, ...]


@dataclass(frozen=True)
class Codebook:
    """A named set of frames with its source and the texts it is meant for."""

    name: str
    title: str
    version: str
    licence: str
    source: str
    scope: str
    frames: dict[str, Frame]

    def overview(self) -> pd.DataFrame:
        """What each frame counts, how many terms and guards it has, and where its terms were taken from."""
        rows = [
            (frame.label, frame.definition, len(frame.terms), len(frame.guards), frame.source)
            for frame in self.frames.values()
        ]
        return pd.DataFrame(rows, columns=["frame", "what counts", "terms", "guards", "source"])

    @property
    def labels(self) -> dict[str, str]:
        """Frame keys and what a reader is shown."""
        return {key: frame.label for key, frame in self.frames.items()}


def known_codebooks() -> list[str]:
    """The names of the codebooks that come with the suite."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def load_codebook(name: str | Path) -> Codebook:
    """A codebook by the name of a shipped one or by the path of a TOML file.

    Raises
    ------
    ValueError
        for a name that is neither; for a file that is no codebook. The message lists what is known or names the place.

    Examples
    --------
    >>> load_codebook("generic-news").labels["conflict"]
    'Conflict'
    >>> load_codebook("econ")
    Traceback (most recent call last):
    ValueError: unknown codebook 'econ'; choose from: armed-conflict, generic-news, policy, or give the path of a .toml file
    """
    path = _FOLDER / f"{name}.toml" if str(name) in known_codebooks() else Path(name)
    if path.suffix == ".toml" and not path.is_file():
        raise ValueError(f"{path}: no such file; check the name of the codebook")
    if path.suffix != ".toml":
        known = ", ".join(known_codebooks())
        raise ValueError(f"unknown codebook {str(name)!r}; choose from: {known}, or give the path of a .toml file")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not a readable TOML file ({error}); mend that place") from None
    if not isinstance(content.get("frames"), dict):
        raise ValueError(f"{path}: no [frames.<name>] table; give each frame one, with its terms")
    frames = {key: _frame(key, value, path) for key, value in content["frames"].items()}
    about = {field: str(content.get(field, "")) for field in ("title", "version", "licence", "source", "scope")}
    return Codebook(name=str(content.get("name", path.stem)), frames=frames, **about)


def _frame(key: str, value: object, path: Path) -> Frame:
    if not isinstance(value, dict) or not isinstance(value.get("terms"), list):
        raise ValueError(f"{path}: frame {key!r} has no list of terms; give it terms = [...]")
    unknown = sorted(set(value) - {"label", "definition", "source", "scope", "terms", "guards"})
    if unknown:
        raise ValueError(
            f"{path}: frame {key!r}: unknown key {unknown[0]!r}; choose from: label, definition, source, scope, terms, guards"
        )
    terms, guards = value["terms"], value.get("guards", [])
    for term in [*terms, *guards]:
        if not isinstance(term, str) or term != " ".join(term.split()) or not term.strip("* "):
            raise ValueError(f"{path}: frame {key!r}: {term!r} is no term; write words separated by single spaces")
    about = {field: str(value.get(field, "")) for field in ("definition", "source", "scope")}
    label = str(value.get("label", key))
    return Frame(key=key, label=label, terms=tuple(terms), guards=tuple(guards), **about)
