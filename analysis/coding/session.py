"""One coder's way through a sheet: a text at a time, every code kept in the file at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.coding.frames import (
    Frames,
    as_heading,
    cell_of,
    codes_in,
    frames_to_code,
    refuse_unwritable,
)
from analysis.coding.sheets import (
    CODER,
    SheetTable,
    coder_columns,
    segment_ids,
    segment_of_row,
    sheet,
    sheet_content,
    sheet_table,
    write_sheet,
)
from analysis.corpus import Corpus
from analysis.options import DEFAULTS
from analysis.publishing import write_whole
from analysis.reading.corrections import no_formula
from analysis.reading.errors import InputError, one_line
from analysis.words import count

_NOTE = "note"


class TextToCode(NamedTuple):
    """The text that a coder looks at.

    Attributes
    ----------
    id : str
        of its row.
    text : str
        in one line, as the sheet has it, but never cut.
    frames : frozenset of str or None
        the frames that it is coded with, empty for none of them; None while it is not coded.
    note : str
    problem : str
        why what is in its cell is no code; empty where it is one, or where the cell is empty.
    """

    id: str
    text: str
    frames: frozenset[str] | None
    note: str
    problem: str


class _Action(NamedTuple):
    """What undo takes back: where it was done, and how it was there before."""

    position: int
    cell: str
    was_skipped: bool
    outcome: str


class CodingSession:
    r"""A sheet that one coder fills, a text at a time.

    The sheet is the one that `coding.sheet` makes and `coding.read_codes` reads. It is written
    after every code, whole or not at all, and a sheet that is there is continued: the first text
    without a code is the current one. What the file holds besides (other columns, rows of other
    articles) stays in it. A coder sees neither the layer of a text nor its place or article.

    Parameters
    ----------
    corpus : Corpus
        the article or the articles.
    file : str or Path
        the sheet, a .csv file; it is made if it is missing.
    frames : str, Path, sequence or mapping of str
        as for `coding.sheet`.
    coder : str, optional
        heads the column of the codes. By default the coder of the sheet that is there, and of a new
        sheet the name of its file.
    layers, n, seed
        as for `coding.sheet`; they count for a new sheet alone.

    Attributes
    ----------
    codebook : Codebook
        the frames with their definitions.
    file : Path
    notice : str
        which rows of the file are no texts of this corpus, and whether other texts were asked for.

    Raises
    ------
    ValueError
        as `coding.sheet`.
    InputError
        for a file that is no sheet, that is of another article or coder, or that cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import read_text
    >>> corpus = read_text("Talks resume\n\nThe two sides met.\n\nThey agreed on little.")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     session = CodingSession(corpus, f"{folder}/anna.csv", frames=["talks", "war"], coder="anna")
    ...     session.code(["talks"])
    ...     session.skip()
    ...     session.progress, session.current.text
    ('1 of 3 texts coded, 1 skipped', 'The two sides met.')
    """

    def __init__(
        self,
        corpus: Corpus,
        file: str | Path,
        *,
        frames: Frames = DEFAULTS.frames,
        coder: str | None = None,
        layers: Sequence[str] | None = None,
        n: int | None = None,
        seed: int = DEFAULTS.seed,
    ) -> None:
        self.corpus, self.file = corpus, Path(file)
        self.codebook = frames_to_code(frames, corpus)
        refuse_unwritable(self.codebook)
        if self.file.suffix.lower() != ".csv" or self.file.is_dir():
            raise InputError(f"{self.file}: a coding sheet is a .csv file; name one, as anna.csv")

        def new_sheet() -> str:
            return sheet(corpus, frames=frames, layers=layers, n=n, coder=coder or CODER, seed=seed)

        if not self.file.exists():
            write_sheet(
                corpus,
                self.file,
                frames=frames,
                layers=layers,
                n=n,
                coder=coder or CODER,
                seed=seed,
            )
        self._content = sheet_content(self.file)
        self._table = sheet_table(self._content, self.file)
        self._column = self._own_column(coder)
        self._texts: dict[int, int] = {}  # the row of each segment, in the order of the sheet
        self._ids: list[str] = []
        self.notice = self._take_rows()
        if layers is not None or n is not None:
            drawn = sheet_table(new_sheet().encode(), self.file)
            if {cells[0] for _, cells in drawn.rows} != set(self._ids):
                self.notice += (
                    f" {self.file.name} holds other texts than this call would draw. For"
                    " other texts, name a new sheet."
                )
        self.notice = self.notice.strip()
        self._segments = list(self._texts)
        self._skipped: set[int] = set()  # positions
        self._done: list[_Action] = []
        self.position = self._next_open(0)

    # ----------------------------------------------------------------- what a coder sees

    def __len__(self) -> int:
        """How many texts the sheet has."""
        return len(self._segments)

    @property
    def current(self) -> TextToCode | None:
        """The text to code now; None at the end of the sheet."""
        if self.position == len(self):
            return None
        segment = self._segments[self.position]
        frames, problem = self._code_at(self.position)
        text = one_line(self.corpus.text(segment))
        return TextToCode(
            self._ids[self.position], text, frames, self._note_at(self.position), problem
        )

    @property
    def n_coded(self) -> int:
        """How many texts have a code."""
        return sum(self._is_coded(position) for position in range(len(self)))

    @property
    def n_skipped(self) -> int:
        """How many texts were skipped since the sheet was opened, and are not coded."""
        return len(self._skipped)

    @property
    def progress(self) -> str:
        """How far the coder is, in words."""
        skipped = f", {self.n_skipped:,} skipped" if self.n_skipped else ""
        return f"{self.n_coded:,} of {count(len(self), 'text')} coded{skipped}"

    @property
    def last(self) -> str:
        """What `undo` would take back: the code as it is in the sheet, or "skipped"."""
        return self._done[-1].outcome if self._done else ""

    # ----------------------------------------------------------------- what a coder does

    def code(self, frames: Collection[str], *, note: str | None = None) -> None:
        """Code the current text, and go on to the next one.

        Parameters
        ----------
        frames : collection of str
            keys of the codebook; empty where none of them is there.
        note : str, optional
            the note beside the text; by default it stays.

        Raises
        ------
        InputError
            where the sheet cannot be written, or somebody else has changed it in the meantime; and
            at the end of the sheet. Then nothing is changed.
        """
        position = self._current_position()
        cell, was_coded = cell_of(frames, self.codebook), self._is_coded(position)
        self._finish(cell, note, outcome=cell)
        self._skipped.discard(position)
        self.position = position + 1 if was_coded else self._next_open(position)

    def skip(self, *, note: str | None = None) -> None:
        """Go on without a code; a text that has one keeps it.

        Parameters
        ----------
        note : str, optional
            as for `code`.

        Raises
        ------
        InputError
            as `code`.
        """
        position = self._current_position()
        was_coded = self._is_coded(position)
        self._finish(self._table.rows[self._row(position)][1][self._column], note, "skipped")
        if not was_coded:
            self._skipped.add(position)
        self.position = position + 1 if was_coded else self._next_open(position)

    def undo(self) -> None:
        """Take the last code or skip back, and go to its text; nothing where none is left.

        Raises
        ------
        InputError
            as `code`.
        """
        if not self._done:
            return
        action = self._done[-1]
        self._write(action.position, action.cell, None)
        self._done.pop()
        self._skipped.discard(action.position)
        if action.was_skipped:
            self._skipped.add(action.position)
        self.position = action.position

    def back(self) -> None:
        """Look at the text before this one again; its code stays until it is coded anew."""
        self.position = max(0, self.position - 1)

    def return_to_skipped(self) -> None:
        """Go to the first text without a code; those that were skipped are open again."""
        self._skipped.clear()
        self.position = self._next_open(0)

    def note(self, text: str, *, of: str | None = None) -> None:
        """Write a note beside a text.

        Parameters
        ----------
        text : str
            empty takes the note away.
        of : str, optional
            the id of the text; by default the current one.

        Raises
        ------
        InputError
            as `code`, and for an id that the sheet lacks.
        """
        if of is not None and of not in self._ids:
            raise InputError(f"{self.file}: no text has the id {of!r}; give an id of the sheet")
        position = self._current_position() if of is None else self._ids.index(of)
        self._write(position, None, text)

    # ----------------------------------------------------------------- the sheet

    def _own_column(self, coder: str | None) -> int:
        """Where the coder's codes are; a column that names nobody becomes the coder's."""
        columns = coder_columns(self._table.heads, self.file)
        headings = [as_heading(head) for head in self._table.heads]
        if coder is None and len(columns) == 1:
            return headings.index(next(iter(columns.values())))
        if coder is not None and as_heading(no_formula(coder)) in columns.values():
            return headings.index(as_heading(no_formula(coder)))
        if coder is not None and list(columns.values()) == [CODER]:
            column = headings.index(CODER)
            self._table.heads[column] = no_formula(coder.strip())
            return column
        coders = ", ".join(columns)
        if coder is None:
            raise InputError(f"{self.file}: has codes of {coders}; name one of them as the coder")
        raise InputError(
            f"{self.file}: is the sheet of {coders}, not of {coder}; name a sheet for {coder}"
        )

    def _take_rows(self) -> str:
        """Take the rows of this corpus; a sentence about those that are none, which stay as they
        are.
        """
        headings = [as_heading(head) for head in self._table.heads]
        at_id = headings.index("id")
        at_text = headings.index("text") if "text" in headings else None
        segment_of = {name: segment for segment, name in segment_ids(self.corpus).items()}
        problems = []
        for row, (line, cells) in enumerate(self._table.rows):
            text = "" if at_text is None else cells[at_text]
            try:
                segment = segment_of_row(self.corpus, cells[at_id], text, segment_of)
                if segment in self._texts:
                    raise ValueError(f"the id {cells[at_id].strip()} is in two rows")
            except ValueError as error:
                problems.append(f"line {line}: {error}")
                continue
            self._texts[segment] = row
            self._ids.append(cells[at_id].strip())
        if not self._texts:
            reason = problems[0] if problems else "it has no row"
            raise InputError(
                f"{self.file}: not a sheet of this article ({reason}); name another sheet, or give"
                " the article that it was made from"
            )
        if not problems:
            return ""
        return (
            f"{self.file.name} has {count(len(problems), 'row')} of no text of this article"
            f" ({problems[0]}); the file keeps such rows."
        )

    def _current_position(self) -> int:
        if self.position == len(self):
            raise InputError(f"{self.file}: no text is left; go back to change a code")
        return self.position

    def _next_open(self, position: int) -> int:
        """The next text that was neither coded nor skipped; the end where there is none."""
        later = range(position, len(self))
        is_open = (
            where for where in later if where not in self._skipped and not self._is_coded(where)
        )
        return next(is_open, len(self))

    def _is_coded(self, position: int) -> bool:
        return self._code_at(position)[0] is not None

    def _row(self, position: int) -> int:
        return self._texts[self._segments[position]]

    def _code_at(self, position: int) -> tuple[frozenset[str] | None, str]:
        """The frames of a text, None where it has no code, and what is wrong with its cell."""
        line, cells = self._table.rows[self._row(position)]
        try:
            return codes_in(cells[self._column], self.codebook), ""
        except ValueError as error:
            return None, f"Line {line} of {self.file.name}: {error}."

    def _note_at(self, position: int) -> str:
        _, cells = self._table.rows[self._row(position)]
        note = cells[self._note_column] if self._note_column is not None else ""
        return note[1:] if note.startswith("'") and no_formula(note[1:]) == note else note

    @property
    def _note_column(self) -> int | None:
        headings = [as_heading(head) for head in self._table.heads]
        return next((headings.index(name) for name in (_NOTE, "notes") if name in headings), None)

    def _finish(self, cell: str, note: str | None, outcome: str) -> None:
        """Write what was done with the current text, and remember how it was before."""
        before = self._table.rows[self._row(self.position)][1][self._column]
        self._write(self.position, cell, note)
        self._done.append(_Action(self.position, before, self.position in self._skipped, outcome))

    def _write(self, position: int, cell: str | None, note: str | None) -> None:
        """Put a code and a note into the sheet and its file, or into neither; None stays."""
        delimiter, heads, rows = self._table
        note_column = self._note_column
        text = None if note is None else no_formula(one_line(note))
        if text and note_column is None:  # a sheet has the column once it has a note
            note_column, heads = len(heads), [*heads, _NOTE]
            rows = [
                (line, [*cells[:note_column], "", *cells[note_column:]]) for line, cells in rows
            ]
        row = self._row(position)
        line, cells = rows[row]
        changed = cells.copy()
        if cell is not None:
            changed[self._column] = cell
        if text is not None and note_column is not None:
            changed[note_column] = text
        if changed == cells:
            return
        table = SheetTable(delimiter, heads, [*rows[:row], (line, changed), *rows[row + 1 :]])
        if not self.file.exists() or sheet_content(self.file) != self._content:
            raise InputError(
                f"{self.file}: was changed by another program since it was opened; run the cell"
                " again to go on"
            )
        content = _content_of(table)
        write_whole(self.file, content)
        self._table, self._content = table, content


def _content_of(table: SheetTable) -> bytes:
    """The bytes of a sheet; with the mark by which spreadsheets know UTF-8."""
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=table.delimiter, lineterminator="\n")
    writer.writerow(table.heads)
    writer.writerows(cells for _, cells in table.rows)
    return lines.getvalue().encode("utf-8-sig")
