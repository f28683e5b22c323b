"""The commands on codes: `cutline code`, `cutline agree` and `cutline estimate`."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import analysis
from analysis import terminal
from analysis.commands.arguments import (
    NO_FETCH,
    ArticleArgument,
    ColumnOption,
    EncodingOption,
    TableFormat,
    as_output,
    as_path,
    takes_options,
)
from analysis.commands.bars import progress_bar, ticker
from analysis.commands.inputs import coded_articles
from analysis.commands.messages import (
    UNREAD,
    as_json_text,
    as_records,
    exit_code,
    tell_codebook,
    tell_lines,
    tell_problems,
)
from analysis.options import Options
from analysis.printing import print_table, say
from analysis.words import count, first_words, numbers, segment_names, shares, verb
from analysis.words.coders import about_coder, further_runs_counted

if TYPE_CHECKING:
    import pandas as pd

    import analysis.coding
    import analysis.framing
    import analysis.measures
    import analysis.publishing
    import analysis.spreadsheet
    from analysis.corpus import Corpus

_RECORD_ENDING = ".record.json"  # of the file that says how a model filled a sheet
_OF_EVERY_ROW = ["layer", "length_found", "length_coded"]  # columns with --all alone
_HEADS = {"n_segments": "texts"}  # how a reader is shown columns of a table
_CodedOption = Annotated[
    Path | None,
    typer.Option(
        help="What was coded: an article or a run. Else: the seed.",
        parser=as_path,
        metavar="PATH",
    ),
]


@takes_options("frames", "seed")
def _code(
    article: ArticleArgument = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The sheet to write, a .csv file for a spreadsheet.",
            parser=as_output,
            metavar="PATH",
        ),
    ] = None,
    coder: Annotated[
        str, typer.Option(help="The coder's name, or the model. Else: the file's name.")
    ] = "codes",
    n: Annotated[
        int | None, typer.Option(help="How many texts to draw of each layer. Else: all.")
    ] = None,
    by_words: Annotated[
        bool,
        typer.Option("--by-words", help="Draw half of the texts where the codebook has hits."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an existing sheet and its codes.")
    ] = False,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            help="The server of a model that fills the sheet (OpenAI chat protocol).",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(help="The heading of the model's column. Else: its name."),
    ] = None,
    runs: Annotated[
        int, typer.Option(help="How often to ask the model; each run fills a column.")
    ] = 1,
    parallel: Annotated[
        int,
        typer.Option(min=1, max=64, hidden=True, help="Questions that wait for an answer at once."),
    ] = 4,
    timeout: Annotated[
        float, typer.Option(min=0.01, hidden=True, help="Seconds for an answer.")
    ] = 120.0,
    tries: Annotated[
        int, typer.Option(min=1, max=20, hidden=True, help="Tries of a question that fails.")
    ] = 5,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="The file that keeps the model's answers.", parser=as_output, metavar="PATH"
        ),
    ] = None,
    no_fetch: Annotated[
        bool, typer.Option("--no-fetch", envvar=NO_FETCH, help="Send nothing to another machine.")
    ] = False,
    column: ColumnOption = None,
    encoding: EncodingOption = None,
    *,
    options: Options,
) -> None:
    """Write a sheet for people or a model.

    The texts are those of the article, or of all articles of a finished run (the folder of
    `cutline corpus`). They are shuffled, and the sheet does not show their layers. With
    --frames layers, coders say what each text is. A model reads one text at a time; the same command
    continues where it stopped.
    """
    from analysis.coding.frames import NONE, definition_of_none
    from analysis.lexicons.codebook import load_codebook

    if out is None or out.suffix.lower() != ".csv" or out.is_dir():
        raise analysis.InputError(
            f"{out or 'no sheet'}: a coding sheet is a .csv file; give its name with --out sheet.csv"
        )
    if out.exists() and not force and not (base_url and _is_filled_by_model(out)):
        raise analysis.InputError(
            f"{out}: exists already; give another name, or overwrite it with --force"
        )
    of_model = {"name": name or "", "runs": runs, "answers": answers}
    _check_coder(coder, base_url, of_model, no_fetch=no_fetch)
    corpus, options = coded_articles(article, column, encoding, options)
    if base_url is not None:
        of_model |= {"answers": answers or out.with_suffix(".answers.jsonl"), "n": n}
        of_model |= {"patience": analysis.coding.Patience(timeout, tries, parallel=parallel)}
        _ask_model(corpus, out, options, {"model": coder, "base_url": base_url, **of_model})
        return
    hits = analysis.framing.hits(corpus, frames=options.frames) if by_words else None
    analysis.coding.write_sheet(
        corpus, out, frames=options.frames, n=n, hits=hits, coder=coder, seed=options.seed
    )
    say(
        f"Wrote {out}. Write the frames of each text into its last column, separated by"
        " semicolons, or the word none:"
    )
    tell_codebook(options)
    book = load_codebook(options.frames)
    definitions = {key: frame.definition for key, frame in book.frames.items()}
    for key, definition in (definitions | {NONE: definition_of_none(book)}).items():
        if definition or key != NONE:
            say(key)
            say(definition, indent="  ")


def _check_coder(
    coder: str, base_url: str | None, of_model: dict[str, Any], *, no_fetch: bool
) -> None:
    """An InputError where what is given for a model does not go with who codes."""
    if base_url is None:
        if of_model != {"name": "", "runs": 1, "answers": None}:
            raise analysis.InputError(
                "--name, --runs and --answers are for a model; give the address of its server with"
                " --base-url"
            )
        return
    if of_model["answers"] is not None and of_model["answers"].suffix.lower() != ".jsonl":
        raise analysis.InputError(
            f"{of_model['answers']}: answers are kept in a .jsonl file; give a name that ends in .jsonl"
        )
    if coder == analysis.coding.sheets.CODER:
        raise analysis.InputError("no model: give its name with --coder, as the server spells it")
    if no_fetch and not analysis.coding.hosts.address_of(base_url).is_here:
        raise analysis.InputError(
            f"{base_url}: is another machine, and --no-fetch or {NO_FETCH} forbids sending texts"
            " there; choose a server on this machine"
        )


def _ask_model(corpus: Corpus, out: Path, options: Options, of_model: dict[str, Any]) -> None:
    """Let a model fill a sheet; print what is sent where before, and what was coded after."""
    with contextlib.ExitStack() as stack:

        def announce(estimate: analysis.coding.Estimate) -> None:
            for line in filter(None, (estimate.note, estimate.line)):
                sys.stderr.write(f"cutline: {line}\n")

        @functools.cache  # there is no bar where nothing is asked
        def bar() -> Callable[[int, int], None]:
            return ticker(stack.enter_context(progress_bar()), "questions")

        try:
            asked = analysis.coding.ask(
                corpus,
                frames=options.frames,
                seed=options.seed,
                announce=announce,
                progress=lambda done, total: bar()(done, total),
                **of_model,
            )
        except KeyboardInterrupt:
            raise terminal.Stopped(
                f"stopped; the answers are kept in {of_model['answers']}, and the same command"
                " continues there"
            ) from None
    record = out.with_suffix(_RECORD_ENDING)
    content = json.dumps(asked.record, ensure_ascii=False, indent=2)
    analysis.publishing.write_whole(record, f"{content}\n".encode())
    analysis.publishing.write_whole(out, asked.sheet.encode("utf-8-sig"))
    say(f"Wrote {out}.")
    tell_lines(f"{line}." for line in asked.lines)
    if asked.record["not_coded"]:
        say(f"{record} lists what is not coded, with the answers.")
    if asked.n_open:
        missing = f"{count(asked.n_open, 'answer')} {verb('are', asked.n_open)} missing"
        sys.stderr.write(
            f"cutline: {missing}; the same command asks for what is missing, and for nothing else\n"
        )
        exit_code.set(UNREAD)
    tell_codebook(options)


def _is_filled_by_model(sheet: Path) -> bool:
    """Whether a sheet is as a model left it, so that nothing of a person is lost with it."""
    from analysis.lexicons.contents import sha256

    try:
        record = json.loads(sheet.with_suffix(_RECORD_ENDING).read_bytes())
        return bool(record["sheet"]["sha256"] == sha256(sheet.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return False


@takes_options("target", "reference", "frames", "seed")
def _agree(
    sheets: Annotated[
        list[Path], typer.Argument(help="Filled sheets; each coder has a file or a column.")
    ],
    article: _CodedOption = None,
    format: Annotated[
        TableFormat, typer.Option(help="table, json or csv (the agreement).", metavar="KIND")
    ] = TableFormat.table,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="A coder to compare with the others; may be repeated.",
            metavar="NAME",
        ),
    ] = None,
    every_row: Annotated[
        bool, typer.Option("--all", help="Also show the rows of each layer.")
    ] = False,
    column: ColumnOption = None,
    encoding: EncodingOption = None,
    *,
    options: Options,
) -> None:
    """Show how far coders agree or differ.

    It also compares the codebook's words with the codes of most coders (with --frames layers, the
    labels of the layers). For each --model it shows what the model misses, whether it errs
    differently in two layers, and whether its runs (columns NAME, "NAME run 2", …) agree.
    """
    corpus, options = coded_articles(article, column, encoding, options)
    all_codes = analysis.coding.read_codes(corpus, *sheets, frames=options.frames)
    codes = analysis.coding.first_runs(all_codes)
    of_models = _of_models(corpus, all_codes, model, options) if model else {}
    lacking = analysis.coding.lacks_second_coder(codes)
    tables = {
        "agreement": analysis.coding.agreement(codes, seed=options.seed),
        "disagreements": analysis.coding.disagreements(corpus, codes),
        **_compared_with_codes(corpus, codes, options.frames),
    }
    tell_problems(codes.problems)
    if format is TableFormat.json:
        content = {name: as_records(table) for name, table in (tables | of_models).items()}
        typer.echo(as_json_text(content))
    elif format is TableFormat.csv:
        typer.echo(analysis.spreadsheet.as_csv(tables["agreement"]), nl=False)
    else:
        _print_coding(tables, lacking, segment_names(corpus.segments["layer"]), every_row=every_row)
        for coder in model or []:
            _print_coder(of_models, coder, options)
    if runs := analysis.coding.further_runs(all_codes):
        sys.stderr.write(f"cutline: {further_runs_counted(runs)}\n")
    tell_codebook(options, err=format is not TableFormat.table)
    if lacking and format is not TableFormat.table:
        sys.stderr.write(f"cutline: {lacking}\n")


def _compared_with_codes(
    corpus: Corpus, codes: analysis.coding.Codes, frames: str | Path
) -> dict[str, pd.DataFrame]:
    """What the words of a codebook find of what people code; of the question what a text is, what
    its label says; nothing for a codebook of definitions alone.
    """
    from analysis.coding.frames import is_about_layers
    from analysis.lexicons.codebook import load_codebook

    book = load_codebook(frames)
    if is_about_layers(book):
        return {"labels": analysis.coding.validity(corpus, codes, analysis.coding.kinds(corpus))}
    if not book.has_terms:
        return {}
    found = analysis.framing.hits(corpus, frames=frames)
    return {"codebook": analysis.coding.validity(corpus, codes, found)}


def _of_all_layers(table: pd.DataFrame, *, every_row: bool) -> pd.DataFrame:
    """The rows of a table of validity that the command shows."""
    if every_row:
        return table
    return table[table["layer"] == "all"].drop(columns=_OF_EVERY_ROW)


def _print_coding(
    tables: dict[str, pd.DataFrame], lacking: str, names: list[str], *, every_row: bool
) -> None:
    from analysis.reading.errors import one_line

    if lacking:
        say(lacking)
    else:
        say(
            "Agreement (Krippendorff's alpha; from .800 codes count as reliable, from .667 for"
            " tentative conclusions):"
        )
        _print_numbers(tables["agreement"])
    if "codebook" in tables:
        say("\nThe codebook's words compared with the codes of most coders:")
        _print_numbers(_of_all_layers(tables["codebook"], every_row=every_row))
    if "labels" in tables:
        say("\nThe labels of the layers compared with the codes of most coders:")
        _print_numbers(_of_all_layers(tables["labels"], every_row=every_row))
    apart = tables["disagreements"]
    say(f"\nTexts and frames on which coders differ: {len(apart)}")
    rows = [
        [
            names[row.segment],
            *map(one_line, (row.category, row.there, row.not_there, first_words(row.text))),
        ]
        for row in apart.itertuples()
    ]
    if rows:
        print_table(["text", "frame", "coded by", "not coded by", "first words"], rows)
    if not every_row:
        say("For the rows of each layer, add --all.")


def _of_models(
    corpus: Corpus, codes: analysis.coding.Codes, coders: list[str], options: Options
) -> dict[str, pd.DataFrame]:
    return {
        "with_and_without": analysis.coding.with_and_without(codes, coders, seed=options.seed),
        "confusion": analysis.coding.confusion(corpus, codes, coders),
        "layer_bias": analysis.coding.layer_bias(corpus, codes, coders, **options.pair),
        "stability": analysis.coding.stability(codes, coders, seed=options.seed),
    }


def _print_coder(tables: dict[str, pd.DataFrame], coder: str, options: Options) -> None:
    for part in about_coder(tables, coder, **options.pair):
        if isinstance(part, str):
            say(part)
        elif len(part) > 1:
            print_table(part[0], part[1:], tuple(range(1, len(part[0]))))


@takes_options("frames", "target", "reference", "seed")
def _estimate(
    sheets: Annotated[list[Path], typer.Argument(help="Sheets that people filled.")],
    article: _CodedOption = None,
    surrogate: Annotated[
        list[Path] | None,
        typer.Option(help="A sheet that a model filled. Else: the codebook's words."),
    ] = None,
    labels: Annotated[
        list[Path] | None,
        typer.Option(help="Sheets that say what each text is (--frames layers)."),
    ] = None,
    sample: Annotated[
        Path | None,
        typer.Option(help="The sample's record, if not next to a sheet."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Groups: outlet, year, month or another column.")
    ] = None,
    these: Annotated[
        bool,
        typer.Option("--these", help="Estimate for these articles alone, not for similar ones."),
    ] = False,
    plan: Annotated[
        float | None,
        typer.Option(help="How many codes an interval of this width needs (0.2: ±10 points)."),
    ] = None,
    format: Annotated[
        TableFormat, typer.Option(help="table, json or csv.", metavar="KIND")
    ] = TableFormat.table,
    column: ColumnOption = None,
    encoding: EncodingOption = None,
    *,
    options: Options,
) -> None:
    """Estimate shares of frames from a sample.

    People code a random sample (cutline code --n). A word list or a model finds frames in all texts,
    with errors. The codes correct these errors. Of a finished run, give the folder as --article.
    """
    corpus, options = coded_articles(article, column, encoding, options)

    def codes_of(paths: list[Path], frames: Any = options.frames) -> analysis.coding.Codes:
        codes = analysis.coding.read_codes(corpus, *paths, frames=frames, sample=sample)
        tell_problems(codes.problems)
        return codes

    hits = [analysis.coding.hits(corpus, codes_of([path])) for path in surrogate or []]
    given: dict[str, Any] = {
        "surrogate": hits or analysis.framing.hits(corpus, frames=options.frames),
        "target": options.target,
        "reference": options.reference,
        "population": "corpus" if these else "articles",
        "seed": options.seed,
    }
    if plan is None:
        given |= {"by": by, "labels": codes_of(labels, "layers") if labels else None}
        table = analysis.coding.corrected(corpus, codes_of(sheets), **given)
    else:
        table = analysis.coding.plan(corpus, codes_of(sheets), width=plan, **given)
    if format is TableFormat.json:
        typer.echo(as_json_text({"estimates": as_records(table)}))
    elif format is TableFormat.csv:
        typer.echo(analysis.spreadsheet.as_csv(table), nl=False)
    elif plan is None:
        say("\n\n".join(shares.share_lines(table, analysis.measures.labels(options))))
    else:
        _print_numbers(table)
    tell_codebook(options, err=format is not TableFormat.table)


def _print_numbers(table: pd.DataFrame) -> None:
    rows = [
        [_decimal(cell) if isinstance(cell, float) else str(cell) for cell in row]
        for row in table.itertuples(index=False)
    ]
    words = sum(name in ("layer", "category") for name in table.columns)
    heads = [_HEADS.get(name, name.removeprefix("n_").replace("_", " ")) for name in table.columns]
    print_table(heads, rows, tuple(range(words, len(heads))))


def _decimal(value: float) -> str:
    return numbers.decimal(round(value, 2) + 0.0, 2)  # a zero has no sign


COMMANDS = {
    "code": _code,
    "agree": _agree,
    "estimate": _estimate,
}  # by the name on the command line
