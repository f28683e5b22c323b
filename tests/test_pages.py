"""Pages of several publishing systems, written for these tests, and pages that break."""

from __future__ import annotations

import gzip
import io
import sys

import pytest

from analysis import Corpus, InputError, read
from analysis.reading.credits import is_credit, split_credit
from analysis.reading.page import blocks_of_page
from analysis.reading.page.layers import ANY, FACTS, RULES, PageRule

from .conftest import ROOT
from .worst_cases import grows_too_fast

TITLE = "The old mill opens its doors again"
PARAGRAPHS = [
    "After eleven years of repairs the old mill on the river Wenn has opened its doors again. Volunteers had worked on the wheel since spring, and the town paid for the roof.",
    "The first visitors came before breakfast. They wanted to see the great stones turn, and they stayed for the bread that the bakers sold in the yard until noon.",
    "Not everybody is content. The anglers say that the weir keeps the trout from the upper river, and that nobody asked them before the gates were closed in March.",
    "The council will hear both sides in the autumn. Until then the wheel turns on three days of the week, and the anglers keep the other four for themselves.",
]
CAPTIONS = [
    "The great wheel turns for the first time since the flood",
    "Bakers sell bread in the yard of the mill",
]
CREDITS = ["(Photo: Ann Roe)", "Getty Images"]
HEAD = f"<title>{TITLE} - The Wenn Courier</title><meta property='og:title' content='{TITLE}'><meta property='og:site_name' content='The Wenn Courier'><meta property='article:published_time' content='2024-05-03T08:00:00Z'>"
NAV = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/town'>Town</a></li></ul></nav>"
FOOT = "<footer><p>Copyright The Wenn Courier. All rights reserved.</p></footer>"
P = [f"<p>{text}</p>" for text in PARAGRAPHS]


def page(body: str, head: str = HEAD) -> bytes:
    return f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>{NAV}{body}{FOOT}</body></html>".encode()


def article(
    figures: tuple[str, str],
    *,
    opening: str = "<article>",
    closing: str = "</article>",
    h1: str = "<h1>{}</h1>",
) -> bytes:
    return page(
        f"{opening}{h1.format(TITLE)}{P[0]}{figures[0]}{P[1]}{P[2]}{figures[1]}{P[3]}{closing}"
    )


def pair(pattern: str) -> tuple[str, str]:
    """A picture with caption and credit in some markup, twice."""
    first, second = (
        pattern.replace("{caption}", c).replace("{credit}", k)
        for c, k in zip(CAPTIONS, CREDITS, strict=True)
    )
    return first, second.replace("a.jpg", "b.jpg")


SYSTEMS = {
    "figcaption": article(pair('<figure><img src="a.jpg"><figcaption>{caption} <span class="credit">{credit}</span></figcaption></figure>')),
    "WordPress classic": article(
        pair('<div id="attachment_1" class="wp-caption alignnone"><a href="a.jpg"><img src="a.jpg"></a><p class="wp-caption-text">{caption}. {credit}</p></div>'),
        opening='<div id="content"><div class="post type-post"><div class="entry-content">',
        closing="</div></div></div>",
        h1='<h1 class="entry-title">{}</h1>',
    ),
    "WordPress blocks": article(pair('<figure class="wp-block-image size-large"><img src="a.jpg"><figcaption class="wp-element-caption">{caption}. {credit}</figcaption></figure>')),
    "AMP": article(pair('<figure class="amp-wp-caption"><amp-img src="a.jpg" width=1 height=1></amp-img><figcaption>{caption}. {credit}</figcaption></figure>')),
    "Arc": article(
        pair('<div class="image-wrapper"><picture><img src="a.jpg"></picture><div class="b-image__caption-wrapper"><span class="image-metadata__caption">{caption}</span><span class="image-metadata__credit">{credit}</span></div></div>'),
        opening='<main><article><section class="article-body">',
        closing="</section></article></main>",
    ),
    "Getty embed": article(
        pair('<div class="getty embed image"><div><a href="#"><img src="a.jpg"></a></div><p class="getty-caption">{caption}</p><p class="image-credit">{credit}</p></div>')
    ),
    "itemprop": article(pair('<div itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><img src="a.jpg"><span itemprop="caption">{caption}</span> <span itemprop="copyrightHolder">{credit}</span></div>')),
    "aria-describedby": article(pair('<div><img src="a.jpg" aria-describedby="cap-a.jpg"><div id="cap-a.jpg">{caption}. {credit}</div></div>')),
    "old table layout": article(
        pair('<table align="right" width="200"><tr><td><img src="a.jpg"></td></tr><tr><td class="cutline">{caption}. {credit}</td></tr></table>'),
        opening='<table><tr><td width="150"><a href="/a">Archive</a><br><a href="/b">Letters</a></td><td>',
        closing="</td></tr></table>",
    ),
    "italic paragraph": article(pair('<p><img src="a.jpg"></p><p><em>{caption}. {credit}</em></p>')),
}  # fmt: skip


def layer(corpus: Corpus, *names: str) -> list[str]:
    return [
        corpus.text(n) for n in corpus.segments.index if corpus.segments.loc[n, "layer"] in names
    ]


def bare(texts: list[str]) -> list[str]:
    return [text.strip(" .()") for text in texts]


@pytest.mark.parametrize("system", SYSTEMS)
def test_one_article_has_the_same_layers_in_every_publishing_system(system: str):
    corpus = read(SYSTEMS[system])
    assert layer(corpus, "headline") == [TITLE]
    assert layer(corpus, "body") == PARAGRAPHS
    assert bare(layer(corpus, "caption")) == CAPTIONS
    assert bare(layer(corpus, "credit")) == bare(CREDITS)


CONTROL_FILES = (ROOT / "seeds" / "control.html", ROOT / "seeds" / "control.txt")
# The control article as three publishing systems write it: headline, paragraph and captioned picture; then a whole page.
CONTROL = {
    "WordPress": (
        '<h1 class="entry-title">{}</h1>', "<p>{}</p>",
        '<figure id="attachment_{n}" class="wp-caption aligncenter"><img class="size-full" src="{n}.jpg" alt=""><figcaption class="wp-caption-text">{}</figcaption></figure>',
        '<div id="page"><main id="content"><article class="post type-post hentry"><header class="entry-header">{head}</header><div class="entry-content">{rest}</div></article></main>'
        '<aside class="widget-area"><h2>Recent Posts</h2><ul><li><a href="/x">Harbour fees rise</a></li></ul></aside></div>',
    ),
    "AMP": (
        '<h1 class="amp-wp-title">{}</h1>', "<p>{}</p>",
        '<figure class="amp-wp-caption"><amp-img src="{n}.jpg" width="600" height="400" layout="responsive"></amp-img><figcaption>{}</figcaption></figure>',
        '<article class="amp-wp-article"><header class="amp-wp-article-header">{head}</header><div class="amp-wp-article-content">{rest}</div></article>',
    ),
    "Arc": (
        '<h1 class="headline__primary"><span>{}</span></h1>', '<p class="c-paragraph">{}</p>',
        '<div class="c-media-item"><picture><img src="{n}.jpg" alt=""></picture><div class="b-image__caption-wrapper"><span class="image-metadata__caption">{}</span></div></div>',
        '<main><article>{head}<section class="article-body" itemprop="articleBody">{rest}</section></article></main>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("system", CONTROL)
def test_the_control_article_saved_from_a_publishing_system_has_the_layers_of_its_markdown(
    system: str,
):
    plain = read(ROOT / "seeds" / "control.txt")
    pairs = [(layer, plain.text(number)) for number, layer in plain.segments["layer"].items()]
    headline, paragraph, picture, whole = CONTROL[system]
    blocks = {"headline": headline, "body": paragraph, "caption": picture}
    html = [blocks[layer].format(text, n=n) for n, (layer, text) in enumerate(pairs)]
    title = pairs[0][1]
    saved = read(
        page(
            whole.format(head=html[0], rest="".join(html[1:])),
            head=f"<title>{title} | The Courier</title>",
        )
    )
    shapes = {"headline": "# {}", "body": "{}", "caption": '![](x.jpg "{}")'}
    markdown = read(
        "\n\n".join(shapes[layer].format(text) for layer, text in pairs).encode(), format="markdown"
    )
    told = [
        [(row["layer"], c.text(n)) for n, row in c.segments.iterrows()] for c in (saved, markdown)
    ]
    assert [row for row in told[0] if row[0] != "boilerplate"] == told[1] == pairs


def test_the_page_that_the_readme_tries_is_the_control_article():
    told = [
        [(row["layer"], c.text(n)) for n, row in c.segments.iterrows()]
        for c in map(read, CONTROL_FILES)
    ]
    assert [row for row in told[0] if row[0] != "boilerplate"] == told[1]
    assert len(told[0]) > len(told[1])


@pytest.mark.quick
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_word_of_a_page_stands_in_one_segment_in_reading_order(system: str):
    from lxml import html

    corpus = read(SYSTEMS[system])
    segments = corpus.segments
    assert (segments["start"].to_numpy()[1:] >= segments["end"].to_numpy()[:-1]).all()
    kept = "".join(corpus.text(n) for n in segments.index)
    tree = html.document_fromstring(SYSTEMS[system])
    assert "".join(kept.split()) == "".join(tree.find("body").text_content().split())


def test_a_segment_says_where_it_stands_in_the_page():
    from lxml import html

    corpus = read(SYSTEMS["figcaption"])
    tree = html.document_fromstring(SYSTEMS["figcaption"])
    for n in corpus.segments.index:
        (element,) = tree.xpath(corpus.segments.loc[n, "source_path"])
        assert corpus.text(n) in " ".join(element.text_content().split())


def test_title_site_and_date_come_from_the_page():
    row = read(SYSTEMS["AMP"]).articles.loc[0]
    assert row[["title", "source", "published"]].tolist() == [
        TITLE,
        "The Wenn Courier",
        "2024-05-03",
    ]


def test_the_head_of_an_article_has_its_layers():
    head = '<h1>{}</h1><p class="standfirst">Eleven years of repairs are over, and the quarrel begins.</p><div class="byline">By Jane Doe</div><time>3 May 2024</time>'
    corpus = read(article(("<h2>The anglers object</h2>", ""), h1=head))
    labels = corpus.segments["layer"].astype(str).tolist()
    assert labels == [
        "boilerplate",
        "boilerplate",
        "headline",
        "standfirst",
        "byline",
        "byline",
        "body",
        "subheading",
    ] + ["body"] * 3 + ["boilerplate"]


def test_a_gallery_gives_each_caption_once():
    slide = '<li class="slide"><img src="{n}.jpg"><div class="caption"><span class="caption-truncated">{short}...</span><span class="caption-full">{full}</span></div></li>'
    slides = [
        f"Picture number {word} of the mill, taken from the north bank of the river on Monday"
        for word in ("one", "two", "three")
    ]
    markup = "".join(slide.format(n=n, short=text[:40], full=text) for n, text in enumerate(slides))
    copy = "".join(
        f'<figure><img src="{n}.jpg"><figcaption>{text}</figcaption></figure>'
        for n, text in enumerate(slides)
    )
    corpus = read(
        article((f'<ul class="gallery">{markup}</ul>', f'<div class="lightbox">{copy}</div>'))
    )
    captions = layer(corpus, "caption")
    assert len(captions) == 3
    assert layer(corpus, "body") == PARAGRAPHS


def test_captions_of_other_stories_are_boilerplate():
    teaser = '<div class="related-stories"><h3>More stories</h3><figure><a href="/x"><img src="x.jpg"><figcaption>A bridge in another town is closed</figcaption></a></figure></div>'
    corpus = read(article(("", teaser)))
    assert layer(corpus, "caption") == []
    assert "A bridge in another town is closed" in layer(corpus, "boilerplate")


@pytest.mark.parametrize(
    "box",
    [
        '<div class="author-bio"><p>Jane Doe writes about rivers and mills. She lives in the town of Wenn with two dogs.</p></div>',
        '<div class="newsletter-signup"><p>Sign up for our newsletter and get the best of the river every single morning.</p></div>',
        '<section id="comments"><p>I was there on Monday, and the bread was very good indeed, but the queue was too long.</p></section>',
        "<aside><p>Also in this paper: the bridge, the school and the long quarrel about the market place.</p></aside>",
    ],
    ids=["author", "newsletter", "comments", "aside"],
)
def test_what_surrounds_an_article_is_kept_as_boilerplate(box: str):
    corpus = read(article(("", ""), closing=f"{box}</article>"))
    assert layer(corpus, "body") == PARAGRAPHS
    assert len(layer(corpus, "boilerplate")) == 4


def test_json_ld_confirms_a_visible_caption_and_adds_none():
    data = '{"@type": "NewsArticle", "headline": "%s", "image": [{"@type": "ImageObject", "caption": "%s"}, {"@type": "ImageObject", "caption": "Words that no reader of this page sees"}]}'
    script = f'<script type="application/ld+json">{data % (TITLE, CAPTIONS[0])}</script>'
    corpus = read(article((f"{script}<div><img src='a.jpg'><div>{CAPTIONS[0]}</div></div>", "")))
    assert layer(corpus, "caption") == [CAPTIONS[0]]
    assert "no reader" not in corpus.texts[0]


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("The Falcon stands ready. (Photo: MoD)", "The Falcon stands ready."),
        (
            "FILE - Delegates arrive in March. (AP Photo/Jane Doe, File)",
            "Delegates arrive in March.",
        ),
        ("FILE PHOTO: The mayor speaks. REUTERS/Jane Doe/File Photo", "The mayor speaks."),
        ("A dog runs. Reuters", "A dog runs."),
        ("A dog runs | Jane Doe/AP", "A dog runs"),
        ("A tank. Source: U.S. Army", "A tank."),
        ("People on Thursday. Photograph: Jan Petr Novak/AP", "People on Thursday."),
        ("The hall in spring. Ann Roe/Getty Images", "The hall in spring."),
        ("The mayor in a file photo", "The mayor in a file photo"),
        ("She told Reuters that she was leaving.", "She told Reuters that she was leaving."),
        ("Getty Images", ""),
        ("Photo by Jane Doe/Getty Images for NBC", ""),
    ],
)
def test_credits_are_split_from_captions(text: str, caption: str):
    begin, end = split_credit(text)
    assert text[begin:end] == caption
    assert is_credit(text) == (caption == "")


# Inputs of every kind


@pytest.mark.quick
@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.xhtml", "a.html.gz", "no_ending"])
def test_a_page_is_known_by_its_ending_or_its_first_bytes(tmp_path, name: str):
    data = SYSTEMS["figcaption"]
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    corpus = read(tmp_path / name)
    assert bare(layer(corpus, "caption")) == CAPTIONS
    assert corpus.articles.loc[0, "id"] == name.split(".")[0]


def test_bytes_files_and_standard_input_are_read_alike(monkeypatch):
    data = SYSTEMS["AMP"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    texts = {
        read(data).texts,
        read(io.BytesIO(data)).texts,
        read(gzip.compress(data)).texts,
        read("-").texts,
    }
    assert len(texts) == 1


def test_corrections_beside_a_page_win(tmp_path):
    (tmp_path / "a.html").write_bytes(SYSTEMS["AMP"])
    (tmp_path / "a.layers.csv").write_text(
        f"block,layer,first_words\n2,subheading,{TITLE[:12]}\n", encoding="utf-8"
    )
    assert read(tmp_path / "a.html").segments.loc[2, ["layer", "rule"]].tolist() == [
        "subheading",
        "corrected by hand",
    ]


RUSSIAN = "Старая мельница снова открыта. " * 12
CHINESE = "旧磨坊重新开放，村民们都很高兴。河水又推动了大轮。" * 12


@pytest.mark.quick
@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (RUSSIAN, "windows-1251", "windows-1251"),
        (RUSSIAN, "windows-1251", None),
        (RUSSIAN, "windows-1251", "utf-8"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "utf-8", "no-such-charset"),
        (RUSSIAN, "utf-8", "windows-1252x"),
        (RUSSIAN, "utf-16", None),
        (RUSSIAN, "utf-16", "utf-8"),
        ("The old “mill” – open again. " * 12, "utf-16-le", None),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "gb18030", "utf-8"),
        ("Müller’s café is “open” again. " * 12, "windows-1252", "iso-8859-1"),
        ("Müller’s café is open again. " * 12, "utf-8-sig", "iso-8859-1"),
    ],
)
def test_encodings_by_mark_declaration_and_detection(
    text: str, encoding: str, declared: str | None
):
    meta = f"<meta charset={declared}>" if declared else ""
    data = f"<html><head>{meta}</head><body><article><p>{text}</p></article></body></html>".encode(
        encoding
    )
    assert read(data).texts[0] == text.strip()


def test_a_few_broken_bytes_do_not_change_the_declared_encoding():
    data = f"<meta charset=utf-8><p>{RUSSIAN}</p>".encode()
    corpus = read(data.replace("я".encode(), b"\xd1", 1))
    assert corpus.texts[0].startswith("Стара\ufffd мельница")


@pytest.mark.parametrize("name", ["", " class=caption"])
def test_a_figcaption_that_holds_a_picture_is_a_caption_with_all_its_paragraphs(name: str):
    texts = [CAPTIONS[0], "The yard of the mill was full of bakers all day"]
    inside = f"<p>{texts[0]}</p><p><img src=icon.png>{texts[1]}</p>"
    figure = f"<figure><img src=a.jpg><figcaption{name}>{inside}</figcaption></figure>"
    corpus = read(article((figure, "")))
    by_figcaption = corpus.segments[corpus.segments["rule"] == "figcaption"]
    assert set(by_figcaption["layer"]) == {"caption"}
    captions = " ".join(corpus.text(number) for number in by_figcaption.index)
    assert captions.split() == " ".join(texts).split()


@pytest.mark.parametrize(
    ("shown", "layer"),
    [
        ("<audio src=a.mp3></audio>", "boilerplate"),
        ("<audio src=a.mp3></audio><img src=a.jpg>", "caption"),
    ],
)
def test_the_figcaption_of_a_figure_of_sound_alone_is_no_caption(shown: str, layer: str):
    figure = f"<figure>{shown}<figcaption>Hear the mill at work</figcaption></figure>"
    blocks = read(article((figure, ""))).blocks()
    assert blocks["layer"][blocks["text"] == "Hear the mill at work"].tolist() == [layer]


# Pages that break


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8, 0.97])
def test_a_truncated_page_keeps_what_it_has(share: float):
    data = SYSTEMS["WordPress blocks"]
    assert read(data[: int(len(data) * share)]).texts[0].strip()


@pytest.mark.parametrize(
    "data",
    [
        b"<p>unclosed <b>tags <i>cross</b> each</i> other <table><tr><p>cell",
        b"<html><body></p></div></body></html>words after the end<p>and more",
        b"<<<>>><p <p>><a href='><p>quote words</p>",
        b"<html><frameset><frame src=a></frameset><p>words</p></html>",
        b"<p>\x00null\x01 and control\x1f words</p>" + b"<p>more</p>" * 30,
        b"<p>&#0; &#xD800; &#99999999; &nosuch; words</p>",
        b"<?xml version='1.0' encoding='utf-16'?><html><body><p>words declared otherwise</p></body></html>",
    ],
)
def test_malformed_pages_are_read(data: bytes):
    assert "words" in read(data).texts[0] or "other" in read(data).texts[0]


def test_control_characters_beside_a_caption_are_kept():
    figure = "<p>words\x01<figure><img><figcaption>The wheel turns at last</figcaption></figure>\x02&#3; more words</p>"
    assert layer(read(article((figure, ""))), "caption") == ["The wheel turns at last"]


def test_ten_thousand_nested_elements_lose_nothing():
    for tag in ("div", "b", "table><tr><td", "ul><li", "figure", "blockquote"):
        deep = f"<{tag}>" * 10_000 + "<p>the innermost words of the page</p>"
        corpus = read(page(f"<p>words before</p>{deep}</div><p>words after</p>"))
        assert "the innermost words of the page" in corpus.texts[0]
        assert "words before" in corpus.texts[0]


@pytest.mark.slow(
    reason="two hundred thousand tags are read, and fewer, as often as the clock needs"
)
def test_very_many_tags_are_read_in_step_with_their_number():
    def text_of(tags: str) -> str:
        return read(page(tags + P[0])).texts[0]

    assert PARAGRAPHS[0][:60] in text_of("<i>x</i>" * 100_000)
    assert grows_too_fast(text_of, lambda n: "<i>x</i>" * n, (5_000, 20_000)) == ""


@pytest.mark.slow(reason="twenty megabytes are read")
def test_twenty_megabytes_are_read_whole():
    paragraphs = "".join(f"<p>{PARAGRAPHS[n % 4]} Number {n}.</p>" for n in range(110_000))
    data = page(f"<article><h1>{TITLE}</h1>{paragraphs}</article>")
    assert len(data) > 18_000_000
    blocks = blocks_of_page(data)
    assert "Number 109999." in blocks.text


def test_one_text_of_twenty_megabytes_is_kept():
    assert len(blocks_of_page(page("<p>" + "word " * 4_000_000 + "</p>")).text) > 19_000_000


def test_a_page_with_no_article_is_boilerplate_or_little_else():
    links = "".join(f"<li><a href='/{n}'>Section number {n}</a></li>" for n in range(40))
    corpus = read(page(f"<ul>{links}</ul>"))
    assert layer(corpus, "caption") == []
    assert "Section number 39" in corpus.texts[0]


def test_scripts_are_no_text_and_captions_are_inert():
    figure = '<figure><img src=x onerror="alert(1)"><figcaption>The wheel <script>alert(2)</script>&lt;script&gt;alert(3)&lt;/script&gt; turns</figcaption></figure>'
    corpus = read(article((figure, "")))
    assert layer(corpus, "caption") == ["The wheel <script>alert(3)</script> turns"]
    assert "alert(1)" not in corpus.texts[0]
    assert "alert(2)" not in corpus.texts[0]


def test_entities_neither_expand_nor_fetch(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words", encoding="utf-8")
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    data = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{lol}<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>words &l9; &x;</p></body></html>'
    text = read(data.encode()).texts[0]
    assert "secret words" not in text
    assert len(text) < 5_000


def test_nothing_is_fetched(monkeypatch):
    import socket

    def refuse(*args, **kwargs):
        raise AssertionError("a page may not reach the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/a.dtd"><base href="http://127.0.0.1:9/"><link rel=stylesheet href="a.css"><script src="a.js"></script>'
    assert read(head.encode() + SYSTEMS["AMP"]).texts[0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (gzip.compress(b"<p>a</p>" + b" " * (70 << 20)), "more than|times"),
        (gzip.compress(b"<p>words</p>" * 900)[:30], "the gzip file is broken|no gzip|damaged"),
        (b"\x1f\x8b\x08nonsense", "the gzip file is broken|no gzip|damaged"),
        (b"", "is empty"),
        (b"<html><head><title>only a title</title></head><body><script>x()</script></body></html>", "the page shows no word"),
        (b"%PDF-1.7 binary", "a PDF that is broken"),
        (bytes(range(256)) * 40, "this is a binary file"),
    ],
    ids=["bomb", "cut gzip", "no gzip", "empty", "no word", "pdf", "bytes"],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_line(tmp_path, data: bytes, message: str):
    path = tmp_path / ("a.html.gz" if data[:2] == b"\x1f\x8b" else "a.html")
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


# ----------------------------------------------------------------- the table of rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.layer}: {rule.name}")
def test_a_rule_of_pages_is_asked_of_blocks_that_a_fact_names_and_gives_the_reason_for_its_confidence(
    rule: PageRule,
):
    assert rule.among in FACTS
    assert rule.reason
    assert 0.5 < rule.confidence < 1
    assert rule.words is ANY or 1 <= rule.words[0] <= rule.words[1]


def test_the_last_rule_of_pages_holds_of_every_block():
    last = RULES[-1]
    assert (last.among, last.words, last.holds) == ("every", ANY, FACTS["every"])


def test_importing_the_package_loads_no_parser():
    import subprocess

    code = "import sys, analysis; sys.exit(any(m in sys.modules for m in ('lxml', 'trafilatura', 'charset_normalizer')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


GHOST = "The phantom of the mill"
DECK = "A miller who vanished a century ago may have known how to tame the river, if only his plans turned up"


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        (f"<div><h1>{GHOST}</h1><h2>{DECK}</h2></div>", GHOST),
        # The site's name: it leads home, is in the title or on the page again, or is one word.
        (f"<div><h1><a href=/>{GHOST}</a></h1><h2>{DECK}</h2></div>", DECK),
        (f"<div><h1>Wenn Weekly</h1><h2>{DECK}</h2></div>", DECK),
        (f"<div><h1>Wenn Weekly News</h1><h2>{DECK}</h2></div>", DECK),
        (f"<nav><a href=/g>{GHOST}</a></nav><div><h1>{GHOST}</h1><h2>{DECK}</h2></div>", DECK),
        (f"<div><h1>Milling</h1><h2>{DECK}</h2></div>", DECK),
        # Another <h1>, another element, something between.
        (f"<h1>Late news</h1><div><h1>{GHOST}</h1><h2>{DECK}</h2></div>", DECK),
        (f"<div><h1>{GHOST}</h1></div><div><h2>{DECK}</h2></div>", DECK),
        (f"<div><h1>{GHOST}</h1><p>Town</p><h2>{DECK}</h2></div>", DECK),
        (f"<div><h3>{GHOST}</h3><h2>{DECK}</h2></div>", DECK),
        # Too short for a deck.
        (f"<div><h1>{GHOST}</h1><h2>{' '.join(DECK.split()[:14])}</h2></div>", GHOST),
        (f"<div><h1>{GHOST}</h1><h2>{' '.join(DECK.split()[:13])}</h2></div>", " ".join(DECK.split()[:13])),
    ],
)  # fmt: skip
def test_an_h1_right_above_a_deck_like_the_title_is_the_headline(head: str, headline: str):
    text = "The river has risen every spring since the wheel stopped, and nobody in the town knows why it does. "
    said = f"<title>{DECK} | Wenn Weekly</title><meta property=og:site_name content='Wenn Weekly'>"
    data = f"<html><head>{said}</head><body>{head}{f'<p>{text * 3}</p>' * 4}</body></html>".encode()
    page = blocks_of_page(data)
    shown = [page.text[row.start : row.end] for row in page.rows if row.layer == "headline"]
    assert shown == [headline]
