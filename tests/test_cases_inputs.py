"""Inputs of any kind: what is too large, no file, broken in part, or named in bytes that are no text."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import InputError, read
from analysis.reading import sources, tables
from analysis.reading.corrections import apply_corrections

from .conftest import ROOT
from .test_cli import run as command

CASES = Path(__file__).parent / "cases" / "reliability"
ARTICLE = "Talks resume\n\nThe two sides met on Monday. They agreed on little.\n\nSoldiers at the bridge (Photo: MoD)\n"
# What a short article is told first; the tests of warnings hold its words.
SHORT = re.compile(r"^cutline: [^\n]*: (?:no body was found|the body has only)[^\n]*\n", re.M)
posix = pytest.mark.skipif(
    os.name != "posix", reason="elsewhere there are no pipes with a name, and a name is no bytes"
)


def refused(call: Callable[[], Any], *messages: str) -> str:
    with pytest.raises(InputError) as caught:
        call()
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 800
    for message in messages:
        assert message in line
    return line


def captions(cell: Any) -> tuple[list[str], list[str]]:
    """The captions of a cell, and the problems."""
    corpus = read(
        json.dumps({"text": "They met.", "captions": cell}).encode(), format="json", name="t"
    )
    return corpus.blocks("caption", n_words=None)["text"].tolist(), corpus.problems[
        "problem"
    ].tolist()


def peak_and_message(path: Path) -> tuple[float, str]:
    """How much memory a process takes to read a file, in MB beyond what it needs to begin, and what it says."""
    code = (
        "import resource, sys\n"
        "import pandas, pyarrow.parquet, analysis.reading.tables\n"
        "from analysis import read\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    read(sys.argv[1])\n    print('read')\n"
        "except ValueError as error:\n    print(error)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=120,
    )
    *message, peak = done.stdout.splitlines()
    return float(peak), "\n".join(message)


# Memory


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md", "a", "a.json", "a.csv", "a.parquet"])
def test_a_file_of_more_than_its_limit_is_refused_before_it_is_read(tmp_path: Path, name: str):
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b"[{" if name == "a.json" else b"text\nThe talks.")
        file.truncate(1_200_000_000)  # with holes: the disk holds a few bytes
    peak, message = peak_and_message(path)
    limit = {"a.json": "256 MB", "a.csv": "1024 MB", "a.parquet": "1024 MB"}.get(name, "100 MB")
    assert f"{path}: holds more than {limit}, the limit for this format; divide it" in message
    assert peak < 50


def test_a_file_at_its_limit_is_read_and_one_byte_more_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    monkeypatch.setattr(sources, "ARTICLE_LIMIT", len(ARTICLE))
    assert len(read(path).segments) == 4
    monkeypatch.setattr(sources, "ARTICLE_LIMIT", len(ARTICLE) - 1)
    refused(lambda: read(path), "the limit for this format")
    refused(lambda: read(ARTICLE.encode(), name="words"), "words: holds more than")
    refused(lambda: read(io.BytesIO(ARTICLE.encode()), format="text"), "save it as a file")


def test_a_long_table_has_another_limit_than_an_article_also_in_a_stream(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(sources, "ARTICLE_LIMIT", 100)
    lines = b"".join(b'{"text": "They met on day %d."}\n' % n for n in range(50))
    assert len(read(io.BytesIO(lines), format="jsonl").articles) == 50
    assert len(read(io.StringIO(lines.decode()), format="jsonl").articles) == 50


def parquet(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def folded(text: str, n: int) -> pa.Array:
    """A text, so many times, held once."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * n, pa.int32()), [text])


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes((CASES / "dict.parquet").read_bytes()),
        lambda path: parquet(
            path, {"text": folded("They met. " * 300_000, 500)}, compression="zstd"
        ),
        lambda path: parquet(
            path, {"text": ["They met. " * 3_000_000]}, compression="zstd", use_dictionary=False
        ),
        lambda path: parquet(path, {"text": folded("They met.", 30_000_000)}),
        lambda path: parquet(path, {"text": pa.nulls(10_000_000, pa.string())}),
        lambda path: parquet(
            path,
            {
                "text": ["They met."] * 20,
                "captions": pa.ListArray.from_arrays(
                    range(0, 1001, 50), folded("The hall. " * 30_000, 1000)
                ),
            },
            compression="zstd",
        ),
        lambda path: parquet(
            path,
            {"text": ["They met."] * 64, "title": folded("The hall. " * 300_000, 64)},
            compression="zstd",
        ),
    ],
    ids=[
        "the case",
        "one text often",
        "one long text",
        "many rows",
        "many rows of nothing",
        "in lists",
        "in the title",
    ],
)
def test_a_parquet_file_that_unpacks_to_a_hundred_times_its_size_is_refused(
    tmp_path: Path, make: Callable[[Path], Any]
):
    path = tmp_path / "bomb.parquet"
    make(path)
    peak, message = peak_and_message(path)
    assert message == (
        f"{path}: unpacks to more than 100 times its size, as no text does; save it unpacked if you trust it"
    )
    assert peak < 200


def test_what_a_parquet_file_says_in_other_columns_does_not_matter(tmp_path: Path):
    path = parquet(
        tmp_path / "a.parquet",
        {
            "text": [f"They met on day {n}." for n in range(64)],
            "raw": folded("The hall. " * 300_000, 64),
        },
        compression="zstd",
    )
    assert len(read(path).articles) == 64


def test_lists_whose_texts_do_not_fit_into_one_dictionary_are_read_whole_and_in_order(
    tmp_path: Path,
):
    words = [[f"Caption {n} of {article}." for n in range(3)] for article in range(100)]
    path = parquet(
        tmp_path / "a.parquet",
        {"text": [f"They met on day {n}." for n in range(100)], "captions": words},
        dictionary_pagesize_limit=2000,
        write_batch_size=20,
        row_group_size=70,
    )
    corpus = read(path)
    assert [
        corpus.article(n).blocks("caption", n_words=None)["text"].tolist() for n in range(100)
    ] == words


def test_a_cell_of_parquet_that_python_cannot_hold_costs_its_own_row(tmp_path: Path):
    path = parquet(
        tmp_path / "a.parquet",
        {
            "text": ["They met.", "They left.", "They slept."],
            "date": pa.array([0, 2**62, 5], pa.timestamp("us")),
            "source": pa.array([{"name": "Post"}, None, {"name": "Echo"}]),
            "id": pa.array([b"a", b"\xff", None], pa.binary()),
        },
    )
    corpus = read(path)
    assert corpus.articles["source"].tolist() == ["Post", "Echo"]
    assert corpus.problems[["line", "problem"]].values.tolist() == [
        [2, "a cell that cannot be read (date value out of range)"]
    ]
    assert corpus.unread_tables == (
        f"{path}: 1 of 3 records cannot be read, 1 because of: a cell that cannot be read (date value out of range)",
    )


def test_bytes_that_are_no_utf8_in_a_parquet_file_cost_their_own_row(tmp_path: Path):
    texts = pa.StringArray.from_buffers(
        2, pa.py_buffer(b"\0\0\0\0\4\0\0\0\r\0\0\0"), pa.py_buffer(b"caf\xe9They met.")
    )
    corpus = read(parquet(tmp_path / "a.parquet", {"text": texts}))
    assert corpus.texts == ("They met.",)
    assert corpus.problems["line"].tolist() == [1]


# Pipes, devices, links, names


@posix
def test_what_is_no_regular_file_is_refused_and_nothing_hangs(tmp_path: Path):
    os.mkfifo(tmp_path / "in.txt")
    os.mkfifo(tmp_path / "bare")
    (tmp_path / "link.csv").symlink_to(tmp_path / "in.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    for name in ("in.txt", "bare", "link.csv"):
        refused(
            lambda name=name: read(tmp_path / name),
            f"{tmp_path / name}: is a pipe (FIFO), no regular file",
            "give -",
        )
    for name in ("/dev/zero", "/dev/null"):
        refused(lambda name=name: read(name), f"{name}: is a device, no regular file")
    refused(lambda: read(tmp_path / "loop.txt"), "Too many levels of symbolic links")
    (tmp_path / "a.txt").write_text(ARTICLE)
    os.mkfifo(tmp_path / "a.layers.csv")
    refused(lambda: read(tmp_path / "a.txt"), "a.layers.csv: is a pipe (FIFO)")


@posix
@pytest.mark.parametrize(
    "data",
    [
        ARTICLE.encode(),
        gzip.compress(b'[{"text": "They met."}]', mtime=0),
        b"<h1>A page</h1><p>It is so.</p>",
    ],
)
def test_a_pipe_that_the_shell_hands_over_is_read(data: bytes):
    reading, writing = os.pipe()
    writer = threading.Thread(target=lambda: (os.write(writing, data), os.close(writing)))
    writer.start()
    try:
        corpus = read(f"/dev/fd/{reading}")
    finally:
        writer.join()
        os.close(reading)
    assert corpus.articles["id"].tolist()[0].startswith("standard input")
    assert corpus.texts == read(data).texts


@posix
@pytest.mark.parametrize("given", ["<(cat {})", "/dev/stdin < <(cat {})", "- < {}"])
def test_the_command_reads_a_pipe_of_the_shell(tmp_path: Path, given: str):
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    code = "from analysis.cli import main; import sys; sys.argv[0] = 'cutline'; main()"
    line = f'{sys.executable} -c "{code}" layers {given.format(path)}'
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (done.returncode, SHORT.sub("", done.stderr)) == (0, "")
    assert "Soldiers at the bridge" in done.stdout


@posix
def test_a_name_that_is_no_utf8_is_shown_with_its_bytes_and_read(capsys, tmp_path: Path):
    for name in (b"caf\xe9.txt", b"\xff\xfe.jsonl", b"broken\xe9.txt"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:  # noqa: PTH118, PTH123 (Path takes no bytes)
            file.write(b'{"text": "They met."}\n' if name.endswith(b"l") else ARTICLE.encode())
    with open(os.path.join(os.fsencode(tmp_path), b"broken\xe9.txt"), "wb") as file:  # noqa: PTH118, PTH123
        file.write(b"\xff")
    corpus = read(tmp_path)
    assert corpus.articles["id"].tolist() == ["caf\\xe9", "\\xff\\xfe-1"]
    assert corpus.problems["source"].tolist() == [f"{tmp_path}/broken\\xe9.txt"]
    single = read(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")))
    assert single.articles["id"].tolist() == ["caf\\xe9"]
    code, out, err = command(capsys, "layers", str(tmp_path), "--only", "0")
    assert code == 1
    assert "1 of 3 files cannot be read" in err
    assert "Soldiers at the bridge" in out


@pytest.mark.parametrize("length", [240, 249])
def test_a_name_that_leaves_no_room_for_corrections_is_read(tmp_path: Path, length: int):
    path = tmp_path / f"{'n' * (length - 4)}.txt"
    path.write_text(ARTICLE)
    assert len(read(path).segments) == 4
    assert len(read(tmp_path).segments) == 4


@pytest.mark.parametrize("name", ["n" * 300, "They met on Monday. " * 300, "a\0b.txt", "a/" * 3000])
def test_what_can_be_no_name_is_one_line_that_does_not_quote_it_whole(name: str):
    refused(lambda: read(name), "cannot be read")
    refused(lambda: read(Path(name)), "cannot be read")


def test_a_link_to_nothing_in_a_folder_is_a_row_of_problems(tmp_path: Path):
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").symlink_to(tmp_path / "nothing.txt")
    (tmp_path / "c.txt").symlink_to(tmp_path / "c.txt")
    (tmp_path / "d.csv").mkdir()
    (tmp_path / "d.csv" / "e.txt").write_text(ARTICLE)
    for given in (tmp_path, tmp_path / "*"):
        problems = read(given).problems["source"].tolist()
        assert problems[:2] == [str(tmp_path / "b.txt"), str(tmp_path / "c.txt")]
    assert read(tmp_path).articles["id"].tolist() == ["a", "d.csv/e"]
    assert read(tmp_path / "d.csv").articles["id"].tolist() == ["e"]


def test_a_folder_that_cannot_be_listed_is_a_row_of_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a.txt").write_text(ARTICLE)
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "b.txt").write_text(ARTICLE)
    listed, allowed = os.scandir, os.access

    def scandir(path: Any) -> Any:
        if str(path) == str(closed):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)  # the tests may run as one who may see everything
    monkeypatch.setattr(
        os, "access", lambda path, mode: str(path) != str(closed) and allowed(path, mode)
    )
    corpus = read(tmp_path)
    assert corpus.articles["id"].tolist() == ["a"]
    assert corpus.problems[["source", "problem"]].values.tolist() == [
        [str(closed), "this folder cannot be listed; check its permissions"]
    ]
    refused(lambda: read(closed), f"{closed}: this folder cannot be listed")


def test_a_file_that_vanishes_or_fails_while_a_folder_is_read_is_a_row_of_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("a.txt", "b.csv", "c.html"):
        (tmp_path / name).write_text("text\nThey met.")
    real = Path.open

    def failing(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "a.txt":
            raise FileNotFoundError(2, "No such file or directory")
        file = real(path, *arguments, **options)
        if path.name == "b.csv":
            file.close()
            return _Failing(b"text\nThey met.")
        return file

    monkeypatch.setattr(Path, "open", failing)
    corpus = read(tmp_path)
    assert corpus.problems["problem"].tolist() == [
        "no such file; check the name",
        "cannot be read (Input/output error); check the file and its permissions",
    ]


class _Failing(io.BytesIO):
    """A file on a disk that fails."""

    def read1(self, size: int | None = -1) -> bytes:
        raise OSError(5, "Input/output error")


# Packed files


PACKED = {".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("ending", PACKED)
def test_streams_behind_each_other_are_all_read_and_zeros_between_them_are_nothing(
    tmp_path: Path, ending: str
):
    pack = PACKED[ending]
    pieces = [b'{"text": "They met on day %d."}\n' % n for n in range(4)]
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(
        pack(pieces[0])
        + pack(b"")
        + pack(pieces[1])
        + b"\0" * 8
        + pack(pieces[2] * 900 + pieces[3])
        + b"\0" * 4
    )
    corpus = read(path)
    assert (len(corpus.articles), len(corpus.problems), corpus.unread_tables) == (903, 0, ())


@pytest.mark.parametrize("ending", PACKED)
@pytest.mark.parametrize("format", ["jsonl", "csv"])
@pytest.mark.parametrize("behind", ["broken head", "broken body", "cut", "garbage"])
def test_a_second_stream_that_is_broken_is_told_and_the_first_is_read(
    tmp_path: Path, ending: str, format: str, behind: str
):
    pack = PACKED[ending]
    lines = [
        b'{"text": "They met on day %d."}\n' % n
        if format == "jsonl"
        else b"They met on day %d.\n" % n
        for n in range(40)
    ]
    first, second = b"".join(lines[:20]), b"".join(lines[20:])
    packed = bytearray(pack(second))
    if behind == "garbage":
        packed = bytearray(b"this is no stream")
    elif behind == "cut":
        del packed[-9:]
    else:
        packed[4 if behind == "broken head" else len(packed) // 2] ^= 0xFF
    path = tmp_path / f"a.{format}{ending}"
    path.write_bytes(pack((b"" if format == "jsonl" else b"text\n") + first) + packed)
    corpus = read(path)
    assert len(corpus.articles) >= 20
    name = {".bz2": "bzip2", ".xz": "xz"}[ending]
    assert f"the {name} file is broken" in corpus.problems["problem"].tolist()[-1]
    assert corpus.problems["line"].isna().tolist()[-1]
    assert corpus.unread_tables[0].startswith(
        f"{path}: cannot be read to its end, the {name} file is broken"
    )
    article = tmp_path / f"a.txt{ending}"
    article.write_bytes(path.read_bytes())
    refused(lambda: read(article), f"the {name} file is broken")


@pytest.mark.parametrize("ending", ["bz2", "xz"])
def test_the_case_of_a_broken_second_stream_is_a_row_of_problems(ending: str):
    corpus = read(CASES / f"second-stream-broken.jsonl.{ending}")
    assert (len(corpus.articles), len(corpus.problems)) == (20, 1)


@pytest.mark.quick
@pytest.mark.parametrize(
    "name", ["a.csv.gz", "a.jsonl.gz", "a.txt.gz", "a.json.bz2", "a.parquet.xz"]
)
def test_packed_nothing_is_one_line(tmp_path: Path, name: str):
    pack = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}[name.rpartition(".")[2]]
    (tmp_path / name).write_bytes(pack(b""))
    refused(lambda: read(tmp_path / name), name)
    (tmp_path / name).write_bytes(b"")
    refused(lambda: read(tmp_path / name), name)


# Corrections


def test_corrections_of_every_system_are_read(tmp_path: Path):
    (tmp_path / "a.txt").write_text(ARTICLE)
    for end in ("\r", "\n", "\r\n"):
        (tmp_path / "a.layers.csv").write_bytes(
            f"block,layer,first_words{end}1,caption,The two{end}".encode()
        )
        assert read(tmp_path / "a.txt").segments["layer"].tolist()[1] == "caption"
    assert read(CASES / "mac-layers").problems.empty
    assert (
        read(CASES / "mac-layers" / "two.txt").segments["rule"].tolist()[2] == "corrected by hand"
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "0,headline," + "x" * 140_000,
            "row 2: no row of a CSV file (field larger than field limit",
        ),
        ("0,headline," + "x" * 100_000, "row 2: block 0 begins with 'Talks resume', not 'xxx"),
        ("7" * 100_000 + ",headline,Talks", "row 2: there is no block '777"),
        ("0," + "h" * 100_000 + ",Talks", "row 2: unknown layer 'hhh"),
        ('0,"headline"x,Talks\n1,"body', "row 2: "),
    ],
)
def test_a_row_of_corrections_that_cannot_be_used_is_one_short_line(row: str, message: str):
    corpus = read(ARTICLE.encode(), name="a")
    refused(
        lambda: apply_corrections(corpus, f"block,layer,first_words\n{row}\n", name="a.layers.csv"),
        message,
    )


def test_the_case_of_a_long_cell_is_one_line(capsys, tmp_path: Path):
    (tmp_path / "long-cell.txt").write_text(ARTICLE)
    (tmp_path / "long-cell.layers.csv").write_bytes((CASES / "long-cell.layers.csv").read_bytes())
    code, out, err = command(capsys, "layers", str(tmp_path / "long-cell.txt"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "long-cell.layers.csv: row 2: no row of a CSV file" in err


# Records


@pytest.mark.parametrize("levels", [101, 700, 9_000, 100_000])
@pytest.mark.parametrize("wrap", ["%s", '{"articles": %s, "n": 2}'])
def test_a_record_that_is_nested_deeply_costs_itself_alone(levels: int, wrap: str):
    deep = f'{{"text": "They met.", "x": {"[" * levels}1{"]" * levels}}}'
    corpus = read(
        (wrap % f'[{{"text": "Talks."}}, {deep}, {{"text": "No talks."}}]').encode(),
        format="json",
        name="t",
    )
    assert corpus.texts == ("Talks.", "No talks.")
    assert [why for why in corpus.problems["problem"] if "nested too deeply" in why]
    lines = f'{{"text": "Talks."}}\n{deep}\n{{"text": "No talks."}}\n'.encode()
    corpus = read(lines, format="jsonl", name="t")
    assert corpus.texts == ("Talks.", "No talks.")
    assert corpus.problems["line"].tolist() == [2]


@pytest.mark.quick
def test_objects_may_be_nested_as_deeply_as_articles_are():
    deep = '{"a":' * 60 + "1" + "}" * 60
    assert read(b'[{"text": "They met.", "x": %s}]' % deep.encode(), format="json").texts == (
        "They met.",
    )


def test_the_case_of_deep_nesting_loses_one_record():
    corpus = read(CASES / "deep-nesting.json")
    assert (len(corpus.articles), corpus.problems["line"].tolist()) == (1, [2])


def test_a_broken_record_in_a_list_within_an_object_costs_itself_alone():
    data = b'{"status": "ok", "articles": [{"text": "Talks."}, {"text": }, {"text": "No talks."}], "n": 3}'
    corpus = read(data, format="json", name="t")
    assert corpus.texts == ("Talks.", "No talks.")
    assert len(corpus.problems) == 1


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_a_number_of_many_digits_is_kept_as_its_digits(format: str):
    row = '{"text": "They met.", "id": %s}' % ("7" * 100_000)
    data = f"{row}\n" if format == "jsonl" else f"[{row}]"
    corpus = read(data.encode(), format=format)
    assert corpus.articles["id"].tolist() == ["7" * 100_000]
    assert corpus.problems.empty


@pytest.mark.parametrize(
    "cell",
    [3, 2.5, True, None, [], {}, [1], [[["x"]]], {"a": 1}, "1e999", "nan", "2026-99-99", "\u0000"],
)
@pytest.mark.parametrize("column", ["text", "title", "captions", "date", "source", "id"])
def test_a_cell_of_any_type_costs_no_more_than_its_record(cell: Any, column: str):
    rows = [{"text": "Talks."}, {"text": "They met.", column: cell}, {"text": "No talks."}]
    corpus = read(json.dumps(rows).encode(), format="json", name="t")
    assert {"Talks.", "No talks."} <= {text.strip() for text in corpus.texts}
    assert len(corpus.articles) + len(corpus.problems) == 3


# Captions


@pytest.mark.quick
@pytest.mark.parametrize(
    "cell",
    [
        "One man.|Two men.",
        "One man. |Two men.",
        "One man.| Two men.",
        "One man.||Two men.",
        "One man.¦Two men.",
        "One man.|Two men.|",
    ],
)
def test_a_bar_without_blanks_divides_captions(cell: str):
    assert captions(cell) == (["One man.", "Two men."], [])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("The old hall|A stone bridge|Two men", ["The old hall", "A stone bridge", "Two men"]),
        ("The hall (Karvia)|Bridge", ["The hall (Karvia)", "Bridge"]),
        ("“Go!”|Bridge", ["“Go!”", "Bridge"]),
        ("Hall |Bridge", ["Hall", "Bridge"]),
        ("|Hall|", ["Hall"]),
        ("One man. | Two men.|A dog.", ["One man.", "Two men.", "A dog."]),
    ],
)
def test_a_bar_divides_where_more_than_a_word_stands_on_both_sides(cell: str, expected: list[str]):
    assert captions(cell) == (expected, [])


@pytest.mark.parametrize("cell", ["AC|DC play in the old hall", "Hall|Bridge", "“AC|DC” play"])
def test_a_bar_within_words_is_no_division_and_the_problems_say_so(cell: str):
    corpus, problems = captions(cell)
    assert corpus == [cell]
    assert len(problems) == 1
    assert "is read as part of one caption; put blanks around it if it divides two" in problems[0]


def test_a_bar_that_was_read_as_part_of_a_caption_is_no_lost_record():
    corpus = read(b"text,captions\nThey met.,AC|DC play\n", format="csv", name="t")
    assert (len(corpus.articles), len(corpus.problems), corpus.unread_tables) == (1, 1, ())


# Encodings


CP1252 = "text,title\nCaf\xe9 talks resumed.,Caf\xe9\nThey met.,Talks\n"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16-le", "mac_roman"])
def test_a_table_in_another_encoding_is_read_when_its_name_is_given(tmp_path: Path, encoding: str):
    path = tmp_path / "news.csv"
    path.write_bytes(CP1252.encode(encoding))
    assert read(path, encoding=encoding).articles["title"].tolist() == ["Caf\xe9", "Talks"]
    rows = json.dumps([{"text": "Caf\xe9 talks."}], ensure_ascii=False)
    for format, data in (("json", rows), ("json", rows[1:-1]), ("jsonl", rows[1:-1] + "\n")):
        assert read(data.encode(encoding), format=format, encoding=encoding).texts == (
            "Caf\xe9 talks.",
        )
    (tmp_path / "a.txt").write_text(ARTICLE)
    assert len(read(tmp_path, encoding=encoding).articles) == 3


def test_a_byte_order_mark_wins_over_the_encoding_given():
    for encoding in ("utf-8-sig", "utf-16"):
        assert (
            read(CP1252.encode(encoding), format="csv", encoding="cp1252")
            .articles["title"]
            .tolist()[0]
            == "Caf\xe9"
        )


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("klingon", "unknown encoding 'klingon'"),
        ("base64", "unknown encoding 'base64'"),
        ("", "unknown encoding ''"),
    ],
)
def test_an_encoding_that_is_none_is_a_value_error(encoding: str, message: str):
    with pytest.raises(ValueError, match=message):
        read(b"text\nThey met.\n", format="csv", encoding=encoding)


def test_an_encoding_that_does_not_fit_is_told():
    corpus = read(b"text\nThey met.\nA \x81 day.\n", format="csv", name="t", encoding="cp1252")
    assert corpus.problems["line"].tolist() == [3]
    refused(
        lambda: read(ARTICLE.encode(), format="text", encoding="cp1252"),
        "an encoding is for tables of text",
    )
    refused(
        lambda: read(b"\x81\xff\xff", format="json", name="t", encoding="shift_jis"),
        "t: is not shift_jis",
    )
    refused(lambda: read(b"text\nThey met.\n" * 9, format="csv", name="t", encoding="idna"), "t: ")


@pytest.mark.parametrize("name", ["compare", "layers"])
def test_the_command_takes_an_encoding_and_ends_with_1_where_a_tenth_is_lost(
    capsys, tmp_path: Path, name: str
):
    path = tmp_path / "news.csv"
    path.write_bytes(CP1252.encode("cp1252"))
    code, out, err = command(capsys, name, str(path))
    assert code == 1
    assert "Talks" in out
    assert f"{path}: 1 of 2 records cannot be read, 1 because of: bytes that are not UTF-8" in err
    assert "--encoding cp1252" in err
    code, out, err = command(capsys, name, str(path), "--encoding", "cp1252", "--only", "0")
    assert (code, SHORT.sub("", err)) == (0, "")
    assert "Caf\xe9" in out


def test_one_record_of_twenty_is_no_failure(capsys, tmp_path: Path):
    path = tmp_path / "news.csv"
    path.write_text(
        "id,text\n" + "".join(f"a{n},They met on day {n}.\n" for n in range(19)) + "b,\n"
    )
    code, _, err = command(capsys, "layers", str(path), "--only", "a0")
    assert code == 0
    assert SHORT.sub("", err).count("\n") == 1
    path.write_text(
        "id,text\n" + "".join(f"a{n},They met on day {n}.\n" for n in range(9)) + "b,\n"
    )
    assert command(capsys, "layers", str(path), "--only", "a0")[0] == 1


def test_a_table_in_a_folder_of_which_nothing_can_be_read_ends_the_command_with_1(
    capsys, tmp_path: Path
):
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.csv").write_text("name\nx\n")
    code, _, err = command(capsys, "layers", str(tmp_path), "--only", "a")
    assert code == 1
    assert f"{tmp_path / 'b.csv'}: no column for the text" in SHORT.sub("", err).splitlines()[-1]
    assert read(tmp_path).article("a").unread_tables == ()


def test_a_folder_of_which_a_tenth_cannot_be_read_ends_the_command_with_1_and_the_reason(
    capsys, tmp_path: Path
):
    for n in range(2):
        (tmp_path / f"a{n}.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_bytes(b"\0\1\2")
    code, _, err = command(capsys, "layers", str(tmp_path), "--only", "a0")
    assert code == 1
    reason = "this is a binary file; give a plain text, saved as UTF-8"
    assert SHORT.sub("", err).splitlines() == [
        f"cutline: left out: {tmp_path / 'b.txt'}: {reason}",
        f"cutline: {tmp_path}: 1 of 3 files cannot be read, 1 because of: {reason}",
    ]
    assert command(capsys, "layers", str(tmp_path / "*.txt"), "--only", "0")[0] == 1
    for n in range(2, 10):
        (tmp_path / f"a{n}.txt").write_text(ARTICLE)
    assert command(capsys, "layers", str(tmp_path), "--only", "a0")[0] == 0
    assert read(tmp_path).unread_tables == ()


def test_the_share_of_lost_records_is_worked_out_for_each_table():
    assert tables.unread_line("t", 0, 0, {}) is None
    assert tables.unread_line("t", 9, 91, {"x": 9}) is None
    assert (
        tables.unread_line("t", 9, 90, {"x": 4, "y": 5})
        == "t: 9 of 90 records cannot be read, 5 because of: y"
    )


def test_the_report_of_a_table_in_another_encoding_prints_the_command_that_makes_it(
    capsys, tmp_path: Path
):
    path, page = tmp_path / "news.csv", tmp_path / "report.html"
    path.write_bytes(CP1252.encode("cp1252"))
    code, _, err = command(
        capsys, "report", str(path), "-o", str(page), "--encoding", "cp1252", "--only", "0"
    )
    assert (code, SHORT.sub("", err)) == (0, "")
    assert "--encoding cp1252" in page.read_text(encoding="utf-8")
    assert "Caf\xe9" in page.read_text(encoding="utf-8")


def test_a_zero_byte_is_no_matter_of_encoding():
    corpus = read(b"text\nThey met.\n\0\0\nNo talks.\n", format="csv", name="t")
    assert corpus.problems["problem"].tolist() == [
        "a zero byte, which no text holds; save the table again"
    ]


def test_a_table_without_an_ending_is_known_by_its_header():
    corpus = read(
        b"id,title,text\na,Talks,They met.\nb,No talks,Nobody came.\n", name="standard input"
    )
    assert corpus.articles["id"].tolist() == ["a", "b"]
    assert read(b"Title;Body\nTalks;They met.\n").articles["title"].tolist() == ["Talks"]
    assert len(read(b"Text, body and title\n\nThey met.\n").articles) == 1


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_stream_that_breaks_off_costs_its_own_records_however_it_is_packed(tmp_path: Path, pack):
    lines = [b'{"text": "They met on day %d."}\n' % n for n in range(6)]
    path = tmp_path / "a.jsonl.packed"
    path.write_bytes(pack(b"".join(lines[:3])) + pack(b"".join(lines[3:]))[:-9])
    corpus = read(path, format="jsonl")
    assert len(corpus.articles) >= 3
    assert len(corpus.problems) == 1
