"""Who made the picture, in pages, texts and tables: kinds of credit that readers met, and captions that hold none."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import Corpus, read, read_text
from analysis.reading.credits import caption_parts, is_credit, split_credit

CASES = Path(__file__).parent / "cases"


def texts(corpus: Corpus, layer: str) -> list[str]:
    return [
        corpus.text(block) for block in corpus.segments.index[corpus.segments["layer"] == layer]
    ]


@pytest.mark.quick
@pytest.mark.parametrize(
    ("file", "captions", "credits"),
    [
        (
            "r13-foto-name/page.html",
            ["Hafenarbeiter entladen am Montag das erste Getreideschiff."],
            ["Foto: Ingo Scholz"],
        ),
        ("r12-agency-only/page.html", [], ["(reuters)", "(afp)"]),
        (
            "t01-pages-and-texts/stock.txt",
            [
                "Band saws take up room in a workshop, but they are good for certain cuts.",
                "Residents carry beds into the school on the hill.",
            ],
            ["Anna Tarn / Pexels", "WAKV/YouTube"],
        ),
        (
            "t01-pages-and-texts/nyt.txt",
            ["The mayor of Selmar speaks to residents in the school on the hill."],
            ["Credit...Mara Tarn/The Karvia Times"],
        ),
        ("p01-minimal-pages/4.html", ["Beware of the cranes."], ["Screenshot: Ana Kovar."]),
        (
            "p01-minimal-pages/6.html",
            ["Ilse Brandt speaks at the Harbour Club on May 2, 2016 in Washington, DC."],
            ["Win Mayer/Getty Images"],
        ),
        (
            "p01-minimal-pages/6b.html",
            [
                "Ilse Brandt speaks to members of the Harbour Club on April 19, 2016 in San Francisco, Calif."
            ],
            ["Leah Mayer/The Chronicle"],
        ),
        (
            "p01-minimal-pages/7.html",
            ["The outer quay at Ostrava Bay on Monday, where two cranes stand idle."],
            ["(Olivier Dupont/Abaca Press/MCT)"],
        ),
        (
            "p01-minimal-pages/7b.html",
            ["The outer quay at Ostrava Bay on Monday, where two cranes stand idle."],
            ["REUTERS/Ivo Grip (UNITED STATES - Tags: POLITICS SOCIETY)"],
        ),
        (
            "p01-minimal-pages/7c.html",
            ["The outer quay at Ostrava Bay on Monday, where two cranes stand idle."],
            [
                'AFP PHOTO/Ivo Grip Attn Editors : These file pictures are part of a "Best of" series. / AFP PHOTO /'
                " IVO GRIPIVO GRIP/AFP/Getty Images"
            ],
        ),
    ],
)
def test_a_page_or_text_keeps_its_captions_and_credits_apart(
    file: str, captions: list[str], credits: list[str]
):
    corpus = read(CASES / "reading" / file)
    assert (texts(corpus, "caption"), texts(corpus, "credit")) == (captions, credits)


@pytest.mark.parametrize(
    "credit",
    [
        "Foto: Ilse Brandt",
        "Fotos: Ilse Brandt (2), Mo Davar",
        "Bild: dpa",
        "Quelle: Stadtarchiv Selmar",
        "(Archivfoto: Ilse Brandt)",
        "Archiv",
        "Crédit photo : Zoé Roux",
        "Photo Zoé Roux",
        "Foto de Ana Ruiz",
        "EFE/Ana Ruiz",
        "Beeld ANP",
        "Foto ANP / Mo Davar",
        "(ansa)",
        "(getty images)",
        "Mo Davar / Unsplash",
        "KXQV/Facebook",
        "KXQV via YouTube",
        "(Supplied)",
        "Supplied",
        "Provided by the Brandt family",
        "Contributed",
        "(Handout)",
        "Credit...Mo Davar for The Karvia Times",
        "Credit…Mo Davar/Northern Press",
        "Mo Davar for The Karvia Times",
        "Mo Davar for NPR",
        "(Mo Davar for CalNews)",
        "Mo Davar, Karvia Post",
        "Mo Davar, The Karvia Times",
        "Mo Davar / Staff Photographer",
        "J.R. Davar/Reuters",
        "(Zoé Roux/Abaca Press/TNS)",
        "AFP PHOTO / ZOE ROUX (Photo by ZOE ROUX / AFP)",
        "REUTERS/Mo Davar NO SALES. NO ARCHIVES",
        "Screengrab: Mo Davar",
        "Kirby Lund-USA TODAY Sports",
        "Photo by Mo Davar, Dec. 4, 2021",
        "Mo St. Davar/Northern Press",
    ],
)
def test_what_names_a_maker_behind_a_sentence_is_credit(credit: str):
    text = f"The first ship comes in on Monday. {credit}"
    parts = [(layer, text[begin:end]) for layer, begin, end in caption_parts(text)]
    assert parts == [("caption", "The first ship comes in on Monday."), ("credit", credit)]


@pytest.mark.parametrize(
    "caption",
    [
        "She waited for an hour. He left for Paris.",
        "She waited for an hour. He left for Paris",
        "The hall on Monday. Ilse Brandt, Harbour Master",
        "They met in court. Davar for President",
        "Members of the club. Doctors for Peace",
        "The minister met the press. Reuters reported it first.",
        "Grain was supplied by rail.",
        "The crew (supplied by rail) rests on the quay.",
        "The siege of 2014. The picture: a town in ruins",
        "She holds a photo from 1950",
        "The dispute over copyright in the courts goes on",
        "Ein Dorf im Tal. Der Fluss hat dort seine Quelle",
        "The tower of St. John/St. Mary in May",
        "The mayor told the BBC",
        "The hall, seen from above (the tower, Photo: Mo Davar",
    ],
)
def test_a_sentence_is_no_credit(caption: str):
    assert caption_parts(caption) == [("caption", 0, len(caption))]


@pytest.mark.parametrize(
    "text",
    [
        "(reuters)",
        "[AFP]",
        "Mo Davar / Pexels",
        "KXQV/YouTube",
        "Mo Davar Photography",
        "Steve Roe/Karvia Star",
    ],
)
def test_a_credit_alone_is_no_caption(text: str):
    assert is_credit(text)
    assert [layer for layer, _, _ in caption_parts(text)] == ["credit"]


@pytest.mark.parametrize(
    "text",
    [
        "Reuters reports losses",
        "Before the siege",
        "Best Apps for Kids",
        "Log In / Join",
        "Photo: the harbour reopened. They met there",
    ],
)
def test_a_short_line_that_names_no_maker_is_no_credit(text: str):
    assert not is_credit(text)


def test_a_sentence_glued_to_its_maker_ends_at_its_full_stop():
    text = "The hall of Karvia, Md.Mo Davar/Northern Press"
    assert [text[begin:end] for _, begin, end in caption_parts(text)] == [
        "The hall of Karvia, Md.",
        "Mo Davar/Northern Press",
    ]


def test_a_label_with_no_blank_behind_it_opens_a_credit_without_a_full_stop_before():
    text = "The hall in March Photo:Mo Davar"
    assert [text[begin:end] for _, begin, end in caption_parts(text)] == [
        "The hall in March",
        "Photo:Mo Davar",
    ]


def test_names_joined_by_slashes_end():
    for name in ("slashes.html", "slashes.csv", "slashes.txt"):
        assert len(read(CASES / "reliability" / name).segments) > 1
    assert "The winners." in texts(read(CASES / "reliability" / "slashes.html"), "caption")[0]


PARAGRAPHS = (
    "The council met on Tuesday to settle the budget of the harbour, which has been closed since the storm. Nobody spoke against it.",
    "Members spoke for three hours before they voted. Several of them said that the plan left the smaller quays without money.",
    "Traders had asked the council to lower the fees until the work is done. The treasurer answered that the loss could not be borne.",
)


@pytest.mark.quick
@pytest.mark.parametrize(
    "credit",
    [
        "Mo Davar / Unsplash",
        "KXQV/Facebook",
        "Credit...Mo Davar/Northern Press",
        "Foto: Mo Davar",
        "(Supplied)",
        "(Supplied by Mo Davar)",
    ],
)
def test_in_plain_text_a_caption_is_known_by_its_credit(credit: str):
    text = "\n\n".join(
        [
            "Council votes on the harbour",
            *PARAGRAPHS[:2],
            f"Two cranes stand idle at the quay on Monday. {credit}",
            PARAGRAPHS[2],
        ]
    )
    corpus = read_text(text)
    assert texts(corpus, "caption") == ["Two cranes stand idle at the quay on Monday."]
    assert texts(corpus, "credit") == [credit]


def test_print_around_the_text_of_a_pdf_is_boilerplate():
    corpus = read(CASES / "reading" / "x08-pdftotext" / "page4.txt")
    assert texts(corpus, "headline") == ["Harbour of Selmar reopens after the long siege"]
    assert texts(corpus, "caption") == [
        "Dock workers of Selmar unload the first\ngrain ship since the siege on Monday."
    ]
    assert texts(corpus, "credit") == ["Photograph: Jonas Vell/Northern Press"]
    assert [text.split()[-1] for text in texts(corpus, "boilerplate")] == ["4", "4"]
    assert len(texts(corpus, "body")) == 6


@pytest.mark.parametrize(
    "number", ["7", "- 7 -", "Page 7", "7 of 12", "1 / 3", "7      The Karvia Times"]
)
def test_a_page_number_is_no_paragraph(number: str):
    corpus = read_text(
        "\n\n".join(["Council votes on the harbour", *PARAGRAPHS[:2], number, PARAGRAPHS[2]])
    )
    assert texts(corpus, "boilerplate") == [number]
    assert len(texts(corpus, "body")) == 3


def test_a_form_feed_ends_a_paragraph():
    corpus = read_text(
        "\n\n".join(["Council votes on the harbour", *PARAGRAPHS[:2]]) + "\n\f" + PARAGRAPHS[2]
    )
    assert texts(corpus, "body") == list(PARAGRAPHS)


def test_a_line_that_holds_a_figure_is_no_page_number():
    corpus = read_text("\n\n".join(["1999", *PARAGRAPHS, "In the year 7 of 12 ships came home."]))
    assert texts(corpus, "boilerplate") == []


@pytest.mark.parametrize(
    "text",
    [
        "[Featured Image by Ann Roe/Getty Images]",
        "Header image courtesy of Wenn Mills",
        "Featured image credit: “Mill wheel” via https://pictures.example/en/mill-wheel-1527685/",
        "Mill image via Shutterstock",
        "Фото: РИА",
        "写真：北方通信",
    ],
)
def test_a_line_that_names_the_place_or_the_maker_of_a_picture_is_nothing_but_a_credit(text):
    assert is_credit(text)


def test_a_sentence_about_pictures_from_a_country_is_no_credit():
    assert not is_credit("Soldiers in photos from Northern Ireland")


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("月曜日、包囲後初めての穀物船を荷下ろしする港湾労働者", "（写真：北方通信）"),
        ("图为周一码头工人卸下围困以来的第一艘粮船。", "新华社记者 李明 摄"),
        ("Докеры разгружают первое судно в понедельник. ", "Фото: РИА"),
    ],
)
def test_a_credit_in_another_script_is_cut_off(caption, credit):
    parts = caption_parts(caption + credit)
    assert [(layer, (caption + credit)[a:b]) for layer, a, b in parts] == [
        ("caption", caption.strip()),
        ("credit", credit),
    ]


@pytest.mark.parametrize(
    "credit",
    ["(Ann Roe/KVT Roll Call file photo)", "(KarviaNow!/Ann Roe)", "(Ann Roe/ Karvia News)"],
)
def test_a_bracket_with_a_maker_and_an_outlet_is_a_credit(credit: str):
    text = f"The weir opens. {credit}"
    begin, end = split_credit(text)
    assert (text[begin:end], text[end:].strip()) == ("The weir opens.", credit)


def test_a_bracket_with_an_alternative_is_no_credit():
    for text in ("The fair is open (Monday and/or Tuesday)", "Nurses wait at the desk (24/7)"):
        assert split_credit(text) == (0, len(text))


def test_a_maker_for_an_outlet_and_an_agencys_photo_are_nothing_but_credits():
    assert is_credit("Ann Roe for Karvia News")
    assert is_credit("Shutterstock photo")
    assert not is_credit("Ann Roe for President")
