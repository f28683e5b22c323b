"""NITF, NewsML and TEI: the parts that their elements name."""

from __future__ import annotations

import itertools
import time

import pytest

from analysis import InputError
from analysis.reading.xml import read_xml, words_of

from .exports import article, articles, case, labels, texts

SELMAR = "Harbour of Selmar reopens after the long siege"
G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def nitf(content: str, head: str = "", docs: str = "") -> str:
    body = f"<body><body.head>{head}</body.head><body.content>{content}</body.content></body>"
    return f"<?xml version='1.0'?><nitf><head><docdata>{docs}</docdata></head>{body}</nitf>"


@pytest.mark.quick
def test_nitf_gives_headline_deck_byline_captions_credits_date_and_paper():
    story = article(case("c14-nitf/story.xml"))
    assert story.title == SELMAR
    assert story.source == "Northern Press"
    assert story.published == "2026-11-02T04:05:12+00:00"
    assert texts(story, "byline") == ["By Ilse Marrow"]
    assert len(texts(story, "standfirst")) == 1
    assert len(texts(story, "body")) == 6
    assert (
        texts(story, "caption")[2]
        == "Children watch the tugboat Minerva leave the inner basin at dusk."
    )
    assert texts(story, "credit")[0] == "Photograph: Jonas Vell/Northern Press"
    assert {s.rule for s in story.segments if s.layer == "caption"} == {"field media-caption"}


def test_words_that_nitf_marks_inside_a_paragraph_do_not_divide_it():
    content = "<p>They met at <org>the <city>Brenn</city> hall</org>.</p><hl2>Day two</hl2><p>They left.</p>"
    assert labels(article(nitf(content))) == [
        ("body", "They met at the Brenn hall."),
        ("subheading", "Day two"),
        ("body", "They left."),
    ]


def test_notes_and_taglines_of_nitf_are_no_paragraphs_and_not_lost():
    head = "<hedline><hl1>Talks</hl1></hedline><note><body.content><p>For editors.</p></body.content></note>"
    text = nitf("<p>They met.</p><p>hh/ph/ts</p>", head).replace(
        "</body>", "<body.end><tagline>Jo Vell contributed.</tagline></body.end></body>"
    )
    story = article(text)
    assert texts(story, "body") == ["They met."]
    assert texts(story, "boilerplate") == ["hh/ph/ts", "For editors.", "Jo Vell contributed."]


def test_an_entity_or_document_type_of_a_file_is_neither_fetched_nor_expanded():
    declared = '<!DOCTYPE nitf SYSTEM "no.dtd" [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    text = nitf("<p>They met &b; &f; in Brenn.</p>").replace("<nitf>", f"{declared}<nitf>")
    assert texts(article(text), "body") == ["They met &b; &f; in Brenn."]


def test_damaged_xml_is_read_as_far_as_it_goes_and_reported():
    story = article(nitf("<p>They met.</p><p>They lef").split("</body.content>")[0])
    assert texts(story, "body") == ["They met.", "They lef"]
    assert "the XML is damaged" in story.notices[0]
    mended = article(nitf("<p>AT&T met&nbsp;them &#xD800;\x01.</p>"))
    assert texts(mended, "body") == ["AT&T met them \ufffd."]
    assert mended.notices == []


def test_a_file_without_a_text_is_refused_in_a_line():
    for empty in (
        nitf(""),
        f"<newsItem {G2}/>",
        "<NewsML><NewsItem/></NewsML>",
        "<TEI><text/></TEI>",
    ):
        with pytest.raises(InputError, match="holds no text"):
            articles(empty)


def g2(item: str) -> str:
    return f"<newsMessage {G2}><itemSet>{item}</itemSet></newsMessage>"


def item(guid: str, kind: str, meta: str, content: str = "") -> str:
    about = f'<itemMeta><itemClass qcode="ninat:{kind}"/><versionCreated>2026-11-02T04:05:12Z</versionCreated></itemMeta>'
    return f'<newsItem guid="{guid}">{about}<contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet></newsItem>'


XHTML = '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>By Ann Roe</p><p>They met.</p></body></html></inlineXML>'


def test_newsml_g2_with_xhtml_is_read_with_its_captions():
    story = article(case("c15-newsml-g2/item.xml"))
    assert (story.title, story.published, len(texts(story, "body"))) == (
        SELMAR,
        "2026-11-02T04:05:12+00:00",
        6,
    )
    assert texts(story, "caption") == [
        "Dock workers of Selmar unload the first grain ship since the siege on Monday."
    ]
    assert len(texts(story, "standfirst")) == 1


def test_newsml_g2_with_nitf_takes_byline_and_paragraphs_from_there():
    inside = nitf("<p>They met.</p>", "<byline>By Ann Roe<byttl>Reporter</byttl></byline>").split(
        "?>"
    )[1]
    meta = "<headline>Talks</headline><creator><name>Ann Roe</name></creator><creditline>NP</creditline>"
    story = article(g2(item("t", "text", meta, f"<inlineXML>{inside}</inlineXML>")))
    assert labels(story) == [
        ("headline", "Talks"),
        ("byline", "By Ann Roe Reporter"),
        ("body", "They met."),
    ]
    assert story.source == "NP"


def test_the_description_of_a_text_is_a_deck_and_never_a_caption():
    meta = '<headline>Talks resume</headline><description role="r:caption">TALKS:Talks resume</description><description>At last.</description>'
    story = article(g2(item("t", "text", meta, XHTML)))
    assert texts(story, "caption") == []
    assert texts(story, "standfirst") == ["At last."]
    assert texts(story, "boilerplate") == ["TALKS:Talks resume"]


def test_a_picture_item_is_a_caption_with_its_credit():
    meta = '<headline>The hall</headline><by>Ann Roe</by><description role="r:caption">The hall at dusk. REUTERS/Ann Roe</description>'
    story = article(g2(item("p", "picture", meta)))
    assert texts(story, "caption") == ["The hall at dusk."]
    assert texts(story, "credit") == ["REUTERS/Ann Roe"]
    assert texts(story, "body") == []


def test_pictures_of_a_text_by_link_or_package_are_captions_of_its_article():
    picture = item("p", "picture", "<description>The hall at dusk.</description>")
    other = item("q", "picture", "<description>A ship at sea.</description>")
    text = item("t", "text", "<headline>Talks</headline>", XHTML)
    package = "<packageItem><groupSet><group><itemRef residref='t'/><itemRef residref='p'/></group></groupSet></packageItem>"
    _, stories = articles(g2(text + picture + other + package))
    assert [texts(story, "caption") for story in stories] == [
        ["The hall at dusk."],
        ["A ship at sea."],
    ]
    linked = text.replace("</itemMeta>", '<link residref="q"/></itemMeta>')
    assert texts(article(g2(linked + other)), "caption") == ["A ship at sea."]


def component(role: str, inside: str) -> str:
    return f'<NewsComponent><Role FormalName="{role}"/>{inside}</NewsComponent>'


def content(inside: str, kind: str = "Text") -> str:
    return f'<ContentItem><MediaType FormalName="{kind}"/><DataContent>{inside}</DataContent></ContentItem>'


def newsml(inside: str) -> str:
    about = "<Identification><NewsIdentifier><ProviderId>np.example</ProviderId></NewsIdentifier></Identification>"
    return f"<NewsML Version='1.2'><NewsItem>{about}<NewsManagement><FirstCreated>20261102T040512Z</FirstCreated></NewsManagement>{inside}</NewsItem></NewsML>"


def test_newsml_1_gives_the_text_and_components_that_are_captions():
    lines = "<NewsLines><HeadLine>Talks</HeadLine><ByLine>Ann Roe</ByLine></NewsLines>"
    photo = component(
        "Photo",
        "<NewsLines><HeadLine>A hall</HeadLine></NewsLines>"
        + component("Caption", content("<p>The hall at dusk. (AFP)</p>")),
    )
    story = article(
        newsml(
            component("Main", lines + component("Main Text", content("<p>They met.</p>")) + photo)
        )
    )
    assert labels(story) == [
        ("headline", "Talks"),
        ("byline", "Ann Roe"),
        ("body", "They met."),
        ("caption", "The hall at dusk."),
        ("credit", "(AFP)"),
    ]
    assert (story.source, story.published) == ("np.example", "2026-11-02T04:05:12+00:00")


def test_of_equivalent_renditions_in_newsml_1_one_is_read():
    both = component("Main", content("<p>They met.</p>")) + component("Main", content("They met."))
    story = article(newsml(f'<NewsComponent EquivalentsList="yes">{both}</NewsComponent>'))
    assert texts(story, "body") == ["They met."]


@pytest.mark.quick
def test_tei_gives_headings_of_figures_as_captions():
    story = article(case("c19-tei/article.tei.xml"))
    assert (story.title, story.source, len(texts(story, "body"))) == (
        SELMAR,
        "The Selmar Courier",
        6,
    )
    assert texts(story, "caption") == [
        "Dock workers of Selmar unload the first grain ship since the siege on Monday."
    ]
    assert texts(story, "boilerplate") == ["a ship"]


def tei(body: str) -> str:
    header = "<teiHeader><fileDesc><sourceDesc><bibl><title level='j'>The Courier</title><date when='1914-08-02'/></bibl></sourceDesc></fileDesc></teiHeader>"
    return (
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{header}<text><body>{body}</body></text></TEI>'
    )


def test_articles_of_a_paper_in_tei_are_apart_and_what_is_outside_is_counted():
    first = '<div type="article"><head>Talks</head><head>At last</head><byline>By Ann Roe</byline><p>They met<lb/>at dus<lb break="no"/>k.</p><figure><figDesc>A hall</figDesc></figure></div>'
    name, stories = articles(
        tei(
            f'{first}<div type="ad"><p>Buy soap.</p></div><div type="article"><head>Two</head><p>They left.</p></div>'
        )
    )
    assert name == "TEI"
    assert labels(stories[0]) == [
        ("headline", "Talks"),
        ("standfirst", "At last"),
        ("byline", "By Ann Roe"),
        ("body", "They met at dusk."),
        ("caption", "A hall"),
    ]
    assert [story.title for story in stories] == ["Talks", "Two"]
    assert stories[0].notices == ["2 words stand outside of the articles and are left out"]
    assert (stories[1].source, stories[1].published) == ("The Courier", "1914-08-02")


def test_a_bomb_of_entities_in_an_attribute_costs_nothing():
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(names))
    root, _ = read_xml(f'<!DOCTYPE rss [<!ENTITY a "ha">{entities}]><rss x="&j;"><t>&j;</t></rss>')
    assert len(words_of(root)) < 100


def test_captions_of_nitf_outside_of_the_text_are_the_articles():
    media = "<media><media-caption>The hall at dusk.</media-caption><media-producer>NP</media-producer></media>"
    story = article(nitf("<p>They met.</p>", head=media))
    assert labels(story) == [
        ("body", "They met."),
        ("caption", "The hall at dusk."),
        ("credit", "NP"),
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "<hl2>Day two</hl2>",
        "<p>They met.</p>",
        "<media><media-caption>A hall</media-caption></media>",
    ],
)
def test_time_grows_with_the_length_of_a_text_in_nitf(piece: str):
    start = time.perf_counter()
    articles(nitf("<p>They met.</p>" + piece * 5000, head=piece * 5000))
    assert time.perf_counter() - start < 15
