"""What the terminal gives a command: paths, options, and how a table is printed."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.options import DEFAULTS, Options

# An address of a page, with its scheme; a drive of Windows has one letter.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.I)
NO_FETCH = "CUTLINE_NO_FETCH"  # the setting that forbids fetching for good
SAVE_FIRST = "save the page in your browser first, then give the saved file"


class RefusedError(Exception):
    """An argument that cannot be used, in one line: typer takes a ValueError for its own, and loses
    the words.
    """


def as_path(text: str) -> Path:
    """An argument as a path; an address is refused, before Path takes a slash from it."""
    if text.lower().startswith("file:/"):
        raise RefusedError(f"{text}: is the address of a file here; give its path without file://")
    if _ADDRESS.match(text):
        raise RefusedError(f"{text}: is an address; {SAVE_FIRST}")
    from analysis.reading.addresses import looks_like_host, with_scheme

    path = Path(text)
    if looks_like_host(text) and not path.exists() and not Path(path.parts[0]).exists():
        raise RefusedError(f"{text}: {with_scheme(text)}")
    return path


def as_output(text: str | Path) -> Path:
    """The name of something to write; typer hands a default over as it is."""
    if _ADDRESS.match(str(text)):
        raise RefusedError(f"{text}: is an address; give a name on this machine")
    return Path(text)


def column_of(text: str) -> tuple[str, str]:
    """A --column as the column that is meant and the name that it has in the table."""
    column, sign, name = text.partition("=")
    if not sign:
        raise ValueError(f"--column {text}: names no column; write it as text=body_raw")
    return column.strip(), name


TableFormat = StrEnum("TableFormat", ["table", "json", "csv"])
ArticleArgument = Annotated[
    Path | None,
    typer.Argument(help="A file or folder; - is standard input. Else: the seed.", parser=as_path),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(help="A column by another name, as text=body_raw.", metavar="NAME"),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(help="Of a table that is not UTF-8, as cp1252.", metavar="NAME"),
]
# An option of `Options` on the command line: its value, and what its help says.
_HELP = {
    "target": ("LAYER", "The layer to compare."),
    "reference": ("LAYER", "The layer to compare it with."),
    "frames": ("NAME", "A codebook, or a dictionary's path."),
    "lexicon": ("NAME", "vader, afinn, news or a .csv file."),
    "recogniser": ("NAME", "rules, lists (faster) or spacy:NAME."),
    "baseline": ("NAME", "Usual pages: news, a file or a run."),
    "seed": ("NUMBER", "For random draws."),
}


def given_choices(options: Options) -> dict[str, Any]:
    """The options that were given on the command line: those that differ from the defaults."""
    asked, usual = options.asked(), DEFAULTS.asked()
    return {name: getattr(options, name) for name in asked if asked[name] != usual[name]}


def takes_options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command with an option of the terminal for each of `Options`, or for some, which it takes
    together as `options`.
    """

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def taken(**given: Any) -> None:
            command(
                options=DEFAULTS.but(**{name: given.pop(name) for name in names or _HELP}), **given
            )

        own = [
            each
            for each in inspect.signature(command, eval_str=True).parameters.values()
            if each.name != "options"
        ]
        for name in names or _HELP:
            default = getattr(DEFAULTS, name)
            metavar, text = _HELP[name]
            option = typer.Option(default, help=text, metavar=metavar)
            own.append(
                inspect.Parameter(
                    name, inspect.Parameter.KEYWORD_ONLY, default=option, annotation=type(default)
                )
            )
        taken.__signature__ = inspect.Signature(own)  # type: ignore[attr-defined]  # typer asks for it
        taken.__annotations__ = {each.name: each.annotation for each in own}
        return taken

    return decorated
