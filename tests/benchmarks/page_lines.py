"""The lines of saved pages, each with its label, as the model of plain text learns from them.

Two sets. The lines of `pages` were made with it: each visible block a line, labelled title, body,
caption or other by the page's markup. Those of `more_pages` are made here in the same way, each
visible block a line in order. The captions and credits of the pages that `captions.jsonl` holds are
those that a person read; those of the other pages are the suite's own labels of the page, which
turn on markup and structure that a text has lost. Title and body are the suite's labels on all.

Credits are a class of their own in both: a line that is nothing but a credit, and a line of a
picture beside its caption that is nothing but names.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.reading.credits import PLATFORM, is_credit
from analysis.reading.page import blocks_of_page
from analysis.reading.plain import FEWEST

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
# The pages of `second_sixty.json` are kept for a last look at what the suite finds: never read here.
HELD_OUT = frozenset(
    json.loads(Path(__file__).with_name("second_sixty.json").read_text(encoding="utf-8"))
)
_LABELS = {
    "headline": "title", "standfirst": "body", "body": "body", "subheading": "body",
    "caption": "caption", "credit": "credit",
}  # fmt: skip
_SAME = 0.8  # F1 of two texts' bags of words
_MOST_NAMES = 8  # words of a line that is nothing but names
_SHORTEST_TWIN = 4  # words of a line that a page marks as a caption once and shows again
_MARKER = re.compile(r"(?i)^\W*(?:photo|image|picture|credits?|source|illustration)s?(?: by)?\W*$")
_SHARED = re.compile(rf"(?ix)^\W*{PLATFORM}\W*$|^share\b")
_NAMES = re.compile(
    r"^\W*[A-ZÀ-Þ@]\S*(?:[\s/|,]+(?:[A-ZÀ-Þ&(@]\S*|for|of|the|and|via|de|van|von|courtesy))*$"
)


def lines_of_pages() -> Iterator[dict[str, Any]]:
    """The pages of `pages` that have lines: id, url, window and lines (t, label)."""
    with gzip.open(GOLD / "pages" / "lines.jsonl.gz", "rt", encoding="utf-8") as file:
        for page in map(json.loads, file):
            yield {**page, "lines": with_credits(page["lines"])}


def lines_of_more_pages() -> Iterator[dict[str, Any]]:
    """The pages of `more_pages` but for those held out: id, url, window and lines (t, label)."""
    folder = GOLD / "more_pages"
    with (folder / "captions.jsonl").open(encoding="utf-8") as file:
        by_hand = {row["id"]: row for row in map(json.loads, file)}
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as file:
        pages = [page for page in map(json.loads, file) if page["id"] not in HELD_OUT]
    for page in pages:
        lines = list(_lines(gzip.decompress((folder / page["file"]).read_bytes())))
        shown = [n for n, line in enumerate(lines) if line["label"] in ("title", "body", "caption")]
        if page["id"] in by_hand:
            lines = list(_labelled_by_hand(lines, by_hand[page["id"]]))
        if any(line["label"] == "body" for line in lines):
            window = [min(shown), max(shown)]
            yield {**page, "window": window, "lines": with_credits(lines)}


def with_credits(lines: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Lines whose captions and other lines that are nothing but a credit are labelled credit.

    Examples
    --------
    >>> texts = ("The hall.", "caption"), ("Ann Roe for The Paper", "caption"), ("Getty Images", "other")
    >>> [line["label"] for line in with_credits([{"t": t, "label": label} for t, label in texts])]
    ['caption', 'credit', 'credit']
    """
    captions = {_key(line["t"]) for line in lines if line["label"] == "caption"}
    labels = ["", *(line["label"] for line in lines), ""]
    credited = []
    for line, above, below in zip(lines, labels, labels[2:], strict=False):
        text, label = " ".join(line["t"].split()), line["label"]
        beside = "caption" in (above, below)
        names = len(text.split()) <= _MOST_NAMES and _NAMES.match(text) and text[-1:] != "."
        alone = is_credit(text) or _MARKER.match(text) or (beside and names)
        if (label == "caption" and alone) or (label == "other" and _credits_a_picture(text)):
            label = "credit"
        elif label == "caption" and len(text.split()) < FEWEST:
            label = "other"  # a counter or a file's name
        elif label == "other" and _key(text) in captions and len(text.split()) >= _SHORTEST_TWIN:
            label = "caption"
        credited.append({"t": text, "label": label})
    return credited


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _credits_a_picture(text: str) -> bool:
    """A credit, and no link to a platform ("Twitter", "Share via Twitter")."""
    return is_credit(text) and _SHARED.search(text) is None


def _lines(data: bytes) -> Iterator[dict[str, str]]:
    """Each block of a page with the label that the suite gives it; a credit in the element of its
    caption is a part of the caption's line.
    """
    page = blocks_of_page(data)
    last: dict[str, str] = {}
    for row in page.segments.itertuples():
        text = " ".join(page.text[row.start : row.end].split())
        label = _LABELS.get(row.layer, "other")
        of_picture = {label, last.get("label")} == {"caption", "credit"}
        if last and of_picture and row.source_path == last["path"]:
            last.update(t=f"{last['t']} {text}", label="caption")
            continue
        if last:
            yield last
        last = {"t": text, "label": label, "path": row.source_path}
    if last:
        yield last


def _labelled_by_hand(
    lines: Sequence[Mapping[str, str]], page: Mapping[str, Any]
) -> Iterator[dict[str, str]]:
    """The lines of a page that a person read; texts that may be called caption or not are left as
    the suite labels them.
    """
    also = [text for row in page["also"] for text in row["also"]]
    captions, credits, either = (
        [Counter(_words(text)) for text in texts]
        for texts in (page["captions"] + also, page["credits"], page["optional"])
    )
    of_credits = sum(credits, Counter[str]())
    for line in lines:
        bag = Counter(_words(line["t"]))
        label = line["label"]
        if any(_alike(bag, caption, of_credits) for caption in captions):
            label = label if label in ("title", "body") else "caption"
        elif any(_alike(bag, credit, Counter[str]()) for credit in credits):
            label = "credit" if label in ("caption", "other") else label
        elif label == "caption" and not any(_alike(bag, text, of_credits) for text in either):
            label = "other"
        yield {"t": line["t"], "label": label}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _alike(line: Counter[str], gold: Counter[str], credits: Counter[str]) -> bool:
    """The same words, with or without those of the page's credits."""
    return any(
        2 * (own & gold).total() >= _SAME * max(1, own.total() + gold.total())
        for own in (line, line - (credits - gold))
    )
