"""What the measures are worth against people, one module a measure, each of which gives rows of agreement and of errors.

The texts and judgements belong to others (../shared/gold, see its README): they are measured, never copied. `bench_validity.py`
prints and stores what is counted here.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
GOLD = ROOT.parent / "shared" / "gold"
DRAWS = 2_000


class Agreement(NamedTuple):
    """One figure: a measure (or a peer of it) against people on one kind of text."""

    measure: str
    name: str
    role: str
    statistic: str
    category: str
    n: int
    text: str
    value: float
    low: float = math.nan
    high: float = math.nan
    ceiling: float = math.nan
    ceiling_of: str = ""
    data: str = ""
    in_sight: str = ""


class Errors(NamedTuple):
    """How often a measure errs in one way, of how many cases in which it could."""

    measure: str
    name: str
    text: str
    kind: str
    n: int
    of: int
    cases: str


def rows(path: Path) -> list[dict[str, str]]:
    """A table of the labelled data."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def resampled(per_unit: np.ndarray, draws: int = DRAWS, seed: int = 0) -> np.ndarray:
    """The column sums of a table of one row a unit, in every draw of as many units with replacement."""
    n = len(per_unit)
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws) @ per_unit


def middle(values: np.ndarray) -> tuple[float, float]:
    """The middle 95 %."""
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)
