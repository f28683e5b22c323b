"""One coder among others, such as a model: whether it agrees as people do, what it misses, and
whether it says the same twice.

A model's codes are a column like any coder's; further runs of it are the columns "NAME run 2",
"NAME run 3" and so on. People are all coders who are neither named nor a run of one who is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.coding.agreement import (
    ALL,
    agreement,
    alpha,
    drawn_segments,
    percentile_interval,
    scores,
)
from analysis.coding.sheets import Codes
from analysis.corpus import Corpus
from analysis.options import DEFAULTS
from analysis.reading.errors import InputError
from analysis.words import noun, verb

_RUN = re.compile(r" run (\d+)$")


def runs_of(coder: str, columns: Iterable[str]) -> list[str]:
    """The columns of one coder: the first, and the further runs in their order.

    Examples
    --------
    >>> runs_of("gpt", ["anna", "gpt run 10", "gpt", "gpt run 2", "gpt runs"])
    ['gpt', 'gpt run 2', 'gpt run 10']
    """
    columns = list(columns)
    number = {name: int(run[1]) for name in columns if (run := _RUN.search(name))}
    further = [name for name in number if _RUN.sub("", name) == coder]
    return [*(name for name in columns if name == coder), *sorted(further, key=number.__getitem__)]


def further_runs(codes: Codes) -> list[str]:
    """The columns that repeat another: they show how stable a coder is, and do not count as coders.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": 0, "coder": ["gpt", "gpt run 2", "home run 1"], "category": "war", "code": 1})
    >>> further_runs(Codes(table, pd.DataFrame()))
    ['gpt run 2']
    """
    columns = _columns(codes)
    return [name for name in columns if _RUN.search(name) and _RUN.sub("", name) in columns]


def first_runs(codes: Codes) -> Codes:
    """The codes without further runs, so that each coder counts once.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": 0, "coder": ["gpt", "gpt run 2"], "category": "war", "code": 1})
    >>> first_runs(Codes(table, pd.DataFrame())).table["coder"].tolist()
    ['gpt']
    """
    is_further = codes.table["coder"].isin(further_runs(codes))
    return replace(codes, table=codes.table[~is_further].reset_index(drop=True))


def with_and_without(
    codes: Codes, coders: Sequence[str], *, n_resamples: int = 1000, seed: int = DEFAULTS.seed
) -> pd.DataFrame:
    """How far people agree with a coder among them, and without: Krippendorff's alpha.

    A coder who codes as people do changes alpha little. Both alphas are of the same segments. The
    intervals resample these as `agreement` does, and that of the difference takes both alphas from
    one resample.

    Parameters
    ----------
    codes : Codes
    coders : sequence of str
        each is held against the people alone, not against the others who are named.
    n_resamples : int
        of the intervals.
    seed : int

    Returns
    -------
    DataFrame, one row per coder and frame
        coder; category; n_segments (that the coder and two people or more coded; where there is
        none, the coder and one); alpha_with, low_with, high_with (people and the coder);
        alpha_without, low_without, high_without (people alone; nan where no two of them coded one
        segment); difference (with minus without: negative where the coder lowers the agreement),
        low, high. Intervals are of 95%; alpha and its interval are nan as in `agreement`.

    Raises
    ------
    InputError
        (a ValueError) for an unknown coder, without people, and without a segment in common.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": [0, 1] * 3, "coder": ["anna", "anna", "ben", "ben", "gpt", "gpt"],
    ...                       "category": pd.Categorical(["war"] * 6), "code": [1, 0, 1, 0, 1, 1]})
    >>> alphas = with_and_without(Codes(table, pd.DataFrame()), ["gpt"], n_resamples=0)
    >>> alphas[["alpha_with", "alpha_without", "difference"]].round(2).values.tolist()
    [[0.38, 1.0, -0.62]]
    """
    random = np.random.default_rng(seed)
    rows = []
    for coder, category, votes in votes_by_frame(codes, coders):
        n_people = votes[["not_there", "there"]].sum(axis=1)
        is_used = n_people > 1 if (n_people > 1).any() else n_people > 0
        used = votes[is_used]
        people = used[["not_there", "there"]].to_numpy()
        counts = people + np.column_stack([1 - used["code"], used["code"]])
        drawn = drawn_segments(used.index.to_numpy(), codes.original, n_resamples, random)
        resampled = [(alpha(counts[rows]), alpha(people[rows])) for rows in drawn]
        values = alpha(counts), alpha(people)
        both, alone = np.array(resampled).reshape(-1, 2).T
        spans = [percentile_interval(of) for of in (both, alone, both - alone)]
        rows.append(
            {
                "coder": coder,
                "category": category,
                "n_segments": len(used),
                "alpha_with": values[0],
                "low_with": spans[0][0],
                "high_with": spans[0][1],
                "alpha_without": values[1],
                "low_without": spans[1][0],
                "high_without": spans[1][1],
                "difference": values[0] - values[1],
                "low": spans[2][0],
                "high": spans[2][1],
            }
        )
    return pd.DataFrame(rows)


def confusion(corpus: Corpus, codes: Codes, coders: Sequence[str]) -> pd.DataFrame:
    r"""A coder's codes compared with those of most people, by layer and frame.

    Parameters
    ----------
    corpus : Corpus
        says the layer of each segment.
    codes : Codes
    coders : sequence of str
        each is held against the people alone.

    Returns
    -------
    DataFrame, one row per coder, layer (of those that the coder coded, and "all") and frame
        coder; layer; category; n_segments (compared: n_both, n_missed, n_false_alarms and n_neither
        together); n_both, n_missed (most people say the frame is there, the coder does not),
        n_false_alarms (the reverse), n_neither; n_found (n_both and n_false_alarms: the n of
        precision), n_coded (n_both and n_missed: the n of recall); precision (of the found, how
        many most people find; nan where the coder finds none), recall (of what most people find,
        how much is found; nan where they find none), accuracy (of all compared, how many are equal;
        nan where none is compared), all 0 to 1; n_ties (left out: as many people say yes as no),
        n_alone (left out: coded by nobody else).

    Raises
    ------
    InputError
        (a ValueError) for an unknown coder, without people, and without a segment in common.

    Examples
    --------
    >>> from analysis import read_text
    >>> corpus = read_text("Talks\n\nA war.\n\nNo war.")
    >>> table = pd.DataFrame({"segment": [1, 2] * 2, "coder": ["anna", "anna", "gpt", "gpt"],
    ...                       "category": pd.Categorical(["war"] * 4), "code": [1, 0, 1, 1]})
    >>> table = confusion(corpus, Codes(table, pd.DataFrame()), ["gpt"]).set_index("layer")
    >>> table.loc[["all"], ["n_both", "n_false_alarms", "precision", "recall"]].to_dict("records")
    [{'n_both': 1, 'n_false_alarms': 1, 'precision': 0.5, 'recall': 1.0}]
    """
    layers = corpus.segments["layer"]
    rows = []
    for coder, category, votes in votes_by_frame(codes, coders):
        layer = layers.loc[votes.index].astype(str).to_numpy()
        for name in [*(known for known in layers.cat.categories if known in set(layer)), ALL]:
            own = votes[(layer == name) | (name == ALL)]
            rows.append({"coder": coder, "layer": name, "category": category, **_compared(own)})
    table = pd.DataFrame(rows)
    order = {name: rank for rank, name in enumerate([*layers.cat.categories, ALL])}
    by_layer = table.assign(
        coder=table["coder"].map(list(coders).index), layer=table["layer"].map(order)
    )
    return table.loc[by_layer.sort_values(["coder", "layer"], kind="stable").index].reset_index(
        drop=True
    )


def stability(
    codes: Codes, coders: Sequence[str], *, n_resamples: int = 1000, seed: int = DEFAULTS.seed
) -> pd.DataFrame:
    """How far a coder repeats its codes: in further runs, and under two wordings of the definitions,
    each of which is a named coder.

    Parameters
    ----------
    codes : Codes
    coders : sequence of str
        the runs of each are compared with each other, and each with every other, by its first run.
    n_resamples : int
        of the intervals.
    seed : int

    Returns
    -------
    DataFrame, one row per coder with several runs, or pair of coders, and frame
        coder; other ("" for runs of one coder); category; n_runs (columns that are compared);
        n_segments (coded by two of these or more); share_agreeing (pairs of codes of one segment
        that are equal, 0 to 1); alpha, low, high (as in `agreement`; nan where all codes are
        equal). Empty for one coder with one run.

    Raises
    ------
    InputError
        (a ValueError) for an unknown coder, and where no segment was coded twice.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": [0, 1] * 2, "coder": ["gpt", "gpt", "gpt run 2", "gpt run 2"],
    ...                       "category": pd.Categorical(["war"] * 4), "code": [1, 0, 1, 1]})
    >>> stability(Codes(table, pd.DataFrame()), ["gpt"], n_resamples=0)[["n_runs", "share_agreeing"]].values.tolist()
    [[2.0, 0.5]]
    """
    columns = _columns(codes)
    _check_known(coders, columns)
    compared = [(coder, "", runs_of(coder, columns)) for coder in coders]
    compared = [(coder, other, names) for coder, other, names in compared if len(names) > 1]
    compared += [(one, other, [one, other]) for one, other in itertools.combinations(coders, 2)]
    kept = ["n_segments", "share_agreeing", "alpha", "low", "high"]
    tables = [pd.DataFrame(columns=["coder", "other", "category", "n_runs", *kept])]
    for coder, other, names in compared:
        own = codes.table[codes.table["coder"].isin(names)]
        if own.groupby("segment")["coder"].nunique().max() < 2:
            raise InputError(
                f"{' and '.join(names[:2])}: no segment in common; let both code the same rows"
            )
        agreed = agreement(
            Codes(own, codes.problems, codes.original), n_resamples=n_resamples, seed=seed
        )
        agreed = agreed.assign(coder=coder, other=other, n_runs=len(names))
        tables.append(agreed[tables[0].columns])
    return pd.concat(tables[1:] or tables, ignore_index=True)


def votes_by_frame(codes: Codes, coders: Sequence[str]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """What a coder and what people say of each segment that the coder coded, frame by frame.

    Yields
    ------
    coder, category, DataFrame, rows: segments
        code (the coder's, 0 or 1), not_there, there (how many people say so).

    Raises
    ------
    InputError
        (a ValueError) for an unknown coder, without people, and without a segment in common.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": [0, 0, 1], "coder": ["anna", "gpt", "gpt"],
    ...                       "category": pd.Categorical(["war"] * 3), "code": [0, 1, 1]})
    >>> [votes.values.tolist() for _, _, votes in votes_by_frame(Codes(table, pd.DataFrame()), ["gpt"])]
    [[[1, 1, 0], [1, 0, 0]]]
    """
    columns = _columns(codes)
    _check_known(coders, columns)
    named = {name for coder in coders for name in runs_of(_RUN.sub("", coder), columns)}
    named |= set(coders)
    table = codes.table
    people = table[~table["coder"].isin(named)]
    if people.empty:
        only = f"{verb('are', len(named))} the only {noun('coder', len(named))}"
        raise InputError(
            f"{', '.join(sorted(named))}: {only}; add the sheet of a person who codes the same rows"
        )
    by_frame = people.groupby(["category", "segment"], observed=True)["code"].agg(["size", "sum"])
    for coder in coders:
        own = table[table["coder"] == coder]
        if not own["segment"].isin(people["segment"]).any():
            raise InputError(
                f"{coder}: no segment in common with the other coders; let it code the rows that"
                " they coded"
            )
        for category in table["category"].cat.categories:
            code = own[own["category"] == category].set_index("segment")["code"].sort_index()
            is_coded = category in by_frame.index.get_level_values(0)
            votes = by_frame.loc[category] if is_coded else by_frame.iloc[:0].droplevel(0)
            votes = votes.reindex(code.index, fill_value=0)
            yield (
                coder,
                str(category),
                pd.DataFrame(
                    {
                        "code": code,
                        "not_there": votes["size"] - votes["sum"],
                        "there": votes["sum"],
                    }
                ),
            )


def _columns(codes: Codes) -> list[str]:
    return sorted(codes.table["coder"].unique())


def _check_known(coders: Sequence[str], columns: list[str]) -> None:
    for coder in coders:
        if coder not in columns:
            raise InputError(
                f"{coder}: is no coder of these sheets; choose from: {', '.join(columns)}"
            )
        if list(coders).count(coder) > 1:
            raise InputError(f"{coder}: is named twice; name each coder once")


def _compared(votes: pd.DataFrame) -> dict[str, float]:
    """The cells of the confusion, and what they come to."""
    is_tie = (votes["there"] == votes["not_there"]) & (votes["there"] > 0)
    is_alone = votes[["there", "not_there"]].sum(axis=1) == 0
    used = votes[~is_tie & ~is_alone]
    found, coded = used["code"] == 1, used["there"] > used["not_there"]
    n_both, n_found, n_coded = int((found & coded).sum()), int(found.sum()), int(coded.sum())
    n_equal = int((found == coded).sum())
    of_found = scores(n_coded, n_found, n_both)
    return {
        "n_segments": len(used),
        "n_both": n_both,
        "n_missed": n_coded - n_both,
        "n_false_alarms": n_found - n_both,
        "n_neither": n_equal - n_both,
        "n_found": n_found,
        "n_coded": n_coded,
        "precision": of_found["precision"],
        "recall": of_found["recall"],
        "accuracy": n_equal / len(used) if len(used) else np.nan,
        "n_ties": int(is_tie.sum()),
        "n_alone": int(is_alone.sum()),
    }
