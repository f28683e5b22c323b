"""Each rule of a page has a block that it alone decides, with its certainty and its fewest and most words.

The blocks are made up: what a rule asks of the page around a block is said in its example. Whole pages stand in `test_pages`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import html

from analysis.reading.page import layers
from analysis.reading.page.layers import RULES, Placed, rule_of
from analysis.reading.page.signs import (
    BYLINE,
    CREDIT,
    DATA,
    DESCRIBES,
    FIGURE,
    HEADER,
    LIST,
    PARAGRAPH,
    QUOTE,
    STANDFIRST,
    TIME,
)
from analysis.reading.page.walk import Block

HEADLINE, FIRST, LAST = 1, 6, 12  # positions in the article of the examples
BEGIN, END = 4, 20
BOX = 3
# What holds of a block about which an example says nothing.
PLAIN_FACTS = {
    "evident": False,
    "between": False,
    "other": None,
    "beside": False,
    "boxed": False,
    "byline": None,
    "furniture": None,
    "notice": None,
    "credit": False,
    "credit_behind": False,
    "credited": False,
    "styled": False,
    "small_heading": False,
    "bold": False,
    "portrait": False,
    "elsewhere": False,
    "of_lead_picture": False,
    "credit_line": False,
    "short_line": False,
    "shares_element_with_credit": False,
    "points": False,
}
ASIDE = SimpleNamespace(why="<aside>", number=9, outer=None, tag="aside")


def words(n: int, opening: str = "", ending: str = "") -> str:
    """So many words, of which some open and some end the text."""
    filled = n - len(opening.split()) - len(ending.split())
    return " ".join([*opening.split(), *["word"] * filled, *ending.split()])


def placed(
    text: str = "Some words of no kind",
    *,
    position: int = 9,
    near: bool = True,
    facts: dict[str, Any] | None = None,
    of_article: dict[str, Any] | None = None,
    markup: str = "<p></p>",
    **of_block: Any,
) -> Placed:
    """A block between the first and the last paragraph of an article."""
    given: dict[str, Any] = {
        "flags": 0,
        "caption": None,
        "root": None,
        "level": 0,
        "in_figure": False,
        "pictures": 0,
        "pictures_above": 0,
        "box": BOX,
        "path": "/html/body/div/p",
    }
    element = next(html.fragment_fromstring(markup, create_parent="div").iter("p", "h3"))
    block = Block(text=text, element=element, **(given | of_block))
    other = SimpleNamespace(flags=0, level=0, root=None, link="", linked=0, text="", n_words=0)
    article = SimpleNamespace(
        blocks=[other] * 30,
        headline=HEADLINE,
        first=FIRST,
        last=LAST,
        begin=BEGIN,
        end=END,
        captions=set(),
        titles=set(),
        description="Nothing",
        parents=set(),
        in_unclosed=set(),
        standfirst_is_a_box=False,
        small_headings_are_of_pictures=True,
        is_in_slides=False,
        n_names_alone=0,
        is_row_of_makers=False,
        lead_picture=frozenset(),
        authors=set(),
        address="https://courier.example/town/mill.html",
        precedes_picture=lambda _: False,
        shares_element_with_credit=lambda _: False,
        n_credits=Counter(),
        n_headings=Counter(),
        n_texts=Counter(),
        is_maker=lambda _: False,
    )
    vars(article).update(of_article or {})
    b = Placed(article, block, position, near=near)
    b.update(PLAIN_FACTS | (facts or {}))
    return b


@dataclass
class Example:
    """A block that a rule labels, where it has words enough and not too many."""

    layer: str
    name: str
    confidence: float
    fewest: int | None = None
    most: int | None = None
    opening: str = ""
    ending: str = ""
    given: dict[str, Any] = field(default_factory=dict)

    def of(self, n_words: int) -> Placed:
        """The block with so many words."""
        return placed(words(n_words, self.opening, self.ending), **self.given)

    @property
    def least(self) -> int:
        """The fewest words that it can be written in."""
        return self.fewest or len(self.opening.split()) + len(self.ending.split()) or 4


def example(
    layer: str,
    name: str,
    confidence: float,
    n_words: tuple[int | None, int | None] = (None, None),
    opening: str = "",
    ending: str = "",
    **given: Any,
) -> Example:
    return Example(layer, name, confidence, *n_words, opening, ending, given)


UNDER = {"caption": "figcaption", "in_figure": True}  # a block that the markup calls a caption
HEAD = {"position": 3}
# An example of each rule, in the order of the rules: with layer, name, certainty, fewest and most words.
EXAMPLES = (
    example("headline", "heading that matches the page's title", 0.97, position=HEADLINE),
    example("boilerplate", "caption inside <aside>", 0.85, **UNDER, facts={"other": ASIDE}),
    example("boilerplate", "caption of a picture outside the article", 0.85, **UNDER, near=False),
    example("boilerplate", "switches of a picture or player", 0.95, opening="hide caption", **UNDER),
    example("boilerplate", "the author's name under a portrait", 0.85, **UNDER, facts={"portrait": True}),
    example("byline", "author or date line near the top", 0.90, **UNDER, **HEAD, facts={"byline": True}),
    example("boilerplate", "note on the article under a picture", 0.85, opening="This story was updated", **UNDER),
    example("credit", "credit in figcaption", 0.95, (1, 20), **UNDER, flags=CREDIT),
    example("credit", "credit in figcaption", 0.95, **UNDER, facts={"credit": True}),
    example("credit", "name alone under a picture, in no paragraph", 0.75, **UNDER,
            of_article={"is_maker": lambda _: True, "n_names_alone": 2}),
    example("credit", "one of a row of names under pictures", 0.75, (1, 6), **UNDER, of_article={"is_row_of_makers": True}),
    example("boilerplate", "named after captions, but beside no picture", 0.80, (1, 3), caption="caption"),
    example("boilerplate", "link in a caption", 0.80, (1, 3), **UNDER, linked=100),
    example("boilerplate", "of a picture that leads to another page, as a line beside it", 0.90, (4, None), **UNDER, facts={"elsewhere": True}),
    example("caption", "figcaption", 0.97, **UNDER),
    example("credit", "marked as a picture's credit", 0.95, (1, 20), flags=CREDIT),
    example("byline", "marked as author or date", 0.90, (1, 40), **HEAD, flags=BYLINE),
    example("byline", "marked as a time", 0.90, (1, 20), **HEAD, flags=TIME),
    example("byline", "author or date line near the top", 0.90, (1, 20), **HEAD, facts={"byline": True}),
    example("standfirst", "marked as a standfirst", 0.90, (5, None), **HEAD, flags=STANDFIRST),
    example("standfirst", "repeats the page's description", 0.85, (5, None), **HEAD, of_article={"description": "word" * 99}),
    example("standfirst", "second heading below the headline", 0.80, (5, None), **HEAD, level=2),
    example("standfirst", "paragraph in the headline's <header>", 0.80, (5, None), **HEAD, flags=HEADER | PARAGRAPH,
            of_article={"blocks": [SimpleNamespace(flags=HEADER)] * 30}),
    example("credit", "named as a picture's source", 0.90, (3, 14), opening="Image source, Getty", facts={"beside": True}),
    example("credit", "nothing but a picture's credit, in a line of its own", 0.85, (2, 25), facts={"credit_line": True}),
    example("caption", "next to its credit in one element, in a picture's box", 0.85, (1, 80),
            facts={"shares_element_with_credit": True}),
    example("credit", "nothing but a credit, in a picture's box", 0.80, (1, 2), opening="A/B", flags=FIGURE,
            facts={"boxed": True, "credit_behind": True}),
    example("caption", "only text of a figure, in the type of a heading", 0.80, (4, 90), level=3,
            facts={"boxed": True, "beside": True}, of_article={"n_headings": Counter({BOX: 1})}, markup="<figure><h3></h3></figure>"),
    example("caption", "right below a picture, in the type of a small heading", 0.75, facts={"small_heading": True}, level=5),
    example("caption", "caption of a picture in JSON-LD", 0.90, (5, 80), of_article={"captions": {"word" * n for n in range(99)}}),
    example("caption", "italic or small, with a credit", 0.90, (3, 80), facts={"styled": True, "credited": True}),
    example("caption", "beside a picture, with a credit", 0.85, (3, 60), facts={"beside": True, "credited": True}),
    example("credit", "nothing but a credit, in a picture's box", 0.80, (3, 80), facts={"boxed": True, "credit_behind": True}),
    example("caption", "points to a picture", 0.85, (4, 80), facts={"points": True}),
    example("caption", "next to a picture, with its number", 0.90, (3, 80), facts={"numbered": True}),
    example("caption", "named as a picture's description", 0.85, (3, 80), flags=DESCRIBES, facts={"beside": True}),
    example("caption", "italic or small, right below a picture", 0.80, (4, 80), below_picture=True,
            facts={"beside": True, "styled": True}),
    example("caption", "with a picture and its credit in one box", 0.85, (4, 80), facts={"boxed": True},
            of_article={"n_texts": Counter({BOX: 1}), "n_credits": Counter({BOX: 1})}),
    example("caption", "alone with a picture in its box", 0.75, (4, 80), facts={"boxed": True, "beside": True},
            of_article={"n_texts": Counter({BOX: 1})}),
    example("caption", "a short line right below a picture", 0.65, (4, None), facts={"short_line": True, "beside": True}),
    example("boilerplate", "inside <aside>, a box that the page does not close", 0.60, opening="word " * 30, ending="end.",
            root=ASIDE, facts={"other": ASIDE}, of_article={"in_unclosed": {9}, "parents": {"/html/body/div"}}),
    example("boilerplate", "inside <aside>", 0.95, root=ASIDE, facts={"other": ASIDE}),
    example("body", "paragraph outside the article's container, but in its body", 0.70, opening="word " * 30, position=25,
            evidence=1.0),
    example("boilerplate", "outside the article", 0.90, position=25),
    example("boilerplate", "site furniture phrase", 0.90, (1, 40), facts={"furniture": True}),
    example("boilerplate", "rights notice", 0.95, facts={"notice": True}),
    example("credit", "nothing but a credit, beside a picture", 0.90, (1, 12), facts={"beside": True, "credit": True}),
    example("boilerplate", "switches of a picture or player", 0.95, opening="play video"),
    example("boilerplate", "what a player says to a browser", 0.95, (7, 40), opening="Your browser does not support the video"),
    example("boilerplate", "a tool of the page or the time of reading", 0.90, opening="5 min read"),
    example("boilerplate", "a word and a link to another story", 0.85, opening="Related: the mill", linked=17),
    example("boilerplate", "cell of a table", 0.85, flags=DATA),
    example("subheading", "heading between paragraphs", 0.90, (1, 30), level=2, facts={"between": True}),
    example("boilerplate", "heading outside the paragraphs", 0.80, level=2),
    example("byline", "author or date line near the top", 0.90, (1, 20), position=FIRST + 2, flags=BYLINE, facts={"byline": True}),
    example("subheading", "bold line between paragraphs", 0.80, (1, 12), facts={"evident": True, "between": True, "bold": True}),
    example("body", "where the article's paragraphs are", 0.95, facts={"evident": True}),
    example("caption", "set apart beside a picture, in no body", 0.70, (4, None), flags=BYLINE | PARAGRAPH,
            facts={"between": True, "beside": True}),
    example("body", "paragraph between paragraphs of the article", 0.80, (8, None), flags=PARAGRAPH,
            facts={"between": True}, of_article={"parents": {"/html/body/div"}}),
    example("boilerplate", "no paragraph", 0.70),
)  # fmt: skip
IDS = [f"{n} {example.name}" for n, example in enumerate(EXAMPLES)]


def test_every_rule_has_an_example():
    assert {id(rule_of(example.of(example.least))) for example in EXAMPLES} == set(map(id, RULES))


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_a_rule_labels_its_example_with_its_certainty(example: Example):
    stated = (example.layer, example.name, example.confidence)
    for n_words in {example.least, example.most or example.least}:
        b = example.of(n_words)
        rule = rule_of(b)
        assert (rule.layer, rule.name.format(b=b), rule.confidence) == stated


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_a_rule_is_not_for_a_block_with_fewer_or_more_words(example: Example):
    own = rule_of(example.of(example.least))
    # What a rule must find in the block may be longer than its fewest words.
    if example.fewest and example.fewest > max(1, len(example.opening.split())):
        assert rule_of(example.of(example.fewest - 1)) is not own
    if example.most:
        assert rule_of(example.of(example.most + 1)) is not own


# Blocks that lack one thing that a rule asks for: name of the rule, what differs from its example.
NEARLY = (
    ("switches of a picture or player", {"facts": {"player": None}}),
    ("note on the article under a picture", {"caption": None, "in_figure": False}),
    ("name alone under a picture, in no paragraph", {"of_article": {"n_names_alone": 1}}),
    ("name alone under a picture, in no paragraph", {"of_article": {"is_maker": lambda _: False}}),
    ("named after captions, but beside no picture", {"in_figure": True}),
    ("named after captions, but beside no picture", {"caption": "figcaption"}),
    ("named after captions, but beside no picture", {"facts": {"beside": True}}),
    ("link in a caption", {"linked": 0}),
    ("nothing but a picture's credit, in a line of its own", {"position": FIRST}),
    ("nothing but a picture's credit, in a line of its own", {"root": ASIDE}),
    ("nothing but a picture's credit, in a line of its own", {"flags": QUOTE}),
    ("nothing but a picture's credit, in a line of its own", {"position": END}),
    ("one of a row of names under pictures", {"facts": {"ends": True}}),
    ("caption inside <aside>", {"facts": {"of_lead_picture": True, "other": ASIDE}}),
    ("caption of a picture outside the article", {"facts": {"of_lead_picture": True}}),
    ("marked as a picture's credit", {"near": False}),
    ("marked as a picture's credit", {"flags": 0}),
    ("marked as a standfirst", {"facts": {"evident": True}, "of_article": {"standfirst_is_a_box": True}}),
    ("repeats the page's description", {"facts": {"evident": True}}),
    ("repeats the page's description", {"of_article": {"description": "another"}}),
    ("second heading below the headline", {"facts": {"small_heading": True}}),
    ("second heading below the headline", {"level": 0}),
    ("paragraph in the headline's <header>", {"facts": {"furniture": True}}),
    ("paragraph in the headline's <header>", {"flags": PARAGRAPH}),
    ("paragraph in the headline's <header>", {"flags": HEADER}),
    ("named as a picture's source", {"facts": {"beside": False}}),
    ("named as a picture's source", {"facts": {"other": ASIDE}}),
    ("only text of a figure, in the type of a heading", {"level": 0}),
    ("only text of a figure, in the type of a heading", {"facts": {"boxed": False}}),
    ("only text of a figure, in the type of a heading", {"facts": {"beside": False}}),
    ("only text of a figure, in the type of a heading", {"linked": 3}),
    ("only text of a figure, in the type of a heading", {"markup": "<div><h3></h3></div>"}),
    ("only text of a figure, in the type of a heading", {"of_article": {"n_headings": Counter({BOX: 2})}}),
    ("only text of a figure, in the type of a heading", {"of_article": {"n_texts": Counter({BOX: 1})}}),
    ("caption of a picture in JSON-LD", {"of_article": {"titles": {"word" * n for n in range(99)}}}),
    ("caption of a picture in JSON-LD", {"of_article": {"captions": set()}}),
    ("italic or small, with a credit", {"facts": {"styled": False}}),
    ("italic or small, with a credit", {"facts": {"credited": False}}),
    ("italic or small, with a credit", {"facts": {"notice": True}}),
    ("beside a picture, with a credit", {"facts": {"beside": False}}),
    ("beside a picture, with a credit", {"facts": {"credited": False}}),
    ("named as a picture's description", {"facts": {"beside": False}}),
    ("named as a picture's description", {"flags": 0}),
    ("italic or small, right below a picture", {"facts": {"beside": False}}),
    ("italic or small, right below a picture", {"facts": {"styled": False}}),
    ("italic or small, right below a picture", {"linked": 3}),
    ("italic or small, right below a picture", {"below_picture": False}),
    ("with a picture and its credit in one box", {"of_article": {"n_credits": Counter()}}),
    ("with a picture and its credit in one box", {"of_article": {"n_headings": Counter({BOX: 1})}}),
    ("with a picture and its credit in one box", {"facts": {"boxed": False}}),
    ("alone with a picture in its box", {"facts": {"beside": False}}),
    ("alone with a picture in its box", {"facts": {"boxed": False}}),
    ("alone with a picture in its box", {"of_article": {"n_headings": Counter({BOX: 1})}}),
    ("alone with a picture in its box", {"of_article": {"n_texts": Counter({BOX: 2})}}),
    ("inside <aside>, a box that the page does not close", {"position": FIRST}),
    ("inside <aside>, a box that the page does not close", {"facts": {"notice": True}}),
    ("inside <aside>, a box that the page does not close", {"of_article": {"parents": {"/html/head"}}}),
    ("inside <aside>, a box that the page does not close", {"of_article": {"in_unclosed": {8}}}),
    ("inside <aside>", {"root": None}),
    ("paragraph outside the article's container, but in its body", {"near": False}),
    ("paragraph outside the article's container, but in its body", {"evidence": 0.0}),
    ("site furniture phrase", {"facts": {"evident": True, "ends": True}}),
    ("rights notice", {"position": 0, "of_article": {"begin": 0}}),
    ("rights notice", {"facts": {"between": True}}),
    ("nothing but a credit, beside a picture", {"facts": {"beside": False}}),
    ("nothing but a credit, beside a picture", {"facts": {"credit": False}}),
    ("a tool of the page or the time of reading", {"facts": {"ends": True}}),
    ("a word and a link to another story", {"level": 2}),
    ("a word and a link to another story", {"flags": LIST}),
    ("a word and a link to another story", {"facts": {"ends": True}}),
    ("a word and a link to another story", {"linked": 7}),
    ("cell of a table", {"flags": 0}),
    ("cell of a table", {"facts": {"ends": True}}),
    ("heading between paragraphs", {"level": 0}),
    ("heading between paragraphs", {"facts": {"between": False}}),
    ("heading between paragraphs", {"facts": {"links": 0.8}}),
    ("heading outside the paragraphs", {"level": 0}),
    ("heading outside the paragraphs", {"facts": {"evident": True}}),
    ("bold line between paragraphs", {"facts": {"evident": False}}),
    ("bold line between paragraphs", {"facts": {"between": False}}),
    ("bold line between paragraphs", {"facts": {"ends": True}}),
    ("bold line between paragraphs", {"facts": {"bold": False}}),
    ("set apart beside a picture, in no body", {"flags": PARAGRAPH}),
    ("set apart beside a picture, in no body", {"flags": BYLINE}),
    ("set apart beside a picture, in no body", {"facts": {"between": False}}),
    ("set apart beside a picture, in no body", {"facts": {"beside": False}}),
    ("set apart beside a picture, in no body", {"facts": {"byline": True}}),
    ("paragraph between paragraphs of the article", {"facts": {"between": False}}),
    ("paragraph between paragraphs of the article", {"flags": 0}),
    ("paragraph between paragraphs of the article", {"flags": PARAGRAPH | LIST}),
    ("paragraph between paragraphs of the article", {"flags": PARAGRAPH | QUOTE}),
    ("paragraph between paragraphs of the article", {"facts": {"links": 0.5}}),
    ("paragraph between paragraphs of the article", {"of_article": {"parents": set()}}),
)  # fmt: skip


@pytest.mark.parametrize(("name", "changed"), NEARLY)
def test_a_rule_is_not_for_a_block_that_lacks_what_it_asks_for(name: str, changed: dict[str, Any]):
    for example in (example for example in EXAMPLES if example.name == name):
        own = rule_of(example.of(example.least))
        given = dict(example.given)
        for key, value in changed.items():
            merges = key in ("facts", "of_article")
            given[key] = given.get(key, {}) | value if merges else value
        other = placed(words(example.least, example.opening, example.ending), **given)
        assert rule_of(other) is not own


def test_a_credit_of_two_hundred_characters_is_a_paragraph():
    marked = "marked as a picture's credit"
    assert rule_of(placed("x" * 199, flags=CREDIT)).name == marked
    assert rule_of(placed("x" * 200, flags=CREDIT)).name != marked


def test_a_standfirst_begins_with_sixty_characters_of_the_description():
    for description, repeats in (("word" * 15 + "…", True), ("word" * 14 + "wor…", False)):
        of_article = {"description": description}
        b = placed(words(30), position=3, of_article=of_article)
        assert (rule_of(b).name == "repeats the page's description") == repeats


@pytest.mark.parametrize(
    ("position", "layer"), [(HEADLINE + 6, "standfirst"), (HEADLINE + 7, "boilerplate")]
)
def test_a_second_heading_is_a_standfirst_up_to_six_blocks_below_the_headline(
    position: int, layer: str
):
    b = placed(words(6), position=position, level=2, of_article={"first": 10})
    assert rule_of(b).layer == layer


def test_a_byline_stands_at_most_two_blocks_below_the_first_paragraph():
    layer = [
        rule_of(placed(position=FIRST + n, flags=BYLINE, facts={"byline": True})).layer
        for n in (2, 3)
    ]
    assert layer == ["byline", "boilerplate"]


def test_a_date_in_a_caption_is_a_byline_above_the_first_paragraph_alone():
    layer = [
        rule_of(placed(position=n, **UNDER, facts={"byline": True})).layer
        for n in (FIRST - 1, FIRST)
    ]
    assert layer == ["byline", "caption"]


FURNITURE = {"facts": {"furniture": True, "evident": True, "ends": True}}


@pytest.mark.parametrize(
    ("name", "text", "given", "first", "last"),
    [
        # Characters in links: the fewest with which a block is what the rule says, and the most with which it is not.
        ("site furniture phrase", "x" * 100, FURNITURE, 30, 29),
        ("link in a caption", "x" * 100, UNDER, 95, 94),
        ("heading between paragraphs", "x" * 100, {"level": 2, "facts": {"between": True}}, 79, 80),
        ("a word and a link to another story", "Related to this: " + "x" * 43, {}, 43, 41),
        ("a word and a link to another story", "Related to these: " + "x" * 42, {}, 42, 41),
        ("a word and a link to another story", "Related to this: " + "x" * 37, {}, 38, 37),
    ],
)
def test_how_much_of_a_block_is_linked_decides(
    name: str, text: str, given: dict[str, Any], first: int, last: int
):
    assert rule_of(placed(text, linked=first, **given)).name == name
    assert rule_of(placed(text, linked=last, **given)).name != name


def test_a_cell_of_three_words_may_end_as_a_sentence_does():
    names = [rule_of(placed(words(n) + ".", flags=DATA)).name for n in (3, 4)]
    assert names == ["cell of a table", "no paragraph"]


def test_a_note_that_closes_an_article_in_italics_is_no_caption_when_it_has_sentences():
    def layer(text: str, position: int) -> str:
        return rule_of(
            placed(
                text, position=position, below_picture=True, facts={"beside": True, "styled": True}
            )
        ).layer

    assert layer("The mill turns. It is old.", LAST - 1) == "caption"
    assert layer("The mill turns in May", LAST) == "caption"
    assert layer("The mill turns. It is old.", LAST) != "caption"


def test_a_heading_beside_a_credit_leaves_the_text_of_a_marked_figure_a_caption():
    given = {"facts": {"boxed": True}, "flags": FIGURE}
    counts = {name: Counter({BOX: 1}) for name in ("n_texts", "n_credits", "n_headings")}
    b = placed(words(8), of_article=counts, **given)
    assert rule_of(b).name == "with a picture and its credit in one box"


ELSEWHERE = {"text": "The weir of the Wenn", "linked": 20, "link": "/town/weir"}
HEADING = SimpleNamespace(text="The weir is old", n_words=4, linked=15, link="/town/weir")
CARD = {
    "facts": {"beside": True},
    "link_of_picture": "/town/weir",
    "of_article": {"blocks": [HEADING] * 30},
}
SHORT_LINE = {
    "text": words(4),
    "flags": PARAGRAPH,
    "below_picture": True,
    "facts": {"beside": True},
}
# Facts at their borders: name, what holds, whether the fact does.
TWENTY = "abcdefghi klmnopqrst"
AT_BORDERS = (
    ("styled", {"text": TWENTY, "emphasised": 16}, True),
    ("styled", {"text": TWENTY, "emphasised": 15}, False),
    ("evident", {"evidence": 0.5}, True),
    ("evident", {"evidence": 0.49}, False),
    ("boxed", {"of_article": {"in_box_of_picture": lambda block: block.box == BOX}}, True),
    ("boxed", {"of_article": {"in_box_of_picture": lambda block: block.box != BOX}}, False),
    ("beside", {"position": 7, "of_article": {"shows_picture": lambda position: position == 7}}, True),
    ("beside", {"position": 8, "of_article": {"shows_picture": lambda position: position == 7}}, False),
    ("other", {"of_article": {"another_story": lambda position, _: position == 9}}, True),
    ("other", {"of_article": {"another_story": lambda position, _: position == 8}}, False),
    ("byline", {"text": "By Ann Roe"}, True),
    ("byline", {"text": "The mill"}, False),
    ("furniture", {"text": "Share this article"}, True),
    ("furniture", {"text": "The mill"}, False),
    ("notice", {"text": "All rights reserved"}, True),
    ("notice", {"text": "The mill"}, False),
    ("player", {"text": "Hide caption"}, True),
    ("player", {"text": "The mill"}, False),
    ("credit", {"text": "Photo: Ann Roe"}, True),
    ("credit", {"text": "The mill turns"}, False),
    ("credit_behind", {"text": "Ann Roe/The Courier"}, True),
    ("credit_behind", {"text": "The mill turns"}, False),
    ("ends", {"text": "The mill turns."}, True),
    ("ends", {"text": "The mill turns"}, False),
    ("links", {"text": "x" * 10, "linked": 5}, True),
    ("links", {"text": "x" * 10}, False),
    ("captioned", {"caption": "figcaption"}, True),
    ("captioned", {}, False),
    ("near", {}, True),
    ("near", {"near": False}, False),
    ("headline", {"position": HEADLINE}, True),
    ("headline", {"position": HEADLINE + 1}, False),
    ("outside", {"position": END}, True),
    ("outside", {"position": BEGIN}, False),
    ("bold", {"markup": "<p><b>Word</b></p>"}, True),
    ("bold", {"markup": "<p><strong>Word</strong></p>"}, True),
    ("bold", {"markup": "<p><i>Word</i></p>"}, False),
    ("within", {"position": BEGIN}, True),
    ("within", {"position": BEGIN - 1}, False),
    ("within", {"position": END - 1}, True),
    ("within", {"position": END}, False),
    ("between", {"position": FIRST}, True),
    ("between", {"position": FIRST - 1}, False),
    ("between", {"position": LAST}, True),
    ("between", {"position": LAST + 1}, False),
    ("between", {"position": FIRST, "of_article": {"begin": FIRST + 1}}, False),
    ("alone", {"of_article": {"n_texts": Counter({BOX: 1})}}, True),
    ("alone", {"of_article": {"n_texts": Counter({BOX: 2})}}, False),
    ("alone", {}, False),
    ("headed", {"of_article": {"n_headings": Counter({BOX: 1})}}, True),
    ("headed", {}, False),
    ("caption_of_box", {"facts": {"boxed": True, "alone": True}}, True),
    ("caption_of_box", {"facts": {"boxed": True, "alone": False}}, False),
    ("caption_of_box", {"facts": {"boxed": False, "alone": True}}, False),
    ("caption_of_box", {"facts": {"boxed": True, "alone": True}, "linked": 1}, False),
    ("caption_of_box", {"facts": {"boxed": True, "alone": True}, "text": "Tell us what you saw"}, False),
    ("credited", {"facts": {"beside": True}, "text": "The mill. (Photo: Ann Roe)"}, True),
    ("credited", {"facts": {"styled": True}, "text": "The mill. (Photo: Ann Roe)"}, True),
    ("credited", {"text": "The mill. (Photo: Ann Roe)"}, False),
    ("credited", {"facts": {"beside": True}, "text": "The mill turns."}, False),
    ("credited", {"facts": {"beside": True, "credit": True}, "text": "The mill. (Photo: Ann Roe)"}, False),
    ("of_author", {"flags": BYLINE}, True),
    ("of_author", {"flags": TIME}, True),
    ("of_author", {"flags": STANDFIRST}, True),
    ("of_author", {"flags": CREDIT}, False),
    ("of_author", {"facts": {"byline": True}}, True),
    ("of_author", {"text": "The mill, May 3rd, 2024", "linked": 1}, True),
    ("of_author", {"text": "The mill, May 3rd, 2024"}, False),
    ("of_author", {"text": "The mill turns", "linked": 1}, False),
    ("portrait", {"text": "Ann Roe", "of_article": {"authors": {"Ann Roe"}}}, True),
    ("portrait", {"text": "Ann Roe is a reporter.", "of_article": {"authors": {"Ann Roe"}}}, True),
    ("portrait", {"text": "Ann Roe opens the mill.", "of_article": {"authors": {"Ann Roe"}}}, False),
    ("portrait", {"text": "Ida Vale", "of_article": {"authors": {"Ann Roe"}}}, False),
    ("of_lead_picture", {"pictured": frozenset({"mill-wheel"}), "of_article": {"lead_picture": frozenset({"mill-wheel"})}}, True),
    ("of_lead_picture", {"pictured": frozenset({"weir-2024"}), "of_article": {"lead_picture": frozenset({"mill-wheel"})}}, False),
    ("elsewhere", ELSEWHERE, True),
    ("elsewhere", ELSEWHERE | {"linked": 18}, False),
    ("elsewhere", ELSEWHERE | {"link": "#top"}, False),
    ("elsewhere", ELSEWHERE | {"link": "http://["}, False),
    ("elsewhere", CARD, True),
    ("elsewhere", CARD | {"facts": {"beside": False}}, False),
    ("elsewhere", CARD | {"link_of_picture": "/town/bakers"}, False),
    ("elsewhere", CARD | {"of_article": {"blocks": [SimpleNamespace(text="The weir is old", n_words=4, linked=9, link="/town/weir")] * 30}}, False),
    ("elsewhere", CARD | {"of_article": {"blocks": [SimpleNamespace(text="The weir", n_words=2, linked=8, link="/town/weir")] * 30}}, False),
    ("elsewhere", ELSEWHERE | {"link": "javascript:void(0)"}, False),
    ("elsewhere", ELSEWHERE | {"link": "/pictures/mill.jpg"}, False),
    ("elsewhere", ELSEWHERE | {"link": "/town/mill?picture=2"}, False),
    ("elsewhere", ELSEWHERE | {"link": "/"}, False),
    ("elsewhere", ELSEWHERE | {"facts": {"beside": True}}, False),
    ("elsewhere", ELSEWHERE | {"facts": {"beside": True}, "link_of_picture": "/town/weir"}, True),
    ("credit_line", {"text": "Photo: Ann Roe | Flickr"}, True),
    ("credit_line", {"text": "Photo: Ann Roe\nCover image: Ida Vale"}, True),
    ("credit_line", {"text": "Photo: Ann Roe\nThe mill turns."}, False),
    ("credit_line", {"text": "Source: Reuters"}, False),
    ("credit_line", {"text": "Image: the old mill in the snow of May"}, False),
    ("short_line", SHORT_LINE, True),
    ("short_line", SHORT_LINE | {"text": words(30)}, True),
    ("short_line", SHORT_LINE | {"text": words(31)}, False),
    ("short_line", SHORT_LINE | {"facts": {"beside": True, "ends": True}}, False),
    ("short_line", SHORT_LINE | {"facts": {"beside": True, "ends": True}, "markup": "<p align=center></p>"}, True),
    ("short_line", SHORT_LINE | {"facts": {"beside": True, "bold": True}}, False),
    ("short_line", SHORT_LINE | {"facts": {}}, False),
    ("short_line", SHORT_LINE | {"below_picture": False}, False),
    ("short_line", SHORT_LINE | {"flags": 0}, False),
    ("short_line", SHORT_LINE | {"linked": 1}, False),
    ("short_line", SHORT_LINE | {"root": ASIDE}, False),
    ("short_line", SHORT_LINE | {"position": FIRST}, False),
    ("short_line", SHORT_LINE | {"position": LAST}, False),
    ("points", {"text": "[Above: the mill turns.]"}, True),
    ("points", {"text": "Above: the mill turns."}, False),
    ("points", {"text": "Above: the mill turns.", "facts": {"beside": True}}, True),
    ("points", {"text": "Pictured above, the mill turns.", "of_article": {"precedes_picture": lambda _: True}}, True),
    ("points", {"text": "Above all, the mill turns.", "facts": {"beside": True}}, False),
    ("shares_element_with_credit", {"facts": {"boxed": True}, "of_article": {"shares_element_with_credit": lambda _: True}}, True),
    ("shares_element_with_credit", {"of_article": {"shares_element_with_credit": lambda _: True}}, False),
    ("shares_element_with_credit", {"facts": {"boxed": True}}, False),
    ("in_head", {"position": FIRST - 1}, True),
    ("in_head", {"position": FIRST}, False),
    ("in_head", {"position": HEADLINE + 1}, True),
    ("in_head", {"position": HEADLINE}, False),
    ("in_head", {"position": 1, "of_article": {"headline": 0}}, True),
    ("in_head", {"position": 1, "of_article": {"headline": -1}}, False),
    ("in_head", {"position": 3, "root": ASIDE}, False),
    ("text_in_head", {"position": 3, "text": TWENTY, "linked": 9}, True),
    ("text_in_head", {"position": 3, "text": TWENTY, "linked": 10}, False),
    ("text_in_head", {"position": 9, "text": TWENTY}, False),
    ("placed_as_caption", {}, True),
    ("placed_as_caption", {"near": False}, False),
    ("placed_as_caption", {"level": 3}, False),
    ("placed_as_caption", {"text": TWENTY, "linked": 10}, True),
    ("placed_as_caption", {"text": TWENTY, "linked": 11}, False),
    ("placed_as_caption", {"root": ASIDE}, True),
    ("placed_as_caption", {"root": ASIDE, "box": 0}, False),
    ("placed_as_caption", {"root": ASIDE, "facts": {"other": ASIDE}}, False),
    ("worded_as_caption", {"facts": {"beside": True}}, True),
    ("worded_as_caption", {"near": False, "facts": {"beside": True}}, False),
    ("worded_as_caption", {"facts": {"beside": True, "furniture": True}}, False),
    ("worded_as_caption", {"facts": {"beside": True, "player": True}}, False),
    ("worded_as_caption", {"text": "This article was updated", "facts": {"beside": True}}, False),
    ("worded_as_caption", {"flags": QUOTE, "facts": {"beside": True}}, False),
    ("worded_as_caption", {"facts": {"beside": True, "portrait": True}}, False),
    ("worded_as_caption", {"facts": {"beside": True, "elsewhere": True}}, False),
    ("worded_as_caption", {}, False),
    *(("worded_as_caption", {"facts": {fact: True}}, True) for fact in ("boxed", "styled", "points", "numbered")),
    ("maybe_caption", {"facts": {"beside": True}}, True),
    ("maybe_caption", {"facts": {"boxed": True}}, True),
    ("maybe_caption", {"facts": {"styled": True}}, False),
    ("maybe_caption", {"near": False, "facts": {"beside": True}}, False),
    ("maybe_caption", {"facts": {"beside": True, "notice": True}}, False),
    ("maybe_caption", {"facts": {"beside": True, "of_author": True}}, False),
    ("maybe_caption_above_end", {"position": LAST, "facts": {"beside": True}}, True),
    ("maybe_caption_above_end", {"position": LAST + 1, "facts": {"beside": True}}, False),
    ("taken_out", {"root": ASIDE}, True),
    ("taken_out", {}, False),
    ("taken_out", {"root": SimpleNamespace(why="class x"), "facts": {"evident": True, "between": True}}, False),
    ("taken_out", {"root": SimpleNamespace(why="class x"), "facts": {"evident": True}}, True),
    ("taken_out", {"root": SimpleNamespace(why="class x"), "facts": {"between": True}}, True),
    ("taken_out", {"root": ASIDE, "facts": {"evident": True, "between": True}}, True),
    ("unclosed", {"root": ASIDE, "of_article": {"in_unclosed": {9}}}, True),
    ("unclosed", {"root": ASIDE}, False),
    ("unclosed", {"of_article": {"in_unclosed": {9}}}, False),
    ("small_heading", {"level": 5, "facts": {"beside": True}}, True),
    ("small_heading", {"level": 4, "facts": {"beside": True}}, False),
    ("small_heading", {"level": 5}, False),
    ("small_heading", {"level": 5, "facts": {"beside": True}, "root": ASIDE}, False),
    ("small_heading", {"level": 5, "facts": {"beside": True}, "linked": 1}, False),
    ("small_heading", {"level": 5, "facts": {"beside": True, "furniture": True}}, False),
    ("small_heading", {"level": 5, "facts": {"beside": True, "of_author": True}}, False),
    ("small_heading", {"level": 5, "facts": {"beside": True}, "text": words(3)}, False),
    ("small_heading", {"level": 5, "facts": {"beside": True}, "text": words(4)}, True),
    ("small_heading", {"level": 5, "facts": {"beside": True}, "text": words(90)}, True),
    ("small_heading", {"level": 5, "facts": {"beside": True}, "text": words(91)}, False),
    ("small_heading", {"level": 5, "facts": {"beside": True}, "of_article": {"small_headings_are_of_pictures": False}}, False),
)  # fmt: skip


@pytest.mark.parametrize(("name", "given", "holds"), AT_BORDERS)
def test_a_fact_holds_up_to_its_border_and_not_beyond(
    name: str, given: dict[str, Any], holds: bool
):
    b = placed(**given)
    if name not in given.get("facts", {}):
        b.pop(name, None)
    assert bool(b[name]) == holds


BYLINES = (
    ({}, True),
    ({"flags": 0}, False),
    # A box that holds headline and author alike: what reads as a sentence is the standfirst.
    ({"of_article": {"blocks": [SimpleNamespace(flags=BYLINE)] * 30}, "text": words(5) + "."}, False),
    ({"of_article": {"blocks": [SimpleNamespace(flags=BYLINE)] * 30}, "text": words(4) + "."}, True),
    ({"of_article": {"blocks": [SimpleNamespace(flags=BYLINE)] * 30}, "text": words(5)}, True),
    ({"of_article": {"blocks": [SimpleNamespace(flags=BYLINE)] * 30}, "text": words(5), "flags": BYLINE | STANDFIRST}, False),
    ({"text": words(5) + "."}, True),
    ({"text": "The mill. (Photo: Ann Roe)"}, True),
    ({"facts": {"beside": True}}, True),
    ({"facts": {"beside": True}, "text": "The mill. (Photo: Ann Roe)"}, False),
)  # fmt: skip


@pytest.mark.parametrize(("given", "marked"), BYLINES)
def test_a_block_marked_as_a_byline_is_one_unless_it_reads_as_something_else(
    given: dict[str, Any], marked: bool
):
    b = placed(**{"flags": BYLINE, "position": 3} | given)
    assert (rule_of(b).name == "marked as author or date") == marked


def texts_and_layers(*texts: str) -> list[str]:
    """The layers of captions that follow one another on a page."""
    all_placed = [placed(text, position=n, **UNDER) for n, text in enumerate(texts, 8)]
    for b in all_placed:
        layers._set(b, rule_of(b))
    by_position = [placed()] * 8 + all_placed
    layers._label_repeats(by_position)
    return [b.block.layer for b in all_placed]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("The wheel turns", "The wheel turns", ["caption", "boilerplate"]),
        ("The wheel turns", "The bakers sell bread", ["caption", "caption"]),
        # A hundred letters and digits that are alike, then ninety-nine.
        ("x" * 100 + " one", "x" * 100 + " two", ["caption", "boilerplate"]),
        ("x" * 99 + " one", "x" * 99 + " two", ["caption", "caption"]),
        # Twenty letters of a caption that is cut, then nineteen.
        ("x" * 20 + "…", "x" * 40, ["boilerplate", "caption"]),
        ("x" * 19 + "…", "x" * 40, ["caption", "caption"]),
        ("x" * 40, "x" * 20 + "…", ["caption", "boilerplate"]),
        ("x" * 40, "x" * 20, ["caption", "caption"]),
        # Without dots it takes sixty letters.
        ("x" * 60, "x" * 70, ["boilerplate", "caption"]),
        ("x" * 59, "x" * 70, ["caption", "caption"]),
    ],
)
def test_a_caption_shown_twice_counts_once_in_its_longer_form(
    first: str, second: str, expected: list[str]
):
    assert texts_and_layers(first, second) == expected
    assert texts_and_layers("Another picture", first, second)[1:] == expected


def test_a_paragraph_or_a_credit_that_repeats_a_caption_keeps_its_layer():
    caption, credit = (
        placed("The wheel turns", position=8, **UNDER),
        placed("The wheel turns", position=9, **UNDER, facts={"credit": True}),
    )
    paragraph = placed("The wheel turns", position=10, facts={"evident": True})
    every = [*[placed()] * 8, caption, credit, paragraph]
    for b in every:
        layers._set(b, rule_of(b))
    layers._label_repeats(every)
    assert [b.block.layer for b in (caption, credit, paragraph)] == ["caption", "credit", "body"]


def test_what_repeats_a_caption_or_cuts_it_short_says_how_surely():
    stated = [(rule.name, rule.confidence) for rule in (layers.REPEATED, layers.SHORTER)]
    assert stated == [("repeats a caption", 0.9), ("shorter form of a caption", 0.9)]
