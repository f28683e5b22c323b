"""A term of somebody's dictionary → the words that the engine looks for."""

from __future__ import annotations

import re
import unicodedata

from analysis.lexicons.marked import BEFORE, BEHIND, JOINTS, WORD
from analysis.tokens import fold

_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")  # most terms of most lists
_WORD = re.compile(WORD)
_QUOTES = "\"'«»"
_BEFORE, _BEHIND = (
    _QUOTES + BEFORE,
    _QUOTES + "%",
)  # what may stand at a word in the text without dividing a phrase
_MARKED = re.compile(rf"(?:[{BEFORE}]|\.(?=[^\W\d_]))?{WORD}(?:[{JOINTS}]{WORD})*[{BEHIND}]{{0,2}}")
_LONGEST = 1000
_REGULAR_EXPRESSION = re.compile(
    r"\\[a-z]|\(\?|\.[*+]|\[[^][]{1,40}\]|\([^()|]{0,40}\|[^()]{0,40}\)|^\^|[^\W\d]\$$|\w\|\w|\w\{[0-9]"
)


def read_term(text: str) -> tuple[str, str]:
    """The term as it is looked for ("" where it cannot be), and what a reader has to know of it.

    A mark at a word counts: "@home" is found where the text says @home, and not in "at home" (see
    `marked`).

    Examples
    --------
    >>> read_term(" South  Africa* ")
    ('south africa*', '')
    >>> read_term("#MeToo"), read_term("9/11")
    (('#metoo', ''), ('9/11', ''))
    >>> read_term("Yahoo!")
    ('yahoo', "read as 'yahoo': words carry no punctuation at their ends")
    >>> read_term(":)")
    ('', 'no letter or digit: only words are counted')
    """
    if len(text) > _LONGEST:
        return "", f"longer than {_LONGEST:,} characters: no word or phrase"
    if _PLAIN.fullmatch(text):
        return text, ""
    folded = fold(unicodedata.normalize("NFC", " ".join(text.split())))
    if folded.isalnum():
        return folded, ""
    if not any(char.isalnum() for char in folded):
        return "", "no letter or digit: only words are counted"
    if _REGULAR_EXPRESSION.search(folded):
        return "", "a regular expression: write the words, with * for any letters and ? for one"
    parts = re.sub(r"\*{2,}", "*", folded).split(" ")
    words: list[str] = []
    for part in parts:
        word, why = _word(part, alone=len(parts) == 1, last=len(words) == len(parts) - 1)
        if why:
            return "", why
        words.append(word)
    term = " ".join(words)
    unmarked = any(folded.count(mark) > term.count(mark) for mark in BEFORE + "%")
    trimmed = unmarked or (
        parts[-1].strip(_BEFORE).rstrip(_BEHIND)[-1:] in {".", "!", ","} and term[-1] != "."
    )
    return term, f"read as {term!r}: words carry no punctuation at their ends" if trimmed else ""


def _word(part: str, *, alone: bool, last: bool) -> tuple[str, str]:
    """One word of a term, or why it is none."""
    word = _WORD.search(part)
    if word is None or not word.group().strip("?"):
        return "", f"{part!r} stands between words: a phrase holds only words"
    bare = part.strip(_QUOTES)
    if _MARKED.fullmatch(bare) and any(char.isalnum() for char in bare):
        return _without_possessive(bare, part, alone=alone)
    before, behind = part[: word.start()].strip(_BEFORE), part[word.end() :].strip(_BEHIND)
    if _WORD.search(behind):
        return "", f"{part!r} holds several words that punctuation divides; write each as an entry"
    if before or (behind and not (last and set(behind) <= set(".!,"))):
        return (
            "",
            (
                f"{part!r} holds punctuation that no word of a text carries; write the word alone,"
                " or with *"
            ),
        )
    kept = (
        bare.rstrip(".!,").rstrip(_QUOTES)
        if _MARKED.fullmatch(bare.rstrip(".!,").rstrip(_QUOTES))
        else word.group()
    )
    return _without_possessive(kept, part, alone=alone)


def _without_possessive(word: str, part: str, *, alone: bool) -> tuple[str, str]:
    if word == "n't":
        return "", f"{part!r} is a part of a word: write *n't"
    if not word.endswith("'s"):
        return word, ""
    if alone:
        return (
            "",
            (
                f"{part!r} is read as its word without 's, in texts too: an entry of its own would"
                " never be found"
            ),
        )
    return word.removesuffix("'s"), ""
