"""The model between captions and paragraphs: what it sees, what it never sees, and where it comes from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import Corpus, read_text
from analysis.corpus import concat
from analysis.reading import form, plain
from analysis.reading.blocks import Blocks
from analysis.reading.plain import (
    CERTAIN,
    CLASSES,
    COLUMNS,
    FOOT,
    LEAST,
    MODEL_FILE,
    design,
    label_plain,
    rules_of_blocks,
    stored_model,
    unaided,
)

from .conftest import ROOT

# What the features may look up: closed-class words, the calendar, credits, phrases of sites. All other words are open.
CLOSED = set(form.SMALL_WORDS) | form._NO_VERB | form._NO_ING | form._PAST | form._DETERMINERS
for name, pattern in {**vars(form), **form.WORD_FORMS}.items():
    if isinstance(pattern, re.Pattern) and name != "_NAME":
        CLOSED |= {
            word.lower()
            for word in re.findall(r"[A-Za-z]+", re.sub(r"\\[a-zA-Z]", " ", pattern.pattern))
        }
CLOSED |= {day + "day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")}


# Tense is seen by its ending, whatever the word.
ENDING = re.compile(r"(?:(?<=..)(?:ing|ss)|(?<=...)(?:ed|s))?$")


def in_other_words(text: str, seed: int) -> str:
    """The text with every open-class word replaced by an invented one; capitals, endings, digits and punctuation stay."""
    rng = np.random.default_rng(seed)

    def invented(match: re.Match[str]) -> str:
        word = match.group()
        if word.lower() in CLOSED or len(word) < 3 or word.isupper():
            return word
        new = (
            "zo"
            + "".join(rng.choice(list("bdklmnprtvaeiou"), 6))
            + "ak"
            + ENDING.search(word).group()
        )
        return new.capitalize() if word[0].isupper() else new

    return re.sub(r"(?<![\w.'’-])[A-Za-z]+(?![\w.'’-])", invented, text)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("article", ["nagorno-karabakh", "control", "planted"])
def test_no_feature_sees_which_open_class_words_stand_in_the_text(article: str, seed: int):
    text = (ROOT / "seeds" / f"{article}.txt").read_text(encoding="utf-8")
    other = in_other_words(text, seed)
    changed = sum(a != b for a, b in zip(text.split(), other.split(), strict=True))
    assert changed > 250
    one, two = read_text(text), read_text(other)
    np.testing.assert_array_equal(design(one), design(two))
    columns = ["layer", "rule", "confidence"]
    assert one.segments[columns].equals(two.segments[columns])


@pytest.mark.slow(reason="the labelled pages are all read, and the model is fitted anew")
def test_the_stored_coefficients_equal_a_refit(gold: Path):
    from .benchmarks import refit_form as refit

    assert gold.is_dir()
    fresh = refit.fit(list(refit.documents()))
    stored = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    assert fresh["intercept"] == pytest.approx(stored["intercept"], abs=2e-3)
    for name, row in stored["features"].items():
        assert fresh["features"][name] == pytest.approx(row, abs=2e-3), name
    assert fresh["right"] == pytest.approx(stored["right"], abs=2e-3)
    assert fresh["agreed"] == pytest.approx(stored["agreed"], abs=5e-3)


@pytest.mark.quick
def test_all_pages_of_a_site_stand_in_one_fold():
    from .benchmarks import refit_form as refit

    sites = ["a.org", "b.org", "a.org", "c.org", "b.org"]
    fold = refit.folds(sites, n=3)
    assert fold[0] == fold[2]
    assert fold[1] == fold[4]
    assert len(set(fold)) == 3


def test_the_stored_file_names_every_feature_and_every_certain_rule_once():
    stored = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    assert list(stored["features"]) == list(form.FEATURES)
    assert all(set(CLASSES) < set(row) for row in stored["features"].values())
    # What a caption's rule is worth the model says.
    assert set(stored["right"]) == {
        rule.name for rule in (*CERTAIN, FOOT) if rule.layer != "caption"
    }
    assert all(0 < share < 1 for share in stored["right"].values())


@pytest.mark.quick
def test_what_the_features_add_makes_the_probability(seed: Corpus):
    model, table = stored_model(), design(seed)
    likely = model.probability(table)
    assert likely.sum(axis=1) == pytest.approx(np.ones(len(table)))
    caption = CLASSES.index("caption")
    # The parts and the intercept make the log odds against the geometric mean of the other classes.
    others = np.log(np.delete(likely, caption, axis=1)).mean(axis=1)
    ahead = model.intercept[caption] - np.delete(model.intercept, caption).mean()
    assert model.parts(table, "caption").sum(axis=1) + ahead == pytest.approx(
        np.log(likely[:, caption]) - others
    )


def test_without_coefficients_every_block_is_as_likely_of_each_class(seed: Corpus):
    stored = stored_model()
    blank = stored._replace(intercept=np.zeros(5), coefficient=np.zeros_like(stored.coefficient))
    assert blank.probability(design(seed)) == pytest.approx(np.full((len(seed.segments), 5), 0.2))


@pytest.mark.quick
@pytest.mark.parametrize(("layer", "name"), [("caption", "caption"), ("boilerplate", "other")])
def test_the_model_names_its_weightiest_reasons_and_its_probability(
    seed: Corpus, layer: str, name: str
):
    stored = stored_model()
    # With this intercept the model says one class of all that it is asked.
    eager = stored._replace(intercept=np.where(np.array(CLASSES) == name, 20.0, 0.0))
    found = rules_of_blocks(seed, eager)
    named = [rule for rule in found if rule.name.startswith("form: ")]
    assert len(named) >= 12
    assert {rule.layer for rule in named} == {layer}
    likely = eager.probability(design(seed))[:, CLASSES.index(name)]
    for rule, alone, probability in zip(found, unaided(seed), likely, strict=True):
        if rule in named:
            assert alone.layer in ("body", "standfirst", "subheading", "caption")
            assert rule.confidence == pytest.approx(probability, abs=1e-3)
            assert rule.confidence >= LEAST


def test_a_block_of_one_word_or_one_that_speaks_to_the_reader_is_no_caption(seed: Corpus):
    eager = stored_model()._replace(intercept=np.where(np.array(CLASSES) == "caption", 20.0, 0.0))
    for block in ("Delegates", "You see the delegates at the town hall"):
        corpus = read_text(
            "\n\n".join(["Talks resume in the north", BODY, BODY, block, BODY, BODY])
        )
        assert rules_of_blocks(corpus, eager)[3].layer != "caption"


def test_where_a_rule_sees_a_caption_the_model_makes_it_surer(seed: Corpus):
    intercept, slope = stored_model().agreed
    assert slope > 0
    model = stored_model()._replace(agreed=(intercept + 6, slope))
    lone = [k for k, rule in enumerate(unaided(seed)) if rule.layer == "caption"]
    assert len(lone) == 4
    likely = model.probability(design(seed))[lone, CLASSES.index("caption")]
    found = np.array([rules_of_blocks(seed, model)[k].confidence for k in lone])
    assert (np.argsort(likely) == np.argsort(found)).all()
    odds = model.agreed[0] + model.agreed[1] * np.log(likely / (1 - likely))
    assert found == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-3)


def test_where_the_model_thinks_a_caption_less_likely_than_not_the_next_rule_counts(seed: Corpus):
    lone = [k for k, rule in enumerate(unaided(seed)) if rule.layer == "caption"]
    likely = stored_model().probability(design(seed))[lone, CLASSES.index("caption")]
    most = np.log(likely / (1 - likely)).max()
    for above in (1e-6, -1e-6):  # the likeliest of them is about as likely as not
        rules = rules_of_blocks(seed, stored_model()._replace(agreed=(above - most, 1.0)))
        labels = [rules[k].layer for k in lone]
        assert labels.count("caption") == (above > 0)
        assert set(labels) - {"caption"} <= {"body", "subheading"}


BODY = "The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke to the press afterwards."


def probability(block: str, *, after: str = BODY) -> float:
    corpus = read_text(
        "\n\n".join(["Talks resume in the north", BODY, BODY, block, after, BODY, BODY])
    )
    return float(stored_model().probability(design(corpus))[3, CLASSES.index("caption")])


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (
            "Delegates at the town hall in March 2021. (Photo: Jane Doe)",
            "Delegates at the town hall in March 2021.",
        ),
        (
            "Delegates at the town hall in March 2021",
            "Delegates must leave the town hall in March 2021",
        ),
        (
            "Jane Doe, left, and John Poe at the town hall.",
            "She said that they had never seen the town hall.",
        ),
        ("A view of the town hall at dawn", "What Is Next for the Town Hall?"),
        ("A view of the town hall at dawn", BODY),
    ],
)
def test_what_makes_a_caption_raises_its_probability(more: str, less: str):
    assert probability(more) > probability(less)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("column", "holds", "fails"),
    [
        ("early_ing", "Men waiting in the hall", "The men met during the morning of the waiting"),
        ("early_ing", "A man standing by", "Standing"),
        ("present", "Ann Roe waits in Oslo", "Ann Roe was in Oslo"),
        ("present", "Ann Roe, left, speaks in Oslo", "Ann Roe and her glass"),
        ("present", "Ann Roe (7) throws", "the dogs and cats"),
        ("present", "Karvia waits in Oslo", "The dogs in Oslo"),
        ("present", "Three: Ann waits in Oslo", "Three dogs in Oslo and Those cats"),
        ("numbered", "Guard Ann Roe (7) throws", "The hall (2021)"),
        ("numbered", "Ann Roe (12), of Oslo", "It is common in Karvia (1)."),
        ("weekday", "Ann Roe on Monday", "Ann Roe in May"),
        ("points", "Ann Roe, left, and Jo Poe", "Ann Roe left the hall"),
        ("points", "Ann Roe (L) in Oslo", "Ann Roe (Oslo)"),
        ("points", "Ann Roe (r) in Oslo", "Gov. Ann Roe (R) in Oslo"),
        ("points", "Ann Roe (C) in Oslo", "Gov. Ann Roe (R-OS) and Jo Poe (C-OS)"),
        ("pointing", "Ann Roe (L) and Jo Poe (R)", "Gov. Ann Roe (R) in Oslo"),
        ("points", "In this undated photo Ann Roe waits", "In this hall Ann Roe waits"),
        ("credit_alone", "Photo: Ann Roe", "Ann Roe opens the hall."),
        ("credit_at_end", "The hall. (Photo: Ann Roe)", "The hall. (Oslo)"),
    ],
)
def test_a_sign_of_captions_is_seen_in_its_block_alone(column: str, holds: str, fails: str):
    assert blocks_of([[holds, fails]])[column].tolist() == [True, False]


def test_names_after_prepositions_and_words_in_the_past_are_counted():
    blocks = blocks_of([["Ann Roe in Oslo on Monday", "they walked and talked and were gone"]])
    assert blocks["located"].tolist() == pytest.approx([2 / np.sqrt(6), 0])
    assert blocks["past"].tolist() == [0, 3]


def test_a_credit_counts_for_the_lines_next_to_it_and_the_place_runs_from_the_top():
    blocks = blocks_of([["The hall.", "Photo: Ann Roe", "They met."], ["The hall."]])
    assert blocks["credit_below"].tolist() == [True, False, False, False]
    assert blocks["credit_above"].tolist() == [False, False, True, False]
    assert blocks["share_above"].tolist() == [0, 0.5, 1, 0]


def test_a_credit_below_raises_the_probability():
    block = "Delegates wait in the old town hall for the talks to resume."
    assert probability(block, after="(Jane Doe / Example Times)") > probability(block)


def test_reading_a_text_imports_no_learning_library():
    code = "import sys; from analysis import read_text; read_text('A b.\\n\\nC d.'); print('sklearn' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "False"


def blocks_of(articles: list[list[str]]) -> Blocks:
    """Texts as blocks, each of one sentence."""
    texts = [text for article in articles for text in article]
    article = np.repeat(np.arange(len(articles)), [len(article) for article in articles])
    n_words = np.array([len(text.split()) for text in texts])
    return Blocks(texts, article, n_words, np.ones(len(texts), dtype=int), COLUMNS)


def every_line() -> list[str]:
    """Each line of the cases and of the seeds once, and some that only the longest phrases hold."""
    files = [
        *(Path(__file__).parent / "cases" / "reading").rglob("*.*"),
        *(ROOT / "seeds").glob("*.*"),
    ]
    texts = [file.read_text(encoding="utf-8", errors="ignore") for file in sorted(files)]
    lines = {
        line.strip()[:2000].strip() for text in texts for line in text.splitlines() if line.strip()
    }
    odd = """The hall. AP Photo|Credits…Ann Roe|A man [+]|Pictured: the hall|From left, Ann|All Rights Reserved
        |This may not be republished.|Copying is strictly prohibited|Ann is seen here|The hall (Ann Roe/Paper)
        |hide caption|Image caption:|The hall. Photo courtesy of Ann|The hall, according  to Ann|on 5 May|Sept. 5|since 1999|- 5 -|page 5 of 10
        |Seite 3/4|p. 5|The Paper\t12|12   The Paper|p. 12\tThe Paper|A hall.Ann Roe|The war—Will it end—now?|They’ll|courtesy"""
    return sorted(lines | {line.strip() for line in odd.split("|")})


@pytest.mark.parametrize(
    ("column", "pattern"),
    [
        ("stop", re.compile(r"[.!?…][\"'”’)\]]*$")),
        ("page_number", form.PAGE_NUMBER),
        ("site_opening", form.FURNITURE),
        ("notice", form.NOTICE),
        ("credited_in_brackets", form.CREDIT_IN_BRACKETS),
        ("credited_at_end", form.CREDIT_END),
        (
            "opens_caption",
            re.compile(f"{form.CAPTION_WORD.pattern} | {form.CAPTION_BUTTON.pattern[5:]}"),
        ),
        ("pointing", form.POINTING),
        ("says", re.compile(f"{form.SAYS.pattern}|{form.ACCORDING.pattern[4:]}")),
        ("quote", form.QUOTE),
        ("modal", form.MODAL),
        ("finite", form.FINITE),
        ("speakers", form.SPEAKERS),
        ("article", form._ARTICLE),
        ("date", form._DATE),
        ("year", form._YEAR),
        ("agency", form._AGENCY),
        ("looking", form._LOOKING),
        ("picture_word", form._PICTURE),
        ("glued", form._GLUED),
        ("says_caption", form._SAYS_CAPTION),
    ],
)
def test_a_pattern_asked_of_words_holds_in_the_blocks_in_which_a_search_finds_it(
    column: str, pattern: re.Pattern
):
    # Some columns leave long blocks out.
    lines = [line for line in every_line() if len(line.split()) <= 80]
    searched = [line for line in lines if pattern.search(line)]
    assert searched
    held = blocks_of([lines])[column]
    assert [line for line, holds in zip(lines, held.tolist(), strict=True) if holds] == searched


def test_every_article_of_a_batch_is_seen_as_if_it_were_alone():
    lines = [line for line in every_line() if len(line) < 300]
    rng = np.random.default_rng(1)
    articles = [
        [*rng.choice(lines, n), *[BODY] * (n % 4), *rng.choice(lines, n % 3)]
        for n in rng.integers(1, 40, 60).tolist()
    ]
    together = blocks_of(articles)
    alone = [blocks_of([article]) for article in articles]
    for name in COLUMNS:
        if name not in ("word_forms", "each_form", "n_capitals"):  # of words
            apart = np.concatenate([blocks[name] for blocks in alone])
            np.testing.assert_allclose(together[name], apart, rtol=1e-12, atol=1e-12, err_msg=name)


def test_labels_do_not_depend_on_the_articles_read_at_once(monkeypatch: pytest.MonkeyPatch):
    texts = [
        "\n\n".join(
            ["Talks resume in the north", *[BODY] * n, "A view of the town hall at dawn", BODY]
        )
        for n in range(9)
    ]
    corpus = concat([read_text(text, name=str(number)) for number, text in enumerate(texts)])
    at_once = label_plain(corpus).segments
    monkeypatch.setattr(plain, "AT_ONCE", 7)
    assert len(list(plain._batches(corpus))) > 3
    pd.testing.assert_frame_equal(label_plain(corpus).segments, at_once)
    pd.testing.assert_frame_equal(corpus.segments, at_once)


@pytest.mark.parametrize("n_blocks", [1, 3, 4, 10])
def test_medians_shares_runs_and_neighbours_stay_within_their_article(n_blocks: int):
    """Each of the columns' questions against a plain loop over the articles."""
    rng = np.random.default_rng(n_blocks)
    sizes = rng.integers(1, n_blocks + 1, 8).tolist()
    blocks = blocks_of([["a"] * size for size in sizes])
    holds, among = rng.random((2, sum(sizes))) < 0.6
    values = rng.random(sum(sizes))
    blocks.n_words = rng.integers(1, 9, sum(sizes))
    rows = np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])
    for own in rows:
        chosen = values[own[among[own]]]
        median = np.median(chosen) if len(chosen) else 7
        share = np.mean(holds[own[among[own]]]) if len(chosen) else 7
        assert blocks.median(values, among, without=7)[own] == pytest.approx(
            np.full(len(own), median)
        )
        assert blocks.share(holds, among, without=7)[own] == pytest.approx(np.full(len(own), share))
        holding = [row for row in own.tolist() if holds[row]]
        assert set(blocks.first_position(holds)[own].tolist()) == {
            holding[0] - own[0] if holding else 0
        }
        assert set(blocks.last_position(holds)[own].tolist()) == {
            holding[-1] - own[0] if holding else -1
        }
        for row in own.tolist():
            above, below = [k for k in holding if k < row], [k for k in holding if k > row]
            assert blocks.words_above(holds)[row] == (blocks.n_words[above[-1]] if above else 0)
            assert blocks.words_below(holds)[row] == (blocks.n_words[below[0]] if below else 0)
            for offset in (-2, -1, 1, 2):
                assert blocks.beside(holds, offset)[row] == (row + offset in holding)
            assert blocks.n_around(holds, -3, -1)[row] == sum(
                row - 3 <= k <= row - 1 for k in holding
            )
            assert blocks.n_around(holds, 1, 4)[row] == sum(
                row + 1 <= k <= row + 4 for k in holding
            )
        runs = [len(run) for run in "".join("x" if holds[row] else " " for row in own).split()]
        assert sorted(blocks.runs(holds)[own]) == sorted(
            [*[0] * (len(own) - sum(runs)), *[n for n in runs for _ in range(n)]]
        )
