"""The doubtful lines of the page: which may be captions, in the order of asking, and what each
answer writes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from analysis.corpus import Corpus
from analysis.reading.asking import MOST_NOES, answered_layers, doubtful_blocks
from analysis.reading.corrections import BY_HAND, corrections_table
from analysis.report.tables import data_address
from analysis.words import beginning, may_be_captions, numbers
from analysis.words.sentences import names_of

_MOST_LINES = 20  # lines of the list; further ones follow when the article is read again
_LONGEST, _LONGEST_NEIGHBOUR = 300, 120  # characters of a line, and of the lines around it


class DoubtfulLine(NamedTuple):
    """A line that may be a caption: its block and what that is called now, its text between those
    of its neighbours, and what its row in the file of labels holds: the layer of a line that is no
    caption, and the first words, quoted as in an address.
    """

    block: int
    name: str
    confidence: str
    text: str
    before: str
    after: str
    otherwise: str
    first_words: str


def doubtful_lines(corpus: Corpus) -> dict[str, Any] | None:
    r"""The lines that a person is asked about, likeliest first.

    Parameters
    ----------
    corpus : Corpus
        of one article.

    Returns
    -------
    dict or None
        lines (list of `DoubtfulLine`, 20 at most), n_lines (how many there are), doubt (the same
        in words), most_noes, head (what the file of labels holds before the answers: its header,
        and what a person has labelled already). It is quoted as in an address, since text of an
        article holds signs that a page cannot. None where no line is doubtful.

    Examples
    --------
    >>> from analysis import read_text
    >>> text = "Talks resume\n\nThey met.\n\nAnn Roe, left, in May. (AP Photo)"
    >>> line = doubtful_lines(read_text(text))["lines"][0]
    >>> line.before, line.text
    ('They met.', 'Ann Roe, left, in May. (AP Photo)')
    """
    blocks = doubtful_blocks(corpus)
    if not blocks:
        return None
    shown = blocks[:_MOST_LINES]
    otherwise = answered_layers(corpus, dict.fromkeys(shown, False))
    first_words = _first_words(corpus, shown)
    segments, names = corpus.segments, names_of(corpus)
    n_captions = int((segments.loc[blocks, "layer"] == "caption").sum())
    by_hand = segments.index[segments["rule"] == BY_HAND]
    return {
        "lines": [
            DoubtfulLine(
                block,
                names[block],
                numbers.plain(segments.at[block, "confidence"], 2),
                beginning(corpus.text(block), _LONGEST),
                _neighbour(corpus, block - 1),
                _neighbour(corpus, block + 1),
                otherwise[block],
                first_words[block],
            )
            for block in shown
        ],
        "n_lines": len(blocks),
        "doubt": may_be_captions(len(blocks), n_captions),
        "most_noes": MOST_NOES,
        "head": _quoted(corrections_table(corpus, by_hand.tolist())),
    }


def _neighbour(corpus: Corpus, block: int) -> str:
    """The text of a block; none where the article ends."""
    if block not in corpus.segments.index:
        return ""
    return beginning(corpus.text(block), _LONGEST_NEIGHBOUR)


def _first_words(corpus: Corpus, blocks: list[int]) -> dict[int, str]:
    """The last cell of each block's row in the file of labels, which may be in quotation marks."""
    # A row is one line: the first words of a block are divided by blanks.
    rows = corrections_table(corpus, blocks).rstrip("\n").split("\n")[1:]
    cells = [_quoted(row.split(",", 2)[2]) for row in rows]
    return dict(zip(sorted(blocks), cells, strict=True))


def _quoted(text: str) -> str:
    return data_address(text).partition(",")[2]
