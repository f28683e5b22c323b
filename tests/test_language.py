"""Language: each article's is found, and what lists in another language cannot count is not counted."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from analysis import Corpus, annotated, framing, language, read, read_text, sentiment
from analysis.batch import run
from analysis.cli import app
from analysis.comparison import NOT_TESTABLE, as_written, compare, rates, rates_across
from analysis.corpus import as_corpus, concat
from analysis.hits import Measure, make, why_not_measured
from analysis.language import find_language, is_measured, language_of, languages_of
from analysis.measures import all_hits, findings, labels
from analysis.population import Population
from analysis.report import report
from analysis.words import sentences
from analysis.words.languages import NAMES, WITHOUT_SPACES, not_measured

TEXTS = {
    "en": "The harbour opened its gates on Monday for the first time in eleven months.",
    "de": "Der Hafen hat am Montag zum ersten Mal seit elf Monaten seine Tore geöffnet.",
    "fr": "Le port a ouvert ses portes lundi pour la première fois depuis onze mois.",
    "nl": "De haven opende maandag voor het eerst in elf maanden haar poorten.",
    "da": "Havnen åbnede mandag sine porte for første gang i elleve måneder.",
    "es": "El puerto abrió sus puertas el lunes por primera vez en once meses.",
    "ru": "Порт открыл ворота в понедельник впервые за одиннадцать месяцев.",
    "ar": "فتح الميناء أبوابه يوم الاثنين للمرة الأولى منذ أحد عشر شهرا.",
    "he": "הנמל פתח את שעריו ביום שני לראשונה מזה אחד עשר חודשים.",
    "ko": "항구는 월요일 열한 달 만에 처음으로 문을 열었다고 당국이 밝혔다.",
    "ja": "港は月曜日、十一か月ぶりに門を開き、穀物を積んだ船が入港した。",
    "zh": "港口星期一在十一个月来首次开放，一艘运粮船从南方驶入。",
    "th": "ท่าเรือเปิดประตูเมื่อวันจันทร์เป็นครั้งแรกในรอบสิบเอ็ดเดือน",
}
GERMAN = """Der Hafen ist wieder offen

Der Krieg war lang, und die Stadt hat ihn nicht vergessen. Die Leute am Kai sprachen vom Sieg.

Beamte nannten den Tag einen Sieg der Geduld, die Menschen sprachen von Verlust und Trauer.

Fachleute erwarten, dass der Brotpreis binnen Wochen um ein Drittel sinkt, so die Stadt.

Arbeiter entladen das erste Schiff im Hafen der Stadt. Foto: Jonas Vell

Ein Soldat bewacht nach dem Krieg das Zollhaus am Kai. Foto: Mira Oduya
"""
ENGLISH = """The harbour is open again

The war was long, and the city has not forgotten it. The people on the quay spoke of victory.

Officials called the day a victory of patience, and people spoke of loss and grief.

Experts expect that the price of bread will fall by a third within weeks, says the city.

Workers unload the first good ship in the harbour of the city. Photo: Jonas Vell

A soldier guards the customs house on the quay after the war. Photo: Mira Oduya
"""


def labelled(text: str, name: str = "") -> Corpus:
    """An article whose last two blocks are captions, whatever the rules say of them."""
    corpus = read_text(text, name=name or "harbour")
    last = corpus.segments.index[corpus.segments["layer"] != "credit"][-2:]
    return corpus.relabel(dict.fromkeys(last.tolist(), "caption"))


# --------------------------------------------------------------------------- what is found


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_sentence_is_found(code: str):
    found = find_language(TEXTS[code])
    assert found.code == code
    assert 0.3 <= found.certainty <= 1


def test_of_an_article_more_certainty_is_asked_than_of_a_text():
    doubtful = "Chancellor Ilse Hartmann visits Selmar dock workers"
    assert 0.3 <= find_language(doubtful).certainty < 0.5
    assert language_of([doubtful]).code is None


@pytest.mark.parametrize(
    "text",
    ["", "OK.", "Die Welt", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "?" * 900],
    ids=["nothing", "a word", "two words", "numbers", "marks"],
)
def test_what_is_short_or_no_language_is_unsure(text: str):
    assert find_language(text).code is None


def test_half_of_a_surrogate_pair_stops_nothing():
    assert find_language(TEXTS["de"] + "\ud800").code == "de"


def test_a_quotation_in_another_language_is_not_the_article():
    paragraphs = [TEXTS["fr"], *[TEXTS["en"]] * 6]
    assert language_of(paragraphs).code == "en"


def test_a_long_article_costs_no_more_than_a_short_one():
    assert language_of([TEXTS["de"] * 100_000] * 3) == language_of([TEXTS["de"] * 100] * 3)


@pytest.fixture
def without_model(monkeypatch: pytest.MonkeyPatch):
    def model():
        raise AssertionError("the model was asked")

    monkeypatch.setattr(language, "_model", model)


@pytest.mark.usefixtures("without_model")
def test_the_model_is_not_asked_of_an_article_whose_words_are_plainly_english():
    corpus = read("seeds/nagorno-karabakh.txt")
    assert corpus.articles[["language", "language_certainty"]].to_numpy().tolist() == [["en", 1.0]]


PLAIN = "This is what they said about the harbour, which opened its gates after eleven months. " * 5


@pytest.mark.usefixtures("without_model")
@pytest.mark.parametrize(
    "paragraphs",
    [
        [PLAIN, PLAIN, GERMAN],
        [PLAIN, GERMAN, PLAIN],
        [GERMAN, PLAIN, PLAIN],
        ["The gates of the harbour, the quay of the town and the end of the war. " * 20],
        ["The harbour which would, " + "Hafen " * 40] * 5,
        [PLAIN],
    ],
    ids=["end", "middle", "beginning", "few different words", "a small share", "short"],
)
def test_the_model_is_asked_of_what_is_short_or_not_english_throughout(paragraphs: list[str]):
    with pytest.raises(AssertionError, match="the model was asked"):
        language_of(paragraphs)


def test_the_model_says_the_same_of_what_is_plainly_english():
    article = [PLAIN] * 3
    assert language_of(article) == (language.ENGLISH, 1.0)
    assert language._by_model([article])[0].code == language.ENGLISH


@pytest.mark.parametrize("seed", range(3))
def test_many_articles_have_the_languages_that_each_has_alone(seed: int):
    chance = random.Random(seed)
    odd = ["", "OK.", "?" * 40, "\ud800 " * 30, "A\u0301" * 60, "\U0001f600" * 20, "1 2 3 " * 9]
    lines = [*TEXTS.values(), *(text.upper() for text in TEXTS.values()), *odd]
    texts = ["\n".join(chance.choices(lines, k=chance.randint(1, 4))) for _ in range(200)]
    bounds = list[tuple[int, int, int]]()
    for article, text in enumerate(texts):
        start = 0
        for line in text.split("\n"):
            bounds.append((article, start, start + len(line)))
            start += len(line) + 1
    article, start, end = zip(*bounds, strict=True)
    layers = chance.choices(["body", None, "caption", "byline"], [5, 2, 2, 1], k=len(bounds))
    together = languages_of(
        texts, {"article": article, "layer": layers, "start": start, "end": end}
    )
    for number, text in enumerate(texts):
        own = [
            (layer, text[low:high])
            for layer, (owner, low, high) in zip(layers, bounds, strict=True)
            if owner == number
        ]
        body = [line for layer, line in own if layer in ("body", None)]
        alone = language_of(body or [line for layer, line in own if layer == "caption"])
        assert repr(together[number]) == repr(alone)
    assert {language.code for language in together} > {None, "de", "en"}


def test_many_texts_that_are_too_short_are_unsure():
    n = 40
    segments = {"article": range(n), "layer": ["body"] * n, "start": [0] * n, "end": [3] * n}
    assert {language.code for language in languages_of(["OK."] * n, segments)} == {None}


def test_every_language_has_a_name_and_those_without_spaces_are_among_them():
    assert all(len(code) == 2 and code.islower() for code in NAMES)
    assert set(NAMES) > WITHOUT_SPACES
    assert len(set(NAMES.values())) == len(NAMES)


# --------------------------------------------------------------------------- where it is kept


def test_an_article_keeps_its_language_and_how_certain_it_is():
    articles = read_text(GERMAN).articles
    assert articles["language"].tolist() == ["de"]
    assert articles["language_certainty"].item() == pytest.approx(1, abs=0.05)


def test_the_body_says_the_language_and_not_the_page_around_it():
    page = (
        "<html><body><nav><p>Home, world, politics, sports and all that we have for you</p></nav>"
        f"<article><h1>Hafen offen</h1><p>{TEXTS['de']}</p><p>{TEXTS['de']}</p></article></body>"
    )
    assert read(page.encode(), format="html").articles["language"].tolist() == ["de"]


def test_the_text_of_a_record_says_its_language_and_not_its_title():
    german, english = (f"{TEXTS[code]}\n\n{TEXTS[code]}" for code in ("de", "en"))
    records = [
        {"text": german},
        {"text": english, "title": TEXTS["de"]},
        {"text": german, "title": "Open"},
        {"text": english, "captions": [TEXTS["fr"]]},
    ]
    table = "\n".join(json.dumps(record) for record in records).encode()
    assert read(table, format="jsonl").articles["language"].tolist() == ["de", "en", "de", "en"]


def test_an_article_without_a_body_has_the_language_of_its_captions():
    corpus = labelled(f"{TEXTS['fr']}\n\n{TEXTS['fr']}")
    assert "body" not in corpus.layer_sizes().index
    assert corpus.articles["language"].tolist() == ["fr"]


def test_joined_and_chosen_articles_keep_their_languages():
    both = concat([read_text(GERMAN, name="a"), read_text("OK.", name="b"), read_text(ENGLISH)])
    assert both.articles["language"].tolist() == ["de", None, "en"]
    assert both.articles["language_certainty"].dtype == float
    assert both.article("a").articles["language"].tolist() == ["de"]
    assert np.isnan(both.articles["language_certainty"][1])


def test_a_text_keeps_its_title_beside_its_language():
    assert read_text(ENGLISH, name="a").articles["title"].tolist() == ["The harbour is open again"]


def test_the_language_of_texts_alone_is_not_asked_for():
    assert as_corpus([TEXTS["de"]]).articles["language"].isna().all()


# --------------------------------------------------------------------------- what is measured


def test_lists_for_english_say_that_german_was_not_measured():
    corpus = labelled(GERMAN)
    table = findings(corpus)
    why = not_measured("de", corpus.articles["language_certainty"].item())
    assert why.startswith("not measured: the text is German (")
    assert set(table["reason"]) == {why}
    assert set(table["verdict"]) == {NOT_TESTABLE}
    assert set(table["no_baseline"]) == {"the text is in another language"}
    assert table[["per_1000_target", "per_1000_reference", "expected", "p"]].isna().all(axis=None)
    assert (table["unusual"] == "").all()


def test_german_words_that_look_english_are_no_hits():
    # VADER scores "war" and "die".
    assert len(sentiment.hits(as_corpus("Der Krieg war lang, und die Stadt litt."))) > 0
    hits = all_hits(labelled(GERMAN))
    assert {name: len(own) for name, own in hits.items()} == dict.fromkeys(hits, 0)


def test_english_is_measured_and_so_is_what_is_unsure():
    assert findings(labelled(ENGLISH))["per_1000_reference"].notna().all()
    short = read_text("Gut.\n\nWar.").relabel({0: "body", 1: "caption"})
    assert short.articles["language"].isna().all()
    assert findings(short)["per_1000_reference"].notna().all()


def test_ones_own_dictionary_measures_any_language(tmp_path: Path):
    words, scores = tmp_path / "krieg.txt", tmp_path / "ton.csv"
    words.write_text("krieg\nsoldat\n", encoding="utf-8")
    scores.write_text("word,valence\nsieg,2\ntrauer,-2\n", encoding="utf-8")
    corpus = labelled(GERMAN)
    table = findings(corpus, frames=str(words), lexicon=str(scores)).set_index("measure")
    assert table.loc[["framing", "sentiment"], "per_1000_reference"].notna().all()
    assert table.loc["framing", ["n_target", "n_reference"]].to_numpy().ravel().tolist() == [2, 1]
    # "Sieg" is no name that the English rules would see in each word with a capital.
    assert sentiment.hits(corpus, lexicon=scores)["left_out"].isna().all()
    assert table.loc["entities", "reason"].str.startswith("not measured").all()


def test_a_measure_of_ones_own_is_for_any_language_that_has_words():
    measure = Measure("letters", "words of one letter")
    for code, why in (("de", ""), ("ja", "which is not cut into words here")):
        corpus = read_text(TEXTS[code])
        hits = make(
            corpus,
            measure=measure.name,
            categories=["a"],
            sentence=np.array([0]),
            start=np.array([0]),
            end=np.array([1]),
            term=["x"],
            category=np.array([0]),
        )
        assert why_not_measured(corpus, hits).endswith(why)
        assert len(hits) == (not why)


@pytest.mark.parametrize("code", ["ja", "th", "zh"])
def test_languages_without_spaces_are_refused_in_one_line(code: str):
    corpus = read_text(f"{TEXTS[code]}\n\n{TEXTS[code]}")
    corpus = corpus.relabel(
        {corpus.segments.index[-1]: "caption", corpus.segments.index[0]: "body"}
    )
    table = findings(corpus)
    line = sentences.answer(table, labels())
    assert line.startswith(f"Not measured: the text is {NAMES[code]} (")
    assert line.endswith("), which is not cut into words here")
    assert not is_measured(code, "")


def test_articles_in_other_languages_count_in_no_rate_of_a_corpus():
    both = concat([labelled(GERMAN, "a"), labelled(ENGLISH, "b")])
    hits = framing.hits(both)
    alone = rates(labelled(ENGLISH), framing.hits(labelled(ENGLISH)))
    together = rates(both, hits)
    columns = ["layer", "category", "n", "n_words", "per_1000"]
    rows = together["layer"].isin(["body", "caption"]), alone["layer"].isin(["body", "caption"])
    assert (
        together.loc[rows[0], columns].astype(str).to_numpy().tolist()
        == alone.loc[rows[1], columns].astype(str).to_numpy().tolist()
    )
    by_article = rates_across(both, hits).set_index("article")["per_1000"]
    assert by_article[0].isna().all()
    assert by_article[1].notna().all()


def test_a_verdict_by_term_and_one_by_category_say_the_same():
    corpus = labelled(GERMAN)
    assert len(compare(corpus, sentiment.hits(corpus), by="term")) == 0
    assert compare(corpus, sentiment.hits(corpus))["reason"].str.startswith("not measured").all()


def test_a_run_keeps_the_languages_and_says_what_was_not_measured(tmp_path: Path):
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, text in (("de", GERMAN), ("en", ENGLISH)):
        (texts / f"{name}.txt").write_text(text, encoding="utf-8")
    result = run([texts], tmp_path / "run", workers=1)
    articles = Population(tmp_path / "run").articles.set_index("id")
    assert articles["language"].to_dict() == {"de": "de", "en": "en"}
    assert articles["language_certainty"].between(0.5, 1).all()
    assert articles.loc["de", "not_tested"].startswith("not measured: the text is German (")
    # However certain each of them is, they are counted together.
    assert result.not_tested["not measured: the text is German"] == 1


# --------------------------------------------------------------------------- how it is said


def test_every_output_of_compare_says_it_in_place_of_zeros(tmp_path: Path):
    article = tmp_path / "hafen.txt"
    article.write_text(GERMAN, encoding="utf-8")
    why = not_measured("de", read(article).articles["language_certainty"].item())
    command = CliRunner()
    shown = command.invoke(app, ["compare", str(article), "--all"], env={"COLUMNS": "250"}).output
    assert why in shown
    assert "another one may fit" not in shown
    row = next(line for line in shown.splitlines() if line.startswith("persons"))
    assert "0" not in row.replace(why, "")
    csv = command.invoke(app, ["compare", str(article), "--format", "csv"]).stdout
    assert f"entities,PERSON,,,,,,,,{NOT_TESTABLE},,{why}," in csv
    rows = json.loads(command.invoke(app, ["compare", str(article), "--format", "json"]).stdout)[
        "rows"
    ]
    assert {row["reason"] for row in rows} == {why}
    assert {row["n_target"] for row in rows} == {None}


def test_a_report_says_it_for_each_measure(tmp_path: Path):
    article, page = tmp_path / "hafen.txt", tmp_path / "hafen.html"
    article.write_text(GERMAN, encoding="utf-8")
    done = CliRunner().invoke(app, ["report", str(article), "-o", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert text.count("ot measured: the text is German (") >= 4


def test_the_counts_of_what_is_measured_are_written_as_they_are():
    table = findings(labelled(ENGLISH))
    assert as_written(table) is table


# --------------------------------------------------------------------------- pages


def test_the_readings_of_ruby_are_no_text():
    word = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>"
    page = (
        f"<html><body><article><h1>{word}の朝</h1><figure><img src=a.jpg><figcaption>{word}に入る船"
        f"</figcaption></figure><p>{word}は月曜日に<ruby><rb>門</rb><rtc><rt>もん</rt></rtc></ruby>を開いた。</p>"
        f"<p>船は<ruby>南<rt>みなみ</ruby>から来た。</p></article></body></html>"
    )
    corpus = read(page.encode(), format="html")
    assert " ".join(corpus.blocks(n_words=None)["text"]) == (
        "港の朝 港に入る船 港は月曜日に門を開いた。 船は南から来た。"
    )


@pytest.mark.parametrize("as_page", [annotated.page, lambda corpus: report(corpus).html])
def test_each_block_of_a_page_runs_in_the_direction_of_its_own_script(
    as_page: Callable[[Corpus], str],
):
    shown = as_page(read_text(f"{TEXTS['ar']}\n\n{TEXTS['en']}\n\n{TEXTS['he']}"))
    for code in ("ar", "he"):
        assert f'<p class="text" dir="auto">{TEXTS[code][:20]}' in shown
