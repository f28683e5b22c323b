"""Wording: sentences that the numbers carry, made from the tables of a comparison."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis import entities, sentiment, validity
from analysis.comparison import (
    DESCRIBED,
    DOUBTFUL,
    FEW_DIFFERENT_HITS,
    FEW_HITS,
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
from analysis.hits import Measure, Sum, are_sums, measure_named, sum_named
from analysis.lexicons.choice import settled
from analysis.measures import MEASURES
from analysis.options import DEFAULTS, Options
from analysis.reading import asking
from analysis.reading.corrections import BY_HAND
from analysis.words import (
    capitalised,
    count,
    layer_name,
    listed,
    more_in,
    noun,
    numbers,
    ordinary,
    plural,
    segment_name,
    segment_names,
    the,
    uncapitalised,
    verb,
    verdict_words,
)
from analysis.words.languages import is_not_measured
from analysis.words.lines import whole_words
from analysis.words.tallies import short_tally, sides_of

# How the rows of the shipped measures are called in a sentence; a codebook brings its own labels.
LABELS = {**sentiment.MEASURE.labels_of(None), **entities.MEASURE.labels_of(None)}
_NOT_MEASURED = "not measured; validate it on your own text (cutline code, cutline agree)"
_IN_SIGHT = ", texts that its makers had seen"
_TUNED = "tuned on these texts"
_ONE_QUESTION = [
    "measure",
    "statistic",
    "category",
    "text",
]  # rows that agree in these are of one kind, and comparable
_MOST_CORRECTED, _OPENING = 4, 32  # labels that are named, and characters of each text
_MOST_SUPPORTS = 6  # segments, and words, that a sentence lists
HARDLY_DOUBTED = 0.9  # a confidence from which a label needs no word
_PER_1000 = "per 1,000 words"
_POINTS = f"points {_PER_1000}"  # of a sum
# What both layers would have done alike, by the verb of the measure.
_SAME_RATE = {"use": "used these words equally often", "name": "named {} equally often"}


class Statement(NamedTuple):
    """What is said of one row of a comparison, in the order of a verdict.

    claim: the finding with its size; evidence: the counts and words of each layer; certainty: how
    likely chance is, or how large a gap would have been detected; support: what the result depends
    on, "" for a row that shows nothing.
    """

    claim: str
    evidence: str
    certainty: str
    support: str


def statement(
    row: pd.Series,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    names: Mapping[int, str] | None = None,
) -> Statement:
    """The parts of the verdict on one row of a comparison, each one or two sentences.

    Parameters
    ----------
    row : Series
        of `comparison.compare` or `measures.findings`.
    labels : dict
        how a reader is shown the categories.
    target, reference : str
        the two layers.
    names : mapping of int to str, optional
        what each segment is called (`names_of`); without it, segments are shown by their number.

    Returns
    -------
    Statement
        a part that the row has no numbers for is "".

    Examples
    --------
    >>> row = pd.Series({"measure": "framing", "category": "war", "n_target": 9, "n_reference": 4,
    ...     "per_1000_target": 214.3, "per_1000_reference": 4.7, "p_adjusted": 0.0003,
    ...     "side": "target", "verdict": "more in captions", "hangs_on": "3"})
    >>> made = statement(row, {}, names={3: "caption 1"})
    >>> made.claim
    'Captions use words about war more often than the body: 214 per 1,000 words against 5.'
    >>> made.certainty
    'A gap this large would be rare if both used these words equally often (p < 0.001).'
    >>> made.support
    'The result depends on caption 1: if it is removed, the difference is no longer clear.'
    """
    pair = {"target": target, "reference": reference}
    is_shown = row.get("side", "") != ""
    if is_shown:
        certainty = _rarity(row, labels)
    elif row["verdict"] == NO_DIFFERENCE:
        certainty = " ".join(filter(None, [_chance(row), _needed(row, target)]))
    else:
        certainty = ""
    claim = _claim(row, labels, **pair)
    return Statement(
        f"{claim.removesuffix('.')}{_usual(row, target)}." if is_shown else claim,
        _evidence(row, **pair),
        certainty,
        _support(row, target, names) if is_shown else "",
    )


def finding(
    row: pd.Series,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    names: Mapping[int, str] | None = None,
) -> str:
    """One row of a comparison in sentences: the verdict, the counts with their words, and how
    certain the verdict is. Parameters as for `statement`.

    Examples
    --------
    >>> row = pd.Series({"category": "tone", "n_target": 2, "n_reference": 9, "per_1000_target": 40.0,
    ...     "per_1000_reference": 10.0, "p_adjusted": 0.31, "verdict": "no difference shown"})
    >>> print(finding(row, LABELS))
    No clear difference in tone. Captions score +40 points per 1,000 words. The body scores +10. A gap
    of this size could be chance (p = 0.31).
    """
    made = statement(row, labels, target=target, reference=reference, names=names)
    return " ".join(filter(None, made))


def names_of(corpus: Corpus) -> dict[int, str]:
    """What a reader is shown each segment of an article as: caption 1, paragraph 4.

    Examples
    --------
    >>> from analysis import read
    >>> names_of(read("seeds/nagorno-karabakh.txt"))[5]
    'caption 2'
    """
    segments = corpus.segments
    return dict(zip(segments.index, segment_names(segments["layer"]), strict=True))


def _claim(row: pd.Series, labels: dict[str, str], target: str, reference: str) -> str:
    """The verdict with its size; without a difference, the row and why."""
    label = labels.get(row["category"], row["category"])
    summed = sum_named(row["category"])
    phrase = summed.name if summed else _phrase(row, label)
    if row.get("side", "") == "":
        if row["verdict"] == NO_DIFFERENCE:
            return f"No clear difference in {phrase}."
        why = verdict_and_why(row, target=target, reference=reference)
        return f"{capitalised(summed.name if summed else label)}: {why}."
    sides = [("target", target), ("reference", reference)]
    (own, layer), (other, other_layer) = sides if row["side"] == "target" else sides[::-1]
    if _is_coded(row):
        return (
            f"{_subject(layer)} {verb('are', layer)} coded as {phrase} more often than"
            f" {the(other_layer)}: {_coded_share(row, own)} against {_coded_share(row, other)}."
        )
    rates = [_rate(row, side, summed) for side in (own, other)]
    size = f"{rates[0]} {_POINTS if summed else _PER_1000} against {rates[1]}"
    if summed:
        return f"The {summed.name} is {summed.more} in {the(layer)} than in {the(other_layer)}: {size}."
    does = verb(_verb(row), layer)
    # As a count it would often be false: the longer layer holds more of nearly everything.
    return f"{_subject(layer)} {does} {phrase} more often than {the(other_layer)}: {size}."


def _phrase(row: pd.Series, label: str) -> str:
    """A category as the object of a sentence: words about military hardware, weapons."""
    declared = _measure(row)
    phrase = "{}" if declared is None or _is_coded(row) else declared.phrase
    return phrase.format(uncapitalised(label))


def _measure(row: pd.Series) -> Measure | None:
    """The measure of a row; None for a table of one that names none."""
    return measure_named(str(row["measure"])) if "measure" in row else None


def _verb(row: pd.Series) -> str:
    declared = _measure(row)
    return "use" if declared is None else declared.verb


def _subject(layer: str) -> str:
    return capitalised(the(layer))


def _rate(row: pd.Series, side: str, summed: Sum | None) -> str:
    value = row[f"per_1000_{side}"]
    return numbers.whole(value, with_sign=summed is not None)


def _coded_share(row: pd.Series, side: str) -> str:
    coded = numbers.plain(row[f"n_{side}"], 0)
    return f"{coded} of {numbers.plain(row[f'n_segments_{side}'], 0)}"


def _evidence(row: pd.Series, target: str, reference: str) -> str:
    """What either layer holds, with its commonest words, a sentence each."""
    if is_not_measured(row.get("reason", "")):
        return ""
    summed = sum_named(row["category"])
    tallies = map(short_tally, sides_of(row.get("words", "")))
    lines: list[str] = []
    for side, layer, tally in zip(
        ("target", "reference"), (target, reference), tallies, strict=True
    ):
        if not math.isnan(row[f"per_1000_{side}"]) or _is_coded(row):
            amount = _amount(row, side, layer, summed, unit=not lines)
            lines.append(f"{_subject(layer)} {amount}{f': {tally}' if tally else ''}.")
    return " ".join(lines)


def _amount(row: pd.Series, side: str, layer: str, summed: Sum | None, *, unit: bool) -> str:
    """What a layer does how often; the unit of its rate is named once in a verdict."""
    if _is_coded(row):
        n = int(row[f"n_segments_{side}"])
        segments = noun(segment_name(layer), n)
        return f"{verb('are', layer)} coded so in {_coded_share(row, side)} {segments}"
    rate = _rate(row, side, summed)
    if summed:
        return f"{verb('score', layer)} {rate}{f' {_POINTS}' if unit else ''}"
    does, n = verb(_verb(row), layer), int(row[f"n_{side}"])
    n_words = row.get(f"words_{side}", math.nan)
    within = "" if pd.isna(n_words) else f" in {count(int(n_words), 'word')}"
    if not n:
        return f"{does} none{within}"
    per = " per 1,000" if within else f" {_PER_1000}"
    return f"{does} {n:,}{within} ({rate}{per})"


def _rarity(row: pd.Series, labels: dict[str, str]) -> str:
    """How likely chance is to make a difference that is shown."""
    summed = sum_named(row["category"])
    if summed:
        same = f"had the same {summed.name}"
    elif _is_coded(row):
        same = "were coded so equally often"
    else:
        label = uncapitalised(labels.get(row["category"], row["category"]))
        same = _SAME_RATE.get(_verb(row), "had the same rate").format(label)
    return f"A gap this large would be rare if both {same}{_in_brackets(row)}."


def _chance(row: pd.Series) -> str:
    return f"A gap of this size could be chance{_in_brackets(row)}."


def _in_brackets(row: pd.Series) -> str:
    return "" if math.isnan(row["p_adjusted"]) else f" (p {numbers.p(row['p_adjusted'])})"


def because(
    reason: str, *, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
) -> str:
    """Why a row could not be tested, as a reader is shown it: the `reason` of a comparison with its
    layer by name.

    Examples
    --------
    >>> because(FEW_HITS), because(FEW_SEGMENTS[0]), because(FEW_SEGMENTS[1])
    ('fewer than 4 hits in captions and body together', 'too few captions', 'too few paragraphs')
    >>> because(ONE_SEGMENT[0], target="headline"), because(NO_WORDS[1])
    ('only one headline', 'no body')
    """
    for side, layer in enumerate((target, reference)):
        segment = segment_name(layer)
        named = {
            NO_WORDS[side]: f"no {plural(layer)}",
            ONE_SEGMENT[side]: f"only one {segment}",
            ONE_TEXT[side]: f"all {noun(segment, 2)} print one text",
            FEW_SEGMENTS[side]: f"too few {noun(segment, 2)}",
            DOUBTFUL[side]: f"too few {noun(segment, 2)} without doubtful labels",
        }
        if reason in named:
            return named[reason]
    if reason in (FEW_HITS, FEW_DIFFERENT_HITS):
        return f"{reason} in {plural(target)} and {plural(reference)} together"
    return reason


def because_of_article(
    reason: str,
    *,
    alone: bool = True,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """Why no category of an article could be tested, where this is the reason of all of them, or one of
    several.

    Examples
    --------
    >>> because_of_article(FEW_HITS), because_of_article(FEW_HITS, alone=False)
    ('fewer than 4 hits in each category', 'fewer than 4 hits in some categories')
    >>> because_of_article(NO_WORDS[0])
    'no captions'
    """
    # One category may have few hits, and all categories together many.
    if reason == FEW_HITS:
        return f"{reason} in {'each category' if alone else 'some categories'}"
    return because(reason, target=target, reference=reference)


def verdict_and_why(
    row: pd.Series | Mapping[str, Any], *, target: str, reference: str, p: Sequence[str] = ()
) -> str:
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
    judged = verdict_words(row["verdict"])
    return f"{judged} ({brackets})" if brackets else judged


def _is_coded(row: pd.Series) -> bool:
    """Whether a row counts segments, as codes do."""
    return not math.isnan(row.get("n_segments_target", math.nan))


def findings(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    names: Mapping[int, str] | None = None,
) -> list[str]:
    """A whole comparison in sentences: what was shown in full, what lies far from ordinary pages, and
    the others in one line for each verdict.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.measures import findings as compare_all
    >>> lines = findings(compare_all(read("seeds/nagorno-karabakh.txt")), LABELS)
    >>> any(line.startswith("Captions name weapons more often than the body: ") for line in lines)
    True
    >>> any("these name 6, more than on any" in line for line in lines)
    True
    """
    pair = {"target": target, "reference": reference}
    is_shown = table["side"] != ""
    shown = [
        _with_ordinary(finding(row, labels, **pair, names=names), row, pair)
        for _, row in table[is_shown].iterrows()
    ]
    return [
        *shown,
        *ordinary.ordinary_lines(table[~is_shown], labels, **pair),
        *unshown(table, labels, **pair),
    ]


def _with_ordinary(sentence: str, row: pd.Series, pair: dict[str, str]) -> str:
    """What is said of a row, and where it lies among ordinary pages."""
    return f"{sentence} {ordinary.beside(row, target=pair['target'])}".rstrip()


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
    'No clear difference in tone between captions and the body'
    >>> tone({"VADER": "more in captions", "AFINN": "cannot be tested here"})
    'By VADER, the tone is more positive in captions than in the body. By AFINN, the tone cannot be tested here'
    """
    pair = the(target), the(reference)
    titles = {
        NO_DIFFERENCE: f"no clear difference in {of.name} between {pair[0]} and {pair[1]}",
        NOT_TESTABLE: f"the {of.name} {NOT_TESTABLE}",
        DESCRIBED: f"the {of.name} of {pair[0]} and {pair[1]} is {verdict_words(DESCRIBED)}",
        more_in(target): f"the {of.name} is {of.more} in {pair[0]} than in {pair[1]}",
        more_in(reference): f"the {of.name} is {of.more} in {pair[1]} than in {pair[0]}",
    }
    if len(set(verdicts.values())) == 1:
        return capitalised(titles[next(iter(verdicts.values()))])
    return ". ".join(f"By {name}, {titles[verdict]}" for name, verdict in verdicts.items())


def replications(
    table: pd.DataFrame,
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> list[str]:
    """The rows of `replication.replications`, one after the other: does another list agree?

    Examples
    --------
    >>> row = {"label": "Hardware", "list": "empath", "list_label": "Weapon", "category": "a", "side": "target",
    ...     "n_target": 4, "n_reference": 0, "per_1000_target": 95.2, "per_1000_reference": 0.0, "p": 0.0013, "missing": "",
    ...     "verdict": "more in captions", "words": "missile 3, tank 1 | "}
    >>> print(*replications(pd.DataFrame([row])))
    Hardware by another list (Weapon, of empath): more in captions (p = 0.0013). Captions use 4 (95 per
    1,000 words): missile 3, tank 1. The body uses none.
    >>> print(*replications(pd.DataFrame([row | {"missing": "no such file"}])))
    Hardware by another list (empath): not compared, no such file.
    """
    pair = {"target": target, "reference": reference}
    lines = []
    for _, row in table.iterrows():
        opening = f"{row['label']} by another list"
        if row["missing"]:
            lines.append(f"{opening} ({row['list']}): not compared, {row['missing'].rstrip('.')}.")
            continue
        p = [] if math.isnan(row["p"]) else [f"p {numbers.p(row['p'])}"]
        judged = verdict_and_why(row, **pair, p=p)
        of_list = f"({row['list_label']}, of {row['list']})"
        lines.append(f"{opening} {of_list}: {judged}. {_evidence(row, **pair)}")
    return lines


def readable(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    names: Mapping[int, str] | None = None,
) -> pd.DataFrame:
    """A comparison as a table to be read: labels for keys, rounded numbers, a dash where nothing is
    defined.

    Examples
    --------
    >>> from analysis import read, sentiment
    >>> from analysis.comparison import compare
    >>> corpus = read("seeds/nagorno-karabakh.txt")
    >>> readable(compare(corpus, sentiment.hits(corpus)), LABELS).iloc[0].tolist()
    ['positive words', '2', '51', '47.6', '59.6', '0.8483', 'no clear difference']
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
        result["with doubtful captions"] = [
            verdict_words(verdict) for verdict in table["verdict_with_doubtful"]
        ]
    if "detectable" in table:
        result["how surely"] = [
            how_surely(row, names, target=target) for _, row in table.iterrows()
        ]
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


def how_surely(
    row: pd.Series, names: Mapping[int, str] | None = None, *, target: str = DEFAULTS.target
) -> str:
    """What a row of `measures.findings` adds to its verdict: what the verdict depends on, or how large
    a difference would have been detected.

    Examples
    --------
    >>> row = {"side": "target", "verdict": "more in captions", "detectable": float("nan")}
    >>> how_surely(pd.Series(row | {"hangs_on": "3"})), how_surely(pd.Series(row | {"hangs_on": "3"}), {3: "caption 1"})
    ('depends on segment 3', 'depends on caption 1')
    >>> how_surely(pd.Series(row | {"hangs_on": '"drone"'}))
    'depends on the word “drone”'
    >>> row = {"side": "", "verdict": "no difference shown", "detectable": 38.24, "shortfall": 4.1}
    >>> how_surely(pd.Series(row))
    '38 more or 4 fewer per 1,000 would be detected'
    """
    if row["side"]:
        supports = _supports(row["hangs_on"], names)
        if supports:
            return f"depends on {supports}"
        word = "" if _is_coded(row) else " or word"
        return f"holds without any single {segment_name(target)}{word}"
    if row["verdict"] == NO_DIFFERENCE:
        if _is_coded(row):
            return "for codes, no detectable difference is worked out"
        less = "fewer" if sum_named(row.get("category", "")) is None else "less"
        ways = [("more", row["detectable"]), (less, row.get("shortfall", math.nan))]
        shown = [f"{numbers.whole(least)} {way}" for way, least in ways if not math.isnan(least)]
        return (
            f"{' or '.join(shown)} per 1,000 would be detected"
            if shown
            else "even a large gap would likely be missed"
        )
    return ""


def _counted(n: int, layer: str) -> str:
    """The segments of a layer behind "the": the headline, the 4 captions."""
    name = segment_name(layer)
    return name if n == 1 else count(n, name)


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
    'The 4 captions hold 42 words, the 15 paragraphs 855: only a large gap can be shown.'
    """
    sizes = corpus.layer_sizes(doubtful=False).reindex([target, reference], fill_value=0)
    (n_target, w_target), (n_reference, w_reference) = sizes.to_numpy().tolist()
    size = (
        f"The {_counted(n_target, target)} {verb('hold', n_target)} {count(w_target, 'word')}, the"
        f" {_counted(n_reference, reference)} {w_reference:,}: only a large gap can be shown."
    )
    lines = [
        *([size] if w_target and w_reference else []),
        (
            "A verdict speaks of one article. It says whether one common rate could have made both"
            f" layers (level {numbers.shortest(LEVEL)}, adjusted for all rows of a measure), not"
            " why they differ, nor what readers took from them."
        ),
        (
            f"No interval is given for a difference: over so few {noun(segment_name(target), 2)} no"
            " method tried covers the difference as often as it claims."
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


def labels_by_hand(corpus: Corpus, file: str) -> str:
    r"""How many labels of an article a person has given and where they are, and which of them were other
    labels before; "" for none.

    Examples
    --------
    >>> from analysis import read
    >>> said = labels_by_hand(read("seeds/nagorno-karabakh.txt"), "my.layers.csv")
    >>> count, _, each = said.partition(". ")
    >>> count
    '3 labels were corrected and 1 checked by hand (my.layers.csv)'
    >>> each.split(", ")[0]
    'Corrected: caption 2 “LORA ballistic missile used …” (from subheading)'
    """
    by_hand = corpus.segments[corpus.segments["rule"] == BY_HAND]
    if by_hand.empty:
        return ""
    changed = by_hand[by_hand["layer"].astype(str) != by_hand["layer_before"].astype(str)]
    n_checked = len(by_hand) - len(changed)
    if changed.empty:
        return f"{count(n_checked, 'label')} {verb('were', n_checked)} checked by hand ({file})."
    also = f" and {n_checked:,} checked" if n_checked else ""
    corrected = f"{count(len(changed), 'label')} {verb('were', len(changed))} corrected"
    said = f"{corrected}{also} by hand ({file})."
    names = names_of(corpus)
    each = [
        f"{names[segment]} “{whole_words(corpus.text(segment), _OPENING)}” (from {layer_name(before)})"
        for segment, before in changed["layer_before"].astype(str).items()
    ]
    return f"{said} Corrected: {listed(each, _MOST_CORRECTED)}."


def without_corrections(
    table: pd.DataFrame,
    before: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """What the labels that a person corrected change in the answer.

    Parameters
    ----------
    table, before : DataFrame
        of `measures.findings`, with the labels as they are and as the rules gave them.
    labels, target, reference
        as for `answer`.

    Examples
    --------
    >>> row = {"measure": "framing", "category": ["a"], "side": "", "verdict": NO_DIFFERENCE}
    >>> before = pd.DataFrame(row | {"verdict": NOT_TESTABLE, "reason": ONE_SEGMENT[0]})
    >>> print(without_corrections(pd.DataFrame(row), before, {}))
    Without the corrections, the answer would be: Captions and body cannot be compared here: only one
    caption.
    >>> without_corrections(pd.DataFrame(row), pd.DataFrame(row), {})
    'Without the corrections, the answer would be the same.'
    """
    now, then = (_of_layers(of_labels, labels, target, reference) for of_labels in (table, before))
    shown, shown_before = (
        {
            tuple(row)
            for row in of_labels.loc[
                of_labels["side"] != "", ["measure", "category", "side"]
            ].to_numpy()
        }
        for of_labels in (table, before)
    )
    if now != then and not (shown and shown == shown_before):
        return f"Without the corrections, the answer would be: {then}."
    same = "the answer would be the same" if now == then else "the verdict would be the same"
    numbers_then = f", with other numbers: {then}" if now != then else ""
    return f"Without the corrections, {same}{numbers_then}{_other_support(table, before)}."


def _other_support(table: pd.DataFrame, before: pd.DataFrame) -> str:
    """What else a difference would depend on with the labels before, of two tables that show the same."""
    depends, depended = (
        of_labels.loc[of_labels["side"] != ""]
        .reindex(columns=["hangs_on"])
        .fillna("")
        .ne("")
        .any(axis=None)
        for of_labels in (table, before)
    )
    if depends == depended:
        return ""
    return (
        "; it would depend on single captions or words"
        if depended
        else "; it would not depend on a single caption or word"
    )


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
    'news headlines, texts that its makers had seen'
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
    'How well captions are found: 90% of 40 on 9 pages; 95% of those found are captions'
    >>> captions_worth(pd.DataFrame([recall, precision]).head(0))
    'How well captions are found: not measured'
    """
    found, are_captions = [], []
    for _, rows in table.groupby("name", sort=False):
        unseen = rows[rows["in_sight"] == ""]
        counted = unseen if len(unseen) else rows
        of_text = counted[counted["text"] == counted["text"].iloc[-1]].set_index("statistic")
        recall = of_text.loc["recall of captions"]
        where = str(recall["text"]).removeprefix("captions ")
        tuned = "" if len(unseen) else f" ({_TUNED})"
        found.append(f"{numbers.share(recall['value'])} of {int(recall['n']):,} {where}{tuned}")
        are_captions.append(numbers.share(of_text.loc["precision of captions", "value"]))
    if not found:
        return "How well captions are found: not measured"
    return (
        f"How well captions are found: {', '.join(found)};"
        f" {listed(are_captions, len(are_captions))} of those found are captions"
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


def graded(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
    names: Mapping[int, str] | None = None,
) -> tuple[str, list[str]]:
    """The verdict on one measure: *shown*, *not shown* or *cannot be tested here*, and the sentences
    that carry it.

    Where nothing is shown, the row nearest to a difference is reported in full, with what would have
    been detected; where nothing could be tested, the row with most hits.

    Parameters
    ----------
    table : DataFrame
        the rows of one measure, of `measures.findings`.
    labels, target, reference, names
        as for `statement`.

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
            return NOT_TESTABLE, [f"The article has no {plural(layer)}."]
    shown, nearest = table[table["side"] != ""], nearest_row(table)
    if len(shown):
        grade, reported = SHOWN, list(shown.index)
    elif nearest is None:
        nothing = ["No hit in either layer.", *ordinary.ordinary_lines(table, labels, **pair)]
        return NOT_TESTABLE, nothing
    else:
        is_tested = table.loc[nearest, "verdict"] == NO_DIFFERENCE
        grade, reported = NOT_SHOWN if is_tested else NOT_TESTABLE, [nearest]
    others = table.drop(index=reported)
    return grade, [
        *(
            _with_ordinary(finding(row, labels, **pair, names=names), row, pair)
            for _, row in table.loc[reported].iterrows()
        ),
        *ordinary.ordinary_lines(others, labels, **pair),
        *unshown(others, labels, **pair),
    ]


def nearest_row(table: pd.DataFrame) -> Any:
    """Which row of a comparison without a difference is nearest to one: that of the smallest p; where
    nothing could be tested, the row with most hits.

    Parameters
    ----------
    table : DataFrame
        of `measures.findings`.

    Returns
    -------
    label of the index, or None
        None where no layer has a hit.

    Examples
    --------
    >>> rows = {"category": ["a", "b"], "verdict": NO_DIFFERENCE, "p_adjusted": [0.9, 0.2]}
    >>> int(nearest_row(pd.DataFrame(rows)))
    1
    """
    tested = table[table["verdict"] == NO_DIFFERENCE]
    if len(tested):
        return tested["p_adjusted"].idxmin()
    counted = table[~are_sums(table)]
    hits = counted["n_target"] + counted["n_reference"]
    return hits.idxmax() if hits.any() else None


def _not_measured(table: pd.DataFrame) -> str:
    """Why no row of a measure was measured, or ""."""
    reasons = set(table["reason"]) if "reason" in table else set()
    return reasons.pop() if len(reasons) == 1 and all(map(is_not_measured, reasons)) else ""


def nearest(
    row: pd.Series,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """The row nearest to a difference (`nearest_row`) as an answer gives it.

    Examples
    --------
    >>> row = {"measure": "framing", "category": "war", "n_target": 2, "n_reference": 0,
    ...     "per_1000_target": 40.0, "per_1000_reference": 0.0, "p_adjusted": 0.31,
    ...     "verdict": NO_DIFFERENCE}
    >>> print(nearest(pd.Series(row), {}))
    The category nearest to a difference is war. Captions use 2 (40 per 1,000 words). The body uses
    none. A gap of this size could be chance (p = 0.31).
    """
    pair = {"target": target, "reference": reference}
    certainty = statement(row, labels, target=target, reference=reference).certainty
    summed = sum_named(row["category"])
    label = uncapitalised(labels.get(row["category"], row["category"]))
    opening = f"The category nearest to a difference is {summed.name if summed else label}."
    evidence = _evidence(row.drop("words", errors="ignore"), **pair)
    return " ".join(filter(None, [opening, evidence, certainty]))


def scope(
    table: pd.DataFrame, *, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
) -> str:
    """What a reader must not take from the answer, in one or two sentences.

    Examples
    --------
    >>> rows = {"side": ["target"], "verdict": ["more in captions"]}
    >>> scope(pd.DataFrame(rows)).partition(": ")[0]
    'Do not read this as intention'
    >>> rows = {"side": [""], "verdict": [NO_DIFFERENCE], "words_target": [42], "words_reference": 300}
    >>> print(scope(pd.DataFrame(rows)))
    Do not read this as agreement between captions and the body: 42 words in captions are too few to show
    any but a large gap.
    >>> rows |= {"words_reference": 12, "detectable": math.nan}
    >>> scope(pd.DataFrame(rows)).partition(": ")[2]
    '12 words in the body are too few to show any gap.'
    """
    pair = f"{the(target)} and {the(reference)}"
    if (table["side"] != "").any():
        return (
            "Do not read this as intention: the comparison counts words in one article. It does not"
            f" show why {pair} differ or what readers take from them."
        )
    agreement = f"Do not read this as agreement between {pair}"
    if (table["verdict"] == NO_DIFFERENCE).any():
        return f"{agreement}: {_shorter(table, target, reference)} too few to show {_shown(table, target)}."
    return f"{agreement}: the two could not be compared."


def _shorter(table: pd.DataFrame, target: str, reference: str) -> str:
    """The layer with fewer words, and how many: "42 words in captions are"."""
    sizes = table.reindex(columns=["words_target", "words_reference"]).max()
    n, layer = min(
        (int(n), layer)
        for n, layer in zip(sizes, (target, reference), strict=True)
        if not math.isnan(n)
    )
    return f"{count(n, 'word')} in {the(layer)} {verb('are', n)}"


def _shown(table: pd.DataFrame, target: str) -> str:
    """Which gaps the words are too few for."""
    if _shows_no_gap(table):
        return "any gap"
    if "detectable" in table and _gaps(table)["shortfall"].isna().all():
        return f"any but a large gap, or any in which {the(target)} {verb('have', target)} fewer"
    return "any but a large gap"


def _shows_no_gap(table: pd.DataFrame) -> bool:
    """Whether even a large gap would likely not be shown in any row that was tested."""
    return "detectable" in table and bool(_gaps(table).isna().all(axis=None))


def _gaps(table: pd.DataFrame) -> pd.DataFrame:
    """The gaps from which each row that was tested would show a difference, in either direction."""
    tested = table[table["verdict"] == NO_DIFFERENCE]
    return tested.reindex(columns=["detectable", "shortfall"])


def unshown(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> list[str]:
    """The rows that show nothing: a line for each verdict and reason.

    Examples
    --------
    >>> rows = {"category": ["a", "b"], "side": "", "verdict": NO_DIFFERENCE, "reason": ""}
    >>> unshown(pd.DataFrame(rows), {"a": "Persons"})
    ['No clear difference: persons, b.']
    """
    names: dict[str, dict[str, list[str]]] = {NO_DIFFERENCE: {}, DESCRIBED: {}, NOT_TESTABLE: {}}
    for _, row in table[table["side"] == ""].iterrows():
        judged = capitalised(verdict_and_why(row, target=target, reference=reference))
        label = uncapitalised(labels.get(row["category"], row["category"]))
        names[row["verdict"]].setdefault(judged, []).append(label)
    return [
        f"{judged}: {', '.join(rows)}."
        for by_reason in names.values()
        for judged, rows in by_reason.items()
    ]


def _support(row: pd.Series, target: str, names: Mapping[int, str] | None) -> str:
    """What a difference that is shown depends on."""
    supports = _supports(row.get("hangs_on", ""), names)
    if supports:
        hangs_on = row["hangs_on"]
        n_supports = len(as_segments(hangs_on)) + len(as_words(hangs_on))
        removed = {1: "it", 2: "either"}.get(n_supports, "any of them")
        return (
            f"The result depends on {supports}: if {removed} is removed, the difference is no longer"
            " clear."
        )
    if "hangs_on" not in row:
        return ""
    word = "" if _is_coded(row) else " or word"
    return f"The result holds whichever single {segment_name(target)}{word} you remove."


def _supports(hangs_on: str, names: Mapping[int, str] | None) -> str:
    """The segments and the words that a verdict depends on."""
    segments, words = as_segments(hangs_on), as_words(hangs_on)
    supports = []
    if segments and names:
        supports.append(listed([names[segment] for segment in segments], _MOST_SUPPORTS))
    elif segments:
        ids = listed(list(map(str, segments)), _MOST_SUPPORTS)
        supports.append(f"{noun('segment', len(segments))} {ids}")
    if words:
        quoted = listed([f"“{word}”" for word in words], _MOST_SUPPORTS)
        n_words = sum(len(word.split()) for word in words)
        supports.append(f"the {noun('word', n_words)} {quoted}")
    return " and on ".join(supports)


def _needed(row: pd.Series, target: str) -> str:
    """Which gap would be missed in more than one of five such articles.

    Examples
    --------
    >>> row = {"category": "WEAPON", "detectable": 70.0}
    >>> _needed(pd.Series(row | {"shortfall": 28.0}), "caption")
    'A gap of less than about 70 per 1,000 words (28 where captions have fewer) would likely be missed.'
    >>> print(_needed(pd.Series(row | {"category": "tone"}), "headline"))
    A gap of less than about 70 points per 1,000 words would likely be missed. So would any gap in
    which the headline scores lower.
    """
    if _is_coded(row) or "detectable" not in row:
        return ""
    is_summed = sum_named(row["category"]) is not None
    do, more, less = ("score", "higher", "lower") if is_summed else ("have", "more", "fewer")
    ways = [(row["detectable"], more), (row.get("shortfall", math.nan), less)]
    shown = [(numbers.whole(gap), way) for gap, way in ways if not math.isnan(gap)]
    if not shown:
        return "In this category, even a large gap would likely be missed."
    (gap, way), *others = shown
    size = f"A gap of less than about {gap} {_POINTS if is_summed else _PER_1000}"
    layer_has = f"{the(target)} {verb(do, target)}"
    where = f"where {layer_has}"
    if others:
        return f"{size} ({others[0][0]} {where} {less}) would likely be missed."
    missing = less if way == more else more
    only = "" if way == more else f" {where} {less}"
    return f"{size}{only} would likely be missed. So would any gap in which {layer_has} {missing}."


def question(*, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference) -> str:
    """What the suite asks of an article.

    Examples
    --------
    >>> question()
    'Do the captions of this article tell a different story from its body?'
    >>> question(target="headline").partition(" of ")[0]
    'Does the headline'
    """
    return (
        f"{capitalised(verb('do', target))} the {plural(target)} of this article tell a different story"
        f" from its {plural(reference)}?"
    )


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
    >>> answer(pd.DataFrame(rows | {"per_1000_target": 95.2, "per_1000_reference": 4.7}), {"a": "War"})
    'Captions use words about war more often than the body: 95 per 1,000 words against 5'
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
    ('No clear difference between captions and body', '')
    """
    pair = {"target": target, "reference": reference}
    return _of_layers(table, labels, **pair), ordinary.answer(table, labels, **pair)


def _of_layers(table: pd.DataFrame, labels: dict[str, str], target: str, reference: str) -> str:
    """What the layers of the article show."""
    pair = {"target": target, "reference": reference}
    claims = [
        _claim(row, labels, **pair).removesuffix(".") + _usual(row, target)
        for _, row in by_strength(table).iterrows()
    ]
    if claims:
        return ". ".join(claims)
    if (table["verdict"] == NO_DIFFERENCE).any():
        no_difference = f"No clear difference between {plural(target)} and {plural(reference)}"
        limit = ", but even a large gap would likely not be shown" * _shows_no_gap(table)
        return f"{no_difference}{limit}"
    if why_not := _not_measured(table):
        return capitalised(why_not)
    opening = f"{capitalised(plural(target))} and {plural(reference)} cannot be compared here"
    # That a layer is missing is said by those who know of it.
    sizes = table[~table["reason"].isin(NO_WORDS)].groupby("reason", sort=False).size()
    commonest_first = sizes.sort_values(ascending=False, kind="stable").index
    is_alone = len(commonest_first) == 1
    why = [because_of_article(reason, alone=is_alone, **pair) for reason in commonest_first]
    return ": ".join([opening, *([listed(why, len(why))] if why else [])])


def by_strength(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that show a difference, the most certain first, then those with most hits.

    Examples
    --------
    >>> rows = {"side": ["target", "", "target"], "p_adjusted": [0.04, 0.9, 0.001], "n_target": 4}
    >>> by_strength(pd.DataFrame(rows)).index.tolist()
    [2, 0]
    """
    shown = table[table["side"] != ""]
    keys = [name for name in ("p_adjusted", "n_target") if name in shown]
    ascending = [name == "p_adjusted" for name in keys]
    return shown.sort_values(keys, ascending=ascending, kind="stable") if keys else shown


def _usual(row: pd.Series, target: str) -> str:
    """A note on a difference that ordinary pages have, too."""
    is_usual = ordinary.state(row) == ordinary.USUAL
    return f" (usual for {noun(target, 2)})" if is_usual else ""
