from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis import Corpus, InputError, read, read_text, tokens
from analysis.corpus import as_corpus, assemble, concat
from analysis.report import report
from analysis.words.grammar import plural

from .conftest import ROOT


def spans(corpus: Corpus, table) -> list[str]:
    return [
        corpus.texts[0][start:end] for start, end in zip(table["start"], table["end"], strict=True)
    ]


@pytest.mark.quick
def test_tokens_are_cut_where_python_splits_a_text():
    dashes = (0x2014, 0x2015)  # these divide words as well
    for low, high in ((1, 128), (1, 0x3100), (0x80, 0xD800)):
        text = "".join(f"a{chr(code)}" for code in range(low, high) if code not in dashes)
        whole = {
            name: np.array([value])
            for name, value in (("article", 0), ("start", 0), ("end", len(text)))
        }
        columns, distinct = tokens.cut([text], whole)
        distinct = distinct.to_pylist()
        assert [distinct[word] for word in columns["word"].tolist()] == text.split()
        spans = zip(columns["start"].tolist(), columns["end"].tolist(), strict=True)
        assert [text[start:end] for start, end in spans] == text.split()


@pytest.mark.quick
def test_a_token_is_its_word_without_the_punctuation_around_it():
    corpus = read_text("“Peace,” he said (twice) in the U.S. on 3.5 terms…")
    assert spans(corpus, corpus.tokens) == [
        "Peace",
        "he",
        "said",
        "twice",
        "in",
        "the",
        "U.S.",
        "on",
        "3.5",
        "terms",
    ]


def test_words_are_the_tokens_that_hold_a_letter_or_digit():
    corpus = read_text("War — and peace :) in 2020 !!!")
    assert corpus.segments["n_words"].tolist() == [5]  # War and peace in 2020


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He came. He saw.", ["He came.", "He saw."]),
        ("Mr. Smith met Gen. Jones. They talked.", ["Mr. Smith met Gen. Jones.", "They talked."]),
        ("It cost 3.5 million. 200 died.", ["It cost 3.5 million.", "200 died."]),
        ("“Stop!” He ran.", ["“Stop!”", "He ran."]),
        (
            "The U.S. Army left. J. K. Rowling stayed.",
            ["The U.S. Army left.", "J. K. Rowling stayed."],
        ),
        ("Why? nobody knows", ["Why? nobody knows"]),
        (
            "He lives in No. 5 now. Why? No. Never.",
            ["He lives in No. 5 now.", "Why?", "No.", "Never."],
        ),
        ("He said “No.” She said “Yes.”", ["He said “No.”", "She said “Yes.”"]),
    ],
)
def test_sentences_end_at_full_stops_that_end_sentences(text: str, sentences: list[str]):
    corpus = read_text(text)
    assert spans(corpus, corpus.sentences) == sentences


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((5, 11), ["Hello", "there"]),  # the second one begins with the white space
        ((6, 11), ["Hello", "there"]),
        ((3, 11), ["Hel", "lo", "there"]),
    ],
)
def test_a_token_is_cut_where_a_segment_begins_inside_it_alone(
    ends: tuple[int, int], expected: list[str]
):
    table = {
        "article": [0, 0],
        "layer": ["caption", "body"],
        "start": [0, ends[0]],
        "end": list(ends),
        "rule": ["made"] * 2,
        "confidence": [1.0] * 2,
    }
    assert assemble(["Hello there"], table).vocabulary == expected


def test_without_splitting_a_segment_is_one_sentence():
    corpus = read_text("He came. He saw.", split_sentences=False)
    assert spans(corpus, corpus.sentences) == ["He came. He saw."]


def test_offsets_count_characters_and_not_bytes():
    corpus = read_text("Łódź 😁 naïve\u00a0日本 end")
    assert spans(corpus, corpus.tokens) == ["Łódź", "😁", "naïve", "日本", "end"]


@pytest.mark.quick
def test_matchable_words_split_at_slashes_and_dashes_but_not_at_hyphens():
    words = read_text("Iran—Israel and/or anti-tank S-300 Azerbaijan’s hawks’").words
    keys = [words.keys[key] for key in words.key]
    assert keys == ["Iran", "Israel", "and", "or", "anti-tank", "S-300", "Azerbaijan", "hawks"]


def test_gaps_tell_what_stands_between_words():
    words = read_text("“One” two. Three, four (five)").words
    assert words.gap.tolist() == [0, 3, 2, 2, 3]
    assert read_text("Gen. Jones — left").words.gap.tolist() == [1, 2, 3]


def test_relabelling_gives_a_new_corpus_and_leaves_the_old():
    corpus = read_text("Talks resume\n\nThe two sides met on Monday. They agreed.")
    other = corpus.relabel({1: "caption"})
    assert other.segments["layer"].tolist() == ["headline", "caption"]
    assert corpus.segments["layer"].tolist() == ["headline", "body"]


def test_relabelling_refuses_what_does_not_exist():
    corpus = read_text("The two sides met on Monday. They agreed.")
    with pytest.raises(ValueError, match="unknown layer 'text'; choose from: headline"):
        corpus.relabel({0: "text"})
    with pytest.raises(ValueError, match="unknown segment 7"):
        corpus.relabel({7: "body"})


@pytest.mark.quick
def test_a_lone_surrogate_is_refused_in_one_line():
    with pytest.raises(InputError, match="character 3 is half of a surrogate pair"):
        read_text("bad\ud800")


def test_layers_are_named_in_sentences():
    assert [plural(layer) for layer in ("caption", "body", "headline")] == [
        "captions",
        "body",
        "headline",
    ]


def test_an_article_of_several_is_as_if_read_alone():
    texts = {"a": "It works. So it stays.", "b": "The mill turns.\n\nIt is old. It stays."}
    alone = {name: read_text(text, name=name) for name, text in texts.items()}
    both = concat([*alone.values(), alone["a"]])
    for choice, name in ((0, "a"), (1, "b"), ("b", "b"), (2, "a")):
        own = both.article(choice)
        assert (own.texts, own.vocabulary) == (alone[name].texts, alone[name].vocabulary)
        for table in ("segments", "sentences", "tokens"):
            expected = getattr(alone[name], table).to_dict("list")
            assert getattr(own, table).drop(columns="source_path", errors="ignore").to_dict(
                "list"
            ) == {column: values for column, values in expected.items() if column != "source_path"}


@pytest.mark.parametrize("article", [-1, 3])
def test_an_article_is_asked_for_by_a_number_from_zero(article: int):
    corpus = as_corpus(["One.", "Two.", "Three."])
    assert [corpus.article(n).texts for n in range(3)] == [("One.",), ("Two.",), ("Three.",)]
    with pytest.raises(ValueError, match=f"unknown article {article}; the corpus has 3 articles"):
        corpus.article(article)


@pytest.mark.parametrize("given", [5, None, {"a": "A war."}, pd.DataFrame({"text": ["A war."]})])
def test_what_is_no_text_and_no_list_of_texts_is_refused(given: Any):
    with pytest.raises(TypeError, match=f"{type(given).__name__}: is no text; give a corpus"):
        as_corpus(given)


def test_the_first_tokens_of_sentences_end_with_the_number_of_tokens():
    assert as_corpus([]).first_tokens.tolist() == [0]
    assert as_corpus(["", ""]).first_tokens.tolist() == [0]
    assert as_corpus(["It works.", "", "So it stays. Why?"]).first_tokens.tolist() == [0, 2, 5, 6]


@example("0\r0©0")
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300))
def test_no_text_breaks_the_corpus_and_every_offset_holds(text: str):
    if not text.removeprefix("\ufeff").strip():
        return
    corpus = read_text(text)
    stored = corpus.texts[0]
    found = [
        word for row in corpus.segments.itertuples() for word in stored[row.start : row.end].split()
    ]
    raw = [corpus.vocabulary[word] for word in corpus.tokens["word"]]
    assert raw == found
    # A credit may be glued to its caption ("The hall©Ann Roe"): it alone divides a word.
    whole, end = "", 0
    for row in corpus.segments.itertuples():
        is_glued = row.layer == "credit" and row.start == end
        whole += ("" if is_glued else " ") + stored[row.start : row.end]
        end = row.end
    assert whole.split() == stored.split()
    for token, start, end in zip(raw, corpus.tokens["start"], corpus.tokens["end"], strict=True):
        assert stored[start:end] in token
    words = corpus.words
    assert (np.diff(words.start) > 0).all()
    for key, start, end in zip(words.key, words.start, words.end, strict=True):
        assert stored[start:end] == words.keys[key]


@pytest.mark.quick
def test_a_possessive_is_no_part_of_a_word_and_one_that_stands_alone_is_a_word():
    def keys(text: str) -> list[str]:
        words = read_text(text).words
        return [words.keys[key] for key in words.key]

    assert keys("Ann's mill") == ["Ann", "mill"]
    assert keys("Ann’s mill’s") == ["Ann", "mill"]
    assert keys("a's") == ["a"]
    assert keys("The mill ’s wheel") == ["The", "mill", "s", "wheel"]


@pytest.mark.quick
@pytest.mark.parametrize(
    ("text", "n_sentences"),
    [
        ("He lives in the U.S. She does not.", 2),
        ("He lives in the U.S. Army.", 1),
        ("U.S. She does not.", 1),
        ("Vitamin C. It helps.", 2),
        ("John F. Kennedy spoke.", 1),
        ("He met J. R. Roe there.", 1),
        ("It began at 10 a.m. Lee spoke.", 2),
        ("At 10 a.m. Lee spoke.", 1),
        ("It began at 10 a.m. Monday.", 1),
        ("It began at 10 a.m. 12 people came.", 1),
        ("It began at 10 a.m. Eastern time.", 1),
        ("1. The mill turns.", 1),
        ("1. The mill turns. 2. The wheel turns.", 2),
        ("The mill turns. 7. The wheel turns.", 3),
        ("“Why?” Harry asked.", 1),
        ("“Why?” He asked.", 2),
        ("“Why?” Harry James Roe asked.", 1),
        ("“Why?” Harry left.", 2),
        ("“Why?” The mill turns.", 2),
        # A speaker has four names at most, and a time at the head of a sentence six tokens.
        ("“Why?” Harry James Tom Roe asked.", 1),
        ("“Why?” Harry James Tom Lee Roe asked.", 2),
        ("On Monday morning at 10 a.m. Lee spoke.", 1),
        ("On a Monday morning at 10 a.m. Lee spoke.", 2),
        ("10 a.m. Lee spoke.", 1),
        ("Came 10 a.m. Lee spoke.", 2),
        # Items count on from one; a numeral of Rome opens its segment alone.
        ("1. The mill turns. 1. The wheel turns. 2. It stays.", 3),
        ("1. The mill turns. 3. The wheel turns.", 3),
        ("IV. The mill turns.", 1),
        ("It rained. IV. The mill turns.", 3),
        ("J. Roe left.", 1),
        ("It cost 3.5. He left.", 2),
        ("They met at karvia.org. He left.", 2),
    ],
)
def test_what_stands_beside_a_full_stop_says_whether_a_sentence_ends(text: str, n_sentences: int):
    assert len(read_text(text).sentences) == n_sentences


@pytest.mark.quick
@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("U.S.", [("U.S.", 0, 4, 0)]),
        ("U.S.-led", [("U.S.", 0, 4, 2), ("led", 5, 8, 0)]),
        ("U.S.-led.", [("U.S.", 0, 4, 2), ("led", 5, 8, 1)]),
        ("U.S.-led.”", [("U.S.", 0, 4, 2), ("led", 5, 8, 1)]),
        ("U.S.-led,", [("U.S.", 0, 4, 2), ("led", 5, 8, 2)]),
    ],
)
def test_a_token_with_initials_is_cut_into_words_with_what_stands_behind_them(
    token: str, parts: list[tuple[str, int, int, int]]
):
    assert tokens._odd_parts(token) == parts


# What each token holds at its end or its start, so that a place is found near and far.
PIECES = ["-----", "a-b", "a", "b----c", "-a------", "--", "------a", "x"]


def test_the_first_and_the_last_of_a_kind_stand_where_python_finds_them():
    characters = tokens.Characters(PIECES)
    hyphen = characters.where("joint")
    begin = characters.begin.tolist()
    first = [
        start + (token.find("-") if "-" in token else len(token))
        for start, token in zip(begin, PIECES, strict=True)
    ]
    last = [start + token.rfind("-") for start, token in zip(begin, PIECES, strict=True)]
    assert characters.first(hyphen).tolist() == first
    assert characters.last(hyphen).tolist() == last


@pytest.mark.parametrize("chosen", [range(len(PIECES)), [6], [2]])
def test_characters_of_a_kind_are_counted_as_python_counts_them(chosen: list[int]):
    characters = tokens.Characters(PIECES)
    low, high = characters.begin[list(chosen)], characters.end[list(chosen)]
    counted = characters.count(characters.where("joint"), low, high)
    assert counted.tolist() == [PIECES[row].count("-") for row in chosen]


def test_only_the_s_behind_a_word_and_its_apostrophe_is_a_genitive():
    words = read_text("It’s the ’s of JFK’s sons and s x’S yes's").words
    keys = [words.keys[key] for key in words.key]
    assert keys == ["It", "the", "s", "of", "JFK", "sons", "and", "s", "x", "yes"]


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("Talks — ended", [2, 3]),
        ("— Talks ended", [0, 3]),
        ("Talks ended —", [0, 3]),
        ("Talks (ended", [2, 3]),
        ("A.B.C. ended", [0, 3]),
        ("A.B.C.’s ended", [2, 0, 3]),
        ("U.S./U.K. ended", [2, 0, 3]),
    ],
)
def test_punctuation_beside_a_word_parts_it_from_the_next_one(text: str, gap: list[int]):
    assert read_text(text, split_sentences=False).words.gap.tolist() == gap


@pytest.mark.parametrize(
    ("written", "plain"),
    [("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("‑", "-")],
)
def test_a_typographic_mark_is_compared_as_the_one_on_a_keyboard(written: str, plain: str):
    assert tokens.fold(f"A{written}B") == f"a{plain}b"


@pytest.mark.parametrize("count", [[1, 1], [2, 2], [0, 3], [0, 0], []])
def test_ranges_are_unrolled_as_python_counts_them(count: list[int]):
    start = [10 * n for n in range(len(count))]
    rows = [(n, start[n] + step) for n in range(len(count)) for step in range(count[n])]
    owner, member = tokens.unroll(np.array(start, dtype=int), np.array(count, dtype=int))
    assert list(zip(owner.tolist(), member.tolist(), strict=True)) == rows


@pytest.mark.parametrize("others", [[], [[3, 2, 1, 0]], [[1, 1, 0, 0], [5, 4, 5, 4]]])
@pytest.mark.parametrize("first", [[0, 1, 2, 3], [1, 1, 0, 0], [2, 2, 2, 2], []])
def test_rows_stand_in_the_order_of_their_columns(first: list[int], others: list[list[int]]):
    columns = [np.array(column[: len(first)], dtype=int) for column in (first, *others)]
    expected = sorted(range(len(first)), key=lambda row: [column[row] for column in columns])
    assert tokens.in_order(*columns).tolist() == expected


def test_an_article_has_the_hash_of_what_was_received_and_a_text_its_own():
    """A report of a text that was given as such names it by its hash, and joined ones each by theirs."""
    seed = ROOT / "seeds" / "nagorno-karabakh.txt"
    both = concat([read(seed), as_corpus("Good news.")])
    assert both.sha256(0) == hashlib.sha256(seed.read_bytes()).hexdigest()
    assert both.sha256(1) == hashlib.sha256(b"Good news.").hexdigest()
    assert report(both.article(1)).html.count(both.sha256(1)) == 1


def test_rows_of_tokens_that_hold_none_one_or_several_follow_in_order():
    token, row, empty = tokens.per_token(np.array([2, 0, 1, 2, 1, 0]), np.array([1, 0, 3]))
    assert token.tolist() == [0, 0, 0, 1, 3, 3, 3, 5]
    assert row.tolist() == [1, 2, 3, 0, 1, 2, 3, 0]
    assert empty.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("1. Talks. 2. War. 3. Peace.", ["1. Talks.", "2. War.", "3. Peace."]),
        ("He came at 5 p.m. Monday. They left.", ["He came at 5 p.m. Monday.", "They left."]),
        ("They left at 5 p.m. He stayed.", ["They left at 5 p.m.", "He stayed."]),
        ("“Is it?” he asked. They left.", ["“Is it?” he asked.", "They left."]),
        ("See No. 5. He left.", ["See No. 5.", "He left."]),
        ("It was plan A. He left.", ["It was plan A.", "He left."]),
        ("He met J. Roe. They left.", ["He met J. Roe.", "They left."]),
        ("It is 5. He left.", ["It is 5.", "He left."]),
    ],
)
def test_a_number_an_hour_and_an_initial_end_a_sentence_only_where_another_begins(
    text: str, sentences: list[str]
):
    corpus = read_text(text)
    assert spans(corpus, corpus.sentences) == sentences
