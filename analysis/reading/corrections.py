"""A person's corrections: `<name>.layers.csv` beside the article wins over the rules. For one of
several files of a name (war.html, war.txt): `<name>.<ending>.layers.csv`.
"""

from __future__ import annotations

import csv
import glob
import io
from collections.abc import Iterable
from pathlib import Path

from analysis.corpus import Corpus, check_layer
from analysis.reading.errors import InputError
from analysis.reading.listing import OWN_ENDINGS
from analysis.reading.sources import bare_name, is_there
from analysis.words import shortened

# With their wide twins, which a spreadsheet in East Asia takes for the same.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_LONGEST = 200  # characters of the first words of a block
_LONGEST_QUOTE = 60  # characters of a wrong cell, in a message
BY_HAND = "corrected by hand"  # the rule of a label that a person has given or checked
_GIVEN = (BY_HAND, "by hand")  # the second by `Corpus.relabel`, in a person's own code
_CHECKED, _BY_RULES = "checked", "by_rules"  # columns of a table of all labels
_NOT_CHECKED = frozenset(("", "no", "n", "0", "false"))
_TWINS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})


def corrections_path(article: Path) -> Path:
    """Where the corrections of an article are, or would be: beside the article, under its name
    without the ending; under its whole name where a table of that name exists.

    Examples
    --------
    >>> corrections_path(Path("pages/war.html.gz")).as_posix()
    'pages/war.layers.csv'
    >>> corrections_path(Path("seeds/control.txt")).as_posix()
    'seeds/control.txt.layers.csv'
    """
    of_file = article.with_name(f"{article.name}.layers.csv")
    return of_file if is_there(of_file) else article.with_name(f"{bare_name(article)}.layers.csv")


def new_corrections_path(article: Path) -> Path:
    """Where the corrections of an article are written: where they are already; else under its whole
    name if another file of its name without the ending is beside it, for which they would count too.

    Examples
    --------
    >>> new_corrections_path(Path("seeds/control.html")).as_posix()
    'seeds/control.html.layers.csv'
    >>> new_corrections_path(Path("seeds/planted.txt")).as_posix()
    'seeds/planted.layers.csv'
    """
    place = corrections_path(article)
    others = (
        other
        for other in article.parent.glob(f"{glob.escape(bare_name(article))}.*")
        if other.name != article.name
        and bare_name(other) == bare_name(article)
        and not other.name.lower().endswith(OWN_ENDINGS)
    )
    if place.is_file() or next(others, None) is None:
        return place
    return article.with_name(f"{article.name}.layers.csv")


def corrections_table(
    corpus: Corpus, blocks: Iterable[int] | None = None, *, n_words: int = 8
) -> str:
    """The labels of an article as the table that a person corrects: block, layer, first_words.

    A table of all labels has two more columns, so that only what a person says counts (see
    `apply_corrections`): by_rules, the layer that the rules gave, and checked, yes for what a person
    has corrected or checked before.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    blocks : iterable of int, optional
        the blocks that a person has corrected or checked; all labels by default.
    n_words : int
        how many words guard a row.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good. It works.")
    >>> print(corrections_table(corpus, [0], n_words=3))
    block,layer,first_words
    0,body,The plan is
    >>> print(corrections_table(corpus, n_words=3))
    block,layer,first_words,by_rules,checked
    0,body,The plan is,body,
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    further = [_BY_RULES, _CHECKED] if blocks is None else []
    writer.writerow(["block", "layer", "first_words", *further])
    segments = corpus.segments if blocks is None else corpus.segments.loc[sorted(blocks)]
    before = segments.get("layer_before", segments["layer"])
    for block, layer, rule, by_rules in zip(
        segments.index, segments["layer"], segments["rule"], before, strict=True
    ):
        first_words = shortened(" ".join(corpus.text(int(block)).split()[:n_words]), _LONGEST)
        of_row = [by_rules, "yes" if rule in _GIVEN else ""] if further else []
        writer.writerow([block, layer, no_formula(first_words), *of_row])
    return table.getvalue()


def corrections_as_stored(place: Path, corpus: Corpus, blocks: Iterable[int]) -> str:
    """The labels that a person has corrected or checked, in the form of the file that stands at this
    place: with all other labels where it has them, alone otherwise.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("The plan is good. It works.")
    >>> corrections_as_stored(Path("nothing.layers.csv"), corpus, [0]).splitlines()[0]
    'block,layer,first_words'
    """
    has_all = place.is_file() and _BY_RULES in place.read_text("utf-8-sig").partition("\n")[0]
    return corrections_table(corpus, None if has_all else blocks)


def no_formula(text: str) -> str:
    """Text for a cell of a file, with an apostrophe before what a spreadsheet would run as a
    formula.

    Examples
    --------
    >>> no_formula("=1+1"), no_formula("1 + 1")
    ("'=1+1", '1 + 1')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def apply_corrections(corpus: Corpus, table: str, *, name: str) -> Corpus:
    """The corpus under the layers of a table with the columns block, layer, first_words.

    Blocks are counted from 0 in reading order; blocks that the table leaves out keep their labels.
    The first words guard against a table that no longer fits its article. In a table with the
    columns by_rules and checked, as `corrections_table` writes it of all labels, a row counts where
    its layer is another than by_rules, or where it is checked: "yes" or any other mark.

    Raises
    ------
    InputError
        for a row that cannot be used; the message names the row.
    """
    rows = _rows(table, name)
    header = [cell.strip().lower().replace(" ", "_") for cell in rows[0]] if rows else []
    if len(header) == 1 and ";" in header[0]:
        raise InputError(f"{name}: row 1 holds semicolons; separate the cells with commas")
    if header[1:3] != ["layer", "first_words"] or header[0] not in (
        "block",
        "paragraph",
        "segment",
    ):
        raise InputError(f"{name}: row 1 must be 'block,layer,first_words'; write this header")
    layers: dict[int, str] = {}
    by_rules: set[int] = set()
    for row_number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            block, layer = _correction(corpus, row, f"{name}: row {row_number}")
            if block in layers:
                raise InputError(
                    f"{name}: row {row_number}: block {block} stands twice; keep one of the rows"
                )
            layers[block] = layer
            if not _is_by_hand(dict(zip(header, row, strict=False)), layer):
                by_rules.add(block)
    by_hand = {block: layer for block, layer in layers.items() if block not in by_rules}
    return corpus.relabel(by_hand, rule=BY_HAND)


def _is_by_hand(cells: dict[str, str], layer: str) -> bool:
    """Whether a person has corrected or checked a row; every row of a table that does not say so."""
    by_rules = cells.get(_BY_RULES, "").strip()
    is_checked = cells.get(_CHECKED, "").strip().lower() not in _NOT_CHECKED
    return is_checked or layer != by_rules


def _rows(table: str, name: str) -> list[list[str]]:
    """The rows of a table, whose lines end as those of any system do."""
    reader = csv.reader(io.StringIO(table, newline=""))
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise InputError(
            f"{name}: row {len(rows) + 1}: no row of a CSV file ({error}); write this row again"
        ) from None
    return rows


def _correction(corpus: Corpus, row: list[str], where: str) -> tuple[int, str]:
    if len(row) < 3:
        raise InputError(
            f"{where}: three cells are needed (block, layer, first words); found {len(row)}"
        )
    cell, layer, first_words = (part.strip() for part in row[:3])
    n_blocks = len(corpus.segments)
    # Compared by its length first: Python refuses to read a number of thousands of digits.
    is_number = cell.isascii() and cell.isdigit() and len(cell.lstrip("0")) <= len(str(n_blocks))
    if not (is_number and int(cell) < n_blocks):
        raise InputError(
            f"{where}: there is no block {_quoted(cell)}; blocks run from 0 to {n_blocks - 1}"
        )
    try:
        check_layer(layer[:_LONGEST_QUOTE])
    except ValueError as error:
        raise InputError(f"{where}: {error}") from None
    block = int(cell)
    if first_words.startswith(tuple(f"'{sign}" for sign in _FORMULA)):
        first_words = first_words[1:]  # as `corrections_table` guards them
    if not _plain(corpus.text(block)).startswith(_plain(first_words).removesuffix("…").rstrip()):
        own_words = " ".join(corpus.text(block).split()[:6])
        raise InputError(
            f"{where}: block {block} begins with {_quoted(own_words)}, not {_quoted(first_words)}; the"
            " table belongs to another version of the article"
        )
    return block, layer


def _quoted(text: str) -> str:
    return repr(shortened(text, _LONGEST_QUOTE))


def _plain(text: str) -> str:
    return " ".join(text.translate(_TWINS).split())
