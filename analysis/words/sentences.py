"""Wording: sentences that the numbers carry, made from the tables of a comparison."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import entities, sentiment, validity
from analysis.comparison import (
    DESCRIBED,
    DOUBTFUL,
    FEW_SEGMENTS,
    LEVEL,
    NO_DIFFERENCE,
    NO_WORDS,
    NOT_TESTABLE,
    ONE_SEGMENT,
    ONE_TEXT,
)
from analysis.corpus import DOUBTFUL_BELOW, Corpus
from analysis.explanation import as_segments, as_words
from analysis.hits import Sum, are_sums, measure_named, sum_named
from analysis.lexicons.choice import settled
from analysis.measures import MEASURES
from analysis.options import DEFAULTS, Options
from analysis.reading import asking
from analysis.words import (
    capitalised,
    count,
    listed,
    more_in,
    noun,
    numbers,
    ordinary,
    plural,
    segment_name,
    uncapitalised,
    verb,
)
from analysis.words.languages import is_not_measured
from analysis.words.tallies import short_tally, sides_of

# How the rows of the shipped measures are called in a sentence; a codebook brings its own labels.
LABELS = {**sentiment.MEASURE.labels_of(None), **entities.MEASURE.labels_of(None)}
_NOT_MEASURED = "not measured; validate it on your own text (cutline code, cutline agree)"
_IN_SIGHT = ", which its makers had in sight"
_TUNED = " (tuned on these texts)"
_ONE_QUESTION = [
    "measure",
    "statistic",
    "category",
    "text",
]  # rows that agree in these are of one kind, and comparable
_MOST_SUPPORTS = 6  # segments, and words, that a sentence lists
HARDLY_DOUBTED = 0.9  # a confidence from which a label needs no word


def finding(
    row: pd.Series,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """One row of a comparison as a sentence: rates (of codes, segments), counts with their words,
    verdict, and how surely.

    Examples
    --------
    >>> row = pd.Series({"category": "tone", "n_target": 2, "n_reference": 9, "per_1000_target": 40.0,
    ...     "per_1000_reference": 10.0, "p_adjusted": 0.31, "verdict": "no difference shown"})
    >>> print(finding(row, LABELS))
    Tone (sum of valences): 40.0 per 1,000 words in the captions (n = 2), 10.0 in the body (n = 9):
    no difference shown (adjusted p = 0.31).
    """
    label = labels.get(row["category"], row["category"])
    sides = ("target", target), ("reference", reference)
    if _is_coded(row):
        counts = [
            f"in {numbers.plain(row[f'n_{side}'], 0)} of"
            f" {numbers.plain(row[f'n_segments_{side}'], 0)}"
            for side, _ in sides
        ]
        segments = noun("segment", int(row["n_segments_target"]))
        where = [
            f"{counts[0]} {segments} of the {plural(target)}",
            f"{counts[1]} of the {plural(reference)}",
        ]
    else:
        rates = [numbers.plain(row[f"per_1000_{side}"]) for side, _ in sides]
        tallies = [_with_words(row, side) for side in (0, 1)]
        places = [
            f"in the {plural(layer)} (n = {row[f'n_{side}']}{tally})"
            for (side, layer), tally in zip(sides, tallies, strict=True)
        ]
        where = [f"{rates[0]} per 1,000 words {places[0]}", f"{rates[1]} {places[1]}"]
    how = [] if math.isnan(row["p_adjusted"]) else [f"adjusted p {numbers.p(row['p_adjusted'])}"]
    return f"{capitalised(label)}: {', '.join(where)}: {verdict_and_why(row, target=target, reference=reference, p=how)}."


def because(
    reason: str, *, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
) -> str:
    """Why a row could not be tested, as a reader is shown it: the `reason` of a comparison with its
    layer by name.

    Examples
    --------
    >>> from analysis.comparison import FEW_HITS
    >>> because(FEW_HITS), because(FEW_SEGMENTS[0]), because(FEW_SEGMENTS[1])
    ('fewer than 4 hits', 'too few captions', 'too few paragraphs')
    >>> because(ONE_SEGMENT[0], target="headline"), because(NO_WORDS[1])
    ('only one headline', 'no words in the body')
    """
    for side, layer in enumerate((target, reference)):
        segment = segment_name(layer)
        named = {
            NO_WORDS[side]: f"no words in the {plural(layer)}",
            ONE_SEGMENT[side]: f"only one {segment}",
            ONE_TEXT[side]: f"all {noun(segment, 2)} print one text",
            FEW_SEGMENTS[side]: f"too few {noun(segment, 2)}",
            DOUBTFUL[side]: f"too few {noun(segment, 2)} without doubtful labels",
        }
        if reason in named:
            return named[reason]
    return reason


def verdict_and_why(row: pd.Series, *, target: str, reference: str, p: Sequence[str] = ()) -> str:
    """The verdict of a row; in brackets the reason why it could not be tested, and its p.

    Examples
    --------
    >>> row = pd.Series({"verdict": NOT_TESTABLE, "reason": FEW_SEGMENTS[0]})
    >>> verdict_and_why(row, target="caption", reference="body")
    'cannot be tested here (too few captions)'
    >>> row = pd.Series({"verdict": NOT_TESTABLE, "reason": "not measured: the text is German (0.98)"})
    >>> verdict_and_why(row, target="caption", reference="body")
    'not measured: the text is German (0.98)'
    """
    why = because(row.get("reason", ""), target=target, reference=reference)
    if is_not_measured(why):
        return why
    brackets = ", ".join(filter(None, [why, *p]))
    return f"{row['verdict']} ({brackets})" if brackets else str(row["verdict"])


def _with_words(row: pd.Series, side: int) -> str:
    """The commonest words behind a number, with how often each occurs."""
    words = short_tally(sides_of(row.get("words", ""))[side])
    return f": {words}" if words else ""


def _is_coded(row: pd.Series) -> bool:
    """Whether a row counts segments, as codes do."""
    return not math.isnan(row.get("n_segments_target", math.nan))


def findings(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> list[str]:
    """A whole comparison in sentences: what was shown in full, what lies far from ordinary pages, and
    the others in one line for each verdict.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.measures import findings as compare_all
    >>> lines = findings(compare_all(read("seeds/nagorno-karabakh.txt")), LABELS)
    >>> any(line.startswith("Weapons:") and "more in captions" in line for line in lines)
    True
    >>> any("these name 6, more than on all" in line for line in lines)
    True
    """
    pair = {"target": target, "reference": reference}
    is_shown = table["side"] != ""
    told = [
        _with_ordinary(finding(row, labels, **pair), row, pair)
        for _, row in table[is_shown].iterrows()
    ]
    return [
        *told,
        *ordinary.ordinary_lines(table[~is_shown], labels, **pair),
        *_listed(table, labels, **pair),
    ]


def _with_ordinary(told: str, row: pd.Series, pair: dict[str, str]) -> str:
    """What is said of a row, and where it lies among ordinary pages."""
    return f"{told} {ordinary.beside(row, **pair)}".rstrip()


def tone(
    verdicts: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    of: Sum = sentiment.SUM,
) -> str:
    """What the comparison of tone, or of another sum, came to, lexicon by lexicon, as a title.

    Examples
    --------
    >>> tone({"VADER": "no difference shown", "AFINN": "no difference shown"})
    'No difference in tone shown between captions and body'
    >>> tone({"VADER": "more in captions", "AFINN": "cannot be tested here"})
    'By VADER: the tone of captions more positive than of body. By AFINN: the tone cannot be tested here'
    """
    pair = plural(target), plural(reference)
    said = {
        NO_DIFFERENCE: f"no difference in {of.name} shown between {pair[0]} and {pair[1]}",
        NOT_TESTABLE: f"the {of.name} {NOT_TESTABLE}",
        DESCRIBED: f"the {of.name} of {pair[0]} and {pair[1]} described, not tested",
        more_in(target): f"the {of.name} of {pair[0]} {of.more} than of {pair[1]}",
        more_in(reference): f"the {of.name} of {pair[1]} {of.more} than of {pair[0]}",
    }
    if len(set(verdicts.values())) == 1:
        only = said[next(iter(verdicts.values()))]
        return capitalised(only)
    return ". ".join(f"By {name}: {said[verdict]}" for name, verdict in verdicts.items())


def replications(
    table: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> list[str]:
    """The rows of `replication.replications`, a sentence each.

    Examples
    --------
    >>> row = {"label": "Hardware", "list": "empath", "list_label": "Weapon", "category": "a",
    ...     "n_target": 4, "n_reference": 0, "per_1000_target": 95.2, "per_1000_reference": 0.0, "p": 0.0013, "missing": "",
    ...     "verdict": "more in captions", "words": "missile 3, tank 1 | "}
    >>> print(*replications(pd.DataFrame([row])))
    Hardware by another list, as its codebook declares (empath): Weapon: 95.2 per 1,000 words in the captions (n = 4: missile 3,
    tank 1), 0.0 in the body (n = 0): more in captions (p = 0.0013).
    >>> print(*replications(pd.DataFrame([row | {"missing": "no such file"}])))
    Hardware by another list, as its codebook declares (empath): not compared, no such file.
    """
    lines = []
    for _, row in table.iterrows():
        opening = f"{row['label']} by another list, as its codebook declares ({row['list']})"
        if row["missing"]:
            lines.append(f"{opening}: not compared, {row['missing'].rstrip('.')}.")
            continue
        said = finding(
            pd.concat([row, pd.Series({"p_adjusted": row["p"]})]),
            {row["category"]: row["list_label"]},
            target=target,
            reference=reference,
        )
        lines.append(f"{opening}: {said.replace('(adjusted p ', '(p ')}")
    return lines


def readable(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> pd.DataFrame:
    """A comparison as a table to be read: labels for keys, rounded numbers, a dash where nothing is
    defined.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> from analysis.comparison import compare
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> readable(compare(corpus, sentiment.hits(corpus)), LABELS).iloc[0].tolist()
    ['positive words', '2', '51', '47.6', '59.6', '0.8483', 'no difference shown']
    """
    result = pd.DataFrame({"category": [labels.get(name, name) for name in table["category"]]})
    sides = [("target", plural(target)), ("reference", plural(reference))]
    for side, layer in sides:
        result[f"n {layer}"] = [_hits(row, side) for _, row in table.iterrows()]
    if "n_segments_target" in table:  # codes, alone or below measures that are counted per word
        for side, layer in sides:
            result[f"coded {layer}"] = [numbers.plain(n, 0) for n in table[f"n_segments_{side}"]]
            result[f"share of {layer}"] = [numbers.share(value) for value in table[f"share_{side}"]]
    if "per_1000_target" in table:
        for side, layer in sides:
            result[f"per 1,000 {layer}"] = [
                numbers.plain(value) for value in table[f"per_1000_{side}"]
            ]
    result["p adjusted"] = [numbers.plain(value, 4) for value in table["p_adjusted"]]
    result["verdict"] = [
        verdict_and_why(row, target=target, reference=reference) for _, row in table.iterrows()
    ]
    if "verdict_with_doubtful" in table:
        result["with doubtful captions"] = table["verdict_with_doubtful"].to_numpy()
    if "detectable" in table:
        result["how surely"] = [how_surely(row) for _, row in table.iterrows()]
    if "no_baseline" in table:
        result[f"ordinary {plural(target)}"] = ordinary.cells(table)
    if "words" in table and table["words"].any():
        for number, (_, layer) in enumerate(sides):
            tallies = [sides_of(words)[number] for words in table["words"]]
            result[f"words of {layer}"] = [short_tally(tally) for tally in tallies]
    return result


def _hits(row: pd.Series, side: str) -> str:
    """How many hits a side has; a dash where nothing was looked for."""
    return "–" if is_not_measured(row.get("reason", "")) else str(row[f"n_{side}"])


def how_surely(row: pd.Series) -> str:
    """What a row of `measures.findings` adds to its verdict: what it depends on, or how large a
    difference would have shown.

    Examples
    --------
    >>> row = {"side": "target", "verdict": "more in captions", "detectable": float("nan")}
    >>> how_surely(pd.Series(row | {"hangs_on": "3"}))
    'depends on segment 3'
    >>> how_surely(pd.Series(row | {"hangs_on": '"drone"'}))
    'depends on the word “drone”'
    >>> row = {"side": "", "verdict": "no difference shown", "detectable": 38.24, "shortfall": 4.1}
    >>> how_surely(pd.Series(row))
    '38.2 more or 4.1 fewer per 1,000 would show'
    """
    if row["side"]:
        supports = _supports(row["hangs_on"])
        if supports:
            return f"depends on {supports}"
        return "holds without any one segment" + ("" if _is_coded(row) else " or word")
    if row["verdict"] == NO_DIFFERENCE:
        if _is_coded(row):
            return "how large a difference would show is not worked out for codes"
        less = "fewer" if sum_named(row.get("category", "")) is None else "less"
        ways = [("more", row["detectable"]), (less, row.get("shortfall", math.nan))]
        shown = [f"{numbers.plain(least)} {way}" for way, least in ways if not math.isnan(least)]
        return f"{' or '.join(shown)} per 1,000 would show" if shown else "no rate would show"
    return ""


def limits(
    corpus: Corpus,
    table: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> list[str]:
    """What this comparison cannot show, with its own numbers.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.measures import findings as compare_all
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> limits(corpus, compare_all(corpus))[0]
    'The captions hold 42 words in 4 segments, the body 855 in 15: a difference has to be large to be shown.'
    """
    sizes = corpus.layer_sizes(doubtful=False).reindex([target, reference], fill_value=0)
    (n_target, w_target), (n_reference, w_reference) = sizes.to_numpy().tolist()
    lines = [
        (
            f"The {plural(target)} {verb('hold', target)} {count(w_target, 'word')} in"
            f" {count(n_target, 'segment')}, the {plural(reference)} {w_reference:,} in"
            f" {n_reference:,}: a difference has to be large to be shown."
        ),
        (
            "A verdict speaks of one article. It says whether one common rate could have made both"
            f" layers (level {numbers.shortest(LEVEL)}, adjusted for all rows of a measure), not"
            " why they differ, nor what readers took from them."
        ),
        (
            "No interval is given for a difference: over so few segments no method tried covers it"
            " as often as it claims. The segments are shown one by one instead."
        ),
        "Frame vocabulary counts words; whether they frame anything, a person has to judge.",
    ]
    if "no_baseline" in table:
        lines += ordinary.limits()
    if "n_segments_target" in table:
        lines.append(_coded(corpus, table, target, reference))
    compared = corpus.segments[(corpus.segments["layer"] == target) & ~corpus.doubtful()]
    sure = compared["confidence"]
    if n_target and sure.min() < HARDLY_DOUBTED:
        span = " to ".join(numbers.plain(end, 2) for end in [sure.min(), sure.max()][:n_target])
        labels = f"{noun('label', n_target)} of the {plural(target)} {verb('have', n_target)}"
        lines.append(f"The {labels} a confidence of {span}; one checked by hand has 1.")
    return [*lines, *doubts(corpus, table, target=target, reference=reference)]


def doubts(
    corpus: Corpus,
    table: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> list[str]:
    r"""How many captions are doubtful and left out of a comparison, and what they would change; of
    a plain text that nobody has checked, how many captions such labels miss.

    Returns
    -------
    list of str
        empty where no label is in doubt, or captions are not compared.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.measures import findings as compare_all
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> doubts(corpus, compare_all(corpus))
    []
    """
    n_doubtful = int(corpus.doubtful().sum())
    if "caption" not in (target, reference):
        return []
    lines = _unchecked() if asking.is_unchecked_text(corpus) else []
    if not n_doubtful:
        return lines
    n = int((corpus.segments["layer"] == "caption").sum())
    lines += [
        f"{n_doubtful} of {count(n, 'caption')} {verb('are', n_doubtful)} doubtful and not compared:"
        f" the confidence of the {noun('label', n_doubtful)} is below"
        f" {numbers.shortest(DOUBTFUL_BELOW)}."
    ]
    if "verdict_with_doubtful" in table:
        n_changed = int((table["verdict"] != table["verdict_with_doubtful"]).sum())
        lines.append(
            f"With {'this caption' if n_doubtful == 1 else 'these captions'}, {count(n_changed, 'verdict')} of"
            f" {len(table)} would change. Check the doubtful captions first."
        )
    return lines


def _unchecked() -> list[str]:
    """What is said of a text whose labels rest on form alone."""
    rows = validity.worth("layers", validity.CERTAIN_IN_TEXT)
    recall = rows.loc[rows["statistic"] == "recall of captions", "value"]
    if recall.empty:
        return []
    return [
        f"Nobody has checked the labels of this plain text. In such texts, {numbers.share(recall.iloc[0])}"
        " of the captions have a label that is certain enough to be compared. Check the doubtful lines"
        " first."
    ]


def _coded(corpus: Corpus, table: pd.DataFrame, target: str, reference: str) -> str:
    """How many segments of either layer were coded."""
    told = []
    for side, layer in (("target", target), ("reference", reference)):
        n = int(((corpus.segments["layer"] == layer) & (corpus.segments["n_words"] > 0)).sum())
        told.append(
            f"{numbers.plain(table[f'n_segments_{side}'].max(), 0)} of {count(n, 'segment')} of the"
            f" {plural(layer)}"
        )
    return f"Codes are counted per segment, among those that were coded: {' and '.join(told)}."


def as_markdown(lines: list[str]) -> str:
    r"""Sentences as a list in Markdown, in which nothing that an article holds is markup.

    Examples
    --------
    >>> as_markdown(["<b>1</b> of *2*"])
    '- \\<b\\>1\\</b\\> of \\*2\\*'
    >>> as_markdown(["$5 or $6"])
    '- <span class="mathjax_ignore">\\$</span>5 or <span class="mathjax_ignore">\\$</span>6'
    """
    return "\n".join(
        "- " + re.sub(r"[\\`*_{}\[\]<>#|$~&]", _as_sign, " ".join(line.split())) for line in lines
    )


def _as_sign(found: re.Match[str]) -> str:
    # Behind its Markdown, JupyterLab looks for mathematics: what stands between two dollars, or \\(
    # and \\).
    sign = f"\\{found[0]}"
    return f'<span class="mathjax_ignore">{sign}</span>' if found[0] in "$\\" else sign


def worth(table: pd.DataFrame | None) -> str:
    """In one line, how far a measure agrees with people, from rows of `validity.worth`; None: not
    measured.

    Examples
    --------
    >>> row = {"role": "shipped", "statistic": "Pearson", "category": "", "n": 250, "text": "news headlines", "value": 0.568,
    ...     "ceiling": 0.714, "ceiling_of": "one human", "in_sight": ""}
    >>> worth(pd.DataFrame([row]))
    'Agreement with people: Pearson .57 (one human .71) on 250 news headlines'
    >>> worth(pd.DataFrame([row | {"in_sight": "yes"}])).partition("250 ")[2]
    'news headlines, which its makers had in sight'
    >>> worth(pd.DataFrame([row]).head(0))
    'Agreement with people: not measured; validate it on your own text (cutline code, cutline agree)'
    """
    if table is None:
        return f"Agreement with people: {_NOT_MEASURED}"
    shipped = table[(table["role"] == "shipped") & (table["n"] > 0)]
    said = []
    for (n, text), here in shipped.groupby(["n", "text"], sort=False):
        values = [
            _values(statistic, rows) for statistic, rows in here.groupby("statistic", sort=False)
        ]
        seen = _IN_SIGHT if (here["in_sight"] == "yes").all() else ""
        said.append(f"{', '.join(values)} on {int(n):,} {text}{seen}")
    return f"Agreement with people: {'; '.join(said) or _NOT_MEASURED}"


def captions_worth(table: pd.DataFrame) -> str:
    """How well captions are found, on which every comparison rests, from rows of
    `validity.worth("layers")`.

    Of each kind of text the rows count whose texts nobody read while the rules were made; where
    there are none, this is said.

    Examples
    --------
    >>> row = {"name": "pages", "n": 40, "text": "captions on 9 pages", "in_sight": ""}
    >>> recall = row | {"statistic": "recall of captions", "value": 0.9}
    >>> precision = row | {"statistic": "precision of captions", "value": 0.95}
    >>> captions_worth(pd.DataFrame([recall, precision]))
    'How well captions are found: 90% of 40 on 9 pages. Of what is called a caption, 95% is one'
    >>> captions_worth(pd.DataFrame([recall, precision]).head(0))
    'How well captions are found: not measured'
    """
    recalls, precisions = [], []
    for _, rows in table.groupby("name", sort=False):
        unseen = rows[rows["in_sight"] == ""]
        counted = unseen if len(unseen) else rows
        of_text = counted[counted["text"] == counted["text"].iloc[-1]].set_index("statistic")
        recall = of_text.loc["recall of captions"]
        where = str(recall["text"]).removeprefix("captions ")
        tuned = "" if len(unseen) else _TUNED
        recalls.append(f"{numbers.share(recall['value'])} of {int(recall['n']):,} {where}{tuned}")
        precisions.append(numbers.share(of_text.loc["precision of captions", "value"]))
    if not recalls:
        return "How well captions are found: not measured"
    are = "is one" if len(precisions) == 1 else "are captions, in that order"
    return (
        f"How well captions are found: {', '.join(recalls)}. Of what is called a caption,"
        f" {listed(precisions, len(precisions))} {are}"
    )


def worths(options: Options = DEFAULTS, **choices: Any) -> list[str]:
    """How far the measures of a comparison agree with people, a line each, to stand beside what
    they found. The codebook "auto" is that of a corpus of many articles.

    Examples
    --------
    >>> worths(frames="mine.dic")[1]
    'Framing (mine.dic): agreement with people: not measured; validate it on your own text (cutline code, cutline agree)'
    """
    options = settled(options.but(**choices))
    lines = []
    for name, measure in MEASURES.items():
        chosen = options.chosen(measure.option)
        line = worth(measure.agreement(chosen))
        lines.append(
            f"{name.capitalize()}{'' if chosen is None else f' ({chosen})'}: {uncapitalised(line)}"
        )
    return lines


def _values(statistic: Any, rows: pd.DataFrame) -> str:
    ordered = rows.sort_values("value", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    if len(rows) == 1:
        people = (
            ""
            if math.isnan(most["ceiling"])
            else f" ({most['ceiling_of']} {numbers.score(most['ceiling'])})"
        )
        return f"{statistic} {numbers.score(most['value'])}{people}"
    ends = [
        f"{numbers.score(row['value'])} ({row['category'].replace('_', ' ')})"
        for row in (least, most)
    ]
    return f"{statistic} {' to '.join(ends)}"


def worth_table(table: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """The shipped rows of `validity.worth(peers=True)` as a table to be read, each beside people
    and its best peer.

    Examples
    --------
    >>> from analysis import entities, sentiment, validity
    >>> shown = worth_table(validity.worth("framing", peers=True), {"conflict": "Conflict"})
    >>> shown.iloc[0][["of", "agreement", "on"]].tolist()
    ['generic-news: conflict', 'AUC', '220 news articles on the climate']
    >>> shown.iloc[-1][["of", "on"]].tolist()
    ['policy', 'not measured']
    """
    rows = []
    for _, row in table[table["role"] == "shipped"].iterrows():
        same = table[
            (table["role"] == "peer") & (table[_ONE_QUESTION] == row[_ONE_QUESTION]).all(axis=1)
        ]
        peer = same.loc[same["value"].idxmax()] if len(same) else None
        label = labels.get(row["category"], row["category"])
        rows.append({
            "of": row["name"] + (f": {uncapitalised(label)}" if label else ""),
            "agreement": row["statistic"],
            "value": numbers.score(row["value"]),
            "95 %": "" if math.isnan(row["low"]) else f"{numbers.score(row['low'])} to {numbers.score(row['high'])}",
            "on": f"{int(row['n']):,} {row['text']}" if row["n"] else "not measured",
            "in sight": row["in_sight"],
            "people": "" if math.isnan(row["ceiling"]) else f"{row['ceiling_of']} {numbers.score(row['ceiling'])}",
            "best peer": "" if peer is None else f"{peer['name']} {numbers.score(peer['value'])}",
        })  # fmt: skip
    return pd.DataFrame(rows)


def markdown_table(table: pd.DataFrame) -> str:
    """A table of words as a table in Markdown.

    Examples
    --------
    >>> print(markdown_table(pd.DataFrame({"n": ["1"], "on": ["headlines"]})))
    | n | on |
    |---|---|
    | 1 | headlines |
    """
    lines = [list(table.columns), *table.astype(str).to_numpy().tolist()]
    written = [f"| {' | '.join(cells)} |" for cells in lines]
    return "\n".join([written[0], "|---" * len(table.columns) + "|", *written[1:]])


SHOWN, NOT_SHOWN = "shown", "not shown"


_POINTS = "points per 1,000 words"  # of a sum


def graded(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> tuple[str, list[str]]:
    """The verdict on one measure: *shown*, *not shown* or *cannot be tested here*, and the sentences
    that carry it.

    Where nothing is shown, the row that came nearest is told in full, with what would have been
    shown; where nothing could be tested, the row with most hits.

    Parameters
    ----------
    table : DataFrame
        the rows of one measure, of `measures.findings`.
    labels, target, reference
        as for `finding`.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.measures import findings as compare_all
    >>> table = compare_all(read("seeds/nagorno-karabakh.txt"))
    >>> [graded(rows, LABELS)[0] for _, rows in table.groupby("measure", sort=False)]
    ['not shown', 'shown', 'shown']
    """
    pair = {"target": target, "reference": reference}
    if why := _not_measured(table):
        return NOT_TESTABLE, [f"{capitalised(why)}."]
    for side, layer in (("target", target), ("reference", reference)):
        if table[f"per_1000_{side}"].isna().all():
            return NOT_TESTABLE, [f"The article has no words in its {plural(layer)}."]
    shown = table[table["side"] != ""]
    tested = table[table["verdict"] == NO_DIFFERENCE]
    counted = table[~are_sums(table)]
    hits = counted["n_target"] + counted["n_reference"]
    if len(shown):
        grade = SHOWN
        told = {
            index: f"{finding(row, labels, **pair)} {_hanging(row, target)}"
            for index, row in shown.iterrows()
        }
    elif len(tested):
        grade, index = NOT_SHOWN, tested["p_adjusted"].idxmin()
        nearest = table.loc[index]
        sentence = f"The nearest to a difference: {finding(nearest, labels, **pair)}"
        told = {index: f"{sentence} {_needed(nearest, target)}"}
    elif hits.any():
        grade, index = NOT_TESTABLE, hits.idxmax()
        told = {index: f"The most frequent: {finding(table.loc[index], labels, **pair)}"}
    else:
        return NOT_TESTABLE, [
            "No hit in either layer.",
            *ordinary.ordinary_lines(table, labels, **pair),
        ]
    others = table.drop(index=list(told))
    return grade, [
        *(_with_ordinary(text, table.loc[index], pair) for index, text in told.items()),
        *ordinary.ordinary_lines(others, labels, **pair),
        *_listed(others, labels, **pair),
    ]


def _not_measured(table: pd.DataFrame) -> str:
    """Why no row of a measure was measured, or ""."""
    reasons = set(table["reason"]) if "reason" in table else set()
    return reasons.pop() if len(reasons) == 1 and all(map(is_not_measured, reasons)) else ""


def _listed(table: pd.DataFrame, labels: dict[str, str], target: str, reference: str) -> list[str]:
    """The rows that show nothing, by their verdict and its reason."""
    names: dict[str, dict[str, list[str]]] = {NO_DIFFERENCE: {}, DESCRIBED: {}, NOT_TESTABLE: {}}
    for _, row in table[table["side"] == ""].iterrows():
        judged = capitalised(verdict_and_why(row, target=target, reference=reference))
        names[row["verdict"]].setdefault(judged, []).append(
            labels.get(row["category"], row["category"])
        )
    return [
        f"{judged}: {', '.join(rows)}."
        for by_reason in names.values()
        for judged, rows in by_reason.items()
    ]


def _hanging(row: pd.Series, target: str) -> str:
    supports = _supports(row["hangs_on"])
    if not supports:
        word = "" if _is_coded(row) else ", and without any one word"
        return f"The verdict holds without any one of the {plural(target)}{word}."
    single = len(as_segments(row["hangs_on"])) + len(as_words(row["hangs_on"])) == 1
    return (
        f"The verdict depends on {supports}: without {'it' if single else 'any one of these'}, the"
        " verdict would be another."
    )


def _supports(hangs_on: str) -> str:
    """The segments and the words that a verdict depends on."""
    segments, words = list(map(str, as_segments(hangs_on))), as_words(hangs_on)
    named = []
    if segments:
        named.append(f"{noun('segment', len(segments))} {listed(segments, _MOST_SUPPORTS)}")
    if words:
        quoted = [f"“{word}”" for word in words]
        named.append(f"the {noun('word', len(words))} {listed(quoted, _MOST_SUPPORTS)}")
    return " and on ".join(named)


def _needed(row: pd.Series, target: str) -> str:
    """What a row that shows no difference would have needed to show one: more as a rate or
    more, a shortfall as a rate or less.

    Examples
    --------
    >>> row = {"category": "WEAPON", "per_1000_reference": 30.0, "detectable": 70.0}
    >>> _needed(pd.Series(row | {"shortfall": 28.0}), "caption").partition(" (")[0]
    'The captions could have shown only a rate of 100.0 per 1,000 words or more, or of 2.0 or less'
    >>> _needed(pd.Series(row), "caption").partition(" (")[2]
    'in four of five such articles). No shortfall could have been shown, not even a rate of 0.'
    """
    layer, rate = plural(target), row["per_1000_reference"]
    summed = sum_named(row["category"])
    what, unit = ("rate", "per 1,000 words") if summed is None else (summed.name, _POINTS)
    edges = [
        (rate + row["detectable"], "more"),
        (rate - row.get("shortfall", math.nan), "less"),
    ]
    shown = [(numbers.plain(edge), way) for edge, way in edges if not math.isnan(edge)]
    if not shown:
        return f"With so little text, neither more nor fewer in the {layer} could have been shown."
    (edge, way), *others = shown
    or_less = "".join(f", or of {other} or {fewer}" for other, fewer in others)
    line = (
        f"The {layer} could have shown only a {what} of {edge} {unit} or {way}{or_less} (in four of"
        " five such articles)."
    )
    if not math.isnan(edges[1][0]):
        return line
    none = "not even a rate of 0" if summed is None else f"whatever the {what}"
    return f"{line} No shortfall could have been shown, {none}."


def _its_words(row: pd.Series, side: str) -> str:
    """The commonest words of the side that holds more, in brackets."""
    words = short_tally(sides_of(row.get("words", ""))[side == "reference"])
    return f" ({words})" if words else ""


def answer(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The answer to the question: what the layers of the article show, then, where the table has the
    columns of `measures.findings`, what is unusual next to ordinary pages.

    Examples
    --------
    >>> rows = {"measure": "framing", "category": ["a", "b"], "side": ["target", ""]}
    >>> answer(pd.DataFrame(rows), {"a": "Weapons"})
    'The captions hold more, per word, of this: weapons'
    >>> answer(pd.DataFrame({"measure": "sentiment", "category": ["tone"], "side": ["reference"]}), LABELS)
    'The tone is more positive in the body than in the captions'
    >>> rows = {"measure": "framing", "category": ["a"], "side": "", "verdict": NOT_TESTABLE}
    >>> answer(pd.DataFrame(rows | {"reason": FEW_SEGMENTS[0]}), {})
    'Captions and body cannot be compared here: too few captions'
    """
    return ". ".join(filter(None, answers(table, labels, target=target, reference=reference)))


def answers(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> tuple[str, str]:
    """The two parts of `answer`; the second is "" where the table knows of no ordinary pages.

    Examples
    --------
    >>> rows = {"measure": "framing", "category": ["a"], "side": "", "verdict": NO_DIFFERENCE}
    >>> answers(pd.DataFrame(rows), {})
    ('No difference shown between captions and body', '')
    """
    pair = {"target": target, "reference": reference}
    return _of_layers(table, labels, **pair), ordinary.answer(table, labels, **pair)


def _of_layers(table: pd.DataFrame, labels: dict[str, str], target: str, reference: str) -> str:
    """What the layers of the article show."""
    said = []
    summed = are_sums(table)
    for side, own, other in (("target", target, reference), ("reference", reference, target)):
        rows = table[(table["side"] == side) & ~summed]
        names = [
            uncapitalised(labels.get(row["category"], row["category"]))
            + _its_words(row, side)
            + _usual(row, target)
            for _, row in rows.iterrows()
        ]
        if names:
            said.append(
                f"The {plural(own)} {verb('hold', own)} more, per word, of this: {', '.join(names)}"
            )
        # More of a sum is not more words, but a more positive sum.
        for _, row in table[summed & (table["side"] == side)].iterrows():
            whole = measure_named(str(row["measure"])).sum
            assert whole is not None
            said.append(
                f"The {whole.name} is {whole.more} in the {plural(own)} than in the {plural(other)}"
                f"{_usual(row, target)}"
            )
    if said:
        return ". ".join(said)
    if (table["verdict"] == NO_DIFFERENCE).any():
        return f"No difference shown between {plural(target)} and {plural(reference)}"
    if why_not := _not_measured(table):
        return capitalised(why_not)
    pair = f"{capitalised(plural(target))} and {plural(reference)} cannot be compared here"
    # That a layer is missing is said by those who know of it.
    sizes = table[~table["reason"].isin(NO_WORDS)].groupby("reason", sort=False).size()
    commonest_first = sizes.sort_values(ascending=False, kind="stable").index
    why = [because(reason, target=target, reference=reference) for reason in commonest_first]
    return ": ".join([pair, *([listed(why, len(why))] if why else [])])


def _usual(row: pd.Series, target: str) -> str:
    """A note on a difference that ordinary pages have, too."""
    is_usual = ordinary.state(row) == ordinary.USUAL
    return f" (usual for {noun(target, 2)})" if is_usual else ""
