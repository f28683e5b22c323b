"""The codebook that an article is measured with where nobody names one: by its body alone, and recorded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analysis import (
    Corpus,
    batch,
    coding,
    figures,
    framing,
    measures,
    read_text,
    report,
    sensitivity,
)
from analysis.corpus import concat
from analysis.desk import Desk
from analysis.lexicons import choice
from analysis.lexicons.codebook import as_toml, known_codebooks, known_subjects, load_codebook
from analysis.options import DEFAULTS, Options
from analysis.reading import InputError
from analysis.words import sentences

from .conftest import ROOT
from .test_cli import run
from .test_comparison import article

WAR = [
    "The army fired missiles at the border town, and soldiers crossed the river with tanks.",
    "Rebels held the bridge until the ceasefire; artillery killed nine villagers and destroyed a school.",
    "Diplomats called for a truce, and the mediator warned of an invasion by troops of the alliance.",
] * 3
PEACE = [
    "The mayor opened a park on Sunday, and a band played while children ran around the pond.",
    "Two bakers sold bread from a van, and a club of gardeners gave away tulips and herbs.",
    "It took nine years, three plans and a good deal of patience, the head of the works office told us.",
] * 3
VOTE = [
    "Voters elected a parliament, and the cabinet resigned after the party lost its election."
] * 9


@pytest.mark.quick
def test_a_body_about_a_war_is_measured_with_the_codebook_of_war():
    assert framing.choose(article([], WAR)) == "armed-conflict"
    assert framing.choose(article([], PEACE)) == "generic-news"


@pytest.mark.quick
def test_captions_and_headline_have_no_say():
    assert framing.choose(article(WAR, PEACE)) == "generic-news"
    assert framing.choose(article(PEACE, WAR)) == "armed-conflict"
    headline = article([], [WAR[0] * 20, *PEACE]).relabel({0: "headline"})
    assert framing.choose(headline) == "generic-news"


def test_home_politics_is_no_war():
    assert framing.choose(article([], VOTE)) == "generic-news"
    with_politics = choice.settled(Options(), article([], WAR + VOTE))
    assert "in 9 of 18 paragraphs" in with_politics.frames_reason
    assert with_politics.frames == "armed-conflict"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (WAR + PEACE * 2, "in 9 of 27 paragraphs"),  # in one part of the text alone
        ([WAR[0]] * 7, "of 5 terms"),  # the same few words again and again
        ([f"{line} {' '.join(PEACE)} {PEACE[0]}" for line in WAR], "in 9 of 9 paragraphs"),
    ],
    ids=["one part", "few terms", "few hits"],
)
def test_less_than_the_rule_asks_for_is_generic_news(body: list[str], why: str):
    options = choice.settled(Options(), article([], body))
    assert options.frames == "generic-news"
    assert options.frames_reason.startswith("since the body fits no subject (armed")
    assert why in options.frames_reason


@pytest.mark.quick
def test_a_short_body_and_none_are_generic_news_and_say_so():
    short = choice.settled(Options(), article([], WAR[:2]))
    assert short.named("frames") == (
        "generic-news, since a body of 30 words is too short to tell its subject"
    )
    for empty in (read_text("War"), article(WAR, ["…"])):
        none = choice.settled(Options(), empty.relabel({0: "headline"}))
        assert none.named("frames") == "generic-news, since the article has no body"


def test_a_guarded_word_and_one_inside_a_longer_term_do_not_count():
    use = choice._use(
        article([], ["A think tank and a ballistic missile."]), load_codebook("armed-conflict")
    )
    assert (use.n_hits, use.n_terms, use.n_holding) == (1, 1, 1)


def test_a_place_counts_once_whatever_its_frames():
    book = load_codebook("armed-conflict")
    frames = {name: replace(book.frames["arms_trade"], key=name, terms=("bread",)) for name in "ab"}
    assert book.subject is not None
    twice = replace(book, frames=frames, subject=replace(book.subject, without=()))
    assert choice._use(article([], PEACE), twice).n_hits == 3


def test_of_several_subjects_the_one_with_most_hits_is_chosen_then_the_first_by_name(
    monkeypatch: pytest.MonkeyPatch,
):
    war = load_codebook("armed-conflict")
    assert war.subject is not None
    easy = replace(war.subject, per_1000=1, terms=1, share=0.1)
    frame = war.frames["arms_trade"]
    books = {
        name: replace(
            war, frames={"a": replace(frame, terms=terms)}, subject=replace(easy, without=())
        )
        for name, terms in {
            "first": ("bread",),
            "second": ("bread",),
            "third": ("bread", "band"),
        }.items()
    }
    monkeypatch.setattr(choice, "_subject_codebooks", lambda: tuple(list(books.items())[:2]))
    assert framing.choose(article([], PEACE)) == "first"
    monkeypatch.setattr(choice, "_subject_codebooks", lambda: tuple(books.items()))
    choice._vocabulary.cache_clear()
    assert framing.choose(article([], PEACE)) == "third"
    choice._vocabulary.cache_clear()


@pytest.mark.quick
def test_several_articles_are_measured_with_one_codebook():
    several = concat([article([], WAR), article([], WAR)])
    assert framing.choose(several) == "generic-news"
    assert "conflict" in framing.hits(several)["category"].cat.categories
    assert "since several articles" in choice.settled(Options(), several).frames_reason


@pytest.mark.quick
def test_a_codebook_that_is_named_wins_and_no_reason_is_recorded():
    options = choice.settled(DEFAULTS.but(frames="policy"), article([], WAR))
    assert options == DEFAULTS.but(frames="policy")
    assert options.named("frames") == "policy"
    assert "frames_reason" not in options.recorded()
    assert set(framing.hits(article([], WAR), frames="policy")["category"].cat.categories) == set(
        load_codebook("policy").frames
    )


@pytest.mark.quick
def test_what_was_chosen_is_settled_once_and_can_be_asked_for_again():
    chosen = choice.settled(Options(), article([], WAR))
    assert choice.settled(chosen, article([], PEACE)) == chosen
    assert chosen.asked()["frames"] == "auto"
    assert chosen.but(frames="auto") == Options()
    assert chosen.but(target="headline").frames_reason == chosen.frames_reason
    with pytest.raises(ValueError, match="unknown option 'frames_reason'"):
        Options().but(frames_reason="because")


def test_the_labels_of_auto_are_those_of_all_that_it_chooses_from(seed: Corpus):
    labels = measures.labels()
    assert {"military_capability", "conflict"} <= set(labels)
    assert set(framing.hits(seed)["category"]) <= set(labels)
    assert "capacity_resources" not in labels


def test_auto_is_no_codebook_to_be_loaded():
    with pytest.raises(ValueError, match=r"'auto' is no codebook.*framing.choose\(corpus\)"):
        load_codebook("auto")


# --------------------------------------------------------------------------- what is recorded

CHOSEN = (
    "armed-conflict, chosen by the body: 34 hits of 24 terms in 855 words, in 12 of 15 paragraphs"
)


def test_the_command_says_what_was_chosen_in_every_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    code, out, err = run(capsys, "compare", "--all")
    assert (code, err) == (0, "")
    assert f"framing (codebook {CHOSEN}):" in " ".join(out.split())
    options = json.loads(run(capsys, "compare", "--format", "json")[1])["options"]
    assert ", ".join([options["frames"], options["frames_reason"]]) == CHOSEN
    _, out, err = run(capsys, "compare", "--format", "csv")
    assert "Codebook" not in out
    assert err == f"Codebook: {CHOSEN}\n"
    named = json.loads(run(capsys, "compare", "--frames", "policy", "--format", "json")[1])
    assert "frames_reason" not in named["options"]


def test_a_sheet_for_coders_asks_for_the_frames_of_the_codebook_that_was_chosen(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, seed: Corpus
):
    _, out, _ = run(capsys, "code", "--out", str(tmp_path / "sheet.csv"))
    assert f"Codebook: {CHOSEN}" in " ".join(out.split())
    assert "arms_trade" in out
    codes = coding.read_codes(seed, ROOT / "seeds" / "nagorno-karabakh.codes.csv")
    assert set(codes.table["category"]) == set(load_codebook("armed-conflict").frames)


def test_the_report_says_what_was_chosen_and_its_command_chooses_again(seed: Corpus):
    page = report.report(seed).html
    assert page.count("chosen by the body: 34 hits of 24 terms") == 2
    assert "--frames auto" in page
    assert "frames_reason" not in page


def test_the_note_of_a_figure_says_what_was_chosen(seed: Corpus):
    assert "frames armed-conflict 1.0 (chosen by the body: 34 hits" in figures.Tables(seed).note
    named = figures.Tables(seed, DEFAULTS.but(frames="armed-conflict")).note
    assert "frames armed-conflict 1.0, lexicons" in named


def test_a_desk_follows_the_body_and_says_that_the_codebook_is_another(tmp_path: Path):
    path = tmp_path / "war.txt"
    path.write_text("\n\n".join(["Talks resume", *WAR, *PEACE[:3]]), encoding="utf-8")
    desk = Desk(path, frames="auto")
    body = [int(block) for block in desk.corpus.segments.index[1:10]]
    desk.relabel(dict.fromkeys([*range(1, 13)], "body"))
    assert desk.codebook.startswith("armed-conflict, chosen by the body")
    desk.relabel(dict.fromkeys(body, "boilerplate"))
    assert desk.codebook.startswith("generic-news, since a body of ")
    assert desk.options.frames == "auto"


def test_a_run_has_one_codebook_and_records_it(tmp_path: Path):
    result = batch.run(ROOT / "seeds" / "nagorno-karabakh.txt", tmp_path / "run", workers=1)
    options = json.loads((result.folder / "run.json").read_text(encoding="utf-8"))["options"]
    assert options["frames"] == "generic-news"
    assert options["frames_reason"] == "since several articles are measured with one codebook"
    categories = set(pq.read_table(result.folder / "rates")["category"].to_pylist())
    assert "human_interest" in categories
    assert "arms_trade" not in categories
    assert any(line.startswith("Framing (generic-news)") for line in sentences.worths())


def test_a_multiverse_is_of_the_codebook_that_was_chosen(seed: Corpus):
    by_body = sensitivity.multiverse(seed, measure="framing", category="arms_trade")
    named = sensitivity.multiverse(
        seed, measure="framing", category="arms_trade", frames="armed-conflict"
    )
    assert by_body.equals(named)


# --------------------------------------------------------------------------- the subject of a file


@pytest.mark.quick
def test_the_codebooks_with_a_subject_are_known_by_their_headings():
    with_subject = [name for name in known_codebooks() if load_codebook(name).subject is not None]
    assert known_subjects() == with_subject != []


SUBJECT = (
    '\n[subject]\nname = "a"\nwords = 1\nper_1000 = 1\nterms = 1\nshare = 0.5\nwithout = ["a"]\n'
)
FRAMES = '[frames.a]\nterms = ["war"]\n'


def test_a_subject_is_read_from_a_file_and_written_to_one(tmp_path: Path):
    path, again = tmp_path / "mine.toml", tmp_path / "again.toml"
    path.write_text(FRAMES + SUBJECT, encoding="utf-8")
    book = load_codebook(path)
    assert book.subject is not None
    assert (book.subject.share, book.subject.without) == (0.5, ("a",))
    again.write_text(as_toml(book), encoding="utf-8")
    assert load_codebook(again).subject == book.subject
    assert load_codebook("policy").subject is None


@pytest.mark.parametrize(
    ("written", "instead", "line"),
    [
        ("words = 1", "", "words is missing or no such value; write a whole number"),
        ("words = 1", "words = 1.5", "words is missing or no such value"),
        ("terms = 1", "terms = true", "terms is missing or no such value"),
        ("share = 0.5", "share = -1", "share is -1; write a number from 0 to 1"),
        ("share = 0.5", "share = 50", "share is 50; write a number from 0 to 1"),
        ("share = 0.5", "share = nan", "share is nan; write a number from 0 to 1"),
        ('["a"]', '["b"]', "without names 'b', which is no frame; choose from: a"),
        ('["a"]', "[[1]]", "without names '[1]', which is no frame"),
        ("terms = 1", "terms = 1\nx = 1", "unknown key 'x'; choose from: name, words"),
    ],
)
def test_a_subject_that_cannot_be_used_is_refused_in_one_line(
    written: str, instead: str, line: str, tmp_path: Path
):
    path = tmp_path / "mine.toml"
    path.write_text(FRAMES + SUBJECT.replace(written, instead), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_codebook(path)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)
