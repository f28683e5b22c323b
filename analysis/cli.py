"""The cutline command: it prints, the rest of the suite returns or raises."""

from __future__ import annotations

import contextlib
import functools
import gc
import inspect
import math
import re
import sys
import warnings
import webbrowser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import analysis
from analysis import terminal
from analysis.commands import coding
from analysis.commands.arguments import (
    NO_FETCH,
    SAVE_FIRST,
    ArticleArgument,
    ColumnOption,
    EncodingOption,
    RefusedError,
    TableFormat,
    as_output,
    as_path,
    column_of,
    given_choices,
    takes_options,
)
from analysis.commands.bars import open_bar, progress_bar, ticker
from analysis.commands.inputs import ROOT, SEED_ARTICLE, SUPPLIED, read_all, settled_options, warned
from analysis.commands.messages import (
    UNREAD,
    as_json_text,
    as_records,
    exit_code,
    json_value,
    tell_codebook,
    tell_first,
    tell_lines,
    tell_unread,
)
from analysis.options import Options, Pair
from analysis.printing import LONGEST_LINE, LONGEST_SHOWN, print_table, say
from analysis.words import (
    count,
    may_be_captions,
    numbers,
    plural,
    segment_name,
    shortened,
    uncapitalised,
    verb,
    whole_words,
)

if TYPE_CHECKING:
    import pandas as pd

    import analysis.annotated
    import analysis.baseline
    import analysis.batch
    import analysis.completeness
    import analysis.explanation
    import analysis.fetching
    import analysis.figures
    import analysis.notebooks
    import analysis.publishing
    import analysis.report
    import analysis.versions
    from analysis.corpus import Corpus
    from analysis.lexicons.codebook import Codebook
    from analysis.versions import finding

_MOST_FURNITURE = 10  # blocks of page furniture that `layers` lists
_FEW_FRAME_WORDS = 10
_FIRST_TERMS = 3  # of a category of a dictionary
# The end of a run is read on one screen, of 24 lines of 80 columns.
_FIRST_RANKS, _MOST_REASONS = 5, 3
_SHORTEST_TITLE, _LONGEST_TITLE, _BESIDE_TITLE = 20, 60, 63  # columns of its ranking
_LONGEST_LABEL = 22
_WIDE = 100  # characters of a terminal that has room for a bar and for what workers do
_MANY_ARTICLES = 10_000  # from here on it takes seconds to compare each with all
_HEADS = {"how surely": "certainty"}  # how a reader is shown columns of a comparison
_REPORT = Path("report.html")
_WEB = re.compile(r"https?:/", re.I)
# What typer raises for an option or argument that cannot be used.
_UsageError: Any = typer.BadParameter.__bases__[0]


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cutline {version('cutline')}")
        raise typer.Exit


app = typer.Typer(
    name="cutline",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _cutline(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_show_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Do a news article's captions and headline tell a different story from its body?"""


# How findings are printed or written to a file.
_FileFormat = StrEnum("_FileFormat", ["table", "json", "csv", "excel", "stata", "parquet"])
_Picture = StrEnum("_Picture", ["pdf", "png", "svg"])
_BINARY = (_FileFormat.excel, _FileFormat.stata, _FileFormat.parquet)

_ArticleOrAddress = Annotated[
    str | None,
    typer.Argument(help="A file, folder or web address; - is standard input. Else: the seed."),
]
_NoFetch = Annotated[
    bool,
    typer.Option(
        "--no-fetch",
        envvar=NO_FETCH,
        show_envvar=False,
        help=f"Fetch nothing (for good: {NO_FETCH}=1).",
    ),
]
_AllowLocal = Annotated[
    bool, typer.Option("--allow-local", help="Also fetch from this machine and its network.")
]
_Only = Annotated[
    str | None,
    typer.Option(help="Which article of several: its id, or number from 0.", metavar="ID"),
]


def _fetches(command: Callable[..., None]) -> Callable[..., None]:
    """A command that also takes the address of a page, with the options for it: the page is kept
    beside what the command writes, and the command gets its path.
    """

    @functools.wraps(command)
    def fetched(*, no_fetch: bool, allow_local: bool, **given: Any) -> None:
        article = given.pop("article")
        if article is not None and _WEB.match(article):
            article = _fetched(article, given.get("output"), no_fetch, allow_local)
        command(article=None if article is None else as_path(str(article)), **given)

    own = dict(inspect.signature(command, eval_str=True).parameters)
    own["article"] = own["article"].replace(annotation=_ArticleOrAddress)
    for name, annotation in (("no_fetch", _NoFetch), ("allow_local", _AllowLocal)):
        own[name] = inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=annotation
        )
    fetched.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # typer asks for it
        sorted(own.values(), key=lambda each: each.kind)
    )
    fetched.__annotations__ = {each.name: each.annotation for each in own.values()}
    return fetched


@app.command("compare")
@_fetches
@takes_options()
def _compare(
    article: ArticleArgument = None,
    format: Annotated[
        _FileFormat | None,
        typer.Option(help="table, json, csv, excel, stata or parquet.", metavar="KIND"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="A file: .json, .csv, .xlsx, .dta or .parquet.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    every_row: Annotated[
        bool, typer.Option("--all", help="Show every row, and what the verdicts rest on.")
    ] = False,
    only: _Only = None,
    column: ColumnOption = None,
    encoding: EncodingOption = None,
    *,
    options: Options,
) -> None:
    """Compare two layers: tone, frames, names."""
    chosen = _file_format(format, output)
    if output is not None:
        _not_over(SEED_ARTICLE if article is None else article, output)
    corpus = _read(article, only, column, encoding)
    options = settled_options(options, corpus)
    hits = analysis.measures.all_hits(corpus, options)
    if chosen is _FileFormat.json:
        _hand_out(f"{as_json_text(_as_json(corpus, hits, options))}\n".encode(), output)
    elif chosen is not _FileFormat.table:
        table = analysis.measures.findings(corpus, hits, options)
        written = analysis.comparison.as_written(table)
        _hand_out(
            analysis.spreadsheet.as_file(written, chosen), output, is_text=chosen is _FileFormat.csv
        )
        # A table for another program has no place for it.
        tell_codebook(options, err=output is None or analysis.publishing.is_standard_output(output))
    else:
        _print_findings(corpus, hits, options, every_row=every_row)
        _tell_headline(corpus, options, article)
        if only is None:
            _tell_labels(corpus, article)


@app.command("layers")
@_fetches
def _layers(
    article: ArticleArgument = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write <name>.layers.csv, to be corrected by hand."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an existing <name>.layers.csv.")
    ] = False,
    ask: Annotated[
        bool,
        typer.Option(
            "--ask",
            help="Ask which lines are captions, and keep the answers.",
        ),
    ] = False,
    annotated: Annotated[
        Path | None,
        typer.Option(
            help="Write a page: the article with its layers.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    every_row: Annotated[
        bool, typer.Option("--all", help="List each block of page furniture, too.")
    ] = False,
    only: _Only = None,
    column: ColumnOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Show each block with its layer and rule."""
    beside = _corrections_beside(article, force) if write else None
    if annotated is not None:
        _not_over(SEED_ARTICLE if article is None else article, annotated)
    if write and ask:
        raise analysis.InputError(
            "--write and --ask: both write <name>.layers.csv; leave one of them out"
        )
    asked = _corrections_beside(article, force=True) if ask else None
    corpus = read_all(article, column, encoding)
    _check_alone(corpus, article, is_corrected=write or ask)
    if len(corpus.articles) > 1 and only is None and not annotated:
        _print_articles(corpus, article)
        return
    corpus = _one_of(corpus, article, only)
    if asked is not None:
        corpus = _ask_for_captions(corpus, asked)
    _print_blocks(corpus, every_row=every_row)
    if not (write or ask or only):
        _tell_labels(corpus, article)
    if annotated is not None:
        _write_annotated(corpus, annotated)
    if beside is not None:
        from analysis.corpus import LAYERS
        from analysis.reading.corrections import corrections_table

        analysis.publishing.write_whole(beside, corrections_table(corpus).encode())
        say(
            f"Wrote {beside}. Correct the column layer, or write yes into the column checked; all"
            f" other rows keep the label of the rules. Layers: {', '.join(LAYERS)}."
        )


def _print_blocks(corpus: Corpus, *, every_row: bool) -> None:
    """Each block of an article; of page furniture, where it is much, how much there is."""
    blocks = corpus.blocks()
    is_furniture = blocks["layer"] == "boilerplate"
    is_folded = not every_row and is_furniture.sum() > _MOST_FURNITURE
    rows = [
        [
            str(row.Index),
            str(row.layer),
            row.rule,
            numbers.plain(row.confidence, 2),
            str(row.n_words),
            row.text,
        ]
        for row in (blocks[~is_furniture] if is_folded else blocks).itertuples()
    ]
    print_table(
        ["block", "layer", "rule", "confidence", "words", "first words"], rows, numeric=(0, 3, 4)
    )
    if is_folded:
        n_words = int(blocks["n_words"][is_furniture].sum())
        say(
            f"Not listed: {count(int(is_furniture.sum()), 'block')} of page furniture (boilerplate) with"
            f" {count(n_words, 'word')}. --all lists them."
        )


def _print_articles(corpus: Corpus, article: Path | None) -> None:
    """What an input of several articles holds: one row an article."""
    from analysis.reading.asking import as_argument

    first = as_argument(str(corpus.articles.loc[0, "id"]))
    say(
        f"{article} holds {count(len(corpus.articles), 'article')}. To see the layers of one, name it:"
    )
    typer.echo(f"cutline layers {as_argument(str(article))} --only {first}\n")
    segments = corpus.segments
    n_of = segments.groupby(["article", "layer"], observed=False).size().unstack()
    rows = [
        [
            about.id,
            about.published or "",
            str(n_of.at[number, "caption"]),
            str(n_of.at[number, "body"]),
            about.title,
        ]
        for number, about in enumerate(corpus.articles.itertuples())
    ]
    print_table(["article", "published", "captions", "paragraphs", "title"], rows, numeric=(2, 3))


@app.command("corpus")
@takes_options()
def _corpus(
    inputs: Annotated[
        list[str], typer.Argument(help="Files, folders, patterns or addresses (s3://…).")
    ],
    out: Annotated[
        Path,
        typer.Option(
            help="The folder of the tables.",
            parser=as_output,
            metavar="PATH",
        ),
    ],
    workers: Annotated[
        int | None, typer.Option(help="Processes; left out: one per core.", metavar="NUMBER")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="A Dask scheduler, as tcp://…:8786.", metavar="ADDRESS")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The ranking, too: .csv, .xlsx, .dta or .parquet.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    reports: Annotated[
        int, typer.Option(min=0, help="How many reports to make, the first of the ranking first.")
    ] = 0,
    column: ColumnOption = None,
    encoding: EncodingOption = None,
    *,
    options: Options,
) -> None:
    """Measure, compare and rank many articles.

    Of any size: the tables are Parquet files in a folder, and a run that was stopped continues
    there. Open its index.html in a browser: a list that says which articles to look at first.
    """
    if output is not None:
        _check_ranking(output, out)
    gc.set_threshold(terminal.OBJECTS_BETWEEN)
    if scheduler is None:
        _prepare(inputs, workers)
    options = settled_options(options)
    try:
        with _corpus_progress() as tick:
            result = analysis.batch.run(
                inputs,
                out,
                options=options,
                workers=workers,
                scheduler=scheduler,
                columns=dict(column_of(text) for text in column or []) or None,
                encoding=encoding,
                progress=tick,
            )
    except KeyboardInterrupt:
        raise terminal.Stopped(
            f"stopped; the same command continues from here, with what is in {out}"
        ) from None
    from analysis.words import ordinary

    tell_first(result.notes, "more of this kind")
    if result.commonest_problem:
        counted = count(result.n_problems, "problem")
        line = (
            f"{counted} in the inputs; the commonest: {result.commonest_problem}; all are in"
            f" {result.folder / 'problems'}"
        )
        sys.stderr.write(f"cutline: {line}\n")
    tell_unread(result.unread_tables)
    if result.outdated:
        exit_code.set(UNREAD)
    _print_ranking(result, analysis.measures.labels(options), options)
    without = analysis.wording.because(analysis.comparison.NO_WORDS[0], target="caption")
    if result.not_tested.get(without) == result.n_articles:
        _tell_column(*inputs)
    for name in analysis.measures.lists_without_baseline(options):
        say(ordinary.list_without_baseline(name, reference=options.reference))
    tell_codebook(options)
    if output is not None:
        _write_ranking(result.folder, output)
    _write_list(result.folder, reports)
    # The end of a run is read on one screen: of the other kinds of input, its reports say it.
    found = analysis.validity.worth("layers")
    say(f"{analysis.wording.captions_worth(found[found['name'].isin(_COMMON_INPUTS)])}.")


def _prepare(inputs: list[str], workers: int | None) -> None:
    """Begin to load what workers of this machine need, and meanwhile what the list of the run needs."""
    cores = analysis.batch.cores()
    if workers is not None and workers > cores:
        sys.stderr.write(f"cutline: {workers} workers share {count(cores, 'core')}\n")
    if analysis.batch.prepare(inputs, workers or cores):
        from analysis.report import listing

        listing.load()  # workers take longer to begin than this process


# Kinds of input, as the table of how well captions are found names them.
_COMMON_INPUTS = "pages", "plain text"


def _write_list(run: Path, n_reports: int) -> None:
    """Write the first reports of a run, and the list that links to them."""
    from analysis.report import listing

    lost = []
    if n_reports:
        with progress_bar() as progress:
            tick = ticker(progress, "reports")
            first = listing.first_articles(run, n_reports)
            for n_made, number in enumerate(first, start=1):
                try:
                    made = analysis.report.run_report(run, number)
                    made.report.write(made.path)
                except analysis.InputError as error:
                    lost.append(f"no report: {error}")
                tick(n_made, len(first))
    if lost:
        tell_first(lost, "more reports were not made")
        exit_code.set(UNREAD)
    page = listing.write_list(run)
    typer.echo(f"Open {page} in a browser. How well the measures agree with people: run.json")


def _report_of_run(
    run: Path, only: str | None, output: Path | None, read_on: str | None, options: Options
) -> tuple[analysis.report.Report, Path]:
    """Write the report of an article of a run, by the options of the run but for those given; then the
    list of the run, which links to it.
    """
    from analysis.report import listing

    if only is None:
        raise analysis.InputError(
            f"{run}: is the folder of a run; choose an article with --only and its id"
        )
    day = None if read_on is None else _day(read_on, run)
    made = analysis.report.run_report(run, only, read_on=day, **given_choices(options))
    path = output or made.path
    _not_over(made.article.path, path)
    made.report.write(path)
    listing.write_list(run)
    return made.report, path


def _pairs_within(
    given: list[str],
    least: float,
    format: TableFormat,
    columns: list[str] | None,
    encoding: str | None,
) -> None:
    """Print the near-duplicate articles of some inputs, or of the inputs of a run."""
    from analysis.batch import texts
    from analysis.corpus import as_corpus
    from analysis.versions import finding

    named = dict(column_of(text) for text in columns or []) or None
    inputs = texts.inputs_of(given, columns=named, encoding=encoding)
    if inputs.missing:
        more = f" and {len(inputs.missing) - 1:,} more" if len(inputs.missing) > 1 else ""
        sys.stderr.write(f"cutline: missing, so not read: {inputs.missing[0]}{more}\n")
    finding.check_least(least)
    words, places, problems = finding.WordNumbers(), list[tuple[str, int | None]](), []
    with _corpus_progress() as tick:
        for some, problems_of_some in texts.texts(inputs, progress=tick):
            words.add(as_corpus([text.text for text in some]), [text.id for text in some])
            places += [(text.file, text.line) for text in some]
            problems += problems_of_some
    tell_first([texts.problem_line(*row) for row in problems], "problems in the inputs")
    if len(words.ids) > _MANY_ARTICLES:
        sys.stderr.write(f"cutline: comparing {count(len(words.ids), 'article')}\n")
    pairs = finding.pairs_within(words, least=least)
    _add_places(pairs.table, words.ids, places)
    _print_pairs(pairs, least, format)


def _add_places(table: pd.DataFrame, ids: list[str], places: list[tuple[str, int | None]]) -> None:
    """Add to a table of pairs the file and line of each article, and what it is called on a screen."""
    import pandas as pd

    n_times = Counter(ids)
    for side in ("first", "second"):
        of_side = [places[row] for row in table[side]]
        table[f"file_{side}"] = [file for file, _ in of_side]
        table[f"line_{side}"] = pd.array([line for _, line in of_side], dtype="Int64")
        own = zip(table[f"id_{side}"], table[f"file_{side}"], strict=True)
        # An id that stands twice names no article.
        table[f"name_{side}"] = [id if n_times[id] == 1 else file for id, file in own]


def _print_pairs(pairs: finding.Pairs, least: float, format: TableFormat) -> None:
    from analysis.versions import finding

    names = [f"name_{side}" for side in finding.VERSIONS]
    table = pairs.table.drop(columns=[*finding.VERSIONS, *names])
    if format is TableFormat.json:
        typer.echo(
            as_json_text({"articles": pairs.n_articles, "pairs": as_records(table)}), nl=False
        )
    elif format is TableFormat.csv:
        typer.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        if len(table):
            heads = ["first article", "second article", "words", "words", *finding.SHARES]
            rows = [
                [
                    *(shortened(row[name], _LONGEST_TITLE) for name in names),
                    *(f"{row[f'words_{side}']:,}" for side in finding.VERSIONS),
                    *(numbers.share(row[name]) for name in finding.SHARES),
                ]
                for row in pairs.table.to_dict("records")
            ]
            print_table(heads, rows, numeric=(2, 3, 4, 5))
            typer.echo("")
        for line in finding.pair_lines(pairs, least):
            say(line)


@app.command("baseline")
def _baseline(
    run: Annotated[
        Path,
        typer.Argument(help="The folder of a finished run of cutline corpus.", parser=as_path),
    ],
    out: Annotated[
        Path,
        typer.Option(help="The file to write: .parquet.", parser=as_output, metavar="PATH"),
    ],
) -> None:
    """Make a baseline of the articles of a run.

    What they hold is then ordinary.
    """
    analysis.baseline.check_name(out)
    _check_ranking(out, run)
    made = analysis.baseline.make(run)
    made.save(out)
    say(f"Wrote {out}: what {count(made.n_pages, 'article')} of {run} hold.")


@app.command("report")
@_fetches
@takes_options()
def _report(
    article: ArticleArgument = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The page to write: report.html if left out, of a run in its folder.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    pdf: Annotated[
        bool,
        typer.Option("--pdf", help="Also write a PDF, by this machine's chromium."),
    ] = False,
    no_pictures: Annotated[
        bool, typer.Option("--no-pictures", help="Leave out the thumbnails of the pictures.")
    ] = False,
    only: _Only = None,
    column: ColumnOption = None,
    encoding: EncodingOption = None,
    read_on: Annotated[
        str | None,
        typer.Option(
            help="When it was read, as 2026-11-22. Else: the file's date.",
            metavar="DATE",
        ),
    ] = None,
    *,
    options: Options,
) -> None:
    """Write the report of an article.

    It holds the answer, the marked article, tables and limits. Of the folder of a
    run, --only names the article; its report goes into the folder, whose list links to it.
    """
    from analysis.reading.listing import is_run

    source = SEED_ARTICLE if article is None else article
    if of_run := is_run(source):
        made, output = _report_of_run(source, only, output, read_on, options)
    else:
        output = output or _REPORT
        _not_over(source, output)
        if pdf:
            _check_pdf(source, output)
        day = _day(read_on, source)
        corpus = _read(article, only, column, encoding)
        options = settled_options(options, corpus)
        made = analysis.report.report(
            corpus,
            options=options,
            read_on=day,
            file=source,
            only=only,
            columns=column or (),
            encoding=encoding,
            pictures=not no_pictures,
        )
        made.write(output)
    size = numbers.file_size(len(made.html.encode()))
    _say_written(output, f"Wrote {output} ({size}). Open it in any browser.")
    if not of_run:
        tell_codebook(options, err=analysis.publishing.is_standard_output(output))
        _tell_headline(corpus, options, article, err=analysis.publishing.is_standard_output(output))
    if only is None:
        _tell_labels(corpus, article, err=analysis.publishing.is_standard_output(output))
    if pdf:
        beside = output.with_suffix(".pdf")
        analysis.publishing.write_whole(beside, made.pdf())
        _say_written(beside, f"Wrote {beside}.")


@app.command("versions")
@takes_options("frames", "lexicon", "recogniser", "baseline")
def _versions(
    first: Annotated[
        Path | None,
        typer.Argument(
            help="The first version; with --only twice, the file of both.",
            parser=as_path,
        ),
    ] = None,
    second: Annotated[
        Path | None, typer.Argument(help="The second version.", parser=as_path)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="A file: .html (both side by side), .json or .csv.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    format: Annotated[
        TableFormat | None,
        typer.Option(help="table, json or csv (the differences).", metavar="KIND"),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Which article; twice: of the first and the second.",
            metavar="ID",
        ),
    ] = None,
    within: Annotated[
        list[str] | None,
        typer.Option(
            help="List the versions among the articles of an input.",
            metavar="INPUT",
        ),
    ] = None,
    least: Annotated[
        float | None,
        typer.Option(help="With --within: how much both share. Left out: 0.5.", metavar="SHARE"),
    ] = None,
    column: ColumnOption = None,
    encoding: EncodingOption = None,
    *,
    options: Options,
) -> None:
    """Show what a second version changed.

    It lists the sentences that were moved, changed, inserted and deleted, and what that does to
    every rate.
    """
    if within:
        _check_alone_within(first, output, only)
        share = analysis.versions.finding.LEAST_HELD if least is None else least
        _pairs_within(within, share, format or TableFormat.table, column, encoding)
        return
    if least is not None:
        raise analysis.InputError("--least: is for --within; leave it out for two versions")
    chosen = _versions_format(format, output)
    for source in filter(None, (first, second)):
        if output is not None:
            _not_over(source, output)
    corpora = _read_versions(first, second, only or [], column, encoding)
    options = settled_options(analysis.versions.settled_for_both(options, *corpora))
    pair = analysis.versions.Versions(*corpora, options)
    if output is not None and _is_page(output):
        page = analysis.report.versions_page(
            pair,
            files=[first, first if second is None else second],
            only=only or (),
            columns=column or (),
            encoding=encoding,
        )
        page.write(output)
        is_told = format is None
        if is_told:
            tell_lines(pair.sentences, err=analysis.publishing.is_standard_output(output))
        _say_written(output, f"Wrote {output}. Open it in any browser.")
        if is_told:
            return
        output = None
    _hand_out_versions(pair, chosen, output)


def _check_alone_within(first: Path | None, output: Path | None, only: list[str] | None) -> None:
    if first is not None or output is not None or only:
        raise analysis.InputError(
            "--within: takes no FIRST and SECOND, -o or --only; to write a file, put > NAME behind"
            " --format csv"
        )


def _hand_out_versions(
    pair: analysis.versions.Versions, chosen: TableFormat, output: Path | None
) -> None:
    """Print two versions, or write them to a file."""
    if chosen is TableFormat.json:
        _hand_out(f"{as_json_text(_versions_as_json(pair))}\n".encode(), output)
    elif chosen is TableFormat.csv:
        _hand_out(analysis.spreadsheet.as_file(pair.totals, _FileFormat.csv), output)
    else:
        _print_versions(pair)
    if not pair.nothing_to_compare:
        tell_codebook(pair.options, err=chosen is not TableFormat.table)


@app.command("figures")
@takes_options()
def _figures(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Figures to draw; all if left out."),
    ] = None,
    article: Annotated[
        Path | None,
        typer.Option(help="The article. Left out: the seed.", parser=as_path, metavar="PATH"),
    ] = None,
    only: _Only = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where they go; may be left out for the seed.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    format: Annotated[
        list[_Picture] | None,
        typer.Option(
            help="A format of the pictures, several times for several; svg and png if left out."
        ),
    ] = None,
    width: Annotated[
        str | None,
        typer.Option(
            help="How wide they are, as 3.3in or 84mm: a column of a journal.", metavar="LENGTH"
        ),
    ] = None,
    grey: Annotated[bool, typer.Option("--grey", help="Without colours, for print.")] = False,
    no_title: Annotated[
        bool, typer.Option("--no-title", help="Without titles: they go into your caption.")
    ] = False,
    *,
    options: Options,
) -> None:
    """Draw the figures of an article.

    Each comes with its alternative text; README.md shows them all:

    \b
    00-summary 01-layers 02-tone-along 03-tone-by-layer
    04-frames 05-frames-along 06-entities 07-word-shift
    08-words 09-coverage 10-ordinary 11-name-rates
    """  # noqa: D301 (a backspace keeps the lines as they are)
    paper = _paper(width, grey, no_title)
    for given, name in (
        (article, "article"),
        (format, "format"),
        (paper, "width, --grey, --no-title"),
    ):
        if given and folder is None:
            raise analysis.InputError(
                f"--{name}: give --folder too; the stored figures are those of the seed article"
            )
    chosen, place = analysis.figures.chosen_figures(names), _folder(folder, "figures")
    _check_folder(place)
    corpus = _read(article, only)
    options = settled_options(options, corpus)
    with progress_bar() as progress:
        tick = ticker(progress, "figures")
        with warnings.catch_warnings(record=True) as noted:
            paths = analysis.figures.draw_published(
                corpus,
                chosen,
                place,
                formats=[kind.value for kind in format or ()] or analysis.figures.SHIPPED_KINDS,
                paper=paper,
                options=options,
                progress=tick,
            )
    for message in dict.fromkeys(str(each.message) for each in noted):
        sys.stderr.write(f"cutline: {message}\n")
    say(f"{len(paths)} files in {place}")
    tell_codebook(options)
    _tell_headline(corpus, options, article)


def _paper(width: str | None, grey: bool, no_title: bool) -> dict[str, Any]:
    """What the options of the terminal ask of the paper that figures are drawn on."""
    from analysis.charts import inches

    paper: dict[str, Any] = {}
    if width is not None:
        try:
            paper["width"] = inches(width)
        except ValueError as error:
            raise analysis.InputError(f"--{error}") from None
    if grey:
        paper["grey"] = True
    if no_title:
        paper["titled"] = False
    return paper


@app.command("dictionary")
def _dictionary(
    file: Annotated[
        str,
        typer.Argument(help="A dictionary, or armed-conflict, generic-news or policy."),
    ],
    write: Annotated[
        Path | None,
        typer.Option(
            help="Write it as a codebook, a .toml file.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an existing .toml file.")
    ] = False,
    format: Annotated[
        TableFormat,
        typer.Option(help="table, json or csv (the lines left out).", metavar="KIND"),
    ] = TableFormat.table,
) -> None:
    """Show what a dictionary holds.

    Lines that could not be used are counted for each reason.
    """
    from analysis.lexicons.codebook import as_toml, load_codebook

    book = load_codebook(file)
    if write is not None:
        _write_codebook(as_toml(book), write, force)
    if format is TableFormat.json:
        content = {
            "dictionary": book.name,
            "lookup": book.lookup,
            "categories": {key: len(frame.terms) for key, frame in book.frames.items()},
            "left_out": book.losses.to_dict("records"),
        }
        typer.echo(as_json_text(content))
    elif format is TableFormat.csv:
        typer.echo(analysis.spreadsheet.as_csv(book.losses), nl=False)
    else:
        _print_dictionary(book)
        if write is not None:
            say(f"Wrote {write}.")


for _name, _command in coding.COMMANDS.items():
    app.command(_name)(_command)


@app.command("notebooks")
def _notebooks(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Notebooks to run; those that suit any article if left out."),
    ] = None,
    article: Annotated[
        Path | None,
        typer.Option(help="The article. Left out: the seed.", parser=as_path, metavar="PATH"),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where they are stored; by default where they are, for the seed.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Run every notebook, also those on other subjects.")
    ] = False,
) -> None:
    """Run the notebooks and store their output."""
    source = ROOT / "notebooks"
    if article is not None and folder is None:
        raise analysis.InputError(
            "--article: give --folder too; the stored notebooks are those of the seed article"
        )
    if article is not None and folder is not None and folder.exists() and folder.samefile(source):
        raise analysis.InputError(f"{folder}: holds the notebooks themselves; give another folder")
    suiting, others = analysis.notebooks.suiting_notebooks(source)
    asked = names or (None if everything else suiting)
    chosen = [path.stem for path in analysis.notebooks.chosen_notebooks(source, asked)]
    place = _folder(folder, "notebooks")
    _check_folder(place)
    if article is not None:
        _check_file(article)
    with progress_bar() as progress:
        tick = ticker(progress, "notebooks")
        paths = analysis.notebooks.run_notebooks(source, chosen, article, place, progress=tick)
    say(f"{count(len(paths), 'notebook')} in {place}")
    if asked is suiting and others:
        say(f"Not run on your article: {', '.join(others)}. Add --all to run them too.")


@app.command("app")
def _app(
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where an uploaded article and what you save of it go; a file that you"
            " name keeps its folder. The working folder if left out.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(help="The port, or the next free one.", min=1024, max=65535)
    ] = 8866,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the panel as an app in the browser.

    Upload or paste an article, correct its labels, read the answer, save the report. The app runs on
    this machine alone; only what you save is kept. It needs pip install 'cutline[app]'.
    """
    from analysis.desk.app import serve

    folder = folder or Path()
    _check_folder(folder)

    def ready(addresses: list[str]) -> None:
        for name, address in zip(("Your article", "Coding"), addresses, strict=True):
            say(f"{name}: {address}")
        say("Press Ctrl-C to end the app.")
        if browser:
            webbrowser.open(addresses[0])

    serve(ROOT, folder, port=port, ready=ready)
    raise terminal.Stopped(f"the app has ended; saved files are in {folder.resolve()}")


@app.command("reproduce")
def _reproduce(
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where seeds, figures and notebooks go; by default where they are.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
) -> None:
    """Redo the seed: labels, figures, notebooks.

    It is labelled, measured and compared; every figure is drawn, and every notebook run.
    """
    corpus = _read(None)
    figures_folder, notebooks_folder = (
        _folder(folder and folder / name, name) for name in ("figures", "notebooks")
    )
    for place in (figures_folder, notebooks_folder):
        _check_folder(place)
    if folder is not None:  # the notebooks there find their articles beside them
        for seed in sorted((ROOT / "seeds").iterdir()):
            analysis.publishing.write_whole(folder / "seeds" / seed.name, seed.read_bytes())
    with progress_bar() as progress:
        ticks = {name: ticker(progress, name) for name in ("measures", "figures", "notebooks")}

        def compare_and_draw() -> None:
            tables.append(analysis.measures.findings(corpus, analysis.measures.all_hits(corpus)))
            ticks["measures"](1, 1)
            analysis.figures.draw_published(corpus, None, figures_folder, progress=ticks["figures"])

        tables: list[pd.DataFrame] = []
        analysis.notebooks.run_notebooks(
            ROOT / "notebooks",
            folder=notebooks_folder,
            progress=ticks["notebooks"],
            meanwhile=compare_and_draw,
        )
    labels = analysis.measures.labels()
    say(f"\n{corpus.articles.loc[0, 'title']}\n\nCaptions against body:")
    for line in [
        *analysis.wording.findings(tables[0], labels, names=analysis.wording.names_of(corpus)),
        *analysis.wording.limits(corpus, tables[0]),
    ]:
        say(line, indent="- ")
    beside, how = (
        ("", "uv run ") if folder is None else (f"{folder}/", "" if ROOT == SUPPLIED else "uv run ")
    )
    say(
        f"\nWhere to look: {beside}figures/00-summary.png,"
        f" {beside}notebooks/01_captions_against_body.ipynb.\nTo open the notebooks: {how}jupyter"
        f" lab{beside and f' {beside}'}.  For every number: {how}cutline compare"
    )


def main() -> None:
    """Run the command; what cannot be used becomes one line on standard error and exit code 2."""
    exit_code.set(0)
    with terminal.guarded():
        try:
            code = app(prog_name="cutline", standalone_mode=False)
        except (ValueError, OSError, RefusedError, _UsageError) as error:
            if len(sys.argv) == 1 and isinstance(error, _UsageError):
                error.show()  # without a command, the message is the help
                raise SystemExit(2) from None
            line = shortened(" ".join(_reason(error).split()), LONGEST_LINE)
            sys.stderr.write(f"cutline: {line}\n")
            raise SystemExit(2) from None
        raise SystemExit(code or exit_code.get())


def _reason(error: Exception) -> str:
    """What an error says; of the system's, the file comes first, as in our own; of an option or
    argument, which help to read.
    """
    if isinstance(error, _UsageError):
        message = uncapitalised(error.format_message().removesuffix("."))
        # Where a value is missing, the error does not know its command.
        command = error.ctx.command_path if error.ctx else f"cutline {sys.argv[1]}"
        return f"{message}; see: {command} -h"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _fetched(address: str, output: Path | None, no_fetch: bool, allow_local: bool) -> Path:
    """The file of a page that is fetched, beside the output of the command; what is to be known of
    it is reported on standard error.
    """
    if no_fetch:
        raise analysis.InputError(
            f"{address}: is an address, and --no-fetch or {NO_FETCH} forbids fetching; {SAVE_FIRST}"
        )
    folder, taken = Path(), [_REPORT]
    if output is not None and not analysis.publishing.is_standard_output(output):
        folder, taken = output.parent, [output]
    kept = analysis.fetching.fetch(address, folder, allow_local=allow_local, avoid=taken)
    for line in kept.notices:
        sys.stderr.write(f"cutline: {line}\n")
    return kept.path


def _read(
    article: Path | None,
    only: str | None = None,
    columns: list[str] | None = None,
    encoding: str | None = None,
) -> Corpus:
    """One article. What of the input could not be read is told on standard error."""
    return _one_of(read_all(article, columns, encoding), article, only)


def _one_of(corpus: Corpus, article: Path | None, only: str | None) -> Corpus:
    """The article that is asked for; an InputError where several are there and none is."""
    if only is not None:
        is_number = only.isascii() and only.isdigit() and only not in set(corpus.articles["id"])
        return warned(corpus.article(int(only) if is_number else only), article)
    _check_one(corpus, article, "choose one with --only, or measure all with: cutline corpus")
    return warned(corpus, article)


def _check_one(corpus: Corpus, article: Path | None, remedy: str) -> None:
    """An InputError where several articles are there."""
    if len(corpus.articles) > 1:
        first = ", ".join(map(repr, corpus.articles["id"].head(3)))
        raise analysis.InputError(
            f"{article}: holds {_holds(corpus, article)} ({first}, …); {remedy}"
        )


def _holds(corpus: Corpus, article: Path | None) -> str:
    """How many articles an input holds, and in which format: "373 articles, ProQuest"."""
    from analysis.reading.recognising import kind_of

    kind = "" if article is None else kind_of(article)
    return count(len(corpus.articles), "article") + (f", {kind}" if kind else "")


def _folder(given: Path | None, name: str) -> Path:
    """Where figures or notebooks go; an InputError where that would be the installed package."""
    if given is None and ROOT == SUPPLIED:
        raise analysis.InputError(
            f"no folder for the {name}: name one, as --folder my-{name}; the installed ones are"
            " not changed"
        )
    return given or ROOT / name


def _check_folder(folder: Path) -> None:
    """An InputError for a folder that cannot be one, before the long work for it is done."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise analysis.InputError(
            f"{folder}: cannot be a folder, since {there} is a file; give another name with"
            " --folder"
        )


def _check_file(article: Path) -> None:
    """An InputError for an article that a notebook, which runs elsewhere and later, could not read."""
    if str(article) == "-":
        raise analysis.InputError(
            "-: notebooks read no standard input; save it as a file and give its name"
        )
    _check_one(read_all(article), article, "notebooks take one article, saved as a text or a page")


def _write_codebook(text: str, place: Path, force: bool) -> None:

    if place.suffix.lower() != ".toml" or place.is_dir():
        raise analysis.InputError(f"{place}: a codebook is a .toml file; give its name that ending")
    if place.exists() and not force:
        raise analysis.InputError(
            f"{place}: exists already; give another name, or overwrite it with --force"
        )
    analysis.publishing.write_whole(place, text.encode())


def _print_dictionary(book: Codebook) -> None:
    from analysis.lexicons.frames import WHICH_TERM_COUNTS
    from analysis.lexicons.losses import by_reason
    from analysis.lexicons.notices import count_lines
    from analysis.reading.errors import one_line

    say(one_line(book.name))
    is_weighted = any(frame.weights for frame in book.frames.values())
    rows = [
        [
            one_line(key),
            str(len(frame.terms)),
            *([str(len(frame.weights))] if is_weighted else []),
            one_line(", ".join(frame.terms[:_FIRST_TERMS])),
        ]
        for key, frame in book.frames.items()
    ]
    weighted = ["weighted"] if is_weighted else []
    print_table(
        ["category", "terms", *weighted, "first terms"], rows, numeric=(1, 2)[: 1 + is_weighted]
    )
    typer.echo()
    say(WHICH_TERM_COUNTS[book.lookup])
    say("The terms of a category also count in the category above it (above/below).")
    if book.source:
        say(f"Source: {one_line(book.source)}")
    if not book.lost:
        say("Every line was used.")
        return
    say(f"{count_lines(book.losses)}. For each line, add --format csv.".capitalize())
    lost = [
        [
            str(row.n_lines),
            one_line(row.why),
            "in part" if row.partly_used else "no",
            one_line(row.examples),
        ]
        for row in by_reason(book.lost).itertuples()
    ]
    print_table(["lines", "why", "used", "first lines"], lost, numeric=(0,))


def _corrections_beside(article: Path | None, force: bool) -> Path:
    """Where the corrections of this article go; an InputError where they cannot, before anything is
    done.
    """
    from analysis.reading.corrections import new_corrections_path
    from analysis.reading.formats import check_correctable

    if article is None:
        raise analysis.InputError(
            "the seed article is never edited; give the article whose layers are to be written"
        )
    beside = new_corrections_path(check_correctable(article))
    if beside.exists() and not force:
        raise analysis.InputError(
            f"{beside}: exists already; correct it, or overwrite it with --force"
        )
    return beside


def _check_alone(corpus: Corpus, article: Path | None, *, is_corrected: bool) -> None:
    """An InputError where a file of several articles would be corrected."""
    if is_corrected and len(corpus.articles) > 1:
        raise analysis.InputError(
            f"{article}: holds {_holds(corpus, article)}; corrections belong next to a file of one"
            " article: save the article as a file of its own"
        )


def _ask_for_captions(corpus: Corpus, beside: Path) -> Corpus:
    """The article under a person's answers, which are written beside it with what was corrected
    before; end of input and Ctrl-C keep what was answered.
    """
    from analysis.reading import asking
    from analysis.reading.corrections import BY_HAND, corrections_as_stored

    blocks = asking.doubtful_blocks(corpus)
    if len(blocks) > asking.MOST_NOES:
        say(
            f"{len(blocks):,} lines may be captions. The likeliest come first; the questions end after"
            f" {asking.MOST_NOES} noes in a row."
        )
    given = asking.answers(blocks, lambda block: _is_caption(corpus.text(block)))
    if not given:
        say("No line was answered, so no file was written.")
        return corpus
    corpus = asking.answered(corpus, given)
    by_hand = corpus.segments.index[corpus.segments["rule"] == BY_HAND]
    labels = corrections_as_stored(beside, corpus, by_hand.tolist())
    analysis.publishing.write_whole(beside, labels.encode())
    left = f" {count(n, 'line')} left." if (n := len(blocks) - len(given)) else ""
    answered = f"{count(len(given), 'answer')}, {count(sum(given.values()), 'caption')}."
    say(f"Wrote {beside}: {answered}{left}")
    return corpus


def _tell_headline(
    corpus: Corpus, options: Options, article: Path | None, *, err: bool = False
) -> None:
    """Of an article without captions, that its headline can be compared; of a table without a column
    of captions, that one may have another name.
    """
    from analysis.corpus import absent_layers

    absent = absent_layers(corpus, [options.target, "headline"])
    if options.target == "caption" and absent == ["caption"]:
        say(
            "This article has no captions. --target headline compares its headline with ordinary ones.",
            err=err,
        )
        _tell_column(article, err=err)


def _tell_column(*inputs: str | Path | None, err: bool = False) -> None:
    """Where no article has captions: which option names the column of a table that holds them."""
    from analysis.reading.formats import format_of
    from analysis.reading.recognising import TABLES

    if any(format_of(Path(each)) in TABLES for each in inputs if each is not None):
        say("If a column of the table holds captions, name it: --column captions=NAME", err=err)


def _tell_labels(corpus: Corpus, article: Path | None, *, err: bool = False) -> None:
    """How many labels a person has given, and in which file; how many lines may be captions, and
    which command asks about them, if answers can be kept.
    """
    from analysis.reading import asking
    from analysis.reading.corrections import corrections_path
    from analysis.reading.formats import holds_records

    file = corrections_path(article or SEED_ARTICLE).name
    if by_hand := analysis.wording.labels_by_hand(corpus, file):
        say(by_hand, err=err)
    if article is None or not article.is_file() or holds_records(article):
        return
    if blocks := asking.doubtful_blocks(corpus):
        n_captions = int((corpus.segments.loc[blocks, "layer"] == "caption").sum())
        command = asking.command(article)
        doubt = may_be_captions(len(blocks), n_captions)
        them = "it" if len(blocks) == 1 else "them"
        say(f"{doubt} This command asks about {them}: {command}", err=err)


def _is_caption(text: str) -> bool | None:
    """A person's answer about a line; None where the person or the input ends."""
    say(f"\n{shortened(' '.join(text.split()), LONGEST_SHOWN)}")
    answer = {"y": True, "n": False}
    try:
        while True:
            typer.echo("Is this a caption? [y/n/q] ", nl=False)
            line = sys.stdin.readline()
            key = line.strip().lower()[:1]
            if not line or key == "q":
                typer.echo()
                return None
            if key in answer:
                return answer[key]
            typer.echo("Type y for yes, n for no, or q to stop.")
    except KeyboardInterrupt:
        typer.echo()
        return None


def _write_annotated(corpus: Corpus, place: Path) -> None:

    analysis.publishing.write_whole(place, analysis.annotated.page(corpus).encode())
    _say_written(place, f"{place} shows the article with its layers.")


def _file_format(given: _FileFormat | None, output: Path | None) -> _FileFormat:
    """The format that was chosen, by name or by the ending of a file; an InputError where it cannot
    go there.
    """
    endings = {
        ".json": _FileFormat.json,
        **{ending: _FileFormat(name) for name, ending in analysis.spreadsheet.FILE_ENDINGS.items()},
    }
    chosen = given or (_FileFormat.table if output is None else endings.get(output.suffix.lower()))
    if chosen is _FileFormat.table and output is not None:
        raise analysis.InputError(
            f"{output}: a table is for the terminal; choose another --format, or leave -o out"
        )
    if chosen is None:
        raise analysis.InputError(
            f"{output}: is no file for findings; give a name that ends in {', '.join(endings)}"
        )
    analysis.spreadsheet.check_writable(chosen)
    if (
        chosen in _BINARY
        and sys.stdout.isatty()
        and (output is None or analysis.publishing.is_standard_output(output))
    ):
        raise analysis.InputError(
            f"{chosen} is no text for a terminal; name a file, as -o findings{analysis.spreadsheet.FILE_ENDINGS[chosen]}"
        )
    return chosen


def _hand_out(content: bytes, output: Path | None, *, is_text: bool = True) -> None:
    """Print a text, write a file, or hand the bytes on to whatever reads standard output."""
    if output is not None:
        analysis.publishing.write_whole(output, content)
        _say_written(output, f"Wrote {output}.")
    elif is_text:
        typer.echo(content.decode(), nl=False)
    else:
        analysis.publishing.write_standard_output(content)


def _not_over(source: Path, place: Path) -> None:
    if place.is_dir():
        raise analysis.InputError(f"{place}: is a folder; give the name of a file")
    if place.exists() and source.exists() and place.samefile(source):
        raise analysis.InputError(f"{place}: is the article itself; give another name")


def _check_pdf(source: Path, output: Path) -> None:
    """An InputError where no PDF can stand beside the page."""
    beside = output.with_suffix(".pdf")
    if output == beside:
        raise analysis.InputError(
            f"{output}: is the page, beside which the PDF goes; give it a name that ends in .html"
        )
    if output.exists() and not output.is_file():
        raise analysis.InputError(
            f"{output}: is no file, beside which a PDF could go; give the name of a file"
        )
    _not_over(source, beside)


def _say_written(place: Path, line: str) -> None:
    """Say that something is written; on standard error, where it was written to standard output."""
    say(line, err=analysis.publishing.is_standard_output(place))


def _day(given: str | None, source: Path) -> date | None:
    """The day that a page says an article was read: the one given, or that of its file; the clock
    is not asked.
    """
    if given is None:
        return analysis.report.last_changed(source)
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ValueError(f"--read-on {given}: is no date; write it as 2026-11-22") from None


def _is_page(output: Path) -> bool:
    return output.suffix.lower() in (".html", ".htm")


def _versions_format(given: TableFormat | None, output: Path | None) -> TableFormat:
    """How two versions are printed, or written to a file; a page is written beside what is printed."""
    if output is None or _is_page(output):
        return given or TableFormat.table
    chosen = {".json": TableFormat.json, ".csv": TableFormat.csv}.get(output.suffix.lower(), given)
    if chosen is None or (given is not None and given is not chosen):
        raise analysis.InputError(
            f"{output}: is no file for two versions; give a name that ends in .html, .json or .csv"
        )
    if chosen is TableFormat.table:
        raise analysis.InputError(
            f"{output}: a table is for the terminal; choose another --format, or leave -o out"
        )
    return chosen


def _read_versions(
    first: Path | None,
    second: Path | None,
    only: list[str],
    columns: list[str] | None,
    encoding: str | None,
) -> tuple[Corpus, Corpus]:
    """Two articles: of two inputs, or of one that holds both."""
    if first is None or (second is None and len(only) != 2) or len(only) > 2:
        raise analysis.InputError(
            "two versions are compared: give two articles, or one table and --only twice"
        )
    if second is None:
        corpus = read_all(first, columns, encoding)
        return _one_of(corpus, first, only[0]), _one_of(corpus, first, only[1])
    if str(first) == str(second) == "-":
        raise analysis.InputError("-: standard input holds one version; give a file for the other")
    files = (first, second)
    read = [read_all(file, columns, encoding) for file in files]
    # One --only is for the input that holds several articles, whichever that is.
    chosen = iter(only)
    takes = [len(only) == 2 or len(corpus.articles) > 1 for corpus in read]
    named = [next(chosen, None) if takes_one else None for takes_one in takes]
    of_both = zip(read, files, named, strict=True)
    one, other = (_one_of(corpus, file, name) for corpus, file, name in of_both)
    return one, other


def _print_versions(pair: analysis.versions.Versions) -> None:
    """The answer in sentences, the differences of each reading, and what is not kept."""
    from analysis.versions import READINGS, wording

    tell_lines(pair.sentences)
    if pair.nothing_to_compare:
        return
    if len(pair.totals):
        tell_lines([wording.ORDER])
    for reading in READINGS:
        own = pair.totals[pair.totals["reading"] == reading]
        if own.empty:
            continue
        say(f"\n{reading.capitalize()}, per 1,000 words:")
        table = wording.readable_totals(own, pair.labels)
        print_table(list(table.columns), table.to_numpy().tolist(), numeric=(1, 2, 3))
    table = wording.readable_alignment(pair.alignment)
    if len(table):
        say("\nSentences that are not kept as they were:")
        print_table(list(table.columns), table.to_numpy().tolist(), numeric=())
    say(f"\n{wording.LIMIT}")


def _versions_as_json(pair: analysis.versions.Versions) -> dict[str, Any]:
    from analysis.versions import share_in_common

    articles = [corpus.articles.loc[0] for corpus in (pair.first, pair.second)]
    return {
        "first": str(articles[0]["id"]),
        "second": str(articles[1]["id"]),
        "answer": pair.sentences,
        "share_in_common": json_value(share_in_common(pair.alignment)),
        "sentences": as_records(pair.alignment),
        "differences": as_records(pair.totals),
        "parts": as_records(pair.parts),
        "ordinary": as_records(pair.ordinary),
        "options": pair.options.recorded(),
        "sha256": [str(article["sha256"]) for article in articles],
    }


def _as_json(corpus: Corpus, hits: dict[str, pd.DataFrame], options: Options) -> dict[str, Any]:
    table = analysis.measures.findings(corpus, hits, options)
    agreements = {
        name: own.agreement(options.chosen(own.option))
        for name, own in analysis.measures.MEASURES.items()
    }
    sizes = corpus.layer_sizes()
    hangs_on = table["hangs_on"].map(_supports)
    rows = as_records(analysis.comparison.as_written(table.assign(hangs_on=hangs_on)))
    with_doubtful = [
        {
            **{key: row[key] for key in ("measure", "category")},
            "verdict": row.pop("verdict_with_doubtful"),
        }
        for row in rows
    ]
    ordinary = analysis.baseline.load(options.baseline)
    labels = analysis.measures.labels(options)
    return {
        "article": str(corpus.articles.loc[0, "id"]),
        "answer": list(filter(None, analysis.wording.answers(table, labels, **options.pair))),
        "layers": {
            str(layer): {"segments": int(row["segments"]), "words": int(row["words"])}
            for layer, row in sizes.iterrows()
        },
        "rows": rows,
        "with_doubtful_captions": with_doubtful,
        "left_out": sorted(_left_out(corpus, hits)),
        "worth": {
            **{
                name: [] if known is None else as_records(known[known["n"] > 0])
                for name, known in agreements.items()
            },
            "layers": as_records(analysis.validity.worth("layers")),
        },
        "options": options.recorded(),
        "baseline": {"name": ordinary.name, "pages": ordinary.n_pages, **ordinary.made_with},
        "sha256": str(corpus.articles.loc[0, "sha256"]),
        "replications": as_records(_replications(corpus, hits, options)),
    }


def _left_out(corpus: Corpus, hits: dict[str, pd.DataFrame]) -> list[str]:
    """The terms that count neither for tone nor for frames, since they stand inside a name."""
    return [
        term for own in hits.values() for term in analysis.comparison.left_out(corpus, own)["term"]
    ]


def _replications(corpus: Corpus, hits: dict[str, pd.DataFrame], options: Options) -> pd.DataFrame:
    """The frames beside the lists that repeat their comparison."""
    return analysis.replication.replications(
        corpus,
        frames=options.frames,
        names=hits["entities"],
        seed=options.seed,
        **options.pair,
    )


def _supports(hangs_on: str) -> list[int | str]:
    """The segments, by number, and the words that a verdict depends on."""
    return [*analysis.explanation.as_segments(hangs_on), *analysis.explanation.as_words(hangs_on)]


def _print_findings(
    corpus: Corpus, hits: dict[str, pd.DataFrame], options: Options, *, every_row: bool
) -> None:
    """The verdicts, the rows behind them, and a line for the others, or all rows with what they rest on."""
    from analysis.words import ordinary, own

    findings = analysis.measures.findings if every_row else _findings_in_short
    table = findings(corpus, hits, options)
    pair = options.pair
    labels, names = analysis.measures.labels(options), analysis.wording.names_of(corpus)
    say(shortened(str(corpus.articles.loc[0, "title"]), LONGEST_SHOWN))
    typer.echo()
    _say_verdicts(corpus, table, labels, options)
    shown = analysis.wording.by_strength(table)
    in_short = not every_row and _is_tested(table)
    if every_row:
        _print_every_row(table, labels, names, options)
    elif len(shown):
        typer.echo()
        _print_rows(shown, labels, names, pair)
    typer.echo()
    for line in [
        *own.own_lines(corpus, hits, table, analysis.measures.own_lists(options), labels, **pair),
        # Where nothing is tested, the answer gives the reasons.
        *(analysis.wording.unshown(table, labels, **pair) if in_short else []),
        *ordinary.without(table, **pair),
        analysis.wording.scope(table, **pair),
        *analysis.wording.doubts(corpus, table, **pair),
        *([_other_codebooks(options)] if _has_few_frame_words(table, options) else []),
    ]:
        say(line)
    if every_row:
        _say_grounds(_left_out(corpus, hits), options)
        replications = _replications(corpus, hits, options)
        for line in analysis.wording.replications(replications, **pair):
            say(line)
    else:
        say("For every row, and how well each measure agrees with people, add --all.")


def _findings_in_short(
    corpus: Corpus, hits: dict[str, pd.DataFrame], options: Options
) -> pd.DataFrame:
    """The findings; how large a difference would have been detected is worked out where the short answer
    says so: for the row nearest to a difference, if no row shows one.
    """
    table = analysis.measures.without_power(corpus, hits, options)
    if (table["side"] != "").any() or not _is_tested(table):
        return table
    nearest = str(table.loc[analysis.wording.nearest_row(table), "measure"])
    return analysis.measures.with_power(corpus, {nearest: hits[nearest]}, table, options)


def _say_verdicts(
    corpus: Corpus, table: pd.DataFrame, labels: dict[str, str], options: Options
) -> None:
    """The finding first, a paragraph each; then what is unusual, and how much text was compared."""
    from analysis.words import ordinary

    pair, wording = options.pair, analysis.wording
    within, next_to_ordinary = wording.answers(table, labels, **pair)
    sizes = corpus.layer_sizes(doubtful=False).reindex(options.layers, fill_value=0)
    shown = wording.by_strength(table)
    names = wording.names_of(corpus)
    for _, row in shown.iterrows():
        made = wording.statement(row, labels, names=names, **pair)
        beside = ordinary.beside(row, target=options.target)
        say(" ".join(filter(None, (made.claim, made.certainty, made.support, beside))))
    if _is_tested(table):
        if shown.empty:
            nearest = wording.nearest(table.loc[wording.nearest_row(table)], labels, **pair)
            say(f"{within}. {nearest}")
    else:
        missing = [
            wording.because(reason, **pair)
            for reason, n in zip(analysis.comparison.NO_WORDS, sizes["words"], strict=True)
            if not n and ":" not in within
        ]
        why = " and ".join(missing)
        say(f"{within}: {why}." if why else f"{within}.")
    if next_to_ordinary:
        say(f"{next_to_ordinary}.")
    compared = [
        f"{count(row['segments'], segment_name(layer))} ({count(row['words'], 'word')})"
        for layer, row in sizes.iterrows()
    ]
    say(f"Compared: {' with '.join(compared)}.")


def _is_tested(table: pd.DataFrame) -> bool:
    without_difference = table["verdict"] == analysis.comparison.NO_DIFFERENCE
    return bool((without_difference | (table["side"] != "")).any())


def _print_rows(
    rows: pd.DataFrame,
    labels: dict[str, str],
    names: dict[int, str],
    pair: Pair,
    *,
    columns: Sequence[str] = (),
) -> None:
    """Rows of a comparison as a table: hits and rates, p, further columns of a readable comparison, and
    the words.
    """
    readable = analysis.wording.readable(rows, labels, names=names, **pair)
    shown = readable[["category"]].copy()
    for side, layer in (
        ("target", plural(pair["target"])),
        ("reference", plural(pair["reference"])),
    ):
        rates = map(numbers.whole, rows[f"per_1000_{side}"])
        cells = zip(readable[f"n {layer}"], rates, strict=True)
        shown[layer] = [n if n == numbers.UNDEFINED else f"{n} ({rate})" for n, rate in cells]
    shown["p"] = [
        numbers.UNDEFINED if math.isnan(p) else numbers.p(p).removeprefix("= ")
        for p in rows["p_adjusted"]
    ]
    words = [name for name in readable.columns if name.startswith("words of ")]
    further = [name for name in columns if name in readable]
    shown[[*further, *words]] = readable[[*further, *words]]
    sums = sorted(
        {declared.name for name in rows["category"] if (declared := analysis.hits.sum_named(name))}
    )
    points = f" ({' and '.join(sums)} in points)" if sums else ""
    say(f"Hits, and in brackets the rate per 1,000 words{points}:")
    heads = [_HEADS.get(name, name) for name in shown.columns]
    print_table(heads, shown.to_numpy().tolist(), numeric=(1, 2, 3))


def _print_every_row(
    table: pd.DataFrame, labels: dict[str, str], names: dict[int, str], options: Options
) -> None:
    """All rows, measure by measure, each with how far it agrees with people."""
    for name, rows in table.groupby("measure", sort=False):
        own = analysis.measures.MEASURES[str(name)]
        chosen = options.chosen(own.option)
        choice = "" if own.option is None else f" ({own.list_name} {options.named(own.option)})"
        typer.echo()
        say(f"{name}{choice}: {own.counts}")
        say(analysis.wording.worth(own.agreement(chosen)))
        for note in own.notes(chosen) if own.notes else []:
            say(note)
        columns = ["verdict", "how surely", f"ordinary {plural(options.target)}"]
        if (rows["verdict_with_doubtful"] != rows["verdict"]).any():
            columns.insert(1, "with doubtful captions")
        _print_rows(rows, labels, names, options.pair, columns=columns)


def _say_grounds(left_out: list[str], options: Options) -> None:
    """What the verdicts rest on: their level, the labels, the ordinary pages, and which words count."""
    from analysis.words import ordinary

    level = numbers.shortest(analysis.comparison.LEVEL)
    say(
        f"A verdict asks whether both layers could have one rate (level {level}, adjusted for all"
        " rows of a measure)."
    )
    say(f"{analysis.wording.captions_worth(analysis.validity.worth('layers'))}.")
    baseline = analysis.baseline.load(options.baseline)
    say(f"Ordinary pages: {ordinary.notes(baseline, **options.pair)}.")
    say(ordinary.limits()[0])
    if left_out:
        terms = ", ".join(
            f"{shortened(term, _LONGEST_TITLE)} ({n})"
            for term, n in sorted(Counter(left_out).items())
        )
        say(f"Left out of tone and frames, as words inside a name: {terms}.")
    say("Frame vocabulary is not a frame until a human says so.")


def _has_few_frame_words(table: pd.DataFrame, options: Options) -> bool:
    from analysis.words.languages import is_not_measured

    # A list of one's own asks a question of one's own, and its hits are listed.
    if "framing" in analysis.measures.own_lists(options):
        return False
    framing = table[table["measure"] == "framing"]
    n_words = framing["n_target"].sum() + framing["n_reference"].sum()
    return n_words < _FEW_FRAME_WORDS and not framing["reason"].map(is_not_measured).any()


def _other_codebooks(options: Options) -> str:
    from analysis.lexicons.codebook import known_codebooks

    others = ", ".join(name for name in known_codebooks() if name != options.frames)
    return (
        f"The codebook {options.frames} has fewer than {_FEW_FRAME_WORDS} hits here."
        f" Try another one: --frames {others}."
    )


def _print_ranking(result: analysis.batch.Result, labels: dict[str, str], options: Options) -> None:
    """How many articles are compared with what, why the others are not, and the first ranks."""
    import pyarrow.parquet as pq

    from analysis.report import listing
    from analysis.words import ordinary

    with pq.ParquetFile(result.folder / "ranking.parquet") as file:
        ranked = file.read(["most_unusual", "reprint_of"])
        batches = file.iter_batches(batch_size=_FIRST_RANKS)
        first: list[dict[str, Any]] = next((some.to_pylist() for some in batches), [])
    say(f"{count(result.n_articles, 'article')}, {count(result.n_problems, 'problem')}")
    is_ordinary = ranked["most_unusual"].null_count < len(ranked)
    counts = ordinary.run_counts(
        result.n_articles, len(ranked), result.n_tested, **options.pair, is_ordinary=is_ordinary
    )
    say(counts)
    if result.not_tested:
        _say_not_tested(result.not_tested, options)
    n_columns = (terminal.width() or terminal.FILE_WIDTH) - _BESIDE_TITLE
    longest = min(max(n_columns, _SHORTEST_TITLE), _LONGEST_TITLE)
    rows = [
        [
            *(str(row["rank"]), whole_words(str(row["title"] or row["id"]), longest)),
            *(numbers.significant(row[name]) for name in ("q", "observed", "expected")),
            _labelled(str(row["most_unusual"] or row["strongest"]), labels),
        ]
        for row in first
    ]
    if first and first[0]["q"] == 1:  # the first ranks would look like findings
        say(ordinary.NO_ORDER)
        n, ids = listing.that_differ(result.folder, _FIRST_RANKS) if is_ordinary else (0, [])
        if begin := ordinary.run_first(n, ids, reference=options.reference):
            say(begin)
    elif rows:
        print_table(
            ["rank", "article", "q", "observed", "ordinary", "most unusual"],
            rows,
            numeric=(0, 2, 3, 4),
        )
    if n_reprints := len(ranked) - ranked["reprint_of"].null_count:
        say(
            f"{n_reprints:,} of {count(len(ranked), 'ranked article')}"
            f" {verb('repeat', n_reprints)} an earlier article (reprint_of)"
        )


def _say_not_tested(not_tested: Mapping[str, int], options: Options) -> None:
    """The commonest reasons why articles of a run are not compared with their own reference layer."""
    reasons = sorted(not_tested.items(), key=lambda item: (-item[1], item[0]))
    n_shown = _MOST_REASONS if len(reasons) > _MOST_REASONS + 1 else len(reasons)
    shown = [f"{reason} ({n:,})" for reason, n in reasons[:n_shown]]
    if rest := reasons[n_shown:]:
        n_rest = sum(n for _, n in rest)
        shown.append(f"{count(len(rest), 'other reason')} ({n_rest:,})")
    say(f"Not compared with their {plural(options.reference)}: {', '.join(shown)}")


def _labelled(key: str, labels: dict[str, str]) -> str:
    """What a reader is shown of a row of a ranking, "measure/category"."""
    category = key.partition("/")[2]
    return whole_words(labels.get(category, category), _LONGEST_LABEL)


def _check_ranking(output: Path, run: Path) -> None:
    """An InputError for a file that cannot hold the ranking, before the long work for it is done."""
    if _file_format(None, output) is _FileFormat.json:
        raise analysis.InputError(
            f"{output}: is no file for a ranking; give a name that ends in .csv, .xlsx, .dta or"
            " .parquet"
        )
    if run.absolute() in output.absolute().parents:
        raise analysis.InputError(
            f"{output}: lies in the folder of the run, which holds nothing else; name another place"
        )
    if output.is_dir():
        raise analysis.InputError(f"{output}: is a folder; give the name of a file")


def _write_ranking(run: Path, output: Path) -> None:
    import pandas as pd

    _hand_out(
        analysis.spreadsheet.as_file(
            pd.read_parquet(run / "ranking.parquet"), _file_format(None, output)
        ),
        output,
    )


@contextlib.contextmanager
def _corpus_progress() -> Iterator[Callable[[analysis.batch.Progress], None]]:
    """A function that shows in one line how far a run has come."""
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.table import Column

    width = terminal.console(error=True).width
    # A narrow terminal cuts off the end of the line, where the least important stands.
    percentage = TaskProgressColumn(table_column=Column(no_wrap=True, min_width=4))
    bar = BarColumn(20, table_column=Column(min_width=20))
    one_line = Column(no_wrap=True, overflow="ellipsis")
    line = TextColumn("{task.description}", markup=False, table_column=one_line)
    columns = [percentage, *[bar] * (width >= _WIDE), line]
    pace = analysis.batch.Pace()
    with open_bar(*columns) as shown:
        task = shown.add_task("articles", total=None)

        def tick(now: analysis.batch.Progress) -> None:
            pace.add(now)
            state = _state(now, pace, is_wide=width >= _WIDE)
            shown.update(task, completed=now.bytes_done, total=now.bytes_all, description=state)

        yield tick


def _state(now: analysis.batch.Progress, pace: analysis.batch.Pace, *, is_wide: bool) -> str:
    """How far a run has come, the most important first: a narrow terminal cuts the end off."""
    parts = [count(now.n_articles, "article")]
    if now.n_pages:
        parts[0] += f" ({count(now.n_pages, 'page')})"
    seconds = pace.seconds_left()
    if seconds is not None and now.bytes_done < now.bytes_all:
        parts.append(f"{analysis.batch.time_left(seconds)} left")
    parts.append(f"{numbers.plain(pace.per_second(), 0)} a second")
    if now.at_work and is_wide:
        more = f" and {len(now.at_work) - 1} more" if len(now.at_work) > 1 else ""
        parts.append(f"{count(len(now.at_work), 'worker')} on {now.at_work[0]}{more}")
    return terminal.clean(", ".join(parts))
