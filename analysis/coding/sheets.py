"""Coding sheets: segments for people to code, and their codes read back."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import reprints
from analysis.coding.identity import segment_ids
from analysis.coding.sampling import draw, read_sample, record_of
from analysis.corpus import Corpus, no_problems
from analysis.lexicons.choice import resolved
from analysis.lexicons.codebook import load_codebook
from analysis.options import DEFAULTS
from analysis.reading.corrections import no_formula
from analysis.reading.errors import InputError, one_line
from analysis.reading.sources import bare_name, decode
from analysis.words import shortened

NONE = "none"  # the code of a segment in which no frame is
CODER = "codes"  # the coder's column as it is handed out; its file then names the coder
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
        was (`sampling.draw`); without it, nobody knows.
    """

    table: pd.DataFrame
    problems: pd.DataFrame
    original: np.ndarray | None = None
    sample: pd.DataFrame | None = None


def sheet(
    corpus: Corpus,
    *,
    frames: str | Path | Sequence[str] = DEFAULTS.frames,
    layers: Sequence[str] = ("headline", "caption", "body"),
    n: int | None = None,
    coder: str = CODER,
    seed: int = DEFAULTS.seed,
    sample: pd.DataFrame | None = None,
) -> str:
    r"""A sheet for coders: the segments in shuffled order, without layer, place or article.

    It is a table (CSV) that a spreadsheet opens. A coder writes into the last column which frames
    are there, by their names or their beginnings, separated by semicolons ("arms; threat"), or
    "none"; an empty cell is not coded yet. What a coder knows of the comparison would lead the
    codes, so layers are hidden and ids do not tell an order; a text that speaks of its picture
    still gives itself away. Texts are data: one that a spreadsheet would take for a formula begins
    with an apostrophe, white space is single spaces, and what is longer than a cell can hold is
    cut, with a note that says so.

    Parameters
    ----------
    corpus : Corpus
    frames : str, Path or sequence of str
        a codebook as for `framing.hits` ("auto" also), or the names of the frames.
    layers : sequence of str
        from which segments are taken, if they hold a word.
    n : int, optional
        so many of each layer, drawn by the seed (captions are few beside paragraphs); all by
        default.
    coder : str
        the heading of the column for the codes: a coder's name. Under the default the file names
        the coder.
    seed : int
        of the order and the draw.
    sample : DataFrame, optional
        which segments, in their order, as `sampling.draw` gives them; by default they are drawn
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
    category_names(_asked(frames, corpus))
    if not coder.strip() or _heading(coder) in ("id", "text"):
        raise ValueError(
            f"the coder {coder!r} cannot head a column; give a name other than id and text"
        )
    if sample is None:
        sample = draw(corpus, layers=layers, n=n, seed=seed)
    ids = segment_ids(corpus)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "text", no_formula(coder.strip())])
    writer.writerows(
        [ids[segment], _cell(corpus.text(segment)), ""] for segment in sample["segment"].tolist()
    )
    return table.getvalue()


def read_codes(
    corpus: Corpus,
    *sheets: str | Path,
    frames: str | Path | Sequence[str] = DEFAULTS.frames,
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
    frames : str, Path or sequence of str
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
    names = category_names(_asked(frames, corpus))
    spellings = _spellings(names)
    segment_of = {name: segment for segment, name in segment_ids(corpus).items()}
    taken: dict[tuple[int, str], frozenset[str]] = {}
    problems: list[tuple[str, int, str]] = []
    for path in map(Path, sheets):
        for line, cells, columns in _rows(path, coders):
            try:
                segment = _segment(corpus, cells, segment_of)
            except ValueError as error:
                problems.append((str(path), line, str(error)))
                continue
            for coder, heading in columns.items():
                try:
                    frames_coded = _codes(cells[heading], spellings)
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
        _table(taken, names),
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


def _asked(frames: str | Path | Sequence[str], corpus: Corpus) -> str | Path | Sequence[str]:
    """The frames that are asked for, with the codebook that "auto" comes to."""
    return resolved(frames, corpus) if isinstance(frames, str | Path) else frames


def category_names(frames: str | Path | Sequence[str]) -> dict[str, str]:
    """The frames to code, each with its label; ValueError for none, or one that stands twice or
    could not be written.

    Examples
    --------
    >>> category_names(["war", "peace"])
    {'war': 'war', 'peace': 'peace'}
    """
    if isinstance(frames, str | Path):
        return {key: frame.label or key for key, frame in load_codebook(frames).frames.items()}
    names = [str(name).strip() for name in frames]
    folded = Counter(map(_heading, names))
    wrong = [
        name
        for name in names
        if not name or ";" in name or "," in name or folded[_heading(name)] > 1
    ]
    if wrong or not names or NONE in folded:
        raise ValueError(
            f"the frames {', '.join(names) or '(none)'}: give distinct names without commas, none"
            f" of them {NONE!r}"
        )
    return {name: name for name in names}


def _cell(text: str) -> str:
    """The text as one line of a cell."""
    shown = one_line(text)
    if len(shown) > LONGEST_CELL:
        shown = f"{shown[:LONGEST_CELL]} [cut here: {len(shown):,} characters]"
    return no_formula(shown)


def _heading(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def _rows(path: Path, only: str | None) -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
    """The line and the cells of each row of a sheet, with the coders and their columns."""
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give the file of a coding sheet"
        ) from None
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    usual_limit = csv.field_size_limit(max(len(text), 1))
    try:
        heads = [head.strip() for head in next(reader, [])]
        columns = _coders(heads, path, only)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = cells + [""] * (len(heads) - len(cells))
                yield line, dict(zip(map(_heading, heads), padded, strict=False)), columns
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{path}: line {reader.line_num}: no table ({error}); save the sheet as CSV again"
        ) from None
    finally:
        csv.field_size_limit(usual_limit)


def _coders(heads: list[str], path: Path, only: str | None) -> dict[str, str]:
    """Each coder and the heading of their column."""
    headings = [_heading(head) for head in heads]
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
        and (only is None or name == _heading(only))
    }
    if not columns:
        raise InputError(
            f"{path}: line 1 has no column of {'a coder' if only is None else only}; add one beside"
            " id and text"
        )
    return columns


def _segment(corpus: Corpus, cells: dict[str, str], segment_of: dict[str, int]) -> int:
    """The segment of a row; a ValueError where the row names none."""
    name = cells["id"].strip()
    if name not in segment_of:
        raise ValueError(f"no segment of this corpus has the id {shortened(name, 40)!r}")
    segment = segment_of[name]
    # Compared by what no program's encoding or quotes change: the first unaccented letters.
    in_sheet, in_corpus = _letters(cells.get("text", "")), _letters(corpus.text(segment))
    if in_sheet and in_corpus and in_sheet != in_corpus:
        raise ValueError(
            f"the text is not that of the id {name}; were the columns sorted one without the other?"
        )
    return segment


def _letters(text: str) -> str:
    return _NOT_ASCII_WORD.sub("", text[: 50 * _COMPARED])[:_COMPARED]


def _spellings(names: dict[str, str]) -> dict[str, str]:
    """Every way to write a frame in full: its name and its label."""
    return {_heading(spelling): key for key, label in names.items() for spelling in (label, key)}


def _codes(cell: str, spellings: dict[str, str]) -> frozenset[str] | None:
    """The frames that a coder named; None where nothing was written."""
    parts = [_heading(part) for part in re.split(r"[;,\n]", cell) if part.strip()]
    if not parts:
        return None
    if parts == [NONE]:
        return frozenset()
    frames = set()
    for part in parts:
        fitting = {key for spelling, key in spellings.items() if spelling.startswith(part)}
        if part in spellings:
            fitting = {spellings[part]}
        if part == NONE:
            raise ValueError(f"{shortened(cell.strip(), 60)!r} names frames and {NONE} at once")
        if len(fitting) != 1:
            mistake = "the beginning of several frames" if fitting else "no frame"
            choices = ", ".join(sorted(fitting or set(spellings.values())))
            raise ValueError(f"{shortened(part, 40)!r} is {mistake}; choose from: {choices}")
        frames |= fitting
    return frozenset(frames)


def _table(taken: dict[tuple[int, str], frozenset[str]], names: dict[str, str]) -> pd.DataFrame:
    keys = sorted(taken)
    times, categories = len(names), list(names)
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
