"""How well the baseline is calibrated: do one in twenty ordinary pages lie beyond its 95th percentile?

Run with: uv run python tests/benchmarks/bench_baseline.py [--repetitions 5] [--seed 0]

Pages that a fit has not seen are held against it, in five folds: by page, and by site (no page of a
site is in the fit that judges it); and all of one set of pages against a fit to the other set. Each
page is tried with its captions as they are, and with captions of 5, 15, 42 and 120 words cut from its
own: whole captions from a random one on, in their order, the last cut off. So words, their
clustering and the body are real, and only the length is chosen. A page with fewer words has no such
caption and is left out. Nothing is drawn from the model.

A cell is a category and a length. Its share beyond is that of the randomised probability integral
transforms (PIT) above .95; the plain share is that of pages with P(at least as many) of .05 or less,
which is what a reader is shown. A cell has one draw of each page in each repetition; its band is the
99 % binomial band of a single repetition around .05, and what is held against it is the mean share of
all repetitions, which strays less. Categories are common that have at least 100 hits in captions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
from scipy import stats
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "benchmarks")]

import make_baseline

from analysis.baseline import stored
from analysis.baseline.stored import Fit
from analysis.corpus import Corpus
from analysis.hits import counted, is_sum

LENGTHS = (5, 15, 42, 120)
FOLDS = 5
LEAST_HITS = 100
AS_THEY_ARE = 0


class Page(NamedTuple):
    """The words of a layer of a page, and where captions begin and hits lie in them."""

    begins: np.ndarray
    n_words: int


class Category(NamedTuple):
    """What is known of a category: a row of the array per page, and its hits in captions."""

    measure: str
    list: str
    category: str
    reference: np.ndarray  # hits, words, sum of each page's body
    target: np.ndarray
    page: np.ndarray  # of each hit in a caption
    first: np.ndarray  # its first and last word among those of the page's captions
    last: np.ndarray
    weight: np.ndarray
