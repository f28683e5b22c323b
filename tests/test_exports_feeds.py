"""RSS, Atom and WordPress's export: an item an article, with the captions that are in its text."""

from __future__ import annotations

import time

import pytest

from analysis import InputError
from analysis.reading.exports.feeds import with_captions

from .exports import article, articles, case, labels, texts

CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
WORDPRESS = (
    f'{CONTENT} xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def feed(*items: str, names: str = f"{CONTENT} {MEDIA}") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<?xml version='1.0'?><rss version='2.0' {names}><channel><title>The Courier</title>{inside}</channel></rss>"


def encoded(html: str) -> str:
    return f"<content:encoded><![CDATA[{html}]]></content:encoded>"


@pytest.mark.quick
def test_items_of_rss_are_articles_with_captions_of_their_text_and_of_media():
    name, stories = articles(case("c16-rss/feed.xml"))
    assert name == "RSS"
    assert [story.title for story in stories] == [
        "Harbour of Selmar reopens after the long siege",
        "Truce talks in Brenn end without a date",
    ]
    assert [len(texts(story, "body")) for story in stories] == [6, 2]
    assert [len(texts(story, "caption")) for story in stories] == [2, 2]
    assert texts(stories[0], "credit") == ["Photo: Mira Oduya/Coast Images"]
    assert stories[0].source == "The Selmar Courier"
    assert stories[0].published == "2026-11-02T08:00:00+00:00"
    assert [s.rule for s in stories[0].segments if s.layer == "caption"] == [
        "field figcaption in content:encoded",
        "field media:description",
    ]


def test_entries_of_atom_in_escaped_html_or_xhtml_are_articles():
    story = article(case("c17-atom/feed.atom"))
    assert (len(texts(story, "body")), len(texts(story, "caption"))) == (6, 1)
    xhtml = "<div xmlns='http://www.w3.org/1999/xhtml'><p>They met.</p><figure><img/><figcaption>The hall.</figcaption></figure></div>"
    entry = f"<title type='html'>Talks &amp;amp; more</title><author><name>Ann Roe</name></author><updated>2026-11-02T08:00:00Z</updated><link href='https://a.example/1'/><content type='xhtml'>{xhtml}</content>"
    story = article(
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>The Courier</title><entry>{entry}</entry></feed>"
    )
    assert labels(story) == [
        ("headline", "Talks & more"),
        ("byline", "Ann Roe"),
        ("body", "They met."),
        ("caption", "The hall."),
    ]
    assert (story.id, story.source, story.published) == (
        "https://a.example/1",
        "The Courier",
        "2026-11-02T08:00:00+00:00",
    )


def test_an_item_with_a_description_only_says_that_it_may_be_cut():
    story = article(feed("<title>Talks</title><description>They met.</description>"))
    assert texts(story, "body") == ["They met."]
    assert story.notices == [
        "the item holds only a description, which may be the beginning of a longer text"
    ]


def test_an_item_whose_text_is_a_shortcode_is_its_description():
    story = article(feed(f"<description>They met.</description>{encoded('[gallery]')}"))
    assert labels(story) == [("body", "They met."), ("boilerplate", "[gallery]")]


def test_items_without_a_text_are_counted_and_a_feed_of_them_is_refused():
    empty = "<title>Talks</title><link>https://a.example</link>"
    story = article(feed(empty, f"<title>Two</title>{encoded('<p>They left.</p>')}"))
    assert (story.record, story.notices) == (2, ["1 of 2 items hold no text and are left out"])
    with pytest.raises(
        InputError, match="lists titles and addresses, but no texts; open the addresses"
    ):
        articles(feed(empty))
    with pytest.raises(InputError, match="the feed has no items"):
        articles(feed())


def test_entities_of_html_and_lonely_ampersands_in_a_feed_are_read():
    story = article(
        feed("<title>AT&T &eacute;t&eacute;</title><description>They met.</description>")
    )
    assert story.title == "AT&T été"


def test_a_deck_that_only_begins_the_text_is_not_said_twice():
    story = article(
        feed(
            f"<title>Talks</title><description>They met at dusk &#8230;</description>{encoded('<p>They met at dusk in the hall.</p>')}"
        )
    )
    assert labels(story) == [("headline", "Talks"), ("body", "They met at dusk in the hall.")]


@pytest.mark.parametrize(
    "shortcode",
    [
        '[caption id="a" align="left" caption="The [old] hall at dusk."]<img src="a.jpg" />[/caption]',
        '[caption id="a" width="600"]<a href="b"><img src="a.jpg" alt="" /></a> The [old] hall at dusk.[/caption]',
        '[caption width="600"]<a href="b"><img src="a.jpg"/> The [old] hall at dusk.[/caption]',
        "[wp_caption caption='The [old] hall at dusk.']<img src='a.jpg'>[/wp_caption]",
    ],
)
def test_captions_of_wordpress_are_captions_in_each_form(shortcode: str):
    story = article(
        feed(
            f"<title>Talks</title>{encoded(f'They met.{chr(10)}{shortcode}{chr(10)}They left.')}<wp:post_type>post</wp:post_type>",
            names=WORDPRESS,
        )
    )
    assert labels(story)[1:] == [
        ("body", "They met."),
        ("caption", "The [old] hall at dusk."),
        ("body", "They left."),
    ]


def test_a_shortcode_that_nothing_closes_stays_as_it_is():
    assert with_captions("[caption]<img> The hall") == "[caption]<img> The hall"


def post(title: str, html: str, kind: str = "post", status: str = "publish", more: str = "") -> str:
    return f"<title>{title}</title>{encoded(html)}<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}"


def test_a_post_of_wordpress_has_its_own_date_deck_author_and_paragraphs():
    about = "<dc:creator>roe</dc:creator><excerpt:encoded>At last.</excerpt:encoded><wp:post_date>2026-11-02 08:00:00</wp:post_date><pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>"
    name, (story,) = articles(
        feed(
            post("Talks", "They met.\n\nThey left.\n[gallery columns=3]", more=about),
            names=WORDPRESS,
        )
    )
    assert name == "WordPress export"
    assert labels(story) == [
        ("headline", "Talks"),
        ("standfirst", "At last."),
        ("byline", "roe"),
        ("body", "They met."),
        ("body", "They left."),
        ("boilerplate", "[gallery columns=3]"),
    ]
    assert story.published == "2026-11-02T08:00:00"


def test_drafts_pages_and_attachments_are_left_out_and_counted():
    items = (
        post("Draft", "Not yet.", status="draft"),
        post("About", "Us.", kind="page"),
        post("Picture", "", kind="attachment", status="inherit"),
        post("Empty", ""),
        post("Talks", "They met."),
    )
    story = article(feed(*items, names=WORDPRESS))
    assert (story.title, story.record) == ("Talks", 5)
    assert story.notices == [
        "4 of 5 items are left out: 1 drafts, 1 pages, 1 attachments, 1 posts without a text"
    ]
    with pytest.raises(InputError, match="no published post"):
        articles(feed(*items[:4], names=WORDPRESS))


def test_articles_of_a_sites_own_type_are_read_where_there_are_no_posts():
    own, page = post("Talks", "They met.", kind="news_article"), post("About", "Us.", kind="page")
    assert article(feed(own, page, names=WORDPRESS)).notices == [
        "1 of 2 items are left out: 1 pages"
    ]


def test_captions_of_attachments_are_those_of_the_posts_that_show_them():
    def attachment(number: int, caption: str) -> str:
        about = f"<wp:post_id>{number}</wp:post_id><wp:post_parent>1</wp:post_parent><excerpt:encoded>{caption}</excerpt:encoded>"
        return post("a.jpg", "", kind="attachment", status="inherit", more=about)

    lead = "<wp:post_id>1</wp:post_id><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta>"
    items = [post("Talks", 'They met.\n\n[gallery ids="8"]', more=lead), post("Two", "They left.")]
    pictures = [attachment(7, "The hall."), attachment(8, "A ship."), attachment(9, "Unused.")]
    _, stories = articles(feed(*items, *pictures, names=WORDPRESS))
    assert [texts(story, "caption") for story in stories] == [["The hall.", "A ship."], []]


@pytest.mark.parametrize(
    "item",
    [
        "<media:description>The hall at dusk.</media:description>",
        f"{encoded('<p>They met.</p>' * 3)}",
        "<content:encoded>[caption][gallery][embed]</content:encoded>",
        "<description>They met at dusk in the hall.</description>",
    ],
)
def test_time_grows_with_the_length_of_a_feed(item: str):
    text = feed(f"<title>Talks</title><description>They met.</description>{item * 4000}")
    start = time.perf_counter()
    articles(text)
    assert time.perf_counter() - start < 10
