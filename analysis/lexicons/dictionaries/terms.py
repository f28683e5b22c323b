"""A term of somebody's dictionary → the words that the engine looks for."""

from __future__ import annotations

import re
import unicodedata

from analysis.tokens import fold

# Words as the corpus divides them, with * and ? for letters.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[\w*?]+(?:[-'.&][\w*?]+)*")
_BEFORE, _BEHIND = "\"'«»#@$€£", "\"'«»%"  # what may stand at a word in the text without dividing a phrase


def read_term(text: str) -> tuple[str, str]:
    """The term as it is looked for ("" where it cannot be), and what a reader has to know of it.

    Examples
    --------
    >>> read_term(" South  Africa* ")
    ('south africa*', '')
    >>> read_term("Yahoo!")
    ('yahoo', "read as 'yahoo': words carry no punctuation at their ends")
    >>> read_term(":)")
    ('', 'no letter or digit: only words are counted')
    """
    folded = fold(unicodedata.normalize("NFC", " ".join(text.split())))
    if folded.isalnum():
        return folded, ""
    if not any(char.isalnum() for char in folded):
        return "", "no letter or digit: only words are counted"
    parts = re.sub(r"\*{2,}", "*", folded).split(" ")
    words: list[str] = []
    for part in parts:
        word, why = _word(part, alone=len(parts) == 1, last=len(words) == len(parts) - 1)
        if why:
            return "", why
        words.append(word)
    term = " ".join(words)
    trimmed = parts[-1].strip(_BEFORE).rstrip(_BEHIND)[-1:] in {".", "!", ","} and term[-1] != "."
    return term, f"read as {term!r}: words carry no punctuation at their ends" if trimmed else ""


def _word(part: str, *, alone: bool, last: bool) -> tuple[str, str]:
    """One word of a term, or why it is none."""
    found = _WORD.search(part)
    if found is None or not found.group().strip("?"):
        return "", f"{part!r} stands between words: a phrase holds only words"
    before, behind = part[: found.start()].strip(_BEFORE), part[found.end() :].strip(_BEHIND)
    if _WORD.search(behind):
        return "", f"{part!r} holds several words that punctuation divides; write each as an entry"
    if before or (behind and not (last and set(behind) <= set(".!,"))):
        return "", f"{part!r} holds punctuation that no word of a text carries; write the word alone, or with *"
    word = found.group()
    if word.endswith("'s"):
        if alone:
            return (
                "",
                f"{part!r} is read as its word without 's, in texts too: an entry of its own would never be found",
            )
        word = word.removesuffix("'s")
    return word, ""
