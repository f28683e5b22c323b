"""Sensitivity: one difference under every reasonable choice of counting it.

Each choice alone is defensible; together they are a multiverse (Steegen, Tuerlinckx, Gelman &
Vanpaemel, 2016). The result describes how far a difference hangs on them. It holds no p-value: with
so many, one would be the best.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import comparison, entities, sentiment
from analysis.corpus import Corpus, check_pair
from analysis.hits import Measure, counted
from analysis.lexicons.choice import settled
from analysis.lexicons.stopwords import english_stop_words
from analysis.measures import MEASURES
from analysis.options import DEFAULTS, Options

# Choices of every measure; those of one stand in its `Measure`.
_COMMON = {
    "words": ("all", "content"),
    "unit": ("layer", "segment"),
    "labels": ("as labelled", "without the least certain", "credits as captions"),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "lexicon": tuple(sentiment.MEASURE.choices["lexicon"]),
    **_COMMON,
    "names": tuple(sentiment.MEASURE.choices["names"]),
    "metonyms": tuple(entities.MEASURE.choices["metonyms"]),
}
_OF_A_NAME = "metonyms"  # a choice for one named thing, not for a type of names
# What a table of specifications holds besides the choices.
_NO_CHOICES = ("measure", "category", "target", "reference", "estimate", "primary")

_DECLARED = Path(__file__).parent / "specification.toml"
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


def specification(path: str | Path | None = None) -> dict[str, str]:
    """The primary specification as a TOML file declares it.

    Parameters
    ----------
    path : str or Path, optional
        a file with the table `[primary]`, by default the one that is shipped,
        `analysis/specification.toml`.

    Returns
    -------
    dict
        choice → what is chosen, for every choice in `CHOICES`.

    Raises
    ------
    ValueError
        for a file that cannot be read, and a choice that is unknown or missing; the message lists
        the choices.

    Examples
    --------
    >>> specification()["lexicon"]
    'vader'
    """
    path = _DECLARED if path is None else Path(path)
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"the specification {str(path)!r} cannot be read: {error}") from error
    primary = declared.get("primary")
    if set(declared) != {"primary"} or not isinstance(primary, dict):
        raise ValueError(
            f"the specification {str(path)!r} must hold one table, [primary], and nothing else"
        )
    unknown = next((name for name in primary if name not in CHOICES), None)
    if unknown is not None:
        raise ValueError(
            f"unknown choice {unknown!r} in {str(path)!r}; choose from: {', '.join(CHOICES)}"
        )
    for name, options in CHOICES.items():
        if name not in primary:
            raise ValueError(
                f"{str(path)!r} does not say {name!r}; choose from: {', '.join(options)}"
            )
        if primary[name] not in options:
            raise ValueError(
                f"unknown {name} {primary[name]!r} in {str(path)!r}; choose from:"
                f" {', '.join(options)}"
            )
    return {name: str(primary[name]) for name in CHOICES}


def multiverse(
    corpus: Corpus,
    *,
    measure: str = "sentiment",
    category: str = "tone",
    primary: str | Path | None = None,
    options: Options = DEFAULTS,
    **choices: Any,
) -> pd.DataFrame:
    """The difference between two layers under every combination of choices.

    The primary specification is read before anything is computed. A choice stands in the table only
    where it can matter: lexicon and names for sentiment; metonyms for one named thing; the label
    *without the least certain* (the target segment whose label is least sure, the first of several)
    where the target has two segments or more and they are not all equally sure; *credits as
    captions* where captions are compared and the article holds a credit.

    Parameters
    ----------
    corpus : Corpus
        of one article.
    measure : str
        one of `measures.MEASURES`.
    category : str
        a category of the measure (`tone` sums valences), for entities also the name of one thing
        ("Iran").
    primary : str or Path, optional
        a TOML file as for `specification`.
    options : Options, optional
        what is compared, and by which lists. Codebooks ask different questions and are no
        alternatives.
    **choices
        single options, as `target="headline"`.

    Returns
    -------
    DataFrame, one row per specification
        measure; category; target; reference; a column for each choice that applies, of lexicon,
        words, unit, labels, names, metonyms; estimate: hits (or summed valences) per 1,000 words,
        target minus reference: positive means more in the target, nan for a layer without words;
        primary: True for the one declared. The valences of two lexicons have different scales
        (AFINN -5 to 5, the others -4 to 4): compare signs before sizes.

    Raises
    ------
    ValueError
        for an unknown measure, category, layer or choice, or the same layer twice.

    References
    ----------
    Simonsohn, Simmons & Nelson (2020), Specification curve analysis. Nature Human Behaviour 4.
    Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Increasing transparency through a multiverse analysis.

    Examples
    --------
    >>> from analysis import read
    >>> table = multiverse(read("seeds/nagorno-karabakh.txt"), measure="framing", category="military_capability")
    >>> len(table), int(table["primary"].sum()), bool((table["estimate"] > 0).all())
    (4, 1, True)
    """
    declared = specification(primary)
    if measure not in MEASURES:
        raise ValueError(f"unknown measure {measure!r}; choose from: {', '.join(MEASURES)}")
    options = settled(options.but(**choices), corpus)
    check_pair(*options.layers)
    applying = _applying(corpus, MEASURES[measure], category, options, declared)
    own = {name: applying[name] for name in applying if name not in _COMMON}
    values = {
        tuple(chosen.values()): _values(corpus, MEASURES[measure], category, options, chosen)
        for chosen in _combinations(own)
    }
    n_words = {"all": corpus.segments["n_words"].astype(float), "content": _n_content(corpus)}

    rows = []
    for chosen in _combinations(applying):
        held, words = values[tuple(chosen[name] for name in own)], n_words[chosen["words"]]
        target, reference = (
            _rate(held[segments], words[segments], chosen["unit"])
            for segments in _members(corpus, options, chosen["labels"])
        )
        is_primary = all(
            declared.get(name, next(iter(applying[name]))) == choice
            for name, choice in chosen.items()
        )
        compared = {"measure": measure, "category": category, **options.pair}
        rows.append({**compared, **chosen, "estimate": target - reference, "primary": is_primary})
    return pd.DataFrame(rows)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """What a multiverse comes to: how many specifications agree with the primary one, and how far
    they lie apart.

    It describes, and tests nothing: specifications share their data, so a share is no probability.

    Parameters
    ----------
    table : DataFrame, as `multiverse`

    Returns
    -------
    DataFrame, one row
        primary (its estimate); share_same_sign (0 to 1: defined specifications whose estimate has
        the primary's sign, the primary included; nan where the primary is undefined); least,
        greatest (estimates; nan if all are undefined); n (specifications), n_defined.

    Examples
    --------
    >>> table = pd.DataFrame({"estimate": [2.0, 1.0, -1.0, float("nan")], "primary": [True, False, False, False]})
    >>> summary(table).round(2).iloc[0].to_dict()
    {'primary': 2.0, 'share_same_sign': 0.67, 'least': -1.0, 'greatest': 2.0, 'n': 4.0, 'n_defined': 3.0}
    """
    defined = table["estimate"].dropna()
    primary = float(table.loc[table["primary"], "estimate"].iloc[0])
    # Differences of equal rates leave a last bit behind, which has a sign.
    same = np.sign(defined.round(9)) == np.sign(round(primary, 9))
    return pd.DataFrame(
        {
            "primary": [primary],
            "share_same_sign": [np.nan if np.isnan(primary) else float(same.mean())],
            "least": [defined.min()],
            "greatest": [defined.max()],
            "n": [len(table)],
            "n_defined": [len(defined)],
        }
    )


def choice_columns(table: pd.DataFrame) -> list[str]:
    """The columns of a multiverse that are choices.

    Examples
    --------
    >>> choice_columns(pd.DataFrame(columns=["measure", "lexicon", "unit", "estimate", "primary"]))
    ['lexicon', 'unit']
    """
    return [name for name in table.columns if name not in _NO_CHOICES]


def _combinations(options: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    return [
        dict(zip(options, chosen, strict=True)) for chosen in itertools.product(*options.values())
    ]


def _applying(
    corpus: Corpus, measure: Measure, category: str, options: Options, declared: dict[str, str]
) -> dict[str, tuple[str, ...]]:
    """The choices that can matter here; what the primary specification says stays in any case."""
    segments = corpus.segments[(corpus.segments["n_words"] > 0) & ~corpus.doubtful()]
    labels = {"as labelled", declared["labels"]}
    if segments.loc[segments["layer"] == options.target, "confidence"].nunique() > 1:
        labels.add("without the least certain")
    has_credits = (segments["layer"] == "credit").any()
    if has_credits and "caption" in options.layers and "credit" not in options.layers:
        labels.add("credits as captions")
    choices = {
        name: tuple(options_of)
        for name, options_of in measure.choices.items()
        if name != _OF_A_NAME or category not in entities.TYPES
    } | _COMMON
    choices["labels"] = tuple(label for label in _COMMON["labels"] if label in labels)
    return {name: choices[name] for name in dict.fromkeys([*CHOICES, *choices]) if name in choices}


def _members(corpus: Corpus, options: Options, labels: str) -> Iterator[pd.Index]:
    """The segments that hold a word and count for the target, then those for the reference."""
    segments = corpus.segments[(corpus.segments["n_words"] > 0) & ~corpus.doubtful()]
    for layer in options.layers:
        with_credits = layer == "caption" and labels == "credits as captions"
        members = segments[segments["layer"].isin([layer, "credit"] if with_credits else [layer])]
        if layer == options.target and labels == "without the least certain" and len(members):
            members = members.drop(members["confidence"].idxmin())
        yield members.index


def _values(
    corpus: Corpus, measure: Measure, category: str, options: Options, chosen: Mapping[str, str]
) -> pd.Series:
    """What each segment holds of the category: hits, or the sum of their weights."""
    assert measure.hits is not None
    keywords = {} if measure.option is None else {measure.option: options.chosen(measure.option)}
    for name, choice in chosen.items():
        keywords |= measure.choices[name][choice]
    hits = counted(measure.hits(corpus, **keywords))
    if _OF_A_NAME in chosen:
        if category not in set(hits["term"]) and chosen[_OF_A_NAME] == "merged":
            raise ValueError(
                f"unknown category {category!r} of entities; choose from:"
                f" {', '.join(entities.TYPES)}, or give a name that the article holds"
            )
        values = hits.loc[hits["term"] == category].groupby("segment").size()
    else:
        table = comparison.by_segment(corpus, hits)
        categories = list(table["category"].unique())
        if category not in categories:
            raise ValueError(
                f"unknown category {category!r} of {measure.name}; choose from:"
                f" {', '.join(map(str, categories))}"
            )
        values = table.loc[table["category"] == category].set_index("segment")["value"]
    return values.reindex(corpus.segments.index, fill_value=0.0).astype(float)


def _n_content(corpus: Corpus) -> pd.Series:
    """The words of each segment that are not in scikit-learn's list of English stop words."""
    stop = np.array(
        [_EDGE.sub("", word).lower() in english_stop_words() for word in corpus.vocabulary],
        dtype=bool,
    )
    content = corpus.shapes.is_word & ~stop
    owner = corpus.sentences["segment"].to_numpy()[corpus.tokens["sentence"].to_numpy()]
    n = np.bincount(
        owner, weights=content[corpus.tokens["word"].to_numpy()], minlength=len(corpus.segments)
    )
    return pd.Series(n, index=corpus.segments.index)


def _rate(values: pd.Series, n_words: pd.Series, unit: str) -> float:
    """Per 1,000 words: of all segments together, or as the mean of the segments' own rates."""
    if not n_words.sum():
        return np.nan
    if unit == "layer":
        return float(1000 * values.sum() / n_words.sum())
    return float((1000 * values / n_words.where(n_words > 0)).mean())
