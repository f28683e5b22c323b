"""x"""
from __future__ import annotations
from analysis.corpus import Corpus
from analysis.entities.columns import Columns
from analysis.entities.runs import Found


def found(corpus: Corpus, known: Columns, recogniser: str) -> Found:
    raise ValueError(recogniser)
