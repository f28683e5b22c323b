"""TEI, in which archives and researchers keep newspapers: a text an article, or a division of it.

No real file of news in TEI was at hand: what is read follows the TEI's guidelines and what
trafilatura writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from analysis.reading.composing import compose, iso_date
from analysis.reading.documents import Document, Part, of_parts
from analysis.reading.errors import InputError
from analysis.reading.fragments import letters, parts_of_html
from analysis.reading.xml import (
    as_html,
    child_called,
    children_called,
    descendants_called,
    first_tag,
    name_of,
    read_xml,
    words_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ROOTS = frozenset(("TEI", "TEI.2", "teiCorpus", "teiCorpus.2"))
_TEXTS = ("TEI", "TEI.2")
_ARTICLES = frozenset(("article", "news", "newsarticle", "item", "story", "entry"))
_IN_HTML = {
    "head": "h3",
    "graphic": "img",
    "media": "img",
    "hi": "em",
    "emph": "em",
    "ref": "a",
    "ptr": "span",
    "item": "li",
    "list": "ul",
    "lg": "p",
    "l": "span",
    "ab": "p",
    "sp": "p",
    "row": "tr",
    "cell": "td",
    "quote": "span",
    "cit": "blockquote",
    "fw": "nav",
    "note": "nav",
    "pb": "span",
    "cb": "span",
    "lb": "br",
    **dict.fromkeys(
        """name persName placeName orgName geogName date time num measure choice orig reg sic corr
        abbr expan foreign term title said soCalled seg w pc s c rs lb milestone gap unclear del add
        supplied space q mentioned gloss bibl""".split(),
        "span",
    ),
    "div": "div",
}
# Divisions below, of some levels, as older files name them.
_IN_HTML |= {f"div{level}": "div" for level in range(1, 8)}
_DIVISIONS = ("div", *(f"div{level}" for level in range(1, 8)))


def recognises_tei(beginning: str) -> bool:
    """Is a file in TEI?

    Examples
    --------
    >>> recognises_tei('<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>')
    True
    """
    return first_tag(beginning).name in _ROOTS


def tei_documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of a file in TEI: the divisions of a text that are called articles where there
    are several, else each text. Under a picture its heading and paragraphs are the caption, or else
    its description.

    Raises
    ------
    InputError
        where no text holds a word.

    Examples
    --------
    >>> figure = "<figure><head>The hall.</head><figDesc>a hall</figDesc></figure>"
    >>> body = f"<body><head>Talks</head>{figure}<p>They met.</p></body>"
    >>> document = next(tei_documents(f"<TEI><text>{body}</text></TEI>", "paper"))
    >>> document.title, [(part.layer, part.rule) for part in document.segments][1:3]
    ('Talks', [('caption', 'field figure/head'), ('body', 'field body')])
    """
    root, notices = read_xml(text)
    texts = [root] if name_of(root) in _TEXTS else descendants_called(root, *_TEXTS)
    articles = [(whole, article) for whole in texts for article in _articles(whole)]
    n_words = sum(_n_words(body) for whole in texts for body in _bodies(whole))
    n_read = sum(_n_words(article) for _, article in articles)
    documents = [
        _of_tei(whole, article, n, stem) for n, (whole, article) in enumerate(articles, start=1)
    ]
    documents = [document for document in documents if document.segments]
    if not documents:
        raise InputError("this file in TEI holds no text; give one with a <text> in it")
    if n_words > n_read:
        notices.append(f"{n_words - n_read} words stand outside of the articles and are left out")
    documents[0].notices[:0] = notices
    return iter(documents)


def _n_words(element: Element) -> int:
    return sum(len(text.split()) for text in element.itertext())


def _bodies(whole: Element) -> list[Element]:
    """The bodies of a text, those of quoted texts not among them."""
    bodies = descendants_called(child_called(whole, "text"), "body")
    return [body for body in bodies if not any(outer in bodies for outer in body.iterancestors())]


def _articles(whole: Element) -> list[Element]:
    """The divisions of a text that are articles of their own; or its body."""
    text, bodies = child_called(whole, "text"), _bodies(whole)
    divisions = [
        division
        for division in descendants_called(text, *_DIVISIONS)
        if division.get("type", "").casefold() in _ARTICLES and not _is_in_article(division)
    ]
    return divisions if len(divisions) > 1 else bodies


def _is_in_article(element: Element) -> bool:
    return any(outer.get("type", "").casefold() in _ARTICLES for outer in element.iterancestors())


def _of_tei(whole: Element, article: Element, n: int, stem: str) -> Document:
    header = child_called(whole, "teiHeader")
    statement = next(iter(descendants_called(header, "titleStmt")), None)
    headline, heads = _headline(article)
    if not headline and article.getparent() is not None and name_of(article) == "body":
        headline = words_of(child_called(statement, "title"))
    opening = [Part("standfirst", words, "head") for words in heads]
    lines = [
        *_taken(article, "byline"),
        *_taken(article, "docAuthor"),
        *_taken(article, "dateline"),
    ]
    if not lines and name_of(article) == "body":
        lines = [words_of(author) for author in children_called(statement, "author")]
    opening += [Part("byline", words, "byline") for words in dict.fromkeys(lines)]
    descriptions, fields = _figures_in_html(article)
    for element in descendants_called(article, "lb", "pb", "cb"):
        # A line that ends in the middle of a word says so.
        element.text = "" if element.get("break") == "no" else " "
    body = parts_of_html(as_html(article, _IN_HTML), "body", blank_lines=False)
    parts = compose(
        headline=Part("headline", headline, "head"),
        opening=opening,
        body=[_with_field(part, fields) for part in body],
        closing=descriptions,
    )
    identifier = article.get("{http://www.w3.org/XML/1998/namespace}id")
    return of_parts(
        parts,
        record=n,
        id=identifier or f"{stem}-{n}",
        source=_source(header),
        published=_date(header),
        unit="text",
    )


def _headline(article: Element) -> tuple[str, list[str]]:
    """The first heading of an article, and those right below it; they are taken out of it."""
    division = article
    while (
        not children_called(division, "head") and len(children_called(division, *_DIVISIONS)) == 1
    ):
        division = children_called(division, *_DIVISIONS)[0]
    heads = []
    for element in list(division):
        if name_of(element) == "head":
            heads.append(words_of(element))
            _take_out(element)
        elif name_of(element) not in ("pb", "cb", "lb", "fw"):
            break
    return (heads[0], heads[1:]) if heads else ("", [])


def _taken(article: Element, name: str) -> list[str]:
    """The words of all elements of a name, which are taken out of the article."""
    elements = descendants_called(article, name)
    for element in elements:
        _take_out(element)
    return [words for words in map(words_of, elements) if words]


def _take_out(element: Element) -> None:
    """Remove an element; what stands behind it stays."""
    around = element.getparent()
    if around is None:
        return
    before, tail = element.getprevious(), element.tail or ""
    if before is None:
        around.text = (around.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    element.tail = None
    around.remove(element)


def _figures_in_html(article: Element) -> tuple[list[Part], dict[str, str]]:
    """Make captions of what figures say.

    Returns
    -------
    list of Part, dict
        descriptions for those who cannot see a picture, where it has a caption besides; and what
        the file calls each caption, by its letters.
    """
    descriptions: list[Part] = []
    fields: dict[str, str] = {}
    for figure in descendants_called(article, "figure"):
        said = children_called(figure, "head", "p", "ab", "caption")
        described = children_called(figure, "figDesc")
        for element in described:
            if said:
                descriptions.append(Part("boilerplate", words_of(element), "figDesc"))
                _take_out(element)
        for element in said or described:
            fields[letters(words_of(element))] = f"figure/{name_of(element)}"
            element.tag = "figcaption"
    return descriptions, fields


def _with_field(part: Part, fields: Mapping[str, str]) -> Part:
    """A caption with what the file calls it."""
    if part.layer not in ("caption", "credit"):
        return part
    return part._replace(field=fields.get(letters(part.text), "figure"))


def _source(header: Element | None) -> str | None:
    """The publication: that of the printed source before that of the file."""
    described = next(iter(descendants_called(header, "sourceDesc")), None)
    published = next(iter(descendants_called(header, "publicationStmt")), None)
    titles = descendants_called(described, "title")
    of_paper = [title for title in titles if title.get("level") in ("j", "s", "m")]
    names = [words_of(title) for title in of_paper]
    names += [words_of(publisher) for publisher in descendants_called(described, "publisher")]
    names += [
        words_of(name)
        for name in descendants_called(published, "publisher", "distributor", "authority")
    ]
    names += [words_of(paragraph) for paragraph in children_called(published, "p")]
    return next(filter(None, names), None)


def _date(header: Element | None) -> str | None:
    """The date of the printed source before that of the file."""
    described = next(iter(descendants_called(header, "sourceDesc")), None)
    published = next(iter(descendants_called(header, "publicationStmt")), None)
    for element in [*descendants_called(described, "date"), *descendants_called(published, "date")]:
        date = iso_date(element.get("when") or words_of(element))
        if date:
            return date
    return None
