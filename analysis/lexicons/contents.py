"""What a file says, parsed once for as long as its bytes stay the same, and the hash by which a run
records it.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from analysis.reading.errors import InputError

MOST_BYTES_OF_LIST = 64 * 1024 * 1024
_MOST_KEPT = 8

Content = TypeVar("Content")


def sha256(data: bytes) -> str:
    """The hash of some bytes, as the command sha256sum prints it.

    Examples
    --------
    >>> sha256(b"war")[:12]
    'a2d8daa4281b'
    """
    return hashlib.sha256(data).hexdigest()


def refuse_other_than_file(path: Path) -> None:
    """Refuse a list that is a folder, or a pipe or device, from which it could be read only once.

    Raises
    ------
    InputError
        for these; a path where nothing is passes, and a link to a file.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give the file itself")
    if path.exists() and not path.is_file():
        raise InputError(
            f"{path}: is a pipe or a device; save the list as a file, and give its name"
        )


def package_file(package: str, *place: str) -> Path:
    """A data file of a package, without importing the package, whose import would cost more than
    the reading.

    Parameters
    ----------
    *place : str
        folders and name, from the folder of the package on.

    Raises
    ------
    ValueError
        for a package that is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ValueError(
            f"the package {package} is not installed; install it, or give the path of a CSV file"
        )
    return Path(spec.origin).parent.joinpath(*place)


def by_content(parse: Callable[[Path, bytes], Content]) -> Callable[[Path], Content]:
    """A parser of bytes as a function of a path, which parses again when the bytes are others.

    The bytes are read on every call: a file that is edited within one tick of the clock, or whose
    time is set back, keeps its size and its time. Of the last eight files one and the same object
    is given as long as they say the same.

    Examples
    --------
    >>> import tempfile
    >>> words = by_content(lambda path, data: data.decode().split())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "words.txt"
    ...     _ = file.write_text("war")
    ...     before, same = words(file), words(file)
    ...     _ = file.write_text("aid")
    ...     (before is same, words(file))
    (True, ['aid'])
    """
    kept: OrderedDict[tuple[Path, str], Content] = OrderedDict()

    @functools.wraps(parse)
    def _of_file(path: Path) -> Content:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES_OF_LIST + 1)  # the parser refuses what is larger
        key = path, sha256(data)
        content = kept[key] if key in kept else parse(path, data)
        kept[key] = content
        kept.move_to_end(key)
        while len(kept) > _MOST_KEPT:
            kept.popitem(last=False)
        return content

    return _of_file
