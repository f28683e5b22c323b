"""The lines that teach the model of plain text: what is a caption, a credit, or neither."""

from __future__ import annotations

import pytest

from .benchmarks.page_lines import with_credits


def labels(*lines: tuple[str, str]) -> list[str]:
    return [
        line["label"] for line in with_credits([{"t": t, "label": label} for t, label in lines])
    ]


@pytest.mark.quick
def test_names_next_to_a_caption_are_a_credit_and_a_caption_of_names_alone_stays():
    assert labels(("The hall in May.", "caption"), ("Ann Roe", "caption")) == ["caption", "credit"]
    assert labels(("They met.", "body"), ("Ann Roe", "caption")) == ["body", "caption"]


@pytest.mark.quick
def test_a_link_to_a_platform_is_no_credit_and_a_counter_no_caption():
    assert labels(("Twitter", "other"), ("1of4", "caption"), ("Getty Images", "other")) == [
        "other",
        "other",
        "credit",
    ]


@pytest.mark.quick
def test_a_caption_that_the_page_shows_twice_is_a_caption_both_times():
    text = "Ann Roe waits in the hall."
    assert labels((text, "caption"), ("They met.", "body"), (text, "other"), (text, "body")) == [
        "caption",
        "body",
        "caption",
        "body",
    ]
