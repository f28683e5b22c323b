"""Pages of Gemini: what each line is."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import InputError, read

PAGE = "# A win\n\n## In Baku\nThey met.\n\n* One man.\n> Good.\n=> /next Read on\n"


def test_every_line_has_the_layer_of_its_mark(tmp_path: Path):
    (tmp_path / "a.gmi").write_text(PAGE, encoding="utf-8")
    corpus = read(tmp_path / "a.gmi")
    assert corpus.articles["title"].tolist() == ["A win"]
    lines = [(str(row.layer), corpus.text(row.Index)) for row in corpus.segments.itertuples()]
    assert lines == [
        ("headline", "A win"),
        ("subheading", "In Baku"),
        ("body", "They met."),
        ("body", "One man."),
        ("body", "Good."),
        ("boilerplate", "Read on"),
    ]


def test_a_page_of_nothing_is_refused_in_one_line(tmp_path: Path):
    (tmp_path / "a.gmi").write_text("```\n```\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a.gmi: the file is empty"):
        read(tmp_path / "a.gmi")
