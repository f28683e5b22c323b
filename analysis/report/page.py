"""The page itself: its parts in their order, and how it is written."""

from __future__ import annotations

import html
import platform
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import annotated, browser, comparison, completeness, measures, validity
from analysis.corpus import Corpus, absent_layers, check_article
from analysis.lexicons.choice import settled
from analysis.lexicons.valence import load_lexicon
from analysis.looks import LAYER_LOOKS
from analysis.options import DEFAULTS, Options, bare
from analysis.publishing import write_whole
from analysis.reading import asking
from analysis.reading.corrections import corrections_table, new_corrections_path
from analysis.reading.formats import holds_records
from analysis.report import answer, dots, tables
from analysis.report.doubtful import doubtful_lines
from analysis.report.evidence import Evidence
from analysis.report.pictures import thumbnails
from analysis.report.tables import data_address, shorter
from analysis.templates import digest, filled
from analysis.words import count, is_claim, numbers, ordinary, own, plural, sentences, the

_NEAREST = 3  # rows without a difference that are given in full
_PACKAGES = (
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "vaderSentiment",
    "trafilatura",
    "pillow",
)
_GRADES = {sentences.SHOWN: "a clear difference", sentences.NOT_SHOWN: "no clear difference"}


@dataclass(frozen=True)
class Report:
    """The report of an article: its page as HTML, which a notebook shows in a frame of its own."""

    html: str = field(repr=False)

    def write(self, path: str | Path) -> Path:
        """Write the page, whole or not at all.

        Parameters
        ----------
        path : str or Path
            as for `publishing.write_whole`.

        Returns
        -------
        Path
            the same.

        Raises
        ------
        InputError
            where it cannot be written.
        """
        write_whole(Path(path), self.html.encode())
        return Path(path)

    def pdf(self) -> bytes:
        """The page as a PDF, by the chromium of this machine; ValueError where there is none."""
        return browser.pdf(self.html)

    def _repr_html_(self) -> str:
        # A frame keeps the page's style from the notebook's, and the notebook's from the page.
        return (
            '<iframe title="Cutline report" sandbox="allow-scripts allow-downloads" style="width:'
            " 100%; height: 80vh; box-sizing: border-box; border: 1px solid #8a8a8a; background:"
            f' #fff" srcdoc="{html.escape(self.html)}"></iframe>'
        )


def report(
    corpus: Corpus,
    *,
    options: Options = DEFAULTS,
    read_on: date | None = None,
    file: str | Path | None = None,
    only: str | None = None,
    columns: Sequence[str] = (),
    encoding: str | None = None,
    pictures: bool = True,
    **choices: Any,
) -> Report:
    """The report of one article: the answer with its captions and figure, the findings, the article
    with its hits marked, tables, limits, and the command that writes the page again.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    options : Options, optional
        what is compared, and by which lists.
    read_on : date, optional
        when the article was read, as the page says it; the clock is never asked, so that the same
        input gives the same page.
    file, only, columns, encoding : optional
        what the article was read from, which of its articles, its columns and its encoding, as
        `cutline report` takes them, for the command that is printed; of the file its name alone is
        shown.
    pictures : bool, optional
        whether each caption has a thumbnail of its picture, where the saved page brings it; nothing
        is fetched.
    **choices
        single options, as `frames="policy"`: any field of `Options`.

    Returns
    -------
    Report
        `html`, `write(path)`, `pdf()`; a notebook shows it.

    Raises
    ------
    ValueError
        for a corpus of several articles, a layer, codebook or lexicon that does not exist, or the
        same layer twice.

    Examples
    --------
    >>> from analysis import read
    >>> page = report(read("seeds/nagorno-karabakh.txt")).html
    >>> "military capability and hardware" in page, len(page.encode()) < 1_000_000
    (True, True)
    """
    check_article(corpus)
    options = settled(options.but(**choices), corpus)
    evidence = Evidence(corpus, options)
    table, (target, reference) = evidence.table, options.layers
    # A list of one's own is shown by its name: its folder is nobody else's business.
    asked_options = {name: bare(value) for name, value in options.asked().items()}
    shown_options = asked_options | {"frames": bare(options.named("frames"))}
    command_options = asked_options | ({"encoding": encoding} if encoding else {})
    flags = [] if pictures else ["--no-pictures"]
    kinds = annotated.switches(evidence.hits)
    style = filled("report/answer.css", kinds=kinds)
    script = filled("report/report.js") + filled("report/lines.js")
    article = corpus.articles.iloc[0].to_dict() | {"sha256": corpus.sha256(0)}
    figures = dots.figures(evidence)
    corrections_name = new_corrections_path(Path(str(file or article["id"]))).name
    page = filled(
        "report/report.html",
        style=Markup(style),
        style_hash=digest(style),
        script=Markup(script),
        script_hash=digest(script),
        article={name: shorter(value) for name, value in article.items()},
        read_on=read_on.isoformat() if read_on else None,
        question=sentences.question(**options.pair),
        target_layer=target,
        reference_layer=reference,
        target=plural(target),
        reference=plural(reference),
        the_reference=the(reference),
        warnings=completeness.warnings(corpus, Path(str(file)).name if file else None),
        statements=answer.statements(evidence),
        lines=answer.first_lines(evidence),
        pictures=thumbnails(corpus, file if pictures else None),
        scope=sentences.scope(table, **options.pair),
        by_hand=sentences.labels_by_hand(corpus, corrections_name),
        without_corrections=_without_corrections(evidence),
        doubts=sentences.doubts(corpus, table, **options.pair),
        figures=figures,
        findings=_findings(evidence),
        strip=dots.strip(evidence),
        kinds=kinds,
        groups=annotated.folded(
            annotated.marked_blocks(corpus, evidence.places, evidence.labels),
            {"boilerplate"} - {target, reference},
        ),
        doubtful=doubtful_lines(corpus),
        ask_command=asking.command(_name(file)) if _keeps_labels(file, only) else None,
        has_captions=target != "caption" or "caption" not in absent_layers(corpus, ["caption"]),
        headline_command=None
        if absent_layers(corpus, ["headline"])
        else _command(file, only, columns, _chosen(command_options), output="headline.html"),
        level=numbers.shortest(comparison.LEVEL),
        measures=_measures(evidence, figures[1:]),
        names=tables.names_table(evidence),
        terms=tables.terms_table(evidence),
        limits=sentences.limits(corpus, table, **options.pair),
        unsure=tables.doubted(table),
        scale=numbers.shortest(load_lexicon(options.lexicon).scale),
        worth=tables.agreement_table(evidence),
        captions_worth=sentences.captions_worth(validity.worth("layers")),
        left_out=_left_out(evidence),
        coverage=tables.coverage_table(evidence),
        layers=tables.segments_table(evidence),
        corrections=data_address(corrections_table(corpus)),
        corrections_name=corrections_name,
        command=_command(file, only, columns, command_options, flags, read_on),
        options=shown_options,
        lists=_lists(evidence),
        versions=_versions(),
        markers={layer: _SHAPES[look.marker] for layer, look in LAYER_LOOKS.items()},
    )
    return Report(page)


def _without_corrections(evidence: Evidence) -> str:
    """What the answer would be without the labels that a person has given; "" for none."""
    corpus, options = evidence.corpus, evidence.options
    before = corpus.before_relabelling()
    if before is corpus:
        return ""
    table = measures.findings(before, measures.all_hits(before, options), options)
    return sentences.without_corrections(evidence.table, table, evidence.labels, **options.pair)


def last_changed(file: Path) -> date | None:
    """The day on which a file was last changed, which a page gives as the day it was read; None for
    what is no file.

    Parameters
    ----------
    file : Path
        what was read.

    Returns
    -------
    date or None
        in UTC, so that it is the same wherever the page is written.
    """
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


def _findings(evidence: Evidence) -> dict[str, Any]:
    """The rows of the comparison in sentences: what is shown, what is unusual, the nearest misses, and
    the others in a line for each verdict.
    """
    table, labels, pair = evidence.table, evidence.labels, evidence.pair
    shown = sentences.by_strength(table)
    unshown = table.drop(index=shown.index)
    is_unusual = unshown["unusual"] != ""
    tested = unshown[unshown["verdict"] == comparison.NO_DIFFERENCE]
    nearest = tested.sort_values("p_adjusted", kind="stable").head(_NEAREST)
    others = unshown.drop(index=nearest.index)
    repeated = evidence.replications
    agrees = repeated["verdict"].map(is_claim).astype(bool)
    return {
        "shown": [_finding(evidence, row) for _, row in shown.iterrows()],
        "own": own.own_lines(
            evidence.corpus, evidence.hits, table, evidence.own_lists, labels, **pair
        ),
        "unusual": ordinary.ordinary_lines(unshown[is_unusual], labels, **pair),
        "replications": sentences.replications(repeated[agrees], **pair),
        "nearest": [_finding(evidence, row) for _, row in nearest.iterrows()],
        "others": [
            *sentences.unshown(others, labels, **pair),
            *ordinary.ordinary_lines(unshown[~is_unusual], labels, **pair),
            *sentences.replications(repeated[~agrees], **pair),
        ],
        "n_others": len(others),
    }


def _finding(evidence: Evidence, row: pd.Series) -> dict[str, Any]:
    """One row: its claim, the sentences behind it, and links to its places."""
    made = sentences.statement(row, evidence.labels, names=evidence.names, **evidence.pair)
    beside = ordinary.beside(row, target=evidence.options.target) if row["side"] else ""
    rest = " ".join(filter(None, [*made[1:], beside]))
    return {
        "claim": made.claim,
        "rest": numbers.minus(rest),
        "links": tables.place_links(evidence, row),
    }


def _measures(evidence: Evidence, figures: list[dots.Figure]) -> list[dict[str, Any]]:
    """Each measure with its grade, its table, its agreement with people and its figures."""
    made = []
    for measure, rows in evidence.table.groupby("measure", sort=False):
        own = evidence.measures[str(measure)]
        grade, _ = sentences.graded(rows, evidence.labels, **evidence.pair)
        made.append({
            "title": own.title,
            "grade": _GRADES.get(grade, grade),
            "ordinary": ordinary.grade(rows),
            "worth": sentences.worth(own.agreement(evidence.options.chosen(own.option))),
            "table": tables.findings_table(evidence, own, rows),
            "figures": [figure for figure in figures if figure.measure == measure],
        })  # fmt: skip
    return made


def _left_out(evidence: Evidence) -> list[tuple[str, int]]:
    """Words inside names, which do not count, each with its number."""
    uncounted = evidence.places[~evidence.places["counts"].astype(bool)]
    return sorted(uncounted["term"].value_counts().items())


def _lists(evidence: Evidence) -> list[tuple[str, str]]:
    """The lists that were used, with version and source, and what of them could not be; and the
    ordinary pages.
    """
    lists = []
    for name, measure in evidence.measures.items():
        chosen = evidence.options.chosen(measure.option)
        if chosen is not None:
            n_places = count(len(evidence.hits[name]), measure.one_place)
            named = measure.source(chosen) if measure.source else f"{bare(str(chosen))}, {n_places}"
            if measure.option == "frames" and evidence.options.frames_reason:
                named += f"; {evidence.options.frames_reason}"
            lists.append((measure.list_name.capitalize(), named))
    return [*lists, ("Baseline", ordinary.notes(evidence.baseline, **evidence.pair))]


def _keeps_labels(file: str | Path | None, only: str | None) -> bool:
    """Whether labels by hand can stand beside what the article was read from."""
    is_stream = file is not None and str(file) == "-"
    return only is None and not is_stream and not holds_records(Path(str(file or "")))


def _name(file: str | Path | None) -> str:
    """The article as a printed command names it: its name alone, wherever it lies."""
    return "ARTICLE" if file is None else asking.as_argument(Path(str(file)).name)


def _command(
    file: str | Path | None,
    only: str | None,
    columns: Sequence[str],
    options: dict[str, str],
    flags: Sequence[str] = (),
    read_on: date | None = None,
    output: str = "report.html",
) -> str:
    """The command that writes the page again, or the page of other options."""
    parts = ["cutline", "report", _name(file), "-o", output]
    for name, value in options.items():
        parts += [f"--{name}", value]
    parts += ["--only", only] if only is not None else []
    parts += flags
    parts += [part for column in columns for part in ("--column", column)]
    parts += ["--read-on", read_on.isoformat()] if read_on else []
    return shlex.join(parts)


def _chosen(options: dict[str, str]) -> dict[str, str]:
    """The options that are not as they are by default, with the headline in the place of captions."""
    defaults = DEFAULTS.asked()
    chosen = {name: value for name, value in options.items() if value != defaults.get(name)}
    return chosen | {"target": "headline"}


def _versions() -> list[tuple[str, str]]:
    own = [("cutline", version("cutline")), ("Python", platform.python_version())]
    return own + [(name, version(name)) for name in _PACKAGES]
