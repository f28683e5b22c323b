"""The reader that a source goes to by its format, and several sources as one corpus."""

from __future__ import annotations

import hashlib
import logging
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from analysis.corpus import Corpus, concat
from analysis.reading import documents, sources
from analysis.reading.addresses import check_no_bookmark, check_not_of_web
from analysis.reading.archives import read_archive
from analysis.reading.corrections import apply_corrections, corrections_path
from analysis.reading.errors import InputError, one_line
from analysis.reading.listing import expand
from analysis.reading.markdown import read_markdown
from analysis.reading.page import Page, assembled_pages, blocks_of_page
from analysis.reading.page.source import decoded
from analysis.reading.pictures import from_outermost
from analysis.reading.problems import unread_line, with_problems
from analysis.reading.recognising import (
    ARTICLE,
    DOCUMENTS,
    FORMATS_READ,
    SOURCES,
    TABLES,
    TEXT_TABLES,
    export_named,
    format_of,
    input_format,
    known,
    known_inside,
    most_bytes,
    opener_of,
)
from analysis.reading.sources import Source
from analysis.reading.tables import read_table
from analysis.reading.texts import PlainText, assembled_texts

_DEEPEST = 3  # containers within containers
_Input = str | Path | bytes | bytearray | memoryview | IO[Any]
_log = logging.getLogger(__name__)


def read_any(
    given: _Input,
    *,
    corrections: bool = True,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    format: str | None = None,
    name: str | None = None,
) -> Corpus:
    """What `analysis.read` does, before title and source are set; its parameters are explained
    there.

    Raises
    ------
    InputError
        for an input that cannot be read, as `analysis.read`.
    TypeError
        for what is neither a name nor content nor an open file.

    Examples
    --------
    >>> read_any(b"Talks resume.", name="talks").articles["id"].tolist()
    ['talks']
    """
    as_table: dict[str, Any] = {"columns": columns, "encoding": encoding}
    if format is not None:
        format = input_format(format)
    if encoding is not None:
        sources.check_encoding(encoding)
    if isinstance(given, str | Path):
        check_not_of_web(given)
    if isinstance(given, str | Path) and str(given) != "-" and not sources.is_address(given):
        files = expand(Path(given))
        if files is not None:
            root = Path(given)
            return _read_files(files, root, corrections=corrections, format=format, **as_table)
    source = _source_of(given, format, name)
    return _read_source(source, corrections=corrections, **as_table)


def _source_of(given: _Input, format: str | None, name: str | None) -> Source:
    """The one source that is given: a file, an address, content, an open file."""
    if isinstance(given, bytes | bytearray | memoryview):
        called = name or "bytes"
        return known(Source(called, called, format or "", held=bytes(given)))
    if str(given) == "-":
        return _of_stream(getattr(sys.stdin, "buffer", sys.stdin), format, name or "standard input")
    if not isinstance(given, str | Path):
        if not hasattr(given, "read"):
            raise TypeError(
                f"{type(given).__name__}: cannot be read; give a file, its content, an open file or"
                " a DataFrame"
            )
        return _of_stream(given, format, name)
    if sources.was_handed_open(Path(given)):
        with Path(given).open("rb") as stream:
            return _of_stream(stream, format, name or "standard input")
    if sources.is_address(given):
        source = sources.of_address(str(given), format=format or "")
    else:
        source = sources.of_path(Path(given), format=format or "")
    return known(replace(source, id=name or source.id))


def _of_stream(stream: IO[Any], format: str | None, name: str | None) -> Source:
    own_name = getattr(stream, "name", None)
    called = sources.shown_name(name or (own_name if isinstance(own_name, str) else "stream"))
    id = name or sources.bare_name(Path(called))
    return known(
        sources.of_stream(stream, label=called, id=id, format=format or "", limit_of=most_bytes)
    )


def _read_source(
    source: Source,
    *,
    corrections: bool = True,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Corpus:
    """The corpus of one source, under the corrections that stand beside it."""
    _log.info("%s: read as %s", source.label, source.format)
    if columns and source.format not in TABLES:
        raise InputError(
            f"{source.label}: is read as {source.format}, which has no columns; leave the"
            " columns out"
        )
    if encoding and source.format not in TEXT_TABLES:
        raise InputError(
            f"{source.label}: is read as {source.format}, and an encoding is for tables of text;"
            " leave the encoding out"
        )
    if source.format in TABLES:
        return read_table(source, columns, encoding)
    if source.format == "warc":
        return read_archive(source)
    corpus = _read_export(source) if is_export(source) else _read_inside(source)
    beside = corrections_of(source) if corrections and len(corpus.articles) == 1 else None
    return corpus if beside is None else _corrected(corpus, beside)


def corrections_of(source: Source) -> Source | None:
    """The table of corrections that stands beside an article, if any.

    Examples
    --------
    >>> beside = corrections_of(sources.of_path(Path("seeds/nagorno-karabakh.txt")))
    >>> beside.label, corrections_of(sources.of_path(Path("seeds/control.html")))
    ('seeds/nagorno-karabakh.layers.csv', None)
    """
    beside = corrections_path(source.path) if source.path is not None else None
    if beside is None or not sources.is_there(beside):
        return None
    return Source(sources.shown_name(beside), "", "csv", beside)


def check_correctable(article: Path) -> Path:
    """The article itself.

    Raises
    ------
    InputError
        where no corrections can stand beside it: for standard input, a folder, and what holds
        records.
    """
    if str(article) == "-" or not article.is_file():
        raise InputError(f"{article}: corrections stand beside one file; give the name of a file")
    if holds_records(article):
        raise InputError(
            f"{article}: holds records, which have no corrections; save an article as a text or a"
            " page"
        )
    return article


def holds_records(article: Path) -> bool:
    """True for a file whose ending says that it holds records, beside which no corrections stand.

    Examples
    --------
    >>> holds_records(Path("news.csv")), holds_records(Path("war.txt"))
    (True, False)
    """
    return format_of(article) in TABLES | {"warc"}


def is_export(source: Source) -> bool:
    """True for a file whose articles have named fields, one or many in a file."""
    return FORMATS_READ[source.format].holds == DOCUMENTS


def is_container(source: Source) -> bool:
    """True for a file that holds pages, texts or tables in a wrapping of its own."""
    return FORMATS_READ[source.format].holds == SOURCES and source.format != "warc"


def read_article(source: Source, corrections: Source | None = None) -> Corpus:
    r"""The corpus of a source that holds one article, under corrections.

    Raises
    ------
    InputError
        for an article without readable text, and for a row of the corrections that does not fit.

    Examples
    --------
    >>> table = Source("corrections", "", "csv", held=b"block,layer,first_words\n0,caption,The hall")
    >>> article = Source("hall", "hall", "text", held=b"The hall in March.")
    >>> read_article(article, table).segments["layer"].tolist()
    ['caption']
    """
    corpus = _article(source)
    return corpus if corrections is None else _corrected(corpus, corrections)


def page_of(source: Source) -> Page:
    """A source that holds a page, as read: several of them are one corpus by `page.assembled_pages`.

    Raises
    ------
    InputError
        for an input that is no page, or holds no word.

    Examples
    --------
    >>> page_of(Source("a.html", "a", "html", held=b"<p>Talks resume on Monday.")).title
    'a'
    """
    data = source.read(sources.ARTICLE_LIMIT)
    check_no_bookmark(data, source.label)
    page = blocks_of_page(data, name=source.label)
    title = source.id if page.title in (None, source.label) else page.title
    rows = page.rows
    if source.member:
        pictures = from_outermost((row.picture for row in rows), source.member)
        rows = [row._replace(picture=way) for row, way in zip(rows, pictures, strict=True)]
    return replace(page, id=source.id, title=title, rows=rows)


def plain_text_of(source: Source) -> PlainText:
    """A source that holds a plain text, as read: several of them are one corpus by
    `texts.assembled_texts`.

    Raises
    ------
    InputError
        for an input that is no text, or holds no word.

    Examples
    --------
    >>> plain_text_of(Source("a.txt", "a", "text", held=b"Talks resume on Monday.")).id
    'a'
    """
    data, text, problems = _decoded(source)
    sha256 = hashlib.sha256(data).hexdigest()
    return PlainText(text, source.id, sha256=sha256, problems=problems)


def _corrected(corpus: Corpus, corrections: Source) -> Corpus:
    table = sources.decode(corrections.read(sources.ARTICLE_LIMIT), corrections.label)
    return apply_corrections(corpus, table, name=corrections.label)


def documents_of(source: Source) -> Iterator[documents.Document]:
    """The articles of an export, one after another.

    Raises
    ------
    InputError
        for a file that holds none, or is no longer what its format says.
    """
    data = source.read(sources.WHOLE_LIMIT)
    if source.format == "xml":
        raise InputError(
            f"{source.label}: XML of a kind that is not known; save the article as a page (HTML)"
            " or as a text"
        )
    # Markup declares its encoding, and browsers' rules mend what it says.
    is_markup = data[:256].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"<")
    text = decoded(data, source.label) if is_markup else sources.decode_text(data, source.label)[0]
    n_documents = 0
    try:
        for document in export_named(source.format)(text, source.id):
            n_documents += 1
            yield document
    except InputError as error:
        why = str(error).removeprefix(f"{source.label}: ")
        raise InputError(f"{source.label}: {why}") from None
    if not n_documents:
        says = FORMATS_READ[source.format].says
        raise InputError(f"{source.label}: no article in this file of {says}; export it again")


def _read_export(source: Source) -> Corpus:
    articles = list(documents_of(source))
    _log.info("%s: %d articles", source.label, len(articles))
    rows = [
        (source.label, document.record, notice)
        for document in articles
        for notice in document.notices
    ]
    return with_problems(documents.corpus_of(articles), rows)


def opened(source: Source, depth: int = 0) -> Iterator[Source]:
    """What a container holds, also inside containers in it; any other source is itself.

    Raises
    ------
    InputError
        for a container that cannot be opened, and one of more than three in each other.
    """
    if not is_container(source):
        yield source
        return
    if depth == _DEEPEST:
        raise InputError(
            f"{source.label}: containers in containers, {_DEEPEST} deep; unpack it yourself"
        )
    for inner in opener_of(source.format)(source):
        yield from opened(known_inside(inner), depth + 1)


def _read_inside(source: Source) -> Corpus:
    """The corpus of one article, or of all that a container holds."""
    if not is_container(source):
        return _article(source)
    parts: list[Corpus] = []
    problems: list[tuple[str, int | None, str]] = []
    for inner in opened(source):
        try:
            parts.append(_read_source(inner, corrections=False))
        except (InputError, RecursionError) as error:
            problems.append((inner.label, None, why_unreadable(error, inner.label)))
    if not parts:
        label, _, why = problems[0] if problems else (source.label, None, "it is empty")
        says = FORMATS_READ[source.format].says
        raise InputError(
            f"{source.label}: nothing in {says} can be read; the first, {label}: {why}"
        )
    return with_problems(concat(parts), problems)


def _read_files(
    files: list[Path],
    root: Path,
    *,
    corrections: bool = True,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    format: str | None = None,
) -> Corpus:
    """All files as one corpus. A file that cannot be read is a row of `problems`, unless it is all
    of them.
    """
    parts: list[Corpus] = []
    problems: list[tuple[str, int | None, str]] = []
    unread: list[str] = []  # tables, none of whose records can be read
    reasons: Counter[str] = Counter()  # why the other files cannot be read
    for file in files:
        label = sources.shown_name(file)
        try:
            source = with_id_in(known(sources.of_path(file, format=format or "")), root)
            as_table: dict[str, Any] = {
                "columns": columns if source.format in TABLES else None,
                "encoding": encoding if source.format in TEXT_TABLES else None,
            }
            parts.append(_read_source(source, corrections=corrections, **as_table))
        except (InputError, OSError, RecursionError) as error:
            why = why_unreadable(error, label)
            problems.append((label, None, why))
            _log.info("%s: left out, %s", label, why)
            if (format or format_of(file)) in TABLES:
                unread.append(one_line(f"{label}: {why}"))
            else:
                reasons[why] += 1
    if not parts:
        source_name, _, problem = problems[0]
        raise InputError(
            f"{root}: none of {len(problems)} files can be read; the first, {source_name}:"
            f" {problem}"
        )
    of_folder = unread_line(
        sources.shown_name(root), reasons.total(), len(files), reasons, what="files"
    )
    corpus = concat(parts)
    unread = [*corpus.unread_tables, *filter(None, [of_folder]), *unread]
    return with_problems(replace(corpus, unread_tables=tuple(unread)), problems)


def why_unreadable(error: Exception, label: str) -> str:
    """Why a file cannot be read, without its name, for a row of problems.

    Examples
    --------
    >>> why_unreadable(InputError("news.txt: the file is empty; give a text"), "news.txt")
    'the file is empty; give a text'
    >>> why_unreadable(PermissionError(13, "Permission denied"), "news.txt")
    'cannot be read (Permission denied); check the file and its permissions'
    """
    if isinstance(error, RecursionError):
        return "nested too deeply; save it again without its innermost parts"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error}); check the file and its permissions"
    return str(error).removeprefix(f"{label}: ")


def with_id_in(source: Source, root: Path) -> Source:
    """The source with the id that its article has in a folder: its way from there, without the
    ending. A table, whose records have ids of their own, stays as it is.

    Examples
    --------
    >>> page = Source("seeds/2021/war.html", "war", "html", Path("seeds/2021/war.html"))
    >>> with_id_in(page, Path("seeds")).id
    '2021/war'
    """
    if FORMATS_READ[source.format].holds != ARTICLE or source.path is None or not root.is_dir():
        return source
    inside = source.path.relative_to(root).parent / source.id
    return replace(source, id=sources.shown_name(inside.as_posix()))


def text_corpus(
    text: str,
    *,
    name: str,
    title: str | None,
    source: str | None,
    sha256: str,
    split_sentences: bool = True,
) -> Corpus:
    r"""The corpus of a plain text, whose blocks the rules label; credits are apart from captions.

    Parameters
    ----------
    text : str
        with at least one word.
    name, title, source : str
        the article's id, its title (None: the words of its headline, or else its id) and where it
        comes from.
    sha256 : str
        of the bytes in which the text was received.
    split_sentences : bool
        False makes one sentence of each block.

    Examples
    --------
    >>> text = "Talks resume\n\nThe hall. (AP Photo/Ann Roe)"
    >>> corpus = text_corpus(text, name="a", title=None, source=None, sha256="")
    >>> corpus.articles["title"].tolist(), corpus.segments["layer"].tolist()
    (['Talks resume'], ['headline', 'caption', 'credit'])
    """
    article = PlainText(text, name, title, source, sha256)
    return assembled_texts([article], split_sentences=split_sentences)


def _article(source: Source) -> Corpus:
    if source.format == "html":
        return assembled_pages([page_of(source)])
    if source.format == "text":
        return assembled_texts([plain_text_of(source)])
    data, text, problems = _decoded(source)
    sha256 = hashlib.sha256(data).hexdigest()
    corpus = read_markdown(text, name=source.id, label=source.label, sha256=sha256)
    return with_problems(corpus, problems)


def _decoded(source: Source) -> tuple[bytes, str, list[tuple[str, int | None, str]]]:
    """The content of a source of text, the text, and rows of problems; an InputError for an empty
    one.
    """
    data = source.read(sources.ARTICLE_LIMIT)
    check_no_bookmark(data, source.label)
    text, notice = sources.decode_text(data, source.label)
    if not text.strip():
        raise InputError(f"{source.label}: the file is empty; give a text with at least one word")
    return data, text, [(source.label, None, notice)] if notice else []
