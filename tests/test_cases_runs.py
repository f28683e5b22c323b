"""Runs that were tampered with, inputs that changed, and what a run counts: each an example of a kind."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import batch
from analysis.batch import sealing
from analysis.batch.store import Store

from .test_batch import TABLES, all_bytes, one_line, stopped, tables, write_lines
from .test_cli import run as command

CASES = Path(__file__).parent / "cases" / "reliability"


def run(path: Path, out: Path) -> batch.Result:
    return batch.run(path, out, workers=1, most_records=3)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An input and the run that was made of it: three batches."""
    folder = tmp_path_factory.mktemp("whole")
    path = write_lines(folder / "news.jsonl", 9)
    run(path, folder / "out")
    return path, folder / "out"


@pytest.fixture
def copy(whole: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The input, and a copy of its run."""
    return whole[0], Path(shutil.copytree(whole[1], tmp_path / "out"))


def flipped(path: Path, at: float) -> None:
    """One byte changed, at this share of the file."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 0x55
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def foldered(path: Path) -> None:
    path.unlink()
    path.mkdir()


def of_odd_types(path: Path) -> None:
    """A part whose note is JSON of another shape."""
    table = pq.read_table(path)
    pq.write_table(
        table.replace_schema_metadata({b"cutline": b'{"batch": "x", "pieces": 3}'}), path
    )


def of_another_batch(path: Path) -> None:
    shutil.copy(path.with_name("part-000000.parquet"), path)


def written_anew(path: Path) -> None:
    """The same table as another program writes it: nobody can say what was changed."""
    pq.write_table(pq.read_table(path), path)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut": cut,
    "emptied": emptied,
    "a byte at the head": lambda path: flipped(path, 0.01),
    "a byte in a page": lambda path: flipped(path, 0.3),
    "a byte in the footer": lambda path: flipped(path, 0.8),
    "odd types": of_odd_types,
    "another batch": of_another_batch,
    "written anew": written_anew,
    "a folder": foldered,
}


# A part that was altered is refused by its name, and made again once it is deleted


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_part_that_was_altered_is_named_by_a_run_at_its_end(
    copy: tuple[Path, Path], table: str, damage: str
):
    path, out = copy
    part = Store(out).part(table, 1)
    DAMAGES[damage](part)
    one_line(
        lambda: run(path, out),
        f"{part}: is damaged; delete it, and the same command makes it again",
    )


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("damage", ["a byte in a page", "emptied", "odd types"])
def test_a_part_that_was_altered_is_named_by_a_stopped_run(
    tmp_path: Path, whole: tuple[Path, Path], table: str, damage: str
):
    out = tmp_path / "out"
    stopped(whole[0], out)
    part = Store(out).part(table, 0)
    DAMAGES[damage](part)
    one_line(lambda: run(whole[0], out), f"{part}: is damaged; delete it")
    shutil.rmtree(part) if part.is_dir() else part.unlink()
    assert run(whole[0], out).notes == [f"{part}: was missing, and has been made again"]
    assert all_bytes(out) == all_bytes(whole[1])


@pytest.mark.parametrize(
    "gone",
    [
        ("articles/part-000001.parquet",),
        ("problems/part-000000.parquet", "rates/part-000002.parquet"),
        tuple(f"{table}/part-000001.parquet" for table in TABLES),
        tuple(f"{table}/part-000002.parquet" for table in TABLES),
        ("ranking.parquet",),
        ("ranking.parquet", "articles/part-000000.parquet"),
        ("summary.json",),
        ("inputs.parquet",),
        ("differences",),
    ],
    ids=lambda names: names[0] if isinstance(names, tuple) else None,
)
def test_what_was_deleted_from_a_run_is_made_again_in_the_same_bytes(
    copy: tuple[Path, Path], whole: tuple[Path, Path], gone: tuple[str, ...]
):
    path, out = copy
    for name in gone:
        shutil.rmtree(out / name) if (out / name).is_dir() else (out / name).unlink()
    result = run(path, out)
    assert all_bytes(out) == all_bytes(whole[1])
    assert result.n_articles == 9
    made_again = {
        f"{out / name}: was missing, and has been made again" for name in gone if "part-" in name
    }
    if "differences" in gone:
        made_again = {
            f"{Store(out).part('differences', n)}: was missing, and has been made again"
            for n in range(3)
        }
    assert set(result.notes) == made_again


@pytest.mark.parametrize("name", ["ranking.parquet", "inputs.parquet", "summary.json"])
@pytest.mark.parametrize("damage", ["emptied", "cut", "a byte in a page"])
def test_a_table_of_a_run_that_was_altered_is_named(
    copy: tuple[Path, Path], name: str, damage: str
):
    path, out = copy
    DAMAGES[damage](out / name)
    one_line(
        lambda: run(path, out),
        f"{out / name}: is damaged; delete it, and the same command makes it again",
    )
    (out / name).unlink()
    assert run(path, out).n_articles == 9


@pytest.mark.quick
@pytest.mark.parametrize("name", ["ranking.parquet", "inputs.parquet", "summary.json", "run.json"])
def test_a_folder_in_the_place_of_a_file_is_named(copy: tuple[Path, Path], name: str):
    path, out = copy
    foldered(out / name)
    one_line(lambda: run(path, out), f"{out / name}: is a folder; move it away")


def test_a_file_in_the_place_of_a_folder_is_named(copy: tuple[Path, Path]):
    path, out = copy
    shutil.rmtree(out / "rates")
    (out / "rates").write_text("x")
    one_line(lambda: run(path, out), f"{out / 'rates'}: is no folder; move it away")


@pytest.mark.parametrize(
    "content", ["{}", "[1]", "3", "null", '"run"', '{"options": {}}', "{", "", "[" * 100_000]
)
def test_a_configuration_that_is_none_is_one_line(copy: tuple[Path, Path], content: str):
    path, out = copy
    (out / "run.json").write_text(content)
    one_line(lambda: run(path, out), f"{out / 'run.json'}: is no", "give a new folder")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("inputs", []),
        ("inputs", [1]),
        ("worth", ["It is perfect."]),
        ("options", {"seed": 5}),
        ("lists", {}),
    ],
)
def test_a_configuration_that_was_altered_is_one_line(
    copy: tuple[Path, Path], key: str, value: object
):
    path, out = copy
    said = json.loads((out / "run.json").read_text())
    (out / "run.json").write_text(json.dumps({**said, key: value}))
    one_line(lambda: run(path, out), str(out), "give a new folder")


@pytest.mark.quick
def test_a_configuration_that_is_gone_is_one_line(copy: tuple[Path, Path]):
    path, out = copy
    (out / "run.json").unlink()
    one_line(
        lambda: run(path, out),
        "run.json: is missing; put it back from a copy, or give a new folder",
    )


def test_a_run_of_an_earlier_cutline_is_one_line(copy: tuple[Path, Path]):
    path, out = copy
    said = json.loads((out / "run.json").read_text())
    del said["form"]
    (out / "run.json").write_text(json.dumps(said))
    one_line(lambda: run(path, out), f"{out}: was made by an earlier cutline", "give a new folder")


def test_numbers_written_into_the_summary_are_not_believed(copy: tuple[Path, Path]):
    path, out = copy
    said = json.loads((out / "summary.json").read_text())
    (out / "summary.json").write_text(json.dumps({**said, "n_articles": 400}))
    one_line(lambda: run(path, out), f"{out / 'summary.json'}: is damaged")


def test_a_part_too_many_is_told_and_a_copy_under_another_name_is_not_counted(
    copy: tuple[Path, Path], whole: tuple[Path, Path]
):
    path, out = copy
    part = Store(out).part("articles", 2)
    shutil.copy(part, part.with_name("part-000002 (copy).parquet"))
    assert run(path, out).n_articles == 9
    shutil.copy(part, part.with_name("part-999999999.parquet"))
    one_line(lambda: run(path, out), "holds more than the inputs do now")


def test_a_part_of_another_run_is_told(tmp_path: Path, copy: tuple[Path, Path]):
    path, out = copy
    other = write_lines(tmp_path / "other.jsonl", 9, first=30)
    run(other, tmp_path / "other")
    for table in TABLES:
        shutil.copy(Store(tmp_path / "other").part(table, 1), Store(out).part(table, 1))
    notes = run(path, out).notes
    assert len(notes) == 1
    assert f"{path}: changed after it was read into {out}" in notes[0]
    shutil.copy(Store(tmp_path / "other").part("rates", 0), Store(out).part("rates", 0))
    one_line(lambda: run(path, out), "part-000000.parquet: is damaged")


# Inputs that changed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.replace(b"Story 6", b"Sturm 6"), "changed after it was read"),
        (lambda data: data[:-50], "has shrunk"),
        (None, "no such file"),
    ],
    ids=["the same size", "shorter", "gone"],
)
def test_a_changed_input_of_a_run_at_its_end_is_reported(
    tmp_path: Path, change: Callable[[bytes], bytes] | None, message: str
):
    path, out = write_lines(tmp_path / "news.jsonl", 9), tmp_path / "out"
    first = run(path, out)
    whole = run(path, out)
    assert (whole.notes, whole.outdated) == ([], False)
    before = all_bytes(out)
    path.write_bytes(change(path.read_bytes())) if change else path.unlink()
    again = run(path, out)
    assert (again.n_articles, again.n_tested) == (first.n_articles, first.n_tested)
    assert len(again.notes) == 1
    assert f"{path}: {message}" in again.notes[0]
    assert "the tables hold what was read then" in again.notes[0]
    assert again.outdated  # so that the command ends with 1
    assert all_bytes(out) == before


def test_a_lost_batch_of_a_changed_input_is_refused(tmp_path: Path):
    path, out = write_lines(tmp_path / "news.jsonl", 9), tmp_path / "out"
    run(path, out)
    Store(out).part("rates", 1).unlink()
    path.write_bytes(path.read_bytes().replace(b'"a4"', b'"b4"'))
    one_line(lambda: run(path, out), f"{path}: changed after it was read into {out}")


# Seals


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_no_byte_of_a_sealed_file_can_change_unseen(whole: tuple[Path, Path], at: int):
    content = bytearray((whole[1] / "ranking.parquet").read_bytes())
    assert sealing.is_sealed(bytes(content))
    content[len(content) * at // 100] ^= 1
    assert not sealing.is_sealed(bytes(content))
    assert not sealing.is_sealed(bytes(content[: len(content) * at // 100]))


# What a run counts


def test_an_article_in_which_one_text_is_repeated_is_not_said_to_have_few_hits(tmp_path: Path):
    war = "The army fired missiles at the town and killed nine soldiers on Monday."
    peace = "Talks on peace went well, and the ministers were happy with the good result."
    rain = "Children cried in the quiet valley, where terrible rain had ruined the happy feast."
    copies = [f"{war} Photo {n}." for n in range(4)]
    rows = [
        {"id": "captions", "text": f"{war}\n\n{peace}\n\n{rain}", "captions": copies},
        {"id": "paragraphs", "text": f"{war}\n\n{war}\n\n{war}", "captions": [war, peace, rain]},
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run(path, tmp_path / "out").n_tested == 0
    articles = tables(tmp_path / "out")["articles"]
    assert articles.set_index("id")["not_tested"].to_dict() == {
        "captions": "all captions print one text",
        "paragraphs": "all paragraphs print one text",
    }


def test_how_many_articles_could_not_be_tested_and_why_is_counted_and_printed(
    capsys, tmp_path: Path
):
    told = "The two sides met on Monday. They agreed on little and left the hall. Nobody spoke to the press."
    body = f"{told}\n\n{told}\n\n{told}"
    rows = [
        {"id": "none", "text": body, "captions": []},
        {"id": "none either", "text": body, "captions": ""},
        {"id": "one", "text": body, "captions": ["The hall where nobody spoke."]},
        {
            "id": "few",
            "text": "A day.\n\nIt was a day like others.",
            "captions": ["A door.", "A chair."],
        },
        {
            "id": "short",
            "text": "They met there for a day and left again.",
            "captions": ["A door.", "A chair."],
        },
    ]
    path = write_lines(tmp_path / "news.jsonl", 6, full=True)
    with path.open("a") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    result = run(path, tmp_path / "out")
    articles = tables(tmp_path / "out")["articles"]
    assert (articles["p"].isna() == articles["not_tested"].notna()).all()
    assert articles.set_index("id")["not_tested"].dropna().to_dict() == {
        "none": "no captions",
        "none either": "no captions",
        "one": "only one caption",
        "few": "fewer than 4 hits in each category",
        "short": "only one paragraph",
    }
    assert result.not_tested == {
        "no captions": 2,
        "only one caption": 1,
        "fewer than 4 hits in each category": 1,
        "only one paragraph": 1,
    }
    assert result.n_tested + sum(result.not_tested.values()) == result.n_articles == 11
    assert run(path, tmp_path / "out") == result
    code, out, _ = command(
        capsys, "corpus", str(path), "--out", str(tmp_path / "again"), "--workers", "1"
    )
    assert code == 0
    assert out.splitlines()[2] == (
        "Not compared with their body: no captions (2), fewer than 4 hits in each category (1), only one caption (1), only one"
        " paragraph (1)"
    )


def test_a_reason_names_the_layer_that_was_asked_for(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 3)
    result = batch.run(path, tmp_path / "out", workers=1, target="headline", reference="caption")
    assert set(result.not_tested) <= {
        "no headline",
        "no captions",
        "only one headline",
        "only one caption",
    }
    assert result.not_tested["no headline"] == 2


def test_a_table_of_which_a_tenth_cannot_be_read_ends_the_command_with_1_and_the_remedy(
    capsys, tmp_path: Path
):
    lines = [
        f"They met on day {n}. They parted.,Caf\xe9 {n}."
        if n < 2
        else f"They met on day {n}.,Hall {n}."
        for n in range(20)
    ]
    path = tmp_path / "news.csv"
    path.write_bytes("\n".join(["text,captions", *lines]).encode("cp1252"))
    arguments = ["corpus", str(path), "--workers", "1", "--out"]
    code, out, err = command(capsys, *arguments, str(tmp_path / "out"))
    assert code == 1
    assert out.startswith("18 articles, 2 problems\n")
    for words in (
        f"{path}: 2 of 20 records cannot be read, 2 because of: bytes that are not UTF-8",
        "--encoding cp1252",
    ):
        assert words in err
    assert (
        command(capsys, *arguments, str(tmp_path / "out"))[0] == 1
    )  # and again, of the run at its end
    code, out, err = command(capsys, *arguments, str(tmp_path / "other"), "--encoding", "cp1252")
    assert (code, out.splitlines()[0]) == (0, "20 articles, 0 problems")
    assert "cannot be read" not in err


def test_less_than_a_tenth_is_no_failure_and_the_shares_are_of_each_table(tmp_path: Path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.jsonl"
    good.write_text("text\n" + "They met.\n" * 11 + '"\n')
    bad.write_text('{"text": "They met."}\n{"text": ""}\n{"text": 3}\n{"text": [3]}\n')
    result = batch.run([good, bad], tmp_path / "out", workers=1, most_records=2)
    assert [line.split(" because")[0] for line in result.unread_tables] == [
        f"{bad}: 2 of 4 records cannot be read, 1"
    ]
    assert result.n_problems == 3


@pytest.mark.quick
def test_one_bad_record_of_a_run_is_one_line_with_its_reason_and_its_place(capsys, tmp_path: Path):
    path = tmp_path / "news.csv"
    path.write_text("text\n" + "They met.\n" * 30 + '""\n')
    arguments = ["corpus", str(path), "--workers", "1", "--out", str(tmp_path / "out")]
    for _ in range(2):  # and again, of the run at its end
        code, out, err = command(capsys, *arguments)
        assert (code, out.splitlines()[0]) == (0, "30 articles, 1 problem")
        said = [line for line in err.splitlines() if "problem" in line]
        assert len(said) == 1
        assert said[0].startswith("cutline: 1 problem in the inputs; the commonest: the text")
        assert f"(once in {path}, line 32); all are in {tmp_path / 'out' / 'problems'}" in said[0]


def test_the_commonest_problem_of_a_run_is_the_one_that_is_told(tmp_path: Path):
    path = tmp_path / "news.jsonl"
    bad = ['{"text": 3}', '{"text": ""}', '{"text": ""}']
    path.write_text("\n".join(['{"text": "They met."}'] * 40 + bad))
    told = {
        batch.run(path, tmp_path / f"out{n}", workers=1, most_records=n).commonest_problem
        for n in (2, 100)
    }
    assert len(told) == 1
    assert told.pop().endswith(f"(2 times, first in {path}, line 42)")
    good = tmp_path / "good.csv"
    good.write_text("text\nThey met.\n")
    assert batch.run(good, tmp_path / "none", workers=1).commonest_problem == ""


def test_a_folder_of_which_a_tenth_cannot_be_read_ends_the_run_with_1_and_the_reason(
    capsys, tmp_path: Path
):
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(2):
        (folder / f"a{n}.txt").write_text(
            "Talks resume\n\nThey met again on Monday. They parted.\n"
        )
    (folder / "b.txt").write_bytes(b"\0\1\2")
    code, out, err = command(
        capsys, "corpus", str(folder), "--workers", "1", "--out", str(tmp_path / "out")
    )
    assert (code, out.splitlines()[0]) == (1, "2 articles, 1 problem")
    assert (
        "cutline: inputs: 1 of 3 files cannot be read, 1 because of: this is a binary file" in err
    )
    for n in range(2, 10):
        (folder / f"a{n}.txt").write_text(
            "Talks resume\n\nThey met again on Monday. They parted.\n"
        )
    code, _, err = command(
        capsys, "corpus", str(folder), "--workers", "1", "--out", str(tmp_path / "other")
    )
    assert code == 0
    assert "cutline: 1 problem in the inputs; the commonest: this is a binary file" in err


def test_a_run_with_another_encoding_is_another_run(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 3)
    batch.run(path, tmp_path / "out", workers=1)
    one_line(
        lambda: batch.run(path, tmp_path / "out", workers=1, encoding="cp1252"),
        "another encoding: None there",
    )
    with pytest.raises(ValueError, match="unknown encoding 'klingon'"):
        batch.run(path, tmp_path / "new", workers=1, encoding="klingon")
    assert not (tmp_path / "new").exists()


# Files of every kind


def test_messages_of_a_run_hold_no_control_characters(tmp_path: Path):
    path = write_lines(tmp_path / "a\x1b]0;x\x07.jsonl", 6)
    stopped(path, tmp_path / "out")
    path.write_bytes(path.read_bytes()[:-9])
    told = one_line(lambda: run(path, tmp_path / "out"))
    write_lines(path, 6)
    result = run(path, tmp_path / "out")
    path.unlink()
    assert all(
        line.isprintable() for line in [told, *result.notes, *run(path, tmp_path / "out").notes]
    )


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a name is no bytes")
def test_a_name_that_is_no_utf8_is_read_under_its_escaped_name(tmp_path: Path):
    folder = os.fsencode(tmp_path / "pages")
    os.mkdir(folder)  # noqa: PTH102 (Path takes no bytes)
    for name in (b"caf\xe9.txt", b"plain.txt", b"t\xff.csv"):
        with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123
            file.write(b"text\nThey met on Monday.\n\nNobody came.\n")
    out = tmp_path / "out"
    result = run(tmp_path / "pages", out)
    assert (result.n_articles, result.n_problems, result.notes) == (4, 0, [])
    names = tables(out)["articles"]["file"].unique().tolist()
    assert names == [
        f"{tmp_path}/pages/{name}" for name in ("caf\\xe9.txt", "plain.txt", "t\\xff.csv")
    ]
    Store(out).part("articles", 0).unlink()
    assert run(tmp_path / "pages", out).n_articles == 4


@pytest.mark.parametrize(
    "name", ["mac-layers", "deep-nesting.json", "second-stream-broken.jsonl.bz2"]
)
def test_one_bad_file_or_record_ends_no_run(tmp_path: Path, name: str):
    given = [CASES / name, write_lines(tmp_path / "news.jsonl", 3)]
    result = batch.run(given, tmp_path / "out", workers=1, most_records=2)
    expected = {
        "mac-layers": (5, 0),
        "deep-nesting.json": (4, 1),
        "second-stream-broken.jsonl.bz2": (23, 1),
    }
    assert (result.n_articles, result.n_problems) == expected[name]


def test_corrections_that_cannot_be_used_are_a_row_of_problems(tmp_path: Path):
    for name, corrections in {
        "cell": "block,layer,first_words\n0,body," + "x" * 140_000,
        "number": f"block,layer,first_words\n{'9' * 5000},body,x",
        "quote": 'block,layer,first_words\n0,"body"x,x\n1,"body\n',
        "bytes": b"block,layer,first_words\n0,body,caf\xe9\n",
        "folder": None,
    }.items():
        (tmp_path / f"{name}.txt").write_text("Talks resume\n\nThe two sides met. They left.")
        beside = tmp_path / f"{name}.layers.csv"
        if corrections is None:
            beside.mkdir()
        else:
            beside.write_bytes(
                corrections if isinstance(corrections, bytes) else corrections.encode()
            )
    (tmp_path / "fine.txt").write_text("Talks resume\n\nThe two sides met. They left.")
    result = run(tmp_path, tmp_path / "out")
    assert (result.n_articles, result.n_problems) == (1, 5)
    assert tables(tmp_path / "out")["problems"]["problem"].map(len).max() < 500


def test_a_file_that_is_no_regular_file_ends_no_run_and_does_not_hang(tmp_path: Path):
    write_lines(tmp_path / "news.jsonl", 3)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nothing")
    (tmp_path / "folder.csv").mkdir()
    result = run(tmp_path, tmp_path / "out")
    assert (result.n_articles, result.n_problems) == (3, 2)
    one_line(
        lambda: run(tmp_path / "pipe.txt", tmp_path / "x"), "is a pipe (FIFO), no regular file"
    )
    one_line(lambda: batch.run("/dev/zero", tmp_path / "x"), "is a device, no regular file")
    one_line(lambda: batch.run("news\0.csv", tmp_path / "x"), "cannot be read")


def test_a_file_that_cannot_be_read_on_is_a_row_of_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    good, bad = write_lines(tmp_path / "good.jsonl", 2), write_lines(tmp_path / "bad.jsonl", 2)
    real = Path.open

    def failing(path: Path, *arguments: object, **options: object) -> object:
        if path == bad:
            raise OSError(5, "Input/output error")
        return real(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", failing)
    result = run([good, bad], tmp_path / "out")  # type: ignore[arg-type]
    assert (result.n_articles, result.n_problems) == (2, 1)
    assert result.unread_tables == [
        f"{bad}: cannot be read (Input/output error); check the name and its permissions"
    ]


def test_what_the_disk_refuses_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_lines(tmp_path / "news.jsonl", 3)

    def refuse(handle: int) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "fsync", refuse)
    one_line(
        lambda: run(path, tmp_path / "out"),
        "lies on a disk that can only be read",
        "another folder",
    )


def test_the_parts_hold_the_tables_that_they_always_held(whole: tuple[Path, Path]):
    for table in TABLES:
        for part in Store(whole[1]).parts(table):
            assert isinstance(pq.read_table(part), pa.Table)
            assert b"cutline" in pq.read_schema(part).metadata
