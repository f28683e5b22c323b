"""Coders: what one coder's codes are worth next to people's, in sentences and in tables to be read.

Each function takes the rows of one coder from a table of `analysis.coding`. Every table fits a line
of 80 characters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.words import numbers
from analysis.words.grammar import count, is_singular, listed, plural, the, verb
from analysis.words.labels import segment_name
from analysis.words.lines import shortened

if TYPE_CHECKING:
    import pandas as pd

BY_CODES_ALONE = "Do not compare layers by these codes alone; use corrected estimates."
WHAT_IS_MISSED = (
    "missed: most people say the frame is there, the coder does not; alarms: the reverse."
)
# Characters of a table's first column, so that the table fits: with seven columns beside it, or
# with five.
_NARROW, _WIDE = 19, 26
_MOST_FRAMES = 6  # that a sentence lists


def about_coder(
    tables: dict[str, pd.DataFrame], coder: str, *, target: str, reference: str
) -> list[str | list[list[str]]]:
    """All that the tables of `analysis.coding` say of one coder: lines to print, and tables as cells
    with the heads first.

    Parameters
    ----------
    tables : dict
        the tables with_and_without, confusion, layer_bias and stability, by their names.
    coder : str
    target, reference : str
        the layers that are compared.
    """
    own = {name: table[table["coder"] == coder] for name, table in tables.items()}
    pair = {"target": target, "reference": reference}
    return [
        f"\nAgreement (Krippendorff's alpha) with {coder} among the people, and without:",
        alphas_to_read(own["with_and_without"]),
        *alpha_changes(own["with_and_without"]),
        *never_differ(own["with_and_without"], "alpha_with"),
        *_confusions(own["confusion"], coder),
        f"\n{compared_segments(own['layer_bias'], **pair)}",
        biases_to_read(own["layer_bias"], **pair),
        *biases(own["layer_bias"], **pair),
        *_comparisons(own["stability"], coder),
    ]


def _confusions(table: pd.DataFrame, coder: str) -> list[str | list[list[str]]]:
    parts: list[str | list[list[str]]] = [
        f"\nSegments in which {coder} and most people find a frame:",
        WHAT_IS_MISSED,
    ]
    for layer in table["layer"].unique():
        cells = confusion_to_read(table, layer)
        if layer != "all" and len(cells) > 1:
            parts.append(cells)
        elif layer != "all":
            parts.append(f"Neither {coder} nor most people find a frame in {the(layer)}.")
    left_out = segments_left_out(table)
    return [*parts, left_out] if left_out else parts


def _comparisons(table: pd.DataFrame, coder: str) -> list[str | list[list[str]]]:
    parts: list[str | list[list[str]]] = []
    for (other, n_runs), rows in table.groupby(["other", "n_runs"], sort=False):
        heading = f"\n{is_compared_with(coder, other, n_runs)}"
        parts += [heading, stability_to_read(rows), *never_differ(rows, "alpha")]
    return parts


def alpha_changes(table: pd.DataFrame) -> list[str]:
    """Where a coder among the people clearly changes their agreement, from `with_and_without`.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"coder": "gpt", "category": "threat", "alpha_without": 0.7, "difference": -0.2, "low": -0.351, "high": -0.052}
    >>> alpha_changes(pd.DataFrame([row]))
    ['gpt lowers the agreement on threat: alpha falls by .20 (95% interval −.35 to −.05).']
    >>> alpha_changes(pd.DataFrame([row | {"high": 0.1}]))
    ['gpt clearly changes the agreement on no frame.']
    >>> alpha_changes(pd.DataFrame([row | {"alpha_without": float("nan"), "low": float("nan")}]))
    ['Alpha without gpt is undefined: no two people coded one segment, or all their codes are equal.']
    """
    coder = table["coder"].iloc[0]
    if table["alpha_without"].isna().all():
        return [
            f"Alpha without {coder} is undefined: no two people coded one segment, or all their"
            " codes are equal."
        ]
    clear = table[(table["low"] > 0) | (table["high"] < 0)]
    if clear.empty:
        return [f"{coder} clearly changes the agreement on no frame."]
    lines = []
    for row in clear.to_dict("records"):
        change, way = ("raises", "rises") if row["difference"] > 0 else ("lowers", "falls")
        lines.append(
            f"{coder} {change} the agreement on {_named(row)}: alpha {way} by"
            f" {numbers.score(abs(row['difference']))} (95% interval {_span(row, _score)})."
        )
    return lines


def alphas_to_read(table: pd.DataFrame) -> list[list[str]]:
    """The rows of `with_and_without` as cells, the heads first; frames on which all codes are equal
    are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"category": "threat", "n_segments": 40, "alpha_with": 0.5, "alpha_without": 0.7, "difference": -0.2}
    >>> alphas_to_read(pd.DataFrame([row | {"low": -0.351, "high": -0.052}]))[1]
    ['threat', '40', '.50', '.70', '−.20', '−.35 to −.05']
    """
    return [
        ["frame", "segments", "with", "without", "difference", "95%"],
        *(
            [
                shortened(row["category"], _WIDE),
                f"{row['n_segments']:,}",
                *(_score(row[name]) for name in ("alpha_with", "alpha_without", "difference")),
                _span(row, _score),
            ]
            for row in table[table["alpha_with"].notna()].to_dict("records")
        ),
    ]


def never_differ(table: pd.DataFrame, column: str) -> list[str]:
    """The frames on which all codes are equal, so that an alpha is undefined.

    Examples
    --------
    >>> import pandas as pd
    >>> never_differ(pd.DataFrame({"category": ["war", "arms_trade"], "alpha": [0.5, float("nan")]}), "alpha")
    ['Not in the table, since all codes are equal: arms trade.']
    """
    rows = table[table[column].isna()].to_dict("records")
    frames = listed([_named(row) for row in rows], _MOST_FRAMES)
    return [f"Not in the table, since all codes are equal: {frames}."] if rows else []


def confusion_to_read(table: pd.DataFrame, layer: str) -> list[list[str]]:
    """The rows of `confusion` of one layer as cells, the heads first; frames that neither the coder
    nor most people find are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"layer": "caption", "category": "threat", "n_both": 3, "n_missed": 1, "n_false_alarms": 2,
    ...     "n_neither": 4, "precision": 0.6, "recall": 0.75, "accuracy": 0.7}
    >>> for cells in confusion_to_read(pd.DataFrame([row]), "caption"):
    ...     print(*cells)
    captions both missed alarms neither precision recall accuracy
    threat 3 1 2 4 .60 .75 .70
    """
    cells = ["n_both", "n_missed", "n_false_alarms", "n_neither"]
    own = table[(table["layer"] == layer) & (table[cells[:3]].sum(axis=1) > 0)]
    heads = [plural(layer), "both", "missed", "alarms", "neither"]
    shares = ["precision", "recall", "accuracy"]
    return [
        [*heads, *shares],
        *(
            [
                shortened(row["category"], _NARROW),
                *(f"{row[n]:,}" for n in cells),
                *(_score(row[name]) for name in shares),
            ]
            for row in own.to_dict("records")
        ),
    ]


def segments_left_out(table: pd.DataFrame) -> str:
    """How many segments of a coder `confusion` leaves out; "" where it leaves out none.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"coder": "gpt", "layer": "all", "category": "war", "n_ties": 1, "n_alone": 1200}
    >>> segments_left_out(pd.DataFrame([row, row | {"category": "peace", "n_ties": 2}]))
    'Left out: 1,200 segments that only gpt coded; 3 ties among people, over all frames.'
    >>> segments_left_out(pd.DataFrame([row | {"n_ties": 0, "n_alone": 0}]))
    ''
    """
    own = table[table["layer"] == "all"]
    n_alone, n_ties = int(own["n_alone"].max()), int(own["n_ties"].sum())
    parts = []
    if n_alone:
        parts.append(f"{count(n_alone, 'segment')} that only {own['coder'].iloc[0]} coded")
    if n_ties:
        parts.append(f"{count(n_ties, 'tie')} among people, over all frames")
    return f"Left out: {'; '.join(parts)}." if parts else ""


def biases(table: pd.DataFrame, *, target: str, reference: str) -> list[str]:
    """Whether a coder errs differently in two layers, from the rows of `layer_bias`.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"coder": "gpt", "category": "threat", "net_target": 0.12, "net_reference": 0.01, "low": 0.04,
    ...     "high": 0.19, "p_adjusted": 0.003, "verdict": "errs differently", "reason": ""}
    >>> for line in biases(pd.DataFrame([row]), target="caption", reference="body"):
    ...     print(line)
    gpt adds 12 percentage points to the captions' share of threat and 1 to the body's (adjusted p = 0.003).
    Do not compare layers by these codes alone; use corrected estimates.
    >>> row = row | {"low": -0.05, "verdict": "no clear difference"}
    >>> for line in biases(pd.DataFrame([row]), target="caption", reference="body"):
    ...     print(line)
    No clear difference between gpt's errors in captions and in the body: threat.
    Do not read this as no bias: up to 19 percentage points are possible.
    """
    lines = []
    differing = table[table["verdict"] == "errs differently"]
    for row in differing.to_dict("records"):
        lines.append(_added(row, target, reference))
    if len(differing):
        lines.append(BY_CODES_ALONE)
    coder, layers = table["coder"].iloc[0], f"{the(target)} and in {the(reference)}"
    alike = table[table["verdict"] == "no clear difference"]
    if len(alike):
        most = alike[["low", "high"]].abs().to_numpy().max()
        frames = listed([_named(row) for row in alike.to_dict("records")], _MOST_FRAMES)
        lines.append(f"No clear difference between {coder}'s errors in {layers}: {frames}.")
        lines.append(
            f"Do not read this as no bias: up to {_points(most)} percentage points are possible."
        )
    untested = table[table["verdict"] == "cannot be tested here"]
    for reason, rows in untested.groupby("reason", sort=False):
        frames = listed([_named(row) for row in rows.to_dict("records")], _MOST_FRAMES)
        lines.append(f"{coder}'s errors in {layers} cannot be compared ({reason}): {frames}.")
    return lines


def biases_to_read(table: pd.DataFrame, *, target: str, reference: str) -> list[list[str]]:
    """The rows of `layer_bias` that are tested as cells in percentage points, the heads first.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"category": "threat", "net_target": 0.12, "net_reference": -0.01, "difference": 0.13, "low": 0.04,
    ...     "high": 0.19, "p_adjusted": 0.003}
    >>> for cells in biases_to_read(pd.DataFrame([row]), target="caption", reference="body"):
    ...     print(*cells, sep=" | ")
    frame | captions | body | difference | 95% | p adjusted
    threat | +12 | −1 | +13 | +4 to +19 | 0.0030
    """
    values = ("net_target", "net_reference", "difference")
    return [
        ["frame", plural(target), plural(reference), "difference", "95%", "p adjusted"],
        *(
            [
                shortened(row["category"], _WIDE),
                *(_signed(row[name]) for name in values),
                _span(row, _signed),
                numbers.plain(row["p_adjusted"], 4),
            ]
            for row in table[table["p_adjusted"].notna()].to_dict("records")
        ),
    ]


def compared_segments(table: pd.DataFrame, *, target: str, reference: str) -> str:
    """What the rows of `layer_bias` compare: how many segments, and what errs by itself.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"coder": "gpt", "n_target": 12, "n_reference": 40, "n_units": 8, "unit": "article"}
    >>> print(compared_segments(pd.DataFrame([row]), target="caption", reference="body"))
    What gpt adds to each layer's share of a frame, in percentage points
    (up to 12 captions and 40 paragraphs of 8 articles):
    """
    row = table.loc[table["n_target"].add(table["n_reference"]).idxmax()]
    n_target, n_reference = int(row["n_target"]), int(row["n_reference"])
    segments = (
        f"{count(n_target, segment_name(target))} and {count(n_reference, segment_name(reference))}"
    )
    whole = f" of {count(int(row['n_units']), 'article')}" if row["unit"] == "article" else ""
    return (
        f"What {row['coder']} adds to each layer's share of a frame, in percentage points"
        f"\n(up to {segments}{whole}):"
    )


def stability_to_read(table: pd.DataFrame) -> list[list[str]]:
    """The rows of `stability` of one comparison as cells, the heads first; frames on which all codes
    are equal are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"category": "threat", "n_segments": 40, "share_agreeing": 0.95, "alpha": 0.81, "low": 0.6, "high": 0.9}
    >>> stability_to_read(pd.DataFrame([row]))
    [['frame', 'segments', 'equal codes', 'alpha', '95%'], ['threat', '40', '95%', '.81', '.60 to .90']]
    """
    return [
        ["frame", "segments", "equal codes", "alpha", "95%"],
        *(
            [
                shortened(row["category"], _WIDE),
                f"{row['n_segments']:,}",
                numbers.share(row["share_agreeing"]),
                _score(row["alpha"]),
                _span(row, _score),
            ]
            for row in table[table["alpha"].notna()].to_dict("records")
        ),
    ]


def further_runs_counted(columns: Sequence[str]) -> str:
    """That further runs of a coder are not counted as coders.

    Examples
    --------
    >>> further_runs_counted(["gpt run 2"])
    'gpt run 2 repeats a coder and counts only for its stability; show that with --model NAME'
    >>> further_runs_counted(["gpt run 2", "gpt run 3"])
    'gpt run 2 and gpt run 3 repeat a coder and count only for its stability; show that with --model NAME'
    """
    n = len(columns)
    return (
        f"{listed(columns, _MOST_FRAMES)} {verb('repeat', n)} a coder and {verb('count', n)} only"
        " for its stability; show that with --model NAME"
    )


def is_compared_with(coder: str, other: str, n_runs: int) -> str:
    """What a part of `stability` compares, as a heading.

    Examples
    --------
    >>> is_compared_with("gpt", "", 3), is_compared_with("gpt", "gpt short", 2)
    ('Does gpt say the same in 3 runs?', 'Do gpt and gpt short say the same?')
    """
    if other:
        return f"Do {coder} and {other} say the same?"
    return f"Does {coder} say the same in {count(n_runs, 'run')}?"


def _added(row: dict[str, Any], target: str, reference: str) -> str:
    """What a coder adds to each layer, or takes from it."""
    nets = row["net_target"], row["net_reference"]
    (do, to), (do_other, to_other) = (
        ("takes", "from") if net < 0 else ("adds", "to") for net in nets
    )
    first, second = (_points(net) if net else "nothing" for net in nets)
    unit = " percentage points"
    units = (unit, "") if nets[0] else ("", unit if nets[1] else "")
    again = "" if do == do_other else f"{do_other} "
    return (
        f"{row['coder']} {do} {first}{units[0]} {to} the {_possessive(target)} share of"
        f" {_named(row)} and {again}{second}{units[1]} {to_other} the {_possessive(reference)}"
        f" (adjusted p {numbers.p(row['p_adjusted'])})."
    )


def _named(row: dict[str, Any]) -> str:
    """A frame as a sentence names it."""
    return str(row["category"]).replace("_", " ")


def _possessive(layer: str) -> str:
    return f"{layer}'s" if is_singular(layer) else f"{plural(layer)}'"


def _points(share: float) -> str:
    """A share as percentage points, without its sign."""
    points = abs(100 * share)
    return numbers.plain(points, 0 if points >= 1 else 1)


def _signed(share: float) -> str:
    return numbers.signed(100 * share, 0)


def _score(value: float) -> str:
    return numbers.minus(numbers.score(value))


def _span(row: dict[str, Any], written: Any) -> str:
    """The interval of a row."""
    if math.isnan(row["low"]) or math.isnan(row["high"]):
        return numbers.UNDEFINED
    return f"{written(row['low'])} to {written(row['high'])}"
