"""The article in the data of a page made by JavaScript: read where it is surely the page's, else not."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from analysis import InputError, read
from analysis.reading.page import blocks_of_page
from analysis.walls import wall_of

CASES = Path(__file__).parent / "cases" / "reading"
TITLE = "The old mill opens its doors again"
PARAGRAPHS = [
    "After eleven years of repairs the old mill on the river Wenn has opened its doors again. Volunteers had worked on the wheel since spring, and the town paid for the roof.",
    "The first visitors came before breakfast. They wanted to see the great stones turn, and they stayed for the bread that the bakers sold in the yard until noon.",
    "Not everybody is content. The anglers say that the weir keeps the trout from the upper river, and that nobody asked them before the gates were closed in March.",
]
SHORT = "The wheel will rest on Sundays."
WHEEL = "The great wheel turns for the first time since the flood."
HTML = "".join(f"<p>{paragraph}</p>" for paragraph in [*PARAGRAPHS, SHORT])


def page(
    data: Any, shown: str = "", *, kind: str = "application/json", title: str = TITLE
) -> bytes:
    head = f"<head><title>{title} | The Wenn Courier</title></head>"
    script = f"<script type='{kind}'>{json.dumps(data)}</script><script src=app.js></script>"
    return f"<html>{head}<body>{shown}<div id=root></div>{script}</body></html>".encode()


def layers(data: bytes) -> dict[str, list[str]]:
    whole = blocks_of_page(data)
    texts: dict[str, list[str]] = defaultdict(list)
    for row in whole.rows:
        texts[row.layer].append(whole.text[row.start : row.end])
    return texts


ALL = {"headline": [TITLE], "body": [*PARAGRAPHS, SHORT]}
BLOCKS = [{"type": "text", "content": text} for text in [*PARAGRAPHS, SHORT]]
PICTURE = {"type": "image", "url": "a.jpg", "caption": WHEEL}


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ({"headline": TITLE, "body": [*PARAGRAPHS, SHORT]}, ALL),
        ({"title": TITLE, "text": "\n".join([*PARAGRAPHS, SHORT])}, ALL),
        ({"name": TITLE, "content": HTML, "teaser": PARAGRAPHS[0]}, ALL),
        ({"title": f"<b>{TITLE}</b>", "parts": BLOCKS}, ALL),
        # Captions, in the text and beside it.
        ({"title": TITLE, "parts": [PICTURE, *BLOCKS]}, {**ALL, "caption": [WHEEL]}),
        ({"title": TITLE, "text": HTML, "media": {"lead": PICTURE}}, {**ALL, "caption": [WHEEL]}),
        # Two words are a switch, and no caption.
        ({"title": TITLE, "text": HTML, "media": {"caption": "Show caption"}}, ALL),
    ],
)  # fmt: skip
def test_an_article_in_the_data_of_a_page_is_read(story: dict[str, Any], expected: dict):
    assert layers(page({"props": [{"page": {"story": story}}]})) == expected


def test_the_case_of_an_application_is_read_with_its_captions():
    labelled = layers((CASES / "x11-jsapp" / "page.html").read_bytes())
    assert [len(labelled[layer]) for layer in ("headline", "body", "caption")] == [1, 6, 3]


def test_an_article_that_stands_behind_a_menu_is_read_and_the_menu_kept():
    labelled = layers(page({"title": TITLE, "text": HTML}, "<nav><a href=/>Home</a></nav>"))
    assert labelled == {**ALL, "boilerplate": ["Home"]}


@pytest.mark.parametrize(
    "data",
    [
        page({"title": "Rain is expected on Monday", "text": HTML}),
        page({"title": TITLE, "text": HTML}, title="The Wenn Courier"),
        page({"title": TITLE, "text": PARAGRAPHS[0]}),  # a teaser
        page({"title": TITLE, "text": "\n".join([SHORT] * 5)}),
        page({"title": TITLE, "text": HTML}, kind="text/x-template"),
        page([[], "text", None, {"title": 3, "text": HTML}]),
    ],
    ids=["another article", "no title", "a teaser", "no paragraphs", "no data", "no text as a title"],
)  # fmt: skip
def test_a_page_whose_data_hold_no_article_of_its_title_is_refused(data: bytes):
    with pytest.raises(InputError, match="shows no word"):
        blocks_of_page(data)


@pytest.mark.parametrize(
    "shown",
    [
        f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>",
        f"<figure><img><figcaption>{WHEEL}</figcaption></figure>",
        f"<ul>{'<li>A line of a list that is shown</li>' * 10}</ul>",
    ],
    ids=["a paragraph", "a caption", "half as many words"],
)
def test_what_a_page_shows_is_not_mixed_with_its_data(shown: str):
    text = [*PARAGRAPHS[1:], SHORT]
    labelled = layers(page({"title": TITLE, "text": text}, shown))
    assert not set(text) & {text for texts in labelled.values() for text in texts}


def test_an_article_in_data_is_no_wall():
    assert wall_of(page({"title": TITLE, "text": [*PARAGRAPHS, *PARAGRAPHS]})) is None


def test_data_take_time_in_step_with_their_size():
    things = [{"title": TITLE, "media": [{"caption": f"{WHEEL} {n}"}]} for n in range(20_000)]
    nested: Any = {"title": TITLE, "caption": WHEEL}
    for n in range(400):
        nested = {"title": TITLE, "x": nested, "text": [f"{SHORT} {n}"] * 50}
    start = time.process_time()
    for data in (things, nested):
        with pytest.raises(InputError, match="shows no word"):
            read(page(data), format="html", name="page")
    assert time.process_time() - start < 10
