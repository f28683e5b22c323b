"""Coding: a sheet that a person fills in a notebook, by keys or by mouse."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.coding.frames import Frames
from analysis.coding.session import CodingSession
from analysis.corpus import Corpus
from analysis.desk.incoming import FOLDER
from analysis.desk.views import in_one_line, ipywidgets
from analysis.options import DEFAULTS
from analysis.reading import read
from analysis.templates import filled


class CodingDesk:
    """A coding sheet as a notebook shows it: the panel, or without a kernel how far the coder is.

    Attributes
    ----------
    session : CodingSession
        which does by plain calls what the panel does.
    """

    def __init__(self, session: CodingSession) -> None:
        self.session = session
        self._live: Any = None

    def _repr_mimebundle_(self, **_kinds: object) -> dict[str, Any]:
        frames = self.session.codebook.frames.values()
        progress = f"{self.session.progress}."
        page = filled("desk_coding.html", progress=progress, frames=list(frames))
        stored = {"text/html": page, "text/plain": progress}
        if ipywidgets() is None:
            return stored
        from analysis.desk.keys import CodingKeys

        if self._live is not None:
            self._live.close()  # its cell was run again
        self._live = CodingKeys(self.session)
        live, _ = self._live._repr_mimebundle_()
        return live | stored


def sheet_of_ones_own(name: str) -> Path:
    """Where the sheet of an example is: in `cutline app` in the folder in which it was started, which
    keeps it; in a notebook in a temporary folder.

    Parameters
    ----------
    name : str
        of the file, as "anna.csv".

    Examples
    --------
    >>> sheet_of_ones_own("anna.csv").name
    'anna.csv'
    """
    started_in = os.environ.get(FOLDER)
    return Path(started_in or tempfile.mkdtemp()) / name


@in_one_line
def code(
    article: str | Path | Corpus,
    sheet: str | Path,
    *,
    coder: str | None = None,
    frames: Frames = DEFAULTS.frames,
    layers: Sequence[str] | None = None,
    n: int | None = None,
    seed: int = DEFAULTS.seed,
) -> CodingDesk:
    """Code an article in a notebook: one text at a time, by keys or by mouse.

    The sheet is the one of `coding.sheet`, in shuffled order and without layers; a spreadsheet
    opens it too, and `coding.read_codes` and `cutline agree` read it. Each code is in the file at
    once. The same call continues at the first text without a code.

    Parameters
    ----------
    article : str, Path or Corpus
        a file that `read` reads, or articles that were read.
    sheet : str or Path
        the .csv file of this coder; it is made if it is missing.
    coder : str, optional
        who codes; by default the coder of the sheet that is there, and of a new sheet its file's
        name.
    frames : str, Path, sequence of str, or mapping of str to str
        a codebook as for `framing.hits`; "layers", which asks what a text is; names, or names with
        their definitions.
    layers, n, seed
        as for `coding.sheet`; they count for a new sheet alone.

    Returns
    -------
    CodingDesk
        the panel in a notebook; its `session` does the same by plain calls.

    Raises
    ------
    InputError
        for an article, a codebook or a layer that does not exist, and for a sheet that is of
        another article or coder, or that cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     desk = code("seeds/nagorno-karabakh.txt", f"{folder}/anna.csv", coder="anna", frames="layers")
    ...     desk.session.code(["caption"])
    ...     desk.session.progress
    '1 of 23 texts coded'
    """
    corpus = article if isinstance(article, Corpus) else read(article)
    return CodingDesk(
        CodingSession(corpus, sheet, frames=frames, coder=coder, layers=layers, n=n, seed=seed)
    )
