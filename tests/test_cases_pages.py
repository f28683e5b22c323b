"""Small pages on which the reader once lost, invented or mixed up a layer, and others of the same kinds."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from analysis import read
from analysis.completeness import warnings
from analysis.reading.page import blocks_of_page

CASES = Path(__file__).parent / "cases"
READING = CASES / "reading"
MINIMAL = READING / "p01-minimal-pages"

DOCKS = "Dock workers of Selmar unload the first grain ship since the siege on Monday."
SOLDIER = "A soldier of the Karvian army guards the burnt customs house beside the quay."
TUG = "Children watch the tugboat Minerva leave the inner basin at dusk."
QUAY = "The outer quay at Ostrava Bay on Monday, where two cranes stand idle."
FERRIES = (
    "Ferries run again, but the cranes of the old port stand still and the families wait for wages."
)

TITLE = "The old mill opens its doors again"
PARAGRAPHS = [
    "After eleven years of repairs the old mill on the river Wenn has opened its doors again. Volunteers had worked on the wheel since spring, and the town paid for the roof.",
    "The first visitors came before breakfast. They wanted to see the great stones turn, and they stayed for the bread that the bakers sold in the yard until noon.",
    "Not everybody is content. The anglers say that the weir keeps the trout from the upper river, and that nobody asked them before the gates were closed in March.",
    "The council will hear both sides in the autumn. Until then the wheel turns on three days of the week, and the anglers keep the other four for themselves.",
]
WHEEL = "The great wheel turns for the first time since the flood."
DEK = "Anglers are angry, bakers are happy, and the town counts its visitors."
HEADLINE = f"<h1>{TITLE}</h1>"
P = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
FIGURE = f"<figure><img src=a.jpg><figcaption>{WHEEL}</figcaption></figure>"


def page(body: str, title: str = f"<title>{TITLE} - The Wenn Courier</title>") -> bytes:
    menu = "<nav><a href=/>Home</a> <a href=/t>Town</a></nav>"
    notice = "<footer><p>Copyright The Wenn Courier. All rights reserved.</p></footer>"
    return f"<!doctype html><html><head>{title}</head><body>{menu}{body}{notice}</body></html>".encode()


def article(between: str = "", *, below_headline: str = "") -> bytes:
    """A whole article with something between its second and third paragraph, or right below its headline."""
    return page(f"<article>{HEADLINE}{below_headline}{P[0]}{P[1]}{between}{P[2]}{P[3]}</article>")


def layers(data: bytes | Path) -> dict[str, list[str]]:
    """The texts of each layer of a page."""
    read = blocks_of_page(data.read_bytes() if isinstance(data, Path) else data)
    texts: dict[str, list[str]] = defaultdict(list)
    for row in read.rows:
        texts[row.layer].append(read.text[row.start : row.end])
    return texts


# ----------------------------------------------------------------- furniture that is the article


def test_a_page_without_a_body_element_shows_all_that_a_browser_shows():
    found = layers(CASES / "reliability" / "omitted-body.html")
    assert found["headline"] == ["Talks resume in the hall"]
    assert found["caption"] == ["Soldiers at the bridge"]
    assert found["credit"] == ["(Photo: MoD)"]
    assert "Nobody spoke of the missiles." in found["body"]
    words = " ".join(text for texts in found.values() for text in texts).split()
    assert len(words) == 38


@pytest.mark.parametrize(
    "data",
    [
        f"<title>{TITLE}</title><article>{HEADLINE}{''.join(P)}{FIGURE}</article>",
        f"<!doctype html><meta charset=utf-8><title>{TITLE}</title><nav><a href=/>Home</a></nav><section>{HEADLINE}{''.join(P)}{FIGURE}</section>",
        f"<html><head><title>{TITLE}</title></head><header>The Courier</header><main>{HEADLINE}{''.join(P)}{FIGURE}</main></html>",
    ],
)
def test_an_article_in_a_page_that_opens_no_body_is_kept(data: str):
    found = layers(data.encode())
    assert found["headline"] == [TITLE]
    assert found["body"] == PARAGRAPHS
    assert found["caption"] == [WHEEL]


@pytest.mark.parametrize(
    "name",
    ["t01-pages-and-texts/aside.html", "r03-layout-sidebar/page.html"],
    ids=["unclosed aside", "sidebar layout"],
)
def test_an_article_inside_what_is_called_furniture_keeps_body_and_captions(name: str):
    found = layers(READING / name)
    assert len([text for text in found["body"] if len(text) > 100]) == (4 if "aside" in name else 6)
    assert found["caption"] == (
        ["Waves break over the harbour wall in Selmar on Monday."]
        if "aside" in name
        else [DOCKS, SOLDIER]
    )


WRONG = [
    "nav", "aside", "form", "menu", "div class=related", "div class=widget", "div class='layout layout--sidebar'", "div class=newsletter",
    "div class=promo", "div class=modal", "div role=complementary", "section class=recommended",
]  # fmt: skip


@pytest.mark.parametrize("tag", WRONG)
def test_markup_that_calls_most_of_the_prose_furniture_is_wrong(tag: str):
    unclosed = layers(
        page(f"{HEADLINE}<{tag}><div>Ask our reporters</div><div>{''.join(P)}{FIGURE}</div>")
    )
    around = layers(page(f"<{tag}>{HEADLINE}{''.join(P)}{FIGURE}</{tag.split()[0]}>"))
    for found in (unclosed, around):
        assert (found["headline"], found["body"], found["caption"]) == (
            [TITLE],
            PARAGRAPHS,
            [WHEEL],
        )


@pytest.mark.parametrize("name", ["comments", "cookie-consent", "legal"])
def test_long_notices_and_comments_below_a_picture_story_do_not_become_its_body(name: str):
    found = layers(
        page(f"<article>{HEADLINE}{FIGURE}</article><div class={name}>{''.join(P)}</div>")
    )
    assert not set(found["body"]) & set(PARAGRAPHS)
    assert found["caption"] == [WHEEL]


# ----------------------------------------------------------------- no captions


def test_a_paragraph_that_ends_in_an_icon_is_body():
    found = layers(READING / "t01-pages-and-texts" / "icon.html")
    assert found["caption"] == found["credit"] == []
    assert any(text.endswith("N/R") for text in found["body"])


@pytest.mark.parametrize(
    "paragraph",
    [
        "<p>Best time: 3:04. Last race: W vs. Tam Rell/AP <img src=i.png></p>",
        "<p><img src=i.png width=16> Best time: 3:04. Last race: W vs. Tam Rell. Coach: Bo Lund/AP</p>",
    ],
)
def test_a_paragraph_with_an_icon_is_body(paragraph: str):
    found = layers(article(paragraph))
    assert found["caption"] == found["credit"] == []
    assert len(found["body"]) == 5


@pytest.mark.parametrize(
    "data",
    [
        READING / "t01-pages-and-texts" / "player.html",
        article(
            "<div><video></video><div class=captions-settings><label>Font Size</label><select><option>50%</option></select></div></div>"
        ),
        article(
            "<div><video></video><div class=caption-panel role=menu><div role=menuitemradio>captions off</div></div></div>"
        ),
        article(
            "<div><video></video><div class=vjs-caption-window role=dialog><p>Escape will close it.</p></div></div>"
        ),
    ],
)
def test_the_settings_of_a_player_are_no_caption(data: bytes | Path):
    found = layers(data)
    assert found["caption"] == []
    assert len(found["body"]) == 4


@pytest.mark.parametrize(
    "data",
    [
        READING / "t01-pages-and-texts" / "table.html",
        article(
            "<table><caption>Visitors by year</caption><thead><tr><th>Year</th></tr></thead><tr><td>4,000 in summer</td></tr></table>"
        ),
    ],
)
def test_a_table_of_data_has_no_picture_caption_and_is_no_paragraph(data: bytes | Path):
    found = layers(data)
    assert found["caption"] == []
    assert len(found["body"]) == 4


def test_a_badge_under_a_logo_is_a_note_on_the_article():
    assert not {"caption", "credit"} & layers(MINIMAL / "9.html").keys()
    badge = "This article was first published by <a href=x>Harbour/Shift</a>"
    found = layers(article(f"<figure><img src=a><figcaption>{badge}</figcaption></figure>"))
    assert "This article was first published by Harbour/Shift" in found["boilerplate"]


def test_names_that_the_article_never_mentions_are_the_makers_of_pictures():
    found = layers(MINIMAL / "8.html")
    assert found["caption"] == []
    assert len(found["credit"]) == 5


def test_names_of_people_in_the_article_are_captions():
    portraits = "".join(
        f"<figure><img src=a><figcaption>{name}</figcaption></figure>"
        for name in ("Ann Roe", "Bo Lund")
    )
    about = "<p>Ann Roe bakes the bread, and Bo Lund keeps the wheel turning in all weathers of the year.</p>"
    assert layers(article(portraits + about))["caption"] == ["Ann Roe", "Bo Lund"]


@pytest.mark.parametrize(
    "box",
    [
        "<div class=box><a href=x><img src=x.jpg></a><p><a href=x>Harbour fees rise for the third year</a></p></div>",
        "<div class=box><img src=book.jpg><p>Sign up for our newsletter on rivers and mills.</p></div>",
        "<p><em>The council spoke of a great day for the whole valley.</em></p>",
        "<div class=related-content><h3><a href=x>Harbour fees rise again</a></h3><figure><img src=a><figcaption>The harbour in June</figcaption></figure></div>",
        "<figure><button><span class=caption>32 Images of the mill and its yard</span></button><img src=a></figure>",
    ],
)
def test_teasers_promotions_and_italic_paragraphs_are_no_captions(box: str):
    assert layers(article(box))["caption"] == []


def test_an_italic_note_on_the_author_below_a_portrait_is_no_caption():
    note = "<p><img src=ann.jpg></p><p><em>Ann Roe writes about rivers. Her last book is out now.</em></p>"
    assert layers(page(f"<article>{HEADLINE}{''.join(P)}{note}</article>"))["caption"] == []


def test_an_author_and_a_date_beside_a_portrait_are_no_caption():
    for name in ("12.html", "12b.html", "12c.html"):
        assert not any("Kovar" in text for text in layers(MINIMAL / name)["caption"])


# ----------------------------------------------------------------- no words of a caption


def test_a_counter_of_slides_is_no_word_of_a_caption():
    found = layers(READING / "c41-photo-essay" / "essay.html")
    assert found["caption"] == [DOCKS, SOLDIER, TUG]
    assert found["credit"] == [
        "Photograph: Jonas Vell/Northern Press", "Photo: Mira Oduya/Coast Images", "(Lena Sorko/Northern Press)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "counted",
    ["Image 1 of 2: {}", "1of2 {}", "(1/2) {}", "{} (1/2)", "<span>1 / 2</span><b>{}</b>"],
)
def test_a_counter_is_split_from_captions_that_count_alike(counted: str):
    texts = (WHEEL, "Bakers sell bread in the yard.")
    captions = [counted.replace("1", str(n)).format(text) for n, text in enumerate(texts, 1)]
    figures = "".join(
        f"<figure><img src=a><figcaption>{caption}</figcaption></figure>" for caption in captions
    )
    assert layers(article(figures))["caption"] == list(texts)


@pytest.mark.parametrize(
    "caption", ["2 of 3 Wenn families bake their own bread.", "1/3 of the stones were lost."]
)
def test_numbers_that_belong_to_the_sentence_stay_in_the_caption(caption: str):
    assert layers(article(f"<figure><img src=a><figcaption>{caption}</figcaption></figure>"))[
        "caption"
    ] == [caption]


@pytest.mark.parametrize(
    "caption",
    [
        "The wheel turns<sup class=reference><a href=#n>[1]</a></sup> again.",
        "The wheel turns<sup><a href=#n>2</a></sup> again.",
        "The wheel turns again.<sup>†</sup>",
        "The wheel turns again.<a href=#n>[12]</a>",
        "<span class=visually-hidden>Image caption, </span>The wheel turns again.",
        "<span class=off-screen>Image caption</span> The wheel turns again.",
        "Image caption, The wheel turns again.",
        "<span class=sr-only>Description of the photo:</span> The wheel turns again.",
        "<span style='position:absolute; left:-9999px'>Figure</span> The wheel turns again.",
        "The wheel turns again. <a href=#>Show less</a>",
        "The wheel turns again. <button>hide caption</button>",
        "<a href=x>Enlarge</a> / The wheel turns again.",
    ],
)
def test_marks_switches_and_words_for_screen_readers_are_no_words_of_a_caption(caption: str):
    found = layers(article(f"<figure><img src=a><figcaption>{caption}</figcaption></figure>"))
    assert found["caption"] == ["The wheel turns again."]
    assert len(found["boilerplate"]) == 3


def test_a_note_mark_in_the_case_with_links_is_no_word_of_the_caption():
    assert layers(READING / "c44-caption-links" / "links.html")["caption"] == [DOCKS]


def test_the_number_of_a_unit_stays_in_the_caption():
    figure = "<figure><img src=a><figcaption>The yard has 400 m<sup>2</sup> of stone.</figcaption></figure>"
    assert layers(article(figure))["caption"] == ["The yard has 400 m2 of stone."]


def test_a_player_that_cannot_play_says_so_in_no_caption():
    figure = f"<figure><video></video><p class=media-caption>Media playback is unsupported on your device</p><figcaption>{WHEEL}</figcaption></figure>"
    assert layers(article(figure))["caption"] == [WHEEL]


def test_a_caption_in_a_long_and_a_folded_form_is_one_caption_without_its_switches():
    found = layers(MINIMAL / "3.html")
    assert (found["caption"], found["credit"]) == ([QUAY], ["Photo: Ana Kovar"])


# ----------------------------------------------------------------- real captions


@pytest.mark.parametrize(
    ("name", "captions", "credits"),
    [
        ("r01-desc-class/page.html", ["Empty grain silo"], ["(Coast Images/Mira Oduya)"]),
        ("r02-more-from-story/page.html", [DOCKS], ["(NP Photo/Jonas Vell)"]),
        ("r04b-figure-named-caption/page.html", ["Selmar customs house"], []),
        ("c39-gallery-data-caption/gallery.html", [DOCKS, SOLDIER, TUG], []),
        ("c40-gallery-json/gallery.html", [DOCKS, SOLDIER, TUG], ["Photograph: Jonas Vell/Northern Press", "Photo: Mira Oduya/Coast Images", "(Lena Sorko/Northern Press)"]),
        ("c43-usatoday-cutline/usatoday.html", [DOCKS, SOLDIER, TUG], ["(Photo: M. Christou, NP)"] * 3),
        ("c22-google-docs/doc.html", [DOCKS, SOLDIER], ["Photograph: Jonas Vell/Northern Press"]),
        ("x13-old-html/old.html", [DOCKS], []),
        ("x15-em-below-image/em.html", [DOCKS, SOLDIER], []),
        ("p01-minimal-pages/1.html", [QUAY], ["© Harbour Trust/Ana Kovar"]),
        ("p01-minimal-pages/1b.html", [QUAY], ["© Harbour Trust/Ana Kovar"]),
        ("p01-minimal-pages/2.html", ["Ostrava Bay logo."], ["(Photo: File image)"]),
        ("p01-minimal-pages/2b.html", [QUAY], ["(Photo: Ana Kovar, Staff Photographer)"]),
        ("p01-minimal-pages/2c.html", [QUAY], ["(Photo: Ana Kovar)"]),
        ("p01-minimal-pages/4.html", ["Beware of the cranes."], ["Screenshot: Ana Kovar."]),
        ("p01-minimal-pages/5.html", [QUAY], []),
        ("p01-minimal-pages/5b.html", [QUAY], []),
        ("p01-minimal-pages/6.html", ["Ilse Brandt speaks at the Harbour Club on May 2, 2016 in Washington, DC."], ["Win Mayer/Getty Images"]),
        ("p01-minimal-pages/6b.html", ["Ilse Brandt speaks to members of the Harbour Club on April 19, 2016 in San Francisco, Calif."], ["Leah Mayer/The Chronicle"]),
        ("p01-minimal-pages/10.html", [QUAY], ["courtesy of Harbour Network."]),
        ("p01-minimal-pages/10b.html", [QUAY], ["courtesy of Harbour Network."]),
        ("p01-minimal-pages/10c.html", [QUAY], []),
        ("p01-minimal-pages/11.html", [QUAY], ["Ana Kovar/The Daily"]),
        ("p01-minimal-pages/13.html", [QUAY], ["© Harbour Trust/Ana Kovar"]),
        ("p01-minimal-pages/14.html", [QUAY], ["(Photo: Ana Kovar, The Register)"]),
    ],
)  # fmt: skip
def test_a_caption_and_its_credit_are_found_wherever_the_page_puts_them(
    name: str, captions: list[str], credits: list[str]
):
    found = layers(READING / name)
    assert (found["caption"], found["credit"]) == (captions, credits)
    assert len(found["headline"]) == 1
    assert len([text for text in found["body"] if len(text) > 100]) == 6


CAPTIONED = {
    "a span named as a description": "<img src=a><span class=photo-desc>{}</span>",
    "a paragraph named as a picture's text": "<div><img src=a></div><p class=picture_text>{}</p>",
    "a box of other stories that holds the picture alone": "<div class=related-content><figure><img src=a><figcaption>{}</figcaption></figure></div>",
    "a figure named after captions": "<figure class=lead-caption-container><iframe src=x></iframe><figcaption>{}</figcaption></figure>",
    "a caption in what is named a credit": "<div><img src=a><p class=photo-credit><span class=caption-text>{}</span></p></div>",
    "italics behind a picture": "<div><img src=a><br><i>{}</i></div>",
    "small type below a picture": "<p><img src=a></p><p><small>{}</small></p>",
    "the cell below a picture": "<table width=200><tr><td><img src=a></td></tr><tr><td>{}</td></tr></table>",
    "the cell of a picture": "<table><tr><td><img src=a><br><font size=2>{}</font></td></tr></table>",
    "an attribute": '<a href=a.jpg data-lightbox-caption="&lt;b&gt;{}&lt;/b&gt;"><img src=a></a>',
    "an attribute and a figcaption": '<figure data-caption="{}"><img src=a><figcaption>{}</figcaption></figure>',
    "a figcaption in a picture": "<picture><source srcset=b><source srcset=c><img src=a><figcaption>{}</figcaption></picture>",
    "a slideshow's JSON": '<div><script type="application/json">{"gallery": {"images": [{"url": "a.jpg", "caption": "<p>{}</p>"}]}}</script></div>',
}


@pytest.mark.parametrize("markup", CAPTIONED.values(), ids=CAPTIONED)
def test_a_caption_is_found_by_its_place(markup: str):
    found = layers(article(markup.replace("{}", WHEEL)))
    assert found["caption"] == [WHEEL]
    assert found["body"] == PARAGRAPHS


def test_a_slide_keeps_its_credit_and_json_outside_of_the_article_is_left_out():
    slide = '<script type="application/json">[{"src": "a.jpg", "caption": "Bakers sell bread in the yard.", "credit": "Photo: Ann Roe"}]</script>'
    found = layers(article(f"<div>{slide}</div>"))
    assert (found["caption"], found["credit"]) == (
        ["Bakers sell bread in the yard."],
        ["Photo: Ann Roe"],
    )
    whole = article().replace(b"</body>", slide.encode() + b"</body>")
    assert "caption" not in layers(whole)


def test_a_value_that_is_a_switch_is_no_caption():
    assert "caption" not in layers(article('<div data-caption="true"><img src=a></div>'))


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        (
            "The mill in St. Wenn, Ore.<small>Ann Roe/Reuters</small>",
            ["The mill in St. Wenn, Ore.", "Ann Roe/Reuters"],
        ),
        (
            "The mill at 6 a.m.<cite>Ann Roe / The Courier</cite>",
            ["The mill at 6 a.m.", "Ann Roe / The Courier"],
        ),
        ("The mill at dawn<br>Photo: Ann Roe", ["The mill at dawn", "Photo: Ann Roe"]),
    ],
)
def test_the_border_of_an_element_divides_caption_and_credit(caption: str, parts: list[str]):
    found = layers(article(f"<figure><img src=a><figcaption>{caption}</figcaption></figure>"))
    assert [*found["caption"], *found["credit"]] == parts


def test_a_lead_picture_before_the_article_is_its_own_and_a_teaser_is_not():
    lead = f"<div class=hero><img src=a></div><p class=caption>{WHEEL}</p>"
    teaser = "<div class=teaser><a href=x><img src=a>Fees rise</a><p class=caption>The harbour in June</p></div>"
    rest = f"<article>{HEADLINE}{''.join(P)}</article>"
    assert layers(page(lead + rest))["caption"] == [WHEEL]
    assert layers(page(teaser + rest))["caption"] == []


# ----------------------------------------------------------------- head of the article


@pytest.mark.parametrize("name", ["15a.html", "15b.html"])
def test_a_headline_over_the_picture_is_one_whatever_its_box_is_called(name: str):
    found = layers(MINIMAL / name)
    assert found["headline"] == ["Council votes on the harbour budget"]
    assert found["caption"] == []


def test_a_document_that_declares_no_title_has_the_headline_that_its_class_names():
    found = layers(READING / "c22-google-docs" / "doc.html")
    assert found["headline"] == ["Harbour of Selmar reopens after the long siege"]


@pytest.mark.parametrize("name", ["r01-desc-class", "r06-subheadline-h2", "r10-dek-in-banner"])
def test_a_standfirst_is_no_paragraph_of_the_body(name: str):
    found = layers(READING / name / "page.html")
    assert found["standfirst"] == [FERRIES]
    assert len(found["body"]) == 6


@pytest.mark.parametrize(
    "head",
    [
        f"{HEADLINE}<h2 class=subheadline>{DEK}</h2>",
        f"{HEADLINE}<h3>{DEK}</h3>",
        f"<header>{HEADLINE}<p class=dek>{DEK}</p></header>",
        f"<header>{HEADLINE}<p>{DEK}</p><p>By Ann Roe</p></header>",
        f"<header role=banner><div>{HEADLINE}<p class=intro>{DEK}</p></div></header>",
        f"<header class='article-meta'>{HEADLINE}<p class=dek>{DEK}</p></header>",
    ],
)
def test_what_stands_between_headline_and_text_is_a_standfirst(head: str):
    found = layers(page(f"<article>{head}{''.join(P)}</article>"))
    assert (found["headline"], found["standfirst"], found["body"]) == ([TITLE], [DEK], PARAGRAPHS)


# ----------------------------------------------------------------- controls

CONTROLS = {
    "c00-plain-page/page.html": 3, "c03-singlefile-base64/page.html": 3, "c23-amp/amp.html": 3, "c34-wayback/wayback.html": 3,
    "c35-reader-save/reader.html": 2, "c37-liveblog/live.html": 3, "l01-german-page/seite.html": 2, "l04-arabic-page/page.html": 1, "r04-header-figcaption/page.html": 1,
    "r07-enlarge-link/page.html": 1, "r08-teasers-in-body/page.html": 1, "x14-blogger/blog.html": 1, "x16-two-mains/mains.html": 1, "x17-xml-decl-latin1/latin.html": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in CONTROLS if (READING / name).exists()])
def test_pages_that_were_read_right_stay_right(name: str):
    found = layers(READING / name)
    assert len(found["headline"]) == 1
    assert len(found["caption"]) == CONTROLS[name]
    assert len(found["body"]) >= 3


# ----------------------------------------------------------------- what a tester lost, invented or mixed up


@pytest.mark.parametrize(
    "name",
    [
        "dek",
        "deck",
        "standfirst",
        "lede",
        "subheadline",
        "article-summary",
        "article__excerpt",
        "post-intro",
    ],
)
def test_a_paragraph_marked_as_a_standfirst_is_one_with_a_full_stop_as_well(name: str):
    behind = f"<p class=byline>By Ann Roe</p>{FIGURE}"
    for marked in (f"<p class={name}>{DEK}</p>", f"<div class={name}><p>{DEK}</p></div>"):
        found = layers(article(below_headline=f"{marked}{behind}"))
        assert (found["standfirst"], found["byline"], found["body"]) == (
            [DEK],
            ["By Ann Roe"],
            PARAGRAPHS,
        )


@pytest.mark.quick
def test_a_box_called_a_summary_around_the_whole_text_is_no_standfirst():
    found = layers(page(f"<article>{HEADLINE}<div class=summary>{''.join(P)}</div></article>"))
    assert (found["standfirst"], found["body"]) == ([], PARAGRAPHS)


def test_a_byline_behind_the_first_paragraph_is_a_byline():
    found = layers(
        page(f"<article>{HEADLINE}{P[0]}<p class=byline>By Ann Roe</p>{''.join(P[1:])}</article>")
    )
    assert (found["byline"], found["body"]) == (["By Ann Roe"], PARAGRAPHS)


@pytest.mark.parametrize(
    ("player", "words"),
    [
        ("<div class=video-js><video></video><p class=vjs-no-js>{}</p></div>", "To view this video please enable JavaScript, and consider a newer browser."),
        ("<div class='jw-modal' aria-modal=true><p>{}</p></div>", "Keyboard Shortcuts"),
        ("<section aria-modal=true><p>{}</p></section>", "Press the question mark to see the keys that this player knows."),
        ("<div class=audio-player><p>{}</p></div>", "Listen 5:02"),
        ("<div><p>{}</p></div>", "Your browser does not support the audio element."),
    ],
)  # fmt: skip
def test_what_a_player_says_is_no_body(player: str, words: str):
    found = layers(article(player.format(words)))
    assert (found["body"], words in found["boilerplate"]) == (PARAGRAPHS, True)


def test_a_caption_in_the_box_of_a_player_is_kept():
    found = layers(
        article(f"<div class=video-js><video></video><figcaption>{WHEEL}</figcaption></div>")
    )
    assert (found["caption"], found["body"]) == ([WHEEL], PARAGRAPHS)


BAKERS = "The bakers of Wenn sell their bread in the yard."


@pytest.mark.parametrize(
    "pictures",
    [
        "<div class=slideshow><div class=slide><img src=a.jpg><p>{}</p><span>1 of 2</span></div><div class=slide><img src=b.jpg><p>{}</p><span>2 of 2</span></div></div>",
        "<figure><img src=a.jpg><h4>{}</h4></figure><figure><img src=b.jpg><h4>{}</h4></figure>",
        "<div><img src=a.jpg></div><p class=legende>{}</p><div><img src=b.jpg></div><p class=didascalia>{}</p>",
        "<figure><img src=a.jpg><figcaption>Image 1 of 3: {}</figcaption></figure><figure><img src=b.jpg><figcaption>Caption: {}</figcaption></figure>",
        "<figure><img src=a.jpg><figcaption><span class=icon>Enlarge this image</span>{}</figcaption></figure><figure><img src=b.jpg><figcaption>{} <b>hide caption</b></figcaption></figure>",
    ],
)  # fmt: skip
def test_a_caption_without_the_markup_of_one_is_told_by_its_picture_and_keeps_no_switches(
    pictures: str,
):
    found = layers(article(pictures.format(WHEEL, BAKERS)))
    assert (found["caption"], found["body"]) == ([WHEEL, BAKERS], PARAGRAPHS)


def test_a_heading_over_a_paragraph_in_a_figure_is_no_caption():
    found = layers(
        article(
            f"<figure><img src=a.jpg><h4>The wheel turns once again</h4><p>{WHEEL}</p></figure>"
        )
    )
    assert "The wheel turns once again" not in found["caption"]


@pytest.mark.parametrize(
    "label",
    [
        "Bildrechte",
        "Bildquelle",
        "Fotocredit",
        "Copyright",
        "Photograph",
        "Foto",
        "Quelle",
        "Source",
        "Rechte",
    ],
)
def test_the_word_before_a_credit_belongs_to_it(label: str):
    credit = f"{label}: picture alliance/dpa"
    found = layers(
        article(f"<figure><img src=a.jpg><figcaption>{WHEEL} {credit}</figcaption></figure>")
    )
    assert (found["caption"], found["credit"]) == ([WHEEL], [credit])


@pytest.mark.quick
@pytest.mark.parametrize(
    ("picture", "credit"),
    [
        ("<figure><img src=a.jpg><p>{}</p><p>Lena Orr/AFP</p></figure>", "Lena Orr/AFP"),
        ("<figure><img src=a.jpg><span class=sr-only>Image source, </span><span>Getty Images</span><figcaption>{}</figcaption></figure>", "Image source, Getty Images"),
    ],
)  # fmt: skip
def test_a_credit_in_an_element_of_its_own_is_one(picture: str, credit: str):
    found = layers(article(picture.format(WHEEL)))
    assert (found["caption"], found["credit"], found["body"]) == ([WHEEL], [credit], PARAGRAPHS)


def test_the_tools_around_a_story_are_no_body():
    tools = ["4 min read", "Share", "Listen to this article"]
    found = layers(article(below_headline="".join(f"<p>{tool}</p>" for tool in tools)))
    assert (found["body"], set(tools) <= set(found["boilerplate"])) == (PARAGRAPHS, True)


def test_a_word_with_a_link_to_another_story_is_no_body():
    found = layers(
        article("<p>RELATED: <a href=/r>Ten years of rust: a river and its mills</a></p>")
    )
    assert found["body"] == PARAGRAPHS
    said = "The letter said: <a href=/r>the weir</a> keeps the trout from the upper river."
    assert len(layers(article(f"<p>{said}</p>"))["body"]) == 5


@pytest.mark.parametrize(
    ("title", "heading", "line"),
    [
        ("Just a moment...", "wenncourier.example", "Verify you are human by completing the action below."),
        ("Are you a robot?", "We've detected unusual activity from your computer network", "Please click the box below."),
        ("wenncourier.example", "Please enable JS and disable any ad blocker", "Thank you."),
        ("Page not found", "Sorry, we can't find that page", "It may have been moved."),
    ],
)  # fmt: skip
def test_a_page_that_asks_for_a_person_or_has_nothing_is_called_a_refusal(
    title: str, heading: str, line: str
):
    data = f"<html><head><title>{title}</title></head><body><h1>{heading}</h1><p>{line}</p></body></html>"
    [warning] = warnings(read(data.encode(), format="html", name="saved"))
    assert "the page holds no article" in warning


def test_an_article_that_speaks_of_a_refusal_is_an_article():
    quoted = "<p>Access denied: please verify you are human, says the sign at the weir.</p>"
    assert warnings(read(article(below_headline=quoted), format="html", name="saved")) == []


@pytest.mark.parametrize(
    "box",
    [
        "<aside class=pull><p>Ten years of letters</p>", "<nav class=toc><a href=#a>Ten years of letters</a>", "<footer><a href=/m>More</a>",
        "<div class=related><a href=/r>Ten years of letters</a>", f"<figure><img src=b.jpg><figcaption>{WHEEL}</figcaption>",
    ],
)  # fmt: skip
def test_a_box_that_is_never_closed_does_not_swallow_the_rest(box: str):
    behind = f"{P[2]}<h2>The anglers wait</h2>{P[3]}<figure><img src=c.jpg><figcaption>{BAKERS}</figcaption></figure>"
    found = layers(page(f"<article>{HEADLINE}{P[0]}{P[1]}{box}{behind}</article>"))
    assert (found["body"], found["subheading"]) == (PARAGRAPHS, ["The anglers wait"])
    assert found["caption"] == ([WHEEL, BAKERS] if "figure" in box else [BAKERS])


@pytest.mark.parametrize("box", ["aside", "div class=related", "div class=comments", "footer"])
def test_a_box_that_is_closed_keeps_its_paragraphs(box: str):
    found = layers(
        page(f"<article>{HEADLINE}{P[0]}{P[1]}{P[2]}<{box}>{P[3]}</{box.split()[0]}></article>")
    )
    assert found["body"] == PARAGRAPHS[:3]


# ----------------------------------------------------------------- text in boxes that are never closed

UNCLOSED = [
    "aside", "nav class=toc", "footer", "section class=related", "div class=sidebar", "div class=related", "div class=newsletter",
]  # fmt: skip
WRITTEN = {
    "elements of their own": "<div>{}</div>",
    "paragraphs in elements": "<div class=par><p>{}</p></div>",
    "elements in sections": "<section class=par><div class=text>{}</div></section>",
    "line breaks": "{}<br><br>",
}


@pytest.mark.parametrize("box", UNCLOSED)
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_text_that_goes_on_in_a_box_never_closed_as_it_began_is_the_article(box: str, written: str):
    before, behind = (
        "".join(map(written.format, half)) for half in (PARAGRAPHS[:2], PARAGRAPHS[2:])
    )
    teaser = "<a href=/r>Ten years of letters</a><br><br>"
    found = layers(page(f"<article>{HEADLINE}{before}<{box}>{teaser}{behind}{FIGURE}</article>"))
    assert (found["body"], found["caption"]) == (PARAGRAPHS, [WHEEL])
    assert "Ten years of letters" not in found["body"]


@pytest.mark.parametrize("box", UNCLOSED)
def test_a_box_that_is_closed_keeps_what_is_written_as_the_text_is(box: str):
    before = "".join(f"<div>{text}</div>" for text in PARAGRAPHS[:3])
    teaser = f"<{box}><div>{PARAGRAPHS[3]}</div></{box.split()[0]}>"
    data = page(f"<article>{HEADLINE}{before}{teaser}</article>")
    assert layers(data)["body"] == PARAGRAPHS[:3]
    assert warnings(read(data, format="html", name="saved")) == []


def test_a_box_never_closed_that_other_elements_of_a_class_fill_is_no_article():
    before = "".join(f"<div class=par>{text}</div>" for text in PARAGRAPHS[:3])
    found = layers(
        page(f"<article>{HEADLINE}{before}<aside><div class=item>{PARAGRAPHS[3]}</div></article>")
    )
    assert found["body"] == PARAGRAPHS[:3]


@pytest.mark.parametrize("box", UNCLOSED)
def test_paragraphs_in_a_box_never_closed_that_may_be_the_articles_are_said_with_their_words(
    box: str,
):
    text = f"<article>{HEADLINE}{P[0]}{P[1]}{P[2]}<{box}><a href=/r>Ten years of letters</a><div>{PARAGRAPHS[3]}</div></article>"
    [warning] = warnings(read(page(text), format="html", name="saved"))
    assert warning.startswith(
        f"saved: {len(PARAGRAPHS[3].split())} words of paragraphs are labelled page furniture (menus, notices), inside a box"
        " that the page does not close. Look at the labels with: cutline layers saved"
    )
    many = "".join(f"<p>{text}</p>" for text in PARAGRAPHS * 4)
    assert warnings(read(page(text.replace(P[0], many)), format="html", name="saved")) == []


def test_many_pages_with_boxes_never_closed_are_one_line(tmp_path: Path):
    text = f"<article>{HEADLINE}{P[0]}{P[1]}{P[2]}<aside><div>{PARAGRAPHS[3]}</div></article>"
    for n in range(5):
        (tmp_path / f"a{n}.html").write_bytes(page(text))
    [warning] = warnings(read(tmp_path), tmp_path)
    n_words = 5 * len(PARAGRAPHS[3].split())
    assert warning.startswith(
        f"5 of 5 articles (a0, a1, a2, …): {n_words} words of their paragraphs are labelled"
    )


# ----------------------------------------------------------------- standfirsts by their names and place

FOREIGN = [
    "chapo",
    "article__chapo",
    "chapeau",
    "ingress",
    "vorspann",
    "sommario",
    "entradilla",
    "sous-titre",
    "inleiding",
]
LEADS = ["lead", "article-lead", "articleLead", "lead-text", "introduction", "abstract"]
INTROS = ["intro", "story-intro", "intro-text", "field--name-field-intro"]
TWO_SENTENCES = "Anglers are angry and bakers are happy about the wheel. The town counts its visitors and waits for the council's word."


@pytest.mark.parametrize("name", FOREIGN + LEADS + INTROS)
@pytest.mark.parametrize("words", [DEK, TWO_SENTENCES], ids=["short", "long"])
def test_a_lead_or_introduction_below_the_headline_is_a_standfirst(name: str, words: str):
    for marked in (
        f"<p class='{name}'>{words}</p>",
        f"<div class='{name}'><p>{words}</p></div>",
        f"<div class='{name}'>{words}</div>",
    ):
        for behind in ("", f"<p class=byline>By Ann Roe</p>{FIGURE}"):
            found = layers(article(below_headline=f"{marked}{behind}"))
            assert (found["standfirst"], found["body"]) == ([words], PARAGRAPHS)


def test_a_lead_behind_the_byline_is_a_standfirst_in_a_box_of_its_own_or_before_the_picture():
    byline = "<p class=byline>By Ann Roe</p>"
    for head in (
        f"{byline}{FIGURE}<div class=lead><p>{TWO_SENTENCES}</p></div>",
        f"{byline}<p class=lead>{TWO_SENTENCES}</p>{FIGURE}",
    ):
        assert layers(article(below_headline=head))["standfirst"] == [TWO_SENTENCES]


@pytest.mark.quick
def test_a_lead_behind_the_byline_and_in_one_box_with_the_text_is_its_first_paragraph():
    head = f"<p class=byline>By Ann Roe</p>{FIGURE}<p class=story-body__introduction>{TWO_SENTENCES}</p>"
    found = layers(article(below_headline=head))
    assert (found["standfirst"], found["body"]) == ([], [TWO_SENTENCES, *PARAGRAPHS])


@pytest.mark.parametrize("name", ["lead", "intro", "chapo", "summary", "article-body--lead"])
def test_a_box_named_after_a_standfirst_around_the_text_leaves_the_standfirst_before_it(name: str):
    text = f"{HEADLINE}<p class=sub-title>{DEK}</p><p class=byline>By Ann Roe</p><div class={name}>{''.join(P)}</div>"
    found = layers(page(f"<article>{text}</article>"))
    assert (found["standfirst"], found["byline"], found["body"]) == (
        [DEK],
        ["By Ann Roe"],
        PARAGRAPHS,
    )


@pytest.mark.parametrize(
    "paragraph",
    [
        f"<p><span class=lead>This week:</span> {TWO_SENTENCES}</p>", f"<p class=lead-image>{TWO_SENTENCES}</p>", f"<p class=leader>{TWO_SENTENCES}</p>",
    ],
)  # fmt: skip
def test_first_words_and_pictures_that_lead_make_no_standfirst(paragraph: str):
    found = layers(article(below_headline=paragraph))
    assert (found["standfirst"], len(found["body"])) == ([], 5)


def test_a_lead_further_down_is_a_paragraph():
    found = layers(article(f"<p class=intro>{TWO_SENTENCES}</p>"))
    assert (found["standfirst"], len(found["body"])) == ([], 5)


# ----------------------------------------------------------------- captions in the type of a small heading


@pytest.mark.parametrize("tag", ["h5", "h6"])
@pytest.mark.parametrize(
    "picture", ["<div><img src=a></div>", "<img src=a>", "<p><a href=b><img src=a></a></p>"]
)
def test_a_small_heading_between_a_picture_and_a_paragraph_is_a_caption(tag: str, picture: str):
    shown = f"{picture}<{tag}>{WHEEL} Photo: Ann Roe</{tag}>"
    for found in (layers(article(shown)), layers(article(below_headline=shown))):
        assert (found["caption"], found["credit"], found["body"]) == (
            [WHEEL],
            ["Photo: Ann Roe"],
            PARAGRAPHS,
        )


@pytest.mark.parametrize("tag", ["h2", "h3", "h4"])
def test_a_larger_heading_below_a_picture_is_a_subheading(tag: str):
    found = layers(article(f"<div><img src=a></div><{tag}>The anglers wait for the autumn</{tag}>"))
    assert (found["caption"], found["subheading"]) == ([], ["The anglers wait for the autumn"])


@pytest.mark.parametrize(
    "between",
    [
        f"<h6>The bakers have their say</h6>{P[2]}<div><img src=a></div><h6>The anglers wait for the autumn</h6>",
        "<div><img src=a></div><h6>The anglers wait for the autumn</h6><h4>What comes next</h4>",
        "<div><img src=a></div><h6><a href=/r>The anglers wait for the autumn</a></h6>",
    ],
    ids=["a site that sets subheadings so", "no paragraph follows", "a link"],
)
def test_a_small_heading_is_no_caption_where_it_heads_something(between: str):
    assert layers(article(between))["caption"] == []


# ----------------------------------------------------- what a reader sees beside and under a picture

LINE = "The wheel of the old mill in May"
PICTURE = "<p><img src=a.jpg></p>"


def figure(caption: str, around: str = "figure") -> str:
    return f"<{around}><img src=a.jpg>{caption}</{around}>"


@pytest.mark.parametrize(
    ("between", "caption"),
    [
        # A credit in the words' own element says that they are the picture's, few as they may be.
        (figure("<span>Buy Photo</span><p>Ida Vale <span class=photo-credit>(Photo: Ann Roe)</span></p>", "aside"), "Ida Vale"),
        # A switch beside them leaves the words the only text of the box.
        (figure("<p class=byline>Photo: Ann Roe, file</p><p>The wheel turns in May.</p><div>Buy this photo</div>", "div class=gallery").replace("</div class=gallery>", "</div>"), "The wheel turns in May."),
        (f"{PICTURE}<p>{LINE}</p>", LINE),
        (f"{PICTURE}<p style='text-align: center'>{WHEEL}</p>", WHEEL),
        (f"{PICTURE}<p>Above, left: {WHEEL}</p>", f"Above, left: {WHEEL}"),
        (f"<p>Pictured below: {WHEEL}</p>{PICTURE}", f"Pictured below: {WHEEL}"),
        (f"<p>[Above: {WHEEL}]</p>", f"[Above: {WHEEL}]"),
    ],
)  # fmt: skip
def test_words_that_a_reader_sees_as_a_pictures_are_its_caption(between, caption):
    found = layers(article(between))
    assert found["caption"] == [caption]
    assert found["body"] == PARAGRAPHS


@pytest.mark.parametrize(
    "between",
    [
        # Another story, whose picture leads to it as its words do.
        f"<div><a href=/weir><img src=a.jpg></a><a href=/weir><figcaption>{LINE}</figcaption></a></div>",
        f"<a href=/weir><div class=caption>{LINE}</div></a>",
        f"<div><a href=/weir>{figure('')}</a><figcaption>{LINE}</figcaption><h3><a href=/weir>Anglers have their weir</a></h3></div>",
        # Who wrote it.
        figure("<figcaption>Ida Vale</figcaption>"),
        figure("<p>Ida Vale is a reporter of the Courier.</p>", "div"),
        # What a figure may show in place of a picture.
        "<figure><blockquote><p>The wheel turns.</p></blockquote><figcaption>Ann Roe, who bakes bread</figcaption></figure>",
        "<figure><table><tr><td>1<td>2</table><figcaption>Visitors of the mill in May</figcaption></figure>",
        f"<blockquote>{figure(f'<p>{LINE}</p>', 'div')}</blockquote>",
    ],
)
def test_words_beside_what_is_no_picture_of_the_article_are_no_caption(between):
    assert not layers(article(between, below_headline="<p class=byline>By Ida Vale</p>"))["caption"]


@pytest.mark.parametrize(
    "caption",
    [
        f"<figcaption><a href=a.jpg>{LINE}</a></figcaption>",
        f"<figcaption><a href='#wheel'>{LINE}</a></figcaption>",
        f"<figcaption><a href=https://wheels.example/mill>{LINE}</a></figcaption>",
        "<figcaption>Ida Vale opens the old mill</figcaption>",
        "<figcaption>Ida Vale is opening the old mill</figcaption>",
    ],
)
def test_a_caption_may_be_a_link_or_open_with_the_authors_name(caption):
    data = article(figure(caption), below_headline="<p class=byline>By Ida Vale</p>")
    assert len(layers(data)["caption"]) == 1


@pytest.mark.parametrize(
    "line",
    [
        "[Featured Image by Ann Roe/Getty Images]",
        "Photo: Ann Roe | Flickr",
        "Mill image via Shutterstock",
    ],
)
def test_a_line_at_the_end_of_an_article_that_names_a_pictures_maker_is_a_credit(line):
    found = layers(page(f"<article>{HEADLINE}{''.join(P)}<p>{line}</p></article>"))
    assert (found["credit"], found["body"]) == ([line], PARAGRAPHS)


def test_a_line_above_the_paragraphs_that_names_a_writer_is_no_credit():
    assert not layers(article(below_headline="<p>Ann Roe/Reuters</p>"))["credit"]


def test_a_credit_that_opens_in_an_element_of_its_own_is_cut_off():
    names = "<cite>Ann Roe/Courier</cite>"
    found = layers(
        article(figure(f"<figcaption><div>{names}</div><div>{WHEEL}</div></figcaption>"))
    )
    assert (found["caption"], found["credit"]) == ([WHEEL], ["Ann Roe/Courier"])


def test_a_credit_shown_beside_a_caption_and_once_more_at_its_end_is_cut_off():
    credit = "<div class=photo-credit>Ann Roe</div>"
    found = layers(article(figure(f"{credit}<figcaption>{WHEEL} Ann Roe</figcaption>")))
    assert (found["caption"], found["credit"]) == ([WHEEL], ["Ann Roe", "Ann Roe"])


def test_a_rendering_of_a_caption_with_its_credit_is_the_same_caption():
    shown = f"<div class=photo-credit>Ann Roe</div><figcaption>{WHEEL}</figcaption>"
    box = f"<figure data-caption='{WHEEL} Ann Roe'><img src=a.jpg>{shown}</figure>"
    assert layers(article(box))["caption"] == [WHEEL]


def test_a_caption_of_a_slide_that_the_page_gives_twice_counts_once():
    slides = f'<script type="application/json">[{{"url": "a.jpg", "caption": "{WHEEL}"}}]</script>'
    assert layers(article(slides + slides))["caption"] == [WHEEL]


def test_a_row_of_names_under_pictures_says_who_made_them():
    names = ["Mo Davar", "Rya Rand", "Gil Bird", "Ann and Ida", "Wheel Functions"]
    row = "".join(figure(f"<figcaption>{name}</figcaption>") for name in names)
    found = layers(
        article(row + "<p>The bakers and Ann and Ida looked at the Wheel for hours.</p>")
    )
    assert (found["caption"], found["credit"]) == ([], names)


def test_the_readings_beside_japanese_signs_are_no_words_of_the_text():
    found = layers(READING / "r15-ruby" / "page.html")
    assert found["headline"] == ["セルマー港、長い包囲の後に再開"]
    assert len(found["body"]) == 3


def test_a_chinese_line_of_one_word_below_a_picture_is_a_caption_with_its_credit():
    found = layers(READING / "l06-chinese-page" / "page.html")
    assert found["caption"] == ["图为周一码头工人卸下围困以来的第一艘粮船。"]
    assert found["credit"] == ["新华社记者 李明 摄"]


@pytest.mark.parametrize(
    ("case", "credit"),
    [("l05-japanese-page", "（写真：北方通信）"), ("l07-russian-cp1251", "Фото: РИА")],
)
def test_a_credit_in_another_script_stands_apart_from_its_caption(case, credit):
    found = layers(READING / case / "page.html")
    assert (len(found["caption"]), found["credit"]) == (1, [credit])


@pytest.mark.parametrize(
    ("picture", "n_captions"), [("mill-wheel-1200x675.webp", 1), ("weir.jpg", 0)]
)
def test_a_picture_outside_the_article_is_its_own_where_the_page_names_it(picture, n_captions):
    image = f"<meta property=og:image content=https://courier.example/i/{picture}>"
    lead = f"<div class=promo><a href=/x>More</a><figure><img src=/i/mill-wheel.jpg?w=9><figcaption>{WHEEL}</figcaption></figure></div>"
    title = f"<title>{TITLE} - The Wenn Courier</title>{image}"
    menu = "<p>Towns of the Wenn</p>"
    found = layers(page(f"{lead}{menu}<article>{HEADLINE}{''.join(P)}</article>", title))
    assert len(found["caption"]) == n_captions


def test_a_heading_over_the_picture_of_a_chart_is_the_figures_caption():
    chart = "<figure><h4>Visitors of the old mill, by month</h4><img src=a.png><p>Source: Courier</p></figure>"
    assert layers(article(chart))["caption"] == ["Visitors of the old mill, by month"]
