"""How far a run has come, by a clock that the tests set."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from analysis import batch, cli, terminal
from analysis.batch import Pace, Progress, Result, time_left
from analysis.report import listing

from .test_cli import run as command

START_UP, PER_BATCH, BYTES, ARTICLES = 3.0, 1.6, 2_000_000, 750


def a_run(n_batches: int, n_workers: int) -> Iterator[tuple[float, Progress]]:
    """A moment and what is reported at it, for each batch of a run, in their order."""
    chance = random.Random(0)
    free = [START_UP] * n_workers
    written = 0.0
    for done in range(1, n_batches + 1):
        at = min(free) + PER_BATCH * chance.uniform(0.7, 1.3)
        free[free.index(min(free))] = at
        written = max(written, at)
        n, n_bytes = done * ARTICLES, done * BYTES
        yield written, Progress(n_bytes, n_batches * BYTES, n, n, n_bytes)


class Clock:
    """Seconds that stand until they are set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.quick
@pytest.mark.parametrize("n_workers", [1, 2, 16])
def test_the_end_and_the_rate_named_after_a_minute_hold(n_workers: int):
    run = list(a_run(400 * n_workers, n_workers))
    end = run[-1][0]
    true_rate = n_workers * ARTICLES / PER_BATCH
    clock = Clock()
    pace = Pace(clock)
    ends, rates = [], []
    for clock.now, state in run:
        pace.add(state)
        if clock.now >= 60 and state.bytes_done < state.bytes_all:
            ends.append(clock.now + (pace.seconds_left() or 0))
            rates.append(pace.per_second())
    assert ends == pytest.approx([end] * len(ends), rel=0.1)
    assert rates == pytest.approx([true_rate] * len(rates), rel=0.1)


@pytest.mark.quick
def test_what_a_stopped_run_had_done_counts_for_no_speed():
    clock = Clock()
    pace = Pace(clock)
    for n in range(1, 51):
        clock.now = 0.1 * n
        pace.add(Progress(n * BYTES, 100 * BYTES, n * ARTICLES, 0, 0))
        assert pace.per_second() == 0
        assert pace.seconds_left() is None
    for n in range(1, 11):
        clock.now = 5 + 2 * n
        done = 50 + n
        pace.add(Progress(done * BYTES, 100 * BYTES, done * ARTICLES, n * ARTICLES, n * BYTES))
    assert pace.per_second() == pytest.approx(ARTICLES / 2)
    assert pace.seconds_left() == pytest.approx(40 * 2)


@pytest.mark.quick
def test_a_run_that_slows_down_is_judged_by_its_last_two_minutes():
    clock = Clock()
    pace = Pace(clock)
    for n in range(1, 401):
        clock.now += 1 if n <= 200 else 4
        pace.add(Progress(n * BYTES, 1000 * BYTES, n * ARTICLES, n * ARTICLES, n * BYTES))
    assert pace.per_second() == pytest.approx(ARTICLES / 4)
    assert len(pace.samples) <= 32


@pytest.mark.quick
def test_no_end_is_named_in_the_first_seconds():
    clock = Clock()
    pace = Pace(clock)
    clock.now = 5
    pace.add(Progress(BYTES, 100 * BYTES, ARTICLES, ARTICLES, BYTES))
    assert pace.seconds_left() is None


@pytest.mark.quick
def test_a_time_is_never_less_than_what_is_left():
    for seconds in range(60, 100_000, 37):
        words = time_left(seconds).split()
        shown = dict(zip(words[1::2], map(int, words[::2]), strict=True))
        assert seconds <= 3600 * shown.get("h", 0) + 60 * shown.get("min", 0) < seconds + 600


@pytest.mark.quick
def test_the_line_says_articles_pages_the_end_the_rate_and_what_workers_do():
    clock = Clock()
    pace = Pace(clock)
    clock.now = 60
    now = Progress(
        BYTES, 4 * BYTES, 12_000, 12_000, BYTES, 300, ("a.jsonl lines 1 to 700", "b.html")
    )
    pace.add(now)
    assert cli._state(now, pace, is_wide=True) == (
        "12,000 articles (300 pages), 3 min left, 200 a second, 2 workers on a.jsonl lines 1 to 700"
        " and 1 more"
    )
    assert cli._state(now, pace, is_wide=False).endswith(" a second")


@pytest.mark.parametrize("width", [20, 40, 79, 100, 200])
def test_progress_is_one_line_on_a_terminal_of_any_width(
    monkeypatch: pytest.MonkeyPatch, width: int
):
    stream = io.StringIO()
    made: dict[str, Any] = {"file": stream, "width": width, "force_terminal": False}
    monkeypatch.setattr(terminal, "console", lambda **_: Console(**made))
    name = "news/[bold]of the year[/bold]/" + "x" * 80
    with cli._corpus_progress() as tick:
        tick(Progress(BYTES, 4 * BYTES, 12_000, 12_000, BYTES, 300, (name,)))
    [line] = stream.getvalue().splitlines()
    assert len(line) <= width
    assert line.split()[0] == "25%"
    assert "12,000 art" in line
    assert ("[bold]" in line) == (width >= 100)


def a_result(folder: Path) -> Result:
    """Of 200,000 articles whose inputs had much amiss."""
    row = {
        "title": "A title that is longer than any screen is wide, with " + "more words " * 9,
        "id": "news-1",
        "q": 0.000123,
        "observed": -1234.0,
        "expected": 0.000799,
        "most_unusual": "framing/responsibility",
        "strongest": "framing/responsibility",
        "reprint_of": "news-0",
    }
    ranking = [{"rank": rank, **row} for rank in range(1, 101)]
    pq.write_table(pa.Table.from_pylist(ranking), folder / "ranking.parquet")
    reasons = [
        "no captions",
        "only one caption",
        "too few captions without doubtful labels",
        "all captions print one text",
        *(f"not measured: the text is {name}" for name in ("French", "German", "Korean")),
    ]
    return Result(
        folder,
        n_articles=200_000,
        n_problems=1_234,
        n_tested=12_345,
        not_tested={reason: 20_000 - number for number, reason in enumerate(reasons)},
        commonest_problem="a record without a text (1,200 times, first in news.jsonl, line 17)",
        notes=[
            f"news-{number}.jsonl: is gone; it had been measured already" for number in range(9)
        ],
    )


def test_the_end_of_a_run_of_200_000_is_read_on_one_screen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    result = a_result(Path())
    monkeypatch.setattr(batch, "run", lambda *_, **__: result)
    monkeypatch.setattr(listing, "write_list", lambda run: run / "index.html")
    monkeypatch.setenv("COLUMNS", "80")
    code, out, err = command(capsys, "corpus", "news.jsonl", "--out", "run")
    lines = [*err.splitlines(), *out.splitlines()]
    assert code == 0
    # One line is that of the progress, one that of the next command.
    assert sum(max(math.ceil(len(line) / 80), 1) for line in lines) <= 24 - 2
    for words in (
        "200,000 articles",
        "12,345 of 200,000",
        "no captions (20,000)",
        "4 other reasons",
    ):
        assert words in out
    assert "and 7 more of this kind" in err
