"""The dossier: what stands in its page, whatever the article holds. How a browser shows it: test_report_browser.py."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import shlex
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Corpus, annotated, browser, comparison, measures, read, read_text, validity
from analysis import report as dossier
from analysis.corpus import concat
from analysis.lexicons.choice import settled
from analysis.options import DEFAULTS
from analysis.reading.corrections import corrections_table
from analysis.report import answer, dots, tables
from analysis.report.evidence import Evidence
from analysis.templates import filled
from analysis.words import is_claim, ordinary, sentences

from .conftest import ROOT
from .test_cli import run, write

VOID = {"meta", "input", "br", "hr", "img", "link", "path", "rect", "line"}
EVIL = """<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7 * 7 }} "' onmouseover="x </style></title> javascript:alert(1)"""


class Page(HTMLParser):
    """A page taken apart: its tags with their attributes and texts, and all of its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.texts: dict[int, str] = {}
        self.open: list[int] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(len(self.tags) - 1)

    def handle_endtag(self, tag):
        while self.open and self.tags[self.open.pop()][0] != tag:
            pass

    def handle_data(self, data):
        self.text += data
        for number in self.open:
            self.texts[number] = self.texts.get(number, "") + data

    def all(self, name: str) -> list[tuple[int, dict[str, str]]]:
        return [(number, held) for number, (tag, held) in enumerate(self.tags) if tag == name]

    def places(self, selector: str) -> list[dict[str, str]]:
        """The marks that a number's selector finds, each by its first piece."""
        layer, classes = re.fullmatch(
            r"\.block\.(\w+) ((?:\.\w+)+):not\(\.out\)", selector
        ).groups()
        wanted, found, block = set(classes.strip(".").split(".")), [], ""
        for tag, held in self.tags:
            own = held.get("class", "").split()
            if tag == "div" and own[:1] == ["block"]:
                block = own[1]
            if (
                tag == "u"
                and wanted <= set(own)
                and "out" not in own
                and block == layer
                and "id" in held
            ):
                found.append(held)
        return found


def only_warnings(error: str) -> bool:
    """Does standard error hold nothing but what is said of short articles?"""
    return all(
        "the body has only " in line or "page furniture" in line for line in error.splitlines()
    )


@pytest.fixture(scope="module")
def seed_report(seed: Corpus) -> dossier.Report:
    return dossier.report(seed, read_on=date(2026, 11, 22), file="nagorno-karabakh.txt")


@pytest.fixture(scope="module")
def page(seed_report: dossier.Report) -> Page:
    return Page(seed_report.html)


def hostile() -> str:
    paragraph = (
        f"The war {EVIL} went on. The Azerbaijani army {EVIL} won a victory \u202eegassem\u202c. "
        * 2
    )
    captions = [f"Israeli <b>drones</b> {EVIL} destroyed tank {n}" for n in range(4)]
    return "\n\n".join(
        [
            f"Talks {EVIL}",
            *[part for caption in captions for part in (paragraph, caption)],
            "x\x01\x02y",
        ]
    )


# --------------------------------------------------------------------------- what the page says


def test_the_page_says_which_article_and_what_was_found(page: Page, seed: Corpus):
    table = measures.findings(seed)
    for told in (
        seed.articles.loc[0, "title"],
        seed.articles.loc[0, "sha256"],
        "2026-11-22",
        "nagorno-karabakh",
    ):
        assert told in page.text
    labels = sentences.LABELS | {"military_capability": "Military capability and hardware"}
    names = sentences.names_of(seed)
    for _, row in table[table["verdict"].str.startswith("more in")].iterrows():
        for part in sentences.statement(row, labels, names=names):
            assert part in page.text
    assert "The result depends on caption 1: if it is removed, the difference" in page.text
    assert "The result holds whichever single caption or word you remove." in page.text
    links = [page.texts[number] for number, held in page.all("a") if held["href"] == "#b3"]
    assert "depends on caption 1" in links
    assert not re.search(r"\bsegment \d", page.text)
    for line in sentences.limits(seed, table):
        assert line in page.text


@pytest.mark.quick
def test_question_answer_captions_and_headline_come_before_all_else(seed: Corpus):
    page = dossier.report(seed).html
    order = [
        "Do the captions of this article tell a different story from its body?",
        "Captions use words about military capability and hardware more often than the body: 214 per 1,000",
        "Captions name weapons more often than the body: 143 per 1,000 words against 0.",
        *[f'<span class="name">caption {n}</span>' for n in (1, 2, 3, 4)],
        '<span class="name">headline</span>',
        "Do not read this as intention",
        '<figure class="dots"',
        'id="findings"',
        "No clear difference in places.",
        'id="article"',
        'id="tables"',
        "What can this page not say?",
        seed.articles.loc[0, "sha256"],
        "<dt>Options</dt>",
    ]
    places = [page.index(part, page.index("<body>")) for part in order]
    assert places == sorted(places)


def test_what_corrections_change_and_where_a_page_comes_from_are_on_the_first_screen(seed: Corpus):
    first = dossier.report(seed).html.partition("<nav")[0]
    by_rules = seed.before_relabelling()
    assert by_rules.segments["layer"].tolist() == seed.segments["layer_before"].tolist()
    assert (by_rules.segments["confidence"] < 1).any()
    answer = sentences.answers(measures.findings(by_rules), {})[0]
    assert f"Without the corrections, the answer would be: {answer}." in first
    assert by_rules.before_relabelling() is by_rules
    said = dossier.report(by_rules).html
    assert "Without the corrections" not in said
    dated = replace(seed, articles=seed.articles.assign(source="The Post", published="2026-01-02"))
    assert '<p class="origin" dir="auto">The Post, 2026-01-02</p>' in dossier.report(dated).html
    assert 'class="origin"' not in said


@pytest.mark.parametrize(
    ("word", "rate"),
    [("terrible", "−600"), ("", "0.0"), ("good", "543"), ("good good good", "1,036")],
)
def test_the_rates_of_a_figure_have_few_digits_and_a_sign_that_is_no_hyphen(word: str, rate: str):
    caption = f"{word} A hall in the town. {word}" if word else "A hall in the town."
    corpus = read_text(f"Talks\n\nThe two sides met.\n\n{caption}").relabel({2: "caption"})
    evidence = Evidence(corpus, settled(DEFAULTS, corpus))
    (tone,) = dots._sums(evidence)
    lines = {line.layer: line.rate for row in tone.rows for line in row.lines}
    assert lines["caption"] == rate


def test_the_captions_of_the_answer_have_its_words_marked_and_no_others(page: Page, seed: Corpus):
    hits = measures.all_hits(seed)
    is_caption = seed.segments["layer"].eq("caption")
    wanted = set()
    for measure, category in (("framing", "military_capability"), ("entities", "WEAPON")):
        own = hits[measure]
        own = own[(own["category"] == category) & own["segment"].map(is_caption)]
        wanted |= set(zip(own["start"], own["end"], strict=True))
    marked = [held for _, held in page.all("u") if held.get("id", "").startswith("k-h")]
    assert len(marked) == len(wanted) == 15
    assert all("f" in held["class"].split() for held in marked)
    switches = {held["id"]: "checked" in held for _, held in page.all("input")}
    assert switches == {
        "leads": True,
        "off0": False,
        "off1": False,
        "off2": False,
        "why-off": False,
    }


def test_of_many_captions_those_with_the_words_of_the_answer_are_shown():
    paragraphs = ["The envoys met in the hall of the town and talked about the harvest. " * 3] * 8
    plain = [f"A street of the town, number {n}." for n in range(1, 8)]
    armed = [f"A tank, a missile and a drone near house {n}." for n in range(1, 5)]
    texts = ["Talks resume in the town", *paragraphs, *plain, *armed]
    corpus = read_text("\n\n".join(texts))
    layers = ["headline"] + ["body"] * 8 + ["caption"] * 11
    corpus = corpus.relabel(dict(enumerate(layers)))
    page = dossier.report(corpus, frames="armed-conflict").html
    first = page.partition('id="findings"')[0]
    assert [n for n in range(1, 12) if f">caption {n}</span>" in first][-4:] == [8, 9, 10, 11]
    assert "5 of 11 are shown, chosen by their marks." in first


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Talks resume\n\nNobody came. It rained.", "the article has no captions"),
        ("One line.", "the article has no captions"),
    ],
)
def test_where_nothing_can_be_tested_the_answer_says_why(text: str, answer: str):
    first = dossier.report(read_text(text)).html.partition('id="findings"')[0]
    assert answer in first
    assert "the two could not be compared" in first
    findings = dossier.report(read_text(text)).html.partition('id="findings"')[2]
    assert "No category could be tested here." in findings.partition("</section>")[0]


def test_a_report_without_captions_says_what_can_be_done_in_place_of_a_figure(seed: Corpus):
    def first(corpus: Corpus, **given: object) -> str:
        return dossier.report(corpus, file="my talks.txt", **given).html.partition('id="findings"')[
            0
        ]

    bare = read_text("Talks resume\n\nNobody came. It rained.")
    said = first(bare)
    assert "cutline layers &#39;my talks.txt&#39; --ask</code>" in said
    assert "report &#39;my talks.txt&#39; -o headline.html --target headline</code>" in said
    chosen = first(bare, encoding="cp1252", frames="policy", columns=["text=b"])
    assert "--frames policy --encoding cp1252 --target headline --column text=b</code>" in chosen
    assert "Each caption and each paragraph" not in said
    for other in (first(bare, target="headline"), first(seed)):
        assert 'class="instead"' not in other
        assert "and each paragraph" in other
    assert "--ask" not in first(bare, only="2")  # an article of several has no labels beside it


def key_of(html: str) -> str:
    """What the first screen says is marked."""
    (key,) = re.findall(r"<small>, marked: (.*?)</small>", html)
    return key


def test_marked_words_of_a_lexicon_are_said_to_be_its_own():
    page = dossier.report(read(ROOT / "tests" / "cases" / "measures" / "art.txt"))
    assert "negative words by the lexicon" in key_of(page.html)


def test_a_limit_stands_next_to_the_finding_that_it_limits(seed: Corpus):
    evidence = Evidence(seed, settled(DEFAULTS, seed))
    first = sentences.by_strength(evidence.table).index[0]
    rare, limit = (
        "A gap this large would be rare",
        "The result depends on caption 1: if it is removed, the difference is no longer clear.",
    )
    assert answer.statements(evidence)[0][1].startswith(rare)
    evidence.table.loc[first, "hangs_on"] = "3"
    assert answer.statements(evidence)[0][1].startswith(f"{limit} {rare}")


def test_where_nothing_is_shown_one_row_is_nearest_to_a_difference_and_none_where_rows_are_unusual():
    corpus = read(ROOT / "seeds" / "control.html")
    evidence = Evidence(corpus, settled(DEFAULTS, corpus))
    table, near = evidence.table, "The category nearest to a difference is "
    table[["side", "unusual"]] = ""
    table.loc[table["verdict"].map(is_claim), "verdict"] = comparison.NO_DIFFERENCE
    assert answer.statements(evidence)[0][1].count(near) == 1
    alike = table.index[table["verdict"] == comparison.NO_DIFFERENCE][:3]
    table.loc[alike, "unusual"], table.loc[alike, "p_unusual"] = "more", [1e-9, 1e-8, 1e-7]
    evidence.leads = list(alike)
    assert near not in answer.statements(evidence)[0][1]


def test_an_unusual_row_says_of_the_two_layers_what_they_show(seed: Corpus):
    evidence = Evidence(seed, settled(DEFAULTS, seed))
    table = evidence.table
    table["unusual"] = ""
    shown = sentences.by_strength(table).index
    alike = table.index[table["verdict"] == comparison.NO_DIFFERENCE][0]
    table.loc[alike, ["unusual", "p_unusual"]] = ["more", 1e-9]
    assert alike not in shown
    assert answer.statements(evidence)[-1][1] == "Compared with the body: no clear difference."
    table.loc[alike, ["side", "hangs_on"]] = ["target", "3"]
    assert answer._limit(evidence, table.loc[alike]) == (
        "The result depends on caption 1: if it is removed, the difference is no longer clear."
    )


def test_the_names_of_a_layer_that_the_article_lacks_are_not_said_to_be_none():
    corpus = read_text("Talks resume\n\nAnn Roe met Tom Lee of the UN in Paris on Monday.")
    table = tables.names_table(Evidence(corpus, settled(DEFAULTS, corpus)))
    assert [head for head, _ in table.heads] == ["name", "type", "n body"]
    assert table.caption == "Names in the body, by number of mentions"
    assert {len(row) for row in table.rows} == {3}


def test_a_point_of_tone_has_a_scale(page: Page):
    assert (
        "Points: the lexicon scores a word from −4 to 4, before emphasis and negation." in page.text
    )


def test_the_answer_names_the_marks_that_its_lines_hold_and_no_others():
    article = {
        "headline": "A firm secures payment",
        "text": "\n\n".join(f"The good firm grew in year {n}, to great praise." for n in range(9)),
        "captions": ["Alon Shemesh, left, and Liron Damri, right"],
    }
    page = dossier.report(read(json.dumps(article).encode())).html
    assert re.sub(r"<[^>]*>", "", key_of(page)) == "persons"
    first = page.partition('id="findings"')[0]
    assert ">Persons<" in first
    assert ">Alon Shemesh</u>" in first


def test_the_signs_of_marks_are_shown_where_the_marks_are_named():
    planted = dossier.report(read(ROOT / "seeds" / "planted.txt")).html
    key = key_of(planted)
    assert re.sub(r"<[^>]*>", "", key).startswith("positive and negative scored words, military")
    assert ' plus">positive' in key
    assert ' minus">negative' in key
    assert "2 more differences are below: military capability and hardware; weapons." in planted


def test_what_is_unusual_opens_the_page_where_nothing_else_is_shown(seed: Corpus):
    """As the list of a run says it, in the same words."""
    captions = seed.segments.index[seed.segments["layer"] == "caption"]
    single = seed.relabel({int(number): "body" for number in captions[1:]})
    farthest = ordinary.most_unusual(measures.findings(single))
    assert farthest is not None
    assert (farthest["most_unusual"], farthest["unusual"]) == ("entities/WEAPON", "more")
    first = dossier.report(single).html.partition('id="findings"')[0]
    said = (
        "The caption names more weapons than an ordinary caption of 16 words would: 3 against 0.1."
    )
    assert f"<strong>{said}</strong>" in first
    assert "cannot be compared here: only one caption." in first


def test_a_table_leaves_out_what_nothing_is_known_of_and_its_file_has_all(seed: Corpus):
    table = measures.findings(seed)
    table = table[table["measure"] == "entities"]
    empty = table[(table["n_target"] + table["n_reference"] == 0) & (table["unusual"] == "")]
    assert len(empty)
    shown = Page(dossier.report(seed).html.partition('id="t-entities"')[2].partition("</div>")[0])
    assert len(shown.all("tr")) == 1 + len(table) - len(empty)
    some = "category without a hit is" if len(empty) == 1 else "categories without a hit are"
    assert f"({len(empty)} {some} in the file alone)" in shown.text


@pytest.mark.parametrize(
    ("verdicts", "grade"),
    [
        (["more in captions", "no difference shown"], "shown"),
        (["no difference shown", "cannot be tested here"], "not shown"),
        (["cannot be tested here", "cannot be tested here"], "cannot be tested here"),
        (["described, not tested"], "cannot be tested here"),
    ],
)
def test_a_measure_is_graded_by_its_strongest_verdict(
    seed: Corpus, verdicts: list[str], grade: str
):
    table = measures.findings(seed).head(len(verdicts)).assign(verdict=verdicts)
    table["side"] = ["target" if verdict.startswith("more") else "" for verdict in verdicts]
    table["p_adjusted"] = 0.5
    found, lines = sentences.graded(table, sentences.LABELS)
    assert found == grade
    assert lines


def test_the_figures_tell_their_numbers_in_words(page: Page, seed: Corpus):
    told = [held["aria-label"] for _, held in page.all("svg") if held.get("role") == "img"]
    assert all(told)
    captions = next(
        text for text in told if text.startswith("Military capability and hardware. captions")
    )
    assert "captions as a whole 214.3 (9 hits)" in captions
    assert "caption 1: 125.0 (2 hits in 16 words)" in captions
    dots = page.all("use")
    shapes = {held["id"] for _, held in page.all("path") if "id" in held}
    assert {held["href"][1:] for _, held in dots} == {"o-caption", "o-body", "o-headline"} <= shapes
    n_segments = comparison.units(seed, "caption", "body").shape[0]
    assert len(dots) == 2 * n_segments + n_segments + 1  # two rows, and the tone with its headline


TABLE = "id,headline,body_raw\n1,Other,Nothing here.\n2,Talks,The war was good. It works.\n"
PAGE = """<html><head><title>Talks</title></head><body><article><h1>Talks resume in the valley</h1>
<p>The war in the valley was long and bad, and nobody had won it when the talks began again on Monday in the old town.</p>
<figure><img src="a.jpg"><figcaption>Armenian drones over Baku</figcaption></figure>
<p>Both sides said that they wanted peace, and that the army would leave the valley when winter came to the mountains.</p>
</article></body></html>"""


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("the war.txt", (ROOT / "seeds" / "nagorno-karabakh.txt").read_bytes(), ("--seed", "3", "--lexicon", "afinn")),
        ("page.html", PAGE.encode(), ("--frames", "lists/my frames.toml", "--read-on", "2026-02-03", "--target", "headline")),
        ("many.csv", TABLE.encode(), ("--only", "2", "--column", "text=body_raw", "--lexicon", "lists/words.csv")),
        ("-war.txt", b"Talks\n\nThey won the war. It works.", ()),
    ],
)  # fmt: skip
def test_the_printed_command_run_as_it_stands_makes_the_page_again(
    capsys, tmp_path: Path, monkeypatch, name: str, content: bytes, options: tuple[str, ...]
):
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "my frames.toml").write_text(
        '[frames.war]\nlabel = "War"\nterms = ["war", "drones"]\n', encoding="utf-8"
    )
    (lists / "words.csv").write_text("word,valence\ngood,2.5\nbad,-1.5\n", encoding="utf-8")
    (tmp_path / name).write_bytes(content)
    if name == "page.html":
        (tmp_path / "page.layers.csv").write_text(
            "block,layer,first_words\n1,caption,\n", encoding="utf-8"
        )
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "report", f"./{name}", "-o", "a folder.html", *options)
    assert (code, only_warnings(err)) == (0, True)
    first = (tmp_path / "a folder.html").read_bytes()
    assert str(tmp_path) not in first.decode()  # the page goes to others
    parsed = Page(first.decode())
    ((number, _),) = parsed.all("pre")
    # Somewhere else, with the same files beside each other and no date of their own.
    other = tmp_path / "other"
    other.mkdir()
    for file in (tmp_path / name, tmp_path / "page.layers.csv", *lists.iterdir()):
        if file.exists():
            (other / file.name).write_bytes(file.read_bytes())
            os.utime(other / file.name, (0, 0))
    monkeypatch.chdir(other)
    command = shlex.split(parsed.texts[number])
    assert command[0] == "cutline"
    code, _, err = run(capsys, *command[1:])
    assert (code, only_warnings(err)) == (0, True)
    assert (other / "report.html").read_bytes() == first


def test_the_command_for_a_corpus_of_ones_own_names_no_other_article(seed: Corpus, page: Page):
    own = Page(dossier.report(seed).html)
    ((number, _),) = own.all("pre")
    assert own.texts[number].startswith("cutline report ARTICLE -o report.html ")
    assert "(ARTICLE is that file)" in own.text
    assert "ARTICLE" not in page.text


def test_each_verdict_stands_beside_what_its_measure_is_worth(page: Page, seed: Corpus):
    told = [page.texts[number] for number, held in page.all("p") if held.get("class") == "worth"]
    used = {"sentiment": "vader", "framing": "armed-conflict", "entities": "rules"}
    assert told == [f"{sentences.worth(validity.worth(*pair))}." for pair in used.items()]
    assert "Pearson" in told[0]
    assert "not measured" in told[1]
    assert page.text.count(sentences.captions_worth(validity.worth("layers"))) == 1
    known = validity.worth("entities", "rules")
    files = {held["download"]: held["href"] for _, held in page.all("a") if "download" in held}
    rows = list(csv.DictReader(io.StringIO(unquote(files["worth.csv"].partition(",")[2]))))
    assert [float(row["low"]) for row in rows if row["name"] == "rules"] == known["low"].tolist()
    assert {row["name"] for row in rows} == set(used.values())
    for data in known["data"]:
        assert data in page.text


@pytest.mark.quick
def test_of_lists_that_nobody_has_measured_no_worth_is_told(seed: Corpus, tmp_path: Path):
    lexicon, frames = tmp_path / "vader.csv", tmp_path / "policy.toml"
    lexicon.write_text("word,valence\ngood,2.5\n", encoding="utf-8")
    frames.write_text('[frames.war]\nlabel = "War"\nterms = ["war"]\n', encoding="utf-8")
    page = Page(dossier.report(seed, lexicon=lexicon, frames=frames, recogniser="lists").html)
    told = [page.texts[number] for number, held in page.all("p") if held.get("class") == "worth"]
    assert ["not measured" in line for line in told] == [True, True, False]
    assert str(tmp_path) not in page.text


def test_the_clock_is_not_asked(capsys, tmp_path: Path):
    article = write(tmp_path, "Talks\n\nThey met. They parted.")
    os.utime(article, (86400 * 365.25 * 30,) * 2)
    page = tmp_path / "a.html"
    assert run(capsys, "report", article, "-o", str(page))[0] == 0
    assert "2000-01-01" in page.read_text(encoding="utf-8")
    assert "date not given" in dossier.report(read(article)).html


def test_the_same_article_gives_the_same_bytes_and_few_of_them(
    seed: Corpus, seed_report: dossier.Report, control: Corpus
):
    again = dossier.report(seed, read_on=date(2026, 11, 22), file="nagorno-karabakh.txt")
    assert again.html == seed_report.html
    for one in (seed_report, dossier.report(control)):
        assert len(one.html.encode()) < 1_000_000


def test_a_page_of_thirteen_thousand_words_as_dense_as_the_seed_is_below_a_megabyte(seed: Corpus):
    layers = seed.segments["layer"]
    told = [seed.text(number) for number in layers.index[layers.isin(["body", "caption"])]]
    corpus = read_text("\n\n".join([seed.text(0), *told * 15]))
    assert corpus.segments["n_words"].sum() > 13_000
    html = dossier.report(corpus).html
    assert html.count("<u ") > 3500
    assert len(html.encode()) < 1_000_000


# --------------------------------------------------------------------------- from number to word


def test_every_hit_is_marked_exactly_once_and_reads_as_it_stands(page: Page, seed: Corpus):
    hits = measures.all_hits(seed)
    marked = [held for _, held in page.all("u") if re.fullmatch(r"h\d+", held.get("id", ""))]
    assert len({held["id"] for held in marked}) == len(marked)
    for number, table in enumerate(hits.values()):
        assert sum(f"m{number}" in held["class"].split() for held in marked) == len(table)
    # Without what a place says of itself, the article reads as it was received.
    inside = {
        number: page.texts[number] for number, held in page.all("p") if held.get("class") == "text"
    }
    tips = [
        page.texts[number]
        for number, held in page.all("i")
        if re.fullmatch(r"p\d+", held.get("id", ""))
    ]
    shown = "".join(inside.values())
    for tip in tips:
        assert tip in shown
        shown = shown.replace(tip, "", 1)
    assert "".join(shown.split()) == "".join(
        "".join(seed.text(number) for number in seed.segments.index).split()
    )


def test_overlapping_hits_share_a_place_and_keep_their_own_ends():
    corpus = read_text("The total destruction of the ballistic missile army base.")
    hits = measures.all_hits(corpus, frames="armed-conflict")
    (block,) = annotated.marked_blocks(corpus, annotated.numbered(hits))
    places = [part for part in block.parts if not isinstance(part, str)]
    text = "".join(
        part if isinstance(part, str) else "".join(run.text for run in part.runs)
        for part in block.parts
    )
    assert text == corpus.texts[0]
    assert sorted(mark.number for place in places for mark in place.marks) == list(
        range(sum(map(len, hits.values())))
    )
    for place in places:
        for mark in place.marks:
            begun = [mark.number in run.first for run in place.runs]
            ended = [mark.number in run.last for run in place.runs]
            assert (sum(begun), sum(ended)) == (1, 1)
    both = next(place for place in places if {"destruction"} == {mark.term for mark in place.marks})
    assert len(both.marks) == 2  # a charged word and a word of a frame


def test_every_number_leads_to_as_many_places_as_it_says(page: Page):
    ids = {held["id"] for _, held in page.tags if "id" in held}
    links = [
        (number, held)
        for number, held in page.all("a")
        if held.get("data-places", "").startswith(".block")
    ]
    assert len(links) > 100
    for number, held in links:
        assert held["href"].removeprefix("#") in ids
        places = page.places(held["data-places"])
        assert places[0]["id"] == held["href"].removeprefix("#")
        text = page.texts[number]
        if text.isdigit():
            assert len(places) == int(text), held
    assert all(held["href"][1:] in ids for _, held in page.all("a") if held["href"].startswith("#"))


def test_no_count_above_nought_stands_without_its_places(page: Page):
    table, checked = "", 0
    for number, (tag, held) in enumerate(page.tags):
        table = held.get("aria-labelledby", table) if tag == "div" else table
        text = page.texts.get(number, "")
        if (
            table in ("t-sentiment", "t-framing", "t-entities", "t-terms", "t-names")
            and tag == "td"
            and text.isdigit()
        ):
            assert ("data-places" in page.tags[number + 1][1]) == bool(int(text)), (table, text)
            checked += 1
    assert checked > 100


def test_ids_stand_once(page: Page):
    ids = [held["id"] for _, held in page.tags if "id" in held]
    assert len(ids) == len(set(ids))


# --------------------------------------------------------------------------- tables


def test_every_table_can_be_taken_as_csv(page: Page, seed: Corpus):
    files = {held["download"]: held["href"] for _, held in page.all("a") if "download" in held}
    assert set(files) == {
        "sentiment.csv", "framing.csv", "entities.csv", "terms.csv", "names.csv", "coverage.csv", "segments.csv",
        "worth.csv", "nagorno-karabakh.layers.csv",
    }  # fmt: skip
    kind, _, content = files["framing.csv"].partition(",")
    assert kind == "data:text/csv;charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(unquote(content))))
    table = measures.findings(seed)
    table = table[table["measure"] == "framing"]
    assert [float(row["difference"]) for row in rows] == table["difference"].tolist()
    assert [row["p"] == "" for row in rows] == table["p"].isna().tolist()


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_no_cell_of_a_file_is_a_formula(tmp_path: Path):
    # Names, words and labels may begin with anything; a spreadsheet runs what begins with =, +, - or @.
    frames = tmp_path / "frames.toml"
    frames.write_text(
        '[frames."=war"]\nlabel = "=cmd|x"\nterms = ["army", "@army"]\n', encoding="utf-8"
    )
    signs = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    lines = [f'{sign}HYPERLINK("x") said the army. It won.' for sign in signs]
    corpus = read_text("\n\n".join(["=1+1 Talks", *lines, "+1 said the army again. It won."]))
    page = Page(dossier.report(corpus, frames=frames).html)
    files = {held["download"]: held["href"] for _, held in page.all("a") if "download" in held}
    guarded = 0
    for href in files.values():
        for row in csv.reader(io.StringIO(unquote(href.partition(",")[2]))):
            assert not any(
                cell.startswith((*signs, "\t", "\r", "\n")) and not is_number(cell) for cell in row
            )
            guarded += sum(cell.startswith(tuple(f"'{sign}" for sign in signs)) for cell in row)
    assert guarded > 2 * len(signs)
    assert (
        "a cell of text that a spreadsheet would run as a formula begins with an apostrophe"
        in page.text
    )


def test_a_guarded_file_of_labels_is_read_as_it_was_written(tmp_path: Path):
    article = write(
        tmp_path,
        "Talks\n\n＝1 said the army. It won.\n\n-- " + "x" * 500 + " said the army. It won.",
    )
    corpus = read(article)
    (tmp_path / "a.layers.csv").write_text(
        corrections_table(corpus, corpus.segments.index), encoding="utf-8"
    )
    again = read(article)
    assert again.segments["layer"].tolist() == corpus.segments["layer"].tolist()
    assert set(again.segments["rule"]) == {"corrected by hand"}


# --------------------------------------------------------------------------- safety


def test_nothing_of_the_input_becomes_markup(capsys, tmp_path: Path):
    article = write(tmp_path, hostile(), "a.txt")
    frames = tmp_path / "x'><script>alert(2)<.toml"
    frames.write_text(
        '[frames."a<script>"]\nlabel = "<script>alert(3)</script>"\nterms = ["war", "drones"]\n',
        encoding="utf-8",
    )
    place = tmp_path / "a.html"
    code, _, err = run(capsys, "report", article, "-o", str(place), "--frames", str(frames))
    assert (code, only_warnings(err)) == (0, True)
    text = place.read_text(encoding="utf-8")
    page = Page(text)
    assert "{{ 7 * 7 }}" in page.text
    assert page.text.count("<script>alert(1)</script>") >= 5
    assert "<script>alert(3)</script>" in page.text
    scripts = [page.texts[number] for number, _ in page.all("script")]
    assert scripts == [filled("report/report.js") + filled("report/lines.js")]
    for tag, held in page.tags:
        assert not any(
            name.startswith("on") or name in ("src", "style", "srcdoc") for name in held
        ), (tag, held)
        assert held.get("href", "#").startswith(("#", "data:text/csv;charset=utf-8,"))
    assert not re.search("[\x01-\x08\u202a-\u202e\u2066-\u2069]", text)


def test_the_policy_names_the_one_style_and_the_one_script(page: Page):
    policy = next(held["content"] for _, held in page.all("meta") if held.get("http-equiv"))
    hashes = []
    for tag in ("style", "script"):
        ((number, _),) = page.all(tag)
        digest = base64.b64encode(hashlib.sha256(page.texts[number].encode()).digest()).decode()
        hashes.append(f"{tag}-src 'sha256-{digest}'")
    told = "; ".join(hashes)
    assert (
        policy == f"default-src 'none'; {told}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in page.texts[page.all("style")[0][0]]
    first = [tag for tag, _ in page.tags].index("style")
    assert any(held.get("http-equiv") for _, held in page.tags[:first])


def test_a_word_of_a_megabyte_stands_whole_in_its_segment_alone():
    corpus = read_text(
        "Talks\n\n" + "x" * 1_000_000 + " is good. It works.\n\nThe army won. It works."
    )
    html = dossier.report(corpus).html
    assert html.count("x" * 1_000_000) == 1
    assert html.count("x" * 1100) == 1_000_000 // 1100
    assert len(html) < 1_200_000


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_a_whole_page(text: str):
    corpus = read_text(f"Talks resume\n\nThey won the war. {text}\n\nA good {text} day.")
    page = Page(dossier.report(corpus).html)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert page.text.rstrip().endswith("})();")


@pytest.mark.parametrize("text", ["One line.", "!!!", "Talks\n\nNo names here. None at all."])
def test_little_text_is_said_to_be_little(text: str):
    page = Page(dossier.report(read_text(text)).html)
    assert "Captions and body cannot be compared here: the article has no captions" in page.text


# --------------------------------------------------------------------------- notebooks, command


def test_a_notebook_shows_the_corpus_the_marks_and_the_report(
    seed: Corpus, seed_report: dossier.Report
):
    shown = Page(seed._repr_html_())
    assert "24 segments" in shown.text
    assert seed.articles.loc[0, "title"] in shown.text
    hits = measures.all_hits(seed)
    marked = Page(dossier.highlight(seed, hits["framing"])._repr_html_())
    assert sum("id" in held for _, held in marked.all("u")) == len(hits["framing"])
    # A kind of mark looks the same whichever others stand beside it.
    kinds = {held["class"].partition(" ")[0] for _, held in marked.all("u")}
    assert kinds == {"m1"}
    both = (
        dossier.highlight(seed, hits["framing"]).html,
        dossier.highlight(seed, hits["entities"]).html,
    )
    ids = [{held["id"] for _, held in Page(text).tags if "id" in held} for text in both]
    assert not ids[0] & ids[1]  # two cells stand in one page
    ((_, frame),) = Page(seed_report._repr_html_()).all("iframe")
    assert frame["srcdoc"] == seed_report.html
    assert frame["sandbox"] == "allow-scripts allow-downloads"


@pytest.mark.quick
def test_hostile_text_is_data_in_a_notebook_too():
    corpus = read_text(hostile())
    hits = measures.all_hits(corpus)
    for text in (corpus._repr_html_(), dossier.highlight(corpus, hits).html):
        tags = Page(text).tags
        assert not any(
            tag in ("script", "img") or (tag == "b" and "tabindex" not in held)
            for tag, held in tags
        )


def test_a_corpus_of_several_articles_is_refused(seed: Corpus, control: Corpus):
    both = concat([seed, control])
    for show in (
        dossier.report,
        lambda corpus: dossier.highlight(corpus, measures.all_hits(corpus)),
    ):
        with pytest.raises(
            ValueError, match=r"a corpus of 2 articles; take one at a time, as corpus.article\(0\)"
        ):
            show(both)
    assert "2 articles" in both._repr_html_()


def test_what_cannot_be_written_is_one_line(capsys, tmp_path: Path, monkeypatch):
    article = write(tmp_path, "Talks" + "\n\nThey met. They parted." * 3)
    for arguments, message in (
        (("-o", article), "is the article itself; give another name"),
        (("-o", str(tmp_path)), "is a folder; give the name of a file"),
        (
            ("-o", str(tmp_path / "a.html"), "--read-on", "today"),
            "--read-on today: is no date; write it as 2026-11-22",
        ),
        (("-o", str(tmp_path / "a.html"), "--target", "photo"), "unknown layer 'photo'"),
    ):
        code, out, err = run(capsys, "report", article, *arguments)
        assert (code, out) == (2, "")
        assert message in err
        assert err.count("\n") == 1
    monkeypatch.setenv(browser.VARIABLE, str(tmp_path / "none"))
    code, _, err = run(capsys, "report", article, "-o", str(tmp_path / "b.html"), "--pdf")
    assert code == 2
    assert "no browser found to print the PDF; install chromium, or set CUTLINE_BROWSER" in err
    assert err.count("\n") == 1
    assert (tmp_path / "b.html").exists()
    assert not (tmp_path / "b.pdf").exists()
