"""A saved page → its blocks, each with its layer: nothing is lost, nothing fetched or run."""

from __future__ import annotations

from analysis.reading.page.read import Page, assembled_pages, blocks_of_page, corpus_of_pages

__all__ = ["Page", "assembled_pages", "blocks_of_page", "corpus_of_pages"]
