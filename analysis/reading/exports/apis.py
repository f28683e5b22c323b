"""What interfaces of papers and services answer in JSON: ninjs, the Guardian's Open Platform, the
New York Times' search and archive, NewsAPI and its like.

An answer holds its articles at some depth; a record is known by its keys. For NewsAPI no real file
was at hand: what is read follows its public description. Answers that list addresses without texts
(GDELT, Media Cloud) are no exports: `analysis.reading.tables` refuses them.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from analysis.reading.composing import Picture, compose, iso_date
from analysis.reading.documents import Document, Part, of_parts
from analysis.reading.errors import InputError
from analysis.reading.fragments import (
    is_html,
    letters,
    line_of_html,
    parts_of_html,
    parts_of_text,
    text_of_html,
)
from analysis.reading.tables import cut_by_service, is_too_deep

_Object = Mapping[str, Any]
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*+:)?|[{}\[\]]')
# The keys of ninjs 2 and 3 for a list of forms, by the key of ninjs 1 for one.
_PLURALS = {"headline": "headlines", "description": "descriptions", "body": "bodies"}
_PICTURES = frozenset(("picture", "graphic", "video", "image", "photo", "audio"))
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_OPENS_JSON = re.compile(r"\s*+[\[{]")
_BODY_ROLES = ("richhtml", "html", "xhtml", "text", "main", "body")


# To recognise records and to find them


def recognises_ninjs(beginning: str) -> bool:
    """Is a file in ninjs, the IPTC's format for news in JSON, of any version?

    Examples
    --------
    >>> recognises_ninjs('{"uri": "a", "versioncreated": "2026-11-02", "body_html": "<p>…</p>"}')
    True
    """
    return any(map(_is_ninjs, _keys_of_objects(beginning)))


def recognises_guardian(beginning: str) -> bool:
    """Is a file an answer of the Guardian's Open Platform?

    Examples
    --------
    >>> recognises_guardian('{"response": {"results": [{"webTitle": "a", "webPublicationDate": 1')
    True
    """
    return any(map(_is_of_guardian, _keys_of_objects(beginning)))


def recognises_nyt(beginning: str) -> bool:
    """Is a file an answer of the New York Times' search or archive?

    Examples
    --------
    >>> recognises_nyt('{"docs": [{"web_url": "a", "headline": {}, "pub_date": ""}]}')
    True
    """
    return any(map(_is_of_nyt, _keys_of_objects(beginning)))


def recognises_newsapi(beginning: str) -> bool:
    """Is a file an answer of NewsAPI, or of a service that answers alike?

    Examples
    --------
    >>> recognises_newsapi('{"articles": [{"title": "", "urlToImage": "", "publishedAt": ""}]}')
    True
    """
    return any(map(_is_of_newsapi, _keys_of_objects(beginning)))


def _is_ninjs(keys: Iterable[str]) -> bool:
    names = set(keys)
    named = {name.casefold() for name in names}
    has_content = any(
        name in ("bodies", "descriptions", "associations")
        or name.startswith(("body_", "description_"))
        for name in named
    )
    of_item = named & {
        "versioncreated",
        "firstcreated",
        "pubstatus",
        "representationtype",
        "standard",
        "associations",
    }
    return bool(named & {"uri", "guid"}) and has_content and bool(of_item)


def _is_of_guardian(keys: Iterable[str]) -> bool:
    return {"webTitle", "webPublicationDate"} <= set(keys)


def _is_of_nyt(keys: Iterable[str]) -> bool:
    return {"headline", "web_url", "pub_date"} <= set(keys)


def _is_of_newsapi(keys: Iterable[str]) -> bool:
    names = set(keys)
    gnews = {"title", "content", "publishedAt", "url", "image", "source"} <= names
    return gnews or {"title", "urlToImage", "publishedAt"} <= names


def _keys_of_objects(beginning: str) -> list[set[str]]:
    """The keys of each object, those that the beginning of a file cuts among them."""
    if not _OPENS_JSON.match(beginning.removeprefix("\ufeff")):
        return []
    every: list[set[str]] = []
    open_objects: list[set[str] | None] = []  # None for a list
    for token in _TOKEN.finditer(beginning):
        mark = token[0]
        if mark == "{":
            every.append(set())
            open_objects.append(every[-1])
        elif mark == "[":
            open_objects.append(None)
        elif mark in "}]" and open_objects:
            open_objects.pop()
        elif token[2] and open_objects and open_objects[-1] is not None:
            open_objects[-1].add(token[1])
    return every


def _records(text: str, is_record: Callable[[Iterable[str]], bool]) -> list[_Object]:
    """The outermost objects of a file that are records, in the file's order."""
    records: list[_Object] = []
    stack = list(reversed(_values(text)))
    while stack:
        value = stack.pop()
        if isinstance(value, dict) and is_record(value):
            records.append(value)
        elif isinstance(value, dict | list):
            inner = list(value.values()) if isinstance(value, dict) else value
            stack += [part for part in reversed(inner) if isinstance(part, dict | list)]
    return records


def _values(text: str) -> list[Any]:
    """What a file of JSON, or of JSON Lines, holds."""
    try:
        values = [json.loads(text.removeprefix("\ufeff"))]
    except RecursionError:
        raise InputError("nested too deeply; give an answer of the service as it came") from None
    except ValueError as error:
        values = _lines(text)
        if not values:
            raise InputError(f"no JSON ({error}); download the answer again") from None
    values = [value for value in values if isinstance(value, dict | list)]
    if any(map(is_too_deep, values)):
        raise InputError("nested too deeply; give an answer of the service as it came")
    return values


def _lines(text: str) -> list[Any]:
    """The objects of JSON Lines; none where a line is no JSON."""
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return []


def _checked(
    documents: Iterable[Document], n_records: int, nothing: str, notices: Iterable[str] = ()
) -> Iterator[Document]:
    """Those documents that hold a text or caption; the first says what holds for all."""
    kept = [document for document in documents if _holds_text(document)]
    if not kept:
        raise InputError(nothing)
    if len(kept) < n_records:
        n_empty = n_records - len(kept)
        kept[0].notices.insert(0, f"{n_empty} of {n_records} items hold no text and are left out")
    kept[0].notices[:0] = notices
    return iter(kept)


def _holds_text(document: Document) -> bool:
    return any(part.layer in ("body", "caption") for part in document.segments)


def _string(value: Any) -> str:
    """A text; what no text holds (halves of surrogate pairs, zeros) is marked as unreadable."""
    return _UNREADABLE.sub("\ufffd", value) if isinstance(value, str) else ""


def _object(value: Any) -> _Object:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[_Object]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


# ninjs


class _Rendition(NamedTuple):
    """One of the forms in which ninjs gives a text."""

    text: str
    field: str
    role: str


def ninjs_documents(text: str, stem: str) -> Iterator[Document]:
    """The items of a file in ninjs 1 to 3. A picture by itself is an article whose description is
    the caption; descriptions of associated pictures are captions of the text's.

    Raises
    ------
    InputError
        where no item holds a text or caption.

    Examples
    --------
    >>> picture = {"type": "picture", "description_text": "The hall.", "byline": "Ann Roe"}
    >>> item = {"uri": "a", "versioncreated": "2026-11-02", "headline": "Talks"}
    >>> item |= {"body_html": "<p>They met.</p>", "associations": {"main": picture}}
    >>> document = next(ninjs_documents(json.dumps(item), "news"))
    >>> [(part.layer, part.rule) for part in document.segments][1:3]
    [('body', 'field body_html'), ('caption', 'field associations.main.description_text')]
    """
    records = _records(text, _is_ninjs)
    documents = [_of_ninjs(item, n, stem) for n, item in enumerate(records, start=1)]
    return _checked(
        documents, len(records), "no item of this ninjs holds a text or caption; ask for the texts"
    )


def _of_ninjs(item: _Object, n: int, stem: str) -> Document:
    headlines = _renditions(item, "headline")
    headline = headlines[0] if headlines else _Rendition(_string(item.get("title")), "title", "")
    byline = _string(item.get("byline")) or _string(item.get("by"))
    opening = [Part("byline", line_of_html(byline), "byline")]
    pictures = [*_associated(item)]
    body: list[Part] = []
    if _string(item.get("type")).casefold() in _PICTURES:
        pictures.insert(0, _picture_of(item, ""))
        if any(picture.credit == byline for picture in pictures[:1]):
            opening = []
    else:
        opening[:0] = [
            Part("standfirst", text_of_html(line.text).replace("\n", " "), line.field)
            for line in _renditions(item, "description")[:1]
            if "caption" not in line.role
        ]
        body = _body_of(_renditions(item, "body"), headline.text)
    parts = compose(
        headline=Part("headline", line_of_html(headline.text), headline.field),
        opening=opening,
        body=body,
        pictures=pictures,
    )
    dates = [item.get(name) for name in _NINJS_DATES]
    names = ("source", "copyrightholder", "copyrightHolder", "creditline")
    sources = [_string(item.get(name)) for name in names]
    sources += [_string(source.get("name")) for source in _objects(item.get("infosources"))]
    sources += [_string(source.get("name")) for source in _objects(item.get("infoSources"))]
    return of_parts(
        parts,
        record=n,
        id=_string(item.get("guid")) or _string(item.get("uri")) or f"{stem}-{n}",
        source=next(filter(None, sources), None),
        published=next(filter(None, map(iso_date, map(_string, dates))), None),
        unit="item",
    )


_NINJS_DATES = (
    "firstpublished",
    "firstPublished",
    "versioncreated",
    "versionCreated",
    "contentcreated",
    "contentCreated",
    "firstcreated",
    "firstCreated",
)


def _renditions(item: _Object, what: str) -> list[_Rendition]:
    """The forms of a headline, description or body, the fullest first.

    ninjs 1 has a key a form ("body_html"), ninjs 2 and 3 a list of objects ("bodies").
    """
    forms: list[_Rendition] = []
    plural = _PLURALS[what]
    for inner in _objects(item.get(plural)):
        kind = _string(inner.get("contenttype")) or _string(inner.get("contentType"))
        role = _string(inner.get("role")).casefold()
        if kind and not kind.startswith("text/") and "html" not in kind:
            continue  # another vocabulary of the same text
        if any(name in role for name in ("credit", "byline", "keyword", "note", "alt")):
            continue
        forms.append(_Rendition(_string(inner.get("value")), plural, role))
    for key, value in item.items():
        if key == what or key.startswith(f"{what}_"):
            forms.append(_Rendition(_string(value), key, ""))
    forms = [form for form in forms if letters(form.text)]
    return sorted(forms, key=lambda form: _rank(form, what))


def _rank(form: _Rendition, what: str) -> tuple[bool, bool, bool]:
    """Least for the form that says most: captions before others, HTML before plain bodies."""
    html = is_html(form.text)
    return (
        "caption" not in form.role,
        "main" not in form.role,
        not html if what == "body" else html,
    )


def _body_of(forms: list[_Rendition], title: str) -> list[Part]:
    if not forms:
        return []
    # Of forms in HTML, that with pictures in their places is the fuller one.
    best = max(forms, key=lambda form: (is_html(form.text), form.role.startswith("rich")))
    return parts_of_text(best.text, best.field, title=title)


def _picture_of(item: _Object, around: str) -> Picture:
    """The caption and the credit of an item that is a picture."""
    descriptions = _renditions(item, "description")
    described = (
        descriptions[0] if descriptions else _Rendition(_string(item.get("caption")), "caption", "")
    )
    caption = text_of_html(described.text).replace("\n", " ")
    names = ("byline", "by", "creditline", "creditLine", "credit")
    credits = [(_string(item.get(name)), name) for name in names]
    credits += [
        (_string(line.get("value")), "descriptions")
        for line in _objects(item.get("descriptions"))
        if "credit" in _string(line.get("role")).casefold()
    ]
    credit, name = next(((text, name) for text, name in credits if text), ("", ""))
    return Picture(caption, line_of_html(credit), f"{around}{described.field}", f"{around}{name}")


def _associated(item: _Object) -> Iterator[Picture]:
    """The pictures that belong to an item, those of its galleries among them."""
    waiting = deque([(item, "associations.")])
    while waiting:
        outer, path = waiting.popleft()
        given = outer.get("associations")
        if isinstance(given, dict):
            named = [(name, _object(inner)) for name, inner in given.items()]
        else:
            named = [(_string(inner.get("name")), inner) for inner in _objects(given)]
        for name, inner in named:
            around = f"{path}{name}." if name else path
            kind = _string(inner.get("type")).casefold()
            if kind in _PICTURES or (not kind and "renditions" in inner):
                yield _picture_of(inner, around)
            waiting.append((inner, around))


# The Guardian's Open Platform


def guardian_documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of answers of the Guardian's Open Platform.

    Raises
    ------
    InputError
        where no article has a body: it has to be asked for.

    Examples
    --------
    >>> item = {"id": "a", "webTitle": "Talks", "webPublicationDate": "2026-11-02T08:00:00Z"}
    >>> item["fields"] = {"body": "<p>They met.</p>", "trailText": "At last."}
    >>> document = next(guardian_documents(json.dumps({"response": {"results": [item]}}), "news"))
    >>> document.id, document.source, [part.layer for part in document.segments]
    ('a', 'The Guardian', ['headline', 'standfirst', 'body'])
    """
    records = _records(text, _is_of_guardian)
    documents = [_of_guardian(item, n, stem) for n, item in enumerate(records, start=1)]
    return _checked(
        documents,
        len(records),
        "the Guardian's answer lists titles and addresses, but no texts; ask for them with"
        " show-fields=all and show-elements=image",
    )


def _of_guardian(item: _Object, n: int, stem: str) -> Document:
    fields = _object(item.get("fields"))
    headline = _string(fields.get("headline"))
    title, title_field = (headline, "headline") if headline else (item.get("webTitle"), "webTitle")
    blocks = _object(item.get("blocks"))
    decks = [("standfirst", fields.get("standfirst")), ("trailText", fields.get("trailText"))]
    deck_parts = [
        Part("standfirst", text_of_html(_string(deck)).replace("\n", " "), name)
        for name, deck in decks
        if letters(_string(deck))
    ]
    body = parts_of_text(_string(fields.get("body")), "body")
    if not body:
        of_blocks = (_string(block.get("bodyHtml")) for block in _objects(blocks.get("body")))
        body = [part for html in of_blocks for part in parts_of_html(html, "blocks.body")]
    if not body:
        body = parts_of_text(_string(fields.get("bodyText")), "bodyText")
    main = [
        part
        for part in parts_of_html(_string(fields.get("main")), "main")
        if part.layer in ("caption", "credit")
    ]
    parts = compose(
        headline=Part("headline", line_of_html(_string(title)), title_field),
        # The text for other pages is shown with the article only where it has no deck of its own.
        opening=[
            *deck_parts[:1],
            Part("byline", line_of_html(_string(fields.get("byline"))), "byline"),
        ],
        body=[*main, *body],
        pictures=[*_of_elements(item), *_of_blocks(blocks)],
        closing=[
            part._replace(layer="boilerplate")
            for part in deck_parts[1:]
            if letters(part.text) != letters(deck_parts[0].text)
        ],
    )
    return of_parts(
        parts,
        record=n,
        id=_string(item.get("id")) or f"{stem}-{n}",
        source=_string(fields.get("publication")) or "The Guardian",
        published=iso_date(_string(item.get("webPublicationDate"))),
        unit="item",
    )


def _of_elements(item: _Object) -> Iterator[Picture]:
    """The pictures that an answer lists, each in several sizes."""
    for element in _objects(item.get("elements")):
        for asset in _objects(element.get("assets")):
            data = _object(asset.get("typeData"))
            field = f"elements.{_string(element.get('relation')) or 'assets'}"
            yield _with_caption(data, field)


def _of_blocks(blocks: _Object) -> Iterator[Picture]:
    for block in [_object(blocks.get("main")), *_objects(blocks.get("body"))]:
        for element in _objects(block.get("elements")):
            yield _with_caption(_object(element.get("imageTypeData")), "blocks.elements")


def _with_caption(data: _Object, field: str) -> Picture:
    caption = text_of_html(_string(data.get("caption"))).replace("\n", " ")
    credit = _string(data.get("credit")) if caption else ""
    return Picture(caption, line_of_html(credit), f"{field}.caption", f"{field}.credit")


# The New York Times


def nyt_documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of answers of the New York Times' search or archive, which give the first
    paragraph of each, and captions.

    Raises
    ------
    InputError
        where no article has a paragraph or caption.

    Examples
    --------
    >>> item = {"headline": {"main": "Talks"}, "web_url": "a", "pub_date": "2026-11-02"}
    >>> item |= {"lead_paragraph": "They met.", "multimedia": [{"caption": "The hall."}]}
    >>> document = next(nyt_documents(json.dumps([item]), "news"))
    >>> [(part.layer, part.rule) for part in document.segments]
    [('headline', 'field headline.main'), ('body', 'field lead_paragraph'), ('caption', 'field multimedia.caption')]
    """
    records = _records(text, _is_of_nyt)
    documents = [_of_nyt(item, n, stem) for n, item in enumerate(records, start=1)]
    notice = (
        "the New York Times gives the first paragraph of each article, not its text; for whole"
        " articles save their pages"
    )
    nothing = "the answer lists titles and addresses, but no texts; save the pages themselves"
    return _checked(documents, len(records), nothing, [notice])


def _of_nyt(item: _Object, n: int, stem: str) -> Document:
    headline = item["headline"]
    title = _string(headline) or _string(_object(headline).get("main"))
    byline = item.get("byline")
    author = _string(byline) or _string(_object(byline).get("original"))
    lead, abstract, snippet = (
        text_of_html(_string(item.get(name))) for name in ("lead_paragraph", "abstract", "snippet")
    )
    decks = [("abstract", abstract), ("snippet", snippet)]
    if not lead:
        # Older articles have nothing but their abstract.
        lead, decks = abstract or snippet, []
    parts = compose(
        headline=Part("headline", line_of_html(title), "headline.main"),
        opening=[
            *(Part("standfirst", words, name) for name, words in decks[:1] if words),
            Part("byline", line_of_html(author), "byline"),
        ],
        body=[Part("body", words, "lead_paragraph") for words in lead.split("\n")],
        pictures=_of_multimedia(item.get("multimedia")),
        closing=_printed(headline, title),
    )
    return of_parts(
        parts,
        record=n,
        id=_string(item.get("_id")) or _string(item.get("web_url")) or f"{stem}-{n}",
        source=_string(item.get("source")) or "The New York Times",
        published=iso_date(_string(item.get("pub_date"))),
        unit="item",
    )


def _printed(headline: Any, title: str) -> list[Part]:
    """The other headline of an article, which the paper prints."""
    printed = line_of_html(_string(_object(headline).get("print_headline")))
    if letters(printed) in ("", letters(title)):
        return []
    return [Part("boilerplate", printed, "headline.print_headline")]


def _of_multimedia(given: Any) -> Iterator[Picture]:
    """The pictures of an article: a list of their sizes, or an object with one caption."""
    for item in [_object(given), *_objects(given)]:
        caption = text_of_html(_string(item.get("caption"))).replace("\n", " ")
        credit = line_of_html(_string(item.get("credit"))) if caption else ""
        yield Picture(caption, credit, "multimedia.caption", "multimedia.credit")


# NewsAPI and its like


def newsapi_documents(text: str, stem: str) -> Iterator[Document]:
    """The articles of answers of NewsAPI, which cuts their texts; each article says so.

    Raises
    ------
    InputError
        where no article has a text.

    Examples
    --------
    >>> item = {"title": "Talks", "urlToImage": "", "publishedAt": "2026-11-02T08:00:00Z"}
    >>> item["content"] = "They met at dusk… [+2310 chars]"
    >>> next(newsapi_documents(json.dumps({"articles": [item]}), "news")).notices
    ['the service cut the text, of which 2,310 more characters are missing; save the page itself']
    """
    records = _records(text, _is_of_newsapi)
    documents = [_of_newsapi(item, n, stem) for n, item in enumerate(records, start=1)]
    nothing = "the answer lists titles and addresses, but no texts; save the pages themselves"
    return _checked(documents, len(records), nothing)


def _of_newsapi(item: _Object, n: int, stem: str) -> Document:
    content, notice = cut_by_service(_string(item.get("content")))
    description = text_of_html(_string(item.get("description"))).replace("\n", " ")
    notices = [notice] if notice else []
    opening, body = (
        [Part("standfirst", description, "description")],
        parts_of_text(content, "content"),
    )
    if not body and description:
        opening, body = [], [Part("body", description, "description")]
        notices = ["the item holds only a description, and no text; save the page itself"]
    source = item.get("source")
    named = _string(source) or _string(_object(source).get("name"))
    return of_parts(
        compose(
            headline=Part("headline", line_of_html(_string(item.get("title"))), "title"),
            opening=[*opening, Part("byline", line_of_html(_string(item.get("author"))), "author")],
            body=body,
        ),
        record=n,
        id=_string(item.get("url")) or f"{stem}-{n}",
        source=named or None,
        published=iso_date(_string(item.get("publishedAt"))),
        unit="item",
        notices=notices,
    )
