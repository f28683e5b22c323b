"""The doubtful lines of the page: which may be captions, in the order of asking, and what each
answer writes.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from analysis.corpus import Corpus
from analysis.reading.asking import MOST_NOES, answered, doubtful_blocks
from analysis.reading.corrections import BY_HAND, corrections_table
from analysis.words import beginning, may_be_captions, numbers, segment_names

_MOST_LINES = 50  # lines of the list; further ones follow when the article is read again
_LONGEST, _LONGEST_NEIGHBOUR = 400, 300  # characters of a line, and of the lines around it


class DoubtfulLine(NamedTuple):
    """A line that may be a caption: its block and what that is called now, its text between those of
    its neighbours, and the rows that a yes and a no write.
    """

    block: int
    name: str
    confidence: str
    text: str
    before: str
    after: str
    yes: str
    no: str


def doubtful_lines(corpus: Corpus) -> dict[str, Any] | None:
    r"""The lines that a person is asked about, likeliest first.

    Parameters
    ----------
    corpus : Corpus
        of one article.

    Returns
    -------
    dict or None
        lines (list of `DoubtfulLine`, fifty at most), n_lines (how many there are), doubt (the same
        in words), most_noes, head (what the file of labels holds before the
        answers: its header, and what a person has labelled already). Rows are quoted as in an
        address, since text of an article holds signs that a page cannot. None where no line is
        doubtful.

    Examples
    --------
    >>> from analysis import read_text
    >>> text = "Talks resume\n\nThey met.\n\nAnn Roe, left, in May. (AP Photo)"
    >>> line = doubtful_lines(read_text(text))["lines"][0]
    >>> line.name, line.yes, line.before
    ('caption 1', '2%2Ccaption%2C%22Ann%20Roe%2C%20left%2C%20in%20May.%20%28AP%20Photo%29%22', 'They met.')
    """
    blocks = doubtful_blocks(corpus)
    if not blocks:
        return None
    shown = blocks[:_MOST_LINES]
    rows = {
        answer: _rows(answered(corpus, dict.fromkeys(shown, answer)), shown)
        for answer in (True, False)
    }
    segments = corpus.segments
    names = dict(zip(segments.index, segment_names(segments["layer"]), strict=True))
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
                rows[True][block],
                rows[False][block],
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


def _rows(corpus: Corpus, blocks: list[int]) -> dict[int, str]:
    """The row of each block in the file of labels."""
    # A row is one line: the first words of a block are divided by blanks.
    rows = corrections_table(corpus, blocks).rstrip("\n").split("\n")[1:]
    return dict(zip(sorted(blocks), map(_quoted, rows), strict=True))


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="")
