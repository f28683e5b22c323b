"""Incoming: articles that a person uploads or pastes. They have no file of their own until something
is saved.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path, PurePosixPath

from analysis.publishing import write_whole
from analysis.reading.errors import InputError
from analysis.reading.recognising import format_of
from analysis.reading.sources import unpacked_name

FOLDER = "CUTLINE_FOLDER"  # where `cutline app` was started; what is saved there is kept
MOST_UPLOADED_BYTES = 8_000_000  # a server of notebooks ends the connection at a message of 10 MiB
MOST_UPLOADED = f"{MOST_UPLOADED_BYTES // 1_000_000} MB"


class Incoming:
    """Uploaded and pasted articles, in a temporary folder that ends with this object.

    The name that a person's file has is shown and never becomes part of a path. A file is named by
    its content.

    Attributes
    ----------
    folder : Path
        where `keep` writes: the folder in which `cutline app` was started, else the working folder.

    Examples
    --------
    >>> incoming = Incoming()
    >>> article = incoming.add(b"They met.", "../../my page.TXT")
    >>> article.name, incoming.name(article), incoming.is_unsaved(article)
    ('uploaded-ab226026.txt', 'my page.TXT', True)
    """

    def __init__(self) -> None:
        started_in = os.environ.get(FOLDER)
        self.folder = Path(started_in or "")
        # The app works on copies of the examples, which end with it.
        self._examples = Path.cwd().resolve().parent if started_in else None
        self._passing: tempfile.TemporaryDirectory[str] | None = None
        self._names: dict[str, str] = {}

    def add(self, content: bytes, name: str = "") -> Path:
        """Take an article in.

        Parameters
        ----------
        content : bytes
            of the file, or of a pasted text in UTF-8.
        name : str
            of the person's file; empty for a pasted text.

        Returns
        -------
        Path
            where it can be read: the file that was kept before, if there is one with this content.

        Raises
        ------
        InputError
            for an empty article, and for one of more than `MOST_UPLOADED_BYTES`.
        """
        shown = PurePosixPath(name.replace("\\", "/")).name or "the pasted text"
        if not content.strip():
            raise InputError(
                f"{shown}: is empty; choose another file or paste the text of an article"
            )
        if len(content) > MOST_UPLOADED_BYTES:
            raise InputError(
                f"{shown}: is larger than {MOST_UPLOADED}; save it as a file and write its path instead"
            )
        file_name = f"{'uploaded' if name else 'pasted'}-{_digest(content)}{_ending(name)}"
        self._names[file_name] = shown
        kept = self.folder / file_name
        if kept.is_file() and kept.read_bytes() == content:
            return kept
        if self._passing is None:
            self._passing = tempfile.TemporaryDirectory(prefix="cutline-")
        article = Path(self._passing.name, file_name)
        article.write_bytes(content)
        return article

    def name(self, article: Path) -> str:
        """What an article is called: the name of the person's file, where it was uploaded."""
        return self._names.get(article.name, article.name)

    def is_unsaved(self, article: Path) -> bool:
        """True for an article that ends with the notebook unless it is kept."""
        return self.is_incoming(article) or (
            self._examples is not None and article.resolve().is_relative_to(self._examples)
        )

    def is_incoming(self, article: Path) -> bool:
        """True for an article that was uploaded or pasted and is not kept yet."""
        return self._passing is not None and article.parent == Path(self._passing.name)

    def keep(self, article: Path) -> Path:
        """Give an article a file in `folder`, so that corrections and a report can be next to it.

        Raises
        ------
        InputError
            where another file of this name is there, or nothing can be written.
        """
        kept, content = self.folder / article.name, article.read_bytes()
        if kept.exists() and kept.read_bytes() != content:
            raise InputError(f"{kept}: is another file; move it, then save again")
        write_whole(kept, content)
        return kept


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _ending(name: str) -> str:
    """The ending of a file of a known format, as it is in our table; empty for another."""
    if not name:
        return ".txt"
    plain = PurePosixPath(unpacked_name(PurePosixPath(name)))
    return plain.suffix.lower() if format_of(plain) else ""
