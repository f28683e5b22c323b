"""The model between captions and paragraphs: what it sees, what it never sees, and where it comes from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from analysis import Corpus, read_text
from analysis.reading import form
from analysis.reading.plain import (
    CERTAIN,
    CLASSES,
    FOOT,
    LEAST,
    MODEL_FILE,
    design,
    labels,
    stored_model,
    unaided,
)

from .conftest import ROOT

# What the features may look up: closed-class words, the calendar, credits, phrases of sites. All other words are open.
CLOSED = set(form.SMALL_WORDS)
for name, pattern in vars(form).items():
    if isinstance(pattern, re.Pattern | form.Asked) and name != "_NAME":
        CLOSED |= {word.lower() for word in re.findall(r"[A-Za-z]+", re.sub(r"\\[a-zA-Z]", " ", pattern.pattern))}
CLOSED |= {day + "day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")}


def in_other_words(text: str, seed: int) -> str:
    """The text with every open-class word replaced by an invented one; capitals, digits and punctuation stay."""
    rng = np.random.default_rng(seed)

    def invented(match: re.Match[str]) -> str:
        word = match.group()
        if word.lower() in CLOSED or len(word) < 3 or word.isupper():
            return word
        new = "zo" + "".join(rng.choice(list("bdklmnprtvaeiou"), 6)) + "ak"
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


@pytest.mark.slow
def test_the_stored_coefficients_equal_a_refit(gold: Path):
    from analysis.reading import refit

    fresh = refit.fit(list(refit.documents(gold / "pages" / "lines.jsonl.gz")))
    stored = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    assert fresh["intercept"] == pytest.approx(stored["intercept"], abs=2e-3)
    for name, row in stored["features"].items():
        assert fresh["features"][name] == pytest.approx(row, abs=2e-3), name
    assert fresh["right"] == pytest.approx(stored["right"], abs=2e-3)
    assert fresh["agreed"] == pytest.approx(stored["agreed"], abs=5e-3)


def test_all_pages_of_a_site_stand_in_one_fold():
    from analysis.reading import refit

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
    assert set(stored["right"]) == {rule.name for rule in (*CERTAIN, FOOT) if rule.layer != "caption"}
    assert all(0 < share < 1 for share in stored["right"].values())


def test_what_the_features_add_makes_the_probability(seed: Corpus):
    model, table = stored_model(), design(seed)
    likely = model.probability(table)
    assert likely.sum(axis=1) == pytest.approx(np.ones(len(table)))
    caption = CLASSES.index("caption")
    # The parts and the intercept make the log odds against the geometric mean of the other classes.
    others = np.log(np.delete(likely, caption, axis=1)).mean(axis=1)
    ahead = model.intercept[caption] - np.delete(model.intercept, caption).mean()
    assert model.parts(table, "caption").sum(axis=1) + ahead == pytest.approx(np.log(likely[:, caption]) - others)


def test_without_coefficients_every_block_is_as_likely_of_each_class(seed: Corpus):
    stored = stored_model()
    blank = stored._replace(intercept=np.zeros(4), coefficient=np.zeros_like(stored.coefficient))
    assert blank.probability(design(seed)) == pytest.approx(np.full((len(seed.segments), 4), 0.25))


@pytest.mark.parametrize(("layer", "name"), [("caption", "caption"), ("boilerplate", "other")])
def test_the_model_names_its_weightiest_reasons_and_its_probability(seed: Corpus, layer: str, name: str):
    stored = stored_model()
    # With this intercept the model says one class of all that it is asked.
    eager = stored._replace(intercept=np.where(np.array(CLASSES) == name, 20.0, 0.0))
    found = labels(seed, eager)
    named = [rule for rule in found if rule.name.startswith("form: ")]
    assert len(named) >= 12
    assert {rule.layer for rule in named} == {layer}
    likely = eager.probability(design(seed))[:, CLASSES.index(name)]
    for rule, alone, probability in zip(found, unaided(seed), likely, strict=True):
        if rule in named:
            assert alone.layer in ("body", "standfirst", "subheading")
            assert rule.confidence == pytest.approx(probability, abs=1e-3)
            assert rule.confidence >= LEAST


def test_a_block_of_one_word_or_one_that_speaks_to_the_reader_is_no_caption(seed: Corpus):
    eager = stored_model()._replace(intercept=np.where(np.array(CLASSES) == "caption", 20.0, 0.0))
    for block in ("Delegates", "You see the delegates at the town hall"):
        corpus = read_text("\n\n".join(["Talks resume in the north", BODY, BODY, block, BODY, BODY]))
        assert labels(corpus, eager)[3].layer != "caption"


def test_where_a_rule_sees_a_caption_the_model_makes_it_surer(seed: Corpus):
    model = stored_model()
    assert model.agreed[1] > 0
    lone = [k for k, rule in enumerate(unaided(seed)) if rule.layer == "caption"]
    assert len(lone) == 4
    likely = model.probability(design(seed))[lone, CLASSES.index("caption")]
    found = np.array([labels(seed, model)[k].confidence for k in lone])
    assert (np.argsort(likely) == np.argsort(found)).all()
    odds = model.agreed[0] + model.agreed[1] * np.log(likely / (1 - likely))
    assert found == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-3)


BODY = "The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke to the press afterwards."


def probability(block: str, *, after: str = BODY) -> float:
    corpus = read_text("\n\n".join(["Talks resume in the north", BODY, BODY, block, after, BODY, BODY]))
    return float(stored_model().probability(design(corpus))[3, CLASSES.index("caption")])


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("Delegates at the town hall in March 2021. (Photo: Jane Doe)", "Delegates at the town hall in March 2021."),
        ("Delegates at the town hall in March 2021", "Delegates must leave the town hall in March 2021"),
        ("Jane Doe, left, and John Poe at the town hall.", "She said that they had never seen the town hall."),
        ("A view of the town hall at dawn", "What Is Next for the Town Hall?"),
        ("A view of the town hall at dawn", BODY),
    ],
)
def test_what_makes_a_caption_raises_its_probability(more: str, less: str):
    assert probability(more) > probability(less)


def test_a_credit_below_raises_the_probability():
    block = "Delegates wait in the old town hall for the talks to resume."
    assert probability(block, after="(Jane Doe / Example Times)") > probability(block)


def test_reading_a_text_imports_no_learning_library():
    code = "import sys; from analysis import read_text; read_text('A b.\\n\\nC d.'); print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"


def test_a_block_that_is_not_searched_holds_nothing_that_would_be_found():
    """The short cut of each pattern against the pattern itself, on every line of the cases and of the seeds."""
    files = [
        *(Path(__file__).parent / "cases" / "reading").rglob("*.*"),
        *(Path(__file__).parent.parent / "seeds").glob("*.*"),
    ]
    lines = {line.strip() for file in files for line in file.read_text(encoding="utf-8", errors="ignore").splitlines()}
    lines |= {
        "The hall. AP Photo",
        "Credits…Ann Roe",
        "A man [+]",
        "Pictured: the hall",
        "From left, Ann",
        "All Rights Reserved",
    }
    asked = [one for one in vars(form).values() if isinstance(one, form.Asked) and one.needs]
    assert len(asked) >= 4
    for one in asked:
        pattern = re.compile(one.pattern)
        found = {line for line in lines if pattern.search(line[:2000])}
        assert found
        assert {line for line in lines if one.search(line[:2000])} == found
    form.forget()
