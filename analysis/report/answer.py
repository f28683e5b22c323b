"""The first screen of the page: the answer, the captions and the headline with its words marked."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from analysis import annotated
from analysis.comparison import NO_DIFFERENCE
from analysis.hits import are_sums, is_sum
from analysis.report.evidence import Evidence
from analysis.words import (
    capitalised,
    count,
    noun,
    numbers,
    ordinary,
    own,
    plural,
    segment_name,
    sentences,
    the,
    uncapitalised,
    verb,
)

_MOST_STATEMENTS = 2  # differences on the first screen; the list below it has all
_MOST_FURTHER = 3  # more differences that are named
_MOST_OWN = 2  # categories of a list of one's own
_MOST_SEGMENTS, _MOST_WORDS = 5, 110  # captions on the first screen, and their words


class Line(NamedTuple):
    """A caption or headline of the first screen: what it is called, and its text with its marks."""

    name: str
    block: annotated.MarkedBlock


def statements(evidence: Evidence) -> list[tuple[str, str]]:
    """The answer in at most two verdicts, each a claim and the sentences that qualify it.

    Parameters
    ----------
    evidence : Evidence
        of the article.

    Returns
    -------
    list of tuple of str
        where nothing is shown, one: that there is no clear difference or why none can be tested, and
        what lies nearest to one; then one for each list of a person's own.
    """
    shown = sentences.by_strength(evidence.table)
    farthest = _unusual(evidence)
    verdicts = _verdicts(evidence, shown, farthest)
    return [*verdicts, *_own_words(evidence)]


def _own_words(evidence: Evidence) -> list[tuple[str, str]]:
    """For each list of a person's own how many hits it has, and the first of them."""
    statements = []
    for measure, own_list in evidence.own_lists.items():
        sizes, *categories = own.own_lines(
            evidence.corpus,
            evidence.hits,
            evidence.table,
            {measure: own_list},
            evidence.labels,
            **evidence.pair,
            most=_MOST_OWN,
        )
        statements.append((sizes, _joined(*categories)))
    return statements


def _verdicts(
    evidence: Evidence, shown: pd.DataFrame, farthest: pd.Series | None
) -> list[tuple[str, str]]:
    """The differences that are shown, at most two in sentences, or else what nothing shown means."""
    if shown.empty:
        return [_nothing_shown(evidence, farthest)]
    first, *others = [
        sentences.statement(row, evidence.labels, names=evidence.names, **evidence.pair)
        for _, row in shown.head(_MOST_STATEMENTS).iterrows()
    ]
    beside = ordinary.beside(shown.iloc[0], target=evidence.options.target)
    certain = [first.certainty, first.support]
    if shown.iloc[0]["hangs_on"]:  # a limit stands next to what it limits
        certain.reverse()
    verdicts = [(first.claim, _joined(*certain, beside))]
    for other in others:
        # Once is enough for an equal p.
        certainty = "" if _p_of(other) == _p_of(first) else other.certainty
        verdicts.append((other.claim, _joined(certainty, other.support)))
    if len(shown) > len(verdicts):
        claim, rest = verdicts.pop()
        more = [
            uncapitalised(evidence.labels.get(category, category))
            for category in shown["category"].iloc[_MOST_STATEMENTS:]
        ]
        further = f"{count(len(more), 'more difference')} {verb('are', len(more))} below"
        named = "; ".join([*more[:_MOST_FURTHER], *(["…"] if len(more) > _MOST_FURTHER else [])])
        verdicts.append((claim, f"{rest} {further}: {named}."))
    if farthest is not None and farthest.name not in shown.index[: len(verdicts)]:
        verdicts.append((_far_out(evidence, farthest), _limit(evidence, farthest)))
    return verdicts


def _limit(evidence: Evidence, row: pd.Series) -> str:
    """What an unusual row says of the two layers: what its difference depends on, or why none is shown."""
    if row["side"]:
        said = sentences.statement(row, evidence.labels, names=evidence.names, **evidence.pair)
        return said.support
    judged = sentences.verdict_and_why(row, **evidence.pair)
    return f"Compared with {the(evidence.options.reference)}: {judged}."


def _p_of(made: sentences.Statement) -> str:
    return made.certainty.rpartition("(")[2]


def _unusual(evidence: Evidence) -> pd.Series | None:
    """The row by which the list of a run ranks the article, where it is unusual."""
    farthest = ordinary.most_unusual(evidence.table)
    return farthest if farthest is not None and farthest["unusual"] else None


def _far_out(evidence: Evidence, row: pd.Series) -> str:
    """What the list of a run says of the article."""
    target = evidence.options.target
    n_segments = int((evidence.corpus.segments["layer"] == target).sum())
    about = {**row.to_dict(), "n_captions": n_segments}
    return numbers.minus(ordinary.far_out(about, evidence.labels, target=target))


def _nothing_shown(evidence: Evidence, farthest: pd.Series | None) -> tuple[str, str]:
    layers, ordinary_pages = sentences.answers(evidence.table, evidence.labels, **evidence.pair)
    missing = [plural(layer) for layer in evidence.missing_layers]
    parts = [layers, *([" and no ".join(missing)] if missing else [])]
    claim = ": the article has no ".join(parts)
    beside = f"{ordinary_pages}." if ordinary_pages else ""
    if farthest is None:
        return f"{claim}.", _joined(_nearest(evidence), beside)
    are_several = (evidence.table["unusual"] != "").sum() > 1
    return _far_out(evidence, farthest), _joined(f"{claim}.", beside if are_several else "")


def _nearest(evidence: Evidence) -> str:
    """The row nearest to a difference, where any was tested."""
    nearest = sentences.nearest_row(evidence.table)
    if nearest is None or evidence.table.loc[nearest, "verdict"] != NO_DIFFERENCE:
        return ""
    return sentences.nearest(evidence.table.loc[nearest], evidence.labels, **evidence.pair)


def _joined(*parts: str) -> str:
    return numbers.minus(" ".join(filter(None, parts)))


def first_lines(evidence: Evidence) -> dict[str, Any]:
    """The target segments of the answer, in reading order, and the headline, with the answer's words
    marked.

    Parameters
    ----------
    evidence : Evidence
        of the article.

    Returns
    -------
    dict
        layer (how the segments are called), shown (list of `Line`), n_all (segments of the layer that
        hold words), headline (list of `Line`), words (what is marked).
    """
    places = evidence.places[evidence.places["lead"]]
    blocks = annotated.marked_blocks(evidence.corpus, places, evidence.labels)
    target = evidence.options.target
    of_target = [block for block in blocks if block.layer == target and block.n_words]
    chosen = {block.number for block in _chosen(of_target)}
    headline = [block for block in blocks if block.layer == "headline" and target != "headline"]
    return {
        "layer": capitalised(noun(segment_name(target), 1 if len(of_target) == 1 else 2)),
        "shown": [Line(block.name, block) for block in of_target if block.number in chosen],
        "n_all": len(of_target),
        "headline": [Line(block.name, block) for block in headline[:1]],
        "words": _marked_words(evidence, [*(block for block in of_target if block.number in chosen), *headline]),
    }  # fmt: skip


def _marked_words(evidence: Evidence, blocks: list[annotated.MarkedBlock]) -> list[dict[str, Any]]:
    """What the marks of some blocks are called, of each row of the answer that has any: the number of
    their style, and their sign where they have one. A sum speaks for all rows of its measure.
    """
    inside = evidence.places["segment"].isin([block.number for block in blocks])
    places = evidence.places[evidence.places["lead"] & inside]
    rows = evidence.table.loc[evidence.leads]
    summed = set(rows.loc[are_sums(rows), "measure"])
    words = []
    for row in rows.itertuples():
        measure = evidence.measures[row.measure]
        own = places[places["measure"] == row.measure]
        if not is_sum(row.category):
            own = own[own["category"] == row.category]
        if own.empty or (row.measure in summed and not is_sum(row.category)):
            continue
        label = evidence.labels.get(row.category, row.category).lower()
        sign = ""
        if measure.sum is not None:
            is_positive = own["weight"] > 0
            sign = "plus" if is_positive.all() else "minus" if not is_positive.any() else ""
            label += " by the lexicon"  # whatever they mean here
        words.append(
            {
                "label": measure.places if is_sum(row.category) else label,
                "number": annotated.kind(row.measure, evidence.hits),
                "sign": "both" if is_sum(row.category) else sign,
            }
        )
    return words


def _chosen(blocks: list[annotated.MarkedBlock]) -> list[annotated.MarkedBlock]:
    """As many segments as the first screen holds, those with most marks first."""
    n_marks = {
        block.number: sum(not isinstance(part, str) for part in block.parts) for block in blocks
    }
    ordered = sorted(blocks, key=lambda block: -n_marks[block.number])
    chosen: list[annotated.MarkedBlock] = []
    for block in ordered[:_MOST_SEGMENTS]:
        if chosen and sum(one.n_words for one in [*chosen, block]) > _MOST_WORDS:
            break
        chosen.append(block)
    return chosen
