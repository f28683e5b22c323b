"""A saved page → its blocks, each with its layer: nothing is lost, nothing fetched or run."""

from __future__ import annotations

from analysis.reading.page.read import Page, blocks_of_page, corpus_of_pages, read_page

__all__ = ["Page", "blocks_of_page", "corpus_of_pages", "read_page"]
