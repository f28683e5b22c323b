"""The page of two versions: both texts side by side, what differs, and by which sentences."""

from __future__ import annotations

import base64
import difflib
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from analysis import annotated, charts, completeness
from analysis.charts import medium, stored
from analysis.charts.versions import bridge_title, ribbon_title
from analysis.corpus import Corpus
from analysis.looks import FATE_LOOKS
from analysis.options import bare
from analysis.reading.asking import as_argument
from analysis.report.page import Report
from analysis.report.tables import Cell, Table, data_address, number_cell, shorter
from analysis.spreadsheet import as_csv
from analysis.templates import digest, filled
from analysis.versions import FATES, READINGS, VERSIONS, Versions, wording
from analysis.words import numbers, segment_names

_OPTIONS = ("frames", "lexicon", "recogniser", "baseline")  # that the command takes
_LEAST_ALIKE = 0.25  # of two sentences whose words are compared: of others, all have changed
_LONGEST_CSV = 1000
_WORD = re.compile(r"\S+")
_SIGNS = re.compile(r"\W+")


class Piece(NamedTuple):
    """Some text of a sentence: tag is "ins" or "del" where only this version has it, or ""."""

    tag: str
    parts: tuple[Any, ...]


class Side(NamedTuple):
    """A sentence (or several in a row) of one version: its id, layer, the segment that begins with it,
    and its pieces. A side without pieces is a gap, which says why, with a link where there is one.
    """

    id: str
    layer: str
    segment: str
    pieces: list[Piece]
    gap: str = ""
    link: str = ""
    link_text: str = ""


class Row(NamedTuple):
    """A row of both texts: its fate, how the fate is written ("" for kept), both sides."""

    fate: str
    label: str
    first: Side
    second: Side


class Chart(NamedTuple):
    """A drawing as an address that holds it, another for dark screens, and what it says to a reader
    who cannot see it.
    """

    address: str
    dark: str
    alt: str


def versions_page(
    pair: Versions,
    *,
    files: Sequence[str | Path | None] = (),
    only: Sequence[str] = (),
    columns: Sequence[str] = (),
    encoding: str | None = None,
) -> Report:
    """One page of two versions of an article: the answer, both texts side by side with every change
    and every hit marked, the differences of all rates with their sentences, and how to redo it.

    Parameters
    ----------
    pair : Versions
        both versions, with their options.
    files, only, columns, encoding : optional
        what they were read from, as `cutline versions` takes it, for the command that is printed; of
        a file its name alone is shown.

    Returns
    -------
    Report
        the same bytes from the same input.

    Examples
    --------
    >>> from analysis import read
    >>> pair = Versions(read("seeds/reprint-original.txt"), read("seeds/reprint.html"))
    >>> "A Harrier-class patrol boat" in versions_page(pair).html
    True
    """
    hits = _hits_of_both(pair)
    places, kinds = annotated.numbered(hits), annotated.switches(hits)
    style = filled("report/versions.css", kinds=kinds, fates=FATE_LOOKS)
    script = filled("report/report.js")
    names = [Path(str(file)).name if file else None for file in [*files, None, None][:2]]
    corpora = (pair.first, pair.second)
    is_compared = not pair.nothing_to_compare
    page = filled(
        "report/versions.html",
        style=Markup(style),
        style_hash=digest(style),
        script=Markup(script),
        script_hash=digest(script),
        articles=[
            {name: shorter(value) for name, value in corpus.articles.iloc[0].to_dict().items()}
            | {"sha256": corpus.sha256(0)}
            for corpus in corpora
        ],
        headlines=[shorter(wording.headline_of(corpus)) for corpus in corpora],
        warnings=[
            warning
            for corpus, name in zip(corpora, names, strict=True)
            for warning in completeness.warnings(corpus, name)
        ],
        sentences=[numbers.minus(line) for line in pair.sentences],
        limit=wording.LIMIT,
        drawings=_drawings(pair) if is_compared else [],
        kinds=kinds,
        rows=_rows(pair, places),
        differences=_difference_tables(pair, places) if is_compared else [],
        changes=_changes_table(pair.alignment),
        command=_command(
            pair,
            names,
            [
                *(("--only", article) for article in only),
                *(("--column", column) for column in columns),
                *((("--encoding", encoding),) if encoding else ()),
            ],
        ),
        options={name: bare(value) for name, value in pair.options.asked().items()},
        frames=bare(pair.options.named("frames")),
        version=version("cutline"),
    )
    return Report(page)


def _hits_of_both(pair: Versions) -> dict[str, pd.DataFrame]:
    """The hits of both versions, those of the second with the segments counted on, so that the marks
    of one measure, category and word have one number on the page.
    """
    both = {}
    for name, own in pair.hits[0].items():
        other = pair.hits[1][name]
        tables = [own, other.assign(segment=other["segment"] + len(pair.first.segments))]
        names = [category for table in tables for category in table["category"].cat.categories]
        same = list(dict.fromkeys(names))
        both[name] = pd.concat(
            [table.assign(category=table["category"].cat.set_categories(same)) for table in tables],
            ignore_index=True,
        )
    return both


# --------------------------------------------------------------------------- both texts


def _rows(pair: Versions, places: pd.DataFrame) -> list[Row]:
    """Both texts in rows: each in its own order, so that what moved has a row at either place."""
    alignment = pair.alignment
    n_segments = len(pair.first.segments)
    is_first = (places["segment"] < n_segments).to_numpy()
    of_side = {"first": places[is_first], "second": places[~is_first]}
    corpora = {"first": pair.first, "second": pair.second}
    begun: dict[str, set[int]] = {name: set() for name in VERSIONS}
    names = {name: segment_names(corpora[name].segments["layer"]) for name in VERSIONS}
    rows = []
    for number, shown in _in_page_order(alignment):
        line = alignment.loc[number]
        spans = {name: _span(corpora[name], line, name) for name in VERSIONS}
        changed = _changed_words(pair, line, spans)
        sides = {}
        for name in VERSIONS:
            span = spans[name]
            if span is None or name not in shown:
                sides[name] = _gap(line, name, shown)
                continue
            segment = int(corpora[name].sentences["segment"].iloc[line[f"sentence_{name}"]])
            is_begun = segment in begun[name]
            begun[name].add(segment)
            sides[name] = Side(
                f"{name}-{line[f'sentence_{name}']}",
                line[f"layer_{name}"],
                "" if is_begun else names[name][segment],
                _pieces(corpora[name], span, of_side[name], pair.labels, changed[name], name),
            )
        is_plain = line["fate"] == "kept" and not wording.is_another(alignment.loc[[number]]).any()
        label = "" if is_plain else _label(line)
        rows.append(Row(line["fate"], label, sides["first"], sides["second"]))
    return rows


def _label(line: pd.Series) -> str:
    label = wording.fate_label(line["fate"], bool(line["is_moved"]))
    layers = wording.layer_label(line["layer_first"], line["layer_second"])
    return f"{label}, {layers}" if "→" in layers else label


def _in_page_order(alignment: pd.DataFrame) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of an alignment and which sides are shown; what moved comes twice, in the order of
    the first version with its first side, in that of the second with its second one.
    """
    is_moved = alignment["is_moved"].to_numpy(dtype=bool)
    start = alignment["sentence_first"].astype("Float64").fillna(-1).to_numpy(dtype=float)
    stays = np.flatnonzero(~is_moved & (start >= 0))
    left: dict[int, list[int]] = {}
    for number in sorted(np.flatnonzero(is_moved).tolist(), key=lambda row: start[row]):
        before = np.searchsorted(start[stays], start[number])
        left.setdefault(int(stays[before - 1]) if before else -1, []).append(number)
    yield from ((number, ("first",)) for number in left.get(-1, []))
    for row in range(len(alignment)):
        yield row, ("second",) if is_moved[row] else VERSIONS
        yield from ((moved, ("first",)) for moved in left.get(row, []))


def _span(corpus: Corpus, line: pd.Series, side: str) -> tuple[int, int] | None:
    """Where the sentences of a row begin and end in the article."""
    if pd.isna(line[f"sentence_{side}"]):
        return None
    first = int(line[f"sentence_{side}"])
    rows = corpus.sentences.iloc[first : first + int(line[f"n_sentences_{side}"])]
    return int(rows["start"].iloc[0]), int(rows["end"].iloc[-1])


def _gap(line: pd.Series, side: str, shown: tuple[str, ...]) -> Side:
    """The side of a row that holds nothing, and why."""
    if len(shown) == 2 or pd.isna(line[f"sentence_{side}"]):
        return Side("", "", "", [], gap=f"not in the {side} version")
    way = "moved to" if side == "second" else "moved from"
    where = f"{side}-{line[f'sentence_{side}']}"
    text = "its new place" if side == "second" else "where it was"
    return Side("", "", "", [], gap=way, link=where, link_text=text)


def _changed_words(
    pair: Versions, line: pd.Series, spans: dict[str, tuple[int, int] | None]
) -> dict[str, list[tuple[int, int]]]:
    """The stretches of both sides of a changed row that the other one lacks."""
    nothing: dict[str, list[tuple[int, int]]] = {"first": [], "second": []}
    first, second = spans["first"], spans["second"]
    if line["fate"] != "changed" or first is None or second is None:
        return nothing
    words = [
        [(match.start() + start, match.end() + start) for match in _WORD.finditer(text[start:end])]
        for text, (start, end) in ((pair.first.texts[0], first), (pair.second.texts[0], second))
    ]
    plain = [
        [_plain(text[start:end]) for start, end in own]
        for text, own in zip((pair.first.texts[0], pair.second.texts[0]), words, strict=True)
    ]
    matcher = difflib.SequenceMatcher(None, plain[0], plain[1], autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return nothing
    changed = nothing
    for tag, first_from, first_to, second_from, second_to in matcher.get_opcodes():
        if tag == "equal":
            continue
        for name, own, start, end in (
            ("first", words[0], first_from, first_to),
            ("second", words[1], second_from, second_to),
        ):
            if start < end:
                changed[name].append((own[start][0], own[end - 1][1]))
    return changed


def _plain(word: str) -> str:
    """A word as it is compared: by its letters, or by its signs if it has nothing else."""
    return _SIGNS.sub("", word).casefold() or word


def _pieces(
    corpus: Corpus,
    span: tuple[int, int],
    places: pd.DataFrame,
    labels: dict[str, str],
    changed: list[tuple[int, int]],
    side: str,
) -> list[Piece]:
    """The text of some sentences in pieces; a hit that lies across an edge is changed as a whole."""
    text, (start, end) = corpus.texts[0], span
    own = places[(places["start"] >= start) & (places["start"] < end)]
    edges = _joined(list(zip(own["start"].tolist(), own["end"].tolist(), strict=True)))
    stretches = _joined(
        [
            (
                min([left, *(first for first, last in edges if first < right and last > left)]),
                max([right, *(last for first, last in edges if first < right and last > left)]),
            )
            for left, right in changed
        ]
    )
    pieces, at = [], start
    for left, right in [*stretches, (end, end)]:
        for tag, first, last in (
            ("", at, left),
            ("del" if side == "first" else "ins", left, right),
        ):
            if first < last:
                inside = own[(own["start"] >= first) & (own["start"] < last)]
                pieces.append(Piece(tag, annotated.marked_text(text, first, last, inside, labels)))
        at = right
    return pieces


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that overlap, as one each."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


# --------------------------------------------------------------------------- drawings, tables


def _drawings(pair: Versions) -> list[Chart]:
    """The ribbon, and a bridge of the rate that differs most in each reading."""
    alignment = pair.alignment
    drawn = [
        _chart(
            lambda: charts.ribbon(alignment),
            f"{ribbon_title(alignment)}. {charts.tell_ribbon(alignment)}",
        )
    ]
    for reading in READINGS:
        row = wording.leading(pair.totals[pair.totals["reading"] == reading])
        if row is None:
            continue
        is_own = (pair.parts["reading"] == reading) & (pair.parts["category"] == row["category"])
        own = pair.parts[is_own & (pair.parts["measure"] == row["measure"])]
        drawn.append(
            _chart(
                lambda own=own: charts.bridge(own, labels=pair.labels),
                f"{bridge_title(row, pair.labels)}. {charts.tell_bridge(own)}",
            )
        )
    return drawn


def _chart(draw: Callable[..., Axes], alt: str) -> Chart:
    return Chart(_drawn(draw, {}), _drawn(draw, medium.DARK), numbers.minus(alt))


def _drawn(draw: Callable[..., Axes], colors: dict[str, str]) -> str:
    """A chart as an address, in the style of the package but for some colours."""
    with stored.fixed_style(), charts.settings(colors):
        ax = draw()
        figure = ax.get_figure(root=True)
        assert figure is not None
        # Patterns are long as SVG: a PNG has a fifth of the bytes.
        png = stored.written(figure, "png", {"Software": f"cutline {version('cutline')}"})
        plt.close(figure)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _difference_tables(pair: Versions, places: pd.DataFrame) -> list[tuple[str, Table]]:
    """The rates of both versions in each reading, with the parts of each difference: every number
    leads to the sentences that make it.
    """
    cells = _cells_of_sentences(pair)
    classes = {
        (row.measure, row.category): f".c{row.c}"
        for row in places.drop_duplicates(["measure", "category"]).itertuples()
    }
    tables = []
    for reading in READINGS:
        own = pair.totals[pair.totals["reading"] == reading]
        of_reading = pair.parts[pair.parts["reading"] == reading]
        rows = []
        for _, row in wording.by_size(own).iterrows():
            is_own = (of_reading["measure"] == row["measure"]).to_numpy()
            parts = of_reading[is_own & (of_reading["category"] == row["category"]).to_numpy()]
            kind = classes.get((row["measure"], row["category"]))
            kind = kind or f".m{annotated.kind(row['measure'], pair.hits[0])}"
            rows.append(_difference_cells(row, parts, kind, cells, pair.labels))
        heads = [("per 1,000 words", False), *((f"{name} version", True) for name in VERSIONS)]
        heads += [("difference", True), *((fate, True) for fate in FATES)]
        name = f"differences-{reading.replace(' ', '-')}"
        caption = (
            f"{reading.capitalize()}: rates per 1,000 words, and the part of each difference that"
            " sentences of each fate make"
        )
        file = data_address(as_csv(own, longest=_LONGEST_CSV))
        tables.append((reading, Table(name, caption, heads, rows, len(rows), file)))
    return tables


def _cells_of_sentences(pair: Versions) -> dict[tuple[str, int], str]:
    """The id of the side that holds each sentence."""
    ids = {}
    for side in VERSIONS:
        held = pair.alignment.dropna(subset=[f"sentence_{side}"])
        spans = zip(held[f"sentence_{side}"], held[f"n_sentences_{side}"], strict=True)
        for first, n_sentences in spans:
            for sentence in range(first, first + n_sentences):
                ids[side, int(sentence)] = f"{side}-{first}"
    return ids


def _difference_cells(
    row: pd.Series,
    parts: pd.DataFrame,
    kind: str,
    cells: dict[tuple[str, int], str],
    labels: dict[str, str],
) -> list[Cell]:
    own = {
        (part.fate, side): [
            cells[side, int(sentence)] for sentence in getattr(part, f"sentences_{side}").split()
        ]
        for part in parts.itertuples()
        for side in VERSIONS
    }
    written = [Cell(shorter(labels.get(row["category"], row["category"])))]
    for side in VERSIONS:
        ids = [name for fate in FATES for name in own[fate, side]]
        text = wording.rate_of(row, side)
        written.append(_leading(text, row[f"per_1000_{side}"], ids, kind))
    ids = [name for fate in FATES for side in VERSIONS for name in own[fate, side]]
    written.append(_leading(numbers.signed(row["difference"], 1), row["difference"], ids, kind))
    for fate in FATES:
        ids = [*own[fate, "first"], *own[fate, "second"]]
        written.append(_leading(numbers.signed(row[fate], 1), row[fate], ids, kind))
    return written


def _leading(text: str, value: float, ids: list[str], kind: str) -> Cell:
    """A number that leads to the hits of some sentences."""
    cell, ids = number_cell(text, value), list(dict.fromkeys(ids))
    if not ids:
        return cell
    places = ", ".join(f"#{name} {kind}:not(.out)" for name in ids)
    return cell._replace(first=ids[0], places=places)


def _changes_table(alignment: pd.DataFrame) -> Table:
    """The sentences that are not kept, each leading to its place."""
    own = alignment[wording.is_another(alignment)]
    shown = wording.readable_alignment(alignment)
    rows = []
    for line, texts in zip(own.itertuples(), shown.to_numpy().tolist(), strict=True):
        side = "first" if pd.isna(line.sentence_second) else "second"
        place = f"{side}-{getattr(line, f'sentence_{side}')}"
        rows.append([Cell(texts[0], first=place, places=f"#{place}"), *map(Cell, texts[1:])])
    heads = [(head, False) for head in shown]
    caption = "Sentences that are not kept, or kept in another layer"
    file = data_address(as_csv(alignment, longest=_LONGEST_CSV))
    return Table("sentences", caption, heads, rows, len(rows), file)


def _command(pair: Versions, names: Sequence[str | None], given: Sequence[tuple[str, str]]) -> str:
    """The command that writes the page again."""
    first, second = (
        as_argument(name) if name else stands
        for name, stands in zip(names, ("FIRST", "SECOND"), strict=True)
    )
    is_one = first == second and [option for option, _ in given].count("--only") == 2
    asked = pair.options.asked()
    named = [(f"--{name}", bare(asked[name])) for name in _OPTIONS]
    parts = ["cutline", "versions", first, *([] if is_one else [second]), "-o", "versions.html"]
    return shlex.join([*parts, *(part for option in [*named, *given] for part in option)])
