"""Factiva, ProQuest, Europresse and German press databases: small exports written for these tests."""

from __future__ import annotations

import time

import pytest

from analysis import InputError
from analysis.reading.documents import Document, corpus_of
from analysis.reading.exports import (
    cuttings,
    europresse,
    export_of,
    factiva,
    pressdatabase,
    proquest,
)
from analysis.reading.exports.boxes import boxes_of
from analysis.reading.exports.captions import caption_field_parts
from analysis.reading.exports.dates import date_within, printed_date

from .conftest import ROOT

CASES = ROOT / "tests" / "cases" / "reading"
FIRST = "The harbour of Selmar opened its gates on Monday for the first time in eleven months."
SECOND = "Officials in the capital called it a victory of patience, and the quay was silent."
CAPTION = "Dock workers of Selmar unload the first grain ship on Monday."
QUAY = "A soldier guards the customs house beside the quay."


def layered(document: Document) -> list[tuple[str | None, str]]:
    """The layers and words of a document, without what is about the article."""
    return [
        (part.layer, document.text[part.start : part.end])
        for part in document.segments
        if part.layer != "boilerplate"
    ]


def of(document: Document, layer: str) -> list[str]:
    return [text for each, text in layered(document) if each == layer]


# Factiva


def factiva_article(
    *paragraphs: str, behind: str = "", words: str = "212 words", date: str = "2 November 2026"
) -> str:
    body = "".join(f'<p class="articleParagraph enarticleParagraph">{p} </p>' for p in paragraphs)
    return (
        '<div id="article-SELM1" class="article"><div class="article enArticle"><p> </p>'
        '<div>Foreign Desk</div><div id="hd"><span class="enHeadline counted">7) Harbour reopens'
        f'</span></div><div class="author">By Ilse Marrow</div><div>{words}</div><div>{date}</div>'
        "<div>09:15</div><div>The Selmar Courier</div><div>SELM</div><div>English</div>"
        f"<div>Copyright 2026 Courier Media.</div><p></p>{body}{behind}"
        "<p>Courier Media</p><p>Document SELM000020261102emb20001x</p></div></div>"
    )


def factiva_page(*articles: str) -> str:
    head = "<html><head><title>Factiva</title></head><body><h1>Dow Jones Factiva</h1>"
    return head + "".join(articles) + "<span>© 2026 Factiva, Inc.</span></body></html>"


@pytest.mark.quick
def test_a_page_of_factiva_holds_an_article_for_each_of_its_numbers() -> None:
    text = (CASES / "c12-factiva-html" / "factiva.html").read_text(encoding="utf-8")
    export = export_of(text)
    assert export is not None
    assert export.name == "Factiva"
    first, second = export.documents(text, "factiva")
    assert (first.title, first.source, first.published) == (
        "Harbour of Selmar reopens after the long siege",
        "The Selmar Courier",
        "2026-11-02",
    )
    assert [len(of(document, "body")) for document in (first, second)] == [6, 2]
    assert of(first, "byline") == ["By Ilse Marrow"]
    assert not of(first, "caption")


def test_the_counter_of_a_list_and_the_time_are_no_headline_and_no_publication() -> None:
    [document] = factiva.documents(factiva_page(factiva_article(FIRST)), "factiva")
    assert (document.title, document.source) == ("Harbour reopens", "The Selmar Courier")


@pytest.mark.parametrize(
    ("words", "date", "published"),
    [
        ("877 Wörter", "9 Januar 1993", "1993-01-09"),
        ("295 mots", "29 décembre 2011", "2011-12-29"),
        ("1.341 woorden", "31 mei 2018", "2018-05-31"),
        ("1341 字", "2018 年 5 月 31 日", "2018-05-31"),
        ("212 words", "2 Nyttember 2026", None),
    ],
)
def test_the_date_of_factiva_follows_the_number_of_words_in_any_language(
    words: str, date: str, published: str | None
) -> None:
    page = factiva_page(factiva_article(FIRST, words=words, date=date))
    [document] = factiva.documents(page, "factiva")
    assert (document.published, document.source) == (published, "The Selmar Courier")


def test_last_paragraphs_of_factiva_that_say_photo_are_captions_and_credits() -> None:
    photos = f"Photos: {CAPTION} (Ann Roe/Northern Press)(pg. 4); {QUAY} (Reuters) (pg. C10)"
    [document] = factiva.documents(factiva_page(factiva_article(FIRST, SECOND, photos)), "f")
    assert layered(document)[2:] == [
        ("body", FIRST),
        ("body", SECOND),
        ("caption", CAPTION),
        ("credit", "(Ann Roe/Northern Press)"),
        ("caption", QUAY),
        ("credit", "(Reuters)"),
    ]


def test_a_photographer_alone_behind_foto_is_no_caption() -> None:
    [document] = factiva.documents(factiva_page(factiva_article(FIRST, "FOTO: ANN ROE")), "f")
    assert not of(document, "caption")
    assert of(document, "credit") == ["FOTO: ANN ROE"]


def test_a_paragraph_that_says_photo_above_others_stays_in_the_body() -> None:
    page = factiva_page(factiva_article(FIRST, "Photo: the word alone stirs him.", SECOND))
    [document] = factiva.documents(page, "f")
    assert not of(document, "caption")


def test_paragraphs_without_a_class_above_the_publisher_are_captions() -> None:
    behind = f"<p>Zur Ansicht klicken Sie auf das Kreuz. {CAPTION} </p><p>PMG1-/a/harbour</p>"
    [document] = factiva.documents(factiva_page(factiva_article(FIRST, behind=behind)), "f")
    assert of(document, "caption") == [CAPTION]
    assert "PMG1-/a/harbour" in document.text


def test_the_search_behind_the_last_article_is_no_body() -> None:
    page = factiva_page(factiva_article(FIRST)).replace("<span>", f"<table><td>{SECOND}</table><a>")
    [document] = factiva.documents(page, "f")
    assert of(document, "body") == [FIRST]
    assert SECOND in document.text


FIELDS = {
    "SE": "World",
    "HD": "Harbour reopens",
    "BY": "Ilse Marrow",
    "WC": "212 mots",
    "PD": "2 novembre 2026",
    "SN": "The Selmar Courier",
    "SC": "SELM",
    "LA": "Anglais",
    "LP": FIRST,
    "TD": SECOND,
    "ART": f"{CAPTION} (Reuters)",
    "NS": "gcat : Political News",
    "AN": "Document SELM000020261102emb20001x",
}


def fields_as_html() -> str:
    rows = "".join(
        f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td><p>{value}</p></td></tr>'
        for code, value in FIELDS.items()
    )
    title = '<b class="frHeadline">Harbour reopens</b>'
    table = f'<div class="article frArticle"><table>{rows}</table></div>'
    return table.replace("<p>Harbour reopens</p>", title)


@pytest.mark.parametrize(
    "text",
    [fields_as_html(), "\n\n".join(f"{code}  {value}" for code, value in FIELDS.items())],
    ids=["HTML", "text"],
)
def test_fields_with_codes_are_read_in_html_and_in_text(text: str) -> None:
    export = export_of(text)
    assert export is not None
    assert export.name == "Factiva"
    [document] = export.documents(text, "f")
    assert layered(document) == [
        ("headline", "Harbour reopens"),
        ("byline", "Ilse Marrow"),
        ("body", FIRST),
        ("body", SECOND),
        ("caption", CAPTION),
        ("credit", "(Reuters)"),
    ]
    assert (document.source, document.published) == ("The Selmar Courier", "2026-11-02")


def test_the_text_of_a_document_of_factiva_is_divided_at_its_numbers() -> None:
    one = (
        "Harbour reopens\n\nBy Ilse Marrow\n\n212 words\n\n2 November 2026\n\nThe Selmar Courier\n\n"
        f"SELM\n\nEnglish\n\nCopyright 2026 Courier Media.\n\n{FIRST}\n\n{SECOND}\n\nPhoto: {CAPTION}\n\n"
        "Courier Media\n\nDocument SELM000020261102emb20001x\n\nPage 1 of 2 © 2026 Factiva, Inc.\n\n"
    )
    export = export_of(one * 2)
    assert export is not None
    assert export.name == "Factiva"
    documents = list(export.documents(one * 2, "f"))
    assert [document.title for document in documents] == ["Harbour reopens"] * 2
    for document in documents:
        assert of(document, "body") == [FIRST, SECOND]
        assert of(document, "caption") == [CAPTION]
        assert (document.source, document.published) == ("The Selmar Courier", "2026-11-02")


def test_xml_of_factiva_gives_lead_and_tail_as_body_and_the_notes_as_neither() -> None:
    text = (
        '<?xml version="1.0"?><PPSResponse><r xmlns="http://global.factiva.com/pps/2.0"><article>'
        "<headline><paragraph><hlt>Harbour</hlt> reopens</paragraph></headline><leadParagraph>"
        f"<paragraph>{FIRST}</paragraph></leadParagraph><publicationDate><dateTime>2026-11-02T01:35"
        "</dateTime></publicationDate><sourceName>The Selmar Courier</sourceName><tailParagraphs>"
        f"<paragraph>{SECOND}</paragraph></tailParagraphs><notes>A note</notes><artWork><paragraph>"
        f"{CAPTION} (AFP)</paragraph></artWork></article></r></PPSResponse>"
    )
    export = export_of(text)
    assert export is not None
    [document] = export.documents(text, "f")
    assert layered(document) == [
        ("headline", "Harbour reopens"),
        ("body", FIRST),
        ("body", SECOND),
        ("caption", CAPTION),
        ("credit", "(AFP)"),
    ]
    assert (document.source, document.published) == ("The Selmar Courier", "2026-11-02")


def test_a_list_of_results_of_factiva_is_refused_with_the_way_out() -> None:
    page = factiva_page('<div class="enHeadline">Harbour reopens</div>')
    with pytest.raises(InputError, match=r"Factiva.*download the documents"):
        list(factiva.documents(page, "f"))


# ProQuest

LINE = "_" * 60


def proquest_text(
    *body: str, title: str = "Harbour reopens", abstract: str = "None available."
) -> str:
    lines = "\n".join(body)
    return (
        f"{LINE}\n\n{title}\n\nPublication info: Nov 2, 2026.\n\nAbstract: {abstract}\n\n"
        f"Links: https://library.example/?genre=article\n\nFull text: {lines}\n\n"
        f"Subject: Harbours; Sieges\n\nTitle: {title}\n\nPublication title: The Selmar Courier\n\n"
        "Publication date: Nov 2, 2026\n\nSection: World\n\nProQuest document ID: 2637391967\n\n"
        "Last updated: 2026-11-03\n\nDatabase: Newsstream\n\n"
    )


@pytest.mark.quick
def test_text_of_proquest_gives_each_record_its_fields() -> None:
    text = proquest_text(FIRST, SECOND) + proquest_text(SECOND, title="Talks end")
    text += f"{LINE}\n\nContact us at: http://www.proquest.example\n"
    export = export_of(text)
    assert export is not None
    assert export.name == "ProQuest"
    first, second = export.documents(text, "p")
    assert layered(first) == [("headline", "Harbour reopens"), ("body", FIRST), ("body", SECOND)]
    assert (first.source, first.published) == ("The Selmar Courier", "2026-11-02")
    assert second.title == "Talks end"
    assert "Contact us" in second.text
    assert not second.notices


def test_caption_and_credit_below_a_text_of_proquest_are_caption_and_writer() -> None:
    text = proquest_text(
        FIRST,
        SECOND,
        "",
        f"CAPTION: {CAPTION}Ann RoeTHE NORTHERN PRESS file photo",
        "CREDIT: Ilse Marrow",
    )
    [document] = proquest.documents(text, "p")
    assert layered(document)[3:] == [
        ("caption", CAPTION),
        ("credit", "Ann RoeTHE NORTHERN PRESS file photo"),
        ("byline", "Ilse Marrow"),
    ]


def test_a_paragraph_that_opens_like_a_field_stays_in_the_body() -> None:
    text = proquest_text(FIRST, "Follow her: @marrow", "", "Twitter: @marrow")
    [document] = proquest.documents(text, "p")
    assert of(document, "body") == [FIRST, "Follow her: @marrow", "Twitter: @marrow"]


def test_an_abstract_is_a_standfirst_unless_it_repeats_the_text() -> None:
    [own] = proquest.documents(proquest_text(FIRST, abstract="Bread will be cheaper soon."), "p")
    [repeated] = proquest.documents(proquest_text(FIRST, SECOND, abstract=f"[...] {SECOND}"), "p")
    assert of(own, "standfirst") == ["Bread will be cheaper soon."]
    assert not of(repeated, "standfirst")


def test_a_record_of_proquest_without_full_text_says_so() -> None:
    text = proquest_text("Not available.", abstract=FIRST)
    [document] = proquest.documents(text, "p")
    assert of(document, "standfirst") == [FIRST]
    assert "no full text" in document.notices[0]


def proquest_html(*body: str, lead: str = "Full text") -> str:
    fields = "".join(
        f"<p><strong>{name}: </strong>{value}</p>"
        for name, value in {
            "Subject": "Harbours",
            "Publication title": "The Selmar Courier; Selmar",
            "Publication date": "Nov 2, 2026",
            "ProQuest document ID": "251",
            "Database": "Dailies",
        }.items()
    )
    return (
        '<div><a name="DocID_MSTAR_1"></a><p style="font-weight:bold">Harbour reopens: [World]</p>'
        "<p><strong>Author:  </strong>Marrow, Ilse</p><p><strong>Abstract:  </strong><body></p>"
        f"<p>None available.</body></p><p><strong>{lead}: </strong><Text WordCount='9'>html&gt;<head>"
        f"<title></title></head><body>{''.join(body)}</body></html></Text></p>{fields}</div>"
    )


def test_html_of_proquest_is_read_through_documents_nested_in_it_and_stray_tags() -> None:
    text = "<html><body><p>Ann sent you the following:</p>" + 2 * proquest_html(
        f"<p>{FIRST}</p><p>{SECOND}</p><p>--</p><p>marrow@courier.example</p>"
    )
    export = export_of(text)
    assert export is not None
    assert export.name == "ProQuest"
    first, second = export.documents(text, "p")
    for document in (first, second):
        assert layered(document) == [
            ("headline", "Harbour reopens: [World]"),
            ("byline", "Marrow, Ilse"),
            ("body", FIRST),
            ("body", SECOND),
        ]
    assert "Ann sent you" in first.text


def test_what_the_service_says_below_its_last_record_is_no_body() -> None:
    text = proquest_html(f"<p>{FIRST}</p>") + "<p>Contact ProQuest</p><p>All rights reserved.</p>"
    [document] = proquest.documents(text, "p")
    assert of(document, "body") == [FIRST]
    assert document.published == "2026-11-02"
    assert "Contact ProQuest" in document.text


def test_titles_of_links_to_pictures_are_captions_without_the_notes_of_agencies() -> None:
    link = (
        '<div class="document_view_image"><a href="#" title="**EMBARGO: No use before NOV. 2, 2026.**'
        f' FILE — {CAPTION} (Ann Roe/The Selmar Courier)">Enlarge this image.</a></div>'
    )
    other = '<p><a href="#" title="A page about harbours and ships">More</a></p>'
    [document] = proquest.documents(proquest_html(link, f"<p>{FIRST}</p>", other), "p")
    assert of(document, "caption") == [CAPTION]
    assert of(document, "credit") == ["FILE —", "(Ann Roe/The Selmar Courier)"]
    assert "Enlarge this image." not in of(document, "body")


def test_boxes_for_photographs_are_captions_and_those_about_the_author_are_not() -> None:
    photos = f"{CAPTION} (PHOTOGRAPH BY ANN ROE) (A14-A15); {QUAY} (PHOTOGRAPH BY BO LEE)"
    boxes = (
        f'<div><strong>Photograph</strong></div><div class="Photograph_content"><photo_caption>{photos}'
        "</photo_caption></div><div><strong>AuthorAffiliation</strong></div>"
        '<div class="AuthorAffiliation_content"><p>Ilse Marrow teaches at Selmar.</p></div>'
    )
    [document] = proquest.documents(proquest_html(f"<p>{FIRST}</p>", boxes), "p")
    assert layered(document)[2:] == [
        ("body", FIRST),
        ("caption", CAPTION),
        ("credit", "(PHOTOGRAPH BY ANN ROE)"),
        ("caption", QUAY),
        ("credit", "(PHOTOGRAPH BY BO LEE)"),
    ]


def test_an_illustration_of_proquest_names_its_photographer_behind_a_semicolon() -> None:
    box = (
        '<div><strong>Illustration</strong></div><div class="Illustration_content"><p>Caption: '
        f"PHOTO: {CAPTION}; PHOTOGRAPHER:Ann Roe Selmar Courier</p></div>"
    )
    [document] = proquest.documents(proquest_html(f"<p>{FIRST}</p>", box), "p")
    assert of(document, "caption") == [CAPTION]
    assert of(document, "credit") == ["PHOTOGRAPHER:Ann Roe Selmar Courier"]


def test_fields_of_proquest_are_known_in_german() -> None:
    text = (
        f"{LINE}\n\nHafen wieder offen\n\nLinks: https://library.example\n\nVolltext: {FIRST}\n\n"
        "Titel: Hafen wieder offen\n\nAutor: Marrow, Ilse\n\nTitel der Publikation: Der Kurier\n\n"
        "Publikationsdatum: 2. November 2026\n\nProQuest-Dokument-ID: 26\n\nDatenbank: Dailies\n"
    )
    export = export_of(text)
    assert export is not None
    [document] = export.documents(text, "p")
    assert of(document, "body") == [FIRST]
    assert (document.source, document.published) == ("Der Kurier", "2026-11-02")


# Europresse


@pytest.mark.quick
def test_the_newer_layout_of_europresse_has_illustrations_aside() -> None:
    text = (CASES / "c13-europresse" / "europresse.html").read_text(encoding="utf-8")
    export = export_of(text)
    assert export is not None
    assert export.name == "Europresse"
    first, second = export.documents(text, "e")
    assert (first.title, first.source, first.published) == (
        "Harbour of Selmar reopens after the long siege",
        "The Selmar Courier",
        "2026-11-02",
    )
    assert of(first, "byline") == ["Ilse Marrow"]
    assert [len(of(document, "body")) for document in (first, second)] == [6, 2]
    assert [len(of(document, "caption")) for document in (first, second)] == [1, 1]


def test_the_older_layout_of_europresse_is_a_cell_an_article() -> None:
    cell = (
        '<tr><td><span class="DocPublicationName">Le Courrier, no. 123</span><br>'
        '<span class="DocHeader">Monde</span>, <span class="DocHeader">lundi</span> '
        '<span class="DocHeader">2 novembre 2026</span><br><span class="TitreArticleVisu">Harbour'
        f"</span><br>Ilse Marrow<br><p>{FIRST}</p><p>{SECOND}</p><p>Illustration(s) :</p><p>{CAPTION}</p>"
        "<p>Note(s) : A note</p><p>© 2026 Courier. Tous droits réservés.</p></td></tr>"
    )
    text = f"<html><body><table>{cell * 2}</table></body></html>"
    export = export_of(text)
    assert export is not None
    documents = list(export.documents(text, "e"))
    assert len(documents) == 2
    for document in documents:
        assert (document.source, document.published) == ("Le Courrier", "2026-11-02")
        assert layered(document) == [
            ("headline", "Harbour"),
            ("byline", "Ilse Marrow"),
            ("body", FIRST),
            ("body", SECOND),
            ("caption", CAPTION),
        ]


def test_tags_that_close_nothing_do_not_part_a_record_of_europresse() -> None:
    text = (
        '<article><header><span class="DocPublicationName">Le Courrier</span><p class='
        f'"titreArticleVisu">Harbour</p></header><section><p>{FIRST}</p></div></div></section>'
        f"<aside><div><b>Note(s) : </b><p>A note</p></div><div><b>Illustration(s) :</b> {CAPTION}"
        "</div></aside></article>"
    )
    [document] = europresse.documents(text, "e")
    assert layered(document) == [("headline", "Harbour"), ("body", FIRST), ("caption", CAPTION)]


# Press databases in German

TEXT = (
    "Das Gespräch zwischen dem Sieger der Wahl und dem Vertreter der kleinsten Fraktion brachte am"
    " Wochenende das erste Ergebnis, wie beide Seiten danach übereinstimmend vor der Presse sagten."
)


@pytest.mark.quick
def test_records_of_a_press_database_open_with_publication_date_and_page() -> None:
    record = (
        '"Der Kurier" vom 23.10.2026 Seite: 2\nRessort: Politik\n\nAbend\n\nHeftiger Streit im Landtag:'
        f"\n\nNur Kritik zum Fest\n\nvon Ilse Marrow\n\n{TEXT}\n\n{TEXT}\n\n\nDie Abgeordnete lacht.\n\n\n\n"
    )
    text = 2 * record + "APA-OnlineManager | 30.10.2026\n"
    export = export_of(text)
    assert export is not None
    assert export.name == "APA, DeFacto or wiso"
    documents = list(export.documents(text, "a"))
    assert len(documents) == 2
    for document in documents:
        assert (document.source, document.published) == ("Der Kurier", "2026-10-23")
        assert layered(document) == [
            ("headline", "Nur Kritik zum Fest"),
            ("byline", "von Ilse Marrow"),
            ("body", TEXT),
            ("body", TEXT),
            ("caption", "Die Abgeordnete lacht."),
        ]


def test_a_headline_made_of_first_words_and_dots_stands_above_the_text() -> None:
    text = f'"Der Kurier" vom 23.10.2026 Seite: 28\nRessort: Leser\n\nAbend\n\nDas Gespräch...\n\n{TEXT}\n'
    [document] = pressdatabase.documents(text, "a")
    assert document.title == "Das Gespräch..."
    assert of(document, "body") == [TEXT]


def eintrag(headline: str, *paragraphs: str) -> str:
    body = "".join(f"<p>   {text}</p>\n" for text in paragraphs)
    return (
        '<div class="eintrag"><pre>"Der Kurier" Nr. 14/2026 vom 02.04.2026         Seite: 23\n'
        f"Ressort: Lokales</pre><h3>{headline}</h3>{body}</div>"
    )


def test_a_print_of_defacto_marks_captions_by_their_label() -> None:
    text = "<html><title>DeFacto-Campus</title><body>" + eintrag(
        "Hafen offen", "Von Ilse Marrow", TEXT, "Bild: Die Abgeordnete lacht. Foto: apa"
    )
    export = export_of(text)
    assert export is not None
    [document] = export.documents(text, "d")
    assert (document.source, document.published) == ("Der Kurier", "2026-04-02")
    assert layered(document) == [
        ("headline", "Hafen offen"),
        ("byline", "Von Ilse Marrow"),
        ("body", TEXT),
        ("caption", "Die Abgeordnete lacht."),
        ("credit", "Foto: apa"),
    ]


def test_a_record_that_is_a_caption_with_its_maker_is_no_body() -> None:
    caption = "SELMAR Die Abgeordneten verteilten am Samstag rote Eier an alle (von links)."
    text = eintrag("SELMAR Die Abgeordneten verteilten...", f"{caption} privat")
    [document] = pressdatabase.documents(text, "d")
    assert layered(document)[1:] == [("caption", caption), ("credit", "privat")]


def test_records_of_wiso_without_addresses_close_with_their_fields() -> None:
    fields = 'Quelle: | "Der Kurier" vom 15.03.2026 | Seite: 40\nRessort: | Politik\n'
    text = f"Hafen offen\n\n{TEXT}\n\n{fields}\nTalsperre voll\n\n{TEXT}\n\n{fields}"
    export = export_of(text)
    assert export is not None
    first, second = export.documents(text, "w")
    assert [first.title, second.title] == ["Hafen offen", "Talsperre voll"]
    assert of(first, "body") == of(second, "body") == [TEXT]
    assert (second.source, second.published) == ("Der Kurier", "2026-03-15")


def test_records_of_wiso_close_with_their_publication() -> None:
    record = (
        f'Hafen offen\n\n{TEXT}\n\nFoto: Ann Roe/dpa\n\nQuelle: | "Der Kurier" vom 15.03.2026 Seite: 40\n'
        "Ressort: | Politik\nDokumentnummer: | 0117\n\nDauerhafte Adresse des Dokuments: \n"
        "https://www.wiso-net.example/document/1\nAlle Rechte vorbehalten: (c) Kurier\n"
    )
    export = export_of(2 * record)
    assert export is not None
    documents = list(export.documents(2 * record, "w"))
    assert len(documents) == 2
    for document in documents:
        assert (document.source, document.published) == ("Der Kurier", "2026-03-15")
        assert layered(document) == [
            ("headline", "Hafen offen"),
            ("body", TEXT),
            ("credit", "Foto: Ann Roe/dpa"),
        ]


# All of them


@pytest.mark.quick
def test_pieces_that_databases_share_are_read_by_themselves() -> None:
    assert date_within("Monde, lundi 2 novembre 2026, p. 4") == "2026-11-02"
    parts = caption_field_parts(f"{CAPTION} (Ann Roe/Northern Press)(pg. 12-13)", "ART")
    assert [part.layer for part in parts] == ["caption", "credit", "boilerplate"]


@pytest.mark.parametrize(
    "text",
    [
        f"<html><body><p>Factiva and ProQuest sell articles. {FIRST}</p></body></html>",
        f"Full text: {FIRST}\n\nSubject: harbours\n\nTitle: Talks",
        f'Der Beitrag "Der Kurier" vom 23.10.2026 Seite: 2 nennt ihn.\n\n{TEXT}',
        'From: ann@courier.example\nContent-Type: text/html\n\n<a name="DocID_1"><strong>Full text:',
        "212 words\n2 November is the day.\nThe Selmar Courier",
        "",
    ],
)
def test_other_files_are_not_taken_for_exports_of_databases(text: str) -> None:
    assert export_of(text) is None


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (factiva, factiva_page(factiva_article(*[f"Photo: {QUAY}; "] * 3000))),
        (factiva, factiva_page(factiva_article("(" * 50_000 + "Photo: "))),
        (proquest, proquest_text("CAPTION: " + "A.b" * 30_000)),
        (proquest, proquest_html("<div>" * 3000 + FIRST)),
        (
            europresse,
            '<b class="DocPublicationName">A</b>' * 3000 + f"<h1 class=titreArticleVisu>{FIRST}",
        ),
        (pressdatabase, f'"A B" vom 23.10.2026 Seite: 2\n\nTalks end\n\n{TEXT}\n\n' * 1000),
        (
            pressdatabase,
            '"A B vom ' * 20_000 + f'\n"A B" vom 23.10.2026 Seite: 2\n\nTalks\n\n{TEXT}',
        ),
    ],
)
def test_long_and_odd_exports_end_in_time(module: object, text: str) -> None:
    start = time.process_time()
    documents = list(module.documents(text, "x"))  # type: ignore[attr-defined]  # each module has it
    assert time.process_time() - start < 10
    assert documents


def test_no_words_of_a_record_are_lost() -> None:
    page = factiva_page(factiva_article(FIRST, f"Photo: {CAPTION}", behind=f"<p>{QUAY}</p>"))
    corpus = corpus_of(list(factiva.documents(page, "f")))
    whole = " ".join(corpus.text(segment) for segment in corpus.segments.index)
    tags = boxes_of(page, marks=europresse._MARKS, opens=lambda *_: False)
    missing = {word for box in tags for word in box.words.split() if word not in whole} - {"7)"}
    assert not missing


@pytest.mark.parametrize(
    "line",
    [
        "January 4294967295, 2018",
        f"January {'9' * 5000}, 2018",
        f"10 January {'9' * 5000}",
        f"{'9' * 5000}-01-10",
        "10 0 2018",
        "2018-\U00010a40-\U00010a41",
    ],
)
def test_a_number_that_no_calendar_has_is_no_date(line: str) -> None:
    assert printed_date(line) is None


# Press cuttings


def cutting(
    *paragraphs: str,
    headline: str = "Harbour reopens",
    source: str = "The Courier 02-11-2026 (p.03)",
    rights: str = "© The Courier 2026 alle rechten voorbehouden",
) -> str:
    return "\n\n".join((headline, source, *paragraphs, rights))


@pytest.mark.quick
def test_a_press_cutting_is_what_stands_between_two_lines_that_name_its_publication() -> None:
    contents = "Cuttings of Monday\n\nHarbour reopens (The Courier)........ 1\n\n"
    second = cutting(
        SECOND,
        headline="Talks end",
        source="Het Blad, 3 november 2026, blz. 20,21",
        rights="ILSE MARROW © Het Blad 2026 alle rechten voorbehouden",
    )
    text = f"{contents}{cutting(FIRST, '2', SECOND)}\n\n1\n\n{second}\n\nMade by the library"
    export = export_of(text)
    assert export is not None
    assert export.name == "press cuttings"
    harbour, talks = export.documents(text, "k")
    assert (harbour.title, harbour.source, harbour.published) == (
        "Harbour reopens",
        "The Courier",
        "2026-11-02",
    )
    assert of(harbour, "body") == [FIRST, SECOND]
    assert "Cuttings of Monday" in harbour.text
    assert "\n\n2\n\n" in harbour.text
    assert (talks.title, talks.source, talks.published) == ("Talks end", "Het Blad", "2026-11-03")
    assert layered(talks) == [
        ("headline", "Talks end"),
        ("body", SECOND),
        ("byline", "ILSE MARROW"),
    ]
    assert talks.text.endswith("Made by the library")


def test_rights_at_the_end_of_a_last_paragraph_end_a_press_cutting() -> None:
    glued = cutting(FIRST, rights=f"{SECOND} © The Courier 2026 alle rechten voorbehouden")
    first, _ = cuttings.documents(f"{glued}\n\n{cutting(SECOND, headline='Talks end')}", "k")
    assert of(first, "body") == [FIRST, SECOND]
    assert not of(first, "byline")


@pytest.mark.parametrize(
    "text",
    [
        cutting(FIRST, rights="© Another Paper 2026 all rights reserved"),
        cutting(FIRST, source="The Courier of Monday (p.03)"),
        cutting(FIRST, rights="The Courier was there."),
        f"<p>{cutting(FIRST)}</p>",
        f"The Courier 02-11-2026 (p.03)\n\n{FIRST}\n\n© The Courier 2026 all rights reserved",
    ],
)
def test_a_text_that_names_a_publication_once_is_no_press_cutting(text: str) -> None:
    assert not cuttings.recognises(text)


def test_a_line_that_the_pages_of_press_cuttings_share_is_no_headline() -> None:
    pages = (f"Library of Selmar\n\n{cutting(FIRST, headline=f'Day {n} ends')}" for n in range(3))
    swapped = "\n\n".join(pages).replace(
        "Library of Selmar\n\nDay 1 ends", "Day 1 ends\n\nLibrary of Selmar"
    )
    titles = [document.title for document in cuttings.documents(swapped, "k")]
    assert titles == ["Day 0 ends", "Day 1 ends", "Day 2 ends"]
