"""Each rule of plain text has a block that it alone decides, and each column that rules and model ask for its borders.

The blocks are made up: the columns that an example gives are taken as they are, all others are worked out.
"""

from __future__ import annotations

import random
import re
from typing import Any

import numpy as np
import pytest

from analysis import read_text
from analysis.reading import form, plain
from analysis.reading.blocks import Blocks
from analysis.reading.plain import COLUMNS, FOOT, PLAIN_RULES, Rule, block_spans

# What holds of a block about which an example says nothing.
OTHERWISE: dict[str, Any] = {
    "n_above": 2,
    "n_above_last": 9,
    "shorter_than": 1.0,
    **dict.fromkeys(
        ("page_number", "notice", "furniture", "site_opening", "opens_article", "full_stop", "stop"), False
    ),
    **dict.fromkeys(("byline", "credit", "opens_caption", "credited", "pointing", "closed"), False),
    **dict.fromkeys(("caption_sentence", "caption_phrase", "long_phrase", "finite"), False),
}  # fmt: skip


def blocks_with(
    texts: list[str],
    *,
    n_words: int | list[int] | None = None,
    n_sentences: int | list[int] = 1,
    **columns: Any,
) -> Blocks:
    """The blocks of one article, with some columns as given: a value of all blocks, or one of each."""
    sizes = [len(text.split()) for text in texts] if n_words is None else n_words
    zeros = np.zeros(len(texts), dtype=int)
    blocks = Blocks(texts, zeros, zeros + sizes, zeros + n_sentences, COLUMNS)
    for name, value in columns.items():
        blocks._made[name] = np.zeros(len(texts)) + value if name in _NUMBERS else zeros + value > 0
    return blocks


_NUMBERS = {"n_above", "n_above_last", "shorter_than", "words_above", "words_below", "n_scraps", "n_commas",
            "text_begins", "words", "relative", "share_long", "oddly_short", "one_sentence"}  # fmt: skip


def rule_of(**given: Any) -> Rule:
    """The first rule that holds of a block."""
    columns = {**OTHERWISE, **given}
    return PLAIN_RULES[int(plain._by_rule(blocks_with(["Word"], **columns)).rule[0])]


HEADLINE = {"opens_article": True, "n_above": 0}
SECOND = {"n_above": 1, "n_words": 6}
PHRASE = {"caption_phrase": True, "n_words": 4}
# Rule by rule, in their order: layer, name, certainty, what holds.
EXAMPLES: tuple[tuple[str, str, float, dict[str, Any]], ...] = (
    ("boilerplate", "page number or running head", 0.95, {"page_number": True}),
    ("boilerplate", "rights notice", 0.99, {"notice": True, "furniture": True, "n_above": 1}),
    ("boilerplate", "site furniture phrase", 0.95, {"site_opening": True, "n_words": 40}),
    ("headline", "first block, short, without a full stop", 0.95, {**HEADLINE, "n_words": 30, "n_sentences": 2}),
    ("headline", "first block, one short sentence before longer ones", 0.75,
     {**HEADLINE, "full_stop": True, "n_words": 20, "shorter_than": 0.5}),
    ("byline", "author or date line near the top", 0.95, {"byline": True, "n_above": 4, "n_words": 9}),
    ("byline", "author or date line near the top", 0.95, {"byline": True, "n_above": 4, "n_words": 8, "stop": True}),
    ("credit", "nothing but a credit", 0.95, {"credit": True}),
    ("caption", "opens as a caption does", 0.97, {"opens_caption": True, "n_words": 80}),
    ("caption", "ends in a picture credit", 0.95, {"credited": True, "n_words": 60, "n_sentences": 4}),
    ("caption", "points into a picture", 0.90, {"pointing": True, "n_words": 60, "n_sentences": 3}),
    ("caption", "lone short sentence in an article of paragraphs", 0.75, {"caption_sentence": True}),
    ("caption", "line without a full stop in an article of paragraphs", 0.75, {"long_phrase": True, "caption_phrase": True}),
    ("standfirst", "second block, one line without a full stop", 0.70, SECOND),
    ("standfirst", "second block, one line without a full stop", 0.70, {**SECOND, "n_words": 50, "n_above_last": 2}),
    ("subheading", "short line without a full stop", 0.80, {"n_words": 12, "n_above": 8}),
    ("body", "paragraph", 0.90, {"n_words": 41, "stop": True}),
    ("body", "paragraph", 0.90, {"n_words": 14, "n_sentences": 2}),
    ("body", "short paragraph", 0.75, {"n_words": 40, "closed": True}),
)  # fmt: skip
IDS = [f"{n} {name}" for n, (_, name, *_) in enumerate(EXAMPLES)]


@pytest.mark.parametrize(("layer", "name", "confidence", "given"), EXAMPLES, ids=IDS)
def test_a_rule_labels_its_example_with_its_certainty(
    layer: str, name: str, confidence: float, given: dict[str, Any]
):
    rule = rule_of(**given)
    assert (rule.layer, rule.name, rule.confidence) == (layer, name, confidence)


# Blocks that are just beyond what a rule takes, or lack one thing that it asks for.
BEYOND = (
    (1, {"n_above": 0}),
    (1, {"notice": False}),
    (1, {"furniture": False}),
    (2, {"n_words": 41}),
    (3, {"n_words": 31}),
    (3, {"n_sentences": 3}),
    (3, {"full_stop": True}),
    (3, {"opens_article": False}),
    (4, {"n_words": 21}),
    (4, {"n_sentences": 2}),
    (4, {"shorter_than": 0.51}),
    (5, {"n_above": 5}),
    (5, {"stop": True}),
    (5, {"byline": False}),
    (8, {"n_words": 81}),
    (9, {"n_words": 61}),
    (9, {"n_sentences": 5}),
    (10, {"n_words": 61}),
    (10, {"n_sentences": 4}),
    (13, {"n_words": 5}),
    (13, {"n_above": 2}),
    (13, {"n_above_last": 1}),
    (13, {"stop": True}),
    (13, {"n_sentences": 2}),
    (14, {"n_words": 51}),
    (15, {"n_words": 13}),
    (15, {"n_above": 9}),
    (15, {"closed": True}),
    (16, {"n_words": 40}),
    (17, {"n_sentences": 1, "n_words": 14}),
)  # fmt: skip


@pytest.mark.parametrize(("position", "changed"), BEYOND)
def test_a_rule_is_not_for_a_block_beyond_its_borders(position: int, changed: dict[str, Any]):
    _, name, _, given = EXAMPLES[position]
    assert rule_of(**{**given, **changed}).name != name


def test_a_phrase_without_a_verb_is_a_caption_beside_another_or_where_it_locates_twice():
    short = "noun phrase without a finite verb in an article of paragraphs"
    given = {**OTHERWISE, "caption_phrase": True, "long_phrase": [False, True]}

    def names(text: str, **changed: Any) -> str:
        blocks = blocks_with([text, "Word"], **{"n_words": 4, **given, **changed})
        return PLAIN_RULES[int(plain._by_rule(blocks).rule[0])].name

    assert names("A mill") == short
    assert names("A mill", long_phrase=False, caption_sentence=[False, True]) == short
    assert names("A mill", n_words=3) != short
    assert names("A mill", finite=True) != short
    assert names("A mill", caption_phrase=[False, True]) != short
    assert names("A mill", long_phrase=False) != short
    assert names("A mill by the river", long_phrase=False) != short
    assert names("A mill by the river in May", long_phrase=False) == short


def test_the_last_rules_say_how_surely():
    rule = next(rule for rule in PLAIN_RULES if rule.holds is plain._short_phrase)
    assert (rule.layer, rule.confidence) == ("caption", 0.75)
    assert (FOOT.layer, FOOT.confidence) == ("boilerplate", 0.80)
    assert (plain.LEAST, plain.FEWEST) == (0.5, 2)


SENTENCE = {"of_paragraphs": True, "between": True, "stop": True, "question": False, "shorter_than": 0.6, "n_words": 4,
            "n_sentences": 1, "anaphora": False, "modal": False, "says": False, "quote": False, "speakers": False}  # fmt: skip
LONGER = {"between": True, "stop": False, "shorter_than": 0.8, "title_case": False, "n_words": 8}
# A column, what holds of the block, and what the column is worth there.
VALUES: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("caption_sentence", {}, True),
    ("caption_sentence", {"n_words": 3}, False),
    ("caption_sentence", {"n_words": 30}, True),
    ("caption_sentence", {"n_words": 31}, False),
    ("caption_sentence", {"n_sentences": 2}, False),
    ("caption_sentence", {"shorter_than": 0.61}, False),
    *(("caption_sentence", {name: False}, False) for name in ("of_paragraphs", "between", "stop")),
    *(("caption_sentence", {name: True}, False) for name in ("question", "anaphora", "modal", "says", "quote", "speakers")),
    ("caption_phrase", {"text": "A mill", "between_longer": True}, True),
    ("caption_phrase", {"text": "A mill"}, False),
    ("caption_phrase", {"text": "A mill", "between_longer": True, "of_paragraphs": False}, False),
    ("caption_phrase", {"text": "A mill", "between_longer": True, "anaphora": True}, False),
    ("caption_phrase", {"text": "A mill", "between_longer": True, "modal": True}, False),
    *(("caption_phrase", {"text": text, "between_longer": True}, False)
      for text in ("A mill?", "Mill: open", "Mill – open", "Mr. A mill", "5 mills", "A mill!", "A mill; open", "@mill")),
    ("long_phrase", {"caption_phrase": True, "n_words": 10}, True),
    ("long_phrase", {"caption_phrase": True, "n_words": 9}, False),
    ("long_phrase", {"caption_phrase": False, "n_words": 10}, False),
    ("opens_article", {"n_above": 0, "n_above_last": 1}, True),
    ("opens_article", {"n_above": 1, "n_above_last": 1}, False),
    ("opens_article", {"n_above": 0, "n_above_last": 0}, False),
    ("may_be_credited", {"n_words": 80, "site_opening": False, "notice": False}, True),
    ("may_be_credited", {"n_words": 81, "site_opening": False, "notice": False}, False),
    ("may_be_credited", {"n_words": 81, "site_opening": True, "notice": False}, True),
    ("may_be_credited", {"n_words": 81, "site_opening": False, "notice": True}, True),
    ("credit", {"text": "Photo: Ann Roe", "n_words": 12}, True),
    ("credit", {"text": "Photo: Ann Roe", "n_words": 13}, False),
    ("byline", {"text": "By Ann Roe", "n_words": 20}, True),
    ("byline", {"text": "By Ann Roe", "n_words": 21}, False),
    ("furniture", {"text": "A", "site_phrase": True}, True),
    ("furniture", {"text": "© Ann Roe for The Courier", "site_phrase": True}, False),
    ("furniture", {"text": "©2024 The Wenn Courier", "site_phrase": True}, True),
    ("site_phrase", {"site_opening": True, "notice": False, "credited": False}, True),
    ("site_phrase", {"site_opening": False, "notice": True, "credited": False}, True),
    ("site_phrase", {"site_opening": True, "notice": True, "credited": True}, False),
    ("site_phrase", {"site_opening": False, "notice": False, "credited": False}, False),
    *(("closed", {"text": f"A mill{mark}"}, True) for mark in ".!…,;"),
    ("closed", {"text": "A mill"}, False),
    ("closed", {"text": "A mill?"}, False),
    ("words", {"n_words": 1}, -3.0),
    ("words", {"n_words": 0}, -3.0),
    ("words", {"n_words": 9}, np.log(9) - 3),
    ("words_squared", {"words": -3.0}, 9.0),
    ("tiny", {"n_words": 3}, True),
    ("tiny", {"n_words": 4}, False),
    ("long", {"n_words": 45}, 0.0),
    ("long", {"n_words": 90}, np.log(2)),
    ("long", {"n_words": 9}, 0.0),
    ("one_sentence", {"n_sentences": 1}, True),
    ("one_sentence", {"n_sentences": 2}, False),
    ("sentences", {"n_sentences": 1}, 0),
    ("sentences", {"n_sentences": 4}, 3),
    ("sentences", {"n_sentences": 5}, 3),
    ("commas", {"n_commas": 1, "n_words": 10}, 0.5),
    ("commas", {"n_commas": 5, "n_words": 10}, 1.0),
    ("commas", {"n_commas": 0, "n_words": 0}, 0.0),
    ("capitals", {"text": "The Mill on Wenn river"}, 2 / 3),  # the first word and "on" are left out
    ("capitals", {"text": "The on"}, 0.0),
    ("capitals", {"text": "The Mill"}, 1.0),
    ("opens_name", {"text": "Ann Roe speaks"}, True),
    ("opens_name", {"text": "Ann Roe"}, False),
    ("opens_name", {"text": "Ann speaks here"}, False),
    ("opens_name", {"text": "Ann Roe speaks", "anaphora": True}, False),
    ("credit_end", {"credited": True, "credit": False, "n_words": 80}, True),
    ("credit_end", {"credited": True, "credit": False, "n_words": 81}, False),
    ("credit_end", {"credited": True, "credit": True, "n_words": 80}, False),
    ("credit_end", {"credited": False, "credit": False, "n_words": 80}, False),
    ("picture", {"picture_word": True, "n_words": 80}, True),
    ("picture", {"picture_word": True, "n_words": 81}, False),
    ("agency", {"text": "The mill, Reuters", "n_words": 80}, True),
    ("agency", {"text": "The mill, Reuters", "n_words": 81}, False),
    ("slash", {"slashed": True, "n_words": 14}, True),
    ("slash", {"slashed": True, "n_words": 15}, False),
    ("in_brackets", {"text": "(The mill)"}, True),
    ("in_brackets", {"text": "(The mill"}, False),
    ("in_brackets", {"text": "The mill)"}, False),
    ("name", {"text": "Ann Roe"}, True),
    ("name", {"text": "Ann Roe", "n_words": 9}, True),
    ("name", {"text": "Ann Roe", "n_words": 10}, False),
    ("name", {"text": "Ann Roe", "n_words": 1}, True),
    ("name", {"text": "Ann Roe", "n_words": 0}, False),
    ("name", {"text": "Ann Roe", "marker": True}, False),
    ("name", {"text": "Ann Roe", "colon": True}, False),
    ("name", {"text": "Ann Roe", "not_in_name": True}, False),
    ("name", {"text": "Ann Roe."}, False),
    ("name", {"text": "ann roe"}, False),
    ("name", {"text": "ann roe", "bracket": True}, True),
    ("name", {"text": "ann roe", "slashed": True}, True),
    ("name", {"text": "Ann Roe Ann mill mill"}, True),  # three capitals of five
    ("name", {"text": "Ann Roe mill mill"}, False),
    ("name", {"text": "ann Roe Ann"}, False),
    ("title_case", {"text": "The Mill of the Wenn"}, True),
    ("title_case", {"text": "The Mill of the river"}, False),
    ("title_case", {"text": "The Mill"}, False),  # one word that counts
    ("title_case", {"text": "Old Mill"}, True),
    *(("in_name", {"name": True, "bracket": False, "slashed": False, "barred": False, name: True}, True)
      for name in ("bracket", "slashed", "barred")),
    ("in_name", {"name": True, "bracket": False, "slashed": False, "barred": False}, False),
    ("in_name", {"name": False, "bracket": True, "slashed": True, "barred": True}, False),
    *(("of_picture", {"agency": False, "picture": False, "credited": False, name: True, "n_words": 14}, True)
      for name in ("agency", "picture", "credited")),
    ("of_picture", {"agency": True, "picture": True, "credited": True, "n_words": 15}, False),
    ("of_picture", {"agency": False, "picture": False, "credited": False, "n_words": 14}, False),
    *(("crediting", {"credit": False, "of_picture": False, "in_name": False, name: True}, True)
      for name in ("credit", "of_picture", "in_name")),
    ("crediting", {"credit": False, "of_picture": False, "in_name": False}, False),
    ("is_prose", {"stop": True, "furniture": False, "credit": False, "n_words": 8}, True),
    ("is_prose", {"stop": True, "furniture": False, "credit": False, "n_words": 7}, False),
    ("is_prose", {"stop": False, "furniture": False, "credit": False, "n_words": 8}, False),
    ("is_prose", {"stop": True, "furniture": True, "credit": False, "n_words": 8}, False),
    ("is_prose", {"stop": True, "furniture": False, "credit": True, "n_words": 8}, False),
    ("paragraph", {"is_prose": True, "n_sentences": 2, "n_words": 12}, True),
    ("paragraph", {"is_prose": True, "n_sentences": 2, "n_words": 11}, False),
    ("paragraph", {"is_prose": True, "n_words": 25}, True),
    ("paragraph", {"is_prose": True, "n_words": 24}, False),
    ("paragraph", {"is_prose": False, "n_words": 25}, False),
    ("solid", {"is_prose": True, "n_sentences": 2, "n_words": 1}, True),
    ("solid", {"is_prose": True, "n_words": 20}, True),
    ("solid", {"is_prose": True, "n_words": 19}, False),
    ("solid", {"is_prose": False, "n_words": 20}, False),
    ("scrap", {"stop": False, "n_words": 11}, True),
    ("scrap", {"stop": False, "n_words": 12}, False),
    ("scrap", {"stop": True, "n_words": 11}, False),
    ("sized", {"n_words": 4, "n_sentences": 3}, True),
    ("sized", {"n_words": 3}, False),
    ("sized", {"n_words": 60}, True),
    ("sized", {"n_words": 61}, False),
    ("sized", {"n_words": 9, "n_sentences": 4}, False),
    ("oddly_short", {"share_long": 0.5, "stop": True, "n_words": 25}, 0.5),
    ("oddly_short", {"share_long": 0.5, "stop": True, "n_words": 26}, 0.0),
    ("oddly_short", {"share_long": 0.5, "stop": False, "n_words": 25}, 0.0),
    ("relative_stop", {"relative": -2.0, "stop": True}, -2.0),
    ("relative_stop", {"relative": -2.0, "stop": False}, 0.0),
    ("phrase_between", {"between_solid": True, "stop": False, "n_words": 5}, True),
    ("phrase_between", {"between_solid": True, "stop": False, "n_words": 4}, False),
    ("phrase_between", {"between_solid": True, "stop": True, "n_words": 5}, False),
    ("phrase_between", {"between_solid": False, "stop": False, "n_words": 5}, False),
    ("full", {"stop": True, "site": False, "n_words": 25}, True),
    ("full", {"stop": True, "site": False, "n_words": 24}, False),
    ("full", {"stop": True, "site": False, "n_words": 1, "n_sentences": 2}, True),
    ("full", {"stop": True, "site": True, "n_words": 25}, False),
    ("full", {"stop": False, "site": False, "n_words": 25}, False),
    ("shorter_than", {"n_words": 6, "words_above": 30, "words_below": 20}, 0.3),
    ("shorter_than", {"n_words": 6, "words_above": 0, "words_below": 20}, 0.3),
    ("shorter_than", {"n_words": 6, "words_above": 1, "words_below": 20}, 6.0),
    ("shorter_than", {"n_words": 6, "words_above": 20, "words_below": 1}, 6.0),
    ("shorter_than", {"n_words": 6, "words_above": 20, "words_below": 0}, 0.3),
    ("shorter_than", {"n_words": 6, "words_above": 0, "words_below": 0}, np.inf),
    ("between_longer", {"text": "A mill"}, True),
    ("between_longer", {"text": "A mill", "n_words": 40}, True),
    ("between_longer", {"text": "A mill", "n_words": 41}, False),
    ("between_longer", {"text": "One mill", "n_words": 3}, True),
    ("between_longer", {"text": "One mill", "n_words": 2}, False),
    ("between_longer", {"text": "A mill", "n_words": 7}, False),  # as a subheading opens
    ("between_longer", {"text": "One mill", "n_words": 7}, True),
    ("between_longer", {"text": "A mill", "shorter_than": 0.81}, False),
    ("between_longer", {"text": "A mill", "title_case": True}, False),
    ("between_longer", {"text": "A mill", "stop": True}, False),
    ("between_longer", {"text": "A mill", "between": False}, False),
    *(("between_longer", {"text": f"A mill{mark}"}, False) for mark in ":,;"),
    ("phrase", {"between_longer": True, "finite": False}, True),
    ("phrase", {"between_longer": True, "finite": True}, False),
    ("phrase", {"between_longer": False, "finite": False}, False),
)  # fmt: skip
BASES = {
    "caption_sentence": SENTENCE,
    "caption_phrase": {"of_paragraphs": True, "between_longer": False, "anaphora": False, "modal": False},
    "between_longer": LONGER,
    "opens_name": {"anaphora": False},
}  # fmt: skip


@pytest.mark.parametrize(("name", "given", "value"), VALUES)
def test_a_column_is_worth_what_its_border_says(name: str, given: dict[str, Any], value: Any):
    given = BASES.get(name, {}) | given
    blocks = blocks_with([given.pop("text", "Word")], **given)
    assert COLUMNS[name](blocks)[0] == pytest.approx(value)


def column(column: str, /, **given: Any) -> list[Any]:
    """A column of an article, whose length is that of the first column given."""
    n = len(next(value for value in given.values() if isinstance(value, list)))
    return COLUMNS[column](blocks_with([f"Word {k}" for k in range(n)], **given)).tolist()


NO, YES = False, True


@pytest.mark.parametrize(
    ("name", "given", "values"),
    [
        ("between_solid", {"solid": [YES, NO, YES, NO]}, [NO, YES, NO, NO]),
        ("caption_word", {"says_caption": [YES, NO, NO], "opens_caption": [NO, NO, YES]}, [NO, YES, YES]),
        ("after_marker", {"marker": [YES, NO, NO]}, [NO, YES, NO]),
        ("before_credit", {"crediting": [NO, NO, YES]}, [NO, YES, NO]),
        ("credit_by_prose", {"crediting": [YES, YES], "before_prose": [YES, NO]}, [YES, NO]),
        ("credit_by_scraps", {"crediting": [YES] * 4, "scrap": [YES, NO, YES, NO], "before_scrap": [NO, YES, YES, YES]}, [NO, YES, NO, YES]),
        ("above_name", {"name": [NO, NO, YES]}, [NO, YES, NO]),
        ("before_name", {"sized": [YES, YES, NO], "above_name": [YES, NO, YES], "solid": [NO, NO, YES]}, [YES, NO, NO]),
        ("before_repeated_name", {"n_words": [4, 4], "above_name": [YES, YES], "repeated": [YES, NO]}, [NO, NO]),
        ("before_repeated_name", {"n_words": [4, 3, 4], "above_name": [YES, YES, YES], "repeated": [NO, YES, YES]}, [YES, NO, NO]),
        ("repeated_name", {"name": [YES, YES, NO], "repeated": [YES, NO, YES]}, [YES, NO, NO]),
        ("before_prose", {"is_prose": [YES, NO, YES]}, [NO, YES, NO]),
        ("after_prose", {"is_prose": [YES, NO, YES]}, [NO, YES, NO]),
        ("before_scrap", {"scrap": [YES, NO, YES]}, [NO, YES, NO]),
        ("before_paragraph", {"paragraph": [YES, NO, YES]}, [NO, YES, NO]),
        ("text_begins", {"paragraph": [NO, NO, YES, YES]}, [2] * 4),
        ("before_text", {"text_begins": [2] * 4}, [YES, YES, NO, NO]),
        ("just_above", {"text_begins": [4] * 6}, [NO, YES, YES, YES, NO, NO]),
        ("first", {"solid": [NO] * 3}, [YES, NO, NO]),
        ("second", {"solid": [NO] * 3}, [NO, YES, NO]),
        ("under_byline", {"byline": [YES, *[NO] * 5], "before_text": [YES] * 6, "n_words": [6, 6, 5, 6, 6, 6]}, [NO, YES, NO, YES, NO, NO]),
        ("under_byline", {"byline": [YES, NO], "before_text": [NO] * 2, "n_words": [6, 6]}, [NO, NO]),
        ("over_byline", {"byline": [*[NO] * 5, YES], "before_text": [YES] * 6, "n_words": [6, 6, 6, 5, 6, 6]}, [NO, NO, YES, NO, YES, NO]),
        ("over_byline", {"byline": [NO, YES], "before_text": [NO] * 2, "n_words": [6, 6]}, [NO, NO]),
        ("run", {"stop": [NO, NO, YES, NO], "n_words": [9, 9, 9, 10]}, [np.log(3), np.log(3), 0, 0]),
        ("n_scraps", {"scrap": [YES] * 12}, [4, 5, 6, 7, 8, 8, 8, 8, 7, 6, 5, 4]),
        ("n_scraps", {"scrap": [YES, *[NO] * 5]}, [0, 1, 1, 1, 1, 0]),
        ("n_scraps", {"scrap": [*[NO] * 5, YES]}, [0, 1, 1, 1, 1, 0]),
        ("scraps", {"n_scraps": [1] * 7}, [1 / 4, 1 / 5, 1 / 6, 1 / 6, 1 / 6, 1 / 5, 1 / 4]),
        ("scraps", {"n_scraps": [0]}, [0]),
        ("prose", {"is_prose": [YES, NO, NO, NO]}, [1 / 4] * 4),
        ("site", {"site_opening": [NO, NO, YES], "notice": [YES, YES, NO]}, [NO, YES, YES]),
        ("mostly_full", {"full": [YES, YES, YES, NO, NO], "site": [NO] * 5}, [YES] * 5),
        ("mostly_full", {"full": [YES, YES, NO, NO], "site": [NO] * 4}, [NO] * 4),
        ("mostly_full", {"full": [YES, YES, NO, NO], "site": [NO, NO, NO, YES]}, [YES] * 4),
        ("of_paragraphs", {"mostly_full": [YES] * 4, "full": [YES] * 4, "n_sentences": [2, 2, 2, 1]}, [YES] * 4),
        ("of_paragraphs", {"mostly_full": [YES] * 4, "full": [YES] * 4, "n_sentences": [2, 2, 1, 1]}, [NO] * 4),
        ("of_paragraphs", {"mostly_full": [NO] * 4, "full": [YES] * 4, "n_sentences": [2] * 4}, [NO] * 4),
        ("words_above", {"full": [YES, YES, NO, NO], "n_words": [9, 7, 5, 3]}, [0, 0, 7, 7]),
        ("words_below", {"full": [NO, NO, YES, NO], "site": [NO, NO, NO, YES], "n_words": [9, 7, 5, 3]}, [5, 5, 3, 0]),
        ("between", {"words_above": [0, 5, 5, 5, 5], "words_below": [5, 0, 5, 5, 5], "site": [NO, NO, NO, NO, YES]}, [NO, NO, YES, NO, YES]),
        ("n_above", {"page_number": [YES, NO, NO]}, [0, 0, 1]),
        ("n_above_last", {"page_number": [YES, NO, NO]}, [1] * 3),
        ("share_long", {"is_prose": [YES, YES, YES, NO], "n_words": [25, 26, 26, 40]}, [2 / 3] * 4),
        ("share_long", {"is_prose": [NO, NO], "n_words": [25, 26]}, [0.5] * 2),
        ("oddly_between", {"oddly_short": [0.5] * 3, "one_sentence": [1, 0, 1], "between_solid": [YES, YES, NO]}, [0.5, 0, 0]),
    ],
)  # fmt: skip
def test_a_column_sees_the_blocks_around(name: str, given: dict[str, Any], values: list[Any]):
    assert column(name, **given) == pytest.approx(values)


def test_the_length_of_a_block_is_told_beside_the_prose_of_its_article():
    def relative(n_words: list[int], prose: list[bool]) -> list[float]:
        return column("relative", n_words=n_words, is_prose=prose, paragraph=prose)

    # Two paragraphs of prose: no spread is worked out; each is laid beside the median of both.
    middle = (np.log(20) + np.log(40)) / 2
    assert relative([20, 40, 10], [YES, YES, NO]) == pytest.approx(
        [(np.log(n) - middle) / 0.5 for n in (20, 40, 10)]
    )
    # Three that are alike: the spread is a quarter at the least, and the distance at most 2 and -4.
    assert relative([30, 30, 30, 27], [YES, YES, YES, NO])[3] == pytest.approx(np.log(0.9) / 0.25)
    assert relative([30, 30, 30, 900], [YES, YES, YES, NO])[3] == 2
    assert relative([30, 30, 30, 1], [YES, YES, YES, NO])[3] == -4
    # With no paragraph a block is laid beside one of forty words.
    assert relative([20], [NO]) == pytest.approx([np.log(20 / 40) / 0.5])
    # Four of a spread that is larger.
    logs = np.log([10, 10, 90, 90])
    assert relative([10, 10, 90, 90], [YES] * 4) == pytest.approx(
        (logs - logs.mean()) / (np.log(9) / 2)
    )


def test_a_block_repeats_another_in_capitals_or_not():
    blocks = blocks_with(["Ann  Roe", "ann roe", "Ann"])
    assert COLUMNS["repeated"](blocks).tolist() == [True, True, False]


def test_a_block_of_another_article_is_no_repetition():
    ones = np.ones(4, dtype=int)
    blocks = Blocks(["One", "Two", "One", "One"], np.array([0, 0, 1, 2]), ones, ones, COLUMNS)
    assert not COLUMNS["repeated"](blocks).any()


def test_at_the_foot_two_single_sentences_of_twelve_words_are_text():
    def below(sizes: list[int], *, body: str = "short paragraph") -> list[str]:
        names = ["site furniture phrase", *[body] * len(sizes)]
        rules = [*PLAIN_RULES, FOOT]
        rule = np.array([[rule.name for rule in rules].index(name) for name in names])
        blocks = blocks_with(["Word"] * len(names), n_words=[1, *sizes], stop=True)
        return [
            rule.name for rule in plain._with_foot(plain._Labelled(rules, rule), blocks).of_blocks()
        ][1:]

    foot, text = "after site furniture at the foot", "short paragraph"
    assert below([12, 12, 12]) == [text] * 3
    assert below([12, 12]) == [foot] * 2
    assert below([12, 12, 11]) == [foot] * 3
    assert below([3], body="paragraph") == ["paragraph"]


def test_a_block_longer_than_a_hundred_thousand_characters_is_seen_at_its_ends():
    text = "a" * 50_000 + "b" * 50_000
    assert plain._ends_of(f"x{text}x", 1, 100_001) == text
    longer = "a" * 50_000 + "m" + "b" * 50_000
    assert plain._ends_of(longer, 0, 100_001) == "a" * 50_000 + " " + "b" * 50_000


@pytest.mark.parametrize(
    ("lines", "n_blocks"),
    [
        (["One is so.", "Two is so."], 2),
        (["Title", "Two is so.", "Three is"], 3),  # one of two ends: half are enough
        (["Title", "Two is so.", "Three is", "four"], 1),
        (["One is so."], 1),
    ],
)
def test_lines_are_blocks_where_half_of_them_end_as_sentences_do(lines: list[str], n_blocks: int):
    assert len(plain.block_spans("\n".join(lines))) == n_blocks


def test_the_reasons_of_the_model_are_at_most_three_and_speak_for_it():
    names = list(form.FEATURES)
    parts = np.zeros((2, len(names)))
    parts[:, [names.index(name) for name in ("digits", "year", "quote", "listed")]] = [4, 3, 2, 1]
    parts[1, names.index("quote")] = 0
    parts[1, names.index("listed")] = -1
    high = np.ones_like(parts, dtype=bool)
    assert plain._reasons(high, parts) == [
        "form: holds digits, names a year, holds a quotation",
        "form: holds digits, names a year",
    ]


def model_of(**log_odds: float) -> plain.Model:
    """A model that sees the same classes in every block; one without log odds is next to impossible."""
    intercept = np.array([log_odds.get(name, -1000.0) for name in plain.CLASSES])
    n = len(form.FEATURES)
    return plain.Model(
        intercept, np.zeros((n, len(intercept))), np.zeros(n), np.ones(n), {}, (0.5, 2.0)
    )


def layers_by(model: plain.Model, *texts: str) -> list[str]:
    return [rule.layer for rule in plain.rules_of_blocks(read_text("\n\n".join(texts)), model)]


TWO = "They met. They left."


def test_the_model_sees_furniture_anywhere_but_in_the_first_block():
    assert layers_by(model_of(other=0), TWO, TWO, TWO) == ["body", "boilerplate", "boilerplate"]


def test_the_model_sees_no_caption_in_a_word_or_in_what_speaks_to_its_reader():
    texts = ("Never. Gone.", "Gone.", "They met. We left.")
    assert layers_by(model_of(caption=0), TWO, *texts) == ["caption", "caption", "body", "body"]


@pytest.mark.parametrize(("log_odds", "layer"), [(0.0, "caption"), (-0.001, "body")])
def test_the_model_sees_a_caption_where_one_is_as_likely_as_not(log_odds: float, layer: str):
    assert layers_by(model_of(caption=log_odds, other=0), TWO) == [layer]


LIKELIHOOD = {"body": 0.35, "caption": 0.3, "credit": 0.08, "other": 0.15, "title": 0.12}
# What a label stands for on pages: the classes whose likelihoods come to its confidence.
MEANT = {
    "headline": 0.35 + 0.12,
    "standfirst": 0.35 + 0.12,
    "subheading": 0.35 + 0.12,
    "body": 0.35 + 0.12,
    "caption": 0.3,
    "credit": 0.08,
    "byline": 0.15,
    "boilerplate": 0.15,
}


BY_MODEL = Rule("caption", "form: short", 0.5, COLUMNS["every"])
ALL_RULES = [*PLAIN_RULES, FOOT, BY_MODEL]


def confidences(
    likelihood: dict[str, float], *, slope: float = 2.0, **right: float
) -> dict[Rule, float]:
    """How sure the label of each rule is, where the model finds the classes as likely as this."""
    labelled = plain._Labelled(ALL_RULES, np.arange(len(ALL_RULES)))
    likely = np.array([[likelihood[name] for name in plain.CLASSES]] * len(ALL_RULES))
    model = model_of()._replace(right=right, agreed=(0.5, slope))
    return dict(zip(ALL_RULES, plain._confidence(labelled, likely, model).tolist(), strict=True))


LIKELY_CAPTIONS = [rule for rule in plain.LIKELY if rule.layer == "caption"]


def test_a_label_is_as_sure_as_the_model_of_what_it_stands_for():
    # Where a rule of the last resort says caption, the odds of a caption count by intercept and slope.
    agreed = 1 / (1 + np.exp(-0.5 - 2 * np.log(0.3 / 0.7)))
    expected = {
        rule: agreed if rule in LIKELY_CAPTIONS else MEANT[rule.layer] for rule in ALL_RULES
    }
    assert confidences(LIKELIHOOD) == pytest.approx(expected, abs=0.0006)


def test_a_rule_that_was_measured_is_as_sure_as_it_was_right():
    sure = confidences(LIKELIHOOD, **{"nothing but a credit": 0.87654})
    assert sure[next(rule for rule in ALL_RULES if rule.layer == "credit")] == 0.87654


@pytest.mark.parametrize(("likely", "odds"), [(0.0, 1e-6), (1.0, 1e6)])
def test_where_the_model_is_certain_its_odds_are_a_million_to_one(likely: float, odds: float):
    others = {"credit": 0, "other": 0, "title": 0}
    sure = confidences({"body": 1 - likely, "caption": likely, **others}, slope=0.1)
    expected = 1 / (1 + np.exp(-0.5) * odds**-0.1)
    assert sure[LIKELY_CAPTIONS[0]] == pytest.approx(expected, abs=0.0006)


def test_a_feature_adds_its_coefficient_for_each_scale_above_its_mean():
    model = model_of(body=1, caption=2, credit=0, other=0, title=0)
    coefficient = np.zeros((len(form.FEATURES), len(plain.CLASSES)))
    coefficient[0] = [0, 3, 5, 1, 2]  # in the order of the classes
    model = model._replace(coefficient=coefficient, mean=model.mean + 5.0, scale=model.scale * 4.0)
    design = np.full((1, len(form.FEATURES)), 7.0)  # half a scale above the mean
    odds = np.exp([1 + 0.5 * 0, 2 + 0.5 * 3, 0 + 0.5 * 5, 0 + 0.5 * 1, 0 + 0.5 * 2])
    assert model.probability(design)[0] == pytest.approx(odds / odds.sum())
    # Against the mean of the other classes: 3 - (0 + 5 + 1 + 2) / 4.
    assert model.parts(design, "caption")[0, :2].tolist() == [0.5 * 1, 0]


def test_a_model_of_any_odds_gives_probabilities():
    # Beyond the largest power of e that a number holds.
    likely = model_of(body=2000, title=2000).probability(np.zeros((1, len(form.FEATURES))))
    assert likely.tolist() == [[0.5, 0.0, 0.0, 0.0, 0.5]]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("  One \n\n   Two ", ["One", "Two"]),
        ("One\n \nTwo\r\rThree\r\n\t\r\nFour", ["One", "Two", "Three", "Four"]),
        ("One\fTwo \n\f\n Three", ["One", "Two", "Three"]),  # pages of print
        (" \n\n One", ["One"]),
        (" One is so.\n  Two is so. ", ["One is so.", "Two is so."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_a_block_begins_and_ends_with_a_word(text: str, blocks: list[str]):
    assert [text[start:end] for start, end in plain.block_spans(text)] == blocks


def divided(text: str, separator: str) -> list[tuple[int, int]]:
    """What is between separators, without the white space around it."""
    bounds = [0, *(edge for match in re.finditer(separator, text) for edge in match.span())]
    spans = []
    for start, end in zip(bounds[::2], [*bounds[1::2], len(text)], strict=True):
        bare = text[start:end].strip()
        first = start + text[start:end].find(bare)
        spans += [(first, first + len(bare))] if bare else []
    return spans


@pytest.mark.parametrize("seed", range(3))
def test_blocks_are_what_blank_lines_and_form_feeds_divide_or_else_lines(seed: int):
    chance = random.Random(seed)
    blank = r"\f\s*|(?>\r\n?|\n)[^\S\r\n]*(?:(?>\r\n?|\n)[^\S\r\n]*)+"
    n_lines = 0
    for _ in range(5000):
        signs = chance.choice(["ab. \n\n\t", "ab. \n\r\f\x1c\u2028\xa0\x85"])
        text = "".join(chance.choices(signs, k=chance.randint(0, 14)))
        spans = block_spans(text)
        by_blank, by_line = divided(text, blank), divided(text, r"\r\n|\r|\n")
        n_lines += spans != by_blank
        assert spans == by_blank or (len(by_blank) == 1 and spans == by_line)
    assert n_lines > 20
