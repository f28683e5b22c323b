"""Folders and patterns → the files that are read."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from analysis.reading.errors import InputError
from analysis.reading.recognising import format_of
from analysis.reading.sources import is_there, shown_name, status_of, system_of

_MAGIC = re.compile(r"[*?[]")
# What the suite and its people put beside an article: corrections, codes, a report, where a page
# comes from. None of them is an article.
OWN_ENDINGS = (".layers.csv", ".codes.csv", ".cutline.html", ".fetched.json")


RUN = "run.json"  # what was asked of a run; it makes its folder one
_OF_RUN = "articles"  # the folder of its tables


def is_run(given: object) -> bool:
    r"""Is this the folder of a run, finished or not?

    Parameters
    ----------
    given : object
        a path or its name; nothing else is a folder.

    Examples
    --------
    >>> is_run("seeds"), is_run(["a text"]), is_run("a text\0" * 1000)
    (False, False, False)
    """
    if not isinstance(given, str | Path):
        return False
    try:
        return (Path(given) / RUN).is_file()
    except (OSError, ValueError):  # a text that is too long for a name, or no name at all
        return False


def expand(path: Path) -> list[Path] | None:
    """The files that a folder or a glob pattern stands for, in the order of their names; None for a
    single file.

    A folder stands for all files below it whose ending is known. Hidden files, what the suite has
    put beside an article and the folders in which browsers keep the parts of a saved page
    (`page_files` beside `page.html`) are left out, and so are runs (`cutline corpus … --out run`).

    Raises
    ------
    InputError
        for a folder without a readable file, the folder of a run, and a pattern that matches none.
    """
    status = status_of(path)
    if is_run(path):
        raise InputError(
            f"{shown_name(path)}: is the folder of a run, which holds tables and no articles; open its"
            " index.html, make the report of one with `cutline report RUN --only ID`, or give the"
            " files that the run read"
        )
    if status is not None and stat.S_ISDIR(status.st_mode):
        files = [file for file in _below(path) if _is_wanted(file.relative_to(path), path)]
    elif _MAGIC.search(str(path)) and status is None:
        matches = map(Path, glob.glob(str(path), recursive=True))  # noqa: PTH207 (Path cannot take a pattern with a root)
        files = [file for file in matches if _is_match(file)]
        files = [file for file in files if format_of(file)] or files
    else:
        return None
    if not files:
        raise _none_in(str(path), is_pattern=status is None)
    return sorted(files, key=lambda file: file.as_posix())


def _none_in(given: str, *, is_pattern: bool) -> InputError:
    if is_pattern:
        why = "no file matches this pattern; check it, and put it in quotation marks"
    else:
        why = (
            "no file in this folder can be read; give pages (.html), texts (.txt), documents (.docx,"
            " .pdf), tables (.csv, .xlsx, .parquet), feeds or downloads of a press database"
        )
    return InputError(f"{given}: {why}")


def expand_address(address: str) -> list[str] | None:
    """The files that a folder or a pattern on another file system stands for, as `expand`; None for
    a single file.

    Raises
    ------
    InputError
        for an address that cannot be reached or listed, a folder without a readable file and a
        pattern that matches none.

    Examples
    --------
    >>> import fsspec
    >>> _ = fsspec.filesystem("memory").pipe({"/news/b.txt": b"B", "/news/a.txt": b"A"})
    >>> expand_address("memory://news"), expand_address("memory://news/a.txt")
    (['memory:///news/a.txt', 'memory:///news/b.txt'], None)
    """
    system, root = system_of(address)
    is_pattern = _MAGIC.search(root) is not None
    try:
        if is_pattern:
            paths = [path for path in system.glob(root) if not path.lower().endswith(OWN_ENDINGS)]
            paths = [path for path in paths if format_of(PurePosixPath(path))] or paths
        elif system.isdir(root):
            paths = [path for path in system.find(root) if _is_wanted_below(path, root)]
        else:
            return None
    except OSError as error:
        raise InputError(
            f"{address}: cannot be listed ({error}); check the address and your rights"
        ) from None
    if not paths:
        raise _none_in(address, is_pattern=is_pattern)
    return sorted(system.unstrip_protocol(path) for path in paths)


def _is_wanted_below(path: str, root: str) -> bool:
    inside = PurePosixPath(path)
    if path.startswith(root):
        inside = inside.relative_to(PurePosixPath(root))
    hidden = any(part.startswith(".") for part in inside.parts)
    return format_of(inside) is not None and not hidden and not path.lower().endswith(OWN_ENDINGS)


def _below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, and every folder that cannot be listed, so that nothing in it is
    lost in silence.
    """
    unlisted: list[Path] = []
    for parent, folders, names in os.walk(
        folder, onerror=lambda error: unlisted.append(Path(error.filename))
    ):
        if RUN in names and _OF_RUN in folders:
            folders.clear()
            continue
        yield from (Path(parent, name) for name in names)
    if folder in unlisted:
        raise InputError(
            f"{shown_name(folder)}: this folder cannot be listed; check its permissions"
        )
    yield from unlisted


def _is_match(file: Path) -> bool:
    """Whether what a pattern matches is read. A link to nothing is, so that it is reported."""
    if file.name.lower().endswith(OWN_ENDINGS):
        return False
    try:
        return file.is_file() or not file.exists()
    except OSError:
        return True


def _is_wanted(file: Path, folder: Path) -> bool:
    """Whether a file below a folder is read."""
    if file.name.lower().endswith(OWN_ENDINGS) or any(part.startswith(".") for part in file.parts):
        return False
    if any(map(_holds_parts_of_page, (folder / parent for parent in file.parents[:-1]))):
        return False
    try:
        mode = (folder / file).stat().st_mode
    except OSError:  # a link to nothing, or no right to look: it is reported where it is read
        return format_of(file) is not None
    # Of folders only those that cannot be listed come here.
    return stat.S_ISDIR(mode) or (format_of(file) is not None and stat.S_ISREG(mode))


def _holds_parts_of_page(folder: Path) -> bool:
    """Whether a browser keeps the parts of a saved page there: `page_files` beside `page.html`."""
    name = folder.name.removesuffix("_files")
    pages = (folder.with_name(name + ending) for ending in (".html", ".htm"))
    return folder.name.endswith("_files") and any(map(is_there, pages))
