"""The tables of the page, every number leading to its places, and how its cells are written."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

import numpy as np
import pandas as pd

from analysis import entities, explanation, sentiment
from analysis.comparison import as_written
from analysis.hits import Measure, are_sums, is_sum
from analysis.lexicons.valence import load_lexicon
from analysis.report.evidence import Evidence
from analysis.spreadsheet import as_csv
from analysis.words import beginning, capitalised, count, numbers, plural, sentences, the, verb

_MOST_OF_TABLE = 50  # rows of a table on the page; its CSV has them all
_LONGEST = 200  # characters of a cell
_LONGEST_CSV = 1000
_CERTAINTY = "certainty"


class Cell(NamedTuple):
    """A cell of a table: its text, what it sorts by if not by its text, and the places of the
    article that make it.
    """

    text: str
    value: str | None = None
    number: bool = False
    first: str | None = None  # the id of the first place
    places: str | None = None  # a selector of all of them
    bar: float | None = None  # its size beside the largest, 0 to 1


class Table(NamedTuple):
    """A table of the page: a name for its file, a caption, the heads (True: numbers), the rows, and
    all of it as CSV.
    """

    name: str
    caption: str
    heads: list[tuple[str, bool]]
    rows: list[list[Cell]]
    n_rows: int
    csv: str


def findings_table(evidence: Evidence, measure: Measure, rows: pd.DataFrame) -> Table:
    """The comparison of a measure, every number leading to its places.

    Parameters
    ----------
    evidence : Evidence
        of the article.
    measure : Measure
        whose rows these are.
    rows : DataFrame
        of the findings.

    Returns
    -------
    Table
        the column "with doubtful captions" is there only where it says something else than the
        verdict.
    """
    file = data_address(as_csv(as_written(rows), longest=_LONGEST_CSV))
    n_rows, rows = len(rows), _with_something(rows)
    shown = sentences.readable(rows, evidence.labels, **evidence.pair, names=evidence.names)
    shown = shown.rename(columns={"how surely": _CERTAINTY})
    if not doubted(rows):
        shown = shown.drop(columns="with doubtful captions")
    cells = []
    for (_, row), texts in zip(rows.iterrows(), shown.to_numpy().tolist(), strict=True):
        cells_of_row = zip(shown, map(numbers.minus, texts), strict=True)
        cells.append([_finding_cell(evidence, row, head, text) for head, text in cells_of_row])
    heads = [(head, head.startswith(("n ", "per ", "p "))) for head in shown]
    caption = capitalised(measure.counts).replace("'", "’")
    if n_empty := n_rows - len(rows):
        empty = (
            f"{count(n_empty, 'category')} without a hit {verb('are', n_empty)} in the file alone"
        )
        caption += f" ({empty})"
    return Table(measure.name, caption, heads, cells, len(cells), file)


def _with_something(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that either layer has a hit of, or ordinary pages would have; all where none has."""
    has_some = (rows["n_target"] > 0) | (rows["n_reference"] > 0) | (rows["unusual"] != "")
    return rows[has_some] if has_some.any() else rows


def place_links(evidence: Evidence, row: pd.Series) -> list[Cell]:
    """Links from a row to its places in either layer.

    Parameters
    ----------
    evidence : Evidence
        of the article.
    row : Series
        of the findings.

    Returns
    -------
    list of Cell
        none for a layer without a hit.
    """
    links = []
    for side, layer in zip(("target", "reference"), evidence.options.layers, strict=True):
        text = f"Show {numbers.plain(row[f'n_{side}'], 0)} in {the(layer)}"
        cell = _leading(evidence, text, row[f"n_{side}"], _key(row, layer))
        links += [cell] if cell.first else []
    return links


def _key(row: pd.Series, layer: str) -> tuple[str, ...]:
    """Under which key the places of a row are kept (`Evidence.first`)."""
    if is_sum(row["category"]):
        return "m", layer, row["measure"]
    return "c", layer, row["measure"], row["category"]


def doubted(rows: pd.DataFrame) -> bool:
    """Whether a verdict would be another with the doubtful captions.

    Parameters
    ----------
    rows : DataFrame, as `measures.findings`
        verdict, verdict_with_doubtful.

    Returns
    -------
    bool
        False for no rows.
    """
    return bool((rows["verdict_with_doubtful"] != rows["verdict"]).any())


def _finding_cell(evidence: Evidence, row: pd.Series, head: str, text: str) -> Cell:
    sides = {
        plural(layer): (layer, side)
        for side, layer in zip(("target", "reference"), evidence.options.layers, strict=True)
    }
    what, _, layer = head.rpartition(" ")
    if layer in sides and what in ("n", "per 1,000"):
        own, side = sides[layer]
        value = row[f"n_{side}"] if what == "n" else row[f"per_1000_{side}"]
        return _leading(evidence, text, value, _key(row, own))
    if head == "p adjusted":
        return number_cell(text, row["p_adjusted"])
    if head == _CERTAINTY and row["hangs_on"] and row["side"]:
        segments = explanation.as_segments(row["hangs_on"])
        if segments:
            places = ", ".join(f"#b{segment}" for segment in segments)
            return Cell(text, first=f"b{segments[0]}", places=places)
    return Cell(text)


def _leading(evidence: Evidence, text: str, value: float, key: tuple[str, ...]) -> Cell:
    """A number that leads to the places that make it, where there are any."""
    plain = number_cell(text, value)
    if key not in evidence.first:
        return plain
    number, classes = evidence.first[key]
    return plain._replace(first=f"h{number}", places=f".block.{key[1]} {classes}:not(.out)")


def names_table(evidence: Evidence) -> Table:
    """Who and what is named in the two layers, most mentioned first; in one, where the article lacks
    the other.

    Parameters
    ----------
    evidence : Evidence
        of the article.

    Returns
    -------
    Table
        fifty names with a bar beside each number; its CSV has all.
    """
    table = entities.counts(evidence.corpus, evidence.hits["entities"], **evidence.pair)
    there = [layer for layer in evidence.options.layers if layer not in evidence.missing_layers]
    most = max(table["n_target"].max(), table["n_reference"].max()) if len(table) else 1
    rows = []
    for row in table.head(_MOST_OF_TABLE).itertuples():
        n_of = dict(zip(evidence.options.layers, (row.n_target, row.n_reference), strict=True))
        bars = [
            _leading(
                evidence,
                str(n_of[layer]),
                n_of[layer],
                ("t", layer, "entities", row.category, row.term),
            )._replace(bar=round(n_of[layer] / most, 4))
            for layer in there
        ]
        type_ = evidence.labels.get(row.category, row.category)
        rows.append([_text_cell(row.term), _text_cell(type_), *bars])
    heads = [("name", False), ("type", False), *((f"n {plural(layer)}", True) for layer in there)]
    where = " and in ".join(map(the, there))
    caption = f"Names in {where}, by number of mentions"
    return Table(
        "names", caption, heads, rows, len(table), data_address(as_csv(table, longest=_LONGEST_CSV))
    )


def terms_table(evidence: Evidence) -> Table:
    """The words behind the differences: how much of its row's difference each term makes.

    Parameters
    ----------
    evidence : Evidence
        of the article. Names, and measures that do not count by the word, are left out.

    Returns
    -------
    Table
        fifty terms, the largest contributions first (hits per 1,000 words; positive: more in the
        target); its CSV has all.
    """
    tables = [
        explanation.contributions(evidence.corpus, kept, **evidence.pair).assign(measure=name)
        for name, kept in evidence.counted.items()
        if name != entities.MEASURE.name and evidence.measures[name].per == "word"
    ]
    table = pd.concat(tables, ignore_index=True)
    table = table[~are_sums(table)]
    table = table.iloc[
        np.argsort(-table["contribution"].abs().fillna(0).round(9).to_numpy(), kind="stable")
    ]
    rows = []
    for row in table.head(_MOST_OF_TABLE).itertuples():
        sides = [
            _leading(evidence, str(n), n, ("t", layer, row.measure, row.category, row.term))
            for layer, n in zip(
                evidence.options.layers, (row.n_target, row.n_reference), strict=True
            )
        ]
        share = numbers.signed(row.contribution, 1)
        label = evidence.labels.get(row.category, row.category)
        rows.append(
            [_text_cell(row.term), _text_cell(label), *sides, number_cell(share, row.contribution)]
        )
    target, reference = map(plural, evidence.options.layers)
    heads = [("term", False), ("category", False), (f"n {target}", True), (f"n {reference}", True)]
    heads.append(("contribution", True))
    caption = (
        "Words behind the differences: each term’s contribution to the difference of its row, in"
        f" hits per 1,000 words (positive: more in the {target})"
    )
    return Table(
        "terms", caption, heads, rows, len(table), data_address(as_csv(table, longest=_LONGEST_CSV))
    )


def coverage_table(evidence: Evidence) -> Table:
    """How many words of each layer the lexicon scores.

    Parameters
    ----------
    evidence : Evidence
        of the article and the lexicon of its options.

    Returns
    -------
    Table
        a row a layer: words, scored words, their share, and the eight most frequent words without a
        score.
    """
    table = sentiment.coverage(evidence.corpus, evidence.options.lexicon).reset_index()
    rows = []
    for row in table.itertuples():
        unknown = ", ".join(f"{word} ({n})" for word, n in row.unknown[:8])
        share = numbers.share(row.share_scored, 1)
        sizes = [
            (f"{row.n_words:,}", row.n_words),
            (f"{row.n_scored:,}", row.n_scored),
            (share, row.share_scored),
        ]
        cells = [number_cell(text, value) for text, value in sizes]
        rows.append([_text_cell(str(row.layer)), *cells, _text_cell(unknown)])
    heads = [("layer", False), ("n words", True), ("n scored", True), ("share scored", True)]
    heads += [("most frequent words without a score", False)]
    file = table.assign(unknown=[" ".join(word for word, _ in words) for words in table["unknown"]])
    caption = f"How many words of each layer {load_lexicon(evidence.options.lexicon).title} scores"
    return Table(
        "coverage",
        caption,
        heads,
        rows,
        len(rows),
        data_address(as_csv(file, longest=_LONGEST_CSV)),
    )


def segments_table(evidence: Evidence) -> Table:
    """Every segment with its label, the rule that gave it and its confidence, the least certain
    first.

    Parameters
    ----------
    evidence : Evidence
        of the article.

    Returns
    -------
    Table
        fifty segments, each leading to its place; its CSV has all, in reading order.
    """
    blocks = evidence.corpus.blocks().rename_axis("segment")
    rows = []
    for row in blocks.sort_values("confidence", kind="stable").head(_MOST_OF_TABLE).itertuples():
        place = f"b{row.Index}"
        cells = [
            Cell(evidence.names[row.Index], str(row.Index), False, place, f"#{place}"),
            _text_cell(row.rule),
        ]
        cells += [
            number_cell(numbers.plain(row.confidence, 2), row.confidence),
            Cell(str(row.n_words), None, True),
        ]
        rows.append([*cells, _text_cell(row.text)])
    heads = [
        ("block", False),
        ("rule", False),
        ("confidence", True),
        ("words", True),
    ]
    caption = (
        "The label of each block, the rule that gave it, and the probability that it is right (1:"
        " certain); the least certain first"
    )
    file = data_address(as_csv(blocks.reset_index(), longest=_LONGEST_CSV))
    return Table("segments", caption, [*heads, ("first words", False)], rows, len(blocks), file)


def agreement_table(evidence: Evidence) -> dict[str, Any] | None:
    """How far what was used agrees with people, beside the best of what others use; None for lists
    that do not ship.

    Parameters
    ----------
    evidence : Evidence
        of the lists that were used.

    Returns
    -------
    dict or None
        table (a `Table`), data (where the figures come from). None where no list that ships was used:
        of others nothing is measured.
    """
    used = {
        name: str(evidence.options.chosen(own.option)) for name, own in evidence.measures.items()
    }
    validities = [
        own.validity(None, peers=True) for own in evidence.measures.values() if own.validity
    ]
    measured = pd.concat(validities, ignore_index=True)
    measured = measured[
        (measured["role"] == "peer") | (measured["name"] == measured["measure"].map(used))
    ]
    own = measured[measured["role"] == "shipped"]
    if own.empty:
        return None
    shown = sentences.worth_table(measured, evidence.labels)
    rows = [[Cell(text) for text in texts] for texts in shown.to_numpy().tolist()]
    heads = [(head, False) for head in shown]
    caption = (
        "How far each agrees with people, on the kind of text that is named and on no other. 1 is"
        " perfect; a guess has 0 by Pearson or Spearman and .5 by AUC; F1 is the mean (harmonic) of"
        " precision, the share of what is found that people marked, and recall, the share of what"
        " people marked that is found. 95 %: the middle of the values when the texts are drawn"
        " again. People: how well people do. Best peer: the best of what others use."
    )
    table = Table(
        "worth",
        caption,
        heads,
        rows,
        len(rows),
        data_address(as_csv(own.drop(columns="role"), longest=_LONGEST_CSV)),
    )
    return {"table": table, "data": [data for data in dict.fromkeys(own["data"]) if data]}


def number_cell(text: str, value: float) -> Cell:
    """A number of a table: as it is shown, and by what it is sorted.

    Parameters
    ----------
    text : str
        how it is shown.
    value : float
        the number itself; nan stays below all others.

    Returns
    -------
    Cell
        without places.
    """
    sortable = "" if pd.isna(value) else f"{value:.10g}"
    return Cell(text, None if sortable == text else sortable, True)


def _text_cell(text: object) -> Cell:
    return Cell(shorter(text))


def shorter(value: Any) -> Any:
    """A value as the page shows it: a text cut at 200 characters, None for what is missing.

    Parameters
    ----------
    value : object
        of an article's metadata, or of a cell.

    Returns
    -------
    object
        other values than texts as they are.
    """
    if not isinstance(value, str):
        return None if pd.isna(value) else value
    return beginning(value, _LONGEST)


def data_address(text: str) -> str:
    """A file as an address that holds it.

    Parameters
    ----------
    text : str
        CSV.

    Returns
    -------
    str
        for the `href` of a link that saves the file; half a surrogate pair becomes a question mark.
    """
    return "data:text/csv;charset=utf-8," + quote(
        text.encode("utf-8", "replace"), safe=" ,;:()'".replace(" ", "")
    )
