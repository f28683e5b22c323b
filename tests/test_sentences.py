"""Sentences: what is said of the rows of a comparison, held on rows made by hand."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

from analysis import comparison, read_text
from analysis.comparison import DESCRIBED, NO_DIFFERENCE, NOT_TESTABLE
from analysis.words import sentences

pytestmark = pytest.mark.quick

ROW = {
    "measure": "framing",
    "category": "war",
    "n_target": 4,
    "n_reference": 9,
    "per_1000_target": 40.0,
    "per_1000_reference": 10.0,
    "p": 0.02,
    "p_adjusted": 0.04,
    "side": "",
    "verdict": NO_DIFFERENCE,
    "reason": "",
    "hangs_on": "",
    "detectable": math.nan,
    "shortfall": math.nan,
    "words": "tank 3, gun 1 | army 9",
}
CODES = {
    "n_segments_target": 4,
    "n_segments_reference": 12,
    "share_target": 0.5,
    "share_reference": 0.25,
}
SHOWN = {"side": "target", "verdict": "more in captions"}


def row(**changes: object) -> pd.Series:
    """A row of a comparison with some of its columns changed."""
    return pd.Series({**ROW, **changes})


def rows(*changes: dict) -> pd.DataFrame:
    """A comparison of such rows."""
    return pd.DataFrame([{**ROW, **of_row} for of_row in changes])


def test_a_row_is_reported_with_the_words_of_each_layer_beside_its_own_rate():
    size = {"words_target": 100, "words_reference": 900}
    assert sentences.finding(row(**size, detectable=70.0), {"war": "weapons"}) == (
        "No clear difference in words about weapons. Captions use 4 in 100 words (40 per 1,000): tank"
        " 3, gun 1. The body uses 9 in 900 words (10 per 1,000): army 9. A gap of this size could be"
        " chance (p = 0.04). A gap of less than about 70 per 1,000 words would likely be missed. So"
        " would any gap in which captions have fewer."
    )
    untested = row(p_adjusted=math.nan, verdict=NOT_TESTABLE, reason=comparison.FEW_HITS, words="")
    assert sentences.finding(untested, {}) == (
        "War: cannot be tested here (fewer than 4 hits in captions and body together). Captions use 4 (40 per 1,000 words). The body"
        " uses 9 (10 per 1,000 words)."
    )


@pytest.mark.parametrize(
    ("changes", "claim"),
    [
        (
            SHOWN,
            "Captions use words about weapons more often than the body: 40 per 1,000 words against 10.",
        ),
        (
            {"side": "reference", "verdict": "more in body"},
            "The body uses words about weapons more often than captions: 10 per 1,000 words against 40.",
        ),
        (
            {**SHOWN, "measure": "entities"},
            "Captions name weapons more often than the body: 40 per 1,000 words against 10.",
        ),
        (
            {**SHOWN, "measure": "sentiment", "category": "tone", "per_1000_reference": -81.2},
            "The tone is more positive in captions than in the body: +40 points per 1,000 words"
            " against −81.",
        ),
        (
            {**SHOWN, **CODES},
            "Captions are coded as weapons more often than the body: 4 of 4 against 9 of 12.",
        ),
    ],
)
def test_a_difference_that_is_shown_is_claimed_with_its_size(changes: dict, claim: str):
    labels = {"war": "Weapons"}
    assert sentences.statement(row(**changes), labels).claim == claim
    assert sentences.finding(row(**changes), labels).startswith(claim)


def test_the_claim_of_a_headline_agrees_with_its_verb():
    made = sentences.statement(row(**SHOWN), {}, target="headline")
    assert made.claim.startswith("The headline uses words about war more often than the body: ")
    assert made.evidence.startswith(
        "The headline uses 4 (40 per 1,000 words): tank 3, gun 1. The body"
    )


def test_no_sentence_of_a_verdict_is_long_and_each_holds_one_colon_at_most():
    size = {"words_target": 100, "words_reference": 900, "detectable": 70.0, "shortfall": 8.0}
    kinds = [SHOWN, {}, {**SHOWN, "measure": "entities"}, {**SHOWN, **CODES},
             {"measure": "sentiment", "category": "tone"}]  # fmt: skip
    for changes in kinds:
        for part in sentences.statement(row(**size, **changes), {}):
            for sentence in re.split(r"(?<=\.) (?=[A-Z])", part):
                assert len(sentence.split()) <= 25, sentence
                assert sentence.count(":") <= 1, sentence


@pytest.mark.parametrize(("n_segments", "noun"), [(1, "caption"), (2, "captions")])
def test_a_row_of_codes_is_reported_in_segments(n_segments: int, noun: str):
    wording = sentences.finding(row(**CODES | {"n_segments_target": n_segments}), {})
    assert f"Captions are coded so in 4 of {n_segments} {noun}: " in wording
    assert "The body is coded so in 9 of 12 paragraphs: " in wording


FEW = "fewer than 4 hits in captions and body together"


@pytest.mark.parametrize(
    ("reasons", "of_target", "of_reference"),
    [
        (comparison.NO_WORDS, "no captions", "no body"),
        (comparison.ONE_SEGMENT, "only one caption", "only one paragraph"),
        (comparison.ONE_TEXT, "all captions print one text", "all paragraphs print one text"),
        (comparison.FEW_SEGMENTS, "too few captions", "too few paragraphs"),
        ([comparison.FEW_HITS] * 2, FEW, FEW),
    ],
)
def test_a_reason_names_the_layer_that_it_lies_with(reasons, of_target: str, of_reference: str):
    assert [sentences.because(reason) for reason in reasons] == [of_target, of_reference]


def test_a_verdict_alone_stands_without_brackets():
    pair = {"target": "caption", "reference": "body"}
    assert sentences.verdict_and_why(row(), **pair) == "no clear difference"
    few = row(verdict=NOT_TESTABLE, reason=comparison.FEW_HITS)
    assert sentences.verdict_and_why(few, p=["p = 0.2"], **pair) == (
        f"cannot be tested here ({FEW}, p = 0.2)"
    )


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        (NO_DIFFERENCE, "No clear difference in tone between captions and the body"),
        (NOT_TESTABLE, "The tone cannot be tested here"),
        (DESCRIBED, "The tone of captions and the body is shown for information, not tested"),
        ("more in captions", "The tone is more positive in captions than in the body"),
        ("more in body", "The tone is more positive in the body than in captions"),
    ],
)
def test_a_title_says_each_verdict_once_where_the_lexicons_agree(verdict: str, title: str):
    assert sentences.tone({"VADER": verdict, "AFINN": verdict}) == title
    assert sentences.tone({"VADER": verdict}) == title


@pytest.mark.parametrize(
    ("changes", "wording"),
    [
        ({**SHOWN, "hangs_on": ""}, "holds without any single caption or word"),
        ({**SHOWN, **CODES, "hangs_on": ""}, "holds without any single caption"),
        ({**SHOWN, "hangs_on": "3 12"}, "depends on segments 3 and 12"),
        (
            {**SHOWN, "hangs_on": '3 "drone" "tank"'},
            "depends on segment 3 and on the words “drone” and “tank”",
        ),
        (
            {"detectable": 38.24, "shortfall": 4.1},
            "38 more or 4 fewer per 1,000 would be detected",
        ),
        ({"detectable": 38.24}, "38 more per 1,000 would be detected"),
        ({"shortfall": 4.1}, "4 fewer per 1,000 would be detected"),
        (
            {"category": "tone", "detectable": 38.24, "shortfall": 4.1},
            "38 more or 4 less per 1,000 would be detected",
        ),
        ({}, "even a large gap would likely be missed"),
        (CODES, "for codes, no detectable difference is worked out"),
        ({"verdict": NOT_TESTABLE, "detectable": 3.0}, ""),
        ({"verdict": DESCRIBED}, ""),
    ],
)
def test_a_verdict_is_reported_with_how_surely_it_holds(changes: dict, wording: str):
    assert sentences.how_surely(row(**changes)) == wording


@pytest.mark.parametrize(
    ("n", "end"), [(7, "6 and {}7{}"), (8, "6{2} and 2 more"), (9, "6{2} and 3 more")]
)
def test_of_many_segments_and_words_that_a_verdict_depends_on_six_are_listed(n: int, end: str):
    segments = " ".join(map(str, range(1, n + 1)))
    words = " ".join(f'"w{number}"' for number in range(1, n + 1))
    wording = [
        sentences.how_surely(row(**SHOWN, hangs_on=hangs_on)) for hangs_on in (segments, words)
    ]
    assert wording[0].endswith(end.format("", "", ""))
    assert wording[1].endswith(end.format("“w", "”", "”").replace("6 and", "6” and"))


@pytest.mark.parametrize(
    ("changes", "wording"),
    [
        ({}, "holds whichever single caption or word you remove."),
        (CODES, "holds whichever single caption you remove."),
        (
            {"hangs_on": "3"},
            "depends on caption 1: if it is removed, the difference is no longer clear.",
        ),
        (
            {"hangs_on": '"drone"'},
            "depends on the word “drone”: if it is removed, the difference is no longer clear.",
        ),
        (
            {"hangs_on": '3 "drone"'},
            "depends on caption 1 and on the word “drone”: if either is removed, the difference is no longer clear.",
        ),
        (
            {"hangs_on": "3 4"},
            "depends on caption 1 and caption 2: if either is removed, the difference is no longer clear.",
        ),
    ],
)
def test_a_difference_that_is_shown_is_reported_with_what_it_depends_on(
    changes: dict, wording: str
):
    names = {3: "caption 1", 4: "caption 2"}
    grade, lines = sentences.graded(rows({**SHOWN, **changes}), {}, names=names)
    assert grade == sentences.SHOWN
    assert lines[0].endswith(f" The result {wording}")


@pytest.mark.parametrize(
    ("changes", "wording"),
    [
        (
            {"detectable": 70.0, "shortfall": 8.0},
            "A gap of less than about 70 per 1,000 words (8 where captions have fewer) would likely be missed.",
        ),
        (
            {"shortfall": 8.0},
            "A gap of less than about 8 per 1,000 words where captions have fewer would likely be missed. So would any gap in which captions have more.",
        ),
        (
            {"detectable": 70.0},
            "A gap of less than about 70 per 1,000 words would likely be missed. So would any gap in which captions have fewer.",
        ),
        (
            {"category": "tone", "detectable": 70.0},
            "A gap of less than about 70 points per 1,000 words would likely be missed. So would any gap in which"
            " captions score lower.",
        ),
        ({}, "In this category, even a large gap would likely be missed."),
    ],
)
def test_the_row_nearest_to_a_difference_is_reported_with_what_would_have_shown(
    changes: dict, wording: str
):
    table = rows({"category": "far", "p_adjusted": 0.4}, changes)
    grade, lines = sentences.graded(table, {})
    assert grade == sentences.NOT_SHOWN
    assert lines[0].startswith("No clear difference in ")
    assert lines[0].endswith(wording)
    assert lines[-1] == "No clear difference: far."


@pytest.mark.parametrize(
    ("table", "wording"),
    [
        (rows(SHOWN), "Do not read this as intention: the comparison counts words in one article."),
        (rows({"words_target": 42, "detectable": 70.0, "shortfall": 9.0}), "42 words in captions are too few to show any but a large gap."),
        (rows({"words_target": 42, "words_reference": 20, "detectable": 70.0}), "20 words in the body are too few to show any but a large gap, or any in which captions have fewer."),
        (rows({"words_target": 42}), "42 words in captions are too few to show any gap."),
        (rows({"verdict": NOT_TESTABLE}), "Do not read this as agreement between captions and the body: the two"),
    ],
)  # fmt: skip
def test_the_answer_says_what_must_not_be_read_into_it(table: pd.DataFrame, wording: str):
    assert wording in sentences.scope(table)


def test_where_nothing_could_be_tested_the_row_of_most_hits_in_both_layers_is_told():
    untested = {"verdict": NOT_TESTABLE, "reason": comparison.FEW_HITS, "p_adjusted": math.nan}
    table = rows(
        {**untested, "category": "a", "n_target": 3, "n_reference": 0},
        {**untested, "category": "b", "n_target": 1, "n_reference": 9},
        {**untested, "category": "c", "n_target": 4, "n_reference": 1},
        {**untested, "category": "tone", "n_target": 40, "n_reference": 10},  # a sum of the others
    )
    grade, lines = sentences.graded(table, {})
    assert grade == NOT_TESTABLE
    assert lines[0].startswith(
        "B: cannot be tested here (fewer than 4 hits in captions and body together). "
    )
    assert lines[1:] == [
        "Cannot be tested here (fewer than 4 hits in captions and body together): a, c, tone."
    ]
    nothing = table.assign(n_target=0, n_reference=0)
    assert sentences.graded(nothing, {}) == (NOT_TESTABLE, ["No hit in either layer."])


@pytest.mark.parametrize(("side", "layer"), [("target", "captions"), ("reference", "body")])
def test_a_layer_without_words_is_said_to_be_missing(side: str, layer: str):
    table = rows({f"per_1000_{side}": math.nan}, {f"per_1000_{side}": math.nan})
    missing = [f"The article has no {layer}."]
    assert sentences.graded(table, {}) == (NOT_TESTABLE, missing)


def test_rows_that_show_nothing_are_listed_by_verdict_and_reason():
    few, flat = comparison.FEW_HITS, comparison.SAME_RATE
    table = rows(
        {"category": "f", "verdict": NOT_TESTABLE, "reason": few},
        {"category": "d", "verdict": DESCRIBED},
        {"category": "a"},
        {"category": "e", "verdict": NOT_TESTABLE, "reason": flat},
        {"category": "b"},
        {"category": "g", "verdict": NOT_TESTABLE, "reason": few},
        {"category": "shown", **SHOWN},
    )
    lines = sentences.findings(table, {"a": "A row"})
    assert lines[0].startswith(
        "Captions use words about shown more often than the body: 40 per 1,000"
    )
    assert lines[1:] == [
        "No clear difference: A row, b.",
        "Shown for information, not tested: d.",
        "Cannot be tested here (fewer than 4 hits in captions and body together): f, g.",
        "Cannot be tested here (the same rate in every segment): e.",
    ]


def test_the_answer_names_what_either_layer_holds_more_of_and_which_way_a_sum_goes():
    table = rows(
        {"category": "a", **SHOWN},
        {"category": "b", "side": "reference"},
        {"category": "c", "side": "reference", "words": ""},
        {"category": "d"},
        {"measure": "sentiment", "category": "tone", "side": "reference"},
    )
    assert sentences.answer(table, {"a": "Weapons"}).split(". ") == [
        "Captions use words about weapons more often than the body: 40 per 1,000 words against 10",
        "The body uses words about b more often than captions: 10 per 1,000 words against 40",
        "The body uses words about c more often than captions: 10 per 1,000 words against 40",
        "The tone is more positive in the body than in captions: +10 points per 1,000 words against"
        " +40",
    ]


@pytest.mark.parametrize(
    ("reasons", "wording"),
    [
        ([comparison.FEW_HITS, comparison.SAME_RATE, comparison.SAME_RATE],
         ": the same rate in every segment and fewer than 4 hits in some categories"),
        ([comparison.SAME_RATE, comparison.FEW_HITS],
         ": the same rate in every segment and fewer than 4 hits in some categories"),
        ([comparison.NO_WORDS[0]] * 3, ""),
        ([comparison.NO_WORDS[1], comparison.FEW_HITS], ": fewer than 4 hits in each category"),
    ],
)  # fmt: skip
def test_why_nothing_can_be_compared_begins_with_the_commonest_reason(reasons: list, wording: str):
    table = rows(*({"verdict": NOT_TESTABLE, "reason": reason} for reason in reasons))
    assert sentences.answer(table, {}) == f"Captions and body cannot be compared here{wording}"


def test_one_row_without_a_difference_is_answer_enough():
    table = rows({"verdict": NOT_TESTABLE, "reason": comparison.FEW_HITS}, {"shortfall": 30.0})
    assert sentences.answer(table, {}) == "No clear difference between captions and body"


def test_an_answer_that_no_gap_could_have_changed_says_so():
    untested = {"verdict": NOT_TESTABLE, "reason": comparison.FEW_HITS, "detectable": 70.0}
    assert sentences.answer(rows(untested, {}), {}) == (
        "No clear difference between captions and body, but even a large gap would likely not be shown"
    )


def test_only_a_difference_that_is_shown_is_called_usual_in_its_claim():
    usual = {
        "no_baseline": "",
        "unusual": "",
        "n_beyond": pd.NA,
        "expected_low": 0.0,
        "expected_high": 9.0,
    }
    shown, unshown = row(**SHOWN, **usual), row(**usual)
    assert sentences.statement(shown, {}).claim.endswith(" against 10 (usual for captions).")
    assert sentences.statement(unshown, {}).claim == "No clear difference in words about war."


def test_what_corrections_change_in_the_answer_is_said():
    shown, other, untested = (
        rows(SHOWN), rows(SHOWN | {"category": "peace"}), rows({"verdict": NOT_TESTABLE, "reason": comparison.ONE_SEGMENT[0]})
    )  # fmt: skip
    without = "Without the corrections, the"
    assert sentences.without_corrections(shown, shown, {}) == f"{without} answer would be the same."
    other_numbers = sentences.without_corrections(shown, shown.assign(per_1000_target=41.0), {})
    assert other_numbers.startswith(f"{without} verdict would be the same, with other numbers: ")
    assert "41 per 1,000 words against" in other_numbers
    frail, firm = shown.assign(hangs_on="3"), shown.assign(hangs_on="")
    same = f"{without} answer would be the same; it would"
    said = [sentences.without_corrections(*of, {}) for of in ((frail, firm), (firm, frail))]
    assert said == [
        f"{same} not depend on a single caption or word.",
        f"{same} depend on single captions or words.",
    ]
    for before in (other, untested):
        said = sentences.without_corrections(shown, before, {})
        assert said.removeprefix("Without the corrections, the answer would be: ") == (
            f"{sentences.answer(before, {})}."
        )


# --------------------------------------------------------------------------- tables to be read


def test_a_table_to_be_read_holds_the_columns_that_there_are():
    plain = rows({}).drop(columns=["detectable", "words"])
    assert list(sentences.readable(plain, {})) == [
        "category", "n captions", "n body", "per 1,000 captions", "per 1,000 body", "p adjusted",
        "verdict",
    ]  # fmt: skip
    full = sentences.readable(
        rows({"detectable": 3.0, "verdict_with_doubtful": "sure"}), {"war": "War"}
    )
    assert full.iloc[0].to_dict() == {
        "category": "War", "n captions": "4", "n body": "9", "per 1,000 captions": "40.0",
        "per 1,000 body": "10.0", "p adjusted": "0.0400", "verdict": "no clear difference",
        "with doubtful captions": "sure", "how surely": "3 more per 1,000 would be detected",
        "words of captions": "tank 3, gun 1", "words of body": "army 9",
    }  # fmt: skip
    coded = sentences.readable(rows({**CODES, "words": ""}), {}).iloc[0]
    assert coded[["coded captions", "coded body"]].tolist() == ["4", "12"]
    assert coded[["share of captions", "share of body"]].tolist() == ["50%", "25%"]
    assert "words of captions" not in coded


WORTH = {
    "role": "shipped", "measure": "framing", "name": "own", "statistic": "AUC", "category": "", "n": 250,
    "text": "news", "value": 0.6, "low": 0.5, "high": 0.7, "ceiling": math.nan, "ceiling_of": "", "in_sight": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "wording"),
    [
        ([{}], "AUC .60 on 250 news"),
        ([{"n": 1}], "AUC .60 on 1 news"),
        ([{"ceiling": 0.7, "ceiling_of": "one human"}], "AUC .60 (one human .70) on 250 news"),
        (
            [{"category": "a_b"}, {"category": "c", "value": 0.4}, {"category": "d", "value": 0.5}],
            "AUC .40 (c) to .60 (a b) on 250 news",
        ),
        ([{"in_sight": "yes"}], "AUC .60 on 250 news, texts that its makers had seen"),
        ([{"in_sight": "yes"}, {"category": "b"}], "AUC .60 () to .60 (b) on 250 news"),
        ([{}, {"n": 1200, "text": "pages"}], "AUC .60 on 250 news; AUC .60 on 1,200 pages"),
        ([{}, {"statistic": "F1", "value": 0.3}], "AUC .60, F1 .30 on 250 news"),
        ([{}, {"role": "peer", "value": 0.9}], "AUC .60 on 250 news"),
    ],
)
def test_agreement_with_people_is_reported_in_a_line(changes: list[dict], wording: str):
    table = pd.DataFrame([WORTH | of_row for of_row in changes])
    assert sentences.worth(table) == f"Agreement with people: {wording}"


@pytest.mark.parametrize("table", [None, pd.DataFrame([WORTH | {"n": 0}])])
def test_what_nobody_measured_is_said_to_be_so(table: pd.DataFrame | None):
    assert sentences.worth(table).startswith("Agreement with people: not measured; validate it")


def test_the_table_of_agreement_sets_each_row_beside_the_best_peer_of_the_same_question():
    peers = [
        {"role": "peer", "name": "good", "value": 0.8},
        {"role": "peer", "name": "bad", "value": 0.4},
        {"role": "peer", "name": "of another text", "value": 0.95, "text": "pages"},
        {"role": "peer", "name": "of another category", "value": 0.99, "category": "war"},
    ]
    own = [
        {"ceiling": 0.9, "ceiling_of": "one human"},
        {"category": "peace", "n": 0, "low": math.nan},
    ]
    table = pd.DataFrame([WORTH | of_row for of_row in [*own, *peers]])
    first, second = sentences.worth_table(table, {"peace": "Peace"}).to_dict("records")
    assert first == {
        "of": "own", "agreement": "AUC", "value": ".60", "95 %": ".50 to .70", "on": "250 news",
        "in sight": "", "people": "one human .90", "best peer": "good .80",
    }  # fmt: skip
    assert (second["of"], second["on"], second["95 %"]) == ("own: peace", "not measured", "")
    assert (second["people"], second["best peer"]) == ("", "")


def test_marks_of_markdown_and_of_mathematics_are_text():
    dollar, stroke = ('<span class="mathjax_ignore">\\' + sign + "</span>" for sign in "$\\")
    assert sentences.as_markdown(["a\n b_c #1", "x\\y $2 | ~z~ & [w]"]) == (
        f"- a b\\_c \\#1\n- x{stroke}y {dollar}2 \\| \\~z\\~ \\& \\[w\\]"
    )


# --------------------------------------------------------------------------- what cannot be shown


def limits(confidences: list[float], changes: tuple[dict, ...] = ({},), **of_table: object):
    """What is said of an article with captions of these confidences and two paragraphs that hold words."""
    texts = [f"Caption {n} of the town." for n in range(len(confidences))]
    corpus = read_text("\n\n".join([*texts, "They met in the hall.", "Nobody spoke.", "* * *"]))
    layers = ["caption"] * len(texts) + ["body"] * 3
    corpus = corpus.relabel(dict(enumerate(layers)))
    sure = corpus.segments.assign(confidence=[*confidences, 1.0, 1.0, 1.0])
    corpus = type(corpus)(**{**vars(corpus), "segments": sure})
    return sentences.limits(corpus, rows(*changes).assign(**of_table))


@pytest.mark.parametrize(
    ("confidences", "wording"),
    [
        ([0.95, 0.9], None),
        ([0.95, 0.89], "The labels of the captions have a confidence of 0.89 to 0.95"),
        ([0.7], "The label of the captions has a confidence of 0.70"),
        ([], None),
    ],
)
def test_labels_are_said_to_be_doubtful_where_one_is_less_than_hardly_doubted(
    confidences: list[float], wording: str | None
):
    lines = [line for line in limits(confidences) if "checked by hand" in line]
    assert [line.partition(";")[0] for line in lines] == ([wording] if wording else [])


@pytest.mark.parametrize(
    ("confidences", "sure", "wording"),
    [
        ([0.7, 0.9], NO_DIFFERENCE, []),
        ([0.69, 0.9], NO_DIFFERENCE, [
            "1 of 2 captions is doubtful and not compared: the confidence of the label is below 0.7.",
            "With this caption, 0 verdicts of 1 would change. Check the doubtful captions first.",
        ]),
        ([0.69, 0.3], NOT_TESTABLE, [
            "2 of 2 captions are doubtful and not compared: the confidence of the labels is below"
            " 0.7.",
            "With these captions, 1 verdict of 1 would change. Check the doubtful captions first.",
        ]),
    ],
)  # fmt: skip
def test_doubtful_captions_are_listed_with_what_they_would_change(
    confidences: list[float], sure: str, wording: list[str]
):
    lines = limits(confidences, verdict_with_doubtful=sure)
    assert [line for line in lines if "doubtful" in line] == wording
    assert [line for line in limits(confidences) if "doubtful" in line] == wording[:1]


def test_the_limits_begin_with_the_sizes_of_both_layers():
    assert limits([1.0, 1.0])[0].startswith("The 2 captions hold 10 words, the 3 paragraphs 7: ")
    assert limits([])[0].startswith("A verdict speaks of one article.")  # of no size


def test_of_codes_the_limits_say_how_many_segments_with_words_were_coded():
    coded = {**CODES, "n_segments_target": 1, "n_segments_reference": 2}
    below_words = {**CODES, "n_segments_target": np.nan, "n_segments_reference": np.nan}
    lines = limits([1.0, 1.0], changes=(below_words, coded))
    assert lines[-1] == (
        "Codes are counted per segment, among those that were coded: 1 of 2 segments of the"
        " captions and 2 of 2 segments of the body."
    )
