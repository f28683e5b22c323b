"""What is asked of distinct words, of columns at once and of few rows, is what asking word by word gives."""

from __future__ import annotations

import itertools
import random
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from analysis import entities, framing, left_out, read_text, tokens
from analysis.corpus import Corpus, as_corpus
from analysis.entities import article, columns, compounds, kinds, runs
from analysis.entities.word_values import WordValues
from analysis.lexicons import names
from analysis.reading.form import SMALL_WORDS

pytestmark = pytest.mark.quick

AWKWARD = [
    "",
    "Straße",
    "İzmir",
    "news",
    "New",
    "NEWS",
    "bus",
    "ss",
    "s",
    "It’s",
    "it's",
    "ΟΔΟΣ",
    "ﬁsh",
    "x-ray",
    "US",
]


def plain_lower_ids(keys: list[str]) -> tuple[list[int], list[int], int]:
    lowered = [key.lower() for key in keys]
    number_of: dict[str, int] = {}
    ids = [number_of.setdefault(word, len(number_of)) for word in lowered]
    stems = [number_of.get(word.rstrip("s"), len(number_of)) for word in lowered]
    return ids, stems, len(number_of) + 1


@pytest.mark.parametrize("seed", range(5))
def test_words_share_a_number_as_their_lower_case_forms_do(seed: int):
    draw = random.Random(seed)
    letters = ["".join(draw.choices("aAsSéÉ’-", k=draw.randint(1, 4))) for _ in range(200)]
    keys = list(dict.fromkeys([*AWKWARD, *letters]))
    lower, stem, n = columns._lower_ids(pa.array(keys))
    assert (lower.tolist(), stem.tolist(), n) == plain_lower_ids(keys)


def test_no_words_have_no_numbers():
    lower, stem, n = columns._lower_ids(pa.array([], type=pa.string()))
    assert (lower.tolist(), stem.tolist(), n) == ([], [], 1)


@pytest.mark.parametrize("by", [-2, -1, 0, 1, 2])
def test_what_stands_beside_some_rows_is_the_shifted_column_there(by: int):
    column = np.random.default_rng(0).integers(1, 9, 7)
    rows = np.array([0, 1, 3, 5, 6, 6])
    assert (
        columns.shifted_at(column, rows, by).tolist() == columns.shifted(column, by)[rows].tolist()
    )
    assert columns.shifted_at(column, rows[:0], by).tolist() == []


def plain_spelling(name: str) -> str:
    """All four substitutions, whether or not anything of theirs is in the name."""
    plain = name.lower() if name.isascii() else unicodedata.normalize("NFKD", name.casefold())
    plain = plain.translate(names._PLAIN_LETTERS)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"(?<=[aou])e(?=[^aeiouy\W])", "", plain)
    plain = re.sub(r"(?:skyy|skyi|skiy|skij|skii|ski)\b", "sky", plain)
    return re.sub("^(?:al|el|as|ash|at|ar|ad|an) (?=..)", "", plain)


@pytest.mark.parametrize("seed", range(5))
def test_a_spelling_is_that_of_all_substitutions(seed: int):
    draw = random.Random(seed)
    pieces = [
        "al-",
        "el ",
        "ad ",
        "Ae",
        "oe",
        "ue",
        "ö",
        "É",
        "ski",
        "skyy",
        "sk",
        "’",
        "'",
        "-",
        "ø",
        "N",
        "r",
        " ",
    ]
    drawn = ["".join(draw.choices(pieces, k=draw.randint(0, 6))) for _ in range(300)]
    assert [*map(names.spelling, drawn)] == [*map(plain_spelling, drawn)]
    assert names.spellings(drawn).to_pylist() == [*map(plain_spelling, drawn)]


def test_no_names_have_no_spellings():
    assert names.spellings([]).to_pylist() == []


def plain_last_name(name: str) -> str:
    return names.spelling(re.sub(r",? (?:Jr|Sr|II|III|IV)\.?$", "", name).rpartition(" ")[2])


@pytest.mark.parametrize(
    "name",
    [
        "Ann Roe",
        "Ann Roe Jr.",
        "Ann Roe, Sr",
        "Ann Roe III",
        "Ann Roe IV.",
        "Ann Roe V",
        "Ann van Roe,",
        "Ann Jr Roe",
    ],
)
def test_a_suffix_is_no_last_name(name: str):
    assert names.spelling(article._last_name(name)) == plain_last_name(name)


def spans_cut_plainly(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a text begin and end: cut behind each dash between words, and at white
    space.
    """
    cuts = [0, *(match.end() for match in tokens._DASH.finditer(text)), len(text)]
    return [
        (low + match.start(), low + match.end())
        for low, high in itertools.pairwise(cuts)
        for match in re.finditer(r"\S+", text[low:high])
    ]


ODD_PIECES = [
    *'a War é 😀 ß _ 5 — ― -- - ---- – . , ! … " “ ” ’s ( ) U.S. a--b x—y'.split(),
    *" \n\t\x00\x02\x1c\u00a0\u2003\u3000",
    *"missile missiles ballistic".split(),  # of 7, of 8 and of more bytes
]


def test_tokens_of_odd_texts_are_cut_where_python_cuts_them():
    draw = random.Random(7)
    for _ in range(300):
        n_pieces = [draw.randrange(30) for _ in range(draw.randrange(5))]
        texts = ["".join(draw.choices(ODD_PIECES, k=n)) for n in n_pieces]
        n_texts = len(texts)
        columns, distinct = tokens.cut(
            texts,
            {
                "article": np.arange(n_texts),
                "start": np.zeros(n_texts, dtype=np.int64),
                "end": np.array([len(text) for text in texts], dtype=np.int64),
            },
        )
        rows = [columns[name].tolist() for name in ("segment", "start", "end", "word")]
        given = [(text, (low, high)) for text, low, high, _ in zip(*rows, strict=True)]
        plain = [(row, span) for row, text in enumerate(texts) for span in spans_cut_plainly(text)]
        assert given == plain
        written = [texts[row][low:high] for row, (low, high) in plain]
        assert [distinct[word].as_py() for word in rows[3]] == written


def test_a_token_is_cut_wherever_a_segment_starts_in_it():
    draw = random.Random(11)
    for _ in range(200):
        texts = ["".join(draw.choices(ODD_PIECES, k=draw.randrange(1, 30))) for _ in range(3)]
        inner = [draw.sample(range(len(text)), min(3, len(text))) for text in texts]
        bounds = [sorted({0, *own, len(text)}) for own, text in zip(inner, texts, strict=True)]
        spans = [(row, *span) for row, own in enumerate(bounds) for span in itertools.pairwise(own)]
        article, start, end = (np.array(column) for column in zip(*spans, strict=True))
        columns, distinct = tokens.cut(texts, {"article": article, "start": start, "end": end})
        expected = []
        for row, text in enumerate(texts):
            for low, high in spans_cut_plainly(text):
                cuts = [low, *(cut for cut in bounds[row] if low < cut < high), high]
                expected += [(row, *span) for span in itertools.pairwise(cuts)]
        rows = zip(article[columns["segment"]], columns["start"], columns["end"], strict=True)
        assert [tuple(map(int, row)) for row in rows] == expected
        assert [distinct[word].as_py() for word in columns["word"]] == [
            texts[row][low:high] for row, low, high in expected
        ]


def test_the_first_and_last_places_of_a_mark_are_found_however_long_a_token_is():
    words = ["", "a", "-", "a-b", "a" * 9 + "-" + "b" * 9 + "-" + "c" * 9, "-" * 20, "b" * 20]
    characters = tokens.Characters(words)
    is_joint = characters.where("joint")
    first, last = characters.first(is_joint), characters.last(is_joint)
    plain_first = [word.find("-") if "-" in word else len(word) for word in words]
    assert (first - characters.begin).tolist() == plain_first
    assert (last - characters.begin).tolist() == [word.rfind("-") for word in words]


def test_features_of_some_words_are_their_rows_of_all():
    known = columns.word_columns(
        read_text("They landed in Baku singing of Hamas, since the River bank saw 3 workers.")
    )
    everything = kinds.word_features(known, np.arange(len(known.words.written)))
    some = np.array([1, 4, 9])
    np.testing.assert_array_equal(kinds.word_features(known, some), everything[some])


def test_each_word_near_a_guess_adds_what_its_features_add():
    known = columns.word_columns(
        read_text("They live in Zorvex. They met Mr Zorvex of Milvan. It rained all day.")
    )
    found = runs.read_runs(known)
    rows = kinds.guessed(known, found)
    table, row_of = kinds._odds_of_words(known, found.first[rows], found.last[rows])
    features = kinds.word_features(known, np.arange(len(known.words.written)))
    places = (kinds._INSIDE, *kinds._PLACES)
    expected = features @ np.hstack([kinds._table(place, kinds.WORDS) for place in places])
    for _, word, _ in kinds._slots(known, found.first[rows], found.last[rows]):
        key = known.words.key[word]
        np.testing.assert_allclose(table[row_of[key]], expected[key], atol=1e-5)
    assert len(table) < len(known.words.written)  # "live" and "met" are alike


def test_what_is_kept_of_words_is_what_was_worked_out_for_them():
    asked: list[str] = []

    def lengths(words: Sequence[str]) -> list[int]:
        asked.extend(words)
        return [len(word) for word in words]

    kept = WordValues(lengths, most=4)
    assert kept.of(["war", "peace"]) == [3, 5]
    assert kept.of(["peace", "truce", "war"]) == [5, 5, 3]
    assert asked == ["war", "peace", "truce"]
    # Where there is no room for new words, those that are not asked for now are forgotten.
    assert kept.of(["law"]) == [3]
    assert kept.of(["war", "law", "aid"]) == [3, 3, 3]
    assert kept.of(["war", "pact", "oath"]) == [3, 4, 4]
    assert asked == ["war", "peace", "truce", "law", "aid", "pact", "oath"]
    assert kept.of(["peace"]) == [5]
    assert asked[-1] == "peace"
    assert kept.of([]) == []


MARKS = (" ", "  ", "\n", " ' ", ' "', " “", "” ", ": ", " (", ") ", "-", "—", "’s ", "' s ", ", ")
MORE_MARKS = ("“ ", ". ", " & ", "/", "\u00a0", "'s ", " 's ", "? ", '"', ": “", " ” ", ".) ")


def drawn_corpus(seed: int) -> Corpus:
    """Articles of words with every mark between them, and some without a word."""
    draw = random.Random(seed)
    words = "Ann Roe heron Heron herons HERON Iran US news The the said 5 é F-16 pro-Iran É".split()
    texts = [
        "".join(
            draw.choice(words) + draw.choice((*MARKS, *MORE_MARKS, *[" "] * 20))
            for _ in range(draw.randint(0, 60))
        )
        for _ in range(60)
    ]
    return as_corpus(texts)


def plain_around(text: str, start: int, end: int) -> dict[str, bool | str]:
    """What the characters around a word say, each asked by itself."""
    padded = f"\n\n\n{text}\n\n\n"
    third, second, first = padded[start : start + 3]
    quotes = columns._QUOTES

    def is_letter(character: str) -> bool:
        return "a" <= chr(ord(character) | 32) <= "z" or 0xC0 <= ord(character) < 0x2000

    quoted = first in quotes + "(" and not is_letter(second)
    quoted |= first == " " and second in quotes and third == " "
    colon = (second if first in " \n\t\u00a0" else first) == ":"
    behind_colon = quoted and (third if second == " " else second) == ":"
    behind = padded[end + 3 :]
    return {
        "before": first,
        "behind": behind[0],
        "opens": (quoted and first != "(") or colon or behind_colon,
        "possessive": any(
            rest[:1] in ("'", "’") and rest[1] in "sS" and not is_letter(rest[2])
            for rest in (behind, behind[1:] if behind[0] == " " else "")
        ),
    }


@pytest.mark.parametrize("seed", range(3))
def test_what_stands_around_words_is_what_stands_around_each(seed: int):
    corpus = drawn_corpus(seed)
    known = columns.word_columns(corpus)
    words = known.words
    spans = zip(known.article.tolist(), words.start.tolist(), words.end.tolist(), strict=True)
    plain = [plain_around(corpus.texts[row], start, end) for row, start, end in spans]
    assert [chr(code) for code in known.before] == [each["before"] for each in plain]
    assert [chr(code) for code in known.behind] == [each["behind"] for each in plain]
    assert known.possessive.tolist() == [each["possessive"] for each in plain]
    opens = tokens.run_starts(words.sentence) | np.array([each["opens"] for each in plain])
    assert known.opens.tolist() == opens.tolist()
    assert known.possessive.any()
    assert known.ampersand.any()


@pytest.mark.parametrize("most", [1, 40, 2**20])
def test_how_an_article_uses_a_word_is_counted_word_by_word(
    monkeypatch: pytest.MonkeyPatch, most: int
):
    monkeypatch.setattr(columns, "_MOST_PAIRS", most)
    known = columns.word_columns(drawn_corpus(7))
    words = [known.words.keys[key] for key in known.words.key.tolist()]
    article, cased = known.article.tolist(), known.cased.tolist()
    pairs = list(zip(article, words, strict=True))
    lower = {
        pair
        for pair, of_heading in zip(pairs, cased, strict=True)
        if pair[1].islower() and not of_heading
    }
    inside = {
        (row, word.lower())
        for (row, word), opens, of_heading in zip(pairs, known.opens.tolist(), cased, strict=True)
        if word[:1].isupper() and not opens and not of_heading
    }
    for row, (own_article, word) in enumerate(pairs):
        capital, low = word[:1].isupper(), word.lower()
        as_it_is = capital and (own_article, low) in lower
        plural = capital and (own_article, low.rstrip("s")) in lower
        assert known.lower_here[row] == (as_it_is or plural), word
        attested = capital and (own_article, low) in inside and not as_it_is
        assert known.attested[row] == attested, word
    assert known.lower_here.any()
    assert known.attested.any()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Update on January 30, 2024 at 8:10AM PT:", True),  # "10AM" is all capitals, too
        ("Update on January 30, 2024 at 8:10 PT:", False),
        ("Talks Resume After Long Strikes", True),
        ("Talks resume after long strikes", False),
        ("Talks Resume After Long Strikes, many people living nearby told Our Reporters", False),
        ("Talks Resume.", False),
        ("French President Emmanuel Macron and Prime Minister Rishi Sunak", False),
    ],
)
def test_where_nearly_every_word_has_a_capital_capitals_tell_nothing(text: str, expected: bool):
    cased = columns.word_columns(read_text(text)).cased
    assert set(cased.tolist()) == {expected}


def test_a_people_is_derived_from_the_last_word_of_a_longer_name():
    table = entities.hits(read_text("They met the Selmari army. Then they went to New Selmar."))
    rule = dict(zip(table["surface"], table["rule"], strict=True))
    assert rule["Selmari"] == "derived from a name in the article"


def assert_names_are_called_what_stands_there(corpus: Corpus) -> list[str]:
    table = entities.hits(corpus)
    article = corpus.segments["article"].to_numpy()[table["segment"]]
    spans = zip(article.tolist(), table["start"], table["end"], strict=True)
    expected = [" ".join(corpus.texts[row][start:end].split()) for row, start, end in spans]
    assert table["surface"].tolist() == expected
    return expected


def test_a_name_is_called_what_stands_there():
    corpus = as_corpus(
        [
            "They met Ann  Roe, Ann Roe, Ann\nRoe and an English pact, an Anglo-French pact.",
            "Iran Inc.",
        ]
    )
    assert assert_names_are_called_what_stands_there(corpus).count("Ann Roe") == 3


@pytest.mark.parametrize("seed", range(3))
def test_names_of_drawn_texts_are_called_what_stands_there(seed: int):
    assert assert_names_are_called_what_stands_there(drawn_corpus(seed))


# Sentences whose names bear on one another when they stand in one article.
RELATED = (
    "They met Ann Roe there.",
    "So Roe left.",
    "They saw Tom Roe.",
    "They saw Donald J. Zorvex again.",
    "Then Donald Zorvex slept.",
    "They live in Selmar.",
    "They met the Selmari people.",
    "They asked the Milvan Talvan Group (MTG) there.",
    "The MTG won.",
    "They saw the Palvan Orvex Institute.",
    "It was the POI there.",
    "They fired Zalvan missiles.",
    "Two Zalvans fell.",
    "They like the spacecraft. They saw Spacecraft Zolvex there.",
    "They saw Zolvex land, and Zolvex won.",
    "They like Lower Karvia.",
    "They like Karvia.",
    "They met Bashar al-Zorvan, and ZORVAN left.",
)


def test_names_depend_on_the_other_names_of_their_own_article_alone():
    draw = random.Random(3)
    texts = [" ".join(draw.choices(RELATED, k=8)) for _ in range(60)]
    together, columns = entities.hits(as_corpus(texts)), ["start", "term", "category", "rule"]
    for row, text in enumerate(texts):
        own = together[together["segment"] == row][columns].reset_index(drop=True)
        alone = entities.hits(read_text(text))[columns]
        assert own.astype(object).equals(alone.astype(object)), text
    assert set(together["rule"]) >= {
        "last name of a person named in full",
        "last name of several persons",
        "name with a middle initial",
        "derived from a name in the article",
        "abbreviation introduced in brackets",
        "initials of a name in the article",
        "plural of a name in the article",
        "noun before a name of the article",
        "part of it is named in the article",
    }


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # A plural and its singular are one weapon in an article that has both, and in no other.
        (
            ["Two Zalvans fell.", "They fired Zalvan missiles."],
            [("Zalvans", "PERSON"), ("Zalvan", "WEAPON")],
        ),
        (
            ["They fired Zalvans missiles there. Then the Zalvan fell.", "Then the Zalvan fell."],
            [("Zalvan", "WEAPON"), ("Zalvan", "WEAPON"), ("Zalvan", "OTHER")],
        ),
        (
            ["Then the Selmar fell. They met the Selmari people.", "Then the Selmar fell."],
            [("Selmar", "PLACE"), ("Selmari", "GROUP"), ("Selmar", "OTHER")],
        ),
        # Once without its noun is not enough.
        (
            ["They saw Zorvex there, a late spacecraft. They drew Spacecraft Zorvex there."],
            [("Spacecraft Zorvex", "PERSON"), ("Spacecraft Zorvex", "PERSON")],
        ),
        (["They read The Zorvex Milvan there."], [("Zorvex Milvan", "ORG")]),
        (["They met Ann O’Neill there."], [("Ann O'Neill", "PERSON")]),
    ],
)
def test_the_terms_and_types_of_names_in_articles_of_one_batch(
    texts: list[str], expected: list[tuple[str, str]]
):
    table = entities.hits(as_corpus(texts))
    assert list(zip(table["term"], table["category"].astype(str), strict=True)) == expected


def test_a_listed_people_is_derived_from_nothing():
    table = entities.hits(read_text("They met the Iranians in Iran."))
    assert set(table["rule"]) == {"listed name"}


def test_the_first_mention_that_has_a_text_is_that_of_its_own_article():
    texts, nothing = article._Texts(), np.zeros(6, dtype=np.int64)
    surface = texts.numbers(["Ann", "Roe", "Ann", "Roe", "Roe", "Ann"])
    own = np.array([0, 0, 0, 1, 1, 2])
    mentions = article.Mentions(
        own, *[nothing] * 4, surface, surface, *[nothing] * 3, texts, article._Texts()
    )
    asked = texts.numbers(["Ann", "Roe", "Ann", "Roe", None])
    first, n = mentions.first_having(asked, np.array([0, 1, 3, 4, 5]), surface)
    assert first.tolist() == [0, 1, -1, 3, -1]
    assert n.tolist() == [2, 1, 0, 2, 0]
    assert mentions.having(asked[1:2], surface).tolist() == [1, 3, 4]


WITH_TITLES = [
    "He met Supreme Leader Ali Hosseini. President Joe Biden left, and Acting President Ann Roe spoke.",
    "The general was late. Ann Roe saw Gen. Mark Milley with ex-President Barack Obama.",
    "Ann Roe stayed. The Iran-backed side of the Israel-Hamas war met pro-Iran Ann Roe in Iraq.",
    "Iraq and Iran, the Israel-Iran border, an anti-war song of Jean-Claude Juncker.",
]


def test_persons_begin_at_their_titles_as_over_the_whole_corpus():
    corpus = as_corpus(WITH_TITLES)
    table = entities.hits(corpus)
    titles = columns.find_titles(corpus.words, names.load_names())
    words, segment = corpus.words, corpus.sentences["segment"].to_numpy()
    begins = {
        (int(segment[words.sentence[last + 1]]), int(words.start[last + 1])): first
        for first, last in sorted(zip(titles.first.tolist(), titles.last.tolist(), strict=True))[
            ::-1
        ]
        if words.gap[last] <= 1
    }
    expected = []
    for place in zip(table["segment"], table["start"], table["category"], strict=True):
        of_segment, start, category = place
        while category == "PERSON" and (of_segment, start) in begins:
            start = int(words.start[begins[of_segment, start]])
        expected.append(start)
    assert entities.titled(corpus, table)["start"].tolist() == expected
    assert (table["start"] != expected).sum() >= 4


def test_listed_names_are_those_of_all_words_with_every_compound_cut():
    corpus = as_corpus(WITH_TITLES)
    table = entities.hits(corpus, recogniser="lists")
    segment = corpus.sentences["segment"].to_numpy()
    cut = compounds.parted(corpus.words, corpus.segments["article"].to_numpy()[segment])
    lists = names.load_names()
    matches, kept = columns.find_listed(cut.words, lists)
    expected = sorted(
        (int(segment[cut.words.sentence[first]]), int(cut.words.start[first]), name.canonical)
        for term, first in zip(matches.term[kept], matches.first[kept], strict=True)
        if not (name := lists.names[lists.rows_of_keys[term]]).ambiguous
    )
    found = zip(table["segment"], table["start"], table["term"], strict=True)
    assert list(found) == expected
    assert cut.piece[matches.first[kept]].any()


@pytest.mark.parametrize("largest", [3, 2**30, 2**40, 2**62])
def test_equal_rows_and_no_others_share_a_code(largest: int):
    draw = np.random.default_rng(3)
    table = draw.integers(-largest, largest, (200, 4))
    rows = table[draw.integers(0, 200, 900)]
    code = runs.row_codes(*rows.T)
    number_of: dict[tuple[int, ...], int] = {}
    expected = [number_of.setdefault(tuple(row), len(number_of)) for row in rows.tolist()]
    assert code.tolist() == expected


def test_rows_of_columns_too_wide_for_one_number_keep_their_codes_apart():
    most = 2**32 - 1
    rows = np.array([[0, 0, 0], [1, 0, 0], [most, most, most], [1, 0, 0]])
    assert runs.row_codes(*rows.T).tolist() == [0, 1, 2, 1]


def plain_in_headings(corpus, table) -> list[bool]:
    """Every row of words with capitals in the corpus, counted one by one."""
    function = names.load_names().function
    words = corpus.words
    written = [words.keys[key] for key in words.key.tolist()]
    segment = corpus.sentences["segment"].to_numpy()[words.sentence].tolist()
    heading_of: list[int] = []
    counts: list[tuple[int, int]] = []
    goes_on = False
    for row, word in enumerate(written):
        has_capital = not word[:1].islower()
        in_row = has_capital or word in SMALL_WORDS
        same = row > 0 and words.sentence[row] == words.sentence[row - 1]
        if not (in_row and goes_on and same):
            counts.append((0, 0))
        n, n_function = counts[-1]
        is_function = word[:1].isupper() and word.lower() in function
        counts[-1] = (n + has_capital, n_function + is_function)
        heading_of.append(len(counts) - 1)
        goes_on = in_row
    answers = []
    for of_segment, start in zip(table["segment"], table["start"], strict=True):
        before = [
            row
            for row in range(len(written))
            if (segment[row], words.start[row]) <= (of_segment, start)
        ]
        n, n_function = counts[heading_of[before[-1]]]
        answers.append(n >= left_out._HEADING and n_function > 0)
    return answers


def test_names_in_headings_are_those_of_a_count_over_the_whole_corpus():
    corpus = as_corpus(
        [
            "Talks Resume in Geneva After Israel Strikes Old Border Town To Stop Missile Launches. Ann Roe left.",
            "They met Ann Roe of the Red Cross and Terminal Autonomy in Baku.",
            "Iran Says It Will Not Sign The Treaty With Terminal Autonomy Before Next Year",
        ]
    )
    table = entities.hits(corpus)
    expected = plain_in_headings(corpus, table)
    assert left_out._in_headings(corpus, table).tolist() == expected
    assert set(expected) == {True, False}
    assert left_out._in_headings(corpus, table[:0]).tolist() == []


def test_a_corpus_whose_names_hold_no_hit_leaves_none_out():
    corpus = as_corpus(["A tank hit the wall.", "", "Ann Roe spoke."])
    assert framing.hits(corpus, frames="armed-conflict")["left_out"].isna().all()
