"""LexisNexis and Nexis Uni: small exports written for these tests."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from analysis import InputError, read
from analysis.reading.documents import Document, corpus_of
from analysis.reading.exports import BEGINNING, export_of, lexisnexis, nexis
from analysis.reading.exports.dates import printed_date
from analysis.reading.exports.graphic import graphic_parts

from .conftest import ROOT

FIRST = "The harbour of Selmar opened its gates on Monday for the first time in eleven months."
SECOND = "Officials in the capital called it a victory of patience, and the quay was silent."
THIRD = "The minister of transport said that two further berths would be ready by winter."
CAPTION = "Dock workers of Selmar unload the first grain ship on Monday."


def centred(*lines: str) -> str:
    return "\n".join(line.center(79).rstrip() for line in lines)


def wrapped(*words: str) -> str:
    """A paragraph as LexisNexis prints it, no line longer than 78."""
    lines = [""]
    for word in " ".join(words).split():
        if len(lines[-1]) + len(word) >= 78:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def lexis(*blocks: str, n: int = 1, of: int = 1, header: Sequence[str] = ()) -> str:
    """One document of LexisNexis as plain text."""
    header = header or (centred("The Selmar Courier"), centred("November 2, 2026 Monday"))
    counter = centred(f"{n} of {of} DOCUMENTS")
    return "\n\n".join([counter, "", *header, *blocks, ""]) + "\n"


def parts(document: Document) -> list[tuple[str | None, str]]:
    return [(part.layer, document.text[part.start : part.end]) for part in document.segments]


def texts(document: Document, layer: str) -> list[str]:
    return [text for name, text in parts(document) if name == layer]


def of_lexis(text: str) -> list[Document]:
    return [*lexisnexis.documents(text, "news")]


def one(text: str) -> Document:
    [document] = of_lexis(text)
    return document


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


# LexisNexis, plain text

TWO = (
    "\ufeff\n\nDownload Request: Selected Items: 1-2\nTerms: harbour\n\n"
    + lexis(
        "Harbour reopens after the siege",
        "BYLINE: Ilse Marrow",
        "SECTION: WORLD; Pg. 4",
        "LENGTH: 212 words",
        wrapped(FIRST, SECOND),
        wrapped(THIRD),
        "LOAD-DATE: November 3, 2026",
        "LANGUAGE: ENGLISH",
        wrapped("GRAPHIC:", CAPTION, "Photograph: Jonas Vell/Northern Press"),
        "PUBLICATION-TYPE: Newspaper",
        centred("Copyright 2026 Courier Media", "All Rights Reserved"),
        of=2,
    )
    + lexis("Truce talks end", "LENGTH: 9 words", "They met and parted.", n=2, of=2)
)


@pytest.mark.quick
def test_each_document_behind_a_counter_is_an_article_with_its_own_fields():
    first, second = of_lexis(TWO)
    assert (first.id, first.title) == ("news-1", "Harbour reopens after the siege")
    assert (first.source, first.published) == ("The Selmar Courier", "2026-11-02")
    assert texts(first, "byline") == ["Ilse Marrow"]
    assert texts(first, "body") == [f"{FIRST} {SECOND}", THIRD]
    assert texts(first, "caption") == [CAPTION]
    assert texts(first, "credit") == ["Photograph: Jonas Vell/Northern Press"]
    assert (second.id, texts(second, "body")) == ("news-2", ["They met and parted."])


def test_the_rule_of_a_caption_names_its_field_and_document():
    first, _ = of_lexis(TWO)
    [caption] = [part for part in first.segments if part.layer == "caption"]
    assert (caption.rule, caption.source_path) == ("field GRAPHIC", "document 1, GRAPHIC")


def test_the_cover_and_the_frame_are_kept_as_boilerplate_and_no_word_is_lost():
    documents = of_lexis(TWO)
    kept = {word for document in documents for word in words(document.text)}
    labels = {"BYLINE", "GRAPHIC"}  # which the rule names
    assert set(words(TWO)) - kept == labels
    assert texts(documents[0], "boilerplate")[0] == (
        "Download Request: Selected Items: 1-2 Terms: harbour"
    )


def test_the_documents_become_a_corpus_whose_titles_are_their_headlines():
    corpus = corpus_of(of_lexis(TWO))
    assert corpus.articles["title"].tolist() == [
        "Harbour reopens after the siege",
        "Truce talks end",
    ]


def test_the_export_that_comes_with_the_suite_is_four_articles_with_their_captions():
    corpus = read(ROOT / "seeds" / "export.txt")
    assert corpus.articles["source"].tolist() == [
        "The Dorun Courier", "The Selmar Observer", "Belmor Herald", "The Dorun Courier",
    ]  # fmt: skip
    assert corpus.articles["published"].str.startswith("2026-06-1").all()
    captions = corpus.segments[corpus.segments["layer"] == "caption"]
    assert captions["article"].tolist() == [0, 0, 1, 2]
    assert captions["rule"].eq("field GRAPHIC").all()
    credits = corpus.blocks("credit", n_words=None)["text"].tolist()
    assert credits[-1] == "Photograph: Mira Dahl"
    assert not any(
        "PHOTO" in text.upper() for text in corpus.blocks("caption", n_words=None)["text"]
    )


FIELDS = {
    "de": ("AUTOR RUBRIK LÄNGE GRAFIK UPDATE SPRACHE", "212 Wörter", "Montag 2. November 2026"),
    "fr": (
        "AUTEUR RUBRIQUE LONGUEUR ILLUSTRATION DATE-CHARGEMENT LANGUE",
        "212 mots",
        "2 novembre 2026",
    ),
    "nl": (
        "AUTEUR RUBRIEK LENGTE BIJSCHRIFT LOAD-DATE TAAL",
        "2 woorden",
        "2 november 2026 maandag",
    ),
    "da": (
        "FORFATTER SEKTION LÆNGDE BILLEDTEKST LOAD-DATE SPROG",
        "212 ord",
        "Mandag 2. november 2026",
    ),
}


@pytest.mark.parametrize("language", FIELDS)
def test_fields_are_read_in_the_language_of_the_interface(language: str):
    names, length, date = FIELDS[language]
    byline, section, size, graphic, loaded, spoken = names.split()
    document = one(
        lexis(
            "Harbour reopens",
            f"{byline}: Ilse Marrow",
            f"{section}: POLITIK; S. 4",
            f"{size}: {length}",
            FIRST,
            SECOND,
            f"{loaded}: 3. November 2026",
            f"{spoken}: ENGLISH",
            f"{graphic}: {CAPTION}",
            header=(centred("Selmar Zeitung"), centred(date)),
        )
    )
    assert document.published == "2026-11-02"
    assert texts(document, "byline") == ["Ilse Marrow"]
    assert texts(document, "body") == [FIRST, SECOND]
    assert texts(document, "caption") == [CAPTION]


@pytest.mark.parametrize(
    "paragraph",
    [
        "ANNOUNCER: Good evening to all of you in the hall and at home.",
        "MID: Calm reigns ahead of the visit.",
        "F-15: An aircraft. LENGTH: 19 meters. COST: 43 million dollars.",
        "UPDATE: The minister has left the hall, an aide said.",
        "NOTE: The figures of the port are those of May.",
        "Copyright reform was on the table, the minister said.",
    ],
)
def test_a_paragraph_that_opens_like_a_field_stays_in_the_body(paragraph: str):
    document = one(
        lexis("Talks", "LENGTH: 99 words", FIRST, paragraph, SECOND, "LOAD-DATE: November 3, 2026")
    )
    assert texts(document, "body") == [FIRST, paragraph, SECOND]


def test_a_listed_field_at_the_end_of_the_body_closes_it():
    document = one(lexis("Talks", "LENGTH: 9", FIRST, "SECTION: Politics", "LANGUAGE: ENGLISH"))
    assert texts(document, "body") == [FIRST]
    assert "SECTION: Politics" in texts(document, "boilerplate")


def test_a_headline_may_stand_before_the_date_and_the_fields_behind_the_body():
    header = (
        centred("News Agency"),
        "Two officials in\ncoalition hands",
        centred("April 20, 2026"),
    )
    document = one(lexis(FIRST, SECOND, "SECTION: Politics", "LENGTH: 10 words", header=header))
    assert document.title == "Two officials in coalition hands"
    assert (document.source, document.published) == ("News Agency", "2026-04-20")
    assert texts(document, "body") == [FIRST, SECOND]


def test_a_copyright_above_the_publication_is_not_its_name():
    header = (
        centred("Copyright 2026 Courier Media"),
        centred("The Courier"),
        centred("May 2, 2026"),
    )
    assert one(lexis("Talks", "LENGTH: 1", FIRST, header=header)).source == "The Courier"
    glued = (centred("Copyright 2026 Courier Media", "The Courier"), centred("May 2, 2026"))
    assert one(lexis("Talks", "LENGTH: 1", FIRST, header=glued)).source == "The Courier"


def test_without_indents_the_first_line_is_the_publication_and_the_headline_follows_the_date():
    header = ("The Courier", "http://courier.example/1\n-two", "3 april 2016 zondag")
    document = one(lexis("'Harbour reopens'", "184 words", FIRST, header=header))
    assert (document.source, document.published) == ("The Courier", "2016-04-03")
    assert (document.title, texts(document, "body")) == ("'Harbour reopens'", [FIRST])


def test_a_line_between_headline_and_fields_is_the_byline_and_a_longer_one_the_standfirst():
    short = one(lexis("Talks", "VAN ONZE CORRESPONDENT", "LENGTH: 2", FIRST))
    assert texts(short, "byline") == ["VAN ONZE CORRESPONDENT"]
    long = one(lexis("Talks", SECOND, "LENGTH: 2", FIRST))
    assert texts(long, "standfirst") == [SECOND]


def test_a_line_above_fields_is_the_body_where_nothing_stands_below_them():
    document = one(lexis("Talks", "They met in the hall", "SECTION: Politics", "LANGUAGE: ENGLISH"))
    assert texts(document, "body") == ["They met in the hall"]


def test_a_publication_may_stand_in_the_block_of_the_date():
    header = (centred("Rights Reserved"), centred("Company Reports", "Karvia Q1", "January 2009"))
    document = one(lexis("TITLE: Shares rise", "LENGTH: 1", FIRST, header=header))
    assert (document.source, document.published) == ("Company Reports", "2009-01")


def test_a_notice_below_the_publication_is_no_headline():
    notice = "No material of the service may be republished without the express written\n"
    header = (centred("City News"), f"  {notice}{centred('permission.')}", centred("May 2, 2026"))
    document = one(lexis("Talks", "LENGTH: 2", FIRST, header=header))
    assert (document.source, document.title) == ("City News", "Talks")


def test_pictures_above_the_body_take_their_own_block_alone():
    document = one(lexis("Talks", "GRAPHIC: The hall.", "LENGTH: 2", FIRST, "LANGUAGE: ENGLISH"))
    assert (texts(document, "caption"), texts(document, "body")) == (["The hall."], [FIRST])
    close = one(lexis("LENGTH: 2", "GRAPHIC: The hall.", FIRST, SECOND, "LANGUAGE: ENGLISH"))
    assert (texts(close, "caption"), texts(close, "body")) == (["The hall."], [FIRST, SECOND])


def test_headline_byline_and_body_may_be_fields_of_their_own():
    blocks = (
        "HEADLINE: Talks;\nBoth sides hope",
        "SIGNATURE: Ilse Marrow",
        "CHAPEAU:",
        "A lead.",
        "ARTICLE:",
        FIRST,
        SECOND,
    )
    document = one(lexis("SECTION: Sports", *blocks, "LANGUE: FRENCH"))
    assert parts(document)[4:10] == [
        ("headline", "Talks"),
        ("standfirst", "Both sides hope"),
        ("byline", "Ilse Marrow"),
        ("boilerplate", "ARTICLE:"),
        ("body", FIRST),
        ("body", SECOND),
    ] or texts(document, "standfirst") == ["Both sides hope", "A lead."]
    assert texts(document, "body") == [FIRST, SECOND]


def test_a_deck_is_cut_from_the_headline_only_where_a_line_ends_with_a_semicolon():
    deck = one(lexis("Talks resume;\nBoth sides hope for an end", "LENGTH: 2", FIRST))
    assert (deck.title, texts(deck, "standfirst")) == (
        "Talks resume",
        ["Both sides hope for an end"],
    )
    whole = one(lexis("War; what is it good for?", "LENGTH: 2", FIRST))
    assert (whole.title, texts(whole, "standfirst")) == ("War; what is it good for?", [])


def test_the_address_behind_a_highlight_is_no_part_of_the_standfirst():
    highlight = f"HIGHLIGHT: {SECOND}; http://courier.example/1"
    document = one(lexis("Talks", "LENGTH: 2", highlight, FIRST))
    assert texts(document, "standfirst") == [SECOND]
    assert "http://courier.example/1" in texts(document, "boilerplate")


def test_a_highlight_below_the_body_is_the_standfirst():
    document = one(lexis("Talks", "LENGTH: 2", FIRST, "LANGUAGE: X", "HIGHLIGHT:", SECOND))
    assert (texts(document, "standfirst"), texts(document, "body")) == ([SECOND], [FIRST])


def test_a_wrapped_line_is_joined_and_one_that_ended_on_purpose_is_not():
    caption = "Rupert Hamm, who opened the harbour in the north of Karvia yesterday at noon"
    document = one(
        lexis("Talks", "LENGTH: 2", FIRST, f"GRAPHIC: {wrapped(caption)}\nwith a crew\nMIRROR / PA")
    )
    assert texts(document, "caption") == [f"{caption} with a crew"]
    assert texts(document, "credit") == ["MIRROR / PA"]


def test_a_short_line_between_two_paragraphs_is_a_subheading():
    document = one(lexis("Talks", "LENGTH: 2", FIRST, "Two more berths", SECOND, "Ann Roe, Selmar"))
    assert texts(document, "subheading") == ["Two more berths"]
    assert texts(document, "body") == [FIRST, SECOND, "Ann Roe, Selmar"]


def test_a_correction_is_no_body():
    document = one(lexis("Talks", "LENGTH: 2", FIRST, "LANGUAGE: ENGLISH", "CORRECTION:", SECOND))
    assert texts(document, "body") == [FIRST]
    assert SECOND in texts(document, "boilerplate")


@pytest.mark.parametrize(
    "counter",
    ["1 of 1 DOCUMENT", "FOCUS - 1 of 2,040 DOCUMENTS", "Dokument 1 von 9", "Document 1 de 9"],
)
def test_counters_are_read_in_the_languages_of_the_interface(counter: str):
    text = lexis("Talks", "LENGTH: 2", FIRST).replace("1 of 1 DOCUMENTS", counter)
    export = export_of(text)
    assert export
    assert [document.title for document in export.documents(text, "news")] == ["Talks"]


def test_a_counter_needs_no_empty_line_above_it():
    glued = lexis("Talks", "LENGTH: 2", FIRST) + "\n  Copyright 2026 Media\n" + lexis("War", FIRST)
    assert [document.title for document in of_lexis(glued)] == ["Talks", "War"]


def test_a_document_without_an_article_is_left_out_and_its_words_are_kept():
    empty = lexis(header=(centred("Copyright 2026 Nobody"),), n=2)
    first, third = of_lexis(lexis("Talks", FIRST) + empty + lexis("War", FIRST, n=3))
    assert (first.id, third.id) == ("news-1", "news-3")
    assert "Copyright 2026 Nobody" in texts(third, "boilerplate")
    assert third.notices == ["document 2 holds no article; its words are kept here"]


def test_a_download_without_any_article_is_refused_with_the_way_out():
    with pytest.raises(InputError, match="LexisNexis without an article, as a list"):
        of_lexis(lexis(header=(centred("Copyright 2026 Nobody"),)))


def test_a_table_keeps_its_lines():
    table = "Networks Sales      33.0   30.1\nServices            10.0   10.2"
    document = one(lexis("Talks", "LENGTH: 2", FIRST, table, SECOND))
    assert texts(document, "body")[1] == table


# LexisNexis, HTML

STYLE = """<style>.a { text-align: center; } .b { font-weight: bold; } .t { font-size: 14pt;
font-weight: bold; }</style>"""


def box(*paragraphs: str, look: str = "") -> str:
    inner = "".join(f'<p class="{look}">{paragraph}</p>\n' for paragraph in paragraphs)
    return f'<br><div class="{look}">{inner}</div>\n'


def named(name: str, value: str) -> str:
    return box(f'<span class="b">{name}: </span><span>{value}</span>')


PAGE = (
    f"<html><head>{STYLE}<title>&nbsp;</title></head><body><!-- LXNComment 1:2 -->"
    + box("Download Request: 1-1")
    + '<a name="DOC_ID_1_0"></a>'
    + box("1 of 1 DOCUMENT", look="a")
    + box("Der Kurier", look="a")
    + box("<b>27.</b> Februar 2012 Montag 9:50 PM GMT+1<br>Correction Appended", look="a")
    + box('<span class="t">Warnschuss;<br>Der Hafen</span>')
    + named("AUTOR", "Ilse Marrow")
    + named("L&Auml;NGE", "12 W&ouml;rter")
    + named("SONDERNAME", "unknown")
    + named("HIGHLIGHT", f"&nbsp;{SECOND}<br>")
    + box(
        FIRST,
        '<span class="b">Der lange Weg zur&uuml;ck</span>',
        '<span class="b">GRAFIK: </span>ist hier ein Wort.',
        f"{THIRD}<br>&nbsp;<br>{FIRST}",
        SECOND,
        "The end of it is near.",
    )
    + named("UPDATE", "28. Februar 2012")
    + named("GRAFIK", "Reiki-Methode<br>Manager Wied(*): Viel Geld<br>(*) Am Stand in Hannover.")
    + box("Copyright 2012 Kurier<br>Alle Rechte vorbehalten", look="a")
    + "</body></html>"
)


def test_html_of_lexisnexis_gives_the_fields_of_its_boxes():
    document = one(PAGE)
    assert (document.title, document.source, document.published) == (
        "Warnschuss",
        "Der Kurier",
        "2012-02-27",
    )
    assert texts(document, "standfirst") == ["Der Hafen", SECOND]
    assert texts(document, "byline") == ["Ilse Marrow"]
    assert texts(document, "caption") == ["Reiki-Methode", "Manager Wied(*): Viel Geld"]
    assert "(*) Am Stand in Hannover." in texts(document, "boilerplate")
    assert "SONDERNAME: unknown" in texts(document, "boilerplate")


def test_bold_paragraphs_of_a_body_are_subheadings_and_breaks_divide_paragraphs():
    document = one(PAGE)
    assert texts(document, "subheading") == ["Der lange Weg zurück"]
    assert texts(document, "body") == [
        FIRST,
        "GRAFIK: ist hier ein Wort.",
        THIRD,
        FIRST,
        SECOND,
        "The end of it is near.",
    ]


def test_html_without_styles_and_bold_gives_the_same_fields():
    bare = re.sub(r"<style>.*?</style>| class=\"\w*\"|</?b>", "", PAGE, flags=re.S)
    document = one(bare.replace("<span>GRAFIK: </span>ist", "Grafik ist"))
    assert (document.title, document.published) == ("Warnschuss", "2012-02-27")
    assert texts(document, "caption") == ["Reiki-Methode", "Manager Wied(*): Viel Geld"]


# Nexis Uni


def uni(*body: str, title: str = "Talks resume", below: Sequence[str] = ()) -> list[str]:
    """The paragraphs of one document of Nexis Uni; an asterisk stands for bold names."""
    return [
        "",
        f"*{title}*",
        "The New Courier",
        "January 10, 2018 Wednesday 10:36 EST",
        "",
        "Copyright 2018 Courier Company",
        "*Section:* WORLD; Pg. 4",
        "*Length:* 212 words",
        "*Byline:* ANN ROE",
        "*Highlight:* Both sides hope.",
        "*Body*",
        "",
        *body,
        *below,
        "*Load-Date:* January 12, 2018",
        "",
        "*End of Document*",
        "",
    ]


COVER = [
    "*User Name:* Nobody",
    "*Date and Time:* Wednesday, December 19, 2018 7:08:00 PM JST",
    "*Job Number:* 00000000",
    "*Documents (2)*",
    "1. Talks resume",
    "*Client/Matter:* -None-",
    "2. May 2014 in the harbour",
    "Sources: The New Courier; Content Type: News",
    "",
]
GRAPHIC = [
    "*Graphic*",
    "",
    f"PHOTOS: {CAPTION} (B1)",
    "The quay. (PHOTOGRAPHS BY BEN NELM/REUTERS) (B5)",
]


def as_html(paragraphs: Sequence[str]) -> str:
    inner = (re.sub(r"\*(.+?)\*", r"<b>\1</b>", paragraph) for paragraph in paragraphs)
    return f"<!DOCTYPE html><html><body>{''.join(f'<p>{p}</p>' for p in inner)}</body></html>"


def as_text(paragraphs: Sequence[str]) -> str:
    return "\n".join(paragraphs).replace("*", "")


def of_uni(text: str) -> list[Document]:
    return [*nexis.documents(text, "news")]


DOWNLOAD = [*COVER, *uni(FIRST, SECOND, below=GRAPHIC), *uni(THIRD, title="War ends")]


@pytest.mark.parametrize("form", [as_html, as_text])
def test_nexis_uni_gives_an_article_a_document_whatever_container_held_it(form):
    first, second = of_uni(form(DOWNLOAD))
    assert (first.title, first.source, first.published) == (
        "Talks resume",
        "The New Courier",
        "2018-01-10",
    )
    assert (texts(first, "byline"), texts(first, "standfirst")) == (
        ["ANN ROE"],
        ["Both sides hope."],
    )
    assert texts(first, "body") == [FIRST, SECOND]
    assert texts(first, "caption") == [CAPTION, "The quay."]
    assert texts(first, "credit") == ["(PHOTOGRAPHS BY BEN NELM/REUTERS)"]
    assert (second.title, texts(second, "body"), texts(second, "caption")) == (
        "War ends",
        [THIRD],
        [],
    )


@pytest.mark.quick
def test_both_forms_of_nexis_uni_give_the_same_segments():
    by_form = [[parts(document) for document in of_uni(f(DOWNLOAD))] for f in (as_html, as_text)]
    assert by_form[0] == by_form[1]


@pytest.mark.parametrize("form", [as_html, as_text])
def test_a_publication_of_two_lines_is_reported_from_the_headline_by_the_gap_above_it(form):
    lines = uni(FIRST)
    lines.insert(3, "(Harbour Blog)")
    [document] = of_uni(form([*COVER, *lines]))
    assert (document.title, document.source) == ("Talks resume", "The New Courier (Harbour Blog)")


def test_without_empty_paragraphs_the_cover_is_still_told_from_the_first_headline():
    [first, _] = of_uni(as_text([line for line in DOWNLOAD if line]))
    assert first.title == "Talks resume"


def test_the_list_of_results_is_boilerplate_of_the_first_article_and_no_word_is_lost():
    documents = of_uni(as_text(DOWNLOAD))
    assert "2. May 2014 in the harbour" in texts(documents[0], "boilerplate")
    kept = {word for document in documents for word in words(document.text)}
    assert set(words(as_text(DOWNLOAD))) - kept == {"Byline", "Highlight"}


def test_captions_in_the_last_lines_of_a_body_are_captions():
    [document] = of_uni(as_html(uni(FIRST, SECOND, "PHOTO: The hall. (PHOTOGRAPH BY Ann Roe)")))
    assert (texts(document, "body"), texts(document, "caption")) == ([FIRST, SECOND], ["The hall."])
    [rule] = [part.rule for part in document.segments if part.layer == "caption"]
    assert rule == 'field Body, line "PHOTO:"'


def test_links_below_a_bold_heading_at_the_end_of_a_body_are_boilerplate():
    html = as_html(uni(FIRST, SECOND, "*Related Stories*", "<i>Once a port</i>", "<i>Ships</i>"))
    [document] = of_uni(html)
    assert texts(document, "body") == [FIRST, SECOND]
    assert {"Related Stories", "Once a port", "Ships"} <= set(texts(document, "boilerplate"))


def test_an_abstract_in_the_body_is_the_standfirst():
    [document] = of_uni(as_html(uni("*ABSTRACT*", "The lead.", "*FULL TEXT*", FIRST, SECOND)))
    assert texts(document, "standfirst") == ["Both sides hope.", "The lead."]
    assert texts(document, "body") == [FIRST, SECOND]


def test_a_deck_glued_to_a_heading_is_cut_where_no_blank_follows_the_semicolon():
    [document] = of_uni(as_text(uni(FIRST, title="Looking ahead;Congress meets")))
    assert (document.title, texts(document, "standfirst")[0]) == ("Looking ahead", "Congress meets")


def test_no_headline_in_original_is_no_headline():
    [document] = of_uni(as_text(uni(FIRST, title="No Headline In Original")))
    assert texts(document, "headline") == []


def test_a_document_without_a_date_has_its_headline_and_publication_above_the_rights():
    lines = [line for line in uni(FIRST) if not line.startswith("January")]
    [document] = of_uni(as_text([*COVER, *lines]))
    assert (document.title, document.source, document.published) == (
        "Talks resume",
        "The New Courier",
        None,
    )


def test_a_document_that_cannot_be_displayed_is_kept_with_its_neighbour():
    error = ["We are sorry but there is an error in this document.", "*End of Document*"]
    [document] = of_uni(as_text([*error, *uni(FIRST)]))
    assert document.id == "news-2"
    assert texts(document, "boilerplate")[0] == error[0]


def test_pages_and_links_of_a_download_are_boilerplate_wherever_they_stand():
    lines = uni(FIRST, "Page 2 of 3", SECOND, below=[*GRAPHIC, "Link zum PDF-Dokument"])
    [document] = of_uni(as_text(lines))
    assert texts(document, "body") == [FIRST, SECOND]
    assert texts(document, "caption") == [CAPTION, "The quay."]
    assert {"Page 2 of 3", "Link zum PDF-Dokument"} <= set(texts(document, "boilerplate"))


def test_a_credit_with_its_label_at_the_end_of_a_body_is_a_credit():
    [document] = of_uni(as_text(uni(FIRST, SECOND, "Foto: Ann Roe/dpa")))
    assert texts(document, "credit") == ["Foto: Ann Roe/dpa"]


def test_an_edition_below_the_date_is_no_publication_and_no_body():
    lines = uni(FIRST)
    lines.insert(4, "Northern Edition")
    [document] = of_uni(as_text(lines))
    assert (document.source, texts(document, "body")) == ("The New Courier", [FIRST])
    assert "Northern Edition" in texts(document, "boilerplate")


def test_a_correction_below_a_body_of_nexis_uni_is_no_body():
    below = ["*Correction*", "", "A page misspelled Selmar.", "*Correction-Date:* May 3, 2018"]
    [document] = of_uni(as_html(uni(FIRST, SECOND, below=[*below, *GRAPHIC])))
    assert texts(document, "body") == [FIRST, SECOND]
    assert texts(document, "caption") == [CAPTION, "The quay."]


def test_a_list_of_results_alone_is_refused_with_the_way_out():
    with pytest.raises(InputError, match="Nexis Uni without an article, as a list"):
        of_uni(as_html(COVER))


# The field of pictures


@pytest.mark.parametrize(
    ("field", "layers"),
    [
        ("PHOTO, B/W, Ann Roe, AFP", "credit"),
        ("photo Ron Anton, Bloomberg News", "credit"),
        ("foto bart maat, anp", "credit"),
        ("Photo: Ann Roe/Reuters", "credit"),
        ("PHOTO:  (PHOTOGRAPH BY Ann Roe/The New York Times FOR THE NEW YORK TIMES)", "credit"),
        ("GRAPHIC, Color, Ann Roe, USA TODAY (ILLUSTRATION); PHOTO, B/W; The hall.", "credit credit caption"),
        ("Credit: Ann Roe; A protester holds a placard.", "credit caption"),
        ("Photo: Ann Roe, the trade minister of the union. (Associated Press)", "boilerplate caption credit"),
        ("The hall. (By Ann Roe -- The Post); Map, The quay", "caption credit boilerplate caption"),
        ("Photo: The hall; the quay.", "boilerplate caption"),
        ("The hall in May. Foto: dpa", "caption credit"),
        ("The hall in May Photograph: Ann Roe/PA", "caption credit"),
        ("PHOTO 1: The hall. PHOTO 2: The quay.", "boilerplate caption boilerplate caption"),
        ("The minister (Ann Roe) in May; the quay (left).", "caption"),
        ("PHOTOS (3)", "boilerplate"),
        ("(*) In Hannover.", "boilerplate"),
        ("Chart: prices fall. (Source: Office; Bureau) (B7)", "caption credit boilerplate"),
        ("Karvian stage (1996) and hall (left)", "caption"),
        ("The quay. (Left)", "caption"),
        ("The hall. (seen by visitors)", "caption"),
        ("The hall. (Ann Roe)", "caption credit"),
        ("Photo: The Guardian", "credit"),
        ("Foto: Die Halle", "boilerplate caption"),
        ("Photo AFP", "credit"),
        ("Photo, The hall in May, Ann Roe For The Washington Post", "boilerplate caption credit"),
        ("Photo, Ann Roe opens it; Photo, The quay", "boilerplate caption boilerplate caption"),
    ],
)  # fmt: skip
def test_a_field_of_pictures_is_divided_into_medium_caption_credit_and_page(field, layers):
    assert " ".join(str(part.layer) for part in graphic_parts([field], "GRAPHIC")) == layers


def test_a_credit_ends_where_the_next_caption_opens():
    field = (
        "Workers unload. Photograph: Jonas Vell/Northern Press A soldier guards the quay."
        " Photo: Mira Oduya/Coast Images Children watch the tugboat. (Lena Sorko/Northern Press)"
    )
    assert [(part.layer, part.text) for part in graphic_parts([field], "GRAPHIC")] == [
        ("caption", "Workers unload."),
        ("credit", "Photograph: Jonas Vell/Northern Press"),
        ("caption", "A soldier guards the quay."),
        ("credit", "Photo: Mira Oduya/Coast Images"),
        ("caption", "Children watch the tugboat."),
        ("credit", "(Lena Sorko/Northern Press)"),
    ]


# Dates


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("May 2, 2002, Thursday,, FINAL EDITION", "2002-05-02"),
        ("Wednesday, December 19, 2018 7:08 PM JST", "2018-12-19"),
        ("Onsdag 6. Januar 2010", "2010-01-06"),
        ("30 août 2002", "2002-08-30"),
        ("1er mai 2015", "2015-05-01"),
        ("3 april 2016 zondag", "2016-04-03"),
        ("5. Jänner 2011", "2011-01-05"),
        ("2018-01-10", "2018-01-10"),
        ("31.12.2018", "2018-12-31"),
        ("January 2009", "2009-01"),
        ("Summer, 2008", "2008"),
        ("February 30, 2009", None),
        ("Schedule for Sunday, April 20", None),
        ("1 of 10 DOCUMENTS", None),
        ("The Sunday Times", None),
        ("(May 2, 2002)", None),
    ],
)
def test_a_printed_date_is_read_as_exactly_as_it_is_printed(line: str, date: str | None):
    assert printed_date(line) == date


# Which file is which


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (TWO, "LexisNexis"),
        (PAGE, "LexisNexis"),
        (as_html(DOWNLOAD), "Nexis Uni"),
        (as_text(uni(FIRST)), "Nexis Uni"),
        (as_text(COVER), "Nexis Uni"),
        ("Document 1 of 20\n\nTalks resume\n\nLENGTH: 2", None),
        ("Nexis prints 1 of 2 DOCUMENTS above each.\n\nLENGTH: 2", None),
        ("1 of 2 DOCUMENTS\n\nare lost.", None),
        (f"Talks resume\n\nBody\n\n{FIRST}", None),
        (f"<p>Talks resume</p><h2>Body</h2><p>{FIRST}</p>", None),
    ],
)
def test_an_export_is_recognised_by_its_frame_and_nothing_else_is(text: str, name: str | None):
    export = export_of(text[:BEGINNING])
    assert (export and export.name) == name


@pytest.mark.parametrize(
    "case",
    [
        "c07-nexis-uni-docx/nexis.DOCX",
        "c08-nexis-rtf/nexis.rtf",
        "c09-nexis-txt/nexis.TXT",
        "c11-nexis-html/nexis.html",
    ],
)
def test_the_cases_give_their_articles_captions_and_paragraphs_as_files(case: str):
    corpus = read(ROOT / "tests" / "cases" / "reading" / case)
    assert corpus.articles["published"].tolist() == ["2026-11-02"] * 2
    layers = corpus.segments.groupby(["article", "layer"], observed=True).size()
    assert [layers[0][layer] for layer in ("headline", "caption", "body")] == [1, 3, 6]
    assert [layers[1][layer] for layer in ("headline", "caption", "body")] == [1, 1, 2]
