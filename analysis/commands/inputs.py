"""What a command reads: the articles, and the options that they settle."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import analysis
from analysis.commands.arguments import column_of, given_choices
from analysis.commands.messages import tell_problems, tell_unread
from analysis.options import Options

if TYPE_CHECKING:
    import analysis.baseline
    import analysis.completeness
    from analysis.corpus import Corpus

# Seeds, notebooks and figures lie in the repository, or in the package that was installed from a
# wheel.
SUPPLIED = Path(__file__).resolve().parent.parent / "supplied"
ROOT = SUPPLIED if SUPPLIED.is_dir() else SUPPLIED.parent.parent
SEED_ARTICLE = ROOT / "seeds" / "nagorno-karabakh.txt"


def read_all(
    article: Path | None, columns: list[str] | None = None, encoding: str | None = None
) -> Corpus:
    """Every article of an input. What of it could not be read is said on standard error."""
    named = dict(column_of(text) for text in columns or [])
    if str(article) == "-" and sys.stdin is None:
        raise analysis.InputError("-: standard input is closed; give the name of a file")
    if article is None and not SEED_ARTICLE.exists():
        raise analysis.InputError(
            "no article: give one; the seed article comes with the repository of cutline alone"
        )
    corpus = analysis.read(
        SEED_ARTICLE if article is None else article, columns=named or None, encoding=encoding
    )
    tell_problems(corpus.problems)
    tell_unread(corpus.unread_tables)
    return corpus


def warned(corpus: Corpus, article: Path | None) -> Corpus:
    """The corpus itself, after a line on standard error for each article whose body is missing or
    has few words.
    """
    for warning in analysis.completeness.warnings(corpus, article):
        sys.stderr.write(f"cutline: {' '.join(warning.split())}\n")
    return corpus


def coded_articles(
    article: Path | None, columns: list[str] | None, encoding: str | None, options: Options
) -> tuple[Corpus, Options]:
    """The articles that are coded, and the options for them. Of the folder of a run, its articles are
    read again, and its options hold but for those that were given.
    """
    from analysis.batch.rereading import reread_run
    from analysis.reading.listing import is_run

    if not is_run(article):
        corpus = warned(read_all(article, columns, encoding), article)
        return corpus, settled_options(options, corpus, coded=True)
    if columns or encoding is not None:
        raise analysis.InputError(
            f"{article}: is the folder of a run, which recorded how its tables are read; leave out"
            " --column and --encoding"
        )
    run = reread_run(str(article))
    tell_problems(run.corpus.problems)
    options = run.options.but(**given_choices(options))
    return run.corpus, settled_options(options, run.corpus, coded=True)


def settled_options(
    options: Options, corpus: Corpus | None = None, *, coded: bool = False
) -> Options:
    """The options with the codebook chosen, for an article or for a corpus; in lines on standard
    error, how much of a dictionary and a lexicon does not count, and what their numbers mean.
    """
    from analysis.lexicons.choice import settled
    from analysis.lexicons.notices import notices

    if not coded:
        analysis.baseline.load(options.baseline)  # what is wrong with it is said before the work
    options = settled(options, corpus)
    for line in notices(options.frames, None if coded else options.lexicon, of_rates=not coded):
        sys.stderr.write(f"cutline: {line}\n")
    return options
