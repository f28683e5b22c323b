"""The command in other people's hands: hostile words, odd outputs, pipes, encodings, Ctrl-C, notebooks outside the repository."""

from __future__ import annotations

import csv
import errno
import html
import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pandas as pd
import pytest

from analysis import cli, notebooks, publishing, read, read_text, terminal
from analysis.coding.identity import segment_ids
from analysis.commands import inputs
from analysis.desk import Desk
from analysis.failures import why
from analysis.measures import all_hits, findings
from analysis.reading import InputError
from analysis.report import report
from analysis.spreadsheet import as_csv
from analysis.words import grammar, sentences

from .conftest import ROOT

CASES = Path(__file__).parent / "cases"
POSIX = pytest.mark.skipif(
    os.name != "posix", reason="links, pipes, permissions and signals of POSIX"
)
LINUX = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
# What a terminal obeys, and what an output should never hold: a line end is the only sign among them that is one.
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
HOSTILE = "\x1b]52;c;aGk=\x07\x1b[31m\x9b2J\u202e\u2067"
PARAGRAPH = "The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke to the press."
ARTICLE = f"Talks resume\n\n{PARAGRAPH}\n\nDelegates at the hall on Monday (Photo: Ann Roe)\n\n{PARAGRAPH}\n\n{PARAGRAPH}"


class Run(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """The command in this process: its exit code, standard output and standard error."""

    def run(*arguments: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["cutline", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        shown = capsys.readouterr()
        return Run(int(stopped.value.code or 0), shown.out, shown.err)

    return run


def started(
    *arguments: object, environment: dict[str, str] | None = None, **options: object
) -> subprocess.Popen[bytes]:
    """The command as a process of its own."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    line = [sys.executable, "-m", "analysis", *map(str, arguments)]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(line, env=settings, **{**pipes, **options})


def finished(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    out, err = process.communicate(timeout=240)
    return process.returncode, out or b"", err or b""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


# --------------------------------------------------------------------------- terminals


@pytest.mark.parametrize("name", ["osc52.html", "esc.txt"])
@pytest.mark.parametrize(
    "how",
    [["compare"], ["compare", "--format", "json"], ["compare", "--format", "csv"], ["layers"]],
)
def test_the_words_of_an_article_and_of_a_dictionary_command_no_terminal(
    command, tmp_path: Path, name: str, how: list[str]
):
    dictionary = tmp_path / "own.toml"
    category = json.dumps(HOSTILE).replace("\x7f", "\\u007f")
    dictionary.write_text(f'name = "own"\n[frames.{category}]\nterms = ["the"]\n', encoding="utf-8")
    own = ["--frames", dictionary] if how[0] == "compare" else []
    shown = command(how[0], CASES / "reliability" / name, *how[1:], *own)
    assert shown.code == 0
    assert not COMMANDS.search(shown.out + shown.err)
    assert "]52;c" in shown.out


def test_json_says_what_it_hides(command, tmp_path: Path):
    path = tmp_path / f"a{chr(0x202E)}b.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    shown = command("compare", path, "--format", "json")
    assert not COMMANDS.search(shown.out)
    assert json.loads(shown.out)["article"] == "a\u202eb"


@POSIX
@pytest.mark.parametrize("name", [f"a{HOSTILE}.txt", os.fsdecode(b"caf\xe9.txt")])
def test_the_name_of_a_file_commands_no_terminal(command, tmp_path: Path, name: str):
    missing, list_of_words, folder = tmp_path / name, tmp_path / f"{name}.toml", tmp_path / "in"
    list_of_words.write_text(
        'name = "own"\n[frames.war]\nterms = ["army", "  "]\n', encoding="utf-8"
    )
    folder.mkdir()
    (folder / "good.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / name).write_bytes(b"\x00\x01")
    runs = [
        command("layers", missing),
        command("compare", "--frames", tmp_path / f"{name}.dic"),
        command("compare", "--frames", list_of_words),
        command("layers", folder),
        command("dictionary", list_of_words),
        command("figures", name, "--folder", tmp_path / "f"),
        command("notebooks", name),
        command("layers", "--" + name),
        command("corpus", folder, "--out", tmp_path / f"run {name}", "--workers", "1"),
    ]
    for shown in runs:
        assert not COMMANDS.search(shown.out + shown.err)
    assert ("\ufffd" if name.startswith("a") else "caf\\xe9.txt") in runs[0].err


def test_what_turns_lines_or_is_half_a_pair_is_shown_as_a_sign_and_letters_stay():
    assert (
        terminal.clean("a\r\nb\rc\td\ud800e\u2028f\u200dg é 😀 \u0645")
        == "a\nb\ufffdc\td\ufffde\ufffdf\u200dg é 😀 \u0645"
    )


def test_a_library_that_prints_goes_through_the_gate_too(capsys):
    with terminal.guarded():
        print(f"a{HOSTILE}b")
        print(f"c{HOSTILE}d", file=sys.stderr)
        assert not hasattr(sys.stdout, "buffer")
    shown = capsys.readouterr()
    assert not COMMANDS.search(shown.out + shown.err)
    assert (shown.out[0], shown.err[0]) == ("a", "c")


@pytest.mark.parametrize("how", [["compare"], ["layers"], ["layers", "--only", "w" * 9000]])
def test_no_word_is_printed_whole_that_is_longer_than_a_page(
    command, tmp_path: Path, how: list[str]
):
    path = tmp_path / "a.txt"
    path.write_text(f"{'x' * 9000}\n\n{PARAGRAPH}\n\n{'y' * 9000}", encoding="utf-8")
    shown = command(how[0], path, *how[1:])
    assert not re.search(r"\w{2100}", re.sub(r"\s", "", shown.out + shown.err))


@POSIX
@pytest.mark.parametrize(
    "settings", [{"NO_COLOR": "1", "TERM": "xterm-256color"}, {"TERM": "dumb"}]
)
def test_a_terminal_without_colours_gets_no_escape(tmp_path: Path, settings: dict[str, str]):
    import pty

    for arguments in (
        ["layers"],
        ["corpus", "seeds/planted.txt", "--out", str(tmp_path / "run"), "--workers", "1"],
    ):
        ours, theirs = pty.openpty()
        process = started(*arguments, environment=settings, stdout=theirs, stderr=theirs, cwd=ROOT)
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says so at the end
                break
            if not piece:
                break
            shown += piece
        os.close(ours)
        assert process.wait(60) == 0
        assert len(shown) > 100
        assert b"\x1b" not in shown


# --------------------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
def test_no_output_is_lost_for_a_letter_that_its_encoding_lacks(
    tmp_path: Path, settings: dict[str, str]
):
    path = tmp_path / "a.txt"
    paragraphs = "\n\n".join([PARAGRAPH] * 3)
    path.write_text(f"Talks – “Ærø”, Łódź, بيروت\n\n{paragraphs}", encoding="utf-8")
    code, out, err = finished(started("layers", path, environment=settings))
    assert (code, err) == (0, b"")
    *rows, asks, rest = out.split(b"\n")
    assert (len(rows), b" --ask" in asks, rest) == (5, True, b"")
    assert b"Talks" in out
    default = "ascii" if "PYTHONUTF8" in settings else "utf-8"
    encoding = settings.get("PYTHONIOENCODING", default).partition(":")[0]
    if encoding == "ascii":
        assert rb"\xc6r\xf8" in out
    else:
        assert "Ærø" in out.decode(encoding)


def test_json_for_an_encoding_without_its_letters_says_the_same(tmp_path: Path):
    dictionary = tmp_path / "words.toml"
    dictionary.write_text('name = "Łódź 😀 é"\n[frames."мир"]\nterms = ["мир"]\n', encoding="utf-8")
    told = []
    for encoding in ("ascii", "utf-8"):
        code, out, _ = finished(
            started(
                "dictionary",
                dictionary,
                "--format",
                "json",
                environment={"PYTHONIOENCODING": encoding},
            )
        )
        assert code == 0
        told.append(json.loads(out.decode(encoding)))
    assert told[0] == told[1]
    assert told[0]["dictionary"] == "Łódź 😀 é"


# --------------------------------------------------------------------------- spreadsheets

FORMULAS = ["=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", "＝1+1", "\t=1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_table_for_a_spreadsheet_holds_no_formula(formula: str):
    table = pd.DataFrame(
        {"n": [-1, 2], formula: pd.Categorical([formula, "word"]), "text": [formula, None]}
    )
    rows = list(csv.reader(io.StringIO(as_csv(table))))
    assert rows[0][1] == f"'{formula}"
    assert rows[1] == ["-1", f"'{formula}", f"'{formula}"]
    assert rows[2] == ["2", "word", ""]


@pytest.mark.quick
def test_numbers_of_a_table_stay_numbers():
    assert (
        as_csv(pd.DataFrame({"a": [-0.5, float("nan")], "b": [True, False], "c": [1, -2]}))
        == "a,b,c\n-0.5,True,1\n,False,-2\n"
    )


def no_formula_in(text: str) -> bool:
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    words = [cell for cell in cells if not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)]
    return len(cells) > 3 and not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in words)


@pytest.fixture
def formulas(tmp_path: Path) -> Path:
    path = tmp_path / "formulas.toml"
    path.write_text(
        'name = "own"\n[frames."=cmd()"]\nterms = ["hall"]\n[frames."@b"]\nterms = ["press"]\n',
        encoding="utf-8",
    )
    return path


def test_no_table_of_the_command_is_a_formula(
    command, article: Path, formulas: Path, tmp_path: Path
):
    shown = command("compare", article, "--frames", formulas, "--format", "csv")
    assert "'=cmd()" in shown.out
    assert no_formula_in(shown.out)
    lossy = tmp_path / "lossy.csv"
    lossy.write_text('term,category\n=cmd(),a\n"+x +y",b\nhall,c\n', encoding="utf-8")
    assert no_formula_in(command("dictionary", lossy, "--format", "csv").out)
    corpus = read(article)
    ids = segment_ids(corpus)
    for coder in ("anna", "bob"):
        rows = "".join(f"{name},,=cmd()\n" for name in ids.values())
        (tmp_path / f"{coder}.csv").write_text(f"id,text,codes\n{rows}", encoding="utf-8")
    shown = command(
        "agree",
        tmp_path / "anna.csv",
        tmp_path / "bob.csv",
        "--article",
        article,
        "--frames",
        formulas,
        "--format",
        "csv",
    )
    assert "'=cmd()" in shown.out
    assert no_formula_in(shown.out)


def test_no_table_of_the_report_is_a_formula(article: Path, formulas: Path):
    page = report(read(article), frames=formulas).html
    files = [
        unquote(html.unescape(text))
        for text in re.findall(r"data:text/csv;charset=utf-8,([^\"]*)", page)
    ]
    assert len(files) > 5
    assert any("'=cmd()" in file for file in files)
    assert all(no_formula_in(file) for file in files)


# --------------------------------------------------------------------------- outputs


@POSIX
def test_a_link_stays_and_its_file_is_written(tmp_path: Path):
    (tmp_path / "far").mkdir()
    target, link, chain = (
        tmp_path / "far" / "page.html",
        tmp_path / "link.html",
        tmp_path / "chain.html",
    )
    link.symlink_to(Path("far") / "page.html")
    chain.symlink_to("link.html")
    for name, content in ((link, b"made through a link to nothing"), (chain, b"and again")):
        publishing.write_whole(name, content)
        assert target.read_bytes() == content
        assert link.is_symlink()
        assert chain.is_symlink()
    assert [path.name for path in target.parent.iterdir()] == ["page.html"]


@pytest.mark.quick
@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o755])
def test_a_file_keeps_its_permissions(tmp_path: Path, mode: int):
    path = tmp_path / "page.html"
    path.write_bytes(b"old")
    path.chmod(mode)
    publishing.write_whole(path, b"new")
    assert (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == (mode, b"new")


@POSIX
@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_a_new_file_has_the_permissions_of_new_files(tmp_path: Path, umask: int, mode: int):
    before = os.umask(umask)
    try:
        publishing.write_whole(tmp_path / "page.html", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "page.html").stat().st_mode) == mode


@POSIX
def test_a_pipe_with_a_name_is_written_through(tmp_path: Path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = subprocess.Popen(["cat", str(path)], stdout=subprocess.PIPE)
    publishing.write_whole(path, b"words")
    assert reader.communicate(timeout=60)[0] == b"words"
    assert stat.S_ISFIFO(path.stat().st_mode)


@POSIX
def test_a_page_for_standard_output_is_the_page_alone(article: Path, tmp_path: Path):
    code, out, err = finished(started("report", article, "-o", "/dev/stdout"))
    assert (code, out[:15], out.rstrip()[-7:]) == (0, b"<!doctype html>", b"</html>")
    # Next to the line on what was written, which codebook was chosen and which lines may be captions:
    # none of them belongs to the page.
    assert err.count(b"\n") == 3
    assert err.count(b"Codebook: ") == err.count(b" --ask") == 1
    with (tmp_path / "page.html").open("wb") as file:
        assert finished(started("report", article, "-o", "/dev/stdout", stdout=file))[0] == 0
    assert (tmp_path / "page.html").read_bytes() == out


@LINUX
def test_a_full_disk_is_named(command, article: Path):
    shown = command("report", article, "-o", "/dev/full")
    assert (shown.code, shown.err.count("\n")) == (2, 1)
    assert shown.err.startswith("cutline: /dev/full: the disk is full")
    with Path("/dev/full").open("wb") as full:
        code, _, err = finished(started("layers", article, stdout=full))
    assert (code, err.decode().partition(";")[0]) == (
        2,
        "cutline: standard output: the disk is full",
    )
    with Path("/dev/full").open("wb") as full:
        assert finished(started("layers", "none.txt", stderr=full))[0] == 2


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EROFS])
def test_a_folder_that_cannot_be_written_is_said_of_the_file_that_was_asked_for(
    command, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
):
    def refuse(path: object, *_arguments: object) -> int:
        raise OSError(number, os.strerror(number), str(path))

    page = tmp_path / "out" / "page.html"
    monkeypatch.setattr(publishing.os, "open", refuse)
    shown = command("report", article, "-o", page)
    assert shown == (2, "", f"cutline: {page}: {why(OSError(number, ''))}\n")
    assert ".part" not in shown.err


def test_an_output_below_a_file_or_over_a_folder_is_one_line(
    command, article: Path, tmp_path: Path
):
    (tmp_path / "folder.html").mkdir()
    below = article / "page.html"
    for arguments, told in (
        (
            ("report", article, "-o", below),
            f"{below}: cannot be written, since a part of its path is a file",
        ),
        (("report", article, "-o", tmp_path / "folder.html"), "folder.html: is a folder"),
        (("report", article, "-o", article), "is the article itself"),
        (("report", article, "-o", tmp_path / "a.pdf", "--pdf"), "a.pdf: is the page"),
        (("layers", article, "--annotated", article), "is the article itself"),
        (("layers", article, "--annotated", below), f"{below}: cannot be written"),
        (("code", article, "--out", article / "a.csv"), f"{article / 'a.csv'}: cannot be written"),
        (
            ("dictionary", "policy", "--write", article / "a.toml"),
            f"{article / 'a.toml'}: cannot be written",
        ),
        (("figures", "--article", article, "--folder", article), "cannot be a folder"),
        (("notebooks", "01", "--article", article, "--folder", below), "cannot be a folder"),
        (
            ("notebooks", "01", "--article", article, "--folder", ROOT / "notebooks"),
            "holds the notebooks themselves",
        ),
    ):
        shown = command(*arguments)
        assert (shown.code, shown.err.count("\n")) == (2, 1), arguments
        assert told in shown.err


@POSIX
def test_a_reader_who_has_read_enough_ends_the_command_quietly(article: Path):
    for arguments in (("layers", article), ("dictionary", "policy", "--format", "json")):
        process = started(*arguments)
        process.stdout.close()
        process.stdout = None
        code, _, err = finished(process)
        assert (code, err) == (1, b"")


@POSIX
def test_closed_streams_end_in_one_line(article: Path):
    def close(*numbers: int):
        return lambda: [os.close(number) for number in numbers]

    code, _, err = finished(started("layers", article, stdout=None, preexec_fn=close(1)))
    assert (code, err) == (
        2,
        b"cutline: standard output is closed; send it to a file, a pipe or /dev/null\n",
    )
    code, _, err = finished(started("layers", "-", stdin=None, preexec_fn=close(0)))
    assert (code, err) == (2, b"cutline: -: standard input is closed; give the name of a file\n")
    code, out, _ = finished(started("layers", article, stderr=None, preexec_fn=close(2)))
    assert (code, out.count(b"\n")) == (0, 8)


# --------------------------------------------------------------------------- Ctrl-C


def interrupted(
    process: subprocess.Popen[bytes], after: float, *, again: float | None = None
) -> tuple[int, bytes, bytes]:
    time.sleep(after)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    if again is not None:
        time.sleep(again)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
    return finished(process)


def is_one_line(err: bytes) -> bool:
    return err.startswith(b"cutline: stopped") and err.count(b"\n") == 1


# Python itself takes a while to start, longer on a busy machine: seconds count from here.
_ONCE_PYTHON_RUNS = """
import os, sys
from analysis.__main__ import main
os.close(int(sys.argv.pop(1)))
main()
"""


@POSIX
@pytest.mark.parametrize("after", [0.1, 0.3, 0.9])
def test_ctrl_c_while_the_command_loads_is_one_line(after: float):
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", _ONCE_PYTHON_RUNS, str(theirs), "reproduce"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[theirs],
        start_new_session=True,
    )
    os.close(theirs)
    with os.fdopen(ours, "rb") as loaded:
        loaded.read()  # ends when the command closes its end
    code, out, err = interrupted(process, after)
    assert (code, out) == (130, b"")
    assert is_one_line(err)


def many_articles(path: Path) -> Path:
    """As many as two workers measure for longer than they take to begin."""
    text = (ROOT / "seeds" / "planted.txt").read_text(encoding="utf-8")
    lines = (json.dumps({"id": str(number), "text": text}) for number in range(8_000))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@POSIX
@pytest.mark.slow(reason="each moment of Ctrl-C is a start of the command")
@pytest.mark.parametrize("after", [2, 3.5])
@pytest.mark.parametrize("name", ["figures", "notebooks", "corpus"])
def test_ctrl_c_at_any_moment_is_one_line_and_leaves_no_part(
    tmp_path: Path, name: str, after: float
):
    options = {
        "figures": ["--folder", tmp_path / "out"],
        "notebooks": [
            "05",
            "--article",
            ROOT / "seeds" / "control.txt",
            "--folder",
            tmp_path / "out",
        ],
        "corpus": [
            many_articles(tmp_path / "news.jsonl"),
            "--workers",
            "2",
            "--out",
            tmp_path / "out",
        ],
    }
    again = 0.4 if after == 3.5 else None
    code, _, err = interrupted(
        started(name, *options[name], start_new_session=True), after, again=again
    )
    assert code == 130
    assert is_one_line(err)
    assert not list(tmp_path.rglob("*.part"))


@POSIX
def test_ctrl_c_in_code_that_came_as_text_ends_with_the_code_of_a_stop(tmp_path: Path):
    (tmp_path / "stopping.py").write_text(
        "from analysis import terminal\n"
        "with terminal.guarded():\n"
        "    exec('import signal; signal.raise_signal(signal.SIGINT)')\n",
        encoding="utf-8",
    )
    ended = subprocess.run(
        [sys.executable, "-m", "stopping"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 130
    assert is_one_line(ended.stderr)


def test_an_error_that_an_interrupted_import_makes_is_no_error(
    capsys, monkeypatch: pytest.MonkeyPatch
):
    if threaded := signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        pytest.skip(f"somebody else takes Ctrl-C here: {threaded}")
    monkeypatch.setattr(terminal, "_LONGEST_END", 3600.0)

    def load() -> None:
        with terminal.guarded():
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                raise ImportError("numpy is broken") from None

    with pytest.raises(SystemExit) as stopped:
        load()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    assert stopped.value.code == 130
    assert is_one_line(capsys.readouterr().err.encode())


def test_a_command_in_the_background_goes_on_ignoring_ctrl_c(monkeypatch: pytest.MonkeyPatch):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with terminal.guarded():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


# --------------------------------------------------------------------------- addresses, notebooks


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.com/news/a.html?b=1",
        "HTTP://example.org",
        "https:/example.com/a",
        "ftp://h/a",
    ],
)
def test_an_address_is_said_to_be_one_with_all_its_slashes(command, address: str):
    for arguments in (
        *[(name, address) for name in ("compare", "layers", "report") if address == "ftp://h/a"],
        ("code", address),
        ("agree", "a.csv", "--article", address),
        ("figures", "--article", address),
        ("notebooks", "--article", address),
    ):
        shown = command(*arguments)
        remedy = "is an address; save the page in your browser first, then give the saved file"
        assert shown == (2, "", f"cutline: {address}: {remedy}\n"), arguments


def test_a_bare_address_and_that_of_a_file_get_their_remedy(
    command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    for address in (
        "www.example.com/news/selmar.html",
        "news.example.co.uk/a/b",
        "www.example.com",
    ):
        remedy = f"if this is an address, fetch its page with: cutline layers https://{address}\n"
        assert command("compare", address).err.endswith(remedy)
    assert "give its path without file://" in command("compare", "file:///home/anna/a.html").err
    assert command("compare", "war.txt").err == "cutline: war.txt: no such file; check the name\n"
    (tmp_path / "www.example.com").mkdir()
    page = tmp_path / "www.example.com" / "a.txt"
    page.write_text(ARTICLE, encoding="utf-8")
    assert command("layers", "www.example.com/a.txt").code == 0


def test_an_output_is_no_address(command, article: Path):
    for arguments in (
        ("report", article, "-o", "https://a.b/c.html"),
        ("corpus", article, "--out", "s3://bucket/run"),
    ):
        shown = command(*arguments)
        assert (shown.code, shown.err) == (
            2,
            f"cutline: {arguments[-1]}: is an address; give a name on this machine\n",
        )


@pytest.mark.quick
@pytest.mark.parametrize("names", [[], ["01"], ["01_captions_against_body"]])
def test_without_the_repository_the_notebooks_are_said_to_be_elsewhere(
    command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
):
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    shown = command("notebooks", *names)
    assert (shown.code, shown.err.count("\n")) == (2, 1)
    assert (
        f"{tmp_path / 'notebooks'}: holds no notebooks; they come with the repository" in shown.err
    )


def test_without_the_repository_the_seed_article_is_said_to_be_elsewhere(
    command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inputs, "SEED_ARTICLE", tmp_path / "seeds" / "a.txt")
    for name in ("compare", "layers", "report", "figures", "reproduce"):
        shown = command(name)
        assert (shown.code, shown.err.count("\n"), "no article: give one" in shown.err) == (
            2,
            1,
            True,
        )


@pytest.mark.parametrize("name", ["none.txt", "-"])
def test_an_article_that_no_notebook_could_read_is_said_before_any_runs(
    command, tmp_path: Path, name: str
):
    shown = command("notebooks", "--article", name, "--folder", tmp_path / "out")
    assert (shown.code, shown.err.count("\n"), shown.err.startswith(f"cutline: {name}: ")) == (
        2,
        1,
        True,
    )
    assert not (tmp_path / "out").exists()


def notebook(folder: Path, *cells: str) -> Path:
    path = folder / "01_own.ipynb"
    import nbformat  # loads a grammar for three seconds

    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path
    )
    return path


def test_a_path_of_windows_in_a_notebook_gets_its_remedy(tmp_path: Path):
    path = notebook(tmp_path, 'article = "C:\\Users\\anna\\war.txt"')
    with pytest.raises(
        InputError,
        match=r"01_own\.ipynb: a cell fails with SyntaxError: .*write a path of Windows with /",
    ):
        notebooks.execute(path)
    with pytest.raises(InputError) as refused:
        read("C:\new\table.txt")
    assert str(refused.value).startswith(
        r"C:\new\table.txt: no such file; check the name; in Python a \ means"
    )


def test_a_wrong_name_in_a_notebook_is_one_line(tmp_path: Path):
    path = notebook(tmp_path, "from analysis import read", 'read("none.txt")')
    with pytest.raises(
        InputError, match=r"01_own\.ipynb: a cell fails with MissingError: none.txt: no such file"
    ):
        notebooks.execute(path)
    wrong: list[dict[str, object]] = [
        {"target": "captions"},
        {"frames": "econ"},
        {"record": 7},
        {"layers": {999: "body"}},
    ]
    for options in [{"article": "none.txt"}, *wrong]:
        with pytest.raises(InputError) as refused:
            Desk(**{"article": ROOT / "seeds" / "planted.txt", **options})
        # What IPython asks an exception for, instead of the way to it.
        assert refused.value._render_traceback_() == [
            f"{type(refused.value).__name__}: {refused.value}"
        ]


@pytest.mark.parametrize("content", ["", "{", "[]", "caf\xe9"])
def test_what_is_no_notebook_is_named(tmp_path: Path, content: str):
    (tmp_path / "01_own.ipynb").write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match=r"01_own\.ipynb: is no notebook"):
        notebooks.execute(tmp_path / "01_own.ipynb")


# --------------------------------------------------------------------------- sentences


def test_verbs_and_nouns_agree_with_their_layers():
    corpus = read_text(
        "Talks resume in the old town hall of the quiet city\n\n" + "\n\n".join([PARAGRAPH] * 3)
    )
    table = findings(corpus, all_hits(corpus), target="headline", reference="body")
    lines = sentences.limits(corpus, table, target="headline", reference="body")
    assert lines[0].startswith("The headline holds 11 words, the 3 paragraphs ")
    one = read_text(f"Talks\n\n{PARAGRAPH}").relabel({0: "headline"}, rule="corrected by hand")
    table = findings(one, all_hits(one), target="headline", reference="body")
    assert sentences.limits(one, table, target="headline", reference="body")[0].startswith(
        "The headline holds 1 word, the paragraph "
    )


def test_one_doubtful_label_is_spoken_of_as_one():
    corpus = read_text(f"Talks\n\n{PARAGRAPH}\n\nThe hall on Monday\n\n{PARAGRAPH}")
    segments = corpus.segments.assign(
        layer=corpus.segments["layer"].where(corpus.segments.index != 2, "caption"),
        confidence=corpus.segments["confidence"].where(corpus.segments.index != 2, 0.3),
    )
    corpus = type(corpus)(**{**vars(corpus), "segments": segments})
    lines = sentences.limits(corpus, findings(corpus, all_hits(corpus)))
    assert any(line.startswith("1 of 1 caption is doubtful and not compared") for line in lines)
    assert any(line.startswith("With this caption, ") for line in lines)


@pytest.mark.parametrize(
    ("verb", "subject", "agreeing"),
    [
        ("hold", "byline", "holds"),
        ("hold", "subheading", "hold"),
        ("are", "body", "is"),
        ("have", 1, "has"),
        ("were", 2, "were"),
    ],
)
def test_a_verb_follows_its_subject(verb: str, subject: int | str, agreeing: str):
    assert grammar.verb(verb, subject) == agreeing


# --------------------------------------------------------------------------- coders


def test_one_coder_is_told_to_add_a_second(command, article: Path, tmp_path: Path):
    ids = list(segment_ids(read(article)).values())
    sheets = {}
    for coder, rows in (("anna", ids), ("bob", ids), ("carla", ids[:1]), ("dora", ids[1:])):
        sheets[coder] = tmp_path / f"{coder}.csv"
        sheets[coder].write_text(
            "id,text,codes\n" + "".join(f"{name},,none\n" for name in rows), encoding="utf-8"
        )
    shown = command("agree", sheets["anna"], "--article", article)
    assert shown.out.startswith(
        "No agreement to measure: anna is the only coder. Add the sheet of a second coder"
    )
    assert "alpha" not in shown.out
    shown = command("agree", sheets["anna"], "--article", article, "--format", "json")
    assert "anna is the only coder" in shown.err
    assert json.loads(shown.out)["agreement"]
    shown = command("agree", sheets["carla"], sheets["dora"], "--article", article)
    assert "no two of the 2 coders coded the same segment" in shown.out
    shown = command("agree", sheets["anna"], sheets["bob"], "--article", article)
    assert shown.out.startswith("Agreement (Krippendorff's alpha")
