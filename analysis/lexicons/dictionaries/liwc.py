"""LIWC's .dic: a legend of numbered categories between two lines of %, then words with the numbers
of theirs.

As LIWC 2001 and 2007 wrote it, and as LIWC 2015 did, which sets a category in below the one it
belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.lexicons.dictionaries.draft import Draft, Path, indent
from analysis.words import first_of, shortened

_CODE = re.compile(r"<[^<>]*>\S*|\([^()]*\)\S*|\S+")
_ID = re.compile(r"[0-9]+")
_LISTED = re.compile(r"(?P<category>[^:,\t%]+):\s*(?P<word>[^\s,;][^,;\t]*)(?:[,;].*)?")


def read(draft: Draft) -> None:
    r"""Read the lines of the draft.

    Examples
    --------
    >>> draft = Draft(["%", "1\tharm", "%", "war\t1"])
    >>> read(draft)
    >>> draft.codebook("mine", "", "category").frames["harm"].terms
    ('war',)
    """
    marks = [line_number for line_number, line in enumerate(draft.lines, 1) if line.strip() == "%"][
        :2
    ]
    if len(marks) < 2:
        raise ValueError(_without_legend(draft.lines))
    for line_number, line in enumerate(draft.lines[: marks[0] - 1], 1):
        if line.strip():
            draft.lose(line_number, "stands above the legend")
    categories = _legend(draft, *marks)
    for line_number, line in enumerate(draft.lines[marks[1] :], marks[1] + 1):
        if line.strip():
            _entry(draft, categories, line_number, line)


def _without_legend(lines: Sequence[str]) -> str:
    """What is wrong with lines that no legend precedes, and what to write instead."""
    written = [line.strip() for line in lines if line.strip()]
    listed = [match for line in written if (match := _LISTED.fullmatch(line))]
    if 2 * len(listed) > len(written):
        category, word = listed[0]["category"].strip(), listed[0]["word"].strip()
        return (
            "lines of the form 'category: word, word' are not read; write a .csv file: first the line"
            " 'word,category', then one line for each word, as"
            f" '{shortened(word, 40)},{shortened(category, 40)}'"
        )
    return (
        "no legend of categories between two lines of %; write above the words a line '%', a line"
        " '1<tab>name' for each category, and a line '%'; then each word with the number of its category, as 'war<tab>1'"
    )


def _legend(draft: Draft, first: int, last: int) -> dict[str, Path]:
    """The categories by their numbers, leading zeros off."""
    categories: dict[str, Path] = {}
    above: list[tuple[int, str, int]] = []
    parents: set[int] = set()
    without_id: list[int] = []
    for line_number in range(first + 1, last):
        line = draft.lines[line_number - 1]
        if not line.strip():
            continue
        key, _, name = line.strip().replace("\t", " ").partition(" ")
        is_id = _ID.fullmatch(key) is not None
        depth = indent(line)
        while above and above[-1][0] >= depth:
            above.pop()
        path = draft.category(
            [*(name for _, name, _ in above), name if is_id else line], line_number
        )
        if path is None:
            continue
        parents.update(row for _, _, row in above)
        above.append((depth, path[-1], line_number))
        if not is_id:
            without_id.append(line_number)
        elif categories.setdefault(key.lstrip("0"), path) != path:
            draft.lose(
                line_number,
                f"the number {key} stands for {categories[key.lstrip('0')][-1]!r} already",
            )
    for line_number in without_id:
        if line_number not in parents:
            draft.lose(line_number, "a category without a number: no word can name it")
    return categories


def _entry(draft: Draft, categories: dict[str, Path], line_number: int, line: str) -> None:
    term, codes = _divided(line)
    ids = [code for code in codes if _ID.fullmatch(code)]
    paths = dict.fromkeys(
        categories[key.lstrip("0")] for key in ids if key.lstrip("0") in categories
    )
    used = [draft.add(path, term, line_number) for path in paths]
    if paths and not any(used):
        return
    partly = any(used)
    undefined = [key for key in ids if key.lstrip("0") not in categories]
    rules = [code for code in codes if not _ID.fullmatch(code)]
    if not codes:
        draft.lose(line_number, "no category behind the word")
    if undefined:
        draft.lose(line_number, f"not in the legend: {_shown(undefined)}", partly=partly)
    if rules:
        draft.lose(
            line_number,
            f"a condition on the words around, which is not applied: {_shown(rules)}",
            partly=partly,
        )


def _divided(line: str) -> tuple[str, list[str]]:
    """The word and its codes; a tab divides them, or two spaces, or what looks like codes at the
    end.
    """
    for mark in ("\t", "  "):
        term, _, rest = line.strip().partition(mark)
        codes = _CODE.findall(rest)
        if codes and all(code[0] in "0123456789(<" for code in codes):
            return _unpadded(term.strip(), codes)
    words = line.split()
    end = len(words)
    while end > 1 and (words[end - 1][0] in "0123456789(<" or ")" in words[end - 1]):
        end -= 1
    return " ".join(words[:end]), _CODE.findall(" ".join(words[end:]))


def _unpadded(term: str, codes: list[str]) -> tuple[str, list[str]]:
    """A zero before a number, or two spaces, mark it as a code also where only spaces divide it
    from the word.
    """
    words = re.split(r" {2,}| (?=0[0-9])", term)
    late = len(words) - 1
    while late > 0 and _ID.fullmatch(words[late].strip()):
        late -= 1
    return " ".join(words[: late + 1]), [word.strip() for word in words[late + 1 :]] + codes


def _shown(codes: list[str]) -> str:
    return first_of([shortened(code, 40) for code in codes], 5)
