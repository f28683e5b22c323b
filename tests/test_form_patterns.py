"""Patterns are asked of words, and of the few blocks with a telling word; a search of every block says the same.

The slow way asks each pattern of each block. The blocks are the lines of the cases and seeds, and blocks made up at
random of the words and signs that the patterns themselves hold, so that nearly every alternative is met.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from analysis.reading import form
from analysis.reading.blocks import BlockColumn, Blocks
from analysis.reading.plain import COLUMNS

from .conftest import ROOT

# What each column asks of the whole block, whatever its words are.
SEARCHED: Mapping[str, re.Pattern[str]] = {
    **{name: phrase.pattern for name, phrase in form.PHRASES.items()},
    "quote": form.QUOTE,
    "modal": form.MODAL,
    "finite": form.FINITE,
    "says_word": form.SAYS,
    "speakers": form.SPEAKERS,
    "year": form._YEAR,
    "looking": form._LOOKING,
    "picture_word": form._PICTURE,
}
# Columns that leave some blocks out by a column of their own.
AMONG: Mapping[str, BlockColumn] = {
    "credited_in_brackets": lambda b: b["may_be_credited"],
    "credited_at_end": lambda b: b["may_be_credited"],
    "agency": lambda b: b.n_words <= 80,
}


def searching(name: str, pattern: re.Pattern[str]) -> BlockColumn:
    """The column of the blocks in which a search finds a pattern."""
    return lambda b: b.of_which(pattern.search, AMONG[name](b) if name in AMONG else None)


SLOW: Mapping[str, BlockColumn] = {
    **COLUMNS,
    **{name: searching(name, pattern) for name, pattern in SEARCHED.items()},
}


def pieces_of_patterns() -> list[str]:
    """Every word that some pattern of `form` holds, in three spellings, names, signs and examples."""
    patterns = [value for value in vars(form).values() if isinstance(value, re.Pattern)]
    patterns += [phrase.pattern for phrase in form.PHRASES.values()]
    held = {
        word
        for pattern in patterns
        for word in re.findall(r"[A-Za-zÀ-ÿ]{1,30}", re.sub(r"\\[a-zA-Z]", " ", pattern.pattern))
    }
    spelt = {spelling for word in held for spelling in (word, word.capitalize(), word.upper())}
    names = "Ann Roe Oslo-Bergen O’Neil They’ll it's Ünsal 1999 2024 12 5th (2) U.S. a.m. İn ſaid".split()
    signs = "( ) [ ] . ! ? … ... : ; , / | – — - © “ ” ’ \" ' [+] @ & (c)".split()
    examples = [example.strip() for example in EXAMPLES.split("|")]
    return sorted(spelt) + names * 12 + signs * 12 + examples * 12


# Examples of each pattern, alternative by alternative.
EXAMPLES = """(Photo: Ann Roe)|[via Ann Roe]|(Ann Roe/AP)|(Ann Roe / The Paper)|(AFP/Ann)|hall. (Ann Roe)|(supplied by Ann)|(handout)
    |AP Photo|Getty Images|photo credit: Ann Roe|video : Ann|images courtesy:|/ Reuters|– PA Wire|—AFP|hall. Ann Roe/Flickr
    |Credits...Ann Roe|Credit…Ann Roe|hall. Foto: Ann Roe|hall! Screenshot : Ann Roe|© Ann Roe|Photo by Ann Roe|Images courtesy of Ann Roe
    |all rights reserved|strictly prohibited|may not be republished|may not be published|hide caption|toggle caption|[+]
    |(left)|( second from left )|(l)|(R)|(l - r)|from left|left to right|seen here|pictured here|is pictured|pictured with
    |according to|according  to|May 5|Sept., 5|5th May|12 June|in 1999|since 2024|file photo|Stock photo|courtesy|hall.Ann Roe"""


def made_up(seed: int, n: int) -> list[str]:
    """Blocks of some words and signs, with one blank, more of them or none between two."""
    rng, pieces = np.random.default_rng(seed), pieces_of_patterns()
    gaps = [" "] * 8 + ["", "", "  ", "\n", "\t", "\u00a0"]
    blocks = []
    for size in rng.integers(1, 14, n).tolist():
        chosen = rng.integers(len(pieces), size=size).tolist()
        between = rng.integers(len(gaps), size=size).tolist()
        block = "".join(pieces[k] + gaps[gap] for k, gap in zip(chosen, between, strict=True))
        blocks.append(block.strip() or "-")
    return blocks


def real_lines() -> list[str]:
    """The lines of the cases and of the seeds, and their paragraphs."""
    files = [
        *(Path(__file__).parent / "cases" / "reading").rglob("*.*"),
        *(ROOT / "seeds").glob("*.*"),
    ]
    texts = [file.read_text(encoding="utf-8", errors="ignore") for file in sorted(files)]
    blocks = {
        block.strip()[:3000].strip()
        for text in texts
        for block in (*text.splitlines(), *text.split("\n\n"))
        if block.strip()
    }
    return sorted(blocks)


def columns_of(texts: list[str], columns: Mapping[str, BlockColumn]) -> Blocks:
    """The texts as blocks of articles of 20."""
    n_words = np.array([len(text.split()) for text in texts])
    n_sentences = np.array([1 + len(re.findall(r"[.!?] ", text)) for text in texts])
    return Blocks(texts, np.arange(len(texts)) // 20, n_words, n_sentences, columns)


def assert_same_columns(texts: list[str]) -> None:
    fast, slow = columns_of(texts, COLUMNS), columns_of(texts, SLOW)
    for name in COLUMNS:
        if not name.startswith("of_") and name not in ("word_forms", "forms"):
            unlike = np.flatnonzero(np.atleast_2d(fast[name] != slow[name]).any(axis=0))
            assert not len(unlike), (name, unlike[:5], [texts[k] for k in unlike[:5].tolist()])


@pytest.mark.parametrize("seed", range(4))
def test_made_up_blocks_have_the_columns_that_a_search_of_each_gives(seed: int):
    assert_same_columns(made_up(seed, 5000))


def test_lines_of_the_cases_and_seeds_have_the_columns_that_a_search_of_each_gives():
    assert_same_columns(real_lines())


@pytest.mark.parametrize("name", SEARCHED)
def test_made_up_blocks_hold_and_lack_each_pattern(name: str):
    held = [SEARCHED[name].search(text) is not None for text in made_up(0, 5000)]
    assert 3 <= sum(held) < 5000


def test_words_that_are_sieved_together_have_the_forms_that_each_has_alone():
    blocks = columns_of([*made_up(5, 5000), *real_lines()], COLUMNS)
    assert len(blocks.words.distinct) > 2 * form._FEW
    alone = [form._word_forms(word) for word in blocks.words.distinct]
    assert blocks["word_forms"].tolist() == alone
    few = columns_of(blocks.distinct[:20], COLUMNS)
    assert len(few.words.distinct) < form._FEW
    assert few["word_forms"].tolist() == [form._word_forms(word) for word in few.words.distinct]


def test_words_are_those_between_any_white_space_of_python():
    spaces = [chr(code) for code in range(0x3001) if chr(code).isspace()]
    texts = [f"{space}Ann{space}{space}Roé{space}" for space in spaces] + [
        "",
        " ",
        "a\u200bb \ufeffc",
    ]
    words = columns_of(texts, COLUMNS).words
    split = [
        np.array(words.distinct)[words.word[words.text == k]].tolist() for k in range(len(texts))
    ]
    assert split == [text.split() for text in texts]
