"""Declared shadow roots: what a browser shows of them is read, where it is shown, and nothing else."""

from __future__ import annotations

import time
from collections import defaultdict

import pytest

from analysis import read
from analysis.reading.page import blocks_of_page
from analysis.reading.page.source import tree_of

TITLE = "The old mill opens its doors again"
PARAGRAPHS = [
    "After eleven years of repairs the old mill on the river Wenn has opened its doors again. Volunteers had worked on the wheel since spring, and the town paid for the roof.",
    "The first visitors came before breakfast. They wanted to see the great stones turn, and they stayed for the bread that the bakers sold in the yard until noon.",
    "Not everybody is content. The anglers say that the weir keeps the trout from the upper river, and that nobody asked them before the gates were closed in March.",
]
WHEEL = "The great wheel turns for the first time since the flood."
P = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
PICTURE = "<figure><img src=a.jpg><figcaption><slot name=words></slot></figcaption></figure>"
NAMES = ("shadowrootmode", "shadowmode", "shadowroot")


def shadow(content: str, mode: str = "open", name: str = "shadowrootmode") -> str:
    return f"<template {name}={mode}>{content}</template>"


def shown(markup: str) -> str:
    """The words of a piece of a page, as its tree holds them in order."""
    tree = tree_of(f"<html><head><title>A</title></head><body>{markup}</body></html>", "a")
    words = "".join(tree.find("body").itertext())
    return " ".join(words.split())


def layers(markup: str) -> dict[str, list[str]]:
    head = f"<head><title>{TITLE}</title></head>"
    page = blocks_of_page(f"<!doctype html><html>{head}<body>{markup}</body></html>".encode())
    texts: dict[str, list[str]] = defaultdict(list)
    for row in page.rows:
        texts[row.layer].append(page.text[row.start : row.end])
    return texts


@pytest.mark.parametrize("mode", ["open", "closed", "OPEN"])
@pytest.mark.parametrize("name", NAMES)
def test_an_article_in_a_shadow_root_is_read_with_its_layers(name: str, mode: str):
    article = f"<article><h1>{TITLE}</h1>{P[0]}<news-picture>{shadow(PICTURE, mode, name)}"
    article += f"<span slot=words>{WHEEL}</span></news-picture>{P[1]}{P[2]}</article>"
    read_layers = layers(f"<news-page>{shadow(article, mode, name)}</news-page>")
    assert read_layers == {"headline": [TITLE], "body": PARAGRAPHS, "caption": [WHEEL]}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_saved_as_mhtml_shows_its_shadow_roots(name: str):
    article = f"<article><h1>{TITLE}</h1>{''.join(P)}</article>"
    html = f"<html><body><news-page>{shadow(article, name=name)}</news-page></body></html>"
    part = f"Content-Type: text/html; charset=utf-8\r\nContent-Location: https://wenn.example/\r\n\r\n{html}"
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="B"'
    saved = f"From: <Saved by Blink>\r\n{head}\r\n\r\n--B\r\n{part}\r\n--B--\r\n"
    corpus = read(saved.encode(), name="page.mhtml")
    bodies = corpus.segments.index[corpus.segments["layer"] == "body"]
    assert [corpus.text(n) for n in bodies] == PARAGRAPHS


@pytest.mark.parametrize(
    ("host", "words"),
    [
        # The first of several is the shadow root; what fits no slot is shown nowhere.
        (f"<x-a>{shadow('One')}{shadow('Two')}light</x-a>", "One"),
        (f"<x-a>light{shadow('One', 'closed')}light</x-a>", "One"),
        # A slot shows what is meant for it, in its place; without that, its own words.
        (f"<x-a>{shadow('1 <slot></slot> 3')}2</x-a>", "1 2 3"),
        (f"<x-a>{shadow('1 <slot name=b>2</slot> 3')}</x-a>", "1 2 3"),
        (f"<x-a><i slot=b>2</i>{shadow('1 <slot name=b>9</slot> 3')}</x-a>", "1 2 3"),
        (f"<x-a><i slot=c>9</i>{shadow('1 <slot name=b>2</slot> 3')}</x-a>", "1 2 3"),
        (f"<x-a><b slot=s>3 </b><i>1 </i><b slot=s>4</b><i>2 </i>{shadow('<slot></slot><slot name=s></slot>')}</x-a>", "1 2 3 4"),
        # Of two slots of one name the first is filled.
        (f"<x-a>{shadow('<slot></slot> <slot>own</slot>')}light</x-a>", "light own"),
        # A slot that hands on what it holds, to a shadow root within.
        (
            f"<x-a>{shadow('1 <x-b>' + shadow('2 <slot name=in></slot> 4') + '<slot name=out slot=in></slot></x-b> 5')}<i slot=out>3</i></x-a>",
            "1 2 3 4 5",
        ),
        # What stands in a slot may have a shadow root of its own.
        (f"<x-a>{shadow('1 <slot></slot> 4')}<x-b>{shadow('2 <slot></slot>')}3</x-b></x-a>", "1 2 3 4"),
        # Slots of a shadow root within are no slots of the one around it.
        (f"<x-a>{shadow('<x-b>' + shadow('<slot>own</slot>') + '</x-b>')}light</x-a>", "own"),
        # Any other template is seen by nobody, wherever it stands.
        (f"<x-a><template shadowrootmode=shut>never</template>{shadow('1 <slot></slot>')}2</x-a>", "1 2"),
        (f"<x-a>{shadow('1 <template><slot></slot></template> <slot></slot>')}2</x-a>", "1 2"),
        (f"<section>{shadow('One')}light</section>", "One"),
        (f"<h2>{shadow('One')}light</h2>", "One"),
    ],
)  # fmt: skip
def test_slots_are_filled_as_in_a_browser(host: str, words: str):
    assert shown(host) == words


@pytest.mark.parametrize("host", ["a", "li", "button", "td"])
def test_an_element_that_may_be_no_host_keeps_its_own_words(host: str):
    markup = f"<{host}>{shadow('never')}{' '.join(PARAGRAPHS)}</{host}>"
    wrapped = f"<table><tr>{markup}</tr></table>" if host == "td" else markup
    assert not any("never" in text for texts in layers(wrapped).values() for text in texts)


def test_a_page_without_shadow_roots_keeps_its_tree():
    page = f"<x-a><template>{P[0]}</template></x-a>{P[1]}"
    assert tree_of(page, "a").find(".//template") is not None
    assert [text for texts in layers(page).values() for text in texts] == [PARAGRAPHS[1]]


def test_names_and_signs_that_no_tree_may_hold_are_left_out():
    host = f"<x-a @click=go a{{b=1 class=lead title='\x01\ufffe'>{shadow('1 <slot></slot>')}2\x02</x-a>"
    tree = tree_of(host, "a")
    element = tree.find(".//x-a")
    assert element.get("class") == "lead"
    assert "@click" not in element.attrib
    assert "".join(tree.itertext()).split() == ["1", "2"]


@pytest.mark.parametrize(
    "hostile",
    [
        # Each shadow root in the next; slots handed on through each; texts in a row; deep slots.
        lambda n: f"<x-a>{'<template shadowrootmode=open><x-a>' * n}One",
        lambda n: "<x-a><template shadowrootmode=open><i><slot></slot></i></template>" * n + "One",
        lambda n: f"<x-a>{shadow('<slot></slot>')}{'a<template></template>' * n}One</x-a>",
        lambda n: f"<x-a>{shadow('<slot></slot>')}{'a<i slot=b></i>' * n}One</x-a>",
        lambda n: f"<x-a>{shadow('<slot>' * n + 'One')}</x-a>",
        lambda n: f"<x-a>{shadow('One')}</x-a>" * n,
    ],
)  # fmt: skip
def test_shadow_roots_take_time_in_step_with_the_page(hostile):
    start = time.process_time()
    assert shown(hostile(20_000)).endswith("One")
    assert time.process_time() - start < 5


def test_slots_within_slots_do_not_make_a_tree_deeper_than_libraries_can_walk():
    deep = "<i>" * 300
    host = f"<x-a><template shadowrootmode=open>{deep}<slot></slot></template>"
    tree = tree_of(host * 300 + "One", "a")
    depth, element = 0, tree
    while len(element):
        depth, element = depth + 1, element[-1]
    assert depth < 2100
    assert "".join(tree.itertext()).split() == ["One"]
