"""Ordinary: where a layer lies among those of ordinary pages, in sentences.

The comparison of the layers says what could be chance within one article. These sentences say what
is usual for captions (or another layer) next to such a body.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.baseline import (
    FEWER,
    MAKE,
    MORE,
    NO_LAYER_WORDS,
    NO_LIST,
    NO_PAIR,
    PER_SEGMENT,
    Baseline,
    shipped,
)
from analysis.comparison import LEVEL, ONE_SEGMENT
from analysis.hits import Sum, measure_named, sum_named
from analysis.options import DEFAULTS
from analysis.words import (
    capitalised,
    count,
    is_singular,
    listed,
    noun,
    numbers,
    plural,
    the,
    uncapitalised,
    verb,
)

# How far out a row lies: beyond what nine in ten ordinary layers hold, and even so for all rows of
# the article; beyond, but no rarer than one of so many rows may be; within.
UNUSUAL, FAR, USUAL = "unusual", "could be chance", "usual"
# Of a run whose first article has a q of 1.
NO_ORDER = "The order of the list means nothing: in every article, what looks unusual could be chance (q is 1)."
_MOST_NAMED = 5  # rows of an answer
_LEAST_EXPECTED = 0.05  # hits; fewer are written as "under 0.1"


def state(row: pd.Series) -> str:
    """Whether a row of `measures.findings` is `UNUSUAL`, `FAR` or `USUAL`; "" without a baseline.

    Examples
    --------
    >>> row = {"category": "a", "unusual": "", "n_beyond": pd.NA, "no_baseline": ""}
    >>> state(pd.Series(row)), state(pd.Series(row | {"n_beyond": 4}))
    ('usual', 'could be chance')
    """
    if row.get("no_baseline", NO_LIST):
        return ""
    if row["unusual"]:
        return UNUSUAL
    return USUAL if pd.isna(row["n_beyond"]) else FAR


def beside(row: pd.Series, *, target: str = DEFAULTS.target) -> str:
    """Where one row of `measures.findings` lies among ordinary pages; "" without a baseline.

    Examples
    --------
    >>> row = pd.Series({"measure": "framing", "category": "war", "n_target": 9, "words_target": 42,
    ...     "reason": "", "baseline": "news", "expected": 0.32, "expected_low": 0.0, "expected_high": 2.0,
    ...     "percentile": 99.9, "percentile_low": float("nan"), "percentile_high": float("nan"),
    ...     "p_unusual_adjusted": 0.001, "unusual": "more", "n_pages": 252, "n_beyond": 0,
    ...     "no_baseline": ""})
    >>> print(beside(row))
    Ordinary captions of this length would use 0.3; these use 9, more than on any of the 252 news pages
    compared.
    >>> print(beside(pd.Series({**row, "n_target": 1, "unusual": "", "n_beyond": pd.NA})))
    Usual for captions: nine in ten ordinary ones of this length would use 0 to 2; these use 1.
    """
    how_far = state(row)
    if not how_far:
        return ""
    summed = sum_named(row["category"])
    subject = _Subject(row, target)
    unit = " points per 1,000 words" if summed else ""
    own = f"{subject.own} {subject.do} {_amount(row, summed)}"
    if how_far == USUAL:
        span = _span(row["expected_low"], row["expected_high"], summed)
        would = f"ine in ten ordinary ones of this length would {subject.verb} {span}"
        if summed:
            own = f"{subject.own_layer} {subject.do} {_amount(row, summed)}"
            sentence = f"Usual for {subject.kind}: {own}{unit}. N{would}."
        else:
            sentence = f"Usual for {subject.kind}: n{would}; {own}."
        return sentence + _few_pages(row, subject, summed)
    expected = _expected(row["expected"], summed)
    would = f"Ordinary {subject.kind} of this length would {subject.verb} {expected}{unit}"
    if summed:
        own = capitalised(f"{subject.own_layer} {subject.do} {_amount(row, summed)}")
    sentence = f"{would}{'.' if summed else ';'} {own}, {_side(row, summed)} than on {_pages(row)} compared."
    if how_far == FAR:
        sentence += (
            " Among so many categories, a value this far out could be chance (adjusted p"
            f" {numbers.p(row['p_unusual_adjusted'])})."
        )
    return sentence + _few_pages(row, subject, summed)


class _Subject:
    """The layer of an article and those like it, as the words of a sentence."""

    def __init__(self, row: pd.Series, target: str) -> None:
        singular = is_singular(target) or row.get("reason", "") == ONE_SEGMENT[0]
        summed = sum_named(row["category"]) is not None
        self.verb = "score" if summed else measure_named(str(row["measure"])).verb
        self.do = verb(self.verb, 1) if singular else self.verb
        self.kind = noun(target, 2)
        self.own = "this one" if singular else "these"
        self.own_layer = f"this {target}" if singular else f"these {plural(target)}"


def _observed(row: pd.Series) -> float:
    is_summed = sum_named(row["category"]) is not None
    return float(row["per_1000_target"] if is_summed else row["n_target"])


def _amount(row: pd.Series, summed: Sum | None) -> str:
    """What the article itself holds."""
    if summed:
        return _points(row["per_1000_target"])
    return f"{int(row['n_target']):,}" if row["n_target"] else "none"


def _expected(value: float, summed: Sum | None) -> str:
    if summed:
        return _points(value)
    return "under 0.1" if value < _LEAST_EXPECTED else numbers.plain(value, 1 if value < 100 else 0)


def _points(value: float) -> str:
    return numbers.signed(value, 1 if abs(value) < 10 else 0)


def _span(low: float, high: float, summed: Sum | None) -> str:
    """From what to what ordinary layers go.

    Examples
    --------
    >>> _span(0, 0, None), _span(0, 1, None), _span(2, 5, None)
    ('none', '0 or 1', '2 to 5')
    """
    if summed:
        return f"{_points(low)} to {_points(high)}"
    if low == high:
        return f"{int(low):,}" if low else "none"
    return f"{int(low):,} {'or' if high == low + 1 else 'to'} {int(high):,}"


def _side(row: pd.Series, summed: Sum | None) -> str:
    is_more = (row["unusual"] or _far_side(row)) == MORE
    if summed:
        return summed.more if is_more else summed.less
    return "more" if is_more else "fewer"


def _far_side(row: pd.Series) -> str:
    return MORE if _observed(row) > row["expected_high"] else ""


def pages_of(baseline: str) -> str:
    """What the pages of a baseline are called, after their number.

    Examples
    --------
    >>> pages_of("news"), pages_of("run-2024")
    ('news pages', 'pages of run-2024')
    """
    return f"{baseline} pages" if baseline in shipped() else f"pages of {baseline}"


def _pages(row: pd.Series) -> str:
    """On how many pages a row is less far out. A tail beyond all of them has no smaller number."""
    n_pages, n_beyond, kind = int(row["n_pages"]), int(row["n_beyond"]), pages_of(row["baseline"])
    if not n_beyond:
        return f"any of the {n_pages:,} {kind}"
    return f"{n_pages - n_beyond:,} of {n_pages:,} {kind}"


def _few_pages(row: pd.Series, subject: _Subject, summed: Sum | None) -> str:
    """How much the place among few pages depends on which pages they are."""
    if math.isnan(row["percentile_low"]):
        return ""
    n_pages = int(row["n_pages"])
    least = 100 / n_pages  # no smaller share than one page
    ends = [
        numbers.plain(min(max(row[name], least), 100 - least), 0)
        for name in ("percentile_low", "percentile_high")
    ]
    share = f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}%"
    less = "score lower" if summed else f"{subject.verb} fewer"
    return (
        f" Only {n_pages} pages were compared: with others, {share} of ordinary"
        f" {subject.kind} would {less}."
    )


def ordinary_lines(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> list[str]:
    """Rows that no sentence was made of yet: a sentence each where they lie far out, one for all
    that are usual, and one for each list without a baseline.

    Parameters
    ----------
    table : DataFrame
        rows of `measures.findings`.
    labels : dict
        how a reader is shown the categories.
    target, reference : str
        two layers.

    Returns
    -------
    list of str
        empty for a table of `comparison.compare`, which knows of no pages.
    """
    if "no_baseline" not in table:
        return []
    pair = {"target": target, "reference": reference}
    states = [state(row) for _, row in table.iterrows()]
    names = [uncapitalised(labels.get(name, name)) for name in table["category"]]
    far = [
        f"{capitalised(name)}: {uncapitalised(beside(row, target=target))}"
        for name, how_far, (_, row) in zip(names, states, table.iterrows(), strict=True)
        if how_far in (UNUSUAL, FAR)
    ]
    usual = [name for name, how_far in zip(names, states, strict=True) if how_far == USUAL]
    return far + _usual(usual, len(states) - len(far), target) + without(table, **pair)


def _usual(names: list[str], n_rows: int, target: str) -> list[str]:
    """The line for what is usual: by name only where there are others, too.

    Examples
    --------
    >>> _usual(["persons", "places"], 2, "caption"), _usual(["persons"], 1, "caption")
    (['2 categories are usual for captions.'], ['Usual for captions: persons.'])
    >>> _usual(["persons", "places"], 3, "headline"), _usual([], 3, "headline")
    (['Usual for headlines: persons, places.'], [])
    """
    if len(names) > 1 and len(names) == n_rows:
        return [f"{count(len(names), 'category')} are usual for {noun(target, 2)}."]
    return [f"Usual for {noun(target, 2)}: {', '.join(names)}."] if names else []


def without(
    table: pd.DataFrame, *, target: str = DEFAULTS.target, reference: str = DEFAULTS.reference
) -> list[str]:
    """Why rows are compared with no ordinary page, and what would help: a line for each list.

    Examples
    --------
    >>> row = {"measure": "framing", "list": "mine.dic", "no_baseline": NO_LIST}
    >>> print(without(pd.DataFrame([row, row]))[0])
    No baseline for the codebook mine.dic: run cutline corpus PAGES --frames mine.dic --out run, then
    cutline baseline run --out mine.parquet, and give --baseline mine.parquet.
    """
    lines = []
    kept = table.drop_duplicates(["measure", "list", "no_baseline"])
    for measure, chosen, reason in kept[["measure", "list", "no_baseline"]].to_numpy().tolist():
        declared = measure_named(measure)
        if reason == NO_LIST and declared.option is None:
            lines.append(f"No baseline for {_list_name(measure, chosen)}.")
        elif reason == NO_LIST:
            named = _list_name(measure, chosen)
            lines.append(_made_by(named, f"--{declared.option} {chosen}", chosen))
        elif reason == NO_PAIR:
            lines.append(
                _made_by(
                    f"{the(target)} next to {the(reference)}",
                    f"--target {target} --reference {reference}",
                    target,
                )
            )
        elif reason == PER_SEGMENT:
            lines.append("No baseline for codes: nobody coded the ordinary pages.")
    return list(dict.fromkeys(lines))


def _made_by(named: str, options: str, file: str) -> str:
    name = f"{Path(file).stem}.parquet"
    return (
        f"No baseline for {named}: run cutline corpus PAGES {options} --out run, then cutline"
        f" baseline run --out {name}, and give --baseline {name}."
    )


def answer(
    table: pd.DataFrame,
    labels: dict[str, str],
    *,
    target: str = DEFAULTS.target,
    reference: str = DEFAULTS.reference,
) -> str:
    """What is unusual in a layer next to ordinary pages, in few words; "" for a table that knows of no
    pages, and for an article without one of the layers.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.measures import findings, labels
    >>> print(answer(findings(read("seeds/control.html")), labels()))
    Compared with captions on 325 news pages, these captions are unusual in none of 21 categories
    """
    if "no_baseline" not in table:
        return ""
    compared = table[table["no_baseline"] == ""]
    if compared.empty:
        return (without(table, target=target, reference=reference) or [""])[0].removesuffix(".")
    pages = f"{int(compared['n_pages'].max()):,} {pages_of(compared['baseline'].iloc[0])}"
    rows = compared[compared["unusual"] != ""].sort_values("p_unusual", kind="stable")
    if rows.empty:
        is_one = is_singular(target) or (compared["reason"] == ONE_SEGMENT[0]).any()
        own = f"this {target} is" if is_one else f"these {plural(target)} are"
        n_rows = len(compared)
        what = f"unusual in none of {n_rows:,} categories" if n_rows > 1 else "not unusual"
        sentence = f"Compared with {noun(target, 2)} on {pages}, {own} {what}"
    else:
        named = [_named(row, labels) for _, row in rows.iterrows()]
        sentence = f"Unusual next to {pages}: {listed(named, _MOST_NAMED)}"
    missing = table.loc[table["no_baseline"] == NO_LIST, ["measure", "list"]].drop_duplicates()
    others = [f"No baseline for {_list_name(*row)}" for row in missing.to_numpy().tolist()]
    return ". ".join([sentence, *others])


def _list_name(measure: str, chosen: str) -> str:
    declared = measure_named(measure)
    if declared.option is None:
        return f"the measure {measure}"
    return f"the {declared.list_name or declared.option} {chosen}"


def _named(row: pd.Series, labels: dict[str, str]) -> str:
    """An unusual row in few words, with its numbers."""
    summed = sum_named(row["category"])
    label = summed.name if summed else uncapitalised(labels.get(row["category"], row["category"]))
    sides = f"{_amount(row, summed)}, ordinary {_expected(row['expected'], summed)}"
    return f"{_side(row, summed)} {label} ({sides})"


def cells(table: pd.DataFrame) -> list[str]:
    """Of each row, what ordinary layers hold, and how far out the article's lies, as cells of a
    table to be read.

    Examples
    --------
    >>> row = {"category": "a", "n_target": 9, "unusual": "more", "expected": 0.32, "expected_low": 0.0,
    ...     "expected_high": 2.0, "no_baseline": ""}
    >>> cells(pd.DataFrame([row, row | {"no_baseline": NO_LIST}]))
    ['0.3 (0 to 2): unusual', 'no baseline']
    """
    written = []
    for _, row in table.iterrows():
        how_far, summed = state(row), sum_named(row["category"])
        if how_far:
            span = _span(row["expected_low"], row["expected_high"], summed)
            written.append(f"{_expected(row['expected'], summed)} ({span}): {how_far}")
        else:
            has_words = row["no_baseline"] != NO_LAYER_WORDS
            written.append("no baseline" if has_words else numbers.UNDEFINED)
    return written


def compared(unusual: str) -> str:
    """The column `unusual` of `measures.findings` in words.

    Examples
    --------
    >>> compared("fewer"), compared("")
    ('less than is usual on ordinary pages', 'not unusual')
    """
    sides = {MORE: "more", FEWER: "less"}
    return f"{sides[unusual]} than is usual on ordinary pages" if unusual else "not unusual"


def grade(rows: pd.DataFrame) -> str:
    """Whether any of some rows is unusual next to ordinary pages; "" where none has a baseline.

    Examples
    --------
    >>> row = {"category": "a", "unusual": "", "n_beyond": pd.NA, "no_baseline": ""}
    >>> grade(pd.DataFrame([row])), grade(pd.DataFrame([row, row | {"unusual": "more"}]))
    ('nothing unusual', 'unusual')
    """
    states = {state(row) for _, row in rows.iterrows()} - {""}
    if not states:
        return ""
    return UNUSUAL if UNUSUAL in states else "nothing unusual"


def limits() -> list[str]:
    """What a comparison with ordinary pages cannot show."""
    return [
        "Whether a category is unusual is judged for all categories of the article together"
        f" (Benjamini-Hochberg, level {numbers.shortest(LEVEL)}).",
        "Do not read “usual” as “no difference”: ordinary captions name more persons and places than"
        " a body does.",
    ]


def notes(baseline: Baseline, *, target: str, reference: str) -> str:
    """What the ordinary pages are.

    Examples
    --------
    >>> from analysis.baseline import load
    >>> "words in captions and the body" in notes(load(), target="caption", reference="body")
    True
    """
    made_with, labelling = baseline.made_with, baseline.made_with["labelling"]
    n_both = max(
        (
            fit.n_pages
            for key, fit in baseline.fits.items()
            if (key.target, key.reference) == (target, reference)
        ),
        default=0,
    )
    return "; ".join(
        [
            f"{baseline.name}, {count(baseline.n_pages, 'page')}, {n_both:,} of them with words in"
            f" {the(target)} and {the(reference)}",
            made_with["kinds"],
            f"published: {made_with['dates']}",
            f"labels: {labelling['how']}; {labelling['quality']}",
            f"made with cutline {made_with['cutline']}",
        ]
    )


def far_out(
    row: Mapping[str, Any],
    labels: Mapping[str, str],
    *,
    target: str = DEFAULTS.target,
) -> str:
    """What is most unusual in an article of a run, in one sentence without its q.

    A row that is not unusual is given with its numbers, and nothing is claimed of it.

    Parameters
    ----------
    row : mapping
        of a ranking: most_unusual ("measure/category"), unusual ("more", "fewer" or ""), observed,
        expected, words_target (words of the layer), n_captions (its segments).
    labels : mapping
        how a reader is shown the categories.
    target : str
        the layer that is compared.

    Returns
    -------
    str
        one sentence.

    Examples
    --------
    >>> from analysis import measures
    >>> row = {"most_unusual": "entities/WEAPON", "unusual": "more", "observed": 6.0, "expected": 0.01,
    ...     "words_target": 42, "n_captions": 4}
    >>> far_out(row, {"WEAPON": "weapons"})
    'The captions name more weapons than ordinary captions of 42 words would: 6 against under 0.1.'
    >>> far_out(row | {"unusual": "", "observed": 1.0, "n_captions": 1}, {"WEAPON": "weapons"})
    'Weapons: the caption names 1; an ordinary caption of 42 words would name under 0.1.'
    >>> tone = row | {"most_unusual": "sentiment/tone", "unusual": "fewer", "observed": -81.0}
    >>> far_out(tone | {"expected": 3.4}, {}).partition(" than ")[0]
    'The captions score more negative'
    """
    measure, _, category = row["most_unusual"].partition("/")
    summed = sum_named(category)
    own, ordinary_ones, is_single = _compared_layers(row, target)
    several = "score" if summed else measure_named(measure).verb
    do = verb(several, 1) if is_single else several
    has, would = _both_amounts(row, summed)
    label = summed.name if summed else _as_thing(measure, labels.get(category, category))
    if not row["unusual"]:
        return f"{capitalised(label)}: {own} {do} {has}; {ordinary_ones} would {several} {would}."
    return (
        f"{capitalised(own)} {do} {_how_much(row['unusual'] == MORE, label, summed)} than"
        f" {ordinary_ones} would: {has} against {would}."
    )


def most_unusual(table: pd.DataFrame) -> pd.Series | None:
    """The row of an article that lies farthest from ordinary pages, as a ranking of many articles
    names it; None where no row has a baseline.

    Returns
    -------
    Series
        of the columns of `measures.findings`, and most_unusual and observed, for `far_out`.

    Examples
    --------
    >>> from analysis import read
    >>> from analysis.measures import findings
    >>> most_unusual(findings(read("seeds/nagorno-karabakh.txt")))["most_unusual"]
    'entities/WEAPON'
    """
    if "p_unusual" not in table:
        return None
    compared = table[table["p_unusual_adjusted"].notna()].sort_values("p_unusual", kind="stable")
    if compared.empty:
        return None
    row = compared.iloc[0].copy()
    row["most_unusual"] = f"{row['measure']}/{row['category']}"
    row["observed"] = _observed(row)
    return row


def _compared_layers(row: Mapping[str, Any], target: str) -> tuple[str, str, bool]:
    """What is compared with what, and whether it is one segment.

    Examples
    --------
    >>> _compared_layers({"n_captions": 1, "words_target": 9}, "caption")
    ('the caption', 'an ordinary caption of 9 words', True)
    """
    is_single = is_singular(target) or row["n_captions"] == 1
    layer = target if is_single else noun(target, 2)
    one = "an " if is_single else ""
    return (
        f"the {layer}",
        f"{one}ordinary {layer} of {count(int(row['words_target']), 'word')}",
        is_single,
    )


def _both_amounts(row: Mapping[str, Any], summed: Sum | None) -> tuple[str, str]:
    """What the article holds, and what is expected of ordinary layers."""
    expected = _expected(row["expected"], summed)
    if summed:
        return _points(row["observed"]), f"{expected} points per 1,000 words"
    return (f"{int(row['observed']):,}" if row["observed"] else "none"), expected


def _how_much(is_more: bool, label: str, summed: Sum | None) -> str:
    if summed:
        return summed.more if is_more else summed.less
    return f"{'more' if is_more else 'fewer'} {label}"


def _as_thing(measure: str, label: str) -> str:
    """A label as what a layer holds more or fewer of.

    Examples
    --------
    >>> _as_thing("entities", "persons"), _as_thing("framing", "Human interest")
    ('persons', 'words about human interest')
    """
    return measure_named(measure).phrase.format(uncapitalised(label))


def run_answer(
    n_clear: int,
    n_alone: int,
    n_ranked: int,
    *,
    target: str,
    is_ordinary: bool = True,
    least_q: float = math.nan,
) -> tuple[str, str]:
    """What a run of many articles came to, as a title, and what follows from it.

    Parameters
    ----------
    n_clear, n_alone : int
        articles that are unusual among all that are ranked, and those that are so only when each
        is taken alone.
    n_ranked : int
        articles that are ranked.
    target : str
        the layer that is compared.
    is_ordinary : bool
        whether it is compared with ordinary pages; if not, with the other layer of its article.
    least_q : float
        of the first article: where it is 1, the order of the articles is one of chance.

    Returns
    -------
    title, advice : str

    Examples
    --------
    >>> for line in run_answer(2, 1, 40, target="caption"):
    ...     print(line)
    2 of 40 articles compared have something clearly unusual in their captions
    Look at these first. 1 more is unusual when taken alone; among 40 articles that could be chance.
    >>> run_answer(0, 0, 251, target="headline")
    ('None of 251 articles compared has anything clearly unusual in its headline', 'Even the first in the list could be chance.')
    >>> run_answer(0, 0, 3, target="headline", least_q=1.0)[1]
    'The order of the list means nothing: in every article, what looks unusual could be chance (q is 1).'
    """
    if not n_ranked:
        return "No article could be compared", "The list gives the reason for each article."
    what = "unusual" if is_ordinary else "different"
    of_all = f"of {count(n_ranked, 'article')} compared"
    layer = f"{'their' if n_clear > 1 else 'its'} {plural(target)}"
    if n_clear:
        title = f"{n_clear:,} {of_all} {verb('have', n_clear)} something clearly {what} in {layer}"
    else:
        title = f"None {of_all} has anything clearly {what} in {layer}"
    advice = ["Look at these first."] if n_clear > 1 else ["Look at it first."] * n_clear
    if n_alone:
        alone = f"{n_alone:,}{' more' * bool(n_clear)} {verb('are', n_alone)} {what}"
        advice.append(
            f"{alone} when taken alone; among {count(n_ranked, 'article')} that could be chance."
        )
    if least_q == 1:
        advice = [NO_ORDER, *advice]
    return title, " ".join(advice or ["Even the first in the list could be chance."])


def run_counts(
    n_articles: int,
    n_ranked: int,
    n_tested: int,
    *,
    target: str,
    reference: str,
    is_ordinary: bool = True,
) -> str:
    """How many articles of a run are compared with what.

    Parameters
    ----------
    n_articles, n_ranked : int
        all articles, and those that are ranked.
    n_tested : int
        those whose layers are compared with each other.
    target, reference : str
        the layers.
    is_ordinary : bool
        whether the ranking compares with ordinary pages.

    Examples
    --------
    >>> run_counts(48, 45, 21, target="caption", reference="body")
    '45 of 48 articles are compared with ordinary captions, 21 of 48 also with their own body.'
    >>> run_counts(1, 1, 1, target="caption", reference="body", is_ordinary=False)
    '1 of 1 article is compared with its own body.'
    """

    def said(n: int) -> str:
        return f"{n:,} of {n_articles:,}"

    own = f"{'its' if n_tested == 1 else 'their'} own {plural(reference)}"
    articles = noun("article", n_articles)
    if not is_ordinary:
        return f"{said(n_tested)} {articles} {verb('are', n_tested)} compared with {own}."
    return (
        f"{said(n_ranked)} {articles} {verb('are', n_ranked)} compared with ordinary"
        f" {noun(target, 2)}, {said(n_tested)} also with {own}."
    )


def run_differences(
    n_that_differ: int, n_tested: int, *, target: str, reference: str, n_clear: int = 0
) -> str:
    """How many articles of a run differ from their own reference layer, after `run_counts`.

    Parameters
    ----------
    n_that_differ, n_tested : int
        articles with a clear difference, of those whose layers are compared with each other.
    target, reference : str
        the layers.
    n_clear : int
        articles that are unusual, at which to look first.

    Examples
    --------
    >>> pair = {"target": "caption", "reference": "body"}
    >>> for numbers in ((3, 8), (1, 1), (0, 2)):
    ...     print(run_differences(*numbers, **pair, n_clear=1))
    3 of these 8 differ clearly from their own body.
    This one differs clearly from its own body.
    None of these 2 differs clearly from its own body.
    >>> run_differences(3, 8, **pair)
    '3 of these 8 differ clearly from their own body, as captions often do: begin with them.'
    >>> run_differences(0, 0, **pair)
    ''
    """
    if not n_tested:
        return ""
    own = f"own {plural(reference)}"
    if n_tested == 1:
        differs = "differs" if n_that_differ else "does not differ"
        return f"This one {differs} clearly from its {own}."
    if not n_that_differ:
        return f"None of these {n_tested:,} differs clearly from its {own}."
    its, it = ("its", "it") if n_that_differ == 1 else ("their", "them")
    often = "" if n_clear else f", as {noun(target, 2)} often do: begin with {it}"
    differ = verb("differ", n_that_differ)
    return f"{n_that_differ:,} of these {n_tested:,} {differ} clearly from {its} {own}{often}."


def run_first(n_that_differ: int, ids: Sequence[str], *, reference: str) -> str:
    """With which articles to begin where nothing is unusual, of those that differ from their own reference
    layer; "" where none does.

    Examples
    --------
    >>> run_first(1, ["talks"], reference="body")
    '1 article differs clearly from its own body: talks.'
    >>> run_first(7, ["talks", "rain"], reference="body")
    '7 articles differ clearly from their own body: begin with talks, rain.'
    >>> run_first(0, [], reference="body")
    ''
    """
    if not n_that_differ:
        return ""
    own = f"{'its' if n_that_differ == 1 else 'their'} own {plural(reference)}"
    begin = "" if n_that_differ == 1 else "begin with "
    differ = f"{count(n_that_differ, 'article')} {verb('differ', n_that_differ)} clearly from {own}"
    return f"{differ}: {begin}{', '.join(ids)}."


def run_without_captions(n_articles: int) -> str:
    """What to do about articles of a run in which no caption was recognised; "" where there is none.

    Examples
    --------
    >>> run_without_captions(12).partition(": ")[0]
    'In 12 articles no caption was recognised. If you see captions in one of them, label them'
    >>> run_without_captions(0)
    ''
    """
    if not n_articles:
        return ""
    one_of_them = "it" if n_articles == 1 else "one of them"
    return (
        f"In {count(n_articles, 'article')} no caption was recognised. If you see captions in"
        f" {one_of_them}, label them: `cutline layers ARTICLE --ask`. Then make the list again, in a new folder."
    )


def list_without_baseline(name: str, *, reference: str = DEFAULTS.reference) -> str:
    """What follows for a run from a list that the baseline does not know.

    Examples
    --------
    >>> list_without_baseline("mine.dic").partition(". ")[0]
    'mine.dic has no baseline, so its words rank no article'
    """
    return (
        f"{name} has no baseline, so its words rank no article. The list counts them, and the reports"
        f" compare them with {the(reference)}. To rank by them, make a baseline of such articles:"
        f" `{MAKE}`."
    )
