"""Patterns are asked of words, and of the few blocks with a telling word; a search of every block says the same.

The slow way asks each pattern of each block. The blocks are the lines of the cases and seeds, and blocks made up at
random of the words and signs that the patterns themselves hold, so that nearly every alternative is met.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from analysis.corpus import assemble
from analysis.reading import form
from analysis.reading.blocks import BlockColumn, Blocks, BlockWords, Holds
from analysis.reading.credits import _SURE, has_credit, is_credit, split_credit
from analysis.reading.plain import COLUMNS, _batches

from .conftest import ROOT

# What each column asks of the whole block, whatever its words are.
SEARCHED: Mapping[str, Holds] = {
    **{name: phrase.pattern.search for name, phrase in form.PHRASES.items() if name in COLUMNS},
    "credit_at_end": has_credit,
    "credit_alone": is_credit,
    "page_number": form.PAGE_NUMBER.search,
    "site_opening": form.FURNITURE.search,
    "credit": form.CREDIT.search,
    "byline": form.BYLINE.search,
    "anaphora": form.ANAPHORA.search,
    "opens_name": form._OPENS_NAME.search,
    "listed": form._LIST.search,
    "marker": form._MARKER.search,
    "says_caption": form._SAYS_CAPTION.search,
    "date": form._DATE.search,
    "quote": form.QUOTE.search,
    "modal": form.MODAL.search,
    "finite": form.FINITE.search,
    "says": re.compile(f"{form.SAYS.pattern}|{form.ACCORDING.pattern[4:]}").search,
    "opens_caption": lambda text: (
        form.CAPTION_WORD.search(text) or form.CAPTION_BUTTON.search(text)
    ),
    "speakers": form.SPEAKERS.search,
    "year": form._YEAR.search,
    "looking": form._LOOKING.search,
    "picture_word": form._PICTURE.search,
    "weekday": re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b").search,
    "early_ing": lambda text: early_ing(text.split()),
    "present": lambda text: present(text.split()),
}
# Columns that leave some blocks out by a column of their own.
AMONG: Mapping[str, BlockColumn] = {
    "credited_in_brackets": lambda b: b["may_be_credited"],
    "credited_at_end": lambda b: b["may_be_credited"],
    **dict.fromkeys(("agency", "points", "numbered", "weekday"), lambda b: b.n_words <= 80),
    "credit_at_end": lambda b: (b.n_words <= 80) & ~b["credit_alone"],
    "credit_alone": lambda b: (b.n_words <= 14) & (b.n_words > 0),
    "credit": lambda b: b.n_words <= 12,
    "byline": lambda b: b.n_words <= 20,
    "opens_name": lambda b: ~b["anaphora"],
}
LOCATED = re.compile(
    r"\b(?:in|at|on|near|outside|inside|during|of|from|with|against|for)\s+(?:the\s+)?[A-Z]"
)
MARKS = "\"'“”‘’(),:;?!."


def early_ing(words: list[str]) -> bool:
    """Is one of the second to eighth words a small one in -ing?"""
    return any(
        re.fullmatch(r"[a-z-]{2,}ing", word.strip(MARKS))
        and not form.WORD_FORMS["no_ing"].match(word)
        for word in words[1:8]
    )


def present(words: list[str]) -> bool:
    """Does a small word in -s follow a name or an insertion among the first sixteen?"""
    pairs = itertools.pairwise(words[:16])
    return any(
        (
            above[-1] in ",)"
            or (form._capital(above) and not form.WORD_FORMS["determiner"].match(above))
        )
        and re.fullmatch(r"[a-z]{2,}[a-rt-z]s", word)
        and not form.WORD_FORMS["no_verb"].match(word)
        for above, word in pairs
    )


def n_past(text: str) -> int:
    """How many words are of the past."""
    irregular = form.WORD_FORMS["past_word"].match
    return sum(
        bool(irregular(word) or re.fullmatch(r"[a-z-]{3,}ed", word.strip(MARKS)))
        for word in text.split()
    )


def searching(name: str, holds: Holds) -> BlockColumn:
    """The column of the blocks of which something holds, each asked."""
    return lambda b: b.of_which(holds, AMONG[name](b) if name in AMONG else None)


def counting(count: Callable[[str], int]) -> BlockColumn:
    """The column of how often something is in each block."""
    return lambda b: np.array([count(text) for text in b.texts])


SLOW: Mapping[str, BlockColumn] = {
    **COLUMNS,
    **{name: searching(name, holds) for name, holds in SEARCHED.items()},
    "n_past": counting(n_past),
    "located": lambda b: np.minimum(
        counting(lambda text: len(LOCATED.findall(text)))(b) / np.sqrt(np.maximum(b.n_words, 1)), 1
    ),
}


def pieces_of_patterns() -> list[str]:
    """Every word that some pattern of `form` holds, in three spellings, names, signs and examples."""
    patterns = [value for value in vars(form).values() if isinstance(value, re.Pattern)]
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
    |according to|according  to|May 5|Sept., 5|5th May|12 June|in 1999|since 2024|file photo|Stock photo|courtesy|hall.Ann Roe|on Monday
    |FILE - A hall|Symbolbild: A hall|HANDOUT — A hall|hall. Crédit: Ann Roe|Image caption:|Photo,|Getty Images/Ann Roe|Ann Roe for Karvia News"""


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
        if not name.startswith("of_") and name not in ("word_forms", "each_form", "forms"):
            unlike = np.flatnonzero(np.atleast_2d(fast[name] != slow[name]).any(axis=0))
            assert not len(unlike), (name, unlike[:5], [texts[k] for k in unlike[:5].tolist()])


@pytest.mark.parametrize("seed", range(4))
def test_made_up_blocks_have_the_columns_that_a_search_of_each_gives(seed: int):
    assert_same_columns(made_up(seed, 5000))


def test_lines_of_the_cases_and_seeds_have_the_columns_that_a_search_of_each_gives():
    assert_same_columns(real_lines())


@pytest.mark.parametrize("name", SEARCHED)
def test_made_up_blocks_hold_and_lack_each_pattern(name: str):
    held = [bool(SEARCHED[name](text)) for text in made_up(0, 5000)]
    assert 3 <= sum(held) < 5000


def test_words_that_are_sieved_together_have_the_forms_that_each_has_alone():
    blocks = columns_of([*made_up(5, 5000), *real_lines()], COLUMNS)
    assert len(blocks.words.distinct) > form._FEW
    alone = [form._word_forms(word) for word in blocks.words.distinct]
    assert blocks["word_forms"].tolist() == alone
    few = columns_of(blocks.texts[:20], COLUMNS)
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


def test_a_text_has_a_credit_where_splitting_it_leaves_one_with_a_sign():
    long = [
        f"{'They met in the hall. ' * 9}The hall. (Photo: {'Ann Roe ' * n}Ann Roe)"
        for n in (0, 5, 9)
    ]
    texts = [*made_up(6, 2000), *real_lines(), *long]
    ends = [split_credit(text) for text in texts]
    signed = [
        begin > 0 or _SURE.search(text, end) is not None
        for text, (begin, end) in zip(texts, ends, strict=True)
    ]
    assert 20 < sum(signed) < len(texts) / 2
    assert [has_credit(text) for text in texts] == signed


def test_the_words_of_segments_are_those_at_which_white_space_divides_them():
    text = "The war—a long one.\n\nA hall--dark -- and “old—”.\n\n—\n\n" + "word " * 30_000
    spans = [(0, 8), (8, 19), (21, 45), (27, 40), (45, 49), (51, 52), (54, len(text))]
    columns = {
        "article": [0] * len(spans),
        "layer": ["body"] * len(spans),
        "start": [start for start, _ in spans],
        "end": [end for _, end in spans],
        "rule": [""] * len(spans),
        "confidence": [1.0] * len(spans),
    }
    corpus = assemble([text], columns)
    (blocks,) = _batches(corpus)
    words = np.array(blocks.words.distinct)
    divided = [words[blocks.words.word[blocks.words.text == row]].tolist() for row in blocks.row]
    assert divided == [block.split() for block in blocks.texts]
    alone = BlockWords.of(blocks.texts)
    for name in ("first", "first_lettered", "last"):
        numbers = getattr(blocks.words, name), getattr(alone, name)
        assert words[numbers[0]].tolist() == np.array(alone.distinct)[numbers[1]].tolist()
