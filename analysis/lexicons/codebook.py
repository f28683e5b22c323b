"""Codebooks: where they are found, and how one is read from TOML or from a scholar's dictionary and
written as TOML.
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import UnionType
from typing import Any

from analysis.lexicons import empath
from analysis.lexicons.contents import by_content, refuse_other_than_file, sha256
from analysis.lexicons.dictionaries import FORMATS, parse_dictionary
from analysis.lexicons.dictionaries.terms import read_term
from analysis.lexicons.dictionaries.text import decoded_list, lines_of
from analysis.lexicons.frames import BY_CATEGORY, BY_ENTRY, Codebook, Frame, Subject, divided
from analysis.lexicons.losses import Loss, excerpt
from analysis.options import AUTO
from analysis.reading.errors import InputError, one_line

_FOLDER = Path(__file__).parent / "codebooks"
_QUESTIONS = Path(__file__).parent / "questions"

_SUBJECT_HEADING = "\n[subject]\n"
_QUOTED = re.compile(r"\"([^\"\\]*)\"|'([^']*)'")
_LARGEST = 1e300  # of a weight: sums of such stay finite

_MOST_LEVELS = 20
_LEVEL = re.compile(r"(?<=[\w\"'-])[ \t]*\.[ \t]*(?=[\w\"'-])")


def known_codebooks() -> list[str]:
    """The names of the codebooks that come with the suite.

    Examples
    --------
    >>> known_codebooks()
    ['armed-conflict', 'generic-news', 'policy']
    """
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def known_subjects() -> list[str]:
    """The names of the codebooks that come with the suite and are meant for one subject, by the
    heading in their files: the others need not be read.

    Examples
    --------
    >>> known_subjects()
    ['armed-conflict']
    """
    return [
        name
        for name in known_codebooks()
        if _SUBJECT_HEADING in (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    ]


def known_questions() -> list[str]:
    """The names of the codebooks that people code by, and that list no terms.

    Examples
    --------
    >>> known_questions()
    ['layers']
    """
    return sorted(path.stem for path in _QUESTIONS.glob("*.toml"))


def load_codebook(name: str | Path) -> Codebook:
    """A codebook by the name of a shipped one, "empath" for the lists of that package, "layers" for
    the question what a text is, or by the path of a TOML file or of a dictionary in another format.

    Raises
    ------
    ValueError
        for a name that is neither; for a file that is no codebook. The message lists what is known
        or names the place.

    Examples
    --------
    >>> load_codebook("generic-news").labels["conflict"]
    'Conflict'
    >>> load_codebook("econ")
    Traceback (most recent call last):
    ValueError: unknown codebook 'econ'; choose from: armed-conflict, generic-news, policy, or give the path of a ...
    """
    if str(name) == empath.NAME:
        return empath.load_empath()
    path = _shipped(str(name)) or Path(name)
    refuse_other_than_file(path)
    if name == AUTO:
        raise ValueError(
            f"{AUTO!r} is no codebook: it chooses one by an article's body; ask framing.choose(corpus)"
            f" which, or choose from: {', '.join(known_codebooks())}"
        )
    suffix = path.suffix.lower()
    if suffix != ".toml" and suffix not in FORMATS:
        kind = f", a file of an unknown kind ({suffix or 'no ending'})" if path.is_file() else ""
        raise ValueError(
            f"unknown codebook {str(name)!r}{kind}; choose from: {', '.join(known_codebooks())}, or"
            f" give the path of a dictionary ({', '.join(['.toml', *FORMATS])})"
        )
    if not path.is_file():
        raise ValueError(f"{path}: no such file; check the name of the codebook")
    return _of_file(path)


def _shipped(name: str) -> Path | None:
    """The file of a codebook that comes with the suite; None for another name."""
    folders = ((_FOLDER, known_codebooks()), (_QUESTIONS, known_questions()))
    return next((folder / f"{name}.toml" for folder, names in folders if name in names), None)


@by_content
def _of_file(path: Path, data: bytes) -> Codebook:
    book = (
        _from_toml(path, data) if path.suffix.lower() == ".toml" else parse_dictionary(path, data)
    )
    return replace(book, sha256=sha256(data))


def _from_toml(path: Path, data: bytes) -> Codebook:
    text, from_line = decoded_list(data, str(path))
    _refuse_deep_keys(path, lines_of(text))
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not a readable TOML file ({error}); mend that place") from None
    except RecursionError:
        raise InputError(
            f"{path}: lists within lists, deeper than any codebook; mend that place"
        ) from None
    if not isinstance(content.get("frames"), dict) or not content["frames"]:
        raise InputError(f"{path}: no [frames.<name>] table; give each frame one, with its terms")
    lookup = content.get("lookup", BY_CATEGORY)
    if lookup not in (BY_CATEGORY, BY_ENTRY):
        raise InputError(
            f"{path}: unknown lookup {excerpt(str(lookup))!r}; choose from: {BY_CATEGORY},"
            f" {BY_ENTRY}"
        )
    losses = _Losses(lines_of(text))
    if from_line:
        losses.add(
            losses.lines[from_line - 1],
            "not UTF-8: the file is read as Windows-1252",
            line=from_line,
        )
    frames = {key: _frame(key, value, path, losses) for key, value in content["frames"].items()}
    title, version, licence, source, scope = (str(content.get(name, "")) for name in _ABOUT)
    name = str(content.get("name", path.stem))
    subject = _subject(content["subject"], frames, path) if "subject" in content else None
    exclusive = content.get("exclusive", False)
    if not isinstance(exclusive, bool):
        raise InputError(f"{path}: exclusive is neither true nor false; write exclusive = true")
    lost = tuple(sorted(losses.lost))
    return Codebook(
        name, title, version, licence, source, scope, frames, lookup, subject, exclusive, lost
    )


# What a subject says of itself: the kind of each value, and what a person should write.
_OF_SUBJECT: dict[str, tuple[type | UnionType, str]] = {
    "name": (str, 'a text, as "armed conflict"'),
    "words": (int, "a whole number, as 100"),
    "per_1000": (int | float, "a number, as 30"),
    "terms": (int, "a whole number, as 7"),
    "share": (int | float, "a number from 0 to 1, as 0.5"),
    "without": (list, 'a list of frames, as ["domestic_politics"]'),
}


def _subject(content: object, frames: Mapping[str, Frame], path: Path) -> Subject:
    if not isinstance(content, dict):
        raise InputError(f"{path}: subject is no table; write [subject], and below it its keys")
    if unknown := sorted(set(content) - set(_OF_SUBJECT)):
        raise InputError(
            f"{path}: subject: unknown key {excerpt(unknown[0])!r}; choose from:"
            f" {', '.join(_OF_SUBJECT)}"
        )
    values: dict[str, Any] = {"without": [], **content}
    for key, (kind, example) in _OF_SUBJECT.items():
        value = values.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InputError(f"{path}: subject: {key} is missing or no such value; write {example}")
        if isinstance(value, int | float) and not 0 <= value <= (1 if key == "share" else _LARGEST):
            raise InputError(f"{path}: subject: {key} is {value}; write {example}")
    for name in values["without"]:
        if not isinstance(name, str) or name not in frames:
            raise InputError(
                f"{path}: subject: without names {excerpt(str(name))!r}, which is no frame; choose"
                f" from: {', '.join(frames)}"
            )
    return Subject(**values | {"without": tuple(values["without"])})


def _refuse_deep_keys(path: Path, lines: list[str]) -> None:
    """An InputError for a key such as a.a.a…: a reader of TOML takes time that grows with the
    square of its levels.
    """
    for line, text in enumerate(lines, 1):
        # Fewer dots than that are no deeper key, whatever they stand in.
        if text.count(".") > _MOST_LEVELS:
            levels = len(_LEVEL.findall(_QUOTED.sub('""', text))) + 1
            if levels > _MOST_LEVELS:
                raise InputError(
                    f"{path}: line {line}: a key of {levels:,} levels, deeper than any codebook;"
                    " mend it"
                )


class _Losses:
    """What of a TOML file cannot be used. TOML tells no lines: a term's is the first that quotes
    it.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.lost = lines, list[Loss]()

    @functools.cached_property
    def _line_of(self) -> dict[str, int]:
        """The first line of each quoted text."""
        quoted: dict[str, int] = {}
        for line_number, line in enumerate(self.lines, 1):
            for double, single in _QUOTED.findall(line):
                quoted.setdefault(double or single, line_number)
        return quoted

    def add(self, text: str, why: str, *, line: int = 0, partly: bool = True) -> None:
        self.lost.append(
            Loss(line or self._line_of.get(text, 1), excerpt(text), one_line(why), partly)
        )


_ABOUT = ("title", "version", "licence", "source", "scope")
_FIELDS = (
    "label",
    "definition",
    "source",
    "scope",
    "terms",
    "guards",
    "weights",
    "replicated_by",
)


def as_toml(codebook: Codebook) -> str:
    """A codebook as the text of a TOML file, which `load_codebook` reads as the same codebook.

    Examples
    --------
    >>> frame = Frame("harm", "harm", "", "", "", ("abandon*", "kill"), (), {"kill": 2.0})
    >>> print(as_toml(Codebook("mine", "", "", "", "", "", {"harm": frame}, BY_ENTRY)))
    name = "mine"
    lookup = "entry"
    <BLANKLINE>
    [frames."harm"]
    label = "harm"
    terms = [
        "abandon*",
        "kill",
    ]
    weights = {"kill" = 2.0}
    <BLANKLINE>
    """
    lines = [f"name = {_quoted(codebook.name)}"]
    lines += [
        f"{name} = {_quoted(getattr(codebook, name))}" for name in _ABOUT if getattr(codebook, name)
    ]
    lines.append(f"lookup = {_quoted(codebook.lookup)}")
    if codebook.exclusive:
        lines.append("exclusive = true")
    if codebook.subject is not None:
        values = asdict(codebook.subject)
        lines += [
            "",
            "[subject]",
            *(f"{key} = {json.dumps(value)}" for key, value in values.items()),
        ]
    for frame in codebook.frames.values():
        lines += ["", f"[frames.{_quoted(frame.key)}]"]
        about = [
            (name, getattr(frame, name)) for name in ("label", "definition", "source", "scope")
        ]
        lines += [f"{name} = {_quoted(value)}" for name, value in about if value or name == "label"]
        for name, listed in (("terms", frame.terms), ("guards", frame.guards)):
            if listed or name == "terms":
                lines += [f"{name} = [", *(f"    {_quoted(term)}," for term in listed), "]"]
        if frame.weights:
            pairs = ", ".join(
                f"{_quoted(term)} = {weight!r}" for term, weight in frame.weights.items()
            )
            lines.append(f"weights = {{{pairs}}}")
        if frame.replicated_by:
            lines.append(f"replicated_by = [{', '.join(map(_quoted, frame.replicated_by))}]")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A basic string of TOML is one of JSON, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _frame(key: str, value: object, path: Path, losses: _Losses) -> Frame:
    if not key or key != " ".join(key.split()):
        raise InputError(
            f"{path}: {excerpt(key)!r} is no name of a frame; write words separated by single"
            " spaces"
        )
    if not isinstance(value, dict) or not isinstance(value.get("terms"), list):
        raise InputError(
            f"{path}: frame {excerpt(key)!r} has no list of terms; give it terms = [...]"
        )
    unknown = sorted(set(value) - set(_FIELDS))
    if unknown:
        raise InputError(
            f"{path}: frame {excerpt(key)!r}: unknown key {excerpt(unknown[0])!r}; choose from:"
            f" {', '.join(_FIELDS)}"
        )
    if not isinstance(value.get("guards", []), list):
        raise InputError(
            f"{path}: frame {excerpt(key)!r}: guards are no list; write guards = [...]"
        )
    terms, guards = (
        _usable(key, value.get(name, []), path, losses) for name in ("terms", "guards")
    )
    about = {name: str(value.get(name, "")) for name in ("definition", "source", "scope")}
    label = str(value.get("label", key))
    weights = _weights(key, value.get("weights", {}), terms, path)
    # Of a term that is read as another, the first weight counts.
    weight_of = {
        term: weights[written]
        for written, term in reversed(terms.items())
        if written in weights and term
    }
    about_and_pairs: dict[str, Any] = about | {"replicated_by": _declared(key, value, path)}
    used, kept = (tuple(dict.fromkeys(filter(None, read.values()))) for read in (terms, guards))
    return Frame(
        key=key, label=label, terms=used, guards=kept, weights=weight_of, **about_and_pairs
    )


def _declared(key: str, value: Mapping[str, object], path: Path) -> tuple[str, ...]:
    """The frames of other lists by which the comparison of a frame is repeated."""
    declared = value.get("replicated_by", [])
    pairs = [declared] if isinstance(declared, str) else declared
    if not isinstance(pairs, list) or not all(
        isinstance(pair, str) and all(divided(pair)) for pair in pairs
    ):
        raise InputError(
            f"{path}: frame {excerpt(key)!r}: replicated_by names no list and frame; write"
            ' replicated_by = ["policy: security_defense"]'
        )
    return tuple(": ".join(divided(pair)) for pair in pairs)


def _usable(key: str, listed: list[object], path: Path, losses: _Losses) -> dict[str, str]:
    """Each term as it is written and as it is looked for: "" for one that no text could hold, which
    is reported.
    """
    terms: dict[str, str] = {}
    for term in listed:
        if not isinstance(term, str) or term != " ".join(term.split()) or not term.strip("* "):
            shown = excerpt(str(term))
            raise InputError(
                f"{path}: frame {excerpt(key)!r}: {shown!r} is no term; write words separated by"
                " single spaces"
            )
        as_read, why = read_term(term)
        terms[term] = as_read if why else term
        if why:
            losses.add(term, why, partly=bool(as_read))
    return terms


def _weights(key: str, weights: object, terms: Mapping[str, str], path: Path) -> dict[str, float]:
    key = excerpt(key)
    if not isinstance(weights, dict):
        raise InputError(
            f'{path}: frame {key!r}: weights are no table; write weights = {{"term" = 2.0}}'
        )
    for term, weight in weights.items():
        if term not in terms:
            raise InputError(
                f"{path}: frame {key!r}: {excerpt(term)!r} has a weight but is no term; add it to"
                " the terms"
            )
        if (
            isinstance(weight, bool)
            or not isinstance(weight, int | float)
            or not abs(weight) < _LARGEST
        ):
            raise InputError(
                f"{path}: frame {key!r}: the weight of {excerpt(term)!r} is no number; write one,"
                " as 0.5"
            )
    return {term: float(weight) for term, weight in weights.items() if weight != 1}
