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
from analysis.reading.plain import LEAST, MODEL_FILE, RULES, Model, asked, design, labels, stored_model

from .conftest import ROOT

# What the features may look up: closed-class words, the calendar, credits, phrases of sites. All other words are open.
CLOSED = set(form.SMALL_WORDS)
for name, pattern in vars(form).items():
    if isinstance(pattern, re.Pattern) and name != "_NAME":
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


def test_the_stored_coefficients_equal_a_refit(gold: Path):
    from analysis.reading import refit

    fresh = refit.fit(list(refit.documents(gold / "pages" / "lines.jsonl.gz")))
    stored = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    assert fresh["intercept"] == pytest.approx(stored["intercept"], abs=2e-3)
    for name, row in stored["features"].items():
        assert fresh["features"][name] == pytest.approx(row, abs=2e-3), name
    for name, shares in stored["right"].items():
        assert fresh["right"][name] == pytest.approx(shares, abs=2e-3), name


def test_all_pages_of_a_site_stand_in_one_fold():
    from analysis.reading import refit

    sites = ["a.org", "b.org", "a.org", "c.org", "b.org"]
    fold = refit.folds(sites, n=3)
    assert fold[0] == fold[2]
    assert fold[1] == fold[4]
    assert len(set(fold)) == 3


def test_the_stored_file_names_every_feature_and_every_rule_once():
    stored = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    assert list(stored["features"]) == list(form.FEATURES)
    assert {rule.name for rule in RULES} <= set(stored["right"])
    assert all(0 < share < 1 for shares in stored["right"].values() for share in shares)


def test_what_the_features_add_makes_the_probability(seed: Corpus):
    model, table = stored_model(), design(seed)
    odds = model.intercept + model.parts(table).sum(axis=1)
    assert model.probability(table) == pytest.approx(np.exp(odds) / (1 + np.exp(odds)))
    assert ((model.probability(table) > 0) & (model.probability(table) < 1)).all()


def test_without_coefficients_every_block_is_as_likely_a_caption(seed: Corpus):
    stored = stored_model()
    blank = Model(0.0, np.zeros_like(stored.coefficient), stored.mean, stored.scale, stored.right)
    assert blank.probability(design(seed)) == pytest.approx(np.full(len(seed.segments), 0.5))


def test_the_model_names_its_weightiest_reasons_and_its_probability(seed: Corpus):
    stored = stored_model()
    # With this intercept all that no rule claims is called a caption by the model.
    eager = stored._replace(intercept=20.0)
    found = labels(seed, eager)
    for rule, free, probability in zip(found, asked(seed), eager.probability(design(seed)), strict=True):
        if free:
            assert rule.layer == "caption"
            assert rule.name.startswith("form: ")
            assert rule.confidence == pytest.approx(probability, abs=1e-3)
            assert rule.confidence >= LEAST


BODY = "The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke to the press afterwards."


def probability(block: str, *, after: str = BODY) -> float:
    corpus = read_text("\n\n".join(["Talks resume in the north", BODY, BODY, block, after, BODY, BODY]))
    return float(stored_model().probability(design(corpus))[3])


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
