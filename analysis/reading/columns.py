"""How people name the columns of a table of articles, and whether a first line names them."""

from __future__ import annotations

import re

# How people name these columns, the surest name first, in the languages of the databases; case,
# spaces and underscores do not matter.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": tuple(
        """text body article articletext articlebody bodytext fulltext maintext content maincontent story rawtext plaintext
        paragraphs volltext inhalt texte contenu tekst inhoud texto contenido текст анонс""".split()
    ),
    "title": tuple(
        """title headline articletitle heading head headlinemain titel überschrift schlagzeile titre kop
        overskrift título titulo заголовок""".split()
    ),
    "captions": tuple(
        """captions caption imagecaptions imagecaption photocaptions photocaption picturecaptions picturecaption cutlines
        cutline figcaptions figcaption bildunterschriften bildunterschrift bildtext légendes légende
        legende bijschriften bijschrift billedtekst piedefoto подписи подпись""".split()
    ),
    "date": tuple(
        """date published publishdate publisheddate publicationdate datepublished publishedat pubdate datepublish datetime
        timestamp time datum dato fecha дата""".split()
    ),
    "source": tuple(
        """source publisher outlet newspaper publication sitename site domain sourcedomain quelle zeitung
        journal bron krant kilde avis fuente источник url link""".split()
    ),
    "id": tuple("id articleid docid documentid guid uuid url link".split()),
}
_DELIMITERS = ",;\t|"


def column_key(name: object) -> str:
    """The name of a column without what people write differently.

    Examples
    --------
    >>> column_key("Full_Text"), column_key("full text")
    ('fulltext', 'fulltext')
    """
    return re.sub(r"[\s_.-]+", "", str(name)).casefold()


def delimiter_of(header: str) -> str:
    r"""Comma, semicolon, tab or bar: the one that cuts the header into the most cells with a known
    name.

    Examples
    --------
    >>> delimiter_of("id;text, as printed;title"), delimiter_of("id\ttext")
    (';', '\t')
    """
    return max(
        _DELIMITERS,
        key=lambda delimiter: (len(_known_names(header, delimiter)), header.count(delimiter)),
    )


def is_header(line: str) -> bool:
    """Does a line name the columns of a table of articles: one for the text, and another that is
    known?

    Examples
    --------
    >>> is_header("id,title,text"), is_header("Text, body and title"), is_header("Talks resume")
    (True, False, False)
    """
    names = _known_names(line, delimiter_of(line))
    return len(names) > 1 and not names.isdisjoint(COLUMNS["text"])


def _known_names(header: str, delimiter: str) -> set[str]:
    """The known names among the cells of a header."""
    names = {name for column in COLUMNS.values() for name in column}
    return {column_key(cell.strip().strip('"')) for cell in header.split(delimiter)} & names
