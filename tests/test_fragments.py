"""Pieces of HTML that hold nothing but an article's text, and what several fields repeat."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from analysis.reading.composing import Picture, compose, iso_date
from analysis.reading.documents import Part
from analysis.reading.fragments import (
    is_html,
    line_of_html,
    parts_of_html,
    parts_of_text,
    text_of_html,
)


def layers(html: str, **options: str) -> list[tuple[str | None, str]]:
    return [(part.layer, part.text) for part in parts_of_html(html, "body", **options)]


@pytest.mark.quick
def test_headings_captions_credits_and_paragraphs_keep_what_their_elements_say():
    figure = (
        "<figure><img src=a><figcaption>The hall at dusk. Photo: Ann Roe/AP</figcaption></figure>"
    )
    assert layers(f"<h3>Day two</h3><p>They met.</p>{figure}<p>They left.</p>") == [
        ("subheading", "Day two"),
        ("body", "They met."),
        ("caption", "The hall at dusk."),
        ("credit", "Photo: Ann Roe/AP"),
        ("body", "They left."),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<div class=sidebar><p>They met at dusk in the hall.</p></div>",
        "<aside><p>They met at dusk in the hall.</p></aside>",
        "<ul><li>They met at dusk in the hall.</li></ul>",
        "<blockquote>They met at dusk in the hall.</blockquote>",
        "They met at dusk in the hall.<br><br>They left.",
    ],
)
def test_a_paragraph_is_the_articles_wherever_it_stands_in_the_fragment(html: str):
    assert layers(html)[0] == ("body", "They met at dusk in the hall.")


@pytest.mark.parametrize(
    "html",
    [
        "<nav>Home</nav>",
        "<form>Your name</form>",
        "<aside class=element-rich-link><a href=b>Another story of the day</a></aside>",
        "<p>Sign up for our newsletter</p>",
        "<p>• This article was amended on 3 November 2026 to correct a name.</p>",
        "<p><a href=c>Continue reading</a></p>",
    ],
)
def test_what_points_elsewhere_or_is_a_note_on_the_article_is_none_of_its_text(html: str):
    assert layers(f"<p>They met.</p>{html}")[1][0] == "boilerplate"


def test_a_last_line_that_links_under_the_articles_own_title_says_where_it_comes_from():
    end = "<p>The post <a href=a>Talks resume</a> appeared first on <a href=b>Blog</a>.</p>"
    assert layers(f"<p>They met.</p>{end}", title="Talks resume")[1][0] == "boilerplate"
    assert layers(f"<p>They met.</p>{end}", title="Harbour reopens")[1][0] == "body"


def test_a_line_in_capitals_or_bold_is_a_subheading_only_in_a_text_without_headings():
    lines = "<p>They met.</p><p><b>Day two</b></p><p>DAY THREE</p><p>They left.</p>"
    assert [layer for layer, _ in layers(lines)] == ["body", "subheading", "subheading", "body"]
    with_heading = [layer for layer, _ in layers(f"<h2>Day one</h2>{lines}")]
    assert with_heading == ["subheading", "body", "body", "body", "body"]


def test_a_credit_in_a_figure_stands_apart_from_the_caption():
    html = "<figure><img src=a><div class=byline>Ann Roe/TT</div><figcaption>The hall at dusk.</figcaption></figure>"
    assert layers(html) == [("credit", "Ann Roe/TT"), ("caption", "The hall at dusk.")]


def test_a_caption_that_says_only_where_the_picture_is_from_is_a_credit():
    html = "<figure><img src=a><figcaption>Image attribution: Creative Commons. Seen here.</figcaption></figure>"
    assert layers(html) == [("credit", "Image attribution: Creative Commons. Seen here.")]


def test_paragraphs_in_a_box_named_after_media_are_no_captions():
    long = "They met at dusk in the hall and spoke of bread, of wages and of the strait. " * 4
    html = f"<div class='content-media'><img src=a>{'<p>' + long + '</p>'}<p>They left at dawn.</p></div>"
    assert [layer for layer, _ in layers(html)] == ["body", "body"]


def test_blank_lines_divide_paragraphs_where_no_element_does():
    assert layers("<b>They</b> met.\n\nThey left.") == [
        ("body", "They met."),
        ("body", "They left."),
    ]
    assert layers("<p>They met\n\nat dusk.</p>") == [("body", "They met at dusk.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>They met.</p>", True),
        ("They <em>met</em>.", True),
        ("They met.<br>They left.", True),
        ("They met.", False),
        ("The tag <p> opens a paragraph.", False),
        ("a < b and c > d", False),
        ("I <3 dogs &amp; cats", False),
    ],
)
def test_html_is_reported_from_a_text_that_mentions_it(text: str, expected: bool):
    assert is_html(text) is expected


def test_a_title_loses_marks_of_type_and_entities_but_no_words():
    assert line_of_html("Talks <em>resume</em> &#8211; AT&T") == "Talks resume – AT&T"
    assert line_of_html("A post about <html> and &lt;p&gt;") == "A post about <html> and <p>"


def test_html_without_a_word_has_no_parts():
    assert parts_of_html("<!-- nothing -->", "body") == parts_of_html("<p>…</p>", "body") == []
    assert text_of_html("<p>The hall.</p><p>At dusk.</p>") == "The hall.\nAt dusk."


def test_plain_texts_divide_at_blank_lines_or_at_lines():
    assert [part.text for part in parts_of_text("One\nline.\r\n\r\nTwo.", "body")] == [
        "One line.",
        "Two.",
    ]
    assert [part.text for part in parts_of_text("One.\nTwo.", "body")] == ["One.", "Two."]


@pytest.mark.parametrize(
    "piece", ["<b>A</b><br><br>", "<figure>", "<div class=caption>", "\n\n", "<p <p "]
)
def test_time_grows_with_the_length_of_a_fragment(piece: str):
    start = time.perf_counter()
    parts_of_html(piece * 20_000, "body")
    assert time.perf_counter() - start < 20


BODY = [
    Part("body", "By Ann Roe", "text"),
    Part("body", "They met at dusk in the old hall of Brenn.", "text"),
    Part("body", "They left.", "text"),
    Part("body", "(Reporting by Ann Roe; Editing by Jo Vell)", "text"),
]


def composed(
    opening: Sequence[Part] = (), body: Sequence[Part] = BODY, pictures: Sequence[Picture] = ()
) -> list[tuple[str | None, str]]:
    headline = Part("headline", "Talks", "title")
    parts = compose(headline=headline, opening=opening, body=body, pictures=pictures)
    return [(part.layer, part.text) for part in parts]


def test_a_byline_in_the_text_and_an_agencys_closing_lines_are_no_paragraphs():
    assert [layer for layer, _ in composed()] == [
        "headline",
        "byline",
        "body",
        "body",
        "boilerplate",
    ]
    said = composed(opening=[Part("byline", "By Ann Roe", "by")])
    assert [text for _, text in said].count("By Ann Roe") == 1


@pytest.mark.parametrize(
    ("deck", "is_shown"),
    [
        ("They met at dusk in the old hall of Brenn.", False),
        ("They met at dusk in the old […]", False),
        ("They met…", True),
        ("Talks", False),
        ("At last.", True),
    ],
)
def test_a_deck_that_repeats_the_headline_or_the_first_paragraph_is_said_once(
    deck: str, is_shown: bool
):
    shown = composed(opening=[Part("standfirst", deck, "deck")])
    assert (("standfirst", deck) in shown) is is_shown


def test_a_picture_that_the_text_shows_is_not_listed_again():
    shown = [*BODY, Part("caption", "The hall.", "text")]
    assert composed(body=shown, pictures=[Picture("The hall.", "AP", "caption")]) == composed(
        body=shown
    )


def test_a_credit_that_its_caption_repeats_is_cut_off_there():
    picture = Picture("The hall at dusk. zimt und mehr", "zimt und mehr", "caption", "credit")
    assert composed(body=[], pictures=[picture])[1:] == [
        ("caption", "The hall at dusk."),
        ("credit", "zimt und mehr"),
    ]
    whom = Picture("The hall, says Ann Roe", "Ann Roe", "caption", "credit")
    assert composed(body=[], pictures=[whom])[1:] == [("caption", "The hall, says Ann Roe")]


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("Mon, 02 Nov 2026 08:00:00 GMT", "2026-11-02T08:00:00+00:00"),
        ("20020226T000000-0500", "2002-02-26T00:00:00-05:00"),
        ("2022-06-26T23:54:25+0000", "2022-06-26T23:54:25+00:00"),
        ("2026-11-02", "2026-11-02"),
        ("0000-00-00 00:00:00", None),
        ("", None),
        ("2 août 1914", "2 août 1914"),
    ],
)
def test_dates_of_machines_become_iso_8601_and_others_stay(printed: str, iso: str | None):
    assert iso_date(printed) == iso


def test_a_figure_of_nothing_but_a_link_is_none_of_the_text():
    html = "<p>They met.</p><figure class=element-interactive><a href=a>A map of the strait</a></figure><p>They left.</p>"
    assert layers(html)[1] == ("boilerplate", "A map of the strait")
