"""Formats of files without a wrapping, and the endings of their names."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import NamedTuple

# What a file holds: one article that is labelled block by block; the records of a table; the
# articles of an export, whose fields are named; pages or texts in a wrapping.
ARTICLE, RECORDS, DOCUMENTS, SOURCES = "an article", "records", "articles", "files"


class Format(NamedTuple):
    """One format: its name, what its users call it, the endings of its files, and what they hold."""

    name: str
    says: str
    suffixes: tuple[str, ...]
    holds: str


WITHOUT_WRAPPING = (
    Format("text", "a plain text", ("txt", "text"), ARTICLE),
    Format("markdown", "Markdown", ("md", "markdown"), ARTICLE),
    Format("html", "a page", ("html", "htm", "xhtml"), ARTICLE),
    Format("csv", "a table with commas", ("csv",), RECORDS),
    Format("tsv", "a table with tabs", ("tsv", "tab"), RECORDS),
    Format("json", "JSON", ("json",), RECORDS),
    Format("jsonl", "JSON Lines", ("jsonl", "ndjson"), RECORDS),
    Format("parquet", "Parquet", ("parquet",), RECORDS),
    Format("warc", "a web archive", ("warc",), SOURCES),
    Format("xml", "XML", ("xml", "rss", "atom"), DOCUMENTS),
)
_ENDINGS = frozenset(f".{suffix}" for row in WITHOUT_WRAPPING for suffix in row.suffixes)


def has_ending(name: str) -> bool:
    """True for the name of a file whose ending tells one of these formats, packed or not.

    Examples
    --------
    >>> has_ending("2021/war.html"), has_ending("2021/war.png")
    (True, False)
    """
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix in _ENDINGS
