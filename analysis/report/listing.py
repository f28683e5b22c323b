"""The list of a run: one page that says which articles to look at first, and leads to their reports."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from markupsafe import Markup

from analysis import baseline, measures
from analysis.batch.rereading import options_of
from analysis.batch.store import LIST, RANKING, SHEETS, Store
from analysis.comparison import LEVEL, NO_DIFFERENCE, NO_WORDS, NOT_TESTABLE
from analysis.hits import are_sums, measure_named
from analysis.options import Options, bare
from analysis.publishing import write_whole
from analysis.reading.errors import InputError
from analysis.report.file_names import report_names
from analysis.spreadsheet import FILE_ENDINGS, as_file
from analysis.templates import compiled, digest, filled
from analysis.words import (
    beginning,
    capitalised,
    is_claim,
    listed,
    noun,
    numbers,
    ordinary,
    plural,
    sentences,
    uncapitalised,
    verdict_words,
)
from analysis.words.languages import without_certainty
from analysis.words.tallies import short_tally, sides_of

# Rows of the page, which a phone still opens at once, and of the files for spreadsheets.
MOST_LISTED = 2_000
_LONGEST = 200  # characters of a title, an outlet or an id
_MOST_WORDS = 6  # of a row
_MOST_PROBLEMS = 20
_MOST_OWN = 3  # categories of a list of one's own, of a row and a layer
_CLEAR, _ALONE, _CHANCE, _NOT_RANKED = "clear", "alone", "chance", "none"
_GRADES = {
    _CLEAR: "clearly unusual",
    _ALONE: "unusual alone",
    _CHANCE: "could be chance",
    _NOT_RANKED: "not compared",
}
# Where nothing could be compared with ordinary pages.
_GRADES_OF_LAYERS = {**_GRADES, _CLEAR: "clear difference", _ALONE: "difference alone"}
# What the layers of an article show next to each other.
_DIFFERS, _ALIKE, _UNTESTED = "differs", "no-difference", "untested"
_OF_LAYERS = {
    _DIFFERS: "differ",
    _ALIKE: verdict_words(NO_DIFFERENCE),
    _UNTESTED: NOT_TESTABLE,
}
# What the report of an article takes its first difference by.
_SHOWN = [
    *("article", "measure", "category", "n_target", "p_adjusted", "verdict", "side"),
    *("p_unusual", "unusual"),
]
_UNRANKED = ["article", "id", "title", "source", "published", "not_tested"]


class ListRow(NamedTuple):
    """A row of the list, as it is read.

    `own` is how many words of a list of one's own either layer has, `n_own` how many the target has; `other`
    is what the layers of the article show when they are compared with each other, as its
    report says it first, `of_layers` the same in short; `measures` are those of the two findings;
    `link` leads to the report, which `command` makes where there is none.
    """

    rank: int | None
    id: str
    title: str
    source: str
    published: str
    grade: str
    sentence: str
    words: tuple[tuple[str, str], ...]
    q: float | None
    own: str
    n_own: int
    other: str
    of_layers: str
    measures: tuple[str, ...]
    repeats: str
    link: str
    command: str


class _Run(NamedTuple):
    """What the list says of a run as a whole."""

    folder: Path
    options: Options
    configuration: Mapping[str, Any]
    counts: Mapping[str, Any]
    own_lists: Mapping[str, str]  # measure → its list, of lists of a person's own
    is_ordinary: bool  # ranked by what is unusual next to ordinary pages
    n_ranked: int
    n_clear: int
    n_alone: int
    least_q: float
    labels: Mapping[str, str]


def write_list(run: str | Path) -> Path:
    """Write the list of a finished run into its folder: `index.html`, next to it `ranking.csv` and
    `ranking.xlsx`.

    The page holds the first 2,000 articles, in the order of the ranking, then those that could not
    be ranked; it links to each report that is in the folder. It needs no other file and no network.
    The files for spreadsheets are there for rankings of at most 2,000 articles, Excel where openpyxl
    is installed.

    Parameters
    ----------
    run : str or Path
        the folder of the run.

    Returns
    -------
    Path
        of the page. The same folder gives the same bytes.

    Raises
    ------
    InputError
        for a folder without a finished run, and one that cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import batch
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = batch.run("seeds/*.html", Path(folder) / "run", workers=1).folder
    ...     "Truce in the Tarn Valley" in write_list(out).read_text(encoding="utf-8")
    True
    """
    about = _about(Path(run))
    differing = _differing(about) if about.is_ordinary else pd.DataFrame(columns=_SHOWN)
    rows = list(_rows(about, differing))
    _write_sheets(about, rows)
    page = _page(about, rows, len(differing))
    write_whole(about.folder / LIST, page.encode())
    return about.folder / LIST


def load() -> None:
    """Load what `write_list` needs, as long as there is time: it then finds it loaded.

    Examples
    --------
    >>> load()
    """
    for ending in ("css", "js", "html"):
        compiled(f"report/listing.{ending}")
    if find_spec("openpyxl") is not None:
        as_file(pd.DataFrame(), "excel")


def first_articles(run: str | Path, n: int) -> list[int]:
    """The numbers of the first articles of the ranking of a run.

    Parameters
    ----------
    run : str or Path
        the folder of a finished run.
    n : int
        how many at most.

    Returns
    -------
    list of int
        fewer where fewer could be ranked.
    """
    with pq.ParquetFile(Path(run) / RANKING) as file:
        return list(file.read(["article"])["article"].slice(0, n).to_pylist())


def that_differ(run: str | Path, n: int) -> tuple[int, list[str]]:
    """How many articles of a finished run differ from their own reference layer, and the ids of the first of
    them, those that differ most clearly.

    Parameters
    ----------
    run : str or Path
        the folder of the run.
    n : int
        how many ids at most.

    Returns
    -------
    int, list of str

    Examples
    --------
    >>> import tempfile
    >>> from analysis import batch
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = batch.run("seeds/*.txt", Path(folder) / "run", workers=1).folder
    ...     that_differ(out, 1)
    (2, ['nagorno-karabakh'])
    """
    about = _about(Path(run))
    articles = _differing(about)["article"].tolist()
    first = articles[:n]
    wanted = pc.field("article").isin(first)
    ids = _read(about, "articles", ["article", "id"], wanted).set_index("article")["id"]
    return len(articles), [ids[number] for number in first]


def _differing(about: _Run) -> pd.DataFrame:
    """Of each article that differs from its own reference layer the difference that its report gives
    first, the clearest first.
    """
    differs = (pc.field("target") == about.options.target) & (pc.field("side") != "")
    shown = sentences.by_strength(_read(about, "differences", _SHOWN, differs))
    return shown.drop_duplicates("article")


def _read(about: _Run, name: str, columns: list[str], wanted: pc.Expression) -> pd.DataFrame:
    """The rows of one of the tables of the run that are wanted."""
    parts = Store(about.folder).parts(name)
    tables = [pq.read_table(part, columns=columns, filters=wanted) for part in parts]
    return pa.concat_tables(tables).to_pandas()


def _about(folder: Path) -> _Run:
    store = Store(folder)
    configuration, counts = store.configuration(), store.at_end()
    if configuration is None or counts is None:
        raise InputError(
            f"{folder}: no finished run; run `cutline corpus … --out {folder}` again, it continues"
            " where it stopped"
        )
    options = options_of(configuration)
    with pq.ParquetFile(folder / RANKING) as file:
        columns = file.read(["q", "most_unusual", "unusual", "verdict"])
    is_ordinary = columns["most_unusual"].null_count < len(columns)
    is_clear = pc.less_equal(columns["q"], LEVEL).to_numpy(zero_copy_only=False)
    if is_ordinary:
        is_claimed = np.array([bool(side) for side in columns["unusual"].to_pylist()], dtype=bool)
    else:
        is_claimed = np.array([is_claim(of or "") for of in columns["verdict"].to_pylist()], bool)
    return _Run(
        folder,
        options,
        configuration,
        counts,
        measures.own_lists(options),
        is_ordinary,
        len(columns),
        int((is_clear & is_claimed).sum()),
        int((~is_clear & is_claimed).sum()),
        columns["q"][0].as_py() if len(columns) else np.nan,
        measures.labels(options),
    )


def _write_sheets(about: _Run, rows: Sequence[ListRow]) -> None:
    """The ranking for spreadsheets, where it is small, with what the list says of each article and its
    own reference layer.
    """
    if about.n_ranked > MOST_LISTED:
        return
    with pq.ParquetFile(about.folder / RANKING) as file:
        table = file.read().to_pandas()
    if about.is_ordinary:
        ranked = [row.other for row in rows if row.rank is not None]
        table[f"own_{about.options.reference}"] = pd.array(ranked, dtype="str")
    formats = {ending: name for name, ending in FILE_ENDINGS.items()}
    for name in SHEETS:
        format = formats[Path(name).suffix]
        if format != "excel" or find_spec("openpyxl") is not None:
            write_whole(about.folder / name, as_file(table, format))


# The rows


def _rows(about: _Run, differing: pd.DataFrame) -> Iterator[ListRow]:
    """The first of the ranking, then articles that could not be ranked."""
    with pq.ParquetFile(about.folder / RANKING) as file:
        read = list(_first(file.iter_batches(MOST_LISTED)))
    ranked = pa.Table.from_batches(read).slice(0, MOST_LISTED).to_pylist() if read else []
    unranked = list(_unranked(about, MOST_LISTED - len(ranked)))
    of_ranked = differing["article"].isin([row["article"] for row in ranked])
    differences = {row["article"]: row for row in differing[of_ranked].to_dict("records")}
    own_hits = _own_hits(about, [row["article"] for row in [*ranked, *unranked]])
    ids = {row["article"]: row["id"] for row in [*ranked, *unranked]}
    names = report_names(about.folder, ids)
    n_times = Counter(ids.values())
    for row in [*ranked, *unranked]:
        difference = differences.get(row["article"])
        of_row = _ranked(row, about, difference) if "rank" in row else _not_ranked(row)
        name = names[row["article"]]
        is_made = (about.folder / name).is_file()
        only = row["id"] if n_times[row["id"]] == 1 else str(row["article"])
        yield ListRow(
            id=beginning(row["id"], _LONGEST),
            title=beginning(row["title"] or row["id"], _LONGEST),
            source=beginning(row["source"] or "", _LONGEST),
            published=beginning(row["published"] or "", _LONGEST),
            link=name if is_made else "",
            command="" if is_made else _report_command(about, only),
            own=_own_words(own_hits.get(row["article"]), about),
            n_own=int(own_hits[row["article"]]["n_target"].sum())
            if row["article"] in own_hits
            else 0,
            **of_row,
        )


def _first(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """As many batches as hold the rows that are listed."""
    n_rows = 0
    for some in batches:
        yield some
        n_rows += some.num_rows
        if n_rows >= MOST_LISTED:
            return


def _unranked(about: _Run, most: int) -> Iterator[dict[str, Any]]:
    """The first articles that are not in the ranking."""
    if most < 1 or about.n_ranked == about.counts["n_articles"]:
        return
    with pq.ParquetFile(about.folder / RANKING) as file:
        ranked = file.read(["article"])["article"].combine_chunks()
    for part in Store(about.folder).parts():
        with pq.ParquetFile(part) as file:
            table = file.read(_UNRANKED, use_threads=False)
        rows = table.filter(pc.invert(pc.is_in(table["article"], ranked))).slice(0, most)
        yield from rows.to_pylist()
        most -= len(rows)
        if most < 1:
            return


def _not_ranked(row: Mapping[str, Any]) -> dict[str, Any]:
    why = row["not_tested"] or "no row that could be compared with ordinary pages"
    return {
        "rank": None,
        "grade": _NOT_RANKED,
        "sentence": f"Not compared: {without_certainty(why)}.",
        "words": (),
        "q": None,
        "other": "",
        "of_layers": "",
        "measures": (),
        "repeats": "",
    }


def _own_hits(about: _Run, articles: Sequence[int]) -> dict[int, pd.DataFrame]:
    """Of each of some articles the rows of a person's own lists that have a hit in either layer."""
    if not about.own_lists:
        return {}
    of_pair = [pc.field(side) == layer for side, layer in about.options.pair.items()]
    wanted = of_pair[0] & of_pair[1] & pc.field("article").isin(articles)
    wanted &= pc.field("measure").isin(list(about.own_lists))
    columns = ["article", "measure", "category", "n_target", "n_reference"]
    rows = _read(about, "differences", columns, wanted)
    rows = rows[~are_sums(rows) & (rows["n_target"] + rows["n_reference"] > 0)]
    return {int(number): of_article for number, of_article in rows.groupby("article")}


def _own_words(rows: pd.DataFrame | None, about: _Run) -> str:
    """How many hits of a person's own lists each layer of an article has, by category."""
    if rows is None:
        return ""
    sides = []
    for side, layer in zip(("target", "reference"), about.options.layers, strict=True):
        held = rows[rows[f"n_{side}"] > 0].sort_values(f"n_{side}", ascending=False, kind="stable")
        counts = [
            f"{uncapitalised(about.labels.get(row.category, row.category))} {getattr(row, f'n_{side}'):,}"
            for row in held.itertuples()
        ]
        sides.append(f"{plural(layer)}: {listed(counts, _MOST_OWN) or 'none'}")
    return capitalised("; ".join(sides))


def _verdict(row: Mapping[str, Any], about: _Run) -> str:
    p_adjusted = row["p_adjusted"]
    is_tested = p_adjusted is not None and not np.isnan(p_adjusted)
    p = [f"p {numbers.p(p_adjusted)}"] if is_tested else []
    return sentences.verdict_and_why(row, **about.options.pair, p=p)


def _between_layers(
    row: Mapping[str, Any], difference: Mapping[str, Any] | None, about: _Run
) -> tuple[str, str]:
    """What the report of an article says first of its layers, or else what the comparison says of the
    row that is listed, in few words; and the same in short.
    """
    if difference is not None:
        label = about.labels.get(difference["category"], difference["category"])
        is_usual = difference["unusual"] == "" and not np.isnan(difference["p_unusual"])
        usual = "; usual for " + noun(about.options.target, 2) if is_usual else ""
        return capitalised(f"{label}: {_verdict(difference, about)}{usual}"), _DIFFERS
    is_another_tested = row["p"] is not None and not np.isnan(row["p"])
    of_article = _ALIKE if is_another_tested else _UNTESTED
    if row["verdict"] == NO_DIFFERENCE:
        return capitalised(verdict_words(NO_DIFFERENCE)), _ALIKE
    untested = {"verdict": NOT_TESTABLE, "reason": row["reason"]}
    why_not = sentences.verdict_and_why(untested, **about.options.pair)
    if not is_another_tested:
        return capitalised(why_not), of_article
    category = row["most_unusual"].partition("/")[2]
    return capitalised(f"{about.labels.get(category, category)}: {why_not}"), of_article


def _ranked(
    row: Mapping[str, Any], about: _Run, difference: Mapping[str, Any] | None
) -> dict[str, Any]:
    pair = about.options.pair
    measure, _, category = (row["most_unusual"] or row["strongest"] or "/").partition("/")
    if about.is_ordinary:
        claims, sentence = (
            bool(row["unusual"]),
            ordinary.far_out(row, about.labels, target=pair["target"]),
        )
    else:
        claims, sentence = (
            is_claim(row["verdict"]),
            f"{about.labels.get(category, category)}: {_verdict(row, about)}.",
        )
    other, of_layers = _between_layers(row, difference, about) if about.is_ordinary else ("", "")
    of_findings = [measure, *([difference["measure"]] if difference is not None else [])]
    return {
        "rank": row["rank"],
        "grade": (_CLEAR if row["q"] <= LEVEL else _ALONE) if claims else _CHANCE,
        "sentence": sentence,
        "words": _words_of(row, about),
        "q": row["q"],
        "other": other,
        "of_layers": of_layers,
        "measures": tuple(dict.fromkeys(measure_named(name).title for name in of_findings)),
        "repeats": beginning(row["reprint_of"] or "", _LONGEST),
    }


def _words_of(row: Mapping[str, Any], about: _Run) -> tuple[tuple[str, str], ...]:
    """The layers with the words that make the row: the target, and where it is compared with the
    reference or holds fewer, the reference.
    """
    tallies = zip(about.options.layers, sides_of(row["words"] or ""), strict=True)
    both = [(plural(layer), short_tally(tally, _MOST_WORDS)) for layer, tally in tallies]
    needed = both if not about.is_ordinary or row["unusual"] == "fewer" else both[:1]
    return tuple((layer, words) for layer, words in needed if words)


def _report_command(about: _Run, only: str) -> str:
    given = f"--only={only}" if only.startswith("-") else f"--only {shlex.quote(only)}"
    run = shlex.quote(about.folder.absolute().name)
    return f"cutline report {run} {shlex.quote(given) if only.startswith('-') else given}"


# The page


def _page(about: _Run, rows: Sequence[ListRow], n_that_differ: int) -> str:
    style, script = filled("report/listing.css"), filled("report/listing.js")
    pair = about.options.pair
    title, advice = ordinary.run_answer(
        about.n_clear,
        about.n_alone,
        about.n_ranked,
        target=pair["target"],
        is_ordinary=about.is_ordinary,
        least_q=about.least_q,
    )
    problems = list(_problems(about))
    return filled(
        "report/listing.html",
        style=Markup(style),
        style_hash=digest(style),
        script=Markup(script),
        script_hash=digest(script),
        folder=about.folder.absolute().name,
        title=title,
        advice=advice,
        counts=ordinary.run_counts(
            about.counts["n_articles"],
            about.n_ranked,
            about.counts["n_tested"],
            **pair,
            is_ordinary=about.is_ordinary,
        ),
        n_that_differ=n_that_differ,
        differing=ordinary.run_differences(
            n_that_differ, about.counts["n_tested"], **pair, n_clear=about.n_clear
        )
        if about.is_ordinary
        else "",
        without_captions=ordinary.run_without_captions(
            about.counts["not_tested"].get(sentences.because_of_article(NO_WORDS[0]), 0)
            if pair["target"] == "caption"
            else 0
        ),
        without_baseline=[
            ordinary.list_without_baseline(name, reference=pair["reference"])
            for name in measures.lists_without_baseline(
                about.options, about.configuration.get("lists")
            )
        ],
        own_lists=", ".join(about.own_lists.values()),
        is_ordinary=about.is_ordinary,
        target=plural(pair["target"]),
        reference=plural(pair["reference"]),
        ordinary_pages=ordinary.notes(baseline.load(about.options.baseline), **pair)
        if about.is_ordinary
        else "",
        level=numbers.shortest(LEVEL),
        rows=rows,
        grades=_GRADES if about.is_ordinary else _GRADES_OF_LAYERS,
        grade_counts=Counter(row.grade for row in rows),
        is_in_order=about.least_q < 1,
        of_layers=_OF_LAYERS,
        of_layers_counts=Counter(row.of_layers for row in rows),
        outlets=sorted(Counter(row.source for row in rows if row.source).items(), key=_by_name),
        measures=sorted(
            Counter(name for row in rows for name in row.measures).items(), key=_by_name
        ),
        n_repeats=sum(bool(row.repeats) for row in rows),
        n_articles=about.counts["n_articles"],
        n_ranked=about.n_ranked,
        n_problems=about.counts["n_problems"],
        problems=problems,
        sheets=[name for name in SHEETS if (about.folder / name).is_file()],
        p=numbers.p,
        significant=numbers.significant,
        command=_command(about),
        options={name: bare(value) for name, value in about.options.asked().items()},
        worth=about.configuration.get("worth") or [],
        version=version("cutline"),
    )


def _by_name(item: tuple[str, int]) -> tuple[str, str]:
    return item[0].casefold(), item[0]


def _problems(about: _Run) -> Iterator[str]:
    """The first of what could not be read, a line each, of files the name alone."""
    n_left = _MOST_PROBLEMS
    for part in Store(about.folder).parts("problems"):
        with pq.ParquetFile(part) as file:
            rows = file.read(use_threads=False).slice(0, n_left).to_pylist()
        for row in rows:
            place = "" if row["line"] is None else f", line {row['line']}"
            yield beginning(f"{PurePosixPath(row['source']).name}{place}: {row['problem']}", 500)
        n_left -= len(rows)
        if n_left < 1:
            return


def _command(about: _Run) -> str:
    """The command that makes the run again, of paths the names alone."""
    given = [PurePosixPath(row["given"]).name for row in about.configuration["inputs"]]
    parts = ["cutline", "corpus", *given, "--out", about.folder.absolute().name]
    for name, value in about.options.asked().items():
        parts += [f"--{name}", bare(value)]
    for column, name in (about.configuration["options"].get("columns") or {}).items():
        parts += ["--column", f"{column}={name}"]
    encoding = about.configuration["options"].get("encoding")
    return shlex.join(parts + (["--encoding", encoding] if encoding else []))
