from __future__ import annotations

import bz2
import contextlib
import gc
import gzip
import importlib
import io
import json
import lzma
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil  # comes with distributed
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import InputError, batch, measures, read
from analysis.batch import measuring, processes, ranking, running, starting, workers
from analysis.batch.cutting import batches, list_inputs
from analysis.batch.processes import Processes
from analysis.batch.store import Store
from analysis.corpus import Corpus
from analysis.measures import all_hits, findings
from analysis.options import DEFAULTS

from .conftest import ROOT
from .test_cli import run as command

TABLES = ("articles", "rates", "differences", "sketches", "problems")
SENTENCES = (
    "The army fired missiles at the town and killed nine soldiers on Monday.",
    "Talks on peace went well, and the ministers were happy with the good result.",
    "Markets in Paris fell, while the central bank of Turkey kept its rates.",
    "Drones and tanks were seen near the border of Armenia before the war began.",
    "Children returned to school in the quiet valley, where the rain had stopped.",
)
posix = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="this system cannot fork a process that is to be killed"
)


def article(number: int) -> dict[str, Any]:
    """A record with four paragraphs and three captions, of which the last two differ from the paragraphs in some.

    Every sentence has its words in an order of its own: what repeats another text would be no evidence.
    """
    chance = random.Random(number)

    def reordered(sentence: str) -> str:
        words = sentence.rstrip(".").replace(",", "").split()
        return f"{' '.join(chance.sample(words, len(words)))}."

    paragraphs = [" ".join(map(reordered, chance.sample(SENTENCES, 3))) for _ in range(4)]
    captions = [
        f"Photo {number}-{n}: {reordered(SENTENCES[3 if number % 3 == 0 else n])}" for n in range(3)
    ]
    title = f"Story {number}: what happened"
    return {
        "id": f"a{number}",
        "title": title,
        "text": "\n\n".join(paragraphs),
        "captions": captions,
        "date": "2026-01-02",
    }


def write_lines(path: Path, n: int = 24, first: int = 0, *, full: bool = False) -> Path:
    """Articles, of which every sixth has captions and a title, or each: comparing takes the time."""
    rows = [article(number) for number in range(first, first + n)]
    rows = [
        row if full or row["id"][-1] in "06" else {"id": row["id"], "text": row["text"]}
        for row in rows
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """All parts of each table as one."""
    read_parts = {
        name: pd.concat(
            [pq.read_table(part).to_pandas() for part in Store(folder).parts(name)],
            ignore_index=True,
        )
        for name in TABLES
    }
    return {**read_parts, "ranking": pq.read_table(folder / "ranking.parquet").to_pandas()}


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def equal(left: Path, right: Path) -> None:
    for name, table in tables(left).items():
        pd.testing.assert_frame_equal(table, tables(right)[name])


def corpora(
    *names: str | Path, columns: Any = None, most: int = 7
) -> tuple[list[Corpus], list[Any]]:
    """The articles as the batches hold them, one by one, and the rows of problems."""
    found: list[Corpus] = []
    problems: list[Any] = []
    for one in batches(
        list_inputs(map(str, names)), columns=columns, most_bytes=10_000, most_records=most
    ):
        corpus, _, _, told = measuring.corpus_of_batch(one)
        found += [corpus.article(n) for n in range(len(corpus.texts))] if corpus is not None else []
        problems += told
    return found, problems


def one_line(call: Callable[[], Any], *messages: str) -> str:
    with pytest.raises(InputError) as caught:
        call()
    told = str(caught.value)
    assert "\n" not in told
    for message in messages:
        assert message in told
    return told


# An article of a batch is the article that `read` gives


def _as(format: str, folder: Path) -> Path:
    rows = [article(number) for number in range(20)]
    if format in ("csv", "tsv"):
        path = folder / f"news.{format}"
        frame = pd.DataFrame([{**row, "captions": json.dumps(row["captions"])} for row in rows])
        frame.to_csv(path, index=False, sep="\t" if format == "tsv" else ",")
    elif format == "json":
        path = folder / "news.json"
        path.write_text(json.dumps(rows, indent=1))
    elif format == "json object":
        path = folder / "news.json"
        path.write_text(json.dumps({"articles": rows}))
    elif format == "parquet":
        path = folder / "news.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=6)
    else:
        path = write_lines(folder / "news.jsonl", 20, full=True)
    return path


def page(number: int) -> str:
    row = article(number)
    paragraphs = "".join(f"<p>{text}</p>" for text in row["text"].split("\n\n"))
    figures = "".join(
        f"<figure><img src=x><figcaption>{text}</figcaption></figure>" for text in row["captions"]
    )
    return f"<!doctype html><html><title>{row['title']}</title><body><article><h1>{row['title']}</h1>{paragraphs}{figures}</article></body></html>"


def folder_of_pages(folder: Path, n: int = 6) -> Path:
    (folder / "pages" / "deep").mkdir(parents=True)
    for number in range(n):
        (folder / "pages" / "deep" / f"page-{number}.html").write_text(page(number))
    (folder / "pages" / "seed.txt").write_bytes((ROOT / "seeds" / "planted.txt").read_bytes())
    (folder / "pages" / "note.md").write_text(f"# A title\n\n{SENTENCES[0]}\n\n{SENTENCES[1]}")
    return folder / "pages"


def archive(folder: Path, packed: bool = True) -> Path:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path = folder / ("web.warc.gz" if packed else "web.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for number in range(5):
            heads = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = io.BytesIO(page(number).encode())
            writer.write_record(
                writer.create_warc_record(
                    f"http://news.example/{number}", "response", payload=body, http_headers=heads
                )
            )
    return path


def same_articles(found: list[Corpus], whole: Corpus) -> None:
    assert len(found) == len(whole.texts) > 1
    for number, one in enumerate(found):
        expected = whole.article(number)
        assert one.texts == expected.texts
        pd.testing.assert_frame_equal(one.segments, expected.segments)
        pd.testing.assert_frame_equal(one.sentences, expected.sentences)
        pd.testing.assert_frame_equal(one.articles.astype(object), expected.articles.astype(object))


@pytest.mark.parametrize("format", ["jsonl", "json", "json object", "csv", "tsv", "parquet"])
def test_an_article_of_a_table_is_the_one_that_read_gives(tmp_path: Path, format: str):
    path = _as(format, tmp_path)
    found, problems = corpora(path)
    assert problems == []
    same_articles(found, read(path))


@pytest.mark.parametrize("kind", ["folder", "pattern", "warc.gz", "warc"])
def test_an_article_of_pages_is_the_one_that_read_gives(tmp_path: Path, kind: str):
    folder = folder_of_pages(tmp_path)
    path = {"folder": folder, "pattern": folder / "**" / "*.html"}.get(kind) or archive(
        tmp_path, kind == "warc.gz"
    )
    found, problems = corpora(path, most=3)
    assert problems == []
    same_articles(found, read(path))


def test_a_page_fills_a_batch_by_its_text_or_by_the_bytes_that_memory_holds(tmp_path: Path):
    sizes = {"a": 100_000, "b": 100_000, "c": 100_000, "d": 3_000_000, "e": 100_000}
    for name, size in sizes.items():
        (tmp_path / f"{name}.html").write_text(f"<!--{'x' * size}--><p>They met.")
    inputs = list_inputs([str(tmp_path)])
    cut = list(batches(inputs, columns=None, most_bytes=3 * 16 * 1024, most_records=100))
    # Three pages of 16 kB each; the 64th part of 3 MB is 47 kB.
    assert [len(each.parts) for each in cut] == [3, 1, 1]
    assert cut[0].n_bytes == 3 * 48 * 1024


@pytest.mark.parametrize(
    ("n_records", "expected"),
    [
        ([32], [32]),
        ([33], [33]),  # one record is less than a sixteenth of a batch
        ([34], [32, 2]),
        ([66], [32, 32, 2]),
        ([65], [32, 33]),
        ([32, 1], [33]),
        ([20, 13], [33]),
        ([20, 13, 1], [32, 2]),
        ([20, 44, 1], [32, 33]),
    ],
)
def test_few_records_behind_the_last_full_batch_are_of_it(tmp_path, n_records, expected):
    numbers = iter(range(1000))
    for file, n in enumerate(n_records):
        texts = (json.dumps({"id": next(numbers), "text": "War."}) + "\n" for _ in range(n))
        (tmp_path / f"{file}.jsonl").write_text("".join(texts))
    inputs = list_inputs([str(tmp_path)])
    cut = list(batches(inputs, columns=None, most_bytes=10**6, most_records=32))
    assert [sum(len(part.records) for part in one.parts) for one in cut] == expected
    assert [one.number for one in cut] == list(range(len(cut)))
    assert cut[-1].n_read == sum(input.bytes for input in inputs)
    # Each file once in a batch, its records in a row.
    read = [(part.file, number) for one in cut for part in one.parts for number, _ in part.records]
    assert read == [
        (input.file, n + 1) for input, of in zip(inputs, n_records, strict=True) for n in range(of)
    ]
    assert all(len({part.file for part in one.parts}) == len(one.parts) for one in cut)


@pytest.mark.parametrize("seed", range(20))
def test_each_record_is_in_one_batch_whatever_the_sizes(tmp_path: Path, seed: int):
    random_number, most = random.Random(seed), 2_000
    lengths = [random_number.choice([0, 20, 90, 500, 1_900, 2_500]) for _ in range(60)]
    lines = (json.dumps({"id": n, "text": "w" * length}) for n, length in enumerate(lengths))
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    inputs = list_inputs([str(tmp_path)])
    cut = list(batches(inputs, columns=None, most_bytes=most, most_records=1_000))
    held = [[number for part in one.parts for number, _ in part.records] for one in cut]
    assert [number for numbers in held for number in numbers] == list(range(1, len(lengths) + 1))
    assert [one.number for one in cut] == list(range(len(cut)))
    room = [most] * (len(cut) - 1) + [most * 17 / 16]
    assert all(
        one.n_bytes <= most or len(own) == 1 for one, own, most in zip(cut, held, room, strict=True)
    )


def test_pages_assembled_together_are_those_read_one_by_one(tmp_path: Path):
    """Texts, corrected pages and broken ones stand between them; two pages share an id."""
    figure = "<figure><img src=hall.jpg><figcaption>The hall in March.</figcaption></figure>"
    for name, markup in {
        "a.html": f"<h1>Talks resume</h1><p>They met on Monday.</p>{figure}",
        "b.html": "<p>Rain fell.</p>",
        "c.txt": "A text between the pages.",
        "d.html": "",
        "e.html": f"<h1>Gates open</h1>{figure}",
        "f.html": "<h1>Wheel stops</h1><p>Nobody knows why.</p>",
        "f.htm": "<h1>The same id</h1><p>Another page.</p>",
    }.items():
        (tmp_path / name).write_text(markup)
    corrections = "block,layer,first_words\n0,subheading,Gates open"
    (tmp_path / "e.layers.csv").write_text(corrections)
    inputs = list_inputs([str(tmp_path)])
    [whole] = batches(inputs, columns=None, most_bytes=10**6, most_records=100)
    corpus, files, _, problems = measuring.corpus_of_batch(whole)
    assert corpus is not None
    assert [Path(file).name for file, _, _ in problems] == ["d.html"]
    alone = [read(file) for file in files]
    assert [len(each.articles) for each in alone] == [1] * len(files) == [1] * 6
    assert corpus.texts == tuple(each.texts[0] for each in alone)
    for column in ("layer", "start", "end", "rule", "confidence", "picture"):
        one_by_one = [value for each in alone for value in each.segments[column]]
        assert [*corpus.segments[column]] == one_by_one
    for column in ("id", "title", "source", "sha256"):
        assert [*corpus.articles[column]] == [each.articles[column][0] for each in alone]
    n_blocks = [len(each.segments) for each in alone]
    assert [*corpus.segments["article"]] == [*np.repeat(range(6), n_blocks)]


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz", ".zst"])
@pytest.mark.parametrize("format", ["jsonl", "json", "csv", "parquet", "warc"])
def test_packed_files_are_read(tmp_path: Path, ending: str, format: str):
    path = archive(tmp_path, packed=False) if format == "warc" else _as(format, tmp_path)
    packers = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
    data = path.read_bytes()
    packed = packers[ending](data) if ending in packers else pa.compress(data, "zstd", asbytes=True)
    beside = path.with_name(path.name + ending)
    beside.write_bytes(packed)
    same_articles(corpora(beside)[0], read(path))
    same_articles(corpora(beside)[0], read(beside))


def test_addresses_are_read(tmp_path: Path):
    import fsspec

    system = fsspec.filesystem("memory")
    path = _as("jsonl", tmp_path)
    for name in ("one.jsonl", "two.jsonl"):
        system.pipe(f"/cutline/{name}", path.read_bytes())
    system.pipe("/cutline/page.html", page(0).encode())
    system.pipe("/cutline/web.warc.gz", archive(tmp_path).read_bytes())
    try:
        same_articles(corpora("memory://cutline/one.jsonl")[0], read(path))
        assert len(corpora("memory://cutline/*.jsonl")[0]) == 40
        assert len(corpora("memory://cutline")[0]) == 40 + 1 + 5
        same_articles(corpora(f"file://{path}")[0], read(path))
        one_line(
            lambda: corpora("memory://cutline/none.jsonl"),
            "memory://cutline/none.jsonl: no such file",
        )
        one_line(lambda: corpora("nowhere://a/b.jsonl"), "cannot be reached", "check the address")
    finally:
        system.rm("/cutline", recursive=True)


def test_an_address_that_asks_for_a_package_names_it(monkeypatch: pytest.MonkeyPatch):
    import fsspec

    def lacks(address: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", lacks)
    one_line(
        lambda: corpora("s3://a/b.jsonl"),
        "s3://a/b.jsonl",
        "Install s3fs",
        "install that package beside cutline",
    )


def test_corrections_beside_a_page_are_heeded(tmp_path: Path):
    from analysis.reading.corrections import corrections_path, corrections_table

    folder = folder_of_pages(tmp_path, 2)
    corpus = read(folder / "seed.txt")
    corrections_path(folder / "seed.txt").write_text(
        corrections_table(corpus.relabel({2: "caption"}))
    )
    found, _ = corpora(folder)
    assert [one.segments.loc[2, "layer"] for one in found if len(one.segments) > 9] == ["caption"]
    same_articles(found, read(folder))


def test_doubtful_captions_count_in_a_run_as_they_do_in_an_article_read_alone(tmp_path: Path):
    control = read(ROOT / "seeds" / "control.txt")
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, captions in (("doubtful", [3]), ("both", [3, 11])):
        kept = control.segments.index[control.segments["layer"] != "caption"].union(captions)
        text = "\n\n".join(map(control.text, kept))
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    alone = {path.stem: read(path) for path in folder.iterdir()}
    doubtful = {name: (n.doubtful().sum(), n.layer_sizes()) for name, n in alone.items()}
    assert {
        name: (n, sizes.loc["caption", "segments"]) for name, (n, sizes) in doubtful.items()
    } == {
        "doubtful": (1, 1),
        "both": (1, 2),
    }
    run = batch.run(folder, tmp_path / "out", workers=1, frames="generic-news").folder
    articles = pd.read_parquet(run / "articles").set_index("id")
    assert articles.at["doubtful", "not_tested"] == "too few captions without doubtful labels"
    assert articles.at["both", "not_tested"] == "only one caption"
    rows = pd.read_parquet(run / "differences")
    rows = rows[(rows["article"] == articles.at["both", "article"]) & (rows["target"] == "caption")]
    expected = findings(alone["both"], frames="generic-news")
    for column in ("n_target", "per_1000_target", "expected"):
        np.testing.assert_allclose(rows[column], expected[column], err_msg=column)


# What cannot be read


def test_a_record_that_cannot_be_read_is_a_row_of_problems_in_every_format(tmp_path: Path):
    good = [article(number) for number in range(3)]
    lines = [json.dumps(row) for row in good]
    (tmp_path / "a.jsonl").write_text(
        "\n".join([lines[0], '{"text": ', lines[1], '{"text": ""}', "", lines[2]])
    )
    (tmp_path / "b.json").write_text(
        "[" + ",\n".join([lines[0], '{"text": "x" "y"}', lines[1]]) + "]"
    )
    (tmp_path / "c.csv").write_bytes(
        b"title,text\nA,One word here.\nB,M\xfcller\nC,x,y\nD,Two words here.\n"
    )
    (tmp_path / "d.tsv").write_text("title\ttext\nA\tOne word here.\nB\nD\tTwo words here.\n")
    rows: list[dict[str, Any]] = [{"id": row["id"], "text": row["text"]} for row in good]
    pq.write_table(
        pa.Table.from_pylist([*rows[:2], {"id": "x", "text": None}]), tmp_path / "e.parquet"
    )
    (tmp_path / "f.html").write_text("<html></html>")
    data = archive(tmp_path, packed=False).read_bytes()
    (tmp_path / "web.warc").write_bytes(data[:-500])
    (tmp_path / "g.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "h.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode())[:-30])
    result = batch.run(tmp_path, tmp_path / "out", workers=1)
    found = tables(tmp_path / "out")
    told = {
        (Path(row.source).name, None if pd.isna(row.line) else int(row.line))
        for row in found["problems"].itertuples()
    }
    assert told == {
        ("a.jsonl", 2), ("a.jsonl", 4), ("b.json", 2), ("c.csv", 3), ("c.csv", 4), ("d.tsv", 3), ("e.parquet", 3),
        ("f.html", None), ("web.warc", 5), ("g.txt", None), ("h.jsonl.gz", None),
    }  # fmt: skip
    assert result.n_problems == len(found["problems"]) == len(told)
    n_readable = {"a.jsonl": 3, "b.json": 2, "c.csv": 2, "d.tsv": 2, "e.parquet": 2, "web.warc": 4}
    counted = found["articles"]["file"].map(lambda name: Path(name).name).value_counts().to_dict()
    assert {name: counted[name] for name in n_readable} == n_readable
    assert found["articles"]["article"].tolist() == list(range(result.n_articles))


def test_what_cannot_be_a_run_is_one_line_and_writes_nothing(tmp_path: Path):
    out = tmp_path / "out"
    (tmp_path / "news.csv").write_text("a,b\n1,2\n")
    one_line(lambda: batch.run(tmp_path / "none.jsonl", out, workers=1), "none.jsonl: no such file")
    one_line(lambda: batch.run(tmp_path / "news.csv", out, workers=1), "no column for the text")
    one_line(lambda: batch.run("-", out, workers=1), "save it as a file")
    with pytest.raises(ValueError, match="unknown codebook"):
        batch.run(write_lines(tmp_path / "a.jsonl"), out, workers=1, frames="econ")
    with pytest.raises(ValueError, match="give at least one"):
        batch.run(tmp_path / "a.jsonl", out, workers=0)
    assert not list(out.glob("*.json"))


def test_many_empty_articles_pass(tmp_path: Path):
    path = tmp_path / "empty.jsonl"
    path.write_text('{"text": ""}\n' * 20_000)
    result = batch.run(path, tmp_path / "out", workers=1)
    assert (result.n_articles, result.n_problems, result.n_tested) == (0, 20_000, 0)
    assert tables(tmp_path / "out")["problems"]["line"].tolist() == list(range(1, 20_001))
    assert len(pq.read_table(tmp_path / "out" / "ranking.parquet")) == 0


@pytest.mark.slow(reason="fifty megabytes are written, read and measured")
def test_an_article_of_fifty_megabytes_passes(tmp_path: Path):
    # Mostly of long words, so that the bytes are many and the words are counted soon.
    sentence = f"{SENTENCES[0]} {'Selmar-' * 90}Selmar. "
    long = {**article(0), "text": "\n\n".join([sentence * 10] * 7000)}
    path = tmp_path / "long.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in (article(1), long, article(2))))
    assert path.stat().st_size > 48e6
    result = batch.run(path, tmp_path / "out", workers=1)
    assert result.n_articles == 3
    assert tables(tmp_path / "out")["articles"]["n_words"][1] >= 7000 * 10 * 14


def test_hostile_names_are_data(tmp_path: Path):
    names = [
        "../../etc/passwd",
        "a\nb",
        "a\0b",
        "x" * 2**20,
        "CON",
        "🙂",
        "",
        "[red]",
        "part-000000.parquet",
    ]
    rows = [{**article(n), "id": name, "title": name} for n, name in enumerate(names)]
    path = tmp_path / "names.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    result = batch.run(path, tmp_path / "out", workers=1)
    assert (result.n_articles, result.n_problems) == (8, 1)  # a zero is no text
    ids = tables(tmp_path / "out")["articles"]["id"].tolist()
    assert ids == [
        "../../etc/passwd",
        "a b",
        "x" * 2**20,
        "CON",
        "🙂",
        "names-7",
        "[red]",
        "part-000000.parquet",
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"names.jsonl", "out"}


# What the tables hold


def test_the_tables_are_those_of_the_articles_by_themselves(tmp_path: Path):
    from analysis.comparison import compare, rates

    path = write_lines(tmp_path / "news.jsonl", 6, full=True)
    batch.run(path, tmp_path / "out", workers=1, most_records=4, frames="armed-conflict")
    found, whole = tables(tmp_path / "out"), read(path)
    for number in range(6):
        corpus = whole.article(number)
        hits = all_hits(corpus, frames="armed-conflict")
        rows = found["differences"][found["differences"]["article"] == number]
        for target in ("caption", "headline"):
            expected = pd.concat([compare(corpus, table, target=target) for table in hits.values()])
            here = rows[rows["target"] == target][list(expected.columns)].reset_index(drop=True)
            pd.testing.assert_frame_equal(here, expected.reset_index(drop=True), check_dtype=False)
            if target == "caption":
                tested = expected[expected["p"].notna()]
                assert len(tested) > 0
                p = min(1.0, tested["p_adjusted"].min() * tested["measure"].nunique())
                assert found["articles"]["p"][number] == pytest.approx(p)
        expected = pd.concat([rates(corpus, table) for table in hits.values()])
        here = found["rates"][found["rates"]["article"] == number]
        assert here["n"].tolist() == expected["n"].tolist()
        np.testing.assert_allclose(here["per_1000"], expected["per_1000"])
    sizes = [whole.article(n).layer_sizes() for n in range(6)]
    assert found["articles"]["n_words"].tolist() == [int(size["words"].sum()) for size in sizes]
    assert found["articles"]["n_captions"].tolist() == [
        int(size.loc["caption", "segments"]) for size in sizes
    ]
    assert found["articles"]["line"].tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.quick
@pytest.mark.parametrize("by", ["p_unusual", "p"])
def test_the_ranking_orders_by_what_is_unusual_or_else_by_p_and_adjusts_over_all(
    by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from scipy.stats import false_discovery_control

    random_p = np.random.default_rng(0).choice([0.001, 0.01, 0.02, 0.3, 1.0, np.nan], 3000)
    divergence = np.random.default_rng(1).normal(3, 1, 3000).round(1)
    parts = []
    for start in range(0, 3000, 500):
        here = slice(start, start + 500)
        table = pd.DataFrame(dict.fromkeys(measuring.SCHEMAS["articles"].names), index=range(500))
        table = table.assign(article=range(start, start + 500), id="x", divergence=divergence[here])
        table = table.assign(**({"p": 0.5} | {by: random_p[here]}))
        parts.append(tmp_path / f"{start}.parquet")
        pq.write_table(
            pa.Table.from_pandas(table, schema=measuring.SCHEMAS["articles"], preserve_index=False),
            parts[-1],
        )
    ranking.write_ranking(parts, tmp_path / "whole.parquet", tmp_path)
    found = pq.read_table(tmp_path / "whole.parquet").to_pandas()
    expected = pd.DataFrame(
        {"article": range(3000), "p": random_p, "divergence": divergence}
    ).dropna()
    expected = expected.sort_values(["p", "divergence", "article"], ascending=[True, False, True])
    assert found["article"].tolist() == expected["article"].tolist()
    assert found["rank"].tolist() == list(range(1, len(expected) + 1))
    np.testing.assert_allclose(found["q"], false_discovery_control(expected["p"]))
    monkeypatch.setattr(ranking, "_RUN_ROWS", 700)  # sorted in pieces
    ranking.write_ranking(parts, tmp_path / "merged.parquet", tmp_path)
    assert (tmp_path / "merged.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    monkeypatch.setattr(ranking, "_ROWS_AT_ONCE", 300)  # written in pieces
    ranking.write_ranking(parts, tmp_path / "pieces.parquet", tmp_path)
    assert pq.read_table(tmp_path / "pieces.parquet").equals(
        pq.read_table(tmp_path / "whole.parquet")
    )


@pytest.mark.slow(reason="the same articles are measured in many ways")
def test_nothing_depends_on_batches_order_of_inputs_or_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "FEW_BYTES", 0)
    one, two = (
        write_lines(tmp_path / "one.jsonl", 8),
        write_lines(tmp_path / "two.jsonl", 5, first=10),
    )
    batch.run([one, two], tmp_path / "a", workers=1, most_records=5)
    batch.run([two, one, two], tmp_path / "b", workers=1, most_records=5)
    assert all_bytes(tmp_path / "a") == all_bytes(tmp_path / "b")
    batch.run([one, two], tmp_path / "c", workers=1, most_records=500)
    batch.run([one, two], tmp_path / "d", workers=1, most_bytes=4000)
    batch.run([one, two], tmp_path / "e", workers=max(2, batch.cores() + 1), most_records=5)
    equal(tmp_path / "a", tmp_path / "c")
    equal(tmp_path / "a", tmp_path / "d")
    assert all_bytes(tmp_path / "a") == all_bytes(tmp_path / "e")


def test_a_folder_may_be_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_lines(tmp_path / "news.jsonl", 6)
    monkeypatch.chdir(tmp_path)
    chosen: dict[str, Any] = {"workers": 1, "most_records": 3, "frames": "armed-conflict"}
    with pytest.raises(KeyboardInterrupt):
        batch.run("news.jsonl", "runs/first", progress=stop_after(1), **chosen)
    result = batch.run("news.jsonl", "runs/first", **chosen)
    batch.run("news.jsonl", tmp_path / "whole", **chosen)
    assert result.n_tested == 1
    assert all_bytes(tmp_path / "runs" / "first") == all_bytes(tmp_path / "whole")


# Stopped and gone on


def killed(call: Callable[[], Any], folder: Path, n_files: int) -> bool:
    """Run in a process of its own that is killed once a folder holds so many files; whether it had not come to its end."""
    child = os.fork()
    if child == 0:
        call()
        os._exit(0)
    while len(list(folder.rglob("*.parquet"))) < n_files:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] != 0


@posix
def test_a_run_that_is_killed_goes_on_and_ends_in_the_same_bytes(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 24)

    def run(out: str) -> batch.Result:
        return batch.run(path, tmp_path / out, workers=1, most_records=3)

    run("whole")
    n_files = len(list((tmp_path / "whole").rglob("*.parquet")))
    # In its first half: of the second, a busy machine may see nothing before it is over.
    moments = sorted(random.Random(0).sample(range(1, n_files // 2), 4))
    assert all(killed(lambda: run("killed"), tmp_path / "killed", moment) for moment in moments)
    assert len(list((tmp_path / "killed").rglob("*.parquet"))) < n_files
    run("killed")
    assert all_bytes(tmp_path / "killed") == all_bytes(tmp_path / "whole")


@pytest.mark.parametrize("at", [0, 3, 9, 14, 17, 22])
def test_a_disk_that_is_full_is_one_line_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
):
    import errno

    path = write_lines(tmp_path / "news.jsonl", 5)
    n_written = 0
    real = os.fsync

    def full(handle: int) -> None:
        nonlocal n_written
        n_written += 1
        if n_written > at:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    def run(out: str) -> batch.Result:
        return batch.run(path, tmp_path / out, workers=1, most_records=3)

    monkeypatch.setattr(os, "fsync", full)
    one_line(lambda: run("full"), "the disk is full", "same command")
    monkeypatch.setattr(os, "fsync", real)
    assert not [name for name in all_bytes(tmp_path / "full") if name.endswith(".part")]
    run("full")
    run("whole")
    assert all_bytes(tmp_path / "full") == all_bytes(tmp_path / "whole")


def stop_after(n: int) -> Callable[[batch.Progress], None]:
    """A progress that stops the run behind so many batches."""
    calls = iter(range(n - 1))

    def tick(now: batch.Progress) -> None:
        if next(calls, None) is None:
            raise KeyboardInterrupt

    return tick


def stopped(path: Path | list[Path], out: Path, n: int = 2, **options: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        batch.run(path, out, workers=1, most_records=3, progress=stop_after(n), **options)


def test_progress_counts_what_this_start_has_measured(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 9)
    stopped(path, tmp_path / "out")
    told: list[batch.Progress] = []
    batch.run(path, tmp_path / "out", workers=1, most_records=3, progress=told.append)
    size = path.stat().st_size
    assert [now.n_articles for now in told] == [3, 6, 9]
    assert [now.n_measured for now in told] == [0, 0, 3]
    assert [now.bytes_all for now in told] == [size] * 3
    assert told[-1].bytes_done == size


def test_an_input_that_has_grown_is_read_as_it_stood(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 9)
    assert batch.run(path, tmp_path / "whole", workers=1, most_records=3).notes == []
    stopped(path, tmp_path / "out")
    with path.open("a") as file:
        file.write(json.dumps(article(99)) + "\n")
    result = batch.run(path, tmp_path / "out", workers=1, most_records=3)
    assert len(result.notes) == 1
    assert "has grown" in result.notes[0]
    assert all_bytes(tmp_path / "out") == all_bytes(tmp_path / "whole")


def test_an_input_that_changed_in_what_was_done_is_refused(tmp_path: Path):
    one, two = (
        write_lines(tmp_path / "one.jsonl", 4),
        write_lines(tmp_path / "two.jsonl", 9, first=10),
    )
    before = two.read_bytes()
    stopped([one, two], tmp_path / "out", 3)
    two.write_bytes(before.replace(b"Story 10", b"Sturm 10"))
    one_line(
        lambda: batch.run([one, two], tmp_path / "out", workers=1, most_records=3),
        f"{two}: changed after",
    )
    two.write_bytes(before[:-50])
    one_line(
        lambda: batch.run([one, two], tmp_path / "out", workers=1, most_records=3),
        f"{two}: has shrunk",
    )
    two.write_bytes(before)
    batch.run([one, two], tmp_path / "out", workers=1, most_records=3)
    batch.run([one, two], tmp_path / "whole", workers=1, most_records=3)
    assert all_bytes(tmp_path / "out") == all_bytes(tmp_path / "whole")


def test_an_input_that_vanishes_is_one_line_and_nothing_is_lost(tmp_path: Path):
    one, two = (
        write_lines(tmp_path / "one.jsonl", 4),
        write_lines(tmp_path / "two.jsonl", 9, first=10),
    )
    batch.run([one, two], tmp_path / "whole", workers=1, most_records=3)
    stopped([one, two], tmp_path / "out")
    away = two.rename(tmp_path / "away")
    one_line(
        lambda: batch.run([one, two], tmp_path / "out", workers=1, most_records=3),
        f"{two}: no such file",
    )
    away.rename(two)
    batch.run([one, two], tmp_path / "out", workers=1, most_records=3)
    assert all_bytes(tmp_path / "out") == all_bytes(tmp_path / "whole")


def test_a_page_that_vanishes_is_a_row_of_problems(tmp_path: Path):
    folder = folder_of_pages(tmp_path, 8)
    stopped(folder, tmp_path / "out")
    gone = folder / "deep" / "page-7.html"
    held = gone.read_bytes()
    gone.unlink()
    (folder / "deep" / "page-0.html").unlink()  # which has been measured
    (folder / "deep" / "new.html").write_text(page(50))
    stopped(folder, tmp_path / "out", 4)
    gone.write_bytes(held)  # back, when its turn is over
    result = batch.run(folder, tmp_path / "out", workers=1, most_records=3)
    assert (result.n_articles, result.n_problems) == (9, 1)
    assert tables(tmp_path / "out")["problems"]["source"].tolist() == [str(gone)]
    told = " ".join(result.notes)
    for message in (
        "page-0.html: is gone",
        "page-7.html: could not be read when its turn came",
        "new.html: 1 new",
    ):
        assert message in told


def test_another_configuration_or_folder_is_refused(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 6)
    stopped(path, tmp_path / "out")
    out = tmp_path / "out"
    one_line(
        lambda: batch.run(path, out, workers=1, most_records=3, frames="policy"),
        "frames",
        "'generic-news' there, 'policy' now",
    )
    one_line(
        lambda: batch.run(path, out, workers=1, most_records=3, seed=1),
        "another seed: 0 there, 1 now",
    )
    one_line(lambda: batch.run(path, out, workers=1), "another most_records")
    one_line(lambda: batch.run([path, tmp_path], out, workers=1, most_records=3), "list of inputs")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("x")
    one_line(lambda: batch.run(path, tmp_path / "mine", workers=1), "holds 'thesis.tex'")
    one_line(lambda: batch.run(path, path, workers=1), "is a file; give a folder")
    (out / "notes.txt").write_text("x")
    one_line(lambda: batch.run(path, out, workers=1, most_records=3), "holds 'notes.txt'")


def test_a_second_run_into_the_same_folder_is_refused(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 6)
    refusals = []

    def tick(now: batch.Progress) -> None:
        refusals.append(
            one_line(
                lambda: batch.run(path, tmp_path / "out", workers=1), "another run writes here"
            )
        )

    batch.run(path, tmp_path / "out", workers=1, progress=tick)
    assert refusals
    assert batch.run(path, tmp_path / "out", workers=1).n_articles == 6


def test_a_part_that_is_damaged_is_named(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 9)
    stopped(path, tmp_path / "out")
    part = Store(tmp_path / "out").part("articles", 0)
    part.write_bytes(part.read_bytes()[:-9])
    one_line(
        lambda: batch.run(path, tmp_path / "out", workers=1, most_records=3),
        f"{part}: is damaged; delete it",
    )
    part.unlink()
    batch.run(path, tmp_path / "out", workers=1, most_records=3)
    batch.run(path, tmp_path / "whole", workers=1, most_records=3)
    assert all_bytes(tmp_path / "out") == all_bytes(tmp_path / "whole")


# Workers


@pytest.mark.slow(reason="workers are processes, and each loads the suite")
@posix
def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "FEW_BYTES", 0)
    path = write_lines(tmp_path / "news.jsonl", 24)
    batch.run(path, tmp_path / "whole", workers=1, most_records=3)
    n_killed = 0

    def tick(now: batch.Progress) -> None:
        nonlocal n_killed
        for worker in multiprocessing.active_children()[:1] if n_killed < 2 else []:
            worker.kill()
            n_killed += 1

    batch.run(path, tmp_path / "out", workers=2, most_records=3, progress=tick)
    assert n_killed
    assert all_bytes(tmp_path / "out") == all_bytes(tmp_path / "whole")


def die(*_: Any) -> None:
    os._exit(1)


def test_a_batch_that_kills_its_workers_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_lines(tmp_path / "news.jsonl", 9)
    monkeypatch.setattr(running, "measure", die)
    monkeypatch.setattr(running, "FEW_BYTES", 0)
    one_line(
        lambda: batch.run(path, tmp_path / "out", workers=2, most_records=3),
        f"{path} lines 1 to 3: killed its worker 4 times",
    )


def refuse(*_: Any) -> None:
    raise ValueError("no such list")


def test_what_a_worker_raises_is_raised_with_the_line_where_it_happened():
    with contextlib.closing(Processes(2)) as processes:
        pending = processes.submit(refuse, name="news.jsonl")
        with pytest.raises(ValueError, match="no such list") as caught:
            pending()
    assert "in refuse" in caught.value.__notes__[0]


@pytest.mark.quick
def test_a_worker_answers_each_call_with_its_value_or_its_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes.signal, "signal", lambda *_: None)
    ours, theirs = multiprocessing.Pipe()
    for call in ((len, ("abc",)), (refuse, ()), (sys.exit, ())):
        ours.send(call)
    with pytest.raises(SystemExit):
        processes._work(theirs)
    ready, counted, refused = (ours.recv() for _ in range(3))
    assert (ready, counted) == (None, (3, None))
    value, error = refused
    assert value is None
    assert isinstance(error, ValueError)
    assert "in refuse" in error.__notes__[0]
    ours.close()
    theirs.close()


def waited(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


@pytest.mark.parametrize("method", sorted({starting.METHOD, "spawn"}))
def test_each_worker_has_one_task_at_a_time_and_is_started_when_there_is_one(
    monkeypatch: pytest.MonkeyPatch, method: str
):
    monkeypatch.setattr(starting, "METHOD", method)
    with contextlib.closing(Processes(3)) as processes:
        first = processes.submit(waited, 0, name="first")
        pid = first()
        assert pid != os.getpid()
        assert len(processes.workers) == 1
        assert processes.submit(waited, 0, name="second")() == pid
        for _ in range(2):
            processes.submit(waited, 0.5, name="more")
        assert len(processes.workers) == 2
        started = [worker.process for worker in processes.workers]
    assert not any(process.is_alive() for process in started)


def test_pages_of_much_markup_and_few_words_are_measured_in_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "pool", refuse)
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(22):
        markup = f"<!--{'x' * 200_000}--><h1>Day {number}</h1><p>They met in the town hall.</p>"
        (pages / f"{number}.html").write_text(markup, encoding="utf-8")
    assert batch.run(pages, tmp_path / "out", workers=2).n_articles == 22


def test_workers_that_do_not_start_are_one_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes, "_work", die)
    with contextlib.closing(Processes(2)) as workers:
        one_line(workers.submit(waited, 0, name="first"), "2 workers do not start", "--workers")


@posix
def test_workers_end_with_the_process_that_started_them():
    code = (
        "import os, sys, time; from analysis.batch.processes import Processes;"
        "workers = Processes(1); print(workers.submit(os.getpid, name='first')(), flush=True);"
        "workers.submit(time.sleep, 1, name='second'); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, text=True)
    pid = int(ended.stdout)
    for _ in range(600):
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.1)
                continue
        return
    raise AssertionError("a worker has outlived the process that started it")


@pytest.mark.quick
def test_few_bytes_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_lines(tmp_path / "news.jsonl", 3)
    monkeypatch.setattr(workers, "Processes", die)
    monkeypatch.setattr(starting, "load", die)
    assert not batch.prepare([path, "s3://bucket/news.jsonl"], 2)
    assert batch.run(path, tmp_path / "out", workers=2).n_articles == 3


@pytest.mark.quick
def test_what_workers_need_is_loaded_first_where_the_inputs_are_worth_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    n_loaded = 0

    def load() -> None:
        nonlocal n_loaded
        n_loaded += 1

    path = tmp_path / "news.jsonl"
    path.write_bytes(b"x" * (starting.FEW_BYTES + 1))
    monkeypatch.setattr(starting, "load", load)
    assert not batch.prepare([path], 1)
    assert n_loaded == 0
    assert batch.prepare([path], 2)
    assert n_loaded == 1


def test_a_batch_measured_in_portions_gives_the_same_tables(tmp_path: Path):
    lines = [json.dumps(article(number)) for number in range(9)]
    lines[4:4] = ["{", json.dumps({"id": "x", "captions": 7}), json.dumps({"text": ""})]
    for name, part in (("a", lines[:5]), ("b", lines[5:])):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(part), encoding="utf-8")
    (tmp_path / "c.html").write_text(page(1), encoding="utf-8")
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(lines[0].encode())[:-20])
    [whole] = batches(
        list_inputs([str(tmp_path)]), columns=None, most_bytes=2**20, most_records=100
    )
    task = measuring.order(DEFAULTS)
    for n in (1, 2, 3, 5, 100):
        portions = whole.portions(n)
        assert len(portions) <= n
        joined = running._joined([measuring.measure(portion, task) for portion in portions])
        assert all(
            joined[name].equals(table) for name, table in measuring.measure(whole, task).items()
        )


@pytest.mark.slow(reason="a scheduler and two workers are processes")
def test_workers_of_a_scheduler_that_was_started_elsewhere_are_used(tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 9)
    batch.run(path, tmp_path / "whole", workers=1, most_records=3)
    place = tmp_path / "scheduler.json"
    options = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    where = ["--scheduler-file", str(place)]
    commands = [
        [*dask, "scheduler", *where, "--host", "127.0.0.1", "--port", "0", "--no-dashboard"],
        *(
            [*dask, "worker", *where, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard"]
            for _ in range(2)
        ),
    ]
    started = [subprocess.Popen(given, **options) for given in commands]
    try:
        for _ in range(300):
            if place.exists() and place.stat().st_size:
                break
            time.sleep(0.1)
        address = json.loads(place.read_text())["address"]
        batch.run(path, tmp_path / "out", scheduler=address, most_records=3)
        assert all_bytes(tmp_path / "out") == all_bytes(tmp_path / "whole")
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(20)


# The command


def test_the_command_prints_counts_and_the_first_of_the_ranking(capsys, tmp_path: Path):
    path = write_lines(tmp_path / "news.jsonl", 12)
    code, out, err = command(
        capsys, "corpus", str(path), "--out", str(tmp_path / "out"), "--workers", "1"
    )
    assert code == 0, err
    n_tested = batch.run(path, tmp_path / "out", workers=1).n_tested
    assert out.startswith("12 articles, 0 problems\n")
    n_ranked = pq.read_metadata(tmp_path / "out" / "ranking.parquet").num_rows
    said = (
        f"{n_ranked} of 12 articles are compared with ordinary captions,"
        f" {n_tested} of 12 also with their own body."
    )
    assert said in " ".join(out.split())
    assert said in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    first = pq.read_table(tmp_path / "out" / "ranking.parquet").to_pylist()[0]
    assert first["title"] in out
    category = first["most_unusual"].partition("/")[2]
    assert measures.labels().get(category, category) in out
    again = command(capsys, "corpus", str(path), "--out", str(tmp_path / "out"), "--workers", "1")
    assert again[:2] == (0, out)


def test_the_command_fails_in_one_line(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = str(tmp_path / "out")
    code, told, err = command(capsys, "corpus", str(tmp_path / "none.jsonl"), "--out", out)
    assert (code, told) == (2, "")
    assert "none.jsonl: no such file" in err.splitlines()[-1]
    path = write_lines(tmp_path / "news.jsonl", 3)

    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "run", stop)
    code, _, err = command(capsys, "corpus", str(path), "--out", out, "--workers", "999")
    assert code == 130
    assert "999 workers share" in err
    assert (
        err.splitlines()[-1]
        == f"cutline: stopped; the same command continues from here, with what is in {out}"
    )
    assert "files that were finished" not in err


def test_importing_the_suite_does_not_import_dask():
    code = "import sys, analysis, analysis.measures, analysis.cli; print({'dask', 'distributed', 'fsspec', 'filelock'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "set()"


def test_the_process_that_workers_are_copied_from_has_measured_an_article():
    ready = importlib.import_module("analysis.batch.ready")
    gc.unfreeze()
    assert {name: len(ready.MEASURED[name]) for name in ("articles", "problems")} == {
        "articles": 1,
        "problems": 0,
    }
    assert ready.MEASURED["rates"]["n"].to_numpy().any()
    # Words alone say that it is English: the model, which another thread unpacks, would be unpacked twice.
    assert ready.MEASURED["articles"]["language_certainty"].to_pylist() == [1.0]
