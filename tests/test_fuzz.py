"""Hostile inputs: of every format that is read, broken by accident or on purpose."""

from __future__ import annotations

import pytest

from analysis import Corpus, InputError, read
from analysis.reading.containers import REFUSED
from analysis.reading.pictures import picture_of
from analysis.reading.recognising import FORMATS_READ, known
from analysis.reading.sources import Source
from tests.fuzzing import ATTACKS, SAMPLES, hostile

N_INPUTS = 30  # of each format; `benchmarks/bench_fuzz.py` reads 10,000


def attempt(data: bytes, format: str | None) -> tuple[Corpus | None, str]:
    """What an input is read as, or why it is refused; the pictures of its captions are opened."""
    try:
        corpus = read(data, format=format)
        for reference in corpus.segments["picture"].dropna():
            picture_of(Source("file", "file", "", held=data), reference)
    except InputError as error:
        return None, str(error)
    return corpus, ""


def test_every_format_that_is_read_has_a_sample():
    refused = {kind.name for kind in REFUSED}
    assert set(SAMPLES) == {row.name for row in FORMATS_READ.values() if row.says not in refused}


@pytest.mark.parametrize("format", SAMPLES)
def test_the_samples_of_a_format_are_read_as_articles(format):
    for sample in SAMPLES[format]:
        is_known = known(Source("file", "file", "", held=sample)).format == format
        corpus, refusal = attempt(sample, None if is_known else format)
        # XML of a kind that is not known is never read.
        assert (corpus is None) == ("XML of a kind" in refusal) == (format == "xml")


@pytest.mark.slow(reason="thirty hostile inputs of each of some forty formats are read")
@pytest.mark.parametrize("format", SAMPLES)
def test_hostile_inputs_are_read_or_refused_in_one_line(format, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for seed in range(N_INPUTS):
        corpus, refusal = attempt(hostile(format, seed), format if seed % 2 else None)
        assert refusal.isprintable(), seed
        for row in [] if corpus is None else corpus.segments.itertuples():
            assert 0 <= row.start < row.end <= len(corpus.texts[row.article]), seed
    assert not [*tmp_path.iterdir()]


@pytest.mark.quick
@pytest.mark.parametrize("format", ATTACKS)
def test_an_attack_is_read_or_refused_in_one_line(format):
    for attack in ATTACKS[format]:
        _, refusal = attempt(attack(), None)
        assert refusal.isprintable()


def test_an_input_is_the_same_for_the_same_seed():
    for format in ("nitf", "word-document"):
        inputs = [hostile(format, seed) for seed in range(40)]
        assert inputs == [hostile(format, seed) for seed in range(40)]
        assert len(set(inputs)) > 30
