"""The package in a developer's hands: names, texts, tables, files, the transformer, the wheel away from the repository."""

from __future__ import annotations

import logging
import subprocess
import sys

import pandas as pd
import pytest

import analysis
from analysis import as_corpus, coding, read, read_text, sentiment
from analysis.measures import MEASURES, all_hits

from .conftest import ROOT

TEXTS = ["A good day for Israel.", "", "A bad war.\n\nDrones struck Iran"]


# --------------------------------------------------------------------------- names


def test_modules_and_names_are_loaded_when_they_are_asked_for():
    code = (
        "import sys, analysis; before = 'pandas' in sys.modules;"
        "print(before, analysis.sentiment.__name__, analysis.report.__name__, analysis.read.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False", "analysis.sentiment", "analysis.report", "read"]


def test_the_package_lists_its_names_and_refuses_others():
    assert {"sentiment", "batch", "read", "__version__"} <= set(dir(analysis))
    assert not {"templates", "__main__", "py"} & set(dir(analysis))
    assert all(getattr(analysis, name) is not None for name in analysis.__all__)
    for name in ("no_such_module", "templates", "_private"):
        assert not hasattr(analysis, name)


def test_nothing_is_shown_of_the_log_until_somebody_asks(caplog: pytest.LogCaptureFixture):
    handlers = logging.getLogger("analysis").handlers
    assert any(isinstance(handler, logging.NullHandler) for handler in handlers)
    with caplog.at_level(logging.INFO, logger="analysis"):
        read(ROOT / "seeds" / "control.html")
    assert any("control.html" in record.getMessage() for record in caplog.records)


# --------------------------------------------------------------------------- plain texts


def test_every_measure_takes_a_text_and_a_list_of_texts():
    for measure in MEASURES.values():
        pd.testing.assert_frame_equal(measure.hits(TEXTS), measure.hits(as_corpus(TEXTS)))
        pd.testing.assert_frame_equal(measure.hits(TEXTS[0]), measure.hits(read_text(TEXTS[0])))
        assert len(measure.hits([])) == 0
    assert {name: table["segment"].tolist() for name, table in all_hits(pd.Series(TEXTS, index=[5, 5, 6])).items()} == {
        "sentiment": [0, 2, 2, 2],
        "framing": [2],
        "entities": [0, 2],
    }


def test_a_text_scores_as_its_sentences_do():
    assert sentiment.compound("good day").tolist() == sentiment.compound(read_text("good day")).tolist()
    assert sentiment.compound(["A good day. A bad day.", "War."]).round(2).tolist() == [0.44, -0.54, -0.6]


def test_learned_and_coded_hits_take_texts_too(seed):
    codes = coding.read_codes(seed, ROOT / "seeds" / "nagorno-karabakh.codes.csv")
    texts = [seed.text(number) for number in seed.segments.index]
    assert coding.hits(texts, codes)["segment"].tolist() == coding.hits(seed, codes)["segment"].tolist()


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
