"""Answers in JSON: ninjs, the Guardian, the New York Times, NewsAPI, and HTML in tables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analysis import InputError, read
from analysis.reading.exports import export_of

from .exports import READING, article, articles, case, labels, texts

SELMAR = "Harbour of Selmar reopens after the long siege"
SHIP = "Dock workers of Selmar unload the first grain ship since the siege on Monday."


def ninjs(**fields: Any) -> str:
    return json.dumps(
        {"uri": "urn:1", "type": "text", "versioncreated": "2026-11-02T08:00:00Z"} | fields
    )


@pytest.mark.quick
def test_an_item_of_ninjs_has_the_captions_of_its_pictures():
    story = article(case("c29-ninjs/ninjs.json"))
    assert (story.title, story.published, len(texts(story, "body"))) == (
        SELMAR,
        "2026-11-02T08:00:00+00:00",
        6,
    )
    assert (texts(story, "caption"), texts(story, "credit")) == ([SHIP], ["Jonas Vell"])
    assert texts(story, "byline") == ["Ilse Marrow"]


@pytest.mark.parametrize("kind", ["contenttype", "contentType"])
def test_of_the_forms_of_a_text_in_ninjs_2_and_3_that_with_its_pictures_is_read(kind: str):
    figure = "<figure><img src=a><figcaption>The hall at dusk.</figcaption></figure>"
    bodies = [
        {"role": "text", kind: "text/plain", "value": "Talks\nThey met."},
        {"role": "html5", kind: "text/html", "value": "<h1>Talks</h1><p>They met.</p>"},
        {
            "role": "richhtml5",
            kind: "text/html",
            "value": f"<h1>Talks</h1>{figure}<p>They met.</p>",
        },
        {"role": "own", kind: "application/xml", "value": "<TT><P>They met.</P></TT>"},
    ]
    picture = {
        "name": "a1",
        "type": "picture",
        "by": "Ann Roe",
        "descriptions": [{"value": "The hall at dusk."}],
    }
    headlines = [{"role": "main", "value": "Talks"}]
    story = article(ninjs(headlines=headlines, bodies=bodies, associations=[picture]))
    assert labels(story) == [
        ("headline", "Talks"),
        ("caption", "The hall at dusk."),
        ("body", "They met."),
    ]


def test_pictures_of_a_gallery_are_captions_and_related_texts_are_not():
    gallery = {
        "type": "composite",
        "associations": {"one": {"type": "picture", "description_text": "A ship at sea."}},
    }
    related = {"type": "text", "headline": "Other", "description_text": "Another story."}
    story = article(
        ninjs(
            headline="Talks",
            body_text="They met.",
            associations={"gallery": gallery, "more": related},
        )
    )
    assert texts(story, "caption") == ["A ship at sea."]
    assert "Another story." not in story.text


def test_a_picture_in_ninjs_is_its_caption():
    lines = [
        {"role": "creditline", "value": "NP"},
        {"role": "caption", "value": "The hall at dusk."},
    ]
    story = article(ninjs(type="picture", headlines=[{"value": "A hall"}], descriptions=lines))
    assert labels(story) == [
        ("headline", "A hall"),
        ("caption", "The hall at dusk."),
        ("credit", "NP"),
    ]


def test_several_answers_in_lines_or_in_a_list_are_read():
    one, two = (
        ninjs(headline="One", body_text="They met."),
        ninjs(headline="Two", body_text="They left."),
    )
    for text in (f"{one}\n{two}\n", f"[{one}, {two}]", f'{{"_items": [{one}, {two}]}}'):
        assert [story.title for story in articles(text)[1]] == ["One", "Two"]


def test_an_article_of_the_guardian_has_deck_byline_and_captions():
    story = article(case("c25-guardian/guardian.json"))
    assert (story.title, story.source) == (SELMAR, "The Guardian")
    assert (texts(story, "caption"), texts(story, "credit")) == (
        [SHIP],
        ["Photograph: Jonas Vell/Northern Press"],
    )
    assert [len(texts(story, layer)) for layer in ("standfirst", "byline", "body")] == [1, 1, 6]


def guardian(**more: Any) -> str:
    item = {"id": "a", "webTitle": "Talks | Ann Roe", "webPublicationDate": "2026-11-02T08:00:00Z"}
    return json.dumps({"response": {"results": [item | more]}})


def test_pictures_that_the_guardian_lists_in_many_sizes_are_one_caption():
    data = {"caption": "The hall at dusk. Photograph: Q. Zimt", "credit": "Q. Zimt"}
    assets = [{"typeData": data}, {"typeData": data | {"width": "140"}}]
    fields = {
        "headline": "Talks",
        "body": "<p>They met.</p>",
        "main": "<figure><img><figcaption>A ship at sea.</figcaption></figure>",
    }
    story = article(guardian(fields=fields, elements=[{"relation": "main", "assets": assets}]))
    assert labels(story) == [
        ("headline", "Talks"),
        ("caption", "A ship at sea."),
        ("body", "They met."),
        ("caption", "The hall at dusk."),
        ("credit", "Photograph: Q. Zimt"),
    ]


def test_blocks_of_the_guardian_are_its_text_where_there_is_no_other():
    picture = {"imageTypeData": {"caption": "A ship at sea.", "credit": "NP"}}
    story = article(
        guardian(blocks={"body": [{"bodyHtml": "<p>They met.</p>", "elements": [picture]}]})
    )
    assert labels(story)[1:] == [
        ("body", "They met."),
        ("caption", "A ship at sea."),
        ("credit", "NP"),
    ]


def test_an_answer_of_the_guardian_without_texts_says_how_to_ask_for_them():
    with pytest.raises(InputError, match="no texts; ask for them with show-fields=all"):
        articles(guardian())


def test_the_archive_of_the_new_york_times_gives_captions_and_says_what_it_lacks():
    story = article(case("c28-nyt-archive/nyt.json"))
    assert (story.title, story.source, len(texts(story, "body"))) == (
        SELMAR,
        "The New York Times",
        1,
    )
    assert (texts(story, "caption"), texts(story, "credit")) == (
        [SHIP],
        ["Photograph: Jonas Vell/Northern Press"],
    )
    assert texts(story, "boilerplate") == ["Harbour Opens"]
    assert "the first paragraph of each article" in story.notices[0]


def test_the_newer_answers_of_the_new_york_times_have_one_picture_and_no_first_paragraph():
    item = {
        "headline": {"main": "Talks"},
        "web_url": "a",
        "pub_date": "2026-11-02",
        "abstract": "They met.",
    }
    item["multimedia"] = {
        "caption": "The hall at dusk.",
        "credit": "Ann Roe",
        "default": {"url": "b"},
    }
    assert labels(article(json.dumps({"response": {"docs": [item]}})))[1:] == [
        ("body", "They met."),
        ("caption", "The hall at dusk."),
        ("credit", "Ann Roe"),
    ]


def newsapi(**fields: Any) -> str:
    item = {
        "source": {"id": None, "name": "The Courier"},
        "title": "Talks",
        "url": "https://a.example",
        "urlToImage": None,
        "publishedAt": "2026-11-02T08:00:00Z",
    }
    return json.dumps({"status": "ok", "articles": [item | fields]})


def test_newsapi_says_how_much_of_each_text_is_missing():
    story = article(
        newsapi(
            content="They met at dusk in the hall\r\nand… [+2310 chars]",
            description="They met at dusk in the hall",
        )
    )
    assert story.notices == [
        "the service cut the text, of which 2,310 more characters are missing; save the page itself"
    ]
    assert (texts(story, "body"), texts(story, "standfirst")) == (
        ["They met at dusk in the hall", "and…"],
        [],
    )
    only = article(newsapi(content=None, description="They met."))
    assert (texts(only, "body"), len(only.notices)) == (["They met."], 1)
    with pytest.raises(InputError, match="no texts; save the pages"):
        articles(newsapi())


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "Talks", "text": "They met."}]',
        '{"title": "Talks", "body_html": "<p>They met.</p>"}',
        '{"articles": [{"title": "Talks", "url": "a", "seendate": "b"}]}',
        'They met. {"webTitle": 1, "webPublicationDate": 2}',
        "",
    ],
)
def test_a_table_or_text_is_no_answer_of_a_paper(text: str):
    assert export_of(text) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": 5, "associations": ["a"]},
        {"bodies": {"a": 1}},
        {"body_html": None, "associations": {"a": None}},
    ],
)
def test_an_item_whose_fields_hold_something_else_is_refused_in_a_line(fields: dict[str, Any]):
    with pytest.raises(InputError, match="no item of this ninjs holds a text"):
        articles(ninjs(**fields))


def test_json_that_is_nested_too_deeply_is_refused():
    deep = '{"uri": "a", "versioncreated": "b", "body_html": ' + "[" * 5000 + "]" * 5000 + "}"
    for text in (deep, deep.replace("[" * 5000 + "]" * 5000, "[" * 200 + "]" * 200)):
        with pytest.raises(InputError, match="nested too deeply"):
            articles(text)


def test_half_of_a_surrogate_pair_is_marked_as_unreadable():
    story = article(ninjs(headline="Talks", body_text="They \ud800met.\x00"))
    assert texts(story, "body") == ["They \ufffdmet.\ufffd"]


# Tables


def rows(corpus: Any) -> list[tuple[str, str]]:
    return [(layer, corpus.text(n)) for n, layer in corpus.segments["layer"].items()]


@pytest.mark.parametrize(
    "name", ["c27-html-in-json/bodies.json", "c33-mozreader-jsonl/reader.json"]
)
def test_html_in_a_text_column_is_read_by_the_rules_of_pages(name: str):
    corpus = read(READING / name)
    said = rows(corpus)
    assert [text for layer, text in said if layer == "caption"] == [SHIP]
    assert [layer for layer, _ in said].count("body") == 6
    assert corpus.articles["title"].tolist() == [SELMAR]


def test_a_column_of_captions_and_the_captions_in_html_are_each_said_once():
    html = "<h1>Talks</h1><p>They met.</p><figure><img><figcaption>The hall at dusk.</figcaption></figure>"
    record = {
        "title": "Talks",
        "text": html,
        "captions": ["The hall at dusk.", "A ship at sea. (AP)"],
    }
    assert rows(read(json.dumps([record]).encode(), format="json")) == [
        ("headline", "Talks"),
        ("body", "They met."),
        ("caption", "The hall at dusk."),
        ("caption", "A ship at sea."),
        ("credit", "(AP)"),
    ]


def test_html_in_csv_and_the_answers_of_wordpress_are_read():
    csv = b'id,title,text\n1,Talks,"<p>They met.</p><p>They left.</p>"\n2,Two,The two sides left the hall at dawn on Monday.\n'
    assert [layer for layer, _ in rows(read(csv, format="csv"))] == [
        "headline",
        "body",
        "body",
        "headline",
        "body",
    ]
    post = {
        "id": 1,
        "title": {"rendered": "Talks &#8211; again"},
        "content": {"rendered": "<p>They met.</p>"},
    }
    for text in (json.dumps(post), json.dumps([post])):
        assert rows(read(text.encode(), format="json")) == [
            ("headline", "Talks – again"),
            ("body", "They met."),
        ]


def test_html_without_a_word_loses_its_record_alone():
    csv = b'text\n<p><img src="a"></p>\n<p>They met.</p>\n'
    corpus = read(csv, format="csv")
    assert [text for _, text in rows(corpus)] == ["They met."]
    assert "is HTML without a word" in corpus.problems["problem"].iloc[0]


def test_a_text_that_a_service_cut_is_reported_in_a_table():
    corpus = read(b"title,content\nTalks,They met at dusk [+2310 chars]\n", format="csv")
    assert corpus.problems["problem"].tolist() == [
        "the service cut the text, of which 2,310 more characters are missing; save the page itself"
    ]
    assert "chars]" not in corpus.texts[0]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (READING / "c31-mediacloud-csv" / "stories.csv", "Media Cloud"),
        (READING / "c32-gdelt" / "gdelt.json", "GDELT"),
    ],
)
def test_a_list_of_addresses_without_texts_says_so(given: Any, kind: str):
    expected = (
        f"lists addresses of articles, but no texts \\(as {kind} gives them\\); save the pages"
    )
    with pytest.raises(InputError, match=expected):
        read(given)


def test_advice_on_the_column_of_the_text_names_one_that_may_hold_it():
    with pytest.raises(InputError, match=r'as in columns=\{"text": "words"\}'):
        read(b"id,words,url\n1,They met.,https://a.example\n", format="csv")
    with pytest.raises(InputError, match="lists addresses of articles, but no texts; save"):
        read(b"title,url\nTalks,https://a.example\n", format="csv")
