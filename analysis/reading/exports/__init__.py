"""Exports: files of databases, agencies and publishing systems that hold one article or many, each
with its fields. One module an export, one row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from analysis.reading.documents import Document
from analysis.reading.exports import (
    agencies,
    apis,
    cuttings,
    europresse,
    factiva,
    feeds,
    lexisnexis,
    nexis,
    pressdatabase,
    proquest,
    tei,
)

BEGINNING = 64 * 1024  # so many characters are looked at to recognise an export


class Export(NamedTuple):
    """One kind of export.

    Attributes
    ----------
    name : str
        as its users call it: "ProQuest".
    recognises : callable
        of the first `BEGINNING` characters of a file: True only for what no other kind of file
        holds, since what is recognised wins over the file's name.
    documents : callable
        of the file's whole text and the stem of the ids: its articles one after another. What
        belongs to no article is kept as boilerplate of its record, or a notice. An `InputError`
        (without the file's name) where the file is of this kind and holds no article.
    """

    name: str
    recognises: Callable[[str], bool]
    documents: Callable[[str, str], Iterator[Document]]


# What is recognised first is read: WordPress's export is a kind of RSS.
EXPORTS: tuple[Export, ...] = (
    Export("LexisNexis", lexisnexis.recognises, lexisnexis.documents),
    Export("Nexis Uni", nexis.recognises, nexis.documents),
    Export("NITF", agencies.recognises_nitf, agencies.nitf_documents),
    Export("NewsML-G2", agencies.recognises_newsml_g2, agencies.newsml_g2_documents),
    Export("NewsML 1", agencies.recognises_newsml_1, agencies.newsml_1_documents),
    Export("TEI", tei.recognises_tei, tei.tei_documents),
    Export("WordPress export", feeds.recognises_wordpress, feeds.wordpress_documents),
    Export("RSS", feeds.recognises_rss, feeds.feed_documents),
    Export("Atom", feeds.recognises_atom, feeds.feed_documents),
    Export("ninjs", apis.recognises_ninjs, apis.ninjs_documents),
    Export("Guardian Open Platform", apis.recognises_guardian, apis.guardian_documents),
    Export("New York Times API", apis.recognises_nyt, apis.nyt_documents),
    Export("NewsAPI", apis.recognises_newsapi, apis.newsapi_documents),
    Export("Factiva", factiva.recognises, factiva.documents),
    Export("Europresse", europresse.recognises, europresse.documents),
    Export("ProQuest", proquest.recognises, proquest.documents),
    Export("APA, DeFacto or wiso", pressdatabase.recognises, pressdatabase.documents),
    Export("press cuttings", cuttings.recognises, cuttings.documents),
)


def export_of(beginning: str) -> Export | None:
    """The kind of export that a text's beginning tells, or None.

    Examples
    --------
    >>> export_of("Talks resume.") is None
    True
    """
    return next((export for export in EXPORTS if export.recognises(beginning)), None)
