"""What the reading of a page is made of, part by part: markup, title, metadata, bytes, and the article's place."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree, html

from analysis.reading.page import (
    article,
    blocks_of_page,
    captions,
    headline,
    metadata,
    read,
    region,
    roots,
    signs,
    slides,
    source,
    walk,
)
from analysis.reading.page.metadata import Metadata
from analysis.reading.page.signs import (
    BYLINE,
    CREDIT,
    DATA,
    DESCRIBES,
    FIGURE,
    HEADLINE,
    LEAD,
    LINK,
    PARAGRAPH,
    STANDFIRST,
)
from analysis.reading.page.walk import Block, Root

TITLE = "The old mill opens its doors again"


def element(markup: str) -> Any:
    return html.fragment_fromstring(markup)


def block(text: str = "Some words", markup: str = "<p></p>", **given: Any) -> Block:
    usual: dict[str, Any] = {
        "flags": 0,
        "caption": None,
        "root": None,
        "level": 0,
        "in_figure": False,
        "pictures": 0,
        "pictures_above": 0,
    }
    return Block(text=text, element=element(markup), **(usual | given))


def test_a_block_keeps_its_letters_and_counts_its_words():
    lines = block(" Gates  open\nat noon ")
    assert (lines.compact, lines.n_words) == ("Gatesopenatnoon", 4)


@pytest.mark.parametrize(
    ("tag", "names", "says_all"),
    [
        ("div", "column", True),
        ("ul", "", True),
        ("table", "", False),  # one of data, or a layout
        ("div", "photo-credit", False),  # a credit, or the box around caption and credit
        ("div", "standfirst", False),
        ("div", "caption", False),
        ("div", "sidebar", False),
    ],
)
def test_of_most_elements_names_say_all_and_of_some_what_stands_in_them(
    tag: str, names: str, says_all: bool
):
    assert signs.sign(tag, names, "", "").says_all == says_all


# --- walk: elements


@pytest.mark.parametrize(
    ("markup", "is_icon"),
    [
        ("<img width=49>", True),
        ("<img width=50>", False),
        ("<img height=49px width=300>", True),
        ("<img width=100%>", False),
        ("<img>", False),
    ],
)
def test_a_picture_of_less_than_fifty_pixels_is_an_icon(markup: str, is_icon: bool):
    assert walk._is_icon(element(markup)) == is_icon


@pytest.mark.parametrize(
    ("markup", "mark"),
    [
        ("<span class=sr-only>Image caption,</span>", "Image caption,"),
        ("<span class=sr-only><b><i><u><s>Words</s></u></i></b></span>", "Words"),
        ("<span style='clip: rect(0)'>Words</span>", "Words"),
        ("<span>Image caption</span>", "Image caption"),
        ("<span>[1]</span>", "[1]"),
        ("<span>2 of 14</span>", "2 of 14"),
        ("<textarea>Words</textarea>", "Words"),
        ("<button>Close</button>", "Close"),
        ("<button>The mill</button>", "The mill"),
        ("<button>" + "x" * 40 + "</button>", "x" * 40),
        ("<button>" + "x" * 41 + "</button>", ""),
        ("<span class=btn>The mill</span>", ""),  # a name alone makes no switch
        ("<a class=btn>The mill</a>", "The mill"),
        ("<a>Close</a>", "Close"),
        ("<span>Close</span>", ""),  # a word of the caption
        ("<span>Read more</span>", "Read more"),
        ("<span role=button>More</span>", "More"),
        ("<sup><a>1</a></sup>", "1"),
        ("<sup>1</sup>", ""),
        ("<span><a>1</a></span>", ""),
        ("<span><b><i><u>Read more</u></i></b></span>", "Read more"),
        ("<span><b><i><u><s>Read more</s></u></i></b></span>", ""),  # more than three elements
        ("<span>The mill</span>", ""),
    ],
)  # fmt: skip
def test_what_only_folds_counts_or_refers_in_a_caption_is_a_mark(markup: str, mark: str):
    whole = element(markup)
    assert walk._mark(whole, whole.get("class", "")) == mark


@pytest.mark.parametrize(
    ("markup", "holds_data"),
    [
        ("<table><tr><th>A</th></tr></table>", True),
        ("<table><caption>A</caption><tr><td>B</td></tr></table>", True),
        ("<table><tr><td>A</td></tr></table>", False),
        ("<table><tr><th>A</th><td><img></td></tr></table>", False),
        ("<table><tr><th>A</th><td><table></table></td></tr></table>", False),
    ],
)
def test_a_table_with_heads_and_nothing_laid_out_in_it_holds_data(markup: str, holds_data: bool):
    table = element(markup)
    assert walk._holds_data(table) == holds_data
    flags = walk._flags(table, 0, 0)[1]
    assert bool(flags & DATA) == holds_data


def test_only_a_table_holds_data():
    assert not walk._flags(element("<div><table><tr><th>A</th></tr></table></div>"), 0, 0)[1] & DATA


@pytest.mark.parametrize(
    ("markup", "is_box"),
    [
        ("<div>" + "<p></p>" * 2 + "</div>", False),
        ("<div>" + "<p></p>" * 3 + "</div>", True),
        ("<div>" + "<b></b>" * 301 + "</div>", False),
        ("<div>" + "<b></b>" * 302 + "</div>", True),
    ],
)
def test_a_standfirst_has_two_paragraphs_at_most(markup: str, is_box: bool):
    assert walk._is_box_of_text(element(markup)) == is_box


@pytest.mark.parametrize(
    ("markup", "is_box"),
    [
        ("<div class=image-credit><img></div>", True),
        ("<div class=image-credit><figcaption></figcaption></div>", True),
        ("<div class=image-credit><p class=caption></p></div>", True),
        ("<div class=image-credit><p class=credit></p></div>", False),
        ("<div class=caption-credit><p class=credit></p></div>", True),
        ("<div class=image-credit><p class=caption-credit></p></div>", False),
        ("<div class=image-credit><p></p></div>", False),
        ("<div class=image-credit>" + "<b></b>" * 50 + "<img></div>", True),
        ("<div class=image-credit>" + "<b></b>" * 51 + "<img></div>", False),
        ("<div class=image-credit><p class=no-caption></p></div>", False),
    ],
)
def test_what_is_named_after_credits_and_holds_a_picture_or_caption_is_its_box(
    markup: str, is_box: bool
):
    whole = element(markup)
    assert walk._is_box(whole) == is_box
    own, handed_on = walk._flags(whole, CREDIT, CREDIT)
    assert (bool(own & FIGURE), bool(own & CREDIT)) == (is_box, not is_box)
    assert handed_on == own


@pytest.mark.parametrize(
    ("markup", "is_credit"),
    [
        ("<span class=credit></span>", True),
        ("<span class=caption-credit></span>", True),
        ("<span class='credit caption'></span>", False),
        ("<span class='credit " + "x" * 192 + "'></span>", True),
        ("<span class='credit " + "x" * 193 + "'></span>", False),
        ("<span itemprop=copyrightHolder></span>", True),
        ("<span itemprop=name></span>", False),
        ("<span></span>", False),
        ("<span class=words></span>", False),
    ],
)
def test_a_credit_is_named_so_in_class_or_itemprop(markup: str, is_credit: bool):
    assert walk._is_credit(element(markup)) == is_credit


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<div>Words</div>", "caption"),
        ("<div><select></select></div>", "controls"),
        ("<div><p role=slider></p></div>", "controls"),
        ("<div><article></article></div>", "other"),
        ("<div><h1></h1></div>", "other"),
        ("<div>" + "<b></b>" * 301 + "</div>", "caption"),
        ("<div>" + "<b></b>" * 302 + "</div>", "other"),
        ("<div><b>" + "x" * 3000 + "</b></div>", "caption"),
        ("<div><b>" + "x" * 3001 + "</b></div>", "other"),
        ("<div>" + "x" * 1000 + "<b>" + "x" * 1000 + "</b>" + "x" * 1001 + "</div>", "other"),
        ("<div><audio>" + "x" * 3001 + "</audio></div>", "caption"),  # nobody sees it
        ("<figcaption><img><audio class=caption></audio></figcaption>", "caption"),
        ("<div><img><p class=caption></p></div>", "figure"),
        ("<div><img></div>", "figure"),
        ("<figcaption><img>Words</figcaption>", "caption"),
        ("<figcaption><img><p class=caption>Words</p></figcaption>", "figure"),
        ("<div><p class=caption-full></p><p class=caption-short></p></div>", "other"),
        ("<div><p class=caption-full></p><p class=caption></p></div>", "caption"),
    ],
)
def test_an_element_named_after_captions_is_one_or_a_box_or_a_player(markup: str, kind: str):
    assert walk._kind_of_caption(element(markup)) == kind


def test_line_breaks_are_kept_and_other_white_space_is_one_space():
    assert walk._tidy("The  mill\n turns") == "The mill turns"
    assert walk._tidy(" The  mill \v\v turns ") == "The mill\nturns"


def test_where_elements_begin_in_a_caption_is_told_without_changing_its_words():
    border = walk._BORDER
    assert walk._without_borders("The mill") == ("The mill", ())
    assert walk._without_borders(f" The mill {border} turns{border}.") == (
        "The mill turns.",
        (9, 14),
    )
    assert walk._without_borders(f"{border} The mill") == ("The mill", (0,))


def walked(markup: str) -> list[Block]:
    return walk.walk(html.document_fromstring(f"<html><body>{markup}</body></html>")).blocks


def test_two_line_breaks_divide_paragraphs_and_one_does_not():
    assert [b.text for b in walked("<div>One<br>two<br><br>three</div>")] == ["One\ntwo", "three"]


def test_a_picture_is_above_what_follows_it():
    blocks = walked("<p>One</p><img src=a.jpg><p>Two</p><iframe></iframe><p>Three</p>")
    assert [(b.pictures_above, b.pictures) for b in blocks] == [(0, 0), (1, 1), (2, 2)]


def test_what_stands_right_below_a_picture_in_its_element_says_so():
    blocks = walked("<div><img src=a.jpg><p>One</p></div><div><p>Two</p></div>")
    assert [b.below_picture for b in blocks] == [True, False]
    assert [bool(b.box) for b in blocks] == [True, False]
    assert blocks[0].box_words == 1


@pytest.mark.parametrize(("most", "is_boxed"), [(2, True), (1, False)])
def test_a_page_of_too_many_blocks_has_no_boxes(
    most: int, is_boxed: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(walk._MOST, "blocks", most)
    blocks = walked("<div><img src=a.jpg><p>One</p></div><p>Two</p>")
    assert bool(blocks[0].box) == is_boxed


def test_a_block_is_nothing_before_it_is_labelled():
    (own,) = walked("<p>One</p>")
    assert (own.layer, own.rule, own.confidence, own.evidence) == ("", "", 0.0, 0.0)


def test_a_paragraph_with_a_picture_in_it_is_no_box():
    (paragraph,) = walked("<p>One <img src=a.jpg> two</p>")
    assert paragraph.box == 0
    (division,) = walked("<div>One <img src=a.jpg> two</div>")
    assert division.box == 1


def test_links_and_emphasis_are_counted_in_characters():
    (paragraph,) = walked("<p>One <a href=x>two</a> <em>three</em></p>")
    assert (paragraph.linked, paragraph.emphasised) == (3, 5)


def test_white_space_between_elements_changes_no_block():
    markup = (
        "<div><h2>One</h2><img src=a.jpg><p>Two <b>words</b><br>a line</p><div><br><br>Three"
        "</div><p></p><figure><img><figcaption><p>The hall</p><p>in March</p></figcaption></figure>"
        "<a href=b><span>Four</span></a><table><tr><th>Five<td>Six</table></div>"
    )
    spaced = re.sub("(<(?:div|h2|img|p|figure|figcaption|table|tr)[^<>]*>)", r" \n\t \1 \n", markup)
    # Of the same words, layers' marks, pictures and places; only in links white space is counted.
    assert [replace(each, element=None) for each in walked(spaced)] == [
        replace(each, element=None) for each in walked(markup)
    ]


def test_siblings_of_a_kind_are_counted_in_a_path():
    paths = [b.path for b in walked("<p>One</p><h2>Two</h2><p>Three</p>")]
    assert paths == ["/html/body/p[1]", "/html/body/h2", "/html/body/p[2]"]


def test_the_paths_of_blocks_are_those_of_the_parser():
    """On random trees of boxes, pictures and what nobody sees, which have siblings of their kind."""
    chance = random.Random(5)
    for _ in range(30):
        tree = html.document_fromstring("<html><body></body></html>")
        boxes = [tree.find("body")]
        for n in range(60):
            tag = chance.choice("div p span section button img br iframe figure h2 li".split())
            element = etree.SubElement(chance.choice(boxes), tag)
            element.tail = chance.choice(["", f"behind {n}"])
            if tag not in ("img", "br"):
                element.text = f"Words {n}."
                boxes.append(element)
        blocks = walk.walk(tree).blocks
        paths = [tree.getroottree().getpath(block.element) for block in blocks]
        assert blocks
        assert [block.path for block in blocks] == paths


def test_an_article_is_its_blocks_and_an_empty_one_is_none():
    page = walk.walk(html.document_fromstring(
        "<html><body><p>One</p><article><p>Two</p><p>Three</p></article><article></article></body></html>"
    ))  # fmt: skip
    assert page.articles == [(1, 3)]


def test_what_takes_out_of_the_article_does_not_take_out_of_a_caption():
    blocks = walked(
        "<aside><p>One</p></aside><figcaption>Two <span class=promo>three</span></figcaption><p>Four</p>"
    )
    assert [b.root.why if b.root else None for b in blocks] == ["<aside>", None, None]


def test_captions_on_a_click_stand_behind_the_block_that_is_open():
    page = walk.walk(html.document_fromstring(
        "<html><body><p>One <a data-caption='The great wheel'>two</a></p><p>Three</p>"
        "<div data-caption='The great mill'><p>Four</p></div></body></html>"
    ))  # fmt: skip
    assert [(n, b.text) for n, b in page.on_click] == [
        (1, "The great wheel"),
        (2, "The great mill"),
    ]


@pytest.mark.parametrize("value", ["{a b c}", "[a b c]", "two words"])
def test_an_attribute_that_holds_data_or_a_name_is_no_caption(value: str):
    page = walk.walk(
        html.document_fromstring(f"<html><body><p data-caption='{value}'>One</p></body></html>")
    )
    assert page.on_click == []


def test_only_in_a_figure_a_name_makes_a_credit_of_an_element_outside_of_captions():
    blocks = walked(
        "<div class=slideshow><p class=attribution>Ann Roe</p></div><p class=attribution>Max Poe</p>"
    )
    assert [bool(b.flags & CREDIT) for b in blocks] == [True, False]


def test_what_players_and_frames_hold_is_not_shown_and_a_frame_divides_paragraphs():
    blocks = walked("<p>One<audio>two</audio> three</p><p>Four<iframe>five</iframe>six</p>")
    assert [b.text for b in blocks] == ["One three", "Four", "six"]


def test_words_in_a_class_that_the_page_sets_in_italics_are_emphasised():
    page = "<style>.a { font-style: italic }</style><p class='x a'>One</p><p class=b>Two</p>"
    assert [b.emphasised for b in walked(page)] == [3, 0]


def test_what_an_element_is_named_after_is_looked_for_in_it():
    (box,) = walked("<div class=image-credit><img src=a.jpg><p>One</p></div>")
    assert not box.flags & CREDIT
    cells = walked("<table><tr><th>One</th><td>Two</td></tr></table>")
    assert [bool(b.flags & DATA) for b in cells] == [True, True]


@pytest.mark.parametrize(("n", "are_marked"), [(2, True), (3, False)])
@pytest.mark.parametrize(("name", "flag"), [("standfirst", STANDFIRST), ("lead", LEAD)])
def test_a_standfirst_hands_its_mark_on_to_two_paragraphs_at_most(
    n: int, are_marked: bool, name: str, flag: int
):
    blocks = walked(f"<div class={name}>{'<p>One</p>' * n}</div>")
    assert {bool(b.flags & flag) for b in blocks} == {are_marked}


def test_a_figure_or_article_named_after_credits_is_no_credit():
    for tag, is_credit in (("p", True), ("div", True), ("figure", False), ("article", False)):
        markup = f"<div class=slideshow><{tag} class=attribution>Ann Roe</{tag}></div>"
        assert [bool(b.flags & CREDIT) for b in walked(markup)] == [is_credit]


@pytest.mark.parametrize(
    ("markup", "in_figure"),
    [
        ("<figure><img src=a.jpg><figcaption>One</figcaption></figure>", True),
        ("<figure><div><p>One</p></div></figure>", True),
        ("<div class=slideshow><p>One</p></div>", True),
        ("<figcaption>One</figcaption>", False),
        ("<p>One</p>", False),
    ],
)
def test_what_is_in_a_figure_says_so(markup: str, in_figure: bool):
    assert [b.in_figure for b in walked(f"{markup}<p>Two</p>")] == [in_figure, False]


def test_borders_of_elements_are_kept_in_captions_alone():
    caption, paragraph = walked(
        "<figcaption>The mill <i>turns</i></figcaption><p>The mill <i>turns</i></p>"
    )
    assert (caption.borders, paragraph.borders) == ((9,), ())
    (caption,) = walked("<figcaption><i>The mill</i> turns</figcaption>")
    assert caption.borders == ()


# --- signs


@pytest.mark.parametrize(
    ("tag", "names", "role", "expected"),
    [
        ("nav", "", "", "<nav>"),
        ("div", "", "navigation", "role navigation"),
        ("div", "related", "", "class related"),
        ("article", "related", "", None),
        ("main", "related", "", None),
        ("div", "", "", None),
        ("div", "vjs-control", "", "a player"),
        ("div", "caption-promo", "", None),
        ("div", "caption related", "", "class related"),
        ("div", "caption vjs-control", "", None),
    ],
)  # fmt: skip
def test_an_element_is_no_part_of_the_article_by_tag_role_or_name(
    tag: str, names: str, role: str, expected: str | None
):
    assert signs.sign(tag, names, role, "").boilerplate == expected


@pytest.mark.parametrize(
    ("tag", "names", "prop", "flag"),
    [
        ("div", "photo-credit", "", CREDIT),
        ("div", "wp-caption", "", FIGURE),
        ("div", "slideshow", "", FIGURE),
        ("div", "byline", "", BYLINE),
        ("div", "standfirst", "", STANDFIRST),
        ("div", "lead-text", "", LEAD),
        ("div", "image-description", "", DESCRIBES),
        ("div", "", "author", BYLINE),
        ("div", "", "image", FIGURE),
        ("div", "", "headline", HEADLINE),
    ],
)
def test_a_name_or_property_says_what_an_element_is(tag: str, names: str, prop: str, flag: int):
    own = signs.sign(tag, names, "", prop)
    assert bool(own.flags & flag) == (names != "wp-caption")  # a caption is no box of one
    assert not signs.sign(tag, "words", "", "").flags & flag


def test_the_first_words_of_a_paragraph_are_no_lead():
    assert not signs.sign("span", "lead", "", "").flags & LEAD
    assert signs.sign("div", "lead", "", "").flags & LEAD


def test_a_credit_within_a_caption_stands_in_a_block_of_its_own():
    own = signs.sign("span", "caption-credit", "", "")
    assert (own.caption, bool(own.flags & CREDIT), own.breaks) == (None, True, True)
    assert not signs.sign("span", "words", "", "").breaks


def test_names_count_within_their_first_four_hundred_characters():
    assert signs.sign("div", "x" * 396 + " nav", "", "").boilerplate == "class nav"
    assert signs.sign("div", "x" * 397 + " nav", "", "").boilerplate is None


def test_a_name_of_more_than_eighty_characters_was_made_by_a_machine():
    assert signs._of_name("promo-" + "x" * 74).boilerplate == "promo"
    assert signs._of_name("promo-" + "x" * 75) == signs.Sign()


# --- article


def an_article(**given: Any) -> Any:
    """An article with nothing worked out."""
    made = object.__new__(article.Article)
    usual = {
        "words": {"Roe"},
        "headline": -1,
        "n_words": 300,
        "low": 0,
        "high": 9,
        "last": 9,
        "blocks": [],
    }
    vars(made).update(usual | given)
    return made


@pytest.mark.parametrize(
    ("text", "is_maker"),
    [
        ("Ann Poe", True),
        ("Ann Roe", False),  # the article speaks of a Roe
        ("Ann Poe.", False),
        ("Poe", False),
        ("PhotoPoe Studios", True),
        ("Studio", True),
        ("ann poe", False),
        ("Ann Poe Max Loe Pia Foe", False),  # more than five words
    ],
)
def test_a_maker_is_nothing_but_a_name_that_the_article_never_mentions(text: str, is_maker: bool):
    assert an_article().is_maker(text) == is_maker


def test_a_word_of_two_letters_mentions_nobody_and_one_of_three_does():
    assert an_article(words={"de"}).is_maker("Ann de Poe")
    assert not an_article(words={"Poe"}).is_maker("Ann Poe")


@pytest.mark.parametrize(
    ("given", "in_box"),
    [
        ({"box": 2, "box_words": 90}, True),
        ({"box": 2, "box_words": 91}, False),
        ({"box": 0, "box_words": 9}, False),
    ],
)
def test_a_picture_s_box_holds_ninety_words_at_most(given: dict[str, int], in_box: bool):
    assert an_article().in_box_of_picture(block(**given)) == in_box


def test_a_picture_s_box_is_at_most_a_third_of_the_article_and_without_its_headline():
    small = an_article(n_words=30)
    assert small.in_box_of_picture(block(box=2, box_words=10))
    assert not small.in_box_of_picture(block(box=2, box_words=11))
    of_headline = an_article(headline=0, blocks=[block(box=2)])
    assert not of_headline.in_box_of_picture(block(box=2, box_words=9))
    assert of_headline.in_box_of_picture(block(box=3, box_words=9))


def test_a_picture_stands_between_two_blocks_where_the_second_has_more_above():
    own = an_article(
        blocks=[
            block(pictures_above=1, pictures=1),
            block(pictures_above=1, pictures=2),
            block(pictures_above=3),
        ]
    )
    assert [own.shows_picture(n) for n in range(3)] == [True, False, True]


def test_a_caption_is_another_storys_by_the_element_around_it_up_to_the_last_paragraph():
    aside, other = Root(1, "<aside>", None), Root(2, "class related", None)
    own = an_article(last=5, blocks=[block(root=other)])
    assert own.another_story(3, block()) is None
    assert own.another_story(5, block(root=aside)) is None
    assert own.another_story(6, block(root=aside)) is aside
    assert own.another_story(3, block(root=other)) is other
    assert own.another_story(3, block(root=Root(3, "<figure>", other))) is other
    assert own.another_story(3, block(root=Root(4, "<button>", other))).why == "<button>"


def test_a_box_of_nothing_but_pictures_is_no_other_storys():
    other = Root(2, "class related", None)
    own = an_article(last=5, blocks=[block(root=other, caption="figcaption")])
    assert own.another_story(3, block(root=other)) is None


@pytest.mark.parametrize(
    ("given", "is_of_picture"),
    [
        ({"caption": "figcaption"}, True),
        ({"flags": CREDIT}, True),
        ({}, False),
        ({"caption": "figcaption", "linked": 4}, True),
        ({"caption": "figcaption", "linked": 5}, False),
    ],
)
def test_a_caption_or_credit_that_is_half_a_link_is_a_teaser(
    given: dict[str, Any], is_of_picture: bool
):
    assert article._is_of_picture(block("0123456789", **given)) == is_of_picture


def marked(n: int, rest: int = 3) -> list[Block]:
    return [*(block(flags=STANDFIRST) for _ in range(n)), *(block() for _ in range(rest))]


@pytest.mark.parametrize(
    ("blocks", "first"),
    [(marked(1), 1), (marked(2), 2), (marked(3), 0), (marked(2, 0), 0), (marked(0), 0)],
)
def test_two_marked_standfirsts_are_no_paragraphs_and_three_are_a_box(
    blocks: list[Block], first: int
):
    solid = list(range(len(blocks)))
    assert article._without_standfirsts(blocks, solid) == solid[first:]


def test_credits_headings_and_texts_are_counted_in_boxes_of_ninety_words():
    blocks = [
        block(box=1, box_words=90, flags=CREDIT),
        block("Ann Roe/Reuters", box=1, box_words=90),
        block(box=1, box_words=90, level=3),
        block(box=1, box_words=90),
        block("Hide caption", box=1, box_words=90),
        block(box=2, box_words=91),
        block(box=0, box_words=0),
    ]
    counts = an_article(blocks=blocks)._in_boxes
    assert [+count for count in counts] == [Counter({1: 2}), Counter({1: 1}), Counter({1: 1})]


def test_the_article_element_around_the_first_paragraph_is_the_article():
    own = an_article(first=5, headline=2, begin=4, end=8)
    assert own._around([]) == (2, 8)
    assert own._around([(1, 7), (3, 9), (6, 20)]) == (1, 8)
    assert own._around([(1, 5)]) == (2, 8)
    assert own._around([(5, 9)]) == (2, 9)
    assert an_article(first=5, headline=5, begin=4, end=8)._around([]) == (4, 8)
    assert an_article(first=5, headline=-1, begin=4, end=8)._around([(5, 12)]) == (4, 12)
    assert an_article(first=5, headline=0, begin=4, end=8)._around([]) == (0, 8)


def built(
    blocks: list[Block], *, headline: int = 0, first: int = 1, begin: int = 0
) -> article.Article:
    """An article that goes on to the end of the page."""
    page = walk.Walk(blocks, [], [])
    last = len(blocks)
    return article.Article(page, Metadata(), headline, (begin, last), (first, last - 1), set())


def located(
    blocks: list[Block],
    *,
    articles: list[tuple[int, int]] | None = None,
    titles: tuple[str, ...] = (TITLE,),
) -> article.Article:
    """The article that is made out among some blocks."""
    page = walk.Walk(blocks, articles or [], [])
    return article.find_article(page, Metadata(titles=list(titles)), "", frozenset())


def paragraphs(n: int = 3, **given: Any) -> list[Block]:
    return [prose(100, path=f"/html/body/div/p[{k}]", **given) for k in range(1, n + 1)]


def test_a_masthead_around_the_headline_is_the_articles():
    masthead = Root(1, "class masthead", None)
    menu = Root(1, "<nav>", None)
    for above in ([], [block("Home")]):
        for root, leaves in ((masthead, True), (menu, False)):
            opening = [block(TITLE, level=1, root=root), block("Ann Roe", root=root)]
            located([*above, *opening, *paragraphs()])
            assert [b.root is None for b in opening] == [leaves, leaves]


def test_a_long_heading_is_a_paragraph_where_there_is_no_other():
    title, heading = block(TITLE, level=1), prose(100, level=2, path="/html/body/div/h2")
    assert located([title, heading, block("Home")]).first == 1
    assert located([title, heading, *paragraphs()]).first == 2


def test_a_page_without_paragraphs_is_its_longest_article_or_all_from_the_headline_on():
    pictures = [block("Home"), block(TITLE, level=1), *(block("The mill turns") for _ in range(4))]
    own = located(pictures)
    assert (own.headline, own.begin, own.end, own.first, own.last) == (1, 1, 6, 1, 5)
    own = located(pictures[1:])
    assert (own.headline, own.begin, own.end, own.first, own.last) == (0, 0, 5, 0, 4)
    own = located(pictures, articles=[(2, 3), (3, 6)], titles=())
    assert (own.begin, own.end, own.first, own.last) == (3, 6, 3, 5)
    own = located(pictures[:1], titles=())
    assert (own.headline, own.begin, own.end) == (-1, 0, 0)


@pytest.mark.parametrize(
    ("above", "below", "is_a_box"), [(0, 4, True), (0, 3, False), (1, 3, True), (1, 2, False)]
)
def test_four_marked_standfirsts_at_the_top_are_a_box_of_that_name(
    above: int, below: int, is_a_box: bool
):
    opening = [block(TITLE, level=1), *marked(above, 0)]
    blocks = [*opening, *marked(below, 6), *marked(4, 0)]
    assert built(blocks, first=len(opening)).standfirst_is_a_box == is_a_box


@pytest.mark.parametrize("headline", [0, 1])
def test_a_name_in_the_headline_is_no_makers(headline: int):
    blocks = [*[block("Home")] * headline, block("Ann Poe opens the mill", level=1), *paragraphs()]
    own = built(blocks, headline=headline, first=headline + 1)
    assert not own.is_maker("Ann Poe")
    assert own.is_maker("Max Loe")


@pytest.mark.parametrize(
    ("level", "low", "is_of_picture", "are_of_pictures"),
    [
        (5, 0, False, False),
        (6, 0, False, False),
        (4, 0, False, True),
        (5, 0, True, True),
        (5, 1, False, True),  # above the article
    ],
)
def test_small_headings_are_of_pictures_where_each_is_right_below_one(
    level: int, low: int, is_of_picture: bool, are_of_pictures: bool
):
    heading = block("The mill turns", level=level, pictures_above=int(is_of_picture))
    own = built([heading, *paragraphs()], headline=-1, first=1, begin=low)
    assert own.small_headings_are_of_pictures == are_of_pictures


def test_a_headline_as_long_as_a_paragraph_is_none():
    headline = prose(path="/html/body/header/p", evidence=1.0)
    own = built([headline, *paragraphs(evidence=1.0)])
    assert (own.first, own.parents) == (1, {"/html/body/div"})


@pytest.mark.parametrize(("headline", "n_paragraphs"), [(0, 3), (-1, 4)])
def test_without_a_headline_a_marked_standfirst_is_a_paragraph(headline: int, n_paragraphs: int):
    opening = prose(100, flags=STANDFIRST, path="/html/body/div/p", evidence=1.0)
    title = block(TITLE, level=1)
    own = built([title, opening, *paragraphs(evidence=1.0)], headline=headline)
    assert own.n_words == n_paragraphs


@pytest.mark.parametrize(
    ("why", "given", "is_another"),
    [
        ("class related", {}, True),
        ("class related", {"caption": "figcaption"}, False),  # nothing but pictures
        ("<aside>", {}, False),  # a box of the article's own as often as not
        ("<button>", {"caption": "figcaption"}, True),
    ],
)
def test_a_box_named_after_other_stories_is_one_where_it_has_words_of_its_own(
    why: str, given: dict[str, Any], is_another: bool
):
    outer = Root(1, why, None)
    inside = Root(2, "<aside>", outer)
    caption = block("The wheel", caption="figcaption", root=inside)
    own = built(
        [block(TITLE, level=1), block(root=outer, **given), caption, *paragraphs()], first=3
    )
    assert own.another_story(2, caption) is (outer if is_another else None)


def test_standfirsts_above_the_headline_are_of_another_story():
    blocks = [*marked(3, 0), block(TITLE, level=1), *marked(3, 6)]
    assert not built(blocks, headline=3, first=4).standfirst_is_a_box


# --- region


@pytest.mark.parametrize(
    ("given", "is_solid"),
    [
        ({"text": "x" * 60, "evidence": 0.5}, True),
        ({"text": "x" * 59, "evidence": 0.5}, False),
        ({"text": "x" * 60, "evidence": 0.49}, False),
        ({"text": "x" * 60, "evidence": 0.5, "caption": "figcaption"}, False),
    ],
)
def test_a_paragraph_of_the_body_has_sixty_characters(given: dict[str, Any], is_solid: bool):
    assert region.is_solid(block(**given)) == is_solid


@pytest.mark.parametrize(
    ("given", "is_prose"),
    [
        ({"text": "x" * 79 + "."}, True),
        ({"text": "x" * 78 + "."}, False),
        ({"text": "x" * 80}, False),
        ({"text": "x" * 79 + ".", "level": 2}, False),
        ({"text": "x" * 79 + ".", "caption": "figcaption"}, False),
        ({"text": "x" * 99 + ".", "linked": 29}, True),
        ({"text": "x" * 99 + ".", "linked": 30}, False),
    ],
)
def test_a_block_of_eighty_characters_with_few_links_reads_as_a_paragraph(
    given: dict[str, Any], is_prose: bool
):
    assert region.is_prose(block(**given)) == is_prose


def lay(blocks: list[Block], body: str) -> None:
    region._set_evidence(blocks, body, region.compact(body))


def test_how_much_of_a_block_stands_in_the_body_is_told_in_pieces_of_forty_characters():
    half = block("a" * 40 + "b" * 40)
    short, whole, menu = block("The mill"), block("a" * 60), block("Home")
    lay([half, short, whole, menu], "a" * 60 + "\nThe mill | opens")
    assert [b.evidence for b in (half, short, whole, menu)] == [0.5, 1.0, 1.0, 0.0]
    rest = block("a" * 40 + "b" * 39)  # what is left behind the last whole piece is not asked for
    lay([rest], "a" * 60)
    assert rest.evidence == 1.0


def test_a_block_of_sixty_characters_tells_by_itself():
    # A shorter one must be a line of the body; it may be a piece of one.
    shorter, longer = block("a" * 59), block("a" * 60)
    lay([shorter, longer], "a" * 70)
    assert [b.evidence for b in (shorter, longer)] == [0.0, 1.0]


@pytest.mark.parametrize(("n_more", "is_read"), [(0, True), (1, False)])
def test_a_page_of_too_many_blocks_or_characters_has_no_body(
    n_more: int, is_read: bool, monkeypatch: pytest.MonkeyPatch
):
    page = f"<html><body><article>{''.join(f'<p>{prose(200 + k).text}</p>' for k in range(5))}</article></body></html>"
    blocks = walk.walk(html.document_fromstring(page)).blocks

    def body(blocks: list[Block]) -> str:
        return region.body_text(html.document_fromstring(page), blocks)

    n_characters = sum(len(b.text) for b in blocks)
    with monkeypatch.context() as patch:
        patch.setattr(region, "MOST_BLOCKS", len(blocks) - n_more)
        assert bool(body(blocks)) == is_read
    monkeypatch.setitem(region._CHARACTERS, "page", n_characters - n_more)
    assert bool(body(blocks)) == is_read


def test_captions_and_credits_are_no_part_of_the_body():
    words = (
        "The great wheel turns for the first time since the flood of the spring, say the millers."
    )
    for box in (
        f"<p class=caption>{words}</p>",
        f"<p class=photo-credit>{words}</p>",
        f"<figcaption>{words}<span class=photo-credit>Ann Roe</span>{words}</figcaption>",
    ):
        texts = "".join(f"<p>{prose(200 + k).text}</p>" for k in range(5))
        tree = html.document_fromstring(
            f"<html><body><article>{texts}{box}{texts}</article></body></html>"
        )
        body = region.body_text(tree, walk.walk(tree).blocks)
        assert prose(204).text in body
        assert words not in body


def test_links_to_other_stories_are_no_part_of_the_body():
    words = "Water returns to the canal below the old mill after a dry summer"
    texts = "".join(f"<p>{prose(200 + k).text}</p>" for k in range(5))
    for around in ("<section class=promo><h2>{}</h2></section>", "<ul class=promo><li>{}</ul>"):
        for link, is_body in ((f"<a href=/a>{words}</a>", False), (words, True)):
            box = around.format(link)
            tree = html.document_fromstring(
                f"<html><body><article>{texts}{box}{texts}</article></body></html>"
            )
            body = region._by_trafilatura(tree, walk.walk(tree).blocks)
            assert prose(204).text in body
            assert (words in body) == is_body


PARAGRAPHS = "".join(f"<p>{prose_of}.</p>" for prose_of in ("x" * 99, "y" * 199, "z" * 419))
IN_A_BOX = f"<div>{PARAGRAPHS}{{}}</div>"


def body_of(markup: str) -> str:
    tree = html.document_fromstring(f"<html><body>{markup}</body></html>")
    return region.body_text(tree, walk.walk(tree).blocks)


@pytest.mark.parametrize(
    ("more", "is_asked"),
    [
        ("", False),
        # Of the free paragraphs nine in ten characters are in one element.
        (f"</div><div><p>{'o' * 79}.</p>", False),
        (f"</div><div><p>{'o' * 80}.</p>", True),
        (f"</div><figure><img><figcaption>{'c' * 100}.</figcaption></figure><div>", False),
        (f"</div><h2>{'h' * 100}</h2><div>", False),
        (f"</div><p><a href=/a>{'l' * 100}</a></p><div>", False),
        # What is taken out counts only where it is more than all of them.
        (f"</div><aside><p>{'o' * 719}.</p></aside><div>", False),
        (f"</div><aside><p>{'o' * 720}.</p></aside><div>", True),
    ],
)
def test_trafilatura_is_asked_where_no_one_element_holds_the_paragraphs(
    more: str, is_asked: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(region, "_by_trafilatura", lambda *_: "found")
    assert (body_of(IN_A_BOX.format(more)) == "found") == is_asked


def test_an_element_with_fewer_than_four_hundred_characters_of_paragraphs_is_not_yet_the_body(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(region, "_by_trafilatura", lambda *_: "found")
    for n, is_asked in ((399, False), (398, True)):
        assert (body_of(f"<div><p>{'x' * n}.</p></div>") == "found") == is_asked
    # Long lines that are no paragraph may be anything.
    assert body_of(f"<div><div>{'x' * 500}.</div></div>") == "found"


@pytest.mark.parametrize(
    ("markup", "is_body"),
    [
        ("<p>Short words</p>", True),
        ("<h2>Short words</h2>", True),
        ("<ul><li><a href=/a>Short words</a></ul>", True),
        ("<table><tr><td>Short words</table>", True),
        # Deeper in it a paragraph alone is a part of the article.
        ("<div><p>Short words</p></div>", False),
        ("<div>Short words</div>", False),
        ("<div><ul><li>Short words</ul></div>", False),
        (f"<div><p>Short words {'w' * 67}.</p></div>", True),
        # A box of more than a quarter is the article's, whatever it is called.
        (f"<div class=promo><p>Short words {'w' * 229}.</p></div>", False),
        (f"<div class=promo><p>Short words {'w' * 230}.</p></div>", True),
        # What is no part of it wherever it is.
        ("<p class=promo>Short words</p>", False),
        ("<figure><img><figcaption>Short words</figcaption></figure>", False),
        ("<p class=photo-credit>Short words</p>", False),
        ("<p class=byline>Short words</p>", False),
        (f"</div><div><p>Short words {'w' * 67}.</p>", False),
    ],
)
def test_the_body_is_what_the_element_around_the_paragraphs_holds(markup: str, is_body: bool):
    body = body_of(IN_A_BOX.format(markup))
    assert "x" * 99 in body
    assert ("Short words" in body) == is_body


def test_a_byline_in_a_box_named_after_bylines_is_not_set_apart():
    body = body_of(f"<div class=author>{PARAGRAPHS}<p>Short words<br>and more</p></div>")
    assert "Short words and more" in body.split("\n")


def test_a_short_line_of_the_body_may_open_as_a_list_does():
    line, other = block("* Not for sale"), block("Not for hire -")
    region.lay_body([line, other], f"{'y' * 200}\n* Not for sale\nNot for hire", "")
    assert (line.evidence, other.evidence) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("given", "around", "is_aside"),
    [
        ({"linked": 95, "root": Root(1, "<aside>", None)}, {}, True),
        ({"linked": 94, "root": Root(1, "<aside>", None)}, {}, False),
        ({"linked": 95}, {}, False),
        # The element of the link holds another block: they would go together.
        (
            {"linked": 95, "root": Root(1, "<aside>", None)},
            {"before": "/html/body/div/p[1]"},
            False,
        ),
        ({"linked": 95, "root": Root(1, "<aside>", None)}, {"after": "/html/body/div/p[1]"}, False),
        ({"linked": 95, "root": Root(1, "<aside>", None)}, {"after": "/html/body/div"}, False),
        (
            {"linked": 95, "root": Root(1, "<aside>", None)},
            {"before": "/html/body/div2", "after": "/html/body"},
            True,
        ),
    ],
)
def test_a_line_is_a_link_aside_if_nearly_all_is_linked_in_an_element_that_takes_out(
    given: dict[str, Any], around: dict[str, str], is_aside: bool
):
    line = block("x" * 100, path="/html/body/div", **given)
    before, after = (
        [block(path=around[side])] if side in around else [] for side in ("before", "after")
    )
    assert list(region._links_aside([*before, line, *after])) == ([line] if is_aside else [])


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<div><span> </span>\n</div>", ""),
        ("<ul><li></li>\n<li></li></ul>", ""),
        ("<div></div>words", "<div></div>words"),
        ("<div><img></div>", "<div><img></div>"),
        ("<p></p>", "<p></p>"),
        ("<div><span>words</span><span></span></div>", "<div><span>words</span></div>"),
    ],
)
def test_boxes_and_lists_without_a_word_leave_a_page(markup: str, left: str):
    tree = html.document_fromstring(f"<html><body>{markup}</body></html>")
    region._drop_empty(tree)
    assert html.tostring(tree, encoding="unicode") == f"<html><body>{left}</body></html>"


@pytest.mark.parametrize("markup", ["<p><img></p>", "<p></p>", "<nav>Home</nav>"])
def test_a_page_without_words_has_no_body(markup: str):
    tree = html.document_fromstring(f"<html><body>{markup}</body></html>")
    assert region.body_text(tree, []) == ""


def test_a_body_that_the_page_declares_counts_from_four_hundred_characters():
    own, other = block("x" * 401), block("y" * 300)
    region.lay_body([own, other], "y" * 300, "x" * 401)
    assert (own.evidence, other.evidence) == (1.0, 1.0)
    region.lay_body([own, other], "y" * 300, "x" * 400)
    assert (own.evidence, other.evidence) == (0.0, 1.0)


def test_beside_a_short_body_long_paragraphs_count_as_well():
    paragraph = block("x" * 80)
    region.lay_body([paragraph], "y" * 199, "")
    assert paragraph.evidence == 1.0
    region.lay_body([paragraph], "y" * 200, "")
    assert paragraph.evidence == 0.0


def test_the_container_holds_most_of_the_evidence():
    paths = ("/html/body/div[1]/p[1]", "/html/body/div[1]/p[2]", "/html/body/div[2]/p")

    def around(*sizes: int) -> tuple[int, int]:
        return region.container(
            [block("x" * n, path=path, evidence=1.0) for n, path in zip(sizes, paths, strict=True)]
        )

    assert around(85 * 5, 85 * 5, 150) == (0, 2)  # 85 of 100
    assert around(84 * 5, 84 * 5, 160) == (0, 3)
    assert region.container([block()]) == (0, 0)


# --- roots


def chain(*whys: str) -> Root:
    """Elements that take out, from the outside."""
    root = None
    for number, why in enumerate(whys, 1):
        root = Root(number, why, root)
    assert root is not None
    return root


def prose(n: int = 80, **given: Any) -> Block:
    return block("x" * (n - 1) + ".", **given)


def test_an_element_with_more_than_a_quarter_of_the_body_is_the_articles():
    aside = chain("<aside>")
    for n_in, holding in ((251, {1}), (250, set())):
        body = [prose(n_in, root=aside, evidence=1.0)]
        body += [
            prose(250, evidence=1.0),
            prose(250, evidence=1.0),
            prose(500 - n_in, evidence=1.0),
        ]
        assert roots.holding_article(body, set()) == holding
    held, rest = prose(100, root=aside, evidence=1.0), [prose(100, evidence=1.0) for _ in range(3)]
    assert roots.holding_article([held, *rest], set()) == set()
    assert roots.holding_article([held, *rest[:2]], set()) == {1}


@pytest.mark.parametrize(
    ("why", "n", "holding"), [("<aside>", 3, {1}), ("<aside>", 2, set()), ("<footer>", 3, set())]
)
def test_without_a_body_an_element_with_three_paragraphs_of_prose_is_the_article(
    why: str, n: int, holding: set[int]
):
    root = chain(why)
    blocks = [prose(root=root) for _ in range(n)]
    assert roots.holding_article(blocks, set()) == holding
    assert [b.evidence for b in blocks] == [1.0 if holding else 0.0] * n


def test_what_is_around_the_headline_needs_no_three_paragraphs():
    assert roots.holding_article([prose(root=chain("<footer>"))], {1}) == {1}


@pytest.mark.parametrize(("n_in", "n_out", "holding"), [(3, 2, {1}), (3, 3, set()), (2, 0, set())])
def test_without_a_body_an_element_holds_more_than_half_of_the_prose(
    n_in: int, n_out: int, holding: set[int]
):
    blocks = [prose(root=chain("<aside>")) for _ in range(n_in)]
    assert roots.holding_article([*blocks, *(prose() for _ in range(n_out))], set()) == holding


@pytest.mark.parametrize(("n_out", "holding"), [(249, {1}), (250, set())])
def test_without_a_body_an_element_with_half_of_the_characters_is_not_the_article(
    n_out: int, holding: set[int]
):
    blocks = [prose(100, root=chain("<aside>")) for _ in range(5)]
    assert roots.holding_article([*blocks, prose(n_out), prose(250)], set()) == holding


def test_three_paragraphs_are_a_body_beside_which_no_other_is_looked_for():
    for n, holding in ((3, set()), (2, {1})):
        body = [prose(80, evidence=1.0) for _ in range(n)]
        related = [prose(9000, root=chain("<aside>")) for _ in range(3)]
        assert roots.holding_article([*body, *related], set()) == holding


@pytest.mark.parametrize(("n_in", "holding"), [(81, {1}), (80, set())])
def test_beside_a_short_body_an_element_holds_more_than_four_fifths_of_the_prose(
    n_in: int, holding: set[int]
):
    blocks = [prose(n_in * 20, root=chain("<aside>")) for _ in range(5)]
    body = prose((100 - n_in) * 100, evidence=1.0)
    assert roots.holding_article([*blocks, body], set()) == holding


def test_a_notice_is_no_evidence_unless_it_holds_the_headline():
    inner = chain("class cookie", "<aside>")
    blocks = [block(root=inner, evidence=1.0), block(root=chain("<aside>"), evidence=1.0)]
    blocks[1].root = Root(7, "<aside>", None)
    roots.drop_notices(blocks, {1})
    assert [b.evidence for b in blocks] == [1.0, 1.0]
    roots.drop_notices(blocks, set())
    assert [b.evidence for b in blocks] == [0.0, 1.0]


def test_an_element_that_is_freed_leaves_those_around_it():
    outer, inner = chain("<nav>"), chain("<nav>", "<aside>")
    blocks = [block(root=inner), block(root=outer), block()]
    roots.free(blocks, {2})
    assert [b.root and b.root.why for b in blocks] == ["<nav>", "<nav>", None]
    roots.free(blocks, {1})
    assert [b.root for b in blocks] == [None, None, None]


# --- headline


def headline_of(
    *blocks: Block, titles: tuple[str, ...] = (TITLE,), first: int | None = None
) -> int:
    return headline.find_headline(
        list(blocks), Metadata(titles=list(titles)), len(blocks) if first is None else first
    )


def test_the_headline_is_the_heading_most_like_the_title():
    assert headline_of(block("The mill", level=1), block(TITLE, level=2)) == 1
    assert headline_of(block(TITLE, level=2), block(TITLE, level=1)) == 1
    assert headline_of(block(TITLE, level=1), block(TITLE, level=1)) == 0  # of two alike the first
    assert headline_of(block("Words of no title")) == -1


def test_the_name_of_a_site_is_no_part_of_a_title():
    # Five of the title's seven words and no others: alike with the site's name left out.
    assert (
        headline_of(
            block("Old mill opens doors"),
            titles=("Old mill opens doors | The Wenn Courier and Evening Post of the North",),
        )
        == 0
    )


@pytest.mark.parametrize(
    ("own", "titles", "first", "score"),
    [
        (block(TITLE), (TITLE,), 9, 1.0),
        (block(TITLE, level=1), (TITLE,), 9, 1.5),
        (block(TITLE, level=2), (TITLE,), 9, 1.25),
        (block(TITLE, level=3), (TITLE,), 9, 1.15),
        (block(TITLE, level=4), (TITLE,), 9, 1.05),
        (block(TITLE, level=5), (TITLE,), 9, 1.05),
        (block(TITLE, level=6), (TITLE,), 9, 1.05),
        (block(TITLE, flags=HEADLINE), (TITLE,), 9, 1.3),
        (block(TITLE, root=chain("<aside>")), (TITLE,), 9, 0.7),
        (block(TITLE, flags=LINK, linked=len(TITLE)), (TITLE,), 9, 0.7),
        (block(TITLE, flags=LINK, linked=len(TITLE) - 1), (TITLE,), 9, 1.0),
        (block(TITLE, linked=len(TITLE)), (TITLE,), 9, 1.0),
        (block(TITLE), (TITLE,), 1, 0.65),
        (block(TITLE), (TITLE,), 2, 1.0),
        (block("The mill", level=1), (), 9, 0.5),
        (block("Mill", level=1), (), 9, 0.0),
        (block("The mill"), (), 9, 0.0),
        (block("The mill", "<p class=entry-title></p>"), (), 9, 0.5),
        (block("The mill", "<p class=entry-title></p>"), (), 2, 0.0),
        (block("The mill", "<p class=entry-title></p>"), ("Another story",), 9, 0.0),
        (block("one two"), ("one three",), 9, 0.5),  # half of the words
        (block("one two"), ("one three four",), 9, 0.0),
        (block("…"), (TITLE,), 9, 0.0),
        (block(TITLE, caption="figcaption", level=1), (TITLE,), 9, 1.5),
        (block("one two three four five six seven eight nine", caption="x"), ("one two three four five six seven eight nine ten eleven",), 9, 0.9),
        (block("one two three four five six seven eight", caption="x"), ("one two three four five six seven eight nine ten",), 9, 0.0),
    ],
)  # fmt: skip
def test_likeness_level_and_place_speak_for_a_headline(
    own: Block, titles: tuple[str, ...], first: int, score: float
):
    words = list(headline._titles(list(titles)))
    assert headline._score(2, own, words, first) == pytest.approx(score)


def test_a_headline_stands_in_sixty_blocks_or_is_a_heading_and_has_four_hundred_characters_at_most():
    may_be = headline._may_be_headline
    assert may_be(60, block(), 0)
    assert not may_be(61, block(), 0)
    assert may_be(61, block(), 61)
    assert may_be(61, block(level=2), 0)
    assert may_be(61, block(flags=HEADLINE), 0)
    assert may_be(0, block("x" * 400), 0)
    assert not may_be(0, block("x" * 401), 0)
    assert not may_be(0, block(caption="figcaption"), 0)
    assert may_be(0, block(caption="figcaption", level=1), 0)


def test_a_score_of_four_tenths_makes_a_headline():
    # Three of four words of the title, below the first paragraph: .75 - .35. With a word more: 6 / 9 - .35.
    titles = ("one two three five",)
    assert headline_of(block("one two three four"), titles=titles, first=-1) == 0
    assert headline_of(block("one two three four six"), titles=titles, first=-1) == -1


# --- captions


def parts_of_caption(text: str) -> list[tuple[str, str]]:
    (parts,) = captions.parts_of([block(text, layer="caption")])
    return [(layer, text[start:end]) for layer, start, end in parts]


@pytest.mark.parametrize(
    ("text", "before", "caption", "behind"),
    [
        ("2/3 The mill turns", "2/3", "The mill turns", ""),
        ("Image 2 of 3: The mill turns", "Image 2 of 3:", "The mill turns", ""),
        ("1/3 | The mill turns", "1/3 |", "The mill turns", ""),
        ("2 of 3 The mill turns", "", "2 of 3 The mill turns", ""),
        ("3/3 The mill turns", "3/3", "The mill turns", ""),
        ("4/3 The mill turns", "", "4/3 The mill turns", ""),
        ("1/3 The mill turns", "1/3", "The mill turns", ""),
        ("0/3 The mill turns", "", "0/3 The mill turns", ""),
        ("Image 0 of 3 The mill turns", "", "Image 0 of 3 The mill turns", ""),
        ("Image caption, The mill turns", "Image caption,", "The mill turns", ""),
        ("The mill turns. 2/3", "", "The mill turns.", "2/3"),
        ("The mill turns. 3/3", "", "The mill turns.", "3/3"),
        ("The mill turns. 4/3", "", "The mill turns. 4/3", ""),
        ("The mill turns\n(3 of 3)", "", "The mill turns", "(3 of 3)"),
        ("The mill turns (3 of 3)", "", "The mill turns (3 of 3)", ""),  # behind no sentence
        ("1/3 The mill turns. 1/3", "1/3", "The mill turns.", "1/3"),
        ("1/3", "", "1/3", ""),  # it counts nothing else
        ("1/3 (2/3)", "1/3", "(2/3)", ""),
        ("1/3)(2/3)", "1/3)", "(2/3)", ""),
        ("The mill turns.", "", "The mill turns.", ""),
    ],
)
def test_a_counter_of_slides_is_no_part_of_a_caption(
    text: str, before: str, caption: str, behind: str
):
    parts = [("boilerplate", before), ("caption", caption), ("boilerplate", behind)]
    assert parts_of_caption(text) == [part for part in parts if part[1]]


def test_an_element_with_a_credit_is_found_behind_a_counter():
    whole = block("1/3 The mill turns. Ann Roe Photography", layer="caption", borders=(20,))
    ((*parts,),) = captions.parts_of([whole])
    assert [whole.text[start:end] for _, start, end in parts] == [
        "1/3",
        "The mill turns.",
        "Ann Roe Photography",
    ]


@pytest.mark.parametrize(("size", "is_cut"), [(130, True), (131, False)])
def test_a_credit_in_an_element_of_its_own_has_130_characters_at_most(size: int, is_cut: bool):
    maker = " ".join(["R" + "r" * 38, "R" + "r" * 38, "R" + "r" * (size - 93), "Photography"])
    assert len(maker) == size
    parts = captions._with_credit(f"The mill turns. {maker}", [16])
    assert [layer for layer, *_ in parts] == (["caption", "credit"] if is_cut else ["caption"])


@pytest.mark.parametrize("border", [-9, 0, 14, 15])
def test_an_element_that_begins_where_the_words_do_not_divides_nothing(border: int):
    assert captions._with_credit("The mill turns", [border]) == [("caption", 0, 14)]


@pytest.mark.parametrize(
    ("agency", "layers"),
    [("Ann Roe Studio", ["credit"]), ("Ann Roe Max Poe", ["caption", "credit"])],
)
def test_up_to_three_words_before_a_bar_belong_to_the_credit(agency: str, layers: list[str]):
    parts = captions._with_credit(f"{agency} // Getty Images", [len(agency) + 1])
    assert [layer for layer, *_ in parts] == layers


def test_two_of_three_counts_slides_where_another_caption_counts_as_well():
    blocks = [block(f"{n} of 3 The mill turns", layer="caption") for n in (1, 2)]
    assert [[layer for layer, *_ in parts] for parts in captions.parts_of(blocks)] == [
        ["boilerplate", "caption"]
    ] * 2


@pytest.mark.parametrize(
    ("text", "is_credit"),
    [
        ("Ann Roe/The Courier", True),
        ("Ann Roe", False),
        ("Ann roe/the courier", False),
        ("A/" + " ".join(["Roe"] * 9), True),  # ten words
        ("A/" + " ".join(["Roe"] * 10), False),
        ("Photo: Ann Roe", True),
        ("A/" + "R" * 128, True),
        ("A/" + "R" * 129, False),
    ],
)
def test_names_divided_by_a_stroke_are_a_credit(text: str, is_credit: bool):
    assert captions.is_credit_behind(text) == is_credit


# --- metadata


def metadata_of(head: str) -> Metadata:
    return metadata.metadata_of(
        html.document_fromstring(f"<html><head>{head}</head><body></body></html>")
    )


def linked(text: str) -> Metadata:
    return metadata_of(f'<script type="application/ld+json">{text}</script>')


def test_an_article_in_json_ld_says_title_body_date_site_and_captions():
    own = linked(
        '{"@type": "NewsArticle", "headline": "The mill", "name": "Another", "articleBody": "It <b>turns</b>.",'
        ' "datePublished": "2024-05-03T08:00", "publisher": {"name": "The Courier"},'
        ' "image": [{"caption": "The great wheel"}, {"caption": "The wheel"}]}'
    )
    assert (own.titles, own.published, own.source) == (["The mill"], "2024-05-03", "The Courier")
    assert own.body.split() == ["It", "turns", "."]
    assert own.captions == ["The great wheel"]  # three words at the least
    assert linked('{"@type": "NewsArticle", "name": "Another"}').titles == ["Another"]


def test_what_is_no_article_in_json_ld_says_nothing():
    other = linked('{"@type": "Person", "name": "Ann", "caption": "The great wheel"}')
    assert (other.titles, other.captions) == ([], [])
    picture = linked('{"@type": "ImageObject", "caption": "The great wheel"}')
    assert picture.captions == ["The great wheel"]


def test_the_longest_body_and_the_first_date_and_site_count():
    things = [
        {"@type": "NewsArticle", "articleBody": body, "datePublished": date, "publisher": {"name": name}}
        for body, date, name in (("It turns.", "2024-05-03", "A"), ("It turns again.", "2024-05-04", "B"), ("It.", "2024-05-05", "C"))
    ]  # fmt: skip
    own = linked(json.dumps({"@graph": things}))
    assert (own.body, own.published, own.source) == ("It turns again.", "2024-05-03", "A")


@pytest.mark.parametrize("name", metadata._DATES)
def test_each_name_of_a_date_gives_the_date(name: str):
    assert metadata_of(f'<meta name="{name}" content="2024-05-03T08:00">').published == "2024-05-03"


@pytest.mark.parametrize("attribute", ["property", "name", "itemprop"])
def test_a_meta_element_is_named_by_any_of_three_attributes(attribute: str):
    own = metadata_of(f'<meta {attribute}="og:description" content="The  mill">')
    assert own.description == "The mill"


def test_of_two_values_of_a_name_the_first_that_says_something_counts():
    name = "<meta name=description content="
    assert metadata_of(f"{name}''>{name}A>{name}B>").description == "A"


def test_only_a_canonical_link_names_the_host_and_only_linked_data_the_article():
    other = "<link rel=stylesheet href=https://cdn.example/a><link rel=canonical href=https://a.example>"
    assert metadata_of(other).source == "a.example"
    assert metadata_of('<script>{"@type": "Article", "name": "A"}</script>').titles == []


def test_a_page_says_five_hundred_things_at_most():
    article = '{"@type": "Article", "name": "A"}'
    for n, titles in ((498, ["A"]), (499, [])):  # the list is a thing as well
        assert linked(f"[{'{}, ' * n}{article}]").titles == titles


def test_the_first_of_two_bodies_as_long_counts():
    things = (
        '{"@type": "Article", "articleBody": "One"}, {"@type": "Article", "articleBody": "Two"}'
    )
    assert linked(f"[{things}]").body == "One"


def test_a_script_of_two_million_characters_is_read_and_a_longer_one_is_not():
    assert slides.read_json(f"{'[1]':<2000000}") == [1]
    assert slides.read_json(f"{'[1]':<2000001}") is None
    assert slides.read_json("[1") is None


def test_the_site_is_its_name_or_else_its_host():
    assert (
        metadata_of('<meta property="og:site_name" content="The Courier">').source == "The Courier"
    )
    assert (
        metadata_of('<link rel="canonical" href="https://www.courier.example/a">').source
        == "courier.example"
    )
    assert metadata_of("").source == ""


# --- source


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("iso-8859-1", "cp1252"), ("latin1", "cp1252"), ("latin-1", "cp1252"), ("ascii", "cp1252"), ("us-ascii", "cp1252"),
        ("x-user-defined", "cp1252"), ("gb2312", "gb18030"), ("gbk", "gb18030"), ("x-gbk", "gb18030"), ("iso-8859-9", "cp1254"),
        ("iso-8859-11", "cp874"), ("tis-620", "cp874"), ("shift_jis", "cp932"), ("x-sjis", "cp932"), ("shift-jis", "cp932"),
        ("euc-kr", "cp949"), ("ks_c_5601-1987", "cp949"), ("big5", "big5hkscs"), ("utf-16", "utf-8"), ("utf-16le", "utf-8"),
        ("utf-16be", "utf-8"), ("utf8", "utf-8"), ("koi8-r", "koi8-r"),
    ],
)  # fmt: skip
def test_a_declared_encoding_is_read_as_browsers_read_it(label: str, encoding: str):
    assert source._declared(f"<meta charset={label}>".encode()) == encoding


@pytest.mark.parametrize("mark", source._NOT_TEXT)
def test_a_binary_file_is_no_page(mark: bytes):
    with pytest.raises(source.InputError, match="this is a binary file"):
        source.decoded(mark + b" words", "a")


@pytest.mark.parametrize(
    "mark",
    [b"%PDF-", b"\x89PNG", b"PK\x03\x04", b"GIF8", b"\xff\xd8\xff", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ",
     b"\x28\xb5\x2f\xfd", b"PAR1"],
)  # fmt: skip
def test_each_kind_of_binary_file_is_known_by_its_first_bytes(mark: bytes):
    assert mark in source._NOT_TEXT


BINARY = pytest.raises(source.InputError, match="this is a binary file")


def test_zeros_are_utf_16_where_they_alternate():
    assert source.decoded("The mill".encode("utf-16-le"), "a") == "The mill"
    assert source.decoded("The mill".encode("utf-16-be"), "a") == "The mill"
    # Of the thousand pairs more than three hundred have a zero on one side.
    assert len(source.decoded(b"x\0" * 301 + b"xx" * 699, "a")) == 1000
    with BINARY:
        source.decoded(b"x\0" * 300 + b"xx" * 700, "a")
    # A byte without its pair counts for neither side, and as many zeros on both sides are the first.
    assert source.decoded(b"x\0" * 4 + b"xx" * 6 + b"x", "a")
    assert source.decoded(b"x\0\0x" * 2, "a") == (b"x\0\0x" * 2).decode("utf-16-be")


def test_one_byte_in_a_hundred_may_be_zero():
    assert source.decoded(b"x" * 1980 + b"\0" * 20, "a") == "x" * 1980
    with BINARY:
        source.decoded(b"x" * 1979 + b"\0" * 21, "a")


def test_one_byte_in_twenty_may_be_a_control():
    assert source.decoded(b"x" * 1900 + b"\x01" * 100, "a")
    with BINARY:
        source.decoded(b"x" * 1899 + b"\x01" * 101, "a")
    # Those of the first ten thousand bytes count.
    assert source.decoded(b"x" * 9500 + b"\x01" * 501, "a")
    with BINARY:
        source.decoded(b"x" * 9499 + b"\x01" * 501, "a")


def test_three_broken_bytes_do_not_change_a_declared_encoding():
    def broken(n: int, of: int) -> str:
        return source.decoded(b"<meta charset=utf-8>" + b"x" * (of - 20 - n) + b"\xff" * n, "a")

    assert broken(3, 100).count("\ufffd") == 3
    assert broken(4, 100).count("\ufffd") == 0
    assert broken(40, 20_000).count("\ufffd") == 40  # two of a thousand
    assert broken(41, 20_000).count("\ufffd") == 0


def test_a_page_unpacks_up_to_its_largest_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source, "MOST_BYTES", 6)
    assert source.unpacked(b"x" * 6, "a") == b"x" * 6
    with pytest.raises(source.InputError, match="a: the page is larger than"):
        source.unpacked(b"x" * 7, "a")
    for sizes in ((6,), (2, 4), (0, 6), (6, 0)):  # in one gzip stream or two
        packed = b"".join(gzip.compress(b"x" * n) for n in sizes)
        assert source.unpacked(packed, "a") == b"x" * 6
    for sizes in ((7,), (3, 4), (6, 1), (0, 7)):
        packed = b"".join(gzip.compress(b"x" * n) for n in sizes)
        with pytest.raises(source.InputError, match="a: unpacks to more than"):
            source.unpacked(packed, "a")


@pytest.mark.parametrize("sizes", [(6,), (2, 4)])
def test_a_gzip_stream_that_ends_early_is_damaged(
    sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(source, "MOST_BYTES", 6)
    packed = b"".join(gzip.compress(b"x" * n) for n in sizes)
    with pytest.raises(source.InputError, match="it ends early"):
        source.unpacked(packed[:-4], "a")


def test_a_page_may_have_64_megabytes():
    largest = b" " * (64 * 1024 * 1024)
    assert source.unpacked(largest, "a") is largest
    with pytest.raises(source.InputError, match="larger than 64 MB"):
        source.unpacked(largest + b" ", "a")


def test_boxes_opened_more_often_than_closed_hold_all_that_follows():
    assert "aside" in source.UnclosedBoxes("<aside><ASIDE></aside>")
    assert "aside" not in source.UnclosedBoxes("<aside></aside>")
    assert "aside" not in source.UnclosedBoxes("</aside>")


def test_what_a_void_element_is_given_stands_behind_it():
    tree = source.tree_of("<p>One<wbr>two</p>", "a")
    assert "".join(tree.itertext()) == "Onetwo"


def test_what_a_void_element_holds_stands_behind_it_in_order():
    for markup in ("<wbr><b>two</b> three<i>four</i>", "<link><b>two</b> three<i>four</i>"):
        tree = source.tree_of(f"<p>One{markup}</p>five", "a")
        assert "".join(tree.itertext()) == "Onetwo threefourfive"


def test_what_a_head_cannot_hold_opens_the_body():
    tree = source.tree_of(
        "<html><head><title>A</title><p>One</p></head><body>two</body></html>", "a"
    )
    assert tree.find("body").text_content() == "Onetwo"


def test_what_is_moved_loses_the_signs_that_no_tree_may_hold():
    for markup in ("<wbr>two\x01&#2;", "<embed>two\x0b</embed>", "<source>\ufffetwo</source>\x02"):
        tree = source.tree_of(f"<p>One{markup}three</p>", "a")
        assert "".join(tree.itertext()) == "Onetwothree"
    page = "<head><x-a>One</x-a></head><body>two\x01&#2;\ufffe<p>three</p>"
    assert source.tree_of(page, "a").find("body").text_content() == "Onetwothree"


def test_a_page_nested_deeper_than_the_parser_goes_is_read_whole():
    tree = source.tree_of(f"{'<div>' * 3000}<p>One</p>{'</div>' * 3000}<p>two</p>", "a")
    assert "".join(tree.itertext()) == "Onetwo"


def test_what_stands_behind_the_words_of_a_head_keeps_its_order():
    tree = source.tree_of(
        "<html><head><title>A</title><p>One</p>two<p>three</p>four</head><body>five<p>six</p></body></html>",
        "a",
    )
    assert tree.find("body").text_content() == "Onetwothreefourfivesix"
    assert [e.tag for e in tree.find("head")] == ["title"]


def test_a_head_that_holds_nothing_to_show_leaves_the_body_as_it_is():
    tree = source.tree_of("<html><head><title>A</title></head></html>", "a")
    assert tree.find("body") is None
    tree = source.tree_of("<html><head><title>A</title></head><body>One</body></html>", "a")
    assert (tree.find("body").text, len(tree.find("body"))) == ("One", 0)


def test_standing_at_a_lead_makes_a_standfirst_where_it_is_set_apart():
    def flags(lead_parent: str, *, above: int = 0, between: bool = False, n_below: int = 2) -> bool:
        lead = block("x" * 80 + ".", flags=LEAD, path=f"{lead_parent}/p")
        blocks = [
            block(level=above, path="/d/h"),
            lead,
            *([block("By Ann Roe", path="/d/p")] if between else []),
            *(prose(path="/d/p") for _ in range(n_below)),
        ]
        solid = [1, *range(len(blocks) - n_below, len(blocks))]
        article._mark_leads(blocks, solid)
        return bool(lead.flags & STANDFIRST)

    assert not flags("/d")
    assert flags("/e")
    assert flags("/e", n_below=1)
    assert not flags("/e", n_below=0)  # it is the only paragraph
    assert flags("/d", above=1)
    assert flags("/d", between=True)


def test_a_flag_that_is_not_asked_for_is_not_set():
    assert not signs.sign("p", "", "", "").flags & (CREDIT | FIGURE | BYLINE)
    assert signs.sign("p", "", "", "").flags & PARAGRAPH


# --- the page as a whole


def test_the_text_of_a_page_is_its_blocks_with_blank_lines_and_each_part_stands_where_it_says():
    blocks = [
        block(TITLE, layer="headline", rule="a", confidence=0.5),
        block("Another title", layer="headline"),
        block("The mill turns. (Photo: Ann Roe)", layer="caption", caption="figcaption"),
    ]
    page = read._page(blocks, Metadata(titles=["Said title"]), 3)
    assert page.text == "\n\n".join(b.text for b in blocks)
    assert [page.text[row.start : row.end] for row in page.rows] == [
        TITLE,
        "Another title",
        "The mill turns.",
        "(Photo: Ann Roe)",
    ]
    assert {row.article for row in page.rows} == {3}
    assert page.title == TITLE
    assert read._page(blocks[2:], Metadata(titles=["Said title", "Other"]), 0).title == "Said title"
    assert read._page(blocks[2:], Metadata(), 0).title is None
    for said in ("", "2024-05-03"):
        own = read._page(blocks, Metadata(source=said, published=said), 0)
        assert (own.source, own.published) == (said or None, said or None)


def test_a_captioned_picture_right_before_the_article_is_the_articles():
    caption = block("The mill turns", caption="figcaption", pictures_above=1)
    rest = [
        block(prose().text, pictures_above=1, pictures=1, path="/html/body/article/p")
        for _ in range(2)
    ]
    menu = block("Home")
    for blocks, low in (
        ([menu, caption, *rest], 1),
        ([caption, menu, *rest], 2),
        ([menu, menu, *rest], 2),
    ):
        own = an_article(blocks=blocks, low=2)
        own._reach_back()
        assert own.low == low


@pytest.mark.parametrize(
    ("markup", "n_captions"),
    [
        ("<a data-caption='The great wheel'></a>", 1),
        ("<a data-sub-html='The great wheel'></a>", 1),
        ("<a data-title='The great wheel'></a>", 0),
        ("<a caption='The great wheel'></a>", 0),
        ("<a data-captions-of='The great wheel'></a>", 0),
    ],
)
def test_a_caption_on_a_click_is_in_an_attribute_of_that_name(markup: str, n_captions: int):
    assert len(list(slides.captions_of(element(markup)))) == n_captions


def test_slides_of_a_script_need_a_picture_and_a_caption_of_three_words():
    things = [
        {"caption": "The great wheel", "src": "a.jpg", "credit": "Ann Roe"},
        {"caption": "The wheel", "src": "b.jpg"},
        {"caption": "The great mill"},
        {
            "rest": {
                "caption": "The <b>old</b> mill",
                "imageUrl": "c.jpg",
                "photographer": "Max Poe",
                "byline": "No",
            }
        },
    ]
    assert list(slides._slides(json.dumps(things))) == [
        ("The great wheel", "Ann Roe"),
        ("The old mill", "Max Poe"),
    ]


def test_a_script_has_five_hundred_slides_at_most_among_five_thousand_things():
    slide = {"caption": "The great wheel", "src": "a.jpg"}
    assert len(list(slides._slides(json.dumps([slide] * 501)))) == 500
    for n, n_slides in ((4998, 1), (4999, 0)):  # the list is a thing as well
        assert len(list(slides._slides(json.dumps([*[{}] * n, slide])))) == n_slides


def test_a_style_sheet_is_read_up_to_two_hundred_thousand_characters():
    rule = ".a { font-style: italic"
    for n_before, classes in ((0, {"a"}), (1, set())):
        sheet = " " * (200_000 - len(rule) + n_before) + rule + " }"
        tree = html.document_fromstring(f"<style>{sheet}</style><p>One</p>")
        assert slides.italic_classes(tree) == classes


@pytest.mark.parametrize("key", ["credit", "photographer", "copyright", "attribution", "byline"])
def test_each_name_of_a_credit_gives_the_credit_of_a_slide(key: str):
    slide = {"caption": "The great wheel", "src": "a.jpg", key: "Ann Roe"}
    assert list(slides._slides(json.dumps(slide))) == [("The great wheel", "Ann Roe")]


@pytest.mark.parametrize(
    ("sheet", "classes"),
    [
        (".a.b { color: red; font-style : italic }", {"b"}),
        (".a, .b p { font-style: italic } .c{font-style:italic}", {"c"}),
        (".a { color: red } p { font-style: italic }", set()),
        (".a { } font-style: italic", set()),
        (f".a {{ {'x' * 500} font-style: italic }}", {"a"}),
        (f".a {{ {'x' * 600} font-style: italic }}", set()),
    ],
)
def test_a_class_is_in_italics_where_its_own_rule_says_so(sheet: str, classes: set[str]):
    tree = html.document_fromstring(f"<style>{sheet}</style><p>One</p>")
    assert slides.italic_classes(tree) == classes


@pytest.mark.parametrize(
    "name",
    """figure-caption Cutline img-legend bildunterschrift légende legende didascalia
    bijschrift onderschrift bildetekst billedtekst bildtext pie-de-foto leyenda""".split(),
)
def test_a_caption_is_known_by_its_name_in_several_languages(name: str):
    assert signs.sign("p", name, "", "").caption == f"class {name}"


def test_classes_that_the_page_sets_in_italics_are_emphasis():
    tree = html.document_fromstring(
        "<style>.a { font-style: italic } .b { color: red }</style><p>One</p>"
    )
    assert slides.italic_classes(tree) == {"a"}


def test_a_credit_is_cut_off_where_an_element_or_a_line_holds_it():
    def layers(text: str, border: int) -> list[tuple[str, str]]:
        return [
            (layer, text[start:end]) for layer, start, end in captions._with_credit(text, [border])
        ]

    assert layers("The mill turns. Ann Roe/Paper", 16) == [
        ("caption", "The mill turns."),
        ("credit", "Ann Roe/Paper"),
    ]
    assert layers("The mill turns Ann Roe/Paper", 15) == [
        ("caption", "The mill turns"),
        ("credit", "Ann Roe/Paper"),
    ]
    assert layers("The mill turns\nPhoto: Ann Roe", 15) == [
        ("caption", "The mill turns"),
        ("credit", "Photo: Ann Roe"),
    ]
    assert layers("FPG // Getty Images", 4) == [("credit", "FPG // Getty Images")]
    assert layers("The mill turns", 9) == [("caption", "The mill turns")]


@pytest.mark.parametrize(
    ("text", "border", "is_cut"),
    [
        ("The mill turns. Ann Roe Photography", 16, True),
        ("The mill turns\nAnn Roe Photography", 15, True),
        ("The mill turns Ann Roe Photography", 15, False),  # the sentence goes on
        ("The mill turns Photography: Ann Roe", 15, True),
        ("The mill turns.Ann Roe Photography", 15, True),
        ("The mill turnsAnn Roe Photography", 14, True),  # no blank: the elements part them
    ],
)
def test_a_maker_in_an_element_of_his_own_is_a_credit_unless_the_sentence_goes_on(
    text: str, border: int, is_cut: bool
):
    layers = [layer for layer, *_ in captions._with_credit(text, [border])]
    assert layers == (["caption", "credit"] if is_cut else ["caption"])


def test_a_page_of_more_than_ten_thousand_blocks_is_read_by_its_density():
    blocks = [block() for _ in range(9_999)] + [prose()]
    region.lay_body(blocks, prose().text * 3, "")
    assert blocks[-1].evidence == 1.0
    many = [*blocks, prose(root=chain("<aside>")), prose(linked=30)]
    region.lay_body(many, prose().text * 3, "")
    assert [b.evidence for b in many[-3:]] == [1.0, 0.0, 0.0]


def test_a_paragraph_behind_a_box_that_is_never_closed_is_evidence():
    outer = [
        prose(path="/html/body/div/p[1]", flags=PARAGRAPH, evidence=1.0),
        prose(path="/html/body/div/p[2]", flags=PARAGRAPH, evidence=1.0),
    ]
    held = prose(
        path="/html/body/div/aside/p", flags=PARAGRAPH, root=Root(1, "<aside>", None, "aside")
    )
    blocks = [*outer, held]
    roots.leave_unclosed(blocks, frozenset())
    assert held.root is not None
    roots.leave_unclosed(blocks, frozenset({"aside"}))
    assert (held.root, held.evidence) == (None, 1.0)


@pytest.mark.parametrize(
    ("other", "continues"),
    [
        ({}, True),
        ({"evidence": 0.0}, False),
        ({"level": 2}, False),
        ({"root": Root(2, "<nav>", None, "nav")}, False),
        ({"path": "/html/body/main/p"}, False),
    ],
)
def test_a_paragraph_in_an_unclosed_box_continues_those_of_the_article(
    other: dict[str, Any], continues: bool
):
    root = Root(1, "<aside>", None, "aside")
    held = prose(path="/html/body/div/aside/p", flags=PARAGRAPH, root=root)
    above = {"path": "/html/body/div/p[1]", "flags": PARAGRAPH, "evidence": 1.0}
    roots.leave_unclosed([prose(**(above | other)), held], frozenset({"aside"}))
    assert (held.root is None) == continues


@pytest.mark.parametrize(
    ("root", "may_hold"),
    [
        (Root(1, "<aside>", None, "aside"), True),
        (Root(1, "<nav>", None, "nav"), False),
        (Root(1, "role dialog", None, "aside"), False),
    ],
)
def test_an_unclosed_box_may_hold_too_much_unless_it_is_never_the_articles(
    root: Root, may_hold: bool
):
    assert roots.in_unclosed([block(root=root)], frozenset({"aside"})) == (
        {1} if may_hold else set()
    )


def test_a_paragraph_behind_a_dialog_that_is_never_closed_is_none_of_the_articles():
    outer = prose(path="/html/body/div/p[1]", flags=PARAGRAPH, evidence=1.0)
    held = prose(
        path="/html/body/div/aside/p", flags=PARAGRAPH, root=Root(1, "role dialog", None, "aside")
    )
    roots.leave_unclosed([outer, held], frozenset({"aside"}))
    assert held.root is not None


@pytest.mark.parametrize(
    ("kind", "thing", "is_kept"),
    [
        ("application/json", {"caption": "The great wheel", "src": "a.jpg"}, True),
        ("text/javascript", {"caption": "The great wheel", "src": "a.jpg"}, False),
        ("application/json", {"title": "The great wheel", "src": "a.jpg"}, False),
        ("application/json", {"caption": "The great wheel"}, False),
    ],
)
def test_the_captions_of_a_script_of_data_wait_where_the_walk_finds_them(
    kind: str, thing: dict[str, str], is_kept: bool
):
    tree = html.document_fromstring(f"<p>One</p><script type='{kind}'>{json.dumps(thing)}</script>")
    slides.keep_captions(tree)
    assert bool(tree.xpath("//data[@data-captions]")) == is_kept


def slide(words: int) -> str:
    sentence = "The weir of Karvia was built by hand, and nobody has paid for it since. "
    text = " ".join((sentence * 9).split()[:words])
    return f"<div class=slide><img src=a.jpg width=600><p>{text}.</p></div>"


def layers_of(body: str) -> list[tuple[str, str]]:
    markup = f"<html><body><article><h1>Weir fails in Karvia</h1>{body}</article></body></html>"
    page = blocks_of_page(markup.encode())
    return [(row.layer, page.text[row.start : row.end]) for row in page.rows]


def test_an_article_in_slides_is_no_row_of_captions():
    long = layers_of("".join(slide(60) for _ in range(8)))
    assert {layer for layer, _ in long} == {"headline", "body"}


def test_a_line_with_a_figures_number_beside_a_picture_is_its_caption():
    text = "<p>The weir of Karvia was built by hand, and nobody has paid for it since spring.</p>"
    title = "<p><b>Figure 2 - Water at the old weir</b></p>"
    beside = layers_of(f"{text * 3}<p><img src=a.png width=500></p>{title}{text * 3}")
    assert ("caption", "Figure 2 - Water at the old weir") in beside
    alone = layers_of(f"{text * 3}{title}{text * 3}")
    assert "caption" not in {layer for layer, _ in alone}
