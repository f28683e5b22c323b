from __future__ import annotations

import csv
import errno
import importlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import analysis
import analysis.coding
from analysis import __main__ as started
from analysis import browser, measures, printing, publishing, terminal
from analysis.cli import main
from analysis.failures import why
from analysis.words import verdict_words

from .conftest import ROOT

ORDINARY = {
    "list", "words_target", "words_reference", "baseline", "expected", "expected_low", "expected_high",
    "percentile", "percentile_low", "percentile_high", "p_unusual", "p_unusual_adjusted", "unusual",
    "n_pages", "n_beyond", "no_baseline",
}  # fmt: skip
ROW = ORDINARY | {
    "side",
    "reason",
    "detectable",
    "shortfall",
    "hangs_on",
    "fragile",
    "measure",
    "category",
    "n_target",
    "n_reference",
    "per_1000_target",
    "per_1000_reference",
    "difference",
    "p",
    "p_adjusted",
    "verdict",
    "words",
}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The command's exit code, standard output and standard error."""
    sys.argv = ["cutline", *arguments]
    with pytest.raises(SystemExit) as stopped:
        main()
    out = capsys.readouterr()
    return int(stopped.value.code or 0), out.out, out.err


def write(tmp_path: Path, content: str | bytes, name: str = "a.txt") -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_compare_gives_the_seed_as_json(capsys):
    code, out, _ = run(capsys, "compare", "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert told["article"] == "nagorno-karabakh"
    assert told["layers"]["caption"] == {"segments": 4, "words": 42}
    assert {row["measure"] for row in told["rows"]} == {"sentiment", "framing", "entities"}
    assert all(set(row) == ROW for row in told["rows"])
    weapon = next(row for row in told["rows"] if row["category"] == "WEAPON")
    assert (weapon["n_target"], weapon["n_reference"], weapon["verdict"]) == (
        6,
        0,
        "more in captions",
    )
    assert weapon["difference"] == pytest.approx(1000 * 6 / 42)
    assert next(row for row in told["rows"] if row["category"] == "EVENT")["p"] is None
    assert len(told["with_doubtful_captions"]) == len(told["rows"])


def test_compare_gives_the_same_rows_as_csv_and_as_a_table(capsys):
    _, out, _ = run(capsys, "compare", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert set(rows[0]) == ROW | {"verdict_with_doubtful"}
    _, table, _ = run(capsys, "compare", "--all")
    for row in rows:
        assert f"{row['n_target']} (" in table
        # Two words: what is longer may go on in the next line of its cell.
        verdict = verdict_words(row["verdict"])
        assert " ".join(verdict.split()[:2]) in table
    assert "ilitary capability and hardware" in table
    assert (
        "Left out of tone and frames, as words inside a name: defense (1), democracies (1), heron (1), supreme (1), united (1)."
        in table
    )
    assert "not compared" not in table
    assert "Nobody has checked" not in table


def test_compare_lists_the_doubtful_captions_and_its_verdicts_with_them(capsys, tmp_path: Path):
    alone = tmp_path / "alone.txt"
    alone.write_bytes((ROOT / "seeds" / "control.txt").read_bytes())
    _, out, _ = run(capsys, "compare", str(alone))
    said = " ".join(out.split())
    assert "Nobody has checked the labels of this plain text." in said
    assert "1 of 2 captions is doubtful and not compared" in said
    assert f"cutline layers {alone} --ask" in said
    _, out, _ = run(capsys, "compare", str(alone), "--format", "json")
    told = json.loads(out)
    with_doubtful = [row["verdict"] for row in told["with_doubtful_captions"]]
    without = [row["verdict"] for row in told["rows"]]
    assert "described, not tested" in set(without) - set(with_doubtful)


def test_compare_says_the_same_twice(capsys):
    assert run(capsys, "compare", "--format", "json") == run(capsys, "compare", "--format", "json")


def test_compare_takes_other_layers_and_lists(capsys):
    code, out, _ = run(
        capsys, "compare", "--target", "headline", "--frames", "generic-news", "--format", "json"
    )
    assert code == 0
    framing = [row for row in json.loads(out)["rows"] if row["measure"] == "framing"]
    assert [row["category"] for row in framing][:2] == ["conflict", "human_interest"]
    assert {row["verdict"] for row in framing} == {"described, not tested"}


def test_layers_prints_every_block_with_its_rule(capsys):
    code, out, _ = run(capsys, "layers")
    assert code == 0
    for held in (" caption ", " corrected by hand "):
        assert len([line for line in out.splitlines()[:-2] if held in line]) == 4
    assert "(from subheading), caption 3 “Spike LR anti-tank missile …” (from body)" in " ".join(
        out.split()
    )


def test_layers_counts_page_furniture_where_it_is_much_and_lists_it_when_asked(
    capsys, tmp_path: Path
):
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(20))
    body = "".join(f"<p>{PARAGRAPH}</p>" for _ in range(4))
    page = tmp_path / "a.html"
    page.write_text(
        f"<html><body><nav><ul>{menu}</ul></nav><article><h1>Talks</h1>{body}</article></body></html>"
    )
    blocks = analysis.read(page).blocks()
    n_furniture = int((blocks["layer"] == "boilerplate").sum())
    assert n_furniture > 10
    out = run(capsys, "layers", str(page))[1]
    assert f"Not listed: {n_furniture} blocks of page furniture (boilerplate) with " in out
    assert "Section 7" not in out
    assert "met again on Monday" in out
    out = run(capsys, "layers", str(page), "--all")[1]
    assert "Section 7" in out
    assert "Not listed" not in out


PARAGRAPH = "The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke to the press afterwards."


@pytest.mark.quick
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty; give a text"),
        (b"\x00\x01", "this is a binary file; give a plain text"),
        ("Мюллер говорил долго.".encode("cp1251"), "byte 0 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    capsys, tmp_path: Path, content: bytes, message: str
):
    path = write(tmp_path, content)
    for command in ("compare", "layers"):
        code, out, err = run(capsys, command, path)
        assert (code, out) == (2, "")
        assert message in err
        assert path in err
        assert err.count("\n") == 1


def test_a_missing_file_a_folder_and_a_wrong_name_are_one_line(capsys, tmp_path: Path):
    article = write(tmp_path, "\n\n".join(["Talks", *[PARAGRAPH] * 3]))
    (tmp_path / "empty").mkdir()
    for arguments, message in (
        (("compare", str(tmp_path / "none.txt")), "no such file"),
        (("compare", str(tmp_path / "empty")), "no file in this folder can be read"),
        (("compare", str(tmp_path / "*.md")), "no file matches this pattern"),
        (("compare", article, "--target", "photo"), "unknown layer 'photo'; choose from: headline"),
        (("compare", article, "--frames", "econ"), "unknown codebook 'econ'"),
        (("compare", article, "--lexicon", "liwc"), "unknown lexicon 'liwc'"),
        (("compare", article, "--target", "body"), "choose two different layers"),
        (
            ("figures", "11-nothing", "--folder", str(tmp_path / "out")),
            "unknown figure '11-nothing'",
        ),
        (("notebooks", "99"), "unknown notebook '99'"),
    ):
        code, _, err = run(capsys, *arguments)
        assert code == 2, arguments
        assert message in err
        assert err.count("\n") == 1
        assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


@pytest.mark.quick
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", "--nope"), "no such option: --nope"),
        (("nope",), "no such command 'nope'; see: cutline -h"),
        (("compare", "--seed", "a"), "invalid value for '--seed': 'a' is not a valid int"),
        (("corpus",), "missing argument 'inputs'; see: cutline corpus -h"),
        (("layers", "--only"), "; see: cutline layers -h"),
    ],
)
def test_an_argument_that_cannot_be_used_is_one_line_that_names_the_help(
    capsys, arguments: tuple[str, ...], message: str
):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("cutline: ")
    assert message in err
    assert err.endswith(" -h\n")


@pytest.mark.quick
def test_without_a_command_the_help_is_shown(capsys):
    code, out, err = run(capsys)
    assert code == 2
    assert "Commands:" in out + err


@pytest.mark.parametrize(
    "content",
    [
        "One line of text.",
        f"Talks resume\n\n{PARAGRAPH}\n\n{PARAGRAPH}",  # no caption
        f"Talks resume\n\n{PARAGRAPH}\n\nDelegates at the hall on Monday (Photo: Ann Roe)\n\n{PARAGRAPH}",  # one caption
        "\n\n".join(
            [f"Delegates at hall {n} on Monday (Photo: Ann Roe)" for n in range(5)]
        ),  # nothing but captions
        "!!! ???",
    ],
)
def test_too_little_text_is_a_result_and_its_verdict_says_so(capsys, tmp_path: Path, content: str):
    code, out, err = run(capsys, "compare", write(tmp_path, content), "--format", "json")
    assert code == 0
    assert err.startswith(("cutline: a: no body was found.", "cutline: a: the body has only"))
    assert err.count("\n") == 1
    verdicts = {row["verdict"] for row in json.loads(out)["rows"]}
    assert verdicts <= {"cannot be tested here", "described, not tested"}


def test_ten_megabytes_in_one_line_are_read(capsys, tmp_path: Path):
    path = write(tmp_path, "The war went on and nobody won it. " * 300_000)
    code, out, _ = run(capsys, "compare", path, "--format", "json")
    assert code == 0
    assert {row["verdict"] for row in json.loads(out)["rows"]} == {"cannot be tested here"}


def test_nothing_in_an_article_is_markup(capsys, tmp_path: Path):
    path = write(tmp_path, f"[red]Talks[/red] resume [link=x]\n\n{PARAGRAPH}")
    _, out, _ = run(capsys, "layers", path)
    assert "[red]Talks[/red] resume [link=x]" in out
    _, out, _ = run(capsys, "compare", path)
    assert "[red]Talks[/red] resume [link=x]" in out


def test_importing_the_suite_does_not_import_what_it_does_not_need_yet():
    heavy = "{'matplotlib', 'sklearn', 'trafilatura', 'scipy', 'nbformat', 'markdown_it', 'jinja2', 'warcio', 'lxml', 'email.policy', 'plistlib'}"
    code = f"import sys, analysis, analysis.measures, analysis.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_command_itself_runs_and_fails_as_it_should(tmp_path: Path):
    command = [
        sys.executable,
        "-c",
        "from analysis.cli import main; main()",
        "compare",
        str(tmp_path / "none.txt"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_a_sheet_is_written_coded_and_read_back(capsys, tmp_path: Path):
    sheet = tmp_path / "anna.csv"
    code, out, _ = run(capsys, "code", "--out", str(sheet))
    assert code == 0
    assert "military_capability" in out
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbfid,text,codes\n")
    code, _, error = run(capsys, "code", "--out", str(sheet))
    assert (code, "exists already" in error) == (2, True)
    rows = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [rows[0], ["x", "y", "none"], *[[*row[:2], "none"] for row in rows[1:]]]
        )
    example = str(ROOT / "seeds" / "nagorno-karabakh.codes.csv")
    code, out, error = run(capsys, "agree", str(sheet), example, "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert "line 2: no segment of this corpus has the id 'x'" in error
    agreement = next(row for row in told["agreement"] if row["category"] == "military_capability")
    assert (agreement["n_coders"], agreement["n_disagreed"]) == (2, 5)
    assert {row["there"] for row in told["disagreements"]} == {"maintainer"}
    code, out, _ = run(capsys, "agree", example)
    assert code == 0
    assert "arms_trade" in out


def test_a_sheet_without_a_place_says_so(capsys):
    code, _, error = run(capsys, "code")
    assert code == 2
    assert (
        error
        == "cutline: no sheet: a coding sheet is a .csv file; give its name with --out sheet.csv\n"
    )


# --------------------------------------------------------------------------- the width of the terminal

CODES, REPRINTS = (
    "seeds/nagorno-karabakh.codes.csv",
    ("seeds/reprint-original.txt", "seeds/reprint.html"),
)
SHOWN = {
    "verdicts": ("compare",),
    "no verdict": ("compare", "seeds/control.txt"),
    "one caption": ("compare", "seeds/export.txt", "--only", "0"),
    "every row": ("compare", "--all"),
    "layers": ("layers",),
    "articles": ("layers", "seeds"),
    "dictionary": ("dictionary", "policy"),
    "one coder": ("agree", CODES),
    "two coders": ("agree", CODES, "SECOND"),
    "one coder among others": ("agree", CODES, "SECOND", "--model", "second", "--all"),
    "shares": ("estimate", CODES, "--these"),
    "two versions": ("versions", *REPRINTS),
    "versions of a folder": ("versions", "--within", "seeds"),
    "a sheet": ("code", "--force", "--out", "SHEET"),
}


@pytest.fixture
def shown(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What a command prints on so many columns; without a number, what goes to a file."""
    monkeypatch.chdir(ROOT)
    codes = (ROOT / CODES).read_text(encoding="utf-8-sig")
    second = tmp_path / "second.csv"
    second.write_text(
        codes.replace("maintainer", "second").replace("military_capability", "arms_trade"),
        encoding="utf-8",
    )
    # What is imported while nothing can be written could never write again.
    for path in (ROOT / "analysis").rglob("*.py"):
        if "write_whole" in path.read_text(encoding="utf-8") and path.stem != "__init__":
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for room in (publishing, analysis.coding.sheets):
        monkeypatch.setattr(room, "write_whole", lambda *_: None)
    names = {"SECOND": str(second), "SHEET": "sheet.csv"}

    def printed(arguments: tuple[str, ...], columns: int | None) -> str:
        if columns is None:
            monkeypatch.delenv("COLUMNS", raising=False)
        else:
            monkeypatch.setenv("COLUMNS", str(columns))
        code, out, err = run(capsys, *(names.get(name, name) for name in arguments))
        assert code == 0, err
        return out

    return printed


def words_of(text: str) -> set[str]:
    return {word.strip(";:") for word in text.split()}


@pytest.mark.parametrize("arguments", SHOWN.values(), ids=SHOWN)
def test_what_is_shown_fits_the_terminal_and_breaks_no_word(shown, arguments: tuple[str, ...]):
    whole = words_of(shown(arguments, None))
    for columns in (80, 60):
        lines = shown(arguments, columns).splitlines()
        assert max(map(len, lines)) <= columns
        assert lines == [line.rstrip() for line in lines]
        assert words_of(" ".join(lines)) <= whole


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
def test_a_table_is_as_wide_as_the_window_of_the_terminal(tmp_path: Path):
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    subprocess.run(
        [sys.executable, "-m", "analysis", "layers", str(ROOT / "seeds" / "control.html")],
        stdout=theirs,
        cwd=ROOT,
        check=True,
        env={**environment, "NO_COLOR": "1"},
    )
    os.close(theirs)
    lines = os.read(ours, 65536).decode().splitlines()
    os.close(ours)
    assert 50 < max(map(len, lines)) <= 60


def test_a_finding_comes_first_and_the_others_are_named_in_a_line(shown):
    lines = shown(("compare",), None).splitlines()
    assert lines[2].startswith(
        "Captions use words about military capability and hardware more often"
    )
    assert "against 5." in lines[2]
    assert "whichever single caption or word you remove" in lines[2]
    table = lines[lines.index("Hits, and in brackets the rate per 1,000 words:") + 1 :]
    assert table[0].split()[:4] == ["category", "captions", "body", "p"]
    assert [line.split("  ")[0] for line in table[1:3]] == [
        "Military capability and hardware",
        "weapons",
    ]
    assert "9 (214)" in table[1]
    assert table[3] == ""
    assert table[4].startswith("No clear difference: ")
    assert table[5].startswith(
        "Cannot be tested here (fewer than 4 hits in captions and body together): "
    )
    assert len(shown(("compare", "--all"), None).splitlines()) > 2 * len(lines)


def test_where_nothing_is_shown_the_nearest_row_and_the_lack_come_first(shown):
    first = shown(("compare", "seeds/control.txt"), None).splitlines()[2]
    assert first.startswith("No clear difference between captions and body. The category nearest")
    assert "could be chance (p = " in first


@pytest.mark.quick
def test_columns_that_do_not_fit_go_below_their_row_and_long_words_are_cut_last(
    capsys, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "22")
    printing.print_table(
        ["n", "name", "words"], [["1", "Ann", "drone " * 9], ["22", "Bo", ""]], (0,)
    )
    assert capsys.readouterr().out.splitlines() == [
        " n  name",
        " 1  Ann",
        "  words: drone drone",
        "  drone drone drone",
        "  drone drone drone",
        "  drone",
        "22  Bo",
    ]
    assert printing.wrapped("ab " + "x" * 7, 4) == ["ab", "xxxx", "xxx"]
    assert printing.wrapped("停火协议", 4) == ["停火", "协议"]
    printing.say("a gap of this size could be chance", indent="- ")
    assert capsys.readouterr().out == "- a gap of this size\n  could be chance\n"


@pytest.mark.quick
def test_as_a_module_the_command_says_its_version_and_takes_ctrl_c_as_before(
    capsys, monkeypatch: pytest.MonkeyPatch
):
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    monkeypatch.setattr(sys, "argv", ["cutline", "--version"])
    with pytest.raises(SystemExit) as stopped:
        started.main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "2"  # a setting of the user's own holds
    assert not stopped.value.code
    assert analysis.__version__ in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.quick
@pytest.mark.parametrize("name", started._SETTINGS)
def test_the_command_settles_how_its_libraries_work(name):
    code = (
        "import atexit, os, sys; sys.argv = ['cutline', '--version'];"
        f"atexit.register(lambda: print(os.environ['{name}']));"
        "from analysis.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={own: value for own, value in os.environ.items() if own != name},
    )
    assert done.stdout.split()[-1] == started._SETTINGS[name]


@pytest.mark.parametrize(
    ("article", "says", "measures_asked"),
    [
        ("nagorno-karabakh.txt", "The result holds whichever", []),
        ("control.html", "would likely be missed", ["entities"]),
        ("reprint.html", "nearest to a difference is tone", ["sentiment"]),
    ],
)
def test_the_short_answer_works_out_power_only_where_it_says_it(
    article: str, says: str, measures_asked: list[str], monkeypatch, capsys
):
    asked: list[str] = []
    with_power = measures.with_power

    def watched(corpus, hits, table, options):
        asked.extend(hits)
        return with_power(corpus, hits, table, options)

    monkeypatch.setattr(measures, "with_power", watched)
    monkeypatch.setattr(sys, "argv", ["cutline", "compare", str(ROOT / "seeds" / article)])
    with pytest.raises(SystemExit):
        main()
    assert says in capsys.readouterr().out
    assert asked == measures_asked


def test_the_command_leaves_what_it_loaded_to_the_system_and_a_run_of_many_looks_for_circles(
    tmp_path: Path,
):
    (tmp_path / "a.jsonl").write_text('{"text": "The army fired.", "captions": ["A drone"]}')
    code = (
        "import atexit, gc, sys; sys.argv = ['cutline', *sys.argv[1:]];"
        # What is registered first is done last: then all is frozen.
        "atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count() > 10_000));"
        "from analysis.__main__ import main; main()"
    )
    told = {
        command[0]: subprocess.run(
            [sys.executable, "-c", code, *command],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout.splitlines()[-1]
        for command in (
            ["layers"],
            ["corpus", str(tmp_path / "a.jsonl"), "--out", str(tmp_path / "run")],
        )
    }
    assert told == {
        "layers": f"{terminal.OBJECTS_LOADED} True",
        "corpus": f"{terminal.OBJECTS_BETWEEN} True",
    }


@pytest.mark.quick
def test_a_name_of_the_package_is_loaded_when_it_is_asked_for_and_a_wrong_one_is_refused():
    assert analysis.sentiment is sys.modules["analysis.sentiment"]
    assert {"sentiment", "read"} <= set(dir(analysis))
    with pytest.raises(AttributeError, match="module 'analysis' has no attribute 'sentimental'"):
        _ = analysis.sentimental


@pytest.mark.quick
def test_a_browser_is_the_file_that_the_variable_names(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(browser.VARIABLE, str(tmp_path / "none"))
    assert browser.find_browser() is None
    (tmp_path / "chromium").write_text("")
    (tmp_path / "chromium").chmod(0o755)
    monkeypatch.setenv(browser.VARIABLE, str(tmp_path / "chromium"))
    assert browser.find_browser() == str(tmp_path / "chromium")


@pytest.mark.quick
def test_the_reason_of_a_failed_write_is_said_with_its_remedy():
    assert why(OSError(errno.ENOSPC, "")).startswith("the disk is full")


def test_a_run_says_that_a_list_of_ones_own_ranks_no_article(capsys, tmp_path: Path):
    own = tmp_path / "own.csv"
    own.write_text("term,category\ntruce,peace\nborder,space\n", encoding="utf-8")
    given = ("corpus", str(ROOT / "seeds" / "control.txt"), "--workers", "1", "--out")
    _, out, _ = run(capsys, *given, str(tmp_path / "run"), "--frames", str(own))
    said = "own.csv has no baseline, so its words rank no article."
    assert said in " ".join(out.split())
    lists = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("index.html")]
    assert lists
    assert all(f'<p class="warning">{said} The list counts them' in page for page in lists)
    assert all("<code>cutline baseline RUN" in page for page in lists)
    _, out, _ = run(capsys, *given, str(tmp_path / "other"))
    assert "no baseline" not in out


def test_the_name_of_a_file_is_on_one_line_however_narrow_the_terminal(
    capsys, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "30")
    name = "/a/folder/with/a/name/that/is/longer/than/the/line/report.html"
    printing.say(f"Wrote {name}. Open it in any browser.")
    assert capsys.readouterr().out.splitlines() == ["Wrote", f"{name}.", "Open it in any browser."]


def test_of_an_article_without_captions_the_headline_is_offered(tmp_path: Path, capsys):
    path = write(tmp_path, "Talks resume\n\nThe envoys met in the hall. It rained all day long.")
    offered = "--target headline compares its headline"
    assert offered in run(capsys, "compare", str(path))[1]
    assert offered in run(capsys, "report", str(path), "-o", str(tmp_path / "r.html"))[1]
    assert offered not in run(capsys, "compare", str(path), "--target", "headline")[1]
    assert offered not in run(capsys, "compare")[1]


OWN_PAGE = """<html><head><title>Rain</title></head><body><article><h1>Rain in the valley</h1>
<p>The farmers in the valley waited long for the harvest, and nobody had seen such rain when the fields were cut on Monday.</p>
<figure><img src="a.jpg"><figcaption>Wheat stands under water after the flood near the river</figcaption></figure>
<p>Both villages said that they wanted help, and that the engineers would leave the valley when winter came to the hills.</p>
</article></body></html>"""
OWN_LIST = "term,category\nharvest,crops\nwheat,crops\nrain,weather\nflood,weather\nbus,traffic\n"


def test_the_words_of_a_list_of_ones_own_are_shown_with_their_places_where_nothing_can_be_tested(
    tmp_path: Path, capsys
):
    own, page = tmp_path / "own.csv", tmp_path / "page.html"
    own.write_text(OWN_LIST, encoding="utf-8")
    page.write_text(OWN_PAGE, encoding="utf-8")
    printed = run(capsys, "compare", str(page), "--frames", str(own))[1]
    wanted = (
        "own.csv has 2 hits in captions, 2 in the body: ",
        "Crops: “Wheat” (caption 1); “harvest” (paragraph 1).",
        "Weather: “flood” (caption 1); “rain” (paragraph 1).",
    )
    assert all(line in printed for line in wanted)
    assert "Try another one" not in printed
    assert "Traffic:" not in printed
    run(capsys, "report", str(page), "--frames", str(own), "-o", str(tmp_path / "r.html"))
    first = (tmp_path / "r.html").read_text(encoding="utf-8").partition('id="findings"')[0]
    assert all(line in first for line in wanted)
    assert ">Wheat</u>" in first
    own.write_text("term,category\nbus,traffic\n", encoding="utf-8")
    printed = run(capsys, "compare", str(page), "--frames", str(own))[1]
    assert "own.csv has no hit in captions or the body." in printed


def test_of_many_categories_of_ones_own_six_are_listed_and_the_rest_counted(tmp_path: Path, capsys):
    own, page = tmp_path / "own.csv", tmp_path / "page.html"
    words = "farmers valley harvest rain fields villages help winter".split()
    rows = "".join(f"{word},{word}s\n" for word in words)
    own.write_text(f"term,category\n{rows}", encoding="utf-8")
    page.write_text(OWN_PAGE, encoding="utf-8")
    printed = run(capsys, "compare", str(page), "--frames", str(own))[1]
    assert "2 more categories of own.csv have hits: see --all." in printed
    assert "“valley” (paragraphs 1 and 2)" in printed


def test_a_table_without_captions_is_said_to_have_them_perhaps_under_another_name(
    capsys, tmp_path: Path
):
    table, page = tmp_path / "news.csv", tmp_path / "page.txt"
    table.write_text("headline,body,photo_text\nTalks resume,The two sides met.,A hall\n")
    page.write_text("Talks resume\n\nThe two sides met.\n")
    name_it = "If a column of the table holds captions, name it: --column captions=NAME"
    named = ("--column", "captions=photo_text")
    given = (str(table), "--out", str(tmp_path / "run"), "--workers", "1")
    for arguments, is_said in (
        (("compare", str(table), "--only", "0"), True),
        (("compare", str(table), "--only", "0", *named), False),
        (("compare", str(page)), False),
        (("corpus", *given), True),
        (("corpus", *given[:2], str(tmp_path / "named"), "--workers", "1", *named), False),
    ):
        code, out, _ = run(capsys, *arguments)
        assert code == 0
        assert (name_it in out) == is_said, arguments
