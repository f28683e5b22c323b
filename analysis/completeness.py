"""Whether an article was found at all: what to say first where its body is missing or hardly there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd

from analysis.corpus import Corpus
from analysis.reading.corrections import new_corrections_path
from analysis.reading.page.layers import NEVER_CLOSED
from analysis.reading.recognising import ARTICLE, FORMATS_READ, format_of
from analysis.words import count, verb

FEWEST_PARAGRAPHS = 3
_LEAST_SHARE = 10  # paragraphs in boxes never closed are worth a word from a tenth of the body on
_MOST_NAMED = 3  # articles that are named one by one; of more their number says enough
_MOST_WORDS_OF_REFUSAL = (
    250  # a wall of cookies explains itself at length; a short article has pictures or paragraphs
)
_MOST_WORDS_OF_CHECK = 60  # a page that asks for a person says little else
_MOST_LINES = 3
_MOST_WORDS_OF_HEADING = 10
_LONGEST_HEADING = 500  # characters of them
_REFUSALS = (
    # the server refuses
    r"\b(?:access|permission)\b.{0,40}\b(?:denied|blocked|restricted)\b",
    r"\bforbidden\b",
    r"\brequest (?:blocked|rejected|denied)\b",
    r"\byou (?:have been|are|were) blocked\b",
    r"\btoo many requests\b",
    # nothing is there, or the server fails
    r"^\W*[45]\d\d\b",
    r"\b(?:error|http)\W{0,3}[45]\d\d\b",
    r"\b(?:not|n['’]t) (?:be )?found\b",
    r"\bpage (?:is )?(?:unavailable|expired)\b",
    r"\b(?:can(?:no|['’])t|could(?: not|n['’]t)) find (?:that|this|the|your) page\b",
    (
        r"\b(?:service|site|server|temporarily) (?:is )?(?:temporarily"
        r" )?(?:unavailable|overloaded|error)\b"
    ),
    r"\bbad gateway\b",
    r"\bgateway time-?out\b",
    # a machine asks for a person
    r"\bjust a moment\b",
    r"\bchecking your browser\b",
    r"\battention required\b",
    r"\b(?:are you|verify(?:ing)?|confirm|prove)\b.{0,20}\b(?:human|robot)\b",
    r"\bcaptcha\b",
    r"\bunusual (?:traffic|activity)\b",
    r"\byou(?:['’]re| are) not a robot\b",
    r"\bdisable\b.{0,20}\bad ?blocker",
    r"\benable (?:javascript|js|cookies)\b",
    r"\bjavascript is (?:disabled|required)\b",
    # consent, an account or money is asked for
    r"\bcookies? (?:consent|settings|preferences|notice|policy|choices)\b",
    r"\b(?:use|uses|accept|manage)\b.{0,10}\bcookies\b",
    r"\b(?:value|about) your (?:privacy|consent|choices?)\b",
    r"\byour privacy\b",
    r"\bbefore you continue\b",
    r"\b(?:log|sign) in to (?:continue|read|view)\b",
    r"\bsubscribe to (?:continue|read)\b",
    # the same in other languages
    r"\bzugriff verweigert\b",
    r"\bseite (?:wurde )?nicht gefunden\b",
    r"\bacc[eè]s (?:refus[eé]|interdit)\b",
    r"\bpage (?:introuvable|non trouv[eé]e)\b",
    r"\bacceso (?:denegado|prohibido)\b",
    r"\bp[aá]gina no encontrada\b",
    r"\baccesso negato\b",
    r"\bpagina (?:non trovata|niet gevonden)\b",
)
_REFUSAL = re.compile("(?i)" + "|".join(_REFUSALS))


def warnings(corpus: Corpus, file: str | Path | None = None) -> list[str]:
    r"""What to say of articles whose body is missing, has fewer than three paragraphs, or is a
    refusal.

    Parameters
    ----------
    corpus : Corpus
        of one article or of several.
    file : str or Path, optional
        what was read, for the command that shows the labels; by default the article's id.

    Returns
    -------
    list of str
        one line an article, each with the number of words that were called page furniture and the
        remedy; one line for all where more than three are concerned. Behind them the same of
        articles that have a body, of which a box that is never closed may hold more. Empty where
        every article has a body.

    Examples
    --------
    >>> from analysis import read_text
    >>> print(warnings(read_text("Talks resume", name="talks"), "talks.txt")[0].replace(": ", ":\n").replace(". ", ".\n"))
    talks:
    the body has only 1 paragraph with 2 words.
    Look at the labels with:
    cutline layers talks.txt; to correct them, add --write and edit talks.layers.csv.
    """
    sizes = _sizes(corpus)
    few = sizes[sizes["paragraphs"] < FEWEST_PARAGRAPHS]
    refusals = _refusals(corpus, sizes)
    concerned = sorted({*few.index, *refusals})
    swallows = sizes["swallowed"] * _LEAST_SHARE > sizes["words"]
    swallowed = sizes.loc[swallows, "swallowed"].drop(concerned, errors="ignore")
    if len(concerned) > _MOST_NAMED:
        lines = [_summary(corpus, concerned, sizes)]
    else:
        lines = [
            _sentence(corpus, number, sizes.loc[number], refusals.get(number), file)
            for number in concerned
        ]
    return lines + _of_swallowed(corpus, swallowed, file)


def _sizes(corpus: Corpus) -> pd.DataFrame:
    """Of each article: paragraphs and words of its body, words of its furniture, also in boxes
    never closed, captions.
    """
    segments = corpus.segments
    layer, article = segments["layer"].astype(str), segments["article"]
    words = segments["n_words"]
    columns = {
        "paragraphs": (layer == "body").groupby(article).sum(),
        "words": words.where(layer == "body", 0).groupby(article).sum(),
        "furniture": words.where(layer == "boilerplate", 0).groupby(article).sum(),
        "swallowed": (
            words.where(segments["rule"].str.endswith(NEVER_CLOSED), 0).groupby(article).sum()
        ),
        "captions": (layer == "caption").groupby(article).sum(),
    }
    return pd.DataFrame(columns).reindex(range(len(corpus.articles)), fill_value=0).astype(int)


def _refusals(corpus: Corpus, sizes: pd.DataFrame) -> dict[int, str]:
    """Articles that are a refusal or a report of an error, short and without a picture; each with
    the heading that says so.
    """
    short = sizes.index[(sizes["captions"] == 0) & (sizes["words"] <= _MOST_WORDS_OF_REFUSAL)]
    headlines = corpus.segments[corpus.segments["layer"] == "headline"].drop_duplicates("article")
    # Where nothing is a headline, the first block is what the page opens with.
    first = pd.concat([headlines, corpus.segments.drop_duplicates("article")]).drop_duplicates(
        "article"
    )
    opening = dict(zip(first["article"], first.index, strict=True))
    first_rows = corpus.segments.groupby("article").head(_MOST_LINES).groupby("article").groups
    refusals: dict[int, str] = {}
    for number in short:
        heading = corpus.text(opening[number]) if number in opening else ""
        lines = [heading, str(corpus.articles.loc[number, "title"])]
        # A check for machines is often headed by the site's name: the line below it says what it
        # wants.
        if (
            sizes.loc[number, "paragraphs"] < FEWEST_PARAGRAPHS
            and sizes.loc[number, "words"] <= _MOST_WORDS_OF_CHECK
        ):
            lines += [corpus.text(row) for row in first_rows.get(number, ())]
        for words in (line.split() for line in lines):
            shown_line = " ".join(words)
            is_short = len(words) <= _MOST_WORDS_OF_HEADING and len(shown_line) <= _LONGEST_HEADING
            if is_short and _REFUSAL.search(shown_line):
                refusals.setdefault(number, shown_line)
    return refusals


def _sentence(
    corpus: Corpus, number: int, size: pd.Series, refusal: str | None, file: str | Path | None
) -> str:
    name = str(corpus.articles.loc[number, "id"])
    furniture = ""
    if size["furniture"]:
        are = verb("are", size["furniture"])
        furniture = (
            f" {count(size['furniture'], 'word')} {are} labelled page furniture (menus, notices)."
        )
    if refusal is not None:
        return (
            f'{name}: the page holds no article; its heading is "{refusal}".{furniture} Open the'
            " article in a browser, and save the page again when you see its text."
        )
    if size["paragraphs"]:
        state = (
            f"the body has only {count(size['paragraphs'], 'paragraph')} with"
            f" {count(size['words'], 'word')}."
        )
    else:
        state = "no body was found."
    return f"{name}: {state}{furniture} {_remedy(name, file)}"


def _of_swallowed(corpus: Corpus, n_words: pd.Series, file: str | Path | None) -> list[str]:
    names = {number: str(corpus.articles.loc[number, "id"]) for number in n_words.index}
    if len(names) > _MOST_NAMED:
        first = ", ".join(list(names.values())[:_MOST_NAMED])
        total = count(int(n_words.sum()), "word")
        return [
            f"{len(names):,} of {count(len(corpus.articles), 'article')} ({first}, …): {total} of"
            " their paragraphs are labelled page furniture (menus, notices), inside boxes that the"
            " pages do not close. Look at the labels of each with: cutline layers, and correct"
            " them with --write."
        ]
    return [
        f"{name}: {count(int(n_words[number]), 'word')} of paragraphs {verb('are', n_words[number])} labelled"
        f" page furniture (menus, notices), inside a box that the page does not close. {_remedy(name, file)}"
        for number, name in names.items()
    ]


def _remedy(name: str, file: str | Path | None) -> str:
    source = Path(name if file is None else file)
    if str(source) == "-" or (source.exists() and not source.is_file() and not source.is_dir()):
        return (
            "Save the input as a file; cutline layers shows its labels and, with --write, lets you"
            " correct them."
        )
    # A name that begins with a hyphen would be an option.
    shown = f"./{source}" if str(source).startswith("-") else str(source)
    command = f"cutline layers {shlex.quote(shown)}"
    if source.is_dir():
        return (
            f"Look at the labels with: {command} --only {shlex.quote(name)}; to correct them, give"
            " its own file, with --write."
        )
    if (format := format_of(source)) and FORMATS_READ[format].holds != ARTICLE:
        return (
            f"Look at the labels with: {command} --only {shlex.quote(name)}; to correct them, save the article as a text"
            " or a page first."
        )
    return (
        f"Look at the labels with: {command}; to correct them, add --write and edit"
        f" {new_corrections_path(source).name}."
    )


def _summary(corpus: Corpus, concerned: list[int], sizes: pd.DataFrame) -> str:
    names = ", ".join(str(corpus.articles.loc[number, "id"]) for number in concerned[:_MOST_NAMED])
    furniture = count(int(sizes.loc[concerned, "furniture"].sum()), "word")
    return (
        f"{len(concerned):,} of {count(len(corpus.articles), 'article')} have fewer than three"
        f" paragraphs of body ({names}, …); {furniture} of theirs are labelled page furniture"
        " (menus, notices). Look at the labels of each with: cutline layers, and correct them with"
        " --write."
    )
