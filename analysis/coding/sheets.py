"""Coding sheets: segments for people to code, and their codes read back."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import reprints
from analysis.coding.frames import Frames, as_heading, codes_in, frames_to_code, is_about_layers
from analysis.coding.identity import segment_ids
from analysis.coding.sampling import draw_sample, read_sample, record_of, sample_record
from analysis.corpus import Corpus, no_problems
from analysis.lexicons.codebook import Codebook
from analysis.options import DEFAULTS
from analysis.publishing import write_whole
from analysis.reading.corrections import no_formula
from analysis.reading.errors import InputError, one_line
from analysis.reading.sources import bare_name, decode
from analysis.words import shortened

CODER = "codes"  # the coder's column as it is handed out; its file then names the coder
# Whose segments are drawn where nobody names layers: of frames, and of what a text is.
_OF_FRAMES, _OF_KINDS = ("headline", "caption", "body"), ("caption", "body", "boilerplate")
LONGEST_CELL = 32_000  # a spreadsheet cuts or breaks a cell of more than 32,767 characters
_COMPARED = 40  # letters by which a row is known to hold the text of its id
_NOT_ASCII_WORD = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Codes:
    """What coders said of the segments of a corpus.

    Attributes
    ----------
    table : DataFrame
        segment, coder, category (every frame of the codebook is one, coded or not), code (1 the
        frame is there, 0 it is not); one row per segment, coder and category. What a coder left
        empty has no row.
    problems : DataFrame
        source (file), line (of the file), problem: every row that could not be used.
    original : array of int, optional
        for each segment of the corpus, the first one that it repeats (`reprints.near_duplicates`);
        without it, no segment is known to repeat another.
    sample : DataFrame, optional
        segment, stratum, probability: which segments were drawn to be coded, and how probable that
        was (`sampling.draw_sample`); without it, nobody knows.
    """

    table: pd.DataFrame
    problems: pd.DataFrame
    original: np.ndarray | None = None
    sample: pd.DataFrame | None = None


def sheet(
    corpus: Corpus,
    *,
    frames: Frames = DEFAULTS.frames,
    layers: Sequence[str] | None = None,
    n: int | None = None,
    coder: str = CODER,
    seed: int = DEFAULTS.seed,
    sample: pd.DataFrame | None = None,
) -> str:
    r"""A sheet for coders: the segments in shuffled order, without layer, place or article.

    It is a table (CSV) that a spreadsheet opens. A coder writes into the last column which frames
    are there, by their names or their beginnings, separated by semicolons ("arms; threat"), or
    "none"; an empty cell is not coded yet. Coders who know the comparison code otherwise, so layers
    are hidden and ids show no order; a text about its picture can still be recognised as a caption.
    Texts are data: one that a spreadsheet would take for a formula begins with an apostrophe, white
    space is single spaces, and what is longer than a cell can hold is cut, with a note that says
    so.

    Parameters
    ----------
    corpus : Corpus
    frames : str, Path, sequence of str, or mapping of str to str
        a codebook as for `framing.hits` ("auto" also); "layers", which asks what a text is; the
        names of the frames; or the names with their definitions.
    layers : sequence of str, optional
        from which segments are taken, if they hold a word: by default headline, caption and body;
        for "layers" caption, body and boilerplate.
    n : int, optional
        so many of each layer, drawn by the seed (captions are few beside paragraphs); all by
        default.
    coder : str
        the heading of the column for the codes: a coder's name. Under the default the file names
        the coder.
    seed : int
        of the order and the draw.
    sample : DataFrame, optional
        which segments, in their order, as `sampling.draw_sample` gives them; by default they are drawn
        here from `layers`, `n` and `seed`. Who wants to estimate shares keeps its record
        (`sampling.sample_record`).

    Returns
    -------
    str
        of the columns id, text and the coder's. Write it as UTF-8 with a byte order mark
        ("utf-8-sig"), by which spreadsheets know it.

    Raises
    ------
    ValueError
        for a layer or codebook that does not exist, `n` below 1, a coder's name that is empty or
        another column's, and a corpus without such a segment.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks resume\n\nThe two sides met.\n\nThey agreed on little.")
    >>> print(sheet(corpus, seed=0).strip())
    id,text,codes
    bjjlsvrpkvjw,They agreed on little.,
    rlkkvjrmnxkh,Talks resume,
    fnwtcxwdfkxc,The two sides met.,
    """
    codebook = frames_to_code(frames, corpus)
    if not coder.strip() or as_heading(coder) in ("id", "text"):
        raise ValueError(
            f"the coder {coder!r} cannot head a column; give a name other than id and text"
        )
    if sample is None:
        sample = draw_sample(corpus, layers=layers or layers_to_code(codebook), n=n, seed=seed)
    ids = segment_ids(corpus)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "text", no_formula(coder.strip())])
    writer.writerows(
        [ids[segment], _cell(corpus.text(segment)), ""] for segment in sample["segment"].tolist()
    )
    return table.getvalue()


def write_sheet(
    corpus: Corpus,
    path: Path,
    *,
    frames: Frames = DEFAULTS.frames,
    layers: Sequence[str] | None = None,
    n: int | None = None,
    hits: pd.DataFrame | None = None,
    coder: str = CODER,
    seed: int = DEFAULTS.seed,
) -> None:
    """Draw a sample, and write its sheet and, next to it, the record of how it was drawn.

    Parameters
    ----------
    corpus, frames, layers, n, coder, seed
        as for `sheet`.
    path : Path
        of the sheet.
    hits : DataFrame, optional
        half of the segments are drawn among those with a hit (`sampling.draw_sample`).

    Raises
    ------
    ValueError
        as `sheet`; an OSError where the file cannot be written.
    """
    layers = layers or layers_to_code(frames_to_code(frames, corpus))
    sample = draw_sample(corpus, layers=layers, n=n, hits=hits, seed=seed)
    table = sheet(corpus, frames=frames, coder=coder, sample=sample)
    write_whole(path, table.encode("utf-8-sig"))
    write_whole(record_of(path), sample_record(corpus, sample).encode())


def layers_to_code(codebook: Codebook) -> tuple[str, ...]:
    """From which layers segments are drawn by default: for a codebook of frames, and for the question
    what a text is.

    Examples
    --------
    >>> from analysis.lexicons.codebook import load_codebook
    >>> layers_to_code(load_codebook("layers"))
    ('caption', 'body', 'boilerplate')
    """
    return _OF_KINDS if is_about_layers(codebook) else _OF_FRAMES


def read_codes(
    corpus: Corpus,
    *sheets: str | Path,
    frames: Frames = DEFAULTS.frames,
    coders: str | None = None,
    sample: str | Path | None = None,
) -> Codes:
    """Codes from one sheet or several, of one coder a column.

    A column "codes", as it is handed out, belongs to the coder after whom its file is named; every
    other column but id, text and note belongs to the coder whom its heading names. Commas,
    semicolons and tabs between cells are understood, and so is a file that a spreadsheet saved as
    UTF-8 or UTF-16.

    Parameters
    ----------
    corpus : Corpus
        from which the sheets were made.
    *sheets : str or Path
        the files.
    frames : str, Path, sequence or mapping of str
        as for `sheet`.
    coders : str, optional
        only the column of this heading is read.
    sample : str or Path, optional
        the record of the sample; by default the file next to a sheet that has its name and ends in
        .sample.csv, where there is one.

    Returns
    -------
    Codes
        the codes, and every row that could not be used, with its line and the reason: an id that
        the corpus lacks, a text that is not that of its id (one column was sorted without the
        other), a frame that the codebook lacks, one segment twice. Such a row, or the coder's cell
        in it, counts as not coded.

    Raises
    ------
    InputError
        (a ValueError) for a file that is missing or no coding sheet, and where not one code can be
        used.

    Examples
    --------
    >>> from analysis import read
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> codes = read_codes(corpus, "seeds/nagorno-karabakh.codes.csv")
    >>> codes.table["coder"].unique().tolist(), len(codes.problems)
    (['maintainer'], 0)
    """
    if not sheets:
        raise InputError("no coding sheet; give the file of at least one coder")
    codebook = frames_to_code(frames, corpus)
    segment_of = {name: segment for segment, name in segment_ids(corpus).items()}
    taken: dict[tuple[int, str], frozenset[str]] = {}
    problems: list[tuple[str, int, str]] = []
    for path in map(Path, sheets):
        for line, cells, columns in _rows(path, coders):
            try:
                segment = segment_of_row(corpus, cells["id"], cells.get("text", ""), segment_of)
            except ValueError as error:
                problems.append((str(path), line, str(error)))
                continue
            for coder, heading in columns.items():
                try:
                    frames_coded = codes_in(cells[heading], codebook)
                    if frames_coded is None:
                        continue
                    if (segment, coder) in taken:
                        raise ValueError(f"{coder} coded this segment twice; the first row counts")
                    taken[segment, coder] = frames_coded
                except ValueError as error:
                    problems.append((str(path), line, str(error)))
    if not taken:
        first = f" (line {problems[0][1]}: {problems[0][2]})" if problems else ""
        raise InputError(
            f"{', '.join(map(str, sheets))}: not one code could be used{first}; fill in the sheet's"
            " last column"
        )
    kinds = no_problems().dtypes.to_dict()
    return Codes(
        _table(taken, list(codebook.frames)),
        pd.DataFrame(problems, columns=list(kinds)).astype(kinds),
        reprints.original_segments(corpus, anywhere=True),
        _recorded_sample(corpus, sheets, sample),
    )


def _recorded_sample(
    corpus: Corpus, sheets: Sequence[str | Path], sample: str | Path | None
) -> pd.DataFrame | None:
    """The sample as it was recorded, None where no sheet has a record."""
    if sample is not None:
        return read_sample(corpus, sample)
    for sheet_path in sheets:
        if (record := record_of(Path(sheet_path))).is_file():
            return read_sample(corpus, record)
    return None


def _cell(text: str) -> str:
    """The text as one line of a cell."""
    shown = one_line(text)
    if len(shown) > LONGEST_CELL:
        shown = f"{shown[:LONGEST_CELL]} [cut here: {len(shown):,} characters]"
    return no_formula(shown)


class SheetTable(NamedTuple):
    """A coding sheet as it is in its file: headings, and the cells of each row with its line."""

    delimiter: str
    heads: list[str]
    rows: list[tuple[int, list[str]]]


def sheet_table(content: bytes, path: Path) -> SheetTable:
    r"""The cells of a coding sheet, whichever program has saved it; empty rows are left out.

    Parameters
    ----------
    content : bytes
        of the file.
    path : Path
        its name, for the message.

    Returns
    -------
    SheetTable
        every row is at least as long as the headings.

    Raises
    ------
    InputError
        for a file that is no table.

    Examples
    --------
    >>> sheet_table(b"id;text;anna\nbjj;Hello.", Path("my.csv"))
    SheetTable(delimiter=';', heads=['id', 'text', 'anna'], rows=[(2, ['bjj', 'Hello.', ''])])
    """
    text = decode(content, str(path))
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    usual_limit = csv.field_size_limit(max(len(text), 1))
    rows: list[tuple[int, list[str]]] = []
    try:
        heads = [head.strip() for head in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells + [""] * (len(heads) - len(cells))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{path}: line {reader.line_num}: no table ({error}); save the sheet as CSV again"
        ) from None
    finally:
        csv.field_size_limit(usual_limit)
    return SheetTable(delimiter, heads, rows)


def _rows(path: Path, only: str | None) -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
    """The line and the cells of each row of a sheet, with the coders and their columns."""
    table = sheet_table(sheet_content(path), path)
    columns = coder_columns(table.heads, path, only)
    headings = [as_heading(head) for head in table.heads]
    for line, cells in table.rows:
        yield line, dict(zip(headings, cells, strict=False)), columns


def sheet_content(path: Path) -> bytes:
    """The bytes of a coding sheet; an InputError where the file cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give the file of a coding sheet"
        ) from None


def coder_columns(heads: list[str], path: Path, only: str | None = None) -> dict[str, str]:
    """The coders of a sheet, each with the heading of their column as `as_heading` writes it.

    Parameters
    ----------
    heads : list of str
        the headings of the sheet.
    path : Path
        its file, which names the coder of a column "codes".
    only : str, optional
        the heading of the one column that counts.

    Raises
    ------
    InputError
        for a sheet without ids, without a coder, or with two columns of one name.

    Examples
    --------
    >>> coder_columns(["id", "text", "Anna", "note"], Path("my.csv"))
    {'Anna': 'anna'}
    """
    headings = [as_heading(head) for head in heads]
    if "id" not in headings:
        raise InputError(
            f"{path}: line 1 has no column id; save the coding sheet with its headings"
        )
    if twice := [head for head, times in Counter(headings).items() if times > 1 and head]:
        raise InputError(
            f"{path}: line 1: the column {twice[0]!r} stands twice; give each coder a name of"
            " their own"
        )
    columns = {
        bare_name(path) if name == CODER else head.removeprefix("'"): name
        for head, name in zip(heads, headings, strict=True)
        if name not in ("", "id", "text", "note", "notes")
        and (only is None or name == as_heading(only))
    }
    if not columns:
        raise InputError(
            f"{path}: line 1 has no column of {'a coder' if only is None else only}; add one beside"
            " id and text"
        )
    return columns


def segment_of_row(corpus: Corpus, name: str, text: str, segment_of: Mapping[str, int]) -> int:
    """The segment that a row of a sheet is about.

    Parameters
    ----------
    corpus : Corpus
    name, text : str
        the cells of its id and its text.
    segment_of : mapping of str to int
        the segments of the corpus by their ids.

    Raises
    ------
    ValueError
        for an id that the corpus lacks, and for a text that is not that of the id.

    Examples
    --------
    >>> from analysis import read_text
    >>> segment_of_row(read_text("The plan is good."), "sjs", "The plan is good.", {"sjs": 0})
    0
    """
    name = name.strip()
    if name not in segment_of:
        raise ValueError(f"no segment of this corpus has the id {shortened(name, 40)!r}")
    segment = segment_of[name]
    # Compared by what no program's encoding or quotes change: the first unaccented letters.
    in_sheet, in_corpus = _letters(text), _letters(corpus.text(segment))
    if in_sheet and in_corpus and in_sheet != in_corpus:
        raise ValueError(
            f"the text is not that of the id {name}; were the columns sorted one without the other?"
        )
    return segment


def _letters(text: str) -> str:
    return _NOT_ASCII_WORD.sub("", text[: 50 * _COMPARED])[:_COMPARED]


def _table(taken: dict[tuple[int, str], frozenset[str]], categories: list[str]) -> pd.DataFrame:
    keys = sorted(taken)
    times = len(categories)
    return pd.DataFrame(
        {
            "segment": np.repeat(np.array([segment for segment, _ in keys], dtype=np.int64), times),
            "coder": pd.array(
                np.repeat(np.array([coder for _, coder in keys], dtype=object), times), dtype="str"
            ),
            "category": pd.Categorical.from_codes(
                np.tile(np.arange(times), len(keys)), categories=categories
            ),
            "code": np.array(
                [name in taken[key] for key in keys for name in categories], dtype=np.int64
            ),
        }
    )
