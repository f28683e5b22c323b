"""Which articles of a corpus are versions of each other: the list, the command, and the marks of a run."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis import batch, population, read, reprints
from analysis.corpus import as_corpus
from analysis.versions import finding
from analysis.versions.finding import WordNumbers, pairs_within

from .conftest import ROOT
from .test_cli import run


class Done(NamedTuple):
    code: int
    stdout: str
    stderr: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    return lambda *arguments: Done(*run(capsys, *arguments))


def words(n: int, seed: int) -> list[str]:
    """Words of which no two texts share runs by accident."""
    chance = random.Random(seed)
    return [f"{chance.choice('bcdfgklmnprst')}{chance.randrange(4000)}ia" for _ in range(n)]


def text(*parts: list[str]) -> str:
    return " ".join(word for part in parts for word in part)


def listed(texts: list[str], **options: float) -> list[tuple[int, int]]:
    table = pairs_within(texts, **options).table
    return sorted(zip(table["first"].tolist(), table["second"].tolist(), strict=True))


def shingles(text: str) -> set[tuple[str, ...]]:
    own = text.split()
    return {tuple(own[start : start + 8]) for start in range(max(1, len(own) - 7))}


# --------------------------------------------------------------------------- the list


def test_containment_and_similarity_are_shares_of_distinct_runs_of_eight_words():
    shared, rest = words(30, 1), words(40, 2)
    row = pairs_within([text(shared, rest), text(words(20, 3)), text(shared)]).table.iloc[0]
    assert (row["first"], row["second"]) == (0, 2)
    assert (row["words_first"], row["words_second"]) == (70, 30)
    assert row["containment"] == 1.0  # 23 of 23
    assert row["similarity"] == pytest.approx(23 / 63)


def test_an_article_is_listed_with_a_shorter_one_that_it_holds_whichever_comes_first():
    part, rest = words(40, 1), words(300, 2)
    assert listed([text(part), text(rest, part)]) == [(0, 1)]
    assert listed([text(rest, part), text(part)]) == [(0, 1)]


def test_a_run_that_an_article_says_twice_counts_once():
    part = words(40, 1)
    row = pairs_within([text(part, part), text(part, words(40, 2))]).table.iloc[0]
    ours = [shingles(text(part, part)), shingles(text(part, words(40, 2)))]
    common = len(ours[0] & ours[1])
    assert row["containment"] == pytest.approx(common / min(map(len, ours)))
    assert row["similarity"] == pytest.approx(common / len(ours[0] | ours[1]))


def test_the_pairs_are_those_that_sets_of_shingles_give():
    chance = random.Random(5)
    texts = [text(words(60, seed)) for seed in range(12)]
    for number in range(12, 60):
        own = chance.choice(texts).split()
        start = chance.randrange(0, 40)
        cut = own[start : start + chance.randrange(10, 60)]
        texts.append(text(words(chance.randrange(0, 30), number), cut))
    sets = list(map(shingles, texts))
    expected = [
        (first, second)
        for second in range(len(texts))
        for first in range(second)
        if len(sets[first] & sets[second]) >= 0.5 * min(len(sets[first]), len(sets[second]))
    ]
    assert listed(texts) == sorted(expected)
    assert len(expected) >= 40


def test_articles_without_words_or_alone_are_no_pair():
    assert listed([]) == listed([""]) == listed(["", ""]) == listed(["One article.", "", "…"]) == []
    assert listed(["The war ended.", "The war ended."]) == [(0, 1)]


def test_a_share_out_of_its_range_is_refused():
    for least in (0.0, 1.2, -1.0):
        with pytest.raises(ValueError, match="is no share"):
            pairs_within(["a", "b"], least=least)


def test_a_higher_share_lists_fewer_pairs_of_the_same_values():
    texts = [text(words(50, 1)), text(words(50, 1)[:35], words(20, 2)), text(words(50, 1))]
    assert listed(texts, least=0.9) == [(0, 2)]
    assert listed(texts, least=0.4) == [(0, 1), (0, 2), (1, 2)]


def test_a_group_of_hundreds_is_compared_in_portions_that_share_its_first(monkeypatch):
    monkeypatch.setattr(finding, "MOST_IN_GROUP", 4)
    same, other = text(words(30, 1)), text(words(30, 2))
    pairs = pairs_within([same] * 8 + [other] * 3)
    own = listed([same] * 8 + [other] * 3)
    # The first with each, and those behind it in threes.
    of_first = [(0, number) for number in range(1, 8)]
    behind = [(1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6)]
    assert own == sorted(of_first + behind + [(8, 9), (8, 10), (9, 10)])
    assert pairs.n_in_portions == 8
    assert "8 articles are in groups of more than 4" in finding.pair_lines(pairs)[1]


def test_blocks_do_not_change_the_pairs(monkeypatch):
    texts = [text(words(40, number % 9)) for number in range(40)]
    whole = listed(texts)
    monkeypatch.setattr(finding, "_AT_ONCE", 100)
    assert listed(texts) == whole
    assert len(whole) == 4 * 10 + 5 * 6


def test_words_are_numbered_alike_in_one_portion_and_in_many():
    texts = [text(words(30, number % 4)).title() for number in range(12)]
    many = WordNumbers()
    for own in texts:
        many.add(as_corpus(own))
    pd.testing.assert_frame_equal(
        pairs_within(many).table.drop(columns=["id_first", "id_second"]),
        pairs_within(texts).table.drop(columns=["id_first", "id_second"]),
    )


# --------------------------------------------------------------------------- slices


@pytest.mark.parametrize("most", [8, 0], ids=["all pairs counted", "pairs sieved"])
def test_slices_of_all_runs_give_the_groups_of_one_go(most, monkeypatch):
    chance = random.Random(1)
    texts = [text(words(50, number)) for number in range(30)]
    texts += [
        text(chance.choice(texts).split()[: chance.randrange(12, 50)], words(30, 99 + n))
        for n in range(30)
    ]
    corpus = as_corpus(texts)
    whole = reprints.original_articles(corpus)
    assert (whole != np.arange(60)).sum() > 10
    for size in (97, 500, 1700):
        monkeypatch.setattr(reprints, "_AT_ONCE", size)
        monkeypatch.setattr(reprints, "_PAIRS_A_TEXT", most)
        assert reprints.original_articles(corpus).tolist() == whole.tolist()


@pytest.mark.parametrize("size", [60, 200])
def test_sketches_in_slices_give_the_groups_of_one_go(size, monkeypatch):
    chance = np.random.default_rng(0)
    own = chance.integers(0, 2**64, (400, 40), dtype=np.uint64)
    for number in range(300):  # so many runs of an earlier article, too few or enough
        own[100 + number, : number % 40] = own[chance.integers(100 + number), : number % 40]
    article = np.repeat(np.arange(400), 40)
    whole = reprints.original_sketches(article, own.ravel(), 400).tolist()
    assert sum(first != number for number, first in enumerate(whole)) == 188
    monkeypatch.setattr(reprints, "_SKETCHED_AT_ONCE", size)
    monkeypatch.setattr(reprints, "_PAIRS_A_TEXT", 0)
    assert reprints.original_sketches(article, own.ravel(), 400).tolist() == whole


@pytest.mark.parametrize("n_slices", [2, 3, 7, 16])
def test_each_run_is_in_one_slice(n_slices):
    chance = np.random.default_rng(0)
    word, article = chance.integers(0, 6, 2000), np.repeat(np.arange(20), 100)
    runs = reprints.WordRuns.of(word, article, np.zeros(20, dtype=np.int64), 4)
    slices = [runs.held(start) for start in runs.slices(-(-2000 // n_slices))]
    assert len(slices) == n_slices
    starts = np.concatenate([held.start for held in slices])
    assert sorted(starts.tolist()) == sorted(runs.held().start.tolist())
    assert min(len(held.start) for held in slices) > 0


# --------------------------------------------------------------------------- the command


def as_lines(path: Path, texts: list[str]) -> Path:
    rows = [{"id": f"a{number}", "text": own} for number, own in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


TEXTS = [text(words(60, 1)), text(words(50, 2)), text(words(60, 1)[:40], words(9, 3))]


@pytest.mark.quick
def test_the_command_lists_the_pairs_of_a_table_with_their_lines(command, tmp_path):
    path = as_lines(tmp_path / "news.jsonl", TEXTS)
    done = command("versions", "--within", str(path), "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["id_first"], row["id_second"], row["line_second"]) == ("a0", "a2", "3")
    assert row["file_first"] == str(path)
    shown = command("versions", "--within", str(path)).stdout
    assert shown.splitlines()[-1].startswith("1 pair of near-duplicates among 3 articles:")
    content = json.loads(command("versions", "--within", str(path), "--format", "json").stdout)
    assert content["articles"] == 3
    assert content["pairs"][0]["words_second"] == 49


def test_the_command_reads_pages_and_texts_of_a_folder_and_finds_the_two_seeds(command):
    done = command("versions", "--within", str(ROOT / "seeds"), "--format", "csv")
    rows = csv.DictReader(io.StringIO(done.stdout))
    pairs = {(Path(row["file_first"]).name, Path(row["file_second"]).name) for row in rows}
    assert ("reprint-original.txt", "reprint.html") in pairs


def test_one_article_and_unrelated_ones_are_said_to_be_no_pair(command, tmp_path):
    path = as_lines(tmp_path / "news.jsonl", TEXTS[:1])
    assert command("versions", "--within", str(path)).stdout.startswith(
        "No near-duplicates among 1 article:"
    )


def test_what_cannot_be_read_and_a_wrong_share_are_one_line(command, tmp_path):
    assert "no such file" in command("versions", "--within", str(tmp_path / "none.csv")).stderr
    path = as_lines(tmp_path / "news.jsonl", [*TEXTS, ""])
    done = command("versions", "--within", str(path))
    assert "left out:" in done.stderr
    assert "line 4" in done.stderr
    assert "among 3 articles" in done.stdout
    assert "is no share" in command("versions", "--within", str(path), "--least", "50").stderr


def test_a_run_is_read_again_from_its_inputs_and_the_missing_ones_are_named(command, tmp_path):
    first = as_lines(tmp_path / "one.jsonl", TEXTS[:2])
    second = as_lines(tmp_path / "two.jsonl", TEXTS[2:])
    batch.run([first, second], tmp_path / "run", workers=1)
    done = command("versions", "--within", str(tmp_path / "run"))
    assert "1 pair of near-duplicates among 3 articles" in done.stdout
    second.unlink()
    done = command("versions", "--within", str(tmp_path / "run"))
    assert f"missing, so not read: {second}" in done.stderr
    assert "among 2 articles" in done.stdout
    first.unlink()
    done = command("versions", "--within", str(tmp_path / "run"))
    assert done.code
    assert "are missing; put them back" in done.stderr


# --------------------------------------------------------------------------- a run


@pytest.fixture(scope="module")
def ranked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reprints")
    rows = []
    for number in range(9):
        origin = number % 6  # the last three print the first three again
        body = [text(words(90, 10 * origin + part)) + " War." for part in range(4)]
        captions = [f"{text(words(9, 500 + 10 * origin + n))}, soldiers." for n in range(3)]
        extra = text(words(25, 900 + number))
        rows.append({"id": f"a{number}", "text": "\n\n".join([*body, extra]), "captions": captions})
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    batch.run(path, folder / "run", workers=1)
    batch.run(path, folder / "small", workers=1, most_records=2)
    return folder


def test_a_ranking_names_the_first_article_that_an_article_repeats(ranked):
    table = pq.read_table(ranked / "run" / "ranking.parquet").to_pandas()
    assert len(table) == 9
    names = dict(zip(table["id"], table["reprint_of"], strict=True))
    assert {id: name for id, name in names.items() if isinstance(name, str)} == {
        "a6": "a0",
        "a7": "a1",
        "a8": "a2",
    }


def test_batches_do_not_change_what_is_marked(ranked):
    whole, small = (pq.read_table(ranked / name / "ranking.parquet") for name in ("run", "small"))
    assert whole["reprint_of"].to_pylist() == small["reprint_of"].to_pylist()


def test_the_end_of_a_run_says_how_many_articles_repeat_another(command, ranked):
    done = command(
        "corpus", str(ranked / "news.jsonl"), "--out", str(ranked / "run"), "--workers", "1"
    )
    assert "3 of 9 ranked articles repeat an earlier article (reprint_of)" in done.stdout


def test_the_tables_of_a_run_say_what_each_article_repeats(ranked):
    many = population.load(ranked / "run").differences()
    of_article = many.drop_duplicates("article").set_index("article")["original"]
    assert of_article.sort_index().tolist() == [0, 1, 2, 3, 4, 5, 0, 1, 2]
    # The groups are those by which a comparison of all articles in memory counts them.
    corpus = read(ranked / "news.jsonl")
    assert of_article.sort_index().tolist() == reprints.original_articles(corpus).tolist()


def test_a_sketch_is_the_same_wherever_an_article_stands():
    texts = [text(words(200, number)) for number in range(3)]
    article, run = reprints.sketches(as_corpus(texts))
    alone = reprints.sketches(as_corpus(texts[2]))[1]
    assert run[article == 2].tolist() == alone.tolist()
    assert 4 < len(alone) < 25  # 197 / 16


# --------------------------------------------------------------------------- resampling


def many_articles() -> pd.DataFrame:
    chance = np.random.default_rng(3)
    n = 90
    return pd.DataFrame(
        {
            "article": np.arange(n),
            "measure": "framing",
            "category": "war",
            "difference": chance.gamma(1, 5, n) - 5,
            "words_target": chance.integers(10, 150, n),
            "words_reference": chance.integers(200, 900, n),
        }
    )


def printed_twice(once: pd.DataFrame) -> pd.DataFrame:
    again = once.assign(article=once["article"] + 1000, original=once["article"])
    return pd.concat([once.assign(original=once["article"]), again], ignore_index=True)


@pytest.mark.parametrize("weigh", ["words", "article"])
def test_what_is_printed_twice_makes_no_interval_narrower(weigh):
    once, twice = many_articles(), printed_twice(many_articles())
    columns = ["estimate", "low", "high", "n_effective"]
    expected = population.estimates(once, weigh=weigh)[columns]
    pd.testing.assert_frame_equal(population.estimates(twice, weigh=weigh)[columns], expected)
    apart = population.estimates(twice.drop(columns="original"), weigh=weigh).iloc[0]
    assert apart["high"] - apart["low"] < 0.85 * (expected["high"] - expected["low"]).item()


def test_what_is_printed_twice_makes_no_difference_between_outlets_surer():
    once = many_articles()
    once.loc[:44, "difference"] += 2
    twice = printed_twice(once)
    said = pd.DataFrame({"article": once["article"], "source": ["Post"] * 45 + ["Echo"] * 45})
    said_twice = pd.concat([said, said.assign(article=said["article"] + 1000)], ignore_index=True)
    columns = ["group", "difference", "low", "high", "p", "p_adjusted"]
    pd.testing.assert_frame_equal(
        population.outlets(twice, said_twice)[columns], population.outlets(once, said)[columns]
    )


def test_copies_of_few_articles_are_too_few():
    few = many_articles().head(25)
    twice = printed_twice(few)
    assert population.estimates(twice)["remark"].tolist() == [population.NOT_ENOUGH_ARTICLES]
    assert population.estimates(twice)["n"].tolist() == [50]
    assert population.estimates(twice.drop(columns="original"))["remark"].tolist() == [""]
